"""Run the shop's first year with other shares of the second supplier, with and without a flood.

python datasets/suppliers/make.py            into this folder
python datasets/suppliers/make.py FOLDER     into another

Ten minutes. The same table on every machine; the same bytes under the course's pins.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ecomlab.datasets import write_and_say
from ecomlab.fulfillment.sampling import acceptance_plan
from ecomlab.shop import Shop, World
from ecomlab.shop.emit import Record, supply
from ecomlab.shop.outcome import daily_outcome

HERE = Path(__file__).parent
DAYS, LUCKS, SHARES = 366, range(1, 9), (0.0, 0.2, 0.5)
PUBLISHED = 731  # days of the published shop
HIT = "foshan"  # whom the flood of summer 2024 stops
THIRD = pd.DataFrame({  # a third shop's suppliers: four of them deliver what their card says
    "supplier": ["dongyang", "jinhua", "taizhou", "wuhu", "xiamen"],
    "unit_price": [1.0, 0.94, 0.98, 1.02, 1.05], "defect_rate": [0.02, 0.036, 0.014, 0.008, 0.026],
    "lots": [90, 14, 40, 30, 24],
})  # fmt: skip
CHANGED, SINCE, NOW = "taizhou", "2025-05-12", 0.042  # who no longer delivers what its card says
ALIKE = 250  # the larger, the more the lots of one supplier are alike
CARD = {
    "name": "suppliers",
    "title": "What a second supplier truly does: the shop's first year, run again and again",
    "description": "second_source: luck (who came when; the published shop has 1), flood (whether "
    "the first year's disruption happens), share (of lots that go to each article's second "
    "supplier), articles ('hit': whose first supplier is the one that the flood stops, 'others'), "
    "wanted (pieces that would have been sold from full shelves), lost (of these, not sold), "
    "profit (of the whole shop, yuan, in the year; the same in both rows of a run). lot_truth: of "
    "each lot of the published shop (po_id) the number of its pieces that had a defect (defects): "
    "what its test saw a part of. third_cards: the cards of an invented shop's five suppliers "
    "(unit_price beside the usual price, defect_rate). third_lots: their lots of 2025 and the "
    "tests (supplier, received_at, lot_size, sample_n, sample_defects, accepted). One of them "
    "changed.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/suppliers/make.py of this course; ecomlab.shop"}],
    "known_defects": [
        "Simulated: nobody bought anything, and there was no flood.",
        "It can't be known in a real shop: it needs the same year several times, and every piece "
        "opened.",
        "The shop goes on ordering by lot from a supplier that can't deliver: it doesn't switch.",
    ],
}


def main(folder=HERE):
    rows = [
        row
        for luck in LUCKS
        for flood in (True, False)
        for share in SHARES
        for row in year(luck, flood, share)
    ]
    tables = {"second_source": pd.DataFrame(rows), "lot_truth": lot_truth(), **third()}
    write_and_say(folder, tables, CARD)


def year(luck, flood, share):
    """One year: what was wanted, what was lost, and the shop's profit."""
    world = World() if flood else World(facts={"disruption": []})
    shop = Shop(world, noise=luck)
    decisions = {date: dict(changes) for date, changes in shop.history(DAYS).items()}
    first = str(world.date(0))[:10]
    decisions[first] = decisions.get(first, {}) | {"supply.second_share": share}
    engine = shop.engine(dict(sorted(decisions.items())), DAYS).run(0, DAYS)
    shelf = engine.shelf.columns()
    wanted, sold = (x.reshape(DAYS, -1).sum(axis=0) for x in (shelf.demand, shelf.sales))
    profit = round(float(daily_outcome(engine, DAYS)["profit"].sum()), 2)
    place = list(world.suppliers.name).index(HIT)
    hit = world.sku.supplier[:, 0] == place
    print(f"luck {luck}, flood {flood}, share {share}: {profit:,.0f}", flush=True)
    return [
        {"luck": luck, "flood": flood, "share": share, "articles": name,
         "wanted": int(wanted[mine].sum()), "lost": int(np.maximum(wanted - sold, 0)[mine].sum()),
         "profit": profit}
        for name, mine in (("hit", hit), ("others", ~hit))
    ]  # fmt: skip


def lot_truth():
    """The pieces with a defect of each lot of the published shop."""
    shop = Shop(World(), noise=1)
    engine = shop.engine(shop.history(PUBLISHED), PUBLISHED).run(0, PUBLISHED)
    return Record(engine).once(supply.inbound_truth)[["po_id", "defects"]]


def third(seed=4309):
    """A third shop's cards and tests: each lot has a rate of its own around its supplier's."""
    rng, rows = np.random.default_rng(seed), []
    for name, _, card, lots in THIRD.itertuples(index=False):
        day = np.sort(rng.choice(360, lots, False))
        day = pd.Timestamp("2025-01-02 10:00", tz="Asia/Shanghai") + pd.to_timedelta(day, "D")
        size = rng.integers(16, 56, lots) * 10
        plan = acceptance_plan(size, aql=2.5)
        rate = np.where((name == CHANGED) & (day >= pd.Timestamp(SINCE, tz=day.tz)), NOW, card)
        bad = rng.binomial(size, rng.beta(rate * ALIKE, (1 - rate) * ALIKE))
        found = rng.hypergeometric(bad, size - bad, plan["sample"])
        rows.append(pd.DataFrame({
            "supplier": name, "received_at": day, "lot_size": size, "sample_n": plan["sample"],
            "sample_defects": found, "accepted": found <= plan["accept"],
        }))  # fmt: skip
    lots = pd.concat(rows).sort_values(["received_at", "supplier"], ignore_index=True)
    return {"third_cards": THIRD.drop(columns="lots"), "third_lots": lots}


if __name__ == "__main__":
    main(*sys.argv[1:])
