"""Letters as an answer: one out of a few sentences, or an action with its reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ecomlab.classroom.kinds.kind import Kind
from ecomlab.classroom.kinds.words import a, listed, only, plain

AROUND = " .。、()[]'\"‘’“”"  # what people write around a letter


@dataclass(frozen=True)
class Choice(Kind):
    """One letter out of a few sentences.

    Examples
    --------
    >>> Choice({"A": "It grew.", "B": "It shrank."}).same(" a ", "A")
    True
    """

    choices: Mapping[str, str]

    def expects(self) -> str:
        return f"The answer is one letter: {', '.join(self.choices)}."

    def options(self) -> str:
        return listed(self.choices)

    def refusal(self, answer) -> str | None:
        if letter(answer) not in self.choices:
            return f"Your answer is {a(answer)}. {self.expects()}"
        return None

    def same(self, answer, right) -> bool:
        return self.refusal(answer) is None and letter(answer) == letter(right)

    def remark(self, answer, right) -> str:
        return f"{letter(answer)} doesn't hold on these data."

    def show(self, answer) -> str:
        return f"{letter(answer)}: {self.choices[letter(answer)]}"


@dataclass(frozen=True)
class Decision(Kind):
    """What to do, and why: a letter and a number. The right action for a wrong reason isn't it.

    A misconception may answer ``("B", None)``: the action B, whatever the reason.
    """

    actions: Mapping[str, str]
    reasons: Mapping[str, str]

    def expects(self) -> str:
        return (
            f"The answer is an action ({', '.join(self.actions)}) and a reason "
            f"({', '.join(self.reasons)}), written like "
            f'("{next(iter(self.actions))}", {next(iter(self.reasons))}).'
        )

    def options(self) -> str:
        return f"{listed(self.actions)}\n\nbecause\n\n{listed(self.reasons)}"

    def refusal(self, answer) -> str | None:
        found = pair(answer)
        if found is None:
            return f"Your answer is {a(answer)}. {self.expects()}"
        action, reason = found
        if action not in self.actions:
            return f"There is no such action. {self.expects()}"
        if reason not in self.reasons:
            return f"There is no such reason. {self.expects()}"
        return None

    def same(self, answer, right) -> bool:
        if self.refusal(answer) is not None:
            return False
        action, reason = pair(answer)
        right_action, right_reason = pair(right)
        return action == right_action and right_reason in (reason, None)

    def remark(self, answer, right) -> str:
        if pair(answer)[0] == pair(right)[0]:
            return "The action is right, but not for this reason: what do your data show?"
        return "Another action serves the shop better: what would it change, and for whom?"

    def show(self, answer) -> str:
        action, reason = pair(answer)
        because = (
            "for any reason" if reason is None else f"because {reason}: {self.reasons[reason]}"
        )
        return f"{action}: {self.actions[action]}, {because}"


def letter(answer):
    """'a', ' A ', 'A.', '(A)' and a full-width Ａ are all A; None where the answer is no text.

    >>> letter("a) "), letter("Ａ"), letter(1) is None
    ('A', 'A', True)
    """
    answer = only(answer)
    return plain(answer).strip(AROUND).upper() if isinstance(answer, str) else None


def pair(answer):
    """Action and reason as two texts: of ``("B", 2)``, ``["b", "2."]``, ``"B2"`` or ``(2, "B")``.

    >>> pair(("Ｂ", 2.0)), pair("B, 2")
    (('B', '2'), ('B', '2'))
    """
    if isinstance(answer, str):
        found = re.fullmatch(r"\W*([A-Za-z])\W*(\d+)\W*", plain(answer))
        return (found[1].upper(), found[2]) if found else None
    if not (isinstance(answer, tuple | list | np.ndarray) and len(answer) == 2):
        return None
    action, reason = answer
    if isinstance(only(reason), str) and not (letter(action) or "").isalpha():
        action, reason = reason, action
    return letter(action), None if reason is None else _number(reason)


def _number(reason):
    reason = only(reason)
    if isinstance(reason, float | np.floating) and float(reason).is_integer():
        reason = int(reason)
    return letter(str(reason))
