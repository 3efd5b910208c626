"""*Your shop*: each part right on several exports, or a sentence why there is none."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from ecomlab import exports
from ecomlab.exports import parts
from ecomlab.exports.keeping import example_shop

CHINA = "Asia/Shanghai"
SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfilled at,Total,Refunded Amount,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price"
)
QIANNIU = (
    "订单编号,支付单号,买家应付货款,总金额,买家实付金额,退款金额,订单状态,订单创建时间,"
    "订单付款时间,发货时间,确认收货时间"
)


def written(tmp_path, text, name="orders.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return exports.read(path, timezone=CHINA, salt_folder=tmp_path / "salt")


@pytest.fixture(scope="module")
def example():
    return example_shop()


@pytest.fixture
def qianniu(tmp_path):
    """A hundred days, an order a day; every tenth isn't paid, every fifth refunded in full."""
    rows = []
    for n, day in enumerate(pd.date_range("2024-01-01", periods=100)):
        state = "等待买家付款" if n % 10 == 3 else "交易成功"
        paid = "" if n % 10 == 3 else f"{day:%Y-%m-%d} 10:05:00"
        back = 30 if n % 5 == 0 else 0
        sent = "" if n % 10 == 3 else f"{day:%Y-%m-%d} 20:05:00"
        rows.append(
            f"{10**17 + n},{n},30,30,{0 if not paid else 30},{back},{state},"
            f"{day:%Y-%m-%d} 10:00:00,{paid},{sent},"
        )
    return written(tmp_path, "\n".join([QIANNIU, *rows]) + "\n")


def test_the_example_allows_everything(example):
    found = parts.allowed(example)
    assert found["allowed"].all()
    for made in parts.PARTS.values():
        part = made(example)
        assert part.says, "no part goes without its caveat"
        part.draw()
        plt.close("all")


def test_money_of_all_months_is_the_receipts(example):
    table = parts.money(example).table
    bought = example.purchases
    net = (bought["paid_amount"] - bought["refund_amount"]).sum()
    assert np.isclose(table["net"].sum(), net)
    there = example.orders["status"].isin(["paid", "refunded"])
    assert np.isclose(table["gross"].sum(), example.orders.loc[there, "paid_amount"].sum())
    assert not table["whole"].iloc[0], "the export begins on 2 March"


def test_an_export_without_buyers_says_what_works_and_what_would_help(qianniu):
    found = parts.allowed(qianniu).set_index("part")
    assert not found.loc["Who comes back", "allowed"]
    assert "member" in found.loc["Who comes back", "why_not"]
    assert found.loc[["Money by month", "When they order", "What comes back"], "allowed"].all()
    assert "宝贝报表" in found.loc["What is in a basket", "why_not"]


def test_unpaid_and_refunded_orders_are_no_sales(qianniu):
    table = parts.money(qianniu).table
    assert table["orders"].sum() == 90
    assert table["gross"].sum() == 90 * 30
    assert table["refunds"].sum() == 20 * 30
    assert any("10 not paid" in words for words in parts.money(qianniu).says)


def test_returns_of_young_months_are_marked(qianniu):
    part = parts.returns(qianniu)
    table = part.table.set_index("month")
    assert table.loc["2024-01", "refunded"] == 7  # 1, 6, ... 31 January
    assert table["settled"].tolist() == [True, True, False, False]
    assert any("2024-03, 2024-04" in words for words in part.says)


def test_hours_until_shipped(qianniu):
    table = parts.delivery(qianniu).table
    assert table["part"].tolist() == ["paid to shipped"]
    assert table["median"].iloc[0] == 10


def test_one_month_only_gives_no_rate_of_sixty_days(tmp_path):
    rows = [
        f"#{n},b{n % 12}@example.com,paid,2024-05-{n:02d} 10:00:00 +0800,,50,0,"
        f"2024-05-{n:02d} 09:00:00 +0800,1,x,50"
        for n in range(1, 32)
    ]
    shop = written(tmp_path, "\n".join([SHOPIFY, *rows]) + "\n")
    part = parts.people(shop)
    assert part.table is None
    assert "more" in part.says[0]
    assert parts.money(shop).table["whole"].tolist() == [True]
    assert parts.returns(shop).table is None, "no refund in the file isn't a rate of 0"


def test_a_log_that_begins_with_repeaters_says_so_first(tmp_path):
    path = Path(__file__).parent / "inputs" / "42_last_months_only.csv"
    shop = exports.read(path, timezone=CHINA, salt_folder=tmp_path)
    part = parts.people(shop)
    assert "log begins" in part.says[0]
    assert not any("log begins" in words for words in parts.people(shop, known_from=[]).says)


def test_few_orders_make_no_pairs(tmp_path):
    rows = (
        "#1,a@example.com,paid,2024-05-01 10:00:00 +0800,,50,0,2024-05-01 09:00:00 +0800,1,x,50\n"
    )
    shop = written(tmp_path, SHOPIFY + "\n" + rows)
    for name, made in parts.PARTS.items():
        part = made(shop)
        assert part.says
        assert name == "money" or name == "basket" or part.table is None
        part.draw()
        plt.close("all")


def test_a_part_is_shown_with_its_sentences(example):
    part = parts.returns(example)
    page = part._repr_html_()
    assert "<li>" in page
    assert "%" in page
    assert repr(part).startswith("What comes back")


def test_sentences_are_escaped():
    page = parts.Part("a <b>", None, ["x < y"])._repr_html_()
    assert "<b>" not in page
    assert "x &lt; y" in page


def test_refund_rows_are_told_and_not_denied(tmp_path):
    shop = exports.read(
        Path(__file__).parent / "inputs" / "01_refund_rows.csv", timezone=CHINA,
        salt_folder=tmp_path,
    )  # fmt: skip
    part = parts.returns(shop)
    assert part.table["money"].gt(0).any()
    assert any("name no order" in words for words in part.says)
