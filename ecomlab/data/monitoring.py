"""Is the goal reached, and what did it cost elsewhere? Goals and their guardrails (监控).

Tables: ``ads_daily``, one row per day and creative; ``dsr_daily``, one row per day, with what
became of its orders.
"""

import pandas as pd

from ecomlab.checks import check_moment, check_table
from ecomlab.errors import InputError, check_choice, check_number, check_share
from ecomlab.estimates import Estimate

SUMS = ["impressions", "clicks", "orders", "cost"]
RATES = ["ctr", "cvr", "orders_1000"]
GUARDRAILS = ("complaint_rate", "refund_rate")


def with_rates(sums):
    """Sums of impressions, clicks and orders with their rates (点击率、转化率、千次展现成交).

    Parameters
    ----------
    sums : DataFrame
        impressions, clicks, orders.

    Returns
    -------
    DataFrame
        The same with ctr (clicks ÷ impressions), cvr (orders ÷ clicks) and orders_1000 (orders per
        1,000 impressions: ctr × cvr × 1,000).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> with_rates(pd.DataFrame({"impressions": [8000], "clicks": [400], "orders": [10]}))
       impressions  clicks  orders   ctr    cvr  orders_1000
    0         8000     400      10  0.05  0.025         1.25

    References
    ----------
    Metrics M19 to M27, case K08.
    """
    sums = check_table(sums, "sums", *SUMS[:3])
    return sums.assign(
        ctr=sums["clicks"] / sums["impressions"],
        cvr=sums["orders"] / sums["clicks"],
        orders_1000=1000 * sums["orders"] / sums["impressions"],
    )


def ad_rates(ads_daily, by="creative_id"):
    """From the impression to the order, for each picture (or plan, or platform).

    Parameters
    ----------
    ads_daily : DataFrame
        ``by``, impressions, clicks, orders.
    by : str or Series
        What makes a row.

    Returns
    -------
    DataFrame
        As `with_rates`, indexed by ``by``.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> ads = cases.load("click_bait").tables.ads_daily
    >>> ad_rates(ads)[["ctr", "cvr", "orders_1000"]].loc[[1, 10]].round(3)
                  ctr    cvr  orders_1000
    creative_id
    1            0.02  0.051        1.013
    10           0.04  0.050        2.004

    References
    ----------
    Case K08.
    """
    named = [by] if isinstance(by, str) else []
    table = check_table(ads_daily, "ads_daily", *SUMS[:3], *named)
    return with_rates(table.groupby(by)[SUMS[:3]].sum())


def in_periods(table, before, after):
    """The rows of two periods, with the column span: before or after.

    Parameters
    ----------
    table : DataFrame
        date.
    before, after : pair of dates
        The first and the last day of each.

    Returns
    -------
    DataFrame

    Raises
    ------
    ColumnError, InputError
        Periods that overlap or end before they begin, or one without a row.

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.date_range("2024-07-01", periods=4)})
    >>> found = in_periods(days, ("2024-07-01", "2024-07-02"), ("2024-07-04", "2024-07-05"))
    >>> found["span"].tolist()
    ['before', 'before', 'after']

    References
    ----------
    Case K08.
    """
    table = check_table(table, "the table", "date")
    found = []
    for name, pair in (("before", before), ("after", after)):
        if isinstance(pair, str) or len(pair) != 2:
            raise InputError(f'{name} is {pair!r}. Give two days: ("2024-07-01", "2024-07-28").')
        first, last = (check_moment(table["date"], day, name) for day in pair)
        rows = table[table["date"].between(first, last)]
        if not len(rows):
            raise InputError(f"{name}: there is no row from {first:%Y-%m-%d} to {last:%Y-%m-%d}.")
        found.append(rows.assign(span=name))
    both = found[0].index.intersection(found[1].index)
    if len(both):
        raise InputError(f"before and after share {len(both)} rows. Choose periods apart.")
    return pd.concat(found)


def rates_by_period(ads_daily, before, after):
    """Sums and rates of the ads in two periods.

    Parameters
    ----------
    ads_daily : DataFrame
        date, impressions, clicks, orders, cost (yuan).
    before, after : pair of dates
        As in `in_periods`.

    Returns
    -------
    DataFrame
        Index span (before, after); impressions, clicks, orders, cost, ctr, cvr, orders_1000.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> ads = cases.load("click_bait").tables.ads_daily
    >>> weeks = ("2024-07-01", "2024-07-28"), ("2024-08-26", "2024-09-22")
    >>> rates_by_period(ads, *weeks)[["ctr", "cvr", "orders_1000"]].round(3)
             ctr    cvr  orders_1000
    span
    before  0.02  0.051        1.024
    after   0.04  0.050        2.008

    References
    ----------
    Case K08.
    """
    ads_daily = check_table(ads_daily, "ads_daily", "date", *SUMS)
    spans = in_periods(ads_daily, before, after).groupby("span", sort=False)
    return with_rates(spans[SUMS].sum())


def rate_change(ads_daily, before, after, rate="orders_1000"):
    """How many times the rate of before is that of after? Counted: no interval.

    Parameters
    ----------
    ads_daily, before, after
        As in `rates_by_period`.
    rate : str
        "ctr", "cvr" or "orders_1000". A goal on one factor of the last can be reached at the
        cost of the other.

    Returns
    -------
    Estimate
        A multiple; n counts impressions.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        The rate was 0 before.

    Examples
    --------
    >>> from ecomlab import cases
    >>> ads = cases.load("click_bait").tables.ads_daily
    >>> weeks = ("2024-07-01", "2024-07-28"), ("2024-08-26", "2024-09-22")
    >>> [round(rate_change(ads, *weeks, rate).value, 2) for rate in ("ctr", "orders_1000")]
    [2.01, 1.96]

    References
    ----------
    Case K08.
    """
    check_choice("rate", rate, RATES)
    sums = rates_by_period(ads_daily, before, after)
    if not sums.loc["before", rate] > 0:
        raise InputError(f"{rate} was {sums.loc['before', rate]:g} before: nothing to divide by.")
    times = sums.loc["after", rate] / sums.loc["before", rate]
    n = int(sums["impressions"].sum())
    return Estimate(float(times), float("nan"), float("nan"), n, "impressions")


def guardrails(ads_daily, dsr_daily, before, after):
    """Complaints and refunds per paid order in two periods (护栏指标): orders are summed, not days.

    Parameters
    ----------
    ads_daily : DataFrame
        date, orders.
    dsr_daily : DataFrame
        date, complaint_rate, refund_rate: of the orders of that day.
    before, after : pair of dates
        As in `in_periods`.

    Returns
    -------
    DataFrame
        Index span (before, after); complaint_rate, refund_rate.

    Raises
    ------
    ColumnError, InputError
        A day without a row of ads.

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("click_bait").tables
    >>> weeks = ("2024-07-01", "2024-07-28"), ("2024-08-26", "2024-09-22")
    >>> guardrails(t.ads_daily, t.dsr_daily, *weeks).round(3)
            complaint_rate  refund_rate
    span
    before           0.005        0.037
    after            0.020        0.254

    References
    ----------
    Kohavi, Tang and Xu (2020), Trustworthy Online Controlled Experiments, chapter 2. Case K08.
    """
    ads_daily = check_table(ads_daily, "ads_daily", "date", "orders")
    dsr_daily = check_table(dsr_daily, "dsr_daily", "date", *GUARDRAILS)
    days = in_periods(dsr_daily, before, after).set_index("date")
    orders = ads_daily.groupby("date")["orders"].sum().reindex(days.index)
    if missing := int(orders.isna().sum()):
        raise InputError(
            f"{missing} days of dsr_daily have no row in ads_daily (first "
            f"{orders.index[orders.isna()][0]:%Y-%m-%d}): how many orders they had isn't known."
        )
    counts = days[list(GUARDRAILS)].mul(orders, axis=0).assign(orders=orders)
    sums = counts.groupby(days["span"], sort=False).sum()
    return sums[list(GUARDRAILS)].div(sums["orders"], axis=0)


def contribution_per_1000(ads_daily, dsr_daily, before, after, price, margin, way_back):
    """Yuan left of 1,000 impressions in two periods: margin less returns and advertising.

    Parameters
    ----------
    ads_daily, dsr_daily, before, after
        As in `rates_by_period` and `guardrails`.
    price : float
        Of a piece, yuan.
    margin : float
        Of a kept piece's price, what is left after goods, fee and parcel.
    way_back : float
        What a refunded piece costs, yuan.

    Returns
    -------
    Series
        Index before, after.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("click_bait").tables
    >>> weeks = ("2024-07-01", "2024-07-28"), ("2024-08-26", "2024-09-22")
    >>> contribution_per_1000(t.ads_daily, t.dsr_daily, *weeks, price=129, margin=0.4,
    ...                       way_back=15).round(1).to_dict()
    {'before': 30.3, 'after': 49.7}

    References
    ----------
    Case K08.
    """
    check_share("margin", margin, ends=True)
    sums = rates_by_period(ads_daily, before, after)
    back = guardrails(ads_daily, dsr_daily, before, after)["refund_rate"]
    kept = (1 - back) * check_number("price", price, low=0) * margin
    each = kept - back * check_number("way_back", way_back, low=0)
    return sums["orders_1000"] * each - 1000 * sums["cost"] / sums["impressions"]
