"""In time, how often, and the cheapest way: by hand, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import ChoiceError, InputError
from ecomlab.fulfillment.aftersales import after_sales, handled_within, resend_or_refund

START = pd.Timestamp("2025-02-03 08:00", tz="UTC")


def cases(hours):
    done = [pd.NaT if h is None else START + pd.Timedelta(hours=h) for h in hours]
    return pd.DataFrame({"asked": START, "done": pd.Series(done, dtype="datetime64[ns, UTC]")})


def test_an_open_case_is_late_once_its_time_is_over():
    row = handled_within(
        cases([1, 24, 24.01, None]), "asked", "done", 24, as_of=START + pd.Timedelta(hours=30)
    ).iloc[0]
    assert (row["in_time"], row["late"], row["open"], row["young"], row["n"]) == (2, 2, 1, 0, 4)


def test_a_young_case_does_not_count_yet():
    row = handled_within(
        cases([1, 2, None]), "asked", "done", 24, as_of=START + pd.Timedelta(hours=10)
    ).iloc[0]
    assert (row["in_time"], row["young"], row["n"]) == (2, 1, 2)


def test_what_was_done_after_the_evening_is_not_known_on_it():
    row = handled_within(
        cases([1, 40]), "asked", "done", 24, as_of=START + pd.Timedelta(hours=30)
    ).iloc[0]
    assert (row["in_time"], row["open"]) == (1, 1)


def test_groups_are_judged_alone():
    table = cases([1, 30, 2, 3]).assign(kind=["x", "x", "y", "y"])
    found = handled_within(table, "asked", "done", 24, by="kind").set_index("kind")
    assert found["estimate"].to_dict() == {"x": 0.5, "y": 1.0}


def test_bad_cases_are_refused():
    with pytest.raises(InputError, match="were done before asked"):
        handled_within(cases([-1, 3]), "asked", "done", 24)
    with pytest.raises(InputError, match="old enough"):
        handled_within(cases([None]), "asked", "done", 24, as_of=START)
    with pytest.raises(InputError, match="hours"):
        handled_within(cases([1]), "asked", "done", -24)


def test_after_sales_by_hand():
    orders = pd.DataFrame({"order_id": range(100), "ts_pay": START, "paid_amount": 50.0,
                           "refund_amount": [50.0] * 12 + [0.0] * 88})  # fmt: skip
    returns = pd.DataFrame(
        {"order_id": [1, 1, 2, 500], "reason": ["quality", "quality", "late", "quality"]}
    )
    chats = pd.DataFrame(
        {"ts": [START, START + pd.Timedelta(days=9)], "complaint": True, "dispute": [0, 1]}
    )
    found = after_sales(orders, returns, chats, "2025-02-01", "2025-02-05").set_index("metric")[
        "count"
    ]
    assert found.to_dict() == {"refund rate": 12, "quality refund rate": 1,
                               "after-sales frequency": 3,
                               "complaints": 1, "disputes": 0}  # fmt: skip
    with pytest.raises(InputError, match="No order was paid from 2026"):
        after_sales(orders, returns, since="2026-01-01")


def test_the_cheapest_way_by_simulation():
    rng, n = np.random.default_rng(2), 300_000
    fails = rng.random(n) < 0.2
    again = -(30 + 5) - 80 * fails
    found = resend_or_refund(80, 30, 5, fails=0.2, recovered=20, way_back=8).set_index("way")[
        "yuan"
    ]
    assert found["another piece"] == pytest.approx(again.mean(), abs=0.3)
    assert found["refund"] == -80 + 12


def test_at_the_border_both_ways_cost_the_same():
    terms = {"paid": 120, "unit_cost": 50, "freight": 7, "recovered": 30, "way_back": 6,
             "worth": 40, "stays": (0.6, 0.3, 0.4)}  # fmt: skip
    border = resend_or_refund(**terms)["fails_from"].iloc[0]
    found = resend_or_refund(**terms, fails=border).set_index("way")["yuan"]
    assert found["another piece"] == pytest.approx(found["refund"])


def test_a_piece_not_worth_its_way_stays_where_it_is():
    found = resend_or_refund(80, 30, 5, recovered=4, way_back=8).set_index("way")["yuan"]
    assert found["refund"] == -80


def test_bad_terms_are_refused():
    with pytest.raises(InputError, match="three chances"):
        resend_or_refund(80, 30, 5, stays=(0.1, 0.2))
    with pytest.raises(InputError, match="fails"):
        resend_or_refund(80, 30, 5, fails=8)


def test_a_shop_s_own_word_for_a_fault():
    orders = pd.DataFrame({"order_id": range(4), "ts_pay": pd.Timestamp("2025-03-01"),
                           "paid_amount": 100.0, "refund_amount": [100.0, 0, 0, 0]})  # fmt: skip
    returns = pd.DataFrame({"order_id": [0], "reason": ["质量问题"]})
    with pytest.raises(ChoiceError, match="质量问题"):
        after_sales(orders, returns)
    found = after_sales(orders, returns, quality="质量问题").set_index("metric")
    assert found.loc["quality refund rate", "count"] == 1
    assert "quality refund rate" not in set(after_sales(orders, returns, quality=None)["metric"])
