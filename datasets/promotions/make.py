"""Make the small tables of lesson 3.8: a threshold dealt by lot, twins of it, shops without any.

python datasets/promotions/make.py            into this folder
python datasets/promotions/make.py FOLDER     into another

All but the last three tables are run on the course's simulated shops (some ten minutes,
`states.py`); `arrivals`, `other_arrivals` and `presale_sets` are invented.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import pandas as pd
import states

from ecomlab.datasets import write_and_say
from ecomlab.streams import uniforms

HERE = Path(__file__).parent
SEED = 3808
WHEN, WHO = range(1, 3)  # streams
CARD = {
    "name": "promotions",
    "title": "Lesson 3.8's own tables: a threshold by lot, its twins, shops without any promotion",
    "description": "threshold_days: one row per day of a year in which chance dealt the threshold "
    "299 − 20 to one day of each pair, a week apart (arm on or off; pair): orders paid, value "
    "(yuan before the orders' own reductions), paid, kept (less refunds), left (less goods, fees, "
    "parcels, tax and the cost of returns; ads and wages are not in it), above (orders of the "
    "threshold's value or more), reached (those of them that got the reduction). other_days: the "
    "same of the second shop, with 199 − 15. threshold_twin: the year of the published shop on "
    "four lucks under several thresholds, by quarter. order_values: of the first luck the orders "
    "from 9 to 799 yuan in bins of ten (value: the bin's lower end). plain_orders: the orders of "
    "two weeks of that shop without a threshold (value, left). plain_shops: values of orders of "
    "sixty drawn shops with price lists of their own and no promotion at all. "
    "arrivals, other_arrivals: people of one evening who would buy with an offer, when they came "
    "and whether they would buy without it. presale_sets: deposits of three offers.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/promotions/make.py of this course; the shops: ecomlab.shop"}],
    "known_defects": [
        "Invented or simulated: nobody bought anything.",
        "threshold_twin can't be known in a real shop: it needs the same year several times.",
        "The simulated buyers don't wait for a day with the threshold, and don't split orders.",
        "The sixty shops are of one kind (light outdoor gear): their articles are alike, their "
        "prices, tastes and luck differ.",
        "anyway of arrivals can't be known of one person: days by lot tell the share.",
    ],
}
EVENINGS = {"arrivals": (180, 0.55, 0.35), "other_arrivals": (150, 0.50, 0.30)}
START = "2025-11-01 20:00"


def arrivals(name):
    """Buyers of one evening: those who were waiting come first."""
    count, early, extra = EVENINGS[name]
    part = list(EVENINGS).index(name)
    u = uniforms(SEED, WHEN, (count, 2), part=part)
    anyway = uniforms(SEED, WHO, count, part=part) >= extra
    waited = anyway & (u[:, 1] < early)
    minutes = np.where(waited, 25 * u[:, 0], 240 * u[:, 0])
    ts = pd.Timestamp(START) + pd.to_timedelta(np.round(60 * minutes), "s")
    table = pd.DataFrame({"ts": ts, "anyway": anyway})
    return table.sort_values("ts", kind="stable", ignore_index=True)


def presale_sets():
    """Three offers of one presale, typed."""
    return pd.DataFrame(
        {
            "offer": ["50 pays 70", "50 pays 100", "50 pays 70, 20 off, live 10"],
            "deposits": [120, 118, 115],
            "balances": [96, 101, 97],
            "price": 399.0,
            "deposit": 50.0,
            "worth": [70.0, 100.0, 70.0],
            "off": [0.0, 0.0, 20.0],
            "coupon": [0.0, 0.0, 10.0],
        }
    )


def main(folder=HERE, runs=None):
    runs = everything() if runs is None else runs
    tables = {**runs, **{name: arrivals(name) for name in EVENINGS}, "presale_sets": presale_sets()}
    write_and_say(folder, tables, CARD)


def everything():
    """The tables that need the simulation."""
    lots = {name: states.by_lot(name) for name in states.LOT}
    twin, values, orders = states.thresholds()
    return {
        **lots,
        "threshold_twin": twin,
        "order_values": values,
        "plain_orders": orders,
        "plain_shops": states.plain_shops(),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
