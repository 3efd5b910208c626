"""The data set `plans`: small, told on its card, and what the lesson says of it."""

import runpy
from types import SimpleNamespace

import pandas as pd
import pytest

from ecomlab.datasets import FOLDER, card, load

MAKE = SimpleNamespace(**runpy.run_path(str(FOLDER / "plans" / "make.py")))


def test_the_card_says_that_it_is_simulated():
    said = card("plans")
    assert sum(part["bytes"] for part in said["resources"]) < 150_000
    assert any("Simulated" in defect for defect in said["known_defects"])


def test_the_first_part_is_turned_round():
    """Off less as it is: a plan whose stop costs the shop 50 yuan had left 50."""
    outcomes = {"spend": -100.0, "revenue": -300.0, "profit": -50.0, "orders": -2.0}
    rows = [{"effect": "change", "outcome": name, "estimate": value, "low": value - 10,
             "high": value + 20, "n": 6} for name, value in outcomes.items()]  # fmt: skip
    plan = load("plans").twins["plan_id"].iloc[0]
    found = pd.DataFrame(rows).assign(plan_id=plan, change="off")
    made = MAKE.twins(found).iloc[0]
    assert made[["spend", "revenue", "profit", "low", "high"]].tolist() == [100, 300, 50, 30, 60]
    assert made["part"] == "first"


@pytest.mark.verify
def test_a_row_is_what_the_script_makes():
    from ecomlab.shop import Shop, World

    plan = "feed_cart"
    share = dict(zip(World().plans.name, World().plans.share, strict=True))[plan]
    parts = []
    for change, value in (("off", 0.0), ("double", 2 * float(share))):
        lever = f"ads.plan.{plan}.share"
        found = Shop().truth(lever, value, days=MAKE.DAYS, noises=MAKE.PAIRS, progress=False)
        parts.append(found.assign(plan_id=plan, change=change))
    made = MAKE.twins(pd.concat(parts))
    shipped = load("plans").twins
    shipped = shipped[shipped["plan_id"] == plan].reset_index(drop=True)
    pd.testing.assert_frame_equal(made, shipped, check_dtype=False)
