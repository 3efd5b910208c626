"""Make the table of workshop 4.9: forty drawn 11.11s of the second shop.

python datasets/november/make.py            into this folder
python datasets/november/make.py FOLDER     into another

The course's second simulated shop is run through 2025 with forty lots of luck, and with an 11.11
whose size is drawn; its shelves are kept full, so that what is wanted is seen: some ten minutes.
"""

import copy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ecomlab.datasets import write_and_say
from ecomlab.shop import Shop, World
from ecomlab.shop.published import SONGLING, SONGLING_HAS
from ecomlab.streams import uniforms

HERE = Path(__file__).parent
SKU, EVENT, LUCKS = "BP01", "double_11", 40
FIRST, LAST = "2025-11-01", "2025-12-31"  # the days that are kept
SIZE = (0.5, 1.5)  # what the event adds to a day's demand, beside the usual: drawn between these
SEED, SIZES = 4909, 1
LONG = 60.0  # days of safety stock, so that no shelf is empty
CARD = {
    "name": "november",
    "title": "Workshop 4.9's own table: what is wanted of a rucksack in forty drawn 11.11s",
    "description": "The second shop (Songling) in 2025, forty times with another luck, its shelves "
    "kept full. What 11.11 adds to demand is drawn too: half to one and a half times of what the "
    "published run has. Kept are the days from 1 November to 31 December.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "simulated for workshop 4.9; written by datasets/november/make.py"}],
    "known_defects": [
        "Simulated: a world that somebody built. No shop can know what it shows, and it proves "
        "nothing of yours.",
        "How far 11.11 may be smaller or larger than usual is its makers' choice.",
        "In this shop the size moves the last day most; over the eleven days luck moves more. Real "
        "festivals may scatter more.",
        "Luck 1 isn't the published year: that has shelves that ran empty.",
    ],
}
TITLES = {
    "wanted": "One row per drawn 11.11 and day: pieces of the light rucksack that payers wanted; "
    "size is what that 11.11 adds to demand, beside the usual"
}


def wanted(luck):
    """What payers want of the rucksack, day by day, in one drawn year."""
    low, high = SIZE
    size = round(low + (high - low) * float(uniforms(SEED, SIZES, LUCKS)[luck - 1]), 3)
    events = copy.deepcopy(World.drawn(SONGLING, facts=SONGLING_HAS).facts["event"])
    for event in events:
        if event["name"] == EVENT:
            event |= {part: 1 + size * (event[part] - 1) for part in ("demand", "last")}
    shop = Shop(World.drawn(SONGLING, facts=SONGLING_HAS | {"event": events}), luck)
    days = shop.world.day(LAST) + 1
    history = shop.history(days)
    full = {f"stock.safety_days.{role}": LONG
            for role in ("traffic", "profit", "image", "welfare", "long_tail")}  # fmt: skip
    history = {date: changes | full for date, changes in history.items()}
    shelf = shop.engine(history, days).run(0, days).shelf.columns()
    at = shop.world.sku.name.index(SKU)
    demand = np.asarray(shelf.demand).reshape(days, -1)[:, at]
    first = shop.world.day(FIRST)
    print(luck, size, demand[first : first + 11].sum(), demand[first + 11 :].sum(), flush=True)
    date = pd.date_range(FIRST, LAST).strftime("%Y-%m-%d")
    return pd.DataFrame({"luck": luck, "size": size, "date": date, "pieces": demand[first:]})


def make(lucks=range(1, LUCKS + 1)):
    return {"wanted": pd.concat([wanted(luck) for luck in lucks], ignore_index=True)}


def main(folder=HERE, tables=None):
    write_and_say(folder, tables or make(), CARD, TITLES)


if __name__ == "__main__":
    main(*sys.argv[1:])
