"""A promotion's plan: dates, visits against a linear program, coupons, the own group."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from ecomlab.errors import ColumnError, InputError
from ecomlab.estimates import rate_interval
from ecomlab.traffic.promo_plan import (
    coupon_break_even,
    coupon_table,
    private_domain_funnel,
    promo_timeline,
    traffic_plan,
)


def test_the_timeline_has_every_row_of_the_documents():
    plan = promo_timeline("2025-11-01", "2025-11-11")
    assert plan["date"].is_monotonic_increasing
    days = dict(zip(plan["task"], plan["date"], strict=True))
    assert days["presale with deposits, coupons for members"] == pd.Timestamp("2025-10-02")
    assert days["review: satisfaction survey, settlement, slow items"] == pd.Timestamp("2025-11-18")
    assert days["the dip is over: window closed"] == pd.Timestamp("2025-11-25")
    assert {"000", "002", "004"} <= set(plan["source"])


def test_a_slow_supplier_moves_the_last_order_only():
    plain, slow = (
        promo_timeline("2025-11-01", "2025-11-11"),
        promo_timeline("2025-11-01", "2025-11-11", 20),
    )
    moved = slow.merge(plain, on="task", suffixes=("", "_0"))
    shift = (moved["date_0"] - moved["date"]).dt.days
    assert shift[moved["who"] == "supply"].tolist() == [20]
    assert (shift[moved["who"] != "supply"] == 0).all()
    with pytest.raises(InputError, match="in their order"):
        promo_timeline("2025-11-11", "2025-11-01")


def sources(seed, n=5):
    luck = np.random.default_rng(seed)
    return pd.DataFrame({
        "source": [f"s{k}" for k in range(n)], "conversion": luck.uniform(0.01, 0.08, n),
        "order_value": luck.uniform(60, 300, n), "most": luck.integers(500, 5000, n),
        "cost": luck.uniform(0, 2, n)})  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), part=st.floats(0.05, 0.95))
def test_no_plan_is_cheaper(seed, part):
    table = sources(seed)
    each = table["conversion"] * table["order_value"]
    target = part * (each * table["most"]).sum()
    plan = traffic_plan(table, target)
    best = linprog(
        table["cost"], A_ub=[-each], b_ub=[-target], bounds=[(0, m) for m in table["most"]]
    )
    assert plan["kept"].sum() >= target - 0.05
    assert best.fun - 0.05 <= plan["cost"].sum() <= best.fun + table["cost"].max() + 0.05
    assert (plan["visits"] <= table.set_index("source")["most"][plan["source"]].to_numpy()).all()
    assert plan.attrs["short"] == 0


def test_a_target_beyond_all_sources_is_told():
    table = sources(1)
    whole = (table["conversion"] * table["order_value"] * table["most"]).sum()
    plan = traffic_plan(table, whole + 1000)
    assert plan.attrs["short"] == pytest.approx(1000, abs=0.01)
    assert plan["visits"].tolist() == table.set_index("source")["most"][plan["source"]].tolist()
    assert plan.attrs["last"] is None
    assert np.isnan(plan.attrs["last_cost"])


@pytest.mark.parametrize(
    ("target", "last", "cost"),
    [(15_000, "a", 0.01), (16_000, "b", 0.1), (47_999, "c", 0.3), (48_000, "c", 0.3)],
)
def test_one_more_yuan_costs_what_the_next_visit_costs(target, last, cost):
    table = pd.DataFrame({"source": list("cab"), "conversion": [0.02, 0.08, 0.04],
                          "order_value": 200.0, "most": [900, 1000, 4000],
                          "cost": [1.2, 0.16, 0.8]})  # fmt: skip
    plan = traffic_plan(table, target)
    assert (plan.attrs["last"], plan.attrs["last_cost"]) == (last, cost)
    more = traffic_plan(table, target + 200)
    extra = more["cost"].sum() - plan["cost"].sum()
    assert extra / (more["kept"].sum() - plan["kept"].sum()) == pytest.approx(cost, rel=0.01)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_hours_add_up_to_the_day(seed):
    luck = np.random.default_rng(seed)
    shares = luck.dirichlet(np.ones(6))
    table = sources(seed)
    day = traffic_plan(table, 20_000)
    hours = traffic_plan(table, 20_000, dict(enumerate(shares)))
    assert hours.groupby("source")["visits"].sum().to_dict() == dict(
        zip(day["source"], day["visits"], strict=True)
    )
    assert (hours["visits"] >= 0).all()
    assert hours.attrs == day.attrs


def test_plans_that_cannot_be_made_are_refused():
    table = sources(1)
    for words, how in {
        "sum to 0.9": {"sources": table, "target": 100, "hours": {0: 0.5, 1: 0.4}},
        "target is 0": {"sources": table, "target": 0},
        "share above 0": {"sources": table.assign(conversion=3.0), "target": 100},
        "two rows of s0": {"sources": pd.concat([table, table]), "target": 100},
    }.items():
        with pytest.raises(InputError, match=words):
            traffic_plan(**how)
    with pytest.raises(ColumnError, match="most"):
        traffic_plan(table.drop(columns="most"), 100)


@settings(max_examples=50, deadline=None)
@given(price=st.floats(20, 900), cut=st.floats(0.02, 0.9), margin=st.floats(0.05, 0.95))
def test_at_the_border_a_coupon_earns_nothing(price, cut, margin):
    off = cut * price
    extra = coupon_break_even(price, off, margin)
    assert extra * margin * price - off == pytest.approx(0, abs=1e-6)


def test_coupons_of_the_documents():
    table = coupon_table({"100 − 30": (100, 30)}, [0.2, 0.3, 0.6])
    assert table.loc["100 − 30"].tolist() == pytest.approx([1.5, 1.0, 0.5])
    assert coupon_break_even(100, 30, 0) == np.inf
    with pytest.raises(InputError, match="more than the price"):
        coupon_break_even(20, 30, 0.3)
    with pytest.raises(InputError, match="No coupon"):
        coupon_table({})
    with pytest.raises(InputError, match="margin is 30"):
        coupon_break_even(100, 30, 30)


def weeks():
    return pd.DataFrame({
        "entrance": ["card", "bag"] * 3, "cost": [50.0, 60, 50, 60, 50, 60],
        "week": pd.to_datetime(["2025-10-06"] * 2 + ["2025-10-13"] * 2 + ["2025-12-01"] * 2),
        "shown": 1000, "scanned": [40, 200, 50, 210, 45, 190],
        "joined": [30, 150, 40, 160, 35, 140],
        "stayed": [24, 30, 30, 20, None, None]})  # fmt: skip


def test_the_funnel_by_hand():
    found = private_domain_funnel(weeks()).set_index("entrance")
    card = found.loc["card"]
    assert card[["shown", "scanned", "joined", "stayed", "n"]].tolist() == [3000, 135, 105, 54, 70]
    assert card["estimate"] == pytest.approx(54 / 70)
    assert (card["low"], card["high"]) == pytest.approx(rate_interval(54, 70))
    assert card["per_joined"] == pytest.approx(150 / 105)
    assert card["per_stayed"] == pytest.approx(150 / 105 / (54 / 70))
    assert found.index[0] == found["per_stayed"].idxmin()


def test_weeks_that_are_too_young_say_nothing_of_staying():
    young = weeks().assign(stayed=lambda t: t["stayed"].fillna(0))
    pd.testing.assert_frame_equal(private_domain_funnel(young), private_domain_funnel(weeks()))
    with pytest.raises(InputError, match="nobody knows yet"):
        private_domain_funnel(weeks(), as_of="2025-10-20")
    early = private_domain_funnel(weeks(), as_of="2025-11-30").set_index("entrance")
    assert early.loc["card", "joined"] == 70


def test_funnels_that_grow_are_refused():
    with pytest.raises(InputError, match="more scanned than shown"):
        private_domain_funnel(weeks().assign(scanned=2000))
    with pytest.raises(InputError, match="old enough"):
        private_domain_funnel(weeks().assign(stayed=None))
    with pytest.raises(InputError, match="Nobody of 'card'"):
        private_domain_funnel(
            weeks().assign(joined=[0, 150, 0, 160, 35, 140], stayed=[0, 30, 0, 20, None, None])
        )
