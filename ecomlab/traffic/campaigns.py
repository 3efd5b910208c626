"""What did a campaign add? (大促增量, 提前消费): before it, on it, after it, 15 days later.

Course map T33 T45 T47 and P12; U13 U28 C40 refer to this module. A campaign moves buying in time:
people wait for it, and afterwards have what they need. So its days alone say too much. Everything
here reads a table of days; `sales_by_day` makes it out of orders of pandas, Polars or DuckDB.
"""

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_once, check_table, check_times
from ecomlab.errors import (
    ColumnError,
    InputError,
    check_choice,
    check_days,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import Estimate, beyond, normal_quantile, shrunken
from ecomlab.estimates import table as table_of
from ecomlab.tables import calendar_days, collect, day_date, purchase_log

PARTS = ("waiting", "event", "dip", "whole")
WEEKDAYS = 28  # reference days from which on the days of the week are told apart
RETURNS = 15  # days in which nearly all that goes back has gone back (七天无理由, plus its ways)


def sales_by_day(orders, within=RETURNS, as_of=None, books=None, without=("ads", "kol", "labour")):
    """Orders and money of each day, by the day on which the order was placed.

    Parameters
    ----------
    orders : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        order_id (if ``books`` are given), ts_order, paid_amount, refund_amount. Give the orders
        that were *paid*, those refunded in full too: they were part of the big day.
    within : int
        Days after which what goes back has gone back.
    as_of : date, optional
        The evening from which one looks back; default: the day of the last order.
    books : frame of the same kind, optional
        Lines of profit and loss: order_id, line, amount. Adds what orders leave.
    without : sequence of str
        Lines that aren't counted: promotion, and what doesn't grow with an order.

    Returns
    -------
    DataFrame, one row per day from the first to ``as_of``
        date, orders, paid (yuan on the screen at midnight), kept (less refunds; missing on the last
        ``within`` days: not known yet), left (kept, less goods, fees, parcels, tax and the cost
        of returns; missing likewise), if there are ``books``.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "ts_order": pd.to_datetime(["2025-11-01", "2025-11-01", "2025-11-03"]),
    ...     "paid_amount": [100.0, 60.0, 80.0], "refund_amount": [0.0, 60.0, 0.0]})
    >>> sales_by_day(orders, within=1)
            date  orders   paid   kept
    0 2025-11-01       2  160.0  100.0
    1 2025-11-02       0    0.0    0.0
    2 2025-11-03       1   80.0    NaN
    """
    within = check_whole("within", within)
    names = ["paid_amount", "refund_amount"] + (["order_id"] if books is not None else [])
    log = purchase_log(orders, names, as_of, free="count", value="net", with_refunded=True)
    rows = log.rows.with_columns(paid=nw.max_horizontal(nw.col("paid_amount"), nw.lit(0.0)))
    sums = [nw.len().alias("orders"), nw.col("paid").sum(), nw.col("amount").sum().alias("kept")]
    if books is not None:
        rows = rows.join(_left_by_order(books, without), on="order_id", how="left")
        rows = rows.with_columns(nw.col("left").cast(nw.Float64).fill_null(0.0))
        sums.append(nw.col("left").sum())
    days = collect(rows.group_by("day").agg(*sums), sort="day").set_index("day")
    days = days.reindex(range(int(days.index.min()), log.end + 1), fill_value=0)
    days.insert(0, "date", [pd.Timestamp(day_date(day)) for day in days.index])
    late = days.index > log.end - within
    for name in ("kept", *(["left"] if books is not None else [])):
        days[name] = days[name].astype(float).mask(late)
    return days.reset_index(drop=True).astype({"orders": "int64", "paid": float})


def _left_by_order(books, without):
    """What each order leaves, by the lines of the books that grow with it."""
    lines = nw.from_native(books).lazy()
    names = lines.collect_schema().names()
    missing = [name for name in ("order_id", "line", "amount") if name not in names]
    if missing:
        raise ColumnError(missing, names, "books")
    mine = lines.filter(
        ~nw.col("order_id").is_null(), ~nw.col("line").cast(nw.String).is_in(list(without))
    )
    return mine.group_by("order_id").agg(left=nw.col("amount").sum())


def event_effect(
    daily, first, last, value="kept", waiting=10, dip=14, reference=28, skip=(), known=(),
    confidence=0.95,
):  # fmt: skip
    """What did an event add: on its days, and in a window that holds waiting and dip?

    What ordinary days before and after the window lead one to expect (their level, a straight
    trend, days of the week, and what else is ``known``) is taken off what came. That is the effect
    of the event **if nothing else of the window was special**: a cold week or an ad that stopped
    counts as the event's doing. It also believes the straight trend from the days before to those
    after. Where the trend bends, too much may be expected of one part and too little of another:
    such errors cancel in the whole, so how much was *moved* is known worse than what was added.

    Parameters
    ----------
    daily : DataFrame, one row per day, none left out
        date, ``value`` and the columns ``known``. `sales_by_day` makes one.
    first, last : date
        The event's days, both in full.
    value : str
        kept, left, orders, paid, visits …: what adds up over days. Kept and left may be missing
        on the last days (not known yet): those are no reference days.
    waiting, dip : int
        Days before in which people wait; days after in which they have what they need.
    reference : int
        Ordinary days to take on each side, the nearest ones. Fewer on a side where there aren't
        so many; at least 14 in all.
    skip : sequence of (date, date)
        Stretches that aren't ordinary: other events with *their* waiting and dip, holidays.
    known : sequence of str
        Columns (numbers or flags) that tell of a day what the event can't change: weather.

    Returns
    -------
    DataFrame, a row for "waiting", "event", "dip" and "whole" (the window)
        part, days, seen, expected, estimate (seen less expected), low, high, n, counts (reference
        days). Parts of no day are left out. In ``attrs``: ordinary, the stretches of the
        reference days (first, last, days): look how far from the window they lie.

    Raises
    ------
    ColumnError, InputError
        Days that are left out in the table or not known yet in the window; too few ordinary days;
        a stretch that ends before it begins; a confidence that is no share.

    Examples
    --------
    About a hundred orders a day. The event's day has 60 more; 40 of them are missing around it.

    >>> rng = np.random.default_rng(1)
    >>> orders = 100 + rng.normal(0, 3, 80).round()
    >>> orders[38:43] += [-10, -10, 60, -10, -10]
    >>> daily = pd.DataFrame({"date": pd.date_range("2025-03-01", periods=80), "orders": orders})
    >>> found = event_effect(daily, "2025-04-10", "2025-04-10", "orders", waiting=2, dip=2)
    >>> found[["part", "days", "seen", "estimate", "low", "high"]].round()
          part  days   seen  estimate   low  high
    0  waiting     2  181.0     -16.0 -25.0  -7.0
    1    event     1  156.0      56.0  50.0  63.0
    2      dip     2  178.0     -22.0 -31.0 -13.0
    3    whole     5  515.0      17.0   3.0  33.0

    References
    ----------
    van Heerde, Leeflang and Wittink (2004), Marketing Science 23: dips before and after a
    promotion. `ecomlab.estimates.beyond` has the interval.
    """
    check_share("confidence", confidence)
    days = _days(daily, value, known)
    place = _window(days, first, last, waiting, dip)
    chosen = _reference(days, value, place, reference, skip)
    windows = {part: at for part in PARTS if (at := _part(place, part)).any()}
    design = _design(days, chosen, known)
    found = beyond(days[value], design, chosen, list(windows.values()), "days", confidence)
    table = table_of(dict(zip(windows, found, strict=True)), "part")
    seen = [float(days.loc[at, value].sum()) for at in windows.values()]
    table.insert(1, "days", [int(at.sum()) for at in windows.values()])
    table.insert(2, "seen", seen)
    table.insert(3, "expected", np.array(seen) - table["estimate"])
    table.attrs["ordinary"] = _stretches(days["date"][chosen])
    return table


def _stretches(dates):
    """Days in a row, as (first, last, days)."""
    runs = dates.groupby((dates.diff().dt.days != 1).cumsum())
    return [(run.iloc[0], run.iloc[-1], len(run)) for _, run in runs]


def cumulative_effect(
    daily, first, last, value="kept", waiting=10, dip=14, reference=28, skip=(), known=(),
    confidence=0.95,
):  # fmt: skip
    """What an event has added up to each day of its window: the picture of `event_effect`.

    Parameters
    ----------
    daily, first, last, value, waiting, dip, reference, skip, known
        As in `event_effect`.

    Returns
    -------
    DataFrame, one row per day of the window
        date, part, seen, expected (of that day), estimate (added from the window's first day to
        this one), low, high, n, counts.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> orders = 100 + rng.normal(0, 3, 80).round()
    >>> orders[38:43] += [-10, -10, 60, -10, -10]
    >>> daily = pd.DataFrame({"date": pd.date_range("2025-03-01", periods=80), "orders": orders})
    >>> found = cumulative_effect(daily, "2025-04-10", "2025-04-10", "orders", 2, 2)
    >>> found["part"].tolist()
    ['waiting', 'waiting', 'event', 'dip', 'dip']
    >>> found["estimate"].round().tolist()
    [-7.0, -16.0, 40.0, 28.0, 17.0]
    """
    check_share("confidence", confidence)
    days = _days(daily, value, known)
    place = _window(days, first, last, waiting, dip)
    chosen = _reference(days, value, place, reference, skip)
    at = np.flatnonzero(_part(place, "whole"))
    one = np.arange(len(days)) == at[:, None]
    design = _design(days, chosen, known)
    found = beyond(days[value], design, chosen, [*one, *one.cumsum(axis=0)], "days", confidence)
    table = table_of(
        {days["date"][day]: e for day, e in zip(at, found[len(at) :], strict=True)}, "date"
    )
    seen = days[value].to_numpy(float)[at]
    table.insert(1, "part", place[at])
    table.insert(2, "seen", seen)
    table.insert(3, "expected", seen - np.array([e.value for e in found[: len(at)]]))
    return table


def _days(daily, value, known):
    """The table of days in order, each once, with dates without a clock."""
    known = [known] if isinstance(known, str) else list(known)
    days = check_table(daily, "daily", "date", *known, gaps=[value])
    _check_finite(days.dropna(subset=[value]), value, *known)
    days = days.assign(date=calendar_days(days["date"])).sort_values("date", ignore_index=True)
    check_once(days, "daily", "date")
    gaps = days["date"].diff().dt.days.iloc[1:].to_numpy() - 1
    if gaps.sum():
        before = days["date"][int(np.flatnonzero(gaps)[0])].date()
        raise InputError(
            f"{int(gaps.sum())} days are left out of daily, the first after {before}. A day "
            "without an order has a row with 0."
        )
    return days


def _check_finite(days, *names):
    """Numbers or flags, of any sign: what orders leave may be below 0, and so may a temperature."""
    for name in names:
        if not pd.api.types.is_numeric_dtype(days[name]):
            raise InputError(
                f"{name} of daily holds no numbers. Give a number or a flag for each day."
            )
        if not np.isfinite(days[name].to_numpy(float)).all():
            raise InputError(f"{name} of daily has an infinite number in it.")


def _window(days, first, last, waiting, dip):
    """Of each day the part of the window it belongs to, or an empty text."""
    first, last = (check_moment(days["date"], day, name).normalize()
                   for day, name in ((first, "first"), (last, "last")))  # fmt: skip
    if last < first:
        raise InputError(f"The event ends ({last.date()}) before it begins ({first.date()}).")
    waiting, dip = check_whole("waiting", waiting), check_whole("dip", dip)
    away = (days["date"] - first).dt.days.to_numpy()
    behind = (days["date"] - last).dt.days.to_numpy()
    if away[0] > -waiting or behind[-1] < dip:
        raise InputError(
            f"The window needs days from {(first - pd.Timedelta(days=waiting)).date()} to "
            f"{(last + pd.Timedelta(days=dip)).date()}; daily has {days['date'].iloc[0].date()} to "
            f"{days['date'].iloc[-1].date()}. Wait for the days, or ask for fewer and say so."
        )
    place = np.full(len(days), "", dtype=object)
    place[(away < 0) & (away >= -waiting)] = "waiting"
    place[(away >= 0) & (behind <= 0)] = "event"
    place[(behind > 0) & (behind <= dip)] = "dip"
    return place


def _part(place, part):
    return place != "" if part == "whole" else place == part


def _reference(days, value, place, reference, skip):
    """The nearest ordinary days on each side of the window."""
    reference = check_days("reference", reference)
    inside = place != ""
    late = inside & days[value].isna().to_numpy()
    if late.any():
        raise InputError(
            f"{value} isn't known yet on {int(late.sum())} days of the window. Look again later, "
            'or read "paid" or "orders", and say that refunds are still to come.'
        )
    free = ~inside & days[value].notna().to_numpy()
    for stretch in skip:
        if isinstance(stretch, str) or len(stretch) != 2:
            raise InputError(
                f"skip has {stretch!r}. Give pairs of dates: [('2025-06-01', '2025-06-18')]."
            )
        start, end = (check_moment(days["date"], day, "skip").normalize() for day in stretch)
        if end < start:
            raise InputError(
                f"A stretch of skip ends ({end.date()}) before it begins ({start.date()})."
            )
        free &= ~days["date"].between(start, end).to_numpy()
    at = np.flatnonzero(inside)
    before, after = np.flatnonzero(free[: at[0]]), at[-1] + 1 + np.flatnonzero(free[at[-1] + 1 :])
    chosen = np.zeros(len(days), dtype=bool)
    chosen[before[-reference:]] = chosen[after[:reference]] = True
    if chosen.sum() < 14:
        raise InputError(
            f"Only {int(chosen.sum())} ordinary days beside the window. At least 14 are needed: "
            "give a longer table, or skip less."
        )
    return chosen


def _design(days, chosen, known):
    """What is known of a day beforehand: 1, a trend, the day of the week, other columns."""
    day = np.arange(len(days), dtype=float)
    columns = [np.ones(len(days)), (day - day[chosen].mean()) / 28]
    if chosen.sum() >= WEEKDAYS:
        weekday = days["date"].dt.day_of_week.to_numpy()
        columns += [(weekday == k) - 1 / 7 for k in range(6)]
    columns += [
        days[name].to_numpy(float) for name in ([known] if isinstance(known, str) else known)
    ]
    return np.column_stack(columns)


def around_events(events, waiting=10, dip=14, but=None):
    """Stretches that events make unlike other days: for ``skip`` of `event_effect`.

    Parameters
    ----------
    events : DataFrame
        event, first, last; and waiting (days), where it differs by event.
    waiting, dip : int
    but : str, optional
        The event that is asked for: left out.

    Returns
    -------
    list of (Timestamp, Timestamp)

    Examples
    --------
    >>> events = pd.DataFrame({"event": ["618"], "first": ["2025-06-01"], "last": ["2025-06-18"]})
    >>> [(str(a.date()), str(b.date())) for a, b in around_events(events)]
    [('2025-05-22', '2025-07-02')]
    """
    events = check_table(events, "events", "event", "first", "last")
    if but is not None:
        check_choice("but", but, events["event"].unique().tolist())
    ahead = events["waiting"] if "waiting" in events else pd.Series(waiting, events.index)
    first, last = (pd.to_datetime(events[name]).dt.tz_localize(None) for name in ("first", "last"))
    starts = first - pd.to_timedelta(ahead, unit="D")
    ends = last + pd.Timedelta(days=check_whole("dip", dip))
    return [(start, end) for start, end, name in zip(starts, ends, events["event"], strict=True)
            if name != but]  # fmt: skip


def refunds_by_age(orders, returns, first, last, ages=(0, 3, 7, RETURNS)):
    """Of what an event's orders send back, how much has been asked for by when? (活动复盘)

    A review on day 7 sees only a part. Both tables as they are known *today*: the event must be
    older than the largest age.

    Parameters
    ----------
    orders : DataFrame
        order_id, ts_order, paid_amount, refund_amount and ts_cancel (refunded before shipping).
    returns : DataFrame
        order_id, requested_at, refund (missing where the parcel is still on its way).
    first, last : date
        The event's days.
    ages : sequence of int
        Days after the event's last day; 0 is that evening.

    Returns
    -------
    DataFrame, one row per age
        age, date, asked (yuan), of_paid (share of what was paid), of_all (share of all that went
        back).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": [1, 2, 3], "paid_amount": [100.0, 100.0, 200.0],
    ...     "ts_order": pd.to_datetime(["2025-11-11"] * 3), "refund_amount": [100.0, 100.0, 0.0],
    ...     "ts_cancel": pd.to_datetime(["2025-11-11 10:00", None, None])})
    >>> returns = pd.DataFrame({"order_id": [2], "refund": [100.0],
    ...     "requested_at": pd.to_datetime(["2025-11-20"])})
    >>> refunds_by_age(orders, returns, "2025-11-11", "2025-11-11", [0, 7, 15])
       age       date  asked  of_paid  of_all
    0    0 2025-11-11  100.0     0.25     0.5
    1    7 2025-11-18  100.0     0.25     0.5
    2   15 2025-11-26  200.0     0.50     1.0
    """
    orders = check_table(orders, "orders", "order_id", "ts_order", "paid_amount", "refund_amount",
                         gaps=["ts_cancel"])  # fmt: skip
    returns = check_table(returns, "returns", "order_id", "requested_at", gaps=["refund"])
    check_times(orders, "orders", "ts_cancel")
    check_times(returns, "returns", "requested_at")
    first, last = (check_moment(orders["ts_order"], day, name).normalize()
                   for day, name in ((first, "first"), (last, "last")))  # fmt: skip
    mine = orders[
        (orders["ts_order"] >= first) & (orders["ts_order"] < last + pd.Timedelta(days=1))
    ]
    paid = float(mine["paid_amount"].sum())
    if not paid:
        raise InputError(f"No paid order from {first.date()} to {last.date()}.")
    cancelled = mine[mine["ts_cancel"].notna()]
    back = returns[returns["order_id"].isin(mine["order_id"])]
    if back["refund"].isna().any():
        raise InputError(
            f"{int(back['refund'].isna().sum())} refunds of these orders aren't known yet: the "
            "parcels are on their way. Look again later."
        )
    when = pd.concat([cancelled["ts_cancel"], back["requested_at"]])
    yuan = pd.concat([cancelled["refund_amount"], back["refund"]])
    ends = [last + pd.Timedelta(days=1 + check_whole("age", age)) for age in ages]
    asked = np.array([float(yuan[when < end].sum()) for end in ends])
    dates = [(end - pd.Timedelta(days=1)).tz_localize(None) for end in ends]
    whole = float(yuan.sum())
    return pd.DataFrame({"age": list(ages), "date": dates, "asked": asked, "of_paid": asked / paid,
                         "of_all": asked / whole if whole else np.nan})  # fmt: skip


def price_protection(lines, prices, days=RETURNS, claims=1.0):
    """What must be paid back because the price fell after the order? (价保)

    A platform that protects prices gives a buyer the difference if the article gets cheaper within
    so many days. So the days *before* a campaign cost, by the campaign's own cut, and its own days
    cost if one cuts deeper after them. Prices that are frozen before it don't help: they only
    spare a second claim.

    Parameters
    ----------
    lines : DataFrame, one row per order line
        date, sku, qty, price (yuan paid for a piece; by the shelf's price: coupons aren't in it).
        Leave out lines that were refunded: who has all the money back has no difference to claim.
    prices : DataFrame, one row per day and article
        date, sku, price (on the shelf).
    days : int
        How long a price is protected.
    claims : float
        Share of those entitled who ask for it.

    Returns
    -------
    DataFrame, one row per day of order
        date, lines, entitled (lines whose article gets cheaper), due (yuan, if ``claims`` of them
        ask).

    Raises
    ------
    ColumnError, InputError
        An article without prices; the prices end before a line's protection does.

    Examples
    --------
    >>> lines = pd.DataFrame({"date": pd.to_datetime(["2025-10-30", "2025-11-02"]), "sku": "TE02",
    ...                       "qty": 1, "price": [469.0, 384.58]})
    >>> shelf = pd.DataFrame({"date": pd.date_range("2025-10-30", "2025-11-17"), "sku": "TE02"})
    >>> shelf["price"] = np.where(shelf["date"] < "2025-11-01", 469.0, 384.58)
    >>> price_protection(lines, shelf)
            date  lines  entitled    due
    0 2025-10-30      1         1  84.42
    1 2025-11-02      1         0   0.00
    """
    lines = check_table(lines, "lines", "date", "sku", "qty", "price")
    prices = check_table(prices, "prices", "date", "sku", "price")
    days, claims = check_days("days", days), check_share("claims", claims, ends=True)
    lines, prices = (t.assign(date=calendar_days(t["date"]), sku=t["sku"].astype(str))
                     for t in (lines, prices))  # fmt: skip
    check_once(prices, "prices", "date", "sku")
    unknown = sorted(set(lines["sku"]) - set(prices["sku"]))
    if unknown:
        raise InputError(
            f"prices has no row of {', '.join(unknown[:5])}. Give every article's price."
        )
    last, until = prices["date"].max(), lines["date"].max() + pd.Timedelta(days=days)
    if last < until:
        raise InputError(
            f"prices ends on {last.date()}; the last line is protected until {until.date()}."
        )
    shelf = prices.pivot(index="date", columns="sku", values="price").asfreq("D")
    later = shelf[::-1].rolling(days, min_periods=1).min()[::-1].shift(-1)  # of the next days
    lowest = later.stack().rename("lowest").reset_index()
    found = lines.merge(lowest, on=["date", "sku"], how="left")
    fall = (
        (found["price"] - found["lowest"]).clip(lower=0).fillna(0.0).where(lambda x: x > 0.005, 0.0)
    )
    found = found.assign(entitled=fall > 0, due=claims * fall * found["qty"])
    by_day = found.groupby("date", as_index=False).agg(
        lines=("sku", "size"), entitled=("entitled", "sum"), due=("due", "sum")
    )
    return by_day.round({"due": 2})


def slot_value(extra, conversion, left, fee):
    """What is left of an event slot (活动位, 资源位): what its extra visits leave, less its fee.

    Parameters
    ----------
    extra : Estimate or number
        Visits that the *shop* has more: the whole of `event_effect` on the shop's visits. Not the
        visits through the slot's entrance: some of them would have come another way.
    conversion : float
        Orders of a hundred extra visits ÷ 100.
    left : float
        Yuan that such an order leaves, after refunds and costs, before the fee.
    fee : float
        Yuan.

    Returns
    -------
    dict
        left (Estimate: yuan after the fee), break_even (extra visits that pay the fee), most (the
        highest fee that the visits pay). Luck in conversion and margin isn't in the interval.

    Raises
    ------
    InputError

    Examples
    --------
    >>> found = slot_value(Estimate(4000, 3000, 5000, 56, "days"), 0.02, 40.0, 2600)
    >>> found["left"], found["break_even"], found["most"]
    (600 (-200 to 1,400), n = 56 days, 3250.0, 3200.0)
    """
    conversion, left = check_share("conversion", conversion), check_positive("left", left)
    fee = float(fee) if fee == 0 else check_positive("fee", fee)
    if not isinstance(extra, Estimate):
        extra = Estimate(float(extra), np.nan, np.nan, 1, "guesses")
    each = conversion * left
    return {
        "left": extra.through(lambda visits: each * visits - fee),
        "break_even": round(fee / each, 1),
        "most": round(each * extra.value, 2),
    }


def campaign_scorecard(campaigns, cost=None, towards=None, confidence=0.95):
    """Campaigns side by side: what each added, what of that is luck, and which were records.

    The best of many is the best partly by luck, so the next one looks worse (regression to the
    mean, 回归均值). Each is pulled towards the rest by how little it knows itself.

    Parameters
    ----------
    campaigns : DataFrame, in the order of time
        campaign, estimate, low, high: the "whole" of `event_effect`, in the same unit (yuan a day
        of the event, say), and ``cost``.
    cost : str, optional
        Column of what each cost beside: adds left (shrunk less cost).
    towards : float, optional
        As in `ecomlab.estimates.shrunken`.
    confidence : float
        Of the intervals that are given, and of those that come back.

    Returns
    -------
    DataFrame, in the order of time
        campaign, estimate, record (better than all before it), then (the next one less this one),
        shrunk, low, high; in ``attrs``: middle, spread (of the true effects), records (that luck
        alone leads one to expect).

    Raises
    ------
    ColumnError, InputError
        Fewer than four campaigns, or one without an interval.

    Examples
    --------
    >>> days = pd.DataFrame({"campaign": list("abcdef"), "estimate": [40.0, 55, 30, 70, 45, 60]})
    >>> days = days.assign(low=days["estimate"] - 40, high=days["estimate"] + 40)
    >>> card = campaign_scorecard(days)
    >>> card[["campaign", "estimate", "record", "then", "shrunk"]].round(1).iloc[2:5]
      campaign  estimate  record  then  shrunk
    2        c      30.0   False  40.0    42.0
    3        d      70.0    True -25.0    58.0
    4        e      45.0   False  15.0    48.0
    >>> round(card.attrs["records"], 2)
    2.45

    References
    ----------
    Morris (1983), Journal of the American Statistical Association 78; records: Arnold,
    Balakrishnan and Nagaraja (1998), Records, section 2.4.
    """
    table = check_table(campaigns, "campaigns", "campaign", "estimate", "low", "high",
                        *([cost] if cost else []))  # fmt: skip
    width = (table["high"] - table["low"]).to_numpy(float)
    if not (width > 0).all():
        name = table["campaign"].iloc[int(np.argmin(width > 0))]
        raise InputError(f"{name!r} has no interval. Leave it out, and say so.")
    error = width / (2 * normal_quantile(confidence))
    found, middle, spread = shrunken(
        table["estimate"], error, towards, "campaigns", confidence=confidence
    )
    seen = table["estimate"].to_numpy(float)
    best = np.maximum.accumulate(seen)
    card = pd.DataFrame({
        "campaign": table["campaign"].to_numpy(), "estimate": seen,
        "record": np.r_[True, seen[1:] > best[:-1]], "then": np.r_[np.diff(seen), np.nan],
        "shrunk": [e.value for e in found], "low": [e.low for e in found],
        "high": [e.high for e in found],
    })  # fmt: skip
    if cost:
        card["left"] = card["shrunk"] - table[cost].to_numpy(float)
    card.attrs.update(
        middle=middle, spread=spread, records=float((1 / np.arange(1, len(card) + 1)).sum())
    )
    return card
