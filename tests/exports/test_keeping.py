"""A shop that was read once: kept whole or not at all, opened again as it was."""

import os

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from ecomlab import exports
from ecomlab.errors import DataFileError, InputError
from ecomlab.exports import keeping

CHINA = "Asia/Shanghai"
ROWS = (
    "order_id,customer_id,ts_order,paid_amount\n"
    "1,ann,2024-01-05 10:00,50\n2,bob,2024-01-06 11:00,30\n"
)


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(ROWS, encoding="utf-8")
    return exports.read(path, timezone=CHINA, salt_folder=tmp_path / "salt")


@pytest.mark.parametrize("name", ["example", "own"])
def test_a_shop_comes_back_as_it_was(name, shop, tmp_path):
    kept = keeping.example_shop() if name == "example" else shop
    exports.save(kept, tmp_path / "my_shop")
    again = exports.load(tmp_path / "my_shop")
    assert_frame_equal(again.orders, kept.orders)
    assert_frame_equal(again.receipt, kept.receipt, check_dtype=False)
    assert (again.items is None) == (kept.items is None)
    if kept.items is not None:
        assert_frame_equal(again.items, kept.items)
    assert (again.notes, again.title, again.platform) == (kept.notes, kept.title, kept.platform)


def test_only_its_owner_reads_the_folder(shop, tmp_path):
    exports.save(shop, tmp_path / "my_shop")
    if os.name == "posix":
        assert (tmp_path / "my_shop").stat().st_mode & 0o077 == 0


def test_an_earlier_import_is_left_alone(shop, tmp_path):
    exports.save(shop, tmp_path / "my_shop")
    before = {p.name: p.read_bytes() for p in (tmp_path / "my_shop").iterdir()}
    with pytest.raises(InputError, match="--again"):
        exports.save(shop, tmp_path / "my_shop")
    assert {p.name: p.read_bytes() for p in (tmp_path / "my_shop").iterdir()} == before


def test_again_moves_the_earlier_one_into_the_backups(shop, tmp_path):
    exports.save(shop, tmp_path / "my_shop")
    other = keeping.example_shop()
    for number in (1, 2):  # two within one second too
        earlier = exports.save(other, tmp_path / "my_shop", backups=tmp_path / "backups")
        assert earlier.parent == tmp_path / "backups"
        assert len(list((tmp_path / "backups").iterdir())) == number
    assert len(exports.load(tmp_path / "my_shop").orders) == len(other.orders)
    kept = sorted(len(exports.load(p).orders) for p in (tmp_path / "backups").iterdir())
    assert kept == [2, len(other.orders)]


@pytest.mark.parametrize("again", [False, True])
def test_what_fails_half_way_leaves_all_as_it_was(shop, tmp_path, monkeypatch, again):
    if again:
        exports.save(shop, tmp_path / "my_shop")
    there = sorted(p.name for p in tmp_path.iterdir())

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(pd.DataFrame, "to_parquet", stopped)
    with pytest.raises(KeyboardInterrupt):
        exports.save(shop, tmp_path / "my_shop", backups=tmp_path / "backups" if again else None)
    assert sorted(p.name for p in tmp_path.iterdir()) == there
    if again:
        assert len(exports.load(tmp_path / "my_shop").orders) == 2


def test_an_earlier_import_comes_back_if_the_new_one_cannot_take_its_place(
    shop, tmp_path, monkeypatch
):
    exports.save(shop, tmp_path / "my_shop")
    real, calls = os.replace, []

    def second_fails(source, target):
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", second_fails)
    with pytest.raises(InputError, match="can't be kept.*No space"):
        exports.save(shop, tmp_path / "my_shop", backups=tmp_path / "backups")
    assert len(exports.load(tmp_path / "my_shop").orders) == 2


def test_a_folder_with_something_else_is_not_touched(shop, tmp_path):
    (tmp_path / "my_shop").mkdir()
    (tmp_path / "my_shop" / "thesis.docx").write_text("mine")
    with pytest.raises(InputError, match="something else"):
        exports.save(shop, tmp_path / "my_shop", backups=tmp_path / "backups")
    assert (tmp_path / "my_shop" / "thesis.docx").read_text() == "mine"


@pytest.mark.parametrize("file", ["orders.parquet", "shop.json", "receipt.csv"])
def test_a_damaged_import_says_so(shop, tmp_path, file):
    exports.save(shop, tmp_path / "my_shop")
    (tmp_path / "my_shop" / file).write_text("?")
    with pytest.raises(DataFileError, match="--again"):
        exports.load(tmp_path / "my_shop")


def test_my_shop_is_found_from_a_lessons_folder(shop, tmp_path, monkeypatch):
    exports.save(shop, tmp_path / "mine" / "my_shop")
    (tmp_path / "mine" / "5_retention").mkdir()
    monkeypatch.chdir(tmp_path / "mine" / "5_retention")
    assert exports.is_imported()
    assert len(exports.my_shop().orders) == 2


def test_without_an_import_the_command_is_told_and_the_example_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not exports.is_imported()
    with pytest.raises(InputError, match="python course.py import FILE$"):
        exports.my_shop()
    with pytest.raises(InputError, match="--name second$"):
        exports.my_shop("second")
    assert "invented" in exports.my_shop(example=True).title


@pytest.mark.parametrize("name", ["../outside", "", "a b", "/etc", "-x", "x" * 80])
def test_a_name_is_no_path(name):
    with pytest.raises(InputError, match="can't name an import"):
        exports.my_shop(name)


def test_nobody_is_named_in_what_is_kept(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "Name,Email,Financial Status,Paid at,Total,Created at,Shipping Name,Shipping Phone\n"
        "#1,wang.xiaoming@example.com,paid,2024-01-05 10:00:00 +0800,50,2024-01-05 09:00:00 +0800,"
        "Wang Xiaoming,13800000000\n"
    )
    exports.save(exports.read(path, timezone=CHINA, salt_folder=tmp_path), tmp_path / "my_shop")
    kept = b"".join(p.read_bytes() for p in (tmp_path / "my_shop").iterdir()).lower()
    for trace in (b"wang", b"xiaoming", b"13800000000", b"example.com"):
        assert trace not in kept
    assert (
        not exports.load(tmp_path / "my_shop")
        .orders.astype(str)
        .apply(lambda column: column.str.contains("(?i)wang|1380000", regex=True).any())
        .any()
    )


def test_the_advice_names_the_import_that_is_damaged(shop, tmp_path):
    exports.save(shop, tmp_path / "second")
    (tmp_path / "second" / "shop.json").write_text("{}")
    with pytest.raises(DataFileError, match="--again --name second$"):
        exports.load(tmp_path / "second")


def test_an_import_of_an_earlier_edition_says_so(shop, tmp_path):
    """A field that a Shop has no more."""
    exports.save(shop, tmp_path / "my_shop")
    card = tmp_path / "my_shop" / "shop.json"
    card.write_text(card.read_text().replace("{", '{"every_order": 1,', 1))
    with pytest.raises(DataFileError, match="earlier edition"):
        exports.load(tmp_path / "my_shop")
