"""Where do they get lost? The steps of visits, carts and payments (转化漏斗).

Table: ``events``, one row per logged step of a session (or cart). A log is read once, from pandas,
Polars or DuckDB alike; everything after that is NumPy and plain pandas on the rows that count.
(`last_steps` and `dropoff`, of a case, take pandas.)
"""

from datetime import timedelta

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from ecomlab.checks import check_name, check_once, check_table
from ecomlab.errors import (
    ChoiceError,
    ColumnError,
    InputError,
    check_choice,
    check_positive,
    check_whole,
)
from ecomlab.estimates import rate_interval, survival
from ecomlab.tables.logs import ACCEPTED, check_clock, collect

DAY = 86_400 * 10**6  # microseconds
CURVE = ("survival", "low", "high")
KINDS = 20  # of events: a database numbers so many itself, more are numbered here
PERIODS = {"minute": 60 * 10**6, "hour": 3_600 * 10**6, "day": DAY}


def last_steps(events, by="session_id", keep=("sku",)):
    """The last step that was logged of each session or cart.

    Parameters
    ----------
    events : DataFrame
        ``by``, ts, event, and the columns to ``keep``.

    Returns
    -------
    DataFrame, one row per session
        The last row's ``keep`` and event. Of steps at the same time the later row counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> log = pd.DataFrame({"session_id": [1, 1, 2], "sku": ["dress", "dress", "bag"],
    ...                     "ts": pd.to_datetime(["2025-08-09 10:05", "2025-08-09 10:00",
    ...                                           "2025-08-09 11:00"]),
    ...                     "event": ["pay", "addcart", "addcart"]})
    >>> last_steps(log)
                  sku    event
    session_id
    1           dress      pay
    2             bag  addcart

    References
    ----------
    Case K03.
    """
    events = check_table(events, "events", by, "ts", "event", *keep)
    ordered = events.sort_values([by, "ts"], kind="stable")
    return ordered.drop_duplicates(by, keep="last").set_index(by)[[*keep, "event"]]


def dropoff(events, done="pay", by="session_id"):
    """At which step do sessions end, of all and of those that didn't get through (流失)?

    An event is named by whoever wrote the code: "ended at" is what the log says, "gave up because
    of" is a story.

    Parameters
    ----------
    events : DataFrame
        ``by``, ts, event.
    done : str
        The step that counts as arrived.

    Returns
    -------
    DataFrame, one row per step, the most frequent end first
        event, ended, of_all, of_lost (share of the sessions that didn't arrive; NaN for ``done``),
        low, high (of of_lost).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Everybody arrived.

    Examples
    --------
    >>> from ecomlab import cases
    >>> dropoff(cases.load("size_step").tables.events).round(3)
             event  ended  of_all  of_lost    low   high
    0  size_select   2770   0.530    0.697  0.682  0.711
    1          pay   1251   0.239      NaN    NaN    NaN
    2      addcart    726   0.139    0.183  0.171  0.195
    3     checkout    479   0.092    0.121  0.111  0.131

    References
    ----------
    Row C09, case K03.
    """
    events = check_table(events, "events", by, "ts", "event")
    check_name(events, "event", done, "done")
    ended = last_steps(events, by, keep=())["event"].value_counts()
    lost = ended.sum() - ended.get(done, 0)
    if not lost:
        raise InputError(f"Every session ends with {done!r}: nobody got lost.")
    table = ended.rename_axis("event").rename("ended").reset_index()
    table["of_all"] = table["ended"] / ended.sum()
    table["of_lost"] = (table["ended"] / lost).where(table["event"] != done)
    low, high = rate_interval(table["ended"].where(table["event"] != done, 0), lost)
    for name, ends in (("low", low), ("high", high)):
        table[name] = pd.Series(ends).where(table["event"] != done)
    return table


# --- A funnel from a log --------------------------------------------------------------------


def funnel(
    events, steps, unit="session_id", ordered=True, window=None, by=(), units=None, confidence=0.95
):
    """How many get through each step, and where are they lost (转化漏斗)?

    Who counts at a step has done all the steps up to it:

    - ``ordered``: one after the other. Steps logged at the same moment count as in order.
    - otherwise: in any order.

    With a ``window``, all of them within so many days of the first; any first step will do,
    the second visit's as well as the first one's.

    Parameters
    ----------
    events : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        ``unit``, ts, event; in any order.
    steps : sequence of str
        At least two names of ``event``, as one expects them.
    unit : str
        Whose steps they are: "session_id" for a funnel of visits, "visitor_id" for one of people.
    ordered : bool
    window : float (days) or str ("30min", "12h"), optional
    by : str or sequence of str
        Columns of ``units``: a funnel for each combination.
    units : DataFrame, optional
        One row per unit: ``unit`` and the columns of ``by``.
    confidence : float

    Returns
    -------
    DataFrame, one row per step (and group), in the order of ``steps``
        by, step, reached (units that came so far), before (at the step before), rate (reached ÷
        before; NaN at the first step and where nobody came), low, high (Wilson), of_first
        (reached ÷ those of the first step), lost (left before the next step), open (of them,
        those whose newest try is within its window when the log ends: they may still come; 0
        without a window),
        did (units that did this step at all, as a screen of totals counts them).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A step that no row has (a typing mistake, or truly nobody: leave it out), one that is named
        twice, a unit that ``units`` lacks or has twice.

    Examples
    --------
    Anna views and pays on two days: one funnel of two visits, another of one visitor.

    >>> log = pd.DataFrame({
    ...     "session_id": [1, 1, 2, 2, 3], "visitor_id": ["Anna"] * 4 + ["Bo"],
    ...     "event": ["view", "addcart", "view", "pay", "view"],
    ...     "ts": pd.to_datetime(["2025-11-01 20:00", "2025-11-01 20:03", "2025-11-03 09:00",
    ...                           "2025-11-03 09:05", "2025-11-03 10:00"])})
    >>> columns = ["step", "reached", "rate", "lost", "did"]
    >>> funnel(log, ["view", "addcart", "pay"])[columns].round(2)
          step  reached  rate  lost  did
    0     view        3   NaN     2    3
    1  addcart        1  0.33     1    1
    2      pay        0  0.00     0    1
    >>> funnel(log, ["view", "addcart", "pay"], unit="visitor_id")[columns].round(2)
          step  reached  rate  lost  did
    0     view        2   NaN     1    2
    1  addcart        1   0.5     0    1
    2      pay        1   1.0     0    1

    References
    ----------
    Row C10 (seed 000:062), metrics M25 and M30 to M32. A window from any first step is what
    ClickHouse's ``windowFunnel`` counts. Wilson (1927), JASA 22, 209-212.
    """
    by = [by] if isinstance(by, str) else list(by)
    rows = _reached(events, steps, unit, ordered, window)
    group, keys = _groups(rows["names"], unit, by, units)
    table = _table(list(steps), group, len(keys), rows["level"], rows["did"], rows["open"])
    for name in reversed(by):
        table.insert(0, name, keys[name].repeat(len(steps)).reset_index(drop=True))
    base = table["before"].fillna(0)
    table["low"], table["high"] = rate_interval(
        table["reached"].where(base > 0, 0), base, confidence
    )
    columns = [
        "step",
        "reached",
        "before",
        "rate",
        "low",
        "high",
        "of_first",
        "lost",
        "open",
        "did",
    ]
    return table[by + columns]


def reach(events, steps, unit="session_id", ordered=True, window=None):
    """How far does each unit get, and when did the try that got farthest begin?

    Parameters
    ----------
    events, steps, unit, ordered, window
        As in `funnel`.

    Returns
    -------
    DataFrame, one row per unit with one of the steps
        ``unit``, reached (steps done, 0 if not even the first), step (its name; missing for 0),
        start (the first step of the try that got farthest, of equals the last; missing for 0).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> log = pd.DataFrame({"session_id": [1, 1, 2], "event": ["view", "pay", "pay"],
    ...                     "ts": pd.to_datetime(["2025-11-01", "2025-11-02", "2025-11-03"])})
    >>> reach(log, ["view", "pay"])
       session_id  reached step      start
    0           1        2  pay 2025-11-01
    1           2        0  NaN        NaT

    References
    ----------
    Row C10.
    """
    rows = _reached(events, steps, unit, ordered, window, starts=True)
    level = rows["level"]
    step = np.array([None, *steps], dtype=object)[level]
    start = pd.Series(rows["start"].view("datetime64[us]"))
    return pd.DataFrame(
        {unit: rows["names"], "reached": level, "step": pd.Series(step).astype("str"),
         "start": start.where(level > 0)}
    )  # fmt: skip


def funnel_of_totals(totals, steps, by=(), confidence=0.95):
    """A funnel from counted columns, as merchants see it: each step counted by itself.

    A screen (生意参谋) tells how many people came, filled a cart, ordered and paid: different
    ones of the day (or the week) that it shows, each step by itself. Who pays today may have
    filled the cart on Monday. So a rate isn't a share of those before, and may be above 1; then
    it has no interval. And people of two days don't add up: take the period's own row, or give
    ``by`` the day.

    Parameters
    ----------
    totals : DataFrame
        The columns of ``steps`` (counts) and of ``by``.
    steps : sequence of str
        Columns, in order.
    by : str or sequence of str

    Returns
    -------
    DataFrame, one row per step (and group)
        by, step, reached, before, rate, low, high (as if they were the same people), of_first.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> day = pd.DataFrame({"uv": [900, 100], "addcart": [90, 12], "payers": [20, 9]})
    >>> funnel_of_totals(day, ["uv", "addcart", "payers"]).round(3)
          step  reached  before   rate    low   high  of_first
    0       uv     1000     NaN    NaN    NaN    NaN     1.000
    1  addcart      102  1000.0  0.102  0.085  0.122     0.102
    2   payers       29   102.0  0.284  0.206  0.378     0.029

    References
    ----------
    Row C10, metric M31 (two denominators).
    """
    by, steps = [by] if isinstance(by, str) else list(by), _listed(steps)
    totals = check_table(totals, "totals", *steps, *by)
    for name in steps:
        if pd.api.types.is_float_dtype(totals[name]) and (totals[name] % 1 != 0).any():
            raise InputError(f"{name} of totals has parts of a person. Give counts.")
        if not pd.api.types.is_numeric_dtype(totals[name]) or (totals[name] < 0).any():
            raise InputError(f"{name} of totals must be counts: numbers from 0 on.")
    sums = totals.groupby(by, sort=False, observed=True)[steps].sum() if by else totals[steps].sum()
    table = sums.stack() if by else sums
    table = table.rename_axis([*by, "step"]).rename("reached").reset_index()
    groups = table.groupby(by, sort=False, observed=True)["reached"] if by else table["reached"]
    table["before"] = groups.shift()
    first = groups.transform("first") if by else table["reached"].iloc[0]
    table["rate"] = table["reached"] / table["before"].replace(0, np.nan)
    share = table["rate"] <= 1
    counts = table["reached"].where(share, 0), table["before"].where(share, 1)
    low, high = rate_interval(*counts, confidence)
    table["low"], table["high"] = pd.Series(low).where(share), pd.Series(high).where(share)
    table["of_first"] = table["reached"] / first
    return table


# --- Time ------------------------------------------------------------------------------------


def waits(events, first, then, unit="visitor_id", since=None, until=None, as_of=None):
    """How long does each unit take from one step to the next, and who is still waiting?

    Of each unit the first ``first`` in the time from ``since`` to ``until``, and its first ``then``
    not before that.

    Parameters
    ----------
    events : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        ``unit``, ts, event.
    first, then : str
        Values of ``event``.
    unit : str
    since, until : moment, optional
        Which first steps count: from ``since`` on, before ``until``.
    as_of : moment, optional
        What is known: rows before this moment. Default: just after the last row.

    Returns
    -------
    DataFrame, one row per unit
        ``unit``, start, end (missing if it hasn't come), days (waited until then, or until
        ``as_of``), done.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Nobody did ``first`` in that time; or moments from a DuckDB column with a zone.

    Examples
    --------
    >>> log = pd.DataFrame({"visitor_id": ["Anna", "Anna", "Bo"],
    ...                     "event": ["addcart", "pay", "addcart"],
    ...                     "ts": pd.to_datetime(["2025-10-28", "2025-11-01", "2025-10-30"])})
    >>> waits(log, "addcart", "pay", as_of="2025-11-02")
      visitor_id      start        end  days   done
    0       Anna 2025-10-28 2025-11-01   4.0   True
    1         Bo 2025-10-30        NaT   3.0  False

    References
    ----------
    Row C10 (time between steps).
    """
    rows, end = _two_steps(events, first, then, unit, as_of)
    time = rows["time"]
    begun = rows["step"] == 0
    if since is not None:
        begun &= time >= _moment("since", since)
    if until is not None:
        begun &= time < _moment("until", until)
    if not begun.any():
        raise InputError(f"Nobody did {first!r} between {since} and {until}: choose another time.")
    start = pd.Series(time[begun]).groupby(rows["unit"][begun]).min()
    late = ~begun & (rows["step"] == 1)
    later = pd.DataFrame({"unit": rows["unit"][late], "time": time[late]})
    later = later[later["time"] >= later["unit"].map(start)]
    came = later.groupby("unit")["time"].min().reindex(start.index)
    done = came.notna()
    waited = came.where(done, end) - start
    return pd.DataFrame(
        {
            unit: rows["names"].take(start.index),
            "start": start.to_numpy().view("datetime64[us]"),
            "end": pd.to_datetime(came.to_numpy(), unit="us"),
            "days": waited.to_numpy(dtype=float) / DAY,
            "done": done.to_numpy(),
        }
    ).sort_values(["start", unit], ignore_index=True)


def step_times(
    events, first, then, unit="visitor_id", since=None, until=None, as_of=None, period="day",
    confidence=0.95,
):  # fmt: skip
    """Which share has taken the next step within so long, if some may still take it? (Kaplan–Meier)

    Who hasn't when the log ends is no loss yet: he counts for exactly as long as he was seen. The
    curve ends where nobody was followed any longer.

    Parameters
    ----------
    events, first, then, unit, since, until, as_of
        As in `waits`.
    period : {"day", "hour", "minute"}
        At the ends of which the curve is read; waits are taken to the microsecond.
    confidence : float

    Returns
    -------
    DataFrame, one row per period
        time (1: the end of the first one), at_risk (still waiting when it began), ended (done in
        it), open (last seen in it, still waiting), share (done by its end), low, high.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> log = pd.DataFrame({"visitor_id": ["Anna", "Anna", "Bo"],
    ...                     "event": ["addcart", "pay", "addcart"],
    ...                     "ts": pd.to_datetime(["2025-10-28", "2025-11-01", "2025-10-30"])})
    >>> table = step_times(log, "addcart", "pay", as_of="2025-11-02")
    >>> table[["time", "at_risk", "ended", "open", "share"]].tail(2)
       time  at_risk  ended  open  share
    2     3        2      0     1    0.0
    3     4        1      1     0    1.0

    References
    ----------
    Kaplan and Meier (1958), JASA 53, 457-481. Row C14.
    """
    check_choice("period", period, PERIODS)
    found = waits(events, first, then, unit, since, until, as_of)
    days, done = found["days"].to_numpy() * DAY / PERIODS[period], found["done"].to_numpy()
    length, place = np.unique(days, return_inverse=True)
    curve = survival(*(np.bincount(place, side, len(length)) for side in (done, ~done)), confidence)
    followed = done[days == length[-1]].all()  # else nobody was seen for the whole last period
    last = int(np.ceil(length[-1])) if followed else int(np.floor(length[-1]))
    if not last:
        raise InputError(f"Nobody was followed for a whole {period}. Choose a shorter period.")
    time = np.arange(1, last + 1)
    at = np.searchsorted(length, time, side="right") - 1  # the last wait within so many periods
    read = {name: np.where(at < 0, 1.0, curve[name].to_numpy()[at]) for name in CURVE}
    within = [np.searchsorted(np.sort(days[side]), time, side="right") for side in (done, ~done)]
    ended, still = (np.diff(counts, prepend=0) for counts in within)
    return pd.DataFrame(
        {"time": time, "at_risk": len(days) - within[0] - within[1] + ended + still,
         "ended": ended, "open": still, "share": 1 - read["survival"], "low": 1 - read["high"],
         "high": 1 - read["low"]}
    )  # fmt: skip


def converted_within(events, first, then, window=7, unit="visitor_id", as_of=None, confidence=0.95):
    """Of those who took a step on a day, which share takes the next within a window?

    A unit counts once on each of its days, with the day's first ``first``. Days whose window isn't
    over at ``as_of`` are left out: their share can only rise.

    Parameters
    ----------
    events, first, then, unit, as_of
        As in `waits`.
    window : float, days
    confidence : float

    Returns
    -------
    DataFrame, one row per day
        day, started, done, rate, low, high (Wilson).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        No day's window is over.

    Examples
    --------
    >>> log = pd.DataFrame({"visitor_id": ["Anna", "Anna", "Bo"],
    ...                     "event": ["addcart", "pay", "addcart"],
    ...                     "ts": pd.to_datetime(["2025-10-28", "2025-11-01", "2025-10-30"])})
    >>> columns = ["day", "started", "done", "rate"]
    >>> converted_within(log, "addcart", "pay", window=1, as_of="2025-11-02")[columns]
             day  started  done  rate
    0 2025-10-28        1     0   0.0
    1 2025-10-30        1     0   0.0
    >>> converted_within(log, "addcart", "pay", window=4, as_of="2025-11-02")[columns]
             day  started  done  rate
    0 2025-10-28        1     1   1.0

    References
    ----------
    Row C11.
    """
    check_positive("window", window)
    rows, end = _two_steps(events, first, then, unit, as_of)
    table = pd.DataFrame({name: rows[name] for name in ("unit", "time", "step")})
    begun = table[table["step"] == 0]
    begun = begun.assign(day=begun["time"] // DAY).drop_duplicates(["unit", "day"])
    begun = begun[(begun["day"] + 1) * DAY + window * DAY <= end + 1]
    if not len(begun):
        raise InputError(f"No day's window of {window} days is over. Choose a shorter one.")
    later = table.loc[table["step"] == 1, ["unit", "time"]].assign(came=lambda rows: rows["time"])
    pair = pd.merge_asof(begun.sort_values("time"), later.sort_values("time"), on="time", by="unit",
                         direction="forward")  # fmt: skip
    pair["done"] = pair["came"] - pair["time"] <= window * DAY
    days = pair.groupby("day")["done"].agg(started="size", done="sum").reset_index()
    days["day"] = pd.to_datetime(days["day"], unit="D").astype("datetime64[us]")
    days["rate"] = days["done"] / days["started"]
    days["low"], days["high"] = rate_interval(days["done"], days["started"], confidence)
    return days


# --- Ways out ----------------------------------------------------------------------------------


def dropoff_path(
    events, done="pay", by="session_id", last=3, among=None, top=None, confidence=0.95
):
    """By which last steps do those leave who don't arrive (流失路径)?

    Steps that repeat one after the other count once: "view > view > fav" is "view > fav".

    Parameters
    ----------
    events : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        ``by``, ts, event.
    done : str
        The step that counts as arrived.
    by : str
        Whose path it is.
    last : int
        How many steps of the end are shown.
    among : str, optional
        Only those who did this step.
    top : int, optional
        How many paths are told by name; the others are one row.
    confidence : float

    Returns
    -------
    DataFrame, one row per path, the most frequent first
        path, ended, of_lost (share of those that didn't arrive), low, high (Wilson), of_all
        (share of all, arrived ones too).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> log = pd.DataFrame({
    ...     "session_id": [1, 1, 2, 2, 3, 3], "event": ["view", "pay", "view", "addcart"] * 1 +
    ...     ["view", "view"], "ts": pd.date_range("2025-11-01", periods=6, freq="min")})
    >>> dropoff_path(log).round(2)
                 path  ended  of_lost   low  high  of_all
    0            view      1      0.5  0.09  0.91    0.33
    1  view > addcart      1      0.5  0.09  0.91    0.33

    References
    ----------
    Row C12 (seed 001:025), metric M33: 70% of whom?
    """
    check_whole("last", last, low=1)
    rows = _in_order_of_time(_rows(events, None, by), ties=False)
    names, code = rows["events"], rows["step"]
    for what, name in (("done", done), ("among", among)):
        if name is not None and name not in names:
            raise ChoiceError(what, name, names)
    unit = rows["unit"]
    arrived = np.bincount(unit, code == names.index(done)) > 0
    asked = np.ones_like(arrived)
    if among is not None:
        asked = np.bincount(unit, code == names.index(among), minlength=len(arrived)) > 0
    lost = asked & ~arrived
    if not lost.any():
        raise InputError(f"All that are asked did {done!r}: nobody got lost.")
    new = np.r_[True, (unit[1:] != unit[:-1]) | (code[1:] != code[:-1])] & lost[unit]
    table = pd.DataFrame({"unit": unit[new], "event": np.array(names, dtype=object)[code[new]]})
    paths = table.groupby("unit").tail(int(last)).groupby("unit")["event"].agg(" > ".join)
    counts = paths.value_counts()
    counts = counts.sort_index().sort_values(ascending=False, kind="stable")
    if top is not None and len(counts) > top:
        rest = pd.Series({f"{len(counts) - top} other paths": counts.iloc[top:].sum()})
        counts = pd.concat([counts.iloc[:top], rest])
    table = counts.rename_axis("path").rename("ended").reset_index()
    table["of_lost"] = table["ended"] / lost.sum()
    table["low"], table["high"] = rate_interval(table["ended"], int(lost.sum()), confidence)
    table["of_all"] = table["ended"] / asked.sum()
    return table


def payment_funnel(attempts, by="method", paid="paid", confidence=0.95):
    """Does the payment work, by each way to pay (支付方式), and who changes to another?

    A refused card is no lost order if the next try goes through. So orders are counted, by the way
    that each tried first.

    Parameters
    ----------
    attempts : DataFrame
        order_id, ts, ``by``, result.
    by : str
    paid : str
        The value of ``result`` that means money came.

    Returns
    -------
    DataFrame, one row per way of the first try, the most frequent first
        by, orders, attempts (all tries that used this way), worked (share of them), first_try
        (orders paid at the first try), later (paid at a later one), lost, rate (share of its
        orders paid in the end), low, high (Wilson; counts orders).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> tries = pd.DataFrame({
    ...     "order_id": [1, 2, 2, 3], "method": ["wallet", "card", "wallet", "card"],
    ...     "result": ["paid", "refused", "paid", "refused"],
    ...     "ts": pd.date_range("2025-11-11", periods=4, freq="min")})
    >>> payment_funnel(tries).round(2)[["method", "orders", "worked", "first_try", "later", "lost"]]
       method  orders  worked  first_try  later  lost
    0    card       2     0.0          0      1     1
    1  wallet       1     1.0          1      0     0

    References
    ----------
    Row C21 (seed 000:035), metric M34.
    """
    attempts = check_table(attempts, "attempts", "order_id", "ts", by, "result")
    check_name(attempts, "result", paid, "paid")
    tries = attempts.sort_values(["order_id", "ts"], kind="stable")
    tries = tries.assign(ok=tries["result"] == paid)
    orders = tries.groupby("order_id").agg(
        way=(by, "first"), first=("ok", "first"), ever=("ok", "any")
    )
    table = orders.groupby("way", observed=True).agg(
        orders=("ever", "size"), first_try=("first", "sum"), ever=("ever", "sum")
    )
    used = tries.groupby(by, observed=True)["ok"].agg(["size", "mean"]).reindex(table.index)
    table["attempts"], table["worked"] = used["size"], used["mean"]
    table["later"] = table["ever"] - table["first_try"]
    table["lost"] = table["orders"] - table["ever"]
    table["rate"] = table["ever"] / table["orders"]
    table["low"], table["high"] = rate_interval(table["ever"], table["orders"], confidence)
    table = table.rename_axis(by).reset_index()
    table = table.sort_values(["orders", by], ascending=[False, True], ignore_index=True)
    return table[[by, "orders", "attempts", "worked", "first_try", "later", "lost", "rate", "low",
                  "high"]]  # fmt: skip


# --- The log, read once --------------------------------------------------------------------------


def _listed(steps):
    """The names of the steps, at least two different ones."""
    steps = [steps] if isinstance(steps, str) else list(steps)
    if len(steps) < 2 or len(set(steps)) < len(steps):
        raise InputError(f"steps is {steps!r}. Give two different names or more.")
    return steps


def _rows(events, steps, unit, gaps=False):
    """The log: numbers for units, microseconds, numbers for steps, in any order.

    With ``steps``, only their rows; else every row, and ``events`` names the numbers. With ``gaps``
    there may be units without a row.
    """
    frame = _frame(events, unit)
    names = steps
    if steps is None:
        names = sorted(collect(frame.select(nw.col("event").cast(nw.String)).unique())["event"])
    here = isinstance(events, pd.DataFrame) or len(names) > KINDS
    picked = (_picked_here if here else _picked)(frame, unit, names)
    if steps is not None:
        _check_steps(frame, events, steps, picked["step"])
    code, ids = _numbered(picked[unit], gaps)
    end = _microseconds(collect(frame.select(nw.col("ts").max()))["ts"])[0]  # of all rows
    return {"unit": code, "time": _microseconds(picked["ts"]), "step": picked["step"].to_numpy(),
            "names": pd.Index(ids), "events": names, "end": int(end)}  # fmt: skip


def _numbered(units, gaps=False):
    """A number for each unit, and the units; numbers in a row are counted without hashing."""
    if len(units) and pd.api.types.is_integer_dtype(units.dtype):
        ids = units.to_numpy(dtype="int64")
        first, last = int(ids.min()), int(ids.max())
        if last - first < 2 * len(ids):
            code = ids - first
            if gaps:
                return code, np.arange(first, last + 1)
            there = np.zeros(last - first + 1, dtype=bool)
            there[code] = True
            if not there.all():
                code = (np.cumsum(there) - 1)[code]
            return code, np.flatnonzero(there) + first
    return pd.factorize(units)


def _picked(frame, unit, names):
    """The rows of these events, with their numbers."""
    event, number = nw.col("event"), nw.lit(-1)
    if frame.collect_schema()["event"] != nw.String:
        event = event.cast(nw.String)
    for place, name in enumerate(names):
        number = nw.when(event == name).then(nw.lit(place)).otherwise(number)
    picked = frame.select(nw.col(unit), nw.col("ts"), number.cast(nw.Int16).alias("step"))
    return collect(picked.filter(nw.col("step") >= 0))


def _picked_here(frame, unit, names):
    """The same of a pandas log: each event is looked up once."""
    events = collect(frame)
    kind = events["event"]
    if isinstance(kind.dtype, pd.CategoricalDtype):
        place = pd.Index(names).get_indexer(kind.cat.categories)
        step = place[kind.cat.codes]
    elif pd.api.types.is_string_dtype(kind):
        texts = pa.array(kind)
        step = pc.index_in(texts, pa.array(names, texts.type)).fill_null(-1)
        step = step.to_numpy(zero_copy_only=False).astype("int16")
    else:
        step = pd.Index(names).get_indexer(kind)
    picked = events[[unit, "ts"]].assign(step=step)
    return picked if (step >= 0).all() else picked[step >= 0]


def _in_order_of_time(rows, ties=True):
    """The rows by unit and time; of one moment by step (``ties``), or as logged."""
    order = _in_turn(rows["unit"], rows["time"], rows["step"] if ties else None)
    return rows | {name: rows[name][order] for name in ("unit", "time", "step")}


def _frame(events, unit):
    """The columns of a log as a narwhals LazyFrame: they are there, and nothing is missing."""
    columns = [unit, "ts", "event"]
    if isinstance(events, pd.DataFrame):
        return nw.from_native(check_table(events, "events", *columns)[columns]).lazy()
    try:
        frame = nw.from_native(events).lazy()
    except TypeError:
        raise InputError(f"events is a {type(events).__name__}. Give {ACCEPTED}.") from None
    kinds = frame.collect_schema()
    if missing := [name for name in columns if name not in kinds.names()]:
        raise ColumnError(missing, kinds.names(), "events")
    gaps = collect(frame.select(*(nw.col(name).is_null().sum() for name in columns),
                                nw.len().alias("rows"))).iloc[0]  # fmt: skip
    if not gaps["rows"]:
        raise InputError("The table events has no rows. Give it at least one.")
    for name in columns:
        if gaps[name]:
            raise InputError(
                f"{name} of events has {int(gaps[name]):,} missing of {int(gaps['rows']):,} "
                "values. Find out why before you fill them or leave them out."
            )
    return frame.select(columns)


def _check_steps(frame, events, steps, found):
    """Refuse a step that no row has, unless the log's categories know it."""
    seen = [(found == place).any() for place in range(len(steps))]
    kind = events["event"].dtype if isinstance(events, pd.DataFrame) else None
    known = kind.categories if isinstance(kind, pd.CategoricalDtype) else ()
    for name in (name for name, there in zip(steps, seen, strict=True) if not there):
        if name not in known:
            every = collect(frame.select(nw.col("event").cast(nw.String)).unique())["event"]
            raise ChoiceError("steps", name, sorted(every))


def _microseconds(times):
    """On the times' own clock, since 1970."""
    if not pd.api.types.is_datetime64_any_dtype(times):
        raise InputError("ts of events must be times. Use pd.to_datetime first.")
    if isinstance(times.dtype, pd.DatetimeTZDtype):
        times = times.dt.tz_localize(None)
    return times.to_numpy(dtype="datetime64[us]").astype("int64")


def _in_turn(unit, time, step):
    """The order by unit and time; of one moment by step, else as logged."""
    same = np.diff(unit) == 0
    later = np.diff(time)
    if step is not None:
        tied = (later == 0) & (np.diff(step) < 0)
    else:
        tied = np.zeros(len(later), dtype=bool)
    if (np.diff(unit) >= 0).all() and not (same & ((later < 0) | tied)).any():
        return slice(None)
    if (later >= 0).all() and not tied.any():
        return _grouped(unit)
    by_time = np.lexsort((time,) if step is None else (step, time))
    return by_time[_grouped(unit[by_time])]


def _grouped(unit):
    """The order by these numbers, kept within each: a counting sort, which needs no comparing."""
    place = np.arange(len(unit))
    return sparse.coo_array((place, (unit, place))).tocsr().indices


def _moment(name, when):
    """A moment on the shop's clock, in microseconds."""
    try:
        when = pd.Timestamp(when)
    except (ValueError, TypeError):
        raise InputError(f'{name} is {when!r}. Give a moment, like "2025-11-01".') from None
    return int(when.tz_localize(None).to_datetime64().astype("datetime64[us]").astype("int64"))


def _two_steps(events, first, then, unit, as_of):
    """The rows of two steps before ``as_of``, and that moment."""
    check_clock(events, "events", "ts")
    rows = _in_order_of_time(_rows(events, _listed([first, then]), unit))
    end = rows["end"] + 1 if as_of is None else _moment("as_of", as_of)
    known = rows["time"] < end
    if not known.any():
        raise InputError(f"as_of is {as_of}, and no row is before it. Choose a later moment.")
    return rows | {name: rows[name][known] for name in ("unit", "time", "step")}, end


def _microseconds_of(window):
    """A window of days, or of a text such as "30min", in microseconds."""
    if window is None:
        return None
    if isinstance(window, str | timedelta):
        try:
            length = pd.Timedelta(window)
        except ValueError:
            raise InputError(f'window is {window!r}. Give days, or text like "30min".') from None
        window = length / pd.Timedelta("1D")
    return round(check_positive("window", window) * DAY)


def _reached(events, steps, unit, ordered, window, starts=False):
    """For each unit how far it got (``starts``: since when), what it did, is its window open."""
    steps = _listed(steps)
    if not isinstance(ordered, bool | np.bool_):
        raise InputError(f"ordered is {ordered!r}. Choose True or False.")
    window = _microseconds_of(window)
    quick = ordered and window is None and not starts
    rows = _rows(events, steps, unit, gaps=quick)
    many = len(rows["names"])
    if quick:
        level, did = _levels(rows["unit"], rows["time"], rows["step"], (many, len(steps)))
        there = did.any(axis=0)
        return {"names": rows["names"][there], "level": level[there], "did": did[:, there].T,
                "open": np.zeros(there.sum(), dtype=bool)}  # fmt: skip
    did = np.zeros((many, len(steps)), dtype=bool)
    did[rows["unit"], rows["step"]] = True
    rows = _in_order_of_time(rows)
    code, time, step = rows["unit"], rows["time"], rows["step"]
    way = _in_order if ordered else _in_any_order
    level = np.zeros(many, dtype="int64")
    start = np.zeros(many, dtype="int64")
    for place, (valid, began) in enumerate(way(code, time, step, len(steps), window)):
        level[code[valid]] = place + 1
        start[code[valid]] = began[valid]
    open_ = np.zeros(many, dtype=bool)
    if window is not None:
        newest = np.zeros(many, dtype="int64")  # the last try's beginning, in order of time
        begun = step == 0 if ordered else np.ones(len(step), dtype=bool)
        newest[code[begun]] = time[begun]
        open_ = (level > 0) & (level < len(steps)) & (newest + window > rows["end"])
    return {"names": rows["names"], "level": level, "start": start, "did": did, "open": open_}


def _levels(code, time, step, shape):
    """How far each unit gets in order, and what it did, a row for each step.

    The first row of each step that isn't before the last step's: needs no sorting, and the earliest
    is the one from which most is still to come.
    """
    never = np.iinfo("int64").max
    level, did = np.zeros(shape[0], dtype="int64"), np.zeros(shape[::-1], dtype=bool)
    earliest = np.full(shape[0], np.iinfo("int64").min)
    for place in range(shape[1]):
        rows = np.flatnonzero(step == place)
        who, when = code[rows], time[rows]
        if place:
            did[place, who] = True
            later = when >= earliest[who]
            who, when = who[later], when[later]
        earliest = np.full(shape[0], never)
        np.minimum.at(earliest, who, when)
        level[earliest < never] = place + 1
    did[0] = level > 0
    return level, did


def _last(valid, code):
    """At each row the place of the unit's last valid row so far; -1 before there is one."""
    place = np.maximum.accumulate(np.where(valid, np.arange(len(code)), -1))
    return np.where((place >= 0) & (code[place] == code), place, -1)


def _in_order(code, time, step, many, window):
    """Step by step: which rows end a chain in order, and when the latest such chain began."""
    valid, began = step == 0, time
    yield valid, began
    for place in range(1, many):
        chain = _last(valid, code)
        began = began[chain]
        valid = (step == place) & (chain >= 0)
        if window is not None:
            valid &= time - began <= window
        yield valid, began


def _in_any_order(code, time, step, many, window):
    """Step by step: at which rows all steps so far are done, and since when."""
    began, done = time, np.ones(len(code), dtype=bool)
    for place in range(many):
        chain = _last(step == place, code)
        done = done & (chain >= 0)
        began = np.minimum(began, time[chain])
        yield (done if window is None else done & (time - began <= window)), began


def _groups(names, unit, by, units):
    """The number of each unit's group, and what the groups are."""
    if not by:
        if units is not None:
            raise InputError("units is given, but not by: name the columns that make the groups.")
        return np.zeros(len(names), dtype="int64"), pd.DataFrame(index=range(1))
    if units is None:
        raise InputError(f"by is {by}: give the table units with {unit} and these columns.")
    units = check_table(units, "units", unit, gaps=by)
    check_once(units, "units", unit)
    place = pd.Index(units[unit]).get_indexer(names)
    if (place < 0).any():
        raise InputError(
            f"{(place < 0).sum():,} of {len(names):,} units of the log aren't in units, such as "
            f"{names[int(np.argmax(place < 0))]!r}. Add them, or leave their events out."
        )
    mine = units[by].iloc[place].reset_index(drop=True)
    group = mine.groupby(by, sort=True, observed=True, dropna=False).ngroup()
    keys = mine.groupby(group).head(1)
    return group.to_numpy(), keys.set_index(group[keys.index]).sort_index()


def _table(steps, group, groups, level, did, still):
    """The units at each step of each group's funnel."""
    many = len(steps)
    cell = group * (many + 1) + level
    ended, still = (
        np.bincount(cell, weight, groups * (many + 1)).astype("int64").reshape(groups, many + 1)
        for weight in (None, still)
    )
    reached = ended[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    before = np.column_stack([np.full(groups, np.nan), reached[:, :-1]])
    lost = ended[:, 1:].copy()
    lost[:, -1] = 0
    did = np.stack([np.bincount(group, did[:, k], groups) for k in range(many)], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {"reached": reached, "before": before, "rate": reached / before,
                   "of_first": reached / reached[:, :1], "lost": lost, "open": still[:, 1:],
                   "did": did.astype("int64")}  # fmt: skip
    flat = {name: values.ravel() for name, values in columns.items()}
    return pd.DataFrame({"step": steps * groups} | flat)
