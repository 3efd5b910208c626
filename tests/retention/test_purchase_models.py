"""BG/NBD and gamma-gamma: published numbers, recovery of the truth, exactness, bad input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import approx_fprime
from scipy.special import roots_jacobi
from scipy.stats import beta

from ecomlab import likelihood
from ecomlab.errors import InputError
from ecomlab.retention import purchase_models
from ecomlab.retention.lifetime import ltv_bgnbd_gamma_gamma, ltv_compare
from ecomlab.retention.purchase_models import BGNBD, MBGNBD, GammaGamma, ParetoNBD
from tests.retention.simulated import (
    SPEND,
    WEEKS,
    at_least,
    histories,
    repeat_times,
    simulate,
    simulate_spend,
)

# ---- BG/NBD -----------------------------------------------------------------------------------


def test_fit_gives_the_published_parameters(calibration):
    weeks = BGNBD.fit(calibration.frequency, calibration.recency / 7, calibration["T"] / 7)
    assert weeks.r == pytest.approx(0.243, abs=0.0006)
    assert weeks.alpha == pytest.approx(4.414, abs=0.0006)
    assert weeks.a == pytest.approx(0.793, abs=0.0006)
    assert weeks.b == pytest.approx(2.426, abs=0.0006)
    logs = weeks.log_likelihood(
        calibration.frequency, calibration.recency / 7, calibration["T"] / 7
    )
    assert logs.sum() == pytest.approx(-9582.43, abs=0.006)
    assert weeks.expected_purchases(52) == pytest.approx(1.444, abs=0.0006)


def test_published_customer():
    who = {"frequency": 26, "recency": 30.86, "T": 31}
    assert WEEKS.conditional_expected_purchases(52, **who) == pytest.approx(25.76, abs=0.005)
    assert WEEKS.probability_alive(**who) == pytest.approx(0.969, abs=0.0005)


def test_the_unit_of_time_only_scales_alpha(calibration):
    table = calibration
    days = BGNBD.fit(table.frequency, table.recency, table["T"])
    weeks = BGNBD.fit(table.frequency, table.recency / 7, table["T"] / 7)
    assert days.alpha == pytest.approx(7 * weeks.alpha, rel=1e-6)
    assert (days.r, days.a, days.b) == pytest.approx((weeks.r, weeks.a, weeks.b), rel=1e-6)
    assert days.expected_purchases(364) == pytest.approx(weeks.expected_purchases(52), rel=1e-6)


def test_weights_are_repeated_customers(calibration):
    history = calibration[["frequency", "recency", "T"]]
    counted = history.value_counts().reset_index()
    once = BGNBD.fit(*(history[name] for name in history))
    weighted = BGNBD.fit(*(counted[name] for name in counted))
    assert weighted.n == once.n == 2357
    for name in ("r", "alpha", "a", "b"):
        assert getattr(once, name) == pytest.approx(getattr(weighted, name), rel=1e-6)


def test_likelihood_of_one_customer_by_numerical_integration():
    """L = ∫∫ λ^x e^(−λT) (1−p)^x + λ^x e^(−λ t_x) p (1−p)^(x−1) over λ and p."""
    model = BGNBD(r=0.7, alpha=9, a=1.3, b=2.2)
    x, t_x, T = 3, 11.0, 20.0

    def over_rate(time):  # E[λ^x e^(−λ time)], λ ~ gamma(r, α)
        def density(rate):
            return rate ** (model.r - 1 + x) * np.exp(-(model.alpha + time) * rate)

        norm_constant = quad(lambda y: y ** (model.r - 1) * np.exp(-model.alpha * y), 0, np.inf)[0]
        return quad(density, 0, np.inf)[0] / norm_constant

    p = beta(model.a, model.b)
    stay = p.expect(lambda q: (1 - q) ** x)
    leave = p.expect(lambda q: q * (1 - q) ** (x - 1))
    expected = np.log(over_rate(T) * stay + over_rate(t_x) * leave)
    assert float(model.log_likelihood(x, t_x, T)) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("model", [BGNBD, MBGNBD, ParetoNBD])
def test_fast_objective_is_the_readable_likelihood(calibration, model):
    x, t_x, T = (calibration[name].to_numpy()[::9] for name in ("frequency", "recency", "T"))
    w = np.arange(len(x)) % 3 + 1.0
    theta = np.log([0.4, 20, 0.6, 3])
    log = model(*np.exp(theta)).log_likelihood(x, t_x, T)
    plain = likelihood.objective_of(model(1, 1, 1, 1), x, t_x, T, w)
    for objective in (model._objective(x, t_x, T, w), plain):
        value, gradient = objective(theta)
        assert -value == pytest.approx(w @ log / w.sum())
        numeric = approx_fprime(theta, lambda point, of=objective: of(point)[0], 1e-6)
        assert gradient == pytest.approx(numeric, abs=1e-5)


# mpmath, 60 digits, the paper's own formula: r, α, a, b, t, x, t_x, T → expected purchases
EXACT = [
    (0.243, 4.414, 0.793, 2.426, 52, 26, 30.86, 31, 25.7581959364835),
    (0.243, 4.414, 0.793, 2.426, 52, 1500, 38.8, 38.86, 1281.19902275038),
    (0.243, 4.414, 0.793, 2.426, 5200, 300, 30, 38.86, 1.26435207447372e-24),
    (0.3, 5, 1.5, 2, 1000, 0, 0, 39, 1.51963194148544),
    (2, 30, 0.2, 0.3, 365, 7, 80, 90, 20.9229132302479),
    (0.5, 10, 0.5, 2, 100, 98, 1, 1, 428.11021325835),  # r − a whole: scipy's hyp2f1 gives inf
    (
        *(6.433435448874958, 0.3065195943064369, 1.3251518390722925, 0.45076851917691935),
        *(6052.147955359384, 1, 0.7707128775877087, 1.3896161806495675, 0.0604091317688816),
    ),
]


@pytest.mark.parametrize("case", EXACT)
def test_expected_purchases_stay_exact_for_many_purchases_and_long_horizons(case):
    *parameters, t, x, t_x, T, expected = case
    got = BGNBD(*parameters).conditional_expected_purchases(t, x, t_x, T)
    assert got == pytest.approx(expected, rel=1e-7)


@given(
    st.tuples(st.floats(0.1, 5), st.floats(10, 100), st.floats(0.1, 5), st.floats(0.1, 5)),
    st.integers(0, 100),
    st.floats(1, 500),
    st.floats(0.01, 1),
    st.floats(0.1, 400),
)
def test_expected_purchases_against_integration(parameters, x, T, part, t):
    """Given that she is active: E[(1 − (A/(A + p t))^(r+x))/p], p ~ beta(a, b + x), A = α + T."""
    model, t_x = BGNBD(*parameters), part * T * (x > 0)
    node, weight = roots_jacobi(100, model.b + x - 1, model.a - 1)
    p, R, A = (1 + node) / 2, model.r + x, model.alpha + T
    mean = weight @ (-np.expm1(-R * np.log1p(p * t / A)) / p) / weight.sum()
    got = model.conditional_expected_purchases(t, x, t_x, T)
    assert got == pytest.approx(mean * model.probability_alive(x, t_x, T), rel=1e-6, abs=1e-300)
    assert 0 <= got <= R / A * t * (1 + 1e-9)  # nobody buys faster than if active


@pytest.mark.parametrize(("a", "b"), [(1, 2), (1 - 1e-9, 2), (1 + 3e-8, 2), (0.4, 0.6)])
def test_no_poles_where_the_formula_divides_by_zero(a, b):
    def forecast(a):
        return BGNBD(0.3, 5, a, b).expected_purchases(52)

    beside = (forecast(a - 1e-4) + forecast(a + 1e-4)) / 2
    assert forecast(a) == pytest.approx(beside, rel=1e-6)


def test_alive():
    assert WEEKS.probability_alive(0, 0, [0, 10, 1000]).tolist() == [1, 1, 1]
    alive = WEEKS.probability_alive(3, [5, 10, 20, 30], 30)
    assert (np.diff(alive) > 0).all()  # the later the last purchase, the likelier
    assert alive[-1] == pytest.approx(1 / (1 + 0.793 / (2.426 + 2)))  # bought just now


def test_expected_purchases_of_a_simulated_crowd():
    rng = np.random.default_rng(5)
    x, t_x, T = simulate(WEEKS, 200_000, 52, rng)
    assert x.mean() == pytest.approx(WEEKS.expected_purchases(52), abs=4 * x.std() / 200_000**0.5)


def test_forecasts_of_a_simulated_crowd_come_true():
    n = 300_000
    who, when = repeat_times(WEEKS, n, 82, np.random.default_rng(6))
    x, t_x, T = histories(who, when, n, 30)
    later = np.bincount(who[when > 30], minlength=n)
    forecast = WEEKS.conditional_expected_purchases(52, x, t_x, T)
    alive = WEEKS.probability_alive(x, t_x, T)
    for group in (x == 0, x == 1, (x > 1) & (alive < 0.5), (x > 1) & (alive > 0.5), x > 8):
        error = later[group] - forecast[group]
        assert abs(error.mean()) < 4 * error.std() / group.sum() ** 0.5


def test_recovery_of_the_parameters(seeds):
    truth = BGNBD(0.6, 30, 0.8, 2.5)
    hits = np.zeros(4)
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        fit = BGNBD.fit(*simulate(truth, 4000, rng.uniform(150, 300, 4000), rng))
        table = fit.table().set_index("parameter")
        true = np.array([truth.r, truth.alpha, truth.a, truth.b])
        hits += (table.low <= true) & (true <= table.high)
        assert fit.expected_purchases(365) == pytest.approx(truth.expected_purchases(365), rel=0.15)
    assert (hits >= at_least(0.95, seeds)).all(), hits


@pytest.mark.parametrize(
    ("history", "says"),
    [
        (([1], [40], [30]), "1 customers have recency longer than T"),
        (([-1, 0], [0, 0], [9, 9]), "frequency has 1 values that are negative"),
        (([1, 0], [np.nan, 0], [9, 9]), "recency has 1 values"),
        (([0, 1], [5, 5], [9, 9]), "frequency 0 but recency above 0"),
        (([2, 0], [0, 0], [9, 9]), "repeats but recency 0"),
        (([1.5, 0], [3, 0], [9, 9]), "not a whole number"),
        (([1, 0, 0], [3, 0], [9, 9, 9]), "differ in length"),
        ((["a", 0], [3, 0], [9, 9]), "must be numbers"),
        (([1e30, 0], [3, 0], [9, 9]), "above 1,000,000"),
        (([0, 0], [0, 0], [9, 9]), "Nobody bought again"),
    ],
)
def test_bad_histories(history, says):
    with pytest.raises(InputError, match=says):
        BGNBD.fit(*history)


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.floats(0.01, 1), st.floats(1, 400)),
        min_size=3,
        max_size=60,
    ),
    st.lists(st.floats(-3, 3), min_size=4, max_size=4),
)
def test_a_fit_is_at_the_top_of_the_likelihood_or_refused(customers, elsewhere):
    x, part, T = map(np.array, zip(*customers, strict=True))
    history = x, np.where(x > 0, part * T, 0), T
    try:
        fit = BGNBD.fit(*history)
    except InputError:
        return
    best = fit.log_likelihood(*history).sum()
    for step in 0.1 * np.eye(len(fit.theta)):
        for other in (fit.moved(fit.theta + step), fit.moved(fit.theta - step)):
            assert other.log_likelihood(*history).sum() <= best + 1e-6
    r, rate, a, b = np.exp(elsewhere)
    anywhere = BGNBD(r, r / rate * T.mean(), a, b)
    assert anywhere.log_likelihood(*history).sum() <= best + 2e-4
    inside = fit.table().dropna()
    assert (inside.low < inside.estimate).all()
    assert (inside.estimate < inside.high).all()


def test_far_horizons_stay_exact():
    """E[X(t)] is the mean of (1 − (α/(α + pt))^r) / p over the customers' own p."""
    for t in (1e6, 1e9):
        parts = [(0, 1e-12), (1e-12, 1e-9), (1e-9, 1e-6), (1e-6, 1e-3), (1e-3, 1)]
        exact = sum(quad(_purchases_at, *part, args=(t,), limit=500)[0] for part in parts)
        assert WEEKS.expected_purchases(t) == pytest.approx(exact, rel=1e-6)


def _purchases_at(p, t):
    still = (WEEKS.alpha / (WEEKS.alpha + p * t)) ** WEEKS.r
    return (1 - still) / p * beta.pdf(p, WEEKS.a, WEEKS.b)


def test_parameters_by_hand():
    with pytest.raises(InputError, match="alpha"):
        BGNBD(1, -2, 1, 1)
    with pytest.raises(InputError, match="fit"):
        WEEKS.table()
    assert BGNBD(0.243, 4.414, 0.793, 2.426) == WEEKS


# ---- Gamma-gamma ------------------------------------------------------------------------------


def test_fit_gives_the_published_spend_parameters(calibration):
    repeaters = calibration[calibration.frequency > 0]
    fit = GammaGamma.fit(repeaters.frequency, repeaters.monetary_value)
    assert (fit.p, fit.q, fit.gamma) == pytest.approx((6.25, 3.74, 15.44), abs=0.006)
    assert fit.n == 946
    cents = GammaGamma.fit(repeaters.frequency, 100 * repeaters.monetary_value)
    assert (cents.p, cents.q) == pytest.approx((fit.p, fit.q), rel=1e-5)
    assert cents.gamma == pytest.approx(100 * fit.gamma, rel=1e-5)


def test_spend_likelihood_is_a_density():
    for x in (1, 4):
        total = quad(lambda z, x=x: np.exp(SPEND.log_likelihood(x, z)), 1e-9, np.inf, limit=200)[0]
        assert total == pytest.approx(1, abs=1e-5)


def test_spend_gradient():
    rng = np.random.default_rng(1)
    x = rng.integers(1, 9, 50)
    objective = purchase_models._gamma_gamma_objective(x, simulate_spend(SPEND, x, rng))
    theta = np.log([3, 2, 9])
    numeric = approx_fprime(theta, lambda point: objective(point)[0], 1e-6)
    assert objective(theta)[1] == pytest.approx(numeric, abs=1e-5)


def test_expected_spend():
    everyone = 6.25 * 15.44 / 2.74
    assert SPEND.expected_spend(0, np.nan) == pytest.approx(everyone)
    pulled = SPEND.expected_spend([1, 10, 1000], 100)
    assert everyone < pulled[0] < pulled[1] < pulled[2] < 100
    assert SPEND.expected_spend(5, everyone) == pytest.approx(everyone)  # nothing to pull
    with pytest.raises(InputError, match="infinite"):
        GammaGamma(6, 0.9, 15).expected_spend(1, 10)


@pytest.mark.parametrize(
    ("spend", "says"),
    [
        (("two", 10), "must be numbers"),
        ((2, "ten"), "must be numbers"),
        (([1, 2, 3], [10, 20]), "differ in length"),
        ((2, np.nan), "monetary_value has 1"),
        ((np.nan, 10), "frequency has 1"),
    ],
)
def test_expected_spend_refuses(spend, says):
    with pytest.raises(InputError, match=says):
        SPEND.expected_spend(*spend)


@given(st.integers(0, 50), st.floats(0.01, 1e5), st.floats(0.5, 20), st.floats(1.1, 20))
def test_expected_spend_lies_between_the_customers_own_mean_and_all_customers(x, z, p, q):
    model = GammaGamma(p, q, gamma=15)
    everyone = p * 15 / (q - 1)
    spend = model.expected_spend(x, z)
    low, high = sorted([z if x else everyone, everyone])
    assert low * (1 - 1e-9) <= spend <= high * (1 + 1e-9)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.floats(0.01, 1e4)), min_size=1, max_size=60),
)
def test_a_spend_fit_is_at_the_top_of_the_likelihood_or_refused(repeaters):
    x, z = map(np.array, zip(*repeaters, strict=True))
    try:
        fit = GammaGamma.fit(x, z)
    except InputError:
        return
    best = fit.log_likelihood(x, z).sum()
    for step in 0.1 * np.eye(len(fit.theta)):
        for other in (fit.moved(fit.theta + step), fit.moved(fit.theta - step)):
            assert other.log_likelihood(x, z).sum() <= best + 1e-6


def test_recovery_of_the_spend_parameters(seeds):
    hits = np.zeros(3)
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        x = rng.integers(1, 12, 2000)
        table = GammaGamma.fit(x, simulate_spend(SPEND, x, rng)).table()
        true = np.array([SPEND.p, SPEND.q, SPEND.gamma])
        hits += (table.low <= true) & (true <= table.high)
    assert (hits >= at_least(0.95, seeds)).all(), hits


@pytest.mark.parametrize(
    ("spend", "says"),
    [
        (([1, 2, 2], [10, 0, 0]), "2 customers have a mean spend of 0"),
        (([0, 2, 2], [10, 5, 7]), "1 customers have no repeat purchase"),
        (([1, 2], [10, -5]), "monetary_value has 1 values that are negative"),
        (([1, 2], [10, np.nan]), "monetary_value has 1 values"),
        (([1, 2], [10]), "differ in length"),
        (([1, 2, 3], [10, 20]), "differ in length"),
        (([3], [10]), "1 repeaters have a spend above 0"),
        (([], []), "0 repeaters have a spend above 0"),
    ],
)
def test_bad_spends(spend, says):
    with pytest.raises(InputError, match=says):
        GammaGamma.fit(*spend)


def test_a_shop_of_one_price_has_a_forecast():
    """All repeaters spent the same: that is what is expected of everybody, and no error is."""
    model = GammaGamma.fit([1, 3, 2], [99, 99, 99])
    assert model.limit == "every purchase costs the same"
    assert "from 3 customers" in model.cannot_tell
    assert model.expected_spend([0, 2], [np.nan, 99]).tolist() == [99, 99]
    table = model.table()
    assert table.parameter.tolist() == ["p", "q", "gamma", "mean"]
    assert table.low.isna().all()
    assert (table.reason == model.limit).all()
    assert model.log_likelihood([1, 1], [99, 50]).tolist() == [np.inf, -np.inf]
    with pytest.raises(InputError, match="mean is needed"):
        GammaGamma(np.inf, np.inf, np.inf)


@pytest.mark.parametrize("spread", [1e-12, 1e-4, 3e-3, 9e-3, 1.1e-2, 2e-2, 5e-2])
def test_however_little_spends_differ_they_have_a_model(spread):
    """More customers wouldn't help where they spend alike, so the advice can't be to take more."""
    rng = np.random.default_rng(5)
    x = rng.integers(1, 8, 400)
    for own, each in ((1, 0), (0, 1), (0.7, 0.7)):
        z = 50 * np.exp(spread * (own * rng.normal(size=400) + each * rng.normal(size=400)))
        spend = GammaGamma.fit(x, z).expected_spend([0, 3], [np.nan, 50.0])
        assert spend == pytest.approx([50, 50], rel=5 * spread + 1e-9)


@pytest.mark.parametrize("price", [99.0, 0.3])
def test_ltv_of_a_shop_of_one_price(price):
    rng = np.random.default_rng(4)
    who = rng.integers(0, 200, 400)
    day = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 200, 400), unit="D")
    orders = pd.DataFrame({"customer_id": who, "ts_order": day, "paid_amount": price})
    orders = orders.drop_duplicates()  # two on one day would be one purchase at twice the price
    table = ltv_bgnbd_gamma_gamma(orders, 0.5, known_from=[])
    assert np.allclose(table.expected_spend, price)
    assert np.allclose(table.ltv, table.expected_purchases * price / 2)
    compared = ltv_compare(orders, 0.5, "2025-07-19", 90, known_from=[]).set_index("method")
    row = compared.loc["bgnbd_gamma_gamma"]
    assert row.low < row.value < row.high
    assert "whether customers differ in what they spend" in row.reason
