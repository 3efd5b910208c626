"""``python course.py stock``: where the page goes, what it never writes over, what it refuses."""

import csv

import pandas as pd
import pytest

import course
from ecomlab import exports
from ecomlab.classroom.__main__ import main
from ecomlab.classroom.stock import csv_text
from ecomlab.exports import stock_page

LIST = "sku,on_hand,on_order,unit_cost,lead_time_days,title\n@1,4,0,9,7,<i>a</i>\nb,9,0,9,7,b\n"
ORDERS = "order_id,customer_id,ts_order,paid_amount,sku,qty,price\n" + "".join(
    f"{n},c{n},{day:%Y-%m-%d} 10:00,20,{'@1' if n % 2 else 'b'},1,20\n"
    for n, day in enumerate(pd.date_range("2025-09-01", periods=60))
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "stock.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return tmp_path


def run(folder, *words):
    files = [str(folder / "stock.csv"), str(folder / "orders.csv")]
    return main(["stock", *files, "--timezone", "Asia/Shanghai", "--no-browser",
                 "--workspace", str(folder / "my_course"), *words])  # fmt: skip


def test_course_passes_on_what_was_typed(monkeypatch):
    heard = []
    monkeypatch.setattr(course, "course_python", lambda *extras: heard.append(extras))
    monkeypatch.setattr(
        course, "call_classroom", lambda python, *words, **more: heard.append(words) or 3
    )
    assert course.main(["stock", "--shop", "second", "--as-of", "2025-06-18"]) == 3
    assert heard == [(), ("stock", "--shop", "second", "--as-of", "2025-06-18")]


def test_the_page_goes_into_the_workspace_and_the_next_morning_over_it(folder, capsys):
    assert run(folder) == 0
    page = folder / "my_course" / "stock.html"
    assert str(page) in capsys.readouterr().out
    first = page.read_text(encoding="utf-8")
    assert "30 Oct 2025" in first
    assert run(folder, "--as-of", "2025-10-29") == 0
    assert page.read_text(encoding="utf-8") != first
    assert sorted(p.name for p in page.parent.iterdir() if p.suffix) == [
        "buyers.salt",
        "stock.html",
    ]


@pytest.mark.parametrize("name", ["notes.html", "taxes.csv"])
def test_a_file_of_another_origin_is_left_alone(folder, capsys, name):
    (folder / name).write_text("mine", encoding="utf-8")
    assert run(folder, "--out", str(folder / name)) == 1
    assert "--force" in capsys.readouterr().err
    assert (folder / name).read_text(encoding="utf-8") == "mine"
    assert run(folder, "--out", str(folder / name), "--force") == 0
    assert stock_page.MARK in (folder / name).read_text(encoding="utf-8")


def test_a_list_of_another_origin_stops_all(folder, capsys):
    (folder / "page_orders.csv").write_text("mine", encoding="utf-8")
    assert run(folder, "--out", str(folder / "page.html"), "--csv") == 1
    assert not (folder / "page.html").exists()
    assert (folder / "page_orders.csv").read_text(encoding="utf-8") == "mine"


def test_lists_beside_the_page_are_whole_and_no_cell_is_a_formula(folder):
    for _ in range(2):  # the next morning writes over them
        assert run(folder, "--out", str(folder / "page.html"), "--csv") == 0
    assert sorted(p.name for p in folder.glob("page*")) == [
        "page.html", "page_idle.csv", "page_orders.csv", "page_shelves.csv"
    ]  # fmt: skip
    with (folder / "page_shelves.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["sku"] for row in rows} == {"'@1", "b"}
    assert {row["as_of"] for row in rows} == {"2025-10-30"}


def test_minus_signs_of_numbers_stay():
    frame = pd.DataFrame({"a": [-1.5], "b": ["-x"], "c": ["@y"]})
    assert csv_text(frame, pd.Timestamp("2025-10-30")).splitlines()[1] == "2025-10-30,-1.5,'-x,'@y"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--as-of", "yesterday"], "Write a day"),
        (["--as-of", "2025-13-40"], "Write a day"),
        (["--service", "95"], "--service"),
        (["--cover", "0"], "--cover"),
        (["--limit-hours", "-1"], "--limit-hours"),
        (["--column", "on_hand"], "OURS=YOURS"),
        (["--shop", "second"], "not both"),
        (["--timezone", "Mars"], "Mars"),
        (["--as-of", "2020-01-01"], "No article was sold"),
    ],
)
def test_what_cant_be_meant_is_refused_and_nothing_is_written(folder, capsys, words, said):
    assert run(folder, *words) == 1
    assert said in capsys.readouterr().err
    assert not (folder / "my_course" / "stock.html").exists()


def test_a_file_that_isnt_there_and_one_that_is_something_else(folder, capsys):
    (folder / "stock.csv").write_text("colour,size\nred,L\n", encoding="utf-8")
    assert run(folder) == 1
    assert "neither a stock list nor purchases nor an order export" in capsys.readouterr().err
    (folder / "stock.csv").unlink()
    assert run(folder) == 1
    assert "There is no file stock.csv" in capsys.readouterr().err


def test_an_evening_that_the_running_shop_hasnt(tmp_path, capsys):
    words = ["stock", "--as-of", "2031-01-01", "--no-browser", "--workspace", str(tmp_path)]
    assert main(words) == 1
    assert "2025-12-31" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_an_import_gives_the_orders_where_none_is_named(folder, capsys):
    shop = exports.read(folder / "orders.csv", timezone="Asia/Shanghai", salt_folder=folder)
    exports.save(shop, folder / "my_course" / "my_shop")
    words = ["stock", str(folder / "stock.csv"), "--no-browser",
             "--workspace", str(folder / "my_course")]  # fmt: skip
    assert main(words) == 0
    page = (folder / "my_course" / "stock.html").read_text(encoding="utf-8")
    assert "Orders to place" in page
    assert main([*words, "--name", "other"]) == 1
    assert "other" in capsys.readouterr().err
