"""course.py: which command is meant, and what each asks for."""

import os
import shutil
import subprocess
import sys

import pytest

import course
from tools.environment import ROOT, CourseError


def test_unknown_command_suggests_the_closest(capsys):
    assert course.main(["tset"]) == 2
    assert "Did you mean `test`?" in capsys.readouterr().err
    assert course.main(["qqqqq"]) == 2
    assert "Did you mean" not in capsys.readouterr().err


def test_no_command_lists_them_all(capsys):
    assert course.main([]) == 0
    printed = capsys.readouterr().out
    assert all(f"course.py {name}" in printed for name in course.COMMANDS)


@pytest.mark.parametrize(
    ("error", "words", "code"),
    [
        (CourseError("Do this."), "Do this.", 1),
        (PermissionError(13, "Permission denied"), "copy the course to your home", 1),
        (KeyboardInterrupt(), "Nothing is broken", 130),
    ],
)
def test_errors_end_in_a_sentence_and_an_exit_code(monkeypatch, capsys, error, words, code):
    def fail(arguments):
        raise error

    monkeypatch.setitem(course.COMMANDS, "doctor", fail)
    assert course.main(["doctor"]) == code
    assert words in capsys.readouterr().err


def test_named_tests_replace_the_whole_suite(monkeypatch):
    said = []
    monkeypatch.setattr(course, "course_python", lambda *extras: "python")
    monkeypatch.setattr(course, "call", lambda *words: said.append(words) or 3)
    assert course.test(["-k", "port"]) == 3
    assert course.test(["tests/test_course.py::test_address_line"]) == 3
    assert said[0][-3:] == ("tests", "ecomlab", "notebooks")
    assert said[1][-1] == "tests/test_course.py::test_address_line"


@pytest.fixture
def said(monkeypatch):
    """What a command asks for: the environment's extras, then the words it runs."""
    heard = []
    monkeypatch.setattr(course, "course_python", lambda *extras: heard.append(extras))
    monkeypatch.setattr(
        course, "call_classroom", lambda python, *words, **more: heard.append(words) or 3
    )
    return heard


def test_present_needs_the_slides_packages_unless_it_lists(said):
    assert course.main(["present", "page_redesign", "--no-browser", "--issue", "7b"]) == 3
    assert said == [("slides",), ("present", "page_redesign", "--no-browser", "--issue", "7b")]
    said.clear()
    assert course.main(["present", "--list"]) == course.main(["present"]) == 3
    assert said == [(), ("present", "--list"), (), ("present",)]


def test_the_classroom_runs_where_you_are_and_yet_is_this_one(monkeypatch, tmp_path, capfd):
    """Relative folders are those of whoever types, who may stand above a clone called ecomlab."""
    (tmp_path / "ecomlab").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(course, "course_python", lambda *extras: sys.executable)
    words = ["reissue", "page_redesign", "--class", "7B", "--out", "mine"]
    assert course.main(words) == 0, capfd.readouterr().err
    (made,) = (tmp_path / "mine").iterdir()
    assert str(made) in capfd.readouterr().out


def test_old_python_reads_one_sentence():
    """The file must parse and stop kindly on a Python that is too old."""
    old = "class V(tuple): pass\nimport sys; sys.version_info = (3, 8, 0)\n"
    code = old + f"exec(compile(open({course.__file__!r}, encoding='utf-8').read(), 'c', 'exec'))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer" in answer.stderr


def test_doctor_speaks_without_an_environment_and_from_elsewhere(tmp_path):
    """A copy of course.py, tools/ and their lock alone, in a path with a space and Chinese."""
    home = tmp_path / "我的 课程"
    shutil.copytree(ROOT / "tools", home / "tools")
    (home / "ecomlab").mkdir()
    alone = ("ecomlab/__init__.py", "ecomlab/lock.py")
    for name in ("course.py", "pyproject.toml", "constraints.txt", *alone):
        (home / name).write_bytes((ROOT / name).read_bytes())
    answer = subprocess.run(
        [sys.executable, str(home / "course.py"), "doctor"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
    )
    assert answer.returncode == 1, answer.stderr
    assert "environment .venv: missing" in answer.stdout
    assert "run: python course.py lab" in answer.stdout
