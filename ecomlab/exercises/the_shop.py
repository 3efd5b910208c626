"""The exercises of lesson 0, *The shop*."""

from functools import cache

import pandas as pd

from ecomlab import estimates
from ecomlab.classroom.kinds import Decision, Memo, Number, Prediction
from ecomlab.classroom.kinds.memo import A_NUMBER, AN_INTERVAL, Criterion, matching
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import Tables
from ecomlab.errors import InputError
from ecomlab.shop import Shop, World
from ecomlab.shop.pictures import glance
from ecomlab.shop.published import FOLLOWED_CUSTOMER, FOLLOWED_ORDER
from ecomlab.texts import fact

NAME, FEED = "paid_brand", "paid_feed"  # the two ads on trial
CHOICES = {
    "as it is": {},
    "no ad on the name": {f"ads.{NAME}.budget": 0},
    "no ad in the feed": {f"ads.{FEED}.budget": 0},
}
DAYS = 182  # until 2024-06-30
LUCKS = range(1, 7)
NEEDED = ("orders", "pnl_lines", "ads_daily", "touch_paths")  # of a twin


def the_shop(luck=1):
    """The lesson's shop, with another luck if asked for."""
    return Shop(World("light_gear", seed=2026), noise=luck)


def outcomes(lucks=LUCKS):
    """Orders, revenue and profit of the lesson's half-year, by luck and decision."""
    return pd.DataFrame(
        {"luck": luck, "decision": name, **the_shop(luck).outcome(changes, DAYS).sum()}
        for luck in lucks
        for name, changes in CHOICES.items()
    )


@cache
def twin(decision, value):
    """Those tables of the lesson's half-year that are compared, with one decision changed."""
    tables, _ = the_shop().run({decision: value}, days=DAYS)
    return Tables("twin", {name: tables[name] for name in NEEDED})


@cache
def half_year():
    """The half-year of the lesson, and its lucks under three decisions."""
    tables, _ = the_shop().run(days=DAYS)
    return {
        **tables,
        "ledger": tables.pnl_lines,
        "order_id": FOLLOWED_ORDER,
        "outcomes": outcomes(),
    }


lesson = Lesson("0", data=lambda: dict(half_year()), names={"sessions": "tables.sessions"})


@lesson.exercise("How many visits pay?", Number(tolerance=0.0001, unit="share"))
def conversion(sessions, orders):
    """Compute the **conversion rate** from `tables.sessions` and `tables.orders`: paid orders per
    visit. Give a share between 0 and 1, with four decimals or more.

    Hint: One row of `sessions` is one visit. One row of `orders` is an order, paid or not.

    Hint: Only a paid order has a time in `ts_pay`: `.notna().sum()` counts them.

    Right: Say the denominator whenever you quote it. Here it is visits; Taobao's 支付转化率 divides
    buyers by visitors (访客).
    """
    return orders["ts_pay"].notna().sum() / len(sessions)


@conversion.wrong("unpaid too")
def _unpaid_too(sessions, orders):
    """You counted every order. Some wait for a payment that never comes: they have no `ts_pay`."""
    return len(orders) / len(sessions)


@conversion.wrong("per person")
def _per_person(sessions, orders):
    """You divided by people. Many came several times; the question asks per *visit*. Platforms
    that divide buyers by visitors get another rate: say which one is yours.
    """
    return orders["ts_pay"].notna().sum() / sessions["visitor_id"].nunique()


@conversion.wrong("kept only")
def _kept_only(sessions, orders):
    """You left out orders with a refund. They were paid: conversion counts the payment. What came
    back is another rate.
    """
    kept = orders["ts_pay"].notna() & (orders["refund_amount"] == 0)
    return kept.sum() / len(sessions)


@conversion.wrong("of those who stayed")
def _of_those_who_stayed(sessions, orders):
    """Your denominator leaves out the visits that bounced (跳失). They are visits too, and you paid
    for many of them.
    """
    return orders["ts_pay"].notna().sum() / (~sessions["bounced"]).sum()


@lesson.exercise("One article came back", Number(tolerance=0.05, unit="yuan"))
def half_returned(ledger, order_id):
    """One article of order {order_id} came back, the others were kept. What was left of the order, in
    yuan, when everything was booked? Use `ledger`.

    Hint: Look at all of its lines first: `ledger[ledger["order_id"] == {order_id}]`.

    Hint: Costs are negative already. Nothing needs to be left out.

    Right: The ledger is the only table that knows it.
    """
    return ledger.loc[ledger["order_id"] == order_id, "amount"].sum()


def _lines(ledger, order_id, *names):
    mine = ledger[ledger["order_id"] == order_id]
    return mine.loc[mine["line"].isin(names), "amount"].sum()


@half_returned.wrong("sales")
def _sales(ledger, order_id):
    """That is what was paid at first. Goods, fee, tax, parcel, box and the return come off."""
    return _lines(ledger, order_id, "revenue")


@half_returned.wrong("sales less refund")
def _sales_less_refund(ledger, order_id):
    """That is what the customer has paid in the end. What did serving them cost?"""
    return _lines(ledger, order_id, "revenue", "refund")


@half_returned.wrong("the first day")
def _on_the_first_day(ledger, order_id):
    """You took the lines of the first day only. Parcel and return were booked later."""
    mine = ledger[ledger["order_id"] == order_id]
    return mine.loc[mine["date"] == mine["date"].min(), "amount"].sum()


@half_returned.wrong("lines with an article")
def _lines_with_an_article(ledger, order_id):
    """You left out the lines without an article: the platform's fee, the parcel and the box belong
    to the order as a whole.
    """
    mine = ledger[ledger["order_id"] == order_id]
    return mine.loc[mine["sku"].notna(), "amount"].sum()


@half_returned.wrong("goods gone")
def _goods_gone(ledger, order_id):
    """You forgot what the returned article is still worth, less its handling: the line `returns`."""
    return half_returned(ledger, order_id) - _lines(ledger, order_id, "returns")


@lesson.exercise("Without the ad on your name", Prediction("yuan"))
def without_the_name(ledger):
    """The budget of the ad on your name is set to 0, and the half-year is run again. By how many yuan
    does the **profit** change? Positive if the shop gets richer. Give (value, low, high).

    Hint: The report says what the ad costs. What share of its buyers would stay away?

    Right: Now look at the two bills side by side.
    """
    off = twin(f"ads.{NAME}.budget", 0)
    return off.pnl_lines["amount"].sum() - ledger["amount"].sum()


@lesson.exercise("Does the feed pay?", Number(tolerance=1, unit="yuan"))
def feed_profit(outcomes):
    """Does the feed ad *pay*? By how much does the **profit** of the half-year change when the feed
    ad is switched off, on average over the lucks in `outcomes`? In yuan; positive if the shop gets
    richer.

    Hint: Pair the runs: for each luck, profit without the feed minus profit as it is.

    Hint: `outcomes.pivot(index="luck", columns="decision", values="profit")` has one row per
    luck.

    Right: It brings more than it costs. Whom it has made know the shop may even buy after 30 June,
    and a half-year counts only what it holds. Whether *more* of it would pay is the marginal question
    (边际): run it with another budget.
    """
    profit = outcomes.pivot(index="luck", columns="decision", values="profit")
    return (profit["no ad in the feed"] - profit["as it is"]).mean()


@feed_profit.applies
def _has_run(outcomes):
    """First run the lucks: this question is asked on their table `outcomes`."""
    return outcomes is not None


@feed_profit.wrong("the other way round")
def _the_other_way_round(outcomes):
    """The size is right, the sign is turned: subtract *as it is* from the run without the feed."""
    return -feed_profit(outcomes)


@feed_profit.wrong("revenue")
def _revenue(outcomes):
    """That is revenue. Part of it is goods, fees and parcels, and the ad itself costs."""
    revenue = outcomes.pivot(index="luck", columns="decision", values="revenue")
    return (revenue["no ad in the feed"] - revenue["as it is"]).mean()


@feed_profit.wrong("revenue lost")
def _revenue_lost(outcomes):
    """That is the revenue that is missing without the feed. The question is about profit, and what the
    ad costs is saved.
    """
    return -_revenue(outcomes)


@feed_profit.wrong("one luck")
def _one_luck(outcomes):
    """That is a single luck. The others differ from it by thousands of yuan."""
    return feed_profit(outcomes[outcomes["luck"] == outcomes["luck"].min()])


@feed_profit.wrong("sum of lucks")
def _sum_of_lucks(outcomes):
    """You added the lucks up. Each is the same half-year once more: take the mean."""
    return feed_profit(outcomes) * outcomes["luck"].nunique()


@feed_profit.wrong("the name")
def _the_name(outcomes):
    """That is the ad on the name. The question is about the feed."""
    profit = outcomes.pivot(index="luck", columns="decision", values="profit")
    return (profit["no ad on the name"] - profit["as it is"]).mean()


@lesson.exercise(
    "Your own shop, your own name",
    Decision(
        actions={
            "A": "Treble its budget.",
            "B": "Switch it off for good.",
            "C": "Switch it off on days that a coin chooses, and compare all orders of the days.",
        },
        reasons={
            "1": "A ROAS of 8 pays for itself many times over.",
            "2": "Those who search the name may come anyway; only time without the ad "
            "shows how many of them do.",
            "3": "The lesson has shown that such ads add nothing.",
            "4": "An attribution model that shares the credit would need the data.",
        },
    ),
)
def own_name():
    """You run another shop, a real one. The ad on its own name shows a last-click ROAS of 8, four
    times that of any other ad. What do you do, and why? Answer with a letter and a number, for
    example `("A", 1)`.

    Hint: What do you know of *this* shop: what happened, or what would have happened?

    Hint: The lesson's caution says what carries over, and what doesn't.

    Right: A coin and some patience: the cheapest honest answer there is.
    """
    return "C", 2


@own_name.wrong("treble")
def _treble():
    """The 8 counts people who had typed your name already. There are no three times as many of
    them to buy.
    """
    return "A", None


@own_name.wrong("off for good")
def _off_for_good():
    """Perhaps right, but you don't know it: in a real shop a competitor may stand where your ad
    stood. Find out first.
    """
    return "B", None


@own_name.wrong("right action, wrong reason: ROAS")
def _right_action_wrong_reason_roas():
    """If you believed the 8 there would be nothing to test. What is it that the 8 doesn't tell
    you?
    """
    return "C", 1


@own_name.wrong("right action, wrong reason: the lesson")
def _right_action_wrong_reason_the_lesson():
    """The lesson showed it for one simulated shop, in which it was built in. If it held everywhere
    you need not test.
    """
    return "C", 3


@own_name.wrong("right action, wrong reason: attribution")
def _right_action_wrong_reason_attribution():
    """Sharing the credit out differently still shares out orders that came. None of these models
    knows what would have come without the ad.
    """
    return "C", 4


def added(outcomes, decision, column="orders"):
    """What is lost without an ad, over the lucks."""
    if outcomes is None:
        raise InputError("First run the lucks: this text rests on their table `outcomes`.")
    runs = outcomes.pivot(index="luck", columns="decision", values=column)
    return estimates.mean(runs["as it is"] - runs[decision], "half-years")


@lesson.exercise(
    "A memo to your colleague",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            Criterion("how many half-years it rests on", matching(r"half-years|半年")),
            Criterion(
                "what the ROAS counts, and what it doesn't", matching("last click|末次点击|ROAS")
            ),
            Criterion("what to do with the ad", matching("stop|switch|treble|budget|coin|停|预算")),
            Criterion("that this shop is simulated, or how to find out in a real one"),
        ]
    ),
)
def memo(outcomes):
    """Your marketing colleague waits for an answer: treble the budget of the ad on the name? Write
    three or four sentences to her, about **this** shop. She will read them to the boss.

    Hint: First sentence: what to do. Second: the number that carries it, with its interval.

    Right: Read yours aloud. Would the boss know what happens tomorrow?
    """
    orders, profit = (added(outcomes, "no ad on the name", x) for x in ("orders", "profit"))
    return (
        f"Stop the ad on our own name for now; don't treble it. Over {orders.n} half-years run with "
        f"and without it, it added {orders.estimate:.0f} paid orders on average "
        f"({orders.low:.0f} to {orders.high:.0f}), and without it we are "
        f"{-profit.estimate:,.0f} yuan richer ({-profit.high:,.0f} to {-profit.low:,.0f}). "
        "The ROAS of the slide counts everybody who came by a last click on the ad, also those who "
        "had typed our name and would have come anyway. In the real shop I would first let a coin "
        "choose days without the ad for a quarter, and start it again if a competitor takes the place."
    )


@memo.applies
def _has_runs(outcomes):
    """First run the lucks: the memo rests on their table `outcomes`."""
    return outcomes is not None


@memo.wrong("the certain one")
def _the_certain_memo(outcomes):
    """It has a number and an action, and neither interval nor doubt. Nobody learns how sure it is, nor
    why the slide said something else. "Advertising doesn't work" is about every ad; the runs are about
    one.
    """
    profit = added(outcomes, "no ad on the name", "profit")
    return (
        "Advertising on our name doesn't work, we have proven it. Stop it at once: we lose "
        f"{-profit.estimate:,.0f} yuan with it in each half of the year, so the marketing people were "
        "wrong all the time."
    )


@memo.wrong("the polite one")
def _the_polite_memo(outcomes):
    """It sounds careful and says nothing: no number, no action, no date. The boss will do what the
    slide says.
    """
    return (
        "There are several ways to look at attribution, and each has strengths and limits. The effect of "
        "brand ads depends on many factors, so further analysis of the channel mix may be useful in the "
        "future."
    )


# ---- The facts of the lesson's texts ------------------------------------------------------------


@lesson.facts("glance-title", "glance-reading")
def _glance(traffic_daily, inventory_daily, pnl_lines):
    figures = _figures(traffic_daily, inventory_daily, pnl_lines)
    visits, sales, profit = (figures[item] for item in ("uv", "sales 销售额", "profit 利润"))
    return {
        "paid_of_100": fact.number(100 * figures["payers"] / visits, 1),
        "left_of_100": fact.number(100 * profit / sales, 1),
        "visits": fact.count(visits),
        "cart": fact.share(figures["addcart"] / visits, 1),
        "paid": fact.share(figures["payers"] / visits, 1),
        "left_behind": fact.share(1 - figures["payers"] / figures["addcart"]),
        "pieces": fact.count(figures["on hand, average evening"]),
        "sales": fact.money(sales),
        "profit": fact.money(profit),
        "advertising": fact.money(-figures["ads 推广"]),
    }


def _figures(traffic_daily, inventory_daily, pnl_lines):
    """The four pictures as numbers, by item."""
    names = ("traffic_daily", "inventory_daily", "pnl_lines")
    tables = dict(zip(names, (traffic_daily, inventory_daily, pnl_lines), strict=True))
    return glance(tables).set_index("item")["value"]


@lesson.facts("order-items-reading")
def _amounts(orders, order_items):
    order = orders[orders["order_id"] == FOLLOWED_ORDER].iloc[0]
    items = order_items[order_items["order_id"] == FOLLOWED_ORDER]
    return {
        "list": fact.money(order["list_amount"]),
        "asked": fact.money((items["qty"] * items["price"]).sum(), 2),
        "off": fact.money(items["discount"].sum()),
        "paid": fact.money(order["paid_amount"], 2),
    }


@lesson.facts("order-shipment-reading")
def _late(shipments):
    parcel = shipments[shipments["order_id"] == FOLLOWED_ORDER].iloc[0]
    arrived = shipments[shipments["actual_h"].notna()]
    return {
        "promised": fact.number(parcel["promised_h"]),
        "took": fact.number(parcel["actual_h"]),
        "late": fact.share((arrived["actual_h"] > arrived["promised_h"]).mean()),
    }


@lesson.facts("order-left-reading")
def _left(ledger):
    lines = ledger[ledger["order_id"] == FOLLOWED_ORDER].groupby("line", observed=True)
    lines, left = lines["amount"].sum(), _left_of(ledger)
    costs = {"goods": "cogs", "fee": "platform_fee", "tax": "vat"}
    return {
        "paid": fact.money(lines["revenue"], 2),
        "refund": fact.money(-lines["refund"], 2),
        "kept": fact.money(lines["revenue"] + lines["refund"], 2),
        "worth": fact.money(lines["returns"], 2),
        **{name: fact.money(-lines[line], 2) for name, line in costs.items()},
        "parcel": fact.money(-lines["shipping"] - lines["packaging"], 2),
        "left": fact.money(left[FOLLOWED_ORDER], 2),
        "losing": fact.share((left < 0).mean()),
    }


def _left_of(lines):
    return lines.groupby("order_id")["amount"].sum()


@lesson.facts("customer-left-reading", "no-message-reading")
def _claimed(touches, ledger):
    hers = touches[touches["customer_id"] == FOLLOWED_CUSTOMER]
    campaign = ledger["amount"].sum() - twin("crm.contact", "none").pnl_lines["amount"].sum()
    return {
        "claimed": fact.money(hers["profit"].sum(), 2),
        "left": fact.money(_left_of(ledger)[FOLLOWED_ORDER], 2),
        "campaign": fact.money(campaign),
    }


def _ads(ads_daily):
    """Each ad's cost, and what last click credits it with."""
    credited = ["cost", "same_visit_orders", "same_visit_revenue"]
    sums = ads_daily.groupby("plan_kind", observed=True)[credited].sum()
    sums.columns = ["cost", "orders", "revenue"]
    return sums.assign(roas=sums["revenue"] / sums["cost"])


@lesson.facts("trial-reading")
def _roas(ads_daily):
    roas = _ads(ads_daily)["roas"].sort_values(ascending=False)
    return {"roas": fact.number(roas[NAME], 1), "next_best": fact.number(roas.iloc[1], 1)}


@lesson.facts("verdict")
def _verdict(ads_daily, outcomes):
    feed, roas = added(outcomes, "no ad in the feed"), _ads(ads_daily)["roas"]
    as_it_is = outcomes.loc[outcomes["decision"] == "as it is", "orders"].mean()
    return {
        "roas": fact.number(roas[NAME], 1),
        "feed_roas": fact.number(roas[FEED], 1),
        "feed_part": fact.share(feed.estimate / as_it_is),
    }


@lesson.facts("switch-off-reading")
def _bills(ledger, ads_daily):
    off = twin(f"ads.{NAME}.budget", 0).pnl_lines
    lines, without = (x.groupby("line", observed=True)["amount"].sum() for x in (ledger, off))
    ad = _ads(ads_daily).loc[NAME]
    return {
        "credited": fact.money(ad["revenue"]),
        "cost": fact.money(ad["cost"]),
        "missing": fact.money(lines["revenue"] - without["revenue"]),
        "profit": fact.money(lines.sum()),
        "richer": fact.money(without.sum() - lines.sum()),
        "ads": fact.money(-lines["ads"], 2),
        "kol": fact.money(-lines["kol"], 2),
        "advertising": fact.money(-lines["ads"] - lines["kol"], 2),
    }


@lesson.facts("same-people-reading")
def _same_people(touch_paths, orders):
    off = twin(f"ads.{NAME}.budget", 0)
    paid, without = (paths.dropna(subset="order_id") for paths in (touch_paths, off.touch_paths))
    by_ad = paid.loc[paid["entrance"] == "brand_ad", "visitor_id"].unique()
    first = without.drop_duplicates("visitor_id").set_index("visitor_id")["entrance"]
    first = first.astype(str).reindex(by_ad)
    return {
        "by_ad": fact.count(len(by_ad)),
        "anyway": fact.count(first.notna().sum()),
        "natural": fact.count((first == "brand_result").sum()),
        "never": fact.count(first.isna().sum()),
        "fewer": fact.count(orders["ts_pay"].notna().sum() - off.orders["ts_pay"].notna().sum()),
    }


@lesson.facts("effects-title", "effects-reading")
def _effects(outcomes, ads_daily):
    credited = _ads(ads_daily)["orders"]
    name, feed = (added(outcomes, f"no ad {where}") for where in ("on the name", "in the feed"))
    return {
        "name_credited": fact.count(credited[NAME]),
        "feed_credited": fact.count(credited[FEED]),
        "name_lost": fact.count(name.estimate),
        "name_low": fact.count(name.low),
        "name_high": fact.count(name.high),
        "feed_lost": fact.count(feed.estimate),
        "feed_low": fact.count(feed.low),
        "feed_high": fact.count(feed.high),
        "half_years": fact.count(name.n),
    }


@lesson.facts("treble-reading")
def _treble(orders, ledger, ads_daily):
    budget = f"ads.{NAME}.budget"
    thrice = twin(budget, 3 * the_shop().decisions()[budget])
    ad, bold = (_ads(table).loc[NAME] for table in (ads_daily, thrice.ads_daily))
    paid = (table["ts_pay"].notna().sum() for table in (thrice.orders, orders))
    return {
        "more_cost": fact.money(bold["cost"] - ad["cost"]),
        "more_credited": fact.count(bold["orders"] - ad["orders"]),
        "more_orders": fact.count(next(paid) - next(paid)),
        "poorer": fact.money(ledger["amount"].sum() - thrice.pnl_lines["amount"].sum()),
        "roas": fact.number(ad["roas"], 1),
        "roas_trebled": fact.number(bold["roas"], 1),
    }


@lesson.facts("profit-reading")
def _richer(outcomes):
    lost = added(outcomes, "no ad on the name", "profit")
    return {
        "profit": fact.money(-lost.estimate),
        "profit_low": fact.money(-lost.high),
        "profit_high": fact.money(-lost.low),
        "half_years": fact.count(lost.n),
    }


@lesson.facts("recap")
def _recap(traffic_daily, inventory_daily, pnl_lines, ads_daily):
    figures = _figures(traffic_daily, inventory_daily, pnl_lines)
    return {
        "visits": fact.count(figures["uv"]),
        "paid_orders": fact.count(figures["payers"]),
        "sales": fact.money(figures["sales 销售额"]),
        "profit": fact.money(figures["profit 利润"]),
        **{name: _left(pnl_lines)[name] for name in ("left", "paid")},
        **_roas(ads_daily),
    }
