"""A world on disk is the run; stopped half-way it is not there."""

import json
import subprocess
import sys

import pandas as pd
import pytest

from ecomlab.errors import InputError
from ecomlab.shop import Shop, World, generate, parquet
from ecomlab.streams import table_hash


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch):
    monkeypatch.setattr(parquet, "ROWS", 150_000)


def test_the_files_hold_what_a_run_gives(tmp_path):
    made = generate(tmp_path / "world", seed=5, days=50, scale=0.7, noise=3, progress=False)
    tables, report = Shop(World(seed=5, scale=0.7), noise=3).run(days=50)
    wanted = dict(tables) | {f"truth/{name}": frame for name, frame in report.truth.items()}
    assert set(made["table"]) == set(wanted)
    for name, frame in wanted.items():
        read = pd.read_parquet(tmp_path / "world" / f"{name}.parquet")
        assert table_hash(read) == table_hash(frame), name
    facts = json.loads((tmp_path / "world" / "made.json").read_text())
    assert (facts["seed"], facts["noise"], facts["days"], facts["scale"]) == (5, 3, 50, 0.7)
    assert facts["rows"] == dict(zip(made["table"], made["rows"], strict=True))


@pytest.mark.parametrize(("days", "scale"), [(1, 1), (30, 0.001)])
def test_small_worlds(tmp_path, days, scale):
    generate(tmp_path / "world", days=days, scale=scale, progress=False)
    tables, _ = Shop(World(scale=scale)).run(days=days)
    for name, frame in tables.items():
        read = pd.read_parquet(tmp_path / "world" / f"{name}.parquet")
        assert table_hash(read) == table_hash(frame), name


def test_decisions_count(tmp_path):
    generate(tmp_path / "b", days=3, decisions={"page.version": "B"}, progress=False)
    assert set(pd.read_parquet(tmp_path / "b" / "sessions.parquet")["page_version"]) == {"B"}


def test_stopped_half_way_nothing_is_left(tmp_path, monkeypatch):
    def stop(self, day, rows):
        if day > 10:
            raise KeyboardInterrupt

    monkeypatch.setattr(parquet.Progress, "show", stop)
    with pytest.raises(KeyboardInterrupt):
        generate(tmp_path / "world", days=30)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_written_over(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="there already"):
        generate(tmp_path, days=1)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_impossible_worlds_leave_nothing(tmp_path):
    with pytest.raises(InputError):
        generate(tmp_path / "world", days=0)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_used(tmp_path):
    generate(tmp_path, days=1, progress=False)
    assert (tmp_path / "orders.parquet").is_file()


def test_progress_is_shown(tmp_path, capsys):
    generate(tmp_path / "world", days=30)
    lines = capsys.readouterr().err.splitlines()
    assert 2 <= len(lines) <= 10
    assert lines[-1].startswith("day 30 of 30 [##############################]")


def test_without_pyarrow_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(InputError, match="pip install pyarrow"):
        generate(tmp_path / "world", days=1)


@pytest.mark.verify
def test_memory_does_not_grow_with_the_world(tmp_path):
    """Ten times the days in less than 1.5 times the memory, measured in processes of their own."""
    pytest.importorskip("resource")

    peak = []
    for days in (100, 1000):
        code = (
            "import resource; from ecomlab.shop import generate; "
            f"generate({str(tmp_path / str(days))!r}, days={days}, scale=0.5, progress=False); "
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        peak.append(int(run.stdout))
    assert peak[1] < 1.5 * peak[0]


@pytest.mark.verify
def test_a_hundred_million_rows_in_two_gigabytes(tmp_path):
    """About 700 MB on the disk, for a minute or two."""
    pytest.importorskip("resource")
    code = (
        "import resource; from ecomlab.shop import generate; "
        f"made = generate({str(tmp_path / 'world')!r}, days=800, scale=6, progress=False); "
        "print(made['rows'].sum(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rows, peak = map(int, run.stdout.split())
    assert rows > 100_000_000
    assert peak * (1 if sys.platform == "darwin" else 1024) < 2e9


def test_other_articles_and_shocks(tmp_path):
    world = {"articles": 5, "shocks": [("2024-01-02", "2024-01-03", 3)]}
    generate(tmp_path / "w", seed=5, days=4, progress=False, **world)
    tables, _ = Shop(World(seed=5, **world), noise=1).run(days=4)
    stored = pd.read_parquet(tmp_path / "w" / "sku.parquet")
    assert len(stored) == 5
    assert table_hash(stored) == table_hash(tables.sku)
    assert table_hash(pd.read_parquet(tmp_path / "w" / "orders.parquet")) == table_hash(
        tables.orders
    )
