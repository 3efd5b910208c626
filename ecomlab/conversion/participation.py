"""Do check-ins and games (打卡、小游戏) make customers buy, or do buyers check in?"""

import numpy as np
import pandas as pd

from ecomlab import estimates
from ecomlab.checks import check_moment, check_same_kind, check_table, check_times
from ecomlab.errors import InputError, check_choice, check_positive


def gamification_effect(shares_checkins, orders, start, before=90, after=90, actions=None):
    """Do those who took part order more often afterwards, beside others like them?

    Customers who had ordered before ``start``. Took part: an action in the days before it. Asked
    is whether they order in the days after it. Like with like: by the number of orders so far, and
    by how long ago the last one was. Whoever differs in other ways still differs.

    Parameters
    ----------
    shares_checkins : DataFrame
        customer_id, ts, action.
    orders : DataFrame
        customer_id, ts_pay.
    start : date
        The dividing day.
    before, after : int
        Days.
    actions : sequence of str, optional
        Which of them count; all by default.

    Returns
    -------
    DataFrame
        reading ("took part", "did not", "difference", "like with like"), estimate, low, high, n,
        counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Nobody took part, or the days after aren't over.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> shop = load("shop")
    >>> found = gamification_effect(shop.shares_checkins, shop.orders, "2025-04-01")
    >>> found["reading"].tolist()
    ['took part', 'did not', 'difference', 'like with like']

    References
    ----------
    Row C39. Sato (1989), Biometrics 45: strata that are many and small.
    """
    acts = check_table(shares_checkins, "shares_checkins", "customer_id", "ts", "action")
    orders = check_table(orders, "orders", "customer_id", gaps=["ts_pay"])
    check_times(acts, "shares_checkins", "ts")
    check_times(orders, "orders", "ts_pay")
    check_same_kind("customer_id", shares_checkins=acts, orders=orders)
    if actions is not None:
        actions = [actions] if isinstance(actions, str) else actions
        for action in actions:
            check_choice("actions", action, sorted(acts["action"].astype(str).unique()))
        acts = acts[acts["action"].isin(actions)]
    paid = orders.dropna(subset="ts_pay")
    start = check_moment(paid["ts_pay"], start, "start")
    day = pd.Timedelta(days=1)
    end = start + check_positive("after", after) * day
    if end > paid["ts_pay"].max().normalize() + day:
        raise InputError(f"The {after} days after {start.date()} aren't over in this table.")
    old = paid[paid["ts_pay"] < start].groupby("customer_id")["ts_pay"].agg(["size", "max"])
    since = start - check_positive("before", before) * day
    acted = acts[(acts["ts"] >= since) & (acts["ts"] < start)]
    came = paid[(paid["ts_pay"] >= start) & (paid["ts_pay"] < end)]
    took, again = old.index.isin(acted["customer_id"]), old.index.isin(came["customer_id"])
    if not took.any() or took.all():
        raise InputError("Both groups need customers: some who took part, and some who didn't.")
    cells = [old["size"].clip(upper=5), ((start - old["max"]) / day // 30).clip(upper=12)]
    rows = pd.DataFrame({"yes": again, "all": 1, "took": np.where(took, "took", "not")}, old.index)
    sums = rows.groupby([*cells, "took"]).sum().unstack(fill_value=0)
    like = estimates.difference_within(
        sums["yes"]["took"],
        sums["all"]["took"],
        sums["yes"]["not"],
        sums["all"]["not"],
        "customers",
    )
    count, n = (again & took).sum(), took.sum()
    count_0, n_0 = (again & ~took).sum(), (~took).sum()
    return estimates.table(
        {
            "took part": estimates.share(int(count), int(n), "customers"),
            "did not": estimates.share(int(count_0), int(n_0), "customers"),
            "difference": estimates.difference_of_shares(
                int(count), int(n), int(count_0), int(n_0), "customers"
            ),
            "like with like": like,
        },
        "reading",
    )
