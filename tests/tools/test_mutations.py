"""Mutations of a toy: which changes there are, and whether its tests see them."""

import pytest

from tools import mutations
from tools.environment import CourseError

TOY = '''"""A toy: 1 + 1 in its text is no code."""

LIMIT: "a number below 2 + 3" = 10_000
words = "不 + 算"

def mean(values):
    return (sum(values) +  # 7 + 7 in a comment
            0) / len(values)

def high(价, border=0.5):
    text = f"{价 + 1:.2f}" + "元"
    return 价 >= border != 0, text

def words(value):
    return 100 * value
'''
TESTS = """from toy import high, mean

def test_mean():
    assert mean([1, 2, 6]) == 3

def test_high():
    assert high(0.7)[0]
    assert not high(0.2)[0]
"""


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """A folder with a toy and its tests, which don't try the border itself."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # they need none, and start sooner
    (tmp_path / "toy.py").write_text(TOY, encoding="utf-8")
    (tmp_path / "test_toy.py").write_text(TESTS, encoding="utf-8")
    return tmp_path


def changes(folder):
    return {(one.line, one.old, one.new): one for one in mutations.mutants("toy.py", folder)}


def test_signs_and_numbers_change_but_no_texts_and_annotations(toy):
    assert list(changes(toy)) == [
        (3, "10_000", "10001"),
        (7, "+", "-"),
        (8, "0", "1"),
        (8, "/", "*"),
        (10, "0.5", "1.0"),
        (12, ">=", ">"),
        (12, "!=", "=="),
        (12, "0", "1"),
    ]


def test_each_change_is_one_place_of_the_text(toy):
    text = (toy / "toy.py").read_bytes()
    for one in changes(toy).values():
        assert text[one.start : one.end].decode() == one.old
        assert one.source == TOY.splitlines()[one.line - 1].strip()


def test_a_change_is_caught_by_a_test_or_survives_and_is_taken_back(toy):
    found, words = changes(toy), ["test_toy.py"]
    caught = mutations.try_out(toy, found[8, "/", "*"], words)
    assert (caught["outcome"], caught["by"]) == ("caught", "test_toy.py::test_mean")
    survived = mutations.try_out(toy, found[12, ">=", ">"], words)
    assert (survived["outcome"], survived["by"]) == ("survived", "")
    assert (toy / "toy.py").read_text(encoding="utf-8") == TOY


def test_tests_that_fail_by_themselves_catch_nothing(toy):
    (toy / "test_toy.py").write_text("def test_nothing():\n    assert False\n")
    with pytest.raises(CourseError, match="The tests of toy.py fail although nothing was changed"):
        mutations.unchanged(toy, "toy.py", ["test_toy.py"])


def test_what_no_test_belongs_to_survives(toy):
    (toy / "test_toy.py").write_text("")
    assert mutations.unchanged(toy, "toy.py", ["test_toy.py"]) > 60
    found = mutations.try_out(toy, changes(toy)[8, "/", "*"], ["test_toy.py"])
    assert found["outcome"] == "survived"


def test_a_change_that_never_ends_is_stopped(toy):
    (toy / "test_toy.py").write_text("import time\n\ndef test_long():\n    time.sleep(60)\n")
    assert mutations.run_tests(toy, ["test_toy.py"], limit=1) == (None, "")


def test_the_draw_is_the_same_each_time(toy):
    drawn = mutations.draw(["toy.py"], 5, root=toy)
    assert drawn == mutations.draw(["toy.py"], 5, root=toy)
    assert len(set(drawn)) == 5
    assert drawn != mutations.draw(["toy.py"], 5, seed=1, root=toy)
    assert len(mutations.draw(["toy.py"], 60, root=toy)) == 8


@pytest.fixture
def kept(monkeypatch):
    """What would be left in docs/results/."""
    files = {}
    monkeypatch.setattr(mutations.pages, "keep", files.__setitem__)
    monkeypatch.setattr(mutations.pages, "results", lambda name: files.get(name, {}))
    return files


ROW = {"file": "a.py", "start": 3, "change": "`<` → `<=`", "digest": "d", "source": "x < 1"}


def test_a_survivor_that_changes_nothing_is_told_apart(kept, monkeypatch):
    monkeypatch.setattr(mutations, "EQUIVALENT", {("a.py", "x < 1", "`<` → `<=`"): "x is whole"})
    rows = mutations.keep([ROW | {"outcome": "survived"}, ROW | {"outcome": "caught"}])
    assert [row["outcome"] for row in rows] == ["equivalent", "caught"]
    assert mutations.verdict(rows) == "1 of 1 caught, 1 equivalent"
    monkeypatch.setattr(mutations, "EQUIVALENT", {})
    assert [row["outcome"] for row in mutations.keep(rows)] == ["survived", "caught"]
    with pytest.raises(CourseError, match="drawn: 1 of 2 caught, 0 equivalent: fewer than 90%"):
        mutations.verdict(rows)


def test_a_stopped_run_goes_on_while_file_and_tests_are_the_same(kept):
    mutations.keep([ROW | {"outcome": "caught"}])
    rows = {"the same": ROW, "other tests": ROW | {"digest": "e"}}
    assert mutations.known(rows) == {"the same": kept["mutations"]["mutants"][0]}


def test_a_chapter_has_a_sample_of_its_own_and_a_verdict_of_its_own():
    drawn = mutations.samples([], 60)
    counts = {"drawn": 60, "research": 20, "traffic": 20, "conversion": 20, "fulfillment": 20}
    assert {name: len(some) for name, some in drawn.items()} == counts
    assert all(one.file.startswith("ecomlab/research/") for one in drawn["research"])
    every = set().union(*drawn.values())
    rows = [
        {"file": one.file, "start": one.start, "change": one.change, "outcome": "caught"}
        for one in every
    ]
    said = mutations.verdicts(drawn, rows)
    assert said == "; ".join(f"{k}: {n} of {n} caught, 0 equivalent" for k, n in counts.items())
    of_chapter = {(one.file, one.start, one.change) for one in drawn["research"][:3]}
    for row in rows:
        if (row["file"], row["start"], row["change"]) in of_chapter:
            row["outcome"] = "survived"
    with pytest.raises(CourseError, match="research: 17 of 20 caught, 0 equivalent: fewer"):
        mutations.verdicts(drawn, rows)
    assert list(mutations.samples(["ecomlab/research/lots.py"], 5)) == ["drawn"]


def test_a_file_without_tests_of_its_own_is_tried_by_its_neighbours():
    (file,) = [file for file in mutations.methods() if file.endswith("bookings/tables.py")]
    words = mutations.tests_of(file)
    assert {file, "tests/research/test_waterfall.py"} <= set(words)


def test_the_methods_and_their_tests_are_found():
    files = mutations.methods()
    assert {"ecomlab/retention/cohorts.py", "ecomlab/cases/page_redesign.py"} <= set(files)
    assert not any("__" in file for file in files)
    words = mutations.tests_of("ecomlab/retention/cohorts.py")
    assert "tests/retention/test_cohorts.py" in words
    assert words[-1].startswith("ecomlab/")  # doctests last
    assert not any(word.startswith(("notebooks", "tests/test_notebooks")) for word in words)
    assert "tests/cases" in mutations.tests_of("ecomlab/cases/page_redesign.py")
