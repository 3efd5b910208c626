"""Exercises that teach: what is asked, what is right, and what people usually get wrong.

An exercise is declared once, as data and small functions of the lesson's data. The right
answer and each typical wrong one are computed from the data, never typed in, so an exercise
holds for any shop's log.
"""

import inspect
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np
import pandas as pd

from ecomlab.cases import Issue
from ecomlab.classroom import shown
from ecomlab.classroom.docstrings import DeclarationError, sentence
from ecomlab.classroom.guesses import Guess
from ecomlab.classroom.kinds import Decision, Kind
from ecomlab.classroom.progress_file import (
    CORRECT,
    KEPT,
    LEFT_OUT,
    MARKS,
    NOT_ATTEMPTED,
    NOT_YET,
    known_entries,
    marked,
    progress_id,
    record,
)
from ecomlab.classroom.spoken import in_language
from ecomlab.datasets import Tables
from ecomlab.errors import Caution, ChoiceError, EcomlabError, InputError, check_choice, closest
from ecomlab.rounds import Round
from ecomlab.streams import table_hash
from ecomlab.texts import Catalogue, Text

NAMED = re.compile(r"\{(\w+)\}")


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


@dataclass(frozen=True)
class Defensible:
    """Another answer that is right on some data.

    Parameters
    ----------
    name : str
    answer : callable
        Computes it from the lesson's data; None where the data don't allow it.
    sentence : str
        What makes it defensible, and what the best answer has beside.
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
    kind : Kind
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
    conditions : list of Condition
        What must hold of the data for the question to be asked.
    known : callable, optional
        Computes, from the lesson's data, words for the ``{…}`` in this exercise's texts.
    recall : bool, optional
        Whether later lessons may ask it again; by default where the answer is a letter.
    pool : bool
        Its notebook doesn't ask it: the chapter's workshop does, on other data.
    home : str
        The lesson that it was borrowed from, of whose texts its translation is; else empty.
    listed : bool
        Whether the list of questions names it.
    defensible : list of Defensible
        Other answers that are right on some data, each with what makes it so.
    """

    name: str
    title: str
    prompt: str
    kind: Kind
    solution: Callable
    misconceptions: list[Misconception] = field(default_factory=list)
    hints: Sequence[str] = ()
    praise: str = ""
    names: Mapping[str, str] | str = field(default_factory=dict)
    conditions: list["Condition"] = field(default_factory=list)
    known: Callable | None = None
    recall: bool | None = None
    pool: bool = False
    home: str = ""
    listed: bool = True
    defensible: list[Defensible] = field(default_factory=list)

    def __call__(self, *args, **kwargs):
        return self.solution(*args, **kwargs)

    def functions(self) -> list[Callable]:
        """All functions of the data that the exercise is made of."""
        found = [self.solution, self.known, getattr(self.kind, "accept", None)]
        found += [item.answer for item in (*self.misconceptions, *self.defensible)]
        return [*filter(None, found), *(condition.holds for condition in self.conditions)]

    def wrong(self, name):
        """Make a function the typical wrong answer of that name; its docstring meets it."""

        def declare(function):
            where = f"{self.name}, wrong answer {name!r}"
            if name in [item.name for item in self.misconceptions]:
                raise DeclarationError(f"{where}, is there twice: give one another name.")
            self.misconceptions.append(Misconception(name, function, sentence(where, function)))
            return function

        return declare

    def also(self, name):
        """Make a function another right answer of that name; its docstring says why it is one.

        It returns None on data that don't allow it.
        """

        def declare(function):
            where = f"{self.name}, defensible answer {name!r}"
            if name in [item.name for item in self.defensible]:
                raise DeclarationError(f"{where}, is there twice: give one another name.")
            self.defensible.append(Defensible(name, function, sentence(where, function)))
            return function

        return declare

    def applies(self, function):
        """Make a function say whether the data can be asked; if not, its docstring is told."""
        told = sentence(f"{self.name}, condition {function.__name__}", function)
        self.conditions.append(Condition(function, told))
        return function

    def facts(self, function):
        """Make a function compute the words for the ``{…}`` in this exercise's texts."""
        self.known = function
        return function


@dataclass(frozen=True)
class Condition:
    """What must hold of the data for a question to be asked, and what is told where it doesn't."""

    holds: Callable
    sentence: str


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
    status : {"correct", "not yet", "not attempted", "kept", "left out"}
        Kept is what is never wrong: a memo, a prediction. Left out is a question that these data
        can't be asked.
    message : str
        A sentence that teaches.
    misconception : str, optional
        The name of the misconception that the answer shows.
    entry : mapping, optional
        What is noted of it beside: of a prediction its numbers, of a judgement how sure it was.
    """

    status: str
    message: str
    misconception: str | None = None
    entry: Mapping[str, float] = field(default_factory=dict)

    def __repr__(self):
        return f"{MARKS[self.status]} {self.status.capitalize()}. {self.message}".rstrip()

    def _repr_markdown_(self):
        return marked(self.status, self.message)


@dataclass(repr=False)
class Question:
    """An exercise asked on some data: show it, then ``check``, ``hint`` or ``solution``."""

    exercise: Exercise
    data: Mapping[str, object]
    lesson: str = ""
    status: str = NOT_ATTEMPTED
    _answers: dict = field(default_factory=dict)
    _hints_given: int = 0
    _first: dict = field(default_factory=dict)

    def __post_init__(self):
        kind = self.exercise.kind
        if isinstance(kind, Decision) and kind.is_drawn:
            seed = f"{self.exercise.name} {_fingerprint(self.data)}"
            self.exercise = replace(self.exercise, kind=kind.dealt(seed))

    def check(self, answer=None, *more) -> Outcome:
        """Say whether the answer is right and, if it isn't, what it shows.

        Parameters
        ----------
        answer : number, DataFrame, letter, or pair of letter and number
            What the question asks for. ``...`` and None are "not attempted".
        *more
            The rest of an answer whose brackets were left out: ``check("B", 3)``.

        Returns
        -------
        Outcome
        """
        outcome = self._judge((answer, *more) if more else answer)
        if outcome.status in (CORRECT, NOT_YET, KEPT):
            self.status, self._first = outcome.status, self._first or outcome.entry
            what = (self.exercise.name, outcome.status, outcome.misconception)
            record(self.lesson, *what, **outcome.entry)
        return outcome

    @property
    def first(self) -> Mapping[str, float]:
        """What was noted of the first answer in this session; empty where nothing was."""
        return self._first

    def hint(self) -> Note:
        """The next hint; each call goes one step further."""
        if reason := self._unmet():
            return Note(reason)
        hints = self.exercise.hints
        if self._hints_given == len(hints):
            return Note("There are no more hints: `.solution()` shows one way to do it.")
        self._hints_given += 1
        hint = self.told(hints[self._hints_given - 1])
        return Note(f"**Hint {self._hints_given} of {len(hints)}.** {hint}")

    def solution(self) -> Note:
        """One way to do it: the code behind the check, to run in the notebook, and its value."""
        if reason := self.left_out():
            return Note(reason)
        code = shown.solution(self.exercise, self.data)
        value = self.told(self.exercise.kind.show(self._answer(self.exercise.solution)))
        return Note(f"One way to do it:\n\n```python\n{code}\n```\n\n```text\n{value}\n```")

    def left_out(self) -> str | None:
        """Why this question can't be asked of these data; None if it can."""
        return self._unmet() or self._unanswered()

    def _unmet(self) -> str | None:
        """What is told of the first condition that doesn't hold."""
        for condition in self.exercise.conditions:
            if not self._holds(condition):
                return self.told(condition.sentence)
        return None

    def _holds(self, condition) -> bool:
        try:
            return bool(self._answer(condition.holds))
        except MissingData:
            raise
        except Exception:  # data that can't be read don't hold it
            return False

    def _unanswered(self) -> str | None:
        try:
            right, *_ = self._rights()
            unfit = self.exercise.kind.unfit(right)
        except MissingData:
            raise
        except EcomlabError as error:
            return f"These data have no answer to this question. {error}"
        except Exception as error:  # of the data: too few rows, a column that isn't there
            return f"These data have no answer to this question ({type(error).__name__}: {error})."
        return "These data have no answer to this question." if unfit else None

    def _judge(self, answer) -> Outcome:
        kind = self.exercise.kind
        if reason := self.left_out():
            return Outcome(LEFT_OUT, reason)
        if kind.is_blank(answer):
            return Outcome(
                NOT_ATTEMPTED, f"Put your answer in place of the three dots. {kind.expects()}"
            )
        try:
            if not kind.judged:
                return self._keep(answer)
            return replace(self._verdict(answer), entry=kind.entry(answer, self._rights()[0]))
        except Exception:  # whatever a trainee hands in, a check never ends in a traceback
            return Outcome(NOT_YET, f"Your answer couldn't be read. {kind.expects()}")

    def _verdict(self, answer) -> Outcome:
        kind, rights = self.exercise.kind, self._rights()
        if not kind.same(answer, rights[0]) and (also := self._also(answer)):
            return Outcome(CORRECT, self.told(also.sentence))
        if any(kind.same(answer, right) for right in rights):
            praise = f"{self.told(self.exercise.praise)} {kind.addition(answer, rights[0])}"
            return Outcome(CORRECT, praise.strip())
        agreeing = [right for right in rights if kind.agrees(answer, right)]
        # Whoever rounded the right answer made none of the mistakes that round to the same.
        if met := self._met(answer, "exactly" if agreeing else "rounded"):
            return Outcome(NOT_YET, self.told(met.sentence), met.name)
        return Outcome(
            NOT_YET, kind.refusal(answer) or kind.remark(answer, (agreeing or rights)[0])
        )

    def _also(self, answer) -> Defensible | None:
        """The defensible answer that an answer is."""
        for item in self.exercise.defensible:
            given = self._answer(item.answer)
            if given is not None and self.exercise.kind.same(answer, given):
                return item
        return None

    def _keep(self, answer) -> Outcome:
        """What can't be wrong is kept, beside a good answer and the poor ones."""
        exercise, kind = self.exercise, self.exercise.kind
        if problem := kind.refusal(answer):
            return Outcome(NOT_ATTEMPTED, problem)
        poor = [
            kind.poor(self._answer(item.answer), self.told(item.sentence))
            for item in exercise.misconceptions
        ]
        right = self._answer(exercise.solution)
        entry, first = kind.entry(answer, right), self._first_entry()
        if first and any(first[part] != entry.get(part) for part in first):
            kept = kind.again(answer, first, right)
        else:
            self._first, kept = entry, kind.kept(answer, right)
        said = "\n\n".join([kept, *poor, self.told(exercise.praise)])
        return Outcome(KEPT, said.strip(), entry=entry)

    def _first_entry(self) -> dict:
        """The numbers that were expected before what came was shown; none if nothing was."""
        asked = (self.lesson, self.exercise.name, KEPT)
        kept = (
            entry
            for entry in known_entries()
            if (entry["lesson"], entry["exercise"], entry["status"]) == asked
        )
        first = self._first or next(kept, {})
        return {part: first[part] for part in ("value", "low", "high") if part in first}

    def _met(self, answer, roughest) -> Misconception | None:
        """The misconception that an answer shows: in every digit, as far as told apart, rounded."""
        kind, wrong = self.exercise.kind, self._wrong()
        for how in ("exactly", "same", "rounded"):
            met = [item for item, given in wrong if getattr(kind, how)(answer, given)]
            if met and (how != "rounded" or len(met) == 1):
                return met[0]
            if how == roughest:
                break
        return None

    def _wrong(self) -> list[tuple[Misconception, object]]:
        """The misconceptions with their answers; one that these data don't have is left out."""
        found = []
        for item in self.exercise.misconceptions:
            with suppress(Exception), np.errstate(all="ignore"):
                given = self._answer(item.answer)
                self.exercise.kind.same(given, given)  # of the author's, may it be compared at all
                if given is not None:
                    found.append((item, given))
        return found

    def told(self, text) -> str:
        """A text of the exercise with its ``{…}`` filled from the data."""
        return filled(text, self._words()) if NAMED.search(text) else text

    def _words(self) -> Mapping[str, object]:
        """What the ``{…}`` of this exercise's texts stand for, on these data."""
        known = self.exercise.known
        with suppress(Exception):  # data that can't be asked may lack what the words tell of
            return {**self.data, **(self._answer(known) if known else {})}
        return self.data

    def _rights(self) -> list:
        """The right answer, and what other defensible methods give."""
        if "rights" not in self._answers:
            right = self._answer(self.exercise.solution)
            self._answers["rights"] = [right, *accepted(self.exercise, self.data)]
        return self._answers["rights"]

    def _answer(self, function):
        """What a solution or misconception gives on the data, computed once."""
        if function not in self._answers:
            self._answers[function] = _call(function, self.data)
        return self._answers[function]

    def _repr_markdown_(self):
        exercise = self.exercise
        asked = [self.told(text) for text in (exercise.prompt.strip(), exercise.kind.options())]
        reason = self._unmet()  # to look for an answer may take long
        parts = [f"**{exercise.title}**", *([reason] if reason else asked)]
        return "\n\n".join(part for part in parts if part)

    __repr__ = _repr_markdown_


def filled(text, words) -> str:
    """A text in which each ``{name}`` that is known is filled; other braces stay as they are.

    >>> filled("{n} of {all}: `{}`", {"n": 3, "all": "five"})
    '3 of five: `{}`'
    """
    return NAMED.sub(lambda found: str(words.get(found[1], found[0])), text)


class Later(Mapping):
    """Data that are loaded when a question needs them: few do."""

    def __init__(self, load, needed=()):
        self._load, self._needed = load, needed

    @cached_property
    def _loaded(self):
        loaded = self._load()
        if missing := sorted(set(self._needed) - set(loaded)):
            raise MissingData(
                f"The borrowed exercises are asked on {', '.join(sorted(self._needed))}; missing: "
                f"{', '.join(missing)}. Let what is given to `borrow` return them too."
            )
        return {name: _own(value) for name, value in loaded.items()}

    def __getitem__(self, name):
        return self._loaded[name]

    def __iter__(self):
        return iter(self._loaded)

    def __len__(self):
        return len(self._loaded)


class MissingData(InputError):
    """What exercises are asked on isn't all there: a mistake of the workshop, not of its shop."""


class UnknownExercise(ChoiceError, AttributeError):
    """A lesson has no exercise of that name."""


class ExerciseSet:
    """The questions of one lesson as attributes: ``quiz.mature_rate.check(answer)``."""

    def __init__(self, lesson, data: Mapping[str, object], case=None):
        _check_data(lesson, data)
        self._data = data = {name: _own(value) for name, value in data.items()}
        self._lesson, self._facts = lesson, {}
        self._case = case and case.on_tables(data)
        if lesson.case:
            data["case"] = self._case or Issue(lesson.case, Tables(lesson.id, data))
        kept_as = progress_id(lesson.id, _issue(data))
        self.guess = Guess(lesson.id, kept_as, lesson.guess)
        self._lent = {
            home: Later(partial(given, **_arguments(given, data)), lesson.needed(home))
            for home, given in lesson.borrowed.items()
        }
        self._questions = {
            exercise.name: Question(
                in_language(exercise, exercise.home or lesson.id),
                self._lent[exercise.home] if exercise.home else data,
                kept_as,
            )
            for exercise in lesson.exercises
        }

    def data_of(self, home: str) -> dict:
        """What the exercises are asked on that were borrowed from a lesson.

        Parameters
        ----------
        home : str
            The lesson's id: ``"1_3"``.

        Raises
        ------
        ChoiceError
            Nothing is borrowed from there.
        """
        check_choice("lesson", home, list(self._lent))
        return {name: _own(value) for name, value in self._lent[home].items()}

    def tell(self, name: str, strictly=False) -> Text:
        """A text of the lesson that carries results, with the facts of these data.

        Parameters
        ----------
        name : str
        strictly : bool
            Raise what keeps the facts of a lesson from being computed. Otherwise a text that
            these data can't tell is left out, and why is told in its place.

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
        try:
            facts = self._computed(function)
        except Exception as error:  # of the data: too few rows, a month that isn't there
            if strictly:
                raise
            why = (
                error if isinstance(error, EcomlabError) else f"({type(error).__name__}: {error})."
            )
            return Text(marked(LEFT_OUT, f"These data can't tell this. {why}"))
        return Catalogue(self._lesson.id).say("texts", name, facts)

    def _computed(self, function):
        """The facts that a function gives on the data, computed once."""
        if function not in self._facts:
            self._facts[function] = _call(function, self._data)
        return self._facts[function]

    def __getattr__(self, name):
        questions = self.__dict__.get("_questions", {})
        if name in questions:
            return questions[name]
        if name.startswith("_"):
            raise AttributeError(name)
        raise UnknownExercise("exercise", name, list(questions))

    def __dir__(self):
        return [*self._questions, *(["data_of"] if self._lent else []), "guess", "verdict"]

    def verdict(self, issue=None):
        """The last figure of a case, with the guess that was given: see ``Guess.verdict``.

        Parameters
        ----------
        issue : cases.Issue, optional
            By default the one that the questions are asked on.

        Raises
        ------
        InputError
            The questions of a case were given its tables, not the case.
        """
        issue = issue or self._case
        if issue is None:
            raise InputError("The last figure of a case needs the case: quiz = exercises(case)")
        return self.guess.verdict(issue)

    def _asked(self):
        """The questions that this notebook asks, by name."""
        return [item for item in self._questions.items() if not item[1].exercise.pool]

    def __iter__(self):
        return iter(self._questions.values())

    def __len__(self):
        return len(self._questions)

    def __repr__(self):
        lines = [
            f"{MARKS[question.status]} {name}: {question.exercise.title}"
            for name, question in self._asked()
            if question.exercise.listed
        ]
        return "\n".join([f"Lesson {self._lesson.id}, {self._lesson.title}", *lines])

    def _repr_markdown_(self):
        lines = [
            f"- {MARKS[question.status]} `{name}`: {question.exercise.title}"
            for name, question in self._asked()
            if question.exercise.listed
        ]
        return "\n".join([f"**Lesson {self._lesson.id}, {self._lesson.title}**", "", *lines])


def _no_facts():
    return {}


def answers(exercise, data) -> tuple[object, dict[str, object]]:
    """The right answer on some data, and the one that each misconception gives, by its name.

    A misconception that these data don't have, or that gives a right answer, is left out.
    """
    right, wrong = _call(exercise.solution, data), {}
    same, also = exercise.kind.same, accepted(exercise, data)
    for item in exercise.misconceptions:
        with suppress(Exception):
            answer = _call(item.answer, data)
            if answer is not None and not any(same(answer, one) for one in (right, *also)):
                wrong[item.name] = answer
    return right, wrong


def accepted(exercise, data) -> list:
    """What is right on some data beside the right answer: other defensible methods give it."""
    accept = getattr(exercise.kind, "accept", None)
    also = [_call(item.answer, data) for item in exercise.defensible]
    found = list(_call(accept, data)) if accept else []
    return found + [answer for answer in also if answer is not None]


def _issue(data):
    """Whose issue of a case, or which round, the data are; None of what is published."""
    marked = (value for value in data.values() if isinstance(value, pd.DataFrame | Round))
    marks = (value.attrs.get("issue") for value in marked)
    return next(filter(None, marks), None)


def _fingerprint(data):
    """A word for these data: of the first rows of their first table."""
    tables = (value for value in data.values() if isinstance(value, pd.DataFrame))
    first = next(tables, None)
    return "" if first is None else table_hash(first.head(20))


def _own(value):
    """A copy that no later change of the trainee's reaches, whatever way it is made."""
    if not isinstance(value, pd.DataFrame):
        with suppress(TypeError):  # a database's relation has no copy, and can't be changed
            return deepcopy(value)
        return value
    own = value.copy()
    own.index, own.columns = value.index.copy(deep=True), value.columns.copy(deep=True)
    return own


def _call(function, data):
    """What a function makes of the lesson's tables; what it warns of is no answer to a trainee."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Caution)
        return function(**_arguments(function, data))


def _arguments(function, data):
    return {name: data[name] for name in inspect.signature(function).parameters}


def _check_data(lesson, data):
    """Refuse to ask exercises whose data are not all there."""
    own = [exercise for exercise in lesson.exercises if not exercise.home]
    functions = [function for exercise in own for function in exercise.functions()]
    functions += lesson.borrowed.values()
    needed = {name for function in functions for name in inspect.signature(function).parameters}
    needed -= {"case"} if lesson.case else set()
    missing = sorted(needed - set(data))
    if missing:
        near = closest(missing[0], sorted(set(data) - needed))
        guess = f' (you gave "{near}")' if near else ""
        raise InputError(
            f"The exercises of lesson {lesson.id} are asked on {', '.join(sorted(needed))}; "
            f"missing: {', '.join(missing)}{guess}. "
            f'Write exercises("{lesson.id}") to use the lesson\'s own data.'
        )
