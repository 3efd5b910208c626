"""The four kinds of answer an exercise can ask for: number, frame, choice, decision.

Each kind knows four things: what an answer must look like (``expects``), what is wrong with the
form of one (``refusal``), when two answers are the same (``same``), and what a wrong answer of the
right form has against it (``remark``). None of them ever shows the right answer.
"""

import math
import numbers
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ecomlab.errors import closest


@dataclass(frozen=True)
class Number:
    """One number.

    Parameters
    ----------
    tolerance : float
        How far an answer may lie from the right one, in the answer's own unit.
    unit : str
        What is counted, as the sentence names it: ``"days"``, ``"customers"``. The unit
        ``"share"`` is a fraction of 1, the unit ``"percent"`` a fraction of 100.

    Examples
    --------
    >>> rate = Number(tolerance=.0005, unit="share")
    >>> rate.same(.29753, .2975)
    True
    >>> rate.remark(29.75, .29753)
    'Your number is 100 times too large. The answer is one number, a share between 0 and 1.'
    """

    tolerance: float
    unit: str = ""

    def expects(self) -> str:
        units = {
            "": "one number",
            "share": "one number, a share between 0 and 1",
            "percent": "one number, in percent (between 0 and 100)",
        }
        return f"The answer is {units.get(self.unit, f'one number, in {self.unit}')}."

    def options(self) -> str:
        return ""

    def refusal(self, answer) -> str | None:
        value = _scalar(answer)
        if isinstance(value, str):
            return f"Your answer is text. {self.expects()} Leave the quotation marks out."
        if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
            way_out = (
                " Take the one number out of it: .iloc[0] is its first value."
                if isinstance(answer, pd.Series | pd.DataFrame)
                else ""
            )
            return f"Your answer is {_a(answer)}.{way_out} {self.expects()}"
        if not math.isfinite(value):
            return (
                f"Your answer is {float(value)}: there was nothing to count, or something was "
                f"divided by 0. Did you look back to before the first purchase? {self.expects()}"
            )
        return None

    def same(self, answer, right) -> bool:
        return self.refusal(answer) is None and (
            abs(float(_scalar(answer)) - float(_scalar(right))) <= self.tolerance
        )

    def remark(self, answer, right) -> str:
        value, right = float(_scalar(answer)), float(_scalar(right))
        if abs(right) > self.tolerance:
            if abs(value / 100 - right) <= self.tolerance:
                return f"Your number is 100 times too large. {self.expects()}"
            # In the answer's own unit the tolerance would be a hundred times too generous.
            if abs(value - right / 100) <= self.tolerance / 100:
                return f"Your number is 100 times too small. {self.expects()}"
        if any(value == round(value, n) == round(right, n) for n in range(1, 4)):
            return f"Close: give more decimals. {self.expects()}"
        return f"{self.expects()} Yours isn't the one asked for: read the question once more."

    def show(self, answer) -> str:
        unit = "(a share of 1)" if self.unit == "share" else self.unit
        return f"{float(_scalar(answer)):.6g} {unit}".strip()


@dataclass(frozen=True)
class Frame:
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

    def options(self) -> str:
        return ""

    def refusal(self, answer) -> str | None:
        problem = self._unreadable(answer)
        if problem is None and self._flat(answer).duplicated(list(self.key)).any():
            problem = f"Your table has several rows for the same {' and '.join(self.key)}."
        return f"{problem} {self.expects()}" if problem else None

    def _unreadable(self, answer) -> str | None:
        if not isinstance(answer, pd.DataFrame):
            return f"Your answer is {_a(answer)}."
        table = self._flat(answer)
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
            return f"The question doesn't ask for the columns {_quoted(extra)}: drop them."
        if len(answer) != len(right):
            more = "more" if len(answer) > len(right) else "fewer"
            return f"Your table has {len(answer)} rows, {more} than the answer. {self.expects()}"
        if not self._same_keys(answer, right):
            return (
                f"Your table has the right number of rows, but not the right ones: "
                f"compare the values of {_quoted(self.key)} with the question."
            )
        return self._first_difference(*self._align(answer, right))

    def show(self, answer) -> str:
        text = self._flat(answer).head(10).to_string(index=False)
        return text if len(answer) <= 10 else f"{text}\n… {len(answer)} rows in all"

    def _flat(self, frame):
        """The frame with its key as columns, wherever the key was."""
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
            row = answer.loc[wrong].iloc[0]
            where = ", ".join(f"{name} {_cell(row[name])}" for name in self.key)
            return (
                f'In the column "{column}" {int(wrong.sum())} of {len(right)} values differ from '
                f"the answer; the first is yours at {where}: {_cell(row[column])}."
            )
        return f"{self.expects()} Yours isn't the one asked for: read the question once more."


@dataclass(frozen=True)
class Choice:
    """One letter out of a few sentences.

    Examples
    --------
    >>> Choice({"A": "It grew.", "B": "It shrank."}).same(" a ", "A")
    True
    """

    choices: Mapping[str, str]

    def expects(self) -> str:
        return f"The answer is one letter: {', '.join(self.choices)}."

    def options(self) -> str:
        return _listed(self.choices)

    def refusal(self, answer) -> str | None:
        if _letter(answer) not in self.choices:
            return f"Your answer is {_a(answer)}. {self.expects()}"
        return None

    def same(self, answer, right) -> bool:
        return self.refusal(answer) is None and _letter(answer) == _letter(right)

    def remark(self, answer, right) -> str:
        return f"{_letter(answer)} doesn't hold on these data."

    def show(self, answer) -> str:
        return f"{_letter(answer)}: {self.choices[_letter(answer)]}"


@dataclass(frozen=True)
class Decision:
    """What to do, and why: a letter and a number. The right action for a wrong reason isn't it.

    A misconception may answer ``("B", None)``: the action B, whatever the reason.
    """

    actions: Mapping[str, str]
    reasons: Mapping[str, str]

    def expects(self) -> str:
        return (
            f"The answer is an action ({', '.join(self.actions)}) and a reason "
            f"({', '.join(self.reasons)}), written like "
            f'("{next(iter(self.actions))}", {next(iter(self.reasons))}).'
        )

    def options(self) -> str:
        return f"{_listed(self.actions)}\n\nbecause\n\n{_listed(self.reasons)}"

    def refusal(self, answer) -> str | None:
        if not (isinstance(answer, tuple | list) and len(answer) == 2):
            return f"Your answer is {_a(answer)}. {self.expects()}"
        action, reason = _pair(answer)
        if action not in self.actions:
            return f"There is no such action. {self.expects()}"
        if reason not in self.reasons:
            return f"There is no such reason. {self.expects()}"
        return None

    def same(self, answer, right) -> bool:
        if self.refusal(answer) is not None:
            return False
        action, reason = _pair(answer)
        right_action, right_reason = _pair(right)
        return action == right_action and right_reason in (reason, None)

    def remark(self, answer, right) -> str:
        if _pair(answer)[0] == _pair(right)[0]:
            return "The action is right, but not for this reason: what do your data show?"
        return "Another action serves the shop better: what would it change, and for whom?"

    def show(self, answer) -> str:
        action, reason = _pair(answer)
        because = (
            "for any reason" if reason is None else f"because {reason}: {self.reasons[reason]}"
        )
        return f"{action}: {self.actions[action]}, {because}"


def _scalar(answer):
    """The number inside a numpy scalar or a 0-d array; anything else as it is."""
    if isinstance(answer, np.ndarray) and answer.ndim == 0:
        return answer.item()
    if type(answer).__name__ == "Decimal":
        return float(answer)
    return answer


def _letter(answer):
    """'a', ' A ' and 'A.' are all A; None where the answer isn't a letter."""
    return answer.strip().rstrip(".)").upper() if isinstance(answer, str) else None


def _pair(answer):
    action, reason = answer
    if isinstance(reason, float) and reason.is_integer():
        reason = int(reason)
    return _letter(action), None if reason is None else str(reason).strip().rstrip(".)")


def _a(answer) -> str:
    """What the answer is, in words a trainee knows."""
    if answer is pd.NA or answer is pd.NaT:
        return "a missing value"
    if isinstance(answer, str):
        return f'the text "{answer}"' if len(answer) <= 20 else "a long text"
    if isinstance(answer, bool | np.bool_):
        return f"the truth value {bool(answer)}"
    if isinstance(answer, int | float):
        return f"the number {answer:.6g}"
    if callable(answer):
        return "a function that wasn't called (are its brackets missing?)"
    kind = type(answer).__name__
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"


def _quoted(names) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _missing(missing, present) -> str:
    words = [str(column) for column in present]
    near = closest(str(missing[0]), words)
    did_you_mean = f' Did you mean "{near}"?' if near else ""
    return f"Your table lacks {_quoted(missing)}; it has {_quoted(words)}.{did_you_mean}"


def _listed(texts: Mapping[str, str]) -> str:
    return "\n".join(f"- **{name}**: {text}" for name, text in texts.items())


def _cell(value) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else str(value)
    return f"{value:.6g}" if isinstance(value, numbers.Real) else str(value)


def _numeric(series) -> bool:
    return pd.api.types.is_any_real_numeric_dtype(series)


def _comparable(answer, right):
    """Each column of both as floats, naive times or text, so that only the values are compared."""
    right = right.apply(lambda values: _plain(values.infer_objects()))
    answer = answer.apply(lambda values: _plain(_typed(values, right[values.name])))
    return answer, right


def _typed(values, right):
    """A column of objects, as after a transpose, as what they are; as numbers where those fit."""
    values = values.infer_objects()
    if _numeric(right) and (values.dtype == object or isinstance(values.dtype, pd.StringDtype)):
        with suppress(ValueError, TypeError):
            return pd.to_numeric(values)
    return values


def _plain(series):
    if isinstance(series.dtype, pd.PeriodDtype):
        series = series.dt.to_timestamp()
    if _numeric(series):
        return series.astype("float64")
    if pd.api.types.is_datetime64_any_dtype(series):
        return series.dt.tz_localize(None).astype("datetime64[us]")
    return series.astype(object).where(series.isna(), series.astype(str)).astype(object)
