"""The cells "now yours": each runs without an import, and on an imported shop."""

import re
import warnings

import matplotlib
import pandas as pd
import pytest

from ecomlab import exports
from ecomlab.classroom import headers
from ecomlab.classroom.scripts import LESSONS, read_lesson
from ecomlab.exports.keeping import example_shop

KNOWN = headers.read()


def cells(name):
    """The cells of a lesson that ask whether a shop is imported."""
    notebook = read_lesson(LESSONS / KNOWN[name].path)
    return [cell.source for cell in notebook.cells
            if cell.cell_type == "code" and "exports.is_imported()" in cell.source]  # fmt: skip


ASKING = [name for name in KNOWN if cells(name)]


def run(name):
    """Run a lesson's cells with what it imports, and nothing else of it."""
    notebook = read_lesson(LESSONS / KNOWN[name].path)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    lines = re.findall(r"(?m)^(?:from ecomlab[\w.]* import [\w, ]+|import pandas as pd)$", code)
    space = {}
    for line in lines:
        exec(line, space)  # the lessons' own imports
    for source in cells(name):
        exec(source, space)


def test_the_lessons_on_orders_have_such_a_cell():
    assert {"0", "0_3", "1_2", "1_5", "5_1", "5_2"} <= set(ASKING)


@pytest.mark.parametrize("name", ASKING)
def test_without_an_import_the_command_is_told(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    run(name)
    assert "python course.py import FILE" in capsys.readouterr().out


@pytest.mark.parametrize("name", ASKING)
def test_on_an_imported_shop_it_answers(name, tmp_path, monkeypatch, capsys):
    matplotlib.use("Agg")
    exports.save(example_shop(), tmp_path / "my_shop")
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings(), pd.option_context("display.width", 200):
        warnings.simplefilter("ignore")  # what is left out is said, in red
        run(name)
    said = capsys.readouterr().out
    assert "python course.py import" not in said
    assert re.search(r"\d", said)


NO_BUYERS = {"1_5", "5_1", "5_2"}


@pytest.mark.parametrize("name", ASKING)
def test_an_export_without_buyers_and_times_of_payment_ends_in_a_sentence(
    name, tmp_path, monkeypatch, capsys
):
    """拼多多 names no buyer, and its short form has no time of payment."""
    matplotlib.use("Agg")
    rows = [
        f"杯,{3 * 10**18 + n},已收货,111,100,111,1,9,无售后或售后取消,2024-01-{n + 1:02d} 10:00"
        for n in range(30)
    ]
    head = (
        "商品,订单号,订单状态,商品总价(元),用户实付金额(元),商家实收金额(元),商品数量(件),商品id,"
        "售后状态,订单成交时间"
    )
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    exports.save(exports.read(path, salt_folder=tmp_path), tmp_path / "my_shop")
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings(), pd.option_context("display.width", 200):
        warnings.simplefilter("ignore")
        run(name)
    said = capsys.readouterr().out
    if name in NO_BUYERS:
        assert "names no buyer" in said
    if name == "0_3":
        assert "3000" in said
        assert "time of the order stands for it" in said
