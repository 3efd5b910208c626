"""All who began: by hand, against SciPy, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.plan.goals import cost_structure, entrant_profits, entrants, expected_profit

LOOKS = pd.to_datetime(["2024-04-01", "2024-05-01", "2024-06-01"])
LISTS = pd.DataFrame(
    {
        "date": [*LOOKS, *LOOKS, LOOKS[0], LOOKS[1], LOOKS[0]],
        "shop": ["a"] * 3 + ["b"] * 3 + ["c"] * 2 + ["d"],
        "price": [10.0, 10, 20, 5, 5, 5, 8, 8, 50],
        "units_30d": [10, 20, 20, 20, 20, 20, 10, 15, 3],
    }
)  # revenue: a 700, b 300, c 200, d 150
BOOKS = pd.DataFrame(
    {
        "date": LOOKS.repeat(4),
        "line": ["revenue", "cogs", "refund", "labour"] * 3,
        "amount": [100.0, -50, -10, -15, 200, -100, -20, -15, 400, -200, -45, -15],
    }
)


def test_entrants_by_hand():
    found = entrants(LISTS)
    assert found.index.tolist() == ["a", "b", "c", "d"]
    assert found["revenue"].tolist() == [700, 300, 200, 150]
    assert found["pieces"].tolist() == [50, 60, 25, 3]
    assert found["months"].tolist() == [3, 3, 2, 1]
    assert found["still_there"].tolist() == [True, True, False, False]


def test_costs_by_hand():
    """Of 700 yuan 350 go to goods, 75 to refunds; 15 a month whatever is sold.

    With the refunds, 25, 35 and 60 a month: the line through them rises by 33 yuan in 280.
    """
    assert cost_structure(BOOKS, fixed=["labour"]) == pytest.approx((275 / 700, 15))
    kept, month = cost_structure(BOOKS, fixed=["labour", "refund"])
    assert (kept, month) == pytest.approx((0.5 - 33 / 280, 12.5))
    small = BOOKS.assign(amount=BOOKS["amount"] / 1000)  # less than a yuan of revenue
    assert cost_structure(small, fixed=["labour"]) == pytest.approx((275 / 700, 0.015))


def test_profits_by_hand():
    found = entrant_profits(LISTS, kept=0.5, month=100)["profit"]
    assert found.tolist() == [50, -150, -100, -25]


def test_means_by_hand():
    """At 275/700 of revenue less 15 a month."""
    profit = np.array([700, 300, 200, 150]) * 275 / 700 - 15 * np.array([3, 3, 2, 1])
    for who, chosen in {"all": profit, "listed": profit[:2]}.items():
        found = expected_profit(LISTS, BOOKS, who, fixed=["labour"])
        assert found.value == pytest.approx(chosen.mean())
        assert (found.n, found.counts) == (len(chosen), "shops")
        assert found[1:3] == pytest.approx(stats.ttest_1samp(chosen, 0).confidence_interval())
    best = expected_profit(LISTS, BOOKS, "best", fixed=["labour"])
    assert best.value == pytest.approx(profit[0])
    assert np.isnan([best.low, best.high]).all()
    assert best.n == 1


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: entrants(LISTS.drop(columns="price")), ColumnError, "price"),
        (lambda: entrants(pd.concat([LISTS, LISTS.head(2)])), InputError, "2 rows have a shop"),
        (lambda: cost_structure(BOOKS), ChoiceError, "'other'"),
        (lambda: cost_structure(BOOKS[BOOKS["line"] != "revenue"], []), ChoiceError, "'revenue'"),
        (lambda: cost_structure(BOOKS.assign(amount=0), ["labour"]), InputError, "sums to 0"),
        (lambda: entrant_profits(LISTS, "8%", 100), InputError, "kept"),
        (lambda: expected_profit(LISTS, BOOKS, "survivors", ["labour"]), ChoiceError, "'listed'"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
