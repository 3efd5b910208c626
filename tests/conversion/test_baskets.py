"""What is in a basket, and what goes with what."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.conversion import baskets
from ecomlab.errors import ColumnError, InputError

ITEMS = st.lists(
    st.tuples(st.integers(1, 15), st.sampled_from("abcd"), st.integers(1, 3)),
    min_size=1,
    max_size=60,
)


def table(rows):
    made = pd.DataFrame(rows, columns=["order_id", "sku", "qty"])
    return made.drop_duplicates(["order_id", "sku"])


@settings(max_examples=60, deadline=None)
@given(ITEMS)
def test_sizes_count_every_order_once(rows):
    items = table(rows)
    found = baskets.basket_size(items)
    assert found["orders"].sum() == items["order_id"].nunique()
    assert found["share"].sum() == pytest.approx(1)
    assert (found["orders"] * found["pieces"]).sum() == pytest.approx(items["qty"].sum())
    assert found["articles"].max() <= 4


@settings(max_examples=60, deadline=None)
@given(ITEMS)
def test_a_rate_is_counted_by_hand(rows):
    items = table(rows)
    found = baskets.attach_rate(items, least=1)
    carts = items.groupby("order_id")["sku"].agg(set)
    for row in found.itertuples():
        first = [cart for cart in carts if row.sku in cart]
        rest = [cart for cart in carts if row.sku not in cart]
        assert row.orders == len(first)
        assert row.rate == pytest.approx(sum(row.with_sku in c for c in first) / len(first))
        if rest:
            assert row.otherwise == pytest.approx(sum(row.with_sku in c for c in rest) / len(rest))
        assert row.low <= row.rate <= row.high


def test_only_purchases_count():
    items = table([(1, "a", 1), (1, "b", 1), (2, "a", 5)])
    orders = pd.DataFrame({"order_id": [1, 2], "status": ["paid", "closed"]})
    assert baskets.basket_size(items, orders)["orders"].sum() == 1
    with pytest.raises(InputError, match="same files"):
        baskets.basket_size(items, orders.assign(order_id=[8, 9]))


def test_articles_may_be_categories():
    items = table([(1, "a", 1), (1, "b", 1), (2, "a", 5)])
    kinds = items.assign(sku=items["sku"].astype("category"))
    pd.testing.assert_frame_equal(
        baskets.attach_rate(kinds, least=1), baskets.attach_rate(items, least=1)
    )


def test_what_cannot_be_is_refused():
    with pytest.raises(ColumnError, match="qty"):
        baskets.basket_size(table([(1, "a", 1)]).drop(columns="qty"))
    with pytest.raises(InputError, match="the most is 1"):
        baskets.attach_rate(table([(1, "a", 1)]), least=2)
