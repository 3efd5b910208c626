"""The exercises of lesson 3.3, *What may it cost?*, and its part of the workshop's pool."""

import numpy as np
import pandas as pd

from ecomlab import estimates
from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction
from ecomlab.classroom.kinds.number import Between
from ecomlab.classroom.lesson import Lesson
from ecomlab.classroom.remembered import remembered
from ecomlab.conversion import offers, pricing, rivals
from ecomlab.datasets import load
from ecomlab.research.waterfall import what_is_left
from ecomlab.tables import calendar_days, purchases
from ecomlab.texts import fact

ROLE = "long_tail"  # whose prices the lot moved
CHANGE = -0.10  # what the boss wants
OFFER, OFF = "2025-06-01", 0.15  # the first day of 618, and what it took off
ZONE = "Asia/Shanghai"
VAT = 0.13
TESTED = (0.92, 1.08)
USUAL = " at the usual price"
WAR = {"price": 100, "cost": 60, "own": -3.5, "cross": 2.0}
WINDOW = 90  # days in which who came in at a low price may buy again
SHOP = ("inventory_daily", "sku", "promos", "orders", "order_items", "returns", "shipments",
        "competitors")  # fmt: skip


def data():
    """The tables of the lesson: the running shop's, and what its prices truly do."""
    shop = load("shop")
    return {name: shop[name] for name in SHOP} | {"twin": truths("shop")}


def truths(shop):
    """What each price of a shop truly does."""
    twin = load("prices").twin
    return twin[twin["shop"] == shop].reset_index(drop=True)


NAMES = {name: f"shop.{name}" for name in SHOP} | {"twin": "twin"}
SECOND = {name: f"shop_2.{name}" for name in SHOP} | {"twin": "twin_2"}
lesson = Lesson("3_3", data=data, names=NAMES, guess="per cent")


# --- What the lesson reads ------------------------------------------------------------------------


def tail(sku):
    """The articles of the test."""
    return sku[sku["role"].astype(str) == ROLE]


def spells(promos, kind):
    """First and last days of a kind of promotion."""
    return promos[promos["type"].astype(str) == kind]


@remembered
def outside_cells(inventory_daily, sku, promos):
    """Weeks of the tested articles while no test ran."""
    return pricing.price_cells(inventory_daily, tail(sku), without=spells(promos, "price_test"))


@remembered
def test_cells(inventory_daily, sku, promos):
    """Weeks of the test, without days of an event."""
    return pricing.price_cells(
        inventory_daily, tail(sku), only=spells(promos, "price_test"),
        without=spells(promos, "event_discount"),
    )  # fmt: skip


@remembered
def by_lot(inventory_daily, sku, promos):
    """The elasticity that the lot found."""
    return pricing.elasticity(test_cells(inventory_daily, sku, promos), cluster=("sku", "week"))


def weekly(inventory_daily, sku, promos):
    """Outside the test: each week's price beside the usual one, pieces a day, and was an event in it?"""
    cells = outside_cells(inventory_daily, sku, promos)
    by = cells.assign(weight=cells["times"] * cells["days"]).groupby("week")
    found = by.agg(weight=("weight", "sum"), days=("days", "sum"), sold=("pieces", "sum"))
    found = found.assign(
        times=found["weight"] / found["days"],
        pieces=found["sold"] / found["days"] * len(tail(sku)),
    ).reset_index()
    event = spells(promos, "event_discount")
    first = pd.to_datetime(event["start"]).dt.tz_localize(None)
    last = pd.to_datetime(event["end"]).dt.tz_localize(None)
    sunday = found["week"] + pd.Timedelta(days=6)
    found["event"] = [
        bool(((first <= end) & (last >= start)).any())
        for start, end in zip(found["week"], sunday, strict=True)
    ]
    return found[["week", "times", "pieces", "event"]]


@remembered
def rates(orders, order_items, returns, shipments, sku):
    """Of 100 yuan of the tested articles' *usual* price: what stays, and what goods and parcel cost.

    Returns, fee and tax move with the price; goods and freight don't. Ads aren't in it: a click
    costs the same whatever the price is. Only lines sold at the usual price are taken, for what
    was paid at an event's price says nothing of 100 yuan on a quiet day.
    """
    order_items, returns, shipments = (
        of_orders(rows, orders) for rows in (order_items, returns, shipments)
    )
    price = tail(sku).set_index(tail(sku)["sku"].astype(str))["price"]
    code = order_items["sku"].astype(str)
    at_usual = (order_items["price"] - code.map(price)).abs() < 0.005
    sold = set(zip(order_items["order_id"][at_usual], code[at_usual], strict=True))
    back = returns["sku"].astype(str)
    of_usual = [pair in sold for pair in zip(returns["order_id"], back, strict=True)]
    plain = sku.assign(sku=sku["sku"].astype(str), role=sku["role"].astype(str))
    copies = tail(plain).assign(sku=tail(plain)["sku"] + USUAL, role=USUAL)  # lines at this price
    tables = {
        "orders": orders, "shipments": shipments, "sku": pd.concat([plain, copies]),
        "order_items": order_items.assign(sku=code.where(~at_usual, code + USUAL)),
        "returns": returns.assign(sku=back.where(~np.array(of_usual, bool), back + USUAL)),
    }  # fmt: skip
    left = what_is_left(tables, by="role")
    part = left[left["role"].astype(str) == USUAL].set_index("step")["part"]
    kept = 100 + part["refund_before"] + part["refund_after"]
    tax = kept * VAT / (1 + VAT)
    mine = order_items[at_usual]
    paid = 1 - mine["discount"].sum() / (mine["qty"] * mine["price"]).sum()  # of the usual price
    keep = paid * (kept + part["platform_fee"] - tax) / 100
    cost = -paid * (part["goods"] + part["goods_back"] + part["freight"] + part["vat"] + tax)
    return pd.Series({"keep": keep, "cost": cost, "left": 100 * keep - cost})


def _rates(orders, order_items, returns, shipments, sku):
    return rates(orders, order_items, returns, shipments, sku).round(3)


def needed_share(orders, order_items, returns, shipments, sku, change=CHANGE):
    """By what share pieces must rise at the boss's price."""
    found = _rates(orders, order_items, returns, shipments, sku)
    table = pricing.needed_pieces(100, found["cost"], change, found["keep"])
    return float(table["pieces"].iloc[0])


def true_elasticity(twin):
    """Of the tested articles, each moved alone, over the lot's two prices."""
    alone = twin[twin["sku"] != ALL].groupby("times")["pieces"].sum()
    return float(np.log(alone[1.08] / alone[0.92]) / np.log(1.08 / 0.92))


ALL = "all together"


def shop_profit(twin, tail_profit):
    """What the whole shop leaves more at other prices of the tail, of what the tail leaves today."""
    mine = twin[twin["sku"] == ALL].pivot(index="luck", columns="times", values="profit")
    gains = mine.sub(mine[1.0], axis=0).drop(columns=1.0) / tail_profit
    rows = []
    for times, gain in gains.items():
        found = estimates.mean(gain, "lucks")
        if len(gain) < 2:
            found = found._replace(low=found.value, high=found.value)  # one run: a dot alone
        rows.append((times, 1 + found.value, 1 + found.low, 1 + found.high, found.n))
    return pd.DataFrame(rows, columns=["times", "profit", "low", "high", "n"])


def tail_profit(twin, inventory_daily, sku, promos, left):
    """Yuan that the tested articles leave today in the weeks of the twin."""
    today = twin[(twin["sku"] == ALL) & (twin["times"] == 1)]["pieces"].mean()
    cells = test_cells(inventory_daily, sku, promos)
    usual = (cells["price"] / cells["times"] * cells["pieces"]).sum() / cells["pieces"].sum()
    return today * usual * left / 100


def announced(sku, start=OFFER, off=OFF, was="price"):
    """What the pages of all articles say on an event's first day: was, now."""
    return pd.DataFrame(
        {
            "sku": sku["sku"].astype(str),
            "start": pd.Timestamp(start, tz=ZONE),
            "was": sku[was],
            "now": (sku["price"] * (1 - off)).round(2),
        }
    )


def cut_entries(orders, order_items, promos, sku, article="CH01"):
    """Purchases of who came new in the weeks of an article's own cut: by the cut, or by another article."""
    rows = purchases(orders)
    cut = spells(promos, "sku_discount")
    cut = cut[cut["promo_id"].astype(str).str.startswith(article)]
    first = rows.sort_values("ts_order").drop_duplicates("customer_id")
    day = first["ts_order"].dt.normalize()
    inside = np.logical_or.reduce(
        [day.between(row.start, row.end) for row in cut.itertuples()] or [day.isna()]
    )
    came = first.loc[inside, ["customer_id", "order_id"]]
    bought = set(order_items.loc[order_items["sku"].astype(str) == article, "order_id"])
    word = np.where(came["order_id"].isin(bought), f"{article}, cut", "another article")
    entry = pd.Series(word, index=came["customer_id"])
    rows = rows[rows["customer_id"].isin(entry.index)]
    return rows.assign(entry=rows["customer_id"].map(entry))


@remembered
def by_buyer(inventory_daily, sku, promos, orders, order_items):
    """The lot's elasticity among those who bought before, and among those who hadn't."""
    cells = test_cells(inventory_daily, sku, promos)
    rows = purchases(orders)
    first = rows.groupby("customer_id")["ts_order"].min()
    rows = rows.assign(before=rows["ts_order"] > rows["customer_id"].map(first))
    lines = order_items.merge(rows[["order_id", "ts_order", "before"]], on="order_id")
    day = calendar_days(lines["ts_order"])
    lines = lines.assign(
        week=day - pd.to_timedelta(day.dt.day_of_week, unit="D"), sku=lines["sku"].astype(str)
    )
    found = {}
    for before, name in ((True, "bought here before"), (False, "new here")):
        mine = lines[lines["before"] == before].groupby(["sku", "week", "price"])["qty"].sum()
        part = cells.drop(columns="pieces").merge(
            mine.rename("pieces").reset_index(), on=["sku", "week", "price"], how="left"
        )
        part["pieces"] = part["pieces"].fillna(0).astype(int)  # nobody of this kind that week
        found[name] = pricing.elasticity(part, cluster=("sku", "week"))
    return estimates.table(found, "buyers")


# --- What the texts tell --------------------------------------------------------------------------


@lesson.facts("rates-reading")
def _rates_told(orders, order_items, returns, shipments, sku):
    found = rates(orders, order_items, returns, shipments, sku)
    return {
        "keep": fact.money(100 * found["keep"], 1),
        "cost": fact.money(found["cost"], 1),
        "left": fact.money(found["left"], 1),
        "cheaper": fact.money(
            pricing.left_of_piece(100 * (1 + CHANGE), found["cost"], found["keep"]), 1
        ),
        "lost": fact.money(-100 * found["keep"] * CHANGE, 1),
        "articles": fact.count(len(tail(sku))),
    }


@lesson.facts("pooled-reading", "within-title", "within-reading", "effects-reading", "lot-reading",
              "verdict-title", "verdict-reading", "verdict")  # fmt: skip
def _readings(inventory_daily, sku, promos, orders, order_items, returns, shipments, twin):
    cells = outside_cells(inventory_daily, sku, promos)
    found = {
        "pooled": pricing.elasticity(cells, ()),
        "within": pricing.elasticity(cells, ["sku"]),
        "weeks": pricing.elasticity(cells),
        "lot": by_lot(inventory_daily, sku, promos),
    }
    told = {}
    for name, each in found.items():
        after = pricing.pieces_after(each, CHANGE)
        told |= {
            name: fact.number(each.value, 2),
            f"{name}_low": fact.number(each.low, 2),
            f"{name}_high": fact.number(each.high, 2),
            f"{name}_rise": fact.share(after.value),
            f"{name}_rise_low": fact.share(after.low),
            f"{name}_rise_high": fact.share(after.high),
        }
    weeks = weekly(inventory_daily, sku, promos)
    event = weeks["event"]
    every = own_cuts(inventory_daily, sku, promos)
    moved = pricing.who_moves(every)
    two = pricing.elasticity(every)
    truth = true_elasticity(twin)
    needed = needed_share(orders, order_items, returns, shipments, sku)
    lot = pricing.pieces_after(found["lot"], CHANGE)
    told |= {
        "event_weeks": fact.count(event.sum()),
        "cheap_weeks": fact.count((weeks["times"] < 0.98).sum()),
        "cheap_events": fact.count((event & (weeks["times"] < 0.98)).sum()),
        "weeks_seen": fact.count(len(weeks)),
        "event_pieces": fact.number(
            weeks.loc[event, "pieces"].mean() / weeks.loc[~event, "pieces"].mean(), 1
        ),
        "n_lot": fact.count(found["lot"].n),
        "articles": fact.count(found["within"].n),
        "two": fact.number(two.value, 1),
        "as_many": fact.number(moved.attrs["as_many_as"], 1),
        "first": fact.name(moved["cluster"].iloc[0]),
        "first_share": fact.share(moved["share"].iloc[0]),
        "second": fact.name(moved["cluster"].iloc[1]),
        "truth": fact.number(truth, 2),
        "truth_rise": fact.share((1 + CHANGE) ** truth - 1),
        "needed": fact.share(needed),
        "holds": _where(lot, needed),
        "ends": _where(lot, needed),
        "in_it": "yes" if found["lot"].holds(truth) else "no",
    }
    return told


@remembered
def own_cuts(inventory_daily, sku, promos):
    """All articles on days without a test or an event: only cuts of single articles are left."""
    kinds = promos["type"].astype(str).isin(["price_test", "event_discount"])
    return pricing.price_cells(inventory_daily, sku, without=promos[kinds])


def _where(found, value):
    """Where an interval lies, seen from a value."""
    return "flat" if found.holds(value) else "above" if found.low > value else "below"


@lesson.facts(
    "experiment-reading", "profit-reading", "truth-title", "truth-reading", "shop-verdict"
)
def _profit(inventory_daily, sku, promos, orders, order_items, returns, shipments, twin):
    found = _rates(orders, order_items, returns, shipments, sku)
    lot, keep, cost = by_lot(inventory_daily, sku, promos), found["keep"], found["cost"]
    best = pricing.best_price(lot, cost, keep)
    table = experiment(inventory_daily, sku, promos, orders, order_items, returns, shipments)
    yuan = table.set_index("reading").loc["yuan left, dear ÷ cheap"]
    pieces = table.set_index("reading").loc["pieces, dear ÷ cheap"]
    mine = tail_profit(twin, inventory_daily, sku, promos, found["left"])
    came = shop_profit(twin, mine).set_index("times")
    alone = pricing.best_price(
        pricing.elasticity(outside_cells(inventory_daily, sku, promos), ["sku"]), cost, keep
    )
    told = {
        "best": fact.number(best.value, 0),
        "best_low": fact.number(best.low, 0),
        "best_high": fact.number(best.high, 0) if np.isfinite(best.high) else fact.name("no end"),
        "events_best": fact.number(alone.value, 0),
        "pieces": fact.share(1 - pieces["estimate"]),
        "yuan": fact.number(yuan["estimate"], 2),
        "yuan_low": fact.number(yuan["low"], 2),
        "yuan_high": fact.number(yuan["high"], 2),
        "n": fact.count(yuan["n"]),
        "says": "same"
        if yuan["low"] <= 1 <= yuan["high"]
        else "dear"
        if yuan["low"] > 1
        else "cheap",
        "lucks": fact.count(came["n"].iloc[0]),
    }
    for times, name in ((0.92, "cheap"), (1.08, "dear"), (0.8, "far_cheap"), (1.2, "far_dear")):
        row, curve = came.loc[times], pricing.profit_by_price(lot, 100, cost, [times], keep).iloc[0]
        told |= {
            name: fact.share(row["profit"] - 1, signed=True),
            f"{name}_low": fact.share(row["low"] - 1, signed=True),
            f"{name}_high": fact.share(row["high"] - 1, signed=True),
            f"{name}_says": "few"
            if row["n"] < 2
            else "flat"
            if row["low"] < 1 < row["high"]
            else "more"
            if row["low"] > 1
            else "less",
            f"{name}_curve": fact.share(curve["profit"] - 1, signed=True),
        }
    told["boss"] = told["cheap_says"]
    return told


def experiment(inventory_daily, sku, promos, orders, order_items, returns, shipments):
    """What the test found, with each article's own price and the tail's rates."""
    found = _rates(orders, order_items, returns, shipments, sku)
    mine = tail(sku)
    cost = dict(zip(mine["sku"].astype(str), mine["price"] * found["cost"] / 100, strict=True))
    cells = test_cells(inventory_daily, sku, promos)
    return pricing.price_experiment(cells, cost, found["keep"])


@lesson.facts("buyers-reading", "rival-reading")
def _others(inventory_daily, sku, promos, orders, order_items, competitors, returns, shipments):
    found = by_buyer(inventory_daily, sku, promos, orders, order_items).set_index("buyers")
    cross = cross_elasticity(inventory_daily, sku, promos, competitors)
    told = {}
    for name, key in (("bought here before", "old"), ("new here", "new")):
        row = found.loc[name]
        told |= {
            key: fact.number(row["estimate"], 1),
            f"{key}_low": fact.number(row["low"], 1),
            f"{key}_high": fact.number(row["high"], 1),
        }
    one, other = (estimates.Estimate(*row[1:]) for row in found.itertuples())
    gap = estimates.difference_of(one, other)
    told |= {
        "apart": "no" if gap.holds(0) else "yes",
        "gap": fact.number(gap.value, 1, signed=True),
        "gap_low": fact.number(gap.low, 1, signed=True),
        "gap_high": fact.number(gap.high, 1, signed=True),
    }
    after = pricing.pieces_after(cross, CHANGE)
    needed = needed_share(orders, order_items, returns, shipments, sku)
    rise = pricing.pieces_after(by_lot(inventory_daily, sku, promos), CHANGE)
    return told | {
        "begins": _where(rise, needed),
        "cross": fact.number(cross.value, 2),
        "cross_low": fact.number(cross.low, 2),
        "cross_high": fact.number(cross.high, 2),
        "cross_n": fact.count(cross.n),
        "lose": fact.share(-after.value),
    }


@remembered
def cross_elasticity(inventory_daily, sku, promos, competitors):
    """By how many per cent our pieces rise, if the cheapest rival is one per cent dearer."""
    cells = pricing.price_cells(inventory_daily, sku, without=spells(promos, "event_discount"))
    beside = rivals.cheapest_rival(cells, competitors)
    return pricing.elasticity(beside, of="rival_price", controls=["price"])


@lesson.facts("war-reading")
def _war():
    moves = rivals.price_war(**WAR)
    return {
        "first": fact.share(moves["our_profit"].iloc[1] - 1, signed=True),
        "theirs": fact.share(moves["their_profit"].iloc[1] - 1, signed=True),
        "both": fact.share(moves["our_profit"].iloc[2] - 1, signed=True),
        "moves": fact.count(len(moves) - 1),
        "price": fact.number(moves["ours"].iloc[-1], 0),
        "last": fact.share(moves["our_profit"].iloc[-1]),
    }


def of_orders(rows, orders):
    """The rows (lines, returns) of orders that are there."""
    return rows[rows["order_id"].isin(orders["order_id"])]


@remembered
def check_paid(orders, order_items, sku):
    """The event's offers beside what was paid after all reductions."""
    deals = offers.transaction_prices(of_orders(order_items, orders), orders)
    return offers.reference_price_check(deals, announced(sku))


@remembered
def check_line(orders, order_items, sku):
    """The same beside the prices of the lines, before an order's reductions."""
    deals = offers.transaction_prices(of_orders(order_items, orders), orders, after="price")
    return offers.reference_price_check(deals, announced(sku))


@lesson.facts("offers-title", "offers-reading", "law-verdict")
def _offers(orders, order_items, sku):
    strict, loose = (check(orders, order_items, sku) for check in (check_paid, check_line))
    page = sku.set_index(sku["sku"].astype(str))["list_price"].reindex(strict["sku"]).to_numpy()
    return {
        "offers": fact.count(len(strict)),
        "fits": fact.count((strict["verdict"] == "fits").sum()),
        "high": fact.count((strict["verdict"] == "too high").sum()),
        "none": fact.count((strict["verdict"] == "no reduction").sum()),
        "never": fact.count((strict["verdict"] == "no deal").sum()),
        "loose": fact.count((loose["verdict"] == "fits").sum()),
        "page_fits": fact.count((page <= loose["base"]).sum()),
        "page_said": fact.share((1 - strict["now"] / page).median()),
        "said": fact.share(strict["said"].median()),
        "real": fact.share(strict["real"].median()),
    }


@lesson.facts("depth-reading")
def _depth(orders, order_items, sku):
    found = depths(orders, order_items, sku).set_index("beside")
    return {
        "list": fact.share(found.loc["list price", "estimate"], 1),
        "usual": fact.share(found.loc["usual price", "estimate"], 1),
    }


@remembered
def depths(orders, order_items, sku):
    """The discount depth of all purchases, beside the list price and beside the usual price."""
    rows = purchases(orders)
    price = sku.set_index(sku["sku"].astype(str))["price"]
    usual = order_items["qty"] * order_items["sku"].astype(str).map(price)
    rows = rows.assign(usual=rows["order_id"].map(usual.groupby(order_items["order_id"]).sum()))
    found = [
        offers.discount_depth(rows, below).assign(beside=name)
        for below, name in (("list_amount", "list price"), ("usual", "usual price"))
    ]
    return pd.concat(found, ignore_index=True)[["beside", "estimate", "low", "high", "n", "counts"]]


@lesson.facts("entrants-reading")
def _entrants(orders, order_items, promos, sku):
    rows = cut_entries(orders, order_items, promos, sku)
    found = offers.next_orders(rows, window=WINDOW).set_index("entry")
    cut, usual = found.loc["CH01, cut"], found.loc["another article"]
    gap = estimates.difference_of_shares(
        cut["back"], cut["customers"], usual["back"], usual["customers"], "customers"
    )
    return {
        "cut": fact.share(cut["rate"], 1),
        "usual": fact.share(usual["rate"], 1),
        "n_cut": fact.count(cut["customers"]),
        "n_usual": fact.count(usual["customers"]),
        "gap": fact.points(gap.value, 1, signed=True),
        "gap_low": fact.points(gap.low, 1, signed=True),
        "gap_high": fact.points(gap.high, 1, signed=True),
        "later_cut": fact.money(cut["later"], 1),
        "later_usual": fact.money(usual["later"], 1),
        "sign": "same" if gap.holds(0) else "less" if gap.value < 0 else "more",
        "given": fact.money(given_up(sku, promos), 2),
    }


def given_up(sku, promos, article="CH01"):
    """Yuan off a piece in the article's own cut."""
    cut = spells(promos, "sku_discount")
    off = cut.loc[cut["promo_id"].astype(str).str.startswith(article), "reduction"].max()
    return float(sku.set_index(sku["sku"].astype(str))["price"][article] * off)


@lesson.facts("free-reading")
def _free():
    table = offers.instalment_breakeven(**TENT, share=0.4).set_index("plan")
    return {
        f"rise_{plan.split()[0]}": fact.share(row["rise"], 1) for plan, row in table.iterrows()
    } | {"all_12": fact.share(
        offers.instalment_breakeven(**TENT, share=1.0).set_index("plan")["rise"]["12 months"]
    )}  # fmt: skip


TENT = {
    "price": 899,
    "margin": 0.28,
    "fee_rate": {"3 months": 0.02, "6 months": 0.045, "12 months": 0.075},
}


# --- What the lesson asks -------------------------------------------------------------------------

RATES = ("orders", "order_items", "returns", "shipments", "sku")


@lesson.exercise("Enough pieces", Number(tolerance=0.012, unit="share"))
def enough(orders, order_items, returns, shipments, sku):
    """Of 100 yuan of the {articles} articles' price {keep} stay after returns, fee and tax, and {cost} yuan go for goods and
    parcel. At 10% less the price is 90 yuan. **By what share must pieces rise, so that these articles
    leave as much as today?** Answer a share: 0.5 for half as many again.

    Hint: What does a piece leave today? And at 90 yuan, of which the same *share* stays?

    Hint: Today's yuan ÷ the yuan at 90, less 1.

    Right: {left} yuan become {cheaper}. A tenth of the price is much more than a tenth of what is left: so {needed} more pieces are
    needed, not a tenth more.
    """
    return needed_share(orders, order_items, returns, shipments, sku)


@enough.facts
def _enough_facts(orders, order_items, returns, shipments, sku):
    return _rates_told(orders, order_items, returns, shipments, sku) | {
        "keep": fact.share(rates(orders, order_items, returns, shipments, sku)["keep"], 1),
        "needed": fact.share(needed_share(orders, order_items, returns, shipments, sku)),
    }


@enough.wrong("the same revenue")
def _same_revenue(orders, order_items, returns, shipments, sku):
    """That keeps *revenue* as it is: 100 ÷ 90. But goods and parcels of the added pieces cost money."""
    return 1 / (1 + CHANGE) - 1


@enough.wrong("all of the ten yuan")
def _all_ten(orders, order_items, returns, shipments, sku):
    """You took all ten yuan from what is left. Of these ten, returns, fee and tax would have had their part
    too: only the share that stays is lost.
    """
    left = _rates(orders, order_items, returns, shipments, sku)["left"]
    return left / (left + 100 * CHANGE) - 1


@enough.wrong("times")
def _as_times(orders, order_items, returns, shipments, sku):
    """That is how many times as many pieces. Asked is by what share they rise: less 1."""
    return 1 + needed_share(orders, order_items, returns, shipments, sku)


@enough.wrong("without returns")
def _goods_alone(orders, order_items, returns, shipments, sku):
    """You took the price less the cost, as if all of the price stayed. After returns, fee and tax
    it doesn't.
    """
    cost = _rates(orders, order_items, returns, shipments, sku)["cost"]
    return (100 - cost) / (90 - cost) - 1


@enough.wrong("how much less is left")
def _less_left(orders, order_items, returns, shipments, sku):
    """That is by what share *less* is left of a piece. To make up for it, pieces must rise by more."""
    found = _rates(orders, order_items, returns, shipments, sku)
    return -100 * found["keep"] * CHANGE / found["left"]


@lesson.exercise("Struck through", Prediction("articles", most=60))
def struck(orders, order_items, sku):
    """On 1 June 2025 all {offers} articles of the shop were 15% cheaper, and each page struck through
    the shop's **usual** price, at which the article stood on the days before. For how many of them was nobody in the seven
    days before charged less than that, coupons and 满减 included? Answer `(value, low, high)`.

    Hint: An order of 300 yuan has 20 yuan off. One such order in a week is enough.

    Right: {fits} of them. The lowest deal of a week isn't the price on the page.
    """
    return float((check_paid(orders, order_items, sku)["verdict"] == "fits").sum())


@struck.facts
def _struck_facts(orders, order_items, sku):
    told = _offers(orders, order_items, sku)
    return {"offers": told["offers"], "fits": told["fits"]}


DIFFERENT = "BP01"  # the rucksack


def _checked(orders, order_items, sku, article=DIFFERENT):
    return check_paid(orders, order_items, sku).set_index("sku").loc[article]


@lesson.exercise("What may stand beside it?", Number(tolerance=0.004, unit="yuan"))
def base(orders, order_items, sku):
    """Article BP01 of this shop, on 1 June 2025 (`start` is that midnight). The page won't say what the price is compared with.
    **Which price, in yuan to the cent, is then the base of its reduction?** Take what buyers really paid for a
    piece, every reduction of their order included.

    Hint: `offers.transaction_prices` has every paid piece, `offers.reference_price_check` the base.

    Hint: Seven days: from 25 May, 00:00, to the moment before 1 June, 00:00.

    Right: {base} yuan, by {deals} deals of the week ({source}). The usual price was {usual}.
    """
    return float(_checked(orders, order_items, sku)["base"])


@base.facts
def _base_facts(orders, order_items, sku):
    row = _checked(orders, order_items, sku)
    usual = sku.set_index(sku["sku"].astype(str))["price"][DIFFERENT]
    return {
        "base": fact.money(row["base"], 2), "deals": fact.count(row["deals"]),
        "source": fact.name(row["source"]), "usual": fact.money(usual),
    }  # fmt: skip


@base.applies
def _base_applies(orders, order_items, sku):
    """In this shop nobody got a reduction on this article in that week, or nobody bought it."""
    if DIFFERENT not in set(sku["sku"].astype(str)):
        return False
    row = _checked(orders, order_items, sku)
    usual = sku.set_index(sku["sku"].astype(str))["price"][DIFFERENT]
    return bool(row["source"] == "seven days" and row["base"] < usual - 0.01)


@base.wrong("the usual price")
def _usual_price(orders, order_items, sku):
    """That is the price on the page. Somebody paid less for a piece in these seven days: with 满减, a
    coupon or as a member.
    """
    return float(sku.set_index(sku["sku"].astype(str))["price"][DIFFERENT])


@base.wrong("the list price")
def _list_price(orders, order_items, sku):
    """That is the struck-through price (划线价). Nobody has ever paid it here."""
    return float(sku.set_index(sku["sku"].astype(str))["list_price"][DIFFERENT])


@base.wrong("the new price")
def _new_price(orders, order_items, sku):
    """That is the price of the offer itself."""
    return float(announced(sku).set_index("sku")["now"][DIFFERENT])


@base.wrong("all days before")
def _all_days(orders, order_items, sku):
    """That is the lowest price of *all* days before. The rule asks for the last seven."""
    deals = offers.transaction_prices(of_orders(order_items, orders), orders)
    mine = deals[deals["sku"].astype(str) == DIFFERENT]
    return float(mine.loc[mine["ts"] < pd.Timestamp(OFFER, tz=ZONE), "price"].min())


MONDAY = Decision(
    {
        "A": "Cut all prices of the long tail by 10%.",
        "B": "Raise them all by 10%.",
        "C": "Leave them as they are; go on testing, in steps.",
    },
    {
        "1": "over two years, cheaper weeks sold far more than the pieces that are needed",
        "2": "dear articles sell as many pieces as cheap ones, so the price hardly matters",
        "3": "by lot, the rise can't be told from the rise that is needed: neither step pays for sure",
        "4": "by lot, a cut brings more pieces than are needed, even at the low end of the interval",
        "5": "by lot, a cut brings fewer pieces than are needed, even at the high end of the interval",
    },
    cautious=["C"],
)


@lesson.exercise("The boss's ten per cent", MONDAY)
def monday(inventory_daily, sku, promos, orders, order_items, returns, shipments):
    """All readings are on the table. What do you tell your boss about the tested articles, and why?

    Hint: Put the rise that is *needed* beside each reading, and ask which of the readings compares like with like.

    Right: Needed are {needed}; the lot found {lot} ({low} to {high}). So you act by the one reading in which nobody chose the weeks.
    """
    needed = needed_share(orders, order_items, returns, shipments, sku)
    where = _where(pricing.pieces_after(by_lot(inventory_daily, sku, promos), CHANGE), needed)
    return {"flat": ("C", "3"), "above": ("A", "4"), "below": ("C", "5")}[where]


@monday.facts
def _monday_facts(inventory_daily, sku, promos, orders, order_items, returns, shipments):
    lot = pricing.pieces_after(by_lot(inventory_daily, sku, promos), CHANGE)
    return {
        "needed": fact.share(needed_share(orders, order_items, returns, shipments, sku)),
        "lot": fact.share(lot.value),
        "low": fact.share(lot.low),
        "high": fact.share(lot.high),
    }


@monday.wrong("the events' weeks")
def _events_weeks(inventory_daily):
    """Those weeks were cheap *because* an event was on. The event brought the people; a cut on a quiet
    Tuesday doesn't.
    """
    return ("A", "1")


@monday.wrong("dear and cheap articles")
def _dear_articles(inventory_daily):
    """A dear article is another article. That it sells says nothing about what it would sell at another price."""
    return ("B", "2")


@monday.wrong("a cut without a sure gain")
def _unsure_cut(inventory_daily):
    """The reason speaks against the action: where nothing can be told, there is nothing to print 13 price tags for."""
    return ("A", "3")


@monday.wrong("a rise without a sure gain")
def _unsure_rise(inventory_daily):
    """The lot can't tell the prices apart for the article alone, and a buyer who stays away takes more than the article along."""
    return ("B", "3")


@monday.wrong("right for the wrong reason")
def _wrong_reason(inventory_daily):
    """Leaving them is right, but not because of those weeks: by them you would have to cut."""
    return ("C", "1")


# --- For the workshop, and another day ------------------------------------------------------------


def _widths(inventory_daily, sku, promos):
    """With the article alone held still, and with the days of events."""
    cells = test_cells(inventory_daily, sku, promos)
    whole = pricing.price_cells(inventory_daily, tail(sku), only=spells(promos, "price_test"))
    both = ("sku", "week")
    found = [
        pricing.elasticity(cells, ["sku"], both), pricing.elasticity(whole, both, None),
        by_lot(inventory_daily, sku, promos),
    ]  # fmt: skip
    widths = [each.high - each.low for each in found]
    return [Between(min(widths) - 0.05, max(widths) + 0.05)]


@lesson.exercise(
    "As wide as the lot is small",
    Number(tolerance=0.05, unit="units of elasticity", accept=_widths),
)
def how_wide(inventory_daily, sku, promos):
    """This shop dealt the prices of its long tail (`role`) by lot as well, article by article and week by week (`promos`, type
    `price_test`). Leave out the days of events. **How wide is the 95% interval of its elasticity, from end to end?**

    Hint: `pricing.price_cells(..., usual=…, only=…, without=…)`, then `pricing.elasticity` with article and week held still.

    Hint: The lot dealt an article in a week: `cluster=["sku", "week"]`.

    Right: {e} ({low} to {high}), n = {n}: so {width} wide. Nine weeks are few.
    """
    found = by_lot(inventory_daily, sku, promos)
    return found.high - found.low


@how_wide.facts
def _wide_facts(inventory_daily, sku, promos):
    e = by_lot(inventory_daily, sku, promos)
    return {
        "e": fact.number(e.value, 2), "low": fact.number(e.low, 2), "high": fact.number(e.high, 2),
        "n": fact.count(e.n), "width": fact.number(e.high - e.low, 2),
    }  # fmt: skip


@how_wide.wrong("half of it")
def _half(inventory_daily, sku, promos):
    """That is half of it: from the middle to one end."""
    return how_wide(inventory_daily, sku, promos) / 2


@how_wide.wrong("the elasticity")
def _the_elasticity(inventory_daily, sku, promos):
    """That is the elasticity itself. Asked is how wide its interval is: high less low."""
    return by_lot(inventory_daily, sku, promos).value


@how_wide.wrong("dear beside cheap articles")
def _pooled(inventory_daily, sku, promos):
    """You compared dear articles with cheap ones. Hold article and week still: `effects`."""
    found = pricing.elasticity(test_cells(inventory_daily, sku, promos), (), ("sku", "week"))
    return found.high - found.low


LAMP = [("2025-05-20", 219), ("2025-05-24", 189), ("2025-05-27", 239), ("2025-05-30", 209)]


@lesson.exercise("A lamp", Number(tolerance=0.004, unit="yuan"), pool=True)
def lamp():
    """A lamp's deals, in yuan a piece after all reductions: 20 May 219 · 24 May 189 · 27 May 239 · 30 May 209. The page
    strikes through 299 and says nothing of where that comes from. The offer starts on 1 June at 00:00. **From which price does its
    reduction count?**

    Hint: Which of the four deals lie in the seven days before 1 June?

    Right: 209: of the two deals from 25 May on it is the lower one. A deal of 24 May would have counted for an offer one day earlier.
    """
    return 209.0


@lamp.wrong("too early")
def _too_early():
    """189 was paid on 24 May: eight days before."""
    return 189.0


@lamp.wrong("on the page")
def _on_the_page():
    """Nobody paid 299. A price on a page is no transaction."""
    return 299.0


@lamp.wrong("the dearest")
def _dearest():
    """The rule asks for the *lowest* price of the week."""
    return 239.0


@lamp.wrong("the mean")
def _mean_price():
    """You took a mean. The rule asks for the lowest price."""
    return 224.0


@lesson.exercise("Eighty per cent of what?", Number(tolerance=0.004, unit="share"), pool=True)
def eight():
    """A rucksack's page says 250, struck through. It has been sold at 200 for months. Now it is 8折 of 200, and on an order
    from 150 yuan on there are 10 yuan off (满150减10). Somebody buys one. **Which share is taken off, beside the price at which it has been sold?**

    Hint: 8折 is the share that is *paid*.

    Right: 160 less 10 is 150: a quarter off 200. Beside the page's 250 it would look like 40%.
    """
    return 0.25


@eight.wrong("beside the page")
def _beside_page():
    """That is the depth beside 250, at which nobody bought."""
    return 0.40


@eight.wrong("paid")
def _eight_paid():
    """You took 80% *off*. 8折 means that 80% are paid."""
    return 0.85


@eight.wrong("without the threshold")
def _without_threshold():
    """The order of 160 yuan reaches 150: 10 yuan more come off."""
    return 0.20


@eight.wrong("the fold")
def _the_fold():
    """8折 is the share that is *paid*, and 10 yuan more come off."""
    return 0.8


@eight.wrong("what is paid")
def _what_is_paid():
    """That is the share that is paid. Asked is the share that is taken off."""
    return 0.75


@lesson.exercise("Free instalments", Number(tolerance=0.004, unit="share"), pool=True)
def free():
    """A tent of 1,200 yuan leaves 300. The shop would pay the fee of six free instalments: 4.5% of the price. Half of all
    buyers would choose them, also of those who buy anyway. **By what share must orders rise, so that it leaves as much as before?**

    Hint: What does an average order leave afterwards?

    Right: 300 − ½ · 54 = 273, and 300 ÷ 273 − 1 = 9.9%.
    """
    return 300 / 273 - 1


@free.wrong("the fee alone")
def _fee_alone():
    """That is the fee as a share of the price. Put it beside what is *left*."""
    return 0.045


@free.wrong("everybody")
def _everybody():
    """You let all buyers choose it. Half of them do."""
    return 300 / 246 - 1


@free.wrong("of today's margin")
def _of_today():
    """27 ÷ 300: but the added orders pay the fee too. Divide by what is left *afterwards*."""
    return 0.09


LOTS = {
    "A": "By lot, half of the visitors see the higher price, on the same day, without being told.",
    "B": "Customers who have bought before see the higher price; they care less.",
    "C": "By lot, each article is 8% dearer or cheaper for a week; the rule stands in the shop.",
    "D": "Phones of the dearest makes see the higher price.",
}


@lesson.exercise("Which test of prices?", Choice(LOTS), pool=True)
def lawful():
    """Four plans for a test of prices. Which one may a shop run?

    Hint: Who pays another price for the same article at the same moment, and does she know?

    Right: At any moment everybody pays the same, and the rule can be read. So the lot moves the article and the week, not the person.
    """
    return "C"


@lawful.wrong("dealt visitors")
def _dealt_visitors():
    """It would be a clean experiment. But two people pay two prices for the same thing at the same moment, without knowing."""
    return "A"


@lawful.wrong("known customers")
def _known_customers():
    """That is 大数据杀熟: a price set from what is known of the buyer, behind her back."""
    return "B"


@lawful.wrong("by phone")
def _by_phone():
    """A price by the phone is a price by the person."""
    return "D"


AGAIN = {
    "A": "Nothing: each offer had an end, and it was kept.",
    "B": "“Today only” was false: the same price came back the day after.",
    "C": "The offer was too short to be seen.",
    "D": "The price before was never paid.",
}


@lesson.exercise("Today only", Choice(AGAIN), pool=True)
def today_only():
    """A shop's list of offers: *mug −20, today only*: 3 March to 3 March; again 4 March to 4 March; again 5 March to 5 March. What is wrong with it?

    Hint: `offers.returning_offers` counts the days between an end and the next start.

    Right: A deadline that moves is no deadline. It presses people with something untrue, and it teaches regulars to wait.
    """
    return "B"


@today_only.wrong("kept")
def _kept():
    """Each end was kept for a night. But what the page said, that tomorrow it would cost more, never came true."""
    return "A"


@today_only.wrong("too short")
def _too_short():
    """It ran for three days in truth. The fault is what the page said about it."""
    return "C"


@today_only.wrong("the price before")
def _price_before():
    """The list says nothing about the price before. Look at the dates."""
    return "D"


@lesson.exercise("A buyer who wouldn't have come", Number(tolerance=2.5, unit="yuan"), pool=True)
def added():
    """A chair of 120 yuan is 25% cheaper for four weeks, "to win new customers". 1,000 pieces are sold, all to new customers. A
    price test says: at 25% less, **twice** as many buy. A chair costs 70 yuan with everything. **What does each customer cost who wouldn't
    have come at the usual price?** (How much less is left than without the cut, for each *added* customer.)

    Hint: How many of the 1,000 would have come at 120 yuan? What would they have left?

    Hint: 1,000 at 90 yuan beside 500 at 120 yuan.

    Right: 1,000 · 20 = 20,000 beside 500 · 50 = 25,000: 5,000 yuan less for 500 added customers, 10 yuan each. Whether that is cheap depends on what an ad costs for one more customer (2.4).
    """
    return 10.0


@added.wrong("the discount")
def _the_discount():
    """30 yuan is what each buyer pays less. Half of them gave you nothing new, the other half would have paid nothing."""
    return 30.0


@added.wrong("per record")
def _per_record():
    """You divided by all 1,000. Half of them would have come anyway."""
    return 5.0


@added.wrong("the margin of the cut")
def _margin_of_cut():
    """20 yuan is what a piece leaves in the cut. Asked is how much *less* is left than without it."""
    return 20.0


@added.wrong("discount to those who came anyway")
def _twice():
    """You spread the whole reduction over the added ones, and forgot that each of them leaves 20 yuan."""
    return 60.0
