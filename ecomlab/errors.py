"""Errors that help: each names the mistake and ends with the way out.

All are an ``EcomlabError``, which is a ``ValueError``. In a notebook they show the
reader's own line and the message, not the package's inside.
"""

import difflib
import math
import numbers
import os
import re
import sys
import traceback
import warnings
from collections.abc import Iterable
from pathlib import Path

PACKAGE = str(Path(__file__).parent)
CENTURY = 36_525  # days
TIME_NAME = re.compile(r"^ts|_ts$|[ _]at$|date|time|day$|month$|when|时间|日期")
LARGEST = 1e15  # of amounts: sums of a billion of them, and their squares, are finite and right


class EcomlabError(ValueError):
    """What ecomlab raises when it is given something it can't answer.

    >>> raise EcomlabError("The window is -5 days. Choose a number above 0.")
    Traceback (most recent call last):
        ...
    ecomlab.errors.EcomlabError: The window is -5 days. Choose a number above 0.
    """

    def _render_traceback_(self):
        """What IPython shows: the reader's own line, then the message."""
        own_line = _own_line(traceback.extract_tb(self.__traceback__))
        message = f"{type(self).__name__}: {self}"
        return ([f"In your line {own_line.lineno}:  {own_line.line}", ""] if own_line else []) + [
            message
        ]


class ColumnError(EcomlabError):
    """A column that is needed is not in the table.

    Parameters
    ----------
    missing : str or list of str
    available : iterable of str
        The columns that the table has.
    table : str

    Examples
    --------
    >>> raise ColumnError("ts_order", ["customer_id", "order_ts"], "orders")
    Traceback (most recent call last):
        ...
    ecomlab.errors.ColumnError: The column "ts_order" is not in the table orders; did you mean
    "order_ts"? The table has the columns: customer_id, order_ts. Rename yours with
    .rename(columns={"order_ts": "ts_order"}).
    """

    def __init__(self, missing, available, table="orders"):
        self.missing = [missing] if isinstance(missing, str) else list(missing)
        self.available = [str(name) for name in available]
        self.table = table
        super().__init__(self._message())

    def _message(self):
        near = {name: closest_column(name, self.available) for name in self.missing}
        names = ", ".join(
            f'"{name}"' + (f' (did you mean "{near[name]}"?)' if near[name] else "")
            for name in self.missing
        )
        if len(self.missing) == 1:
            name = self.missing[0]
            guess = f'; did you mean "{near[name]}"?' if near[name] else "."
            first = f'The column "{name}" is not in the table {self.table}{guess}'
        else:
            first = f"These columns are not in the table {self.table}: {names}."
        example = ", ".join(f'"{near[name] or "your_column"}": "{name}"' for name in self.missing)
        has = ", ".join(self.available) or "none"
        return (
            f"{first} The table has the columns: {has}. "
            f"Rename yours with .rename(columns={{{example}}})."
        )


class Caution(UserWarning):
    """What is to be known before a result is read: a warning, in numbers."""


class LeftOut(Caution):
    """Rows of a table that a result doesn't count, and why."""


class LogBegins(Caution):
    """A log that begins in the middle of a shop's life, so that regulars look new."""


class FarDate(Caution):
    """Rows dated far from all others."""


def caution(message, kind=Caution):
    """Warn, at the reader's own line.

    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     caution("Of 10 orders 7 count; left out: 3 not paid.", LeftOut)
    >>> told[0].category.__name__
    'LeftOut'
    """
    level, frame = 2, sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(PACKAGE):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, kind, stacklevel=level)


class TableError(EcomlabError):
    """A table breaks its definition; ``problems`` lists every way in which it does.

    >>> raise TableError("orders", ["paid_amount: 2 negative amounts, first in row 7 (-3.0)."])
    Traceback (most recent call last):
        ...
    ecomlab.errors.TableError: The table orders has 1 problem:
      1. paid_amount: 2 negative amounts, first in row 7 (-3.0).
    Mend all of them, then validate again: nothing has been dropped or changed.
    """

    def __init__(self, table, problems):
        self.table = table
        self.problems = list(problems)
        count = len(self.problems)
        lines = "\n".join(f"  {i}. {problem}" for i, problem in enumerate(self.problems, start=1))
        super().__init__(
            f"The table {table} has {count} problem{'s' if count > 1 else ''}:\n{lines}\n"
            "Mend all of them, then validate again: nothing has been dropped or changed."
        )


class ChoiceError(EcomlabError):
    """A word that is not one of the valid choices.

    >>> raise ChoiceError("base", "cohrt", ["cohort", "period", "all_ever"])
    Traceback (most recent call last):
        ...
    ecomlab.errors.ChoiceError: base is 'cohrt'; did you mean 'cohort'?
    Choose one of: 'cohort', 'period', 'all_ever'.
    """

    def __init__(self, name, given, valid):
        self.name, self.given, self.valid = name, given, list(valid)
        near = closest(given, self.valid) if isinstance(given, str) else None
        guess = f"; did you mean {near!r}?" if near else "."
        choices = ", ".join(map(repr, self.valid))
        super().__init__(f"{name} is {given!r}{guess} Choose one of: {choices}.")


class InputError(EcomlabError):
    """A value out of range, or data that can't answer the question (empty, missing, too short).

    >>> raise InputError("The table orders is empty. Give it at least one row.")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: The table orders is empty. Give it at least one row.
    """


class NoAnswerError(InputError):
    """The data are as they should be, but nothing in them answers: no whole week, no lot that came.

    Whoever can do without the answer catches this; all else that is wrong stays an error.
    """


class DataFileError(EcomlabError):
    """A file of the course's data is missing or altered.

    >>> raise DataFileError("orders.csv is missing. Bring it back: git checkout -- datasets")
    Traceback (most recent call last):
        ...
    ecomlab.errors.DataFileError: orders.csv is missing. Bring it back: git checkout -- datasets
    """


def kind_of_table(frame):
    """What a frame is, in words.

    >>> kind_of_table([])
    'list'
    """
    module = type(frame).__module__.split(".")[0].lstrip("_")
    name = type(frame).__name__
    return name if module == "builtins" else f"{module}.{name}"


def to_pandas_call(frame):
    """The call by which a frame of another library becomes a pandas one; None where it has none.

    >>> to_pandas_call([]) is None
    True
    """
    if hasattr(frame, "collect") and hasattr(frame, "lazy"):  # a LazyFrame of Polars
        return ".collect().to_pandas()"
    calls = ("to_pandas", "toPandas", "df")  # Spark's has the second one
    return next((f".{name}()" for name in calls if _has(frame, name)), None)


def _has(frame, name):
    """Has a frame such a method, not only a column of that name?"""
    return callable(getattr(type(frame), name, None))


def closest(word, words):
    """The one of ``words`` that is most like ``word``, or None if none is like it.

    Words made of the same parts in another order count as alike.

    >>> closest("ts_order", ["customer_id", "order_ts", "amount"])
    'order_ts'
    >>> closest("ts_order", ["colour"]) is None
    True
    """
    words = [str(candidate) for candidate in words]
    plain = {_plain(candidate): candidate for candidate in reversed(words)}
    match = difflib.get_close_matches(_plain(word), plain, n=1, cutoff=0.6)
    return plain[match[0]] if match else None


def closest_column(name, names):
    """The column whose name is most like ``name``; None if none is, or another is meant.

    >>> closest_column("paid_amount", ["Paid at", "amount_paid"])
    'amount_paid'
    >>> closest_column("paid_amount", ["Paid at", "refund_amount"]) is None
    True
    """
    is_time = bool(TIME_NAME.search(str(name).lower()))
    fitting = [
        one
        for one in names
        if bool(TIME_NAME.search(str(one).lower())) == is_time and _same_words(name, one)
    ]
    return closest(name, fitting)


def _same_words(name, other):
    """Of two names with as many words: is each word of one like a word of the other?"""
    ours, theirs = _plain(name).split("_"), _plain(other).split("_")
    if len(ours) < 2 or len(ours) != len(theirs):
        return True
    rest = [word for word in theirs if word not in ours]
    return all(
        word in theirs or difflib.get_close_matches(word, rest, n=1, cutoff=0.5) for word in ours
    )


def check_choice(name, value, valid):
    """Refuse a value that is not among the valid ones; return it.

    >>> check_choice("cohort", "week", ["week", "month"])
    'week'
    """
    valid = list(valid)
    # == on arrays or frames isn't a truth value: only plain values can be choices.
    if not isinstance(value, str | numbers.Number | None) or value not in valid:
        raise ChoiceError(name, value, valid)
    return value


def check_share(name, value, low=0, high=1, ends=False):
    """Refuse a value that is not a number between ``low`` and ``high``; return a float.

    ``low`` and ``high`` themselves are allowed only with ``ends=True``.

    >>> check_share("confidence", 0.95)
    0.95
    >>> check_share("confidence", 95)
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: confidence is 95. Choose a share between 0 and 1 (95% is 0.95).
    """
    inside = _is_number(value) and (low < value < high or (ends and value in (low, high)))
    if not inside:
        percent = _is_number(value) and low < value / 100 < high
        hint = f" ({value:g}% is {value / 100:g})" if percent else ""
        raise InputError(f"{name} is {value!r}. Choose a share between {low} and {high}{hint}.")
    return float(value)


def check_number(name, value, low=-math.inf, example=""):
    """Refuse a value that is not a finite number, or is below ``low``; return a float.

    >>> check_number("cac", 12)
    12.0
    >>> check_number("discount", "8%", low=0, example="0.08 for 8% a year")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: discount is '8%'. Choose a finite number, not below 0, such as
    0.08 for 8% a year.
    """
    if not _is_number(value) or value < low:
        least = "" if low == -math.inf else f", not below {low:g}"
        such = f", such as {example}" if example else ""
        raise InputError(f"{name} is {value!r}. Choose a finite number{least}{such}.")
    return float(_not_too_large(name, value))


def check_days(name, value):
    """Refuse a value that is not a whole number of days, 1 to 100 years of them; return an int.

    >>> check_days("window", 90)
    90
    >>> check_days("window", 0)
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: window is 0. Choose a whole number of days above 0, such as 30.
    """
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not whole or value < 1:
        raise InputError(f"{name} is {value!r}. Choose a whole number of days above 0, such as 30.")
    if value > CENTURY:
        raise InputError(f"{name} is {value} days. Choose at most {CENTURY}, a hundred years.")
    return int(value)


def check_whole(name, value, low=0):
    """Refuse a value that is not a whole number from ``low`` on; return an int.

    >>> check_whole("seed", 2026)
    2026
    >>> check_whole("seed", 1.5)
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: seed is 1.5. Choose a whole number from 0 on.
    """
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not whole or value < low:
        raise InputError(f"{name} is {value!r}. Choose a whole number from {low} on.")
    return int(value)


def check_path(name, value):
    """Refuse a value that is no path; return a Path.

    >>> check_path("folder", "my_world").name
    'my_world'
    >>> check_path("folder", None)
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: folder is None. Give a path, as text or as a Path.
    """
    try:
        path = Path(value)
        fits = b"\0" not in os.fsencode(path)
    except (TypeError, ValueError):  # no path, or letters that no file's name can have
        fits = False
    if not fits:
        raise InputError(f"{name} is {value!r}. Give a path, as text or as a Path.")
    return path


def check_positive(name, value, largest=LARGEST):
    """Refuse a value that is not a finite number above 0; return it.

    >>> check_positive("window", 90)
    90
    >>> check_positive("window", 0)
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: window is 0. Choose a number above 0.
    """
    if not _is_number(value) or not value > 0:
        raise InputError(f"{name} is {value!r}. Choose a number above 0.")
    return _not_too_large(name, value, largest)


def _not_too_large(name, value, largest=LARGEST):
    if abs(value) > largest:
        raise InputError(f"{name} is {value!r}. Choose at most {largest:g}, or a larger unit.")
    return value


def _is_number(value):
    is_real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    try:
        return is_real and math.isfinite(value)
    except OverflowError:  # a whole number that no float can hold
        return False


def _plain(word):
    return "_".join(sorted(str(word).lower().replace("-", "_").replace(" ", "_").split("_")))


def _own_line(entries: Iterable[traceback.FrameSummary]):
    """The last line before the traceback enters the package; None where IPython called it."""
    own = None
    for entry in entries:
        if entry.filename.startswith(PACKAGE):
            break
        own = entry
    return None if own and "IPython" in Path(own.filename).parts else own
