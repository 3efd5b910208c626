"""The shops that are made and not shipped: what was published of them, read from their tables.

A parameter is published with a rounding; ``read`` finds it in a run's tables as a course would.
``python -m tests.shop.other_shops cat_food`` runs the shop in several worlds and leaves what it
finds in docs/results, of which ``python course.py pages`` makes the shop's page.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from ecomlab.datasets import load
from ecomlab.retention.cohorts import interpurchase_times, repurchase_rate
from ecomlab.shop import Shop, World
from ecomlab.shop.decisions import keys
from ecomlab.tables import purchases
from ecomlab.traffic.paid import order_economics
from tools import pages

DAYS = 365
SEEDS = (2026, 1)  # of worlds: a tenth of what can't be seen differs between them
BESIDE = "light_gear"
PROMOTION = ("ads", "kol")
SETTLED = pd.Timedelta(days=30)  # after which hardly any refund is still to come
OWN, CREATORS, CARD, TMALL = "own live", "creators' live", "card and search", "Tmall"
PLACES = {"live": OWN, "private": OWN, "affiliates": CREATORS, "other": TMALL}


@dataclass(frozen=True)
class Parameter:
    """What was published: a value, in steps of ``rounding``; and how it is read.

    ``read`` has the tables of a run, or the shop itself where no table can tell (``by_twins``).
    """

    name: str
    published: float
    rounding: float
    unit: str
    read: Callable
    by_twins: bool = False

    def near(self, found, times=1.0):
        """Is it what was published, as far as it was rounded?"""
        return abs(found - self.published) <= times * self.rounding / 2 + 1e-9


# --- Readings ------------------------------------------------------------------------------------


def paid(tables):
    """Orders paid for, those refunded later too."""
    return tables["orders"][tables["orders"]["ts_pay"].notna()]


def settled(tables):
    """Orders paid for so long ago that their returns are through."""
    orders = paid(tables)
    return orders[orders["ts_pay"] < orders["ts_pay"].max() - SETTLED]


def firsts(tables):
    """The first paid order of every customer."""
    return paid(tables).sort_values("ts_order").drop_duplicates("customer_id")


def order_value(tables):
    return paid(tables)["paid_amount"].mean()


def promotion(tables):
    """What advertising and posts cost, commissions not counted."""
    books = tables["pnl_lines"]
    mine = books["line"].isin(PROMOTION) & books["order_id"].isna()
    return -books.loc[mine, "amount"].sum()


def price_elasticity(shop, days=60, noises=1, move=0.05):
    """By how many % fewer pieces are sold if all prices are 1% higher, from twin runs."""
    sku = shop.world.sku
    usual = {f"price.{name}": float(p) / 100 for name, p in zip(sku.name, sku.price, strict=True)}
    pieces = []
    for factor in (1 + move, 1 - move):
        prices = {name: round(price * factor, 2) for name, price in usual.items()}
        twins = (Shop(shop.world, noise) for noise in range(1, noises + 1))
        pieces.append(sum(twin.outcome(prices, days)["units"].sum() for twin in twins))
    return float(np.log(pieces[0] / pieces[1]) / np.log((1 + move) / (1 - move)))


# Cat food


def margin_of_price(tables):
    return float((1 - tables["sku"]["unit_cost"] / tables["sku"]["price"]).mean())


def median_days(tables):
    """Between two purchases, of those who came back."""
    curve = interpurchase_times(purchases(tables["orders"]), "all")
    return float(curve.loc[curve["naive"] <= 0.5, "days"].min())


def spread_of_days(tables):
    """Standard deviation of the log of the days, of buyers who don't subscribe."""
    orders = paid(tables).sort_values(["customer_id", "ts_order"])
    regular = orders.loc[orders["coupon_id"] == "subscription", "customer_id"]
    orders = orders[~orders["customer_id"].isin(regular)]
    days = orders["ts_order"].dt.normalize().groupby(orders["customer_id"]).diff().dt.days
    return float(np.log(days[days > 0]).std())


def again_in_90_days(tables):
    rates = repurchase_rate(purchases(tables["orders"]), 90, "cohort")
    return float(rates["rate"].iloc[0])


def orders_sent_back(tables):
    return tables["returns"]["order_id"].nunique() / len(paid(tables))


def acquisition_cost(tables):
    return promotion(tables) / len(firsts(tables))


def first_contribution(tables):
    """What a first order leaves after goods, parcel, fee, tax and returns, before promotion."""
    books, first = tables["pnl_lines"], firsts(tables)
    mine = books["order_id"].isin(first["order_id"]) & ~books["line"].isin(PROMOTION)
    return books.loc[mine, "amount"].sum() / len(first)


def subscribers(tables):
    return (firsts(tables)["coupon_id"] == "subscription").mean()


# Women's fashion


def place(orders):
    """Where an order was placed, by its channel."""
    return orders["channel"].astype("str").map(PLACES).fillna(CARD)


def share_of_gmv(where):
    def read(tables):
        orders = paid(tables)
        return orders["paid_amount"][place(orders) == where].sum() / orders["paid_amount"].sum()

    return read


def refunded(where=None):
    """Share of what was paid that is paid back."""

    def read(tables):
        orders = settled(tables)
        orders = orders if where is None else orders[place(orders) == where]
        return orders["refund_amount"].sum() / orders["paid_amount"].sum()

    return read


def before_shipping(tables):
    """Of what is paid back, the share of orders that were never sent."""
    orders = settled(tables)
    taken = orders["ts_cancel"].notna()
    return orders.loc[taken, "paid_amount"].sum() / orders["refund_amount"].sum()


def reason(name):
    return lambda tables: float((tables["returns"]["reason"] == name).mean())


def inspected(tables):
    return tables["returns"].dropna(subset="inspected_at")


def resaleable(tables):
    return float((inspected(tables)["disposal"] == "restock").mean())


def days_to_the_shelf(tables):
    """From the request to the morning after the inspection."""
    back = inspected(tables)
    shelf = back["inspected_at"].dt.normalize() + pd.Timedelta(days=1)
    return float(((shelf - back["requested_at"].dt.normalize()) / pd.Timedelta(days=1)).mean())


def style(sku):
    """The style of each article: its name without the size."""
    return sku.astype("str").str.rpartition("-")[0]


def styles(tables):
    """One row per style whose whole life lies in the run: launch, end, pieces paid for."""
    sku, items = tables["sku"], tables["order_items"]
    one = sku.assign(style=style(sku["sku"])).drop_duplicates("style").set_index("style")
    items = items[items["order_id"].isin(paid(tables)["order_id"])]
    pieces = items["qty"].groupby(style(items["sku"])).sum()
    days = tables["calendar"]["date"]
    whole = (one["launch_date"] >= days.min()) & (one["end_date"] <= days.max())
    one = one.assign(pieces=pieces.reindex(one.index, fill_value=0))
    return one.loc[whole, ["launch_date", "end_date", "unit_cost", "price", "pieces"]]


def styles_a_week(tables):
    sku = tables["sku"]
    weeks = sku["launch_date"].groupby(style(sku["sku"])).first().value_counts()
    return float(weeks.mean())


def weeks_on_sale(tables):
    table = styles(tables)
    return float(((table["end_date"] - table["launch_date"]).dt.days + 1).mean() / 7)


def top_tenth(tables):
    """The share of pieces of the best-selling tenth of styles."""
    pieces = styles(tables)["pieces"].sort_values(ascending=False)
    return float(pieces.iloc[: round(len(pieces) / 10)].sum() / pieces.sum())


def sizes(tables):
    return len(tables["sku"]) / style(tables["sku"]["sku"]).nunique()


def cost_of_price(tables):
    return 1 - margin_of_price(tables)


def freight(tables):
    return tables["shipments"]["cost"].mean()


def premium(which):
    """The least or the highest premium of a parcel."""

    def read(tables):
        books = tables["pnl_lines"]
        return getattr(-books.loc[books["line"] == "insurance", "amount"], which)()

    return read


def promotion_share(tables):
    return promotion(tables) / paid(tables)["paid_amount"].sum()


def screen_roas(tables):
    """What the tools credit to a yuan of ads."""
    ads = tables["ads_daily"]
    return ads["revenue"].sum() / ads["cost"].sum()


def true_break_even(tables):
    """The ROAS at which a yuan of ads costs nothing, with returns and what they cost."""
    books = tables["pnl_lines"]
    books = books[books["order_id"].isin(settled(tables)["order_id"])]
    return 1 / order_economics(books)["left"]


def lots(tables):
    """Lots of styles launched in the run, with their number and the days that they took."""
    table, born = tables["inbound"], tables["sku"].set_index("sku")["launch_date"]
    start = tables["calendar"]["date"].min()
    took = table["received_at"].dt.normalize() - table["ordered_at"].dt.normalize()
    table = table.assign(nth=table.groupby("sku", observed=True).cumcount(), days=took.dt.days)
    late = table["sku"].astype("str").map(born.rename(index=str)) > start + pd.Timedelta(days=21)
    return table[late]


def first_lot_days(tables):
    found = lots(tables)
    return float(found.loc[found["nth"] == 0, "days"].mean())


def reorder_days(tables):
    found = lots(tables)
    return float(found.loc[found["nth"] > 0, "days"].mean())


def first_lot(tables):
    """Pieces of a style's first lots, over its sizes."""
    found = lots(tables)
    found = found[found["nth"] == 0]
    return float(found["lot_size"].groupby(style(found["sku"])).sum().mean())


def again(channel):
    """Share of those who came by a channel and paid again within 90 days."""

    def read(tables):
        orders, first = paid(tables), firsts(tables).set_index("customer_id")
        end = orders["ts_pay"].max() - pd.Timedelta(days=90)
        first = first[(first["channel"] == channel) & (first["ts_pay"] < end)]
        after = orders["ts_pay"] - orders["customer_id"].map(first["ts_pay"])
        back = orders.loc[(after > pd.Timedelta(0)) & (after <= pd.Timedelta(days=90))]
        return float(first.index.isin(back["customer_id"]).mean())

    return read


PUBLISHED = {
    "cat_food": [
        Parameter("value of an order", 159, 10, "yuan", order_value),
        Parameter("gross margin of the price", 0.38, 0.01, "share", margin_of_price),
        Parameter("median days between orders", 34, 3, "days", median_days),
        Parameter("spread of their log", 0.35, 0.05, "", spread_of_days),
        Parameter("buy again in 90 days", 0.48, 0.04, "share", again_in_90_days),
        Parameter("orders of which something comes back", 0.02, 0.01, "share", orders_sent_back),
        Parameter("price elasticity of pieces", -1.8, 0.4, "", price_elasticity, by_twins=True),
        Parameter("cost of a new customer", 75, 10, "yuan", acquisition_cost),
        Parameter("a first order leaves", 42, 4, "yuan", first_contribution),
        Parameter("new customers who subscribe", 0.12, 0.02, "share", subscribers),
    ],
    "fashion_live": [
        Parameter("of GMV: own live", 0.45, 0.10, "share", share_of_gmv(OWN)),
        Parameter("of GMV: creators' live", 0.20, 0.05, "share", share_of_gmv(CREATORS)),
        Parameter("of GMV: card and search", 0.20, 0.05, "share", share_of_gmv(CARD)),
        Parameter("of GMV: Tmall", 0.15, 0.05, "share", share_of_gmv(TMALL)),
        Parameter("styles a week", 12, 1, "", styles_a_week),
        Parameter("sizes of a style", 5, 1, "", sizes),
        Parameter("weeks on sale", 7, 2, "weeks", weeks_on_sale),
        Parameter("pieces of the top tenth of styles", 0.55, 0.10, "share", top_tenth),
        Parameter("value of an order", 150, 10, "yuan", order_value),
        Parameter("cost of the price", 0.33, 0.01, "share", cost_of_price),
        Parameter("price elasticity of pieces", -3.2, 0.8, "", price_elasticity, by_twins=True),
        Parameter("paid back, of what was paid", 0.55, 0.05, "share", refunded()),
        Parameter("paid back: own live", 0.58, 0.04, "share", refunded(OWN)),
        Parameter("paid back: creators' live", 0.65, 0.04, "share", refunded(CREATORS)),
        Parameter("paid back: card and search", 0.42, 0.04, "share", refunded(CARD)),
        Parameter("paid back: Tmall", 0.38, 0.04, "share", refunded(TMALL)),
        Parameter("of it before shipping", 0.40, 0.04, "share", before_shipping),
        Parameter("reason: size", 0.35, 0.05, "share", reason("size")),
        Parameter("reason: not as shown", 0.30, 0.05, "share", reason("not_as_described")),
        Parameter("reason: changed mind", 0.25, 0.05, "share", reason("change_of_mind")),
        Parameter("reason: quality", 0.10, 0.05, "share", reason("quality")),
        Parameter("resaleable, of what came back", 0.88, 0.04, "share", resaleable),
        Parameter("days until it is on the shelf", 9, 2, "days", days_to_the_shelf),
        Parameter("freight of a parcel", 3.6, 0.4, "yuan", freight),
        Parameter("premium, at least", 1.2, 1.6, "yuan", premium("min")),
        Parameter("premium, at most", 3.2, 0.4, "yuan", premium("max")),
        Parameter("promotion, of what was paid", 0.20, 0.04, "share", promotion_share),
        Parameter("ROAS on the screen", 3.75, 1.5, "times", screen_roas),
        Parameter("true break-even ROAS", 5.3, 0.4, "times", true_break_even),
        Parameter("days of a first lot", 12.5, 2, "days", first_lot_days),
        Parameter("days of a reorder", 7, 1, "days", reorder_days),
        Parameter("pieces of a style's first lot", 75, 50, "pieces", first_lot),
        Parameter("fans of the own room again in 90 days", 0.28, 0.04, "share", again("live")),
        Parameter("creators' viewers again", 0.06, 0.02, "share", again("affiliates")),
    ],
}  # fmt: skip


# --- What turns ----------------------------------------------------------------------------------


def after_promotion(tables):
    """What a first order leaves once its share of the promotion is paid, in yuan."""
    return first_contribution(tables) - acquisition_cost(tables)


def from_later_orders(tables):
    """Of what all orders leave before promotion, the share of those after the first."""
    books = tables["pnl_lines"]
    books = books[books["order_id"].notna() & ~books["line"].isin(PROMOTION)]
    first = books["order_id"].isin(firsts(tables)["order_id"])
    return 1 - books.loc[first, "amount"].sum() / books["amount"].sum()


def back_by_day_60(tables):
    """Of the customers who buy again within 180 days, the share that does so within 60."""
    within = [
        repurchase_rate(purchases(tables["orders"]), days, "cohort", as_of=None)["rate"].iloc[0]
        for days in (60, 180)
    ]
    return float(within[0] / within[1])


def left_of_a_yuan(tables):
    """What a yuan of ads leaves, in yuan, if the screen's ROAS is what it brings."""
    return screen_roas(tables) / true_break_even(tables) - 1


@dataclass(frozen=True)
class Decision:
    """A decision that is good in one of the shops: what it adds to a day's profit, by twin runs."""

    name: str
    changes: Callable
    against: Callable = lambda world: {}

    def adds(self, scenario, days=100, noises=(1, 2)):
        """Profit a day with it, less without, for each luck."""
        world = World(scenario)
        with_it, without = (
            np.array([profit(scenario, tuple(decided(world).items()), days, n) for n in noises])
            for decided in (self.changes, self.against)
        )
        return ((with_it - without) / days).tolist()


@cache
def profit(scenario, changes, days, noise):
    """Of the first days, under some decisions."""
    return float(Shop(World(scenario), noise).outcome(dict(changes), days)["profit"].sum())


def moved(name, times=None, plus=0.0):
    """A number that is decided, moved from the shop's own status quo."""

    def changes(world):
        old = keys(world)[name].default
        return {name: old * times if times is not None else old + plus}

    return changes


def prices(times):
    """All prices, so many times the usual ones."""

    def changes(world):
        pairs = zip(world.sku.name, world.sku.price.tolist(), strict=True)
        return {f"price.{name}": round(price / 100 * times, 2) for name, price in pairs}

    return changes


def same(**changes):
    """The same in every shop; two underscores stand for a dot."""
    changes = {name.replace("__", "."): value for name, value in changes.items()}
    return lambda world: changes


def passing(world):
    """Styles after four weeks; of other shops, what will soon be sold no longer."""
    if world.facts["styles"]:
        return {"styles.markdown": 0.3}
    sku = world.sku
    ends = [name for name, end in zip(sku.name, sku.end, strict=True) if end < 2 * DAYS]
    return {f"promo.sku.{name}": 0.3 for name in ends}


READINGS = {  # of the tables; in yuan or shares
    "cat_food": {
        "A first order, less the cost of its customer (yuan)": after_promotion,
        "Of what orders leave, from those after the first (share)": from_later_orders,
        "Of those back within 180 days, back within 60 (share)": back_by_day_60,
    },
    "fashion_live": {
        "ROAS on the screen": screen_roas,
        "True break-even ROAS": true_break_even,
        "Left of a yuan of ads, if the screen were right (yuan)": left_of_a_yuan,
        "Paid back, of what was paid (share)": refunded(),
    },
}
DECISIONS = {
    "cat_food": (
        Decision("Write 60 days after the last order, not 30", same(crm__days=60)),
        Decision("A coupon of 10 yuan more in messages", moved("crm.coupon", plus=10.0)),
    ),
    "fashion_live": (
        Decision(
            "The shop pays freight insurance",
            same(returns__insurance="shop"),
            against=same(returns__insurance="none"),
        ),
        Decision("Stock for twice as many days", moved("stock.cover_days", times=2)),
        Decision("Goods whose time is passing 30% cheaper", passing),
        Decision("All prices 10% lower", prices(0.9)),
    ),
}


# --- Runs ----------------------------------------------------------------------------------------


def read_back(scenario, seeds=SEEDS, days=DAYS, twins=True):
    """Every parameter in several worlds: a row per parameter, a column per seed."""
    found = {}
    for seed in seeds:
        shop = Shop(World(scenario, seed=seed), noise=1)
        tables, _ = shop.run(days=days)
        found[seed] = {
            each.name: float(each.read(shop if each.by_twins else tables))
            for each in PUBLISHED[scenario]
            if twins or not each.by_twins
        }
    return pd.DataFrame(found)


def compared(scenario):
    """What turns: each reading and decision here and in light gear."""
    rows = []
    tables = {scenario: Shop(World(scenario), noise=1).run(days=DAYS)[0], BESIDE: load("shop")}
    for what, read in READINGS[scenario].items():
        rows.append({"what": what, **{name: [read(each)] for name, each in tables.items()}})
    for decision in DECISIONS[scenario]:
        added = {name: decision.adds(name) for name in (scenario, BESIDE)}
        rows.append({"what": decision.name, **added})
    return rows


def results(scenario):
    """What the page of a shop tells, of runs: the parameters read back, and what turns."""
    table = read_back(scenario)
    parameters = [
        {
            "name": each.name,
            "published": each.published,
            "rounding": each.rounding,
            "unit": each.unit,
            "found": table.loc[each.name].round(4).tolist(),
        }
        for each in PUBLISHED[scenario]
    ]
    return {
        "days": DAYS,
        "parameters": parameters, "turns": compared(scenario), "beside": BESIDE,
        **pages.when(),
    }  # fmt: skip


if __name__ == "__main__":
    for name in sys.argv[1:]:
        pages.keep(name, results(name))
