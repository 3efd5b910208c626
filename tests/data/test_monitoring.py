"""Goals and guardrails: by hand, an identity, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.data.monitoring import (
    ad_rates,
    contribution_per_1000,
    guardrails,
    in_periods,
    rate_change,
    rates_by_period,
    with_rates,
)
from ecomlab.errors import ChoiceError, ColumnError, InputError

DAYS = pd.date_range("2024-07-01", periods=5, tz="Asia/Shanghai")
ADS = pd.DataFrame(
    {
        "date": [*DAYS, DAYS[0]],
        "creative_id": [1, 1, 2, 2, 2, 2],
        "impressions": [1000, 2000, 9999, 2000, 2000, 1000],
        "clicks": [20, 50, 999, 100, 100, 30],
        "orders": [2, 2, 999, 2, 1, 0],
        "cost": [20.0, 40.0, 999.0, 40.0, 40.0, 20.0],
    }
)
SHOP = pd.DataFrame(
    {
        "date": DAYS,
        "complaint_rate": [0.5, 0.0, 1.0, 0.0, 1.0],
        "refund_rate": [0.0, 0.5, 1.0, 1.0, 0.5],
    }
)
SPANS = {"before": ("2024-07-01", "2024-07-02"), "after": ("2024-07-04", "2024-07-05")}


def test_rates_by_hand():
    """Before: 4,000 shown, 100 clicked, 4 ordered. After: 4,000, 200, 3."""
    found = rates_by_period(ADS, **SPANS)
    assert found.index.tolist() == ["before", "after"]
    assert found.loc["before"].tolist() == pytest.approx([4000, 100, 4, 80, 0.025, 0.04, 1.0])
    assert found.loc["after"].tolist() == pytest.approx([4000, 200, 3, 80, 0.05, 0.015, 0.75])
    pictures = ad_rates(ADS)
    assert pictures.loc[1, ["impressions", "clicks", "orders"]].tolist() == [3000, 70, 4]
    assert ad_rates(ADS, by=ADS["date"]).loc[DAYS[0], "orders_1000"] == 1


@pytest.mark.parametrize(("rate", "times"), [("ctr", 2), ("cvr", 3 / 8), ("orders_1000", 0.75)])
def test_changes_by_hand(rate, times):
    found = rate_change(ADS, **SPANS, rate=rate)
    assert found.value == pytest.approx(times)
    assert (found.n, found.counts) == (8000, "impressions")
    assert np.isnan([found.low, found.high]).all()


@given(st.integers(1, 10**6), st.integers(1, 10**5), st.integers(0, 10**4))
def test_orders_are_clicks_times_conversion(impressions, clicks, orders):
    row = with_rates(
        pd.DataFrame({"impressions": [impressions], "clicks": [clicks], "orders": [orders]})
    ).iloc[0]
    assert row["orders_1000"] == pytest.approx(1000 * row["ctr"] * row["cvr"])


def test_guardrails_by_hand():
    """Orders 2 and 2 before, 2 and 1 after: days with many orders count more."""
    found = guardrails(ADS, SHOP, **SPANS)
    assert found.index.tolist() == ["before", "after"]
    assert found.loc["before"].tolist() == pytest.approx([1 / 4, 1 / 4])
    assert found.loc["after"].tolist() == pytest.approx([1 / 3, 2.5 / 3])


def test_what_is_left_by_hand():
    """Before: 1 order in 1,000, three quarters kept at 40 yuan, one quarter costs 10; ads 20."""
    found = contribution_per_1000(ADS, SHOP, **SPANS, price=100, margin=0.4, way_back=10)
    assert found["before"] == pytest.approx(1.0 * (0.75 * 40 - 0.25 * 10) - 20)
    assert found["after"] == pytest.approx(0.75 * (40 / 6 - 10 * 5 / 6) - 20)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: with_rates(SHOP), ColumnError, "impressions"),
        (lambda: ad_rates(ADS, by="picture"), ColumnError, "picture"),
        (lambda: in_periods(ADS, "2024-07-01", SPANS["after"]), InputError, "Give two days"),
        (lambda: in_periods(ADS, SPANS["before"], ("2025-07-01", "2025-07-02")), InputError,
         "after: there is no row"),
        (lambda: in_periods(ADS, SPANS["before"], SPANS["before"]), InputError, "share 3 rows"),
        (lambda: in_periods(ADS, ("1 July", "2 July"), SPANS["after"]), InputError, "no date"),
        (lambda: rate_change(ADS, **SPANS, rate="clicks"), ChoiceError, "'ctr'"),
        (lambda: rate_change(ADS.assign(orders=0), **SPANS), InputError, "0 before"),
        (lambda: guardrails(ADS.iloc[1:5], SHOP, **SPANS), InputError, "1 days .*2024-07-01"),
        (
            lambda: contribution_per_1000(ADS, SHOP, **SPANS, price=-1, margin=0.4, way_back=1),
            InputError,
            "price",
        ),
        (
            lambda: contribution_per_1000(ADS, SHOP, **SPANS, price=1, margin=40, way_back=1),
            InputError,
            "0.4",
        ),
    ],
)  # fmt: skip
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
