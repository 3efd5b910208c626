"""Make the tables of lesson 3.7: a set that was tested by lot, and the shop without companions.

python datasets/baskets/make.py            into this folder
python datasets/baskets/make.py FOLDER     into another

The course's simulated shop is run in pairs, as it is and with nobody who adds a second article, and
once more for what was added for the threshold's sake alone: some minutes.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ecomlab.datasets import write_tables
from ecomlab.shop import Shop, World
from ecomlab.streams import uniforms

HERE = Path(__file__).parent
SEED, VISITORS = 3701, 40_000
DAYS, PAIRS, HISTORY = 182, 6, 366
PRICE = np.array([39.0, 29.0, 59.0])  # tea bags, dessert, tableware
COST = np.array([14.0, 15.0, 30.0])
PARCEL, FEE, OFF = 6.0, 0.05, 0.20  # yuan an order, of what is paid, off the set
WANTS = {  # what visitors want: share of all visitors, articles, share that takes the set
    "tea": (0.060, [1, 0, 0], 0.06),
    "dessert": (0.022, [0, 1, 0], 0.04),
    "tableware": (0.014, [0, 0, 1], 0.08),
    "tea and dessert": (0.016, [1, 1, 0], 0.45),
    "all three": (0.018, [1, 1, 1], 0.95),
    "a present": (0.0010, [0, 0, 0], 1.0),
}
BACK, BACK_FROM_SET = np.array([0.01, 0.02, 0.06]), np.array([0.01, 0.04, 0.13])
CARD = {
    "name": "baskets",
    "title": "Lesson 3.7's own tables: a set tested by lot, and the shop without companions",
    "description": "tea_set: the visitors of an invented tea shop; a lot showed half of them the "
    "office afternoon-tea set (tea bags, dessert, tableware, a fifth cheaper). twins: the running "
    "shop as it is and where nobody adds a second article. pulled: which of the running shop's "
    "articles were truly added for the threshold's sake.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/baskets/make.py of this course"}],
    "known_defects": [
        "tea_set is invented: nobody was shown anything. Who takes the set is written in make.py.",
        "tea_set: amounts are without value added tax; left is before labour and rent.",
        f"twins and pulled are simulated: {PAIRS} pairs of {DAYS} days, and the first {HISTORY} "
        "days. They show this world; they prove nothing of your shop.",
    ],
}
TITLES = {
    "tea_set": "One row per visitor: arm (single, set), orders (0 or 1), sets, singles (pieces of "
    "the three articles outside a set), paid, kept (not refunded), left (after goods, parcel, fee)",
    "twins": "One row per pair and world (shop: as it is; alone: nobody adds a second article): "
    "orders, units, revenue, profit",
    "pulled": "One row per year: articles added to orders, of these truly for the threshold only, "
    "those sent back, and sent back of the other added articles",
}


def tea_set():
    u = uniforms(SEED, 1, (7, VISITORS))
    arm = np.where(u[0] < 0.5, "single", "set")
    ends = np.cumsum([share for share, *_ in WANTS.values()])
    kind = np.searchsorted(ends, u[1], side="right")
    orders = np.zeros((VISITORS, 3), dtype=int)
    takes = np.zeros(VISITORS, dtype=bool)
    for place, (_, articles, takes_set) in enumerate(WANTS.values()):
        mine = kind == place
        orders[mine] = articles
        takes |= mine & (arm == "set") & (u[2] < takes_set)
    singles = np.where(takes[:, None], 0, orders)
    pieces = np.where(takes[:, None], 1, orders)
    paid_each = PRICE * np.where(takes[:, None], 1 - OFF, 1.0) * pieces
    back = np.where(takes[:, None], BACK_FROM_SET, BACK) > u[3:6].T
    kept_each = np.where(back, 0.0, paid_each)
    ordered = pieces.any(axis=1)
    goods = (COST * np.where(back, 0.25, 1.0) * pieces).sum(
        axis=1
    )  # of what is back a quarter is lost
    parcels = PARCEL * (ordered + (back & (pieces > 0)).any(axis=1))
    kept = kept_each.sum(axis=1)
    left = kept * (1 - FEE) - goods - parcels
    return pd.DataFrame(
        {
            "visitor_id": np.arange(1, VISITORS + 1), "arm": arm, "orders": ordered.astype(int),
            "sets": takes.astype(int), "singles": singles.sum(axis=1),
            "paid": paid_each.sum(axis=1).round(2), "kept": kept.round(2), "left": left.round(2),
        }
    )  # fmt: skip


def twins():
    alone = World(facts={"funnel.attach": -30.0})
    rows = []
    for pair in range(1, PAIRS + 1):
        for name, world in (("shop", World()), ("alone", alone)):
            sums = Shop(world, noise=pair).outcome(days=DAYS).sum()
            rows.append((pair, name, int(sums["orders"]), int(sums["units"]), sums["revenue"],
                         sums["profit"]))  # fmt: skip
    return pd.DataFrame(
        rows, columns=["pair", "world", "orders", "units", "revenue", "profit"]
    ).round(2)


def pulled():
    """Of what is added to paid orders: what was added for the threshold only, what came back."""
    tables, report = Shop().run(days=HISTORY)
    items, paid = tables["order_items"], tables["orders"]
    paid = paid.loc[paid["ts_pay"].notna(), "order_id"]
    items = items.merge(report.truth["order_items"], on=["order_id", "sku"])
    items = items[items["order_id"].isin(paid)]
    added = items[items.duplicated("order_id")]
    back = pd.MultiIndex.from_frame(tables["returns"][["order_id", "sku"]].astype(object))
    came = pd.MultiIndex.from_frame(added[["order_id", "sku"]].astype(object)).isin(back)
    why = added["pulled"].to_numpy()
    row = (HISTORY, len(added), int(why.sum()), int((came & why).sum()), int((came & ~why).sum()))
    return pd.DataFrame([row], columns=["days", "added", "pulled", "pulled_back", "other_back"])


def make():
    return {"tea_set": tea_set(), "twins": twins(), "pulled": pulled()}


def main(folder=HERE):
    write_tables(folder, make(), CARD, TITLES)


if __name__ == "__main__":
    main(*sys.argv[1:])
