"""The course's own exercises, answered as people type: rounded, rough, in odd forms.

A rounded answer here is the right one of the published data, rounded by hand.
"""

import math
from functools import cache

import pytest

from ecomlab.classroom.exercise import (
    CORRECT,
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

ALL = [(lesson.id, item) for lesson in lessons() for item in lesson.exercises]
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


ROUNDED = [
    ("5_2", "left_out", 10.8), ("5_1", "sixty_days", 0.25), ("5_1", "sixty_days", "25 %"),
    ("00", "order_value", 36), ("5_2", "two_hundred_days", 18), ("5_2", "left_out", 11),
    ("dark_background", "in_points", 15),
    ("sms_recall", "next_order", 20), ("fifty_million", "a_piece", 42), ("click_bait", "left", 13),
    ("low_price_people", "repeater_cost", 226), ("live_room", "month", 0.0221),
    ("page_redesign", "visits_per_arm", 79_000),
]  # fmt: skip
ROUGH = [
    ("click_bait", "break_even", 0.02),
    ("content_traffic", "same_mix", 0.05),
    ("click_bait", "per_1000", 1),
    *(("0", "conversion", 0), ("sms_recall", "mix_only", 0), ("low_price_people", "high_only", 0)),
    *(("fifty_million", "net_margin", 0), ("click_bait", "break_even", 0)),
    *(("points_for_gift", "by_lot", 0), ("return_grading", "net_of_handling", 0)),
    *(("return_grading", "between_grades", 0), ("live_room", "per_viewer", 0)),
    *(("live_room", "month", 0), ("content_traffic", "extra", 0), ("diamond_card", "jump", 0)),
    *(("diamond_card", "equally_often", 0), ("just_in_time", "filled", 1)),
    *(("just_in_time", "service", 1), ("top_fifth", "next_year", 0.5)),
]


DEFENSIBLE = [
    *(("page_redesign", "visits_per_arm", size) for size in (78_755, 78_758, 78_666, 80_679)),
]


def named(cases):
    return [pytest.param(*case, id=f"{case[0]}.{case[1]}-{case[2]}") for case in cases]


@pytest.mark.parametrize(("lesson_id", "name", "answer"), named(ROUNDED))
def test_the_rounded_right_answer_is_told_to_be_rounded(lesson_id, name, answer):
    outcome = check(lesson_id, name, answer)
    assert (outcome.status, outcome.misconception) == (NOT_YET, None)
    assert outcome.message.startswith("Right, but rounded: give ")


@pytest.mark.parametrize(("lesson_id", "name", "answer"), named(DEFENSIBLE))
def test_what_another_defensible_method_gives_is_right(lesson_id, name, answer):
    assert check(lesson_id, name, answer).status == CORRECT


@pytest.mark.parametrize(("lesson_id", "name", "answer"), named(ROUGH))
def test_one_digit_is_neither_close_nor_a_mistake(lesson_id, name, answer):
    outcome = check(lesson_id, name, answer)
    assert (outcome.status, outcome.misconception) == (NOT_YET, None)
    assert "rounded" not in outcome.message


@pytest.mark.parametrize(("lesson_id", "name"), EVERY, ids=map(".".join, EVERY))
def test_no_check_raises_whatever_is_handed_in(lesson_id, name):
    question = getattr(quiz(lesson_id), name)
    for what, answer in WEIRD.items():
        outcome = question.check(answer)
        assert outcome.status in (NOT_YET, CORRECT), what
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
