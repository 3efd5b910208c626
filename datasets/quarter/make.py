"""Make the table of workshop 2.9: a quarter of the second shop, with more and without each source.

python datasets/quarter/make.py            into this folder
python datasets/quarter/make.py FOLDER     into another

The course's second simulated shop is run from January to March 2026, six lots of luck, each time
with one source's money changed: about twenty minutes.
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
START, DAYS, LUCKS = "2026-01-01", 90, 6
KINDS = ("paid_search", "paid_brand", "paid_feed", "content", "live", "affiliates")
MORE = (12_500, 25_000, 50_000, 100_000)  # yuan in the quarter
CARD = {
    "name": "quarter",
    "title": "Workshop 2.9's own table: what more money in each source truly brings a shop",
    "description": "The second shop (Songling) from 1 January to 31 March 2026, run as it stands "
    "and with one source's money changed: the same people, the same luck.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "simulated for workshop 2.9; written by datasets/quarter/make.py"}],
    "known_defects": [
        "Simulated: a world that somebody built. No shop can know what it shows, and it proves "
        "nothing of yours.",
        f"{LUCKS} lots of luck. An order's costs and returns count on the day of the order; what "
        "comes after 31 March isn't counted.",
        "The quarter starts without memory of the ads of December: all its runs alike.",
    ],
}
TITLES = {
    "runs": "One row per lot of luck, source and change (as it was; off; more: so many yuan in the "
    "quarter, `more`): what all sources cost, paid orders, revenue after refunds, profit (yuan)",
}


def runs(luck):
    """All runs of one lot of luck."""
    facts = SONGLING_HAS | {"start": START, "market.first": "2023-12-01"}
    shop = Shop(World.drawn(SONGLING, facts=facts), luck)
    history = shop.history(DAYS)
    first = min(history)
    now = shop.decisions(history[first])
    yield _run(shop, history, (luck, "none", "as it was", 0))
    for kind in KINDS:
        lever = f"ads.{kind}.budget"
        budgets = {0: 0.0} | {more: now[lever] + more / DAYS for more in MORE}
        for more, budget in budgets.items():
            changed = history | {first: history[first] | {lever: budget}}
            yield _run(shop, changed, (luck, kind, "more" if more else "off", more))


def _run(shop, decisions, names):
    engine = shop.engine(decisions, DAYS).run(0, DAYS)
    sums = daily_outcome(engine, DAYS).sum()
    spend = engine.daily.columns().spend.sum() / 100
    numbers = (spend, int(sums["orders"]), sums["revenue"], sums["profit"])
    print(*names, *numbers, flush=True)
    return (*names, *numbers)


def make(lucks=range(1, LUCKS + 1)):
    columns = ["luck", "kind", "change", "more", "spend", "orders", "revenue", "profit"]
    rows = [row for luck in lucks for row in runs(luck)]
    return {"runs": pd.DataFrame(rows, columns=columns).round(2)}


def main(folder=HERE, tables=None):
    write_and_say(folder, tables or make(), CARD, TITLES)


if __name__ == "__main__":
    main(*sys.argv[1:])
