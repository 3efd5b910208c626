"""Validation: a clean copy of a canonical table, or every problem that it has."""

import warnings
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from ecomlab.errors import (
    InputError,
    TableError,
    caution,
    check_choice,
    closest_column,
    kind_of_table,
    to_pandas_call,
)
from ecomlab.tables import cells, people
from ecomlab.tables.definitions import columns, definition
from ecomlab.tables.parse import (
    REREAD,
    Style,
    Unreadable,
    check_zone,
    holds_bytes,
    is_text,
    read,
    reread,
)

BUYER = "customer_id"
LINES = ("sum", "first", "repeat")


def validate(
    frame, table, timezone=None, *, decimal=".", dayfirst=None, lines=None, may_be_empty=False
):
    """Is this frame a canonical table? A clean copy of it, or every problem that it has.

    Text is converted where it can be read in one way only: amounts like ``¥1,299.00``, ``$5`` or
    ``(3.00)``, dates like 2024-03-01, 2024/3/1 9:05 or 20240301, seconds since 1970, a
    spreadsheet's days, ids written ``="123"``; blanks around them go, dashes are missing.
    Placeholders in place of a buyer (-, guest, 匿名) are missing, mails in another case are one
    person. What isn't obvious is said by a warning, ``ecomlab.errors.Caution``. Anything else is
    refused, and nothing is dropped.

    Parameters
    ----------
    frame : pandas DataFrame
        Columns that the table doesn't know stay as they are.
    table : str
        A table of the data dictionary, for example ``"orders"``.
    timezone : str, optional
        The shop's time zone, for example ``"Asia/Shanghai"``. Times without a zone are read as
        its clock; times of other zones, and seconds since 1970, are converted to it.
    decimal : {".", ","}
        What stands before the cents.
    dayfirst : bool, optional
        How 03/04/2025 is meant.
    lines : {"sum", "first", "repeat"}, optional
        Of orders whose rows are lines: their amounts add up; the total stands on the first row;
        the total stands on every row. One row per order comes back.
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
    >>> wrong = raw.assign(paid_amount=["12,99", "8"], refund_amount=[0.0, -5.0])
    >>> validate(wrong, "orders", timezone="Asia/Shanghai")
    Traceback (most recent call last):
        ...
    ecomlab.errors.TableError: The table orders has 2 problems:
      1. paid_amount: 1 value can't be read as money: row 0 '12,99'. It has two readings. If the
      comma is the decimal point, say decimal=","; if not, mend that cell.
      2. refund_amount: 1 value impossible, below 0: row 1 -5.0. Refunds are amounts above 0: ...
    Mend all of them, then validate again: nothing has been dropped or changed.
    """
    canonical = definition(table)
    if not isinstance(frame, pd.DataFrame):
        raise InputError(_not_pandas(frame))
    if timezone is not None:
        check_zone(timezone)
    _check_choices(table, decimal, lines)
    style = Style(timezone, decimal, dayfirst)
    readings, problems = _readings(frame, canonical, style)
    if not len(frame) and not may_be_empty:
        problems.insert(0, "There are no rows.")
    notes = [f"{name}: {note}" for name, reading in readings.items() for note in reading.notes]
    clean = frame.reset_index(drop=True)
    clean = clean.assign(**{name: reading.values for name, reading in readings.items()})
    clean, aside = _set_aside(clean, canonical)
    problems += _reading_problems(frame, canonical, readings)
    problems += _zone_problems(readings)
    problems += _value_problems(frame, clean[list(readings)], canonical, readings, lines)
    problems += _key_problems(frame, clean, canonical)
    if lines is not None and not problems:
        problems += _line_problems(frame, clean, lines)
    if problems:
        raise TableError(table, problems)
    for note in notes + aside:
        caution(f"{note}.")
    return clean if lines is None else _one_per_order(clean, canonical, lines)


def _check_choices(table, decimal, lines):
    check_choice("decimal", decimal, (".", ","))
    if lines is not None:
        check_choice("lines", lines, LINES)
        if table != "orders":
            raise InputError(f"lines says how rows make orders; {table} has none. Leave it out.")


def _readings(frame, canonical, style):
    """The columns as read, and what is wrong with the form of the table and of whole columns."""
    problems = _form_problems(frame, canonical)
    problems += _totals_problems(frame, canonical)
    readings = {}
    for column in _present(frame, canonical):
        values = frame[column.name].reset_index(drop=True)
        how = replace(style, gaps=bool(column.empty), early=column.early)
        try:
            readings[column.name] = read(values, column.kind, how)
        except Unreadable as problem:
            problems.append(f"{column.name}: {problem}")
    if BUYER in readings:
        _know_people(readings[BUYER], frame[BUYER].reset_index(drop=True))
    return readings, problems


def _totals_problems(frame, canonical):
    """A row of totals counts everything a second time: it is no row of the table."""
    for column in _present(frame, canonical):
        if column.kind != "id" or not is_text(frame[column.name]):
            continue
        words = [str(word).strip().lower() for word in frame[column.name]]
        totals = np.array([word in people.TOTALS for word in words], dtype=bool)
        if totals.any():
            name, found = column.name, sorted(set(frame.loc[totals, column.name]))
            listed = ", ".join(f"row {label}" for label in frame.index[totals][:3])
            yield (
                f"{name}: {found} in {listed} is a row of totals, no row of {canonical.name}. "
                f"Leave it out: {canonical.name}[~{canonical.name}[{name!r}].isin({found})]."
            )


def _know_people(reading, raw):
    """Placeholders missing, one mail in two spellings joined; what is to be known of it."""
    if isinstance(reading.values.dtype, pd.CategoricalDtype):
        found, notes = people.persons(reading.values.astype(object))
        if found.isna().equals(reading.values.isna()) and not any("joined" in n for n in notes):
            found = reading.values
    else:
        found, notes = people.persons(reading.values, raw)
    reading.values = found
    reading.notes += notes


def _not_pandas(frame):
    if isinstance(frame, bytes | bytearray):
        return f"This is bytes, not a table. {REREAD}"
    call = to_pandas_call(frame)
    way_out = f"; call its {call}" if call else ""
    return f"The table is a {kind_of_table(frame)}. Give a pandas DataFrame{way_out}."


def _present(frame, table):
    """The table's columns that the frame has, once each."""
    return [c for c in table.columns if (frame.columns == c.name).sum() == 1]


def _form_problems(frame, table):
    """Missing and doubled columns, and bytes."""
    garbled = {name: found for name in frame.columns if (found := reread(name))}
    if garbled:
        listed = ", ".join(f'"{name}" is {meant}' for name, (meant, _) in garbled.items())
        right = next(iter(garbled.values()))[1]
        return [
            f"The file was read in a wrong encoding: {listed}. Read it again: "
            f'pd.read_csv(path, encoding="{right}", dtype="str").'
        ]
    problems = []
    own = [name for name in frame.columns if name not in columns(table.name)]
    for name in columns(table.name, "required"):
        if name not in frame.columns:
            near = closest_column(name, own)
            way_out = (
                f'the closest is "{near}". If it is meant, rename it: '
                f'.rename(columns={{"{near}": "{name}"}}).'
                if near
                else f"the table has {', '.join(map(str, frame.columns)) or 'no columns'}. A "
                "platform's export is read by ecomlab.exports.read(path)."
            )
            problems.append(f"{name}: this required column is missing; {way_out}")
    doubled = dict.fromkeys(frame.columns[frame.columns.duplicated()])
    problems += [f"{name}: there are several columns of this name. Keep one." for name in doubled]
    if any(isinstance(name, bytes) for name in frame.columns):
        problems.append(f"The column names are bytes. {REREAD}")
    if any(isinstance(name, str) and "�" in name for name in frame.columns):
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
            rows = _rows(frame.index, frame[name], reading.unread, kinds[name])
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


def _value_problems(frame, clean, table, readings, lines=None):
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
        if check == "field_uniqueness" and lines is not None:
            continue  # they are lines
        failed = np.zeros(len(clean), dtype=bool)
        failed[found["index"].astype("int64")] = True
        if check == "not_nullable":
            failed &= ~readings[name].unread
        if failed.any():
            problems.append(_value_problem(frame, clean, table, name, check, failed))
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
        yield (
            f"{', '.join(keys)}: {double.sum():,} rows share a key: {rows}. "
            f"{_twice_advice(frame, double)}"
        )


def _value_problem(frame, clean, table, name, check, failed):
    many = _many(failed.sum())
    rows = _rows(frame.index, frame[name], failed, table.column(name).kind)
    if check == "not_nullable":
        return (
            f"{name}: {many} missing: {rows}. Find out why, then mend them, or leave those rows "
            f'out knowingly: .dropna(subset=["{name}"]).'
        )
    if check == "field_uniqueness":
        advice = (
            _lines_advice(clean[failed], name)
            if name == "order_id" and table.name == "orders"
            else _twice_advice(frame, failed)
        )
        return f"{name}: {many} not unique, but it is the key: {rows}. {advice}"
    advice = (
        f' Refunds are amounts above 0: .assign({name}=lambda t: t["{name}"].abs()).'
        if name == "refund_amount" and check.startswith("below")
        else ""
    )
    return f"{name}: {many} impossible, {check}: {rows}.{advice}"


def _lines_advice(rows, key):
    """What rows of one order may be: its lines, or its total again and again."""
    paid = rows.groupby(key)["paid_amount"].nunique() if "paid_amount" in rows else pd.Series([1])
    if (paid > 1).any():
        return (
            'If these are lines of an order, lines="sum" adds their amounts; if its total '
            'stands on the first of them only, lines="first" takes it.'
        )
    return (
        'If these are lines of an order, lines="sum" adds their amounts; if each repeats the '
        'order\'s total, or a row is there twice, lines="repeat" counts it once.'
    )


def _twice_advice(frame, double):
    """What rows with one key may be, by what they hold."""
    rows = frame[double]
    if rows.duplicated(keep=False).all():
        return (
            "They are alike in every column. If a row was read twice: .drop_duplicates(). If they "
            "are lines, add up what they count."
        )
    return "They differ. Find out which holds; if they are lines, add up what they count."


def _line_problems(frame, clean, lines):
    """What can't be lines of one order."""
    groups = clean.groupby("order_id", sort=False)
    for name in ("ts_order", BUYER):
        if name in clean and (groups[name].nunique() > 1).any():
            order = (groups[name].nunique() > 1).idxmax()
            yield (
                f"order_id: rows of order {order!r} have different values of {name}, so they are "
                "no lines of one. Is this column the order's number?"
            )
    if lines == "repeat" and (groups["paid_amount"].nunique() > 1).any():
        order = (groups["paid_amount"].nunique() > 1).idxmax()
        yield (
            f"order_id: rows of order {order!r} have different amounts, so they don't repeat its "
            'total. Say lines="sum" or lines="first".'
        )


def _one_per_order(clean, canonical, lines):
    """Orders from their lines: amounts and counts added, or taken from the first row."""
    added = [
        column.name
        for column in canonical.columns
        if column.kind in ("money", "count") and column.name in clean
    ]
    groups = clean.groupby("order_id", sort=False)
    orders = groups.first()
    if lines == "sum":
        for name in added:
            orders[name] = groups[name].sum(min_count=1).astype(clean[name].dtype)
    return orders.reset_index()[list(clean.columns)]


def _set_aside(clean, canonical):
    """A courier's times that contradict each other are missing from now on, and that is said."""
    notes = []
    for rule in canonical.rules:
        aside = [name for name in (rule.early, rule.late) if name in canonical.aside]
        if not aside or not {rule.late, rule.early} <= set(clean) or not _same_kind(clean, rule):
            continue
        wrong = clean[rule.late] < clean[rule.early]
        if wrong.any():
            clean = clean.assign(**{name: clean[name].mask(wrong) for name in aside})
            notes.append(
                f"{rule.text} in {wrong.sum():,} of {len(clean):,} rows: {' and '.join(aside)} "
                "of these set aside, as missing"
            )
    return clean, notes


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


def _rows(index, values, chosen, kind, most=3):
    """The first rows chosen, by the reader's own index: ``row 7 '12,99', row 9 '3,50'``."""
    places = np.flatnonzero(chosen)
    shown = people.masked if values.name == BUYER else partial(_shown, kind)
    empty = values.isna().to_numpy()
    listed = [
        f"row {index[i]} {'(empty)' if empty[i] else shown(values.iloc[i])}" for i in places[:most]
    ]
    return ", ".join(listed) + (", …" if len(places) > most else "")


def _shown(kind, value):
    """A value in a message: where a file's columns are shifted, a text may be a person's name."""
    if not isinstance(value, str):
        return str(value)
    return repr(value) if kind == "id" else cells.shown(value)
