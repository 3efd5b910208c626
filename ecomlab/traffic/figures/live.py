"""Figures of lesson 2.8: a show and its rates."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import check_choice, check_positive
from ecomlab.numerals import PERCENT, numeral

SHADES = ("grey", "vermilion")
LIVE_BASES = {
    1: ("product_clicks", "clicks on articles"),
    2: ("entrants", "those who came in"),
    3: ("impressions", "all to whom the room was shown"),
}


def rate_of_best(shows, industry, ax=None):
    """The rate of the best one, two, three … shows together, beside an average to be reached.

    Parameters
    ----------
    shows : DataFrame
        A row per show: orders, people (whom the rate divides by).
    industry : float
        The average.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    Three shows of 5, 3 and 1 in a hundred: two of them together have 4 in a hundred.

    >>> shows = pd.DataFrame({"orders": [1, 5, 3], "people": [100, 100, 100]})
    >>> rate_of_best(shows, 0.035).get_title("left")
    'The best 2 of 3 shows together reach 3.5%; all of them have 3.0%'
    """
    shows = check_table(shows, "shows", "orders", "people")
    order = (shows["orders"] / shows["people"]).sort_values(ascending=False).index
    sums = shows.loc[order, ["orders", "people"]].cumsum()
    rates = (sums["orders"] / sums["people"]).to_numpy()
    curve = pd.DataFrame({"best": np.arange(1, len(rates) + 1), "rate": rates})
    ax = plots.lines(curve, x="best", y="rate", ax=ax, percent=True)
    ax.axhline(industry, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    reach = int((rates >= industry).sum())
    if reach:
        ax.plot([reach], [rates[reach - 1]], "o", ms=9, color=plots.COLOURS["vermilion"])
    ax.set_ylim(0, 1.1 * max(rates[0], industry))
    average, month = (numeral(rate, PERCENT, digits=1) for rate in (industry, rates[-1]))
    plots.label(ax, _reached(reach, len(rates), average, month),
                x="so many of the best shows, added up", y="orders ÷ people (line: the average)",
                n=int(sums["people"].iloc[-1]), counts="people")  # fmt: skip
    return ax


def _reached(reach, count, average, month):
    """How many of the best shows reach an average, in words."""
    if reach == 0:
        return f"Not even the best show reaches {average}; all of them have {month}"
    if reach == count:
        return f"All {count} shows together reach {average}: they have {month}"
    best = "The best show reaches" if reach == 1 else (
        f"The best {reach} of {count} shows together reach")  # fmt: skip
    return f"{best} {average}; all of them have {month}"


def yuan_by_cost(leaves, cost, costs_to=60, ax=None):
    """What a yuan of ads brings at every cost of a customer, and at the chosen one.

    What a customer leaves ÷ what the ads cost for a customer. A dot marks the cost up to which a
    yuan comes back.

    Parameters
    ----------
    leaves : Estimate
        Yuan of margin that a customer leaves, with its interval.
    cost : float
        The chosen cost of a customer, yuan of ads.
    costs_to : float
        Where the axis of the cost ends.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        A cost that isn't above 0.

    Examples
    --------
    >>> from ecomlab.estimates import Estimate
    >>> yuan_by_cost(Estimate(24, 21, 27, 2000, "customers"), cost=20).get_title("left")
    'At 20 yuan a customer a yuan of ads brings 1.20 yuan (1.05 to 1.35)'
    """
    check_positive("cost", cost)
    check_positive("costs_to", costs_to)
    costs = np.linspace(costs_to / 20, costs_to, 96)
    ends = {"yuan": leaves.value, "low": leaves.low, "high": leaves.high}
    table = pd.DataFrame({"cost": costs} | {name: end / costs for name, end in ends.items()})
    ax = plots.lines(table, x="cost", y="yuan", ax=ax)
    ax.axhline(1, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.axvline(cost, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    if 0 < leaves.value < costs_to:
        ax.plot(leaves.value, 1, "o", color=plots.COLOURS["vermilion"], ms=6)
        text = f"up to {numeral(leaves.value, digits=1)}"
        ax.annotate(text, (leaves.value, 1), (6, 8), textcoords="offset points")
    ax.set_xlim(0, costs_to)
    ax.set_ylim(0, max(3, 1.3 * leaves.value / cost))
    value, low, high = (f"{end / cost:.2f}" for end in ends.values())
    plots.label(
        ax,
        f"At {numeral(cost)} yuan a customer a yuan of ads brings {value} yuan ({low} to {high})",
        x="yuan of ads for a customer",
        y="margin within the window, yuan per yuan of ads",
        n=leaves,
    )
    return ax


def room_and_orders(by_minute, shade=None, ax=None):
    """People in the room above, orders below, by minute of the show.

    Parameters
    ----------
    by_minute : DataFrame
        minute, viewers, orders: the mean of the shows.
    shade : mapping of str to sequence of minutes, optional
        Names of up to two parts, and the minutes that are theirs.
    ax : pair of Axes, optional

    Returns
    -------
    Axes
        The upper one, which has the title.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"minute": [0, 1, 2], "viewers": [5, 9, 8], "orders": [0, 1, 1]})
    >>> len(room_and_orders(table).figure.axes)
    2
    """
    table = check_table(by_minute, "by_minute", "minute", "viewers", "orders")
    if ax is None:
        ax = plt.subplots(2, 1, sharex=True, figsize=(7.2, 5.6))[1]
    for one, name, y in zip(ax, ("viewers", "orders"), ("in the room", "orders"), strict=True):
        plots.lines(table, x="minute", y=name, ax=one)
        one.set_ylabel(f"{y}, mean of the shows")
        for (part, minutes), colour in zip((shade or {}).items(), SHADES, strict=False):
            for at, minute in enumerate(minutes):
                one.axvspan(minute - 0.5, minute + 0.5, color=plots.COLOURS[colour], alpha=0.22,
                            lw=0, zorder=0.5, label=None if at else part)  # fmt: skip
    if shade:
        ax[0].legend(loc="lower right", ncols=len(shade))
    ax[0].set_xlabel("")
    ax[1].set_xlabel("minute of the show")
    return ax[0]


def rate_by_base(board, base, ax=None):
    """Orders ÷ a base, month by month: 1 clicks, 2 those who came in, 3 all it was shown to.

    Parameters
    ----------
    board : DataFrame
        The table of ``live.live_board``.
    base : {1, 2, 3}
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> board = pd.DataFrame({
    ...     "date": pd.to_datetime(["2025-10-05", "2025-11-05"]), "orders": [4, 6],
    ...     "product_clicks": [100, 100], "entrants": [1000, 1000], "impressions": [5000, 5000]})
    >>> rate_by_base(board, 2).get_title("left")
    'Of those who came in 0.50% order'
    """
    check_choice("base", base, LIVE_BASES)
    column, words = LIVE_BASES[base]
    board = check_table(board, "board", "date", "orders", column)
    month = board["date"].dt.tz_localize(None).dt.to_period("M").dt.start_time.rename("month")
    sums = board.groupby(month)[["orders", column]].sum()
    table = (sums["orders"] / sums[column]).rename("rate").reset_index()
    ax = plots.lines(table, x="month", y="rate", ax=ax, percent=True)
    rate = numeral(board["orders"].sum() / board[column].sum(), PERCENT, 2)
    plots.label(ax, f"Of {words} {rate} order", y=f"orders ÷ {words}", n=len(board), counts="shows")
    return ax
