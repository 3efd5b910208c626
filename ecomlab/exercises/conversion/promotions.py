"""The exercises of lesson 3.8, *What will this promotion cost?*, and its part of the pool."""

import numpy as np
import pandas as pd

from ecomlab.classroom.kinds import Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.conversion.giveaways import gift_margin, presale_model, quota_promo
from ecomlab.conversion.promo_sheet import lines_paid, promo_price_sheet
from ecomlab.conversion.promotions import (
    allocate_discount,
    best_discounts,
    refund_share,
    stack_discounts,
)
from ecomlab.conversion.thresholds import (
    bunching,
    optimise_thresholds,
    promo_incrementality,
    threshold_effect,
)
from ecomlab.datasets import load
from ecomlab.estimates import difference_of_shares, share
from ecomlab.texts import fact

DAY, FEE, PACKAGING = "2025-11-01", 0.05, 1.2  # the event's first; the platform's share; yuan
THRESHOLD, OFF = 299.0, 20.0
STATE = "299 − 20"
DEGREE = 7  # of the curve
TAX = 13 / 113  # of what is paid less what goods cost: 13% are in both (增值税, 一般纳税人)
REACH, PIECE, HANDLING, PARCEL = 100.0, 110.0, 5.5, 6.0  # yuan: in reach; added; a return; a parcel
OWN = (
    "threshold_days",
    "other_days",
    "threshold_twin",
    "order_values",
    "plain_orders",
    "plain_shops",
    "arrivals",
    "other_arrivals",
    "presale_sets",
)

PROMOS = pd.DataFrame(
    {
        "promo": ["18% off", STATE, "live 100 − 15"],
        "step": [1, 2, 3],
        "threshold": [0, 299, 100],
        "share": [0.18, 0, 0],
        "off": [0, 20, 15],
    }
)
MAT_AND_CUP = pd.DataFrame({"sku": ["mat", "cup"], "price": [240.0, 60.0], "qty": [1, 1]})
ONE_THRESHOLD = pd.DataFrame({"promo": [STATE], "threshold": [299], "off": [20]})
TWO_SHOPS = pd.DataFrame(
    {
        "shop": ["ours", "ours", "tea shop"],
        "sku": ["mat", "cup", "teapot"],
        "price": [240.0, 60.0, 130.0],
        "qty": [1, 1, 1],
    }
)
ACROSS = pd.DataFrame(
    {
        "promo": ["our 299 − 20", "across shops 300 − 50"],
        "step": [1, 2],
        "threshold": [299, 300],
        "off": [20, 50],
        "shop": ["ours", None],
    }
)
TOMORROW = MAT_AND_CUP.assign(price=[196.8, 49.2])  # 18% off
TENT = pd.DataFrame({"sku": ["tent"], "price": [330.0], "qty": [1]})
TWO_BASES = pd.DataFrame(
    {
        "promo": ["10% off", "300 − 40"],
        "step": [1, 2],
        "threshold": [0, 300],
        "share": [0.10, 0],
        "off": [0, 40],
    }
)
COUPONS = pd.DataFrame(
    {
        "promo": [
            "shop coupon 300 − 40",
            "shop coupon 10% off",
            "member 5% off",
            "platform 280 − 25",
        ],
        "step": [1, 1, 2, 3],
        "threshold": [300, 200, 0, 280],
        "off": [40, 0, 0, 25],
        "share": [0, 0.10, 0.05, 0],
        "group": ["shop coupon", "shop coupon", None, None],
    }
)
PROMISED = pd.DataFrame(
    {
        "sku": ["TE02", "CH02", "BP01"],
        "whom": ["creator of last week's show", "dealer in Chengdu", "creator of last week's show"],
        "price": [399.0, 215.0, 189.0],
    }
)
SETS = {
    "199 − 20": [(199, 20)],
    "249 − 20": [(249, 20)],
    STATE: [(299, 20)],
    "399 − 20": [(399, 20)],
    "299 − 40": [(299, 40)],
    "199 − 10, 299 − 20, 499 − 40": [(199, 10), (299, 20), (499, 40)],
}
TOOLS = pd.DataFrame(
    [
        ("was 299, now 199", "锚定价", "000", "promo_price_sheet: was_at_most", "3.3"),
        ("first 100 −30", "前100名减30", "000", "quota_promo", "3.8"),
        ("buy one, get one; sample", "买一送一, 小样", "000, 002", "gift_margin", "3.8"),
        (
            "threshold, tiers",
            "满减, 阶梯满减",
            "002, 003, 004",
            "threshold_effect, optimise_thresholds",
            "3.8",
        ),
        ("cross-shop threshold", "跨店满减", "000", "stack_discounts", "3.8"),
        ("presale deposit, expansion", "定金膨胀", "000, 002", "presale_model", "3.8, 2.7"),
        (
            "balance reduction, live coupon",
            "尾款立减, 直播间券",
            "002",
            "presale_model, best_discounts",
            "3.8",
        ),
        ("coupon", "优惠券", "000, 003", "best_discounts; coupon_break_even", "3.8, 2.7"),
        ("limited-time discount, flash sale", "限时折扣, 秒杀", "003, 004", "event_effect", "2.7"),
        ("instalments, trade-in", "分期免息, 以旧换新", "002", "instalment_breakeven", "3.3"),
        ("referral reward", "邀请有礼", "003", "referral_model", "5.6"),
        (
            "presale of new items, member day",
            "新品预售, 会员日",
            "004",
            "campaign_scorecard",
            "2.7",
        ),
    ],
    columns=["tool", "中文", "documents", "worked out by", "lesson"],
)


def evening_of(day=DAY):
    """Midnight before a day, in the shop's zone."""
    return pd.Timestamp(day, tz="Asia/Shanghai")


def articles_on(shop, day=DAY):
    """The articles on the shelf on the evening before: price, cost, and a parcel of their own."""
    shelf = shop["inventory_daily"]
    last = shelf[shelf["date"] == evening_of(day) - pd.Timedelta(days=1)]
    table = last[["sku", "price"]].astype({"sku": str})
    there = shop["sku"]
    there = there[
        (there["launch_date"] < evening_of(day)) & ~(there["end_date"] <= evening_of(day))
    ]
    about = there[["sku", "title", "category", "unit_cost"]].astype({"sku": str})
    table = table.merge(about, on="sku").rename(columns={"unit_cost": "cost"})
    return table.assign(other=table["sku"].map(_parcel_alone(shop)).round(2)).reset_index(drop=True)


def _parcel_alone(shop):
    """Yuan for a parcel with one piece of an article in it, and its box."""
    items = shop["order_items"]
    alone = items[items.groupby("order_id")["qty"].transform("sum") == 1]
    cost = alone.merge(
        shop["orders"][["order_id", "shipping_cost", "ts_ship_click"]].dropna(), on="order_id"
    )
    mean = cost.groupby(cost["sku"].astype(str))["shipping_cost"].mean()
    names = shop["sku"]["sku"].astype(str)
    return mean.reindex(names).fillna(cost["shipping_cost"].mean()) + PACKAGING


def sold_before(shop, day=DAY):
    """Lines sold before a day, as known on the evening before: date, sku, qty, paid."""
    until, orders = evening_of(day), shop["orders"]
    mine = orders[(orders["ts_pay"] < until) & ~(orders["ts_cancel"] < until)]
    back = shop["returns"]
    return lines_paid(shop["order_items"], mine, back[back["requested_at"] < until])


def data():
    """The tables of the lesson."""
    shop, second, own = load("shop"), load("second_shop"), load("promotions")
    return {name: own[name] for name in OWN} | {
        "articles": articles_on(shop),
        "sold": sold_before(shop),
        "other_articles": articles_on(second),
        "other_sold": sold_before(second),
        "items": shop["order_items"],
        "orders": shop["orders"],
    }


NAMES = (
    {name: f"own.{name}" for name in OWN}
    | {
        "items": "shop.order_items",
        "orders": "shop.orders",
    }
    | {name: name for name in ("articles", "sold", "other_articles", "other_sold")}
)
lesson = Lesson("3_8", data=data, names=NAMES)


def years(threshold_twin):
    """The twin's quarters added up to one row per luck and state."""
    return threshold_twin.groupby(["luck", "state"], as_index=False).sum(numeric_only=True)


def twin(threshold_twin, state=STATE):
    """`threshold_effect` of a threshold against the same shop without it, run by run."""
    found = threshold_effect(
        years(threshold_twin), state, "none", arm="state", pair="luck", counts="runs"
    )
    return found.set_index("metric")


def between(threshold_twin, one, other, metric="left"):
    """One threshold less another, run by run."""
    found = threshold_effect(
        years(threshold_twin), one, other, arm="state", pair="luck", counts="runs"
    )
    return found.set_index("metric").loc[metric]


def by_state(threshold_twin, metrics=("kept per order", "orders", "left")):
    """What each state does against none: one row per state, the estimates of several metrics."""
    rows = {}
    for state in threshold_twin["state"].unique():
        if state != "none":
            found = twin(threshold_twin, state).loc[list(metrics)]
            rows[state] = {
                f"{m} {end}": found.loc[m, column]
                for m in metrics
                for end, column in (("", "estimate"), ("low", "low"), ("high", "high"))
            }
    return (
        pd.DataFrame.from_dict(rows, orient="index")
        .rename_axis("threshold")
        .rename(columns=str.strip)
    )


def by_threshold(threshold_twin, metrics=("value per order", "paid per order", "kept per order")):
    """What each threshold with 20 yuan off does per order: one row per threshold and metric."""
    rows = []
    for state in threshold_twin["state"].unique():
        if state.endswith(" − 20"):
            found = twin(threshold_twin, state).loc[list(metrics)].reset_index()
            rows.append(found.assign(threshold=float(state.split(" ")[0])))
    return pd.concat(rows, ignore_index=True).sort_values(
        ["metric", "threshold"], ignore_index=True
    )


def own_cents(order_items, orders):
    """Order by order: the shop's shares of its reductions, and ours by `allocate_discount`."""
    paid = orders.loc[orders["ts_pay"].notna(), "order_id"]
    lines = order_items[order_items["order_id"].isin(paid)]
    amount = (lines["price"] * lines["qty"]).round(2)
    off = lines.groupby("order_id")["discount"].transform("sum").round(2)
    ours = allocate_discount(amount, off, by=lines["order_id"])
    return lines[["order_id", "sku"]].assign(amount=amount, shop=lines["discount"], ours=ours)


def piece_margin(articles):
    """What one more yuan of goods leaves, the article in the middle: less goods, fee and tax."""
    price, cost = articles["price"], articles["cost"]
    return float(((price * (1 - FEE) - cost - (price - cost) * TAX) / price).median())


def pull_of(days, values, threshold=THRESHOLD, reach=REACH):
    """Of those who are in reach of the threshold, the share that adds a piece: more orders above it, by the lot."""
    on, off = (days[days["arm"] == arm] for arm in ("on", "off"))
    more = on["above"].sum() / on["orders"].sum() - off["above"].sum() / off["orders"].sum()
    in_reach = ((values < threshold) & (values >= threshold - reach)).mean()
    return float(np.clip(more / in_reach, 0, 1))


def gone_of(days):
    """Of what is added for the threshold, the share that comes back: by the lot, paid more and kept more."""
    found = threshold_effect(days, pair="pair").set_index("metric")["estimate"]
    gone = found["paid per order"] - found["kept per order"]
    return float(np.clip(gone / max(found["value per order"], 1e-9), 0, 1))


def sheet_of(articles, sold, promised=PROMISED, promos=None):
    """The price sheet of 11.11 with what everybody gets; ``in_live``: with the live room's coupon too."""
    sheet = promo_price_sheet(
        articles, PROMOS.head(2) if promos is None else promos, DAY, sold, promised, fee=FEE
    )
    live = promo_price_sheet(articles, PROMOS, fee=FEE)
    return sheet.assign(in_live=live["in_hand"], live_margin=live["margin"])


def all_shops(plain_shops, threshold=THRESHOLD, degree=DEGREE, luck="orders"):
    """`bunching` at one threshold in each shop without any, in order of what is found."""
    found = [
        bunching(mine, threshold, degree=degree, luck=luck).assign(shop=f"shop {shop}")
        for shop, mine in plain_shops.groupby("shop")
    ]
    return pd.concat(found, ignore_index=True).sort_values("estimate", ignore_index=True)


def found_something(plain_shops, threshold=THRESHOLD, degree=DEGREE, luck="orders"):
    """In which share of shops without a threshold does the interval leave 0 out?"""
    table = all_shops(plain_shops, threshold, degree, luck)
    return share(int(((table["low"] > 0) | (table["high"] < 0)).sum()), len(table), "shops")


# --- What the texts tell -----------------------------------------------------------------------


def _around(name, row, say=fact.money, digits=2):
    """Facts of an estimate and its interval, with signs."""
    return fact.ends(name, row, say, digits=digits, signed=True)


@lesson.facts("cents-reading")
def _cents(items, orders):
    table = own_cents(items, orders)
    gap = (table["shop"] - table["ours"]).abs()
    return {
        "lines": fact.count(len(table)),
        "equal": fact.share((gap < 0.005).mean(), 1),
        "most": fact.money(gap.max(), 2),
        "off": fact.money(table["ours"].sum(), 2),
        "shop_off": fact.money(table["shop"].sum(), 2),
    }


@lesson.facts("sheet-reading")
def _sheet(articles, sold):
    sheet = sheet_of(articles, sold)
    tight = sheet.loc[sheet["margin_share"].idxmin()]
    lately = sheet["sold_30"] > 0
    return {
        "n": fact.count(len(sheet)),
        "loss": fact.count((sheet["margin"] < 0).sum()),
        "live_loss": fact.count((sheet["live_margin"] < 0).sum()),
        "thinnest": fact.name(tight["title"]),
        "thinnest_margin": fact.money(tight["margin"], 2, signed=True),
        "thinnest_hand": fact.money(tight["in_hand"], 2),
        "above": fact.count((sheet["price"] > sheet["was_at_most"]).sum()),
        "due": fact.money(sheet["due"].sum()),
        "entitled": fact.count(sheet["entitled"].sum()),
        "hurt": fact.count((sheet["undercuts"] != "").sum()),
        "lately": fact.count(lately.sum()),
        "below": fact.count((sheet["below_30"] & lately).sum()),
    }


def _lot_facts(days):
    found = threshold_effect(days, pair="pair").set_index("metric")
    facts = {"n": fact.count(found["n"].iloc[0])}
    for name in ("value", "paid", "kept", "left"):
        facts |= _around(name, found.loc[f"{name} per order"])
        facts[f"{name}_0"] = fact.money(found.loc[f"{name} per order", "control"], 2)
    facts |= _around("orders", found.loc["orders"], fact.count, 1)
    day, kept = found.loc["left"], found.loc["kept per order"]
    return (
        facts
        | _around("day", day, fact.money, 0)
        | {
            "day_told": _told(day),
            "kept_told": _told(kept),
        }
    )


def _told(row):
    """A code: where 0 lies."""
    return "below" if row["high"] < 0 else "above" if row["low"] > 0 else "inside"


@lesson.facts("lot-title", "lot-reading")
def _lot(threshold_days):
    return _lot_facts(threshold_days)


@lesson.facts("users-reading")
def _users(threshold_days):
    found = promo_incrementality(threshold_days, pair="pair").set_index("reading")
    facts = _around("extra", found.loc["extra orders per user"], fact.number, 2)
    facts |= _around("yuan", found.loc["left per yuan given"])
    reached = threshold_days.loc[threshold_days["arm"] == "on"]
    return facts | {
        "n": fact.count(found["n"].iloc[0]),
        "yuan_told": _told(found.loc["left per yuan given"]),
        "share": fact.share(reached["reached"].sum() / reached["orders"].sum()),
    }


def _twin_facts(threshold_twin):
    facts, found = {}, twin(threshold_twin)
    for name in ("value", "paid", "kept", "left"):
        facts |= _around(name, found.loc[f"{name} per order"])
    facts |= _around("orders", found.loc["orders"], fact.count, 0)
    facts |= _around("year", found.loc["left"], fact.money, 0)
    return facts | {
        "runs": fact.count(found["n"].iloc[0]),
        "rise": fact.share(found.loc["orders", "estimate"] / found.loc["orders", "control"], 1),
        "hundred": fact.money(
            100 * found.loc["kept per order", "estimate"] / found.loc["value per order", "estimate"]
        ),
        "more_orders": fact.money(
            found.loc["orders", "estimate"] * found.loc["left per order", "control"]
        ),
        "per_order": fact.money(
            (found.loc["orders", "control"] + found.loc["orders", "estimate"])
            * found.loc["left per order", "estimate"],
            signed=True,
        ),
        "lost": fact.money(
            found.loc["value per order", "estimate"] - found.loc["paid per order", "estimate"], 2
        ),
        "back": fact.money(
            found.loc["paid per order", "estimate"] - found.loc["kept per order", "estimate"], 2
        ),
    }


@lesson.facts("twin-reading", "verdict")
def _twin(threshold_twin, threshold_days):
    lot = {f"lot_{name}": value for name, value in _lot_facts(threshold_days).items()}
    found, truth = (
        threshold_effect(threshold_days, pair="pair").set_index("metric"),
        twin(threshold_twin),
    )
    inside = sum(
        found.loc[name, "low"] <= truth.loc[name, "estimate"] <= found.loc[name, "high"]
        for name in ("value per order", "paid per order", "kept per order")
    )
    return _twin_facts(threshold_twin) | lot | {"inside": fact.count(inside)}


@lesson.facts("picture-title", "picture-reading")
def _picture(threshold_twin):
    kept = by_threshold(threshold_twin, ["kept per order"]).set_index("threshold")
    best = kept["estimate"].idxmax()
    facts = {"best": fact.count(best), "runs": fact.count(kept["n"].iloc[0])}
    facts |= _around("gap", between(threshold_twin, "249 − 20", STATE, "kept per order"))
    return facts | _around("kept", kept.loc[best]) | _around("far", kept.loc[499.0])


@lesson.facts("year-reading")
def _year(threshold_twin):
    facts = _around("deep_kept", between(threshold_twin, "299 − 40", STATE, "kept per order"))
    facts |= _around("deep", between(threshold_twin, "299 − 40", STATE), fact.money, 0)
    facts |= _around("low", between(threshold_twin, "199 − 20", STATE), fact.money, 0)
    facts |= _around("ours", twin(threshold_twin).loc["left"], fact.money, 0)
    return facts | {
        "runs": fact.count(twin(threshold_twin)["n"].iloc[0]),
        "deep_told": _told(between(threshold_twin, "299 − 40", STATE)),
        "low_told": _told(between(threshold_twin, "199 − 20", STATE)),
    }


def found_table(plain_shops, thresholds=(199, 299, 399)):
    """Share of the shops without a threshold in which an effect of one is found, by interval."""
    rows = []
    for luck in ("orders", "bins"):
        for threshold in thresholds:
            found = found_something(plain_shops, threshold, luck=luck)
            rows.append((luck, threshold, *found))
    return pd.DataFrame(
        rows, columns=["interval by", "threshold", "estimate", "low", "high", "n", "counts"]
    )


@lesson.facts("bunching-title", "bunching-reading")
def _bunching(plain_shops, order_values):
    facts = {}
    for threshold in (199, 299, 399):
        found = found_something(plain_shops, threshold)
        facts |= {
            f"found_{threshold}": fact.share(found.value),
            f"found_{threshold}_low": fact.share(found.low),
            f"found_{threshold}_high": fact.share(found.high),
        }
    each = all_shops(plain_shops).iloc[::2]  # as drawn
    facts |= {
        "n": fact.count(found.n),
        "least": fact.count(each["estimate"].min(), signed=True),
        "most": fact.count(each["estimate"].max(), signed=True),
    }
    for state, name in ((STATE, "with"), ("none", "without")):
        bins = order_values[order_values["state"] == state]
        facts |= _around(name, bunching(bins, THRESHOLD, degree=DEGREE).iloc[0], fact.count, 0)
        wide = bunching(bins, THRESHOLD, degree=DEGREE, luck="bins").iloc[0]
        facts |= _around(f"{name}_bins", wide, fact.count, 0)
    counts = order_values.pivot(index="value", columns="state", values="orders")
    inside = (counts.index >= 299) & (counts.index < 399)
    return facts | {"true": fact.count((counts[STATE] - counts["none"])[inside].sum(), signed=True)}


def own_sets(plain_orders, days, articles, extra=0.0):
    """`optimise_thresholds` on orders without a threshold, with what the lot and the articles tell."""
    values = plain_orders["value"]
    return optimise_thresholds(
        values,
        SETS,
        margin=piece_margin(articles),
        pull=pull_of(days, values),
        reach=REACH,
        piece=PIECE,
        back=gone_of(days),
        handling=HANDLING,
        extra=extra,
        parcel=PARCEL,
    )


@lesson.facts("own-reading")
def _own(plain_orders, threshold_days, threshold_twin, articles):
    values, extra = plain_orders["value"], extra_of(threshold_days)
    found, more = (
        own_sets(plain_orders, threshold_days, articles, x).set_index("set").loc[STATE]
        for x in (0.0, extra)
    )
    truth = twin(threshold_twin)
    per_order = truth.loc["left", "estimate"] / truth.loc["orders", "control"]
    even = found["break_even"]
    return _around("more", found) | {
        "margin": fact.share(piece_margin(articles)),
        "pull": fact.share(pull_of(threshold_days, values)),
        "back": fact.share(gone_of(threshold_days)),
        "extra": fact.share(extra),
        "even": fact.name("none") if np.isnan(even) else fact.share(even),
        "splits": fact.share(found["splits"], 1),
        "twin": fact.money(per_order, 2, signed=True),
        "with_extra": fact.money(more["estimate"], 2, signed=True),
        "n": fact.count(found["n"]),
    }


def extra_of(days):
    """Extra orders for each that got the reduction, by the lot; 0 if there are fewer."""
    found = promo_incrementality(days, pair="pair").set_index("reading")
    return float(np.clip(found.loc["extra orders per user", "estimate"], 0, 0.9))


@lesson.facts("presale-reading")
def _presale(presale_sets):
    found = presale_model(presale_sets, 240, 0.05, 0.25)
    one, two = (presale_sets.iloc[k] for k in (0, 1))
    gap = difference_of_shares(
        two["balances"], two["deposits"], one["balances"], one["deposits"], "deposits"
    )
    return fact.ends("gap", gap, fact.points, digits=0, signed=True) | {
        "n": fact.count(gap.n),
        "even": fact.share(found["break_even"].iloc[0]),
        "even_two": fact.share(found["break_even"].iloc[1]),
    }


@lesson.facts("quota-reading")
def _quota(arrivals):
    found = quota_promo(arrivals, 100, 30, margin=79).iloc[0]
    everyone = share(int(arrivals["anyway"].sum()), len(arrivals), "people")
    return {
        "minutes": fact.count(60 * found["hours"]),
        "anyway": fact.share(found["estimate"]),
        "anyway_low": fact.share(found["low"]),
        "anyway_high": fact.share(found["high"]),
        "of_all": fact.share(everyone.value),
        "per_extra": fact.money(found["per_extra"]),
        "left": fact.money(found["left"], signed=True),
        "full_price": fact.count(found["full_price"]),
        "gone": fact.count(found["gone"]),
    }


# --- What the lesson asks ----------------------------------------------------------------------

LAMP_AND_CHAIR = pd.DataFrame({"sku": ["lamp", "chair"], "price": [159.0, 189.0], "qty": [1, 1]})
MINUS_30 = pd.DataFrame({"promo": ["299 − 30"], "threshold": [299], "off": [30]})


def _back(rule):
    lines = stack_discounts(LAMP_AND_CHAIR, MINUS_30).assign(returned=[1, 0])
    return float(refund_share(lines, rule, MINUS_30)["refund"].iloc[0])


@lesson.exercise("The lamp comes back", Number(tolerance=0.015, unit="yuan"))
def lamp_back():
    """A buyer orders a lamp for 159 yuan and a chair for 189 yuan. The shop takes 30 yuan off from 299 yuan on. The
    **lamp** comes back. The platform pays back by **shares** (按分摊退). How many yuan, to the cent?

    Hint: The 30 yuan are shared by the two prices: 159 of 348 fall on the lamp.

    Hint: What was *paid* for the lamp is its price less its share.

    Right: The chair stays, below the threshold, with its part of the 30 yuan. Under the other rule the buyer would get 129
    yuan: 318 paid, less the 189 that a chair alone costs.
    """
    return _back("shared")


@lamp_back.wrong("full price")
def _full_price():
    """That is the lamp's price. The buyer paid less for it: a part of the 30 yuan was the lamp's."""
    return 159.0


@lamp_back.wrong("all off")
def _all_off():
    """You took the whole reduction, or priced the chair anew: 318 less 189. That is the *recomputed* rule. Asked is the
    rule by shares.
    """
    return _back("recomputed")


@lamp_back.wrong("half each")
def _half_each():
    """You gave each line half of the 30 yuan. They are shared in proportion to the prices."""
    return 159.0 - 15


@lamp_back.wrong("the share itself")
def _share_itself():
    """That is the lamp's share of the reduction. Asked is what is paid back."""
    return round(30 * 159 / 348, 2)


@lesson.exercise("The same year without it", Prediction("yuan"))
def without_threshold(threshold_twin):
    """In the simulation the same year can run **without** the threshold, on the same luck, several times. By how many yuan
    is the average order, **kept** (after reductions and refunds), larger **with** 299 − 20? Answer
    `(value, low, high)` in yuan, for example `(10, 5, 15)`.

    Hint: The table above has an estimate and an interval.

    Right: It came out at {truth} yuan for each order ({low} to {high}, n = {runs} pairs of runs).
    """
    return float(twin(threshold_twin).loc["kept per order", "estimate"])


@without_threshold.facts
def _without_facts(threshold_twin):
    row = twin(threshold_twin).loc["kept per order"]
    return {
        "truth": fact.money(row["estimate"], 2, signed=True),
        "low": fact.money(row["low"], 2),
        "high": fact.money(row["high"], 2),
        "runs": fact.count(row["n"]),
    }


@lesson.exercise("Another shop's threshold", Number(tolerance=0.35, unit="yuan"))
def other_kept(other_days):
    """Songling Outdoor dealt the threshold 199 − 15 to days by lot (`other_days`). By how many yuan is its average order
    larger with it, **after refunds** (`kept`)?

    Hint: `thresholds.threshold_effect(other_days, pair="pair")`, the row "kept per order".

    Hint: By hand: the yuan kept on days with it ÷ their orders, less the same of days without.

    Right: Before reductions and refunds it looks like {value}. Kept are {kept} ({low} to {high}, n = {n} pairs of days).
    """
    return _other(other_days)["estimate"]["kept per order"]


def _other(other_days):
    return threshold_effect(other_days, pair="pair").set_index("metric")


@other_kept.facts
def _other_facts(other_days):
    found = _other(other_days)
    row = found.loc["kept per order"]
    return {
        "value": fact.money(found.loc["value per order", "estimate"], 2, signed=True),
        "kept": fact.money(row["estimate"], 2, signed=True),
        "low": fact.money(row["low"], 2, signed=True),
        "high": fact.money(row["high"], 2, signed=True),
        "n": fact.count(row["n"]),
    }


@other_kept.wrong("before reductions")
def _before(other_days):
    """That is before the reduction is taken off, and before anything comes back."""
    return _other(other_days)["estimate"]["value per order"]


@other_kept.wrong("before refunds")
def _paid(other_days):
    """That is what was *paid*. Some of what was added for the threshold is sent back: read `kept`."""
    return _other(other_days)["estimate"]["paid per order"]


@other_kept.wrong("left")
def _of_left(other_days):
    """That is what an order *leaves*, after goods and parcel. Asked is what was kept of the payment."""
    return _other(other_days)["estimate"]["left per order"]


@other_kept.wrong("a day's")
def _a_day(other_days):
    """That is for a whole *day*. Asked is the average order."""
    return _other(other_days)["estimate"]["kept"]


@other_kept.wrong("each day alike")
def _each_day_alike(other_days):
    """You took the mean of the days' own averages: a quiet day counts as much as a busy one there. Divide the totals."""
    each = (other_days["kept"] / other_days["orders"]).groupby(other_days["arm"]).mean()
    return float(each["on"] - each["off"])


@other_kept.wrong("as a share")
def _as_share(other_days):
    """That is the rise as a share of the order without the threshold. Asked are yuan."""
    row = _other(other_days).loc["kept per order"]
    return row["estimate"] / row["control"]


BOSS = Decision(
    {
        "A": "Change to 299 − 40 at once, for every day.",
        "B": "Keep 299 − 20, deal 299 − 40 to days by lot, and decide by the yuan that a day leaves.",
        "C": "End the threshold: it earns nothing.",
    },
    {
        "1": "the order value rose, so a larger reduction will raise it more",
        "2": "what a day leaves isn't known well enough for a yes or a no, a higher order value isn't "
        "money left, and the try costs little",
        "3": "the interval of what a day leaves has 0 in it, so the threshold does nothing",
        "4": "what is left of an average order didn't rise, so the shop earns less",
    },
)


@lesson.exercise("The boss wants more off", BOSS)
def more_off(threshold_days):
    """ "The threshold raised the order value. So make it 299 − 40!" You have the table of the days by lot, nothing else. What do you
    do, and why? An answer looks like `("A", 1)`.

    Hint: Which row of the table is money that stays with the shop?

    Hint: An average order may leave less while a day leaves more: look at the number of orders too.

    Right: A day leaves {day} yuan more ({low} to {high}): no proof for the reduction of 20, and no word about one of 40. The
    order value is the wrong row to decide by. Lots over days cost a small file and some patience.
    """
    return ("B", 2)


@more_off.facts
def _more_off_facts(threshold_days):
    row = threshold_effect(threshold_days, pair="pair").set_index("metric").loc["left"]
    return {
        "day": fact.money(row["estimate"], signed=True),
        "low": fact.money(row["low"], signed=True),
        "high": fact.money(row["high"], signed=True),
    }


@more_off.applies
def _not_told(threshold_days):
    """In this shop the days by lot do tell whether the threshold leaves more or less."""
    row = threshold_effect(threshold_days, pair="pair").set_index("metric").loc["left"]
    return bool(row["low"] < 0 < row["high"])


@more_off.wrong("more of it")
def _more_of_it(threshold_days):
    """It may raise the order value more. Each order above 299 yuan also gets 40 yuan, those too that came anyway."""
    return ("A", 1)


@more_off.wrong("nothing")
def _nothing(threshold_days):
    """0 in the interval doesn't say "nothing". It says: a loss and a gain are both possible, as far as its ends."""
    return ("C", 3)


@more_off.wrong("per order")
def _per_order(threshold_days):
    """What is left *of an average order* isn't what a day leaves: there may be more orders. Read the last row."""
    return ("C", 4)


@more_off.wrong("try, as value rose")
def _try_for_value(threshold_days):
    """The right thing to do, for a reason that would also say "at once". The ground is what a day leaves."""
    return ("B", 1)


# --- The workshop's pool -----------------------------------------------------------------------

MOCK = pd.DataFrame({"sku": ["coat"], "price": [200.0], "qty": [2]})
MOCK_OFFS = pd.DataFrame(
    {
        "promo": ["shop 200 − 30", "platform 300 − 50"],
        "step": [1, 2],
        "threshold": [200, 300],
        "off": [30, 50],
    }
)


@lesson.exercise("A question of a mock exam", Number(tolerance=0.5, unit="yuan"), pool=True)
def mock_order():
    """Two coats of 200 yuan in one order. The shop takes 30 yuan off from 200 yuan on, the platform 50 yuan from 300 yuan
    on; both are used, once each, the shop's first. What does the order cost? (A published mock exam offers 250, 270, 280 and 300.)

    Hint: 400 yuan reach both thresholds, and after the shop's 30 yuan there are still 370.

    Right: 400 − 30 − 50 = 320. It isn't among the answers of the mock exam. An engine that is tested is worth more than a
    printed answer.
    """
    return float(stack_discounts(MOCK, MOCK_OFFS)["paid"].sum())


@mock_order.wrong("per piece")
def _per_piece():
    """You took the shop's 30 yuan off each coat. "200 − 30" is for the order, once, unless it says 每满 (for each)."""
    return 400 - 60 - 50.0


@mock_order.wrong("one of them")
def _one_of_them():
    """You used the platform's reduction only. Both are used."""
    return 350.0


@mock_order.wrong("the other one")
def _other_one():
    """You used the shop's reduction only. Both are used."""
    return 370.0


@mock_order.wrong("each of both")
def _each_of_both():
    """300 is one of the printed answers. Add it up: 400 − 30 − 50."""
    return 300.0


@lesson.exercise("The best of four coupons", Number(tolerance=0.02, unit="yuan"), pool=True)
def best_price():
    """A tent costs 305 yuan. Offers, in the platform's steps: step 1, **one** of the shop's coupons: 300 − 40, or 10% off; step 2, a
    member's 5% off; step 3, the platform's 270 − 25. Each threshold is measured on what is left; each offer may be left
    out. What is the **lowest** price?

    Hint: Try both coupons. Is there still enough left for 270 − 25?

    Hint: Leaving one out can be cheaper than using all: is the member's 5% worth the platform's 25 yuan?

    Right: 10% off leaves 274.50. The member's 5% would leave 260.78, too little for the 25 yuan. Without it: 249.50. With the
    coupon of 40: 265, then 251.75.
    """
    return float(best_discounts(SMALL_TENT, SMALL_COUPONS)["to_pay"].iloc[-1])


SMALL_TENT = TENT.assign(price=305.0)
SMALL_COUPONS = COUPONS.assign(
    promo=["shop coupon 300 − 40", "shop coupon 10% off", "member 5% off", "platform 270 − 25"],
    threshold=[300, 200, 0, 270],
)


@best_price.wrong("largest coupon first")
def _largest():
    """You began with the larger coupon. After it the platform's threshold is out of reach."""
    return round((305 - 40) * 0.95, 2)


@best_price.wrong("all of them")
def _all_of_them():
    """You used the 5% too. After it less than 270 yuan are left, and the platform's 25 yuan are gone."""
    return round(305 * 0.9 * 0.95, 2)


@best_price.wrong("both coupons")
def _both_coupons():
    """You used both of the shop's coupons. Only one of them may be used."""
    return round((305 - 40) * 0.9 * 0.95, 2)


@best_price.wrong("measured on the price")
def _on_price():
    """You measured the last threshold on the full price. Here it is measured on what is left."""
    return round(305 * 0.9 * 0.95 - 25, 2)


@lesson.exercise("Whose 50 yuan?", Number(tolerance=0.02, unit="yuan"), pool=True)
def across_share():
    """One order from two shops: 240 yuan of goods from ours, 120 yuan from another. The platform's cross-shop reduction (跨店满减)
    takes 50 yuan off 300, shared by the goods' prices. How many of the 50 yuan lie on **our** goods?

    Hint: 240 of 360.

    Right: Two thirds. If the contract says that each shop pays its share, our margin carries it, though we never chose this
    order.
    """
    return float(allocate_discount([240, 120], 50)[0])


@across_share.wrong("half")
def _half():
    """Half each? The share follows the prices: 240 and 120."""
    return 25.0


@across_share.wrong("all")
def _all():
    """That would be all of it. The other shop's goods carry a part."""
    return 50.0


@across_share.wrong("of 300")
def _of_300():
    """You divided by the threshold. The reduction is shared by what is in the order: 360 yuan."""
    return 240 / 300 * 50


@lesson.exercise("A margin of 30% and a coupon", Number(tolerance=0.02, unit="yuan"), pool=True)
def thirty_percent():
    """An article of 100 yuan costs 70: a margin of 30%. A buyer uses the coupon 100 − 30. The platform takes 5% of what
    is paid. What is left of this sale, in yuan (below 0: a loss; parcel not counted)?

    Hint: Paid are 70 yuan. The platform's part comes off, then the goods.

    Right: A rule "margin 30% or more" and a coupon "100 − 30" don't fit together: before parcel, ads and returns nothing is left.
    """
    table = pd.DataFrame({"sku": ["a"], "price": [100.0], "cost": [70.0]})
    coupon = pd.DataFrame({"promo": ["100 − 30"], "threshold": [100], "off": [30]})
    return float(promo_price_sheet(table, coupon, fee=0.05)["margin"].iloc[0])


@thirty_percent.wrong("no fee")
def _no_fee():
    """You forgot the platform's 5%."""
    return 0.0


@thirty_percent.wrong("fee of the price")
def _fee_of_price():
    """The fee is of what is *paid*, 70 yuan, not of the price before the coupon."""
    return -5.0


@thirty_percent.wrong("no coupon")
def _no_coupon():
    """That is without the coupon."""
    return 25.0


@lesson.exercise("Buy one, get one", Number(tolerance=0.02, unit="times"), pool=True)
def gift_uplift():
    """An article of 199 yuan costs 75 (K27's prices, 现价199). "Buy one, get one" gives a second piece. **How many times** as many sales as
    without the gift are needed for the same yuan left? (No fee, no parcel.)

    Hint: Without: 199 − 75. With: 199 − 150.

    Right: At a cost of 120 or 150 the second piece would cost more than what is left: no number of sales makes up for that.
    """
    return 1 + float(gift_margin(199, 75, 75)["uplift"].iloc[0])


@gift_uplift.wrong("the rise")
def _the_rise():
    """That is by how much more. Asked is how many *times* as many: 1 more."""
    return float(gift_margin(199, 75, 75)["uplift"].iloc[0])


@gift_uplift.wrong("twice")
def _twice():
    """Twice the goods, so twice the sales? What is left of one sale falls by more than half: 124 to 49."""
    return 2.0


@gift_uplift.wrong("turned round")
def _turned_round():
    """You divided the wrong way round: that is what is left with the gift, as a share of without."""
    return 49 / 124


@lesson.exercise("The first hundred", Number(tolerance=0.004, unit="share"), pool=True)
def first_hundred(other_arrivals):
    """Another shop gave 30 yuan to the first 100 buyers of an evening (`other_arrivals`: the people who would buy with the offer, when
    each came, and whether the person would have bought anyway). Of those who **got** it, which share would have bought anyway? A share between 0 and 1.

    Hint: `giveaways.quota_promo(other_arrivals, 100, 30)`, the column `estimate`.

    Right: Those who waited for the article come first. The offer meets them, and the others come too late.
    """
    return float(quota_promo(other_arrivals, 100, 30)["estimate"].iloc[0])


@first_hundred.wrong("of all")
def _of_all(other_arrivals):
    """That is the share of *all* who would buy with the offer. Asked is of the first hundred."""
    return float(other_arrivals["anyway"].mean())


@first_hundred.wrong("extra")
def _extra(other_arrivals):
    """That is the share of the extra ones. Asked is who would have bought anyway."""
    return 1 - float(quota_promo(other_arrivals, 100, 30)["estimate"].iloc[0])


@first_hundred.wrong("of those left out")
def _left_out(other_arrivals):
    """Those are the ones who came too late."""
    late = other_arrivals.sort_values("ts").iloc[100:]
    return float(late["anyway"].mean())


@lesson.exercise("Extra deposits", Number(tolerance=0.004, unit="share"), pool=True)
def deposit_extra():
    """A deposit of 50 yuan pays 100 of an article of 399 yuan that costs 240 (no fee). Which **share of those who pay the balance** must
    be people who wouldn't have bought at 399, for the presale to cost nothing? A share between 0 and 1.

    Hint: The price in hand is 349: 50 yuan are given to everybody.

    Hint: At 399 an article leaves 159. Only the extra ones bring something, and they bring 109.

    Right: The others were only moved, and took the 50 yuan along.
    """
    sets = pd.DataFrame(
        {
            "offer": ["it"],
            "deposits": [1],
            "balances": [1],
            "price": [399.0],
            "deposit": [50.0],
            "worth": [100.0],
        }
    )
    return float(presale_model(sets, 240)["break_even"].iloc[0])


@deposit_extra.wrong("all 100")
def _all_100():
    """You took 100 yuan for the gift. 50 of them the buyer paid himself, as the deposit."""
    return 100 / 159


@deposit_extra.wrong("of the lower margin")
def _lower_margin():
    """You divided by what is left *after* the presale's 50 yuan. Let s be the share: s · 109 = (1 − s) · 50."""
    return 50 / 109


@deposit_extra.wrong("of the price")
def _of_price():
    """That is the cut as a share of the price. Compare it with what an article leaves."""
    return 50 / 399


@lesson.exercise("Protected prices", Number(tolerance=1.0, unit="yuan"), pool=True)
def other_due(other_articles, other_sold):
    """Songling Outdoor makes everything 18% cheaper on 1 November 2025 and takes 20 yuan off from 299 yuan on (each article priced
    alone). Its platform protects prices for **15 days**. How many yuan are owed if all buyers ask who paid more? (`other_articles`,
    `other_sold`; not refunded lines only.)

    Hint: `promo_sheet.promo_price_sheet(other_articles, promos, "2025-11-01", other_sold)`, the column `due`.

    Hint: `promos` has two rows: share 0.18 in step 1; threshold 299, off 20 in step 2.

    Right: The cut's first cost falls due before its first sale. Write it into the event's costs.
    """
    return _due(other_articles, other_sold, 15)


def _due(articles, sold, days, promos=None):
    promos = PROMOS.head(2) if promos is None else promos
    sheet = promo_price_sheet(articles, promos, DAY, sold, protected=days)
    return round(float(sheet["due"].sum()), 2)


@other_due.wrong("thirty days")
def _thirty(other_articles, other_sold):
    """That is thirty days back. The platform protects fifteen."""
    return _due(other_articles, other_sold, 30)


@other_due.wrong("without the threshold")
def _no_threshold(other_articles, other_sold):
    """You left the 20 yuan from 299 on out."""
    return _due(other_articles, other_sold, 15, PROMOS.head(1))


@other_due.wrong("the lines")
def _the_lines(other_articles, other_sold):
    """That is how many lines paid more. Asked are yuan."""
    sheet = promo_price_sheet(other_articles, PROMOS.head(2), DAY, other_sold)
    return float(sheet["entitled"].sum())
