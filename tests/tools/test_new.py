"""A new lesson and a new case: they run, their tests pass, what is missing is listed."""

import os
import shutil
import subprocess
import sys

import pytest

from tools import new, suite
from tools.environment import ROOT, CourseError
from tools.mutations import LEFT_OUT

NEW = {"7_8": "7_plan/7_8_tried", "power_bank": "5_retention/case_power_bank"}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course with a lesson and a case more, both built."""
    folder = tmp_path_factory.mktemp("new") / "course"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    run(folder, "-m", "tools.new", "7_8_tried", "--title", "Another price", "--chinese", "价格")
    run(folder, "-m", "tools.new", "case_k23_power_bank", "--chapter", "5_retention")
    run(folder, "-m", "ecomlab.classroom", "build", *NEW)
    return folder


def run(folder, *words):
    """A part of the copy, whose own package and tests it finds."""
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    answer = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_their_tests_pass_and_list_what_is_to_do(course):
    words = run(course, "-c", f"from tools import suite; print(*suite.arguments({[*NEW]}))").split()
    one_process = ["-n", "0", "-p", "no:cacheprovider", "-rx"]
    said = run(course, "-m", "pytest", *words, *one_process)
    assert "lessons/7_plan/7_8_tried.py:3 TODO what it is about" in said
    assert "ecomlab/cases/power_bank.py:1 TODO the claim in one sentence" in said
    assert suite.STRICT[1] in words  # notebooks too, strictly


def test_what_is_made_of_all_headers_holds_them_too(course):
    for file in ("README.md", "notebooks/syllabus.csv", "docs/cases.md"):
        text = (course / file).read_text(encoding="utf-8")
        assert NEW["power_bank"] in text
        assert (NEW["7_8"] in text) == (file == "README.md")  # the lesson names no row yet
    run(course, "-m", "ruff", "check", "--no-cache")
    run(course, "-m", "ruff", "format", "--check", "--no-cache")


REFUSED = {
    "no name": (("Paid",), "Paid is no name. Call a lesson 2_3_paid"),
    "taken number": (("5_1_other",), "5.1 is lessons/5_retention/5_1_cohorts.py already"),
    "taken row": (("case_k01_page", None, None, "1_research"), "K01 is lessons/3_conversion"),
    "no row": (("case_k99_page", None, None, "1_research"), "The map has no row K99"),
    "no chapter": (("case_k23_page",), "Name the chapter of the case: --chapter 1_research or"),
    "wrong chapter": (
        ("7_8_tried", None, None, "1_research"),
        "7_8_tried belongs to 7_plan",
    ),
    "title": (("7_8_tried", 'The "best" ad'), "has one of"),
    "taken name": (("case_k23_page_redesign", None, None, "1_research"), "K23|page_redesign"),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_there_or_cannot_be_is_refused(words, said, monkeypatch):
    monkeypatch.setattr(new, "_write", lambda texts: pytest.fail("it was written"))
    with pytest.raises(CourseError, match=said):
        new.new(*words)


def test_a_toolbox_file_that_a_case_brought_stays(monkeypatch):
    texts = {}
    monkeypatch.setattr(new, "_write", texts.update)
    new.new("5_8_messages")
    made = {path.relative_to(ROOT).as_posix(): text for path, text in texts.items()}
    assert "ecomlab/retention/messages.py" not in made
    assert "tests/retention/test_messages.py" not in made
    assert "print(messages.__doc__)" in made["lessons/5_retention/5_8_messages.py"]
    assert '# topic = "retention.messages"' in made["lessons/5_retention/5_8_messages.py"]


def test_a_lesson_before_the_stages_has_no_toolbox(monkeypatch):
    texts = {}
    monkeypatch.setattr(new, "_write", texts.update)
    new.new("0_4_tried")
    made = sorted(path.relative_to(ROOT).as_posix() for path in texts)
    assert made == [
        "ecomlab/exercises/tried.py",
        "ecomlab/texts/en/0_4.toml",
        "lessons/0_4_tried.py",
        "tests/exercises/tried.py",
    ]


def test_half_written_files_are_taken_away(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises((FileExistsError, NotADirectoryError)):
        new._write({tmp_path / "a.py": "1", tmp_path / "file" / "b.py": "2"})
    assert not (tmp_path / "a.py").exists()
