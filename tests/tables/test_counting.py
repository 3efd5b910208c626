"""What a purchase is, on every backend, against a plain loop; where a log begins and ends."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab import tables
from ecomlab.datasets import load
from ecomlab.errors import Caution, FarDate, InputError, LeftOut, LogBegins
from ecomlab.research.channels import new_to_brand
from ecomlab.retention.cohorts import (
    cohort_retention,
    interpurchase_times,
    repurchase_rate,
    returning_share,
)
from ecomlab.retention.concentration import persistence
from ecomlab.retention.lifetime import customer_summary, follow_rate, ltv_cohort, ltv_compare
from ecomlab.retention.membership import bought_again
from tests.backends import OTHERS

DAY = pd.Timestamp("2024-01-05 10:00")


def orders_of(*rows):
    """Orders from (customer, day, status, paid, refunded)."""
    table = pd.DataFrame(rows, columns=["customer_id", "day", "status", "paid_amount", "refund"])
    times = DAY + pd.to_timedelta(table["day"], unit="D")
    return pd.DataFrame(
        {
            "customer_id": table["customer_id"],
            "ts_order": times,
            "status": table["status"],
            "paid_amount": table["paid_amount"].astype(float),
            "refund_amount": table["refund"].astype(float),
        }
    )


def quietly(function, *arguments, **more):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Caution)
        return function(*arguments, **more)


def is_purchase(status, paid, refunded, free):
    """The definition, read aloud."""
    if paid < 0 or status in ("waiting", "closed"):
        return False
    if status == "refunded" and not 0 < refunded < paid:
        return False
    if paid > 0 and refunded >= paid:
        return False
    return paid > 0 or free == "count"


rows = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob", "cyd"]),
        st.integers(0, 60),
        st.sampled_from(["paid", "confirmed", "waiting", "closed", "refunded", None]),
        st.sampled_from([-20, 0, 20, 50]),
        st.sampled_from([0, 20, 50, np.nan]),
    ),
    min_size=1,
)


@given(rows, st.sampled_from(["leave_out", "count"]))
def test_a_purchase_is_what_the_definition_says_on_every_backend(rows, free):
    orders = orders_of(*rows)
    want = [is_purchase(status, paid, back, free) for _, _, status, paid, back in rows]
    kept = tables.purchases(orders, free)
    pd.testing.assert_frame_equal(kept, orders[want])
    table = tables.left_out(orders, free).set_index("reason")["orders"]
    assert table.sum() == len(rows)
    assert table.get("a purchase", 0) == sum(want)
    for backend in OTHERS.values():
        found = tables.left_out(backend(orders), free).set_index("reason")["orders"]
        assert found.to_dict() == table.to_dict()


@given(rows)
def test_functions_count_what_purchases_keeps(rows):
    orders = orders_of(*rows)
    kept = tables.purchases(orders)
    if not len(kept):
        with pytest.raises(InputError, match="is a purchase"):
            repurchase_rate(orders, 1, as_of="2024-06-01")
        return
    arguments = {"window": 5, "as_of": "2024-06-01"}
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found = repurchase_rate(orders, **arguments)
    pd.testing.assert_frame_equal(found, repurchase_rate(kept, **arguments))
    spoken = [str(one.message) for one in told if one.category is LeftOut]
    assert len(spoken) == (len(kept) < len(orders))
    if spoken:
        assert f"Of {len(orders)} orders {len(kept)} count" in spoken[0]


def test_every_reason_is_told_with_its_number():
    orders = orders_of(
        ("ann", 0, "confirmed", 50, 0), ("ann", 1, "waiting", 0, 0), ("bob", 2, "closed", 0, 0),
        ("bob", 3, "refunded", 30, 30), ("cyd", 4, "paid", 0, 0), ("cyd", 5, "paid", -20, 0),
        (None, 6, "paid", 30, 0), ("ann", 7, "refunded", 50, 20),
    )  # fmt: skip
    says = (
        r"Of 8 orders 2 count; left out: 1 refund rows, 1 not paid, 1 closed, 1 refunded in full, "
        r"1 of 0, 1 without a buyer\. Orders of 0 count with free=\"count\"\."
    )
    with pytest.warns(LeftOut, match=says):
        table = repurchase_rate(orders, 7, "cohort")
    assert table[["customers", "repeaters"]].to_numpy().tolist() == [[1, 1]]
    with pytest.warns(LeftOut, match=says):
        bought_again(pd.DataFrame({"customer_id": ["ann"]}), orders)


def test_unpaid_by_the_time_of_payment_where_no_state_says_it():
    orders = orders_of(("ann", 0, "", 50, 0), ("ann", 9, "", 50, 0), ("bob", 0, "", 50, 0))
    orders = orders.drop(columns="status").assign(
        ts_pay=[DAY, pd.NaT, DAY], ts_cancel=[pd.NaT, pd.NaT, DAY]
    )
    assert tables.left_out(orders)["reason"].tolist() == [
        "a purchase", "not paid", "refunded in full"
    ]  # fmt: skip


def test_a_table_without_any_state_counts_every_row():
    orders = orders_of(("ann", 0, "", 50, 0), ("ann", 9, "", 50, 0))[["customer_id", "ts_order"]]
    assert len(tables.purchases(orders)) == 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert repurchase_rate(orders, 9, "cohort")["repeaters"].tolist() == [1]
        assert follow_rate(orders) == 0.5


# ---- Value ------------------------------------------------------------------------------------


def test_value_is_net_and_keeps_the_buyer_who_sent_all_back():
    """Ann's only order was refunded, of Bob's two one: ann 0, bob 30, mean 15."""
    orders = orders_of(
        ("ann", 0, "refunded", 80, 80), ("bob", 1, "confirmed", 30, 0),
        ("bob", 15, "refunded", 30, 30), ("cyd", 80, "paid", 30, 0),
    )  # fmt: skip
    by_value = {
        value: quietly(ltv_cohort, orders, 1, horizon=30, value=value).iloc[-1]
        for value in ("net", "gross", "refunded")
    }
    assert [by_value[name]["value"] for name in by_value] == [15, 70, 55]
    assert by_value["net"]["customers"] == 2
    summary = quietly(customer_summary, orders).set_index("customer_id")
    assert summary["frequency"].tolist() == [0, 0, 0]
    assert quietly(repurchase_rate, orders, 30, "cohort")["customers"].tolist() == [1]


def test_partial_refunds_and_refund_rows_come_off():
    orders = orders_of(
        ("ann", 0, "confirmed", 80, 20), ("ann", 3, "confirmed", -10, 0),
        ("ann", 10, "confirmed", 50, 5), ("bob", 0, "confirmed", 40, 0),
    )  # fmt: skip
    curve = quietly(ltv_cohort, orders, 1, horizon=10, step=5)
    assert curve["value"].tolist() == [(60 + 40) / 2, (50 + 40) / 2, (95 + 40) / 2]
    summary = quietly(customer_summary, orders).set_index("customer_id")
    assert summary.loc["ann", ["frequency", "recency", "monetary_value"]].tolist() == [1, 10, 45]


def test_gross_less_refunded_is_net_everywhere():
    orders = load("second_shop").orders
    tables_by_value = {
        value: quietly(returning_share, orders, value=value)["revenue"].to_numpy()
        for value in ("gross", "refunded", "net")
    }
    gross, refunded, net = tables_by_value.values()
    np.testing.assert_allclose(gross - refunded, net, atol=0.02)
    assert (refunded > 0).all()


def test_backends_agree_on_an_own_shop():
    orders = load("second_shop").orders
    columns = ["customer_id", "ts_order", "ts_pay", "status", "paid_amount", "refund_amount",
               "channel"]  # fmt: skip
    orders = orders[columns].assign(
        ts_order=orders.ts_order.dt.tz_localize(None), ts_pay=orders.ts_pay.dt.tz_localize(None),
        status=orders.status.astype(str), channel=orders.channel.astype(str),
    )  # fmt: skip
    questions = {
        "rate": lambda o: repurchase_rate(o, 60, known_from="2024-03-01"),
        "cohorts": lambda o: cohort_retention(o, "month", 30, known_from=[1, 5, 9]),
        "gaps": lambda o: interpurchase_times(o, known_from="2024-03-01"),
        "share": lambda o: returning_share(o, known_from="2024-03-01", value="gross"),
        "summary": lambda o: customer_summary(o, known_from=[1, 5, 9]),
        "value": lambda o: ltv_cohort(o, 0.3, horizon=120),
        "new": lambda o: new_to_brand(o, "2024-06-01", known_from=[1, 5, 9]),
    }
    first = orders["ts_order"].min().year
    for name, question in questions.items():
        moved = orders.assign(ts_order=orders.ts_order + pd.DateOffset(years=2024 - first))
        want = quietly(question, moved)
        for backend in OTHERS.values():
            pd.testing.assert_frame_equal(quietly(question, backend(moved)), want, obj=name)


# ---- Where it begins --------------------------------------------------------------------------


def shop_from_its_start(seed, days=720, daily=3, mean_gap=40, life=200):
    """A shop that opens on day 0: people join evenly, come at random, and are gone one day."""
    rng = np.random.default_rng(seed)
    rows = []
    for customer in range(rng.poisson(days * daily)):
        joined = rng.uniform(0, days)
        gone = min(joined + rng.exponential(life), days)
        came = joined + np.cumsum(rng.exponential(mean_gap, 60))
        rows += [(customer, int(day)) for day in [joined, *came[came < gone]]]
    table = pd.DataFrame(rows, columns=["customer_id", "day"]).sort_values("day")
    return table.assign(
        ts_order=DAY + pd.to_timedelta(table["day"], unit="D"), paid_amount=20.0
    ).reset_index(drop=True)


def begins(orders, **more):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        repurchase_rate(orders, 60, "cohort", **more)
    return [str(one.message) for one in told if one.category is LogBegins]


@pytest.mark.parametrize("seed", range(8))
def test_a_log_that_begins_with_regulars_is_warned_of_and_a_shops_own_start_is_not(seed):
    orders = shop_from_its_start(seed)
    assert not begins(orders)
    late = orders[orders["day"] >= 360]
    assert begins(late)
    assert begins(late, known_from=str((DAY + pd.Timedelta(days=420)).date()))  # a burn-in
    assert not begins(late, known_from=[])
    assert not begins(late, known_from=orders.loc[orders["day"] < 360, "customer_id"].unique())


@pytest.mark.parametrize("seed", range(3))
def test_the_whole_log_and_the_list_of_earlier_buyers_say_the_same(seed):
    orders = shop_from_its_start(seed)
    cut = str((DAY + pd.Timedelta(days=360)).date())
    late = orders[orders["ts_order"] >= cut]
    earlier = orders.loc[orders["ts_order"] < cut, "customer_id"].unique()
    whole = quietly(repurchase_rate, orders, 60, ["cohort", "all_ever"], known_from=cut)
    listed = quietly(repurchase_rate, late, 60, ["cohort", "all_ever"], known_from=earlier)
    pd.testing.assert_frame_equal(whole, listed)
    shares = [
        quietly(returning_share, orders, 30, known_from=cut),
        quietly(returning_share, late, 30, known_from=earlier),
    ]
    columns = ["buyers", "returning", "new_buyers"]
    first, second = (table[columns].iloc[1 - len(shares[0]) :] for table in shares)
    pd.testing.assert_frame_equal(first.reset_index(drop=True), second.reset_index(drop=True))


def test_a_list_of_the_wrong_kind_and_one_of_everybody_are_refused():
    orders = orders_of(("1", 0, "paid", 5, 0), ("2", 1, "paid", 5, 0), ("2", 90, "paid", 5, 0))
    with pytest.raises(InputError, match="known_from lists buyers as numbers, customer_id holds"):
        cohort_retention(orders, known_from=[1, 2])
    with pytest.raises(InputError, match="No buyer is new beside those of known_from"):
        cohort_retention(orders, known_from=["1", "2"])
    with pytest.raises(InputError, match="No buyer is new since 2025-01-01"):
        interpurchase_times(orders, known_from="2025-01-01")


def test_cdnows_cohort_is_not_taken_for_a_cut_log():
    orders = load("cdnow").orders
    with warnings.catch_warnings():
        warnings.simplefilter("error", LogBegins)
        repurchase_rate(orders, 90, free="count")
    assert begins(orders[orders["ts_order"] >= "1997-03-01"], free="count")


# ---- Where it ends ----------------------------------------------------------------------------


@pytest.mark.parametrize("date", ["2099-12-31", "9999-12-31", "1970-01-01", "2031-01-01"])
def test_one_far_date_is_named_and_never_is_the_end(date):
    orders = shop_from_its_start(1, days=200).drop(columns="day")
    want = quietly(repurchase_rate, orders, 60)
    slip = orders.iloc[[0]].assign(customer_id=10**6)
    slip["ts_order"] = np.datetime64(date, "us")
    with pytest.warns(FarDate, match=f"1 order is dated far from all others .{date}"):
        found = repurchase_rate(pd.concat([orders, slip], ignore_index=True), 60)
    pd.testing.assert_frame_equal(found, want)


def test_a_shop_with_a_long_break_keeps_both_lives():
    first = shop_from_its_start(1, days=100).drop(columns="day")
    second = first.assign(ts_order=first["ts_order"] + pd.Timedelta(days=900))
    with warnings.catch_warnings():
        warnings.simplefilter("error", FarDate)
        repurchase_rate(pd.concat([first, second]), 60, known_from=[])


def test_a_log_of_1970_is_refused_and_the_advice_leads_to_the_right_days():
    numbers = pd.Series([20240105, 20240206, 20240307], name="ts_order")
    orders = pd.DataFrame({"customer_id": ["a", "a", "b"], "paid_amount": 5.0})
    wrong = orders.assign(ts_order=pd.to_datetime(numbers))
    with pytest.raises(InputError, match="dated 1970-01-01 to 1970-01-01: numbers were"):
        repurchase_rate(wrong, 30)


def test_nobody_named_is_an_error_that_says_what_can_be_read():
    orders = orders_of((None, 0, "paid", 5, 0), (None, 1, "paid", 5, 0))
    orders["customer_id"] = orders["customer_id"].astype("str")
    with pytest.raises(InputError, match="No order names its buyer"):
        repurchase_rate(orders, 1)


def test_other_functions_take_the_same_words():
    orders = load("second_shop").orders
    day = orders["ts_order"].min() + pd.Timedelta(days=200)
    table = quietly(persistence, orders, str(day.date()), value="gross")
    assert table["n"].nunique() == 1
    compared = quietly(ltv_compare, orders, 0.3, str(day.date()), 90)
    assert compared["n"].gt(0).all()


def test_refund_rows_are_no_orders_that_count():
    """Three orders, one of nobody; two refund rows, one of nobody."""
    orders = orders_of(
        ("ann", 0, "paid", 50, 0), ("bob", 1, "paid", 30, 0), (None, 2, "paid", 30, 0),
        ("ann", 3, "refunded", -20, 0), (None, 4, "refunded", -5, 0),
    )  # fmt: skip
    with pytest.warns(LeftOut, match=r"Of 3 orders 2 count; left out: 1 without a buyer\."):
        tables.purchase_log(
            orders, ["customer_id", "ts_order", "paid_amount"], value="net", with_refunded=True
        )


@pytest.mark.parametrize("count", [tables.purchases, tables.left_out, tables.with_buyers])
def test_amounts_that_are_text_are_refused_and_the_advice_works(count):
    orders = pd.DataFrame({
        "customer_id": ["A", "B"], "paid_amount": ["5.00", "8"], "order_id": [1, 2],
        "ts_order": pd.to_datetime(["2025-01-01", "2025-01-02"])})  # fmt: skip
    with pytest.raises(InputError, match="paid_amount of orders holds String values"):
        count(orders)
    read = tables.validate(orders, "orders", timezone="Asia/Shanghai")
    assert len(count(read)) in (1, 2)
