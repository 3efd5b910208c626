"""Figures of lesson 2.4: budgets by lot and response curves."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_name, check_table
from ecomlab.errors import InputError, check_share
from ecomlab.numerals import PERCENT, NumberTicks, numeral
from ecomlab.traffic.allocation import channel_value
from ecomlab.traffic.response import saturation


def budget_steps(table, what="orders", ax=None):
    """What the regions of each budget step had, beside what is usual there.

    Parameters
    ----------
    table : DataFrame
        As of `ecomlab.traffic.steps.by_step`.
    what : str
        The gain, in the words of the axis.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> steps = pd.DataFrame({"factor": [0, 1], "estimate": [0.94, 1.03], "low": [0.9, 0.99],
    ...                       "high": [0.98, 1.07], "n": 64, "counts": "region-weeks"})
    >>> budget_steps(steps).get_title("left")
    'Without a budget a region has 6% less than its share, with 1 times the usual 3% more'
    """
    table = check_table(table, "table", "factor", "estimate", "low", "high", "n", "counts")
    table = table.sort_values("factor")
    words = {0: "no budget", 1: "the usual budget"}
    names = table["factor"].map(lambda x: words.get(x, f"{x:g} times the usual"))
    ax = plots.estimates(table.assign(budget=names), "budget", ax=ax, percent=True)
    ax.axvline(1, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ends = table.iloc[[0, -1]]
    said = [f"{numeral(abs(x - 1), PERCENT, 0)} {'less' if x < 1 else 'more'}"
            for x in ends["estimate"]]  # fmt: skip
    first, last = ends["factor"]
    start = "Without a budget" if first == 0 else f"With {first:g} times the usual"
    plots.label(
        ax,
        f"{start} a region has {said[0]} than its share, with {last:g} times the usual {said[1]}",
        x=f"{what} ÷ what is usual in the region, with 95% interval",
        n=int(table["n"].sum()),
        counts=table["counts"].iloc[0],
    )
    return ax


def money_and_demand(daily, ax=None):
    """Days of much money are days of many orders, and the line through them isn't the ads' doing.

    Parameters
    ----------
    daily : DataFrame
        cost (yuan) and orders, one row per day.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> daily = pd.DataFrame({"cost": [1000, 2000, 3000], "orders": [90, 150, 210]})
    >>> money_and_demand(daily).get_title("left")
    'Where 1,000 yuan more are spent in a day, 60 more orders come'
    """
    daily = check_table(daily, "daily", "cost", "orders")
    if daily["cost"].nunique() < 2:
        raise InputError("cost is the same on all days: no line goes through them.")
    slope, start = np.polyfit(daily["cost"], daily["orders"], 1)
    ax = plots._axes(ax)
    ax.plot(daily["cost"], daily["orders"], "o", ms=4, alpha=0.45, color=plots.COLOURS["sky"],
            label="days")  # fmt: skip
    ends = np.array([daily["cost"].min(), daily["cost"].max()])
    ax.plot(ends, start + slope * ends, color=plots.COLOURS["vermilion"], label="line through them")
    ax.set_ylim(0)
    ax.xaxis.set_major_formatter(NumberTicks())
    ax.yaxis.set_major_formatter(NumberTicks())
    ax.legend(loc="lower right")
    plots.label(
        ax,
        f"Where 1,000 yuan more are spent in a day, {1000 * slope:.0f} more orders come",
        x="spent on search in a day, yuan",
        y="paid orders of the day",
        n=len(daily),
        counts="days",
    )
    return ax


def readings_beside_border(table, border, unit="orders that 1,000 yuan add", guess=None, ax=None):
    """What each reading says of a yuan, beside what it must add to pay.

    Parameters
    ----------
    table : DataFrame
        reading, estimate, low, high (may be missing), n, counts.
    border : float
        In the unit of the estimates.
    unit : str
    guess : number or (value, low, high), optional
        What was guessed before: the first row.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"reading": ["tool", "lot"], "estimate": [17.0, 9.0], "n": [1, 9],
    ...                       "low": [np.nan, 2.0], "high": [np.nan, 16.0], "counts": "weeks"})
    >>> readings_beside_border(table, 15.5).get_title("left")
    'By their intervals 0 of 2 readings lie below the border of 15.5, and 1 above'
    """
    names = ("reading", "estimate", "n", "counts")
    table = check_table(table, "table", *names, gaps=("low", "high"))
    ends = {name: table[name].fillna(table["estimate"]) for name in ("low", "high")}
    shown = plots._with_guess(table.assign(**ends), guess)
    ax = plots.verdict(shown, ax=ax, percent=False)
    ax.axvline(border, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    ax.set_xlim(left=min(0, ends["low"].min()))
    below, above = int((ends["high"] < border).sum()), int((ends["low"] > border).sum())
    plots.label(
        ax,
        f"By their intervals {below} of {len(table)} readings lie below the border of "
        f"{border:.1f}, and {above} above",
        x=f"{unit} (line: what pays), with 95% interval where there is one",
    )
    return ax


def after_switch(table, gain="clicks", on="on", ax=None):
    """How slowly a plan comes and goes: its days since it was switched.

    Parameters
    ----------
    table : DataFrame
        As of `ecomlab.traffic.increment.since_switch`.
    gain, on : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"on": [False, False, True, True], "since": [0, 1, 0, 1],
    ...                       "n": 4, "clicks": [400.0, 300.0, 120.0, 190.0]})
    >>> after_switch(table).get_title("left")
    'On the first day without money 400 clicks still come, on the first with money only 120'
    """
    table = check_table(table, "table", on, "since", gain, "n")
    first = table[table["since"] == 0].groupby(table[on].astype(bool))[gain].mean()
    if len(first) < 2:
        raise InputError("Only one state was switched to. Both on and off are needed.")
    state = table[on].astype(bool).map({True: "money on", False: "money off"})
    shown = table.drop(columns="n").assign(state=state, day=table["since"] + 1)
    ax = plots.lines(shown, x="day", y=gain, by="state", ax=ax)
    plots.label(
        ax,
        f"On the first day without money {first[False]:.0f} {gain} still come, on the first with "
        f"money only {first[True]:.0f}",
        x="day since the switch",
        y=f"{gain} a day (mean)",
        n=int(table.loc[table["since"] == 0, "n"].sum()),
        counts="switches",
    )
    return ax


def response_with_points(curve, points=None, at=None, finding=None, ax=None):
    """A fitted response curve with its band, and what was known otherwise.

    Parameters
    ----------
    curve : DataFrame
        spend, estimate, low, high, n, counts: `ecomlab.traffic.response.response_curve`.
    points : DataFrame, optional
        spend, gain: what the world truly gives.
    at : float, optional
        Today's spend: a line.
    finding : str, optional
        The title, without its number.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> curve = pd.DataFrame({"spend": [0.0, 100.0], "estimate": [0.0, 9.0], "low": [0.0, 4.0],
    ...                       "high": [0.0, 14.0], "n": 9, "counts": "weeks"})
    >>> response_with_points(curve, pd.DataFrame({"spend": [100], "gain": [12]})).get_title("left")
    'Of 1 true points 1 lies above the curve, and 1 in its band'
    """
    curve = check_table(curve, "curve", "spend", "estimate", "low", "high", "n", "counts")
    ax = plots.lines(curve, x="spend", y="estimate", ax=ax)
    if points is not None:
        points = check_table(points, "points", "spend", "gain")
        ax.plot(points["spend"], points["gain"], "X", ms=10, color=plots.COLOURS["vermilion"],
                label="truth: a steady budget")  # fmt: skip
        ax.legend(loc="upper left")
        low, high = (np.interp(points["spend"], curve["spend"], curve[x]) for x in ("low", "high"))
        held = int(((points["gain"] >= low) & (points["gain"] <= high)).sum())
        middle = np.interp(points["spend"], curve["spend"], curve["estimate"])
        above = int((points["gain"] > middle).sum())
        finding = finding or (
            f"Of {len(points)} true points {above} {'lies' if above == 1 else 'lie'} above the "
            f"curve, and {held} in its band"
        )
    if at is not None:
        ax.axvline(at, color=plots.COLOURS["ink"], lw=1, ls="--", zorder=1.8)
    today = " (dashed: today's)" if at is not None else ""
    plots.label(
        ax,
        finding or "What a week's spend adds",
        x=f"spent in a week, yuan{today}",
        y="orders a week that it adds, with 95% band",
        n=int(curve["n"].iloc[0]),
        counts=curve["counts"].iloc[0],
    )
    return ax


def response_curves(curves, shown=None, reach=2.0, ax=None):
    """Each channel's curve, today's point on it, and the tangent there.

    Parameters
    ----------
    curves : DataFrame
        channel, top, half, hill, spend: `ecomlab.traffic.allocation.curves_of`.
    shown : sequence of str, optional
        Channels that are drawn; the title is about all.
    reach : float
        Up to how many times today's spend a curve is drawn.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> curves = pd.DataFrame({"channel": ["search", "live"], "top": [300.0, 80.0],
    ...                        "half": [50.0, 200.0], "hill": 1.0, "spend": [100.0, 40.0]})
    >>> response_curves(curves).get_title("left")
    'The next yuan adds 33% to 83% of what a yuan adds on average'
    """
    value = channel_value(curves).set_index("channel")
    for name in shown or ():
        check_name(curves, "channel", name)
    mine = curves[curves["channel"].isin(shown)] if shown else curves
    ax = plots._axes(ax, height=5)
    for colour, row in zip(plots._colours(len(mine)), mine.itertuples(), strict=True):
        x = np.linspace(0, reach * row.spend, 80)
        y = row.top * saturation(x, row.half, row.hill)
        ax.plot(x, y, color=colour, label=plots._words(str(row.channel)))
        gain, tangent = value.loc[row.channel, ["gain", "next_yuan"]]
        part = row.spend * np.array([0.55, 1.45])
        ax.plot(part, gain + tangent * (part - row.spend), color=colour, ls="--", lw=1.3)
        ax.plot(row.spend, gain, "o", ms=8, color=colour)
        ax.annotate(plots._words(row.channel), (x[-1], y[-1]), (0, 8), textcoords="offset points",
                    ha="center", color=colour)  # fmt: skip
    ax.set_xlim(0, 1.12 * reach * mine["spend"].max())
    ax.set_ylim(0)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(NumberTicks())
    part = (value["next_yuan"] / value["average"]).dropna()
    low, high = (numeral(end, PERCENT, 0) for end in (part.min(), part.max()))
    plots.label(
        ax,
        f"The next yuan adds {low} to {high} of what a yuan adds on average",
        x="spent, yuan (dot: today; dashed: what the next yuan adds)",
        y="orders that it adds",
    )
    return ax


def split_of_budget(share, curves, first, second, ax=None):
    """What two channels bring together, at every split of their budget, and at the chosen one.

    Parameters
    ----------
    share : float
        Of the two budgets, to the first channel: 0 to 1.
    curves : DataFrame
        channel, top, half, hill, spend.
    first, second : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> curves = pd.DataFrame({"channel": ["search", "live"], "top": [100.0, 100.0],
    ...                        "half": [100.0, 100.0], "hill": 1.0, "spend": [150.0, 50.0]})
    >>> split_of_budget(0.75, curves, "search", "live").get_title("left")
    '75% to search: 93 orders, 7 fewer than at 50%'
    """
    check_share("share", share, ends=True)
    for name in (first, second):
        check_name(curves, "channel", name)
    two = curves.set_index("channel").loc[[first, second]].reset_index()
    total, shares = two["spend"].sum(), np.linspace(0, 1, 201)
    gains = sum(
        row.top * saturation(part * total, row.half, row.hill)
        for row, part in zip(two.itertuples(), (shares, 1 - shares), strict=True)
    )
    table = pd.DataFrame({"share": shares, "orders": gains})
    ax = plots.lines(table, x="share", y="orders", ax=ax)
    best, chosen = gains.argmax(), np.interp(share, shares, gains)
    names = [plots._words(name) for name in (first, second)]
    ax.axvline(two["spend"][0] / total, color=plots.COLOURS["ink"], lw=1, ls="--", zorder=1.8)
    ax.plot(shares[best], gains[best], "D", ms=8, color=plots.COLOURS["green"], label="best")
    ax.plot(share, chosen, "o", ms=10, color=plots.COLOURS["vermilion"], label="chosen")
    ax.legend(loc="lower center")
    less = gains[best] - chosen
    plots.label(
        ax,
        f"{numeral(share, PERCENT, 0)} to {plots._words(first)}: {chosen:,.0f} orders, "
        + (f"{less:,.0f} fewer than at {numeral(shares[best], PERCENT, 0)}" if less >= 0.5
           else "as many as at best"),
        x=f"share of {names[0]} in the budget of {names[0]} and {names[1]} (dashed: today)",
        y="orders that both add",
    )  # fmt: skip
    return ax


def rules_by_saturation(table, ax=None):
    """What "add where ROI is high" and equal margins gain, left of the bend and right of it.

    Parameters
    ----------
    table : DataFrame
        As of `ecomlab.traffic.allocation.fine_up_to`.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> table = pd.DataFrame({"reached": [0.1, 0.5], "average": [18.0, 0.1],
    ...     "next_yuan": [20.0, 4.5], "low": [17, -0.3], "high": [19, 0.5], "n": 2000,
    ...     "kept": [0.9, 0.02], "fine": [True, False]})
    >>> rules_by_saturation(table).get_title("left")
    'Up to 10% of what money can reach, "add where ROI is high" keeps nine tenths of the gain'
    """
    table = check_table(table, "table", "reached", "average", "next_yuan", "fine", "n")
    names = {"average": "add where ROI is high", "next_yuan": "follow the next yuan"}
    long = table.melt("reached", list(names), var_name="rule", value_name="gain")
    long["rule"] = long["rule"].map(names)
    ax = plots.lines(
        long.rename(columns={"reached": "share"}), x="share", y="gain", by="rule", ax=ax
    )
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    fine = table.loc[table["fine"], "reached"]
    upto = f"Up to {numeral(fine.max(), PERCENT, 0)}" if len(fine) else "Nowhere"
    plots.label(
        ax,
        f'{upto} of what money can reach, "add where ROI is high" keeps nine tenths of the gain',
        x="saturation: share of what money can reach that is reached today",
        y="yuan gained per 100 yuan of budget",
        n=int(table["n"].iloc[0]),
        counts="worlds at each point",
    )
    return ax
