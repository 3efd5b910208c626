"""Contracts of creators: to the cent, against the shop's own statement, and what is refused."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, EcomlabError, InputError, LeftOut
from ecomlab.traffic.contracts import (
    commission_of,
    creator_contract,
    kept_orders,
    refund_log,
    ruin,
    settle_creator,
)

EVENING = "2026-01-01"
MARCH = pd.Timestamp("2031-03-01")
DEALS = pd.DataFrame(
    {
        "deal_id": ["D1", "D2"],
        "creator_id": ["Mo", "Li"],
        "post_id": ["P1", "P2"],
        "date": [MARCH, MARCH],
        "slot_fee": [300.0, 80.0],
        "commission_rate": [0.1, 0.065],
        "guaranteed_units": [10, None],
    }
)
ORDERS = pd.DataFrame(
    {
        "order_id": ["a", "b", "c"],
        "post_id": ["P1", "P1", "P2"],
        "ts_pay": [MARCH, MARCH + pd.Timedelta(days=2), MARCH + pd.Timedelta(days=9)],
        "units": [4, 1, 2],
        "amount": [396.0, 99.0, 50.0],
        "kept_units": [4, 0, 1],
        "refunded": [0.0, 99.0, 25.0],
    }
)


def settle(as_of="2031-04-01", deals=DEALS, orders=ORDERS, **terms):
    return settle_creator(deals, orders, as_of, **terms).set_index("post_id")


def test_a_settlement_by_hand():
    found = settle()
    assert found["cost"].tolist() == [159.6, 81.63]  # 6.5% of 25 is 1.625
    assert found["missing"].tolist() == [6, pd.NA]
    assert found["fee_back"].tolist() == [180.0, pd.NA]
    assert found["extra_posts"].tolist() == [0, pd.NA]
    assert found["orders"].tolist() == [2, 1]
    assert settle(half="even")["commission"].tolist() == [39.6, 1.62]


def test_the_terms_of_a_guarantee():
    post = settle(remedy="slot").loc["P1"]
    assert (post["fee_back"], post["extra_posts"], post["cost"]) == (0, 1, 339.6)
    nothing = settle(remedy="none").loc["P1"]
    assert (nothing["fee_back"], nothing["extra_posts"], nothing["missing"]) == (0, 0, 6)
    sold = settle(guarantee_on="units").loc["P1"]
    assert (sold["missing"], sold["fee_back"]) == (5, 150)
    met = settle(deals=DEALS.assign(guaranteed_units=[4, None])).loc["P1"]
    assert (met["missing"], met["fee_back"], met["cost"]) == (0, 0, 339.6)
    assert settle(remedy="slot", deals=DEALS.assign(guaranteed_units=[4, None])).loc[
        "P1", "extra_posts"
    ] == 0  # fmt: skip
    assert settle(agency=0.02).loc["P1", "agency"] == 7.92


def test_what_is_not_settled_yet_is_neither_kept_nor_missed():
    early = settle("2031-03-16")  # the day on which a's fifteen days are over
    post = early.loc["P1"]
    assert (post["open"], post["kept"], post["kept_units"], post["commission"]) == (1, 396, 4, 39.6)
    assert pd.isna(post["missing"])
    assert pd.isna(post["fee_back"])
    assert post["cost"] == 339.6
    assert not early["settled"].any()
    second = settle("2031-03-15 23:59").loc["P1"]
    assert (second["open"], second["kept"], second["amount"]) == (2, 0, 495)
    empty = ORDERS.assign(kept_units=[4, None, None], refunded=[0.0, None, None])
    assert settle("2031-03-16", orders=empty).equals(early)
    # All links have counted for ten days and waited for fifteen on 27 March, at midnight
    assert settle("2031-03-26")["settled"].tolist() == [False, False]
    assert settle("2031-03-27")["settled"].tolist() == [True, True]


def test_a_post_without_an_order_costs_its_fee():
    found = settle(orders=ORDERS[ORDERS["post_id"] == "P1"]).loc["P2"]
    assert (found["cost"], found["orders"], found["settled"]) == (80, 0, True)
    promised = settle(
        deals=DEALS.assign(guaranteed_units=[10, 5]), orders=ORDERS[ORDERS["post_id"] == "P1"]
    )
    assert (promised.loc["P2", "fee_back"], promised.loc["P2", "cost"]) == (80, 0)


@pytest.mark.parametrize(
    ("deals", "orders", "error", "words"),
    [
        ({}, {"post_id": ["P1", "P1", "P9"]}, InputError, "without a contract, such as P9"),
        ({}, {"refunded": [None, 99.0, 25.0]}, InputError, "such as order a. Empty isn't 0"),
        ({}, {"kept_units": [4, None, 1]}, InputError, "such as order b. Empty isn't 0"),
        ({}, {"refunded": [400.0, 99, 25]}, InputError, "more given back than paid"),
        ({}, {"kept_units": [5, 0, 1]}, InputError, "more kept than sold"),
        ({}, {"kept_units": [4, 1, 1]}, InputError, "order b: pieces are kept and all money"),
        ({}, {"kept_units": [0, 0, 1]}, InputError, "order a: pieces are kept"),
        ({}, {"units": [4.5, 1, 2]}, InputError, "whole pieces"),
        ({}, {"order_id": ["a", "a", "c"]}, InputError, "two rows of a"),
        ({}, {"amount": [396.001, 99, 50]}, InputError, "no whole number of cents"),
        ({}, {"amount": [-396.0, 99, 50]}, InputError, "from 0 on"),
        ({"commission_rate": [10, 6.5]}, {}, InputError, "share from 0 to 1"),
        ({"commission_rate": [0.10001, 0.1]}, {}, InputError, "share from 0 to 1"),
        ({"post_id": ["P1", "P1"]}, {}, InputError, "two rows of P1"),
        ({"deal_id": ["D1", "D1"]}, {}, InputError, "two rows of D1"),
        ({"guaranteed_units": [10, 0]}, {}, InputError, "no guarantee"),
        ({"slot_fee": [300.0, None]}, {}, InputError, "missing"),
    ],
)  # fmt: skip
def test_a_settlement_that_would_lie_is_refused(deals, orders, error, words):
    with pytest.raises(error, match=words):
        settle(deals=DEALS.assign(**deals), orders=ORDERS.assign(**orders))


def test_nothing_sold_and_nothing_guaranteed_are_answers():
    promised = settle(orders=ORDERS.head(0), deals=DEALS.assign(guaranteed_units=[10, 5]))
    assert promised["cost"].tolist() == [0, 0]
    assert promised["fee_back"].tolist() == [300, 80]
    free = settle(deals=DEALS.assign(guaranteed_units=None))
    assert free["missing"].isna().all()
    assert free["cost"].tolist() == [339.6, 81.63]
    with pytest.raises(ColumnError, match="units"):
        settle(orders=pd.DataFrame({"order_id": []}))


def test_what_comes_later_is_not_known_on_the_evening():
    whole = settle("2031-03-05")
    assert whole["orders"].tolist() == [2, 0]  # the order of 10 March isn't paid yet
    cut = settle("2031-03-05", orders=ORDERS.head(2).assign(kept_units=None, refunded=None))
    assert cut.equals(whole)
    later = DEALS.assign(date=[MARCH, MARCH + pd.Timedelta(days=40)])
    assert settle("2031-03-05", deals=later).index.tolist() == ["P1"]
    with pytest.raises(InputError, match="later as_of"):
        settle("2031-02-01")


@pytest.mark.parametrize("name", ["refunded", "kept_units", "units", "ts_pay"])
def test_a_column_that_an_export_lacks_is_named(name):
    with pytest.raises(ColumnError, match=name):
        settle(orders=ORDERS.drop(columns=name))


@pytest.mark.parametrize(
    ("when", "counts"),
    [("2031-02-28 23:59", False), ("2031-03-01", True), ("2031-03-11 23:59", True),
     ("2031-03-12", False)],
)  # fmt: skip
def test_an_order_counts_while_the_link_does(when, counts):
    """Published on 1 March, shown for ten days: from its first moment to the end of 11 March."""
    paid = [pd.Timestamp(when), *ORDERS["ts_pay"][1:]]
    orders = ORDERS.assign(ts_pay=paid)
    if counts:
        assert settle(orders=orders).loc["P1", "kept"] == 396
        return
    with pytest.warns(LeftOut, match="2 count; left out: . paid before .*, such as order a"):
        found = settle(orders=orders)
    assert found.loc["P1", ["orders", "kept", "kept_units"]].tolist() == [1, 0, 0]
    assert found.loc["P1", "missing"] == 10
    if when > "2031-03-01":
        assert settle(orders=orders, shown=11).loc["P1", "kept"] == 396
    zone = orders.assign(ts_pay=orders["ts_pay"].dt.tz_localize("Asia/Shanghai"))
    with pytest.warns(LeftOut, match="such as order a"):
        assert settle(orders=zone).loc["P1", "orders"] == 1


def test_half_a_cent_of_the_fee_goes_as_the_contract_says():
    """One of four missing of 0.10 yuan: 2.5 cents; of 0.30: 7.5; of 0.50: 12.5."""
    for fee, up, even in ((0.10, 0.03, 0.02), (0.30, 0.08, 0.08), (0.50, 0.13, 0.12)):
        deals = DEALS.assign(slot_fee=[fee, 80.0], guaranteed_units=[4, None])
        orders = ORDERS.assign(kept_units=[3, 0, 1])
        assert settle(deals=deals, orders=orders).loc["P1", "fee_back"] == up
        assert settle(deals=deals, orders=orders, half="even").loc["P1", "fee_back"] == even


def test_terms_that_nobody_knows_are_refused():
    with pytest.raises(ChoiceError, match="refund"):
        settle(remedy="money")
    with pytest.raises(ChoiceError, match="kept_units"):
        settle(guarantee_on="orders")
    with pytest.raises(ChoiceError, match="even"):
        settle(half="down")
    with pytest.raises(InputError, match="agency"):
        settle(agency=2)
    with pytest.raises(InputError, match="as_of"):
        settle("soon")


def test_a_file_of_one_s_own_is_settled_like_the_table(tmp_path):
    """An export as it is: ids as text, no time zone, empty cells where nothing is known."""
    late = ORDERS.assign(kept_units=[4, 0, None], refunded=[0.0, 99.0, None])
    DEALS.to_csv(tmp_path / "deals.csv", index=False)
    late.to_csv(tmp_path / "orders.csv", index=False)
    deals = pd.read_csv(tmp_path / "deals.csv", parse_dates=["date"])
    orders = pd.read_csv(tmp_path / "orders.csv", parse_dates=["ts_pay"])
    zone = ORDERS.assign(ts_pay=ORDERS["ts_pay"].dt.tz_localize("Asia/Shanghai"))
    assert settle("2031-03-20", deals, orders).equals(settle("2031-03-20"))
    aware = settle("2031-03-20", orders=zone)
    assert aware["cost"].tolist() == settle("2031-03-20")["cost"].tolist()


def in_cents(rng_orders):
    """The same with Decimal, order by order."""
    half = {"up": ROUND_HALF_UP, "even": ROUND_HALF_EVEN}
    return {
        name: sum(
            (Decimal(kept) / 100 * Decimal(rate) / 1000).quantize(Decimal("0.01"), rule)
            for kept, rate in rng_orders
        )
        for name, rule in half.items()
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 999_999), st.integers(0, 200)), min_size=1, max_size=30))
def test_commission_is_what_decimal_numbers_give(pairs):
    kept = pd.Series([cents / 100 for cents, _ in pairs])
    rate = pd.Series([each / 1000 for _, each in pairs])
    for half, total in in_cents(pairs).items():
        assert round(commission_of(kept, rate, half).sum(), 2) == float(total)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_nothing_is_lost_or_counted_twice(data):
    """Whatever the orders and the evening: all are in one contract; kept is never above paid."""
    count = data.draw(st.integers(1, 12))
    cents = np.array(data.draw(st.lists(st.integers(0, 50_000), min_size=count, max_size=count)))
    units = np.array(data.draw(st.lists(st.integers(1, 5), min_size=count, max_size=count)))
    back = data.draw(st.lists(st.floats(0, 1), min_size=count, max_size=count))
    days = data.draw(st.lists(st.integers(0, 10), min_size=count, max_size=count))
    orders = pd.DataFrame(
        {
            "order_id": range(count),
            "post_id": data.draw(st.lists(st.sampled_from(["P1", "P2"]), min_size=count,
                                          max_size=count)),
            "ts_pay": MARCH + pd.to_timedelta(days, unit="D"),
            "units": units,
            "amount": cents / 100,
            "kept_units": [int(u * (1 - b)) for u, b in zip(units, back, strict=True)],
            # Whole money back exactly where no piece is kept
            "refunded": [(int(c * b) if int(u * (1 - b)) else int(c)) / 100
                         for c, u, b in zip(cents, units, back, strict=True)],
        }
    )  # fmt: skip
    evening = MARCH + pd.Timedelta(days=data.draw(st.integers(0, 40)))
    found = settle(evening, orders=orders)
    paid = (orders["ts_pay"] <= evening).to_numpy()
    assert found["orders"].sum() == paid.sum()
    assert round(found["amount"].sum() * 100) == cents[paid].sum()
    assert (found["kept"] <= found["amount"] + 1e-9).all()
    assert (found["fee_back"].dropna() <= found.loc[found["fee_back"].notna(), "slot_fee"]).all()
    assert (found["cost"] >= 0).all()
    waits = paid & (pd.Timedelta(days=15) + orders["ts_pay"] > evening)
    assert found["open"].sum() == waits.sum()


# --- The shop's own statement is the oracle ----------------------------------------------------


@pytest.fixture(scope="module", params=["shop", "second_shop"])
def shop(request):
    return load(request.param)


def test_the_shop_s_statement_is_met_to_the_cent(shop):
    """By the shop's engine, which settles in cents of its own, order by order.

    It multiplies floating numbers, so that half a cent (7% of 1.50) can fall to the other side.
    """
    deals = shop.creator_deals
    orders = shop.creator_orders[shop.creator_orders["post_id"].isin(deals["post_id"])]
    sheet = settle_creator(deals, orders, EVENING, half="even").set_index("post_id")
    done = orders[orders["kept_units"].notna()]
    kept = (done["amount"] - done["refunded"]).round(2)
    apart = commission_of(kept, done["commission_rate"], "even") - done["commission"]
    thousandths = np.round(kept * 100) * np.round(done["commission_rate"] * 100) % 100
    assert (apart[thousandths != 50].abs() < 1e-6).all()
    assert (apart.abs() < 0.0101).all()
    assert (apart.abs() > 1e-6).mean() < 0.001
    booked = done.groupby("post_id")["commission"].sum() + apart.groupby(done["post_id"]).sum()
    booked = booked.reindex(sheet.index, fill_value=0.0)
    assert np.abs(sheet["commission"] - booked).max() < 1e-6
    over = deals.set_index("post_id")
    known = over["kept_units"].notna()
    assert sheet.loc[known, "kept_units"].tolist() == over.loc[known, "kept_units"].tolist()
    assert sheet.loc[known, "units"].tolist() == over.loc[known, "units"].tolist()
    assert known[~sheet["settled"]].sum() == (over["settled_on"] > "2025-12-31")[known].sum()
    assert (sheet["settled_on"] == over["settled_on"]).all()


def test_refunds_by_the_settlement_come_out_of_orders_and_returns(shop):
    mine = shop.creator_orders
    paid = shop.orders[shop.orders["order_id"].isin(mine["order_id"])]
    paid = paid.rename(columns={"paid_amount": "amount"})[["order_id", "ts_pay", "amount"]]
    found = kept_orders(paid, refund_log(shop.orders, shop.returns), EVENING)
    booked = mine.set_index("order_id").loc[found["order_id"]].reset_index()
    done = found["settled"].to_numpy()
    assert done.tolist() == booked["kept_units"].notna().tolist()
    apart = found["refunded"].to_numpy() - booked["refunded"].to_numpy()
    assert np.abs(apart)[done].max() < 1e-6
    assert found["settled_at"][done].tolist() == booked["settled_at"][done].tolist()


def test_what_comes_back_after_the_settlement_is_told_apart():
    paid = pd.DataFrame({"order_id": [1, 2], "ts_pay": [MARCH, MARCH], "amount": [90.0, 60.0]})
    when = MARCH + pd.to_timedelta([15, 16, 40], unit="D")
    refunds = pd.DataFrame({"order_id": [1, 1, 2], "ts_refund": when, "refund": [30.0, 10.0, 60.0]})
    found = kept_orders(paid, refunds, "2031-03-20")
    assert found["kept"].tolist() == [60, 60]
    assert found["late"].tolist() == [10, 0]  # day 15 itself is in time; day 40 isn't known yet
    with pytest.raises(InputError, match="more refunded than paid"):
        kept_orders(paid, refunds.assign(refund=100.0), "2031-03-20")
    with pytest.raises(InputError, match="before their order was paid, such as of order 1"):
        kept_orders(paid, refunds.assign(ts_refund=MARCH - pd.Timedelta(days=1)), "2031-03-20")
    with pytest.raises(InputError, match="time zone"):
        kept_orders(paid, refunds.assign(ts_refund=when.tz_localize("UTC")), "2031-03-20")
    with pytest.raises(InputError, match="not both"):
        refund_log(
            pd.DataFrame({"order_id": [1], "paid_amount": [9.0], "ts_cancel": [pd.NaT]}),
            pd.DataFrame({"order_id": [1], "refund": [9.0], "inspected_at": [pd.NaT]}),
        )


# --- Kinds of contract -------------------------------------------------------------------------

TERMS = pd.DataFrame(
    {
        "contract": ["base", "only", "tied", "dear"],
        "slot_fee": [100.0, 0.0, 100.0, 10.0],
        "commission_rate": [0.1, 0.2, 0.1, 0.5],
        "guaranteed": [0.0, 0.0, 800.0, 0.0],
    }
)


def test_contracts_by_hand():
    found = creator_contract([0, 400, 1600], 0.35, TERMS).set_index("contract")
    assert found["estimate"].tolist() == pytest.approx([
        (-100 + 0 + 300) / 3, (0 + 60 + 240) / 3, (0 + 50 + 300) / 3, (-10 - 70 - 250) / 3
    ])  # fmt: skip
    assert found["break_even"].tolist() == pytest.approx([400, 0, 0, np.nan], nan_ok=True)
    assert found.loc["base", "loses"] == pytest.approx(1 / 3)
    assert found["n"].tolist() == [3] * 4


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.05, 0.6), st.floats(0, 0.5), st.floats(0, 500), st.just(0) | st.floats(0.01, 3000)
)
def test_a_post_pays_from_break_even_on(margin, rate, fee, promised):
    """Whatever the terms: at break-even nothing is left, above it something, below it nothing."""
    terms = pd.DataFrame({"contract": ["x"], "slot_fee": [fee], "commission_rate": [rate],
                          "guaranteed": [promised]})  # fmt: skip
    border = creator_contract([1.0, 2.0], margin, terms)["break_even"][0]

    def left(kept):
        return creator_contract([kept, kept], margin, terms)["estimate"][0]

    if np.isnan(border):
        assert left(10_000) < 0 or fee > 10_000 * (margin - rate)
    else:
        assert left(border) == pytest.approx(0, abs=1e-6 * (1 + fee))
        assert left(2 * border + 1) >= -1e-6 * (1 + fee)
        assert left(border / 2) <= 1e-6 * (1 + fee)


def test_terms_that_make_no_sense_are_refused():
    with pytest.raises(InputError, match="commission_rate"):
        creator_contract([1, 2], 0.3, TERMS.assign(commission_rate=1.5))
    for wrong in ([1, -2], ["x"], [1, None], []):
        with pytest.raises(InputError):
            creator_contract(wrong, 0.3, TERMS)
    for kept, rate in (([1.0], ["a"]), ([1.0], [None]), ([1.0, 2.0], [0.1]), (["1"], [0.1])):
        with pytest.raises(InputError):
            commission_of(pd.Series(kept), pd.Series(rate))
    with pytest.raises(ColumnError, match="guaranteed"):
        creator_contract([1, 2], 0.3, TERMS.drop(columns="guaranteed"))


# --- Ruin --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wins", "budget"), [(6, 1), (6, 3), (7, 2), (8, 2)])
def test_ruin_is_the_gambler_s(wins, budget):
    """Feller's formula: a fee won or lost with p and q, (q/p) to the power of the budget."""
    found = ruin([2] * wins + [0] * (10 - wins), [budget], posts=600, runs=4000, redraws=0)
    p = wins / 10
    exact = ((1 - p) / p) ** budget
    assert abs(found["ruin"][0] - exact) < 4 * (exact * (1 - exact) / 4000) ** 0.5


def test_ruin_within_two_posts_is_counted_out():
    """Half bring nothing, half three fees. With one fee: ruined if the first brings nothing."""
    found = ruin([0, 3], [1, 2], posts=2, runs=20_000, redraws=0)["ruin"]
    assert found.tolist() == pytest.approx([0.5, 0.0], abs=0.015)
    third = ruin([0, 3], [1, 2], posts=3, runs=20_000, redraws=0)["ruin"]
    assert third.tolist() == pytest.approx([0.5, 0.25], abs=0.015)


def test_a_sure_business_is_never_ruined_and_a_dead_one_always():
    assert ruin([1.2], [1], redraws=0)["ruin"][0] == 0
    assert ruin([0.0], [5], posts=6, redraws=0)["ruin"][0] == 1
    assert ruin([0.0], [5], posts=5, redraws=0)["ruin"][0] == 0
    assert ruin([1.0], [0.5], redraws=0)["ruin"][0] == 1  # can't pay the first fee


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 8), min_size=3, max_size=20).filter(lambda x: sum(x) > 0.1))
def test_more_money_and_a_better_return_are_ruined_less(returns):
    found = ruin(returns, [1, 2, 4, 8], mean_return=1.5, runs=300, redraws=0)["ruin"]
    assert found.is_monotonic_decreasing
    better = ruin(returns, [1, 2, 4, 8], mean_return=3, runs=300, redraws=0)["ruin"]
    assert (better <= found).all()  # the same luck, post by post


def test_lundberg_bounds_the_ruin():
    """With R such that E exp(−R(X − 1)) = 1 the chance is at most exp(−R·(budget − 1))."""
    from scipy.optimize import brentq

    pool = np.array([0, 0, 0, 0.5, 1, 4.5, 6])
    rate = brentq(lambda r: np.log(np.exp(-r * (pool - 1)).mean()), 1e-3, 5)
    found = ruin(pool, [2, 5, 10, 20], posts=300, redraws=0)
    bound = np.exp(-rate * (found["budget"] - 1))
    assert (found["ruin"] <= bound + 0.03).all()


def test_the_interval_tells_the_luck_of_the_posts():
    """Few posts say little: the interval shrinks with how many were seen."""
    pool = np.exp(1.2 * np.random.default_rng(3).standard_normal(1000))
    few, many = (ruin(pool[:n], [5], mean_return=1.5, runs=500) for n in (40, 1000))
    assert (few["high"] - few["low"])[0] > 2 * (many["high"] - many["low"])[0]
    for found in (few, many):
        assert found["low"][0] <= found["ruin"][0] <= found["high"][0]
    assert many["n"][0] == 1000


@pytest.mark.parametrize(
    ("returns", "terms"),
    [([], {}), ([1, np.nan], {}), ("abc", {}), (["1"], {}), ([0, 0], {"mean_return": 1.5}),
     ([1, 2], {"mean_return": -1}), ([1, 2], {"posts": 0}), ([1, 2], {"runs": 5}),
     ([1, 2], {"redraws": -1}), ([1, 2], {"seed": -1})],
)  # fmt: skip
def test_ruin_of_nothing_is_refused(returns, terms):
    with pytest.raises(EcomlabError):
        ruin(returns, [2], **terms)
    with pytest.raises(EcomlabError, match="budgets"):
        ruin([1, 2], [0])
