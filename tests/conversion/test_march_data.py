"""The data set `march`: small, told on its card, and what its script makes."""

import runpy
from types import SimpleNamespace

import pandas as pd
import pytest

from ecomlab.datasets import FOLDER, card, load

MAKE = SimpleNamespace(**runpy.run_path(str(FOLDER / "march" / "make.py")))


@pytest.fixture(scope="module")
def runs():
    return load("march").runs


def test_the_card_says_that_it_is_simulated():
    said = card("march")
    assert sum(part["bytes"] for part in said["resources"]) < 150_000
    assert any("Simulated" in defect for defect in said["known_defects"])


def test_every_luck_has_every_run_once(runs):
    assert not runs.duplicated(["luck", "threshold", "cut"]).any()
    counts = runs.groupby("luck").size()
    assert list(counts.index) == list(range(1, MAKE.LUCKS + 1))
    assert (counts == 1 + len(MAKE.THRESHOLDS) * len(MAKE.CUTS)).all()
    assert set(runs["cut"]) == {0, *MAKE.CUTS}
    assert set(runs["threshold"]) == set(MAKE.THRESHOLDS)


@pytest.mark.verify
def test_the_runs_of_a_luck_are_what_the_script_makes(runs):
    made = MAKE.make([2])["runs"]
    kept = runs[runs["luck"] == 2].reset_index(drop=True)
    pd.testing.assert_frame_equal(made, kept, check_dtype=False)
