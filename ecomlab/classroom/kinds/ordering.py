"""Letters in an order as an answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from ecomlab.classroom.kinds.kind import Kind
from ecomlab.classroom.kinds.letters import letter
from ecomlab.classroom.kinds.words import a, listed, only, plain


@dataclass(frozen=True)
class Ordering(Kind):
    """All letters, each once, in the order that was asked for.

    Parameters
    ----------
    items : mapping of str to str
        What each letter stands for.

    Examples
    --------
    >>> order = Ordering({"A": "Orders", "B": "Visits", "C": "Buyers"})
    >>> order.same("b > a > c", ["B", "A", "C"])
    True
    >>> order.remark("ABC", "BAC")
    'A and B are the wrong way round: compare these two first.'
    """

    items: Mapping[str, str]

    def expects(self) -> str:
        example = " > ".join(reversed(self.items))
        return f'The answer is the letters {", ".join(self.items)} in order, such as "{example}".'

    def options(self) -> str:
        return listed(self.items)

    def refusal(self, answer) -> str | None:
        given = _letters(answer)
        if given is None:
            return f"Your answer is {a(answer)}. {self.expects()}"
        unknown = [one for one in given if one not in self.items]
        if unknown:
            return f"There is no {unknown[0] or 'empty letter'}. {self.expects()}"
        twice = [one for one in self.items if given.count(one) > 1]
        if twice:
            return f"{twice[0]} is there twice. {self.expects()}"
        left = [one for one in self.items if one not in given]
        return f"{', '.join(left)} isn't there yet. {self.expects()}" if left else None

    def same(self, answer, right) -> bool:
        return self.refusal(answer) is None and _letters(answer) == _letters(right)

    def remark(self, answer, right) -> str:
        place = _letters(right).index
        swapped = [pair for pair in pairwise(_letters(answer)) if place(pair[0]) > place(pair[1])]
        one, other = swapped[0]
        return f"{one} and {other} are the wrong way round: compare these two first."

    def show(self, answer) -> str:
        return " > ".join(_letters(answer))


def _letters(answer):
    """The letters of "BAC", "B > A > C" or a list, in order; None where there are none."""
    answer = only(answer)
    if isinstance(answer, str):
        return re.findall(r"\w", plain(answer).upper()) or None
    if isinstance(answer, np.ndarray | pd.Series | pd.Index):
        answer = answer.tolist()
    if not isinstance(answer, list | tuple) or not answer:
        return None
    found = [letter(one) for one in answer]
    return None if None in found else found
