"""A verdict on each sentence of a memo, in their order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ecomlab.classroom.kinds.kind import Kind
from ecomlab.classroom.kinds.letters import letter
from ecomlab.classroom.kinds.words import a, listed, only, plain


@dataclass(frozen=True)
class Verdicts(Kind):
    """One letter for each sentence, such as ``"RWN"``; a list or {1: "R", …} is read as well.

    Parameters
    ----------
    verdicts : mapping of str to str
        What each letter stands for.
    count : int
        How many sentences there are.
    look : mapping of int to str
        By the sentence's number: where a trainee finds what it rests on.

    Examples
    --------
    >>> kind = Verdicts({"R": "right", "W": "wrong"}, 3, {2: "lesson 2.1"})
    >>> kind.same("r w r", ["R", "W", "R"])
    True
    >>> kind.remark("RRR", "RWW")
    '1 of 3 is as the data say. Look at sentence 2 once more: lesson 2.1.'
    """

    verdicts: Mapping[str, str]
    count: int
    look: Mapping[int, str] = field(default_factory=dict)

    def expects(self) -> str:
        example = list(self.verdicts)[-1] * self.count  # hardly ever the answer
        return (
            f"The answer has {self.count} letters, one for each sentence "
            f'({", ".join(self.verdicts)}), such as "{example}".'
        )

    def options(self) -> str:
        return listed(self.verdicts)

    def refusal(self, answer) -> str | None:
        given = self._letters(answer)
        if given is None:
            return f"Your answer is {a(answer)}. {self.expects()}"
        unknown = [one for one in given if one not in self.verdicts]
        if unknown:
            return f"There is no {unknown[0] or 'empty letter'}. {self.expects()}"
        if len(given) != self.count:
            return f"Yours has {len(given)}. {self.expects()}"
        return None

    def same(self, answer, right) -> bool:
        return self.refusal(answer) is None and self._letters(answer) == self._letters(right)

    def remark(self, answer, right) -> str:
        pairs = list(zip(self._letters(answer), self._letters(right), strict=True))
        hits = sum(one == other for one, other in pairs)
        first = 1 + next(n for n, (one, other) in enumerate(pairs) if one != other)
        where = f": {self.look[first]}" if first in self.look else ""
        verb = "is" if hits == 1 else "are"
        return (
            f"{hits} of {self.count} {verb} as the data say. "
            f"Look at sentence {first} once more{where}."
        )

    def show(self, answer) -> str:
        return "".join(self._letters(answer))

    def _letters(self, answer):
        """The letters in order; None where there are none."""
        answer = only(answer)
        if isinstance(answer, str):
            return re.findall(r"\w", plain(answer).upper()) or None
        if isinstance(answer, Mapping):
            if set(map(str, answer)) != {str(n) for n in range(1, self.count + 1)}:
                return None
            answer = [one for _, one in sorted(answer.items(), key=lambda item: int(item[0]))]
        if isinstance(answer, np.ndarray | pd.Series | pd.Index):
            answer = answer.tolist()
        if not isinstance(answer, list | tuple) or not answer:
            return None
        found = [letter(one) for one in answer]
        return None if None in found else found
