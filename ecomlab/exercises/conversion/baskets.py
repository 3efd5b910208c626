"""The exercises of lesson 3.7, *What goes with it?*, and its part of the pool."""

import numpy as np
import pandas as pd

from ecomlab import tables
from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Decision, Number, Prediction
from ecomlab.classroom.kinds.number import Between
from ecomlab.classroom.lesson import Lesson
from ecomlab.conversion.baskets import (
    aov_drivers,
    association_rules,
    attach_rate,
    basket_size,
    bundle_candidates,
    bundle_test,
    cheapest_articles,
    needed_rate,
    threshold_pieces,
)
from ecomlab.conversion.recommenders import (
    hit_rate,
    hits_of,
    next_category,
    recommend,
    recommendation_test,
)
from ecomlab.datasets import load
from ecomlab.estimates import difference_of_shares, each_of, paired_difference
from ecomlab.streams import generator
from ecomlab.texts import fact

SINCE, UNTIL = "2025-03-03", "2025-03-17"  # the two weeks of the list
CUT = "2025-07-01"  # recommendations learn before it, and are tried from it on
THRESHOLD = 299.0  # yuan: 满299减20, the whole time
OFF = 0.05  # off a set, in the lesson
LISTED, LEAST = 20, 3  # pairs of the list, orders that each has
SHOWN = 3  # articles in the slot
BELOW = 0.95  # a lift that is below 1 also when it is rounded
SAME_PARCEL = ("ads", "kol", "shipping", "packaging", "labour", "other", "insurance")
SHOP = ("orders", "order_items", "returns", "sku", "pnl_lines", "chats")
OTHER = ("orders", "order_items", "returns", "sku", "pnl_lines")
BASKETS = ("tea_set", "twins", "pulled")


def data():
    """The running shop's tables, another shop's, the lesson's own, and the grocer's baskets."""
    shop, other, own = load("shop"), load("second_shop"), load("baskets")
    return (
        {name: shop[name] for name in SHOP}
        | {f"other_{name}": other[name] for name in OTHER}
        | {name: own[name] for name in BASKETS}
        | {"groceries": load("groceries").baskets}
    )


NAMES = (
    {name: f"shop.{name}" for name in SHOP}
    | {f"other_{name}": f"other.{name}" for name in OTHER}
    | {name: f"own.{name}" for name in BASKETS}
    | {"groceries": "groceries"}
)
lesson = Lesson("3_7", data=data, names=NAMES)


def bought(order_items, orders):
    """The items of the orders that are purchases."""
    kept = tables.purchases(orders)["order_id"]
    return order_items[order_items["order_id"].isin(kept)]


def between(order_items, orders, since=None, until=None):
    """The items of purchases that were paid from one day on, before another."""
    kept = tables.purchases(orders)
    paid, zone = kept["ts_pay"], kept["ts_pay"].dt.tz
    chosen = paid.notna()
    if since is not None:
        chosen &= paid >= pd.Timestamp(since, tz=zone)
    if until is not None:
        chosen &= paid < pd.Timestamp(until, tz=zone)
    return order_items[order_items["order_id"].isin(kept.loc[chosen, "order_id"])]


def once(rules):
    """Each pair once: the table has it twice, each article once as the first."""
    return rules[rules["sku"] < rules["with_sku"]].reset_index(drop=True)


def two_weeks(order_items, orders, since=SINCE, until=UNTIL):
    """The twenty pairs of highest lift of two weeks, and what they came to at all other times."""
    mine = between(order_items, orders, since, until)
    rest = bought(order_items, orders)
    rest = rest[~rest["order_id"].isin(mine["order_id"])]
    found = once(association_rules(mine, least=LEAST))
    top = found.nlargest(LISTED, "lift")[["sku", "with_sku", "both", "lift", "times", "found"]]
    later = association_rules(rest, least=0).set_index(["sku", "with_sku"])
    at = pd.MultiIndex.from_frame(top[["sku", "with_sku"]])
    return top.assign(
        lift_later=later["lift"].reindex(at).to_numpy(),
        times_later=later["times"].reindex(at).to_numpy(),
    ).reset_index(drop=True)


def dealt(order_items, seed):
    """Nothing goes together: the places in orders of two or more are filled anew by lot.

    An order that would hold an article twice keeps it once. Orders of one article stay.
    """
    items = order_items[["order_id", "sku"]].drop_duplicates()
    sku = items["sku"].astype(object).to_numpy().copy()
    size = items.groupby("order_id")["sku"].transform("size").to_numpy()
    random = generator(seed, 37)
    for several in np.unique(size[size > 1]):
        sku[size == several] = random.permutation(sku[size == several])
    return items.assign(sku=sku).drop_duplicates()


def luck_alone(order_items, orders, worlds=10):
    """Two weeks with companions dealt by lot, again and again: what each rule would find."""
    mine = between(order_items, orders, SINCE, UNTIL)
    rows = []
    for seed in range(worlds):
        shuffled = dealt(mine, seed)
        single = once(association_rules(shuffled, together=False))
        all_ = once(association_rules(shuffled))
        strong = (single["lift"] >= 3) & (single["both"] >= LEAST)
        rows.append((strong.sum(), (single["found"] == "more").sum(),
                     (all_["found"] == "more").sum()))  # fmt: skip
    columns = ["lift of 3, in 3 orders", "interval of this pair alone", "interval for all pairs"]
    made = pd.DataFrame(rows, columns=columns)
    return pd.DataFrame(
        {"rule": columns, "pairs found": made.mean().to_numpy(),
         "worlds with any": (made > 0).sum().to_numpy(), "worlds": worlds}
    )  # fmt: skip


def below_one(rules):
    """The pair with most orders of those with a lift clearly below 1 that still go together."""
    some = once(rules)
    some = some[(some["lift"] < BELOW) & (some["found"] == "more")]
    return some.nlargest(1, "both").iloc[0]


def added_pieces(order_items, orders):
    """The pieces of paid orders of two articles or more that aren't of the order's dearest article."""
    paid = orders.loc[orders["ts_pay"].notna(), "order_id"]
    items = order_items[order_items["order_id"].isin(paid)]
    items = items.assign(sku=items["sku"].astype(object), paid=items["qty"] * items["price"])
    by_price = items.sort_values(["order_id", "paid"], kind="stable")
    return by_price[by_price.duplicated("order_id", keep="last")]


def money_of_added(pnl_lines, order_items, orders):
    """Line by line of the books, what the added pieces brought and cost: one row per article.

    A line of the whole order (the platform's fee) is shared out over its articles, by what was paid.
    The parcel goes anyway; ads, wages and insurance are left out too.
    """
    added = added_pieces(order_items, orders)
    lines = pnl_lines[~pnl_lines["line"].isin(SAME_PARCEL)]
    lines = lines[lines["order_id"].isin(added["order_id"])]
    lines = lines.assign(line=lines["line"].astype(object), sku=lines["sku"].astype(object))
    whole = lines["sku"].isna()
    own = lines[~whole].groupby(["order_id", "sku", "line"], as_index=False)["amount"].sum()
    own = own.merge(added[["order_id", "sku"]], on=["order_id", "sku"])
    paid = order_items["qty"] * order_items["price"]
    paid = paid.groupby(order_items["order_id"]).sum()
    share = added.assign(share=added["paid"] / added["order_id"].map(paid))
    fees = lines[whole].groupby(["order_id", "line"], as_index=False)["amount"].sum()
    fees = fees.merge(share[["order_id", "sku", "share"]], on="order_id")
    fees["amount"] *= fees["share"]
    both = pd.concat([own, fees])
    return both.pivot_table(
        index="sku", columns="line", values="amount", aggfunc="sum", fill_value=0
    )


def articles(sku, pnl_lines, order_items, orders, least=50):
    """Price of each article, and what a piece leaves where it was *added*; what stays of a yuan.

    By the books. Articles of which fewer pieces were added are left out: they would stand on luck.
    The second is the share of a yuan of price that stays after refunds, fee and tax.
    """
    money = money_of_added(pnl_lines, order_items, orders)
    pieces = added_pieces(order_items, orders).groupby("sku")["qty"].sum()
    left = money.sum(axis=1) / pieces.where(pieces >= least)
    made = sku[["sku", "price"]].assign(sku=sku["sku"].astype(object))
    made = made.assign(left=made["sku"].map(left)).dropna(subset="left").reset_index(drop=True)
    lines = money.sum()
    given = sum(lines.get(line, 0.0) for line in ("revenue", "refund", "platform_fee", "vat"))
    return made, float(given / lines["revenue"])


def candidates(order_items, orders, sku, pnl_lines, off=OFF, most=6):
    """The shop's best sets at a discount."""
    return sets_at(set_inputs(order_items, orders, sku, pnl_lines), sku, off, most)


def set_inputs(order_items, orders, sku, pnl_lines):
    """Rules of articles on sale, what their pieces leave, and what stays of a yuan."""
    rules = association_rules(bought(order_items, orders))
    known, rest = articles(sku, pnl_lines, order_items, orders)
    kept = set(known["sku"]) & set(sku.loc[sku["end_date"].isna(), "sku"].astype(object))
    return rules[rules["sku"].isin(kept) & rules["with_sku"].isin(kept)], known, rest


def sets_at(inputs, sku, off, most=6):
    """The best sets at one discount, with their titles."""
    found = bundle_candidates(*inputs[:2], off, inputs[2], most)
    names = sku.set_index(sku["sku"].astype(object))["title"].astype(object)
    return found.assign(set=found["sku"].map(names) + " + " + found["with_sku"].map(names))


def by_articles(order_items, orders):
    """Paid orders by number of different articles: what was paid for the first, for all, and kept.

    All that were paid: purchases leave out what was refunded in full, mostly orders of one article.
    """
    orders = orders[orders["ts_pay"].notna()]
    items = order_items[order_items["order_id"].isin(orders["order_id"])]
    items = items.assign(paid=items["qty"] * items["price"] - items["discount"])
    each = items.groupby("order_id").agg(
        articles=("sku", "nunique"), first=("paid", "first"), paid=("paid", "sum")
    )
    back = orders.set_index("order_id")["refund_amount"].reindex(each.index)
    each = each.assign(kept=each["paid"] - back, articles=each["articles"].clip(upper=3))
    found = each.groupby("articles")[["first", "paid", "kept"]].mean()
    found.insert(0, "orders", each.groupby("articles").size())
    return found.reset_index()


def gap(twins):
    """What companions truly add to an order's value, to orders, and to profit: pairs of worlds."""
    both = twins.set_index(["pair", "world"]).unstack("world")
    value = both["revenue"] / both["orders"]
    rows = {
        "order value, less refunds (yuan)": value,
        "orders in half a year": both["orders"],
        "kept revenue (thousand yuan)": both["revenue"] / 1000,
        "profit (thousand yuan)": both["profit"] / 1000,
    }
    made = [
        (
            name,
            one["shop"].mean(),
            one["alone"].mean(),
            *paired_difference(one["shop"], one["alone"]),
        )
        for name, one in rows.items()
    ]
    columns = ["measure", "shop", "alone", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(made, columns=columns)


def years(orders, first=2024, second=2025):
    """The purchases with the year of their payment."""
    kept = tables.purchases(orders)
    year = kept["ts_pay"].dt.year
    return kept.assign(year=year)[year.isin([first, second])]


def by_buyer(orders, year=2025):
    """Paid ÷ orders, orders ÷ buyers, paid ÷ buyers, of the purchases of a year."""
    kept = years(orders, year, year)
    buyers = kept["customer_id"].nunique()
    rows = {
        "paid ÷ orders (笔单价)": kept["paid_amount"].sum() / len(kept),
        "orders ÷ buyers (购买频次)": len(kept) / buyers,
        "paid ÷ buyers (客单价)": kept["paid_amount"].sum() / buyers,
    }
    return pd.Series(rows, name=str(year)).to_frame()


def chatted(orders, chats):
    """Purchases with a chat of the buyer in the day before the order, and those without one."""
    kept = tables.purchases(orders).sort_values("ts_order")
    asked = chats.loc[chats["is_presale"], ["customer_id", "ts"]].dropna().sort_values("ts")
    asked = asked.astype({"customer_id": kept["customer_id"].dtype})
    both = pd.merge_asof(kept, asked, left_on="ts_order", right_on="ts", by="customer_id",
                         tolerance=pd.Timedelta(days=1))  # fmt: skip
    return both.assign(chat=np.where(both["ts"].notna(), "chat", "no chat"))


def history(order_items, orders, cut=CUT):
    """For who bought before the cut and again after it: what they had, and what came next.

    Baskets are customers here: the tables name them order_id, as `recommend` wants it.
    """
    kept = tables.purchases(orders)[["order_id", "customer_id", "ts_pay"]]
    items = order_items[["order_id", "sku"]].merge(kept, on="order_id")
    items = items.assign(sku=items["sku"].astype(object))
    before = items["ts_pay"] < pd.Timestamp(cut, tz=items["ts_pay"].dt.tz)
    had = items[before & items["customer_id"].notna()]
    had = had[["customer_id", "sku"]].drop_duplicates()
    next_ = items[~before & items["customer_id"].isin(had["customer_id"])]
    next_ = next_.sort_values(["ts_pay", "order_id"], kind="stable").drop_duplicates("customer_id")
    names = {"customer_id": "order_id"}
    again = had[had["customer_id"].isin(next_["customer_id"])]
    parts = had, again, next_[["customer_id", "sku"]]
    return tuple(part.rename(columns=names) for part in parts)


def next_orders(order_items, orders, sku, cut=CUT, k=SHOWN):
    """Of the next orders of old customers: in how many was the first article among the k shown?"""
    had, again, came = history(order_items, orders, cut)
    rows, hits = [], {}
    for method in ("together", "popular", "similar"):
        shown = recommend(had, again, k, method, categories=sku[["sku", "category"]])
        rows.append((method, *hit_rate(shown, came)))
        hits[method] = hits_of(shown, came).to_numpy().astype(float)
    rows.append(("popular less together",
                 *paired_difference(hits["popular"], hits["together"], "customers")))  # fmt: skip
    return pd.DataFrame(rows, columns=["method", "estimate", "low", "high", "n", "counts"])


def in_the_cart(order_items, orders, sku, cut=CUT, k=SHOWN):
    """Of later orders of two or more: in how many was the last article among the k shown?"""
    before, after = between(order_items, orders, until=cut), between(order_items, orders, since=cut)
    return recommendation_test(before, after, k, categories=sku[["sku", "category"]])


def at_the_grocer(groceries, k=SHOWN, seed=1):
    """The same on the grocer's baskets: learnt from the first half, one article of each hidden."""
    half = groceries["order_id"].median()
    later = groceries[groceries["order_id"] > half]
    later = later.iloc[generator(seed, 37).permutation(len(later))]
    before = groceries[groceries["order_id"] <= half]
    return recommendation_test(before, later, k, methods=("together", "popular"))


def lifts(rules, least=30):
    """Of pairs with so many orders: the share above a lift of 1, above chance, and chance's lift."""
    some = once(rules)
    some = some[some["both"] >= least]
    return pd.Series(
        {
            "pairs": len(some),
            "lift above 1": (some["lift"] > 1).mean(),
            "more than by chance": (some["times"] > 1).mean(),
            "lift by chance (median)": (some["lift"] / some["times"]).median(),
        }
    )


# --- What the texts tell ------------------------------------------------------------------------


@lesson.facts("guess-reading", "twin-reading", "twin-title")
def _value(order_items, orders, twins):
    found = by_articles(order_items, orders).set_index("articles")
    several = found.loc[2:]
    weight = several["orders"] / several["orders"].sum()
    paid, kept = (several[name] * weight for name in ("paid", "kept"))
    twin = gap(twins).set_index("measure")
    value, profit = twin.iloc[0], twin.loc["profit (thousand yuan)"]
    number = twin.loc["orders in half a year"]
    return {
        "single": fact.money(found.loc[1, "paid"]),
        "several": fact.money(paid.sum()),
        "more": fact.money(paid.sum() - found.loc[1, "paid"]),
        "share": fact.share(several["orders"].sum() / found["orders"].sum()),
        "first_1": fact.money(found.loc[1, "first"]),
        "first_2": fact.money(found.loc[2, "first"]),
        "first_3": fact.money(found.loc[3, "first"]),
        "kept_single": fact.money(found.loc[1, "kept"]),
        "kept_several": fact.money(kept.sum()),
        "kept_more": fact.money(kept.sum() - found.loc[1, "kept"]),
        "twin_shop": fact.money(value["shop"]),
        "twin_alone": fact.money(value["alone"]),
        "rise": fact.share(value["estimate"] / value["alone"]),
        "pairs": fact.count(value["n"]),
        **fact.ends("gain", value, fact.money, digits=1),
        **fact.ends("profit", profit, fact.number, digits=0, signed=True),
        "number_of": fact.count(number["alone"]),
        **fact.ends("number", number, fact.number, digits=0, signed=True),
        **fact.ends(
            "revenue", twin.loc["kept revenue (thousand yuan)"], fact.number, digits=0, signed=True
        ),
    }


@lesson.facts("drivers-reading", "chat-reading")
def _drivers(order_items, orders, chats):
    found = aov_drivers(years(orders), order_items, 2024, 2025, by="year").set_index("driver")
    chat = aov_drivers(chatted(orders, chats), order_items, "no chat", "chat", by="chat")
    chat = chat.set_index("driver")
    names = {"articles": "articles in an order", "pieces": "pieces of an article",
             "price": "list price of a piece", "paid": "paid of the list price",
             "value": "order value"}  # fmt: skip
    told = {}
    for short, name in names.items():
        told |= {
            short: fact.money(found.loc[name, "yuan"], 1, signed=True),
            f"{short}_factor": fact.number(found.loc[name, "factor"], 3),
            f"{short}_low": fact.number(found.loc[name, "low"], 3),
            f"{short}_high": fact.number(found.loc[name, "high"], 3),
            f"chat_{short}": fact.money(chat.loc[name, "yuan"], 1, signed=True),
        }
    return told | {
        "before": fact.money(found.loc["order value", "before"], 2),
        "after": fact.money(found.loc["order value", "after"], 2),
        "n": fact.count(found.loc["order value", "n"]),
        "chat_with": fact.money(chat.loc["order value", "after"]),
        "chat_without": fact.money(chat.loc["order value", "before"]),
    }


@lesson.facts("sizes-reading")
def _sizes(order_items, orders):
    found = basket_size(bought(order_items, orders)).set_index("articles")
    pieces = (found["orders"] * found["pieces"]).sum() / found["orders"].sum()
    articles_ = (found["orders"] * found.index).sum() / found["orders"].sum()
    return {
        "one": fact.share(found.loc[1, "share"], 1),
        "one_low": fact.share(found.loc[1, "low"], 1),
        "one_high": fact.share(found.loc[1, "high"], 1),
        "n": fact.count(found["orders"].sum()),
        "pieces": fact.number(pieces, 2),
        "articles": fact.number(articles_, 2),
    }


@lesson.facts("lift-reading", "chance-reading", "map-title", "map-reading")
def _lifts(order_items, orders, sku, groceries):
    rules = association_rules(bought(order_items, orders), least=0)
    pair, many = below_one(rules), lifts(rules)
    there = lifts(association_rules(groceries))
    pairs = once(rules)
    counts = pairs["found"].value_counts()
    kind = sku.set_index(sku["sku"].astype(object))["category"].astype(object)
    same = pairs["sku"].map(kind).to_numpy() == pairs["with_sku"].map(kind).to_numpy()
    less = (pairs["found"] == "less").to_numpy()
    more = (pairs["found"] == "more").to_numpy()
    names = sku.set_index(sku["sku"].astype(object))["title"].astype(object)
    most = pairs[more].nlargest(1, "both").iloc[0]
    taken = pairs.loc[more, "both"].sum() / pairs["both"].sum()
    rest = pairs[~more]
    across = (~same & less).sum()
    return {
        "most": fact.name(f"{names[most['sku']]} and {names[most['with_sku']]}"),
        "most_codes": fact.name(f"{most['sku']} + {most['with_sku']}"),
        "most_both": fact.count(most["both"]),
        "taken": fact.share(taken),
        "rest": fact.share(rest["both"].sum() / rest["expected"].sum()),
        "across": fact.count(across),
        "zero": fact.count((pairs["both"] == 0).sum()),
        "within_more": fact.share((same & more).sum() / same.sum()),
        "across_more": fact.share((~same & more).sum() / (~same).sum()),
        "one": fact.name(names[pair["sku"]]),
        "other": fact.name(names[pair["with_sku"]]),
        "both": fact.count(pair["both"]),
        "lift": fact.number(pair["lift"], 2),
        "times": fact.number(pair["times"], 1),
        "low": fact.number(pair["low"], 1),
        "high": fact.number(pair["high"], 1),
        "chance": fact.number(many["lift by chance (median)"], 2),
        "grocer_chance": fact.number(there["lift by chance (median)"], 1),
        "grocer_pairs": fact.count(there["pairs"]),
        "grocer_above": fact.share(there["lift above 1"], 1),
        "grocer_more": fact.share(there["more than by chance"], 0),
        "pairs": fact.count(len(pairs)),
        "more": fact.count(counts.get("more", 0)),
        "less": fact.count(counts.get("less", 0)),
        "open": fact.count(counts.get("open", 0)),
        "n": fact.count(pairs["n"].iloc[0]),
    }


@lesson.facts("list-reading", "luck-reading")
def _list(order_items, orders):
    top, luck = two_weeks(order_items, orders), luck_alone(order_items, orders)
    luck = luck.set_index("rule")
    alone, together = luck.loc["interval of this pair alone"], luck.loc["interval for all pairs"]
    few = top[top["both"] <= 4]
    mine = between(order_items, orders, SINCE, UNTIL)
    return {
        "orders": fact.count(mine["order_id"].nunique()),
        "lift": fact.number(top["lift"].mean(), 1),
        "later": fact.number(top["lift_later"].mean(), 1),
        "fell": fact.count((top["lift_later"] < top["lift"]).sum()),
        "listed": fact.count(len(top)),
        "few": fact.count(len(few)),
        "few_lift": fact.number(few["lift"].mean(), 1),
        "few_later": fact.number(few["lift_later"].mean(), 1),
        "sure": fact.count((top["found"] == "more").sum()),
        "worlds": fact.count(alone["worlds"]),
        "alone": fact.number(alone["pairs found"], 1),
        "alone_worlds": fact.count(alone["worlds with any"]),
        "together_worlds": fact.count(together["worlds with any"]),
        "strong": fact.number(luck.iloc[0]["pairs found"], 1),
    }


@lesson.facts("pieces-reading", "pieces-title")
def _pieces(order_items, orders, returns, pulled):
    paid = orders[orders["ts_pay"].notna()]
    found = threshold_pieces(order_items, paid, returns, THRESHOLD).set_index("pieces")
    truth = pulled.iloc[0]
    other = truth["added"] - truth["pulled"]
    first = paid["ts_pay"].min().normalize() + pd.Timedelta(days=int(truth["days"]))
    least = cheapest_articles(order_items, paid[paid["ts_pay"] < first], THRESHOLD)
    needed = least["needed"].sum()
    return {
        **fact.ends("needed", found.loc["needed"], fact.share, digits=1),
        **fact.ends("rest", found.loc["not needed"], fact.share, digits=1),
        "gap": fact.points(found.loc["difference", "estimate"], 1),
        "gap_low": fact.points(found.loc["difference", "low"], 1),
        "gap_high": fact.points(found.loc["difference", "high"], 1),
        "n": fact.count(found.loc["needed", "n"]),
        "pulled": fact.share(truth["pulled"] / truth["added"]),
        "pulled_back": fact.share(truth["pulled_back"] / truth["pulled"]),
        "other_back": fact.share(truth["other_back"] / other),
        "aimed": fact.share(min(truth["pulled"] / needed, 1)),
    }


@lesson.facts("sets-reading", "lever-reading")
def _sets(order_items, orders, sku, pnl_lines):
    inputs = set_inputs(order_items, orders, sku, pnl_lines)
    found, tenth = (sets_at(inputs, sku, off) for off in (OFF, 0.10))
    first = found.iloc[0]
    rates = attach_rate(bought(order_items, orders)).set_index(["sku", "with_sku"])
    rate = rates.loc[(first["sku"], first["with_sku"])]
    names = sku.set_index(sku["sku"].astype(object))["title"].astype(object)
    return {
        "one": fact.name(names[first["sku"]]),
        "other": fact.name(names[first["with_sku"]]),
        "rate": fact.share(rate["rate"], 1),
        "rate_low": fact.share(rate["low"], 1),
        "rate_high": fact.share(rate["high"], 1),
        "rate_n": fact.count(rate["orders"]),
        "price": fact.money(first["price"]),
        "off": fact.money(first["off"], 1),
        "left": fact.money(first["left"], 1),
        "needed": fact.share(first["needed"], 1),
        "times": fact.number(first["needed"] / first["confidence"], 2),
        "gain": fact.money(first["half_more"]),
        "cost": fact.money(first["cost"], 1),
        "stays": fact.number(first["cost"] / first["off"], 2),
        "tenth_best": fact.money(tenth["half_more"].iloc[0], 0, signed=True),
        "tenth_set": fact.name(tenth["set"].iloc[0]),
        "free": fact.money(100 * first["confidence"] * first["left"] / 2),
    }


@lesson.facts("tea-title", "tea-reading", "verdict")
def _tea(tea_set, twins):
    found = bundle_test(tea_set).set_index("measure")
    twin = gap(twins).iloc[0]
    told = {}
    for short, name, digits in (("value", "order value", 2), ("left", "left per visitor", 2),
                                ("kept", "kept per visitor", 2)):  # fmt: skip
        told |= fact.ends(short, found.loc[name], fact.money, digits=digits, signed=True)
    order = found.loc["share who order"]
    some, rest = tea_set[tea_set["sets"] > 0], tea_set[tea_set["sets"] == 0]
    return told | {
        "order": fact.points(order["estimate"], 2, signed=True),
        "order_low": fact.points(order["low"], 2, signed=True),
        "order_high": fact.points(order["high"], 2, signed=True),
        "singles": fact.share(
            1 - found.loc["pieces sold singly, per visitor", "treated"]
            / found.loc["pieces sold singly, per visitor", "control"]
        ),
        "left_share": fact.share(found.loc["left per visitor", "estimate"]
                                 / found.loc["left per visitor", "control"], 0, signed=True),
        "sets": fact.count(tea_set["sets"].sum()),
        "back_set": fact.share(1 - some["kept"].sum() / some["paid"].sum(), 1),
        "back_single": fact.share(1 - rest["kept"].sum() / rest["paid"].sum(), 1),
        "n": fact.count(len(tea_set)),
        "twin": fact.money(twin["estimate"]),
        "twin_rise": fact.share(twin["estimate"] / twin["alone"]),
    }  # fmt: skip


@lesson.facts("cart-title", "cart-reading", "next-reading", "grocer-reading")
def _shown(order_items, orders, sku, groceries):
    cart = in_the_cart(order_items, orders, sku).set_index("method")
    later = next_orders(order_items, orders, sku).set_index("method")
    there = at_the_grocer(groceries).set_index("method")
    told = {}
    for short, table in (("", cart), ("next_", later)):
        for method in ("together", "popular", "similar"):
            told |= fact.ends(short + method, table.loc[method], fact.share, digits=1)
    gap_ = there.loc["together less popular"]
    _, again, came = history(order_items, orders)
    owned = came.merge(again, on=["order_id", "sku"])
    told |= {
        "owned": fact.share(len(owned) / len(came), 1),
        "next_gap": fact.points(later.loc["popular less together", "estimate"], 1),
        "next_gap_low": fact.points(later.loc["popular less together", "low"], 1),
        "next_gap_high": fact.points(later.loc["popular less together", "high"], 1),
    }
    return told | {
        "n": fact.count(cart.loc["together", "n"]),
        "next_n": fact.count(later.loc["together", "n"]),
        "grocer_n": fact.count(there.loc["together", "n"]),
        "grocer_together": fact.share(there.loc["together", "estimate"], 1),
        "grocer_popular": fact.share(there.loc["popular", "estimate"], 1),
        "grocer_gap": fact.points(gap_["estimate"], 1, signed=True),
        "grocer_low": fact.points(gap_["low"], 1, signed=True),
        "grocer_high": fact.points(gap_["high"], 1, signed=True),
        "shown": fact.count(cart.loc["together", "shown"]),
        "shown_popular": fact.count(cart.loc["popular", "shown"]),
    }


@lesson.facts("path-reading")
def _path(order_items, orders, sku):
    found = next_category(tables.purchases(orders), order_items, sku[["sku", "category"]])
    came = found[found["next"] != "none"]
    everybody = found.groupby("next")["customers"].sum()
    total = found["customers"].sum()
    gaps = [
        difference_of_shares(
            row.customers, row.n, everybody[row.next] - row.customers, total - row.n,
            confidence=each_of(len(came)),
        )
        for row in came.itertuples()
    ]  # fmt: skip
    none = found[found["next"] == "none"]
    firsts = none["n"].sum()
    return {
        "cells": fact.count(len(came)),
        "apart": fact.count(sum(gap.low > 0 or gap.high < 0 for gap in gaps)),
        "none": fact.share(none["customers"].sum() / firsts, 1),
        "least": fact.share(none["estimate"].min(), 1),
        "most": fact.share(none["estimate"].max(), 1),
        "n": fact.count(firsts),
    }


# --- Asked in the lesson ------------------------------------------------------------------------


@lesson.exercise("The list of two weeks", Prediction("times"))
def strong_pairs(order_items, orders):
    """Somebody takes the orders of two weeks, from 3 March 2025 on, and lists the {listed} pairs of highest **lift**, of those bought in three
    orders or more. Their mean lift is {lift}. What is the mean lift of the *same* pairs in all other weeks of the two years? Answer
    `(value, low, high)`.

    Hint: Which pairs come to the top of a list: only strong ones, or lucky ones as well?

    Right: {later}. The list was chosen by the very numbers that it shows. {fell} of {listed} fell.
    """
    return float(two_weeks(order_items, orders)["lift_later"].mean())


@strong_pairs.facts
def _strong_facts(order_items, orders):
    top = two_weeks(order_items, orders)
    return {
        "listed": fact.count(len(top)),
        "lift": fact.number(top["lift"].mean(), 1),
        "later": fact.number(top["lift_later"].mean(), 1),
        "fell": fact.count((top["lift_later"] < top["lift"]).sum()),
    }


@strong_pairs.applies
def _has_the_weeks(order_items, orders):
    """These two weeks aren't in the tables."""
    return can_answer(strong_pairs, order_items, orders)


def _other_rules(other_order_items, other_orders):
    return association_rules(bought(other_order_items, other_orders))


def _times_by_hand(other_order_items, other_orders):
    """Companions shared out by hand: the pair's orders over both articles' companions, multiplied."""
    rules = _other_rules(other_order_items, other_orders)
    pair, companions = below_one(rules), rules.groupby("sku")["both"].sum()
    by_hand = companions[pair["sku"]] * companions[pair["with_sku"]] / companions.sum()
    low, high = sorted((pair["both"] / by_hand, pair["times"]))
    return [Between(float(low) - 0.03, float(high) + 0.03)]


@lesson.exercise("Never together?", Number(tolerance=0.06, unit="times", accept=_times_by_hand))
def below_a_lift_of_one(other_order_items, other_orders):
    """Another shop, Songling Outdoor. Its assistant writes: *"{one} and {other} have a lift of {lift}. Below 1: they don't go together. Take
    them off each other's pages."* How many **times** as often as by chance are they bought together? Use
    `baskets.association_rules(mine.bought(other.order_items, other.orders))`.

    Hint: Find the row with `sku` {one} and `with_sku` {other}.

    Hint: The column is `times`: `both` over `expected`.

    Right: {times} times ({low} to {high}), in {both} orders. Most of its orders hold one article, so chance alone has a lift of about {chance}.
    """
    return float(below_one(_other_rules(other_order_items, other_orders))["times"])


@below_a_lift_of_one.facts
def _below_facts(other_order_items, other_orders):
    pair = below_one(_other_rules(other_order_items, other_orders))
    return {
        "one": fact.name(pair["sku"]),
        "other": fact.name(pair["with_sku"]),
        "lift": fact.number(pair["lift"], 2),
        "times": fact.number(pair["times"], 2),
        "low": fact.number(pair["low"], 2),
        "high": fact.number(pair["high"], 2),
        "both": fact.count(pair["both"]),
        "chance": fact.number(pair["lift"] / pair["times"], 2),
    }


@below_a_lift_of_one.applies
def _has_such_a_pair(other_order_items, other_orders):
    """No pair has a lift below 1 and still goes together."""
    return can_answer(below_a_lift_of_one, other_order_items, other_orders)


@below_a_lift_of_one.wrong("the lift")
def _the_lift(other_order_items, other_orders):
    """That is the lift again. It compares with orders that hold everything by lot; most orders here hold one article and can't hold a pair."""
    return float(below_one(_other_rules(other_order_items, other_orders))["lift"])


@below_a_lift_of_one.wrong("the lift among orders of two or more")
def _among_several(other_order_items, other_orders):
    """You left out the orders of one article and took the lift of the rest. Even there chance isn't 1: in an order of two, one article has
    only one place left for its companion."""
    items = bought(other_order_items, other_orders)
    several = items[items.groupby("order_id")["sku"].transform("nunique") >= 2]
    pair = below_one(_other_rules(other_order_items, other_orders))
    found = association_rules(several)
    mine = found[(found["sku"] == pair["sku"]) & (found["with_sku"] == pair["with_sku"])]
    return float(mine["lift"].iloc[0])


@below_a_lift_of_one.wrong("what is sure")
def _sure_end(other_order_items, other_orders):
    """That is the lower end of the interval. Asked is the value; it is good that the lower end is above 1 too."""
    return float(below_one(_other_rules(other_order_items, other_orders))["low"])


@lesson.exercise("What the set must bring", Number(tolerance=0.003, unit="share"))
def set_needs(order_items, orders, sku, pnl_lines):
    """A set of {one} and {other} for {off} yuan less ({price} yuan together). After refunds, fee and tax that costs you {cost} yuan for each set.
    Of the buyers of {one}, {rate} take {other} already. An added piece of {other} leaves {left} yuan. To which **share** must that rise, so that the set earns its discount back? Give a share between 0 and 1, with
    four decimals.

    Hint: Take 100 buyers. How many take both today? They get the discount for nothing. How much does each *new* one leave, less the discount?

    Hint: `baskets.needed_rate(confidence, left, discount)`, with what the discount costs.

    Right: {needed}: {times} times as many as today, only to lose nothing.
    """
    first = candidates(order_items, orders, sku, pnl_lines).iloc[0]
    return float(needed_rate(first["confidence"], first["left"], first["cost"]))


@set_needs.facts
def _set_facts(order_items, orders, sku, pnl_lines):
    first = candidates(order_items, orders, sku, pnl_lines).iloc[0]
    return {
        "one": fact.name(first["sku"]),
        "other": fact.name(first["with_sku"]),
        "off": fact.money(first["off"], 2),
        "cost": fact.money(first["cost"], 2),
        "price": fact.money(first["price"]),
        "rate": fact.share(first["confidence"], 2),
        "left": fact.money(first["left"], 2),
        "needed": fact.share(first["needed"], 1),
        "times": fact.number(first["needed"] / first["confidence"], 2),
    }


@set_needs.applies
def _some_set(order_items, orders, sku, pnl_lines):
    """No set can earn its discount back."""
    return can_answer(set_needs, order_items, orders, sku, pnl_lines) and np.isfinite(
        set_needs(order_items, orders, sku, pnl_lines)
    )


def _first_set(order_items, orders, sku, pnl_lines):
    return candidates(order_items, orders, sku, pnl_lines).iloc[0]


@set_needs.wrong("new buyers alone")
def _new_alone(order_items, orders, sku, pnl_lines):
    """You divided the discount by what a piece leaves. That is the share *of those who take the set* who must be new."""
    first = _first_set(order_items, orders, sku, pnl_lines)
    return float(first["cost"] / first["left"])


@set_needs.wrong("the discount as a share more")
def _share_more(order_items, orders, sku, pnl_lines):
    """You raised the share by the discount's part of what a piece leaves. The new ones get the discount too: divide by what is left *after* it."""
    first = _first_set(order_items, orders, sku, pnl_lines)
    return float(first["confidence"] * (1 + first["cost"] / first["left"]))


@set_needs.wrong("the discount before refunds")
def _before_refunds(order_items, orders, sku, pnl_lines):
    """You took the whole discount against what is left *after* refunds, fee and tax. Part of the discount would have gone with them."""
    first = _first_set(order_items, orders, sku, pnl_lines)
    return float(needed_rate(first["confidence"], first["left"], first["off"]))


@set_needs.wrong("by the price")
def _by_price(order_items, orders, sku, pnl_lines):
    """You took the discount off the price. It comes off what a piece *leaves*, which is far less."""
    first = _first_set(order_items, orders, sku, pnl_lines)
    return float(first["confidence"] / (1 - OFF))


TEA = Decision(
    {
        "A": "Keep the set as it is, and show it to everybody.",
        "B": "Stop the set at a fifth off. Show the three together at full price or with a small discount, and deal that by lot.",
        "C": "Run the same test on until the order value is surer.",
    },
    {
        "1": "the order value rose, and its whole interval lies above 0",
        "2": "what is left per visitor fell, and its whole interval lies below 0",
        "3": "as many visitors order as before, so the set changed nothing",
        "4": "many sets were sold",
    },
)


@lesson.exercise("The office afternoon-tea set", TEA)
def tea(tea_set):
    """The test is over. What do you do with the set on Monday, and why? An answer looks like `("A", 1)`.

    Hint: Which line of the table is money that stays? Is it per order or per visitor?

    Right: {left} yuan a visitor ({low} to {high}). Order value is a share of those who order; the shop lives on what is left.
    """
    found = bundle_test(tea_set).set_index("measure")
    return ("B", 2) if found.loc["left per visitor", "high"] < 0 else ("A", 1)


@tea.facts
def _tea_facts(tea_set):
    found = bundle_test(tea_set).set_index("measure").loc["left per visitor"]
    return {
        "left": fact.money(found["estimate"], 2, signed=True),
        "low": fact.money(found["low"], 2, signed=True),
        "high": fact.money(found["high"], 2, signed=True),
    }


@tea.applies
def _loses(tea_set):
    """The set doesn't lose for sure."""
    return tea(tea_set) == ("B", 2)


@tea.wrong("order value")
def _by_value():
    """It did rise. But who buys the set paid a fifth less for pieces that many would have bought anyway. Read the last line."""
    return ("A", 1)


@tea.wrong("sets sold")
def _by_sets():
    """Sold to whom? Pieces sold singly fell at the same time: the set took them from its own articles."""
    return ("A", 4)


@tea.wrong("longer")
def _longer():
    """A surer order value answers the wrong question. What is left is clear already."""
    return ("C", 1)


@tea.wrong("nothing changed")
def _nothing_changed():
    """As many order, yes. But they order something else, and at a lower price: that changed what is left."""
    return ("B", 3)


@tea.wrong("nothing changed, so keep")
def _nothing_so_keep():
    """As many order, but each leaves less. That isn't nothing."""
    return ("A", 3)


# --- For the workshop's pool --------------------------------------------------------------------


def _gear(other_order_items, other_orders):
    return attach_rate(bought(other_order_items, other_orders))


@lesson.exercise("Stove with the cooking set", Number(tolerance=0.002, unit="share"), pool=True)
def stove(other_order_items, other_orders):
    """Of the purchases of Songling Outdoor with a cooking set (CK01): which **share** also holds a gas stove (SV01)? Give a share between 0
    and 1.

    Hint: `baskets.attach_rate(mine.bought(other.order_items, other.orders))`: `sku` is what the share is *of*.

    Right: The same pair has another share from the other side. On whose page do you show it?
    """
    found = _gear(other_order_items, other_orders)
    return float(
        found.loc[(found["sku"] == "CK01") & (found["with_sku"] == "SV01"), "rate"].iloc[0]
    )


@stove.applies
def _stoves_there(other_order_items, other_orders):
    """This shop sells no such pair."""
    return can_answer(stove, other_order_items, other_orders)


@stove.wrong("of the stoves")
def _of_stoves(other_order_items, other_orders):
    """That is the share of the orders with a *stove*. Asked are those with a cooking set."""
    found = _gear(other_order_items, other_orders)
    return float(
        found.loc[(found["sku"] == "SV01") & (found["with_sku"] == "CK01"), "rate"].iloc[0]
    )


@stove.wrong("of all orders")
def _of_all(other_order_items, other_orders):
    """That is the support: the share of *all* purchases with both. Asked are those with a cooking set."""
    rules = _other_rules(other_order_items, other_orders)
    return float(
        rules.loc[(rules["sku"] == "CK01") & (rules["with_sku"] == "SV01"), "support"].iloc[0]
    )


@lesson.exercise("By order, by buyer", Number(tolerance=0.01, unit="times"), pool=True)
def frequency(other_orders):
    """客单价 is paid ÷ orders in one report and paid ÷ buyers in another. Take all purchases of Songling Outdoor with a known buyer. **How many
    times** as large is the second? (It has a name: purchase frequency 购买频次.)

    Hint: `tables.purchases(other.orders)`. Orders ÷ different buyers.

    Right: It grows with the length of the period. So a value by buyer says nothing without its period.
    """
    kept = tables.purchases(other_orders).dropna(subset="customer_id")
    return float(len(kept) / kept["customer_id"].nunique())


@frequency.wrong("all orders")
def _every_order(other_orders):
    """You counted every row. Orders that were never paid, or refunded in full, are no purchases."""
    kept = tables.purchases(other_orders)
    return float(len(other_orders) / kept["customer_id"].nunique())


@frequency.wrong("the other way round")
def _upside_down(other_orders):
    """You divided buyers by orders."""
    kept = tables.purchases(other_orders).dropna(subset="customer_id")
    return float(kept["customer_id"].nunique() / len(kept))


@lesson.exercise("Needed for the threshold", Number(tolerance=0.6, unit="points"), pool=True)
def sent_back(other_order_items, other_orders, other_returns):
    """Songling Outdoor takes 20 yuan off from 299 yuan on. Compare the cheapest article of an order where it was *needed* for the 299 with the
    same article where it wasn't: how much larger is the **share sent back**? Take all paid orders. Answer in points (a share of 0.05 more is 5 points).

    Hint: `baskets.threshold_pieces(items, orders, returns, 299)`, with the orders that have a `ts_pay`. The row *difference*, times 100.

    Right: {gap} points ({low} to {high}). Some who reach the threshold aimed at it, and don't want the piece.
    """
    paid = other_orders[other_orders["ts_pay"].notna()]
    found = threshold_pieces(other_order_items, paid, other_returns, THRESHOLD)
    return 100 * float(found["estimate"].iloc[-1])


@sent_back.facts
def _back_facts(other_order_items, other_orders, other_returns):
    paid = other_orders[other_orders["ts_pay"].notna()]
    found = threshold_pieces(other_order_items, paid, other_returns, THRESHOLD).iloc[-1]
    return {
        "gap": fact.points(found["estimate"], 1),
        "low": fact.points(found["low"], 1),
        "high": fact.points(found["high"], 1),
    }


@sent_back.applies
def _threshold_there(other_order_items, other_orders, other_returns):
    """No piece was needed for the threshold."""
    return can_answer(sent_back, other_order_items, other_orders, other_returns)


@sent_back.wrong("the share itself")
def _needed_share(other_order_items, other_orders, other_returns):
    """That is the share of the needed pieces that came back. Asked is how much larger it is."""
    paid = other_orders[other_orders["ts_pay"].notna()]
    found = threshold_pieces(other_order_items, paid, other_returns, THRESHOLD)
    return 100 * float(found["estimate"].iloc[0])


@sent_back.wrong("all articles together")
def _crude(other_order_items, other_orders, other_returns):
    """You took one share less the other, over all articles. Needed ones are of other kinds: compare each article with itself."""
    paid = other_orders[other_orders["ts_pay"].notna()]
    found = threshold_pieces(other_order_items, paid, other_returns, THRESHOLD)
    return 100 * float(found["estimate"].iloc[0] - found["estimate"].iloc[1])


@sent_back.wrong("times")
def _times_as_many(other_order_items, other_orders, other_returns):
    """You divided the two shares. Asked is the difference."""
    paid = other_orders[other_orders["ts_pay"].notna()]
    found = threshold_pieces(other_order_items, paid, other_returns, THRESHOLD)
    return float(found["estimate"].iloc[0] / found["estimate"].iloc[1])


@lesson.exercise("Found by luck", Number(tolerance=1, unit="pairs"), pool=True)
def by_luck(other_order_items, other_orders):
    """You ask of **every** pair of the articles that Songling Outdoor sold whether it goes together, each with a 95% interval of its own. Suppose
    that nothing goes with anything, and that an interval misses in **at most** 5 of 100 cases, on both sides alike. How many pairs may look *more
    often than by chance*, on average, at most?

    Hint: How many pairs are there? An interval misses on both sides; here only one side counts.

    Right: {articles} articles make {pairs} pairs, and 2.5 of 100 miss on the upper side. Rare pairs miss less often, since counts are whole numbers: so it is an upper end.
    """
    articles_ = bought(other_order_items, other_orders)["sku"].nunique()
    return articles_ * (articles_ - 1) / 2 * 0.025


@by_luck.facts
def _luck_facts(other_order_items, other_orders):
    articles_ = bought(other_order_items, other_orders)["sku"].nunique()
    return {
        "articles": fact.count(articles_),
        "pairs": fact.count(articles_ * (articles_ - 1) // 2),
    }


@by_luck.wrong("twice as many")
def _twice(other_order_items, other_orders):
    """That is twice as many. Five of 100 miss, but half of them on the other side: they look *less* often than by chance. Or did you count each
    pair twice? Tent and lamp is the same pair as lamp and tent."""
    return 2 * by_luck(other_order_items, other_orders)


@by_luck.wrong("articles only")
def _articles_only(other_order_items, other_orders):
    """You counted articles. There are far more pairs than articles: that is the trap."""
    return bought(other_order_items, other_orders)["sku"].nunique() * 0.025


SLOT = Decision(
    {
        "A": "Build it: orders of two will rise by about that share.",
        "B": "Build it for half of the visitors, by lot, and count what is left per visitor.",
        "C": "Don't build it: the articles are bought together already.",
    },
    {
        "1": "the list finds most of what was added, so it will sell it",
        "2": "the list was tried on orders that came without it: what it shows was bought anyway",
        "3": "nobody looks at such places on a page",
        "4": "best sellers would sell more",
    },
)


@lesson.exercise("A new place on the page", SLOT, pool=True)
def slot(other_order_items, other_orders, other_sku):
    """A developer at Songling Outdoor shows a list, made from the first half of the data. In later orders of two or more, the article added last
    was among the three that it shows in {together} of the cases; best sellers get {popular}. *"So the new place on the page will sell {together}
    more."* What do you say, and why? An answer looks like `("A", 1)`.

    Hint: Did anybody see the list?

    Right: The list is a good *guess*. Whether showing it changes anything, only a lot can say.
    """
    return ("B", 2)


@slot.facts
def _slot_facts(other_order_items, other_orders, other_sku):
    found = in_the_cart(other_order_items, other_orders, other_sku).set_index("method")
    return {
        "together": fact.share(found.loc["together", "estimate"]),
        "popular": fact.share(found.loc["popular", "estimate"]),
    }


@slot.applies
def _carts_there(other_order_items, other_orders, other_sku):
    """There are no later orders of two articles."""
    return can_answer(slot, other_order_items, other_orders, other_sku)


@slot.wrong("it will sell")
def _will_sell():
    """Nobody saw the list when those orders were made. All that it found was bought without it."""
    return ("A", 1)


@slot.wrong("not needed")
def _not_needed():
    """It was bought by some without help. Others may only need to see it. The lot tells how many."""
    return ("C", 2)


@slot.wrong("best sellers")
def _best_sellers():
    """Best sellers find fewer here. But that isn't the question: nobody saw either list."""
    return ("B", 4)
