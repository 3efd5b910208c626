"""After the sale: in time, how often, and what is the cheapest way to put a fault right (售后)?

Course map F18, F26, M56, M58, M59, M61–M63.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_flags, check_moment, check_numbers, check_same_kind, check_table
from ecomlab.errors import (
    InputError,
    check_choice,
    check_number,
    check_positive,
    check_share,
)
from ecomlab.estimates import count_interval, share
from ecomlab.fulfillment.returns import _reasons_of

PER = 100  # orders


def handled_within(cases, asked, done, hours, as_of=None, by=None, confidence=0.95):
    """What share of cases was done within so many hours (时效达成率)?

    A case that is still open counts as late once its time is over; a younger one isn't counted yet.

    Parameters
    ----------
    cases : DataFrame
        ``asked``, ``done`` (times; empty: still open), ``by``.
    asked, done : str
        Columns: requested_at and pickup_at, say.
    hours : float
        The limit: 24 for a pickup, 48 for a complaint.
    as_of : date or time, optional
        Until when the table knows. Default: the last time in either column.
    by : str, optional
        A column of groups (reason, courier).

    Returns
    -------
    DataFrame, a row (per group)
        ``by``; in_time, late, open (of the late ones: still open), young (not counted); estimate,
        low, high (in_time ÷ (in_time + late), Wilson); n, counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    Asked on Monday at nine: picked up after five hours, after thirty, not yet.

    >>> monday = pd.Timestamp("2025-03-03 09:00")
    >>> cases = pd.DataFrame({"requested_at": [monday] * 3, "pickup_at": [
    ...     monday + pd.Timedelta(hours=5), monday + pd.Timedelta(hours=30), pd.NaT]})
    >>> handled_within(cases, "requested_at", "pickup_at", 24).round(2)
       in_time  late  open  young  estimate   low  high  n counts
    0        1     2     1      0      0.33  0.06  0.79  3  cases

    References
    ----------
    Course map F18 (000:046), F26 (002:070); metrics M58, M59.
    """
    names = [asked, *([by] if by else [])]
    cases = check_table(cases, "cases", *names, gaps=[done])
    limit = pd.Timedelta(hours=check_positive("hours", hours))
    start = cases[asked]
    first = check_moment(start, start.iloc[0], asked)  # refuses text
    check_moment(cases[done], first, done)
    end = check_moment(start, max(cases[[asked, done]].max()) if as_of is None else as_of, "as_of")
    finished = cases[done].where(cases[done] <= end)
    if (took := finished - start).lt(pd.Timedelta(0)).any():
        raise InputError(f"{int(took.lt(pd.Timedelta(0)).sum())} cases were done before {asked}.")
    known = pd.DataFrame({
        "in_time": took <= limit,
        "open": finished.isna() & (start + limit < end),
        "young": finished.isna() & (start + limit >= end),
    })  # fmt: skip
    known["late"] = ~known["in_time"] & ~known["young"]
    rows = []
    for name, part in [(None, known)] if by is None else known.groupby(cases[by], observed=True):
        sums = part.sum()
        n = int(sums["in_time"] + sums["late"])
        if not n:
            raise InputError(f"No case {f'of {name} ' if by else ''}is old enough to be judged.")
        found = share(int(sums["in_time"]), n, "cases", confidence)
        rows.append((name, *(int(sums[c]) for c in ("in_time", "late", "open", "young")), *found))
    columns = [by or "", "in_time", "late", "open", "young", "estimate", "low", "high", "n",
               "counts"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return table if by else table.drop(columns="")


def after_sales(
    orders, returns, chats=None, since=None, until=None, confidence=0.95, quality="quality"
):
    """The after-sales counts that platforms build their scores from, each with its denominator.

    Parameters
    ----------
    orders : DataFrame
        order_id, ts_pay, paid_amount, refund_amount.
    returns : DataFrame
        order_id, reason.
    chats : DataFrame, optional
        ts, complaint, dispute (flags).
    since, until : date, optional
        Orders paid from the first day on and before the second, whenever they came back; chats of
        the same days, whichever order they were about.
    quality : str or None
        The reason that stands for a fault, as your table words it; None leaves its row out.

    Returns
    -------
    DataFrame, one row per metric
        metric, count, n, counts (orders paid), estimate, low, high (of 100 orders; a share's
        interval, or that of a count where an order may have several), says.

    Raises
    ------
    ColumnError, InputError
    ChoiceError
        No return has the reason ``quality``.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": range(200), "ts_pay": pd.Timestamp("2025-03-01"),
    ...                        "paid_amount": 100.0, "refund_amount": [100.0] * 30 + [0.0] * 170})
    >>> returns = pd.DataFrame({"order_id": range(24), "reason": ["quality"] * 4 + ["size"] * 20})
    >>> after_sales(orders, returns)[["metric", "count", "estimate"]]
                      metric  count  estimate
    0            refund rate     30      15.0
    1  quality refund rate      4       2.0
    2  after-sales frequency     24      12.0

    References
    ----------
    Metrics M56, M63. M61 and M62 are platforms' own scores: no document defines them.
    """
    orders = check_table(orders, "orders", "order_id", "paid_amount", "refund_amount",
                         gaps=["ts_pay"])  # fmt: skip
    orders = check_numbers(orders, "orders", "paid_amount", "refund_amount")
    paid = orders[orders["ts_pay"].notna() & (orders["paid_amount"] > 0)]
    if not len(paid):
        raise InputError("No order was paid: ts_pay is empty, or paid_amount 0, in all rows.")
    first, last = (
        None if day is None else check_moment(paid["ts_pay"], day, name)
        for day, name in ((since, "since"), (until, "until"))
    )
    paid = _days(paid, "ts_pay", first, last)
    if not len(paid):
        raise InputError(f"No order was paid from {since} on and before {until}.")
    back = check_table(returns, "returns", "order_id", gaps=["reason"])
    check_same_kind("order_id", orders=paid, returns=back)
    if quality is not None:
        check_choice("quality", quality, _reasons_of(back))
    back = back[back["order_id"].isin(paid["order_id"])]
    faulty = back.loc[back["reason"].astype(object) == quality, "order_id"].nunique()
    n = len(paid)
    shares = {
        "refund rate": (int((paid["refund_amount"] > 0.005).sum()),
                        "orders with a refund, also before shipping"),
    }  # fmt: skip
    if quality is not None:
        shares["quality refund rate"] = (faulty, f"orders with a return for {quality}")
    cases = {"after-sales frequency": (len(back), "lines asked back; an order may have several")}
    if chats is not None:
        chats = check_table(chats, "chats", "ts", "complaint", "dispute")
        chats = _days(check_flags(chats, "chats", "complaint", "dispute"), "ts", first, last)
        cases["complaints"] = (int(chats["complaint"].sum()), "chats that complain, beside orders")
        cases["disputes"] = (int(chats["dispute"].sum()), "chats that end at the platform")
    rows = []
    for name, (count, says) in shares.items():
        found = share(count, n, confidence=confidence)
        rows.append((name, count, n, *(PER * x for x in found[:3]), says))
    for name, (count, says) in cases.items():
        ends = count_interval(count, confidence=confidence)
        rows.append((name, count, n, PER * count / n, *(PER * end / n for end in ends), says))
    table = pd.DataFrame(rows, columns=["metric", "count", "n", "estimate", "low", "high", "says"])
    table.insert(3, "counts", "orders paid")
    return table


def _days(frame, time, first, last):
    when = frame[time]
    keep = pd.Series(True, index=frame.index)
    if first is not None:
        keep &= when >= first
    if last is not None:
        keep &= when < last
    return frame[keep]


def resend_or_refund(
    paid, unit_cost, freight, fails=0.0, recovered=0.0, way_back=0.0, part=0.3, accepts=0.5,
    worth=0.0, stays=(0.0, 0.0, 0.0),
):  # fmt: skip
    """A fault is admitted. Send another piece, pay back, or offer a part of the price (补发/退款)?

    Yuan by which each way changes what the sale left. The faulty piece comes back only with a
    refund, and only if it is worth its way.

    Parameters
    ----------
    paid, unit_cost, freight : float
        What the buyer paid; what another piece and its parcel cost.
    fails : float
        Chance that the next piece has the fault too: then it is paid back after all.
    recovered, way_back : float
        What the faulty piece is worth when it is back, and what its way costs.
    part : float
        Share of the price that is offered to a buyer who keeps the piece.
    accepts : float
        Chance that the offer is taken; else it is paid back.
    worth : float
        What a buyer who stays will still leave (lesson 5.2).
    stays : (float, float, float)
        Chance that the buyer stays after another piece, after a refund, after a part of the price.
        0 for all: the future is left out.

    Returns
    -------
    DataFrame, the cheapest way first
        way, yuan, fails_from (the chance of a second fault from which on a refund is cheaper than
        another piece; above 1: never).

    Raises
    ------
    InputError

    Examples
    --------
    A lamp of 100 yuan that cost 40; its parcel 5. The faulty one is not worth its way.

    >>> resend_or_refund(100, 40, 5, fails=0.05)
                 way   yuan  fails_from
    0  another piece  -50.0        0.55
    1    part refund  -65.0        0.55
    2         refund -100.0        0.55

    References
    ----------
    Course map F26 (002:070).
    """
    price = check_positive("paid", paid)
    cost, parcel, back, way, worth = (
        check_number(name, x, low=0)
        for name, x in (("unit_cost", unit_cost), ("freight", freight), ("recovered", recovered),
                        ("way_back", way_back), ("worth", worth))
    )  # fmt: skip
    fails, part, accepts = (
        check_share(name, x, ends=True)
        for name, x in (("fails", fails), ("part", part), ("accepts", accepts))
    )
    if np.shape(stays) != (3,):
        raise InputError("stays needs three chances: after another piece, a refund, a part of it.")
    again, refunded, partly = (check_share("stays", x, ends=True) for x in stays)
    refund = -price + max(back - way, 0) + worth * refunded
    resend_good = -(cost + parcel) + worth * again
    resend_bad = -(cost + parcel) - price + worth * refunded
    resend = (1 - fails) * resend_good + fails * resend_bad
    offer = accepts * (-part * price + worth * partly) + (1 - accepts) * refund
    gap = resend_good - resend_bad
    border = (resend_good - refund) / gap if gap > 0 else np.nan
    rows = [("another piece", resend), ("refund", refund), ("part refund", offer)]
    table = pd.DataFrame(rows, columns=["way", "yuan"]).assign(fails_from=border)
    return table.sort_values("yuan", ascending=False, ignore_index=True, kind="stable")
