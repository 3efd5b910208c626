"""When to order: what a wait for a lot needs, and how far a rule of days reaches (安全库存).

Tables: ``inventory_daily``, one row per article and day; ``inbound``, one row per lot, or two where
it comes in two parts. Days are days of the calendar.
"""

import numpy as np
import pandas as pd
from scipy import stats

from ecomlab import estimates
from ecomlab.checks import (
    check_flags,
    check_moment,
    check_numbers,
    check_once,
    check_table,
    check_times,
)
from ecomlab.errors import InputError, NoAnswerError, check_number, check_share

RULE = {"hit": 3, "regular": 7}  # days of sales, seed 000:041


# --- What the tables say --------------------------------------------------------------------


def waits(inbound, until=None, without=()):
    """One row per order: when it was sent, when its first pieces came, and the days between.

    Parameters
    ----------
    inbound : DataFrame
        po_id, supplier, sku, ordered_at, received_at, accepted; first_po if lots come in parts (the
        second part names the first).
    until : date, optional
        Only what had come by this evening. Orders that were open on that evening are left out, so
        the long waits time: end well after the last order that counts.
    without : sequence of pairs of dates, optional
        From and to, both counted: orders sent on these days are left out. An event with a date (a
        festival, a supplier who couldn't deliver) is no luck, and a bell curve doesn't hold it.

    Returns
    -------
    DataFrame
        po_id, supplier, sku, ordered, came (days), days (whole days from one to the other),
        accepted (bool). A refused lot has days too: it came, and the shelf goes on waiting. Sent in
        the evening and there in the morning, an order is waited for one day of sales less than
        its days; that about makes up for the sales that carried the shelf below its level.

    Raises
    ------
    ColumnError, InputError
        An order that came before it was sent; accepted that is neither True nor False.

    Examples
    --------
    >>> inbound = pd.DataFrame({"po_id": [1, 2], "supplier": "ningbo", "sku": "TW01",
    ...     "ordered_at": pd.to_datetime(["2025-03-01 20:00", "2025-03-10 20:00"]),
    ...     "received_at": pd.to_datetime(["2025-03-08 08:00", "2025-03-15 08:00"]),
    ...     "accepted": [True, True]})
    >>> waits(inbound)["days"].tolist()
    [7, 5]
    >>> waits(inbound, without=[("2025-03-01", "2025-03-02")])["po_id"].tolist()
    [2]

    References
    ----------
    Seed 000:041, row F06.
    """
    columns = ["po_id", "supplier", "sku", "ordered_at"]
    table = check_table(inbound, "inbound", *columns, gaps=("received_at", "accepted"))
    check_times(table, "inbound", "ordered_at", "received_at")
    check_once(table, "inbound", "po_id")
    table = check_flags(table, "inbound", "accepted")
    if "first_po" in table:
        table = table[table["first_po"].isna()]
    table = table[table["received_at"].notna()]
    if until is not None:
        end = check_moment(table["received_at"], until, "until") + pd.Timedelta(days=1)
        table = table[table["received_at"] < end]
    table = table[~_sent_in(table["ordered_at"], without)]
    if not len(table):
        raise NoAnswerError(
            "No lot has come by then. Give orders with received_at, and a later day."
        )
    ordered, came = (table[name].dt.normalize() for name in ("ordered_at", "received_at"))
    days = _calendar_days(came) - _calendar_days(ordered)
    if (days < 0).any():
        raise InputError(f"{(days < 0).sum()} lots came before they were ordered: mend the dates.")
    found = table[["po_id", "supplier", "sku"]].astype({"supplier": "str", "sku": "str"})
    return found.assign(
        ordered=ordered, came=came, days=days, accepted=table["accepted"].fillna(False).astype(bool)
    ).reset_index(drop=True)


def _sent_in(times, spans):
    """Which times lie in one of the spans of days?"""
    inside = np.zeros(len(times), dtype=bool)
    for span in spans:
        if isinstance(span, str) or len(span) != 2:
            raise InputError(f"without holds {span!r}. Give pairs of dates: [(from, to), ...].")
        first, last = (check_moment(times, day, "without") for day in span)
        if last < first:
            raise InputError(f"without goes from {span[0]} back to {span[1]}: turn them round.")
        inside |= ((times >= first) & (times < last + pd.Timedelta(days=1))).to_numpy()
    return inside


def _calendar_days(times):
    """Whole days since 1970, by the calendar of the times' own zone."""
    plain = times.dt.tz_localize(None) if times.dt.tz is not None else times
    return (plain - pd.Timestamp("1970-01-01")).dt.days


def _names(by):
    """The columns of ``by``, one of which may be given by its name alone.

    >>> _names("supplier")
    ['supplier']
    """
    names = [by] if isinstance(by, str) else list(by)
    if not names:
        raise InputError("by is empty. Give the columns of which each group gets a row.")
    return names


def lead_times(waits, by=("supplier",)):
    """How long lots take, and how much that spreads (采购提前期).

    Parameters
    ----------
    waits : DataFrame
        Of the function of this name: days, accepted, and the columns of ``by``.
    by : sequence of str

    Returns
    -------
    DataFrame, one row per by
        mean and sd (days, of all that came), sd_low and sd_high (95% interval of sd; empty below
        six orders), refused (share sent back), n (orders).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> came = pd.DataFrame({"supplier": "yiwu", "days": [9, 12, 15], "accepted": [True] * 3})
    >>> lead_times(came)[["supplier", "mean", "sd", "refused", "n"]]
      supplier  mean   sd  refused  n
    0     yiwu  12.0  3.0      0.0  3

    References
    ----------
    Silver, Pyke and Thomas (2017), chapter 6. Row F06.
    """
    by = _names(by)
    table = check_numbers(check_table(waits, "waits", "days", "accepted", *by), "waits", "days")
    accepted = check_flags(table, "waits", "accepted")["accepted"].fillna(False)
    table = table.assign(refused=~accepted.astype(bool))
    rows = []
    for keys, part in table.groupby(by, observed=True):
        sd = estimates.standard_deviation(part["days"], "orders")
        rows.append([*keys, part["days"].mean(), *sd[:3], part["refused"].mean(), len(part)])
    return pd.DataFrame(rows, columns=[*by, "mean", "sd", "sd_low", "sd_high", "refused", "n"])


def daily_demand(inventory_daily, first=None, last=None, by=("sku",)):
    """Pieces a day of each article, their mean and standard deviation, on days with goods.

    Days on which it was sold out are left out, for nobody knows what was wanted; as shelves run
    empty on good days, mean and spread are rather too low (lesson 4.1 mends that).

    Parameters
    ----------
    inventory_daily : DataFrame
        date, sales, stockout_flag, and the columns of ``by``.
    first, last : date, optional
        By default all days. Choose days like those that come: no event in them, if none comes.
    by : sequence of str

    Returns
    -------
    DataFrame, one row per by
        mean, sd (pieces a day), cv (sd ÷ mean; empty if nothing was sold), n (days with goods),
        empty (days sold out, left out).

    Raises
    ------
    ColumnError, InputError
        No day between the two; two rows of a day; stockout_flag that is neither True nor False.

    Examples
    --------
    >>> shelf = pd.DataFrame({"sku": "lamp", "date": pd.date_range("2025-09-01", periods=4),
    ...                       "sales": [3, 5, 4, 1], "stockout_flag": [False, False, False, True]})
    >>> daily_demand(shelf)
        sku  mean   sd    cv  n  empty
    0  lamp   4.0  1.0  0.25  3      1

    References
    ----------
    Silver, Pyke and Thomas (2017), chapter 6.
    """
    by = _names(by)
    table = check_table(inventory_daily, "inventory_daily", "date", "sales", "stockout_flag", *by)
    check_numbers(table, "inventory_daily", "sales")
    check_times(table, "inventory_daily", "date")
    one = dict.fromkeys([*table.columns.intersection(["sku"]), *by, "date"])
    check_once(table, "inventory_daily", *one)
    table = check_flags(table, "inventory_daily", "stockout_flag")
    for name, day in (("first", first), ("last", last)):
        if day is not None:
            edge = check_moment(table["date"], day, name)
            table = table[table["date"] >= edge if name == "first" else table["date"] <= edge]
    out = table["stockout_flag"].astype(bool)
    if not len(table) or out.all():
        raise NoAnswerError("inventory_daily has no day with goods between the two days.")
    table = table.assign(there=table["sales"].where(~out), out=out)
    found = table.groupby(by, observed=True).agg(
        mean=("there", "mean"), sd=("there", "std"), n=("there", "count"), empty=("out", "sum")
    )
    found.insert(2, "cv", found["sd"] / found["mean"].where(found["mean"] > 0))
    return found.reset_index()


def lasted(waits, inventory_daily):
    """Did the shelf last until the lot came? One row per wait for an accepted lot.

    A wait begins on the day after the order and ends on the day before the lot comes: the lot is
    there on the morning of its day.

    Parameters
    ----------
    waits : DataFrame
        Of the function of this name.
    inventory_daily : DataFrame
        date, sku, stockout_flag: each day between, for each article that was ordered.

    Returns
    -------
    DataFrame
        The rows of accepted lots, with empty (days sold out in the wait), lasted (none) and
        last_empty (sold out on the last of them: where an earlier lot came in between, a wait may
        have empty days and yet end with goods).

    Raises
    ------
    ColumnError, InputError
        A day of a wait that inventory_daily doesn't have.

    Examples
    --------
    >>> wait = pd.DataFrame({"po_id": 1, "supplier": "yiwu", "sku": "lamp", "days": 3,
    ...     "ordered": pd.to_datetime(["2025-09-01"]), "came": pd.to_datetime(["2025-09-04"]),
    ...     "accepted": True})
    >>> shelf = pd.DataFrame({"sku": "lamp", "date": pd.date_range("2025-09-01", periods=4),
    ...                       "stockout_flag": [False, False, True, False]})
    >>> lasted(wait, shelf)[["empty", "lasted", "last_empty"]]
       empty  lasted  last_empty
    0      1   False        True

    References
    ----------
    Cycle service: Silver, Pyke and Thomas (2017), chapter 6. Row F06.
    """
    table = check_table(waits, "waits", "sku", "ordered", "came", "days", "accepted")
    check_times(table, "waits", "ordered", "came")
    accepted = check_flags(table, "waits", "accepted")["accepted"]
    table = table[accepted.astype(bool)].reset_index(drop=True)
    shelf = check_table(inventory_daily, "inventory_daily", "date", "sku", "stockout_flag")
    check_times(shelf, "inventory_daily", "date")
    check_once(shelf, "inventory_daily", "sku", "date")
    out = check_flags(shelf, "inventory_daily", "stockout_flag")["stockout_flag"].astype(int)
    day = _calendar_days(shelf["date"])
    start, width = int(day.min()), int(day.max() - day.min()) + 1
    place, names = pd.factorize(shelf["sku"].astype(str))
    grid = np.zeros((len(names), width + 1), dtype=np.int64)
    seen = np.zeros_like(grid)
    grid[place, day - start + 1], seen[place, day - start + 1] = out, 1
    grid, seen = grid.cumsum(axis=1), seen.cumsum(axis=1)
    row = pd.Index(names).get_indexer(table["sku"].astype(str))
    left, right = (_calendar_days(table[name]).to_numpy() - start for name in ("ordered", "came"))
    left = left + 1  # the day after the order
    known = (row >= 0) & (left >= 0) & (right <= width)
    empty = np.where(left >= right, 0, -1)
    inside = known & (left < right)
    empty[inside] = (grid[row, right.clip(0, width)] - grid[row, left.clip(0, width)])[inside]
    counted = (seen[row, right.clip(0, width)] - seen[row, left.clip(0, width)])[inside]
    if (empty < 0).any() or (counted != (right - left)[inside]).any():
        raise InputError(
            "inventory_daily lacks days of some waits. Give it each day of each article that was "
            "ordered, from the first order to the last lot; or cut waits by `until`."
        )
    last = np.zeros(len(table), dtype=bool)
    end = right.clip(1, width)
    last[inside] = (grid[row, end] > grid[row, end - 1])[inside]
    return table.assign(empty=empty, lasted=empty == 0, last_empty=last)


def cycle_service_seen(lasted, by=("supplier",)):
    """In which share of the waits did the shelf last until the lot came (周期服务水平)?

    Waits of one article go together (one event, one habit), so the interval counts articles.

    Parameters
    ----------
    lasted : DataFrame
        Of the function of this name: sku, lasted, days, and the columns of ``by``.
    by : sequence of str

    Returns
    -------
    DataFrame, one row per by
        waits, sd (of the lead times, in days), estimate, low, high, n, counts ("articles").

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> seen = pd.DataFrame({"supplier": "yiwu", "sku": list("aabb"), "days": [8, 9, 10, 13],
    ...                      "lasted": [True, True, True, False]})
    >>> cycle_service_seen(seen)[["waits", "estimate", "n", "counts"]]
       waits  estimate  n    counts
    0      4      0.75  2  articles

    References
    ----------
    Silver, Pyke and Thomas (2017), chapter 6. Row F06.
    """
    by = _names(by)
    table = check_table(lasted, "lasted", "sku", "lasted", "days", *by)
    rows = []
    for keys, part in table.groupby(by, observed=True):
        each = part.groupby("sku", observed=True)["lasted"].agg(["sum", "size"])
        found = estimates.ratio_of_totals(each["sum"], each["size"], "articles")
        rows.append([*keys, len(part), part["days"].std(), found.value,
                     max(found.low, 0.0) if found.low == found.low else found.low,
                     min(found.high, 1.0) if found.high == found.high else found.high,
                     found.n, found.counts])  # fmt: skip
    names = [*by, "waits", "sd", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(rows, columns=names)


# --- What a wait needs ----------------------------------------------------------------------


def demand_in_wait(demand_mean, demand_sd, lead_mean, lead_sd=0.0):
    """Pieces wanted while a lot is on its way: their mean and standard deviation.

    Days are independent of each other and of the lead time: variance = L·σ_d² + d²·σ_L².

    Parameters
    ----------
    demand_mean, demand_sd : float or array
        Pieces a day.
    lead_mean, lead_sd : float or array
        Days from the order to the shelf.

    Returns
    -------
    mean, sd : float or array

    Raises
    ------
    InputError

    Examples
    --------
    Ten a day, give or take three; a lot takes seven days, give or take one.

    >>> mean, sd = demand_in_wait(10, 3, 7, 1)
    >>> float(mean), round(float(sd), 2)
    (70.0, 12.77)

    References
    ----------
    Silver, Pyke and Thomas (2017), section 6.10: random sum. Row F06.
    """
    d, s = _least("demand_mean", demand_mean), _least("demand_sd", demand_sd)
    length, spread = _least("lead_mean", lead_mean), _least("lead_sd", lead_sd)
    return d * length, np.sqrt(length * s**2 + d**2 * spread**2)


def safety_stock(demand_mean, demand_sd, lead_mean, lead_sd=0.0, service=0.95):
    """Pieces above the mean, so that the shelf lasts in such a share of the waits (安全库存).

    z·√(L·σ_d² + d²·σ_L²): the demand of a wait taken as normal.

    Parameters
    ----------
    demand_mean, demand_sd, lead_mean, lead_sd
        As in `demand_in_wait`.
    service : float
        Share of waits: cycle service (周期服务水平), not the share of pieces.

    Returns
    -------
    float or array, pieces

    Raises
    ------
    InputError

    Examples
    --------
    The same demand; lots that spread by one day, and by four.

    >>> [round(float(safety_stock(10, 3, 7, sd))) for sd in (1, 4)]
    [21, 67]

    References
    ----------
    Silver, Pyke and Thomas (2017), chapter 6. Row F06, metric M51.
    """
    _, sd = demand_in_wait(demand_mean, demand_sd, lead_mean, lead_sd)
    return stats.norm.ppf(check_share("service", service)) * sd


def rule_of_days(demand_mean, days):
    """Safety stock by a rule: so many days of sales (爆款3天销量, 常规款7天销量).

    Parameters
    ----------
    demand_mean : float or array
        Pieces a day.
    days : float or array
        `RULE` has the course documents' days of a hit and of a regular article.

    Returns
    -------
    float or array, pieces

    Raises
    ------
    InputError

    Examples
    --------
    >>> float(rule_of_days(10, RULE["hit"])), float(rule_of_days(4, RULE["regular"]))
    (30.0, 28.0)

    References
    ----------
    Seed 000:041, row F05; doubt E25.
    """
    return _least("demand_mean", demand_mean) * _least("days", days)


def reorder_point(demand_mean, demand_sd, lead_mean, lead_sd=0.0, service=0.95):
    """Order when stock and orders on their way have fallen to this (再订货点, 预警库存).

    Demand of the wait, and `safety_stock`.

    Parameters
    ----------
    demand_mean, demand_sd, lead_mean, lead_sd, service
        As in `safety_stock`.

    Returns
    -------
    float or array, pieces

    Examples
    --------
    >>> round(float(reorder_point(10, 3, 7, 1)))
    91

    References
    ----------
    Silver, Pyke and Thomas (2017), chapter 6. Metric M52.
    """
    mean, _ = demand_in_wait(demand_mean, demand_sd, lead_mean, lead_sd)
    return mean + safety_stock(demand_mean, demand_sd, lead_mean, lead_sd, service)


def cycle_service(safety, demand_mean, demand_sd, lead_mean, lead_sd=0.0):
    """In which share of waits will a shelf with this safety stock last (周期服务水平)?

    Parameters
    ----------
    safety : float or array
        Pieces above the demand of a mean wait.
    demand_mean, demand_sd, lead_mean, lead_sd
        As in `demand_in_wait`.

    Returns
    -------
    float or array, a share of the waits; 1 or 0 where nothing spreads

    Raises
    ------
    InputError

    Examples
    --------
    Three days of sales: lots of seven days, give or take one; of fifteen, give or take three.

    >>> [round(float(cycle_service(30, 10, 3, *lead)), 2) for lead in ((7, 1), (15, 3))]
    [0.99, 0.82]

    References
    ----------
    Silver, Pyke and Thomas (2017), chapter 6. Doubt E25.
    """
    _, sd = demand_in_wait(demand_mean, demand_sd, lead_mean, lead_sd)
    safety = np.asarray(safety, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = stats.norm.cdf(safety / sd)
    return np.where(sd > 0, share, (safety >= 0).astype(float))[()]


def fill_rate_planned(safety, lot, demand_mean, demand_sd, lead_mean, lead_sd=0.0):
    """Which share of the *pieces* will be there, with this safety stock and lot (满足率)?

    1 − (G(safety) − G(safety + lot)) ÷ lot, G the `normal_loss`. A large lot waits seldom, so it
    misses few pieces even where every other wait ends empty. This is for buyers who *wait*. In a
    shop that loses them fewer pieces are missed, and the more so the smaller the lot: there
    `policies.simulate_stock` gives the number.

    Parameters
    ----------
    safety : float or array
    lot : float or array
        Pieces of an order, above 0.
    demand_mean, demand_sd, lead_mean, lead_sd
        As in `demand_in_wait`.

    Returns
    -------
    float or array, a share of the pieces

    Raises
    ------
    InputError

    Examples
    --------
    No safety stock at all: half of the waits end empty, and of the pieces?

    >>> [round(float(fill_rate_planned(0, lot, 10, 3, 7, 1)), 3) for lot in (50, 300)]
    [0.898, 0.983]

    References
    ----------
    Silver, Pyke and Thomas (2017), chapter 6: P2 beside P1; Snyder and Shen (2019), section 4.3.
    """
    lot = np.asarray(lot, dtype=float)
    if not (lot > 0).all():
        raise InputError("lot has a number that is not above 0. Give pieces of an order.")
    _, sd = demand_in_wait(demand_mean, demand_sd, lead_mean, lead_sd)
    safety = np.asarray(safety, dtype=float)
    return (1 - (normal_loss(safety, sd) - normal_loss(safety + lot, sd)) / lot)[()]


def normal_loss(level, sd):
    """Pieces by which demand goes above a level, on average, if its mean is 0 and it is normal.

    >>> round(float(normal_loss(0, 10)), 2)
    3.99

    References
    ----------
    Snyder and Shen (2019), section 4.3.2.2.
    """
    level, sd = np.asarray(level, dtype=float), np.asarray(sd, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = level / sd
        loss = sd * (stats.norm.pdf(z) - z * stats.norm.sf(z))
    return np.where(sd > 0, loss, np.maximum(-level, 0))[()]


def largest_spread(days, demand_mean, demand_sd, lead_mean, service=0.95):
    """Up to which standard deviation of the lead time do so many days of sales reach the service?

    The border of a rule of days: √((days ÷ z)² − L·(σ_d ÷ d)²).

    Parameters
    ----------
    days : float or array
        Safety stock, in days of sales.
    demand_mean, demand_sd, lead_mean
        As in `demand_in_wait`; the mean above 0.
    service : float
        Above one half.

    Returns
    -------
    float or array, days; empty (NaN) where even lots that come on their day don't reach it

    Raises
    ------
    InputError

    Examples
    --------
    A hit: ten a day, give or take three, lots after seven days.

    >>> [round(float(largest_spread(days, 10, 3, 7)), 2) for days in (3, 7)]
    [1.64, 4.18]

    References
    ----------
    Follows from `safety_stock`. Doubt E25.
    """
    service = check_share("service", service, low=0.5)
    mean = np.asarray(demand_mean, dtype=float)
    if not (mean > 0).all():
        raise InputError("demand_mean has a number that is not above 0. Leave such articles out.")
    _, of_days = demand_in_wait(1.0, np.asarray(demand_sd, dtype=float) / mean, lead_mean)
    reach = (_least("days", days) / stats.norm.ppf(service)) ** 2
    left = reach - of_days**2
    left = np.where(np.abs(left) <= 1e-9 * reach, 0.0, left)
    return np.sqrt(np.where(left >= 0, left, np.nan))[()]


def service_of_windows(demand, leads, level):
    """The same without a formula: how often does a level last, on these days and these lead times?

    Each lead time that was seen is laid over each stretch of as many days in a row.

    Parameters
    ----------
    demand : array
        Pieces of each day, in order.
    leads : array of int
        Days of each lead time that was seen.
    level : float
        Pieces at the order, with all that is on its way.

    Returns
    -------
    float, a share

    Raises
    ------
    InputError
        A lead time longer than the days.

    Examples
    --------
    Two days or three, three pieces on each: seven last only in the short one.

    >>> service_of_windows([3, 3, 3, 3, 3], leads=[2, 3], level=7)
    0.5

    References
    ----------
    Bookbinder and Lordahl (1989), IIE Transactions 21: lead-time demand without a distribution.
    """
    demand = np.atleast_1d(_least("demand", demand))
    leads = np.atleast_1d(_least("leads", leads))
    if (leads % 1 != 0).any():
        raise InputError("leads holds something that is no whole number of days.")
    leads = leads.astype(int)
    check_number("level", level)
    if not len(leads) or leads.min() < 0 or leads.max() > len(demand):
        raise InputError(
            f"leads go from {leads.min() if len(leads) else 'none'} to "
            f"{leads.max() if len(leads) else 'none'} days, demand has {len(demand)} days. Give "
            "at least one lead time, and as many days as the longest takes."
        )
    total = np.concatenate([[0.0], demand.cumsum()])
    length, count = np.unique(leads, return_counts=True)
    shares = [np.mean(total[one:] - total[: len(total) - one] <= level + 1e-9) for one in length]
    return float(np.average(shares, weights=count))


def stock_rules(demand, waits, service=0.95):
    """The table to keep: each article's safety stock and reorder point, from its days and lots.

    The lead time is that of the supplier from whom the article was ordered most often.

    Parameters
    ----------
    demand : DataFrame
        Of `daily_demand`: sku, mean, sd.
    waits : DataFrame
        Of the function of this name: sku, supplier, days, accepted.
    service : float
        Share of waits that shall last.

    Returns
    -------
    DataFrame, one row per article of demand
        sku, supplier, mean, sd (pieces a day), lead_mean, lead_sd (days), safety, reorder (pieces),
        days (of sales in safety). Empty where an article was never ordered, or its spread or that
        of its supplier's lots isn't known (one day, one lot).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.DataFrame({"sku": ["lamp"], "mean": [10.0], "sd": [3.0]})
    >>> lots = pd.DataFrame({"sku": "lamp", "supplier": "yiwu", "days": [6, 7, 8],
    ...                      "accepted": True})
    >>> stock_rules(days, lots)[["sku", "safety", "days", "reorder"]].round(1).values.tolist()
    [['lamp', 21.0, 2.1, 91.0]]

    References
    ----------
    Row F06, metrics M51 and M52.
    """
    check_share("service", service)
    table = check_table(demand, "demand", "sku", "mean", gaps=("sd",))
    check_once(table, "demand", "sku")
    lots = check_table(waits, "waits", "sku", "supplier", "days", "accepted")
    leads = lead_times(lots).rename(columns={"mean": "lead_mean", "sd": "lead_sd"})
    home = lots.groupby(lots["sku"].astype(str))["supplier"].agg(
        lambda names: str(names.astype(str).mode().iloc[0])
    )
    leads = leads.set_index(leads["supplier"].astype(str))[["lead_mean", "lead_sd"]]
    found = table[["sku", "mean", "sd"]].reset_index(drop=True)
    found.insert(1, "supplier", found["sku"].astype(str).map(home))
    found = found.join(leads, on="supplier")
    names = ["mean", "sd", "lead_mean", "lead_sd"]
    known = found[names].notna().all(axis=1)
    needs = [found.loc[known, name].to_numpy(float) for name in names]
    found.loc[known, "safety"] = safety_stock(*needs, service)
    found.loc[known, "reorder"] = reorder_point(*needs, service)
    return found.assign(days=found["safety"] / found["mean"].where(found["mean"] > 0))


def compare_rules(articles, rules):
    """What each rule of safety stock reaches, article by article.

    Parameters
    ----------
    articles : DataFrame
        sku, demand_mean, demand_sd, lead_mean, lead_sd, unit_cost (yuan); lot (pieces) for the
        share of pieces.
    rules : mapping of str to float or array
        Pieces of safety stock of each rule, one number or one per article.

    Returns
    -------
    DataFrame, one row per rule and article
        rule, sku, safety (pieces), days (of sales), service (share of waits that last), fill (share
        of pieces, if ``articles`` has lot), money (yuan in safety stock).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> lamp = pd.DataFrame({"sku": ["lamp"], "demand_mean": [10.0], "demand_sd": [3.0],
    ...                      "lead_mean": [7.0], "lead_sd": [1.0], "unit_cost": [31.0]})
    >>> compare_rules(lamp, {"3 days": 30, "none": 0}).round(2)
         rule   sku  safety  days  service  money
    0  3 days  lamp    30.0   3.0     0.99  930.0
    1    none  lamp     0.0   0.0     0.50    0.0

    References
    ----------
    Row F06.
    """
    names = ["demand_mean", "demand_sd", "lead_mean", "lead_sd"]
    table = check_table(articles, "articles", "sku", "unit_cost", *names)
    check_numbers(table, "articles", *names)
    parts = []
    for rule, safety in rules.items():
        safety = np.asarray(safety, dtype=float)
        if safety.size not in (1, len(table)):
            raise InputError(
                f"The rule {rule!r} has {safety.size} numbers, articles {len(table)} rows. Give "
                "one number of pieces, or one per article."
            )
        safety = np.broadcast_to(safety.ravel(), len(table))
        needs = [table[name].to_numpy(float) for name in names]
        found = pd.DataFrame({"rule": rule, "sku": table["sku"].to_numpy(), "safety": safety})
        found["days"] = safety / needs[0]
        found["service"] = cycle_service(safety, *needs)
        if "lot" in table:
            found["fill"] = fill_rate_planned(safety, table["lot"].to_numpy(float), *needs)
        found["money"] = safety * table["unit_cost"].to_numpy(float)
        parts.append(found)
    return pd.concat(parts, ignore_index=True)


def _least(name, values):
    """Finite numbers from 0 on."""
    try:
        found = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        found = np.array(np.nan)
    if not np.isfinite(found).all() or (found < 0).any():
        shown = values if np.ndim(values) == 0 else "not all"
        raise InputError(f"{name} is {shown!r}. Choose finite numbers from 0 on.")
    return found[()]
