"""What the maker writes, ``load`` gives back; the same bytes every time.

After a change of the shop that is meant: python datasets/shop/make.py
"""

import json
import re
import runpy
import time
from pathlib import Path

import pandas as pd
import pytest

from ecomlab import datasets
from ecomlab.datasets import FOLDER, card, load
from ecomlab.errors import DataFileError, InputError
from ecomlab.shop import Shop, as_of, published
from ecomlab.streams import table_hash

MAKER = FOLDER / "shop" / "make.py"
GOLDEN = json.loads(Path(__file__).with_name("golden.json").read_text(encoding="utf-8"))


def hashes(tables):
    return {name: table_hash(frame) for name, frame in tables.items()}


def seen(golden):
    """Hashes without those of the truths, and of the logs, of which it has the last days only."""
    left_out = published.LOGS
    return {k: v for k, v in golden.items() if not k.startswith("truth.") and k not in left_out}


@pytest.fixture(scope="module")
def make():
    return runpy.run_path(str(MAKER))["main"]


@pytest.fixture
def empty(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "FOLDER", tmp_path)
    monkeypatch.setattr(datasets, "MADE", tmp_path / "build")
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


def test_the_tables_come_back_as_the_run_gave_them(folder, tables, monkeypatch, tmp_path):
    monkeypatch.setattr(datasets, "FOLDER", folder)
    monkeypatch.setattr(datasets, "MADE", tmp_path)
    monkeypatch.setattr(published, "make", lambda progress: dict(tables))
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
    names = {name.split(".")[0] for name in first}
    assert {"datapackage", "calendar", "sku"} < names <= {*short, "datapackage"}


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
    assert seen(hashes(data_set)) == seen(GOLDEN["data set"])


def test_the_data_set_on_an_earlier_evening_is_the_shorter_run(data_set):
    then = as_of(data_set, "2024-04-09")  # 100 days
    assert seen(hashes(then)) == seen(GOLDEN["status quo"])


@pytest.mark.parametrize(("log_days", "step"), [(7, 10), (40, 40), (1, 13)])
def test_what_is_published_is_a_run_whose_logs_begin_late(log_days, step, monkeypatch):
    for name, value in {"DAYS": 40, "LOG_DAYS": log_days, "STEP": step}.items():
        monkeypatch.setattr(published, name, value)
    shares = []
    made = published.make(shares.append)
    assert shares == sorted(set(shares))
    assert shares[-1] == 1
    run, _ = Shop().run(days=40)
    assert list(made) == list(run)
    begin = run.calendar["date"].iloc[-log_days]
    visits = run.sessions[run.sessions["ts"] >= begin].reset_index(drop=True)
    deeds = run.events[run.events["session_id"].isin(visits["session_id"])].reset_index(drop=True)
    expected = dict(run) | {"sessions": visits, "events": deeds}
    assert hashes(made) == hashes(expected)
    for name, frame in made.items():
        pd.testing.assert_series_equal(frame.dtypes, run[name].dtypes, obj=name)


def test_the_logs_of_the_data_set_hold_the_last_days(data_set):
    days = data_set.calendar["date"].iloc[-published.LOG_DAYS :]
    assert set(data_set.sessions["ts"].dt.normalize()) == set(days)
    assert set(data_set.events["session_id"]) == set(data_set.sessions["session_id"])


def test_an_evening_that_the_data_set_does_not_have(data_set):
    with pytest.raises(InputError, match="Choose 2024-01-01 to 2025-12-31"):
        as_of(data_set, "2026-04-01")
    with pytest.raises(InputError, match="'last week' is not a day of these tables"):
        as_of(data_set, "last week")


def test_the_data_set_has_kinds_and_zones_of_a_run(data_set, tables):
    for name, frame in data_set.items():
        pd.testing.assert_series_equal(frame.dtypes, tables[name].dtypes, obj=name)


def test_the_data_set_is_small():
    """No table above 200 kB, all at most 3 MB, so that a depth-1 clone stays under 60."""
    sizes = [path.stat().st_size for path in (FOLDER / "shop").iterdir()]
    assert max(sizes) <= datasets.SHIPPED_TO
    assert sum(sizes) < 3_000_000


def test_a_kept_table_is_read_in_a_fraction_of_the_time_that_making_takes(data_set, monkeypatch):
    """Made in some seconds, the largest is there in much less than one."""

    def seconds(do):
        start = time.process_time()
        do()
        return time.process_time() - start

    monkeypatch.setattr(datasets, "KEPT", {})
    largest = max(data_set, key=lambda name: len(data_set[name]))
    assert 4 * seconds(lambda: load("shop")[largest]) < seconds(published.make)


def test_the_advice_for_a_platform_that_rounds_differently_can_be_followed(monkeypatch, tmp_path):
    monkeypatch.setattr(published, "DAYS", 5)  # not what the card says
    monkeypatch.setattr(datasets, "MADE", tmp_path)
    monkeypatch.setattr(datasets, "KEPT", {})
    with pytest.raises(DataFileError, match="rounds differently") as error:
        load("shop").events  # noqa: B018
    here = {}
    exec(re.search(r"from \S+ import make; tables = make\(\)", str(error.value))[0], here)
    assert len(here["tables"]["calendar"]) == 5
    (script,) = re.findall(r"python (datasets/\S+)", str(error.value))
    assert (FOLDER.parent / script).is_file()


def test_a_trainee_can_open_a_file_without_the_course(data_set):
    days = pd.read_csv(FOLDER / "shop" / "calendar.csv")
    assert len(days) == len(data_set.calendar)
    articles = pd.read_csv(FOLDER / "shop" / "sku.csv")
    assert articles["list_price"].sum() == pytest.approx(data_set.sku["list_price"].sum())


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
