"""A few rows of one's own as an answer: tables on which two queries differ."""

import inspect
import io
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ecomlab.classroom.kinds.frame import as_pandas
from ecomlab.classroom.kinds.kind import Kind
from ecomlab.classroom.kinds.words import a, quoted
from ecomlab.errors import closest
from ecomlab.sql import sql

NO_DUCKDB = "These queries are SQL and need DuckDB, which isn't installed here."
SECONDS = 5  # that a query may take on a few rows
TOLD = 3  # rows of a result that are told
KINDS = ("number", "text", "time")


@dataclass(frozen=True)
class Query(Kind):
    """A table, or a few, on which a query is wrong: it gives something else there than a right one.

    Both queries are run on the trainee's rows. The solution is a smallest such table.

    Parameters
    ----------
    wrong, right : str or callable
        SQL that reads the tables, or functions of a DataFrame (of several by name). The wrong one
        is shown.
    columns : mapping of str to {"number", "text", "time"}
        What the trainee's table must have. Of several tables: by table, such a mapping.
    table : str
        What SQL calls it, where there is one.
    most : int
        Rows that all tables may have together.
    keys : mapping of str to sequence of str
        By table, the columns that no two rows share: without a gap.
    refers : mapping of str to str
        ``{"returns": "order_items"}``: each row of the first belongs to a row of the second, which
        has the same values in the second's key.

    Examples
    --------
    >>> mean = Query(lambda t: t.paid.mean(), lambda t: t.paid.median(), {"paid": "number"})
    >>> mean.same([{"paid": 1}, {"paid": 1}, {"paid": 4}], None), mean.same({"paid": [1, 3]}, None)
    (True, False)
    >>> mean.remark("paid\\n1\\n3", None).partition(". ")[0]
    'On your table both queries give 2'
    """

    wrong: str | Callable
    right: str | Callable
    columns: Mapping[str, str] | Mapping[str, Mapping[str, str]]
    table: str = "orders"
    most: int = 10
    keys: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self):
        for name, kind in [pair for own in self._wanted().values() for pair in own.items()]:
            if kind not in KINDS:
                raise ValueError(f"Column {name} is {kind!r}. Choose one of {quoted(KINDS)}.")

    def expects(self) -> str:
        rows = f"at most {self.most} rows"
        if self._single():
            return (
                f"The answer is a DataFrame of {rows}, a list of dictionaries or CSV text, "
                f"with the columns {_typed(self.columns)}."
            )
        tables = "; ".join(f"{name}: {_typed(own)}" for name, own in self.columns.items())
        return (
            f'The answer is {{"{next(iter(self.columns))}": rows, …}}, {rows} in all; the rows of '
            f"a table are a DataFrame, a list of dictionaries or CSV text. Columns of {tables}."
        )

    def options(self) -> str:
        if isinstance(self.wrong, str):
            return f"```sql\n{textwrap.dedent(self.wrong).strip()}\n```"
        return f"```python\n{textwrap.dedent(inspect.getsource(self.wrong)).strip()}\n```"

    def refusal(self, answer) -> str | None:
        tables = self._read(answer)
        if isinstance(tables, str):
            return f"{tables} {self.expects()}"
        results = self._results(tables)
        return f"{results} {self.expects()}" if isinstance(results, str) else None

    def same(self, answer, right) -> bool:
        """Whether the queries differ on the table; which of the right tables it is is no matter."""
        results = self._results_on(answer)
        return not isinstance(results, str) and results[0] != results[1]

    def exactly(self, answer, other) -> bool:
        """Whether two tables are alike: which values are equal, which larger, not how large."""
        one, two = self._read(answer), self._read(other)
        return not isinstance(one, str) and not isinstance(two, str) and _shape(one) == _shape(two)

    def remark(self, answer, right) -> str:
        given = _told(self._results_on(answer)[0])
        return (
            f"On your {self._tables()} both queries give {given}. Think of a row that the shown "
            "one counts and shouldn't, leaves out and shouldn't, or gives too much or too little "
            "weight."
        )

    def addition(self, answer, right) -> str:
        shown, wanted = map(_told, self._results_on(answer))
        said = f"On your {self._tables()} the query gives {shown}; right is {wanted}."
        rows, fewest = _count(self._read(answer)), _count(self._read(right))
        if rows < fewest:
            return f"{said} Your {_rows(rows)} are fewer than ours."
        if rows > fewest:
            return f"{said} Yours has {_rows(rows)}. Can you do it with {fewest}?"
        return f"{said} And with no row too many."

    def show(self, answer) -> str:
        tables = self._read(answer)
        if isinstance(tables, str):
            return tables
        texts = {name: table.to_string(index=False) for name, table in tables.items()}
        if self._single():
            return next(iter(texts.values()))
        return "\n\n".join(f"{name}\n{text}" for name, text in texts.items())

    def _single(self):
        return all(isinstance(kind, str) for kind in self.columns.values())

    def _tables(self):
        return "table" if self._single() else "tables"

    def _wanted(self):
        """The columns by table, also where there is only one."""
        return {self.table: self.columns} if self._single() else self.columns

    def _read(self, answer):
        """The tables with their columns as what they should be, or what is wrong with them."""
        given = {self.table: answer}
        if not self._single():
            given = _by_name(answer, self.columns)
            if isinstance(given, str):
                return given
        tables = {}
        for name, columns in self._wanted().items():
            called = "Your table" if self._single() else f"Your table {name}"
            tables[name] = _table(given.get(name), columns, called, empty=not self._single())
            if isinstance(tables[name], str):
                return tables[name]
        if not 0 < _count(tables) <= self.most:
            have = "table has" if self._single() else "tables have"
            return f"Your {have} {_rows(_count(tables))}."
        return self._unkeyed(tables) or tables

    def _unkeyed(self, tables):
        """What is wrong with keys, and with what points at them; None if nothing is."""
        for name, key in self.keys.items():
            columns = list(key)
            if tables[name][columns].isna().any(axis=None):
                return f"A row of {name} has no {' and '.join(columns)}."
            if tables[name].duplicated(columns).any():
                return (
                    f"Two rows of {name} have one {' and '.join(columns)}: it is the key, and no "
                    "two rows share it."
                )
        for name, home in self.refers.items():
            key = list(self.keys[home])
            held = set(tables[home][key].itertuples(index=False, name=None))
            for row in tables[name][key].itertuples(index=False, name=None):
                if row not in held:
                    what = " and ".join(f"{c} {_value(v)}" for c, v in zip(key, row, strict=True))
                    return f"A row of {name} has {what}, which {home} doesn't have."
        return None

    def _results_on(self, answer):
        tables = self._read(answer)
        return tables if isinstance(tables, str) else self._results(tables)

    def _results(self, tables):
        """What the wrong and the right query give, in a form to compare; or why they don't."""
        try:
            return [_comparable(self._run(query, tables)) for query in (self.wrong, self.right)]
        except ImportError:
            return NO_DUCKDB
        except Exception as error:  # of any kind: the trainee's table meets the author's query
            first = str(error).strip().splitlines() or [""]
            return f"A query fails on your table ({type(error).__name__}: {first[0]})."

    def _run(self, query, tables):
        if isinstance(query, str):
            return sql(query, tables, seconds=SECONDS)
        copies = {name: table.copy() for name, table in tables.items()}
        return query(*copies.values()) if self._single() else query(**copies)


def _by_name(answer, columns):
    """The rows of each table, by its name; or what is wrong."""
    names = list(columns)
    if not isinstance(answer, Mapping):
        return f"Your answer is {a(answer)}. There are {len(names)} tables: {quoted(names)}."
    strange = [name for name in answer if name not in names]
    if strange:
        return f"Your answer has a table {strange[0]!r}. There are {quoted(names)}."
    return answer


def _table(answer, columns, called, empty):
    """One table read, or what is wrong with it."""
    if empty and (answer is None or (isinstance(answer, list | str) and not len(answer))):
        return _typed_table(pd.DataFrame(columns=list(columns)), columns)
    table = as_pandas(answer)
    if isinstance(table, str) and _is_csv(table, columns):
        table = _from_csv(table)
    if isinstance(table, list | dict) and table:
        try:
            table = pd.DataFrame(table)
        except (ValueError, TypeError):
            return "Your rows don't make a table: each is a dictionary with the same names."
    if not isinstance(table, pd.DataFrame):
        return f"Your answer is {a(answer)}."
    return _misshapen(table, columns, called, empty) or _typed_table(table, columns)


def _is_csv(text, columns):
    """Whether a text has lines, or is a header alone."""
    names = {name.strip() for name in text.split(",")}
    return "\n" in text.strip() or set(columns) <= names


def _from_csv(text):
    lines = [line.strip() for line in text.strip().splitlines()]
    try:
        return pd.read_csv(io.StringIO("\n".join(lines)), skipinitialspace=True)
    except ValueError:  # pandas' errors of CSV are such
        return text


def _misshapen(table, columns, called, empty):
    if not table.columns.is_unique:
        return f"Some columns of {called[0].lower()}{called[1:]} have the same name."
    missing = [name for name in columns if name not in table.columns]
    if missing:
        near = closest(missing[0], table.columns)
        you_wrote = f' You wrote "{near}".' if near else ""
        return f"{called} lacks the columns {quoted(missing)}.{you_wrote}"
    return None if len(table) or empty else f"{called} has {_rows(0)}."


def _typed_table(table, columns):
    read = {}
    for name, kind in columns.items():
        try:
            read[name] = READ[kind](table[name].reset_index(drop=True))
        except (ValueError, TypeError, OverflowError):
            return f'The column "{name}" must hold {WORDS[kind]}.'
    return pd.DataFrame(read)


def _number(values):
    numbers = pd.to_numeric(values)
    return numbers if numbers.dtype != object else numbers.astype(float)


def _text(values):
    texts = values.astype(object).where(values.isna(), values.astype(str))
    return texts if texts.notna().any() else texts.astype("string")


def _time(values):
    text = not pd.api.types.is_datetime64_any_dtype(values)
    return pd.to_datetime(values, format="ISO8601" if text else None)


READ = {"number": _number, "text": _text, "time": _time}
WORDS = {
    "number": "numbers",
    "text": "text",
    "time": "times, such as 2025-03-01 14:00",
}


def _typed(columns):
    return ", ".join(f"{name} ({kind})" for name, kind in columns.items())


def _count(tables):
    return sum(map(len, tables.values()))


def _rows(count):
    return f"{count} row{'' if count == 1 else 's'}"


def _shape(tables):
    """Which values of a column are equal and which larger, over all tables; rows sorted."""
    held = {}
    for table in tables.values():
        for name in table.columns:
            held.setdefault(name, set()).update(map(_value, table[name]))
    places = {name: {v: at for at, v in enumerate(sorted(values))} for name, values in held.items()}
    return [
        sorted(
            tuple(places[name][_value(row[name])] for name in table) for _, row in table.iterrows()
        )
        for table in tables.values()
    ]


def _comparable(result):
    """A result as plain values: rows in any order, numbers to nine digits, missing ones alike."""
    if isinstance(result, pd.Series):
        result = result.reset_index()
    if isinstance(result, pd.DataFrame):
        return sorted(tuple(map(_value, row)) for row in result.itertuples(index=False))
    return _value(result)


def _told(result):
    """A result in a few words: ``3``, or the first rows of a longer one."""
    if isinstance(result, str):
        return result
    rows = [", ".join(row) for row in result]
    if len(rows) <= 1:
        return rows[0] if rows else "no row"
    more = f" and {len(rows) - TOLD} more" if len(rows) > TOLD else ""
    return f"{_rows(len(rows))}: " + "; ".join(f"({row})" for row in rows[:TOLD]) + more


def _value(value):
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if pd.isna(value):
        return "missing"
    return f"{float(value):.9g}" if isinstance(value, int | float | np.number) else str(value)
