"""Which exercises the course has: a module of ``exercise_sets`` per lesson, with its ``LESSON``.

A new lesson is one line in ``TOPICS``: its id, as in the notebook's name, and its module. A
case's exercises are in the module of its name in ``exercise_sets.cases``.
"""

from importlib import import_module
from pathlib import Path

from ecomlab.classroom import headers
from ecomlab.classroom.exercise import ExerciseSet, Lesson
from ecomlab.errors import check_choice

FOLDER = Path(__file__).parent / "exercise_sets"
TOPICS = {"00": "start", "0": "the_shop", "5_1": "cohorts", "5_2": "lifetime"}
# By file name, so that a notebook imports its own case only
CASES = sorted({path.stem for path in FOLDER.glob("cases/*.py")} - {"__init__"})
MODULES = TOPICS | {name: f"cases.{name}" for name in CASES}


def lesson(lesson_id: str) -> Lesson:
    """The declared exercises of one lesson."""
    check_choice("lesson", lesson_id, list(MODULES))
    return import_module(f"ecomlab.classroom.exercise_sets.{MODULES[lesson_id]}").LESSON


def lessons() -> list[Lesson]:
    """The declared exercises of all lessons, in the course's order."""
    return [lesson(lesson_id) for lesson_id in headers.read()]


def exercises(lesson_id: str, **data) -> ExerciseSet:
    """The exercises of a lesson, asked on your data or on the lesson's own.

    Parameters
    ----------
    lesson_id : str
        As in the notebook's name: ``"5_1"``.
    **data
        What the exercises are asked on, by name (``orders=orders, as_of="1997-05-15"``).
        Without any, the lesson's own data are loaded.

    Returns
    -------
    ExerciseSet
        One attribute per exercise: ``quiz.name.check(answer)``, ``.hint()``, ``.solution()``.

    Raises
    ------
    ChoiceError
        There is no such lesson, or the lesson has no exercise of that name.
    InputError
        Something that the exercises need was not given.

    Examples
    --------
    >>> first, *others = exercises("00")
    >>> first.check(...).status
    'not attempted'
    """
    return lesson(lesson_id).on(**data)
