"""Fingerprints of every table of four worlds; ``golden.json`` holds those agreed on.

After a change that is meant to change the data: python tests/shop/golden.py, and
python datasets/shop/make.py and datasets/second_shop/make.py, for they are two of the worlds.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from ecomlab.shop import Shop, World, published
from ecomlab.streams import table_hash

FILE = Path(__file__).with_suffix(".json")
BOLD = {"page.version": "test", "price.CH01": 119, "returns.grading": False, "crm.coupon": 20}


def fingerprints():
    """The data set; its first 100 days; bolder decisions in a smaller world; the second shop."""
    return {
        "data set": _hashes(published.make()),
        "status quo": _of(Shop(noise=1), None, 100),
        "bold": _of(Shop(World(seed=7, scale=0.5), noise=2), BOLD, 45),
        "second shop": _hashes(published.RUNS["second_shop"].make()),
    }


def _of(shop, decisions, days):
    tables, report = shop.run(decisions, days)
    truth = {f"truth.{name}": frame for name, frame in report.truth.items()}
    return _hashes(dict(tables) | truth)


def _hashes(tables):
    return {name: table_hash(frame) for name, frame in tables.items()}


if __name__ == "__main__":
    text = json.dumps(fingerprints(), indent=2) + "\n"
    if "--print" in sys.argv:
        print(text, end="")
    else:
        FILE.write_text(text, encoding="utf-8", newline="\n")
