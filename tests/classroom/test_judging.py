"""How numbers are judged: read as typed, rounded before mistaken, every defensible method right."""

from datetime import datetime
from fractions import Fraction
from functools import partial

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from ecomlab.classroom.docstrings import DeclarationError
from ecomlab.classroom.exercise import CORRECT, LEFT_OUT, NOT_YET, Exercise, Misconception
from ecomlab.classroom.kinds import Between, Choice, Decision, Frame, Number
from ecomlab.classroom.kinds.typed import number
from ecomlab.classroom.lesson import Lesson


def itself(value):
    return value


def asked(right, wrong=(), kind=None):
    """A question with this right answer and these wrong ones, each named by its value."""
    exercise = Exercise(
        name="it",
        title="It",
        prompt="How much?",
        kind=kind or Number(0.0005, "share"),
        solution=lambda: right,
        misconceptions=[
            Misconception(name, partial(itself, value), f"This is {name}.")
            for name, value in dict(wrong).items()
        ],
        praise="Good.",
    )
    return Lesson("t", "Test", exercises=[exercise]).on().it


# --- reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("3.5 %", "share", 0.035), ("3.5%", "share", 0.035), ("３.５％", "share", 0.035),
        ("3.5 %", "percent", 3.5), ("3.5%", "percentage points", 3.5), ("12%", "", 0.12),
        ("1,234", "yuan", 1234), ("12,345.60", "yuan", 12345.6), ("¥ 12", "yuan", 12),
        ("￥12.5", "yuan", 12.5), ("12 元", "yuan", 12), ("$3", "US dollars", 3),
        ("78 715", "visits per arm", 78715), ("78 715", "", 78715), ("60 days", "days", 60),
        ("−0.5", "", -0.5), ("-0.5", "", -0.5), ("+3", "", 3), (".25", "share", 0.25),
        ("36.", "", 36), (" 0.25 ", "share", 0.25), ("1e-3", "", 0.001), ("０.２５", "share", 0.25),
    ],
)  # fmt: skip
def test_what_people_type_is_read(text, unit, value):
    assert number(text, unit).value == pytest.approx(value, rel=1e-12)
    assert asked(value, kind=Number(1e-9, unit)).check(text).status == CORRECT


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("1,5", "", "without commas: 1.5."), ("0,250", "share", "without commas: 0.250."),
        ("1.234,5", "yuan", "with a point before"), ("about 36", "", "Write the digits only"),
        ("1/4", "share", "Write the digits only"), ("5 %", "yuan", "Leave the percent sign out"),
        ("7.9万", "yuan", "Write the digits only"), ("1,2345", "", "without commas: 1.2345"),
        ("12,34,567", "", "Write the digits only"), ("nan", "", "Write the digits only"),
    ],
)  # fmt: skip
def test_what_can_be_misread_is_told_how_to_write_it(text, unit, words):
    outcome = asked(0.5, kind=Number(0.01, unit)).check(text)
    assert outcome.status == NOT_YET
    assert words in outcome.message


ONE = {
    "list": [0.25],
    "tuple": (0.25,),
    "nested": [[0.25]],
    "array": np.array([0.25]),
    "column": np.array([[0.25]]),
    "no dimension": np.array(0.25),
    "Series": pd.Series([0.25], index=["rate"]),
    "frame": pd.DataFrame({"rate": [0.25]}),
    "index": pd.Index([0.25]),
    "text in a list": ["0.25"],
    "Fraction": Fraction(1, 4),
    "Polars frame": pl.DataFrame({"rate": [0.25]}),
    "Polars series": pl.Series([0.25]),
    "lazy": pl.LazyFrame({"rate": [0.25]}),
    "relation": duckdb.sql("SELECT 0.25 AS rate"),
}


@pytest.mark.parametrize("answer", ONE.values(), ids=ONE.keys())
def test_one_number_is_read_out_of_whatever_holds_it(answer):
    assert asked(0.25).check(answer).status == CORRECT


def test_two_numbers_are_not_one():
    outcome = asked(0.25).check(np.array([0.25, 0.25]))
    assert "Your answer is a ndarray" in outcome.message or "array" in outcome.message


@pytest.mark.parametrize("missing", [float("nan"), np.inf, np.float64("nan"), [np.nan]])
def test_what_to_look_at_when_a_number_is_missing_is_the_exercises(missing):
    plain = asked(0.25).check(missing).message
    assert "first purchase" not in plain
    assert "nothing to count" in plain
    kind = Number(0.001, "share", when_missing="Did you look back too far?")
    assert "Did you look back too far?" in asked(0.25, kind=kind).check(missing).message


@pytest.mark.parametrize("letter", ["Ｂ", "b", "(B)", "B。", "“B”", ["B"], np.array(["B"])])
def test_a_letter_is_read_as_people_write_it(letter):
    kind = Choice({"A": "Up.", "B": "Down."})
    assert asked("B", {"A": "A"}, kind).check(letter).status == CORRECT


@pytest.mark.parametrize(
    "pair",
    [("Ｂ", "２"), "B2", "B, 2", '("B", 2)', "b 2.", (2, "B"), ("B", [2]), ("B", np.int64(2)),
     np.array(["B", "2"])],
)  # fmt: skip
def test_action_and_reason_are_read_as_people_write_them(pair):
    kind = Decision({"A": "Go.", "B": "Stop."}, {"1": "It pays.", "2": "It costs."})
    assert asked(("B", 2), {"A": ("A", None)}, kind).check(pair).status == CORRECT
    assert asked(("A", 2), kind=kind).check(pair).status == NOT_YET


STARTS = [datetime(1997, 1, 6), datetime(1997, 1, 13)]
WEEKS = pd.DataFrame({"cohort": STARTS, "rate": [0.25, 0.5]})
TABLES = {
    "ISO text": WEEKS.assign(cohort=["1997-01-06", "1997-01-13"]),
    "text of times": WEEKS.assign(cohort=["1997-01-06 00:00:00", "1997-01-13 00:00:00"]),
    "dates": WEEKS.assign(cohort=WEEKS["cohort"].dt.date),
    "periods": WEEKS.assign(cohort=WEEKS["cohort"].dt.to_period("D")),
    "Polars": pl.DataFrame({"cohort": STARTS, "rate": [0.25, 0.5]}),
    "lazy": pl.LazyFrame({"cohort": STARTS, "rate": [0.25, 0.5]}),
    "Polars dates": pl.DataFrame({"cohort": [day.date() for day in STARTS], "rate": [0.25, 0.5]}),
    "relation": duckdb.sql("FROM WEEKS"),
    "Series": WEEKS.set_index("cohort")["rate"],
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_a_table_is_read_from_every_library_with_its_dates_in_every_form(table):
    assert asked(WEEKS, kind=Frame(["cohort"], 0.001)).check(table).status == CORRECT
    later = WEEKS.assign(cohort=WEEKS["cohort"] + pd.Timedelta(days=1))
    assert asked(later, kind=Frame(["cohort"], 0.001)).check(table).status == NOT_YET


@pytest.mark.parametrize("right", ["dates", "ISO text"])
def test_a_right_table_may_have_its_dates_in_another_form(right):
    assert asked(TABLES[right], kind=Frame(["cohort"], 0.001)).check(WEEKS).status == CORRECT


def test_a_table_says_which_column_is_misspelt_and_which_is_rounded():
    question = asked(WEEKS.assign(rate=[0.2527, 0.4266]), kind=Frame(["cohort"], 0.0005))
    renamed = question.check(WEEKS.rename(columns={"rate": "RATE"})).message
    assert renamed.endswith('You wrote "RATE"; the answer needs "rate".')
    rounded = question.check(WEEKS.assign(rate=[0.25, 0.43])).message
    assert rounded == 'The column "rate" is right, but rounded: 3 decimals or more, please.'
    for other in ([0.25, 0.44], [0.3, 0.4], [0.25, None]):
        assert "values differ" in question.check(WEEKS.assign(rate=other)).message


# --- rounding --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "value", "digits"),
    [
        (0.25, 0.2527, 2), (36, 35.89, 2), (79000, 78715, 2), (78700, 78715, 3), (0, 0.03, 0),
        (1, 0.958, 1), (0.02, 0.0216, 1), (0.0221, 0.02214, 3), ("0.250", 0.2496, 3),
        ("0.250", 0.2527, None), (36.0, 35.89, 2), ("36.0", 35.89, None), (20, 20.22, 2),
        (2.0, 2.045, 1), ("2.0", 2.045, 2),
        (1.0, 0.958, 1), (80000, 78715, 1), (100, 83, 1), (-0.25, -0.2527, 2),
        (-0.25, 0.2527, None), ("3.5 %", 0.0353, 2), (np.float32(0.25), 0.2527, 2),
        (1e-7, 1.3e-7, 1), ("79,000", 78715, 2), (0.25, 0.255, 2), (0.25, 0.2551, None),
        (1000, 999.7, 4), (0.1, 0.104, 1),
    ],
)  # fmt: skip
def test_the_digits_that_were_typed_are_known(answer, value, digits):
    assert number(answer, "share").shared(value) == digits


@pytest.mark.parametrize(
    ("right", "tolerance", "rounded"),
    [
        (0.2527, 0.0005, 0.25), (35.89, 0.005, 36), (78715, 5, 79000), (18.04, 0.002, 18),
        (10.77, 0.01, 10.8), (10.77, 0.01, 11), (14.6, 0.05, 15), (225.7, 0.1, 226),
        (0.02214, 0.00001, 0.0221), (0.2527, 0.0005, "25 %"), (-0.1234, 0.0005, -0.12),
        (0.2527, 0.0005, np.float64(0.25)), (0.25049, 0.0004, "0.25"),
    ],
)  # fmt: skip
def test_a_rounded_right_answer_is_told_to_be_rounded(right, tolerance, rounded):
    question = asked(right, {"near": right - 0.999 * tolerance * 20}, Number(tolerance, "share"))
    outcome = question.check(rounded)
    assert (outcome.status, outcome.misconception) == (NOT_YET, None)
    assert outcome.message.startswith("Right, but rounded: give ")


@pytest.mark.parametrize(
    ("tolerance", "words"),
    [(0.0005, "at least 3 decimals"), (0.01, "at least 2 decimals"), (0.05, "at least 1 decimal."),
     (5, "the whole number"), (0.00001, "at least 5 decimals"), (0.003, "at least 3 decimals")],
)  # fmt: skip
def test_it_says_how_many_decimals_are_enough(tolerance, words):
    right = 10 * tolerance * 0.63 + 1000 * tolerance
    message = Number(tolerance).remark(f"{right:.2g}".removesuffix(".0"), right)
    assert words in message


@pytest.mark.parametrize(
    ("right", "wrong"),
    [(0.03, 0), (0.958, 1), (0.549, 0.5), (0.0216, 0.02), (0.2527, 0.24), (0.2527, 0.26),
     (35.89, 35), (78715, 78000), (78715, 80000)],
)  # fmt: skip
def test_one_digit_or_another_number_is_not_called_close(right, wrong):
    message = asked(right).check(wrong).message
    assert "rounded" not in message
    assert "Close" not in message


def test_one_digit_is_told_to_be_too_rough_whether_it_is_near_or_not():
    near, far = asked(0.0216).check(0.02).message, asked(0.0216).check(0.09).message
    assert near == far
    assert near.startswith("Your number is too rough to be judged: give at least 3 decimals.")
    assert "rough" not in asked(59, kind=Number(0.5, "days")).check(7).message


@pytest.mark.parametrize(
    ("right", "wrong", "answer"),
    [
        (0.2527, 0.2497, 0.25),  # 5.1 sixty_days: "day 60 left out"
        (10.77, 10.80, 10.8),  # 5.2 left_out: "the lesson's day"
        (0.0216, 0.02004, 0.02),  # click_bait.break_even: "as it is"
        (0.0519, 0.0500, 0.05),  # content_traffic.same_mix: "the ads' own conversion"
        (1.43, 1.004, 1),  # click_bait.per_1000: "the first four weeks"
    ],
)
def test_no_mistake_is_told_to_whoever_rounded(right, wrong, answer):
    kind = Number(0.005 if right > 1 else 0.0005, "share")
    wrong += 3e-7  # a number that a computer gave, near the rounded right one
    assert asked(right, {"wrong": wrong}, kind).check(answer).misconception is None


def test_a_wrong_answer_that_is_the_number_itself_is_met():
    assert asked(0.03, {"nothing": 0}).check(0).misconception == "nothing"
    assert asked(0.958, {"everything": 1}).check(1.0).misconception == "everything"
    assert asked(0.2527, {"the slide": 0.25}).check(0.25).misconception == "the slide"


def test_a_rounded_mistake_is_met_unless_the_right_answer_rounds_to_it_too():
    assert asked(0.2527, {"all": 0.4266}).check(0.43).misconception == "all"
    assert asked(0.2527, {"all": 0.4266}).check("43 %").misconception == "all"
    assert asked(0.2527, {"all": 0.4266}).check(0.4).misconception is None
    assert asked(0.4315, {"all": 0.4266}).check(0.43).misconception is None
    two = {"all": 0.4266, "some": 0.4312}
    assert asked(0.2527, two).check(0.43).misconception is None
    assert asked(0.2527, two).check(0.431).misconception == "some"


def test_a_whole_number_that_ends_in_nought_may_be_exact():
    """60 for 59: not the right one to the ten, but the mistake that gives 60.3."""
    assert asked(59, {"later": 60.3}, Number(0.5, "days")).check(60).misconception == "later"
    assert asked(78715, {"other": 80002}, Number(5)).check(80000).misconception == "other"


@pytest.mark.parametrize(
    ("answer", "words"),
    [(25.27, "too large"), (25.3, "too large"), (25, "too large"), (0.0025, "too small")],
)
def test_percent_for_a_share_is_named_when_it_is_rounded_too(answer, words):
    assert f"100 times {words}" in asked(0.2527).check(answer).message


# --- defensible methods ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "status"),
    [(78715, CORRECT), (78755, CORRECT), (78758, CORRECT), (78666, CORRECT), (80679, CORRECT),
     (78700, CORRECT), (80000, NOT_YET), (39358, NOT_YET), (81000, NOT_YET)],
)  # fmt: skip
def test_every_defensible_method_is_right(answer, status):
    """page_redesign: pooled or not, with 1.96 and .84, or from the printed 2.0 %."""
    kind = Number(5, accept=lambda: [Between(78_660, 78_760), 80_679])
    question = asked(78_715, {"one arm": 39_358}, kind)
    outcome = question.check(answer)
    assert outcome.status == status
    if answer == 39358:
        assert outcome.misconception == "one arm"
    if answer == 81000:
        assert "Right, but rounded" in outcome.message


def test_what_is_accepted_may_be_computed_from_the_data():
    exercise = Exercise("it", "It", "?", Number(0.1, accept=lambda n: [n / 2]), lambda n: n)
    question = Lesson("t", "Test", exercises=[exercise]).on(n=8).it
    assert question.check(4).status == question.check(8).status == CORRECT
    assert question.check(6).status == NOT_YET


def test_ends_turned_round_are_told():
    with pytest.raises(ValueError, match="low must not be above high"):
        Between(2, 1)


# --- other data ------------------------------------------------------------------------------


lesson = Lesson("t", "Test", data=lambda: {"orders": [4, 8]})


@lesson.exercise("Mean", Number(0.1))
def mean(orders):
    """What is the mean of the {n} orders? Write `{}`.

    Hint: There are {n}.

    Right: Of {n} orders.
    """
    return sum(orders) / len(orders)


@mean.applies
def _some(orders):
    """There is no order, so {n} of them have no mean."""
    return len(orders) > 0


@mean.wrong("sum")
def _sum(orders):
    """That is the sum of {n}, {unknown}."""
    return sum(orders)


@mean.facts
def _facts(orders):
    return {"n": len(orders)}


def test_every_text_is_filled_with_facts_of_the_data():
    asked = lesson.on().mean
    assert "the mean of the 2 orders? Write `{}`." in repr(asked)
    assert asked.check(12).message == "That is the sum of 2, {unknown}."
    assert asked.check(6).message == "Of 2 orders."
    assert asked.hint().text.endswith("There are 2.")


def test_a_question_that_does_not_apply_says_why():
    asked = lesson.on(orders=[]).mean
    why = "There is no order, so 0 of them have no mean."
    assert (asked.check(6).status, asked.check(...).message) == (LEFT_OUT, why)
    assert asked.hint().text == asked.solution().text == why
    assert repr(asked) == f"**Mean**\n\n{why}"


def test_a_condition_needs_its_sentence():
    with pytest.raises(DeclarationError, match="condition"):
        mean.applies(itself)


@pytest.mark.parametrize("right", [float("nan"), pd.NaT, None])
def test_a_right_answer_that_is_missing_leaves_the_question_out(right):
    assert asked(right).check(0.25).status == LEFT_OUT
