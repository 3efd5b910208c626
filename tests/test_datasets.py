"""The course's data is what was published, and says so when it is not."""

import hashlib
import json
import runpy
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from ecomlab import cache, cases, datasets
from ecomlab.datasets import FOLDER, card, catalogue, load
from ecomlab.errors import ChoiceError, DataFileError
from ecomlab.shop import emit
from ecomlab.shop.published import RUNS
from ecomlab.tables import TABLES, validate


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the data that may be spoilt; the shops, which are large, stay where they are."""
    shutil.copytree(FOLDER, tmp_path / "datasets", ignore=shutil.ignore_patterns("*shop"))
    monkeypatch.setattr(datasets, "FOLDER", tmp_path / "datasets")
    return tmp_path / "datasets"


def test_cdnow_is_what_was_published():
    orders, customers = load("cdnow").orders, load("cdnow").customers
    assert len(orders) == 69_659
    assert orders["customer_id"].nunique() == len(customers) == 23_570
    assert orders.duplicated().sum() == 255
    assert (orders["paid_amount"] == 0).sum() == 80
    first = orders.groupby("customer_id")["ts_order"].min().dt.strftime("%Y-%m-%d")
    assert (first.min(), first.max()) == ("1997-01-01", "1997-03-25")
    assert orders["ts_order"].max() == pd.Timestamp("1998-06-30", tz="America/New_York")
    # The 1/10 sample of Fader and Hardie: 2,357 customers, 6,919 purchases.
    sample = customers.loc[customers["tags"] == "sample", "customer_id"]
    assert len(sample) == 2357
    assert orders["customer_id"].isin(sample).sum() == 6919


def test_the_catalogue_counts_what_is_loaded():
    found = catalogue().set_index("name")
    # the cases have a catalogue of their own
    assert {"cdnow", "second_shop", "shop"} <= set(found.index)
    assert not any("/" in name for name in found.index)
    for name in found.index:
        tables = load(name)
        assert found["tables"][name] == len(tables)
        assert found["rows"][name] == sum(map(len, tables.values()))


@pytest.mark.parametrize("name", catalogue()["name"])
def test_every_table_is_canonical_and_as_its_card_says(name):
    tables = load(name)
    for resource in card(name)["resources"]:
        table = tables[resource["name"]]
        assert len(table) == resource["rows"]
        assert list(table) == [field["name"] for field in resource["schema"]["fields"]]
        if resource["name"] in TABLES:  # a lesson's own small tables have no entry there
            clean = validate(table, resource["name"], may_be_empty=resource["rows"] == 0)
            # A run's columns that wait are nullable, even if nothing waits on its last evening
            clean = clean.astype(
                {each: table[each].dtype for each in _waiting(name, resource["name"])}
            )
            assert clean.equals(table), resource["name"]  # dtypes too


def _waiting(data_set, name):
    """Of a run's tables, the columns that are empty until a time has come, as `emit` says."""
    later = emit.TABLES[name].later if data_set in RUNS and name in emit.TABLES else {}
    return [column for columns in later.values() for column in columns]


def test_every_card_has_source_licence_and_defects():
    for name in catalogue()["name"]:
        shown = repr(card(name))
        for word in ("Source", "Licence", "Known defect", "rows"):
            assert word in shown
        assert shown.splitlines()[0] in card(name)._repr_markdown_()


def test_tables_can_be_read_by_name_and_not_changed():
    tables = load("cdnow")
    assert tables["orders"] is tables.orders
    assert list(tables) == ["orders", "customers"]
    assert "orders" in dir(tables)
    with pytest.raises(TypeError):
        tables["orders"] = None
    with pytest.raises(AttributeError, match="orders, customers"):
        tables.order  # noqa: B018
    with pytest.raises(KeyError, match="orders, customers"):
        tables["order"]


def test_changing_a_loaded_table_does_not_change_the_next():
    orders = load("cdnow").orders
    orders["paid_amount"] = 0
    assert load("cdnow").orders["paid_amount"].sum() > 0


@pytest.fixture
def parsed(monkeypatch):
    """The columns of each table that is parsed from here on; nothing is kept from before."""
    parse, found = datasets._parse, []

    def noted(content, schema):
        found.append([field["name"] for field in schema["fields"]])
        return parse(content, schema)

    monkeypatch.setattr(datasets, "_parse", noted)
    monkeypatch.setattr(datasets, "KEPT", {})
    return found


def test_a_table_is_read_when_it_is_asked_for_and_once(parsed):
    tables = load("cdnow")
    assert repr(tables).splitlines()[2] == "  .customers: 23,570 rows (customer_id, tags)"
    assert (len(tables), "customers" in tables, list(tables)[0]) == (2, True, "orders")
    assert {"orders", "customers"} <= set(dir(tables))
    assert parsed == []
    assert len(tables.customers) == 23_570
    assert parsed == [["customer_id", "tags"]]
    assert tables["customers"] is tables.customers
    assert len(load("cdnow").customers) == 23_570
    assert len(parsed) == 1
    assert dict(**tables)["customers"] is tables.customers
    assert len(parsed) == 2


def test_a_table_looks_the_same_read_or_not():
    tables = load("shop")
    before = repr(tables)
    assert before.count("\n") == len(list(tables.values())) == len(card("shop")["resources"])
    assert repr(tables) == before


@pytest.mark.parametrize("which", ["numbers", "text", "times", "columns", "rows"])
def test_no_change_in_place_reaches_another_load(which):
    names = ["units", "paid_amount", "ts_order"]
    before = load("cdnow").orders.copy(deep=True)
    orders, customers = load("cdnow").orders, load("cdnow").customers
    tags = customers["tags"].tolist()
    if which == "numbers":
        orders.loc[0, names[:2]] = -7
        orders["units"].array[1:9] = 99  # past pandas' own copies on writing
    elif which == "text":
        customers.loc[0, "tags"] = "mine"
        customers["tags"].array[1] = "mine"
    elif which == "times":
        orders.loc[0, "ts_order"] = orders.loc[9, "ts_order"] + pd.Timedelta(days=400)
    elif which == "columns":
        orders.insert(0, "mine", 1)
        del orders["units"]
    else:
        orders.index = orders.index[::-1]
        orders.loc[len(orders)] = orders.loc[0]
    pd.testing.assert_frame_equal(load("cdnow").orders, before)
    assert load("cdnow").customers["tags"].tolist() == tags


def test_only_so_many_tables_are_kept(monkeypatch):
    monkeypatch.setattr(datasets, "KEPT", {})
    monkeypatch.setattr(datasets, "MOST_KEPT", 2)
    assert [len(table) for table in load("cdnow").values()] == [69_659, 23_570]
    assert len(load("shop").sku) == 40
    assert [list(table)[0] for table in datasets.KEPT.values()] == ["customer_id", "sku"]


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ChoiceError, match="did you mean 'cdnow'"):
        load("cdnwo")


def test_an_altered_file_is_refused(copy):
    with (copy / "cdnow" / "orders.csv").open("a") as file:
        file.write("1,1998-07-01,1,9.99\n")
    with pytest.raises(DataFileError, match="git checkout -- datasets/cdnow/orders.csv"):
        load("cdnow")


def test_a_missing_file_is_refused(copy):
    (copy / "cdnow" / "customers.csv").unlink()
    with pytest.raises(DataFileError, match="missing.*git checkout"):
        load("cdnow")


@pytest.mark.parametrize("known", [True, False])
def test_a_file_that_is_altered_after_the_load_is_not_read(copy, known, monkeypatch):
    """A letter for another: as large as before, and whether or not the table was read before."""
    monkeypatch.setattr(datasets, "KEPT", {})
    if known:
        assert len(load("cdnow").customers) == 23_570
    tables, path = load("cdnow"), copy / "cdnow" / "customers.csv"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(DataFileError, match="checksum differs.*datasets/cdnow/customers"):
        tables.customers  # noqa: B018
    with pytest.raises(DataFileError, match="checksum differs"):
        load("cdnow")
    path.unlink()
    with pytest.raises(DataFileError, match="missing.*git checkout"):
        tables["customers"]
    assert len(tables.orders) == 69_659
    path.write_bytes(content)
    assert len(tables.customers) == 23_570


# --- Cards -----------------------------------------------------------------------------------


def edited(change):
    """What puts a changed card in the place of the one of CDNOW."""

    def edit(path):
        found = json.loads(path.read_text(encoding="utf-8"))
        change(found)
        path.write_text(json.dumps(found, indent=2, ensure_ascii=False), encoding="utf-8")

    return edit


def fields(card):
    return card["resources"][0]["schema"]["fields"]


@edited
def other_zone(card):
    fields(card)[1]["timezone"] = "Asia/Shanghai"


@edited
def no_zone(card):
    fields(card)[1]["timezone"] = "Mars/Olympus"


@edited
def unknown_type(card):
    fields(card)[0]["type"] = "whole"


@edited
def column_renamed(card):
    fields(card)[0]["name"] = "customer"


@edited
def column_removed(card):
    del fields(card)[3]


@edited
def table_without_schema(card):
    del card["resources"][1]["schema"]


@edited
def licence_of_another(card):
    card["licenses"][0]["name"] = "CC0"


DAMAGES = {
    "another zone": (other_zone, "its checksum differs"),
    "no zone": (no_zone, "ts_order of orders: 'Mars/Olympus' is not a time zone"),
    "an unknown type": (unknown_type, "customer_id, has the type 'whole'"),
    "renamed": (column_renamed, "its checksum differs"),
    "removed": (column_removed, "its checksum differs"),
    "no schema": (table_without_schema, "a table lacks 'schema'"),
    "another licence": (licence_of_another, "its checksum differs"),
    **{
        f"no {name}": (edited(lambda card, name=name: card.pop(name)), f"it lacks '{name}'")
        for name in ("name", "title", "resources", "known_defects", "sources")
    },
    **{
        f"a table without {name}": (
            edited(lambda card, name=name: card["resources"][0].pop(name)),
            f"a table lacks '{name}'",
        )
        for name in ("name", "path", "hash", "rows", "title")
    },
    "no checksum": (edited(lambda card: card.pop("hash")), "its checksum is missing"),
    "no tables": (edited(lambda card: card["resources"].clear()), "it has no tables"),
    "text": (lambda path: path.write_text('"text"'), "it has no fields"),
    "a list": (lambda path: path.write_text("[1]"), "it has no fields"),
    "cut": (lambda path: path.write_bytes(path.read_bytes()[:900]), "can't be read"),
    "emptied": (lambda path: path.write_bytes(b""), "can't be read"),
    "nested": (lambda path: path.write_text("[" * 100_000), "can't be read"),
    "another encoding": (lambda path: path.write_bytes(b"\xff\xfe"), "can't be read"),
    "deleted": (lambda path: path.unlink(), "There is no"),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "can't be read"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_card_says_what_is_wrong_and_the_way_out(copy, damage):
    carry_out, says = DAMAGES[damage]
    carry_out(copy / "cdnow" / "datapackage.json")
    for ask in (load, card):
        with pytest.raises(DataFileError) as error:
            ask("cdnow")
        assert says in str(error.value)
        assert "git checkout -- datasets/cdnow/datapackage.json" in str(error.value)


def test_a_case_whose_folder_or_card_is_gone(copy):
    folder = copy / "cases" / "page_redesign"
    (folder / "datapackage.json").unlink()
    with pytest.raises(DataFileError, match="git checkout -- datasets/cases/page_redesign/data"):
        cases.load("page_redesign")
    shutil.rmtree(folder)
    with pytest.raises(DataFileError, match="git checkout -- datasets/cases/page_redesign/$"):
        cases.load("page_redesign")


def test_a_card_stays_good_with_other_line_ends_and_in_another_order(copy):
    path = copy / "cdnow" / "datapackage.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(dict(reversed(found.items()))), encoding="utf-8", newline="\r\n")
    assert len(load("cdnow").orders) == 69_659


def test_every_published_card_has_its_checksum():
    for path in FOLDER.rglob("datapackage.json"):
        found = json.loads(path.read_text(encoding="utf-8"))
        assert found["hash"] == datasets.sealed(found)["hash"], path


def test_a_card_edited_by_hand_is_sealed_anew(copy, monkeypatch):
    path = copy / "cdnow" / "datapackage.json"
    before = path.read_bytes()
    licence_of_another(path)
    seal = runpy.run_path(str(FOLDER / "seal.py"))["main"]
    seal("cdnow")
    assert card("cdnow")["licenses"][0]["name"] == "CC0"
    path.write_bytes(before)
    seal("cdnow")
    assert path.read_bytes() == before


def test_one_byte_for_another_is_seen(copy):
    """As long as before: a length is no checksum."""
    path = copy / "cdnow" / "orders.csv"
    content = bytearray(path.read_bytes())
    place = content.rindex(b"9")
    content[place] = ord("8")
    path.write_bytes(content)
    with pytest.raises(DataFileError, match="checksum differs.*git checkout"):
        load("cdnow")


def test_words_that_look_like_gaps_are_words(tmp_path):
    frame = pd.DataFrame({"name": ["NA", "None", "null", "nan", "", "a"], "n": [1, 2, 3, 4, 5, 6]})
    about = dict.fromkeys(("licenses", "sources", "known_defects"), [])
    about |= {"name": "mine", "title": "Mine", "description": "Words."}
    datasets.write_tables(tmp_path, {"words": frame}, about)
    found = datasets.read_tables(tmp_path).words["name"]
    assert found[:4].tolist() == ["NA", "None", "null", "nan"]
    assert found.isna().tolist() == [False, False, False, False, True, False]


# --- Tables that are made on first use -----------------------------------------------------


ABOUT = dict.fromkeys(("licenses", "sources", "known_defects"), []) | {
    "name": "mine", "title": "Mine", "description": "Of every kind.", "maker": "ecomlab.made_up",
}  # fmt: skip
TIMES = pd.DatetimeIndex(["2024-03-01 09:30:00", "NaT", "2024-03-02 00:00:01"], tz="Asia/Shanghai")
KINDS = pd.DataFrame(
    {
        "whole": [3, 1, 2],
        "whole or not known": pd.array([3, None, 2], dtype="Int64"),
        "number": [0.1 + 0.2, float("nan"), 1e-9],
        "flag": [True, False, True],
        "flag or not known": pd.array([True, None, False], dtype="boolean"),
        "text": ["中文", None, "NA"],
        "word": pd.Categorical(["b", None, "a"], ["never", "b", "a"]),
        "time": TIMES.as_unit("us"),
        "day": TIMES.normalize().as_unit("us"),
    }
)


@pytest.fixture
def made_up(tmp_path, monkeypatch):
    """A folder whose one table is made on first use, and the times that it was made."""
    maker, times = ModuleType("ecomlab.made_up"), []
    maker.make = lambda progress: times.append(1) or {"kinds": KINDS}
    monkeypatch.setitem(sys.modules, "ecomlab.made_up", maker)
    monkeypatch.setattr(datasets, "MADE", tmp_path / "build")
    monkeypatch.setattr(datasets, "KEPT", {})
    monkeypatch.setattr(datasets, "SHIPPED_TO", 10)
    datasets.write_tables(tmp_path / "mine", {"kinds": KINDS}, ABOUT)
    return tmp_path / "mine", times


def test_a_large_table_is_not_written_but_made_when_it_is_asked_for(made_up):
    folder, times = made_up
    assert [path.name for path in folder.iterdir()] == [datasets.CARD]
    tables = datasets.read_tables(folder)
    assert repr(tables).startswith("mine\n  .kinds: 3 rows (whole, whole or not known, number")
    assert "3 rows, made on first use." in repr(datasets.read_card(folder))
    assert times == []
    assert len(tables.kinds) == len(datasets.read_tables(folder).kinds) == 3
    assert times == [1]


@pytest.mark.parametrize("where", ["kept", "in memory"])
def test_a_table_that_is_made_is_as_one_of_a_file(made_up, tmp_path, where, monkeypatch):
    monkeypatch.setattr(cache, "IN_MEMORY", {})
    if where == "in memory":
        (tmp_path / "build").touch()
    about = {name: said for name, said in ABOUT.items() if name != "maker"}
    datasets.write_tables(tmp_path / "whole", {"kinds": KINDS}, about)
    of_a_file = datasets.read_tables(tmp_path / "whole").kinds
    found = datasets.read_tables(made_up[0]).kinds
    pd.testing.assert_frame_equal(found, of_a_file, check_exact=True)
    assert found["word"].cat.categories.tolist() == ["never", "b", "a"]
    found.loc[0, "whole"] = -7
    assert datasets.read_tables(made_up[0]).kinds["whole"].tolist() == [3, 1, 2]


@pytest.mark.parametrize("maker", [None, "os", "ecomlab", "ecomlab.shop; import os"])
def test_a_card_can_only_name_a_maker_of_the_course(made_up, maker):
    folder, times = made_up
    card = json.loads((folder / datasets.CARD).read_text(encoding="utf-8")) | {"maker": maker}
    (folder / datasets.CARD).write_text(json.dumps(datasets.sealed(card)), encoding="utf-8")
    with pytest.raises(DataFileError, match="it names no maker of the table kinds"):
        datasets.read_tables(folder)


def test_another_card_has_tables_of_its_own(made_up, tmp_path):
    folder, times = made_up
    first = datasets.made(datasets.read_card(folder)).folder
    assert len(datasets.read_tables(folder).kinds) == 3
    datasets.write_tables(folder, {"kinds": KINDS}, ABOUT | {"title": "Mine, second edition"})
    second = datasets.made(datasets.read_card(folder)).folder
    assert first != second
    datasets.KEPT.clear()
    assert len(datasets.read_tables(folder).kinds) == 3
    assert [path.name for path in (tmp_path / "build").glob("mine-*")] == [second.name]
    assert times == [1, 1]


def test_commands_make_what_waits(copy, tmp_path, made_up, monkeypatch):
    shutil.copytree(made_up[0], copy / "mine")
    (folder,) = datasets.waiting()
    assert folder.parent == tmp_path / "build"
    datasets.make_all()
    assert datasets.waiting() == []
    assert made_up[1] == [1]


# --- Folders -------------------------------------------------------------------------------


def test_a_folder_given_from_here_is_found_from_elsewhere(copy, monkeypatch, tmp_path):
    monkeypatch.chdir(copy)
    tables = datasets.read_tables("cdnow")
    monkeypatch.chdir(tmp_path)
    assert len(tables.orders) == 69_659


def test_a_missing_folder_is_refused(copy):
    shutil.rmtree(copy)
    with pytest.raises(DataFileError, match="There is no data"):
        catalogue()


def test_a_wrong_wheel_is_refused(tmp_path, monkeypatch):
    wheel = tmp_path / "Lifetimes-0.11.3-py3-none-any.whl"
    wheel.write_bytes(b"something else")
    monkeypatch.setattr(sys, "argv", ["make.py", str(wheel)])
    with pytest.raises(SystemExit, match="is not the wheel"):
        runpy.run_path(str(FOLDER / "cdnow" / "make.py"), run_name="__main__")


def test_line_ends_are_left_alone_by_git():
    """Checksums are of bytes, so the files have the same line ends on every machine."""
    rules = (FOLDER / ".gitattributes").read_text().splitlines()
    assert {"*.csv -text", "*.gz binary"} <= set(rules)
    for path in Path(FOLDER).glob("*/*.csv"):
        content = path.read_bytes()
        assert b"\r" not in content
        assert len(hashlib.sha256(content).hexdigest()) == 64
