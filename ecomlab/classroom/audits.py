"""Memos to audit: wrong answers of the exercises stand where right ones belong.

A memo's sentences are written once, each with a place for the answer of an exercise. A seed
chooses none to three of them to be wrong, and which typical wrong answer stands there; so another
issue of the data has another memo, and its numbers are always those of its data.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ecomlab.classroom.exercise import Exercise, Question, answers
from ecomlab.classroom.kinds import Mark

FEWEST, MOST = 3, 7  # digits of a printed number


VERDICTS = {  # on a sentence of a memo
    "R": "right: these data, or arithmetic, say so",
    "W": "wrong: the number, or what is concluded from it",
    "N": "can't be told from what we have: neither it nor its opposite",
}


def verdict_of(low, high, of=0.0):
    """On "it is above that": right where the whole interval is, wrong where none of it is.

    >>> verdict_of(0.2, 0.6), verdict_of(-0.1, 0.6), verdict_of(0.2, 0.6, of=1)
    ('R', 'N', 'W')
    """
    return "R" if low > of else "W" if high < of else "N"


def numbered(sentences):
    """Sentences as a memo's numbered lines.

    >>> numbered(["It sells.", "It pays."])
    '1. It sells.\\n2. It pays.'
    """
    return "\n".join(f"{n}. {text}" for n, text in enumerate(sentences, start=1))


@dataclass(frozen=True)
class Sentence:
    """One sentence of a memo.

    Parameters
    ----------
    text : str
        With ``{value}`` where the answer of the exercise stands.
    exercise : Exercise, optional
        One that asks for a number.
    flaws : mapping of str to pair of str
        For the misconceptions that may stand here, by name: the letters of the flaw and of whom
        it harms, as ``Audit`` lists them.
    """

    text: str
    exercise: Exercise | None = None
    flaws: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self):
        known = [item.name for item in self.exercise.misconceptions] if self.exercise else []
        unknown = [name for name in self.flaws if name not in known]
        if unknown:
            raise ValueError(f"{self.text!r} has no misconception {unknown[0]!r}: {known}.")


@dataclass(frozen=True)
class Audited:
    """A memo as numbered sentences in Markdown, and the marks that its flaws should get."""

    text: str
    marks: list[Mark]


def audited(sentences: Sequence[Sentence], data: Mapping[str, object], seed, most=3) -> Audited:
    """A memo with none to ``most`` flaws.

    Parameters
    ----------
    sentences : sequence of Sentence
        Those whose exercise the data can't answer are left out.
    data : mapping of str to object
        What the exercises are asked on.
    seed : int or str
        The same seed gives the same memo; a class's label gives each class its own.
    most : int
        From none to so many flaws, each number as often as the others.

    Returns
    -------
    Audited
    """
    rng = np.random.default_rng(zlib.crc32(str(seed).encode()))
    drafts = [draft for sentence in sentences if (draft := _Draft.of(sentence, data))]
    able = [place for place, draft in enumerate(drafts) if draft.wrong]
    count = rng.integers(0, min(most, len(able)) + 1)
    flawed = set(rng.permutation(able)[:count])
    lines, marks = [], []
    for place, draft in enumerate(drafts):
        name = str(rng.choice(sorted(draft.wrong))) if place in flawed else None
        lines.append(f"{place + 1}. {draft.line(name)}")
        if name:
            flaw, harm = draft.sentence.flaws[name]
            marks.append(Mark(place + 1, flaw, float(draft.right), harm))
    return Audited("\n".join(lines), marks)


@dataclass(frozen=True)
class _Draft:
    """A sentence with what may stand in it on some data."""

    sentence: Sentence
    right: float | None
    wrong: Mapping[str, float]

    @classmethod
    def of(cls, sentence, data):
        if sentence.exercise is None:
            return cls(sentence, None, {})
        if Question(sentence.exercise, data).left_out():
            return None
        right, wrong = answers(sentence.exercise, data)
        fit = {name: float(wrong[name]) for name in sentence.flaws if name in wrong}
        fit = {name: value for name, value in fit.items() if np.isfinite(value)}
        return cls(sentence, float(right), fit)

    def line(self, name):
        if self.right is None:
            return self.sentence.text
        value = self.wrong[name] if name else self.right
        return self.sentence.text.replace("{value}", self._printed(value, self._digits()))

    def _digits(self):
        """So many that no wrong number looks like the right one, whether it is used or not."""
        for digits in range(FEWEST, MOST):
            printed = [self._printed(x, digits) for x in (self.right, *self.wrong.values())]
            if printed.count(printed[0]) == 1:
                return digits
        return MOST

    def _printed(self, value, digits):
        return printed(value, self.sentence.exercise.kind.unit, digits)


def printed(value: float, unit="", digits=FEWEST) -> str:
    """A number as a memo writes it.

    >>> printed(0.25272, "share"), printed(78715.2, "visits per arm"), printed(2.0451)
    ('25.3%', '78,715 visits per arm', '2.05')
    """
    if unit == "share":
        value, unit = 100 * value, "%"
    unit = {"percent": "%", "money": ""}.get(unit, unit)
    rounded = float(f"{value:.{max(digits, _whole_digits(value))}g}")
    number = f"{rounded:,.0f}" if abs(rounded) >= 10 ** (digits - 1) else _positional(rounded)
    return f"{number}%" if unit == "%" else f"{number} {unit}".strip()


def _whole_digits(value):
    return len(str(int(abs(value))))


def _positional(value):
    return np.format_float_positional(value, trim="-")
