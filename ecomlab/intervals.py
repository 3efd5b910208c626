"""The intervals that go with the toolbox's estimates: of a rate, of a mean, of anything normal."""

from statistics import NormalDist

import numpy as np

from ecomlab.errors import check_share


def rate_interval(count, n, confidence=0.95):
    """Between which shares may the true rate lie, if ``count`` of ``n`` said yes? (Wilson 1927)

    Parameters
    ----------
    count, n : int, or arrays of them
    confidence : float

    Returns
    -------
    low, high : floats or arrays
        NaN where n is 0.

    Examples
    --------
    >>> low, high = rate_interval(30, 100)
    >>> round(float(low), 3), round(float(high), 3)
    (0.219, 0.396)
    """
    from statsmodels.stats.proportion import proportion_confint

    alpha = 1 - check_share("confidence", confidence)
    n = np.where(np.asarray(n) > 0, n, np.nan)
    low, high = proportion_confint(np.asarray(count), n, alpha, method="wilson")
    return np.clip(low, 0, 1), np.clip(high, 0, 1)


def mean_interval(values, confidence=0.95):
    """The mean of the values with its normal interval; NaN for fewer than two values.

    >>> [round(number, 2) for number in mean_interval([1, 2, 3, 4])]
    [2.5, 1.23, 3.77]
    """
    if len(values) < 2:
        return np.nan, np.nan, np.nan
    return normal_interval(np.mean(values), standard_error(values), confidence)


def standard_error(influence):
    """Standard error of an estimate, from the influence of each customer on it.

    >>> round(float(standard_error([1, 2, 3, 4])), 3)
    0.645
    """
    return np.std(influence, ddof=1) / len(influence) ** 0.5


def normal_interval(estimate, error, confidence=0.95):
    """Estimate, low and high by the normal approximation.

    >>> [round(number, 2) for number in normal_interval(10, 1)]
    [10.0, 8.04, 11.96]
    """
    reach = normal_quantile(confidence) * error
    return float(estimate), float(estimate - reach), float(estimate + reach)


def normal_quantile(confidence):
    """How many standard errors reach to either side of an estimate.

    >>> round(normal_quantile(0.95), 2)
    1.96
    """
    return NormalDist().inv_cdf((1 + check_share("confidence", confidence)) / 2)
