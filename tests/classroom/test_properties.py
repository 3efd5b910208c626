"""Properties of the classroom: no answer ends in a traceback, no line or lesson is lost."""

import json
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.classroom.kinds import (
    Audit,
    Choice,
    Decision,
    Frame,
    Number,
    Ordering,
    Query,
    Verdicts,
)
from ecomlab.classroom.progress_file import read
from ecomlab.classroom.workspace import reset, sync, write_atomically

KINDS = {
    "number": (Number(0.001, "share"), 0.25),
    "frame": (Frame(["k"], 0.01), pd.DataFrame({"k": [1, 2], "v": [0.5, 0.7]})),
    "choice": (Choice({"A": "up", "B": "down"}), "B"),
    "ordering": (Ordering({"A": "one", "B": "two", "C": "three"}), "BCA"),
    "audit": (Audit({"A": "base", "B": "window"}, {"A": "you"}), [(2, "B", 0.25, "A")]),
    "query": (Query(len, lambda table: table["k"].nunique(), {"k": "text"}), [{"k": 1}, {"k": 1}]),
    "verdicts": (Verdicts({"R": "right", "W": "wrong"}, 3, {1: "lesson 2.1"}), "RWR"),
    "decision": (Decision({"A": "go", "B": "stop"}, {"1": "yes", "2": "no"}), ("A", 2)),
}
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
COLUMNS = st.dictionaries(st.sampled_from("kvx"), st.lists(SCALARS, min_size=2, max_size=2))
ANSWERS = SCALARS | st.lists(SCALARS) | st.tuples(SCALARS, SCALARS) | COLUMNS.map(pd.DataFrame)


@pytest.mark.parametrize("kind", KINDS)
@given(given_answer=ANSWERS)
def test_any_answer_gets_a_sentence(kind, given_answer):
    kind, right = KINDS[kind]
    assert kind.same(right, right)
    assert kind.same(given_answer, right) in {True, False}
    if not kind.same(given_answer, right):
        sentence = kind.refusal(given_answer) or kind.remark(given_answer, right)
        assert sentence
        assert sentence.rstrip()[-1] in ".)!"


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 10))
def test_a_number_is_right_within_its_tolerance_and_nowhere_else(right, tolerance):
    kind = Number(tolerance)
    assert kind.same(right + 0.99 * tolerance, right)
    assert not kind.same(right + 1.01 * tolerance + 1e-9 * abs(right), right)


@given(st.permutations(range(6)), st.permutations("kvw"))
def test_a_table_is_the_same_in_any_order(rows, columns):
    right = pd.DataFrame({"k": range(6), "v": [0.1] * 6, "w": list("abcdef")})
    assert Frame(["k"]).same(right.iloc[rows][list(columns)], right)


NOTES = st.fixed_dictionaries({"lesson": st.just("5_1"), "exercise": st.text(max_size=5)})


@given(st.lists(NOTES | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)))
def test_damaged_lines_of_progress_are_counted_and_the_others_read(lines):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "progress.jsonl"
        notes = [line for line in lines if isinstance(line, dict)]
        text = [json.dumps(line) if isinstance(line, dict) else f"#{line}" for line in lines]
        path.write_text("\n".join(text) + "\n", encoding="utf-8", newline="")
        known, damaged = read(path)
        assert len(known) <= len(notes)
        assert len(known) + damaged >= len(notes)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), max_size=3))
def test_no_version_of_a_lesson_is_ever_lost(answers):
    """Whatever a trainee writes and however often they start again, each version is on disk."""
    with tempfile.TemporaryDirectory() as folder:
        notebooks, workspace = Path(folder) / "notebooks", Path(folder) / "mine"
        write_atomically(notebooks / "5_1_lesson.ipynb", notebook("edition"))
        sync(workspace, notebooks)
        for answer in answers:
            (workspace / "5_1_lesson.ipynb").write_bytes(notebook(answer))
            reset("5_1", workspace, notebooks)
        kept = [path.read_bytes() for path in workspace.rglob("*.ipynb")]
        assert all(notebook(answer) in kept for answer in [*answers, "edition"])


def notebook(source):
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": source}
    book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1, ensure_ascii=False).encode() + b"\n"  # as nbformat writes
