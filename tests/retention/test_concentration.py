"""Concentration: hand-made cases, published claims, coverage of the intervals, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm, poisson

from ecomlab.errors import InputError
from ecomlab.retention import concentration
from ecomlab.retention.concentration import (
    chance_top_share,
    gini,
    lorenz,
    persistence,
    top_share,
)
from tests.retention.simulated import at_least, make_orders

AMOUNTS = st.lists(st.integers(0, 1000), min_size=2, max_size=50).filter(lambda y: sum(y) > 0)


@given(AMOUNTS)
def test_lorenz_curve(values):
    table = lorenz(values)
    assert table.iloc[0].tolist() == [0, 0]
    assert table.iloc[-1].tolist() == pytest.approx([1, 1])
    assert (np.diff(table.share_of_value, 2) >= -1e-12).all()  # convex
    area = np.trapezoid(table.share_of_value, table.share_of_customers)
    assert gini(values) == pytest.approx(1 - 2 * area, abs=1e-12)
    pairs = np.abs(np.subtract.outer(values, values)).mean()
    assert gini(values) == pytest.approx(pairs / (2 * np.mean(values)), abs=1e-12)


@given(AMOUNTS, st.floats(0.01, 0.99), st.floats(0.1, 1e4))
def test_top_share_is_read_off_the_lorenz_curve(values, top, scale):
    row = top_share(values, top).iloc[0]
    curve = lorenz(values)
    held = 1 - np.interp(1 - top, curve.share_of_customers, curve.share_of_value)
    assert row.estimate == pytest.approx(held, abs=1e-9)
    assert top - 1e-9 <= row.estimate <= 1 + 1e-9
    again = top_share(scale * np.array(values[::-1]), top).iloc[0]
    assert again.tolist() == pytest.approx(row.tolist(), abs=1e-9)


def test_negative_values():
    curve = lorenz([-10, 5, 25])
    assert curve.share_of_value.tolist() == [0, -0.5, -0.25, 1]
    assert top_share([-10, 5, 25], 1 / 3).estimate[0] == pytest.approx(25 / 20)  # above 1
    assert gini([-10, 5, 25]) > gini([0, 5, 25])


@pytest.mark.parametrize("function", [lorenz, gini, top_share])
@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([-5, 5], "add up to 0"),
        ([0, 0, 0], "add up to 0"),
        ([1, np.nan], "1 missing"),
        ([], "shape"),
        ([[1, 2], [3, 4]], "shape"),
        (["many", "few"], "must be numbers"),
        (np.array(["1997-01-01", "1998-01-01"], dtype="datetime64[s]"), "must be numbers"),
        ([1e308, 1e308], "larger unit"),
        ([1e307] * 9, "larger unit"),
        ([-1e308, 1e308, 5], "A value is -1e\\+308: too large"),
    ],
)
def test_bad_values(function, values, says):
    with pytest.raises(InputError, match=says):
        function(values)


def test_lognormal_of_the_case_gives_80_20():
    """Case K18: σ = 1.683 gives exactly .80 in the top 20 %."""
    middle = (np.arange(1_000_000) + 0.5) / 1_000_000
    values = np.exp(1.683 * norm.ppf(middle))
    assert top_share(values).estimate[0] == pytest.approx(0.80, abs=0.001)


@pytest.mark.parametrize(
    ("draw", "truth"),
    [
        (lambda rng, n: rng.lognormal(0, 0.8, n), norm.sf(norm.ppf(0.8) - 0.8)),
        (lambda rng, n: rng.exponential(1, n), 0.2 * (1 - np.log(0.2))),
        (lambda rng, n: rng.poisson(2, n), chance_top_share(2)),
    ],
    ids=["lognormal", "exponential", "poisson"],
)
def test_top_share_interval_coverage(draw, truth, seeds):
    draws, hits = 20 * seeds, 0
    for seed in range(draws):
        row = top_share(draw(np.random.default_rng(seed), 1000)).iloc[0]
        hits += row.low <= truth <= row.high
    assert at_least(0.93, draws) <= hits <= binom.ppf(1 - 1e-4, draws, 0.975)


def test_chance_top_share():
    assert chance_top_share(1) == pytest.approx(0.5036, abs=0.00005)
    assert chance_top_share(2) == pytest.approx(0.4090, abs=0.0005)
    draws = np.random.default_rng(3).poisson(1.3, 400_000)
    assert chance_top_share(1.3, 0.1) == pytest.approx(top_share(draws, 0.1).estimate[0], abs=0.002)


@given(st.floats(0.01, 500), st.floats(0.01, 0.99))
def test_chance_top_share_by_listing_all_counts(mean, top):
    counts = np.arange(int(mean + 40 * mean**0.5 + 60))[::-1]
    taken = np.diff(np.minimum(np.cumsum(poisson.pmf(counts, mean)), top), prepend=0)
    assert chance_top_share(mean, top) == pytest.approx(taken @ counts / mean, rel=1e-6)
    assert chance_top_share(mean, top) <= chance_top_share(mean / 2, top) + 1e-12


@pytest.mark.parametrize(
    "bad", [(0, 0.2), (-1, 0.2), (np.nan, 0.2), (10**20, 0.2), (1, 20), (1, 0)]
)
def test_chance_top_share_refuses(bad):
    with pytest.raises(InputError):
        chance_top_share(*bad)


def test_persistence_by_hand():
    rows = [(i, 0, 10 * (i + 1)) for i in range(10)]  # 9 and 8 are the top before: 190 of 550
    rows += [(9, 20, 30), (0, 25, 50), (3, 30, 20), (77, 40, 999)]  # 77 came later: not followed
    table = persistence(make_orders(*rows), split="2025-01-10")
    assert table.period.tolist() == ["before", "after", "after"]
    assert table.ranked_on.tolist() == ["before", "before", "after"]
    assert table.share.tolist() == pytest.approx([190 / 550, 30 / 100, 80 / 100])
    assert table.n.tolist() == [10, 10, 10]


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefghij"), st.integers(0, 60), st.integers(1, 99)),
        min_size=2,
        max_size=40,
    ),
    st.sampled_from([0.1, 0.2, 0.5]),
)
def test_persistence_against_a_plain_loop(rows, top):
    rows = [("early", 0, 5), ("other", 0, 3), *rows, ("early", 50, 4)]
    paid = {}
    for who, day, amount in rows:
        paid.setdefault(who, [0, 0])[day > 30] += amount
    followed = {who for who, day, _ in rows if day <= 30}
    paid = sorted((paid[who] for who in followed), key=lambda pair: -pair[0])
    table = persistence(make_orders(*rows), "2025-01-31", top)
    assert table.n.tolist() == [len(paid)] * 3
    before, after, own = table.share
    places = top * len(paid)
    whole = int(places + 1e-9)
    best = paid[whole][0] if whole < len(paid) else 0
    held = sum(pair[0] for pair in paid[:whole]) + (places - whole) * best
    assert before == pytest.approx(held / sum(pair[0] for pair in paid))
    assert -1e-9 <= after <= own + 1e-9 <= 1 + 1e-8  # nobody beats the later period's own top


def test_persistence_shares_out_ties():
    rows = [(i, 0, 10) for i in range(5)] + [(i, 20, 10 * i) for i in range(5)]
    assert persistence(make_orders(*rows), "2025-01-10").share[1] == pytest.approx(0.2)


def test_persistence_interval_coverage(seeds):
    """Each customer's own level holds for both periods; the truth comes from two million."""

    def shop(rng, n):
        level = rng.gamma(1.5, 1, n)
        return rng.poisson(level) + rng.random(n), rng.poisson(level)

    before, after = shop(np.random.default_rng(999), 2_000_000)
    truth = after[before >= np.quantile(before, 0.8)].sum() / after.sum()
    draws, hits = 10 * seeds, 0
    for seed in range(draws):
        before, after = shop(np.random.default_rng(seed), 1000)
        _, low, high = concentration._share_of(before, after, 0.2, 0.95)
        hits += low <= truth <= high
    assert hits >= at_least(0.93, draws)


def test_persistence_refuses(cdnow):
    with pytest.raises(InputError):
        persistence(cdnow, "1996-12-31")
    with pytest.raises(InputError, match="add up to 0"):
        persistence(cdnow, "1998-06-30")  # nothing comes after
    with pytest.raises(InputError, match="top"):
        persistence(cdnow, "1997-09-30", top=20)
