"""One purchase log from every backend, or one clear error."""

import datetime as dt

import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import ColumnError, InputError
from ecomlab.frames import as_of_day, collect, day_date, day_number, purchases

duckdb = pytest.importorskip("duckdb")
pl = pytest.importorskip("polars")
ZONE = "America/New_York"


def to_duckdb(frame):
    connection = duckdb.connect()
    connection.execute(f"SET timezone = '{ZONE}'")
    connection.register("source", frame)
    connection.execute("CREATE TABLE orders AS SELECT * FROM source")
    return connection.table("orders")


BACKENDS = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "duckdb": to_duckdb,
}


@pytest.fixture(params=BACKENDS)
def convert(request):
    return BACKENDS[request.param]


def log_of(orders, zone=None):
    """Rows (customer, ISO time, amount) as canonical orders."""
    times = pd.to_datetime(pd.Series([row[1] for row in orders])).dt.as_unit("us")
    return pd.DataFrame(
        {
            "customer_id": [row[0] for row in orders],
            "ts_order": times.dt.tz_localize(zone) if zone else times,
            "paid_amount": [row[2] for row in orders],
        }
    )


ORDERS = [
    (1, "1997-01-01 23:59:59", 10.0),
    (2, "1997-01-31 00:00:00", 0.0),
    (1, "1996-02-29 12:00:00", 5.5),
    (3, "1997-05-01 00:00:00", 7.0),
]


@pytest.mark.parametrize("zone", [None, ZONE])
@pytest.mark.parametrize("ids", ["int64", "str"])
def test_every_backend_gives_the_local_calendar_day(convert, zone, ids):
    orders = log_of(ORDERS, zone)
    orders["customer_id"] = orders["customer_id"].astype(ids)
    log = collect(purchases(convert(orders)), sort="day")
    dates = ["1996-02-29", "1997-01-01", "1997-01-31", "1997-05-01"]
    assert day_date(log["day"]).astype(str).tolist() == dates
    assert log["customer_id"].astype(str).tolist() == ["1", "1", "2", "3"]
    assert log["day"].dtype == "int64"
    assert log["customer_id"].dtype == pd.Series(["1"]).astype(ids).dtype


def test_as_of_keeps_its_whole_day_and_nothing_later(convert):
    orders = convert(log_of(ORDERS, ZONE))
    log = collect(purchases(orders, as_of="1997-01-01"), sort="day")
    assert day_date(log["day"]).astype(str).tolist() == ["1996-02-29", "1997-01-01"]


def test_the_last_day_is_that_of_the_last_order(convert):
    log = purchases(convert(log_of(ORDERS)))
    assert as_of_day(log) == day_number("1997-05-01")
    assert as_of_day(log, as_of="1998-01-01") == day_number("1998-01-01")


def test_sums_come_back_as_numpy_numbers(convert):
    log = purchases(convert(log_of(ORDERS)), ["customer_id", "ts_order", "paid_amount"])
    table = collect(
        log.group_by("customer_id").agg(
            n=nw.len(), days=nw.col("day").sum(), paid=nw.col("paid_amount").sum()
        ),
        sort="customer_id",
    )
    assert table["days"].tolist() == [9862 + 9555, 9892, 9982]
    assert table["paid"].tolist() == [15.5, 0.0, 7.0]
    assert table.dtypes.astype(str).tolist() == ["int64", "int64", "int64", "float64"]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 9),
            st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)),
            st.floats(0, 1e6),
        ),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from(["customer_id", "day"]),
)
def test_all_backends_agree(rows, key):
    orders = log_of(rows)
    answers = []
    for convert in BACKENDS.values():
        log = purchases(convert(orders), ["customer_id", "ts_order", "paid_amount"])
        table = log.group_by(key).agg(n=nw.len(), low=nw.col("day").min(), top=nw.col("day").max())
        answers.append(collect(table, sort=key))
    for answer in answers[1:]:
        pd.testing.assert_frame_equal(answer, answers[0])
    days = sorted((when.date() - dt.date(1970, 1, 1)).days for _, when, _ in rows)
    assert answers[0]["low"].min() == days[0]
    assert answers[0]["top"].max() == days[-1]


def test_a_date_column_and_a_decimal_amount_work():
    relation = duckdb.connect().sql(
        "SELECT 1::INTEGER AS customer_id, DATE '1997-04-30' AS ts_order, "
        "12.50::DECIMAL(10, 2) AS paid_amount"
    )
    log = collect(purchases(relation, ["customer_id", "ts_order", "paid_amount"]))
    assert log["day"].tolist() == [day_number("1997-04-30")]
    assert log.dtypes.drop("ts_order").astype(str).tolist() == ["int64", "float64", "int64"]
    polars = pl.DataFrame({"customer_id": [1], "ts_order": [dt.date(1997, 4, 30)]})
    assert collect(purchases(polars))["day"].tolist() == [day_number("1997-04-30")]


def test_arrow_dates_and_decimals_in_pandas_work():
    arrow = pytest.importorskip("pyarrow")
    orders = log_of(ORDERS)
    want = collect(purchases(orders, ["customer_id", "paid_amount"]))
    dates, money = pd.ArrowDtype(arrow.date32()), pd.ArrowDtype(arrow.decimal128(10, 2))
    orders = orders.astype({"ts_order": dates, "paid_amount": money})
    have = collect(purchases(orders, ["customer_id", "paid_amount"]))
    columns = ["customer_id", "paid_amount", "day"]
    pd.testing.assert_frame_equal(have[columns], want[columns])


def test_amounts_of_seven_digits_are_summed_in_full(convert):
    orders = log_of([(1, "1997-01-01", 0.1)] * 10_000)
    orders["paid_amount"] = orders["paid_amount"].astype("float32")
    log = purchases(convert(orders), ["customer_id", "paid_amount"])
    total = collect(log.group_by("customer_id").agg(nw.col("paid_amount").sum()))
    assert total["paid_amount"][0] == pytest.approx(10_000 * float(np.float32(0.1)), rel=1e-12)


@pytest.mark.parametrize("kind", ["uint64", "hugeint"])
def test_ids_that_int64_cannot_hold_are_refused(kind):
    if kind == "hugeint":
        orders = duckdb.sql(
            "SELECT 9223372036854775813::HUGEINT AS customer_id, DATE '1997-04-30' AS ts_order"
        )
    else:
        orders = log_of(ORDERS).assign(customer_id=np.array([2**63 + 5, 1, 2, 3], dtype="uint64"))
    with pytest.raises(InputError, match="int64"):
        collect(purchases(orders))


def test_a_databases_infinity_is_no_date():
    orders = duckdb.sql("SELECT 1 AS customer_id, 'infinity'::TIMESTAMP AS ts_order")
    with pytest.raises(InputError, match="infinity"):
        purchases(orders)


def test_the_input_is_not_changed_and_its_index_does_not_matter():
    orders = log_of(ORDERS).set_axis([7, 7, 7, 7])
    before = orders.copy(deep=True)
    log = collect(purchases(orders, as_of="1997-02-01"))
    assert len(log) == 3
    pd.testing.assert_frame_equal(orders, before)


def test_a_missing_column_is_named_with_the_closest(convert):
    orders = convert(log_of(ORDERS).rename(columns={"ts_order": "order_ts"}))
    with pytest.raises(ColumnError, match='"ts_order".*did you mean "order_ts"'):
        purchases(orders)


@pytest.mark.parametrize("column", ["customer_id", "ts_order", "paid_amount"])
def test_missing_values_are_counted_not_dropped(convert, column):
    orders = log_of(ORDERS)
    orders["customer_id"] = orders["customer_id"].astype(str)
    orders.loc[[1, 2], column] = None
    with pytest.raises(InputError, match=f"{column} in 2 of 4 rows"):
        purchases(convert(orders), ["customer_id", "ts_order", "paid_amount"])


def test_infinite_amounts_count_as_missing(convert):
    orders = log_of([(1, "1997-01-01", np.inf), (2, "1997-01-01", 1.0)])
    with pytest.raises(InputError, match=r"infinite.*paid_amount in 1 of 2 rows"):
        purchases(convert(orders), ["customer_id", "paid_amount"])


@pytest.mark.parametrize("kind", ["Float64", "Float32", "float32"])
def test_infinite_amounts_of_other_kinds_count_too(kind):
    orders = log_of([(1, "1997-01-01", np.inf), (2, "1997-01-01", 1.0)])
    with pytest.raises(InputError, match="paid_amount in 1 of 2 rows"):
        purchases(orders.astype({"paid_amount": kind}), ["customer_id", "paid_amount"])


def test_an_empty_table_is_refused(convert):
    with pytest.raises(InputError, match="empty"):
        purchases(convert(log_of(ORDERS).head(0)))


def test_as_of_before_the_first_order_is_refused(convert):
    with pytest.raises(InputError, match="first order is of 1996-02-29"):
        purchases(convert(log_of(ORDERS)), as_of="1996-02-28")


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("customer_id", [1.0, 2.0, 3.0, 4.0]),
        ("customer_id", [True, False, True, False]),
        ("ts_order", ["1997-01-01"] * 4),
        ("ts_order", [19970101] * 4),
        ("paid_amount", ["¥1,299.00"] * 4),
    ],
)
def test_wrong_types_are_refused_and_the_way_out_named(convert, column, values):
    orders = log_of(ORDERS).assign(**{column: values})
    with pytest.raises(InputError, match=rf"column {column} of orders holds.*validate"):
        purchases(convert(orders), ["customer_id", "ts_order", "paid_amount"])


def test_mixed_ids_are_refused():
    orders = log_of(ORDERS).assign(customer_id=pd.Series([1, "2", 3, 4], dtype=object))
    with pytest.raises(InputError, match="customer_id of orders"):
        purchases(orders)


def test_two_columns_of_one_name_are_refused():
    orders = log_of(ORDERS)
    orders.columns = ["customer_id", "ts_order", "ts_order"]
    with pytest.raises(InputError, match="two columns ts_order"):
        purchases(orders)


@pytest.mark.parametrize("orders", [[1, 2], {"customer_id": [1]}, None, "orders.csv", b"1,2"])
def test_what_is_not_a_frame_is_refused(orders):
    with pytest.raises(InputError, match="Give a pandas DataFrame"):
        purchases(orders)


def test_pyarrow_tables_are_refused_because_they_were_silently_wrong():
    pa = pytest.importorskip("pyarrow")
    with pytest.raises(InputError, match=r"pyarrow Table: \.to_pandas\(\)"):
        purchases(pa.Table.from_pandas(log_of(ORDERS)))


@given(st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)))
def test_day_numbers_and_dates_are_inverse(date):
    number = day_number(date)
    assert day_date(number).astype(dt.date) == date
    assert number == day_number(date.isoformat()) == (date - dt.date(1970, 1, 1)).days


@pytest.mark.parametrize("date", ["04/30/1997", "", "soon", 19970430, None, pd.NaT, 1.5])
def test_what_is_no_date_is_refused(date):
    with pytest.raises(InputError, match="is not a date"):
        day_number(date)


def test_a_day_is_that_of_the_times_own_clock():
    late = pd.Timestamp("1997-04-30 23:30", tz=ZONE)
    assert day_number(late) == day_number("1997-04-30")
    assert day_number(np.datetime64("1997-04-30T23:30")) == day_number("1997-04-30")


@pytest.mark.parametrize("convert", [lambda o: o, pl.from_pandas, duckdb.from_df])
def test_refunds_among_the_purchases_are_refused(convert):
    orders = pd.DataFrame(
        {
            "customer_id": [1, 1, 2],
            "ts_order": pd.to_datetime(["1997-01-01", "1997-01-05", "1997-01-02"]),
            "paid_amount": [20.0, -20.0, 10.0],
        }
    )
    with pytest.raises(InputError, match="negative in 1 of 3 rows"):
        purchases(convert(orders), ("customer_id", "ts_order", "paid_amount"))
    purchases(convert(orders), ("customer_id", "ts_order"))  # amounts that aren't asked for


@given(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), min_size=1), st.dates())
def test_as_of_is_the_day_asked_for_or_the_last_one(days, asked):
    orders = pd.DataFrame({"customer_id": 1, "ts_order": pd.to_datetime(days)})
    assert as_of_day(purchases(orders)) == day_number(max(days))
    assert as_of_day(purchases(orders), asked) == day_number(asked)
