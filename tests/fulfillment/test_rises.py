"""Rises that last and jumpy orders: by hand, the published formula, known truth, refusals."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import InputError
from ecomlab.fulfillment.inventory import critical_ratio
from ecomlab.fulfillment.rises import (
    _orders_by_rule,
    bullwhip,
    bullwhip_expected,
    chance_needed,
    past_rises,
    rises_kept,
    rises_that_last,
)


def history(values):
    week = pd.date_range("2024-01-01", periods=len(values), freq="7D")
    return pd.DataFrame(values, week, [f"S{k}" for k in range(values.shape[1])])


def test_a_rise_by_hand():
    one = np.array([10.0] * 12 + [20] * 3 + [20] * 2 + [15] * 3 + [10] * 6)
    table = history(np.column_stack([one, np.full(26, 100.0)]))
    found = past_rises(table, times=1.8)
    assert len(found) == 1
    row = found.iloc[0]
    assert row["week"] == table.index[14]
    assert (row["rise"], row["later"]) == pytest.approx((2, 1.5))
    one, other = found.assign(sku="a"), found.assign(sku="b", later=2.0)
    assert rises_kept(pd.concat([one, other])).value == pytest.approx(0.75)


def test_rises_of_one_article_share_its_fate():
    table = pd.DataFrame({"sku": list("aaab"), "later": [1.0, 1.2, 1.3, 1.15]})
    assert rises_that_last(table)[0] == pytest.approx(3 / 4)
    assert rises_that_last(table, still=1.3)[0] == pytest.approx(1 / 4)
    again = pd.concat([table] * 30)  # the same two articles, thirty times: no narrower
    assert rises_that_last(again)[:3] == pytest.approx(rises_that_last(table)[:3])
    assert rises_that_last(table).n == 2


def test_a_season_that_all_share_is_no_rise():
    wave = 100 * (1 + 0.6 * np.sin(np.arange(100) / 6))
    assert past_rises(history(np.column_stack([wave, 2 * wave, 3 * wave]))).empty


def test_luck_leaves_nothing_and_a_new_level_stays():
    rng = np.random.default_rng(0)
    luck = past_rises(history(rng.poisson(15, (600, 30)).astype(float)), times=1.3)
    assert abs(rises_kept(luck).value) < 0.12
    steps = np.repeat(rng.choice([30.0, 70], (12, 30)), 25, axis=0)
    stays = past_rises(history(rng.poisson(steps).astype(float)), times=1.5)
    assert rises_kept(stays).low > 1  # it is found when it is half there, and goes on
    assert rises_that_last(stays).value > rises_that_last(luck).high


def test_an_article_that_begins_late_is_read_from_its_own_weeks():
    one = np.array([10.0] * 12 + [20] * 12)
    late = np.concatenate([np.full(10, np.nan), one])
    table = history(np.column_stack([late, np.full((34, 2), 100.0)]))
    assert past_rises(table, times=1.8)["rise"].iloc[0] == pytest.approx(2)


def test_the_border_is_one_less_the_critical_ratio():
    for over, under in ((3, 30), (14, 45), (52, 40)):
        assert chance_needed(over, under) == pytest.approx(1 - critical_ratio(under, over))
        p = chance_needed(over, under)
        assert p * under == pytest.approx((1 - p) * over)


@pytest.mark.parametrize(("smooth", "lead"), [(0.1, 4), (0.5, 4), (0.3, 2), (0.9, 1)])
def test_orders_jump_as_the_published_formula_says(smooth, lead):
    sales = np.random.default_rng(4).poisson(400, 40_000)
    assert bullwhip(sales, smooth, lead).value == pytest.approx(
        bullwhip_expected(smooth, lead), rel=0.04
    )


def test_orders_bring_the_shelf_to_the_forecast():
    """Order-up-to by hand: position before, target after."""
    sales, smooth, lead = [10.0, 14, 9, 12, 20, 11], 0.4, 3
    level, orders = sales[0], []
    position = lead * level
    for sold in sales[1:]:
        level += smooth * (sold - level)
        orders.append(lead * level - (position - sold))
        position = lead * level
    assert _orders_by_rule(sales, smooth, lead) == pytest.approx(orders)
    assert bullwhip(sales, 0.0, 3).value == pytest.approx(1)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: past_rises(history(np.ones((20, 2))), times=0.9), "more than 1"),
        (lambda: past_rises(history(np.ones((20, 1)))), "two must be there"),
        (lambda: past_rises(history(np.ones((20, 2))), weeks=0), "weeks"),
        (lambda: past_rises(history(np.ones((20, 2))).reset_index()), "a row per week"),
        (lambda: bullwhip([1, 2], 0.5, 2), "four weeks"),
        (lambda: bullwhip([3, 3, 3, 3], 0.5, 2), "alike"),
        (lambda: bullwhip([1, 2, 3, 4], 1.5, 2), "smooth"),
        (lambda: bullwhip([1, 2, 3, 4], 0.5, 0), "lead"),
        (lambda: chance_needed(0, 3), "over"),
        (lambda: rises_kept(pd.DataFrame({"sku": [], "rise": [], "later": []})), "no rows"),
    ],
)
def test_refused(wrong, says):
    with pytest.raises(InputError, match=says):
        wrong()


def test_a_rise_of_just_so_many_times_is_one():
    """12 weeks of 8, then 12: one and a half times as much, to the last bit."""
    weeks = pd.date_range("2025-01-06", periods=20, freq="7D")
    table = pd.DataFrame({"A": [8.0] * 12 + [12.0] * 8, "rest": 64.0}, index=weeks)
    assert len(past_rises(table, times=1.5, weeks=2)) == 1
    assert past_rises(table, times=1.5001, weeks=2).empty
