"""The runs of the course's simulated shop behind lesson 3.5's table of twins (some minutes).

python datasets/pages/make.py calls them; nothing else does.
"""

import pandas as pd

from ecomlab.conversion.blocks import block_effects
from ecomlab.shop.emit import STRETCH, WHOLE, Record
from ecomlab.shop.outcome import daily_outcome
from ecomlab.shop.published import the_shop
from ecomlab.shop.shop import Shop
from ecomlab.shop.world import World

DAYS, FIRST, LUCKS = 731, "2025-01-01", 4  # the second year is kept
WORLDS, SHORT = 12, 540  # other shops of the same facts; days of each
READINGS = {  # of what, for each what, what is held still
    "orders a day, beside other pages": ("orders", "days", ("week",), False),
    "orders a day, the same page": ("orders", "days", ("article", "week"), True),
    "carts a visit, beside other pages": ("addcart", "uv", ("week",), False),
    "carts a visit, the same page": ("addcart", "uv", ("article", "week"), True),
}
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
        parts += [
            (name, block, row["cart"], row["not_as_described"]) for block, row in facts.items()
        ]
    return pd.DataFrame(parts, columns=["shop", "block", "cart", "not_as_described"])


def many_shops(progress=print, worlds=WORLDS, days=SHORT):
    """What the readings say in other shops with the same effects: other pages, other luck."""
    parts = []
    for seed in range(1, worlds + 1):
        shop = Shop(World("light_gear", seed=seed), seed)
        record = Record(shop.engine(days=days).run(0, days))
        daily, blocks = STRETCH["article_daily"].make(record), WHOLE["page_blocks"].make(record)
        for reading, (count, per, hold, others) in READINGS.items():
            found = block_effects(daily, blocks, count, per, hold, others)
            parts.append(found[["block", "estimate"]].assign(shop=seed, reading=reading))
        progress(seed)
    return pd.concat(parts, ignore_index=True)[["shop", "reading", "block", "estimate"]].round(4)
