"""A shop's months, weekdays and hours: what adds up, what is whole, what is left out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.data import figures, reporting
from ecomlab.errors import ChoiceError, ColumnError, InputError, LeftOut


def orders_of(*rows, columns=("ts_order", "paid_amount", "refund_amount")):
    table = pd.DataFrame(rows, columns=list(columns))
    return table.assign(ts_order=pd.to_datetime(table["ts_order"]).dt.tz_localize("Asia/Shanghai"))


@st.composite
def logs(draw):
    n = draw(st.integers(1, 40))
    days = draw(st.lists(st.integers(0, 200), min_size=n, max_size=n))
    paid = draw(st.lists(st.integers(1, 500), min_size=n, max_size=n))
    back = [draw(st.integers(0, amount)) for amount in paid]
    start = pd.Timestamp("2024-01-01", tz="Asia/Shanghai")
    return pd.DataFrame(
        {
            "ts_order": [start + pd.Timedelta(days=day, hours=12) for day in days],
            "paid_amount": np.array(paid, dtype=float),
            "refund_amount": np.array(back, dtype=float),
        }
    )


@settings(max_examples=40, deadline=None)
@given(logs())
@pytest.mark.filterwarnings("ignore::ecomlab.errors.Caution")
def test_months_add_up_to_all_orders(orders):
    found = reporting.sales_by_month(orders)
    assert found["orders"].sum() == len(orders)
    assert np.isclose(found["gross"].sum(), orders["paid_amount"].sum())
    assert np.isclose(found["refunds"].sum(), orders["refund_amount"].sum())
    assert np.allclose(found["net"], found["gross"] - found["refunds"])
    months = pd.PeriodIndex(found["month"], freq="M")
    assert (np.diff(months.astype("int64")) == 1).all(), "no month is missing"


@settings(max_examples=40, deadline=None)
@given(logs())
@pytest.mark.filterwarnings("ignore::ecomlab.errors.Caution")
def test_weekdays_and_hours_have_all_purchases(orders):
    kept = (orders["refund_amount"] < orders["paid_amount"]).sum()
    if not kept:
        return
    for by in reporting.CLOCKS:
        assert reporting.orders_by_clock(orders, by)["orders"].sum() == kept
    named = reporting.orders_by_clock(orders).set_index("weekday")["orders"]
    bought = orders[orders["refund_amount"] < orders["paid_amount"]]
    right = bought["ts_order"].dt.strftime("%a").value_counts()
    assert named[named > 0].to_dict() == right.to_dict()


def test_a_day_counts_by_the_shops_clock():
    """23:30 in Shanghai is a Sunday there, and still Sunday's afternoon in London."""
    orders = orders_of(("2024-03-31 23:30", 5.0, 0.0))
    found = reporting.sales_by_month(orders)
    assert found["month"].tolist() == ["2024-03"]
    assert reporting.orders_by_clock(orders).query("orders > 0")["weekday"].tolist() == ["Sun"]
    assert reporting.orders_by_clock(orders, "hour").query("orders > 0")["hour"].tolist() == [23]


def test_unpaid_orders_are_no_sales_and_are_told():
    table = orders_of(
        ("2024-01-01", 50.0, "paid"), ("2024-01-02", 70.0, "waiting"),
        columns=("ts_order", "paid_amount", "status"),
    )  # fmt: skip
    with pytest.warns(LeftOut, match="1 not paid"):
        found = reporting.sales_by_month(table)
    assert found["gross"].tolist() == [50.0]


def test_a_buyer_of_a_refunded_order_stays_in_gross():
    found = reporting.sales_by_month(orders_of(("2024-01-01", 50.0, 50.0)))
    assert found[["orders", "gross", "refunds", "net"]].iloc[0].tolist() == [1, 50, 50, 0]


@pytest.mark.parametrize(
    ("last", "whole"), [("2024-01-31", True), ("2024-01-30", False), ("2024-02-01", True)]
)
def test_a_month_is_whole_when_its_last_day_is_in(last, whole):
    found = reporting.sales_by_month(orders_of(("2024-01-01", 5.0, 0.0), (last, 5.0, 0.0)))
    assert found["whole"].iloc[0] == whole
    assert found["whole"].iloc[-1] == (last == "2024-01-31")


def test_days_without_hours_have_no_hour():
    orders = orders_of(("2024-01-01", 5.0, 0.0), ("2024-01-02", 5.0, 0.0))
    with pytest.raises(InputError, match="days without hours"):
        reporting.orders_by_clock(orders, "hour")


def test_what_is_missing_or_unknown_is_named():
    with pytest.raises(ColumnError, match="paid_amount"):
        reporting.sales_by_month(orders_of(("2024-01-01", 5.0, 0.0)).drop(columns="paid_amount"))
    with pytest.raises(ChoiceError, match="weekday"):
        reporting.orders_by_clock(orders_of(("2024-01-01", 5.0, 0.0)), "month")


def test_all_backends_say_the_same():
    duckdb, pl = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    orders = orders_of(
        ("2024-01-01 10:00", 50.0, 0.0),
        ("2024-01-20 11:00", 30.0, 30.0),
        ("2024-02-10 12:00", 20.0, 5.0),
    ).assign(ts_order=lambda t: t["ts_order"].dt.tz_localize(None))
    right = reporting.sales_by_month(orders)
    polars = pl.from_pandas(orders)
    for frame in (polars, polars.lazy(), duckdb.from_df(orders)):
        pd.testing.assert_frame_equal(reporting.sales_by_month(frame), right)
        pd.testing.assert_frame_equal(
            reporting.orders_by_clock(frame, "hour"), reporting.orders_by_clock(orders, "hour")
        )


def test_young_months_are_grey():
    table = pd.DataFrame(
        {"month": ["2024-01", "2024-02"], "net": [5.0, 3.0], "whole": [True, False]}
    )
    ax = figures.by_month(table, "net", "whole", "x")
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["Jan 2024", "Feb 2024"]
    assert "grey" in ax.get_xlabel()
    assert "grey" not in figures.by_month(table.head(1), "net", "whole", "x").get_xlabel()
