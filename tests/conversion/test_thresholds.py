"""What a threshold does: found over many draws; what a curve says without one; sums by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ecomlab.conversion.thresholds import (
    bunching,
    bunching_curve,
    optimise_thresholds,
    promo_incrementality,
    threshold_effect,
)
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import beyond_curve, difference_of_ratios

DRAWS = 2000


def days(rng, pairs=60, lift=5.0, extra=0.02, names=("on", "off"), pair="pair"):
    """Pairs of days that share their fortune; the threshold adds to each order and their count."""
    fortune = rng.lognormal(0, 0.25, pairs)
    rows = []
    for arm, more, there in ((names[0], extra, 1), (names[1], 0.0, 0)):
        orders = rng.poisson(100 * fortune * (1 + more))
        each = 200 + lift * there + rng.normal(0, 12, pairs)
        value = orders * each
        reached = rng.binomial(orders, 0.25) * there
        rows.append(
            pd.DataFrame(
                {
                    pair: np.arange(pairs),
                    "arm": arm,
                    "orders": orders,
                    "value": value,
                    "paid": value - 20 * reached,
                    "kept": 0.85 * (value - 20 * reached),
                    "left": 0.3 * value - 20 * reached,
                    "reached": reached,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def test_the_lift_of_an_order_is_found_in_19_of_20_draws():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(DRAWS):
        fortune = rng.lognormal(0, 0.25, 30)
        (n, value), (n_0, value_0) = (
            (orders, orders * (200 + lift + rng.normal(0, 12, 30)))
            for orders, lift in (
                (rng.poisson(102 * fortune), 5.0),
                (rng.poisson(100 * fortune), 0.0),
            )
        )
        held += difference_of_ratios(value, n, value_0, n_0, paired=True).holds(5.0)
    assert 0.93 <= held / DRAWS <= 0.97


def test_unpaired_days_are_covered_too():
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(DRAWS):
        n = rng.poisson(100 * rng.lognormal(0, 0.25, 40))
        each = 200 + np.where(np.arange(40) < 20, 4.0, 0.0) + rng.normal(0, 12, 40)
        a, b = slice(0, 20), slice(20, 40)
        held += difference_of_ratios((n * each)[a], n[a], (n * each)[b], n[b]).holds(4.0)
    assert 0.93 <= held / DRAWS <= 0.97


def test_a_difference_of_ratios_of_equal_bases_is_that_of_means():
    rng = np.random.default_rng(3)
    x, y, one = rng.normal(10, 2, 12), rng.normal(8, 2, 12), np.ones(12)
    paired = difference_of_ratios(x, one, y, one, paired=True)
    oracle = stats.ttest_rel(x, y).confidence_interval()
    assert (paired.low, paired.high) == pytest.approx((oracle.low, oracle.high))
    free = difference_of_ratios(x, one, y, one)
    oracle = stats.ttest_ind(x, y, equal_var=False).confidence_interval()
    assert (free.low, free.high) == pytest.approx((oracle.low, oracle.high))


def test_totals_of_the_two_sides_by_hand():
    table = days(np.random.default_rng(4), names=("满减", "none"), pair="week")
    found = threshold_effect(table, "满减", "none", pair="week").set_index("metric")
    sums = table.groupby("arm")[["orders", "kept"]].sum()
    each = sums["kept"] / sums["orders"]
    assert found.loc["kept per order", "estimate"] == pytest.approx(each["满减"] - each["none"])
    assert found.loc["kept per order", "control"] == pytest.approx(each["none"])
    assert found.loc["orders", "estimate"] == pytest.approx(
        (sums.loc["满减"] - sums.loc["none"])["orders"] / 60
    )
    assert set(found["n"]) == {60}
    assert threshold_effect(table.drop(columns="left"), "满减", "none")[
        "counts"
    ].unique().tolist() == ["days"]


def test_extra_orders_are_found_over_draws():
    rng = np.random.default_rng(5)
    found = [promo_incrementality(days(rng), pair="pair").set_index("reading") for _ in range(150)]
    held = np.mean(
        [
            f.loc["extra orders per user", "low"]
            <= 0.02 / 1.02 / 0.25
            <= f.loc["extra orders per user", "high"]
            for f in found
        ]
    )
    assert held == pytest.approx(0.95, abs=0.055)
    middle = np.mean([f.loc["yuan given per user", "estimate"] for f in found])
    assert middle == pytest.approx(20)


def smooth(rng=None, more=0):
    value = np.arange(0, 800, 10)
    orders = 900 * np.exp(-((value / 260) ** 2))
    if rng is not None:
        orders = rng.poisson(orders)
    orders = np.asarray(orders, dtype=float)
    orders[(value >= 300) & (value < 340)] += more / 4
    return pd.DataFrame({"value": value, "orders": orders})


def test_a_smooth_shop_is_read_rightly():
    """Where its belief holds, the method finds what is there, and nothing where nothing is."""
    rng = np.random.default_rng(6)
    held = [bunching(smooth(rng, more=400), 300, degree=9).iloc[0] for _ in range(250)]
    assert np.mean([row["low"] <= 400 <= row["high"] for row in held]) == pytest.approx(
        0.95, abs=0.045
    )


def test_the_variance_by_counting_is_that_of_simulation():
    rng = np.random.default_rng(7)
    x = np.linspace(-1, 1, 40)
    design, inside = np.polynomial.legendre.legvander(x, 3), (x > 0) & (x < 0.3)
    means = 50 + 30 * x
    found = [beyond_curve(rng.poisson(means), design, ~inside, inside) for _ in range(DRAWS)]
    assert 0.93 <= np.mean([f.holds(0.0) for f in found]) <= 0.97


def test_prices_alone_look_like_a_threshold():
    """No threshold, a few prices: the curve finds hundreds of orders."""
    rng = np.random.default_rng(8)
    found = 0
    for _ in range(100):
        prices = np.round(rng.uniform(3, 45, 12)) * 10 - 1
        values = rng.choice(prices, 6000) * rng.choice([1, 1, 2], 6000)
        bins = pd.DataFrame({"value": np.arange(9, 789, 10)})
        bins["orders"] = np.histogram(values, np.arange(9, 799, 10))[0]
        row = bunching(bins, 299).iloc[0]
        found += not row["low"] <= 0 <= row["high"]
    assert found > 80


def test_the_curve_and_the_count_agree():
    bins = smooth(more=200)
    curve, row = bunching_curve(bins, 300), bunching(bins, 300).iloc[0]
    inside = curve["part"] == "above"
    assert (curve["orders"] - curve["curve"])[inside].sum() == pytest.approx(
        row["estimate"], abs=1e-3
    )
    wide = bunching(bins, 300, luck="bins").iloc[0]
    assert wide["counts"] == "bins"
    assert wide["n"] == (curve["part"] == "outside").sum()


def test_a_set_of_thresholds_by_hand():
    """Three orders; the middle one is in reach. All adds, some of it comes back."""
    found = (
        optimise_thresholds(
            [120, 260, 320], {"s": [(299, 20)]}, margin=0.4, pull=1, piece=60, back=0.25, handling=4
        )
        .set_index("set")
        .loc["s"]
    )
    stays = 0.75 * (0.4 * 320 - 20) + 0.25 * (0.4 * 260 - 20 * 260 / 320 - 4)
    assert found["estimate"] == pytest.approx((stays - 0.4 * 260 - 20) / 3)
    assert found["kept"] == pytest.approx((120 + 0.75 * 300 + 0.25 * (260 - 16.25) + 300) / 3)
    assert found["value"] == pytest.approx((120 + 320 + 320) / 3)


def test_at_its_break_even_a_set_earns_nothing():
    values = np.random.default_rng(9).lognormal(5, 0.6, 500)
    sets = {"s": [(150, 5), (300, 20)]}
    even = optimise_thresholds(values, sets, 0.5, 0.2, piece=120)["break_even"].iloc[1]
    assert 0 < even < 1
    assert optimise_thresholds(values, sets, 0.5, even, piece=120)["estimate"].iloc[
        1
    ] == pytest.approx(0, abs=1e-9)


def test_extra_orders_bring_their_margin():
    """One order of 400: with half of the rewarded ones extra, each brings another one."""
    found = optimise_thresholds([400, 400], {"s": [(299, 20)]}, 0.3, 0, extra=0.5, parcel=10)
    assert found["estimate"].iloc[1] == pytest.approx(-20 + (120 - 20 - 10))


def test_orders_that_are_worth_splitting():
    found = optimise_thresholds([250, 640, 900], {"s": [(299, 20)]}, 0.3, 0)
    assert found["splits"].iloc[1] == pytest.approx(2 / 3)


TABLE = days(np.random.default_rng(0), pairs=3)


def test_what_cannot_be_read_is_refused():
    with pytest.raises(ColumnError, match="value"):
        threshold_effect(TABLE.drop(columns="value"))
    with pytest.raises(ChoiceError, match="treated"):
        threshold_effect(TABLE, "yes")
    with pytest.raises(InputError, match="pairs aren't whole"):
        threshold_effect(TABLE.iloc[1:], pair="pair")
    with pytest.raises(InputError, match="Give pair"):
        promo_incrementality(TABLE)
    with pytest.raises(ChoiceError, match="luck"):
        bunching(smooth(), 300, luck="days")
    with pytest.raises(InputError, match="one width"):
        bunching(smooth().drop(index=[3]), 300)
    for threshold in (5000, 299):
        with pytest.raises(InputError, match="No bin begins at"):
            bunching(smooth(), threshold)
    with pytest.raises(InputError, match="in both|in reference and window"):
        beyond_curve([1, 2], [[1], [1]], [True, True], [True, False])


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        ({}, "empty"),
        ({"s": []}, "no threshold"),
        ({"s": [(100, 200)]}, "takes off more"),
        ({"s": [(100, 20), (200, 10)]}, "less off"),
        ({"s": [(100, 1), (100, 2)]}, "twice"),
        ({"s": 299}, "Give pairs"),
    ],
)
def test_sets_that_make_no_sense_are_refused(sets, said):
    with pytest.raises(InputError, match=said):
        optimise_thresholds([100.0], sets, 0.3, 0.1)
