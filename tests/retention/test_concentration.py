"""Concentration: hand-made cases, published claims, coverage of the intervals, bad input."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm, poisson

from ecomlab.errors import InputError
from ecomlab.estimates import normal_quantile
from ecomlab.retention.concentration import (
    chance_top_share,
    gini,
    later_share,
    later_value,
    lorenz,
    persistence,
    top_share,
)
from ecomlab.trials import judge
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
    assert again.tolist() == pytest.approx(row.tolist(), abs=1e-9, nan_ok=True)
    assert np.isnan(row.low) == np.isnan(row.high)


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
    """Case K18: σ = 1.683 gives exactly .80 in the top 20%."""
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


def test_top_share_interval_covers_few_customers_with_uneven_values(seeds):
    """Lognormal, standard deviation 1, 300 customers: .93 of draws and less by the normal one."""
    truth = norm.sf(norm.ppf(0.8) - 1)
    rows = [
        top_share(np.random.default_rng(seed).lognormal(0, 1, 300)).iloc[0, 1:4]
        for seed in range(10 * seeds)
    ]
    assert judge(rows, truth).covers()


def test_from_a_thousand_customers_on_the_interval_is_normal():
    values = np.random.default_rng(2).lognormal(0, 1, 1000)
    lean = []
    for some in (values[:999], values):
        row = top_share(some).iloc[0]
        lean.append((row["high"] - row["estimate"]) / (row["estimate"] - row["low"]))
    assert abs(lean[0] - 1) > 0.01
    assert lean[1] == pytest.approx(1, abs=1e-9)


def test_one_customer_holds_all():
    assert lorenz([5]).share_of_value.tolist() == [0, 1]
    assert gini([5]) == 0


def test_who_are_all_alike_have_no_interval():
    row = top_share([7, 7, 7, 7, 7]).iloc[0]
    assert row["estimate"] == pytest.approx(0.2)
    assert np.isnan(row["low"])
    assert np.isnan(row["high"])


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
    assert -1e-9 <= after <= 1 + 1e-9
    enough = sum(pair[1] > 0 for pair in paid) >= places - 1e-9
    assert enough == (after <= own + 1e-9 <= 1 + 1e-8)  # nobody beats the later period's own top
    assert enough != np.isnan(own)  # all that was bought is held by fewer: nothing to rank


def test_persistence_shares_out_ties():
    rows = [(i, 0, 10) for i in range(5)] + [(i, 20, 10 * i) for i in range(5)]
    assert persistence(make_orders(*rows), "2025-01-10").share[1] == pytest.approx(0.2)


def shop(rng, n):
    """Each customer's own level holds for both periods."""
    level = rng.gamma(1.5, 1, n)
    return rng.poisson(level) + rng.random(n), rng.poisson(level)


@cache
def later_truths():
    """Share and mean value later of the top fifth of two million customers."""
    before, after = shop(np.random.default_rng(999), 2_000_000)
    top = before >= np.quantile(before, 0.8)
    return after[top].sum() / after.sum(), after[top].mean()


@pytest.mark.parametrize(("method", "nth"), [(later_share, 0), (later_value, 1)])
def test_later_interval_coverage(method, nth, seeds):
    draws = [method(*shop(np.random.default_rng(seed), 1000)) for seed in range(10 * seeds)]
    assert judge(draws, later_truths()[nth]).covers()


@pytest.mark.parametrize("method", [later_share, later_value])
@pytest.mark.parametrize("n", [300, 2000])
def test_later_interval_has_the_right_width(method, n, seeds):
    """Claimed over actual standard error: without the border's own variation 1.48 (share)."""
    many = 100 * seeds
    found = np.array([method(*shop(np.random.default_rng(seed), n))[:3] for seed in range(many)])
    claimed = np.mean((found[:, 2] - found[:, 1]) ** 2) ** 0.5 / 2 / normal_quantile()
    # The actual one is itself known to 1 ÷ √(2 · many) of it.
    assert claimed / found[:, 0].std() == pytest.approx(1, abs=0.03 + 3 / (2 * many) ** 0.5)


def test_later_share_and_value_by_hand():
    """Of ten, 9 and 8 are the top; within 5% of the border are the second and the third."""
    before = [5, 9, 1, 8, 2, 4, 3, 0, 7, 6]
    after = [1, 4, 0, 2, 0, 3, 1, 0, 6, 3]
    found = later_share(before, after)
    assert found.value == 6 / 20
    assert (found.n, found.counts) == (10, "customers")
    top = np.isin(before, [9, 8])
    border = (2 + 6) / 2  # what 8 and 7 bring later
    influence = ((top - 0.3) * np.array(after) - border * (top - 0.2)) / 2
    reach = normal_quantile() * np.std(influence, ddof=1) / 10**0.5
    assert (found.low, found.high) == pytest.approx((0.3 - reach, 0.3 + reach))
    value = later_value(before, after)
    assert value.value == 3
    assert value.n == 2
    influence = (top * np.array(after) - border * (top - 0.2)) / 0.2
    reach = normal_quantile() * np.std(influence, ddof=1) / 10**0.5
    assert (value.low, value.high) == pytest.approx((3 - reach, 3 + reach))


def test_ties_at_the_border_count_in_part_later_too():
    found = later_share([3, 2, 2, 2, 2, 1, 1, 1, 1, 1], [5, 4, 0, 0, 4, 1, 1, 1, 2, 2], top=0.3)
    assert found.value == pytest.approx((5 + 0.5 * 8) / 20)
    assert later_value([3, 2, 2, 2, 2], [5, 4, 0, 0, 4], top=0.4).value == pytest.approx(7 / 2)


def test_own_top_later_is_unknown_where_too_few_bought():
    rows = [(i, 0, 10 + i) for i in range(10)] + [(3, 20, 5)]
    table = persistence(make_orders(*rows), "2025-01-10")
    assert table.iloc[2][["share", "low", "high"]].isna().all()
    assert table.n.tolist() == [10] * 3
    table = persistence(make_orders(*rows, (4, 20, 5)), "2025-01-10")  # two of ten: just enough
    assert table.share[2] == 1


def test_later_refuses():
    with pytest.raises(InputError, match="3 customers before, but 2 after"):
        later_share([1, 2, 3], [1, 2])
    with pytest.raises(InputError, match="add up to 0"):
        later_value([1, 2, 3], [0, 0, 0])


def test_persistence_refuses(cdnow):
    with pytest.raises(InputError):
        persistence(cdnow, "1996-12-31")
    with pytest.raises(InputError, match="add up to 0"):
        persistence(cdnow, "1998-06-30")  # nothing comes after
    with pytest.raises(InputError, match="top"):
        persistence(cdnow, "1997-09-30", top=20)
