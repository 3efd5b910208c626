"""The data of lesson 2.6: drawn again they are the same; the switch is the one on screen."""

import runpy

import pandas as pd
import pytest

from ecomlab.datasets import FOLDER, load
from ecomlab.errors import InputError
from ecomlab.exercises.traffic import attribution as lesson

MAKE = runpy.run_path(str(FOLDER / "attribution" / "make.py"))


@pytest.mark.parametrize("name", ["regions", "partners", "benchmark"])
def test_what_is_drawn_is_the_same_again(name):
    pd.testing.assert_frame_equal(load("attribution")[name], MAKE[name](), check_dtype=False)


def test_the_first_luck_is_the_published_half_year():
    table = load("attribution").switched_off
    mine = table[(table["shop"] == "Qingye") & (table["luck"] == 1)]
    paid = lesson.half_year().orders["ts_pay"].notna().sum()
    assert mine["orders"].eq(paid).all()


@pytest.mark.verify
@pytest.mark.parametrize("run", ["Qingye", "Songling"])
def test_a_switch_thrown_again_loses_the_same(run):
    shop = lesson.the_shop(MAKE["RUN_OF"][run])
    history = shop.history(MAKE["DAYS"])
    off = MAKE["without"](history, "post")
    lost = [shop.outcome(plan, MAKE["DAYS"])["orders"].sum() for plan in (history, off)]
    table = load("attribution").switched_off
    row = table[(table["shop"] == run) & (table["luck"] == 1) & (table["off"] == "post")].iloc[0]
    assert lost == [row["orders"], row["orders_without"]]


def test_a_history_keeps_all_but_the_money():
    plan = {"a": {"x": 1, "ads.content.budget": 5}, "b": {"ads.content.budget": 7, "y": 2}}
    assert MAKE["without"](plan, "post") == {"a": {"x": 1, "ads.content.budget": 0}, "b": {"y": 2}}


def test_a_ranking_is_scored_or_refused():
    given = lesson.data()
    quiz = lesson.lesson.on(
        **given | {"ranking": lesson.lost(given["switched_off"]).index.tolist()}
    )
    assert "15 of the 15" in str(quiz.tell("ranking-reading"))
    for wrong in (["post"], "post", ["post"] * 6):
        with pytest.raises(InputError, match="Name the six ads"):
            lesson.as_credit(wrong)


def test_the_pool_can_be_asked_on_another_shop():
    found = lesson.pool_data(load("second_shop"), as_of="2025-06-30")
    songling = load("attribution").songling
    pd.testing.assert_frame_equal(
        found["journeys"][["path", "journeys", "orders"]], songling, check_dtype=False
    )
