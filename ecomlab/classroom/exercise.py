"""Exercises that teach: what is asked, what is right, and what people usually get wrong.

An exercise is declared once, as data and small functions of the lesson's data. The right
answer and each typical wrong one are computed from the data, never typed in, so an exercise
holds for any shop's log.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field

import pandas as pd

from ecomlab.classroom import shown
from ecomlab.classroom.docstrings import DeclarationError, sentence
from ecomlab.classroom.kinds import Choice, Decision, Frame, Number
from ecomlab.classroom.progress_file import progress_id, record
from ecomlab.classroom.spoken import in_language
from ecomlab.errors import ChoiceError, InputError, closest
from ecomlab.texts import Catalogue, Text

CORRECT, NOT_YET, NOT_ATTEMPTED = "correct", "not yet", "not attempted"
MARKS = {CORRECT: "✓", NOT_YET: "✗", NOT_ATTEMPTED: "…"}


@dataclass(frozen=True)
class Misconception:
    """A wrong answer that people typically give.

    Parameters
    ----------
    name : str
        A short name for it: ``"immature customers counted"``.
    answer : callable
        Computes the wrong answer from the lesson's data, of which it names what it needs.
    sentence : str
        What the wrong answer measures instead, and why it isn't what was asked.
    """

    name: str
    answer: Callable
    sentence: str


@dataclass
class Exercise:
    """One question of a lesson; called like its function, it computes the right answer.

    Parameters
    ----------
    name : str
        An identifier, unique in its lesson: ``quiz.<name>``.
    title, prompt : str
        Markdown. The prompt may name the data: ``"… as known on {as_of}"``.
    kind : Number, Frame, Choice or Decision
        What the answer looks like, and when two answers are the same.
    solution : callable
        Computes the right answer from the lesson's data; its source is what trainees are shown.
    misconceptions : list of Misconception
        The typical wrong answers, in the order in which they are tried. A choice has one for
        each wrong letter.
    hints : sequence of str
        From a nudge to almost the answer.
    praise : str
        What the right answer means for the shop.
    names : mapping of str to str, or str
        How the notebook reaches the data, as in ``Lesson``.
    """

    name: str
    title: str
    prompt: str
    kind: Number | Frame | Choice | Decision
    solution: Callable
    misconceptions: list[Misconception] = field(default_factory=list)
    hints: Sequence[str] = ()
    praise: str = ""
    names: Mapping[str, str] | str = field(default_factory=dict)

    def __call__(self, *args, **kwargs):
        return self.solution(*args, **kwargs)

    def wrong(self, name):
        """Make a function the typical wrong answer of that name; its docstring meets it."""

        def declare(function):
            where = f"{self.name}, wrong answer {name!r}"
            if name in [item.name for item in self.misconceptions]:
                raise DeclarationError(f"{where}, is there twice: give one another name.")
            self.misconceptions.append(Misconception(name, function, sentence(where, function)))
            return function

        return declare


@dataclass(frozen=True, repr=False)
class Note:
    """A few lines for the trainee, shown as Markdown in a notebook and as text elsewhere."""

    text: str

    def __repr__(self):
        return self.text

    def _repr_markdown_(self):
        return self.text


@dataclass(frozen=True, repr=False)
class Outcome:
    """What a check found.

    Parameters
    ----------
    status : {"correct", "not yet", "not attempted"}
    message : str
        A sentence that teaches.
    misconception : str, optional
        The name of the misconception that the answer shows.
    """

    status: str
    message: str
    misconception: str | None = None

    def __repr__(self):
        return f"{MARKS[self.status]} {self.status.capitalize()}. {self.message}".rstrip()

    def _repr_markdown_(self):
        return f"{MARKS[self.status]} **{self.status.capitalize()}.** {self.message}".rstrip()


@dataclass(repr=False)
class Question:
    """An exercise asked on some data: show it, then ``check``, ``hint`` or ``solution``."""

    exercise: Exercise
    data: Mapping[str, object]
    lesson: str = ""
    status: str = NOT_ATTEMPTED
    _answers: dict = field(default_factory=dict)
    _hints_given: int = 0

    def check(self, answer=None) -> Outcome:
        """Say whether the answer is right and, if it isn't, what it shows.

        Parameters
        ----------
        answer : number, DataFrame, letter, or pair of letter and number
            What the question asks for. ``...`` and None are "not attempted".

        Returns
        -------
        Outcome
        """
        outcome = self._judge(answer)
        if outcome.status != NOT_ATTEMPTED:
            self.status = outcome.status
            record(self.lesson, self.exercise.name, outcome.status, outcome.misconception)
        return outcome

    def hint(self) -> Note:
        """The next hint; each call goes one step further."""
        hints = self.exercise.hints
        if self._hints_given == len(hints):
            return Note("There are no more hints: `.solution()` shows one way to do it.")
        self._hints_given += 1
        return Note(f"**Hint {self._hints_given} of {len(hints)}.** {hints[self._hints_given - 1]}")

    def solution(self) -> Note:
        """One way to do it: the code behind the check, to run in the notebook, and its value."""
        code = shown.solution(self.exercise, self.data)
        value = self.exercise.kind.show(self._answer(self.exercise.solution))
        return Note(f"One way to do it:\n\n```python\n{code}\n```\n\n```text\n{value}\n```")

    def _judge(self, answer) -> Outcome:
        kind = self.exercise.kind
        if answer is None or answer is ...:
            return Outcome(
                NOT_ATTEMPTED, f"Put your answer in place of the three dots. {kind.expects()}"
            )
        right = self._answer(self.exercise.solution)
        try:
            if kind.same(answer, right):
                return Outcome(CORRECT, self.exercise.praise)
            for misconception in self.exercise.misconceptions:
                if self._shows(answer, misconception):
                    return Outcome(NOT_YET, misconception.sentence, misconception.name)
            return Outcome(NOT_YET, kind.refusal(answer) or kind.remark(answer, right))
        except Exception:  # whatever a trainee hands in, a check never ends in a traceback
            return Outcome(NOT_YET, f"Your answer couldn't be read. {kind.expects()}")

    def _shows(self, answer, misconception) -> bool:
        """Whether the answer is this misconception's; one that can't be computed isn't."""
        try:
            return self.exercise.kind.same(answer, self._answer(misconception.answer))
        except Exception:
            return False

    def _answer(self, function):
        """What a solution or misconception gives on the data, computed once."""
        if function not in self._answers:
            self._answers[function] = function(**_arguments(function, self.data))
        return self._answers[function]

    def _repr_markdown_(self):
        exercise = self.exercise
        prompt = exercise.prompt.strip().format(**self.data)
        parts = [f"**{exercise.title}**", prompt, exercise.kind.options()]
        return "\n\n".join(part for part in parts if part)

    __repr__ = _repr_markdown_


class UnknownExercise(ChoiceError, AttributeError):
    """A lesson has no exercise of that name."""


class ExerciseSet:
    """The questions of one lesson as attributes: ``quiz.mature_rate.check(answer)``."""

    def __init__(self, lesson, data: Mapping[str, object], case=None):
        _check_data(lesson, data)
        self._data = data = {name: _own(value) for name, value in data.items()}
        self._lesson, self._facts = lesson, {}
        self._case = case and case.on_tables(data)
        kept_as = progress_id(lesson.id, _issue(data))
        self._questions = {
            exercise.name: Question(in_language(exercise, lesson.id), data, kept_as)
            for exercise in lesson.exercises
        }

    def tell(self, name: str) -> Text:
        """A text of the lesson that carries results, with the facts of these data.

        Raises
        ------
        ChoiceError
            The lesson has no such text.
        InputError
            The questions of a case were given its tables, not the case.
        """
        if self._case is not None:
            return self._case.tell(name, self._computed(self._case.facts))
        if isinstance(self._lesson.names, str):  # those of a case
            raise InputError("The texts of a case need the case: quiz = exercises(case)")
        function = self._lesson.told.get(name, _no_facts)
        return Catalogue(self._lesson.id).say("texts", name, self._computed(function))

    def _computed(self, function):
        """The facts that a function gives on the data, computed once."""
        if function not in self._facts:
            self._facts[function] = function(**_arguments(function, self._data))
        return self._facts[function]

    def __getattr__(self, name):
        questions = self.__dict__.get("_questions", {})
        if name in questions:
            return questions[name]
        if name.startswith("_"):
            raise AttributeError(name)
        raise UnknownExercise("exercise", name, list(questions))

    def __dir__(self):
        return list(self._questions)

    def __iter__(self):
        return iter(self._questions.values())

    def __len__(self):
        return len(self._questions)

    def __repr__(self):
        lines = [
            f"{MARKS[question.status]} {name}: {question.exercise.title}"
            for name, question in self._questions.items()
        ]
        return "\n".join([f"Lesson {self._lesson.id}, {self._lesson.title}", *lines])

    def _repr_markdown_(self):
        lines = [
            f"- {MARKS[question.status]} `{name}`: {question.exercise.title}"
            for name, question in self._questions.items()
        ]
        return "\n".join([f"**Lesson {self._lesson.id}, {self._lesson.title}**", "", *lines])


def _no_facts():
    return {}


def answers(exercise, data) -> tuple[object, dict[str, object]]:
    """The right answer on some data, and the one that each misconception gives, by its name.

    A misconception that these data don't allow, or that gives the right answer, is left out.
    """
    right, wrong = exercise.solution(**_arguments(exercise.solution, data)), {}
    for item in exercise.misconceptions:
        with suppress(Exception):
            answer = item.answer(**_arguments(item.answer, data))
            if not exercise.kind.same(right, answer):
                wrong[item.name] = answer
    return right, wrong


def _issue(data):
    """Whose issue of a case the tables say that they are; None of the published one."""
    marks = (value.attrs.get("issue") for value in data.values() if isinstance(value, pd.DataFrame))
    return next(filter(None, marks), None)


def _own(value):
    """A copy that no later change of the trainee's reaches, whatever way it is made."""
    if not isinstance(value, pd.DataFrame):
        with suppress(TypeError):  # a database's relation has no copy, and can't be changed
            return deepcopy(value)
        return value
    own = value.copy()
    own.index, own.columns = value.index.copy(deep=True), value.columns.copy(deep=True)
    return own


def _arguments(function, data):
    return {name: data[name] for name in inspect.signature(function).parameters}


def _check_data(lesson, data):
    """Refuse to ask exercises whose data are not all there."""
    functions = [exercise.solution for exercise in lesson.exercises]
    functions += [item.answer for exercise in lesson.exercises for item in exercise.misconceptions]
    needed = {name for function in functions for name in inspect.signature(function).parameters}
    missing = sorted(needed - set(data))
    if missing:
        near = closest(missing[0], sorted(set(data) - needed))
        guess = f' (you gave "{near}")' if near else ""
        raise InputError(
            f"The exercises of lesson {lesson.id} are asked on {', '.join(sorted(needed))}; "
            f"missing: {', '.join(missing)}{guess}. "
            f'Write exercises("{lesson.id}") to use the lesson\'s own data.'
        )
