"""Values of a column from what a file held, in one reading only; everything else is refused.

Texts are read by ``ecomlab.tables.cells``. ``1.299`` or ``03/04/1997`` mean different things in
different places: no guess here.
"""

import datetime as dt
import decimal
import re
import zoneinfo
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ecomlab.errors import LARGEST, InputError
from ecomlab.tables import cells

TEXT = pd.Series(["a"]).dtype  # object in pandas 2, str in pandas 3
REREAD = (
    'Read the file again: pd.read_csv(path, encoding="utf-8-sig", dtype="str"); if its letters '
    'can\'t be read, encoding="gb18030".'
)
AS_TEXT = 'Read the file again as text: pd.read_csv(path, dtype="str").'
COUNT = r"^-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0*)?$"
NUMBER = r"^-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?$"
FLAGS = {"true": True, "false": False, "yes": True, "no": False, "是": True, "否": False}
OFFSET = r":.*(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2})$"
SINCE_1970 = r"^1[0-9]{9}(?:[0-9]{3}){0,2}$"
ADVICE = {
    "id": "Give every id as text or every id as a whole number.",
    "text": "Give text.",
    "money": "Write 1299.00, 1,299.00 or ¥1,299.00.",
    "count": "Write whole numbers.",
    "number": "Write 0.125 or 12.5.",
    "flag": "Write true or false (是 or 否).",
    "day": "Write whole numbers: days since 1970-01-01.",
    "time": "Write 2024-03-01 or 2024-03-01 09:30:00.",
}


@dataclass(frozen=True)
class Style:
    """How a file's author writes: what can't be known from one cell.

    Parameters
    ----------
    timezone : str, optional
        The shop's zone.
    decimal : {".", ","}
    dayfirst : bool, optional
        How 03/04/2025 is meant.
    gaps : bool
        May values be missing? Then 1970-01-01 means that one is.
    early : bool
        May times be of before there were shops on the web (birthdays)?
    """

    timezone: str | None = None
    decimal: str = "."
    dayfirst: bool | None = None
    gaps: bool = False
    early: bool = False


class Unreadable(Exception):
    """Nothing of a column can be read; the text says why and what to do."""


@dataclass
class Reading:
    """A column as read; ``unread`` marks values that can't be.

    ``advice`` says what to do about those, ``complaint`` what is wrong with all of the column,
    ``notes`` how values were read that could be misread.
    """

    values: pd.Series
    unread: np.ndarray
    advice: str
    complaint: str = ""
    notes: list = field(default_factory=list)


def check_zone(timezone):
    """Refuse a time zone that doesn't exist.

    >>> check_zone("Peking")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: 'Peking' is not a time zone. Choose one such as "Asia/Shanghai",
    "America/New_York" or "UTC".
    """
    try:
        if not isinstance(timezone, str):
            raise TypeError
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
    """The Chinese that was meant, where a name was read in a wrong encoding; else None.

    >>> misread("Âò¼Ò"), misread("Größe")
    ('买家', None)
    """
    found = reread(name)
    return found and found[0]


def reread(name):
    """What a name that was read in a wrong encoding means, and the right encoding; else None.

    >>> reread("Âò¼Ò"), reread("ä¹°å®¶"), reread("买家")
    (('买家', 'gb18030'), ('买家', 'utf-8-sig'), None)
    """
    if not isinstance(name, str) or not re.search(r"[^\x00-\x7f]{3}", name):
        return None
    for wrong in ("latin-1", "cp1252", "gb18030"):
        for right in ("utf-8-sig", "gb18030"):
            try:
                meant = name.encode(wrong).decode(right)
            except UnicodeError:
                continue
            if right != wrong and re.search(r"[\u4e00-\u9fff]{2}", meant):
                return meant, right
    return None


def read(values, kind, style=None):
    """The values as ``kind``, which of them can't be read, and how to write them.

    Missing values, blanks and dashes are missing in the result; they are not "unread".

    Parameters
    ----------
    values : Series
    kind : str
        One of the data dictionary's ``KINDS``.
    style : Style, optional

    >>> reading = read(pd.Series(["¥1,299.00", "12,99"]), "money")
    >>> reading.values.tolist(), reading.unread.tolist()
    ([1299.0, nan], [False, True])
    """
    style = style or Style()
    if holds_bytes(values):
        raise Unreadable(f"the values are bytes. {REREAD}")
    if holds_lost_letters(values):
        raise Unreadable(f"letters were lost when the file was read (�). {REREAD}")
    if isinstance(values.dtype, pd.CategoricalDtype):
        if kind in ("text", "id") and _are_clean(values.cat.categories, kind):
            return Reading(values, np.zeros(len(values), dtype=bool), ADVICE[kind])
        values = values.astype(values.cat.categories.dtype)
    values = _plain_type(values)
    if values.dtype.kind == "c":
        raise Unreadable("the values are complex numbers. Give plain ones.")
    if kind in ("text", "flag"):
        clean = _texts(values) if kind == "text" else _flags(values)
        return Reading(clean, _lost(values, clean), ADVICE[kind])
    readers = {"id": _ids, "money": _money, "number": _decimals, "time": _times}
    return readers.get(kind, _counts)(values, style)


def _plain_type(values):
    """The same in pandas' own types: what Arrow keeps is the same to a reader."""
    name = str(values.dtype)
    if name.startswith("dictionary"):
        return values.astype(TEXT)
    if name.startswith("decimal"):
        return values.astype("float64")
    if name.startswith("date") and name.endswith("[pyarrow]"):
        return values.astype("datetime64[s]")
    if name.startswith("timestamp"):
        zone = values.dtype.pyarrow_dtype.tz
        return values.astype(pd.DatetimeTZDtype("us", zone) if zone else "datetime64[us]")
    if name.endswith("[pyarrow]") and "string" in name:
        return values.astype(TEXT)
    return values


def is_text(values):
    """May a column hold text?

    >>> is_text(pd.Series(["a"])), is_text(pd.Series([1]))
    (True, False)
    """
    return values.dtype == object or isinstance(values.dtype, pd.StringDtype)


def _tidied(values):
    """The texts of a column without what platforms put around them; all else is missing.

    >>> _tidied(pd.Series(['="7"', 8, "-"], dtype=object)).tolist()
    ['7', <NA>, <NA>]
    """
    if isinstance(values.dtype, pd.StringDtype):
        return cells.tidy(values)
    texts = [value if isinstance(value, str) else None for value in values]
    return cells.tidy(pd.Series(texts, dtype=object))


def _lost(values, clean):
    """Which values there were that have no reading: no blanks, no dashes."""
    there = values.notna().to_numpy(dtype=bool, copy=True)
    if is_text(values):
        texts = np.array([isinstance(value, str) for value in values], dtype=bool)
        there &= ~texts | _tidied(values).notna().to_numpy()
    return there & clean.isna().to_numpy()


def _are_clean(categories, kind):
    """Is every category text already, so that there is nothing to read?"""
    texts = all(isinstance(word, str) for word in categories)
    return texts and read(pd.Series(categories), kind).values.tolist() == categories.tolist()


def _ids(values, style):
    if pd.api.types.is_float_dtype(values) and not values.isna().all():
        return Reading(_whole_ids(values), np.zeros(len(values), dtype=bool), ADVICE["id"])
    kept = values.dropna()
    if pd.api.types.is_integer_dtype(values) or (
        len(kept) and all(isinstance(v, int | np.integer) and not isinstance(v, bool) for v in kept)
    ):
        clean = _whole(values)
        lost, what = cells.spoilt(clean.astype("Int64").astype(cells.TEXT))
        clean, text = clean.astype("Int64").mask(lost) if lost.any() else clean, None
    else:
        text = _tidied(values)
        lost, what = cells.spoilt(text)
        clean = cells.whole(text.mask(lost) if lost.any() else text)
        clean = clean.astype(object).where(clean.notna(), None).astype(TEXT)
    advice = f"That {what}. {cells.AGAIN}" if lost.any() else ADVICE["id"]
    return Reading(clean, _lost(values, clean), advice)


def _whole_ids(values):
    """Ids that were made decimals because one is missing: whole numbers again."""
    numbers = values.astype("float64")
    known = numbers.dropna()
    if not np.isfinite(known).all() or (known != known.round()).any():
        raise Unreadable(f"ids are no decimal numbers. {AS_TEXT}")
    if (known.abs() >= 2**53).any():
        raise Unreadable(f"ids as decimal numbers have lost their last digits. {AS_TEXT}")
    return _whole(numbers)


def _texts(values):
    if isinstance(values.dtype, pd.StringDtype):
        return values.astype(TEXT)
    return pd.Series(
        [v if isinstance(v, str) and _is_whole(v) else None for v in values], dtype=TEXT
    )


def _is_whole(text):
    """Can a text be kept: has it no half letters?"""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _money(values, style):
    numbers, text = _numbers(values), _tidied(values) if is_text(values) else None
    advice = ADVICE["money"]
    complaint = ""
    if text is not None and text.notna().any():
        amounts, wrong = cells.amounts(text, style.decimal)
        numbers = numbers.where(text.isna(), amounts.astype("Float64").astype("float64") / 100)
        if wrong.any():
            told = cells.amount_advice(text[wrong].unique().tolist(), text, style.decimal)
            advice = f"It {told}" if told.startswith("has") else advice
        if len(marks := cells.currencies(text)) > 1 and not wrong.any():
            complaint = (
                f"the amounts are in {' and '.join(marks)}. Read those of each by themselves."
            )
    numbers = numbers.where(numbers.abs() <= LARGEST)
    # A negative amount below half a cent stays negative, to be found; no -0.0 otherwise.
    lost = (numbers < 0) & (numbers.round(2) == 0)
    clean = numbers.round(2).where(~lost, numbers) + 0.0
    return Reading(clean, _lost(values, clean), advice, complaint)


def _decimals(values, style):
    clean = _numbers(values, NUMBER)
    return Reading(clean, _lost(values, clean), ADVICE["number"])


def _flags(values):
    """True and false, in one of the ways that they are written; bool where nothing is missing."""
    if not pd.api.types.is_bool_dtype(values):
        values = [FLAGS.get(str(value).strip().lower()) for value in values]
    clean = pd.Series(values, dtype="boolean")
    return clean if clean.isna().any() else clean.astype(bool)


def _counts(values, style):
    numbers = _numbers(values, COUNT)
    exact = (numbers == numbers.round()) & (numbers.abs() < 2**53)
    clean = _whole(numbers.where(exact))
    return Reading(clean, _lost(values, clean), ADVICE["count"])


def _numbers(values, pattern=None):
    """Numbers as they are; of texts those that fit the pattern; else missing."""
    if pd.api.types.is_bool_dtype(values):
        raise Unreadable("the values are true/false. Give numbers.")
    if pd.api.types.is_numeric_dtype(values):
        numbers = values.astype("float64")
        return numbers.where(np.isfinite(numbers))
    numbers = pd.Series([_number(value) for value in values], dtype="float64")
    if pattern is not None:
        text = _tidied(values)
        fitting = text[cells.fits(text, pattern)].str.replace(",", "", regex=False)
        numbers[fitting.index] = fitting.astype("float64").to_numpy()
    return numbers.where(np.isfinite(numbers))


def _number(value):
    plain = isinstance(value, int | float | decimal.Decimal | np.number)
    try:
        return float(value) if plain and not isinstance(value, bool) else np.nan
    except (OverflowError, TypeError):  # too large, or complex
        return np.nan


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


def _times(values, style):
    """Times in the shop's zone, and what is wrong with their zones."""
    if pd.api.types.is_bool_dtype(values):
        raise Unreadable("the values are true/false, not times.")
    if pd.api.types.is_datetime64_any_dtype(values):
        found, complaint, notes = _in_zone(values, style.timezone)
        lost, advice = np.zeros(len(values), dtype=bool), ADVICE["time"]
    else:
        found, lost, complaint, notes, advice = _text_times(values, style)
    said = ""
    if not style.early:
        found, early, said = cells.sifted(found, style.gaps)
        if early.any():
            complaint = complaint or _early_complaint(found[early], values)
    notes += [said] if said else []
    return Reading(found.dt.as_unit("us"), lost, advice, complaint, list(dict.fromkeys(notes)))


def _in_zone(values, timezone):
    """Times that are times already, in the shop's zone."""
    if values.dt.tz is not None:
        return (values.dt.tz_convert(timezone) if timezone else values), "", []
    if timezone is None:
        complaint = 'the times have no zone. Name the shop\'s, as in timezone="Asia/Shanghai".'
        return values, complaint, []
    notes = []
    return cells.placed(values, timezone, notes).dt.tz_convert(timezone), "", notes


def _text_times(values, style):
    """Times from texts, and from numbers such as 20240105, 1704420000 and 45296.4."""
    text = cells.tidy(pd.Series([_time_text(value) for value in values], dtype=object))
    found, left, notes = cells.moments(text, style.timezone or "UTC", style.dayfirst)
    lost = left.to_numpy() | _lost(values, text)
    zoned = (cells.fits(text, rf"^.*{OFFSET}") | cells.fits(text, SINCE_1970))[text.notna()]
    complaint = _zone_complaint(zoned, style.timezone)
    if left.any():
        told = cells.time_advice(text[left])
        advice = f"It {told}" if told.startswith("has") else ADVICE["time"]
    else:
        advice = ADVICE["time"]
    found = found.dt.tz_convert(style.timezone or "UTC")
    if not complaint or style.timezone or zoned.any():
        return found, lost, complaint, notes, advice
    return found.dt.tz_localize(None), lost, complaint, notes, advice


def _zone_complaint(zoned, timezone):
    if zoned.any() and not zoned.all():
        return (
            "some times have an offset and some have none. Write one behind each, such as "
            "2024-03-01 09:30:00+08:00."
        )
    if timezone:
        return ""
    if zoned.any():
        return 'the times have offsets. Name the shop\'s zone: timezone="…".'
    return 'the times have no zone. Name the shop\'s, as in timezone="Asia/Shanghai".'


def _early_complaint(early, values):
    row = int(early.index[0])
    if pd.api.types.is_datetime64_any_dtype(values):
        return (
            f"row {row} is of {early.iloc[0]:%Y-%m-%d}, before any shop was on the web. If "
            "numbers such as 20240105 were made times, give the column as it is in the file: "
            "they are read here. If not, mend that row."
        )
    return (
        f"row {row} is of {early.iloc[0]:%Y-%m-%d}, before any shop was on the web. Mend that row, "
        "or leave it out knowingly."
    )


def _time_text(value):
    """Dates, times and numbers as text, and text as it is; else None."""
    if isinstance(value, dt.date):
        return None if value is pd.NaT else value.isoformat()
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return str(value) if abs(value) < 2**63 else None
    if isinstance(value, float | np.floating) and np.isfinite(value):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return value if isinstance(value, str) else None
