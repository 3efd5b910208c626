"""Is it there on time? Hours from payment to receipt, by region, hour and courier (发货时效).

Tables: ``orders``, one row per order; ``shipments``, one row per parcel, with actual_h and
promised_h counted from the payment. What a parcel costs, and the courier's bill: `couriers`.
"""

import numpy as np
import pandas as pd

from ecomlab import tables
from ecomlab.checks import (
    check_name,
    check_numbers,
    check_once,
    check_same_kind,
    check_table,
    check_times,
)
from ecomlab.errors import (
    InputError,
    check_choice,
    check_days,
    check_number,
    check_positive,
    check_share,
)
from ecomlab.estimates import (
    Estimate,
    difference_of_ratios,
    difference_of_shares,
    effects_within,
    quantile,
    ratio_of_totals,
)
from ecomlab.fulfillment.couriers import chargeable_kg
from ecomlab.tables.logs import names_of

STEPS = {
    "ts_pay": "paid", "ts_ship_click": "shipped", "ts_pickup": "with the courier",
    "ts_deliver": "delivered", "ts_confirm": "confirmed",
}  # fmt: skip
HOUR = pd.Timedelta(hours=1)
OF_ORDERS, OF_PARCELS = ("region", "channel"), ("courier", "warehouse")
CLOCK = {"hour": lambda time: time.dt.hour, "weekday": lambda time: time.dt.day_of_week,
         "month": lambda time: time.dt.strftime("%Y-%m")}  # fmt: skip
NEVER = 24.0 * 365  # hours: of a parcel that was lost
MEASURES = ("hours", "late", "lost", "cost")


def lead_time_parts(orders, settled=14, as_of=None):
    """How many hours does each step of an order take, and how many orders wait still (时效拆解)?

    Only orders whose step began at least ``settled`` days before the end count: with younger ones
    the fast would be known, and the slow not yet.

    Parameters
    ----------
    orders : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        ts_order, and two or more of ts_pay, ts_ship_click, ts_pickup, ts_deliver, ts_confirm.
    settled : int, days
    as_of : date, optional
        Default: the day of the last order.

    Returns
    -------
    DataFrame, one row per step for which there are times
        part ("paid to shipped"), orders (whose step began), waiting (of them, not done), median and
        slow (hours within which half and nine of ten of the orders are done; NaN where fewer are).

    Raises
    ------
    InputError
        The table has fewer than two of these times.

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "ts_order": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03", "2024-02-01"]),
    ...     "ts_pay": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03", "2024-02-01"]),
    ...     "ts_ship_click": pd.to_datetime(["2024-01-02", "2024-01-03", None, None])})
    >>> lead_time_parts(orders)
                  part  orders  waiting  median  slow
    0  paid to shipped       3        1    24.0   NaN
    """
    check_days("settled", settled)
    names = names_of(orders, "orders")
    there = [name for name in STEPS if name in names]
    rows, end, *_ = tables.purchase_log(orders, ["ts_order", *there], as_of)
    times = tables.collect(rows.select("ts_order", *there))
    there = [name for name in there if times[name].notna().any()]
    if len(there) < 2:
        raise InputError(
            f"The orders have {'no' if not there else 'only one of the'} times after payment "
            f"({', '.join(STEPS)}). Give an export with the times of sending and receipt."
        )
    last = pd.Timestamp(tables.day_date(end)) - pd.Timedelta(days=settled - 1)
    return pd.DataFrame(
        [_part(times, early, late, last) for early, late in zip(there, there[1:], strict=False)]
    )


def _part(times, early, late, last):
    """One step: from one time to the next that is there."""
    begun = times[early].notna() & (times[early].dt.tz_localize(None) < last)
    hours = ((times.loc[begun, late] - times.loc[begun, early]) / HOUR).fillna(np.inf)
    return {
        "part": f"{STEPS[early]} to {STEPS[late]}",
        "orders": int(begun.sum()),
        "waiting": int(np.isinf(hours).sum()),
        "median": _within(hours, 0.5),
        "slow": _within(hours, 0.9),
    }


def _within(hours, share):
    """Hours within which a share of all is done; NaN where fewer are."""
    if not len(hours):
        return np.nan
    found = float(np.quantile(hours, share, method="inverted_cdf"))
    return found if np.isfinite(found) else np.nan


# --- Is it there on time? ----------------------------------------------------------------------


def delivery_sla(
    orders,
    limit_h=48,
    by=(),
    shipments=None,
    start="ts_pay",
    end="ts_deliver",
    settled=14,
    as_of=None,
):
    """Which share of the orders came within so many hours, by group (48小时内收货, 48小时发货)?

    Three clocks have one name. ``end="ts_deliver"``: received. ``end="ts_pickup"``: the courier's
    first scan, which platforms count. ``end="ts_ship_click"``: the shop's own click.

    Parameters
    ----------
    orders : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        order_id, ts_order and the two times; region, channel if asked for.
    limit_h : float
    by : str or sequence of str
        region, channel; hour, weekday, month (of the time at which the clock starts); courier,
        warehouse (of ``shipments``).
    shipments : the same kinds of frame, optional
        order_id, and the columns asked for.
    start, end : str
        Of ts_order, ts_pay, ts_ship_click, ts_pickup, ts_deliver.
    settled : int, days
        Only orders whose clock began so many days before the end count: of younger ones the fast
        are known and the slow aren't.
    as_of : date, optional
        Default: the day of the last order.

    Returns
    -------
    DataFrame
        The groups; orders; cancelled (before they were sent: not among the orders); waiting (not
        there yet, or lost: not in time); estimate (share in time), low, high; n, counts (weeks:
        days of one week share their weather and their peaks); median, slow (hours within which
        half and nine of ten were there, NaN where fewer were).

    Raises
    ------
    ChoiceError, ColumnError, InputError

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "order_id": [1, 2, 3, 4], "region": ["hubei", "hubei", "hainan", "hainan"],
    ...     "ts_order": pd.to_datetime(["2025-01-01", "2025-01-08", "2025-01-09", "2025-02-01"])})
    >>> orders["ts_pay"] = orders["ts_order"]
    >>> orders["ts_deliver"] = orders["ts_pay"] + pd.to_timedelta([40, 44, 90, None], unit="h")
    >>> delivery_sla(orders, by="region")[["region", "orders", "waiting", "estimate", "median"]]
       region  orders  waiting  estimate  median
    0  hainan       1        0       0.0    90.0
    1   hubei       2        0       1.0    40.0

    References
    ----------
    Metric M57; document 000, sentence 039.
    """
    check_positive("limit_h", limit_h)
    check_days("settled", settled)
    by = [by] if isinstance(by, str) else list(by)
    for name in by:
        check_choice("by", name, [*OF_ORDERS, *CLOCK, *OF_PARCELS])
    for name, value in (("start", start), ("end", end)):
        check_choice(name, value, ["ts_order", *STEPS])
    asked = [name for name in by if name in OF_PARCELS]
    if asked and shipments is None:
        raise InputError(f"{asked[0]} stands in shipments. Give shipments=…, with order_id and "
                         f"{', '.join(asked)}.")  # fmt: skip
    there = names_of(orders, "orders")
    wanted = {"ts_order", start, end} | {name for name in by if name in OF_ORDERS}
    wanted |= {"order_id"} if asked else set()
    wanted |= {"ts_pay"} & there  # an order that nobody paid isn't sent
    wanted |= {"ts_cancel", "ts_pickup"} & there if "ts_cancel" in there else set()
    # Not only purchases: a lost parcel is refunded in full, and must not be left out
    rows = tables.log(orders, "orders", sorted(wanted), as_of)
    last = tables.as_of_day(rows, as_of)
    rows = tables.collect(rows.select(*sorted(wanted)))
    if "ts_pay" in rows:
        rows = rows[rows["ts_pay"].notna()]
    if asked:
        parcels = tables.collect(tables.log(shipments, "shipments", ["order_id", *asked]))
        check_once(parcels, "shipments", "order_id")
        check_same_kind("order_id", orders=rows, shipments=parcels)
        rows = rows.merge(parcels[["order_id", *asked]], on="order_id", how="inner")
    rows[start] = rows[start].dt.tz_localize(None)
    rows[end] = rows[end].dt.tz_localize(None)
    edge = pd.Timestamp(tables.day_date(last)) - pd.Timedelta(days=settled - 1)
    rows = rows[rows[start].notna() & (rows[start] < edge)].reset_index(drop=True)
    if rows.empty:
        raise InputError(f"No order's clock began {settled} days before the end. Take fewer.")
    for name in by:
        if name in CLOCK:
            rows[name] = CLOCK[name](rows[start])
        if rows[name].isna().any():
            rows[name] = rows[name].astype(object).where(rows[name].notna(), "(none)")
    return _in_time(_timed(rows, by, start, end, limit_h), by)


def _timed(rows, by, start, end, limit_h):
    """Each order's hours, whether they are in time, its week, and whether it was taken back."""
    off = np.zeros(len(rows), bool)
    if "ts_cancel" in rows:
        sent = rows["ts_pickup"].notna() if "ts_pickup" in rows else rows[end].notna()
        off = (rows["ts_cancel"].notna() & ~sent).to_numpy()
    hours = ((rows[end] - rows[start]) / HOUR).fillna(np.inf).to_numpy()
    week = (rows[start] - pd.Timestamp(0)).dt.days // 7
    return rows[by].assign(off=off, hours=hours, met=hours <= limit_h, week=week)


def _in_time(rows, by):
    """By group: orders, and the share of them that came within the limit."""
    keys = by or [np.zeros(len(rows), int)]  # all are one group
    cancelled, kept = rows.groupby(keys, sort=True)["off"].sum(), rows[~rows["off"]]
    keys = by or [np.zeros(len(kept), int)]
    weeks = kept.groupby([*keys, "week"])["met"].agg(["sum", "size"]).reset_index("week", drop=True)
    hours = {key: mine.to_numpy() for key, mine in kept.groupby(keys)["hours"]}
    found = []
    for key, off in cancelled.items():
        key = key if isinstance(key, tuple) else (key,)
        mine, share = hours.get(key, np.array([])), Estimate(np.nan, np.nan, np.nan, 0, "weeks")
        if len(mine):
            sums = weeks.loc[[key if len(key) > 1 else key[0]]]
            share = ratio_of_totals(sums["sum"], sums["size"], counts="weeks")
            low, high = max(share.low, 0.0), min(share.high, 1.0)  # a share
            share = share._replace(low=low, high=high)
        found.append(dict(zip(by, key, strict=False)) | {
            "orders": len(mine), "cancelled": int(off), "waiting": int(np.isinf(mine).sum()),
            **share._asdict(), "median": _within(mine, 0.5), "slow": _within(mine, 0.9),
        })  # fmt: skip
    return pd.DataFrame(found)


def promise_hours(parcels, by=(), share=0.95, hours="actual_h"):
    """Which hours can be promised, so that this share of the parcels keeps them (承诺时效)?

    Parameters
    ----------
    parcels : DataFrame
        The hours each parcel took (empty: it was lost), the groups, and optional ts_pay: then the
        interval counts weeks, not parcels.
    by : str or sequence of str
    share : float
    hours : str

    Returns
    -------
    DataFrame
        The groups; parcels; estimate (hours), low, high, n, counts. NaN where so many never came.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> parcels = pd.DataFrame({"region": "hubei", "actual_h": range(1, 101)})
    >>> promise_hours(parcels, "region", 0.9)[["region", "parcels", "estimate"]]
      region  parcels  estimate
    0  hubei      100      90.1
    """
    by = [by] if isinstance(by, str) else list(by)
    parcels = check_table(parcels, "parcels", *by, gaps=(hours,))
    check_share("share", share)
    groups = parcels.groupby(by, sort=True, observed=True) if by else [((), parcels)]
    rows = []
    for key, mine in groups:
        keys = dict(zip(by, key if isinstance(key, tuple) else (key,), strict=True))
        waits = mine[hours].astype(float).fillna(NEVER)
        week = _weeks(mine) if "ts_pay" in mine else None
        found = quantile(waits, share, week, "parcels" if week is None else "weeks")
        if found.estimate >= NEVER / 2:
            found = found._replace(estimate=np.nan, low=np.nan, high=np.nan)
        rows.append(keys | {"parcels": len(mine), **found._asdict()})
    return pd.DataFrame(rows)


def _weeks(parcels):
    times = pd.to_datetime(parcels["ts_pay"]).dt.tz_localize(None)
    return ((times - pd.Timestamp(0)).dt.days // 7).to_numpy()


# --- Which courier is better? ------------------------------------------------------------------


def courier_scorecard(parcels, than, held=("region", "kg"), measures=MEASURES):
    """How do couriers compare with one of them, on like parcels (快递公司对比, regions held still)?

    One courier may look slow because it has the far regions. Here a parcel is compared only with
    parcels of the same week, region and kilograms.

    Parameters
    ----------
    parcels : DataFrame
        courier, ts_pay, actual_h (empty: lost), promised_h, cost; the columns of ``held``, where kg
        is worked out from weight_kg and volume_l (and vol_divisor, else 8,000).
    than : str
        The courier with which the others are compared.
    held : sequence of str
        Columns held still. None of them, ``()``: all parcels of a week together.
    measures : sequence of str
        Of "hours", "late", "lost", "cost".

    Returns
    -------
    DataFrame
        courier, measure (hours: of those that came; late: later than promised, or lost: share;
        lost: share; cost: yuan), mean (of its parcels), raw (its mean less the other's), estimate
        (the gap on like parcels), low, high, n, counts (weeks).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        There is one courier only, or none shares a cell with ``than``.

    Examples
    --------
    B has the far parcels. On all parcels it is 20 hours slower, on like ones 5 hours faster.

    >>> parcels = pd.DataFrame({
    ...     "courier": list("AAABBB") * 2,
    ...     "region": ["near", "near", "far", "near", "far", "far"] * 2,
    ...     "ts_pay": pd.to_datetime(["2025-01-01"] * 6 + ["2025-01-08"] * 6), "kg": 1, "cost": 3.0,
    ...     "promised_h": 60.0, "actual_h": [30.0, 30, 90, 25, 85, 85, 30, 30, 90, 25, 85, 85]})
    >>> found = courier_scorecard(parcels, than="A", measures="hours")
    >>> found[["courier", "measure", "mean", "raw", "estimate"]]
      courier measure  mean   raw  estimate
    0       B   hours  65.0  15.0      -5.0
    """
    held = [held] if isinstance(held, str) else list(held)
    measures = [measures] if isinstance(measures, str) else list(measures)
    for measure in measures:
        check_choice("measures", measure, MEASURES)
    needed = ("courier", "ts_pay", "promised_h", "cost", *(name for name in held if name != "kg"))
    parcels = check_table(parcels, "parcels", *needed, gaps=("actual_h",))
    parcels = check_numbers(parcels, "parcels", "promised_h", "cost")
    check_name(parcels, "courier", than, "than")
    if "kg" in held and "kg" not in parcels:
        check_table(parcels, "parcels", "weight_kg", "volume_l")
        divisor = parcels.get("vol_divisor", 8000)
        parcels = parcels.assign(
            kg=chargeable_kg(parcels["weight_kg"], parcels["volume_l"], divisor)
        )
    lost = parcels["actual_h"].isna()
    values = pd.DataFrame({
        "hours": parcels["actual_h"], "late": lost | (parcels["actual_h"] > parcels["promised_h"]),
        "lost": lost, "cost": parcels["cost"],
    }).astype(float)  # fmt: skip
    courier, week = parcels["courier"].astype(str), pd.Series(_weeks(parcels), parcels.index)
    cell = parcels[held].assign(week=week).groupby([*held, "week"], observed=True).ngroup()
    means = values.groupby(courier).mean()
    others = [name for name in means.index if name != than]
    if not others:
        raise InputError(f"All parcels are {than}'s: nothing to compare it with.")
    rows = []
    for name in others:
        two = courier.isin([name, than])
        for measure in measures:
            there = two & values[measure].notna()
            gap = _gap(values.loc[there, measure], courier[there], cell[there], week[there], name)
            mean = means.loc[name, measure]
            rows.append({"courier": name, "measure": measure, "mean": mean,
                         "raw": mean - means.loc[than, measure], **gap._asdict()})  # fmt: skip
    return pd.DataFrame(rows)


def _gap(values, courier, cell, week, name):
    """One courier less the other within cells: twice its distance from the middle of both."""
    kept = cell.groupby(cell).transform("size") > 1
    found, _ = effects_within(values[kept], courier[kept], cell[kept], week[kept], "weeks")
    return found[name].times(2)


def worst_routes(parcels, by=("courier", "region"), within="courier"):
    """On which routes are parcels late, beside the same courier's other routes (线路)?

    Parameters
    ----------
    parcels : DataFrame
        ts_pay, actual_h (empty: lost, and late), promised_h, and the columns of ``by``.
    by : sequence of str
        What makes a route.
    within : str
        One of ``by``: the routes of the same one are compared.

    Returns
    -------
    DataFrame
        The route; parcels; late (share); others (late, of the other routes); estimate (difference),
        low, high; n, counts (weeks). The worst first.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> parcels = pd.DataFrame({
    ...     "courier": "A", "region": ["hubei", "hunan"] * 4, "promised_h": 60.0,
    ...     "ts_pay": pd.to_datetime(["2025-01-01"] * 4 + ["2025-01-08"] * 4),
    ...     "actual_h": [50.0, 70, 55, 40, 50, 70, 70, 80]})
    >>> worst_routes(parcels)[["region", "parcels", "late", "others"]]
      region  parcels  late  others
    0  hunan        4  0.75    0.25
    1  hubei        4  0.25    0.75
    """
    by = list(by)
    check_choice("within", within, by)
    parcels = check_table(parcels, "parcels", "ts_pay", "promised_h", *by, gaps=("actual_h",))
    late = parcels["actual_h"].isna() | (parcels["actual_h"] > parcels["promised_h"])
    table = parcels[by].astype(str).assign(week=_weeks(parcels), late=late, parcels=1)
    sums = table.groupby([*by, "week"])[["late", "parcels"]].sum().reset_index()
    rows = []
    for key, mine in sums.groupby(by):
        route = dict(zip(by, key, strict=True))
        rest = sums[(sums[within] == route[within])].drop(mine.index)
        if rest.empty:
            continue
        rest = rest.groupby("week")[["late", "parcels"]].sum()
        mine_0 = mine.set_index("week")[["late", "parcels"]]
        both = pd.concat([mine_0, rest.add_suffix("_0")], axis=1).fillna(0.0)
        gap = difference_of_ratios(both["late"], both["parcels"], both["late_0"],
                                   both["parcels_0"], counts="weeks", paired=True)  # fmt: skip
        rows.append(route | {
            "parcels": int(mine["parcels"].sum()),
            "late": mine["late"].sum() / mine["parcels"].sum(),
            "others": rest["late"].sum() / rest["parcels"].sum(), **gap._asdict(),
        })  # fmt: skip
    if not rows:
        raise InputError(f"No {within} has two routes: nothing to compare.")
    return pd.DataFrame(rows).sort_values("estimate", ascending=False).reset_index(drop=True)


def worth_in_time(parcels, courier, than, limit_h=48, by="region", held=("region", "kg")):
    """What does one more parcel in time cost, if it goes with the dearer courier (边际成本)?

    Extra cost ÷ extra share in time, on like parcels. It pays from where a parcel in time is worth
    as much.

    Parameters
    ----------
    parcels : DataFrame
        As in `courier_scorecard`.
    courier, than : str
        The dearer and the cheaper one.
    limit_h : float
        Hours from payment to receipt.
    by : str or sequence of str
        For which groups of parcels one decides.
    held : sequence of str
        What is held still within a group.

    Returns
    -------
    DataFrame
        The groups; parcels (of both); cost (yuan more a parcel); estimate (share in time more),
        low, high, n, counts (weeks); each, each_low, each_high (yuan for one more parcel in time;
        infinite where none may come; the interval is that of the share, the cost held still).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> parcels = pd.DataFrame({
    ...     "courier": list("AABB") * 2, "region": "near", "kg": 1, "cost": [3.0, 3, 4, 4] * 2,
    ...     "ts_pay": pd.to_datetime(["2025-01-01"] * 4 + ["2025-01-08"] * 4), "promised_h": 60.0,
    ...     "actual_h": [40.0, 60, 40, 45] * 2})
    >>> worth_in_time(parcels, "B", "A")[["region", "parcels", "cost", "estimate", "each"]]
      region  parcels  cost  estimate  each
    0   near        8   1.0       0.5   2.0
    """
    by = [by] if isinstance(by, str) else list(by)
    check_positive("limit_h", limit_h)
    parcels = check_table(parcels, "parcels", "courier", *by, gaps=("actual_h",))
    for what, name in (("courier", courier), ("than", than)):
        check_name(parcels, "courier", name, what)
    parcels = parcels[parcels["courier"].isin([courier, than])]
    rows = []
    for key, mine in parcels.groupby(by, sort=True, observed=True):
        if mine["courier"].nunique() < 2:
            continue
        # In time or not takes the place of the hours, and the promise that of the limit
        missed = mine.assign(promised_h=float(limit_h))
        card = courier_scorecard(missed, than, held, ["late", "cost"]).set_index("measure")
        late, cost = card.loc["late"], card.loc["cost", "estimate"]
        gain = {"estimate": -late["estimate"], "low": -late["high"], "high": -late["low"]}
        each = {name: cost / value if value > 0 else np.inf for name, value in gain.items()}
        keys = dict(zip(by, key if isinstance(key, tuple) else (key,), strict=True))
        rows.append(keys | {
            "parcels": len(mine), "cost": cost, **gain, "n": late["n"], "counts": "weeks",
            "each": each["estimate"], "each_low": each["high"], "each_high": each["low"],
        })  # fmt: skip
    if not rows:
        raise InputError(f"No group has parcels of both {courier} and {than}. Take larger groups.")
    return pd.DataFrame(rows)


# --- Each day, and before a peak -----------------------------------------------------------------


def unshipped_orders(orders, as_of, limit_h=48, lines=None, inventory_daily=None):
    """Which paid orders hasn't a courier scanned yet, and why not (未发货订单, 漏发)?

    Parameters
    ----------
    orders : DataFrame
        order_id, ts_pay, ts_pickup; optional ts_ship_click, ts_cancel.
    as_of : str or Timestamp
        The moment of the look: what happened later isn't known then.
    limit_h : float
        Hours that the platform gives from payment to scan.
    lines : DataFrame, optional
        order_id, sku. With ``inventory_daily`` (date, sku, on_hand) it tells who waits for goods.
    inventory_daily : DataFrame, optional

    Returns
    -------
    DataFrame
        order_id, paid, age_h, left_h (below 0: too late already), why ("out of stock", "clicked,
        not scanned", "not packed"); the most urgent first.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "order_id": [1, 2, 3], "ts_pay": pd.to_datetime(["2025-01-01 09:00"] * 3),
    ...     "ts_ship_click": pd.to_datetime(["2025-01-01 15:00", "2025-01-01 15:00", None]),
    ...     "ts_pickup": pd.to_datetime(["2025-01-01 18:00", "2025-01-03 18:00", None])})
    >>> unshipped_orders(orders, "2025-01-02 09:00")
       order_id                paid  age_h  left_h                   why
    0         2 2025-01-01 09:00:00   24.0    24.0  clicked, not scanned
    1         3 2025-01-01 09:00:00   24.0    24.0            not packed
    """
    orders = check_table(orders, "orders", "order_id", gaps=("ts_pay", "ts_pickup"))
    check_positive("limit_h", limit_h)
    times = ("ts_pay", "ts_pickup", "ts_ship_click", "ts_cancel")
    check_times(orders, "orders", *(name for name in times if name in orders))
    zone = orders["ts_pay"].dt.tz
    now = pd.Timestamp(as_of)
    now = now.tz_localize(zone) if now.tzinfo is None else now.tz_convert(zone)
    gone = (orders["ts_pickup"] <= now) | ~(orders["ts_pay"] <= now)
    if "ts_cancel" in orders:
        gone |= orders["ts_cancel"] <= now
    open_ = orders[~gone]
    why = pd.Series("not packed", open_.index)
    if "ts_ship_click" in open_:
        why = why.mask(open_["ts_ship_click"] <= now, "clicked, not scanned")
    if lines is not None and inventory_daily is not None:
        check_same_kind("order_id", orders=orders, lines=lines)
        why = why.mask(open_["order_id"].isin(_without_goods(lines, inventory_daily, now)),
                       "out of stock")  # fmt: skip
    age = (now - open_["ts_pay"]) / HOUR
    found = open_[["order_id"]].assign(
        paid=open_["ts_pay"], age_h=age.round(1), left_h=(limit_h - age).round(1), why=why
    )
    return found.sort_values(["left_h", "order_id"]).reset_index(drop=True)


def _without_goods(lines, inventory_daily, now):
    """Orders with an article of which nothing was on hand in the evening before."""
    lines = check_table(lines, "lines", "order_id", "sku")
    check_times(inventory_daily, "inventory_daily", *inventory_daily.columns.intersection(["date"]))
    stock = check_table(inventory_daily, "inventory_daily", "date", "sku", "on_hand")
    date = stock["date"].dt.tz_localize(None)
    before = date[date < now.tz_localize(None).normalize()].max()
    empty = stock.loc[(date == before) & (stock["on_hand"] <= 0), "sku"].astype(str)
    return lines.loc[lines["sku"].astype(str).isin(set(empty)), "order_id"]


def expedite_value(sold_a_day, margin, days_saved, extra_cost, wait=0.0):
    """Does it pay to have a delivery brought faster, while an article is sold out (加急配送)?

    Parameters
    ----------
    sold_a_day : float
        Pieces a day that would be sold with stock.
    margin : float
        Yuan that a piece leaves before this cost.
    days_saved : float
        Days sooner that the goods are there.
    extra_cost : float
        Yuan for the faster way, for the whole delivery.
    wait : float
        Share of the buyers who would wait, or buy another article of the shop.

    Returns
    -------
    DataFrame
        One row: saved (pieces), worth, extra_cost, left (yuan), pays_from (pieces a day).

    Raises
    ------
    InputError

    Examples
    --------
    12 pieces a day at 20 yuan, three days sooner; a quarter waits anyway.

    >>> expedite_value(12, 20, 3, extra_cost=400, wait=0.25)
       saved  worth  extra_cost   left  pays_from
    0   27.0  540.0         400  140.0       8.89
    """
    check_positive("margin", margin), check_positive("days_saved", days_saved)
    check_number("sold_a_day", sold_a_day, low=0), check_number("extra_cost", extra_cost, low=0)
    check_share("wait", wait, ends=True)
    saved = sold_a_day * days_saved * (1 - wait)
    each = margin * days_saved * (1 - wait)
    return pd.DataFrame([{
        "saved": saved, "worth": saved * margin, "extra_cost": extra_cost,
        "left": saved * margin - extra_cost,
        "pays_from": round(extra_cost / each, 2) if each > 0 else np.inf,
    }])  # fmt: skip


def packaging_test(boxes, control, damage_cost, repeat_value):
    """Does a better box pay: by fewer broken goods, by more who buy again (包裹的专业程度)?

    Parameters
    ----------
    boxes : DataFrame
        arm, parcels, damaged, again (buyers who bought again), cost (yuan a parcel): a row per arm,
        or several that add up. Parcels were put into arms by lot.
    control : str
        The arm with which the others are compared.
    damage_cost, repeat_value : float
        Yuan that a damaged parcel costs, and that a buyer who comes again leaves.

    Returns
    -------
    DataFrame
        arm, measure (damaged, again; worth: yuan a parcel, after what the box costs more),
        control (the control's share), estimate (difference), low, high, n, counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> boxes = pd.DataFrame({"arm": ["bag", "box"], "parcels": [1000, 1000], "damaged": [20, 8],
    ...                       "again": [120, 118], "cost": [0.5, 1.2]})
    >>> found = packaging_test(boxes, "bag", damage_cost=60, repeat_value=30)
    >>> found[["arm", "measure", "estimate", "low", "high"]].round(3)
       arm  measure  estimate    low   high
    0  box  damaged    -0.012 -0.023 -0.002
    1  box    again    -0.002 -0.030  0.026
    2  box    worth    -0.040 -1.099  1.054
    """
    boxes = check_table(boxes, "boxes", "arm", "parcels", "damaged", "again", "cost")
    boxes = check_numbers(boxes, "boxes", "parcels", "damaged", "again", "cost")
    check_name(boxes, "arm", control, "control")
    check_number("damage_cost", damage_cost, low=0)
    check_number("repeat_value", repeat_value, low=0)
    sums = boxes.groupby("arm")[["parcels", "damaged", "again"]].sum()
    paid = (boxes["cost"] * boxes["parcels"]).groupby(boxes["arm"]).sum() / sums["parcels"]
    base, rows = sums.loc[control], []
    for arm in sums.index.drop(control):
        mine, found = sums.loc[arm], {}
        for measure in ("damaged", "again"):
            found[measure] = difference_of_shares(
                int(mine[measure]), int(mine["parcels"]), int(base[measure]), int(base["parcels"]),
                counts="parcels",
            )  # fmt: skip
        found["worth"] = _worth(found, damage_cost, repeat_value, paid[arm] - paid[control])
        for measure, one in found.items():
            share = base[measure] / base["parcels"] if measure in base else np.nan
            rows.append({"arm": arm, "measure": measure, "control": share, **one._asdict()})
    return pd.DataFrame(rows)


def _worth(found, damage_cost, repeat_value, more):
    """Yuan a parcel: what both differences are worth, less what the box costs more."""
    less, again = found["damaged"], found["again"]
    value = -damage_cost * less.value + repeat_value * again.value
    down = np.hypot(
        damage_cost * (less.high - less.value), repeat_value * (again.value - again.low)
    )
    up = np.hypot(damage_cost * (less.value - less.low), repeat_value * (again.high - again.value))
    return Estimate(value - more, value - down - more, value + up - more, less.n, less.counts)
