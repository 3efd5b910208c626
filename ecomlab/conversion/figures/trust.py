"""Figures of lesson 3.6: stars of few and of many."""

import numpy as np
from matplotlib.ticker import FixedLocator, NullFormatter

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.conversion.trust import shrunk_rating
from ecomlab.errors import check_whole
from ecomlab.numerals import NumberTicks, numeral


def shrinking(table, title=None, name=4, by="sku", ax=None):
    """Stars before and after shrinking, by the number of reviews: few move far, many hardly.

    Parameters
    ----------
    table : DataFrame
        Of ``trust.shrunk_rating``.
    title : str, optional
        What was found; by default who leads before and after.
    name : int
        So many of the best before, and of the best after, are named.
    by : str
        The column of names.
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
    >>> table = pd.DataFrame({"sku": ["new", "old"], "n": [1, 30], "mean": [5.0, 4.4],
    ...     "estimate": [3.9, 4.25], "low": [3.2, 3.9], "high": [4.6, 4.6], "place": [2, 1],
    ...     "place_by_mean": [1, 2], "prior": 3.8, "weight": 10.0, "counts": "reviews"})
    >>> shrinking(table).get_title("left")
    'By the mean new leads (1 review), shrunk old (30 reviews)'
    """
    columns = (by, "n", "mean", "estimate", "low", "high", "place", "place_by_mean", "prior")
    table = check_table(table, "table", *columns)
    check_whole("name", name)
    ax = plots._axes(ax)
    ax.vlines(table["n"], table["low"], table["high"], color=plots.COLOURS["grey"], lw=1, alpha=0.5)
    ax.vlines(table["n"], table["estimate"], table["mean"], color=plots.COLOURS["orange"], lw=1)
    ax.plot(table["n"], table["mean"], "D", mfc="none", color=plots.COLOURS["orange"],
            label="mean of its reviews")  # fmt: skip
    ax.plot(table["n"], table["estimate"], "o", color=plots.COLOURS["blue"],
            label="shrunk, with 95% interval")  # fmt: skip
    ax.axhline(table["prior"].iloc[0], color=plots.COLOURS["ink"], lw=1, ls="--",
               label="common mean")  # fmt: skip
    ax.set_xscale("log")
    most = table["n"].max()
    ax.set_xlim(0.8 * table["n"].min(), 1.8 * most)
    steps = np.array([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000])
    ax.xaxis.set_major_locator(FixedLocator(steps[steps <= 2 * most].tolist()))
    ax.xaxis.set_minor_formatter(NullFormatter())
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(NumberTicks())
    ax.legend(loc="lower right")
    if title is None:
        first = table.sort_values("place_by_mean").iloc[0]
        best = table.sort_values("place").iloc[0]
        title = (f"By the mean {first[by]} leads ({_reviews(first['n'])}), "
                 f"shrunk {best[by]} ({_reviews(best['n'])})")  # fmt: skip
    plots.label(ax, title, x="reviews (log scale)", y="stars", n=int(table["n"].sum()),
                counts="reviews")  # fmt: skip
    named = table[(table["place_by_mean"] <= name) | (table["place"] <= name)]
    words = named[by].astype(str)
    plots._name_dots(ax, list(zip(named["n"], named["mean"], words, strict=True)))
    return ax


def shrunk_by_weight(weight, reviews, by="sku", name=4, ax=None):
    """`shrinking` for a weight of the common mean that is chosen: for a lever.

    Parameters
    ----------
    weight : float
        In reviews.
    reviews, by
        As in ``trust.shrunk_rating``.
    name, ax
        As in `shrinking`.

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> reviews = pd.DataFrame({"sku": ["new"] + ["old"] * 30, "rating": [5] + [5, 4, 4] * 10})
    >>> shrunk_by_weight(10, reviews).get_title("left")
    'Weight 10: new stays first, of 1 review'
    """
    table = shrunk_rating(reviews, by, weight=weight)
    best = table.iloc[0]
    first = table.sort_values("place_by_mean").iloc[0]
    said = (f"{best[by]} stays first, of" if best[by] == first[by]
            else f"{best[by]} takes the place of {first[by]}, with")  # fmt: skip
    return shrinking(table, f"Weight {numeral(weight)}: {said} {_reviews(best['n'])}", name, by, ax)


def _reviews(n):
    return f"{n:,} review{'s' if n != 1 else ''}"
