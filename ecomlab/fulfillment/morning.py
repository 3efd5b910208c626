"""What is to be done this morning? Shelves that run out, orders, late lots, stuck parcels (晨检).

Tables: ``inventory_daily``, one row per article and day; ``inbound``, one row per lot; ``orders``
and ``shipments``. All as they were known on the evening of the look: nothing later is read.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import (
    check_flags,
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
    NoAnswerError,
    check_days,
    check_number,
    check_positive,
    check_share,
)
from ecomlab.fulfillment import reorder
from ecomlab.fulfillment.forecast import forecast_demand
from ecomlab.fulfillment.history import weekly_demand
from ecomlab.fulfillment.stockouts import uncensor

DAY = pd.Timedelta(days=1)
HOUR = pd.Timedelta(hours=1)
BACK = 280  # days of sales that a forecast is made from
AHEAD = 8  # weeks that are looked ahead
LOW, HIGH = 0.1, 0.9  # four times of five the demand lies between these
WINDOW = 28  # days on each side of an empty one that tell what was wanted on it
PAUSE = 14  # days without a row: off sale
SPREAD = 56  # days of sales that tell how much a day differs from the next
RECENT = 42  # days: lots ordered later may still be open, so that only the fast ones are known
YEAR = 365


# --- When is it empty? -----------------------------------------------------------------------


def runs_out(inventory_daily, as_of):
    """For how many days does each shelf last, and when is it empty (可售天数, 断货日期)?

    What sells a day is told by exponential smoothing of the last weeks (`forecast_demand`), each
    of seven days, the last of which ends with this evening. Where ``stockout_flag`` says that a
    shelf was empty, what was wanted is put back first (`uncensor`). No festival is in it.

    Parameters
    ----------
    inventory_daily : DataFrame
        date, sku, on_hand, sales (pieces); optional stockout_flag (somebody still ordered when
        nothing was left). A row for each day of an article; the articles of the evening count,
        and only its on_hand is read. After a fortnight without rows (off sale) it begins anew.
    as_of : date
        The evening.

    Returns
    -------
    DataFrame, one row per article of that evening
        sku, on_hand, a_day (pieces wanted a day; the mean of its days where there are fewer than
        three whole weeks; empty where no day had goods), cover (days; infinite where nothing
        sells), out_on, early, late (days on which it is empty: expected; four times of five not
        before, and not after; empty: later than eight weeks, or not known), n (past forecasts of
        all articles that tell the interval; 0: there is none).

    Raises
    ------
    ColumnError, InputError
        No row of that evening; two rows of a day; a missing day.

    Examples
    --------
    Five a day, eleven left: the third day is the last.

    >>> days = pd.DataFrame({"date": pd.date_range("2025-09-01", periods=70), "sku": "lamp",
    ...                      "sales": 5, "on_hand": 11})
    >>> runs_out(days, "2025-11-09")[["a_day", "cover", "out_on"]]
       a_day  cover     out_on
    0    5.0    2.2 2025-11-12

    References
    ----------
    Row F08, metric M50; the forecast: row F03.
    """
    table, evening = _until(inventory_daily, as_of)
    table = table[table["date"] > evening - BACK * DAY]
    shelf = table[table["date"] == evening]
    shelf = shelf.assign(sku=shelf["sku"].astype(str))[["sku", "on_hand"]].reset_index(drop=True)
    table = table.assign(sku=table["sku"].astype(str)).sort_values(["sku", "date"])
    table = _wanted(_since_pause(table[table["sku"].isin(shelf["sku"])]))
    fan = _fan(table, evening)
    names = list(fan)
    a_day = shelf["sku"].map(fan["a_day"]) if names else pd.Series(np.nan, shelf.index)
    mean = table.dropna(subset="wanted").groupby("sku")["wanted"].mean()
    shelf["a_day"] = a_day.astype(float).fillna(shelf["sku"].map(mean).astype(float))
    shelf["cover"] = _cover(shelf["on_hand"], shelf["a_day"])
    paths = fan.get("paths", {})
    for name, at in (("out_on", None), ("early", HIGH), ("late", LOW)):
        days = shelf["cover"] if at is None else _lasts(shelf, paths.get(at))
        days = np.ceil(days - 1e-9).where(days <= 7 * AHEAD)
        shelf[name] = evening + pd.to_timedelta(days, unit="D").astype("timedelta64[us]")
    told = shelf["sku"].isin(fan["a_day"].index) if fan else pd.Series(False, shelf.index)
    told &= shelf["early"].notna() | shelf["late"].notna()
    known = told & shelf["out_on"].notna()  # forecasts that were too high all the time
    shelf["early"] = shelf["early"].where(~known, shelf[["early", "out_on"]].min(axis=1))
    late = shelf["late"].isna() | (shelf["late"] > shelf["out_on"])
    shelf["late"] = shelf["late"].where(~known | late, shelf["out_on"])
    return shelf.assign(n=np.where(told, fan.get("n", 0), 0))


def _until(inventory_daily, as_of):
    """The days of each article up to an evening, which must be among them."""
    table = check_table(
        inventory_daily, "inventory_daily", "date", "sku", "sales", gaps=("on_hand",)
    )
    check_times(table, "inventory_daily", "date")
    check_numbers(table, "inventory_daily", "on_hand", "sales")
    check_once(table, "inventory_daily", "sku", "date")
    evening = check_moment(table["date"], as_of, "as_of").normalize()
    table = table[table["date"] <= evening]
    shelf = table[table["date"] == evening]
    if shelf.empty:
        raise InputError(f"inventory_daily has no row of {as_of}. Choose a day that it has.")
    if shelf["on_hand"].isna().any():
        raise InputError(f"inventory_daily has no on_hand of some articles on {as_of}.")
    return table, evening


def _since_pause(table):
    """The days since an article was last off sale: goods of a season come back each year."""
    begins = table.groupby("sku")["date"].diff() > PAUSE * DAY
    runs = begins.groupby(table["sku"]).cumsum()
    return table[runs == runs.groupby(table["sku"]).transform("max")]


def _wanted(table):
    """Pieces wanted on each day; of an article that was never there, nothing is known."""
    table = table.reset_index(drop=True)
    table["wanted"] = table["sales"].astype(float)
    if "stockout_flag" not in table:
        return table
    table = check_flags(table, "inventory_daily", "stockout_flag")
    flag = table["stockout_flag"].fillna(False).astype(bool)
    table["stockout_flag"] = flag
    empty = flag.groupby(table["sku"])
    some = empty.transform("any") & ~empty.transform("all")
    table.loc[empty.transform("all"), "wanted"] = np.nan
    if not some.any():
        return table
    there = table["date"].where(~flag).groupby(table["sku"])
    gap = table["date"] - there.ffill()
    ahead = there.bfill() - table["date"]
    far = pd.concat([gap, ahead], axis=1).min(axis=1) > WINDOW * DAY
    far = (far & flag).groupby(table["sku"]).transform("any")
    for those, window in ((some & ~far, WINDOW), (some & far, BACK)):
        if those.any():
            table.loc[those, "wanted"] = uncensor(table[those], more=1, window=window)["demand"]
    return table


def _fan(table, evening):
    """What each article sells a day, and how much in 1, 2, … weeks at two levels; by its name."""
    known = table.dropna(subset="wanted")
    shift = (6 - evening.day_of_week) * DAY  # weeks shall end with this evening
    weeks = known[["sku"]].assign(
        date=known["date"].dt.tz_localize(None) + shift, demand=known["wanted"]
    )
    try:
        history = weekly_demand(weeks, value="demand")
    except NoAnswerError:
        return {}
    enough = history.notna().sum() >= 3
    history = history.loc[:, enough & history.iloc[-1].notna()]
    if not history.shape[1]:
        return {}
    fan = forecast_demand(history, AHEAD, quantiles=(LOW, HIGH))
    wide = {
        level: fan.pivot(index="sku", columns="ahead", values=f"q{level * 100:.0f}")
        for level in (LOW, HIGH)
    }
    first = fan[fan["ahead"] == 1].set_index("sku")["forecast"]
    return {"a_day": first / 7, "paths": wide, "n": int(fan["n"].min())}


def _cover(on_hand, a_day):
    """Days that stock lasts: infinite where nothing sells, 0 where nothing is there."""
    with np.errstate(divide="ignore", invalid="ignore"):
        days = np.where(a_day > 0, on_hand / a_day.where(a_day > 0), np.inf)
    days = np.where(a_day.isna(), np.nan, days)
    return pd.Series(np.where(on_hand <= 0, 0.0, days), on_hand.index)


def _lasts(shelf, path):
    """Days until a path of demand, one number per week, has taken all; infinite if it doesn't."""
    if path is None:
        return pd.Series(np.nan, shelf.index)
    path = path.reindex(shelf["sku"]).to_numpy(float)
    path = np.maximum.accumulate(np.hstack([np.zeros((len(path), 1)), path]), axis=1)
    days = np.full(len(path), np.inf)
    for row, (stock, sums) in enumerate(zip(shelf["on_hand"].to_numpy(float), path, strict=True)):
        known = sums[np.isfinite(sums)]
        week = int(np.searchsorted(known, stock))
        if stock <= 0:
            days[row] = 0
        elif week < len(known):
            before, after = known[week - 1], known[week]
            days[row] = 7 * (week - 1 + (stock - before) / (after - before))
    return pd.Series(days, shelf.index)


# --- What to order ---------------------------------------------------------------------------


def stock_levels(outlook, inventory_daily, inbound, as_of, service=0.95, usual=None):
    """Each article's safety stock and reorder point, as known on an evening (安全库存, 再订货点).

    `reorder.stock_rules`, with what sells a day as of `runs_out`; how much a day differs from the
    next: of the last 56 days with goods. Lead times: of the lots ordered in the year that ended six
    weeks ago, for of later ones only the fast have come.

    Parameters
    ----------
    outlook : DataFrame
        Of `runs_out`.
    inventory_daily : DataFrame
        As for `runs_out`.
    inbound : DataFrame or None
        As for `reorder.waits`.
    as_of : date
    service : float
        Share of the waits for a lot that the shelf shall last.
    usual : DataFrame, optional
        sku, lead_time_days, and supplier if known: for articles of which no lot tells it. Their
        lead time is taken as one that never differs, so their safety stock is too low.

    Returns
    -------
    DataFrame, one row per article of outlook
        sku, supplier, a_day, sd (pieces), lead_mean, lead_sd (days), safety, reorder (whole
        pieces), source ("lots", "usual": lead time as given; "none": no level), lots (of the
        supplier that tell it).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.date_range("2025-09-01", periods=70), "sku": "lamp",
    ...                      "sales": [8, 12] * 35, "on_hand": 80})
    >>> known = pd.DataFrame({"sku": ["lamp"], "lead_time_days": [9]})
    >>> levels = stock_levels(runs_out(days, "2025-11-09"), days, None, "2025-11-09", usual=known)
    >>> levels[["sku", "safety", "reorder", "source"]].values.tolist()
    [['lamp', 10, 100, 'usual']]

    References
    ----------
    Silver, Pyke and Thomas (2017), chapter 6. Rows F06 and F08.
    """
    outlook = check_table(outlook, "outlook", "sku", "on_hand", gaps=("a_day",))
    check_share("service", service)
    table = check_table(inventory_daily, "inventory_daily", "date", "sku", "sales")
    evening = check_moment(table["date"], as_of, "as_of").normalize()
    recent = table[(table["date"] <= evening) & (table["date"] > evening - SPREAD * DAY)]
    flags = recent.get("stockout_flag", False)
    recent = recent.assign(sku=recent["sku"].astype(str), stockout_flag=flags)
    recent = recent[recent["sku"].isin(outlook["sku"])]
    try:
        spread = reorder.daily_demand(recent).set_index("sku")["sd"]
    except NoAnswerError:
        spread = pd.Series(dtype=float)
    demand = outlook[["sku"]].assign(
        mean=outlook["a_day"].astype(float), sd=outlook["sku"].map(spread).astype(float)
    )
    came = _came(inbound, evening)
    found = _rules(demand, came, service)
    if usual is not None:
        found = _with_usual(found, usual, service)
    found["source"] = found["source"].where(found["reorder"].notna(), "none")
    for name in ("safety", "reorder"):
        found[name] = np.ceil(found[name] - 1e-9).astype("Int64")
    names = ["sku", "supplier", "mean", "sd", "lead_mean", "lead_sd", "safety", "reorder", "source",
             "lots"]  # fmt: skip
    return found[names].rename(columns={"mean": "a_day"})


def _came(inbound, evening):
    """The waits that tell lead times; all that came, where six weeks ago none had."""
    if inbound is None or not len(inbound):
        return None
    gaps = ("po_id", "supplier", "sku", "received_at", "accepted")
    lots = check_table(inbound, "inbound", "ordered_at", gaps=gaps)
    sent = lots["ordered_at"].dt.normalize()
    zone = lots["ordered_at"].dt.tz
    now = evening.tz_localize(None).tz_localize(zone, nonexistent="shift_forward", ambiguous=True)
    old = lots[(sent <= now - RECENT * DAY) & (sent > now - (RECENT + YEAR) * DAY)]
    for those in (old, lots[sent <= now]):
        if not len(those):
            continue
        try:
            return reorder.waits(those, until=now.tz_localize(None))
        except NoAnswerError:
            pass
    return None


def _rules(demand, came, service):
    """`stock_rules`, or its table without a lead time where no lot tells one."""
    if came is None:
        found = demand.assign(
            supplier=None, lead_mean=np.nan, lead_sd=np.nan, safety=np.nan, reorder=np.nan, lots=0
        )
    else:
        found = reorder.stock_rules(demand.dropna(subset="mean"), came, service)
        found = demand[["sku"]].merge(found, on="sku", how="left")
        lots = came["supplier"].value_counts()
        found["lots"] = found["supplier"].map(lots).fillna(0).astype(int)
        for name in ("safety", "reorder"):
            found[name] = found.get(name, pd.Series(np.nan, found.index)).astype(float)
    return found.assign(source="lots")


def _with_usual(found, usual, service):
    """Lead times as given, where lots tell none; suppliers too."""
    usual = check_table(usual, "usual", "sku", gaps=("lead_time_days",))
    usual = usual.assign(sku=usual["sku"].astype(str))
    check_once(usual, "usual", "sku")
    check_numbers(usual, "usual", "lead_time_days")
    by = usual.set_index("sku")
    found = found.copy()
    if "supplier" in usual:
        named = found["sku"].map(by["supplier"].astype(object))
        found["supplier"] = found["supplier"].astype(object).where(
            found["supplier"].notna(), named
        )  # fmt: skip
    lead = found["sku"].map(by["lead_time_days"]).astype(float)
    own = found["reorder"].isna() & lead.notna() & found["mean"].notna() & found["sd"].notna()
    if own.any():
        needs = [found.loc[own, "mean"], found.loc[own, "sd"], lead[own], 0.0, service]
        found.loc[own, "safety"] = reorder.safety_stock(*needs)
        found.loc[own, "reorder"] = reorder.reorder_point(*needs)
        found.loc[own, "lead_mean"], found.loc[own, "lead_sd"] = lead[own], 0.0
        found.loc[own, "source"], found.loc[own, "lots"] = "usual", 0
    return found


def orders_to_place(levels, stock, as_of, articles=None, service=0.95, cover=21, within=6):
    """Which article to order, how many pieces, by when, and what money that ties (补货单)?

    An order is due when what is there and on its way has fallen to the reorder point. It fills up
    to what a wait and so many days of cover need, in the same share of the cases:
    `reorder.reorder_point` of lead time + cover. Then the smallest lot and whole packs.

    Parameters
    ----------
    levels : DataFrame
        Of `stock_levels`.
    stock : DataFrame
        sku, on_hand, on_order (pieces ordered and not here).
    as_of : date
        The evening.
    articles : DataFrame, optional
        sku, and what is known of moq (smallest lot), pack (pieces of a pack), unit_cost (yuan),
        end_date (last day on sale: no piece is ordered for later days).
    service : float
    cover : int
        Days of sales that a lot shall last beyond the wait for the next.
    within : int
        Days that are looked ahead.

    Returns
    -------
    DataFrame, the most urgent first
        sku, supplier, pieces, order_by (the evening itself: now), arrives (expected), money (yuan;
        empty without unit_cost), lasts (days that all of it lasts, from the arrival on, at what
        sells today), position (there and on its way), reorder. ``.attrs["ending"]``: articles due
        that end before a lot would be here.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    Ten a day; 40 there, none on its way; lots of at least 150, in packs of 40.

    >>> levels = pd.DataFrame({"sku": ["lamp"], "supplier": "yiwu", "a_day": 10.0, "sd": 3.0,
    ...     "lead_mean": 7.0, "lead_sd": 1.0, "safety": 21, "reorder": 92})
    >>> stock = pd.DataFrame({"sku": ["lamp"], "on_hand": 40, "on_order": 0})
    >>> lots = pd.DataFrame({"sku": ["lamp"], "moq": 150, "pack": 40, "unit_cost": 31.0})
    >>> orders_to_place(levels, stock, "2025-11-09", lots)[["pieces", "order_by", "money"]]
       pieces   order_by   money
    0     280 2025-11-09  8680.0

    References
    ----------
    Order up to a level: Silver, Pyke and Thomas (2017), chapter 6. Rows F08 and F09.
    """
    check_share("service", service)
    cover, within = check_days("cover", cover), check_number("within", within, low=0)
    names = ["a_day", "sd", "lead_mean", "lead_sd", "reorder"]
    table = check_table(levels, "levels", "sku", gaps=("supplier", *names))
    table = table.assign(sku=table["sku"].astype(str)).dropna(subset=names)
    stock = check_table(stock, "stock", "sku", "on_hand", "on_order")
    check_numbers(stock, "stock", "on_hand", "on_order")
    check_once(stock, "stock", "sku")
    stock = stock.assign(sku=stock["sku"].astype(str))[["sku", "on_hand", "on_order"]]
    table = table.merge(stock, on="sku").astype(dict.fromkeys(names, float))
    table = table.merge(_about(articles), on="sku", how="left")
    evening = _moment(as_of, None).normalize()
    table["position"] = table["on_hand"] + table["on_order"]
    table = table[table["a_day"] > 0]
    left = np.floor((table["position"] - table["reorder"]) / table["a_day"] + 1e-9).clip(lower=0)
    table = table[left <= within].assign(left=left[left <= within])
    table["order_by"] = evening + pd.to_timedelta(table["left"], unit="D")
    table["arrives"] = table["order_by"] + pd.to_timedelta(table["lead_mean"].round(), unit="D")
    ends = pd.to_datetime(table["end_date"]).dt.tz_localize(None)
    ending = ends.notna() & (ends <= table["arrives"])
    gone = table.loc[ending, "sku"].tolist()
    table, ends = table[~ending], ends[~ending]
    reach = table["lead_mean"] + cover
    reach = reach.clip(upper=((ends - table["order_by"]) / DAY).fillna(np.inf))
    then = table["position"] - table["a_day"] * table["left"]
    wanted = np.array([]) if table.empty else reorder.reorder_point(
        table["a_day"], table["sd"], reach, table["lead_sd"], service
    )  # fmt: skip
    pieces = np.maximum(wanted - then, table["moq"].fillna(1))
    pack = table["pack"].fillna(1)
    table["pieces"] = (np.ceil(pieces / pack - 1e-9) * pack).astype("int64")
    table["money"] = table["pieces"] * table["unit_cost"]
    there = (then - table["a_day"] * table["lead_mean"]).clip(lower=0)
    table["lasts"] = (there + table["pieces"]) / table["a_day"]
    found = table.sort_values(["order_by", "sku"], ignore_index=True)
    found = found[["sku", "supplier", "pieces", "order_by", "arrives", "money", "lasts", "position",
                   "reorder"]]  # fmt: skip
    found.attrs["ending"] = gone
    return found


def _moment(as_of, zone):
    """A moment in a zone; without one, as its own clock shows it."""
    try:
        when = pd.Timestamp(as_of)
    except (ValueError, TypeError, OverflowError):
        when = pd.NaT
    if when is pd.NaT:
        raise InputError(f"as_of is {as_of!r}. Write a day, such as 2025-11-30.")
    if zone is None or when.tzinfo is None:
        return when.tz_localize(None).tz_localize(zone)
    return when.tz_convert(zone)


def _about(articles):
    """What is known of articles: moq, pack, unit_cost, end_date; empty where it isn't."""
    wanted = {"moq": np.nan, "pack": np.nan, "unit_cost": np.nan, "end_date": pd.NaT}
    if articles is None:
        return pd.DataFrame({"sku": pd.Series(dtype=str), **dict.fromkeys(wanted, np.nan)})
    table = check_table(articles, "articles", "sku")
    check_once(table, "articles", "sku")
    numbers = [name for name in ("moq", "pack", "unit_cost") if name in table]
    check_numbers(table, "articles", *numbers)
    for name in ("moq", "pack"):
        if name in table and (table[name] < 1).any():
            raise InputError(f"articles has {name} below 1. Leave it empty where it isn't known.")
    kept = table.assign(sku=table["sku"].astype(str))
    kept = kept.assign(**{name: value for name, value in wanted.items() if name not in kept})
    return kept[["sku", *wanted]]


# --- What lies there --------------------------------------------------------------------------


def idle_stock(inventory_daily, articles, as_of, days=30):
    """Which articles lie there and weren't sold for so many days (滞销, 动销)?

    Parameters
    ----------
    inventory_daily : DataFrame
        As for `runs_out`.
    articles : DataFrame
        sku, unit_cost (yuan).
    as_of : date
        The evening.
    days : int

    Returns
    -------
    DataFrame, the most yuan first
        sku, on_hand, yuan (at cost; empty without unit_cost), last_sold (empty: never in these
        rows), idle (days without a sale up to the evening; where last_sold is empty the days that
        the rows go back: at least).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> shelf = pd.DataFrame({"date": pd.date_range("2025-09-01", periods=40), "sku": "mug",
    ...                       "on_hand": 6, "sales": [1] * 5 + [0] * 35})
    >>> cost = pd.DataFrame({"sku": ["mug"], "unit_cost": [20.0]})
    >>> idle_stock(shelf, cost, "2025-10-10")[["sku", "yuan", "idle"]].values.tolist()
    [['mug', 120.0, 35]]

    References
    ----------
    Row F29, metric M98.
    """
    check_days("days", days)
    table, evening = _until(inventory_daily, as_of)
    cost = check_table(articles, "articles", "sku", gaps=("unit_cost",))
    check_once(cost, "articles", "sku")
    cost = cost.set_index(cost["sku"].astype(str))["unit_cost"].astype(float)
    table = table.assign(sku=table["sku"].astype(str))
    shelf = table[(table["date"] == evening) & (table["on_hand"] > 0)]
    found = shelf[["sku", "on_hand"]].reset_index(drop=True)
    found["yuan"] = found["on_hand"] * found["sku"].map(cost)
    sold = table[table["sales"] > 0].groupby("sku")["date"].max()
    first = table.groupby("sku")["date"].min()
    found["last_sold"] = found["sku"].map(sold)
    since = found["last_sold"].fillna(found["sku"].map(first) - DAY)
    found["idle"] = (evening - since).dt.days
    found = found[found["idle"] >= days]
    return found.sort_values(["yuan", "sku"], ascending=[False, True], ignore_index=True)


# --- What is late ----------------------------------------------------------------------------


def late_lots(inbound, as_of, outlook=None):
    """Which lots should be here and aren't, and which shelf is empty because of it (催单)?

    Parameters
    ----------
    inbound : DataFrame
        po_id, supplier, sku, ordered_at, promised_on, received_at, lot_size.
    as_of : date
        The evening: a lot that was promised for this day, and isn't here, is 0 days late.
    outlook : DataFrame, optional
        Of `runs_out`: then a_day, on_hand and out_on stand beside.

    Returns
    -------
    DataFrame, one row per lot: of empty shelves first, then of those that are empty soonest
        po_id, supplier, sku, pieces, promised_on, late (days); with outlook on_hand, a_day, out_on.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> day = pd.Timestamp("2025-11-09")
    >>> lots = pd.DataFrame({"po_id": [1, 2], "supplier": "yiwu", "sku": "lamp", "lot_size": 200,
    ...     "ordered_at": day - 9 * DAY, "promised_on": [day - 2 * DAY, day + DAY],
    ...     "received_at": pd.NaT})
    >>> late_lots(lots, "2025-11-09")[["po_id", "late"]].values.tolist()
    [[1, 2]]

    References
    ----------
    Rows F09 and F31.
    """
    names = ["po_id", "supplier", "sku", "ordered_at", "lot_size"]
    lots = check_table(inbound, "inbound", *names, gaps=("received_at", "promised_on"))
    check_once(lots, "inbound", "po_id")
    check_times(lots, "inbound", "ordered_at", "promised_on", "received_at")
    check_one_zone(lots, "inbound", "ordered_at", "promised_on", "received_at")
    evening = check_moment(lots["ordered_at"], as_of, "as_of").normalize()
    end = evening + DAY
    open_ = lots[(lots["ordered_at"] < end) & ~(lots["received_at"] < end)]
    due = open_[open_["promised_on"] < end]
    found = due[["po_id", "supplier", "sku", "lot_size", "promised_on"]].rename(
        columns={"lot_size": "pieces"}
    )
    found["sku"] = found["sku"].astype(str)
    found["late"] = (evening - found["promised_on"].dt.normalize()).dt.days
    order = ["late"]
    if outlook is not None:
        known = check_table(outlook, "outlook", "sku", "on_hand", gaps=("a_day", "out_on"))
        known = known.assign(sku=known["sku"].astype(str))
        found = found.merge(known[["sku", "on_hand", "a_day", "out_on"]], on="sku", how="left")
        order = ["out_on", "late"]
    return found.sort_values(
        order, ascending=[name != "late" for name in order], kind="stable", ignore_index=True
    )


def stuck_parcels(orders, shipments, as_of, silent_h=96, claims=None):
    """Which parcels does a courier have for too long (滞留件)?

    A parcel is stuck if it is over the hours promised from the payment, or if the last scan is
    older than so many hours. These tables have two scans: the pickup and the delivery.

    Parameters
    ----------
    orders : DataFrame
        order_id, ts_pay, ts_pickup, ts_deliver; optional ts_confirm (then it came).
    shipments : DataFrame or None
        order_id, courier; optional region, promised_h.
    as_of : str or Timestamp
        The moment of the look.
    silent_h : float
        Hours since the last scan.
    claims : DataFrame, optional
        order_id, claimed_at: parcels given up by then are left out, and counted.

    Returns
    -------
    DataFrame, the longest silent first
        order_id, courier, region, scanned, silent_h (hours since), over_h (hours over the promise;
        below 0: within it; empty: not known), why ("over the promise", "no scan", "both").
        ``.attrs``: parcels (with couriers at this moment), claimed (left out).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> day = pd.Timestamp("2025-11-09")
    >>> orders = pd.DataFrame({"order_id": [1, 2], "ts_pay": day, "ts_deliver": pd.NaT,
    ...                        "ts_pickup": day + pd.Timedelta(hours=9)})
    >>> sent = pd.DataFrame({"order_id": [1, 2], "courier": "A", "promised_h": [48.0, 120.0]})
    >>> stuck_parcels(orders, sent, "2025-11-12")[["order_id", "silent_h", "over_h", "why"]]
       order_id  silent_h  over_h               why
    0         1      63.0    24.0  over the promise

    References
    ----------
    Row F22.
    """
    check_positive("silent_h", silent_h)
    orders = check_table(orders, "orders", "order_id", gaps=("ts_pay", "ts_pickup", "ts_deliver"))
    times = ["ts_pay", "ts_pickup", "ts_deliver", "ts_confirm"]
    check_times(orders, "orders", *(name for name in times if name in orders))
    check_once(orders, "orders", "order_id")
    zone = orders["ts_pay"].dt.tz
    now = _moment(as_of, zone)
    here = orders["ts_deliver"] <= now
    if "ts_confirm" in orders:
        here |= orders["ts_confirm"] <= now
    away = orders[(orders["ts_pickup"] <= now) & ~here]
    given_up = _claimed(away, claims, now)
    found = away.loc[~given_up, ["order_id", "ts_pay", "ts_pickup"]]
    known = ["order_id", "courier", "region", "promised_h"]
    if shipments is not None:
        sent = check_table(shipments, "shipments", "order_id", "courier")
        check_once(sent, "shipments", "order_id")
        check_same_kind("order_id", orders=orders, shipments=sent)
        found = found.merge(sent[sent.columns.intersection(known)], on="order_id", how="left")
    for name in known[1:]:
        found[name] = found.get(name, np.nan)
    found["silent_h"] = ((now - found["ts_pickup"]) / HOUR).round(1)
    found["over_h"] = ((now - found["ts_pay"]) / HOUR - found["promised_h"].astype(float)).round(1)
    over, silent = found["over_h"] > 0, found["silent_h"] > silent_h
    why = np.select([over & silent, over, silent], ["both", "over the promise", "no scan"], "")
    stuck = found.assign(why=why, scanned=found["ts_pickup"])[over | silent]
    stuck = stuck.sort_values(["silent_h", "order_id"], ascending=[False, True], ignore_index=True)
    stuck = stuck[["order_id", "courier", "region", "scanned", "silent_h", "over_h", "why"]]
    stuck.attrs.update(parcels=len(found), claimed=int(given_up.sum()))
    return stuck


def _claimed(away, claims, now):
    """Which of these parcels were given up by then?"""
    if claims is None:
        return pd.Series(False, away.index)
    table = check_table(claims, "claims", "order_id", "claimed_at")
    check_times(table, "claims", "claimed_at")
    return away["order_id"].isin(table.loc[table["claimed_at"] <= now, "order_id"])
