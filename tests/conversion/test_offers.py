"""The base of a reduction by hand and by brute force; depth, deadlines, instalments, entrants."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.conversion import offers
from ecomlab.errors import ChoiceError, ColumnError, InputError

START = pd.Timestamp("2025-06-01")


def deals(*rows):
    return pd.DataFrame(rows, columns=["ts", "price"]).assign(
        sku="lamp", ts=lambda x: pd.to_datetime(x["ts"], format="mixed")
    )


def offer(was=299, now=199, start=START):
    return pd.DataFrame({"sku": ["lamp"], "start": [start], "was": [was], "now": [now]})


def check(*rows, **how):
    return offers.reference_price_check(deals(*rows), offer(**how)).iloc[0]


def test_the_lowest_of_the_seven_days_is_the_base():
    row = check(("2025-05-20", 150), ("2025-05-26", 280), ("2025-05-30", 250), ("2025-05-31", 299))
    assert (row["base"], row["source"], row["deals"]) == (250, "seven days", 3)
    assert row["verdict"] == "too high"
    assert row["real"] == pytest.approx(1 - 199 / 250)


def test_seven_days_begin_at_their_midnight_and_end_before_the_start():
    assert check(("2025-05-25 00:00", 200), ("2025-05-26", 299))["base"] == 200
    assert check(("2025-05-24 23:59:59", 200), ("2025-05-26", 299))["base"] == 299
    assert check(("2025-06-01 00:00", 199), ("2025-05-26", 299))["base"] == 299


def test_without_a_deal_in_them_it_is_the_last_one_not_the_lowest():
    row = check(("2025-03-01", 180), ("2025-05-02", 310), ("2025-06-02", 100))
    assert (row["base"], row["source"], row["deals"]) == (310, "last deal", 0)
    assert row["verdict"] == "fits"


def test_verdicts():
    assert check(("2025-05-30", 299))["verdict"] == "fits"
    assert check(("2025-05-30", 298.99))["verdict"] == "too high"
    assert check(("2025-05-30", 199))["verdict"] == "no reduction"
    nobody = check(("2025-06-30", 299))
    assert nobody["verdict"] == "no deal"
    assert np.isnan(nobody["base"])
    other = offers.reference_price_check(deals(("2025-05-30", 1)).assign(sku="tent"), offer())
    assert other["verdict"].tolist() == ["no deal"]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(100, 999)), min_size=1, max_size=25),
       st.integers(1, 20))  # fmt: skip
@settings(max_examples=25)
def test_it_is_what_a_loop_over_days_finds(rows, days):
    """Minute by minute: the rule said with other words."""
    table = deals(*((START - pd.Timedelta(hours=13 * back), price) for back, price in rows))
    found = offers.reference_price_check(table, offer(was=5000, now=1), days=days).iloc[0]
    within = [p for back, p in rows if 0 < 13 * back <= 24 * days]
    before = [(-back, p) for back, p in rows if back > 0]
    if within:
        assert found["base"] == min(within)
        assert found["deals"] == len(within)
    elif before:
        latest = max(when for when, _ in before)
        assert found["base"] == min(p for when, p in before if when == latest)
    else:
        assert found["verdict"] == "no deal"


def test_zones_must_agree_and_offers_must_reduce():
    with pytest.raises(InputError, match="time zone"):
        offers.reference_price_check(
            deals(("2025-05-30", 299)), offer(start=pd.Timestamp("2025-06-01", tz="Asia/Shanghai"))
        )
    with pytest.raises(InputError, match="no reduction"):
        check(("2025-05-30", 299), was=100, now=199)
    with pytest.raises(ColumnError, match="was"):
        offers.reference_price_check(deals(("2025-05-30", 299)), offer().drop(columns="was"))
    text = offer().assign(start="2025-06-01")
    with pytest.raises(InputError, match="no times"):
        offers.reference_price_check(deals(("2025-05-30", 299)), text)


def lines():
    orders = pd.DataFrame(
        {"order_id": [1, 2, 3], "ts_order": pd.to_datetime(["2025-06-01"] * 3),
         "ts_pay": pd.to_datetime(["2025-06-01 10:00", None, "2025-06-01 09:00"])}
    )  # fmt: skip
    items = pd.DataFrame(
        {"order_id": [1, 1, 2, 3], "sku": ["lamp", "tent", "lamp", "lamp"], "qty": [3, 1, 1, 1],
         "price": [100.0, 500.0, 90.0, 80.0], "discount": [0.5, 20.0, 0.0, 0.0]}
    )  # fmt: skip
    return items, orders


def test_deals_are_what_was_paid_in_whole_cents():
    found = offers.transaction_prices(*lines())
    assert found["price"].tolist() == [80.0, 99.83, 480.0]  # by time; 299.5 ÷ 3 rounded down
    assert offers.transaction_prices(*lines(), after="price")["price"].tolist() == [80, 100, 500]
    items, orders = lines()
    without = offers.transaction_prices(items, orders.drop(columns="ts_pay"))
    assert len(without) == 4


def test_a_gift_is_no_deal():
    items, orders = lines()
    found = offers.transaction_prices(
        items.assign(price=[0.0, 500.0, 90.0, 80.0], discount=0), orders
    )
    assert found["price"].tolist() == [80.0, 500.0]
    assert found.attrs == {"free": 1}
    with pytest.raises(InputError, match="A gift is no deal"):
        check(("2025-05-30", 0))


def test_lines_that_cannot_be():
    items, orders = lines()
    with pytest.raises(InputError, match="one piece at least"):
        offers.transaction_prices(items.assign(qty=0), orders)
    with pytest.raises(InputError, match="1 lines belong"):
        offers.transaction_prices(items, orders.iloc[:2])
    with pytest.raises(InputError, match="two rows of"):
        offers.transaction_prices(items, pd.concat([orders, orders]))
    with pytest.raises(InputError, match="larger than its line"):
        offers.transaction_prices(items.assign(discount=600.0), orders)
    with pytest.raises(ChoiceError, match="after"):
        offers.transaction_prices(items, orders, after="coupon")


# --- Depth, deadlines, instalments ----------------------------------------------------------------


def test_depth_is_of_sums_and_by_group():
    orders = pd.DataFrame({"list_amount": [100, 300, 200], "paid_amount": [70, 270, 200],
                           "channel": ["a", "a", "b"]})  # fmt: skip
    assert offers.discount_depth(orders)["estimate"].tolist() == pytest.approx([1 - 540 / 600])
    by = offers.discount_depth(orders, by="channel").set_index("channel")["estimate"]
    assert by.to_dict() == pytest.approx({"a": 0.15, "b": 0.0})
    with pytest.raises(InputError, match="holds 0"):
        offers.discount_depth(orders.assign(list_amount=0))


def test_the_depths_interval_holds_the_truth():
    rng = np.random.default_rng(1)
    held = []
    for _ in range(150):
        price = np.exp(rng.normal(5, 0.5, 150))
        off = rng.beta(2, 8, 150)
        row = offers.discount_depth(
            pd.DataFrame({"list_amount": price, "paid_amount": price * (1 - off)})
        ).iloc[0]
        held.append(row["low"] <= 0.2 <= row["high"])
    assert 0.89 <= np.mean(held) <= 0.99


def test_offers_that_come_back():
    rows = pd.DataFrame(
        {"offer": ["a", "a", "b", "a"],
         "start": pd.to_datetime(["2025-03-01", "2025-03-10", "2025-03-02", "2025-03-04"]),
         "end": pd.to_datetime(["2025-03-03", "2025-03-11", "2025-03-02", "2025-03-05"])}
    )  # fmt: skip
    found = offers.returning_offers(rows, days=4)
    assert found["gap"].tolist() == [1, 5]
    assert found["comes_back"].tolist() == [True, False]
    with pytest.raises(InputError, match="ends before"):
        offers.returning_offers(rows.assign(end=pd.Timestamp("2020-01-01")))


@given(price=st.floats(10, 1e4), margin=st.floats(0.05, 0.9), rate=st.floats(0, 0.04),
       share=st.floats(0, 1))  # fmt: skip
def test_at_the_break_even_rise_nothing_is_gained_or_lost(price, margin, rate, share):
    row = offers.instalment_breakeven(price, margin, rate, share).iloc[0]
    if np.isfinite(row["rise"]):
        same = offers.instalment_breakeven(price, margin, rate, share, uplift=row["rise"])
        assert same["more"].iloc[0] == pytest.approx(0, abs=1e-6 * price)


def test_a_fee_that_eats_all_has_no_break_even():
    assert offers.instalment_breakeven(100, 0.05, 0.06)["rise"].tolist() == [np.inf]
    with pytest.raises(InputError, match="fee_rate"):
        offers.instalment_breakeven(100, 0.05, 6)


# --- Entrants -------------------------------------------------------------------------------------


def entrants(seed=0, n=400, cut=0.1, usual=0.2):
    rng = np.random.default_rng(seed)
    rows = []
    for who in range(n):
        word = "cut" if who % 2 else "usual"
        rows.append((who, word, pd.Timestamp("2025-01-01") + pd.Timedelta(hours=3 * who), 50.0))
        if rng.random() < (cut if who % 2 else usual):
            rows.append(
                (who, "other", rows[-1][2] + pd.Timedelta(days=int(rng.integers(1, 90))), 80.0)
            )
    return pd.DataFrame(rows, columns=["customer_id", "entry", "ts_order", "paid_amount"])


def test_next_orders_finds_the_rates_and_counts_those_whose_window_is_over():
    found = offers.next_orders(entrants(), as_of="2025-12-31").set_index("entry")
    assert set(found.index) == {"cut", "usual"}
    assert found.loc["cut", "low"] < 0.1 < found.loc["cut", "high"]
    assert found.loc["usual", "low"] < 0.2 < found.loc["usual", "high"]
    assert found.loc["usual", "later"] == pytest.approx(80 * found.loc["usual", "rate"])
    early = offers.next_orders(entrants(), as_of="2025-04-10")
    assert early["customers"].sum() + early.attrs["immature"] <= 400
    assert early.attrs["immature"] > 0


def test_a_second_order_of_the_same_day_or_too_late_is_none():
    times = ["2025-01-01 08:00", "2025-01-01 20:00", "2025-01-01 00:00", "2025-04-02 00:00"]
    rows = pd.DataFrame({"customer_id": [1, 1, 2, 2], "entry": "a", "paid_amount": 10.0,
                         "ts_order": pd.to_datetime(times)})  # fmt: skip
    found = offers.next_orders(rows, as_of="2025-12-31").iloc[0]
    assert (found["customers"], found["back"]) == (2, 0)
    later = offers.next_orders(rows, window=91, as_of="2025-12-31").iloc[0]
    assert later["back"] == 1


def test_entrants_that_cannot_be():
    with pytest.raises(InputError, match="are over"):
        offers.next_orders(entrants(), as_of="2025-02-01")
    with pytest.raises(InputError, match="lacks a word"):
        offers.next_orders(entrants().assign(entry=None), as_of="2025-12-31")
