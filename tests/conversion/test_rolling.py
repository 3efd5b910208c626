"""Test and roll: the paper's formula and numbers, brute force, drawn tests; shrinking."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from statsmodels.stats.power import TTestIndPower

from ecomlab import estimates
from ecomlab.conversion import rolling
from ecomlab.conversion.rolling import roll_gain, shrink, ways_of_deciding
from ecomlab.errors import ColumnError, InputError

ROLL = rolling.test_and_roll


def test_the_website_of_the_paper():
    """Feit and Berman (2019): N = 100,000, μ = .68, σ = .03: n* = 2,284 in each arm."""
    found = ROLL(100_000, (0.68 * 0.32) ** 0.5, 0.03).iloc[0]
    assert found["n_each"] == 2284
    assert found["possible"] == pytest.approx(100_000 * 0.03 / np.pi**0.5)
    assert found["wrong"] == pytest.approx(0.10, abs=0.005)
    assert found["gain"] == pytest.approx(found["share"] * found["possible"])


def drawn(n, visitors, sd, prior_sd, prior_mean=0.0, cost=0.0, sure=0.0, draws=400_000, seed=5):
    """The same by drawn tests: change over if what is believed, times who is left, pays."""
    rng = np.random.default_rng(seed)
    spread = 2**0.5 * prior_sd
    effect = prior_mean + spread * rng.normal(size=draws)
    error = (2 * sd**2 / n) ** 0.5
    seen = effect + error * rng.normal(size=draws)
    believed = prior_mean + (seen - prior_mean) * spread**2 / (spread**2 + error**2)
    left = visitors - 2 * n
    change = (believed * left > cost) & ((seen > sure * error) if sure else True)
    return (n * effect + change * (left * effect - cost)).mean()


@pytest.mark.parametrize(
    "case",
    [
        {}, {"sure": 1.96}, {"prior_mean": -0.002}, {"prior_mean": 0.003, "cost": 20},
        {"cost": 30, "sure": 1.64},
    ],
)  # fmt: skip
def test_the_gain_is_that_of_drawn_tests(case):
    exact = roll_gain(900, 20_000, 0.2, 0.004, **case)
    noise = 20_000 * 0.006 / 400_000**0.5
    assert exact == pytest.approx(drawn(900, 20_000, 0.2, 0.004, **case), abs=5 * noise)


@given(visitors=st.integers(50, 3_000_000), sd=st.floats(0.01, 100), relative=st.floats(0.003, 1.0))
def test_no_other_length_earns_more(visitors, sd, relative):
    found = ROLL(visitors, sd, relative * sd).iloc[0]
    grid = np.unique(np.geomspace(1, visitors // 2, 300).astype(int))
    others = roll_gain(grid, visitors, sd, relative * sd)
    assert found["gain"] >= others.max() * (1 - 1e-9)
    assert 0 <= found["share"] < 1
    assert 2 * found["n_each"] <= visitors


@pytest.mark.parametrize(("prior_mean", "cost"), [(-0.004, 0.0), (0.002, 0.0), (0.0, 60.0)])
def test_with_a_cost_or_an_opinion_the_best_is_found_too(prior_mean, cost):
    found = ROLL(50_000, 0.2, 0.004, prior_mean, cost).iloc[0]
    best = minimize_scalar(
        lambda n: -roll_gain(n, 50_000, 0.2, 0.004, prior_mean, cost), bounds=(1, 25_000),
        method="bounded", options={"xatol": 0.1},
    )  # fmt: skip
    untested = roll_gain(0, 50_000, 0.2, 0.004, prior_mean, cost)
    assert found["gain"] == pytest.approx(max(-best.fun, untested), rel=1e-4)


def test_what_costs_too_much_is_not_tested():
    found = ROLL(1000, 0.2, 0.004, cost=100).iloc[0]
    assert (found["n_each"], found["gain"]) == (0, 0)
    sure_thing = ROLL(1000, 0.2, 0.001, prior_mean=0.05).iloc[0]
    assert sure_thing["n_each"] == 0
    assert sure_thing["gain"] == pytest.approx(50)


def test_four_times_the_visitors_twice_the_test():
    small, large = (ROLL(n, 0.2, 0.004)["n_each"].iloc[0] for n in (10**6, 4 * 10**6))
    assert large / small == pytest.approx(2, abs=0.1)


def test_the_textbook_s_test_is_statsmodels_s_and_may_leave_nothing():
    found = ways_of_deciding([30_000, 3_000_000], 0.2, 0.003, effect=0.004)
    textbook = found[found["way"] == "textbook"].set_index("visitors")
    asked = TTestIndPower().solve_power(0.004 / 0.2, power=0.8, alpha=0.05)
    assert textbook.loc[3_000_000, "n_each"] == int(np.ceil(asked))
    assert textbook.loc[30_000, "gain"] == 0  # all visitors are in the test
    assert textbook.loc[3_000_000, "share"] > 0.7
    best = found.groupby("visitors")["gain"].max()
    proof = found[found["way"] == "best proof"].set_index("visitors")["gain"]
    assert (proof > textbook["gain"]).all()
    rolled = found[found["way"] == "test and roll"].set_index("visitors")["gain"]
    assert (rolled > 0.95 * best).all()


def test_who_looks_once_is_the_textbook():
    found = ways_of_deciding(400_000, 0.2, 0.003, effect=0.004, looks=1).set_index("way")
    exact = found.loc["textbook", "gain"]
    assert found.loc["look daily", "gain"] == pytest.approx(exact, rel=0.06)


def test_the_best_proof_is_no_worse_than_any_other():
    best = ways_of_deciding(20_000, 0.184, 0.003, 0.004).set_index("way").loc["best proof"]
    for n in (500, 2000, 4000, 6000, 9000):
        assert drawn(n, 20_000, 0.184, 0.003, sure=1.959964) < best["gain"] + 0.2
    again = drawn(best["n_each"], 20_000, 0.184, 0.003, sure=1.959964)
    assert again == pytest.approx(best["gain"], abs=0.2)


def test_announced_winners_promise_too_much():
    """One look by numerical integral; more looks lie more."""
    found = rolling.announced(20_000, 0.2, 0.003, looks=1).iloc[0]
    error, spread = 0.2 / 100, 0.003 * 2**0.5
    rng = np.random.default_rng(2)
    effect = spread * rng.normal(size=400_000)
    seen = effect + error * rng.normal(size=400_000)
    won = np.abs(seen) > 1.959964 * error
    toward = (np.sign(seen) * effect)[won]
    assert found["announced"] == pytest.approx(won.mean(), abs=0.03)
    assert found["times"] == pytest.approx(np.abs(seen)[won].mean() / toward.mean(), abs=0.06)
    assert found["wrong_sign"] == pytest.approx((toward < 0).mean(), abs=0.01)
    often = rolling.announced(20_000, 0.2, 0.003, looks=28).iloc[0]
    assert (often > found).all()


def effects(truth, error, rng):
    seen = truth + error * rng.normal(size=len(truth))
    return pd.DataFrame(
        {"test": range(len(truth)), "estimate": seen, "low": seen - 1.959964 * error,
         "high": seen + 1.959964 * error}
    )  # fmt: skip


def test_equal_errors_are_james_and_stein():
    """1 − (k − 2)σ²/Σx² towards a known mean; 1 − (k − 3)σ²/Σ(x − x̄)² towards their own."""
    x = np.array([4.0, 1, 0, -1, 2, -2, 3, -5])
    found = shrink(effects(x, np.full(8, 1.0), np.random.default_rng(0)).assign(
        estimate=x, low=x - 1.959964, high=x + 1.959964), towards=0)  # fmt: skip
    assert found["shrunk"].to_numpy() == pytest.approx(x * (1 - 6 / (x**2).sum()), rel=1e-5)
    found = shrink(found.assign(low=x - 1.959964, high=x + 1.959964))
    rest = x - x.mean()
    assert found["shrunk"].to_numpy() == pytest.approx(
        x.mean() + rest * (1 - 5 / (rest**2).sum()), rel=1e-5
    )


@pytest.mark.parametrize("towards", [None, 0])
def test_shrunk_intervals_hold_the_truth_and_the_best_of_many_too(towards):
    """Random numbers of tests, errors, spreads: 93 to 97% of all, and the largest seldom misses."""
    rng = np.random.default_rng(8)
    held, best, raw_best = [], [], []
    for _ in range(250):
        k, spread = rng.integers(8, 25), rng.uniform(0.3, 2)
        truth = (0 if towards == 0 else rng.normal()) + spread * rng.normal(size=k)
        table = effects(truth, rng.uniform(0.5, 1.5, k), rng)
        found = shrink(table, towards)
        inside = (found["low"] <= truth) & (truth <= found["high"])
        top = int(table["estimate"].argmax())
        held += inside.tolist()
        best.append(inside[top])
        raw_best.append(table["low"][top] <= truth[top] <= table["high"][top])
    assert 0.93 <= np.mean(held) <= 0.97
    assert np.mean(best) > 0.92 > np.mean(raw_best)


def test_where_nothing_is_there_all_is_taken_away():
    rng = np.random.default_rng(1)
    found = shrink(effects(np.zeros(40), np.ones(40), rng), towards=0)
    assert found.attrs["spread"] < 0.6
    assert (found["shrunk"].abs() < 0.5 * found["estimate"].abs()).all()


def test_ground_shrinks_towards_what_is_given():
    found, middle, spread = estimates.shrunken([3.0, 3.1, 2.9, 3.05], [1, 1, 1, 1], towards=3)
    assert (middle, spread) == (3, 0)
    assert [e.value for e in found] == pytest.approx([3.0, 3.05, 2.95, 3.025])


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: ROLL(1, 0.2, 0.01), InputError, "visitors"),
        (lambda: ROLL(1000, 0, 0.01), InputError, "sd"),
        (lambda: ROLL(1000, 0.2, -1), InputError, "prior_sd"),
        (lambda: ROLL(1000, 0.2, 0.01, cost=-5), InputError, "cost"),
        (lambda: ways_of_deciding(1000, 0.2, 0.01, effect=0), InputError, "effect"),
        (lambda: ways_of_deciding(1000, 0.2, 0.01, 0.01, looks=0), InputError, "looks"),
        (lambda: shrink(pd.DataFrame({"test": [1]})), ColumnError, "estimate"),
        (
            lambda: shrink(effects(np.ones(2), np.ones(2), np.random.default_rng(0))),
            InputError,
            "at least 4",
        ),
        (
            lambda: shrink(
                effects(np.ones(5), np.ones(5), np.random.default_rng(0)).assign(high=0, low=0)
            ),
            InputError,
            "no interval",
        ),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
