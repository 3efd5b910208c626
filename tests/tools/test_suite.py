"""Which tests belong to a word."""

import re
import subprocess
import sys

import pytest

from tools import suite
from tools.environment import ROOT, CourseError


def kept(word, *ids):
    """Which of these tests, that lie in the paths of a word, belong to it."""
    *paths, about = suite.arguments([word])[len(suite.STRICT) + len(suite.parallel()) :]
    assert all(name.startswith(tuple(paths)) for name in ids)
    return [name for name in ids if re.search(about.removeprefix("--about="), name)]


def test_what_belongs_to_a_lesson():
    own = [
        "notebooks/5_retention/5_1_cohorts.ipynb::Cell 0",
        "ecomlab/retention/cohorts.py::ecomlab.retention.cohorts.repurchase_rate",
        "tests/retention/test_cohorts.py::test_triangle_holds_every_rate",
        "tests/test_notebooks.py::test_notebook_is_its_source[5_retention/5_1_cohorts.ipynb]",
        "tests/classroom/test_exercises.py::test_blank_is_not_attempted[None-5_1.sixty_days]",
    ]
    others = [
        "tests/test_notebooks.py::test_notebook_is_valid[5_retention/5_2_lifetime.ipynb]",
        "tests/classroom/test_exercises.py::test_blank_is_not_attempted[None-5_2.simple]",
        "tests/classroom/test_exercises.py::test_every_module_is_registered",
    ]
    assert kept("5_1", *own, *others) == kept("5_1_cohorts", *own, *others) == own


@pytest.mark.parametrize(("word", "own"), [("0", "0.orders"), ("00", "00.first")])
def test_a_short_word_is_not_taken_for_part_of_another(word, own):
    start = "tests/classroom/test_exercises.py::test_blank_is_not_attempted"
    ids = [f"{start}[None-{name}]" for name in ("0.orders", "00.first", "5_1.sixty_days")]
    assert kept(word, *ids) == [f"{start}[None-{own}]"]


def test_what_belongs_to_a_case():
    own = [
        "notebooks/3_conversion/case_page_redesign.ipynb::Cell 0",
        "tests/cases/test_cases.py::test_published_figures_come_out_exactly[page_redesign]",
        "tests/cases/test_cases.py::test_reissue[class 7B-page_redesign]",
        "tests/test_notebooks.py::test_notebook_is_valid[3_conversion/case_page_redesign.ipynb]",
        "tests/classroom/test_exercises.py::test_hints[page_redesign.same_source]",
        "tests/classroom/test_reissues.py::test_key_tells_the_issue[page_redesign]",
    ]
    others = [
        "tests/cases/test_cases.py::test_published_figures_come_out_exactly[size_step]",
        "tests/classroom/test_reissues.py::test_nothing_is_overwritten",
    ]
    assert kept("page_redesign", *own, *others) == own


def test_pytest_keeps_what_the_word_is_about(monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # none is needed to collect
    words = ["tests/tools/test_suite.py", "--about=a_lesson|a_case", "--collect-only", "-q"]
    command = [sys.executable, "-m", "pytest", *words]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    names = [line.split("::")[1] for line in answer.stdout.splitlines() if "::" in line]
    assert names == ["test_what_belongs_to_a_lesson", "test_what_belongs_to_a_case"]


def test_what_belongs_to_a_chapter_and_to_an_area():
    words = suite.arguments(["retention"])
    for path in (
        "tests/retention", "ecomlab/retention", "notebooks/5_retention/5_2_lifetime.ipynb",
        "notebooks/5_retention/case_sms_recall.ipynb",
    ):  # fmt: skip
        assert path in words
    assert not any("page_redesign" in word for word in words)
    assert "tests/shop" in suite.arguments(["shop"])
    assert {"ecomlab/errors.py", "tests/test_errors.py"} <= set(suite.arguments(["errors"]))


def test_paths_and_options_go_through():
    before = [*suite.STRICT, *suite.parallel()]
    everything = suite.EVERYTHING
    for typed, expected in (
        ([], everything),
        (["-k", "cohorts"], ["-k", "cohorts", *everything]),
        (["-x", "--maxfail", "3"], ["-x", "--maxfail", "3", *everything]),
        (["tests/test_course.py::test_x"], ["tests/test_course.py::test_x"]),
        (["-n", "5", "--seeds=9", "tests"], ["-n", "5", "--seeds=9", "tests"]),
        (["--lf", "tests/shop", "-q"], ["--lf", "tests/shop", "-q"]),
        (["--ignore", "tools"], ["--ignore", "tools"]),
    ):
        assert suite.arguments(typed) == [*before, *expected]
    with_path = suite.arguments(["5_2", "-x", "tests/test_course.py"])
    assert with_path[len(before) : len(before) + 2] == ["-x", "tests/test_course.py"]
    assert r"tests/test_course\.py" in with_path[-1]


def test_what_wholly_belongs_to_one_word_does_so_beside_another():
    for words in (["cases", "page_redesign"], ["page_redesign", "cases"]):
        about = suite.arguments(words)[-1].removeprefix("--about=")
        assert re.search(about, "tests/cases/test_cases.py::test_catalogue")
    assert "tests/tools" in suite.arguments(["tools"])


def test_a_word_that_names_nothing_is_met_with_those_that_do():
    with pytest.raises(CourseError, match="called retenton. Did you mean retention"):
        suite.arguments(["retenton"])
    with pytest.raises(CourseError, match="called tests/tset_course.py. "):
        suite.arguments(["tests/tset_course.py"])


def test_a_worker_per_core(monkeypatch):
    monkeypatch.setattr(suite.os, "sched_getaffinity", lambda process: {0, 3, 5}, raising=False)
    assert suite.parallel()[:2] == ["-n", "3"]
    monkeypatch.delattr(suite.os, "sched_getaffinity")
    monkeypatch.setattr(suite.os, "cpu_count", lambda: 8)
    assert suite.parallel()[:2] == ["-n", "8"]
