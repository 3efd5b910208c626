"""A purchase log from pandas, Polars or DuckDB, made ready for one heavy reduction.

The toolbox reduces a log of millions of rows with narwhals, so that one implementation
serves all three; what comes out is small, and plain pandas from then on.
"""

import datetime as dt
from collections.abc import Callable

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.errors import ColumnError, InputError
from ecomlab.tables import TABLES

EPOCH = dt.date(1970, 1, 1)
LAST_DAY = (dt.date.max - EPOCH).days
INT64 = 2**63 - 1
NOT_NEGATIVE = {column.name for column in TABLES["orders"].columns if column.minimum == 0}
ACCEPTED = "a pandas DataFrame, a Polars DataFrame or LazyFrame, or a DuckDB relation"


def purchases(orders, columns=("customer_id", "ts_order"), as_of=None):
    """Which purchases were known at the end of the day ``as_of``, and on which day was each?

    Parameters
    ----------
    orders : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        One row per order. Times count as the shop's own calendar day: the day in the
        column's time zone. DuckDB keeps no zone in a column and reads TIMESTAMPTZ in the
        session's (``SET timezone = '…'``).
    columns : sequence of str
        The columns needed. ``customer_id`` (whole numbers or text), ``ts_order`` (times or
        dates), and any columns of numbers.
    as_of : str, date or Timestamp, optional
        The last day that counts, in full; the day of the last order if not given.

    Returns
    -------
    narwhals.LazyFrame
        The columns asked for, and ``day``: int64 days since 1970-01-01.

    Raises
    ------
    ColumnError
        A column is missing.
    InputError
        No rows, missing values, negative amounts, wrong types, or ``as_of`` before the first order.

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "customer_id": [1, 1, 2],
    ...     "ts_order": pd.to_datetime(["1997-01-01", "1997-02-03", "1997-05-01"]),
    ... })
    >>> log = purchases(orders, as_of="1997-04-30")
    >>> collect(log.group_by("customer_id").agg(nw.col("day").max()))
       customer_id   day
    0            1  9895
    """
    columns = list(dict.fromkeys([*columns, "ts_order"]))
    end = None if as_of is None else day_number(as_of)
    frame = _narwhals(orders)
    schema = _schema(frame)
    missing = [name for name in columns if name not in schema]
    if missing:
        raise ColumnError(missing[0] if len(missing) == 1 else missing, schema, "orders")
    schema = {name: schema[name] for name in columns}
    _check_types(schema)
    if frame.implementation.is_pandas():
        log, facts = _pandas_log(frame.to_native(), columns)
    else:
        log, facts = _narwhals_log(frame, schema)
    _check_facts(facts, columns)
    if abs(facts["first"]) > LAST_DAY or facts["last"] > LAST_DAY:  # a database's "infinity"
        raise InputError("ts_order holds times without a date, such as infinity. Mend those rows.")
    if end is None or end >= facts["last"]:
        return log
    if end < facts["first"]:
        raise InputError(
            f"as_of is {day_date(end)}, but the first order is of {day_date(facts['first'])}. "
            f"Choose a day from {day_date(facts['first'])} on."
        )
    return log.filter(nw.col("day") <= end)


def as_of_day(log, as_of=None):
    """The day number that a log from ``purchases`` was asked for: ``as_of``'s, or its last one.

    >>> orders = pd.DataFrame({"customer_id": [1], "ts_order": pd.to_datetime(["1997-01-01"])})
    >>> as_of_day(purchases(orders)), as_of_day(purchases(orders), as_of="1997-04-30")
    (9862, 9981)
    """
    if as_of is not None:
        return day_number(as_of)
    return int(collect(log.select(nw.col("day").max()))["day"].iloc[0])


def day_number(date):
    """How many days after 1970-01-01 is this date? Text must be ISO: ``"1997-04-30"``.

    A time counts as the day on its own clock.

    >>> day_number("1970-01-02"), day_number(pd.Timestamp("1997-04-30 23:59"))
    (1, 9981)
    >>> day_number("30/04/1997")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: '30/04/1997' is not a date. Write it as "1997-04-30".
    """
    wrong = InputError(f'{date!r} is not a date. Write it as "1997-04-30".')
    if isinstance(date, str):
        try:
            date = dt.datetime.fromisoformat(date.strip())
        except ValueError:
            raise wrong from None
    elif isinstance(date, np.datetime64):
        date = pd.Timestamp(date)
    if not isinstance(date, dt.date) or date is pd.NaT:
        raise wrong
    return (dt.date(date.year, date.month, date.day) - EPOCH).days


def day_date(day):
    """The date or dates of day numbers, as ``datetime64[D]``; ``day_number`` backwards.

    >>> day_date(9981)
    np.datetime64('1997-04-30')
    >>> day_date(pd.Series([0, 1]))
    array(['1970-01-01', '1970-01-02'], dtype='datetime64[D]')
    """
    return np.asarray(day, dtype="int64").astype("datetime64[D]")[()]


def collect(frame, sort=()):
    """A narwhals frame as a pandas frame, the same from every backend.

    Whole numbers come as int64, other numbers as float64, text as pandas' own; rows are
    sorted by the columns ``sort``, because databases return them in any order.

    >>> frame = nw.from_native(pd.DataFrame({"day": [2, 1], "n": [10, 20]})).lazy()
    >>> collect(frame, sort="day")
       day   n
    0    1  20
    1    2  10
    """
    schema = frame.collect_schema()
    table = _to_pandas(frame)
    for name, dtype in schema.items():
        if dtype == nw.UInt64 and len(table) and table[name].max() > INT64:
            raise InputError(f"{name} holds numbers too large for int64. Give them as text.")
    kinds = {name: _kind(dtype, table[name].hasnans) for name, dtype in schema.items()}
    table = table.astype({name: kind for name, kind in kinds.items() if kind})
    sort = [sort] if isinstance(sort, str) else list(sort)
    if sort:
        table = table.sort_values(sort, kind="stable")
    return table.reset_index(drop=True)


TEXT = pd.Series(["a"]).dtype  # object in pandas 2, str in pandas 3


def _kind(dtype, gaps):
    """numpy's type for a column; whole numbers with gaps can only be float64."""
    if dtype.is_integer() and not gaps:
        return "int64"
    if dtype.is_numeric():
        return "float64"
    return TEXT if dtype == nw.String else None


def _to_pandas(frame):
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect("polars" if frame.implementation.is_polars() else "pandas")
    return frame.to_pandas()


def _narwhals(orders):
    """The orders as a narwhals frame; pyarrow is refused because ``over`` was wrong on it."""
    if isinstance(orders, pd.DataFrame) and orders.columns.has_duplicates:
        twice = orders.columns[orders.columns.duplicated()][0]
        raise InputError(f"orders has two columns {twice}. Drop or rename one of them.")
    frame = nw.from_native(orders, pass_through=True)
    if isinstance(frame, nw.DataFrame | nw.LazyFrame):
        backend = frame.implementation
        if backend.is_pandas() or backend.is_polars() or backend.is_duckdb():
            return frame
    kind = f"{type(orders).__module__.split('.')[0]}.{type(orders).__name__}"
    way_out = " For a pyarrow Table: .to_pandas()." if kind == "pyarrow.Table" else ""
    raise InputError(f"orders is a {kind}. Give {ACCEPTED}.{way_out}")


def _schema(frame):
    """Column types; pandas times are asked directly: narwhals misreads zones with an underscore."""
    schema = dict(frame.collect_schema())
    if frame.implementation.is_pandas():
        dtypes = frame.to_native().dtypes
        zoned = [name for name in schema if isinstance(dtypes[name], pd.DatetimeTZDtype)]
        schema |= dict.fromkeys(zoned, nw.Datetime("us"))
    return schema


def _check_types(schema):
    rules: dict[str, tuple[Callable, str]] = {
        "customer_id": (
            lambda t: (t.is_integer() and t not in (nw.Int128, nw.UInt128)) or t == nw.String,
            "ids are whole numbers (int64) or text",
        ),
        "ts_order": (
            lambda t: t == nw.Date or t == nw.Datetime,
            "times are datetimes or dates",
        ),
    }
    number = (lambda t: t.is_numeric(), "amounts and counts are numbers")
    for name, dtype in schema.items():
        fits, wanted = rules.get(name, number)
        if not fits(dtype):
            raise InputError(
                f"The column {name} of orders holds {dtype} values, but {wanted}. "
                'ecomlab.tables.validate(orders, "orders") converts what can be read safely, '
                "and tells you what can't."
            )


def _pandas_log(orders, columns):
    """The log and its facts, by numpy: 20 times as fast as calendar fields on zoned times."""
    table = orders.loc[:, columns].reset_index(drop=True)
    for name in columns:
        if plain := _plain_type(str(table[name].dtype)):
            table[name] = table[name].astype(plain)
    nulls = {name: _pandas_nulls(table[name]) for name in columns}
    negative = {name: int((table[name] < 0).sum()) for name in columns if name in NOT_NEGATIVE}
    facts = {"rows": len(table), "nulls": nulls, "negative": negative}
    if len(table) and not any(nulls.values()):
        table["day"] = _pandas_day(table["ts_order"])
        facts |= {"first": table["day"].min(), "last": table["day"].max()}
    return nw.from_native(table).lazy(), facts


def _plain_type(dtype):
    """numpy's type for what pandas can't reckon with (Arrow's dates, decimals) or only roughly."""
    if dtype.startswith("date") and dtype.endswith("[day][pyarrow]"):
        return "datetime64[s]"
    if dtype.startswith("decimal") or dtype in ("float32", "Float32", "float[pyarrow]"):
        return "float64"
    return None


def _pandas_nulls(column):
    if pd.api.types.is_float_dtype(column.dtype):
        return int((~np.isfinite(column.to_numpy(dtype="float64", na_value=np.nan))).sum())
    return int(column.isna().sum())


def _pandas_day(times):
    local = times.dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    return local.astype("datetime64[D]").astype("int64")


def _narwhals_log(frame, schema):
    """The log and its facts in one pass of the engine; an eager frame computes its day once."""
    log = frame.select(*map(_plain_number, schema.items()), _day(frame).alias("day"))
    nulls = {
        f"null_{i}": _is_missing(name, dtype).cast(nw.Int64).sum()
        for i, (name, dtype) in enumerate(schema.items())
    }
    negative = {
        f"negative_{name}": (nw.col(name) < 0).cast(nw.Int64).sum()
        for name in schema
        if name in NOT_NEGATIVE
    }
    span = {"first": nw.col("day").min(), "last": nw.col("day").max()}
    found = _to_pandas(log.select(rows=nw.len(), **span, **nulls, **negative)).iloc[0]
    facts = {
        "rows": int(found["rows"]),
        "nulls": {name: found[f"null_{i}"] for i, name in enumerate(schema)},
        "negative": {name: found[f"negative_{name}"] for name in schema if name in NOT_NEGATIVE},
    }
    if facts["rows"] and not any(facts["nulls"].values()):
        facts |= {"first": int(found["first"]), "last": int(found["last"])}
    return log.lazy(), facts


def _plain_number(item):
    """A database's DECIMAL and float32, which sums to seven digits, as float64; else as it is."""
    name, dtype = item
    rough = dtype.is_decimal() or dtype == nw.Float32
    return nw.col(name).cast(nw.Float64) if rough else nw.col(name)


def _is_missing(name, dtype):
    missing = nw.col(name).is_null()
    return missing | ~nw.col(name).is_finite() if dtype.is_float() else missing


def _day(frame):
    """The day number of ``ts_order``: Polars stores a date as one, DuckDB subtracts dates."""
    times = nw.col("ts_order")
    if frame.implementation.is_polars():
        return times.dt.date().cast(nw.Int64)
    return (times.cast(nw.Date) - nw.lit(EPOCH)).cast(nw.Int64)


def _check_facts(facts, columns):
    if facts["rows"] == 0:
        raise InputError("The table orders is empty. Give it at least one row.")
    gaps = {name: int(facts["nulls"][name]) for name in columns if facts["nulls"][name]}
    if gaps:
        listed = ", ".join(f"{name} in {n:,} of {facts['rows']:,} rows" for name, n in gaps.items())
        raise InputError(
            f"Values are missing or infinite in orders: {listed}. Find out why, then fill them or "
            f"leave those rows out knowingly: orders.dropna(subset={list(gaps)}), after "
            "orders.replace([np.inf, -np.inf], np.nan) if something was divided by 0."
        )
    for name, count in facts["negative"].items():
        if count:
            raise InputError(
                f"{name} is negative in {int(count):,} of {facts['rows']:,} rows of orders. "
                "Refunds are not purchases: leave those rows out knowingly, "
                f'orders[orders["{name}"] >= 0], or take them off the orders they belong to.'
            )
