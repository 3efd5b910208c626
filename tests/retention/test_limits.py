"""Models at the border of their parameters, and the two other models of buying.

Truths are simulated customer by customer; exact values come from sums over λ, p or μ.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import hyp2f1
from scipy.stats import nbinom, poisson

from ecomlab.errors import InputError
from ecomlab.retention.purchase_models import BGNBD, MBGNBD, GammaGamma, ParetoNBD
from tests.retention.simulated import at_least, live

INF = np.inf
MODELS = [BGNBD, MBGNBD, ParetoNBD]
NOBODY, ONE_RATE = "nobody leaves", "one rate for all"
AT_ONCE = "some leave at once, the others never"


def spread(model):
    """A model inside, of 50-day customers."""
    return model(0.8, 12.0, *((0.9, 25.0) if model is ParetoNBD else (0.9, 2.5)))


def limits(model):
    """Every limit of a model, by its name."""
    same = 0.03 if model is ParetoNBD else 0.25
    kinds = {"": (0, 0, None), AT_ONCE: (0, 0, 0.4), NOBODY: (0, INF, None)}
    kinds["one leaving rate for all" if model is ParetoNBD else "one chance to leave for all"] = (
        INF,
        INF,
        same,
    )
    inside = spread(model).parts[1]
    kinds[""] = (inside.first, inside.second, None)
    for name, (first, second, leave) in kinds.items():
        if name:
            yield name, model(0.8, 12.0, first, second, leave=leave)
        both = f"{ONE_RATE} and {name}" if name else ONE_RATE
        yield both, model(INF, INF, first, second, rate=0.08, leave=leave)


ALL = [(name, model) for kind in MODELS for name, model in limits(kind)]
NAMES = [f"{model.NAME}: {name}" for name, model in ALL]


# ---- Published fits of the two other models ---------------------------------------------------


@pytest.mark.parametrize(
    ("model", "published", "log_likelihood"),
    [
        (ParetoNBD, (0.553, 10.578, 0.606, 11.669), -9595.0),  # Fader, Hardie and Lee (2005)
        (MBGNBD, (0.525, 6.183, 0.891, 1.614), -9582.1),  # Batislam et al. (2007), on CDNOW
    ],
)
def test_fits_give_the_published_parameters(calibration, model, published, log_likelihood):
    weeks = calibration.frequency, calibration.recency / 7, calibration["T"] / 7
    fit = model.fit(*weeks)
    assert [fit.rates.first, fit.rates.second] == pytest.approx(published[:2], abs=0.0006)
    assert [fit.parts[1].first, fit.parts[1].second] == pytest.approx(published[2:], abs=0.0006)
    assert fit.log_likelihood(*weeks).sum() == pytest.approx(log_likelihood, abs=0.06)
    assert fit.limit == "none"
    assert fit.cannot_tell == ""
    assert fit.n == 2357


def test_pareto_likelihood_is_the_published_formula():
    """The two hypergeometric functions of Fader and Hardie's note, for α ≥ β and α < β."""
    for r, alpha, s, beta in ((0.553, 10.578, 0.606, 11.669), (0.7, 30.0, 1.4, 8.0)):
        for x, t_x, T in ((0, 0.0, 38.0), (3, 20.0, 38.0), (12, 37.0, 38.0)):
            big, part = max(alpha, beta), s + 1 if alpha >= beta else r + x
            z, power = abs(alpha - beta), r + s + x

            def term(t, big=big, part=part, z=z, power=power):
                return hyp2f1(power, part, power + 1, z / (big + t)) / (big + t) ** power

            from scipy.special import gammaln

            log_first = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
            stayed = 1 / ((alpha + T) ** (r + x) * (beta + T) ** s)
            expected = log_first + np.log(stayed + s / power * (term(t_x) - term(T)))
            got = ParetoNBD(r, alpha, s, beta).log_likelihood(x, t_x, T)
            assert got == pytest.approx(expected, rel=1e-8)


# ---- The limits are the limits ----------------------------------------------------------------


def nearly(part):
    """Finite parameters so near to a limit that nothing should differ by more than 1 in 1,000."""
    far = 1e5
    if part.kind == "same":
        ratio = part.mean if type(part).__name__ == "Gamma" else part.mean / (1 - part.mean)
        return (far, far / ratio) if type(part).__name__ == "Gamma" else (far * ratio, far)
    if part.kind == "none":
        return 1e-6, 1.0
    return part.first, part.second


@pytest.mark.parametrize(
    ("name", "model"),
    [pair for pair in ALL if AT_ONCE not in pair[0]],
)
def test_a_limit_is_near_to_models_near_to_it(name, model):
    near = type(model)(*nearly(model.parts[0]), *nearly(model.parts[1]))
    x, t_x, T = np.array([0, 1, 3, 9]), np.array([0.0, 12.0, 30.0, 49.0]), np.full(4, 50.0)
    assert model.limit == name
    assert near.limit == "none"
    assert model.log_likelihood(x, t_x, T) == pytest.approx(
        near.log_likelihood(x, t_x, T), abs=2e-3
    )
    assert model.probability_alive(x, t_x, T) == pytest.approx(
        near.probability_alive(x, t_x, T), abs=1e-3
    )
    for t in (10.0, 1000.0):
        assert model.conditional_expected_purchases(t, x, t_x, T) == pytest.approx(
            near.conditional_expected_purchases(t, x, t_x, T), rel=3e-3
        )


def test_where_nobody_leaves_counts_are_negative_binomial():
    model = BGNBD(0.8, 12.0, 0, INF)
    x, t_x = np.arange(8), np.array([0, *np.linspace(3, 30, 7)])
    counts = nbinom.logpmf(x, 0.8, 12 / (12 + 30.0))
    from scipy.special import gammaln

    expected = counts + gammaln(x + 1) - x * np.log(30.0)
    assert model.log_likelihood(x, t_x, 30.0) == pytest.approx(expected)
    assert (model.probability_alive(x, t_x, 30.0) == 1).all()
    assert model.conditional_expected_purchases(60, 3, 20, 30) == pytest.approx(60 * 3.8 / 42)
    poisson_limit = BGNBD(INF, INF, 0, INF, rate=0.1)
    same = poisson.logpmf(x, 3.0) + gammaln(x + 1) - x * np.log(30.0)
    assert poisson_limit.log_likelihood(x, t_x, 30.0) == pytest.approx(same)


@given(st.floats(0.05, 5), st.floats(0.05, 5), st.floats(0.001, 1), st.floats(1, 2000))
@settings(max_examples=50)
def test_expected_purchases_at_one_rate_against_integration(a, b, rate, t):
    got = BGNBD(INF, INF, a, b, rate=rate).expected_purchases(t)
    from scipy.special import betaln

    def at(log_odds):
        p, q = 1 / (1 + np.exp(-log_odds)), 1 / (1 + np.exp(log_odds))
        weight = np.exp(a * np.log(p) + b * np.log(q) - betaln(a, b))
        return -np.expm1(-rate * t * p) / p * weight

    ends = [(-600, -60), (-60, -12), (-12, -4), (-4, 4), (4, 60), (60, 600)]
    exact = sum(quad(at, *pair, limit=400)[0] for pair in ends)
    assert got == pytest.approx(exact, rel=1e-5)


# ---- Fits come back ---------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "truth"), ALL, ids=NAMES)
def test_a_fit_is_at_least_as_likely_as_the_truth_and_forecasts_it(name, truth):
    """Whatever the border: no model of the family is likelier, and the mean comes out."""
    n = 300 if isinstance(truth, ParetoNBD) else 2000
    rng = np.random.default_rng(7)
    history = live(truth, n, rng.uniform(20, 100, n), rng)
    fit = type(truth).fit(*history)
    assert fit.log_likelihood(*history).sum() >= truth.log_likelihood(*history).sum() - 1e-3
    near = fit.expected_purchases(60) / truth.expected_purchases(60)
    assert near == pytest.approx(1, abs=0.35 if n == 300 else 0.12)
    assert fit.n == n
    if fit.limit != "none":
        assert f"Can't be told from {n:,} customers" in fit.cannot_tell
        table = fit.table()
        at_border = table.reason != ""
        assert table.loc[at_border, ["low", "high"]].isna().all(axis=None)
        assert table.loc[~at_border, ["low", "high"]].notna().all(axis=None)


@pytest.mark.parametrize(
    ("truth", "limit"),
    [
        (BGNBD(INF, INF, 0, INF, rate=0.06), ""),  # any limit: chance decides which
        (MBGNBD(0.7, 12, 0, INF), NOBODY),
        (MBGNBD(0.7, 12, 0, 0, leave=0.4), AT_ONCE),
        (BGNBD(0.7, 12, INF, 0), "all leave at once"),
    ],
)
def test_limits_are_found(truth, limit):
    """In half of the logs or more: by chance a log may lie on the inner side of the border."""
    found = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        found.append(truth.fit(*live(truth, 800, rng.uniform(20, 100, 800), rng)).limit)
    at_limit = [one for one in found if one != "none"]
    assert (found.count(limit) if limit else len(at_limit)) >= 3, found


def test_intervals_at_a_limit_hold_the_truth(seeds):
    truth = MBGNBD(0.9, 12, 0, 0, leave=0.4)
    hits, found = np.zeros(3), 0
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        fit = MBGNBD.fit(*live(truth, 1000, 60.0, rng))
        if fit.limit == AT_ONCE:
            found += 1
            table = fit.table().set_index("parameter").loc[["r", "alpha", "leave"]]
            hits += (table.low <= [0.9, 12, 0.4]) & (table.high >= [0.9, 12, 0.4])
    assert found >= seeds / 4
    assert (hits >= at_least(0.93, found)).all(), (hits, found)


def test_rows_order_weights_and_unit_change_nothing():
    rng = np.random.default_rng(3)
    for truth in (BGNBD(0.8, 12, 0.9, 2.5), BGNBD(0.8, 12, 0, INF), ParetoNBD(0.8, 12, 0, INF)):
        x, t_x, T = live(truth, 400, 60.0, rng)
        t_x = np.ceil(t_x)
        fit, order = truth.fit(x, t_x, T), rng.permutation(400)
        again = truth.fit(x[order], t_x[order], T[order])
        weeks = truth.fit(x, t_x / 7, T / 7)
        rows, counts = np.unique(np.c_[x, t_x, T], axis=0, return_counts=True)
        weighted = truth.fit(*rows.T, weights=counts)
        assert fit.limit == again.limit == weeks.limit == weighted.limit
        assert weighted.n == 400
        for other in (again, weighted):
            assert other.theta == pytest.approx(fit.theta, abs=1e-4)
        # a density in 1/days is 7 times as high in 1/weeks, for each purchase
        shift = x.sum() * np.log(7)
        assert weeks.log_likelihood(x, t_x / 7, T / 7).sum() == pytest.approx(
            fit.log_likelihood(x, t_x, T).sum() + shift, abs=1e-3
        )
        assert weeks.expected_purchases(10) == pytest.approx(fit.expected_purchases(70), rel=1e-4)


def test_everybody_repeated_is_refused_only_where_one_time_buyers_are_missing():
    rng = np.random.default_rng(1)
    loyal = live(BGNBD(20, 100, 0, INF), 300, 60.0, rng)
    assert (loyal[0] > 0).all()
    assert BGNBD.fit(*loyal).probability_alive(*loyal).mean() > 0.97
    x, t_x, T = live(BGNBD(0.8, 12, 0.9, 2.5), 300, 60.0, rng)
    with pytest.raises(InputError, match="expects .* one-time buyers"):
        BGNBD.fit(x[x > 0], t_x[x > 0], T[x > 0])


@pytest.mark.parametrize("model", MODELS)
def test_parameters_by_hand_at_a_limit(model):
    with pytest.raises(InputError, match="mean"):
        model(INF, INF, 1, 1)
    with pytest.raises(InputError, match="mean"):
        model(1, 1, 0, 0)
    with pytest.raises(InputError):
        model(0, INF, 1, 1)  # nobody buys
    assert model(1, 10, 0, INF).limit == NOBODY
    assert "Can't be told: whether anybody leaves" in model(1, 10, 0, INF).cannot_tell


def test_forecasts_of_the_other_models_come_true():
    rng = np.random.default_rng(6)
    for truth in (spread(MBGNBD), spread(ParetoNBD), ParetoNBD(0.8, 12, INF, INF, leave=0.03)):
        x, _, _ = live(truth, 100_000, 60.0, rng)
        error = x.std() / len(x) ** 0.5
        assert x.mean() == pytest.approx(truth.expected_purchases(60), abs=4 * error)
    alive = ParetoNBD(0.553, 10.578, 0.606, 11.669).probability_alive(3, [5, 20, 38], 38.86)
    assert (np.diff(alive) > 0).all()


# ---- Spend ------------------------------------------------------------------------------------


def test_spend_of_customers_alike():
    rng = np.random.default_rng(2)
    x = rng.integers(1, 9, 400)
    fit = GammaGamma.fit(x, rng.gamma(4 * x) / (4 * x) * 30)
    if fit.limit == "none":  # by chance the customers seem to differ a little
        assert fit.q > 20
    else:
        assert fit.limit == "one mean spend for all"
        assert (
            fit.expected_spend(3, 99) == fit.expected_spend(0, np.nan) == pytest.approx(30, rel=0.1)
        )
    exact = GammaGamma(4, INF, INF, mean=30.0)
    assert exact.log_likelihood(x, 30.0) == pytest.approx(
        GammaGamma(4, 1e7, 1e7 * 7.5).log_likelihood(x, 30.0), abs=1e-3
    )


def test_spend_of_customers_who_always_pay_the_same():
    for seed in range(9):  # in about half of the logs, chance looks like a little spread
        rng = np.random.default_rng(seed)
        x, z = rng.integers(1, 9, 400), 60 / rng.gamma(3, size=400)
        fit = GammaGamma.fit(x, z)
        if fit.limit != "none":
            break
    assert fit.limit == "a customer's purchases all cost the same"
    table = fit.table().set_index("parameter")
    assert table.low["q"] < 3 < table.high["q"]
    assert table.low["scale"] < 60 < table.high["scale"]
    assert fit.expected_spend([2, 0], [17.0, np.nan]) == pytest.approx(
        [17, fit.scale / (fit.q - 1)]
    )
    assert "purchases of one customer differ" in fit.cannot_tell


def test_spend_without_a_mean_says_so():
    rng = np.random.default_rng(2)
    x = rng.integers(2, 9, 500)
    z = rng.gamma(6 * x) / (6 * x) * 6 * 15 / rng.gamma(0.7, size=500)
    fit = GammaGamma.fit(x, z)
    assert fit.q < 1
    with pytest.raises(InputError, match="infinite"):
        fit.expected_spend(0, np.nan)


@pytest.mark.parametrize("limit", [{"mean": None}, {"mean": -3.0}])
def test_spend_limits_by_hand(limit):
    with pytest.raises(InputError, match="mean"):
        GammaGamma(4, INF, INF, **limit)
