"""Figures of workshop 4.9: how many for what a left piece is worth, and what orders left."""

import numpy as np

from ecomlab import plots
from ecomlab.checks import check_numbers, check_once, check_table
from ecomlab.errors import InputError, check_number, check_positive
from ecomlab.fulfillment.lot_sizes import newsvendor
from ecomlab.numerals import PERCENT, NumberTicks, numeral

MARKS = "osD^vP"


def order_by_worth(worth, cost, too_few, mean, sd, ax=None):
    """How many pieces to order, for what a piece that stays is worth.

    Parameters
    ----------
    worth : float
        Yuan that a piece is worth if it stays; below cost.
    cost : float
        What a piece costs.
    too_few : float
        What a piece too few costs.
    mean, sd : float
        Of the pieces wanted (a lognormal curve).
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        A piece that stays is worth what it cost: then no order is too large.

    Examples
    --------
    >>> order_by_worth(70, 90, 30, mean=400, sd=100).get_title("left")
    'If a box that stays is worth 70 yuan: 413 pieces, enough 60 times of 100'
    """
    cost, too_few = check_positive("cost", cost), check_positive("too_few", too_few)
    if check_number("worth", worth) >= cost:
        raise InputError(f"worth is {worth:g} and cost {cost:g}: then no order is too large.")
    few, many = float(too_few), float(cost - worth)
    order = float(newsvendor(few, many, "lognormal", mean=mean, sd=sd)["order"])
    level = few / (few + many)
    ends = [newsvendor(share, 1 - share, "lognormal", mean=mean, sd=sd)["order"]
            for share in (0.002, 0.998)]  # fmt: skip
    x = np.linspace(*ends, 161)
    y = [
        float(newsvendor(few, many, "lognormal", mean=mean, sd=sd, order=at)["service"]) for at in x
    ]
    ax = plots._axes(ax)
    ax.plot(x, y, color=plots.COLOURS["blue"], label="chance that so many are enough")
    ax.hlines(level, x[0], order, color=plots.COLOURS["vermilion"], ls="--",
              label="level of the two costs")  # fmt: skip
    ax.vlines(order, 0, level, color=plots.COLOURS["vermilion"], ls="--")
    ax.plot([order], [level], "o", color=plots.COLOURS["vermilion"], ms=9)
    ax.yaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.set(ylim=(0, 1.02), xlim=(x[0], x[-1]))
    ax.legend(loc="lower right")
    plots.label(
        ax,
        f"If a box that stays is worth {worth:g} yuan: {numeral(order, '', 0)} pieces, "
        f"enough {100 * level:.0f} times of 100",
        x="pieces ordered",
        y="chance that they are enough",
    )
    return ax


def order_outcomes(curve, ax=None):
    """What orders left in yuan, by pieces, a line for each choice; the best is marked.

    Parameters
    ----------
    curve : DataFrame
        says (the choice), pieces, estimate, low, high (yuan).
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> ran = pd.DataFrame({"says": "from A", "pieces": [100, 200], "estimate": [3.0, 5.0],
    ...                     "low": 1.0, "high": 6.0})
    >>> [line.get_label() for line in order_outcomes(ran).lines[:1]]
    ['from A']
    """
    curve = check_table(curve, "curve", "says", "pieces", "estimate", "low", "high")
    check_once(check_numbers(curve, "curve", "pieces"), "curve", "says", "pieces")
    for name in ("estimate", "low", "high"):
        if curve[name].dtype.kind not in "iuf" or not np.isfinite(curve[name]).all():
            raise InputError(f"{name} of curve must hold finite numbers only.")
    ax = plots._axes(ax)
    names = list(dict.fromkeys(curve["says"]))
    for name, colour, mark in zip(names, plots._colours(len(names)), MARKS, strict=False):
        rows = curve[curve["says"] == name].sort_values("pieces")
        ax.plot(rows["pieces"], rows["estimate"], color=colour, marker=mark, ms=4, label=name)
        ax.fill_between(rows["pieces"], rows["low"], rows["high"], color=colour, alpha=0.12, lw=0)
    best = curve.loc[curve["estimate"].idxmax()]
    ax.plot([best["pieces"]], [best["estimate"]], "o", ms=13, mfc="none", mew=2,
            color=plots.COLOURS["ink"])  # fmt: skip
    ax.xaxis.set_major_formatter(NumberTicks(""))
    ax.yaxis.set_major_formatter(NumberTicks(""))
    ax.legend(loc="lower left")
    return ax
