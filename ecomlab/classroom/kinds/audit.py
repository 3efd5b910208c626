"""Marks on a fluent memo with planted flaws, sometimes none."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from ecomlab.classroom.kinds import typed
from ecomlab.classroom.kinds.frame import as_pandas
from ecomlab.classroom.kinds.kind import Kind
from ecomlab.classroom.kinds.letters import letter
from ecomlab.classroom.kinds.words import a, listed

ENOUGH = 2  # digits that count, of a number written beside a flaw


class Mark(NamedTuple):
    """One flaw: its place, which it is, the number that belongs there, whom the wrong one harms.

    ``number`` is None where no number would mend it.
    """

    place: object
    flaw: str
    number: float | None
    harm: str


@dataclass(frozen=True)
class Audit(Kind):
    """Marks on a memo or table: one for each flaw, and ``[]`` where it has none.

    Parameters
    ----------
    flaws, harms : mapping of str to str
        What the letters of a flaw, and of whom it harms, stand for.
    tolerance : float
        For the right numbers, as a share of each; two digits are always enough.
    kinds : mapping of str to Kind
        By place: of the question that asks for the number, which judges it as well.

    Examples
    --------
    >>> audit = Audit({"A": "another denominator", "B": "another window"}, {"A": "the buyer"})
    >>> planted = [(2, "B", .2527, "A")]
    >>> audit.same([(2, "b", "25 %", "a")], planted), audit.same([], planted)
    (True, False)
    >>> audit.remark([(2, "A", .25, "A"), (3, "B", 5, "A")], planted)
    'Place 2: something is wrong there, but the flaw is another. Place 3: nothing is wrong there.
    None is missed.'
    """

    flaws: Mapping[str, str]
    harms: Mapping[str, str]
    tolerance: float = 0.005
    kinds: Mapping[str, Kind] = field(default_factory=dict)

    def expects(self) -> str:
        return (
            "The answer is a list with a mark for each flaw, (place, flaw, right number, harm), "
            f'such as [(2, "{next(iter(self.flaws))}", 0.5, "{next(iter(self.harms))}")]. '
            "Where nothing is wrong it is []."
        )

    def options(self) -> str:
        return f"{listed(self.flaws)}\n\nIt harms\n\n{listed(self.harms)}"

    def refusal(self, answer) -> str | None:
        marks = _marks(answer)
        if marks is None:
            return f"Your answer is {a(answer)}. {self.expects()}"
        places = [mark.place for mark in marks]
        for place, mark in zip(places, marks, strict=True):
            problem = self._unreadable(mark)
            if problem or places.count(place) > 1:
                problem = problem or "it has two marks"
                return f"Place {place}: {problem}. {self.expects()}"
        return None

    def _unreadable(self, mark):
        if mark.flaw not in self.flaws:
            return "there is no such flaw"
        if mark.harm not in self.harms:
            return "there is no such harm"
        if isinstance(mark.number, str):
            return "its number can't be read"
        return None

    def same(self, answer, right) -> bool:
        if self.refusal(answer) is not None:
            return False
        given, planted = self._by_place(answer), self._by_place(right)
        return set(given) == set(planted) and not any(
            self._against(given[place], planted[place]) for place in planted
        )

    def remark(self, answer, right) -> str:
        given, planted = self._by_place(answer), self._by_place(right)
        said = [
            f"Place {place}: {self._verdict(mark, planted.get(place))}."
            for place, mark in given.items()
        ]
        missed = len(set(planted) - set(given))
        count = {0: "None is", 1: "One flaw is"}.get(missed, f"{missed} flaws are")
        return " ".join([*said, f"{count} missed."])

    def show(self, answer) -> str:
        marks = [
            f"{place}: {mark.flaw} ({self.flaws[mark.flaw]}), "
            + ("" if mark.number is None else f"{mark.number.value:.4g}, ")
            + f"{mark.harm} ({self.harms[mark.harm]})"
            for place, mark in self._by_place(answer).items()
        ]
        return "\n".join(marks) or "[] (nothing is wrong)"

    def _by_place(self, answer):
        return {mark.place: mark for mark in _marks(answer)}

    def _verdict(self, mark, planted):
        if planted is None:
            return "nothing is wrong there"
        against = self._against(mark, planted)
        if not against:
            return "right"
        return f"something is wrong there, but {' and '.join(against)}"

    def _against(self, mark, planted):
        against = []
        if mark.flaw != planted.flaw:
            against.append("the flaw is another")
        if not self._same_number(mark.number, planted.number, self.kinds.get(planted.place)):
            against.append("the right number is another")
        if mark.harm != planted.harm:
            against.append("it harms somebody else")
        return against

    def _same_number(self, given, planted, kind):
        if given is None or planted is None:
            return given is planted
        right = planted.value
        if kind and kind.same(given, planted):
            return True
        ways = [given, given.times(-1)] if abs(right) < 1 else [given]  # a share may be in percent
        return any(
            abs(way.value - right) <= self.tolerance * abs(right)
            or (way.shared(right) or 0) >= ENOUGH
            for way in ways
        )


def _marks(answer):
    """The marks of a list, a table or a single mark, each in one form; None if there are none."""
    answer = as_pandas(answer)
    if isinstance(answer, pd.DataFrame) and answer.columns.is_unique:
        answer = answer.to_dict("records")
    if isinstance(answer, Mapping) or _is_mark(answer):
        answer = [answer]
    if not isinstance(answer, list | tuple):
        return None
    found = [_mark(one) for one in answer]
    return None if None in found else found


def _is_mark(answer):
    return (
        isinstance(answer, list | tuple)
        and len(answer) == len(Mark._fields)
        and not any(isinstance(part, list | tuple | Mapping) for part in answer)
    )


def _mark(one):
    if isinstance(one, Mapping):
        one = [one.get(name) for name in Mark._fields]
    if not _is_mark(one):
        return None
    place, flaw, number, harm = one
    return Mark(_place(place), letter(flaw), _number(number), letter(harm))


def _place(place):
    """Sentence 3 is "3", 3 and 3.0; a table's cell is a text such as "B2"."""
    if isinstance(place, float) and place.is_integer():
        place = int(place)
    return letter(str(place)) or "?"


def _number(number):
    if number is None or number is ...:
        return None
    read = typed.number(number)
    if isinstance(read, str):
        return read or "unreadable"
    return read if math.isfinite(read.value) else None
