"""Costs, outages and cash: by hand, day by day, on pandas, Polars and DuckDB."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.fulfillment.sourcing import (
    cash_conversion_cycle,
    cost_to_serve,
    disruption,
    one_to_three,
    second_source,
    supply_cost,
    supply_stress,
)

TERMS = pd.DataFrame({
    "supplier": ["a", "b"], "unit_price": [1.0, 1.1], "defect_rate": [0.05, 0.01],
    "defect_low": [0.03, 0.0], "defect_high": [0.07, 0.02], "late_days": [2.0, -1.0],
    "payment_days": [0, 73],
})  # fmt: skip


def test_cost_by_hand():
    found = supply_cost(TERMS, defect_cost=3, day_cost=0.5, money_rate=0.1).set_index("supplier")
    assert found.loc["a", "estimate"] == pytest.approx(100 + 15 + 1)
    assert found.loc["b", "estimate"] == pytest.approx(110 + 3 + 0 - 110 * 0.1 * 73 / 365)
    assert found.loc["a", ["low", "high"]].tolist() == pytest.approx([110, 122])
    assert found.index.tolist() == ["b", "a"]
    alone = supply_cost(TERMS.drop(columns=["defect_low", "defect_high"]), 3, 0.5, 0.1)
    assert alone[["low", "high"]].isna().all(axis=None)


def day_by_day(length, cover, second, switch, raised):
    """A shelf that is eaten up, day by day, with one piece wanted a day."""
    stock, lost = float(cover), 0.0
    for day in range(length):
        come = second if day < switch else raised
        have = stock + come
        lost += max(1 - have, 0)
        stock = max(have - 1, 0)
    return lost


@given(st.integers(0, 60), st.integers(0, 40), st.floats(0, 1), st.integers(0, 70), st.floats(0, 1))
@settings(max_examples=80, deadline=None)
def test_an_outage_is_a_shelf_that_is_eaten_up(length, cover, second, switch, more):
    raised = second + (1 - second) * more
    found = disruption(length, cover, second, switch, raised)
    assert found == pytest.approx(day_by_day(length, cover, second, switch, raised), abs=1e-6)
    assert found <= disruption(length, cover) + 1e-9


@given(st.lists(st.floats(0, 60), min_size=1, max_size=5), st.lists(st.floats(0, 60), min_size=1))
@settings(max_examples=30, deadline=None)
def test_several_lengths_and_covers_are_all_their_pairs(lengths, covers):
    how = {"second": 0.3, "switch": 7, "raised": 0.5, "together": 0.2}
    pairs = [disruption(length, cover, **how) for length in lengths for cover in covers]
    assert disruption(lengths, covers, **how) == pytest.approx(np.mean(pairs))


def test_outages_of_several_lengths_and_together():
    assert disruption([10, 30], cover=20) == 5
    assert disruption(30, 10, second=0.5, together=0.4) == pytest.approx(0.6 * 5 + 0.4 * 20)


ARGS = {"length": 30, "cover": 10, "margin_a_day": 2000, "goods_a_year": 2_000_000,
        "surcharge": 0.05, "second": 0.2, "switch": 10, "raised": 0.8}  # fmt: skip


def test_at_its_border_it_breaks_even():
    border = second_source(1, **ARGS)["border"].iloc[0]
    assert second_source(border, **ARGS)["net"].iloc[0] == pytest.approx(0, abs=1e-6)
    most = second_source(1.5, **ARGS)["border_surcharge"].iloc[0]
    at_most = second_source(1.5, **(ARGS | {"surcharge": most}))
    assert at_most["net"].iloc[0] == pytest.approx(0, abs=1e-6)


def test_a_second_one_that_saves_nothing_never_pays_and_a_cheaper_one_always():
    never = second_source(2, **(ARGS | {"cover": 30})).iloc[0]
    assert np.isinf(never["border"])
    assert never["net"] < 0
    assert second_source(0, **(ARGS | {"surcharge": -0.02}))["border"].iloc[0] == 0


def test_one_two_three_by_trying():
    """The others are out by their own dice, 40,000 times."""
    found = one_to_three(1.5, **ARGS, together=0.3)
    there = np.random.default_rng(1).random((40_000, 2)) > 0.3
    for suppliers in (1, 2, 3):
        count = there[:, : suppliers - 1].sum(axis=1)
        lost = np.array(
            [day_by_day(30, 10, min(k * 0.2, 1), 10, min(k * 0.8, 1)) for k in range(3)]
        )
        row = found.iloc[suppliers - 1]
        assert row["lost"] == pytest.approx(lost[count].mean(), abs=0.15)
        assert row["premium"] == pytest.approx(100_000 * 0.2 * (suppliers - 1))
        assert row["cost"] == pytest.approx(1.5 * 2000 * row["lost"] + row["premium"])
    two = second_source(1.5, **ARGS, together=0.3).iloc[0]
    assert found["lost"].tolist()[:2] == pytest.approx([two["lost_alone"], two["lost"]])
    assert found["cost"][0] - found["cost"][1] == pytest.approx(two["net"])


def test_stress_by_hand():
    days = pd.date_range("2025-06-01", "2025-06-30", tz="Asia/Shanghai")
    shelf = pd.concat([
        pd.DataFrame({"date": days, "sku": sku, "on_hand": stock, "sales": sales})
        for sku, stock, sales in (("A", 20, 4), ("B", 100, 1), ("C", 5, 0), ("D", 9, 3))
    ], ignore_index=True)  # fmt: skip
    inbound = pd.DataFrame({
        "supplier": ["x", "x", "y", "y", "x"], "sku": ["A", "A", "B", "C", "D"],
        "ordered_at": [days[9]] * 4 + [days[2]],
        "promised_on": [days[29] + pd.Timedelta(days=9), days[29] + pd.Timedelta(days=3), days[29],
                        days[20], days[10]],
        "received_at": [pd.NaT] * 4 + [days[12]],
    })  # fmt: skip
    inbound["received_at"] = pd.to_datetime(inbound["received_at"])
    found = supply_stress(shelf, inbound, "2025-06-30", delay=7).set_index("sku")
    assert found.index.tolist() == ["A", "B", "C"]  # D has no open lot
    assert found.loc["A", ["lasts", "due", "gap", "lost"]].tolist() == [5, 10, 5, 20]
    assert found.loc["B", ["due", "gap"]].tolist() == [8, 0]  # overdue: from tomorrow on
    assert np.isinf(found.loc["C", "lasts"])
    none = supply_stress(shelf, inbound, "2025-06-30", delay=0).set_index("sku")
    assert none.loc["A", "gap"] == 0
    assert "D" in supply_stress(shelf, inbound, "2025-06-12", delay=0)["sku"].tolist()
    with pytest.raises(InputError, match="no row of"):
        supply_stress(shelf, inbound, "2025-07-30", delay=0)


BOOKS = pd.DataFrame({
    "date": pd.Timestamp("2025-03-01"),
    "order_id": ["1", "1", "1", "1", "2", "2", None, "3"],
    "sku": ["A", "B", None, "A", "A", None, None, "B"],
    "channel": ["live"] * 4 + ["search"] * 2 + [None, "search"],
    "line": ["cogs", "cogs", "shipping", "returns", "cogs", "shipping", "labour", "revenue"],
    "amount": [-30.0, -20, -6, 5, -40, -8, -500, 90],
})  # fmt: skip


def test_cost_of_an_order_by_hand():
    found = cost_to_serve(BOOKS).set_index("channel")
    assert found.loc["live", ["orders", "goods", "parcel", "returns", "total"]].tolist() == [
        1, 50, 6, -5, 51]  # fmt: skip
    assert found.loc["search", ["orders", "goods", "parcel"]].tolist() == [1, 40, 8]
    by_sku = cost_to_serve(BOOKS, by="sku").set_index("sku")
    assert by_sku.loc["A", ["orders", "goods"]].tolist() == [2, 35]
    assert by_sku.loc["(no sku)", ["orders", "parcel"]].tolist() == [2, 7]
    own = cost_to_serve(BOOKS, groups={"goods": ("cogs",), "way": ("shipping",)})
    assert own.columns.tolist() == ["channel", "orders", "goods", "way", "total"]


def test_cost_to_serve_on_three_backends():
    import duckdb
    import polars as pl

    wanted = cost_to_serve(BOOKS)
    pd.testing.assert_frame_equal(cost_to_serve(pl.from_pandas(BOOKS)), wanted)
    with duckdb.connect() as connection:
        connection.register("books", BOOKS)
        pd.testing.assert_frame_equal(cost_to_serve(connection.table("books")), wanted)


def test_the_cycle_by_hand_and_its_yuan():
    found = cash_conversion_cycle(300_000, 450_000, 240_000, 10_000, 30_000).set_index("part")
    assert found["days"].tolist() == [30, 15, -24, 21]
    assert found.loc["cycle", "yuan"] == 510_000


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ColumnError, match="late_days"):
        supply_cost(TERMS.drop(columns="late_days"), 3, 0.5, 0.1)
    with pytest.raises(InputError, match="two rows"):
        supply_cost(pd.concat([TERMS, TERMS]), 3, 0.5, 0.1)
    with pytest.raises(InputError, match="defect_cost"):
        supply_cost(TERMS, -1, 0.5, 0.1)
    with pytest.raises(InputError, match="delivers less"):
        disruption(30, 10, second=0.5, raised=0.2)
    with pytest.raises(InputError, match="late_days"):
        supply_cost(TERMS.assign(late_days="two"), 3, 0.5, 0.1)
    for wrong in ([], -1, [float("nan")], "thirty"):
        with pytest.raises(InputError, match="length"):
            disruption(wrong, 10)
    with pytest.raises(InputError, match="cover"):
        disruption(30, cover=[5, -1])
    with pytest.raises(InputError, match="margin_a_day"):
        second_source(1, **(ARGS | {"margin_a_day": 0}))
    with pytest.raises(ChoiceError, match="'channel'"):
        cost_to_serve(BOOKS, by="supplier")
    with pytest.raises(InputError, match="lacks 'goods'"):
        cost_to_serve(BOOKS, groups={"way": ("shipping",)})
    with pytest.raises(InputError, match="No line is in a group"):
        cost_to_serve(BOOKS, groups={"goods": ("cost of goods",)})
    with pytest.raises(InputError, match="sales_a_day"):
        cash_conversion_cycle(1, 1, 1, 1, 0)


def one_lot(sku):
    day = pd.Timestamp("2025-06-30")
    return pd.DataFrame({
        "supplier": ["x"], "sku": sku, "ordered_at": day, "promised_on": day + pd.Timedelta(days=4),
        "received_at": [pd.NaT],
    })  # fmt: skip


def test_an_empty_shelf_lasts_no_day_whether_it_sold_or_not():
    days = pd.date_range("2025-06-03", "2025-06-30")
    shelf = pd.DataFrame({"date": days, "sku": "A", "on_hand": 0, "sales": 0})
    for sku in ("A", "new"):
        found = supply_stress(shelf, one_lot(sku), "2025-06-30", delay=14).iloc[0]
        assert (found["lasts"], found["gap"], found["lost"]) == (0, 18, 0)
    with pytest.raises(InputError, match="two rows"):
        supply_stress(pd.concat([shelf, shelf]), one_lot("A"), "2025-06-30", delay=14)


def test_percent_for_a_share_is_refused():
    with pytest.raises(InputError, match="defect_rate is 1.6"):
        supply_cost(TERMS.assign(defect_rate=1.6), 3, 0.5, 0.1)
    with pytest.raises(InputError, match="6% is 0.06"):
        supply_cost(TERMS, 3, 0.5, 6)
    how = {"outages": 1, "length": 30, "cover": 10, "margin_a_day": 1000.0, "goods_a_year": 1e6,
           "surcharge": 5, "second": 0.2}  # fmt: skip
    for function in (second_source, one_to_three):
        with pytest.raises(InputError, match="5% is 0.05"):
            function(**how)


def test_a_line_counts_once_and_is_one_that_was_booked():
    with pytest.raises(InputError, match="stands twice"):
        cost_to_serve(BOOKS, groups={"goods": ("cogs",), "all": ("cogs", "shipping")})
    with pytest.raises(ChoiceError, match="shiping"):
        cost_to_serve(BOOKS, groups={"goods": ("cogs",), "parcel": ("shiping",)})
