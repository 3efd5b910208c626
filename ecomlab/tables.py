"""The canonical tables of the course, once: columns, kinds, units, keys, meaning.

``tables.toml`` beside this file defines them; the data dictionary, the validators and the column
lists in docstrings all come from there.
"""

import re
import tomllib
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ecomlab.errors import InputError, TableError, check_choice, closest
from ecomlab.reading import REREAD, Unreadable, check_zone, holds_bytes, misread, read

KINDS = {
    "id": "whole numbers (int64) or text, never decimals",
    "text": "text",
    "time": "datetime64[us] with a time zone",
    "money": "float, currency units rounded to .01",
    "count": "int64; Int64 where values are missing",
    "day": "int64, days since 1970-01-01",
    "number": "float",
    "flag": "bool; boolean where values are missing",
}
ROLES = ("required", "optional", "derived")


@dataclass(frozen=True)
class Column:
    """One column of a canonical table.

    ``role`` is required, optional or derived (computed from other tables); ``empty`` says what
    a missing value means, and where it says nothing, no value may be missing.

    >>> Column("units", "count", "optional", "pieces in the order", unit="pieces", minimum=0).kind
    'count'
    """

    name: str
    kind: str
    role: str
    meaning: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    empty: str = ""


@dataclass(frozen=True)
class Rule:
    """A time that can't be before another one.

    >>> Rule("ts_pay", "ts_order").text
    'ts_pay is before ts_order'
    """

    late: str
    early: str

    @property
    def text(self):
        return f"{self.late} is before {self.early}"


@dataclass(frozen=True)
class Table:
    """A canonical table: ``key`` is what no two rows share, one column or several.

    >>> TABLES["orders"].key
    'order_id'
    >>> TABLES["order_items"].keys
    ['order_id', 'sku']
    """

    name: str
    meaning: str
    key: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()

    @property
    def keys(self):
        return self.key.split(", ") if self.key else []


def _tables(text):
    """The definitions of ``tables.toml``."""
    return {
        name: Table(
            name,
            facts["meaning"],
            facts["key"],
            tuple(
                Column(column, **{"role": "optional", **about})
                for column, about in facts["columns"].items()
            ),
            tuple(Rule(*rule) for rule in facts.get("rules", ())),
        )
        for name, facts in tomllib.loads(text).items()
    }


TABLES = _tables(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def columns(table, role=None):
    """Which columns does a canonical table have, in order?

    >>> columns("orders", role="required")
    ['customer_id', 'ts_order', 'paid_amount']
    """
    if role is not None:
        check_choice("role", role, ROLES)
    return [column.name for column in _table(table).columns if role in (None, column.role)]


def dictionary(table=None):
    """The data dictionary of one table or all: one row per column.

    >>> dictionary("calendar")[["column", "role", "kind", "empty"]].head(3)
        column      role  kind empty
    0     date  required  time
    1  weekday  optional  text
    2  holiday  optional  text  none
    """
    tables = TABLES.values() if table is None else [_table(table)]
    return pd.DataFrame(
        {
            "table": table.name,
            "column": column.name,
            "role": column.role,
            "kind": column.kind,
            "unit": column.unit,
            "minimum": "" if column.minimum is None else f"{column.minimum:g}",
            "maximum": "" if column.maximum is None else f"{column.maximum:g}",
            "empty": column.empty,
            "meaning": column.meaning,
        }
        for table in tables
        for column in table.columns
    )


def needs(table, *names):
    """Decorator: write the columns that a function needs into its docstring, and keep them.

    ``{orders}`` in the docstring becomes the list of columns needed of ``orders``.

    >>> @needs("orders", "customer_id")
    ... def customers(orders):
    ...     '''orders: {orders}'''
    >>> print(customers.__doc__)
    orders: customer_id (id): who ordered (买家)
    >>> needed(customers)
    {'orders': ('customer_id',)}
    """
    known = {column.name: column for column in _table(table).columns}
    for name in names:
        check_choice(f"A column of {table}", name, known)

    def decorate(function):
        function.needs = {**needed(function), table: names}
        function.__doc__ = _fill(function.__doc__, table, [known[name] for name in names])
        return function

    return decorate


def needed(function):
    """Which columns of which tables does a function need?

    >>> needed(len)
    {}
    """
    return dict(getattr(function, "needs", {}))


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
    definition = _table(table)
    if not isinstance(frame, pd.DataFrame):
        raise InputError(_not_pandas(frame))
    if timezone is not None:
        check_zone(timezone)
    clean = frame.reset_index(drop=True)
    problems = [] if len(frame) or may_be_empty else ["There are no rows."]
    problems += _form_problems(frame, definition)
    readings = {}
    for column in _present(frame, definition):
        try:
            readings[column.name] = read(clean[column.name], column.kind, timezone)
        except Unreadable as problem:
            problems.append(f"{column.name}: {problem}")
    clean = clean.assign(**{name: reading.values for name, reading in readings.items()})
    problems += _reading_problems(frame, definition, readings)
    problems += _zone_problems(readings)
    problems += _value_problems(frame, clean[list(readings)], definition, readings)
    problems += _key_problems(frame, clean, definition)
    if problems:
        raise TableError(table, problems)
    return clean


def _table(name):
    return TABLES[check_choice("table", name, TABLES)]


def _fill(text, table, described):
    """Put the columns' lines where the docstring says ``{table}``, at its indentation."""
    if not text:
        return text
    lines = [
        f"{column.name} ({column.kind}{', ' + column.unit if column.unit else ''}): "
        f"{column.meaning}"
        for column in described
    ]
    indent = re.search(rf"^( *){{{table}}}", text, re.MULTILINE)
    return text.replace(f"{{{table}}}", ("\n" + (indent[1] if indent else "")).join(lines))


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


def _markdown():
    """docs/data_dictionary.md, as text."""
    parts = [
        "# Data dictionary\n\nMade by `python -m ecomlab.tables`; change `ecomlab/tables.toml`.\n"
    ]
    for table in TABLES.values():
        facts = dictionary(table.name).drop(columns="table")
        rows = [list(facts.columns), ["---"] * facts.shape[1], *facts.to_numpy().tolist()]
        parts.append(f"## {table.name}\n\n{table.meaning}; key: {table.key or 'none'}\n")
        parts.append("\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n")
    kinds = "\n".join(f"| {kind} | {stored} |" for kind, stored in KINDS.items())
    parts.append(f"## Kinds\n\n| kind | stored as |\n| --- | --- |\n{kinds}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    target = Path(__file__).parents[1] / "docs" / "data_dictionary.md"
    target.write_text(_markdown(), encoding="utf-8", newline="\n")
