"""A small table of one's own as an answer: one on which two queries differ."""

import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ecomlab.classroom.kinds.frame import as_pandas
from ecomlab.classroom.kinds.kind import Kind
from ecomlab.classroom.kinds.words import a, quoted
from ecomlab.errors import closest

NO_DUCKDB = "These queries are SQL and need DuckDB, which isn't installed here."


@dataclass(frozen=True)
class Query(Kind):
    """A table on which a query is wrong: it gives something else there than a right one.

    The solution is a smallest such table.

    Parameters
    ----------
    wrong, right : str or callable
        SQL that reads ``table``, or functions of a DataFrame. The wrong one is shown.
    columns : mapping of str to {"number", "text", "time"}
        What the trainee's table must have.
    table : str
        What SQL calls it.
    most : int
        Rows that it may have.

    Examples
    --------
    >>> mean = Query(lambda t: t.paid.mean(), lambda t: t.paid.median(), {"paid": "number"})
    >>> mean.same([{"paid": 1}, {"paid": 1}, {"paid": 4}], None), mean.same({"paid": [1, 3]}, None)
    (True, False)
    """

    wrong: str | Callable
    right: str | Callable
    columns: Mapping[str, str]
    table: str = "orders"
    most: int = 10
    _kinds: tuple = field(default=("number", "text", "time"), init=False, repr=False)

    def __post_init__(self):
        for name, kind in self.columns.items():
            if kind not in self._kinds:
                raise ValueError(f"Column {name} is {kind!r}. Choose one of {quoted(self._kinds)}.")

    def expects(self) -> str:
        columns = ", ".join(f"{name} ({kind})" for name, kind in self.columns.items())
        return (
            f"The answer is a DataFrame of at most {self.most} rows, or a list of dictionaries, "
            f"with the columns {columns}."
        )

    def options(self) -> str:
        if isinstance(self.wrong, str):
            return f"```sql\n{textwrap.dedent(self.wrong).strip()}\n```"
        return f"```python\n{textwrap.dedent(inspect.getsource(self.wrong)).strip()}\n```"

    def refusal(self, answer) -> str | None:
        table = self._read(answer)
        if isinstance(table, str):
            return f"{table} {self.expects()}"
        results = self._results(table)
        return f"{results} {self.expects()}" if isinstance(results, str) else None

    def same(self, answer, right) -> bool:
        """Whether the queries differ on the table; which of the right tables it is is no matter."""
        table = self._read(answer)
        if isinstance(table, str):
            return False
        results = self._results(table)
        return not isinstance(results, str) and results[0] != results[1]

    def remark(self, answer, right) -> str:
        return (
            "On your table both queries give the same. Think of a row that the shown one counts "
            "and shouldn't, leaves out and shouldn't, or gives too much or too little weight."
        )

    def addition(self, answer, right) -> str:
        rows, fewest = len(self._read(answer)), len(self._read(right))
        if rows < fewest:
            return f"Your {_rows(rows)} are fewer than ours."
        if rows > fewest:
            return f"Yours has {_rows(rows)}. Can you do it with {fewest}?"
        return "And with no row too many."

    def show(self, answer) -> str:
        table = self._read(answer)
        return table if isinstance(table, str) else table.to_string(index=False)

    def _read(self, answer):
        """The table with its columns as what they should be, or what is wrong with it."""
        table = as_pandas(answer)
        if isinstance(table, list | dict) and table:
            try:
                table = pd.DataFrame(table)
            except (ValueError, TypeError):
                return "Your rows don't make a table: each is a dictionary with the same names."
        if not isinstance(table, pd.DataFrame):
            return f"Your answer is {a(answer)}."
        if problem := self._misshapen(table):
            return problem
        read = {}
        for name, kind in self.columns.items():
            try:
                read[name] = READ[kind](table[name].reset_index(drop=True))
            except (ValueError, TypeError, OverflowError):
                return f'The column "{name}" must hold {WORDS[kind]}.'
        return pd.DataFrame(read)

    def _misshapen(self, table):
        if not table.columns.is_unique:
            return "Some columns of your table have the same name."
        missing = [name for name in self.columns if name not in table.columns]
        if missing:
            near = closest(missing[0], table.columns)
            you_wrote = f' You wrote "{near}".' if near else ""
            return f"Your table lacks the columns {quoted(missing)}.{you_wrote}"
        if not 0 < len(table) <= self.most:
            return f"Your table has {_rows(len(table))}."
        return None

    def _results(self, table):
        """What the wrong and the right query give, in a form to compare; or why they don't."""
        try:
            return [_comparable(self._run(query, table)) for query in (self.wrong, self.right)]
        except ImportError:
            return NO_DUCKDB
        except Exception as error:  # of any kind: the trainee's table meets the author's query
            first = str(error).strip().splitlines() or [""]
            return f"A query fails on your table ({type(error).__name__}: {first[0]})."

    def _run(self, query, table):
        if callable(query):
            return query(table.copy())
        import duckdb  # needed for SQL alone, and not by every notebook

        with duckdb.connect(config={"enable_external_access": "false"}) as connection:
            connection.register(self.table, table)
            return connection.sql(query).df()


def _text(values):
    return values.astype(object).where(values.isna(), values.astype(str))


def _time(values):
    text = not pd.api.types.is_datetime64_any_dtype(values)
    return pd.to_datetime(values, format="ISO8601" if text else None)


READ = {"number": pd.to_numeric, "text": _text, "time": _time}
WORDS = {
    "number": "numbers",
    "text": "text",
    "time": "times, such as 2025-03-01 14:00",
}


def _rows(count):
    return f"{count} row{'' if count == 1 else 's'}"


def _comparable(result):
    """A result as plain values: rows in any order, numbers to nine digits, missing ones alike."""
    if isinstance(result, pd.Series):
        result = result.reset_index()
    if isinstance(result, pd.DataFrame):
        return sorted(tuple(map(_value, row)) for row in result.itertuples(index=False))
    return _value(result)


def _value(value):
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if pd.isna(value):
        return "missing"
    return f"{float(value):.9g}" if isinstance(value, int | float | np.number) else str(value)
