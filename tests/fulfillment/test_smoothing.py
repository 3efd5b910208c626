"""Smoothing of many articles: by hand, like statsmodels, like loops, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import InputError
from ecomlab.fulfillment.smoothing import GRID, croston, ses, smoothed_level, theta, tsb


def series(seed, n=60, columns=4):
    rng = np.random.default_rng(seed)
    return rng.poisson(20, (n, columns)) + np.arange(n)[:, None] * 0.1


@pytest.mark.parametrize("share", [0.05, 0.3, 0.8, 1.0])
def test_levels_are_those_of_statsmodels(share):
    from statsmodels.tsa.holtwinters import SimpleExpSmoothing

    values = series(1)
    found, _ = smoothed_level(values, share)
    for column, level in zip(values.T, found, strict=True):
        model = SimpleExpSmoothing(
            column, initialization_method="known", initial_level=column[0]
        ).fit(smoothing_level=share, optimized=False)
        assert level == pytest.approx(model.forecast(1)[0])


def test_the_share_that_is_chosen_misses_least():
    values = series(2)
    _, chosen = smoothed_level(values)
    for at, column in enumerate(values.T):
        misses = []
        for share in GRID:
            level, total = column[0], 0.0
            for value in column[1:]:
                total += (value - level) ** 2
                level += share * (value - level)
            misses.append(total)
        assert chosen[at] == GRID[int(np.argmin(misses))]


def test_theta_is_that_of_statsmodels():
    from statsmodels.tsa.forecasting.theta import ThetaModel

    for column in series(3, n=48).T:
        model = ThetaModel(column, period=1, deseasonalize=False).fit(use_mle=False)
        share = model.params["alpha"]
        found = theta(column, 6, share).ravel()
        assert found == pytest.approx(model.forecast(6).to_numpy(), rel=0.02)
        steps = np.diff(found)
        assert steps == pytest.approx(np.full(5, model.params["b0"] / 2), rel=1e-3)


def by_hand(values, smooth):
    """Croston as it is written in the book: one article, one day after the other."""
    size = gap = None
    waited = 0
    for value in values:
        waited += 1
        if value > 0:
            size = value if size is None else size + smooth * (value - size)
            gap = waited if gap is None else gap + smooth * (waited - gap)
            waited = 0
    return 0.0 if size is None else size / gap


@given(st.lists(st.integers(0, 4), min_size=2, max_size=40), st.floats(0.05, 0.95))
def test_croston_and_tsb_like_loops(values, smooth):
    column = np.array(values, dtype=float)
    assert croston(column, 1, smooth)[0, 0] == pytest.approx(by_hand(values, smooth))
    chance, size = float(values[0] > 0), None
    for at, value in enumerate(values):
        if at:
            chance += smooth * ((value > 0) - chance)
        if value > 0:
            size = value if size is None else size + smooth * (value - size)
    assert tsb(column, 1, smooth, smooth)[0, 0] == pytest.approx(chance * (size or 0))


@given(st.integers(0, 10**6), st.floats(0.1, 20))
def test_another_unit_is_another_unit(seed, factor):
    values = series(seed, n=20, columns=2)
    for method in (ses, theta, croston, tsb):
        one, other = method(values, 3), method(factor * values, 3)
        assert other == pytest.approx(factor * one)


def test_theta_that_never_moves_is_the_limit_of_a_small_share():
    values = [[1.0], [2.0], [3.0], [4.0]]
    assert theta(values, 2, 0.0) == pytest.approx(theta(values, 2, 1e-7), abs=1e-4)


def test_a_dead_article():
    values = np.array([1.0, 0, 2, 1, 1] * 10 + [0] * 60)
    assert croston(values, 1)[0, 0] > 0.5
    assert tsb(values, 1)[0, 0] < 0.01
    assert croston(values, 1, 0.1, corrected=True) == pytest.approx(0.95 * croston(values, 1, 0.1))


def test_articles_that_begin_late_and_weeks_without_news():
    values = np.array([[10.0, np.nan], [12, np.nan], [11, 5], [13, 7], [12, 6]])
    alone = np.array([5.0, 7, 6])
    for method in (ses, theta, croston, tsb):
        assert method(values, 2)[:, 1] == pytest.approx(method(alone, 2)[:, 0])
    gap = np.array([4.0, np.nan, 8])
    assert smoothed_level(gap, 0.5)[0] == pytest.approx(6)
    both = smoothed_level(np.tile(series(4)[:, :1], 2), [0.1, 0.9])[0]
    assert both[0] != both[1]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: ses([[1.0, np.nan]], 1), "no known period"),
        (lambda: ses([[-1.0]], 1), "below 0"),
        (lambda: ses(np.empty((0, 2)), 1), "a row per period"),
        (lambda: ses([[1.0]], 0), "ahead"),
        (lambda: ses([[1.0]], 1, 1.5), "smooth"),
        (lambda: theta([[1.0], [2.0]], 1), "three"),
        (lambda: tsb([[1.0]], 1, 0.1, 2.0), "smooth_chance"),
    ],
)
def test_refused(wrong, says):
    with pytest.raises(InputError, match=says):
        wrong()


def test_a_forecast_has_a_row_a_period_and_a_column_an_article():
    assert ses(series(1), 1).shape == (1, 4)
    for method in (ses, theta, croston, tsb):
        assert method(series(1), 3).shape == (3, 4)
