"""Pools: what a lesson leaves to its chapter's workshop is asked there, and counted there."""

import json
import re
from pathlib import Path

import pytest

from ecomlab.classroom import headers, progress
from ecomlab.classroom.progress_file import FILE, MARKER
from ecomlab.classroom.recalls import recall
from ecomlab.classroom.registry import lesson, lessons

POOLS = {each.id: [e.name for e in each.exercises if e.pool] for each in lessons()}
POOLS = {lesson_id: names for lesson_id, names in POOLS.items() if names}
WORKSHOPS = [each for each in lessons() if each.id.endswith("_9")]
# A chapter that isn't finished has no workshop yet: what is left to it waits
ASKED = [each for each in POOLS if each[0] in {workshop.id[0] for workshop in WORKSHOPS}]


def asked_in(lesson_id):
    """What a lesson's source asks of its quiz, or of one on another shop."""
    source = (headers.LESSONS / headers.read()[lesson_id].path).read_text(encoding="utf-8")
    return set(re.findall(r"(?m)^\w+\.(\w+)", source))


@pytest.mark.parametrize("lesson_id", POOLS)
def test_a_notebook_asks_what_it_does_not_leave_to_the_workshop(lesson_id):
    asked = asked_in(lesson_id)
    assert asked & set(POOLS[lesson_id]) == set()
    assert {exercise.name for exercise in lesson(lesson_id).asked} <= asked


@pytest.mark.parametrize("lesson_id", ASKED)
def test_every_pool_has_its_workshop(lesson_id):
    borrowed = {e.name for each in WORKSHOPS for e in each.exercises if e.home == lesson_id}
    assert borrowed == set(POOLS[lesson_id])


@pytest.mark.parametrize("lesson_id", ASKED)
def test_progress_counts_a_pool_in_the_workshop(lesson_id, tmp_path, monkeypatch):
    (tmp_path / MARKER).write_text("{}")
    monkeypatch.chdir(tmp_path)
    workshop = next(each for each in WORKSHOPS if each.id[0] == lesson_id[0])
    name = POOLS[lesson_id][0]
    line = {"lesson": workshop.id, "exercise": name, "status": "correct"}
    Path(FILE).write_text(json.dumps(line) + "\n")
    rows = {row.lesson: row for row in progress().rows}
    assert rows[workshop.id][2:] == (1, 1, len(workshop.exercises), rows[workshop.id].path)
    assert rows[lesson_id][2:5] == (0, 0, len(lesson(lesson_id).asked))


@pytest.mark.parametrize("workshop", WORKSHOPS, ids=lambda each: each.id)
def test_a_workshop_is_not_recalled_before_it(workshop):
    """What the lessons leave to it is asked there first."""
    asked = recall(workshop.id).questions
    assert not {q.exercise.name for q in asked} & {n for names in POOLS.values() for n in names}
