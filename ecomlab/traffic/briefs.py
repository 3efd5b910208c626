"""The daily page on ads: what came back, what can't be said yet, what not to touch (投放日报).

Tables: ``ads_daily``, one row per day and plan; ``ad_conversions``, one per claimed order;
``pnl_lines``, whose refunds make paid revenue net.

A yuan of ads has three ages. First its claims are open (the tool waits 15 days for the buyer to
come back), then its returns are, then it is settled.
"""

import os
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_name, check_numbers, check_table
from ecomlab.errors import InputError, check_number, check_path, check_share, check_whole
from ecomlab.estimates import rate_interval, ratio_of_totals
from ecomlab.numerals import numeral
from ecomlab.tables.logs import collect, day_number, log
from ecomlab.traffic.plans import plan_returns
from ecomlab.workbooks import write_workbook

DAY = pd.Timedelta(days=1)
STATUS = {"claims open": "归因期内", "returns open": "退货期内", "settled": "已结清"}
ADVICE = {
    "keep": "保持；加钱只作小步加价测试", "keep: watch": "保持，观察", "cut": "减或停",
    "leave: own name": "不动：品牌词先做增量测试",
    "leave: too young": "不动：太新",
    "leave: budget just changed": "不动：刚调预算", "leave: few orders": "不动：成交太少",
}  # fmt: skip
SHOWN = 25  # plans on the page; the workbook has all
STYLE = """
.ecomlab-ads{font:14px/1.4 system-ui,"Noto Sans SC","Microsoft YaHei","PingFang SC",sans-serif;
 color:#1d2733;background:#fff;max-width:200mm;margin:0 auto;padding:5mm}
.ecomlab-ads h1{font-size:21px;margin:0;color:#12324a}
.ecomlab-ads h2{font-size:15px;margin:12px 0 4px;color:#0b5584}
.ecomlab-ads p{margin:2px 0 6px}
.ecomlab-ads table{border-collapse:collapse;width:100%;font-size:13px;color:#1d2733}
.ecomlab-ads th{border-bottom:2px solid #12324a}
.ecomlab-ads th,.ecomlab-ads td{text-align:right!important;padding:2px 5px!important;
 white-space:nowrap}
.ecomlab-ads th,.ecomlab-ads td:last-child{white-space:normal}
.ecomlab-ads th:first-child,.ecomlab-ads td:first-child,.ecomlab-ads td:last-child,
.ecomlab-ads th:last-child{text-align:left!important}
.ecomlab-ads td{border-bottom:1px solid #cfd8df}
.ecomlab-ads tr.open td{background:#ececec;color:#5a5a5a;font-style:italic}
.ecomlab-ads .leave{background:#fff7e6;border-left:4px solid #b35900;padding:6px 12px;
 margin-top:10px}
.ecomlab-ads .leave h2{margin-top:0;color:#8a4500}
@page{size:A4 portrait;margin:12mm}
@media print{.ecomlab-ads{padding:0;max-width:none;font-size:9.5pt}
 .ecomlab-ads *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""


def plan_days(ads_daily, ad_conversions, as_of, pnl_lines=None):
    """What an ad tool showed on the evening of ``as_of``, per day of spend and plan.

    An order is booked on the day of the click. So yesterday's row grows for two weeks, and then
    shrinks with its returns.

    Parameters
    ----------
    ads_daily : DataFrame
        date, plan_id, cost, and of impressions, clicks, daily_budget those that there are.
    ad_conversions : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        order_id, plan_id, ts_click, ts_pay, revenue: one row per claimed order.
    as_of : date
        The evening.
    pnl_lines : the same kind of frame, optional
        date, order_id, line, amount: their lines "refund" up to that evening make ``refund``. Two
        tools that claim an order are both charged with its refund.

    Returns
    -------
    DataFrame, one row per day and plan with cost or claims, both in order
        date, plan_id, cost (and the others), orders, revenue, refund (yuan, from 0 on).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> ads = pd.DataFrame({"date": pd.to_datetime(["2025-03-01"]), "plan_id": "cart",
    ...                     "cost": 50.0})
    >>> claims = pd.DataFrame({"order_id": [1, 2], "plan_id": "cart",
    ...     "ts_click": pd.to_datetime(["2025-03-01 10:00"] * 2),
    ...     "ts_pay": pd.to_datetime(["2025-03-01 10:05", "2025-03-09 21:00"]),
    ...     "revenue": [120.0, 80.0]})
    >>> [float(plan_days(ads, claims, day)["revenue"].iloc[0])
    ...  for day in ("2025-03-01", "2025-03-09")]
    [120.0, 200.0]

    References
    ----------
    Row T38, metric M16.
    """
    ads = check_table(ads_daily, "ads_daily", "date", "plan_id", "cost")
    check_numbers(ads, "ads_daily", "cost")
    ads = ads[ads["date"] <= check_moment(ads["date"], as_of, "as_of")]
    if not len(ads):
        raise InputError(f"as_of is {as_of}: ads_daily begins later.")
    sums = [name for name in ("impressions", "clicks") if name in ads]
    found = ads.groupby(["date", "plan_id"], observed=True)[["cost", *sums]].sum()
    if "daily_budget" in ads:
        found["daily_budget"] = ads.groupby(["date", "plan_id"], observed=True)[
            "daily_budget"
        ].max()
    found = found.reset_index().astype({"plan_id": "str"})
    claims = _claims(ad_conversions, as_of, pnl_lines)
    claims["date"] = pd.to_datetime(claims["date"]).dt.tz_localize(ads["date"].dt.tz)
    claims = claims.groupby(["date", "plan_id"])[["orders", "revenue", "refund"]].sum()
    table = found.merge(claims.reset_index(), on=["date", "plan_id"], how="outer")
    numbers = ["cost", *sums, "orders", "revenue", "refund"]
    table[numbers] = table[numbers].fillna(0.0)
    table["orders"] = table["orders"].astype(int)
    return table.sort_values(["date", "plan_id"], kind="stable").reset_index(drop=True)


def claim_curve(ad_conversions, as_of, window=15, recent=90, without=()):
    """Which share of its claims does a day of spend show 0, 1, 2 … days later?

    Parameters
    ----------
    ad_conversions : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        As in `plan_days`. Days are those of the column's zone; DuckDB reads times in the
        session's (``SET timezone = 'Asia/Shanghai'``).
    as_of : date
        The evening.
    window : int
        Days that the tool waits for an order (归因窗口).
    recent : int
        Days of clicks that count: those whose window was over last.
    without : sequence of str
        Plans that are left out.

    Returns
    -------
    DataFrame, one row per day from 0 to ``window``
        age, seen (share of orders), low, high (Wilson), n (orders), counts.

    Raises
    ------
    ColumnError, InputError
        No click is older than the window.

    Examples
    --------
    >>> claims = pd.DataFrame({"order_id": [1, 2, 3, 4], "plan_id": "cart",
    ...     "ts_click": pd.to_datetime(["2025-03-01"] * 4),
    ...     "ts_pay": pd.to_datetime(["2025-03-01", "2025-03-01", "2025-03-02", "2025-03-03"]),
    ...     "revenue": 100.0})
    >>> claim_curve(claims, "2025-04-01", window=2)[["age", "seen", "n"]]
       age  seen  n
    0    0  0.50  4
    1    1  0.75  4
    2    2  1.00  4
    """
    window, recent = check_whole("window", window, low=1), check_whole("recent", recent, low=1)
    claims = _claims(ad_conversions, as_of)
    claims = claims[~claims["plan_id"].isin(list(without))]
    last = day_number(as_of) - window
    mine = claims[claims["click"].between(last - recent + 1, last) & (claims["age"] <= window)]
    total = int(mine["orders"].sum())
    if not total:
        raise InputError(
            f"No claimed order has a click of {window} days or more before {as_of}: nothing says "
            "how claims grow. Give a longer log, or a smaller window."
        )
    by_age = mine.groupby("age")["orders"].sum().reindex(range(window + 1), fill_value=0).cumsum()
    low, high = rate_interval(by_age.to_numpy(), np.full(window + 1, total))
    return pd.DataFrame(
        {"age": range(window + 1), "seen": by_age.to_numpy() / total, "low": low, "high": high,
         "n": total, "counts": "orders"}
    )  # fmt: skip


def _claims(ad_conversions, as_of, pnl_lines=None):
    """Claims up to an evening by day of click, age and plan: one reduction of the log."""
    columns = ["order_id", "plan_id", "ts_click", "ts_pay", "revenue"]
    rows = log(ad_conversions, "ad_conversions", columns, as_of=as_of)
    if pnl_lines is None:
        rows = rows.with_columns(refund=nw.lit(0.0))
    else:
        lines = log(pnl_lines, "pnl_lines", ["order_id", "line", "amount"], as_of=as_of)
        lines = lines.filter(nw.col("line") == "refund")
        back = lines.group_by("order_id").agg(refund=nw.col("amount").sum())
        rows = rows.join(back, on="order_id", how="left").with_columns(
            -nw.col("refund").fill_null(0.0)
        )
    clicked = nw.col("ts_click").dt
    rows = rows.with_columns(year=clicked.year(), month=clicked.month(), dom=clicked.day())
    keys = ["year", "month", "dom", "day", "plan_id"]
    found = collect(
        rows.group_by(keys).agg(
            orders=nw.len(), revenue=nw.col("revenue").sum(), refund=nw.col("refund").sum()
        ),
        sort=keys,
    )
    parts = found[["year", "month", "dom"]].rename(columns={"dom": "day"})
    found["date"] = pd.to_datetime(parts)
    found["click"] = (found["date"] - pd.Timestamp("1970-01-01")).dt.days
    found["age"] = found["day"] - found["click"]
    return found


# --- The page -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class AdsBrief:
    """A page on ads: a notebook shows it, ``html`` is the whole file.

    Parameters
    ----------
    ages, plans, leave : DataFrame
        Spend by its age, every plan, and the plans not to touch today with the reason.
    lines : tuple of str
        The sentences on top.
    title, body : str
    paths : tuple of Path
        What was written.
    """

    ages: pd.DataFrame
    plans: pd.DataFrame
    leave: pd.DataFrame
    lines: tuple
    title: str
    body: str
    paths: tuple = ()

    @property
    def html(self):
        """The page as a file of its own, which asks nothing of a network."""
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{escape(self.title)}</title>\n</head>\n<body>\n{self.body}</body>\n</html>\n"
        )

    def _repr_html_(self):
        return self.body

    def __repr__(self):
        return f"AdsBrief({self.title!r}, paths={[str(path) for path in self.paths]})"


def ads_brief(
    ads_daily, as_of, margin, return_cost=0.0, *, conversions=None, pnl_lines=None, returns=None,
    window=15, returned=15, days=60, least=20, changed=3, jump=0.3, own_name=(), kind=None,
    path=None, title="Ads today · 投放日报", overwrite=False,
):  # fmt: skip
    """Which yuan came back, of which one can't say yet, and what not to touch today (投放日报)?

    Spend is told by its age. Young days are grey: their claims, or their returns, are still open.
    Plans are judged by settled days only, in yuan that a yuan of ads brings back after goods and
    returns: above 1 it earns. That is an average over all yuan that were spent. It says which
    budget may stay as it is. It doesn't say that more money earns: the next yuan brings less.

    Parameters
    ----------
    ads_daily : DataFrame
        From the shop's tables: date, plan_id, cost, with ``conversions``. From an own export:
        date, plan_id, cost, orders, revenue, and refund (or ``returns``); daily_budget if there is.
    as_of : date
        The evening that the page tells of; later days are left out.
    margin, return_cost : float
        What stays of a kept yuan before ads, and what a returned one costs:
        `ecomlab.traffic.paid.order_economics`.
    conversions, pnl_lines : frames, optional
        `plan_days` makes from them what the tool showed on that evening.
    returns : float, optional
        Share of paid money that goes back, where nothing says which: no refund in the export, no
        ``pnl_lines``. Every day is then charged with it in full.
    window, returned : int
        Days that claims stay open, and returns after them.
    days : int
        Of spend that the page looks back.
    least : int
        Settled orders below which a plan isn't judged: about 20 where orders are alike. Where
        baskets and days differ, as many times more as `Kind.scatter` ÷ the yuan of an order says.
    changed, jump : int, float
        A budget that moved by more than the share ``jump`` in so many days is left to learn.
    own_name : sequence of str
        Plans that buy the shop's own name: who types it comes anyway, so no return judges them.
        They are left out of ``ages`` and of every average.
    kind : Kind, optional
        As in `plan_returns`, of yuan brought back. One plan alone, without it, isn't shrunk: its
        interval is that of its days.
    path : path, optional
        Ends in .html or .xlsx; both files are written beside each other.
    title : str
    overwrite : bool

    Returns
    -------
    AdsBrief
        ``ages``: age, status, settled, spend, orders, paid_roi, net_roi (after refunds so far),
        back (yuan that a yuan brought back so far), seen (share of all claims; with
        ``conversions``). ``plans``: plan_id, spend_7 (the last seven days), spend, orders
        (settled), paid_roi, net_roi, estimate, low, high (yuan brought back, shrunk), n, counts,
        young (share of spend not settled), advice: "keep" where the whole interval lies at 1 or
        above (a step up only as a test), "cut" where it lies below, "keep: watch" where it holds 1,
        or "leave: …". ``leave``: those not to touch, with the reason.

    Raises
    ------
    ColumnError, InputError
        No spend in these days, none of it settled, nothing that tells of returns, or a file that
        is there.

    Examples
    --------
    >>> dates = pd.date_range("2025-03-01", periods=50)
    >>> ads = pd.concat([pd.DataFrame({"date": dates, "plan_id": name, "cost": 100.0,
    ...     "orders": [2, 4] * 25, "revenue": [150.0 * share, 450 * share] * 25,
    ...     "refund": [0.0, 60.0] * 25})
    ...     for name, share in {"carts": 1.2, "broad": 0.4}.items()])
    >>> brief = ads_brief(ads, "2025-04-19", margin=0.4)
    >>> brief.ages[["age", "status", "spend", "paid_roi", "net_roi", "back"]].round(2).tail(3)
                     age        status   spend  paid_roi  net_roi  back
    3       8 to 14 days   claims open  1400.0      2.57     2.23  0.89
    4      15 to 29 days  returns open  3000.0      2.32     2.04  0.82
    5  30 days and older       settled  4000.0      2.40     2.10  0.84
    >>> brief.plans[["plan_id", "estimate", "n", "advice"]].round(2)
      plan_id  estimate   n advice
    0   broad      0.37  60    cut
    1   carts      1.31  60   keep

    References
    ----------
    Rows T16, T19, T38, T44 and L12; metric M16.
    """
    numbers = {"window": window, "returned": returned, "days": days, "least": least,
               "changed": changed}  # fmt: skip
    for name, value in numbers.items():
        check_whole(name, value, low=1)
    check_share("margin", margin, -100, 1, ends=True)
    check_number("return_cost", return_cost, low=0), check_number("jump", jump, low=0)
    table, end = _dated(ads_daily, as_of, conversions, pnl_lines, returns)
    own_name = [own_name] if isinstance(own_name, str) else list(own_name)
    for name in own_name:
        check_name(table, "plan_id", name, "own_name")
    table["age"] = (end - table["date"]).dt.days
    table = table[table["age"].between(0, days - 1)]
    table["net"] = table["revenue"] - table["refund"]
    table["back"] = margin * table["net"] - return_cost * table["refund"]
    table["settled"] = table["age"] >= window + returned
    if not table["cost"].sum() > 0:
        raise InputError(f"Nothing was spent in the {days} days up to {as_of}.")
    if not table.loc[table["settled"], "cost"].sum() > 0:
        raise InputError(
            f"No spend is {window + returned} days old, so none is settled. Give more days, or a "
            "shorter window= and returned= if your tool and your buyers are quicker."
        )
    judged = table[~table["plan_id"].isin(own_name)]
    if not judged.loc[judged["settled"], "cost"].sum() > 0:
        raise InputError("Only the plans of own_name have settled spend: there is none to judge.")
    ages = _by_age(judged, window, returned, days)
    if conversions is not None:
        curve = claim_curve(conversions, as_of, window, without=own_name)
        ages["seen"] = _mean_seen(judged, ages, curve["seen"].to_numpy())
    plans = _by_plan(table, kind, least, changed, jump, window + returned, own_name)
    leave = plans.loc[plans["advice"].str.startswith("leave"), ["plan_id", "advice"]]
    lines = _sentences(table, plans, end, own_name)
    body = _body(title, lines, ages, plans, leave)
    ages = ages.drop(columns=["first", "last"])
    brief = AdsBrief(ages, plans, leave.reset_index(drop=True), lines, str(title), body)
    return brief if path is None else _write(brief, path, overwrite)


def _dated(ads_daily, as_of, conversions, pnl_lines, returns=None):
    """One row per day and plan as it stood that evening; and the evening."""
    if conversions is not None:
        table = plan_days(ads_daily, conversions, as_of, pnl_lines)
        known = pnl_lines is not None
    else:
        ads = check_table(ads_daily, "ads_daily", "date", "plan_id", "cost", "orders", "revenue")
        sums = ["cost", "orders", "revenue", *[name for name in ["refund"] if name in ads]]
        check_numbers(ads, "ads_daily", *sums)
        end = check_moment(ads["date"], as_of, "as_of")
        ads = ads[ads["date"] <= end]
        if not len(ads):
            raise InputError(f"as_of is {as_of}: ads_daily begins later.")
        groups = ads.groupby(["date", "plan_id"], observed=True)
        table = groups[sums].sum()
        if "daily_budget" in ads:
            table["daily_budget"] = groups["daily_budget"].max()
        table = table.reset_index().astype({"plan_id": "str"})
        known = "refund" in table
    if returns is not None and known:
        raise InputError("The refunds are there already. Leave returns= out.")
    if returns is None and not known:
        raise InputError(
            "Nothing tells what went back, so what is left can't be said. Give a column "
            "refund (yuan), pnl_lines=, or returns= (the share of paid money that goes back)."
        )
    if not known:
        table["refund"] = check_share("returns", returns, ends=True) * table["revenue"]
    return table, check_moment(table["date"], as_of, "as_of").normalize()


def _by_age(table, window, returned, days):
    """Sums and ratios of spend by its age, youngest first."""
    edges = sorted({0, 1, *[e for e in (4, 8) if e < window], window, window + returned, days})
    rows = []
    for first, last in zip(edges[:-1], edges[1:], strict=True):
        mine = table[table["age"].between(first, last - 1)]
        if not mine["cost"].sum() > 0 or first >= days:
            continue
        name = "today" if first == 0 else f"{first} to {last - 1} days"
        if first >= window + returned:
            name = f"{first} days and older"
        status = list(STATUS)[(first >= window) + (first >= window + returned)]
        sums = mine[["cost", "orders", "revenue", "net", "back"]].sum()
        ratios = sums[["revenue", "net", "back"]] / sums["cost"]
        settled = status == "settled"
        rows.append(
            (name, first, last, status, settled, sums["cost"], int(sums["orders"]), *ratios)
        )
    columns = ["age", "first", "last", "status", "settled", "spend", "orders"]
    return pd.DataFrame(rows, columns=[*columns, "paid_roi", "net_roi", "back"])


def _mean_seen(table, ages, curve):
    """The share of its claims that the spend of each age shows, by yuan."""
    shares = np.append(curve, 1.0)[np.minimum(table["age"], len(curve))]
    shown = []
    for first, last in zip(ages["first"], ages["last"], strict=True):
        mine = table["age"].between(first, last - 1)
        shown.append(np.average(shares[mine], weights=table.loc[mine, "cost"]))
    return shown


def _by_plan(table, kind, least, changed, jump, age, own_name):
    """Every plan by its settled days, and whether it may be touched."""
    groups = table.groupby("plan_id")
    plans = pd.DataFrame({"spend_7": table[table["age"] < 7].groupby("plan_id")["cost"].sum()})
    plans = plans.reindex(groups.size().index, fill_value=0.0)
    settled = table[table["settled"] & (table["cost"] > 0)]
    sums = settled.groupby("plan_id")[["cost", "orders", "revenue", "net"]].sum()
    sums = sums.reindex(plans.index, fill_value=0.0)
    plans["spend"], plans["orders"] = sums["cost"], sums["orders"].astype(int)
    plans["paid_roi"] = sums["revenue"] / sums["cost"].where(sums["cost"] > 0)
    plans["net_roi"] = sums["net"] / sums["cost"].where(sums["cost"] > 0)
    known = settled.assign(revenue=settled["back"].clip(lower=0))
    others = known[~known["plan_id"].isin(own_name)]
    alone = kind is None and others["plan_id"].nunique() == 1
    found = _alone(others) if alone else plan_returns(others, kind=kind).set_index("plan_id")
    columns = ["estimate", "low", "high", "n", "counts"]
    plans = plans.join(found[columns])
    plans["n"], plans["counts"] = plans["orders"], "orders"
    young = table[~table["settled"]].groupby("plan_id")["cost"].sum() / groups["cost"].sum()
    plans["young"] = young.reindex(plans.index, fill_value=0.0)
    plans["advice"] = _advice(plans, table, least, changed, jump, age, own_name)
    order = plans.sort_values("spend_7", ascending=False, kind="stable")
    return order.reset_index()


def _alone(known):
    """One plan has no others to be drawn towards: its own ratio, with the scatter of its days."""
    found = ratio_of_totals(known["revenue"], known["cost"], "days")
    row = {"plan_id": known["plan_id"].iloc[0], "estimate": found.value, "low": found.low,
           "high": found.high, "n": 0, "counts": "orders"}  # fmt: skip
    return pd.DataFrame([row]).set_index("plan_id")


def _advice(plans, table, least, changed, jump, age, own_name):
    """Keep, cut, or leave alone and why: the first reason that holds."""
    moved = pd.Series(False, index=plans.index)
    if "daily_budget" in table:
        now, before = (
            table[table["age"].between(*ages)].groupby("plan_id")["daily_budget"].median()
            for ages in ((0, changed - 1), (changed, changed + 6))
        )
        moved = ((now / before - 1).abs() > jump).reindex(plans.index, fill_value=False)
    oldest = table[table["cost"] > 0].groupby("plan_id")["age"].max().reindex(plans.index)
    return np.select(
        [
            plans.index.isin(own_name),
            ~(oldest >= age),
            moved,
            plans["orders"] < least,
            plans["low"] >= 1,
            plans["high"] < 1,
        ],
        [
            "leave: own name",
            "leave: too young",
            "leave: budget just changed",
            "leave: few orders",
            "keep",
            "cut",
        ],
        "keep: watch",
    )


def _sentences(table, plans, end, own_name):
    """What whoever reads one line only must know."""
    today, spent = table[table["age"] == 0]["cost"].sum(), table["cost"].sum()
    young = table.loc[~table["settled"], "cost"].sum()
    settled = table[table["settled"] & ~table["plan_id"].isin(own_name)]
    back = settled["back"].sum() / settled["cost"].sum()
    verb = "earned" if back >= 1 else "lost"
    without = ", own name left out," if own_name else ""
    told = numeral(abs(back - 1), digits=2)
    counts = plans["advice"].str.partition(":")[0].value_counts()
    watched = int(plans["advice"].eq("keep: watch").sum())
    return (
        f"{end:%Y-%m-%d}: {numeral(today, 'yuan', 0)} spent today. Of {numeral(spent, 'yuan', 0)} "
        f"in {table['age'].max() + 1} days {numeral(young / spent, '%', 0)} is not settled: grey.",
        f"A settled yuan{without} {verb} {told} yuan after goods and returns. What ads add is "
        "another question: the tool claims orders that come anyway, too.",
        f"Plans: {counts.get('keep', 0)} keep their budget ({watched} of them to be watched), "
        f"{counts.get('cut', 0)} are cut, {counts.get('leave', 0)} not to be touched today.",
        "These are averages. They don't say what more money earns: a step up is a test "
        "小步加价测试.",
    )


def _body(title, lines, ages, plans, leave):
    shown = plans.head(SHOWN)
    more = len(plans) - len(shown)
    rest = f"<p>{more} more plans are in the workbook.</p>" if more else ""
    items = "".join(
        f"<li>{escape(row.plan_id)}: {escape(row.advice.partition(': ')[2])} "
        f'<span lang="zh">{ADVICE[row.advice].partition("：")[2]}</span></li>'
        for row in leave.itertuples()
    )
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<article class="ecomlab-ads">\n<style>{STYLE}</style>\n<h1>{escape(str(title))}</h1>\n'
        f'{said}\n<h2>Spend by its age <span lang="zh">按花费日期</span></h2>\n{_age_rows(ages)}'
        '<h2>Plans, by settled days <span lang="zh">计划（仅已结清）</span></h2>\n'
        f'{_plan_rows(shown)}{rest}\n<div class="leave"><h2>Not today '
        '<span lang="zh">今天不动</span></h2>'
        f"<ul>{items or '<li>none</li>'}</ul></div>\n</article>\n"
    )


def _age_rows(ages):
    heads = ["age", "spend, yuan", "orders", "paid ROI", "net ROI", "a yuan brought back, yuan"]
    heads += (["claims seen"] if "seen" in ages else []) + ["status"]
    rows = []
    for row in ages.itertuples():
        ratios = [numeral(x, digits=2) for x in (row.paid_roi, row.net_roi, row.back)]
        cells = [row.age, numeral(row.spend, digits=0), numeral(row.orders), *ratios]
        cells += [numeral(row.seen, "%", 0)] if "seen" in ages else []
        cells += [f"{row.status} {STATUS[row.status]}"]
        rows.append((cells, not row.settled))
    return _html_table(heads, rows)


def _plan_rows(plans):
    heads = ["plan", "last 7 days, yuan", "settled, yuan", "orders", "net ROI",
             "a yuan brought back, yuan (shrunk)", "do"]  # fmt: skip
    rows = []
    for row in plans.itertuples():
        some = row.estimate == row.estimate
        shrunk = f"{row.estimate:.2f} ({row.low:.2f} to {row.high:.2f})" if some else "–"
        net = numeral(row.net_roi, digits=2) if row.spend > 0 else "–"
        spend = [numeral(yuan, digits=0) for yuan in (row.spend_7, row.spend)]
        advice = f"{row.advice} {ADVICE[row.advice]}"
        cells = [row.plan_id, *spend, numeral(row.orders), net, shrunk, advice]
        rows.append((cells, row.advice.startswith("leave")))
    return _html_table(heads, rows)


def _html_table(heads, rows):
    head = "".join(f"<th>{escape(word)}</th>" for word in heads)
    lines = "".join(
        ('<tr class="open">' if grey else "<tr>")
        + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
        + "</tr>\n"
        for cells, grey in rows
    )
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>{lines}</tbody></table>\n"


def _write(brief, path, overwrite):
    """The page and the workbook beside each other, under one name."""
    path = check_path("path", path)
    if path.suffix.lower() not in (".html", ".xlsx"):
        raise InputError(f"path is {str(path)!r}. Give a name that ends in .html or .xlsx.")
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {str(path.parent)!r}. Make it first.")
    page, book = path.with_suffix(".html"), path.with_suffix(".xlsx")
    if page.exists() and not overwrite:
        raise InputError(
            f"{str(page)!r} is there already. Choose another name, or overwrite=True if it may go."
        )
    sheets = {"ages": brief.ages, "plans": brief.plans}
    if len(brief.leave):
        sheets["not_today"] = brief.leave
    grey = {"ages": ~brief.ages["settled"], "plans": brief.plans["advice"].str.startswith("leave")}
    write_workbook(book, sheets, {"brief": [brief.title, *brief.lines]}, overwrite, greyed=grey)
    handle, fresh = tempfile.mkstemp(suffix=".html", dir=page.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(brief.html)
        os.chmod(fresh, 0o644)
        os.replace(fresh, page)
    finally:
        Path(fresh).unlink(missing_ok=True)
    parts = (brief.ages, brief.plans, brief.leave, brief.lines, brief.title, brief.body)
    return AdsBrief(*parts, (page, book))
