"""The benchmarks run, and what they compare gives the same answers; no timing is asserted."""

import subprocess
import sys
from dataclasses import asdict

import pytest

from benchmarks import run, tasks
from tools import pages
from tools.environment import ROOT, CourseError

TINY = run.Sizes(
    orders=2_000, customers=2_000, days=8, words=300, reviews=300, respondents=3_000, touches=2_000,
    rounds=2, few_rounds=1,
)  # fmt: skip


@pytest.fixture
def in_process(monkeypatch):
    """Tasks run here instead of in processes of their own."""

    def task(python, *words):
        return tasks.TASKS[words[0]](*map(str, words[1:]))

    monkeypatch.setattr(run, "task", task)


@pytest.fixture
def orders(tmp_path):
    tasks.make_orders(tmp_path / "orders", 2_000)
    return tmp_path / "orders"


@pytest.mark.parametrize("name", ["customer_summary", *run.COHORTS])
def test_plain_code_gives_the_same(name, orders):
    expected = tasks.cohort(name, "plain-pandas", orders)["answer"]
    others = ("pandas", "polars", "duckdb", "plain-polars", "plain-duckdb")
    for engine in (*others, "pandas-zoned", "polars-zoned", "duckdb-zoned"):
        assert tasks.cohort(name, engine, orders)["answer"] == pytest.approx(expected)


def test_zone_changes_nothing(orders):
    expected = tasks.summary("pandas", orders)["answer"]
    assert expected["customers"] > 300
    for engine in ("pandas-zoned", "polars-zoned", "duckdb-zoned"):
        assert tasks.summary(engine, orders)["answer"] == pytest.approx(expected)


def test_simulated_customers_follow_the_model(tmp_path):
    made = tasks.make_customers(tmp_path / "customers", 30_000, "exact")
    assert made["different"] == 30_000
    found = tasks.fit("ecomlab", tmp_path / "customers")["answer"]
    assert found["r"] == pytest.approx(0.243, rel=0.1)
    assert found["alpha"] == pytest.approx(30.9 / 7, rel=0.15)
    assert found["a"] / (found["a"] + found["b"]) == pytest.approx(0.246, rel=0.1)


@pytest.mark.parametrize(
    "name", ["summary", "cohorts", "fit", "research", "raking", "attribution", "generators"]
)
def test_a_section(name, in_process, tmp_path, capsys):
    section = run.SECTIONS[name](TINY, tmp_path, others=False)
    rows = list(section.rows)
    assert all(one.seconds for one in rows if "ten times" not in one.name)
    assert run.table(rows).count("\n") == len(rows) + 1
    assert "1/" in capsys.readouterr().out  # says where it is


def test_different_answers_stop_it():
    one, other = ([{"answer": {"customers": n, "T": 5.0}}] for n in (100, 101))
    run.check_same({"one": one, "same": one})
    run.check_same({"one": one, "close": other}, tolerance=0.02)
    with pytest.raises(CourseError, match="one and other differ"):
        run.check_same({"one": one, "other": other})


def test_targets_are_judged():
    quick, slow = ([{"seconds": s, "memory": 5} for s in three] for three in ([1, 2, 3], [4, 6, 8]))
    enough = run.faster("ours", quick, slow, "theirs", 3)
    assert (enough.ratio, enough.met, enough.memory) == ("3.0× as fast as theirs", True, 5)
    assert not run.faster("ours", quick, slow, "theirs", 3.1).met
    assert run.longer("ten", slow, quick, "one", 3).met
    assert not run.longer("ten", slow, quick, "one", 2.9).met
    assert run.faster("ours", quick, slow, "theirs").met is None
    rows = [enough, run.faster("ours", quick, slow, "theirs", 4), run.row("theirs", slow)]
    assert pages.targets_met(map(asdict, rows)) == "1 of 2 targets met"


def test_a_section_replaces_its_own_alone():
    old = run.Section("Cohorts", "Old.", [run.Row("a", 1.0, met=True)])
    kept = run.Section("Import", "Kept.", [run.Row("b", 1.0, met=False)])
    new = run.Section("Cohorts", "New.", [run.Row("a", 2.0, met=False)])
    sections = run.merged(run.merged([], [old, kept]), [new])
    assert [section["text"] for section in sections] == ["New.", "Kept."]
    assert sections[0]["rows"] == [asdict(run.Row("a", 2.0, met=False))]


def test_rows_per_second_are_judged():
    quick, slow = ([{"seconds": s, "answer": {"rows": 3_000_000}}] for s in (2, 6))
    assert run.paced("ours", quick, 1_500_000).met
    assert not run.paced("ours", slow, 600_000).met
    assert run.beside("theirs", slow, quick).ratio == "500,000 rows/s; the shop 3.0× as many"
    assert run.per_row("same", quick, quick, 0.75).met
    assert run.per_row("slow", slow, quick, 0).ratio == "3.00× the time per row"
    assert not run.per_row("slow", slow, quick, 0).met
    assert run.per_row("cheaper", quick, slow, 0).met
    assert not run.per_row("cheaper", quick, slow, 0.75).met


def test_turns_go_to_and_fro():
    called = []
    turns = {name: lambda name=name: called.append(name) or {"seconds": 1} for name in "abc"}
    results = run.in_turns(turns, 2, {"b": 1})
    assert called == ["a", "b", "c", "c", "a"]
    assert [len(found) for found in results.values()] == [2, 1, 2]


def test_the_command_leaves_the_page_alone_unless_all_is_measured():
    before = pages.results("benchmarks")
    command = [sys.executable, "benchmarks/run.py", "imports", "--quick", "--alone"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "| import ecomlab |" in done.stdout
    assert before == pages.results("benchmarks")


def test_an_unknown_section_is_named():
    command = [sys.executable, "benchmarks/run.py", "cohort"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no section cohort; there are summary, cohorts" in done.stderr
