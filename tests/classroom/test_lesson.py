"""The form of an exercise: what is declared, what is refused, and the code that trainees see."""

import pandas as pd
import pytest

from ecomlab.classroom import shown
from ecomlab.classroom.docstrings import DeclarationError
from ecomlab.classroom.kinds import Number
from ecomlab.classroom.lesson import Lesson

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
