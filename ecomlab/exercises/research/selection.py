"""The exercises of lesson 1.2: What is left of 100 yuan?"""

from functools import cache
from itertools import pairwise

import pandas as pd

from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.estimates import correlation
from ecomlab.research.assortment import (
    BASES,
    MIX,
    article_sales,
    assortment_breadth,
    assortment_gap,
    distance_to,
    newness,
    product_mix,
    sales_curve,
    tier_bounds,
)
from ecomlab.research.bookings.ledger import LINES
from ecomlab.research.bookings.tables import from_tables
from ecomlab.research.lots import newsvendor, reorder_gain, two_orders
from ecomlab.research.margins import (
    least_margin,
    left_of_each,
    planned_left,
    rates_of,
    unit_margins,
)
from ecomlab.research.selection import (
    best_lists,
    category_facts,
    quarter_profit,
    screen_categories,
    screen_sensitivity,
    supply_score,
)
from ecomlab.research.styles import (
    best_of,
    category_prior,
    day_scatter,
    first_clicks,
    launch_sales,
    least_rate,
    style_errors,
    style_test,
)
from ecomlab.research.waterfall import added_up, standing
from ecomlab.shop import Shop, World
from ecomlab.texts import fact

SINCE, UNTIL, PARCEL = "2025-01-01", "2025-12-01", 1.2
TABLES = (
    "orders", "order_items", "sku", "returns", "shipments", "inbound", "traffic_daily",
    "courier_claims", "creator_orders", "pnl_lines", "article_daily", "category_stats", "suppliers",
    "ads_daily",
)  # fmt: skip
RULE, CLICKS, LEAST = 0.30, 200, 0.10  # of the trade: margin room; of a test; favourites and carts
VAT = (0.13, 0.13)  # of a general taxpayer: in sales, in goods bought
POWER = 0.6  # of the tool's index (1.1)
DEARER = [0, 5, 10, 20]  # yuan that a piece of the second lot costs more
OVER, UNDER = 30, 43  # yuan: of a piece too many, and of one too few
LOW, HIGH = ["unit_price", "lead_mean", "lead_sd", "defect_rate", "moq"], ["on_time_rate"]
STANDING = ["labour", "other"]  # lines of the ledger without an order


@cache
def market_lists():
    """Each quarter's ten best articles of the market, beside the truth of the simulated market."""
    tables, report = Shop(World("light_gear", seed=2026), noise=1).run(days=1)
    truth = report.truth["market_items"][["month", "item_id", "units", "expected"]]
    items = tables["market_items"].merge(truth, on=["month", "item_id"])
    facts = category_facts(tables["category_stats"], "2023-12", margin="after_returns")
    margins = facts.set_index("category")["margin"]
    seen, true = (quarter_profit(items, margins, units) for units in ("units", "expected"))
    return best_lists(seen, true)


def the_shop():
    """The tables of the lesson, by name, and all of them as ``shop``."""
    shop = load("shop")
    tables = {name: shop[name] for name in TABLES}
    return {"shop": tables, "lists": market_lists(), **tables}


lesson = Lesson("1_2", data=the_shop)


# --- What the texts tell -----------------------------------------------------------------------


WORKED_OUT = {}  # each line of the shop that was asked last: several texts tell of it


def _left(shop, by=None):
    """The lesson's waterfalls, of lines that are worked out once."""
    if WORKED_OUT.get("shop") is not shop:
        cents, lines, sources = from_tables(
            shop, SINCE, UNTIL, fee=0.05, parcel=PARCEL, premium=None, vat="general"
        )
        WORKED_OUT.update(shop=shop, cents=cents, lines=lines, sources=sources)
    cents, lines = WORKED_OUT["cents"], WORKED_OUT["lines"]
    return added_up(cents, lines, shop, by, 100, WORKED_OUT["sources"])


@lesson.facts("left-title", "left-reading", "recap-results")
def _whole(shop):
    left = _left(shop)
    part = left.set_index("step")["part"]
    wages = standing(shop, since=SINCE, until=UNTIL)["part"].sum()
    rates = _without_goods(left)
    absent = left.loc[left["part"].isna(), "step"]
    return {
        "left": fact.number(left["left"].iloc[-1], 1),
        "orders": fact.count(left["orders"].iloc[0]),
        "goods": fact.number(-part["goods"], 1),
        "refunds": fact.number(-part[["refund_before", "refund_after"]].sum(), 1),
        "ads": fact.number(-part["ads"], 1),
        "wages": fact.number(-wages, 1),
        "end": fact.number(left["left"].iloc[-1] + wages, 1),
        "absent": fact.name(" and ".join(absent)),
        "least": fact.share(least_margin(**rates), 0),
    }


def _without_goods(left):
    return {name: rate for name, rate in rates_of(left, VAT).items() if name != "goods"}


@lesson.facts("reconcile-reading")
def _reconciled(shop):
    left = _left(shop).set_index("step")["amount"]
    mine, pnl = shop["orders"], shop["pnl_lines"]
    paid = mine.loc[_inside(mine["ts_pay"]), "order_id"]
    alone = pnl["order_id"].isna() & ~pnl["line"].isin(STANDING) & _inside(pnl["date"])
    rows = pnl[alone | pnl["order_id"].isin(paid)]
    booked = rows.groupby(rows["line"].map(LINES).astype(object))["amount"].sum().round(2)
    tables = left.rename(index={"refund_before": "refund_after"}).groupby(level=0).sum()
    gap = (tables - booked).round(2)
    unknown = gap[gap != 0]
    after = booked.sum() / booked["sales"] * 100
    wages = standing(shop, since=SINCE, until=UNTIL)["part"].sum()
    return {
        "ties": fact.count(len(left) - len(unknown)),
        "steps": fact.count(len(left)),
        "open": fact.name(" and ".join(unknown.index)),
        "gap": fact.number(unknown.sum() / booked["sales"] * 100, 1),
        "left": fact.number(after, 1),
        "end": fact.number(after + wages, 1),
    }


def _inside(times):
    """Whether each of these times is in the lesson's months."""
    ends = (pd.Timestamp(day, tz=times.dt.tz) for day in (SINCE, UNTIL))
    return times.between(*ends, inclusive="left")


@lesson.facts("channels-title", "channels-reading")
def _channels(shop):
    table = unit_margins(_left(shop, "channel"), "channel")
    best, worst = table.iloc[0], table.iloc[-1]
    before = table["contribution"] * 100
    return {
        "best": fact.name(best["channel"]),
        "best_left": fact.number(100 * best["after_ads"], 1),
        "worst": fact.name(worst["channel"]),
        "worst_left": fact.number(100 * worst["after_ads"], 1),
        "before_low": fact.number(before.min(), 1),
        "before_high": fact.number(before.max(), 1),
        "below": fact.count((table["after_ads"] < 0).sum()),
        "channels": fact.count(len(table)),
    }


@lesson.facts("roi-reading")
def _roi(shop):
    left = _left(shop, "channel")
    ads = -left[left["step"] == "ads"].set_index("channel")["part"]
    needs = 1 / unit_margins(left, "channel").set_index("channel")["contribution"]
    screen = 100 / ads[ads > 0]
    above = screen[screen > 1]
    below = above[above < needs[above.index]]
    middle = below.sort_values().index[-1] if len(below) else above.idxmin()
    return {
        "above": fact.count(len(above)),
        "channels": fact.count(len(screen)),
        "below": fact.count(len(below)),
        "middle": fact.number(screen[middle], 2),
        "needs": fact.number(needs[middle], 2),
    }


@lesson.facts("articles-reading")
def _articles(shop):
    table = unit_margins(_left(shop, "sku"), "sku", least=RULE)
    first, last = table.iloc[0], table.iloc[-1]
    passes = table[["passes_gross", "passes_contribution", "passes_after_ads"]].sum()
    return {
        "articles": fact.count(len(table)),
        "gross": fact.count(passes.iloc[0]),
        "contribution": fact.count(passes.iloc[1]),
        "after": fact.count(passes.iloc[2]),
        "best": fact.name(first["sku"]),
        "best_left": fact.number(100 * first["after_ads"], 1),
        "worst": fact.name(last["sku"]),
        "worst_left": fact.number(100 * last["after_ads"], 1),
    }


@lesson.facts("border-reading", "border-verdict")
def _border(shop):
    left = _left(shop, "channel")
    needs = {}
    for channel, rows in left.groupby("channel"):
        needs[channel] = least_margin(**_without_goods(rows))
    whole = _without_goods(_left(shop))
    wages = -standing(shop, since=SINCE, until=UNTIL)["part"].sum()
    at_rule = planned_left(1 - RULE, **whole)["left"].iloc[-1]
    ads, returns = dict(whole), dict(whole)
    paid = {name: need for name, need in needs.items() if need > RULE}
    free = [name for name, need in needs.items() if need <= RULE]
    return {
        "whole": fact.share(least_margin(**whole), 1),
        "free": fact.name(", ".join(free)),
        "free_need": fact.share(max(needs[name] for name in free), 0) if free else fact.name("-"),
        "paid_low": fact.share(min(paid.values()), 0),
        "paid_high": fact.share(max(paid.values()), 0),
        "dear": fact.name(max(paid, key=paid.get)),
        "ads_at": fact.share(_where(lambda x: least_margin(**(ads | {"ads": x}))), 0),
        "returns_at": fact.share(_where(lambda x: least_margin(**(returns | {"returns": x}))), 0),
        "returns": fact.share(whole["returns"], 1),
        "ads": fact.share(whole["ads"], 1),
        "at_rule": fact.number(at_rule, 1),
        "wages": fact.number(wages, 1),
        "carry": fact.share(least_margin(wages / 100, **whole), 0),
    }


def _where(need):
    """At which share does the least margin reach the rule?"""
    return next((x / 1000 for x in range(1001) if need(x / 1000) > RULE), 1.0)


@lesson.facts("vat-reading")
def _vat(shop):
    rates = rates_of(_left(shop), VAT)
    both = {"general": VAT, "small": (0.01, 0.0), "services": (*VAT, 0.06)}
    ends = {name: planned_left(**rates, vat=vat)["left"].iloc[-1] for name, vat in both.items()}
    return {
        "general": fact.number(ends["general"], 1),
        "small": fact.number(ends["small"], 1),
        "gap": fact.number(ends["small"] - ends["general"], 1),
        "services": fact.number(ends["services"] - ends["general"], 1),
    }


@lesson.facts("screen-reading")
def _screen(category_stats):
    found = {}
    for margin in ("gross", "after_returns"):
        facts = category_facts(category_stats, "2025-09", margin, power=POWER)
        found[margin] = facts, screen_categories(facts, RULE, 0.10, MOST)
    index = screen_categories(category_facts(category_stats, "2025-09"), RULE, 0.10, MOST)
    gross, after = (found[name][1] for name in ("gross", "after_returns"))
    share = screen_sensitivity(found["gross"][0], GROWTHS, COMPETITIONS)
    return {
        "categories": fact.count(len(gross)),
        "room": fact.count(gross["has_room"].sum()),
        "passes": fact.count(gross["passes"].sum()),
        "by_index": fact.count(index["passes"].sum()),
        "after_room": fact.count(after["has_room"].sum()),
        "after_passes": fact.count(after["passes"].sum()),
        "sure": fact.count((share["share"] == 1).sum()),
        "some": fact.count(((share["share"] > 0) & (share["share"] < 1)).sum()),
    }


GROWTHS, COMPETITIONS, MOST = [0.05, 0.10, 0.15], [50, 65, 80], 65


@lesson.facts("lists-title", "lists-reading")
def _lists(lists):
    return {
        "quarters": fact.count(len(lists)),
        "same": fact.number(lists["same"].mean(), 1),
        "later": fact.number(lists["later"].mean(), 1),
        "fewest": fact.count(lists["later"].min()),
        "most": fact.count(lists["later"].max()),
        "too_much": fact.share(lists["shown"].sum() / lists["came_later"].sum() - 1, 0),
    }


@lesson.facts("styles-reading")
def _styles(article_daily, sku):
    styles = first_clicks(article_daily, sku, CLICKS)
    seen = styles["carts"] / styles["clicks"]
    below = styles[seen < LEAST]
    worst, top = styles.loc[seen.idxmin()], styles.loc[seen.idxmax()]
    later = styles["later_rate"]
    luck = (later * (1 - later) / styles["clicks"]).mean() + later.var()
    return {
        "styles": fact.count(len(styles)),
        "below": fact.count(len(below)),
        "wrongly": fact.count((below["later_rate"] >= LEAST).sum()),
        "worst": fact.name(worst["style"]),
        "worst_seen": fact.share(seen.min(), 1),
        "worst_later": fact.share(worst["later_rate"], 1),
        "top": fact.name(top["style"]),
        "top_seen": fact.share(seen.max(), 1),
        "top_later": fact.share(top["later_rate"], 1),
        "sd_seen": fact.points(seen.std(), 1),
        "sd_luck": fact.points(luck**0.5, 1),
    }


@lesson.facts("pays-reading")
def _pays(shop, article_daily, sku):
    offers, click, pay = _offers(shop, article_daily, sku)
    ordered = offers.sort_values("price")
    cheap, dear = ordered.iloc[0], ordered.iloc[-1]
    return {
        "click": fact.money(click, 2),
        "pay": fact.number(100 * pay),
        "cheap": fact.name(cheap["style"]),
        "cheap_price": fact.money(cheap["price"]),
        "cheap_left": fact.money(cheap["left"]),
        "cheap_least": fact.share(cheap["least"], 0),
        "dear": fact.name(dear["style"]),
        "dear_price": fact.money(dear["price"]),
        "dear_least": fact.share(dear["least"], 1),
    }


def _offers(shop, article_daily, sku):
    """What each new article leaves before ads, and the rate of carts from which it pays."""
    feed = shop["ads_daily"][shop["ads_daily"]["plan_kind"] == "paid_feed"]
    click = feed["cost"].sum() / feed["clicks"].sum()
    pay = float(article_daily["orders"].sum() / article_daily["addcart"].sum())
    offers = sku.loc[sku["launch_date"] >= SINCE, ["sku", "price", "unit_cost"]]
    offers = offers.rename(columns={"sku": "style"}).astype({"style": object})
    before = {name: x for name, x in _without_goods(_left(shop)).items() if name != "ads"}
    offers["left"] = left_of_each(offers, **before)
    offers["least"] = least_rate(click, pay, offers["left"])
    return offers, click, pay


def _test_and_prior(article_daily, sku):
    """The articles launched from that day on, and what earlier ones say of their kind."""
    styles = first_clicks(article_daily, sku, CLICKS)
    new = styles["style"].isin(sku.loc[sku["launch_date"] >= SINCE, "sku"].astype(object))
    known = styles.loc[~new, ["later_clicks", "later_carts"]]
    known = known.rename(columns={"later_clicks": "clicks", "later_carts": "carts"})
    return styles[new], category_prior(known), day_scatter(styles[~new])


@lesson.facts("prior-reading", "sheet-reading", "errors-reading", "best-reading")
def _tested(shop, article_daily, sku):
    new, prior, days = _test_and_prior(article_daily, sku)
    offers, _, _ = _offers(shop, article_daily, sku)
    seen = new[["style", "clicks", "carts", "later_rate"]].merge(offers, on="style")
    sheet = style_test(seen, "least", prior, scatter=days.value)
    counts = sheet["verdict"].value_counts()
    right = sheet["verdict"].map({"go": True, "kill": False})
    told = sheet[right.notna()]
    agree = (told["verdict"] == "go") == (told["later_rate"] >= told["least"])
    rule = {"prior": prior, "scatter": days.value}
    errors = style_errors([CLICKS, 10 * CLICKS], LEAST, at=LEAST, **rule)
    careful = style_errors([CLICKS, 10 * CLICKS], LEAST, chance=0.8, **rule)
    at_best = style_errors(CLICKS, LEAST, prior, at=LEAST)
    best = best_of(10, CLICKS, prior, days.value)
    most = sheet.loc[sheet["seen"].idxmax()]
    return {
        "days": fact.number(days.value, 1),
        "days_low": fact.number(days.low, 1),
        "days_high": fact.number(days.high, 1),
        "launches": fact.count(days.n),
        "worth": fact.count(CLICKS / days.value),
        "at_best": fact.share(at_best["missed"].iloc[0], 0),
        "most": fact.name(most["style"]),
        "most_seen": fact.share(most["seen"], 0),
        "most_least": fact.share(most["least"], 0),
        "most_verdict": fact.name(most["verdict"]),
        "rate": fact.share(prior.rate, 1),
        "weight": fact.count(prior.clicks),
        "good": fact.share(errors["good"].iloc[0], 0),
        "go": fact.count(counts.get("go", 0)),
        "test_on": fact.count(counts.get("test on", 0)),
        "kill": fact.count(counts.get("kill", 0)),
        "decided": fact.count(len(told)),
        "agree": fact.count(agree.sum()),
        "false_go": fact.share(errors["false_go"].iloc[0], 0),
        "missed": fact.share(errors["missed"].iloc[0], 0),
        "false_go_more": fact.share(errors["false_go"].iloc[1], 0),
        "missed_more": fact.share(errors["missed"].iloc[1], 0),
        "careful_go": fact.share(careful["false_go"].iloc[0], 0),
        "careful_missed": fact.share(careful["missed"].iloc[0], 0),
        "random": fact.share(best["random"], 1),
        "shown": fact.share(best["shown"], 1),
        "true": fact.share(best["true"], 1),
    }


@lesson.facts("lots-reading")
def _lots(article_daily, sku):
    sales = launch_sales(article_daily, sku)
    early, late = sales["early"], sales["late"]
    tells = correlation(early, late, "launches")
    parts = (early.mean(), early.std()), (late.mean(), late.std())
    plans = two_orders(OVER, UNDER, *parts, tells.value).set_index("plan")
    one, two = plans.loc["one order"], plans.loc["two orders"]
    gain = reorder_gain(OVER, UNDER, *parts, [tells.low, tells.value], [DEARER[0], DEARER[-1]])
    return {
        "articles": fact.count(len(sales)),
        "correlation": fact.number(tells.value, 2),
        "low": fact.number(tells.low, 2),
        "high": fact.number(tells.high, 2),
        "dearer": fact.money(DEARER[-1]),
        "dear_more": fact.share(gain["more"].iloc[3], 0),
        "low_more": fact.share(gain["more"].iloc[0], 0),
        "low_dear_more": fact.share(gain["more"].iloc[1], 0),
        "one": fact.count(one["first"]),
        "first": fact.count(two["first"]),
        "second": fact.count(two["second"]),
        "gain": fact.money(two["profit"] - one["profit"]),
        "more": fact.share(two["profit"] / one["profit"] - 1, 0),
        "left_one": fact.count(one["left_over"]),
        "left_two": fact.count(two["left_over"]),
    }


@lesson.facts("supply-reading")
def _supply(suppliers):
    found = supply_score(suppliers, LOW, HIGH)
    first = found.sort_values("first", ascending=False).iloc[0]
    return {
        "supplier": fact.name(first["supplier"]),
        "first": fact.share(first["first"], 0),
        "worst_at": fact.name(first["worst_at"] or "nothing"),
    }


@lesson.facts("mix-reading", "curve-reading")
def _mix(orders, order_items, sku):
    articles = paid_articles(orders, order_items, sku)
    roles = articles["role"].astype(object).replace({"welfare": "traffic", "image": "long_tail"})
    mix = product_mix(articles.assign(role=roles), plan=MIX)
    moved = distance_to(mix)
    traffic = mix.set_index("role").loc["traffic"]
    curve = sales_curve(articles, 11)
    bounds = tier_bounds("units").set_index("tier")
    return {
        "near": fact.name(moved.idxmin()),
        "near_points": fact.points(moved.min(), 0),
        "far": fact.name(moved.idxmax()),
        "far_points": fact.points(moved.max(), 0),
        "traffic_low": fact.share(traffic[list(BASES)].min(), 0),
        "traffic_high": fact.share(traffic[list(BASES)].max(), 0),
        "first": fact.name(curve["sku"].iloc[0]),
        "a_month": fact.count(curve["a_month"].iloc[0]),
        "drop": fact.number(curve["drop"].iloc[0], 1),
        "at_least": fact.count(bounds.loc["flash sale", "least"]),
        "at_most": fact.count(bounds.loc["event", "most"]),
    }


@lesson.facts("range-reading")
def _range(orders, order_items, sku, category_stats):
    articles = paid_articles(orders, order_items, sku)
    broad = assortment_breadth(articles).set_index("of")
    facts = category_facts(category_stats, "2025-09", power=POWER)
    gap = assortment_gap(articles, facts.rename(columns={"searches": "sales"}))
    new = newness(articles, SINCE, UNTIL, young=365)
    return {
        "number": fact.count(broad.loc["articles", "number"]),
        "effective": fact.count(broad.loc["articles", "effective"]),
        "groups": fact.count(broad.loc["category", "effective"]),
        "strong": fact.name(gap["category"].iloc[0]),
        "lacking": fact.count((gap["own"] == 0).sum()),
        "launched": fact.count(new["launched"]),
        "new_share": fact.share(new["new_share"], 0),
    }


def paid_articles(orders, order_items, sku):
    """What each article sold in the lesson's months."""
    paid = orders.loc[_inside(orders["ts_pay"]), "order_id"]
    return article_sales(order_items[order_items["order_id"].isin(paid)], sku)


# --- In the lesson -----------------------------------------------------------------------------


@lesson.exercise("Last quarter's ten best", Prediction("articles", most=10))
def ten_best(lists):
    """Each quarter somebody lists the **ten best articles** of the market by profit, buys the like of
    them, and has the goods a quarter later. On average over the quarters: how many of the ten are
    then among the ten that are *truly* best? Give (value, low, high), between 0 and 10.

    Hint: Two things come between: luck in the quarter that was counted, and what changes until the
    goods are there.

    Right: The list is far better than a lot, and it promises more than it holds. Read how much
    more in the next cells.
    """
    return lists["later"].mean()


def _dear(pnl_lines):
    """The channel whose ads and creators cost most."""
    spent = pnl_lines[pnl_lines["line"].isin(["ads", "kol"])]
    return -spent.groupby(spent["channel"].astype(object))["amount"].sum()


@lesson.exercise("One channel's 100 yuan", Number(tolerance=0.2, unit="yuan"))
def channel_left(pnl_lines):
    """Take the ledger `pnl_lines` of all days. Of 100 yuan that were paid by orders through
    **{channel}**: how many are left when all that was booked for its orders is taken off, its ads
    and creators too? Some goods (`cogs`: lots that came dearer than usual) carry no channel: share
    them out by article, as `booked` does. `labour`, and `other` without an order, stand aside. Give
    yuan of 100, with one decimal or more.

    Hint: `waterfall.booked` does it, with `by="channel"`; its last `left`.

    Hint: By hand: add up the lines of the channel, and its part of the goods that carry none. The
    100 yuan are the line `revenue`: what was paid, before any refund.

    Right: This is what the channel leaves by its last clicks, on average. It is not what one more
    yuan of ads brings: that is asked in 2.4.
    """
    return (_mine(pnl_lines) + _dealt(pnl_lines)) / _mine(pnl_lines, "revenue") * 100


def _dealt(pnl_lines):
    """The channel's part of goods that carry none, shared out by what each article's goods cost."""
    goods = pnl_lines[pnl_lines["line"] == "cogs"]
    sku, here = goods["sku"].astype(object), goods["channel"].notna()
    nowhere = goods["amount"][~here].groupby(sku[~here]).sum()
    channel = goods["channel"].astype(object)[here]
    sums = goods["amount"][here].groupby([sku[here], channel]).sum().unstack(fill_value=0.0)
    part = sums[_dear(pnl_lines).idxmax()] / sums.sum(axis=1)
    return float((nowhere * part).sum())


@channel_left.facts
def _which(pnl_lines):
    return {"channel": _dear(pnl_lines).idxmax()}


def _mine(pnl_lines, *lines):
    mine = pnl_lines[pnl_lines["channel"] == _dear(pnl_lines).idxmax()]
    sums = mine.groupby(mine["line"].astype(object))["amount"].sum()
    return sums.reindex([*lines]).fillna(0).sum() if lines else sums.sum()


@channel_left.wrong("of what was kept")
def _of_kept(pnl_lines):
    """You divided by what customers kept. The question is about 100 yuan *paid*, refunds
    included. Both are used: say which is yours.
    """
    whole = _mine(pnl_lines) + _dealt(pnl_lines)
    return whole / _mine(pnl_lines, "revenue", "refund") * 100


@channel_left.wrong("before ads")
def _before_ads(pnl_lines):
    """That is left *before* ads and creators. A channel that must be paid for has to carry them."""
    before = _mine(pnl_lines) + _dealt(pnl_lines) - _mine(pnl_lines, "ads", "kol")
    return before / _mine(pnl_lines, "revenue") * 100


@channel_left.wrong("refunds forgotten")
def _no_refunds(pnl_lines):
    """You left the refunds out. They are the second largest step after the goods."""
    rest = _mine(pnl_lines) + _dealt(pnl_lines) - _mine(pnl_lines, "refund")
    return rest / _mine(pnl_lines, "revenue") * 100


@channel_left.wrong("all channels")
def _all_channels(pnl_lines):
    """That is all channels together. The free ones hide what the paid ones cost."""
    mine = pnl_lines[pnl_lines["channel"].notna()]
    return mine["amount"].sum() / mine.loc[mine["line"] == "revenue", "amount"].sum() * 100


@channel_left.applies
def _has_channels(pnl_lines):
    """In this ledger no channel with ads has revenue."""
    return _mine(pnl_lines, "revenue") > 0


@lesson.exercise(
    "Thirty-five per cent of room",
    Decision(
        actions={
            "A": "Take it in, and sell it by search and in the live room.",
            "B": "Take it in, and sell it by search without ads only.",
            "C": "Turn it down.",
        },
        reasons={
            "1": "35% is more than 30%.",
            "2": "By search something is left of 100 yuan; with the live room's ads it is a loss.",
            "3": "Nothing is left of 100 yuan, however it is sold.",
            "4": "An article of which so much comes back can't pay.",
        },
    ),
)
def thirty():
    """A supplier offers an article with a margin room of 35%: goods cost 65 of 100 yuan. Of what is
    sent 20% comes back and loses a quarter of its cost. The platform takes 5%, a parcel costs 3 of 100
    yuan, VAT is that of a general taxpayer. By search it needs no ads; in the live room ads and
    host take 24 of 100 yuan. What do you do, and why?

    Hint: `planned_left(0.65, returns=0.20, lost=0.25, freight=0.03)` draws it up without ads.

    Hint: And with `ads=0.24`?

    Right: The same article, two channels, two answers. A border for margin room must name the channel.
    """
    rates = {"returns": 0.20, "lost": 0.25, "freight": 0.03}
    search, live = (planned_left(0.65, ads=ads, **rates)["left"].iloc[-1] for ads in (0, 0.24))
    return ("A", 1) if live > 0 else ("B", 2) if search > 0 else ("C", 3)


@thirty.wrong("the rule was met")
def _rule_met():
    """The rule asks only for the room. In the live room 24 of 100 yuan go for ads and host, and
    the room of 35 must carry returns, fee, freight and tax as well. Draw both waterfalls.
    """
    return "A", None


@thirty.wrong("nothing left at all")
def _nothing_left():
    """By search there are no ads to pay. Draw that waterfall: something is left."""
    return "C", None


@thirty.wrong("right action, wrong reason: the rule")
def _right_by_rule():
    """Right decision. But if 35 > 30 were the reason, the live room would be fine too."""
    return "B", 1


@thirty.wrong("right action, wrong reason: returns")
def _right_by_returns():
    """Right decision, but returns are the same by both ways. What differs is what a sale costs
    before it comes about.
    """
    return "B", 4


@thirty.wrong("right action, wrong reason: nothing")
def _right_by_nothing():
    """If nothing were left in any case, why take it in? Draw the waterfall without ads."""
    return "B", 3


# --- The workshop's pool -----------------------------------------------------------------------


@lesson.exercise("A dress that comes back", Number(tolerance=0.006, unit="share"), pool=True)
def least_room():
    """Of 100 dresses sent 45 come back, and each of these loses 30% of its cost. The platform takes 5%
    of what is kept, a parcel costs 4 of 100 yuan, ads take 15 of 100 yuan of sales. The shop is a
    small-scale taxpayer: 1% included in sales, nothing to claim in goods. What margin room
    (1 − goods ÷ price) does the dress need so that nothing is lost? Give a share with three decimals.

    Hint: `least_margin(...)` of `ecomlab.research.margins`: `vat=(0.01, 0)`.

    Hint: By hand: 55 yuan stay of 100. Take fee, parcel, ads and tax off. What is left may be spent on
    goods, and of 100 yuan of goods 45 come back at 70% of their worth.

    Right: Much more than 30%, and the dress is no exception: in live shows half and more comes back.
    """
    return least_margin(returns=0.45, lost=0.30, fee=0.05, freight=0.04, ads=0.15, vat=(0.01, 0))


@least_room.wrong("no returns")
def _no_returns():
    """You let nothing come back. Then of 100 yuan 100 stay, not 55."""
    return least_margin(fee=0.05, freight=0.04, ads=0.15, vat=(0.01, 0))


@least_room.wrong("goods lost")
def _goods_lost():
    """You wrote off all that came back. It loses 30% of its cost; 70% is on the shelf again."""
    return least_margin(returns=0.45, lost=1.0, fee=0.05, freight=0.04, ads=0.15, vat=(0.01, 0))


@least_room.wrong("ads forgotten")
def _ads_forgotten():
    """You left the ads out. They are paid for all 100 yuan, also for what comes back."""
    return least_margin(returns=0.45, lost=0.30, fee=0.05, freight=0.04, vat=(0.01, 0))


@least_room.wrong("ads on kept sales")
def _ads_on_kept():
    """You took ads as 15% of what is kept. They were spent on all that was ordered."""
    return least_margin(
        returns=0.45, lost=0.30, fee=0.05, freight=0.04, ads=0.15 * 0.55, vat=(0.01, 0)
    )


@least_room.wrong("nothing lost")
def _nothing_lost():
    """You put everything back on the shelf as new. Each piece loses 30% of its cost."""
    return least_margin(returns=0.45, fee=0.05, freight=0.04, ads=0.15, vat=(0.01, 0))


@lesson.exercise("Two kinds of taxpayer", Number(tolerance=0.02, unit="yuan"), pool=True)
def small_scale():
    """Customers pay 100 yuan and keep all. The goods cost 50 yuan, with an invoice. A general taxpayer
    (一般纳税人) has 13% included in both; a small-scale one (小规模纳税人) has 1% included in the 100 yuan
    and can claim nothing. How many yuan more has the small-scale taxpayer left? Two decimals.

    Hint: The tax included in 100 yuan at 13% is 100 × 13 ÷ 113.

    Hint: The general taxpayer takes off the tax included in the goods.

    Right: It depends on the goods' invoice: at a high cost of goods the general taxpayer pays less.
    Rates and the limit of sales change; look both up before you plan by them.
    """
    general = 100 * 0.13 / 1.13 - 50 * 0.13 / 1.13
    return general - 100 * 0.01 / 1.01


@small_scale.wrong("tax on top")
def _on_top():
    """You took 13% *of* the amounts. Prices include the tax: 13 of 113."""
    return 100 * 0.13 - 50 * 0.13 - 100 * 0.01


@small_scale.wrong("no claim")
def _no_claim():
    """You forgot the tax in the goods, which a general taxpayer takes off."""
    return 100 * 0.13 / 1.13 - 100 * 0.01 / 1.01


@small_scale.wrong("the general one's tax")
def _general_only():
    """That is the general taxpayer's own bill. How much smaller is the other's?"""
    return 50 * 0.13 / 1.13


@lesson.exercise("Two per cent of what?", Number(tolerance=1, unit="pieces"), pool=True)
def tiers_units():
    """A document says: one or two flash-sale articles with more than 10,000 pieces a month make 2%
    (原文 003:360: 秒杀人气商品1-2款,月销量上万,占比2%). Suppose that the 2% were a share of all *pieces* sold.
    How many pieces a month must the shop sell at the very least?

    Hint: One article, 10,000 pieces. These are 2%.

    Right: And its event articles, 8 to 16 with 3,000 pieces at most, would be 10% of 480,000 pieces at
    most: both can't hold. As shares of the *number of articles* they fit a shop of 80 to 100.
    """
    return tier_bounds("units")["least"].iloc[0]


@tiers_units.wrong("two articles")
def _two_articles():
    """At the very least it is *one* article. You took two."""
    return 2 * 10_000 / 0.02


@tiers_units.wrong("two per cent of it")
def _two_per_cent_of():
    """You took 2% of 10,000. The 10,000 pieces *are* the 2%."""
    return 10_000 * 0.02


@tiers_units.wrong("twenty per cent")
def _twenty():
    """You divided by 20%. It is 2%."""
    return 10_000 / 0.2


_NAMES = {
    "A": "of the number of articles",
    "B": "of pieces sold",
    "C": "of sales",
    "D": "of gross profit",
}


def _by_distance(order_items, sku):
    """The letters of the bases, from the one nearest to 20/50/30 to the farthest."""
    articles = article_sales(order_items, sku)
    roles = articles["role"].astype(object).replace({"welfare": "traffic", "image": "long_tail"})
    moved = distance_to(product_mix(articles.assign(role=roles), plan=MIX))
    letters = dict(zip(BASES, _NAMES, strict=True))
    return [letters[base] for base in moved.sort_values(kind="stable").index]


@lesson.exercise("20/50/30 of what?", Choice(_NAMES), pool=True)
def mix_base(order_items, sku):
    """The document wants 20% traffic articles, 50% profit articles, 30% long tail
    (原文 002:030: 爆款引流(20%)+利润款支撑(50%)+长尾款补充(30%)) and doesn't say of what. Count
    welfare articles as traffic and image articles as long tail, and take all lines of
    `order_items`. On which base is this shop **nearest** to 20/50/30?

    Hint: `distance_to(product_mix(articles, plan=MIX))`, with `article_sales(order_items, sku)`.

    Hint: `.replace({"welfare": "traffic", "image": "long_tail"})` on the column `role`.

    Right: Whoever reports the mix can choose the base on which it looks best. Ask for it first.
    """
    return _by_distance(order_items, sku)[0]


@mix_base.applies
def _has_roles(order_items, sku):
    """In this shop the three roles aren't all there."""
    return len(_by_distance(order_items, sku)) == len(BASES)


@mix_base.wrong("second")
def _second(order_items, sku):
    """On another base the distance is smaller. Compute all four."""
    return _by_distance(order_items, sku)[1]


@mix_base.wrong("third")
def _third(order_items, sku):
    """Two bases are nearer to the plan than this one. Compute all four."""
    return _by_distance(order_items, sku)[2]


@mix_base.wrong("farthest")
def _farthest(order_items, sku):
    """On this base the shop is farthest from the plan. The document wouldn't know it either."""
    return _by_distance(order_items, sku)[3]


@lesson.exercise("Killed too early", Number(tolerance=0.4, unit="articles"))
def killed_early(article_daily, sku):
    """Use `first_clicks(article_daily, sku, clicks=200)`. Suppose that each new article had been killed
    if it showed **less than 10%** carts in its first clicks. How many would have been killed although
    they had 10% or more later?

    Hint: What was seen is `carts / clicks`; what came is `later_rate`.

    Right: It is the price of a rule that reads 200 clicks as if they were the truth.
    """
    styles = first_clicks(article_daily, sku, clicks=200)
    killed = styles["carts"] / styles["clicks"] < 0.10
    return (killed & (styles["later_rate"] >= 0.10)).sum()


@killed_early.applies
def _some_killed(article_daily, sku):
    """In this shop no new article was killed wrongly, or too few were launched to say."""
    styles = first_clicks(article_daily, sku, clicks=200)
    seen = styles["carts"] / styles["clicks"] < 0.10
    later = styles["later_rate"] >= 0.10
    numbers = {seen.sum(), (seen & later).sum(), (~seen & ~later).sum(), later.sum()}
    return len(numbers) == 4 and (seen & later).sum() > 0


@killed_early.wrong("all killed")
def _all_killed(article_daily, sku):
    """That is how many would have been killed. How many of them wrongly?"""
    styles = first_clicks(article_daily, sku, clicks=200)
    return (styles["carts"] / styles["clicks"] < 0.10).sum()


@killed_early.wrong("the other mistake")
def _false_go(article_daily, sku):
    """Those would have gone on although they had less than 10% later: the other mistake."""
    styles = first_clicks(article_daily, sku, clicks=200)
    seen = styles["carts"] / styles["clicks"] >= 0.10
    return (seen & (styles["later_rate"] < 0.10)).sum()


@killed_early.wrong("all good ones")
def _all_good(article_daily, sku):
    """Those are all that had 10% or more later. How many of them showed less at first?"""
    return (first_clicks(article_daily, sku, clicks=200)["later_rate"] >= 0.10).sum()


@lesson.exercise("The first lot", Number(tolerance=2, unit="pieces"))
def first_lot():
    """A new article: demand of the season about 520 pieces, with a standard deviation of 210 (normal). A
    piece that is left loses 30 yuan, a piece that is missed would have left 45 yuan. There is one
    order only. How many pieces?

    Hint: The chance that the last piece is sold should be 30 ÷ (30 + 45).

    Hint: `newsvendor(over=30, under=45, mean=520, sd=210)`.

    Right: A little above the mean, because a missed piece costs more than one left. If a second order
    were possible, the first would be far smaller.
    """
    return newsvendor(over=30, under=45, mean=520, sd=210)


@first_lot.wrong("the mean")
def _the_mean():
    """That is the mean. It is right only where a piece too many costs as much as one too few."""
    return 520


@first_lot.wrong("costs exchanged")
def _exchanged():
    """You exchanged the two costs. Missing a piece is the dearer mistake here."""
    return newsvendor(over=45, under=30, mean=520, sd=210)


@first_lot.wrong("mean times ratio")
def _times_ratio():
    """You multiplied the mean by the ratio. The ratio is a chance: find the demand that isn't exceeded
    with that chance.
    """
    return 520 * 45 / 75


@first_lot.wrong("mean plus sd")
def _plus_sd():
    """You added a whole standard deviation. How much is added hangs on the two costs."""
    return 520 + 210


@lesson.exercise(
    "The article below zero",
    Decision(
        actions={
            "A": "Drop it: 0.7 yuan of 100 are lost with each sale.",
            "B": "Keep it for now, and ask which costs would really go with it.",
            "C": "Advertise it more, so that it comes above zero.",
        },
        reasons={
            "1": "An article below zero makes the shop poorer.",
            "2": "Its share of the ads was dealt out by sales; without it the ads would be the same.",
            "3": "More sales spread its costs over more pieces.",
            "4": "Customers like cheap articles.",
        },
    ),
    pool=True,
)
def drop_article():
    """In a shop's waterfall by article the moon stool stands at −0.7 of 100 yuan: before ads 10.4 are
    left, ads take 11.1. The ads of each channel were shared among its articles by sales. Your boss wants
    to drop the stool. What do you do, and why?

    Hint: What would the shop save tomorrow if the stool were gone? Go through the steps.

    Hint: Who decides how much is spent on ads: the stool, or the budget?

    Right: An average that was dealt out is no margin. Before ads the stool leaves 10.4, and some buy it
    beside a table. Whether its own ads pay is a question for a test (2.4).
    """
    return "B", 2


@drop_article.wrong("average as margin")
def _average_as_margin():
    """The 11.1 for ads are an average that was dealt out by sales. Drop the stool, and the ad
    bill stays; the 10.4 are gone.
    """
    return "A", None


@drop_article.wrong("more ads")
def _more_ads():
    """Goods, fee, parcel and ads grow with each piece. They aren't spread: the same loss, more
    often, if the ads were really its own.
    """
    return "C", None


@drop_article.wrong("right action, wrong reason: the number")
def _by_the_number():
    """Right decision, but if the −0.7 were its own, keeping it would be wrong. Why isn't it?"""
    return "B", 1


@drop_article.wrong("right action, wrong reason: spread")
def _by_spread():
    """Right decision. But its costs grow with every piece: nothing is spread thinner."""
    return "B", 3


@drop_article.wrong("right action, wrong reason: taste")
def _by_taste():
    """Right decision. That customers like it would be no reason to sell at a loss."""
    return "B", 4


@lesson.exercise("What it showed, what it was", Number(tolerance=0.001, unit="share"), pool=True)
def best_seen(article_daily, sku):
    """Use `first_clicks(article_daily, sku, clicks=200)`. Take the new article that showed the **largest**
    share of carts in its first clicks. Which share did it have later? Three decimals.

    Hint: What was seen is `carts / clicks`; what came is `later_rate`.

    Hint: `.idxmax()` finds the row.

    Right: Whoever is first of several was lucky too, most of the time. Plan with what the kind says,
    moved a little by the test.
    """
    styles = first_clicks(article_daily, sku, clicks=200)
    return styles.loc[(styles["carts"] / styles["clicks"]).idxmax(), "later_rate"]


def _apart(*values):
    ordered = sorted(values)
    return min(high - low for low, high in pairwise(ordered)) > 0.0025


@best_seen.applies
def _differ(article_daily, sku):
    """In this shop the answers can't be told apart."""
    return _apart(
        best_seen(article_daily, sku),
        _what_it_showed(article_daily, sku),
        _best_later(article_daily, sku),
    )


@best_seen.wrong("what it showed")
def _what_it_showed(article_daily, sku):
    """That is what it showed in its first clicks. What came later?"""
    styles = first_clicks(article_daily, sku, clicks=200)
    return (styles["carts"] / styles["clicks"]).max()


@best_seen.wrong("the best later")
def _best_later(article_daily, sku):
    """That is the article that was best *later*. The test hadn't named it."""
    return first_clicks(article_daily, sku, clicks=200)["later_rate"].max()


@lesson.exercise("The platform's fee", Number(tolerance=0.0004, unit="share"), pool=True)
def fee_rate(pnl_lines):
    """`what_is_left` needs the platform's fee, and nobody has told you this shop's. Find it in its
    ledger: the fee as a share of what customers paid and were not refunded. Four decimals.

    Hint: The lines are `revenue`, `refund` and `platform_fee`. A refund gives its part of the fee back.

    Right: `reconcile` shows a wrong rate at once: one step has a gap, and all others are 0.
    """
    sums = pnl_lines.groupby(pnl_lines["line"].astype(object))["amount"].sum()
    return -sums["platform_fee"] / (sums["revenue"] + sums["refund"])


@fee_rate.wrong("of all that was paid")
def _of_all_paid(pnl_lines):
    """You divided by all that was paid. For what was refunded the platform has given its fee back."""
    sums = pnl_lines.groupby(pnl_lines["line"].astype(object))["amount"].sum()
    return -sums["platform_fee"] / sums["revenue"]


@fee_rate.wrong("of what is left after goods")
def _of_after_goods(pnl_lines):
    """You took the goods off as well. The platform takes its part of sales, not of profit."""
    sums = pnl_lines.groupby(pnl_lines["line"].astype(object))["amount"].sum()
    return -sums["platform_fee"] / (sums["revenue"] + sums["refund"] + sums["cogs"])


@fee_rate.applies
def _has_fee(pnl_lines):
    """In this ledger there is no fee, or nothing was refunded."""
    sums = pnl_lines.groupby(pnl_lines["line"].astype(object))["amount"].sum()
    return sums["platform_fee"] < 0 and sums["refund"] < 0
