"""Validation: a valid table passes unchanged in meaning, a spoilt one is refused in full."""

import inspect
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import Caution, ChoiceError, InputError, TableError
from ecomlab.tables import (
    KINDS,
    ROLES,
    TABLES,
    cells,
    columns,
    dictionary,
    needed,
    needs,
    validate,
)
from ecomlab.tables.__main__ import PAGE, markdown
from ecomlab.tables.parse import read

ZONE = "Asia/Shanghai"
times = st.datetimes(pd.Timestamp("1996-01-01"), pd.Timestamp("2035-01-01"))
cents = st.integers(0, 10**9)


@st.composite
def canonical_orders(draw):
    """Valid orders with all columns, ids as numbers or text."""
    n = draw(st.integers(1, 12))
    rows = st.lists(st.integers(1, 10**6), min_size=n, max_size=n)  # 0 is a guest
    ids = draw(st.sampled_from(["int64", "str"]))
    ordered = pd.Series(draw(st.lists(times, min_size=n, max_size=n))).dt.as_unit("us")
    waited = pd.to_timedelta(pd.Series(draw(rows)) % 10**6, unit="s")
    paid = (ordered + waited).where(pd.Series(draw(rows)) % 4 > 0)
    return pd.DataFrame(
        {
            "order_id": pd.Series(range(n)).astype(ids),
            "customer_id": pd.Series(draw(rows)).astype(ids),
            "ts_order": ordered.dt.tz_localize(ZONE),
            "ts_pay": paid.dt.as_unit("us").dt.tz_localize(ZONE),
            "units": draw(st.lists(st.integers(0, 99), min_size=n, max_size=n)),
            "paid_amount": np.array(draw(st.lists(cents, min_size=n, max_size=n))) / 100,
            "note": "kept as it is",
        }
    )


def small(**changes):
    """Three valid orders as exported text, with changes."""
    table = {
        "order_id": ["a", "b", "c"],
        "customer_id": ["1", "2", "1"],
        "ts_order": ["2024-03-01", "2024-03-02 10:00", "2024-03-03 23:59:59"],
        "paid_amount": ["1", "2.5", "3.00"],
    }
    return pd.DataFrame({**table, **changes})


def shown(value):
    """As a message shows a value: no text, which might be a name."""
    return cells.shown(value) if isinstance(value, str) else repr(value)


def problems_of(frame, table="orders", timezone=ZONE):
    with pytest.raises(TableError) as caught:
        validate(frame, table, timezone)
    return caught.value.problems


# ---- what is valid passes, and means the same


@given(canonical_orders())
def test_a_canonical_table_passes_unchanged(orders):
    before = orders.copy(deep=True)
    pd.testing.assert_frame_equal(validate(orders, "orders"), before)
    pd.testing.assert_frame_equal(orders, before)


@given(canonical_orders())
def test_what_a_platform_exports_as_text_means_the_same(orders):
    export = orders.assign(
        order_id=[f'="{value}"' for value in orders["order_id"]],
        customer_id=[f"{value}\t" for value in orders["customer_id"]],
        ts_order=orders["ts_order"].dt.tz_localize(None).astype(str),
        ts_pay=["" if pd.isna(t) else t.tz_convert("UTC").isoformat() for t in orders["ts_pay"]],
        units=orders["units"].astype(str),
        paid_amount=[f" ¥{amount:,.2f} " for amount in orders["paid_amount"]],
    )
    expected = orders.astype({"order_id": "str", "customer_id": "str"})
    pd.testing.assert_frame_equal(validate(export, "orders", ZONE), expected)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("¥1,299.00", 1299.0),
        ("￥1299", 1299.0),
        ("1,299.00", 1299.0),
        ("1,234,567.8", 1234567.8),
        ("1299", 1299.0),
        ("0", 0.0),
        ("12.5000", 12.5),
        (12, 12.0),
        ("$5", 5.0),
        ("12.50元", 12.5),
        ("'12.50", 12.5),
        ("(3.00)", -3.0),
        ("１２", 12.0),
        ("5.", 5.0),
        (np.float64(0.1) + 0.2, 0.3),
    ],
)
def test_amounts_with_one_reading_are_read(text, amount):
    frame = small(paid_amount=pd.Series([text] * 3, dtype=object))
    assert validate(frame, "orders", ZONE)["paid_amount"].tolist() == [amount] * 3


@pytest.mark.parametrize(
    "text",
    ["1.299,00", "12,99", "1.299", "1,29,900", "1e3", "free", float("inf"), True, "1,299.0.0",
     ",5"],
)  # fmt: skip
def test_amounts_with_several_readings_or_none_are_refused(text):
    [problem] = problems_of(small(paid_amount=pd.Series(["1", text, "2"], dtype=object)))
    assert problem.startswith(f"paid_amount: 1 value can't be read as money: row 1 {shown(text)}")


@pytest.mark.parametrize(
    "text", ["03/04/1997", "4 Mar 1997", "2024-02-30", "2024-13-01", "10:00", "2024-03-01 25:00",
             "soon"],
)  # fmt: skip
def test_times_with_two_readings_or_none_are_refused(text):
    [problem] = problems_of(small(ts_order=["2024-03-01", text, "2024-03-03"]))
    assert problem.startswith(f"ts_order: 1 value can't be read as time: row 1 {shown(text)}")


def test_ids_keep_their_leading_zeros_and_lose_their_wrapping():
    clean = validate(small(customer_id=['="0012"', "0013", " 0014\t"]), "orders", ZONE)
    assert clean["customer_id"].tolist() == ["0012", "0013", "0014"]


def test_long_whole_ids_keep_every_digit():
    long = [9_007_199_254_740_993, 9_007_199_254_740_995, 1]
    clean = validate(small(customer_id=long), "orders", ZONE)
    assert clean["customer_id"].tolist() == long
    assert clean["customer_id"].dtype == "int64"


def test_times_of_other_zones_are_converted_when_the_shops_is_named():
    texts = ["2024-03-01T09:00:00+08:00", "2024-03-01T01:00:00Z", "2024-02-29 20:00:00-05:00"]
    clean = validate(small(ts_order=texts), "orders", ZONE)
    assert clean["ts_order"].dtype == f"datetime64[us, {ZONE}]"
    assert (clean["ts_order"] == pd.Timestamp("2024-03-01 09:00", tz=ZONE)).all()


def test_dates_and_timestamps_as_objects_are_times():
    stamps = pd.Series([pd.Timestamp("2024-03-01").date(), pd.Timestamp("2024-03-02 10:00"),
                        "2024-03-03"], dtype=object)  # fmt: skip
    clean = validate(small(ts_order=stamps), "orders", ZONE)
    assert clean["ts_order"].dt.strftime("%m-%d %H").tolist() == [
        "03-01 00",
        "03-02 10",
        "03-03 00",
    ]


def test_unknown_columns_order_of_columns_and_categories():
    frame = small(extra=[1, None, 3], customer_id=pd.Categorical(["x", "y", "x"]))
    frame = frame[["extra", "paid_amount", "ts_order", "customer_id"]].set_axis([5, 5, 9])
    clean = validate(frame, "orders", ZONE)
    assert list(clean) == list(frame)
    assert clean.index.tolist() == [0, 1, 2]
    assert clean["customer_id"].tolist() == ["x", "y", "x"]


def test_text_in_categories_stays_so_where_there_is_nothing_to_read():
    words = pd.CategoricalDtype(["live", "search", "feed"])
    frame = small(channel=pd.Series(["live", None, "feed"], dtype=words))
    assert validate(frame, "orders", ZONE)["channel"].dtype == words
    wrapped = small(customer_id=pd.Categorical(['="7"', '="8"', '="7"']))
    assert validate(wrapped, "orders", ZONE)["customer_id"].tolist() == ["7", "8", "7"]
    numbers = validate(small(customer_id=pd.Categorical([7, 8, 7])), "orders", ZONE)
    assert numbers["customer_id"].dtype == "int64"


def test_counts_with_gaps_stay_whole_numbers():
    big = 2**60 + 1
    lines = pd.DataFrame(
        {"date": ["2024-03-01"] * 2, "line": "cogs", "amount": "-1", "order_id": [big, None]},
        dtype=object,
    )
    clean = validate(lines, "pnl_lines", ZONE)["order_id"]
    assert clean.dtype == "Int64"
    assert clean[0] == big
    assert clean.isna().tolist() == [False, True]


def test_customers_may_have_no_tags():
    clean = validate(pd.DataFrame({"customer_id": [1, 2], "tags": ["vip;new", None]}), "customers")
    assert clean["tags"].isna().tolist() == [False, True]


# ---- what is spoilt is refused, all of it at once


SPOIL = {
    "money": ("paid_amount", "1.299,00", "can't be read as money"),
    "no amount": ("paid_amount", None, "missing"),
    "date": ("ts_order", "03/04/1997", "can't be read as time"),
    "no date": ("ts_order", pd.NaT, "missing"),
    "spreadsheet id": ("customer_id", "1.23E+17", "can't be read as id"),
    "half": ("units", "2.5", "can't be read as count"),
    "less than nothing": ("units", "-1", "below 0"),
    "early payment": ("ts_pay", "1995-06-01", "ts_pay is before ts_order"),
}


@given(canonical_orders(), st.data())
def test_every_spoilt_cell_is_named_with_its_row(orders, data):
    orders = orders.astype({"customer_id": "str"}).astype(object)
    for column in ("ts_order", "ts_pay"):
        orders[column] = [None if pd.isna(t) else str(t.tz_localize(None)) for t in orders[column]]
    chosen = data.draw(st.lists(st.sampled_from(sorted(SPOIL)), min_size=1, unique=True))
    spoilt = {}
    for name in chosen:
        column, value, message = SPOIL[name]
        if column not in spoilt:
            row = data.draw(st.integers(0, len(orders) - 1))
            if name == "early payment" and spoilt.get("ts_order", (-1,))[0] == row:
                continue
            spoilt[column] = (row, message)
            orders.loc[row, column] = value
    if "ts_order" in spoilt and spoilt.get("ts_pay", (-1,))[0] == spoilt["ts_order"][0]:
        return  # a payment can't be before an order that has no time
    problems = problems_of(orders)
    for column, (row, message) in spoilt.items():
        assert any(
            p.startswith(column) and message in p and f"row {row} " in p for p in problems
        ), (column, message, problems)
    assert len(problems) == len(spoilt)


def test_all_problems_come_in_one_error():
    frame = pd.DataFrame(
        {
            "order_id": [7.0, 8.0, 9.0],
            "buyer": ["x", "y", "z"],
            "order_ts": ["a", "b", "c"],
            "paid_amount": ["12,99", "1", ""],
            "refund_amount": ["0", "-1", ""],
            "units": ["1", "x", "2"],
        }
    )
    text = "\n".join(problems_of(frame))
    for part in (
        'ts_order: this required column is missing; the closest is "order_ts"',
        "customer_id: this required column is missing",
        "row 0 '12,99'",
        "refund_amount: 1 value impossible, below 0: row 1 '-1'",
        "paid_amount: 1 value missing: row 2",
        "units: 1 value can't be read as count: row 1 a text of 1 letter",
    ):
        assert part in text


def test_a_missing_zone_does_not_hide_other_problems():
    problems = problems_of(small(ts_order=["03/04/1997", "2024-03-01", None]), timezone=None)
    text = "\n".join(problems)
    assert "the times have no zone" in text
    assert "row 0 '03/04/1997'" in text
    assert "1 value missing: row 2" in text


def test_duplicate_keys_are_refused_but_duplicate_rows_without_a_key_pass():
    [problem] = problems_of(small(order_id=["a", "b", "a"]))
    assert "order_id: 2 values not unique" in problem
    assert "row 0 'a', row 2 'a'" in problem
    twice = pd.concat([small(), small()]).drop(columns="order_id")
    assert len(validate(twice, "orders", ZONE)) == 6


def test_rows_are_named_by_the_readers_own_index():
    frame = small(paid_amount=["1", "12,99", "3"]).set_axis(["x", "y", "z"])
    assert "row y '12,99'" in problems_of(frame)[0]


def test_more_than_three_rows_are_shortened_but_counted():
    frame = pd.concat([small(paid_amount="12,99")] * 2, ignore_index=True).drop(columns="order_id")
    [problem] = problems_of(frame)
    assert "6 values" in problem
    assert problem.count("row ") == 3
    assert "…" in problem


def test_whole_ids_that_became_decimals_are_whole_again_and_a_guest_is_missing():
    clean = validate(small(customer_id=[1.0, None, 3.0]), "orders", ZONE)["customer_id"]
    assert clean.dtype == "Int64"
    assert clean.tolist() == [1, pd.NA, 3]


@pytest.mark.parametrize("ids", [[1.5, 2.0, 3.0], [2.0**60, 2.0, 3.0]])
def test_decimal_ids_are_refused(ids):
    [problem] = problems_of(small(customer_id=ids))
    assert 'dtype="str"' in problem


def test_ids_of_two_kinds_are_refused():
    [problem] = problems_of(small(customer_id=pd.Series([1, "2", 3.0], dtype=object)))
    assert "customer_id: 2 values can't be read as id: row 0 1, row 2 3.0" in problem


def test_bytes_are_refused_with_the_way_to_read_them():
    frame = small(customer_id=["张".encode("gb18030"), "b", "c"], note=[b"x", b"y", b"z"])
    problems = problems_of(frame)
    assert len(problems) == 2
    assert all('encoding="gb18030"' in problem for problem in problems)
    with pytest.raises(InputError, match="gb18030"):
        validate("订单".encode("gb18030"), "orders")


def test_mixed_zones_are_refused_until_the_shops_is_named():
    times = small()["ts_order"].map(pd.Timestamp)
    frame = small(ts_order=times.dt.tz_localize("UTC"), ts_pay=times.dt.tz_localize("Asia/Tokyo"))
    problems = problems_of(frame, timezone=None)
    assert any("different zones: ts_order in UTC, ts_pay in Asia/Tokyo" in p for p in problems)
    [problem] = problems_of(
        small(ts_order=["2024-03-01 10:00+08:00", "2024-03-01 10:00", "2024-03-02"])
    )
    assert "some times have an offset and some have none" in problem
    offsets = small(ts_order=["2024-03-01T10:00+08:00"] * 3)
    assert "the times have offsets" in problems_of(offsets, timezone=None)[0]


def test_times_that_the_clock_skips_or_shows_twice_are_read_and_said():
    frame = small(ts_order=["2024-03-10 02:30:00", "2024-11-03 01:30:00", "2024-03-11"])
    with pytest.warns(Caution) as told:
        clean = validate(frame, "orders", "America/New_York")
    assert clean["ts_order"].dt.strftime("%m-%d").tolist() == ["03-10", "11-03", "03-11"]
    words = " ".join(str(warning.message) for warning in told)
    assert "clock shows twice" in words
    assert "clock skips" in words


@pytest.mark.parametrize("values", [[1, 2, 3], [True, False, True]])
def test_small_numbers_are_not_times_and_truth_is_not_money(values):
    [problem] = problems_of(small(ts_order=values))
    assert "can't be read as time" in problem or "true/false" in problem
    assert "true/false" in problems_of(small(paid_amount=[True, False, True]))[0]


def test_a_file_read_in_a_wrong_encoding_is_refused():
    """Two customers whose names were lost would be counted as one."""
    text = "customer_id,ts_order,paid_amount\n张三,2024-03-01,80\n李四,2024-03-01,80\n"
    lost = pd.read_csv(io.BytesIO(text.encode("gbk")), encoding_errors="replace")
    with pytest.raises(TableError, match="letters were lost.*gb18030"):
        validate(lost, "orders", timezone="Asia/Shanghai")
    header = io.BytesIO("买家,下单时间,实付金额\n1,2024-03-01,80\n".encode("gbk"))
    with pytest.raises(TableError, match=r'"Âò¼Ò" is 买家.*gb18030'):
        validate(pd.read_csv(header, encoding="latin-1"), "orders", timezone="Asia/Shanghai")


def test_pandas_own_missing_value_is_missing():
    orders = raw().assign(paid_amount=pd.Series([pd.NA, 1.0], dtype=object))
    with pytest.raises(TableError, match="paid_amount: 1 value missing"):
        validate(orders, "orders", timezone="Asia/Shanghai")


def test_numbers_that_int64_cannot_hold_are_refused():
    ids = raw().assign(customer_id=np.array([2**63, 1], dtype="uint64"))
    with pytest.raises(TableError, match="too large for int64"):
        validate(ids, "orders", timezone="Asia/Shanghai")
    with pytest.raises(TableError, match="units: 1 value can't be read"):
        validate(raw().assign(units=[1e19, 1]), "orders", timezone="Asia/Shanghai")


def test_a_negative_amount_is_not_rounded_away():
    with pytest.raises(TableError, match="below 0"):
        validate(raw().assign(refund_amount=[-0.001, 1.0]), "orders", timezone="Asia/Shanghai")
    clean = validate(raw().assign(paid_amount=[-0.0, 1.0]), "orders", timezone="Asia/Shanghai")
    assert not np.signbit(clean["paid_amount"]).any()


def raw():
    return pd.DataFrame(
        {"customer_id": ["a", "b"], "ts_order": ["2024-03-01"] * 2, "paid_amount": ["1", "2"]}
    )


def test_an_empty_table_is_refused():
    assert "There are no rows." in problems_of(small().head(0))
    assert len(problems_of(pd.DataFrame())) == 4


def test_an_empty_table_may_be_an_answer_if_its_columns_are_right():
    nothing = small().head(0)
    assert validate(nothing, "orders", ZONE, may_be_empty=True).columns.equals(nothing.columns)
    with pytest.raises(TableError, match="paid_amount: this required column is missing"):
        validate(nothing.drop(columns="paid_amount"), "orders", ZONE, may_be_empty=True)


def test_doubled_columns_are_refused():
    frame = small()
    frame.columns = ["order_id", "customer_id", "ts_order", "ts_order"]
    text = "\n".join(problems_of(frame))
    assert "ts_order: there are several columns of this name" in text
    assert "paid_amount: this required column is missing" in text


def test_wrong_calls_are_refused():
    with pytest.raises(ChoiceError, match="did you mean 'orders'"):
        validate(small(), "order")
    with pytest.raises(InputError, match="not a time zone"):
        validate(small(), "orders", timezone="Peking")
    with pytest.raises(InputError, match="Give a pandas DataFrame"):
        validate([1, 2], "orders")
    with pytest.raises(InputError, match=r"call its \.to_pandas\(\)"):
        validate(pytest.importorskip("polars").from_pandas(small()), "orders")


# ---- one definition for all


def test_the_data_dictionary_in_the_docs_is_current():
    assert PAGE.read_text(encoding="utf-8") == markdown(), "python -m ecomlab.tables"


def test_the_dictionary_has_every_column_once_and_only_known_words():
    words = dictionary()
    assert not words.duplicated(["table", "column"]).any()
    assert set(words["kind"]) <= set(KINDS)
    assert set(words["role"]) <= set(ROLES)
    assert all(set(table.keys) <= set(columns(table.name)) for table in TABLES.values())


def test_a_docstring_lists_the_columns_needed_at_its_own_indentation():
    @needs("customers", "tags")
    @needs("orders", "customer_id", "paid_amount")
    def function(orders, customers):
        """Do something.

        Parameters
        ----------
        orders : frame
            {orders}
        customers : frame
            {customers}
        base : {"a", "b"}
        """

    text = inspect.getdoc(function)
    assert "    customer_id (id): who ordered" in text
    assert "\n    paid_amount (money, currency): what was paid" in text
    assert "\n    tags (text): labels" in text
    assert '{"a", "b"}' in text
    assert needed(function) == {"orders": ("customer_id", "paid_amount"), "customers": ("tags",)}


def test_needing_an_unknown_column_or_table_is_refused():
    with pytest.raises(ChoiceError, match="ts_order"):
        needs("orders", "ts_ordr")
    with pytest.raises(ChoiceError, match="orders"):
        needs("ordres", "ts_order")


def test_a_key_of_several_columns_is_checked_as_one():
    items = pd.DataFrame(
        {"order_id": [1, 1, 2], "sku": ["A", "B", "A"], "qty": [1, 2, 1], "price": [9.0, 5.0, 9.0]}
    )
    pd.testing.assert_frame_equal(validate(items, "order_items"), items)
    [problem] = problems_of(items.assign(sku="A"), "order_items")
    assert problem.startswith("order_id, sku: 2 rows share a key: row 0, row 1")


def test_flags_and_numbers_are_read_or_refused():
    raw = pd.DataFrame(
        {"po_id": [1, 2], "supplier": "x", "sku": "A", "ordered_at": "2024-01-01", "lot_size": 1}
    )
    clean = validate(raw.assign(accepted=["是", None]), "inbound", ZONE)
    assert clean["accepted"].tolist() == [True, pd.NA]
    [problem] = problems_of(raw.assign(accepted=["yes", "maybe"]), "inbound")
    assert problem.startswith("accepted: 1 value can't be read as flag: row 1 a text of 5 letters")
    rates = pd.DataFrame({"supplier": ["x", "y"], "defect_rate": ["0.012", "1.2"]})
    [problem] = problems_of(rates, "suppliers")
    assert problem == "defect_rate: 1 value impossible, above 1: row 1 '1.2'."


def test_a_count_that_floats_confuse_with_its_neighbour_is_refused():
    """2**53 + 1 would come out as 2**53."""
    last = 2**53 - 1
    assert read(pd.Series([last, -last]), "count").values.tolist() == [last, -last]
    for lost in (2**53 + 1, str(2**53 + 1), -(2**53) - 1, float(2**53)):
        assert read(pd.Series([lost]), "count").unread.tolist() == [True]
