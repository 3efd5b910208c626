"""Demand and supply of a category: by hand, an identity, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.research.demand import (
    compare_categories,
    margin,
    market_months,
    market_times,
    outside_the_largest,
    profit_factors,
    profit_per_seller,
    search_growth,
    searches_multiple,
)

DAYS = pd.to_datetime(["2023-11-01", "2023-11-02", "2023-12-01", "2024-01-01", "2024-01-02"])
KEYWORDS = pd.DataFrame(
    {
        "date": DAYS.repeat(2).tz_localize("Asia/Shanghai"),
        "category": "tents",
        "keyword": ["tent", "light tent"] * 5,
        "search_index": [60, 40, 100, 100, 200, 100, 400, 200, 300, 100],
        "clicks": [10, 10, 20, 10, 30, 20, 60, 40, 50, 50],
        "payers": [1, 1, 2, 0, 3, 3, 3, 2, 3, 4],
    }
)
OTHER = KEYWORDS.assign(category="shoes", search_index=1000)
STATS = pd.DataFrame(
    {
        "month": ["2023-11", "2023-12", "2024-01"] * 2,
        "category": ["tents"] * 3 + ["shoes"] * 3,
        "search_index": [150, 300, 500, 1000, 1400, 1800],
        "n_sellers": [20, 30, 60, 300, 300, 450],
        "top10_share": [0.4, 0.5, 0.6, 0.1, 0.1, 0.1],
        "median_price": [200.0, 150.0, 100.0, 80.0, 80.0, 80.0],
        "unit_cost_rate": [0.45, 0.55, 0.65, 0.5, 0.5, 0.6],
        "platform_fee_rate": 0.05,
    }
)
BOTH = pd.concat([KEYWORDS, OTHER])
SINCE = "2024-01-01"


def test_growth_by_hand():
    """Days of 100, 200 and 300 before; of 600 and 400 since."""
    assert search_growth(KEYWORDS, SINCE) == pytest.approx(500 / 200)
    assert search_growth(BOTH, SINCE, "tents") == pytest.approx(2.5)
    assert search_growth(BOTH, SINCE, "shoes") == 1
    found = searches_multiple(BOTH, SINCE, "tents")
    assert (found.value, found.n, found.counts) == (2.5, 5, "days")
    assert np.isnan([found.low, found.high]).all()
    assert search_growth(KEYWORDS, "2024-01-02") == pytest.approx(400 / 300)


def test_margin_by_hand():
    assert margin(STATS).tolist() == pytest.approx([0.5, 0.4, 0.3, 0.45, 0.45, 0.35])


def test_months_by_hand():
    found = market_months(BOTH, STATS, "tents")
    assert found["searches"].tolist() == [150, 300, 500]
    assert found["clicks"].tolist() == [50, 50, 200]
    assert found["payers"].tolist() == [4, 6, 12]
    assert found["gross_profit"].tolist() == pytest.approx([400, 360, 360])
    assert found["rest_profit"].tolist() == pytest.approx([240, 180, 144])
    assert found["rest_sellers"].tolist() == [10, 20, 50]
    assert found["year"].tolist() == [2023, 2023, 2024]
    assert market_months(BOTH, STATS, "tents", largest=5)["rest_sellers"].iloc[0] == 15


def test_times_by_hand():
    found = market_times(BOTH, STATS, "tents", SINCE)
    assert found.loc["before"].to_dict() == pytest.approx(
        {
            "searches": 200, "clicks": 100, "payers": 10, "seller_months": 50,
            "gross_profit": 760, "rest_profit": 420, "rest_seller_months": 30,
        }
    )  # fmt: skip
    assert found.loc["since", ["searches", "payers", "seller_months"]].tolist() == [500, 12, 60]


def test_a_seller_s_profit_by_hand():
    """760 ÷ 50 before, 360 ÷ 60 since."""
    found = profit_per_seller(BOTH, STATS, "tents", SINCE)
    assert found.value == pytest.approx(6 / 15.2)
    assert (found.n, found.counts) == (22, "buyers")
    assert np.isnan([found.low, found.high]).all()
    factors = profit_factors(BOTH, STATS, "tents", SINCE)
    assert factors.tolist() == pytest.approx([2.5, (12 / 500) / (10 / 200), 30 / 76, 50 / 60])


@given(st.integers(1, 99), st.integers(1, 99), st.floats(0.1, 0.9))
def test_the_factors_multiply_to_the_profit(sellers, payers, rate):
    stats = STATS.assign(n_sellers=STATS["n_sellers"] + sellers, unit_cost_rate=rate)
    words = KEYWORDS.assign(payers=KEYWORDS["payers"] * payers + 1)
    product = profit_factors(words, stats, "tents", SINCE).prod()
    assert product == pytest.approx(profit_per_seller(words, stats, "tents", SINCE).value)


def test_outside_the_ten_by_hand():
    """420 ÷ 30 before, 144 ÷ 50 since, and once more by the same factor."""
    found = outside_the_largest(BOTH, STATS, "tents", SINCE)
    assert found.to_dict() == pytest.approx(
        {"before": 14, "since": 2.88, "another such time": 2.88 * 2.88 / 14}
    )


def test_categories_by_hand():
    found = compare_categories(STATS, SINCE)
    assert found.index.tolist() == ["tents", "shoes"]
    assert found["growth"].tolist() == pytest.approx([500 / 225 - 1, 0.5])
    assert found["more searches a day"].tolist() == pytest.approx([275, 600])
    assert found["sellers per 1,000 before"].tolist() == pytest.approx([25 / 0.225, 250])
    assert found["sellers per 1,000 since"].tolist() == pytest.approx([120, 250])
    assert found["margin"].tolist() == pytest.approx([0.3, 0.35])
    assert compare_categories(STATS, "2024-01-20").equals(found)  # a date in the month


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: search_growth(KEYWORDS, "2025-01-01"), InputError, "one side is empty"),
        (lambda: search_growth(KEYWORDS, SINCE, "tent"), ChoiceError, "'tents'"),
        (lambda: search_growth(KEYWORDS.assign(search_index=0), SINCE), InputError, "no searches"),
        (lambda: search_growth(KEYWORDS.drop(columns="search_index"), SINCE), ColumnError, "index"),
        (lambda: market_months(BOTH, STATS, "tent"), ChoiceError, "'tents'"),
        (lambda: market_months(BOTH, STATS.iloc[1:], "tents"), InputError, "2023-11 is in one"),
        (lambda: market_times(BOTH, STATS, "tents", "2024-01-02"), InputError, "first of one"),
        (lambda: compare_categories(STATS, "2026-01-01"), InputError, "one side is empty"),
        (lambda: margin(KEYWORDS), ColumnError, "unit_cost_rate"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
