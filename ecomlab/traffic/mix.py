"""Who comes, from where, and how good are they? Sources of traffic, like with like (流量结构).

Tables: ``traffic_daily``, one row per day and entrance; ``customers``, ``orders`` and
``ads_daily`` by the campaign that won them.
"""

import pandas as pd

from ecomlab.checks import check_name, check_since, check_table
from ecomlab.errors import InputError, check_share
from ecomlab.estimates import difference_of, difference_of_shares, mean, standardised_difference


def traffic_mix(traffic_daily, by=("channel",), within=()):
    """How many visits come by each source, what share is that, and how many buy?

    Parameters
    ----------
    traffic_daily : DataFrame
        uv, payers, and the columns of ``by`` and ``within``.
    by : sequence of str
        What makes a row.
    within : sequence of str
        Columns of ``by`` within which shares sum to 1; all visits by default.

    Returns
    -------
    DataFrame
        by, uv, payers, share (of visits), conversion (payers ÷ uv); in the table's order.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> traffic = cases.load("content_traffic").tables.traffic_daily
    >>> traffic_mix(traffic).round(3)
       channel       uv  payers  share  conversion
    0  content   196411   22736  0.055       0.116
    1     paid  3364039  169232  0.945       0.050

    References
    ----------
    Metrics M06 and M25, row T01.
    """
    by, within = list(by), list(within)
    traffic_daily = check_table(traffic_daily, "traffic_daily", "uv", "payers", *by)
    table = traffic_daily.groupby(by, sort=False, observed=True)[["uv", "payers"]].sum()
    whole = table.groupby(level=within)["uv"].transform("sum") if within else table["uv"].sum()
    table["share"] = table["uv"] / whole
    table["conversion"] = table["payers"] / table["uv"]
    return table.reset_index()


def channel_difference(traffic_daily, first, second, by="channel"):
    """Conversion of one channel less that of another, all visits pooled.

    The obvious reading: other people come by each, and that is in the difference.

    Parameters
    ----------
    traffic_daily : DataFrame
        ``by``, uv, payers.
    first, second : str
        Values of ``by``.

    Returns
    -------
    Estimate
        A share; n counts visits.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> traffic = cases.load("content_traffic").tables.traffic_daily
    >>> channel_difference(traffic, "content", "paid").times(100)
    6.55 (6.4 to 6.69), n = 3,560,450 visits

    References
    ----------
    Case K17.
    """
    traffic_daily = check_table(traffic_daily, "traffic_daily", by, "uv", "payers")
    check_name(traffic_daily, by, first, "first")
    check_name(traffic_daily, by, second, "second")
    sums = traffic_daily.groupby(by)[["payers", "uv"]].sum()
    return difference_of_shares(*sums.loc[first], *sums.loc[second], counts="visits")


def like_with_like(traffic_daily, pairs, by="entrance"):
    """Conversion of one channel less that of another, among the same kind of people of a day.

    Each day and kind of people is a stratum, weighted as Mantel and Haenszel did: by
    n₁n₂ / (n₁ + n₂), which is large where both channels have many visits. Days are what the
    interval counts, since the visits of a day share what happened on it.

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``by``, uv, payers.
    pairs : sequence of (str, str)
        For each kind of people its entrance of the first channel and that of the second.

    Returns
    -------
    Estimate
        A share; n counts days.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> traffic = cases.load("content_traffic").tables.traffic_daily
    >>> like_with_like(traffic, [("videos, followers", "ads, followers"),
    ...                          ("videos, new people", "ads, new people")]).times(100)
    9.45 (9.28 to 9.62), n = 168 days

    References
    ----------
    Mantel and Haenszel (1959), Journal of the National Cancer Institute 22. Case K17.
    """
    traffic_daily = check_table(traffic_daily, "traffic_daily", "date", by, "uv", "payers")
    pairs = [tuple(pair) for pair in pairs]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise InputError('pairs is a list of two names each: [("videos, fans", "ads, fans")].')
    for name in (name for pair in pairs for name in pair):
        check_name(traffic_daily, by, name, "pairs")
    wide = traffic_daily.groupby(["date", by])[["payers", "uv"]].sum().unstack(fill_value=0)
    strata = [
        (wide["payers"][one], wide["uv"][one], wide["payers"][other], wide["uv"][other])
        for one, other in pairs
    ]
    count, n, count_0, n_0 = (pd.concat(column) for column in zip(*strata, strict=True))
    return standardised_difference(count, n, count_0, n_0, cluster=n.index, counts="days")


def repurchase_difference(
    customers, orders, first, second, strata=None, weights="first", by="acq_offer"
):
    """Share that came back of the people won by one campaign, less that of another's.

    Parameters
    ----------
    customers : DataFrame
        customer_id, ``by`` and ``strata``.
    orders : DataFrame
        customer_id; who has a second order in it came back.
    first, second : str
        Campaigns.
    strata : str, optional
        A column that says what kind of people they are *before* the campaign. With it, like is
        compared with like, and the differences are weighted.
    weights : str
        "first" (the people of the first campaign), "second" or "mantel-haenszel".

    Returns
    -------
    Estimate
        A share; n counts customers.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A kind of people that only one campaign won.

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("low_price_people").tables
    >>> repurchase_difference(t.customers, t.orders, "family box", "trial pack")
    0.155 (0.138 to 0.174), n = 12,000 customers
    >>> repurchase_difference(t.customers, t.orders, "family box", "trial pack", strata="tags")
    0.149 (0.124 to 0.171), n = 12,000 customers

    References
    ----------
    Case K06.
    """
    needed = [] if strata is None else [strata]
    customers = check_table(customers, "customers", "customer_id", by, *needed)
    check_name(customers, by, first, "first")
    check_name(customers, by, second, "second")
    back = came_back(customers, orders)
    groups = [strata, by] if strata else [by]
    sums = back.groupby([customers[name] for name in groups]).agg(["sum", "size"])
    if strata is None:
        return difference_of_shares(*sums.loc[first], *sums.loc[second], counts="customers")
    wide = sums.unstack(fill_value=0)
    cells = [wide[column][name] for name in (first, second) for column in ("sum", "size")]
    return standardised_difference(*cells, weights=weights, counts="customers")


def came_back(customers, orders):
    """Which of these customers have a second order in the log?

    Returns
    -------
    Series of bool, by the rows of customers

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> came_back(pd.DataFrame({"customer_id": [1, 2]}), pd.DataFrame({"customer_id": [2, 1, 2]}))
    0    False
    1     True
    Name: customer_id, dtype: bool

    References
    ----------
    Case K06.
    """
    customers = check_table(customers, "customers", "customer_id")
    orders = check_table(orders, "orders", "customer_id")
    again = orders.loc[orders["customer_id"].duplicated(), "customer_id"]
    return customers["customer_id"].isin(again)


def channel_quality(customers, orders, ads_daily, margin, by="acq_offer", plan="plan_id"):
    """What did each campaign's people bring for its money (渠道质量，按获客批次)?

    Counted is what they ordered *after* the order that won them, at the contribution margin.

    Parameters
    ----------
    customers : DataFrame
        customer_id, ``by``.
    orders : DataFrame
        customer_id, ts_order, paid_amount (yuan).
    ads_daily : DataFrame
        ``plan`` (the names of ``by``), cost (yuan).
    margin : float
        Contribution margin of later orders.

    Returns
    -------
    DataFrame, one row per campaign
        by, people, repeaters, margin, cost, cost per repeater (yuan), estimate (margin per yuan of
        ads), low, high; customers are what the interval counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A campaign without cost.

    Examples
    --------
    >>> from ecomlab import cases
    >>> found = channel_quality(**cases.load("low_price_people").tables, margin=0.4)
    >>> found[["acq_offer", "people", "repeaters", "estimate"]].round(2)
        acq_offer  people  repeaters  estimate
    0  family box    2000        394      1.18
    1  trial pack   10000        416      0.62

    References
    ----------
    Rows T37 and T41, case K06.
    """
    ads_daily = check_table(ads_daily, "ads_daily", plan, "cost")
    per_customer = _later_margin(customers, orders, margin, by)
    table = per_customer.groupby(by).agg(
        people=("back", "size"), repeaters=("back", "sum"), margin=("margin", "sum")
    )
    for name in table.index:
        check_name(ads_daily, plan, name, plan)
    table["cost"] = ads_daily.groupby(plan)["cost"].sum()
    table["cost per repeater"] = table["cost"] / table["repeaters"]
    for name, row in table.iterrows():
        found = _per_yuan(per_customer.loc[per_customer[by] == name, "margin"], row["cost"])
        table.loc[name, ["estimate", "low", "high"]] = found[:3]
    return table.reset_index()


def quality_difference(
    customers, orders, ads_daily, first, second, margin, by="acq_offer", plan="plan_id"
):
    """How much more margin does a yuan of one campaign bring than a yuan of another?

    Parameters
    ----------
    customers, orders, ads_daily, margin, by, plan
        As in `channel_quality`.
    first, second : str
        Campaigns.

    Returns
    -------
    Estimate
        Yuan per yuan; n counts customers.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> tables = cases.load("low_price_people").tables
    >>> quality_difference(**tables, first="family box", second="trial pack", margin=0.4)
    0.559 (0.403 to 0.715), n = 12,000 customers

    References
    ----------
    Case K06.
    """
    per_customer = _later_margin(customers, orders, margin, by)
    ads_daily = check_table(ads_daily, "ads_daily", plan, "cost")
    found = []
    for what, name in (("first", first), ("second", second)):
        check_name(customers, by, name, what)
        check_name(ads_daily, plan, name, what)
        cost = ads_daily.loc[ads_daily[plan] == name, "cost"].sum()
        found.append(_per_yuan(per_customer.loc[per_customer[by] == name, "margin"], cost))
    return difference_of(*found)


def _later_margin(customers, orders, margin, by):
    """Each customer with whether they came back, and the margin of what they ordered later."""
    check_share("margin", margin, -1, 1)
    customers = check_table(customers, "customers", "customer_id", by)
    orders = check_table(orders, "orders", "customer_id", "ts_order", "paid_amount")
    ordered = orders.sort_values("ts_order", kind="stable")
    later = ordered[ordered.duplicated("customer_id")]
    earned = margin * later.groupby("customer_id")["paid_amount"].sum()
    return customers.assign(
        back=came_back(customers, orders), margin=customers["customer_id"].map(earned).fillna(0)
    )


def _per_yuan(margins, cost):
    """Margin per yuan of ads: the mean of a customer, over what a customer cost."""
    if not cost > 0:
        raise InputError("The ads of a campaign cost nothing: a yuan of them brings no number.")
    return mean(margins, "customers").times(len(margins) / cost)


def rise(table, column, changed):
    """By what factor did the sum of a column rise from the days before to the days since?

    Parameters
    ----------
    table : DataFrame
        date and the column.
    changed : date
        The first day since. Both sides must have as many days, or the sums can't be compared.

    Returns
    -------
    float

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> visits = pd.DataFrame({"date": pd.to_datetime(["2025-08-03", "2025-08-04"]),
    ...                        "uv": [100, 130]})
    >>> rise(visits, "uv", "2025-08-04")
    1.3

    References
    ----------
    Row T01, case K05.
    """
    table = check_table(table, "the table", "date", column)
    after = check_since(table["date"], changed)
    days = table.groupby(after)["date"].nunique()
    if days[True] != days[False]:
        raise InputError(
            f"{days[False]} days before and {days[True]} since: their sums can't be compared. "
            "Take as many of each."
        )
    sums = table.groupby(after)[column].sum()
    return float(sums[True] / sums[False])
