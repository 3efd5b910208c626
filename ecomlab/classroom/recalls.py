"""Two or three questions of earlier lessons, before a new one begins.

They are of lessons that this one needs, or that were begun. Those come first that the trainee
answered wrongly last, then those that wait longest. A question is asked once a day; a second run
shows the same ones again. Without a workspace everybody is asked the same two.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from ecomlab.classroom import headers
from ecomlab.classroom.exercise import CORRECT, NOT_ATTEMPTED, NOT_YET, Later, Note, Question
from ecomlab.classroom.kinds import Choice, Decision, Ordering
from ecomlab.classroom.progress_file import known_entries, marked, record
from ecomlab.classroom.registry import lesson
from ecomlab.classroom.spoken import in_language
from ecomlab.errors import ChoiceError

FEW, MOST = 2, 3  # questions; the third only if one was answered wrongly
RECALL, ASKED = "recall", "asked"  # how it is noted that something was asked
SKIP = "Leave the three dots where you don't want to answer."
NOTHING = "There is nothing to recall yet: no lesson before this one has a question for it."
ENOUGH = "You were asked enough for today: go on with the lesson."


@dataclass(frozen=True, repr=False)
class Recall:
    """The questions of a recall: show it, then ``check`` your answers in their order."""

    questions: tuple[Question, ...]
    nothing: str = ""

    def check(self, *answers) -> Note:
        """Say of each answer whether it is right.

        Parameters
        ----------
        *answers : letter, pair of letter and number, or number
            One for each question, in their order. ``...`` skips one; dots at the end don't count.
        """
        if not self.questions:
            return Note(self.nothing)
        while answers and (answers[-1] is None or answers[-1] is ...):
            answers = answers[:-1]
        if len(answers) > len(self.questions):
            return Note(
                f"You gave {len(answers)} answers to {len(self.questions)} questions: give one "
                'for each, in their order. A decision is a pair in brackets, `("A", 1)`.'
            )
        answers += (...,) * (len(self.questions) - len(answers))
        outcomes = [question.check(x) for question, x in zip(self.questions, answers, strict=True)]
        if all(outcome.status == NOT_ATTEMPTED for outcome in outcomes):
            return Note(marked(NOT_ATTEMPTED, SKIP))
        said = (outcome._repr_markdown_() for outcome in outcomes)
        return Note("\n".join(f"{i}. {line}" for i, line in enumerate(said, start=1)))

    def solution(self) -> Note:
        """One way to do each of them, and its answer."""
        said = [
            f"**Question {i}.** {question.solution().text}"
            for i, question in enumerate(self.questions, start=1)
        ]
        return Note("\n\n".join(said) or self.nothing)

    def __repr__(self):
        if not self.questions:
            return self.nothing
        shown = [
            f"**Question {i}**, from *{lesson(question.lesson).title}*\n\n{question!r}"
            for i, question in enumerate(self.questions, start=1)
        ]
        dots = ", ".join(["..."] * len(self.questions))
        return "\n\n".join([*shown, f"Answer with `recall_quiz.check({dots})`. {SKIP}"])

    _repr_markdown_ = __repr__


def recall(lesson_id: str) -> Recall:
    """Questions of earlier lessons, to begin a lesson with.

    Parameters
    ----------
    lesson_id : str
        The lesson that begins, as in the notebook's name: ``"5_2"``.

    Returns
    -------
    Recall
        Show it, and answer with ``.check(first, second)``. The same on a second run that day.

    Raises
    ------
    ChoiceError
        There is no such lesson.

    Examples
    --------
    >>> recall("00")
    There is nothing to recall yet: no lesson before this one has a question for it.
    """
    lesson(lesson_id)  # tells the valid ones
    entries = known_entries()
    asked = [entry for entry in entries if entry["status"] == ASKED and _day(entry) == _today()]
    chosen = [_key(entry) for entry in asked if entry.get("by") == lesson_id]
    if not chosen:
        possible = _possible(lesson_id, entries)
        if not possible:
            return Recall((), NOTHING)
        chosen = _choose(possible, entries, {_key(entry) for entry in asked})
        for of, name in chosen:
            record(of, RECALL, ASKED, asked=name, by=lesson_id)
    questions = tuple(question for key in chosen if (question := _question(*key)))
    return Recall(questions, ENOUGH)


def _possible(lesson_id, entries) -> list[tuple[str, str]]:
    """What may be asked: of the lessons that this one needs, then of the others before it that were
    begun, the nearest first. Nobody is asked about what they had no need to do; and no exercises
    are imported but these."""
    known, begun = headers.read(), _begun(entries)
    order, needed = list(known), _needed(lesson_id, known)
    before = order[: order.index(lesson_id)]
    names = [name for name in before if name in needed or name in begun]
    names.sort(key=lambda name: (name in needed, order.index(name)), reverse=True)
    return [
        (name, exercise.name)
        for name in names
        for exercise in lesson(name).asked
        if is_recalled(exercise)
    ]


def _needed(lesson_id, known) -> set[str]:
    """The lessons that come before one, and those before them."""
    found, left = set(), [lesson_id]
    while left:
        fresh = set(known[left.pop()].needs) - found
        found |= fresh
        left += fresh
    return found


def is_recalled(exercise) -> bool:
    """Whether later lessons may ask it: as declared, else if its answer is made of letters."""
    if exercise.recall is None:
        return isinstance(exercise.kind, Choice | Decision | Ordering)
    return exercise.recall


def _choose(possible, entries, asked) -> list[tuple[str, str]]:
    """Those answered wrongly last come first; then, of the lessons that were begun, those that
    wait longest; then the nearest of the others."""
    seen, wrong, begun = {}, set(), _begun(entries)
    for place, entry in enumerate(entries):
        seen[_key(entry)] = place
        if entry["status"] in (CORRECT, NOT_YET):
            (wrong.add if entry["status"] == NOT_YET else wrong.discard)(_key(entry))
    left = [key for key in possible if key not in asked]
    left.sort(key=lambda key: (key not in wrong, key[0] not in begun, seen.get(key, -1)))
    return left[: MOST if wrong & set(left) else FEW]


def _question(lesson_id, name) -> Question | None:
    """A question on its lesson's own data; None if the course doesn't have it any more."""
    with suppress(ChoiceError):
        known = lesson(lesson_id)
        found = (exercise for exercise in known.exercises if exercise.name == name)
        spoken = (in_language(exercise, known.id) for exercise in found)
        return next((Question(exercise, Later(known.data), known.id) for exercise in spoken), None)
    return None


def _begun(entries) -> set[str]:
    """The lessons in which something was answered or guessed."""
    return {entry["lesson"] for entry in entries if entry["status"] != ASKED}


def _key(entry) -> tuple[str, str]:
    """Which question of which lesson an entry is about."""
    return entry["lesson"], entry.get("asked", entry["exercise"])


def _day(entry) -> date | None:
    """The trainee's day on which an entry was noted."""
    with suppress(ValueError, OverflowError):
        return datetime.fromisoformat(entry.get("time", "")).astimezone().date()
    return None


def _today() -> date:
    return datetime.now().astimezone().date()
