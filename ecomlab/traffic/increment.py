"""Does it bring anything that wouldn't have come? Lots instead of credit (增量).

Tables: ``orders`` by region, ``ads_daily`` by region and pair, or any table with one row per day.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import (
    check_flags,
    check_moment,
    check_numbers,
    check_since,
    check_table,
    check_times,
)
from ecomlab.errors import InputError, check_days, check_whole
from ecomlab.estimates import ratio_of_differences, ratio_of_totals


def regions(orders, ads_daily, test, region="keyword_or_audience", pair="plan_id"):
    """Revenue and ad cost of each region, before the test and in it, and whether its ads stopped.

    Parameters
    ----------
    orders : DataFrame
        ts_order, region, paid_amount (yuan).
    ads_daily : DataFrame
        date, cost (yuan), ``region`` and ``pair``: the column of the region's name, and that of
        the pair in which the lot was drawn.
    test : date
        The first day of the test. Both tables must cover as many days before as in it.

    Returns
    -------
    DataFrame, one row per region
        region, pair, cost before, cost test, revenue before, revenue test (yuan), stopped (no ad
        money in the test).

    Raises
    ------
    ColumnError, InputError
        Regions of the two tables differ, or a pair hasn't exactly one stopped region of two.

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("roi_above_mean").tables
    >>> table = regions(t.orders, t.ads_daily, test="2025-09-15")
    >>> table[["region", "pair", "stopped"]].head(2)
        region     pair  stopped
    0    Anhui  pair 07    False
    1  Beijing  pair 04     True

    References
    ----------
    Case K05.
    """
    ads_daily = check_table(ads_daily, "ads_daily", "date", region, pair, "cost")
    orders = check_table(orders, "orders", "ts_order", "region", "paid_amount")
    ads = ads_daily.rename(columns={region: "region", pair: "pair"})
    unlike = set(ads["region"]) ^ set(orders["region"])
    if unlike:
        raise InputError(
            f"{', '.join(sorted(map(str, unlike))[:5])}: in one of orders and ads_daily only. "
            "Both need a row of every region."
        )
    when = {False: "before", True: "test"}
    period = pd.Series(check_since(ads["date"], test, "test"), ads.index).map(when)
    cost = ads.groupby(["region", "pair", period])["cost"].sum().unstack()
    period = (orders["ts_order"] >= check_moment(orders["ts_order"], test, "test")).map(when)
    revenue = orders.groupby(["region", period])["paid_amount"].sum().unstack()
    revenue = revenue.reindex(columns=["before", "test"]).fillna(0.0)
    table = cost.add_prefix("cost ").reset_index("pair").join(revenue.add_prefix("revenue "))
    table = table.reset_index().assign(stopped=lambda t: t["cost test"] == 0)
    both = table.groupby("pair")["stopped"].agg(["size", "sum"])
    odd = both.index[(both["size"] != 2) | (both["sum"] != 1)]
    if len(odd):
        raise InputError(
            f"{odd[0]!r} hasn't two regions of which one stopped its ads ({len(odd)} of "
            f"{len(both)} pairs). A lot within pairs needs that."
        )
    return table.rename_axis(columns=None)


def pairs(orders, ads_daily, test, region="keyword_or_audience", pair="plan_id"):
    """What the region without ads lost against its partner in each pair, and what it saved.

    Parameters
    ----------
    orders, ads_daily, test, region, pair
        As in `regions`.

    Returns
    -------
    DataFrame, one row per pair
        Index pair; lost (how much further revenue fell, yuan), saved (how much further ad cost
        fell, yuan), each from before to the test.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("roi_above_mean").tables
    >>> len(pairs(t.orders, t.ads_daily, test="2025-09-15"))
    15

    References
    ----------
    Case K05.
    """
    table = regions(orders, ads_daily, test, region, pair)
    change = pd.DataFrame(
        {
            "pair": table["pair"],
            "lost": table["revenue test"] - table["revenue before"],
            "saved": table["cost test"] - table["cost before"],
        }
    )
    off = change[table["stopped"]].set_index("pair")
    return (change[~table["stopped"]].set_index("pair") - off).sort_index()


def holdout_by_pairs(orders, ads_daily, test, region="keyword_or_audience", pair="plan_id"):
    """How much revenue does a yuan of ads bring that wouldn't have come (增量 ROAS)?

    In each pair of regions a coin stopped the ads of one. The pair is what luck dealt, so pairs
    are what the interval counts: the orders and weeks of one region share its fortune.

    Parameters
    ----------
    orders, ads_daily, test, region, pair
        As in `regions`.

    Returns
    -------
    Estimate
        Revenue lost ÷ ad money saved (iROAS); n counts pairs.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("roi_above_mean").tables
    >>> holdout_by_pairs(t.orders, t.ads_daily, test="2025-09-15")
    4.93 (4.55 to 5.31), n = 15 pairs

    References
    ----------
    Vaver and Koehler (2011), Measuring Ad Effectiveness Using Geo Experiments. Case K05.
    """
    found = pairs(orders, ads_daily, test, region, pair)
    return ratio_of_totals(found["lost"], found["saved"], "pairs")


def increment_by_lot(daily, on, gain="revenue", cost="cost", days=1, counts=None):
    """How much more is gained per more that is spent, where a lot said on which days?

    Parameters
    ----------
    daily : DataFrame
        One row per day, without a gap: date, ``on``, ``gain``, ``cost``.
    on : str
        A flag: days that had more.
    gain, cost : str
        Columns: revenue and ad cost (iROAS), buyers and visits (what a further visit is worth) …
    days : int
        How many days a lot was drawn for: 7 where weeks were. Their sums are what counts, since
        the days of one lot are no independent draws.
    counts : str, optional
        What n counts; "days" or "weeks", or "lots".

    Returns
    -------
    Estimate

    Raises
    ------
    ColumnError, InputError
        A gap in the days, or a lot within which ``on`` changes.

    Examples
    --------
    >>> plan = pd.DataFrame({"date": pd.date_range("2025-03-03", periods=6),
    ...                      "on": [True, False, False, True, True, False],
    ...                      "revenue": [90, 60, 80, 120, 105, 70],
    ...                      "cost": [30, 15, 20, 40, 35, 17]})
    >>> increment_by_lot(plan, "on")
    1.98 (1.33 to 2.63), n = 6 days

    References
    ----------
    Wald (1940), Annals of Mathematical Statistics 11. Case K17.
    """
    daily = check_table(daily, "daily", "date", on, gain, cost)
    check_times(daily, "daily", "date")
    check_days("days", days)
    table = daily.sort_values("date", kind="stable")
    day = (table["date"] - table["date"].iloc[0]) // pd.Timedelta(days=1)
    if not np.array_equal(day, np.arange(len(table))):
        raise InputError(
            f"daily has {len(table)} rows for {int(day.max()) + 1} days. Give each day one row."
        )
    if len(table) % days:
        raise InputError(
            f"{len(table)} days are no whole number of lots of {days} days. Leave out the rest."
        )
    lot = np.arange(len(table)) // days
    if (table[on].groupby(lot).nunique() > 1).any():
        raise InputError(
            f"{on} changes within a lot of {days} days. Say how long a lot is: days=1?"
        )
    sums = table[[gain, cost]].groupby(lot).sum()
    chosen = table[on].groupby(lot).first().astype(bool)
    words = {1: "days", 7: "weeks"}
    return ratio_of_differences(
        sums.loc[chosen, gain], sums.loc[chosen, cost],
        sums.loc[~chosen, gain], sums.loc[~chosen, cost], counts or words.get(days, "lots"),
    )  # fmt: skip


def since_switch(daily, on, columns=("clicks", "cost"), most=6):
    """What a plan brings on each day since it was switched on, or off (起量与余热).

    Parameters
    ----------
    daily : DataFrame
        One row per day, without a gap: date, ``on`` and columns.
    on : str
        A flag: days with money.
    columns : sequence of str
    most : int
        Days since the switch that are shown.

    Returns
    -------
    DataFrame, one row per state and day
        on, since (0: the first day), n (switches), and the mean of each column. The stretch with
        which the table begins is left out: nobody sees its switch.

    Raises
    ------
    ColumnError, InputError
        A gap in the days, or no switch.

    Examples
    --------
    >>> plan = pd.DataFrame({"date": pd.date_range("2025-03-03", periods=6),
    ...                      "cost": [5] * 3 + [0] * 3, "on": [True] * 3 + [False] * 3,
    ...                      "clicks": [8, 9, 10, 5, 2, 1]})
    >>> since_switch(plan, "on")[["on", "since", "n", "clicks"]]
          on  since  n  clicks
    0  False      0  1     5.0
    1  False      1  1     2.0
    2  False      2  1     1.0
    """
    columns = [columns] if isinstance(columns, str) else columns
    if not isinstance(columns, list | tuple) or not all(isinstance(x, str) for x in columns):
        raise InputError(f"columns is {columns!r}. Give a list of columns.")
    columns = list(columns)
    check_whole("most", most)
    table = _switched(daily, on, columns)
    table = table[(table["stretch"] > 0) & (table["since"] <= most)]
    found = table.groupby([on, "since"])[columns].mean()
    found.insert(0, "n", table.groupby([on, "since"]).size())
    return found.reset_index()


def carry_over(daily, on, gain="clicks", days=5):
    """Which share of what an ad still brings after it stopped is left a day later (余热)?

    Parameters
    ----------
    daily, on
        As in `since_switch`.
    gain : str
        What only the ad brings: its clicks.
    days : int
        How many days after the stop are read.

    Returns
    -------
    Estimate
        A share; n counts stops. NaN where nothing came after a stop.

    Raises
    ------
    ColumnError, InputError
        No stop that the table shows, or none that held longer than ``days``.

    Examples
    --------
    >>> plan = pd.DataFrame({"date": pd.date_range("2025-03-03", periods=8),
    ...                      "on": [True, False, False, False] * 2,
    ...                      "clicks": [9, 8, 4, 2, 9, 6, 3, 2]})
    >>> carry_over(plan, "on", days=2)
    0.524 (0.174 to 0.873), n = 2 stops
    """
    check_days("days", days)
    table = _switched(daily, on, [gain])
    off = table[~table[on].astype(bool) & (table["stretch"] > 0) & (table["since"] <= days)]
    long = off.groupby("stretch")["since"].max()
    off = off[off["stretch"].isin(long.index[long >= days])]
    if off.empty:
        raise InputError(
            f"No stop in this table holds longer than {days} days after a day with money. Choose "
            "fewer days, or a table that begins before the stop."
        )
    sums = [off[part].groupby(off["stretch"])[gain].sum() for part in
            (off["since"] > 0, off["since"] < days)]  # fmt: skip
    return ratio_of_totals(*sums, "stops")


def _switched(daily, on, columns):
    """The days in order, with the stretch each is in and how many days it has lasted."""
    table = check_table(daily, "daily", "date", on, *columns)
    check_times(table, "daily", "date")
    check_flags(table, "daily", on)
    check_numbers(table, "daily", *columns)
    table = table.sort_values("date", kind="stable").reset_index(drop=True)
    day = (table["date"] - table["date"].iloc[0]) // pd.Timedelta(days=1)
    if not np.array_equal(day, np.arange(len(table))):
        raise InputError(
            f"daily has {len(table)} rows for {int(day.max()) + 1} days. Give each day one row."
        )
    stretch = table[on].astype(bool).ne(table[on].astype(bool).shift()).cumsum() - 1
    if not stretch.any():
        raise InputError(f"{on} is the same on all days: nothing was switched.")
    return table.assign(stretch=stretch, since=stretch.groupby(stretch).cumcount())
