"""What is left when it comes back? Returns, their reasons, and what they cost (退换货)."""

import narwhals as nw
import pandas as pd

from ecomlab import tables
from ecomlab.checks import check_moment, check_name, check_since, check_table
from ecomlab.errors import InputError, check_choice, check_days
from ecomlab.estimates import (
    difference_of,
    difference_of_means,
    rate_interval,
    ratio_of_shares,
    ratio_of_totals,
    table,
)
from ecomlab.tables.logs import names_of

PERIODS = {False: "before", True: "since"}


def return_factor(
    traffic_daily, returns, before, after, page, reason, days=21, lag=7, by="landing_page"
):
    """By what factor do buyers of one period send more back for a reason than those of another?

    What comes back is counted ``lag`` days later than the buyers, since a parcel has to travel
    first.

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``by``, payers.
    returns : DataFrame
        requested_at, reason.
    before, after : date
        The first day of each period.
    page, reason : str
        A value of ``by``, and one of ``reason``.
    days, lag : int
        Length of a period, and how many days later its returns are asked for.

    Returns
    -------
    Estimate
        Returns per buyer after ÷ before; n counts buyers.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A period without buyers, or with more returns than buyers.

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("size_step").tables
    >>> return_factor(t.traffic_daily, t.returns, "2025-07-12", "2025-08-11", "dress", "size")
    0.848 (0.796 to 0.902), n = 23,839 buyers

    References
    ----------
    Case K03.
    """
    traffic_daily = check_table(traffic_daily, "traffic_daily", "date", by, "payers")
    returns = check_table(returns, "returns", "requested_at", "reason")
    check_name(traffic_daily, by, page, "page")
    check_name(returns, "reason", reason, "reason")
    mine = traffic_daily[traffic_daily[by] == page]
    asked = returns.loc[returns["reason"] == reason, "requested_at"]
    found = []
    for what, start in (("after", after), ("before", before)):
        first = check_moment(traffic_daily["date"], start, what)
        last = first + pd.Timedelta(days=days - 1)
        buyers = mine.loc[mine["date"].between(first, last), "payers"].sum()
        if not buyers:
            raise InputError(f"Nobody bought {page!r} from {first:%Y-%m-%d} to {last:%Y-%m-%d}.")
        shift = pd.Timedelta(days=lag)
        found += [asked.between(first + shift, last + shift).sum(), buyers]
    return ratio_of_shares(*found, counts="buyers")


# --- What is lost of it ---------------------------------------------------------------------


def loss_rate(returns):
    """Which share of the refunds is lost, by what was booked for the pieces (退换货损耗率)?

    Parameters
    ----------
    returns : DataFrame
        refund, recovered_value (yuan).

    Returns
    -------
    float
        1 − recovered value ÷ refund, all pieces together.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> loss_rate(pd.DataFrame({"refund": [100, 300], "recovered_value": [100, 200]}))
    0.25

    References
    ----------
    Metric M54, case K14.
    """
    sums = check_table(returns, "returns", "refund", "recovered_value")
    sums = sums[["refund", "recovered_value"]].sum()
    if not sums["refund"] > 0:
        raise InputError("The refunds sum to 0: a loss rate needs something to divide by.")
    return float(1 - sums["recovered_value"] / sums["refund"])


def loss_rate_drop(returns, changed):
    """By how much did the loss rate of the books fall on a day: before less since?

    Its interval knows the luck of which pieces came back, not who graded them.

    Parameters
    ----------
    returns : DataFrame
        inspected_at, refund, recovered_value (yuan).
    changed : date
        The first day since.

    Returns
    -------
    Estimate
        A share of the refunds; n counts pieces.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> returns = cases.load("return_grading").tables.returns
    >>> loss_rate_drop(returns, "2025-04-01").times(100)
    7.08 (6.23 to 7.94), n = 14,400 pieces

    References
    ----------
    Case K14.
    """
    columns = ["inspected_at", "refund", "recovered_value"]
    returns = check_table(returns, "returns", *columns)
    since = check_since(returns["inspected_at"], changed)
    lost = returns["refund"] - returns["recovered_value"]
    rates = (
        ratio_of_totals(lost[side], returns["refund"][side], "pieces") for side in (~since, since)
    )
    return difference_of(*rates)


def loss_by_grade(returns, changed):
    """Before a day and since: each grade's share of the refunds, and the loss rate booked for it.

    Parameters
    ----------
    returns : DataFrame
        inspected_at, grade, refund, recovered_value (yuan).
    changed : date

    Returns
    -------
    DataFrame
        Index grade; columns (share or loss rate, before or since).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> returns = cases.load("return_grading").tables.returns
    >>> loss_by_grade(returns, "2025-04-01")["share"].round(3)
    period  before  since
    grade
    as_new   0.863  0.783
    minor    0.020  0.195
    severe   0.118  0.022

    References
    ----------
    Case K14.
    """
    columns = ["inspected_at", "grade", "refund", "recovered_value"]
    returns = check_table(returns, "returns", *columns)
    since = pd.Series(check_since(returns["inspected_at"], changed), returns.index)
    groups = returns.groupby([since.map(PERIODS).rename("period"), "grade"], observed=True)
    sums = groups[columns[2:]].sum()
    share = sums["refund"] / sums.groupby(level=0)["refund"].transform("sum")
    loss = 1 - sums["recovered_value"] / sums["refund"]
    return pd.DataFrame({"share": share, "loss rate": loss}).unstack("period")


def split_by_grade(returns, changed):
    """How much of the loss rate's fall comes from other grades, how much from other losses in one?

    Each grade's move at the mean of its two loss rates, and each loss rate's fall at the mean of
    its two shares; the two parts sum to the fall. What a grade means is taken on trust.

    Parameters
    ----------
    returns, changed
        As in `loss_by_grade`.

    Returns
    -------
    Series
        other grades, other losses in a grade.

    Raises
    ------
    ColumnError, InputError
        A grade that was given in one of the periods only.

    Examples
    --------
    A tenth moves from severe (all lost) to minor (40 of 100 lost before, 20 since): 7 points.

    >>> shoes = pd.DataFrame({"inspected_at": pd.to_datetime(["2025-03-31", "2025-04-01"] * 2),
    ...                       "grade": ["severe", "severe", "minor", "minor"],
    ...                       "refund": [20, 10, 80, 90], "recovered_value": [0, 0, 48, 72]})
    >>> split_by_grade(shoes, "2025-04-01").round(3).to_dict()
    {'other grades': 0.07, 'other losses in a grade': 0.17}

    References
    ----------
    Kitagawa (1955), Journal of the American Statistical Association 50. Case K14.
    """
    grades = loss_by_grade(returns, changed)
    if odd := grades.index[grades.isna().any(axis=1)].tolist():
        raise InputError(
            f"The grade {odd[0]!r} was given in one of the periods only: its loss in the other "
            "isn't known. Join it with another grade."
        )
    share, loss = grades["share"], grades["loss rate"]
    return pd.Series(
        {
            "other grades": ((share["before"] - share["since"]) * loss.mean(axis=1)).sum(),
            "other losses in a grade": (
                share.mean(axis=1) * (loss["before"] - loss["since"])
            ).sum(),
        }
    )


# --- By the money that came in --------------------------------------------------------------


def followed(returns, pnl_lines):
    """The pieces that were followed until sold, with the money that each brought in.

    Parameters
    ----------
    returns : DataFrame
        order_id, one row for each piece.
    pnl_lines : DataFrame
        order_id, amount (yuan): what a piece was sold for, less what it cost if it came back.

    Returns
    -------
    DataFrame
        Those rows of ``returns`` that have a line, with the column money.

    Raises
    ------
    ColumnError, InputError
        No piece was followed.

    Examples
    --------
    >>> followed(pd.DataFrame({"order_id": [7, 8], "grade": ["minor", "as_new"]}),
    ...          pd.DataFrame({"order_id": [7, 7], "amount": [80.0, -20.0]}))
       order_id  grade  money
    0         7  minor   60.0

    References
    ----------
    Case K14.
    """
    returns = check_table(returns, "returns", "order_id")
    lines = check_table(pnl_lines, "pnl_lines", "order_id", "amount")
    money = lines.groupby("order_id")["amount"].sum().rename("money")
    found = returns.merge(money, on="order_id")
    if not len(found):
        raise InputError("No order_id of pnl_lines is in returns: no piece was followed.")
    return found


def daily_loss(returns, pnl_lines):
    """A day's loss, as shares of its refunds: by the books, what they flatter, and handling.

    The books are of all pieces. How much too well they speak is known from those that were drawn
    by lot and followed: what was booked for them less what they brought. Auditors call it
    difference estimation (差额估计抽样).

    Parameters
    ----------
    returns : DataFrame
        order_id, inspected_at, refund, recovered_value, handling_cost (yuan).
    pnl_lines : DataFrame
        As in `followed`.

    Returns
    -------
    DataFrame
        Index inspected_at; books, flattered, handling: their sum is the day's loss.

    Raises
    ------
    ColumnError, InputError
        A day of which no piece was followed.

    Examples
    --------
    Two pairs of 100; books lose 50 of 200, one of them brought 20 less than booked.

    >>> day = pd.DataFrame({"order_id": [1, 2], "inspected_at": pd.Timestamp("2025-04-01"),
    ...                     "refund": 100, "recovered_value": [100, 50], "handling_cost": [4, 2]})
    >>> daily_loss(day, pd.DataFrame({"order_id": [2], "amount": [30.0]})).iloc[0].to_dict()
    {'books': 0.25, 'flattered': 0.2, 'handling': 0.03}

    References
    ----------
    Cochran (1977), Sampling Techniques, section 7.10. Case K14.
    """
    columns = ["refund", "recovered_value", "handling_cost"]
    returns = check_table(returns, "returns", "order_id", "inspected_at", *columns)
    sums = returns.groupby("inspected_at")[columns].sum()
    marked = followed(returns, pnl_lines).groupby("inspected_at")[[*columns, "money"]].sum()
    alone = sums.index.difference(marked.index)
    if len(alone):
        raise InputError(
            f"On {len(alone)} of {len(sums)} days no piece was followed (first "
            f"{alone[0]:%Y-%m-%d}), so that the books of that day can't be checked."
        )
    return pd.DataFrame(
        {
            "books": 1 - sums["recovered_value"] / sums["refund"],
            "flattered": (marked["recovered_value"] - marked["money"]) / marked["refund"],
            "handling": sums["handling_cost"] / sums["refund"],
        }
    )


LOSSES = {
    "by the books": ["books"],
    "by the money": ["books", "flattered"],
    "by the money, with handling": ["books", "flattered", "handling"],
}


def loss_drop(returns, pnl_lines, changed, loss="by the money, with handling"):
    """By how much did the loss fall on a day: mean of the days before less mean since?

    Days are what the interval counts, since a wet day brings many spoilt pieces at once.

    Parameters
    ----------
    returns, pnl_lines
        As in `daily_loss`.
    changed : date
        The first day since.
    loss : str
        "by the books", "by the money" or "by the money, with handling".

    Returns
    -------
    Estimate
        A share of the refunds; n counts days.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("return_grading").tables
    >>> loss_drop(t.returns, t.pnl_lines, "2025-04-01").times(100)
    11 (9.6 to 12.3), n = 180 days

    References
    ----------
    Case K14.
    """
    check_choice("loss", loss, LOSSES)
    days = daily_loss(returns, pnl_lines)[LOSSES[loss]].sum(axis=1)
    since = check_since(days.index.to_series(), changed)
    return difference_of_means(days[~since], days[since], "days")


def loss_drops(returns, pnl_lines, changed):
    """From the books' fall to the real one: what each correction leaves of it.

    Parameters
    ----------
    returns, pnl_lines, changed
        As in `loss_drop`.

    Returns
    -------
    DataFrame
        drop, estimate, low, high, n, counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("return_grading").tables
    >>> loss_drops(t.returns, t.pnl_lines, "2025-04-01")[["drop", "estimate"]].round(3)
                              drop  estimate
    0                 by the books     0.071
    1                 by the money     0.122
    2  by the money, with handling     0.110

    References
    ----------
    Case K14.
    """
    return table({x: loss_drop(returns, pnl_lines, changed, x) for x in LOSSES}, "drop")


def refund_rate(orders, settled=30, as_of=None, confidence=0.95):
    """Which share of each month's paid orders, and of their money, was refunded (退款率)?

    Parameters
    ----------
    orders : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        ts_order, paid_amount, and refund_amount or a status that says refunded.
    settled : int, days
        After which next to nothing comes back any more. Months that ended later are young.
    as_of : date, optional
        Default: the day of the last order.
    confidence : float

    Returns
    -------
    DataFrame, one row per month with an order or a refund
        month, orders (paid), refunded (in full or in part), rate, low, high (Wilson interval),
        money (share of what was paid that went back), settled (is the month old enough?). A refund
        that is a row of its own, below 0, counts in the money of its own month only.

    Raises
    ------
    ColumnError
    InputError
        The table doesn't say what was refunded.

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "ts_order": pd.to_datetime(["2024-01-01", "2024-01-20", "2024-03-10"]),
    ...     "paid_amount": [50.0, 30.0, 20.0], "refund_amount": [0.0, 30.0, 0.0]})
    >>> refund_rate(orders).round(2)
         month  orders  refunded  rate   low  high  money  settled
    0  2024-01       2         1   0.5  0.09  0.91   0.38     True
    1  2024-03       1         0   0.0  0.00  0.79   0.00    False

    References
    ----------
    Course map M54.
    """
    check_days("settled", settled)
    names = names_of(orders, "orders")
    if not {"refund_amount", "status", "ts_cancel"} & set(names):
        raise InputError(
            "The orders don't say what was refunded. Give refund_amount, or a status with "
            '"refunded".'
        )
    rows, end, _ = tables.purchase_log(
        orders, ["ts_order", "paid_amount"], as_of, value="refunded", with_refunded=True
    )
    is_order = nw.col("paid_amount") >= 0  # a row below 0 is a refund
    back = is_order & (nw.col("amount") > 0)
    gross = nw.when(is_order).then(nw.col("paid_amount")).otherwise(0.0)
    rows = rows.with_columns(order=is_order.cast(nw.Int64), back=back.cast(nw.Int64), gross=gross)
    sums = ("order", "back", "gross", "amount")
    days = tables.collect(
        rows.group_by("day").agg(**{name: nw.col(name).sum() for name in sums}), sort="day"
    )
    months = pd.to_datetime(days["day"], unit="D").dt.to_period("M")
    found = days.groupby(months)[list(sums)].sum()
    low, high = rate_interval(found["back"], found["order"], confidence)
    ends = found.index.to_timestamp(how="end").normalize()
    known = pd.Timestamp(tables.day_date(end)) - pd.Timedelta(days=settled)
    made = {
        "month": found.index.astype(str), "orders": found["order"], "refunded": found["back"],
        "rate": found["back"] / found["order"].where(found["order"] > 0), "low": low, "high": high,
        "money": found["amount"] / found["gross"].where(found["gross"] > 0),
        "settled": ends <= known,
    }  # fmt: skip
    return pd.DataFrame(made).reset_index(drop=True)
