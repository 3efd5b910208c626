"""Every row that lessons find on the shop's tables has its tests, and the tests are there."""

import ast
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROWS = tomllib.loads((HERE / "teachable.toml").read_text(encoding="utf-8"))
LESSONS = {"1": 4, "2": 8, "3": 8}  # the last of each chapter that reads the shop's tables
LATER = {f"4.{nth}" for nth in range(1, 7)} | {"5.3", "5.5", "5.6", "6.3", "6.4", "7.2", "7.4"}


def _tests_of(path):
    """The tests of a file, as rows name them."""
    part = path.stem.removeprefix("test_teachable_")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {f"{part}::{name.removeprefix('test_')}" for name in names}


THERE = set().union(*map(_tests_of, HERE.glob("test_teachable_*.py")))


def test_every_lesson_of_the_first_chapters_has_its_row():
    lessons = {f"{chapter}.{i}" for chapter, last in LESSONS.items() for i in range(1, last + 1)}
    assert set(ROWS) == lessons | LATER


@pytest.mark.parametrize("row", ROWS)
def test_the_tests_of_a_row_are_there(row):
    assert set(ROWS[row]["tests"]) <= THERE


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_gone_without_its_cause(row):
    named = ROWS[row].get("gone", [f"{name}_gone" for name in ROWS[row]["tests"]])
    assert set(named) & THERE
