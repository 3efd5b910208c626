"""Sources of traffic: by hand, what standardising must leave alone, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, InputError
from ecomlab.estimates import difference_of_shares, mean
from ecomlab.traffic.mix import (
    came_back,
    channel_difference,
    channel_quality,
    like_with_like,
    quality_difference,
    repurchase_difference,
    rise,
    traffic_mix,
)

DAYS = pd.date_range("2025-02-24", periods=2, tz="Asia/Shanghai")
TRAFFIC = pd.DataFrame(
    {
        "date": DAYS.repeat(4),
        "channel": ["content", "content", "paid", "paid"] * 2,
        "entrance": ["v fans", "v new", "a fans", "a new"] * 2,
        "uv": [100, 50, 100, 400, 200, 50, 50, 400],
        "payers": [20, 2, 18, 16, 44, 3, 9, 20],
    }
)
KINDS = [("v fans", "a fans"), ("v new", "a new")]


def test_shares_within_a_channel():
    found = traffic_mix(TRAFFIC, by=["channel", "entrance"], within=["channel"])
    assert found["entrance"].tolist() == ["v fans", "v new", "a fans", "a new"]
    assert found["uv"].tolist() == [300, 100, 150, 800]
    assert found["share"].tolist() == pytest.approx([0.75, 0.25, 150 / 950, 800 / 950])
    assert found["conversion"].tolist() == pytest.approx([64 / 300, 0.05, 0.18, 0.045])
    assert traffic_mix(TRAFFIC)["share"].tolist() == pytest.approx([400 / 1350, 950 / 1350])


def test_pooled_difference_by_hand():
    found = channel_difference(TRAFFIC, "content", "paid")
    assert found == difference_of_shares(69, 400, 63, 950, counts="visits")
    assert channel_difference(TRAFFIC, "paid", "content").value == pytest.approx(-found.value)


def test_like_with_like_by_hand():
    """Four strata with weights n·n₀ ÷ (n + n₀): 50, 400/9, 40, 400/9."""
    weights = np.array([50, 400 / 9, 40, 400 / 9])
    gaps = np.array([0.2 - 0.18, 0.04 - 0.04, 0.22 - 0.18, 0.06 - 0.05])
    found = like_with_like(TRAFFIC, KINDS)
    assert found.value == pytest.approx((weights * gaps).sum() / weights.sum())
    assert (found.n, found.counts) == (2, "days")


def test_a_kind_that_is_missing_on_a_day_weighs_nothing():
    fewer = TRAFFIC.drop(index=3)
    weights, gaps = np.array([50, 40, 400 / 9]), np.array([0.02, 0.04, 0.01])
    assert like_with_like(fewer, KINDS).value == pytest.approx(
        (weights * gaps).sum() / weights.sum()
    )


@given(st.lists(st.integers(1, 400), min_size=8, max_size=8))
def test_where_the_kinds_convert_alike_there_is_no_difference_whatever_the_mix(visits):
    same = TRAFFIC.assign(uv=100 * np.array(visits))
    same["payers"] = same["uv"] * np.where(same["entrance"].str.endswith("fans"), 20, 4) // 100
    assert like_with_like(same, KINDS).value == pytest.approx(0, abs=1e-12)


CUSTOMERS = pd.DataFrame(
    {
        "customer_id": range(1, 13),
        "acq_offer": ["box"] * 6 + ["pack"] * 6,
        "tags": ["high"] * 4 + ["low"] * 2 + ["high"] * 2 + ["low"] * 4,
    }
)
ORDERS = pd.DataFrame(
    [(who, "2025-03-01", 9.9) for who in range(1, 13)]
    + [(1, "2025-04-01", 50.0), (2, "2025-04-02", 70.0), (5, "2025-04-03", 20.0)]
    + [(7, "2025-04-01", 30.0), (9, "2025-04-02", 10.0), (9, "2025-02-01", 40.0)],
    columns=["customer_id", "ts_order", "paid_amount"],
).assign(ts_order=lambda t: pd.to_datetime(t["ts_order"]))
ADS = pd.DataFrame({"plan_id": ["box", "pack", "box"], "cost": [100.0, 20.0, 20.0]})


def test_who_came_back():
    assert came_back(CUSTOMERS, ORDERS).tolist() == [n in (1, 2, 5, 7, 9) for n in range(1, 13)]


def test_repurchase_pooled_and_at_the_same_buying_power():
    """Box: high 2 of 4, low 1 of 2. Pack: high 1 of 2, low 1 of 4."""
    pooled = repurchase_difference(CUSTOMERS, ORDERS, "box", "pack")
    assert pooled == difference_of_shares(3, 6, 2, 6, counts="customers")
    found = repurchase_difference(CUSTOMERS, ORDERS, "box", "pack", strata="tags")
    assert found.value == pytest.approx((4 * 0 + 2 * 0.25) / 6)
    other = repurchase_difference(CUSTOMERS, ORDERS, "box", "pack", "tags", weights="second")
    assert other.value == pytest.approx((2 * 0 + 4 * 0.25) / 6)
    assert found.n == 12


def test_later_orders_are_those_after_the_first_whatever_the_order_of_rows():
    """Box: 140 yuan later. Pack: 30 of the one, and of customer 9 the two later: 9.9 and 10."""
    for orders in (ORDERS, ORDERS.iloc[::-1]):
        found = channel_quality(CUSTOMERS, orders, ADS, margin=0.5).set_index("acq_offer")
        assert found["margin"].to_dict() == pytest.approx({"box": 70, "pack": 24.95})
        assert found["cost"].to_dict() == {"box": 120, "pack": 20}
        assert found["estimate"].to_dict() == pytest.approx({"box": 70 / 120, "pack": 24.95 / 20})
        assert found["cost per repeater"].to_dict() == {"box": 40, "pack": 10}
        assert found["people"].to_dict() == {"box": 6, "pack": 6}


def test_the_interval_of_a_yuan_is_that_of_a_customer():
    found = channel_quality(CUSTOMERS, ORDERS, ADS, margin=0.5).set_index("acq_offer").loc["box"]
    one = mean([25, 35, 0, 0, 10, 0])
    assert (found["low"], found["high"]) == pytest.approx((one.low * 6 / 120, one.high * 6 / 120))


def test_a_difference_of_yuan_adds_up_squares():
    rows = channel_quality(CUSTOMERS, ORDERS, ADS, margin=0.5).set_index("acq_offer")
    found = quality_difference(CUSTOMERS, ORDERS, ADS, "box", "pack", margin=0.5)
    assert found.value == pytest.approx(rows.loc["box", "estimate"] - rows.loc["pack", "estimate"])
    halves = (rows["high"] - rows["low"]) / 2
    assert found.high - found.value == pytest.approx((halves**2).sum() ** 0.5)
    assert (found.n, found.counts) == (12, "customers")


def test_rise_of_sums():
    visits = pd.DataFrame({"date": DAYS.repeat(2), "uv": [60, 40, 90, 60]})
    assert rise(visits, "uv", DAYS[1]) == 1.5
    more = pd.concat([visits, visits.assign(date=visits["date"] + pd.Timedelta(days=1))])
    with pytest.raises(InputError, match="1 days before and 2 since"):
        rise(more, "uv", DAYS[1])


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: channel_difference(TRAFFIC, "content", "piad"), ChoiceError, "'paid'"),
        (lambda: like_with_like(TRAFFIC, [("v fans", "ads")]), ChoiceError, "pairs is 'ads'"),
        (lambda: like_with_like(TRAFFIC, []), InputError, "two names"),
        (lambda: like_with_like(TRAFFIC, ["ab1"]), InputError, "two names"),
        (
            lambda: repurchase_difference(CUSTOMERS.iloc[:6], ORDERS, "box", "pack"),
            ChoiceError,
            "second",
        ),
        (
            lambda: repurchase_difference(
                CUSTOMERS.drop(index=[6, 7]), ORDERS, "box", "pack", strata="tags"
            ),
            InputError,
            "1 of 2 strata",
        ),
        (
            lambda: channel_quality(CUSTOMERS, ORDERS, ADS.iloc[:1], margin=0.5),
            ChoiceError,
            "plan_id is 'pack'",
        ),
        (
            lambda: channel_quality(CUSTOMERS, ORDERS, ADS.assign(cost=0.0), margin=0.5),
            InputError,
            "cost nothing",
        ),
        (lambda: channel_quality(CUSTOMERS, ORDERS, ADS, margin=50), InputError, "margin"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
