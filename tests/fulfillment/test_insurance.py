"""Freight insurance: by simulation of single orders, by hand, and what is refused."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ColumnError, InputError
from ecomlab.exercises.fulfillment.returns import TEA, TRADES
from ecomlab.fulfillment.insurance import (
    insurance_breakeven,
    insurance_effect,
    insurance_table,
    left_per_order,
)


def money(orders, terms, returns, premium, rng):
    """What so many orders leave, order by order."""
    sent = rng.random(orders) >= terms["cancelled"]
    back = sent & (rng.random(orders) < returns)
    kept = sent & ~back
    return (terms["order_value"] * terms["margin"] * kept.sum() - terms["return_cost"] * back.sum()
            - premium * sent.sum())  # fmt: skip


def test_at_the_border_both_shops_leave_as_much():
    terms = {"order_value": 90.0, "margin": 0.5, "return_cost": 9.0, "cancelled": 0.2}
    needed = insurance_breakeven(returns=0.3, returns_insured=0.36, premium=2.0, **terms)
    rng, n = np.random.default_rng(3), 400_000
    without = money(n, terms, 0.3, 0.0, rng)
    with_ = money(round(n * (1 + needed)), terms, 0.36, 2.0, rng)
    assert with_ / without == pytest.approx(1, abs=0.006)


def test_the_lesson_s_hand_example():
    assert left_per_order(200, 0.36, 0.17, 12) == pytest.approx(57.72)
    assert left_per_order(200, 0.36, 0.19, 12, 1.5) == pytest.approx(54.54)
    assert insurance_breakeven(**TEA) == pytest.approx(41.76 / 38.52 - 1)


def test_the_stated_borders():
    needed = insurance_table(TRADES)["needed"].round(2).tolist()
    assert needed == [0.06, 0.26, 0.28]


@settings(max_examples=80, deadline=None)
@given(st.floats(0.2, 0.6), st.floats(0, 0.5), st.floats(0, 0.3), st.floats(0, 15), st.floats(0, 4))
def test_more_returns_and_premium_ask_for_more(margin, returns, more, cost, premium):
    terms = {"order_value": 200.0, "margin": margin, "returns": returns, "return_cost": cost}
    insured = min(returns + more, 1.0)
    found = insurance_breakeven(**terms, returns_insured=insured, premium=premium)
    assert found >= -1e-12
    assert (
        insurance_breakeven(**terms, returns_insured=min(insured + 0.02, 1), premium=premium)
        >= found
    )
    assert insurance_breakeven(**terms, returns_insured=insured, premium=premium + 1) > found
    assert insurance_breakeven(**terms, returns_insured=returns, premium=0.0) == pytest.approx(0)


def test_where_it_can_never_pay_or_nothing_is_left():
    assert insurance_breakeven(100, 0.1, 0.1, 0.1, 5, premium=20) == math.inf
    with pytest.raises(InputError, match="more orders only lose more"):
        insurance_breakeven(100, 0.1, 0.9, 0.9, 50, premium=1)


def test_the_insurer_may_spare_ways_back():
    dear = insurance_breakeven(100, 0.4, 0.2, 0.22, 10, 1.5)
    assert insurance_breakeven(100, 0.4, 0.2, 0.22, 10, 1.5, return_cost_insured=4) < dear


@pytest.mark.parametrize("wrong", [{"margin": 40}, {"returns": -0.1}, {"premium": -1},
                                   {"order_value": 0}, {"return_cost": "12"}])  # fmt: skip
def test_bad_terms_are_refused(wrong):
    with pytest.raises(InputError, match=next(iter(wrong))):
        insurance_breakeven(**TEA | wrong)


def test_a_table_lacks_a_column():
    with pytest.raises(ColumnError, match="premium"):
        insurance_table(TRADES.drop(columns="premium"))


def pairs(rng, n, rise, more, left=40.0):
    """Pairs with a true rise of orders and so many points more returns."""
    rows = []
    for pair in range(n):
        base = rng.normal(1, 0.05)
        for on in (False, True):
            paid = 4000 * base * (1 + rise * on) + rng.normal(0, 40)
            rows.append({"region": pair, "free": on, "visits": 100_000, "paid": round(paid),
                         "kept": round(paid * (0.8 - more * on)), "sent_lines": round(paid * 1.2),
                         "back_lines": round(paid * 1.2 * (0.2 + more * on)),
                         "left": paid * (left - 1.5 * on) + rng.normal(0, 900)})  # fmt: skip
    return pd.DataFrame(rows)


def test_the_true_rise_is_covered():
    rng, held = np.random.default_rng(11), 0
    for _ in range(120):
        found = insurance_effect(pairs(rng, 10, 0.05, 0.02), "region", "free").set_index("reading")
        row = found.loc["more orders paid"]
        held += row["low"] <= 0.05 <= row["high"]
        assert found.loc["more sent back", "estimate"] == pytest.approx(2, abs=0.15)
    assert 0.9 < held / 120 < 0.99


def test_the_twins_are_pairs_of_like_days():
    twin = load("returns").insurance_twin
    assert (twin.groupby(["shop", "luck"]).size() == 2).all()
    assert (twin["premium"] > 0).eq(twin["insured"]).all()
    assert (twin["kept"] < twin["paid"] - twin["before"]).all()


def test_pairs_need_both_sides():
    table = pairs(np.random.default_rng(0), 4, 0.05, 0.02)
    with pytest.raises(InputError, match="two rows"):
        insurance_effect(table.iloc[:-1], "region", "free")
    with pytest.raises(InputError, match="two rows"):
        insurance_effect(table[table["free"]], "region", "free")
    with pytest.raises(InputError, match="above 0"):
        insurance_effect(table.assign(visits=0), "region", "free")
    unlike = table.assign(visits=table["visits"] * (1 + 0.5 * table["free"]))
    with pytest.raises(InputError, match="differ by 50%"):
        insurance_effect(unlike, "region", "free")


def test_what_orders_leave_isn_t_what_the_shop_earns():
    """In fashion the stock that is cleared in the end turns the sign: lesson 3.6 says so too."""
    twin = load("returns").insurance_twin
    fashion = insurance_effect(twin[twin["shop"] == "fashion"], "luck").set_index("reading")
    assert fashion.loc["more left", "low"] > 0
    assert fashion.loc["more left in the whole shop", "high"] < 0
    gap = (
        fashion.loc["more left", "estimate"]
        - fashion.loc["more left in the whole shop", "estimate"]
    )
    assert fashion.loc["more lost on cleared stock", "estimate"] == pytest.approx(gap, rel=0.15)
    assert fashion.loc["more lost on cleared stock", "low"] > 0
    fixed = twin.groupby(["shop", "luck"])["fixed"]
    assert (fixed.max() == fixed.min()).all()  # ads, wages, warehouse: the same in both
    assert (twin.loc[twin["shop"] == "camping", "cleared"] == 0).all()


def test_no_rise_where_an_order_leaves_nothing():
    pairs = pd.DataFrame({"pair": [1, 1, 2, 2], "insured": [False, True] * 2, "visits": 10_000,
                          "paid": [200, 210, 200, 214], "kept": [170, 174, 170, 178],
                          "sent_lines": 200, "back_lines": [30, 34, 30, 36],
                          "left": [800.0, -790.0, 800.0, 20.0]})  # fmt: skip
    found = insurance_effect(pairs).set_index("reading")
    assert found.loc["orders needed", ["estimate", "low", "high"]].isna().all()
    assert found.loc["more left", "estimate"] < 0


def test_all_of_it_comes_back():
    row = insurance_table(TRADES.assign(returns_insured=1.0)).iloc[0]
    assert np.isinf(row[["needed", "kept_needed"]].astype(float)).all()
    assert np.isnan(row["a_point"])
