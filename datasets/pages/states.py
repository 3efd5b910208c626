"""The runs of the course's simulated shop behind lesson 3.5's table of twins (some minutes).

python datasets/pages/make.py calls them; nothing else does.
"""

import pandas as pd

from ecomlab.shop.emit import STRETCH, Record
from ecomlab.shop.outcome import daily_outcome
from ecomlab.shop.published import the_shop
from ecomlab.shop.shop import Shop

DAYS, FIRST, LUCKS = 731, "2025-01-01", 4  # the second year is kept
STATES = {"as it was": {}, "no bold claims": {"page.claims": False}}


def claims_twin(progress=print, states=STATES, lucks=LUCKS):
    """The second year with the pages' bold claims and without them, on the same lucks."""
    rows = []
    for luck in range(lucks):
        for state, decided in states.items():
            rows.append({"luck": luck + 1, "state": state, **_run(decided, luck)})
            progress(state, luck)
    return pd.DataFrame(rows)


def _run(decided, luck):
    published = the_shop()
    shop = Shop(published.world, published.noise + luck)
    history = published.history(DAYS)
    history[FIRST] = history.get(FIRST, {}) | decided
    engine = shop.engine(history, DAYS).run(0, DAYS)
    returns = STRETCH["returns"].make(Record(engine))
    wrong = (returns["reason"] == "not_as_described") & (returns["requested_at"] >= FIRST)
    daily = daily_outcome(engine, DAYS)
    daily.insert(0, "date", pd.date_range("2024-01-01", periods=DAYS))
    year = daily[daily["date"] >= FIRST][["orders", "revenue", "profit"]].sum().round(2)
    return {**year.to_dict(), "not_as_described": int(wrong.sum())}


def block_truth(names=("shop", "second_shop")):
    """What each block does to carts and to what comes back, in each shop."""
    parts = []
    for name in names:
        facts = the_shop(name).world.facts["page_blocks"]
        parts += [(name, block, row["cart"], row["not_as_described"]) for block, row in facts.items()]
    return pd.DataFrame(parts, columns=["shop", "block", "cart", "not_as_described"])
