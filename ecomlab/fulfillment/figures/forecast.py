"""Figures of lesson 4.1: what will be wanted, and what a jumpy rule orders."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_choice, check_whole
from ecomlab.fulfillment.rises import _orders_by_rule
from ecomlab.scores import quantile_columns, quantile_name


def fan_chart(forecast, came=None, sold=None, stock=None, ax=None):
    """Pieces wanted in the next weeks, added up, with ever wider bands; and what came (扇形图).

    Parameters
    ----------
    forecast : DataFrame
        Of one article, from `ecomlab.fulfillment.forecast.forecast_demand`, with an even number of
        quantiles around the middle or one more.
    came, sold : Series, optional
        Pieces wanted, pieces sold, by ``ahead``, added up.
    stock : float, optional
        Pieces that are there: where the fan crosses it, the shelf is empty.

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError
        Several articles, or no two quantiles.

    Examples
    --------
    >>> fan = pd.DataFrame({"sku": "HL01", "ahead": [1, 2], "forecast": [60.0, 130],
    ...                     "q10": [45.0, 100], "q90": [75.0, 160]})
    >>> fan_chart(fan, stock=120).get_title("left")
    'In 2 weeks 130 pieces will be wanted; 100 to 160 in 80 of 100 cases'
    """
    fan = check_table(forecast, "forecast", "sku", "ahead", "forecast")
    levels = quantile_columns(fan)
    if fan["sku"].nunique() > 1 or len(levels) < 2:
        raise InputError("Give the forecast of one article, with two quantiles or more.")
    names = sorted(levels, key=levels.get)
    ax = plots._axes(ax)
    for at in range(len(names) // 2):
        low, high = fan[names[at]], fan[names[-1 - at]]
        ax.fill_between(fan["ahead"], low, high, color=plots.COLOURS["blue"], alpha=0.16, lw=0)
    ax.plot(fan["ahead"], fan["forecast"], color=plots.COLOURS["blue"], label="forecast")
    for series, colour, name in ((came, "vermilion", "wanted"), (sold, "grey", "sold")):
        if series is not None:
            ax.plot(series.index, series, "o-", color=plots.COLOURS[colour], label=name)
    if stock is not None:
        ax.axhline(stock, color=plots.COLOURS["ink"], ls="--", lw=1.5, label="on the shelf")
    ax.legend(loc="upper left")
    ax.set_xticks(fan["ahead"])
    ax.set_ylim(bottom=0)
    last, inside = fan.iloc[-1], round(100 * (levels[names[-1]] - levels[names[0]]))
    title = (f"In {last['ahead']} weeks {last['forecast']:.0f} pieces will be wanted; "
             f"{last[names[0]]:.0f} to {last[names[-1]]:.0f} in {inside} of 100 cases")  # fmt: skip
    plots.label(ax, title, x="weeks from tonight", y="pieces, added up")
    return ax


def order_by_level(forecast, level, ahead, on_hand=0, truth=None, ax=None):
    """How many must be there for a service level, beside the levels above and below it.

    Parameters
    ----------
    forecast : DataFrame
        Of one article, from `ecomlab.fulfillment.forecast.forecast_demand`.
    level : float
        One of its quantiles.
    ahead, on_hand : int
    truth : float, optional
        Pieces that were wanted.

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> fan = pd.DataFrame({"sku": "HL01", "ahead": [2], "forecast": [130.0],
    ...                     "q50": [128.0], "q90": [160.0]})
    >>> order_by_level(fan, 0.9, 2, on_hand=60).get_title("left")
    'Enough 90 times of 100: 160 pieces, so order 100'
    """
    fan = check_table(forecast, "forecast", "sku", "ahead", quantile_name(level))
    if fan["sku"].nunique() > 1:
        raise InputError(f"forecast has {fan['sku'].nunique()} articles. Choose one.")
    check_choice("ahead", ahead, fan["ahead"].tolist())
    row = fan[fan["ahead"] == ahead].iloc[0]
    levels = quantile_columns(fan)
    names = sorted(levels, key=levels.get)
    at = [100 * levels[name] for name in names]
    ax = plots._axes(ax)
    ax.plot(at, [row[name] for name in names], "o-", color=plots.COLOURS["blue"], label="needed")
    need = float(row[quantile_name(level)])
    ax.plot(100 * level, need, "o", ms=12, color=plots.COLOURS["orange"], label="your choice")
    ax.axhline(on_hand, color=plots.COLOURS["ink"], ls="--", lw=1.5, label="on the shelf")
    if truth is not None:
        ax.axhline(truth, color=plots.COLOURS["vermilion"], lw=1.5, label="wanted in the end")
    ax.legend(loc="lower right")
    ax.set_ylim(bottom=0)
    order = int(np.ceil(max(need - on_hand, 0)))
    plots.label(ax, f"Enough {100 * level:g} times of 100: {need:.0f} pieces, so order {order}",
                x="times of 100 that it is enough (service level)", y="pieces")  # fmt: skip
    return ax


def orders_and_sales(sales, lead, smooths=(0.1, 0.5), ax=None):
    """What was sold each week, and what two rules order: a calm one and a jumpy one.

    Parameters
    ----------
    sales : Series
        Pieces by week, its index the weeks.
    lead : int
    smooths : sequence of two floats
        Shares of the surprise by which the forecast moves.

    Returns
    -------
    Axes

    Raises
    ------
    InputError

    Examples
    --------
    >>> weeks = pd.date_range("2025-01-06", periods=4, freq="7D")
    >>> ax = orders_and_sales(pd.Series([10.0, 12, 9, 11], weeks), lead=4)
    >>> len(ax.lines)
    3
    """
    if not isinstance(sales, pd.Series) or len(sales) < 3:
        raise InputError("sales is a Series of pieces by week, three weeks or more.")
    lead, ax = check_whole("lead", lead, low=1), plots._axes(ax)
    for smooth, colour in zip(smooths, ("green", "vermilion"), strict=True):
        orders = _orders_by_rule(sales.to_numpy(float), smooth, lead)
        ax.plot(sales.index[1:], orders, color=plots.COLOURS[colour], lw=1.4,
                label=f"ordered, moved by {smooth:g}")  # fmt: skip
    ax.plot(sales.index, sales, color=plots.COLOURS["ink"], label="wanted")
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.12 * (high - low))  # room for the legend
    ax.legend(loc="upper left", ncols=3)
    plots.label(ax, "The same sales, two rules", y="pieces a week", n=len(sales), counts="weeks")
    return ax
