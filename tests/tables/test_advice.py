"""Each message's advice, followed: what it says to write is written, and the numbers are right.

The files are those of `inputs`: small, invented, each with one kind of fault.
"""

import io
import re
import warnings

import numpy as np
import pandas as pd
import pytest

from ecomlab import exports
from ecomlab.checks import check_numbers, check_table
from ecomlab.errors import Caution, ColumnError, InputError, TableError
from ecomlab.retention import cohorts
from ecomlab.tables import log, validate
from tests.backends import BACKENDS

CHINA = "Asia/Shanghai"
PLAIN = "customer_id,ts_order,paid_amount\n"


def table(text, **options):
    """A file as pandas reads it when nothing is said."""
    return pd.read_csv(io.StringIO(text), **options)


def problem(frame, name="orders", timezone=CHINA, **options):
    with pytest.raises(TableError) as caught:
        validate(frame, name, timezone, **options)
    [found] = caught.value.problems
    return found


def quietly(frame, name="orders", timezone=CHINA, **options):
    """The clean table, and what was said of it."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        clean = validate(frame, name, timezone, **options)
    return clean, [str(one.message) for one in told if issubclass(one.category, Caution)]


def option(message, name):
    """What a message says to write for an option: its first proposal."""
    return eval(re.search(rf"{name}=(\"[^\"]*\"|True|False)", message)[1])


# --- Times -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "hour"),
    [
        (20240105, "2024-01-05 00:00"),
        (1704472200, "2024-01-06 00:30"),
        (1704472200000, "2024-01-06 00:30"),
        (45296.5, "2024-01-05 12:00"),
        ("20240105", "2024-01-05 00:00"),
        ("2024/1/5 9:05", "2024-01-05 09:05"),
        ("2024-01-05T23:30:00Z", "2024-01-06 07:30"),
        ("2024年1月5日 9:05", "2024-01-05 09:05"),
    ],
)
def test_validate_and_the_exports_read_the_same_times(value, hour, tmp_path):
    frame = pd.DataFrame({"customer_id": [1], "ts_order": [value], "paid_amount": [5.0]})
    clean, _ = quietly(frame)
    frame.to_csv(tmp_path / "a.csv", index=False)
    read = exports.read(tmp_path / "a.csv", timezone=CHINA, salt_folder=tmp_path)
    for found in (clean["ts_order"].iloc[0], read.orders["ts_order"].iloc[0]):
        assert f"{found:%Y-%m-%d %H:%M}" == hour


def test_a_function_s_advice_on_numbers_for_times_leads_to_their_days():
    orders = table(PLAIN + "1,20240105,5\n1,20240112,5\n2,20240320,5\n")
    with pytest.raises(InputError) as caught:
        cohorts.repurchase_rate(orders, window=30)
    call = re.search(r"ecomlab\.tables\.(validate\(.*?\)) reads", str(caught.value))[1]
    clean = eval(call, {"validate": validate, "orders": orders})
    assert clean["ts_order"].dt.year.unique().tolist() == [2024]
    found = cohorts.repurchase_rate(clean, window=30, base="cohort").iloc[0]
    assert (found["repeaters"], found["customers"]) == (1, 1)


def test_numbers_that_were_made_times_are_told_from_dates():
    raw = table(PLAIN + "1,20240105,5\n")
    made = raw.assign(ts_order=pd.to_datetime(raw["ts_order"]))
    assert made["ts_order"].dt.year.tolist() == [1970]
    assert "give the column as it is in the file" in problem(made)
    assert quietly(raw)[0]["ts_order"].dt.day.tolist() == [5]


def test_a_date_of_1970_is_refused_where_one_is_needed_and_missing_where_none_is():
    assert "before any shop was on the web" in problem(table(PLAIN + "1,1970-01-01 08:00:00,5\n"))
    head = "customer_id,ts_order,ts_pay,paid_amount\n"
    paid = head + "1,2024-01-05,1970-01-01,5\n2,2024-01-05,2024-01-05,5\n"
    clean, told = quietly(table(paid))
    assert clean["ts_pay"].isna().tolist() == [True, False]
    assert "ts_pay: 1 time of a year such as 1970" in told[0]


def test_birthdays_may_be_old():
    people = pd.DataFrame({"customer_id": [1], "birthday": ["1964-05-01"]})
    assert quietly(people, "customers")[0]["birthday"].dt.year.tolist() == [1964]


def test_the_order_of_day_and_month_is_asked_back_and_the_answer_works():
    raw = table(PLAIN + "1,03/04/2025,5\n2,05/06/2025,5\n")
    message = problem(raw)
    assert "has two readings" in message
    first = option(message, "dayfirst")
    assert quietly(raw, dayfirst=first)[0]["ts_order"].dt.month.tolist() == [4, 6]
    assert quietly(raw, dayfirst=not first)[0]["ts_order"].dt.month.tolist() == [3, 5]
    clear, told = quietly(table(PLAIN + "1,03/04/2025,5\n2,25/06/2025,5\n"))
    assert clear["ts_order"].dt.month.tolist() == [4, 6]
    assert "with the day first" in told[0]


def test_an_hour_that_is_shown_twice_is_on_its_day():
    raw = table(PLAIN + "1,2023-11-05 01:30:00,5\n")
    clean, told = quietly(raw, timezone="America/New_York")
    assert str(clean["ts_order"].iloc[0].date()) == "2023-11-05"
    assert "clock shows twice" in told[0]
    made = raw.assign(ts_order=pd.to_datetime(raw["ts_order"]))
    again, told = quietly(made, timezone="America/New_York")
    assert again["ts_order"].equals(clean["ts_order"])
    assert "clock shows twice" in told[0]


def test_times_without_a_zone_ask_for_it_and_the_answer_works():
    raw = table(PLAIN + "1,2024-01-05 10:00:00,5\n")
    zone = option(problem(raw, timezone=None), "timezone")
    assert quietly(raw, timezone=zone)[0]["ts_order"].iloc[0].hour == 10


def test_some_times_with_an_offset_are_mended_as_the_message_shows():
    raw = table(PLAIN + "1,2024-01-05 10:00:00+08:00,5\n2,2024-01-05 10:00:00,5\n")
    shown = re.search(r"such as (\S+ \S+)\.", problem(raw))[1]
    mended = raw.assign(ts_order=[raw["ts_order"][0], raw["ts_order"][1] + shown[-6:]])
    assert quietly(mended)[0]["ts_order"].dt.hour.tolist() == [10, 10]


def test_courier_times_that_contradict_are_set_aside_and_nothing_else():
    raw = table(
        "order_id,customer_id,ts_order,ts_pay,ts_pickup,ts_deliver,paid_amount\n"
        "1,ann,2024-01-05 10:00:00,2024-01-05 10:01:00,2024-01-07 10:00:00,2024-01-06 18:00:00,50\n"
        "2,bob,2024-01-06 10:00:00,2024-01-06 10:01:00,2024-01-07 10:00:00,2024-01-08 18:00:00,30\n"
    )
    clean, told = quietly(raw)
    assert clean["ts_deliver"].isna().tolist() == [True, False]
    assert clean["ts_pickup"].isna().tolist() == [True, False]
    assert clean["ts_pay"].notna().all()
    assert clean["paid_amount"].sum() == 80
    [words] = told
    assert "ts_deliver is before ts_pickup in 1 of 2 rows" in words
    assert "ts_pay is before ts_order" in problem(raw.assign(ts_pay="2024-01-01"))


# --- Amounts ---------------------------------------------------------------------------------


def test_money_marks():
    values = ["$12.50", "12.50元", "-", "(12.00)", "'12.50", "¥1,299.00"]
    raw = pd.DataFrame(
        {"customer_id": range(1, 7), "ts_order": "2024-01-05", "paid_amount": values}
    )
    assert "the amounts are in $ and ¥" in problem(raw.drop(index=2))
    assert "paid_amount: 1 value missing: row 2 '-'" in problem(raw[2:].copy())
    clean, _ = quietly(raw[3:])
    assert clean["paid_amount"].tolist() == [-12.0, 12.5, 1299.0]


def test_a_comma_before_the_cents_is_asked_back_and_the_answer_works():
    raw = table(PLAIN + '1,2024-01-05,"95,00"\n2,2024-01-06,"1.299,00"\n')
    message = problem(raw)
    clean, _ = quietly(raw, decimal=option(message, "decimal"))
    assert clean["paid_amount"].tolist() == [95, 1299]


def test_three_decimals_may_be_thousands():
    raw = table(PLAIN + "1,2024-01-05,1.299\n2,2024-01-06,2.500\n", dtype="str")
    message = problem(raw)
    assert "two readings" in message
    clean, _ = quietly(raw, decimal=option(message, "decimal"))
    assert clean["paid_amount"].tolist() == [1299, 2500]
    beside = table(PLAIN + "1,2024-01-05,1.299\n2,2024-01-06,2.5\n", dtype="str")
    assert quietly(beside)[0]["paid_amount"].tolist() == [1.3, 2.5]


def test_refunds_written_below_zero_are_turned_by_the_line_of_code():
    raw = table(
        "customer_id,ts_order,paid_amount,refund_amount\n1,2024-01-05,80,-80\n2,2024-01-06,30,0\n"
    )
    mended = eval("raw" + re.search(r"(\.assign\(.*\))\.$", problem(raw))[1], {"raw": raw})
    assert quietly(mended)[0]["refund_amount"].tolist() == [80, 0]
    orders, _ = quietly(raw.drop(columns="refund_amount"))
    orders["refund_amount"] = [-80.0, 0.0]
    with pytest.raises(InputError) as caught:
        log(orders, "orders", ["customer_id", "refund_amount"])
    mended = eval(re.search(r"(orders\.assign\(.*\))\.$", str(caught.value))[1], {"orders": orders})
    assert mended["refund_amount"].sum() == 80


def test_missing_amounts_are_left_out_by_the_line_of_code():
    orders, _ = quietly(table(PLAIN + "1,2024-01-05,80\n2,2024-01-06,30\n3,2024-01-07,10\n"))
    orders["paid_amount"] = [80.0, np.inf, None]
    with pytest.raises(InputError) as caught:
        log(orders, "orders", ["paid_amount"])
    assert "fill" not in str(caught.value)
    call = re.search(r"(orders\.replace.*\))\.$", str(caught.value))[1]
    assert eval(call, {"orders": orders, "np": np})["paid_amount"].tolist() == [80]


def test_text_for_numbers_is_read_as_the_message_says():
    keyword_months = pd.DataFrame(
        {"month": ["2025-01"], "keyword": ["tent"], "searches": ["1,200"], "clicks": ["12"]}
    )
    with pytest.raises(InputError) as caught:
        check_numbers(keyword_months, "keyword_months", "clicks")
    assert "validate" in str(caught.value)


# --- Lines -----------------------------------------------------------------------------------

LINE = "7,1,2024-01-05,{}\n"
LINES = "order_id,customer_id,ts_order,paid_amount\n" + 3 * LINE + "8,2,2024-01-06,30.00\n"


def test_lines_of_an_order_are_added_and_none_is_thrown_away():
    raw = table(LINES.format("40.00", "60.00", "20.00"))
    message = problem(raw)
    assert "Keep one row" not in message
    assert quietly(raw, lines=option(message, "lines"))[0]["paid_amount"].tolist() == [120, 30]


def test_rows_with_one_amount_are_asked_back():
    raw = table(LINES.format("40.00", "40.00", "40.00"))
    message = problem(raw)
    assert {'lines="sum"', 'lines="repeat"'} <= set(re.findall(r'lines="\w+"', message))
    assert quietly(raw, lines="sum")[0]["paid_amount"].sum() == 150
    assert quietly(raw, lines="repeat")[0]["paid_amount"].sum() == 70
    with pytest.raises(TableError, match='Say lines="sum"'):
        validate(table(LINES.format("40", "60", "20")), "orders", CHINA, lines="repeat")


def test_rows_of_different_buyers_are_no_lines():
    raw = table(LINES.format(1, 2, 3)).assign(customer_id=[1, 2, 3, 4])
    with pytest.raises(TableError, match="no lines of one"):
        validate(raw, "orders", CHINA, lines="sum")


def test_lines_keep_what_each_order_has():
    raw = table(LINES.format(1, 2, 3)).assign(units=[1, 1, 2, 5], region=[None, "A", "A", "B"])
    clean, _ = quietly(raw, lines="sum")
    assert clean["units"].tolist() == [4, 5]
    assert clean["region"].tolist() == ["A", "B"]
    assert list(clean) == list(raw)


def test_other_tables_have_no_lines():
    items = pd.DataFrame({"order_id": [1, 1], "sku": "a", "qty": 1, "price": [5.0, 5.0]})
    assert "Keep one row" not in problem(items, "order_items")
    with pytest.raises(InputError, match="Leave it out"):
        validate(items, "order_items", lines="sum")


# --- Ids and people --------------------------------------------------------------------------


def test_whole_number_ids_from_floats_and_a_guest():
    raw = table(
        "CustomerID,InvoiceDate,Amount\n17001.0,2024-01-05,50\n17001.0,2024-02-05,20\n,2024-01-07,10\n"
    )
    raw = raw.set_axis(PLAIN.strip().split(","), axis=1)
    clean, _ = quietly(raw)
    assert clean["customer_id"].dropna().unique().tolist() == [17001]
    assert clean["paid_amount"].sum() == 80
    texts, _ = quietly(raw.assign(customer_id=["17001.0", "17001", None]))
    assert texts["customer_id"].dropna().unique().tolist() == ["17001"]


def test_ids_that_decimals_have_cut_are_read_again_as_the_message_says():
    text = PLAIN + "9007199254740993,2024-01-05,5\n9007199254740995,2024-01-06,5\n,2024-01-07,5\n"
    call = re.search(r"pd\.read_csv\(.*\)", problem(table(text)))[0]
    again = eval(call, {"pd": pd, "path": io.StringIO(text)})
    assert quietly(again)[0]["customer_id"].nunique() == 2


@pytest.mark.parametrize(
    "ids", [["2.20126E+17", "2.20126E+17"], [1234567890123450000, 1234567890123460000]]
)
def test_digits_that_a_spreadsheet_took_are_refused(ids):
    raw = pd.DataFrame({"customer_id": ids, "ts_order": "2024-01-05", "paid_amount": 5})
    message = problem(raw)
    assert "lost" in message
    assert "Export the file again" in message
    assert "lost" in problem(raw.assign(order_id=ids, customer_id=[1, 2]))


def test_long_ids_that_are_whole_pass():
    ids = [1234567890123456789, 1234567890123450000, 1234567890123456780]
    raw = pd.DataFrame({"customer_id": ids, "ts_order": "2024-01-05", "paid_amount": 5})
    assert quietly(raw)[0]["customer_id"].tolist() == ids


def test_placeholders_are_missing_and_said_in_numbers():
    words = ["-", "null", "匿名", "nan", "guest", "0", "a1", "", None]
    raw = pd.DataFrame({"customer_id": words, "ts_order": "2024-01-05", "paid_amount": "5"})
    clean, told = quietly(raw)
    assert clean["customer_id"].dropna().tolist() == ["a1"]
    assert clean["paid_amount"].sum() == 45
    assert "customer_id: 6 rows with a placeholder" in told[0]


def test_a_row_of_totals_is_left_out_by_the_line_of_code():
    orders = table(PLAIN + "ann,2024-01-05,50\nbob,2024-01-06,30\n合计,2024-01-06,80\n")
    call = re.search(r"(orders\[.*\])\.$", problem(orders))[1]
    assert quietly(eval(call, {"orders": orders}))[0]["paid_amount"].sum() == 80


def test_guest_zero_is_nobody_and_buyers_counted_from_zero_are_people():
    shop = pd.DataFrame(
        {"customer_id": [0, 0, 412, 977], "ts_order": "2024-01-05", "paid_amount": 5}
    )
    clean, told = quietly(shop)
    assert clean["customer_id"].isna().sum() == 2
    assert "2 rows with a placeholder" in told[0]
    counted, told = quietly(shop.assign(customer_id=[0, 1, 2, 1]))
    assert counted["customer_id"].tolist() == [0, 1, 2, 1]
    assert told == []


def test_one_mail_in_two_spellings_is_one_person_and_said():
    raw = table(
        PLAIN + "Ann@X.com,2024-01-05,5\n ann@x.com ,2024-01-06,5\nbob@x.com,2024-01-06,5\n"
    )
    clean, told = quietly(raw)
    assert clean["customer_id"].nunique() == 2
    assert "1 buyer was written in several ways" in told[0]
    assert "ann" not in " ".join(told).lower()


def test_names_that_only_differ_in_case_stay_two():
    clean, told = quietly(table(PLAIN + "Ann,2024-01-05,5\nann,2024-01-06,5\n"))
    assert clean["customer_id"].nunique() == 2
    assert told == []


def test_masks_and_an_impossible_share_are_said_without_a_name():
    masks = pd.DataFrame(
        {
            "customer_id": [f"t**{n % 9}" for n in range(30)],
            "ts_order": "2024-01-05",
            "paid_amount": 5,
        }
    )
    assert any("30 orders with a masked name" in words for words in quietly(masks)[1])
    shop = masks.iloc[[0] * 200].reset_index(drop=True)
    shop["customer_id"] = ["studio-li" if n % 2 else f"b{n}" for n in range(200)]
    told = " ".join(quietly(shop)[1])
    assert "one buyer has 50%" in told
    assert "studio" not in told


@pytest.mark.parametrize(
    "buyer", ["ann@example.com", "李小明", "+86 138-0000-0001", "13800000001", "Ann Lee"]
)
def test_no_message_shows_a_person(buyer):
    raw = pd.DataFrame(
        {"customer_id": [buyer, buyer], "birthday": ["2000-01-01", "x"], "city": "A"}
    )
    with pytest.raises(TableError) as caught:
        validate(raw, "customers", CHINA)
    assert "not unique" in str(caught.value)
    assert buyer not in str(caught.value)
    numbers = raw.assign(customer_id=17001, birthday=None)
    with pytest.raises(TableError, match="17001"):
        validate(numbers, "customers", CHINA)


def test_a_name_in_a_column_of_amounts_is_not_shown():
    """A comma in an address moves every cell behind it."""
    raw = pd.DataFrame(
        {"customer_id": [1, 2], "ts_order": "2024-01-05", "paid_amount": ["5", "李小明"]}
    )
    assert "李小明" not in problem(raw)
    shifted = raw.assign(paid_amount="5", ts_order=["2024-01-05", "13800000001"])
    assert "13800000001" not in problem(shifted)


# --- Frames and files ------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in BACKENDS if name != "pandas"])
def test_another_library_s_frame_is_named_with_its_own_call(name):
    raw = pd.DataFrame({"customer_id": ["a"], "ts_order": ["2024-01-05"], "paid_amount": [5.0]})
    frame = BACKENDS[name](raw)
    for refuses in (lambda: validate(frame, "orders", CHINA), lambda: check_table(frame, "orders")):
        with pytest.raises(InputError) as caught:
            refuses()
        call = re.search(r"all its (\.\S+\(\))", str(caught.value))[1]
        made = eval("frame" + call, {"frame": frame})
        assert quietly(made)[0]["paid_amount"].tolist() == [5]


@pytest.mark.parametrize("name", list(BACKENDS))
def test_text_times_in_any_frame_are_read_by_the_call_of_the_message(name):
    raw = pd.DataFrame(
        {"customer_id": ["a"], "ts_order": ["2024-01-05 10:00"], "paid_amount": [5.0]}
    )
    orders = BACKENDS[name](raw)
    with pytest.raises(InputError) as caught:
        log(orders, "orders", ["customer_id"])
    call = re.search(r"ecomlab\.tables\.(validate\(.*\)) reads", str(caught.value))[1]
    clean = eval(call, {"validate": validate, "orders": orders})
    assert clean["ts_order"].dt.hour.tolist() == [10]


@pytest.mark.parametrize(
    ("right", "wrong"), [("utf-8", "latin-1"), ("gb18030", "latin-1"), ("utf-8", "gb18030")]
)
def test_a_wrong_encoding_is_told_the_right_one(right, wrong):
    text = "买家会员名,订单创建时间,customer_id,ts_order,paid_amount\n甲,x,1,2024-01-05,5\n"
    raw = text.encode(right)
    frame = pd.read_csv(io.BytesIO(raw), encoding=wrong, encoding_errors="replace")
    with pytest.raises(TableError) as caught:
        validate(frame, "orders", CHINA)
    call = re.search(r"pd\.read_csv\(.*?\)", str(caught.value))[0]
    again = eval(call, {"pd": pd, "path": io.BytesIO(raw)})
    assert list(again)[0] == "买家会员名"
    assert quietly(again)[0]["paid_amount"].tolist() == [5]


def test_lost_letters_are_read_again_by_trying_both_as_the_message_says():
    raw = (PLAIN + "张三,2024-03-01,80\n李四,2024-03-01,80\n").encode("gb18030")
    message = problem(pd.read_csv(io.BytesIO(raw), encoding_errors="replace"))
    first, second = re.findall(r'encoding="([^"]*)"', message)
    with pytest.raises(UnicodeDecodeError):
        pd.read_csv(io.BytesIO(raw), encoding=first)
    assert quietly(pd.read_csv(io.BytesIO(raw), encoding=second))[0]["customer_id"].nunique() == 2


def test_a_renaming_that_is_proposed_works_and_no_time_is_proposed_for_an_amount():
    raw = table("buyer_id,order_ts,amount_paid\n1,2024-01-05,5\n")
    with pytest.raises(TableError) as caught:
        validate(raw, "orders", CHINA)
    renamed = raw
    for call in re.findall(r"(\.rename\(columns=\{.*?\}\))", str(caught.value)):
        renamed = eval("renamed" + call, {"renamed": renamed})
    assert {"ts_order", "paid_amount"} <= set(renamed)
    shopify = table("Name,Email,Paid at,Created at\n#1,a@x.org,2024-01-05,2024-01-05\n")
    with pytest.raises(TableError) as caught:
        validate(shopify, "orders", CHINA)
    amount = next(p for p in caught.value.problems if p.startswith("paid_amount"))
    assert '"Paid at"' not in amount.split("the table has")[0]
    assert "exports.read" in amount
    with pytest.raises(ColumnError) as caught:
        check_table(shopify, "orders", "paid_amount")
    assert 'did you mean "Paid at"' not in str(caught.value)
