"""Figures of lesson 2.3: plans and their returns."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_name, check_table
from ecomlab.errors import check_positive, check_share
from ecomlab.numerals import PERCENT, NumberTicks, numeral
from ecomlab.traffic.plans import profit_by_test_days


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


def tonight_and_final(tonight, final, border=None, last=28, few=4, ax=None):
    """Returns by day of spend as the tool shows them tonight, and when all claims are in.

    Parameters
    ----------
    tonight, final : DataFrame
        date, cost, revenue: `ecomlab.traffic.briefs.plan_days` of two evenings.
    border : float, optional
        The return that costs nothing: a line.
    last : int
        Days of spend that are shown, up to the last one of ``tonight``.
    few : int
        The last few of them, which the title tells of.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> days = pd.date_range("2025-03-01", periods=4)
    >>> tonight = pd.DataFrame({"date": days, "cost": 100.0, "revenue": [400.0, 390, 300, 200]})
    >>> tonight_and_final(tonight, tonight.assign(revenue=400.0), few=3).get_title("left")
    'Tonight the last 3 days show an ROI of 2.97; when all claims are in, of 4.00'
    """
    check_table(tonight, "tonight", "date", "cost", "revenue")
    check_table(final, "final", "date", "cost", "revenue")
    end = tonight["date"].max()
    parts, told = {}, {}
    for name, table in {"tonight": tonight, "all claims in": final}.items():
        mine = table[table["date"].between(end - pd.Timedelta(days=last - 1), end)]
        days = mine.groupby("date")[["revenue", "cost"]].sum()
        parts[name] = days["revenue"] / days["cost"].where(days["cost"] > 0)
        young = days[days.index > end - pd.Timedelta(days=few)].sum()
        told[name] = young["revenue"] / young["cost"]
    table = pd.DataFrame(parts).rename_axis("date").reset_index()
    table = table.melt("date", var_name="read", value_name="roi")
    ax = plots.lines(table, x="date", y="roi", by="read", ax=ax)
    if border is not None:
        ax.axhline(border, color=plots.COLOURS["ink"], lw=1, ls="--", zorder=1.8)
    ax.set_ylim(0)
    first, second = told.values()
    plots.label(
        ax,
        f"Tonight the last {few} days show an ROI of {first:.2f}; when all claims are in, "
        f"of {second:.2f}",
        x="day of spend",
        y="credited revenue ÷ cost" + (" (line: break-even)" if border is not None else ""),
        n=len(parts["tonight"]),
        counts="days",
    )
    return ax


def claims_by_age(curve, ax=None):
    """Which share of its claims a day of spend shows, by its age.

    Parameters
    ----------
    curve : DataFrame
        `ecomlab.traffic.briefs.claim_curve`.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> curve = pd.DataFrame({"age": [0, 1, 2, 3, 4], "seen": [0.5, 0.6, 0.8, 0.9, 1.0],
    ...                       "low": [0.4, 0.5, 0.7, 0.8, 1.0], "high": [0.6, 0.7, 0.9, 1, 1],
    ...                       "n": 100, "counts": "orders"})
    >>> claims_by_age(curve).get_title("left")
    'A day shows 50% of its orders on its evening, and 90% only after 3 days'
    """
    curve = check_table(curve, "curve", "age", "seen", "low", "high", "n", "counts")
    ax = plots.lines(curve, x="age", y="seen", ax=ax, percent=True)
    ax.set_ylim(0, 1.03)
    first = numeral(curve["seen"].iloc[0], PERCENT, 0)
    late = int(curve.loc[curve["seen"] >= 0.9 - 1e-9, "age"].min())
    plots.label(
        ax,
        f"A day shows {first} of its orders on its evening, and 90% only after {late} days",
        x="days since the money was spent",
        y="share of the orders that the tool will claim",
        n=int(curve["n"].iloc[0]),
        counts=str(curve["counts"].iloc[0]),
    )
    return ax


def profit_over_test_days(orders_a_day, most=30, ax=None, **kind):
    """What a test leaves, for every number of days, beside the best number; 3 to 5 days are shaded.

    Parameters
    ----------
    orders_a_day : float
        Orders that a usual plan is credited with in a day of its test.
    most : int
        Days shown.
    ax : Axes, optional
    **kind
        spread, border, horizon, scale, worse, rule, seen: `profit_by_test_days`.

    Returns
    -------
    Axes

    Raises
    ------
    InputError

    Examples
    --------
    >>> profit_over_test_days(5).get_title("left")
    'At 5 orders a day 4 days leave 97% of the best, which is 7 days'
    """
    table = profit_by_test_days(orders_a_day, days=range(1, most + 1), **kind)
    ax = plots.lines(table[["test_days", "profit"]], x="test_days", y="profit", ax=ax)
    ax.axvspan(3, 5, color=plots.COLOURS["sky"], alpha=0.35, zorder=0.5)
    best = table.loc[table["profit"].idxmax()]
    ax.plot(best["test_days"], best["profit"], "o", color=plots.COLOURS["vermilion"], ms=7)
    ax.set_xlim(0, most)
    four = table.loc[table["test_days"] == 4, "share"].iloc[0]
    days = int(best["test_days"])
    plots.label(
        ax,
        f"At {numeral(orders_a_day)} orders a day 4 days leave {numeral(four, PERCENT, 0)} of the "
        f"best, which is {days} day{'s' if days > 1 else ''}",
        x="days of the test (shaded: 3 to 5)",
        y="profit of a plan, in daily test budgets",
    )
    return ax


def shown_and_later(tests, border=None, ax=None):
    """What the best of every test showed, what they were shrunk to, and what came later.

    Parameters
    ----------
    tests : DataFrame
        start, shown, shrunk, later: `ecomlab.traffic.plans.repeated_tests`.
    border : float, optional
        The return that costs nothing: a line.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> tests = pd.DataFrame({"start": pd.to_datetime(["2025-03-01", "2025-04-01"]),
    ...     "shown": [6.0, 5.0], "shrunk": [4.0, 3.9], "later": [3.5, 4.5]})
    >>> shown_and_later(tests).get_title("left")
    'In 2 tests the best showed an ROI of 5.50, later 4.00; the shrunk ROI was 3.95'
    """
    tests = check_table(tests, "tests", "start", "shown", "shrunk", "later")
    names = ["shown", "shrunk", "later"]
    table = tests.melt("start", names, var_name="reading", value_name="roi")
    ax = plots.lines(table, x="start", y="roi", by="reading", ax=ax)
    if border is not None:
        ax.axhline(border, color=plots.COLOURS["ink"], lw=1, ls="--", zorder=1.8)
    ax.set_ylim(0)
    shown, shrunk, later = (tests[name].mean() for name in names)
    plots.label(
        ax,
        f"In {len(tests)} tests the best showed an ROI of {shown:.2f}, later {later:.2f}; the "
        f"shrunk ROI was {shrunk:.2f}",
        x="first day of the test",
        y="credited revenue ÷ cost" + (" (line: break-even)" if border is not None else ""),
        n=len(tests),
        counts="tests",
    )
    return ax


def first_and_second(twins, most=21, ax=None):
    """What the first and the second part of every plan's budget leave for a yuan.

    Parameters
    ----------
    twins : DataFrame
        plan_id, part ("first", "second"), spend, profit; low and high (95% interval of profit) and
        n (pairs) if there are: they are drawn as thin lines.
    most : int
        Plans shown, the best first.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> twins = pd.DataFrame({"plan_id": ["a", "a", "b", "b"], "part": ["first", "second"] * 2,
    ...     "spend": [100.0] * 4, "profit": [80.0, -20.0, -30.0, -60.0]})
    >>> first_and_second(twins).get_title("left")
    'The first budget earns in 1 of 2 plans, as much again in 0'
    """
    twins = check_table(twins, "twins", "plan_id", "part", "spend", "profit")
    for part in ("first", "second"):
        check_name(twins, "part", part)
    left = twins.assign(left=twins["profit"] / twins["spend"]).pivot(
        index="plan_id", columns="part", values="left"
    )
    left = left.sort_values("first", ascending=False)
    earns = (left[["first", "second"]] > 0).sum()
    shown = left.head(most)
    ax = plots._axes(ax, height=1.4 + 0.3 * len(shown))
    places = plots.named_rows(ax, shown.index)
    ax.hlines(places, shown["second"], shown["first"], color=plots.COLOURS["sky"], lw=3, alpha=0.5)
    for name, mark, colour, what in (("first", "o", "blue", "the budget as it is"),
                                     ("second", "D", "vermilion", "as much again")):  # fmt: skip
        ends = {}
        if {"low", "high"} <= set(twins):
            part = twins[twins["part"] == name].set_index("plan_id").loc[shown.index]
            ends = {end: part[end] / part["spend"] for end in ("low", "high")}
        plots.row_dots(ax, shown[name], **ends, name=what, mark=mark, colour=colour)
    pairs = f" (95% interval, n = {twins['n'].min()} pairs)" if {"low", "n"} <= set(twins) else ""
    ax.axvline(0, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.legend(loc="lower right")
    plots.label(
        ax,
        f"The first budget earns in {earns['first']} of {len(left)} plans, as much again in "
        f"{earns['second']}",
        x=f"yuan that a yuan leaves, after goods and returns{pairs}",
        y="",
        n=len(left),
        counts="plans",
    )
    return ax
