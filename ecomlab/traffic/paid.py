"""Which plan do we feed, which do we stop? What ads cost, and what they must bring back (付费推广).

Tables: ``ads_daily``, one row per day and plan (region, word); ``pnl_lines``, the books.
"""

from ecomlab.checks import check_moment, check_name, check_table
from ecomlab.errors import InputError, check_number, check_share
from ecomlab.estimates import ratio_of_totals


def roas(ads_daily, since=None, before=None, counts="days"):
    """How much revenue does the ad tool credit to a yuan of ads (投入产出比 ROI, 直接口径)?

    The tools' ROI is revenue ÷ ad cost: no profit is in it, and what would have come anyway is.

    Parameters
    ----------
    ads_daily : DataFrame
        date, revenue (credited, yuan), cost (yuan).
    since, before : date, optional
        The first day that counts, and the first that doesn't any more.

    Returns
    -------
    Estimate
        Total over total; n counts days, whose scatter gives the interval.

    Raises
    ------
    ColumnError, InputError
        No row in these days, or nothing was spent.

    Examples
    --------
    >>> from ecomlab import cases
    >>> roas(cases.load("roi_above_mean").tables.ads_daily, before="2025-09-15")
    3.49 (3.39 to 3.59), n = 42 days

    References
    ----------
    Metric M16, case K05.
    """
    ads_daily = check_table(ads_daily, "ads_daily", "date", "revenue", "cost")
    chosen = ads_daily
    if since is not None:
        chosen = chosen[chosen["date"] >= check_moment(ads_daily["date"], since, "since")]
    if before is not None:
        chosen = chosen[chosen["date"] < check_moment(ads_daily["date"], before, "before")]
    if not len(chosen):
        first, last = (
            f"{end:%Y-%m-%d}" for end in (ads_daily["date"].min(), ads_daily["date"].max())
        )
        raise InputError(f"No row of ads_daily lies there: it goes from {first} to {last}.")
    days = chosen.groupby("date")[["revenue", "cost"]].sum()
    return ratio_of_totals(days["revenue"], days["cost"], counts)


def contribution_margin(
    pnl_lines, lines=("cogs", "refund", "platform_fee", "shipping", "packaging")
):
    """What is left of a yuan of revenue before ads, people and rooms (边际贡献率)?

    Parameters
    ----------
    pnl_lines : DataFrame
        line, amount (yuan; costs below 0), among them "revenue".
    lines : sequence of str
        The lines that grow with every order.

    Returns
    -------
    float

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> books = pd.DataFrame({"line": ["revenue", "cogs", "refund", "labour"],
    ...                       "amount": [1000.0, -550.0, -120.0, -90.0]})
    >>> round(contribution_margin(books, ["cogs", "refund"]), 2)
    0.33

    References
    ----------
    Metric M79, case K05.
    """
    pnl_lines = check_table(pnl_lines, "pnl_lines", "line", "amount")
    for line in ("revenue", *lines):
        check_name(pnl_lines, "line", line, "line")
    sums = pnl_lines.groupby("line")["amount"].sum()
    if not sums["revenue"] > 0:
        raise InputError(f"Revenue is {sums['revenue']:,.2f}: a margin needs revenue above 0.")
    return float(sums[["revenue", *lines]].sum() / sums["revenue"])


def break_even_roas(margin, returns=0.0, return_cost=0.0):
    """How much must a yuan of ads bring back, so that it costs nothing (保本 ROI)?

    1 ÷ ((1 − r)·m − r·k): of a yuan of credited revenue the share r comes back and earns nothing,
    and costs k besides; of the rest the margin m stays.

    Parameters
    ----------
    margin : float
        Contribution margin before ads, share of kept revenue.
    returns : float
        Share of revenue that is sent back, 0 to 1.
    return_cost : float
        What a return costs (freight, damage), as a share of its price.

    Returns
    -------
    float
        Revenue by the ad tool ÷ ad cost; infinite where nothing is left of a yuan.

    Raises
    ------
    InputError

    Examples
    --------
    >>> [round(roas, 2) for roas in (break_even_roas(.55), break_even_roas(.55, returns=.6),
    ...                              break_even_roas(.55, returns=.6, return_cost=.05))]
    [1.82, 4.55, 5.26]

    References
    ----------
    Metric M17, doubt E56.
    """
    check_share("margin", margin, -100, 1, ends=True)
    check_share("returns", returns, ends=True)
    check_number("return_cost", return_cost, low=0)
    left = (1 - returns) * margin - returns * return_cost
    return 1 / left if left > 0 else float("inf")
