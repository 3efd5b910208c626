"""Exponential smoothing of many articles at once (指数平滑): SES, Theta, Croston, TSB.

Every function takes numbers with a row per period and a column per article, gaps before an
article's first period, and works on all columns together: a thousand articles in a second. Names,
dates, seasons and intervals belong to `ecomlab.fulfillment.forecast`.
"""

import numpy as np

from ecomlab.errors import InputError, check_share, check_whole

GRID = np.round(np.arange(0.05, 1.0, 0.05), 2)  # shares that are tried where none is given


def smoothed_level(values, smooth=None):
    """The level after the last period: each new value moves it by a share of the surprise (SES).

    level ← level + smooth · (value − level), from the first known value on.

    Parameters
    ----------
    values : array, periods × articles
        Gaps before the first value; a gap later leaves the level as it is.
    smooth : float or array of floats, optional
        Share from 0 to 1, one or one per article. If not given, each article has the one of
        ``GRID`` whose one-step forecasts missed least (sum of squares).

    Returns
    -------
    (array, array)
        Level and share, one per article.

    Raises
    ------
    InputError

    Examples
    --------
    >>> level, share = smoothed_level([[10.0], [20.0], [10.0]], 0.5)
    >>> level.tolist()
    [12.5]

    References
    ----------
    Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, section 8.1.
    """
    values = _matrix(values)
    if smooth is not None:
        shares = np.broadcast_to(np.asarray(smooth, dtype=float), values.shape[1:])
        return _levels(values, shares[None])[0][0], shares.copy()
    tried = np.repeat(GRID[:, None], values.shape[1], axis=1)
    levels, misses = _levels(values, tried)
    best = misses.argmin(axis=0)
    at = np.arange(values.shape[1])
    return levels[best, at], tried[best, at]


def _levels(values, shares):
    """Levels and sums of squared one-step misses, for each row of shares."""
    for share in (shares.min(), shares.max()):
        check_share("smooth", float(share), ends=True)
    level = np.full(shares.shape, np.nan)
    misses = np.zeros(shares.shape)
    for value in values:
        surprise = value - level
        known = np.isfinite(surprise)
        misses += np.where(known, surprise, 0) ** 2
        level = np.where(known, level + shares * surprise, np.where(np.isnan(level), value, level))
    return level, misses


def ses(values, ahead, smooth=None):
    """Simple exponential smoothing (简单指数平滑): the level, repeated.

    Examples
    --------
    >>> ses([[10.0], [20.0], [10.0]], 2, 0.5).tolist()
    [[12.5], [12.5]]
    """
    level, _ = smoothed_level(values, smooth)
    return np.tile(level, (check_whole("ahead", ahead, low=1), 1))


def theta(values, ahead, smooth=None):
    """The Theta method: smoothing, and half the slope of the straight line through all values.

    Parameters
    ----------
    values : array, periods × articles
        At least three known values each.
    ahead : int
    smooth : float or array, optional
        As in `smoothed_level`.

    Returns
    -------
    array, ahead × articles

    Raises
    ------
    InputError

    Examples
    --------
    >>> theta([[10.0], [12.0], [14.0], [16.0]], 2, 1.0).tolist()
    [[17.0], [18.0]]

    References
    ----------
    Assimakopoulos and Nikolopoulos (2000), International Journal of Forecasting 16; as smoothing
    with drift: Hyndman and Billah (2003), International Journal of Forecasting 19.
    """
    values = _matrix(values)
    known = np.isfinite(values)
    n = known.sum(axis=0)
    if n.min() < 3:
        raise InputError(f"An article has {n.min()} known periods; a slope needs three.")
    level, share = smoothed_level(values, smooth)
    time = np.where(known, np.arange(len(values))[:, None], np.nan)
    time = time - np.nanmean(time, axis=0)
    slope = np.nansum(time * values, axis=0) / np.nansum(time**2, axis=0)
    start = np.where(share > 0, (1 - (1 - share) ** n) / np.maximum(share, 1e-9), n)
    steps = np.arange(check_whole("ahead", ahead, low=1))[:, None]
    return level + slope / 2 * (steps + start)


def croston(values, ahead, smooth=0.1, corrected=False):
    """Slow goods (Croston): the size of a sale ÷ the periods between sales, both smoothed.

    It learns only when something is sold: of an article that nobody wants any more it goes on
    forecasting what it forecast on the day of the last sale.

    Parameters
    ----------
    values : array, periods × articles
    ahead : int
    smooth : float
    corrected : bool
        Times 1 − smooth ÷ 2, as Croston's ratio is too high (Syntetos and Boylan).

    Returns
    -------
    array, ahead × articles
        The same rate in each period; 0 for an article that was never sold.

    Raises
    ------
    InputError

    Examples
    --------
    >>> croston([[0.0], [3.0], [0.0], [0.0], [6.0]], 1, 0.5).round(3).tolist()
    [[1.8]]

    References
    ----------
    Croston (1972), Operational Research Quarterly 23; Syntetos and Boylan (2005), International
    Journal of Forecasting 21.
    """
    values, smooth = _matrix(values), check_share("smooth", smooth, ends=True)
    size = np.full(values.shape[1], np.nan)
    gap, waited = size.copy(), np.zeros(values.shape[1])
    for value in values:
        waited = waited + np.isfinite(value)
        sold = value > 0
        first = sold & np.isnan(size)
        size = np.where(first, value, np.where(sold, size + smooth * (value - size), size))
        gap = np.where(first, waited, np.where(sold, gap + smooth * (waited - gap), gap))
        waited = np.where(sold, 0, waited)
    rate = np.nan_to_num(size / gap) * (1 - smooth / 2 if corrected else 1)
    return np.tile(rate, (check_whole("ahead", ahead, low=1), 1))


def tsb(values, ahead, smooth=0.1, smooth_chance=0.1):
    """Slow goods that may die (TSB): the chance of a sale × its size, the chance smoothed always.

    Each period without a sale lowers the chance, so the forecast of a dead article goes to 0.

    Parameters
    ----------
    values : array, periods × articles
    ahead : int
    smooth, smooth_chance : float
        Of the size (moves with sales only), of the chance (moves every period).

    Returns
    -------
    array, ahead × articles

    Raises
    ------
    InputError

    Examples
    --------
    >>> tsb([[2.0], [0.0], [4.0], [0.0]], 1, 0.5, 0.5).tolist()
    [[1.125]]

    References
    ----------
    Teunter, Syntetos and Babai (2011), European Journal of Operational Research 214.
    """
    values = _matrix(values)
    smooth = check_share("smooth", smooth, ends=True)
    smooth_chance = check_share("smooth_chance", smooth_chance, ends=True)
    size, chance = (np.full(values.shape[1], np.nan) for _ in range(2))
    for value in values:
        known, sold = np.isfinite(value), value > 0
        moved = np.where(np.isnan(chance), sold, chance + smooth_chance * (sold - chance))
        chance = np.where(known, moved, chance)
        moved = np.where(np.isnan(size), value, size + smooth * (value - size))
        size = np.where(sold, moved, size)
    rate = np.nan_to_num(size) * np.nan_to_num(chance)
    return np.tile(rate, (check_whole("ahead", ahead, low=1), 1))


def _matrix(values):
    """Periods × articles as numbers; each has at least one."""
    values = np.asarray(values, dtype=float)
    values = values[:, None] if values.ndim == 1 else values
    if values.ndim != 2 or not values.size:
        raise InputError("values need a row per period and a column per article.")
    if not np.isfinite(values).any(axis=0).all():
        raise InputError("An article has no known period. Leave it out, and say so.")
    if (values < 0).any() or np.isinf(values).any():
        raise InputError("values hold something below 0 or infinite. Give pieces from 0 on.")
    return values
