"""A choice that a simulated shop judges: read in any form, kept with what it left, never wrong."""

import math

import pandas as pd
import pytest

from ecomlab.classroom import exercise
from ecomlab.classroom.exercise import KEPT, NOT_ATTEMPTED
from ecomlab.classroom.kinds import Simulated
from ecomlab.classroom.lesson import Lesson
from tests.classroom.test_exercise import WEIRD

RAN = []


def run(choice, count, evidence, its_count):
    """Lamps leave two yuan each, ropes five, but only three ropes are wanted."""
    RAN.append((choice, count, evidence, its_count))

    def left(choice, count):
        return 2.0 * count if choice == "A" else 5.0 * min(count, 3) - max(count - 3, 0)

    rows = {"yours": (choice, count), "evidence": (evidence, its_count), "best": ("A", 20)}
    return pd.DataFrame(
        {"who": who, "article": one[0], "pieces": one[1], "result": left(*one)}
        for who, one in rows.items()
    )


KIND = Simulated({"A": "lamps", "B": "ropes"}, {"A": 20, "B": 9}, run)
lesson = Lesson("9_9", "Test")


@lesson.exercise("Run it", KIND)
def season(stock):
    """What do you buy?

    Hint: Look.

    Right: One season is one luck.
    """
    return "B", stock


@pytest.fixture
def asked():
    RAN.clear()
    return lesson.on(stock=3).season


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (("A", 7), ("A", 7)), (["a", "7"], ("A", 7)), ((" Ａ. ", 7.0), ("A", 7)),
        (("B", "9"), ("B", 9)),
    ],
)  # fmt: skip
def test_a_choice_is_read_in_every_form_that_people_type(asked, typed, read):
    outcome = asked.check(typed)
    assert outcome.status == KEPT
    assert RAN[0] == (*read, "B", 3)


def test_a_choice_may_begin_at_none():
    none = Simulated({"A": "lamps", "B": "none"}, {"A": 20, "B": 9}, run, least={"B": 0})
    assert none.refusal(("B", 0)) is None
    assert none.refusal(("A", 0)).startswith("There are 1 to 20 pieces of A")
    assert none.refusal(("B", -1)).startswith("There are 0 to 9 pieces of B")


def test_what_it_left_is_told_beside_the_others_and_noted(asked):
    outcome = asked.check(("B", 5))
    assert outcome.message.startswith(
        "Yours left 13 yuan.\n\n| who | article | pieces | result (yuan) |"
    )
    assert "| yours | B | 5 | 13 |" in outcome.message
    assert "| evidence | B | 3 | 15 |" in outcome.message
    assert "| best | A | 20 | 40 |" in outcome.message
    assert outcome.message.endswith("One season is one luck.")
    assert outcome.entry == {"value": 13.0, "came": 40.0}


def test_a_second_choice_is_run_too_and_the_first_counts(asked):
    asked.check(("A", 7))
    outcome = asked.check(("B", 5))
    assert outcome.status == KEPT
    assert outcome.message.startswith(
        "Your first choice counts: it left 14 yuan. This one is noted as a second try, after the "
        "table was shown: it left 13 yuan.\n\n| who |"
    )
    assert "| yours | B | 5 | 13 |" in outcome.message
    assert asked.check(("A", 7)).message.startswith("Yours left 14 yuan.")


def test_a_choice_of_an_earlier_session_counts_as_the_first(asked, monkeypatch):
    earlier = {"lesson": "9_9", "exercise": "season", "status": KEPT, "value": 4.0, "came": 40.0}
    monkeypatch.setattr(exercise, "known_entries", lambda: [earlier])
    assert "Your first choice counts: it left 4 yuan." in asked.check(("B", 5)).message


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("A", 0), "There are 1 to 20 pieces of A to choose"),
        (("A", 21), "1 to 20 pieces of A"),
        (("B", 10), "1 to 9 pieces of B"),
        (("B", -3), "1 to 9 pieces of B"),
        (("C", 3), "The answer is a choice (A, B) and a whole number of pieces"),
        (("A", 2.5), "whole number"),
        (("A", math.nan), "whole number"),
        (("A", math.inf), "whole number"),
        ("A", "whole number"),
        (7, "whole number"),
        (("A", 3, 4), "whole number"),
    ],
)
def test_what_cannot_be_run_is_not_run_and_says_how_to_write_it(asked, typed, said):
    outcome = asked.check(typed)
    assert outcome.status == NOT_ATTEMPTED
    assert said in outcome.message
    assert RAN == []


@pytest.mark.parametrize("weird", WEIRD.values(), ids=WEIRD.keys())
def test_no_answer_ends_in_a_traceback(asked, weird):
    assert asked.check(weird).status in (KEPT, NOT_ATTEMPTED)


def test_three_dots_run_nothing(asked):
    assert asked.check(...).status == NOT_ATTEMPTED
    assert RAN == []


def test_the_solution_is_what_the_evidence_says(asked):
    assert "B: ropes, 3 pieces" in asked.solution().text
    assert KIND.same(("B", 3), ("B", 3)) is False
