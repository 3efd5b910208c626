"""Which exercises the course has: the tree of ``ecomlab.exercises`` is that of ``lessons``.

A lesson's source ``5_retention/5_1_cohorts.py`` has its exercises in ``retention.cohorts``, a
case's source ``3_conversion/case_page_redesign.py`` in ``conversion.page_redesign``.
"""

from functools import cache
from importlib import import_module

from ecomlab import cases
from ecomlab.classroom import headers
from ecomlab.classroom.exercise import ExerciseSet
from ecomlab.classroom.lesson import Lesson
from ecomlab.errors import check_choice


@cache
def modules() -> dict[str, str]:
    """The module of each lesson's exercises, by the lesson's id: no case is imported for it."""
    return {
        headers.lesson_id(path): ".".join(filter(None, headers.place(path)))
        for path in headers.lesson_sources()
    }


def lesson(lesson_id: str) -> Lesson:
    """The declared exercises of one lesson."""
    check_choice("lesson", lesson_id, list(modules()))
    return import_module(f"ecomlab.exercises.{modules()[lesson_id]}").lesson


def lessons() -> list[Lesson]:
    """The declared exercises of all lessons and cases, in the course's order."""
    return [lesson(lesson_id) for lesson_id in headers.read()]


def exercises(lesson_id: str | cases.Issue, **data) -> ExerciseSet:
    """The exercises of a lesson, asked on your data or on the lesson's own; or those of a case.

    Parameters
    ----------
    lesson_id : str or Issue
        As in the notebook's name: ``"5_1"``. Of a case its issue: ``cases.load("presale")``.
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
    if isinstance(lesson_id, cases.Issue):
        return lesson(lesson_id.case.name).of_case(lesson_id)
    return lesson(lesson_id).on(**data)
