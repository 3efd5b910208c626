"""Delivery: three clocks, like parcels, what one more costs; templates, front warehouses."""

from itertools import combinations

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from ecomlab import estimates
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.fulfillment import delivery, freight

START = pd.Timestamp("2025-01-06")


def orders_of(hours, region="hubei", gap=24):
    """One order a day, paid at once, received after so many hours (None: never)."""
    paid = START + pd.to_timedelta(np.arange(len(hours)) * gap, unit="h")
    table = pd.DataFrame({"order_id": np.arange(len(hours)), "region": region, "ts_order": paid})
    after = pd.to_timedelta(pd.Series(hours, dtype=float), unit="h")
    return table.assign(ts_pay=paid, ts_pickup=paid, ts_deliver=paid + after.to_numpy(),
                        ts_cancel=pd.Series(pd.NaT, table.index, dtype=paid.dtype))  # fmt: skip


# --- In time --------------------------------------------------


def test_a_lost_parcel_is_not_in_time_and_a_cancelled_order_is_no_parcel():
    orders = orders_of([40, 60, None, None, 48] + [30] * 20)
    orders.loc[3, "ts_cancel"] = orders.loc[3, "ts_pay"]
    orders.loc[3, "ts_pickup"] = pd.NaT
    found = delivery.delivery_sla(orders.head(5), settled=1, as_of="2025-03-01").iloc[0]
    assert found[["orders", "cancelled", "waiting"]].tolist() == [4, 1, 1]
    assert found["estimate"] == 0.5


def test_young_orders_do_not_count_and_unpaid_ones_neither():
    orders = orders_of([10] * 30)
    orders.loc[0, "ts_pay"] = pd.NaT
    found = delivery.delivery_sla(orders)
    assert found["orders"].tolist() == [30 - 14 - 1]


def test_clocks_stop_at_their_own_time():
    orders = orders_of([100] * 20)
    assert delivery.delivery_sla(orders, settled=1)["estimate"].tolist() == [0]
    assert delivery.delivery_sla(orders, end="ts_pickup", settled=1)["estimate"].tolist() == [1]


@pytest.mark.parametrize("backend", ["polars", "lazy", "duckdb"])
def test_every_backend_says_the_same(backend):
    orders = orders_of(list(np.random.default_rng(1).uniform(20, 90, 60)))
    orders["region"] = np.where(orders["order_id"] % 3, "hubei", "hainan")
    shipments = pd.DataFrame({"order_id": orders["order_id"],
                              "courier": np.where(orders["order_id"] % 2, "A", "B")})  # fmt: skip
    give = {"polars": pl.from_pandas, "lazy": lambda t: pl.from_pandas(t).lazy(),
            "duckdb": lambda t: duckdb.from_df(t)}[backend]  # fmt: skip
    want = delivery.delivery_sla(orders, by=["region", "courier", "hour"], shipments=shipments)
    found = delivery.delivery_sla(
        give(orders), by=["region", "courier", "hour"], shipments=give(shipments)
    )
    pd.testing.assert_frame_equal(found, want, check_dtype=False)


def test_the_interval_of_shares_holds_the_truth():
    """Weeks with a luck of their own: 95 of 100 intervals hold the true share."""
    rng, held = np.random.default_rng(4), 0
    for _ in range(300):
        week = np.repeat(np.arange(40), 25)
        share = np.clip(0.6 + 0.1 * rng.standard_normal(40), 0, 1)[week]
        sums = pd.Series(rng.random(1000) < share).groupby(week).agg(["sum", "size"])
        held += estimates.ratio_of_totals(sums["sum"], sums["size"], counts="weeks").holds(0.6)
    assert 0.91 < held / 300 < 0.985


def test_what_cannot_be_answered_is_refused():
    orders = orders_of([10] * 30)
    with pytest.raises(ChoiceError, match="city"):
        delivery.delivery_sla(orders, by="city")
    with pytest.raises(InputError, match="shipments"):
        delivery.delivery_sla(orders, by="courier")
    with pytest.raises(ColumnError, match="ts_deliver"):
        delivery.delivery_sla(orders.drop(columns="ts_deliver"))
    with pytest.raises(InputError, match="Take fewer"):
        delivery.delivery_sla(orders, settled=60)


def test_a_promise_that_too_many_never_keep_is_none():
    parcels = pd.DataFrame({"zone": 1, "actual_h": [30.0] * 90 + [np.nan] * 10})
    assert np.isnan(delivery.promise_hours(parcels, "zone", 0.95)["estimate"].iloc[0])
    assert delivery.promise_hours(parcels, "zone", 0.8)["estimate"].iloc[0] == 30


# --- Couriers --------------------------------------------------


def parcels_of(rng, n=3000, gap=-6.0, late=0.0):
    """B is faster by ``gap`` hours everywhere; it has the far parcels more often."""
    far = rng.random(n) < 0.4
    courier = np.where(rng.random(n) < np.where(far, 0.7, 0.2), "B", "A")
    week = rng.integers(0, 40, n)
    hours = 40 + 40 * far + gap * (courier == "B") + 4 * rng.standard_normal(40)[week]
    return pd.DataFrame({
        "courier": courier, "region": np.where(far, "far", "near"), "kg": 1,
        "ts_pay": START + pd.to_timedelta(7 * week, unit="D"), "cost": 3.0 + (courier == "B"),
        "promised_h": 60.0, "actual_h": hours + 6 * rng.standard_normal(n),
    })  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_the_trap_is_there_and_like_parcels_find_the_truth(seed):
    parcels = parcels_of(np.random.default_rng(seed))
    found = delivery.courier_scorecard(parcels, "A", measures="hours").iloc[0]
    raw = delivery.courier_scorecard(parcels, "A", held=(), measures="hours").iloc[0]
    assert raw["estimate"] > 5  # B looks slower
    assert found["low"] < -6 < found["high"]
    assert found["high"] < -5


def test_intervals_of_the_scorecard_hold_the_truth():
    held = 0
    for seed in range(120):
        rng = np.random.default_rng(1000 + seed)
        gap = rng.uniform(-10, 10)
        row = delivery.courier_scorecard(parcels_of(rng, 500, gap), "A", measures="hours").iloc[0]
        held += row["low"] <= gap <= row["high"]
    assert 0.88 < held / 120 < 0.99


def test_no_gap_is_none():
    found = delivery.courier_scorecard(parcels_of(np.random.default_rng(8), gap=0.0), "A")
    row = found.set_index("measure").loc["hours"]
    assert row["low"] < 0 < row["high"]


def test_other_names_and_the_other_way_round():
    parcels = parcels_of(np.random.default_rng(3))
    one = delivery.courier_scorecard(parcels, "A", measures="hours").iloc[0]
    other = delivery.courier_scorecard(
        parcels.assign(courier=parcels["courier"].map({"A": "顺", "B": "中"})),
        "中",
        measures="hours",
    ).iloc[0]
    assert one["estimate"] == pytest.approx(-other["estimate"])
    assert (one["low"], one["high"]) == (
        pytest.approx(-other["high"]),
        pytest.approx(-other["low"]),
    )


def test_one_more_in_time_is_extra_cost_over_extra_share():
    rng = np.random.default_rng(2)
    parcels = parcels_of(rng, 6000)
    near = parcels[parcels["region"] == "near"]
    share = near.groupby("courier")["actual_h"].apply(lambda hours: (hours <= 38).mean())
    found = delivery.worth_in_time(parcels, "B", "A", 38).set_index("region").loc["near"]
    assert found["cost"] == pytest.approx(1)
    assert found["estimate"] == pytest.approx(share["B"] - share["A"], abs=0.03)
    assert found["each"] == pytest.approx(found["cost"] / found["estimate"])
    assert found["each_low"] < found["each"] < found["each_high"]


def test_where_nothing_is_gained_no_price_buys_it():
    parcels = parcels_of(np.random.default_rng(2))
    found = delivery.worth_in_time(parcels, "B", "A", 20).set_index("region").loc["far"]
    assert np.isinf(found["each"])


def test_a_bad_route_comes_first():
    rng = np.random.default_rng(6)
    n = 4000
    parcels = pd.DataFrame({
        "courier": rng.choice(["A", "B"], n), "region": rng.choice(["x", "y", "z"], n),
        "ts_pay": START + pd.to_timedelta(7 * rng.integers(0, 30, n), unit="D"), "promised_h": 60.0,
    })  # fmt: skip
    bad = (parcels["courier"] == "B") & (parcels["region"] == "z")
    parcels["actual_h"] = np.where(rng.random(n) < np.where(bad, 0.5, 0.1), 70.0, 50.0)
    found = delivery.worst_routes(parcels)
    assert found.loc[0, ["courier", "region"]].tolist() == ["B", "z"]
    assert found.loc[0, "low"] < 0.4 < found.loc[0, "high"]
    assert (found["low"][1:] < 0.05).all()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [(lambda t: delivery.courier_scorecard(t, "C"), ChoiceError, "than"),
     (lambda t: delivery.courier_scorecard(t[t["courier"] == "A"], "A"),
      InputError, "nothing to compare"),
     (lambda t: delivery.courier_scorecard(t.drop(columns="cost"), "A"), ColumnError, "cost"),
     (lambda t: delivery.courier_scorecard(t, "A", measures="speed"), ChoiceError, "measures"),
     (lambda t: delivery.worth_in_time(t, "B", "A", -1), InputError, "limit_h"),
     (lambda t: delivery.worst_routes(t[t["region"] == "near"]), InputError, "two routes")],
)  # fmt: skip
def test_bad_tables_are_refused(call, error, words):
    with pytest.raises(error, match=words):
        call(parcels_of(np.random.default_rng(1), 200))


# --- Each day --------------------------------------------------


def test_what_happens_later_is_not_known_yet():
    orders = orders_of([50, 50, 50])
    orders["ts_ship_click"] = orders["ts_pay"]
    orders["ts_pickup"] = orders["ts_pay"] + pd.Timedelta(hours=60)
    now = START + pd.Timedelta(hours=50)
    found = delivery.unshipped_orders(orders, now)
    assert found["order_id"].tolist() == [0, 1, 2]
    assert found["left_h"].tolist() == [-2, 22, 46]
    assert set(found["why"]) == {"clicked, not scanned"}
    orders.loc[0, "ts_cancel"] = now
    assert delivery.unshipped_orders(orders, now)["order_id"].tolist() == [1, 2]


def test_who_waits_for_goods_is_told():
    orders = orders_of([50, 50]).assign(ts_pickup=pd.NaT)
    orders["ts_pickup"] = orders["ts_pickup"].astype(orders["ts_pay"].dtype)
    lines = pd.DataFrame({"order_id": [0, 1], "sku": ["a", "b"]})
    stock = pd.DataFrame({"date": [START] * 2, "sku": ["a", "b"], "on_hand": [0, 5]})
    found = delivery.unshipped_orders(
        orders, "2025-01-07 12:00", lines=lines, inventory_daily=stock
    )
    assert found.set_index("order_id")["why"].to_dict() == {0: "out of stock", 1: "not packed"}


def test_a_box_that_halves_the_damage_is_seen_and_the_rest_is_not():
    boxes = pd.DataFrame({"arm": ["bag", "box"], "parcels": [5000, 5000], "damaged": [150, 60],
                          "again": [600, 600], "cost": [0.5, 1.0]})  # fmt: skip
    found = delivery.packaging_test(boxes, "bag", 60, 30).set_index("measure")
    assert found.loc["damaged", "high"] < 0
    assert found.loc["worth", "estimate"] == pytest.approx(60 * 90 / 5000 - 0.5)
    with pytest.raises(ChoiceError, match="control"):
        delivery.packaging_test(boxes, "sack", 60, 30)


def test_expediting_pays_from_where_it_says():
    found = delivery.expedite_value(10, 15, 2, extra_cost=240, wait=0.2).iloc[0]
    assert found["left"] == pytest.approx(0)
    assert found["pays_from"] == pytest.approx(10)
    assert np.isinf(delivery.expedite_value(10, 15, 2, 240, wait=1.0)["pays_from"].iloc[0])


# --- Freight --------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_the_best_set_of_articles_by_brute_force(seed):
    rng = np.random.default_rng(seed)
    baskets = [rng.choice(list("ABCDEF"), rng.integers(1, 4), replace=False) for _ in range(40)]
    lines = pd.DataFrame([(at, sku, "x") for at, basket in enumerate(baskets) for sku in basket],
                         columns=["order_id", "sku", "region"])  # fmt: skip
    room, cost, saved = int(rng.integers(1, 6)), rng.uniform(0, 12), rng.uniform(0.5, 3)
    front = pd.DataFrame({"warehouse": ["w"], "regions": ["x"], "room": room, "sku_cost": cost,
                          "saved": saved})  # fmt: skip
    best = max(
        saved * sum(set(basket) <= set(some) for basket in baskets) - cost * len(some)
        for many in range(room + 1) for some in combinations("ABCDEF", many)
    )  # fmt: skip
    assert freight.place_inventory(lines, front).attrs["w"]["left"] == pytest.approx(
        max(best, 0), abs=0.006
    )


def test_a_template_without_a_region_is_refused_and_free_freight_costs():
    template = pd.DataFrame({"region": ["x"], "fee": [5.0], "next_fee": [1.0], "free_from": [50.0]})
    orders = pd.DataFrame({"order_id": [1, 2], "region": "x", "kg": [1, 3],
                           "paid_amount": [49.99, 50.0],
                           "cost": [4.0, 6.0]})  # fmt: skip
    found = freight.freight_template_test(template, orders).iloc[0]
    assert found[["free", "asked", "short"]].tolist() == [0.5, 5, 5]
    assert np.isnan(found["losing"])
    with pytest.raises(InputError, match="no row for y"):
        freight.freight_template_test(template, orders.assign(region="y"))


def test_landed_cost_by_hand():
    """Goods 100, freight 10: CIF 110; duty 10% of it: 11; VAT 13% of 121: 15.73."""
    found = freight.landed_cost(100, 1, 1, freight=10, duty=0.1, vat=0.13).set_index("part")["each"]
    assert found["duty"] == pytest.approx(11)
    assert found["VAT"] == pytest.approx(15.73)
    assert found["landed"] == pytest.approx(136.73)
    with pytest.raises(InputError, match="rate"):
        freight.landed_cost(100, 0)
