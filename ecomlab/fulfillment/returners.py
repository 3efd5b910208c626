"""Who sends back on principle, and who only looks like it (恶意退货, 误判成本)?

Course map N14. A score is a chance, not a verdict. What follows from it is decided by what both
mistakes cost.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_flags, check_numbers, check_once, check_table
from ecomlab.errors import InputError, check_number, check_share

ENOUGH = 1e-4  # no chance moves by more: the next step would change no decision
TIMES = 100
LEAST = 1e-9  # a share of such buyers is at least this, and at most 1 less it


def abuse_score(lines, habit, share=None, usual=None):
    """How likely is each buyer one who sends back on principle, by what came back?

    An ordinary buyer sends back an article's usual share of lines, ``p``. One with the habit sends
    back those too, and of the rest the share ``habit``. So a kept line makes the habit less likely,
    by 1 − habit; a line sent back makes it likelier, by (p + (1 − p) × habit) ÷ p. These factors
    are multiplied, and weighed with how rare such buyers are (Bayes).

    Parameters
    ----------
    lines : DataFrame, one row per line that arrived
        customer_id, sku, back (flag). Mark only what was the buyer's choice: returns for a fault, a
        size or a late parcel are the shop's own, and accuse nobody.
    habit : float
        Of lines that others would keep, the share that such a buyer sends back. From cases that
        were looked into.
    share : float, optional
        Of buyers, the share that has the habit. If it isn't given: the share that makes what came
        back likeliest, which takes ordinary buyers for alike.
    usual : mapping of sku to float, optional
        The usual share; if not given, each article's own among the lines here of those who seem to
        be ordinary buyers.

    Returns
    -------
    DataFrame, one row per buyer, the likeliest first
        customer_id, lines, back, expected (lines, of an ordinary buyer), times (how many times
        likelier what came back is under the habit), chance. ``.attrs["share"]``: of buyers.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    One tenth of everything comes back; one buyer in a hundred has the habit. Three lines of three
    sent back: 5.5 × 5.5 × 5.5 = 166 times likelier.

    >>> lines = pd.DataFrame({"customer_id": [1, 1, 1, 2, 2, 2], "sku": "lamp",
    ...                       "back": [True, True, True, False, True, False]})
    >>> abuse_score(lines, habit=0.5, share=0.01, usual={"lamp": 0.1}).round(2)
       customer_id  lines  back  expected   times  chance
    0            1      3     3       0.3  166.38    0.63
    1            2      3     1       0.3    1.38    0.01

    References
    ----------
    Course map N14. Dempster, Laird and Rubin (1977), JRSS B 39 (mixtures).
    """
    habit = check_share("habit", habit)
    lines = check_table(lines, "lines", "customer_id", "sku", "back")
    lines = check_flags(lines, "lines", "back")
    known = None if share is None else check_share("share", share)
    log = _Log(lines, habit)
    p = None if usual is None else _given(lines["sku"], usual)
    chance, p, known = log.likeliest(p, known)
    table = pd.DataFrame({
        "customer_id": log.names, "lines": log.sums(np.ones(len(lines))).astype(int),
        "back": log.sums(log.back).astype(int), "expected": log.sums(p),
        "times": np.exp(log.factors(p)), "chance": chance,
    })  # fmt: skip
    table = table.sort_values("chance", ascending=False, ignore_index=True, kind="stable")
    table.attrs["share"] = known
    return table


class _Log:
    """The lines of all buyers, by place: who, which article, sent back or not."""

    def __init__(self, lines, habit):
        self.who, self.names = pd.factorize(lines["customer_id"], sort=True)
        self.what, articles = pd.factorize(lines["sku"])
        self.back, self.habit = lines["back"].to_numpy(bool), habit
        self.articles, self.buyers = len(articles), len(self.names)

    def sums(self, values):
        return np.bincount(self.who, values, self.buyers)

    def usual(self, weight):
        """Each line's usual share, each line weighed by how likely its buyer is ordinary."""
        of, n = (np.bincount(self.what, weight * x, self.articles) for x in (self.back, 1))
        return ((of + 0.5) / (n + 1))[self.what]

    def factors(self, p):
        """The log of how many times likelier what came back is under the habit."""
        return self.sums(
            np.where(self.back, np.log1p((1 / p - 1) * self.habit), np.log1p(-self.habit))
        )

    def likeliest(self, p, share):
        """Chances, usual shares and the share of buyers, each from the others until none moves."""
        fixed_p, fixed, chance = p, share, np.zeros(self.buyers)
        for _ in range(TIMES):
            p = self.usual(1 - chance[self.who]) if fixed_p is None else fixed_p
            factors = self.factors(p)
            share = _likeliest_share(factors) if fixed is None else fixed
            new = _chance(factors, share)
            moved, chance = np.abs(new - chance).max(), new
            if moved < ENOUGH:
                break
        return chance, p, share


def _likeliest_share(log):
    """The share of buyers with the habit that makes these factors likeliest."""
    from scipy.optimize import brentq

    more = np.expm1(np.clip(log, None, 300))

    def slope(share):
        return (more / (1 + share * more)).sum()

    if slope(LEAST) <= 0:
        return LEAST
    return 1 - LEAST if slope(1 - LEAST) >= 0 else float(brentq(slope, LEAST, 1 - LEAST))


def _given(sku, usual):
    """The usual share of each line's article, strictly between 0 and 1."""
    p = sku.map(dict(usual)).astype(float)
    if p.isna().any():
        raise InputError(f"usual has no share for the article {sku[p.isna()].iloc[0]!r}.")
    if not ((p > 0) & (p < 1)).all():
        raise InputError("The usual shares must lie between 0 and 1 (10% is 0.10).")
    return p.to_numpy()


def _chance(log, share):
    odds = np.log(share) - np.log1p(-share) + log
    return 1 / (1 + np.exp(-np.clip(odds, -700, 700)))


def accuse_from(gain, loss):
    """From which chance on does it pay to act against a buyer?

    Acting against one who has the habit saves ``gain``; against one who hasn't it costs ``loss``.

    Parameters
    ----------
    gain, loss : float
        Yuan. A gain of 0 or less: it never pays, not even against the guilty.

    Returns
    -------
    float
        loss ÷ (gain + loss); infinite where it never pays.

    Raises
    ------
    InputError

    Examples
    --------
    >>> accuse_from(gain=60, loss=240)
    0.8

    References
    ----------
    Elkan (2001), The foundations of cost-sensitive learning, IJCAI.
    """
    gain, loss = check_number("gain", gain), check_number("loss", loss, low=0)
    if gain <= 0:
        return float("inf")
    return loss / (gain + loss)


def accusations(scores, gain, loss, least=(0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9), guilty=None):
    """If all above a chance are accused: how many, how many innocent, and what is it worth?

    Parameters
    ----------
    scores : DataFrame
        customer_id, chance: of `abuse_score`.
    gain, loss : float
        As in `accuse_from`.
    least : sequence of float
        Chances from which on one accuses.
    guilty : collection of customer_id, optional
        Who truly has the habit, where a world knows it. Else the chances are taken for true.

    Returns
    -------
    DataFrame, one row per ``least``
        least, accused, innocent (count, or expected), share (innocent ÷ accused), yuan.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> scores = pd.DataFrame({"customer_id": [1, 2, 3], "chance": [0.9, 0.6, 0.1]})
    >>> accusations(scores, gain=60, loss=240, least=[0.5, 0.8]).round(2)
       least  accused  innocent  share  yuan
    0    0.5        2       0.5   0.25 -30.0
    1    0.8        1       0.1   0.10  30.0
    """
    scores = check_once(check_table(scores, "scores", "customer_id", "chance"), "scores",
                        "customer_id")  # fmt: skip
    check_numbers(scores, "scores", "chance")
    gain, loss = check_number("gain", gain), check_number("loss", loss, low=0)
    chance = scores["chance"]
    innocent = 1 - chance if guilty is None else ~scores["customer_id"].isin(set(guilty))
    rows = []
    for border in least:
        mine = chance >= check_share("least", border, ends=True)
        wrong = float(innocent[mine].sum())
        rows.append((border, int(mine.sum()), wrong, wrong / mine.sum() if mine.any() else np.nan,
                     gain * (mine.sum() - wrong) - loss * wrong))  # fmt: skip
    return pd.DataFrame(rows, columns=["least", "accused", "innocent", "share", "yuan"])
