"""Figures of the chapter on traffic: draw what its toolbox computes."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_name, check_table
from ecomlab.errors import InputError, check_choice, check_positive, check_share
from ecomlab.numerals import PERCENT, NumberTicks, numeral
from ecomlab.traffic.allocation import channel_value
from ecomlab.traffic.attribution import MODELS, beside_truth
from ecomlab.traffic.plans import profit_by_test_days
from ecomlab.traffic.response import saturation
from ecomlab.traffic.search import track_ranks
from ecomlab.traffic.sources import without_source
from ecomlab.traffic.titles import build_title, found_by

SHADES = ("grey", "vermilion")
LIVE_BASES = {
    1: ("product_clicks", "clicks on articles"),
    2: ("entrants", "those who came in"),
    3: ("impressions", "all to whom the room was shown"),
}


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


# --- 2.6 attribution -----------------------------------------------------------------------

MARKERS = dict(zip(MODELS, ("<", ">", "s", "D", "^", "P"), strict=True))
HUES = dict(zip(MODELS, ("orange", "blue", "grey", "ink", "green", "purple"), strict=True))


def models_beside_truth(credit, truth=None, ax=None):
    """What each model credits to each channel, and what the shop loses without the channel.

    Parameters
    ----------
    credit : DataFrame
        As of ``attribution.attribution``: model, channel, orders.
    truth : DataFrame, optional
        One row per channel: channel, estimate, low, high (orders lost when it is switched off).
        Then only its channels are drawn, in its order; without it all, the most credited first.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError
        A model that isn't known, a channel of the truth without credit.

    Examples
    --------
    >>> credit = pd.DataFrame({"model": ["first", "last"] * 2, "orders": [50, 20, 10, 40],
    ...                        "channel": ["post"] * 2 + ["name"] * 2})
    >>> ax = models_beside_truth(credit)
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['post', 'name']
    """
    credit = check_table(credit, "credit", "model", "channel", "orders")
    wide = credit.pivot_table(index="channel", columns="model", values="orders", sort=False)
    for model in wide.columns:
        check_choice("model", model, MODELS)
    if truth is None:
        wide = wide.loc[wide.mean(axis=1).sort_values(ascending=False, kind="stable").index]
    else:
        truth = check_table(truth, "truth", "channel", "estimate", "low", "high")
        for channel in truth["channel"]:
            check_name(credit, "channel", channel, "a channel of truth")
        wide = wide.loc[truth["channel"]]
    ax = plots._axes(ax, height=1.6 + 0.52 * len(wide))
    places = plots.named_rows(ax, wide.index)
    ax.hlines(places, wide.min(axis=1), wide.max(axis=1), color=plots.COLOURS["grey"], lw=1.2,
              zorder=1.5, label="_between")  # fmt: skip
    for model in wide.columns:
        plots.row_dots(ax, wide[model], name=model, mark=MARKERS[model], colour=HUES[model])
    if truth is not None:
        ends = {name: truth[name] for name in ("low", "high")}
        plots.row_dots(ax, truth["estimate"], **ends, name="lost without it", mark="X",
                       colour="vermilion", size=11, width=7, alpha=0.35)  # fmt: skip
    ax.set_xlim(left=min(0, ax.get_xlim()[0]))
    ax.xaxis.set_major_formatter(NumberTicks())
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    ax.set_xlabel("orders")
    return ax


def by_method(benchmark, measure="lost", ax=None):
    """What each method of the public benchmark loses, or misplaces, with its interval.

    Parameters
    ----------
    benchmark : DataFrame
        method, measure, estimate, low, high (of 100), n (worlds).
    measure : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> table = pd.DataFrame({"method": ["last click", "holdout"], "measure": "lost", "n": 1000,
    ...                       "estimate": [25.0, 13.0], "low": [23.0, 12.0], "high": [27.0, 14.0]})
    >>> [text.get_text() for text in by_method(table).get_yticklabels()]
    ['holdout', 'last click']
    """
    table = check_table(benchmark, "benchmark", "method", "measure", "estimate", "low", "high", "n")
    check_name(table, "measure", measure)
    table = table[table["measure"] == measure].sort_values("estimate", kind="stable")
    ax = plots._axes(ax, height=1.6 + 0.5 * len(table))
    plots.estimates(table.drop(columns="n"), "method", ax=ax, percent=False)
    ax.set_xlim(left=0)
    plots.label(ax, "", n=int(table["n"].min()), counts="worlds")
    return ax


def credit_dial(credit, truth, late, ax=None):
    """Credit shared between first and last touch, at one stop of a dial, beside the truth.

    Parameters
    ----------
    credit : DataFrame
        As of ``attribution.attribution``, with the models first and last.
    truth : mapping of str to number
        Orders lost without each channel.
    late : float
        Share of each order that goes to its last touch, 0 to 1; the rest goes to the first.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        A share that isn't from 0 to 1, or one of the two models is missing.

    Examples
    --------
    >>> credit = pd.DataFrame({"model": ["first", "last"] * 2, "orders": [50, 20, 10, 40],
    ...                        "channel": ["post"] * 2 + ["name"] * 2})
    >>> credit_dial(credit, {"post": 45, "name": 5}, 0.5).get_title("left")
    'Half to the last touch: of 100 orders credited to these, 32 stand at the wrong one'
    """
    credit = check_table(credit, "credit", "model", "channel", "orders")
    check_share("late", late, ends=True)
    wide = credit.pivot_table(index="channel", columns="model", values="orders", sort=False)
    for model in ("first", "last"):
        check_name(credit, "model", model, "a model of the dial")
    truth = pd.Series(truth, dtype=float).sort_values(ascending=False, kind="stable")
    mixed = (1 - late) * wide["first"] + late * wide["last"]
    dial = mixed.rename("orders").reset_index().assign(model="dial")
    wrong = beside_truth(dial, truth).loc[0, "misplaced"]
    ax = plots._axes(ax, height=1.6 + 0.5 * len(truth))
    places = plots.named_rows(ax, truth.index)
    ax.barh(places, mixed[truth.index], height=0.55, color=plots.COLOURS["sky"], label="credit")
    plots.row_dots(ax, truth, name="lost without it", mark="X", colour="vermilion", size=11)
    ax.xaxis.set_major_formatter(NumberTicks())
    ax.legend(loc="lower right")
    part = {0: "Nothing", 0.5: "Half", 1: "All"}.get(late, numeral(late, PERCENT))
    finding = f"of 100 orders credited to these, {100 * wrong:.0f} stand at the wrong one"
    plots.label(ax, f"{part} to the last touch: {finding}", x="orders", y="")
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
    places = plots.named_rows(ax, table[by], top=0.7)
    bands = {"low": ("high", "sky", 10, "as the rule says"),
             "least": ("most", "ink", 3.5, "once all others keep theirs")}  # fmt: skip
    for low, (high, colour, width, name) in bands.items():
        ax.hlines(
            places, table[low], table[high], color=plots.COLOURS[colour], lw=width, label=name
        )
    plots.row_dots(ax, table["share"], name="this shop", colour="vermilion", size=9)
    for at, value in zip(places, table["share"], strict=True):
        ax.annotate(numeral(value, PERCENT, 0), (value, at), (0, 9), textcoords="offset points",
                    ha="center", color=plots.COLOURS["ink"], bbox=plots.BACKING)  # fmt: skip
    ax.set_xlim(-0.03, 1.03)
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


# --- 2.7 campaigns -----------------------------------------------------------------------------


def added_so_far(cumulative, truth=None, after=None, unit="yuan", ax=None):
    """What an event has added, day by day of its window: first less, then much, then less again.

    Parameters
    ----------
    cumulative : DataFrame
        The table of ``campaigns.cumulative_effect``.
    truth : DataFrame, optional
        date, added: what is known otherwise, drawn dashed (of a simulated shop: its twin).
    after : int, optional
        Count to so many days after the event: a line there, and the title says what has come by
        then.
    unit : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError
        ``after`` is beyond the window.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "date": pd.date_range("2025-11-01", periods=4), "n": 56, "counts": "days",
    ...     "part": ["waiting", "event", "dip", "dip"], "estimate": [-20.0, 80, 60, 50],
    ...     "low": [-30.0, 60, 30, 10], "high": [-10.0, 100, 90, 90]})
    >>> added_so_far(table, after=1).get_title("left")
    'Counted to 1 day after the event: 60 yuan more'
    """
    names = ("date", "part", "estimate", "low", "high")
    table = check_table(cumulative, "cumulative", *names)
    ax = plots.lines(table.drop(columns="part"), x="date", y="estimate", ax=ax, unit=unit)
    ax.set_ylim(auto=True)
    ax.relim()
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    half = pd.Timedelta(hours=12)
    for part, colour in (("waiting", "grey"), ("dip", "orange")):
        mine = table.loc[table["part"] == part, "date"]
        if len(mine):
            ax.axvspan(mine.min() - half, mine.max() + half, color=plots.COLOURS[colour],
                       alpha=0.15, lw=0, zorder=0.5, label=part)  # fmt: skip
    if truth is not None:
        check_table(truth, "truth", "date", "added")
        ax.plot(truth["date"], truth["added"], color=plots.COLOURS["vermilion"], ls="--",
                label="truth (twin)")  # fmt: skip
    ax.legend(loc="upper left")
    plots.label(ax, "What the event has added so far", y=f"{unit} more than expected, added up")
    if after is None:
        return ax
    later = table[table["part"] == "dip"]
    if not 0 <= after <= len(later):
        raise InputError(f"after is {after}; the window has {len(later)} days after the event.")
    row = later.iloc[after - 1] if after else table[table["part"] == "event"].iloc[-1]
    ax.axvline(row["date"], color=plots.COLOURS["ink"], lw=1.5)
    ax.plot(row["date"], row["estimate"], "o", color=plots.COLOURS["blue"])
    word = "less" if row["estimate"] < 0 else "more"
    days = f"{after} day{'' if after == 1 else 's'} after the event"
    plots.label(ax, f"Counted to {days}: {numeral(abs(round(row['estimate'])))} {unit} {word}")
    return ax


def campaigns_in_turn(card, unit="orders", ax=None):
    """What each campaign seems to have added, in order of time, and what each may be believed.

    Parameters
    ----------
    card : DataFrame
        The table of ``campaigns.campaign_scorecard``.
    unit : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> card = pd.DataFrame({"campaign": ["a", "b"], "estimate": [3.0, 9], "record": [True, True],
    ...                      "shrunk": [5.0, 7], "low": [1.0, 3], "high": [9.0, 11]})
    >>> [len(line.get_xdata()) for line in campaigns_in_turn(card).lines]
    [2, 2, 2, 2]
    """
    card = check_table(
        card, "card", "campaign", "estimate", "record", "shrunk", "low", "high"
    ).reset_index(drop=True)
    ax = plt.subplots(figsize=plots.SIZE)[1] if ax is None else ax
    at = np.arange(1, len(card) + 1)
    ax.fill_between(at, card["low"], card["high"], color=plots.COLOURS["blue"], alpha=0.15, lw=0)
    ax.plot(at, card["shrunk"], color=plots.COLOURS["blue"], label="after shrinking, with interval")
    ax.plot(at, card["estimate"], "o", color=plots.COLOURS["grey"], label="as read")
    best = card["record"].to_numpy()
    ax.plot(at[best], card.loc[best, "estimate"], "o", color=plots.COLOURS["vermilion"],
            label="a record")  # fmt: skip
    ax.plot([1, len(card)], [0, 0], color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.legend(loc="upper right", ncols=3)
    low, high = card[["estimate", "low"]].min().min(), card[["estimate", "high"]].max().max()
    ax.set_ylim(low - 0.05 * (high - low), high + 0.2 * (high - low))
    plots.label(ax, "Records come by luck", x="campaign, in order of time", y=f"{unit} added",
                n=len(card), counts="campaigns")  # fmt: skip
    return ax


# --- 2.5 creators ------------------------------------------------------------------------------


def ruin_by_budget(table, budget, ax=None):
    """How often the money is gone, by the budget: a star's posts, and the middle tier's.

    Parameters
    ----------
    table : DataFrame
        tier, budget (in fees of a star), ruin, low, high; each tier at the same budgets.
    budget : float
        The budget that is marked, one of the table's.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"tier": ["star", "star", "middle", "middle"], "budget": [1, 10] * 2,
    ...                       "ruin": [0.9, 0.5, 0.7, 0.1]})
    >>> ruin_by_budget(table, 10).get_title("left")
    'With 10 fees of a star: gone in 10% (middle), 50% (star)'
    """
    table = check_table(table, "table", "tier", "budget", "ruin")
    if budget not in set(table["budget"]):
        stops = ", ".join(f"{each:g}" for each in sorted(set(table["budget"])))
        raise InputError(f"budget is {budget:g}. The table has the budgets {stops}.")
    ax = plots.lines(table, x="budget", y="ruin", by="tier", ax=ax, percent=True)
    ax.axvline(budget, color=plots.COLOURS["grey"], lw=1, ls="--")
    ax.set_ylim(0, 1)
    at = table[table["budget"] == budget].sort_values("ruin")
    words = ", ".join(f"{numeral(ruin, PERCENT, 0)} ({tier})"
                      for tier, ruin in zip(at["tier"], at["ruin"], strict=True))  # fmt: skip
    plots.label(
        ax,
        f"With {numeral(budget)} fees of a star: gone in {words}",
        x="budget, in fees of a star's post",
        y="runs in which the money is gone",
    )
    return ax


def study_by_week(study, title, ax=None):
    """An event study: the seeded word beside its control words, step by step.

    Parameters
    ----------
    study : DataFrame
        The table of ``seeding.event_study``.
    title : str
        What was found.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.to_datetime(["2025-01-01", "2025-01-08"])
    >>> study = pd.DataFrame({"step": [-1, 0], "start": days, "estimate": [1.0, 1.4],
    ...     "low": [0.8, 1.1], "high": [1.2, 1.8], "n": 9, "counts": "control words"})
    >>> study_by_week(study, "More searches after the posts").get_title("left")
    'More searches after the posts'
    """
    names = ["step", "start", "estimate", "low", "high", "n", "counts"]
    study = check_table(study, "study", *names)
    ax = plots.lines(study, x="step", y="estimate", ax=ax)
    ax.axhline(1, color=plots.COLOURS["grey"], lw=1)
    ax.axvline(-0.5, color=plots.COLOURS["vermilion"], lw=1, ls="--", label="first post")
    ax.legend(loc="upper left")
    plots.label(ax, title, x="weeks from the first post (0: its week)",
                y="searches, times those of the control words", n=int(study["n"].iloc[0]),
                counts="control words")  # fmt: skip
    return ax


# --- 2.4 increment -----------------------------------------------------------------------------


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


def readings_beside_border(table, border, unit="orders that 1,000 yuan add", ax=None):
    """What each reading says of a yuan, beside what it must add to pay.

    Parameters
    ----------
    table : DataFrame
        reading, estimate, low, high (may be missing), n, counts.
    border : float
        In the unit of the estimates.
    unit : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> table = pd.DataFrame({"reading": ["tool", "lot"], "estimate": [17.0, 9.0], "n": [1, 9],
    ...                       "low": [np.nan, 2.0], "high": [np.nan, 16.0], "counts": "weeks"})
    >>> readings_beside_border(table, 15.5).get_title("left")
    'Only tool lies above the border of 15.5'
    """
    names = ("reading", "estimate", "n", "counts")
    table = check_table(table, "table", *names, gaps=("low", "high"))
    ends = {name: table[name].fillna(table["estimate"]) for name in ("low", "high")}
    ax = plots.estimates(table.assign(**ends), "reading", ax=ax, percent=False)
    ax.axvline(border, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    ax.set_xlim(left=min(0, ends["low"].min()))
    above = table.loc[table["estimate"] > border, "reading"].tolist()
    only = {0: "no reading lies", 1: f"only {above[0]} lies" if above else ""}
    said = only.get(len(above), f"{len(above)} of {len(table)} readings lie")
    plots.label(
        ax,
        f"{said[0].upper()}{said[1:]} above the border of {border:.1f}",
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
    "The band holds 1 of the world's 1 points"
    """
    curve = check_table(curve, "curve", "spend", "estimate", "low", "high", "n", "counts")
    ax = plots.lines(curve, x="spend", y="estimate", ax=ax)
    if points is not None:
        points = check_table(points, "points", "spend", "gain")
        ax.plot(points["spend"], points["gain"], "X", ms=10, color=plots.COLOURS["vermilion"],
                label="truth")  # fmt: skip
        low, high = (np.interp(points["spend"], curve["spend"], curve[x]) for x in ("low", "high"))
        held = int(((points["gain"] >= low) & (points["gain"] <= high)).sum())
        finding = finding or f"The band holds {held} of the world's {len(points)} points"
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


def response_curves(curves, border, shown=None, per=1, reach=2.0, ax=None):
    """Each channel's curve, today's point on it, and the tangent there.

    Parameters
    ----------
    curves : DataFrame
        channel, top, half, hill, spend: `ecomlab.traffic.allocation.curves_of`.
    border : float
        What ``per`` yuan must add to pay.
    shown : sequence of str, optional
        Channels that are drawn; the title counts all.
    per : number
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
    >>> response_curves(curves, border=0.7).get_title("left")
    'On average a yuan pays in 1 of 2 channels; the next yuan pays in 0'
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
    pays = [int((per * value[name] > border).sum()) for name in ("average", "next_yuan")]
    plots.label(
        ax,
        f"On average a yuan pays in {pays[0]} of {len(value)} channels; the next yuan pays in "
        f"{pays[1]}",
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
    'Up to 10% of what money can reach, "add where ROI is high" keeps nine tenths'
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
        f'{upto} of what money can reach, "add where ROI is high" keeps nine tenths',
        x="saturation: share of what money can reach that is reached today",
        y="yuan gained per 100 yuan of budget",
        n=int(table["n"].iloc[0]),
        counts="worlds at each point",
    )
    return ax


# --- 2.2 search ---


def found_by_limit(keywords, words, limit, slots=None, value="payers", longest=60, step=6, ax=None):
    """Which share of the searches the best title finds, at every limit, and at the chosen one.

    Parameters
    ----------
    keywords, words, slots, value
        As in ``titles.build_title``.
    limit : int
        The chosen length, in the units of ``titles.title_length``.
    longest, step : int
        Where the axis ends; how far apart its limits stand.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError
        No title of these slots fits into ``limit``.

    Examples
    --------
    >>> keywords = pd.DataFrame({"keyword": ["露营 椅", "便携 椅"], "payers": [30, 70]})
    >>> words = pd.DataFrame({"word": ["露营", "便携", "椅"],
    ...                       "slot": ["scene", "attribute", "core"]})
    >>> found_by_limit(keywords, words, 6, longest=12).get_title("left")
    'In 6 units the best title is found by 70% of the payers\\n便携椅'
    """
    check_positive("limit", limit)
    total = keywords[value].sum()

    def best(size):
        title = "".join(build_title(keywords, words, int(size), slots, value)["word"])
        there = found_by(keywords, title)["found"]
        return title, keywords[value][there].sum() / total

    chosen, share = best(limit)
    rows = []
    for size in sorted({*range(step, longest + 1, step), int(limit)}):
        try:
            rows.append((size, best(size)[1]))
        except InputError:  # too short for what the slots ask for
            continue
    curve = pd.DataFrame(rows, columns=["limit", "share"])
    ax = plots.lines(curve, x="limit", y="share", ax=ax, percent=True)
    ax.plot([limit], [share], "o", ms=9, color=plots.COLOURS["vermilion"])
    ax.set_ylim(0, 1)
    plots.label(
        ax,
        f"In {numeral(limit)} units the best title is found by {numeral(share, PERCENT, 0)} of the "
        f"{value}\n{chosen}",
        x="length of the title (a 汉字 counts 2)",
        y=f"share of the {value} of all these searches",
        n=len(keywords),
        counts="search words",
    )
    return ax


def places_seen(looks, by="account", own="own", ax=None):
    """Which share of the looks sees our article at this place or a better one.

    Parameters
    ----------
    looks : DataFrame
        natural_rank (empty: not found) and ``by``: one row per look at one word.
    by : str
        Column that names who looks.
    own : str
        The shop's own account, told apart in the title.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> looks = pd.DataFrame({"account": ["own"] * 3 + ["stranger"] * 3,
    ...                       "natural_rank": [3, 4, 6, 8, 11, 25]})
    >>> places_seen(looks).get_title("left")
    'The own account sees place 4, half of the others see 11 or worse'
    """
    table = track_ranks(looks, by)
    check_name(looks, by, own, "own")
    rest = track_ranks(looks[looks[by] != own].assign(who="others"), "who")["median"].iloc[0]
    deepest = int(looks["natural_rank"].max())
    places = np.arange(1, deepest + 1)
    parts = []
    for name in table.sort_values("median")[by].astype("str"):
        mine = looks.loc[looks[by].astype("str") == name, "natural_rank"].astype("float64")
        shares = [(mine <= place).mean() for place in places]
        who = f"{name} (n = {len(mine)})"
        parts.append(pd.DataFrame({"place": places, "share": shares, by: who}))
    ax = plots.lines(pd.concat(parts), x="place", y="share", by=by, ax=ax, percent=True)
    ax.set_ylim(0, 1.02)
    mine = table.loc[table[by] == own, "median"].iloc[0]
    plots.label(
        ax,
        f"The {own} account sees place {numeral(mine)}, half of the others see {numeral(rest)} "
        "or worse",
        x="place in the results",
        y="share of the looks that see this place or a better one",
        n=len(looks),
        counts="looks",
    )
    return ax


def place_after_stockout(path, ax=None):
    """The place around an empty shelf, times the place before it, with its interval.

    Parameters
    ----------
    path : DataFrame
        From ``search.rank_path``.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError
        No day with goods again.

    Examples
    --------
    >>> path = pd.DataFrame({"day": [-2, -1, 1, 2, 30], "estimate": [1, 1, 2.8, 2.5, 1.1],
    ...                      "low": 0.9, "high": 3.0, "n": 12, "counts": "stock-outs"})
    >>> place_after_stockout(path).get_title("left")
    'The day the goods are back, the place number is 2.8 times as large; after 30 days 1.1 times'
    """
    path = check_table(path, "path", "day", "estimate", "low", "high", "n")
    back = path[path["day"] > 0]
    if not len(back):
        raise InputError("path has no day with goods again. Give it more days after the shelf.")
    when = np.where(path["day"] < 0, "before the shelf was empty", "with goods again")
    ax = plots.lines(path.assign(when=when), x="day", y="estimate", by="when", ax=ax, unit="times")
    ax.axhline(1, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.axvspan(-0.9, 0.9, color=plots.COLOURS["grey"], alpha=0.25, lw=0)
    first, last = back.iloc[0], back.iloc[-1]
    few, most = int(path["n"].min()), int(path["n"].max())
    plots.label(
        ax,
        f"The day the goods are back, the place number is {first['estimate']:.1f} times as large; "
        f"after {int(last['day'])} days {last['estimate']:.1f} times",
        x=f"days from the empty shelf (grey: empty; n = {few} to {most} stock-outs a day)",
        y="place number, times that before, beside other articles",
    )
    return ax


def next_yuan(curve, at, more, ax=None):
    """What more money leaves, by the share of the average that the next yuan keeps.

    Parameters
    ----------
    curve : DataFrame
        keeps (share of the average's return), leaves (yuan); two rows or more.
    at : float
        One of the shares: the point that is marked.
    more : float
        The money in question, yuan: for the title.

    Examples
    --------
    >>> curve = pd.DataFrame({"keeps": [0.2, 0.4, 0.6], "leaves": [-400.0, 200.0, 800.0]})
    >>> next_yuan(curve, 0.4, 1000).get_title("left")
    'If the next 1,000 yuan keep 40% of the average, they leave +200'
    """
    curve = check_table(curve, "curve", "keeps", "leaves").sort_values("keeps")
    check_choice("at", at, list(curve["keeps"]))
    here = float(curve.loc[curve["keeps"] == at, "leaves"].iloc[0])
    ax = plots._axes(ax)
    ax.plot(curve["keeps"], curve["leaves"], color=plots.COLOURS["blue"], label="leaves")
    ax.axhline(0, color=plots.COLOURS["grey"], ls="--", label="nothing more")
    ax.plot([at], [here], "o", color=plots.COLOURS["vermilion"], ms=9)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.yaxis.set_major_formatter(NumberTicks(""))
    ax.legend()
    kept = numeral(at, PERCENT, significant=2)
    plots.label(
        ax,
        f"If the next {more:,.0f} yuan keep {kept} of the average, they leave {here:+,.0f}",
        x="share of the tool's average that the next yuan keeps",
        y="leaves (yuan), if all that the tool claims is added",
    )
    return ax
