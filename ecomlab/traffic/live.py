"""What did tonight's show earn? Rates of a live room and their bases (直播).

Tables: ``live_minutes``, one row per minute of a show; ``live_shows``, one row per show. Course map
T27, T28, T35, metrics M27 and M102–M108.
"""

import math

import numpy as np
import pandas as pd

from ecomlab.checks import (
    check_flags,
    check_moment,
    check_name,
    check_numbers,
    check_once,
    check_table,
    check_times,
)
from ecomlab.errors import InputError, check_choice, check_positive, check_whole
from ecomlab.estimates import jackknife, ratio_of_totals

# The room's five steps 曝光–进入–商品曝光–点击–成交, and the rate from each to the next
STEPS = ("impressions", "entrants", "product_impressions", "product_clicks", "orders")
RATES = {name: STEPS[i : i + 2] for i, name in enumerate(("enter", "see", "click", "deal"))}
PER = {"minute": None, "viewer": "viewers", "entrant": "entrants", "click": "product_clicks"}
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
    check_times(live_minutes, "live_minutes", "date")
    return _by_show(live_minutes, columns).rename(columns={"entrants": "viewers"})


def _by_show(live_minutes, columns):
    """The sums of each show; one that goes on past midnight belongs to its first day."""
    groups = live_minutes.groupby("session_id", observed=True)
    sums = groups[list(columns)].sum()
    sums.insert(0, "date", groups["date"].min())
    return sums.reset_index()


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


def live_board(live_minutes, live_shows=None, margin=None, cost=0.0):
    """The board (大屏) of each show: five steps (五维), five rates, and what is left on day 15.

    Four rates stand between the steps (四率); the fifth goes from the first to the last.

    Parameters
    ----------
    live_minutes : DataFrame
        session_id, date, impressions, viewers (in the room), entrants, product_impressions,
        product_clicks, orders, revenue (yuan); a row per minute
        (a row per show gives all but stay).
    live_shows : DataFrame, optional
        session_id, net_15 (yuan; empty until day 15 has passed).
    margin : float, optional
        Of a yuan that is kept, what is left before the show's own cost.
    cost : float or Series by session_id
        What the show itself cost, yuan: ads, host, room.

    Returns
    -------
    DataFrame, one row per show
        session_id, date (the first day of a show past midnight), the five steps, enter, see (cards
        seen for each who came in: above 1 if cards are counted and not persons), click, deal, all
        (orders ÷ impressions), stay
        (minutes for each who came in), revenue, gpm (yuan for a thousand who came in); with
        live_shows net_15 and kept (its share of revenue); with margin also left (yuan; missing
        until day 15).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> minutes = pd.DataFrame({
    ...     "session_id": 1, "date": pd.Timestamp("2025-11-10"), "impressions": [600, 400],
    ...     "viewers": [60, 240], "entrants": [60, 90], "product_impressions": [120, 180],
    ...     "product_clicks": [12, 18], "orders": [1, 2], "revenue": [100.0, 200.0]})
    >>> show = pd.DataFrame({"session_id": [1], "net_15": [240.0]})
    >>> board = live_board(minutes, show, margin=0.5, cost=90)
    >>> board[["enter", "see", "click", "deal", "stay", "gpm", "kept", "left"]]
       enter  see  click  deal  stay     gpm  kept  left
    0   0.15  2.0    0.1   0.1   2.0  2000.0   0.8  30.0

    References
    ----------
    Metrics M102–M108; M27's two bases are ``deal``, and orders ÷ entrants.
    """
    sums = [*STEPS, "viewers", "revenue"]
    minutes = check_table(live_minutes, "live_minutes", "session_id", "date", *sums)
    check_numbers(minutes, "live_minutes", *sums)
    board = _by_show(minutes, sums)
    for rate, (below, above) in RATES.items():
        board[rate] = _over(board[above], board[below])
    board["all"] = _over(board["orders"], board["impressions"])
    board["stay"] = _over(board.pop("viewers"), board["entrants"])
    board["gpm"] = 1000 * _over(board["revenue"], board["entrants"])
    if live_shows is None:
        return board
    shows_ = check_table(live_shows, "live_shows", "session_id", gaps=["net_15"])
    check_once(shows_, "live_shows", "session_id")
    board["net_15"] = board["session_id"].map(shows_.set_index("session_id")["net_15"])
    board["kept"] = _over(board["net_15"], board["revenue"])
    if margin is not None:
        check_positive("margin", margin, 1)
        board["left"] = margin * board["net_15"] - _cost_of(board["session_id"], cost)
    return board


def _cost_of(show, cost):
    """What each show cost: one number for all, or by show."""
    if not isinstance(cost, pd.Series):
        return cost
    unknown = show[~show.isin(cost.dropna().index)]
    if len(unknown):
        raise InputError(
            f"cost has nothing for {len(unknown):,} shows, the first is {unknown.iloc[0]}. Give "
            "each show its cost, 0 where it cost nothing; its index is session_id."
        )
    return show.map(cost)


def _over(above, below):
    return above / below.where(below > 0)


def live_rundown(live_minutes, by=("script_segment",)):
    """What did each part of the script, article or role (引流, 利润, 福利) get and bring?

    Parameters
    ----------
    live_minutes : DataFrame
        The columns of ``by``, viewers, entrants, product_clicks, orders, revenue (yuan).
    by : sequence of str
        "script_segment", "sku_role", "sku", "host" …

    Returns
    -------
    DataFrame, the most orders first
        by, minutes, viewers (the mean of its minutes: how full the room is), entrants,
        product_clicks, orders, revenue, share (of the orders), per_minute, per_1000 (orders for a
        thousand viewer-minutes), per_click.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    Two minutes sell alike to those who are there; one of them has four times as many people.

    >>> minutes = pd.DataFrame({
    ...     "script_segment": ["explain", "lottery"], "viewers": [100, 400], "entrants": [10, 90],
    ...     "product_clicks": [10, 40], "orders": [1, 4], "revenue": [100.0, 400.0]})
    >>> live_rundown(minutes)[["script_segment", "share", "per_minute", "per_1000", "per_click"]]
      script_segment  share  per_minute  per_1000  per_click
    0        lottery    0.8         4.0      10.0        0.1
    1        explain    0.2         1.0      10.0        0.1

    References
    ----------
    Row T27, template L31.
    """
    by = [by] if isinstance(by, str) else list(by)
    sums = ["viewers", "entrants", "product_clicks", "orders", "revenue"]
    minutes = check_table(live_minutes, "live_minutes", *by, *sums)
    check_numbers(minutes, "live_minutes", *sums)
    groups = minutes.groupby(by, observed=True, sort=False)
    table = groups[sums].sum()
    table.insert(0, "minutes", groups.size())
    table["share"] = table["orders"] / table["orders"].sum()
    table["per_minute"] = table["orders"] / table["minutes"]
    table["per_1000"] = 1000 * _over(table["orders"], table["viewers"])
    table["per_click"] = _over(table["orders"], table["product_clicks"])
    table["viewers"] = table["viewers"] / table["minutes"]
    return table.sort_values("orders", ascending=False, kind="stable").reset_index()


def part_effect(live_minutes, part, other, by="script_segment", per="click"):
    """How many times as many orders does one part bring as another, on the same base?

    Per minute the fuller room wins; per viewer or click the part itself is compared. Shows are
    what the interval counts: the minutes of a show share its evening. It is a jackknife of the log:
    each show is left out in turn.

    Parameters
    ----------
    live_minutes : DataFrame
        session_id, ``by``, orders, and viewers, entrants or product_clicks.
    part, other : str
        Values of ``by``.
    by : str
        "script_segment", "host" …
    per : {"minute", "viewer", "entrant", "click"}

    Returns
    -------
    Estimate
        A factor; n counts the shows with one of them or both.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> minutes = pd.DataFrame({
    ...     "session_id": [1, 1, 2, 2], "script_segment": ["urge", "close"] * 2,
    ...     "orders": [4, 1, 6, 2], "product_clicks": [40, 20, 50, 30]})
    >>> round(float(part_effect(minutes, "urge", "close").value), 2)
    1.85

    References
    ----------
    Row T35. Who chose the host or the minute decides what this means: only evenings dealt by lot
    compare hosts.
    """
    check_choice("per", per, PER)
    base = PER[per]
    needed = ["session_id", by, "orders", *([base] if base else [])]
    minutes = check_table(live_minutes, "live_minutes", *needed)
    check_numbers(minutes, "live_minutes", *needed[2:])
    check_name(minutes, by, part, "part")
    check_name(minutes, by, other, "other")
    minutes = minutes.assign(minute=1)
    sums = minutes.groupby(["session_id", by], observed=True)[["orders", base or "minute"]].sum()
    one, two = (sums.xs(name, level=by) for name in (part, other))
    shows_ = one.index.union(two.index)
    sides = np.hstack([side.reindex(shows_, fill_value=0).to_numpy(float) for side in (one, two)])
    if not (sides.sum(axis=0) > 0).all():
        raise InputError(f"{part} or {other} has no orders, or nothing to divide them by.")
    return _factor(sides)


def _factor(sides):
    """One ratio over another, of columns above, below, above, below; rows are left out in turn."""

    def log_factor(totals):
        with np.errstate(divide="ignore", invalid="ignore"):
            above, below, above_0, below_0 = np.log(totals).T
        return above - below - above_0 + below_0

    totals = sides.sum(axis=0)
    found = jackknife(log_factor(totals), log_factor(totals - sides), counts="shows")
    return found.through(math.exp)


def show_review(board, show, last=28):
    """Where did a show differ from the usual one, in yuan of its revenue (复盘)?

    Revenue is exposure × rates × yuan an order. The difference is shared out among these factors by
    their logs (LMDI), so that it adds up exactly. ``usual`` is the mean of the shows before it.

    Parameters
    ----------
    board : DataFrame
        The table of `live_board`.
    show : session_id
    last : int
        How many shows before it are the usual ones.

    Returns
    -------
    DataFrame, one row per step
        step, tonight, usual, low, high (between which nine of ten usual shows lie, for this step
        alone), yuan (what it did to the revenue), odd (tonight lies outside). With six steps an
        evening on which nothing happened has an odd one more often than not.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A show without orders, or with fewer than ten shows before it.

    Examples
    --------
    >>> from ecomlab import datasets
    >>> board = live_board(datasets.load("shop").live_minutes)
    >>> review = show_review(board, show=710)
    >>> review["step"].tolist()
    ['impressions', 'enter', 'see', 'click', 'deal', 'order value']

    References
    ----------
    Course map N15. LMDI: Ang (2015), Energy Policy 86, 233-238.
    """
    check_whole("last", last, 10)
    board = check_table(board, "board", "session_id", "revenue", *STEPS)
    check_name(board, "session_id", show, "show")
    board = board.sort_values("session_id", kind="stable").reset_index(drop=True)
    at = int(np.flatnonzero(board["session_id"] == show)[0])
    before = board.iloc[max(at - last, 0) : at]
    if len(before) < 10:
        raise InputError(f"Only {len(before)} shows come before show {show}. Choose a later one.")
    steps = ["impressions", *RATES, "order value"]
    tonight, usual = _factors(board.iloc[[at]]), _factors(before)
    if not (tonight > 0).all():
        raise InputError(f"Show {show} has a step with nothing in it: its rates can't be compared.")
    each = factors_by_show(before)
    revenue, revenue_0 = tonight.prod(), usual.prod()
    ratio = np.log(revenue / revenue_0)
    weight = revenue if ratio == 0 else (revenue - revenue_0) / ratio
    low, high = each.quantile(0.05), each.quantile(0.95)
    return pd.DataFrame(
        {
            "step": steps,
            "tonight": tonight.to_numpy(),
            "usual": usual.to_numpy(),
            "low": low.to_numpy(),
            "high": high.to_numpy(),
            "yuan": weight * np.log(tonight / usual).to_numpy(),
            "odd": ((tonight < low) | (tonight > high)).to_numpy(),
        }
    )


def factors_by_show(board):
    """The six factors of the revenue of each show: exposure, four rates, yuan an order.

    >>> board = pd.DataFrame({"impressions": [100], "entrants": [50], "product_impressions": [100],
    ...                       "product_clicks": [10], "orders": [2], "revenue": [80.0]})
    >>> factors_by_show(board).iloc[0].tolist()
    [100.0, 0.5, 2.0, 0.1, 0.2, 40.0]
    """
    board = check_table(board, "board", "revenue", *STEPS)
    found = {"impressions": board["impressions"].astype(float)}
    found |= {rate: _over(board[above], board[below]) for rate, (below, above) in RATES.items()}
    return pd.DataFrame(found | {"order value": _over(board["revenue"], board["orders"])})


def _factors(shows_):
    """The factors of the revenue of these shows: the mean exposure, pooled rates, yuan an order."""
    sums = shows_[[*STEPS, "revenue"]].sum()
    found = {"impressions": sums["impressions"] / len(shows_)}
    found |= {
        rate: sums[above] / sums[below] if sums[below] else np.nan
        for rate, (below, above) in RATES.items()
    }
    found["order value"] = sums["revenue"] / sums["orders"] if sums["orders"] else np.nan
    return pd.Series(found)


def net_share(board, counts="shows"):
    """Of a yuan on the screen at midnight, how much is left on day 15 (15 天净成交占比)?

    Parameters
    ----------
    board : DataFrame
        The table of `live_board` with ``net_15``; shows whose day 15 has not passed are left out.

    Returns
    -------
    Estimate
        A share; n counts shows.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> net_share(pd.DataFrame({"revenue": [100.0, 300.0, 50.0], "net_15": [80.0, 230.0, None]}))
    0.775 (0.592 to 0.958), n = 2 shows

    References
    ----------
    Metric M108.
    """
    board = check_table(board, "board", "revenue", gaps=["net_15"])
    over = board[board["net_15"].notna()]
    if not len(over):
        raise InputError("No show's day 15 has passed: net_15 is empty in every row.")
    return ratio_of_totals(over["net_15"], over["revenue"], counts)


def rehearsal(plan, minutes=120, roles=("traffic", "profit", "welfare")):
    """Is tomorrow's rundown ready? What is to be mended before the show, one test a row (彩排).

    Parameters
    ----------
    plan : DataFrame
        One row per article, in its turn: sku, role, minutes, price, lowest_30d (its lowest price of
        30 days), stock, expected (pieces), link_tested, claim_checked (bool).
    minutes : int
        Length of the show.
    roles : sequence of str
        Roles of which each must occur.

    Returns
    -------
    DataFrame
        test, wrong (how many), which (their articles), what to do.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> plan = pd.DataFrame({
    ...     "sku": ["CH03", "CH01"], "role": ["welfare", "profit"], "minutes": [60, 50],
    ...     "price": [29.0, 129.0], "lowest_30d": [29.0, 119.0], "stock": [300, 20],
    ...     "expected": [80, 35], "link_tested": [True, True], "claim_checked": [True, False]})
    >>> rehearsal(plan).loc[lambda test: test["wrong"] > 0, ["test", "wrong", "which"]]
         test  wrong           which
    0   stock      1            CH01
    2   price      1            CH01
    3   claim      1            CH01
    4  length     10  10 minutes left
    5   roles      1         traffic

    References
    ----------
    Course map N15 (outside the documents), template L31.
    """
    numbers = ["minutes", "price", "lowest_30d", "stock", "expected"]
    flags = ["link_tested", "claim_checked"]
    plan = check_table(plan, "plan", "sku", "role", *numbers, *flags)
    check_numbers(plan, "plan", *numbers)
    plan = check_flags(plan, "plan", *flags)
    check_whole("minutes", minutes, 1)
    rows = {
        "stock": (plan["stock"] < plan["expected"], "order, or show it less; say the number left"),
        "link": (~plan["link_tested"].astype(bool), "open it on a phone, at the show's price"),
        "price": (plan["price"] > plan["lowest_30d"], "don't call it the lowest price"),
        "claim": (~plan["claim_checked"].astype(bool), "no best, first, cures: show the paper"),
    }
    found = [
        {"test": name, "wrong": int(wrong.sum()), "which": ", ".join(map(str, plan["sku"][wrong])),
         "what to do": todo}
        for name, (wrong, todo) in rows.items()
    ]  # fmt: skip
    gap = int(minutes - plan["minutes"].sum())
    words = f"{abs(gap)} minutes {'left' if gap > 0 else 'too many'}" if gap else ""
    found.append({"test": "length", "wrong": abs(gap), "which": words, "what to do": "fit it"})
    missing = [role for role in roles if role not in set(plan["role"])]
    found.append({"test": "roles", "wrong": len(missing), "which": ", ".join(missing),
                  "what to do": "one to bring people, one to earn, one to thank"})  # fmt: skip
    return pd.DataFrame(found)
