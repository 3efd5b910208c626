"""The same customers before shelves that are filled by different rules (补货策略)."""

import numpy as np
import pandas as pd

from ecomlab.errors import (
    InputError,
    check_choice,
    check_days,
    check_number,
    check_positive,
    check_share,
)

NAMES = ("reorder", "lot", "up_to", "review", "start")


def simulate_stock(demand, leads, reorder=None, lot=None, up_to=None, review=1, start=None):
    """Each day of one shelf under a rule; what it doesn't have is lost.

    A lot is there in the morning. In the evening of each review day: if stock and orders on their
    way are no more than ``reorder`` (no condition if it isn't given), order ``lot`` pieces (as many
    as lift it above reorder), or fill ``up_to``.

    Parameters
    ----------
    demand : Series of whole pieces, by day
        What was wanted, sold out or not.
    leads : array of int
        Days until the lot is there, of the first, second, … order; from the start again when they
        are used up.
    reorder, lot, up_to : float, optional
        lot or up_to is needed; lot needs reorder.
    review : int
        Days from one look to the next: 1 each evening, 7 once a week.
    start : float, optional
        Pieces on the first morning; by default up_to, or reorder + lot.

    Returns
    -------
    DataFrame, one row per day
        day (the index of demand), received, demand, sales, on_hand, on_order, ordered (pieces, in
        the evening), stockout_flag.

    Raises
    ------
    InputError

    Examples
    --------
    >>> shelf = simulate_stock(pd.Series([4, 4, 4, 4]), leads=[2], reorder=4, lot=8)
    >>> shelf[["received", "sales", "on_hand", "ordered"]].values.tolist()
    [[0, 4, 8, 0], [0, 4, 4, 8], [0, 4, 0, 0], [8, 4, 4, 8]]

    References
    ----------
    (r, Q), (s, S), (R, S): Silver, Pyke and Thomas (2017), chapter 6. Row F02.
    """
    wanted, leads = _demand(demand), _leads(leads)
    review = check_days("review", review)
    if (lot is None) == (up_to is None):
        raise InputError("Give lot or up_to, one of the two.")
    if lot is not None and reorder is None:
        raise InputError("A fixed lot needs reorder: the pieces at which it is ordered.")
    level = np.inf if reorder is None else check_number("reorder", reorder)
    size = None if lot is None else int(np.ceil(check_positive("lot", lot)))
    top = None if up_to is None else int(np.ceil(check_number("up_to", up_to, low=0)))
    full = top if size is None else np.ceil(level) + size
    on_hand = int(check_number("start", full if start is None else start, low=0))
    coming = np.zeros(len(wanted) + int(leads.max()) + 2, dtype=np.int64)
    on_order, sent, rows = 0, 0, []
    for day, pieces in enumerate(wanted):
        received = int(coming[day])
        on_hand, on_order = on_hand + received, on_order - received
        sold = min(int(pieces), on_hand)
        on_hand -= sold
        position, ordered = on_hand + on_order, 0
        if (day + 1) % review == 0 and position <= level:
            ordered = _size(position, level, size, top)
        if ordered:
            coming[day + int(leads[sent % len(leads)])] += ordered
            on_order, sent = on_order + ordered, sent + 1
        rows.append((received, int(pieces), sold, on_hand, on_order, ordered, sold < pieces))
    names = ["received", "demand", "sales", "on_hand", "on_order", "ordered", "stockout_flag"]
    found = pd.DataFrame(rows, columns=names)
    found.insert(0, "day", pd.Series(demand).index)
    return found


def _size(position, level, size, top):
    if size is None:
        return max(top - position, 0)
    lots = 1 + int(max(level - position, 0) // size)
    return lots * size


def policies(demand, leads, rules, unit_cost, margin, order_cost, carrying, warm_up=0):
    """Several rules before the same customers: service, stock, orders, and the bill.

    Parameters
    ----------
    demand, leads
        As in `simulate_stock`.
    rules : mapping of str to mapping
        What `simulate_stock` needs, by the rule's name; extra (yuan that a piece costs more under
        this rule) and order_cost (yuan, instead of the one below) if it is so.
    unit_cost, margin : float
        Yuan of a piece: its cost, and what a sale leaves.
    order_cost : float
        Yuan of an order.
    carrying : float
        Cost of a year's stock, as a share of its value.
    warm_up : int
        First days that don't count.

    Returns
    -------
    DataFrame, one row per rule
        service (share of orders' waits that lasted; empty without any), fill (share of pieces),
        stock (pieces, mean of evenings), turnover (a year), orders (a year), left (yuan a year:
        margin of what was sold, less extra, orders and stock).

    Raises
    ------
    InputError

    Examples
    --------
    >>> rules = {"each evening": {"up_to": 9}, "once a week": {"up_to": 30, "review": 7}}
    >>> days = pd.Series([3, 4, 2, 3] * 50)
    >>> policies(days, [2], rules, 10, 5, 20, 0.3)[["rule", "fill", "stock"]].round(2)
               rule  fill  stock
    0  each evening   1.0   3.02
    1   once a week   1.0  15.14

    References
    ----------
    Row F02 (JIT: by week or by order), F06; case K12.
    """
    wanted = pd.Series(_demand(demand), index=pd.Series(demand).index)
    check_positive("unit_cost", unit_cost)
    check_number("margin", margin), check_number("order_cost", order_cost, low=0)
    check_share("carrying", carrying, ends=True)
    if not 0 <= check_number("warm_up", warm_up) < len(wanted):
        raise InputError(f"warm_up is {warm_up}, demand has {len(wanted)} days. Choose fewer.")
    rows = []
    for name, rule in rules.items():
        rule = dict(rule)
        extra, each = rule.pop("extra", 0.0), rule.pop("order_cost", order_cost)
        for key in rule:
            check_choice(f"a name in the rule {name!r}", key, NAMES)
        days = simulate_stock(wanted, leads, **rule)
        service = _waits_that_lasted(days, _leads(leads), warm_up)
        days = days.iloc[int(warm_up) :]
        year = 365 / len(days)
        sold, stock = days["sales"].sum(), days["on_hand"].mean()
        orders = (days["ordered"] > 0).sum() * year
        left = year * sold * (margin - extra) - orders * each - carrying * stock * unit_cost
        rows.append([name, service, sold / days["demand"].sum(), stock,
                     sold * year / stock if stock else np.nan, orders, left])  # fmt: skip
    names = ["rule", "service", "fill", "stock", "turnover", "orders", "left"]
    return pd.DataFrame(rows, columns=names)


def _waits_that_lasted(days, leads, warm_up):
    """Of the orders whose lot came: on which share was nobody sent away before?"""
    out = days["stockout_flag"].to_numpy().cumsum()
    sent = np.flatnonzero(days["ordered"].to_numpy() > 0)
    due = sent + leads[np.arange(len(sent)) % len(leads)]
    done = (due < len(days)) & (sent >= warm_up)
    return float(np.mean(out[due[done] - 1] == out[sent[done]])) if done.any() else np.nan


def _demand(demand):
    values = np.asarray(demand)
    if values.ndim != 1 or not len(values) or values.dtype.kind not in "iuf":
        raise InputError("demand is no row of numbers of pieces, a number a day.")
    if not np.isfinite(values).all() or (values < 0).any() or (values % 1 != 0).any():
        raise InputError("demand holds something that is no whole number of pieces from 0 on.")
    if not values.sum():
        raise InputError("demand is 0 on each day: there is nothing to keep on a shelf.")
    return values.astype(np.int64)


def _leads(leads):
    values = np.asarray(leads)
    if values.ndim != 1 or not len(values) or values.dtype.kind not in "iu" or (values < 1).any():
        raise InputError("leads is no row of whole days from 1 on, such as [7, 8, 6].")
    return values.astype(np.int64)
