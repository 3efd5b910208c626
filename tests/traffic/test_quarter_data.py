"""The data set `quarter`: small, told on its card, and what its script makes."""

import runpy
from types import SimpleNamespace

import pandas as pd
import pytest

from ecomlab.datasets import FOLDER, card, load

MAKE = SimpleNamespace(**runpy.run_path(str(FOLDER / "quarter" / "make.py")))


@pytest.fixture(scope="module")
def runs():
    return load("quarter").runs


def test_the_card_says_that_it_is_simulated():
    said = card("quarter")
    assert sum(part["bytes"] for part in said["resources"]) < 150_000
    assert any("Simulated" in defect for defect in said["known_defects"])


def test_every_luck_has_every_run_once(runs):
    keys = ["luck", "kind", "change", "more"]
    assert not runs.duplicated(keys).any()
    counts = runs.groupby("luck").size()
    assert list(counts.index) == list(range(1, MAKE.LUCKS + 1))
    assert (counts == 1 + len(MAKE.KINDS) * (1 + len(MAKE.MORE))).all()
    assert set(runs.loc[runs["change"] == "more", "more"]) == set(MAKE.MORE)


def test_more_money_is_spent_where_more_was_decided(runs):
    """Budgets follow demand, so it isn't to the yuan."""
    was = runs[runs["change"] == "as it was"].set_index("luck")["spend"]
    extra = runs["spend"] - runs["luck"].map(was)
    more = runs["change"] == "more"
    assert (extra[more] / runs.loc[more, "more"]).between(0.85, 1.15).all()
    assert (extra[runs["change"] == "off"] < 0).all()


@pytest.mark.verify
def test_the_runs_of_a_luck_are_what_the_script_makes(runs):
    made = MAKE.make([2])["runs"]
    kept = runs[runs["luck"] == 2].reset_index(drop=True)
    pd.testing.assert_frame_equal(made, kept, check_dtype=False, rtol=1e-6)
