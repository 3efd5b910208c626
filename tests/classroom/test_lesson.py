"""The form of an exercise: what is declared, what is refused, and the code that trainees see."""

import pandas as pd
import pytest

from ecomlab.classroom import shown
from ecomlab.classroom.docstrings import DeclarationError
from ecomlab.classroom.kinds import Number
from ecomlab.classroom.lesson import Lesson
from ecomlab.errors import ChoiceError, InputError

ORDERS = pd.DataFrame({"customer_id": [1, 1, 2, 3], "paid_amount": [5.0, 7, 6, 2]})
FLOOR = 4


def mine(orders, least=FLOOR):
    """Those above the floor."""
    return orders[orders["paid_amount"] > least]


lesson = Lesson("9_9", "Test", names={"orders": "tables.orders", "log": "log_2"})


@lesson.exercise("Above the floor", Number(tolerance=0.01))
def above(orders):
    """How many rows of `orders`
    lie above {floor}?

    - one
    - two

    Hint: A first
    step.

    Second paragraph of it.

    Hint: Another.

    Right: Good: go on.
    """
    # a remark stays
    return len(mine(orders))


@above.wrong("all rows")
def _all(orders):
    """You counted
    all.
    """
    return len(orders)


@lesson.exercise("Either", Number(tolerance=0.01))
def either(log, day):
    """Which?

    Hint: Look.

    Right: Yes.
    """
    if len(log) > 2 and day:
        return above(log)
    return 0


@lesson.exercise("The sum", Number(tolerance=0.01))
def total(log):
    """Sum?

    Hint: Look.

    Right: Yes.
    """
    return log["paid_amount"].sum()


def test_texts_are_those_of_the_docstrings():
    assert above.prompt == "How many rows of `orders` lie above {floor}?\n\n- one\n- two"
    assert above.hints == ("A first step.\n\nSecond paragraph of it.", "Another.")
    assert above.praise == "Good: go on."
    assert [(m.name, m.sentence) for m in above.misconceptions] == [
        ("all rows", "You counted all.")
    ]
    assert (above.name, above.title, above(ORDERS), _all(ORDERS)) == (
        "above",
        "Above the floor",
        3,
        4,
    )


def test_a_solution_is_the_body_with_what_it_needs():
    assert shown.solution(above, {"orders": ORDERS}) == (
        "FLOOR = 4\n\n"
        'def mine(orders, least=FLOOR):\n    """Those above the floor."""\n'
        '    return orders[orders["paid_amount"] > least]\n\n'
        "orders = tables.orders\n# a remark stays\nanswer = len(mine(orders))"
    )


def test_names_of_the_notebook_stand_in_the_code():
    assert shown.solution(total, {"log": ORDERS}) == 'answer = log_2["paid_amount"].sum()'


def test_what_returns_twice_is_shown_as_a_function_and_called():
    code = shown.solution(either, {"log": ORDERS, "day": "1997-04-01"})
    assert code.endswith('day = "1997-04-01"\nanswer = either(log_2, day)')
    state = {"log_2": ORDERS}
    exec(code, state)
    assert state["answer"] == 3


GOOD = "What?\n\nHint: Look.\n\nRight: Yes."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "has no docstring"),
        ("What?\n\nRight: Yes.", 'Missing: "Hint: …"'),
        ("What?\n\nHint: Look.", 'Missing: "Right: …"'),
        ("Hint: Look.\n\nRight: Yes.", "Missing: a prompt"),
        ("", "Missing"),
        (GOOD + "\n\nRight: Again.", 'several "Right: "'),
    ],
)
def test_a_missing_text_is_refused(text, words):
    def asked(orders):
        return 1

    asked.__doc__ = text
    with pytest.raises(DeclarationError, match="9_8.asked") as error:
        Lesson("9_8", "Test").exercise("Title", Number(tolerance=1))(asked)
    assert words in str(error.value)


def test_a_name_that_is_there_twice_is_refused():
    new = Lesson("9_8", "Test")

    def asked(orders):
        return 1

    asked.__doc__ = GOOD
    first = new.exercise("Title", Number(tolerance=1))(asked)
    with pytest.raises(DeclarationError, match="9_8.asked is there twice"):
        new.exercise("Title", Number(tolerance=1))(asked)
    first.wrong("all")(_all)
    with pytest.raises(DeclarationError, match="'all', is there twice"):
        first.wrong("all")(_all)


def test_a_wrong_answer_without_a_sentence_is_refused():
    with pytest.raises(DeclarationError, match="'none' has no docstring"):
        above.wrong("none")(lambda orders: 1)
    assert len(above.misconceptions) == 1


def here(orders):
    """How many rows?

    Hint: Count.

    Right: Yes.
    """
    return len(orders)


def spare(orders):
    """What was paid?

    Hint: Add up.

    Right: Yes.
    """
    return orders["paid_amount"].sum()


def other(orders):
    """What was paid at most?

    Hint: Sort.

    Right: Yes.
    """
    return orders["paid_amount"].max()


def rows(orders):
    """You counted rows."""
    return len(orders)


def with_a_pool(function=spare, lesson_id="8_1"):
    """A lesson that asks one question in its notebook and leaves one to the workshop."""
    home = Lesson(lesson_id, "Home")
    home.exercise("Asked here", Number(tolerance=0.01))(here)
    made = home.exercise("Asked by the workshop", Number(tolerance=0.01), pool=True)(function)
    made.wrong("rows")(rows)
    return home


def _orders(log):
    return {"orders": log}


def test_a_workshop_asks_the_pool_of_a_lesson_on_its_own_data():
    home, workshop = with_a_pool(), Lesson("8_9", "Workshop")
    workshop.borrow(home, _orders)
    assert [exercise.name for exercise in home.asked] == ["here"]
    assert [exercise.name for exercise in workshop.asked] == ["spare"]
    quiz = workshop.on(log=ORDERS)
    assert quiz.spare.check(20).status == "correct"
    assert quiz.spare.check(4).misconception == "rows"
    assert quiz.spare.lesson == "8_9"
    assert quiz.spare.exercise.home == "8_1"
    there = {"quiz": quiz}
    code = quiz.spare.solution().text.split("```python\n")[1].split("```")[0]
    exec(code, there)
    assert quiz.spare.check(there["answer"]).status == "correct"
    assert "spare" in repr(quiz)
    own = home.on(orders=ORDERS)
    assert "spare" not in repr(own) + own._repr_markdown_()
    assert own.spare.check(20).status == "correct"
    assert own.spare.exercise.names == {}


def test_a_pool_that_is_not_there_and_one_name_twice_are_refused():
    workshop = Lesson("8_9", "Workshop")
    with pytest.raises(DeclarationError, match="9_9 has no pool: mark its exercises"):
        workshop.borrow(lesson, _orders)
    workshop.borrow(with_a_pool(), _orders)
    with pytest.raises(DeclarationError, match="8_9 has 'spare' already: call that of 8_2"):
        workshop.borrow(with_a_pool(lesson_id="8_2"), _orders)
    workshop.borrow(with_a_pool(other, "8_2"), _orders)
    assert [exercise.home for exercise in workshop.exercises] == ["8_1", "8_2"]


def test_borrowed_data_are_loaded_when_they_are_needed_and_are_nobody_elses():
    loaded = []

    def orders(log):
        loaded.append(1)
        return {"orders": log}

    workshop = Lesson("8_9", "Workshop")
    workshop.borrow(with_a_pool(), orders)
    quiz = workshop.on(log=ORDERS)
    assert loaded == []
    assert quiz.spare.check(20).status == quiz.spare.check(20).status == "correct"
    assert loaded == [1]
    own = quiz.data_of("8_1")["orders"]
    own["paid_amount"] = 0
    assert quiz.data_of("8_1")["orders"]["paid_amount"].sum() == 20
    assert quiz.spare.check(20).status == "correct"
    with pytest.raises(ChoiceError, match="'8_7'; did you mean '8_1'"):
        quiz.data_of("8_7")
    with pytest.raises(InputError, match="are asked on log; missing: log"):
        workshop.on(orders=ORDERS)
