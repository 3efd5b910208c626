"""What did tonight's show earn? Rates of a live room and their bases (直播).

Table: ``live_minutes``, one row per minute of a show.
"""

import pandas as pd

from ecomlab.checks import check_moment, check_table
from ecomlab.errors import InputError, check_choice

BASES = {"viewers": "viewers", "clicks": "product_clicks"}


def shows(live_minutes):
    """What each show brought: who came in, who clicked a product, orders, revenue.

    Parameters
    ----------
    live_minutes : DataFrame
        session_id, date (of the show), entrants, product_clicks, orders, revenue (yuan); a row
        per minute.

    Returns
    -------
    DataFrame, one row per show
        session_id, date, viewers (who came in: the sum of entrants, not of the people present),
        product_clicks, orders, revenue.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> shows(cases.load("live_room").tables.live_minutes)[["viewers", "orders"]].head(2)
          viewers  orders
       0     8521     155
       1     9745     186

    References
    ----------
    Metrics M102–M106, case K15.
    """
    columns = ["entrants", "product_clicks", "orders", "revenue"]
    live_minutes = check_table(live_minutes, "live_minutes", "session_id", "date", *columns)
    sums = live_minutes.groupby(["session_id", "date"])[columns].sum()
    return sums.rename(columns={"entrants": "viewers"}).reset_index()


def show_conversion(live_minutes, base="viewers", show=None):
    """Which share of a show's viewers (or of those who click a product) order (直播间转化率)?

    Parameters
    ----------
    live_minutes : DataFrame
        As in `shows`.
    base : str
        "viewers" or "clicks": say which, wherever the rate is told.
    show : date, optional
        The show's date; all shows together by default.

    Returns
    -------
    float

    Raises
    ------
    ColumnError, ChoiceError, InputError
        No show on that day.

    Examples
    --------
    >>> from ecomlab import cases
    >>> live = cases.load("live_room").tables.live_minutes
    >>> [round(show_conversion(live, base, "2025-05-21"), 3) for base in ("clicks", "viewers")]
    [0.08, 0.028]

    References
    ----------
    Metric M27, case K15.
    """
    check_choice("base", base, BASES)
    found = shows(live_minutes)
    if show is not None:
        days = ", ".join(f"{day:%Y-%m-%d}" for day in found["date"].unique())
        found = found[found["date"] == check_moment(found["date"], show, "show")]
        if not len(found):
            raise InputError(f"There is no show on {show}. Shows: {days}.")
    return float(found["orders"].sum() / found[BASES[base]].sum())


def by_entrance(traffic_daily, show):
    """Of one show and of the others: who came in by which entrance, and how often they bought.

    Parameters
    ----------
    traffic_daily : DataFrame
        date (of the show), entrance, uv, payers.
    show : date

    Returns
    -------
    DataFrame
        Index entrance; columns (share or conversion, told or others): the told show's and the
        other shows'.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> entries = cases.load("live_room").tables.traffic_daily
    >>> by_entrance(entries, "2025-05-21")["share"].round(2).to_dict()["told"]
    {"followers' page": 0.35, 'recommended': 0.36, 'live ads': 0.29}

    References
    ----------
    Case K15.
    """
    traffic_daily = check_table(traffic_daily, "traffic_daily", "date", "entrance", "uv", "payers")
    told = traffic_daily["date"] == check_moment(traffic_daily["date"], show, "show")
    if told.all() or not told.any():
        raise InputError(f"There must be a show on {show}, and others to compare it with.")
    which = told.map({True: "told", False: "others"}).rename(None)
    sums = traffic_daily.groupby([which, "entrance"], sort=False)[["uv", "payers"]].sum()
    sums["share"] = sums["uv"] / sums.groupby(level=0)["uv"].transform("sum")
    sums["conversion"] = sums["payers"] / sums["uv"]
    return pd.DataFrame(sums[["share", "conversion"]].unstack(0))
