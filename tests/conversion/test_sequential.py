"""Looks before the end: published lines, false alarms of 2,000 tests of nothing, by draws."""

import numpy as np
import pandas as pd
import pytest

from ecomlab import estimates
from ecomlab.conversion.experiments import ab_test, peeking, peeks
from ecomlab.conversion.sequential import (
    daily_looks,
    group_sequential,
    planned_looks,
    sequential_test,
    valid_looks,
)
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import always_valid, mixture_scale, stopped, stopping_lines
from tests.backends import BACKENDS, OTHERS, ZONE

START = pd.Timestamp("2025-11-01", tz="Asia/Shanghai")


def log(days=6, visitors=400, shares=(0.1, 0.1), seed=1):
    rng = np.random.default_rng(seed)
    n = days * visitors
    arm = rng.integers(0, 2, n)
    return pd.DataFrame(
        {
            "arm": np.array(["A", "B"])[arm],
            "ts": START + pd.to_timedelta(np.sort(rng.integers(0, days * 86400, n)), unit="s"),
            "converted": rng.random(n) < np.take(shares, arm),
            "revenue": rng.gamma(0.5, 40, n),
        }
    )


@pytest.mark.parametrize("share", [0.03, 0.4])
def test_daily_peeking_announces_nothing_in_95_of_100_tests_of_nothing(share):
    """2,000 tests of 28 days, looked at each evening; 1.96 would announce a quarter of them."""
    rng = np.random.default_rng(11)
    yes = rng.binomial(500, share, (2, 2000, 28)).cumsum(axis=2)
    n = 500 * np.arange(1, 29)
    rate = yes / n
    variance = (rate * (1 - rate) / (n - 1)).sum(axis=0)
    scale = np.array([mixture_scale(v * 1000 / 28_000) for v in variance[:, 0]])
    low, high = zip(
        *(always_valid(*x) for x in zip(rate[1] - rate[0], variance, scale, strict=True)),
        strict=True,
    )
    assert ((np.array(low) > 0) | (np.array(high) < 0)).any(axis=1).mean() <= 0.05
    z = np.abs(rate[1] - rate[0]) / variance**0.5
    assert (z > 1.96).any(axis=1).mean() > 0.2


@pytest.mark.parametrize("runs", [60, pytest.param(2000, marks=pytest.mark.verify)])
def test_the_function_itself_keeps_its_promise_for_skewed_amounts(runs):
    """Logs of nothing through sequential_test: at most 5% of them and luck."""
    alarms = 0
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        rows = pd.DataFrame(
            {"arm": rng.integers(0, 2, 1400),
             "ts": START + pd.to_timedelta(np.arange(1400) // 100, "D"),
             "revenue": np.where(rng.random(1400) < 0.2, rng.gamma(1, 100, 1400), 0.0)}
        )  # fmt: skip
        alarms += sequential_test(rows, 1, 0, "revenue", planned=1400)["decided"].iloc[-1]
    assert alarms <= runs * 0.05 + 2.33 * (runs * 0.05 * 0.95) ** 0.5


def test_a_strong_effect_is_found_early_and_no_interval_misses_it():
    found = sequential_test(log(10, 1000, (0.1, 0.16)), "B", "A", planned=10_000)
    assert found["decided"].iloc[-1]
    assert found["decided"].iloc[:8].any()
    assert (found["low"].dropna() < 0.06).all()
    assert (found["high"].dropna() > 0.06).all()
    assert found["decided"].is_monotonic_increasing


def test_looks_are_those_of_peeks():
    rows = log()
    looks = daily_looks(rows, "B", "A")
    usual = peeks(rows, {"A": -1, "B": 1})
    assert looks["difference"].to_numpy() == pytest.approx(usual["estimate"].to_numpy())
    assert looks["n"].tolist() == usual["n"].tolist()
    last = looks.iloc[-1]
    sides = [rows.loc[rows["arm"] == arm, "converted"].astype(float) for arm in "BA"]
    by_hand = sum(side.var() / len(side) for side in sides)
    assert last["variance"] == pytest.approx(by_hand)


@pytest.mark.parametrize("metric", ["converted", "revenue"])
@pytest.mark.parametrize("backend", OTHERS)
def test_every_backend_says_the_same(metric, backend):
    rows = log()
    rows["ts"] = rows["ts"].dt.tz_localize(None)
    mine = sequential_test(rows, "B", "A", metric)
    other = sequential_test(OTHERS[backend](rows), "B", "A", metric)
    pd.testing.assert_frame_equal(mine, other, check_dtype=False)


@pytest.mark.parametrize("cluster", [None, "visitor"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_days_are_those_of_the_column_s_own_zone(backend, cluster):
    """Six local days have six looks, wherever the machine stands; in UTC they would be seven."""
    rows = log().assign(visitor=range(2400))
    rows["ts"] = (rows["ts"].dt.tz_localize(None) + pd.Timedelta(days=30)).dt.tz_localize(ZONE)
    looks = daily_looks(BACKENDS[backend](rows), "B", "A", cluster=cluster)
    assert looks["date"].tolist() == list(pd.date_range("2025-12-01", periods=6))
    assert looks["n"].iloc[0] == (rows["ts"].dt.day == 1).sum()


def visits(seed=3, days=8, visitors=600):
    """Visitors of one temper each, who come on some of the days."""
    rng = np.random.default_rng(seed)
    rows = log(days, visitors // 2, seed=seed)
    rows["visitor"] = rng.integers(0, visitors, len(rows))
    rows["arm"] = np.where(rows["visitor"] % 2, "B", "A")
    rows["ts"] = rows["ts"].dt.tz_localize(None)
    return rows.assign(converted=rng.random(len(rows)) < (rows["visitor"] % 10) / 20)


@pytest.mark.parametrize("backend", BACKENDS)
def test_each_evening_by_clusters_is_ab_test_by_clusters(backend):
    rows = visits()
    looks = daily_looks(BACKENDS[backend](rows), "B", "A", cluster="visitor")
    for evening in (0, 3, 7):
        past = rows[rows["ts"] < START.tz_localize(None) + pd.Timedelta(days=evening + 1)]
        usual = ab_test(past, "B", "A", cluster="visitor")
        look = looks.iloc[evening]
        assert look["difference"] == pytest.approx(usual.value)
        assert look["n"] == usual.n == past["visitor"].nunique()
        assert 2 * 1.96 * look["variance"] ** 0.5 == pytest.approx(usual.high - usual.low, rel=0.02)


def test_days_dealt_by_lot_give_no_false_alarms_if_days_are_counted():
    """Days differ by more than their visits' luck: as rows they announce winners of nothing."""
    by_rows = by_days = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        rows = pd.DataFrame({"day": np.repeat(np.arange(28), 300)})
        rate = rng.uniform(0.02, 0.2, 28)
        rows["arm"] = np.where(rng.permutation(28) % 2, "B", "A")[rows["day"]]
        rows["converted"] = rng.random(len(rows)) < rate[rows["day"]]
        rows["ts"] = START + pd.to_timedelta(rows["day"], "D")
        by_rows += sequential_test(rows, "B", "A", planned=8400)["decided"].iloc[-1]
        found = sequential_test(rows, "B", "A", planned=28, cluster="day")
        by_days += found["decided"].iloc[-1]
        assert found["n"].iloc[-1] == 28
    assert by_days <= 7
    assert by_rows > 20


def test_nothing_is_said_before_an_arm_has_ten_of_each():
    rows = log(6, 60, (0.05, 0.05))
    found = sequential_test(rows, "B", "A")
    least = daily_looks(rows, "B", "A")["least"]
    assert found["low"].isna().tolist() == (least < 10).tolist()
    assert not sequential_test(rows.head(30), "B", "A")["decided"].any()


def test_any_scale_is_valid_and_the_planned_one_is_narrowest():
    best = mixture_scale(0.01)
    widths = [np.ptp(always_valid(0, 0.01, scale)) for scale in (best / 2, best, best * 2)]
    assert widths[1] == min(widths)
    low, high = always_valid(0.0, 0.01, best, 0.95)
    assert high == pytest.approx(-low)
    assert np.ptp(always_valid(0, 0.01, best, 0.99)) > widths[1] > 2 * 1.96 * 0.1


def test_the_interval_is_where_the_mixture_likelihood_ratio_is_one_over_alpha():
    """Johari and others: ∫ N(d; θ, V) N(θ; 0, τ²) dθ ÷ N(d; 0, V), integrated by hand."""
    variance, scale = 0.04, 0.5
    _, high = always_valid(0.0, variance, scale)
    grid = np.linspace(-8, 8, 200_001)
    prior = np.exp(-(grid**2) / (2 * scale**2)) / (scale * (2 * np.pi) ** 0.5)
    ratio = np.exp((2 * high * grid - grid**2) / (2 * variance)) * prior
    assert np.trapezoid(ratio, grid) == pytest.approx(20, rel=1e-4)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_planned_look_is_ab_test_of_that_evening_by_the_plan_s_line(backend):
    rows = visits(days=8)
    plan = group_sequential(3)
    looks = daily_looks(BACKENDS[backend](rows), "B", "A", cluster="visitor")
    found = planned_looks(looks, plan, planned=590)
    assert found["look"].tolist() == [1, 2, 3]
    for look in found.itertuples():
        past = rows[rows["ts"] < START.tz_localize(None) + pd.Timedelta(days=look.day)]
        before = rows[rows["ts"] < START.tz_localize(None) + pd.Timedelta(days=look.day - 1)]
        share = plan["share"].iloc[look.look - 1]
        assert before["visitor"].nunique() < share * 590 <= past["visitor"].nunique() == look.n
        usual = ab_test(past, "B", "A", cluster="visitor")
        assert look.estimate == pytest.approx(usual.value)
        wide = plan["line"].iloc[look.look - 1] / estimates.normal_quantile()
        assert look.high - look.low == pytest.approx(wide * (usual.high - usual.low), rel=0.02)


@pytest.mark.parametrize("runs", [150, pytest.param(2000, marks=pytest.mark.verify)])
def test_planned_looks_by_visitors_announce_nothing_in_95_of_100_tests_of_nothing(runs):
    """Visitors of one temper each come four times: as visits they would announce far more."""
    by_visitors = by_visits = 0
    plan = group_sequential(4, "pocock")
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        visitor = np.repeat(np.arange(800), 4)
        rows = pd.DataFrame({"visitor": visitor, "arm": rng.integers(0, 2, 800)[visitor]})
        rows["ts"] = START + pd.to_timedelta(visitor // 40, "D")
        rows["yuan"] = rng.gamma(1, 20, 800)[visitor] + rng.gamma(1, 5, 3200)
        looks = daily_looks(rows, 1, 0, "yuan", cluster="visitor")
        by_visitors += planned_looks(looks, plan, 800)["decided"].iloc[-1]
        looks = daily_looks(rows, 1, 0, "yuan")
        by_visits += planned_looks(looks, plan, 3200)["decided"].iloc[-1]
    assert by_visitors <= runs * 0.05 + 2.33 * (runs * 0.05 * 0.95) ** 0.5
    assert by_visits > 0.15 * runs


def test_planned_looks_of_a_running_test_and_of_a_small_one():
    looks = daily_looks(log(6, 400, (0.1, 0.3)), "B", "A")
    found = planned_looks(looks, group_sequential(4), planned=3000)
    assert found["look"].tolist() == [1, 2, 3]
    assert found["decided"].tolist() == [True] * 3  # and stays so
    shuffled = planned_looks(looks.iloc[::-1], group_sequential(4), planned=3000)
    pd.testing.assert_frame_equal(shuffled, found)
    small = planned_looks(daily_looks(log(6, 20), "B", "A"), group_sequential(2), planned=120)
    assert small["low"].isna().all()
    assert not small["decided"].any()
    with pytest.raises(InputError, match="The first look comes at 2,500 units; so far there are"):
        planned_looks(looks, group_sequential(4), planned=10_000)
    with pytest.raises(InputError, match="Two looks fall on one evening"):
        planned_looks(looks, group_sequential(4), planned=900)
    with pytest.raises(ColumnError, match="day.*is not in the table looks"):
        planned_looks(looks.drop(columns="day"), group_sequential(4), 900)


PUBLISHED = {  # Jennison and Turnbull (2000), tables 2.1 and 2.3, α = .05; C·√(K/k) at look k
    2: (2.178, 1.977), 3: (2.289, 2.004), 4: (2.361, 2.024), 5: (2.413, 2.040), 10: (2.555, 2.087),
    20: (2.672, 2.126),
}  # fmt: skip


@pytest.mark.parametrize("looks", PUBLISHED)
def test_lines_as_published(looks):
    pocock, last = PUBLISHED[looks]
    times = np.arange(1, looks + 1) / looks
    assert stopping_lines(times, "pocock") == pytest.approx(pocock, abs=0.0006)
    assert stopping_lines(times) == pytest.approx(last * times**-0.5, abs=0.0006 * looks**0.5)


def test_spending_as_published():
    """Reboussin, DeMets, Kim and Lan (2000): five equal looks, two-sided .05."""
    times = np.arange(1, 6) / 5
    fleming = [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]
    assert stopping_lines(times, spending=True) == pytest.approx(fleming, abs=0.0002)
    pocock = [2.4380, 2.4268, 2.4101, 2.3966, 2.3859]
    assert stopping_lines(times, "pocock", spending=True) == pytest.approx(pocock, abs=0.0002)


@pytest.mark.parametrize("seed", range(4))
def test_planned_looks_at_odd_times_keep_the_level(seed):
    """By 20,000 drawn tests: another way than the integral."""
    rng = np.random.default_rng(seed)
    times = np.append(np.sort(rng.random(4)), 1.0)
    shape = ["pocock", "obrien_fleming"][seed % 2]
    lines = stopping_lines(times, shape, spending=seed > 1)
    drift = [0, 2.8][seed % 2]
    steps = rng.normal(size=(20_000, 5)) * np.diff(times, prepend=0) ** 0.5
    z = (steps.cumsum(axis=1) + drift * times) / times**0.5
    crossed = (np.abs(z) > lines).cumsum(axis=1) > 0
    assert stopped(times, lines, drift) == pytest.approx(crossed.mean(axis=0), abs=0.014)
    assert stopped(times, lines)[-1] == pytest.approx(0.05, abs=1e-6)


def test_peeking_is_known_by_integral_too():
    for looks in (5, 14, 30):
        exact = stopped(np.arange(1, looks + 1) / looks, [estimates.normal_quantile()] * looks)[-1]
        assert peeking(looks) == pytest.approx(exact, abs=0.008)


def test_what_a_plan_costs():
    """Jennison and Turnbull, tables 2.2 and 2.4: power .8, five looks: 1.229 and 1.028."""
    assert group_sequential(5, "pocock").attrs["more_units"] == pytest.approx(1.229, abs=0.001)
    plan = group_sequential(5)
    assert plan.attrs["more_units"] == pytest.approx(1.028, abs=0.001)
    assert plan["ended"].iloc[-1] == pytest.approx(0.8, abs=1e-6)
    assert plan.attrs["mean_units"] < plan.attrs["more_units"]
    assert group_sequential(1)["line"].tolist() == pytest.approx([estimates.normal_quantile()])


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: group_sequential(0), InputError, "looks"),
        (lambda: group_sequential([0.5, 0.4, 1]), InputError, "rise to 1"),
        (lambda: group_sequential([0.5, 0.9]), InputError, "rise to 1"),
        (lambda: group_sequential(3, "haybittle"), ChoiceError, "pocock"),
        (lambda: group_sequential(100), InputError, "at most 60"),
        (lambda: sequential_test(log(), "B", "B"), InputError, "two arms"),
        (lambda: daily_looks(log().assign(who=1), "B", "A", cluster="who"), InputError, "two arms"),
        (lambda: sequential_test(log(), "C", "A"), ChoiceError, "treated is 'C'"),
        (lambda: sequential_test(log().assign(ts="today"), "B", "A"), InputError, "no times"),
        (lambda: sequential_test(log(), "B", "A", scale=0), InputError, "scale"),
        (lambda: sequential_test(log(), "B", "A", planned=1), InputError, "planned"),
        (lambda: always_valid(1, 1, -1), InputError, "scale"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()


def test_a_tool_s_daily_report_is_enough():
    looks = daily_looks(log(), "B", "A")
    pd.testing.assert_frame_equal(valid_looks(looks), sequential_test(log(), "B", "A"))
