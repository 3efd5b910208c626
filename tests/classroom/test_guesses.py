"""Guesses and predictions: kept before the data are seen, never wrong, counted over the course."""

import json
import math

import matplotlib.pyplot as plt
import pytest

from ecomlab import cases
from ecomlab.classroom import calibration, exercises, progress
from ecomlab.classroom.exercise import KEPT, NOT_ATTEMPTED
from ecomlab.classroom.guesses import unit_of
from ecomlab.classroom.kinds.prediction import Given, Prediction, read
from ecomlab.classroom.lesson import Lesson
from ecomlab.classroom.progress_file import FILE, MARKER
from ecomlab.classroom.progress_file import read as read_file
from ecomlab.errors import InputError

CASE = "page_redesign"  # its truth: a factor of 1.5


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A trainee's folder."""
    (tmp_path / MARKER).write_text("{}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """A folder that is nobody's workspace."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def _closed_figures():
    yield
    plt.close("all")


def lines(course):
    path = course / FILE
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def rows_of(ax):
    return [tick.get_text().partition("\n")[0] for tick in ax.get_yticklabels()]


# --- A guess -------------------------------------------------------------------------------


def test_a_guess_is_noted_with_time_lesson_and_numbers(course):
    said = exercises(CASE).guess(1.4, low=1.1, high=1.8)
    assert said == "● **Kept.** Your guess is 1.4 times (1.1 to 1.8)."
    (line,) = lines(course)
    assert line.pop("time")
    assert line == {
        "lesson": CASE, "exercise": "guess", "status": "kept", "misconception": None,
        "value": 1.4, "low": 1.1, "high": 1.8,
    }  # fmt: skip


def test_the_first_guess_counts_and_a_later_one_is_a_revision(course):
    exercises(CASE).guess(1.4, 1.1, 1.8)
    said = exercises(CASE).guess(2)  # in another session
    assert "Your first guess, 1.4 times (1.1 to 1.8), counts; this one, 2 times" in said
    assert exercises(CASE).guess.given == (1.4, 1.1, 1.8)
    assert [line["value"] for line in lines(course)] == [1.4, 2]


def test_the_same_value_with_an_interval_completes_the_first_guess(course):
    assert "once more with both" in exercises(CASE).guess(1.4)
    assert "Your guess is 1.4 times (1.1 to 1.8)" in exercises(CASE).guess(1.4, 1.1, 1.8)
    assert exercises(CASE).guess.given == (1.4, 1.1, 1.8)
    assert "revision" in exercises(CASE).guess(1.4, 1.3, 1.5)  # it was complete
    assert "revision" in exercises(CASE).guess(2, 1.1, 2.8)
    issue = cases.load(CASE)
    exercises(CASE).guess.verdict(issue)
    (expected,) = calibration().expected
    assert expected.given == (1.4, 1.1, 1.8)


def test_an_interval_that_comes_after_the_truth_completes_nothing(course):
    exercises(CASE).guess(1.4)
    exercises(CASE).guess.verdict(cases.load(CASE))
    exercises(CASE).guess(1.4, 1.3, 1.6)
    assert calibration().expected == ()


def test_running_the_cell_again_notes_nothing_more(course):
    for _ in range(3):
        said = exercises(CASE).guess(1.4, 1.1, 1.8)
    assert "revision" not in said
    assert len(lines(course)) == 1


@pytest.mark.parametrize("nothing", [(), (...,), (None,), (..., ..., ...)])
def test_without_a_guess_the_same_is_said_to_everybody(course, nothing, monkeypatch):
    quiz = exercises(CASE)
    said = quiz.guess(*nothing)
    assert said.startswith("… **Not attempted.** Put your guess in place of the three dots.")
    assert lines(course) == []
    quiz.guess(1.4)
    assert exercises(CASE).guess(*nothing) == said
    monkeypatch.chdir("/")
    assert exercises(CASE).guess(*nothing) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("much",), "one number, in times"),
        ((math.nan,), "nan"),
        ((True,), "truth value"),
        ((1.4, 1.8, 1.1), "low end, 1.8, is not below your high end, 1.1"),
        ((1.4, 1.4, 1.4), "not below"),
        ((2.4, 1.1, 1.8), "2.4, lies outside your own interval, 1.1 to 1.8"),
        ((1.4, 1.1), "one end only"),
        ((1.4, ..., 1.8), "one end only"),
    ],
)
def test_a_guess_that_cannot_be_read_is_told_how_to_write_it(course, typed, said):
    quiz = exercises(CASE)
    answer = quiz.guess(*typed)
    assert answer.startswith("… **Not attempted.**")
    assert said in answer
    assert "quiz.guess(value, low=…, high=…)" in answer
    assert lines(course) == []
    assert quiz.guess.given is None


@pytest.mark.parametrize(
    ("name", "typed", "given"),
    [
        (CASE, ("1.4", "1.1", "１．８"), (1.4, 1.1, 1.8)),
        ("top_fifth", ("40 %", "25%", 0.6), (0.4, 0.25, 0.6)),
        ("sms_recall", ("3 %", "1.5", "−1"), "not below"),
        ("sms_recall", ("3 %", "−1", "4.5"), (3, -1, 4.5)),
        ("group_fission", ("¥ 1,200", "900", "2,000 yuan"), (1200, 900, 2000)),
        (CASE, ("1,4",), "Write the number with a point"),
        (CASE, ("140 %",), "Leave the percent sign out"),
        (CASE, ([1.4],), (1.4,)),
    ],
)
def test_a_guess_is_read_as_people_type_it(course, name, typed, given):
    quiz = exercises(name)
    said = quiz.guess(*typed)
    if isinstance(given, str):
        assert given in said
        assert quiz.guess.given is None
    else:
        assert quiz.guess.given == Given(*given)


def test_without_a_workspace_a_guess_holds_for_the_session_and_nothing_is_written(nowhere):
    quiz = exercises(CASE)
    assert "once you open the course with" in quiz.guess(1.4)
    assert quiz.guess.given == Given(1.4)
    assert exercises(CASE).guess.given is None
    assert list(nowhere.iterdir()) == []


def test_a_guess_in_a_class_s_issue_is_kept_apart(course):
    tables = cases.reissue(CASE, "7B").tables
    exercises(CASE, **tables).guess(1.2)
    assert lines(course)[0]["lesson"] == f"{CASE}@7B"
    assert exercises(CASE).guess.given is None
    assert exercises(CASE, **tables).guess.given == Given(1.2)


def test_damaged_numbers_in_the_file_are_no_guess(course):
    entry = {"lesson": CASE, "exercise": "guess", "status": "kept"}
    damaged = [{"value": "x"}, {"value": [1]}, {"low": 1}, {"value": 10**400}, {"value": math.inf}]
    text = "\n".join(json.dumps(entry | more) for more in damaged)
    (course / FILE).write_text(text + "\n")
    assert exercises(CASE).guess.given is None
    (course / FILE).write_text(text + "\n" + json.dumps(entry | {"value": 3, "high": 4}) + "\n")
    assert exercises(CASE).guess.given.value == 3
    assert not exercises(CASE).guess.given.has_interval
    assert repr(calibration())


def test_a_file_that_cannot_be_read_is_not_in_the_way(course):
    (course / FILE).mkdir()
    quiz = exercises(CASE)
    with pytest.warns(UserWarning, match="not kept"):
        quiz.guess(1.4)
    assert quiz.guess.given == Given(1.4)


def test_no_exercise_takes_the_name_of_the_guess():
    for row in progress().rows:
        names = {question.exercise.name for question in exercises(row[0])}
        assert not names & {"guess", "recall", "verdict"}


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("page_redesign", "times"), ("sms_recall", "points"), ("top_fifth", "share"),
        ("group_fission", "yuan"), ("roi_above_mean", "yuan"),
    ],
)  # fmt: skip
def test_a_guess_is_in_the_unit_of_the_verdict(name, unit):
    assert unit_of(cases.case(name)) == unit


# --- The last figure of a case -------------------------------------------------------------


def test_the_last_figure_has_the_guess_as_its_first_row(course):
    quiz, issue = exercises(CASE), cases.load(CASE)
    assert rows_of(quiz.verdict(issue)) == ["obvious reading", "right method"]
    quiz.guess(1.4, 1.1, 1.8)
    ax = quiz.verdict(issue)
    assert rows_of(ax) == ["your guess", "obvious reading", "right method"]
    assert ax.lines[0].get_xdata()[0] == 1.4
    assert ax.collections[0].get_segments()[0][:, 0].tolist() == [1.1, 1.8]


def test_the_last_figure_is_of_the_case_that_the_questions_are_asked_on(course):
    quiz = exercises(cases.load(CASE))
    quiz.guess(1.4, 1.1, 1.8)
    assert rows_of(quiz.verdict()) == ["your guess", "obvious reading", "right method"]
    with pytest.raises(InputError, match=r"quiz = exercises\(case\)"):
        exercises(CASE).verdict()


def test_a_guess_without_interval_is_a_dot(course):
    quiz = exercises("sms_recall")
    quiz.guess(3)
    ax = quiz.verdict(cases.load("sms_recall"))
    assert rows_of(ax)[0] == "your guess"
    assert ax.lines[0].get_xdata()[0] == 3


def test_without_a_guess_the_last_figure_is_that_of_everybody(nowhere, course):
    from ecomlab import plots

    issue = cases.load(CASE)
    own, all_others = exercises(CASE).verdict(issue), plots.verdict(issue.verdict())
    for ax in (own, all_others):
        ax.figure.canvas.draw()
    assert bytes(own.figure.canvas.buffer_rgba()) == bytes(all_others.figure.canvas.buffer_rgba())


def test_what_came_is_noted_once_in_the_unit_of_the_guess(course):
    quiz, issue = exercises("sms_recall"), cases.load("sms_recall")
    quiz.guess(3, 2, 4)
    quiz.verdict(issue)
    quiz.verdict(issue)
    assert [line.get("came") for line in lines(course)] == [None, pytest.approx(100 * issue.truth)]


def test_a_class_s_issue_without_its_truth_shows_the_guess_and_settles_nothing(course):
    drawn = cases.reissue(CASE, "7B")
    issue = cases.Issue(drawn.case, drawn.tables, label="7B")
    quiz = exercises(CASE, **issue.tables)
    quiz.guess(1.4)
    assert rows_of(quiz.verdict(issue))[0] == "your guess"
    assert len(lines(course)) == 1


def test_a_lesson_s_guess_of_a_share_refuses_per_cent(course):
    quiz = exercises("1_4")
    said = quiz.guess(40, 30, 50)
    assert "above 1" in said
    assert "write 0.4" in said
    assert quiz.guess.given is None
    assert lines(course) == []
    quiz.guess(0.4, 0.3, 0.5)
    assert quiz.guess.given == (0.4, 0.3, 0.5)


# --- Predictions ---------------------------------------------------------------------------


LESSON = Lesson("5_1", "A lesson", lambda: {"came": 0.2975})


@LESSON.exercise("How many come back?", Prediction("share"))
def mature_rate(came):
    """Which share comes back within a quarter?

    Hint: Think of ten people you know.

    Right: Keep it in mind.
    """
    return came


@pytest.mark.parametrize(
    "answer",
    [(0.31, 0.25, 0.40), [0.31, 0.25, 0.40], {"value": 0.31, "low": 0.25, "high": 0.4}],
)
def test_a_prediction_is_kept_and_told_what_came(course, answer):
    outcome = LESSON.on().mature_rate.check(answer)
    assert outcome.status == KEPT
    assert outcome.message == (
        "It came out at 0.2975. Your interval, 0.25 to 0.4, holds it; it is 0.15 wide.\n\n"
        "Keep it in mind."
    )
    assert repr(outcome).startswith("● Kept. It came out")
    (line,) = lines(course)
    assert [line[x] for x in ("value", "low", "high", "came")] == [0.31, 0.25, 0.4, 0.2975]


@pytest.mark.parametrize("again", ["this session", "another"])
def test_after_the_answer_the_first_prediction_counts(course, again):
    question = LESSON.on().mature_rate
    question.check((0.5, 0.4, 0.6))
    if again == "another":
        question = LESSON.on().mature_rate
    said = question.check((0.2975, 0.29, 0.3)).message
    assert said.startswith("Your first prediction, 0.5 (0.4 to 0.6), counts")
    assert "your first interval doesn't hold it" in said
    assert [line["value"] for line in lines(course)][:2] == [0.5, 0.2975]


def test_a_prediction_that_missed_is_not_wrong(course):
    outcome = LESSON.on().mature_rate.check((0.5, 0.4, 0.6))
    assert outcome.status == KEPT
    assert "0.4 to 0.6, doesn't hold it; it is 0.2 wide" in outcome.message


def test_a_prediction_tells_its_unit():
    assert Prediction("days").kept((80, 60, 90), 41).startswith("It came out at 41 days.")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (0.31, "has no interval"),
        ((0.31, 0.25), "has 2 numbers, not three"),
        ((17, 10, 30), "for 17 per cent write 0.17"),
        ((0.31, 0.40, 0.25), "low end, 0.4, is not below your high end, 0.25"),
        ((0.5, 0.25, 0.40), "0.5, lies outside your own interval, 0.25 to 0.4"),
        ({"value": 0.31, "low": 0.25}, "has no high"),
        (("3.5 %", "25 %", "1 %"), "low end, 0.25, is not below your high end, 0.01"),
        ({}, "has no value and no low and no high"),
        (("a", "b", "c"), "share between 0 and 1"),
        ((0.31, math.nan, 0.4), "nan"),
        ((None, 0.1, 0.2), "one end only"),
        ("much", "has no interval"),
        (object(), "has no interval"),
    ],
)
def test_a_prediction_that_cannot_be_read_is_not_wrong_either(course, answer, said):
    outcome = LESSON.on().mature_rate.check(answer)
    assert outcome.status == NOT_ATTEMPTED
    assert said in outcome.message
    assert "0.2975" not in outcome.message
    assert lines(course) == []


def test_a_kept_prediction_counts_as_tried(course):
    first = next(iter(exercises("5_1")))
    entry = {"lesson": "5_1", "exercise": first.exercise.name, "status": "kept"}
    asked = entry | {"exercise": "recall", "status": "asked", "asked": "dashboard"}
    (course / FILE).write_text(f"{json.dumps(entry)}\n{json.dumps(asked)}\n")
    assert next(row for row in progress().rows if row[0] == "5_1")[2:4] == (0, 1)


def test_read_takes_a_value_alone():
    assert read(3) == read(3, None, ...) == Given(3.0)


# --- Calibration ---------------------------------------------------------------------------


def kept(lesson, exercise, value, low, high, **more):
    numbers = {"value": value, "low": low, "high": high}
    return {"lesson": lesson, "exercise": exercise, "status": "kept"} | numbers | more


def write(course, *entries):
    (course / FILE).write_text("".join(json.dumps(entry) + "\n" for entry in entries))


def test_without_a_workspace_calibration_is_the_same_for_everybody(nowhere):
    exercises(CASE).guess(1.4, 1.1, 1.8)
    found = calibration()
    assert found._repr_markdown_() == repr(found)
    assert repr(found) == (
        "Your guesses and predictions are kept, and counted here, once you open the course with "
        "`python course.py lab`."
    )


def test_a_guess_waits_for_its_truth(course):
    quiz = exercises(CASE)
    assert repr(calibration()) == "No interval of yours has met its truth yet."
    quiz.guess(1.4, 1.1, 1.8)
    assert "Waiting for the last figure of their case: 1." in repr(calibration())
    quiz.verdict(cases.load(CASE))
    found = calibration()
    assert found.table[["lesson", "value", "came", "held"]].values.tolist() == [
        [CASE, 1.4, 1.5, True]
    ]
    assert "1 of your 1 intervals held what came. It is too early to say more" in repr(found)
    assert "| The page that tripled its conversion | 1.4 | 1.1 to 1.8 | 1.5 | yes |" in (
        found._repr_markdown_()
    )


def test_a_guess_made_after_the_truth_was_shown_is_not_counted(course):
    quiz = exercises(CASE)
    quiz.verdict(cases.load(CASE))
    assert "doesn't count it" in quiz.guess(1.5, 1.4, 1.6)
    assert len(calibration().table) == 0


def test_only_the_first_interval_of_each_counts(course):
    write(
        course,
        kept("5_1", "mature_rate", 0.5, 0.4, 0.6, came=0.3),
        kept("5_1", "mature_rate", 0.3, 0.2, 0.4, came=0.3),
        kept(CASE, "guess", 3, 2, 4),
        kept(CASE, "guess", 1.5, 1, 2),
        {"lesson": CASE, "exercise": "guess", "status": "settled", "came": 1.5},
        kept("5_2", "gone", 1, 0, 2, came=1),
        kept("of another edition", "gone", 1, 0, 2, came=3),
        {"lesson": "5_2", "exercise": "no_interval", "status": "kept", "value": 1, "came": 1},
    )
    found = calibration()
    assert found.table["held"].tolist() == [False, False, True, False]
    assert found.share.n == 4
    assert found.table["about"].iloc[3] == "gone"


@pytest.mark.parametrize(
    ("held", "n", "said"),
    [
        (4, 4, "too early"),
        (
            5,
            5,
            "5 of your 5 intervals held what came. That is 100% (57% to 100%, n = 5 intervals)",
        ),
        (2, 10, "too narrow"),
        (9, 10, "no reason yet"),
        (60, 60, "wider than they need be"),
    ],
)
def test_what_the_share_says(course, held, n, said):
    """Of 5 of 5, Wilson's 95 % interval begins at 5 / (5 + 1.96²) = .566."""
    write(
        course,
        *(kept("5_1", f"e{i}", 0.5, 0.4, 0.6, came=0.5 if i < held else 0.7) for i in range(n)),
    )
    assert said in repr(calibration())
    assert calibration().share.estimate == held / n


def test_the_figure_shows_where_in_its_interval_each_came(course):
    write(
        course,
        kept("5_1", "a", 5, 0, 10, came=2.5),
        kept("5_1", "b", 5, 4, 6, came=7),
        kept("5_1", "c", 5, 4, 6, came=-100),
    )
    ax = calibration().figure()
    assert ax.lines[0].get_xdata().tolist() == [0.25, 1.5, -1]
    assert ax.get_title("left") == "1 of 3 intervals held what came"


def test_old_entries_are_read_as_before_and_numbers_come_with_the_new_ones(course):
    old = {"time": "2026-09-01T08:00:00+00:00", "lesson": "00"}
    old |= {"exercise": "a", "status": "correct"}
    write(course, old | {"misconception": None}, kept("5_1", "b", 1, 0, 2, by="5_2", note="later"))
    assert read_file(course / FILE) == (
        [old, kept("5_1", "b", 1, 0, 2, by="5_2")],
        0,
    )
