"""Facts: numbers with their unit, and dates, as a text of any language can tell them.

A fact that is a word is a code (``"inside"``), for which each language has its own phrase.
"""

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from ecomlab.errors import check_choice
from ecomlab.texts.files import locale

PERCENT = 100
# What a value is multiplied by before it is told
UNITS = {
    "number": 1, "count": 1, "share": PERCENT, "points": PERCENT, "CNY": 1, "USD": 1, "EUR": 1,
    "days": 1, "weeks": 1, "months": 1, "seconds": 1,
}  # fmt: skip
DATES = ("date", "day", "month")
GROUPED = {"count", "CNY", "USD", "EUR"}  # told with separators of thousands
NAME = "name"


class Form(NamedTuple):
    """How a number is told: its unit, its decimals, and whether a plus is written.

    Parameters
    ----------
    unit : str
        One of ``UNITS``. A share of 1 is told in per cent, or in percentage points.
    digits : int, optional
        Decimals; None for as many as the number has, -2 for whole hundreds.
    signed : bool

    Examples
    --------
    >>> Form("points", 1, signed=True)(-0.0123).unit
    'points'
    """

    unit: str
    digits: int | None = 0
    signed: bool = False

    def __call__(self, value):
        """A number in this form."""
        return Fact(value, *self)

    def pattern(self) -> str:
        """The form as Python writes it, for a share or for a value in its own unit.

        >>> Form("CNY", 1).pattern(), Form("share", signed=True).pattern()
        ('{:,.1f}', '{:+.0%}')
        """
        sign, grouped = "+" if self.signed else "", "," if self.unit in GROUPED else ""
        if self.digits is None:
            return f"{{:{sign}g}}"
        kind = "%" if self.unit == "share" else "f"
        return f"{{:{sign}{grouped}.{max(self.digits, 0)}{kind}}}"


@dataclass(frozen=True)
class Fact:
    """A number with its unit, a date, or a name.

    Parameters
    ----------
    value : number, date or str
    unit : str
        One of ``UNITS``; "date" (with its year), "day" (without) or "month" (with its year);
        "name" of what has the same name in every language.
    digits : int, optional
    signed : bool

    Raises
    ------
    ChoiceError
        An unknown unit.
    """

    value: object
    unit: str = "number"
    digits: int | None = 0
    signed: bool = False

    def __post_init__(self):
        check_choice("unit", self.unit, [*UNITS, *DATES, NAME])

    def plain(self):
        """The same number without its sign: "up by 3", "down by 3"."""
        return replace(self, value=abs(self.value), signed=False)

    def __str__(self):
        return self.say()

    def say(self, language: Mapping | None = None, unit=None) -> str:
        """The fact in the words of a language, with the word for its unit if that is asked for.

        The language is the one in use, if none is given.

        Raises
        ------
        ChoiceError
            The text asks for another unit than the fact has.
        """
        if unit is not None:
            check_choice("The unit of a fact", unit, [self.unit])
        if self.unit == NAME:
            return str(self.value)
        language = language or locale()
        if self.unit in DATES:
            return self._date(language)
        number = self._number(language)
        worn = (unit or self.unit == "share") and number != language["unknown"]
        return _with_unit(number, language["units"][self.unit]) if worn else number

    def _number(self, language):
        value = UNITS[self.unit] * float(self.value)
        if math.isnan(value):
            return language["unknown"]
        form = "g" if self.digits is None else f".{max(self.digits, 0)}f"
        value = round(value, self.digits) if self.digits and self.digits < 0 else value
        if self.unit in GROUPED and self.digits is not None:
            form = f",{form}"
        text = format(abs(value), form)
        zero = not text.strip("0.,")
        sign = "" if zero else "−" if value < 0 else "+" if self.signed else ""
        marks = {",": language["thousands"], ".": language["decimal"]}
        return sign + text.translate(str.maketrans(marks))

    def _date(self, language):
        date = self.value
        if not isinstance(date, datetime.date):
            date = datetime.date.fromisoformat(str(date)[:10])
        words = {"day": date.day, "month": language["months"][date.month - 1], "year": date.year}
        return language["dates"][self.unit].format(**words)


def _with_unit(number, words):
    """English says "1 day" and "2 days"; a language without a plural has one form for both."""
    if not isinstance(words, str):
        words = words["one" if number == "1" else "other"]
    return words.format(number)


def number(value, digits=0, signed=False):
    """A bare number: a factor, a ratio, an index."""
    return Fact(value, "number", digits, signed)


def count(value, digits=0, signed=False):
    """How many; thousands are set apart."""
    return Fact(value, "count", digits, signed)


def share(value, digits=0, signed=False):
    """A part of 1, told in per cent."""
    return Fact(value, "share", digits, signed)


def points(value, digits=1, signed=False):
    """A difference of two parts of 1, told in percentage points."""
    return Fact(value, "points", digits, signed)


def money(value, digits=0, signed=False, currency="CNY"):
    """An amount of a currency."""
    return Fact(value, currency, digits, signed)


def ends(name, found, say, **how):
    """An estimate and the two ends of its interval: three facts, by their names.

    Parameters
    ----------
    name : str
    found : Estimate, or a row or mapping with estimate, low and high
    say : function
        One of this module's that tell a number.
    **how
        Of ``say``: digits, signed, currency.

    Examples
    --------
    >>> told = ends("gap", {"estimate": 0.021, "low": 0.004, "high": 0.038}, points, signed=True)
    >>> {key: (value.value, value.unit, value.digits) for key, value in told.items()}["gap_low"]
    (0.004, 'points', 1)
    """
    found = found._asdict() if hasattr(found, "_asdict") else found
    return {
        name: say(found["estimate"], **how),
        f"{name}_low": say(found["low"], **how),
        f"{name}_high": say(found["high"], **how),
    }


def day(value):
    """A date whose year the reader knows."""
    return Fact(value, "day")


def name(value):
    """What has the same name in every language."""
    return Fact(value, NAME)
