"""How many of the new one? Launches of the past as its likes, and people's calls on record.

Tables: daily pieces of articles with their launch days; a record of judged forecasts.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_numbers, check_once, check_table
from ecomlab.errors import InputError, check_choice, check_days, check_positive, check_whole
from ecomlab.estimates import count_interval, next_value, paired_difference
from ecomlab.tables import calendar_days


def launch_pieces(inventory_daily, launched, early, days, value="sales", as_of=None):
    """What each launch brought in its first days, and in all its days that are asked for.

    Parameters
    ----------
    inventory_daily : DataFrame, one row per article and day
        date, sku, ``value`` (sales, or demand of `ecomlab.fulfillment.stockouts.uncensor`).
    launched : mapping of article to date
        First days on sale. Only launches whose ``days`` have passed by ``as_of`` are taken.
    early, days : int
        The first so many days; more of them than ``early``.
    as_of : str or date, optional
        The evening on which one looks; the last day of the table if not given.

    Returns
    -------
    DataFrame, one row per launch, in order of time
        sku, launch, early, total (pieces). ``.attrs["left_out"]``: launches that are too young,
        or began before the table.

    Raises
    ------
    ColumnError, InputError
        A launch lacks a day.

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.date_range("2025-03-01", periods=4), "sku": "WB01",
    ...                      "sales": [5, 6, 4, 7]})
    >>> launch_pieces(days, {"WB01": "2025-03-02"}, 1, 3)[["sku", "early", "total"]]
        sku  early  total
    0  WB01      6     17

    References
    ----------
    Row F03.
    """
    table = check_table(inventory_daily, "inventory_daily", "date", "sku", value)
    check_numbers(table, "inventory_daily", value)
    check_once(table, "inventory_daily", "sku", "date")
    check_moment(table["date"], "2000-01-01")  # refuses what holds no times
    early, days = check_days("early", early), check_days("days", days)
    if early >= days:
        raise InputError(f"early is {early} and days {days}. Choose fewer early days.")
    date = calendar_days(table["date"])
    end = date.max() if as_of is None else _day("as_of", as_of)
    table = table.assign(date=date, sku=table["sku"].astype(str))
    rows, left_out = [], []
    first_days = {sku: _day(f"launched of {sku}", day) for sku, day in dict(launched).items()}
    for sku, day in sorted(first_days.items(), key=lambda pair: pair[1]):
        last = day + pd.Timedelta(days=days - 1)
        if last > end or day < date.min():
            left_out.append(str(sku))
            continue
        mine = table[(table["sku"] == str(sku)) & table["date"].between(day, last)]
        if len(mine) < days:
            raise InputError(f"{sku} has {len(mine)} of its first {days} days in the table.")
        first = mine["date"] < day + pd.Timedelta(days=early)
        rows.append((str(sku), day, mine.loc[first, value].sum(), mine[value].sum()))
    found = pd.DataFrame(rows, columns=["sku", "launch", "early", "total"])
    found.attrs["left_out"] = left_out
    return found


def _day(name, value):
    """A day without its time.

    >>> _day("as_of", "2025-03-02 10:00")
    Timestamp('2025-03-02 00:00:00')
    """
    day = pd.to_datetime(value, errors="coerce")
    if pd.isna(day):
        raise InputError(f"{name} is {value!r}, which is no date.")
    return day.tz_localize(None).normalize()


def analogues(launches, so_far=None, confidence=0.8):
    """What will one more launch bring, by its likes (类比法, 相似款)?

    Before the first day: the typical total of the past launches (their geometric mean). After the
    early days: what was sold so far, times the typical factor total ÷ early. The interval is for
    **one more** launch; it believes that the new one is of the same kind as the others.

    Parameters
    ----------
    launches : DataFrame
        early, total: from `launch_pieces`, of likes only. Pieces above 0.
    so_far : float, optional
        Pieces of the new one in its early days.

    Returns
    -------
    Estimate
        n counts launches.

    Raises
    ------
    ColumnError, InputError
        Fewer than two launches.

    Examples
    --------
    >>> past = pd.DataFrame({"early": [10, 20, 40], "total": [80, 100, 160]})
    >>> analogues(past)
    109 (50.3 to 235), n = 3 launches
    >>> analogues(past, so_far=30)
    163 (75.4 to 352), n = 3 launches

    References
    ----------
    Row F03. The interval: Hahn and Meeker (1991), section 4.2, on logs.
    """
    past = check_table(launches, "launches", "early", "total")
    check_numbers(past, "launches", "early", "total")
    used = ["total"] if so_far is None else ["early", "total"]
    if not (past[used] > 0).all(axis=None):
        raise InputError("A launch sold nothing: it has no logarithm. Leave it out, and say so.")
    logs = np.log(past["total"]) if so_far is None else np.log(past["total"] / past["early"])
    start = 1.0 if so_far is None else check_positive("so_far", so_far)
    found = next_value(logs, "launches", confidence)
    return found.through(lambda log: float(start * np.exp(log)))


def tried_analogues(launches, least=4, confidence=0.8):
    """Would it have worked? Each launch forecast from those that were over when it was made.

    Parameters
    ----------
    launches : DataFrame
        launch, early, total, over (the evening on which its total was known), in order of time.
    least : int
        Past launches that a forecast needs.

    Returns
    -------
    DataFrame
        method ("before", "after the early days"), sku, forecast, low, high, came, n: for
        `ecomlab.scores.forecast_errors`.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> day = pd.date_range("2025-01-01", periods=4, freq="90D")
    >>> past = pd.DataFrame({"sku": list("abcd"), "launch": day,
    ...     "over": day + pd.Timedelta(days=56), "early": [10, 20, 40, 30],
    ...     "total": [80, 100, 160, 150]})
    >>> tried_analogues(past, least=3).round(0)[["method", "forecast", "came", "n"]]
                     method  forecast  came  n
    0                before     109.0   150  3
    1  after the early days     163.0   150  3
    """
    table = check_table(launches, "launches", "sku", "launch", "over", "early", "total")
    for name in ("launch", "over"):
        check_moment(table[name], "2000-01-01")  # refuses what holds no times
    rows = []
    for row in table.itertuples():
        past = table[table["over"] < row.launch]
        if len(past) < max(least, 2):
            continue
        for method, so_far in (("before", None), ("after the early days", row.early)):
            found = analogues(past, so_far, confidence)
            rows.append((method, row.sku, *found[:3], row.total, found.n))
    if not rows:
        raise InputError(f"No launch has {least} others before it. Give more, or a lower least.")
    names = ["method", "sku", "forecast", "low", "high", "came", "n"]
    return pd.DataFrame(rows, columns=names)


def forecast_value_added(record, by=None, confidence=0.95):
    """Did people's changes make the forecasts better (人工调整的价值)?

    Parameters
    ----------
    record : DataFrame, one row per call
        baseline (what the method said), judged (what a person made of it), came; ``by``.
    by : str, optional
        Column of groups; by the direction of the change ("up", "down") if not given. Calls that
        changed nothing are counted in a row of their own.

    Returns
    -------
    DataFrame, one row per group, and "all"
        group, calls, wape_baseline, wape_judged, bias_baseline, bias_judged, estimate (pieces by
        which a call missed less than the method: above 0 people helped), low, high, n, counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> record = pd.DataFrame({"baseline": [100, 80, 60, 90], "judged": [140, 100, 50, 70],
    ...                        "came": [105, 90, 52, 75]})
    >>> forecast_value_added(record)[["group", "calls", "estimate"]]
      group  calls  estimate
    0   all      4      -3.5
    1    up      2     -15.0
    2  down      2       8.0

    References
    ----------
    Fildes, Goodwin, Lawrence and Nikolopoulos (2009), International Journal of Forecasting 25.
    """
    more = [] if by is None else [by]
    table = check_table(record, "record", "baseline", "judged", "came", *more)
    check_numbers(table, "record", "baseline", "judged", "came")
    if not table["came"].sum() > 0:
        raise InputError("Nothing came in any row: a share of it can't be told.")
    if by is None:
        sign = np.sign(table["judged"] - table["baseline"])
        group = sign.map({1.0: "up", -1.0: "down", 0.0: "unchanged"})
    else:
        group = table[check_choice("by", by, list(table))]
    rows = [("all", table)]
    rows += [(name, table[group == name]) for name in dict.fromkeys(group)]
    return pd.DataFrame([_added(name, mine, confidence) for name, mine in rows])


def _added(name, mine, confidence):
    off = {c: (mine[c] - mine["came"]).abs() for c in ("baseline", "judged")}
    row = {"group": name, "calls": len(mine)}
    came = mine["came"].sum()
    for column in off:
        row[f"wape_{column}"] = off[column].sum() / came if came else np.nan
    for column in off:
        row[f"bias_{column}"] = mine[column].sum() / came - 1 if came else np.nan
    found = paired_difference(off["baseline"], off["judged"], "calls", confidence)
    return row | found._asdict()


def rate_of_day(sold, hour, by_hour, stock, confidence=0.95):
    """On the big day: how many will the day bring at this pace, and when is the shelf empty?

    Past days say which share of a day's pieces is sold by the end of each hour. So many pieces by
    now, divided by that share, is the day.

    Parameters
    ----------
    sold : int
        Pieces sold since midnight, by the end of ``hour``.
    hour : int
        0 to 22: the hour that has just ended.
    by_hour : sequence of 24 numbers
        Pieces by hour on past days of this kind, added up over these days.
    stock : int
        Pieces on the shelf now.

    Returns
    -------
    DataFrame, one row
        day (pieces of the whole day), low, high (the luck of the pieces so far, as of a Poisson
        count), short (pieces that will be missing, 0 or more), short_low, short_high, empty (the
        hour in which the shelf becomes empty; missing if it doesn't).

    Raises
    ------
    InputError

    Examples
    --------
    >>> rate_of_day(40, 11, [1] * 24, stock=30).round(0)[["day", "short", "empty"]]
        day  short  empty
    0  80.0   10.0     21

    References
    ----------
    Row D18. Bands hour by hour: lesson 6.3.
    """
    hours = np.asarray(by_hour, dtype=float)
    if hours.shape != (24,) or not (hours >= 0).all() or not hours.sum() > 0:
        raise InputError("by_hour needs 24 numbers from 0 on, one per hour from 0 to 23.")
    if isinstance(hour, bool) or hour not in range(23):
        raise InputError(f"hour is {hour!r}. Choose the last whole hour of the day, 0 to 22.")
    hour = int(hour)
    sold, stock = check_whole("sold", sold), check_whole("stock", stock)
    share = hours.cumsum() / hours.sum()
    if not share[hour] > 0:
        raise InputError(f"On past days nothing was sold by the end of hour {hour}.")
    low, high = count_interval(sold, share[hour], confidence)
    ends = np.array([sold / share[hour], low, high])
    short = np.maximum(ends * (1 - share[hour]) - stock, 0)
    later = (share - share[hour]) * ends[0]
    gone = np.flatnonzero(later > stock)
    row = [*ends, *short, gone[0] if len(gone) else np.nan]
    names = ["day", "low", "high", "short", "short_low", "short_high", "empty"]
    return pd.DataFrame([row], columns=names)
