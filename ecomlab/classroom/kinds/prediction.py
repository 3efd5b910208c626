"""What a trainee expects before the data are opened: a value, and an interval that should hold it.

A prediction is never wrong. It is kept, and judged over the course: of many intervals meant to
hold what comes nine times of ten, how many did?
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from ecomlab.classroom.kinds import typed
from ecomlab.classroom.kinds.kind import Kind
from ecomlab.classroom.kinds.number import Number

MEANT = 0.9  # share of intervals that should hold what comes
BET = "Make the interval so wide that nine of ten such intervals would hold what comes."
PARTS = ("value", "low", "high")


class Given(NamedTuple):
    """An expected value with its interval; NaN where none was given."""

    value: float
    low: float = math.nan
    high: float = math.nan

    @property
    def has_interval(self) -> bool:
        return math.isfinite(self.low) and math.isfinite(self.high)

    def holds(self, came: float) -> bool:
        """Whether the interval holds a value; its ends belong to it.

        >>> Given(0.31, 0.25, 0.4).holds(0.4), Given(0.31).holds(0.31)
        (True, False)
        """
        return self.low <= came <= self.high

    def numbers(self) -> dict[str, float]:
        """What is noted of it: the value, and the ends where there are any.

        >>> Given(1.4).numbers()
        {'value': 1.4}
        """
        return {part: x for part, x in self._asdict().items() if math.isfinite(x)}

    def words(self, unit="") -> str:
        """The value and its interval, as a sentence tells them.

        >>> Given(1.4, 1.1, 1.8).words("times"), Given(1.4).words()
        ('1.4 times (1.1 to 1.8)', '1.4')
        """
        interval = f" ({self.low:.6g} to {self.high:.6g})" if self.has_interval else ""
        return f"{self.value:.6g}{_after(unit)}{interval}"


@dataclass(frozen=True)
class Prediction(Kind):
    """A value and an interval, kept and never wrong.

    Parameters
    ----------
    unit : str
        As of ``Number``.
    most : float, optional
        What is counted lies between 0 and this: 10 of ten shops.

    Examples
    --------
    >>> Prediction("share").kept((0.31, 0.25, 0.40), 0.2975)
    'It came out at 0.2975. Your interval, 0.25 to 0.4, holds it; it is 0.15 wide.'
    >>> Prediction("share").refusal((0.31, 0.40, 0.25))
    'Your low end, 0.4, is not below your high end, 0.25.'
    >>> Prediction("share").refusal((17, 10, 30))
    'Your value, 17, is above 1. A share lies between 0 and 1: for 17 per cent write 0.17.'
    >>> Prediction("shops", most=10).refusal((80, 60, 90))
    "Your value, 80, can't come: only 0 to 10 shops can."
    """

    unit: str = ""
    most: float | None = None

    judged: ClassVar[bool] = False

    def expects(self) -> str:
        return f"The answer is a value and its interval, written `(value, low, high)`. {BET}"

    def refusal(self, answer) -> str | None:
        given = self.read(answer)
        return given if isinstance(given, str) else None

    def unfit(self, right) -> str | None:
        """Why a value that came is none: it is one number, without an interval."""
        return Number(0, self.unit).refusal(right)

    def same(self, answer, right) -> bool:
        """Never: nothing that was expected is the answer."""
        return False

    def remark(self, answer, right) -> str:
        return self.refusal(answer) or self.kept(answer, right)

    def show(self, answer) -> str:
        return Number(0, self.unit).show(answer)

    def kept(self, answer, came) -> str:
        """What is said of a prediction when the value has come; empty where it can't be read."""
        given = self.read(answer)
        if isinstance(given, str):
            return ""
        holds = "holds it" if given.holds(came) else "doesn't hold it"
        return (
            f"It came out at {_told(came)}{_after(self.unit)}. Your interval, "
            f"{_told(given.low)} to {_told(given.high)}, {holds}; it is "
            f"{_told(given.high - given.low)} wide."
        )

    def again(self, _answer, first, came) -> str:
        """What is said of a later try, made when what came had been shown: the first one counts."""
        words = Given(**first).words(self.unit)
        holds = "holds it" if Given(**first).holds(came) else "doesn't hold it"
        return (
            f"Your first prediction, {words}, counts: this one is noted as a second try, after the "
            f"answer. It came out at {_told(came)}{_after(self.unit)}; your first "
            f"interval {holds}."
        )

    def entry(self, answer, came) -> dict[str, float]:
        """What is noted of a prediction in the progress file."""
        return self.read(answer).numbers() | {"came": float(came)}

    def read(self, answer) -> Given | str:
        """A prediction as it was typed, or what is wrong with its form."""
        if isinstance(answer, Mapping):
            missing = [part for part in PARTS if part not in answer]
            if missing:
                return f"Your prediction has no {' and no '.join(missing)}. {self.expects()}"
            answer = [answer[part] for part in PARTS]
        if not isinstance(answer, tuple | list):
            return f"Your prediction has no interval. {self.expects()}"
        if len(answer) != len(PARTS):
            return f"Your prediction has {len(answer)} numbers, not three. {self.expects()}"
        given = read(*answer, unit=self.unit)
        return given if isinstance(given, str) else self._beyond(given) or given

    def _beyond(self, given) -> str | None:
        """What is said of numbers that can't come: of a share as per cent, of 80 of ten shops."""
        if self.most is not None and not 0 <= given.value <= self.most:
            return (
                f"Your value, {given.value:.6g}, can't come: only 0 to {self.most:.6g}"
                f"{_after(self.unit)} can."
            )
        return typed_as_percent(given, self.unit)


def typed_as_percent(given, unit) -> str | None:
    """What is said of a share that was typed as a number of per cent; None of any other value.

    >>> typed_as_percent(Given(40), "share"), typed_as_percent(Given(0.4), "share")
    ('Your value, 40, is above 1. A share lies between 0 and 1: for 40 per cent write 0.4.', None)
    """
    if unit == "share" and given.value > 1:
        return (
            f"Your value, {given.value:.6g}, is above 1. A share lies between 0 and 1: for "
            f"{given.value:.6g} per cent write {given.value / 100:.6g}."
        )
    return None


def read(value, low=None, high=None, unit="") -> Given | str:
    """A value and its interval as they were typed, or what is wrong with them.

    Parameters
    ----------
    value, low, high : number or text
        None and ``...`` at both ends: without an interval.
    unit : str
        As of ``Number``.

    Examples
    --------
    >>> read(1.4, 1.1, 1.8)
    Given(value=1.4, low=1.1, high=1.8)
    >>> read(2, 1.1, 1.8)
    'Your value, 2, lies outside your own interval, 1.1 to 1.8.'
    """
    typed = [part for part in (value, low, high) if part is not None and part is not ...]
    if len(typed) == 2:
        return "Your interval has one end only: give both, a low end and a high end."
    numbers = [_number(part, unit) for part in typed]
    wrong = [number for number in numbers if isinstance(number, str)]
    if wrong:
        return wrong[0]
    given = Given(*numbers)
    if not given.has_interval:
        return given
    if given.low >= given.high:
        return f"Your low end, {given.low:.6g}, is not below your high end, {given.high:.6g}."
    if not given.holds(given.value):
        return (
            f"Your value, {given.value:.6g}, lies outside your own interval, {given.low:.6g} to "
            f"{given.high:.6g}."
        )
    return given


def _number(answer, unit) -> float | str:
    """One number as it was typed, or what is wrong with it."""
    return Number(0, unit).refusal(answer) or typed.number(answer, unit).value


def _told(number) -> str:
    """A number as it is read aloud: four digits, or all of a large whole one.

    >>> _told(4.57108), _told(-37735.6)
    ('4.571', '−37,736')
    """
    words = f"{number:,.0f}" if abs(number) >= 1_000 else f"{number:.4g}"
    return words.replace("-", "−")


def _after(unit) -> str:
    """A unit as it stands behind a number: a share has none."""
    return f" {unit}" if unit and unit != "share" else ""
