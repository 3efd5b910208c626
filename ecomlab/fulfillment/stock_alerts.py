"""Who looks at which shelf this morning? Three levels of alert, tried on the past (三级库存预警).

Tables: ``inventory_daily``, one row per article and day; ``inbound``, one row per lot.
"""

import numpy as np
import pandas as pd

from ecomlab import estimates
from ecomlab.checks import check_moment, check_numbers, check_once, check_table, check_times
from ecomlab.errors import InputError, check_choice, check_days

LEVELS = ("green", "yellow", "red", "out")  # above warning, at warning, at safety, out of stock


def stock_alert(inventory_daily, day=None, rate_days=28):
    """How far down is each shelf: green, yellow, red, out (安全库存、预警库存、缺货库存)?

    Yellow: no more than the warning stock is left. Red: no more than the safety stock. Out: no
    more than the out-of-stock level.

    Parameters
    ----------
    inventory_daily : DataFrame
        date, sku, on_hand, sales, safety, warning; stockout_level (0 if it isn't there).
    day : date, optional
        The evening; by default each day.
    rate_days : int
        Days over which sales a day are taken, up to that evening.

    Returns
    -------
    DataFrame
        date, sku, on_hand, warning, safety, alert, cover (days that on_hand lasts at the sales of
        these days; infinite where nothing was sold).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> shelf = pd.DataFrame({"date": pd.Timestamp("2025-09-01"), "sku": list("abcd"), "sales": 2,
    ...     "on_hand": [50, 20, 5, 0], "safety": 6, "warning": 20})
    >>> stock_alert(shelf)[["sku", "alert", "cover"]].values.tolist()
    [['a', 'green', 25.0], ['b', 'yellow', 10.0], ['c', 'red', 2.5], ['d', 'out', 0.0]]

    References
    ----------
    Seed 002:032 and 000:041, row F08, metric M52, template L29.
    """
    columns = ["on_hand", "sales", "safety", "warning"]
    table = check_table(inventory_daily, "inventory_daily", "date", "sku", *columns)
    check_numbers(table, "inventory_daily", *columns)
    check_times(table, "inventory_daily", "date")
    check_once(table, "inventory_daily", "sku", "date")
    if (table["safety"] > table["warning"]).any():
        raise InputError("safety is above warning in some rows: warning is the higher level.")
    table = table.sort_values(["sku", "date"])
    rate = table.groupby("sku", observed=True)["sales"].transform(
        lambda sales: sales.rolling(check_days("rate_days", rate_days), min_periods=1).mean()
    )
    out = table.get("stockout_level", 0)
    alert = np.select(
        [table["on_hand"] <= out, table["on_hand"] <= table["safety"],
         table["on_hand"] <= table["warning"]], ["out", "red", "yellow"], "green",
    )  # fmt: skip
    with np.errstate(divide="ignore", invalid="ignore"):
        cover = np.where(rate > 0, table["on_hand"] / rate.where(rate > 0), np.inf)
    found = table[["date", "sku", "on_hand", "warning", "safety"]].assign(alert=alert, cover=cover)
    if day is not None:
        found = found[found["date"] == check_moment(found["date"], day, "day")]
        if not len(found):
            raise InputError(f"inventory_daily has no row of {day}.")
    return found.reset_index(drop=True)


def backtest_alerts(inventory_daily, within=14, days_before=1):
    """How many alarms were false, and how many empty shelves came without one?

    An alarm begins where a shelf falls to a level or below it. It was true if the article was sold
    out within so many days. An empty shelf was announced if an alarm of the level was on so many
    days before. Alarms whose days aren't over yet are left out, and counted.

    Parameters
    ----------
    inventory_daily : DataFrame
        As for `stock_alert`, and stockout_flag: each day of each article.
    within : int
        Days in which an alarm has to come true; the time that a lot takes, say.
    days_before : int
        Days before the first empty day on which the alarm had to be on.

    Returns
    -------
    DataFrame, one row per level: yellow, red
        alarms, true, false (share of the alarms: estimate, low, high), empty (spells of empty
        shelves), unannounced (of them), missed (share: missed_low, missed_high), open (alarms left
        out). n of false counts alarms, of missed spells, each as if alone.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    The shelf goes down to red, and a lot comes in time; later it runs out over night.

    >>> shelf = pd.DataFrame({"sku": "a", "date": pd.date_range("2025-09-01", periods=8),
    ...     "on_hand": [9, 3, 9, 9, 9, 0, 9, 9], "sales": 2, "safety": 4, "warning": 6,
    ...     "stockout_flag": [False] * 5 + [True, False, False]})
    >>> backtest_alerts(shelf, within=2)[["level", "alarms", "true", "empty", "unannounced"]]
        level  alarms  true  empty  unannounced
    0  yellow       2     1      1            1
    1     red       2     1      1            1

    References
    ----------
    Row F08: backtest of false and missed alarms.
    """
    within = check_days("within", within)
    before = check_days("days_before", days_before)
    check_table(inventory_daily, "inventory_daily", "stockout_flag")
    table = stock_alert(inventory_daily).merge(
        inventory_daily[["date", "sku", "stockout_flag"]], on=["sku", "date"]
    )
    rank = pd.Categorical(table["alert"], LEVELS, ordered=True).codes
    rows = []
    for level in ("yellow", "red"):
        on = pd.Series(rank >= LEVELS.index(level), table.index)
        by = table["sku"].astype(str)
        empty = table["stockout_flag"].astype(bool)
        begins = on & ~on.groupby(by).shift(fill_value=False)
        spells = empty & ~empty.groupby(by).shift(fill_value=False)
        later = empty.groupby(by).transform(
            lambda flag: flag[::-1].rolling(within + 1, min_periods=1).max()[::-1]
        )
        left = by.groupby(by).cumcount(ascending=False)
        over = begins & (left >= within)
        announced = on.groupby(by).shift(before, fill_value=False)
        known = spells & (by.groupby(by).cumcount() >= before)
        true, missed = (over & (later > 0)).sum(), (known & ~announced).sum()
        false = estimates.share(int(over.sum() - true), int(over.sum()), "alarms")
        miss = estimates.share(int(missed), int(known.sum()), "spells")
        open_ = int(begins.sum() - over.sum())
        rows.append([level, false.n, int(true), false.value, false.low, false.high, miss.n,
                     int(missed), miss.value, miss.low, miss.high, open_])  # fmt: skip
    names = ["level", "alarms", "true", "false", "low", "high", "empty", "unannounced", "missed",
             "missed_low", "missed_high", "open"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def daily_stock_check(inventory_daily, inbound, day, main=(), enough=7):
    """The morning's list: which page to mend, which order to send, which to chase (每日检查).

    Parameters
    ----------
    inventory_daily : DataFrame
        date, sku, on_hand, listed_stock, on_order, sales, safety, warning.
    inbound : DataFrame
        po_id, sku, ordered_at, received_at, promised_on.
    day : date
        The evening of which the stock is. Nothing later is looked at.
    main : sequence of str
        Main and secondary hits (主推款): their cover is looked at even where all is well.
    enough : float
        Days of sales that a main article needs.

    Returns
    -------
    DataFrame, one row per article and thing to do, the most urgent first
        sku, action ("order", "chase", "fix listed stock", "watch", "ok" for main articles), why.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> shelf = pd.DataFrame({"date": pd.Timestamp("2025-09-01"), "sku": ["a", "b"], "sales": 2,
    ...     "on_hand": [8, 90], "listed_stock": [8, 95], "on_order": 0, "safety": 6, "warning": 20})
    >>> none = pd.DataFrame({"po_id": [1], "sku": ["a"], "promised_on": pd.Timestamp("2025-08-01"),
    ...     "ordered_at": pd.Timestamp("2025-07-20"), "received_at": pd.Timestamp("2025-08-01")})
    >>> daily_stock_check(shelf, none, "2025-09-01")["action"].tolist()
    ['order', 'fix listed stock']

    References
    ----------
    Seed 003:242, row F09, template L29.
    """
    columns = ["on_hand", "listed_stock", "on_order"]
    table = check_table(inventory_daily, "inventory_daily", "date", "sku", *columns)
    check_numbers(table, "inventory_daily", *columns)
    evening = check_moment(table["date"], day, "day")
    alerts = stock_alert(table[table["date"] <= evening], day)
    now = alerts.merge(table.loc[table["date"] == evening, ["sku", *columns[1:]]], on="sku")
    orders = check_table(
        inbound, "inbound", "sku", "ordered_at", "promised_on", gaps=("received_at",)
    )
    check_times(orders, "inbound", "ordered_at", "received_at", "promised_on")
    end = check_moment(orders["ordered_at"], day, "day") + pd.Timedelta(days=1)
    open_ = orders[(orders["ordered_at"] < end) & ~(orders["received_at"] < end)]
    late = open_[open_["promised_on"] < end - pd.Timedelta(days=1)]
    late = late.groupby(late["sku"].astype(str))["promised_on"].min()
    main = [main] if isinstance(main, str) else list(main)
    unknown = sorted({str(name) for name in main} - set(now["sku"].astype(str)))
    if unknown:
        raise InputError(f"main names {unknown[0]!r}, which has no row on {day}.")
    rows = [row for shelf in now.itertuples() for row in _to_do(shelf, late, main, enough)]
    order = {
        name: at for at, name in enumerate(("order", "chase", "fix listed stock", "watch", "ok"))
    }
    found = pd.DataFrame(rows, columns=["sku", "action", "why", "cover"])
    found = found.sort_values(
        ["action", "cover"], key=lambda x: x.map(order) if x.name == "action" else x
    )
    return found.drop(columns="cover").reset_index(drop=True)


def _to_do(shelf, late, main, enough):
    """What is to be done about one shelf."""
    sku, cover = str(shelf.sku), shelf.cover
    days = (
        f"{shelf.on_hand} pieces, {cover:.0f} days"
        if np.isfinite(cover)
        else f"{shelf.on_hand} pieces"
    )
    low = shelf.alert != "green"
    if low and shelf.on_order == 0 and np.isfinite(cover):
        yield sku, "order", f"{shelf.alert}: {days}, nothing is on its way", cover
    elif low and sku in late.index:
        yield sku, "chase", f"{shelf.alert}: {days}, promised for {late[sku]:%Y-%m-%d}", cover
    if shelf.listed_stock != shelf.on_hand:
        yield (
            sku,
            "fix listed stock",
            f"{shelf.listed_stock} on the page, {shelf.on_hand} there",
            cover,
        )
    if sku in {str(name) for name in main}:
        short = cover < enough
        yield sku, "watch" if short else "ok", f"main article: {days}", cover


def alert_counts(alerts):
    """How many articles stand at each level.

    Parameters
    ----------
    alerts : DataFrame
        As of `stock_alert`.

    Returns
    -------
    DataFrame
        alert (green, yellow, red, out), articles.

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> alert_counts(pd.DataFrame({"alert": ["red", "green", "green"]}))["articles"].tolist()
    [2, 0, 1, 0]
    """
    table = check_table(alerts, "alerts", "alert")
    for name in table["alert"].unique():
        check_choice("alert", name, LEVELS)
    counts = table["alert"].value_counts().reindex(list(LEVELS), fill_value=0)
    return counts.rename_axis("alert").rename("articles").reset_index()
