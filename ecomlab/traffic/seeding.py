"""Do posts make people search? An event study with control words (种草, 对照词).

Table: a word's searches by day, one row per day and word (``article_daily`` counts the search
visits of each article, for the words that lead to it).
"""

import math

import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_name, check_numbers, check_once, check_table
from ecomlab.errors import InputError, check_whole
from ecomlab.estimates import one_against, ratio_of_ratios


def word_changes(
    searches, since, until, before=28, wait=0, word="keyword", value="searches"
):  # fmt: skip
    """How often was each word searched for before a day, and how often after it?

    Parameters
    ----------
    searches : DataFrame
        date, ``word``, ``value``; a row per day and word, without a missing day of a word.
    since, until : date
        First and last day of what is read as "after".
    before : int
        Days before ``since`` that are read as "before".
    wait : int
        First days from ``since`` on that are left out: people don't know yet.
    word, value : str
        Columns: the word's name, how often it was searched for.

    Returns
    -------
    DataFrame, one row per word
        word, before, after (mean of a day), change (after ÷ before; empty where before is 0).

    Raises
    ------
    ColumnError, InputError
        Days are missing: a word that wasn't followed is not a word with 0.

    Examples
    --------
    >>> days = pd.date_range("2025-01-01", periods=4)
    >>> table = pd.DataFrame({"date": [*days, *days], "keyword": ["chair"] * 4 + ["tent"] * 4,
    ...                       "searches": [10, 10, 15, 15, 20, 20, 22, 22]})
    >>> word_changes(table, "2025-01-03", "2025-01-04", before=2)
      keyword  before  after  change
    0   chair    10.0   15.0     1.5
    1    tent    20.0   22.0     1.1
    """
    table, start, end = _windows(searches, since, until, before, word, value)
    check_whole("wait", wait, 0)
    first = start + pd.Timedelta(days=wait)
    if first > end:
        raise InputError(f"wait is {wait} days, which leaves no day until {end:%Y-%m-%d}.")
    parts = {}
    for name, low, high in (
        ("before", start - pd.Timedelta(days=before), start - pd.Timedelta(days=1)),
        ("after", first, end),
    ):
        some = table[table["date"].between(low, high)]
        _no_gaps(some, word, (high - low).days + 1)
        parts[name] = some.groupby(word, observed=True)[value].mean()
    found = pd.DataFrame(parts)
    if found.isna().any().any():
        raise InputError(f"{found.index[found.isna().any(axis=1)][0]} is in one window only.")
    found["change"] = (found["after"] / found["before"]).where(found["before"] > 0)
    return found.reset_index()


def _windows(searches, since, until, before, word, value):
    searches = check_table(searches, "searches", "date", word, value)
    check_numbers(searches, "searches", value)
    check_whole("before", before, 1)
    start, end = (
        check_moment(searches["date"], day, name).normalize()
        for name, day in (("since", since), ("until", until))
    )
    searches = searches.assign(date=searches["date"].dt.normalize())
    check_once(searches, "searches", "date", word)
    if end < start:
        raise InputError(f"until, {end:%Y-%m-%d}, is before since, {start:%Y-%m-%d}.")
    return searches, start, end


def _no_gaps(some, word, days):
    count = some.groupby(word, observed=True).size()
    if not len(count):
        raise InputError("The table has no day of the time asked for.")
    if (count < days).any():
        name = count.index[count < days][0]
        raise InputError(
            f"{name} has {count[name]} of {days} days. A day that wasn't counted isn't 0: leave "
            "the word out, or choose other days."
        )


def seeding_lift(changes, word, controls=None, column="keyword"):
    """How many times as often was the seeded word searched for, beside words nobody posted about?

    The word's change ÷ the geometric mean of the control words' changes. How far control words
    stray from each other says how far ours might have strayed by itself.

    Parameters
    ----------
    changes : DataFrame
        From `word_changes`.
    word : str
        The seeded word.
    controls : sequence of str, optional
        Words of the same market that nobody posted about; all the others by default.
    column : str
        The column of the words.

    Returns
    -------
    Estimate
        Times; n counts control words.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        The word among its controls, fewer than two of these, or a word with no searches.

    Examples
    --------
    >>> table = pd.DataFrame({"keyword": ["chair", "tent", "lamp", "stove"],
    ...                       "before": 10.0, "after": [15, 11, 10, 12],
    ...                       "change": [1.5, 1.1, 1.0, 1.2]})
    >>> seeding_lift(table, "chair")
    1.37 (0.869 to 2.15), n = 3 control words

    References
    ----------
    Row T12 (seed 000:017); difference in differences with one treated unit.
    """
    changes = check_table(changes, "changes", column, gaps=["change"])
    check_once(changes, "changes", column)
    check_numbers(changes, "changes", "change")
    check_name(changes, column, word, "word")
    others = [name for name in changes[column] if name != word]
    names = others if controls is None else _words(controls)
    for name in names:
        check_name(changes, column, name, "a control word")
    if word in names:
        raise InputError(f"{word} is among its own control words.")
    change = changes.set_index(column)["change"].loc[[word, *names]]
    if not (change > 0).all():
        raise InputError(
            f"{change.index[~(change > 0)][0]} has no searches before or after. Leave it out."
        )
    logs = np.log(change.to_numpy(dtype="float64"))
    return one_against(logs[0], logs[1:], "control words").through(math.exp)


def _words(controls):
    """The control words, each once."""
    names = [controls] if isinstance(controls, str) else list(controls)
    if len(set(names)) < len(names):
        raise InputError("controls names a word twice: it would count twice.")
    return names


def event_study(
    searches, word, controls, since, until, before=28, every=7, column="keyword", value="searches"
):
    """The seeded word beside its control words, week by week around the first post (事件研究).

    Parameters
    ----------
    searches, since, until, before, value
        As in `word_changes`.
    word : str
    controls : sequence of str
    every : int
        Days of a step. Steps that aren't whole are left out, at both ends.
    column : str
        The column of the words.

    Returns
    -------
    DataFrame, one row per step
        step (0: the first after the first post), start (its first day), estimate (the word's
        searches ÷ its own mean before, over the same of the control words; times), low, high, n,
        counts. Before the posts it should be about 1: if it isn't, the words don't fit.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> days = pd.date_range("2025-01-01", periods=4)
    >>> table = pd.DataFrame({"date": np.tile(days, 3), "keyword": np.repeat(["a", "b", "c"], 4),
    ...                       "searches": [10, 10, 15, 15, 20, 20, 22, 22, 20, 20, 20, 20]})
    >>> event_study(table, "a", ["b", "c"], "2025-01-03", "2025-01-04", before=2, every=1)[
    ...     ["step", "estimate"]].round(2)
       step  estimate
    0    -2      1.00
    1    -1      1.00
    2     0      1.43
    3     1      1.43
    """
    table, start, end = _windows(searches, since, until, before, column, value)
    check_whole("every", every, 1)
    controls = _words(controls)
    for name in (word, *controls):
        check_name(table, column, name, "a word")
    if word in controls or len(controls) < 2:
        raise InputError("controls are two or more other words than the seeded one.")
    day = (table["date"].dt.normalize() - start.normalize()).dt.days
    steps = (day // every).rename("step")
    whole = range(-(before // every), ((end - start).days + 1) // every)
    some = table[table[column].isin([word, *controls]) & steps.isin(whole)]
    _no_gaps(some, column, len(whole) * every)
    mean = some.groupby([steps, column], observed=True)[value].mean().unstack()
    usual = mean[mean.index < 0].mean()
    if not ((usual > 0).all() and (mean > 0).all().all()):
        raise InputError("A word has a step without searches. Leave it out, or take longer steps.")
    logs = np.log(mean / usual)
    rows = [
        (step, start + pd.Timedelta(days=step * every),
         *one_against(row[word], row[controls], "control words").through(math.exp))
        for step, row in logs.iterrows()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["step", "start", "estimate", "low", "high", "n", "counts"])


def busy_days(days, many, few, outcome="searches", market="market", posts="posts"):
    """Days with many posts beside days with few: as they are, and for each search of the market.

    Posts go out when demand is high. Whatever moves the whole market moves our searches too.

    Parameters
    ----------
    days : DataFrame
        ``posts``, ``outcome``, ``market``; a row per day.
    many, few : int
        The numbers of posts that are compared.
    outcome, market, posts : str
        Columns.

    Returns
    -------
    DataFrame
        Rows "as they are", "beside the market"; reading, estimate (times), low, high, n, counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> days = pd.DataFrame({"posts": [4, 4, 6, 6], "searches": [20, 22, 40, 41],
    ...                      "market": [100, 110, 200, 205]})
    >>> busy_days(days, many=6, few=4)[["reading", "estimate"]].round(2)
                 reading  estimate
    0         as they are      1.93
    1  beside the market      1.00
    """
    days = check_table(days, "days", posts, outcome, market)
    check_numbers(days, "days", outcome, market)
    if many == few:
        raise InputError(f"many and few are both {many!r}. Compare two numbers of posts.")
    groups = [days[days[posts] == check_name(days, posts, each, name)]
              for name, each in (("many", many), ("few", few))]  # fmt: skip
    one = np.ones(len(days))
    rows = []
    for reading, below in (("as they are", pd.Series(one, days.index)),
                           ("beside the market", days[market])):  # fmt: skip
        sums = [part for group in groups for part in (group[outcome], below[group.index])]
        rows.append((reading, *ratio_of_ratios(*sums, counts="days")))
    return pd.DataFrame(rows, columns=["reading", "estimate", "low", "high", "n", "counts"])
