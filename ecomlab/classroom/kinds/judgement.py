"""A verdict on a claim, the look that settles it, and how sure one is of the verdict."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ecomlab.classroom.kinds import typed
from ecomlab.classroom.kinds.kind import Kind
from ecomlab.classroom.kinds.letters import letter, listed
from ecomlab.classroom.kinds.words import a, only

PARTS, MANY = 3, 100  # of an answer; looks: as many as nobody has
CHANCE, ALL = 34, 100  # per cent: who guesses among three verdicts, and who is certain


@dataclass(frozen=True)
class Judgement(Kind):
    """A letter, a number and a percentage: ``("A", 2, 80)``.

    Parameters
    ----------
    verdicts : mapping of str to str
        By its letter, what a verdict says.
    looks : mapping of str to str
        By its number, a look at the data.

    Examples
    --------
    >>> kind = Judgement({"A": "too rosy", "B": "right"}, {"1": "All rows", "2": "The last row"})
    >>> kind.same(("a", 2, "80%"), ("A", 2, 100)), kind.entry(("B", 2, 80), ("A", 2, 100))
    (True, {'sure': 0.8, 'verdict': 0.0, 'look': 1.0})
    >>> kind.refusal(("A", 2, 20))
    'You are sure to 20%: who only guesses is sure to 34%. Give 34 to 100.'
    """

    verdicts: Mapping[str, str]
    looks: Mapping[str, str]

    def expects(self) -> str:
        return (
            f"The answer is a verdict ({', '.join(self.verdicts)}), the number of a look "
            f"({', '.join(self.looks)}), and how sure you are of the verdict in per cent, "
            f'{CHANCE} to {ALL}, written like "{next(iter(self.verdicts))}", '
            f"{next(iter(self.looks))}, 80."
        )

    def options(self) -> str:
        return f"{listed(self.verdicts)}\n\nWhich look settles it?\n\n{listed(self.looks)}"

    def is_blank(self, answer) -> bool:
        return super().is_blank(answer) or (_is_row(answer) and any(x is ... for x in answer))

    def refusal(self, answer) -> str | None:
        if not _is_row(answer) or len(answer) != PARTS:
            return f"Your answer is {a(answer)}. {self.expects()}"
        verdict, look, sure = answer
        if letter(verdict) not in self.verdicts:
            return f"Your verdict is {a(verdict)}. {self.expects()}"
        if _number(look) not in self.looks:
            return f"Your look is {a(look)}. {self.expects()}"
        return _doubt(sure)

    def same(self, answer, right) -> bool:
        given, other = self._read(answer), self._read(right)
        return given is not None and other is not None and given[:2] == other[:2]

    def rounded(self, answer, other) -> bool:
        """Whether both give the same verdict, by whatever look."""
        given, known = self._read(answer), self._read(other)
        return given is not None and known is not None and given[0] == known[0]

    def remark(self, answer, right) -> str:
        return self.refusal(answer) or "That isn't what the exhibit shows."

    def entry(self, answer, right) -> dict[str, float]:
        given = self._read(answer)
        if given is None:
            return {}
        verdict, look, sure = given
        meant = self._read(right)
        return {
            "sure": sure,
            "verdict": float(verdict == meant[0]),
            "look": float(look == meant[1]),
        }

    def show(self, answer) -> str:
        verdict, look, _ = self._read(answer)
        return f"{verdict}: {self.verdicts[verdict]}; look {look}: {self.looks[look]}"

    def _read(self, answer):
        """Letter, number and a share of 1; None of what can't be read."""
        if self.refusal(answer) is not None:
            return None
        verdict, look, sure = answer
        return letter(verdict), _number(look), _percent(sure) / ALL


def _is_row(answer):
    return isinstance(answer, tuple | list | np.ndarray)


def _number(look):
    """The number of a look as a text: of 2, "2", 2.0, "2."."""
    look = only(look)
    if isinstance(look, float | np.floating) and float(look).is_integer():
        look = int(look)
    if isinstance(look, str):
        return letter(look)
    is_number = isinstance(look, int | np.integer) and not isinstance(look, bool)
    return str(look) if is_number and abs(look) < MANY else None


def _percent(sure):
    """How sure in per cent: 80, "80%" and .8 are the same. None of what is no number."""
    sure = only(sure)
    if isinstance(sure, str):
        sure = typed.number(sure.replace("%", "").replace("％", ""), "").value
    if isinstance(sure, bool | np.bool_) or not isinstance(sure, int | float | np.number):
        return None
    return ALL * float(sure) if 0 < sure < 1 else float(sure)


def _doubt(sure):
    """What is wrong with how sure somebody says to be; None if nothing is."""
    try:
        percent = _percent(sure)
    except Exception:  # whatever was typed
        percent = None
    if percent is None or not np.isfinite(percent):
        return f"How sure you are is a number of per cent, {CHANCE} to {ALL}; you gave {a(sure)}."
    if percent < CHANCE - 1e-9 and round(percent) < CHANCE:
        return (
            f"You are sure to {percent:.3g}%: who only guesses is sure to {CHANCE}%. Give {CHANCE} "
            f"to {ALL}."
        )
    if percent > ALL:
        return (
            f"You are sure to {percent:.3g}%. Nobody is surer than {ALL}%: give {CHANCE} to {ALL}."
        )
    return None
