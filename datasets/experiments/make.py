"""Run the shops once with every test's page for nobody and once for everybody: what it truly does.

python datasets/experiments/make.py            into this folder
python datasets/experiments/make.py FOLDER     into another

The same tables on every machine; the same bytes under the course's pins.
"""

import copy
import dataclasses
import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from ecomlab.datasets import write_and_say
from ecomlab.shop import published
from ecomlab.shop.shop import Shop

HERE = Path(__file__).parent
ARMS = ("A", "B", "C", "D")
SUMS = ["visits", "exposed", "converted", "bounced", "revenue", "returned"]
CARD = {
    "name": "experiments",
    "title": "What each tested page truly does: the shops' tests with one arm for all",
    "description": "twin: shop (the data set with the test), test, arm, and of all visits that "
    "the test was for, on its planned days, if all of them saw this arm: visits, exposed (got as "
    "far as where the arms differ), converted, bounced, revenue (yuan), returned (orders of which "
    "something came back). Same people, same luck in all arms; no visit is lost, no test is ended "
    "early. In a test by days the arm is on all of them.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/experiments/make.py of this course; ecomlab.shop"}],
    "known_defects": [
        "Simulated: nobody bought anything.",
        "It can't be known in a real shop: it needs the same weeks as often as there are arms.",
    ],
}


def main(folder=HERE):
    found = [one_arm(name, place) for name in ("shop", "second_shop") for place in range(len(ARMS))]
    twin = pd.concat(found).sort_values(["shop", "test", "arm"]).reset_index(drop=True)
    write_and_say(folder, {"twin": twin}, CARD)


def one_arm(name, place):
    """All tests of a shop that have this arm, with it for everybody."""
    run = published.RUNS[name]

    def shop():
        usual = run.shop()
        world = copy.deepcopy(usual.world)
        world.facts["experiment"] = [
            row | {"shares": _only(place, 1 + len(row["arms"])), "lost": 0.0, "peeked": False}
            for row in world.facts["experiment"]
        ]
        return Shop(world, noise=1)

    tables = dataclasses.replace(run, shop=shop).make()
    rows = tables["experiments"]
    rows = rows[(rows["experiment"] != "page_version") & (rows["arm"] == ARMS[place])]
    return _sums(rows, tables).assign(shop=name, arm=ARMS[place])[["shop", "test", "arm", *SUMS]]


def _only(place, many):
    return [float(arm == min(place, many - 1)) for arm in range(many)]


def _sums(rows, tables):
    paths = tables["touch_paths"].dropna(subset="order_id").set_index("session_id")["order_id"]
    order = rows["session_id"].map(paths)
    rows = rows.assign(
        visits=1, returned=rows["converted"] & order.isin(set(tables["returns"]["order_id"]))
    )
    sums = rows.groupby("experiment", observed=True)[SUMS].sum()
    return sums.round(2).rename_axis("test").reset_index().astype({"test": str})


if __name__ == "__main__":
    main(*sys.argv[1:])
