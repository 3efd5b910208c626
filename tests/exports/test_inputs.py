"""The small inputs in ``inputs``, one for each kind of fault, and what is right of each."""

import warnings
from pathlib import Path

import pandas as pd
import pytest

from ecomlab import exports
from ecomlab.errors import InputError, LogBegins
from ecomlab.exports import people
from ecomlab.retention import cohorts, lifetime

INPUTS = Path(__file__).with_name("inputs")
CHINA = "Asia/Shanghai"


@pytest.fixture
def read(tmp_path):
    def reads(name, timezone=CHINA, **options):
        (path,) = INPUTS.glob(f"{name}_*.csv")
        return exports.read(path, timezone=timezone, salt_folder=tmp_path, **options)

    return reads


@pytest.fixture
def mended(tmp_path):
    """A copy of an input in which one text is another."""

    def mends(name, old, new):
        (path,) = INPUTS.glob(f"{name}_*.csv")
        copy = tmp_path / path.name
        copy.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        return copy

    return mends


def rate(shop, window=30, **options):
    """Customers whose window is over, and of them those who came back."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = cohorts.repurchase_rate(shop.orders, window, "cohort", **options).iloc[0]
    return int(found["repeaters"]), int(found["customers"])


def word(buyer, tmp_path):
    """What a buyer is called in these orders."""
    return people.hashed(pd.Series([buyer]), people.salt(tmp_path))[0]


@pytest.mark.parametrize("name", ["01", "02"])
def test_refund_rows_and_unpaid_orders_are_no_purchases(read, name):
    assert rate(read(name)) == (0, 2)


def test_refunded_orders_keep_their_buyer(read, tmp_path):
    shop = read("03")
    assert rate(shop) == (0, 1)
    kept = shop.orders["paid_amount"] - shop.orders["refund_amount"]
    assert kept[shop.orders["customer_id"] == word("ann", tmp_path)].sum() == 0
    assert kept[shop.orders["customer_id"] == word("bob", tmp_path)].sum() == 30


@pytest.mark.parametrize(("value", "mean"), [("net", 15), ("gross", 70), ("refunded", 55)])
def test_the_value_of_refunded_buyers(read, value, mean):
    """By day 30: ann paid 80 and got it back; bob paid 30, and 30 that he got back."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        curve = lifetime.ltv_cohort(read("03").orders, margin=1.0, horizon=30, value=value)
    assert curve["customers"].iloc[-1] == 2
    assert curve["value"].iloc[-1] == pytest.approx(mean)


def test_lines_add_up(read):
    assert read("05").purchases["paid_amount"].sum() == 150


def test_shopify(read):
    shop = read("07", timezone=None)
    assert shop.platform == "shopify"
    assert shop.purchases["customer_id"].nunique() == 1
    assert (shop.purchases["paid_amount"] - shop.purchases["refund_amount"]).tolist() == [35, 55]
    days = read("07", timezone="America/Los_Angeles").purchases["ts_order"].dt.date.astype(str)
    assert days.tolist() == ["2024-02-01", "2024-03-11"]  # summer time began on the 10th


def test_ids_from_floats(read, tmp_path):
    shop = read("08")
    assert shop.purchases["paid_amount"].sum() == 110
    assert shop.orders["customer_id"].isna().sum() == 1
    assert word("17001", tmp_path) in set(shop.orders["customer_id"])


def test_lost_digits_are_refused(read):
    with pytest.raises(InputError, match="digits are lost"):
        read("09")


@pytest.mark.parametrize(
    ("name", "days"),
    [("11", ["2024-01-05", "2024-01-06", "2024-01-25", "2024-03-20"]),
     ("12", ["2024-01-05", "2024-01-06", "2024-01-06", "2024-03-20"]),
     ("14", ["2024-01-05", "2024-01-06", "2024-01-25", "2024-03-20"])],
)  # fmt: skip
def test_days(read, name, days):
    assert read(name).orders["ts_order"].dt.date.astype(str).tolist() == days


@pytest.mark.parametrize("name", ["11", "12", "14", "16"])
def test_a_missing_zone_is_asked_for_and_the_answer_works(read, name):
    with pytest.raises(InputError, match='timezone="Asia/Shanghai"'):
        read(name, timezone=None)
    assert len(read(name).orders)


def test_a_date_of_1970_is_refused(mended, tmp_path):
    path = mended("11", "20240105", "19700101")
    with pytest.raises(InputError, match="1970-01-01"):
        exports.read(path, timezone=CHINA, salt_folder=tmp_path)


def test_an_hour_shown_twice_is_accepted_and_said(read):
    shop = read("16", timezone="America/New_York")
    assert f"{shop.first_day}" == "2023-11-05"
    assert any("shows twice" in note for note in shop.notes)


def test_placeholders_are_nobody(read):
    shop = read("19")
    assert shop.purchases["customer_id"].isna().sum() == 3
    assert shop.purchases["customer_id"].nunique() == 2
    assert any("placeholder" in note for note in shop.notes)


def test_one_mail_in_two_cases_is_one_person(read):
    assert read("21").purchases["customer_id"].nunique() == 3


@pytest.mark.parametrize("name", ["23", "25"])
def test_taobao(read, name):
    shop = read(name, timezone=None)
    assert shop.platform == "taobao"
    assert (len(shop.orders), len(shop.purchases)) == (3, 2)
    assert shop.purchases["customer_id"].nunique() == 2


def test_the_advice_on_a_decimal_comma_leads_on(read, mended, tmp_path):
    with pytest.raises(InputError, match=r"'95,00' in row 6.*95\.00"):
        read("26")
    path = mended("26", '"95,00"', "95.00")
    shop = exports.read(path, timezone=CHINA, salt_folder=tmp_path)
    assert sorted(shop.orders["paid_amount"]) == [-12, 12.5, 12.5, 12.5, 95]
    assert shop.receipt.set_index("step").loc["rows without an amount", "rows"] == -1
    assert any("$ and ¥" in note for note in shop.notes)


def test_a_row_of_totals_is_none(read, mended, tmp_path):
    assert len(read("32").orders) == 2
    assert not any("own total" in note for note in read("32").notes)
    wrong = exports.read(mended("32", "80.00", "81.00"), timezone=CHINA, salt_folder=tmp_path)
    assert any("81.00" in note for note in wrong.notes)


@pytest.mark.parametrize(("name", "platform"), [("33", "pinduoduo"), ("34", "douyin")])
def test_an_export_without_buyers(read, name, platform):
    shop = read(name, timezone=None)
    assert shop.platform == platform
    assert len(shop.purchases) == 1
    assert "no buyer" in shop.no_buyer
    works = shop.topics.set_index("topic")["works"]
    assert works["money"]
    assert not works["cohorts"]
    with pytest.raises(InputError, match="buyer"):
        rate(shop)


def test_paid_is_what_the_buyer_paid_and_a_blank_time_is_in_the_number(read):
    shop = read("33", timezone=None)
    assert shop.orders["paid_amount"].tolist() == [23, 23]
    assert shop.orders["received_amount"].tolist() == [25, 25]
    assert shop.orders["ts_order"].dt.date.astype(str).tolist() == ["2024-01-05", "2024-01-15"]
    assert any("order's number" in note for note in shop.notes)


def test_cash_on_delivery(read):
    shop = read("39", timezone=None)
    assert shop.purchases["paid_amount"].tolist() == [40, 60]
    assert shop.purchases["customer_id"].nunique() == 1
    assert "8801000000001" not in shop.orders.to_csv() + repr(shop)


def test_optional_times_that_contradict(read):
    shop = read("40")
    assert len(shop.purchases) == 2
    assert shop.orders["ts_deliver"].isna().tolist() == [True, False]
    assert any("set aside" in note for note in shop.notes)


def test_the_last_months_alone_are_warned_of(read, tmp_path):
    part, whole = read("42_last"), read("42_whole")
    assert any("known_from" in note for note in part.notes)
    assert not any("known_from" in note for note in whole.notes)
    with pytest.warns(LogBegins):
        cohorts.repurchase_rate(part.orders, 60, "cohort")
    earlier = whole.orders[whole.orders["ts_order"] < part.orders["ts_order"].min()]
    assert rate(part, 60, known_from=list(earlier["customer_id"].unique())) == (26, 65)
    assert rate(whole, 60, known_from="2024-01-01") == (26, 65)
