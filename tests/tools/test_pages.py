"""The generated pages say what the results say."""

import json

import pytest

from tools import pages, verify
from tools.environment import CourseError


@pytest.mark.parametrize("name", pages.PAGES)
def test_page_is_current(name):
    shown = pages.path(name).read_text(encoding="utf-8")
    assert shown == pages.PAGES[name](), f"stale: python course.py pages {name}"


def test_every_results_file_has_its_page():
    assert {path.stem for path in pages.RESULTS.glob("*.json")} <= set(pages.PAGES)


@pytest.fixture
def docs(tmp_path, monkeypatch):
    """A folder of pages of its own."""
    monkeypatch.setattr(pages, "DOCS", tmp_path)
    monkeypatch.setattr(pages, "RESULTS", tmp_path / "results")
    return tmp_path


def test_results_and_page_are_written_together(docs):
    areas = [{"area": "shop", "tests": 1200, "cpu": 180.0}, {"area": "cases", "tests": 3, "cpu": 9}]
    pages.keep("cpu", {"commit": "abc1234", "date": "2026-12-01", "areas": areas})
    text = (docs / "cpu.md").read_text(encoding="utf-8")
    assert "| shop | 1,200 | 180.0 | 10.0% |" in text
    assert "| **together** | 1,203 | 189.0 | 10.5% |" in text
    assert text.endswith("Measured on 2026-12-01 (UTC). Commit abc1234.\n")
    assert json.loads((docs / "results/cpu.json").read_text()) == pages.results("cpu")


def test_survivors_are_listed(docs):
    facts = {"file": "a.py", "line": 7, "source": "x | y < 1", "seconds": 4.2}
    found = [
        facts | {"change": "`<` → `<=`", "outcome": "survived", "by": "", "why": ""},
        facts | {"change": "`1` → `2`", "outcome": "caught", "by": "tests/t.py::t", "why": ""},
        facts | {"change": "`1` → `9`", "outcome": "timed out", "by": "", "why": ""},
    ]
    pages.keep("mutations", {"mutants": found})
    survivors, caught = (docs / "mutations.md").read_text(encoding="utf-8").split("## Caught")
    assert "3 drawn: 1 caught, 1 timed out, 1 survived, 0 equivalent." in survivors
    assert r"| `a.py:7` | `x \| y < 1` | `<` → `<=` |  |" in survivors
    assert "| `a.py:7` | `1` → `2` | tests/t.py::t | 4 s |" in caught
    assert "| `a.py:7` | `1` → `9` | timed out | 4 s |" in caught


def test_a_step_keeps_its_own_row_alone(docs, monkeypatch):
    monkeypatch.setattr(verify, "steps", lambda: iter([("one", None), ("two", None)]))
    verify.note("two", "pass", "8 passed", 12.3)
    verify.note("one", "FAIL", "no", 1)
    verify.note("gone", "pass", "a step that is no more", 1)
    rows = (docs / "verify.md").read_text(encoding="utf-8").splitlines()[-2:]
    assert rows[0].startswith("| one | FAIL | no | 1 s | ")
    assert rows[1].startswith("| two | pass | 8 passed | 12 s | ")
    verify.note("one", "pass", "yes", 1)
    assert "| one | pass | yes |" in (docs / "verify.md").read_text(encoding="utf-8")


NOTES = """import json

def test_it(record_property):
    record_property("verdict", json.dumps({"story": "page", "draws": 200}))
    assert False
"""


def test_verdicts_are_read_from_pytests_report(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (tmp_path / "test_it.py").write_text(NOTES)
    report = tmp_path / "report.xml"
    code, _ = verify.mutations.run_tests(tmp_path, ["test_it.py", f"--junitxml={report}"])
    assert code == 1
    assert verify.verdicts(report) == [{"story": "page", "draws": 200}]
    assert verify.verdicts(tmp_path / "none.xml") == []


def test_marked_parts_are_made_anew_and_nothing_else():
    text = "a\n<!-- map: made by python course.py pages -->\nold\n<!-- /map -->\nz\n"
    new = pages.marked(text, {"map": r"new \1"})
    assert new == text.replace("old", r"new \1")
    assert pages.marked(new, {"map": "old"}) == text


@pytest.mark.parametrize(
    "text", ["", "<!-- /map -->", "<!-- map: made by python course.py pages -->"]
)
def test_a_missing_mark_is_told(text):
    with pytest.raises(CourseError, match="has not once the lines <!-- map"):
        pages.marked(text, {"map": ""})


def test_an_unknown_page_is_met_with_those_there_are():
    with pytest.raises(CourseError, match="called verfy. Choose one of: attribution, benchmarks"):
        pages.main(["verfy"])
