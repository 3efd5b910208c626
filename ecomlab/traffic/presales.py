"""How much will the big day bring, by the deposits of its first days? (预售, 定金, 尾款)

Course map T25. A presale (预售) takes deposits (定金) before an event; the balance (尾款) is paid
on its first days. Past presales say by which factor the first days' deposits grow.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_numbers, check_once, check_table, check_times
from ecomlab.errors import InputError, check_choice, check_days, check_positive, check_whole
from ecomlab.estimates import Estimate, next_value, share

METHODS = ("deposits", "last year × growth")


def deposits_so_far(deposits, day, by="presale"):
    """Deposits of each presale up to the evening of its ``day``-th day.

    >>> days = pd.DataFrame({"presale": ["618"] * 3, "day": [1, 2, 3], "deposits": [5, 7, 9]})
    >>> deposits_so_far(days, 2).to_dict()
    {'618': 12}
    """
    deposits = check_table(deposits, "deposits", by, "day", "deposits")
    check_numbers(deposits, "deposits", "day", "deposits")
    check_once(deposits, "deposits", by, "day")
    day = check_days("day", day)
    reached = deposits.groupby(by, observed=True)["day"].max()
    early = reached.index[reached < day].tolist()
    if early:
        raise InputError(
            f"The deposits of {early[0]!r} end on day {reached.min()}, before day {day}."
        )
    early = deposits[deposits["day"].between(1, day)].groupby(by, observed=True)
    known = early["day"].nunique().reindex(reached.index, fill_value=0)
    if (known < day).any():
        raise InputError(
            f"{known.idxmin()!r} has {known.min()} of the days 1 to {day}. A day without a deposit "
            "has a row with 0."
        )
    return early["deposits"].sum()


def presale_forecast(past, so_far, day, final="balances", confidence=0.95):
    """What will a presale bring at last, when its first days have so many deposits? (pickup)

    Each past presale has a factor: what came at last ÷ its deposits up to that day. The forecast is
    the deposits so far times the typical factor (the geometric mean). The interval is for **one
    more** presale, so it holds the luck of the next one too, and it is wide where few are past.
    It believes that the terms are as they were: another deposit, another factor. And it takes all
    of ``past`` for presales of one kind: give those of the same event only, where events differ.

    Parameters
    ----------
    past : DataFrame, one row per past presale and day
        presale, day (1, 2, …), deposits (paid on that day), ``final`` (the same on all days of a
        presale).
    so_far : int
        Deposits of the present one up to the evening of ``day``.
    day : int
    final : str
        What is to be known: balances (尾款) paid, or the event's orders or yuan.

    Returns
    -------
    Estimate
        n counts the past presales; two at least.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> past = pd.DataFrame({"presale": ["a", "a", "b", "b", "c", "c"], "day": [1, 2] * 3,
    ...     "deposits": [20, 30, 25, 35, 30, 40],
    ...     "balances": [45, 45, 55, 55, 60, 60]})
    >>> presale_forecast(past, so_far=24, day=1)
    51.5 (37.8 to 70.3), n = 3 presales
    >>> presale_forecast(past, so_far=24 + 33, day=2)
    50.8 (42.7 to 60.3), n = 3 presales

    References
    ----------
    The multiplicative pickup of hotels and airlines: Weatherford and Kimes (2003), International
    Journal of Forecasting 19. The interval: Hahn and Meeker (1991), section 4.2, on logs.
    """
    past = check_table(past, "past", "presale", "day", "deposits", final)
    early = deposits_so_far(past, day)
    each = past.groupby("presale", observed=True)[final]
    if (each.nunique() > 1).any():
        name = each.nunique().idxmax()
        raise InputError(
            f"{final} differs between the days of {name!r}. It is one number per presale."
        )
    late = each.first()
    for words, values in ((f"deposits up to day {day}", early), (final, late)):
        if not (values > 0).all():
            raise InputError(
                f"{values.idxmin()!r} has no {words}: it gives no factor. Leave it out, and say so."
            )
    return _grown(np.log(late / early), so_far, confidence)


def _grown(factors, so_far, confidence):
    """What so many deposits grow to, by the logs of past factors."""
    found = next_value(factors, "presales", confidence)
    return found.through(lambda log: float(check_positive("so_far", so_far) * np.exp(log)))


def backtest_presales(
    deposits, results, day, final="balances", shop="run", least=2, confidence=0.95
):
    """Would it have worked? Each presale forecast from those before it, by two methods.

    "deposits" is `presale_forecast` on day ``day``; "last year × growth" takes the same event's
    result of the year before, times the growth of orders before the presale.

    Parameters
    ----------
    deposits : DataFrame
        ``shop``, presale, day, deposits.
    results : DataFrame, one row per shop and presale, in the order of time
        ``shop``, presale, event, year, ``final``, orders_before (in the weeks before the presale:
        they tell the growth).
    day : int
    final : str
    shop : str
        Column of the shop; its own past is used, no other's.
    least : int
        Past presales that a forecast needs.

    Returns
    -------
    DataFrame, one row per forecast
        method, ``shop``, presale, forecast, low, high (none for the second method), came, n (past
        presales used).

    Raises
    ------
    ColumnError, InputError
        No presale has enough past.

    Examples
    --------
    >>> deposits = pd.DataFrame({"run": 1, "presale": list("abcd"), "day": 1,
    ...                          "deposits": [20, 30, 24, 33]})
    >>> results = pd.DataFrame({"run": 1, "presale": list("abcd"), "event": ["618", "11.11"] * 2,
    ...     "year": [2024, 2024, 2025, 2025], "balances": [41, 60, 50, 65],
    ...     "orders_before": [100, 100, 120, 110]})
    >>> backtest_presales(deposits, results, 1).query("presale == 'd'").round(1)[
    ...     ["method", "forecast", "low", "high", "came"]]
                   method  forecast   low  high  came
    1            deposits      67.5  60.9  74.7    65
    3  last year × growth      66.0   NaN   NaN    65
    """
    results = check_table(
        results, "results", shop, "presale", "event", "year", final, "orders_before"
    )
    deposits = check_table(deposits, "deposits", shop, "presale", "day", "deposits")
    check_once(results, "results", shop, "presale")
    missing = sorted(set(_pair(results, shop)) - set(_pair(deposits, shop)))
    if missing:
        raise InputError(f"There are no deposits of {missing[0]!r}: every result needs its days.")
    if not (results[final] > 0).all():
        raise InputError(f"{final} is 0 or below in some results: no factor comes of it.")
    least, rows = max(check_whole("least", least), 2), []
    early = deposits_so_far(deposits.assign(presale=_pair(deposits, shop)), day)
    for name, mine in results.groupby(shop, sort=False, observed=True):
        so_far = early.loc[_pair(mine, shop)].to_numpy()
        factors = np.log(mine[final].to_numpy() / so_far)
        for at in range(least, len(mine)):
            row, before = mine.iloc[at], mine.iloc[:at]
            found = {METHODS[0]: _grown(factors[:at], int(so_far[at]), confidence)}
            same = before[(before["event"] == row["event"]) & (before["year"] == row["year"] - 1)]
            if len(same):
                last = same.iloc[-1]
                guess = last[final] * row["orders_before"] / last["orders_before"]
                found[METHODS[1]] = Estimate(float(guess), np.nan, np.nan, 1, "presales")
            rows += [
                (method, name, row["presale"], *e[:3], row[final], e.n)
                for method, e in found.items()
            ]
    if not rows:
        raise InputError(
            f"No presale has {least} others before it. Give more of them, or a lower least."
        )
    names = ["method", shop, "presale", "forecast", "low", "high", "came", "n"]
    table = pd.DataFrame(rows, columns=names)
    return table.sort_values("method", kind="stable", ignore_index=True)


def _pair(table, shop):
    """A presale's name with its shop's: twelve shops have an 11.11 of 2025 each."""
    return table[shop].astype(str) + " " + table["presale"].astype(str)


def final_paid(deposits, event=None):
    """Of the deposits of a presale, which share is followed by its balance (尾款支付率)?

    Parameters
    ----------
    deposits : DataFrame, one row per deposit
        event, ts and balance_at (empty where none was paid).
    event : str, optional
        One event only.

    Returns
    -------
    DataFrame, one row per event and year
        event, year, deposits, balances, estimate, low, high, n, counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> found = final_paid(pd.DataFrame({"event": "618",
    ...     "ts": pd.to_datetime(["2025-05-22"] * 4),
    ...     "balance_at": pd.to_datetime(["2025-06-01", "2025-06-01", None, "2025-06-02"])}))
    >>> found[["event", "year", "deposits", "balances", "estimate"]]
      event  year  deposits  balances  estimate
    0   618  2025         4         3      0.75
    """
    deposits = check_table(deposits, "deposits", "event", "ts", gaps=["balance_at"])
    check_times(deposits, "deposits", "ts")
    if event is not None:
        check_choice("event", event, deposits["event"].astype(str).unique().tolist())
        deposits = deposits[deposits["event"].astype(str) == event]
    rows = []
    keys = [deposits["event"].astype(str), deposits["ts"].dt.year.rename("year")]
    for (name, year), mine in deposits.groupby(keys):
        paid = int(mine["balance_at"].notna().sum())
        found = share(paid, len(mine), "deposits")
        rows.append((name, int(year), len(mine), paid, *found))
    names = ["event", "year", "deposits", "balances", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(rows, columns=names).sort_values(["year", "event"], ascending=[True, False],
                                                         ignore_index=True)  # fmt: skip
