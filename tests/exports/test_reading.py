"""Files as platforms write them: each kind of fault, with what is right (all rows are invented)."""

import datetime as dt
import io
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab import exports
from ecomlab.errors import ChoiceError, InputError
from ecomlab.exports import people
from ecomlab.retention import cohorts
from ecomlab.tables import cells

CHINA = "Asia/Shanghai"
PLAIN = "customer_id,ts_order,paid_amount\n"


@pytest.fixture
def read(tmp_path):
    """Read a text (or bytes) as a file of an export."""

    def reads(content, name="orders.csv", encoding="utf-8", timezone=CHINA, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return exports.read(path, timezone=timezone, salt_folder=tmp_path / "salt", **options)

    return reads


def rate(shop, window=30):
    """Customers whose window is over, and of them those who came back."""
    found = cohorts.repurchase_rate(shop.orders, window, "cohort").iloc[0]
    return int(found["repeaters"]), int(found["customers"])


def step(shop, words):
    return shop.receipt[shop.receipt["step"].str.contains(words, regex=False)].iloc[0]


# --- What is a purchase ----------------------------------------------------------------------


def test_a_refund_row_is_no_purchase_and_its_money_is_told(read):
    rows = (
        "ann,2024-01-05,50.00\nann,2024-01-12,-50.00\nbob,2024-01-06,30.00\ncyd,2024-03-20,30.00\n"
    )
    shop = read(PLAIN + rows)
    assert rate(shop) == (0, 2)
    assert step(shop, "refund rows")["money"] == 50
    assert any("naming no order" in note for note in shop.notes)


def test_a_refund_row_that_names_its_order_is_taken_off_it(read):
    shop = read(
        "order_id,customer_id,ts_order,paid_amount\n1,a,2024-01-05,50\n1,a,2024-01-09,-20\n2,b,2024-01-06,9\n"
    )
    assert shop.purchases["refund_amount"].tolist() == [20, 0]
    assert not any("naming no order" in note for note in shop.notes)


def test_unpaid_orders_are_none(read):
    shop = read(
        "order_id,customer_id,ts_order,ts_pay,status,paid_amount\n"
        "1,ann,2024-01-05 10:00:00,,waiting,0.00\n2,ann,2024-01-08 10:00:00,2024-01-08 10:01:00,confirmed,50\n"
        "3,bob,2024-01-06 10:00:00,2024-01-06 10:05:00,confirmed,30\n4,dee,2024-01-06 11:00:00,,waiting,0\n"
        "5,cyd,2024-03-20 10:00:00,2024-03-20 10:01:00,confirmed,30\n"
    )  # fmt: skip
    assert rate(shop) == (0, 2)
    assert step(shop, "not paid")["orders"] == -2
    assert len(shop.orders) == 5


def test_a_fully_refunded_order_is_none(read):
    shop = read(
        "order_id,customer_id,ts_order,paid_amount,refund_amount\n1,ann,2024-01-05,80,80\n"
        "2,bob,2024-01-06,30,0\n3,bob,2024-01-20,30,30\n4,cyd,2024-03-20,30,0\n"
    )
    assert rate(shop) == (0, 1)
    assert step(shop, "refunded in full")["money"] == -110


def test_lines_of_an_order_are_added_and_said(read):
    head = "order_id,customer_id,ts_order,paid_amount\n"
    shop = read(
        head + "7,1,2024-01-05,40\n7,1,2024-01-05,60\n7,1,2024-01-05,20\n8,2,2024-01-06,30\n"
    )
    assert shop.purchases["paid_amount"].sum() == 150
    assert len(shop.orders) == 2
    assert any("lines" in note for note in shop.notes)


def test_rows_with_one_amount_are_asked_back(read):
    rows = "order_id,customer_id,ts_order,paid_amount\n7,1,2024-01-05,40\n7,1,2024-01-05,40\n8,2,2024-01-06,30\n"
    with pytest.raises(InputError, match='lines="repeat"'):
        read(rows)
    assert read(rows, lines="repeat").orders["paid_amount"].sum() == 70
    assert read(rows, lines="sum").orders["paid_amount"].sum() == 110


# --- Platforms -------------------------------------------------------------------------------

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Cancelled at,Refunded Amount,Id\n"
    "#1003,Ann@Example.com,partially_refunded,2024-03-10 23:50:00 -0800,USD,80,5,0,85.00,2024-03-10 23:49:00 -0800,1,Cup,30.00,,30.00,3\n"
    "#1003,ann@example.com,,,,,,,,2024-03-10 23:49:00 -0800,1,Pot,50.00,,,\n"
    "#1002,ann@example.com ,paid,2024-02-01 09:00:00 -0800,USD,30,5,0,35.00,2024-02-01 08:59:00 -0800,1,Cup,30.00,,0.00,2\n"
    "#1001,,voided,,USD,30,5,0,35.00,2024-01-05 12:00:00 -0800,1,Cup,30.00,2024-01-05 12:30:00 -0800,0.00,1\n"
)  # fmt: skip


def test_shopify(read):
    shop = read(SHOPIFY, timezone="America/Los_Angeles")
    assert shop.platform == "shopify"
    assert shop.orders["customer_id"].nunique() == 1
    assert (shop.purchases["paid_amount"] - shop.purchases["refund_amount"]).tolist() == [35, 55]
    assert shop.purchases["ts_order"].dt.day.tolist() == [1, 11]
    assert len(shop.items) == 3


def test_cash_on_delivery_that_was_sent_is_a_purchase_and_the_phone_a_buyer(read, tmp_path):
    shop = read(
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Total,Created at,Shipping Phone,Cancelled at,Payment Method\n"
        "#3001,,pending,,fulfilled,40.00,2024-03-05 10:00:00 +0600,+8801000000001,,Cash on Delivery (COD)\n"
        "#3002,,voided,,unfulfilled,25.00,2024-03-06 10:00:00 +0600,+8801000000002,2024-03-07 10:00:00 +0600,Cash on Delivery (COD)\n"
        "#3003,,pending,,fulfilled,60.00,2024-04-02 10:00:00 +0600,+8801000000001,,Cash on Delivery (COD)\n",
        timezone="Asia/Dhaka",
    )  # fmt: skip
    assert shop.purchases["paid_amount"].tolist() == [40, 60]
    assert shop.purchases["customer_id"].nunique() == 1
    assert not shop.orders.to_csv().count("8801000000001")


TAOBAO = (
    "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间 \n"
    '="1000000000000000001",甲,50.00元,交易成功,2024-01-05 10:00:00,2024-01-05 10:01:00\n'
    '="1000000000000000002",甲,0.00,交易关闭,2024-01-15 10:00:00,\n'
    '="1000000000000000003",乙,30.00,交易成功,2024-01-06 10:00:00,2024-01-06 10:01:00\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_taobao_in_any_encoding(read, encoding):
    shop = read(TAOBAO, encoding=encoding)
    assert shop.platform == "taobao"
    assert shop.orders["customer_id"].nunique() == 2
    assert shop.purchases["paid_amount"].sum() == 80
    assert step(shop, "closed")["orders"] == -1
    assert shop.purchases["order_id"].tolist() == ["1000000000000000001", "1000000000000000003"]
    assert "甲" not in repr(shop) + shop.orders.to_csv()


def test_a_western_file_of_windows(read):
    text = (
        "Protokoll\n\nNummer;Käufer;Gesamtpreis;Verkauft am;Erstattungsstatus Status\n"
        "1;ann_ä;116,99 €;10-Dez-25;-\n2;Größe;16,99 €;11-Mrz-25;-\n"
    )
    names = {"customer_id": "Käufer", "paid_amount": "Gesamtpreis", "ts_order": "Verkauft am"}
    shop = read(text, encoding="cp1252", columns=names, decimal=",")
    assert shop.orders["paid_amount"].tolist() == [16.99, 116.99]
    assert any("Erstattungsstatus" in note for note in shop.notes)


def test_a_lone_euro_byte_of_windows(read):
    raw = TAOBAO.replace("50.00元", "X50.00").encode("gb18030").replace(b"X", b"\x80")
    assert read(raw).purchases["paid_amount"].sum() == 80


PDD = (
    "﻿商品,订单号,订单状态,商品总价(元),用户实付金额(元),商家实收金额(元),商品数量(件),发货时间,售后状态,订单成交时间\n"
    "杯子,240105-100000000000001,已收货,30.00,23.00,25.00,1,2024-01-06 09:00:00,无售后或售后取消,2024-01-05 10:00:00\n"
    "杯子,240115-100000000000002,已发货，退款成功,30.00,23.00,25.00,1,2024-01-16 09:00:00,退款成功,\t\n"
)


def test_pinduoduo_names_no_buyer_and_says_so(read):
    shop = read(PDD)
    assert shop.platform == "pinduoduo"
    assert not shop.names_buyers
    assert "no buyer" in shop.no_buyer
    assert shop.purchases[["paid_amount", "received_amount"]].to_numpy().tolist() == [[23, 25]]
    late = shop.orders.set_index("order_id").loc["240115-100000000000002", "ts_order"]
    assert late.date() == dt.date(2024, 1, 15)
    assert any("order's number" in note for note in shop.notes)


def test_douyin_tabs_thousands_and_the_creator_is_no_buyer(read):
    shop = read(
        "主订单编号,子订单编号,选购商品,商品数量,商品ID,商品单价,订单应付金额,运费,支付方式,收件人,收件人手机号,省,订单提交时间,支付完成时间,订单状态,售后状态,取消原因,达人ID\n"
        "\t69001,\t69001,杯子,1,\t35,30.00,\"1,025.00\",0.00,微信,甲*,1**********,浙江省,2024-01-05 10:00:00\t,2024-01-05 10:00:30\t,已完成,-,-,77\n"
        "\t69001,\t69002,壶,2,\t36,10.00,20.00,0.00,微信,甲*,1**********,浙江省,2024-01-05 10:00:00\t,2024-01-05 10:00:30\t,已完成,-,-,77\n"
        "\t69003,\t69003,杯子,1,\t35,30.00,25.00,0.00,-,乙*,1**********,浙江省,2024-01-15 10:00:00\t,-,已关闭,-,超时未支付,-\n"
    )  # fmt: skip
    assert shop.platform == "douyin"
    assert shop.purchases["paid_amount"].tolist() == [1045]
    assert shop.orders["customer_id"].isna().all()
    assert shop.items["qty"].sum() == 3


def test_a_total_repeated_on_each_row_is_counted_once(read):
    shop = read(
        "订单号,商品名称,订购数量,下单时间,京东价,订单金额,订单状态,下单帐号\n"
        "11,杯,1,2024-01-05 10:00:00,30,80.00,完成,a\n11,壶,1,2024-01-05 10:00:00,50,80.00,完成,a\n"
        "12,杯,1,2024-01-06 10:00:00,30,30.00,(删除)完成,b\n"
    )
    assert shop.platform == "jd"
    assert shop.purchases["paid_amount"].tolist() == [80]


def test_two_files_the_later_export_counts(tmp_path):
    early, late = tmp_path / "a.csv", tmp_path / "b.csv"
    early.write_text(TAOBAO.replace("交易成功", "卖家已发货"), encoding="utf-8")
    later = (
        TAOBAO.splitlines()[0]
        + '\n="1000000000000000001",甲,0.00,交易关闭,2024-01-05 10:00:00,\n="1000000000000000009",丙,9,交易成功,2024-02-05 10:00:00,2024-02-05 10:00:00\n'
    )
    late.write_text(later, encoding="utf-8")
    for order in ([early, late], [late, early]):
        shop = exports.read(order, salt_folder=tmp_path / "salt")
        assert shop.purchases["paid_amount"].tolist() == [30, 9]
        assert step(shop, "a later file")["rows"] == -1


# --- Cells -----------------------------------------------------------------------------------


def test_whole_number_ids_from_floats_and_a_guest(read):
    shop = read(
        "CustomerID,InvoiceDate,Amount\n17001.0,2024-01-05,50\n17001.0,2024-02-05,20\n,2024-01-07,10\n"
    )
    assert shop.orders["customer_id"].nunique() == 1
    assert shop.orders["customer_id"].isna().sum() == 1
    assert shop.purchases["paid_amount"].sum() == 80


def test_digits_that_a_spreadsheet_took_are_refused(read):
    with pytest.raises(InputError, match=r"2.20126E\+17.*digits are lost"):
        read(
            "order_id,customer_id,ts_order,paid_amount\n2.20126E+17,ann,2024-01-05,50\n2.20126E+17,bob,2024-01-06,30\n"
        )


@pytest.mark.parametrize(
    ("text", "zone", "day"),
    [("20240105", CHINA, "2024-01-05 00:00"), ("1704472200", CHINA, "2024-01-06 00:30"),
     ("1704472200000", CHINA, "2024-01-06 00:30"), ("2024/1/5 9:05", CHINA, "2024-01-05 09:05"),
     ("2023-11-05 01:30:00", "America/New_York", "2023-11-05 01:30"), ("45296.5", CHINA, "2024-01-05 12:00"),
     ("2024-01-05T23:30:00Z", CHINA, "2024-01-06 07:30"), ("2024.1.5", CHINA, "2024-01-05 00:00"),
     ("10-Dez-25", "Europe/Berlin", "2025-12-10 00:00"), ("31/12/2025", CHINA, "2025-12-31 00:00")],
)  # fmt: skip
def test_times_in_one_reading(text, zone, day):
    found, _ = cells.times(pd.Series([text]), "time", zone)
    assert f"{found.iloc[0]:%Y-%m-%d %H:%M}" == day


@pytest.mark.parametrize("text", ["03/04/2025", "yesterday", "1970-01-01", "25:00"])
def test_times_in_two_readings_or_none_are_refused(text):
    with pytest.raises(InputError, match="row 1"):
        cells.times(pd.Series([text]), "time", CHINA)


def test_the_advice_on_the_order_of_day_and_month_leads_on():
    for first, month in ((True, 4), (False, 3)):
        found, _ = cells.times(pd.Series(["03/04/2025"]), "time", CHINA, dayfirst=first)
        assert found.iloc[0].month == month


@pytest.mark.parametrize(
    ("text", "cents"),
    [("$12.50", 1250), ("12.50元", 1250), ("'12.50", 1250), ("(12.00)", -1200), ("1,299.00", 129900),
     ("¥1,299", 129900), ("-5", -500), ("−0.5", -50), ("0.125", 13)],
)  # fmt: skip
def test_amounts_in_one_reading(text, cents):
    assert cells.cents(pd.Series([text]), "paid").tolist() == [cents]


def test_amounts_missing_and_in_two_readings():
    assert cells.cents(pd.Series(["-", "--", ""]), "paid").isna().all()
    with pytest.raises(InputError, match='row 2.*decimal=","'):
        cells.cents(pd.Series(["1", "95,00"]), "paid")
    with pytest.raises(InputError, match="row 2.*as they are written"):
        cells.cents(pd.Series(["1.00", "95,00"]), "paid")
    with pytest.raises(InputError, match="row 2.*decimal comma"):
        cells.cents(pd.Series(["95,00", "12.50"]), "paid", decimal=",")
    with pytest.raises(InputError, match='row 1.*without decimal=","'):
        cells.cents(pd.Series(["12.50", "7"]), "paid", decimal=",")
    assert cells.cents(pd.Series(["1.299,00"]), "paid", decimal=",").tolist() == [129900]


@given(
    st.lists(st.integers(-(10**9), 10**12), min_size=1, max_size=30),
    st.sampled_from(["", "¥", "元"]),
)
@settings(max_examples=40, deadline=None)
def test_amounts_survive_a_platform_s_marks(amounts, mark):
    texts = [
        f"{mark if mark == '¥' else ''}{a / 100:,.2f}{mark if mark == '元' else ''}"
        for a in amounts
    ]
    texts = [text.replace("¥-", "-¥") for text in texts]
    assert cells.cents(pd.Series(texts), "paid").tolist() == amounts


# --- People ----------------------------------------------------------------------------------


def test_placeholders_are_missing_and_mails_joined(read):
    shop = read(
        PLAIN
        + "-,2024-01-05,50\n匿名,2024-01-15,20\nNULL,2024-01-15,20\nAnn@x.com,2024-01-06,30\nann@x.com ,2024-03-20,30\n"
    )
    assert shop.orders["customer_id"].nunique() == 1
    assert shop.orders["customer_id"].isna().sum() == 3
    assert shop.purchases["paid_amount"].sum() == 150


def test_a_word_is_the_salt_s_alone(tmp_path):
    buyers = pd.Series(["ann", "bob", None])
    one, other = people.salt(tmp_path / "a"), people.salt(tmp_path / "b")
    assert (
        people.hashed(buyers, one).tolist()[:2]
        == people.hashed(buyers, people.salt(tmp_path / "a")).tolist()[:2]
    )
    assert people.hashed(buyers, one)[0] != people.hashed(buyers, other)[0]
    assert people.hashed(buyers, one).isna().tolist() == [False, False, True]
    assert (tmp_path / "a" / people.SALT).stat().st_mode & 0o077 == 0


def test_masks_and_an_impossible_share_are_said(read):
    rows = "".join(f"t**{n % 9},2024-01-{n % 28 + 1:02},5\n" for n in range(100))
    assert any("masked" in note for note in read(PLAIN + rows).notes)
    rows = "".join(f"{'shop' if n % 2 else n},2024-01-{n % 28 + 1:02},5\n" for n in range(200))
    assert any("one buyer has 50%" in note for note in read(PLAIN + rows).notes)


# --- Rows ------------------------------------------------------------------------------------


def test_a_row_of_totals_is_no_row_and_one_that_disagrees_is_told(read):
    rows = PLAIN + "ann,2024-01-05,50\nbob,2024-01-06,30\n合计,2024-01-06,{}\n"
    right, wrong = read(rows.format("80.00")), read(rows.format("81.00"))
    assert right.orders["paid_amount"].sum() == wrong.orders["paid_amount"].sum() == 80
    assert not any("own total" in note for note in right.notes)
    assert any("own total" in note and "81.00" in note for note in wrong.notes)


def test_a_preamble_and_a_footer(read):
    text = "店铺：某店\n导出时间：2024-02-01\n\n" + TAOBAO + "合计,,80.00\n"
    shop = read(text)
    assert shop.purchases["paid_amount"].sum() == 80
    assert step(shop, "another number of cells")["rows"] == -1


def test_courier_times_that_contradict_are_set_aside_and_said(read):
    shop = read(
        "order_id,customer_id,ts_order,ts_pickup,ts_deliver,paid_amount\n"
        "1,ann,2024-01-05 10:00:00,2024-01-07 10:00:00,2024-01-06 18:00:00,50\n"
        "2,bob,2024-01-06 10:00:00,2024-01-07 10:00:00,2024-01-08 18:00:00,30\n"
    )
    assert shop.orders["ts_deliver"].isna().tolist() == [True, False]
    assert any("set aside" in note for note in shop.notes)


def test_a_date_far_from_all_others_is_named(read):
    rows = "".join(f"c{n},2024-01-{n % 28 + 1:02},5\n" for n in range(200)) + "x,2099-12-31,5\n"
    assert any("2099-12-31" in note for note in read(PLAIN + rows).notes)


def test_several_currencies_are_refused(read):
    with pytest.raises(InputError, match="EUR, USD"):
        read(
            SHOPIFY.replace(
                "paid,2024-02-01 09:00:00 -0800,USD", "paid,2024-02-01 09:00:00 -0800,EUR"
            ),
            timezone="UTC",
        )


def test_the_receipt_ties_to_the_cent(read):
    shop = read(TAOBAO)
    orders = shop.receipt["orders"].dropna()
    assert orders.iloc[0] + orders.iloc[1:-1].sum() == orders.iloc[-1] == len(shop.purchases)
    money = shop.receipt[shop.receipt["orders"].notna()]["money"].fillna(0)
    assert round(money.iloc[0] + money.iloc[1:-1].sum(), 2) == money.iloc[-1]


# --- What is refused -------------------------------------------------------------------------


def test_an_unknown_table_gets_the_mapping_to_paste_and_it_works(read):
    text = "UserNo,When,Price\n1,2024-01-05,5\n"
    with pytest.raises(
        InputError,
        match=r'columns={"customer_id": "UserNo", "ts_order": "When", "paid_amount": "Price"}',
    ):
        read(text)
    shop = read(text, columns={"customer_id": "UserNo", "ts_order": "When", "paid_amount": "Price"})
    assert len(shop.orders) == 1
    with pytest.raises(ChoiceError, match="UserNo"):
        read(text, columns={"customer_id": "UserId"})


def test_a_time_without_a_zone_asks_for_it_and_the_advice_works(read):
    with pytest.raises(InputError, match='timezone="Asia/Shanghai"'):
        read(PLAIN + "1,2024-01-05 10:00:00,5\n", timezone=None)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"one\ntwo\n"])
def test_a_file_without_a_table(read, content):
    with pytest.raises(InputError, match=r"orders\.csv"):
        read(content)


def test_a_missing_file_and_two_platforms(tmp_path):
    with pytest.raises(InputError, match=r"no file nothing\.csv"):
        exports.read(tmp_path / "nothing.csv")
    (tmp_path / "a.csv").write_text(TAOBAO, encoding="utf-8")
    (tmp_path / "b.csv").write_text(SHOPIFY, encoding="utf-8")
    with pytest.raises(InputError, match="by themselves"):
        exports.read([tmp_path / "a.csv", tmp_path / "b.csv"], timezone="UTC", salt_folder=tmp_path)


def test_a_workbook(tmp_path):
    frame = pd.read_csv(io.StringIO(TAOBAO), dtype="str")
    path = tmp_path / "订单.xlsx"
    texts = {"options": {"strings_to_formulas": False}}
    frame.to_excel(path, index=False, startrow=3, engine="xlsxwriter", engine_kwargs=texts)
    shop = exports.read(path, salt_folder=tmp_path)
    assert shop.platform == "taobao"
    assert shop.purchases["paid_amount"].sum() == 80


def test_a_page_that_calls_itself_xls(tmp_path):
    frame = pd.read_csv(io.StringIO(TAOBAO), dtype="str").fillna("")
    path = tmp_path / "订单.xls"
    path.write_text(frame.to_html(index=False), encoding="gb18030")
    assert exports.read(path, salt_folder=tmp_path).purchases["paid_amount"].sum() == 80


def test_text_that_calls_itself_xls(tmp_path):
    path = tmp_path / "订单.xls"
    path.write_bytes(TAOBAO.replace(",", "\t").encode("gb18030"))
    assert exports.read(path, salt_folder=tmp_path).purchases["paid_amount"].sum() == 80


def test_a_workbook_of_several_sheets(tmp_path):
    path, texts = tmp_path / "订单.xlsx", {"options": {"strings_to_formulas": False}}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=texts) as book:
        pd.DataFrame({"说明": ["导出于 2024"]}).to_excel(book, sheet_name="说明", index=False)
        pd.DataFrame().to_excel(book, sheet_name="空")
        frame = pd.read_csv(io.StringIO(TAOBAO), dtype="str")
        frame.to_excel(book, sheet_name="订单", index=False)
    assert exports.read(path, salt_folder=tmp_path).purchases["paid_amount"].sum() == 80


def test_the_same_file_twice_counts_once(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(TAOBAO, encoding="utf-8")
    paths = [tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "a.csv"]
    shop = exports.read(paths, salt_folder=tmp_path)
    assert shop.purchases["paid_amount"].sum() == 80
    assert step(shop, "a later file")["rows"] == -3


def test_a_zip_and_a_workbook_with_a_password(tmp_path):
    path = tmp_path / "orders.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("orders.csv", TAOBAO)
    with pytest.raises(InputError, match="unpack it"):
        exports.read(path, salt_folder=tmp_path)
    path = tmp_path / "orders.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(InputError, match="password"):
        exports.read(path, salt_folder=tmp_path)


# --- Whole exports ---------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_what_is_written_is_read_back(tmp_path, seed):
    """Canonical orders, written as Taobao writes them with drawn quirks, have the same money."""
    rng = np.random.default_rng(seed)
    n = 300
    cents = rng.integers(100, 1_000_000, n)
    closed = rng.random(n) < 0.1
    frame = pd.DataFrame(
        {
            "订单编号": [f'="{10**18 + k}"' for k in range(n)],
            "买家会员名": [f"买家{k}" for k in rng.integers(0, 120, n)],
            "买家实际支付金额": [f"{c / 100:{',' if seed % 2 else ''}.2f}{'元' if seed % 3 == 0 else ''}" for c in cents],
            "订单状态": np.where(closed, "交易关闭", "买家已付款,等待卖家发货"),
            "订单创建时间": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300 * 86400, n), unit="s"),
        }
    )  # fmt: skip
    frame["订单付款时间 "] = frame["订单创建时间"].where(~closed)
    path = tmp_path / "a.csv"
    frame.to_csv(
        path, index=False, encoding=["gb18030", "utf-8-sig"][seed % 2], sep=",\t"[seed % 2]
    )
    shop = exports.read(path, salt_folder=tmp_path)
    assert len(shop.purchases) == (~closed).sum()
    assert round(100 * shop.purchases["paid_amount"].sum()) == cents[~closed].sum()
    assert shop.purchases["customer_id"].nunique() == frame.loc[~closed, "买家会员名"].nunique()


def test_ebay_s_empty_rows_and_footers_are_no_orders(tmp_path):
    """As the report is laid out: commas above and below the header, an order in rows, two footers."""
    head = "Sales Record Number,Order Number,Buyer Username,Item Number,Custom Label,Quantity,Sold For,Total Price,Sale Date,Paid On Date"
    path = tmp_path / "orders.csv"
    path.write_text(
        f",,,,,,,,,\n{head}\n,,,,,,,,,\n"
        "101,04-1,ann,12,A1,1,$10.00,$12.00,Sep-30-26 23:45:00,Sep-30-26 23:46:00\n"
        "102,04-2,bob,,,2,$30.00,$33.00,Oct-01-26,Oct-01-26\n102,04-2,,13,B1,1,$20.00,,,\n102,04-2,,14,B2,1,$10.00,,,\n\n"
        "2,record(s) downloaded, from Sep-01-26 to Oct-02-26,,,,,,,\nSeller ID : nobody,,,,,,,,,\n",
        encoding="utf-8",
    )
    shop = exports.read(path, timezone="America/New_York", salt_folder=tmp_path)
    assert shop.orders["paid_amount"].tolist() == [12.0, 33.0]
    assert sorted(shop.items["sku"]) == ["A1", "B1", "B2"]
    assert "nobody" not in repr(shop)


def test_etsy_s_adjusted_total_tells_what_went_back(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "Sale Date,Order ID,Buyer User ID,Order Value,Order Total,Status,Order Net,Adjusted Order Total\n"
        "01/05/25,1,ann,45,45.00,Completed,43,\n01/06/25,2,bob,45,45.00,Completed,43,38.89\n01/07/25,3,,20,20.00,Refunded,0,0\n",
        encoding="utf-8",
    )
    shop = exports.read(path, timezone="America/New_York", salt_folder=tmp_path)
    assert shop.orders["refund_amount"].tolist() == [0.0, 6.11, 20.0]
    assert shop.orders["status"].tolist() == ["paid", "paid", "refunded"]
    assert shop.first_day.isoformat() == "2025-01-05"
