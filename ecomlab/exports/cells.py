"""Cells as platforms write them: ids, amounts and times from text, each in one reading only."""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ecomlab.errors import InputError

TEXT = pd.ArrowDtype(pa.string())
MISSING = {"", "-", "--", "---", "—", "——", "null", "none", "nan", "n/a", "#n/a", "无", "空"}
WRAPPED, POINTED = r'^="?([^"]*)"?$', r"^(\d+)\.0+$"
SPOILT = r"^\d(?:\.\d+)?[eE]\+?\d+$"
PLAIN = r"^-?\d{1,13}(?:\.\d{1,2})?$"
EUROPEAN = r"^[-−]?\d{1,3}(?:\.\d{3})*,\d{2}$|^[-−]?\d+,\d{1,2}$"
OFFSET = r"\s*(?:Z|UTC|[+-]\d{2}:?\d{2})$"
ISO = r"^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?$"
CLOCK = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
FIRST_YEAR = 1995  # no shop on the web is older


def many(count, word) -> str:
    """How many, and of what.

    >>> many(1, "order"), many(1200, "order")
    ('1 order', '1,200 orders')
    """
    return f"{int(count):,} {word}{'' if count == 1 else 's'}"


def tidy(values) -> pd.Series:
    """Text without blanks, tabs, a leading apostrophe or ``="…"``; dashes are missing.

    >>> tidy(pd.Series(['="001"', "\\t7", "'12", "--"])).tolist()
    ['001', '7', '12', <NA>]
    """
    text = pd.Series(values).astype(TEXT)
    plain = pc.utf8_trim_whitespace(pa.chunked_array(text.array.__arrow_array__()))
    for pattern, kept in ((WRAPPED, r"\1"), ("^'+", ""), ("\u200b", "")):
        if pc.any(pc.match_substring_regex(plain, pattern)).as_py():
            plain = pc.utf8_trim_whitespace(pc.replace_substring_regex(plain, pattern, kept))
    blank = pc.is_in(pc.utf8_lower(plain), value_set=pa.array(sorted(MISSING)))
    plain = pc.if_else(blank, None, plain)
    return pd.Series(pd.arrays.ArrowExtensionArray(plain), index=text.index)


def cents(values, name, decimal=".") -> pd.Series:
    """Amounts as whole cents, Int64; missing where nothing stands.

    Raises
    ------
    InputError
        An amount has two readings or none: it is named, with its row.
    """
    text = tidy(values)
    found = pd.Series(pd.NA, index=text.index, dtype="Int64")
    simple = fits(text, PLAIN) if decimal == "." else pd.Series(False, index=text.index)
    found[simple] = (text[simple].astype("float64") * 100).round().astype("int64")
    rest = text[~simple].dropna()
    read = {value: _cents(value, decimal) for value in rest.unique()}
    wrong = [value for value, amount in read.items() if amount is None]
    if wrong:
        row = int(np.flatnonzero((text == wrong[0]).fillna(False))[0])
        if decimal == "." and re.match(EUROPEAN, wrong[0]):
            raise InputError(
                f"{name}: {wrong[0]!r} in row {row + 1} has two readings. If the comma is the "
                'decimal point, read the file with decimal=","; if not, mend that cell.'
            )
        raise InputError(
            f"{name}: {wrong[0]!r} in row {row + 1} is no amount ({many(len(wrong), 'kind')}). "
            "Write 1299.00, 1,299.00 or ¥1,299.00."
        )
    found[rest.index] = pd.array([read[value] for value in rest], dtype="Int64")
    return found


def fits(text, pattern) -> pd.Series:
    """Which texts a pattern of RE2 fits from their beginning; a missing one doesn't."""
    found = pc.match_substring_regex(pa.chunked_array(text.array.__arrow_array__()), pattern)
    return pd.Series(pc.fill_null(found, False).to_numpy(), index=text.index)


def _cents(text, decimal):
    """'(12.00)', '$12.50', '1,299元' as cents; None of what can't be read in one way."""
    negative = re.fullmatch(r"\((.*)\)", text.strip())
    text = (negative[1] if negative else text).replace("−", "-")
    text = re.sub(r"[¥￥$€£元\s]|CNY|USD|RMB|EUR", "", text)
    if decimal == ",":
        text = text.replace(".", "").replace(",", ".")
    elif "," in text:
        if not re.fullmatch(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
            return None
        text = text.replace(",", "")
    if not re.fullmatch(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)", text):
        return None
    whole, _, part = text.lstrip("+-").partition(".")
    amount = int(whole or 0) * 100 + int((part + "00")[:2]) + (len(part) > 2 and part[2] >= "5")
    return -amount if negative or text.startswith("-") else amount


def ids(values, name) -> pd.Series:
    """Ids as text: whole numbers that were written as 17001.0 without their point.

    Raises
    ------
    InputError
        A spreadsheet has taken digits away: 2.20126E+17.
    """
    text = tidy(values)
    spoilt = fits(text, SPOILT)
    if spoilt.any():
        row = int(np.flatnonzero(spoilt)[0])
        raise InputError(
            f"{name}: {text.iloc[row]!r} in row {row + 1} (of {spoilt.sum():,} such cells) "
            " is what a spreadsheet leaves of a long number: its digits are lost. Export the "
            "file again, and don't open it in Excel before it is read here."
        )
    return text.str.replace(POINTED, r"\1", regex=True) if fits(text, POINTED).any() else text


def times(values, name, zone, dayfirst=None) -> tuple[pd.Series, list[str]]:
    """Times in the shop's zone, and what is to be said of how they were read.

    Parameters
    ----------
    values : Series of text
    name : str
    zone : str
        The shop's: a time without an offset is read as its clock; seconds since 1970 are UTC.
    dayfirst : bool, optional
        How 03/04/2025 is meant.

    Raises
    ------
    InputError
        A time has two readings or none, or is of a year before shops were on the web.
    """
    text, notes = tidy(values), []
    found = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us, UTC]")
    left = text.notna()
    for pattern, convert in _readers(zone, dayfirst, notes):
        those = left & fits(text, pattern)
        if those.any():
            found[those] = convert(text[those].astype(object)).astype("datetime64[us, UTC]")
            left &= found.isna()
        if not left.any():
            break
    if left.any():
        raise InputError(_unread(text, left, name))
    read = found.dt.tz_convert(zone)
    early = (read.dt.year < FIRST_YEAR).to_numpy()
    if early.any():
        row = int(np.flatnonzero(early)[0])
        raise InputError(
            f"{name}: {text.iloc[row]!r} in row {row + 1} is of {read.iloc[row]:%Y-%m-%d}, "
            "before any shop was on the web. Mend that cell, or write "
            "these times as 2024-03-01 09:30:00."
        )
    return read, notes


def _readers(zone, dayfirst, notes):
    """Pairs of which texts a form fits, and how it is read: in UTC."""

    def local(texts, **how):
        naive = pd.to_datetime(texts, errors="coerce", **how)
        return _placed(naive, zone, notes)

    def since(unit):
        return lambda texts: pd.to_datetime(texts.astype("int64"), unit=unit, utc=True)

    def serial(texts):
        seconds = (texts.astype(float) * 86_400).round()
        notes.append("numbers of a spreadsheet were read as its days since 1899-12-30")
        return _placed(pd.Timestamp("1899-12-30") + pd.to_timedelta(seconds, unit="s"), zone, notes)

    def slashes(texts):
        return _slashes(texts, dayfirst, lambda iso: local(iso, format="mixed"))

    def offset(texts):
        texts = texts.str.replace("UTC", "Z")
        return pd.to_datetime(texts, format="mixed", utc=True, errors="coerce")

    def loose(texts):
        return local(
            texts.str.replace(r"^(\d{4})[/.](\d{1,2})[/.]", r"\1-\2-", regex=True), format="mixed"
        )

    return [
        (ISO, lambda t: local(t, format="ISO8601")),
        (rf"^\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}{CLOCK}$", loose),
        (rf"^\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}.*:\d{{2}}.*{OFFSET}", offset),
        (r"^(?:19|20)\d{6}$", lambda t: local(t, format="%Y%m%d")),
        (r"^(?:19|20)\d{12}$", lambda t: local(t, format="%Y%m%d%H%M%S")),
        (r"^1[0-9]{9}$", since("s")),
        (r"^1[0-9]{12}$", since("ms")),
        (r"^1[0-9]{15}$", since("us")),
        (r"^[34][0-9]{4}(?:\.[0-9]+)?$", serial),  # days since 1899-12-30: 1982 to 2036
        (r"^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", slashes),
        (r"^\d{1,2}-[A-Za-zäÄ]{3}-\d{2,4}", lambda t: local(_months(t), format="mixed")),
    ]  # fmt: skip


def _slashes(texts, dayfirst, local):
    """03/04/2025 in the one order that all fit, or in the one that is told; else unread."""
    parts = texts.str.extract(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})(.*)$")
    first, second = parts[0].astype(int), parts[1].astype(int)
    if dayfirst is None and (first > 12).any() != (second > 12).any():
        dayfirst = bool((first > 12).any())
    if dayfirst is None:
        return pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us, UTC]")
    day, month = (first, second) if dayfirst else (second, first)
    year = parts[2].astype(int)
    year = year.where(year > 99, year + 2000)
    two = "{:02}".format
    return local(year.astype(str) + "-" + month.map(two) + "-" + day.map(two) + parts[3])


GERMAN = {"Mrz": "Mar", "Mär": "Mar", "Mai": "May", "Okt": "Oct", "Dez": "Dec"}


def _months(texts):
    for german, english in GERMAN.items():
        texts = texts.str.replace(german, english)
    return texts


def _placed(naive, zone, notes):
    """Clock times of a zone in UTC: an hour that is shown twice or skipped is on the same day."""
    naive = pd.Series(naive)
    placed = naive.dt.tz_localize(zone, ambiguous="NaT", nonexistent="shift_forward")
    twice = placed.isna() & naive.notna()
    if twice.any():
        notes.append(
            f"{many(twice.sum(), 'time')} of an hour that the clock shows twice: the first was "
            "taken; the day is the same"
        )
        first = np.ones(len(naive), dtype=bool)
        placed = naive.dt.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    return placed.dt.tz_convert("UTC")


def _unread(text, unread, name):
    row = int(np.flatnonzero(unread)[0])
    value, kinds = text.iloc[row], many(text[unread].nunique(), "kind")
    if re.match(r"^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", value):
        return (
            f"{name}: {value!r} in row {row + 1} has two readings. Say which part is the day: "
            "dayfirst=True for 31/12/2025, dayfirst=False for 12/31/2025."
        )
    return f"{name}: {value!r} in row {row + 1} is no time ({kinds}). Write 2024-03-01 09:30:00."
