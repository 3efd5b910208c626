"""Does a reading find the truth? Tried on many worlds whose truth is known, none left out.

Each draw plays one world with another luck. ``judge`` counts in how many draws a reading's
interval holds the truth; its `Verdict` says whether that may be 95%.
"""

from typing import NamedTuple

import numpy as np

from ecomlab.errors import InputError

MANY = 2000  # draws from which on a share itself is held to its bounds
SLACK = 0.02  # of many draws
MISSED = 0.8  # the obvious reading of a claim that misleads misses the truth at least so often
SURE = 0.001  # with fewer draws: the error of the exact binomial test


class Verdict(NamedTuple):
    """How often a reading's interval held the truth.

    >>> Verdict(1900, 2000)
    95.0% of 2,000 draws
    """

    held: int
    draws: int

    @property
    def share(self):
        return self.held / self.draws

    def __repr__(self):
        return f"{self.share:.1%} of {self.draws:,} draws"

    def covers(self, level=0.95):
        """May this be an interval that holds the truth in 95% of draws?

        Of 2,000 draws 93 to 97% must hold it. Of fewer, 95% must not be refuted at 99.9%.

        >>> Verdict(1850, 2000).covers(), Verdict(185, 200).covers(), Verdict(170, 200).covers()
        (False, True, False)
        """
        if self.draws >= MANY:
            return abs(self.share - level) <= SLACK + 1e-12
        return could_be(self.held, self.draws, level)

    def misses(self, least=MISSED):
        """Does it miss the truth at least so often (of few draws: is less not shown)?

        >>> Verdict(100, 2000).misses(), Verdict(1000, 2000).misses()
        (True, False)
        """
        missed = self.draws - self.held
        if self.draws >= MANY:
            return missed >= least * self.draws
        return could_be(missed, self.draws, least, "less")


def judge(readings, truths):
    """The verdict on one reading over many draws.

    Parameters
    ----------
    readings : sequence of (low, high) or of Estimate
        One for each draw. An interval that is NaN holds nothing.
    truths : number, or one for each draw

    Examples
    --------
    >>> judge([(0, 2), (1, 3), (2, 4)], 1.5)
    66.7% of 3 draws
    """
    ends = np.array([tuple(r[1:3] if len(r) > 2 else r) for r in readings], dtype=float)
    truths = np.broadcast_to(np.asarray(truths, dtype=float), len(ends))
    if not len(ends):
        raise InputError("No draw was made. Give at least one.")
    if not np.isfinite(truths).all():
        raise InputError("A truth is missing: a reading can only be held against a known one.")
    held = (ends[:, 0] <= truths) & (truths <= ends[:, 1])
    return Verdict(int(held.sum()), len(held))


def could_be(count, n, share, alternative="two-sided"):
    """Is this share not refuted at 99.9% by ``count`` of ``n``?

    >>> could_be(185, 200, 0.95), could_be(170, 200, 0.95)
    (True, False)
    """
    from scipy import stats

    return bool(stats.binomtest(count, n, share, alternative=alternative).pvalue > SURE)
