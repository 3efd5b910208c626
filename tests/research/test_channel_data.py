"""The data set `channels`: made as it is published, and no larger than it may be."""

import runpy
from types import SimpleNamespace

import pandas as pd
import pytest

from ecomlab.datasets import FOLDER, card, load
from ecomlab.research.papers import gtin_is_valid

MAKE = SimpleNamespace(**runpy.run_path(str(FOLDER / "channels" / "make.py")))
INVENTED = ("traits", "weights", "terms", "fashion_ledger", "rules", "papers", "cities", "wishes")


@pytest.mark.parametrize("name", INVENTED)
def test_the_tables_are_what_the_script_makes(name):
    made = MAKE.make_one(name)
    found = load("channels")[name]
    texts = made.select_dtypes(["object", "string"]).columns
    made, found = (table.astype(dict.fromkeys(texts, "str")) for table in (made, found))
    pd.testing.assert_frame_equal(made, found, check_dtype=False)


def test_the_card_says_that_they_are_invented():
    said = card("channels")
    assert sum(part["bytes"] for part in said["resources"]) < 150_000
    assert any("Invented" in defect for defect in said["known_defects"])
    assert all(part["title"] != part["name"] for part in said["resources"])


def test_what_is_wrong_in_the_feed_is_what_was_put_in():
    feed = load("channels").feed
    assert feed["gtin"].map(gtin_is_valid).sum() == len(feed) - 1
