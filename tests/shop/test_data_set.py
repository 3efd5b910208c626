"""What the maker writes, ``load`` gives back; the same bytes every time.

After a change of the shop that is meant: python datasets/shop/make.py
"""

import json
import runpy
from pathlib import Path

import pandas as pd
import pytest

from ecomlab import datasets
from ecomlab.datasets import FOLDER, card, load
from ecomlab.errors import DataFileError, InputError
from ecomlab.shop import Shop, as_of
from ecomlab.streams import table_hash

MAKER = FOLDER / "shop" / "make.py"
GOLDEN = json.loads(Path(__file__).with_name("golden.json").read_text(encoding="utf-8"))


def hashes(tables):
    return {name: table_hash(frame) for name, frame in tables.items()}


def seen(golden):
    """Hashes without those of the truths."""
    return {name: value for name, value in golden.items() if not name.startswith("truth.")}


@pytest.fixture(scope="module")
def make():
    return runpy.run_path(str(MAKER))["main"]


@pytest.fixture
def empty(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "FOLDER", tmp_path)
    return tmp_path / "shop"


@pytest.fixture(scope="module")
def folder(make, tables, tmp_path_factory):
    """A folder in which the maker has written the session's run; nobody changes it."""
    folder = tmp_path_factory.mktemp("datasets")
    make(folder / "shop", tables)
    return folder


@pytest.fixture(scope="module")
def data_set():
    """The committed data set; nobody changes it."""
    return load("shop")


@pytest.fixture(scope="module")
def short():
    return Shop(noise=4).run(days=3)[0]


def test_the_tables_come_back_as_the_run_gave_them(folder, tables, monkeypatch):
    monkeypatch.setattr(datasets, "FOLDER", folder)
    loaded = load("shop")
    assert list(loaded) == list(tables)
    for name, frame in tables.items():
        assert table_hash(loaded[name]) == table_hash(frame), name
        pd.testing.assert_series_equal(loaded[name].dtypes, frame.dtypes, obj=name)


def test_the_same_tables_make_the_same_bytes(make, empty, short):
    make(empty, short)
    first = {path.name: path.read_bytes() for path in empty.iterdir()}
    make(empty, short)
    assert {path.name: path.read_bytes() for path in empty.iterdir()} == first
    assert {name.split(".")[0] for name in first} == {*short, "datapackage"}


def test_a_failure_leaves_what_was_there(make, empty, short):
    make(empty, short)
    first = {path.name: path.read_bytes() for path in empty.iterdir()}
    with pytest.raises(AttributeError):
        make(empty, dict(short) | {"orders": None})
    assert {path.name: path.read_bytes() for path in empty.iterdir()} == first


def test_the_card_says_what_there_is(folder, tables, monkeypatch):
    monkeypatch.setattr(datasets, "FOLDER", folder)
    rows = {resource["name"]: resource["rows"] for resource in card("shop")["resources"]}
    assert rows == {name: len(frame) for name, frame in tables.items()}
    assert "Simulated" in repr(card("shop"))


def test_the_data_set_is_the_default_run(data_set):
    """The same hashes as ``test_golden`` finds for the run: the committed files are its tables."""
    assert hashes(data_set) == seen(GOLDEN["data set"])


def test_the_data_set_on_an_earlier_evening_is_the_shorter_run(data_set):
    assert hashes(as_of(data_set, "2024-04-09")) == seen(GOLDEN["status quo"])  # 100 days


def test_an_evening_that_the_data_set_does_not_have(data_set):
    with pytest.raises(InputError, match="Choose 2024-01-01 to 2025-03-31"):
        as_of(data_set, "2025-04-01")
    with pytest.raises(InputError, match="'last week' is not a day of these tables"):
        as_of(data_set, "last week")


def test_the_data_set_has_kinds_and_zones_of_a_run(data_set, tables):
    for name, frame in data_set.items():
        pd.testing.assert_series_equal(frame.dtypes, tables[name].dtypes, obj=name)


def test_the_data_set_is_small():
    """At most 18 MB, so that a depth-1 clone stays under 40."""
    assert sum(path.stat().st_size for path in (FOLDER / "shop").iterdir()) < 18_000_000


def test_a_trainee_can_open_a_file_without_the_course(data_set):
    orders = pd.read_csv(FOLDER / "shop" / "orders.csv.gz")
    assert len(orders) == len(data_set.orders)
    assert orders["paid_amount"].sum() == pytest.approx(data_set.orders["paid_amount"].sum())


def test_a_spoilt_file_is_refused(make, empty, short):
    make(empty, short)
    (empty / "orders.csv").write_bytes(b"spoilt")
    with pytest.raises(DataFileError, match="git checkout -- datasets/shop/orders.csv"):
        load("shop")


@pytest.mark.verify
def test_the_committed_files_are_what_the_maker_writes(make, empty):
    """Byte for byte under the pins (another zlib may pack otherwise)."""
    make(empty)
    committed = {path.name: path.read_bytes() for path in (FOLDER / "shop").glob("*.csv*")}
    assert {path.name: path.read_bytes() for path in empty.glob("*.csv*")} == committed
