"""The questions as a workbook: formulas that are live and right, sheets that can be pivoted."""

import re
import shutil
import subprocess
import zipfile

import numpy as np
import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.formulas import references
from ecomlab.questions import QUESTIONS, books, workbook
from ecomlab.workbooks import Formula
from tests.questions.test_core import SMALL, TEN


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return workbook(SMALL, tmp_path_factory.mktemp("book") / "shop.xlsx")


@pytest.fixture(scope="module")
def sheets(book):
    return pd.read_excel(book, sheet_name=None, engine="calamine")


def test_every_question_stands_there_with_its_words_and_its_value(sheets):
    answers = sheets["answers"]
    assert set(answers["question"]) == {one.english for one in QUESTIONS.values()}
    assert set(answers["counts"]) == {one.of for one in QUESTIONS.values()}
    for one in QUESTIONS.values():
        mine = answers[answers["question"] == one.english]
        wanted = one(SMALL)[list(one.formulas)].to_numpy().ravel()
        np.testing.assert_allclose(mine["pandas"].astype(float), wanted)
        np.testing.assert_allclose(mine["spreadsheet"].astype(float), wanted)  # what viewers show


def test_the_sheets_behind_hold_one_fact_a_row(sheets):
    assert len(sheets["orders"]) == 5
    assert set(sheets["lines"]["sent_back"]) == {0, 1}
    assert sheets["buyers"]["customer_id"].is_unique
    assert sheets["orders"]["ts_pay"].dt.hour.tolist()[:2] == [0, 10]  # the shop's clock
    assert sheets["traffic_daily"]["channel"].tolist() == ["live", "live", "(unknown)", "search"]
    assert {"read_me", "说明"} < set(sheets)


def cells(book):
    """Formula and row of each cell of the sheet of answers."""
    with zipfile.ZipFile(book) as parts:
        names = re.findall(r'<sheet name="(.+?)"', parts.read("xl/workbook.xml").decode())
        at = names.index("answers") + 1
        sheet = parts.read(f"xl/worksheets/sheet{at}.xml").decode()
    return re.findall(r'<c r="E(\d+)"[^>]*><f>(.+?)</f>', sheet)


def test_each_formula_reads_tables_and_columns_that_are_there(book, sheets):
    found = cells(book)
    assert len(found) == len(sheets["answers"])
    for _, formula in found:
        for table, columns in references(
            re.sub(r"\$([CE])\$(\d+)", r"{\1\2}", formula)
            .replace("&gt;", ">")
            .replace("&lt;", "<")
            .replace("&amp;", "&")
            .replace("&quot;", '"')
        )[0].items():
            assert set(columns) <= set(sheets[table].columns)  # fmt: skip


def test_a_cells_references_stand_in_its_own_block(book, sheets):
    """`$C$7` is the group of the row's own answer, `$E$7` one of its measures."""
    answers = sheets["answers"]
    for row, formula in cells(book):
        for column, other in re.findall(r"\$([CE])\$(\d+)", formula):
            mine, its = answers.iloc[int(row) - 2], answers.iloc[int(other) - 2]
            assert mine["question"] == its["question"]
            assert mine["group"] == its["group"] or pd.isna(mine["group"])
            assert int(other) <= int(row), column


def test_only_what_is_asked_for_and_only_what_it_reads(tmp_path):
    path = workbook(SMALL, tmp_path / "one.xlsx", ["roas"])
    sheets = pd.read_excel(path, sheet_name=None, engine="calamine")
    assert set(sheets) == {"read_me", "说明", "answers", "ads_daily"}
    assert list(sheets["ads_daily"].columns) == ["plan_kind", "cost", "revenue"]


def test_what_the_tables_cannot_answer_is_left_out_or_refused(tmp_path):
    some = {"ads_daily": SMALL["ads_daily"]}
    path = workbook(some, tmp_path / "some.xlsx")
    assert set(pd.read_excel(path, sheet_name="answers", engine="calamine")["question"]) == {
        QUESTIONS["roas"].english
    }
    with pytest.raises(InputError, match="answer none of the questions, which read: ads_daily"):
        workbook({"days": SMALL["ads_daily"]}, tmp_path / "none.xlsx")
    with pytest.raises(ChoiceError, match="'traffic_daily'"):
        workbook(some, tmp_path / "none.xlsx", ["conversion"])
    with pytest.raises(ChoiceError, match="question is 'x'"):
        workbook(some, tmp_path / "none.xlsx", ["x"])
    with pytest.raises(ColumnError, match="cost"):
        workbook({"ads_daily": SMALL["ads_daily"].drop(columns="cost")}, tmp_path / "n.xlsx",
                 ["roas"])  # fmt: skip
    with pytest.raises(InputError, match="is there already"):
        workbook(some, path)


def test_the_read_me_says_the_same_in_both_languages():
    assert len(books.ENGLISH) >= 15
    for page in (books.ENGLISH, books.CHINESE):
        text = "\n".join(page)
        assert "1,048,576" in text
        assert "15" in text
        assert re.findall(r"(?m)^(\d)\. ", text) == list("123456")


# --- Recalculated by LibreOffice ---------------------------------------------------------------

RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@pytest.mark.verify
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice isn't here")
@pytest.mark.parametrize("which", ["small", "second_shop"])
def test_libreoffice_finds_the_same(which, tmp_path, monkeypatch):
    """All cached values are spoilt: what comes back was worked out by LibreOffice."""
    monkeypatch.setattr(books, "Formula", lambda text, value: Formula(text, -77.0))
    tables = SMALL if which == "small" else dict(load("second_shop"))
    if which != "small":
        tables["pnl_lines"] = tables["pnl_lines"].iloc[::20]
    path = workbook(tables, tmp_path / "shop.xlsx")
    user = tmp_path / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(RECALCULATE)
    command = ["soffice", f"-env:UserInstallation=file://{user.parent}", "--headless",
               "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(path)]  # fmt: skip
    for _ in range(2):  # the first start with a new profile may only prepare it
        subprocess.run(command, check=False, timeout=400, capture_output=True)
    found = pd.read_excel(tmp_path / "out" / path.name, sheet_name="answers", engine="calamine")
    assert len(found) > 3 * len(TEN) - 10
    assert found["same"].astype(bool).all(), found[~found["same"].astype(bool)].to_string()
    spread, wanted = (pd.to_numeric(found[name], errors="coerce") for name in
                      ("spreadsheet", "pandas"))  # fmt: skip
    np.testing.assert_allclose(spread, wanted, rtol=1e-9)


def test_a_sheet_keeps_its_real_dates_and_one_question_may_be_a_text(tmp_path):
    daily = load("second_shop")["traffic_daily"].head(40)
    book = workbook({"traffic_daily": daily}, tmp_path / "one.xlsx", "conversion")
    sheet = pd.read_excel(book, sheet_name="traffic_daily", engine="calamine")
    assert sheet["date"].tolist() == daily["date"].dt.tz_localize(None).tolist()
    assert set(sheet) == {"channel", "uv", "payers", "date"}
    with pytest.raises(ChoiceError, match="question is 'convers'"):
        workbook({"traffic_daily": daily}, tmp_path / "two.xlsx", "convers")
