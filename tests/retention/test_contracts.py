"""sBG and BG/BB: published fits, simulated truths, limits, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaln

from ecomlab.errors import InputError
from ecomlab.retention.contracts import BGBB, SBG

INF = np.inf
# Fader and Hardie (2007), table 1: customers left of 1,000, years 0 to 12
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173]
# Fader, Hardie and Shang (2010), table 2: gifts, the last one's year, people
GAVE = [0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6]
LAST = [0, 1, 2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 3, 4, 5, 6, 4, 5, 6, 5, 6, 6]
PEOPLE = [
    *(3464, 1091, 277, 129, 78, 119, 129, 613, 255, 155, 173),
    *(234, 322, 181, 225, 357, 240, 284, 512, 335, 728, 1203),
]


@pytest.mark.parametrize(
    ("cohort", "published"), [(HIGH_END, (0.668, 3.806)), (REGULAR, (0.704, 1.182))]
)
def test_sbg_gives_the_published_parameters(cohort, published):
    fit = SBG.fit_curve(cohort[:8])
    assert (fit.alpha, fit.beta) == pytest.approx(published, abs=0.0006)
    later = fit.survival(np.arange(8, 13))
    assert later == pytest.approx(np.array(cohort[8:]) / 1000, abs=0.02)
    assert fit.n == 1000


def test_bgbb_gives_the_published_fit():
    fit = BGBB.fit(GAVE, LAST, 6, PEOPLE)
    assert fit.n == 11_104
    published = (1.204, 0.750, 0.657, 2.783)
    assert (fit.alpha, fit.beta, fit.gamma, fit.delta) == pytest.approx(published, abs=0.0006)
    assert PEOPLE @ fit.log_likelihood(GAVE, LAST, 6) == pytest.approx(-33225.6, abs=0.05)


def test_bgbb_likelihood_is_the_published_sum():
    model, (a, b, c, d) = BGBB(1.2, 0.75, 0.66, 2.8), (1.2, 0.75, 0.66, 2.8)
    for x, t_x, n in ((0, 0, 6), (2, 3, 6), (6, 6, 6), (1, 1, 1)):
        whole = betaln(a + x, b + n - x) + betaln(c, d + n)
        parts = [
            betaln(a + x, b + t_x - x + i) + betaln(c + 1, d + t_x + i) for i in range(n - t_x)
        ]
        total = np.logaddexp.reduce([whole, *parts]) - betaln(a, b) - betaln(c, d)
        assert model.log_likelihood(x, t_x, n) == pytest.approx(total)


def test_bgbb_conditional_expectation_is_the_closed_form():
    """Fader, Hardie and Shang (2010), equation 13; γ ≠ 1."""
    from scipy.special import gammaln

    model, (a, b, c, d) = BGBB(1.204, 0.750, 0.657, 2.783), (1.204, 0.750, 0.657, 2.783)
    x, t_x, n, ahead = 3, 4, 6, 5
    log = model.log_likelihood(x, t_x, n)
    bought = betaln(a + x + 1, b + n - x) - betaln(a, b)

    def ratio(m):
        return np.exp(gammaln(c + d) - gammaln(1 + d) + gammaln(1 + d + m) - gammaln(c + d + m))

    closed = np.exp(bought - log) * d / (c - 1) * (ratio(n) - ratio(n + ahead))
    assert model.conditional_expected_purchases(ahead, x, t_x, n) == pytest.approx(closed)


def test_residual_lifetime_is_the_discounted_sum():
    models = [SBG(0.668, 3.806), SBG(1.0, 2.0), SBG(3.0, 1.5), SBG(INF, INF, leave=0.2)]
    for model in [*models, SBG(0, 0, leave=0.3), SBG(0, INF)]:
        for renewals in (0, 4):
            left = model.survival(renewals + 1 + np.arange(600)) / model.survival(renewals)
            expected = left @ 1.1 ** -np.arange(600.0)
            got = model.residual_lifetime(renewals, 0.1)
            assert got == pytest.approx(expected, rel=1e-5), model


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=8),
    st.integers(0, 100),
    st.floats(0.05, 20),
    st.floats(0.05, 20),
)
def test_a_contract_fit_is_at_the_top(losses, left, alpha, beta):
    active = left + np.cumsum([0, *losses])[::-1]
    if active[0] == 0:
        return
    fit = SBG.fit_curve(active)
    periods = np.append(np.arange(1, len(active)), len(active) - 1)
    lost = np.append(np.ones(len(losses), dtype=int), 0)
    w = np.append(losses[::-1], left)

    def total(model):
        log = model.log_likelihood(periods[w > 0], lost[w > 0])
        return w[w > 0] @ log

    assert total(fit) >= total(SBG(alpha, beta)) - 2e-4
    survival = fit.survival(np.arange(12))
    assert (np.diff(survival) <= 1e-12).all()
    assert survival[0] == 1


@pytest.mark.parametrize(
    ("active", "limit"),
    [
        ([100, 80, 64], "one chance to leave for all"),
        ([100, 90, 60], "one chance to leave for all"),  # retention falls: the border again
        ([100, 100, 100], "nobody leaves"),
        ([100, 60, 60, 60], "some leave at once, the others never"),
        ([100, 0], "all leave at once"),
    ],
)
def test_contract_limits(active, limit):
    fit = SBG.fit_curve(active)
    assert fit.limit == limit
    assert "Can't be told from 100 customers" in fit.cannot_tell
    assert fit.survival(1) == pytest.approx(active[1] / 100, abs=0.12)
    assert fit.table()["reason"].iloc[0] == limit


def test_cohorts_of_different_age_go_together():
    rng = np.random.default_rng(1)
    theta, age = rng.beta(0.8, 3, 20_000), rng.integers(1, 9, 20_000)
    leaves = rng.geometric(theta)
    fit = SBG.fit(np.minimum(leaves, age), leaves <= age)
    table = fit.table()
    assert (table.low < [0.8, 3]).all()
    assert (table.high > [0.8, 3]).all()


def donors(p, theta, n, opportunities, rng):
    """Occasion by occasion: who is still there gives or doesn't."""
    there, x, last = np.ones(n, dtype=bool), np.zeros(n, dtype=int), np.zeros(n, dtype=int)
    for i in range(1, opportunities + 1):
        there &= rng.random(n) >= theta
        gives = there & (rng.random(n) < p)
        x, last = x + gives, np.where(gives, i, last)
    return x, last, there


@pytest.mark.parametrize("p", ["beta", 0.5, 1.0])
@pytest.mark.parametrize("theta", ["beta", 0.2, 0.0])
def test_occasions_come_back_at_every_limit(p, theta):
    rng = np.random.default_rng(4)
    p = rng.beta(1.2, 0.8, 4000) if p == "beta" else p
    theta = rng.beta(0.7, 2.8, 4000) if theta == "beta" else theta
    x, last, _ = donors(p, theta, 4000, 10, rng)
    seen = donors(p, theta, 4000, 6, rng)
    fit = BGBB.fit(seen[0], seen[1], 6)
    assert fit.expected_purchases(10) == pytest.approx(x.mean(), rel=0.06)
    assert fit.probability_alive(*seen[:2], 6).mean() == pytest.approx(seen[2].mean(), abs=0.05)
    later = BGBB.fit(x, last, 10)
    assert later.n == 4000


def test_intervals_of_contracts_hold_the_truth(seeds):
    hits = np.zeros(2)
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        leaves = rng.geometric(rng.beta(0.8, 3, 2000))
        table = SBG.fit(np.minimum(leaves, 7), leaves <= 7).table()
        hits += (table.low <= [0.8, 3]) & (table.high >= [0.8, 3])
    assert (hits >= at_least_95(seeds)).all(), hits


def at_least_95(draws):
    from tests.retention.simulated import at_least

    return at_least(0.94, draws)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: SBG.fit_curve([10]), "at least two"),
        (lambda: SBG.fit_curve([10, 12]), "never rise"),
        (lambda: SBG.fit_curve([10, 7.5]), "whole"),
        (lambda: SBG.fit([0, 0], [False, False]), "Nobody has met a renewal"),
        (lambda: SBG.fit([0, 1], [True, False]), "left at renewal 0"),
        (lambda: SBG.fit([1.5, 1], [True, False]), "isn't whole"),
        (lambda: SBG.fit([1, 1], [2, 0]), "neither true nor false"),
        (lambda: SBG(1, -1), "beta"),
        (lambda: SBG(0, 0), "mean"),
        (lambda: SBG(1, 1).retention(0), "t = 1"),
        (lambda: SBG(1, 1).survival(1.5), "whole"),
        (lambda: SBG(1, 1).residual_lifetime(1, 0), "discount"),
        (lambda: BGBB.fit([0, 0], [0, 0], 3), "Nobody used"),
        (lambda: BGBB.fit([2, 0], [1, 0], 3), "more purchases"),
        (lambda: BGBB.fit([1, 0], [4, 0], 3), "beyond the last"),
        (lambda: BGBB.fit([0, 1], [2, 1], 3), "frequency 0"),
        (lambda: BGBB.fit([1], [1, 2], [3, 3, 3]), "differ in length"),
        (lambda: BGBB(1, 1, 1, 1).table(), "fit"),
    ],
)
def test_bad_input(wrong, says):
    with pytest.raises(InputError, match=says):
        wrong()


@pytest.mark.filterwarnings("error")
def test_who_must_have_left_is_expected_to_buy_nothing():
    """At a limit some histories are possible of those only who left: 0 purchases, not NaN."""
    always = BGBB(0, 0, 1, 2, buy=0.9)  # a customer buys always or never
    assert always.conditional_expected_purchases(5, [2, 6], [2, 6], 6)[0] == 0
    assert always.conditional_expected_purchases(5, [2, 6], [2, 6], 6)[1] > 0
    at_once = BGBB(1, 1, np.inf, 0)  # all leave before the first occasion
    assert at_once.conditional_expected_purchases(5, 0, 0, [0, 4]).tolist() == [0, 0]
    assert at_once.probability_alive(0, 0, [3, 4], ahead=2).tolist() == [0, 0]
    rng = np.random.default_rng(3)
    left = rng.geometric(rng.beta(0.7, 2, 400))
    x = np.minimum(left - 1, 6)
    model = BGBB.fit(x, x, 6)  # nobody ever skipped an occasion before leaving
    expected = model.conditional_expected_purchases(5, x, x, 6)
    assert ((expected >= 0) & (expected <= 5)).all()
    assert (expected[(x > 0) & (x < 6)] < 1e-9).all()
