"""Run the shops with one article's price moved, all else as it was: what a price truly does.

python datasets/prices/make.py            into this folder
python datasets/prices/make.py FOLDER     into another

Five minutes. The same table on every machine; the same bytes under the course's pins.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ecomlab.datasets import write_and_say
from ecomlab.shop import Shop, published
from ecomlab.shop.log import SESSIONS, Log
from ecomlab.shop.outcome import daily_outcome
from ecomlab.shop.world import ROLES

HERE = Path(__file__).parent
WEEKS = {"shop": ("2024-07-01", "2024-10-21"), "second_shop": ("2025-02-10", "2025-04-14")}
TOGETHER = {"shop": (0.8, 0.92, 1.0, 1.08, 1.2), "second_shop": (0.92, 1.0, 1.08)}
ALONE = (0.92, 1.08)
ALL = "all together"
LUCKS = range(1, 6)  # of the shop, where all prices move together
CARD = {
    "name": "prices",
    "title": "What a price truly does: each article's price moved alone in the shops",
    "description": "twin: shop (the data set), sku (the article whose price is moved, or 'all "
    "together': all of them), times (its price beside the usual one), luck (who came when: the "
    "published shop has 1), and of the weeks of the "
    "shop's first price test: pieces that payers wanted of it, profit of the whole shop (yuan). "
    "Same people, same luck; no price test runs, all else is as the shop did it.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/prices/make.py of this course; ecomlab.shop"}],
    "known_defects": [
        "Simulated: nobody bought anything.",
        "It can't be known in a real shop: it needs the same weeks as often as there are prices.",
        "Long-tail articles that were on sale from the shop's first day. The price is moved on the "
        "first day of the test and stays so, where the test moves it by the week.",
    ],
}


def main(folder=HERE):
    twin = pd.DataFrame(
        [row for name in WEEKS for luck in _lucks(name) for row in runs(name, luck)]
    )
    write_and_say(folder, {"twin": twin}, CARD)


def _lucks(name):
    return LUCKS if name == "shop" else [1]


def _articles(world):
    """Long-tail articles that are on sale from the first day on."""
    there = world.sku.standing & (world.sku.role == ROLES.index("long_tail"))
    return [str(world.sku.name[place]) for place in np.flatnonzero(there)]


def runs(name, luck):
    """All prices of one luck: the days before are run once, the weeks after from a copy of them."""
    world, decisions = published.RUNS[name].shop().world, published.RUNS[name].decisions()
    first, end = (world.day(date) for date in WEEKS[name])
    dated = {date: dict(changes) for date, changes in decisions.items() if date < WEEKS[name][1]}
    for changes in dated.values():
        changes.pop("price.test", None)
    before = Shop(world, noise=luck).engine(dated, end).run(0, first)
    before.sessions = Log(SESSIONS)  # nobody asks for them
    print(f"{name}, luck {luck}: the days before are run", flush=True)
    articles = _articles(world)
    asked = [(ALL, articles, times) for times in TOGETHER[name]]
    if luck == 1:
        asked += [(sku, [sku], times) for sku in articles for times in ALONE]
    return [
        {"shop": name, "sku": sku, "times": times, "luck": luck}
        | _outcome(before, dated, moved, times, WEEKS[name][0], first, end)
        for sku, moved, times in asked
    ]


def _outcome(before, dated, moved, times, date, first, end):
    """The weeks of the test with some articles at ``times`` their usual price."""
    world = before.world
    place = {str(code): at for at, code in enumerate(world.sku.name)}
    prices = {
        f"price.{code}": round(world.sku.price[place[code]] / 100 * times, 2) for code in moved
    }
    plan = dated | {date: dated.get(date, {}) | prices}
    engine = before.branch(dict(sorted(plan.items()))).run(first, end)
    wanted = engine.shelf.columns().demand.reshape(end, -1)[first:]
    pieces = sum(int(wanted[:, place[code]].sum()) for code in moved)
    profit = round(float(daily_outcome(engine, end)["profit"].iloc[first:].sum()), 2)
    return {"pieces": pieces, "profit": profit}


if __name__ == "__main__":
    main(*sys.argv[1:])
