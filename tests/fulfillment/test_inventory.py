"""Stock: by hand, against a textbook and brute force, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import ratio_of_ratios
from ecomlab.fulfillment.inventory import (
    against_sisters,
    article_profit,
    cancelled_share,
    critical_ratio,
    days_of_cover,
    fill_rate,
    holding_cost,
    sisters_difference,
    stock_and_sales,
    stock_summary,
    stock_turnover,
    turnover,
    turnover_change,
    turnover_change_at_same_mix,
    usual_days,
)

SKU = pd.DataFrame(
    {"sku": [1, 2], "category": "coats", "supplier": ["own", "far"], "unit_cost": [10.0, 30.0]}
)
FRIDAY = pd.Timestamp("2025-09-05", tz="Asia/Shanghai")
DAYS = pd.date_range(FRIDAY, periods=4)  # Friday to Monday
SHELVES = pd.DataFrame(
    {
        "date": list(DAYS) * 2,
        "sku": [1] * 4 + [2] * 4,
        "on_hand": [8, 6, 2, 10, 4, 4, 3, 3],
        "sales": [2, 2, 4, 1, 1, 0, 1, 0],
        "stockout_flag": [False, False, True, False, False, False, True, True],
    }
)


# --- How fast -------------------------------------------------------------------------------


def test_turnover_by_hand():
    assert turnover(730, 100, days=73) == 36.5
    assert turnover(600, 100) == 6


def test_turnover_of_tables_by_hand():
    """Sold for 90 + 60 yuan in 4 days; on average 65 + 105 yuan lie there, on Sunday 20 + 90."""
    assert stock_turnover(SKU, SHELVES) == pytest.approx(365 / 4 * 150 / 170)
    assert stock_turnover(SKU, SHELVES, weekday="Sunday") == pytest.approx(365 / 4 * 150 / 110)
    weekend = stock_turnover(SKU, SHELVES, "2025-09-06", "2025-09-07")
    assert weekend == pytest.approx(365 / 2 * 90 / 145)
    assert stock_turnover(SKU, SHELVES, first="2025-09-08") == pytest.approx(365 * 10 / 190)


def test_summary_by_hand():
    found = stock_summary(SHELVES, weekday="Saturday").set_index("sku")
    assert found.loc[1].to_dict() == {"sales": 9, "empty": 1, "stock": 6.5, "counted": 6}
    assert found.loc[2].to_dict() == {"sales": 2, "empty": 2, "stock": 3.5, "counted": 4}
    assert list(stock_summary(SHELVES)) == ["sku", "sales", "empty", "stock"]
    late = SHELVES.assign(late=SHELVES["date"] > DAYS[1])
    assert stock_summary(late, by=["sku", "late"])["sales"].tolist() == [4, 5, 1, 1]


SUNDAYS = pd.date_range("2025-02-16", periods=4, freq="7D", tz="Asia/Shanghai")
COUNTS = pd.DataFrame(
    {
        "date": list(SUNDAYS) * 2,
        "sku": [1] * 4 + [2] * 4,
        "on_hand": [10, 20, 5, 15, 2, 2, 1, 2],
    }
)
BOOKED = [(0, 1, -100), (1, 1, -60), (1, 1, 20), (2, 1, -140), (3, 1, -80), (3, 1, 40)]
BOOKED += [(0, 2, -30), (1, 2, -30), (2, 2, -30), (3, 2, -60), (3, 2, 30)]
LINES = pd.DataFrame(
    [(SUNDAYS[week], sku, "cogs", float(yuan)) for week, sku, yuan in BOOKED],
    columns=["date", "sku", "line", "amount"],
)
SINCE = "2025-03-01"


def test_stock_and_sales_by_hand():
    """Two weeks before and two after: a year is 365 / 14 of what they sold."""
    more = pd.concat([LINES, LINES.head(1).assign(line="ads", amount=-999.0)])
    found = stock_and_sales(SKU, COUNTS, more, SINCE)
    year = 365 / 14
    assert found.loc[1].drop(["category", "supplier", "unit_cost"]).to_dict() == pytest.approx(
        {
            "stock_before": 150, "paid_before": 160 * year, "net_before": 140 * year,
            "stock_after": 100, "paid_after": 220 * year, "net_after": 180 * year,
        }
    )  # fmt: skip
    assert found.loc[2, "paid_after"] == pytest.approx(90 * year)
    assert found.loc[2, "net_after"] == pytest.approx(60 * year)
    daily = stock_and_sales(SKU, COUNTS, LINES, SINCE, every=1)
    assert daily.loc[1, "paid_before"] == pytest.approx(160 * 365 / 2)


def test_an_article_that_sold_nothing_sold_0():
    found = stock_and_sales(SKU, COUNTS, LINES[LINES["sku"] == 1], SINCE)
    assert found.loc[2, ["paid_before", "net_after"]].tolist() == [0, 0]
    new = COUNTS[(COUNTS["sku"] == 1) | (COUNTS["date"] > SUNDAYS[1])]  # 2 came in March
    assert stock_and_sales(SKU, new, LINES, SINCE).loc[2, "stock_before"] == 0


def test_turnover_change_by_hand():
    """Paid 130 90 | 170 140 a week, of stock worth 160 260 | 80 210."""
    found = turnover_change(SKU, COUNTS, LINES, SINCE)
    assert found.value == pytest.approx((310 / 290) / (220 / 420))
    assert found == ratio_of_ratios([170, 140], [80, 210], [130, 90], [160, 260], "weeks")
    assert found.n == 4
    assert turnover_change(SKU, COUNTS, LINES, SINCE, counts="Sundays").counts == "Sundays"


def test_what_never_left():
    found = stock_and_sales(SKU, COUNTS, LINES, SINCE)
    assert cancelled_share(found) == pytest.approx(70 / 310)
    assert cancelled_share(found, "before") == pytest.approx(20 / 220)


def test_the_mix_held_still():
    """Coats 1 → 2 times a year, dresses 4 → 4; coats were 3/4 of the stock and are 1/4."""
    rails = pd.DataFrame(
        {
            "category": ["coats", "dresses"],
            "stock_before": [60, 20], "stock_after": [30, 90],
            "paid_before": [60, 80], "paid_after": [60, 360],
            "net_before": [60, 40], "net_after": [30, 180],
        }
    )  # fmt: skip
    assert turnover_change_at_same_mix(rails) == pytest.approx((60 * 2 + 20 * 4) / (60 + 80))
    assert turnover_change_at_same_mix(rails, sold="net") == pytest.approx(1)
    two = pd.concat([rails, rails])
    assert turnover_change_at_same_mix(two) == turnover_change_at_same_mix(rails)


# --- Enough on the shelf? -------------------------------------------------------------------


def test_fill_rate_by_hand():
    """Article 1: usual days of 2, 2 and 1, the last one sold 4 out of stock: nothing is missing.
    Article 2: one usual day of 1 and one of 0, then 1 and 0 sold on days out: half a piece is."""
    assert fill_rate(SHELVES) == pytest.approx(11 / (9 + 2 + 0.5))
    one = pd.DataFrame(
        {"sku": [7] * 3 + [8], "sales": [3, 5, 1, 10], "stockout_flag": [False, False, True, False]}
    )
    assert fill_rate(one) == pytest.approx(19 / 22)
    assert fill_rate(one[~one["stockout_flag"]]) == 1


@given(st.floats(0.5, 50), st.floats(0.5, 50), st.integers(5, 60))
def test_the_critical_ratio_minimises_the_cost(too_few, too_many, mean):
    """Brute force over all levels: the newsvendor's level is the best one, or as good."""
    demand = np.arange(4 * mean + 40)
    chance = stats.poisson.pmf(demand, mean)
    gap = demand[:, None] - demand[None]  # demand less level
    cost = chance @ np.where(gap > 0, too_few * gap, -too_many * gap)
    level = int(stats.poisson.ppf(critical_ratio(too_few, too_many), mean))
    assert cost[level] == pytest.approx(cost.min(), rel=1e-9)


def test_the_textbook_s_newsvendor():
    """Snyder and Shen (2019), example 4.3: demand N(50, 8), 56.6 papers."""
    level = stats.norm.ppf(critical_ratio(too_few=0.70, too_many=0.18), 50, 8)
    assert level == pytest.approx(56.6039559, abs=1e-6)


WEEKS = pd.date_range("2025-09-01", periods=24)  # three weeks and three days
CALM = pd.DataFrame(
    {
        "date": WEEKS,
        "sku": 1,
        "stockout_flag": False,
        "sales": [6, *[0] * 6, *[2] * 7, 4, *[1] * 6, *[99] * 3],
    }
)


def test_cover_by_hand():
    """Weeks of 6, 14, 10: .6, 1.4 and 1 of their mean. The three days after aren't a week."""
    assert days_of_cover(CALM, service=0.5) == pytest.approx(7)
    assert days_of_cover(CALM, service=0.75) == pytest.approx(7 * 1.2)
    sold_out = CALM.assign(sku=2, sales=1000, stockout_flag=[True] + [False] * 23)
    assert days_of_cover(pd.concat([CALM, sold_out]), 0.75) == pytest.approx(7 * 1.2)
    twice = CALM.assign(sku=3, sales=2 * CALM["sales"])  # the same weeks, of twice the mean
    assert days_of_cover(pd.concat([CALM, twice]), 0.5) == pytest.approx(7)
    halves = CALM.assign(late=CALM["date"] > WEEKS[6])
    assert days_of_cover(halves, 0.5, by=["sku", "late"]) == pytest.approx(7)
    assert days_of_cover(CALM.head(21), 1 - 1e-12, cycle=21) == pytest.approx(21)


# --- The whole bill -------------------------------------------------------------------------


def test_a_usual_day_stands_for_each_day_sold_out():
    """Of 2, 4 and 3 sold, 3 is usual: it stands for the 1 before an empty shelf, not for the 5."""
    shelf = pd.DataFrame(
        {
            "sku": 1,
            "date": pd.date_range("2025-09-01", periods=5),
            "sales": [2, 4, 3, 1, 5],
            "stockout_flag": [False, False, False, True, True],
        }
    )
    both = pd.concat([shelf, shelf.assign(sku=2, stockout_flag=False)], ignore_index=True)
    found = usual_days(both.sample(frac=1, random_state=1))
    assert found["sales"].tolist() == [2, 4, 3, 3, 5, 2, 4, 3, 1, 5]
    assert not found["stockout_flag"].any()
    assert found["sales"].sum() == pytest.approx(both["sales"].sum() / fill_rate(both))
    with pytest.raises(InputError, match="sold out on each"):
        usual_days(shelf.assign(stockout_flag=True))


def test_a_bill_by_hand():
    article = pd.DataFrame(
        {"price": [100.0], "unit_cost": [40.0], "surcharge": [3.0], "sales": [28], "stock": [36.5]}
    )
    found = article_profit(article, variable=0.25, carrying=0.2, days=56)
    assert found.iloc[0].tolist() == pytest.approx([525, -45, -24, 456])
    quarter = article_profit(article, 0.25, 0.2, days=56, month=60)
    assert quarter.iloc[0].tolist() == pytest.approx([1050, -90, -48, 912])
    assert holding_cost(1000, 0.365, days=10) == pytest.approx(10)
    assert holding_cost(1000, 0.365) == pytest.approx(30)  # a month


COLOURS = pd.DataFrame(
    [
        (cut, colour == "red", new, yuan)
        for cut, rows in {
            "a": {"red": (100, 130), "black": (90, 95), "white": (70, 95)},
            "b": {"red": (60, 90), "black": (70, 85)},
        }.items()
        for colour, pair in rows.items()
        for new, yuan in zip((False, True), pair, strict=True)
    ],
    columns=["cut", "drawn", "new", "profit"],
)


def test_sisters_by_hand():
    """Cut a: +30, its sisters +5 and +25, on average +15. Cut b: +30 against +15."""
    found = against_sisters(COLOURS, ["profit"], "cut", "drawn", "new")
    assert found["profit"].to_dict() == {"a": 15, "b": 15}
    more = pd.concat([COLOURS, COLOURS.assign(cut="c", profit=COLOURS["profit"] * 2)])
    mean = sisters_difference(more, "profit", "cut", "drawn", "new", counts="cuts")
    assert (mean.n, mean.counts) == (3, "cuts")
    # Cut c is a and b in one: (2 · 30) less the mean of 2 · (5, 25, 15).
    assert mean.value == pytest.approx((15 + 15 + 30) / 3)
    oracle = stats.ttest_1samp([15, 15, 30], 0).confidence_interval()
    assert mean[1:3] == pytest.approx(oracle)


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_what_moves_all_sisters_or_stays_cancels(season, own):
    moved = COLOURS.assign(
        profit=COLOURS["profit"] + season * COLOURS["new"] + own * COLOURS["drawn"]
    )
    found = against_sisters(moved, ["profit"], "cut", "drawn", "new")["profit"]
    assert found.tolist() == pytest.approx([15, 15])


# --- What is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: turnover(1, 0), InputError, "stock is 0"),
        (lambda: turnover(1, 1, days=-1), InputError, "days"),
        (lambda: stock_turnover(SKU, SHELVES, "2026-01-01", "2026-02-01"), InputError, "no day"),
        (lambda: stock_turnover(SKU, SHELVES, weekday="sunday"), ChoiceError, "'Sunday'"),
        (lambda: stock_turnover(SKU, SHELVES, weekday="Tuesday"), InputError, "no Tuesday"),
        (lambda: stock_turnover(SKU.head(1), SHELVES), InputError, "1 articles .*such as 2"),
        (lambda: stock_turnover(pd.concat([SKU, SKU]), SHELVES), InputError, "twice"),
        (lambda: stock_turnover(SKU, SHELVES.drop(columns="sales")), ColumnError, "sales"),
        (lambda: stock_and_sales(SKU, COUNTS, LINES, "2026-03-01"), InputError, "one side"),
        (lambda: stock_and_sales(SKU, COUNTS, LINES, SINCE, "cost"), ChoiceError, "'cogs'"),
        (
            lambda: turnover_change(SKU, COUNTS, LINES.iloc[1:5], SINCE),
            InputError,
            "2025-02-16 is in one",
        ),
        (
            lambda: turnover_change_at_same_mix(
                stock_and_sales(SKU, COUNTS.assign(on_hand=0), LINES, SINCE)
            ),
            InputError,
            "'coats' had no stock",
        ),
        (lambda: cancelled_share(COUNTS), ColumnError, "paid_after"),
        (lambda: cancelled_share(COUNTS, "later"), ChoiceError, "'after'"),
        (lambda: stock_summary(SHELVES, by=["skew"]), ColumnError, "skew"),
        (lambda: fill_rate(SHELVES[SHELVES["stockout_flag"]]), InputError, "2 articles"),
        (lambda: critical_ratio(0, 1), InputError, "too_few"),
        (lambda: critical_ratio(1, -1), InputError, "too_many"),
        (lambda: days_of_cover(CALM, 95), InputError, "0.95"),
        (lambda: days_of_cover(CALM.assign(stockout_flag=True), 0.9), InputError, "sold out"),
        (lambda: days_of_cover(CALM, 0.9, cycle=0), InputError, "cycle"),
        (lambda: holding_cost(1, 0), InputError, "rate"),
        (lambda: holding_cost(1, 28), InputError, "28% is 0.28"),
        (
            lambda: against_sisters(COLOURS[~COLOURS["drawn"]], ["profit"], "cut", "drawn", "new"),
            InputError,
            "'a' lacks",
        ),
        (
            lambda: sisters_difference(COLOURS.iloc[:-1], "profit", "cut", "drawn", "new"),
            InputError,
            r"'b' lacks .*1 of 2",
        ),
        (
            lambda: against_sisters(COLOURS, ["profits"], "cut", "drawn", "new"),
            ColumnError,
            "profit",
        ),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
