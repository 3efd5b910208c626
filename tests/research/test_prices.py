"""Bands and places by hand, and what features are worth: as published methods and the world say."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ColumnError, InputError
from ecomlab.research.prices import hedonic_price, price_bands, price_position
from ecomlab.shop import World
from ecomlab.shop.rivals import Rivals

FOUR = pd.DataFrame({"price": [49, 99, 120, 300], "units": [10, 50, 30, 10]})


def test_a_price_at_an_edge_belongs_above_and_no_article_is_lost():
    found = price_bands(FOUR, [99, 199, 250])
    assert found["items"].tolist() == [1, 2, 0, 1]
    assert found["unit_share"].tolist() == [0.1, 0.8, 0, 0.1]
    assert found["band"].tolist() == ["below 99", "99 to 199", "199 to 250", "from 250 on"]
    assert np.isnan(found.loc[2, "largest"])


@given(
    st.lists(st.tuples(st.floats(1, 900), st.integers(0, 99)), min_size=1, max_size=30),
    st.lists(st.integers(1, 900), min_size=1, max_size=6, unique=True).map(sorted),
)
def test_bands_hold_everything_once(rows, edges):
    items = pd.DataFrame(rows, columns=["yuan", "sold"])
    if items["sold"].sum() == 0:
        return
    found = price_bands(items, edges, price="yuan", units="sold")
    assert found["items"].sum() == len(items)
    assert found["units"].sum() == items["sold"].sum()
    assert found["item_share"].sum() == pytest.approx(1)
    assert found["unit_share"].sum() == pytest.approx(1)


def test_a_place_counts_equal_prices_half():
    found = price_position(FOUR, [99, 1, 1000])
    assert found["cheaper_items"].tolist() == [0.375, 0, 1]
    assert found["cheaper_units"].tolist() == [0.35, 0, 1]
    assert found["of_median_sold"].tolist() == pytest.approx([1, 1 / 99, 1000 / 99])


def test_what_has_no_band_or_place():
    with pytest.raises(InputError, match="each above the one before"):
        price_bands(FOUR, [200, 100])
    with pytest.raises(InputError, match="edges is 0"):
        price_bands(FOUR, [0, 100])
    with pytest.raises(InputError, match="price has values that are not above 0"):
        price_bands(FOUR.assign(price=0), [100])
    with pytest.raises(InputError, match="units must be pieces"):
        price_position(FOUR.assign(units=0), 100)
    with pytest.raises(InputError, match="at is empty"):
        price_position(FOUR, [])
    with pytest.raises(ColumnError, match='did you mean "unit_price"'):
        price_bands(FOUR.rename(columns={"price": "unit_price"}), [100])


# --- What a feature is worth --------------------------------------------------------------------


def drawn(rng, n=60, kinds=6):
    """Articles of kinds whose level of price goes with their weight; the weight itself costs."""
    kind = rng.integers(0, kinds, n)
    weight = np.exp(kind + 0.4 * rng.normal(size=n))
    noise = rng.normal(size=n) * (0.05 + 0.1 * rng.random(n))
    price = np.exp(3 + 0.9 * kind - 0.35 * np.log(weight) + 0.01 * kind + noise)
    return pd.DataFrame({"kind": kind, "weight": weight, "price": price})


def test_as_least_squares_by_hand_with_hc3():
    items = drawn(np.random.default_rng(1))
    found = hedonic_price(items, logs=["weight"], price="price").iloc[0]
    X = np.column_stack([np.ones(60), np.log(items["weight"])])
    y = np.log(items["price"].to_numpy())
    bread = np.linalg.inv(X.T @ X)
    beta = bread @ X.T @ y
    hat = (X @ bread * X).sum(axis=1)
    meat = X.T @ (X * ((y - X @ beta) / (1 - hat))[:, None] ** 2)
    error = (bread @ meat @ bread)[1, 1] ** 0.5
    assert found["estimate"] == pytest.approx(beta[1])
    assert (found["high"] - found["low"]) / 2 == pytest.approx(2.0017 * error, rel=1e-4)  # t(58)


def test_the_sign_turns_within_a_kind():
    items = drawn(np.random.default_rng(2), n=200)
    assert hedonic_price(items, logs=["weight"], price="price").loc[0, "low"] > 0
    assert hedonic_price(items, logs=["weight"], within="kind", price="price").loc[0, "high"] < 0


def test_the_interval_holds_the_worth_of_weight():
    held = []
    for seed in range(300):
        items = drawn(np.random.default_rng(seed))
        row = hedonic_price(items, logs=["weight"], within="kind", price="price").iloc[0]
        held.append(row["low"] <= -0.35 <= row["high"])
    assert 0.91 <= np.mean(held) <= 0.985


def rivals(seed):
    """A world's rival articles as the table `rival_articles` has them."""
    world = World(seed=seed)
    item = Rivals(world, (seed, 1), 7, [None] * 7).item
    return pd.DataFrame(
        {"sku": item.sku, "shop": item.shop, "usual_price": item.usual, "weight_kg": item.weight,
         "capacity": item.capacity, "warranty_months": item.warranty}
    )  # fmt: skip


def test_the_worlds_worth_of_features_is_found_in_many_worlds(seeds):
    truth, held = World().facts["hedonic"], []
    for seed in range(seeds):
        found = hedonic_price(
            rivals(seed), ["weight_kg", "capacity"], ["warranty_months"], within=["sku", "shop"]
        ).set_index("feature")
        for feature, name in (("weight_kg", "weight"), ("capacity", "capacity")):
            low, high = found.loc[feature, ["low", "high"]]
            held.append(low <= truth[name] <= high)
    assert np.mean(held) > 0.85


def test_an_article_without_a_like_is_counted_and_changes_nothing():
    items = drawn(np.random.default_rng(4))
    one = pd.DataFrame({"kind": [99], "weight": [7.0], "price": [500.0]})
    found, more = (
        hedonic_price(table, logs=["weight"], within="kind", price="price")
        for table in (items, pd.concat([items, one], ignore_index=True))
    )
    pd.testing.assert_frame_equal(found, more)
    assert (found.attrs["alone"], more.attrs["alone"]) == (0, 1)


def test_words_are_beside_the_commonest():
    rng = np.random.default_rng(3)
    items = pd.DataFrame({"material": ["steel"] * 20 + ["wood"] * 10, "mark": [0.0, 1.0] * 15})
    items["usual_price"] = np.exp(0.3 * (items["material"] == "wood") + 0.01 * rng.normal(size=30))
    found = hedonic_price(items, kinds=["material"]).iloc[0]
    assert found["feature"] == "material: wood, not steel"
    assert found["low"] < 0.3 < found["high"]
    assert found["times"] == pytest.approx(np.exp(found["estimate"]))


def test_what_says_nothing_is_refused():
    items = drawn(np.random.default_rng(1)).assign(same=1.0)
    with pytest.raises(InputError, match="No feature is given"):
        hedonic_price(items, price="price")
    with pytest.raises(InputError, match="same says nothing"):
        hedonic_price(items, plain=["same"], price="price")
    with pytest.raises(InputError, match="twice says nothing"):
        hedonic_price(
            items.assign(twice=2 * items["kind"]), plain=["twice"], within="kind", price="price"
        )
    with pytest.raises(InputError, match="4 articles for 2 columns"):
        hedonic_price(items.head(4), logs=["weight"], price="price")
    with pytest.raises(InputError, match="weight has values that are not above 0"):
        hedonic_price(items.assign(weight=0), logs=["weight"], price="price")
    with pytest.raises(InputError, match="All articles have the same kind"):
        hedonic_price(items.assign(kind="a"), kinds=["kind"], price="price")


def test_one_feature_may_be_given_as_a_word():
    items = drawn(np.random.default_rng(1))
    listed = hedonic_price(items, logs=["weight"], within=["kind"], price="price")
    pd.testing.assert_frame_equal(
        hedonic_price(items, "weight", within="kind", price="price"), listed
    )


def test_words_that_a_kind_shares_are_named():
    """A tent is never of steel: that says only that it is a tent."""
    shop = load("shop").rival_articles
    with pytest.raises(InputError, match="material: .* Take the articles of one category"):
        hedonic_price(shop, kinds="material", within="sku")


def test_one_edge_may_be_a_number():
    items = pd.DataFrame({"price": [49, 99, 120], "units": [10, 50, 30]})
    pd.testing.assert_frame_equal(price_bands(items, 100), price_bands(items, [100]))


def test_a_feature_that_one_article_alone_has_is_refused():
    """It fits by itself; another column's estimate must not stand in its place."""
    items = drawn(np.random.default_rng(2)).assign(flag=False)
    items.loc[items.index[0], "flag"] = True
    with pytest.raises(InputError, match="flag: the only articles that tell of it have no like"):
        hedonic_price(items, ["weight"], ["flag"], within="kind", price="price")
