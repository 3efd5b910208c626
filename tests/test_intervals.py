"""Intervals: against their definitions, at the edges, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import InputError
from ecomlab.intervals import (
    mean_interval,
    normal_interval,
    normal_quantile,
    rate_interval,
    standard_error,
)

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
def test_a_mean_lies_in_the_middle_of_its_interval(values, confidence):
    mean, low, high = mean_interval(values, confidence)
    assert mean == pytest.approx(np.mean(values))
    assert low <= mean <= high
    assert high - low == pytest.approx(2 * normal_quantile(confidence) * standard_error(values))
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
