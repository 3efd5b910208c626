"""The exercises of workshop 4.9: the order for 11.11 on one sheet, and the pool of lessons 4.1 to 4.6."""

from functools import lru_cache

import numpy as np
import pandas as pd

from ecomlab.checks import check_numbers, check_once, check_table
from ecomlab.classroom.audits import Sentence, audited
from ecomlab.classroom.decision_file import QUESTIONS
from ecomlab.classroom.kinds import Audit, Between, Number, Prediction, Simulated
from ecomlab.classroom.lesson import Lesson
from ecomlab.classroom.remembered import remembered
from ecomlab.datasets import Tables, load
from ecomlab.errors import InputError, check_choice, check_positive
from ecomlab.estimates import difference_of, mean, normal_quantile, ratio_of_totals, share
from ecomlab.exercises.fulfillment import (
    clearance,
    delivery,
    forecast,
    inventory,
    returns,
    suppliers,
)
from ecomlab.fulfillment.couriers import freight
from ecomlab.fulfillment.launches import analogues
from ecomlab.fulfillment.lot_sizes import newsvendor
from ecomlab.fulfillment.reorder import lead_times, waits
from ecomlab.fulfillment.returns import sent_lines
from ecomlab.fulfillment.sampling import acceptance_plan, oc_curve
from ecomlab.streams import normal, uniforms
from ecomlab.tables import purchases
from ecomlab.texts import fact

back = returns  # below, `returns` is a table

EVENING, TOMORROW, EVE = "2025-10-08", "2025-10-09", "2025-10-31"
DAYS_LEFT = 22  # from tomorrow to the eve of the event
SKU, TITLE = "BP01", "light rucksack"
BASE, EVENT = ("08-27", "09-23"), ("11-01", "11-11")  # days of a year: four quiet weeks; the event
LEAST = 50  # pieces in the quiet weeks: with fewer a like's factor is mostly luck
SETTLED = ("2025-06-10", "2025-09-08")  # delivered then: what comes back of it is back
TAX, FEE = 13 / 113, 0.012  # of what is kept: 13% are in it; the platform's share at Songling
PRICE, EXTRA, BOTTLE = 159.0, 14.0, 7.0  # the box in hand; bottle and box; the bottle afterwards
UNPACK, WAITING = 4.0, 2.0  # yuan a piece: work; money and shelf until it is sold as a plain one
OFF = 109.0  # a box in the seven days after the event
TAKES = 0.3  # of the boxes sold off: buyers who would have bought a plain one; nobody measured it
PRINTING = 5  # days for the boxes, before a supplier sends the first lot
BAD = 3.0  # what a bad piece costs that reaches a buyer, in usual prices of purchase (4.3)
SOURCES = ("quanzhou", "ningbo")
SINCE = "2025-03-01"  # lots received from then on
TRUE = {"quanzhou": (9.0, 2.0, 0.045), "ningbo": (6.0, 1.2, 0.012)}  # days, spread, defects
BOX = {"weight_kg": 0.95, "volume_l": 13.0}
PLAIN = {"weight_kg": 0.6, "volume_l": 6.0}
BOSS, MOST, SOLD = 600, 1500, 400  # pieces
LUCKS, SEED = 25, 4949  # lots of suppliers' luck for each drawn 11.11
CHOICES = {
    "A": "from quanzhou; what stays is unpacked",
    "B": "from quanzhou; what stays is sold off for 109 yuan",
    "C": "from ningbo; what stays is unpacked",
    "D": "from ningbo; what stays is sold off for 109 yuan",
}
PLAN = {
    letter: (SOURCES["CD".count(letter)], "sold off" if letter in "BD" else "unpacked")
    for letter in CHOICES
}


# --- The tables, as the evening knew them --------------------------------------------------------


def on_evening(shop, evening=EVENING):
    """A shop's tables of this workshop as they stood on an evening: what came later isn't in them."""
    end = pd.Timestamp(evening, tz=shop["orders"]["ts_pay"].dt.tz) + pd.Timedelta(days=1)
    orders = shop["orders"][shop["orders"]["ts_pay"] < end].reset_index(drop=True)
    for name in ("ts_ship_click", "ts_pickup", "ts_deliver", "ts_confirm"):
        orders[name] = orders[name].where(orders[name] < end)
    requested = shop["returns"][shop["returns"]["requested_at"] < end].reset_index(drop=True)
    requested["pickup_at"] = requested["pickup_at"].where(requested["pickup_at"] < end)
    seen = requested["inspected_at"] < end
    for name in ("inspected_at", "grade", "disposal", "recovered_value", "handling_cost"):
        requested[name] = requested[name].where(seen)
    here = {name: shop[name][shop[name]["order_id"].isin(orders["order_id"])].reset_index(drop=True)
            for name in ("order_items", "shipments")}  # fmt: skip
    there = orders.loc[orders["ts_deliver"].notna(), "order_id"]
    arrived = here["shipments"]["order_id"].isin(there)
    here["shipments"]["actual_h"] = here["shipments"]["actual_h"].where(arrived)
    return Tables(
        "the shop on the evening",
        {"inventory_daily": suppliers.until(shop["inventory_daily"], evening),
         "inbound": suppliers.evening(shop["inbound"], evening), "orders": orders,
         "returns": requested, "courier_rates": shop["courier_rates"],
         "suppliers": suppliers.card(shop["suppliers"]), "sku": shop["sku"], **here},
    )  # fmt: skip


def past_of(shop, year=2024):
    """The days of another shop's shelf until the end of a year, in which it had its 11.11."""
    return suppliers.until(shop["inventory_daily"], f"{year}-12-31")


def data_on(now, past):
    """What the exercises need of a shop's evening and of another's 11.11, worked out once."""
    return {
        "past": past, "stock": now["inventory_daily"], "orders": now["orders"],
        "order_items": now["order_items"], "terms": now["suppliers"],
        "believed": belief(past, now["inventory_daily"]), "known": experience(now),
        "lots": sources(now),
    }  # fmt: skip


def tables():
    """What the exercises are asked on: the second shop on its evening, another's 11.11, and draws."""
    shop = load("second_shop")
    return {
        **data_on(on_evening(shop), past_of(load("shop"))),
        "wanted": load("november").wanted, "shop": shop, "label": "published",
    }  # fmt: skip


lesson = Lesson(
    "4_9",
    data=tables,
    names={"stock": "now.inventory_daily", "orders": "now.orders", "terms": "now.suppliers",
           "order_items": "now.order_items"},
)  # fmt: skip


# --- Row 1: what will be wanted ------------------------------------------------------------------


@remembered
def likes(past):
    """What each article of another shop sold on 1 to 11 November, and in four quiet weeks before.

    Only articles whose shelf was never empty on these days, with 50 pieces or more in the weeks.
    """
    year = past["date"].dt.year.max()
    spans = {name: past[_within(past, year, days)] for name, days in
             (("early", BASE), ("total", EVENT))}  # fmt: skip
    both = pd.concat(spans.values())
    empty = both["stockout_flag"].groupby(both["sku"].astype(str)).any()
    table = pd.DataFrame(
        {name: rows.groupby(rows["sku"].astype(str))["sales"].sum() for name, rows in spans.items()}
    )
    table = table[~empty.reindex(table.index) & (table["early"] >= LEAST) & (table["total"] > 0)]
    return table.assign(times=table["total"] / table["early"]).rename_axis("sku").reset_index()


def _within(table, year, days):
    first, last = (f"{year}-{day}" for day in days)
    day = table["date"].dt.strftime("%Y-%m-%d")
    return (day >= first) & (day <= last)


def quiet(inventory_daily, sku=SKU):
    """Pieces of the article in the four quiet weeks of this year."""
    mine = inventory_daily[inventory_daily["sku"].astype(str) == sku]
    year = mine["date"].dt.year.max()
    return int(mine.loc[_within(mine, year, BASE), "sales"].sum())


def expected(past, inventory_daily, confidence=0.8):
    """Pieces wanted in the event: four quiet weeks × what the likes made of theirs (4.1)."""
    return analogues(likes(past), quiet(inventory_daily), confidence)._replace(counts="articles")


def belief(past, inventory_daily):
    """The same as a mean and a standard deviation, of a lognormal curve."""
    logs = np.log(likes(past)["times"])
    spread = logs.std() * np.sqrt(1 + 1 / len(logs))
    middle = quiet(inventory_daily) * np.exp(logs.mean())
    pieces = middle * np.exp(spread**2 / 2)
    return pd.Series({"mean": pieces, "sd": pieces * np.sqrt(np.exp(spread**2) - 1)})


# --- Rows 2 and 9: what a piece leaves, and what one that stays is worth -----------------------------


def experience(now):
    """Of the plain rucksack: share that comes back, what a returned one loses, a parcel's price.

    ``parcel``: of orders with one piece, plus what the box adds by the lists of the couriers that
    carry the rucksack, each as often as it does.
    """
    orders, order_items, sku = now["orders"], now["order_items"], now["sku"]
    lines = sent_lines(order_items, orders, now["returns"])
    lines = lines[lines["sku"].astype(str) == SKU]
    day = lines["ts_deliver"].dt.strftime("%Y-%m-%d")
    lines = lines[day.between(*SETTLED)]
    sent_back = lines["back"].astype(bool)
    came = share(int(sent_back.sum()), len(lines), "lines")
    lost = (lines["cost"] - lines["recovered_value"] + lines["handling_cost"])[sent_back].dropna()
    ours = order_items[order_items["sku"].astype(str) == SKU]
    single = order_items.groupby("order_id")["qty"].sum()
    paid = orders[orders["ts_pay"].notna() & (orders["shipping_cost"] > 0)]
    paid = paid[paid["order_id"].isin(ours["order_id"]) & (paid["order_id"].map(single) == 1)]
    carried = now["shipments"]["courier"][now["shipments"]["order_id"].isin(paid["order_id"])]
    part = carried.astype(str).value_counts(normalize=True)
    more = box_freight(now["shipments"], now["courier_rates"])["more"]
    more = more.set_axis(more.index.astype(str)).mul(part, fill_value=0.0).sum()
    unit = float(sku.loc[sku["sku"].astype(str) == SKU, "unit_cost"].iloc[0])
    return pd.Series(
        {"back": came.estimate, "back_low": came.low, "back_high": came.high, "back_n": came.n,
         "loss": float(lost.mean()), "plain_parcel": float(paid["shipping_cost"].mean()),
         "parcel": float(paid["shipping_cost"].mean() + more), "unit": unit,
         "unpacked": unit + BOTTLE - UNPACK - WAITING}
    )  # fmt: skip


def box_freight(shipments, courier_rates):
    """By courier: a plain rucksack's parcel and a box's, at the list's first tier, for our regions."""
    regions = shipments[["region"]].reset_index(drop=True)
    plain, boxed = (freight(regions.assign(**size), courier_rates) for size in (PLAIN, BOX))
    table = pd.DataFrame({"plain": plain.mean(), "box": boxed.mean()})
    return table.assign(more=table["box"] - table["plain"]).rename_axis("courier")


def left(price, cost, known, parcel="parcel"):
    """Yuan that a sold piece leaves after returns, tax, fee and parcel.

    A plain one that comes back is worth its cost less the loss; a box is unpacked then, and is
    worth what a box that stays is, less the loss.
    """
    opened = cost - known["unpacked"] if parcel == "parcel" else 0.0
    kept = (1 - known["back"]) * (price * (1 - TAX - FEE) - cost)
    return float(kept - known[parcel] - known["back"] * (known["loss"] + opened))


def cost_of(supplier, terms, known):
    """Yuan that a box costs from a supplier: the rucksack at its price, bottle and box."""
    price = terms.set_index(terms["supplier"].astype(str))["unit_price"]
    check_choice("supplier", supplier, sorted(price.index))
    return float(known["unit"] * price[supplier] + EXTRA)


def worth(what, known, cost, takes=TAKES):
    """What a box that stays is worth: unpacked, or sold off at 109 yuan."""
    check_choice("what", what, ["unpacked", "sold off"])
    if what == "unpacked":
        return float(known["unpacked"])
    return cost + left(OFF, cost, known) - takes * left(PRICE, known["unit"], known, "plain_parcel")


def two_costs(supplier, what, terms, known, takes=TAKES, bad=0.0):
    """What a piece too few and a piece too many cost, and the level that follows.

    ``bad``: the share of pieces that reach a buyer with a defect, each at `BAD` prices.
    """
    cost = cost_of(supplier, terms, known)
    few = left(PRICE, cost, known) - bad * BAD * known["unit"]
    many = cost - worth(what, known, cost, takes)
    return pd.Series({"cost": cost, "too_few": few, "too_many": many, "level": few / (few + many)})


def ways(known, terms, believed, table):
    """The sheet's two ways of clearing, beside each other, from ningbo."""
    rows = {}
    for name, what, takes in (
        ("unpacked", "unpacked", 0), ("sold off, takes no buyer", "sold off", 0),
        (f"sold off, {10 * TAKES:.0f} of 10 take one", "sold off", TAKES),
    ):  # fmt: skip
        row = two_costs("ningbo", what, terms, known, takes, table.loc["ningbo", "defects"])
        row["pieces"] = order_for(row, believed)
        rows[name] = row
    return pd.DataFrame(rows).T.rename_axis("what stays is …")


def order_for(costs, believed):
    """Pieces: the quantile at the level of these costs."""
    return float(newsvendor(costs["too_few"], costs["too_many"], "lognormal", **believed)["order"])


def piles(costs, believed):
    """One pile of boxes or two: pieces at the level of the costs, and what luck costs.

    Two piles whose luck is their own (of the same buyers): each has half the mean and sd ÷ √2.
    """
    few, many = costs["too_few"], costs["too_many"]
    half = {"mean": believed["mean"] / 2, "sd": believed["sd"] / np.sqrt(2)}
    one = newsvendor(few, many, "lognormal", **believed)
    two = 2 * newsvendor(few, many, "lognormal", **half)
    table = pd.DataFrame({"one pile": one, "two piles, each with luck of its own": two}).T
    return table[["order", "short", "left", "cost"]].rename_axis("where it lies")


TRADES = pd.DataFrame(  # typed, invented: yuan that a piece too few and a piece too many cost
    {"trade": ["a summer dress, cleared at a third", "a phone case, last year's model",
               "cat food, good for a year"],
     "too_few": [28.0, 12.0, 18.0], "too_many": [62.0, 12.0, 0.8]}
)  # fmt: skip


def trades(believed):
    """The same forecast in three other trades: which level, how many pieces?"""
    level = TRADES["too_few"] / (TRADES["too_few"] + TRADES["too_many"])
    pieces = [order_for(row, believed) for _, row in TRADES.iterrows()]
    return TRADES.assign(level=level, pieces=pieces).set_index("trade")


# --- Rows 3 to 5: from whom, when, how tested ---------------------------------------------------------


def sources(now):
    """The two suppliers of the rucksack: price, lots refused, defects found, days of a lot."""
    inbound, terms, sku = now["inbound"], now["suppliers"], now["sku"]
    unit = float(sku.loc[sku["sku"].astype(str) == SKU, "unit_cost"].iloc[0])
    came = inbound[inbound["received_at"] >= pd.Timestamp(SINCE, tz=inbound["received_at"].dt.tz)]
    days = lead_times(waits(inbound, until=EVENING)).set_index("supplier")
    price = terms.set_index(terms["supplier"].astype(str))["unit_price"]
    rows, rates = {}, {}
    for name in SOURCES:
        lots = came[came["supplier"].astype(str) == name]
        found = ratio_of_totals(lots["sample_defects"].astype(float),
                                lots["sample_n"].astype(float), "lots")  # fmt: skip
        refused = share(int((~lots["accepted"].astype(bool)).sum()), len(lots), "lots")
        rates[name] = found
        rows[name] = {
            "price": unit * price[name], "defects": found.estimate, "low": found.low,
            "high": found.high, "refused": refused.estimate, "refused_low": refused.low,
            "refused_high": refused.high, "lots": len(lots), "days": days.loc[name, "mean"],
            "sd": days.loc[name, "sd"],
        }  # fmt: skip
    table = pd.DataFrame(rows).T.rename_axis("supplier")
    table.attrs["fewer"] = difference_of(*(rates[name] for name in SOURCES))
    return table


def on_time(table, lots=1, days=DAYS_LEFT):
    """Chance that a lot ordered tomorrow is there on the eve; or the second, if the first fails."""
    from scipy.stats import norm  # slow to import

    usual, spread = PRINTING + lots * table["days"], np.sqrt(lots) * table["sd"]
    return pd.Series(norm.cdf((days - usual) / spread), table.index)


def in_time(table, pieces=SOLD, days=DAYS_LEFT):
    """The same for a lot of so many pieces: the first one, the second, and one of both after its test."""
    first, second = on_time(table, 1, days), on_time(table, 2, days)
    fails = test_of(pieces, table)["fails"]
    return pd.DataFrame({"first": first, "fails": fails, "second": second,
                         "good one": (1 - fails) * first + fails * (1 - fails) * second})  # fmt: skip


def needed_days(row, lots=1, confidence=0.95):
    """Days before the eve that an order must leave, so that so many of its lots can come."""
    one_sided = normal_quantile(2 * confidence - 1)
    return PRINTING + lots * row["days"] + one_sided * np.sqrt(lots) * row["sd"]


def test_of(pieces, table):
    """The plan for a lot of so many pieces, and how often each supplier's lot fails it."""
    plan = acceptance_plan(pieces).iloc[0]
    rates = table["defects"].to_list()
    passes = oc_curve((int(plan["sample"]), int(plan["accept"])), rates)["passes"]
    return pd.DataFrame({"sample": int(plan["sample"]), "accept": int(plan["accept"]),
                         "defects": rates, "fails": 1 - passes.to_numpy()},
                        index=table.index)  # fmt: skip


# --- Forty 11.11s --------------------------------------------------------------------------------------


@lru_cache
def arrivals(supplier, sample, accept, draws, lucks=LUCKS, seed=SEED):
    """For each draw and lot of suppliers' luck: the day on which a good lot comes (1: 1 November).

    And which share of it is bad. A refused lot is made anew; the boxes are printed by then.
    """
    usual, spread, rate = TRUE[check_choice("supplier", supplier, TRUE)]
    size, place = draws * lucks, SOURCES.index(supplier)
    come, ok, bad = np.full(size, float(PRINTING)), np.zeros(size, bool), np.zeros(size)
    rates = np.linspace(0.5 * rate, 1.5 * rate, 41)
    passes = oc_curve((sample, accept), rates)["passes"].to_numpy()
    for turn in range(4):  # the fourth is taken as it is
        lot, days, luck = (uniforms(seed, stream, size, part=10 * place + turn)
                           for stream in (1, 2, 3))  # fmt: skip
        lot = rate * (0.5 + lot)
        days = np.maximum(np.round(usual + spread * normal(days)), 1)
        come, bad = np.where(ok, come, come + days), np.where(ok, bad, lot)
        ok = ok | (luck < np.interp(lot, rates, passes))
    return (come - DAYS_LEFT).reshape(draws, lucks), bad.reshape(draws, lucks)


def outcomes(wanted, choice, pieces, terms, known):
    """What an order does in each drawn 11.11: the means over suppliers' luck.

    Returns
    -------
    DataFrame, one row per drawn 11.11
        wanted, sold, short, left_over (pieces), money (yuan: what the boxes leave, returns and
        clearance taken off, beside ordering none).
    """
    pieces = check_positive("pieces", pieces)
    supplier, what = PLAN[check_choice("choice", choice, PLAN)]
    table = check_table(wanted, "wanted", "luck", "date", "pieces")
    year = table["date"].str[:4]
    table = table[
        (table["date"] >= year + "-" + EVENT[0]) & (table["date"] <= year + "-" + EVENT[1])
    ]
    check_once(check_numbers(table, "wanted", "pieces"), "wanted", "luck", "date")
    days = table.pivot(index="luck", columns="date", values="pieces")
    if days.empty or days.isna().any(axis=None):
        raise InputError("wanted needs each drawn 11.11 with the same days from 1 to 11 November.")
    plan = acceptance_plan(max(round(pieces), 2)).iloc[0]
    come, bad = arrivals(supplier, int(plan["sample"]), int(plan["accept"]), len(days))
    stock, sold = np.full(come.shape, float(pieces)), np.zeros(come.shape)
    for day, today in enumerate(days.to_numpy().T, start=1):
        goes = np.where(come < day, np.minimum(today[:, None], stock), 0)
        stock, sold = stock - goes, sold + goes
    costs = two_costs(supplier, what, terms, known)
    money = costs["too_few"] * sold - costs["too_many"] * stock - bad * sold * BAD * known["unit"]
    return pd.DataFrame(
        {"wanted": days.sum(axis=1), "sold": sold.mean(axis=1),
         "short": days.sum(axis=1) - sold.mean(axis=1), "left_over": stock.mean(axis=1),
         "money": money.mean(axis=1)}, index=days.index,
    )  # fmt: skip


def curve(wanted, terms, known, low=200, high=700, step=20):
    """For the figure: the mean money of each choice and order, with its interval."""
    rows = []
    for letter, says in CHOICES.items():
        for pieces in range(low, high + 1, step):
            found = mean(outcomes(wanted, letter, pieces, terms, known)["money"], "drawn 11.11s")
            rows.append((letter, says, pieces, *found[:5]))
    names = ["choice", "says", "pieces", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(rows, columns=names)


@lru_cache(maxsize=1)
def _published():
    now = on_evening(load("second_shop"))
    return experience(now), now["suppliers"]


def run_november(choice, pieces, evidence, least):
    """The trainee's order in forty drawn 11.11s, beside others."""
    known, terms = _published()
    wanted = load("november").wanted
    tried = curve(wanted, terms, known)
    best = tried.loc[tried["estimate"].idxmax()]
    rows = {
        "yours": (choice, pieces), "evidence": (evidence, least), "the boss": ("B", BOSS),
        "half of that": ("B", BOSS // 2), "best, afterwards": (best["choice"], int(best["pieces"])),
    }  # fmt: skip
    table = []
    for who, (letter, count) in rows.items():
        found = outcomes(wanted, letter, count, terms, known)
        table.append(
            {"who": who, "choice": CHOICES[letter], "pieces": count, "short": found["short"].mean(),
             "left": found["left_over"].mean(), "worst 11.11": found["money"].min(),
             "best 11.11": found["money"].max(), "result": found["money"].mean()}
        )  # fmt: skip
    return pd.DataFrame(table)


# --- What is kept ----------------------------------------------------------------------------------------

BY = {
    "forecast": "4.1 analogues, forecast_demand, backtest",
    "pieces": "4.2 newsvendor, critical_ratio",
    "supplier": "4.3 supply_cost, otif, scorecard",
    "date": "4.2 lead_times; 4.3 disruption",
    "inspection": "4.3 acceptance_plan, oc_curve",
    "place": "4.4 place_inventory",
    "courier": "4.4 choose_courier, tier_commitment, promise_hours",
    "reserve": "4.5 returns_waterfall, still_to_leave",
    "leftover": "4.6 markdown_plan",
}


def order_sheet(found=None):
    """The order for an event on one page (大促备货单): a row per question, to fill in and keep.

    Parameters
    ----------
    found : Decisions, optional
        ``decisions()``: what was decided stands in its row.

    Returns
    -------
    DataFrame, one row per question
        row, question, choice, reason, change_my_mind, by (lesson and function), who, done.

    Examples
    --------
    >>> sheet = order_sheet()
    >>> len(sheet), sheet["question"].iloc[1], sheet["choice"].iloc[1]
    (9, 'How many do we order?', '')
    """
    chapter, rows, found = "4_fulfillment", [], {} if found is None else found
    for at, (name, question) in enumerate(QUESTIONS[chapter].items(), start=1):
        mine = found.get((chapter, name))
        said = [getattr(mine, part, "") for part in ("choice", "reason", "change_my_mind")]
        rows.append((at, question, *map(str, said), BY[name], "", ""))
    names = ["row", "question", "choice", "reason", "change_my_mind", "by", "who", "done"]
    return pd.DataFrame(rows, columns=names)


def stock_plan(articles, name="event_articles.csv"):
    """A plan of stock for an event, article by article (大促备货计划).

    Parameters
    ----------
    articles : DataFrame, one row per article
        sku, wanted (pieces, middle), wanted_high (enough nine times of ten), too_few, too_many
        (yuan a piece), there (pieces that will be there without this order).

    Returns
    -------
    DataFrame
        The same with level, up_to (pieces that should be there) and order, the largest first.

    Examples
    --------
    >>> plan = stock_plan(pd.DataFrame({"sku": ["A"], "wanted": [100], "wanted_high": [150],
    ...     "too_few": [30.0], "too_many": [10.0], "there": [40]}))
    >>> plan[["level", "up_to", "order"]].round(2).values.tolist()
    [[0.75, 124.0, 84.0]]
    """
    numbers = ["wanted", "wanted_high", "too_few", "too_many", "there"]
    table = check_once(check_table(articles, name, "sku", *numbers), name, "sku")
    check_numbers(table, name, *numbers)
    if not (table["wanted_high"] > table["wanted"]).all() or not (table["wanted"] > 0).all():
        raise InputError(f"wanted of {name} must be above 0, and wanted_high above wanted.")
    if not (table[["too_few", "too_many"]] > 0).all(axis=None):
        raise InputError(f"too_few and too_many of {name} must be above 0: yuan for a piece.")
    level = table["too_few"] / (table["too_few"] + table["too_many"])
    spread = np.log(table["wanted_high"] / table["wanted"]) / normal_quantile(
        0.8
    )  # a tenth is above
    middle = table["wanted"] * np.exp(spread**2 / 2)
    up_to = [
        np.ceil(round(order_for(costs, {"mean": m, "sd": m * np.sqrt(np.exp(w**2) - 1)}), 6))
        for (_, costs), m, w in zip(table.iterrows(), middle, spread, strict=True)
    ]
    order = (np.array(up_to) - table["there"]).clip(lower=0)
    plan = table.assign(level=level, up_to=up_to, order=order)
    return plan.sort_values("order", ascending=False, ignore_index=True)


def borders(known, terms, lots):
    """Two borders of the sheet.

    takes: which share of the boxes sold off may take a plain buyer, until unpacking is as good.
    bad: from which yuan for a bad piece on ningbo is the cheaper one of the two.
    """
    cost = cost_of("ningbo", terms, known)
    gain = worth("sold off", known, cost, takes=0) - worth("unpacked", known, cost)
    gap = lots.loc["ningbo", "price"] - lots.loc["quanzhou", "price"]
    fewer = lots.loc["quanzhou", "defects"] - lots.loc["ningbo", "defects"]
    takes = gain / left(PRICE, known["unit"], known, "plain_parcel")
    return pd.Series({"takes": float(takes), "bad": float(gap / fewer)})


def paid_back(orders, order_items):
    """Of settled paid orders with the rucksack: yuan paid, yuan that went back, and how many orders.

    All that were paid, also those refunded in full: `purchases` would leave these out.
    """
    ours = order_items[order_items["sku"].astype(str) == SKU]
    paid = orders[orders["ts_pay"].notna() & (orders["paid_amount"] > 0)]
    day = paid["ts_pay"].dt.strftime("%Y-%m-%d")
    mine = paid[paid["order_id"].isin(ours["order_id"]) & day.between(*SETTLED)]
    back_ = mine["refund_amount"]
    return pd.Series({"paid": mine["paid_amount"].sum(), "back": back_.sum(),
                      "with_some": float((back_ > 0).sum()), "orders": float(len(mine))})  # fmt: skip


# --- What the texts tell -----------------------------------------------------------------------------


def _interval(name, found, kind, *digits):
    values = {name: found[0], f"{name}_low": found[1], f"{name}_high": found[2]}
    return {key: kind(value, *digits) for key, value in values.items()}


@lesson.facts("forecast-reading")
def _forecast(past, stock, believed):
    found, table = expected(past, stock), likes(past)
    own = table.set_index("sku")["times"][SKU]
    return {
        **_interval("pieces", found, fact.count),
        "n": fact.count(found.n),
        "quiet": fact.count(quiet(stock)),
        "times": fact.number(float(np.exp(np.log(table["times"]).mean())), 2),
        "least": fact.number(table["times"].min(), 2),
        "most": fact.number(table["times"].max(), 2),
        "own": fact.number(own, 2),
        "own_pieces": fact.count(own * quiet(stock)),
        "mean": fact.count(believed["mean"]),
        "sd": fact.count(believed["sd"]),
    }


@lesson.facts("piece-reading")
def _piece(known, terms, lots):
    cost = cost_of("ningbo", terms, known)
    return {
        **_interval("back", known[["back", "back_low", "back_high"]].to_list(), fact.share, 1),
        "n": fact.count(known["back_n"]),
        "loss": fact.number(known["loss"], 2),
        "parcel": fact.number(known["parcel"], 2),
        "plain_parcel": fact.number(known["plain_parcel"], 2),
        "cost": fact.number(cost, 2),
        "left": fact.number(left(PRICE, cost, known), 2),
        "opened": fact.number(cost - known["unpacked"], 2),
        "bad": fact.number(lots.loc["ningbo", "defects"] * BAD * known["unit"], 2),
        "few": fact.number(_few_many(known, terms, lots)["too_few"], 1),
        "unpacked": fact.number(known["unpacked"], 2),
    }


def _few_many(known, terms, lots):
    """Of a box from ningbo that is unpacked if it stays."""
    return two_costs("ningbo", "unpacked", terms, known, bad=lots.loc["ningbo", "defects"])


@lesson.facts("takes-reading")
def _takes(known, terms, lots):
    return {"border": fact.share(borders(known, terms, lots)["takes"]), "takes": fact.share(TAKES)}


@lesson.facts("ways-reading", "verdict")
def _ways(known, terms, lots, believed, past, stock):
    found = ways(known, terms, believed, lots)
    told = {}
    for name, row in zip(("unpack", "free", "sell"), found.to_dict("records"), strict=True):
        told |= {f"{name}_many": fact.number(row["too_many"], 1),
                 f"{name}_level": fact.share(row["level"]),
                 f"{name}_pieces": fact.count(row["pieces"])}  # fmt: skip
    return told | {
        "few": fact.number(found["too_few"].iloc[0], 1),
        "border": fact.share(borders(known, terms, lots)["takes"]),
        "takes": fact.share(TAKES),
        "middle": fact.count(expected(past, stock).estimate),
    }


@lesson.facts("trades-reading")
def _trades(believed):
    found = trades(believed)
    told = {}
    for name, row in zip(("dress", "case", "food"), found.to_dict("records"), strict=True):
        told |= {
            f"{name}_level": fact.share(row["level"]),
            f"{name}_pieces": fact.count(row["pieces"]),
        }
    return told


@lesson.facts("sources-reading")
def _sources(known, terms, lots):
    told = {"lots": fact.count(lots.loc["quanzhou", "lots"]), "others": fact.count(lots.loc["ningbo", "lots"])}  # fmt: skip
    fewer = lots.attrs["fewer"]
    gap = lots.loc["ningbo", "price"] - lots.loc["quanzhou", "price"]
    for name in SOURCES:
        row = lots.loc[name]
        told |= _interval(f"{name}_bad", row[["defects", "low", "high"]].to_list(), fact.share, 1)
        ends = row[["refused", "refused_low", "refused_high"]].to_list()
        told |= _interval(f"{name}_refused", ends, fact.share)
    return told | {
        "gap": fact.number(gap, 2),
        "bad": fact.number(borders(known, terms, lots)["bad"]),
        "bad_low": fact.number(gap / fewer.high),
        "bad_high": fact.number(gap / fewer.low) if fewer.low > 0 else "any",
        **_interval("fewer", [100 * x for x in fewer[:3]], fact.number, 1),
        "typed": fact.number(BAD * known["unit"]),
    }


@lesson.facts("dates-reading")
def _dates(lots):
    found = in_time(lots)
    told = {"days": fact.count(DAYS_LEFT), "sold": fact.count(SOLD)}
    for name in SOURCES:
        row = found.loc[name]
        told |= {f"{name}_one": _chance(row["first"]), f"{name}_fails": fact.share(row["fails"], 1),
                 f"{name}_two": fact.share(row["second"]), f"{name}_good": _chance(row["good one"])}  # fmt: skip
    return told


def _chance(value):
    """A chance in percent; never "100%", which nothing is."""
    return fact.name("more than 99.9%") if value > 0.999 else fact.share(value, 1)


@lesson.facts("piles-reading")
def _piles(known, terms, lots, believed):
    found = piles(_few_many(known, terms, lots), believed)
    one, two = found.iloc[0], found.iloc[1]
    return {"one": fact.count(one["cost"]), "two": fact.count(two["cost"]),
            "more": fact.count(two["cost"] - one["cost"])}  # fmt: skip


@lesson.facts("test-reading")
def _test(lots):
    found = test_of(SOLD, lots)
    return {
        "sold": fact.count(SOLD),
        "sample": fact.count(found["sample"].iloc[0]),
        "accept": fact.count(found["accept"].iloc[0]),
        **{name: fact.share(found.loc[name, "fails"], 1) for name in SOURCES},
    }


@lesson.facts("curve-title", "curve-reading")
def _curve(wanted, terms, known, lots, believed):
    table = curve(wanted, terms, known).set_index(["choice", "pieces"])
    boss = outcomes(wanted, "B", BOSS, terms, known)
    best = table["estimate"].idxmax()
    per = wanted[_within_days(wanted)].groupby("luck")["pieces"].sum()
    seen = mean(per, "drawn 11.11s")
    top, worst = table.loc[best], mean(boss["money"], "drawn 11.11s")

    def money(letter, count):
        return outcomes(wanted, letter, count, terms, known)["money"]

    other = "A" if best[0] in "CD" else "C"
    evidence = round(order_for(_few_many(known, terms, lots), believed))
    pairs = {
        "fifty": money(*best) - money(best[0], best[1] + 50),
        "other": money(*best) - money(other, table["estimate"].loc[other].idxmax()),
        "corner": money("C", BOSS) - money("D", BOSS),
        "missed": money(*best) - money("C", evidence),
    }
    near = table.loc[best[0]]
    near = near[near["estimate"] > 0.95 * top["estimate"]]
    return {
        "supplier": fact.name(PLAN[best[0]][0]),
        "what": fact.name(PLAN[best[0]][1]),
        "best": fact.count(best[1]),
        **_interval("money", top[["estimate", "low", "high"]].to_list(), fact.money, -2),
        **_interval("boss", worst[:3], fact.money, -2),
        "n": fact.count(top["n"]),
        **_interval("wanted", seen[:3], fact.count),
        "wanted_least": fact.count(per.min()),
        "wanted_most": fact.count(per.max()),
        "near_low": fact.count(near.index.min()),
        "near_high": fact.count(near.index.max()),
        "order": fact.count(BOSS),
        "evidence": fact.count(evidence),
    } | {
        key: value
        for name, gap in pairs.items()
        for key, value in _interval(name, mean(gap, "drawn 11.11s")[:3], fact.money, -2).items()
    }  # fmt: skip


def _within_days(wanted):
    return wanted["date"].str[5:].between(*EVENT)


# --- What the workshop asks ------------------------------------------------------------------------


@lesson.exercise("What do the likes say?", Prediction("pieces"))
def must_come(past, stock):
    """Songling sold {quiet} plain rucksacks in four quiet weeks. **How many boxes will be wanted on the eleven days, by what
    the friend's articles made of their quiet weeks?** Write `(value, low, high)`.

    Hint: Eleven days are less than 28. But they are 11.11.

    Right: Keep your own number on the sheet beside this one. What really comes nobody knows on 8 October, and neither does this answer.
    """
    from ecomlab.exercises.fulfillment import workshop  # so that it runs in the notebook too

    return workshop.expected(past, stock).estimate


@must_come.facts
def _must_come(past, stock):
    return {"quiet": fact.count(quiet(stock))}


@lesson.exercise("Unpack it, or sell it off?", Number(tolerance=0.012, unit="share"))
def takes(known, terms, lots):
    """A box sold off is worth {sold} yuan, if it takes no buyer from the plain rucksack. Unpacked it is worth {unpacked}. A plain rucksack that isn't sold
    loses {plain} yuan. **Which share of the boxes sold off may take such a buyer, until both ways are as good?** (0.5 for half.)

    Hint: What does selling off gain on a box, and what does one lost buyer cost?

    Hint: The gain ÷ what a plain one leaves.

    Right: Above that share the cleared shelf is bought with your own next sales. Nobody at Songling has ever counted it. That is a lot worth dealing, after this 11.11.
    """
    from ecomlab.exercises.fulfillment import workshop  # so that it runs in the notebook too

    return workshop.borders(known, terms, lots)["takes"]


def _worths(known, terms):
    cost = cost_of("ningbo", terms, known)
    return {
        "sold": worth("sold off", known, cost, takes=0), "unpacked": worth("unpacked", known, cost),
        "plain": left(PRICE, known["unit"], known, "plain_parcel"),
    }  # fmt: skip


@takes.facts
def _takes_facts(known, terms):
    return {name: fact.number(value, 2) for name, value in _worths(known, terms).items()}


@takes.applies
def _can_be_weighed(known, terms):
    """Here selling off isn't worth more even if it takes no buyer."""
    found = _worths(known, terms)
    return bool(0.05 < (found["sold"] - found["unpacked"]) / found["plain"] < 1)


@takes.wrong("of the sale")
def _of_sale(known, terms):
    """You divided by what the box is worth. What is lost with a buyer is what a *plain* rucksack leaves."""
    found = _worths(known, terms)
    return (found["sold"] - found["unpacked"]) / found["sold"]


@takes.wrong("the other part")
def _those_who_stay(known, terms):
    """That is the share that must take *no* buyer: the rest of the whole."""
    found = _worths(known, terms)
    return 1 - (found["sold"] - found["unpacked"]) / found["plain"]


@takes.wrong("all that it is worth")
def _all_worth(known, terms):
    """You laid the whole worth of a sold-off box beside the plain one. Unpacking is worth something too: take the difference."""
    found = _worths(known, terms)
    return found["sold"] / found["plain"]


def _other_curves(known, terms, lots, believed):
    """A normal curve of the same mean and standard deviation."""
    costs = _few_many(known, terms, lots)
    plain = newsvendor(costs["too_few"], costs["too_many"], **believed)["order"]
    return [Between(float(plain) - 2, float(plain) + 2)]


@lesson.exercise("How many boxes?", Number(tolerance=2, unit="pieces", accept=_other_curves))
def pieces(known, terms, lots, believed):
    """From ningbo, unpacked if they stay: a box too few costs {few} yuan, a box too many {many}. Of what is wanted you believe: {mean} on average, standard
    deviation {sd} (a lognormal curve; a normal one is accepted). **How many boxes do you order?**

    Hint: Which level follows from the two costs?

    Hint: `from ecomlab.fulfillment import lot_sizes`, then `lot_sizes.newsvendor(too_few, too_many, "lognormal", mean=..., sd=...)`

    Right: More than the middle, for a box too few costs more than one too many; not many more, for it doesn't cost much more.
    """
    from ecomlab.exercises.fulfillment import workshop  # so that it runs in the notebook too

    costs = workshop.two_costs("ningbo", "unpacked", terms, known,
                               bad=lots.loc["ningbo", "defects"])  # fmt: skip
    return workshop.order_for(costs, believed)


@pieces.facts
def _pieces_facts(known, terms, lots, believed):
    costs = _few_many(known, terms, lots)
    return {"few": fact.number(costs["too_few"], 2), "many": fact.number(costs["too_many"], 2),
            "mean": fact.number(believed["mean"], 1), "sd": fact.number(believed["sd"], 1)}  # fmt: skip


@pieces.wrong("turned round")
def _turned(known, terms, lots, believed):
    """You turned the two costs round: level = too few ÷ (too few + too many)."""
    costs = _few_many(known, terms, lots)
    return order_for({"too_few": costs["too_many"], "too_many": costs["too_few"]}, believed)


@pieces.wrong("nine times of ten")
def _nine_of_ten(known, terms, lots, believed):
    """That is enough nine times of ten. Who asked for nine? The two costs ask for less."""
    return order_for({"too_few": 9.0, "too_many": 1.0}, believed)


@pieces.wrong("the mean")
def _the_mean(believed):
    """That is the mean of what is wanted. Above or below it: that is what the two costs say, by their level."""
    return believed["mean"]


@pieces.wrong("the middle")
def _the_middle(believed):
    """That is enough every other time: the level of two equal costs. Here they aren't equal."""
    return order_for({"too_few": 1.0, "too_many": 1.0}, believed)


@pieces.wrong("one to spare")
def _one_sd(known, terms, lots, believed):
    """You took the mean and one standard deviation on top. How much on top is what the two costs say."""
    return believed["mean"] + believed["sd"]


@pieces.wrong("the whole box is lost")
def _all_lost(known, terms, lots, believed):
    """You reckon a box that stays as lost, all it cost. It is unpacked, and a plain rucksack and a bottle are sold later."""
    costs = _few_many(known, terms, lots)
    return order_for({"too_few": costs["too_few"], "too_many": costs["cost"]}, believed)


@lesson.exercise("What must a bad piece cost?", Number(tolerance=3, unit="yuan"))
def turns(lots):
    """A rucksack from quanzhou costs {cheap} yuan and {cheap_bad} of them are bad; from ningbo {dear} and {dear_bad}. Reckon only these. **From how many yuan for a
    bad piece that reaches a buyer is ningbo the cheaper one?**

    Hint: What are 100 pieces dearer by, and how many bad ones fewer?

    Right: A bad piece costs the goods, the way back, the desk, and a bad review. Is that more or less than this? That is the question for the sheet, and the interval of the defects belongs beside it.
    """
    gap = lots.loc["ningbo", "price"] - lots.loc["quanzhou", "price"]
    return gap / (lots.loc["quanzhou", "defects"] - lots.loc["ningbo", "defects"])


@turns.facts
def _turns_facts(lots):
    return {
        "cheap": fact.number(lots.loc["quanzhou", "price"], 2),
        "dear": fact.number(lots.loc["ningbo", "price"], 2),
        "cheap_bad": fact.share(lots.loc["quanzhou", "defects"], 2),
        "dear_bad": fact.share(lots.loc["ningbo", "defects"], 2),
    }


@turns.applies
def _one_is_dearer_and_better(lots):
    """Neither supplier is both dearer and better here."""
    gap = lots.loc["ningbo"] - lots.loc["quanzhou"]
    return bool(gap["price"] > 0 and gap["defects"] < -0.002)


@turns.wrong("all of them")
def _all_bad(lots):
    """Ningbo has bad ones too. What you are spared is the difference."""
    gap = lots.loc["ningbo", "price"] - lots.loc["quanzhou", "price"]
    return gap / lots.loc["quanzhou", "defects"]


@turns.wrong("in prices")
def _in_prices(lots):
    """That is how many *prices* of quanzhou's rucksack. Asked are yuan."""
    return turns(lots) / lots.loc["quanzhou", "price"]


@turns.wrong("added")
def _added(lots):
    """You added the two rates. What you are spared is their difference."""
    gap = lots.loc["ningbo", "price"] - lots.loc["quanzhou", "price"]
    return gap / lots["defects"].sum()


@turns.wrong("the good pieces")
def _good_pieces(lots):
    """You divided by the good pieces: that is the price of a good one. Asked is what a *bad* one must cost."""
    return lots.loc["ningbo", "price"] / (1 - lots.loc["ningbo", "defects"])


@lesson.exercise("The latest day", Number(tolerance=0.15, unit="days"))
def latest(lots):
    """The boxes are printed in {printing} days. Then a lot of quanzhou takes {days} days, standard deviation {sd}. **How many days before the eve of the event must the order
    leave, so that 95 of 100 such lots are there?** One decimal. (A normal curve. The test isn't in it.)

    Hint: Late is one side only: 1.645 standard deviations.

    Right: On the sheet stand whole days, rounded up. And this lot must still pass its test.
    """
    from ecomlab.exercises.fulfillment import workshop  # so that it runs in the notebook too

    return workshop.needed_days(lots.loc["quanzhou"])


@latest.facts
def _latest_facts(lots):
    row = lots.loc["quanzhou"]
    return {"printing": fact.count(PRINTING), "days": fact.number(row["days"], 2),
            "sd": fact.number(row["sd"], 2)}  # fmt: skip


@latest.wrong("the usual one")
def _usual(lots):
    """That is the mean: every other lot comes later."""
    return PRINTING + lots.loc["quanzhou", "days"]


@latest.wrong("without printing")
def _not_printed(lots):
    """The lot waits for its boxes: add the printer's days."""
    return latest(lots) - PRINTING


@latest.wrong("both sides")
def _both_sides(lots):
    """Twenty whole days are for the sheet; asked is one decimal. Or you took 1.96: that leaves 2.5 of 100 on each side. A lot that comes early does no harm: 5 of 100 late is 1.645."""
    row = lots.loc["quanzhou"]
    return PRINTING + row["days"] + normal_quantile() * row["sd"]


@latest.wrong("printing spreads too")
def _printing_spreads(lots):
    """You let the spread grow with the printer's days. They are a fixed number here."""
    row = lots.loc["quanzhou"]
    usual = PRINTING + row["days"]
    return usual + (latest(lots) - usual) * np.sqrt(usual / row["days"])


@lesson.exercise("What goes back", Number(tolerance=120, unit="yuan"))
def reserve(orders, order_items):
    """Settled orders with the rucksack (paid 10 June to 8 September): {orders} of them paid {paid} yuan, {back} went back, to {some} orders, before and after shipping. (Some of these orders held other goods too.) Say that {sold} boxes are
    paid, {price} yuan each, and that the same share of it goes back. **How many yuan do you put aside for what goes back?**

    Hint: Many send back a part of an order. Is the share of orders the share of money?

    Right: It lies on your account in November and isn't yours. An event's buyers may send back more than these, or less: look at what was really refunded on 25 November, and mend this row.
    """
    from ecomlab.exercises.fulfillment import workshop  # so that it runs in the notebook too

    found = workshop.paid_back(orders, order_items)
    return 400 * 159 * found["back"] / found["paid"]


@reserve.facts
def _reserve_facts(orders, order_items):
    found = paid_back(orders, order_items)
    return {
        "orders": fact.count(found["orders"]), "some": fact.count(found["with_some"]),
        "paid": fact.count(found["paid"]), "back": fact.count(found["back"]),
        "sold": fact.count(SOLD), "price": fact.number(PRICE),
    }  # fmt: skip


@reserve.wrong("the share of orders")
def _share_of_orders(orders, order_items):
    """That is the share of *orders* with a refund. Of many only a part went back: take yuan of yuan."""
    found = paid_back(orders, order_items)
    return SOLD * PRICE * found["with_some"] / found["orders"]


@reserve.wrong("a rounded share")
def _rounded_share(orders, order_items):
    """You rounded the share to whole percents first: one of them is hundreds of yuan here. Round at the end."""
    found = paid_back(orders, order_items)
    return SOLD * PRICE * round(found["back"] / found["paid"], 2)


@reserve.wrong("the kept ones")
def _kept_ones(orders, order_items):
    """You left out the orders that were refunded in full. They were paid too, and that money goes back first."""
    return SOLD * PRICE * _part_of_kept(orders, order_items)


def _part_of_kept(orders, order_items):
    kept = purchases(orders)
    found = paid_back(kept, order_items)
    return found["back"] / found["paid"]


@reserve.wrong("of what stays")
def _of_what_stays(orders, order_items):
    """You divided by what stayed. The boxes are *paid* with 159 yuan: divide by what was paid."""
    found = paid_back(orders, order_items)
    return SOLD * PRICE * found["back"] / (found["paid"] - found["back"])


@reserve.wrong("what stays")
def _what_stays(orders, order_items):
    """That is what stays yours. Asked is what goes back."""
    found = paid_back(orders, order_items)
    return SOLD * PRICE * (1 - found["back"] / found["paid"])


# --- The assistant's cover letter -------------------------------------------------------------------

FLAWS = {
    "A": "it is turned upside down, or the other part of the whole",
    "B": "it covers more than the two costs ask for (4.2)",
    "C": "what stays is reckoned as lost, or as worth too much (4.2, 4.6)",
    "D": "a part of the bad pieces, or all of them, is counted twice or left out (4.3)",
    "E": "the middle is taken where the late ones count, or days are left out (4.2, 4.3)",
    "F": "orders, or what stays, are taken for what was paid; or full refunds are left out (4.5)",
    "G": "weight is taken where the size of the box counts, or by another rule (4.4)",
}
HARMS = {
    "A": "the shop, which has money in boxes that nobody wants, or too few to sell",
    "B": "buyers, who get a bad piece, or none in time",
    "C": "finance, which puts the wrong sum aside",
    "D": "whoever chooses between two ways on the sheet, with a wrong border",
}


def _sentences():
    return [
        Sentence("The order is for boxes of the light rucksack, for 1 to 11 November."),
        Sentence(
            "What stays is unpacked, unless fewer than {value} of the boxes sold off would take a buyer from the plain one.",
            takes,
            {"the other part": ("A", "D"), "all that it is worth": ("C", "D")},
        ),
        Sentence(
            "From ningbo, and unpacked if they stay, the two costs ask for {value}.",
            pieces,
            {"turned round": ("A", "A"), "nine times of ten": ("B", "A"),
             "the whole box is lost": ("C", "A")},
        ),
        Sentence(
            "Ningbo is the cheaper source as soon as a bad piece costs {value} or more.",
            turns,
            {"all of them": ("D", "D"), "added": ("D", "D")},
        ),
        Sentence(
            "Quanzhou's order would have to leave {value} before the eve, so that 95 of 100 lots are there.",
            latest,
            {"the usual one": ("E", "B"), "without printing": ("E", "B")},
        ),
        Sentence(
            "If 400 boxes are sold, {value} are put aside for what goes back.",
            reserve,
            {"the share of orders": ("F", "C"), "of what stays": ("F", "C"),
             "the kept ones": ("F", "C")},
        ),
        Sentence(
            "A folding chair of 1.4 kg in a box of 45 × 30 × 20 cm, divisor 8,000, is billed with {value}.",
            delivery.kilos,
            {"weight": ("G", "C"), "another divisor": ("G", "C")},
        ),
        Sentence("None of these numbers says how large this 11.11 will be."),
    ]  # fmt: skip


SENTENCES = _sentences()
KINDS = {
    str(place): one.exercise.kind for place, one in enumerate(SENTENCES, start=1) if one.exercise
}
READ = ("known", "terms", "lots", "believed", "orders", "order_items")


def letter(known, terms, lots, believed, orders, order_items, label):
    """The letter that an assistant wrote for the group of this label, and the marks it should get."""
    data = {"known": known, "terms": terms, "lots": lots, "believed": believed, "orders": orders,
            "order_items": order_items}  # fmt: skip
    return audited(SENTENCES, data, seed=f"the order for 11.11, {label}")


@lesson.exercise("The assistant's letter", Audit(FLAWS, HARMS, kinds=KINDS))
def audit(known, terms, lots, believed, orders, order_items, label):
    """An assistant has written the letter to the boss that goes with your sheet. It is fluent, and you sign it.

    {memo}

    For each wrong sentence give its number, the flaw, the right number, and whom it harms: `[(9,
    "A", 12, "D")]`. If all is right: `[]`. Nobody tells you how many are wrong; it may be none.

    Hint: Each of the numbers was a question of this workshop.

    Hint: Don't ask whether a number is likely. Ask which sum gives it.

    Right: Now the letter says what the sheet says.
    """
    from ecomlab.exercises.fulfillment import workshop  # so that it runs in the notebook too

    return workshop.letter(known, terms, lots, believed, orders, order_items, label).marks


@audit.facts
def _letter(known, terms, lots, believed, orders, order_items, label):
    return {"memo": letter(known, terms, lots, believed, orders, order_items, label).text}


@audit.wrong("nothing wrong")
def _nothing_wrong():
    """Lay your own numbers beside the sentences: they don't all agree, and what differs differs by more
    than rounding.
    """
    return []


@lesson.exercise(
    "Run 11.11", Simulated(CHOICES, dict.fromkeys(CHOICES, MOST), run_november, amount="boxes")
)
def run(known, terms, lots, believed):
    """Type what stands on your sheet: the letter, and how many boxes. The order leaves on 9 October. Songling's November was drawn {draws} times: its luck, and how
    large 11.11 is. Each time {lucks} suppliers' lucks are drawn too: when the lot comes, how many are bad, whether it fails its test and is made anew.

    Hint: Take what stands in your decision file, not what you would like to have written.

    Right: "Result" is the mean of the yuan that the boxes leave, beside ordering none, returns and clearance taken off. "Short" are pieces that were wanted and not there, "left" those that stayed. The row "evidence" is the sheet's own sum. "Best, afterwards" knows all the draws: nobody
    has it in October.
    """
    from ecomlab.exercises.fulfillment import workshop  # so that it runs in the notebook too

    costs = workshop.two_costs("ningbo", "unpacked", terms, known,
                               bad=lots.loc["ningbo", "defects"])  # fmt: skip
    return "C", round(workshop.order_for(costs, believed))


@run.facts
def _run_words(wanted):
    return {"draws": fact.count(wanted["luck"].nunique()), "lucks": fact.count(LUCKS)}


# --- The pool of the chapter's lessons ---------------------------------------------------------------


def _needed(home, data):
    wanted = lesson.needed(home)
    return {name: table for name, table in data.items() if name in wanted}


def _delivery(shop):
    data = {"other_orders": shop["orders"], "other_parcels": delivery.parcels_of(shop),
            "other_rates": shop["courier_rates"]}  # fmt: skip
    return _needed(delivery.lesson.id, data)


def _returns(shop):
    found = {f"other_{name}": table for name, table in back.tables_of(shop).items()}
    return _needed(back.lesson.id, found)


def _clearance(shop):
    found = clearance.tables_of(shop, clearance.OTHER_EVENING)
    return _needed(clearance.lesson.id, {f"other_{name}": table for name, table in found.items()})


lesson.borrow(forecast.lesson, lambda: {"other_calls": load("demand").other_calls})
lesson.borrow(inventory.lesson, lambda: {})  # its questions hold their numbers
lesson.borrow(suppliers.lesson, lambda: {})
lesson.borrow(delivery.lesson, _delivery)
lesson.borrow(back.lesson, _returns)
lesson.borrow(clearance.lesson, _clearance)
