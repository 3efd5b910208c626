"""What the maker writes, ``load`` gives back; the same bytes every time."""

import runpy
import sys
import time

import numpy as np
import pytest

from ecomlab import datasets
from ecomlab.datasets import FOLDER, card, load
from ecomlab.shop import Shop
from ecomlab.streams import table_hash

MAKER = FOLDER / "shop" / "make.py"


@pytest.fixture
def make():
    return runpy.run_path(str(MAKER))["main"]


@pytest.fixture
def empty(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "FOLDER", tmp_path)
    return tmp_path / "shop"


def test_the_tables_come_back_as_the_run_gave_them(make, empty, tables):
    make(empty, tables)
    loaded = load("shop")
    assert list(loaded) == list(tables)
    for name, frame in tables.items():
        assert table_hash(loaded[name]) == table_hash(frame), name
        for column, dtype in frame.dtypes.items():
            assert loaded[name][column].dtype == dtype or dtype.kind == "O", (name, column)


def test_the_same_tables_make_the_same_bytes(make, empty, tmp_path):
    tables, _ = Shop(noise=4).run(days=3)
    make(empty, tables)
    first = {path.name: path.read_bytes() for path in empty.iterdir()}
    make(empty, tables)
    assert {path.name: path.read_bytes() for path in empty.iterdir()} == first
    assert set(first) == {f"{name}.csv.gz" for name in tables} | {"datapackage.json"}


def test_a_failure_leaves_what_was_there(make, empty):
    tables, _ = Shop(noise=4).run(days=3)
    make(empty, tables)
    first = {path.name: path.read_bytes() for path in empty.iterdir()}
    with pytest.raises(AttributeError):
        make(empty, dict(tables) | {"orders": None})
    assert {path.name: path.read_bytes() for path in empty.iterdir()} == first


def test_the_card_says_what_there_is(make, empty, tables):
    make(empty, tables)
    rows = {resource["name"]: resource["rows"] for resource in card("shop")["resources"]}
    assert rows == {name: len(frame) for name, frame in tables.items()}
    assert "Simulated" in repr(card("shop"))


@pytest.mark.verify
def test_the_default_world_is_small_and_quick_to_load(empty, monkeypatch, capsys):
    """At most 18 MB; a lesson that loads it waits a few seconds at most."""
    monkeypatch.setattr(sys, "argv", ["make.py", str(empty)])
    runpy.run_path(str(MAKER), run_name="__main__")
    assert sum(path.stat().st_size for path in empty.iterdir()) < 18_000_000
    start = time.perf_counter()
    tables = load("shop")
    assert time.perf_counter() - start < 10
    assert len(tables.calendar) == 456
    assert np.isclose(tables.pnl_lines["amount"].sum(), Shop().run()[1].profit)
