"""Lifetime value: published numbers, hand-made cases, recovery of known truth, bad input."""

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import approx_fprime
from scipy.special import roots_jacobi
from scipy.stats import beta, binom

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.retention import lifetime
from ecomlab.retention.lifetime import (
    BGNBD,
    GammaGamma,
    customer_summary,
    ltv_bgnbd_gamma_gamma,
    ltv_cohort,
    ltv_compare,
    ltv_simple,
    retention_profit_sensitivity,
)

WEEKS = BGNBD(r=0.243, alpha=4.414, a=0.793, b=2.426)  # the parameters of the paper
SPEND = GammaGamma(p=6.25, q=3.74, gamma=15.44)


@pytest.fixture(scope="module")
def cdnow():
    return load("cdnow").orders


@pytest.fixture(scope="module")
def sample(cdnow):
    customers = load("cdnow").customers
    ids = customers.customer_id[customers.tags == "sample"]
    return cdnow[cdnow.customer_id.isin(ids)]


@pytest.fixture(scope="module")
def calibration(sample):
    return customer_summary(sample, as_of="1997-09-30")


def make_orders(*rows):
    ids, days, paid = zip(*rows, strict=True)
    times = pd.Timestamp("2025-01-01", tz="Asia/Shanghai") + pd.to_timedelta(days, unit="D")
    return pd.DataFrame({"customer_id": ids, "ts_order": times, "paid_amount": map(float, paid)})


FEW = make_orders(
    ("B", 4, 80), ("A", 0, 50), ("A", 10, 20), ("A", 10.5, 10), ("A", 30, 60), ("A", 45, 7)
)


def repeat_times(model, n, T, rng):
    """Who buys again, and when: straight from the model's story."""
    rate, leave = rng.gamma(model.r, 1 / model.alpha, n), rng.beta(model.a, model.b, n)
    active, now, rows = np.arange(n), np.zeros(n), []
    while len(active):
        now[active] += rng.exponential(1 / rate[active])
        active = active[now[active] <= np.broadcast_to(T, n)[active]]
        rows.append((active, now[active]))
        active = active[rng.random(len(active)) >= leave[active]]
    return map(np.concatenate, zip(*rows, strict=True))


def histories(who, when, n, T):
    known = when <= np.broadcast_to(T, n)[who]
    t_x = np.zeros(n)
    np.maximum.at(t_x, who[known], when[known])
    return np.bincount(who[known], minlength=n), t_x, np.broadcast_to(T, n)


def simulate(model, n, T, rng):
    return histories(*repeat_times(model, n, T, rng), n, T)


def simulate_spend(model, x, rng):
    scale = 1 / rng.gamma(model.q, 1 / model.gamma, len(x))
    return rng.gamma(model.p * x) / x * scale


def at_least(share, draws):
    """The fewest hits that a 95 % interval may have in so many draws (chance 1 in 10,000)."""
    return binom.ppf(1e-4, draws, share)


# ---- Summary ----------------------------------------------------------------------------------


def test_summary_by_hand():
    table = customer_summary(FEW, as_of="2025-01-31")
    assert table.customer_id.tolist() == ["A", "B"]
    assert table.frequency.tolist() == [2, 0]  # two orders on day 10 are one purchase day
    assert table.recency.tolist() == [30, 0]
    assert table["T"].tolist() == [30, 26]
    assert table.monetary_value[0] == pytest.approx((30 + 60) / 2)
    assert np.isnan(table.monetary_value[1])
    assert customer_summary(FEW)["T"].tolist() == [45, 41]


def test_summary_of_cdnow_is_the_published_one(calibration):
    assert len(calibration) == 2357
    assert (calibration.frequency > 0).sum() == 946
    assert calibration.frequency.sum() == 2457
    assert calibration.recency.sum() / 7 == pytest.approx(16135.52, abs=2)  # weeks, 2 decimals
    assert calibration["T"].sum() / 7 == pytest.approx(77111.21, abs=10)
    assert calibration.monetary_value.sum() == pytest.approx(33184.31, abs=2)


@pytest.mark.parametrize("backend", ["polars", "lazy", "duckdb"])
def test_same_summary_from_every_backend(cdnow, backend):
    con = duckdb.connect()
    con.execute("SET timezone = 'America/New_York'")
    given_frame = {
        "polars": lambda: pl.from_pandas(cdnow),
        "lazy": lambda: pl.from_pandas(cdnow).lazy(),
        "duckdb": lambda: con.from_df(cdnow),
    }[backend]()
    expected = customer_summary(cdnow, "1997-09-30")
    pd.testing.assert_frame_equal(customer_summary(given_frame, "1997-09-30"), expected, rtol=1e-12)


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(0, 40), st.integers(0, 500)), min_size=1
    ),
    st.randoms(use_true_random=False),
)
def test_summary_against_a_plain_loop(rows, random):
    table = customer_summary(make_orders(*rows)).set_index("customer_id")
    last = max(day for _, day, _ in rows)
    for customer in {customer for customer, _, _ in rows}:
        days = sorted({day for who, day, _ in rows if who == customer})
        paid = sum(money for who, day, money in rows if who == customer and day > days[0])
        line = table.loc[customer]
        assert line[["frequency", "recency", "T"]].tolist() == [
            len(days) - 1,
            days[-1] - days[0],
            last - days[0],
        ]
        expected = paid / (len(days) - 1) if len(days) > 1 else np.nan
        assert line.monetary_value == pytest.approx(expected, nan_ok=True)
    shuffled = random.sample(rows, len(rows))
    pd.testing.assert_frame_equal(
        customer_summary(make_orders(*shuffled)).set_index("customer_id"), table
    )


def test_summary_refuses_what_it_cannot_use():
    with pytest.raises(ColumnError, match="paid_amount"):
        customer_summary(FEW.drop(columns="paid_amount"))
    with pytest.raises(InputError):
        customer_summary(FEW.assign(paid_amount=[np.nan, 1, 1, 1, 1, 1]))
    with pytest.raises(InputError):
        customer_summary(FEW, as_of="2024-12-31")


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


def test_fast_objective_is_the_readable_likelihood(calibration):
    x, t_x, T = (calibration[name].to_numpy() for name in ("frequency", "recency", "T"))
    w = np.arange(len(x)) % 3 + 1.0
    objective = lifetime._bgnbd_objective(x, t_x, T, w)
    theta = np.log([0.4, 20, 0.6, 3])
    value, gradient = objective(theta)
    assert -value == pytest.approx(w @ BGNBD(*np.exp(theta)).log_likelihood(x, t_x, T) / w.sum())
    numeric = approx_fprime(theta, lambda point: objective(point)[0], 1e-6)
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
        (([0, 0], [0, 0], [9, 9]), "Nobody bought again"),
        (([1, 2], [3, 5], [9, 9]), "Everybody bought again"),
        (([1, 0], [3, 0], [9, 9]), "cannot identify"),
    ],
)
def test_bad_histories(history, says):
    with pytest.raises(InputError, match=says):
        BGNBD.fit(*history)


def test_equal_customers_who_never_leave_cannot_identify_the_model():
    rng = np.random.default_rng(0)
    bought = np.sort(rng.uniform(0, 500, (3000, 6)), axis=1)
    x = (bought < 100).sum(axis=1)
    t_x = np.where(x > 0, bought[np.arange(3000), np.maximum(x - 1, 0)], 0)
    with pytest.raises(InputError, match="cannot identify"):
        BGNBD.fit(x, t_x, 100)


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
    objective = lifetime._gamma_gamma_objective(x, simulate_spend(SPEND, x, rng))
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
        (([1, 2], [10]), None),
        (([1, 2, 3], [10, 20]), "differ in length"),
        (([3, 3, 3], [10, 10, 10]), "cannot identify"),
    ],
)
def test_bad_spends(spend, says):
    with pytest.raises(InputError, match=says):
        GammaGamma.fit(*spend)


# ---- Lifetime values --------------------------------------------------------------------------


def test_simple():
    assert ltv_simple(180, 2.5, 0.4) == pytest.approx(180)
    for bad in ((-1, 2, 0.4), (180, np.nan, 0.4), (180, 2, 40)):
        with pytest.raises(InputError):
            ltv_simple(*bad)


def test_cohort_by_hand():
    table = ltv_cohort(FEW, margin=0.5, horizon=31, step=10, as_of="2025-02-05")
    assert table.days.tolist() == [0, 10, 20, 30, 31]
    # A: 50, then 30 on day 10, 60 on day 30; B: 80; half of it, per customer
    assert table.value.tolist() == pytest.approx([32.5, 40, 40, 55, 55])
    assert (table.customers == 2).all()
    spread = np.std([25, 40], ddof=1) / 2**0.5
    assert table.high[0] - table.value[0] == pytest.approx(1.959964 * spread)
    later = ltv_cohort(FEW, margin=0.5, horizon=31, step=10, discount=0.1, as_of="2025-02-05")
    expected = 32.5 + 7.5 * 1.1 ** (-10 / 365) + 15 * 1.1 ** (-30 / 365)
    assert later.value.iloc[-1] == pytest.approx(expected)


def test_cohort_counts_only_customers_seen_for_the_whole_horizon(cdnow):
    table = ltv_cohort(cdnow, margin=1, horizon=240, as_of="1997-09-30")
    first = cdnow.groupby("customer_id").ts_order.min().dt.tz_localize(None)
    old = first[first <= "1997-02-02"].index  # 240 days before 30 September
    mine = cdnow[cdnow.customer_id.isin(old)]
    age = mine.ts_order.dt.tz_localize(None) - mine.customer_id.map(first)
    expected = mine.paid_amount[age <= pd.Timedelta(days=240)].sum() / len(old)
    assert table.customers.unique().tolist() == [len(old)]
    assert table.value.iloc[-1] == pytest.approx(expected)
    with pytest.raises(InputError, match="0 customers have been observed for 300 days"):
        ltv_cohort(cdnow, margin=1, horizon=300, as_of="1997-09-30")


@given(st.floats(0, 1), st.integers(1, 40), st.integers(1, 50), st.floats(0, 0.5))
def test_cohort_curve_rises_and_margin_scales_it(margin, horizon, step, discount):
    table = ltv_cohort(FEW, margin, horizon=horizon, step=step, discount=discount)
    assert table.days.iloc[-1] == horizon
    assert (np.diff(table.value) >= -1e-9).all()
    whole = ltv_cohort(FEW, 1.0, horizon=horizon, step=step, discount=discount)
    assert (whole.value * margin).tolist() == pytest.approx(table.value.tolist())


def test_zero_value_customers_are_an_error_or_left_out_in_sight(cdnow):
    with pytest.raises(InputError, match=r"1 of 9451 repeaters .* zero_value=\"exclude\""):
        ltv_bgnbd_gamma_gamma(cdnow, margin=0.3, as_of="1997-09-30")
    table = ltv_bgnbd_gamma_gamma(cdnow, 0.3, as_of="1997-09-30", zero_value="exclude")
    assert len(table) == 23570
    assert (~table.in_spend_fit & (table.frequency > 0)).sum() == 1
    assert table.drop(columns="in_spend_fit").notna().all().all()
    with pytest.raises(ChoiceError, match="exclude"):
        ltv_bgnbd_gamma_gamma(cdnow, margin=0.3, zero_value="drop")


def test_ltv_is_purchases_times_spend_times_margin(sample):
    table = ltv_bgnbd_gamma_gamma(sample, margin=0.3, horizon=273, as_of="1997-09-30")
    expected = table.expected_purchases * table.expected_spend * 0.3
    assert table.ltv.tolist() == pytest.approx(expected.tolist())
    discounted = ltv_bgnbd_gamma_gamma(sample, 0.3, 273, discount=0.1, as_of="1997-09-30").ltv
    ratio = discounted / table.ltv
    assert ratio.between(1.1 ** (-273 / 365), 1).all()
    # Purchases spread evenly would be discounted like this; they come a bit earlier.
    days = np.arange(273) + 0.5
    assert ratio.median() == pytest.approx(np.mean(1.1 ** (-days / 365)), abs=0.005)


def test_compare(sample):
    table = ltv_compare(sample, margin=0.3, as_of="1997-09-30", horizon=200, cac=2)
    assert table.method.tolist() == ["simple", "cohort", "bgnbd_gamma_gamma", "actual"]
    assert table.first_order.tolist() == [False, True, True, True]
    assert (table.low <= table.value).all()
    assert (table.value <= table.high).all()
    assert table.net.tolist() == pytest.approx((table.value - 2).tolist())
    cohort = ltv_cohort(sample, margin=0.3, horizon=200, as_of="1997-09-30").iloc[-1]
    assert table.loc[1, ["value", "low", "high", "n"]].tolist() == pytest.approx(
        cohort[["value", "low", "high", "customers"]].tolist()
    )
    actual = ltv_cohort(sample, margin=0.3, horizon=200).iloc[-1]
    assert table.value[3] == pytest.approx(actual.value)
    assert table.n.tolist()[2:] == [2357, 2357]


def test_compare_does_not_look_behind_as_of(sample):
    whole = ltv_compare(sample, 0.3, as_of="1997-09-30", horizon=365)
    cut = sample[sample.ts_order.dt.strftime("%F") <= "1997-09-30"]
    blind = ltv_compare(cut, 0.3, as_of="1997-09-30", horizon=365)
    pd.testing.assert_frame_equal(whole.iloc[:3], blind.iloc[:3])
    assert whole.n.tolist() == [2357, 0, 2357, 2357]
    assert blind.n.tolist() == [2357, 0, 2357, 0]
    assert np.isnan(blind.value[3])


def test_simple_row_of_compare(sample, calibration):
    row = ltv_compare(sample, 0.3, as_of="1997-09-30", horizon=365).iloc[0]
    early = sample[sample.ts_order.dt.strftime("%F") <= "1997-09-30"]
    purchase_days = calibration.frequency.sum() + len(calibration)
    aov = early.paid_amount.sum() / purchase_days
    assert row.value == pytest.approx(aov * calibration.frequency.mean() * 0.3)
    with pytest.raises(InputError):
        ltv_compare(sample, 0.3, as_of="1996-09-30", horizon=365)


def a_shop(model, spend, n, rng, days=450):
    """Orders of n customers who joined in the first 100 days, from both models."""
    joined = rng.uniform(0, 100, n)
    who, when = repeat_times(model, n, days - joined, rng)
    who, when = np.append(np.arange(n), who), np.append(joined, joined[who] + when)
    scale = 1 / rng.gamma(spend.q, 1 / spend.gamma, n)
    return make_orders(*zip(who, when, rng.gamma(spend.p, size=len(who)) * scale[who], strict=True))


@pytest.mark.verify
def test_compare_intervals_hold_the_truth(seeds):
    model, spend, horizon = BGNBD(0.6, 30, 0.8, 2.5), GammaGamma(6.25, 5, 200), 300
    mean_spend = spend.expected_spend(0, np.nan)
    truth = mean_spend * (1 + model.expected_purchases(horizon)) * 0.4
    hits = np.zeros(2)
    for seed in range(seeds):
        orders = a_shop(model, spend, 1500, np.random.default_rng(seed))
        table = ltv_compare(orders, 0.4, as_of="2025-07-19", horizon=horizon).iloc[[2, 3]]
        hits += ((table.low <= truth) & (truth <= table.high)).to_numpy()
    assert (hits >= at_least(0.93, seeds)).all(), hits


# ---- Retention and profit ---------------------------------------------------------------------


def test_five_points_of_retention():
    table = retention_profit_sensitivity([0.08, 0.15, 0.60, 0.80, 0.90], margin=30)
    assert table.change.tolist() == pytest.approx([0.057, 0.0625, 0.143, 0.333, 1.0], abs=0.0005)


@given(st.floats(0, 0.9), st.floats(1, 500), st.floats(0, 0.09), st.floats(0, 0.9))
def test_value_is_the_sum_of_expected_orders(rate, margin, delta, cost_share):
    cost = cost_share * margin
    row = retention_profit_sensitivity(rate, margin, fixed_cost=cost, delta=delta).iloc[0]
    orders = np.cumsum(rate ** np.arange(2000.0))[-1]
    assert row.value == pytest.approx(margin * orders)
    assert row.change == pytest.approx(row.new_profit / (margin * orders - cost) - 1, abs=1e-9)
    free = retention_profit_sensitivity(rate, margin, delta=delta).iloc[0]
    assert row.change >= free.change - 1e-12  # a fixed cost lifts the percentage


def test_relative_mode_and_losses():
    row = retention_profit_sensitivity(0.6, 30, mode="relative").iloc[0]
    assert row.new_rate == pytest.approx(0.63)
    assert row.change == pytest.approx(0.4 / 0.37 - 1)
    loss = retention_profit_sensitivity([0.1, 0.6], margin=30, fixed_cost=40)
    assert np.isnan(loss.change[0])
    assert loss.change[1] == pytest.approx((30 / 0.35 - 40) / (75 - 40) - 1)


@pytest.mark.parametrize(
    "bad",
    [
        {"rate": 0.97},
        {"rate": 8},
        {"rate": -0.1},
        {"rate": np.nan},
        {"rate": 0.5, "margin": 0},
        {"rate": 0.5, "mode": "percent"},
        {"rate": 0.02, "delta": -0.05},
        {"rate": 0.5, "delta": np.nan},
    ],
)
def test_sensitivity_refuses(bad):
    with pytest.raises(InputError if "mode" not in bad else ChoiceError):
        retention_profit_sensitivity(**{"margin": 30, **bad})
