"""Lesson 4.6: what its small tables and texts say of a shelf, by hand and by drawing."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.exercises.fulfillment import clearance as asked
from ecomlab.fulfillment.clearance import least_price, markdown_plan

LESSON = Path(__file__).parents[2] / "lessons" / "4_fulfillment" / "4_6_clearance.py"


def test_weeks_of_stock_are_at_the_usual_pace_not_at_the_pace_of_a_sale():
    """Two a day at the usual price; twenty a day, for 30% off, in the last ten days."""
    days = pd.date_range("2025-01-01", periods=90)
    sale = np.arange(90) >= 80
    shelf = pd.DataFrame({
        "date": days, "sku": "CH01", "on_hand": 280, "received": 0, "stockout_flag": False,
        "sales": np.where(sale, 20, 2), "price": np.where(sale, 70.0, 100.0),
    })  # fmt: skip
    sku = pd.DataFrame({"sku": ["CH01"], "title": ["chair"], "price": [100.0], "unit_cost": [9.0]})
    assert asked.covers(shelf, sku) == {"chair": pytest.approx(20)}


def test_what_comes_back_and_is_sold_again_as_drawn():
    """Every third pack comes back at once, whole; its parcel is paid all the same."""
    pile = {"stock": 40, "weekly": 30.0, "price": 50.0, "elasticity": -2.0, "keep": 0.6,
            "per_piece": 4.0, "salvage": 3.0}  # fmt: skip
    back, kept = 1 / 3, asked.stay_sold({**pile}, 1 / 3)
    found = markdown_plan(**kept, weeks=1, path=[50.0])
    rng = np.random.default_rng(5)
    money = []
    for wanted in rng.poisson(pile["weekly"], 20_000):
        stays = np.cumsum(rng.random(wanted) >= back)
        sent = int((stays < pile["stock"]).sum()) + bool(len(stays) and stays[-1] >= pile["stock"])
        gone = min(int(stays[-1]) if wanted else 0, pile["stock"])
        earned = 50.0 * pile["keep"] / (1 - back) * gone - pile["per_piece"] * sent
        money.append(earned + pile["salvage"] * (pile["stock"] - gone))
    error = 4 * np.std(money) / np.sqrt(len(money))
    assert np.mean(money) == pytest.approx(found.attrs["money"], abs=error)
    assert least_price(3, kept["keep"], kept["per_piece"]) < least_price(3, 0.6, 4)


def test_the_oldest_band_is_not_told_of_the_fleeces():
    known = asked.tables_of(load("shop"), asked.EVENING)
    told = asked._ages(known["shelf"], known["sku"])
    assert str(told["oldest"]) == asked.HAMMOCK
    assert str(told["first"]) == asked.FLEECE


def test_the_notebook_names_the_stairs_that_were_run():
    pack = load("clearance").pack
    steps = pack[pack["plan"] == "stairs"].groupby("week")["off"].first()
    words = ", ".join(f"{off:.0%}"[:-1] for off in steps) + "% off, a week each"
    assert f"`stairs`: {words}" in LESSON.read_text()
