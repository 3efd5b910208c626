"""ab_test of shares, means, ratios, clusters, quantiles, CUPED: statsmodels, and by draws."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from ecomlab import estimates
from ecomlab.conversion.experiments import ab_counts, ab_summaries, ab_test
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import Moments, moments, pooled_moments, quantile
from tests.backends import OTHERS


def visits(n=600, seed=1, effect=0.0):
    """Visits of visitors, who come one to four times; what they spent before and spend now."""
    rng = np.random.default_rng(seed)
    visitor = np.repeat(np.arange(n), rng.integers(1, 5, n))
    arm = np.where(rng.random(n) < 0.5, "new", "old")[visitor]
    before = rng.gamma(2, 10, n)[visitor]
    spent = before / 2 + rng.gamma(1, 8, len(visitor)) + effect * (arm == "new")
    paid = rng.random(len(visitor)) < 0.2 + 0.002 * before
    return pd.DataFrame(
        {"visitor": visitor, "arm": arm, "spent": spent, "paid": paid, "before": before,
         "pieces": rng.integers(1, 6, len(visitor))}
    )  # fmt: skip


ROWS = visits()
FIRST = ROWS.drop_duplicates("visitor")
NEW, OLD = (FIRST[FIRST["arm"] == arm] for arm in ("new", "old"))
KINDS = {
    "share": {"metric": "paid"},
    "share against the past": {"metric": "paid", "covariate": "before"},
    "mean": {"metric": "spent"},
    "relative": {"metric": "spent", "relative": True},
    "cuped": {"metric": "spent", "covariate": "before"},
    "ratio": {"metric": "spent", "below": "pieces"},
    "ratio, cuped": {"metric": "spent", "below": "pieces", "covariate": "before"},
    "clusters": {"metric": "paid", "cluster": "visitor"},
    "clusters, ratio, cuped": {
        "metric": "spent", "below": "pieces", "covariate": "before", "cluster": "visitor",
    },
    "quantile": {"metric": "spent", "kind": "quantile", "share": 0.9},
    "quantile of clusters": {"metric": "spent", "kind": "quantile", "cluster": "visitor"},
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("backend", OTHERS)
def test_every_backend_says_the_same(kind, backend):
    mine = ab_test(ROWS, "new", "old", **KINDS[kind])
    other = ab_test(OTHERS[backend](ROWS), "new", "old", **KINDS[kind])
    assert other[:3] == pytest.approx(mine[:3], rel=1e-9)
    assert other[3:] == mine[3:]


def test_shares_are_newcombe_s():
    count, n = [side["paid"].sum() for side in (NEW, OLD)], [len(NEW), len(OLD)]
    oracle = confint_proportions_2indep(count[0], n[0], count[1], n[1], method="newcomb")
    found = ab_test(FIRST, "new", "old", "paid")
    assert found[1:3] == pytest.approx(oracle)
    flags = ab_test(
        FIRST.assign(paid=FIRST["paid"].astype(int)), "new", "old", "paid", kind="share"
    )
    assert flags == found


def test_means_are_welch_s():
    oracle = CompareMeans(DescrStatsW(NEW["spent"]), DescrStatsW(OLD["spent"]))
    found = ab_test(FIRST, "new", "old", "spent")
    assert found[1:3] == pytest.approx(oracle.tconfint_diff(usevar="unequal"))


def test_cuped_is_the_regression_on_the_past_and_welch_of_what_is_left():
    """The slope of all units together, as in Deng and others (2013) and in tea-tasting."""
    slope = sm.OLS(FIRST["spent"], sm.add_constant(FIRST["before"])).fit().params["before"]
    rest = FIRST["spent"] - slope * FIRST["before"]
    sides = (DescrStatsW(rest[FIRST["arm"] == arm]) for arm in ("new", "old"))
    oracle = CompareMeans(*sides)
    found = ab_test(FIRST, "new", "old", "spent", covariate="before")
    assert found[1:3] == pytest.approx(oracle.tconfint_diff(usevar="unequal"))
    plain = ab_test(FIRST, "new", "old", "spent")
    known = np.corrcoef(FIRST["spent"], FIRST["before"])[0, 1] ** 2
    narrower = (found.high - found.low) / (plain.high - plain.low)
    assert narrower == pytest.approx((1 - known) ** 0.5, abs=0.02)


def test_ratios_and_clusters_are_the_sandwich_of_a_regression():
    """Weighted least squares of the ratio, clustered: the delta method's variance (HC0)."""
    each = ROWS.groupby("visitor").agg(
        arm=("arm", "first"), spent=("spent", "sum"), pieces=("pieces", "sum"),
        rows=("paid", "size"), paid=("paid", "sum"),
    )  # fmt: skip
    for top, bottom, how in (
        ("spent", "pieces", {"below": "pieces", "kind": "ratio"}),
        ("paid", "rows", {}),
    ):
        new = sm.add_constant((each["arm"] == "new").astype(float))
        fit = sm.WLS(each[top] / each[bottom], new, weights=each[bottom]).fit(cov_type="HC0")
        found = ab_test(ROWS, "new", "old", top, cluster="visitor", **how)
        assert found.value == pytest.approx(fit.params["arm"])
        half = (found.high - found.low) / 2
        assert half == pytest.approx(1.9635 * fit.bse["arm"], rel=0.004)  # n against n − 1, t
        assert found.n == len(each)


def test_rows_of_one_visitor_are_not_independent():
    """Ten copies of each row say no more than one; without the cluster the interval believes so."""
    many = pd.concat([FIRST] * 10)
    once = ab_test(FIRST, "new", "old", "spent")
    dealt = ab_test(many, "new", "old", "spent", cluster="visitor")
    assert dealt.high - dealt.low == pytest.approx(once.high - once.low, rel=1e-6)
    fooled = ab_test(many, "new", "old", "spent")
    assert (fooled.high - fooled.low) * 3 < once.high - once.low


def covered(draw, truth, runs=2000):
    return np.mean([draw(seed).holds(truth) for seed in range(runs)])


@pytest.mark.parametrize("kind", ["ratio", "cuped", "clusters", "quantile", "relative"])
def test_coverage(kind):
    """Of 2,000 small tests 93 to 97% hold the truth: worked on moments, as ab_test does."""
    rng = np.random.default_rng(3)

    def ratio(_):
        sides = []
        for base in (1.2, 1.0):
            pieces = rng.integers(1, 6, 150)
            sides.append(moments(base * pieces + pieces * rng.exponential(1, 150), pieces))
        return estimates.difference_from_moments(*sides, ratio=True)

    def cuped(_):
        sides = []
        for base in (0.2, 0.0):
            before = rng.exponential(1, 100)
            sides.append(moments(base + 2 * before + rng.normal(0, 1, 100), before))
        return estimates.difference_from_moments(*sides, covariate=True)

    def clusters(_):
        sides = []
        for base in (0.35, 0.3):
            size = rng.integers(1, 8, 120)
            rate = rng.beta(3 * base, 3 * (1 - base), 120)
            sides.append(moments(rng.binomial(size, rate), size))
        return estimates.difference_from_moments(*sides, ratio=True)

    def by_quantile(_):
        sides = [quantile(scale * rng.exponential(1, 300), 0.75) for scale in (1.5, 1.0)]
        return estimates.difference_of(*sides)

    def relative(_):
        sides = [moments(rng.gamma(2, mean / 2, 120)) for mean in (1.2, 1.0)]
        return estimates.difference_from_moments(*sides, relative=True)

    draw, truth = {
        "ratio": (ratio, 0.2), "cuped": (cuped, 0.2), "clusters": (clusters, 0.05),
        "quantile": (by_quantile, 0.5 * np.log(4)), "relative": (relative, 0.2),
    }[kind]  # fmt: skip
    assert 0.93 <= covered(draw, truth) <= 0.97


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=30), st.integers(1, 20))
def test_moments_of_parts_are_those_of_all(values, cut):
    cut = min(cut, len(values) - 1)
    whole = moments(values, np.square(values))
    parts = (moments(part, np.square(part)) for part in (values[:cut], values[cut:]))
    one, other = (part if part.n > 1 else Moments(1, part.mean, np.zeros((2, 2))) for part in parts)
    both = pooled_moments(one, other)
    assert both.n == whole.n
    assert both.mean == pytest.approx(whole.mean)
    assert both.cov == pytest.approx(whole.cov, rel=1e-9, abs=1e-6)


@given(st.floats(0.1, 100), st.floats(-1e6, 1e6))
def test_units_and_levels_don_t_matter(factor, level):
    plain = ab_test(FIRST, "new", "old", "spent", covariate="before")
    moved = FIRST.assign(spent=factor * FIRST["spent"] + level, before=3 * FIRST["before"] - level)
    found = ab_test(moved, "new", "old", "spent", covariate="before")
    assert found[:3] == pytest.approx([factor * x for x in plain[:3]], rel=1e-5, abs=1e-5)


def test_a_past_that_says_nothing_changes_nothing():
    plain = ab_test(FIRST, "new", "old", "spent")
    found = ab_test(FIRST.assign(one=1), "new", "old", "spent", covariate="one")
    assert found[:3] == pytest.approx(plain[:3])


def test_the_other_way_round_is_the_other_sign():
    for how in KINDS.values():
        if not how.get("relative"):
            one, other = ab_test(ROWS, "new", "old", **how), ab_test(ROWS, "old", "new", **how)
            assert one[:3] == pytest.approx([-other.value, -other.high, -other.low])


def test_counts_and_summaries_say_what_the_rows_say():
    rows = FIRST.assign(arm=FIRST["arm"].map({"new": 1, "old": 0}))  # arms may be numbers
    by = rows.groupby("arm")["paid"].agg(["sum", "size"]).reset_index()
    for relative in (False, True):
        found = ab_counts(by, 1, 0, yes="sum", of="size", relative=relative)
        assert found[:3] == pytest.approx(ab_test(rows, 1, 0, "paid", relative=relative)[:3])
        by_spent = rows.groupby("arm")["spent"].agg(n="size", mean="mean", variance="var")
        found = ab_summaries(by_spent.reset_index(), 1, 0, relative=relative)
        assert found[:3] == pytest.approx(ab_test(rows, 1, 0, "spent", relative=relative)[:3])


def test_public_counts():
    """Cookie Cats: 19.02% of 44,700 against 18.20% of 45,489 players came back after a week."""
    gates = pd.DataFrame({"arm": [30, 40], "n": [44_700, 45_489], "back": [8_502, 8_279]})
    found = ab_counts(gates, 40, 30, yes="back", of="n")
    assert found.value == pytest.approx(-0.0082, abs=0.00005)
    assert found.high < 0


def compare(metric, rows=ROWS, **how):
    return ab_test(rows, "new", "old", metric, **how)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: ab_test(ROWS, "new", "odl"), ColumnError, "converted"),
        (lambda: ab_test(ROWS, "new", "odl", "paid"), ChoiceError, "did you mean 'old'"),
        (lambda: ab_test(ROWS, "new", "new", "paid"), InputError, "two arms"),
        (lambda: compare("paid", kind="median"), ChoiceError, "quantile"),
        (lambda: compare("spent", kind="share"), InputError, "neither 0 nor 1"),
        (lambda: compare("spent", kind="ratio"), InputError, "below"),
        (lambda: compare("spent", kind="mean", below="pieces"), InputError, "b"),
        (
            lambda: compare("spent", kind="quantile", covariate="before"),
            InputError,
            "as it is",
        ),
        (
            lambda: ab_test(ROWS.assign(arm=["new", "old"] * 2 * (len(ROWS) // 4) + ["new"] * (
                len(ROWS) % 4)), "new", "old", "paid", cluster="visitor"),
            InputError,
            "in two arms",
        ),
        (lambda: compare("paid", ROWS.assign(paid="yes")), InputError, "flags or num"),
        (lambda: ab_test([1, 2], "new", "old", "paid"), InputError, "list"),
        (lambda: ab_test(ROWS.assign(spent=np.nan), "new", "old", "spent"), InputError, "missing"),
        (lambda: compare("spent", kind="quantile", share=2), InputError, "share"),
        (lambda: ab_test(ROWS.assign(pieces=0), "new", "old", "spent", below="pieces"), InputError,
         "not above 0"),
    ],
)  # fmt: skip
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()


def test_gaps_are_refused_on_every_backend():
    rows = ROWS.assign(spent=ROWS["spent"].where(ROWS["visitor"] > 5))
    for convert in OTHERS.values():
        with pytest.raises(InputError, match="missing of"):
            ab_test(convert(rows), "new", "old", "spent")
        with pytest.raises(ColumnError, match="revenue"):
            ab_test(convert(ROWS), "new", "old", "revenue")
