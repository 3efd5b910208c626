"""Whom do we write to, and to whom not? What a message adds to what comes anyway (触达).

Tables: ``touches``, one row per message, or person held back from it by lot; ``customers`` and
``orders``.
"""

import pandas as pd

from ecomlab.checks import check_moment, check_name, check_purchases, check_table, check_times
from ecomlab.errors import InputError, check_choice, check_days, check_number
from ecomlab.estimates import difference, share


def recall_rate(touches, treated="treated", outcome="ordered", arm="arm"):
    """Of those who got the message, how many ordered (召回率)?

    The obvious reading of a message: who would have come without it is in it.

    Parameters
    ----------
    touches : DataFrame
        One row per person: ``arm`` and the flag ``outcome``.
    treated : str
        The arm that got the message.

    Returns
    -------
    Estimate
        n counts customers, or messages (see `holdout_effect`).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> recall_rate(cases.load("sms_recall").tables.touches)
    0.186 (0.171 to 0.202), n = 2,480 customers

    References
    ----------
    Metric M68, case K04.
    """
    touches = check_table(touches, "touches", arm, outcome)
    check_name(touches, arm, treated, "treated")
    ordered = _outcomes(touches, outcome)[touches[arm] == treated]
    return share(ordered.sum(), len(ordered), _counted(touches[touches[arm] == treated]))


def holdout_effect(touches, treated="treated", control="holdout", outcome="ordered", arm="arm"):
    """What does the message add, beside those held back from it by lot (增量, uplift)?

    Parameters
    ----------
    touches : DataFrame
        One row per person, or per message where a lot was drawn at each: ``arm``, ``outcome`` (a
        flag, also as 0 and 1, or an amount such as profit in yuan); customer_id, touch_id and ts,
        where they are there, show that no row is there twice.
    treated, control : str
        The arm that got the message, and the one that was left alone.

    Returns
    -------
    Estimate
        Mean of the treated less mean of the control. Of flags the difference of two shares
        (Newcombe), else of two means (Welch). n counts customers; where some got several messages
        it counts messages: then a lot must have been drawn anew for each. If one lot was drawn for
        a customer, keep one row of each.

    Raises
    ------
    ColumnError, ChoiceError
    InputError
        The outcome is text, a message is there twice, or customers are and nothing tells their
        messages apart.

    Examples
    --------
    >>> from ecomlab import cases
    >>> holdout_effect(cases.load("sms_recall").tables.touches).times(100)
    4.75 (2.24 to 7.14), n = 3,737 customers

    References
    ----------
    Course map U18, case K04.
    """
    touches = check_table(touches, "touches", arm, outcome)
    check_name(touches, arm, treated, "treated")
    check_name(touches, arm, control, "control")
    outcomes, arms = _outcomes(touches, outcome), touches[arm]
    counts = _counted(touches[arms.isin([treated, control])])
    return difference(outcomes[arms == treated], outcomes[arms == control], counts)


def _outcomes(touches, outcome):
    """The outcomes as yes and no where they are two-valued, else as numbers; no text."""
    values = touches[outcome].infer_objects()
    if not pd.api.types.is_numeric_dtype(values):  # truth values are numbers to pandas
        raise InputError(
            f"{outcome} of touches holds values such as {values.iloc[0]!r}, neither True and False "
            'nor numbers. Make text a flag first: .eq("True").'
        )
    return values.astype(bool) if values.isin([0, 1]).all() else values


def _counted(touches):
    """What a row is: a customer, or one of several messages; a row that is there twice is refused.

    >>> _counted(pd.DataFrame({"customer_id": [1, 1], "ts": ["2025-05-29", "2025-10-29"]}))
    'messages'
    """
    if not {"customer_id", "touch_id"} & set(touches):
        return "customers"
    several = "customer_id" not in touches or touches["customer_id"].duplicated().any()
    for keys in (["touch_id"], ["customer_id", "ts"]):
        if set(keys) <= set(touches) and (twice := int(touches.duplicated(keys).sum())):
            raise InputError(
                f"touches has {twice:,} rows whose {' and '.join(keys)} another row has already: a "
                "message that counts twice makes the interval too narrow. Keep one row of each."
            )
    if several and not {"touch_id", "ts"} & set(touches):
        raise InputError(
            "Some customer_id of touches are there twice, and neither touch_id nor ts tells their "
            "messages apart. Keep one row for each customer."
        )
    return "messages" if several else "customers"


def message_profit(touches, cost, treated="treated", control="holdout", profit="profit", arm="arm"):
    """How many yuan does a message add, its own cost taken off?

    Parameters
    ----------
    touches : DataFrame
        One row per person: ``arm`` and ``profit``, in yuan, of what was ordered in the window;
        coupons and gifts taken off, the message not.
    cost : float
        Of one message, yuan.

    Returns
    -------
    Estimate
        Yuan per message; n counts customers, or messages (see `holdout_effect`).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> message_profit(cases.load("sms_recall").tables.touches, cost=0.05)
    -0.731 (-1.21 to -0.251), n = 3,737 customers

    References
    ----------
    Course map U18, case K04.
    """
    check_number("cost", cost, low=0)
    return holdout_effect(touches, treated, control, profit, arm).through(lambda x: x - cost)


def next_orders(customers, orders, periods):
    """Of everybody who bought in a period: were they new, and how long until the next order?

    Parameters
    ----------
    customers : DataFrame
        customer_id, first_order_at.
    orders : DataFrame
        customer_id, ts_order.
    periods : mapping of str to date
        The first day of each; a period ends where the next one begins. Next orders are looked for
        within it.

    Returns
    -------
    DataFrame, one row per buyer and period
        month (the period's name), customer_id, new (first ordered in this period), days (whole ones
        to the next order in it; NaN where none was seen).

    Raises
    ------
    ColumnError, InputError
        Periods out of order, or one without orders; a buyer who isn't among the customers.

    Examples
    --------
    >>> day = pd.to_datetime
    >>> customers = pd.DataFrame({"customer_id": [1, 2],
    ...                           "first_order_at": day(["2025-05-03", "2024-01-09"])})
    >>> orders = pd.DataFrame({"customer_id": [1, 2, 1],
    ...                        "ts_order": day(["2025-05-03", "2025-05-04", "2025-05-10"])})
    >>> next_orders(customers, orders, {"May": "2025-05-01"})
      month  customer_id    new  days
    0   May            1   True   7.0
    1   May            2  False   NaN

    References
    ----------
    Course map U05, case K04.
    """
    customers = check_table(customers, "customers", "customer_id", "first_order_at")
    check_times(customers, "customers", "first_order_at")
    orders = check_purchases(orders, "ts_order")
    starts = [check_moment(orders["ts_order"], day, name) for name, day in periods.items()]
    if not starts or starts != sorted(set(starts)):
        raise InputError("periods needs a first day for each name, the earliest first.")
    log = orders.sort_values(["customer_id", "ts_order"], kind="stable", ignore_index=True)
    log["period"] = pd.Index(starts).searchsorted(log["ts_order"], side="right") - 1
    log = log[log["period"] >= 0]
    empty = sorted(set(range(len(starts))) - set(log["period"]))
    if empty:
        raise InputError(f"No order lies in the period {list(periods)[empty[0]]!r}.")
    joined = log["customer_id"].map(customers.set_index("customer_id")["first_order_at"])
    if joined.isna().any():
        raise InputError(f"{joined.isna().sum()} orders are of nobody among the customers.")
    following = log.groupby(["customer_id", "period"])["ts_order"].shift(-1)
    found = pd.DataFrame(
        {
            "month": log["period"].map(dict(enumerate(periods))),
            "customer_id": log["customer_id"],
            "new": joined >= log["period"].map(dict(enumerate(starts))),
            "days": (following - log["ts_order"]).dt.days.astype(float),
        }
    )
    return found[~log.duplicated(["customer_id", "period"])].reset_index(drop=True)


def repurchase_by_group(customers, orders, periods, window=30):
    """Old and new buyers of each period: their share of its buyers, and their repurchase rate.

    Parameters
    ----------
    customers, orders, periods
        As in `next_orders`.
    window : int
        Days within which the next order counts.

    Returns
    -------
    DataFrame, one row per period
        Columns share and rate, each of old and of new buyers.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> tables = cases.load("sms_recall").tables
    >>> months = {"October": "2024-10-01", "May": "2025-05-01"}
    >>> repurchase_by_group(tables.customers, tables.orders, months).round(3)
             share          rate
    new        old    new    old    new
    month
    October  0.333  0.667  0.179  0.028
    May      0.500  0.500  0.258  0.043

    References
    ----------
    Metric M64, case K04.
    """
    check_days("window", window)
    found = next_orders(customers, orders, periods)
    by = [found["month"], found["new"]]
    table = (found["days"] <= window).groupby(by).agg(["size", "mean"])
    share_of = table["size"] / table.groupby("month")["size"].transform("sum")
    wide = pd.DataFrame({"share": share_of, "rate": table["mean"]}).unstack().loc[list(periods)]
    return wide.rename(columns={False: "old", True: "new"})


def standardised_rate(groups, mix, rates):
    """The rate with one period's mix of groups and another's rates (标准化、结构效应).

    With the mix of May and October's rates, less October's own rate: what other buyers alone
    have changed.

    Parameters
    ----------
    groups : DataFrame
        Rows: periods; columns (share, group) and (rate, group), as `repurchase_by_group` gives.
    mix, rates : str
        Periods.

    Returns
    -------
    float

    Raises
    ------
    ChoiceError, InputError

    Examples
    --------
    >>> columns = pd.MultiIndex.from_product([["share", "rate"], ["old", "new"]])
    >>> groups = pd.DataFrame([[.4, .6, .2, .1], [.5, .5, .3, .1]], ["April", "May"], columns)
    >>> round(standardised_rate(groups, mix="May", rates="April"), 2)
    0.15

    References
    ----------
    Kitagawa (1955), Journal of the American Statistical Association 50. Case K04.
    """
    if not {"share", "rate"} <= set(groups.columns.get_level_values(0)):
        raise InputError("groups needs shares and rates. repurchase_by_group gives them.")
    for what, name in (("mix", mix), ("rates", rates)):
        check_choice(what, name, list(groups.index))
    return float((groups["share"].loc[mix] * groups["rate"].loc[rates]).sum())
