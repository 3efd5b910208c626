"""Figures of lesson 3.3: weeks by price, readings, profit against price, what offers say."""

import numpy as np

from ecomlab import plots
from ecomlab.checks import check_numbers, check_table
from ecomlab.conversion.pricing import profit_by_price
from ecomlab.errors import InputError, check_positive
from ecomlab.numerals import PERCENT, NumberTicks, numeral

WIDE = (0.7, 1.3)  # prices ÷ today's that are drawn


def weeks_by_price(weeks, ax=None):
    """Each week a dot: the price beside the usual one, and pieces a day; weeks of events marked.

    Parameters
    ----------
    weeks : DataFrame, one row per week
        times (mean price ÷ usual), pieces (a day), event (bool: had days of an event).
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
    >>> weeks = pd.DataFrame({"times": [1.0, 0.9], "pieces": [20, 60], "event": [False, True]})
    >>> ax = weeks_by_price(weeks)
    >>> [line.get_label() for line in ax.lines]
    ['other weeks', 'weeks with days of an event']
    """
    weeks = check_table(weeks, "weeks", "times", "pieces", "event")
    check_numbers(weeks, "weeks", "times", "pieces")
    ax = plots._axes(ax)
    event = weeks["event"].astype(bool)
    for mine, name, mark, colour in (
        (~event, "other weeks", "o", "blue"),
        (event, "weeks with days of an event", "D", "vermilion"),
    ):
        part = weeks[mine]
        ax.plot(
            part["times"], part["pieces"], mark, ms=5, color=plots.COLOURS[colour], label=name,
            alpha=0.75,
        )  # fmt: skip
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.set_ylim(bottom=0)
    ax.legend(frameon=False)
    return ax


def readings(table, needed, guess=None, ax=None):
    """Readings of what a price change does to pieces, the truth, and what would be needed.

    Parameters
    ----------
    table : DataFrame
        reading, estimate, low, high, n, counts, in per cent of pieces; a row "truth" is a line.
    needed : float
        Per cent of pieces at which the new price leaves as much as today's: a dotted line.
    guess : float or (value, low, high), optional
        The first row.
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
    >>> table = pd.DataFrame({"reading": ["by lot"], "estimate": [26.0], "low": [20.0],
    ...                       "high": [33.0], "n": [294], "counts": ["cells"]})
    >>> readings(table, needed=28.6).texts[-1].get_text()
    'needed 29'
    """
    ax = plots.verdict(table, ax=ax, percent=False, guess=guess)
    ax.axvline(needed, color=plots.COLOURS["ink"], ls=":", lw=1.5, zorder=1.8)
    left, right = ax.get_xlim()
    late = needed > left + 0.7 * (right - left)
    ax.annotate(
        f"needed {numeral(needed, digits=0)}", (needed, 1), (-5 if late else 5, -4),
        xycoords=("data", "axes fraction"), textcoords="offset points",
        ha="right" if late else "left", va="top", bbox=plots.BACKING,
    )  # fmt: skip
    return ax


def profit_at(found, price, cost, chosen=1.0, keep=1.0, tested=None, truth=None, ax=None):
    """Profit against price, with the interval of the elasticity; one price is chosen.

    Parameters
    ----------
    found : Estimate
        The elasticity.
    price, cost, keep : float
        As in `pricing.needed_pieces`.
    chosen : float
        Price ÷ today's: a red line, and the finding of the title; none at 1, today's.
    tested : (float, float), optional
        The lowest and the highest price that was tested, ÷ today's: between them the curve is read,
        outside it is a guess.
    truth : DataFrame, optional
        times, profit (÷ today's), low, high: what came in a simulated world.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        A chosen price outside the axis.

    Examples
    --------
    >>> from ecomlab.estimates import Estimate
    >>> ax = profit_at(Estimate(-2.2, -2.7, -1.7, 294, "cells"), 100, 55, chosen=0.9)
    >>> ax.get_title("left")
    "At 10% less the article leaves 98% of today's profit (93% to 103%)"
    """
    chosen = check_positive("chosen", chosen)
    if not WIDE[0] <= chosen <= WIDE[1]:
        raise InputError(f"chosen is {chosen:g}. Choose {WIDE[0]:g} to {WIDE[1]:g}, as drawn.")
    curve = profit_by_price(found, price, cost, np.linspace(*WIDE, 61), keep)
    ax = plots.lines(curve, x="times", y="profit", ax=ax, percent=True)
    if tested is not None:
        ax.axvspan(*tested, color=plots.COLOURS["grey"], alpha=0.15, lw=0, zorder=0)
        ax.annotate(
            "tested", (sum(tested) / 2, 0), (0, 4), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha="center", color=plots.COLOURS["grey"],
        )  # fmt: skip
    ax.axhline(1, color=plots.COLOURS["ink"], lw=1, zorder=1.5)
    if chosen != 1:
        ax.axvline(chosen, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    if truth is not None:
        reach = [truth["profit"] - truth["low"], truth["high"] - truth["profit"]]
        ax.errorbar(truth["times"], truth["profit"], reach, fmt="D", ms=6, lw=1.2,
                    color=plots.COLOURS["vermilion"], label="the whole shop", zorder=3)  # fmt: skip
        ax.legend(frameon=False)
    row = profit_by_price(found, price, cost, [chosen], keep).iloc[0]
    value, low, high = (numeral(row[x], PERCENT, 0) for x in ("profit", "low", "high"))
    ax.set_xlim(*WIDE)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    plots.label(
        ax, f"{_at(chosen)} the article leaves {value} of today's profit ({low} to {high})",
        x="price, of today's", y="profit of the article, of today's, with 95% interval", n=found,
    )  # fmt: skip
    return ax


def _at(chosen):
    much = numeral(abs(chosen - 1), PERCENT, 0)
    return f"At {much} {'less' if chosen < 1 else 'more'}" if abs(chosen - 1) > 1e-9 else "Today"


def said_and_real(checked, names=None, ax=None):
    """What offers say that is taken off, and what really is, beside the lowest price before.

    Parameters
    ----------
    checked : DataFrame
        As from `offers.reference_price_check`: sku, said, real, base. Offers without a base have
        no second dot.
    names : sequence of str, optional
        Of the rows; the articles if not given.
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
    >>> checked = pd.DataFrame({"sku": ["lamp"], "said": [0.33], "real": [0.2]})
    >>> [line.get_label() for line in said_and_real(checked).lines][:2]
    ['of the struck-through price', 'of the lowest deal before']
    """
    checked = check_table(checked, "checked", "sku", "said", gaps=("real",))
    rows = list(checked["sku"] if names is None else names)
    ax = plots._axes(ax, height=1.2 + 0.32 * len(rows))
    plots.named_rows(ax, rows)
    plots.row_dots(
        ax,
        checked["said"],
        name="of the struck-through price",
        mark="D",
        colour="vermilion",
        size=6,
    )
    plots.row_dots(ax, checked["real"], name="of the lowest deal before", colour="blue", size=6)
    ax.axvline(0, color=plots.COLOURS["ink"], lw=1, zorder=1.5)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.legend(loc="lower left", facecolor="white", framealpha=0.9, edgecolor="none")
    return ax


def war(moves, ax=None):
    """Profits of both after each cut, beside today's.

    Parameters
    ----------
    moves : DataFrame
        As from `rivals.price_war`.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab.conversion.rivals import price_war
    >>> ax = war(price_war(100, 60, own=-3.5, cross=2.0))
    >>> [line.get_label() for line in ax.lines][:2]
    ['we', 'they']
    """
    moves = check_table(moves, "moves", "move", "our_profit", "their_profit")
    at = moves.assign(move=np.arange(len(moves)))
    both = at.melt("move", ["our_profit", "their_profit"], var_name="who", value_name="profit")
    both["who"] = both["who"].map({"our_profit": "we", "their_profit": "they"})
    ax = plots.lines(both, x="move", y="profit", by="who", ax=ax, percent=True)
    ax.axhline(1, color=plots.COLOURS["ink"], lw=1, zorder=1.5)
    ax.set_xticks(at["move"], moves["move"].astype(str))
    return ax
