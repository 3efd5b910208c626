"""Figures of demand: growth against level, risers believed, needs that shift."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.ticker import LogLocator, NullFormatter

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_choice, check_positive, check_share, check_whole
from ecomlab.estimates import count_ratio_interval
from ecomlab.numerals import NumberTicks, numeral


def growth_against_level(growth, threshold=0.10, named=3, confidence=0.95, ax=None):
    """Growth above the category, against clicks; between the lines chance in counting is enough.

    Parameters
    ----------
    growth : DataFrame
        As from `demand.yoy_growth`: keyword, above, n (clicks of both times).
    threshold : float
        The growth that would count as a rise.
    named : int
        How many of the fastest words are named.
    confidence : float
        Of the lines: what a word that grew like its category shows by chance in counting clicks.
    ax : Axes, optional

    Returns
    -------
    Axes
        The title says below how many clicks chance alone reaches the threshold.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> growth = pd.DataFrame({"keyword": ["a", "b"], "above": [0.02, 2.0], "n": [40, 40_000]})
    >>> growth_against_level(growth).get_title("left")
    'Below about 1,700 clicks, 10% above the category can be chance alone'
    """
    growth = check_table(growth, "growth", "keyword", "n", gaps=["above"])
    named, threshold = check_whole("named", named), check_share("threshold", threshold)
    known = growth[(growth["above"] > -1) & (growth["n"] > 1)]
    if known.empty:
        raise InputError("No word of the table has a growth and clicks: nothing can be drawn.")
    times = 1 + known["above"]
    ax = plots._axes(ax)
    ax.plot(known["n"], times, "o", ms=5, alpha=0.6, color=plots.COLOURS["blue"], label="words")
    grid = np.geomspace(min(known["n"].min(), 100), max(known["n"].max(), 1e5), 400)
    low, high = _by_chance(grid, confidence)
    for line in (low, high):
        ax.plot(grid, line, color=plots.COLOURS["vermilion"], lw=1.2, label="chance alone")
    ax.axhline(1 + threshold, color=plots.COLOURS["grey"], lw=1, ls="--")
    ax.set(xscale="log", yscale="log")
    ax.margins(x=0.05, y=0.15)
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter(NumberTicks())
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.xaxis.set_major_formatter(NumberTicks())
    least = grid[np.argmax(high < 1 + threshold)]
    plots.label(
        ax,
        f"Below about {round(least, -2):,.0f} clicks, {threshold:.0%} above the "
        "category can be chance alone",
        x="clicks of both times (log scale)",
        y="times its category's growth (log scale)",
        n=len(known),
        counts="words",
    )
    far = known.loc[times.nlargest(named).index]
    spots = zip(far["n"], 1 + far["above"], far["keyword"].astype(str), strict=True)
    plots._name_dots(ax, list(spots))  # when title and axes have taken their room
    return ax


def _by_chance(n, confidence):
    """Between what a ratio of two equal counts lies by chance, of so many in both together."""
    n = np.asarray(n, dtype=float)
    return count_ratio_interval(n / 2, n / 2, confidence)


def risers_believed(curve, count, ax=None):
    """What so many risers a month bring, by rule, and the number that is chosen.

    Parameters
    ----------
    curve : DataFrame
        count, rule, profit (yuan of all months).
    count : int
        The chosen one: in the table.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> curve = pd.DataFrame({"count": [5, 20] * 2, "rule": ["fastest"] * 2 + ["in season"] * 2,
    ...                       "profit": [10_000.0, 30_000, 25_000, 80_000]})
    >>> risers_believed(curve, 20).get_title("left")
    '20 a month: in season 80,000 yuan, fastest 30,000'
    """
    curve = check_table(curve, "curve", "count", "rule", "profit")
    check_choice("count", count, sorted(set(curve["count"])))
    ax = plots.lines(curve, x="count", y="profit", by="rule", ax=ax)
    ax.axvline(count, color=plots.COLOURS["grey"], lw=1.5, zorder=1.8)
    chosen = curve[curve["count"] == count].sort_values("profit", ascending=False)
    told = [f"{row.rule} {round(row.profit, -3):,.0f}" for row in chosen.itertuples()]
    told[0] += " yuan"
    plots.label(
        ax,
        f"{count} a month: {', '.join(told)}",
        x="items bought each month (grey: chosen)",
        y="profit of all months, yuan",
    )
    return ax


def share_with_change(shares, change, name, ax=None):
    """A share month by month, and from when on it is another: the band holds the possible months.

    Parameters
    ----------
    shares : Series
        By month, as 2024-01.
    change : Series
        As from `demand.change_point`.
    name : str
        Of what the share is.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> months = [str(month) for month in pd.period_range("2024-01", periods=4, freq="M")]
    >>> change = pd.Series({"month": "2024-03", "first": "2024-02", "last": "2024-03",
    ...                     "estimate": 0.5, "low": 0.4, "high": 0.6})
    >>> ax = share_with_change(pd.Series([0.4, 0.4, 0.2, 0.2], months), change, "light")
    >>> ax.get_title("left")
    'From 2024-03 on "light" has 0.5 times the share it had (0.4 to 0.6)'
    """
    change = check_table(change.to_frame().T, "change", "month", "first", "last", "estimate").iloc[
        0
    ]
    table = pd.DataFrame({"month": pd.to_datetime(shares.index), "share": shares.to_numpy()})
    ax = plots.lines(table, x="month", y="share", ax=ax)
    first, last = pd.to_datetime([change["first"], change["last"]])
    half = pd.Timedelta(days=15)
    ax.axvspan(first - half, last + half, color=plots.COLOURS["vermilion"], alpha=0.2, lw=0)
    told = [numeral(float(change[key]), significant=2) for key in ("estimate", "low", "high")]
    plots.label(
        ax,
        f'From {change["month"]} on "{name}" has {told[0]} times the share it had '
        f"({told[1]} to {told[2]})",
        y=f'share of "{name}" in what names a need',
        n=len(table),
        counts="months",
    )
    return ax


def left_by_sellers(profit, sellers, price, largest=10, ax=None):
    """What a seller outside the largest makes, by the number of sellers; a dot where it turns.

    Parameters
    ----------
    profit : float
        What all outside the largest make together, yuan a month.
    sellers : int
        The chosen number of sellers, the largest included.
    price : float
        What selling there costs a month, yuan.
    largest : int
        How many are too large to compare with.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        A number that isn't above 0, or no seller beside the largest.

    Examples
    --------
    >>> left_by_sellers(300_000, sellers=210, price=3000).get_title("left")
    'At 210 sellers one outside the 10 makes 1,500 yuan; the cost is met at 110'
    """
    for name, value in (("profit", profit), ("price", price)):
        check_positive(name, value)
    if sellers <= largest:
        raise InputError(f"sellers is {sellers}. Give more than the {largest} largest.")
    turn = profit / price + largest
    ax = ax or plt.subplots(figsize=(8, 4))[1]
    count = np.linspace(largest + max(1, 0.15 * turn), max(2.2 * turn, 1.2 * sellers), 200)
    ax.plot(count, profit / (count - largest), color=plots.COLOURS["blue"])
    ax.axhline(price, color=plots.COLOURS["vermilion"], lw=1.5)
    ax.plot([turn], [price], "o", color=plots.COLOURS["vermilion"])
    each = profit / (sellers - largest)
    ax.plot([sellers], [each], "o", color=plots.COLOURS["blue"])
    ax.set_ylim(0, max(4 * price, 1.2 * each))
    finding = (
        f"At {sellers:,} sellers one outside the {largest} makes {each:,.0f} yuan; the cost is met "
        f"at {turn:,.0f}"
    )
    plots.label(ax, finding, x="sellers", y="yuan a month outside the largest (line: the cost)")
    return ax
