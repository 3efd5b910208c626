"""How the exercises of a lesson are written: each question on one screen, beside its wrong answers.

A right answer is a function of the lesson's data; its docstring holds the prompt, the hints and
the praise. Each typical wrong answer is a function too, whose docstring is the sentence that
meets it::

    lesson = Lesson("5_1", data=log)

    @lesson.exercise("One order only", Number(tolerance=0.0005, unit="share"))
    def once(orders):
        \"""Which share of the customers ordered on one day only?

        Hint: Count the days of each customer first.

        Right: Look at it again when you know how long each of them had.
        \"""
        days = orders.groupby("customer_id")["ts_order"].nunique()
        return (days == 1).mean()

    @once.wrong("rows, not days")
    def _rows(orders):
        \"""You counted rows: two rows of one day are one visit.\"""
        return (orders["customer_id"].value_counts() == 1).mean()

Answers are computed from the data, never typed in, so an exercise holds for any shop's log. Where
a log may have no answer, a condition's docstring says so in place of the question; and a text's
``{…}`` are filled with facts of the data::

    @once.applies
    def _somebody(orders):
        \"""This log has no customer yet.\"""
        return len(orders) > 0

    @once.facts
    def _facts(orders):
        return {"customers": orders["customer_id"].nunique()}
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ecomlab import cases
from ecomlab.classroom import claims, headers
from ecomlab.classroom.docstrings import DeclarationError, texts
from ecomlab.classroom.exercise import Exercise, ExerciseSet


@dataclass
class Lesson:
    """The exercises of one notebook.

    Parameters
    ----------
    id : str
        As in the notebook's name: ``"5_1"``; of a case its name.
    title : str, optional
        That of the lesson's header if not given.
    data : callable
        Returns what the exercises are asked on, by name: ``{"orders": …, "as_of": …}``.
    guess : str
        In what unit the notebook's guess is told: ``"share"`` refuses 40 for 40%.
    case : Case, optional
        Of a case its declaration; its exercises may then name ``case``, the issue in question.
    names : mapping of str to str, or str
        How the notebook reaches those data, where by other names: ``{"orders": "tables.orders"}``;
        or one form for all, ``"case.tables.{}"``.

    Raises
    ------
    DeclarationError
        From ``exercise`` and ``wrong``: a text is missing, or a name is there twice.
    """

    id: str
    title: str = ""
    data: Callable[[], Mapping[str, object]] = dict
    names: Mapping[str, str] | str = field(default_factory=dict)
    guess: str = ""
    case: cases.Case | None = None
    exercises: list[Exercise] = field(default_factory=list)
    told: dict[str, Callable] = field(default_factory=dict)
    borrowed: dict[str, Callable] = field(default_factory=dict)

    def __post_init__(self):
        self.title = self.title or headers.read()[self.id].title

    @property
    def asked(self) -> list[Exercise]:
        """What its notebook asks: all but the workshop's pool."""
        return [exercise for exercise in self.exercises if not exercise.pool]

    def exercise(self, title, kind, recall=None, pool=False, names=None):
        """Make a function of the data a question: it computes the right answer.

        Parameters
        ----------
        title : str
        kind : Number, Frame, Choice, Decision, …
            What the answer looks like, and when two answers are the same.
        recall : bool, optional
            Whether later lessons may ask it again: it must then need nothing of its notebook. By
            default where the answer is a letter.
        pool : bool
            Its own notebook doesn't ask it: the chapter's workshop does (``borrow``).
        names : mapping of str to str, optional
            How the notebook reaches its data, where otherwise than the lesson's: another shop's.
        """

        def declare(function):
            where = f"{self.id}.{function.__name__}"
            if function.__name__ in [item.name for item in self.exercises]:
                raise DeclarationError(f"{where} is there twice: give one another name.")
            prompt, hints, praise = texts(where, function)
            made = Exercise(
                function.__name__, title, prompt, kind, function, [], hints, praise,
                self.names if names is None else names,
            )  # fmt: skip
            made.recall, made.pool = recall, pool
            self.exercises.append(made)
            return made

        return declare

    def borrow(self, other, data, unlisted=()):
        """Ask the pool of another lesson here: what a workshop does.

        Progress counts the answers here, and there only what that notebook asks.

        Parameters
        ----------
        other : Lesson
        data : callable
            Of this lesson's data, of which it names what it needs: returns what the other's
            exercises are asked on, by name. The notebook reaches them by ``quiz.data_of(id)``.
        unlisted : sequence of str
            What these data can't be asked: who calls it is told why, but the list is silent.

        Raises
        ------
        DeclarationError
            It has no pool, or an exercise of its pool is called like one that is here.
        """
        pool = [exercise for exercise in other.exercises if exercise.pool]
        if not pool:
            raise DeclarationError(f"{other.id} has no pool: mark its exercises with pool=True.")
        for exercise in pool:
            if exercise.name in [mine.name for mine in self.exercises]:
                raise DeclarationError(
                    f"{self.id} has {exercise.name!r} already: call that of {other.id} otherwise."
                )
            names = {
                name: f'quiz.data_of("{other.id}")["{name}"]'
                for function in exercise.functions()
                for name in inspect.signature(function).parameters
            }
            listed = exercise.name not in unlisted
            own = replace(exercise, names=names, pool=False, home=other.id, listed=listed)
            self.exercises.append(own)
        self.borrowed[other.id] = data

    def needed(self, home) -> set[str]:
        """By name, what the exercises are asked on that were borrowed from a lesson."""
        lent = [exercise for exercise in self.exercises if exercise.home == home]
        functions = [function for exercise in lent for function in exercise.functions()]
        return {name for each in functions for name in inspect.signature(each).parameters}

    def facts(self, *names):
        """Make a function of the data the one that computes the facts of these texts.

        It returns them by name: ``{"share": fact.share(0.23, 1)}``. The texts stand under these
        names in the lesson's file of ``ecomlab.texts``, and ``quiz.tell`` shows them.
        """

        def declare(function):
            for name in names:
                if name in self.told:
                    raise DeclarationError(f"{self.id} has facts for {name!r} twice: keep one.")
                self.told[name] = function
            return function

        return declare

    def of_case(self, issue) -> ExerciseSet:
        """The exercises asked on an issue of their case, whose texts it tells."""
        return ExerciseSet(self, issue.tables, issue)

    def on(self, **data) -> ExerciseSet:
        """The exercises asked on these data, or on the lesson's own when none are given."""
        return ExerciseSet(self, data or dict(self.data()))


def case_lesson(name) -> Lesson:
    """The exercises of a case, asked on whatever issue is loaded: they name its tables.

    The verdict on the claim, which every case asks, is among them as ``claim``.
    """

    def data():
        return dict(cases.load(name).tables)

    lesson = Lesson(name, data=data, names="case.tables.{}", case=cases.case(name))
    lesson.exercises.append(claims.claim())
    return lesson
