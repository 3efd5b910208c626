"""Figures of audience: how many to ask, what is said and paid."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_positive, check_whole
from ecomlab.estimates import power_of_share, refuses
from ecomlab.numerals import PERCENT, NumberTicks, numeral

MOST_ASKED = 5000  # answers that a figure draws


def tell_apart(n, share=0.7, line=0.6, confidence=0.95, ax=None):
    """What n answers can look like if the true share is ``share``, and if it is ``line``.

    Parameters
    ----------
    n : int
        How many are asked, from 1 to 5,000.
    share, line : float
        The share that is claimed, and the one from which it shall be told.
    confidence : float
        Of the test: shaded are the results that refuse the line.

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        n or a share is out of range, or both shares are the same.

    Examples
    --------
    >>> tell_apart(20).get_title("left")
    '20 answers tell 70% from 60% in 11 of 100 surveys'
    """
    from scipy.stats import binom

    if check_whole("n", n, low=1) > MOST_ASKED:
        raise InputError(f"n is {n}. Choose at most {MOST_ASKED:,}.")
    power = float(power_of_share(n, share, line, confidence))
    if share == line:
        raise InputError(f"share and line are both {share:g}. Choose two shares.")
    count = np.arange(n + 1)
    refused = refuses(count, n, line, confidence)
    colours = {line: plots.COLOURS["blue"], share: plots.COLOURS["vermilion"]}
    for truth, colour in colours.items():
        chance = binom.pmf(count, n, truth)
        near = chance > chance.max() / 1000
        curve = pd.DataFrame({"seen": count[near] / n, "chance": chance[near]})
        ax = plots.lines(curve, x="seen", y="chance", ax=ax, percent=True)
        ax.lines[-1].set(color=colour, label=f"truth {truth:.0%}")
        where = {"textcoords": "offset points", "ha": "center", "color": colour}
        ax.annotate(f"truth {truth:.0%}", (truth, chance.max()), (0, 6), **where)
    ax.margins(x=0)
    ax.set_ylim(0, 1.15 * max(drawn.get_ydata().max() for drawn in ax.lines))
    left, right = ax.get_xlim()
    kept = count[~refused]
    for side in ((left, (kept.min() - 0.5) / n), ((kept.max() + 0.5) / n, right)):
        ax.axvspan(*side, color=plots.COLOURS["grey"], alpha=0.15, lw=0, zorder=0)
    ax.set_xlim(left, right)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    often = numeral(100 * power, digits=0)
    plots.label(
        ax,
        f"{numeral(n)} answers tell {share:.0%} from {line:.0%} in {often} of 100 surveys",
        x=f"share who say so in the survey (shaded: {line:.0%} is refused)",
        y="chance of this share",
        n=n,
        counts="answers",
    )
    return ax


def stated_and_paid(curves, price, ax=None):
    """What share names at least each price, by what they say and by what they would pay.

    Parameters
    ----------
    curves : DataFrame
        ``surveys.wtp_curve`` of each kind, with its name in ``answer``: price, share, low, high.
    price : float
        The price that is asked today: a line marks it.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> curves = pd.DataFrame({"answer": ["named"] * 2 + ["paid"] * 2, "price": [100, 200] * 2,
    ...                        "share": [0.9, 0.5, 0.8, 0.3], "low": [0.8, 0.4, 0.7, 0.2],
    ...                        "high": [1, 0.6, 0.9, 0.4], "n": 99, "counts": "respondents"})
    >>> stated_and_paid(curves, price=150).get_xlabel()
    'price, in yuan (line: 150, asked today)'
    """
    curves = check_table(curves, "curves", "answer", "price", "share", "low", "high")
    check_positive("price", price)
    ax = plots.lines(curves, x="price", y="share", by="answer", ax=ax, percent=True)
    ax.axvline(price, color=plots.COLOURS["grey"], lw=1.5, zorder=1.8)
    plots.label(
        ax,
        "What people name is not what they pay",
        x=f"price, in yuan (line: {numeral(price)}, asked today)",
        y="share who would buy at this price",
    )
    return ax
