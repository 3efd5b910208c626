"""Draw twenty shops that change nothing; run the shop once more without one day's messages.

python datasets/compared/make.py            into this folder
python datasets/compared/make.py FOLDER     into another

The same tables on every machine; the same bytes under the course's pins.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import norm

sys.path.insert(0, str(Path(__file__).parents[2]))

from ecomlab.datasets import write_and_say
from ecomlab.shop import published
from ecomlab.shop.shop import DEFAULT_DAYS
from ecomlab.streams import poisson, uniforms

HERE = Path(__file__).parent
SEED = 162  # of 200 draws the one near the middle of all that the lesson reads in them
SHOPS, WEEKS = 20, 24
VISITS, VISITS_SPREAD = 3000, 0.3  # a week; the shops' spread, in logs
CONVERSION, LEVEL, WEEK = 0.03, 0.05, 0.18  # its spread between shops, and between a shop's weeks
MESSAGES = "2024-10-29"  # on which the shop writes before the event of November
AFTER = "2024-10-30"
CARD = {
    "name": "compared",
    "title": "Twenty shops that change nothing, and a day of messages with and without them",
    "description": "shops: shop, by_lot (one of ten that a lot chose), conversion (in truth, the "
    "same in all weeks). shop_weeks: shop, week, visits, orders. twin: the customers who got a "
    f"message of the running shop on {MESSAGES}, counted by opened: customers, ordered (within "
    "14 days), ordered_without (the same people, the same luck, no message that day), profit and "
    "profit_without (yuan).",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/compared/make.py of this course; twin: ecomlab.shop"}],
    "known_defects": [
        "Simulated: nobody bought anything. The twenty shops have no season, no trend and no "
        "holiday; real shops have all three.",
        f"The draw (seed {SEED}) was chosen out of 200, as one near their middle: in the middle "
        "draw 10 of the 20 shops improve, and 7 of the ten weakest.",
        f"The day ({MESSAGES}) was chosen out of the four on which the shop wrote before an "
        "event, as one whose interval by lot holds the truth. That of 2025-05-29 does not: 1.3 "
        "points (0.3 to 2.0), in truth 2.1. One in twenty misses it.",
        "twin can't be known in a real shop: it needs the same fortnight twice.",
    ],
}


def shops(seed=SEED):
    """The twenty shops and their weeks; none of them ever changes."""
    normal = [norm.ppf(uniforms(seed, i, size)) for i, size in ((1, SHOPS), (2, SHOPS))]
    conversion = CONVERSION * np.exp(LEVEL * normal[0])
    usual = np.round(VISITS * np.exp(VISITS_SPREAD * normal[1]), -1)
    luck = np.exp(WEEK * norm.ppf(uniforms(seed, 4, (SHOPS, WEEKS))) - WEEK**2 / 2)
    visits = poisson(np.tile(usual[:, None], WEEKS), uniforms(seed, 3, (SHOPS, WEEKS)))
    orders = poisson(visits * conversion[:, None] * luck, uniforms(seed, 5, (SHOPS, WEEKS)))
    names = [f"shop {i:02d}" for i in range(1, SHOPS + 1)]
    by_lot = uniforms(seed, 6, SHOPS).argsort().argsort() < SHOPS // 2
    weeks = pd.DataFrame(
        {
            "shop": np.repeat(names, WEEKS),
            "week": np.tile(np.arange(1, WEEKS + 1), SHOPS),
            "visits": visits.ravel().astype("int64"),
            "orders": orders.ravel().astype("int64"),
        }
    )
    about = {"shop": names, "by_lot": by_lot, "conversion": conversion.round(5)}
    return {"shops": pd.DataFrame(about), "shop_weeks": weeks}


def messages(held_back=None):
    """The touches of the day; with another share held back if asked for."""
    plan = published.decisions()
    if held_back is not None:
        plan[MESSAGES] = plan.get(MESSAGES, {}) | {"crm.holdout": held_back}
        plan[AFTER] = plan.get(AFTER, {}) | {"crm.holdout": 0.15}
    touches = published.the_shop().run(dict(sorted(plan.items())), DEFAULT_DAYS)[0].touches
    day = touches["ts"].dt.strftime("%Y-%m-%d") == MESSAGES
    return touches[day & (touches["trigger"] == "before_event")]


def twin():
    """What those who got the message did, with it and without it."""
    columns = ["customer_id", "ordered", "profit"]
    both = messages().query("arm == 'treated'").merge(
        messages(held_back=1.0)[columns],
        on="customer_id", suffixes=("", "_without"), validate="one_to_one",
    )  # fmt: skip
    opened = both["opened"].map({True: "yes", False: "no"}).astype(object).fillna("not known")
    sums = ["ordered", "ordered_without", "profit", "profit_without"]
    found = both.groupby(opened.rename("opened"))[sums].sum().round(2)
    found.insert(0, "customers", both.groupby(opened).size())
    return found.reset_index()


def main(folder=HERE):
    tables = shops() | {"twin": twin()}
    write_and_say(folder, tables, CARD)


if __name__ == "__main__":
    main(*sys.argv[1:])
