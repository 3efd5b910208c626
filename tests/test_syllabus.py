"""The syllabus: every row it names exists, so that the map of the course can be believed."""

import csv
from importlib import import_module

import nbformat
import pytest

from ecomlab.classroom.build import PICTURES, picture
from ecomlab.classroom.registry import lesson
from ecomlab.classroom.workspace import NOTEBOOKS

ROWS = list(csv.DictReader((NOTEBOOKS / "syllabus.csv").open(encoding="utf-8")))


def listed(cell):
    return [word for word in cell.split("; ") if word]


def test_rows_are_unique_and_covered():
    rows = [row["row"] for row in ROWS]
    assert len(set(rows)) == len(rows)
    for row in ROWS:
        assert row["title"]
        assert row["covered"] in {"whole", "in part"}
        assert row["lesson"]
        assert row["function"] or row["exercise"] or row["covered"] == "in part"


@pytest.mark.parametrize("name", sorted({name for row in ROWS for name in listed(row["function"])}))
def test_functions_exist(name):
    module, function = name.rsplit(".", 1)
    assert callable(getattr(import_module(f"ecomlab.{module}"), function))


@pytest.mark.parametrize("name", sorted({name for row in ROWS for name in listed(row["lesson"])}))
def test_lessons_exist(name):
    assert (NOTEBOOKS / f"{name}.ipynb").is_file()


@pytest.mark.parametrize("name", sorted({name for row in ROWS for name in listed(row["exercise"])}))
def test_exercises_exist(name):
    lesson_id, exercise = name.split(".")
    assert exercise in [item.name for item in lesson(lesson_id).exercises]


@pytest.mark.parametrize(("file", "source", "cell"), PICTURES)
def test_the_readme_shows_the_figure_of_the_lesson(file, source, cell):
    notebook = nbformat.read(NOTEBOOKS / source.replace(".py", ".ipynb"), as_version=4)
    assert file.read_bytes() == picture(notebook, cell), "run: python course.py build"
