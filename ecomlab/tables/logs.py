"""A log of any canonical table, from pandas, Polars, DuckDB or Spark, ready to be reduced.

The toolbox reduces a log of millions of rows with narwhals, so that one implementation
serves all of them; what comes out is small, and plain pandas from then on.
"""

import datetime as dt

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.errors import LARGEST, ColumnError, InputError, kind_of_table, to_pandas_call
from ecomlab.tables.definitions import definition
from ecomlab.tables.parse import TEXT

EPOCH = dt.date(1970, 1, 1)
LAST_DAY = (dt.date.max - EPOCH).days
INT64 = 2**63 - 1
EXACT = 2**53  # up to here float64 holds every whole number
ACCEPTED = (
    "a pandas DataFrame, a Polars DataFrame or LazyFrame, a DuckDB relation, or a Spark DataFrame"
)
NUMBER = (lambda dtype: dtype.is_numeric(), "amounts and counts are numbers")
FITS = {  # the types in which a kind may come, and how an error says so
    "id": (
        lambda dtype: (
            dtype == nw.String or (dtype.is_integer() and dtype not in (nw.Int128, nw.UInt128))
        ),
        "ids are whole numbers (int64) or text",
    ),
    "text": (lambda dtype: dtype == nw.String, "texts are text"),
    "time": (lambda dtype: dtype in (nw.Date, nw.Datetime), "times are datetimes or dates"),
    "flag": (lambda dtype: dtype == nw.Boolean, "flags are true or false"),
    **dict.fromkeys(("money", "count", "day", "number"), NUMBER),
}


def log(frame, table, columns, as_of=None):
    """Which rows of a table had come to be at the end of the day ``as_of``, and on which day?

    Parameters
    ----------
    frame : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation, Spark DataFrame
        Times count as the shop's own calendar day: the day in the column's time zone. DuckDB and
        Spark keep no zone in a column and read TIMESTAMPTZ and timestamp in the session's
        (``SET timezone = '…'``; ``spark.sql.session.timeZone``).
    table : str
        A table of the data dictionary, for example ``"orders"``.
    columns : str or sequence of str
        The columns needed of those that the dictionary lists; optional ones too.
    as_of : str, date or Timestamp, optional
        The last day that counts, in full; the day of the last row if not given. It chooses rows:
        what a row came to know later (a payment, a refund) it holds as it is known today.

    Returns
    -------
    narwhals.LazyFrame
        The columns asked for, texts as text. Where the table has a time at which a row comes to
        be (``definition(table).time``), that too, and ``day``: int64 days since 1970-01-01, missing
        where the time is. An optional time is there only if it or ``as_of`` was asked for.

    Raises
    ------
    ChoiceError
        The dictionary has no such table or column.
    ColumnError
        The frame has no such column.
    InputError
        No rows, missing values where the dictionary allows none, infinite or huge ones, negative
        ones of what can't be negative, wrong types, or ``as_of`` before the first row.

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "customer_id": [1, 1, 2],
    ...     "ts_order": pd.to_datetime(["1997-01-01", "1997-02-03", "1997-05-01"]),
    ...     "channel": ["search", None, "live"],
    ... })
    >>> rows = log(orders, "orders", ["customer_id", "channel"], as_of="1997-04-30")
    >>> collect(rows.group_by("customer_id").agg(nw.col("day").max(), nw.col("channel").count()))
       customer_id   day  channel
    0            1  9895        1
    """
    canonical = definition(table)
    end = None if as_of is None else day_number(as_of)
    wanted = _wanted(canonical, columns, as_of)
    frame = _narwhals(frame, table)
    schema = _schema(frame, [column.name for column in wanted], table)
    call = "" if isinstance(frame.to_native(), pd.DataFrame) else to_pandas_call(frame.to_native())
    _check_types(schema, wanted, table, call)
    time = canonical.time if canonical.time in schema else None
    if frame.implementation.is_pandas():
        rows, facts = _pandas_log(frame.to_native(), schema, wanted, time)
    else:
        rows, facts = _narwhals_log(frame, schema, wanted, time)
    _check_facts(facts, table)
    return rows if end is None else _until(end, rows, facts["spans"], canonical)


def check_clock(frame, table, time):
    """Refuse times with a zone from DuckDB or Spark where days are cut: in the session's zone.

    Parameters
    ----------
    frame : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation, Spark DataFrame
    table, time : str
        Its name, for the message, and the column of times.

    Raises
    ------
    InputError

    Examples
    --------
    >>> check_clock(pd.DataFrame({"ts": pd.to_datetime(["1997-01-01"])}), "events", "ts")
    """
    found = nw.from_native(frame, pass_through=True)
    if not isinstance(found, nw.LazyFrame):
        return
    zone = getattr(found.collect_schema().get(time), "time_zone", None)
    if zone is None or not (found.implementation.is_duckdb() or is_spark(found)):
        return
    duckdb = found.implementation.is_duckdb()
    name = "DuckDB" if duckdb else "Spark"
    way_out = (
        f".project(\"* REPLACE (timezone('Asia/Shanghai', {time}) AS {time})\")"
        if duckdb
        else f'.withColumn("{time}", F.expr("convert_timezone(\'Asia/Shanghai\', {time})"))'
    )
    raise InputError(
        f"{time} of {table} has a zone, and {name} would cut its days in the session's "
        f"({zone}), which needn't be the shop's. Give the time on the shop's clock: "
        f"{way_out}, with your own zone."
    )


def as_of_day(rows, as_of=None):
    """The day number that a log was asked for: ``as_of``'s, or its last one.

    >>> orders = pd.DataFrame({"customer_id": [1], "ts_order": pd.to_datetime(["1997-01-01"])})
    >>> rows = log(orders, "orders", "customer_id")
    >>> as_of_day(rows), as_of_day(rows, as_of="1997-04-30")
    (9862, 9981)
    """
    if as_of is not None:
        return day_number(as_of)
    return int(collect(rows.select(nw.col("day").max()))["day"].iloc[0])


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

    Whole numbers come as int64, other numbers as float64 (whole ones with gaps too), times as
    datetime64[us], text as pandas' own; rows are sorted by the columns ``sort``, because databases
    return them in any order.

    >>> frame = nw.from_native(pd.DataFrame({"day": [2, 1], "n": [10, 20]})).lazy()
    >>> collect(frame, sort="day")
       day   n
    0    1  20
    1    2  10
    """
    schema = frame.collect_schema()
    table = _to_pandas(frame)
    for name, dtype in schema.items():
        most = EXACT if table[name].hasnans else INT64
        if dtype.is_integer() and (table[name] > most).any():
            kind = "float64, in which gaps are kept" if table[name].hasnans else "int64"
            raise InputError(f"{name} holds numbers too large for {kind}. Give them as text.")
    kinds = {name: _pandas_type(dtype, table[name]) for name, dtype in schema.items()}
    table = table.astype({name: kind for name, kind in kinds.items() if kind})
    sort = [sort] if isinstance(sort, str) else list(sort)
    if sort:
        table = table.sort_values(sort, kind="stable")
    return table.reset_index(drop=True)


def _pandas_type(dtype, values):
    """pandas' type for a column; whole numbers with gaps can only be float64."""
    if dtype.is_integer() and not values.hasnans:
        return "int64"
    if dtype.is_numeric():
        return "float64"
    if dtype == nw.Boolean:
        return "boolean" if values.hasnans else "bool"
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return pd.DatetimeTZDtype("us", values.dtype.tz)
    if values.dtype.kind == "M":
        return "datetime64[us]"
    return TEXT if dtype == nw.String else None


def _to_pandas(frame):
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect("polars" if frame.implementation.is_polars() else "pandas")
    return frame.to_pandas()


def _wanted(canonical, columns, as_of):
    """The definitions of the columns asked for, and of the time where it is needed."""
    names = [columns] if isinstance(columns, str) else list(columns)
    wanted = {name: canonical.column(name) for name in names}
    if canonical.time:
        time = canonical.column(canonical.time)
        if as_of is not None or time.role == "required":
            wanted[time.name] = time
    elif as_of is not None:
        raise InputError(
            f"The table {canonical.name} says nowhere when a row came to be, so as_of can't choose "
            "among its rows. Leave as_of out."
        )
    return list(wanted.values())


def names_of(frame, table):
    """The names of a frame's columns, whatever it is a frame of.

    >>> sorted(names_of(pd.DataFrame({"uv": [3], "date": ["2025-01-01"]}), "traffic_daily"))
    ['date', 'uv']
    """
    return {str(name) for name in _narwhals(frame, table).collect_schema().names()}


def _narwhals(frame, table):
    """The rows as a narwhals frame; pyarrow is refused because ``over`` was wrong on it."""
    if isinstance(frame, pd.DataFrame) and frame.columns.has_duplicates:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise InputError(f"{table} has two columns {twice}. Drop or rename one of them.")
    found = nw.from_native(frame, pass_through=True)
    if isinstance(found, nw.DataFrame | nw.LazyFrame):
        backend = found.implementation
        if any((backend.is_pandas(), backend.is_polars(), backend.is_duckdb(), is_spark(found))):
            return found
    call = to_pandas_call(frame)
    way_out = f" Call its {call}." if call else ""
    raise InputError(f"{table} is a {kind_of_table(frame)}. Give {ACCEPTED}.{way_out}")


def is_spark(frame) -> bool:
    """Is a narwhals frame Spark's own, of a session here or of a server (Spark Connect)?

    >>> is_spark(nw.from_native(pd.DataFrame({"day": [1]})))
    False
    """
    return frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect()


def _schema(frame, names, table):
    """The columns' types; pandas' own are asked where narwhals misreads them or sees too little.

    It misreads times in zones with an underscore, and doesn't tell of what categories are.
    """
    schema = dict(frame.collect_schema())
    missing = [name for name in names if name not in schema]
    if missing:
        raise ColumnError(missing[0] if len(missing) == 1 else missing, schema, table)
    schema = {name: schema[name] for name in names}
    if frame.implementation.is_pandas():
        for name, dtype in frame.to_native().dtypes[names].items():
            if isinstance(dtype, pd.DatetimeTZDtype):
                schema[name] = nw.Datetime("us")
            elif isinstance(dtype, pd.CategoricalDtype):
                categories = pd.Series(dtype.categories)
                schema[name] = nw.from_native(categories, series_only=True).dtype
    return {
        name: nw.String if dtype in (nw.Categorical, nw.Enum) else dtype
        for name, dtype in schema.items()
    }


def _check_types(schema, wanted, table, call=""):
    for column in wanted:
        fits, wished = FITS[column.kind]
        if not fits(schema[column.name]):
            zone = ', timezone="Asia/Shanghai"' if column.kind == "time" else ""
            raise InputError(
                f"The column {column.name} of {table} holds {schema[column.name]} values, but "
                f'{wished}. ecomlab.tables.validate({table}{call}, "{table}"{zone}) reads what has '
                f"one reading, and tells you what hasn't{'; name your own zone' if zone else ''}."
            )


def check_numbers_are_no_text(frame, table, columns):
    """Refuse text where a table's amounts belong, with what reads it.

    >>> check_numbers_are_no_text(pd.DataFrame({"paid_amount": ["5"]}), "orders", ["paid_amount"])
    Traceback (most recent call last):
    ...
    ecomlab.errors.InputError: The column paid_amount of orders holds String values, but amounts...
    """
    frame = _narwhals(frame, table)
    schema = _schema(frame, list(columns), table)
    wanted = [one for one in definition(table).columns
              if one.name in schema and schema[one.name] == nw.String]  # fmt: skip
    call = "" if frame.implementation.is_pandas() else to_pandas_call(frame.to_native())
    _check_types(schema, wanted, table, call)


def _is_never_negative(column):
    return column.minimum is not None and column.minimum >= 0


def _is_amount(column):
    return FITS[column.kind] is NUMBER


def _is_large(values):
    return (values > LARGEST) | (values < -LARGEST)


def _spans(spans):
    """The first and last day of each time that isn't missing everywhere."""
    known = {name: days for name, days in spans.items() if not pd.isna(days[0])}
    return {name: (int(first), int(last)) for name, (first, last) in known.items()}


# ---- pandas, by numpy: 20 times as fast as calendar fields on zoned times ----------------------


def _pandas_log(frame, schema, wanted, time):
    """The rows and what is to be checked of them."""
    rows = frame.loc[:, list(schema)].reset_index(drop=True)
    for name, dtype in rows.dtypes.items():
        if better := _reckonable(dtype):
            rows[name] = rows[name].astype(better)
    facts = {
        "rows": len(rows),
        "gaps": {c.name: _pandas_gaps(rows[c.name], c) for c in wanted},
        "negative": {
            c.name: int((rows[c.name] < 0).sum()) for c in wanted if _is_never_negative(c)
        },
        "large": {c.name: int(_is_large(rows[c.name]).sum()) for c in wanted if _is_amount(c)},
        "spans": {},
    }
    if time and len(rows) and not any(facts["gaps"].values()):
        rows["day"] = days_of(rows[time])
        facts["spans"] = _spans({time: (rows["day"].min(), rows["day"].max())})
    return nw.from_native(rows).lazy(), facts


def _reckonable(dtype):
    """A better type for what pandas reckons with badly: categories, Arrow's dates, float32."""
    if isinstance(dtype, pd.CategoricalDtype):
        return dtype.categories.dtype
    name = str(dtype)
    if name.startswith("dictionary"):
        return TEXT
    if name.startswith("date") and name.endswith("[day][pyarrow]"):
        return "datetime64[s]"
    if name.startswith("decimal") or name in ("float32", "Float32", "float[pyarrow]"):
        return "float64"
    return None


def _pandas_gaps(values, column):
    """How many values are missing that may not be, or infinite?"""
    if pd.api.types.is_float_dtype(values.dtype):
        numbers = values.to_numpy(dtype="float64", na_value=np.nan)
        return int((np.isinf(numbers) if column.empty else ~np.isfinite(numbers)).sum())
    return 0 if column.empty else int(values.isna().sum())


def days_of(times):
    """The day numbers of pandas times, each on its own clock; missing where a time is.

    >>> days_of(pd.Series(pd.to_datetime(["1970-01-02 23:30"]).tz_localize("Asia/Shanghai")))
    array([1])
    """
    local = times.dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    days = local.astype("datetime64[D]").astype("int64")
    return pd.Series(days, dtype="Int64").mask(times.isna()) if times.hasnans else days


def calendar_days(times):
    """The days of pandas times or texts, each on its own clock: midnights without a zone.

    >>> times = pd.Series(pd.to_datetime(["1997-01-02 23:30"]).tz_localize("Asia/Shanghai"))
    >>> calendar_days(times).tolist()
    [Timestamp('1997-01-02 00:00:00')]
    """
    return pd.to_datetime(times).dt.tz_localize(None).dt.normalize()


# ---- Polars, DuckDB and Spark, by narwhals -----------------------------------------------------


def _narwhals_log(frame, schema, wanted, time):
    """The rows and what is to be checked of them, in one pass of the engine.

    An eager frame computes its day once.
    """
    day = {"day": _day(frame, time)} if time else {}
    rows = frame.select(*(_exact(column, schema[column.name]) for column in wanted), **day)
    asked = dict(_checks(frame, schema, wanted, time))
    named = {f"{which} {name}": check for (which, name), check in asked.items()}
    count, *answers = _to_pandas(rows.select(rows=nw.len(), **named)).iloc[0]
    facts = {"rows": count, "gaps": {}, "negative": {}, "large": {}, "first": {}, "last": {}}
    for (which, name), answer in zip(asked, answers, strict=True):
        facts[which][name] = answer
    first, last = facts.pop("first"), facts.pop("last")
    facts["spans"] = _spans({name: (first[name], last[name]) for name in first})
    return rows.lazy(), facts


def _checks(frame, schema, wanted, time):
    """What is to be counted, by kind of fact and column."""
    for column in wanted:
        name, value = column.name, nw.col(column.name)
        if schema[name].is_float():  # NaN, where it may be missing, is null by now
            wrong = ~value.is_finite()
            yield ("gaps", name), _count(wrong if column.empty else value.is_null() | wrong)
        elif not column.empty:
            yield ("gaps", name), _count(value.is_null())
        if _is_never_negative(column):
            yield ("negative", name), _count(value < 0)
        if _is_amount(column):
            yield ("large", name), _count(_is_large(value))
        if column.kind == "time":
            days = nw.col("day") if name == time else _day(frame, name)
            yield from ((("first", name), days.min()), (("last", name), days.max()))


def _exact(column, dtype):
    """A column as it is reckoned with: float64 for DECIMAL and float32, whose sums are rough."""
    value = nw.col(column.name)
    if dtype.is_decimal() or dtype == nw.Float32:
        value = value.cast(nw.Float64)
    if dtype == nw.String:  # categories too
        return value.cast(nw.String)
    return value.fill_nan(None) if column.empty and dtype.is_float() else value


def _count(condition):
    return condition.cast(nw.Int64).sum()


def _day(frame, time):
    """The day number of a time: Polars stores a date as one, DuckDB subtracts dates."""
    if frame.implementation.is_polars():
        return nw.col(time).dt.date().cast(nw.Int64)
    return (nw.col(time).cast(nw.Date) - nw.lit(EPOCH)).cast(nw.Int64)


# ---- What is refused ---------------------------------------------------------------------------


def _check_facts(facts, table):
    if facts["rows"] == 0:
        raise InputError(f"The table {table} is empty. Give it at least one row.")
    of = f"of {facts['rows']:,.0f} rows"
    gaps = {name: count for name, count in facts["gaps"].items() if count}
    if gaps:
        listed = ", ".join(f"{name} in {count:,.0f} {of}" for name, count in gaps.items())
        raise InputError(
            f"Values are missing or infinite in {table}: {listed}. Find out why, and mend them. To "
            f"leave those rows out knowingly: "
            f"{table}.replace([np.inf, -np.inf], np.nan).dropna(subset={list(gaps)})."
        )
    for name, count in facts["negative"].items():
        if count:
            way_out = (
                f'Refunds are amounts above 0: {table}.assign({name}={table}["{name}"].abs()).'
                if name == "refund_amount"
                else "A correction is no row of its own: take it off the row that it belongs to, "
                f'or leave those rows out knowingly, {table}[{table}["{name}"] >= 0].'
            )
            raise InputError(f"{name} is negative in {count:,.0f} {of} of {table}. {way_out}")
    for name, count in facts["large"].items():
        if count:
            raise InputError(
                f"{name} is above {LARGEST:g} in {count:,.0f} {of} of {table}: too large to add "
                "up. Mend those rows, or give the amounts in a larger unit."
            )
    for name, (first, last) in facts["spans"].items():
        if abs(first) > LAST_DAY or last > LAST_DAY:  # a database's "infinity"
            raise InputError(
                f"{name} holds times without a date, such as infinity. Mend those rows."
            )


def _until(end, rows, spans, canonical):
    """The rows up to the day ``end``."""
    if canonical.time not in spans:
        raise InputError(f"{canonical.time} is missing in every row of {canonical.name}.")
    first, last = spans[canonical.time]
    if end < first:
        raise InputError(
            f"as_of is {day_date(end)}, but the first row of {canonical.name} is of "
            f"{day_date(first)}. Choose a day from {day_date(first)} on."
        )
    everything = end >= last and not canonical.column(canonical.time).empty
    return rows if everything else rows.filter(nw.col("day") <= end)
