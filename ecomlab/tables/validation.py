"""Validation: a clean copy of a canonical table, or every problem that it has."""

import warnings

import numpy as np
import pandas as pd

from ecomlab.errors import InputError, TableError, closest
from ecomlab.tables.definitions import columns, definition
from ecomlab.tables.parse import REREAD, Unreadable, check_zone, holds_bytes, misread, read


def validate(frame, table, timezone=None, *, may_be_empty=False):
    """Is this frame a canonical table? A clean copy of it, or every problem that it has.

    Text is converted where it can be read in one way only: amounts like ``¥1,299.00`` or
    ``1299``, ISO dates and times, ids written ``="123"``; blanks around them go. Anything
    else is refused, and nothing is dropped.

    Parameters
    ----------
    frame : pandas DataFrame
        Columns that the table doesn't know stay as they are.
    table : str
        A table of the data dictionary, for example ``"orders"``.
    timezone : str, optional
        The shop's time zone, for example ``"Asia/Shanghai"``. Times without a zone are read as
        its clock; times of other zones are converted to it.
    may_be_empty : bool
        Are no rows an answer (no test was run) rather than a mistake? Columns are still checked.

    Returns
    -------
    DataFrame
        ids int64 or text; times datetime64[us] in one zone; money float rounded to .01;
        counts int64, or Int64 where some are missing; rows numbered from 0. Text in
        categories stays so.

    Raises
    ------
    TableError
        With ``problems``, the list of all problems found, each with examples of rows.

    Examples
    --------
    >>> raw = pd.DataFrame({
    ...     "customer_id": ['="0012"', '="0013"'],
    ...     "ts_order": ["2024-03-01 09:30:00", "2024-03-02"],
    ...     "paid_amount": ["¥1,299.00", "80"],
    ... })
    >>> validate(raw, "orders", timezone="Asia/Shanghai")
      customer_id                  ts_order  paid_amount
    0        0012 2024-03-01 09:30:00+08:00       1299.0
    1        0013 2024-03-02 00:00:00+08:00         80.0
    >>> validate(raw.assign(paid_amount=["12,99", "-5"]), "orders", timezone="Asia/Shanghai")
    Traceback (most recent call last):
        ...
    ecomlab.errors.TableError: The table orders has 2 problems:
      1. paid_amount: 1 value can't be read as money: row 0 '12,99'. Write 1299.00, 1,299.00 or
      ¥1,299.00.
      2. paid_amount: 1 value impossible, below 0: row 1 '-5'.
    Mend all of them, then validate again: nothing has been dropped or changed.
    """
    canonical = definition(table)
    if not isinstance(frame, pd.DataFrame):
        raise InputError(_not_pandas(frame))
    if timezone is not None:
        check_zone(timezone)
    clean = frame.reset_index(drop=True)
    problems = [] if len(frame) or may_be_empty else ["There are no rows."]
    problems += _form_problems(frame, canonical)
    readings = {}
    for column in _present(frame, canonical):
        try:
            readings[column.name] = read(clean[column.name], column.kind, timezone)
        except Unreadable as problem:
            problems.append(f"{column.name}: {problem}")
    clean = clean.assign(**{name: reading.values for name, reading in readings.items()})
    problems += _reading_problems(frame, canonical, readings)
    problems += _zone_problems(readings)
    problems += _value_problems(frame, clean[list(readings)], canonical, readings)
    problems += _key_problems(frame, clean, canonical)
    if problems:
        raise TableError(table, problems)
    return clean


def _not_pandas(frame):
    if isinstance(frame, bytes | bytearray):
        return (
            "This is bytes, not a table. Read the file first: "
            'pd.read_csv(path, encoding="gb18030", dtype="str").'
        )
    way_out = "; call its .to_pandas()" if hasattr(frame, "to_pandas") else ""
    kind = f"{type(frame).__module__.split('.')[0]}.{type(frame).__name__}"
    return f"The table is a {kind}. Give a pandas DataFrame{way_out}."


def _present(frame, table):
    """The table's columns that the frame has, once each."""
    return [c for c in table.columns if (frame.columns == c.name).sum() == 1]


def _form_problems(frame, table):
    """Missing and doubled columns, and bytes."""
    problems = []
    own = [name for name in frame.columns if name not in columns(table.name)]
    for name in columns(table.name, "required"):
        if name not in frame.columns:
            near = closest(name, own)
            way_out = (
                f'the closest is "{near}". Rename it: .rename(columns={{"{near}": "{name}"}}).'
                if near
                else f"the table has {', '.join(map(str, frame.columns)) or 'no columns'}."
            )
            problems.append(f"{name}: this required column is missing; {way_out}")
    doubled = dict.fromkeys(frame.columns[frame.columns.duplicated()])
    problems += [f"{name}: there are several columns of this name. Keep one." for name in doubled]
    if any(isinstance(name, bytes) for name in frame.columns):
        problems.append(f"The column names are bytes. {REREAD}")
    garbled = [f'"{name}" is {misread(name)}' for name in frame.columns if misread(name)]
    if garbled:
        problems.append(f"The file was read in a wrong encoding: {', '.join(garbled)}. {REREAD}")
    elif any(isinstance(name, str) and "�" in name for name in frame.columns):
        problems.append(f"Letters of the column names were lost (�). {REREAD}")
    return problems + [
        f"{name}: the values are bytes. {REREAD}"
        for name in own
        if frame.columns.tolist().count(name) == 1 and holds_bytes(frame[name])
    ]


def _reading_problems(frame, table, readings):
    """What could not be read, with examples."""
    kinds = {column.name: column.kind for column in table.columns}
    for name, reading in readings.items():
        if reading.complaint:
            yield f"{name}: {reading.complaint}"
        if reading.unread.any():
            rows = _rows(frame.index, frame[name], reading.unread)
            many = _many(reading.unread.sum())
            yield f"{name}: {many} can't be read as {kinds[name]}: {rows}. {reading.advice}"


def _zone_problems(readings):
    """Columns in different zones: nine o'clock in one isn't nine o'clock in the other."""
    zones = {
        name: str(reading.values.dt.tz)
        for name, reading in readings.items()
        if isinstance(reading.values.dtype, pd.DatetimeTZDtype) and not reading.complaint
    }
    if len(set(zones.values())) < 2:
        return []
    listed = ", ".join(f"{name} in {zone}" for name, zone in zones.items())
    return [f'The times are in different zones: {listed}. Name the shop\'s: timezone="…".']


def _value_problems(frame, clean, table, readings):
    """Missing, impossible and doubled values, and rules between columns: pandera finds them."""
    from pandera.errors import SchemaErrors

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # pandera's own, on pandas 2
            _schema(table, clean).validate(clean, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return []
    problems = []
    for (name, check), found in cases.groupby(["column", "check"], sort=False):
        if check in {rule.text for rule in table.rules} and name != check.split()[0]:
            continue  # pandera lists every column of a row that breaks a rule
        failed = np.zeros(len(clean), dtype=bool)
        failed[found["index"].astype("int64")] = True
        if check == "not_nullable":
            failed &= ~readings[name].unread
        if failed.any():
            problems.append(_value_problem(frame, name, check, failed))
    return problems


def _key_problems(frame, clean, table):
    """Rows that share a key of several columns; an optional column counts where it is there."""
    required = {column.name for column in table.columns if column.role == "required"}
    keys = [name for name in table.keys if name in required or name in clean.columns]
    if len(keys) < 2 or not set(keys) <= set(clean.columns) or clean.columns.has_duplicates:
        return
    double = clean.duplicated(keys, keep=False).to_numpy()
    if double.any():
        rows = ", ".join(f"row {frame.index[i]}" for i in np.flatnonzero(double)[:3])
        yield f"{', '.join(keys)}: {double.sum():,} rows share a key: {rows}. Keep one row of each."


def _value_problem(frame, name, check, failed):
    many = _many(failed.sum())
    rows = _rows(frame.index, frame[name], failed)
    if check == "not_nullable":
        return f"{name}: {many} missing: {rows}. Fill them, or leave those rows out knowingly."
    if check == "field_uniqueness":
        return f"{name}: {many} not unique, but it is the key: {rows}. Keep one row of each."
    return f"{name}: {many} impossible, {check}: {rows}."


def _schema(table, clean):
    import pandera.pandas as pa

    def rule_holds(rule):
        return lambda f: ~(f[rule.late] < f[rule.early])

    return pa.DataFrameSchema(
        {
            column.name: pa.Column(
                nullable=bool(column.empty),
                unique=column.name == table.key,
                checks=[
                    check(limit, error=f"{word} {limit:g}")
                    for check, word, limit in (
                        (pa.Check.ge, "below", column.minimum),
                        (pa.Check.le, "above", column.maximum),
                    )
                    if limit is not None
                ],
            )
            for column in table.columns
            if column.name in clean
        },
        checks=[
            pa.Check(rule_holds(rule), name=rule.text, error=rule.text)
            for rule in table.rules
            if {rule.late, rule.early} <= set(clean) and _same_kind(clean, rule)
        ],
    )


def _same_kind(clean, rule):
    """Times with and without a zone can't be compared; that is reported on its own."""
    return clean[rule.late].dtype == clean[rule.early].dtype


def _many(count):
    return f"{count:,} value{'s' if count > 1 else ''}"


def _rows(index, values, chosen, most=3):
    """The first rows chosen, by the reader's own index: ``row 7 '12,99', row 9 '3,50'``."""
    places = np.flatnonzero(chosen)
    listed = [f"row {index[i]} {_shown(values.iloc[i])}" for i in places[:most]]
    return ", ".join(listed) + (", …" if len(places) > most else "")


def _shown(value):
    if isinstance(value, str):
        return repr(value)
    return "(empty)" if pd.isna(value) else str(value)
