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
    """A number, and the places to which it may have been rounded.

    Parameters
    ----------
    value : float
    finest, coarsest : int
        Powers of ten of the last digit: both -2 for 0.25; 0 and 3 for 79000, which may be exact or
        given to the thousand. A float ends where its digits do, 36.0 with the 6.

    Examples
    --------
    >>> number(0.25).shared(0.2527), number(79000).shared(78715), number(0.25).shared(0.2427)
    (2, 2, None)
    """

    value: float
    finest: int = 0
    coarsest: int = 0

    @property
    def digits(self) -> int:
        """How many digits count: two in 0.025, five in 79000, none in 0."""
        return self._down_to(self.finest)

    def shared(self, value: float) -> int | None:
        """In how many digits this is another value rounded; None if it isn't."""
        for power in range(self.finest, self.coarsest + 1):
            if abs(self.value - value) <= 0.5 * 10.0**power * (1 + 1e-9):
                return self._down_to(power)
        return None

    def times(self, hundred: int) -> "Typed":
        """The number a hundred times as large (1) or as small (-1), rounded as before."""
        factor = 100.0**hundred
        return Typed(self.value * factor, self.finest + 2 * hundred, self.coarsest + 2 * hundred)

    def _down_to(self, power):
        if self.value == 0:
            return 0
        return max(math.floor(math.log10(abs(self.value)) + 1e-12) - power + 1, 0)


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
        return _digits(format(answer, "f")) if answer.is_finite() else Typed(float(answer))
    if not isinstance(answer, numbers.Real):
        return ""
    return _real(answer)


def _real(answer):
    if isinstance(answer, numbers.Integral):
        return _digits(str(int(answer))) if abs(int(answer)) < 10**300 else ""
    if not math.isfinite(answer):
        return Typed(float(answer))
    if not isinstance(answer, np.floating):
        answer = float(answer)
    return _digits(np.format_float_positional(answer, trim="-"))


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
    return typed.times(-1) if percent and unit in ("share", "") else typed


def _way_out(text):
    """What to write instead of a text that isn't a number, or could be one of two."""
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        example = text.replace(",", ".")
        return f"Write the number with a point and without commas: {example}."
    return "Write the digits only, with a point before the decimals and without quotation marks."


def _digits(text):
    """A number from its decimal digits."""
    mantissa, _, power = text.lower().lstrip("+-").partition("e")
    whole, _, decimals = mantissa.partition(".")
    value = float(text)
    if value == 0 or not math.isfinite(value):
        return Typed(value)
    zeros = len(whole) - len(whole.rstrip("0"))
    shift = int(power or 0)
    return Typed(value, shift - len(decimals), shift + (-len(decimals) if decimals else zeros))
