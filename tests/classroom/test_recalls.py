"""Recall: what was answered wrongly comes again, once a day, and never in the way."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ecomlab.classroom import headers, progress, recall, recalls
from ecomlab.classroom.progress_file import FILE, MARKER
from ecomlab.classroom.recalls import is_recalled
from ecomlab.classroom.registry import lesson, modules
from ecomlab.errors import ChoiceError

SHOP, MONTH, ADA, OFFER = (
    ("0", "own_name"), ("5_1", "dashboard"), ("5_2", "who_returns"), ("5_2", "offer"),
)  # fmt: skip
FIRST_CASE = ("blue_ocean", "monday")
NEEDS = {"5_1": ["0"], "5_2": ["5_1"], "sms_recall": ["5_2"]}  # in these tests
KNOWN = {name for _, name in (SHOP, MONTH, ADA, OFFER, FIRST_CASE)}  # more may be written any day


@pytest.fixture(autouse=True)
def few_questions(monkeypatch):
    """Of the course only these questions may come again."""

    def is_known(exercise):
        return exercise.name in KNOWN and is_recalled(exercise)

    monkeypatch.setattr(recalls, "is_recalled", is_known)
    known = headers.read()
    for name, needs in NEEDS.items():
        known[name] = replace(known[name], needs=needs)
    monkeypatch.setattr(headers, "read", lambda: known)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A trainee's folder."""
    (tmp_path / MARKER).write_text("{}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def note(course, key, status, days_ago=5, **more):
    then = datetime.now(UTC) - timedelta(days=days_ago)
    entry = {"time": then.isoformat(timespec="seconds"), "lesson": key[0], "exercise": key[1]}
    with open(course / FILE, "a") as file:
        file.write(json.dumps(entry | {"status": status} | more) + "\n")


def note_asked(course, key, by, days_ago=0, **more):
    """As a recall notes that it asked a question."""
    note(course, (key[0], "recall"), "asked", days_ago, asked=key[1], by=by, **more)


def asked(found):
    return [(question.lesson, question.exercise.name) for question in found.questions]


def lines(course):
    return [json.loads(line) for line in (course / FILE).read_text().splitlines()]


def test_without_a_workspace_everybody_is_asked_the_same_two(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert asked(recall("5_2")) == [MONTH, SHOP]
    assert repr(recall("5_2")) == repr(recall("5_2")) == recall("5_2")._repr_markdown_()
    assert list(tmp_path.iterdir()) == []


def test_the_questions_are_shown_with_where_they_are_from_and_how_to_answer():
    shown = repr(recall("5_2"))
    assert "**Question 1**, from *Who comes back?*\n\n**The perfect month**" in shown
    assert "- **C**: Leave it out" in shown
    assert "Answer with `recall_quiz.check(..., ...)`." in shown


def test_the_first_lesson_has_nothing_to_recall(course):
    assert repr(recall("00")).startswith("There is nothing to recall yet")
    assert repr(recall("00").check(...)) == repr(recall("00"))
    assert not (course / FILE).exists()


def test_an_unknown_lesson_names_the_valid_ones():
    with pytest.raises(ChoiceError, match="5_2"):
        recall("5_3")


def test_what_was_answered_wrongly_last_comes_first(course):
    note(course, SHOP, "not yet")
    note(course, MONTH, "not yet")
    note(course, MONTH, "correct")
    assert asked(recall("5_2")) == [SHOP, MONTH]


def test_a_third_question_comes_only_with_a_wrong_answer(course):
    note(course, ADA, "not yet")
    assert asked(recall("sms_recall")) == [ADA, OFFER, MONTH]
    assert asked(recall("5_2")) == [SHOP]


def test_right_ones_come_in_the_order_in_which_they_were_seen(course):
    note(course, MONTH, "correct", days_ago=9)
    note(course, ADA, "correct", days_ago=8)
    note(course, OFFER, "correct", days_ago=7)
    note(course, SHOP, "correct", days_ago=6)
    assert asked(recall("sms_recall")) == [MONTH, ADA]


def test_what_was_never_asked_of_a_lesson_that_was_begun_waits_longest(course):
    note(course, ADA, "correct")
    assert asked(recall("sms_recall")) == [OFFER, ADA]


def test_a_case_is_asked_about_only_if_it_was_begun(course):
    assert FIRST_CASE not in asked(recall("5_1"))
    (course / FILE).unlink()
    note(course, FIRST_CASE, "not yet")
    assert asked(recall("5_1")) == [FIRST_CASE, SHOP]


def test_a_class_s_issue_is_not_asked_about(course):
    note(course, ("blue_ocean@7B", "monday"), "not yet")
    assert asked(recall("5_1")) == [SHOP]


def test_only_what_a_lesson_needs_or_what_was_begun_is_asked(course):
    known = headers.read()  # the patched one: changed here for this test
    for needs, order in ((["0"], [SHOP]), ([], []), (["5_1"], [MONTH, SHOP])):
        known["5_2"] = replace(known["5_2"], needs=needs)
        assert asked(recall("5_2")) == order
        (course / FILE).unlink(missing_ok=True)
    known["5_2"] = replace(known["5_2"], needs=["0"])
    note(course, MONTH, "correct")  # of a lesson that isn't needed, but was begun
    assert asked(recall("5_2")) == [MONTH, SHOP]


def test_a_recall_imports_the_exercises_of_no_lesson_that_it_may_not_ask():
    code = (
        "import sys; from ecomlab.classroom import recall; repr(recall('1_4')); "
        "print(*(m for m in sys.modules if m.startswith('ecomlab.exercises.') or m == 'nbformat'))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "ecomlab.exercises.the_shop" in said.stdout
    for name in ("selection", "competitors", "tools", "nbformat"):  # nbformat takes seconds
        assert name not in said.stdout


def test_a_later_lesson_is_not_asked_about(course):
    note(course, ADA, "not yet")
    assert ADA not in asked(recall("5_1"))
    assert ADA not in asked(recall("5_2"))


def test_a_second_run_that_day_shows_the_same_and_notes_nothing(course):
    first = asked(recall("5_2"))
    noted = [(x["lesson"], x["exercise"], x["asked"], x["by"]) for x in lines(course)]
    assert noted == [("5_1", "recall", "dashboard", "5_2"), ("0", "recall", "own_name", "5_2")]
    recall("5_2").check(("A", 1))
    before = len(lines(course))
    assert asked(recall("5_2")) == first
    assert len(lines(course)) == before


def test_nothing_is_asked_twice_a_day(course):
    assert asked(recall("5_2")) == [MONTH, SHOP]
    assert asked(recall("5_1")) == []
    assert repr(recall("5_1")) == "You were asked enough for today: go on with the lesson."
    assert repr(recall("5_1").check(...)) == repr(recall("5_1"))
    assert set(asked(recall("sms_recall"))) == {ADA, OFFER}


def test_tomorrow_it_is_asked_again(course):
    note_asked(course, SHOP, by="5_2", days_ago=1.01)
    assert asked(recall("5_1")) == [SHOP]


def test_answers_are_judged_in_their_order_and_noted_as_the_lesson_s(course):
    found = recall("5_2")
    said = repr(found.check(("C", 2), ("A", 1))).splitlines()
    assert said[0].startswith("1. ✓ **Correct.**")
    assert said[1].startswith("2. ✗ **Not yet.**")
    answered = [line for line in lines(course) if line["status"] != "asked"]
    assert [(x["lesson"], x["exercise"], x["status"]) for x in answered] == [
        (*MONTH, "correct"), (*SHOP, "not yet"),
    ]  # fmt: skip
    assert next(row for row in progress().rows if row[0] == "5_1")[2:4] == (1, 1)


def test_a_question_can_be_skipped(course):
    said = repr(recall("5_2").check(..., ("C", 2)))
    assert "1. … **Not attempted.**" in said
    assert "2. ✓ **Correct.**" in said
    assert "1. ✓" in repr(recall("5_2").check(("C", 2)))
    assert repr(recall("5_2").check()) == repr(recall("5_2").check(..., None, ...))
    assert "1. ✓" in repr(recall("5_2").check(("C", 2), ..., ...))


def test_being_asked_is_not_having_tried(course):
    recall("5_2")
    assert next(row for row in progress().rows if row[0] == "5_1")[2:4] == (0, 0)


@pytest.mark.parametrize("answers", [("C", 2, 3), (("A", 1),) * 9])
def test_too_many_answers_are_told_what_to_write(answers):
    assert "give one for each" in repr(recall("5_2").check(*answers))


@pytest.mark.parametrize("answer", [object(), float("nan"), "é", [], {"A": 1}, recall])
def test_no_answer_ends_in_a_traceback(answer):
    assert "Not yet" in repr(recall("5_2").check(answer, answer))


@pytest.mark.parametrize("time", ["", "yesterday", "9999-99-99", None])
def test_an_entry_without_a_day_does_not_stop_the_recall(course, time):
    note_asked(course, SHOP, by="5_1", time=time)
    note(course, ("gone", "gone"), "not yet")
    note_asked(course, ("5_1", "gone"), by="5_1")
    assert asked(recall("5_1")) == []
    assert asked(recall("5_2")) == [MONTH, SHOP]


def test_a_file_that_cannot_be_read_or_written_does_not_stop_it(course):
    (course / FILE).mkdir()
    with pytest.warns(UserWarning, match="not kept"):
        assert asked(recall("5_2")) == [MONTH, SHOP]


def test_each_question_that_may_be_asked_shows_itself():
    found = [(name, e) for name in modules() for e in lesson(name).exercises if is_recalled(e)]
    assert len(found) > 20
    for name, exercise in found:
        assert exercise.kind.options(), name


def test_a_recall_imports_no_case():
    """A notebook imports its own case only."""
    code = (
        "import sys; from ecomlab.classroom import recall; repr(recall('sms_recall')); "
        "print(*(m for m in sys.modules if m.startswith('ecomlab.cases.')))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "blue_ocean" not in said.stdout
