"""One log of a table from every backend, or one clear error."""

import datetime as dt
from functools import cache

import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab import tables
from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.tables import TABLES, as_of_day, collect, day_date, day_number
from tests.backends import BACKENDS, ZONE

duckdb = pytest.importorskip("duckdb")
pl = pytest.importorskip("polars")


def to_duckdb(frame, zone=ZONE):
    connection = duckdb.connect()
    connection.execute(f"SET timezone = '{zone}'")
    connection.register("source", frame)
    connection.execute("CREATE TABLE made AS SELECT * FROM source")
    return connection.table("made")


def purchases(orders, columns=("customer_id",), as_of=None):
    return tables.log(orders, "orders", columns, as_of)


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
def test_every_backend_gives_the_local_calendar_day(backend, zone, ids):
    orders = log_of(ORDERS, zone)
    orders["customer_id"] = orders["customer_id"].astype(ids)
    log = collect(purchases(backend(orders)), sort="day")
    dates = ["1996-02-29", "1997-01-01", "1997-01-31", "1997-05-01"]
    assert day_date(log["day"]).astype(str).tolist() == dates
    assert log["customer_id"].astype(str).tolist() == ["1", "1", "2", "3"]
    assert log["day"].dtype == "int64"
    assert log["customer_id"].dtype == pd.Series(["1"]).astype(ids).dtype


def test_as_of_keeps_its_whole_day_and_nothing_later(backend):
    orders = backend(log_of(ORDERS, ZONE))
    log = collect(purchases(orders, as_of="1997-01-01"), sort="day")
    assert day_date(log["day"]).astype(str).tolist() == ["1996-02-29", "1997-01-01"]


def test_the_last_day_is_that_of_the_last_order(backend):
    log = purchases(backend(log_of(ORDERS)))
    assert as_of_day(log) == day_number("1997-05-01")
    assert as_of_day(log, as_of="1998-01-01") == day_number("1998-01-01")


def test_sums_come_back_as_numpy_numbers(backend):
    log = purchases(backend(log_of(ORDERS)), ["customer_id", "ts_order", "paid_amount"])
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
    for backend in BACKENDS.values():
        log = purchases(backend(orders), ["customer_id", "ts_order", "paid_amount"])
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


def test_amounts_of_seven_digits_are_summed_in_full(backend):
    orders = log_of([(1, "1997-01-01", 0.1)] * 10_000)
    orders["paid_amount"] = orders["paid_amount"].astype("float32")
    log = purchases(backend(orders), ["customer_id", "paid_amount"])
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


@pytest.mark.parametrize("kind", ["TIMESTAMP", "DATE", "TIMESTAMPTZ"])
def test_a_time_before_all_times_is_no_date_either(kind):
    """Beside an ordinary last day: only the first one shows it."""
    orders = duckdb.sql(
        f"SELECT 1 AS customer_id, '-infinity'::{kind} AS ts_order "
        f"UNION ALL SELECT 2, '2024-01-02'::{kind}"
    )
    with pytest.raises(InputError, match="ts_order holds times without a date"):
        purchases(orders)


def test_the_input_is_not_changed_and_its_index_does_not_matter():
    orders = log_of(ORDERS).set_axis([7, 7, 7, 7])
    before = orders.copy(deep=True)
    log = collect(purchases(orders, as_of="1997-02-01"))
    assert len(log) == 3
    pd.testing.assert_frame_equal(orders, before)


def test_a_missing_column_is_named_with_the_closest(backend):
    orders = backend(log_of(ORDERS).rename(columns={"ts_order": "order_ts"}))
    with pytest.raises(ColumnError, match='"ts_order".*did you mean "order_ts"'):
        purchases(orders)


@pytest.mark.parametrize("column", ["ts_order", "paid_amount"])
def test_missing_values_are_counted_not_dropped(backend, column):
    orders = log_of(ORDERS)
    orders["customer_id"] = orders["customer_id"].astype(str)
    orders.loc[[1, 2], column] = None
    with pytest.raises(InputError, match=f"{column} in 2 of 4 rows"):
        purchases(backend(orders), ["customer_id", "ts_order", "paid_amount"])


def test_an_order_may_have_no_buyer(backend):
    orders = log_of(ORDERS)
    orders["customer_id"] = orders["customer_id"].astype(str)
    orders.loc[[1, 2], "customer_id"] = None
    rows = collect(purchases(backend(orders), ["customer_id", "paid_amount"]))
    assert rows["customer_id"].isna().sum() == 2
    assert len(rows) == 4


def test_infinite_amounts_count_as_missing(backend):
    orders = log_of([(1, "1997-01-01", np.inf), (2, "1997-01-01", 1.0)])
    with pytest.raises(InputError, match=r"infinite.*paid_amount in 1 of 2 rows"):
        purchases(backend(orders), ["customer_id", "paid_amount"])


@pytest.mark.parametrize("amount", [1e308, -1e308, 1.1e15])
def test_amounts_too_large_to_add_up_are_refused(backend, amount):
    orders = log_of([(1, "1997-01-01", 1e15), (2, "1997-01-01", amount), (2, "1997-01-02", 1.0)])
    with pytest.raises(InputError, match=r"paid_amount is (negative|above 1e\+15) in 1 of 3 rows"):
        purchases(backend(orders), ["customer_id", "paid_amount"])
    kept = purchases(backend(orders.drop(index=1)), ["customer_id", "paid_amount"])
    assert collect(kept)["paid_amount"].sum() == 1e15 + 1


@pytest.mark.parametrize("kind", ["Float64", "Float32", "float32"])
def test_infinite_amounts_of_other_kinds_count_too(kind):
    orders = log_of([(1, "1997-01-01", np.inf), (2, "1997-01-01", 1.0)])
    with pytest.raises(InputError, match="paid_amount in 1 of 2 rows"):
        purchases(orders.astype({"paid_amount": kind}), ["customer_id", "paid_amount"])


def test_an_empty_table_is_refused(backend):
    with pytest.raises(InputError, match="empty"):
        purchases(backend(log_of(ORDERS).head(0)))


def test_as_of_before_the_first_order_is_refused(backend):
    with pytest.raises(InputError, match="first row of orders is of 1996-02-29"):
        purchases(backend(log_of(ORDERS)), as_of="1996-02-28")


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
def test_wrong_types_are_refused_and_the_way_out_named(backend, column, values):
    orders = log_of(ORDERS).assign(**{column: values})
    with pytest.raises(InputError, match=rf"column {column} of orders holds.*validate"):
        purchases(backend(orders), ["customer_id", "ts_order", "paid_amount"])


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
    with pytest.raises(InputError, match=r"pyarrow\.Table.*Call its \.to_pandas\(\)"):
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


@pytest.mark.parametrize("backend", [lambda o: o, pl.from_pandas, duckdb.from_df])
def test_what_cannot_be_negative_is_refused(backend):
    orders = pd.DataFrame(
        {
            "customer_id": [1, 1, 2],
            "ts_order": pd.to_datetime(["1997-01-01", "1997-01-05", "1997-01-02"]),
            "refund_amount": [20.0, -20.0, 10.0],
        }
    )
    with pytest.raises(InputError, match="negative in 1 of 3 rows"):
        purchases(backend(orders), ("customer_id", "ts_order", "refund_amount"))
    purchases(backend(orders), ("customer_id", "ts_order"))  # amounts that aren't asked for


@given(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), min_size=1), st.dates())
def test_as_of_is_the_day_asked_for_or_the_last_one(days, asked):
    orders = pd.DataFrame({"customer_id": 1, "ts_order": pd.to_datetime(days)})
    assert as_of_day(purchases(orders)) == day_number(max(days))
    assert as_of_day(purchases(orders), asked) == day_number(asked)


# ---- Any canonical table -----------------------------------------------------------------------

SHANGHAI = "Asia/Shanghai"


@cache
def shop():
    return load("shop")


def some_rows(table, rows=1_500):
    """Rows of the shop's table, spread over it."""
    frame = shop()[table]
    return frame.iloc[:: max(len(frame) // rows, 1)].reset_index(drop=True)


def plain(frame):
    """A frame of the shop as a log gives it: text for categories, float64 for numbers with gaps."""
    kinds = {name: frame[name].cat.categories.dtype for name in frame.select_dtypes("category")}
    gaps = [name for name in frame.select_dtypes("Int64") if frame[name].hasnans]
    whole = {
        name: kind
        for waiting, kind in {"Int64": "int64", "boolean": "bool"}.items()
        for name in frame.select_dtypes(waiting)
        if not frame[name].hasnans
    }
    return frame.astype(kinds | dict.fromkeys(gaps, "float64") | whole)


@pytest.mark.parametrize("table", sorted(set(load("shop")) - {"experiments"}))
def test_every_table_of_the_shop_is_the_same_from_every_backend(table):
    frame = some_rows(table)
    time = TABLES[table].time
    want = plain(frame)
    if time:
        want["day"] = (frame[time].dt.tz_localize(None) - pd.Timestamp(0)).dt.days
    frames = {"duckdb": to_duckdb(frame, SHANGHAI)}
    for name in ("pandas", "polars", "polars lazy"):
        frames[name] = BACKENDS[name](frame)
    for source in frames.values():
        pd.testing.assert_frame_equal(collect(tables.log(source, table, list(frame))), want)


def test_no_test_was_run_in_the_shop_and_a_log_of_nothing_is_refused(backend):
    with pytest.raises(InputError, match="The table experiments is empty"):
        tables.log(backend(shop().experiments.head(0)), "experiments", ["arm", "revenue"])


def events_of(rows, **types):
    """Rows (visitor, ISO time, event, article or None) as canonical events."""
    frame = pd.DataFrame(rows, columns=["visitor_id", "ts", "event", "sku"])
    frame["ts"] = pd.to_datetime(frame["ts"]).dt.as_unit("us").dt.tz_localize(ZONE)
    return frame.assign(session_id=range(len(frame))).astype(types)


EVENTS = [
    (1, "2024-03-01 23:59:59", "view", "G10"),
    (2, "2024-03-02 00:00:00", "view", "G2"),
    (1, "2024-03-03 12:00:00", "pay", "G10"),
]


@pytest.mark.parametrize("kind", ["str", "category"])
def test_texts_group_by_what_they_say(backend, kind):
    log = tables.log(backend(events_of(EVENTS, event=kind, sku=kind)), "events", ["event", "sku"])
    assert collect(log).columns.tolist() == ["event", "sku", "ts", "day"]
    found = collect(
        log.group_by("event").agg(n=nw.len(), sku=nw.col("sku").max(), first=nw.col("day").min()),
        sort="event",
    )
    assert found["event"].tolist() == ["pay", "view"]
    assert found["n"].tolist() == [1, 2]
    assert found["sku"].tolist() == ["G10", "G2"]  # as text, not in the categories' order
    assert day_date(found["first"]).astype(str).tolist() == ["2024-03-03", "2024-03-01"]
    assert found["event"].dtype == pd.Series(["pay"]).dtype


def test_an_ordered_category_or_one_of_numbers_is_read_as_what_it_holds():
    touches = pd.DataFrame(
        {
            "customer_id": pd.Categorical([7, 3, 7]),
            "ts": pd.to_datetime(["2024-01-01"] * 3),
            "arm": pd.Categorical(["treated", "holdout", "treated"], ordered=True),
        }
    )
    rows = collect(tables.log(touches, "touches", ["customer_id", "arm"]))
    assert rows["customer_id"].tolist() == [7, 3, 7]
    assert rows["customer_id"].dtype == "int64"
    assert rows["arm"].tolist() == ["treated", "holdout", "treated"]


def test_polars_own_categories_and_arrows_dictionaries_are_text():
    pa = pytest.importorskip("pyarrow")
    events = events_of(EVENTS)
    categories = pl.from_pandas(events).with_columns(
        pl.col("event").cast(pl.Enum(["view", "pay"])), pl.col("sku").cast(pl.Categorical)
    )
    words = pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string()))
    for frame in (categories, events.astype({"event": words, "sku": words})):
        rows = collect(tables.log(frame, "events", ["event", "sku"]))
        assert rows["event"].tolist() == ["view", "view", "pay"]
        assert rows["sku"].tolist() == ["G10", "G2", "G10"]


def reviews(**changes):
    """Three reviews; the last has no text and no answer."""
    times = pd.to_datetime(["2024-03-01 08:00", "2024-03-02 09:00", "2024-03-03 10:00"])
    answered = pd.to_datetime(["2024-03-01 23:00", "2024-03-05 09:00", None])
    return pd.DataFrame(
        {
            "review_id": [1, 2, 3],
            "sku": ["G1", "G2", "G3"],
            "ts": pd.Series(times).dt.as_unit("us"),
            "rating": [5, 1, 3],
            "text": ["好", "坏", None],
            "replied_at": pd.Series(answered).dt.as_unit("us"),
            "resolved": pd.array([True, False, None], dtype="boolean"),
            **changes,
        }
    )


def test_what_may_be_missing_is_kept_as_missing(backend):
    log = tables.log(backend(reviews()), "reviews", ["text", "replied_at", "resolved"])
    rows = collect(log, sort="day")
    assert rows["text"].isna().tolist() == [False, False, True]
    assert rows["replied_at"].isna().tolist() == [False, False, True]
    assert str(rows["resolved"].dtype) == "boolean"
    assert rows["resolved"].tolist()[:2] == [True, False]
    assert rows["day"].dtype == "int64"
    assert collect(log.select(nw.col("resolved").cast(nw.Int64).sum()))["resolved"].tolist() == [1]


@pytest.mark.parametrize("column", ["sku", "ts", "rating"])
def test_what_the_definition_wants_is_not_missing(backend, column):
    frame = reviews()
    frame[column] = frame[column].astype("Int64") if column == "rating" else frame[column]
    frame.loc[1, column] = None
    with pytest.raises(InputError, match=f"infinite in reviews: {column} in 1 of 3 rows"):
        tables.log(backend(frame), "reviews", ["sku", "rating", "text"])


def test_not_a_number_is_missing_and_infinite_is_refused_where_values_may_be_missing():
    amounts = {"ts_order": [dt.date(2024, 1, 1)] * 3, "list_amount": [1.0, float("nan"), None]}
    log = tables.log(pl.DataFrame(amounts), "orders", ["list_amount"])
    found = collect(log.select(n=nw.col("list_amount").count(), sum=nw.col("list_amount").sum()))
    assert found.iloc[0].tolist() == [1, 1]
    relation = duckdb.sql(
        "SELECT DATE '2024-01-01' AS ts_order, unnest([1, 'nan'::DOUBLE, NULL]) AS list_amount"
    )
    found = collect(tables.log(relation, "orders", ["list_amount"]))["list_amount"]
    assert found.isna().tolist() == [False, True, True]
    for backend in BACKENDS.values():
        orders = pd.DataFrame(amounts | {"list_amount": [1.0, np.nan, np.inf]})
        orders["ts_order"] = pd.to_datetime(orders["ts_order"])
        with pytest.raises(InputError, match="list_amount in 1 of 3 rows"):
            tables.log(backend(orders), "orders", ["list_amount"])


def test_ids_with_gaps_lose_no_digit(backend):
    lines = pd.DataFrame(
        {"date": pd.to_datetime(["2024-01-01"] * 2), "order_id": pd.array([2**60 + 1, None])}
    )
    with pytest.raises(InputError, match="order_id holds numbers too large.*as text"):
        collect(tables.log(backend(lines), "pnl_lines", "order_id"))
    lines["order_id"] = pd.array([7, None])
    found = collect(tables.log(backend(lines), "pnl_lines", "order_id"))["order_id"]
    assert found.tolist()[0] == 7
    assert found.isna().tolist() == [False, True]


def test_customers_who_have_not_ordered_had_not_come_to_be(backend):
    customers = pd.DataFrame(
        {
            "customer_id": [1, 2, 3],
            "first_order_at": pd.to_datetime(["2024-01-05", None, "2024-02-01"]).as_unit("us"),
            "city": pd.Categorical(["上海", "北京", "上海"]),
        }
    )
    source = backend(customers)
    assert collect(tables.log(source, "customers", "city")).columns.tolist() == ["city"]
    everybody = collect(tables.log(source, "customers", ["customer_id", "first_order_at"]))
    assert everybody["day"].isna().sum() == 1
    for end, there in {"2024-01-31": [1], "2024-12-31": [1, 3]}.items():
        rows = collect(tables.log(source, "customers", "customer_id", end), sort="customer_id")
        assert rows["customer_id"].tolist() == there
    with pytest.raises(InputError, match="first row of customers is of 2024-01-05"):
        tables.log(source, "customers", "customer_id", "2023-12-31")
    nobody = backend(customers.assign(first_order_at=pd.Series([pd.NaT] * 3, dtype="M8[us]")))
    with pytest.raises(InputError, match="first_order_at is missing in every row of customers"):
        tables.log(nobody, "customers", "customer_id", "2024-01-31")


def test_a_table_without_a_time_has_no_day_and_no_past(backend):
    items = backend(pd.DataFrame({"sku": ["a", "b"], "qty": [1, 2], "price": [9.5, 3.0]}))
    log = tables.log(items, "order_items", ["sku", "qty"])
    assert collect(log, sort="sku").to_dict("list") == {"sku": ["a", "b"], "qty": [1, 2]}
    with pytest.raises(InputError, match="order_items says nowhere when.*Leave as_of out"):
        tables.log(items, "order_items", ["sku"], as_of="2024-01-01")


def test_unknown_tables_and_columns_are_refused_with_those_there_are(backend):
    frame = backend(events_of(EVENTS))
    with pytest.raises(ChoiceError, match="did you mean 'events'.*'sessions'"):
        tables.log(frame, "event", ["sku"])
    with pytest.raises(ChoiceError, match="A column of events is 'articel'.*'visitor_id'"):
        tables.log(frame, "events", ["articel"])
    with pytest.raises(ColumnError, match='"unit_price".*table suppliers'):
        tables.log(frame, "suppliers", ["unit_price"])


@pytest.mark.parametrize(
    ("table", "column", "values", "wanted"),
    [
        ("events", "event", [1, 2, 3], "texts are text"),
        ("events", "sku", [1.5, 2.0, 3.0], "ids are whole numbers"),
        ("events", "ts", ["2024-03-01"] * 3, "times are datetimes"),
        ("touches", "opened", ["yes", "no", "no"], "flags are true or false"),
        ("touches", "opened", [1, 0, 0], "flags are true or false"),
        ("touches", "offer_cost", ["¥5", "0", "0"], "amounts and counts are numbers"),
        ("sessions", "pages", [True, False, True], "amounts and counts are numbers"),
    ],
)
def test_wrong_types_of_any_table_are_refused(backend, table, column, values, wanted):
    frame = events_of(EVENTS).assign(**{column: values})
    message = f'column {column} of {table} holds .*{wanted}.*validate\\({table}.*"{table}"'
    with pytest.raises(InputError, match=message):
        tables.log(backend(frame), table, [column])


def test_negative_is_refused_where_the_definition_starts_at_nothing_or_above(backend):
    lines = pd.DataFrame({"sku": ["a", "b"], "qty": [1, -1], "price": [9.5, 3.0]})
    with pytest.raises(InputError, match="qty is negative in 1 of 2 rows of order_items"):
        tables.log(backend(lines), "order_items", ["sku", "qty"])
    booked = pd.DataFrame({"date": pd.to_datetime(["2024-01-01"] * 2), "amount": [5.0, -5.0]})
    log = tables.log(backend(booked), "pnl_lines", ["amount"])  # costs are below 0
    assert collect(log, sort="amount")["amount"].tolist() == [-5.0, 5.0]


def test_no_time_of_a_database_is_infinite():
    orders = duckdb.sql(
        "SELECT TIMESTAMP '2024-01-01' AS ts_order, 'infinity'::TIMESTAMP AS ts_pay "
        "UNION ALL SELECT TIMESTAMP '2024-01-02', NULL"
    )
    assert len(collect(tables.log(orders, "orders", []))) == 2
    with pytest.raises(InputError, match="ts_pay holds times without a date"):
        tables.log(orders, "orders", ["ts_pay"])


@given(
    st.lists(
        st.tuples(
            st.integers(-(2**62), 2**62),
            st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1)),
            st.sampled_from(["view", "pay", "收藏", ""]),
            st.sampled_from(["G1", "G2"]),
        ),
        min_size=1,
        max_size=20,
    ),
    st.booleans(),
    st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)),
)
def test_all_backends_count_events_alike(rows, categories, end):
    frame = pd.DataFrame(rows, columns=["visitor_id", "ts", "event", "sku"])
    frame["ts"] = frame["ts"].astype("datetime64[us]")
    frame = frame.astype({"event": "category"} if categories else {})
    days = [(when.date() - dt.date(1970, 1, 1)).days for _, when, _, _ in rows]
    there = [row for row, day in zip(rows, days, strict=True) if day <= day_number(end)]
    for backend in BACKENDS.values():
        if not there:
            with pytest.raises(InputError, match="first row of events"):
                tables.log(backend(frame), "events", ["event"], end)
            continue
        log = tables.log(backend(frame), "events", ["visitor_id", "event"], end)
        found = collect(
            log.group_by("event").agg(n=nw.len(), who=nw.col("visitor_id").max()), sort="event"
        )
        words = sorted({event for _, _, event, _ in there})
        assert found["event"].tolist() == words
        assert found["n"].tolist() == [sum(row[2] == word for row in there) for word in words]
        assert found["who"].tolist() == [max(r[0] for r in there if r[2] == w) for w in words]


def test_the_time_of_every_table_is_one_of_its_columns():
    for table in TABLES.values():
        if table.time:
            assert table.column(table.time).kind == "time"
    assert {table.name for table in TABLES.values() if not table.time} == {
        "order_items", "sku", "shipments", "suppliers", "courier_rates", "budget", "population",
        "listings", "creators", "goals", "opening_balances", "risks",
    }  # fmt: skip
