"""*Your shop*: each part right on several exports, or a sentence why there is none."""

import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from ecomlab import exports
from ecomlab.classroom import headers
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
    assert table["median_hours"].iloc[0] == 10


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


# --- What a fresh reader found -----------------------------------------------------------------


def said(part):
    return " ".join(part.says)


def test_refund_rows_of_a_month_without_orders_are_no_absence(tmp_path):
    """Two purchases in March, a refund row of May that names none of them."""
    text = (
        "order_id,customer_id,ts_order,paid_amount\n1,ann,2024-03-02 10:00,100\n"
        "2,bob,2024-03-05 10:00,50\n9,ann,2024-05-02 10:00,-30\n"
    )
    shop = written(tmp_path, text)
    assert parts.money(shop).table["refunds"].sum() == 30
    part = parts.returns(shop)
    assert part.table is not None
    assert "No refund" not in said(part)
    assert "rate" not in part.table
    part.draw()
    plt.close("all")


def test_orders_closed_after_payment_are_told_beside_the_rate(tmp_path):
    head = "订单编号,买家会员名,买家应付货款,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间 \n"
    rows = [
        f"{10**17 + n},b{n},30,30,{0 if n % 4 == 0 else 30},"
        f"{'交易关闭' if n % 4 == 0 else '交易成功'},"
        f"2024-01-{n + 1:02d} 10:00:00,2024-01-{n + 1:02d} 10:01:00"
        for n in range(20)
    ]
    shop = written(tmp_path, head + "\n".join(rows) + "\n")
    closed = (shop.orders["status"] == "closed").sum()
    part = parts.returns(shop)
    if closed:
        assert "5 orders were paid and then closed" in said(part)
    else:  # read as refunds
        assert part.table["refunded"].sum() == 5


def test_a_log_of_unknown_beginning_has_no_headline(tmp_path):
    path = Path(__file__).parent / "inputs" / "42_last_months_only.csv"
    shop = exports.read(path, timezone=CHINA, salt_folder=tmp_path)
    assert "bought again within them" not in said(parts.people(shop))
    assert "No rate is quoted" in said(parts.people(shop))


def test_the_headline_is_the_shortest_window_with_its_bias(example):
    part = parts.people(example)
    if "log begins" not in said(part):
        quoted = next(words for words in part.says if "bought again" in words)
        assert "30 days are over" in quoted
        assert "too high" in quoted
    known = parts.people(example, known_from=[])
    quoted = next(words for words in known.says if "bought again" in words)
    enough = known.table[known.table["customers"] >= 30]
    assert f"{enough['window'].iloc[-1]} days are over" in quoted
    assert "too high" not in quoted


GOLDEN = Path(__file__).parent / "golden"


def golden(name, tmp_path):
    return exports.read(GOLDEN / f"{name}.csv", timezone=CHINA, salt_folder=tmp_path)


PINDUODUO = "商品,订单号,订单状态,商品总价(元),用户实付金额(元),商家实收金额(元),商品数量(件),商品id,售后状态,订单成交时间,发货时间"


@pytest.fixture
def pinduoduo(tmp_path):
    """Sixty orders of 100, of each of which the shop receives 111."""
    rows = [
        f"杯子,{3 * 10**18 + n},已收货,111,100,111,1,9,无售后或售后取消,{day:%Y-%m-%d} 10:00:00,"
        f"{day:%Y-%m-%d} 20:00:00"
        for n, day in enumerate(pd.date_range("2024-01-01", periods=60))
    ]
    return written(tmp_path, "\n".join([PINDUODUO, *rows]) + "\n")


def test_times_that_are_there_are_not_denied(pinduoduo, tmp_path):
    part = parts.delivery(pinduoduo)
    assert "when orders were sent, and not when they were paid or received" in said(part)
    assert "支付时间" in said(part)
    shopify = (
        "#1,a@example.com,paid,2024-05-01 10:00:00 +0800,,50,0,2024-05-01 09:00:00 +0800,1,x,50\n"
    )
    shop = written(tmp_path, SHOPIFY + "\n" + shopify, "shopify.csv")
    assert "发货时间" not in said(parts.delivery(shop))
    assert "were paid" in said(parts.delivery(shop))


def test_subsidies_are_told_with_their_share(pinduoduo):
    assert "receives 6,660.00 for the 6,000.00" in said(parts.money(pinduoduo))
    assert "11.0% more" in said(parts.money(pinduoduo))


def test_one_row_an_order_makes_no_basket(pinduoduo, example):
    assert parts.basket(pinduoduo).table is None
    assert "one row for each order" in said(parts.basket(pinduoduo))
    assert parts.together(pinduoduo).table is None
    assert parts.basket(example).table is not None


def test_every_weekday_alike_is_no_finding(pinduoduo):
    ax = parts.calendar(pinduoduo).draw()
    assert "No weekday stands out" in ax.get_title("left")
    assert "no more than by chance" in said(parts.calendar(pinduoduo))
    plt.close("all")


def test_weekends_with_twice_the_orders_are_one(tmp_path):
    rows, number = [], 0
    for day in pd.date_range("2024-01-01", periods=70):
        for n in range(8 if day.day_of_week >= 5 else 4):
            number += 1
            rows.append(f"{number},b{number},{day:%Y-%m-%d} {10 + n}:00,50")
    shop = written(tmp_path, "order_id,customer_id,ts_order,paid_amount\n" + "\n".join(rows) + "\n")
    ax = parts.calendar(shop).draw()
    title = ax.get_title("left")
    assert "4.0 orders" in title
    assert "8.0" in title
    plt.close("all")


@pytest.mark.parametrize("seed", range(5))
def test_chance_alone_seldom_makes_a_weekday(seed):
    days = pd.DataFrame({"date": pd.date_range("2024-01-01", periods=140)})
    rng = np.random.default_rng(seed)
    found = [parts._weekdays_differ(days.assign(orders=rng.poisson(6, 140))) for _ in range(100)]
    assert sum(found) <= 15


def test_money_and_returns_call_the_same_months_young(qianniu):
    rise = [words for words in parts.money(qianniu).says if "Still to rise" in words]
    assert rise == [words for words in parts.returns(qianniu).says if "Still to rise" in words]
    assert "2024-03, 2024-04" in rise[0]
    ax = parts.money(qianniu).draw()
    grey = [bar.get_facecolor() != ax.patches[0].get_facecolor() for bar in ax.patches]
    assert grey == [False, False, True, True]
    assert "not final" not in ax.get_xlabel()
    plt.close("all")


def test_orders_refunded_in_full_are_explained_where_they_count(qianniu):
    assert "20 orders refunded in full" in said(parts.money(qianniu))


def test_the_clock_and_the_currency_are_told(qianniu, tmp_path):
    assert "Days count in Asia/Shanghai; amounts are in yuan." in said(parts.money(qianniu))
    amazon = exports.read(GOLDEN / "amazon.csv", salt_folder=tmp_path)
    told = parts.clock_and_currency(amazon)
    assert "Days count in UTC" in told
    assert parts.currency(amazon) in ("", "USD")  # never yuan
    assert "--timezone" in told


def test_no_raw_warning_of_a_far_date(tmp_path):
    rows = [
        f"#{n},b{n}@example.com,paid,2024-05-{n:02d} 10:00:00 +0800,,50,0,"
        f"{'2019-01-01' if n == 1 else f'2024-05-{n:02d}'} 09:00:00 +0800,1,x,50"
        for n in range(1, 32)
    ]
    shop = written(tmp_path, "\n".join([SHOPIFY, *rows]) + "\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parts.allowed(shop)
        for made in parts.PARTS.values():
            made(shop).draw()
    assert "2019-01-01" in said(parts.calendar(shop))
    plt.close("all")


def test_the_cohorts_title_is_a_share_that_the_table_bears(example):
    ax = parts.people(example, known_from=[]).draw()
    from ecomlab.retention import cohorts

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = cohorts.cohort_retention(example.orders, "month", 30, known_from=[])
    first = table[table["age"] == 1]
    share = first["active"].sum() / first["customers"].sum()
    assert f"{share:.0%}" in ax.get_title("left")
    plt.close("all")


def test_a_sentence_of_the_table_is_not_cut(qianniu):
    part = parts.Part("x", parts.allowed(qianniu), [])
    assert parts.basket(qianniu).says[0].replace("&", "&amp;") in part._repr_html_()


def test_each_part_sends_to_lessons_that_are_there():
    named = {one for found in parts.LESSONS.values() for one in found.split(", ")}
    assert named <= {header.id.replace("_", ".") for header in headers.read().values()}
