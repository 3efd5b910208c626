"""Season, Spring Festival, events and growth of search words; a forecast, and how good it was.

Table: ``keywords``, one row per day and search word. A word alone is too short and too noisy for
its season: three Januaries, and Spring Festival in another place each time. So the season is
pooled (汇总): all words of a group share it. The festival counts by its distance in days.
"""

import re
from collections.abc import Mapping
from types import SimpleNamespace

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_name, check_numbers, check_table
from ecomlab.errors import InputError, check_choice, check_positive, check_share, check_whole
from ecomlab.estimates import jackknife, mean, paired_difference
from ecomlab.festivals import days_from_spring_festival
from ecomlab.tables import calendar_days, collect, day_date, log, needs

EVENTS = {"618": ("06-01", "06-18"), "11.11": ("11-01", "11-11")}  # first and last day, each year
KNOTS = (-24, -16, -10, -5, -1, 3, 8, 13, 18)  # days from Spring Festival; no effect at both ends
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NEEDED = ("date", "category", "keyword", "search_index")
LEAST = 730  # days: two of each month
LEARN = 24  # months before a first forecast
ROUGH = 6  # months of all words' scatter that a word's own is drawn to


@needs("keywords", *NEEDED)
def demand_trend(keywords, as_of=None, by="category", power=1.0, events=None, confidence=0.95):
    """What months, Spring Festival, events and weekdays do to searches, and how they grow.

    One regression of daily logs for each group, on the mean of its words that were searched on
    every day. Months and weekdays are told beside the mean month and day of the week, festival
    and events beside the same month without them. The interval leaves out one year at a time,
    for a year is what luck dealt. Growth compares the last twelve months with the twelve before:
    the season is out of it, and its interval comes from the words' scatter.

    Parameters
    ----------
    keywords : pandas, Polars or DuckDB frame
        {keywords}
    as_of : date, optional
        The last day that is known.
    by : {"category", "keyword", "all"}
        Who shares a season: the words of a category, none, or all.
    power : float
        Of the tool's index, as from `demand.index_power`.
    events : mapping of str to (str, str), optional
        First and last day of what comes each year, as ("06-01", "06-18"). Default: 618 and 11.11.
    confidence : float

    Returns
    -------
    DataFrame, one row per group and effect
        group, kind (month, festival, event, weekday, growth), effect (1 to 12; days from the
        festival's first; a name; "year"), estimate (a factor), low, high, n, counts (years that
        know of it, or words), words (that were pooled).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Less than two years of days, or a group of which no word was searched on every day.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> effects = demand_trend(load("shop").keywords, "2024-12-31", power=0.6)
    >>> snow = effects[(effects["group"] == "snow") & (effects["kind"] == "month")]
    >>> snow[["effect", "estimate", "n", "words"]].iloc[[5, 11]].round(1).to_numpy().tolist()
    [[6, 0.3, 3, 10], [12, 3.1, 3, 10]]

    References
    ----------
    Map R02. Bell and Hillmer (1983), JASA 78, 526-534: calendar effects by regression.
    """
    confidence = check_share("confidence", confidence)
    data, events = _reduced(keywords, as_of, by, power), _events(events)
    features, years = _features(data.day, events), data.day.year
    whole, grown = _fit(data.logs, features, _trend(data.day))
    level = data.logs - grown  # so that no year's own growth is needed to leave it out
    known = {y: _fit(level[years != y], features[years != y])[0] for y in years.unique()}
    rows = []
    for (kind, effect), values in whole.iterrows():
        seen = [year for year in known if (features[kind, effect][years == year] != 0).any()]
        without = [known[year].loc[(kind, effect)] for year in seen]
        for group, value in values.items():
            others = [one[group] for one in without]
            rows.append((group, kind, effect, *jackknife(value, others, "years", confidence)))
    rows += [(*row[:3], *row[3]) for row in _growth(data, confidence)]
    columns = ["group", "kind", "effect", "estimate", "low", "high", "n", "counts"]
    listed = pd.DataFrame(rows, columns=columns)
    listed[["estimate", "low", "high"]] = np.exp(listed[["estimate", "low", "high"]])
    listed["words"] = listed["group"].map(data.words)
    return listed.sort_values("group", kind="stable", ignore_index=True)


@needs("keywords", *NEEDED)
def forecast_demand(
    keywords, as_of=None, months=6, by="category", power=1.0, events=None, smooth=0.5,
    damping=0.6, confidence=0.95,
):  # fmt: skip
    """How much will each word be searched in the months to come, and how sure is that?

    Last level, season out × growth, which fades × season and festival of the month to come. The
    interval is made of the errors that the same forecast made in the past, out of time.

    Parameters
    ----------
    keywords, as_of, by, power, events
        As in `demand_trend`. Whole months count.
    months : int
        How far ahead.
    smooth : float
        Weight of the last month in the level; 1 for the last month alone.
    damping : float
        What is left of a month's growth in the next one.
    confidence : float

    Returns
    -------
    DataFrame, one row per word that was searched in the last month, and month to come
        origin, keyword, group, month, ahead, forecast (searches a day, as the index raised to
        1 ÷ power), low, high, naive (the same month a year before), n (past forecasts), counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Less than 24 months and ``months`` more: no forecast of the past can be checked.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> made = forecast_demand(load("shop").keywords, "2024-12-31", months=2, power=0.6)
    >>> tent = made[made["keyword"] == "帐篷"].set_index("month")
    >>> (tent[["forecast", "low", "high", "naive"]] / 1e6).round(2)
             forecast   low  high  naive
    month
    2025-01      2.32  2.00  2.90   2.52
    2025-02      3.40  2.76  4.74   2.54

    References
    ----------
    Map R02 and R31. Gardner and McKenzie (1985), Management Science 31, 1237-1246 (damped trend).
    """
    data = _reduced(keywords, as_of, by, power)
    origins = range(LEARN - 1, len(data.months))
    made = _forecasts(data, origins, months, events, smooth, damping)
    return _with_intervals(made, [len(data.months) - 1], confidence)


@needs("keywords", *NEEDED)
def backtest_demand(
    keywords, first, as_of=None, months=6, by="category", power=1.0, events=None, smooth=0.5,
    damping=0.6, confidence=0.95,
):  # fmt: skip
    """Every forecast that would have been made from month ``first`` on, beside what came.

    Each knows no more than its own day did: season, growth and interval are made anew.

    Parameters
    ----------
    first : str
        The first month after which a forecast is made, as "2024-12".
    keywords, as_of, months, by, power, events, smooth, damping, confidence
        As in `forecast_demand`.

    Returns
    -------
    DataFrame
        As from `forecast_demand`, and came. Months that haven't come are left out.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> tried = backtest_demand(load("shop").keywords, "2025-06", "2025-09-30", 2, power=0.6)
    >>> forecast_errors(tried)[["ahead", "error", "naive_error", "forecasts"]].round(2)
       ahead  error  naive_error  forecasts
    0      1   0.11         0.24        492
    1      2   0.13         0.21        328
    """
    data = _reduced(keywords, as_of, by, power)
    start = data.months.index(check_choice("first", first, data.months))
    if start < LEARN + check_whole("months", months, low=1):
        raise InputError(
            f"first is {first}, month {start + 1} of the table. An interval needs {LEARN} months "
            f"and {months} to come: choose a later first, or fewer months ahead."
        )
    made = _forecasts(data, range(LEARN - 1, len(data.months)), months, events, smooth, damping)
    made = _with_intervals(made, range(start, len(data.months)), confidence)
    return made.dropna(subset="came").reset_index(drop=True)


def forecast_errors(tried, confidence=0.95):
    """How far off were the forecasts, beside the same month a year before; how many intervals held?

    Parameters
    ----------
    tried : DataFrame
        As from `backtest_demand`.
    confidence : float

    Returns
    -------
    DataFrame, one row per number of months ahead
        ahead, error, naive_error (mean of |log(came ÷ forecast)|: 0.10 is about ten per cent),
        estimate (share of intervals that held what came), low, high (by the scatter of origins,
        whose words share their luck), n, counts, forecasts (that have a year before).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> tried = pd.DataFrame({"origin": ["a", "b"], "ahead": 1, "forecast": [100.0, 90],
    ...                       "low": [80, 80], "high": [120, 95], "naive": [50, 100],
    ...                       "came": [100, 100]})
    >>> forecast_errors(tried)[["error", "naive_error", "estimate"]].round(3)
       error  naive_error  estimate
    0  0.053        0.347       0.5
    """
    check_table(
        tried, "tried", "origin", "ahead", "forecast", "low", "high", "came", gaps=["naive"]
    )
    check_numbers(tried, "tried", "forecast", "low", "high", "came", "naive")
    both = tried.dropna(subset="naive")
    held = both["came"].between(both["low"], both["high"])
    off = {name: np.abs(np.log(both["came"] / both[name])) for name in ("forecast", "naive")}
    both = both.assign(held=held, error=off["forecast"], naive_error=off["naive"])
    rows = []
    for ahead, mine in both.groupby("ahead"):
        by_origin = mine.groupby("origin")["held"].mean()
        told = mean(by_origin, "origins", confidence)
        rows.append((ahead, *mine[["error", "naive_error"]].mean(), *told, len(mine)))
    columns = ["ahead", "error", "naive_error", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(rows, columns=[*columns, "forecasts"])


@needs("keywords", *NEEDED)
def around_festival(keywords, as_of=None, power=1.0, days=30):
    """Searches around each Spring Festival, by the calendar and by the distance to it.

    Parameters
    ----------
    keywords, as_of, power
        As in `demand_trend`; all words that were searched on every day, alike.
    days : int
        How far to each side.

    Returns
    -------
    DataFrame, one row per year and day
        year, date, day_of_year, distance (days from the festival's first day), level (1 is the
        mean of the outer thirds of the days before and after).

    Raises
    ------
    ColumnError, InputError
        No festival lies in the table with so many days to both sides.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> near = around_festival(load("shop").keywords, power=0.6)
    >>> near[near["distance"] == 0].set_index("year")["level"].round(2).to_dict()
    {2022: 0.58, 2023: 0.7, 2024: 0.59, 2025: 0.59}

    References
    ----------
    Map R02.
    """
    days = check_whole("days", days, low=6)
    data = _reduced(keywords, as_of, "all", power)
    near = pd.DataFrame({"date": data.day, "distance": days_from_spring_festival(data.day)})
    near["level"] = np.exp(data.logs.iloc[:, 0].to_numpy())
    near = near[near["distance"].abs() <= days]
    near["year"] = (near["date"] - pd.to_timedelta(near["distance"], unit="D")).dt.year
    near = near[near.groupby("year")["date"].transform("size") == 2 * days + 1]
    if near.empty:
        raise InputError(f"No Spring Festival has {days} days of the table on both sides.")
    outer = near[near["distance"].abs() > 2 * days / 3].groupby("year")["level"].mean()
    near["level"] /= near["year"].map(outer)
    near["day_of_year"] = near["date"].dt.day_of_year - 366 * (near["date"].dt.year < near["year"])
    return near[["year", "date", "day_of_year", "distance", "level"]].reset_index(drop=True)


def festival_in_month(effects, group, month):
    """What Spring Festival alone does to the searches of a month: the mean of its days' factors.

    Parameters
    ----------
    effects : DataFrame
        As from `demand_trend`.
    group : str
    month : str
        Such as "2026-02".

    Returns
    -------
    float
        1 without any effect.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> effects = pd.DataFrame({"group": "tents", "kind": "festival", "effect": KNOTS[1:-1],
    ...                         "estimate": [1, 0.8, 0.5, 0.5, 0.6, 0.9, 1]})
    >>> [round(festival_in_month(effects, "tents", month), 2) for month in ("2025-01", "2026-01")]
    [0.81, 1.0]

    References
    ----------
    Map R02.
    """
    effects = check_table(effects, "effects", "group", "kind", "effect", "estimate")
    check_name(effects, "group", group)
    mine = effects[(effects["group"] == group) & (effects["kind"] == "festival")]
    if not len(mine):
        raise InputError(f"effects has no row of Spring Festival for {group}.")
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", str(month)):
        raise InputError(f'month is {month!r}. Write it as "2026-02".')
    whole = pd.Period(month, "M")
    days = pd.date_range(whole.start_time, whole.end_time.normalize())
    logs = mine.set_index("effect")["estimate"].astype(float).map(np.log).reindex(KNOTS).fillna(0)
    return float(np.exp(np.interp(days_from_spring_festival(days), KNOTS, logs)).mean())


def search_lead(keywords, orders, starts, days=5, confidence=0.95):
    """Do searches rise before orders do? The days before events, beside the week before them.

    Parameters
    ----------
    keywords : DataFrame
        date, search_index (or a count, by `demand.index_to_count`, under this name).
    orders : DataFrame
        ts_pay: when it was paid; empty where it wasn't.
    starts : sequence of dates
        First days of the events. Those whose two weeks before aren't in both tables are left out;
        n counts the others.
    days : int
        Before each start, at most 7.
    confidence : float

    Returns
    -------
    Estimate
        How many times as much as orders searches rise in those days; n counts events.

    Raises
    ------
    ColumnError, InputError
        Fewer than two events.

    Examples
    --------
    >>> day = pd.date_range("2025-01-01", periods=60)
    >>> soon = day.isin(pd.to_datetime(["2025-01-19", "2025-01-20", "2025-02-18", "2025-02-19"]))
    >>> keywords = pd.DataFrame({"date": day, "search_index": 100 + 100 * soon})
    >>> orders = pd.DataFrame({"ts_pay": day.repeat(3)})
    >>> search_lead(keywords, orders, ["2025-01-21", "2025-02-20"], days=2)
    2 (no interval), n = 2 events

    References
    ----------
    Course map, lesson 1.1: "search leads orders".
    """
    days = check_whole("days", days, low=1)
    if days > 7:
        raise InputError(f"days is {days}. At most 7: the week before them is the comparison.")
    check_table(keywords, "keywords", "date", "search_index")
    check_numbers(keywords, "keywords", "search_index")
    check_table(orders, "orders", gaps=["ts_pay"])
    for times in (keywords["date"], orders["ts_pay"]):
        check_moment(times, "2000-01-01")  # refuses what holds no times
    searches = keywords.groupby(calendar_days(keywords["date"]))["search_index"].sum()
    paid = calendar_days(orders["ts_pay"].dropna()).value_counts().sort_index()
    rises = []
    for start in pd.DatetimeIndex(starts).tz_localize(None).normalize():
        soon = pd.date_range(start - pd.Timedelta(days=days), periods=days)
        week = pd.date_range(start - pd.Timedelta(days=14), periods=7)
        known = [set(soon) | set(week) <= set(one.index) for one in (searches, paid)]
        if all(known):
            rises.append([np.log(one[soon].mean() / one[week].mean()) for one in (searches, paid)])
    if len(rises) < 2:
        raise InputError(
            f"{len(rises)} events have their two weeks in both tables. Give two or more."
        )
    first, later = np.array(rises).T
    return paired_difference(first, later, "events", confidence).through(np.exp)


# ---- The log, reduced --------------------------------------------------------------------------


def _reduced(keywords, as_of, by, power):
    """Daily mean logs of each group's words that are always there; each word's months."""
    by, power = (
        check_choice("by", by, ("category", "keyword", "all")),
        check_positive("power", power),
    )
    rows = log(keywords, "keywords", list(NEEDED), as_of)
    rows = rows.with_columns(count=(nw.col("search_index") * 1.0) ** (1 / power))
    rows = rows.with_columns(date=nw.col("date").dt.year() * 12 + nw.col("date").dt.month() - 1)
    if by == "all":
        rows = rows.with_columns(category=nw.lit("all"))
    elif by == "keyword":
        rows = rows.with_columns(category=nw.col("keyword"))
    month = rows.group_by("keyword", "category", "date").agg(
        nw.col("count").sum(), nw.col("count").min().alias("least"),
        nw.col("day").min().alias("from"), nw.col("day").max().alias("to"), days=nw.len(),
    )  # fmt: skip
    month = collect(month, sort=["keyword", "date"])
    return _data(rows, month)


def _data(rows, month):
    first, last = month["from"].min(), month["to"].max()
    if last - first + 1 < LEAST:
        raise InputError(
            f"The table has {last - first + 1} days; a season needs two years, {LEAST}. Take more, "
            "or compare whole years by demand.yoy_growth."
        )
    if (twice := month["days"] > month["to"] - month["from"] + 1).any():
        word = month.loc[twice, "keyword"].iloc[0]
        raise InputError(f"{word} has two rows of one day. Give one row per day and keyword.")
    of_word = month.groupby(["keyword", "category"]).agg(
        days=("days", "sum"), least=("least", "min")
    )
    always = of_word[(of_word["days"] == last - first + 1) & (of_word["least"] > 0)].reset_index()
    lost = sorted(set(month["category"]) - set(always["category"]))
    if lost:
        raise InputError(
            f"No word of {lost[0]} was searched on each of the {last - first + 1} days, so it has "
            'no season of its own. Pool more words: by="category" or by="all".'
        )
    kept = rows.filter(nw.col("keyword").is_in(always["keyword"].tolist()))
    kept = kept.with_columns(count=nw.col("count").log())
    daily = kept.group_by("category", "day").agg(nw.col("count").mean())
    daily = collect(daily).pivot(index="day", columns="category", values="count").sort_index()
    return SimpleNamespace(
        day=pd.DatetimeIndex(day_date(daily.index.to_numpy())), logs=daily,
        words=always.groupby("category").size(), always=always["keyword"], **_by_month(month, last),
    )  # fmt: skip


def _by_month(month, last):
    """Searches a day of each word (rows) and month (columns), whole months only."""
    ends = (pd.Timestamp(day_date(last)) + pd.Timedelta(days=1)).day == 1
    numbers = np.arange(month["date"].min(), month["date"].max() + (1 if ends else 0))
    wide = month.pivot(index="keyword", columns="date", values="count").reindex(columns=numbers)
    months = [f"{n // 12}-{n % 12 + 1:02d}" for n in numbers]
    length = pd.PeriodIndex(months, freq="M").days_in_month.to_numpy()
    group = month.drop_duplicates("keyword").set_index("keyword")["category"]
    level = (wide / length).set_axis(months, axis=1)
    return {"level": level.where(level > 0), "months": months, "group": group.loc[wide.index]}


def _growth(data, confidence):
    """Of each group: log growth of the last twelve months over the twelve before, by words."""
    level = data.level.loc[data.always].iloc[:, -24:]
    if level.shape[1] == 24:
        grown = np.log(level.iloc[:, 12:].mean(axis=1) / level.iloc[:, :12].mean(axis=1))
        for group, values in grown.groupby(data.group.loc[data.always]):
            yield group, "growth", "year", mean(values, "words", confidence)


# ---- The regression ----------------------------------------------------------------------------


def _events(events):
    events = EVENTS if events is None else events
    ok = isinstance(events, Mapping) and all(
        isinstance(pair, tuple | list) and len(pair) == 2 and _is_day(pair[0]) and _is_day(pair[1])
        and pair[0] <= pair[1]
        for pair in events.values()
    )  # fmt: skip
    if not ok:
        raise InputError('events must be as {"618": ("06-01", "06-18")}: first and last day.')
    return {str(name): tuple(pair) for name, pair in events.items()}


def _is_day(text):
    return isinstance(text, str) and not pd.isna(pd.to_datetime(f"2024-{text}", errors="coerce"))


def _features(day, events):
    """What is known of each day beforehand, by kind and effect; months and weekdays are 0 or 1."""
    away = days_from_spring_festival(day)
    columns = {("month", month): day.month == month for month in range(1, 13)}
    for place, name in enumerate(WEEKDAYS):
        columns["weekday", name] = day.day_of_week == place
    for place in range(1, len(KNOTS) - 1):
        columns["festival", KNOTS[place]] = np.interp(away, KNOTS, np.eye(len(KNOTS))[place])
    date = day.strftime("%m-%d")
    for name, (first, last) in events.items():
        columns["event", name] = (date >= first) & (date <= last)
    return pd.DataFrame(
        {name: np.asarray(c, dtype=float) for name, c in columns.items()}, index=day
    )


def _trend(day):
    """Straight pieces, a year each: what grows is not the season."""
    knots = np.linspace(0, len(day) - 1, max(round(len(day) / 365), 1) + 1)
    place = (day - day[0]).days.to_numpy()
    return np.stack([np.interp(place, knots, one) for one in np.eye(len(knots))[1:]], axis=1)


def _fit(logs, features, trend=None):
    """Logs of each group's effects, and what its trend adds to each day.

    Months and weekdays are told beside their mean; festival and events stand alone.
    """
    trend = np.ones((len(logs), 1)) if trend is None else trend
    found = _solved(logs.to_numpy(), features.to_numpy(), trend)
    effects = pd.DataFrame(found[: features.shape[1]], features.columns, logs.columns)
    for kind in ("month", "weekday"):
        effects.loc[[kind]] -= effects.loc[[kind]].mean()
    return effects, trend @ found[features.shape[1] :]


def _solved(logs, features, trend):
    """Least squares; of effects that can't be told apart the smallest."""
    design = np.hstack([features, trend])
    inverse = np.linalg.pinv(design.T @ design, rcond=1e-10, hermitian=True)
    return inverse @ (design.T @ logs)


# ---- Forecasts ---------------------------------------------------------------------------------


def _forecasts(data, origins, months, events, smooth, damping):
    """The forecast of every word at every origin, beside the year before and what came."""
    months = check_whole("months", months, low=1)
    smooth = check_share("smooth", smooth, ends=True)
    damping = check_share("damping", damping, ends=True)
    if not smooth:
        raise InputError("smooth is 0: the level would never change. Choose a share above 0.")
    if len(data.months) <= LEARN + months:
        raise InputError(
            f"{len(data.months)} whole months are known; {LEARN + months + 1} are needed, so that "
            "forecasts of the past can be compared with what came."
        )
    start, events = pd.Period(data.months[0], "M"), _events(events)
    every = pd.period_range(start, periods=len(data.months) + months, freq="M")
    day = pd.date_range(every[0].start_time, every[-1].end_time.normalize())
    features, logs = _features(day, events).to_numpy(), np.log(data.level)
    parts = []
    for origin in origins:
        season = _season(data, features, every, origin)
        calm = logs.iloc[:, : origin + 1] - season[:, : origin + 1]
        parts.append(_from(calm, season, logs, origin, months, smooth, damping))
    made = pd.concat(parts, ignore_index=True)
    names = np.array([str(month) for month in every])
    made["month"] = names[made["at"] + made["ahead"]]
    made["origin"] = names[made["at"]]
    return made.assign(group=made["keyword"].map(data.group))


def _season(data, features, every, origin):
    """Log of each word's season in all months, as known at the end of month ``origin``."""
    length = every.days_in_month.to_numpy()
    known = length[: origin + 1].sum()
    logs, trend = data.logs.iloc[:known], _trend(data.day[:known])
    effects = _solved(logs.to_numpy(), features[:known], trend)[: features.shape[1]]
    starts = np.r_[0, length[:-1].cumsum()]
    monthly = np.add.reduceat(np.exp(features @ effects), starts) / length[:, None]
    return np.log(monthly[:, logs.columns.get_indexer(data.group)]).T


def _from(calm, season, logs, origin, months, smooth, damping):
    """From one origin: level and growth of what is left without the season, and its roughness."""
    level = calm.T.ewm(alpha=smooth).mean().iloc[-1].where(calm.iloc[:, -1].notna())
    year = (calm.iloc[:, -3:].mean(axis=1) - calm.iloc[:, -15:-12].mean(axis=1)) / 12
    moves = np.diff(calm.to_numpy(), axis=1)[:, -LEARN:] ** 2
    pooled = np.nanmedian(moves) / 0.4549  # of a normal one's square
    rough = (np.nansum(moves, 1) + ROUGH * pooled) / ((~np.isnan(moves)).sum(1) + ROUGH)
    ahead = np.arange(1, months + 1)
    grown = np.outer((damping**ahead).cumsum(), year.fillna(0))
    to, there = origin + ahead, logs.to_numpy().T
    there = np.vstack([there, np.full((months, len(logs)), np.nan)])  # what hasn't come
    made = {
        "keyword": np.tile(calm.index.to_numpy(), months), "at": origin,
        "ahead": ahead.repeat(len(calm)), "rough": np.tile(rough**0.5, months),
        "log": (level.to_numpy() + grown + season.T[to]).ravel(),
        "naive": np.exp(there[to - 12]).ravel(), "came": np.exp(there[to]).ravel(),
    }  # fmt: skip
    return pd.DataFrame(made).dropna(subset="log")


def _with_intervals(made, origins, confidence):
    """The forecasts of some origins with intervals, from the errors that were known by then."""
    confidence = check_share("confidence", confidence)
    away = (np.log(made["came"]) - made["log"]) / made["rough"]
    parts = []
    for (at, ahead), mine in made[made["at"].isin(origins)].groupby(["at", "ahead"]):
        past = away[(made["ahead"] == ahead) & (made["at"] + ahead <= at)].dropna()
        if past.empty:
            continue
        low, high = np.quantile(past, [(1 - confidence) / 2, (1 + confidence) / 2])
        ends = {"low": low, "high": high}
        ends = {name: np.exp(mine["log"] + mine["rough"] * end) for name, end in ends.items()}
        parts.append(mine.assign(forecast=np.exp(mine["log"]), **ends, n=len(past)))
    columns = ["origin", "keyword", "group", "month", "ahead", "forecast", "low", "high", "naive"]
    made = pd.concat(parts, ignore_index=True).assign(counts="past forecasts")
    return made[[*columns, "n", "counts", "came"]]
