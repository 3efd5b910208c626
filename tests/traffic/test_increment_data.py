"""The data set `increment`: small, told on its card, and what the shop truly does."""

import runpy
from types import SimpleNamespace

import pandas as pd
import pytest

from ecomlab.datasets import FOLDER, card, load
from ecomlab.traffic.allocation import twin_return

MAKE = SimpleNamespace(**runpy.run_path(str(FOLDER / "increment" / "make.py")))


def test_the_card_says_that_it_is_simulated():
    said = card("increment")
    assert sum(part["bytes"] for part in said["resources"]) < 150_000
    assert any("Simulated" in defect for defect in said["known_defects"])


def test_each_test_has_each_budget_and_luck_once():
    table = load("increment").budgets
    keys = ["test", "plan_kind", "factor", "luck"]
    assert not table.duplicated(keys).any()
    sizes = table.groupby(["test", "plan_kind"]).size()
    assert set(sizes["steps"]) == {5 * MAKE.NOISES}
    assert sizes["weeks"].to_dict() == {"paid_feed": 2 * MAKE.NOISES}
    usual = table[(table["factor"] == 1) & (table["test"] == "steps")]
    assert (usual.groupby("luck")["orders"].nunique() == 1).all()  # one run, six kinds of plans
    assert (table["orders"] > table["orders_in_weeks"]).all()


def test_every_yuan_is_spent_in_proportion():
    table = load("increment").budgets.query("test == 'steps'")
    for _, part in table.groupby(["plan_kind", "luck"]):
        spend = part.set_index("factor")["spend"]
        first, second = spend[1] - spend[0], spend[2] - spend[1]
        assert second == pytest.approx(first, rel=0.01)


def test_history_has_no_lot_and_the_changed_budget():
    from ecomlab.shop import Shop

    shop = Shop()
    found = MAKE._history(shop, 330, "2024-09-09", "2024-11-04", {"ads.live.budget": 0.5})
    assert not any(key.endswith(".regional") for entry in found.values() for key in entry)
    assert found["2024-09-09"]["ads.live.budget"] == 0.5 * shop.decisions()["ads.live.budget"]
    assert found["2024-11-04"]["ads.live.budget"] == shop.decisions()["ads.live.budget"]
    assert list(found) == sorted(found)


@pytest.mark.verify
def test_rows_are_what_the_script_makes():
    """A run that branches off on the first day is the run from the beginning."""
    first, last, _ = MAKE.STEPS
    found = list(MAKE._sums(1, first, last, [{}, {"ads.paid_search.budget": 0}]))
    table = load("increment").budgets.query("test == 'steps' and plan_kind == 'paid_search'")
    rows = table[table["luck"] == 1].set_index("factor")
    for factor, one in zip((1.0, 0.0), found, strict=True):
        assert (
            pd.Series(one)[["orders_in_weeks", "orders"]].tolist()
            == rows.loc[factor, ["orders_in_weeks", "orders"]].tolist()
        )


def test_the_lot_reads_lower_than_a_steady_budget():
    """Fifty lucks: their mean lies below what a steady budget adds in the weeks themselves."""
    found = load("increment").lots.groupby("step")["estimate"].agg(["mean", "sem"])
    runs = load("increment").budgets.query("test == 'steps'")
    steady = {name: twin_return(runs, "paid_search", *ends, "orders_in_weeks", per=1000).value
              for name, ends in {"first": (1, 0), "second": (1.5, 1)}.items()}  # fmt: skip
    first, second = found.loc["first"], found.loc["second"]
    assert first["mean"] + 2 * first["sem"] < steady["first"] < 1.7 * first["mean"]
    assert second["mean"] == pytest.approx(steady["second"], abs=2 * second["sem"])
    assert (load("increment").lots["low"] > 0).groupby(load("increment").lots["step"]).mean()[
        "first"
    ] > 0.6  # it does find that search brings something


@pytest.mark.verify
@pytest.mark.parametrize("luck", [1, 7])
def test_lots_are_what_the_script_makes(luck):
    rows = load("increment").lots.query(f"luck == {luck}").reset_index(drop=True)
    pd.testing.assert_frame_equal(MAKE.lots(luck), rows, check_dtype=False)


def test_the_published_shop_s_test_is_the_first_luck():
    from ecomlab.exercises.traffic import increment

    data = increment.data()
    rows = data["lots"].query("luck == 1").set_index("step")["estimate"]
    found = increment.tests(data["weeks"], data["earlier"])
    for name, one in found.items():
        assert rows[name] == pytest.approx(one.value, abs=0.006)
