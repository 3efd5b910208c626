"""First lots: the published newsvendor, brute force for one order and two, simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ecomlab.errors import InputError
from ecomlab.research.lots import lot_profit, newsvendor, reorder_gain, two_orders

COSTS = st.floats(1, 100)


def test_the_published_newsvendor():
    """Snyder and Shen (2019), example 4.3; stockpyl.newsvendor_normal gives the same."""
    assert newsvendor(0.18, 0.70, 50, 8) == pytest.approx(56.604, abs=0.0005)
    best = lot_profit(56.604, 0.18, 0.70, 50, 8).iloc[0]
    # Expected cost 1.9977 (stockpyl): profit is what no mistake would earn less that
    assert 0.70 * 50 - best["profit"] == pytest.approx(1.9977, abs=0.0005)


@given(COSTS, COSTS, st.floats(50, 500), st.floats(1, 60))
def test_no_other_lot_earns_more(over, under, mean, sd):
    best = newsvendor(over, under, mean, sd)
    lots = np.maximum(0, best + sd * np.array([0, -1, -0.1, 0.1, 1]))
    profit = lot_profit(lots, over, under, mean, sd)["profit"]
    assert profit.iloc[0] >= profit.max() - 1e-9 * abs(profit).max()


def test_columns_are_worked_out_row_by_row_and_no_lot_is_below_0():
    over, under = pd.Series([30, 10]), [43, 60]
    found = newsvendor(over, under, mean=[520, 100], sd=40)
    assert found.tolist() == [newsvendor(30, 43, 520, 40), newsvendor(10, 60, 100, 40)]
    assert newsvendor(300, 3, mean=10, sd=20) == 0.0
    with pytest.raises(InputError, match="no number"):
        newsvendor(30, 43, demand=["a"])
    with pytest.raises(InputError, match="as many"):
        newsvendor([1, 2], [1, 2, 3], mean=10, sd=2)


def test_a_dearer_second_lot_is_worth_less_and_never_less_than_nothing():
    part = (164.0, 80.0), (356.0, 140.0)
    found = reorder_gain(30, 43, *part, [0.3, 0.85], [0, 10, 40])
    gain = found.pivot(index="dearer", columns="correlation", values="gain")
    assert (gain.diff().dropna() < 0).all().all()
    assert (gain[0.85] > gain[0.3]).all()
    assert (gain > -0.5).all().all()
    two = two_orders(30, 43, *part, 0.85, dearer=10)["profit"]
    assert gain.loc[10, 0.85] == pytest.approx(two[1] - two[0])


@given(st.lists(st.integers(0, 500), min_size=1, max_size=30), COSTS, COSTS)
def test_of_past_seasons_it_is_the_best_whole_choice(demand, over, under):
    best = newsvendor(over, under, demand=demand)

    def profit(lot):
        sold = np.minimum(demand, lot)
        return np.mean(under * sold - over * (lot - sold))

    tried = max(profit(lot) for lot in demand)
    assert profit(best) == pytest.approx(tried, abs=1e-6)


def test_the_loss_function_against_simulation():
    demand = np.random.default_rng(1).normal(520, 210, 400_000)
    found = lot_profit(600, 30, 45, 520, 210).iloc[0]
    sold = np.minimum(demand, 600)
    assert found["sold"] == pytest.approx(sold.mean(), abs=1)
    assert found["missed"] == pytest.approx((demand - sold).mean(), abs=1)
    assert found["profit"] == pytest.approx((45 * sold - 30 * (600 - sold)).mean(), rel=0.01)
    assert found["sold"] + found["left_over"] == pytest.approx(600)
    assert found["sold"] + found["missed"] == pytest.approx(520)


def simulated(first, over, under, early, late, correlation, dearer, draws=60_000):
    """Two orders played out; the second lot is found by trying, not by a formula."""
    rng = np.random.default_rng(5)
    z, e = rng.normal(size=(2, draws))
    one = early[0] + early[1] * z
    two = late[0] + late[1] * (correlation * z + (1 - correlation**2) ** 0.5 * e)
    sold = np.minimum(one, first)
    on_hand = first - sold
    bins = pd.qcut(one, 60, labels=False)
    profit = under * sold
    for which in range(60):
        mine = bins == which
        best, top = None, -np.inf
        for shelf in np.linspace(0, late[0] + 4 * late[1], 60):
            bought = np.maximum(shelf - on_hand[mine], 0)
            have = on_hand[mine] + bought
            later = np.minimum(two[mine], have)
            value = under * later - over * (have - later) - dearer * bought
            if value.mean() > top:
                best, top = value, value.mean()
        profit[mine] += best
    return profit.mean()


@pytest.mark.parametrize(
    ("correlation", "dearer"), [(0.9, 0.0), (0.5, 5.0), (0.0, 0.0), (0.85, 20.0)]
)
def test_two_orders_against_brute_force(correlation, dearer):
    setting = {"over": 40, "under": 60, "early": (60, 20), "late": (240, 80),
               "correlation": correlation, "dearer": dearer}  # fmt: skip
    plans = two_orders(**setting).set_index("plan")
    two = plans.loc["two orders"]
    played = simulated(two["first"], **setting)
    assert two["profit"] == pytest.approx(played, rel=0.012)
    # No other first lot does better when it is played
    others = [simulated(two["first"] + step, **setting, draws=30_000) for step in (-40, 40)]
    assert max(others) < played * 1.01
    assert two["sold"] + two["missed"] == pytest.approx(300, abs=0.2)


@settings(max_examples=25, deadline=None)
@given(COSTS, COSTS, st.floats(0, 0.95))
def test_a_second_order_never_costs_where_it_is_no_dearer(over, under, correlation):
    plans = two_orders(over, under, (50, 20), (200, 80), correlation).set_index("plan")
    one, two = plans["profit"]
    assert two >= one - 0.002 * abs(one) - 0.05
    season = (20**2 + 80**2 + 2 * correlation * 1600) ** 0.5
    assert plans.loc["one order", "first"] == pytest.approx(newsvendor(over, under, 250, season))


def test_what_early_sales_tell_is_what_the_second_order_is_worth():
    gains = []
    for correlation in (0.0, 0.5, 0.9):
        profit = two_orders(40, 60, (50, 20), (200, 80), correlation).set_index("plan")["profit"]
        perfect = 60 * 250
        gains.append((perfect - profit["two orders"]) / perfect)
    assert gains == sorted(gains, reverse=True)
    # A second lot as dear as a missed piece is never bought for its own sake
    dear = two_orders(40, 60, (50, 20), (200, 80), 0.5, dearer=60).set_index("plan")
    assert dear.loc["two orders", "second"] == pytest.approx(0, abs=1e-9)


def test_the_gain_of_an_order_on_early_sales_is_like_fisher_and_raman_s():
    """Where early sales tell nearly all, the cost of mistakes falls by more than half (1996)."""
    plans = two_orders(40, 60, (20, 8), (180, 72), 0.95).set_index("plan")
    lost = 60 * 200 - plans["profit"]
    assert lost["two orders"] < 0.5 * lost["one order"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: newsvendor(0, 1, 50, 8), "over is 0"),
        (lambda: newsvendor(1, -1, 50, 8), "under is -1"),
        (lambda: newsvendor(1, 1), "Give either mean and sd"),
        (lambda: newsvendor(1, 1, 50, 8, demand=[1]), "Give either mean and sd"),
        (lambda: newsvendor(1, 1, demand=[]), "demand is empty"),
        (lambda: newsvendor(1, 1, demand=[1, np.nan]), "has gaps"),
        (lambda: newsvendor(1, 1, mean=50), "sd is None"),
        (lambda: lot_profit(10, 1, 1, 50, 0), "sd is 0"),
        (lambda: two_orders(1, 1, (10, 2), 5, 0.5), "late is 5"),
        (lambda: two_orders(1, 1, (10, 0), (5, 1), 0.5), "early sd is 0"),
        (lambda: two_orders(1, 1, (10, 2), (5, 1), 1.5), "correlation is 1.5"),
        (lambda: two_orders(1, 1, (10, 2), (5, 1), 0.5, dearer=-1), "dearer is -1"),
    ],
)
def test_refused(wrong, says):
    with pytest.raises(InputError, match=says):
        wrong()


def test_the_ratio_is_a_chance():
    assert stats.norm.cdf(newsvendor(30, 45, 520, 210), 520, 210) == pytest.approx(0.6)
