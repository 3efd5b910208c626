"""One supplier or two? What goods cost in truth, what outages cost, whose money it is (供应商)."""

import math

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import (
    check_moment,
    check_numbers,
    check_once,
    check_one_zone,
    check_same_kind,
    check_table,
    check_times,
)
from ecomlab.errors import (
    InputError,
    check_choice,
    check_number,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.tables import collect, log, needs

COSTS = {
    "goods": ("cogs",),
    "parcel": ("shipping", "packaging"),
    "returns": ("returns", "insurance"),
    "platform": ("platform_fee",),
}
YEAR = 365


# --- What goods cost in truth -----------------------------------------------------------------


def supply_cost(terms, defect_cost, day_cost, money_rate):
    """What do 100 yuan of goods cost in truth, from each supplier (总拥有成本, TCO)?

    Parameters
    ----------
    terms : DataFrame, one row per supplier
        supplier, unit_price (as a multiple of the usual price), defect_rate (share), late_days
        (days late, in the mean), payment_days; optional defect_low, defect_high (an interval of the
        rate).
    defect_cost : float
        What a defect costs that reaches a buyer, as a multiple of a piece's usual price: the piece,
        its way back, the refunded order's work, a bad review.
    day_cost : float
        What a day's delay costs, in yuan for each 100 yuan of goods: sales lost, or stock kept.
    money_rate : float
        What a year's credit would cost elsewhere, as a share.

    Returns
    -------
    DataFrame, one row per supplier, the cheapest first
        supplier, price, defects, waiting, credit (below 0: the supplier lends), estimate (their
        sum), low, high (of the defect rate alone; NaN without its interval). All in yuan per 100
        yuan of goods at the usual price.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> terms = pd.DataFrame({"supplier": ["a", "b"], "unit_price": [1.0, 0.94],
    ...                       "defect_rate": [0.01, 0.04], "late_days": [0, 1],
    ...                       "payment_days": [45, 30]})
    >>> supply_cost(terms, defect_cost=2, day_cost=0.5, money_rate=0.06).iloc[:, :6].round(2)
      supplier  price  defects  waiting  credit  estimate
    0        a  100.0      2.0      0.0   -0.74    101.26
    1        b   94.0      8.0      0.5   -0.46    102.04

    References
    ----------
    Course map F11, F15. Ellram (1993), Industrial Marketing Management 22.
    """
    names = ["unit_price", "defect_rate", "payment_days"]
    terms = check_table(terms, "terms", "supplier", "late_days", *names)
    check_once(terms, "terms", "supplier")
    check_numbers(terms, "terms", *names)
    for rate in terms["defect_rate"]:
        check_share("defect_rate", rate, ends=True)
    if not pd.api.types.is_numeric_dtype(terms["late_days"]):
        raise InputError(f"late_days of terms holds {terms['late_days'].iloc[0]!r}. Give numbers.")
    each = 100 * check_number("defect_cost", defect_cost, low=0)
    day = check_number("day_cost", day_cost, low=0)
    rate = check_share("money_rate", money_rate, ends=True)
    parts = pd.DataFrame(
        {"supplier": terms["supplier"], "price": 100 * terms["unit_price"],
         "defects": each * terms["defect_rate"], "waiting": day * terms["late_days"].clip(lower=0),
         "credit": -100 * terms["unit_price"] * rate * terms["payment_days"] / YEAR}
    )  # fmt: skip
    total = parts.iloc[:, 1:].sum(axis=1)
    ends = {}
    for end in ("low", "high"):
        known = terms.get(f"defect_{end}", np.nan)
        ends[end] = total + each * (known - terms["defect_rate"])
    return parts.assign(estimate=total, **ends).sort_values("estimate", ignore_index=True)


@needs("pnl_lines", "date", "order_id", "line", "amount")
def cost_to_serve(pnl_lines, by="channel", groups=None, as_of=None):
    """What do goods, parcel, returns and fee cost for an order of each kind (单均履约成本)?

    Parameters
    ----------
    pnl_lines : frame
        {pnl_lines}
    by : str
        "channel" or "sku".
    groups : mapping of str to sequence of str, optional
        Which lines count and belong together. Default: goods, parcel, returns (what restocked goods
        give back is in it), platform.
    as_of : date, optional
        The last day that counts, in full. Default: the day of the last line.

    Returns
    -------
    DataFrame, one row per kind, the dearest first
        by, orders (with goods that were sent), a column per group, total: yuan an order, costs
        above 0. By "sku" an order counts with each of its articles, and what is booked on whole
        orders, such as a parcel, stands in a row "(no sku)". Sums of what is booked, no estimates;
        lines that belong to no order are not in it.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> lines = pd.DataFrame({
    ...     "date": pd.Timestamp("2025-03-01"), "order_id": ["A", "A", "B", "B"],
    ...     "channel": ["live"] * 2 + ["search"] * 2, "line": ["cogs", "shipping"] * 2,
    ...     "amount": [-60.0, -9.0, -50.0, -5.0]})
    >>> cost_to_serve(lines)
      channel  orders  goods  parcel  returns  platform  total
    0    live       1   60.0     9.0      0.0       0.0   69.0
    1  search       1   50.0     5.0      0.0       0.0   55.0

    References
    ----------
    Course map N22 (outside the documents).
    """
    groups = COSTS if groups is None else groups
    listed = [line for lines in groups.values() for line in lines]
    if twice := {line for line in listed if listed.count(line) > 1}:
        raise InputError(f"{min(twice)!r} stands twice in groups. Put each line in one group.")
    group_of = {line: name for name, lines in groups.items() for line in lines}
    if "goods" not in groups:
        raise InputError("groups lacks 'goods': by the goods one sees which orders were sent.")
    rows = log(pnl_lines, "pnl_lines", ("order_id", by, "line", "amount"), as_of)
    known = rows.filter(~nw.col("order_id").is_null())
    sums = collect(
        known.group_by(by, "line").agg(nw.col("amount").sum(), orders=nw.col("order_id").n_unique())
    )
    booked = sorted(sums["line"].astype("str").unique())
    sums = sums.assign(group=sums["line"].map(group_of).astype("object")).dropna(subset=["group"])
    sums[by] = sums[by].astype("object").fillna(f"(no {by})")
    if sums.empty:
        raise InputError(f"No line is in a group. The groups hold: {', '.join(group_of)}.")
    if groups is not COSTS:
        for line in listed:
            check_choice("a line in groups", line, booked)
    yuan = -sums.pivot_table(index=by, columns="group", values="amount", aggfunc="sum")
    yuan = yuan.reindex(columns=list(groups)).fillna(0.0)
    goods = sums[sums["line"].isin(groups["goods"])]
    orders = goods.groupby(by)["orders"].max().reindex(yuan.index)
    orders = orders.fillna(sums.groupby(by)["orders"].max())
    table = yuan.div(orders.where(orders > 0), axis=0) + 0.0
    table.insert(0, "orders", orders.fillna(0).astype("int64"))
    table["total"] = table[list(groups)].sum(axis=1, min_count=len(groups))
    return table.sort_values("total", ascending=False).reset_index().rename_axis(columns=None)


# --- Outages ---------------------------------------------------------------------------------


def disruption(length, cover, second=0.0, switch=0, raised=None, together=0.0):
    """How many days' sales does an outage of the first supplier cost (断供)?

    Stock covers the first days. A second supplier goes on with its share, and after some days with
    more, if an agreement says so (优先供货协议).

    Parameters
    ----------
    length : float or sequence of float
        Days without the first supplier: one outage, or several whose mean is taken.
    cover : float or sequence of float
        Days of sales on the shelf when it begins: of all goods, or of several articles or evenings,
        which count alike (articles don't help each other out).
    second : float
        Share of the goods that the second supplier delivers always.
    switch : float
        Days until the second one delivers more.
    raised : float, optional
        Share of the goods that it delivers from then on. Default: as before.
    together : float
        Chance that the second one is out as well (the same flood, the same festival).

    Returns
    -------
    float
        Days of sales lost in an outage, in the mean.

    Raises
    ------
    InputError

    Examples
    --------
    Thirty days, ten of them covered: 20 are lost. With a second supplier of 20%, which delivers 80%
    after 10 days: 10 × 0.8 + 20 × 0.2 = 12 are missing, 10 of them covered.

    >>> disruption(30, cover=10), round(disruption(30, 10, second=0.2, switch=10, raised=0.8), 1)
    (20.0, 2.0)

    Half of the articles last 5 days, half 35: the first lose 25, the others none.

    >>> disruption(30, cover=[5, 35])
    12.5

    References
    ----------
    Course map F14, P19 (seed 002:067-068). Tomlin (2006), Management Science 52: inventory, a
    second source, or both.
    """
    length, cover = _days("length", length)[:, None], _days("cover", cover)[None, :]
    switch = check_number("switch", switch, low=0)
    second, together = (
        check_share("second", second, ends=True),
        check_share("together", together, ends=True),
    )
    raised = second if raised is None else check_share("raised", raised, ends=True)
    if raised < second:
        raise InputError(f"raised is {raised}, second {second}: after the switch it delivers less.")
    alone = np.maximum(length - cover, 0)
    early, later = np.minimum(length, switch), np.maximum(length - switch, 0)
    missing = (1 - second) * early + (1 - raised) * later
    both = np.maximum(missing - cover, 0)
    return float(((1 - together) * both + together * alone).mean())


def _days(name, values):
    """Numbers of days from 0 on, as an array."""
    try:
        days = np.atleast_1d(np.asarray(values, float))
    except (TypeError, ValueError):
        days = np.array([])
    if days.ndim != 1 or not len(days) or not np.isfinite(days).all() or (days < 0).any():
        raise InputError(f"{name} holds a number of days, or several: numbers from 0 on.")
    return days


def second_source(
    outages, length, cover, margin_a_day, goods_a_year, surcharge, second, switch=0, raised=None,
    together=0.0,
):  # fmt: skip
    """What does a second supplier cost and save in a year, and from how many outages does it pay?

    Parameters
    ----------
    outages : float
        Outages of the first supplier in a year.
    length, cover, second, switch, raised, together
        As of `disruption`.
    margin_a_day : float
        Yuan that a day of sales leaves, and that are lost with it.
    goods_a_year : float
        Yuan of goods bought in a year, at the first supplier's price.
    surcharge : float
        By which share the second one is dearer: price, and the discount that the first would give
        for all of the orders. Below 0: it is cheaper.

    Returns
    -------
    DataFrame, one row
        lost_alone, lost (days of sales in an outage, without and with the second supplier), saved
        (yuan a year), premium (yuan a year), net (saved less premium), border (outages a year at
        which it breaks even; infinite where it saves nothing), border_surcharge (the largest
        surcharge that these outages pay for).

    Raises
    ------
    InputError

    Examples
    --------
    >>> second_source(outages=1, length=30, cover=10, margin_a_day=2000, goods_a_year=2_000_000,
    ...               surcharge=0.05, second=0.2, switch=10, raised=0.8).round(2).T[0].tolist()
    [20.0, 2.0, 36000.0, 20000.0, 16000.0, 0.56, 0.09]

    References
    ----------
    Course map F14, P19.
    """
    outages = check_number("outages", outages, low=0)
    margin = check_positive("margin_a_day", margin_a_day)
    bought = check_positive("goods_a_year", goods_a_year) * check_share("second", second)
    lost_alone = disruption(length, cover)
    lost = disruption(length, cover, second, switch, raised, together)
    each = (lost_alone - lost) * margin
    premium = bought * _surcharge(surcharge)
    border = premium / each if each > 0 else (0.0 if premium <= 0 else np.inf)
    return pd.DataFrame(
        {"lost_alone": [lost_alone], "lost": lost, "saved": outages * each, "premium": premium,
         "net": outages * each - premium, "border": max(border, 0.0),
         "border_surcharge": outages * each / bought}
    )  # fmt: skip


def _surcharge(surcharge):
    dearer = check_number("surcharge", surcharge, low=-1)
    if dearer > 1:
        raise InputError(
            f"surcharge is {surcharge}. It is a share: {surcharge:g}% is {surcharge / 100:g}."
        )
    return dearer


def one_to_three(
    outages, length, cover, margin_a_day, goods_a_year, surcharge, second, switch=0, raised=None,
    together=0.0,
):  # fmt: skip
    """What do outages and surcharges cost in a year with one, two and three suppliers?

    Each supplier beside the first delivers the same share and may be out as well, each for itself.

    Parameters
    ----------
    outages, length, cover, margin_a_day, goods_a_year, surcharge, switch
        As of `second_source`.
    second, raised : float
        Share that each further supplier delivers always, and after the switch. Two of them deliver
        twice as much, at most all.
    together : float
        Chance that a further supplier is out in the same outage.

    Returns
    -------
    DataFrame, three rows
        suppliers, lost (days of sales in an outage), lost_margin, premium, cost (their sum; yuan a
        year).

    Raises
    ------
    InputError

    Examples
    --------
    >>> one_to_three(outages=1, length=30, cover=10, margin_a_day=2000, goods_a_year=2_000_000,
    ...              surcharge=0.05, second=0.2, switch=10, raised=0.8, together=0.5).round(1)
       suppliers  lost  lost_margin  premium     cost
    0          1  20.0      40000.0      0.0  40000.0
    1          2  11.0      22000.0  20000.0  42000.0
    2          3   6.0      12000.0  40000.0  52000.0

    References
    ----------
    Course map F14.
    """
    outages = check_number("outages", outages, low=0)
    margin = check_positive("margin_a_day", margin_a_day)
    goods = check_positive("goods_a_year", goods_a_year)
    dearer = _surcharge(surcharge)
    second = check_share("second", second)
    raised = second if raised is None else check_share("raised", raised, ends=True)
    out = check_share("together", together, ends=True)
    with_ = [
        disruption(length, cover, min(k * second, 1), switch, min(k * raised, 1)) for k in range(3)
    ]
    lost = [sum(_ways(others, k, out) * with_[k] for k in range(others + 1)) for others in range(3)]
    table = pd.DataFrame(
        {"suppliers": [1, 2, 3], "lost": lost,
         "lost_margin": [outages * margin * days for days in lost],
         "premium": [goods * dearer * min(k * second, 1) for k in range(3)]}
    )  # fmt: skip
    return table.assign(cost=table["lost_margin"] + table["premium"])


def _ways(others, there, out):
    """Chance that so many of the other suppliers can deliver."""
    return math.comb(others, there) * (1 - out) ** there * out ** (others - there)


def supply_stress(shelf, inbound, as_of, delay, days=28):
    """If a supplier's open lots came some days later, which articles would run out, and how long?

    Parameters
    ----------
    shelf : DataFrame, one row per day and article
        date, sku, on_hand, sales (pieces). A table `inventory_daily`.
    inbound : DataFrame, one row per lot
        supplier, sku, ordered_at, promised_on, received_at. Only articles with an open lot are in
        the answer.
    as_of : date
        The evening on which one looks.
    delay : float
        Days by which all open lots come later than promised; an overdue one, later than tomorrow.
    days : int
        What sells a day is the mean of so many last days (days without stock count as they are).

    Returns
    -------
    DataFrame, one row per article, the longest gap first
        supplier, sku, on_hand, a_day (pieces sold a day), lasts (days of stock; 0 for an empty
        shelf, infinite where some lie and none sold), due (days until the first open lot, delayed),
        gap (days without stock), lost (pieces, at what sold: 0 where the shelf was empty all days).
        An article that the shelf hasn't got yet counts as an empty shelf.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> shelf = pd.DataFrame({"date": pd.Timestamp("2025-06-30"), "sku": ["A"], "on_hand": [40],
    ...                       "sales": [5]})
    >>> lots = pd.DataFrame({"supplier": ["a"], "sku": ["A"], "lot_size": [100],
    ...     "ordered_at": [pd.Timestamp("2025-06-25")], "promised_on": [pd.Timestamp("2025-07-04")],
    ...     "received_at": [pd.NaT]})
    >>> supply_stress(shelf, lots, "2025-06-30", delay=7)[["lasts", "due", "gap", "lost"]]
       lasts   due  gap  lost
    0    8.0  11.0  3.0  15.0

    References
    ----------
    Course map P19.
    """
    names = ["supplier", "sku", "ordered_at", "promised_on"]
    inbound = check_table(inbound, "inbound", *names, gaps=["received_at"])
    check_times(inbound, "inbound", "ordered_at", "promised_on", "received_at")
    check_one_zone(inbound, "inbound", "ordered_at", "promised_on", "received_at")
    shelf = check_table(shelf, "shelf", "date", "sku", "on_hand", "sales")
    check_numbers(shelf, "shelf", "on_hand", "sales")
    check_once(shelf, "shelf", "date", "sku")
    check_same_kind("sku", inbound=inbound, shelf=shelf)
    delay, days = check_number("delay", delay, low=0), check_whole("days", days, low=1)
    day = check_moment(shelf["date"], as_of, "as_of").normalize()
    recent = shelf[(shelf["date"] <= day) & (shelf["date"] > day - pd.Timedelta(days=days))]
    if not (recent["date"] == day).any():
        raise InputError(f"shelf has no row of {as_of}. Choose a day that it has.")
    evening = check_moment(inbound["received_at"], as_of, "as_of").normalize() + pd.Timedelta(
        days=1
    )
    open_ = inbound[(inbound["ordered_at"] < evening)
                    & ~(inbound["received_at"] < evening)]  # fmt: skip
    next_one = open_.sort_values("promised_on", kind="stable").drop_duplicates("sku")
    today = recent[recent["date"] == day].set_index("sku")["on_hand"]
    a_day = recent.groupby("sku", observed=True)["sales"].mean()
    table = next_one[["supplier", "sku"]].reset_index(drop=True)
    wait = (next_one["promised_on"] - (evening - pd.Timedelta(days=1))).dt.days.clip(lower=1)
    table["on_hand"] = table["sku"].map(today).astype(float).fillna(0.0)
    table["a_day"] = table["sku"].map(a_day).astype(float).fillna(0.0)
    table = table.assign(due=wait.to_numpy() + delay)
    lasts = table["on_hand"] / table["a_day"].where(table["a_day"] > 0)
    table.insert(4, "lasts", lasts.fillna(np.inf).mask(table["on_hand"] <= 0, 0.0))
    gap = (table["due"] - table["lasts"]).clip(lower=0)
    table = table.assign(gap=gap, lost=gap * table["a_day"])
    return table.sort_values(["gap", "sku"], ascending=[False, True], ignore_index=True)


# --- Whose money lies in the goods -----------------------------------------------------------


def cash_conversion_cycle(stock, receivables, payables, cost_a_day, sales_a_day):
    """For how many days is a yuan away, from the supplier's account back to yours (现金周转周期)?

    Days that goods lie (DIO) and buyers' money is on its way (DSO), less the days that suppliers
    lend (DPO).

    Parameters
    ----------
    stock, receivables, payables : float
        Yuan, in the mean of the period: goods at cost, sales not yet in the bank, goods not yet
        paid.
    cost_a_day : float
        Yuan of goods sold a day, at cost.
    sales_a_day : float
        Yuan of sales a day, after refunds.

    Returns
    -------
    DataFrame, four rows
        part (stock, receivables, payables, cycle), yuan, a_day, days (payables below 0; their sum).
        yuan of the cycle: what is tied up.

    Raises
    ------
    InputError

    Examples
    --------
    >>> cash_conversion_cycle(300_000, 450_000, 240_000, cost_a_day=10_000, sales_a_day=30_000)
              part      yuan    a_day  days
    0        stock  300000.0  10000.0  30.0
    1  receivables  450000.0  30000.0  15.0
    2     payables -240000.0  10000.0 -24.0
    3        cycle  510000.0      NaN  21.0

    References
    ----------
    Richards and Laughlin (1980), Financial Management 9. Course map F11, metric M95.
    """
    yuan = [check_number(name, value, low=0) for name, value in
            (("stock", stock), ("receivables", receivables), ("payables", payables))]  # fmt: skip
    yuan[2] = -yuan[2]
    cost = check_positive("cost_a_day", cost_a_day)
    a_day = np.array([cost, check_positive("sales_a_day", sales_a_day), cost], float)
    days = yuan / a_day
    return pd.DataFrame(
        {"part": ["stock", "receivables", "payables", "cycle"], "yuan": [*yuan, sum(yuan)],
         "a_day": [*a_day, np.nan], "days": [*days, days.sum()]}
    )  # fmt: skip
