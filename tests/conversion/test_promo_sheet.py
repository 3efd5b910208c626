"""The price sheet: its prices are the engine's, also by formulas; its lowest prices were paid."""

import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from ecomlab.conversion.promo_sheet import lines_paid, promo_price_sheet, write_price_sheet
from ecomlab.conversion.promotions import stack_discounts
from ecomlab.errors import ColumnError, InputError

PROMOS = pd.DataFrame(
    {
        "promo": ["18% off", "299 − 20", "each 100 − 7", "bags 5% off"],
        "step": [1, 3, 2, 4],
        "threshold": [0, 299, 100, 0],
        "share": [0.18, 0, 0, 0.05],
        "off": [0, 20, 7, 0],
        "each": [False, False, True, False],
        "cap": [np.nan, np.nan, 30, 12],
        "basis": ["left", "price", "left", "left"],
        "category": [None, None, None, "bag"],
    }
)
ARTICLES = pd.DataFrame(
    {
        "sku": ["a", "b", "c", "d"],
        "price": [99.9, 305.55, 899.0, 449.0],
        "cost": [60.0, 200.0, 500.0, 300.0],
        "category": ["lamp", "bag", "tent", "bag"],
    }
)
SPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def cells_of(path, sheet):
    """Formulas and values of a sheet, by cell name, out of the file itself."""
    with zipfile.ZipFile(path) as book:
        names = [
            s.get("name")
            for s in ElementTree.fromstring(book.read("xl/workbook.xml")).iterfind(
                ".//m:sheet", SPACE
            )
        ]
        texts = [
            "".join(t.text or "" for t in si.iter(f"{{{SPACE['m']}}}t"))
            for si in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iterfind(
                "m:si", SPACE
            )
        ]
        root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"))
    found = {}
    for cell in root.iterfind(".//m:c", SPACE):
        formula, value = cell.find("m:f", SPACE), cell.find("m:v", SPACE)
        text = None if value is None else value.text
        if cell.get("t") == "s":
            text = texts[int(text)]
        found[cell.get("r")] = (None if formula is None else formula.text, text)
    return found


def worked_out(path, changed=()):
    """All formulas of the sheet "prices", by a little spreadsheet in Decimal."""
    prices, promos = cells_of(path, "prices"), cells_of(path, "promos")
    promos |= {name: (None, str(value)) for name, value in dict(changed).items()}
    known = {}

    def number(name, cells):
        formula, text = cells.get(name, (None, None))
        if formula is not None:
            return calc(name)
        return Decimal(text) if text not in (None, "") else None

    def calc(name):
        if name not in known:
            text = prices[name][0].lstrip("=").replace("$", "")
            text = re.sub(r"promos!([A-Z]+\d+)", r'P("\1")', text)
            text = re.sub(r'(?<![\w"!])([A-Z]+\d+)(?!["\w(])', r'C("\1")', text)
            text = re.sub(r"(?<![\w.\"])(\d+)(?![\w\"])", r'D("\1")', text)
            known[name] = eval(
                text,
                {
                    "C": lambda x: number(x, prices),
                    "P": lambda x: number(x, promos),
                    "D": Decimal,
                    "ROUND": lambda x, d: x.quantize(Decimal(1).scaleb(-int(d)), ROUND_HALF_UP),
                    "MIN": min,
                    "INT": lambda x: Decimal(int(x)),
                    "IF": lambda c, a, b: a if c else b,
                    "ISNUMBER": lambda x: x is not None,
                    "FALSE": False,
                },
            )
        return known[name]

    return {name: calc(name) for name, (formula, _) in prices.items() if formula is not None}


def column(path, name):
    """The letter of a column of the sheet "prices"."""
    return next(
        re.match("[A-Z]+", cell)[0]
        for cell, (_, text) in cells_of(path, "prices").items()
        if text == name and cell.endswith("1")
    )


@pytest.fixture
def written(tmp_path):
    sheet = promo_price_sheet(ARTICLES, PROMOS, fee=0.05, other=4.5)
    return sheet, write_price_sheet(sheet, PROMOS, tmp_path / "prices.xlsx", ARTICLES)


def test_the_formulas_give_what_the_engine_gave(written):
    sheet, path = written
    found = worked_out(path)
    for name in ("in_hand", "margin", "18% off", "299 − 20", "each 100 − 7"):
        letter = column(path, name)
        for row, value in enumerate(sheet[name], start=2):
            assert float(found[f"{letter}{row}"]) == pytest.approx(value, abs=1e-9), (name, row)


def test_another_threshold_in_the_file_is_another_price_everywhere(written):
    _, path = written
    found = worked_out(path, {"C3": 45, "D2": 0.1})  # off of 299 − 20; share of 18% off
    other = PROMOS.assign(off=[0, 45, 7, 0], share=[0.10, 0, 0, 0.05])
    items = ARTICLES[["sku", "price", "category"]].assign(qty=1, order_id=range(4))
    letter = column(path, "in_hand")
    assert [float(found[f"{letter}{k}"]) for k in range(2, 6)] == stack_discounts(items, other)[
        "paid"
    ].tolist()


def test_the_values_in_the_cells_are_those_of_the_table(written):
    sheet, path = written
    read = pd.read_excel(path, "prices", engine="calamine")
    assert read["in_hand"].tolist() == pytest.approx(sheet["in_hand"].tolist())
    assert read["sku"].tolist() == ["a", "b", "c", "d"]
    with pytest.raises(InputError, match="there already"):
        write_price_sheet(sheet, PROMOS, path, ARTICLES)


def test_the_lowest_price_is_one_that_was_paid():
    """In the days before; where nothing was sold in them, the last one before; else none."""
    lines = pd.DataFrame(
        [
            ("2025-10-31", "a", 2, 180.0),
            ("2025-10-25", "a", 1, 85.0),
            ("2025-10-24", "a", 1, 70.0),
            ("2025-10-05", "b", 1, 290.0),
            ("2025-09-01", "b", 1, 250.0),
            ("2025-09-20", "c", 1, 800.0),
            ("2025-09-20", "c", 1, 790.0),
        ],
        columns=["date", "sku", "qty", "paid"],
    ).assign(date=lambda t: pd.to_datetime(t["date"]))
    sheet = promo_price_sheet(ARTICLES, PROMOS.head(1), "2025-11-01", lines).set_index("sku")
    assert sheet["lowest_7"].tolist()[:3] == [85.0, 290.0, 790.0]
    assert sheet["lowest_30"].tolist()[:3] == [70.0, 290.0, 790.0]
    assert np.isnan(sheet.loc["d", "lowest_7"])
    assert not sheet.loc["d", "below_30"]
    # a: in hand 81.92; 90 twice, 85 and 70 once: the first two paid more
    assert sheet.loc["a", "entitled"] == 2
    assert sheet.loc["a", "due"] == pytest.approx(2 * (90 - 81.92) + 85 - 81.92)


def test_a_gift_is_no_price_and_numbers_are_names():
    lines = pd.DataFrame(
        {"date": pd.to_datetime(["2025-10-31"] * 2), "sku": [1, 1], "qty": 1, "paid": [0.0, 95.0]}
    )
    articles = ARTICLES.head(1).assign(sku="1")
    sheet = promo_price_sheet(articles, None, "2025-11-01", lines)
    assert sheet["lowest_7"].tolist() == [95.0]
    assert sheet["sold_30"].tolist() == [1]


def test_whom_a_price_undercuts():
    promised = pd.DataFrame(
        {"sku": ["a", "a", "c"], "whom": ["Li", "Wang", "Li"], "price": [90.0, 81.0, 700.0]}
    )
    sheet = promo_price_sheet(ARTICLES, PROMOS.head(1), promised=promised)
    assert sheet["undercuts"].tolist() == ["Li", "", "", ""]


def test_lines_are_what_was_paid_and_stayed():
    items = pd.DataFrame(
        {
            "order_id": [1, 1, 2],
            "sku": ["x", "y", "x"],
            "qty": [1, 2, 1],
            "price": [10.0, 5.0, 10.0],
            "discount": [1.0, 0.5, 0.0],
        }
    )
    orders = pd.DataFrame(
        {"order_id": [1, 2], "ts_order": pd.to_datetime(["2025-10-01 23:00"] * 2)}
    )
    back = pd.DataFrame({"order_id": [2], "sku": ["x"]})
    found = lines_paid(items, orders, back)
    assert found["paid"].tolist() == [9.0, 9.5]
    assert found["date"].dt.hour.tolist() == [0, 0]


REFUSED = {
    "no cost": ({"articles": ARTICLES.drop(columns="cost")}, "cost"),
    "twice": ({"articles": pd.concat([ARTICLES, ARTICLES])}, "two rows"),
    "no day": (
        {
            "lines": pd.DataFrame(
                {"date": pd.to_datetime(["2025-10-01"]), "sku": "a", "qty": 1, "paid": 9.0}
            )
        },
        "Give day",
    ),
    "future": (
        {
            "day": "2025-09-01",
            "lines": pd.DataFrame(
                {"date": pd.to_datetime(["2025-10-01"]), "sku": "a", "qty": 1, "paid": 9.0}
            ),
        },
        "Give the lines before",
    ),
    "unknown": (
        {"promised": pd.DataFrame({"sku": ["z"], "whom": ["Li"], "price": [1.0]})},
        "not among",
    ),
    "fee": ({"fee": 5}, "fee"),
    "no such category": (
        {"promos": PROMOS.assign(category=[None, None, None, "bagg"])},
        "which no article is",
    ),
    "other names": (
        {
            "day": "2025-11-01",
            "lines": pd.DataFrame(
                {"date": pd.to_datetime(["2025-10-01"]), "sku": 7, "qty": 1, "paid": 9.0}
            ),
        },
        "Write sku alike",
    ),
}


@pytest.mark.parametrize(("given", "said"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sheet_is_refused(given, said):
    with pytest.raises((InputError, ColumnError), match=said):
        promo_price_sheet(**{"articles": ARTICLES, "promos": PROMOS, **given})


def test_a_sheet_of_other_promotions_is_refused(tmp_path):
    sheet = promo_price_sheet(ARTICLES, PROMOS.head(1))
    with pytest.raises(InputError, match="same promotions"):
        write_price_sheet(sheet, PROMOS, tmp_path / "x.xlsx", ARTICLES)
