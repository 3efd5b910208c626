"""The workshop: sums of the meeting by hand, memos with and without flaws, the brief's parts."""

import pandas as pd
import pytest

from ecomlab.classroom.decision_file import Decided, Decisions
from ecomlab.classroom.registry import lesson
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.exercises.research import workshop
from ecomlab.research.brief import research_brief
from ecomlab.research.figures import turning_point
from ecomlab.shop import meeting

SHEET = pd.DataFrame(
    {"article": ["lamp", "rope"], "article_zh": ["灯", "绳"], "category": ["light", "rope"],
     "price": [100.0, 50.0], "cost": [40.0, 10.0], "parcel": [3.8, 3.8], "forecast": [100, 200]},
    index=["A", "B"],
)  # fmt: skip
PAST = pd.DataFrame({"forecast": [100, 100], "came": [60, 100]})
RATES = pd.DataFrame(
    {"cancelled": [0.0, 0.0], "returns": [0.0, 0.5], "lost": [0.0, 1.0], "fee": [0.0, 0.1]},
    index=["light", "rope"],
)
LABELS = [f"class {n}" for n in range(40)]


@pytest.fixture(scope="module")
def data():
    return workshop.tables()


def test_a_piece_by_hand():
    """Lamp: 100 − 40 − (3.8 + 1.2), less 13/113 of (100 − 40). Rope: half comes back, worthless."""
    lamp = 100 - 40 - 5 - 60 * 0.13 / 1.13
    rope = 50 * 0.5 - 10 - 5 - 0.1 * 25 - (25 - 10) * 0.13 / 1.13
    found = workshop.a_piece(SHEET, RATES)
    assert found.tolist() == pytest.approx([lamp, rope])


def test_the_budget_and_the_buyers_past_bound_the_pieces():
    plan = workshop.spring_plan(SHEET, PAST, RATES, budget=1200)
    assert plan["pieces"].tolist() == [30, 120]  # 1,200 ÷ 40; 0.8 of 200 are 160, 1,200 ÷ 10 = 120
    plan = workshop.spring_plan(SHEET, PAST, RATES, budget=10**6)
    assert plan["pieces"].tolist() == pytest.approx([80, 160])
    assert plan["leaves"].tolist() == pytest.approx(
        [80 * workshop.a_piece(SHEET, RATES)["A"], 160 * workshop.a_piece(SHEET, RATES)["B"]]
    )


def test_where_the_verdict_turns_both_leave_the_same(data):
    args = [data[name] for name in ("sheet", "past", "rates", "budget")]
    turns = workshop.turning_returns(*args)
    stove = workshop.spring_plan(*args).loc["D", "leaves"]
    curve = workshop.jacket_by_returns(*args, [turns - 0.05, turns, turns + 0.05])["leaves"]
    assert curve[1] == pytest.approx(stove)
    assert curve[0] > stove > curve[2]


def test_the_header_tells_the_border_that_the_data_have(data):
    from ecomlab.classroom import headers

    turns = workshop.turning_returns(*(data[n] for n in ("sheet", "past", "rates", "budget")))
    now = data["rates"].loc["wear", "returns"]
    border = headers.read()["1_9"].border
    assert f"below {turns:.0%}" in border
    assert f"today's {now:.0%}" in border


def test_an_own_file_that_lacks_something_is_told_so():
    with pytest.raises(ColumnError, match="forecast"):
        workshop.spring_plan(SHEET.drop(columns="forecast"), PAST, RATES, 1000)
    with pytest.raises(ColumnError, match="came"):
        workshop.spring_plan(SHEET, PAST.drop(columns="came"), RATES, 1000)
    with pytest.raises(ChoiceError, match="category is 'rope'. Choose one of: 'light'"):
        workshop.spring_plan(SHEET, PAST, RATES.drop(index="rope"), 1000)


def test_memos_have_none_to_three_flaws_and_some_have_none(data):
    known = {n: data[n] for n in ("sheet", "past", "rates", "budget", "clearance")}
    memos = [workshop.assistant(**known, label=label) for label in LABELS]
    counts = [len(memo.marks) for memo in memos]
    assert {0, 1, 2, 3} == set(counts)
    assert 3 <= counts.count(0) <= 20
    texts = {memo.text for memo in memos if not memo.marks}
    assert len(texts) == 1  # without flaws they are all the right one
    assert workshop.assistant(**known, label="7A") == workshop.assistant(**known, label="7A")
    for memo in memos:
        clean = texts.copy().pop().splitlines()
        changed = [i for i, line in enumerate(memo.text.splitlines(), 1) if line != clean[i - 1]]
        assert changed == [mark.place for mark in memo.marks]


@pytest.mark.parametrize("label", LABELS[:6])
def test_every_groups_memo_can_be_answered_and_no_sentence_says_that_one_is_wrong(data, label):
    asked = lesson("1_9").on(**data | {"label": label}).audit
    marks = workshop.assistant(
        **{n: data[n] for n in ("sheet", "past", "rates", "budget", "clearance")}, label=label
    ).marks
    assert asked.check(marks).status == "correct"
    nothing = asked.check([])
    assert nothing.status == ("not yet" if marks else "correct")
    assert not marks or "differs by more than rounding" in nothing.message
    assert "one of them" not in nothing.message  # nobody says how many


def test_what_the_instructor_expects_is_what_the_data_say(data):
    """The note names numbers: they must be these."""
    from ecomlab.classroom import headers

    path = headers.LESSONS / headers.read()["1_9"].path
    note = path.read_text(encoding="utf-8").split("**Expected.**")[1].split("**Wrong turns.**")[0]
    note = " ".join(note.replace("#", "").split())
    quiz = lesson("1_9").on(**data)
    right = {q.exercise.name: q._answer(q.exercise.solution) for q in quiz if not q.exercise.home}
    assert f"Stove set about {right['stove_leaves']:.0f} yuan" in note
    assert f"{right['comes_true']:.0%} of a forecast" in note
    assert f"order {', '.join(right['order'])}" in note
    assert f"first lot {right['stove_lot']:.0f}" in note
    for label, words in {"published": "two flaws", "7A": "7A one", "7C": "7C two"}.items():
        count = {"two": 2, "one": 1}[words.split()[-2 if "flaws" in words else -1]]
        known = {n: data[n] for n in ("sheet", "past", "rates", "budget", "clearance")}
        assert len(workshop.assistant(**known, label=label).marks) == count
        assert words in note
    for label in ("7B", "7D"):
        known = {n: data[n] for n in ("sheet", "past", "rates", "budget", "clearance")}
        assert workshop.assistant(**known, label=label).marks == []


def decided(question, choice):
    return Decided("1_research", question, choice, f"because of {question} and more",
                   f"if {question} were otherwise than now", ("1.2: waterfall",))  # fmt: skip


def test_the_brief_is_made_from_the_decisions():
    found = Decisions(
        [decided("article", "D"), decided("article", "B"), decided("pieces", 300),
         decided("people", "walkers"), decided("channel", "live")]
    )  # fmt: skip
    parts = workshop.page(found, meeting.candidates())
    assert parts["what"] == ("light shell jacket, first lot 300 pieces", "轻薄冲锋衣，首单 300 件")
    assert (parts["for_whom"], parts["where"]) == ("walkers", "live")
    assert len(parts["evidence"]) == len(parts["change"]) == 4
    html = research_brief(**parts).html
    for words in ("because of article and more", "选这个商品的理由", "own: 1.2: waterfall"):
        assert words in html
    doubts, turns = html.split("尚不清楚")[1].split("何时改主意")
    assert "if pieces were otherwise" in turns
    assert "if pieces were otherwise" not in doubts


def test_the_briefs_numbers_are_the_plans(data):
    args = [data[name] for name in ("sheet", "past", "rates", "budget")]
    plan, turns = workshop.spring_plan(*args), workshop.turning_returns(*args)
    found = Decisions(
        [decided("article", "D"), decided("pieces", 400), decided("people", "walkers")]
    )
    parts = workshop.page(found, data["sheet"], plan, turns)
    leaves = plan.loc["D", "leaves"]
    said = [row["estimate"] for row in parts["evidence"]]
    assert f"{leaves:,.0f} yuan" in said[0][0]
    assert f"{plan.loc['D', 'pieces']:.0f} of 480" in said[1][0]
    assert said[2] is None
    assert f"{turns:.0%}" in parts["change"][-1][0]
    assert f"{leaves:,.0f} yuan" in research_brief(**parts).html


def test_a_source_that_is_one_is_not_called_own():
    one = Decided("1_research", "article", "D", "because it leaves most of all", "if it came back",
                  ("lesson 1.9, cell answer-order",))  # fmt: skip
    parts = workshop.page(Decisions([one]), meeting.candidates())
    assert parts["evidence"][0]["source"] == "lesson 1.9, cell answer-order"


def test_the_plan_is_in_the_columns_of_the_spring(data):
    """Plan and spring are tied: what is brought, what neighbours lose, their sum."""
    plan = workshop.spring_plan(*(data[n] for n in ("sheet", "past", "rates", "budget")))
    pieces, sheet = plan["pieces"], data["sheet"]
    assert plan["neighbours"].tolist() == pytest.approx((-pieces * sheet["neighbours"]).tolist())
    assert plan["leaves"].tolist() == pytest.approx((plan["brought"] + plan["neighbours"]).tolist())
    assert {"brought", "neighbours"} <= set(meeting.COLUMNS)


def test_forecasts_of_nothing_are_refused():
    with pytest.raises(InputError, match="no forecast above 0"):
        workshop.spring_plan(SHEET, PAST.assign(forecast=0), RATES, 1000)


@pytest.mark.parametrize("label", ["published", "7C"])
def test_a_number_that_its_own_question_takes_is_taken_in_the_audit(data, label):
    asked = lesson("1_9").on(**data | {"label": label})
    assert asked.stove_leaves.check(70).status == "correct"
    marks = [list(mark) for mark in asked.audit._answer(asked.audit.exercise.solution)]
    assert marks[0][0] == 2
    for number, status in ((70, "correct"), (60, "not yet")):
        marks[0][2] = number
        assert asked.audit.check(marks).status == status


def test_what_the_list_leaves_out_is_what_this_shop_cannot_be_asked(data):
    quiz = lesson("1_9").on(**data)
    left_out = {
        each.exercise.name for each in quiz if each.exercise.home == "1_2" and each.left_out()
    }
    assert left_out == set(workshop.UNLISTED)
    assert not any(name in repr(quiz) for name in left_out)
    assert "fee_rate" in repr(quiz)


def test_the_brief_of_nothing_says_so():
    parts = workshop.page(Decisions(), meeting.candidates())
    assert parts["what"] == workshop.NOT_YET
    assert workshop.NOT_YET in research_brief(**parts).html
    other = Decisions([decided("article", "a kite of our own")])
    assert workshop.page(other, meeting.candidates())["what"] == "a kite of our own"


def test_the_figure_tells_which_leaves_more():
    curve = pd.DataFrame({"returns": [0.1, 0.2, 0.3], "leaves": [30.0, 20.0, 10.0]})
    ax = turning_point(curve, 24, at=0.1, names=("jackets", "stoves"))
    assert ax.get_title("left") == "At 10%, jackets leaves 30 yuan: 6 more than stoves"
    assert [tuple(map(float, xy)) for xy in ax.lines[-1].get_xydata()] == [(0.1, 30.0)]
    with pytest.raises(ChoiceError, match="at is 0.4"):
        turning_point(curve, 24, at=0.4)
    with pytest.raises(ColumnError, match="returns"):
        turning_point(curve.rename(columns={"returns": "back"}), 24, at=0.1)


def test_a_table_that_was_not_given_is_a_mistake_and_no_reason_to_skip(data, monkeypatch):
    """A condition that fails for want of its table would tell a false thing about the shop."""
    lent = lesson("1_9").borrowed["1_2"]
    short = lambda shop: {k: v for k, v in lent(shop).items() if k != "pnl_lines"}  # noqa: E731
    monkeypatch.setitem(lesson("1_9").borrowed, "1_2", short)
    asked = lesson("1_9").on(**data).fee_rate
    with pytest.raises(InputError, match="missing: pnl_lines"):
        asked.left_out()
    with pytest.raises(InputError, match="missing: pnl_lines"):
        asked.check(0.01)
