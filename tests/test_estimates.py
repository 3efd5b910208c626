"""Estimates: against SciPy and statsmodels, against truth, at the edges, and what they refuse."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.discrete.discrete_model import NegativeBinomial
from statsmodels.stats.proportion import confint_proportions_2indep

from ecomlab import estimates
from ecomlab.errors import EcomlabError, InputError
from ecomlab.estimates import (
    Estimate,
    bootstrap_t,
    censored_rate,
    contrast,
    contrast_of_shares,
    detectable,
    difference,
    difference_between_clusters,
    difference_of,
    difference_of_means,
    difference_of_shares,
    mean,
    mean_interval,
    normal_interval,
    normal_quantile,
    paired_difference,
    placebo_steps,
    power_of,
    randomisation,
    randomisation_p,
    randomisation_ratio,
    rate_interval,
    ratio_of_differences,
    ratio_of_ratios,
    ratio_of_shares,
    ratio_of_totals,
    regression_discontinuity,
    sample_size,
    sample_size_of_means,
    standard_error,
    standardised_difference,
    step,
    step_factor,
    t_quantile,
)
from ecomlab.trials import judge

FINITE = st.floats(-1e9, 1e9)
CONFIDENCE = st.floats(0.01, 0.999)


@given(st.integers(1, 10**6), st.floats(0, 1), CONFIDENCE)
def test_wilson_solves_its_equation_and_holds_the_rate(n, share, confidence):
    count = round(share * n)
    low, high = rate_interval(count, n, confidence)
    assert 0 <= low <= count / n <= high <= 1
    z = normal_quantile(confidence)
    for end in (low, high):  # Wilson: |rate - p| is z standard errors at p
        distance = (count / n - end) ** 2
        assert distance == pytest.approx(z**2 * end * (1 - end) / n, rel=1e-6, abs=1e-12)


def test_nobody_and_everybody_give_exact_ends():
    for n in (1, 3, 7, 100, 12_345):
        assert rate_interval(0, n)[0] == 0
        assert rate_interval(n, n)[1] == 1


def test_no_customers_have_no_rate():
    low, high = rate_interval([0, 0, 1], [0, 5, 5])
    assert np.isnan([low[0], high[0]]).all()
    assert np.isfinite([*low[1:], *high[1:]]).all()


@given(st.lists(FINITE, min_size=2, max_size=50), CONFIDENCE)
def test_a_mean_has_scipy_s_interval(values, confidence):
    found, low, high = mean_interval(values, confidence)
    assert found == pytest.approx(np.mean(values), abs=1e-6)
    assume(np.ptp(values) > 1e-6 * np.max(np.abs(values)))
    oracle = stats.ttest_1samp(values, 0).confidence_interval(confidence)
    assert (low, high) == pytest.approx(tuple(oracle), rel=1e-6, abs=1e-6)
    assert standard_error(values) == pytest.approx(np.std(values, ddof=1) / len(values) ** 0.5)


@given(FINITE, st.floats(0, 1e6), CONFIDENCE)
def test_normal_interval_widens_with_error_and_confidence(estimate, error, confidence):
    middle, low, high = normal_interval(estimate, error, confidence)
    assert low <= middle == estimate <= high
    _, wider, _ = normal_interval(estimate, error, (1 + confidence) / 2)
    assert wider <= low


def test_one_value_has_no_error():
    assert np.isnan(mean_interval([3])).all()
    assert np.isnan(standard_error([3]))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: rate_interval(5, 3),
        lambda: rate_interval(-1, 3),
        lambda: rate_interval("30", 100),
        lambda: rate_interval(30, "100"),
        lambda: rate_interval(1j, 3),
        lambda: rate_interval({}, 3),
        lambda: rate_interval(1, 3, confidence=95),
        lambda: mean_interval(["many", "few"]),
        lambda: mean_interval([1, 2], confidence=95),
        lambda: standard_error("12"),
        lambda: normal_interval(1, -1),
        lambda: normal_interval([1, 2], 1),
        lambda: normal_interval("1", 1),
        lambda: normal_quantile(0),
    ],
)
def test_what_is_no_number_or_no_share_is_refused(wrong):
    with pytest.raises(InputError):
        wrong()


# --- Against other people's programs -----------------------------------------------------------

COUNTS = st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda x: (x[0], x[0] + x[1] + 1))
VALUES = st.lists(st.floats(-1e4, 1e4), min_size=3, max_size=30).filter(lambda v: np.ptp(v) > 1e-3)
POSITIVE = st.lists(
    st.tuples(st.floats(0.1, 1e3), st.floats(0.1, 1e3)), min_size=3, max_size=30
).filter(lambda rows: np.ptp([a / b for a, b in rows]) > 1e-3)


@given(COUNTS, COUNTS)
def test_two_shares_differ_by_newcombe_s_interval(one, other):
    found = difference_of_shares(*one, *other)
    oracle = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert found[1:3] == pytest.approx(oracle, abs=1e-9)
    assert found.low <= found.value <= found.high


@given(COUNTS, COUNTS)
def test_a_ratio_of_shares_has_katz_s_interval(one, other):
    assume(one[0] and other[0])
    found = ratio_of_shares(*one, *other)
    error = (1 / one[0] - 1 / one[1] + 1 / other[0] - 1 / other[1]) ** 0.5
    assert math.log(found.value) == pytest.approx(
        math.log(one[0] / one[1] / other[0] * other[1]), abs=1e-9
    )
    half = (math.log(found.high) - math.log(found.low)) / 2
    assert half == pytest.approx(normal_quantile() * error, abs=1e-9)


@given(VALUES, VALUES)
def test_two_means_differ_by_welch_s_interval(one, other):
    found = difference_of_means(one, other)
    oracle = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert found[1:3] == pytest.approx(tuple(oracle), rel=1e-7, abs=1e-7)
    assert found.n == len(one) + len(other)


def test_difference_takes_yes_and_no_for_shares_and_all_else_for_amounts():
    yes, no = [True] * 30 + [False] * 70, [True] * 18 + [False] * 72
    by_hand = difference_of_shares(30, 100, 18, 90, "customers")
    assert difference(yes, no) == by_hand
    assert difference(pd.Series(yes, dtype="boolean"), np.array(no)) == by_hand
    assert difference(np.array(yes) * 1, no) == difference_of_means(np.array(yes) * 1, no)
    assert difference([3, 5], [1, 2], "shops").counts == "shops"
    assert difference(yes, no, confidence=0.5).high < by_hand.high


@given(POSITIVE)
def test_a_ratio_of_totals_is_a_line_through_the_origin(rows):
    """Least squares with weights 1 / below, and the variance that MacKinnon and White call HC2."""
    above, below = np.array(rows).T
    fit = sm.WLS(above, below[:, None], 1 / below).fit(cov_type="HC2", use_t=True)
    found = ratio_of_totals(above, below)
    assert found[:3] == pytest.approx((fit.params[0], *fit.conf_int()[0]), rel=1e-6, abs=1e-9)


@given(POSITIVE)
def test_a_ratio_of_totals_in_logs_is_the_same_to_first_order(rows):
    above, below = np.array(rows).T
    plain, log = ratio_of_totals(above, below), ratio_of_totals(above, below, log=True)
    assert log.value == pytest.approx(plain.value)
    reach = (plain.high - plain.low) / 2 / plain.value
    assert (log.low, log.high) == pytest.approx(
        (plain.value / math.exp(reach), plain.value * math.exp(reach))
    )


def test_a_ratio_of_ratios_is_welch_s_where_all_units_are_alike():
    """With equal totals below, a ratio of totals is a mean: then SciPy's Welch, of each unit in
    means of its side, has the error of the log."""
    above, above_0 = np.array([20, 24, 19, 27.0]), np.array([10, 11, 12.0])
    found = ratio_of_ratios(above, [5] * 4, above_0, [3] * 3, "weeks")
    assert found.value == pytest.approx((22.5 / 5) / (11 / 3))
    assert (found.n, found.counts) == (7, "weeks")
    welch = stats.ttest_ind(above / 22.5, above_0 / 11, equal_var=False).confidence_interval()
    assert math.log(found.high / found.value) == pytest.approx(welch.high)
    assert math.log(found.low / found.value) == pytest.approx(welch.low)


def test_a_ratio_of_ratios_covers():
    """Units of unlike size: sums of ten units' luck, the ratio 1.5."""
    rng = np.random.default_rng(5)
    below = rng.gamma(9, 1 / 9, (2000, 2, 26))
    above = below * rng.gamma(25, 1 / 25, below.shape) * np.array([1.5, 1])[:, None]
    found = [ratio_of_ratios(a[0], b[0], a[1], b[1]) for a, b in zip(above, below, strict=True)]
    assert judge(found, 1.5).covers()


def test_a_ratio_of_ratios_at_the_edges():
    found = ratio_of_ratios([0, 0], [1, 2], [1, 3], [1, 2])
    assert found.value == 0
    assert np.isnan(found.low)
    assert np.isnan(ratio_of_ratios([1, 3], [1, 2], [0, 0], [1, 2]).value)
    assert np.isnan(ratio_of_ratios([1], [1], [1, 3], [1, 2]).low)
    with pytest.raises(InputError, match="divide by"):
        ratio_of_ratios([1, 3], [1, 2], [1, 3], [0, 0])


def test_a_list_of_estimates_is_a_table_of_them():
    """Notebooks of the first edition draw `pd.DataFrame([estimate, ...])`."""
    found = pd.DataFrame([mean([1, 2, 3], "days"), mean([2, 4, 9], "days")])
    assert list(found) == ["estimate", "low", "high", "n", "counts"]
    assert found["estimate"].tolist() == [2, 5]


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=2, max_size=12), st.integers(2, 5))
def test_clustered_strata_are_a_weighted_regression_with_clustered_errors(rows, many):
    (count, n), (count_0, n_0) = np.array(rows).transpose(1, 2, 0)
    day = np.arange(len(rows)) % many
    assume(len(np.unique(day)) > 1)
    gap, weight = count / n - count_0 / n_0, n * n_0 / (n + n_0)
    assume(np.ptp(gap) > 1e-3)
    fit = sm.WLS(gap, np.ones((len(gap), 1)), weight).fit(
        cov_type="cluster", cov_kwds={"groups": day}, use_t=True
    )
    found = standardised_difference(count, n, count_0, n_0, cluster=day)
    assert found.value == pytest.approx(fit.params[0], abs=1e-9)
    assume(fit.bse[0] > 1e-6)
    assert found[1:3] == pytest.approx(tuple(fit.conf_int()[0]), rel=1e-6, abs=1e-9)
    assert found.n == len(np.unique(day))


def test_mantel_and_haenszel_s_difference_by_hand():
    """Two strata: gaps .1 and .3, weights 100·300/400 = 75 and 200·50/250 = 40."""
    found = standardised_difference([30, 100], [100, 200], [60, 10], [300, 50])
    assert found.value == pytest.approx((75 * 0.1 + 40 * 0.3) / 115)


@given(COUNTS, COUNTS, st.sampled_from(["mantel-haenszel", "first", "second"]))
def test_one_stratum_is_the_plain_difference(one, other, weights):
    found = standardised_difference([one[0]], [one[1]], [other[0]], [other[1]], weights)
    assert found[:4] == pytest.approx(difference_of_shares(*one, *other)[:4])


@given(VALUES, st.integers(1, 2**20))
def test_randomisation_has_scipy_s_exact_p_value(values, bits):
    values = np.round(values[:9])  # whole numbers: what ties, ties to the last bit in both
    treated = np.array([bits >> i & 1 for i in range(len(values))], dtype=bool)
    assume(1 < treated.sum() < len(values) - 1)
    oracle = stats.permutation_test(
        (values[treated], values[~treated]),
        lambda a, b, axis: np.abs(a.mean(axis=axis) - b.mean(axis=axis)),
        n_resamples=np.inf, vectorized=True, alternative="greater",
    ).pvalue  # fmt: skip
    assert randomisation_p(values, treated) == pytest.approx(oracle)


@pytest.mark.parametrize("seed", range(4))
def test_a_ratio_with_one_cost_each_is_the_difference(seed):
    """Who was treated cost 1, the others nothing: the same lots, the same interval."""
    luck = np.random.default_rng(seed)
    values, treated = luck.normal(size=10), luck.permutation(np.arange(10) < 5)
    found = randomisation_ratio(values, treated, treated)
    oracle = randomisation(values, treated)
    assert found.value == pytest.approx(oracle.value)
    assert [found.low, found.high] == pytest.approx([oracle.low, oracle.high], rel=0.15, abs=0.15)


def test_a_ratio_is_within_blocks():
    """What differs between weeks only is nobody's doing; rows may come in any order."""
    luck = np.random.default_rng(1)
    week, dose = np.repeat(np.arange(6), 6), np.tile([0, 0, 1, 1, 1.5, 1.5], 6)
    cost = dose * luck.uniform(5, 9, 36)
    gain = 2 * cost + luck.normal(size=36) + 100 * week
    found = randomisation_ratio(gain, cost, dose, week)
    assert found.holds(2)
    assert found.high - found.low < 0.5
    order = luck.permutation(36)
    again = randomisation_ratio(*(x[order] for x in (gain, cost, dose, week)))
    assert again.value == pytest.approx(found.value)
    assert [again.low, again.high] == pytest.approx([found.low, found.high], abs=0.05)


@pytest.mark.verify
def test_a_ratio_s_interval_holds_the_truth_in_95_of_100_lots():
    """Units that don't change, lots that do; few units, long tails."""
    held = []
    for seed in range(2000):
        luck = np.random.default_rng(seed)
        truth, regions, weeks = luck.uniform(-3, 3), int(luck.integers(6, 15)), 3
        dose = np.concatenate([luck.permutation(np.resize([0, 1, 1.5], regions))
                               for _ in range(weeks)])  # fmt: skip
        cost = dose * luck.lognormal(1, 0.5, regions * weeks)
        gain = truth * cost + luck.standard_t(3, regions * weeks)
        blocks = np.repeat(np.arange(weeks), regions)
        held.append(randomisation_ratio(gain, cost, dose, blocks, seed=seed).holds(truth))
    assert 0.93 < np.mean(held) < 0.98


@pytest.mark.parametrize(
    ("gain", "cost", "dose", "blocks", "words"),
    [
        ([1, 2], [0, 1], [1, 1], None, "one dose"),
        ([1, 2, 3], [0, 1], [0, 1], None, "gain"),
        ([1, 2], [0, 1], [0, 1], [1, 2], "one dose"),
        ([1, 2], [1, 0], [0, 1], None, "larger dose"),
        ([1, 2], [0, 1], [0, 1], [1], "blocks"),
    ],
)
def test_a_ratio_without_a_lot_is_refused(gain, cost, dose, blocks, words):
    with pytest.raises(InputError, match=words):
        randomisation_ratio(gain, cost, dose, blocks)


def test_randomisation_s_interval_is_where_its_p_value_turns():
    rng = np.random.default_rng(3)
    treated = np.arange(12) % 2 == 0
    values = rng.normal(10, 2, 12) + 3 * treated
    found = randomisation(values, treated)
    for end, way in ((found.low, -1), (found.high, 1)):
        assert randomisation_p(values - (end - way * 1e-6) * treated, treated) > 0.05
        assert randomisation_p(values - (end + way * 1e-6) * treated, treated) <= 0.05


def test_pairs_are_drawn_within_pairs():
    """Six pairs, each with the same gain: only 2 of 64 lots are as far from 0."""
    values = np.array([1, 2, 10, 11, 20, 21, 30, 31, 40, 41, 50, 51.0])
    treated = np.arange(12) % 2 == 1
    assert randomisation_p(values, treated, blocks=np.arange(12) // 2) == 2 / 64
    assert randomisation_p(values, treated) > 0.5


def test_few_lots_can_t_be_sure():
    """Three of six: 20 lots, so that no p-value is below .05 to both sides."""
    found = randomisation([1, 2, 3, 11, 12, 13], [False] * 3 + [True] * 3)
    assert found.value == 10
    assert np.isnan(found[1:3]).all()


def test_wald_s_ratio_is_an_instrument_s():
    """Two-stage least squares with the lot as instrument, and HC2 errors per side by hand."""
    rng = np.random.default_rng(7)
    on = np.arange(40) % 2 == 0
    cost = 100 + 50 * on + rng.normal(0, 5, 40)
    gain = 2.5 * cost + rng.normal(0, 30, 40)
    found = ratio_of_differences(gain[on], cost[on], gain[~on], cost[~on])
    z = on - on.mean()
    assert found.value == pytest.approx((z @ gain) / (z @ cost))
    rest = (gain - gain.mean()) - found.value * (cost - cost.mean())
    variance = sum(rest[side].var(ddof=1) / side.sum() for side in (on, ~on))
    half = (found.high - found.low) / 2
    more = cost[on].mean() - cost[~on].mean()
    assert half == pytest.approx(t_quantile(38) * variance**0.5 / more, rel=0.01)


def test_less_spent_by_lot_gives_the_ends_in_order():
    found = ratio_of_differences([1, 2, 3], [1, 2, 2], [8, 9, 11], [5, 6, 7])
    assert found.low < found.value < found.high


def test_discontinuity_by_two_lines():
    rng = np.random.default_rng(1)
    running = rng.uniform(0, 100, 400)
    outcome = 1 + 0.02 * running + 0.5 * (running >= 60) + rng.normal(0, 0.3, 400)
    found = regression_discontinuity(running, outcome, 60, 25, kernel="uniform")
    below = (running < 60) & (running >= 35)
    above = (running >= 60) & (running <= 85)
    ends = [np.polyval(np.polyfit(running[s], outcome[s], 1), 60) for s in (below, above)]
    assert found.value == pytest.approx(ends[1] - ends[0])
    assert found.n == (below | above).sum()
    root = (1 - np.abs(running - 60) / 25).clip(0) ** 0.5  # polyfit squares its weights
    ends = [
        np.polyval(np.polyfit(running[s], outcome[s], 1, w=root[s]), 60) for s in (below, above)
    ]
    assert regression_discontinuity(running, outcome, 60, 25).value == pytest.approx(
        ends[1] - ends[0]
    )


def test_sample_sizes_are_the_textbook_s():
    """Cohen (1988): h = .0223 for .05 and .055; n = (z + z)² · 2 / h², rounded up."""
    effect = 2 * (math.asin(0.055**0.5) - math.asin(0.05**0.5))
    n = 2 * ((stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) / effect) ** 2
    assert sample_size(0.05, 0.055) == sample_size(0.055, 0.05) == math.ceil(n) == 31_218
    assert sample_size_of_means(0.5, 1) == 64  # Cohen (1988), table 2.4.1
    assert sample_size_of_means(-20, 100, power=0.9) == 527


@given(st.floats(0.01, 0.9), st.floats(0.02, 0.5), st.integers(50, 10**6))
def test_power_size_and_detectable_difference_agree(share, lift, n):
    changed = share + lift * (1 - share)
    assert power_of(sample_size(share, changed), share, changed) >= 0.8
    found = detectable(n, share)
    if np.isfinite(found):
        assert found > share
        assert power_of(n, share, found) == pytest.approx(0.8, abs=1e-3)


# --- What follows from the definitions ----------------------------------------------------------


@given(VALUES, VALUES, st.floats(0.1, 10), st.floats(-100, 100))
def test_units_don_t_matter(one, other, scale, shift):
    found = difference_of_means(one, other)
    moved = difference_of_means(scale * np.array(one) + shift, scale * np.array(other) + shift)
    assert moved[:3] == pytest.approx([scale * x for x in found[:3]], rel=1e-5, abs=1e-5)


@given(VALUES, VALUES)
def test_the_other_way_round_is_the_negative(one, other):
    there, back = difference_of_means(one, other), difference_of_means(other, one)
    assert back[:3] == pytest.approx([-there.value, -there.high, -there.low])


@given(st.lists(COUNTS, min_size=2, max_size=5))
def test_a_contrast_of_shares_widens_with_confidence(groups):
    count, n = np.array(groups).T
    weights = np.resize([1, -1], len(groups))
    narrow = contrast_of_shares(count, n, weights, confidence=0.5)
    wide = contrast_of_shares(count, n, weights)
    assert wide.low <= narrow.low <= narrow.value <= narrow.high <= wide.high


def test_difference_of_estimates_is_newcombe_s_too():
    one, other = (estimates.share(count, 200) for count in (60, 31))
    assert difference_of(one, other)[:3] == difference_of_shares(60, 200, 31, 200)[:3]


def test_a_step_takes_the_days_after_less_the_days_before():
    values, after = [1, 3, 2, 9, 8, 10], np.arange(6) >= 3
    assert step(values, after) == difference_of_means(values[3:], values[:3], "days")
    factor = step_factor(values, after)
    assert factor.value == pytest.approx((720 / 6) ** (1 / 3))
    assert factor.counts == "days"


def test_placebo_steps_leave_the_change_alone():
    found = placebo_steps([5, 6] * 10, least=4)
    assert [place for place, _ in found] == list(range(4, 17))
    assert all(estimate.holds(0) for _, estimate in found)
    trend = placebo_steps(np.arange(20) + 0.1 * np.resize([1, -1], 20), least=4)
    assert not any(estimate.holds(0) for _, estimate in trend)


def test_clusters_count_not_their_units():
    rng = np.random.default_rng(5)
    cluster = np.repeat(np.arange(20), 50)
    luck = rng.normal(0, 1, 20)[cluster]
    found = difference_between_clusters(luck, cluster < 10, cluster)
    naive = difference_of_means(luck[cluster < 10], luck[cluster >= 10])
    assert found.n == 20
    assert found.value == pytest.approx(naive.value)
    assert (found.high - found.low) > 5 * (naive.high - naive.low)
    equal = difference_of_means(luck[:500:50], luck[500::50])
    assert found[:3] == pytest.approx(equal[:3])


# --- Nothing is claimed where nothing is known --------------------------------------------------


@pytest.mark.parametrize(
    "found",
    [
        mean([3]),
        mean([0.1] * 1000),
        mean([1e9 + 0.1] * 7),
        difference_of_means([1, 2, 3], [4]),
        difference_of_means([1, 1], [2, 2]),
        paired_difference([3, 4, 5], [1, 2, 3]),
        ratio_of_totals([6], [3]),
        ratio_of_totals([2, 4, 6], [1, 2, 3]),
        ratio_of_totals([2, 4, 6.1], [0, 0, 3]),
        ratio_of_totals([0, 0, 0], [1, 2, 3], log=True),
        step([1, 1, 1, 2], [False, False, False, True]),
        ratio_of_shares(0, 100, 10, 100),
        ratio_of_shares(10, 100, 0, 100),
        estimates.share(0, 0),
        standardised_difference([5], [10], [3], [10], cluster=["a"]),
    ],
)
def test_what_can_t_be_estimated_has_no_interval(found):
    assert np.isnan([found.low, found.high]).all()
    assert not found.holds(found.value)


def test_an_estimate_says_what_n_counts():
    assert repr(Estimate(0.5, 0.25, 0.75, 1234, "pairs")) == "0.5 (0.25 to 0.75), n = 1,234 pairs"
    assert repr(Estimate(12345.6, -1.0, 2e6, 3, "days")) == "12,346 (-1 to 2,000,000), n = 3 days"
    assert Estimate(1, 0, 2, 9).estimate == 1


# --- They cover: unfiltered draws of worlds that aren't normal -----------------------------------


def draws_of(seeds):
    """A generator for each of so many draws; enough that a wrong width shows."""
    return map(np.random.default_rng, range(max(20 * seeds, 400)))


def of_means(rng):
    rate = rng.uniform(1, 5)
    groups = [rng.gamma(2, rate, rng.integers(30, 80)) for _ in range(2)]
    return difference_of_means(*groups), 0


def of_small_means(rng):
    return mean(rng.normal(5, 2, rng.integers(2, 6))), 5


def of_shares(rng):
    p, n = rng.uniform(0.02, 0.5, 2), rng.integers(50, 400, 2)
    k = rng.binomial(n, p)
    return difference_of_shares(k[0], n[0], k[1], n[1]), p[0] - p[1]


def of_totals(rng):
    cost = rng.gamma(4, 25, 28)
    return ratio_of_totals(rng.gamma(3, 1, 28) * cost, cost), 3


def of_clusters(rng):
    size = rng.integers(20, 60, 24)
    cluster = np.repeat(np.arange(24), size)
    values = rng.normal(0, 1, 24)[cluster] + rng.normal(0, 1, len(cluster))
    on = rng.permutation(24) < 12
    return difference_between_clusters(values + 0.7 * on[cluster], on[cluster], cluster), 0.7


def of_strata(rng):
    n, n_0 = rng.integers(30, 200, (2, 5))
    base, gap = rng.uniform(0.1, 0.4, 5), rng.uniform(-0.05, 0.1)
    k, k_0 = rng.binomial(n, base + gap), rng.binomial(n_0, base)
    return standardised_difference(k, n, k_0, n_0), gap


def of_wald(rng):
    on = rng.permutation(32) < 16
    cost = rng.normal(100, 8, 32) * np.where(on, 1.5, 0.5)
    gain = 40 + 1.7 * cost + rng.normal(0, 40, 32)
    return ratio_of_differences(gain[on], cost[on], gain[~on], cost[~on]), 1.7


def of_jumps(rng):
    spent = rng.gamma(3, 800, 3000)
    p = 0.2 + spent / 3e4 + 0.06 * (spent >= 3000)
    again = rng.random(3000) < p
    return regression_discontinuity(spent, again, 3000, 1200), 0.06


def of_lots(rng):
    pair = np.repeat(np.arange(8), 2)
    on = (np.arange(16) + rng.integers(0, 2, 8)[pair]) % 2 == 0
    values = rng.exponential(5, 8)[pair] * 3 + rng.exponential(2, 16) + 4.0 * on
    return randomisation(values, on, blocks=pair), 4


@pytest.mark.parametrize(
    "world",
    [of_means, of_small_means, of_shares, of_totals, of_clusters, of_strata, of_wald, of_jumps],
)
def test_the_intervals_hold_the_truth_as_often_as_they_say(world, seeds):
    found, truths = zip(*map(world, draws_of(seeds)), strict=True)
    verdict = judge(found, truths)
    assert verdict.covers(), verdict


def test_lots_hold_the_truth_at_least_as_often(seeds):
    """Lots are discrete: 128 pairs of opposite ones, so that a little more than 95% hold it."""
    found, truths = zip(*(of_lots(rng) for rng in list(draws_of(seeds))[:200]), strict=True)
    verdict = judge(found, truths)
    assert 0.9 < verdict.share <= 1, verdict


# --- What they refuse ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: mean([1, np.nan, 3]), "1 missing or infinite"),
        (lambda: mean([[1, 2], [3, 4]]), "shape"),
        (lambda: contrast([[1, 2], [3, 4]], [1]), "2 groups, but 1 weights"),
        (lambda: difference_of_shares(5, 3, 1, 2), "from 0 to n"),
        (lambda: ratio_of_totals([1, 2], [0, 0]), "not above 0"),
        (lambda: ratio_of_totals([1, 2], [1]), "2 above, but 1 below"),
        (lambda: ratio_of_totals([], []), "not above 0"),
        (lambda: step([1, 2, 3], [True, True, True]), "All 3 days lie after"),
        (lambda: step([1, 2], [True]), "2 values"),
        (lambda: step_factor([0, 1, 2], [False, True, True]), "above 0"),
        (lambda: placebo_steps([1, 2, 3]), "least is 7 of 3 days"),
        (lambda: difference_between_clusters([1, 2], [True, False], [1, 1]), "within clusters"),
        (lambda: difference_between_clusters([1, 2], [True, True], [1, 2]), "one side"),
        (lambda: standardised_difference([1], [2], [0], [0]), "No stratum"),
        (lambda: standardised_difference([1, 1], [2, 2], [0, 1], [0, 2], "first"), "1 of 2 strata"),
        (lambda: standardised_difference([1], [2], [1], [2], "frist"), "first"),
        (lambda: standardised_difference([1, 1], [2, 2], [1], [2]), "each stratum"),
        (lambda: ratio_of_differences([1, 2], [3, 3], [1, 2], [3, 3]), "spent the same"),
        (lambda: randomisation([1, 2], [True, True]), "one side"),
        (lambda: regression_discontinuity([1, 2, 3], [0, 1, 1], 2, 1), "wider bandwidth"),
        (lambda: regression_discontinuity([1, 2], [0, 1], 2, 1, "round"), "triangular"),
        (lambda: regression_discontinuity([1, 2], [0, 1], 2, -1), "bandwidth"),
        (lambda: sample_size(0.05, 0.05), "both 0.05"),
        (lambda: sample_size(5, 6), "share between 0 and 1"),
        (lambda: sample_size_of_means(0, 1), "difference is 0"),
        (lambda: detectable(100, 2), "share between"),
    ],
)
def test_what_can_t_be_computed_says_why(wrong, says):
    with pytest.raises(EcomlabError, match=says):
        wrong()


# --- Bootstrap ------------------------------------------------------------------------------


def mean_and_error(rows):
    return rows.mean(axis=-1), rows.std(axis=-1, ddof=1) / rows.shape[-1] ** 0.5


def test_bootstrap_of_normal_values_is_student_s_interval():
    values = stats.norm.ppf((np.arange(400) + 0.5) / 400)
    found, by_t = bootstrap_t(values, mean_and_error), mean(values)
    assert found.value == pytest.approx(by_t.value, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((by_t.low, by_t.high), rel=0.1)
    narrow = bootstrap_t(values, mean_and_error, "days", confidence=0.5)
    assert by_t.high * 0.25 < narrow.high < by_t.high * 0.45  # .674 ÷ 1.96 = .34
    assert (narrow.n, narrow.counts) == (400, "days")


def test_bootstrap_covers_the_mean_of_few_skewed_values(seeds):
    """Exponential, 20 of them: Student's interval holds the mean in 91 to 92%."""
    draws = [
        bootstrap_t(np.random.default_rng(seed).exponential(1, 20), mean_and_error)
        for seed in range(20 * seeds)
    ]
    assert judge(draws, 1.0).covers()
    assert sum(d.high - d.value > d.value - d.low for d in draws) > 0.9 * len(draws)


def test_bootstrap_doesn_t_hang_on_order_unit_or_luck():
    values = [1, 1, 2, 2, 2, 3, 3, 4, 6, 9, 19, 31]
    found = bootstrap_t(values, mean_and_error)
    assert bootstrap_t(values[::-1], mean_and_error) == found
    assert bootstrap_t(np.multiply(100, values), mean_and_error)[:3] == pytest.approx(
        [100 * x for x in found[:3]]
    )
    other = bootstrap_t(values, mean_and_error, seed=1)
    assert other != found
    assert other.high == pytest.approx(found.high, rel=0.25)
    alone = bootstrap_t([3, 3, 3, 3], mean_and_error)
    assert alone.value == 3
    assert np.isnan(alone.low)
    assert np.isnan(alone.high)


# --- Counts that were cut off -----------------------------------------------------------------


def test_nothing_cut_off_is_negative_binomial_regression():
    rng = np.random.default_rng(3)
    exposure = rng.uniform(0.5, 3, 60)
    count = rng.negative_binomial(4 * exposure / 1.5, 1 / 2.5)
    fit = NegativeBinomial(count, np.ones(60), loglike_method="nb1", exposure=exposure)
    fit = fit.fit(disp=0, gtol=1e-9, maxiter=500)
    found = censored_rate(count, exposure, [False] * 60)
    assert found.value == pytest.approx(np.exp(fit.params[0]), rel=1e-4)
    assert (found.low, found.high) == pytest.approx(tuple(np.exp(fit.conf_int()[0])), rel=0.02)


def test_cut_off_counts_by_listing_all_that_may_have_been_wanted():
    count, exposure = np.array([3, 5, 2, 6, 4]), np.array([1.0, 2, 1, 2, 1.5])
    cut_off = np.array([False, True, False, False, True])
    for rate, spread in ((2.0, 0.5), (3.5, 2.0)):
        size, chance = rate * exposure / spread, 1 / (1 + spread)
        wanted = np.arange(400)
        by_hand = sum(
            np.log(stats.nbinom.pmf(wanted[wanted >= c] if cut else c, n, chance).sum())
            for c, n, cut in zip(count, size, cut_off, strict=True)
        )
        found = estimates._count_loss(count, rate * exposure, spread, cut_off)
        assert -found == pytest.approx(by_hand)
    middle = censored_rate(count, exposure, cut_off).value
    assert middle > 20 / 7.5  # more than was counted


@pytest.mark.parametrize("spread", [0, 1])
def test_cut_off_counts_cover_the_rate(spread, seeds):
    found = []
    for seed in range(5 * seeds):
        rng = np.random.default_rng(seed)
        mean_of_day = 8 * rng.uniform(0.5, 2, 40)
        wanted = rng.poisson(mean_of_day)
        if spread:
            wanted = rng.negative_binomial(mean_of_day / spread, 1 / (1 + spread))
        shelf = rng.integers(4, 25, 40)
        sold = np.minimum(wanted, shelf)
        found.append(censored_rate(sold, mean_of_day / 8, wanted >= shelf))
    assert judge(found, 8).covers()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: censored_rate([1, 2], [1, 1], [True]), "2 counts, but 1"),
        (lambda: censored_rate([1, -2], [1, 1], [False] * 2), "from 0 on"),
        (lambda: censored_rate([1, 2], [1, 0], [False] * 2), "above 0"),
        (lambda: censored_rate([], [], []), "from 0 on"),
        (lambda: censored_rate([1, 2], [1, 1], [True] * 2), "All 2 days were cut off"),
        (lambda: censored_rate([0, 0], [1, 1], [False] * 2), "Nothing was counted"),
    ],
)
def test_cut_off_counts_refused(wrong, says):
    with pytest.raises(InputError, match=says):
        wrong()


def test_one_count_that_was_not_cut_off_has_no_interval():
    found = censored_rate([3, 2], [1, 1], [False, True])
    assert found.value > 2.5
    assert np.isnan(found.low)
    assert np.isnan(found.high)


def test_of_many_lots_a_sample_stands_for_all():
    """Ten of twenty: 184,756 lots, of which SciPy tries them all and we 2,000."""
    rng = np.random.default_rng(11)
    treated = np.arange(20) % 2 == 0
    values = rng.normal(0, 1, 20) + 0.6 * treated
    oracle = stats.permutation_test(
        (values[treated], values[~treated]),
        lambda a, b, axis: np.abs(a.mean(axis=axis) - b.mean(axis=axis)),
        n_resamples=np.inf, vectorized=True, alternative="greater",
    ).pvalue  # fmt: skip
    found = randomisation_p(values, treated)
    assert abs(found - oracle) < 4 * (oracle * (1 - oracle) / 2000) ** 0.5
    assert found == randomisation_p(values, treated)
    assert found != randomisation_p(values, treated, seed=1)


# ---- Counts and years ---------------------------------------------------------------------------


def test_two_counts_are_a_share_of_both():
    found = estimates.ratio_of_counts(30, 20, "searches")
    inside = stats.binomtest(30, 50).proportion_ci(0.95, method="wilson")
    assert found.low == pytest.approx(inside.low / (1 - inside.low))
    assert found.high == pytest.approx(inside.high / (1 - inside.high))
    assert (found.value, found.n, found.counts) == (1.5, 50, "searches")
    assert estimates.ratio_of_counts(3, 0).high == np.inf
    assert np.isnan(estimates.ratio_of_counts(0, 0).value)


@pytest.mark.parametrize(("rate", "times"), [(20, 1.0), (200, 1.3), (60, 0.5)])
def test_the_interval_of_two_counts_holds(rate, times):
    random = np.random.default_rng(5)
    now, before = random.poisson(rate * times, 4000), random.poisson(rate, 4000)
    low, high = estimates.count_ratio_interval(now, before)
    assert ((low <= times) & (times <= high)).mean() == pytest.approx(0.95, abs=0.02)


def test_a_jackknife_of_a_mean_is_the_mean_s_interval():
    values = np.array([3.0, 5, 4, 9, 6])
    without = [np.delete(values, i).mean() for i in range(5)]
    found, plain = (
        estimates.jackknife(values.mean(), without, "days"),
        estimates.mean(values, "days"),
    )
    assert np.allclose(found[:3], plain[:3])
    assert (found.n, found.counts) == (5, "days")
    assert np.isnan(estimates.jackknife(1.0, [1.0, 2.0]).low)


def test_a_jackknife_of_a_slope_holds_it():
    """Years deal the luck: all days of a year share it."""
    random, held = np.random.default_rng(6), 0
    x = np.tile(np.linspace(-1, 1, 20), (8, 1))
    for _ in range(1000):
        y = (0.5 + random.normal(0, 0.3, (8, 1))) * x + random.normal(0, 0.1, x.shape)
        slopes = [(np.delete(x, i, 0) * np.delete(y, i, 0)).sum() / (np.delete(x, i, 0) ** 2).sum()
                  for i in range(8)]  # fmt: skip
        held += estimates.jackknife((x * y).sum() / (x**2).sum(), slopes).holds(0.5)
    assert held / 1000 == pytest.approx(0.95, abs=0.02)


def test_shares_drawn_to_their_kind_are_the_beta_posterior():
    rate, low, high = estimates.shrunken_shares([0, 26, 200], 200, 0.07, 90)
    for i, count in enumerate((0, 26, 200)):
        known = stats.beta(6.3 + count, 83.7 + 200 - count)
        assert (rate[i], low[i], high[i]) == pytest.approx(
            (known.mean(), known.ppf(0.025), known.ppf(0.975))
        )
        chance = estimates.chance_of_share(count, 200, 0.07, 90, 0.1)
        assert chance == pytest.approx(known.sf(0.1))


@pytest.mark.parametrize(("n", "rate", "weight"), [(1, 0.5, 2), (200, 0.07, 90), (40, 0.3, 1e6)])
def test_counts_of_a_kind_are_beta_binomial(n, rate, weight):
    known = stats.betabinom.pmf(np.arange(n + 1), n, rate * weight, (1 - rate) * weight)
    assert estimates.beta_binomial(n, rate, weight) == pytest.approx(known, abs=1e-8)


def test_shrunken_shares_hold_the_truth_over_many_draws():
    rng = np.random.default_rng(6)
    rate, weight = rng.uniform(0.02, 0.4, 2000), rng.uniform(10, 400, 2000)
    true = rng.beta(rate * weight, (1 - rate) * weight)
    n = rng.integers(20, 600, 2000)
    inside = 0
    for t, m, r, w, count in zip(true, n, rate, weight, rng.binomial(n, true), strict=True):
        _, low, high = estimates.shrunken_shares(count, m, r, w)
        inside += low <= t <= high
    assert 0.93 <= inside / 2000 <= 0.97


@pytest.mark.parametrize(
    ("count", "n"), [([0, 0], [5, 5]), ([5, 5], [5, 5]), ([6, 1], [5, 5]), ([1], [5, 5])]
)
def test_a_kind_that_cannot_be_learned_is_refused(count, n):
    with pytest.raises(InputError):
        estimates.beta_of_shares(count, n)


def test_dispersion_holds_its_truth_and_grows_with_it():
    rng = np.random.default_rng(11)
    z = rng.normal(0, 2.5**0.5, (2000, 14))
    found = [estimates.dispersion(row, "styles") for row in z]
    assert 0.94 <= np.mean([each.holds(2.5) for each in found]) <= 0.96
    assert np.mean([each.value for each in found]) == pytest.approx(2.5, rel=0.03)


def test_correlation_is_scipy_s_with_fisher_s_interval():
    rng = np.random.default_rng(12)
    one = rng.normal(size=16)
    other = 0.8 * one + rng.normal(size=16)
    known = stats.pearsonr(one, other)
    found = estimates.correlation(one, other, "launches")
    assert found.value == pytest.approx(known.statistic)
    assert found[1:3] == pytest.approx(tuple(known.confidence_interval()), abs=1e-9)
    assert found.n == 16
    with pytest.raises(InputError, match="at least four"):
        estimates.correlation([1, 2, 3], [3, 2, 1])
    with pytest.raises(InputError, match="doesn't vary"):
        estimates.correlation([1, 2, 3, 4], [1, 1, 1, 1])


# --- Rates of several groups ---------------------------------------------------------------------


def test_a_gamma_poisson_count_is_a_negative_binomial_one():
    from scipy.stats import nbinom

    found = estimates.gamma_poisson(40, rate=0.15, weight=30, most=25)
    assert found == pytest.approx(nbinom.pmf(np.arange(26), 4.5, 30 / 70), rel=1e-10)


def test_shrunken_rates_are_the_posterior_of_scipy():
    from scipy.stats import gamma

    count, exposure = np.array([0, 3.5, 60]), np.array([10, 10, 200.0])
    rate, low, high = estimates.shrunken_rates(count, exposure, 0.2, 25)
    posterior = gamma(5 + count, scale=1 / (25 + exposure))
    assert rate == pytest.approx(posterior.mean())
    assert low == pytest.approx(posterior.ppf(0.025))
    assert high == pytest.approx(posterior.ppf(0.975))
    assert estimates.chance_of_rate(count, exposure, 0.2, 25, 0.3) == pytest.approx(
        posterior.sf(0.3)
    )


@pytest.mark.parametrize("least", [0.0, 0.1, 0.25, 0.6])
def test_the_excess_is_the_integral_of_the_chances(least):
    """E max(x − line, 0) is the area under the chances beyond the line."""
    from scipy.stats import gamma

    lines = np.linspace(least, 5, 200_001)
    area = np.trapezoid(gamma(12, scale=1 / 45).sf(lines), lines)
    assert estimates.excess_of_rate(7, 20, 0.2, 25, least) == pytest.approx(area, rel=1e-4)


def test_the_spread_of_rates_is_found_again():
    """400 groups of a known kind, drawn with uneven exposures."""
    rng = np.random.default_rng(3)
    exposure = rng.uniform(20, 200, 400)
    truth = rng.gamma(0.15 * 40, 1 / 40, 400)
    rate, weight = estimates.gamma_of_rates(rng.poisson(truth * exposure), exposure)
    assert rate == pytest.approx(0.15, rel=0.06)
    assert weight == pytest.approx(40, rel=0.3)


def test_groups_that_differ_by_luck_alone_are_drawn_all_the_way():
    rng = np.random.default_rng(4)
    exposure = rng.uniform(20, 200, 300)
    rate, weight = estimates.gamma_of_rates(rng.poisson(0.2 * exposure), exposure)
    assert weight > 20 * exposure.mean()
    assert rate == pytest.approx(0.2, rel=0.05)


def test_shrunken_rates_hold_the_truth_over_many_draws():
    rng = np.random.default_rng(5)
    held = []
    for _ in range(2000):
        rate, weight, exposure = rng.uniform(0.5, 5), rng.uniform(1, 60), rng.uniform(1, 90)
        truth = rng.gamma(rate * weight, 1 / weight)
        _, low, high = estimates.shrunken_rates(
            rng.poisson(truth * exposure), exposure, rate, weight
        )
        held.append(low <= truth <= high)
    assert 0.93 <= np.mean(held) <= 0.97


@given(st.floats(0.01, 10), st.floats(0.1, 100), st.integers(0, 200), st.floats(0.1, 500))
def test_a_shrunken_rate_lies_between_the_kind_and_what_was_seen(rate, weight, count, exposure):
    found = estimates.shrunken_rates(count, exposure, rate, weight)[0]
    ends = sorted([rate, count / exposure])
    assert ends[0] * (1 - 1e-9) <= found <= ends[1] * (1 + 1e-9)


@pytest.mark.parametrize(
    ("count", "exposure"),
    [([1, 2], [1, 0]), ([0, 0], [5, 5]), ([-1, 3], [5, 5]), ([1], [5, 5]), ([1, math.nan], [5, 5])],
)
def test_rates_of_no_groups_are_refused(count, exposure):
    with pytest.raises(InputError):
        estimates.gamma_of_rates(count, exposure)


def test_a_trend_within_groups_is_the_conditional_poisson_regression():
    """Equal to statsmodels' ConditionalPoisson, whatever the groups' own rates."""
    from statsmodels.discrete.conditional_models import ConditionalPoisson

    rng = np.random.default_rng(8)
    group, time = np.repeat(np.arange(30), 8), np.tile(np.arange(8), 30)
    exposure = rng.uniform(500, 5000, 240)
    own = np.exp(rng.normal(-4, 1, 30))[group]
    count = rng.poisson(exposure * own * np.exp(-0.05 * time))
    found = estimates.trend_within(count, exposure, time, group, "pictures")
    fit = ConditionalPoisson(
        count, time[:, None].astype(float), groups=group, offset=np.log(exposure)
    ).fit(disp=False)
    assert found.value == pytest.approx(fit.params[0], abs=1e-4)
    assert (found.n, found.counts) == (30, "pictures")


def test_a_trend_s_interval_holds_it_over_many_draws():
    """Groups whose counts scatter four times as much as luck."""
    rng, held = np.random.default_rng(9), []
    group, time = np.repeat(np.arange(20), 6), np.tile(np.arange(6), 20)
    for _ in range(200):
        slope, exposure = rng.uniform(-0.1, 0.1), rng.uniform(500, 3000, 120)
        own = np.exp(rng.normal(-3, 0.5, 20))[group]
        mean = exposure * own * np.exp(slope * time) / 4
        count = 4 * rng.poisson(mean)
        held.append(estimates.trend_within(count, exposure, time, group).holds(slope))
    assert 0.90 <= np.mean(held) <= 0.99


@pytest.mark.parametrize(
    ("count", "exposure", "time", "group", "says"),
    [
        ([1, 2], [9, 9], [0, 0], ["a", "a"], "two times"),
        ([1, 2], [9, 9], [0, 1], ["a", "b"], "two times"),
        ([0, 2], [9, 9], [0, 1], ["a", "a"], "one end"),
        ([1, 2], [9, 0], [0, 1], ["a", "a"], "exposure"),
        ([1, 2], [9, 9], [0, 1], ["a"], "of each cell"),
    ],
)
def test_no_trend_can_be_told(count, exposure, time, group, says):
    with pytest.raises(InputError, match=says):
        estimates.trend_within(count, exposure, time, group)


# --- A stretch of days against its neighbours --------------------------------------------------


def stretch(seed=1, n=60, first=25, last=35):
    """Days with a trend and spells: values, design, reference days, one window."""
    luck = np.random.default_rng(seed)
    spell = np.zeros(n)
    for day in range(1, n):
        spell[day] = 0.7 * spell[day - 1] + luck.normal(0, 3)
    day = np.arange(n)
    inside = (day >= first) & (day < last)
    design = np.column_stack([np.ones(n), day / 30, day % 7 == 0])
    return 100 + 0.3 * day + spell, design, ~inside, inside


def only_model(monkeypatch, memory=(), share=()):
    """Without spells (the model of free days alone), or with one kind of spell beside it."""
    monkeypatch.setattr(estimates, "SPELLS", memory or (0.5,))
    monkeypatch.setattr(estimates, "SPELL_SHARES", share)


def test_beyond_without_spells_is_a_regression_s_prediction(monkeypatch):
    only_model(monkeypatch)
    values, design, reference, window = stretch()
    found = estimates.beyond(values, design, reference, [window])[0]
    fit = sm.OLS(values[reference], design[reference]).fit()
    total = design[window].sum(axis=0)
    value = values[window].sum() - total @ fit.params
    variance = fit.mse_resid * window.sum() + total @ fit.cov_params() @ total
    reach = stats.t.ppf(0.975, fit.df_resid) * variance**0.5
    assert found[:3] == pytest.approx((value, value - reach, value + reach), rel=1e-6)
    assert found.n == reference.sum()


def test_a_model_of_spells_is_the_conditional_normal(monkeypatch):
    """Goldberger's predictor, as conditioning of a normal vector with a vague regression."""
    only_model(monkeypatch, (0.7,), (0.6,))
    values, design, reference, window = stretch()
    day = np.arange(len(values))
    _, middle, error, df = estimates._fits_of_spells(
        values, design, reference, window[None].astype(float), day
    )
    alike = 0.6 * 0.7 ** np.abs(day[:, None] - day[None]) + 0.4 * np.eye(len(day))
    whole = alike + 1e4 * design @ design.T
    known, asked = whole[np.ix_(reference, reference)], window.astype(float)
    pull = asked @ whole[:, reference] @ np.linalg.inv(known)
    variance = asked @ whole @ asked - pull @ whole[reference] @ asked
    fit = sm.GLS(values[reference], design[reference], alike[np.ix_(reference, reference)]).fit()
    assert middle[1, 0] == pytest.approx(values[window].sum() - pull @ values[reference], rel=0.01)
    assert error[1, 0] == pytest.approx((fit.scale * variance) ** 0.5, rel=0.01)
    assert df == fit.df_resid


@given(st.integers(0, 10_000), st.floats(0.1, 50), st.floats(-1000, 1000))
def test_beyond_follows_the_unit_and_forgets_the_level(seed, unit, level):
    values, design, reference, window = stretch(seed)
    one = estimates.beyond(values, design, reference, [window])[0]
    other = estimates.beyond(unit * values + level, design, reference, [window])[0]
    assert other[:3] == pytest.approx(unit * np.array(one[:3]), rel=1e-5, abs=1e-4 * unit)


def test_several_windows_are_read_as_one_by_one():
    values, design, reference, window = stretch()
    half = window & (np.arange(60) < 30)
    both = estimates.beyond(values, design, reference, [window, half])
    for found, alone in zip(both, (window, half), strict=True):
        one = estimates.beyond(values, design, reference, [alone])[0]
        assert found[:3] == pytest.approx(one[:3])


def test_days_that_nobody_needs_may_be_missing():
    values, design, reference, window = stretch()
    gone = values.copy()
    gone[:5] = np.nan
    late = reference & (np.arange(60) >= 5)
    found = estimates.beyond(gone, design, late, [window])[0]
    assert found == estimates.beyond(values, design, late, [window])[0]
    with pytest.raises(InputError, match="5 values are missing"):
        estimates.beyond(gone, design, reference, [window])


def test_beyond_refuses():
    values, design, reference, window = stretch()
    with pytest.raises(InputError, match="has reference days in it"):
        estimates.beyond(values, design, reference, [~window])
    with pytest.raises(InputError, match="At least|at least"):
        estimates.beyond(values, design, reference & (np.arange(60) < 4), [window])
    with pytest.raises(InputError, match="same days"):
        estimates.beyond(values[1:], design, reference, [window])
    with pytest.raises(InputError, match="no scatter"):
        estimates.beyond(np.full(60, 5.0), np.ones((60, 1)), reference, [window])


def test_the_next_value_is_the_textbooks():
    values = np.random.default_rng(1).normal(10, 2, 9)
    fit = sm.OLS(values, np.ones(9)).fit().get_prediction([[1.0]]).summary_frame(alpha=0.1)
    found = estimates.next_value(values, "days", 0.9)
    assert found[:3] == pytest.approx(
        fit[["mean", "obs_ci_lower", "obs_ci_upper"]].iloc[0].tolist()
    )
    with pytest.raises(InputError, match="at least two"):
        estimates.next_value([1.0])


@pytest.mark.parametrize("n", [2, 3, 8])
def test_the_next_value_is_held(n):
    values = np.random.default_rng(n).normal(0, 1, (2000, n + 1))
    found = judge([estimates.next_value(row[:n]) for row in values], values[:, n])
    assert 0.93 <= found.held / found.draws <= 0.97


@pytest.mark.parametrize(
    ("draw", "sd", "n"),
    [
        (lambda rng, n: rng.normal(14, 3, n), 3, 19),
        (lambda rng, n: rng.normal(14, 3, n).round(), math.hypot(3, 12**-0.5), 100),
        (lambda rng, n: rng.uniform(0, 12, n), 12 / math.sqrt(12), 40),
        (lambda rng, n: rng.gamma(4, 3, n), 6, 120),
    ],
)
def test_the_interval_of_a_spread_holds_it(draw, sd, n):
    rng = np.random.default_rng(n)
    held = [estimates.standard_deviation(draw(rng, n)).holds(sd) for _ in range(1500)]
    assert 0.93 <= np.mean(held) <= 0.98


def test_many_normal_values_have_nearly_the_chi_square_interval():
    values = np.random.default_rng(8).normal(0, 2, 20_000)
    found = estimates.standard_deviation(values)
    degrees = len(values) - 1
    low, high = np.sqrt(degrees * values.var(ddof=1) / stats.chi2.ppf([0.975, 0.025], degrees))
    assert (found.low, found.high) == (pytest.approx(low, rel=2e-3), pytest.approx(high, rel=2e-3))


def test_a_spread_without_an_interval():
    assert math.isnan(estimates.standard_deviation([3]).value)
    for values in ([1, 2, 3, 4, 5], [7] * 10):
        found = estimates.standard_deviation(values)
        assert found.value == pytest.approx(np.std(values, ddof=1))
        assert math.isnan(found.low)
        assert math.isnan(found.high)
