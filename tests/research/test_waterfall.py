"""What is left of 100 yuan: the shop's ledger to the cent, by hand, on every backend."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError, LeftOut
from ecomlab.research import margins, waterfall
from ecomlab.research.bookings.shares import STEPS, shared_out
from ecomlab.research.waterfall import booked, missing, reconcile, standing, what_is_left
from tests.backends import BACKENDS

NAMES = ("orders", "order_items", "sku", "returns", "shipments", "courier_claims", "inbound",
         "traffic_daily", "creator_orders", "pnl_lines")  # fmt: skip
UNKNOWN = ["insurance", "gifts"]  # steps of which the tables know nothing
QUARTER = {"since": "2025-04-01", "until": "2025-07-01"}


@pytest.fixture(scope="module")
def shop():
    tables = load("shop")
    return {name: tables[name] for name in NAMES}


# --- The ledger as oracle ----------------------------------------------------------------------


@pytest.mark.parametrize("by", [None, "sku", "channel", "category", "region"])
def test_every_step_ties_to_the_ledger_to_the_cent(shop, by):
    found = reconcile(what_is_left(shop, by, **QUARTER, parcel=1.20), booked(shop, by, **QUARTER))
    known = found[~found["step"].isin(UNKNOWN)]
    assert (known["gap"] == 0).all()
    assert (known["from_tables"] == known["from_ledger"]).all()
    unknown = found[found["step"].isin(UNKNOWN)]
    assert unknown["from_tables"].isna().all()
    assert (unknown["gap"] == -unknown["from_ledger"]).all()


def test_the_ledger_s_whole_sum_is_in_the_steps_and_the_standing_costs(shop):
    ledger = shop["pnl_lines"]
    total = booked(shop)["amount"].sum() + standing(shop)["amount"].sum()
    assert total == pytest.approx(ledger["amount"].sum(), abs=0.005)
    sums = ledger.groupby("line", observed=True)["amount"].sum()
    steps = booked(shop).set_index("step")["amount"]
    assert steps["sales"] == pytest.approx(sums["revenue"], abs=0.005)
    assert steps["ads"] == pytest.approx(sums[["ads", "kol"]].sum(), abs=0.005)
    assert steps["freight"] == pytest.approx(sums[["shipping", "packaging"]].sum(), abs=0.005)
    assert steps[["refund_before", "refund_after"]].sum() == pytest.approx(
        sums["refund"], abs=0.005
    )
    cancelled = shop["orders"].loc[shop["orders"]["ts_cancel"].notna(), "order_id"]
    before = ledger[(ledger["line"] == "refund") & ledger["order_id"].isin(cancelled)]
    assert steps["refund_before"] == pytest.approx(before["amount"].sum(), abs=0.005)


@pytest.mark.parametrize("function", [what_is_left, booked])
@pytest.mark.parametrize("by", ["sku", "channel"])
def test_the_groups_add_up_to_the_shop(shop, function, by):
    whole = function(shop, **QUARTER).set_index("step")["amount"]
    parts = function(shop, by, **QUARTER).groupby("step")["amount"].sum(min_count=1)
    assert (parts.reindex(whole.index) - whole).abs().max() < 0.005
    assert set(parts.isna()[lambda x: x].index) == set(whole.isna()[lambda x: x].index)


@pytest.mark.verify
@pytest.mark.parametrize("seed", range(3))
def test_other_worlds_tie_too(seed):
    from ecomlab.shop import Shop, World

    shop = Shop(World.drawn(seed=seed), noise=seed)
    tables, _ = shop.run(days=150)
    fee = shop.world.money.fee
    found = reconcile(what_is_left(tables, fee=fee, parcel=1.20), booked(tables))
    known = found[~found["step"].isin(UNKNOWN)]
    assert known["gap"].abs().max() == 0


def test_the_parts_are_of_so_many_yuan(shop):
    hundred, ten = (what_is_left(shop, per=per, **QUARTER) for per in (100, 10))
    assert ten["part"].to_numpy() * 10 == pytest.approx(hundred["part"].to_numpy(), nan_ok=True)
    assert hundred["part"].iloc[0] == 100
    assert hundred["left"].iloc[-1] == pytest.approx(hundred["part"].sum())


# --- By hand -----------------------------------------------------------------------------------

DAY = pd.to_datetime(["2025-03-01"])


def small(**more):
    """Two paid orders and one that wasn't paid; the second was taken back."""
    when = pd.to_datetime(["2025-03-01", "2025-03-02", "2025-03-03"])
    tables = {
        "orders": pd.DataFrame({
            "order_id": ["a", "b", "c"], "ts_order": when,
            "ts_pay": [when[0], when[1], pd.NaT], "ts_cancel": [pd.NaT, when[1], pd.NaT],
            "channel": ["live", "search", "live"],
        }),
        "order_items": pd.DataFrame({
            "order_id": ["a", "a", "b", "c"], "sku": ["chair", "lamp", "chair", "lamp"],
            "qty": [1, 2, 1, 1], "price": [113.0, 56.5, 113.0, 56.5], "discount": [0.0, 13.0, 0, 0],
            "cost": [56.5, 20.0, 56.5, 20.0],
        }),
        "returns": pd.DataFrame({
            "order_id": ["a"], "sku": ["lamp"], "requested_at": DAY, "refund": [100.0],
            "recovered_value": [30.0], "handling_cost": [5.5],
        }),
    }  # fmt: skip
    return {**tables, **more}


def amounts(table):
    return table.set_index("step")["amount"].dropna().to_dict()


def test_by_hand():
    ads = pd.DataFrame({"date": DAY, "entrance": "room", "device": "ios", "channel": ["live"],
                        "cost": [21.3]})  # fmt: skip
    parcels = pd.DataFrame({"order_id": ["a"], "courier": "x", "cost": [4.0]})
    found = what_is_left(
        small(traffic_daily=ads, shipments=parcels), fee=0.05, parcel=1.0, premium=0.3
    )
    assert amounts(found) == {
        "sales": 326.0,  # 113 + 100 + 113
        "refund_before": -113.0,
        "refund_after": -100.0,
        "goods": -96.5,  # 56.50 + 2 × 20
        "goods_back": 24.5,
        "platform_fee": -5.65,  # 5% of 213, less 5 given back with the lamp's refund
        "freight": -5.0,
        "insurance": -0.3,
        "ads": -21.3,
        "vat": -5.35,  # 13.00 − 6.50 of the chair, 11.50 − 4.60 − (11.50 − 3.45) of the lamp
    }
    assert found["orders"].tolist() == [2] * len(STEPS)
    assert found["part"].iloc[1] == pytest.approx(-113 / 326 * 100)


def test_a_small_scale_taxpayer_claims_nothing():
    found = amounts(what_is_left(small(), vat="small_scale"))
    assert found["vat"] == -1.12  # 1.12 of the chair; .99 of the lamp, and .99 back
    assert "vat" not in amounts(what_is_left(small(), vat=None))
    assert amounts(what_is_left(small(), vat=(0.13, 0.13))) == amounts(what_is_left(small()))


def test_lines_must_make_what_was_paid():
    tables = small()
    tables["orders"] = tables["orders"].assign(paid_amount=[213.0, 113.0, 0.0])
    assert amounts(what_is_left(tables)) == amounts(what_is_left(small()))
    tables["order_items"] = tables["order_items"].drop(columns="discount")
    with pytest.raises(InputError, match="1 of 2 orders .* 'a': paid_amount 213.00, .* 226.00"):
        what_is_left(tables)


def test_tax_in_services_is_claimed_only_with_a_third_rate():
    ads = pd.DataFrame({"date": DAY, "entrance": "room", "device": "ios", "channel": ["live"],
                        "cost": [21.2]})  # fmt: skip
    tables = small(traffic_daily=ads)
    two, three = (amounts(what_is_left(tables, vat=x)) for x in [(0.13, 0.13), (0.13, 0.13, 0.06)])
    assert three["vat"] - two["vat"] == pytest.approx(1.2 + 0.32, abs=0.011)  # ads, and the fee


def test_without_a_large_step_there_is_no_result():
    assert missing(what_is_left(small())) == ["freight", "ads"]
    parcels = pd.DataFrame({"order_id": ["a"], "courier": "x", "cost": [4.0]})
    ads = pd.DataFrame({"date": DAY, "entrance": "room", "device": "ios", "channel": ["live"],
                        "cost": [21.3]})  # fmt: skip
    assert missing(what_is_left(small(shipments=parcels, traffic_daily=ads))) == []


def test_what_is_missing_is_left_out_and_named():
    tables = small()
    del tables["returns"]
    tables["orders"] = tables["orders"].drop(columns=["ts_cancel", "channel"])
    tables["order_items"] = tables["order_items"].drop(columns=["cost", "discount"])
    found = what_is_left(tables).set_index("step")
    assert set(found.index[found["amount"].isna()]) == {
        "refund_before", "refund_after", "goods", "goods_back", "freight", "insurance", "gifts",
        "ads",
    }  # fmt: skip
    absent = found["amount"].isna()
    assert found.loc[absent, "source"].str.startswith("left out: ").all()
    assert "ts_cancel" in found.loc["refund_before", "source"]
    assert "price × qty" in found.loc["sales", "source"]
    # A step that is left out changes nothing of what is left
    assert found["left"].iloc[-1] == pytest.approx(found["part"].sum())


def test_costs_come_from_the_articles_where_the_lines_have_none():
    tables = small(sku=pd.DataFrame({"sku": ["chair", "lamp"], "category": "c", "price": 1.0,
                                     "unit_cost": [56.5, 20.0]}))  # fmt: skip
    tables["order_items"] = tables["order_items"].drop(columns="cost")
    assert amounts(what_is_left(tables)) == amounts(what_is_left(small()))
    tables["sku"] = tables["sku"].head(1)
    with pytest.raises(InputError, match="1 lines are of articles that sku doesn't list"):
        what_is_left(tables)


def test_a_channel_s_ads_stay_in_it_and_homeless_ones_are_shared_by_sales():
    ads = pd.DataFrame({"date": DAY.repeat(2), "entrance": ["room", "x"], "device": "ios",
                        "channel": ["live", "gone"], "cost": [30.0, 32.6]})  # fmt: skip
    found = what_is_left(small(traffic_daily=ads), by="channel")
    ads_of = found[found["step"] == "ads"].set_index("channel")["amount"]
    assert ads_of.to_dict() == {"live": -30 - 21.3, "search": -11.3}


def test_days_choose_orders_and_ads():
    ads = pd.DataFrame({"date": pd.to_datetime(["2025-03-01", "2025-03-02"]), "entrance": "x",
                        "device": "ios", "cost": [1.0, 2.0]})  # fmt: skip
    tables = small(traffic_daily=ads.assign(channel="live"))
    first = amounts(what_is_left(tables, until="2025-03-02"))
    second = amounts(what_is_left(tables, since="2025-03-02"))
    assert (first["sales"], first["ads"]) == (213.0, -1.0)
    assert (second["sales"], second["ads"]) == (113.0, -2.0)
    with pytest.raises(InputError, match="No order was paid from 2026-01-01"):
        what_is_left(tables, since="2026-01-01")


# --- Whatever is given -------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1000)), min_size=1, max_size=12),
    st.lists(st.integers(-10_000, 10_000), min_size=4, max_size=4),
)
def test_sharing_loses_no_cent(rows, totals):
    groups = np.array([group for group, _ in rows])
    weights = np.array([weight for _, weight in rows])
    cents = np.array(totals)[groups]
    shared = shared_out(cents, weights, groups)
    for group in set(groups):
        mine = shared[groups == group]
        assert mine.sum() == totals[group]
        weight = weights[groups == group]
        if weight.sum():
            exact = totals[group] * weight / weight.sum()
            assert np.abs(mine - exact).max() <= 1


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(4)), st.floats(0, 0.2), st.floats(0, 5))
def test_the_order_of_rows_and_other_names_don_t_matter(order, fee, parcel):
    tables = small()
    mixed = {**tables, "order_items": tables["order_items"].iloc[list(order)]}
    renamed = {
        name: frame.replace({"chair": "椅", "lamp": "灯", "a": "订单1"})
        for name, frame in mixed.items()
    }
    one, other = (what_is_left(each, fee=fee, parcel=parcel) for each in (tables, renamed))
    # What is given back of a fee may differ by the cent that doesn't divide
    pd.testing.assert_frame_equal(one, other, atol=0.0101)


@pytest.mark.parametrize("backend", BACKENDS)
def test_other_backends(backend):
    tables = small()
    tables["orders"] = tables["orders"].assign(
        **{name: tables["orders"][name].dt.tz_localize("Asia/Shanghai")
           for name in ("ts_order", "ts_pay", "ts_cancel")}
    )  # fmt: skip
    given_ = {name: BACKENDS[backend](frame) for name, frame in tables.items()}
    pd.testing.assert_frame_equal(
        what_is_left(given_, "channel"), what_is_left(tables, "channel"), check_dtype=False
    )
    ledger = pd.DataFrame({
        "date": DAY.repeat(3), "order_id": ["a", "a", None], "sku": ["chair", "chair", None],
        "channel": "live", "line": ["revenue", "cogs", "labour"], "amount": [113.0, -56.5, -9.0],
    })  # fmt: skip
    given_ = {"pnl_lines": BACKENDS[backend](ledger), "orders": given_["orders"]}
    plain = {"pnl_lines": ledger, "orders": tables["orders"]}
    pd.testing.assert_frame_equal(booked(given_), booked(plain), check_dtype=False)
    pd.testing.assert_frame_equal(standing(given_), standing(plain), check_dtype=False)


def strange_line():
    ledger = pd.DataFrame({"date": DAY, "order_id": ["a"], "sku": ["chair"], "channel": ["live"],
                           "line": ["推广费"], "amount": [-3.0]})  # fmt: skip
    return small(pnl_lines=ledger)


def test_a_ledger_with_its_own_names():
    tables = small(pnl_lines=pd.DataFrame({
        "date": DAY.repeat(2), "order_id": ["a", "a"], "sku": ["chair", "chair"],
        "channel": "live", "line": ["销售", "推广费"], "amount": [113.0, -3.0],
    }))  # fmt: skip
    found = booked(tables, lines={"销售": "sales", "推广费": "ads"})
    assert amounts(found)["ads"] == -3.0


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: what_is_left([1]), InputError, "Give your tables by name"),
        (lambda: what_is_left({"orders": small()["orders"]}), InputError, "no table order_items"),
        (lambda: what_is_left(small(), by="colour"), ColumnError, "colour"),
        (lambda: what_is_left(small(), per=0), InputError, "per is 0"),
        (lambda: what_is_left(small(), fee=5), InputError, "5% is 0.05"),
        (lambda: what_is_left(small(), vat="big"), ChoiceError, "'general', 'small_scale'"),
        (lambda: what_is_left(small(), vat=13), ChoiceError, "vat"),
        (lambda: what_is_left(small(orders=pd.concat([small()["orders"]] * 2))), InputError,
         "3 rows of orders have an order_id that is there already"),
        (lambda: what_is_left(small(), premium=-1), InputError, "premium"),
        (lambda: what_is_left(small(orders=small()["orders"].head(1))), InputError,
         "2 of 4 rows of order_items belong to no row of orders"),
        (lambda: what_is_left(small(returns=small()["returns"].assign(sku="tent"))), InputError,
         "1 returns are of lines that order_items hasn't got"),
        (lambda: what_is_left(small(orders=small()["orders"].assign(ts_pay=pd.NaT))), InputError,
         "no paid order"),
        (lambda: what_is_left(small(orders=small()["orders"].drop(columns="ts_order"))),
         ColumnError, "ts_order"),
        (lambda: booked(strange_line()), InputError, "'推广费' of pnl_lines has no step"),
        (lambda: booked(strange_line(), lines={"推广费": "add"}), ChoiceError, "'ads'"),
        (lambda: reconcile(what_is_left(small()), what_is_left(small(), "sku")), InputError,
         "give both the same by"),
        (lambda: reconcile(*[pd.concat([what_is_left(small())] * 2)] * 2), InputError, "twice"),
        (lambda: standing(strange_line()), InputError, "no sales"),
    ],
)  # fmt: skip
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()


def test_the_lesson_s_exercise_is_what_booked_leaves_a_channel(shop):
    """A channel's own lines, and its part of goods that carry no channel."""
    from ecomlab.exercises.research.selection import channel_left

    found = booked(shop, by="channel")
    last = found.groupby("channel")["left"].last()
    assert channel_left(shop["pnl_lines"]) == pytest.approx(last["paid_search"], abs=0.005)


# --- From an order export --------------------------------------------------------------------


def exported(*rows, columns=("ts_order", "paid_amount", "refund_amount")):
    table = pd.DataFrame(rows, columns=list(columns))
    return table.assign(ts_order=pd.to_datetime(table["ts_order"]))


EXPORT = exported(("2024-01-01", 100.0, 50.0), ("2024-01-02", 100.0, 0.0))


def test_an_exports_waterfall_is_the_planned_one_of_its_refund_rate():
    rates = {"goods": 0.4, "lost": 0.1, "fee": 0.05, "freight": 0.03, "insurance": 0.01,
             "gifts": 0.02, "ads": 0.1, "vat": (0.13, 0.13)}  # fmt: skip
    found = waterfall.left_of_export(EXPORT, **rates)
    plan = margins.planned_left(returns=0.25, **rates)
    assert np.allclose(found["left"], plan["left"])
    assert waterfall.missing(found) == []


def test_what_is_not_typed_is_left_out_and_not_zero():
    found = waterfall.left_of_export(EXPORT, fee=0.05).set_index("step")
    for step in ("goods", "goods_back", "freight", "ads", "vat", "gifts", "insurance"):
        assert np.isnan(found.loc[step, "amount"]), step
        assert found.loc[step, "source"].startswith("left out"), step
    assert found.loc["platform_fee", "amount"] == -7.5
    assert found["left"].iloc[-1] == 100 - 25 - 3.75
    assert set(waterfall.missing(found.reset_index())) == {"goods", "freight", "ads"}


def test_an_export_without_a_refund_is_not_one_without_refunds():
    found = waterfall.left_of_export(exported(("2024-01-01", 100.0, 0.0)), goods=0.4)
    row = found.set_index("step").loc["refund_after"]
    assert np.isnan(row["amount"])
    assert "no refund stands" in row["source"]
    assert "refund_after" in waterfall.missing(found)


def test_unpaid_orders_are_no_sales_of_an_export():
    orders = exported(
        ("2024-01-01", 100.0, "paid"), ("2024-01-02", 70.0, "waiting"),
        columns=("ts_order", "paid_amount", "status"),
    )  # fmt: skip
    with pytest.warns(LeftOut, match="1 not paid"):
        found = waterfall.left_of_export(orders)
    assert found["amount"].iloc[0] == 100


def test_per_cent_for_a_share_is_asked_back():
    with pytest.raises(InputError, match="0.4"):
        waterfall.left_of_export(EXPORT, goods=40)


def test_what_is_left_out_is_said_once():
    orders = exported(("2024-01-01", 100.0, 0.0), ("2024-01-02", 0.0, 0.0))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        waterfall.left_of_export(orders)
    assert ["1 of 0" in str(one.message) for one in told] == [True]
