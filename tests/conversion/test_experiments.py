"""Experiments: answers by hand, what can't move them, and what they refuse."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ecomlab.conversion.experiments import (
    ab_test,
    before_after,
    daily_gap,
    difference_in_differences,
    factorial_effect,
    peeking,
    peeks,
    sample_ratio,
)
from ecomlab.errors import ChoiceError, ColumnError, EcomlabError, InputError
from ecomlab.estimates import t_quantile

ARMS = ["neither", "a", "b", "both"]


def traffic(rows):
    """Rows of (date, page, visits, buyers)."""
    table = pd.DataFrame(rows, columns=["date", "landing_page", "uv", "payers"])
    return table.assign(date=pd.to_datetime(table["date"]).dt.tz_localize("Asia/Shanghai"))


TRAFFIC = traffic(
    [
        ("2025-03-01", "new", 100, 10), ("2025-03-01", "old", 200, 10),
        ("2025-03-02", "new", 100, 20), ("2025-03-02", "old", 200, 20),
        ("2025-03-03", "new", 300, 90), ("2025-03-03", "old", 100, 10),
        ("2025-03-04", "new", 100, 40), ("2025-03-04", "old", 100, 10),
    ]
)  # fmt: skip


def test_before_and_after_by_hand():
    """New: 30 of 200 before, 130 of 400 after. All: 60 of 600, and 150 of 600."""
    found = before_after(TRAFFIC, "2025-03-03", page="new")
    assert found.value == pytest.approx((130 / 400) / (30 / 200))
    assert (found.n, found.counts) == (600, "visits")
    half = math.log(found.high / found.low) / 2
    assert half == pytest.approx(1.959964 * (1 / 130 - 1 / 400 + 1 / 30 - 1 / 200) ** 0.5)
    assert before_after(TRAFFIC, "2025-03-03").value == pytest.approx(2.5)
    assert before_after(TRAFFIC, "2025-03-02", page="new").value == pytest.approx(0.3 / 0.1)


def test_the_day_of_the_change_counts_as_after():
    assert daily_gap(TRAFFIC, "new", "old").tolist() == pytest.approx(
        [math.log(2), math.log(2), math.log(3), math.log(4)]
    )
    found = difference_in_differences(TRAFFIC, "2025-03-03", "new", "old")
    assert found.value == pytest.approx(math.sqrt(12) / 2)
    assert (found.n, found.counts) == (4, "days")
    # Before all days are alike: all the scatter is that of two days after.
    spread = math.log(4 / 3) / 2
    assert math.log(found.high / found.value) == pytest.approx(t_quantile(1) * spread)


def test_another_denominator_and_another_grouping():
    other = TRAFFIC.rename(columns={"uv": "addcart", "landing_page": "sku"})
    there = difference_in_differences(other, "2025-03-03", "new", "old", of="addcart", by="sku")
    assert there == difference_in_differences(TRAFFIC, "2025-03-03", "new", "old")
    assert before_after(other, "2025-03-03", "new", of="addcart", by="sku").counts == "carts"


@given(st.floats(0.2, 5), st.integers(0, 3))
def test_what_moves_both_pages_of_a_day_is_divided_out(factor, day):
    """A day on which both pages sell so much more or less changes nothing."""
    moved = TRAFFIC.copy()
    chosen = moved["date"] == moved["date"].unique()[day]
    moved["payers"] = moved["payers"].astype(float)
    moved.loc[chosen, "payers"] *= factor
    found = difference_in_differences(moved, "2025-03-03", "new", "old")
    assert found[:3] == pytest.approx(
        difference_in_differences(TRAFFIC, "2025-03-03", "new", "old")[:3]
    )


def arms(sizes, yes, names=ARMS):
    """A test's units: so many of each arm, so many of them yes."""
    rows = [(name, i < k) for name, n, k in zip(names, sizes, yes, strict=True) for i in range(n)]
    return pd.DataFrame(rows, columns=["arm", "converted"])


FOUR = arms([100, 200, 100, 200], [10, 30, 20, 80])  # rates .10, .15, .20, .40


def test_main_effects_and_interaction_by_hand():
    main = dict(zip(ARMS, [-0.5, 0.5, -0.5, 0.5], strict=True))
    found = factorial_effect(FOUR, main)
    assert found.value == pytest.approx((0.05 + 0.2) / 2)
    assert (found.n, found.counts) == (600, "visitors")
    together = factorial_effect(FOUR, dict(zip(ARMS, [1, -1, -1, 1], strict=True)))
    assert together.value == pytest.approx(0.2 - 0.05)
    assert together.high - together.low == pytest.approx(2 * (found.high - found.low), rel=0.1)


def test_an_arm_without_weight_isn_t_read():
    found = factorial_effect(FOUR, {"neither": -1, "a": 0, "b": 1})
    assert found.n == 200
    assert found[:3] == ab_test(FOUR, "b", "neither")[:3]


def test_ab_test_of_flags_and_of_amounts():
    found = ab_test(FOUR, treated="both", control="a")
    assert found.value == pytest.approx(0.25)
    assert (found.n, found.counts) == (400, "visitors")
    spent = pd.DataFrame({"arm": ["x"] * 3 + ["y"] * 4, "paid": [1, 2, 6, 8, 4, 6, 2]})
    found = ab_test(spent, "y", "x", metric="paid")
    oracle = stats.ttest_ind([8, 4, 6, 2], [1, 2, 6], equal_var=False).confidence_interval()
    assert found[:3] == pytest.approx((2.0, *oracle))


def test_each_morning_knows_the_evenings_before():
    test = pd.concat([FOUR.assign(ts=day) for day in ("2025-07-07 20:00", "2025-07-08 09:00")])
    test["ts"] = pd.to_datetime(test["ts"])
    test.loc[test["ts"].dt.day == 8, "converted"] = False
    found = peeks(test, {"neither": -1, "both": 1})
    assert found["morning"].tolist() == [1, 2]
    assert found["n"].tolist() == [300, 600]
    assert found["estimate"].tolist() == pytest.approx([0.3, 0.15])


def test_a_day_on_which_an_arm_is_missing_adds_nothing_to_it():
    test = FOUR.assign(ts=pd.Timestamp("2025-07-07"))
    later = arms([10], [10], ["both"]).assign(ts=pd.Timestamp("2025-07-08"))
    found = peeks(pd.concat([test, later]), {"neither": -1, "both": 1})
    assert found["estimate"].iloc[1] == pytest.approx(90 / 210 - 0.1)


def test_peeking_as_published():
    """Armitage, McPherson and Rowe (1969), table 2: looks at equal steps, 5% each."""
    published = {1: 0.05, 2: 0.083, 3: 0.107, 4: 0.126, 5: 0.142, 10: 0.193, 20: 0.248}
    for looks, share in published.items():
        assert peeking(looks) == pytest.approx(share, abs=0.005)
    assert peeking(5, confidence=0.99) < peeking(5) < peeking(6)


def test_sample_ratio_is_scipy_s_chi_square():
    oracle = stats.chisquare([100, 200, 100, 200]).pvalue
    assert sample_ratio(FOUR) == pytest.approx(oracle)
    shares = {"neither": 1, "a": 2, "b": 1, "both": 2}
    assert sample_ratio(FOUR, shares) == pytest.approx(1)


def test_an_arm_that_nobody_got_is_seen():
    assert sample_ratio(FOUR, dict.fromkeys([*ARMS, "fifth"], 1)) < 1e-20


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: before_after(TRAFFIC, "2025-04-01"), InputError, "one side is empty"),
        (lambda: before_after(TRAFFIC, "1 March"), InputError, "no date"),
        (lambda: before_after(TRAFFIC, "2025-03-03", page="nwe"), ChoiceError, "'new'"),
        (lambda: before_after(TRAFFIC, "2025-03-03", of="clicks"), ColumnError, "clicks"),
        (lambda: before_after(TRAFFIC.iloc[:0], "2025-03-03"), InputError, "no rows"),
        (
            lambda: before_after(TRAFFIC.assign(uv=np.nan), "2025-03-03"),
            InputError,
            "8 missing of 8",
        ),
        (lambda: before_after(TRAFFIC.to_numpy(), "2025-03-03"), InputError, "ndarray"),
        (
            lambda: difference_in_differences(TRAFFIC, "2025-03-03", "new", "control"),
            ChoiceError,
            "control is 'control'",
        ),
        (
            lambda: daily_gap(TRAFFIC.iloc[1:], "new", "old"),
            InputError,
            r"1 of 4 days .*2025-03-01",
        ),
        (
            lambda: daily_gap(TRAFFIC.assign(payers=0), "new", "old"),
            InputError,
            "4 of 4 days",
        ),
        (lambda: factorial_effect(FOUR, {"a": 1, "b": 1}), InputError, "sum to 2"),
        (lambda: factorial_effect(FOUR, {"a": 1, "c": -1}), ChoiceError, "arm is 'c'"),
        (lambda: ab_test(FOUR, "a", "z"), ChoiceError, "control is 'z'"),
        (lambda: ab_test(FOUR, "a", "b", metric="spent"), ColumnError, "spent"),
        (lambda: peeks(FOUR, {"a": 1, "b": -1}), ColumnError, "ts"),
        (lambda: peeking(0), InputError, "looks"),
        (lambda: sample_ratio(FOUR, {"a": 1, "b": 1}), InputError, "'neither'"),
        (lambda: sample_ratio(FOUR, dict.fromkeys(ARMS, 0)), InputError, "every arm"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says) as caught:
        wrong()
    assert isinstance(caught.value, EcomlabError)
