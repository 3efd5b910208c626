"""Numbers and dates as the course writes them: 1,234 · −0.5 · 12.5% · 1.2 points · 5 Jan 2025."""

import math
import re

import pandas as pd
from matplotlib import dates as mdates
from matplotlib.ticker import Formatter

PERCENT = "%"
MINUS = re.compile(r"(?<![\w)%.])-(?=[\d.¥])")  # of a number; not the dash of 3-5
PER_CENT = re.compile(r"(?<=\d)%")


def numeral(value, unit="", digits=None, significant=4):
    """A number with the typographer's minus, thousands commas, and its unit.

    Parameters
    ----------
    value : float
    unit : str
        "%" shows a share as per cent; any other word, such as "points", is written behind.
    digits : int, optional
        Decimals; if not given, as many as show the significant digits.
    significant : int

    Examples
    --------
    >>> numeral(-1234.5), numeral(0.1234, "%"), numeral(1.2, "points"), numeral(0.05, digits=1)
    ('−1,234', '12.34%', '1.2 points', '0.1')
    >>> numeral(1, "points")
    '1 point'
    >>> numeral(float("nan")), numeral(-0.0001, digits=2), numeral(0)
    ('unknown', '0.00', '0')
    """
    value = float(value) * (100 if unit == PERCENT else 1)
    if math.isnan(value):
        return "unknown"
    if digits is None:
        text = f"{value:,.{_decimals(value, significant)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{value:,.{digits}f}"
    if not text.strip("-0.,"):
        text = text.lstrip("-")  # nothing is minus zero
    if text in ("1", "-1"):
        unit = unit.removesuffix("s")
    behind = unit if unit == PERCENT else f" {unit}"
    return typeset(f"{text}{behind}".rstrip())


def _decimals(value, significant=4):
    """Decimals that show so many significant digits.

    >>> _decimals(1234.5), _decimals(0.05), _decimals(0)
    (0, 5, 0)
    """
    if value == 0 or math.isinf(value):
        return 0
    return max(0, significant - 1 - math.floor(math.log10(abs(value))))


def typeset(text):
    """A text with the minus and the per cent of the course, however it was formatted.

    >>> typeset("-0.5 (-12% to 3-5%), K-22")
    '−0.5 (−12% to 3-5%), K-22'
    """
    return PER_CENT.sub("%", MINUS.sub("−", text))


def date_text(date):
    """
    >>> date_text("2025-01-05"), date_text("2025-01-05 20:30")
    ('5 Jan 2025', '5 Jan 2025 20:30')
    """
    date = pd.Timestamp(date)
    clock = f" {date:%H:%M}" if (date.hour, date.minute) != (0, 0) else ""
    return f"{date.day} {date:%b %Y}{clock}"


class NumberTicks(Formatter):
    """Ticks of one unit; the figure's alternative text reads the unit here.

    >>> NumberTicks("%")(0.125), NumberTicks().format_ticks([-1, -0.5, 0])
    ('12.5%', ['−1.0', '−0.5', '0.0'])
    """

    def __init__(self, unit=""):
        self.unit = unit

    def __call__(self, value, pos=None):
        return numeral(value, self._sign, significant=6)

    def format_ticks(self, values):
        """All with the same number of decimals."""
        decimals = (self(value).partition(".")[2] for value in values)
        digits = max((sum(map(str.isdigit, text)) for text in decimals), default=0)
        return [numeral(value, self._sign, digits) for value in values]

    @property
    def _sign(self):
        return PERCENT if self.unit == PERCENT else ""


class DateTicks(Formatter):
    """Days or months, with the year below the first tick and wherever it changes.

    >>> days = mdates.date2num(["2024-11-01", "2024-12-01", "2025-01-01"])
    >>> DateTicks().format_ticks(days)
    ['Nov\\n2024', 'Dec', 'Jan\\n2025']
    """

    def __init__(self, tz=None):
        self.tz = tz

    def __call__(self, value, pos=None):
        return date_text(mdates.num2date(value, self.tz).replace(tzinfo=None))

    def format_ticks(self, values):
        times = [mdates.num2date(value, self.tz) for value in values]
        by_month = all((t.day, t.hour, t.minute) == (1, 0, 0) for t in times)
        by_hour = any((t.hour, t.minute) != (0, 0) for t in times)
        texts, before = [], None
        for t in times:
            short = f"{t:%b}" if by_month else f"{t.day} {t:%b}"
            if by_hour:
                head, tail, now = f"{t:%H:%M}", f"{short} {t.year}", t.date()
            else:
                head, tail, now = short, f"{t.year}", t.year
            texts.append(head if now == before else f"{head}\n{tail}")
            before = now
        return texts
