"""The course's own exercises, answered as people type: rounded, rough, in odd forms.

A rounded answer here is the right one of the published data, rounded by hand.
"""

import math
from functools import cache

import pytest

from ecomlab.cases.page_redesign import REDESIGNED, conversion
from ecomlab.classroom.exercise import (
    CORRECT,
    KEPT,
    NOT_ATTEMPTED,
    NOT_YET,
    Exercise,
    Misconception,
)
from ecomlab.classroom.kinds import Between, Number
from ecomlab.classroom.lesson import Lesson
from ecomlab.classroom.registry import exercises, lessons
from ecomlab.exercises import the_shop
from tests.classroom.margins import margins
from tests.classroom.outcomes import recorded
from tests.classroom.test_exercise import WEIRD

ALL = [(lesson.id, item) for lesson in lessons() for item in lesson.exercises if not item.home]
EVERY = [(lesson_id, item.name) for lesson_id, item in ALL if item.kind.judged]
NUMBERS = [(lesson_id, item.name) for lesson_id, item in ALL if isinstance(item.kind, Number)]


@pytest.fixture(scope="module", autouse=True)
def recorded_outcomes():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(the_shop, "outcomes", recorded)
        the_shop.half_year.cache_clear()
        yield


@cache
def quiz(lesson_id):
    return exercises(lesson_id)


def check(lesson_id, name, answer):
    return getattr(quiz(lesson_id), name).check(answer)


@pytest.mark.parametrize(
    ("lesson_id", "name", "answer"),
    [
        ("00", "order_value", 36), ("5_1", "sixty_days", 0.25), ("5_1", "sixty_days", "25 %"),
        ("5_2", "left_out", 10.8), ("5_2", "left_out", 11), ("5_2", "two_hundred_days", 18),
    ],
)  # fmt: skip
def test_the_rounded_right_answer_of_the_real_log_is_told_to_be_rounded(lesson_id, name, answer):
    """35.89 dollars an order, 25.27 % within 60 days, 10.78 left out, 18.04 in 200 days."""
    outcome = check(lesson_id, name, answer)
    assert (outcome.status, outcome.misconception) == (NOT_YET, None)
    assert outcome.message.startswith("Right, but rounded: give ")


def sizes(old, new):
    """Visits per arm by the textbooks: unpooled, pooled (Fleiss), and with 1.96 and .84."""
    middle = (old + new) / 2
    spread = old * (1 - old) + new * (1 - new)
    pooled = 2 * middle * (1 - middle)
    exact, short = (1.959964, 0.841621), (1.96, 0.84)
    return {
        "unpooled": sum(exact) ** 2 * spread / (new - old) ** 2,
        "pooled": (exact[0] * pooled**0.5 + exact[1] * spread**0.5) ** 2 / (new - old) ** 2,
        "short quantiles": sum(short) ** 2 * pooled / (new - old) ** 2,
    }


def test_a_sample_size_by_any_textbook_formula_is_right():
    traffic = quiz("page_redesign").visits_per_arm.data["traffic_daily"]
    old = conversion(traffic, REDESIGNED, False)
    printed = round(old, 3)
    by_formula = sizes(old, 1.1 * old) | {"printed": sizes(printed, 1.1 * printed)["pooled"]}
    for formula, size in by_formula.items():
        assert check("page_redesign", "visits_per_arm", math.ceil(size)).status == CORRECT, formula
    assert check("page_redesign", "visits_per_arm", 2 * by_formula["pooled"]).status == NOT_YET


@pytest.mark.parametrize(("lesson_id", "name"), NUMBERS, ids=map(".".join, NUMBERS))
def test_one_digit_is_right_or_neither_close_nor_a_mistake(lesson_id, name):
    question = getattr(quiz(lesson_id), name)
    right = float(question._answer(question.exercise.solution))
    rough = float(f"{right:.1g}")
    outcome = question.check(rough)
    if abs(right) < 1 and outcome.status != CORRECT:
        assert "rounded" not in outcome.message
        known = [float(given) for _, given in question._wrong()]
        assert outcome.misconception is None or pytest.approx(rough, rel=1e-9) in known


@pytest.mark.parametrize(("lesson_id", "name"), EVERY, ids=map(".".join, EVERY))
def test_no_check_raises_whatever_is_handed_in(lesson_id, name):
    question = getattr(quiz(lesson_id), name)
    for what, answer in WEIRD.items():
        outcome = question.check(answer)
        judged = (NOT_YET, CORRECT) if question.exercise.kind.judged else (NOT_ATTEMPTED, KEPT)
        assert outcome.status in judged, what
        assert outcome.message, what
        assert " at 0x" not in outcome.message, what
    assert question.check(...).status == NOT_ATTEMPTED


def two_digits(value):
    """A number with the two first digits that count, as a person writes it."""
    return f"{value:.{max(1 - math.floor(math.log10(abs(value))), 0)}f}"


@pytest.mark.parametrize(("lesson_id", "name"), NUMBERS, ids=map(".".join, NUMBERS))
def test_two_digits_of_the_right_answer_never_meet_a_mistake(lesson_id, name):
    question = getattr(quiz(lesson_id), name)
    right = float(question._answer(question.exercise.solution))
    outcome = question.check(two_digits(right)) if right else question.check(right)
    assert outcome.status == CORRECT or outcome.message.startswith("Right, but rounded"), right


@pytest.mark.parametrize("lesson_id", dict(EVERY))
def test_the_nearest_mistake_lies_outside_the_tolerance(lesson_id):
    for margin in margins(quiz(lesson_id)):
        assert margin.distance > margin.tolerance, margin


def test_a_margin_is_the_distance_of_the_nearest_mistake_from_what_is_accepted():
    wrong = [Misconception("far", lambda: 9.0, "."), Misconception("near", lambda: 4.0, ".")]
    kind = Number(0.1, accept=lambda: [Between(2.5, 3.5)])
    asked = Exercise("it", "It", "?", kind, lambda: 2.0, wrong)
    quiz = Lesson("t", "Test", exercises=[asked]).on()
    assert list(margins(quiz)) == [("it", 2.0, 3.5, 0.1, "near", 0.5)]
