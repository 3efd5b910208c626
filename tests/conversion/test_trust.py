"""Reviews: by hand, and what can't be read from them."""

import pandas as pd
import pytest

from ecomlab.conversion.trust import (
    daily_satisfaction,
    good_rate_change,
    is_changed,
    satisfaction_change,
    unhappy_by_days,
)
from ecomlab.errors import ColumnError, InputError
from ecomlab.estimates import t_quantile

DAY = pd.Timestamp("2025-08-30", tz="Asia/Shanghai")


def reviews(rows):
    """Rows of (day, stars, answered, incentivised)."""
    table = pd.DataFrame(rows, columns=["day", "rating", "answered", "incentivised"])
    table["ts"] = DAY + pd.to_timedelta(table["day"], unit="D") + pd.Timedelta(hours=9)
    table["replied_at"] = table["ts"].where(table["answered"])
    return table


REVIEWS = reviews(
    [
        (0, 5, False, False), (0, 2, True, False), (1, 4, False, False), (1, 3, False, False),
        (2, 5, False, True), (2, 5, True, False), (3, 1, True, False), (3, 5, False, True),
        (3, 4, False, False),
    ]
)  # fmt: skip


def test_good_rates_by_hand():
    """Before 2 of 4. After 4 of 5; without cards 2 of 3; as first written 1 of 3."""
    since = "2025-09-01"
    assert good_rate_change(REVIEWS, since).value == pytest.approx(4 / 5 - 2 / 4)
    assert good_rate_change(REVIEWS, since).n == 9
    own = good_rate_change(REVIEWS, since, own=True)
    assert (own.value, own.n, own.counts) == (pytest.approx(2 / 3 - 2 / 4), 7, "reviews")
    first = good_rate_change(REVIEWS, since, own=True, first_written=True)
    assert first.value == pytest.approx(1 / 3 - 2 / 4)
    days = good_rate_change(REVIEWS, since, counts="days")
    assert (days.value, days.n, days.counts) == (pytest.approx(0.3), 4, "days")
    assert good_rate_change(REVIEWS, since, good=3).value == pytest.approx(4 / 5 - 3 / 4)


def test_changed_ones_are_good_and_answered():
    assert is_changed(REVIEWS).tolist() == [False] * 5 + [True] + [False] * 3
    assert is_changed(REVIEWS, good=6).sum() == 0


def chats(by_day, script="how was it"):
    rows = [(day, stars) for day, many in enumerate(by_day) for stars in many]
    table = pd.DataFrame(rows, columns=["day", "csat"])
    table["ts"] = DAY + pd.to_timedelta(table["day"], unit="D") + pd.Timedelta(hours=20)
    return table.assign(script_id=script)


CHATS = chats([[5, 4, 3, 1], [4, 4, 4, 2], [5, 5, 4, 4], [5, 5, 5, 3]])


def test_satisfaction_counts_days():
    assert daily_satisfaction(CHATS, "how was it").tolist() == [0.5, 0.75, 1.0, 0.75]
    found = satisfaction_change(CHATS, "2025-09-01", "how was it")
    assert (found.value, found.n, found.counts) == (0.25, 4, "days")
    half = t_quantile(2) * (0.125**2 + 0.125**2) ** 0.5
    assert found.high - found.value == pytest.approx(half)


def test_other_scripts_don_t_count():
    both = pd.concat([CHATS, chats([[1] * 9] * 4, script="please change")])
    assert daily_satisfaction(both, "how was it").tolist() == [0.5, 0.75, 1.0, 0.75]


def test_unhappy_by_groups_of_days():
    found = unhappy_by_days(REVIEWS, CHATS, "how was it", "2025-09-01", days=2)
    shares = found.set_index(["who", "day"])["share"]
    asked = shares["buyers asked by lot"]
    assert asked.tolist() == [0.375, 0.125]
    assert asked.index.tolist() == [DAY + pd.Timedelta(days=1), DAY + pd.Timedelta(days=3)]
    assert shares["reviews as they stand"].tolist() == [0.5, 0.2]


def test_refused():
    with pytest.raises(InputError, match="The scripts are: 'how was it'"):
        daily_satisfaction(CHATS, "how is it")
    with pytest.raises(InputError, match="one side is empty"):
        good_rate_change(REVIEWS, "2026-01-01")
    with pytest.raises(ColumnError, match="replied_at"):
        is_changed(REVIEWS.drop(columns="replied_at"))
    with pytest.raises(ColumnError, match="incentivised"):
        good_rate_change(REVIEWS.drop(columns="incentivised"), "2025-09-01", own=True)
    with pytest.raises(InputError, match="missing"):
        daily_satisfaction(CHATS.assign(csat=None), "how was it")
