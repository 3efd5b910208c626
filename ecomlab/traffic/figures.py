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
from ecomlab.traffic.sources import without_source

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
    places = np.arange(len(wide))
    ax = plots._axes(ax, height=1.6 + 0.52 * len(wide))
    ax.hlines(places, wide.min(axis=1), wide.max(axis=1), color=plots.COLOURS["grey"], lw=1.2,
              zorder=1.5, label="_between")  # fmt: skip
    for model in wide.columns:
        colour = plots.COLOURS[HUES[model]]
        ax.plot(wide[model], places, MARKERS[model], ms=7, color=colour, label=model)
    if truth is not None:
        red = plots.COLOURS["vermilion"]
        ax.hlines(places, truth["low"], truth["high"], color=red, lw=7, alpha=0.35, label="_truth")
        ax.plot(truth["estimate"], places, "X", ms=11, color=red, label="lost without it")
    ax.set_yticks(places, [str(name) for name in wide.index])
    ax.set_ylim(len(wide) - 0.4, -0.6)
    ax.set_xlim(left=min(0, ax.get_xlim()[0]))
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
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
    places = np.arange(len(truth))
    ax = plots._axes(ax, height=1.6 + 0.5 * len(truth))
    ax.barh(places, mixed[truth.index], height=0.55, color=plots.COLOURS["sky"], label="credit")
    ax.plot(truth, places, "X", ms=11, color=plots.COLOURS["vermilion"], label="lost without it")
    ax.set_yticks(places, [str(name) for name in truth.index])
    ax.set_ylim(len(truth) - 0.4, -0.6)
    ax.grid(False, axis="y")
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
    'Tonight the last 3 days show 2.97; when all claims are in it is 4.00'
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
        f"Tonight the last {few} days show {first:.2f}; when all claims are in it is {second:.2f}",
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
    'In 2 tests the best showed 5.50, and brought 4.00 later; shrunk they were 3.95'
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
        f"In {len(tests)} tests the best showed {shown:.2f}, and brought {later:.2f} later; "
        f"shrunk they were {shrunk:.2f}",
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
    places = np.arange(len(shown))
    ax.hlines(places, shown["second"], shown["first"], color=plots.COLOURS["sky"], lw=3, alpha=0.5)
    for name, mark, colour, what in (("first", "o", "blue", "the budget as it is"),
                                     ("second", "D", "vermilion", "as much again")):  # fmt: skip
        ax.plot(shown[name], places, mark, color=plots.COLOURS[colour], ms=7, label=what)
        if {"low", "high"} <= set(twins):
            part = twins[twins["part"] == name].set_index("plan_id").loc[shown.index]
            ends = part["low"] / part["spend"], part["high"] / part["spend"]
            ax.hlines(places, *ends, color=plots.COLOURS[colour], lw=1.2)
    pairs = f" (95% interval, n = {twins['n'].min()} pairs)" if {"low", "n"} <= set(twins) else ""
    ax.axvline(0, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.set_yticks(places, [str(name) for name in shown.index])
    ax.set_ylim(len(shown) - 0.4, -0.6)
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


# --- Lesson 2.4 -----------------------------------------------------------------------------------


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
    'Only tool lies above the border of 15.5'
    """
    names = ("reading", "estimate", "n", "counts")
    table = check_table(table, "table", *names, gaps=("low", "high"))
    ends = {name: table[name].fillna(table["estimate"]) for name in ("low", "high")}
    shown = plots._with_guess(table.assign(**ends), guess)
    ax = plots.verdict(shown, ax=ax, percent=False)
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
