"""Progress: kept in the trainee's folder only, never in the way of an answer."""

import json

import pytest

from ecomlab import cases
from ecomlab.classroom import exercises, headers, progress, reissues
from ecomlab.classroom.progress_file import FILE, MARKER, find_workspace, read
from ecomlab.errors import DataFileError

RIGHT = 32.9


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A trainee's folder, with the notebook running in a folder of it."""
    (tmp_path / MARKER).write_text("{}")
    (tmp_path / "5_retention").mkdir()
    monkeypatch.chdir(tmp_path / "5_retention")
    return tmp_path


def row():
    return next(row for row in progress().rows if row[0] == "00")


def first():
    return exercises("00").order_value


def right_answer(question):
    return question._answer(question.exercise.solution)


def test_without_a_workspace_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    question = first()
    question.check(right_answer(question))
    assert list(tmp_path.iterdir()) == []
    assert find_workspace() is None
    shown = repr(progress())
    assert shown.endswith("Progress is kept once you open the course with `python course.py lab`.")
    assert progress()._repr_markdown_() == progress()._repr_markdown_()


def test_every_lesson_and_case_has_a_row_with_a_link_from_where_one_is(course, monkeypatch):
    rows = {row.lesson: row for row in progress().rows}
    assert list(rows) == list(headers.read())
    assert rows["5_1"].path == "5_1_cohorts.ipynb"
    assert rows["00"].path == "../00_start_here.ipynb"
    monkeypatch.chdir(course)
    assert "| [5.1 Who comes back?](5_retention/5_1_cohorts.ipynb) | 0 | 0 | 9 | 5_1 |" in (
        progress()._repr_markdown_()
    )


def test_each_check_adds_a_line_and_right_stays_right(course):
    question = first()
    assert row()[2:4] == (0, 0)
    question.check(...)
    assert not (course / FILE).exists()
    question.check("?")
    assert row()[2:4] == (0, 1)
    question.check(right_answer(question))
    question.check("?")
    assert row()[2:4] == (1, 1)
    statuses = [json.loads(line)["status"] for line in (course / FILE).read_text().splitlines()]
    assert statuses == ["not yet", "correct", "not yet"]
    assert "Progress is kept once" not in repr(progress())


def test_the_answer_itself_is_not_kept(course):
    first().check("a secret")
    assert "secret" not in (course / FILE).read_text()


def test_damaged_lines_are_left_out_and_said_so(course):
    question = first()
    question.check(right_answer(question))
    with open(course / FILE, "ab") as file:
        file.write(b'{"lesson": "00", "exer\n\xff\xfe\n[1, 2]\n\n{"lesson": "00", "exerc')
    question.check(right_answer(question))
    entries, damaged = read(course / FILE)
    assert (len(entries), damaged) == (2, 4)
    assert row()[2:4] == (1, 1)
    assert "4 damaged line(s)" in repr(progress())
    assert "4 damaged line(s)" in progress()._repr_markdown_()


def test_unknown_exercises_of_an_older_edition_do_not_count(course):
    (course / FILE).write_text('{"lesson": "00", "exercise": "gone", "status": "correct"}\n')
    assert row()[2:4] == (0, 0)


def test_a_file_that_cannot_be_read_is_said_so(course):
    (course / FILE).mkdir()
    with pytest.raises(DataFileError, match="can't be read.*checked all the same"):
        progress()


def solved(name, issue):
    """The first exercise of a case's issue, answered."""
    question = next(iter(exercises(name, **issue.tables)))
    assert question.check(right_answer(question)).status == "correct"


def test_a_class_s_issue_and_the_published_one_are_kept_apart(course, tmp_path):
    name, secrets = "page_redesign", (b"one or other", b"other or one")
    issues = []
    for i, secret in enumerate(secrets):  # the same class, by mistake issued twice
        folder = reissues.reissue(name, "三年级2班", tmp_path / str(i), secret)
        issues.append(cases.load(name, reissues.parts(folder)[0]))

    def found():
        return {row[0]: row[2:5] for row in progress().rows if row[0].startswith(name)}

    count = len(exercises(name))
    assert found() == {name: (0, 0, count)}
    solved(name, cases.load(name))
    assert found() == {name: (1, 1, count)}
    solved(name, issues[0])
    solved(name, issues[1])
    solved(name, issues[1])
    kept = found()
    assert list(kept.values()) == [(1, 1, count)] * 3
    assert all(key.startswith(f"{name}@三年级2班 ") for key in list(kept)[1:])
    paths = {row.lesson: row.path for row in progress().rows}
    assert paths[name] == "../3_conversion/case_page_redesign.ipynb"
    assert {paths[key] for key in list(kept)[1:]} == {""}


def test_a_file_of_the_first_edition_counts_for_the_published_case(course):
    line = {"time": "2026-09-01T08:00:00+00:00", "lesson": "page_redesign", "misconception": None}
    line |= {"exercise": "monday", "status": "correct"}
    (course / FILE).write_text(json.dumps(line) + "\n")
    assert ("page_redesign", 1, 1) in [(row[0], *row[2:4]) for row in progress().rows]
    solved("page_redesign", cases.reissue("page_redesign", "7B"))
    assert json.loads((course / FILE).read_text().splitlines()[1])["lesson"] == "page_redesign@7B"


def test_a_file_that_cannot_be_written_warns_but_the_check_goes_on(course):
    (course / FILE).mkdir()
    question = first()
    with pytest.warns(UserWarning, match="not kept"):
        outcome = question.check(right_answer(question))
    assert outcome.status == "correct"


def test_a_deeply_nested_line_is_damage_like_any_other(course):
    (course / FILE).write_text("[" * 200_000 + "\n")
    assert read(course / FILE) == ([], 1)


def test_a_folder_deleted_meanwhile_does_not_stop_the_check(tmp_path, monkeypatch):
    question, gone = first(), tmp_path / "gone"
    answer = right_answer(question)
    gone.mkdir()
    monkeypatch.chdir(gone)
    try:
        gone.rmdir()
    except OSError:
        pytest.skip("this system keeps the folder one is in")
    assert question.check(answer).status == "correct"
    assert find_workspace() is None
