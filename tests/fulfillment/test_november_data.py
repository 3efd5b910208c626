"""The data set `november`: small, told on its card, and what its script makes."""

import runpy
from types import SimpleNamespace

import pandas as pd
import pytest

from ecomlab.datasets import FOLDER, card, load

MAKE = SimpleNamespace(**runpy.run_path(str(FOLDER / "november" / "make.py")))


@pytest.fixture(scope="module")
def wanted():
    return load("november").wanted


def test_the_card_says_that_it_is_simulated():
    said = card("november")
    assert sum(part["bytes"] for part in said["resources"]) < 150_000
    assert any("Simulated" in defect for defect in said["known_defects"])


def test_every_11_11_has_every_day_once(wanted):
    assert not wanted.duplicated(["luck", "date"]).any()
    assert sorted(wanted["luck"].unique()) == list(range(1, MAKE.LUCKS + 1))
    assert (wanted.groupby("luck").size() == 61).all()
    assert (wanted.groupby("luck")["size"].nunique() == 1).all()
    assert wanted["size"].between(*MAKE.SIZE).all()


def test_a_larger_11_11_is_wanted_more_and_the_days_after_it_are_not(wanted):
    """The size acts on its own days only, and most on the last."""
    day = wanted["date"].str[5:]
    sums = {name: wanted[rows].groupby("luck")["pieces"].sum()
            for name, rows in (("event", day <= "11-11"), ("last", day == "11-11"),
                               ("after", day >= "12-15"))}  # fmt: skip
    size = wanted.groupby("luck")["size"].first()
    assert size.corr(sums["last"]) > 0.32  # by lot of 40: one of 40 is above 0.31
    assert size.corr(sums["last"]) > size.corr(sums["event"]) > 0
    assert abs(size.corr(sums["after"])) < 0.32


@pytest.mark.verify
def test_a_luck_is_what_the_script_makes(wanted):
    made = MAKE.make([2])["wanted"]
    kept = wanted[wanted["luck"] == 2].reset_index(drop=True)
    pd.testing.assert_frame_equal(made, kept, check_dtype=False)
