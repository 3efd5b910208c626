"""Pairs beside chance, sets, drivers and topping up: by hand, by simulation, with wrong input."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.conversion import baskets
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import count_interval, each_of

CARTS = st.lists(
    st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4), min_size=2, max_size=40
)


def items_of(carts):
    rows = [(number, sku) for number, cart in enumerate(carts) for sku in cart]
    return pd.DataFrame(rows, columns=["order_id", "sku"])


def dealt(rng, orders, popular, sizes=(0.72, 0.2, 0.08)):
    """Orders of one to three articles, each drawn by popularity, nothing going with anything."""
    size = rng.choice(np.arange(1, 1 + len(sizes)), orders, p=sizes)
    keys = rng.exponential(size=(orders, len(popular))) / popular
    drawn = np.argsort(keys, axis=1)[:, : len(sizes)]
    kept = np.arange(len(sizes)) < size[:, None]
    order = np.repeat(np.arange(orders), size)
    return pd.DataFrame({"order_id": order, "sku": [f"S{i}" for i in drawn[kept]]})


# --- Rules


@settings(max_examples=40, deadline=None)
@given(CARTS)
def test_rules_are_counted_by_hand(carts):
    sets = [set(cart) for cart in carts]
    pairs = {tuple(sorted(p)) for cart in sets for p in combinations(cart, 2)}
    names = sorted(set().union(*sets))
    if not pairs:
        with pytest.raises(InputError, match="no pairs|No pair"):
            baskets.association_rules(items_of(carts))
        return
    found = baskets.association_rules(items_of(carts))
    assert len(found) == 2 * len(pairs)
    for row in found.itertuples():
        both = sum({row.sku, row.with_sku} <= cart for cart in sets)
        first, second = (sum(sku in cart for cart in sets) for sku in (row.sku, row.with_sku))
        assert (row.both, row.orders, row.n) == (both, first, len(sets))
        assert row.support == pytest.approx(both / len(sets))
        assert row.confidence == pytest.approx(both / first)
        assert row.lift == pytest.approx(both * len(sets) / first / second)
        assert row.low <= row.times <= row.high
        assert row.pairs == len(names) * (len(names) - 1) / 2


@settings(max_examples=40, deadline=None)
@given(CARTS)
def test_chance_deals_out_all_companions_and_each_article_keeps_its_own(carts):
    if not any(len(set(cart)) > 1 for cart in carts):
        return
    found = baskets.association_rules(items_of(carts), least=0)
    assert len(found) == 2 * found["pairs"].iloc[0]
    by = found.groupby("sku")
    assert by["expected"].sum().to_numpy() == pytest.approx(by["both"].sum().to_numpy(), rel=1e-4)


def test_the_map_of_two_articles_by_hand():
    """Lamps are half of all companions: chance is known without solving anything."""
    items = items_of([["tent", "lamp"]] * 4 + [["cup", "lamp"]] * 2 + [["tent", "cup"]] * 4)
    found = baskets.association_rules(items).set_index(["sku", "with_sku"])
    # three articles: each pair's expected number follows from the three sums, 8, 6 and 6
    assert found.loc[("tent", "lamp"), "expected"] == pytest.approx(4)
    assert found.loc[("cup", "lamp"), "expected"] == pytest.approx(2)
    assert found["times"].to_numpy() == pytest.approx(1)


def test_an_article_with_more_than_half_of_all_companions():
    items = items_of([["tent", sku] for sku in "abcabcab"] + [["a", "b"]])
    found = baskets.association_rules(items, least=0)
    by = found.groupby("sku")
    assert by["expected"].sum().to_numpy() == pytest.approx(by["both"].sum().to_numpy(), rel=1e-6)
    star = baskets.association_rules(items_of([["tent", sku] for sku in "abcab"]))
    assert star["times"].to_numpy() == pytest.approx(1, rel=1e-3)  # tent is all they can have


def test_a_lift_of_one_is_not_chance():
    """Small orders press it down, large ones push it up; times stays at 1."""
    rng, popular = np.random.default_rng(1), np.full(30, 1.0)
    for sizes, low, high in (((0.8, 0.2), 0.1, 0.6), ((0.5, *[0.0] * 13, 0.5), 1.4, 2.5)):
        found = baskets.association_rules(dealt(rng, 20_000, popular, sizes), least=0)
        assert low < found["lift"].median() < high
        assert found["times"].median() == pytest.approx(1, abs=0.05)


def test_where_nothing_goes_together_hardly_anything_is_found():
    """All intervals together hold in 95 of 100 worlds; alone, one of forty misses above."""
    rng = np.random.default_rng(7)
    worlds, wrong, alone, seen = 100, 0, 0, 0
    for _ in range(worlds):
        popular = rng.dirichlet(np.full(12, 2.0))
        items = dealt(rng, 1_500, popular)
        found = baskets.association_rules(items, least=0)
        wrong += (found["found"] != "open").any()
        single = baskets.association_rules(items, least=0, together=False)
        rare = single["expected"] > 3
        alone += (single["found"][rare] != "open").sum()
        seen += rare.sum()
    assert wrong / worlds < 0.13
    assert 0.01 < alone / seen < 0.06


def test_the_noise_line_holds_at_a_shops_full_size():
    """Companions of unequal popularity, 20,000 orders of two and three, dealt by lot."""
    rng, wrong = np.random.default_rng(9), 0
    popular = 1 / np.arange(1, 41)
    for _ in range(5):
        found = baskets.association_rules(dealt_again(rng, popular), least=0)
        wrong += (found["found"] != "open").any()
    assert wrong <= 2


def dealt_again(rng, popular):
    """As the lesson deals: places of orders filled by popularity, who comes twice counts once."""
    orders = np.repeat(np.arange(20_000), np.where(np.arange(20_000) % 4, 2, 3))
    sku = rng.choice(len(popular), len(orders), p=popular / popular.sum())
    return pd.DataFrame({"order_id": orders, "sku": [f"S{i}" for i in sku]}).drop_duplicates()


def test_what_goes_together_is_found():
    rng = np.random.default_rng(3)
    items = dealt(rng, 4_000, np.full(15, 1.0))
    extra = pd.DataFrame(
        {"order_id": np.repeat(np.arange(9_000, 9_060), 2), "sku": ["S1", "S2"] * 60}
    )
    found = baskets.association_rules(pd.concat([items, extra]))
    assert found.loc[0, ["sku", "with_sku"]].tolist() == ["S1", "S2"]
    assert found.loc[0, "found"] == "more"
    assert found["found"].eq("more").sum() == 2


def test_rules_on_every_backend(backend):
    items = dealt(np.random.default_rng(5), 400, np.full(8, 1.0))
    orders = pd.DataFrame(
        {"order_id": range(400), "status": ["paid", "paid", "closed", "paid"] * 100}
    )
    expected = baskets.association_rules(items, orders)
    found = baskets.association_rules(backend(items), backend(orders))
    pd.testing.assert_frame_equal(found, expected)
    assert found["n"].iloc[0] == 300


def test_the_noise_line_is_where_found_changes():
    items = dealt(np.random.default_rng(2), 3_000, np.array([8, 6, 5, 3, 3, 2, 2, 1.0]))
    more = pd.DataFrame(
        {"order_id": np.repeat(np.arange(9_000, 9_040), 2), "sku": ["S6", "S7"] * 40}
    )
    found = baskets.association_rules(pd.concat([items, more]))
    line = baskets.noise_line(found["both"], found["pairs"].iloc[0])
    assert ((found["times"] > line["above"]) == (found["found"] == "more")).all()
    assert ((found["times"] < line["below"]) == (found["found"] == "less")).all()
    assert set(found["found"]) > {"more"}


def test_intervals_of_counts():
    """Garwood's table: 5 counts, 95%: 1.623 to 11.668; 0 counts: 0 to 3.689."""
    low, high = count_interval([5, 0])
    assert low == pytest.approx([1.6235, 0], abs=1e-3)
    assert high == pytest.approx([11.668, 3.6889], abs=1e-3)
    low, high = count_interval(3, 0)
    assert (low, high) == (0, np.inf)
    with pytest.raises(InputError, match="from 0 on"):
        count_interval(-1)
    draws = np.random.default_rng(0).poisson(20, 4_000)
    low, high = count_interval(draws, 20)
    assert 0.945 < ((low <= 1) & (high >= 1)).mean() < 0.975
    assert each_of(780) == pytest.approx(1 - 0.05 / 780)
    with pytest.raises(InputError):
        each_of(0)


def test_rules_refuse():
    items = items_of([["a", "b"], ["a"]])
    with pytest.raises(ColumnError, match="sku"):
        baskets.association_rules(items.drop(columns="sku"))
    with pytest.raises(InputError, match="one article"):
        baskets.association_rules(items_of([["a"], ["a"]]))
    with pytest.raises(InputError, match="the most is 1"):
        baskets.association_rules(items, least=5)
    with pytest.raises(InputError, match="least is 1.5"):
        baskets.association_rules(items, least=1.5)
    with pytest.raises(InputError, match="missing"):
        baskets.association_rules(items.assign(sku=["a", None, "a"]))
    orders = pd.DataFrame({"order_id": [77], "status": ["paid"]})
    with pytest.raises(InputError, match="same files"):
        baskets.association_rules(items, orders)
    many = items_of([[f"{i}", f"{i + 1}"] for i in range(2_100)])
    with pytest.raises(InputError, match="least=1"):
        baskets.association_rules(many, least=0)


# --- Sets


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.floats(5, 200), st.floats(0, 0.9))
def test_a_set_at_the_needed_rate_earns_nothing(today, left, part):
    """Hundred buyers: what the new ones leave is what the old ones are given."""
    off = part * left
    needed = 100 * baskets.needed_rate(today / 100, left, off)
    assert (needed - today) * (left - off) == pytest.approx(today * off, abs=1e-6)


def test_a_discount_that_takes_all_is_never_earned_back():
    assert baskets.needed_rate(0.1, 20, 20) == np.inf
    for bad in ({"confidence": 1.2}, {"left": -1}, {"discount": -1}):
        with pytest.raises(InputError):
            baskets.needed_rate(**{"confidence": 0.1, "left": 20, "discount": 5} | bad)


RULES = pd.DataFrame(
    {"sku": ["tent", "lamp", "tent"], "with_sku": ["lamp", "tent", "cup"], "both": [50, 50, 9],
     "confidence": [0.1, 0.4, 0.02], "times": [4.0, 4.0, 1.1], "found": ["more", "more", "open"]}
)  # fmt: skip
ARTICLES = pd.DataFrame(
    {"sku": ["tent", "lamp", "cup"], "price": [400.0, 100.0, 50.0], "left": [150.0, 40.0, 9.0]}
)


def test_candidates_are_the_found_pairs_the_dearer_first():
    found = baskets.bundle_candidates(RULES, ARTICLES, discount=0.04)
    assert found[["sku", "with_sku"]].to_numpy().tolist() == [["tent", "lamp"]]
    row = found.iloc[0]
    assert (row["price"], row["off"], row["left"]) == (500, 20, 40)
    assert row["needed"] == pytest.approx(0.2)
    assert row["half_more"] == pytest.approx(5 * 40 - 15 * 20)
    dear = baskets.bundle_candidates(RULES, ARTICLES, discount=0.04, stays=0.5).iloc[0]
    assert dear["cost"] == 10
    assert dear["needed"] == pytest.approx(0.4 / 3)
    with pytest.raises(InputError, match="one way only"):
        baskets.bundle_candidates(RULES.iloc[:1], ARTICLES)
    with pytest.raises(InputError, match="no row of lamp"):
        baskets.bundle_candidates(RULES, ARTICLES.drop(index=1))
    with pytest.raises(InputError, match="no row of tent"):
        baskets.bundle_candidates(RULES, ARTICLES.iloc[1:])
    with pytest.raises(InputError, match="No pair was found"):
        baskets.bundle_candidates(RULES.assign(found="open"), ARTICLES)
    with pytest.raises(InputError, match="two rows of tent"):
        baskets.bundle_candidates(RULES, pd.concat([ARTICLES, ARTICLES]))


def visitors(rng, n=4_000, gain=0.0):
    ordered = rng.random(n) < 0.2
    paid = np.where(ordered, rng.gamma(4, 15, n), 0)
    arm = np.where(rng.random(n) < 0.5, "bundle", "plain")
    left = 0.4 * paid + gain * (arm == "bundle") * ordered
    return pd.DataFrame({"group": arm, "orders": ordered.astype(int), "paid": paid,
                         "singles": ordered.astype(int), "kept": paid, "left": left})  # fmt: skip


def test_a_set_test_finds_what_is_there_in_95_of_100():
    rng, held, worlds = np.random.default_rng(11), 0, 60
    for _ in range(worlds):
        found = baskets.bundle_test(visitors(rng, 1_500, gain=5.0), "bundle", "plain", arm="group")
        row = found.set_index("measure").loc["left per visitor"]
        held += row["low"] <= 0.2 * 5.0 <= row["high"]
    assert 0.85 < held / worlds <= 1


def test_a_set_test_refuses():
    rows = visitors(np.random.default_rng(1))
    with pytest.raises(ChoiceError):
        baskets.bundle_test(rows, "bundle", "nothing", arm="group")
    twice = pd.concat([rows, rows]).assign(visitor_id=[*range(len(rows))] * 2)
    with pytest.raises(InputError, match="two rows"):
        baskets.bundle_test(twice, "bundle", "plain", arm="group")
    with pytest.raises(ColumnError, match="singles"):
        baskets.bundle_test(rows.drop(columns="singles"), "bundle", "plain", arm="group")


# --- Drivers


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(50, 300),
                          st.floats(0.5, 1)), min_size=4, max_size=12))  # fmt: skip
def test_four_drivers_multiply_and_add_up(rows):
    orders = pd.DataFrame(
        {"order_id": range(len(rows)), "half": np.arange(len(rows)) % 2,
         "list_amount": [a * p * price for a, p, price, _ in rows],
         "paid_amount": [a * p * price * share for a, p, price, share in rows]}
    )  # fmt: skip
    items = pd.DataFrame(
        [(n, f"S{k}", p) for n, (a, p, _, _) in enumerate(rows) for k in range(a)],
        columns=["order_id", "sku", "qty"],
    )
    found = baskets.aov_drivers(orders, items, 0, 1, by="half").set_index("driver")
    whole, parts = found.loc["order value"], found.drop(index="order value")
    means = orders.groupby("half")["paid_amount"].mean()
    assert (whole["before"], whole["after"]) == pytest.approx(tuple(means))
    assert parts["factor"].prod() == pytest.approx(whole["factor"])
    assert parts["yuan"].sum() == pytest.approx(means[1] - means[0], abs=1e-6)
    assert whole["yuan"] == pytest.approx(means[1] - means[0], abs=1e-6)


def test_drivers_refuse():
    orders = pd.DataFrame({"order_id": [1, 2], "period": ["a", "b"], "list_amount": [10.0, 10.0],
                           "paid_amount": [9.0, 8.0]})  # fmt: skip
    items = pd.DataFrame({"order_id": [1, 2], "sku": ["x", "x"], "qty": [1, 1]})
    with pytest.raises(InputError, match="have no item"):
        baskets.aov_drivers(orders, items.iloc[:1], "a", "b")
    with pytest.raises(ChoiceError):
        baskets.aov_drivers(orders, items, "a", "c")
    with pytest.raises(InputError, match="nobody paid"):
        baskets.aov_drivers(orders.assign(paid_amount=0.0), items, "a", "b")
    with pytest.raises(InputError, match="two rows"):
        baskets.aov_drivers(pd.concat([orders, orders]), items, "a", "b")


# --- Topping up


def toppers(rng, n=6_000, aims=0.3, back=(0.1, 0.4)):
    """A tent of some price and a lamp; who aims at 300 sends the lamp back more often."""
    tent, lamp = rng.uniform(150, 350, n).round(), 60.0
    lifts = (tent < 300) & (tent + lamp >= 300)
    aimed = lifts & (rng.random(n) < aims)
    came = rng.random(n) < np.where(aimed, back[1], back[0])
    paid = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 100, n), "D")
    orders = pd.DataFrame({"number": range(n), "ts_pay": paid}).rename(
        columns={"number": "order_id"}
    )
    items = pd.DataFrame({"order_id": np.repeat(range(n), 2), "sku": ["tent", "lamp"] * n, "qty": 1,
                          "price": np.column_stack([tent, np.full(n, lamp)]).ravel()})  # fmt: skip
    returns = pd.DataFrame({"order_id": np.flatnonzero(came), "sku": "lamp",
                            "requested_at": paid[came] + pd.Timedelta(days=9)})  # fmt: skip
    return items, orders, returns


def test_topping_up_is_seen_as_far_as_it_can_be():
    """Of those needed 30% aimed: the gap is 30% of 30 points. In 95 of 100 worlds it is held."""
    rng, held, worlds = np.random.default_rng(5), 0, 60
    for _ in range(worlds):
        found = baskets.threshold_pieces(*toppers(rng, 1_500), 300, as_of="2025-06-01")
        row = found.set_index("pieces").loc["difference"]
        held += row["low"] <= 0.3 * 0.3 <= row["high"]
    assert 0.85 < held / worlds <= 1


def test_only_what_was_sent_back_in_time_counts():
    items, orders, returns = toppers(np.random.default_rng(6))
    all_ = baskets.threshold_pieces(items, orders, returns, 300, as_of="2025-06-01")
    late = baskets.threshold_pieces(items, orders, returns, 300, as_of="2025-06-01", days=8)
    assert late["back"].sum() == 0 < all_["back"].sum()
    early = baskets.threshold_pieces(items, orders, returns, 300, as_of="2025-03-01")
    assert early["n"].iloc[-1] < all_["n"].iloc[-1] == len(orders)
    with pytest.raises(InputError, match="nothing to compare"):
        baskets.threshold_pieces(items, orders, returns, 10_000, as_of="2025-06-01")
    with pytest.raises(InputError, match="no date"):
        baskets.threshold_pieces(items, orders, returns, 300, as_of="1/6/2025")
