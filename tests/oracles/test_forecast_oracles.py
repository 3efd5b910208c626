"""The same forecasts as statsforecast, in an environment of its own: statsforecast.txt.

Without the package the tests are skipped.
"""

import numpy as np
import pytest

from ecomlab.fulfillment import smoothing


def theirs(model, values, ahead=3):
    """A model of statsforecast, article by article."""
    return np.stack([model.forecast(y=column, h=ahead)["mean"][:ahead] for column in values.T], 1)


@pytest.fixture
def models():
    return pytest.importorskip("statsforecast.models")


@pytest.fixture(params=range(5))
def slow(request):
    rng = np.random.default_rng(request.param)
    return rng.poisson(rng.uniform(0.1, 2, 20), (80, 20)).astype(float)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.9])
def test_smoothing(models, slow, share):
    found = theirs(models.SimpleExponentialSmoothing(alpha=share), slow)
    assert smoothing.ses(slow, 3, share) == pytest.approx(found)


def test_croston_and_its_correction(models, slow):
    assert smoothing.croston(slow, 3) == pytest.approx(theirs(models.CrostonClassic(), slow))
    found = theirs(models.CrostonSBA(), slow)
    assert smoothing.croston(slow, 3, corrected=True) == pytest.approx(found)


@pytest.mark.parametrize(("size", "chance"), [(0.1, 0.1), (0.4, 0.05)])
def test_tsb(models, slow, size, chance):
    found = theirs(models.TSB(alpha_d=size, alpha_p=chance), slow)
    assert smoothing.tsb(slow, 3, size, chance) == pytest.approx(found)


def test_theta_rises_by_the_same_step(models):
    """The share is chosen otherwise (a grid here, a search there), so the levels lie near."""
    rng = np.random.default_rng(7)
    trend = np.arange(90)[:, None] * rng.uniform(-0.2, 0.5, 12)
    values = 60 + trend + rng.normal(0, 4, (90, 12))
    ours, found = smoothing.theta(values, 3), theirs(models.Theta(season_length=1), values)
    assert np.diff(ours, axis=0) == pytest.approx(np.diff(found, axis=0), rel=1e-6)
    assert ours == pytest.approx(found, abs=4)
