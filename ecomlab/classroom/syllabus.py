"""The syllabus: every row of the course map, and the lessons in which it is at home so far."""

import csv
import io
from importlib import import_module
from pathlib import Path

from ecomlab.classroom.headers import lesson_id, map_rows, place
from ecomlab.classroom.registry import lesson
from ecomlab.classroom.workspace import PREFIX, REPOSITORY
from ecomlab.errors import ChoiceError, InputError, check_choice

# Chapters that are whole: a test fails when one of their rows has no home, or says "TODO"
FINISHED = ("1_research", "2_traffic", "3_conversion", "4_fulfillment")
FIELDS = ("row", "title", "chapter", "function", "lesson", "exercise", "remark")
UNFINISHED = "TODO"


def table(headers) -> list[dict]:
    """The syllabus, one dictionary for each row of the map; without a home its cells are empty."""
    return [
        {"row": row, "title": known["title"], "chapter": known["chapter"]} | _home(row, headers)
        for row, known in map_rows().items()
    ]


def _home(row, headers):
    here = [(one, one.rows[row]) for one in headers.values() if row in one.rows]
    found = {
        "function": [name for _, home in here for name in home.functions],
        "lesson": [one.path.removesuffix(".py") for one, _ in here],
        "exercise": [f"{one.id}.{name}" for one, home in here for name in home.exercises],
        "remark": [home.remark for _, home in here if home.remark],
    }
    return {name: "; ".join(dict.fromkeys(values)) for name, values in found.items()}


def text(headers) -> str:
    """The syllabus as CSV."""
    file = io.StringIO()
    writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table(headers))
    return file.getvalue()


def homeless(headers, chapter) -> list[str]:
    """The rows of a chapter that no lesson or case names."""
    return [row["row"] for row in table(headers) if row["chapter"] == chapter and not row["lesson"]]


def check(header) -> None:
    """Refuse a header whose topic, functions or exercises aren't there.

    Raises
    ------
    ChoiceError, InputError
        The message names the header's file and field.
    """
    where = f"lessons/{header.path}"
    if header.topic:
        _module(f"{where}: topic", header.topic)
    known = [exercise.name for exercise in lesson(header.id).exercises]
    for row, home in header.rows.items():
        for exercise in home.exercises:
            check_choice(f"{where}: rows.{row}", exercise, known)
        for function in home.functions:
            _check_function(f"{where}: rows.{row}", function)


def _check_function(where, function):
    module, _, name = function.rpartition(".")
    found = _module(where, module)
    if not callable(getattr(found, name, None)):
        own = [
            other
            for other, value in vars(found).items()
            if callable(value) and not other.startswith("_")
        ]
        raise ChoiceError(f"{where}: a function of {module}", name, sorted(own))


def _module(where, name):
    try:
        return import_module(f"ecomlab.{name}")
    except ModuleNotFoundError:
        raise InputError(
            f"{where} names ecomlab.{name}, which is no module. Name one of ecomlab's as in "
            '"retention.cohorts"; without a dot a function is one of the topic\'s.'
        ) from None


def files(header, repository=REPOSITORY) -> list[Path]:
    """The files that belong to a lesson or case and are there."""
    return [path for path in belonging(header.path, repository).values() if path.is_file()]


def belonging(path, repository=REPOSITORY) -> dict[str, Path]:
    """Where the files of a lesson or case belong, by what they are.

    >>> for what, file in belonging("2_traffic/2_3_paid.py", "").items():
    ...     print(f"{what}: {file.as_posix()}")
    lesson: lessons/2_traffic/2_3_paid.py
    topic: ecomlab/traffic/paid.py
    exercises: ecomlab/exercises/traffic/paid.py
    texts: ecomlab/texts/en/2_3.toml
    tests: tests/traffic/test_paid.py
    alternatives: tests/exercises/traffic/paid.py
    """
    area, topic = place(path)
    case = Path(path).stem.startswith(PREFIX)
    found = {
        "lesson": f"lessons/{path}",
        "topic": f"ecomlab/{'cases' if case else area}/{topic}.py",
        "exercises": f"ecomlab/exercises/{area}/{topic}.py",
        "texts": f"ecomlab/texts/en/{lesson_id(path)}.toml",
        "tests": f"tests/{area}/test_{topic}.py",
        "alternatives": f"tests/{'cases/alternatives' if case else f'exercises/{area}'}/{topic}.py",
    }
    if case:
        del found["tests"]  # those of all cases are its tests
    return {what: Path(repository, file) for what, file in found.items()}


def unfinished(header, repository=REPOSITORY) -> list[str]:
    """What is still to be done in a lesson's files, line by line: ``"lessons/…:12 TODO …"``."""
    return [
        f"{path.relative_to(repository).as_posix()}:{number} {line[line.index(UNFINISHED) :]}"
        for path in files(header, repository)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNFINISHED in line
    ]
