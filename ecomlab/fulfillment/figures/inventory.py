"""Figures of the lesson on inventory and its case: how much, and when."""

import numpy as np

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.numerals import PERCENT, NumberTicks, numeral


def gain_by_surcharge(curve, surcharge, needed, ax=None):
    """What small lots bring at every surcharge a piece, and up to which surcharge they pay.

    Parameters
    ----------
    curve : DataFrame
        surcharge (share of the cost of a piece, rising), profit, low, high (yuan, falling).
    surcharge : float
        What the supplier charges.
    needed : float
        Yuan from which it pays.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    400 yuan without a surcharge, 200 less for each per cent; the work costs 100.

    >>> import pandas as pd
    >>> curve = pd.DataFrame({"surcharge": [0.0, 0.04], "profit": [400, -400], "low": [300, -500],
    ...                       "high": [500, -300]})
    >>> gain_by_surcharge(curve, 0.01, 100).get_title("left")
    'It pays up to a surcharge of 1.5% (1.0% to 2.0%); here it is 1.0%'
    """
    curve = check_table(curve, "curve", "surcharge", "profit", "low", "high")
    ax = plots.lines(curve, x="surcharge", y="profit", ax=ax)
    turns = {name: _falls_to(curve, name, needed) for name in ("profit", "low", "high")}
    ax.axhline(needed, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.axvline(surcharge, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    if turns["profit"] is not None:
        ax.plot([turns["profit"]], [needed], "o", ms=9, color=plots.COLOURS["vermilion"])
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    here = numeral(surcharge, PERCENT, digits=1)
    plots.label(
        ax,
        f"{_finding(turns, curve, needed)}; here it is {here}",
        x="surcharge on a piece (upright line: this supplier's)",
        y="yuan an article and month (level line: what it must bring)",
    )
    return ax


def _finding(turns, curve, needed):
    if turns["profit"] is None and curve["profit"].max() < needed:
        return "It doesn't pay even without a surcharge"
    if turns["profit"] is None:
        return f"It pays up to {numeral(curve['surcharge'].max(), PERCENT, digits=1)} and beyond"
    ends = {"low": curve["surcharge"].min(), "high": curve["surcharge"].max()}
    low, value, high = (
        numeral(ends[name] if turns[name] is None else turns[name], PERCENT, digits=1)
        for name in ("low", "profit", "high")
    )
    return f"It pays up to a surcharge of {value} ({low} to {high})"


def _falls_to(curve, name, needed):
    """Where a falling line reaches a value; None where it doesn't."""
    values = curve[name].to_numpy(dtype=float)
    if not values.min() <= needed <= values.max():
        return None
    return float(np.interp(needed, values[::-1], curve["surcharge"].to_numpy()[::-1]))
