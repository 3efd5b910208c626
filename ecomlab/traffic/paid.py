"""Which plan do we feed, which do we stop? What ads cost, and what they must bring back (付费推广).

Tables: ``ads_daily``, one row per day and plan (region, word); ``pnl_lines``, the books.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_name, check_numbers, check_table
from ecomlab.errors import InputError, check_days, check_number, check_positive, check_share
from ecomlab.estimates import beta_of_shares, ratio_of_totals, shrunken_shares
from ecomlab.estimates import table as estimate_table


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


def settled_lines(pnl_lines, evening, wait, since=None):
    """The lines of orders so old on an evening that what comes back has come back.

    Books of all orders flatter: of the newest ones few returns are booked yet.

    Parameters
    ----------
    pnl_lines : DataFrame
        date, order_id (missing where a line has no order), and whatever else.
    evening : date
    wait : int
        Days after an order's first line within which returns come.
    since : date, optional
        Only orders from this day on.

    Returns
    -------
    DataFrame
        Rows of pnl_lines.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> books = pd.DataFrame({"order_id": [1, 2, 2, None], "line": "revenue",
    ...     "date": pd.to_datetime(["2025-03-20", "2025-03-02", "2025-03-09", "2025-03-01"])})
    >>> settled_lines(books, "2025-03-31", wait=15)["order_id"].tolist()
    [2.0, 2.0]

    References
    ----------
    Doubt: who returns later than ``wait`` days is still missing.
    """
    pnl_lines = check_table(pnl_lines, "pnl_lines", "date", gaps=["order_id"])
    sold = pnl_lines.groupby("order_id")["date"].min()
    last = check_moment(pnl_lines["date"], evening, "evening")
    old = sold <= last - pd.Timedelta(days=check_days("wait", wait))
    if since is not None:
        old &= sold >= check_moment(pnl_lines["date"], since, "since")
    return pnl_lines[pnl_lines["order_id"].isin(sold.index[old])]


def order_economics(pnl_lines, without=("ads", "kol", "labour"), channels=None):
    """What of a yuan of sales stays, what comes back, and what does a returned yuan cost?

    Three numbers out of the books, order by order: what an order leaves that nobody sends back
    (``margin``), which share of the money goes back (``returns``), and what a yuan that goes back
    costs besides (``return_cost``: freight, damage, work), so that
    left = (1 − returns)·margin − returns·return_cost.

    Parameters
    ----------
    pnl_lines : DataFrame
        order_id, line, amount (yuan; costs below 0), and channel if ``channels`` is given. Lines
        without an order (rent) don't count.
    without : sequence of str
        Lines that aren't counted: promotion, and what doesn't grow with an order.
    channels : sequence of str, optional
        Only orders whose last click was in one of these.

    Returns
    -------
    dict
        margin, returns, return_cost, left (shares of a paid yuan), orders (how many).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    Two of three orders of 100 yuan are kept and leave 40 each. The third comes back and costs 10.

    >>> import pandas as pd
    >>> books = pd.DataFrame({"order_id": [1, 1, 2, 2, 3, 3, 3],
    ...     "line": ["revenue", "cogs", "revenue", "cogs", "revenue", "refund", "shipping"],
    ...     "amount": [100.0, -60.0, 100.0, -60.0, 100.0, -100.0, -10.0]})
    >>> {name: round(value, 3) for name, value in order_economics(books).items()}
    {'margin': 0.4, 'returns': 0.333, 'return_cost': 0.1, 'left': 0.233, 'orders': 3}

    References
    ----------
    Metrics M17 and M79, row T38.
    """
    pnl_lines = check_table(pnl_lines, "pnl_lines", "line", "amount", gaps=["order_id"])
    check_name(pnl_lines, "line", "revenue", "line")
    mine = pnl_lines[pnl_lines["order_id"].notna() & ~pnl_lines["line"].isin(list(without))]
    if channels is not None:
        check_table(pnl_lines, "pnl_lines", gaps=["channel"])
        for channel in channels:
            check_name(pnl_lines, "channel", channel)
        mine = mine[mine["channel"].isin(list(channels))]
    orders = pd.DataFrame(
        {
            "left": mine.groupby("order_id")["amount"].sum(),
            "paid": mine[mine["line"] == "revenue"].groupby("order_id")["amount"].sum(),
            "back": -mine[mine["line"] == "refund"].groupby("order_id")["amount"].sum(),
        }
    ).fillna(0.0)
    orders = orders[orders["paid"] > 0]
    kept = orders[orders["back"] == 0]
    if not len(kept):
        raise InputError("Every order of pnl_lines came back, or none was paid: no margin is kept.")
    paid = orders["paid"].sum()
    margin, left = kept["left"].sum() / kept["paid"].sum(), orders["left"].sum() / paid
    returns = min(orders["back"].sum() / paid, 1.0)
    return {
        "margin": float(margin),
        "returns": float(returns),
        "return_cost": float(((1 - returns) * margin - left) / returns) if returns else 0.0,
        "left": float(left),
        "orders": len(orders),
    }


FORMS = {
    "ROI of the ad tool, at least": ("保本投产比", "times"),
    "net ROI after refunds, at least": ("保本净投产比", "times"),
    "ads, at most so much of sales": ("费比上限", "share"),
    "yuan for an order, at most": ("单笔成交成本上限", "yuan"),
    "yuan for a click, at most": ("点击出价上限", "yuan"),
}


def break_even(margin, returns=0.0, return_cost=0.0, order_value=None, conversion=None, profit=0.0):
    """The same break-even in every form in which a tool or a boss asks for it (保本点).

    Of a paid yuan (1 − r)·m − r·k is left. An ad costs nothing as long as it takes no more.

    Parameters
    ----------
    margin, returns, return_cost : float
        As in `break_even_roas`; `order_economics` reads them from the books.
    order_value : float, optional
        Yuan paid for an order: adds the most that an order may cost.
    conversion : float, optional
        Orders ÷ clicks: adds the most that a click may cost. Needs ``order_value``.
    profit : float
        Share of a paid yuan that shall be left after the ads.

    Returns
    -------
    DataFrame, one row per form
        form, form_zh, value, unit. Where nothing is left, ROI is infinite and the yuan are 0.

    Raises
    ------
    InputError

    Examples
    --------
    >>> break_even(0.4, returns=0.2, return_cost=0.1, order_value=150, conversion=0.03).round(3)
                                  form   form_zh    value   unit
    0     ROI of the ad tool, at least     保本投产比    3.333  times
    1  net ROI after refunds, at least    保本净投产比    2.667  times
    2    ads, at most so much of sales      费比上限    0.300  share
    3       yuan for an order, at most  单笔成交成本上限   45.000   yuan
    4        yuan for a click, at most    点击出价上限    1.350   yuan

    References
    ----------
    Metrics M13, M14, M17; doubt E56.
    """
    check_number("profit", profit)
    left = 1 / break_even_roas(margin, returns, return_cost) - profit
    roas_ = 1 / left if left > 0 else float("inf")
    values = [roas_, roas_ * (1 - returns), max(left, 0.0)]
    if conversion is not None and order_value is None:
        raise InputError("A click's worth needs the order's: give order_value too.")
    if order_value is not None:
        values.append(max(left, 0.0) * check_positive("order_value", order_value))
    if conversion is not None:
        values.append(values[-1] * check_share("conversion", conversion, ends=True))
    rows = [(form, zh, value, unit)
            for (form, (zh, unit)), value in zip(FORMS.items(), values, strict=False)]  # fmt: skip
    return pd.DataFrame(rows, columns=["form", "form_zh", "value", "unit"])


def max_cpc(order_value, conversion, margin, target_profit=0.0, returns=0.0, return_cost=0.0):
    """How much may a click cost (点击出价上限)?

    Order value × conversion × what is left of a paid yuan, less what a click shall earn.

    Parameters
    ----------
    order_value : float
        Yuan paid for an order.
    conversion : float
        Orders ÷ clicks.
    margin, returns, return_cost : float
        As in `break_even_roas`.
    target_profit : float
        Yuan that a click shall leave.

    Returns
    -------
    float
        Yuan; 0 where no bid is low enough.

    Raises
    ------
    InputError

    Examples
    --------
    Of 100 clicks 3 buy for 150 yuan, of which 45 are left: 1.35 yuan a click.

    >>> round(max_cpc(150, 0.03, margin=0.30), 2)
    1.35
    >>> round(max_cpc(150, 0.03, margin=0.30, target_profit=0.35), 2)
    1.0

    References
    ----------
    Row T18.
    """
    check_positive("order_value", order_value)
    check_share("conversion", conversion, ends=True)
    check_number("target_profit", target_profit)
    left = 1 / break_even_roas(margin, returns, return_cost)
    return max(float(order_value * conversion * left - target_profit), 0.0)


def bid_audit(ads_daily, left, by="keyword_or_audience", value_by=None, confidence=0.95):
    """For which words is the click too dear, for which is there room, and which can't one tell?

    A word's conversion is drawn towards that of all words, as few clicks say little. What a click
    is worth is conversion × the yuan of an order × what is left of a yuan.

    Parameters
    ----------
    ads_daily : DataFrame
        ``by``, clicks, cost, orders, revenue (what the tool claims), and bid if there is one. Give
        days whose claims are complete, and no shop's own name.
    left : float
        What is left of a paid yuan before ads: `order_economics`.
    by : str or sequence of str
        What makes a row.
    value_by : str, optional
        Orders of one value of this column are worth the same (``"plan_id"``, where plans sell
        different articles); all orders by default.
    confidence : float

    Returns
    -------
    DataFrame, the row that loses most first
        by, clicks, orders, cpc (yuan a click), bid (mean; if there is one), estimate, low, high
        (what a click is worth, yuan), n, counts, leaves (yuan, all its clicks), advice: "lower"
        where the click costs more than it may be worth at best, "raise" where less than at worst,
        else "leave".

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> words = pd.DataFrame({"keyword_or_audience": ["light chair", "chair", "camping"],
    ...                       "clicks": [1000, 4000, 50], "cost": [1500.0, 8000.0, 90.0],
    ...                       "orders": [60, 40, 1], "revenue": [9000.0, 6000.0, 150.0]})
    >>> columns = ["keyword_or_audience", "cpc", "estimate", "low", "high", "advice"]
    >>> bid_audit(words, left=0.3)[columns].round(2)
      keyword_or_audience  cpc  estimate   low  high advice
    0               chair  2.0      0.46  0.33  0.61  lower
    1             camping  1.8      1.18  0.22  2.87  leave
    2         light chair  1.5      2.63  2.03  3.30  raise

    References
    ----------
    Rows T17 and T18 (seed 003:267). An average is audited, not the next click: lesson 2.4.
    """
    by = [by] if isinstance(by, str) else list(by)
    by += [name for name in [value_by] if name is not None and name not in by]
    columns = ["clicks", "cost", "orders", "revenue"]
    ads_daily = check_table(ads_daily, "ads_daily", *by, *columns)
    check_numbers(ads_daily, "ads_daily", *columns)
    check_share("left", left, -100, 1, ends=True)
    table = ads_daily.groupby(by, observed=True)[columns].sum()
    if "bid" in ads_daily:
        table["bid"] = ads_daily.groupby(by, observed=True)["bid"].mean()
    table = table[table["clicks"] > 0].reset_index()
    if not table["orders"].sum() > 0:
        raise InputError("No order in ads_daily: nothing says what a click is worth.")
    kind = beta_of_shares(table["orders"], table["clicks"])
    rates = shrunken_shares(table["orders"], table["clicks"], *kind, confidence)
    sums = table[["revenue", "orders"]]
    sums = sums.groupby(table[value_by]).transform("sum") if value_by else sums.sum()
    worth = left * sums["revenue"] / sums["orders"]
    table["cpc"] = table["cost"] / table["clicks"]
    for name, rate in zip(["estimate", "low", "high"], rates, strict=True):
        table[name] = rate * worth
    if left < 0:  # then a higher conversion is worth less
        table = table.rename(columns={"low": "high", "high": "low"})
    table["n"], table["counts"] = table["clicks"], "clicks"
    table["leaves"] = table["clicks"] * (table["estimate"] - table["cpc"])
    table["advice"] = np.select(
        [table["cpc"] > table["high"], table["cpc"] < table["low"]], ["lower", "raise"], "leave"
    )
    bid = ["bid"] if "bid" in table else []
    kept = [*by, "clicks", "orders", "cpc", *bid, "estimate", "low", "high", "n", "counts",
            "leaves", "advice"]  # fmt: skip
    return table.sort_values("leaves", kind="stable")[kept].reset_index(drop=True)


def channel_roles(ads_daily, by="plan_kind"):
    """Who is found by which kind of ad: how many click, how many of them buy, at which price?

    Parameters
    ----------
    ads_daily : DataFrame
        ``by``, impressions, clicks, cost, orders, revenue.
    by : str

    Returns
    -------
    DataFrame, the most ready to buy first
        by, impressions, clicks, orders, ctr (clicks ÷ impressions), conversion (orders ÷ clicks),
        cpc, cost_per_order (yuan), roas. NaN where nothing is divided by.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> ads = pd.DataFrame({"plan_kind": ["feed", "search"], "impressions": [10_000, 2_000],
    ...                     "clicks": [150, 100], "cost": [300.0, 250.0], "orders": [3, 5],
    ...                     "revenue": [450.0, 800.0]})
    >>> channel_roles(ads)[["plan_kind", "ctr", "conversion", "cpc", "cost_per_order", "roas"]]
      plan_kind    ctr  conversion  cpc  cost_per_order  roas
    0    search  0.050        0.05  2.5            50.0   3.2
    1      feed  0.015        0.02  2.0           100.0   1.5

    References
    ----------
    Row T15 (seed 000:019, 001:016), metrics M13, M15, M16.
    """
    columns = ["impressions", "clicks", "cost", "orders", "revenue"]
    ads_daily = check_table(ads_daily, "ads_daily", by, *columns)
    table = ads_daily.groupby(by, observed=True)[columns].sum().reset_index()
    some = table[columns].where(table[columns] > 0)
    table["ctr"] = table["clicks"] / some["impressions"]
    table["conversion"] = table["orders"] / some["clicks"]
    table["cpc"] = table["cost"] / some["clicks"]
    table["cost_per_order"] = table["cost"] / some["orders"]
    table["roas"] = table["revenue"] / some["cost"]
    table = table.sort_values("conversion", ascending=False, kind="stable")
    return table.drop(columns=["cost", "revenue"]).reset_index(drop=True)


def blended_roi(traffic_daily, ads_daily, counts="days"):
    """All sales to all ads, beside what the tools claim together (全站 ROI).

    A tool for the whole shop is credited with sales that come anyway: it can't look bad. And tools
    that each claim the same order claim it twice.

    Parameters
    ----------
    traffic_daily : DataFrame
        date, revenue (of all doors).
    ads_daily : DataFrame
        date, cost, revenue (claimed).

    Returns
    -------
    DataFrame, three rows
        reading ("all sales to all ads", "claimed sales to all ads", "claimed share of all sales"),
        estimate, low, high, n, counts.

    Raises
    ------
    ColumnError, InputError
        The two have no day in common.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-03-01", "2025-03-02"])
    >>> traffic = pd.DataFrame({"date": days, "revenue": [9000.0, 7000.0]})
    >>> ads = pd.DataFrame({"date": days, "cost": [1000.0, 1000.0], "revenue": [4000.0, 3000.0]})
    >>> blended_roi(traffic, ads)["estimate"].tolist()
    [8.0, 3.5, 0.4375]

    References
    ----------
    Row N09. What ads add is found by lot: lesson 2.4.
    """
    traffic_daily = check_table(traffic_daily, "traffic_daily", "date", "revenue")
    ads_daily = check_table(ads_daily, "ads_daily", "date", "cost", "revenue")
    days = ads_daily.groupby("date")[["cost", "revenue"]].sum()
    days["all"] = traffic_daily.groupby("date")["revenue"].sum()
    days = days.dropna()
    if not len(days):
        raise InputError("traffic_daily and ads_daily have no day in common.")
    return estimate_table(
        {
            "all sales to all ads": ratio_of_totals(days["all"], days["cost"], counts),
            "claimed sales to all ads": ratio_of_totals(days["revenue"], days["cost"], counts),
            "claimed share of all sales": ratio_of_totals(days["revenue"], days["all"], counts),
        }
    )


def affiliate_profit(commission, order_value, margin, anyway=0.0, returns=0.0, return_cost=0.0):
    """What does an order by an affiliate leave, if some would have come anyway (淘宝客利润核算)?

    Commission is paid on what is kept, of every order. Only those that wouldn't have come without
    the affiliate bring their margin: (1 − anyway)·left − (1 − returns)·commission, times the order.

    Parameters
    ----------
    commission : float or sequence of float
        Share of what is kept.
    order_value, margin, returns, return_cost
        As in `break_even`.
    anyway : float
        Share of the affiliate's orders that would have come without it. A test by lot tells
        (lesson 2.4); a coupon site that is visited at the checkout has a large one.

    Returns
    -------
    DataFrame, one row per commission
        commission, left (yuan an order), break_even (the commission at which nothing is left).

    Raises
    ------
    InputError

    Examples
    --------
    >>> affiliate_profit([0.1, 0.2], 150, margin=0.35, anyway=0.5, returns=0.2)
       commission  left  break_even
    0         0.1   9.0       0.175
    1         0.2  -3.0       0.175

    References
    ----------
    Row T20 (seed 003:269).
    """
    check_positive("order_value", order_value)
    check_share("anyway", anyway, ends=True)
    left = (1 - anyway) / break_even_roas(margin, returns, return_cost)
    rates = [check_share("commission", rate, ends=True) for rate in np.atleast_1d(commission)]
    kept = 1 - returns
    turns = left / kept if kept > 0 else 0.0
    rows = [(rate, round(order_value * (left - kept * rate), 6), turns) for rate in rates]
    return pd.DataFrame(rows, columns=["commission", "left", "break_even"])
