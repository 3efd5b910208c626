"""``python course.py import``: what it keeps, says and refuses, in a folder of its own."""

import shlex
import shutil

import pytest

import course
from ecomlab import exports
from ecomlab.classroom import imports
from ecomlab.classroom.__main__ import main
from ecomlab.exports.keeping import EXAMPLE
from tools import imports as command
from tools.environment import ROOT, CourseError

FILE = str(EXAMPLE / "orders_export.csv")
ZONE = ["--timezone", "Asia/Shanghai"]


@pytest.fixture
def own(tmp_path):
    """A trainee's folder, and the words that name it."""
    return tmp_path / "mine"


def run(own, *words):
    return main(["import", *map(str, words), "--workspace", str(own)])


def test_an_export_is_kept_beside_the_copies(own, capsys):
    assert run(own, FILE, *ZONE) == 0
    said = capsys.readouterr().out
    assert "526" in said
    assert "exports.my_shop()" in said
    assert "100% read" in said
    shop = exports.load(own / "my_shop")
    assert shop.platform == "shopify"
    assert round(shop.purchases["paid_amount"].sum(), 2) == 120_280.44
    assert {path.name for path in own.iterdir()} == {"my_shop", "buyers.salt"}
    assert (own / "my_shop" / "receipt.csv").read_text().startswith("step,rows,orders,money")


def test_a_second_import_needs_a_word(own, capsys):
    run(own, FILE, *ZONE)
    assert run(own, FILE, *ZONE) == 1
    told = capsys.readouterr().err
    assert "--again" in told
    assert "--name" in told
    assert run(own, FILE, *ZONE, "--again") == 0
    assert len(list((own / "backups").iterdir())) == 1
    assert run(own, FILE, *ZONE, "--name", "second") == 0
    assert 'my_shop("second")' in capsys.readouterr().out


def test_two_files_are_joined_and_the_later_counts(own, tmp_path):
    """January with an order that was paid later; February says so."""
    head = "order_id,customer_id,ts_order,paid_amount,status\n"
    first, second = tmp_path / "jan.csv", tmp_path / "feb.csv"
    first.write_text(head + "1,ann,2024-01-05 10:00,50,paid\n2,bob,2024-01-30 10:00,30,waiting\n")
    second.write_text(head + "2,bob,2024-01-30 10:00,30,paid\n3,ann,2024-02-05 10:00,20,paid\n")
    assert run(own, first, second, *ZONE) == 0
    shop = exports.load(own / "my_shop")
    assert shop.purchases["paid_amount"].tolist() == [50, 30, 20]
    assert shop.orders["customer_id"].nunique() == 2


def test_buyers_join_between_two_imports_of_one_folder(own, tmp_path):
    run(own, FILE, *ZONE)
    run(own, FILE, *ZONE, "--name", "second")
    first, second = (exports.load(own / name).orders for name in ("my_shop", "second"))
    assert set(first["customer_id"].dropna()) == set(second["customer_id"].dropna())


def test_a_wrong_file_leaves_nothing(own, tmp_path, capsys):
    path = tmp_path / "weather.csv"
    path.write_text("day,rain\n2024-01-01,3\n")
    assert run(own, path) == 1
    told = capsys.readouterr().err
    assert "python course.py import FILE --column" in told
    assert "exports.read" not in told
    assert not own.exists()
    assert run(own, tmp_path / "nothing.csv") == 1


def test_the_advice_is_right_when_it_is_followed(own, tmp_path, capsys):
    """No zone is told: the error's own words go behind the command."""
    path = tmp_path / "orders.csv"
    path.write_text("customer_id,ts_order,paid_amount\nann,2024-01-05 10:00,50\n")
    assert run(own, path) == 1
    told = capsys.readouterr().err
    typed = told.split("python course.py import FILE")[1].split("\n")[0].strip().rstrip(".").split()
    assert typed == ["--timezone", "Asia/Shanghai"]
    assert run(own, path, *typed) == 0


def test_columns_are_named_as_typed(own, tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("UserNo,When,Yuan\nann,2024-01-05 10:00,50\n")
    pairs = ("customer_id=UserNo", "ts_order=When", "paid_amount=Yuan")
    words = [word for pair in pairs for word in ("--column", pair)]
    assert run(own, path, *ZONE, *words) == 0
    assert exports.load(own / "my_shop").orders["paid_amount"].tolist() == [50]
    assert run(own, path, *ZONE, "--column", "customer_id") == 1


def test_an_interrupted_import_leaves_nothing(own, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(exports.keeping, "_write", stopped)
    with pytest.raises(KeyboardInterrupt):
        run(own, FILE, *ZONE)
    assert [path.name for path in own.iterdir()] == ["buyers.salt"]


@pytest.mark.parametrize("name", ["backups", "5_retention", "../else", "a b"])
def test_an_import_takes_no_name_of_the_course(own, name):
    assert run(own, FILE, *ZONE, "--name", name) == 1
    assert not own.exists()


def test_errors_advice_is_told_as_it_is_typed():
    said = imports.as_typed(
        'Name them: exports.read(path, columns={"customer_id": "买家", "ts_order": "时间"}). '
        'Or lines="sum" for lines; dayfirst=True.'
    )
    assert said.splitlines() == [
        "Name them:",
        "    python course.py import FILE --column customer_id=买家 --column ts_order=时间",
        "Or --lines sum for lines; --dates day-first.",
    ]


def test_a_column_with_a_blank_can_be_pasted(own, tmp_path, capsys):
    """The error's own command is run as a shell splits it."""
    path = tmp_path / "orders.csv"
    path.write_text(
        "Bestellnummer,Kunde,Bestelldatum,Betrag EUR (brutto)\n1,ann,2024-01-05 10:00,50.00\n"
    )
    assert run(own, path, *ZONE) == 1
    told = capsys.readouterr().err
    line = next(line for line in told.splitlines() if "python course.py import FILE" in line)
    words = shlex.split(line.split("FILE", 1)[1])
    assert "paid_amount=Betrag EUR (brutto)" in words
    assert run(own, path, *ZONE, *words) == 0
    assert exports.load(own / "my_shop").orders["paid_amount"].tolist() == [50]


def test_notes_are_told_as_typed_too(own, tmp_path, capsys):
    path = tmp_path / "orders.csv"
    path.write_text("customer_id,ts_order,paid_amount,Refund given\nann,2024-01-05 10:00,50,0\n")
    assert run(own, path, *ZONE) == 0
    said = capsys.readouterr().out
    assert "columns={" not in said
    assert '--column "refund_amount=…"' in said


def test_a_second_name_says_which_line_to_change(own, capsys):
    assert run(own, FILE, *ZONE, "--name", "second") == 0
    said = capsys.readouterr().out
    assert 'Change its line to: shop = exports.my_shop("second")' in said
    assert run(own, FILE, *ZONE) == 0
    assert "Change its line" not in capsys.readouterr().out


def test_again_says_that_months_are_joined_by_one_command(own, capsys):
    run(own, FILE, *ZONE)
    assert run(own, FILE, *ZONE) == 1
    assert "all their files in one command" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--state", "--column"])
def test_a_pair_without_its_sign_is_refused(own, capsys, option):
    assert run(own, FILE, *ZONE, option, "storniert") == 1
    assert "has no form" in capsys.readouterr().err


# --- The command itself ----------------------------------------------------------------------


@pytest.fixture
def called(monkeypatch, tmp_path):
    """What the command would start: no environment is made, no server opened."""
    calls = []
    monkeypatch.setattr(command, "course_python", lambda: "python")
    monkeypatch.setattr(
        command, "call_classroom", lambda _, *words, **__: calls.append(["read", *words]) or 0
    )
    monkeypatch.setattr(
        command.lab, "main", lambda words, start: calls.append(["lab", *words, start]) or 0
    )
    return calls


def test_the_notebook_is_opened_on_the_same_folder(called, tmp_path):
    assert course.main(["import", "a.csv", "--timezone", "UTC", "--workspace", str(tmp_path)]) == 0
    read, opened = called
    assert read == ["read", "import", "a.csv", "--timezone", "UTC", "--workspace", tmp_path]
    assert opened == ["lab", "--workspace", str(tmp_path), command.NOTEBOOK]
    assert (ROOT / "lessons" / command.NOTEBOOK.replace(".ipynb", ".py")).exists()


def test_no_browser_only_reads(called):
    assert course.main(["import", "a.csv", "--no-browser"]) == 0
    assert [words[0] for words in called] == ["read"]
    assert called[0][-1] == ROOT / "my_course"


def test_a_folder_of_the_course_is_refused(called, capsys):
    assert course.main(["import", "a.csv", "--workspace", str(ROOT / "notebooks")]) == 1
    assert "course's own files" in capsys.readouterr().err
    assert called == []
    with pytest.raises(CourseError):
        command.main(["a.csv", "--workspace", str(ROOT / "lessons")])


def test_git_ignores_the_folder_of_the_import():
    if shutil.which("git"):
        assert "/my_course/" in (ROOT / ".gitignore").read_text()


def test_a_settlement_goes_with_the_orders_and_a_table_is_named(own, tmp_path, capsys):
    stock = tmp_path / "bestand.csv"
    stock.write_text("Artikel,Bestand\nA1,5\n", encoding="utf-8")
    assert run(own, stock, "--table", "stock") == 1
    told = capsys.readouterr().err
    assert '--table stock --column "sku=…" --column "on_hand=…"' in told
    words = ["--table", "stock", "--column", "sku=Artikel", "--column", "on_hand=Bestand"]
    assert run(own, stock, FILE, *words, *ZONE) == 0
    shop = exports.load(own / "my_shop")
    assert shop.stock["on_hand"].tolist() == [5]
    assert len(shop.orders) > 100
