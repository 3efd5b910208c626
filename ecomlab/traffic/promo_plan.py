"""A big promotion planned: its dates, its visits by source and hour, its coupons, its newcomers.

Course map T14, T26, template L35, case K36.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_numbers, check_once, check_table
from ecomlab.errors import InputError, check_days, check_number, check_positive, check_share
from ecomlab.estimates import share

# Days before the first (below 0) or after the last day of the event; what; who; the document.
TIMELINE = (
    (-90, "start", "targets split; stock, papers and money asked for", "lead", "002"),
    (-90, "start", "plan of the activity, of the traffic, of emergencies", "lead", "004"),
    (-75, "start", "platform places, suppliers; content in reserve", "operations", "002"),
    (-60, "start", "traffic for the presale, in layers; better pages", "traffic", "002"),
    (-45, "start", "last day to order what takes 45 days", "supply", "course"),
    (-30, "start", "presale with deposits, coupons for members", "operations", "000"),
    (-15, "start", "buyers from here on may claim the event's cut (价保): no second cut",
     "pricing", "course"),
    (-10, "start", "people begin to wait: read no daily number as a fall", "data", "course"),
    (-7, "start", "staff and parcels by last year × growth; deposits tell their balances only",
     "data", "course"),
    (0, "start", "ads and content together; watch traffic, conversion, stock", "all", "000"),
    (0, "end", "servers, shifts of service", "service", "002"),
    (7, "end", "review: satisfaction survey, settlement, slow items", "lead", "002"),
    (14, "end", "the dip is over: window closed", "data", "course"),
    (15, "end", "returns and price protection are in: what the event added", "data", "course"),
)  # fmt: skip


def promo_timeline(first, last, lead=0):
    """The dates of a big promotion (大促时间表), three months before to fifteen days after.

    Parameters
    ----------
    first, last : date
        Its days.
    lead : int
        Days that your suppliers need beyond 45: moves the day of the last order.

    Returns
    -------
    DataFrame, in the order of time
        date, days (to the first day below 0, after the last above), task, who, source (the course's
        documents 000, 002, 004; or the course).

    Raises
    ------
    InputError

    Examples
    --------
    >>> plan = promo_timeline("2026-06-01", "2026-06-18")
    >>> plan[["date", "days", "who"]].iloc[[0, 5, -1]]
             date  days         who
    0  2026-03-03   -90        lead
    5  2026-05-02   -30  operations
    13 2026-07-03    15        data
    """
    first, last = (pd.Timestamp(day) for day in (first, last))
    if pd.isna(first) or pd.isna(last) or last < first:
        raise InputError(f"The event goes from {first} to {last}. Give two dates in their order.")
    lead = int(check_number("lead", lead, low=0))
    rows = [
        ((first if edge == "start" else last) + pd.Timedelta(days=day - lead * (who == "supply")),
         day - lead * (who == "supply"), task, who, source)
        for day, edge, task, who, source in TIMELINE
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["date", "days", "task", "who", "source"])
    return table.sort_values("date", kind="stable", ignore_index=True)


def traffic_plan(sources, target, hours=None):
    """Which visits does a day's target need, from where, at what price, in which hours? (UV 拆解)

    Visits are taken from the source whose kept yuan costs least, as many as it can give, then from
    the next. What a source *can* give and what a visit costs must be known for that day: a click
    at night on 11.11 isn't Tuesday's click.

    Parameters
    ----------
    sources : DataFrame, one row per source
        source, conversion (orders ÷ visits on such a day), order_value (yuan *kept* of an order),
        most (visits that it can give), cost (yuan a visit).
    target : float
        Yuan that are to be kept.
    hours : mapping of hour to share, optional
        Of the day's visits; sums to 1. Adds the plan by hour.

    Returns
    -------
    DataFrame, one row per source (and hour)
        source, visits (whole), orders, kept, cost; with ``hours`` hour too. In ``attrs``: short
        (yuan of the target that no source can bring), last (the source from which one more kept
        yuan would come) and last_cost (what it costs there); None and missing where no source has
        a visit left.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> sources = pd.DataFrame({"source": ["members", "search", "feed"], "cost": [0.05, 0.9, 1.2],
    ...     "conversion": [0.08, 0.04, 0.03], "order_value": 200.0, "most": [1000, 4000, 9000]})
    >>> plan = traffic_plan(sources, 60_000)
    >>> plan
        source  visits  orders     kept    cost
    0  members    1000    80.0  16000.0    50.0
    1   search    4000   160.0  32000.0  3600.0
    2     feed    2000    60.0  12000.0  2400.0
    >>> plan.attrs["short"], plan.attrs["last"], plan.attrs["last_cost"]
    (0.0, 'feed', 0.2)
    """
    sources = check_table(sources, "sources", "source", "conversion", "order_value", "most", "cost")
    check_numbers(sources, "sources", "conversion", "order_value", "most", "cost")
    check_once(sources, "sources", "source")
    if not (
        sources["conversion"].between(0, 1, inclusive="right") & (sources["order_value"] > 0)
    ).all():
        raise InputError(
            "conversion must be a share above 0 and order_value yuan above 0, in each row."
        )
    each = (sources["conversion"] * sources["order_value"]).rename("each")
    table = sources.assign(each=each, price=sources["cost"] / each).sort_values(
        "price", kind="stable"
    )
    left, rows = float(check_positive("target", target)), []
    last, last_cost = None, np.nan
    for row in table.itertuples():
        visits = int(min(np.floor(row.most), np.ceil(max(left, 0.0) / row.each - 1e-9)))
        left -= visits * row.each
        if last is None and visits < np.floor(row.most):
            last, last_cost = row.source, row.price
        rows.append(
            (row.source, visits, visits * row.conversion, visits * row.each, visits * row.cost)
        )
    plan = pd.DataFrame(rows, columns=["source", "visits", "orders", "kept", "cost"]).round(2)
    attrs = {
        "short": round(max(left, 0.0), 2),
        "last": last,
        "last_cost": round(float(last_cost), 4),
    }
    if hours is not None:
        plan = _by_hour(plan, hours, sources.set_index("source"))
    plan.attrs.update(attrs)
    return plan


def _by_hour(plan, hours, sources):
    """Each source's visits by hour: whole numbers that add up to the day's."""
    shares = pd.Series(dict(hours), dtype=float)
    if (shares < 0).any() or abs(shares.sum() - 1) > 1e-6:
        raise InputError(
            f"The hours' shares sum to {shares.sum():g}. They must be 0 or more and sum to 1."
        )
    steps = shares.cumsum().to_numpy() / shares.sum()
    rows = []
    for source, visits in zip(plan["source"], plan["visits"], strict=True):
        parts = np.diff(np.round(visits * steps), prepend=0.0).astype(int)
        own = sources.loc[source]
        rows += [(source, hour, part, part * own["conversion"],
                  part * own["conversion"] * own["order_value"], part * own["cost"])
                 for hour, part in zip(shares.index, parts, strict=True)]  # fmt: skip
    return pd.DataFrame(rows, columns=["source", "hour", "visits", "orders", "kept", "cost"]).round(
        2
    )


def coupon_break_even(price, off, margin):
    """How many of a coupon's users must be extra, for it to cost nothing? (优惠券保本)

    Of 100 who use it, the coupon costs 100 × ``off``. Only those who wouldn't have bought without
    it bring the margin. Above 1: it loses even if all of them are extra.

    Parameters
    ----------
    price : float
        Yuan of the order before the coupon.
    off : float
        Yuan off.
    margin : float
        What such an order leaves without a coupon, after refunds and costs: share of ``price``.

    Returns
    -------
    float
        A share of the users: off ÷ (margin · price).

    Raises
    ------
    InputError

    Examples
    --------
    "100 − 30" at a margin of 30%: all must be extra, and then it earns nothing.

    >>> coupon_break_even(100, 30, 0.3)
    1.0
    >>> [round(coupon_break_even(100, 20, margin), 2) for margin in (0.2, 0.4, 0.6)]
    [1.0, 0.5, 0.33]
    """
    price, off = check_positive("price", price), check_positive("off", off)
    if off > price:
        raise InputError(f"off is {off:g}, more than the price of {price:g}.")
    return float(off / (check_share("margin", margin, ends=True) * price)) if margin else np.inf


def coupon_table(coupons, margins=(0.2, 0.3, 0.4, 0.5, 0.6)):
    """`coupon_break_even` of several coupons at several margins.

    Parameters
    ----------
    coupons : mapping of name to (price, off)
    margins : sequence of float

    Returns
    -------
    DataFrame, one row per coupon, one column per margin: the share of users that must be extra

    Examples
    --------
    >>> coupon_table({"100 − 30": (100, 30), "20% off": (100, 20)}, [0.3, 0.6]).round(2)
               0.3   0.6
    coupon
    100 − 30  1.00  0.50
    20% off   0.67  0.33
    """
    if not coupons:
        raise InputError("No coupon is given. Give at least one: {'100 − 30': (100, 30)}.")
    rows = {name: [coupon_break_even(price, off, margin) for margin in margins]
            for name, (price, off) in coupons.items()}  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(margins)).rename_axis("coupon")


def private_domain_funnel(entrances, as_of=None, stay=30, confidence=0.95):
    """Shown → scanned → joined → still there after 30 days, by entrance (私域引流漏斗).

    Weeks whose newcomers haven't had their ``stay`` days yet count for the first three steps only.

    Parameters
    ----------
    entrances : DataFrame, one row per entrance and week
        entrance (parcel card 包裹卡, lucky bag 福袋, service …), week (its first day), shown,
        scanned, joined, stayed (of those who joined, still there and reading after ``stay``
        days; may be missing), cost (yuan).
    as_of : date, optional
        The evening from which one looks back; default: the end of the last week.
    stay : int

    Returns
    -------
    DataFrame, one row per entrance, the cheapest for one who stayed first
        entrance, shown, scanned, joined, scan_rate, join_rate, stayed (of the old weeks), estimate
        (share of the joined who stayed), low, high, n (joined in the old weeks), per_joined and
        per_stayed (yuan: cost ÷ joined, and that ÷ the share who stayed).

    Raises
    ------
    ColumnError, InputError
        A step that is larger than the one before it, or no week that is old enough.

    Examples
    --------
    >>> weeks = pd.DataFrame({"entrance": ["parcel card", "lucky bag"] * 2, "cost": 100.0,
    ...     "week": pd.to_datetime(["2025-10-06"] * 2 + ["2025-12-01"] * 2),
    ...     "shown": 1000, "scanned": [40, 200, 40, 200], "joined": [30, 150, 30, 150],
    ...     "stayed": [24, 30, None, None]})
    >>> found = private_domain_funnel(weeks)
    >>> found[["entrance", "joined", "estimate", "n", "per_joined", "per_stayed"]].round(2)
          entrance  joined  estimate    n  per_joined  per_stayed
    0    lucky bag     300       0.2  150        0.67        3.33
    1  parcel card      60       0.8   30        3.33        4.17
    """
    steps = ["shown", "scanned", "joined"]
    table = check_table(entrances, "entrances", "entrance", "week", *steps, "cost", gaps=["stayed"])
    check_numbers(table, "entrances", *steps, "cost")
    for more, fewer in (("shown", "scanned"), ("scanned", "joined"), ("joined", "stayed")):
        if (table[fewer] > table[more]).any():
            row = table[table[fewer] > table[more]].iloc[0]
            raise InputError(
                f"{row['entrance']!r} has more {fewer} than {more} in a week. Who is counted?"
            )
    ends = pd.to_datetime(table["week"]) + pd.Timedelta(days=6)
    ends = ends.dt.tz_localize(None)
    as_of = ends.max() if as_of is None else pd.Timestamp(as_of)
    table, ends = table[ends <= as_of], ends[ends <= as_of]
    old = ends + pd.Timedelta(days=check_days("stay", stay)) <= as_of
    if not len(table) or not old.any():
        raise InputError(
            f"No week is {stay} days old on {as_of.date()}: nobody knows yet who stays."
        )
    if table.loc[old, "stayed"].isna().any():
        raise InputError("stayed is missing in weeks that are old enough. Find out why.")
    sums = table.groupby("entrance", observed=True)[[*steps, "cost"]].sum()
    known = table[old].groupby("entrance", observed=True)[["joined", "stayed"]].sum()
    rows = []
    for name, row in sums.iterrows():
        if name not in known.index or not known.loc[name, "joined"]:
            raise InputError(
                f"Nobody of {name!r} joined {stay} days ago or more. Leave it out, and say so."
            )
        joined, stayed = (int(known.loc[name, x]) for x in ("joined", "stayed"))
        found, each = share(stayed, joined, "people", confidence), row["cost"] / row["joined"]
        rows.append((name, *(int(row[x]) for x in steps), row["scanned"] / row["shown"],
                     row["joined"] / row["scanned"], stayed, *found[:4], each,
                     each / found.value if found.value else np.inf))  # fmt: skip
    names = ["entrance", *steps, "scan_rate", "join_rate", "stayed", "estimate", "low", "high", "n",
             "per_joined", "per_stayed"]  # fmt: skip
    return pd.DataFrame(rows, columns=names).sort_values("per_stayed", ignore_index=True)
