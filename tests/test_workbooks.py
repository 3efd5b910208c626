"""Workbooks: what is read back is what was written, and nothing in them does harm."""

import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from ecomlab import workbooks
from ecomlab.errors import InputError
from ecomlab.workbooks import Formula, write_workbook

FRAME = pd.DataFrame(
    {
        "order_id": [123456789012345678, 2, 3],
        "buyer": ["Ann", None, "王"],
        "paid": [10.5, np.nan, -3.0],
        "pieces": pd.array([1, None, 3], dtype="Int64"),
        "day": pd.to_datetime(["2025-11-11", "2025-12-31", None]),
        "ts": pd.to_datetime(["2025-11-11 00:30:15", "2025-12-31 23:59:00", None])
        .tz_localize("Asia/Shanghai"),
        "fresh": pd.array([True, None, False], dtype="boolean"),
        "kind": pd.Categorical(["a", "b", None]),
    }
)  # fmt: skip


def read(path, sheet):
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shop.xlsx"


def test_what_is_read_back_is_what_was_written(path):
    write_workbook(path, {"orders": FRAME}, {"read_me": ["One line.", "", "说明"]})
    header, *rows = read(path, "orders")
    assert header == list(FRAME.columns)
    first, second, third = (dict(zip(header, row, strict=True)) for row in rows)
    assert first["order_id"] == "123456789012345678"  # all eighteen digits
    assert (first["buyer"], second["buyer"], third["buyer"]) == ("Ann", "", "王")
    assert (first["paid"], second["paid"], third["paid"]) == (10.5, "", -3.0)
    assert (first["pieces"], second["pieces"]) == (1, "")
    assert str(first["day"])[:10] == "2025-11-11"
    assert str(first["ts"])[:19] == "2025-11-11 00:30:15"  # the shop's clock
    assert (first["fresh"], second["fresh"], third["fresh"]) == (True, "", False)
    assert third["kind"] == ""
    assert [row[0] for row in read(path, "read_me")] == ["One line.", "", "说明"]


def test_each_sheet_is_a_table_with_its_name_and_no_cell_is_merged(path):
    write_workbook(path, {"orders": FRAME, "empty": FRAME.head(0)})
    with zipfile.ZipFile(path) as book:
        names = book.namelist()
        tables = [book.read(name).decode() for name in names if "/tables/" in name]
        sheets = [book.read(name).decode() for name in names if "/worksheets/sheet" in name]
    assert [f'displayName="{name}"' in table for name, table in
            zip(["orders", "empty"], tables, strict=True)] == [True, True]  # fmt: skip
    assert not any("mergeCell" in sheet for sheet in sheets)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"x\")", "\t=1",
                                  "http://example.org", "0123", "{=1}", "1e5"])  # fmt: skip
def test_a_text_stays_a_text(path, text):
    write_workbook(path, {"notes": pd.DataFrame({"note": [text], "note_id": [text]})})
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        links = [name for name in book.namelist() if "_rels/sheet" in name]
        assert all(b"hyperlink" not in book.read(name) for name in links)
    assert "<f>" not in sheet
    assert read(path, "notes")[1] == [text, text]


def test_a_formula_is_live_and_shows_its_value(path):
    frame = pd.DataFrame({"x": [Formula("=1+1", 2.0), Formula("=1/0", np.nan), "text"]})
    write_workbook(path, {"sums": frame})
    assert [row[0] for row in read(path, "sums")] == ["x", 2.0, "", "text"]
    with zipfile.ZipFile(path) as book:
        assert b"<f>1+1</f>" in book.read("xl/worksheets/sheet1.xml")


def test_ids_are_text_and_other_numbers_are_numbers(path):
    frame = pd.DataFrame({"sku": [7, 8], "n": [7, 8], "far": [10**15, 1], "near": [10**15 - 1, 1]})
    write_workbook(path, {"t": frame})
    assert read(path, "t")[1] == ["7", 7, "1000000000000000", 10**15 - 1]


def test_no_file_is_written_over_without_a_word(path):
    write_workbook(path, {"orders": FRAME})
    before = path.read_bytes()
    with pytest.raises(InputError, match="is there already"):
        write_workbook(path, {"orders": FRAME.head(1)})
    assert path.read_bytes() == before
    write_workbook(path, {"orders": FRAME.head(1)}, overwrite=True)
    assert len(read(path, "orders")) == 2


def test_a_failure_leaves_the_old_file_and_no_part_of_a_new_one(path):
    write_workbook(path, {"orders": FRAME})
    before = path.read_bytes()
    with pytest.raises(InputError, match="infinite"):
        write_workbook(path, {"t": pd.DataFrame({"x": [np.inf]})}, overwrite=True)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_two_files_of_the_same_frames_are_alike(tmp_path):
    one, two = (write_workbook(tmp_path / name, {"t": FRAME}) for name in ("a.xlsx", "b.xlsx"))
    assert one.read_bytes() == two.read_bytes()


OK = pd.DataFrame({"x": [1]})


@pytest.mark.parametrize(
    ("name", "sheets", "words"),
    [
        ("a.csv", {"t": OK}, "ends in .xlsx"),
        ("no/a.xlsx", {"t": OK}, "There is no folder"),
        ("a.xlsx", {}, "no sheet"),
        ("a.xlsx", {"A1": OK}, "A1"),
        ("a.xlsx", {"R1C1": OK}, "R1C1"),
        ("a.xlsx", {"two words": OK}, "two words"),
        ("a.xlsx", {"x" * 32: OK}, "at most 31"),
        ("a.xlsx", {"T_": OK, "t_": OK}, "Two sheets"),
        ("a.xlsx", {"t": [1]}, "t is a list"),
        ("a.xlsx", {"t": pd.DataFrame()}, "no columns"),
        ("a.xlsx", {"t": pd.DataFrame([[1, 2]], columns=["a", "A"])}, "two of one name"),
        ("a.xlsx", {"t": pd.DataFrame({"d": [pd.Timestamp("1899-01-01")]})}, "1 March 1900"),
        ("a.xlsx", {"t": pd.DataFrame({"x": [-np.inf]})}, "infinite"),
        ("a.xlsx", {"t": pd.DataFrame({"x": ["y" * 32_768]})}, "32,767 letters"),
        (None, {"t": OK}, "path is None"),
    ],
)  # fmt: skip
def test_what_excel_cannot_hold_is_refused(tmp_path, name, sheets, words):
    with pytest.raises(InputError, match=words):
        write_workbook(name and tmp_path / name, sheets)
    assert list(tmp_path.iterdir()) == []


def test_too_many_rows_are_refused_before_anything_is_written(path):
    assert workbooks.ROWS == 2**20  # Microsoft: 1,048,576
    long = pd.DataFrame({"x": np.zeros(2**20, dtype="int8")})
    with pytest.raises(InputError, match="1,048,576 rows .* add up first"):
        write_workbook(path, {"t": long})
    assert not Path(path).exists()
