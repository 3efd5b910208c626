"""Make the small tables of lesson 3.6: what all buyers would say, twins, and a promise by lot.

python datasets/trust/make.py            into this folder
python datasets/trust/make.py FOLDER     into another

`everybody`, `who_writes` and `twins` are run on the course's simulated shops (a quarter of an hour,
`states.py`); `promise` is invented.
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
SEED, VISITORS = 3604, 30_000  # of each trade
CARD = {
    "name": "trust",
    "title": "Lesson 3.6's own tables: what all buyers would say, twins, a promise by lot",
    "description": "everybody: what all buyers of the running shop would have written: by article "
    "and month, lines received, sum of stars, good ones. who_writes: the same by year and stars, "
    "and how many of them wrote without a gift, or for one. twins: a year of two simulated shops "
    "(gear: the running one without its summer of gifts; fashion), run several times in several "
    "states on the same luck. promise: visitors of two invented shops; a lot showed half of them "
    "'send it back within 15 days, we pay the way'.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/trust/make.py of this course; runs: ecomlab.shop"}],
    "known_defects": [
        "Invented or simulated: nobody wrote, bought or sent anything back.",
        "everybody, who_writes and twins can't be known in a real shop.",
        "promise: left is before wages and rent; what it holds is written in make.py.",
    ],
}
TITLES = {
    "everybody": "One row per article and month of the sale: lines, stars (sum), good (4 or 5)",
    "who_writes": "One row per year and stars that buyers would give: lines, wrote, gift",
    "twins": "One row per luck, shop, state and month of 2024: orders, units, revenue (less "
    "refunds), profit, lines, returned, not_as_described, written, stars (sum), good, bad, in_time",
    "promise": "One row per visitor: trade, arm, converted, returned, left (yuan)",
}
TRADES = {  # without, with the promise: orders of visitors, sent back, a return costs; kept leaves
    "camp kitchen": ((0.040, 0.049), (0.07, 0.09), (11.0, 19.0), 64.0),
    "dresses": ((0.060, 0.073), (0.52, 0.61), (16.0, 24.0), 58.0),
}  # yuan; with the promise the shop pays the way back, 8 yuan, of every return


def promise():
    """Visitors of two shops, half of whom saw the promise."""
    tables = []
    for place, (trade, (orders, back, cost, left)) in enumerate(TRADES.items()):
        u = uniforms(SEED, 1, (5, VISITORS), place)
        seen = (u[0] < 0.5).astype(int)
        converted = u[1] < np.array(orders)[seen]
        returned = converted & (u[2] < np.array(back)[seen])
        kept = np.round(left * (0.6 + 0.8 * u[3]))
        yuan = np.where(returned, -np.array(cost)[seen], kept)
        tables.append(pd.DataFrame({
            "trade": trade, "arm": np.where(seen, "with", "without"), "converted": converted,
            "returned": returned, "left": np.where(converted, yuan, 0.0),
        }))  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def make(twins=None, everybody=None):
    """All tables; what is run on the shops is run unless it is given."""
    by_article, by_stars = states.everybody() if everybody is None else everybody
    return {
        "everybody": by_article, "who_writes": by_stars,
        "twins": states.twins() if twins is None else twins, "promise": promise(),
    }  # fmt: skip


def main(folder=HERE, twins=None, everybody=None):
    tables = make(twins, everybody)
    write_and_say(folder, tables, CARD, TITLES)


if __name__ == "__main__":
    main(*sys.argv[1:])
