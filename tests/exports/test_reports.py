"""Ads, visits, bills, stock, creators: what is written is read back; quirks of each are met."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomlab import exports
from ecomlab.errors import EcomlabError, InputError
from ecomlab.exports import parts, reports
from ecomlab.fulfillment.couriers import reconcile_courier_bill
from ecomlab.traffic.paid import roas
from tests.exports import settling
from tests.exports.test_settlements import check_receipt, check_secrets

CHINA = "Asia/Shanghai"


def check(shop, layout, values, names):
    """Each value of each column, whatever the order of the rows."""
    one = reports.layouts()[layout]
    table, kinds = getattr(shop, one.table), reports.tables()[one.table]["columns"]
    there = {m: column for m, column in values.items() if names[m] is not None}
    wanted, got = pd.DataFrame(there), table[list(there)].copy()
    for meaning in there:
        kind = kinds[meaning]
        if kind == "money":
            wanted[meaning] /= 100
        elif kind == "person":
            assert got[meaning].nunique() == wanted[meaning].nunique()
            wanted, got = wanted.drop(columns=meaning), got.drop(columns=meaning)
        elif kind in ("day", "time"):
            got[meaning] = pd.to_datetime(got[meaning]).dt.tz_localize(None)
        elif meaning == "region":
            wanted, got = wanted.drop(columns=meaning), got.drop(columns=meaning)
    key = [m for m in ("sku", "order_id", "date", "first_day", "uv") if m in wanted][0]
    wanted, got = (t.sort_values(key).reset_index(drop=True) for t in (wanted, got))
    for meaning in wanted:
        one_, other = got[meaning].tolist(), wanted[meaning].tolist()
        number = isinstance(other[0], int | float)
        assert one_ == (pytest.approx(other) if number else other), meaning
    check_receipt(shop, reports.tables()[one.table]["title"], table)
    check_secrets(shop, table)


@pytest.mark.parametrize("layout", settling.REPORTS)
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32 - 1), sheet=st.sampled_from([False, False, True]))
def test_what_is_written_is_read_back(layout, seed, sheet, tmp_path):
    rng = np.random.default_rng([seed, settling.REPORTS.index(layout)])
    names, values = settling.names_of(layout), settling.rows(layout, seed)
    western = layout in settling.WESTERN
    frame = settling.quirky(settling.report(layout, values, rng, names), rng, western)
    if sheet:
        path = tmp_path / "report.xlsx"
        texts = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
        frame.to_excel(path, index=False, engine="xlsxwriter", engine_kwargs=texts)
    else:
        path = tmp_path / "report.csv"
        totals = [("合计" if n == 0 else "") for n in range(frame.shape[1])]
        path.write_bytes(
            settling.text(frame, rng, western, totals=totals if rng.random() < 0.3 else None)
        )
    check(exports.read(path, timezone=CHINA, salt_folder=tmp_path), layout, values, names)


def written(tmp_path, text, name="report.csv", **how):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return exports.read(path, salt_folder=tmp_path, **how)


def test_visits_of_google_analytics(tmp_path):
    """Comments, a total, rows without a name, and a second table below."""
    shop = written(
        tmp_path,
        "# ----------------------------------------\n# Traffic acquisition: Session default channel group\n"
        "# Account: Jane Roe\n# Start date: 20260701\n# End date: 20260928\n# ----------------------------------------\n\n"
        "Session default channel group,Sessions,Engaged sessions,Key events,Total revenue\n"
        'Grand total,"1,010",600,30,1500.5\nOrganic Search,600,400,20,1000\nDirect,400,200,10,500.5\n(not set),10,0,0,0\n\n'
        "# ----------------------------------------\nDate,Sessions\n20260701,10\n20260702,12\n",
    )
    assert shop.visits["sessions"].tolist() == [600, 400, 10]
    assert shop.visits["revenue"].sum() == 1500.5
    assert {f"{d:%Y-%m-%d}" for d in shop.visits["first_day"]} == {"2026-07-01"}
    assert {f"{d:%Y-%m-%d}" for d in shop.visits["last_day"]} == {"2026-09-28"}
    assert any("(not set)" in note for note in shop.notes)
    assert "Jane" not in repr(shop)
    check_receipt(shop, "visits (GA4)", shop.visits)


def test_a_second_table_of_as_many_columns_is_left_out_and_said(tmp_path):
    shop = written(
        tmp_path,
        "Session source / medium,Sessions\ngoogle / organic,5\nDate,Sessions\n20260701,3\n20260702,4\n",
    )
    assert shop.visits["sessions"].tolist() == [5]
    assert shop.receipt["step"].str.contains("another table below").any()


def test_traffic_of_shengyi_canmou_with_its_block_above(tmp_path):
    """The header in row 6, thousands, dashes, percentages, changes beside each column."""
    rows = [
        ["统计时间", "2025-11-01 ~ 2025-11-30"], [], ["数据说明", "访客数去重"], [], [],
        ["流量来源", "来源明细", "访客数", "访客数变化", "支付买家数", "支付金额", "支付转化率", "跳失率"],
        ["手淘搜索", "手淘搜索", "12,345", "+3.1%", "345", "45,678.90", "2.79%", "61.2%"],
        ["直通车", "-", "678", "-", "-", "-", "-", "-"],
    ]  # fmt: skip
    path = tmp_path / "traffic.xlsx"
    pd.DataFrame(rows).to_excel(path, index=False, header=False)
    shop = exports.read(path, salt_folder=tmp_path)
    table = shop.traffic
    assert table["uv"].tolist() == [12345, 678]
    assert table["revenue"].iloc[0] == 45678.90
    assert table["conversion"].iloc[0] == pytest.approx(0.0279)
    assert table["payers"].isna().tolist() == [False, True]  # nothing is no 0
    assert table["first_day"].dt.date.astype(str).unique().tolist() == ["2025-11-01"]
    assert table["last_day"].dt.date.astype(str).unique().tolist() == ["2025-11-30"]


def test_months_of_traffic_are_joined_and_a_month_twice_counts_once(tmp_path):
    paths = []
    for name, month, uv in (("a", "2025-10", 5), ("b", "2025-11", 7), ("c", "2025-11", 7)):
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text(
            f"{month}-01 ~ {month}-28\n流量来源,访客数,支付买家数\n搜索,{uv},1\n", encoding="utf-8"
        )
    shop = exports.read(paths, salt_folder=tmp_path)
    assert sorted(shop.traffic["uv"]) == [5, 7]


def test_ads_of_a_later_export_count_and_young_days_are_told(tmp_path):
    head = "日期,计划名字,展现量,点击量,花费,总成交笔数,总成交金额\n"
    (tmp_path / "a.csv").write_text(
        head + "2025-11-01,甲,1000,50,80.00,2,200.00\n2025-11-02,甲,900,40,70,1,90\n",
        encoding="gb18030",
    )
    (tmp_path / "b.csv").write_text(
        head
        + "2025-11-02,甲,900,40,70,3,270\n2025-11-20,甲,100,4,7,0,0\n汇总,-,1000,44,77,3,270\n",
        encoding="gb18030",
    )
    shop = exports.read([tmp_path / "b.csv", tmp_path / "a.csv"], salt_folder=tmp_path)
    assert shop.ads_daily["revenue"].tolist() == [200, 270, 0]
    assert any("may still rise" in note and "2025-11-20" in note for note in shop.notes)
    assert roas(shop.ads_daily).value == pytest.approx(470 / 157)
    check_receipt(shop, "ads", shop.ads_daily)


def test_a_total_that_the_rows_dont_have_is_said(tmp_path):
    head = "日期,计划名字,展现量,点击量,花费,总成交笔数,总成交金额\n"
    shop = written(tmp_path, head + "2025-11-01,甲,1,1,80.00,2,200.00\n合计,-,1,1,90.00,2,200.00\n")
    assert any("says 90.00, its rows add up to 80.00" in note for note in shop.notes)


def test_a_courier_s_bill_goes_to_its_reconciliation(tmp_path):
    shop = written(
        tmp_path,
        "中通快递账单,,,,,\n运单号,揽收时间,快递公司,计费省份,计费重量,应付,收件人\n"
        "1001,2025-11-01,A,湖北省,2,5.00,欧阳某某\n1002,2025-11-02,A,湖北省,3,6.50,欧阳某某\n1002,2025-11-02,A,湖北省,3,6.50,欧阳某某\n合计,,,,8,18.00,\n",
    )
    assert shop.courier_bill["region"].tolist() == ["湖北"] * 3
    rates = pd.DataFrame({"courier": "A", "region": "湖北", "volume_tier_from": [0], "first_kg_price": 3.5,
                          "next_kg_price": 1.5, "vol_divisor": 8000})  # fmt: skip
    ours = pd.DataFrame({"order_id": ["1001", "1002"], "courier": "A", "region": "湖北", "weight_kg": [0.8, 2.1],
                         "volume_l": [4.0, 24.0]})  # fmt: skip
    found = reconcile_courier_bill(shop.courier_bill, ours, rates)
    assert found["reason"].tolist() == ["weight", "twice"]
    assert "欧阳" not in repr(shop) + shop.courier_bill.to_csv()
    check_receipt(shop, "a courier's bill", shop.courier_bill)


def test_a_mail_in_a_page_s_address_is_not_kept(tmp_path):
    shop = written(
        tmp_path,
        "Landing page + query string,Sessions\n/cup?email=roe@example.org,5\n/cup#roe@example.org,1\n",
    )
    assert shop.visits["landing_page"].tolist() == ["/cup", "/cup"]
    assert "roe@" not in repr(shop)


def test_a_stock_list(tmp_path):
    shop = written(
        tmp_path,
        '商品编码,商品名称,实际库存数,可用数,采购在途数,成本价\nA1,杯,"1,200",1100,-,12.50\nA2,碗,-3,0,40,8\n',
    )
    assert shop.stock[["sku", "on_hand"]].to_numpy().tolist() == [["A1", 1200], ["A2", -3]]
    assert shop.stock["on_order"].isna().tolist() == [True, False]  # nothing is no 0
    assert shop.stock["unit_cost"].tolist() == [12.5, 8.0]


def test_an_article_in_two_rows_is_kept_and_said(tmp_path):
    shop = written(tmp_path, "商品编码,仓库,实际库存数\nA1,杭州,5\nA1,杭州,7\nA2,杭州,1\n")
    assert shop.stock["on_hand"].tolist() == [5, 7, 1]
    assert any("1 row with the same sku and warehouse" in note for note in shop.notes)


def test_a_list_of_purchases(tmp_path):
    shop = written(
        tmp_path,
        "采购单号,供应商,商品编码,采购数量,采购日期,预计到货日期,入库日期\n"
        "P1,甲,A1,60,2025-08-11,2025-08-21,2025-08-19\nP2,甲,A1,40,2025-08-21,2025-08-31,\n",
        timezone="Asia/Shanghai",
    )
    assert shop.inbound["lot_size"].tolist() == [60, 40]
    assert shop.inbound["received_at"].isna().tolist() == [False, True]
    assert [f"{day:%m-%d}" for day in shop.inbound["promised_on"]] == ["08-21", "08-31"]


def test_creators_are_words_of_the_shop_s_own(tmp_path):
    shop = written(
        tmp_path,
        "订单id,商品id,作者账号,支付金额,佣金率,预估佣金支出,结算金额,实际佣金支出,订单状态,付款时间,订单结算时间\n"
        "6953547102608758621\t,3810\t,达人某某,169.00,32.00%,54.08,0.00,0.00,订单付款,2026-06-09 21:25:25,-\n",
    )
    row = shop.creator_orders.iloc[0]
    assert row[["order_id", "commission_rate", "estimated", "commission"]].tolist() == [
        "6953547102608758621",
        0.32,
        54.08,
        0.0,
    ]
    assert "达人某某" not in repr(shop) + shop.creator_orders.to_csv()
    assert pd.isna(row["settled_at"])


@pytest.mark.parametrize(
    ("cell", "says"),
    [("1.2万", "no whole number"), ("12.5", "no whole number")],
)
def test_a_count_that_is_none_is_refused(tmp_path, cell, says):
    with pytest.raises(InputError, match=says):
        written(tmp_path, f"流量来源,访客数,支付买家数\n搜索,{cell},1\n")


def test_a_share_in_two_readings_is_refused(tmp_path):
    with pytest.raises(InputError, match="two readings"):
        written(tmp_path, "流量来源,访客数,支付买家数,支付转化率\n搜索,10,1,12.3\n")


def test_reports_beside_orders_and_alone(tmp_path):
    alone = written(tmp_path, "商品编码,实际库存数\nA1,5\n")
    assert alone.orders.empty
    assert alone.first_day is None
    assert "No list of orders" in alone.no_buyer
    assert parts.allowed(alone)["allowed"].eq(False).all()


def test_a_table_told_by_hand(tmp_path):
    text = "Artikel,Bestand\nA1,5\n"
    with pytest.raises(InputError, match=r'table="stock", columns=\{"sku": "…", "on_hand": "…"\}'):
        written(tmp_path, text, table="stock")
    shop = written(tmp_path, text, table="stock", columns={"sku": "Artikel", "on_hand": "Bestand"})
    assert shop.stock["on_hand"].tolist() == [5]
    with pytest.raises(EcomlabError, match="ads_daily"):
        written(tmp_path, text, table="adds")


def test_every_layout_says_where_its_columns_were_seen():
    assert all(one.seen and one.where for one in reports.layouts().values())
