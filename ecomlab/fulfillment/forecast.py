"""How many will be wanted? Forecasts of many articles, tried on the past (销量预测, 回测).

A *history* (from `ecomlab.fulfillment.history`) has a row per week and a column per article. What
an empty shelf hides of it: `ecomlab.fulfillment.stockouts`; the scores: `ecomlab.scores`.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_once, check_table
from ecomlab.errors import InputError, check_choice, check_share, check_whole
from ecomlab.fulfillment import smoothing
from ecomlab.fulfillment.history import (
    GROWTH,
    YEAR,
    _check_history,
    _factor_matrix,
    _group_names,
    _with_weeks_ahead,
)
from ecomlab.scores import quantile_name

LEARN = 26  # last evenings whose forecasts tell how far off the next one may be


def _naive(values, ahead):
    return np.tile(values[-1], (ahead, 1))


def _seasonal_naive(values, ahead, growth=False):
    """The same weeks of the year before, times the growth of the last weeks."""
    if len(values) < YEAR + (GROWTH if growth else 0):
        return np.full((ahead, values.shape[1]), np.nan)
    again = values[len(values) - YEAR + np.arange(ahead) % YEAR]
    if growth:
        then = values[-YEAR - GROWTH : -YEAR].sum(axis=0)
        now = values[-GROWTH:].sum(axis=0)
        again = again * np.where(then > 0, now / np.where(then > 0, then, 1), np.nan)
    return again


METHODS = {  # history, weeks ahead → pieces in each of these weeks
    "naive": _naive,
    "last year": _seasonal_naive,
    "last year × growth": lambda values, ahead: _seasonal_naive(values, ahead, growth=True),
    "smoothing": smoothing.ses,
    "Theta": smoothing.theta,
    "Croston": smoothing.croston,
    "TSB": smoothing.tsb,
}
PLAIN = ("naive", "last year", "last year × growth")  # nothing is taken out before these


def forecast_demand(
    history, ahead, method="smoothing", groups=None, season=None, quantiles=(0.1, 0.5, 0.9)
):
    """How many will be wanted in the next weeks, all together, and how far off may that be (预测)?

    The forecast for so many weeks ahead is the **sum** of these weeks: an order must last for all
    of them. How far off it may be is told by the forecasts of the last evenings, made by the same
    method: the quantiles of their errors, on the square roots of pieces, where large and small
    articles scatter alike; of all articles together.

    Parameters
    ----------
    history : DataFrame
        From `weekly_demand`. Every article is known in the last week.
    ahead : int
        Weeks.
    method : str
        One of ``METHODS``.
    groups : mapping of article to group, optional
        `season_factors` of these groups are taken out before and put back after, as they were
        known on each evening. Not for the methods of ``PLAIN``: these are the naive ones.
    season : DataFrame, optional
        Factors of your own instead (a calendar, another shop's), of all these weeks.
    quantiles : sequence of float

    Returns
    -------
    DataFrame, one row per article and number of weeks
        sku, ahead, until (the last week's Monday), forecast, a column per quantile (``q90``), n
        (past forecasts that tell the errors; of all articles). A quantile is missing where they
        are too few to tell it: nine tenths need ten. ``.attrs["left_out"]``: articles that the
        method can't forecast, such as by "last year" those that weren't there.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> weeks = pd.date_range("2025-01-06", periods=40, freq="7D")
    >>> history = pd.DataFrame({"HL01": [40, 50] * 20, "CU01": [4, 5] * 20}, weeks, dtype=float)
    >>> forecast_demand(history, 2)[["sku", "ahead", "forecast", "q90"]].round(1)
        sku  ahead  forecast   q90
    0  HL01      1      45.2  50.7
    1  HL01      2      90.4  91.4
    2  CU01      1       4.5   6.4
    3  CU01      2       9.0   9.4

    References
    ----------
    Row F03. Quantiles from past errors: Hyndman and Athanasopoulos (2021), Forecasting: Principles
    and Practice, section 5.5; root scale: Anscombe (1948), Biometrika 35.
    """
    history, ahead = _check_history(history), check_whole("ahead", ahead, low=1)
    asked = _asked(history, ahead, method, groups, season)
    levels = [check_share("quantiles", level) for level in quantiles]
    end = len(history)
    if end < 3:
        raise InputError(f"The history has {end} weeks. A forecast needs three, or more of them.")
    sums = {at: _sums(history, at, *asked) for at in range(max(end - LEARN - ahead, 3), end + 1)}
    table = _with_quantiles(history, sums, end, levels)
    if table.empty:
        raise InputError(
            f"{method} gives no forecast of these {len(history)} weeks: it needs more of them."
        )
    order = {sku: at for at, sku in enumerate(history.columns)}
    table = table.assign(place=table["sku"].map(order)).sort_values(["place", "ahead"])
    table = table.drop(columns=["came", "origin", "place"]).reset_index(drop=True)
    told = set(table["sku"])
    table.attrs["left_out"] = [sku for sku in history if sku not in told]
    return table


def backtest(
    history, ahead, first, methods=("naive", "last year", "smoothing"), groups=None, season=None,
    quantiles=(0.1, 0.5, 0.9), every=1,
):  # fmt: skip
    """Every forecast that would have been made from an evening on, beside what came (滚动回测).

    Each knows no more than its own evening did: level, season and errors are worked out anew.

    Parameters
    ----------
    history, groups, season, quantiles
        As in `forecast_demand`; ``groups`` and ``season`` are for the methods that take them.
    ahead : int
        Weeks whose sum is forecast.
    first : str or date
        The first Monday on whose eve a forecast is made.
    methods : sequence of str
    every : int
        Weeks between two evenings; ``ahead``, so that no two forecasts share a week.

    Returns
    -------
    DataFrame, one row per method, evening and article
        method, origin (the first week forecast), sku, ahead, until, forecast, low, high (the lowest
        and highest quantile), a column per quantile, n, came. An article counts on an evening if
        all methods forecast it; ``.attrs["left_out"]`` says how many don't.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> weeks = pd.date_range("2025-01-06", periods=40, freq="7D")
    >>> history = pd.DataFrame({"HL01": [40, 50] * 20, "CU01": [4, 5] * 20}, weeks, dtype=float)
    >>> tried = backtest(history, 2, "2025-08-04", ["naive", "smoothing"])
    >>> from ecomlab.scores import forecast_errors
    >>> forecast_errors(tried, "forecasts")[["method", "estimate", "bias", "n"]].round(3)
          method  estimate   bias   n
    0      naive     0.111  0.012  18
    1  smoothing     0.005 -0.003  18

    References
    ----------
    Rolling origin: Tashman (2000), International Journal of Forecasting 16.
    """
    history, ahead = _check_history(history), check_whole("ahead", ahead, low=1)
    every, end = check_whole("every", every, low=1), len(history)
    day = pd.to_datetime(first, errors="coerce")
    start = int((history.index < day).sum()) if not pd.isna(day) else end
    if not 3 <= start <= end - ahead:
        raise InputError(
            f"first is {first!r}. Choose a Monday from {history.index[3]:%Y-%m-%d} to "
            f"{history.index[max(end - ahead, 3)]:%Y-%m-%d}: {ahead} weeks must have come."
        )
    levels, parts = sorted(check_share("quantiles", level) for level in quantiles), []
    methods = [methods] if isinstance(methods, str) else list(dict.fromkeys(methods))
    if not methods or not levels:
        raise InputError("Give backtest one method and one quantile, or more of them.")
    for method in methods:
        own = (None, None) if method in PLAIN else (groups, season)
        asked = _asked(history, ahead, method, *own)
        begins = max(start - LEARN - ahead, 3)
        sums = {at: _sums(history, at, *asked) for at in range(begins, end - ahead + 1)}
        made = [_with_quantiles(history, sums, at, levels, only=ahead)
                for at in range(start, end - ahead + 1, every)]  # fmt: skip
        parts.append(pd.concat(made, ignore_index=True).assign(method=method))
    return _of_all(pd.concat(parts, ignore_index=True), methods, levels)


def _of_all(table, methods, levels):
    """The forecasts that all methods made, in order."""
    ends = {"low": quantile_name(levels[0]), "high": quantile_name(levels[-1])}
    table = table.assign(**{end: table[name] for end, name in ends.items()})
    known = table.dropna(subset=["forecast", "came", "low", "high"])
    made = known.groupby(["origin", "sku"])["method"].transform("size") == len(tuple(methods))
    asked = table.dropna(subset="came").drop_duplicates(["origin", "sku"])
    kept = known[made]
    if kept.empty:
        silent = [name for name in methods if name not in set(known["method"])]
        raise InputError(
            f"{silent[0]} has no forecast from this history: it needs more weeks than there are "
            "(last year's methods the weeks of a year before). Leave it out of methods."
            if silent else
            "No article has a forecast by all these methods. Choose a later first."
        )  # fmt: skip
    names = ["method", "origin", "sku", "ahead", "until", "forecast", "low", "high"]
    kept = kept[[*names, *map(quantile_name, levels), "n", "came"]].reset_index(drop=True)
    kept.attrs["left_out"] = len(asked) - len(kept) // len(tuple(methods))
    return kept


def _asked(history, ahead, method, groups, season):
    """Weeks, method, groups and season of a forecast, checked."""
    check_choice("method", method, list(METHODS))
    if groups is not None and season is not None:
        raise InputError("Give groups or season, not both: each of them is the season.")
    if (groups is not None or season is not None) and method in PLAIN:
        raise InputError(f"{method} takes no season. Leave groups and season out.")
    if season is not None:
        need = _with_weeks_ahead(history.index, ahead)
        if not isinstance(season, pd.DataFrame) or not set(history.columns) <= set(season.columns):
            raise InputError("season is a table of factors with a column per article.")
        if not set(need) <= set(season.index):
            away = min(set(need) - set(season.index))
            raise InputError(f"season has no row of the week of {away:%Y-%m-%d}.")
        season = season.loc[need, history.columns].to_numpy(float)
        if not (np.isfinite(season) & (season > 0)).all():
            raise InputError("season holds factors that are not above 0.")
    groups = None if groups is None else _group_names(history, groups)
    return ahead, method, groups, season


def _sums(history, at, ahead, method, groups, season):
    """Pieces in the next 1, 2, … weeks together, as forecast before week number ``at``."""
    values = history.to_numpy()[:at]
    made = np.full((ahead, values.shape[1]), np.nan)
    here = np.isfinite(values).sum(axis=0) >= 3  # a history has no gap after a first week
    if not here.any():
        return made
    if groups is not None:
        if at < YEAR + GROWTH:
            return made
        season = _factor_matrix(values, groups, ahead)
    factor = np.ones((at + ahead, values.shape[1])) if season is None else season[: at + ahead]
    calm = values[:, here] / factor[:at, here]
    made[:, here] = np.maximum(METHODS[method](calm, ahead), 0) * factor[at : at + ahead, here]
    return made.cumsum(axis=0)


def _with_quantiles(history, sums, at, levels, only=None):
    """The forecasts of one evening, with quantiles by the errors that were known by then."""
    total = np.nancumsum(np.vstack([np.zeros(history.shape[1]), history.to_numpy()]), axis=0)
    steps, end, parts = sums[at].shape[0], len(history), []
    for ahead in range(1, steps + 1) if only is None else [only]:
        past = [o for o in sums if o + ahead <= at][-LEARN:]
        errors = [np.sqrt(total[o + ahead] - total[o]) - np.sqrt(sums[o][ahead - 1]) for o in past]
        errors = np.concatenate(errors)[np.isfinite(np.concatenate(errors))] if past else []
        row = {"sku": history.columns, "ahead": ahead, "forecast": sums[at][ahead - 1]}
        for level in levels:
            told = len(errors) * min(level, 1 - level) >= 1 - 1e-9
            away = np.quantile(errors, level) if told else np.nan
            row[quantile_name(level)] = np.maximum(np.sqrt(row["forecast"]) + away, 0) ** 2
        came = total[at + ahead] - total[at] if at + ahead <= end else np.nan
        weeks = _with_weeks_ahead(history.index[:at], ahead)
        parts.append(pd.DataFrame(row).assign(
            n=len(errors), until=weeks[-1], origin=weeks[at], came=came
        ))  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    names = ["origin", "sku", "ahead", "until", "forecast"]
    table = table[[*names, *map(quantile_name, levels), "n", "came"]]
    return table.dropna(subset="forecast")


def order_for(forecast, ahead, level, on_hand=0, on_order=0, pack=1):
    """How many pieces to order tonight, so that they last with a chance of ``level`` (订货量)?

    Parameters
    ----------
    forecast : DataFrame
        From `forecast_demand`, of one article, with the quantile ``level``.
    ahead : int
        Weeks until the next order after this one is here.
    level : float
        Service level: the chance that nobody goes without. What it should be: lesson 4.2.
    on_hand, on_order : int
        Pieces that are there, or on their way and in time.
    pack : int
        Pieces of a pack; whole packs are ordered.

    Returns
    -------
    int

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> fan = pd.DataFrame({"sku": "HL01", "ahead": [1, 2], "forecast": [60.0, 130],
    ...                     "q90": [75.0, 160]})
    >>> order_for(fan, 2, 0.9, on_hand=40, pack=50)
    150
    """
    fan = check_table(forecast, "forecast", "sku", "ahead", quantile_name(level))
    if fan["sku"].nunique() > 1:
        raise InputError(f"forecast has {fan['sku'].nunique()} articles. Choose one.")
    check_once(fan, "forecast", "ahead")
    check_choice("ahead", ahead, fan["ahead"].tolist())
    need = float(fan.loc[fan["ahead"] == ahead, quantile_name(level)].iloc[0])
    need -= check_whole("on_hand", on_hand) + check_whole("on_order", on_order)
    return int(np.ceil(max(need, 0) / check_whole("pack", pack, low=1) - 1e-9) * pack)
