"""Pieces per week and article, and the season in them (周销量, 季节指数).

A *history* is what forecasts are made from: a row per week (its Monday), a column per article,
pieces wanted; empty before an article was there.
"""

from collections.abc import Mapping

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import check_numbers, check_table
from ecomlab.errors import InputError, NoAnswerError, check_choice, check_whole
from ecomlab.tables import collect, day_date, log

YEAR = 52  # weeks
GROWTH = 8  # weeks that tell how much more is wanted than a year before


def weekly_demand(inventory_daily, as_of=None, value="sales", since=None):
    """Pieces per week and article: a history that forecasts are made from (周销量).

    Parameters
    ----------
    inventory_daily : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        date, sku, ``value``; a row for each day of an article, also where it is 0.
    as_of : str or date, optional
        The evening on which one looks; the last day of the table if not given.
    value : str
        "sales", or "demand" of `uncensor`.
    since : mapping of article to date, optional
        Launch days: the weeks before an article's first whole week are empty, not 0.

    Returns
    -------
    DataFrame
        Index ``week`` (its Monday), a column per article; whole weeks from Monday to Sunday only;
        empty where an article has no rows yet, or no more.

    Raises
    ------
    ColumnError, InputError
        A week that lacks a day, or has one twice.

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.date_range("2025-11-01", "2025-11-18"), "sku": "HL01",
    ...                      "sales": range(18)})
    >>> weekly_demand(days)
    sku         HL01
    week
    2025-11-03  35.0
    2025-11-10  84.0
    """
    check_choice("value", value, ("sales", "demand"))
    rows = log(inventory_daily, "inventory_daily", ["date", "sku", value], as_of)
    rows = rows.with_columns(
        week=(nw.col("day") + 3) // 7, pieces=nw.col(value) * 1.0
    )  # 1970-01-01 was a Thursday
    rows = rows.group_by("sku", "week").agg(
        nw.col("pieces").sum(), nw.len().alias("days"),
        nw.col("day").n_unique().alias("dates"), nw.col("day").min().alias("first"),
        nw.col("day").max().alias("last"),
    )  # fmt: skip
    table = collect(rows, sort=["sku", "week"])
    _check_weeks(table)
    whole = table[table["days"] == 7].pivot(index="week", columns="sku", values="pieces")
    if not len(whole):
        raise NoAnswerError("The table has no whole week from Monday to Sunday.")
    whole = whole.reindex(range(int(whole.index.min()), int(whole.index.max()) + 1))
    monday = pd.DatetimeIndex(day_date(whole.index.to_numpy() * 7 - 3))
    whole = whole.set_axis(monday.rename("week")).astype(float)
    for name, day in ({} if since is None else since).items():
        if name in whole:
            day = _first_day(name, day)
            whole.loc[whole.index < day, name] = np.nan
    return whole


def _first_day(sku, day):
    """A launch day without its time.

    >>> _first_day("HL01", "2025-03-02 10:00")
    Timestamp('2025-03-02 00:00:00')
    """
    try:
        return pd.Timestamp(day).tz_localize(None).normalize()
    except (ValueError, TypeError):
        raise InputError(f"since has {day!r} for {sku}, which is no date.") from None


def _check_weeks(table):
    """A week has its seven days, but for the first and the last of an article."""
    twice = table[table["days"] > table["dates"]]
    if len(twice):
        raise InputError(f"{twice['sku'].iloc[0]} has two rows of one day. Give one row per day.")
    ends = table.groupby("sku")[["first", "last"]].agg({"first": "min", "last": "max"})
    ends = ends.loc[table["sku"]].reset_index(drop=True)
    monday = table["week"].reset_index(drop=True) * 7 - 3
    due = np.minimum(monday + 6, ends["last"]) - np.maximum(monday, ends["first"]) + 1
    short = table.reset_index(drop=True)[(table["days"].to_numpy() < due.to_numpy())]
    if len(short):
        row = short.iloc[0]
        raise InputError(
            f"{row['sku']} has {row['days']:.0f} of the days of the week of "
            f"{pd.Timestamp(day_date(int(row['week']) * 7 - 3)):%Y-%m-%d}. A day without a sale "
            "has a row with 0."
        )


def season_factors(history, groups=None, ahead=0, period=YEAR):
    """How much more than usual is wanted in each week of the year (季节指数), pooled in groups?

    The pieces of a group's articles that were there all the time, without their growth, beside
    the mean of a year; a week that was seen twice is the mean of both.

    Parameters
    ----------
    history : DataFrame
        From `weekly_demand`; more than ``period`` + 7 weeks.
    groups : mapping of article to group, optional
        Such as its category; all articles in one group if not given.
    ahead : int
        Weeks to come, which get the factors of the year before.
    period : int
        Weeks of a year: 52 keep festivals with a fixed date in their week, not Spring Festival.

    Returns
    -------
    DataFrame
        As the history, with ``ahead`` more weeks: factors, 1 is a usual week.

    Raises
    ------
    InputError
        Too few weeks; a group without an article that was there all the time, or without sales.

    Examples
    --------
    >>> history = pd.DataFrame({"HL01": [10.0, 30] * 8}, index=pd.date_range(
    ...     "2025-01-06", periods=16, freq="7D"))
    >>> season_factors(history, ahead=1, period=2)["HL01"].tail(3).tolist()
    [0.5, 1.5, 0.5]
    """
    history, period = _check_history(history), check_whole("period", period, low=2)
    return _factors_of(history, groups, check_whole("ahead", ahead), period)


def _factors_of(history, groups, ahead, period=YEAR):
    """`season_factors` of a history that is checked.

    >>> weeks = pd.date_range("2025-01-06", periods=16, freq="7D")
    >>> _factors_of(pd.DataFrame({"HL01": [10.0, 30] * 8}, weeks), None, 0, 2)["HL01"].iloc[-1]
    np.float64(1.5)
    """
    least = period + GROWTH
    if len(history) < least:
        raise InputError(
            f"The history has {len(history)} weeks; a season needs {least}. Take the factors of a "
            "shop that knows them: season=…"
        )
    names = _group_names(history, groups)
    factors = _factor_matrix(history.to_numpy(), names, ahead, period)
    table = pd.DataFrame(factors, columns=history.columns)
    return table.set_axis(_with_weeks_ahead(history.index, ahead)).rename_axis(history.index.name)


def _group_names(history, groups):
    """The group of each article of a history, in its order.

    >>> _group_names(pd.DataFrame({"HL01": [3.0]}), {"HL01": "light"}).tolist()
    ['light']
    """
    if groups is None:
        return np.full(history.shape[1], "all")
    if not isinstance(groups, Mapping | pd.Series):
        raise InputError("groups maps each article to its group, as a dict or a Series does.")
    groups = {str(sku): str(group) for sku, group in groups.items()}
    unknown = [sku for sku in history if str(sku) not in groups]
    if unknown:
        raise InputError(f"groups has no group of {unknown[0]}.")
    return np.array([groups[str(sku)] for sku in history])


def _factor_matrix(values, names, ahead, period=YEAR):
    """The factors of `season_factors` as numbers, weeks × articles.

    >>> _factor_matrix(np.array([[10.0], [30]] * 8), np.array(["all"]), 0, 2)[-2:].ravel().tolist()
    [0.5, 1.5]
    """
    place = np.arange(len(values) + ahead) % period
    found = np.empty((len(place), values.shape[1]))
    for name in np.unique(names):
        mine = names == name
        found[:, mine] = _shape(values[:, mine], name, period)[place][:, None]
    return found


def _shape(values, name, period):
    always = values[:, np.isfinite(values).all(axis=0)]
    total = always.sum(axis=1)
    if not always.shape[1] or not (total > 0).all():
        raise InputError(
            f"{name} has no article that was there in all {len(values)} weeks, or a week without "
            "a sale: it has no season of its own. Pool more articles in a group."
        )
    growth = total[period:].sum() / total[:-period].sum()
    flat = total / growth ** (np.arange(len(total)) / period)
    place = np.arange(len(flat)) % period
    shape = np.bincount(place, flat) / np.bincount(place)
    return shape / shape.mean()


def _with_weeks_ahead(weeks, ahead):
    """The weeks of a history, and as many more.

    >>> _with_weeks_ahead(pd.date_range("2025-11-03", periods=2, freq="7D"), 1)[-1]
    Timestamp('2025-11-17 00:00:00')
    """
    step = weeks[-1] - weeks[-2] if len(weeks) > 1 else pd.Timedelta(days=7)
    return weeks.append(pd.DatetimeIndex([weeks[-1] + step * k for k in range(1, ahead + 1)]))


def _check_history(history):
    """A history, checked: weeks in order, pieces from 0 on, each article known at last.

    >>> _check_history(pd.DataFrame({"HL01": [3.0]}))
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: history needs a row per week, its dates in order: weekly_demand
    gives it.
    """
    table = check_table(history, "history", *[], gaps=list(getattr(history, "columns", [])))
    if not isinstance(table.index, pd.DatetimeIndex) or not table.index.is_monotonic_increasing:
        raise InputError(
            "history needs a row per week, its dates in order: weekly_demand gives it."
        )
    if len(table) > 1 and len(set(np.diff(table.index.to_numpy()))) > 1:
        raise InputError("history lacks a week. A week without a sale has a row with 0.")
    check_numbers(table, "history", *table.columns)
    gone = table.columns[table.iloc[-1].isna()].tolist()
    if gone:
        raise InputError(f"{gone[0]} is not known in the last week. Leave it out, and say so.")
    holes = (table.isna() & table.ffill().notna()).any()
    if holes.any():
        raise InputError(f"{holes.idxmax()} has a gap after its first week.")
    return table.astype(float)
