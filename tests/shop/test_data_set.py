"""What the maker writes, ``load`` gives back; the same bytes every time.

After a change of the shop that is meant: python datasets/shop/make.py
"""

import json
import re
import runpy
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from ecomlab import datasets
from ecomlab.datasets import FOLDER, card, load
from ecomlab.errors import ChoiceError, DataFileError, InputError
from ecomlab.shop import Shop, World, as_of, published
from ecomlab.streams import table_hash

MAKER = FOLDER / "shop" / "make.py"
LOG_DAYS = published.RUNS["shop"].log_days
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
def second():
    """The committed data set of the second shop; nobody changes it."""
    return load("second_shop")


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
    run = replace(published.RUNS["shop"], days=40, log_days=log_days, step=step)
    monkeypatch.setitem(published.RUNS, "shop", run)
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


def test_the_second_shop_is_the_run_that_is_published(second):
    assert seen(hashes(second)) == seen(GOLDEN["second shop"])


def test_the_second_shop_has_the_same_tables_and_columns(data_set, second):
    assert list(second) == list(data_set)
    for name, frame in data_set.items():
        assert list(second[name]) == list(frame), name


def test_the_second_shop_is_sane_and_another_one(data_set, second):
    """A shop that earns and sells as much as the first; its best seller and market are others."""
    amount = second.pnl_lines["amount"].sum()
    revenue = second.pnl_lines.loc[second.pnl_lines["line"] == "revenue", "amount"].sum()
    assert 0.05 < amount / revenue < 0.2
    assert 100 < len(second.orders) / len(second.calendar) < 200

    def best(tables):
        return tables.order_items.groupby("sku", observed=True)["qty"].sum().idxmax()

    def grows(tables):
        year = tables.category_stats["month"].str[:4]
        sums = tables.category_stats.assign(year=year)[lambda t: t["month"].str[5:] < "12"]
        sums = sums.pivot_table("search_index", "category", "year", "sum", observed=True)
        return set(sums.index[sums["2025"] > sums["2024"]])

    assert (best(data_set), best(second)) == ("CH01", "BP01")
    assert grows(data_set) - grows(second)
    assert grows(second) - grows(data_set)


def test_the_second_shop_has_a_year_and_its_market_three(second):
    dates = second.calendar["date"].dt.strftime("%Y-%m-%d")
    assert (dates.iloc[0], dates.iloc[-1], len(dates)) == ("2025-01-01", "2025-12-31", 365)
    for name in ("keyword_months", "category_stats", "market_items"):
        assert second[name]["month"].nunique() == 36, name


def test_the_second_shop_on_an_earlier_evening_is_its_own(second):
    then = as_of(second, "2025-02-09")  # 40 days
    shop = published.the_shop("second_shop")
    run, _ = shop.run(shop.history(40), 40)
    assert seen(hashes(then)) == seen(hashes(run))


def test_what_was_decided_before_the_first_day_holds_from_then_on():
    later, earlier = (Shop(World(facts={"start": s})) for s in ("2025-01-01", "2024-01-01"))
    then, whole = later.history(365), earlier.history(731)
    assert list(then)[0] == "2025-01-01"
    assert {d: c for d, c in whole.items() if d > "2025-01-01"} == {
        d: c for d, c in then.items() if d > "2025-01-01"
    }
    reached = {}
    for date in sorted(d for d in whole if d <= "2025-01-01"):
        reached |= whole[date]
    assert then["2025-01-01"] == reached


def test_tables_that_begin_like_no_data_set_need_their_shop():
    shop = Shop(World(facts={"start": "2025-03-01"}))
    run, _ = shop.run(days=3)
    with pytest.raises(InputError, match="No data set begins on 2025-03-01. Give the shop"):
        as_of(run, "2025-03-02")
    assert len(as_of(run, "2025-03-02", shop).calendar) == 2
    with pytest.raises(ChoiceError, match="'third_shop'. Choose one of: 'shop', 'second_shop'"):
        published.the_shop("third_shop")


def test_every_run_says_on_which_day_it_starts():
    for name, run in published.RUNS.items():
        assert (run.name, str(run.shop().world.date(0))) == (name, run.start)


def test_the_logs_of_the_data_set_hold_the_last_days(data_set):
    days = data_set.calendar["date"].iloc[-LOG_DAYS:]
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


@pytest.mark.parametrize("name", published.RUNS)
def test_the_data_set_is_small(name):
    """No table above 200 kB, all at most 3 MB, so that a depth-1 clone stays under 60."""
    sizes = {path.name: path.stat().st_size for path in (FOLDER / name).iterdir() if path.is_file()}
    assert sum(sizes.values()) < 3_000_000
    assert sizes.pop(datasets.CARD) < 300_000  # it tells of all tables, those made on first use too
    assert max(sizes.values()) <= datasets.SHIPPED_TO


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
    run = replace(published.RUNS["shop"], days=5)  # not what the card says
    monkeypatch.setitem(published.RUNS, "shop", run)
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
