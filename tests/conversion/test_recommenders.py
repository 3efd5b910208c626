"""Recommendations and paths: by hand, on worlds with and without companions, with wrong input."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.conversion import recommenders
from ecomlab.errors import ChoiceError, ColumnError, InputError


def shop(rng, orders, first=0, linked=0.8):
    """Twenty articles; so often an article's own companion is added, else any other by lot."""
    popular = 1 / np.arange(1, 21)
    main = rng.choice(20, orders, p=popular / popular.sum())
    other = rng.choice(20, orders, p=popular / popular.sum())
    other = np.where(rng.random(orders) < linked, (main + 10) % 20, other)
    other = np.where(other == main, (main + 1) % 20, other)
    both = np.column_stack([main, other])
    return pd.DataFrame({"order_id": np.repeat(first + np.arange(orders), 2),
                         "sku": [f"A{i:02d}" for i in both.ravel()]})  # fmt: skip


def test_a_rate_is_drawn_towards_the_share_of_all_orders():
    items = pd.DataFrame({"order_id": [1, 1, 2, 3, 4], "sku": ["a", "b", "a", "b", "c"]})
    basket = pd.DataFrame({"order_id": [9], "sku": ["a"]})
    found = recommenders.recommend(items, basket, k=2, weight=4).set_index("sku")["score"]
    assert found["b"] == pytest.approx((1 + 4 * 0.5) / (2 + 4))
    assert found["c"] == pytest.approx((0 + 4 * 0.25) / (2 + 4))
    heavy = recommenders.recommend(items, basket, k=2, weight=1e9).set_index("sku")["score"]
    assert heavy["b"] == pytest.approx(0.5)


def test_what_is_in_the_basket_is_not_shown_and_places_count_up():
    items = shop(np.random.default_rng(1), 200)
    found = recommenders.recommend(items, items.head(40), k=4)
    shown = found.merge(items, on=["order_id", "sku"])
    assert shown.empty
    assert set(found.groupby("order_id")["place"].agg(tuple)) == {(1, 2, 3, 4)}
    assert (found.groupby("order_id")["score"].diff().dropna() <= 1e-12).all()


def test_an_unknown_article_gets_the_best_sellers():
    items = pd.DataFrame({"order_id": [1, 2, 3], "sku": ["a", "a", "b"]})
    basket = pd.DataFrame({"order_id": [9], "sku": ["new"]})
    assert recommenders.recommend(items, basket, k=1)["sku"].tolist() == ["a"]


def test_similar_stays_in_the_category():
    items = pd.DataFrame({"order_id": [1, 2, 3, 3], "sku": ["tent", "hut", "cup", "tent"]})
    kinds = pd.DataFrame({"sku": ["tent", "hut", "cup"], "category": ["home", "home", "kitchen"]})
    basket = pd.DataFrame({"order_id": [9], "sku": ["tent"]})
    shown = recommenders.recommend(items, basket, 1, "similar", categories=kinds)
    assert shown["sku"].tolist() == ["hut"]
    with pytest.raises(InputError, match="needs categories"):
        recommenders.recommend(items, basket, 1, "similar")


def test_companions_beat_best_sellers_only_where_there_are_any():
    methods = ("together", "popular")
    for linked, least, most in ((0.8, 0.3, 1.0), (0.0, -0.1, 0.1)):
        rng_1, rng_2 = np.random.default_rng(8), np.random.default_rng(9)
        before, after = shop(rng_1, 800, 0, linked), shop(rng_2, 800, 5_000, linked)
        found = recommenders.recommendation_test(before, after, 3, methods=methods)
        gap = found.set_index("method").loc["together less popular"]
        assert least < gap["estimate"] < most, linked


def test_hits_are_counted_by_hand():
    shown = pd.DataFrame({"order_id": [1, 1, 2, 3], "sku": ["a", "b", "a", "c"]})
    bought = pd.DataFrame({"order_id": [1, 2, 3, 4], "sku": ["b", "b", "c", "a"]})
    assert recommenders.hits_of(shown, bought).tolist() == [True, False, True, False]
    assert recommenders.hit_rate(shown, bought).value == 0.5
    with pytest.raises(InputError, match="two rows"):
        recommenders.hit_rate(shown, pd.concat([bought, bought]))


def test_the_last_article_is_hidden():
    items = pd.DataFrame({"order_id": [1, 1, 1, 2, 3, 3], "sku": ["a", "b", "a", "a", "c", "d"]})
    left, hidden = recommenders._last_article(items)
    assert left["sku"].tolist() == ["a", "c"]
    assert hidden.set_index("order_id")["sku"].to_dict() == {1: "b", 3: "d"}
    with pytest.raises(InputError, match="No order has two"):
        recommenders._last_article(items.iloc[3:4])


def test_what_cannot_be_is_refused():
    items = shop(np.random.default_rng(1), 20)
    basket = items.head(2)
    with pytest.raises(ChoiceError, match="popular"):
        recommenders.recommend(items, basket, method="populer")
    with pytest.raises(InputError, match="k is 0"):
        recommenders.recommend(items, basket, k=0)
    with pytest.raises(ColumnError, match="sku"):
        recommenders.recommend(items, basket.drop(columns="sku"))
    with pytest.raises(InputError, match="in both tables"):
        recommenders.recommendation_test(items, items)


# --- Paths


def people(rng, n=3_000, pull=0.0):
    """A first order of one of three kinds; a third come again, of the same kind so much oftener."""
    kinds = np.array(["home", "kitchen", "wear"])
    first = rng.integers(0, 3, n)
    again = np.flatnonzero(rng.random(n) < 1 / 3)
    same = rng.random(len(again)) < pull
    second = np.where(same, first[again], rng.integers(0, 3, len(again)))
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 200, n), "D")
    later = day[again] + pd.to_timedelta(rng.integers(1, 170, len(again)), "D")
    customer = np.r_[np.arange(n), again]
    orders = pd.DataFrame({"customer_id": customer, "ts_pay": day.append(later)})
    orders = orders.reset_index(names="order_id")
    items = pd.DataFrame({"order_id": orders["order_id"], "sku": kinds[np.r_[first, second]]})
    items = items.assign(qty=1, price=9.0)
    return orders, items, pd.DataFrame({"sku": kinds, "category": kinds})


def test_a_path_is_found_where_there_is_one():
    for pull in (0.0, 0.6):
        found = recommenders.next_category(
            *people(np.random.default_rng(2), pull=pull), as_of="2025-01-01"
        )
        same = found[found["category"] == found["next"]]
        assert ((same["low"] > same["usual"]).all()) == (pull > 0)
        assert found.groupby("category")["estimate"].sum().to_numpy() == pytest.approx(1)


def test_everybody_has_had_the_same_time():
    orders, items, kinds = people(np.random.default_rng(3))
    short = recommenders.next_category(orders, items, kinds, window=30, as_of="2025-01-01")
    long = recommenders.next_category(orders, items, kinds, window=180, as_of="2025-01-01")
    none = [found.loc[found["next"] == "none", "customers"].sum() for found in (short, long)]
    assert none[0] > none[1]
    early = recommenders.next_category(orders, items, kinds, window=180, as_of="2024-09-01")
    firsts = orders.drop_duplicates("customer_id")["ts_pay"]
    ripe = (firsts <= pd.Timestamp("2024-09-01") - pd.Timedelta(days=180)).sum()
    assert early.groupby("category")["n"].first().sum() == ripe
    with pytest.raises(InputError, match="No first order"):
        recommenders.next_category(orders, items, kinds, window=180, as_of="2024-01-02")
    with pytest.raises(InputError, match="have no category"):
        recommenders.next_category(orders, items, kinds.iloc[1:])


def test_the_dearest_article_gives_the_category():
    orders = pd.DataFrame(
        {"order_id": [1], "customer_id": ["Ann"], "ts_pay": pd.to_datetime(["2025-01-01"])}
    )
    items = pd.DataFrame(
        {"order_id": [1, 1], "sku": ["cup", "tent"], "qty": [3, 1], "price": [20.0, 50.0]}
    )
    kinds = pd.DataFrame({"sku": ["cup", "tent"], "category": ["kitchen", "home"]})
    found = recommenders.next_category(orders, items, kinds, as_of="2026-01-01")
    assert found["category"].tolist() == ["kitchen"]
