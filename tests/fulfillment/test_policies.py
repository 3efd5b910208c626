"""Rules before the same customers: by hand, no piece made or lost, the service reckoned."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, InputError
from ecomlab.fulfillment import policies


def test_a_shelf_by_hand():
    """Order 6 at 3 or fewer; a lot takes two days; the third day is short of one."""
    days = policies.simulate_stock(pd.Series([2, 3, 3, 1, 4]), [2], reorder=3, lot=6, start=7)
    assert days["sales"].tolist() == [2, 3, 2, 1, 4]
    assert days["ordered"].tolist() == [0, 6, 0, 0, 6]
    assert days["on_hand"].tolist() == [5, 2, 0, 5, 1]
    assert days["stockout_flag"].tolist() == [False, False, True, False, False]


@given(st.lists(st.integers(0, 12), min_size=20, max_size=60),
       st.lists(st.integers(1, 9), min_size=1, max_size=4), st.integers(0, 30),
       st.integers(1, 40), st.integers(1, 8))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_pieces_are_neither_made_nor_lost(demand, leads, reorder, lot, review):
    demand[0] += 1
    for rule in ({"reorder": reorder, "lot": lot}, {"reorder": reorder, "up_to": reorder + lot},
                 {"up_to": lot}):  # fmt: skip
        days = policies.simulate_stock(pd.Series(demand), leads, review=review, **rule)
        start = rule.get("up_to", reorder + lot)
        assert days["on_hand"].iloc[-1] == start + days["received"].sum() - days["sales"].sum()
        assert days["on_order"].iloc[-1] == days["ordered"].sum() - days["received"].sum()
        assert (days["on_hand"] >= 0).all()
        assert (days["sales"] <= days["demand"]).all()
        assert ((days["sales"] < days["demand"]) == days["stockout_flag"]).all()
        position = days["on_hand"] + days["on_order"]
        looked = (np.arange(len(days)) + 1) % review == 0
        if "lot" in rule:
            assert (position[looked] > reorder).all()
        else:
            assert (position <= start).all()


def test_levels_reach_the_service_for_which_they_were_reckoned():
    """A lot that waits seldom; a day's demand small beside the level, so little undershoot."""
    from ecomlab.fulfillment.reorder import reorder_point

    rng = np.random.default_rng(6)
    demand = pd.Series(rng.poisson(60, 40_000))
    leads = rng.choice([5, 6, 7, 8, 9], 5_000)
    level = reorder_point(60, np.sqrt(60), leads.mean() - 1, leads.std(), 0.95)
    level += 30  # a wait begins half a day of sales below, and ends in the morning
    rules = {"rule": {"reorder": level, "lot": 1500}}
    row = policies.policies(demand, leads, rules, 10, 5, 50, 0.3).iloc[0]
    assert row["service"] == pytest.approx(0.95, abs=0.04)  # five lead times are no bell curve
    assert row["fill"] > row["service"]


def test_the_bill_by_hand():
    """73 days of 10 pieces from a shelf of 20, filled up each evening, lots after a day."""
    demand = pd.Series([10] * 73)
    rules = {"day": {"up_to": 20}, "dearer": {"up_to": 20, "extra": 1.0, "order_cost": 0}}
    found = policies.policies(demand, [1], rules, 8, 3, 5, 0.25).set_index("rule")
    assert found.loc["day", ["fill", "stock", "orders", "turnover"]].tolist() == [1, 10, 365, 365]
    assert found.loc["day", "left"] == pytest.approx(3650 * 3 - 365 * 5 - 0.25 * 10 * 8)
    assert found.loc["dearer", "left"] == pytest.approx(3650 * 2 - 0.25 * 10 * 8)


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"reorder": 3}, "lot or up_to"),
        ({"lot": 3}, "needs reorder"),
        ({"up_to": 3, "lot": 3, "reorder": 1}, "lot or up_to"),
        ({"up_to": 3, "review": 0}, "review"),
        ({"up_to": 3, "demand": [1.5]}, "whole number"),
        ({"up_to": 3, "demand": [0, 0]}, "0 on each day"),
        ({"up_to": 3, "leads": []}, "leads"),
        ({"up_to": 3, "leads": [0]}, "leads"),
    ],
)
def test_what_is_refused(given, match):
    with pytest.raises(InputError, match=match):
        policies.simulate_stock(**{"demand": [1, 2], "leads": [2]} | given)


def test_percent_for_a_share_is_refused():
    with pytest.raises(InputError, match="28% is 0.28"):
        policies.policies([1, 2], [1], {"x": {"up_to": 3}}, 1, 1, 1, 28)


def test_a_rule_with_a_wrong_name():
    with pytest.raises(ChoiceError, match="up_to"):
        policies.policies([1, 2], [1], {"x": {"upto": 3}}, 1, 1, 1, 0.1)


def test_no_day_is_left_after_the_warm_up():
    with pytest.raises(InputError, match="warm_up"):
        policies.policies([1, 2], [1], {"x": {"up_to": 3}}, 1, 1, 1, 0.1, warm_up=2)
