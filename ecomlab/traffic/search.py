"""Where do we stand in the results, and what does a place bring? (搜索排名)

Course map T08 to T10 and T36, metrics M05 and M12. Places count from 1 at the top, so that a larger
number is a worse place. `search_days` reduces two logs once, of pandas, Polars or DuckDB alike.
"""

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import (
    check_flags,
    check_moment,
    check_name,
    check_numbers,
    check_once,
    check_table,
)
from ecomlab.errors import InputError, check_days, check_number, check_positive, check_whole
from ecomlab.estimates import (
    Estimate,
    correlation,
    mean,
    ratio_of_differences,
    ratio_of_totals,
    table,
)
from ecomlab.tables import calendar_days, collect, day_date, log

DAY = pd.Timedelta(days=1)
PAGE = 44  # results on a page of the shop's platform
TOGETHER = 2  # days: a shelf that was full for no longer wasn't filled again


def card_click_rate(days, by="entrance"):
    """How many of those who see the article's card in the results click on it? (主图点击率)

    Parameters
    ----------
    days : DataFrame
        date, ``by``, impressions (of the card), clicks: one or more rows a day.
    by : str
        Column that splits the rows.

    Returns
    -------
    DataFrame, one row per value of ``by``
        ``by``, estimate (clicks ÷ impressions), low, high, n, counts (days).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.to_datetime(["2025-03-01", "2025-03-02", "2025-03-03"]),
    ...     "entrance": "search_result", "impressions": [1000, 1200, 800], "clicks": [40, 44, 36]})
    >>> card_click_rate(days).round(3)
            entrance  estimate    low   high  n counts
    0  search_result      0.04  0.03  0.05  3   days

    References
    ----------
    Metric M05.
    """
    days = check_table(days, "days", "date", by, "impressions", "clicks")
    check_numbers(days, "days", "impressions", "clicks")
    if (days["clicks"] > days["impressions"]).any():
        raise InputError("A row has more clicks than impressions. A card is seen, then clicked.")
    sums = days.groupby([by, "date"], observed=True)[["impressions", "clicks"]].sum()
    found = {
        name: ratio_of_totals(mine["clicks"], mine["impressions"], "days")
        for name, mine in sums.groupby(level=0, observed=True)
    }
    return table(found, by)


def track_ranks(checks, by="keyword", first=PAGE):
    """ "Our rank" is a distribution: who looks, where and when, sees another place (排名分布).

    Parameters
    ----------
    checks : DataFrame
        natural_rank (empty: looked for and not found) and ``by``: one row per look.
    by : str or sequence of str
        What is told apart: the word, the place, the day.
    first : int
        Results on the first page.

    Returns
    -------
    DataFrame, one row per value of ``by``
        ``by``, looks, best, tenth, median, ninetieth (90 of 100 looks see this place or a better
        one), worst, first_page (share of the looks), not_found (share). A look that found nothing
        counts as worse than all: an ``inf`` says that this place lies below what was looked at.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> looks = pd.DataFrame({"keyword": "露营 椅", "natural_rank": [6, 9, 14, 31, None]})
    >>> track_ranks(looks, first=20).iloc[0, 1:].tolist()
    [5.0, 6.0, 6.0, 14.0, inf, inf, 0.6, 0.2]

    References
    ----------
    Row T08, metric M12.
    """
    by = [by] if isinstance(by, str) else list(by)
    checks = check_table(checks, "checks", *by, gaps=["natural_rank"])
    check_whole("first", first, low=1)
    places = _places(checks, "checks").fillna(np.inf)
    rows = []
    for name, mine in places.groupby([checks[each] for each in by], observed=True):
        seen = mine.quantile([0, 0.1, 0.5, 0.9, 1], interpolation="inverted_cdf").tolist()
        shares = ((mine <= first).mean(), np.isinf(mine).mean())
        rows.append((*name, len(mine), *seen, *map(float, shares)))
    names = ["looks", "best", "tenth", "median", "ninetieth", "worst", "first_page", "not_found"]
    return pd.DataFrame(rows, columns=[*by, *names])


def rank_alerts(ranks, day, usual=28):
    """Which places are outside of all that the last weeks had? (排名预警)

    Where nothing has changed, a day is the best or the worst of ``usual`` + 1 in 2 of ``usual`` + 1
    cases: with many words some ring by luck.

    Parameters
    ----------
    ranks : DataFrame
        date, sku, keyword, natural_rank (empty: not found): one row per day, article and word.
    day : date
        The evening of the question; later rows don't count.
    usual : int
        Days before it that say what is usual.

    Returns
    -------
    DataFrame, one row per article and word that was looked at on ``day``
        sku, keyword, rank (of the day), usual (median), low, high (best and worst of the usual
        days), days (how many there are; without any there is no alert), alert: "fell", "rose", "".

    Raises
    ------
    ColumnError, InputError
        No row on that day.

    Examples
    --------
    >>> days = pd.date_range("2025-03-01", periods=5)
    >>> ranks = pd.DataFrame({"date": days, "sku": "CH01", "keyword": "露营椅",
    ...                       "natural_rank": [6, 7, 6, 8, 15]})
    >>> rank_alerts(ranks, "2025-03-05", usual=4).iloc[:, 2:]
       rank  usual  low  high  days alert
    0  15.0    6.5  6.0   8.0     4  fell

    References
    ----------
    Row T08.
    """
    ranks = check_table(ranks, "ranks", "date", "sku", "keyword", gaps=["natural_rank"])
    check_days("usual", usual)
    ranks = ranks.assign(natural_rank=_places(ranks, "ranks").fillna(np.inf))
    at = check_moment(ranks["date"], day, "day")
    keys = [ranks[name].astype("str") for name in ("sku", "keyword")]
    now = ranks["date"] == at
    if not now.any():
        raise InputError(f"ranks has no row of {at:%Y-%m-%d}. Choose a day on which you looked.")
    before = (ranks["date"] < at) & (ranks["date"] >= at - usual * DAY)
    past = ranks["natural_rank"].where(before).groupby(keys)
    found = pd.DataFrame(
        {"rank": ranks["natural_rank"].where(now).groupby(keys).first(),
         "usual": past.median(), "low": past.min(), "high": past.max(), "days": past.count()}
    ).dropna(subset="rank")  # fmt: skip
    found["alert"] = np.select(
        [found["rank"] > found["high"], found["rank"] < found["low"]], ["fell", "rose"], ""
    )
    return found.reset_index()


def top_rank_coverage(ranks, top=3, first=PAGE):
    """On which share of its days does at least one article of ours stand at the top? (卡位率)

    Parameters
    ----------
    ranks : DataFrame
        date, keyword, natural_rank (empty: not found): one row per day, word and article.
    top : int
        Places that count as the top.
    first : int
        Results on the first page.

    Returns
    -------
    DataFrame, one row per word
        keyword, days, best (median of the best place of the day; inf: not found on most days), top
        and first_page: shares of the days.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.to_datetime(["2025-03-01", "2025-03-01", "2025-03-02"])
    >>> ranks = pd.DataFrame({"date": days, "keyword": "露营椅", "natural_rank": [6, 2, 5]})
    >>> top_rank_coverage(ranks).iloc[:, 1:]
       days  best  top  first_page
    0     2   3.5  0.5         1.0

    References
    ----------
    Row T10. "First three or first page" (前3名或者首页) are two signs, not one.
    """
    ranks = check_table(ranks, "ranks", "date", "keyword", gaps=["natural_rank"])
    check_whole("top", top, low=1)
    check_whole("first", first, low=1)
    keys = [ranks["keyword"].astype("str"), calendar_days(ranks["date"])]
    best = _places(ranks, "ranks").fillna(np.inf).groupby(keys).min()
    by = best.groupby(level=0, sort=False)
    found = pd.DataFrame(
        {"days": by.size(), "best": by.median(),
         "top": (best <= top).groupby(level=0, sort=False).mean(),
         "first_page": (best <= first).groupby(level=0, sort=False).mean()}
    )  # fmt: skip
    return found.rename_axis("keyword").reset_index()


def share_of_search(results, top=10):
    """Of the first results of each search word, how many are ours? (搜索占比)

    Parameters
    ----------
    results : DataFrame
        keyword, rank (from 1), ours (true or false): one row per result that was seen.
    top : int
        Results that count.

    Returns
    -------
    DataFrame, one row per word
        keyword, seen (results among the first ``top``), ours, share, best (our best place; NaN
        where none is ours).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> results = pd.DataFrame({"keyword": "露营椅怎么选", "rank": [1, 2, 3, 4],
    ...                         "ours": [False, True, False, True]})
    >>> share_of_search(results, top=3).iloc[:, 1:].round(2)
       seen  ours  share  best
    0     3     1   0.33   2.0

    References
    ----------
    Row T36. One look by one person: see `track_ranks`.
    """
    results = check_table(results, "results", "keyword", "rank", "ours")
    check_flags(results, "results", "ours")
    check_numbers(results, "results", "rank")
    check_whole("top", top, low=1)
    seen = results[results["rank"] <= top]
    by = seen.groupby("keyword", sort=False, observed=True)["ours"]
    found = pd.DataFrame({"seen": by.size(), "ours": by.sum().astype(int), "share": by.mean()})
    best = seen["rank"][seen["ours"].astype(bool)].groupby(seen["keyword"], observed=True).min()
    return found.assign(best=best.astype(float)).reset_index()


# --- What a place brings ------------------------------------------------------------------------


def search_days(article_daily, keyword_ranks):
    """By article and day: visits from unpaid search, and the place.

    Parameters
    ----------
    article_daily : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        date, sku, search_uv.
    keyword_ranks : the same kind of frame
        date, sku, natural_rank: of the words that shall count. Over several words of a day the
        geometric mean: from 10 to 20 is as far as from 1 to 2.

    Returns
    -------
    DataFrame, one row per article and day that both tables have
        date, sku, search_uv, rank.

    Raises
    ------
    ColumnError, InputError
        No day of an article is in both.

    Examples
    --------
    >>> day = pd.to_datetime(["2025-03-01"])
    >>> search_days(pd.DataFrame({"date": day, "sku": "CH01", "search_uv": 40}),
    ...             pd.DataFrame({"date": day.repeat(2), "sku": "CH01", "natural_rank": [4, 9]}))
            date   sku  search_uv  rank
    0 2025-03-01  CH01         40   6.0
    """
    visits = log(article_daily, "article_daily", ["sku", "search_uv"])
    visits = visits.group_by("day", "sku").agg(nw.col("search_uv").sum())
    places = log(keyword_ranks, "keyword_ranks", ["sku", "natural_rank"])
    places = places.filter(~nw.col("natural_rank").is_null())
    places = places.with_columns(rank=nw.col("natural_rank").log())
    places = places.group_by("day", "sku").agg(nw.col("rank").mean())
    both = [collect(each, sort=["sku", "day"]) for each in (visits, places)]
    days = both[0].merge(both[1], on=["day", "sku"]).dropna(subset="search_uv")
    if not len(days):
        raise InputError("No article and day is in both tables. Do they say sku and date alike?")
    days = days.assign(date=pd.to_datetime(day_date(days["day"])), rank=np.exp(days["rank"]))
    return days[["date", "sku", "search_uv", "rank"]]


def stockouts(inventory_daily, inbound, sku, late=5, least=1):
    """When was a shelf empty, for how long, and was it the supplier's doing? (缺货原因)

    The lot that ended it says so. It was the supplier's delay if the lot came ``late`` days or more
    after its due date (ordered, plus his usual lead time), and the shelf was full until that date.
    A shelf that was empty before is our own doing: we sold faster than we thought, or ordered too
    late. Of several lots on one day the one counts that was waited for longest.

    Parameters
    ----------
    inventory_daily : DataFrame
        date, sku, on_hand (pieces in the evening): a row for each day on sale.
    inbound : DataFrame
        sku, ordered_at, received_at (empty: not here yet).
    sku : DataFrame
        sku, lead_time_days.
    late : float
        Days after the due date from which on it is the supplier's delay.
    least : int
        Days that a shelf must have been empty. Two times with at most two days between are one.

    Returns
    -------
    DataFrame, one row per time that a shelf was empty
        sku, start, end (first and last empty day), days, late (of the lot that ended it, days after
        its time; NaN: none is known), cause: "supplier", "own", or "unknown".

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.date_range("2025-03-01", periods=6)
    >>> shelf = pd.DataFrame({"date": days, "sku": "CH01", "on_hand": [9, 4, 0, 0, 0, 60]})
    >>> lots = pd.DataFrame({"sku": "CH01", "ordered_at": pd.to_datetime(["2025-02-14"]),
    ...                      "received_at": pd.to_datetime(["2025-03-06"])})
    >>> lead = pd.DataFrame({"sku": ["CH01"], "lead_time_days": [10]})
    >>> stockouts(shelf, lots, lead)[["sku", "start", "days", "late", "cause"]]
        sku      start  days  late     cause
    0  CH01 2025-03-03     3  10.0  supplier

    References
    ----------
    Doubt: a shop that plans without slack for a late lot has its part in it, whatever the cause.
    """
    shelf = check_table(inventory_daily, "inventory_daily", "date", "sku", "on_hand")
    lots = check_table(inbound, "inbound", "sku", "ordered_at", gaps=["received_at"])
    lead = check_table(sku, "sku", "sku", "lead_time_days")
    check_number("late", late)
    check_whole("least", least, low=1)
    check_once(shelf, "inventory_daily", "date", "sku")
    check_once(lead, "sku", "sku")
    check_numbers(shelf, "inventory_daily", "on_hand")
    shelf = shelf.assign(sku=shelf["sku"].astype("str"), date=calendar_days(shelf["date"]))
    empty = shelf[shelf["on_hand"] <= 0].sort_values(["sku", "date"])
    apart = empty.groupby("sku")["date"].diff() > (1 + TOGETHER) * DAY
    run = (apart | (empty["sku"] != empty["sku"].shift())).cumsum()
    by = empty.groupby(run)
    found = pd.DataFrame(
        {"sku": by["sku"].first(), "start": by["date"].min(), "end": by["date"].max(),
         "days": by.size()}
    )  # fmt: skip
    found = found[found["days"] >= least].reset_index(drop=True)
    lot = _lot(found, lots, lead)
    found["late"] = lot["late"]
    awaited = (lot["late"] >= late) & (found["start"] >= lot["came"] - lot["late"] * DAY)
    cause = np.where(awaited, "supplier", "own")
    return found.assign(cause=np.where(found["late"].isna(), "unknown", cause))


def after_stockouts(days, stockouts, cause=None, before=14, after=7):
    """What became of place and visits once the shelf was full again, beside other articles?

    Before: the days up to the first empty one. After: the first days with goods again. Both are
    divided by what the articles had that weren't empty in the meantime (nor in the two weeks
    before), so that a festival or a slow month isn't taken for the empty shelf's doing.

    Parameters
    ----------
    days : DataFrame
        From `search_days`.
    stockouts : DataFrame
        From `stockouts`: sku, start, end; all of them, whatever the cause, so that no article with
        an empty shelf is among the others.
    cause : str, optional
        Those that are looked at: "supplier". By default all.
    before, after : int
        Days on each side.

    Returns
    -------
    DataFrame, one row per stock-out
        As given, and rank, visits (times as large as before, beside others), others (how many
        articles), used; why: empty where used, else what is missing, with NaN for the rest.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> dates = pd.date_range("2025-03-01", periods=40)
    >>> mine = pd.DataFrame({"date": dates, "sku": "CH01", "search_uv": [40] * 20 + [20] * 20,
    ...                      "rank": [5.0] * 20 + [20.0] * 20})
    >>> other = pd.DataFrame({"date": dates, "sku": "CH02", "search_uv": 30, "rank": 8.0})
    >>> empty = pd.DataFrame({"sku": ["CH01"], "start": [dates[16]], "end": [dates[20]]})
    >>> after_stockouts(pd.concat([mine, other]), empty)[["rank", "visits", "others"]].round(2)
       rank  visits  others
    0   4.0     0.5       1
    """
    days, stockouts = _checked(days, stockouts)
    check_days("before", before)
    check_days("after", after)
    wide = [days.pivot(index="date", columns="sku", values=name) for name in ("rank", "search_uv")]
    wide[0] = np.log(wide[0])
    chosen = _of_cause(stockouts, cause)
    rows = [_one_stockout(wide, stockouts, row, before, after) for row in chosen.itertuples()]
    found = pd.DataFrame(rows, columns=["rank", "visits", "others", "why"], index=chosen.index)
    return chosen.join(found.assign(used=found["why"] == "")).reset_index(drop=True)


def rank_effect(changes):
    """What does the place itself do to visits? Read off stock-outs (自然实验).

    The elasticity: −0.3 says that twice the place number leaves 2^−0.3 = 81% of the search visits.
    Holds if the empty shelf changed visits of the days *after* it by nothing but the place. So it
    needs stock-outs that a supplier caused: one that follows a rush of demand is followed by less
    demand anyway. The interval takes the stock-outs for separate pieces of news. Where most of them
    share their days, they share the luck of the others too: 95 of 100 intervals become 89 in the
    tests' worst case (all in one week, luck of 15% in every article).

    Parameters
    ----------
    changes : DataFrame
        rank, visits: times as large as before (`after_stockouts`). Rows with ``used`` false are
        left out where there is that column.

    Returns
    -------
    Estimate
        Sum of log visits over sum of log places, n in stock-outs.

    Raises
    ------
    ColumnError, InputError
        The places didn't get worse on the whole: nothing to divide by.

    Examples
    --------
    >>> rank_effect(pd.DataFrame({"rank": [2.0, 4.0, 3.0, 2.0], "visits": [0.8, 0.7, 0.7, 0.85]}))
    -0.284 (-0.354 to -0.214), n = 4 stock-outs

    References
    ----------
    Wald (1940), Annals of Mathematical Statistics 11. Places of hotels in an order drawn by lot:
    Ursu (2018), Marketing Science 37.
    """
    changes = check_table(changes, "changes", gaps=["rank", "visits"])
    if "used" in changes:
        check_flags(changes, "changes", "used")
        changes = changes[changes["used"].astype(bool)]
    changes = check_table(changes, "changes", "rank", "visits")
    for name in ("rank", "visits"):
        check_numbers(changes, "changes", name)
        if (changes[name] <= 0).any():
            raise InputError(f"{name} of changes has a factor that isn't above 0.")
    worse = np.log(changes["rank"])
    if not worse.sum() > 0:
        raise InputError("The places didn't get worse after these stock-outs: nothing to read off.")
    return ratio_of_totals(np.log(changes["visits"]), worse, "stock-outs")


def rank_slope(days):
    """How many more search visits do the better placed articles have? No effect: a comparison.

    The elasticity between two halves, the articles with worse and with better places: their gap in
    log visits ÷ their gap in log places. Whatever makes an article wanted is in it.

    Parameters
    ----------
    days : DataFrame
        From `search_days`.

    Returns
    -------
    Estimate
        n in articles.

    Raises
    ------
    ColumnError, InputError
        Fewer than four articles.

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.Timestamp("2025-03-01"), "sku": list("abcdef"),
    ...                      "search_uv": [90, 70, 50, 22, 14, 12],
    ...                      "rank": [2.0, 3.0, 5.0, 12.0, 18.0, 25.0]})
    >>> rank_slope(days)
    -0.841 (-0.953 to -0.73), n = 6 articles

    References
    ----------
    Wald (1940), Annals of Mathematical Statistics 11.
    """
    days = check_table(days, "days", "date", "sku", "search_uv", "rank")
    check_numbers(days, "days", "search_uv", "rank")
    days = days.assign(sku=days["sku"].astype("str"), place=np.log(days["rank"]))
    by = days.groupby("sku")
    place, visits = by["place"].mean(), np.log(by["search_uv"].mean() + 0.5)
    if len(place) < 4:
        raise InputError(f"days has {len(place)} articles. Two halves need four at least.")
    worse = place > place.median()
    return ratio_of_differences(
        visits[worse], place[worse], visits[~worse], place[~worse], "articles"
    )


def visits_factor(effect, rank, to):
    """How many times as many search visits does another place bring?

    Parameters
    ----------
    effect : Estimate or float
        The elasticity, from `rank_effect`.
    rank, to : float
        The place now, and the other one.

    Returns
    -------
    Estimate, or float where ``effect`` is one

    Raises
    ------
    InputError

    Examples
    --------
    >>> round(visits_factor(-0.5, rank=16, to=4), 2)
    2.0
    """
    steps = np.log(check_positive("to", to) / check_positive("rank", rank))
    if not isinstance(effect, Estimate):
        return float(np.exp(check_number("effect", effect) * steps))
    found = effect.through(lambda x: float(np.exp(x * steps)))
    return found._replace(low=min(found.low, found.high), high=max(found.low, found.high))


def rank_path(days, stockouts, cause=None, before=14, until=56):
    """The place before an empty shelf and after it, day by day, beside other articles.

    Parameters
    ----------
    days, stockouts
        As in `after_stockouts`: all stock-outs, whatever the cause.
    cause : str, optional
        Those that are followed: "supplier". By default all.
    before, until : int
        Days before the first empty one, and after the last.

    Returns
    -------
    DataFrame, one row per day
        day (below 0: before the shelf was empty; from 1: with goods again), estimate (the place
        number, times that of the days before), low, high, n, counts (stock-outs). An article's
        days end where its shelf is empty the next time.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> dates = pd.date_range("2025-01-01", periods=90)
    >>> rank = pd.Series(5.0, dates).mask(dates >= dates[25], 10.0)
    >>> mine = [pd.DataFrame({"date": dates, "sku": f"CH0{i}", "search_uv": 9,
    ...                       "rank": rank.to_numpy() if i < 3 else 8.0}) for i in range(1, 6)]
    >>> empty = pd.DataFrame({"sku": ["CH01", "CH02"], "start": dates[20], "end": dates[24]})
    >>> path = rank_path(pd.concat(mine), empty)
    >>> path.loc[path["day"] == 1, ["day", "estimate", "n"]]
        day  estimate  n
    14    1       2.0  2
    """
    days, stockouts = _checked(days, stockouts)
    wide = np.log(days.pivot(index="date", columns="sku", values="rank"))
    chosen = _of_cause(stockouts, cause)
    parts = [_path(wide, stockouts, row, before, until) for row in chosen.itertuples()]
    parts = [each for each in parts if each is not None]
    if not parts:
        raise InputError(f"No stock-out has {before} days before it in the table.")
    rows = []
    for day, mine in pd.concat(parts, axis=1).sort_index().iterrows():
        there = mine.dropna()
        if len(there) > 1:
            rows.append((day, *mean(there, "stock-outs").through(lambda x: float(np.exp(x)))))
    return pd.DataFrame(rows, columns=["day", "estimate", "low", "high", "n", "counts"])


def rank_factors(articles, factors, rank="rank"):
    """With what do places go together? Correlations, not causes (排名因素).

    A factor may move the place, be moved by it, or both may follow a third thing: what people want.

    Parameters
    ----------
    articles : DataFrame
        One row per article: ``rank`` and the factors.
    factors : sequence of str
        Columns: sales, conversion, stars …
    rank : str

    Returns
    -------
    DataFrame, one row per factor
        factor, estimate (correlation of ranks by size, so of any unit, with a *better* place),
        low, high, n, counts (articles).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> shop = pd.DataFrame({"rank": [3, 9, 5, 20, 14], "sales": [90, 30, 70, 10, 25]})
    >>> rank_factors(shop, ["sales"]).round(2)
      factor  estimate   low  high  n    counts
    0  sales       1.0  1.0   1.0  5  articles

    References
    ----------
    Row T09. Spearman (1904), American Journal of Psychology 15.
    """
    articles = check_table(articles, "articles", rank, *factors)
    check_numbers(articles, "articles", rank, *factors)
    place = -articles[rank].rank()
    found = {name: correlation(place, articles[name].rank(), "articles") for name in factors}
    return table(found, "factor")


def _places(frame, name):
    """The places as numbers, checked: from 1 on; empty where nothing was found."""
    places = pd.to_numeric(frame["natural_rank"], errors="coerce").astype("float64")
    if (places.isna() & frame["natural_rank"].notna()).any() or (places < 1).any():
        raise InputError(
            f"natural_rank of {name} holds something that is no place from 1 on. Leave it empty "
            "where the article wasn't found."
        )
    return places


def _lot(found, lots, lead):
    """When did the first lot come on or after the last empty day, and how many days late was it?

    Of several that came together, the latest.
    """
    usual = lead.assign(sku=lead["sku"].astype("str")).set_index("sku")["lead_time_days"]
    lots = lots.dropna(subset="received_at")
    lots = lots.assign(sku=lots["sku"].astype("str"), came=calendar_days(lots["received_at"]))
    waited = (lots["came"] - calendar_days(lots["ordered_at"])) / DAY
    lots = lots.assign(late=waited - lots["sku"].map(usual).astype("float64"))
    lots = lots.groupby(["came", "sku"], as_index=False)["late"].max()
    first = pd.merge_asof(
        found.reset_index().sort_values("end"), lots,
        left_on="end", right_on="came", by="sku", direction="forward",
    )  # fmt: skip
    first = first.set_index("index")[["came", "late"]].sort_index()
    return first.assign(late=first["late"].astype("float64"))


def _checked(days, stockouts):
    """The two tables of the natural experiment, checked, days and articles written alike."""
    days = check_table(days, "days", "date", "sku", "search_uv", "rank")
    stockouts = check_table(stockouts, "stockouts", "sku", "start", "end")
    check_numbers(days, "days", "search_uv", "rank")
    if (days["rank"] <= 0).any():
        raise InputError("rank of days has a place that isn't above 0. Places count from 1.")
    days = days.assign(date=calendar_days(days["date"]), sku=days["sku"].astype("str"))
    if days.duplicated(["date", "sku"]).any():
        raise InputError("days has an article twice on one day. Add its rows up first.")
    ends = {name: calendar_days(stockouts[name]) for name in ("start", "end")}
    stockouts = stockouts.assign(sku=stockouts["sku"].astype("str"), **ends)
    for name in stockouts["sku"].unique():
        check_name(days, "sku", name, "sku of stockouts")
    return days, stockouts.reset_index(drop=True)


def _of_cause(stockouts, cause):
    """The stock-outs of a cause; all of them without one."""
    if cause is None:
        return stockouts
    check_name(check_table(stockouts, "stockouts", "cause"), "cause", cause)
    return stockouts[stockouts["cause"] == cause]


def _one_stockout(wide, stockouts, row, before, after):
    """Place and visits after one stock-out, times those before, beside others; or why not."""
    first, last = row.start - before * DAY, row.end + after * DAY
    parts = (
        [each.loc[first : row.start - DAY] for each in wide],
        [each.loc[row.end + DAY : last] for each in wide],
    )
    whole = [rank.columns[rank.count() == days]
             for (rank, _), days in zip(parts, (before, after), strict=True)]  # fmt: skip
    whole = whole[0].intersection(whole[1])
    others = whole.difference(_empty_between(stockouts, first - 14 * DAY, last))
    if row.sku not in whole:
        return np.nan, np.nan, len(others), "days of the article are missing"
    if row.sku in _empty_between(stockouts.drop(index=row.Index), first, last):
        return np.nan, np.nan, len(others), "empty another time within the days"
    if not len(others):
        return np.nan, np.nan, 0, "no other article to compare with"
    steps = []
    for (rank, visits), days in zip(parts, (before, after), strict=True):
        mine = rank[row.sku].mean() - rank[others].mean().mean()
        seen = np.log((visits[row.sku].sum() + 0.5) / days)
        steps.append((mine, seen - np.log(visits[others].to_numpy().sum() / days)))
    return *(float(np.exp(x - y)) for x, y in zip(*reversed(steps), strict=True)), len(others), ""


def _empty_between(stockouts, first, last):
    """The articles whose shelf was empty on one of these days."""
    there = (stockouts["end"] >= first) & (stockouts["start"] <= last)
    return pd.Index(stockouts.loc[there, "sku"].unique())


def _path(wide, stockouts, row, before, until):
    """The log of a place by day, beside others, less its mean before; None where it can't be."""
    first, last = row.start - before * DAY, row.end + until * DAY
    earlier = _empty_between(stockouts.drop(index=row.Index), first, row.end)
    if wide[row.sku].loc[first : row.start - DAY].count() < before or row.sku in earlier:
        return None
    others = wide.columns.difference(_empty_between(stockouts, first - 14 * DAY, last))
    rest = wide.loc[first:last, others].dropna(axis="columns")
    if rest.empty:
        return None
    mine = wide[row.sku].loc[first:last] - rest.mean(axis=1)
    mine = mine - mine.loc[: row.start - DAY].mean()
    later = stockouts[(stockouts["sku"] == row.sku) & (stockouts["start"] > row.end)]["start"]
    mine = mine.loc[: later.min() - DAY] if len(later) else mine
    day = (mine.index - row.start).days.where(mine.index < row.start, (mine.index - row.end).days)
    there = (mine.index < row.start) | (mine.index > row.end)
    return pd.Series(mine[there].to_numpy(), index=day[there])
