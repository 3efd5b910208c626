"""Cells as platforms write them: ids, amounts and times from text, each in one reading only.

`validate` and the exports read their cells here. What has two readings is refused.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ecomlab.errors import InputError

TEXT = pd.ArrowDtype(pa.string())
NOTHING = ("", "-", "--", "---", "—", "——", "null", "none", "nan", "n/a", "#n/a", "无", "空")
MISSING = sorted({form for word in NOTHING for form in (word, word.upper(), word.title())})
BLANKS = " \t\r\n\v\f\u00a0\u3000\u200b\ufeff"
UNTIDY = r"""^[="'\s\x{a0}\x{3000}\x{200b}\x{feff}]|[\s\x{a0}\x{3000}\x{200b}\x{feff}]$"""
WRAPPED, POINTED = r'^="?([^"]*)"?$', r"^(\d+)\.0+$"
SPOILT = r"^\d(?:\.\d+)?[eE]\+?\d{2,}$"
CUT = r"^\d{15}(?:00|000|0000|00000)$"  # of 17 digits and more a spreadsheet keeps 15
LONG = r"^\d{17,20}$"
GROUPED = r"^-?\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?$"
PLAIN = r"^-?\d{1,13}(?:\.\d{1,2})?$"
MARK = r"(?:[A-Z]{0,3}[¥$€£₹₩₽฿₫₺₱₪₴৳]|[A-Z]{3}|RM|Rs\.?|kr|zł|元|块)"
YUAN = {"￥": "¥", "元": "¥", "CNY": "¥", "RMB": "¥"}  # ways to write one
AGAIN = "Export the file again, and don't open it in Excel before it is read here."
HARMLESS = r"(?:[\d\s.,:/+()¥￥$€£%T-]|元|CNY|USD|EUR|AM|PM){1,30}"
OFFSET = r"\s*(?:Z|UTC|[+-]\d{2}:?\d{2})$"
ZERO = r"^0000-00-00|^0(?:\.0+)?$"
ISO = r"^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?$"
CLOCK = r"(?:[ T]*(?:上午|下午)?\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[AaPp][Mm])?)?"
MONTH_FIRST = r"^([A-Za-zäÄ]{3})[a-z]*\.?[- ](\d{1,2})(?:-|, ?)(\d{4}|\d{2})\b(.*)$"
FIRST_YEAR = 1995  # no shop on the web is older
NO_DATE = (1, 1601, 1753, 1899, 1900, 1969, 1970)  # years in which programs put "no date"
POINT = r"^.*\.(?:\d{1,2}|\d{4,})\D*$|^\D*0\.\d{3}\D*$|^\D*\d{4,}\.\d+\D*$"  # of decimals
THOUSANDS = r"[-+]?[1-9]\d{0,2}\.\d{3}"  # 1.299: of decimals, or of thousands
MOST = 10**17  # cents


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
    text = texts(values)
    plain = pa.chunked_array(text.array.__arrow_array__())
    if pc.any(pc.match_substring_regex(plain, UNTIDY)).as_py():
        plain = pc.utf8_trim(plain, BLANKS)
        for pattern, kept in ((WRAPPED, r"\1"), ("^'+", "")):
            plain = pc.replace_substring_regex(plain, pattern, kept)
        plain = pc.utf8_trim(plain, BLANKS)
    blank = pc.is_in(plain, value_set=pa.array(MISSING))
    if pc.any(blank).as_py():
        plain = pc.if_else(blank, None, plain)
    return pd.Series(pd.arrays.ArrowExtensionArray(plain), index=text.index)


def texts(values) -> pd.Series:
    """Texts as Arrow keeps them; half a letter, which it can't keep, is written out.

    >>> texts(pd.Series(["a", chr(0xD800)], dtype=object)).str.len().tolist()
    [1, 6]
    """
    values = pd.Series(values)
    try:
        return values.astype(TEXT)
    except UnicodeEncodeError:
        kept = [
            value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else None
            for value in values
        ]
        return pd.Series(kept, index=values.index, dtype=object).astype(TEXT)


def cents(values, name, decimal=".") -> pd.Series:
    """Amounts as whole cents, Int64; missing where nothing stands.

    >>> cents(pd.Series(["¥1,299.00", "12.5元", "(3.00)", "-"]), "paid").tolist()
    [129900, 1250, -300, <NA>]

    Raises
    ------
    InputError
        An amount has two readings or none: it is named, with its row.
    """
    found, wrong = amounts(values, decimal)
    if wrong.any():
        text, row = tidy(values), first_row(wrong)
        kinds = text[wrong].unique().tolist()
        advice = amount_advice(kinds, text, decimal)
        raise InputError(f"{name}: {shown(kinds[0])} in row {row} {advice}")
    return found


def amounts(values, decimal=".") -> tuple[pd.Series, pd.Series]:
    """Amounts as whole cents, Int64, and which of them have two readings or none.

    >>> amounts(pd.Series(["$5", "95,00", "-"]))[1].tolist()
    [False, True, False]
    """
    text = tidy(values)
    found = pd.Series(pd.NA, index=text.index, dtype="Int64")
    if decimal == "." and (grouped := fits(text, GROUPED)).any():
        text = text.where(~grouped, text.str.replace(",", ""))
    simple = fits(text, PLAIN) if decimal == "." else pd.Series(False, index=text.index)
    found[simple] = (text[simple].astype("float64") * 100).round().astype("int64")
    rest = text[~simple].dropna()
    doubtful = decimal == "." and not fits(text, POINT).any()
    read = {value: _cents(value, decimal, doubtful) for value in rest.unique()}
    found[rest.index] = pd.array([read[value] for value in rest], dtype="Int64")
    return found, found.isna() & text.notna()


def shown(value) -> str:
    """A cell in a message: a text or a long number could be a person's, so only its length.

    >>> shown("95,00"), shown("13800000001"), shown("Ann")
    ("'95,00'", 'a number of 11 digits', 'a text of 3 letters')
    """
    if re.search(r"\d{10}", value):
        return f"a number of {sum(map(str.isdigit, value))} digits"
    harmless = not value or re.fullmatch(HARMLESS, value)
    return repr(value) if harmless else f"a text of {many(len(value), 'letter')}"


def first_row(those) -> int:
    """Where the first of those rows stands, below the header: counted from 1."""
    return int(those.index[np.flatnonzero(those.fillna(False).to_numpy(dtype=bool))[0]]) + 1


def amount_advice(wrong, text, decimal=".") -> str:
    """What to do about amounts that can't be read; ``text`` is their whole column."""
    if decimal == "." and re.fullmatch(THOUSANDS, re.sub(r"[^-+\d.]", "", wrong[0])):
        return (
            'has two readings. If the point marks thousands, say decimal=","; if decimals, write '
            "them with two digits."
        )
    points = text.str.contains(r"\.\d{1,2}\D*$").fillna(False).any()
    commas = text.str.contains(r",\d{1,2}\D*$").fillna(False).any()
    if points and commas:
        kind, form = ("point", "95.00 or 9,500") if decimal == "." else ("comma", "95,00 or 9.500")
        return (
            f"has two readings: other amounts of the column have a decimal {kind}. Write it as "
            f"they are written, {form}, in a copy of the file, and read that."
        )
    if points and decimal == ",":
        return 'has a decimal point: read it without decimal=",".'
    if commas and decimal == ".":
        return (
            'has two readings. If the comma is the decimal point, say decimal=","; if not, mend '
            "that cell."
        )
    return f"is no amount ({many(len(wrong), 'kind')}). Write 1299.00, 1,299.00 or ¥1,299.00."


def currencies(values) -> list[str]:
    """The marks of money that stand in amounts.

    >>> currencies(pd.Series(["$5", "5元", "5"]))
    ['$', '¥']
    """
    text = tidy(values).dropna()
    marked = text[~fits(text, r"^[-+\d.,()]*$")]
    marks = {re.sub(r"[-−+()\d.,\s]", "", value) for value in marked.unique()}
    return sorted({YUAN.get(mark, mark) for mark in marks} - {""})


def fits(text, pattern) -> pd.Series:
    """Which texts a pattern of RE2 fits from their beginning; a missing one doesn't."""
    found = pc.match_substring_regex(pa.chunked_array(text.array.__arrow_array__()), pattern)
    return pd.Series(pc.fill_null(found, False).to_numpy(), index=text.index)


def _cents(text, decimal, doubtful=False):
    """'(12.00)', '$12.50', '1,299元' as cents; None of what can't be read in one way."""
    text = unicodedata.normalize("NFKC", text).strip()
    negative = re.fullmatch(r"\((.*)\)", text)
    text = (negative[1] if negative else text).replace("−", "-")
    text = re.sub(rf"^([-+]?)\s*{MARK}\s*|\s*{MARK}$", r"\1", text)
    if decimal == ",":
        text = text.translate(str.maketrans(",.", ".,"))
    grouped = re.fullmatch(r"([-+]?\d{1,3}(?:[, ]\d{3})+)((?:\.\d+)?)", text)
    if grouped:
        text = re.sub("[, ]", "", grouped[1]) + grouped[2]
    if not re.fullmatch(r"[-+]?(?:\d{1,18}(?:\.\d*)?|\.\d+)", text):
        return None
    if doubtful and re.fullmatch(THOUSANDS, text):
        return None
    amount = int((Decimal(text) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if abs(amount) > MOST:
        return None
    return -amount if negative else amount


def ids(values, name, personal=False) -> pd.Series:
    """Ids as text: whole numbers that were written as 17001.0 without their point.

    Parameters
    ----------
    values : Series of text
    name : str
    personal : bool
        Do they name people? Then no message shows one.

    Raises
    ------
    InputError
        A spreadsheet has taken digits away: 2.20126E+17, or 1234567890123450000.
    """
    text = tidy(values)
    lost, what = spoilt(text)
    if lost.any():
        row = first_row(lost)
        cell = "the number" if personal else repr(text[row - 1])
        raise InputError(
            f"{name}: {cell} in row {row} ({many(lost.sum(), 'such cell')}) {what}. {AGAIN}"
        )
    return whole(text)


def whole(text) -> pd.Series:
    """Tidied ids without the point that a program gave whole numbers.

    >>> whole(tidy(pd.Series(["17001.0", "a.0"]))).tolist()
    ['17001', 'a.0']
    """
    return text.str.replace(POINTED, r"\1", regex=True) if fits(text, POINTED).any() else text


def spoilt(text) -> tuple[pd.Series, str]:
    """Which tidied ids a spreadsheet has taken digits from, and how that is said.

    >>> spoilt(tidy(pd.Series(["2.20126E+17", "7"])))[0].tolist()
    [True, False]
    """
    for pattern, what in ((SPOILT, "its digits are lost"), (CUT, "its last digits are lost")):
        lost = fits(text, pattern)
        long = fits(text, LONG) if pattern == CUT else lost
        if lost.sum() > (pattern == CUT) and 2 * lost.sum() > long.sum():
            return lost, f"is what a spreadsheet leaves of a long number: {what}"
    return pd.Series(False, index=text.index), ""


def times(values, name, zone, dayfirst=None, optional=False) -> tuple[pd.Series, list[str]]:
    """Times in the shop's zone, and what is to be said of how they were read.

    Parameters
    ----------
    values : Series of text
    name : str
    zone : str
        The shop's: a time without an offset is read as its clock; seconds since 1970 are UTC.
    dayfirst : bool, optional
        How 03/04/2025 is meant.
    optional : bool
        May the times be missing? Then 1970-01-01 and 0000-00-00 mean that they are.

    Raises
    ------
    InputError
        A time has two readings or none, or is of a year before shops were on the web.
    """
    text = tidy(values)
    found, left, notes = moments(text, zone, dayfirst)
    if left.any():
        raise InputError(_unread(text, left, name))
    read, early, lost = sifted(found.dt.tz_convert(zone), optional)
    if lost:
        notes.append(lost)
    if early.any():
        row = first_row(early)
        raise InputError(
            f"{name}: {text[row - 1]!r} in row {row} is of {read[row - 1]:%Y-%m-%d}, before any "
            "shop was on the web. Write that time as 2024-03-01 09:30:00, or remove the row."
        )
    return read, notes


def moments(text, zone, dayfirst=None) -> tuple[pd.Series, pd.Series, list[str]]:
    """Tidied texts as times in UTC, which of them can't be read, and how the others were."""
    notes = []
    found = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us, UTC]")
    left = text.notna() & ~fits(text, ZERO)
    for pattern, convert in _readers(zone, dayfirst, notes):
        those = left & fits(text, pattern)
        if those.any():
            read = convert(text[those]).astype("datetime64[us, UTC]")
            if those.all():
                found = read.rename(None)
            else:
                found[those] = read
            left &= found.isna()
        if not left.any():
            break
    return found, left, notes


def sifted(times, optional=False) -> tuple[pd.Series, pd.Series, str]:
    """Times, which of them are before any shop was on the web, and what is to be said.

    Where a time may be missing, 1970-01-01 and the like mean that it is.

    >>> times = pd.to_datetime(pd.Series(["1970-01-01", "2024-03-01"]))
    >>> sifted(times, optional=True)[0].isna().tolist(), sifted(times)[1].tolist()
    ([True, False], [True, False])
    """
    year = times.dt.year
    none, said = year.isin(NO_DATE), ""
    if optional and none.any():
        said = f"{many(none.sum(), 'time')} of a year such as {int(year[none].iloc[0])}: no time"
        times = times.mask(none)
        year = times.dt.year
    return times, (year < FIRST_YEAR).fillna(False).astype(bool), said


def _readers(zone, dayfirst, notes):
    """Pairs of which texts a form fits, and how it is read: in UTC."""

    def local(texts, **how):
        naive = pd.to_datetime(texts.astype(object), errors="coerce", **how)
        return placed(naive, zone, notes)

    def iso(texts):
        try:
            arrow = pa.chunked_array(texts.array.__arrow_array__()).cast(pa.timestamp("us"))
        except pa.ArrowInvalid:  # a day or an hour that no calendar has
            return local(texts, format="ISO8601")
        return placed(pd.Series(arrow.to_numpy(), index=texts.index), zone, notes)

    def since(unit):
        def read(texts):
            notes.append("numbers were read as the time since 1970-01-01 in UTC")
            return pd.to_datetime(texts.astype("float64"), unit=unit, utc=True)

        return read

    def serial(texts):
        seconds = (texts.astype("float64") * 86_400).round()
        notes.append("numbers of a spreadsheet were read as its days since 1899-12-30")
        return placed(pd.Timestamp("1899-12-30") + pd.to_timedelta(seconds, unit="s"), zone, notes)

    def slashes(texts):
        return _slashes(
            texts.astype(object), dayfirst, lambda iso: local(iso, format="mixed"), notes
        )

    def offset(texts):
        texts = texts.str.replace("UTC", "Z").astype(object)
        return pd.to_datetime(texts, format="mixed", utc=True, errors="coerce")

    def named_month(texts):
        return local(_months(texts.astype(object)), format="mixed")

    def month_first(texts):  # Sep-30-26 23:45:00, Oct 5, 2023, January 31, 2024
        parts = texts.astype(object).str.extract(MONTH_FIRST)
        year = parts[2].where(parts[2].str.len() == 4, "20" + parts[2])
        turned = parts[1] + "-" + parts[0] + "-" + year + parts[3].str.rstrip()
        return named_month(turned)

    def loose(texts):
        texts = texts.str.replace("日", " ").str.replace("[年月]", "-", regex=True)
        for chinese, english in (("上午", "AM"), ("下午", "PM")):
            texts = texts.str.replace(rf"{chinese}\s*(\S+)", rf"\1 {english}", regex=True)
        return local(
            texts.str.strip().str.replace(
                r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", r"\1-\2-\3", regex=True
            ),
            format="mixed",
        )

    return [
        (ISO, iso),
        (rf"^\d{{4}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?{CLOCK}$", loose),
        (rf"^\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}.*:\d{{2}}.*{OFFSET}", offset),
        (r"^(?:19|20)\d{6}(?:\.0+)?$", lambda t: local(t.str[:8], format="%Y%m%d")),
        (r"^(?:19|20)\d{12}$", lambda t: local(t, format="%Y%m%d%H%M%S")),
        (r"^1[0-9]{9}(?:\.\d+)?$", since("s")),
        (r"^1[0-9]{12}(?:\.0+)?$", since("ms")),
        (r"^1[0-9]{15}$", since("us")),
        (r"^[34][0-9]{4}(?:\.[0-9]+)?$", serial),  # days since 1899-12-30: 1982 to 2036
        (r"^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", slashes),
        (r"^\d{1,2}-[A-Za-zäÄ]{3}-\d{2,4}", named_month),
        (MONTH_FIRST, month_first),
    ]  # fmt: skip


def _slashes(texts, dayfirst, local, notes):
    """03/04/2025 in the one order that all fit, or in the one that is told; else unread."""
    parts = texts.str.extract(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})(.*)$")
    first, second = parts[0].astype(int), parts[1].astype(int)
    long = (parts[2].str.len() == 4).all()  # 24/01/05 may begin with its year
    if dayfirst is None and long and (first > 12).any() != (second > 12).any():
        dayfirst = bool((first > 12).any())
        notes.append(
            f"dates such as 31/12 were read with the {'day' if dayfirst else 'month'} first"
        )
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


def placed(naive, zone, notes):
    """Clock times of a zone in UTC: an hour that is shown twice or skipped is on the same day."""
    naive = pd.Series(naive)
    placed = naive.dt.tz_localize(zone, ambiguous="NaT", nonexistent="shift_forward")
    twice = placed.isna() & naive.notna()
    moved = (placed.dt.tz_localize(None) != naive) & placed.notna()
    if moved.any():
        notes.append(
            f"{many(moved.sum(), 'time')} of an hour that the clock skips: moved to the hour after"
        )
    if twice.any():
        notes.append(
            f"{many(twice.sum(), 'time')} of an hour that the clock shows twice: the first was "
            "taken; the day is the same"
        )
        first = np.ones(len(naive), dtype=bool)
        placed = naive.dt.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    return placed.dt.tz_convert("UTC")


def _unread(text, unread, name):
    row = first_row(unread)
    advice = time_advice(text[unread])
    return f"{name}: {shown(text[row - 1])} in row {row} {advice}"


def time_advice(texts) -> str:
    """What to do about these times, which can't be read.

    >>> time_advice(pd.Series(["soon"]))
    'is no time (1 kind). Write 2024-03-01 09:30:00.'
    """
    if re.match(r"^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", texts.iloc[0]):
        return (
            "has two readings. Say which part is the day: dayfirst=True for 31/12/2025, "
            "dayfirst=False for 12/31/2025. Where the year comes first, write it with four digits."
        )
    return f"is no time ({many(texts.nunique(), 'kind')}). Write 2024-03-01 09:30:00."
