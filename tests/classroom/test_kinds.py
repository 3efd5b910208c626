"""Orders, audits, memos and queries: what is read, what is told, what is never told."""

import re

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.classroom.audits import Sentence, audited, printed
from ecomlab.classroom.exercise import CORRECT, KEPT, NOT_ATTEMPTED, NOT_YET, Exercise
from ecomlab.classroom.kinds import Audit, Criterion, Mark, Memo, Number, Ordering, Query, Verdicts
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, at_most
from ecomlab.classroom.lesson import Lesson
from ecomlab.classroom.registry import lesson as lesson_of
from ecomlab.estimates import share
from tests.classroom.test_exercise import WEIRD
from tests.classroom.test_judging import asked

# --- ordering --------------------------------------------------------------------------------

ORDER = Ordering({"A": "Orders", "B": "Visits", "C": "Buyers", "D": "Returns"})


@pytest.mark.parametrize(
    "order",
    ["BACD", "bacd", "B > A > C > D", "B, A, C, D", "Ｂ＞Ａ＞Ｃ＞Ｄ", list("BACD"), tuple("bacd"),
     ["B.", " a", "(C)", "D"], np.array(list("BACD")), pd.Series(list("BACD")), ["BACD"],
     "B>A>C>D", "B→A→C→D", "B、A、C、D"],
)  # fmt: skip
def test_an_order_is_read_as_people_write_it(order):
    assert asked("BACD", kind=ORDER).check(order).status == CORRECT
    assert asked(["B", "A", "D", "C"], kind=ORDER).check(order).status == NOT_YET


@pytest.mark.parametrize(
    ("order", "words"),
    [("BAC", "D isn't there yet"), ("BACC", "C is there twice"), ("BACE", "There is no E"),
     (3, "the number 3"), ("", "the text"), ([], "a list"), (["A", 1, "C", "D"], "a list")],
)  # fmt: skip
def test_an_order_that_is_none_says_why(order, words):
    assert words in asked("BACD", kind=ORDER).check(order).message


@pytest.mark.parametrize(
    ("order", "pair"), [("ABCD", "A and B"), ("BADC", "D and C"), ("DCAB", "D and C")]
)
def test_the_first_pair_that_is_swapped_is_named_and_nothing_more(order, pair):
    message = asked("BACD", kind=ORDER).check(order).message
    assert message.startswith(f"{pair} are the wrong way round")
    assert "BACD" not in re.sub(r"\W", "", message)


@given(st.permutations("ABCD"), st.permutations("ABCD"))
def test_every_order_is_right_or_has_a_swapped_pair(given_order, right):
    outcome = asked(list(right), kind=ORDER).check(list(given_order))
    assert (outcome.status == CORRECT) == (given_order == right)
    if given_order != right:
        one, other = re.match(r"(\w) and (\w)", outcome.message).groups()
        assert list(right).index(one) > list(right).index(other)


# --- audit -----------------------------------------------------------------------------------

VERDICTS = Verdicts({"R": "right", "W": "wrong", "N": "can't be told"}, 4, {3: "lesson 2.3"})


@pytest.mark.parametrize(
    "verdicts",
    ["RWNR", "r w n r", "Ｒ, Ｗ, Ｎ, Ｒ", ["R", "w", "N.", "(R)"], ("R", "W", "N", "R"),
     {1: "R", 2: "W", 3: "N", 4: "R"}, {"2": "W", "1": "R", "4": "R", "3": "N"},
     pd.Series(["R", "W", "N", "R"])],
    ids=str,
)  # fmt: skip
def test_verdicts_are_read_as_people_write_them(verdicts):
    assert VERDICTS.refusal(verdicts) is None
    assert VERDICTS.same(verdicts, "RWNR")
    assert VERDICTS.show(verdicts) == "RWNR"


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [("RWN", "Yours has 3."), ("RWNRR", "Yours has 5."), ("RWNX", "There is no X."),
     (4, "the number 4"), ("", "Your answer is"), ([1, 2, 3, 4], "Your answer is a list"),
     ({1: "R"}, "Your answer is a dict"), ({"one": "R", "two": "W"}, "Your answer is a dict")],
)  # fmt: skip
def test_verdicts_that_are_none_say_why(verdicts, words):
    assert words in VERDICTS.refusal(verdicts)
    assert "The answer has 4 letters" in VERDICTS.refusal(verdicts)
    assert not VERDICTS.same(verdicts, "RWNR")


@pytest.mark.parametrize(
    ("verdicts", "remark"),
    [("WWNR", "3 of 4 are as the data say. Look at sentence 1 once more."),
     ("RWWW", "2 of 4 are as the data say. Look at sentence 3 once more: lesson 2.3."),
     ("RNRN", "1 of 4 is as the data say. Look at sentence 2 once more.")],
)  # fmt: skip
def test_the_first_verdict_that_differs_is_named_with_its_lesson(verdicts, remark):
    assert VERDICTS.remark(verdicts, "RWNR") == remark


AUDIT = Audit(
    {"A": "another denominator", "B": "another window", "C": "a cause without a test"},
    {"A": "the buyer", "B": "the shop", "C": "nobody"},
)
PLANTED = [Mark(2, "B", 0.2527, "A"), Mark(5, "A", 1234.0, "B"), Mark("B3", "C", None, "B")]


@pytest.mark.parametrize(
    "marks",
    [
        PLANTED,
        [(5, "a", "1,234", "b"), (2.0, "Ｂ", "25.3 %", "A"), ("b3", "C", None, "B")],
        [["2", "B.", 0.253, "A"], [5, "A", 1234, "B"], ["B3", "C", ..., "B"]],
        [{"place": 2, "flaw": "B", "number": 25.3, "harm": "A"},
         {"place": 5, "flaw": "A", "number": 1230, "harm": "B"},
         {"place": "B3", "flaw": "C", "number": None, "harm": "B"}],
        pd.DataFrame(PLANTED),
    ],
)  # fmt: skip
def test_marks_are_read_in_every_form(marks):
    assert asked(PLANTED, kind=AUDIT).check(marks).status == CORRECT


def test_a_single_mark_needs_no_list():
    assert asked(PLANTED[:1], kind=AUDIT).check((2, "B", 0.25, "A")).status == CORRECT


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        ([], "3 flaws are missed."),
        ([(2, "B", 0.2527, "A")], "Place 2: right. 2 flaws are missed."),
        (
            [(2, "A", 0.2527, "A"), (3, "A", 7, "A")],
            "Place 2: something is wrong there, but the flaw is another. "
            "Place 3: nothing is wrong there. 2 flaws are missed.",
        ),
        (
            [(2, "B", 0.24, "B"), (5, "A", 1234, "B")],
            "Place 2: something is wrong there, but the right number is another and it harms "
            "somebody else. Place 5: right. One flaw is missed.",
        ),
        ([(2, "Z", 0.25, "A")], "Place 2: there is no such flaw."),
        ([(2, "B", 0.25, "Z")], "Place 2: there is no such harm."),
        ([(2, "B", "a lot", "A")], "Place 2: its number can't be read."),
        ([(2, "B", 0.25, "A"), (2, "A", 0.25, "A")], "Place 2: it has two marks."),
        ([(2, "B", 0.25)], "Your answer is a list."),
    ],
)
def test_each_mark_is_told_and_what_is_missed_is_only_counted(marks, message):
    outcome = asked(PLANTED, kind=AUDIT).check(marks)
    assert outcome.status == NOT_YET
    assert outcome.message.startswith(message)
    assert "1234" not in outcome.message
    assert "B3" not in outcome.message


def test_a_memo_without_a_flaw_is_answered_by_an_empty_list():
    clean = asked([], kind=AUDIT)
    assert clean.check([]).status == CORRECT
    for place in range(1, 8):
        outcome = clean.check([(place, "A", 0.5, "A")])
        assert outcome.message == f"Place {place}: nothing is wrong there. None is missed."
        assert outcome.status == NOT_YET


# --- memos to audit --------------------------------------------------------------------------

lesson = Lesson("t", "Test", data=lambda: {"orders": pd.Series([1, 1, 2, 3, 3, 3, 4, 5])})


@lesson.exercise("Again", Number(0.001, "share"))
def again(orders):
    """Which share bought again?

    Hint: Count.

    Right: Good.
    """
    return (orders.value_counts() > 1).mean()


@again.wrong("orders")
def _of_orders(orders):
    """That is of orders."""
    return (orders.value_counts() > 1).sum() / len(orders)


@again.wrong("a bug")
def _bug(orders):
    """Never used."""
    raise ZeroDivisionError


@again.wrong("the same")
def _the_same(orders):
    """On these data it is right."""
    return (orders.value_counts() >= 2).mean()


@lesson.exercise("Each", Number(0.01, "orders"))
def each(orders):
    """How many orders has a customer?

    Hint: Divide.

    Right: Good.
    """
    return len(orders) / orders.nunique()


@each.wrong("most")
def _most(orders):
    """That is the most."""
    return float(orders.value_counts().max())


SENTENCES = [
    Sentence("Of the customers {value} bought again.", again,
             {"orders": ("A", "B"), "a bug": ("B", "B"), "the same": ("B", "A")}),
    Sentence("The shop is open."),
    Sentence("A customer has {value} on average.", each, {"most": ("B", "A")}),
]  # fmt: skip


def memo(seed, **more):
    return audited(SENTENCES, lesson.data(), seed, **more)


def test_a_memos_numbers_are_those_of_the_data_and_its_marks_those_of_its_flaws():
    """Two of five customers bought again, in two of eight orders; 8/5 orders each, at most 3."""
    said = {(): ["40%", "1.6"], (1,): ["25%", "1.6"], (3,): ["40%", "3"], (1, 3): ["25%", "3"]}
    right = {1: Mark(1, "A", 0.4, "B"), 3: Mark(3, "B", 1.6, "A")}
    seen = set()
    for seed in range(60):
        made = memo(seed)
        places = tuple(mark.place for mark in made.marks)
        seen.add(places)
        assert made.marks == [right[place] for place in places]
        first, _, third = made.text.splitlines()
        assert first == f"1. Of the customers {said[places][0]} bought again."
        assert third == f"3. A customer has {said[places][1]} orders on average."
        assert made.text.splitlines()[1] == "2. The shop is open."
    assert seen == set(said)


def test_each_number_of_flaws_is_as_frequent_as_the_others():
    counts = pd.Series([len(memo(seed).marks) for seed in range(600)]).value_counts(normalize=True)
    assert counts.to_dict() == pytest.approx({0: 1 / 3, 1: 1 / 3, 2: 1 / 3}, abs=0.06)


def test_a_seed_gives_its_own_memo_again():
    assert memo("7B 2026") == memo("7B 2026")
    assert len({memo(f"class {n}").text for n in range(20)}) > 2
    assert memo(1, most=0).marks == []


def test_a_wrong_number_never_looks_like_the_right_one():
    near = Exercise("n", "N", "?", Number(1e-6, "share"), lambda: 0.25001)
    near.wrong("near")(documented(lambda: 0.25004))
    made = [
        audited([Sentence("It is {value}.", near, {"near": ("A", "A")})], {}, s) for s in range(9)
    ]
    texts = {bool(one.marks): one.text for one in made}
    assert texts == {True: "1. It is 25.004%.", False: "1. It is 25.001%."}


def documented(function):
    function.__doc__ = "Near."
    return function


def test_whoever_always_marks_or_never_does_fails():
    """With [] one memo of three is passed, with every place marked none without a flaw."""
    marks = [memo(seed).marks for seed in range(60)]
    every = [(1, "A", 0.4, "B"), (3, "B", 1.6, "A")]
    passed = {
        "never": sum(AUDIT.same([], planted) for planted in marks),
        "always": sum(AUDIT.same(every, planted) for planted in marks if len(planted) < 2),
    }
    assert passed["always"] == 0
    assert passed["never"] < 40


def test_a_sentence_names_misconceptions_that_exist():
    with pytest.raises(ValueError, match="no misconception 'ordres'"):
        Sentence("{value}", again, {"ordres": ("A", "A")})


def test_a_sentence_that_the_data_cannot_fill_is_left_out():
    made = audited(SENTENCES, {"orders": pd.Series([], dtype=float)}, 1)
    assert made.text == "1. The shop is open."


def test_a_lessons_own_exercises_make_a_memo_on_any_shops_log():
    """5.1: a planted number is the right answer, and stands where a line differs from the clean."""
    by_name = {item.name: item for item in lesson_of("5_1").exercises}
    letters = {"end of the log": ("B", "B"), "everyone ever": ("A", "B"), "swapped": ("B", "A")}

    def sentence(text, name):
        known = [item.name for item in by_name[name].misconceptions]
        return Sentence(text, by_name[name], {n: x for n, x in letters.items() if n in known})

    sentences = [
        sentence("Within 60 days {value} of the customers come back.", "sixty_days"),
        sentence("A quarter is back after {value}.", "quarter_back"),
        sentence("Of those the 30-day alarm flags, {value} buy again.", "false_alarm"),
    ]
    own = lesson_of("5_1").data()
    fewer = own["orders"][own["orders"]["customer_id"] % 3 > 0].reset_index(drop=True)
    for data in (own, own | {"orders": fewer}):
        rights = [by_name[one](**data) for one in ("sixty_days", "quarter_back", "false_alarm")]
        clean = audited(sentences, data, 0, most=0)
        for seed in range(8):
            made = audited(sentences, data, seed)
            for place, (line, right) in enumerate(
                zip(made.text.splitlines(), clean.text.splitlines(), strict=True), start=1
            ):
                planted = [mark for mark in made.marks if mark.place == place]
                assert (line != right) == bool(planted)
                assert all(mark.number == pytest.approx(rights[place - 1]) for mark in planted)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(0.4, "share", "40%"), (3.5, "percent", "3.5%"), (1234567.8, "yuan", "1,234,568 yuan"),
     (0.00123456, "", "0.00123"), (-12.345, "points", "-12.3 points"), (0, "yuan", "0 yuan"),
     (100.4, "yuan", "100 yuan"), (99.96, "yuan", "100 yuan")],
)  # fmt: skip
def test_numbers_are_printed_as_memos_do(value, unit, words):
    assert printed(value, unit) == words


# --- memo ------------------------------------------------------------------------------------

GOOD = (
    "About 25 % of 1,200 customers came back within 60 days, between 23 % and 28 %. "
    "Keep the coupon back for now and test it on half of the next cohort."
)
POOR = "Loyalty is great. Our customers love us, and everybody will come back to buy more."
MEMO = Memo(
    [
        A_NUMBER,
        AN_INTERVAL,
        THE_N,
        A_DECISION,
        Criterion("no blame"),
        Criterion("short", at_most(40)),
    ]
)
MINE = "The rate was 31 % on the day. I would wait a month and look again at all of our customers."


def test_a_memo_is_kept_with_its_checklist_and_two_others():
    question = asked(GOOD, {"only praise": POOR}, MEMO)
    outcome = question.check(MINE)
    assert outcome.status == question.status == KEPT
    mine, good, poor = re.split(r"\*\*A (?:good|poor) memo\*\*", outcome.message)
    assert lines(mine) == [
        "✓ a number",
        "– an interval beside it (not found)",
        "– how many it rests on (not found)",
        "✓ what to do",
        "□ no blame (judge it yourself)",
        "✓ short",
    ]
    assert [line[0] for line in lines(good)] == list("✓✓✓✓□✓")
    assert [line[0] for line in lines(poor)] == list("––––□✓")
    assert GOOD in good
    assert "This is only praise." in poor
    assert "wrong" not in outcome.message.lower()


def lines(text):
    return re.findall(r"(?m)^- (.*)$", text)


@pytest.mark.parametrize(
    ("answer", "words"),
    [("Too short.", "has 2 words"), ("", "has 0 words"), ("blah " * 30, "same words again"),
     (12, "the number 12"), (["a"], "a list")],
)  # fmt: skip
def test_what_is_no_memo_is_not_attempted_and_shows_nothing(answer, words):
    outcome = asked(GOOD, {"poor": POOR}, MEMO).check(answer)
    assert outcome.status == NOT_ATTEMPTED
    assert words in outcome.message
    assert "25 %" not in outcome.message


def test_a_memo_in_chinese_is_counted_by_its_characters():
    chinese = "六十天复购率约为百分之二十五，建议先不要发券，等下个月再看一次数据。"
    assert asked(GOOD, kind=MEMO).check(chinese).status == KEPT


@pytest.mark.parametrize(
    ("criterion", "text", "found"),
    [
        (AN_INTERVAL, "1.4 to 1.7", True), (AN_INTERVAL, "12 % ± 3", True),
        (AN_INTERVAL, "23 %–28 %", True), (AN_INTERVAL, "23% 至 28%", True),
        (AN_INTERVAL, "−409 to +322 yuan", True),
        (AN_INTERVAL, "in 60 days 25 %", False), (A_NUMBER, "none", False), (THE_N, "n = 50", True),
        (THE_N, "1,200 new customers", True), (THE_N, "1200 名顾客", True), (THE_N, "60 %", False),
        (A_DECISION, "We should test", True), (A_DECISION, "It rained.", False),
        (A_DECISION, "So order 300 chairs now and the rest as the first ones sell.", True),
        (A_DECISION, "31% want it. Order a third.", True), (A_DECISION, "建议 330 把", True),
        (A_DECISION, "Until the sales are in, buy no more.", True),
        (A_DECISION, "Orders rose. Order is the soul of a shop, the use of it is plain.", False),
        (A_DECISION, "The panel wants bright chairs in large order numbers.", False),
    ],
)  # fmt: skip
def test_plain_rules_find_what_they_say(criterion, text, found):
    assert criterion.finds(text) == found


# --- query -----------------------------------------------------------------------------------

COLUMNS = {"customer_id": "number", "day": "time", "paid": "number"}
WRONG_SQL = "SELECT count(*) / count(DISTINCT customer_id) AS each FROM orders"
RIGHT_SQL = (
    "SELECT count(DISTINCT (customer_id, day)) / count(DISTINCT customer_id) AS each FROM orders"
)
SMALLEST = pd.DataFrame({"customer_id": [1, 1], "day": ["2025-03-01"] * 2, "paid": [5, 5]})


def per_row(orders):
    return len(orders) / orders["customer_id"].nunique()


def per_day(orders):
    return len(orders[["customer_id", "day"]].drop_duplicates()) / orders["customer_id"].nunique()


QUERIES = {
    "SQL": Query(WRONG_SQL, RIGHT_SQL, COLUMNS, most=6),
    "functions": Query(per_row, per_day, COLUMNS, most=6),
}
ROWS = [{"customer_id": 1, "day": "2025-03-01", "paid": 5}] * 2
OTHER_DAY = {"customer_id": 1, "day": "2025-03-02", "paid": 5}


@pytest.fixture(params=QUERIES)
def query(request):
    return asked(SMALLEST, kind=QUERIES[request.param])


@pytest.mark.parametrize(
    "table",
    [SMALLEST, ROWS, SMALLEST.to_dict("list"), pl.DataFrame(ROWS), duckdb.from_df(SMALLEST),
     SMALLEST.assign(day=pd.to_datetime(SMALLEST["day"]), more=1), SMALLEST.astype(str)],
    ids=["frame", "rows", "columns", "Polars", "relation", "more", "text"],
)  # fmt: skip
def test_a_table_on_which_the_queries_differ_is_right(query, table):
    outcome = query.check(table)
    assert outcome.status == CORRECT
    assert outcome.message == (
        "Good. On your table the query gives 2; right is 1. And with no row too many."
    )


def test_a_larger_table_is_right_and_told_that_fewer_rows_do(query):
    assert query.check([*ROWS, OTHER_DAY]).message == (
        "Good. On your table the query gives 3; right is 2. Yours has 3 rows. Can you do it with 2?"
    )


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ([ROWS[0], OTHER_DAY], "both queries give 2"),
        (SMALLEST.rename(columns={"day": "date_of_day"}), 'lacks the columns "day"'),
        (SMALLEST.rename(columns={"paid": "paid_"}), 'You wrote "paid_"'),
        (SMALLEST.assign(day="soon"), 'column "day" must hold times, such as 2025-03-01'),
        (SMALLEST.assign(paid="much"), 'column "paid" must hold numbers'),
        (pd.concat([SMALLEST] * 4), "has 8 rows"), (SMALLEST.head(0), "has 0 rows"),
        ({"customer_id": [1], "day": [1, 2]}, "don't make a table"), ([], "a list"),
        (7, "the number 7"),
    ],
)  # fmt: skip
def test_a_table_that_does_not_do_says_why(query, table, words):
    outcome = query.check(table)
    assert outcome.status == NOT_YET
    assert words in outcome.message


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("SELECT nothing FROM orders", 'SqlError: The column "nothing"'),
        (lambda t: 1 / 0, "ZeroDiv"),
    ],
)
def test_a_query_that_fails_is_told_and_raises_nothing(wrong, words):
    outcome = asked(None, kind=Query(wrong, RIGHT_SQL, COLUMNS)).exercise.kind.refusal(ROWS)
    assert "A query fails on your table" in outcome
    assert words in outcome


def test_queries_read_no_file(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    kind = Query(f"SELECT * FROM '{secret}'", RIGHT_SQL, COLUMNS)
    assert "A query fails" in kind.refusal(ROWS)


def test_functions_need_no_duckdb_and_sql_says_that_it_does(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    assert asked(SMALLEST, kind=QUERIES["functions"]).check(ROWS).status == CORRECT
    assert "need DuckDB" in QUERIES["SQL"].refusal(ROWS)


def test_rows_in_another_order_are_the_same_result():
    kind = Query(
        "SELECT paid FROM orders ORDER BY paid", "SELECT paid FROM orders ORDER BY -paid", COLUMNS
    )
    assert not kind.same([ROWS[0], OTHER_DAY | {"paid": 9}], None)


def test_the_wrong_query_is_shown_and_the_right_one_is_not():
    assert WRONG_SQL in QUERIES["SQL"].options()
    assert RIGHT_SQL not in QUERIES["SQL"].options()
    assert "def per_row(orders):" in QUERIES["functions"].options()


def test_a_columns_kind_is_one_of_three():
    with pytest.raises(ValueError, match='Choose one of "number", "text", "time"'):
        Query(per_row, per_day, {"paid": "money"})


# --- all of them -----------------------------------------------------------------------------

RIGHT = {
    "ordering": (ORDER, "BACD"), "audit": (AUDIT, PLANTED), "memo": (MEMO, GOOD),
    "SQL": (QUERIES["SQL"], SMALLEST), "functions": (QUERIES["functions"], SMALLEST),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_no_check_raises_and_every_kind_can_be_shown(name):
    kind, right = RIGHT[name]
    question = asked(right, kind=kind)
    assert question.check(right).status in (CORRECT, KEPT)
    assert question.check(...).status == NOT_ATTEMPTED
    assert kind.show(right)
    assert kind.options() in repr(question)
    for what, answer in WEIRD.items():
        outcome = question.check(answer)
        assert outcome.status in (NOT_YET, NOT_ATTEMPTED), what
        assert outcome.message, what
        assert " at 0x" not in outcome.message, what


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (share(3, 10), "Your answer is an Estimate. Take its `.value`."),
        (pd.DataFrame({"a": [1], "b": [2]}), "Take one cell of it"),
        (pd.Series([1, 2]), "Take one cell of it"),
        ([1, 2], "Your answer is a list. The answer is one number"),
    ],
)
def test_what_holds_a_number_among_others_says_how_to_take_it(answer, words):
    assert words in Number(0.1).refusal(answer)
