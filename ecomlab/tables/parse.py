"""Values from text that can be read in one way only; everything else is refused.

Platforms export amounts as ``¥1,299.00``, ids as ``="0012"`` or with a tab behind, times as
text. ``1.299,00`` or ``03/04/1997`` mean different things in different places: no guess here.
"""

import datetime as dt
import decimal
import re
import zoneinfo
from typing import NamedTuple

import numpy as np
import pandas as pd

from ecomlab.errors import InputError

TEXT = pd.Series(["a"]).dtype  # object in pandas 2, str in pandas 3
REREAD = 'Read the file again as text: pd.read_csv(path, encoding="gb18030").'
AMOUNT = r"[-−]?[¥￥]?\s*(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]{1,2}|\.[0-9]{4,})?"
COUNT = r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?"
NUMBER = r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
FLAGS = {"true": True, "false": False, "yes": True, "no": False, "是": True, "否": False}
OFFSET = r"(?:Z|[+-][0-9]{2}:?[0-9]{2})"
TIME = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    rf"(?:[ T][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,6}})?)?\s?{OFFSET}?)?"
)
ADVICE = {
    "id": "Give every id as text or every id as a whole number.",
    "text": "Give text.",
    "money": "Write 1299.00, 1,299.00 or ¥1,299.00.",
    "count": "Write whole numbers.",
    "number": "Write 0.125 or 12.5.",
    "flag": "Write true or false (是 or 否).",
    "day": "Write whole numbers: days since 1970-01-01.",
    "time": "Write 2024-03-01 or 2024-03-01 09:30:00; "
    "a time that the clock skips or shows twice (summer time) needs its offset.",
}


class Unreadable(Exception):
    """Nothing of a column can be read; the text says why and what to do."""


class Reading(NamedTuple):
    """A column as read; ``unread`` marks values that can't be, ``complaint`` is about all."""

    values: pd.Series
    unread: np.ndarray
    advice: str
    complaint: str = ""


def check_zone(timezone):
    """Refuse a time zone that doesn't exist.

    >>> check_zone("Peking")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: 'Peking' is not a time zone. Choose one such as "Asia/Shanghai",
    "America/New_York" or "UTC".
    """
    try:
        zoneinfo.ZoneInfo(timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise InputError(
            f"{timezone!r} is not a time zone. Choose one such as "
            '"Asia/Shanghai", "America/New_York" or "UTC".'
        ) from None


def holds_bytes(values):
    """Are there bytes among the values?

    >>> holds_bytes(pd.Series(["a", b"b"]))
    True
    """
    return values.dtype == object and any(isinstance(value, bytes) for value in values)


def holds_lost_letters(values):
    """Is there a � among the values, or another sign of a file read in a wrong encoding?

    Different names become the same one that way.

    >>> holds_lost_letters(pd.Series(["a", "��"]))
    True
    """
    texts = values.dtype == object or isinstance(values.dtype, pd.StringDtype)
    return texts and any(isinstance(value, str) and "�" in value for value in values)


def misread(name):
    """The Chinese that was meant, where a name is GBK read as Latin letters; else None.

    >>> misread("Âò¼Ò"), misread("Größe")
    ('买家', None)
    """
    if not isinstance(name, str) or not re.search(r"[\x81-\xff]{4}", name):
        return None
    try:
        meant = name.encode("latin-1").decode("gb18030")
    except UnicodeError:
        return None
    return meant if re.search(r"[\u4e00-\u9fff]{2}", meant) else None


def read(values, kind, timezone=None):
    """The values as ``kind``, which of them can't be read, and how to write them.

    Missing values and blanks are missing in the result; they are not "unread".

    >>> reading = read(pd.Series(["¥1,299.00", "12,99"]), "money")
    >>> reading.values.tolist(), reading.unread.tolist(), reading.advice
    ([1299.0, nan], [False, True], 'Write 1299.00, 1,299.00 or ¥1,299.00.')
    """
    if holds_bytes(values):
        raise Unreadable(f"the values are bytes. {REREAD}")
    if holds_lost_letters(values):
        raise Unreadable(f"letters were lost when the file was read (�). {REREAD}")
    if isinstance(values.dtype, pd.CategoricalDtype):
        if kind in ("text", "id") and _are_clean(values.cat.categories, kind):
            return Reading(values, np.zeros(len(values), dtype=bool), ADVICE[kind])
        values = values.astype(values.cat.categories.dtype)
    if kind != "text" and (values.dtype == object or values.dtype == "string"):
        values = _tidy_text(values)
    complaint = ""
    if kind == "time":
        clean, complaint = _times(values, timezone)
    else:
        readers = {"id": _ids, "text": _texts, "money": _money, "number": _decimals, "flag": _flags}
        clean = readers.get(kind, _counts)(values)
    unread = clean.isna().to_numpy() & ~values.isna().to_numpy()
    return Reading(clean, unread, ADVICE[kind], complaint)


def _are_clean(categories, kind):
    """Is every category text already, so that there is nothing to read?"""
    texts = all(isinstance(word, str) for word in categories)
    return texts and read(pd.Series(categories), kind).values.tolist() == categories.tolist()


def _tidy_text(values):
    """Text without blanks around it; blank text is missing."""
    tidy = [value.strip() if isinstance(value, str) else value for value in values]
    blank = [isinstance(value, str) and value == "" for value in tidy]
    return pd.Series(
        [None if empty else value for value, empty in zip(tidy, blank, strict=True)], dtype=object
    )


def _ids(values):
    if pd.api.types.is_float_dtype(values) and not values.isna().all():
        raise Unreadable(
            "ids as decimal numbers lose digits. Read the file again with "
            f'dtype={{"{values.name or "customer_id"}": "str"}}.'
        )
    if pd.api.types.is_integer_dtype(values):
        return _whole(values)
    values = values.astype(object)
    if all(isinstance(v, int | np.integer) and not isinstance(v, bool) for v in values.dropna()):
        return _whole(values)
    return pd.Series([_id(value) for value in values], dtype=TEXT)


def _id(value):
    """Text as it is, ``="12"`` as ``12``; not numbers that a spreadsheet has spoilt."""
    if not isinstance(value, str):
        return None
    wrapped = re.fullmatch(r'="([^"]*)"', value)
    value = wrapped[1].strip() if wrapped else value
    spoilt = re.fullmatch(r"[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+|[0-9]+\.[0-9]*", value)
    return None if spoilt or value == "" else value


def _texts(values):
    return pd.Series([v if isinstance(v, str) else None for v in values], dtype=TEXT)


def _money(values):
    numbers = _numbers(values, AMOUNT)
    # A negative amount below half a cent stays negative, to be found; no -0.0 otherwise.
    lost = (numbers < 0) & (numbers.round(2) == 0)
    return numbers.round(2).where(~lost, numbers) + 0.0


def _decimals(values):
    return _numbers(values, NUMBER)


def _flags(values):
    """True and false, in one of the ways that they are written; bool where nothing is missing."""
    if not pd.api.types.is_bool_dtype(values):
        values = [FLAGS.get(str(value).lower()) for value in values]
    clean = pd.Series(values, dtype="boolean")
    return clean if clean.isna().any() else clean.astype(bool)


def _counts(values):
    numbers = _numbers(values, COUNT)
    exact = (numbers == numbers.round()) & (numbers.abs() < 2**53)
    return _whole(numbers.where(exact))


def _numbers(values, pattern):
    if pd.api.types.is_bool_dtype(values):
        raise Unreadable("the values are true/false. Give numbers.")
    if not pd.api.types.is_numeric_dtype(values):
        values = pd.Series([_number(value, pattern) for value in values], dtype="float64")
    numbers = values.astype("float64")
    return numbers.where(np.isfinite(numbers))


def _number(value, pattern):
    if isinstance(value, str):
        plain = re.sub(r"[¥￥,\s]", "", value).replace("−", "-")
        return float(plain) if re.fullmatch(pattern, value) else np.nan
    plain = isinstance(value, int | float | decimal.Decimal | np.number)
    return float(value) if plain and not isinstance(value, bool) else np.nan


def _whole(values):
    """int64; Int64 where values are missing, so that no digit is lost on the way."""
    try:
        if values.isna().any():
            return pd.Series([None if pd.isna(v) else int(v) for v in values], dtype="Int64")
        if (values > 2**63 - 1).any():  # uint64 would come back negative
            raise OverflowError
        return values.astype("int64")
    except OverflowError:
        raise Unreadable("the numbers are too large for int64. Give ids as text.") from None


def _times(values, timezone):
    """Times in the shop's zone, and what is wrong with their zones."""
    if pd.api.types.is_numeric_dtype(values):
        raise Unreadable("the values are numbers, not times. Convert them: pd.to_datetime(…).")
    complaint = ""
    if not pd.api.types.is_datetime64_any_dtype(values):
        texts = pd.Series([_time_text(value) for value in values], dtype=object)
        zoned = texts.str.contains(rf":.*{OFFSET}$", regex=True, na=False).astype(bool)
        values = pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=bool(zoned.any()))
        if zoned.any():
            complaint = _offset_complaint(zoned[texts.notna()], timezone)
    if values.dt.tz is not None:
        values = values.dt.tz_convert(timezone) if timezone else values
    elif timezone is None:
        complaint = 'the times have no zone. Name the shop\'s, as in timezone="Asia/Shanghai".'
    else:  # a time that the zone's clock skips or shows twice can't be read
        values = values.dt.tz_localize(timezone, ambiguous="NaT", nonexistent="NaT")
    return values.dt.as_unit("us"), complaint


def _offset_complaint(zoned, timezone):
    if not zoned.all():
        return "some times have an offset and some have none. Give all of them one."
    return "" if timezone else 'the times have offsets. Name the shop\'s zone: timezone="…".'


def _time_text(value):
    """Dates and times as ISO text, and text that is ISO; else None."""
    if isinstance(value, dt.date) and not pd.isna(value):
        value = value.isoformat()
    return value if isinstance(value, str) and re.fullmatch(TIME, value) else None
