"""The intervals that go with the toolbox's estimates: of a rate, of a mean, of anything normal."""

from statistics import NormalDist

import numpy as np

from ecomlab.errors import InputError, check_share


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
    count, n = _numbers("count", count), _numbers("n", n)
    if np.any((count < 0) | (count > n)):
        raise InputError("count must be from 0 to n: it says how many of the n said yes.")
    n = np.where(n > 0, n, np.nan)
    low, high = proportion_confint(count, n, alpha, method="wilson")
    # Exactly 0 and 1 where nobody or everybody said yes: rounding would leave the rate outside.
    return np.where((count == 0) & (n > 0), 0.0, low)[()], np.where(count == n, 1.0, high)[()]


def mean_interval(values, confidence=0.95):
    """The mean of the values with its normal interval; NaN for fewer than two values.

    >>> [round(number, 2) for number in mean_interval([1, 2, 3, 4])]
    [2.5, 1.23, 3.77]
    """
    values = np.atleast_1d(_numbers("values", values))
    if len(values) < 2:
        return np.nan, np.nan, np.nan
    return normal_interval(np.mean(values), standard_error(values), confidence)


def standard_error(influence):
    """Standard error of an estimate, from the influence of each customer on it.

    >>> round(float(standard_error([1, 2, 3, 4])), 3)
    0.645
    """
    influence = np.atleast_1d(_numbers("influence", influence))
    if len(influence) < 2:
        return np.nan
    return np.std(influence, ddof=1) / len(influence) ** 0.5


def normal_interval(estimate, error, confidence=0.95):
    """Estimate, low and high by the normal approximation.

    >>> [round(number, 2) for number in normal_interval(10, 1)]
    [10.0, 8.04, 11.96]
    """
    estimate, error = _one("estimate", estimate), _one("error", error)
    if error < 0:
        raise InputError(f"error is {error:g}. A standard error is not below 0.")
    reach = normal_quantile(confidence) * error
    return estimate, estimate - reach, estimate + reach


def normal_quantile(confidence):
    """How many standard errors reach to either side of an estimate.

    >>> round(normal_quantile(0.95), 2)
    1.96
    """
    return NormalDist().inv_cdf((1 + check_share("confidence", confidence)) / 2)


def _one(name, value):
    number = _numbers(name, value)
    if number.ndim:
        raise InputError(f"{name} has the shape {number.shape}. Give one number.")
    return float(number)


def _numbers(name, values):
    """An array of real numbers; a missing one stays NaN."""
    try:
        if isinstance(values, str | bytes) or np.iscomplexobj(values):
            raise TypeError
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{name} is {values!r}. Give a number, or a list of numbers.") from None
