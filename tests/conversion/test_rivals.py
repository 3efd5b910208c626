"""Price wars by hand and in general; the cheapest rival beside each week."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.conversion.rivals import cheapest_rival, price_war
from ecomlab.errors import InputError


def test_the_first_cuts_by_hand():
    moves = price_war(100, 60, own=-3.5, cross=2.0)
    first = moves.iloc[1]
    assert (first["move"], first["ours"], first["theirs"]) == ("we", 90, 100)
    assert first["our_profit"] == pytest.approx(30 / 40 * 0.9**-3.5)
    assert first["their_profit"] == pytest.approx(0.9**2.0)
    assert moves.iloc[2]["our_profit"] == pytest.approx(30 / 40 * 0.9 ** (-3.5 + 2.0))


@given(own=st.floats(-6, -1.2), pull=st.floats(0, 0.9), share=st.floats(0.1, 0.9),
       step=st.floats(0.02, 0.3))  # fmt: skip
@settings(max_examples=60)
def test_it_ends_where_nobody_gains_by_one_more_cut(own, pull, share, step):
    cross = -pull * own * 0.99
    moves = price_war(100, 100 * share, own, cross, step, most=400)
    assert moves.attrs["ended"]
    last = moves.iloc[-1]

    def profit(mine, other):
        return (mine - 100 * share) * (mine / 100) ** own * (other / 100) ** cross

    for mine, other in ((last["ours"], last["theirs"]), (last["theirs"], last["ours"])):
        assert profit(mine * (1 - step), other) <= profit(mine, other) * (1 + 1e-9)
    assert (moves[["ours", "theirs"]].to_numpy() >= 100 * share).all()


def test_at_the_best_price_nobody_begins():
    assert len(price_war(120, 60, own=-2.0, cross=1.0)) == 1


def test_a_war_that_is_cut_off_says_so():
    assert not price_war(100, 20, own=-4.0, cross=2.0, step=0.02, most=3).attrs["ended"]


@pytest.mark.parametrize(("own", "cross"), [(2.0, 1.0), (-2.0, 2.0), (-2.0, 3.0)])
def test_elasticities_that_cannot_be(own, cross):
    with pytest.raises(InputError, match="cross smaller"):
        price_war(100, 60, own, cross)


def test_the_cheapest_that_can_be_bought():
    weeks = pd.to_datetime(["2025-01-06", "2025-01-13", "2025-01-06"])
    cells = pd.DataFrame({"sku": ["a", "a", "b"], "week": weeks})
    seen = pd.DataFrame(
        {"date": pd.to_datetime(["2025-01-06", "2025-01-08", "2025-01-13", "2025-01-13"]),
         "sku": "a", "price": [90.0, 80.0, 50.0, 60.0], "in_stock": [True, True, False, True]}
    )  # fmt: skip
    found = cheapest_rival(cells, seen, share=False)
    assert found["rival_price"].tolist() == [80, 60]
    assert found.attrs["without"] == 1
    assert cheapest_rival(cells, seen)["rival_price"].tolist() == pytest.approx([80 / 70, 60 / 70])
    assert np.isfinite(found["rival_price"]).all()
