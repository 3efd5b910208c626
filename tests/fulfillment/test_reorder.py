"""When to order: by hand, against draws, and what is refused."""

import math
from collections import deque

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ecomlab.errors import ColumnError, InputError
from ecomlab.fulfillment import reorder

ZONE = "Asia/Shanghai"


def inbound(**more):
    table = pd.DataFrame({
        "po_id": [1, 2, 3, 4], "supplier": ["yiwu", "yiwu", "ningbo", "ningbo"],
        "sku": ["a", "b", "a", "b"], "first_po": pd.array([None, None, None, 3], "Int64"),
        "ordered_at": pd.to_datetime(
            ["2025-03-01 20:00", "2025-03-01 23:59", "2025-03-10 00:10", "2025-03-10 00:10"]
        ).tz_localize(ZONE),
        "received_at": pd.to_datetime(
            ["2025-03-08 08:00", "2025-03-15 08:00", "2025-03-16 08:00", "2025-03-20 08:00"]
        ).tz_localize(ZONE),
        "accepted": pd.array([True, False, True, True], "boolean"),
    })  # fmt: skip
    return table.assign(**more)


# --- What the tables say ----------------------------------------------------------------------


def test_waits_by_hand():
    """A second part is no order; days are of the calendar, not of 24 hours."""
    found = reorder.waits(inbound())
    assert found["days"].tolist() == [7, 14, 6]
    assert found["accepted"].tolist() == [True, False, True]
    assert reorder.waits(inbound(), until="2025-03-15")["po_id"].tolist() == [1, 2]
    days = reorder.waits(inbound().drop(columns="first_po"))["days"]
    assert days.tolist() == [7, 14, 6, 10]


def test_waits_of_open_orders_are_left_out():
    table = inbound()
    table.loc[1, "received_at"] = pd.NaT
    table["accepted"] = table["accepted"].where(table["received_at"].notna())
    assert reorder.waits(table)["po_id"].tolist() == [1, 3]


def test_waits_over_a_clock_that_is_put_forward():
    """Calendar days in a zone with summer time: 30 March 2025 has 23 hours in Berlin."""
    table = inbound().iloc[:1].assign(
        ordered_at=pd.to_datetime(["2025-03-29 20:00"]).tz_localize("Europe/Berlin"),
        received_at=pd.to_datetime(["2025-03-31 08:00"]).tz_localize("Europe/Berlin"),
    )  # fmt: skip
    assert reorder.waits(table)["days"].tolist() == [2]


def test_lead_times_by_hand():
    found = reorder.lead_times(reorder.waits(inbound())).set_index("supplier")
    assert found.loc["yiwu", ["mean", "refused", "n"]].tolist() == [10.5, 0.5, 2]
    assert found.loc["yiwu", "sd"] == pytest.approx(np.std([7, 14], ddof=1))


def shelf(out=()):
    days = pd.date_range("2025-03-01", "2025-03-20", tz=ZONE)
    table = pd.DataFrame({"date": list(days) * 2, "sku": ["a"] * 20 + ["b"] * 20, "sales": 2})
    flag = [
        (sku, f"{day:%m-%d}") in out for sku, day in zip(table["sku"], table["date"], strict=True)
    ]
    return table.assign(stockout_flag=flag)


@pytest.mark.parametrize(
    ("day", "lasts"),
    [("03-01", True), ("03-02", False), ("03-07", False), ("03-08", True)],
)
def test_a_wait_is_the_days_between(day, lasts):
    """Neither the day of the order nor the day on which the lot is there in the morning."""
    found = reorder.lasted(reorder.waits(inbound()), shelf({("a", day)}))
    assert found["po_id"].tolist() == [1, 3]
    assert found.set_index("po_id")["lasted"].to_dict() == {1: lasts, 3: True}


def test_waits_against_plain_loops():
    rng = np.random.default_rng(7)
    days = pd.date_range("2025-01-01", periods=120)
    table = pd.DataFrame({
        "date": np.tile(days, 5), "sku": np.repeat(list("abcde"), 120),
        "stockout_flag": rng.random(600) < 0.1,
    })  # fmt: skip
    start, took = rng.integers(0, 100, 60), rng.integers(0, 20, 60)
    sent = pd.DataFrame({
        "po_id": range(60), "sku": rng.choice(list("abcde"), 60), "ordered": days[start],
        "came": days[start + took], "days": took, "accepted": rng.random(60) < 0.8,
        "supplier": "x",
    })  # fmt: skip
    found = reorder.lasted(sent, table.sample(frac=1, random_state=1)).set_index("po_id")
    for row in sent[sent["accepted"]].itertuples():
        mine = table[(table["sku"] == row.sku) & (table["date"] > row.ordered)]
        mine = mine[mine["date"] < row.came]["stockout_flag"]
        assert found.loc[row.po_id, "empty"] == mine.sum()
        assert found.loc[row.po_id, "last_empty"] == bool(mine.tail(1).sum())
    assert len(found) == sent["accepted"].sum()


def test_a_day_that_is_missing_is_no_day_with_goods():
    sent = reorder.waits(inbound())
    gap = shelf().drop(index=3)
    for table in (gap, shelf()[shelf()["sku"] == "b"], shelf().iloc[2:]):
        with pytest.raises(InputError, match="lacks days"):
            reorder.lasted(sent, table)
    with pytest.raises(InputError, match="two rows"):
        reorder.lasted(sent, pd.concat([shelf(), shelf().iloc[:1]]))


def test_daily_demand_by_hand():
    table = shelf({("a", "03-02")}).assign(sales=[1, 9, 3] + [2] * 37)
    found = reorder.daily_demand(table, "2025-03-01", "2025-03-03").set_index("sku")
    assert found.loc["a", ["mean", "n", "empty"]].tolist() == [2, 2, 1]
    assert found.loc["a", "sd"] == pytest.approx(np.sqrt(2))
    assert found.loc["b", "cv"] == 0
    with pytest.raises(InputError, match="no day with goods"):
        reorder.daily_demand(table, "2025-03-02", "2025-03-01")
    none = reorder.daily_demand(table.assign(sales=0))
    assert none["cv"].isna().all()


def test_counted_service_by_hand():
    seen = pd.DataFrame({"sku": list("aabbc"), "supplier": list("xxxxy"), "days": [7, 9, 7, 9, 5],
                         "lasted": [True, True, True, False, True]})  # fmt: skip
    found = reorder.cycle_service_seen(seen).set_index("supplier")
    assert found.loc["x", ["waits", "estimate", "n"]].tolist() == [4, 0.75, 2]
    assert 0 <= found.loc["x", "low"] < 0.75 < found.loc["x", "high"] <= 1
    assert np.isnan(found.loc["y", "low"])  # one article tells nothing of others


@pytest.mark.parametrize("draws", [250, pytest.param(2000, marks=pytest.mark.verify)])
def test_the_interval_of_counted_service_holds_the_truth(draws):
    """Articles that differ: waits of one go together. 30 articles a draw."""
    rng, held = np.random.default_rng(draws), 0
    for _ in range(draws):
        chance = rng.beta(16, 4, 30)
        count = rng.integers(6, 20, 30)
        sku = np.repeat(np.arange(30), count)
        seen = pd.DataFrame({"supplier": "x", "sku": sku, "days": 7,
                             "lasted": rng.random(len(sku)) < chance[sku]})  # fmt: skip
        row = reorder.cycle_service_seen(seen).iloc[0]
        held += row["low"] <= 0.8 <= row["high"]
    assert 0.92 < held / draws < 0.975


# --- What a wait needs --------------------------------------------------------------------------


def test_the_formula_by_hand():
    mean, sd = reorder.demand_in_wait(20, 6, 9, 3)
    assert (mean, sd) == (180, pytest.approx(np.sqrt(9 * 36 + 400 * 9)))
    assert reorder.safety_stock(20, 6, 9, 3) == pytest.approx(1.6448536 * np.sqrt(3924))
    assert reorder.reorder_point(20, 6, 9, 3) == pytest.approx(180 + 1.6448536 * np.sqrt(3924))
    assert reorder.rule_of_days(np.array([10, 4]), [3, 7]).tolist() == [30, 28]


def test_the_formula_against_drawn_waits():
    """Random sums: lead times and days drawn, mean and variance as the formula has them."""
    rng = np.random.default_rng(1)
    lead = rng.choice([5, 7, 9, 15], 40_000)
    days = rng.gamma(4, 2.5, (40_000, 15))  # 10 ± 5
    wanted = (days * (np.arange(15) < lead[:, None])).sum(axis=1)
    mean, sd = reorder.demand_in_wait(10, 5, lead.mean(), lead.std())
    assert wanted.mean() == pytest.approx(mean, rel=0.01)
    assert wanted.std() == pytest.approx(sd, rel=0.01)


@given(
    d=st.floats(0.5, 500), cv=st.floats(0.05, 2), lead=st.floats(1, 60), spread=st.floats(0, 15),
    service=st.floats(0.55, 0.995),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_service_undoes_safety_stock(d, cv, lead, spread, service):
    safety = reorder.safety_stock(d, cv * d, lead, spread, service)
    assert reorder.cycle_service(safety, d, cv * d, lead, spread) == pytest.approx(service)
    border = reorder.largest_spread(safety / d, d, cv * d, lead, service)
    assert border == pytest.approx(spread, abs=0.02)
    assert reorder.fill_rate_planned(safety, 50 * d, d, cv * d, lead, spread) <= 1
    more = reorder.cycle_service(safety, d, cv * d, lead, spread + 1)
    assert more <= service + 1e-12


def test_the_border_where_there_is_none():
    assert np.isnan(reorder.largest_spread(3, 1, 0.5, 15))
    assert reorder.largest_spread(3, 1, 0, 15) == pytest.approx(3 / 1.6448536)
    with pytest.raises(InputError, match="demand_mean"):
        reorder.largest_spread(3, [1, 0], 0.5, 7)
    with pytest.raises(InputError, match="service"):
        reorder.largest_spread(3, 1, 0.5, 7, service=0.4)


def test_service_where_nothing_spreads():
    assert reorder.cycle_service([-1, 0, 1], 10, 0, 7).tolist() == [0, 1, 1]
    assert reorder.normal_loss([-2, 0, 2], 0).tolist() == [2, 0, 0]
    assert reorder.fill_rate_planned(0, 10, 10, 0, 7) == 1


def test_normal_loss_is_the_integral_of_the_tail():
    for level, sd in ((0, 1), (1.3, 1), (-2, 3), (5, 2)):
        x = np.linspace(level, level + 40 * sd, 400_001)
        area = np.trapezoid(stats.norm.sf(x, scale=sd), x)
        assert reorder.normal_loss(level, sd) == pytest.approx(area, abs=1e-6)


def test_pieces_short_against_drawn_cycles():
    """Lots of 300, waits of 7 ± 2 days: pieces that can't be handed out before the lot comes."""
    rng = np.random.default_rng(3)
    wanted = rng.normal(70, np.hypot(np.sqrt(7) * 3, 20), 200_000)
    short = np.maximum(wanted - 80, 0).mean()
    assert reorder.fill_rate_planned(10, 300, 10, 3, 7, 2) == pytest.approx(
        1 - short / 300, abs=1e-4
    )


def test_windows_by_hand_and_at_the_formulas_end():
    assert reorder.service_of_windows([1, 2, 3, 4], [2], 5) == pytest.approx(2 / 3)
    assert reorder.service_of_windows([1, 2], [0], 0) == 1
    rng = np.random.default_rng(5)
    days, leads = rng.poisson(40, 40_000), rng.choice([6, 7, 8], 300)
    level = reorder.reorder_point(40, np.sqrt(40), leads.mean(), leads.std(), 0.9)
    assert reorder.service_of_windows(days, leads, level) == pytest.approx(0.9, abs=0.03)
    with pytest.raises(InputError, match="longest"):
        reorder.service_of_windows([1, 2], [3], 5)


def test_rules_beside_each_other():
    lamp = pd.DataFrame({"sku": ["lamp", "pot"], "demand_mean": [10.0, 4], "demand_sd": [3.0, 4],
                         "lead_mean": [7.0, 15], "lead_sd": [1.0, 3], "unit_cost": [31.0, 5],
                         "lot": [100, 60]})  # fmt: skip
    found = reorder.compare_rules(lamp, {"three": [30, 12], "none": 0}).set_index(["rule", "sku"])
    assert found.loc[("three", "lamp"), "service"] == pytest.approx(
        stats.norm.cdf(30 / np.sqrt(163))
    )
    assert found.loc[("three", "pot"), ["days", "money"]].tolist() == [3, 60]
    assert (found.loc["none", "service"] == 0.5).all()
    sd = np.sqrt(15 * 16 + 16 * 9)
    short = 0.398942 * sd - reorder.normal_loss(60, sd)
    assert found.loc[("none", "pot"), "fill"] == pytest.approx(1 - short / 60)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: reorder.safety_stock(-1, 3, 7), "demand_mean"),
        (lambda: reorder.safety_stock(10, "3", np.nan), "lead_mean"),
        (lambda: reorder.safety_stock(10, 3, 7, 1, 95), "0.95"),
        (lambda: reorder.rule_of_days([1, np.inf], 3), "demand_mean"),
        (lambda: reorder.fill_rate_planned(0, 0, 10, 3, 7), "lot"),
        (lambda: reorder.service_of_windows([1, np.nan], [1], 5), "demand"),
        (lambda: reorder.service_of_windows([1, 2], [1.5], 5), "whole"),
        (lambda: reorder.lead_times(pd.DataFrame()), "waits"),
        (lambda: reorder.waits(inbound(received_at=pd.NaT)), "No lot"),
        (lambda: reorder.waits(inbound(po_id=1)), "two rows"),
        (lambda: reorder.waits(inbound(ordered_at=pd.Timestamp("2025-04-01", tz=ZONE))), "before"),
    ],
)
def test_what_is_refused(call, match):
    with pytest.raises((InputError, ColumnError), match=match):
        call()


# --- Flags, events, and the table to keep ---------------------------------------------------------


@pytest.mark.parametrize("flags", [["yes", "no"] * 2, ["是", "否"] * 2, ["True", "False"] * 2])
def test_a_text_is_no_flag(flags):
    """The text "no" would count as accepted, and "False" as sold out."""
    with pytest.raises(InputError, match="accepted"):
        reorder.waits(inbound(accepted=flags))
    found = reorder.waits(inbound())
    with pytest.raises(InputError, match="accepted"):
        reorder.lead_times(found.assign(accepted=flags[:3]))
    days = shelf_of("a", [1, 2, 3, 4]).assign(stockout_flag=flags)
    with pytest.raises(InputError, match="stockout_flag"):
        reorder.daily_demand(days)
    with pytest.raises(InputError, match="accepted"):
        reorder.lasted(found.assign(accepted=flags[:3]), days.assign(stockout_flag=False))


def test_numbers_are_flags_too():
    assert reorder.waits(inbound(accepted=[1, 0, 1, 1]))["accepted"].tolist() == [True, False, True]


def shelf_of(name, sales):
    days = pd.date_range("2025-03-01", periods=len(sales), tz=ZONE)
    return pd.DataFrame({"date": days, "sku": name, "sales": sales, "stockout_flag": False})


def test_days_that_stand_twice_are_refused():
    days = shelf_of("a", [1, 2, 3, 4])
    with pytest.raises(InputError, match="two rows"):
        reorder.daily_demand(pd.concat([days, days]))
    both = pd.concat([days, shelf_of("b", [5, 5, 5, 5])]).assign(kind="light")
    by_kind = reorder.daily_demand(both, by=["kind"])  # two articles of a kind are no double
    assert by_kind["n"].tolist() == [8]


def test_orders_of_an_event_are_left_out():
    """Both ends count, up to the last minute of the last day; others stay."""
    spans = [("2025-02-20", "2025-03-01"), ("2026-01-01", "2026-01-02")]
    assert reorder.waits(inbound(), without=spans)["po_id"].tolist() == [3]
    assert reorder.waits(inbound(), without=[("2025-03-02", "2025-03-09")])["po_id"].size == 3
    with pytest.raises(InputError, match="turn them round"):
        reorder.waits(inbound(), without=[("2025-03-02", "2025-03-01")])
    with pytest.raises(InputError, match="pairs of dates"):
        reorder.waits(inbound(), without=["2025-03-02"])
    with pytest.raises(InputError, match="No lot"):
        reorder.waits(inbound(), without=[("2025-03-01", "2025-03-31")])


@given(
    safety=st.floats(-60, 80), lot=st.floats(1, 400), sd=st.floats(0.5, 40),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_fill_rate_is_the_share_of_time_with_stock(safety, lot, sd):
    """The position lies anywhere between reorder point and that plus a lot, alike often."""
    above = np.linspace(safety, safety + lot, 4001)
    expected = np.trapezoid(stats.norm.cdf(above / sd), above) / lot
    found = reorder.fill_rate_planned(safety, lot, 0, sd, 1)
    assert found == pytest.approx(expected, abs=2e-3)


def test_fill_rate_of_small_lots_against_a_shelf_that_owes():
    """Steps of a 20th of a day, 10 ± 3 a day, lots of 10 after exactly seven; who comes waits."""
    rng = np.random.default_rng(11)
    wanted = rng.gamma(0.5**2 / 0.45, 0.45 / 0.5, 300_000)
    stock, position, coming, served = 70.0, 70.0, deque([0.0] * 140), 0.0
    for pieces in wanted.tolist():
        stock += coming.popleft()
        served += min(max(stock, 0.0), pieces)
        stock, position = stock - pieces, position - pieces
        lots = max(math.ceil((70 - position) / 10), 0)
        coming.append(10.0 * lots)
        position += 10.0 * lots
    below = (0.45 + 0.5**2) / (2 * 0.5)  # the last buyer takes the shelf below its level
    planned = reorder.fill_rate_planned(-below, 10, 10, 3, 7)
    assert planned == pytest.approx(served / wanted.sum(), abs=0.03)
    assert reorder.fill_rate_planned(0, 10, 10, 3, 7, 3) == pytest.approx(0.5644, abs=1e-3)


def test_a_shop_that_loses_buyers_misses_fewer_pieces():
    from ecomlab.fulfillment.policies import simulate_stock

    rng = np.random.default_rng(4)
    demand = pd.Series(rng.normal(10, 3, 8000).round().clip(0))
    leads = rng.normal(7, 3, 997).round().clip(1).astype(int)
    shelf = simulate_stock(demand, leads, reorder=70, lot=60)
    assert (
        shelf["sales"].sum() / demand.sum() > reorder.fill_rate_planned(0, 60, 10, 3, 7, 3) + 0.05
    )


def test_the_table_to_keep():
    """b was ordered twice from yiwu and once from ningbo; c never; d has sold on one day only."""
    demand = pd.DataFrame({"sku": list("abcd"), "mean": [10.0, 4, 2, 1], "sd": [3.0, 2, 1, np.nan]})
    lots = pd.DataFrame({
        "sku": ["a", "b", "b", "b", "d"], "supplier": ["ningbo", "yiwu", "yiwu", "ningbo", "yiwu"],
        "days": [6, 10, 14, 8, 12], "accepted": True,
    })  # fmt: skip
    found = reorder.stock_rules(demand, lots, 0.9).set_index("sku")
    assert found["supplier"].tolist()[:2] == ["ningbo", "yiwu"]
    z, lead, spread = 1.2815516, 12, 2
    safety = z * np.sqrt(lead * 4 + 16 * spread**2)
    assert found.loc["b", "safety"] == pytest.approx(safety)
    assert found.loc["b", "days"] == pytest.approx(safety / 4)
    assert found.loc["b", "reorder"] == pytest.approx(48 + safety)
    assert found.loc[["c", "d"], "safety"].isna().all()
    with pytest.raises(InputError, match="two rows"):
        reorder.stock_rules(pd.concat([demand, demand]), lots)
    with pytest.raises(InputError, match="service"):
        reorder.stock_rules(demand, lots, 95)


def test_the_interval_of_a_suppliers_spread():
    days = [6, 8, 7, 9, 5, 7, 7, 8, 6, 7]
    lots = pd.DataFrame({"supplier": ["a"] * 10 + ["b"] * 5, "days": days + [3] * 5,
                         "accepted": True})  # fmt: skip
    found = reorder.lead_times(lots).set_index("supplier")
    assert found.loc["a", "sd_low"] < found.loc["a", "sd"] < found.loc["a", "sd_high"]
    assert np.isnan(found.loc["b", "sd_low"])
    assert found.loc["b", "sd"] == 0


def test_one_column_may_be_given_by_its_name():
    sent = reorder.waits(inbound())
    pd.testing.assert_frame_equal(reorder.lead_times(sent, "supplier"), reorder.lead_times(sent))
    days = shelf()
    pd.testing.assert_frame_equal(reorder.daily_demand(days, by="sku"), reorder.daily_demand(days))
    with pytest.raises(InputError, match="by is empty"):
        reorder.lead_times(sent, ())
