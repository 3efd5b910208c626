"""Paid traffic: by hand, the trade's published break-evens, and what is refused."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, InputError
from ecomlab.traffic.paid import break_even_roas, contribution_margin, roas

ADS = pd.DataFrame(
    {
        "date": pd.to_datetime(["2025-08-04", "2025-08-04", "2025-08-05", "2025-08-06"]),
        "cost": [10.0, 20.0, 30.0, 40.0],
        "revenue": [30.0, 30.0, 120.0, 40.0],
    }
)
BOOKS = pd.DataFrame(
    {
        "line": ["revenue", "revenue", "cogs", "refund", "labour"],
        "amount": [600.0, 400.0, -550.0, -120.0, -90.0],
    }
)


def test_days_make_the_interval_not_rows():
    found = roas(ADS)
    assert (found.value, found.n, found.counts) == (2.2, 3, "days")
    assert roas(ADS.iloc[::-1]) == found
    assert roas(ADS, before="2025-08-06").value == 3.0
    assert roas(ADS, since="2025-08-05").value == pytest.approx(160 / 70)
    assert roas(ADS, since="2025-08-05", before="2025-08-06").value == 4.0


def test_margin_of_chosen_lines():
    assert contribution_margin(BOOKS, ["cogs"]) == pytest.approx(0.45)
    assert contribution_margin(BOOKS, ["cogs", "refund"]) == pytest.approx(0.33)


def test_break_even_where_a_yuan_leaves_nothing():
    """Fashion sold live, margin 55%, 60% sent back, a return costs 5% of its price."""
    found = [break_even_roas(0.55, *rest) for rest in [(), (0.6,), (0.6, 0.05)]]
    assert found == pytest.approx([1.818, 4.545, 5.263], abs=5e-4)
    assert break_even_roas(0.05, returns=0.6, return_cost=0.05) == float("inf")
    assert break_even_roas(0.25) == 4


@given(st.floats(0.1, 0.9), st.floats(0, 0.9), st.floats(0, 0.5))
def test_at_break_even_nothing_is_left(margin, returns, cost):
    back = break_even_roas(margin, returns, cost)
    if back < 1e6:
        kept, sent = back * (1 - returns), back * returns
        assert kept * margin - sent * cost - 1 == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: roas(ADS, since="2025-09-01"), InputError, "2025-08-04 to 2025-08-06"),
        (lambda: roas(ADS.assign(cost=0.0)), InputError, "not above 0"),
        (lambda: contribution_margin(BOOKS, ["rent"]), ChoiceError, "'cogs'"),
        (lambda: contribution_margin(BOOKS.iloc[2:], []), ChoiceError, "revenue"),
        (lambda: break_even_roas(45), InputError, "45"),
        (lambda: break_even_roas(0.4, returns=1.2), InputError, "returns"),
        (lambda: break_even_roas(0.4, return_cost=-1), InputError, "return_cost"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
