"""Lifetime value: published numbers, hand-made cases, recovery of known truth, bad input."""

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.retention.concentration import persistence
from ecomlab.retention.lifetime import (
    customer_summary,
    follow_rate,
    ltv_bgnbd_gamma_gamma,
    ltv_cohort,
    ltv_compare,
    ltv_simple,
    profit_change,
    retention_profit_sensitivity,
    value_change,
)
from ecomlab.retention.purchase_models import BGNBD, GammaGamma
from tests.backends import OTHERS
from tests.retention.simulated import at_least, make_orders, repeat_times

FEW = make_orders(
    ("B", 4, 80), ("A", 0, 50), ("A", 10, 20), ("A", 10.5, 10), ("A", 30, 60), ("A", 45, 7)
)


# ---- Summary ----------------------------------------------------------------------------------


def test_summary_by_hand():
    table = customer_summary(FEW, as_of="2025-01-31")
    assert table.customer_id.tolist() == ["A", "B"]
    assert table.frequency.tolist() == [2, 0]  # two orders on day 10 are one purchase day
    assert table.recency.tolist() == [30, 0]
    assert table["T"].tolist() == [30, 26]
    assert table.monetary_value[0] == pytest.approx((30 + 60) / 2)
    assert np.isnan(table.monetary_value[1])
    assert customer_summary(FEW)["T"].tolist() == [45, 41]


def test_summary_of_cdnow_is_the_published_one(calibration):
    assert len(calibration) == 2357
    assert (calibration.frequency > 0).sum() == 946
    assert calibration.frequency.sum() == 2457
    assert calibration.recency.sum() / 7 == pytest.approx(16135.52, abs=2)  # weeks, 2 decimals
    assert calibration["T"].sum() / 7 == pytest.approx(77111.21, abs=10)
    assert calibration.monetary_value.sum() == pytest.approx(33184.31, abs=2)


QUESTIONS = {
    "summary": lambda orders: customer_summary(orders, "1997-09-30", free="count"),
    "cohort": lambda orders: ltv_cohort(
        orders, 0.3, 200, discount=0.1, as_of="1997-09-30", free="count"
    ),
    "compare": lambda orders: ltv_compare(
        orders,
        0.3,
        as_of="1997-09-30",
        horizon=300,
        discount=0.1,
        zero_value="exclude",
        free="count",
    ),
    "persistence": lambda orders: persistence(orders, split="1997-09-30", free="count"),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_same_answer_from_every_backend(cdnow, question):
    expected = question(cdnow)
    for backend in OTHERS.values():
        pd.testing.assert_frame_equal(question(backend(cdnow)), expected, rtol=1e-9)


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(0, 40), st.integers(0, 500)), min_size=1
    ),
    st.randoms(use_true_random=False),
)
def test_summary_against_a_plain_loop(rows, random):
    table = customer_summary(make_orders(*rows), free="count").set_index("customer_id")
    last = max(day for _, day, _ in rows)
    for customer in {customer for customer, _, _ in rows}:
        days = sorted({day for who, day, _ in rows if who == customer})
        paid = sum(money for who, day, money in rows if who == customer and day > days[0])
        line = table.loc[customer]
        assert line[["frequency", "recency", "T"]].tolist() == [
            len(days) - 1,
            days[-1] - days[0],
            last - days[0],
        ]
        expected = paid / (len(days) - 1) if len(days) > 1 else np.nan
        assert line.monetary_value == pytest.approx(expected, nan_ok=True)
    shuffled = random.sample(rows, len(rows))
    pd.testing.assert_frame_equal(
        customer_summary(make_orders(*shuffled), free="count").set_index("customer_id"), table
    )


def test_summary_refuses_what_it_cannot_use():
    with pytest.raises(ColumnError, match="paid_amount"):
        customer_summary(FEW.drop(columns="paid_amount"))
    with pytest.raises(InputError):
        customer_summary(FEW.assign(paid_amount=[np.nan, 1, 1, 1, 1, 1]))
    with pytest.raises(InputError):
        customer_summary(FEW, as_of="2024-12-31")


# ---- Lifetime values --------------------------------------------------------------------------


def test_simple():
    assert ltv_simple(180, 2.5, 0.4) == pytest.approx(180)
    for bad in ((-1, 2, 0.4), (180, np.nan, 0.4), (180, 2, 40)):
        with pytest.raises(InputError):
            ltv_simple(*bad)


def test_cohort_by_hand():
    table = ltv_cohort(FEW, margin=0.5, horizon=31, step=10, as_of="2025-02-05")
    assert table.days.tolist() == [0, 10, 20, 30, 31]
    # A: 50, then 30 on day 10, 60 on day 30; B: 80; half of it, per customer
    assert table.value.tolist() == pytest.approx([32.5, 40, 40, 55, 55])
    assert (table.customers == 2).all()
    spread = np.std([25, 40], ddof=1) / 2**0.5
    assert table.high[0] - table.value[0] == pytest.approx(12.706205 * spread)
    later = ltv_cohort(FEW, margin=0.5, horizon=31, step=10, discount=0.1, as_of="2025-02-05")
    expected = 32.5 + 7.5 * 1.1 ** (-10 / 365) + 15 * 1.1 ** (-30 / 365)
    assert later.value.iloc[-1] == pytest.approx(expected)


def test_cohort_counts_only_customers_seen_for_the_whole_horizon(cdnow):
    table = ltv_cohort(cdnow, margin=1, horizon=240, as_of="1997-09-30", free="count")
    first = cdnow.groupby("customer_id").ts_order.min().dt.tz_localize(None)
    old = first[first <= "1997-02-02"].index  # 240 days before 30 September
    mine = cdnow[cdnow.customer_id.isin(old)]
    age = mine.ts_order.dt.tz_localize(None) - mine.customer_id.map(first)
    expected = mine.paid_amount[age <= pd.Timedelta(days=240)].sum() / len(old)
    assert table.customers.unique().tolist() == [len(old)]
    assert table.value.iloc[-1] == pytest.approx(expected)
    with pytest.raises(InputError, match="0 customers have been observed for 300 days"):
        ltv_cohort(cdnow, margin=1, horizon=300, as_of="1997-09-30", free="count")


@given(st.floats(0, 1), st.integers(1, 40), st.integers(1, 50), st.floats(0, 0.5))
def test_cohort_curve_rises_and_margin_scales_it(margin, horizon, step, discount):
    table = ltv_cohort(FEW, margin, horizon=horizon, step=step, discount=discount)
    assert table.days.iloc[-1] == horizon
    assert (np.diff(table.value) >= -1e-9).all()
    whole = ltv_cohort(FEW, 1.0, horizon=horizon, step=step, discount=discount)
    assert (whole.value * margin).tolist() == pytest.approx(table.value.tolist())


def test_zero_value_customers_are_an_error_or_left_out_in_sight(cdnow):
    with pytest.raises(InputError, match=r"1 of 9451 repeaters .* zero_value=\"exclude\""):
        ltv_bgnbd_gamma_gamma(cdnow, margin=0.3, as_of="1997-09-30", free="count")
    table = ltv_bgnbd_gamma_gamma(
        cdnow, 0.3, as_of="1997-09-30", zero_value="exclude", free="count"
    )
    assert len(table) == 23570
    assert (~table.in_spend_fit & (table.frequency > 0)).sum() == 1
    assert table.drop(columns="in_spend_fit").notna().all().all()
    with pytest.raises(ChoiceError, match="exclude"):
        ltv_bgnbd_gamma_gamma(cdnow, margin=0.3, zero_value="drop", free="count")


def test_ltv_is_purchases_times_spend_times_margin(sample):
    table = ltv_bgnbd_gamma_gamma(sample, margin=0.3, horizon=273, as_of="1997-09-30", free="count")
    expected = table.expected_purchases * table.expected_spend * 0.3
    assert table.ltv.tolist() == pytest.approx(expected.tolist())
    discounted = ltv_bgnbd_gamma_gamma(
        sample, 0.3, 273, discount=0.1, as_of="1997-09-30", free="count"
    ).ltv
    ratio = discounted / table.ltv
    assert ratio.between(1.1 ** (-273 / 365), 1).all()
    # Purchases spread evenly would be discounted like this; they come a bit earlier.
    days = np.arange(273) + 0.5
    assert ratio.median() == pytest.approx(np.mean(1.1 ** (-days / 365)), abs=0.005)


def test_compare(sample):
    table = ltv_compare(sample, margin=0.3, as_of="1997-09-30", horizon=200, cac=2, free="count")
    assert table.method.tolist() == ["simple", "cohort", "bgnbd_gamma_gamma", "actual"]
    assert table.first_order.tolist() == [False, True, True, True]
    assert (table.low <= table.value).all()
    assert (table.value <= table.high).all()
    assert table.net.tolist() == pytest.approx((table.value - 2).tolist())
    cohort = ltv_cohort(sample, margin=0.3, horizon=200, as_of="1997-09-30", free="count").iloc[-1]
    assert table.loc[1, ["value", "low", "high", "n"]].tolist() == pytest.approx(
        cohort[["value", "low", "high", "customers"]].tolist()
    )
    actual = ltv_cohort(sample, margin=0.3, horizon=200, free="count").iloc[-1]
    assert table.value[3] == pytest.approx(actual.value)
    assert table.n.tolist()[2:] == [2357, 2357]


def test_compare_does_not_look_behind_as_of(sample):
    whole = ltv_compare(sample, 0.3, as_of="1997-09-30", horizon=365, free="count")
    cut = sample[sample.ts_order.dt.strftime("%F") <= "1997-09-30"]
    blind = ltv_compare(cut, 0.3, as_of="1997-09-30", horizon=365, free="count")
    pd.testing.assert_frame_equal(whole.iloc[:3], blind.iloc[:3])
    assert whole.n.tolist() == [2357, 0, 2357, 2357]
    assert blind.n.tolist() == [2357, 0, 2357, 0]
    assert np.isnan(blind.value[3])


def test_simple_row_of_compare(sample, calibration):
    row = ltv_compare(sample, 0.3, as_of="1997-09-30", horizon=365, free="count").iloc[0]
    early = sample[sample.ts_order.dt.strftime("%F") <= "1997-09-30"]
    purchase_days = calibration.frequency.sum() + len(calibration)
    aov = early.paid_amount.sum() / purchase_days
    assert row.value == pytest.approx(aov * calibration.frequency.mean() * 0.3)
    with pytest.raises(InputError):
        ltv_compare(sample, 0.3, as_of="1996-09-30", horizon=365, free="count")


def a_shop(model, spend, n, rng, days=450):
    """Orders of n customers who joined in the first 100 days, from both models."""
    joined = rng.uniform(0, 100, n)
    who, when = repeat_times(model, n, days - joined, rng)
    who, when = np.append(np.arange(n), who), np.append(joined, joined[who] + when)
    scale = 1 / rng.gamma(spend.q, 1 / spend.gamma, n)
    return make_orders(*zip(who, when, rng.gamma(spend.p, size=len(who)) * scale[who], strict=True))


@pytest.mark.verify
def test_compare_intervals_hold_the_truth(seeds):
    model, spend, horizon = BGNBD(0.6, 30, 0.8, 2.5), GammaGamma(6.25, 5, 200), 300
    mean_spend = spend.expected_spend(0, np.nan)
    truth = mean_spend * (1 + model.expected_purchases(horizon)) * 0.4
    hits = np.zeros(2)
    for seed in range(seeds):
        orders = a_shop(model, spend, 1500, np.random.default_rng(seed))
        table = ltv_compare(orders, 0.4, as_of="2025-07-19", horizon=horizon).iloc[[2, 3]]
        hits += ((table.low <= truth) & (truth <= table.high)).to_numpy()
    assert (hits >= at_least(0.93, seeds)).all(), hits


# ---- Retention and profit ---------------------------------------------------------------------


def test_five_points_of_retention():
    table = retention_profit_sensitivity([0.08, 0.15, 0.60, 0.80, 0.90], margin=30)
    assert table.change.tolist() == pytest.approx([0.057, 0.0625, 0.143, 0.333, 1.0], abs=0.0005)


@given(st.floats(0, 0.9), st.floats(1, 500), st.floats(0, 0.09), st.floats(0, 0.9))
def test_value_is_the_sum_of_expected_orders(rate, margin, delta, cost_share):
    cost = cost_share * margin
    row = retention_profit_sensitivity(rate, margin, fixed_cost=cost, delta=delta).iloc[0]
    orders = np.cumsum(rate ** np.arange(2000.0))[-1]
    assert row.value == pytest.approx(margin * orders)
    assert row.change == pytest.approx(row.new_profit / (margin * orders - cost) - 1, abs=1e-9)
    free = retention_profit_sensitivity(rate, margin, delta=delta).iloc[0]
    assert row.change >= free.change - 1e-12  # a fixed cost lifts the percentage


def test_relative_mode_and_losses():
    row = retention_profit_sensitivity(0.6, 30, mode="relative").iloc[0]
    assert row.new_rate == pytest.approx(0.63)
    assert row.change == pytest.approx(0.4 / 0.37 - 1)
    loss = retention_profit_sensitivity([0.1, 0.6], margin=30, fixed_cost=40)
    assert np.isnan(loss.change[0])
    assert loss.change[1] == pytest.approx((30 / 0.35 - 40) / (75 - 40) - 1)


def test_five_points_by_hand_and_as_the_sensitivity_says():
    """Of 4 orders 2 are followed. 1 ÷ (1 − .5) = 2 orders each; at .6 they are 2.5."""
    orders = pd.DataFrame({"customer_id": ["A", "A", "A", "B"]})
    assert follow_rate(orders) == 0.5
    assert value_change(0.5, step=0.1) == pytest.approx(0.25)
    assert value_change(0.08) == pytest.approx(0.92 / 0.87 - 1)
    assert value_change(pd.Series([0.5, 0.75]), 0.05).tolist() == pytest.approx([1 / 9, 0.25])
    assert profit_change(0.5, 300, 100, step=0.1) == pytest.approx(0.75)
    row = retention_profit_sensitivity(0.2, margin=30, fixed_cost=10).iloc[0]
    assert profit_change(0.2, row.value, row.profit) == pytest.approx(row.change)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: value_change(0.95), "becomes 1.00"),
        (lambda: value_change(1.2), "rate is 1.2"),
        (lambda: value_change(0.02, step=-0.05), "becomes -0.03"),
        (lambda: profit_change(0.1, 100, 0), "profit is 0"),
        (lambda: follow_rate(pd.DataFrame({"customer_id": []})), "no rows"),
    ],
)
def test_five_points_refused(wrong, says):
    with pytest.raises(InputError, match=says):
        wrong()


@pytest.mark.parametrize(
    "bad",
    [
        {"rate": 0.97},
        {"rate": 8},
        {"rate": -0.1},
        {"rate": np.nan},
        {"rate": 0.5, "margin": 0},
        {"rate": 0.5, "mode": "percent"},
        {"rate": 0.02, "delta": -0.05},
        {"rate": 0.5, "delta": np.nan},
        {"rate": 0.5, "delta": "5%"},
        {"rate": 0.5, "fixed_cost": None},
        {"rate": 0.5, "fixed_cost": np.nan},
        {"rate": []},
    ],
)
def test_sensitivity_refuses(bad):
    with pytest.raises(InputError if "mode" not in bad else ChoiceError):
        retention_profit_sensitivity(**{"margin": 30, **bad})


# ---- Wrong kinds of value, and any log at all -------------------------------------------------


@given(st.floats(0, 1e6), st.floats(0, 1e3), st.floats(0, 1))
def test_simple_is_a_product(aov, repurchases, margin):
    assert ltv_simple(aov, repurchases, margin) == aov * repurchases * margin


@pytest.mark.parametrize("wrong", ["200", None, [1, 2], np.array([1, 2]), np.nan, -1, 10**400])
@pytest.mark.parametrize("name", ["aov", "repurchases", "margin"])
def test_simple_refuses_what_is_no_amount(name, wrong):
    with pytest.raises(InputError, match=name):
        ltv_simple(**{"aov": 1, "repurchases": 1, "margin": 0.5, name: wrong})


@pytest.mark.parametrize(
    "bad",
    [
        {"horizon": 30.5},
        {"horizon": "30"},
        {"horizon": 10**6},
        {"step": 0.5},
        {"step": 1.5},
        {"discount": "8%"},
        {"discount": None},
        {"discount": -0.1},
    ],
)
def test_cohort_refuses_what_is_no_span_or_rate(bad):
    """Half a day would be rounded down in silence: purchases are known by the day."""
    with pytest.raises(InputError, match=next(iter(bad))):
        ltv_cohort(FEW, **{"margin": 0.5, "horizon": 30, **bad})


@pytest.mark.parametrize("backend", [pd.DataFrame, pl.from_pandas, duckdb.from_df])
def test_a_curve_may_have_a_point_for_every_day(cdnow, backend):
    orders = backend(cdnow.assign(ts_order=cdnow.ts_order.dt.tz_localize(None)))
    daily = ltv_cohort(orders, margin=0.3, horizon=365, step=1)
    assert daily.days.tolist() == list(range(366))
    monthly = ltv_cohort(orders, margin=0.3, horizon=365, step=30).set_index("days")
    again = daily.set_index("days").loc[monthly.index]
    pd.testing.assert_frame_equal(again, monthly, rtol=1e-9)


def test_compare_refuses_a_cost_that_is_no_number(sample):
    with pytest.raises(InputError, match="cac"):
        ltv_compare(sample, 0.3, "1997-09-30", 90, cac="50", zero_value="exclude", free="count")


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 200), st.floats(0, 0.5))
def test_both_models_on_any_crowd(seed, horizon, discount):
    orders = crowd(np.random.default_rng(seed))
    table = ltv_bgnbd_gamma_gamma(orders, 0.5, horizon, discount)
    assert table.customer_id.tolist() == sorted(orders.customer_id.unique())
    assert table.alive.between(0, 1).all()
    assert (table[["expected_purchases", "expected_spend", "ltv"]].min() >= 0).all()
    undiscounted = 0.5 * table.expected_purchases * table.expected_spend
    assert (table.ltv <= undiscounted * (1 + 1e-9)).all()
    both = ltv_compare(orders, 0.5, "2025-07-19", horizon, discount, cac=3)
    assert both.method.tolist() == ["simple", "cohort", "bgnbd_gamma_gamma", "actual"]
    told = both[both.n > 0]
    assert (told.net == told.value - 3).all()
    assert ((told.low <= told.value) & (told.value <= told.high)).all()


def crowd(rng, n=600):
    """A shop whose customers live the models' story for 200 days, their first order included."""
    first = rng.integers(0, 100, n)
    who, when = repeat_times(BGNBD(r=0.8, alpha=15, a=0.8, b=2.4), n, 200.0 - first, rng)
    own = 3.74 * 15 / rng.gamma(3.74, size=n)
    customers, days = np.append(np.arange(n), who), np.append(first, first[who] + when)
    paid = own[customers] * rng.gamma(6, size=len(customers)) / 6 + 0.01
    return make_orders(*zip(customers, days, paid, strict=True))
