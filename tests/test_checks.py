"""What a toolbox function is given: every mistake is named, with the valid choices."""

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pytest

from ecomlab.checks import check_moment, check_name, check_since, check_table
from ecomlab.errors import ChoiceError, ColumnError, InputError

TABLE = pd.DataFrame({"date": pd.date_range("2025-03-30", periods=3), "uv": [1, 2, 3]})
SHANGHAI = TABLE["date"].dt.tz_localize("Asia/Shanghai")


def test_a_sound_table_comes_back_itself():
    assert check_table(TABLE, "traffic", "date", "uv") is TABLE


def test_rows_with_the_same_label_are_numbered_anew():
    twice = pd.concat([TABLE, TABLE])
    found = check_table(twice, "traffic", "uv")
    assert found.index.tolist() == [0, 1, 2, 3, 4, 5]
    assert twice.index.tolist() == [0, 1, 2, 0, 1, 2]


@pytest.mark.parametrize(
    ("table", "error", "says"),
    [
        (pl.DataFrame({"uv": [1]}), InputError, r"to_pandas\(\)"),
        ([1, 2], InputError, "list"),
        (TABLE.drop(columns="uv"), ColumnError, '"uv" is not in the table traffic'),
        (TABLE.iloc[:0], InputError, "no rows"),
        (TABLE.assign(uv=[1, None, None]), InputError, "2 missing of 3"),
    ],
)
def test_tables_refused(table, error, says):
    with pytest.raises(error, match=says):
        check_table(table, "traffic", "date", "uv") if not isinstance(table, list) else check_table(
            table, "traffic", "uv"
        )


@pytest.mark.parametrize(
    "when",
    ["2025-03-31", " 2025-03-31 ", "2025-03-31 00:00", dt.date(2025, 3, 31),
     dt.datetime(2025, 3, 31), np.datetime64("2025-03-31"), pd.Timestamp("2025-03-31")],
)  # fmt: skip
def test_a_moment_in_the_times_own_zone(when):
    assert check_moment(SHANGHAI, when) == pd.Timestamp("2025-03-31", tz="Asia/Shanghai")
    assert check_moment(TABLE["date"], when) == pd.Timestamp("2025-03-31")


def test_a_moment_of_another_zone_is_the_same_moment():
    tokyo = pd.Timestamp("2025-03-31 01:00", tz="Asia/Tokyo")
    assert check_moment(SHANGHAI, tokyo) == pd.Timestamp("2025-03-31", tz="Asia/Shanghai")
    assert check_moment(TABLE["date"], tokyo) == pd.Timestamp("2025-03-31 01:00")


@pytest.mark.parametrize("when", ["31/03/2025", "", "March", 20250331, None, pd.NaT, float("nan")])
def test_no_moment(when):
    with pytest.raises(InputError, match="no date"):
        check_moment(SHANGHAI, when)


def test_times_must_be_times():
    with pytest.raises(InputError, match="uv holds no times"):
        check_moment(TABLE["uv"], "2025-03-31")


def test_both_sides_are_needed():
    assert check_since(SHANGHAI, "2025-03-31").tolist() == [False, True, True]
    for when in ("2025-03-30", "2025-04-02"):
        with pytest.raises(InputError, match="2025-03-30 to 2025-04-01"):
            check_since(SHANGHAI, when)


def test_a_name_that_is_there():
    table = pd.DataFrame({"page": pd.Categorical(["a", None, "b"], ["a", "b", "c"])})
    assert check_name(table, "page", "a") == "a"
    with pytest.raises(ChoiceError, match="'a', 'b'"):
        check_name(table, "page", "c")


def test_a_column_may_have_gaps_but_must_be_there():
    table = pd.DataFrame({"customer_id": [1, 2], "first_order_at": [None, pd.Timestamp(0)]})
    assert check_table(table, "customers", "customer_id", gaps=["first_order_at"]) is table
    with pytest.raises(InputError, match="first_order_at of customers has 1 missing"):
        check_table(table, "customers", "customer_id", "first_order_at")
    with pytest.raises(ColumnError, match="tags"):
        check_table(table, "customers", "customer_id", gaps=["tags"])
