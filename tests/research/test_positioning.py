"""The map of offers and wishes, and prices below the agreed one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.research.positioning import positioning_map, price_breaks

X, Y = [0, 10, 20, 50], [0, 1, 3]
places = st.lists(
    st.tuples(st.floats(0, 50, width=32), st.floats(0, 3, width=32)), min_size=1, max_size=60
)


def table(rows):
    return pd.DataFrame(rows, columns=["price", "kg"])


def mapped(offers, buyers, **more):
    return positioning_map(table(offers), table(buyers), "price", "kg", X, Y, **more)


@given(places, places)
def test_every_offer_and_buyer_is_in_one_cell(offers, buyers):
    cells = mapped(offers, buyers)
    assert (cells["offers"].sum(), cells["asking"].sum()) == (len(offers), len(buyers))
    assert len(cells) == 6
    assert cells["share"].sum() == pytest.approx(cells["unserved"].sum() / len(buyers))
    counts = np.histogram2d(*zip(*buyers, strict=True), bins=[X, Y])[0]
    for cell in cells.itertuples():
        assert counts[X.index(cell.x_low), Y.index(cell.y_low)] == cell.asking
        assert cell.low <= cell.share <= cell.high


def test_four_readings_by_hand():
    buyers = [(5, 0.5)] * 50 + [(15, 0.5)] * 30 + [(30, 0.5)] * 17 + [(30, 2)] * 3
    buyers += [(16, 2.9)] * 6  # who have the offer
    cells = mapped([(15, 2.5)], buyers, cost=[8, 2]).set_index(["x_low", "y_low"])["reading"]
    assert cells[0, 0] == "can't be made"  # 8 of at most 10 yuan leaves a fifth
    assert cells[10, 0] == "open"
    assert cells[10, 1] == "served"
    assert cells[20, 1] == "nobody asks"
    lower = mapped([(15, 2.5)], buyers, cost=[8, 2], margin=0.1, asked=0.02)
    lower = lower.set_index(["x_low", "y_low"])["reading"]
    assert (lower[0, 0], lower[20, 1]) == ("open", "open")


def test_an_offer_serves_whoever_would_pay_more_for_less():
    """A chair of 95 yuan and 1.96 kg also serves buyers of other cells."""
    buyers = [(40, 2.2), (40, 1.2), (12, 2.2), (16, 2.8)]
    cells = mapped([(15, 2.0)], buyers).set_index(["x_low", "y_low"])
    assert cells.loc[(20, 1), ["asking", "unserved"]].tolist() == [2, 1]
    assert cells.loc[(10, 1), ["asking", "unserved"]].tolist() == [2, 1]  # 12 yuan is too little
    stars = mapped([(15, 2.0)], buyers, better="more").set_index(["x_low", "y_low"])
    assert stars.loc[(20, 1), "unserved"] == 1  # 2.2 stars are wanted
    with pytest.raises(ChoiceError, match="better is 'light'"):
        mapped([(15, 2.0)], buyers, better="light")


@given(places, places)
def test_the_unserved_are_those_of_a_plain_loop(offers, buyers):
    cells = mapped(offers, buyers)
    alone = [b for b in buyers if not any(p <= b[0] and kg <= b[1] for p, kg in offers)]
    assert cells["unserved"].sum() == len(alone)
    assert (cells["unserved"] <= cells["asking"]).all()


def test_a_border_belongs_to_the_cell_above_and_the_last_to_the_last():
    cells = mapped([(10, 1), (50, 3)], [(0, 0)]).set_index(["x_low", "y_low"])
    assert cells.loc[(10, 1), "offers"] == 1
    assert cells.loc[(20, 1), "offers"] == 1
    assert cells.loc[(0, 0), "asking"] == 1


def test_nothing_is_dropped_in_silence():
    with pytest.raises(InputError, match="1 of 2 values of price in buyers lie outside 0 to 50"):
        mapped([(5, 1)], [(5, 1), (70, 1)])
    with pytest.raises(InputError, match="rising"):
        positioning_map(table([(5, 1)]), table([(5, 1)]), "price", "kg", [10, 5], Y)
    with pytest.raises(InputError, match="cost has 1 numbers. Give 2"):
        mapped([(5, 1)], [(5, 1)], cost=[3])
    with pytest.raises(ColumnError, match="kg"):
        positioning_map(table([(5, 1)]), pd.DataFrame({"price": [1]}), "price", "kg", X, Y)
    with pytest.raises(InputError, match="missing"):
        mapped([(5, 1)], [(5, np.nan)])


def seen(seed=0, n=80):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "date": pd.Timestamp("2025-03-03") + pd.to_timedelta(7 * rng.integers(0, 9, n), "D"),
            "shop": rng.choice(["a", "b", "丙"], n),
            "sku": rng.choice(["s1", "s2"], n),
            "price": rng.integers(80, 140, n).astype(float),
        }
    )


@pytest.mark.parametrize("seed", range(5))
def test_breaks_are_those_of_a_plain_filter(seed):
    looks, floors = seen(seed), {"s1": 100, "s2": 120}
    found = price_breaks(looks, floors)
    below = looks[looks["price"] < looks["sku"].map(floors)]
    assert found["seen"].sum() == len(below)
    assert len(found) == len(below.drop_duplicates(["shop", "sku"]))
    for row in found.itertuples():
        mine = below[(below["shop"] == row.shop) & (below["sku"] == row.sku)]
        assert (row.lowest, row.first, row.last) == (
            mine["price"].min(), mine["date"].min(), mine["date"].max()
        )  # fmt: skip
        assert row.gap == floors[row.sku] - row.lowest
        assert row.looked == ((looks["shop"] == row.shop) & (looks["sku"] == row.sku)).sum()


def test_a_price_at_the_floor_breaks_nothing():
    assert price_breaks(seen(), 80).empty
    one = price_breaks(seen(), 110, shop="丙")
    assert set(one["shop"]) == {"丙"}
    with pytest.raises(InputError, match="floor lacks s2"):
        price_breaks(seen(), {"s1": 100})
    with pytest.raises(ChoiceError, match="shop is 'd'"):
        price_breaks(seen(), 100, shop="d")
