"""What do I tell whom? A shop's money by month, its orders by weekday and hour (日报, 月报)."""

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab import tables
from ecomlab.errors import InputError, check_choice

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
THURSDAY = 3  # 1 January 1970, day 0, was one
CLOCKS = ("weekday", "hour")


def sales_by_month(orders, as_of=None, free="leave_out"):
    """What was paid in each month, what of it went back, and what stayed (月销售额)?

    A refund counts in the month in which its order was placed. Of young months more will go back.

    Parameters
    ----------
    orders : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        ts_order, paid_amount; what decides on a purchase, and refund_amount, where it is there.
    as_of : date, optional
        Default: the day of the last order.
    free : {"leave_out", "count"}
        Is an order of 0 a purchase?

    Returns
    -------
    DataFrame, one row per month
        month, orders (paid, those refunded later among them), gross (paid), refunds, net (the
        currency of paid_amount), whole (do the orders cover the whole month?).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "ts_order": pd.to_datetime(["2024-01-01", "2024-01-20", "2024-02-10"]),
    ...     "paid_amount": [50.0, 30.0, 20.0], "refund_amount": [0.0, 30.0, 5.0]})
    >>> sales_by_month(orders)
         month  orders  gross  refunds   net  whole
    0  2024-01       2   80.0     30.0  50.0   True
    1  2024-02       1   20.0      5.0  15.0  False

    References
    ----------
    Course map D23.
    """
    gross, end = _daily(orders, as_of, free, "gross")
    net, _ = _daily(orders, as_of, free, "net")
    days = gross.merge(net[["day", "amount"]], on="day", suffixes=("", "_net"))
    dates = pd.to_datetime(days["day"], unit="D")
    months = dates.dt.to_period("M")
    found = days.groupby(months)[["orders", "amount", "amount_net"]].sum()
    every = pd.period_range(months.min(), months.max(), freq="M")  # a month without an order is 0
    found = found.reindex(every, fill_value=0)
    first, last = dates.min(), pd.Timestamp(tables.day_date(end))
    starts, ends = every.to_timestamp(), every.to_timestamp(how="end").normalize()
    return pd.DataFrame(
        {
            "month": every.astype(str),
            "orders": found["orders"].to_numpy(dtype="int64"),
            "gross": found["amount"].to_numpy(dtype="float64").round(2),
            "refunds": (found["amount"] - found["amount_net"]).to_numpy(dtype="float64").round(2),
            "net": found["amount_net"].to_numpy(dtype="float64").round(2),
            "whole": (starts >= first) & (ends <= last),
        }
    )


def _daily(orders, as_of, free, value):
    """Orders and money of each day; orders refunded in full and refunds among them."""
    rows, end, *_ = tables.purchase_log(
        orders, ["ts_order", "paid_amount"], as_of, free, value=value, with_refunded=True
    )
    rows = rows.with_columns(order=(nw.col("paid_amount") >= 0).cast(nw.Int64))
    days = rows.group_by("day").agg(orders=nw.col("order").sum(), amount=nw.col("amount").sum())
    return tables.collect(days, sort="day"), end


def orders_by_clock(orders, by="weekday", as_of=None, free="leave_out"):
    """On which weekdays, or at which hours, do people order (下单时段)?

    Parameters
    ----------
    orders : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        ts_order, and what decides on a purchase.
    by : {"weekday", "hour"}
    as_of : date, optional
    free : {"leave_out", "count"}

    Returns
    -------
    DataFrame, one row per weekday or hour
        weekday or hour, orders, days (of this weekday between the first and the last day; for an
        hour all of them), per_day (orders ÷ days).

    Raises
    ------
    ChoiceError, ColumnError
    InputError
        The times are days without hours.

    Examples
    --------
    Two Mondays, and one order on the Wednesday between.

    >>> times = ["2024-01-01 09:10", "2024-01-03 20:00", "2024-01-08 09:50"]
    >>> orders = pd.DataFrame({"ts_order": pd.to_datetime(times)})
    >>> orders_by_clock(orders).head(3)
      weekday  orders  days  per_day
    0     Mon       2     2      1.0
    1     Tue       0     1      0.0
    2     Wed       1     1      1.0
    >>> orders_by_clock(orders, "hour").query("orders > 0")
        hour  orders  days  per_day
    9      9       2     8    0.250
    20    20       1     8    0.125
    """
    check_choice("by", by, CLOCKS)
    rows, end, *_ = tables.purchase_log(orders, ["ts_order"], as_of, free)
    if by == "hour":
        rows = rows.with_columns(hour=nw.col("ts_order").dt.hour().cast(nw.Int64))
    counts = tables.collect(
        rows.group_by("day", *[by] * (by == "hour")).agg(orders=nw.len()), sort="day"
    )
    first = int(counts["day"].min())
    everyday = np.arange(first, end + 1)
    if by == "hour":
        if counts["hour"].nunique() == 1 and counts["hour"].iloc[0] == 0 and len(counts) > 1:
            raise InputError(
                "The times of the orders are days without hours: every one is at midnight. Give "
                'an export with the time of day, or ask by="weekday".'
            )
        place, places = counts["hour"], range(24)
        days = np.full(24, len(everyday))
    else:
        place, places = (counts["day"] + THURSDAY) % 7, range(7)
        days = np.bincount((everyday + THURSDAY) % 7, minlength=7)
    found = counts.groupby(place)["orders"].sum().reindex(places, fill_value=0).to_numpy()
    names = list(WEEKDAYS) if by == "weekday" else list(places)
    with np.errstate(invalid="ignore", divide="ignore"):
        per_day = found / days
    return pd.DataFrame({by: names, "orders": found, "days": days, "per_day": per_day})


def largest_days(orders, n=3, as_of=None, free="leave_out"):
    """Which days brought the most orders, and how many times an ordinary day?

    Parameters
    ----------
    orders : frame
        As in `orders_by_clock`.
    n : int

    Returns
    -------
    DataFrame, the largest first
        date, orders, times (of the median day; days without an order count as 0).

    Examples
    --------
    >>> orders = pd.DataFrame({"ts_order": pd.to_datetime(
    ...     ["2024-11-10", "2024-11-11", "2024-11-11", "2024-11-11", "2024-11-12"])})
    >>> largest_days(orders, 1)
            date  orders  times
    0 2024-11-11       3    3.0
    """
    rows, end, *_ = tables.purchase_log(orders, ["ts_order"], as_of, free)
    counts = tables.collect(rows.group_by("day").agg(orders=nw.len()), sort="day")
    daily = counts.set_index("day")["orders"]
    daily = daily.reindex(range(int(daily.index[0]), end + 1), fill_value=0)
    usual = daily.median()
    best = daily.sort_values(ascending=False, kind="stable").head(n)
    return pd.DataFrame(
        {
            "date": pd.to_datetime(best.index.to_numpy(), unit="D").as_unit("s"),
            "orders": best.to_numpy(dtype="int64"),
            "times": best.to_numpy() / usual if usual else np.nan,
        }
    )
