"""Numbers as people type them: the value, and to which digit it was given."""

import math
import numbers
import re
from dataclasses import dataclass

import numpy as np

from ecomlab.classroom.kinds.words import only, plain

MONEY = re.compile(r"^(¥|\$|€|£|RMB|CNY|USD)\s*|\s*(元|yuan|RMB|CNY|USD|dollars?)$", re.IGNORECASE)
GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(?:([, '_])\d{3})(?:\1\d{3})*(?:\.\d+)?")
DIGITS = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """A number with the place of its last digit.

    Parameters
    ----------
    value : float
    place : float
        What one step of the last digit counts: .01 for 0.25, 1000 for 79000.
    digits : int
        How many digits count: two in 0.025 and in 79000, none in 0.
    """

    value: float
    place: float
    digits: int

    def agrees(self, value: float) -> bool:
        """Whether this is the value, rounded to the place.

        >>> number(0.25).agrees(0.2527), number(0.26).agrees(0.2527)
        (True, False)
        """
        return abs(self.value - value) <= 0.5 * self.place * (1 + 1e-9)


def number(answer, unit="") -> Typed | str:
    """The number in an answer, or what it is instead if it can't be read: a way out.

    Parameters
    ----------
    answer : object
        A number of any type, alone in a list, array or table; or text, as people write numbers.
    unit : str
        Of the exercise. In text "3.5 %" is .035 of a share and 3.5 of percent or points.

    Examples
    --------
    >>> number("3.5 %", "share").value, number("¥ 78 715").value, number("1,234").value
    (0.035, 78715.0, 1234.0)
    >>> number("1,5")
    'Write the number with a point and without commas: 1.5.'
    """
    answer = only(answer)
    if isinstance(answer, str):
        return _text(answer, unit)
    if isinstance(answer, bool | np.bool_) or answer is None:
        return ""
    if type(answer).__name__ == "Decimal":
        return _digits(format(answer, "f")) if answer.is_finite() else Typed(float(answer), 0, 0)
    if not isinstance(answer, numbers.Real):
        return ""
    return _real(answer)


def _real(answer):
    if isinstance(answer, numbers.Integral):
        return _digits(str(int(answer))) if abs(int(answer)) < 10**300 else ""
    if not math.isfinite(answer):
        return Typed(float(answer), 0, 0)
    if not isinstance(answer, np.floating):
        answer = float(answer)
    return _digits(np.format_float_positional(answer, trim="0"))


def _text(answer, unit):
    text = plain(answer)
    percent = text.endswith("%")
    if percent and unit not in ("share", "percent", "points", "percentage points", ""):
        return "Leave the percent sign out."
    bare = MONEY.sub("", MONEY.sub("", text.removesuffix("%").strip())).strip()
    if unit and bare.lower().endswith(unit.lower()):
        bare = bare[: -len(unit)].strip()
    if GROUPS.fullmatch(bare):
        bare = re.sub(r"[, '_]", "", bare)
    if not DIGITS.fullmatch(bare):
        return _way_out(bare)
    typed = _digits(bare)
    if percent and unit in ("share", ""):
        return Typed(typed.value / 100, typed.place / 100, typed.digits)
    return typed


def _way_out(text):
    """What to write instead of a text that isn't a number, or could be one of two."""
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        example = text.replace(",", ".")
        return f"Write the number with a point and without commas: {example}."
    return "Write the digits only, with a point before the decimals and without quotation marks."


def _digits(text):
    """A number from its decimal digits; ``36.0`` counts as given to the whole number."""
    mantissa, _, power = text.lower().lstrip("+-").partition("e")
    whole, _, decimals = mantissa.partition(".")
    if "." in text and not decimals.strip("0") and len(decimals) <= 1:
        place, figures = 0, whole
    elif decimals:
        place, figures = -len(decimals), whole + decimals
    else:
        figures = whole.rstrip("0")
        place = len(whole) - len(figures) if figures else 0
    value = float(text)
    if not math.isfinite(value):
        return Typed(value, 0, 0)
    return Typed(value, 10.0 ** (place + int(power or 0)), len(figures.lstrip("0")))
