"""What is a visit, who is a visitor, and can the log be trusted? (会话, 访客, 埋点)

Course map T41 and N12, metrics M01 and M02. `sessions` and `distinct_visitors` reduce a log once,
of pandas, Polars or DuckDB alike; everything after that is plain pandas on a small frame.
"""

import narwhals as nw
import numpy as np
import pandas as pd
from scipy import sparse

from ecomlab.checks import check_flags, check_table
from ecomlab.errors import ChoiceError, InputError, check_positive
from ecomlab.tables import collect, day_date, log
from ecomlab.tables.logs import check_clock

BEGAN = ("first", "gap", "midnight", "campaign")  # why a visit began
CALENDAR = {"day": "D", "week": "W", "month": "M"}
SECOND = 10**6  # microseconds
MONDAY = 3  # 1 January 1970 was a Thursday: three days after a Monday
NAMES = ("view", "size_select", "fav", "addcart", "checkout", "order", "pay")
STEPS = ("checkout", "order", "pay")


def sessions(events, gap=30, midnight=True, campaign=True):
    """Into how many visits (会话) does a log of events fall, and why did each begin?

    A visitor's next event begins a new visit

    - after more than ``gap`` minutes without one,
    - on a new day, if ``midnight``,
    - if it carries a campaign that isn't the visitor's last one, if ``campaign``. An event
      without a campaign says nothing: the last one holds.

    Parameters
    ----------
    events : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        visitor_id, ts and, if it counts, campaign (text, may be empty). In any order.
    gap : float, minutes
    midnight, campaign : bool

    Returns
    -------
    DataFrame, one row per visit, by visitor and time
        visitor_id, visit (1, 2, … of this visitor), start, end, events, began ("first", "gap",
        "midnight" or "campaign": the first of them that holds), and campaign (the one that holds
        in this visit) if it counts.

    Raises
    ------
    ColumnError, InputError
        Also where ``campaign`` is true and the log has no such column, and for times with a zone
        from DuckDB where ``midnight`` counts: it cuts days in the session's zone.

    Examples
    --------
    >>> taps = pd.DataFrame({
    ...     "visitor_id": 7, "campaign": [None, "feed", None, None],
    ...     "ts": pd.to_datetime(["2025-11-10 23:20", "2025-11-10 23:30", "2025-11-10 23:55",
    ...                           "2025-11-11 00:05"])})
    >>> sessions(taps)[["visit", "start", "events", "began"]]
       visit               start  events     began
    0      1 2025-11-10 23:20:00       1     first
    1      2 2025-11-10 23:30:00       2  campaign
    2      3 2025-11-11 00:05:00       1  midnight
    >>> len(sessions(taps, midnight=False, campaign=False))
    1

    References
    ----------
    Metric M02. The three rules are those of Google's Universal Analytics; its successor counts by
    the gap alone. Say which rule a number of visits stands on.
    """
    gap = round(check_positive("gap", gap) * 60 * SECOND)
    rules = {"midnight": midnight, "campaign": campaign}
    for name, value in rules.items():
        if not isinstance(value, bool | np.bool_):
            raise InputError(f"{name} is {value!r}. Choose True or False.")
    if campaign and "campaign" not in _columns(events):
        raise InputError(
            "The table events has no column campaign, so a change of it can't begin a visit. "
            "Choose campaign=False, or rename yours with .rename(columns={...: 'campaign'})."
        )
    wanted = ["visitor_id", "ts", *(["campaign"] if campaign else [])]
    if midnight:
        check_clock(events, "events", "ts")
    rows = collect(log(events, "events", wanted))
    if campaign:  # an empty text says as little as a missing one
        rows["campaign"] = rows["campaign"].mask(rows["campaign"].str.strip() == "")
    table = _cut(rows, gap, midnight, campaign)
    table["began"] = pd.Categorical.from_codes(table["began"], BEGAN)
    shown = ["visitor_id", "visit", "start", "end", "events", "began"]
    return table[shown + (["campaign"] if campaign else [])]


def _columns(frame):
    found = nw.from_native(frame, pass_through=True)
    return found.collect_schema().names() if hasattr(found, "collect_schema") else ["campaign"]


def _cut(rows, gap, midnight, campaign):
    """The visits: sort once, see where each begins, count in between.

    Of one moment's events those without a campaign come first.
    """
    visitor, people = pd.factorize(rows["visitor_id"])
    code, names = pd.factorize(rows["campaign"], sort=True) if campaign else (None, None)
    time = _microseconds(rows["ts"])
    order = _in_turn(visitor, time, code)
    visitor, time = visitor[order], time[order]
    first = np.r_[True, visitor[1:] != visitor[:-1]]
    began = np.where(first, 0, -1).astype(np.int8)
    _mark(began, 1, np.diff(time) > gap)
    if midnight:
        day = rows["day"].to_numpy(dtype="int64")[order]
        _mark(began, 2, day[1:] != day[:-1])
    if campaign:
        code = code[order]
        last = _forward(code, first)
        _mark(began, 3, (code[1:] >= 0) & (last[1:] != last[:-1]))
    starts = np.flatnonzero(began >= 0)
    ends = np.r_[starts[1:], len(began)] - 1
    table = pd.DataFrame(
        {
            "visitor_id": people.take(visitor[starts]),
            "visit": _running(first[starts]),
            "start": _times(rows["ts"], order[starts]),
            "end": _times(rows["ts"], order[ends]),
            "events": ends - starts + 1,
            "began": began[starts],
        }
    )
    if campaign:
        named = np.append(np.asarray(names, dtype=object), None)  # -1 is the last: no campaign
        table["campaign"] = pd.Series(named[last[ends]]).astype("str").where(last[ends] >= 0)
    return table.sort_values(["visitor_id", "visit"], kind="stable", ignore_index=True)


def _microseconds(times):
    """Since 1970, in one zone: the clock doesn't matter for what lies between."""
    if isinstance(times.dtype, pd.DatetimeTZDtype):
        times = times.dt.tz_convert("UTC").dt.tz_localize(None)
    return times.to_numpy(dtype="datetime64[us]").astype("int64")


def _times(times, places):
    """Some of the times, to the microsecond, in their zone."""
    zone = getattr(times.dtype, "tz", None)
    kind = "datetime64[us]" if zone is None else pd.DatetimeTZDtype("us", zone)
    return times.take(places).reset_index(drop=True).astype(kind)


def _in_turn(visitor, time, code):
    """The order by visitor, time and campaign; a log is mostly in time's order already."""
    step = np.diff(time)
    sorted_by = step > 0 if code is None else (step > 0) | (step == 0) & (np.diff(code) >= 0)
    if not (sorted_by | (step == 0) & (code is None)).all():
        by_time = np.lexsort((time,) if code is None else (code, time))
        return by_time[_grouped(visitor[by_time])]
    return _grouped(visitor)


def _grouped(codes):
    """The order by these numbers, kept within each: a counting sort, which needs no comparing."""
    place = np.arange(len(codes))
    return sparse.coo_array((place, (codes, place))).tocsr().indices


def _mark(began, code, where):
    """Set a reason where none stands yet; `where` begins with the second row."""
    rest = began[1:]
    rest[(rest < 0) & where] = code


def _forward(code, first):
    """The last code of 0 and more so far, of each visitor; -1 before there is one."""
    place = np.where((code >= 0) | first, np.arange(len(code)), 0)
    return code[np.maximum.accumulate(place)]


def _running(first):
    """1, 2, … from each True on."""
    number = np.arange(len(first))
    return number - np.maximum.accumulate(np.where(first, number, 0)) + 1


def distinct_visitors(visits, by=()):
    """How many different people came (访客数), in all or by day, week, month, channel …?

    Visitors don't add up: who comes on two days, or by two channels, is one person in all and one
    in each of them.

    Parameters
    ----------
    visits : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        visitor_id, ts, and the columns of ``by``; one row per visit.
    by : str or sequence of str
        "day", "week" (from Monday), "month", or columns of the table ``sessions``; none for all
        visits together.

    Returns
    -------
    DataFrame
        by, visitors (different ones), visits (rows); sorted.

    Raises
    ------
    ChoiceError, ColumnError, InputError
        Also for times with a zone from DuckDB, by day, week or month (see `sessions`).

    Examples
    --------
    Anna comes on two days, Bo on one: two visitors on Monday, one on Tuesday, two in all.

    >>> visits = pd.DataFrame({
    ...     "visitor_id": ["Anna", "Bo", "Anna"],
    ...     "ts": pd.to_datetime(["2025-11-10 09:00", "2025-11-10 21:00", "2025-11-11 08:00"])})
    >>> distinct_visitors(visits, by="day")
             day  visitors  visits
    0 2025-11-10         2       2
    1 2025-11-11         1       1
    >>> distinct_visitors(visits)
       visitors  visits
    0         2       3

    References
    ----------
    Metric M01: not additive over days.
    """
    by = [by] if isinstance(by, str) else list(by)
    if len(set(by)) < len(by):
        raise InputError(f"by names something twice: {', '.join(by)}. Name each once.")
    if len(spans := [name for name in by if name in CALENDAR]) > 1:
        raise InputError(f"by holds {' and '.join(spans)}. Choose one of them.")
    columns = [name for name in by if name not in CALENDAR]
    if "visitor_id" in columns or "ts" in columns:
        raise ChoiceError("by", next(n for n in columns if n in ("visitor_id", "ts")), CALENDAR)
    if spans:
        check_clock(visits, "sessions", "ts")
    rows = log(visits, "sessions", ["visitor_id", *columns])
    if spans:
        rows = rows.with_columns(**{spans[0]: _span(spans[0])})
    if rows.implementation.is_pandas():
        table = _distinct_pandas(rows.collect().to_native(), by)
    else:
        table = _distinct_narwhals(rows, by)
    if spans:
        table[spans[0]] = _first_day(table[spans[0]], spans[0])
    return table


def _span(name):
    if name == "week":
        return nw.col("day") - (nw.col("day") + MONDAY) % 7
    if name == "month":
        return nw.col("ts").dt.year() * 12 + nw.col("ts").dt.month() - 1
    return nw.col("day")


def _first_day(values, name):
    values = values.to_numpy(dtype="int64")
    if name == "month":
        return (values - 1970 * 12).astype("datetime64[M]").astype("datetime64[us]")
    return day_date(values).astype("datetime64[us]")


def _distinct_narwhals(rows, by):
    counted = {"visitors": nw.col("visitor_id").n_unique(), "visits": nw.len()}
    if not by:
        return collect(rows.select(**counted)).astype("int64")
    found = collect(rows.group_by(*by).agg(**counted), sort=by)
    return found.astype({"visitors": "int64", "visits": "int64"})


def _distinct_pandas(rows, by):
    """Each pair of person and group once: a sparse table keeps one cell for each."""
    person, people = pd.factorize(rows["visitor_id"])
    if not by:
        return pd.DataFrame({"visitors": [len(people)], "visits": [len(rows)]})
    group, names = _groups(rows, by)
    shape, came = (len(people), len(names)), np.ones(len(rows), dtype=np.int8)
    pairs = sparse.coo_array((came, (person, group)), shape=shape).tocsr()
    table = names.assign(
        visitors=np.bincount(pairs.indices, minlength=len(names)),
        visits=np.bincount(group, minlength=len(names)),
    )
    return table[table["visits"] > 0].sort_values(by, kind="stable", ignore_index=True)


def _groups(rows, by):
    """A number for each combination of the columns' values, and the combinations."""
    group, names = np.zeros(len(rows), dtype="int64"), pd.DataFrame(index=[0])
    for name in by:
        code, values = _codes(rows[name])
        group = group * len(values) + code
        if len(names) * len(values) > len(rows):  # most combinations don't occur
            group, there = pd.factorize(group)
        else:
            there = np.arange(len(names) * len(values))
        names = names.iloc[there // len(values)].reset_index(drop=True)
        names[name] = values.take(there % len(values)).to_numpy()
    return group, names


def _codes(values):
    """A number for each value, and the values."""
    if values.dtype.kind == "i" and (span := values.max() - values.min()) < len(values):
        first = values.min()
        return (values - first).to_numpy(), pd.Series(np.arange(first, first + span + 1))
    code, there = pd.factorize(values, use_na_sentinel=False)
    return code, pd.Series(there)


def tracking_plan(
    events, required=("visitor_id", "ts", "event"), key="event_id", names=NAMES, steps=STEPS,
    visit="session_id", consent=None,
):  # fmt: skip
    """Can this log be counted? Fields, doubles, names, order, consent: a test a row (埋点验收).

    Parameters
    ----------
    events : DataFrame
        event (its name), ts, ``visit``, and what the tests below need.
    required : sequence of str
        Columns in which no row may be empty.
    key : str or None
        The column that is another one in each event; the same one twice is the same event.
    names : sequence of str
        The events that the plan knows.
    steps : sequence of str
        Of these each needs the one before it, in the same visit and not later: no "pay" without
        an "order".
    visit : str
        The column that says which events belong together.
    consent : str, optional
        A column of bool: may this person be followed? Where not, or where nothing stands,
        visitor_id must be empty. Text is refused: "no" isn't False.

    Returns
    -------
    DataFrame, one row per test
        test, column, rows (looked at), wrong, share, first (label of the first wrong row; missing
        without one), spoils (which number is wrong because of it).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> taps = pd.DataFrame({
    ...     "event_id": [1, 2, 2], "session_id": 5, "visitor_id": [8, 8, 8],
    ...     "ts": pd.to_datetime(["2025-11-10 09:00"] * 3), "event": ["view", "pay", "pay"]})
    >>> tracking_plan(taps)[["test", "column", "wrong"]]
              test      column  wrong
    0        empty  visitor_id      0
    1        empty          ts      0
    2        empty       event      0
    3      doubled    event_id      1
    4      unknown       event      0
    5  out of step       event      2

    References
    ----------
    Course map N12 (outside the documents).
    """
    steps = list(steps)
    if len(steps) < 2:
        raise InputError("steps needs two names of events or more, in the order of a purchase.")
    named = [name for name in (key, consent) if name]
    events = check_table(events, "events", gaps=("event", "ts", visit, *required, *named))
    tests = [("empty", name, events[name].isna(), _spoils(name, visit)) for name in required]
    if key:
        tests.append(("doubled", key, events.duplicated(key), "every count of events, and revenue"))
    unknown = events["event"].notna() & ~events["event"].isin(list(names))
    tests.append(("unknown", "event", unknown, "what was renamed: its old name falls to 0"))
    late = _out_of_step(events, steps, visit)
    tests.append(("out of step", "event", late, "the funnel: a step above 100%"))
    if consent:
        agreed = check_flags(events, "events", consent)[consent].fillna(False).astype(bool)
        followed = ~agreed & events["visitor_id"].notna()
        tests.append(("no consent", "visitor_id", followed, "nothing: but it may not be kept"))
    rows = [
        {"test": test, "column": name, "rows": len(events), "wrong": int(wrong.sum()),
         "share": float(wrong.mean()), "first": wrong.idxmax() if wrong.any() else None,
         "spoils": spoils}
        for test, name, wrong, spoils in tests
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _spoils(name, visit):
    known = {
        "visitor_id": "visitors, and every rate of them",
        "ts": "visits, and everything by day",
        "event": "the funnel",
        "campaign": "the sources: such a visit counts as direct",
        visit: "visits",
    }
    return known.get(name, "what is counted by it")


def _out_of_step(events, steps, visit):
    """Which events come without the step before theirs, in their visit and not later?"""
    wrong = pd.Series(False, index=events.index)
    for before, step in zip(steps, steps[1:], strict=False):
        times = events["ts"].where(events["event"] == before)
        earliest = times.groupby(events[visit]).transform("min")
        wrong |= (events["event"] == step) & ~(earliest <= events["ts"])
    return wrong
