"""How good were the forecasts? Scored once, for all toolboxes: WAPE, bias, coverage, pinball.

A table of tried forecasts has a row per forecast: method, forecast, came, and where they were
told low, high and quantiles (``q10``, ``q50``, ``q90``: a tenth, a half, nine tenths of what comes
should lie below).
"""

import re

import numpy as np
import pandas as pd

from ecomlab.checks import check_numbers, check_table
from ecomlab.errors import InputError, check_choice, check_share
from ecomlab.estimates import paired_difference, ratio_of_totals, share

QUANTILE = re.compile(r"q(\d{1,2}(?:\.\d+)?)")


def quantile_name(level):
    """The column of a quantile.

    >>> quantile_name(0.9), quantile_name(0.975)
    ('q90', 'q97.5')
    """
    return f"q{100 * check_share('level', level):.6g}"


def quantile_columns(table):
    """The quantile columns of a table, by their level.

    >>> quantile_columns(pd.DataFrame(columns=["sku", "q10", "q97.5"]))
    {'q10': 0.1, 'q97.5': 0.975}
    """
    found = {name: QUANTILE.fullmatch(str(name)) for name in table}
    return {name: float(match[1]) / 100 for name, match in found.items() if match}


def pinball(came, quantile, level):
    """What a quantile cost (分位数损失): a piece too few ``level``, one too many 1 − ``level``.

    >>> pinball([10, 30], [20, 20], 0.9).round(9).tolist()  # ten too many, ten too few
    [1.0, 9.0]

    Its mean is smallest where the quantile is the true one. Koenker and Bassett (1978),
    Econometrica 46.
    """
    miss = np.asarray(came, dtype=float) - np.asarray(quantile, dtype=float)
    level = check_share("level", level)
    return np.maximum(level * miss, (level - 1) * miss)


def forecast_errors(tried, counts="presales", confidence=0.95, by=None):
    """How far off were the forecasts, to which side, and how often did the interval hold what came?

    Parameters
    ----------
    tried : DataFrame
        method, forecast, low, high, came; quantiles as ``q10`` … where they were told. (From
        `ecomlab.traffic.presales.backtest_presales`, `ecomlab.fulfillment.forecast.backtest`.)
    counts : str
        What a row is one of: presales, forecasts.
    by : str, optional
        Column of what shares its luck, such as the evening (``origin``) on which many articles
        were forecast. Then each of these counts once, and n counts them.

    Returns
    -------
    DataFrame, one row per method
        method, estimate (WAPE: all misses ÷ all that came, 加权绝对百分比误差), low, high, n, bias
        (sum of forecasts ÷ sum of what came, less 1), held (share of intervals that held it),
        held_low, held_high, pinball (mean over the quantiles: all pinball losses ÷ all that came,
        times 2, so that the median's is its WAPE; missing without quantiles).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> tried = pd.DataFrame({"method": "deposits", "forecast": [90.0, 110, 100],
    ...     "low": [80, 100, 85], "high": [100, 125, 120], "came": [95, 99, 104]})
    >>> forecast_errors(tried)[["method", "estimate", "bias", "held", "n"]].round(3)
         method  estimate   bias   held  n
    0  deposits     0.067  0.007  0.667  3

    References
    ----------
    Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, sections 5.8 and 5.9.
    """
    more = [] if by is None else [by]
    tried = check_table(tried, "tried", "method", "forecast", "came", *more, gaps=["low", "high"])
    rows = []
    for method, mine in tried.groupby("method", sort=False):
        mine = mine.assign(miss=(mine["forecast"] - mine["came"]).abs())
        sums = mine if by is None else mine.groupby(by)[["miss", "came"]].sum()
        off = ratio_of_totals(sums["miss"], sums["came"], counts, confidence)
        bias = mine["forecast"].sum() / mine["came"].sum() - 1
        held = _held(mine.dropna(subset=["low", "high"]), counts, confidence, by)
        rows.append((method, *off[:3], off.n, bias, *held[:3], _mean_pinball(mine)))
    names = ["method", "estimate", "low", "high", "n", "bias", "held", "held_low", "held_high"]
    return pd.DataFrame(rows, columns=[*names, "pinball"])


def _held(known, counts, confidence, by):
    """The share of intervals that held what came."""
    inside = (known["low"] <= known["came"]) & (known["came"] <= known["high"])
    if not len(known):
        return [np.nan] * 3
    if by is None:
        return share(int(inside.sum()), len(known), counts, confidence)
    sums = known.assign(inside=inside).groupby(by)["inside"].agg(["sum", "size"])
    return ratio_of_totals(sums["sum"], sums["size"], counts, confidence)


def _mean_pinball(mine):
    levels = quantile_columns(mine)
    known = mine.dropna(subset=list(levels)) if levels else mine.iloc[:0]
    if not len(known):
        return np.nan
    losses = [pinball(known["came"], known[name], level).sum() for name, level in levels.items()]
    return 2 * float(np.mean(losses)) / known["came"].sum()


def beside(tried, method, other, unit="origin", confidence=0.95):
    """Does one method miss by less than another on the same forecasts? Misses, pair by pair.

    Forecasts made on one evening share their luck, so each evening (``unit``) counts once.

    Parameters
    ----------
    tried : DataFrame
        method, forecast, came, ``unit``, as from `ecomlab.fulfillment.forecast.backtest`.
    method, other : str
    unit : str

    Returns
    -------
    Estimate
        WAPE of ``method`` less that of ``other``, the mean over units; below 0: it is better. n
        counts units. Forecasts that reach into each other's weeks share luck too: take origins a
        horizon apart.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> tried = pd.DataFrame({"method": ["a", "b"] * 3, "origin": [1, 1, 2, 2, 3, 3],
    ...     "forecast": [9.0, 5, 12, 16, 10, 8], "came": 10.0})
    >>> beside(tried, "a", "b")
    -0.333 (-0.62 to -0.0465), n = 3 origins
    """
    tried = check_table(tried, "tried", "method", "forecast", "came", unit)
    check_numbers(tried, "tried", "forecast", "came")
    known = list(dict.fromkeys(tried["method"]))
    each = []
    for name in (check_choice("method", method, known), check_choice("other", other, known)):
        mine = tried[tried["method"] == name]
        by_unit = mine.assign(miss=(mine["forecast"] - mine["came"]).abs()).groupby(unit)
        sums = by_unit[["miss", "came"]].sum()
        each.append(sums["miss"] / sums["came"])
    if not each[0].index.equals(each[1].index):
        raise InputError(f"{method} and {other} were not tried on the same {unit}s.")
    return paired_difference(each[0], each[1], f"{unit}s", confidence)
