"""The panel, the guardrails, many metrics, days by lot, factors, placebos."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from statsmodels.stats.multitest import multipletests

from ecomlab.conversion.experiments import (
    ab_test,
    difference_in_differences,
    factorial,
    factorial_effect,
    placebo_differences,
)
from ecomlab.conversion.health import false_discoveries, guardrails, health_panel
from ecomlab.conversion.lots import compare_days, deal_days, detectable_by_days
from ecomlab.errors import ChoiceError, ColumnError, InputError
from tests.backends import BACKENDS, polars


def log(n=8000, days=14, seed=2, lost=0.0, crossed=0, seen=(1.0, 1.0), gap=0.0):
    """A test with faults put in on purpose."""
    rng = np.random.default_rng(seed)
    arm = rng.integers(0, 2, n)
    rows = pd.DataFrame(
        {
            "visitor": np.arange(n),
            "arm": np.where(arm == 1, "B", "A"),
            "when": pd.Timestamp("2026-01-05") + pd.to_timedelta(rng.integers(0, days, n), "D"),
            "device": rng.choice(["ios", "android"], n),
            "seen": rng.random(n) < np.take(seen, arm),
            "pages": rng.poisson(3, n) + gap * arm,
            "bounced": rng.random(n) < 0.6,
            "spent": rng.gamma(1, 20, n),
        }
    )
    rows = rows[(arm == 0) | (rng.random(n) >= lost)]
    other = rows.head(crossed).assign(arm=rows["arm"].head(crossed).map({"A": "B", "B": "A"}))
    return pd.concat([rows, other], ignore_index=True)


HOW = {"unit": "visitor", "time": "when", "exposed": "seen", "past": "pages", "parts": ["device"]}


def verdicts(rows, **more):
    return health_panel(rows, **HOW, **more).set_index("check")["verdict"]


def test_a_healthy_test_is_fine():
    found = verdicts(log(), planned_days=14, planned_n=8000, stop_rule="planned days")
    assert (found == "fine").all()
    assert len(found) == 7


@pytest.mark.parametrize(
    ("fault", "register", "check", "verdict"),
    [
        ({"lost": 0.15}, {}, "split", "stop"),
        ({"lost": 0.15}, {}, "split in every part", "stop"),
        ({"crossed": 20}, {}, "crossovers", "look"),
        ({"crossed": 400}, {}, "crossovers", "stop"),
        ({"seen": (0.1, 0.1)}, {}, "exposure", "look"),
        ({"seen": (0.5, 0.6)}, {}, "exposure", "stop"),
        ({"days": 10}, {}, "duration", "look"),
        ({"days": 5}, {}, "duration", "stop"),
        ({"days": 14}, {"planned_days": 28}, "duration", "stop"),
        ({}, {"stop_rule": "first look beyond luck"}, "looks", "stop"),
        ({}, {"planned_n": 20_000}, "looks", "look"),
        ({"gap": 1.0}, {}, "past", "stop"),
    ],
)
def test_each_fault_is_seen_and_by_its_own_check(fault, register, check, verdict):
    found = verdicts(log(**fault), **register)
    assert found[check] == verdict
    others = found.drop([check, "split in every part", "split"] if "split" in check else check)
    assert not (others == "stop").any()


def test_false_alarms_are_rare():
    """Five checks by luck at one in a thousand: hardly ever in 120 healthy tests."""
    stops = sum((verdicts(log(1000, seed=seed)) == "stop").any() for seed in range(120))
    assert stops <= 3


def test_planned_shares_and_other_arms():
    rows = log(seed=3)
    rows = pd.concat(
        [rows, rows[rows["arm"] == "B"].assign(visitor=lambda x: x["visitor"] + 10**6)]
    )
    assert verdicts(rows)["split"] == "stop"
    assert verdicts(rows, shares={"A": 1, "B": 2})["split"] == "fine"
    renamed = rows.rename(columns={"arm": "version"})
    assert health_panel(renamed, arm="version", **HOW)["verdict"].iloc[0] == "stop"


def test_what_isn_t_given_is_said():
    found = health_panel(log(), unit="visitor", time="when").set_index("check")["verdict"]
    assert (found == "not checked").sum() == 4


def test_exposure_is_scipy_s_chi_square():
    rows = log(seen=(0.50, 0.53), seed=5)
    by = rows.groupby("arm")["seen"].agg(["sum", "size"])
    p = chi2_contingency([by["sum"], by["size"] - by["sum"]], correction=False).pvalue
    said = health_panel(rows, **HOW).set_index("check").loc["exposure", "verdict"]
    assert said == ("stop" if p < 0.001 else "fine")


def test_guardrails_by_hand():
    rows = log()
    found = guardrails(rows, "B", "A", {"bounced": 0.05, "spent": -0.1, "pages": 0.001})
    each = [ab_test(rows, "B", "A", metric) for metric in ("bounced", "spent", "pages")]
    assert found["estimate"].tolist() == pytest.approx([e.value for e in each])
    assert found["verdict"].tolist() == ["safe", "can't tell", "can't tell"]
    worse = rows.assign(spent=rows["spent"] - 5 * (rows["arm"] == "B"))
    assert guardrails(worse, "B", "A", {"spent": -1})["verdict"].tolist() == ["harmed"]
    assert guardrails(worse, "A", "B", {"spent": -1})["verdict"].tolist() == ["safe"]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.floats(0.01, 0.5))
def test_false_discoveries_are_statsmodels_s(p, rate):
    found = false_discoveries(pd.DataFrame({"metric": range(len(p)), "p_value": p}), rate)
    reject, q, *_ = multipletests(found["p_value"], rate, "fdr_bh")
    assert found["q_value"].to_numpy() == pytest.approx(q)
    assert (found["found"].to_numpy() == reject).all() or np.isclose(q, rate).any()


def test_intervals_give_the_same_p_values():
    z = np.array([0.5, 2.5, -3.0])
    table = pd.DataFrame({"metric": list("abc"), "estimate": z, "low": z - 1.959964,
                          "high": z + 1.959964})  # fmt: skip
    found = false_discoveries(table)
    assert found["metric"].tolist() == ["c", "b", "a"]
    assert found["p_value"].tolist() == pytest.approx([0.0027, 0.01242, 0.61708], abs=1e-5)


def test_of_twenty_nothings_one_in_twenty_sets_has_a_discovery():
    rng = np.random.default_rng(4)
    tables = (pd.DataFrame({"metric": range(20), "p_value": rng.random(20)}) for _ in range(500))
    any_found = [false_discoveries(table)["found"].any() for table in tables]
    assert np.mean(any_found) < 0.08


# --- Days by lot -------------------------------------------------------------------------------


@given(st.integers(1, 8), st.integers(0, 10_000))
def test_each_weekday_has_each_arm_once_a_fortnight(fortnights, seed):
    plan = deal_days("2026-03-04", fortnights, seed, ("old", "new"))
    assert len(plan) == 14 * fortnights
    assert (plan.groupby("pair").size() == 2).all()
    assert (plan.groupby("pair")["weekday"].nunique() == 1).all()
    assert (plan.groupby("pair")["arm"].nunique() == 2).all()
    assert plan["weekday"].iloc[0] == 3


def test_seeds_deal_differently_and_evenly():
    plans = [deal_days("2026-03-02", 2, seed)["arm"].tolist() for seed in range(200)]
    assert len({tuple(plan) for plan in plans}) > 190
    assert np.mean([plan[0] == "B" for plan in plans]) == pytest.approx(0.5, abs=0.12)


def days(effect=0.0, seed=0, fortnights=2, scatter=0.003):
    rng = np.random.default_rng(seed)
    plan = deal_days("2026-03-02", fortnights, seed)
    rate = 0.03 + 0.01 * (plan["weekday"] > 5) + effect * (plan["arm"] == "B")
    rate = rate + scatter * rng.normal(size=len(plan))
    return plan.assign(uv=3000, payers=rng.binomial(3000, rate.clip(0, 1)))


def test_days_are_what_is_counted_and_pairs_help():
    found = compare_days(days(0.005), "B", "A", pair="pair")
    loose = compare_days(days(0.005), "B", "A")
    assert (found.n, found.counts) == (28, "days")
    assert found.high - found.low < loose.high - loose.low
    by_visits = ab_counts_of(days(0.005))
    assert found.high - found.low > 1.2 * (by_visits.high - by_visits.low)


def ab_counts_of(table):
    from ecomlab.conversion.experiments import ab_counts

    return ab_counts(table, "B", "A", yes="payers", of="uv")


def test_days_hold_the_truth():
    held = [compare_days(days(0.004, seed), "B", "A", pair="pair").holds(0.004)
            for seed in range(120)]  # fmt: skip
    assert np.mean(held) > 0.88


def test_what_days_can_find_is_what_they_find():
    gap = detectable_by_days(28, 0.033, 3000, 0.003)
    found = [compare_days(days(gap, seed), "B", "A", pair="pair").low > 0 for seed in range(120)]
    assert 0.65 < np.mean(found) < 0.92


# --- Factors and placebos ------------------------------------------------------------------------


def test_three_factors_by_regression():
    rng = np.random.default_rng(6)
    design = {
        f"page {i}": {"dark": bool(i & 1), "button": bool(i & 2), "film": bool(i & 4)}
        for i in range(8)
    }
    rows = pd.DataFrame({"arm": np.repeat(list(design), 60)})
    flags = pd.DataFrame(design).T.loc[rows["arm"]].reset_index(drop=True).astype(float)
    rows["y"] = flags["dark"] + 2 * flags["dark"] * flags["film"] + rng.normal(size=len(rows))
    found = factorial(rows, design, "y").set_index("effect")["estimate"]
    assert len(found) == 7
    half = flags - 0.5  # effects are coefficients of factors coded −½ and ½
    terms = {"dark": half["dark"], "button": half["button"], "film": half["film"]}
    terms |= {"dark × film": half["dark"] * half["film"], "dark × button": half["dark"]
              * half["button"], "button × film": half["button"] * half["film"],
              "dark × button × film": half.prod(axis=1)}  # fmt: skip
    left = np.column_stack([np.ones(len(rows)), *terms.values()])
    beta = np.linalg.lstsq(left, rows["y"], rcond=None)[0][1:]
    for name, value in zip(terms, beta, strict=True):
        assert found[name] == pytest.approx(value), name


def test_four_pages_are_factorial_effect():
    rng = np.random.default_rng(7)
    rows = pd.DataFrame({"arm": list("ABCD") * 200, "paid": rng.random(800) < 0.3})
    design = {"A": {"x": 0, "y": 0}, "B": {"x": 1, "y": 0}, "C": {"x": 0, "y": 1},
              "D": {"x": 1, "y": 1}}  # fmt: skip
    found = factorial(rows, design, "paid").set_index("effect")
    x = factorial_effect(rows, {"A": -0.5, "B": 0.5, "C": -0.5, "D": 0.5}, "paid")
    both = factorial_effect(rows, {"A": 1, "B": -1, "C": -1, "D": 1}, "paid")
    assert found.loc["x", ["estimate", "low", "high"]].tolist() == pytest.approx(x[:3])
    assert found.loc["x × y", ["estimate", "low", "high"]].tolist() == pytest.approx(both[:3])


@pytest.mark.parametrize("backend", BACKENDS)
def test_factors_by_clusters_are_ab_tests_of_two_arms(backend):
    rng = np.random.default_rng(9)
    rows = pd.DataFrame({"who": rng.integers(0, 500, 3000)})
    rows["arm"] = np.array(list("ABCD"))[rows["who"] % 4]
    rows["paid"] = rng.random(3000) < (rows["who"] % 7) / 10
    design = {"A": {"x": 0, "y": 0}, "B": {"x": 1, "y": 0}, "C": {"x": 0, "y": 1},
              "D": {"x": 1, "y": 1}}  # fmt: skip
    found = factorial(BACKENDS[backend](rows), design, "paid", cluster="who").set_index("effect")
    pairs = [ab_test(rows, b, a, "paid", cluster="who") for b, a in ("BA", "DC")]
    assert found.loc["x", "estimate"] == pytest.approx(np.mean([p.value for p in pairs]))
    width = sum((p.high - p.low) ** 2 for p in pairs) ** 0.5 / 2
    assert found.loc["x", "high"] - found.loc["x", "low"] == pytest.approx(width, rel=0.02)
    assert found.loc["x", "n"] == rows["who"].nunique()


def pages(drift=0.0, seed=0, effect=1.3):
    rng = np.random.default_rng(seed)
    rows = []
    for day in range(60):
        for page in ("lamp", "tent", "stove"):
            rate = 0.05 * np.exp(drift * day * (page == "lamp"))
            rate *= effect if page == "lamp" and day >= 40 else 1
            rows.append((pd.Timestamp("2026-01-01") + pd.Timedelta(days=day), page, 4000,
                         rng.binomial(4000, rate)))  # fmt: skip
    return pd.DataFrame(rows, columns=["date", "landing_page", "uv", "payers"])


def test_placebos_are_quiet_where_the_control_is_alike_and_loud_where_it_drifts():
    how = {"changed": "2026-02-10", "treated": "lamp", "control": "tent"}
    quiet = placebo_differences(pages(), **how)
    real = quiet[quiet["kind"] == "real"].iloc[0]
    assert real["estimate"] == pytest.approx(difference_in_differences(pages(), **how).value)
    assert quiet.loc[quiet["kind"] == "other page", "where"].tolist() == ["stove"]
    assert (quiet["kind"] == "other day").sum() == 40 - 2 * 7 + 1
    alarms = []
    for drift in (0, 0.01):
        for seed in range(5):
            found = placebo_differences(pages(drift, seed), **how)
            alarms.append(found.loc[found["kind"] == "other day", "leaves_one_out"].mean())
    assert np.mean(alarms[:5]) < 0.2
    assert np.mean(alarms[5:]) > 0.8


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: health_panel(log(), time="when"), ColumnError, "unit_id"),
        (lambda: health_panel(log().query("arm == 'A'"), **HOW), InputError, "one arm only"),
        (lambda: health_panel(polars(log()), **HOW), InputError, "to_pandas"),
        (lambda: guardrails(log(), "B", "A", {}), InputError, "bounced"),
        (lambda: guardrails(log(), "B", "A", {"bounced": 0}), InputError, "too much"),
        (lambda: guardrails(log(), "B", "C", {"bounced": 1}), ChoiceError, "control is 'C'"),
        (lambda: false_discoveries(pd.DataFrame({"p_value": [2.0], "metric": 1})), InputError, "0"),
        (lambda: false_discoveries(pd.DataFrame({"metric": [1]})), ColumnError, "estimate"),
        (lambda: deal_days("2026-03-02", 0, 1), InputError, "fortnights"),
        (lambda: deal_days("soon", 1, 1), InputError, "no date"),
        (lambda: deal_days("2026-03-02", 1, 1, ("A", "A")), InputError, "two names"),
        (lambda: compare_days(days(), "B", "C"), ChoiceError, "control is 'C'"),
        (lambda: compare_days(days().assign(uv=0), "B", "A"), InputError, "no uv"),
        (lambda: compare_days(pd.concat([days()] * 2), "B", "A"), InputError, "two rows"),
        (lambda: factorial(log(), {"A": {"x": 0}, "B": {"x": 0}}), InputError, "each combination"),
        (lambda: factorial(log(), [1, 2]), InputError, "design"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
