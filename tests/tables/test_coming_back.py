"""Purchase days: by hand, beside a loop over buyers, in memory and left in the database."""

import datetime as dt
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab import tables
from ecomlab.retention.cohorts import (
    churn_rate,
    cohort_retention,
    interpurchase_times,
    repurchase_rate,
)
from ecomlab.retention.lifetime import customer_summary
from ecomlab.tables import coming_back
from tests.backends import OTHERS

NEVER = tables.NEVER
ROWS = st.lists(
    st.tuples(
        st.integers(0, 6), st.integers(0, 120), st.sampled_from([0.0, 5.0, 20.0]), st.booleans()
    ),
    min_size=1,
    max_size=40,
)


def log_of(rows, name=int):
    """Orders of (buyer, days since 2024-01-01, paid, refunded in full)."""
    frame = pd.DataFrame(rows, columns=["customer_id", "day", "paid_amount", "refunded"])
    start = pd.Timestamp("2024-01-01 09:00").as_unit("us")
    frame["ts_order"] = start + pd.to_timedelta(frame["day"], unit="D")
    frame["refund_amount"] = frame["paid_amount"].where(frame["refunded"], 0.0)
    frame["customer_id"] = frame["customer_id"].map(name)
    return frame[["customer_id", "ts_order", "paid_amount", "refund_amount"]]


def by_loop(rows):
    """The purchase days of each buyer, a buyer at a time."""
    paid = {}
    for buyer, day, amount, _ in rows:
        paid.setdefault(buyer, {}).setdefault(day, []).append(amount)
    found = {}
    for buyer, days in paid.items():
        order = sorted(days)
        for place, day in enumerate(order):
            previous = order[place - 1] if place else None
            following = order[place + 1] if place + 1 < len(order) else None
            found[buyer, day] = (order[0], previous, following, sum(days[day]))
    return found


def told(days, name, start):
    """A frame of purchase days as `by_loop` tells them."""
    table = tables.collect(days.rows)
    ids = table["buyer"] if days.ids is None else days.ids.take(table["buyer"].to_numpy())
    columns = ["day", "first", "previous", "following"]
    known = table[columns].where(table[columns].abs() < NEVER) - start
    known = known.astype(object).where(known.notna(), None)
    rows = zip(ids, *(known[c] for c in columns), table["amount"], strict=True)
    return {(who, day): tuple(rest) for who, day, *rest in rows}


@pytest.mark.parametrize("name", [int, lambda n: n * 10**9, "buyer {}".format])
@given(rows=ROWS)
@settings(max_examples=25)
def test_the_days_are_those_of_a_loop(name, rows):
    orders = log_of([(*row[:3], False) for row in rows], name)
    want = {(name(buyer), day): rest for (buyer, day), rest in by_loop(rows).items()}
    start = tables.day_number("2024-01-01")
    columns = ["customer_id", "ts_order", "paid_amount"]
    for convert in (lambda frame: frame, OTHERS["polars"], OTHERS["duckdb"]):
        found = tables.purchase_log(convert(orders), columns, free="count", value="net")
        days = tables.purchase_days(found, ["first", "previous", "following", "amount"])
        assert told(days, name, start) == want


CALLS = {
    "rates": lambda o, **more: repurchase_rate(o, [7, 30], **more),
    "cohorts": lambda o, **more: cohort_retention(o, 10, 5, **more),
    "first": lambda o, **more: interpurchase_times(o, **more),
    "all": lambda o, **more: interpurchase_times(o, "all", **more),
    "away": lambda o, known_from=None: churn_rate(o, [5, 20], follow_up=10),
    "summary": lambda o, **more: customer_summary(o, **more),
}


def answer(call, orders, **more):
    try:
        return call(orders, **more).to_dict("list")
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("known_from", [None, "2024-01-20", [1, 5]])
def test_what_stays_in_the_database_gives_the_same(call, known_from, monkeypatch):
    """Above IN_MEMORY the database orders the days itself; nobody's answer may change by that."""
    random = np.random.default_rng(5)
    rows = [
        (int(random.integers(1, 60)), int(random.integers(0, 150)), 20.0, random.random() < 0.1)
        for _ in range(400)
    ]
    orders = log_of(rows)
    want = answer(CALLS[call], orders, known_from=known_from)
    assert isinstance(want, dict)
    monkeypatch.setattr(coming_back, "IN_MEMORY", 0)
    for backend in ("duckdb", *(["spark"] if "spark" in OTHERS else [])):
        found = answer(CALLS[call], OTHERS[backend](orders), known_from=known_from)
        assert found.keys() == want.keys()
        for name, values in want.items():
            if name in ("base", "cohort"):
                assert found[name] == values
            else:
                np.testing.assert_allclose(found[name], values, rtol=1e-12)


@given(rows=ROWS)
@settings(max_examples=25)
def test_a_summary_is_that_of_a_loop(rows):
    """Of what was kept; who kept nothing is one who came once, on the day of the first order."""
    orders = log_of(rows)
    kept = [row for row in rows if not row[3] and row[2] > 0]
    paid = [row for row in rows if row[2] > 0]
    if not paid:
        return
    end = max(day for _, day, _, _ in rows)
    found = customer_summary(orders).set_index("customer_id")
    for buyer in {row[0] for row in paid}:
        mine = [row for row in kept if row[0] == buyer] or [
            min(row for row in paid if row[0] == buyer)
        ]
        days = sorted({day for _, day, _, _ in mine})
        again = sum(amount for _, day, amount, _ in mine if day > days[0])
        row = found.loc[buyer]
        assert (row["frequency"], row["recency"]) == (len(days) - 1, days[-1] - days[0])
        assert row["T"] == end - days[0]
        if len(days) > 1:
            assert row["monetary_value"] == pytest.approx(again / (len(days) - 1))
    assert len(found) == len({row[0] for row in paid})


def test_ids_below_0():
    orders = pd.DataFrame(
        {
            "customer_id": [-3, -3, -7],
            "ts_order": pd.to_datetime(["1997-01-01", "1997-01-05", "1997-01-09"]),
            "paid_amount": [1.0, 2.0, 3.0],
        }
    )
    found = customer_summary(orders)
    assert found["customer_id"].tolist() == [-7, -3]
    assert found["frequency"].tolist() == [0, 1]
    assert found["monetary_value"].tolist()[1] == 2.0


def test_earlier_buyers_must_be_of_the_table_s_kind():
    orders = log_of([(1, 0, 5.0, False), (2, 60, 5.0, False)])
    for frame in (orders, OTHERS["duckdb"](orders)):
        with pytest.raises(ValueError, match="Give numbers"):
            repurchase_rate(frame, 30, known_from=["1"])


def test_the_beginning_is_told_once_and_only_where_nothing_is_known():
    random = np.random.default_rng(2)
    early = [(n, int(random.integers(0, 20)), 5.0, False) for n in range(300)]
    late = [(300 + n, int(random.integers(20, 200)), 5.0, False) for n in range(60)]
    orders = log_of(early + late)
    start = str(dt.date(2024, 1, 1))
    for call in ("rates", "cohorts", "first", "summary"):
        for known, expected in ((None, 1), ([], 0), (start, 0), ("2024-01-05", 1)):
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter("always")
                CALLS[call](orders, known_from=known)
            begins = [w for w in seen if w.category.__name__ == "LogBegins"]
            assert len(begins) == expected, (call, known)
