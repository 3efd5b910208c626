"""The exercises of lesson 2.3, *Which plan do we feed, which do we stop?*, and its pool."""

import math

import pandas as pd

from ecomlab.classroom.kinds import Choice, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.estimates import mean
from ecomlab.texts import fact
from ecomlab.traffic.auction import auction, bid_multipliers, losing_keywords
from ecomlab.traffic.briefs import ads_brief, claim_curve, plan_days
from ecomlab.traffic.pacing import (
    budget_pacing,
    creative_fatigue,
    diagnose_drop,
    replacement_age,
)
from ecomlab.traffic.paid import (
    affiliate_profit,
    blended_roi,
    break_even,
    break_even_roas,
    channel_roles,
    max_cpc,
    order_economics,
)
from ecomlab.traffic.plans import (
    bandit,
    best_test_days,
    kind_of_plans,
    profit_by_test_days,
    repeated_tests,
    test_scale_stop,
)

EVENING = "2025-03-30"  # on which the boss asks
OWN_NAME = "paid_brand"  # the plan that buys the shop's own name
CREATORS = ("content", "live")  # plans that cost creators' fees besides: another border
LEAST = 40  # orders from which on a plan is decided: here two weigh like one
DAY = pd.Timedelta(days=1)
WINDOW, SETTLED, TESTED = 15, 30, 4  # days: until claims are in, until returns are, of the test
OFTEN, SELDOM = 5.0, 5.0 / 3  # orders of a usual plan in a day of its test
SPREAD, HORIZON = 0.35, 90  # of plans, and days that a plan could run
RULE, MARGIN, RETURNS = 1.65, 0.30, 0.05  # the trade's formula on an example
ANYWAY, ANYWAY_POOL = 0.4, 0.25  # of a coupon site's orders
CONVERSION, ORDER_VALUE = 0.026, 168  # of a word in the pool's question
WAR = ("2025-07-14", "2025-08-25", "2025-10-06")  # before, during, end
FRESH, MAKING, MAKING_POOL = (
    60,
    150,
    240,
)  # yuan a day that a fresh picture leaves, yuan for a new one
WORN = "feed_category"  # the plan of the pool's question
WORD = ["plan_id", "keyword_or_audience"]
SHOP = ("ads_daily", "ads_hourly", "ad_conversions", "pnl_lines", "traffic_daily")


def data():
    """The shop's tables, the lesson's own, and the books of the second shop."""
    shop = load("shop")
    return {name: shop[name] for name in SHOP} | {
        "twins": load("plans").twins,
        "other_books": load("second_shop")["pnl_lines"],
        "evening": EVENING,
        "pnl_lines": shop.pnl_lines[shop.pnl_lines["date"] <= EVENING],
    }


NAMES = {name: f"shop.{name}" for name in SHOP} | {"pnl_lines": "books"}
NAMES |= {"twins": "twins", "other_books": "other.pnl_lines", "evening": "evening"}
lesson = Lesson("2_3", data=data, names=NAMES)


# --- What several texts need ---------------------------------------------------------------------


def _day(ads_daily, day):
    return pd.Timestamp(day).tz_localize(ads_daily["date"].dt.tz)


def _judged(table):
    """Without the own name, and without plans that cost creators' fees besides."""
    return table[~table["plan_id"].astype(str).isin([OWN_NAME, *CREATORS])]


def _until(table, evening):
    return table[table["date"] <= _day(table, evening)]


def two_evenings(ads_daily, ad_conversions, evening):
    """What the tool shows tonight, and what it will show for the same days."""
    ads, claims = _judged(ads_daily), _judged(ad_conversions)
    end = _day(ads_daily, evening)
    final = plan_days(ads, claims, end + WINDOW * DAY)
    return plan_days(ads, claims, evening), final[final["date"] <= end]


def _roi(table):
    return table["revenue"].sum() / table["cost"].sum()


def _last(table, days=TESTED):
    return table[table["date"] > table["date"].max() - days * DAY]


def _border(pnl_lines):
    found = order_economics(pnl_lines)
    return break_even_roas(*(found[name] for name in ("margin", "returns", "return_cost")))


def _settled(ads_daily, ad_conversions, evening):
    tonight, _ = two_evenings(ads_daily, ad_conversions, evening)
    return tonight[tonight["date"] <= tonight["date"].max() - SETTLED * DAY]


# --- What the texts tell -------------------------------------------------------------------------


@lesson.facts("border-reading")
def _economics(pnl_lines):
    found = order_economics(pnl_lines)
    margin, returns, cost = (found[name] for name in ("margin", "returns", "return_cost"))
    forms = break_even(margin, returns, cost)["value"]
    return {
        "margin": fact.share(margin),
        "returns": fact.share(returns),
        "cost": fact.number(cost, 2),
        "left": fact.number(100 * found["left"]),
        "roi": fact.number(forms[0], 2),
        "net": fact.number(forms[1], 2),
        "share": fact.share(forms[2]),
        "by_margin": fact.number(1 / margin, 2),
        "orders": fact.count(found["orders"]),
    }


@lesson.facts("guess-reading")
def _two_evenings(ads_daily, ad_conversions, evening, pnl_lines):
    tonight, final = two_evenings(ads_daily, ad_conversions, evening)
    settled = tonight[tonight["date"] <= tonight["date"].max() - SETTLED * DAY]
    border = _border(pnl_lines)
    return {
        "shown": fact.number(_roi(_last(tonight)), 2),
        "final": fact.number(_roi(_last(final)), 2),
        "settled": fact.number(_roi(settled), 2),
        "border": fact.number(border, 2),
        "side": _side(_roi(_last(tonight)), _roi(_last(final)), border),
    }


def _side(shown, final, border):
    if final < border or shown > 1.15 * border:
        return "same"
    return "below" if shown < border else "near"


@lesson.facts("curve-reading")
def _curve(ad_conversions, evening):
    curve = claim_curve(_judged(ad_conversions), evening).set_index("age")["seen"]
    return {
        "evening": fact.share(curve[0]),
        "three": fact.share(curve[3]),
        "seven": fact.share(curve[7]),
        "counted": fact.share(curve[:4].mean()),
        "last": fact.number(curve.index.max()),
    }


def stopped_plans(ads_daily, ad_conversions, evening, pnl_lines):
    """The plans that the tool's own number stops tonight, with what becomes of them."""
    border = _border(pnl_lines)
    parts = {}
    for name, table in zip(
        ("tonight", "final"), two_evenings(ads_daily, ad_conversions, evening), strict=True
    ):
        sums = _last(table).groupby("plan_id")[["revenue", "cost"]].sum()
        parts[name] = sums["revenue"] / sums["cost"]
    table = pd.DataFrame(parts)
    return table, table[table["tonight"] < border], border


@lesson.facts("stopped-reading")
def _stopped(ads_daily, ad_conversions, evening, pnl_lines):
    table, stopped, border = stopped_plans(ads_daily, ad_conversions, evening, pnl_lines)
    tonight = _last(two_evenings(ads_daily, ad_conversions, evening)[0])
    curve = claim_curve(_judged(ad_conversions), evening)["seen"]
    kind = kind_of_plans(_settled(ads_daily, ad_conversions, evening))
    found = test_scale_stop(
        tonight, border, as_of=evening, seen=curve, kind=kind, least=LEAST
    ).set_index("plan_id")
    in_the_end = table["final"].reindex(found.index) >= border
    actions = found["action"].value_counts()
    return {
        "plans": fact.count(len(table)),
        "stopped": fact.count(len(stopped)),
        "wrong": fact.count((stopped["final"] >= border).sum()),
        "scale": fact.count(actions.get("scale", 0)),
        "scale_right": fact.count((in_the_end & (found["action"] == "scale")).sum()),
        "stop": fact.count(actions.get("stop", 0)),
        "stop_right": fact.count((~in_the_end & (found["action"] == "stop")).sum()),
        "test_on": fact.count(actions.get("test on", 0)),
        "orders": fact.number(found["n"].median()),
        "spread": fact.number(kind.spread, 2),
    }


@lesson.facts("brief-reading")
def _brief(ads_daily, ad_conversions, pnl_lines, evening, twins):
    left = _left(twins)
    found = order_economics(pnl_lines)
    ads, claims = (
        table[~table["plan_id"].astype(str).isin(CREATORS)] for table in (ads_daily, ad_conversions)
    )
    brief = ads_brief(
        ads, evening, found["margin"], found["return_cost"], conversions=claims,
        pnl_lines=pnl_lines, own_name=[OWN_NAME], least=LEAST,
    )  # fmt: skip
    ages, plans = brief.ages.set_index("status"), brief.plans
    young = 1 - brief.ages.loc[brief.ages["settled"], "spend"].sum() / brief.ages["spend"].sum()
    advice = plans["advice"].str.partition(":")[0].value_counts()
    cut, kept = plans[plans["advice"] == "cut"], plans[plans["advice"].str.startswith("keep")]
    sure = kept[kept["advice"] == "keep"]
    worst = cut.loc[cut["estimate"].idxmin()] if len(cut) else plans.iloc[-1]
    return {
        "grey": fact.share(young),
        "keep": fact.count(advice.get("keep", 0)),
        "sure": fact.count(len(sure)),
        "watch": fact.count(len(kept) - len(sure)),
        "cut": fact.count(advice.get("cut", 0)),
        "leave": fact.count(advice.get("leave", 0)),
        "paid": fact.number(ages.loc["settled", "paid_roi"], 2),
        "net": fact.number(ages.loc["settled", "net_roi"], 2),
        "cut_rightly": fact.count((left["first"].reindex(cut["plan_id"]) < 0).sum()),
        "kept_rightly": fact.count((left["first"].reindex(sure["plan_id"]) > 0).sum()),
        "watched_rightly": fact.count((left["first"].reindex(kept["plan_id"]) > 0).sum()),
        "more": fact.count((left["second"].reindex(kept["plan_id"]) > 0).sum()),
        "worst": fact.name(worst["plan_id"]),
        "back": fact.number(worst["estimate"], 2),
        "low": fact.number(worst["low"], 2),
        "high": fact.number(worst["high"], 2),
        "n": fact.count(worst["n"]),
    }


def _days(orders_a_day, **more):
    table = profit_by_test_days(
        orders_a_day, spread=SPREAD, horizon=HORIZON, **more, days=range(1, 46)
    )
    return table.set_index("test_days")


@lesson.facts("days-reading", "worse-reading", "verdict")
def _test_days(ads_daily, ad_conversions, evening, twins):
    settled = _settled(ads_daily, ad_conversions, evening)
    value = settled["revenue"].sum() / settled["orders"].sum()
    scatter = kind_of_plans(settled).scatter / value
    here = _days(OFTEN, scatter=scatter)
    often, seldom = _days(OFTEN), _days(SELDOM)
    curve = claim_curve(_judged(ad_conversions), evening)["seen"]
    hasty = _days(OFTEN, rule="as shown", seen=curve)
    patient = _days(OFTEN, seen=curve)
    ways = best_test_days(OFTEN, spread=SPREAD, horizon=HORIZON).set_index("worse")
    parts = twins[twins["plan_id"] != OWN_NAME].groupby("part")["revenue"].sum()
    return {
        "again": fact.share(parts["second"] / parts["first"]),
        "fifth_best": fact.number(ways.loc[0.2, "best_days"]),
        "fifth_four": fact.share(ways.loc[0.2, "few_days"]),
        "three_tenths_best": fact.number(ways.loc[0.3, "best_days"]),
        "three_tenths_four": fact.share(ways.loc[0.3, "few_days"]),
        "half_best": fact.number(ways.loc[0.5, "best_days"]),
        "half_four": fact.share(ways.loc[0.5, "few_days"]),
        "half_profit": fact.share(ways.loc[0.5, "profit"] / ways.loc[0.0, "profit"], 1),
        "to": fact.number(ways.loc[0.0, "near_to"]),
        "best": fact.number(often["profit"].idxmax()),
        "orders": fact.number(OFTEN * 4),
        "four": fact.share(often.loc[4, "share"]),
        "three": fact.share(often.loc[3, "share"]),
        "five": fact.share(often.loc[5, "share"]),
        "from": fact.number(ways.loc[0.0, "near_from"]),
        "third": fact.number(SELDOM, 1),
        "third_four": fact.share(seldom.loc[4, "share"]),
        "third_best": fact.number(seldom["profit"].idxmax()),
        "third_orders": fact.number(SELDOM * 4),
        "third_fourteen": fact.share(seldom.loc[14, "share"]),
        "scatter": fact.number(scatter, 1),
        "here_four": fact.share(here.loc[4, "share"]),
        "here_best": fact.number(here["profit"].idxmax()),
        "here_orders": fact.number(20 * scatter, -1),
        "hasty": fact.share(hasty.loc[4, "profit"] / often.loc[4, "profit"]),
        "patient": fact.share(patient.loc[4, "profit"] / often.loc[4, "profit"]),
        "alike": fact.number(
            profit_by_test_days(OFTEN, spread=0.25, days=range(1, 46), horizon=HORIZON)
            .set_index("test_days")["profit"]
            .idxmax()
        ),
        "unlike": fact.number(
            profit_by_test_days(OFTEN, spread=0.5, days=range(1, 46), horizon=HORIZON)
            .set_index("test_days")["profit"]
            .idxmax()
        ),
    }  # fmt: skip


@lesson.facts("bandit-reading")
def _bandit():
    table = bandit(plans=8, days=40, worlds=150).set_index("policy")
    return {
        name: fact.number(table.loc[policy, "estimate"], 1)
        for name, policy in {
            "split": "equal split",
            "test": "test, then scale",
            "thompson": "Thompson sampling",
            "known": "all known at once",
        }.items()
    } | _gap(table.loc["Thompson sampling"])


def _gap(row):
    """Thompson sampling beside one test, in the same worlds."""
    sure = row["more_low"] > 0 or row["more_high"] < 0
    return {
        "more": fact.number(row["more"], 1, signed=True),
        "more_low": fact.number(row["more_low"], 1, signed=True),
        "more_high": fact.number(row["more_high"], 1, signed=True),
        "worlds": fact.count(row["n"]),
        "gap": "clear" if sure else "close",
    }


def tests_of_words(ads_daily):
    """A test of four days every two months, of search's words."""
    search = ads_daily[ads_daily["plan_kind"] == "paid_search"]
    return repeated_tests(search, by=WORD, every=60)


@lesson.facts("later-reading")
def _later(ads_daily):
    tests = tests_of_words(ads_daily)
    fell = mean(tests["shown"] - tests["later"], "tests")
    off = mean(tests["shrunk"] - tests["later"], "tests")
    return {
        "tests": fact.count(len(tests)),
        "orders": fact.number(tests["n"].mean()),
        "shown": fact.number(tests["shown"].mean(), 1),
        "shrunk": fact.number(tests["shrunk"].mean(), 1),
        "later": fact.number(tests["later"].mean(), 1),
        "fell": fact.number(fell.value, 1),
        "fell_low": fact.number(fell.low, 1),
        "fell_high": fact.number(fell.high, 1),
        "off": fact.number(off.value, 1, signed=True),
        "off_low": fact.number(off.low, 1, signed=True),
        "off_high": fact.number(off.high, 1, signed=True),
        "times": fact.count((tests["later"] < tests["shown"]).sum()),
    }


def _left(twins):
    table = twins.assign(left=twins["profit"] / twins["spend"])
    return table.pivot(index="plan_id", columns="part", values="left")


def claimed_after_refunds(ads_daily, ad_conversions, pnl_lines, days=182, wait=60):
    """What the tool claims for the half-year of the twins, less what went back of it."""
    end = ads_daily["date"].min() + days * DAY
    table = plan_days(ads_daily, ad_conversions, end + wait * DAY, pnl_lines)
    sums = table[table["date"] < end].groupby("plan_id")[["revenue", "refund", "cost"]].sum()
    return (sums["revenue"] - sums["refund"]) / sums["cost"]


@lesson.facts("twins-reading", "own-name-reading")
def _twins(twins, ads_daily, ad_conversions, pnl_lines):
    left = _left(twins)
    claimed = claimed_after_refunds(ads_daily, ad_conversions, pnl_lines)
    claimed = claimed.reindex(left.index)
    spend = twins[twins["part"] == "first"].set_index("plan_id")
    own = spend.loc[OWN_NAME]
    others = left.drop(index=OWN_NAME)
    best = claimed.drop(OWN_NAME).idxmax()
    true = (spend["revenue"] / spend["spend"]).drop(OWN_NAME)
    broad, chosen = "feed_campers", "feed_broad"
    means = {part: mean(others[part], "plans") for part in ("first", "second")}
    near = (claimed.drop(OWN_NAME) / true - 1).abs() <= 0.25
    return {
        "plans": fact.count(len(left)),
        "others": fact.count(len(others)),
        "first": fact.count((left["first"] > 0).sum()),
        "second": fact.count((left["second"] > 0).sum()),
        "sure": fact.count((spend["low"] > 0).sum()),
        "sure_not": fact.count((twins.loc[twins["part"] == "second", "high"] < 0).sum()),
        "worse": fact.count((others["second"] < others["first"]).sum()),
        "near": fact.count(near.sum()),
        **{
            f"{end}_{part}": fact.number(getattr(found, end), 2, signed=True)
            for part, found in means.items()
            for end in ("value", "low", "high")
        },
        "own_claimed": fact.number(claimed[OWN_NAME]),
        "own_true": fact.number(own["revenue"] / own["spend"], 2),
        "own_left": fact.number(-own["profit"] / own["spend"], 2),
        "best": fact.name(best),
        "best_claimed": fact.number(claimed[best], 1),
        "best_true": fact.number(true[best], 1),
        "best_left": fact.number(left.loc[best, "first"], 2, signed=True),
        "chosen_claimed": fact.number(claimed[chosen], 1),
        "chosen_left": fact.number(left.loc[chosen, "first"], 2, signed=True),
        "hand_claimed": fact.number(claimed[broad], 1),
        "hand_left": fact.number(left.loc[broad, "first"], 2, signed=True),
        "n": fact.count(twins["n"].iloc[0]),
    }


def old_search(ads_daily, evening, days=60):
    """Search's settled days, some weeks of them, with all claims that they will ever have."""
    end = _day(ads_daily, evening) - WINDOW * DAY
    mine = ads_daily["date"].gt(end - days * DAY) & ads_daily["date"].le(end)
    return ads_daily[mine & (ads_daily["plan_kind"] == "paid_search")]


@lesson.facts("words-reading")
def _words(ads_daily, evening, pnl_lines):
    found = losing_keywords(old_search(ads_daily, evening), _border(pnl_lines))
    advice = found["advice"].value_counts()
    out = found[found["advice"] == "pause"]
    none = found[found["n"] == 0]
    return {
        "words": fact.count(len(found)),
        "pause": fact.count(len(out)),
        "saved": fact.money(out["wasted"].sum(), -1),
        "lower": fact.count(advice.get("lower the bid", 0)),
        "match": fact.count(advice.get("match exactly", 0)),
        "none": fact.count(len(none)),
        "largest": fact.name(found.sort_values("cost")["keyword_or_audience"].iloc[-1]),
    }


@lesson.facts("quality-reading")
def _quality():
    ours = {"we": 9.0, "B": 6.0, "C": 6.0}
    bids = {"we": 2.0, "B": 2.5, "C": 1.5}
    good = auction(bids, ours, step=0.01).set_index("bidder")
    poor = auction({**bids, "we": 2.6}, {**ours, "we": 6.0}, step=0.01).set_index("bidder")
    return {
        "good": fact.number(good.loc["we", "price"], 2),
        "poor": fact.number(poor.loc["we", "price"], 2),
        "saved": fact.share(1 - good.loc["we", "price"] / poor.loc["we", "price"]),
    }


@lesson.facts("hours-reading")
def _hours(ads_hourly, evening):
    hours = search_hours(ads_hourly, evening)
    table = bid_multipliers(hours)
    sums = hours.groupby("hour")[["cost", "clicks"]].sum()
    price = sums["cost"] / sums["clicks"]
    half = budget_pacing(hours, 0.5 * hours["cost"].sum() / hours["date"].nunique())
    dry = half.loc[half["fast"] < half["wanted"] - 1e-9, "hour"]
    return {
        "least": fact.number(table["multiplier"].min(), 2),
        "most": fact.number(table["multiplier"].max(), 2),
        "evening": fact.number(price[[20, 21]].mean() / price[[9, 10]].mean(), 2),
        "dry": fact.number(dry.min()),
    }


def search_hours(ads_hourly, evening, days=60):
    """Search's hours of some weeks before the last fortnight."""
    end = _day(ads_hourly, evening) - WINDOW * DAY
    mine = ads_hourly["date"].gt(end - days * DAY) & ads_hourly["date"].le(end)
    return ads_hourly[mine & (ads_hourly["plan_kind"] == "paid_search")]


@lesson.facts("fatigue-reading")
def _fatigue(ads_daily, evening):
    feed = ads_daily[ads_daily["plan_kind"] == "paid_feed"]
    found = creative_fatigue(_until(feed, evening))
    return {
        "a_day": fact.share(-found.value, 1),
        "low": fact.share(-found.high, 1),
        "high": fact.share(-found.low, 1),
        "n": fact.count(found.n),
        "week": fact.share(1 - (1 + found.value) ** 7),
        "age": fact.number(replacement_age(found.value, FRESH, MAKING)),
        "age_dear": fact.number(replacement_age(found.value, FRESH, 4 * MAKING)),
    }


def _drop(ads_daily, plan="search_furniture"):
    since, changed, before = WAR
    mine = ads_daily[ads_daily["plan_id"] == plan]
    return diagnose_drop(mine, changed, since=since, before=before).set_index("factor")


@lesson.facts("drop-reading")
def _fell(ads_daily):
    table = _drop(ads_daily)
    views = table.loc["price of views"]
    clicks = table.loc["clicks of a view"]
    return {
        "before": fact.number(table.loc["all", "before"], 1),
        "after": fact.number(table.loc["all", "after"], 1),
        "views": fact.number(-views["orders"], 1),
        "dearer": fact.share(views["after"] / views["before"] - 1),
        "clicks": fact.number(clicks["orders"], 1, signed=True),
        "spend": fact.number(-table.loc["spend", "orders"], 1),
        "page": fact.number(-table.loc["orders of a click", "orders"], 1),
    }


@lesson.facts("roles-reading")
def _roles(ads_daily, evening):
    end = _day(ads_daily, evening) - WINDOW * DAY
    mine = ads_daily["date"].gt(end - 60 * DAY) & ads_daily["date"].le(end)
    table = channel_roles(ads_daily[mine]).set_index("plan_kind")
    search, feed = table.loc["paid_search"], table.loc["paid_feed"]
    return {
        "search_ctr": fact.share(search["ctr"], 1),
        "search": fact.share(search["conversion"], 1),
        "search_cost": fact.money(search["cost_per_order"]),
        "feed_ctr": fact.share(feed["ctr"], 1),
        "feed": fact.share(feed["conversion"], 1),
        "feed_cost": fact.money(feed["cost_per_order"]),
        "readier": "search" if search["conversion"] > feed["conversion"] else "feed",
    }


@lesson.facts("affiliates-reading", "whole-reading")
def _others(pnl_lines, traffic_daily, ads_daily, evening):
    found = order_economics(pnl_lines)
    parts = {name: found[name] for name in ("margin", "returns", "return_cost")}
    none, some = (
        affiliate_profit(0.1, 150, anyway=share, **parts)["break_even"][0] for share in (0, ANYWAY)
    )
    known = (_until(table, evening) for table in (traffic_daily, ads_daily))
    whole = blended_roi(*known).set_index("reading")["estimate"]
    return {
        "none": fact.share(none),
        "some": fact.share(some),
        "anyway": fact.share(ANYWAY),
        "all": fact.number(whole["all sales to all ads"], 1),
        "claimed": fact.number(whole["claimed sales to all ads"], 1),
        "share": fact.share(whole["claimed share of all sales"]),
    }


# --- What the lesson asks ------------------------------------------------------------------------


@lesson.exercise("The trade's formula", Number(tolerance=0.01, unit="yuan"))
def loses():
    """The trade teaches: break-even ROI (保本 ROI) = 1 − margin + (1 − return rate). Take a margin of
    30% and a return rate of 5%: the rule says 1.65. A plan has exactly this ROI. A returned article
    costs nothing more here. **How many yuan does the shop lose with each yuan of ads?** Give a
    number above 0, in yuan, with two decimals.

    Hint: Follow one yuan of ads. How much revenue does it bring, how much of it is kept, and what
    stays of that?

    Hint: 1.65 × 0.95 × 0.30, and then the yuan that the ad cost.

    Right: A plan at the trade's "break-even" loses half of the budget. Adding shares of different
    wholes gives a number without a unit: margin is a share of what is kept, the return rate one of
    what is paid.
    """
    return 1 - RULE * (1 - RETURNS) * MARGIN


@loses.wrong("what comes back")
def _comes_back():
    """That is what the yuan brings *back*. The question is what is lost of it."""
    return RULE * (1 - RETURNS) * MARGIN


@loses.wrong("returns forgotten")
def _returns_forgotten():
    """You counted no returns: 5% of the revenue goes back, and leaves no margin."""
    return 1 - RULE * MARGIN


@loses.wrong("the rule is right")
def _rule_is_right():
    """That is the rule's own claim. Check it: how much of 1.65 yuan of revenue stays in the shop?"""
    return 0.0


@loses.wrong("revenue less cost")
def _revenue_less_cost():
    """That is revenue less ad cost. Revenue isn't yours: of each yuan kept 30 cents are left."""
    return RULE - 1


@lesson.exercise("Another shop's border", Number(tolerance=0.06, unit="times"))
def other_border(other_books):
    """Songling Outdoor 松岭户外, another shop, sells rucksacks. **From which ROI of the ad tool on does
    a yuan of ads lose nothing there?** Count all orders of its books (`other.pnl_lines`), returns and
    what they cost. Give two decimals.

    Hint: `paid.order_economics` reads three numbers from the books.

    Hint: Of a paid yuan (1 − returns)·margin − returns·return_cost is left. The border is 1 ÷ that.

    Right: Two shops, two borders, and neither is the neighbour's. It moves with the goods, the
    returns and the season, so compute it again each quarter.
    """
    return _border(other_books)


@other_border.applies
def _has_orders(other_books):
    """These books hold no order with its costs."""
    return other_books["order_id"].notna().any()


def _economics_of(other_books):
    found = order_economics(other_books)
    return found["margin"], found["returns"], found["return_cost"]


@other_border.wrong("the margin alone")
def _margin_alone(other_books):
    """That is 1 ÷ margin: you forgot that a part comes back."""
    return 1 / _economics_of(other_books)[0]


@other_border.wrong("returns that cost nothing")
def _free_returns(other_books):
    """You took off what comes back, but not what a returned article costs: two ways of freight, work,
    and what can't be sold again.
    """
    margin, returns, _ = _economics_of(other_books)
    return 1 / ((1 - returns) * margin)


@other_border.wrong("for net ROI")
def _for_net(other_books):
    """That is the border for *net* ROI, after refunds. The tool shows the ROI of what was paid."""
    margin, returns, cost = _economics_of(other_books)
    return (1 - returns) * break_even_roas(margin, returns, cost)


@other_border.wrong("the trade's formula")
def _trades_formula(other_books):
    """That is the trade's formula, which you have just refuted."""
    margin, returns, _ = _economics_of(other_books)
    return 1 - margin + (1 - returns)


@other_border.wrong("the first shop's")
def _first_shops(pnl_lines):
    """That is the border of your own shop. Songling's goods, fees and returns are others."""
    return _border(pnl_lines)


@lesson.exercise("Stopped tonight", Number(tolerance=0.5, unit="plans"))
def stopped_wrongly(ads_daily, ad_conversions, evening, pnl_lines):
    """The rule of the trade, taken literally tonight: for each of the {plans} plans (without the own
    name, creators' posts and live rooms) look at its last four days, {first} to {last}, and stop it if the tool shows less than the
    border. **How many of the plans that are stopped in this way reach the border for the same four
    days, when all claims are in?** `tonight` and `final` hold both states; `border` is the break-even
    ROI.

    Hint: Sum `revenue` and `cost` by plan for `date >= "{since}"`, in both tables, and divide.

    Hint: Count the plans that are below `border` in `tonight` *and* at or above it in `final`.

    Right: Nothing happened to these plans but time. Each had its orders already, or will have them
    from clicks that are paid.
    """
    _, stopped, border = stopped_plans(ads_daily, ad_conversions, evening, pnl_lines)
    return int((stopped["final"] >= border).sum())


@stopped_wrongly.applies
def _some_are_stopped(ads_daily, ad_conversions, evening, pnl_lines):
    """On this evening the rule stops no plan that reaches the border later."""
    _, stopped, border = stopped_plans(ads_daily, ad_conversions, evening, pnl_lines)
    return bool((stopped["final"] >= border).any())


@stopped_wrongly.facts
def _four_days(ads_daily, evening):
    last = _day(ads_daily, evening)
    first = last - (TESTED - 1) * DAY
    plans = _judged(ads_daily[ads_daily["date"].between(first, last)])
    return {
        "plans": fact.count(plans["plan_id"].astype(str).nunique()),
        "first": fact.day(first),
        "last": fact.day(last),
        "since": fact.name(f"{first:%Y-%m-%d}"),
    }


@stopped_wrongly.wrong("all that are stopped")
def _all_stopped(ads_daily, ad_conversions, evening, pnl_lines):
    """That is how many the rule stops. How many of *these* reach the border in the end?"""
    return len(stopped_plans(ads_daily, ad_conversions, evening, pnl_lines)[1])


@stopped_wrongly.wrong("below in the end, too")
def _below_too(ads_daily, ad_conversions, evening, pnl_lines):
    """Those are the plans that lie below the border in the end, too."""
    _, stopped, border = stopped_plans(ads_daily, ad_conversions, evening, pnl_lines)
    return int((stopped["final"] < border).sum())


@lesson.exercise("How long a test?", Prediction("days"))
def best_days():
    """A usual plan gets five orders a day in its test. After the test it is stopped, or it gets three
    times the budget until day 90. The true returns of plans differ by a third of their mean, and a
    usual plan just breaks even. Three assumptions make it easy: a scaled yuan brings what a yuan of
    the test brought, all orders are equal, and the tool shows them at once. **After how many days of testing is the profit largest?** Answer
    `(value, low, high)`, in days.

    Hint: A day more costs yuan in bad plans, and keeps good ones small. It also saves wrong decisions.

    Right: It came out at {best} days, under these assumptions. The next table drops the first.
    """
    return float(_days(OFTEN)["profit"].idxmax())


@best_days.facts
def _best_days():
    return {"best": fact.number(_days(OFTEN)["profit"].idxmax())}


NOT_TODAY = Choice(
    {
        "A": "Stop the plan with the lowest ROI of yesterday.",
        "B": "Cut a plan whose settled days bring back less than a yuan at best, on forty orders or more.",
        "C": "Give the shop's own name more money: it has by far the highest ROI.",
        "D": "Double a plan whose settled ROI is twice the border: the second half will bring the same.",
    }
)


@lesson.exercise("What may you do tonight?", NOT_TODAY, recall=True)
def tonight():
    """It is Sunday evening, and the brief lies before you. Which **one** of these can you defend
    tomorrow? One letter.

    Hint: Ask of each: are the days settled, and does the number say what the *next* yuan brings?

    Right: A settled plan with orders enough can be judged. Yesterday can't, and the own name can't
    be judged by ROI at all.
    """
    return "B"


@tonight.wrong("yesterday's ROI")
def _yesterday():
    """Yesterday's row has about half of its orders. Somebody is always lowest there."""
    return "A"


@tonight.wrong("the own name")
def _own_name():
    """Who types your name was on the way to you. The tool credits itself with them."""
    return "C"


@tonight.wrong("twice as much")
def _twice():
    """An average isn't the next yuan. In the twins the second half of the budget brought less in
    every plan, and earned in none.
    """
    return "D"


# --- The workshop's pool -------------------------------------------------------------------------


@lesson.exercise("The most for a click", Number(tolerance=0.03, unit="yuan"), pool=True)
def click_worth(pnl_lines):
    """Of 1,000 clicks on a word 26 end in a paid order, of 168 yuan on average. What stays of a paid
    yuan, after returns and what they cost, is in the shop's books (`pnl_lines`, all orders). **What is
    the most that a click may cost, so that nothing is lost?** In yuan, two decimals.

    Hint: `paid.order_economics` gives margin, returns and return_cost; `paid.max_cpc` takes them.

    Hint: conversion × order value × what is left of a yuan.

    Right: It is the most, not the best: at this price a click earns nothing. A lower bid buys fewer
    clicks and earns on each.
    """
    found = order_economics(pnl_lines)
    return max_cpc(
        ORDER_VALUE, CONVERSION, found["margin"], returns=found["returns"],
        return_cost=found["return_cost"],
    )  # fmt: skip


@click_worth.wrong("revenue of a click")
def _revenue_of_click(pnl_lines):
    """That is the *revenue* of a click. Most of it belongs to goods, parcels and the platform."""
    return ORDER_VALUE * CONVERSION


@click_worth.wrong("margin without returns")
def _click_without_returns(pnl_lines):
    """You took the margin of orders that stay. Some come back, and cost besides."""
    return ORDER_VALUE * CONVERSION * order_economics(pnl_lines)["margin"]


@click_worth.wrong("returns that cost nothing")
def _click_free_returns(pnl_lines):
    """You left out what a returned article costs."""
    found = order_economics(pnl_lines)
    return ORDER_VALUE * CONVERSION * found["margin"] * (1 - found["returns"])


@lesson.exercise("Two days later", Number(tolerance=0.012, unit="share"), pool=True)
def seen_after_two(ad_conversions, evening):
    """**Which share of its orders does a day of spend show on the second evening after it?** Take the
    clicks whose 15 days were over on `evening`, the last 90 days of them, all plans. A share between
    0 and 1, three decimals.

    Hint: `briefs.claim_curve(ad_conversions, evening)` has a row for each age in days.

    Hint: The evening of the day itself is age 0. Two days later is age 2.

    Right: Divide a young ROI by this share before you compare it with an old one.
    """
    return float(claim_curve(ad_conversions, evening).set_index("age").loc[2, "seen"])


@seen_after_two.wrong("on its own evening")
def _first_evening(ad_conversions, evening):
    """That is the evening of the day itself, age 0."""
    return float(claim_curve(ad_conversions, evening).set_index("age").loc[0, "seen"])


@seen_after_two.wrong("one day too early")
def _day_one(ad_conversions, evening):
    """That is age 1: you counted the day itself as the first of two."""
    return float(claim_curve(ad_conversions, evening).set_index("age").loc[1, "seen"])


@seen_after_two.wrong("what comes later")
def _still_to_come(ad_conversions, evening):
    """That is the share which is still to come. The question is what can be seen."""
    return 1 - seen_after_two(ad_conversions, evening)


def _our_bid(ads_daily, evening):
    """The bid and score of the word that cost most on that day."""
    mine = ads_daily[(ads_daily["date"] == _day(ads_daily, evening)) & ads_daily["bid"].notna()]
    mine = mine[mine["quality_score"].notna() & (mine["plan_kind"] == "paid_search")]
    row = mine.sort_values("cost", kind="stable").iloc[-1]
    return round(float(row["bid"]), 2), round(float(row["quality_score"]), 1)


@lesson.exercise("What is paid for the click", Number(tolerance=0.004, unit="yuan"), pool=True)
def second_price(ads_daily, evening):
    """Your dearest word of the day has a bid of {bid} yuan and a quality score of {score}. Two rivals
    bid for the same place: one {rival} yuan with a score of 5.0, one {low} yuan with 8.0. Places go by
    bid × score, and who is shown pays the next one's bid × score ÷ the own score, and 0.01 yuan.
    **What do you pay for a click?** In yuan, two decimals.

    Hint: First the order: multiply each bid by its score.

    Hint: `auction.auction(bids, quality, step=0.01)`, with names of your choice.

    Right: The bid isn't in the price: it decides whether you are shown, and where. The price comes
    from the next one's bid and the two scores.
    """
    table = auction(*_bidders(ads_daily, evening), step=0.01).set_index("bidder")
    return float(table.loc["we", "price"])


def _bidders(ads_daily, evening):
    bid, score = _our_bid(ads_daily, evening)
    bids = {"we": bid, "one": round(1.15 * bid, 2), "other": round(0.55 * bid, 2)}
    return bids, {"we": score, "one": 5.0, "other": 8.0}


@second_price.facts
def _bids(ads_daily, evening):
    bids, quality = _bidders(ads_daily, evening)
    return {
        "bid": fact.number(bids["we"], 2),
        "score": fact.number(quality["we"], 1),
        "rival": fact.number(bids["one"], 2),
        "low": fact.number(bids["other"], 2),
    }


@second_price.applies
def _we_are_first(ads_daily, evening):
    """On this day there is no word with a bid and a score, or the order isn't clear."""
    mine = ads_daily[ads_daily["date"] == _day(ads_daily, evening)]
    return bool(mine["quality_score"].notna().any())


@second_price.wrong("the own bid")
def _own_bid(ads_daily, evening):
    """That is your bid: the most you would pay, not the price."""
    return _our_bid(ads_daily, evening)[0]


@second_price.wrong("the next bid, without scores")
def _next_bid(ads_daily, evening):
    """You took the rival's bid and 0.01. The scores count too."""
    return _bidders(ads_daily, evening)[0]["one"] + 0.01


@second_price.wrong("upside down")
def _upside_down(ads_daily, evening):
    """You divided by the rival's score. A high score of your *own* makes your click cheaper."""
    bids, quality = _bidders(ads_daily, evening)
    return bids["one"] * quality["we"] / quality["one"] + 0.01


@lesson.exercise("The coupon site", Number(tolerance=0.006, unit="share"), pool=True)
def coupon_site(pnl_lines):
    """A coupon site asks for commission on what its buyers keep. You suppose that **25%** of them were
    at the checkout already and would have bought without it. With what the shop's books (`pnl_lines`)
    say of margin and returns: **at which commission does the site bring nothing?** A share between
    0 and 1, three decimals.

    Hint: Only 75% of the orders bring their margin. The commission is paid on all that is kept.

    Hint: `paid.affiliate_profit(…, anyway=0.25, …)` has the column `break_even`.

    Right: Commission "only on sales" sounds free of risk. It is, if nobody would have come anyway.
    """
    found = order_economics(pnl_lines)
    parts = {name: found[name] for name in ("margin", "returns", "return_cost")}
    return float(affiliate_profit(0.1, 150, anyway=ANYWAY_POOL, **parts)["break_even"][0])


@coupon_site.wrong("all are new sales")
def _all_new(pnl_lines):
    """You let all orders count as new. A quarter would have come anyway."""
    return coupon_site(pnl_lines) / (1 - ANYWAY_POOL)


@coupon_site.wrong("of what is paid")
def _of_paid(pnl_lines):
    """You divided by what is *paid*. The commission is on what is kept."""
    return coupon_site(pnl_lines) * (1 - order_economics(pnl_lines)["returns"])


@coupon_site.wrong("commission on new ones only")
def _forty_left(pnl_lines):
    """That is what a quarter would bring. It is these that bring nothing."""
    return coupon_site(pnl_lines) * ANYWAY_POOL / (1 - ANYWAY_POOL)


WHY = Choice(
    {
        "A": "Less money was spent.",
        "B": "Views became dearer: rivals bid more.",
        "C": "Fewer of those who saw the ad clicked: it is worn, or wrong.",
        "D": "Fewer of those who clicked bought.",
    }
)
CAUSES = {
    "A": "spend",
    "B": "price of views",
    "C": "clicks of a view",
    "D": "orders of a click",
}


@lesson.exercise("Why fewer orders?", WHY, pool=True)
def why_fewer(ads_daily):
    """The plan `feed_category` brought {before} orders a day from 14 July to 24 August 2025, and
    {after} a day from 25 August to 5 October. **What took most of them?** Use
    `pacing.diagnose_drop`. One letter.

    Hint: `since="2025-07-14"`, `changed="2025-08-25"`, `before="2025-10-06"`.

    Hint: The column `orders` says how many a day each factor took. Look for the most negative one.

    Right: The table shows where the orders were lost, not why. Look at that part next (rank and
    rivals, the picture, or page, price and stock), and change nothing that works.
    """
    table = _drop(ads_daily, WORN)["orders"]
    return min(CAUSES, key=lambda letter: table[CAUSES[letter]])


@why_fewer.applies
def _clear_cause(ads_daily):
    """In these weeks no single factor took most of the orders."""
    if WORN not in ads_daily["plan_id"].astype(str).unique():
        return False
    table = _drop(ads_daily, WORN)["orders"][list(CAUSES.values())].sort_values()
    return bool(table.iloc[0] < 0 and table.iloc[0] < 1.3 * table.iloc[1])


@why_fewer.facts
def _orders_a_day(ads_daily):
    table = _drop(ads_daily, WORN)
    return {
        "before": fact.number(table.loc["all", "before"], 1),
        "after": fact.number(table.loc["all", "after"], 1),
    }


@why_fewer.wrong("money")
def _money(ads_daily):
    """Look at the row *spend*: how much of the loss stands there?"""
    return "A" if why_fewer(ads_daily) != "A" else "D"


@why_fewer.wrong("the picture")
def _picture(ads_daily):
    """Look at *clicks of a view*. If it had fallen, the ad would be worn."""
    return "C" if why_fewer(ads_daily) != "C" else "D"


@why_fewer.wrong("the rivals")
def _rivals(ads_daily):
    """Look at *price of views*: dearer views took some, or none. Another row took more."""
    return "B" if why_fewer(ads_daily) != "B" else "D"


@lesson.exercise("A new picture when?", Number(tolerance=1.5, unit="days"), pool=True)
def new_picture(ads_daily):
    """A fresh picture of the feed leaves 60 yuan on its first day. Making a new one costs 240 yuan.
    Read from `ads_daily` (plan_kind `"paid_feed"`) how fast pictures wear out. **After how many days is
    a picture best replaced?**

    Hint: `pacing.creative_fatigue` gives the change a day, `pacing.replacement_age` the days.

    Right: Neither "each Monday" nor "when the rate has halved": it hangs on what a new one costs.
    """
    fade = creative_fatigue(ads_daily[ads_daily["plan_kind"] == "paid_feed"]).value
    return replacement_age(fade, FRESH, MAKING_POOL)


@new_picture.wrong("when it has halved")
def _halved(ads_daily):
    """That is when the click rate has halved. By then each day has long been below the average."""
    fade = creative_fatigue(ads_daily[ads_daily["plan_kind"] == "paid_feed"]).value
    return math.log(0.5) / math.log1p(fade)


@new_picture.wrong("when it is paid")
def _is_paid(ads_daily):
    """That is when the picture has earned its 240 yuan. From there on it earns: why stop it?"""
    return MAKING_POOL / FRESH


OWN = Choice(
    {
        "A": "It is the best plan: give it more.",
        "B": "Nothing about what it adds: who types the name was coming. Test it by lot.",
        "C": "It should be stopped today.",
        "D": "Its ROI is right, but it must be divided by two.",
    }
)


@lesson.exercise("The plan with the highest ROI", OWN, pool=True)
def highest_roi(ads_daily, evening):
    """The plan on the shop's own name shows a ROI of {roi} in its complete days, more than any other
    plan. What does this number tell you? One letter.

    Hint: Who types a shop's name, and where would they land if the ad weren't there?

    Right: The tool counts who came by the ad, not who came because of it. A holdout by regions or
    weeks tells (lesson 2.4); a rival who buys your name is a reason to hold the place, too.
    """
    return "B"


@highest_roi.facts
def _own_roi(ads_daily, evening):
    end = _day(ads_daily, evening) - WINDOW * DAY
    mine = ads_daily[(ads_daily["plan_id"] == OWN_NAME) & (ads_daily["date"] <= end)]
    return {"roi": fact.number(_roi(mine))}


@highest_roi.applies
def _has_own_name(ads_daily, evening):
    """No plan of this shop buys its own name."""
    return OWN_NAME in ads_daily["plan_id"].astype(str).unique()


@highest_roi.wrong("more money")
def _more_money(ads_daily, evening):
    """More money buys no more people who type your name."""
    return "A"


@highest_roi.wrong("stop it")
def _stop_it(ads_daily, evening):
    """Perhaps. But this number doesn't say it: without the ad a rival may stand there."""
    return "C"


@highest_roi.wrong("by two")
def _by_two(ads_daily, evening):
    """By which number to divide is the question. No rule of thumb knows it for your shop."""
    return "D"
