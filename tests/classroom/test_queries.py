"""Tables on which a query is wrong: several of them, keys, and that no smaller ones do."""

import itertools

import pandas as pd
import pytest

from ecomlab.classroom import exercises
from ecomlab.classroom.exercise import CORRECT, NOT_YET
from ecomlab.classroom.kinds import Query
from ecomlab.exercises import tools
from tests.classroom.test_judging import asked

WRONG = (
    "SELECT sum(o.paid) AS paid FROM orders AS o LEFT JOIN parcels AS p ON p.order_id = o.order_id"
)
RIGHT = "SELECT sum(paid) AS paid FROM orders"
TWO = Query(
    WRONG, RIGHT,
    {"orders": {"order_id": "number", "paid": "number"},
     "parcels": {"parcel_id": "text", "order_id": "number"}},
    most=6,
    keys={"orders": ["order_id"], "parcels": ["parcel_id"]},
    refers={"parcels": "orders"},
)  # fmt: skip
ORDER = [{"order_id": 1, "paid": 5}]
PARCELS = [{"parcel_id": "a", "order_id": 1}, {"parcel_id": "b", "order_id": 1}]
SMALLEST = {"orders": ORDER, "parcels": PARCELS}


@pytest.fixture
def two():
    return asked(SMALLEST, kind=TWO)


@pytest.mark.parametrize(
    "answer",
    [
        SMALLEST,
        {"orders": pd.DataFrame(ORDER), "parcels": pd.DataFrame(PARCELS)},
        {"orders": {"order_id": [1], "paid": [5]}, "parcels": PARCELS},
        {"orders": "order_id,paid\n1,5", "parcels": "parcel_id, order_id\n  a, 1\n  b, 1\n"},
        {"orders": [{"order_id": "1", "paid": "5"}], "parcels": PARCELS},
    ],
    ids=["rows", "frames", "columns", "CSV", "text"],
)
def test_rows_are_read_in_every_form(two, answer):
    outcome = two.check(answer)
    assert outcome.status == CORRECT
    assert outcome.message == (
        "Good. On your tables the query gives 10; right is 5. And with no row too many."
    )


def test_more_rows_are_right_too_and_told_of_the_fewest(two):
    more = {"orders": [*ORDER, {"order_id": 2, "paid": 1}], "parcels": PARCELS}
    assert two.check(more).message.endswith("Yours has 4 rows. Can you do it with 3?")


def test_the_fewest_are_not_told_to_a_wrong_answer(two):
    for answer in ({"orders": ORDER, "parcels": []}, {"orders": ORDER}, 7, {"orders": []}):
        outcome = two.check(answer)
        assert outcome.status == NOT_YET
        assert "3" not in outcome.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"orders": ORDER, "parcels": PARCELS[:1]}, "On your tables both queries give 5."),
        ({"orders": ORDER * 2, "parcels": PARCELS}, "Two rows of orders have one order_id"),
        ({"orders": [{"order_id": None, "paid": 5}]}, "A row of orders has no order_id"),
        ({"orders": [], "parcels": PARCELS},
         "A row of parcels has order_id 1, which orders doesn't have"),
        ({"orders": ORDER, "parcel": PARCELS}, "has a table 'parcel'. There are \"orders\", "),
        (ORDER, "There are 2 tables: \"orders\", \"parcels\""),
        ({"orders": [{"order_id": 1, "pays": 5}]}, 'Your table orders lacks the columns "paid"'),
        ({"orders": [{"order_id": 1, "paid": "much"}]}, '"paid" must hold numbers'),
        ({"orders": 5}, "Your answer is the number 5"),
        ({"orders": [], "parcels": []}, "Your tables have 0 rows"),
        ({"orders": [{"order_id": k, "paid": 1} for k in range(7)]}, "Your tables have 7 rows"),
        ({"orders": "one line"}, "the text"),
    ],
)  # fmt: skip
def test_tables_that_are_none_say_why(two, answer, words):
    outcome = two.check(answer)
    assert outcome.status == NOT_YET
    assert words in outcome.message


def test_a_row_that_points_nowhere_is_refused(two):
    lost = {"orders": ORDER, "parcels": [*PARCELS, {"parcel_id": "c", "order_id": None}]}
    assert "has order_id missing, which orders doesn't have" in two.check(lost).message


def test_functions_take_several_tables_by_name():
    def wrong(orders, parcels):
        return orders.merge(parcels, on="order_id", how="left")["paid"].sum()

    def right(orders, parcels):
        return orders["paid"].sum()

    kind = Query(wrong, right, TWO.columns, keys=TWO.keys, refers=TWO.refers)
    assert kind.same(SMALLEST, None)
    assert not kind.same({"orders": ORDER}, None)


def test_a_slow_query_is_stopped(monkeypatch):
    monkeypatch.setattr("ecomlab.classroom.kinds.query.SECONDS", 0.2)
    slow = (
        "SELECT count(*) FROM orders, range(1000000) AS a, range(10000000) AS b "
        "WHERE (a.range * b.range) % 7 = 3"
    )
    kind = Query(slow, RIGHT, {"order_id": "number", "paid": "number"})
    assert "longer than 0.2 s" in kind.refusal(ORDER)


def test_tables_are_alike_whatever_their_ids_and_amounts():
    other = {"orders": "order_id,paid\n70,.5", "parcels": "parcel_id,order_id\ny,70\nx,70"}
    assert TWO.exactly(SMALLEST, other)
    assert not TWO.exactly(SMALLEST, {"orders": ORDER, "parcels": PARCELS[:1]})
    assert not TWO.exactly(SMALLEST, 7)


# --- The lesson's own --------------------------------------------------------------------------


def small_tables(kind, rows):
    """All tables of so many rows in all, of two values for each column and an empty cell."""
    values = {"number": [1, 2, None], "text": ["a", "b", None], "time": ["2025-01-01", None]}
    choices = {
        name: list(itertools.product(*(values[one] for one in columns.values())))
        for name, columns in kind.columns.items()
    }
    for counts in itertools.product(range(rows + 1), repeat=len(choices)):
        if sum(counts) == rows:
            picks = [
                itertools.combinations_with_replacement(choices[name], count)
                for name, count in zip(choices, counts, strict=True)
            ]
            for chosen in itertools.product(*picks):
                yield {
                    name: [dict(zip(kind.columns[name], row, strict=True)) for row in some]
                    for name, some in zip(choices, chosen, strict=True)
                }


@pytest.mark.parametrize("name", ["not_in", "filter_after"])
def test_no_smaller_tables_do(name):
    exercise = next(one for one in tools.lesson.exercises if one.name == name)
    fewest = sum(map(len, exercise().values()))
    for rows in range(1, fewest):
        for tables in small_tables(exercise.kind, rows):
            assert not exercise.kind.same(tables, None), tables


@pytest.mark.verify  # thousands of tables
def test_no_smaller_tables_do_for_two_returns():
    exercise = tools.smallest
    for rows in (1, 2):
        for tables in small_tables(exercise.kind, rows):
            assert not exercise.kind.same(tables, None), tables


def test_a_like_table_meets_the_sentence_of_the_slip():
    quiz = exercises("0_3", **dict.fromkeys(tools.NEEDED, pd.DataFrame()))
    outcome = quiz.filter_after.check(
        {"customers": "customer_id\nZoe\n", "orders": "order_id,customer_id,nth\n99,Zoe,5\n"}
    )
    assert outcome.misconception == "everybody came back"


def test_a_header_alone_is_an_empty_table():
    quiz = exercises("0_3", **dict.fromkeys(tools.NEEDED, pd.DataFrame()))
    answer = {"customers": "customer_id\nAnn", "orders": "order_id, customer_id, nth"}
    assert quiz.filter_after.check(answer).status == CORRECT
