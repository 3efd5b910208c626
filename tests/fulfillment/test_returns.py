"""Returns: by hand, and what can't be compared."""

import pandas as pd
import pytest

from ecomlab.errors import ChoiceError, InputError
from ecomlab.fulfillment.returns import return_factor

FIRST = pd.Timestamp("2025-07-01", tz="Asia/Shanghai")


def on(day):
    return FIRST + pd.Timedelta(days=day)


def test_returns_per_buyer_of_two_periods():
    """Periods of two days; returns count three days later: days 3-4 and 13-14."""
    traffic = pd.DataFrame(
        {
            "date": [on(d) for d in (0, 1, 2, 10, 11, 12, 10)],
            "landing_page": ["dress"] * 6 + ["bag"],
            "payers": [10, 30, 500, 20, 30, 500, 700],
        }
    )
    days = [2, 3, 4, 4, 4, 5, 12, 13, 14, 14, 15, 13]
    returns = pd.DataFrame(
        {"requested_at": [on(d) for d in days], "reason": ["size"] * 11 + ["late"]}
    )
    found = return_factor(traffic, returns, on(0), on(10), "dress", "size", days=2, lag=3)
    assert found.value == pytest.approx((3 / 50) / (4 / 40))
    assert (found.n, found.counts) == (90, "buyers")
    with pytest.raises(ChoiceError, match="reason"):
        return_factor(traffic, returns, on(0), on(10), "dress", "colour")
    with pytest.raises(InputError, match="Nobody bought 'bag'"):
        return_factor(traffic, returns, on(0), on(10), "bag", "size", days=2)
