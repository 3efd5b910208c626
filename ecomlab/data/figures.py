"""Figures of the chapter on data: draw what its toolbox computes."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import check_share
from ecomlab.numerals import PERCENT, NumberTicks, numeral


def left_by_refunds(left, refunds, before, ax=None):
    """What a thousand impressions leave at every share of refunds, and where they leave no more.

    Parameters
    ----------
    left : callable (share of refunds) -> yuan
        Falling.
    refunds : float
        The share that came.
    before : float
        Yuan that they left before.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        A share that isn't between 0 and 1.

    Examples
    --------
    80 yuan without a refund, a yuan less with each per cent; before, it was 50 yuan.

    >>> ax = left_by_refunds(lambda refunds: 80 - 100 * refunds, 0.1, 50)
    >>> ax.get_title("left")
    'More than before while fewer than 30% come back; here 10% do'
    """
    check_share("refunds", refunds, ends=True)
    shares = np.linspace(0, 1, 101)
    yuan = np.array([left(share) for share in shares])
    curve = pd.DataFrame({"refunds": shares, "left": yuan})
    ax = plots.lines(curve, x="refunds", y="left", ax=ax)
    ax.axhline(before, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.axvline(refunds, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    here = f"here {numeral(refunds, PERCENT, digits=0)} do"
    if yuan[0] <= before:
        finding = "Less than before, even if nobody sent one back"
    elif yuan[-1] >= before:
        finding = "More than before, however many come back"
    else:
        turns = float(np.interp(before, yuan[::-1], shares[::-1]))
        ax.plot([turns], [before], "o", ms=9, color=plots.COLOURS["vermilion"])
        turns = numeral(turns, PERCENT, digits=0)
        finding = f"More than before while fewer than {turns} come back; {here}"
    plots.label(ax, finding, x="share of the orders that is refunded (upright line: as it came)",
                y="yuan left of 1,000 impressions (level line: before)")  # fmt: skip
    return ax


def by_month(
    table, y, sure, finding, unit="", percent=None, n=None, counts="orders", grey="not final",
    ax=None,
):  # fmt: skip
    """A bar for each month; those that aren't whole, or may still change, are grey.

    Parameters
    ----------
    table : DataFrame
        month (such as 2024-01), ``y``, and ``sure``: is the month's figure final?
    y, sure : str
    finding : str
        The title.
    unit : str
    percent : bool, optional
    n : int, optional
    counts : str
    grey : str
        What a grey month is.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> table = pd.DataFrame({"month": ["2024-01", "2024-02"], "net": [50.0, 15.0],
    ...                       "whole": [True, False]})
    >>> ax = by_month(table, "net", "whole", "January brought 50")
    >>> ax.get_title("left"), len({bar.get_facecolor() for bar in ax.patches})
    ('January brought 50', 2)
    """
    table = check_table(table, "table", "month", sure, gaps=[y])
    named = pd.to_datetime(table["month"]).dt.strftime("%b %Y")
    table = table.assign(month=named)
    ax = plots.bars(table, x="month", y=y, ax=ax, percent=percent, unit=unit or None)
    for bar, is_sure in zip(ax.patches, table[sure], strict=True):
        if not is_sure:
            bar.set_color(plots.COLOURS["grey"])
    if len(table) > 8:
        ax.tick_params(axis="x", rotation=60)
    young = "" if table[sure].all() else f" (grey: {grey})"
    plots.label(ax, finding, x=f"month{young}", n=n, counts=counts)
    return ax
