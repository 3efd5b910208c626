"""Make the table of workshop 3.9: an event of the second shop, run with several offers.

python datasets/march/make.py            into this folder
python datasets/march/make.py FOLDER     into another

The course's second simulated shop is run from January to April 2026 on ten lots of luck, each time
with another offer on the five days of the March event, or without it: some five minutes.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import pandas as pd

from ecomlab.datasets import write_and_say
from ecomlab.shop import Shop, World
from ecomlab.shop.outcome import daily_outcome
from ecomlab.shop.published import SONGLING, SONGLING_HAS

HERE = Path(__file__).parent
START, DAYS, LUCKS = "2026-01-01", 105, 10
FIRST, LAST = "2026-03-04", "2026-03-08"  # the event's days
LATER = 38  # days afterwards that are counted: to 15 April
THRESHOLDS = {"299 − 20": (299.0, 20.0), "none": (299.0, 0.0), "299 − 50": (299.0, 50.0),
              "199 − 20": (199.0, 20.0)}  # fmt: skip
TODAY = "299 − 20"
CUTS = (4, 8, 15, 25)  # per cent off
CARD = {
    "name": "march",
    "title": "Workshop 3.9's own table: what an offer on five days in March truly brings a shop",
    "description": "The second shop (Songling) from 1 January to 15 April 2026. Its runs differ on "
    "the five days of the event from 4 to 8 March alone: without the event, or with so many per "
    "cent off everything and this threshold. The same people, the same luck.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "simulated for workshop 3.9; written by datasets/march/make.py"}],
    "known_defects": [
        "Simulated: a world that somebody built. No shop can know what it shows, and it proves "
        "nothing of yours.",
        f"{LUCKS} lots of luck. An order's costs and returns count on the day of the order; what "
        "comes after 15 April isn't counted.",
        "The simulated buyers don't learn from one event to the next, and who stays out of the "
        "event keeps a part of its visitors, as the world's file says.",
    ],
}
TITLES = {
    "runs": "One row per lot of luck, threshold and cut (per cent off; 0: no event): of the five "
    "days, and of the 38 days after them (later), the profit in whole yuan",
}


def runs(luck):
    """All runs of one lot of luck."""
    facts = SONGLING_HAS | {"start": START, "market.first": "2023-12-01"}
    shop = Shop(World.drawn(SONGLING, facts=facts), luck)
    yield _run(shop, {"promo.spring_38.take_part": False}, TODAY, (luck, TODAY, 0))
    for name in THRESHOLDS:
        for cut in CUTS:
            yield _run(shop, {"promo.spring_38.discount": cut / 100}, name, (luck, name, cut))


def _run(shop, event, threshold, names):
    history = shop.history(DAYS)
    first = min(history)
    history[first] = history[first] | event
    for date, name in ((FIRST, threshold), (_after(), TODAY)):
        amount, off = THRESHOLDS[name]
        changes = {"promo.threshold.amount": amount, "promo.threshold.off": off}
        history[date] = history.get(date, {}) | changes
    profit = daily_outcome(shop.engine(history, DAYS).run(0, DAYS), DAYS)["profit"]
    profit.index = pd.date_range(START, periods=DAYS)
    five, later = profit[FIRST:LAST].sum(), profit[_after() :].iloc[:LATER].sum()
    print(*names, round(five), round(later), flush=True)
    return (*names, round(five), round(later))


def _after():
    return str((pd.Timestamp(LAST) + pd.Timedelta(days=1)).date())


def make(lucks=range(1, LUCKS + 1)):
    columns = ["luck", "threshold", "cut", "profit", "later"]
    rows = [row for luck in lucks for row in runs(luck)]
    return {"runs": pd.DataFrame(rows, columns=columns)}


def main(folder=HERE, tables=None):
    write_and_say(folder, tables or make(), CARD, TITLES)


if __name__ == "__main__":
    main(*sys.argv[1:])
