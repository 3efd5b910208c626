"""The tables of lesson 3.8: the lot was kept, sums fit, what is invented is made again alike."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.exercises.conversion import promotions as asked

FOLDER = Path(__file__).parents[2] / "datasets" / "promotions"


@pytest.fixture(scope="module")
def own():
    return load("promotions")


@pytest.fixture(scope="module")
def make():
    sys.path.insert(0, str(FOLDER))
    before = {name: sys.modules.pop(name, None) for name in ("make", "states")}
    import make

    yield make
    sys.path.remove(str(FOLDER))
    for name, module in before.items():
        sys.modules.pop(name, None)
        if module is not None:
            sys.modules[name] = module


@pytest.mark.parametrize("name", ["threshold_days", "other_days"])
def test_each_pair_has_both_kinds_of_days(own, name):
    days = own[name]
    assert (days.groupby("pair")["arm"].nunique() == 2).all()
    assert (days.groupby(["pair"])["weekday"].nunique() == 1).all()
    assert (days.loc[days["arm"] == "off", "reached"] == 0).all()
    assert (days["reached"] <= days["above"]).all()
    assert (days["above"] <= days["orders"]).all()
    assert (days["kept"] <= days["paid"]).all()
    assert (days["paid"] <= days["value"]).all()


def test_the_lot_s_interval_holds_the_twin(own):
    """The truth of the published shop, within the interval of its days by lot (a wide one)."""
    from ecomlab.conversion.thresholds import threshold_effect

    lot = threshold_effect(own.threshold_days, pair="pair", confidence=0.999).set_index("metric")
    truth = asked.twin(own.threshold_twin)["estimate"]
    for name in ("value per order", "paid per order", "kept per order", "left per order"):
        assert lot.loc[name, "low"] <= truth[name] <= lot.loc[name, "high"], name


def test_a_threshold_raises_the_order_and_keeps_less_of_it(own):
    found = asked.twin(own.threshold_twin)
    assert found.loc["value per order", "low"] > 0
    assert found.loc["value per order", "estimate"] > found.loc["paid per order", "estimate"]
    assert found.loc["paid per order", "estimate"] > found.loc["kept per order", "estimate"]


def test_no_bin_holds_all_above(own):
    for table, by in ((own.order_values, "state"), (own.plain_shops, "shop")):
        assert (table["value"] % 10 == 9).all()
        last = table[table["value"] == table["value"].max()]["orders"]
        assert last.mean() < 0.02 * table.groupby(by)["orders"].sum().mean()


def test_what_is_invented_is_made_again_alike(own, make):
    for name in make.EVENINGS:
        again = make.arrivals(name)
        assert again["anyway"].tolist() == own[name]["anyway"].tolist()
        assert again["ts"].tolist() == pd.to_datetime(own[name]["ts"]).tolist()
    assert make.presale_sets()["balances"].tolist() == own.presale_sets["balances"].tolist()


@pytest.mark.verify
def test_the_lot_is_run_again_alike(own, make):
    again = make.states.by_lot("threshold_days", lambda *words: None)
    assert again["orders"].tolist() == own.threshold_days["orders"].tolist()
    assert again["left"].tolist() == pytest.approx(own.threshold_days["left"].tolist())
