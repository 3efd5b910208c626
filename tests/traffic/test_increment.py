"""Lots: by hand, in any order of rows, and what is no lot."""

import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.errors import ColumnError, InputError
from ecomlab.estimates import ratio_of_differences, ratio_of_totals
from ecomlab.traffic import steps
from ecomlab.traffic.increment import (
    carry_over,
    holdout_by_pairs,
    increment_by_lot,
    pairs,
    regions,
    since_switch,
)

BEFORE, TEST = pd.Timestamp("2025-08-04"), pd.Timestamp("2025-08-05")
ADS = pd.DataFrame(
    {
        "date": [BEFORE] * 4 + [TEST] * 4,
        "keyword_or_audience": ["east", "west", "north", "south"] * 2,
        "plan_id": ["pair 1", "pair 1", "pair 2", "pair 2"] * 2,
        "cost": [10.0, 12.0, 20.0, 22.0, 11.0, 0.0, 0.0, 25.0],
    }
)
ORDERS = pd.DataFrame(
    {
        "ts_order": [BEFORE] * 4 + [TEST] * 5,
        "region": ["east", "west", "north", "south"] * 2 + ["south"],
        "paid_amount": [100.0, 120.0, 200.0, 210.0, 105.0, 90.0, 150.0, 100.0, 115.0],
    }
)


@pytest.mark.parametrize("seed", range(3))
def test_regions_and_pairs_by_hand(seed):
    orders, ads = (table.sample(frac=1, random_state=seed) for table in (ORDERS, ADS))
    found = regions(orders, ads, TEST).set_index("region")
    assert found["stopped"].to_dict() == {
        "east": False,
        "north": True,
        "south": False,
        "west": True,
    }
    assert found.loc["south", ["revenue before", "revenue test"]].tolist() == [210, 215]
    table = pairs(orders, ads, TEST)
    # east +5, west −30: 35 lost; cost +1, −12: 13 saved. south +5, north −50: 55; +3, −20: 23.
    assert table["lost"].tolist() == [35, 55]
    assert table["saved"].tolist() == [13, 23]
    found = holdout_by_pairs(orders, ads, TEST)
    assert found == ratio_of_totals([35, 55], [13, 23], "pairs")


def test_a_region_that_sold_nothing_counts_as_nothing():
    fewer = ORDERS[~((ORDERS["region"] == "west") & (ORDERS["ts_order"] == TEST))]
    assert pairs(fewer, ADS, TEST)["lost"].tolist() == [125, 55]


def plan(on, revenue, cost):
    days = pd.date_range("2025-03-03", periods=len(on))
    return pd.DataFrame({"date": days, "on": on, "revenue": revenue, "cost": cost})


DAILY = plan(
    [True, True, False, False, True, True, False, False],
    [50, 60, 30, 35, 55, 52, 30, 31],
    [10, 12, 5, 6, 11, 11, 5, 5],
)


def test_lots_of_days_and_of_single_days():
    found = increment_by_lot(DAILY, "on")
    by_hand = ratio_of_differences(
        [50, 60, 55, 52], [10, 12, 11, 11], [30, 35, 30, 31], [5, 6, 5, 5]
    )
    assert found == by_hand
    assert increment_by_lot(DAILY.iloc[::-1], "on") == found
    two = increment_by_lot(DAILY, "on", days=2)
    assert two == ratio_of_differences([110, 107], [22, 22], [65, 61], [11, 10], "lots")
    assert increment_by_lot(DAILY, "on", days=2, counts="weekends").counts == "weekends"
    assert found.value == pytest.approx((217 - 126) / (44 - 21))


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: regions(ORDERS, ADS, "2025-09-01"), InputError, "test is 2025-09-01"),
        (
            lambda: regions(ORDERS[ORDERS["region"] != "west"], ADS, TEST),
            InputError,
            "west: in one of",
        ),
        (
            lambda: regions(ORDERS, ADS.assign(cost=5.0), TEST),
            InputError,
            r"'pair 1' hasn't two regions .*2 of 2",
        ),
        (
            lambda: regions(ORDERS, ADS.assign(plan_id="one"), TEST),
            InputError,
            "1 of 1",
        ),
        (lambda: regions(ORDERS.drop(columns="region"), ADS, TEST), ColumnError, "region"),
        (lambda: increment_by_lot(DAILY.drop(index=3), "on"), InputError, "7 rows for 8 days"),
        (lambda: increment_by_lot(DAILY, "on", days=3), InputError, "no whole number"),
        (lambda: increment_by_lot(DAILY, "on", days=4), InputError, "changes within a lot"),
        (lambda: increment_by_lot(DAILY.assign(cost=1), "on"), InputError, "spent the same"),
        (
            lambda: increment_by_lot(DAILY.assign(on=True), "on"),
            InputError,
            "All units are on one side",
        ),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()


# --- Days since a switch


SWITCHED = pd.DataFrame(
    {
        "date": pd.date_range("2025-03-03", periods=12),
        "on": [True] * 2 + [False] * 3 + [True] * 3 + [False] * 4,
        "clicks": [9, 10, 8, 4, 2, 3, 6, 9, 8, 4, 2, 1],
        "cost": [5.0] * 2 + [0.0] * 3 + [5.0] * 3 + [0.0] * 4,
    }
)


@pytest.mark.parametrize("seed", range(3))
def test_days_since_a_switch_by_hand(seed):
    found = since_switch(SWITCHED.sample(frac=1, random_state=seed), "on", "clicks")
    off, on = (found[found["on"] == state].set_index("since") for state in (False, True))
    assert off["clicks"].tolist() == [8, 4, 2, 1]
    assert off["n"].tolist() == [2, 2, 2, 1]
    assert on["clicks"].tolist() == [3, 6, 9]  # the first stretch began before the table
    assert len(since_switch(SWITCHED, "on", most=0)) == 2


def test_what_is_left_a_day_later():
    """After each stop 8, 4, 2: half is left from day to day, in every stretch."""
    found = carry_over(SWITCHED, "on", days=2)
    assert found.value == pytest.approx(0.5)
    assert (found.n, found.counts) == (2, "stops")
    assert carry_over(SWITCHED, "on", days=3).n == 1


def test_the_shop_s_feed_keeps_three_quarters():
    """Its world says 0.75 (`ads.paid_feed.carry`), but for people and what they see by chance."""
    shop = load("shop")
    days = steps.all_regions(steps.region_weeks(
        shop.traffic_regions, shop.ads_regions, "paid_feed", "2025-06-30", "2025-10-27", days=1
    ))  # fmt: skip
    assert carry_over(days, "on").value == pytest.approx(0.75, abs=0.03)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.assign(on=True), "nothing was switched"),
        (lambda t: t.drop(index=3), "one row"),
        (lambda t: t.assign(clicks=-1), "from 0"),
        (lambda t: t.assign(on="no"), "on"),
        (lambda t: t.drop(columns="on"), "on"),
    ],
)
def test_days_that_show_no_switch_are_refused(change, words):
    for ask in (since_switch, carry_over):
        with pytest.raises((InputError, ColumnError), match=words):
            ask(change(SWITCHED), "on", "clicks")


def test_a_stop_must_last():
    with pytest.raises(InputError, match="longer than 9 days"):
        carry_over(SWITCHED, "on", days=9)
