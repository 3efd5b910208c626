"""What a purchase is, where a log begins and ends, and who is new: once, for every function.

A purchase is an order that was paid, not closed, and not refunded in full. A row below 0 is a
refund, no order. What is left out is said in numbers, by a warning.
"""

from typing import NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.errors import FarDate, InputError, LeftOut, LogBegins, caution, check_choice
from ecomlab.tables.logs import (
    check_numbers_are_no_text,
    collect,
    day_date,
    day_number,
    log,
    names_of,
)

FREE = ("leave_out", "count")
VALUES = ("net", "gross", "refunded")
STATES = {  # words of an order's state, in small letters; every other word means paid
    "not paid": (
        "waiting", "pending", "unpaid", "voided", "等待买家付款", "待付款", "待支付", "未付款",
    ),
    "closed": (
        "closed", "cancelled", "canceled", "交易关闭", "已取消", "已关闭", "交易取消",
    ),
    "refunded in full": ("refunded", "全额退款", "退款成功", "已退款"),
}  # fmt: skip
REASONS = (
    "a purchase", "refund rows", "not paid", "closed", "refunded in full", "of 0",
    "without a buyer", "refund rows without a buyer",
)  # fmt: skip
PURCHASE, REFUND_ROW, NOT_PAID, CLOSED, REFUNDED, OF_ZERO, NO_BUYER, NO_BUYER_REFUND = range(8)
DECIDING = ("status", "ts_pay", "ts_cancel", "paid_amount", "refund_amount")
AMOUNTS = ("paid_amount", "refund_amount")
CENT = 0.005
FAR = 400  # days from all other orders, from which on a day is a slip or a placeholder
FEW = 0.01  # of all orders: more of them are a shop's second life, not a slip
SLIPS = (day_number("1971-01-01"), day_number("2098-12-31"))  # outside: "no date" of some program
FALLS = 1.5  # times as many buyers look new a day at a log's start as later: it has no beginning
SURE = 3  # standard errors of that
ENOUGH = 20  # buyers who look new at the start


class Purchases(NamedTuple):
    """The purchases of a log, and the day whose evening one looks back from."""

    rows: nw.LazyFrame
    end: int
    refunded: bool  # are there rows of orders that were refunded, beside those that count?
    start: int  # the first day
    orders: int  # how many the log holds, with those that don't count


def purchases(orders, free="leave_out"):
    """The orders that are purchases: paid, not closed, no refund row, not refunded in full.

    Parameters
    ----------
    orders : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        Of status, ts_pay, ts_cancel, paid_amount (below 0: a refund) and refund_amount what there
        is; other columns stay. Where it has none of them every row counts.
    free : {"leave_out", "count"}
        Is an order of 0 (a sample, a gift sent later) a purchase?

    Returns
    -------
    frame of the same kind

    Raises
    ------
    ChoiceError, InputError

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "customer_id": ["Ann", "Ann", "Bo", "Cy"],
    ...     "status": ["confirmed", "closed", "refunded", "paid"],
    ...     "paid_amount": [50.0, 0.0, 80.0, 0.0]})
    >>> purchases(orders)
      customer_id     status  paid_amount
    0         Ann  confirmed         50.0
    >>> len(purchases(orders, free="count"))
    2
    """
    check_choice("free", free, FREE)
    names = names_of(orders, "orders")
    if not names & set(DECIDING):
        return orders
    _check_amounts(orders, names)
    rows = nw.from_native(orders)
    return rows.filter(_reason(names, free) == PURCHASE).to_native()


def left_out(orders, free="leave_out"):
    """Which orders are no purchases, and why: in numbers.

    Parameters
    ----------
    orders : frame
        As in `purchases`.
    free : {"leave_out", "count"}

    Returns
    -------
    DataFrame, one row per reason that occurs; the purchases first
        reason, orders, paid (sum of paid_amount; NaN where there is none).

    Examples
    --------
    >>> left_out(pd.DataFrame({"status": ["paid", "closed"], "paid_amount": [50.0, 0.0]}))
           reason  orders  paid
    0  a purchase       1  50.0
    1      closed       1   0.0
    """
    check_choice("free", free, FREE)
    names = names_of(orders, "orders")
    _check_amounts(orders, names)
    paid = nw.col("paid_amount") if "paid_amount" in names else nw.lit(None, dtype=nw.Float64)
    rows = nw.from_native(orders).lazy().with_columns(reason=_reason(names, free), paid=paid)
    table = collect(
        rows.group_by("reason").agg(orders=nw.len(), paid=nw.col("paid").sum()), sort="reason"
    )
    table["reason"] = [REASONS[code] for code in table["reason"]]
    if "paid_amount" not in names:
        table["paid"] = np.nan
    return table.round({"paid": 2})


def with_buyers(orders, free="leave_out"):
    """The purchases with a buyer of a pandas table; what is left out is said.

    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Bo"], "paid_amount": [5.0, 0.0]})
    >>> len(with_buyers(orders))
    1
    """
    check_choice("free", free, FREE)
    _check_amounts(orders, set(orders.columns))
    rows = nw.from_native(orders).with_columns(reason=_reason(set(orders.columns), free))
    reason = rows["reason"].to_numpy().copy()
    reason[(reason == PURCHASE) & orders["customer_id"].isna().to_numpy()] = NO_BUYER
    counts = pd.Series(reason, name="reason").value_counts(sort=False).rename("n").reset_index()
    if PURCHASE not in counts["reason"].to_numpy():
        raise InputError(_no_purchase(counts))
    _tell_left_out(counts, [PURCHASE])
    return orders if len(counts) == 1 else orders[reason == PURCHASE]


def purchase_log(
    orders, columns, as_of=None, free="leave_out", known_from=None, new=False, value=None,
    with_refunded=False,
) -> Purchases:  # fmt: skip
    """The purchases of a log, ready for one heavy reduction; what is left out is said.

    Parameters
    ----------
    orders : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
    columns : sequence of str
        With ``customer_id``, orders without a buyer are left out too.
    as_of : date, optional
        Default: the day of the last order that isn't dated far from all others.
    free : {"leave_out", "count"}
    known_from : date, or list of earlier buyers, optional
        Only for the check of where the log begins; `newcomers` and `is_new` use it.
    new : bool
        Does the caller speak of new buyers?
    value : {"net", "gross", "refunded"}, optional
        Then the rows have ``amount``: what was left after refunds, paid, or refunded.
    with_refunded : bool
        Keep the rows of orders that were refunded in full, and of refunds: their buyers paid once,
        and are worth what was left.

    Returns
    -------
    Purchases (rows, end, refunded)
        The rows as `log` gives them, with ``reason``: 0 for a purchase.
    """
    check_choice("free", free, FREE)
    if value is not None:
        check_choice("value", value, VALUES)
    names = names_of(orders, "orders")
    deciding = [name for name in DECIDING if name in names]
    rows = log(orders, "orders", list(dict.fromkeys([*columns, *deciding])), as_of)
    people = "customer_id" in columns
    keep = [PURCHASE, REFUNDED, REFUND_ROW] if with_refunded else [PURCHASE]
    rows, counts = _counted(rows, names, free, people)
    if people and not counts["reason"].isin(keep[:2]).any():
        raise InputError(_no_purchase(counts))
    end, far = _end(counts, as_of)
    _tell_left_out(counts[(counts["day"] <= end) & ~counts["day"].isin(far)], keep)
    if not counts["reason"].isin(keep).all():
        rows = rows.filter(nw.col("reason").is_in(keep))
    if value is not None:
        plain = value != "refunded" and "refund_amount" not in names and counts["reason"].isin(
            [PURCHASE, OF_ZERO]).all()  # fmt: skip
        amount = nw.col("paid_amount") if plain else _amount(names, value)
        rows = rows.with_columns(amount=amount)
    if far:
        rows = rows.filter(~nw.col("day").is_in(far))
    if counts["day"].max() > end:
        rows = rows.filter(nw.col("day") <= end)
    start = counts.loc[counts["reason"].isin(keep) & ~counts["day"].isin(far), "day"].min()
    refunded = bool(counts["reason"].isin(keep[1:]).any())
    found = Purchases(rows, end, refunded, start, int(counts["n"].sum()))
    if new and looks_at_beginning(found, known_from):
        first = rows.group_by("customer_id").agg(day=nw.col("day").min())
        joined = collect(first.group_by("day").agg(n=nw.len()), sort="day")
        tell_beginning(found, joined["day"], joined["n"], known_from)
    return found


def _counted(rows, names, free, people):
    """The rows with the reason why each is no purchase, and how many there are of each and day."""
    if rows.implementation.is_pandas():
        return _counted_by_numpy(rows.collect().to_native(), names, free, people)
    reason = _reason(names, free)
    if people:
        nobody = nw.col("customer_id").is_null()
        order, refund = reason.is_in([PURCHASE, REFUNDED]) & nobody, (reason == REFUND_ROW) & nobody
        reason = nw.when(order).then(nw.lit(NO_BUYER)).otherwise(reason)
        reason = nw.when(refund).then(nw.lit(NO_BUYER_REFUND)).otherwise(reason)
    rows = rows.with_columns(reason=reason)
    counts = collect(rows.group_by("day", "reason").agg(n=nw.len()), sort=["day", "reason"])
    return rows, counts


def _counted_by_numpy(table, names, free, people):
    """The same of a pandas table: what never holds costs no more than a look."""
    reason = np.zeros(len(table), dtype="int64")
    frame = nw.from_native(table)
    for code, holds in reversed(list(_conditions(names, free))):
        held = frame.select(held=holds.fill_null(False))["held"].to_numpy()
        if held.any():
            reason[held.astype(bool)] = code
    if people and table["customer_id"].hasnans:
        nobody = table["customer_id"].isna().to_numpy()
        reason[nobody & np.isin(reason, [PURCHASE, REFUNDED])] = NO_BUYER
        reason[nobody & (reason == REFUND_ROW)] = NO_BUYER_REFUND
    day = table["day"].to_numpy(dtype="int64")
    start, many = day.min(), len(REASONS)
    n = np.bincount((day - start) * many + reason)
    at = np.flatnonzero(n)
    counts = pd.DataFrame({"day": at // many + start, "reason": at % many, "n": n[at]})
    return nw.from_native(table.assign(reason=reason)).lazy(), counts


def _no_purchase(counts):
    found = counts.groupby("reason")["n"].sum()
    if NO_BUYER in found.index:
        return (
            "No order names its buyer: who comes back can't be known from this table. Its money, "
            "days and articles can be read; for people give an export with a column of buyers."
        )
    listed = ", ".join(f"{n:,} {REASONS[code]}" for code, n in found.items())
    return (
        f"None of the {counts['n'].sum():,} orders is a purchase: {listed}. Look at status, ts_pay "
        'and the amounts; orders of 0 count with free="count".'
    )


# ---- What makes an order no purchase -----------------------------------------------------------


def _check_amounts(orders, names):
    """Refuse amounts that are text."""
    check_numbers_are_no_text(orders, "orders", [name for name in AMOUNTS if name in names])


def _reason(names, free):
    """The first reason that a row has, as its place in ``REASONS``; 0 for a purchase."""
    code = nw.lit(PURCHASE)
    for reason, holds in reversed(list(_conditions(names, free))):
        code = nw.when(holds.fill_null(False)).then(nw.lit(reason)).otherwise(code)
    return code


def _conditions(names, free):
    paid, refund = nw.col("paid_amount"), nw.col("refund_amount")
    word = nw.col("status").cast(nw.String).str.to_lowercase()
    has_paid, has_refund = "paid_amount" in names, {"paid_amount", "refund_amount"} <= names
    partly = (refund > 0) & (refund < paid - CENT)
    in_full = ~partly.fill_null(False) if has_refund else nw.lit(True)  # as far as amounts say
    if has_paid:
        yield REFUND_ROW, paid < 0
    if "status" in names:
        yield NOT_PAID, word.is_in(STATES["not paid"])
        yield CLOSED, word.is_in(STATES["closed"])
        yield REFUNDED, word.is_in(STATES["refunded in full"]) & in_full
    if "ts_pay" in names:
        unpaid = nw.col("ts_pay").is_null()
        yield NOT_PAID, unpaid & nw.col("status").is_null() if "status" in names else unpaid
    if "ts_cancel" in names:
        yield REFUNDED, ~nw.col("ts_cancel").is_null() & in_full
    if has_refund:
        yield REFUNDED, (paid > 0) & (refund >= paid - CENT)
    if has_paid and free == "leave_out":
        yield OF_ZERO, paid == 0


def _amount(names, value):
    """What a row is worth: as paid, as refunded, or what was left of it."""
    paid = nw.col("paid_amount")
    gross = nw.when(paid > 0).then(paid).otherwise(0.0)
    back = nw.when(paid < 0).then(-paid).otherwise(0.0)
    if "refund_amount" in names:
        told = nw.col("refund_amount").cast(nw.Float64).fill_null(0.0)
        back = back + nw.when(told > 0).then(told).otherwise(0.0)
    all_of_it = (nw.col("reason") == REFUNDED) & (back == 0)  # the state says so, no amount does
    back = nw.when(all_of_it).then(gross).otherwise(back)
    return {"gross": gross, "refunded": back, "net": gross - back}[value]


def _tell_left_out(counts, keep):
    if REFUND_ROW in keep:  # taken off the money, and no order
        counts = counts[~counts["reason"].isin([REFUND_ROW, NO_BUYER_REFUND])]
    found = counts[~counts["reason"].isin(keep)].groupby("reason")["n"].sum()
    if found.empty:
        return
    listed = ", ".join(f"{n:,} {REASONS[code]}" for code, n in found.items())
    way_out = ' Orders of 0 count with free="count".' if OF_ZERO in found.index else ""
    caution(
        f"Of {counts['n'].sum():,} orders {counts['n'].sum() - found.sum():,} count; left out: "
        f"{listed}.{way_out}",
        LeftOut,
    )


# ---- Where a log ends, and where it begins -----------------------------------------------------


def _end(counts, as_of):
    """The day number of ``as_of``, or of the last order not far from the others; the far days."""
    per_day = counts.groupby("day")["n"].sum()
    far = far_days(per_day.index.to_numpy(), per_day.to_numpy())
    near = per_day.index[~per_day.index.isin(far)]
    if near.max() < SLIPS[0]:
        raise InputError(
            f"The orders are dated {day_date(near.min())} to {day_date(near.max())}: numbers were "
            "read as times. Read the column again as text, then "
            'tables.validate(orders, "orders", timezone="Asia/Shanghai").'
        )
    if len(far):
        shown = ", ".join(str(day_date(day)) for day in far[:3])
        n = per_day[far].sum()
        caution(
            f"{n:,} {'order is' if n == 1 else 'orders are'} dated far from all others ({shown}): "
            "left out. Mend or remove them.",
            FarDate,
        )
    return (int(near.max()) if as_of is None else day_number(as_of)), far.tolist()


def far_days(days, counts):
    """Which of these days lie far from all others, with next to no orders?

    Parameters
    ----------
    days : array of int, sorted
        Since 1970-01-01.
    counts : array of int
        Orders on each.

    Returns
    -------
    array of int
        Those more than 400 days from the rest with at most a hundredth of the orders, and "no date"
        of some program (1970-01-01, 2099-12-31) beside real ones.

    Examples
    --------
    >>> far_days(np.array([19_700, 19_701, 47_481]), np.array([60, 39, 1])).tolist()
    [47481]
    """
    block = np.cumsum(np.diff(days, prepend=days[0]) > FAR)
    sizes = np.bincount(block, weights=counts)
    few = sizes <= max(FEW * counts.sum(), 1 if counts.sum() >= 10 else 0)
    few[sizes.argmax()] = False
    slip = (days < SLIPS[0]) | (days > SLIPS[1])
    return days[few[block] | (slip & ~slip.all())]


def looks_at_beginning(found, known_from) -> bool:
    """May something be said of where a log begins? Not where the caller knows what was before."""
    known = known_from is not None and (
        not is_day(known_from) or day_number(known_from) <= found.start
    )
    return found.orders >= ENOUGH and not known


def tell_beginning(found, days, joined=1, known_from=None):
    """Warn of a log that begins in the middle of a shop's life: regulars look new at its start.

    Parameters
    ----------
    found : Purchases
    days, joined : array-like of int
        Days, and how many buyers were seen for the first time on each; in any order.
        Without ``joined`` each is the first day of one buyer.
    known_from : date, list of earlier buyers, or None
    """
    if not looks_at_beginning(found, known_from):
        return
    days, at = np.unique(days, return_inverse=True)
    joined = np.bincount(at, weights=np.broadcast_to(joined, at.shape))
    told = begins_with_repeaters(days[joined > 0], joined[joined > 0])
    if told is None:
        return
    shortened = "" if known_from is None else f" known_from={known_from!s} lies in the same log:"
    caution(log_begins(found.start, told, shortened), LogBegins)


def log_begins(start, told, shortened="") -> str:
    """What is said of a log that begins with repeaters, in a warning and in a receipt.

    >>> log_begins(19_723, (30.0, 20, 10.0))[:73]
    'The log begins on 2024-01-01 with buyers who were customers before, it se'
    """
    early, days, late = told
    return (
        f"The log begins on {day_date(start)} with buyers who were customers before, it seems: in "
        f"its first {days} days {early:.1f} a day look new, in its later half {late:.1f}. "
        f"Rates of new buyers mix both.{shortened} Leaving out the first weeks doesn't mend "
        "it. Give the earlier buyers, known_from=[…], or the whole log; if the shop opened "
        "that day, known_from=[]."
    )


def begins_with_repeaters(days, joined):
    """Do many more buyers look new at the start of a log than later?

    Who bought before the log begins looks new in it, until all of them have come once.

    Parameters
    ----------
    days : array of int, sorted
        Days on which somebody was seen for the first time.
    joined : array of int
        How many.

    Returns
    -------
    tuple (float, int, float) or None
        Looking new a day in the first sixth of the days, how many days that is, and a day in the
        later half; None where the fall is less than a half more, or could be luck.

    Examples
    --------
    >>> begins_with_repeaters(np.arange(120), np.repeat([30, 10], 60))
    (30.0, 20, 10.0)
    >>> begins_with_repeaters(np.arange(120), np.repeat(10, 120)) is None
    True
    """
    since = days - days[0]
    length = int(since[-1]) + 1
    first, half = max(length // 6, 1), max(length // 2, 1)
    early = joined[since < first].sum()
    late = joined[since >= length - half].sum()
    falls = early / first - late / half
    error = np.sqrt(early / first**2 + late / half**2)
    if early < ENOUGH or early / first < FALLS * late / half or falls < SURE * error:
        return None
    return float(early / first), first, float(late / half)


def is_day(known_from):
    """Is ``known_from`` a day, and no list of buyers?

    >>> is_day("2024-01-01"), is_day(["ann", "bob"]), is_day([])
    (True, False, False)
    """
    return not isinstance(known_from, list | tuple | set | frozenset | np.ndarray | pd.Series
                          | pd.Index)  # fmt: skip


def tells(known_from):
    """Does ``known_from`` say anything of earlier buyers?

    >>> tells("2024-01-01"), tells(["ann"]), tells([]), tells(None)
    (True, True, False, False)
    """
    return known_from is not None and (is_day(known_from) or len(known_from) > 0)


def is_new(rows, known_from):
    """An expression: is a row's buyer new in these rows, by what is known of earlier ones?

    Parameters
    ----------
    rows : narwhals frame with customer_id and day
    known_from : date, list of earlier buyers
        New are those first seen on that day or later; those not in the list.

    Raises
    ------
    InputError
        The list's ids are of another kind than the table's.
    """
    if is_day(known_from):
        return nw.col("day").min().over("customer_id") >= day_number(known_from)
    texts = rows.collect_schema()["customer_id"] == nw.String
    return ~nw.col("customer_id").is_in(same_kind(known_from, texts))


def same_kind(known_from, texts) -> list:
    """The list of earlier buyers, if they are of the table's kind: texts, or else numbers.

    >>> same_kind(["Ann", "Ann", None], texts=True)
    ['Ann']
    """
    earlier = pd.Series(list(known_from)).dropna().unique().tolist()
    if any(isinstance(buyer, str) != texts for buyer in earlier):
        kinds = ("text", "numbers") if texts else ("numbers", "text")
        raise InputError(
            f"known_from lists buyers as {kinds[1]}, customer_id holds {kinds[0]}: none would be "
            f"found. Give {kinds[0]}."
        )
    return earlier


def newcomers(rows, known_from):
    """The rows of buyers who are new, by what is known of earlier ones; all where nothing is.

    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Bo"],
    ...                        "ts_order": pd.to_datetime(["2024-01-01", "2024-02-01"])})
    >>> rows = purchase_log(orders, ["customer_id", "ts_order"]).rows
    >>> collect(newcomers(rows, ["Ann"]))[["customer_id"]]
      customer_id
    0          Bo
    """
    if not tells(known_from):
        return rows
    kept = rows.filter(is_new(rows, known_from))
    if not len(collect(kept.select("day").head(1))):
        raise InputError(nobody_new(known_from))
    return kept


def nobody_new(known_from) -> str:
    """What an error says where no buyer is new.

    >>> nobody_new(["Ann"])
    'No buyer is new beside those of known_from. Choose an earlier day, or a shorter list.'
    """
    since = f"since {known_from}" if is_day(known_from) else "beside those of known_from"
    return f"No buyer is new {since}. Choose an earlier day, or a shorter list."
