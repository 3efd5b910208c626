"""The decisions that a trainee takes for the shop: each with its reason, kept for later chapters.

``decisions.jsonl`` lies in the trainee's workspace beside the progress and is only ever added to: a
later choice counts, an earlier one stays in the history. Each chapter's workshop asks its part.
"""

import json
import math
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from numbers import Real
from unicodedata import east_asian_width

import pandas as pd

from ecomlab.classroom.kinds.memo import count_words
from ecomlab.classroom.progress_file import (
    KEPT,
    NOT_ATTEMPTED,
    append,
    find_workspace,
    marked,
    read_lines,
)
from ecomlab.errors import InputError, check_choice
from ecomlab.texts import Text

FILE = "decisions.jsonl"
LEAST = 5  # words of a reason; a Chinese character counts as one
# Letters of each part, a Chinese character as two: so all fit on the page that is made of them.
MOST = {"choice": 60, "reason": 140, "change_my_mind": 140}
QUESTIONS = {
    "1_research": {
        "article": "Which article do we buy for the spring?",
        "pieces": "How many pieces are the first lot?",
        "people": "For whom do we buy it?",
        "channel": "Where do we sell it?",
    },
    "2_traffic": {
        "source": "Which source gets more money first?",
        "most": "How many yuan may that cost until a test has answered?",
        "test": "What do we test first, and what does the lot deal out?",
        "stop": "What do we stop or cut?",
        "untold": "What can't our data tell, and what would tell it?",
    },
    "3_conversion": {
        "offer": "Do we take part in the event, and with which threshold?",
        "cut": "How many per cent do we take off everything?",
        "mend": "What is repaired or put live before the event?",
        "lot": "What does the lot deal out in the event, and what is counted?",
        "unproven": "What do we not sign, because nothing tells it?",
    },
    "4_fulfillment": {  # the rows of the order sheet
        "forecast": "How many pieces will be wanted on the event's days?",
        "pieces": "How many do we order?",
        "supplier": "From whom?",
        "date": "On which day does the order leave?",
        "inspection": "How is the lot tested, and what if it fails?",
        "place": "Where do they lie?",
        "courier": "Who carries them?",
        "reserve": "How many yuan are put aside for what comes back?",
        "leftover": "What is done with what stays?",
    },
}
ALLOWED = {  # what may be chosen, where it isn't free: letters, or whole numbers from 1 on
    ("1_research", "article"): ("A", "B", "C", "D", "E"),
    ("1_research", "pieces"): int,
    ("2_traffic", "source"): ("A", "B", "C", "D", "E", "F", "G"),
    ("2_traffic", "most"): int,
    ("3_conversion", "offer"): ("A", "B", "C", "D", "E"),
    ("3_conversion", "cut"): int,
    ("4_fulfillment", "pieces"): int,
}
TEXTS = ("reason", "change_my_mind")
PARTS = ("chapter", "question", "choice", *TEXTS, "evidence", "time")


@dataclass(frozen=True)
class Decided:
    """One decision as it was kept.

    Attributes
    ----------
    chapter, question : str
        As in ``QUESTIONS``.
    choice : str or float
    reason, change_my_mind : str
        Why, and what would be a reason to choose otherwise.
    evidence : tuple of str
        On which tables or figures it rests.
    time : str
        When it was kept (ISO 8601, UTC).
    """

    chapter: str
    question: str
    choice: str | float
    reason: str
    change_my_mind: str
    evidence: tuple
    time: str = ""

    def same(self, other):
        """Whether another says the same, whenever it was said."""
        return asdict(self) | {"time": ""} == asdict(other) | {"time": ""}


class Decisions(Mapping):
    """The decisions that count, by chapter and question: ``found["1_research", "article"].choice``.

    Attributes
    ----------
    history : tuple of Decided
        All that were kept, the earliest first.
    damaged : int
        Lines of the file that couldn't be read.
    """

    def __init__(self, history=(), damaged=0, kept=True):
        self.history, self.damaged, self.kept = tuple(history), damaged, kept
        self._last = {(one.chapter, one.question): one for one in self.history}

    def __getitem__(self, key):
        if key not in self._last:
            raise KeyError(f"Nothing was decided on {key!r}. Decided: {list(self._last)}.")
        return self._last[key]

    def __contains__(self, key):
        return key in self._last

    def __iter__(self):
        return iter(self._last)

    def __len__(self):
        return len(self._last)

    def table(self, history=False):
        """One row per decision.

        Parameters
        ----------
        history : bool
            Those that were changed later, too.

        Returns
        -------
        DataFrame: chapter, question, choice, reason, change_my_mind, evidence, time
        """
        chosen = self.history if history else self.values()
        rows = [asdict(one) | {"evidence": "; ".join(one.evidence)} for one in chosen]
        return pd.DataFrame(rows, columns=PARTS)

    def __repr__(self):
        lines = [
            f"{one.chapter}, {one.question}: {one.choice}. {one.reason} I would change my mind if: "
            f"{one.change_my_mind} Evidence: {'; '.join(one.evidence)}"
            for one in self.values()
        ]
        return "\n".join([*lines, *self._remarks()])

    def _repr_markdown_(self):
        lines = [
            f"- **{asked(one.chapter, one.question)}** {one.choice}. *Why:* {one.reason} *What "
            f"would change my mind:* {one.change_my_mind} *Evidence:* {'; '.join(one.evidence)}"
            for one in self.values()
        ]
        return "\n".join([*lines, *(f"\n{remark}" for remark in self._remarks())])

    def _remarks(self):
        if not self.history:
            yield "Nothing is decided yet: each chapter's workshop asks its part."
        if not self.kept:
            yield "Decisions are kept once you open the course with `python course.py lab`."
        if changed := len(self.history) - len(self):
            yield f"Earlier choices in the history: {changed}."
        if self.damaged:
            yield f"{self.damaged} damaged line(s) of {FILE} were left out."


def decide(chapter, question, choice=..., reason=..., change_my_mind=..., evidence=...) -> Text:
    """Keep a decision for the shop, with its reason.

    Parameters
    ----------
    chapter : str
        The chapter's folder: ``"1_research"``.
    question : str
        One of the chapter's: ``QUESTIONS["1_research"]``.
    choice : str or number
        ``...`` and None are "not attempted", here and below. One of ``ALLOWED``, where it says
        what may be chosen.
    reason, change_my_mind : str
        A sentence each: why, and which finding would make you choose otherwise.
    evidence : str or list of str
        On what it rests: the lesson and the table, an own count, a colleague's answer.

    Returns
    -------
    Text
        What was kept. A later choice counts; the earlier one stays in ``decisions().history``.

    Raises
    ------
    ChoiceError
        No such chapter, it has no such question, or the question no such choice.
    InputError
        The choice, the reason, what would change your mind or the evidence is empty, or too
        long for the page that is made of the decisions (``MOST``).

    Examples
    --------
    >>> print(decide("1_research", "pieces"))
    … **Not attempted.** Put your decision in place of the three dots: How many pieces are the
    first lot?
    >>> decide("1_research", "pieces", 300, "because", "no", "1.2")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: reason has 1 word. Write a sentence of 5 words or more.
    """
    check_choice("chapter", chapter, QUESTIONS)
    check_choice("question", question, QUESTIONS[chapter])
    parts = {"choice": choice, "reason": reason, "change_my_mind": change_my_mind,
             "evidence": evidence}  # fmt: skip
    waiting = [name for name, part in parts.items() if part is None or part is ...]
    if waiting:
        still = "" if len(waiting) == len(parts) else f" Still missing: {', '.join(waiting)}."
        return Text(
            marked(
                NOT_ATTEMPTED,
                f"Put your decision in place of the three dots: {asked(chapter, question)}{still}",
            )
        )
    decided = Decided(
        chapter,
        question,
        _allowed(chapter, question, _choice(choice)),
        *(_sentence(name, parts[name]) for name in TEXTS),
        evidence=_evidence(evidence),
        time=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    earlier = decisions().get((chapter, question)) if find_workspace() else None
    return Text(marked(KEPT, " ".join(_kept(decided, earlier))))


def decisions() -> Decisions:
    """What was decided for the shop so far; empty without a workspace.

    Raises
    ------
    DataFileError
        The file is there and can't be read.

    Examples
    --------
    >>> found = decisions()
    >>> found.get(("1_research", "article"))  # None before it was decided
    """
    workspace = find_workspace()
    if workspace is None:
        return Decisions(kept=False)
    return Decisions(*read(workspace / FILE))


def asked(chapter, question) -> str:
    """How a question is put; one of another edition by its name."""
    return QUESTIONS.get(chapter, {}).get(question, f"{chapter}, {question}:")


def read(path) -> tuple[list[Decided], int]:
    """The decisions of a file, and how many of its lines could not be read.

    Raises
    ------
    DataFileError
        The file is there and can't be read.
    """
    return read_lines(path, _decided, "decisions")


def _decided(line) -> Decided:
    texts = {name: str(line[name]) for name in ("chapter", "question", *TEXTS, "time")}
    return Decided(choice=_choice(line["choice"]), evidence=_evidence(line["evidence"]), **texts)


def _kept(decided, earlier):
    """Keep a decision, unless it was kept before; what is said of it."""
    said = f"{asked(decided.chapter, decided.question)} **{decided.choice}**."
    workspace = find_workspace()
    if workspace is None:
        return [said, "It is kept once you open the course with `python course.py lab`."]
    if earlier and earlier.same(decided):
        return [said, "You decided so before."]
    try:
        append(workspace / FILE, json.dumps(asdict(decided), ensure_ascii=False))
    except OSError as error:
        warnings.warn(f"Your decision was not kept: {error}", stacklevel=3)
        return [said, f"It could not be kept ({error.strerror or error}): write it down."]
    if earlier:
        said += f" It was {earlier.choice}; that stays in the history."
    return [said, f"It is in {FILE}, and later chapters read it."]


def _choice(choice):
    """A choice: words, or a number that is one."""
    if isinstance(choice, str) and choice.strip():
        return choice.strip()
    if isinstance(choice, Real) and not isinstance(choice, bool) and math.isfinite(choice):
        return int(choice) if choice == int(choice) else float(choice)
    raise InputError(f"choice is {choice!r}. Say what you choose: words, or a number.")


def _allowed(chapter, question, choice):
    """A choice that the question offers: later chapters read it."""
    offered = ALLOWED.get((chapter, question))
    if offered is int:
        whole = int(choice) if isinstance(choice, str) and choice.isdecimal() else choice
        if not isinstance(whole, int) or whole < 1:
            raise InputError(f"choice is {choice!r}. Give a whole number, 1 or more.")
        return whole
    if offered:
        choice = choice.upper() if isinstance(choice, str) else choice
        check_choice("choice", choice, offered)
    return _short("choice", choice)


def _short(name, text):
    """What is told on the page of decisions, if it isn't too long for that."""
    if isinstance(text, str) and (wide := width(text)) > MOST[name]:
        raise InputError(
            f"{name} has {wide} letters (a Chinese character counts as two). Say it in "
            f"{MOST[name]}: it must fit on one page."
        )
    return text


def width(text):
    """How many letters a text has, a Chinese character as two.

    >>> width("stove 炉"), width("围炉")
    (8, 4)
    """
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _sentence(name, text):
    if not isinstance(text, str):
        raise InputError(f"{name} is {text!r}. Write a sentence of {LEAST} words or more.")
    words = count_words(text)
    if words < LEAST:
        raise InputError(
            f"{name} has {words} word{'' if words == 1 else 's'}. "
            f"Write a sentence of {LEAST} words or more."
        )
    return _short(name, " ".join(text.split()))


def _evidence(evidence):
    """One text or several, none of them empty."""
    several = isinstance(evidence, Iterable) and not isinstance(evidence, str | Mapping)
    found = list(evidence) if several else [evidence]
    if not found or not all(isinstance(one, str) and one.strip() for one in found):
        raise InputError(
            f"evidence is {evidence!r}. Name the lesson, table or count that it rests on: "
            '"1.2: what is left of 100 yuan".'
        )
    return tuple(" ".join(one.split()) for one in found)
