"""Who comes back, after how long, and who has gone (course map U03, U04, U05, U33, U38).

What a customer buys on one day is one purchase (a *purchase day*); all spans are in days.
``as_of`` is the day whose evening you look back from: what came later is not known yet.
Each function reduces the log once with narwhals, on pandas, Polars or DuckDB alike;
everything after that is plain pandas on a small frame.
"""

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab import tables
from ecomlab.errors import ColumnError, InputError, check_choice, check_days, check_share
from ecomlab.estimates import Estimate, rate_interval, survival
from ecomlab.tables import NEVER, collect, day_date, needs

PEOPLE = ("customer_id", "ts_order")
BASES = ("cohort", "period", "all_ever")
MONDAY = -3  # 29 December 1969, as days since 1970-01-01


@needs("orders", "customer_id", "ts_order")
def repurchase_rate(
    orders, window=90, base=None, as_of=None, confidence=0.95, known_from=None, free="leave_out"
):
    """What share of customers buys again within ``window`` days (复购率)?

    The same words name three rates; they differ in whom they divide by:

    - ``cohort``: customers whose first purchase is at least ``window`` days back, so that their
      window is over. Of them, those with a second purchase day within ``window`` days of the first.
    - ``period``: customers who bought in the last ``window`` days. Of them, those with two or
      more purchase days in that time (the platforms' 复购率).
    - ``all_ever``: all customers there ever were, newcomers included who have had no time to
      come back yet. Of them, the repeaters of ``cohort`` and those newcomers who came back
      already. In a growing shop it is too low.

    Parameters
    ----------
    orders : frame
        {orders}
    window : int or list of int, days
    base : {"cohort", "period", "all_ever"}, a list of them, or None for all three
    as_of : date, optional
        Default: the day of the last order.
    confidence : float
    known_from : date, or list of earlier buyers, optional
        The day from which it is known who is new: orders before it only tell who had bought.
        Or those who had bought before the log begins; ``[]`` where there were none.
    free : {"leave_out", "count"}
        Is an order of 0 a purchase?

    Returns
    -------
    DataFrame, one row per base and window
        base, window, customers (the denominator), repeaters, rate (NaN if nobody bought in the
        period), low, high (Wilson interval),
        immature (customers whose window is not over: ``cohort`` leaves them out, the other
        bases count them in the denominator).

    Raises
    ------
    InputError
        If no customer's window is over.

    Examples
    --------
    Anna came back after 30 days, Bo never did; Cy has been a customer for ten days only.

    >>> orders = pd.DataFrame({
    ...     "customer_id": ["Anna", "Anna", "Bo", "Cy"],
    ...     "ts_order": pd.to_datetime(["1997-01-01", "1997-01-31", "1997-01-15", "1997-04-20"])})
    >>> repurchase_rate(orders, 90, ["cohort", "all_ever"], as_of="1997-04-30").round(2)
           base  window  customers  repeaters  rate   low  high  immature
    0    cohort      90          2          1  0.50  0.09  0.91         1
    1  all_ever      90          3          1  0.33  0.06  0.79         1

    References
    ----------
    Course map U03; metric M64 (doubt E40: the documents give no denominator).
    Wilson (1927), JASA 22, 209-212.
    """
    windows = _listed("window", window)
    for days in windows:
        check_days("window", days)
    bases = _listed("base", BASES if base is None else base)
    for name in bases:
        check_choice("base", name, BASES)
    found = tables.purchase_log(orders, PEOPLE, as_of, free)
    counts = _counts_by_day(found, windows, known_from)
    if set(bases) != {"period"}:
        tables.tell_beginning(found, counts["day"], counts["joined"], known_from)
    table = pd.DataFrame(
        [_repurchase_counts(counts, name, days, found.end) for name in bases for days in windows]
    )
    table = _add_rate(table, "repeaters", "customers", confidence)
    columns = ["base", "window", "customers", "repeaters", "rate", "low", "high", "immature"]
    return table[columns]


def _counts_by_day(found, windows, known_from):
    """Of each purchase day: who joined, who of them is new, who came back, who came lately."""
    days = tables.purchase_days(found, ["first", "previous", "following"])
    day, previous, following = map(nw.col, ("day", "previous", "following"))
    joined = previous == -NEVER
    new = joined & days.is_new(known_from) if tables.tells(known_from) else joined
    asked = {"joined": joined, "new": new}
    for window in windows:
        start = found.end - window
        lately = (day > start) & (previous <= start)
        asked[f"back {window}"] = new & (following - day <= window)
        asked[f"lately {window}"] = lately
        asked[f"again {window}"] = lately & (following < NEVER)
    rows = days.rows.filter(joined | (day > found.end - max(windows)))
    return _sums_by_day(rows, asked)


def _sums_by_day(rows, asked):
    """How many rows of each day fulfil each of some conditions."""
    marked = rows.select("day", **{name: holds.cast(nw.Int64) for name, holds in asked.items()})
    table = collect(marked.group_by("day").agg(nw.col(*asked).sum()), sort="day")
    return table.astype("int64")  # DuckDB sums whole numbers to floats


def _repurchase_counts(counts, base, window, end):
    joined = counts["joined" if base == "period" else "new"]
    window_over = counts["day"] + window <= end
    if not joined[window_over].any():
        began = day_date(counts.loc[joined > 0, "day"].min()) if joined.any() else "no day"
        raise InputError(
            f"No customer's window of {window} days is over on {day_date(end)}: the first purchase "
            f"of all is on {began}. Choose a shorter window or a later as_of."
        )
    if base == "period":
        customers, repeaters = counts[f"lately {window}"], counts[f"again {window}"]
    else:
        counted = window_over | (base == "all_ever")
        customers, repeaters = joined[counted], counts.loc[counted, f"back {window}"]
    return {
        "base": base,
        "window": window,
        "customers": customers.sum(),
        "repeaters": repeaters.sum(),
        "immature": joined[~window_over].sum(),
    }


@needs("orders", "customer_id", "ts_order")
def cohort_retention(
    orders, cohort="week", period=7, as_of=None, confidence=0.95, known_from=None, free="leave_out"
):
    """What share of the customers who joined together buys in each period after (留存率)?

    The denominator is the cohort: customers whose first purchase is in the same week (from
    Monday), month or ``cohort`` days. Age k is days (k-1)·period + 1 to k·period after
    each customer's *own* first purchase. Only complete cells are given: those whose age k is over
    for a customer who joined on the cohort's last day. This is purchase retention; visits are
    another thing.

    Parameters
    ----------
    orders : frame
        {orders}
    cohort : {"week", "month"} or int, days
        Blocks of ``cohort`` days are counted from the first purchase of all.
    period : int, days
    as_of : date, optional
        Default: the day of the last order.
    confidence : float
    known_from : date, or list of earlier buyers, optional
        The day from which it is known who is new: orders before it only tell who had bought.
        Or those who had bought before the log begins; ``[]`` where there were none.
    free : {"leave_out", "count"}
        Is an order of 0 a purchase?

    Returns
    -------
    DataFrame, one row per cohort and age
        cohort (its first day), age (1, 2, …), customers (the cohort's size), active (of them,
        those who bought at that age), rate, low, high (Wilson interval).

    Raises
    ------
    InputError
        If no cell is complete.

    Examples
    --------
    Anna and Bo joined in the week of Monday 30 December 1996; only Anna came back, after 9 days.

    >>> orders = pd.DataFrame({
    ...     "customer_id": ["Anna", "Anna", "Bo"],
    ...     "ts_order": pd.to_datetime(["1997-01-01", "1997-01-10", "1997-01-04"])})
    >>> cohort_retention(orders, "week", period=7, as_of="1997-01-19").round({"low": 2, "high": 2})
          cohort  age  customers  active  rate   low  high
    0 1996-12-30    1          2       0   0.0  0.00  0.66
    1 1996-12-30    2          2       1   0.5  0.09  0.91

    References
    ----------
    Course map U04; metric M66.
    """
    _check_block("cohort", cohort)
    check_days("period", period)
    found = tables.purchase_log(orders, PEOPLE, as_of, free)
    counts, end = _customers_by_first_day_and_age(found, period, known_from), found.end
    counts["cohort"], last_day = _first_and_last_day(counts["first"], cohort)
    counts["ages"] = (end - last_day) // period
    active = counts.groupby(["cohort", "ages", "age"], as_index=False)["active"].sum()
    table = _complete_cells(active)
    if table.empty:
        raise InputError(
            f"No cohort has {period} complete days behind it on {day_date(end)}. "
            "Choose a shorter period, smaller cohorts or a later as_of."
        )
    table["cohort"] = day_date(table["cohort"]).astype("datetime64[us]")
    return _add_rate(table, "active", "customers", confidence)


def _customers_by_first_day_and_age(found, period, known_from):
    """How many new customers of each first day bought at each age; age 0 is the first day."""
    days = tables.purchase_days(found, ["first", "previous"])
    rows = days.rows if _is_of_day(known_from) else days.of_new(known_from)
    first = nw.col("first")
    age, before = ((nw.col(at) - first + period - 1) // period for at in ("day", "previous"))
    rows = rows.select("first", age=age, before=before).filter(nw.col("age") != nw.col("before"))
    counts = collect(rows.group_by("first", "age").agg(active=nw.len()))
    joined = counts[counts["age"] == 0]
    tables.tell_beginning(found, joined["first"], joined["active"], known_from)
    return _of_newcomers(counts, "first", known_from)


def _is_of_day(known_from):
    """Is ``known_from`` a day? Then who is new is told by the first day, after counting."""
    return known_from is not None and tables.is_day(known_from)


def _of_newcomers(counts, first, known_from):
    """Those counts whose customers are new, by their first day."""
    if _is_of_day(known_from):
        counts = counts[counts[first] >= tables.day_number(known_from)]
    if counts.empty:
        raise InputError(tables.nobody_new(known_from))
    return counts.reset_index(drop=True)


def _first_and_last_day(first, cohort):
    """The days on which each purchase's cohort begins and ends."""
    if cohort == "month":
        month = first.to_numpy().astype("datetime64[D]").astype("datetime64[M]")
        following = month + np.timedelta64(1, "M")
        start, end = (m.astype("datetime64[D]").astype("int64") for m in (month, following))
        return start, end - 1
    origin, length = (MONDAY, 7) if cohort == "week" else (first.min(), cohort)
    start = origin + (first - origin) // length * length
    return start, start + length - 1


def _complete_cells(active):
    """All ages 1 to ``ages`` of each cohort, also those at which nobody bought."""
    joined = active.loc[active["age"] == 0, ["cohort", "ages", "active"]]
    cohorts = joined.rename(columns={"active": "customers"})
    every_age = pd.DataFrame({"age": np.arange(1, cohorts["ages"].max() + 1)})
    cells = cohorts.merge(every_age, how="cross").query("age <= ages")
    cells = cells.merge(active, how="left", on=["cohort", "ages", "age"])
    cells["active"] = cells["active"].fillna(0).astype("int64")
    return cells[["cohort", "age", "customers", "active"]]


def triangle(table):
    """The rates of :func:`cohort_retention` as the familiar triangle: cohorts down, ages across.

    Parameters
    ----------
    table : DataFrame
        cohort, age, rate.

    Returns
    -------
    DataFrame, one row per cohort and one column per age
        Cells that are not over yet are NaN.

    Raises
    ------
    ColumnError
        If a column is missing.

    Examples
    --------
    >>> triangle(pd.DataFrame({"cohort": ["Jan", "Jan", "Feb"], "age": [1, 2, 1],
    ...                        "rate": [0.3, 0.2, 0.4]}))
    age       1    2
    cohort
    Feb     0.4  NaN
    Jan     0.3  0.2

    References
    ----------
    Course map U04.
    """
    _check_columns(table, "cohort", "age", "rate")
    twice = table[table.duplicated(["cohort", "age"])]
    if len(twice):
        raise InputError(
            f"The table has {len(twice)} rows whose cohort and age another row has already. Give "
            "one row per cohort and age: one shop's, not several shops' below each other."
        )
    return table.pivot(index="cohort", columns="age", values="rate")


@needs("orders", "customer_id", "ts_order")
def interpurchase_times(
    orders, which="first", as_of=None, confidence=0.95, known_from=None, free="leave_out"
):
    """How long does it take until customers buy again (复购周期)?

    A customer who has not come back yet is no missing value: the wait is longer than what we
    have seen so far (*censored*). Kaplan-Meier counts them as long as they were watched; the
    histogram of finished gaps (``naive``) forgets them and makes customers look far too quick.

    Parameters
    ----------
    orders : frame
        {orders}
    which : {"first", "all"}
        "first": from each customer's first purchase day to the second, so that every customer
        counts once. "all": every gap between purchase days; frequent buyers count more than
        once, and because gaps of one customer are alike, the intervals are too narrow.
    as_of : date, optional
        Default: the day of the last order.
    confidence : float
    known_from : date, or list of earlier buyers, optional
        The day from which it is known who is new: orders before it only tell who had bought.
        Or those who had bought before the log begins; ``[]`` where there were none.
    free : {"leave_out", "count"}
        Is an order of 0 a purchase?

    Returns
    -------
    DataFrame, one row per day from 0 to the longest wait seen
        days, observed (gaps that ended on that day), censored (gaps still open when last seen
        at that length), at_risk (gaps at least so long), survival (share of gaps longer than
        ``days``), low, high (log-log interval), naive (share of the *finished* gaps longer than
        ``days``; NaN if none is finished).

    Examples
    --------
    Anna came back after 2 days; Bo has been away for 1 day, Cy for 4.

    >>> orders = pd.DataFrame({
    ...     "customer_id": ["Anna", "Anna", "Bo", "Cy"],
    ...     "ts_order": pd.to_datetime(["1997-01-01", "1997-01-03", "1997-01-04", "1997-01-01"])})
    >>> interpurchase_times(orders, as_of="1997-01-05").round(2)
       days  observed  censored  at_risk  survival   low  high  naive
    0     0         0         0        3       1.0  1.00  1.00    1.0
    1     1         0         1        3       1.0  0.01  1.00    1.0
    2     2         1         0        2       0.5  0.01  0.91    0.0
    3     3         0         0        1       0.5  0.01  0.91    0.0
    4     4         0         1        1       0.5  0.01  0.91    0.0

    References
    ----------
    Course map U05; metric M65. Kaplan and Meier (1958), JASA 53, 457-481. Log-log interval:
    Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, section 1.4.
    """
    check_choice("which", which, ("first", "all"))
    confidence = check_share("confidence", confidence)
    found = tables.purchase_log(orders, PEOPLE, as_of, free)
    gaps = _count_gaps(found, which, known_from)
    return _kaplan_meier(gaps, confidence)


def _count_gaps(found, which, known_from):
    """How many gaps of each length, finished or not: of each customer the first, or all."""
    columns = ["first", "previous", "following"] if which == "first" else ["first", "following"]
    days = tables.purchase_days(found, columns)
    later = which == "first" and _is_of_day(known_from)
    rows = days.rows if later else days.of_new(known_from)
    if which == "first":
        rows = rows.filter(nw.col("previous") == -NEVER)
    gaps = collect(rows.group_by("day", "following").agg(gaps=nw.len()))
    if which == "first":
        tables.tell_beginning(found, gaps["day"], gaps["gaps"], known_from)
        gaps = _of_newcomers(gaps, "day", known_from)
    finished = gaps["following"] < NEVER
    gaps["days"] = gaps["following"].where(finished, found.end) - gaps["day"]
    return (
        gaps.assign(finished=finished).groupby(["days", "finished"], as_index=False)["gaps"].sum()
    )


def _kaplan_meier(gaps, confidence):
    counts = gaps.pivot(index="days", columns="finished", values="gaps")
    counts = counts.reindex(index=np.arange(gaps["days"].max() + 1), columns=[True, False])
    observed, censored = counts.fillna(0).astype("int64").to_numpy().T
    finished = observed.sum() or np.nan
    naive = 1 - observed.cumsum() / finished
    curve = survival(observed, censored, confidence).assign(naive=naive)
    curve.insert(0, "days", np.arange(len(curve)))
    return curve


def median_interval(table):
    """After how many days have half of the gaps ended, and between which days may that lie?

    Parameters
    ----------
    table : DataFrame
        days, at_risk, survival, low, high: the output of :func:`interpurchase_times`.

    Returns
    -------
    Estimate
        The first day on which the survival is .5 or less; low and high: the first on which the ends
        of its interval are. NaN for what never comes down so far. n counts gaps.

    Raises
    ------
    ColumnError
        If a column is missing.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> median_interval(interpurchase_times(load("cdnow").orders, "all", free="count"))
    94 (91 to 96), n = 67,591 gaps

    References
    ----------
    Brookmeyer and Crowley (1982), Biometrics 38. Course map U05; metric M65.
    """
    _check_columns(table, "days", "at_risk", "survival", "low", "high")
    ends = (table.loc[table[x] <= 0.5, "days"].min() for x in ("survival", "low", "high"))
    return Estimate(*map(float, ends), int(table["at_risk"].max()), "gaps")


@needs("orders", "customer_id", "ts_order")
def churn_rate(
    orders, inactivity=(30, 60, 90, 180), follow_up=90, as_of=None, confidence=0.95,
    free="leave_out",
):  # fmt: skip
    """What share of customers has been away for ``inactivity`` days, and how many return (流失率)?

    Outside a contract nobody says goodbye: churn is a cut-off that you choose. The denominator
    is customers whose first purchase is at least ``inactivity`` days back (a younger customer
    can't have been away so long). To judge the cut-off, it is applied ``follow_up`` days
    earlier: of the customers it would have called lost then, those who have bought since
    were false alarms.

    Parameters
    ----------
    orders : frame
        {orders}
    inactivity : int or list of int, days
    follow_up : int, days
    as_of : date, optional
        Default: the day of the last order.
    confidence : float
    free : {"leave_out", "count"}
        Is an order of 0 a purchase?

    Returns
    -------
    DataFrame, one row per cut-off
        cutoff, customers (the denominator), inactive (of them, no purchase in the last
        ``cutoff`` days), rate, low, high, flagged (inactive ``follow_up`` days before as_of),
        returned (of them, bought since), false_alarm (returned / flagged; NaN if nobody could
        be flagged yet), false_alarm_low, false_alarm_high. Wilson intervals.

    Raises
    ------
    InputError
        If no customer's first purchase is ``inactivity`` days back.

    Examples
    --------
    On 1 March Anna and Bo had been away for 30 days; Anna came back.

    >>> orders = pd.DataFrame({
    ...     "customer_id": ["Anna", "Anna", "Bo"],
    ...     "ts_order": pd.to_datetime(["1997-01-01", "1997-03-15", "1997-01-20"])})
    >>> churn = churn_rate(orders, inactivity=30, follow_up=30, as_of="1997-03-31")
    >>> churn[["cutoff", "customers", "inactive", "rate", "flagged", "returned", "false_alarm"]]
       cutoff  customers  inactive  rate  flagged  returned  false_alarm
    0      30          2         1   0.5        2         1          0.5

    References
    ----------
    Course map U38; metric M67.
    """
    cutoffs = _listed("inactivity", inactivity)
    for days in cutoffs:
        check_days("inactivity", days)
    check_days("follow_up", follow_up)
    found = tables.purchase_log(orders, PEOPLE, as_of, free)
    counts = _away_by_day(found, found.end - follow_up)
    rows = [_churn_counts(counts, cutoff, found.end, follow_up) for cutoff in cutoffs]
    table = pd.DataFrame(rows)
    table = _add_rate(table, "inactive", "customers", confidence)
    alarms = ["false_alarm", "false_alarm_low", "false_alarm_high"]
    table = _add_rate(table, "returned", "flagged", confidence, alarms)
    columns = ["cutoff", "customers", "inactive", "rate", "low", "high", "flagged", "returned"]
    return table[columns + alarms]


def _away_by_day(found, then):
    """Of each purchase day: whose first it is, whose last, whose last one known ``then``."""
    days = tables.purchase_days(found, ["previous", "following"])
    day, previous, following = map(nw.col, ("day", "previous", "following"))
    known_then = (day <= then) & (following > then)
    asked = {
        "joined": previous == -NEVER,
        "away": following == NEVER,
        "away then": known_then,
        "returned": known_then & (following < NEVER),
    }
    return _sums_by_day(days.rows, asked)


def _churn_counts(counts, cutoff, end, follow_up):
    old_enough = counts["day"] <= end - cutoff
    if not counts.loc[old_enough, "joined"].any():
        raise InputError(
            f"No customer's first purchase is {cutoff} days back on {day_date(end)}. "
            "Choose a smaller inactivity or a later as_of."
        )
    flagged = counts["day"] <= end - follow_up - cutoff
    return {
        "cutoff": cutoff,
        "customers": counts.loc[old_enough, "joined"].sum(),
        "inactive": counts.loc[old_enough, "away"].sum(),
        "flagged": counts.loc[flagged, "away then"].sum(),
        "returned": counts.loc[flagged, "returned"].sum(),
    }


@needs("orders", "customer_id", "ts_order", "paid_amount")
def returning_share(
    orders, period="month", as_of=None, confidence=0.95, known_from=None, free="leave_out",
    value="net",
):  # fmt: skip
    """What share of the buyers had bought before (老客占比、回头率)?

    The denominator is the buyers of the period; *returning* are those whose first purchase day
    ever is before the period, *new* all others. A caution: the share rises when you stop
    winning customers, and reaches 100% when you win none. Read it beside ``new_buyers``, never
    alone. And at the start of a log everyone looks new.

    Parameters
    ----------
    orders : frame
        {orders}
    period : {"month", "week"} or int, days
        Weeks begin on Monday; blocks of ``period`` days at the first purchase of all.
    as_of : date, optional
        Default: the day of the last order. The last period ends here, complete or not.
    confidence : float
    known_from : date, or list of earlier buyers, optional
        The day from which it is known who is new: orders before it only tell who had bought.
        Periods before it are left out.
        Or those who had bought before the log begins; ``[]`` where there were none.
    free : {"leave_out", "count"}
        Is an order of 0 a purchase?
    value : {"net", "gross", "refunded"}
        Which revenue: what was left after refunds, what was paid, or what was refunded.

    Returns
    -------
    DataFrame, one row per period in which somebody bought
        period (its first day), buyers, returning, share, low, high (Wilson interval), revenue,
        returning_revenue, revenue_share (currency units; NaN if there is no revenue),
        new_buyers.

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "customer_id": ["Anna", "Bo", "Anna"],
    ...     "ts_order": pd.to_datetime(["1997-01-01", "1997-02-01", "1997-02-09"]),
    ...     "paid_amount": [10.0, 20.0, 60.0]})
    >>> shares = returning_share(orders)
    >>> shares[["period", "buyers", "returning", "share", "revenue_share", "new_buyers"]]
          period  buyers  returning  share  revenue_share  new_buyers
    0 1997-01-01       1          0    0.0           0.00           1
    1 1997-02-01       2          1    0.5           0.75           1

    References
    ----------
    Course map U33; metric M71; doubt E47 (the share as a pure sign of health).
    """
    _check_block("period", period)
    log, end, *_ = tables.purchase_log(
        orders, (*PEOPLE, "paid_amount"), as_of, free, known_from, True, value
    )
    table = _count_buyers(log, _period_number(period, end), known_from)
    start = _period_start(table["period"].to_numpy(), period, end)
    table["period"] = day_date(start).astype("datetime64[us]")
    if known_from is not None and tables.is_day(known_from):
        table = table[start >= tables.day_number(known_from)]
    table = table.round({"revenue": 2, "returning_revenue": 2})
    table["revenue_share"] = table["returning_revenue"] / table["revenue"]
    table["new_buyers"] = table["buyers"] - table["returning"]
    table = _add_rate(table, "returning", "buyers", confidence, ("share", "low", "high"))
    columns = ["period", "buyers", "returning", "share", "low", "high", "revenue"]
    return table[[*columns, "returning_revenue", "revenue_share", "new_buyers"]]


def _count_buyers(log, number, known_from=None):
    """Buyers and revenue of each period, and the part of those who joined before it."""
    log = log.with_columns(period=number)
    joined = nw.col("period").min().over("customer_id")
    if known_from is not None:
        joined = nw.when(tables.is_new(log, known_from)).then(joined).otherwise(-NEVER)
    log = log.with_columns(joined=joined)
    before = nw.col("joined") < nw.col("period")
    buyers = log.group_by("customer_id", "period").agg(
        nw.col("joined").min(), revenue=nw.col("amount").sum()
    )
    buyers = buyers.with_columns(
        returning=nw.when(before).then(1).otherwise(0),
        returning_revenue=nw.when(before).then(nw.col("revenue")).otherwise(0),
    )
    sums = nw.col("returning", "revenue", "returning_revenue").sum()
    table = collect(buyers.group_by("period").agg(sums, buyers=nw.len()), sort="period")
    return table.astype({"returning": "int64"})  # DuckDB sums whole numbers to floats


def _period_number(period, end):
    """The number of each purchase's month or week since 1970, or of its block before ``end``."""
    if period == "month":
        times = nw.col("ts_order").dt
        return (times.year().cast(nw.Int64) - 1970) * 12 + times.month().cast(nw.Int64) - 1
    if period == "week":
        return (nw.col("day") - MONDAY) // 7
    return -((end - nw.col("day")) // period)


def _period_start(number, period, end):
    if period == "month":
        return number.astype("datetime64[M]").astype("datetime64[D]").astype("int64")
    return MONDAY + 7 * number if period == "week" else end + 1 + (number - 1) * period


def _add_rate(table, count, n, confidence, names=("rate", "low", "high")):
    """Beside the counts: count / n and its Wilson interval (NaN where n is 0)."""
    low, high = rate_interval(table[count], table[n], confidence)
    columns = (table[count] / table[n].where(table[n] > 0), low, high)
    return table.assign(**dict(zip(names, columns, strict=True)))


def _check_columns(table, *columns):
    if not isinstance(table, pd.DataFrame):
        raise InputError(f"The table is a {type(table).__name__}. Give a pandas DataFrame.")
    missing = [name for name in columns if name not in table]
    if missing:
        raise ColumnError(missing, table.columns, "given")


def _listed(name, value):
    values = list(value) if isinstance(value, list | tuple | range | np.ndarray) else [value]
    if not values:
        raise InputError(f"{name} is an empty list. Give at least one.")
    return values


def _check_block(name, value):
    if isinstance(value, str):
        check_choice(name, value, ("week", "month"))
    else:
        check_days(name, value)
