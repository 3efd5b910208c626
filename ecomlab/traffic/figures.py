"""Figures of the chapter on traffic: draw what its toolbox computes."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_name, check_table
from ecomlab.errors import check_choice, check_positive, check_share
from ecomlab.numerals import PERCENT, NumberTicks, numeral
from ecomlab.traffic.sources import without_source


def left_by_margin(found, margin, what="a yuan of ads", ax=None):
    """What a yuan of ads leaves at every contribution margin, and at the chosen one.

    Of the revenue that a yuan of ads adds, the margin stays; the yuan itself is spent. A dot marks
    the margin from which on something is left.

    Parameters
    ----------
    found : Estimate
        Revenue that a yuan of ads adds (iROAS), with its interval.
    margin : float
        The contribution margin that is chosen, share of revenue.
    what : str
        Which yuan it is, in the title.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        A margin that isn't between 0 and 1.

    Examples
    --------
    >>> from ecomlab.estimates import Estimate
    >>> left_by_margin(Estimate(2.5, 2.0, 3.0, 15, "pairs"), margin=0.3).get_title("left")
    'At a margin of 30% a yuan of ads leaves −0.25 yuan (−0.40 to −0.10)'
    """
    check_share("margin", margin)
    margins = np.linspace(0, 1, 101)
    left = {
        name: value * margins - 1
        for name, value in (("left", found.value), ("low", found.low), ("high", found.high))
    }
    ax = plots.lines(pd.DataFrame({"margin": margins} | left), x="margin", y="left", ax=ax)
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.axvline(margin, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    if found.value > 1:
        turns = 1 / found.value
        ax.plot(turns, 0, "o", color=plots.COLOURS["vermilion"], ms=6)
        text = f"from {numeral(turns, PERCENT, 0)} on"
        ax.annotate(text, (turns, 0), (-4, 8), textcoords="offset points", ha="right")
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    chosen = found.times(margin)
    value, low, high = (f"{end - 1:+.2f}" for end in chosen[:3])
    plots.label(
        ax,
        f"At a margin of {numeral(margin, PERCENT)} {what} leaves {value} yuan ({low} to {high})",
        x="contribution margin",
        y="yuan left of a yuan of ads, with 95% interval",
        n=found,
    )
    return ax


def next_buyer(rate, visits, cost, most, days_to=5000, ax=None):
    """What an extra buyer costs at every cost of a day of videos, and at the chosen one.

    Cost ÷ (added visits × share of them that buys). A dot marks the cost of a day at which an
    extra buyer costs the most that one may cost.

    Parameters
    ----------
    rate : Estimate
        Share of the added visits that buys, with its interval.
    visits : float
        Visits that a day of videos adds.
    cost : float
        The chosen cost of a day, yuan.
    most : float
        What a buyer may cost: by ads, say, or what an order leaves.
    days_to : float
        Where the axis of the day's cost ends.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        A number that isn't above 0, or an interval that reaches 0.

    Examples
    --------
    >>> from ecomlab.estimates import Estimate
    >>> rate = Estimate(0.05, 0.04, 0.0625, 8, "weeks")
    >>> next_buyer(rate, visits=1000, cost=1500, most=30).get_title("left")
    'At 1,500 yuan a day an extra buyer costs 30 yuan (24 to 38)'
    """
    parts = {"visits": visits, "cost": cost, "most": most, "the low end of rate": rate.low}
    for name, value in parts.items():
        check_positive(name, value)
    costs = np.linspace(0, days_to, 101)
    shares = {"yuan": rate.value, "low": rate.high, "high": rate.low}
    table = pd.DataFrame(
        {"cost": costs} | {name: costs / (visits * share) for name, share in shares.items()}
    )
    ax = plots.lines(table, x="cost", y="yuan", ax=ax)
    ax.axhline(most, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.axvline(cost, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    turns = most * visits * rate.value
    if turns < days_to:
        ax.plot(turns, most, "o", color=plots.COLOURS["vermilion"], ms=6)
        text = f"up to {numeral(round(turns, -1))}"
        ax.annotate(text, (turns, most), (-4, 8), textcoords="offset points", ha="right")
    ax.set_xlim(0, days_to)
    value, low, high = (cost / (visits * share) for share in shares.values())
    plots.label(
        ax,
        f"At {numeral(cost)} yuan a day an extra buyer costs {value:.0f} yuan "
        f"({low:.0f} to {high:.0f})",
        x="cost of a day of the usual videos, yuan",
        y=f"yuan for an extra buyer (line: at most {most:.0f})",
        n=rate,
    )
    return ax


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


# --- 2.1 Mix -------------------------------------------------------------------------------


def shares_and_counts(table, x, share, count, by=None, shade=(), ax=None):
    """A source's share above, its count below: do both rise?

    Parameters
    ----------
    table : DataFrame
        ``x`` (a date or number), ``share``, ``count`` and, for several lines, ``by``.
    x, share, count, by : str
    shade : sequence of values of ``x``
        Where something was off: shaded from each to the next value of ``x``.
    ax : pair of Axes, optional

    Returns
    -------
    Axes
        The upper one, which has the title; the lower one is its figure's second.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"week": [1, 2], "share": [0.4, 0.5], "visits": [400, 390]})
    >>> ax = shares_and_counts(table, "week", "share", "visits", shade=[2])
    >>> [round(float(line.get_ydata()[1]), 1) for a in ax.figure.axes for line in a.lines]
    [0.5, 390.0]
    """
    table = check_table(table, "table", x, share, count, *([by] if by else []))
    if ax is None:
        ax = plt.subplots(2, 1, sharex=True, figsize=(7.2, 5.6))[1]
    upper, lower = ax
    plots.lines(table, x=x, y=share, by=by, ax=upper, percent=True)
    plots.lines(table, x=x, y=count, by=by, ax=lower)
    places = np.sort(table[x].unique())
    for start in shade:
        at = np.searchsorted(places, np.asarray(start, dtype=places.dtype))
        end = places[at + 1] if at + 1 < len(places) else places[at] + (places[at] - places[at - 1])
        for one in ax:
            one.axvspan(places[at], end, color=plots.COLOURS["grey"], alpha=0.18, lw=0, zorder=0.5)
    for one, name in ((upper, share), (lower, count)):
        low, high = table[name].min(), table[name].max()
        one.set_ylim(low - 0.25 * (high - low), high + 0.15 * (high - low))
    upper.set_xlabel("")
    return upper


def mix_bounds(checked, by="source", ax=None):
    """What a rule allows each source, what is left of that, and where a shop stands.

    Parameters
    ----------
    checked : DataFrame
        The table of ``sources.check_mix``.
    by : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab.traffic.sources import check_mix
    >>> mix = pd.DataFrame({"source": ["natural", "paid", "event", "member", "other"],
    ...                     "uv": [46, 48, 0, 3, 3]})
    >>> ax = mix_bounds(check_mix(mix))
    >>> [text.get_text() for text in ax.get_yticklabels()][:2]
    ['natural', 'paid']
    """
    names = ("share", "low", "high", "least", "most")
    table = check_table(checked, "checked", by, *names)
    ax = plots._axes(ax, height=1.4 + 0.5 * len(table))
    places = np.arange(len(table))
    bands = {"low": ("high", "sky", 10, "as the rule says"),
             "least": ("most", "ink", 3.5, "once all others keep theirs")}  # fmt: skip
    for low, (high, colour, width, name) in bands.items():
        ax.hlines(
            places, table[low], table[high], color=plots.COLOURS[colour], lw=width, label=name
        )
    ax.plot(table["share"], places, "o", ms=9, color=plots.COLOURS["vermilion"], label="this shop")
    for at, value in zip(places, table["share"], strict=True):
        ax.annotate(numeral(value, PERCENT, 0), (value, at), (0, 9), textcoords="offset points",
                    ha="center", color=plots.COLOURS["ink"], bbox=plots.BACKING)  # fmt: skip
    ax.set_yticks(places, [str(name) for name in table[by]])
    ax.set_ylim(len(table) - 0.4, -0.7)
    ax.set_xlim(-0.03, 1.03)
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.set_xlabel("share of the visits")
    ax.legend(loc="lower right")
    return ax


def share_when_cut(mix, source, other, kept, by="channel", ax=None):
    """A source's share, with its count unchanged, while another source is cut.

    Parameters
    ----------
    mix : DataFrame
        ``by`` and uv, one row per source.
    source : str
        The source that is cut.
    other : str
        The source whose share is looked at.
    kept : float
        The share of ``source`` that stays: 0 to 1.
    by : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> mix = pd.DataFrame({"channel": ["search", "feed", "rest"], "uv": [400, 200, 400]})
    >>> share_when_cut(mix, "feed", "search", kept=0).get_title("left")
    'With 0% of the feed left, search has 50.0% of the visits: the same 400'
    """
    parts = np.linspace(0, 1, 41)

    def share_at(part):
        table = without_source(mix, source, float(part), by).set_index(by)
        return float(table.loc[other, "share_after"])

    check_name(mix, by, other, "other")
    curve = pd.DataFrame({"kept": parts, "share": [share_at(part) for part in parts]})
    ax = plots.lines(curve, x="kept", y="share", ax=ax, percent=True)
    ax.plot([kept], [share_at(kept)], "o", ms=9, color=plots.COLOURS["vermilion"])
    low, high = curve["share"].min(), curve["share"].max()
    ax.set_ylim(max(low - 0.1, 0), min(high + 0.1, 1))
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    number = mix.loc[mix[by] == other, "uv"].iloc[0]
    words = {"source": str(source).replace("paid_", ""), "other": str(other).replace("_", " ")}
    plots.label(
        ax,
        f"With {numeral(kept, PERCENT)} of the {words['source']} left, {words['other']} has "
        f"{numeral(share_at(kept), PERCENT, 1)} of the visits: the same {numeral(number)}",
        x=f"how much of the {words['source']} is left",
        y=f"share of {words['other']}",
        n=int(mix["uv"].sum()),
        counts="visits",
    )
    return ax


# --- 2.8 Live ------------------------------------------------------------------------------

LIVE_BASES = {
    1: ("product_clicks", "clicks on articles"),
    2: ("entrants", "those who came in"),
    3: ("impressions", "all to whom the room was shown"),
}


def room_and_orders(by_minute, ax=None):
    """People in the room above, orders below, by minute of the show.

    Parameters
    ----------
    by_minute : DataFrame
        minute, viewers, orders: the mean of the shows.
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
