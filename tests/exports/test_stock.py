"""The morning page: its numbers by hand, as HTML, of own files, and with tables missing."""

import html.parser
import time
from functools import cache

import numpy as np
import pandas as pd
import pytest

from ecomlab import exports
from ecomlab.errors import ChoiceError, InputError
from ecomlab.exports import stock, stock_page
from ecomlab.exports.stock_parts import Asked, Morning

ZONE, DAY = "Asia/Shanghai", pd.Timedelta(days=1)
EVENING = pd.Timestamp("2025-11-09")
DAYS = pd.date_range(end=EVENING, periods=100)
PARTS = ["orders", "shelves", "suppliers", "unsent", "parcels", "ageing", "idle"]


# --- A small shop, its right numbers written by hand -----------------------------------------


def day(**change):
    """Two articles on sale. Of the lamp five a day, eleven left; of the mug nothing sells.

    Lots take 8, 10, 12 days; the lamp's next one was promised two days ago. 50 lamps and 40 mugs
    came on the table's first day, 8 mugs five days ago.
    """
    inv = pd.DataFrame({
        "sku": ["lamp"] * 100 + ["mug"] * 100, "date": [*DAYS, *DAYS],
        "sales": [5] * 100 + [1] * 30 + [0] * 70, "on_hand": 11, "on_order": 0, "received": 0,
        "stockout_flag": False,
    })  # fmt: skip
    lamp, mug = inv["sku"] == "lamp", inv["sku"] == "mug"
    last = inv["date"] == EVENING
    inv.loc[mug, "on_hand"] = 18
    inv.loc[lamp & last, "on_order"] = 60
    inv.loc[mug & (inv["date"] == EVENING - 5 * DAY), "received"] = 8
    inv["date"] = inv["date"].dt.tz_localize(ZONE)
    sent = (EVENING - 90 * DAY).tz_localize(ZONE)
    lots = pd.DataFrame({
        "po_id": [1, 2, 3, 4], "supplier": "yiwu", "sku": "lamp", "lot_size": 60,
        "ordered_at": [sent] * 3 + [(EVENING - 12 * DAY).tz_localize(ZONE)],
        "promised_on": [sent + 10 * DAY] * 3 + [(EVENING - 2 * DAY).tz_localize(ZONE)],
        "received_at": [sent + n * DAY for n in (8, 10, 12)] + [pd.NaT],
        "accepted": pd.array([True] * 3 + [pd.NA], dtype="boolean"),
    })  # fmt: skip
    paid = (EVENING - 3 * DAY).tz_localize(ZONE)
    late, came = paid + 20 * pd.Timedelta(hours=1), paid + 60 * pd.Timedelta(hours=1)
    orders = pd.DataFrame({
        "order_id": [1, 2, 3], "ts_pay": paid, "region": ["hubei", "hainan", "hubei"],
        "ts_pickup": [pd.NaT, late, late], "ts_deliver": [pd.NaT, pd.NaT, came],
    })  # fmt: skip
    orders[["ts_pickup", "ts_deliver"]] = orders[["ts_pickup", "ts_deliver"]].astype(
        f"datetime64[us, {ZONE}]"
    )
    sku = pd.DataFrame({
        "sku": ["lamp", "mug"], "title": ["<b>灯</b>, small", "mug & saucer"],
        "unit_cost": [20.0, 10.0], "moq": [100, 1],
    })  # fmt: skip
    tables = {
        "sku": sku, "inventory_daily": inv, "inbound": lots, "orders": orders,
        "order_items": pd.DataFrame({"order_id": [1, 2, 3], "sku": ["lamp", "mug", "mug"]}),
        "shipments": pd.DataFrame({"order_id": [2, 3], "courier": "economy",
                                   "region": ["hainan", "hubei"], "promised_h": 72.0}),
    }  # fmt: skip
    tables = {name: frame for name, frame in (tables | change).items() if frame is not None}
    return stock.StockDay("A small shop", EVENING, ZONE, tables)


@cache
def usual():
    return Morning(day()).sections


def part(name, shop=None, **asked):
    """A part of the page: of the small shop as it is, or of another one."""
    if shop is None and not asked:
        return next(one for one in usual() if one.name == name)
    return getattr(Morning(shop or day(), Asked(**asked)), name)()


def words(section):
    return [[line for cell in cells for line in cell if line] for _, cells in section.rows]


def test_what_to_order_by_hand():
    """71 there and on the way; the level is 67. So in no day, and 155 + 16.4 − 71 pieces."""
    found = part("orders")
    assert words(found) == [
        ["lamp", "<b>灯</b>, small", "from yiwu", "101 pieces", "2,020 yuan", "now",
         "here Wed 19 Nov", "lasts 24 days"]
    ]  # fmt: skip
    assert found.lead == (
        "1 article to order now, 0 more in six days. If it goes on selling as in the last weeks. "
        "Together 2,020 yuan."
    )
    assert words(part("orders", cover=41))[0][3] == "201 pieces"


def test_which_shelf_is_low_by_hand():
    """Eleven lamps, five a day: out on the third day; the mug has no level, for nothing sells."""
    found = part("shelves")
    (row,) = words(found)
    assert row[:3] == ["lamp", "<b>灯</b>, small", "red 低于安全库存"]
    assert row[3:6] == ["11 pieces", "2 days", "5.0 a day"]
    assert row[6] == "Wed 12 Nov"
    assert row[-1] == "在途 60 on the way, late since 7 Nov"
    assert found.short == "0 out, 1 red, 0 yellow"


def test_who_is_late_by_hand():
    found = part("suppliers")
    assert words(found) == [
        ["yiwu", "purchase 4", "lamp", "<b>灯</b>, small", "60 pieces", "2 days late",
         "promised Fri 7 Nov", "shelf empty Wed 12 Nov"]
    ]  # fmt: skip
    assert "4：lamp，60件，约定11月07日到货，已逾期2天" in found.notes[0]
    assert any("yiwu 50% " in line and "n = 4 orders" in line for line in found.details)


def test_what_waits_by_hand():
    """Paid three days before the evening, so 96 hours before its end."""
    assert words(part("unsent")) == [
        ["1", "hubei", "not packed", "48 h too late", "paid Thu 6 Nov 00:00"]
    ]
    assert words(part("unsent", limit_h=200)) == []
    assert words(part("parcels")) == [
        ["2", "economy", "hainan", "over the promise", "24 h over", "last scan Thu 6 Nov 20:00",
         "76 h ago"]
    ]  # fmt: skip
    assert words(part("parcels", silent_h=70))[0][3] == "over the promise, no scan"


def test_how_old_the_stock_is_by_hand():
    """18 mugs: 8 came five days ago, 10 lay there on the first day, 100 days before: 91-180."""
    found = part("ageing")
    shares = {row[0]: row[1:] for row in words(found)[:4]}
    assert shares["0-30 days"] == ["8 pieces", "80 yuan", "20%"]
    assert shares["91-180 days"] == ["21 pieces", "320 yuan", "80%"]  # 11 lamps, 10 mugs
    assert shares["181+ days"] == ["0 pieces", "0 yuan", "0%"]
    assert found.lead.startswith("400 yuan at cost lie there; 0 yuan of it for 181+ days")


def test_a_new_article_stands_on_the_page_without_an_interval():
    inv = day().tables["inventory_daily"]
    new = inv[(inv["sku"] == "lamp") & (inv["date"] > inv["date"].max() - 9 * DAY)]
    inv = pd.concat([inv, new.assign(sku="new")], ignore_index=True)
    rows = words(part("shelves", day(
        inventory_daily=inv,
        sku=pd.DataFrame({"sku": ["lamp", "mug", "new"], "lead_time_days": 10.0}),
    )))  # fmt: skip
    (row,) = [row for row in rows if row[0] == "new"]
    assert "Wed 12 Nov" in row
    assert not any(line.startswith("(") for line in row)


def test_what_isnt_sold_by_hand():
    found = part("idle")
    assert words(found) == [
        ["mug", "mug & saucer", "18 pieces", "180 yuan", "last sold Sun 31 Aug"]
    ]
    assert "1 article with stock and no sale in 30 days (180 yuan); 0 of them in 90" in found.lead


@pytest.mark.parametrize("column", ["end_date", "launch_date"])
def test_what_isnt_on_sale_is_neither_alerted_nor_ordered(column):
    when = EVENING if column == "end_date" else EVENING + DAY
    shop = day(sku=day().tables["sku"].assign(**{column: [when, pd.NaT]}))
    assert part("shelves", shop).lead.startswith("Of 1 article on sale")
    assert part("orders", shop).rows == []
    assert "400 yuan" in part("ageing", shop).lead  # but it lies there


def test_own_levels_count_where_they_are_asked_for():
    shop = day(sku=day().tables["sku"].assign(safety=[5, 5], warning=[10, 20]))
    assert part("shelves", shop).short == "0 out, 1 red, 1 yellow"  # the mug: its own level
    assert part("shelves", shop, levels="own").short == "0 out, 0 red, 1 yellow"
    with pytest.raises(ChoiceError):
        part("shelves", shop, levels="mine")


# --- The page --------------------------------------------------------------------------------


class Reader(html.parser.HTMLParser):
    """Tags with their attributes, texts, headings; what stays open."""

    VOID = ("meta", "br", "link", "img", "input", "hr")

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts, self.open, self.headings = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag in ("h1", "h2", "h3"):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@cache
def page():
    return stock_page.page(day())


def test_the_page_is_whole_and_fetches_nothing():
    told = page()
    read = Reader(told)
    assert not read.open
    assert read.all("html") == [{"lang": "en"}]
    wide = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
    assert wide in read.all("meta")
    assert not {"script", "link", "img", "iframe", "form"} & {tag for tag, _ in read.tags}
    assert all(attrs.get("href", "#").startswith("#") for _, attrs in read.tags)
    assert not any({"src", "onclick", "style"} & set(attrs) for _, attrs in read.tags)
    assert "http://" not in told
    assert "https://" not in told
    assert "url(" not in told
    assert "@import" not in told


def test_headings_tables_and_links_can_be_heard():
    read = Reader(page())
    assert read.headings == [1] + [2] * (len(PARTS) + 1)
    assert [attrs["id"] for attrs in read.all("section")] == [*PARTS, "lacks"]
    assert [attrs["href"] for attrs in read.all("a")] == [f"#{name}" for name in PARTS]
    assert len(read.all("caption")) == len(read.all("table")) == len(PARTS)
    assert {attrs.get("scope") for attrs in read.all("th")} == {"col", "row"}
    assert {attrs["lang"] for _, attrs in read.tags if "lang" in attrs} == {"en", "zh"}
    assert len(read.all("details")) == len(PARTS) + 1  # and what to write to one supplier


def test_titles_are_texts_and_no_tags():
    assert '&lt;b&gt;<i lang="zh">灯</i>&lt;/b&gt;, small' in page()
    assert "mug &amp; saucer" in page()
    assert "<b>灯" not in page()


@pytest.mark.parametrize(
    ("lost", "gone"), [("inbound", {"suppliers"}), ("orders", {"unsent", "parcels"})]
)
def test_what_is_missing_leaves_its_part_out(lost, gone):
    read = Reader(stock_page.page(day(**{lost: None})))
    there = {attrs["id"] for attrs in read.all("section")}
    assert there == {*PARTS, "lacks"} - gone


def test_days_without_receipts_have_no_ageing_and_it_is_said():
    inv = day().tables["inventory_daily"].drop(columns="received")
    found = Morning(day(inventory_daily=inv))
    assert "ageing" not in [one.name for one in found.sections]
    assert any("库龄" in words for words in found.lacks)


def test_a_long_list_is_cut_and_says_how_many_more():
    parts = []
    inv = day().tables["inventory_daily"]
    for n in range(60):
        parts.append(inv[inv["sku"] == "lamp"].assign(sku=f"lamp{n}"))
    sku = pd.DataFrame({"sku": [f"lamp{n}" for n in range(60)], "lead_time_days": 10.0})
    shop = day(inventory_daily=pd.concat(parts, ignore_index=True), sku=sku, orders=None)
    told = stock_page.page(shop)
    assert "10 more rows aren't shown. All of them: the same command with --csv." in told
    assert "All of them are in stock_shelves.csv" in stock_page.page(shop, csv=["shelves"])
    assert len(stock_page.lists(shop)["shelves"]) == 60


# --- The running shop ------------------------------------------------------------------------


@pytest.mark.verify
def test_an_earlier_evening_knows_nothing_of_later():
    shop = stock.running("second", "2025-06-17")
    assert (shop.evening, shop.zone) == (pd.Timestamp("2025-06-17"), ZONE)
    for name, table in shop.tables.items():
        for column in table.select_dtypes("datetimetz"):
            if column not in ("promised_on", "launch_date", "end_date"):  # known before
                assert not (table[column] >= shop.moment).any(), (name, column)
    found = Morning(shop)
    assert [one.name for one in found.sections] == PARTS
    assert not set(found.alerts["sku"]) - found.on_sale
    assert found.festivals.startswith("Ahead: 618 on Wed 18 Jun. ")


@pytest.mark.parametrize(
    ("evening", "zone", "said"),
    [
        ("2025-12-31", ZONE, "Ahead: Spring Festival 春节 on Tue 17 Feb."),
        ("2025-11-09", ZONE, "Ahead: 11.11 on Tue 11 Nov, 12.12 on Fri 12 Dec."),
        ("2025-11-11", ZONE, "Ahead: 12.12 on Fri 12 Dec."),
        ("2025-07-01", ZONE, ""),
        ("2025-11-09", "Europe/Berlin", ""),
    ],
)
def test_festivals_ahead_are_named(evening, zone, said):
    shop = stock.StockDay("a", pd.Timestamp(evening), zone, {})
    told = Morning(shop).festivals
    assert told.startswith(said)
    assert bool(told) == bool(said)


def test_the_numbers_of_the_page_are_the_toolboxs():
    """Counted in the tables without the page's own functions."""
    shop = stock.running()
    found = {one.name: one for one in Morning(shop).sections}
    lots, orders = shop.tables["inbound"], shop.tables["orders"]
    open_ = lots[lots["received_at"].isna()]
    assert len(found["suppliers"].frame) == (open_["promised_on"] < shop.moment).sum()
    paid, gone = orders["ts_pay"].notna(), orders[["ts_pickup", "ts_cancel"]].notna().any(axis=1)
    waits = orders[paid & ~gone]
    assert len(found["unsent"].frame) == len(waits)
    late = ((shop.moment - waits["ts_pay"]) > pd.Timedelta(hours=48)).sum()
    assert found["unsent"].short.startswith(f"{late} too late")
    inv, sku = shop.tables["inventory_daily"], shop.tables["sku"]
    last = inv[inv["date"].dt.tz_localize(None) == shop.evening]
    worth = (last["on_hand"] * last["sku"].astype(str).map(sku.set_index("sku")["unit_cost"])).sum()
    assert found["ageing"].lead.startswith(f"{worth:,.0f} yuan at cost lie there")
    assert found["shelves"].lead.startswith(f"Of {len(found['shelves'].frame)} articles")
    assert found["orders"].frame["money"].sum() == pytest.approx(
        (found["orders"].frame["pieces"]
         * found["orders"].frame["sku"].map(sku.set_index("sku")["unit_cost"])).sum()
    )  # fmt: skip


# --- Your own files --------------------------------------------------------------------------

ORDERS = "order_id,customer_id,ts_order,paid_amount,sku,qty,price\n"


@pytest.fixture
def folder(tmp_path):
    """A stock list as Windows writes it in China, orders of 70 days, purchases."""
    listed = (
        "商品编码,商品名称,实际库存数,采购在途数,成本价,采购提前期,供应商\n"
        "0012,露营灯,11,60,20.00,10,义乌甲\n0013,杯子,18,,10.00,,\n合计,,29,60,,,\n"
    )
    (tmp_path / "stock.csv").write_bytes(listed.encode("gb18030"))
    days = pd.date_range(end=EVENING, periods=70)
    rows = [f"{n},b{n},{one:%Y-%m-%d} 10:00,100,0012,5,20" for n, one in enumerate(days)]
    (tmp_path / "orders.csv").write_text(ORDERS + "\n".join(rows) + "\n", encoding="utf-8")
    lots = (
        "采购单号,供应商,商品编码,采购数量,采购日期,预计到货日期,入库日期\n"
        "P1,义乌甲,0012,60,2025-08-11,2025-08-21,2025-08-19\n"
        "P1,义乌甲,0013,30,2025-08-11,2025-08-21,2025-08-21\n"
        "P2,义乌甲,0012,60,2025-08-21,2025-08-31,2025-09-02\n"
        "P3,义乌甲,0012,60,2025-10-28,2025-11-07,\n"
    )
    (tmp_path / "purchases.csv").write_text(lots, encoding="utf-8-sig")
    return tmp_path


def own(folder, *names, **more):
    paths = [folder / name for name in names or ("stock.csv", "orders.csv", "purchases.csv")]
    return stock.own(paths, timezone=ZONE, salt_folder=folder / "salt", **more)


def test_own_files_with_chinese_names(folder):
    shop = own(folder)
    assert shop.evening == EVENING
    assert shop.tables["sku"]["sku"].tolist() == ["0012", "0013"]
    assert shop.tables["sku"]["on_order"].isna().tolist() == [False, True]  # blank isn't 0
    found = {one.name: one for one in Morning(shop).sections}
    assert set(found) == {"orders", "shelves", "suppliers", "ageing", "idle"}
    assert words(found["orders"])[0][:3] == ["0012", "露营灯", "from 义乌甲"]
    assert words(found["suppliers"])[0][1] == "purchase P3"
    assert any("合计" in line or "without an article" in line for line in shop.notes)
    # 60 lamps came on 2 September: the eleven left are of these; mugs came on 21 August
    assert words(found["ageing"])[1] == ["31-90 days", "29 pieces", "400", "100%"]


def test_lots_from_before_the_first_order_tell_an_age(folder):
    """Eleven mugs came 400 days ago; the orders go back 70."""
    text = (folder / "purchases.csv").read_text(encoding="utf-8-sig")
    text = text.replace("P1,义乌甲,0013,30,2025-08-11,2025-08-21,2025-08-21",
                        "P0,义乌甲,0013,30,2024-09-20,2024-10-05,2024-10-05")  # fmt: skip
    (folder / "purchases.csv").write_text(text, encoding="utf-8-sig")
    found = {one.name: one for one in Morning(own(folder)).sections}
    assert words(found["ageing"])[3] == ["181+ days", "18 pieces", "180", "45%"]


def test_where_nobody_says_what_is_on_its_way_the_row_says_so(folder):
    text = "sku,on_hand,on_order,lead_time_days\n0012,11,,10\n0013,18,0,10\n"
    (folder / "stock.csv").write_text(text, encoding="utf-8")
    found = Morning(own(folder, "stock.csv", "orders.csv")).orders()
    assert words(found)[0][-1] == "在途: not said"
    text = "sku,on_hand,lead_time_days\n0012,11,10\n"
    (folder / "stock.csv").write_text(text, encoding="utf-8")
    told = Morning(own(folder, "stock.csv", "orders.csv"))
    assert told.orders() is None
    assert any("on_order" in one for one in told.lacks)


def test_the_two_columns_that_are_needed_tell_the_cover(folder):
    """No lead time and no lots, so no level; eleven lamps, five a day: two days are short."""
    (folder / "stock.csv").write_text("sku,on_hand\n0012,11\n0013,18\n", encoding="utf-8")
    found = Morning(own(folder, "stock.csv", "orders.csv")).shelves()
    (row,) = words(found)
    assert row[:4] == ["0012", "no level 无法判断", "11 pieces", "2 days"]
    assert row[5] == "Wed 12 Nov"
    assert found.short == "0 out, 0 red, 0 yellow, 1 short"


def test_what_may_be_sold_counts_where_no_column_says_what_is_there(folder):
    (folder / "stock.csv").write_text("商品编码,可用数\n0012,11\n合计,11\n", encoding="utf-8")
    shop = own(folder, "stock.csv", "orders.csv")
    assert shop.tables["sku"]["on_hand"].tolist() == [11]
    said = " ".join(shop.notes)
    assert "可用数) counts as what is there" in said
    assert "rows of totals (合计): 1" in said
    both = "商品编码,可用数,实际库存数\n0012,11,15\n"
    (folder / "stock.csv").write_text(both, encoding="utf-8")
    assert own(folder, "stock.csv", "orders.csv").tables["sku"]["on_hand"].tolist() == [15]


def test_orders_with_a_time_of_sending_tell_what_waits(folder):
    """The shop's click, where no scan is in the file: the third order was paid 4 days before."""
    text = (
        ORDERS.strip()
        + ",ts_pay,ts_ship_click\n"
        + "".join(
            f"{n},b{n},2025-11-0{day} 10:00,20,0012,1,20,2025-11-0{day} 10:00,{sent}\n"
            for n, day, sent in ((1, 5, "2025-11-06 09:00"), (2, 9, ""), (3, 6, ""))
        )
    )
    (folder / "orders.csv").write_text(text, encoding="utf-8")
    found = Morning(own(folder, "stock.csv", "orders.csv"))
    assert words(found.unsent()) == [["3", "not packed", "38 h too late", "paid Thu 6 Nov 10:00"]]
    assert "the shop's own click" in found.unsent().details[0]
    assert found.parcels() is None


def test_purchases_without_a_promise_cant_be_late(folder):
    text = (
        "sku,lot_size,ordered_at,received_at\n0012,60,2025-08-11,2025-08-19\n0012,60,2025-10-20,\n"
    )
    (folder / "purchases.csv").write_text(text, encoding="utf-8")
    found = Morning(own(folder)).suppliers()
    assert found.rows == []
    assert any("1 open lot without a promised day" in line for line in found.details)


def test_clocks_that_are_put_forward_at_midnight(folder):
    """In Santiago 7 September 2025 has no midnight."""
    shop = stock.own([folder / "stock.csv", folder / "orders.csv", folder / "purchases.csv"],
                     "2025-09-06", "America/Santiago", salt_folder=folder / "salt")  # fmt: skip
    assert f"{shop.moment:%H:%M}" == "01:00"
    assert "stock" in stock_page.page(shop)


def test_orders_that_end_before_the_evening_are_told(folder):
    told = Morning(own(folder, as_of="2025-11-20")).lacks
    assert any("2025-11-09" in one and "--as-of" in one for one in told)


def test_a_stock_list_with_orders_alone_says_what_is_missing(folder):
    found = Morning(own(folder, "stock.csv", "orders.csv"))
    names = [one.name for one in found.sections]
    assert names == ["orders", "shelves", "idle"]
    assert any("No list of purchases" in one for one in found.lacks)
    assert any("no time of sending" in one for one in found.lacks)
    assert found.levels.set_index("sku").loc["0012", "source"] == "usual"


def test_a_stock_list_alone_tells_what_is_out(folder):
    (folder / "stock.csv").write_text("sku,on_hand,safety\na,0,5\nb,4,5\nc,9,5\n", encoding="utf-8")
    found = Morning(own(folder, "stock.csv", as_of="2025-11-09"))
    (one,) = found.sections
    assert one.short == "1 out, 1 red, 0 yellow"
    assert any("No order export" in words for words in found.lacks)


def test_orders_without_articles_are_told_apart_from_no_sales(folder):
    text = "order_id,customer_id,ts_order,paid_amount\n1,a,2025-11-08 10:00,20\n"
    (folder / "orders.csv").write_text(text, encoding="utf-8")
    found = Morning(own(folder, "stock.csv", "orders.csv"))
    assert "orders" not in [one.name for one in found.sections]
    assert any("name no articles" in words for words in found.lacks)


def test_an_import_that_is_kept_gives_the_orders(folder):
    shop = exports.read(folder / "orders.csv", timezone=ZONE, salt_folder=folder / "salt")
    again = stock.own([folder / "stock.csv"], timezone=ZONE, shop=lambda: shop)
    first = own(folder, "stock.csv", "orders.csv")
    pd.testing.assert_frame_equal(again.tables["inventory_daily"], first.tables["inventory_daily"])


def test_a_workbook_is_read_as_the_text_is(folder):
    text = pd.read_csv(folder / "stock.csv", dtype=str, encoding="gb18030")
    text.to_excel(folder / "stock.xlsx", index=False)
    book = own(folder, "stock.xlsx", "orders.csv").tables["sku"]
    pd.testing.assert_frame_equal(book, own(folder, "stock.csv", "orders.csv").tables["sku"])


def test_other_names_are_pasted(folder):
    (folder / "stock.csv").write_text("Artikel,Da\n0012,11\n", encoding="utf-8")
    with pytest.raises(InputError, match="--column sku=YOURS"):
        own(folder, "stock.csv", "orders.csv")
    shop = own(folder, "stock.csv", "orders.csv", columns={"sku": "Artikel", "on_hand": "Da"})
    assert shop.tables["sku"]["on_hand"].tolist() == [11]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sku,on_hand\n", "no row|no table|header and no rows"),
        ("sku,on_hand\na,1.5\n", "no whole number"),
        ("sku,on_hand\na,viel\n", "on_hand"),
        ("sku,on_hand\nzz,5\n", "same code"),
        ("sku,on_hand\n4.56E+17,5\n", "digits are lost"),
    ],
)
def test_a_bad_stock_list_is_refused(folder, text, said):
    (folder / "stock.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        own(folder, "stock.csv", "orders.csv")


def test_rows_of_one_article_add_up_and_below_nothing_is_nothing(folder):
    text = "sku,on_hand,on_order\n0012,5,3\n0012,6,\n0013,-2,\nx,,\n"
    (folder / "stock.csv").write_text(text, encoding="utf-8")
    shop = own(folder, "stock.csv", "orders.csv")
    assert shop.tables["sku"]["on_hand"].tolist() == [11, 0]
    assert shop.tables["sku"]["on_order"].tolist()[0] == 3
    assert np.isnan(shop.tables["sku"]["on_order"].tolist()[1])
    said = " ".join(shop.notes)
    assert "added up" in said
    assert "超卖" in said
    assert "not counted as 0" in said


def test_the_day_of_the_list_cuts_orders_and_lots(folder):
    shop = own(folder, as_of="2025-09-01")
    inv, lots = shop.tables["inventory_daily"], shop.tables["inbound"]
    assert inv["date"].max() == pd.Timestamp("2025-09-01")
    assert lots["po_id"].tolist() == ["P1 · 0012", "P1 · 0013", "P2"]
    assert pd.isna(lots["received_at"].iloc[2])  # it came on the second


def test_a_thousand_articles_take_less_than_five_seconds(folder):
    rng = np.random.default_rng(3)
    names = [f"A{n:04}" for n in range(1000)]
    pd.DataFrame({
        "sku": names, "title": "a folding chair with a long title", "on_hand": 20,
        "on_order": 0, "unit_cost": 9.5, "lead_time_days": 9,
    }).to_csv(folder / "stock.csv", index=False)  # fmt: skip
    at = EVENING - pd.to_timedelta(rng.integers(0, 200 * 24, 30_000), unit="h")
    pd.DataFrame({
        "order_id": range(30_000), "customer_id": rng.integers(0, 9000, 30_000), "ts_order": at,
        "paid_amount": 20, "sku": rng.choice(names, 30_000), "qty": 1, "price": 20,
    }).to_csv(folder / "orders.csv", index=False)  # fmt: skip
    start = time.perf_counter()
    told = stock_page.page(own(folder, "stock.csv", "orders.csv"))
    assert time.perf_counter() - start < 5
    assert len(told.encode()) < 300_000
