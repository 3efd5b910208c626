"""Is a number question answered by a number that stands in its notebook before any cell is run?

Texts that carry results come from running (`quiz.tell`), so a copy without outputs holds none.
"""

import re

import pytest
from nbformat.v4 import new_markdown_cell

from ecomlab import cases
from ecomlab.classroom import headers
from ecomlab.classroom.build import told
from ecomlab.classroom.casebook import issued
from ecomlab.classroom.exercise import answers
from ecomlab.classroom.kinds import Number
from ecomlab.classroom.registry import exercises
from ecomlab.classroom.scripts import LESSONS

# By lesson, question and cell: what stands there for another reason
COINCIDENCES = {
    "5_1": {("sixty_days", "trial-text"), ("sixty_days", "trial-figure")},  # the slide's 25 %
}
BY_CHANCE = {
    "five_percent": {("profit", "source-text")},  # of that class: the slide's figure holds
    "top_fifth": {("stars_again", "look-text")},  # of that class: the margin's 40 %
}


def forms(x):
    """How a person would write the number, with two digits that count at least."""
    found = set()
    for value in {x, abs(x)} - {0.0}:
        for digits in (2, 3, 4):
            text = f"{value:.{digits}f}"
            if len(text.replace("0.", "").strip("0.")) >= 2:
                found.add(text)
        for digits in (0, 1, 2):
            if abs(100 * value) >= 10 or digits:
                found |= {f"{100 * value:.{digits}f}{unit}" for unit in ("%", " %", " points")}
        if value >= 100:
            found |= {f"{value:,.0f}", f"{value:.0f}"}
    return found


def in_sight(cells, name, right):
    """In which cells, but for that of the question itself, the answer stands: (cell, text)."""
    pattern = "|".join(map(re.escape, sorted(forms(right), key=len, reverse=True)))
    looked = re.compile(rf"(?<![\d.])(?:{pattern})(?!\d)")
    asks = re.compile(rf"\.{name}\s*$", re.MULTILINE)
    others = [cell for cell in cells if not asks.search(cell.source)]
    return [
        (cell.id, found[0]) for cell in others if pattern and (found := looked.search(cell.source))
    ]


def seen(quiz, cells):
    """All answers in sight, by question and cell: the text that gives them."""
    return {
        (question.exercise.name, cell): text
        for question in quiz
        if isinstance(question.exercise.kind, Number)
        for cell, text in in_sight(
            cells, question.exercise.name, float(answers(question.exercise, question.data)[0])
        )
    }


@pytest.mark.parametrize("lesson_id", list(headers.read()))
def test_no_answer_stands_in_a_copy(lesson_id):
    asked = cases.load(lesson_id) if lesson_id in cases.names() else lesson_id
    cells = told(LESSONS, headers.read()[lesson_id].path).cells
    assert set(seen(exercises(asked), cells)) == COINCIDENCES.get(lesson_id, set())


@pytest.mark.parametrize("name", cases.names())
def test_no_answer_stands_in_a_class_s_copy(name):
    issue = cases.reissue(name, "another class")
    issue = cases.Issue(issue.case, issue.tables, label=issue.label)  # as the class has it
    known = COINCIDENCES.get(name, set()) | BY_CHANCE.get(name, set())
    assert set(seen(exercises(issue), issued(issue, "data").cells)) <= known


def test_an_answer_in_sight_is_found():
    quiz = exercises("00")
    cell = new_markdown_cell("A purchase brings 35.89 dollars.", id="told")
    assert seen(quiz, [cell]) == {("order_value", "told"): "35.89"}
    assert seen(quiz, [new_markdown_cell("135.89 and 35.893 and 36", id="told")]) == {}
