"""One number: read as it was typed, judged with a tolerance, told when it is rounded."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ecomlab.classroom.kinds import typed
from ecomlab.classroom.kinds.kind import Kind
from ecomlab.classroom.kinds.typed import Typed
from ecomlab.classroom.kinds.words import AGAIN, a
from ecomlab.estimates import Estimate

ENOUGH = 2  # digits that count, for a rounded number to be recognised


@dataclass(frozen=True)
class Between:
    """All numbers from ``low`` to ``high``: a right answer that several methods give differently.

    >>> Number(tolerance=5).same(78_755, Between(78_660, 78_760))
    True
    """

    low: float
    high: float

    def __post_init__(self):
        if not self.low <= self.high:
            raise ValueError(f"Between({self.low}, {self.high}): low must not be above high.")


@dataclass(frozen=True)
class Number(Kind):
    """One number.

    Parameters
    ----------
    tolerance : float
        How far an answer may lie from the right one, in the answer's own unit.
    unit : str
        What is counted, as the sentence names it: ``"days"``, ``"customers"``. The unit
        ``"share"`` is a fraction of 1, the unit ``"percent"`` a fraction of 100, and
        ``"money"`` is in whatever currency the data are.
    accept : callable, optional
        Computes, from the lesson's data of which it names what it needs, a list of further right
        answers: numbers, or ``Between(low, high)``. They are what other defensible methods give.
    when_missing : str
        What to look at when the answer is NaN or infinite.

    Examples
    --------
    >>> rate = Number(tolerance=.0005, unit="share")
    >>> rate.same(.29753, .2975), rate.same("29.75 %", .2975)
    (True, True)
    >>> rate.remark(29.75, .29753)
    'Your number is 100 times too large. The answer is one number, a share between 0 and 1.'
    >>> rate.remark(.30, .29753).split(".")[0]
    'Your number is too rough to be judged: give at least 3 decimals'
    >>> rate.remark("0.30", .29753).split(".")[0]
    'Right, but rounded: give at least 3 decimals'
    """

    tolerance: float
    unit: str = ""
    accept: Callable | None = None
    when_missing: str = ""

    def expects(self) -> str:
        units = {
            "": "one number",
            "share": "one number, a share between 0 and 1",
            "percent": "one number, in percent (between 0 and 100)",
            "money": "one number, in the currency of the data",
        }
        return f"The answer is {units.get(self.unit, f'one number, in {self.unit}')}."

    def refusal(self, answer) -> str | None:
        number = self._read(answer)
        if isinstance(number, str):
            way_out = f" {number or _way_out(answer)}".rstrip()
            return f"Your answer is {a(answer)}.{way_out} {self.expects()}"
        if not math.isfinite(number.value):
            look = f" {self.when_missing}" if self.when_missing else ""
            return (
                f"Your answer is {number.value}: there was nothing to count, or something was "
                f"divided by 0.{look} {self.expects()}"
            )
        return None

    def same(self, answer, right) -> bool:
        number = self._finite(answer)
        return number is not None and self._distance(number, right) <= self.tolerance

    def exactly(self, answer, other) -> bool:
        """Whether two answers are the same in every digit: a constant, or what a computer gave."""
        number = self._finite(answer)
        return number is not None and self._distance(number, other) <= 1e-9 * abs(number.value)

    def agrees(self, answer, right) -> bool:
        shared = self._shared(answer, right)
        return shared is not None and (shared >= ENOUGH or shared == self._read(answer).digits)

    def rounded(self, answer, other) -> bool:
        return (self._shared(answer, other) or 0) >= ENOUGH

    def remark(self, answer, right) -> str:
        number = self._finite(answer)
        if self.rounded(answer, right):
            return f"Right, but rounded: {self._digits_wanted()}. {self.expects()}"
        if slip := self._slip(number, right):
            return f"Your number is 100 times too {slip}. {self.expects()}"
        if number.digits < ENOUGH and 10.0**number.finest > 2 * self.tolerance:
            return (
                f"Your number is too rough to be judged: {self._digits_wanted()}. {self.expects()}"
            )
        return f"{self.expects()} {AGAIN}"

    def show(self, answer) -> str:
        if isinstance(answer, Between):
            return f"{self.show(answer.low)} to {self.show(answer.high)}"
        unit = {"share": "(a share of 1)", "money": ""}.get(self.unit, self.unit)
        return f"{self._read(answer).value:.6g} {unit}".strip()

    def _read(self, answer) -> Typed | str:
        return answer if isinstance(answer, Typed) else typed.number(answer, self.unit)

    def _finite(self, answer) -> Typed | None:
        number = self._read(answer)
        return number if isinstance(number, Typed) and math.isfinite(number.value) else None

    def _ends(self, right):
        if isinstance(right, Between):
            return right.low, right.high
        value = self._read(right).value
        return value, value

    def _distance(self, number, right):
        low, high = self._ends(right)
        return max(low - number.value, number.value - high, 0)

    def _shared(self, answer, right):
        """In how many digits an answer is a right one rounded; None if it isn't."""
        number = self._finite(answer)
        if number is None:
            return None
        low, high = self._ends(right)
        if low <= number.value <= high:
            return number.digits
        nearest = low if number.value < low else high
        return number.shared(nearest)

    def _slip(self, number, right):
        """'large' or 'small', if the number is the right one in percent, or a share of it."""
        if max(map(abs, self._ends(right))) <= self.tolerance:
            return None
        for word, one in (("large", number.times(-1)), ("small", number.times(1))):
            if self.same(one, right) or self.rounded(one, right):
                return word
        return None

    def _digits_wanted(self):
        decimals = math.ceil(-math.log10(2 * self.tolerance or 1e-9) - 1e-9)
        if decimals <= 0:
            return "give the whole number, with all its digits"
        return f"give at least {decimals} decimal{'s' if decimals > 1 else ''}"


def _way_out(answer):
    """What to do with an estimate or a row of a table, which hold the number among others."""
    if isinstance(answer, Estimate):
        return "Take its `.value`."
    if isinstance(answer, pd.DataFrame | pd.Series):
        return "Take one cell of it, for example with `.iloc`."
    return ""
