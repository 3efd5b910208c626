"""The exercises of lesson 2.4, *Does it bring anything?*, and its part of the workshop's pool."""

import numpy as np
import pandas as pd

from ecomlab.classroom.kinds import Choice, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.estimates import mean, paired_difference
from ecomlab.texts import fact
from ecomlab.traffic.allocation import (
    allocate_budget,
    channel_value,
    curves_of,
    fine_up_to,
    follow,
    rules_over_worlds,
    twin_return,
)
from ecomlab.traffic.briefs import plan_days
from ecomlab.traffic.increment import carry_over, increment_by_lot, since_switch
from ecomlab.traffic.paid import order_economics, settled_lines
from ecomlab.traffic.response import (
    fit_response,
    health_card,
    marginal_roas,
    media_mix,
    media_weeks,
    saturation,
    slope,
)
from ecomlab.traffic.steps import (
    all_regions,
    by_step,
    paid_organic_spillover,
    region_weeks,
    step_power,
    step_test,
    whole_shop,
)

EVENING = "2024-11-24"  # three weeks after the test's last day: its claims are all in
BEFORE, SINCE, AFTER = "2024-06-17", "2024-09-09", "2024-11-04"  # recent weeks, test, day after
RETURNED = 30  # days after which nothing more comes back
FEED = ("2025-06-30", "2025-07-07", "2025-10-27")  # a week before, first and after of weeks off
OTHER_FEED = ("2025-07-09", "2025-10-22")  # of Songling's lots: Wednesdays
PLAN = "paid_search"
PER = 1000  # yuan
TABLES = ("ads_daily", "ad_conversions", "traffic_daily", "pnl_lines")
NEAR = 3  # orders from the border: a distance that would be worth knowing
HALF, TOP = 2000, 600  # a curve of the pool's question: yuan a week, orders a week
CARRY, STOPPED = 0.6, 400  # of the pool's question: share left a day later, visits on the day
PAUSE = 3  # days later
LARGE, SMALL = 0.10, 0.02  # of the whole budget, moved in a month
HAND = (0.25, 24, 86, 0.0, 1600.0)  # a region's share, orders and cost of it and of the other
BEST = (6.1, 4.2)  # ROI of the best of eight campaigns, and of the next one


def data():
    """The shop's tables as they are known on the evening, its tests by week, and the twins."""
    shop, other = load("shop"), load("second_shop")
    search = shop["traffic_regions"], shop["ads_regions"], PLAN
    feed = shop["traffic_regions"], shop["ads_regions"], "paid_feed"
    return {
        **{name: shop[name] for name in ("ad_conversions",)},
        **{name: known(shop[name]) for name in ("ads_daily", "traffic_daily", "pnl_lines")},
        "weeks": region_weeks(*search, since=SINCE, before=AFTER),
        "earlier": region_weeks(*search, before=SINCE),
        "feed_days": all_regions(region_weeks(*feed, since=FEED[0], before=FEED[2], days=1)),
        "other_days": other_feed(other["traffic_regions"], other["ads_regions"]),
        "budgets": load("increment").budgets,
        "lots": load("increment").lots,
    }


def known(table, evening=EVENING):
    """The rows of a table up to this evening."""
    return table[table["date"] < pd.Timestamp(evening, tz=table["date"].dt.tz) + pd.Timedelta("1D")]


def other_feed(traffic_regions, ads_regions):
    """The second shop's weeks with and without its feed, day by day."""
    since, before = OTHER_FEED
    return all_regions(
        region_weeks(traffic_regions, ads_regions, "paid_feed", since, before, days=1)
    )


NAMES = {
    "ads_daily": "ads",
    "ad_conversions": "shop.ad_conversions",
    "traffic_daily": "traffic",
    "pnl_lines": "books",
    **{name: name for name in ("weeks", "earlier", "feed_days", "other_days", "budgets", "lots")},
}
lesson = Lesson("2_4", data=data, names=NAMES)


# --- What several texts need ----------------------------------------------------------------------


def settled(pnl_lines, since=SINCE, evening=EVENING):
    """The lines of orders since a day that are so old on the evening that returns are over."""
    return settled_lines(pnl_lines, evening, RETURNED, since)


def border_of(pnl_lines):
    """Orders that 1,000 yuan of ads must add, so that nothing is lost: of settled orders."""
    books = settled(pnl_lines)
    return PER / (order_economics(books)["left"] * _order_value(books))


def _order_value(books):
    mine = books[books["line"] == "revenue"]
    return mine["amount"].sum() / mine["order_id"].nunique()


def claimed(ads_daily, ad_conversions, evening=EVENING):
    """What the tool shows for search in the test's eight weeks, all claims in, day by day."""
    search = ads_daily[ads_daily["plan_kind"] == PLAN]
    mine = ad_conversions[ad_conversions["plan_kind"] == PLAN]
    days = plan_days(search, mine, evening)
    zone = days["date"].dt.tz
    first, last = (pd.Timestamp(day, tz=zone) for day in (SINCE, AFTER))
    days = days[(days["date"] >= first) & (days["date"] < last)]
    return days.groupby("date")[["cost", "orders", "revenue"]].sum()


def tests(weeks, earlier):
    """The lot's answers, in orders per 1,000 yuan."""
    return {
        "all": step_test(weeks, earlier, per=PER),
        "first": step_test(weeks, earlier, factors=(0, 1), per=PER),
        "second": step_test(weeks, earlier, factors=(1, 1.5), per=PER),
    }


def truths(budgets):
    """The same from the twins, steady budgets; with the orders of the four weeks after."""
    parts = {"first": (1, 0), "second": (1.5, 1), "around": (1.5, 0.5)}
    return {
        name: twin_return(_steps(budgets), PLAN, *ends, per=PER) for name, ends in parts.items()
    }


def _steps(budgets):
    return budgets[budgets["test"] == "steps"]


def _told(found, name, digits=1):
    """Value, low, high and n of an estimate, as facts."""
    return {
        name: fact.number(found.value, digits),
        f"{name}_low": fact.number(found.low, digits),
        f"{name}_high": fact.number(found.high, digits),
        f"{name}_n": fact.count(found.n),
    }


# --- What the texts tell --------------------------------------------------------------------------


def _claim(ads_daily, ad_conversions):
    """Orders that the tool claims for 1,000 yuan."""
    sums = claimed(ads_daily, ad_conversions).sum()
    return PER * sums["orders"] / sums["cost"]


@lesson.facts("report-reading")
def _report(ads_daily, ad_conversions, pnl_lines):
    sums = claimed(ads_daily, ad_conversions).sum()
    books = settled(pnl_lines)
    left, value = order_economics(books)["left"], _order_value(books)
    return {
        "roi": fact.number(sums["revenue"] / sums["cost"], 2),
        "break_even": fact.number(1 / left, 2),
        "claimed": fact.number(_claim(ads_daily, ad_conversions), 1),
        "value": fact.money(value),
        "left": fact.money(left * value),
        "border": fact.number(border_of(pnl_lines), 1),
        "cost": fact.money(sums["cost"] / 8, -2),
    }


def search_days(ads_daily, traffic_daily, before=SINCE):
    """Spend on search and all paid orders, day by day, before the test."""
    cost = ads_daily[ads_daily["plan_kind"] == PLAN].groupby("date")["cost"].sum()
    table = cost.to_frame().join(traffic_daily.groupby("date")["payers"].sum().rename("orders"))
    return table[table.index < pd.Timestamp(before, tz=table.index.tz)]


def _slope(days):
    """Orders of a day with 1,000 yuan more than another, by the line through the days."""
    return PER * np.polyfit(days["cost"], days["orders"], 1)[0]


@lesson.facts("days-reading")
def _days(ads_daily, traffic_daily):
    days = search_days(ads_daily, traffic_daily)
    return {
        "slope": fact.number(_slope(days)),
        "days": fact.count(len(days)),
    }


@lesson.facts("power-reading")
def _power(earlier, pnl_lines):
    first, second = (power_table(earlier, pnl_lines, x) for x in ((0, 1), (1, 1.5)))
    return {
        "first": fact.number(first.loc[8, "reach"], 1),
        "second": fact.number(second.loc[8, "reach"], 1),
        "long": fact.number(second.loc[32, "reach"], 1),
        "found_first": fact.number(first.loc[8, "detectable"], 1),
        "found": fact.number(second.loc[8, "detectable"], 1),
        "border": fact.number(border_of(pnl_lines), 1),
        "power": fact.share(second.loc[8, "power"]),
        "moved": fact.money(first.loc[8, "moved"], -2),
        "together": fact.number(power_table(earlier, pnl_lines, (0, 1, 1.5)).loc[8, "reach"], 1),
        "near": fact.number(NEAR),
        "weeks": fact.number(8 * (first.loc[8, "detectable"] / NEAR) ** 2),
    }


def power_table(earlier, pnl_lines, factors, weeks=(4, 8, 16, 32, 64)):
    """What a test of these budgets can see, by its length, from the weeks before it."""
    start = pd.Timestamp(BEFORE)
    recent, before = earlier[earlier["week"] >= start], earlier[earlier["week"] < start]
    return step_power(
        recent, before, factors, weeks, effect=border_of(pnl_lines), per=PER
    ).set_index("weeks")  # fmt: skip


@lesson.facts("test-reading", "second-reading")
def _test(weeks, earlier, budgets, lots, pnl_lines, ads_daily, traffic_daily, ad_conversions):
    found, true = tests(weeks, earlier), truths(budgets)
    steps = by_step(weeks, earlier).set_index("factor")["estimate"]
    again = lots[lots["step"] == "first"]
    often = mean(again["estimate"], "lucks")
    inside = twin_return(_steps(budgets), PLAN, gain="orders_in_weeks", per=PER)
    return {
        **{key: value for name, one in found.items() for key, value in _told(one, name).items()},
        "none": fact.share(1 - steps[0.0]),
        "usual": fact.share(steps[1.0] - 1),
        "more": fact.share(steps[1.5] - 1),
        "border": fact.number(border_of(pnl_lines), 1),
        **_told(true["first"], "true_first"),
        **_told(true["second"], "true_second"),
        **_told(often, "often"),
        "inside": fact.number(inside.value, 1),
        "holds": fact.count(again["estimate"].size),
        "held": fact.count(
            ((again["low"] <= inside.value) & (inside.value <= again["high"])).sum()
        ),
        "claim": fact.number(_claim(ads_daily, ad_conversions), 1),
        "above": fact.number(_claim(ads_daily, ad_conversions) / true["second"].value, 1),
        "line": fact.number(_slope(search_days(ads_daily, traffic_daily)) / true["first"].value, 1),
    }


@lesson.facts("spill-reading")
def _spill(weeks, earlier):
    table = paid_organic_spillover(weeks, earlier).set_index("factor")
    found = step_test(weeks, earlier, gain="other_visits", per=PER)
    paid = step_test(weeks, earlier, gain="clicks", per=PER)
    return {
        "none": fact.share(table.loc[0.0, "other_share"], 1),
        "usual": fact.share(table.loc[1.0, "other_share"], 1),
        **_told(found, "other", 0),
        "paid": fact.number(paid.value),
        "ratio": fact.number(table.loc[1.0, "other"] / table.loc[1.0, "paid"], 1),
        "which": "nothing" if found.low < 0 < found.high else "some",
    }


@lesson.facts("switch-reading", "feed-reading")
def _feed(feed_days, budgets, pnl_lines):
    table = since_switch(feed_days, "on", ["clicks", "cost"]).set_index(["on", "since"])
    test = feed_days[feed_days["date"] >= pd.Timestamp(FEED[1])]
    found = increment_by_lot(test, "on", gain="orders", days=7).times(PER)
    left = carry_over(feed_days, "on")
    true = twin_return(budgets[budgets["test"] == "weeks"], "paid_feed",
                       gain="orders_in_weeks").times(PER)  # fmt: skip
    on, off = table.loc[True], table.loc[False]
    return {
        "border": fact.number(border_of(pnl_lines), 1),
        "first": fact.number(on.loc[0, "clicks"]),
        "seventh": fact.number(on.loc[6, "clicks"]),
        "price_first": fact.number(on.loc[0, "cost"] / on.loc[0, "clicks"], 2),
        "price_seventh": fact.number(on.loc[6, "cost"] / on.loc[6, "clicks"], 2),
        "off": fact.number(off.loc[0, "clicks"]),
        "off_seventh": fact.number(off.loc[6, "clicks"]),
        "carry": fact.share(left.value),
        "carry_low": fact.share(left.low),
        "carry_high": fact.share(left.high),
        "carry_n": fact.count(left.n),
        **_told(found, "found", 0),
        **_told(true, "true", 1),
    }


def search_response(weeks, earlier):
    """The test's curve of search: a week's spend and the orders it adds."""
    table = whole_shop(weeks, earlier)
    usual = table.loc[table["factor"] == 1, "spend"].mean()
    found = fit_response(table, within="week", weight="share", at=usual, counts="region-weeks")
    return found, usual  # fmt: skip


@lesson.facts("fit-reading", "card-reading")
def _fit(weeks, earlier, budgets, pnl_lines):
    response, usual = search_response(weeks, earlier)
    border = border_of(pnl_lines)
    at = marginal_roas(response, usual, border=border, per=PER).iloc[0]
    card = health_card(response).set_index("check")
    direct = tests(weeks, earlier)["second"]
    true = truths(budgets)["around"]
    return {
        "average": fact.number(at["average"], 1),
        "next": fact.number(at["estimate"], 1),
        "low": fact.number(at["low"], 1),
        "high": fact.number(at["high"], 1),
        "n": fact.count(at["n"]),
        "chance": fact.share(at["chance"], 1),
        "border": fact.number(border, 1),
        **_told(direct, "direct"),
        **_told(true, "true"),
        "bend": fact.share(card.loc["the bend", "value"]),
        "bend_says": "no" if card.loc["the bend", "verdict"] == "can't tell" else "yes",
    }


def mixes(traffic_daily, ads_daily, weeks, earlier):
    """The model of the weeks before the test, alone and with the test's word on search."""
    media = media_weeks(traffic_daily, ads_daily, before=SINCE)
    channels = list(media.columns[2:])
    test = step_test(weeks, earlier)
    return media_mix(media, channels), media_mix(media, channels, tests={PLAN: test})


@lesson.facts("mix-reading", "calibrated-reading")
def _mix(traffic_daily, ads_daily, weeks, earlier, budgets):
    alone, told = mixes(traffic_daily, ads_daily, weeks, earlier)
    card = health_card(alone)
    mine = [mix.channels.set_index("channel") for mix in (alone, told)]
    runs = _steps(budgets)
    truth = {name: twin_return(runs, name).value for name in mine[0].index}
    inside = [
        sum(row.low <= truth[name] <= row.high for name, row in table.iterrows()) for table in mine
    ]
    base = alone.baseline
    lone = card[card["check"] == "moves alone"].set_index("channel")["value"]
    return {
        "weeks": fact.count(alone.facts["periods"]),
        "channels": fact.count(len(truth)),
        "cannot": fact.count(
            (card.loc[card["check"] == "did the data speak", "verdict"] == "can't tell").sum()
        ),
        "alone": fact.share(lone.max()),
        "base": fact.share(base.value),
        "base_low": fact.share(base.low),
        "base_high": fact.share(base.high),
        "search": fact.number(PER * mine[0].loc[PLAN, "estimate"]),
        "search_low": fact.number(PER * mine[0].loc[PLAN, "low"]),
        "search_high": fact.number(PER * mine[0].loc[PLAN, "high"]),
        "told": fact.number(PER * mine[1].loc[PLAN, "estimate"], 1),
        "told_low": fact.number(PER * mine[1].loc[PLAN, "low"], 1),
        "told_high": fact.number(PER * mine[1].loc[PLAN, "high"], 1),
        "feed": fact.number(PER * mine[0].loc["paid_feed", "estimate"]),
        "feed_told": fact.number(PER * mine[1].loc["paid_feed", "estimate"]),
        "feed_true": fact.number(PER * truth["paid_feed"]),
        "content": fact.number(PER * mine[0].loc["content", "estimate"]),
        "content_told": fact.number(PER * mine[1].loc["content", "estimate"]),
        "content_true": fact.number(PER * truth["content"]),
        "columns": fact.count(alone.facts["columns"]),
        "truth": fact.number(PER * truth[PLAN], 1),
        "inside": fact.count(inside[0]),
    }  # fmt: skip


def left_by_twins(budgets, more, less):
    """Yuan that a yuan of each channel leaves between two budgets, after everything but rent."""
    runs = _steps(budgets)
    names = runs["plan_kind"].unique()
    return {name: twin_return(runs, name, more, less, gain="profit") for name in names}


@lesson.facts("curves-reading")
def _curves(budgets, ads_daily):
    value = channel_value(curves_of(_steps(budgets)), per=PER).set_index("channel")
    first, more = left_by_twins(budgets, 1, 0), left_by_twins(budgets, 1.5, 1)
    part = value["next_yuan"] / value["average"]
    own = ads_daily[ads_daily["plan_kind"] == "paid_brand"]
    own = own[own["date"] < pd.Timestamp(SINCE, tz=own["date"].dt.tz)]
    return {
        "channels": fact.count(len(value)),
        "leave": fact.count(sum(found.low > 0 for found in first.values())),
        "which": fact.name(", ".join(name for name, found in first.items() if found.low > 0)),
        "lose": fact.count(sum(found.high < 0 for found in first.values())),
        "next": fact.count(sum(found.high > 0 for found in more.values())),
        **_told(first["affiliates"], "affiliates", 2),
        **_told(first[PLAN], "first", 2),
        "affiliates_orders": fact.number(value.loc["affiliates", "average"], 1),
        "search_orders": fact.number(value.loc[PLAN, "average"], 1),
        "part_least": fact.share(part.min()),
        "part_most": fact.share(part.max()),
        "least": fact.share(value["saturation"].min()),
        "most": fact.share(value["saturation"].max()),
        "own_roi": fact.number(own["revenue"].sum() / own["cost"].sum()),
        "own": fact.number(value.loc["paid_brand", "average"], 1),
    }


@lesson.facts("split-reading")
def _split(budgets):
    curves = curves_of(_steps(budgets))
    today = channel_value(curves)["gain"].sum()
    best = allocate_budget(curves, curves["spend"].sum()).set_index("channel")
    now = curves.set_index("channel")["spend"]
    paths = {
        (rule, move): follow(curves, rule, move=move).groupby("round")["gain"].sum() - today
        for rule in ("average", "next yuan") for move in (LARGE, SMALL)
    }  # fmt: skip
    told = {"average": "average", "next yuan": "next"}
    return {
        "today": fact.count(today),
        "more": fact.number(best["gain"].sum() - today, -1),
        "share": fact.share(best["gain"].sum() / today - 1, 1),
        "search_now": fact.money(now[PLAN], -2),
        "search_then": fact.money(best.loc[PLAN, "spend"], -2),
        "live_now": fact.money(now["live"], -2),
        "live_then": fact.money(best.loc["live", "spend"], -2),
        "first": fact.number(paths["average", LARGE].iloc[1], -1, signed=True),
        **{f"{told[rule]}_{'large' if move == LARGE else 'small'}": fact.number(
            path.iloc[-1], -1, signed=True) for (rule, move), path in paths.items()},
        "large": fact.share(LARGE),
        "small": fact.share(SMALL),
        "step": fact.money(LARGE * now.sum(), -2),
        "own": fact.money(now["paid_brand"], -2),
    }  # fmt: skip


@lesson.facts("worlds-reading", "noise-reading", "verdict")
def _worlds():
    large, small = (fine_up_to(move=move).set_index("reached") for move in (LARGE, SMALL))
    unlike = fine_up_to(spread=0.7).set_index("reached")
    half = rules_over_worlds(0.5, move=LARGE).set_index("rule")
    rough, wild = (rules_over_worlds(0.5, noise=x).set_index("rule") for x in (0.4, 1.2))
    gap = large.loc[0.5]
    return {
        "up_to": fact.share(large.index[large["fine"]].max()),
        "small_up_to": fact.share(small.index[small["fine"]].max()),
        "unlike": fact.share(unlike.index[unlike["fine"]].max()),
        "average": fact.number(gap["average"], 1),
        "next": fact.number(gap["next_yuan"], 1),
        "more": fact.number(gap["more"], 1),
        "more_low": fact.number(gap["low"], 1),
        "more_high": fact.number(gap["high"], 1),
        "worlds": fact.count(gap["n"]),
        "worse": fact.share(half.loc["average", "worse"]),
        "small_average": fact.number(small.loc[0.5, "average"], 1),
        "small_next": fact.number(small.loc[0.5, "next_yuan"], 1),
        "small_kept": fact.share(small.loc[0.5, "kept"]),
        "left": fact.number(large.loc[0.1, "average"], 1),
        "left_next": fact.number(large.loc[0.1, "next_yuan"], 1),
        "large": fact.share(LARGE),
        "small": fact.share(SMALL),
        "rough": fact.number(rough.loc["difference", "estimate"], 1),
        "rough_low": fact.number(rough.loc["difference", "low"], 1),
        "rough_high": fact.number(rough.loc["difference", "high"], 1),
        "wild": fact.number(wild.loc["difference", "estimate"], 1),
        "wild_low": fact.number(wild.loc["difference", "low"], 1),
        "wild_high": fact.number(wild.loc["difference", "high"], 1),
    }


@lesson.facts("half-reading")
def _half(budgets):
    runs = _steps(budgets)
    profit = runs[runs["plan_kind"] == PLAN].pivot(index="luck", columns="factor", values="profit")
    saved = paired_difference(profit[0.5], profit[1.0], "pairs of runs")
    added = paired_difference(profit[1.5], profit[1.0], "pairs of runs")
    none = paired_difference(profit[0.0], profit[1.0], "pairs of runs")
    return {
        key: value
        for name, found in (("saved", saved), ("added", added), ("none", none))
        for key, value in {
            name: fact.money(found.value, -2),
            f"{name}_low": fact.money(found.low, -2),
            f"{name}_high": fact.money(found.high, -2),
        }.items()
    } | {"n": fact.count(saved.n)}


# --- What the lesson asks -------------------------------------------------------------------------


@lesson.exercise("How much longer?", Prediction("times"))
def longer(earlier, pnl_lines):
    """A test of *nothing against the usual budget* comes near enough in eight weeks. Now you ask for
    the next yuan: *the usual budget against half as much again*. In the same regions, with the same
    luck. **How many times as long must this second test run, so that its interval is as narrow, per
    yuan?** Answer `(value, low, high)`.

    Hint: The second test moves half as many yuan. The luck in the orders stays the same.

    Hint: An interval that shall be half as wide needs four times as many weeks.

    Right: Half the step, four times the weeks. So a small careful step is a dear question: better
    a large step in a few regions than a small one everywhere.
    """
    first, second = (power_table(earlier, pnl_lines, x)["reach"] for x in ((0, 1), (1, 1.5)))
    return float((second[8] / first[8]) ** 2)


@lesson.exercise("The next yuan, by lot", Number(tolerance=0.4, unit="orders"))
def second_step(weeks, earlier):
    """The boss wants half as much again for search. **How many orders did 1,000 yuan more add where a
    region had 1.5 times the usual budget instead of 1?** Use `steps.step_test` on `weeks` and
    `earlier`, with these two factors only. In orders per 1,000 yuan, one decimal.

    Hint: `factors=(1, 1.5)` leaves the regions without a budget out of the comparison.

    Hint: `per=1000` gives orders per 1,000 yuan.

    Right: Look at the interval, too. It holds 0, and it holds the border: eight weeks can't say what
    the next yuan brings. The test was long enough for the first question, not for this one.
    """
    return tests(weeks, earlier)["second"].value


@second_step.applies
def _both_steps(weeks, earlier):
    """This shop had no weeks with 1 and with 1.5 times the budget by lot."""
    return {1.0, 1.5} <= set(weeks["factor"])


@second_step.wrong("all three budgets")
def _all_three(weeks, earlier):
    """That mixes both steps, or leaves the usual budget out. Asked is the step from 1 to 1.5 alone."""
    return tests(weeks, earlier)["all"].value


@second_step.wrong("nothing against the usual")
def _first_step(weeks, earlier):
    """That is the step from nothing: an average yuan, not the next one."""
    return tests(weeks, earlier)["first"].value


@second_step.wrong("per yuan")
def _per_yuan(weeks, earlier):
    """That is per single yuan. Asked are orders per 1,000 yuan."""
    return tests(weeks, earlier)["second"].value / PER


@second_step.wrong("orders in all ÷ cost in all")
def _plain_ratio(weeks, earlier):
    """You divided all orders of these regions by their ad money. Most of them come anyway."""
    part = weeks[weeks["factor"] == 1.5]
    return PER * part["orders"].sum() / part["cost"].sum()


@second_step.wrong("without what is usual")
def _without_usual(weeks, earlier):
    """You compared the sums of the two groups. But large regions have more orders at any budget: set
    each beside its usual share.
    """
    sums = weeks.groupby("factor")[["orders", "cost"]].sum()
    return PER * (sums["orders"][1.5] - sums["orders"][1]) / (sums["cost"][1.5] - sums["cost"][1])


@lesson.exercise("Songling's feed, week by week", Number(tolerance=1, unit="orders"))
def songling(other_days):
    """Songling Outdoor 松岭户外, another shop, took its feed's money away in weeks that a lot chose.
    `other_days` has a row per day: `on`, `orders`, `cost`. **How many orders does 1,000 yuan add, by
    these weeks?** `increment.increment_by_lot` with `days=7`. One decimal.

    Hint: gain="orders"; the flag is "on".

    Hint: Mean of the weeks with money less mean of the weeks without, in orders and in cost; divide.

    Right: And now the interval: it reaches from far below 0 to far above every border. Fifteen weeks
    of a whole country are fifteen throws. "Can't tell" is the answer, and it is one that saves
    money: nobody may act on the number alone, neither to stop nor to add.
    """
    return increment_by_lot(other_days, "on", gain="orders", days=7).times(PER).value


@songling.applies
def _on_and_off(other_days):
    """This shop's feed was never without money by lot."""
    return bool(other_days["on"].any() and not other_days["on"].all())


def _weekly(other_days):
    lot = np.arange(len(other_days)) // 7
    sums = other_days[["orders", "cost", "clicks"]].groupby(lot).sum()
    return sums, other_days["on"].groupby(lot).first()


@songling.wrong("orders of the weeks on")
def _of_weeks_on(other_days):
    """You divided *all* orders of the weeks with money by their cost. Most come anyway: take away
    what the weeks without money had.
    """
    sums, on = _weekly(other_days)
    return PER * sums.loc[on, "orders"].sum() / sums.loc[on, "cost"].sum()


@songling.wrong("orders a week")
def _a_week(other_days):
    """That is how many orders more a *week* with money has. Divide by what it cost more."""
    sums, on = _weekly(other_days)
    return sums.loc[on, "orders"].mean() - sums.loc[~on, "orders"].mean()


@songling.wrong("clicks")
def _clicks_added(other_days):
    """Those are clicks. A click is not an order."""
    return increment_by_lot(other_days, "on", gain="clicks", days=7).times(PER).value


@songling.wrong("totals")
def _of_totals(other_days):
    """You took the difference of *sums*. The lot chose more weeks of one kind: take means."""
    sums, on = _weekly(other_days)
    more = sums[on].sum() - sums[~on].sum()
    return PER * more["orders"] / more["cost"]


MONDAY = Choice(
    {
        "A": "Half as much again: a ROI of 3.7 is above the industry's mean.",
        "B": "Stop search: by all three budgets together the lot's answer lies below the border.",
        "C": "Lower the budget, as the better bet; and say that it is a bet, no test.",
        "D": "Leave everything: the lot's interval of the first step holds the border, so nothing is "
        "known.",
    }
)


@lesson.exercise("What do you tell the boss?", MONDAY, recall=True)
def monday(weeks, earlier, pnl_lines):
    """You know now: the tool's ROI, the lot's answer for the first step and for the next one, the
    curve's answer, and the border of {border} orders per 1,000 yuan. The boss asks for half as much
    again, from tomorrow. **Which answer leaves most, at your best guess, and says no more than you
    know?** One letter.

    Hint: What do lot and curve say of the yuan at the top of today's budget? And what of the first?

    Right: Every reading but the tool's puts the next yuan below the border, so the budget goes down,
    not up. The first yuan bring more than the last, so it isn't switched off. How far down, nobody
    knows: half a step by lot would take far more than eight weeks to see. Whoever wants to know
    deals a large step, nothing against the usual, in some of the regions.
    """
    return "C"


@monday.facts
def _monday_border(pnl_lines):
    return {"border": fact.number(border_of(pnl_lines), 1)}


@monday.wrong("more")
def _more(weeks, earlier, pnl_lines):
    """The industry's mean is nobody's border, the tool counts who clicked, and a ROI averages the
    whole budget. None of the three is about the next yuan.
    """
    return "A"


@monday.wrong("stop")
def _stop(weeks, earlier, pnl_lines):
    """ "All three together" mixes both steps. A stop is about the first one: its interval reaches above
    the border, and what its buyers order later isn't in it.
    """
    return "B"


@monday.wrong("leave")
def _leave(weeks, earlier, pnl_lines):
    """ "The interval holds it" is no reason to do nothing. Today's budget is a decision, too, and the
    best guess says that its last yuan lose.
    """
    return "D"


# --- The workshop's pool --------------------------------------------------------------------------


@lesson.exercise("Two regions by hand", Number(tolerance=0.3, unit="orders"), pool=True)
def two_regions():
    """In the weeks before a test region A had a quarter of all orders of A and B, region B three
    quarters. In the test's week A has no ads and 24 orders. B spends 1,600 yuan and has 86 orders.
    **How many orders do 1,000 yuan add, by this one pair?** Whole number or one decimal.

    Hint: All have 110 orders and 1,600 yuan. What would be B's share of each?

    Hint: B has 86 − 82.5 orders more than its share, for 1,600 − 1,200 yuan more than its share.

    Right: One pair is an anecdote. The lot deals many, and their scatter is the interval.
    """
    share, less, orders, cost_less, cost = HAND
    more = orders - (1 - share) * (less + orders)
    return PER * more / (cost - (1 - share) * (cost_less + cost))


@two_regions.wrong("B's orders ÷ B's cost")
def _by_cost():
    """Most of B's 86 orders come without ads, as A's do."""
    return PER * HAND[2] / HAND[4]


@two_regions.wrong("B less A")
def _b_less_a():
    """B is three times as large as A. Take its share first."""
    return PER * (HAND[2] - HAND[1]) / HAND[4]


@two_regions.wrong("by all of B's cost")
def _all_cost():
    """You took B's orders above its share, but all of its cost. Take its cost above its share, too:
    the share of 110 orders is made from a week in which ads helped.
    """
    return PER * (HAND[2] - (1 - HAND[0]) * (HAND[1] + HAND[2])) / HAND[4]


@lesson.exercise("What is still remembered", Number(tolerance=1.5, unit="visits"), pool=True)
def remembered():
    """On the day a plan's money stops 400 visits still come by its ads. A day later 60% of them are
    left, and so on each day. **How many come three days after?** Whole number.

    Hint: 400 × 0.6 × 0.6 × 0.6.

    Right: After a week next to nothing is left. So a pause must be longer than the memory, or it
    measures the memory.
    """
    return STOPPED * CARRY**PAUSE


@remembered.wrong("two days")
def _two_days():
    """That is two days after."""
    return STOPPED * CARRY**2


@remembered.wrong("what is forgotten")
def _forgotten():
    """You kept the 40% that is forgotten. 60% are left each day."""
    return STOPPED * (1 - CARRY) ** PAUSE


@remembered.wrong("in a line")
def _in_a_line():
    """You took 40% of the first day away three times. A share is taken of what is left."""
    return max(STOPPED * (1 - PAUSE * (1 - CARRY)), 0)


@lesson.exercise("Average and next yuan", Number(tolerance=1.5, unit="orders"), pool=True)
def next_yuan():
    """Money can bring at most 600 orders a week; 2,000 yuan bring half of them, and the curve has no S
    (a hill of 1). Today 4,000 yuan a week are spent: 400 orders. On average 1,000 yuan bring 100.
    **How many orders would the next 1,000 yuan bring, at the slope of today?** Whole number.

    Hint: S = 4,000 ÷ (4,000 + 2,000). The slope is the average × (1 − S).

    Right: Two thirds of what money can reach are reached. So the next yuan brings a third of the
    average. At a border of 50 the average says "add", and the next yuan "less".
    """
    return PER * TOP * slope(2.0 * HALF, half=HALF)


@next_yuan.wrong("the average")
def _the_average():
    """That is the average of today's budget. The next yuan comes after the good ones."""
    return PER * TOP * saturation(2.0 * HALF, half=HALF) / (2 * HALF)


@next_yuan.wrong("average × S")
def _times_s():
    """You multiplied by what is reached. The slope goes with what is still *left* to reach."""
    reached = saturation(2.0 * HALF, half=HALF)
    return PER * TOP * reached / (2 * HALF) * reached


@next_yuan.wrong("at the start")
def _at_the_start():
    """That is the slope at the first yuan."""
    return PER * TOP * slope(0.0, half=HALF)


@lesson.exercise("Four times the weeks", Number(tolerance=0.15, unit="orders"), pool=True)
def wider():
    """A test of eight weeks finds 6.6 orders per 1,000 yuan, and may be off by 14.7 to each side. It
    goes on, with the same budgets by lot, until it has run 32 weeks. **By how much may it then be
    off?** In orders per 1,000 yuan, one decimal.

    Hint: The width falls with the root of the number of weeks.

    Right: Four times as long, half as wide: about 7.4. To know the next yuan better, make the step larger:
    twice the step does as much as four times the weeks.
    """
    return 14.7 / 2


@wider.wrong("by four")
def _by_four():
    """It falls with the *root*: four times the weeks, half the width."""
    return 14.7 / 4


@wider.wrong("as wide as before")
def _as_before():
    """More weeks do help. But how much?"""
    return 14.7


TOOL = Choice(
    {
        "A": "GMV rose by 25%: the tool works.",
        "B": "The tool's ROI of 22 shows that its budget should be doubled.",
        "C": "Nothing, until days or weeks with and without the tool are drawn by lot, and returns are "
        "taken off.",
        "D": "Whole-shop tools never add anything.",
    }
)


@lesson.exercise("The whole-shop tool", TOOL, pool=True)
def whole_tool():
    """A shop switches on whole-shop promotion (全站推广) on 20 October. In the four weeks after, GMV is
    25% higher than in the four weeks before, and the tool shows one ROI of 22, for paid and natural
    sales together. **What does this say about the tool?** One letter.

    Hint: What else happens at the beginning of November? And what would an ROI of all sales be
    without any tool?

    Right: The base is a season, and the ROI counts what comes anyway. Days or weeks on and off by
    lot answer it, if they are longer than the tool's learning.
    """
    return "C"


@whole_tool.wrong("25%")
def _quarter_more():
    """From 20 October to mid-November everything rises: 11.11 is in it. Before and after is no
    comparison.
    """
    return "A"


@whole_tool.wrong("ROI of 22")
def _roi_22():
    """One ROI for everything divides sales that come anyway by a small cost. It is large by itself."""
    return "B"


@whole_tool.wrong("never")
def _never():
    """That isn't known either. It is a question for a lot."""
    return "D"


SHARE = Choice(
    {
        "A": "The ads take visits away from free search: stop them.",
        "B": "Nothing yet: the share must fall when paid visits are added. Read the number of other "
        "visits, by lot.",
        "C": "The ads raise the natural share, as the document says.",
        "D": "The share is wrong, and must be computed by visitors.",
    }
)


@lesson.exercise("The natural share falls", SHARE, pool=True)
def share_falls():
    """After the search ads began, visits that come in other ways fell from 98% to 85% of all visits.
    Their number is as before. **What does the falling share say?** One letter.

    Hint: 100 other visits, 2 paid ones; then 100 and 18. What changed?

    Right: A share falls when its neighbour grows. The number is the answer, and only a lot says what
    it would have been.
    """
    return "B"


@share_falls.wrong("they take")
def _they_take():
    """Nothing was taken: the number is as before."""
    return "A"


@share_falls.wrong("they raise")
def _they_raise():
    """The share fell, and the number stayed. Neither rose."""
    return "C"


@share_falls.wrong("by visitors")
def _by_visitors():
    """Another base gives another share, with the same trap."""
    return "D"


CARD = Choice(
    {
        "A": "Search brings 40 orders per 1,000 yuan: that is the middle.",
        "B": "Nothing about search: the answer is about as wide as before. Plan a test by lot.",
        "C": "Search brings nothing, for the interval holds 0.",
        "D": "Take 80% intervals: then it holds no 0.",
    }
)


@lesson.exercise("A card to read", CARD, pool=True)
def card_says():
    """A model of 40 weeks and six channels says that search adds 40 orders per 1,000 yuan (−30 to 110).
    Before the weeks were seen, one had believed 0 (−75 to 75). Search's spend moves with all the
    others: 8% of it moves alone. **What do you tell the boss?** One letter.

    Hint: How wide was it before, how wide is it after?

    Right: The weeks said next to nothing, for budgets moved together, with demand. More weeks of the
    same kind won't help; a lot will.
    """
    return "B"


@card_says.wrong("the middle")
def _the_middle():
    """The middle of an answer that knows nothing is no answer."""
    return "A"


@card_says.wrong("nothing")
def _brings_nothing():
    """It may bring nothing, or 110. Not knowing isn't knowing 0."""
    return "C"


@card_says.wrong("80%")
def _narrower():
    """A smaller interval of the same ignorance is still ignorance."""
    return "D"


NEXT_ONE = Choice(
    {
        "A": "The new agency is worse: go back.",
        "B": "Expected: the best of eight is partly lucky. Compare the next one with the mean of all "
        "eight, drawn towards it.",
        "C": "The market has got weaker by 31%.",
        "D": "Campaigns get worse by themselves: stop them.",
    }
)


@lesson.exercise("Each campaign better than the last", NEXT_ONE, pool=True)
def better_than_last():
    """Eight campaigns had ROI from 3.1 to 6.1, 4.3 on average. The plan asks that each time be better
    than the last (争取一次比一次做得好). After the best, with 6.1, came one with 4.2. **What does the
    scorecard say?** One letter.

    Hint: What would you expect after the best of eight throws?

    Right: After the best comes, on average, something near the mean. A scorecard that compares each
    with the last praises luck and punishes the one after it.
    """
    return "B"


@better_than_last.wrong("the agency")
def _the_agency():
    """After 6.1 nearly anybody would have been lower."""
    return "A"


@better_than_last.wrong("the market")
def _the_market():
    """One campaign after the best one says nothing about a market."""
    return "C"


@better_than_last.wrong("by themselves")
def _by_themselves():
    """4.2 is as good as usual: the mean is 4.3."""
    return "D"
