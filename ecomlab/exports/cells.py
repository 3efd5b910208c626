"""Cells as platforms write them: ids, amounts and times from text, each in one reading only."""

import re

import numpy as np
import pandas as pd

from ecomlab.errors import InputError
from ecomlab.numerals import numeral

MISSING = {"", "-", "--", "---", "—", "——", "null", "none", "nan", "n/a", "#n/a", "无", "空"}
WRAPPED = r'^="?([^"]*)"?$'
SPOILT = r"^\d(?:\.\d+)?[eE]\+?\d+$"
MARKS = r"[¥￥$€£元,\s]|CNY|USD|RMB"
AMOUNT = r"^[-−+]?\d+(?:\.\d+)?$"
EUROPEAN = r"^[-−]?\d{1,3}(?:\.\d{3})*,\d{2}$|^[-−]?\d+,\d{1,2}$"
SECONDS, MILLIS, MICROS = (r"^1[0-9]{9}$", r"^1[0-9]{12}$", r"^1[0-9]{15}$")
SERIAL = r"^[34][0-9]{4}(?:\.[0-9]+)?$"  # days since 1899-12-30: 1982 to 2037
OFFSET = r"\s*(?:Z|UTC|[+-]\d{2}:?\d{2})$"
FIRST_YEAR = 1995  # no shop on the web is older


def tidy(values) -> pd.Series:
    """Text without blanks, tabs, a leading apostrophe or ``="…"``; dashes are missing.

    >>> tidy(pd.Series(['="001"', "\\t7", "'12", "--"])).tolist()
    ['001', '7', '12', None]
    """
    text = pd.Series(values).astype("str").str.replace("\u200b", "").str.strip()
    text = text.str.replace(WRAPPED, r"\1", regex=True).str.lstrip("'").str.strip()
    text = text.where(~text.str.lower().isin(MISSING))
    return text.astype(object).where(text.notna(), None)


def cents(values, name, decimal=".") -> pd.Series:
    """Amounts as whole cents, Int64; missing where nothing stands.

    Raises
    ------
    InputError
        An amount has two readings or none: it is named, with its row.
    """
    text = tidy(values)
    known = text.dropna().drop_duplicates()
    read = {value: _cents(value, decimal) for value in known}
    wrong = [value for value, amount in read.items() if amount is None]
    if wrong:
        row = int(text.index[text == wrong[0]][0])
        if decimal == "." and re.match(EUROPEAN, wrong[0]):
            raise InputError(
                f"{name}: {wrong[0]!r} in row {row + 1} has two readings. If the comma is the decimal "
                'point, read the file with decimal=","; if not, mend that cell.'
            )
        raise InputError(
            f"{name}: {wrong[0]!r} in row {row + 1} is no amount ({numeral(len(wrong))} kinds). "
            "Write 1299.00, 1,299.00 or ¥1,299.00."
        )
    return text.map(read).astype("Int64")


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
    spoilt = text.str.match(SPOILT).fillna(False).astype(bool)
    if spoilt.any():
        row = int(text.index[spoilt][0])
        raise InputError(
            f"{name}: {text[row]!r} in row {row + 1} (of {numeral(int(spoilt.sum()))} such cells) is what a "
            "spreadsheet leaves of a long number: its digits are lost. Export the file again, and "
            "don't open it in Excel before it is read here."
        )
    return text.str.replace(r"^(\d+)\.0+$", r"\1", regex=True)


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
    text = tidy(values)
    known = text.dropna().drop_duplicates()
    found = pd.Series(pd.NaT, index=known.index, dtype="datetime64[us, UTC]")
    notes = []
    for matches, convert in _readers(zone, dayfirst, notes):
        left = found.isna() & matches(known)
        if left.any():
            found[left] = convert(known[left])
    if found.isna().any():
        raise InputError(_unread(text, known[found.isna()], name))
    read = pd.Series(text.map(dict(zip(known, found, strict=True))), index=text.index)
    read = pd.to_datetime(read, utc=True).dt.tz_convert(zone).astype(f"datetime64[us, {zone}]")
    early = read.dt.year < FIRST_YEAR
    if early.any():
        row = int(read.index[early][0])
        raise InputError(
            f"{name}: {text[row]!r} in row {row + 1} reads as {read[row]:%Y-%m-%d}, before any shop was on "
            "the web. Mend that cell, or say in which form these times are written."
        )
    return read, notes


def _readers(zone, dayfirst, notes):
    """Pairs of which texts a form fits, and how it is read: in UTC."""

    def by(pattern):
        return lambda texts: texts.str.match(pattern).fillna(False).astype(bool)

    def local(texts, **how):
        naive = pd.to_datetime(texts, errors="coerce", **how)
        return _placed(naive, zone, notes)

    def since(unit):
        return lambda texts: pd.to_datetime(texts.astype("int64"), unit=unit, utc=True)

    def serial(texts):
        days = texts.astype(float)
        naive = pd.Timestamp("1899-12-30") + pd.to_timedelta((days * 86_400).round(), unit="s")
        notes.append("numbers of a spreadsheet were read as its days since 1899-12-30")
        return _placed(naive, zone, notes)

    def slashes(texts):
        parts = texts.str.extract(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})(.*)$")
        first, second = parts[0].astype(int), parts[1].astype(int)
        order = dayfirst
        if order is None and (first > 12).any() != (second > 12).any():
            order = bool((first > 12).any())
        if order is None:
            return pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us, UTC]")
        day, month = (first, second) if order else (second, first)
        year = parts[2].astype(int)
        year = year.where(year > 99, year + 2000)
        iso = year.astype(str) + "-" + month.map("{:02}".format) + "-" + day.map("{:02}".format)
        return local(iso + parts[3], format="mixed")

    def offset(texts):
        return pd.to_datetime(texts.str.replace("UTC", "Z"), format="mixed", utc=True, errors="coerce")

    iso = r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
    clock = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
    return [
        (by(rf"{iso}{clock}$"), lambda t: local(t.str.replace(r"[/.](?=\d+[/. ]|\d+$)", "-", regex=True), format="mixed")),
        (by(rf"{iso}.*:\d{{2}}.*{OFFSET}"), offset),
        (by(r"^(?:19|20)\d{6}$"), lambda t: local(t, format="%Y%m%d")),
        (by(r"^(?:19|20)\d{12}$"), lambda t: local(t, format="%Y%m%d%H%M%S")),
        (by(SECONDS), since("s")),
        (by(MILLIS), since("ms")),
        (by(MICROS), since("us")),
        (by(SERIAL), serial),
        (by(r"^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}"), slashes),
        (by(r"^\d{1,2}-[A-Za-zäÄ]{3}-\d{2,4}"), lambda t: local(_months(t), format="mixed")),
    ]  # fmt: skip


GERMAN = {"Mrz": "Mar", "Mär": "Mar", "Mai": "May", "Okt": "Oct", "Dez": "Dec"}


def _months(texts):
    for german, english in GERMAN.items():
        texts = texts.str.replace(german, english)
    return texts


def _placed(naive, zone, notes):
    """Clock times of a zone in UTC: an hour that is shown twice or skipped is on the same day."""
    naive = pd.Series(naive)
    twice = naive.dt.tz_localize(zone, ambiguous="NaT", nonexistent="shift_forward").isna() & naive.notna()
    if twice.any():
        notes.append(
            f"{numeral(int(twice.sum()))} times are of an hour that the clock shows twice: the first was taken; "
            "the day is the same"
        )
    placed = naive.dt.tz_localize(zone, ambiguous=np.ones(len(naive), bool), nonexistent="shift_forward")
    return placed.dt.tz_convert("UTC")


def _unread(text, unread, name):
    value = unread.iloc[0]
    row = int(text.index[text == value][0])
    if re.match(r"^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", value):
        return (
            f"{name}: {value!r} in row {row + 1} has two readings. Say which part is the day: "
            "dayfirst=True for 31/12/2025, dayfirst=False for 12/31/2025."
        )
    return (
        f"{name}: {value!r} in row {row + 1} is no time ({numeral(len(unread))} kinds). "
        "Write 2024-03-01 09:30:00."
    )
