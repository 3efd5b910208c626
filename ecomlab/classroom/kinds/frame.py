"""A table as an answer: the order of rows and columns is free, everything else counts."""

import numbers
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ecomlab.classroom.kinds.kind import Kind
from ecomlab.classroom.kinds.words import AGAIN, a, quoted
from ecomlab.errors import closest


@dataclass(frozen=True)
class Frame(Kind):
    """A table: the order of rows and columns is free, everything else counts.

    Parameters
    ----------
    key : sequence of str
        The columns that name a row. They may also be the index of the answer.
    tolerance : float or mapping of str to float
        For the numeric columns; one for all, or one for each.
    """

    key: Sequence[str]
    tolerance: float | Mapping[str, float] = 1e-9

    def expects(self) -> str:
        return f"The answer is a pandas DataFrame with one row per {' and '.join(self.key)}."

    def refusal(self, answer) -> str | None:
        problem = self._unreadable(answer)
        if problem is None and self._flat(answer).duplicated(list(self.key)).any():
            problem = f"Your table has several rows for the same {' and '.join(self.key)}."
        return f"{problem} {self.expects()}" if problem else None

    def _unreadable(self, answer) -> str | None:
        table = self._flat(answer)
        if not isinstance(table, pd.DataFrame):
            return f"Your answer is {a(answer)}."
        if len(table) == 0:
            return "Your table is empty."
        if not table.columns.is_unique:
            return "Some columns of your table have the same name."
        missing = [column for column in self.key if column not in table.columns]
        return _missing(missing, table.columns) if missing else None

    def same(self, answer, right) -> bool:
        if self._unreadable(answer) or self._unreadable(right):
            return False
        answer, right = self._flat(answer), self._flat(right)
        if set(answer.columns) != set(right.columns) or not self._same_keys(answer, right):
            return False
        answer, right = self._align(answer, right)
        return all(self._equal(answer, right, column).all() for column in right.columns)

    def remark(self, answer, right) -> str:
        answer, right = self._flat(answer), self._flat(right)
        missing = [column for column in right.columns if column not in answer.columns]
        if missing:
            return _missing(missing, answer.columns)
        extra = [str(column) for column in answer.columns if column not in right.columns]
        if extra:
            return f"The question doesn't ask for the columns {quoted(extra)}: drop them."
        if len(answer) != len(right):
            more = "more" if len(answer) > len(right) else "fewer"
            return f"Your table has {len(answer)} rows, {more} than the answer. {self.expects()}"
        if not self._same_keys(answer, right):
            return (
                f"Your table has the right number of rows, but not the right ones: "
                f"compare the values of {quoted(self.key)} with the question."
            )
        return self._first_difference(*self._align(answer, right))

    def show(self, answer) -> str:
        table = self._flat(answer)
        text = table.head(10).to_string(index=False)
        return text if len(table) <= 10 else f"{text}\n… {len(table)} rows in all"

    def _flat(self, answer):
        """The table with its key as columns, wherever the key was; what is no table as it is."""
        frame = as_pandas(answer)
        if isinstance(frame, pd.Series) and frame.name and set(self.key) <= set(frame.index.names):
            return frame.reset_index()
        if not isinstance(frame, pd.DataFrame):
            return answer
        hidden = [name for name in frame.index.names if name in self.key]
        if hidden and not set(hidden) & set(frame.columns):
            frame = frame.reset_index()
        return frame

    def _same_keys(self, answer, right) -> bool:
        names = list(self.key)
        pair = _comparable(answer[names], right[names])
        keys = [pd.MultiIndex.from_frame(frame).sort_values() for frame in pair]
        return len(answer) == len(right) and keys[0].equals(keys[1])

    def _align(self, answer, right):
        """Both frames as comparable values, in the order of the key."""
        key = list(self.key)
        names = key + [column for column in right.columns if column not in key]
        # Only the key decides, unless a wrong answer has several rows for one.
        return [
            frame.sort_values(names, ignore_index=True)
            for frame in _comparable(answer[names], right[names])
        ]

    def _equal(self, answer, right, column):
        left, right = answer[column], right[column]
        both_missing = (left.isna() & right.isna()).to_numpy()
        if not (_numeric(left) and _numeric(right)):
            return (left.astype(str) == right.astype(str)).to_numpy() | both_missing
        tolerance = self.tolerance
        if isinstance(tolerance, Mapping):
            tolerance = tolerance.get(column, 1e-9)
        return ((left - right).abs() <= tolerance).to_numpy() | both_missing

    def _first_difference(self, answer, right) -> str:
        for column in right.columns:
            wrong = ~self._equal(answer, right, column)
            if not wrong.any():
                continue
            percent = (
                answer.assign(**{str(column): answer[column] / 100})
                if (_numeric(answer[column]) and _numeric(right[column]))
                else answer
            )
            if percent is not answer and self._equal(percent, right, column).all():
                return f'The column "{column}" is 100 times too large: shares, not percent.'
            if decimals := _rounded_to(answer[column], right[column]):
                return (
                    f'The column "{column}" is right, but rounded: '
                    f"{decimals + 1} decimals or more, please."
                )
            row = answer.loc[wrong].iloc[0]
            where = ", ".join(f"{name} {_cell(row[name])}" for name in self.key)
            return (
                f'In the column "{column}" {int(wrong.sum())} of {len(right)} values differ from '
                f"the answer; the first is yours at {where}: {_cell(row[column])}."
            )
        return f"{self.expects()} {AGAIN}"


def as_pandas(table):
    """A Polars frame or a DuckDB relation as a pandas DataFrame; anything else as it is."""
    library = type(table).__module__.split(".")[0].lstrip("_")
    if library == "polars":
        table = table.collect() if hasattr(table, "collect") else table
        if hasattr(table, "columns"):
            return pd.DataFrame({name: table[name].to_list() for name in table.columns})
    if library == "duckdb" and hasattr(table, "columns"):
        return table.df()
    return table


def _missing(missing, present) -> str:
    words = [str(column) for column in present]
    near = closest(str(missing[0]), words)
    you_wrote = f' You wrote "{near}"; the answer needs "{missing[0]}".' if near else ""
    return f"Your table lacks {quoted(missing)}; it has {quoted(words)}.{you_wrote}"


def _rounded_to(answer, right):
    """To how many decimals a column is the right one rounded; None if it isn't."""
    if not (_numeric(answer) and _numeric(right)):
        return None
    for decimals in range(1, 7):
        if answer.equals(answer.round(decimals)):
            enough = (right.abs() * 10**decimals).median() >= 10  # two digits that count
            near = (answer - right).abs() <= 0.5 * 10**-decimals * (1 + 1e-9)
            close = (near | (answer.isna() & right.isna())).all()
            return decimals if enough and close else None
    return None


def _cell(value) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else str(value)
    return f"{value:.6g}" if isinstance(value, numbers.Real) else str(value)


def _numeric(series) -> bool:
    return pd.api.types.is_any_real_numeric_dtype(series)


def _comparable(answer, right):
    """Each column of both as floats, naive times or text, so that only the values are compared."""
    pairs = {name: _typed(answer[name], right[name]) for name in right.columns}
    return [pd.DataFrame({name: _plain(pair[i]) for name, pair in pairs.items()}) for i in (0, 1)]


def _typed(answer, right):
    """Two columns of objects, as after a transpose, as what they are: numbers or times if both fit.

    Times may be ISO text or dates: ``"1997-01-06"``.
    """
    answer, right = answer.infer_objects(), right.infer_objects()
    if _numeric(right) and _of_objects(answer):
        with suppress(ValueError, TypeError):
            return pd.to_numeric(answer), right
    if any(_is_time(one) or _of_dates(one) for one in (answer, right)):
        with suppress(ValueError, TypeError, OverflowError):
            return _times(answer), _times(right)
    return answer, right


def _times(values):
    if not _of_objects(values):
        return values
    return pd.to_datetime(values, format="ISO8601")


def _of_objects(values):
    return values.dtype == object or isinstance(values.dtype, pd.StringDtype)


def _is_time(values):
    return isinstance(values.dtype, pd.PeriodDtype) or pd.api.types.is_datetime64_any_dtype(values)


def _of_dates(values):
    return values.dtype == object and values.map(type).eq(date).all()


def _plain(series):
    if isinstance(series.dtype, pd.PeriodDtype):
        series = series.dt.to_timestamp()
    if _numeric(series):
        return series.astype("float64")
    if pd.api.types.is_datetime64_any_dtype(series):
        return series.dt.tz_localize(None).astype("datetime64[us]")
    return series.astype(object).where(series.isna(), series.astype(str)).astype(object)
