"""Letters as an answer: one out of a few sentences, or an action with its reason."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from string import ascii_uppercase

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
    """What to do, and why: an action and a reason. The right action for a wrong reason isn't it.

    Declared by words, the actions and reasons stand in an order drawn from the data, with letters
    and numbers; an answer may name either, and the solution names the words. Declared by letters
    and numbers, they stand as declared.

    A misconception may answer ``("B", None)``: the action B, whatever the reason.

    Parameters
    ----------
    actions, reasons : mapping of str to str
        By a word (or a letter, a number): the sentence.
    cautious : collection of str
        The actions that keep things open: a test, a small step, waiting. The others commit.

    Examples
    --------
    >>> actions = {"all": "Roll it out.", "test": "Test it."}
    >>> kind = Decision(actions, {"up": "Sales rose."}, cautious=["test"]).dealt("7B")
    >>> print(kind.options())
    - **A**: Roll it out.
    - **B**: Test it.
    <BLANKLINE>
    because
    <BLANKLINE>
    - **1**: Sales rose.
    >>> kind.same(("A", 1), ("all", "up"))
    True
    """

    actions: Mapping[str, str]
    reasons: Mapping[str, str]
    cautious: Collection[str] = ()
    shown: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_drawn(self) -> bool:
        """Are its actions and reasons declared by words, so that their order is drawn?"""
        return any(len(key) > 1 for key in self.actions)

    def dealt(self, seed) -> "Decision":
        """The same with its actions and reasons in an order drawn by a seed."""
        actions, reasons = (_shuffled(part, seed) for part in (self.actions, self.reasons))
        letters = dict(zip(ascii_uppercase, actions, strict=False))
        numbers = {str(n): key for n, key in enumerate(reasons, start=1)}
        return replace(self, shown=letters | numbers)

    def expects(self) -> str:
        actions, reasons = self._listed(self.actions), self._listed(self.reasons)
        return (
            f"The answer is an action ({', '.join(actions)}) and a reason "
            f"({', '.join(reasons)}), written like "
            f'("{next(iter(actions))}", {next(iter(reasons))}).'
        )

    def options(self) -> str:
        parts = (listed(self._listed(part)) for part in (self.actions, self.reasons))
        return "\n\nbecause\n\n".join(parts)

    def refusal(self, answer) -> str | None:
        found = self._read(answer)
        if found is None:
            return f"Your answer is {a(answer)}. {self.expects()}"
        action, reason = found
        if action not in self.actions:
            return f"There is no such action. {self.expects()}"
        if reason not in self.reasons:
            return f"There is no such reason. {self.expects()}"
        return None

    def same(self, answer, right) -> bool:
        if right is None or self.refusal(answer) is not None:
            return False
        action, reason = self._read(answer)
        right_action, right_reason = self._read(right)
        return action == right_action and right_reason in (reason, None)

    def remark(self, answer, right) -> str:
        if self._read(answer)[0] == self._read(right)[0]:
            return "The action is right, but not for this reason: what do your data show?"
        return "Another action serves the shop better: what would it change, and for whom?"

    def show(self, answer) -> str:
        action, reason = self._read(answer)
        because = (
            "for any reason"
            if reason is None
            else f"because {self._place(reason)}: {self.reasons[reason]}"
        )
        return f"{self._place(action)}: {self.actions[action]}, {because}"

    def _listed(self, part):
        """Actions or reasons by the letter or number under which they are shown."""
        if not self.shown:
            return part
        return {place: part[key] for place, key in self.shown.items() if key in part}

    def _place(self, key):
        """The letter or number of an action or a reason."""
        return next((place for place, which in self.shown.items() if which == key), key)

    def _read(self, answer):
        """Action and reason by their words; None of what is no pair."""
        if _is_pair(answer) and only(answer[0]) in self.actions:
            action, reason = (only(part) for part in answer)
            if reason is None or reason in self.reasons:
                return action, reason
        found = pair(answer)
        return found and tuple(self.shown.get(part, part) for part in found)


def _shuffled(part, seed):
    """The keys of a mapping in the order that a seed gives them."""
    return sorted(part, key=lambda key: sha256(f"{seed} {key}".encode()).hexdigest())


def _is_pair(answer):
    return isinstance(answer, tuple | list | np.ndarray) and len(answer) == 2


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
    if not _is_pair(answer):
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
