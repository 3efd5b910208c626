"""The framework: four kinds of answer, whatever a trainee may hand in."""

import warnings
from contextlib import suppress
from decimal import Decimal as Money

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from ecomlab.classroom import exercises
from ecomlab.classroom.exercise import (
    CORRECT,
    LEFT_OUT,
    NOT_ATTEMPTED,
    NOT_YET,
    Exercise,
    Misconception,
)
from ecomlab.classroom.kinds import Choice, Decision, Frame, Number
from ecomlab.classroom.lesson import Lesson
from ecomlab.errors import ChoiceError, InputError

ORDERS = pd.DataFrame(
    {"customer_id": [1, 1, 2, 3, 4], "day": [1, 9, 1, 2, 8], "paid": [10.0, 30.0, 5.0, 20.0, 5.0]}
)


def repeat_share(orders):
    return (orders["customer_id"].value_counts() > 1).mean()


def spend(orders):
    return orders.groupby("customer_id", as_index=False)["paid"].sum()


def shares(orders):
    return spend(orders).assign(paid=lambda table: table["paid"] / table["paid"].sum())


def broken(orders):
    raise ZeroDivisionError("a bug of the course's author")


def stays(orders):
    return "B" if repeat_share(orders) < 0.5 else "A"


EXERCISES = [
    Exercise(
        name="rate",
        title="Repeaters",
        prompt="Which share of the customers ordered twice?",
        kind=Number(tolerance=0.001, unit="share"),
        solution=repeat_share,
        misconceptions=[
            Misconception("a bug", broken, "never shown"),
            Misconception("orders", lambda orders: 2 / len(orders), "You divided by orders."),
        ],
        hints=["Count.", "Divide."],
        praise="One in four.",
    ),
    Exercise(
        name="spent",
        title="Spent",
        prompt="What did each customer spend?",
        kind=Frame(key=["customer_id"], tolerance=0.01),
        solution=spend,
        misconceptions=[
            Misconception(
                "orders",
                lambda orders: orders[["customer_id", "paid"]],
                "A row of yours is an order.",
            )
        ],
    ),
    Exercise(
        name="part",
        title="Parts",
        prompt="Which share of the revenue is each customer's?",
        kind=Frame(key=["customer_id"], tolerance={"paid": 0.001}),
        solution=shares,
    ),
    Exercise(
        name="who",
        title="Who stays?",
        prompt="Do most come back?",
        kind=Choice({"A": "Yes.", "B": "No."}),
        solution=stays,
        misconceptions=[Misconception("yes", lambda orders: "A", "Look again.")],
    ),
    Exercise(
        name="act",
        title="What now?",
        prompt="What do you do?",
        kind=Decision({"A": "Send coupons.", "B": "Wait."}, {"1": "It pays.", "2": "Too few."}),
        solution=lambda orders: ("B", 2),
        misconceptions=[
            Misconception("coupons", lambda orders: ("A", None), "Coupons cost money."),
        ],
    ),
]
LESSON = Lesson(id="9_9", title="Test", exercises=EXERCISES, data=lambda: {"orders": ORDERS})


@pytest.fixture
def quiz():
    return LESSON.on()


ENDLESS = []
ENDLESS.append(ENDLESS)


class Unprintable:
    """An object that breaks at whatever is asked of it."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __repr__(self):
        raise RuntimeError("no text")

    __str__ = __len__ = __iter__ = __float__ = __eq__ = __bool__ = __repr__
    __hash__ = None


WEIRD = {
    "text": "0.26",
    "percent text": "26%",
    "words": "about a quarter",
    "decimal comma": "0,25",
    "empty text": "",
    "nan": float("nan"),
    "inf": float("inf"),
    "NA": pd.NA,
    "NaT": pd.NaT,
    "bool": True,
    "numpy bool": np.True_,
    "complex": 1 + 2j,
    "series": ORDERS["paid"],
    "short series": pd.Series([0.26]),
    "list": [0.26],
    "empty list": [],
    "long tuple": ("A", 1, 2),
    "pair of frames": (ORDERS, ORDERS),
    "pair of nothing": (None, None),
    "array": np.array([0.25, 1.0]),
    "empty frame": pd.DataFrame(),
    "columns only": pd.DataFrame(columns=["customer_id", "paid"]),
    "other columns": pd.DataFrame({"customer": [1], "total": [3.0]}),
    "same names": pd.DataFrame([[1, 2.0, 3.0]], columns=["customer_id", "paid", "paid"]),
    "numbered columns": pd.DataFrame([[1, 2.0]]),
    "two-level columns": ORDERS.groupby("customer_id").agg({"paid": ["sum", "mean"]}),
    "text in frame": pd.DataFrame({"customer_id": ["a", "b", "c", "d"], "paid": list("wxyz")}),
    "lists in frame": pd.DataFrame({"customer_id": [1, 2, 3, 4], "paid": [[1], [2], [3], [4]]}),
    "mixed keys": pd.DataFrame({"customer_id": [1, "a", None, 2.0], "paid": [1.0, 2, 3, 4]}),
    "grouped": ORDERS.groupby("customer_id"),
    "timedelta": pd.Timedelta(days=3),
    "date": pd.Timestamp("1997-01-01"),
    "function": repeat_share,
    "class": pd.DataFrame,
    "object": object(),
    "dictionary": {"A": 1},
    "huge": 10**400,
    "huger": 10**5000,
    "huge text": "1e999999999",
    "list in itself": ENDLESS,
    "bytes": b"0.25",
    "polars": pl.DataFrame({"customer_id": [1], "total": [3.0]}),
    "lazy polars": pl.LazyFrame({"customer_id": [1], "total": [3.0]}),
    "relation": duckdb.sql("SELECT 1 AS customer_id, 3.0 AS total"),
    "connection": duckdb.connect(),
    "range": range(3),
    "set": {1, 2},
    "generator": (row for row in "AB"),
    "no text": Unprintable(),
}


@pytest.mark.parametrize("name", ["rate", "spent", "part", "who", "act"])
@pytest.mark.parametrize("weird", WEIRD.values(), ids=WEIRD.keys())
def test_no_answer_ends_in_a_traceback(quiz, name, weird):
    asked = getattr(quiz, name)
    outcome = asked.check(weird)
    assert outcome.status == NOT_YET
    assert asked.exercise.kind.expects() in outcome.message or outcome.message.startswith(
        ("Your table", "The question", "In the column")
    )
    assert " at 0x" not in outcome.message


@pytest.mark.parametrize(
    "right", [0.25, np.float64(0.25), np.float32(0.2504), np.array(0.25), Money("0.25"), 1 / 4]
)
def test_number_in_any_numeric_type_is_right(quiz, right):
    assert quiz.rate.check(right).status == CORRECT


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (25, "100 times too large"),
        (0.0025, "100 times too small"),
        (0.2512, "a share between 0 and 1"),
        (0.4, "You divided by orders."),
        (True, "truth value"),
        ("a quarter", "Write the digits only"),
        ("0,25", "without commas: 0.25"),
        (ORDERS["paid"], "a Series"),
        (repeat_share, "brackets"),
    ],
)
def test_number_says_what_is_wrong(quiz, wrong, words):
    assert words in quiz.rate.check(wrong).message


def test_number_stays_within_its_tolerance(quiz):
    assert quiz.rate.check(0.2509).status == CORRECT
    assert quiz.rate.check(0.2511).status == NOT_YET


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0.0025, True), (0.002509, True), (0.002491, True), (0.002515, False), (0.0024, False),
        (25.0, True), (25.09, True), (25.2, False),
    ],
)  # fmt: skip
def test_percent_for_shares_and_back_is_named_within_the_tolerance_only(quiz, number, words):
    """.25 within .001: a hundredth is .0025 within .00001, a hundred times 25 within .1."""
    assert ("100 times too" in quiz.rate.check(number).message) == words


def test_a_bug_in_a_misconception_does_not_reach_the_trainee(quiz):
    outcome = quiz.rate.check(0.4)
    assert (outcome.status, outcome.misconception) == (NOT_YET, "orders")


RIGHT_FRAMES = {
    "shuffled rows": lambda table: table.sample(frac=1, random_state=1),
    "shuffled columns": lambda table: table[["paid", "customer_id"]],
    "key as index": lambda table: table.set_index("customer_id"),
    "other index": lambda table: table.set_index(pd.Index(list("wxyz"))),
    "float key": lambda table: table.astype({"customer_id": "float64"}),
    "nullable": lambda table: table.convert_dtypes(),
    "rounded": lambda table: table.assign(paid=table["paid"] + 0.004),
    "objects": lambda table: table.astype(object),
    "rows put together": lambda table: pd.concat([row for _, row in table.iterrows()], axis=1).T,
    "objects, rounded": lambda table: (
        (table + 0.004).assign(customer_id=[1, 2, 3, 4]).astype(object)
    ),
    "decimals": lambda table: table.assign(paid=[Money(str(paid)) for paid in table["paid"]]),
    "numbers as text": lambda table: table.assign(paid=table["paid"].map("{:.3f}".format)),
}


@pytest.mark.parametrize("change", RIGHT_FRAMES.values(), ids=RIGHT_FRAMES.keys())
def test_frame_counts_only_what_it_says(quiz, change):
    assert quiz.spent.check(change(spend(ORDERS))).status == CORRECT


WRONG_FRAMES = {
    "renamed": (lambda t: t.rename(columns={"paid": "paid_amount"}), 'lacks "paid"'),
    "renamed key": (
        lambda t: t.rename(columns={"customer_id": "id_customer"}),
        'You wrote "id_customer"; the answer needs "customer_id"',
    ),
    "extra column": (lambda t: t.assign(n=1), '"n": drop'),
    "row missing": (lambda t: t.iloc[1:], "3 rows, fewer"),
    "row too many": (lambda t: pd.concat([t, t.tail(1).assign(customer_id=9)]), "5 rows, more"),
    "double row": (lambda t: pd.concat([t, t.tail(1)]), "several rows for the same"),
    "other keys": (lambda t: t.assign(customer_id=t["customer_id"] + 1), "not the right ones"),
    "a cell": (lambda t: t.replace({"paid": {20.0: 21.0}}), "at customer_id 3: 21"),
    "a hole": (lambda t: t.assign(paid=t["paid"].where(t["paid"] != 20)), "1 of 4 values"),
    "text": (lambda t: t.assign(paid=t["paid"].astype(str) + " $"), "4 of 4 values"),
    "an object": (
        lambda t: t.replace({"paid": {20.0: 21.0}}).astype(object),
        "at customer_id 3: 21",
    ),
    "complex": (lambda t: t.assign(paid=t["paid"] + 1j), "4 of 4 values"),
    "empty": (lambda t: t.head(0), "empty"),
    "orders": (lambda t: ORDERS[["customer_id", "paid"]], "A row of yours is an order."),
    "series": (lambda t: t["paid"], "a Series"),
}


@pytest.mark.parametrize(("change", "words"), WRONG_FRAMES.values(), ids=WRONG_FRAMES.keys())
def test_frame_says_what_is_wrong(quiz, change, words):
    outcome = quiz.spent.check(change(spend(ORDERS)))
    assert outcome.status == NOT_YET
    assert words in outcome.message


def test_frame_names_percent_instead_of_shares(quiz):
    table = shares(ORDERS)
    assert quiz.part.check(table).status == CORRECT
    outcome = quiz.part.check(table.assign(paid=table["paid"] * 100))
    assert "100 times too large" in outcome.message


def test_frame_compares_times_by_the_day_they_show():
    days = pd.DataFrame({"week": pd.to_datetime(["1997-01-06", "1997-01-13"]), "n": [1, 2]})
    kind = Frame(key=["week"])
    zoned = days.assign(week=days["week"].dt.tz_localize("America/New_York"))
    periods = days.assign(week=days["week"].dt.to_period("D"))
    late = days.assign(week=days["week"] + pd.Timedelta(days=1))
    assert kind.same(zoned, days)
    assert kind.same(periods, days)
    assert not kind.same(late, days)
    assert "at week 1997-01-13: 3" in kind.remark(days.assign(n=[1, 3]), days)


def test_frame_takes_missing_values_on_both_sides_as_the_same():
    right = pd.DataFrame({"k": ["a", "b"], "v": [np.nan, 1.0], "w": ["x", None]})
    assert Frame(key=["k"]).same(right.copy(), right)
    assert not Frame(key=["k"]).same(right.fillna({"v": 0}), right)
    assert not Frame(key=["k"]).same(right.fillna({"w": "x"}), right)


@pytest.mark.parametrize("right", ["B", "b", " b ", "B.", "b)"])
def test_choice_reads_a_letter_as_people_write_it(quiz, right):
    assert quiz.who.check(right).status == CORRECT


def test_choice_explains_the_wrong_letter(quiz):
    assert quiz.who.check("a").message == "Look again."
    assert "one letter: A, B" in quiz.who.check("C").message


@pytest.mark.parametrize("right", [("B", 2), ("b", "2"), ["B", 2], ("B", 2.0), ("B.", "2.")])
def test_decision_reads_action_and_reason(quiz, right):
    assert quiz.act.check(right).status == CORRECT


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("B", 1), "not for this reason"),
        (("A", 1), "Coupons cost money."),
        (("A", 2), "Coupons cost money."),
        (("C", 1), "no such action"),
        (("B", 7), "no such reason"),
        ("B", "an action (A, B) and a reason (1, 2)"),
    ],
)
def test_decision_needs_the_right_reason(quiz, wrong, words):
    assert words in quiz.act.check(wrong).message


@pytest.mark.parametrize("blank", [None, ...])
def test_blank_is_not_attempted(quiz, blank):
    for asked in quiz:
        assert asked.check(blank).status == NOT_ATTEMPTED
        assert asked.check().status == NOT_ATTEMPTED


def test_hints_go_step_by_step(quiz):
    shown = [quiz.rate.hint().text for _ in range(4)]
    assert shown[:2] == ["**Hint 1 of 2.** Count.", "**Hint 2 of 2.** Divide."]
    assert "no more hints" in shown[2] == shown[3]


def test_solution_is_the_code_that_runs_and_its_value(quiz):
    text = quiz.rate.solution().text
    assert 'answer = (orders["customer_id"].value_counts() > 1).mean()' in text
    assert "0.25 (a share of 1)" in text


def test_outcomes_read_well_as_text_and_as_markdown(quiz):
    right, wrong, blank = (quiz.rate.check(answer) for answer in (0.25, 0.4, ...))
    assert repr(right) == "✓ Correct. One in four."
    assert wrong._repr_markdown_() == "✗ **Not yet.** You divided by orders."
    assert repr(blank).startswith("… Not attempted. Put your answer in place of the three dots.")
    assert repr(quiz.spent.check(spend(ORDERS))) == "✓ Correct."


def test_the_set_lists_what_is_done(quiz):
    quiz.rate.check(0.25)
    quiz.who.check("A")
    assert repr(quiz).splitlines() == [
        "Lesson 9_9, Test",
        "✓ rate: Repeaters",
        "… spent: Spent",
        "… part: Parts",
        "✗ who: Who stays?",
        "… act: What now?",
    ]
    assert "- ✓ `rate`: Repeaters" in quiz._repr_markdown_()
    assert set(dir(quiz)) == {"rate", "spent", "part", "who", "act", "guess", "verdict"}


def test_an_unknown_exercise_names_the_valid_ones(quiz):
    with pytest.raises(ChoiceError, match="did you mean 'spent'") as error:
        quiz.spend  # noqa: B018
    assert isinstance(error.value, AttributeError)
    assert not hasattr(quiz, "anything")
    with pytest.raises(ChoiceError, match="Choose one of: '00'"):
        exercises("99")


def test_data_must_be_all_there():
    with pytest.raises(InputError, match='missing: orders \\(you gave "order"\\)'):
        LESSON.on(order=ORDERS)


def test_answers_follow_the_data_given():
    fewer = LESSON.on(orders=ORDERS[ORDERS["customer_id"] < 3])
    assert fewer.rate.check(0.5).status == CORRECT
    assert fewer.rate.check(0.25).status == NOT_YET


def in_place(change):
    """A change that some pandas refuses with an error or a warning, which is as good as none."""

    def carry_out(table):
        with warnings.catch_warnings(), suppress(ValueError):
            warnings.simplefilter("ignore")
            change(table)

    return carry_out


def put_array(table):
    table["paid"].array[:] = 0.0


def put_values(table):
    table["paid"].values[:] = 0.0


def put_block(table):
    table[["day", "paid"]].values[:] = 0.0
    table.values[:] = 0.0


def put_loc(table):
    table.loc[0, "paid"] = 7.0
    table.loc[:, "paid"] = 0.0


def put_iloc(table):
    table.iloc[:, 2] = 0.0


def put_at(table):
    table.at[0, "paid"] = table.iat[1, 2] = 0.0


def put_column(table):
    table["paid"] = 0.0


def put_labels(table):
    table.columns.values[:] = ["day", "paid", "customer_id"]
    table.index.values[:] = 0


INPLACE = {"inplace": True}
WAYS = {
    "column": put_column,
    "loc": put_loc,
    "iloc": put_iloc,
    "at": put_at,
    "array": put_array,
    "values": put_values,
    "values of the block": put_block,
    "clip in place": lambda table: table["paid"].clip(upper=0, **INPLACE),
    "replace in place": lambda table: table.replace(5.0, 9.0, **INPLACE),
    "fill in place": lambda table: table["paid"].mask(table["paid"] > 0, 0.0, **INPLACE),
    "rename, sort, drop in place": lambda table: (
        table.rename(columns={"paid": "cost"}, **INPLACE),
        table.sort_values("day", **INPLACE),
        table.drop(index=0, **INPLACE),
    ),
    "NumPy": lambda table: np.multiply(table["paid"].to_numpy(), 0, out=table["paid"].to_numpy()),
    "labels": put_labels,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("checked_before", [False, True])
def test_no_change_of_the_trainees_table_moves_the_right_answer(way, checked_before):
    mine = ORDERS.copy()
    mine.columns, mine.index = mine.columns.copy(deep=True), pd.Index(range(5), dtype="int64")
    quiz = LESSON.on(orders=mine)
    if checked_before:
        assert quiz.spent.check(spend(ORDERS)).status == CORRECT
    in_place(WAYS[way])(mine)
    for asked, right in [(quiz.spent, spend(ORDERS)), (quiz.rate, 0.25), (quiz.who, "B")]:
        assert asked.check(right).status == CORRECT


@pytest.mark.parametrize("way", WAYS)
def test_no_change_of_an_answer_moves_the_right_one(way):
    """What was handed in and found right may be changed afterwards."""
    quiz, mine = (
        LESSON.on(orders=ORDERS),
        spend(ORDERS).assign(day=0)[["customer_id", "day", "paid"]],
    )
    assert quiz.spent.check(mine.drop(columns="day")).status == CORRECT
    in_place(WAYS[way])(mine)
    assert quiz.spent.check(spend(ORDERS)).status == CORRECT


def test_data_that_are_no_table_are_copied_too():
    mine = {"A": [1]}
    uncopied = (row for row in [1])  # like a database's relation
    question = LESSON.on(orders=ORDERS, prices=mine, rows=uncopied).rate
    assert question.data["rows"] is uncopied
    mine["A"].append(2)
    assert question.data["prices"] == {"A": [1]}


def test_a_question_that_the_data_cannot_answer_is_left_out_and_says_why():
    quiz = LESSON.on(orders=ORDERS.drop(columns="customer_id"))
    outcome = quiz.rate.check(0.25)
    assert outcome.status == LEFT_OUT
    assert "customer_id" in outcome.message
