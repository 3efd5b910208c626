"""Why does theirs sell? Rivals side by side, hot items and flops, a forecast of rivals (竞品分析).

Tables: ``competitors``, one row per Monday and rival article; ``rival_reviews``; ``market_items``,
one row per month and article of the market's list.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_table
from ecomlab.errors import InputError, check_choice, check_number, check_share, check_whole
from ecomlab.estimates import difference_of_shares, share, standardised_difference
from ecomlab.research.jumps import _check_once
from ecomlab.research.reviews import review_topics

SEEN = ("date", "shop", "item_id", "price", "units_30d", "visits_30d", "natural_share",
        "paid_share", "content_share")  # fmt: skip
YEAR = 52  # weeks
FEWEST = 8  # earlier forecasts that an interval needs


def competitor_teardown(competitors, reviews, date=None, topics=2, lexicon=None):
    """Rivals side by side: where visits come from, prices, praise and complaints (竞品解剖).

    Parameters
    ----------
    competitors : DataFrame, one row per Monday and article
        date, shop, item_id, price (yuan), units_30d, visits_30d, natural_share, paid_share,
        content_share.
    reviews : DataFrame
        shop, text; all shops of which there are any are compared, one's own too if it is there.
    date : date, optional
        The Monday that is looked at. Default: the last.
    topics : int
        How many topics of praise and of complaint are named.
    lexicon : Lexicon, optional

    Returns
    -------
    DataFrame, one row per shop, those that sell most first
        shop, articles, units_30d, share_of_units, natural_share, paid_share, content_share
        (weighed by visits), price_low, price_median, price_high (quartiles), praise, complaint
        (the topics that stand out most beside the other shops, with their lift), n_reviews (with
        words). Topics are missing for a shop without reviews.

    Raises
    ------
    ColumnError, InputError
        The table has no such Monday, or an article twice on one.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> shop = load("shop")
    >>> sheet = competitor_teardown(shop.competitors, shop.rival_reviews)
    >>> sheet[["shop", "articles", "complaint"]].head(3)
               shop  articles                       complaint
    0  mountain_hut        21                      price ×1.8
    1    river_camp        14   quality ×2.1, sturdiness ×2.1
    2     wild_flag        19  description ×2.6, quality ×1.2

    References
    ----------
    Course map R04.
    """
    seen = check_table(competitors, "competitors", *SEEN)
    _check_once(seen, "competitors")
    check_whole("topics", topics, low=1)
    seen = _monday(seen, date)
    shop = seen["shop"].astype(str)
    visits = seen["visits_30d"]
    routes = ["natural_share", "paid_share", "content_share"]
    weighed = seen[routes].mul(visits, axis=0).groupby(shop).sum()
    found = pd.DataFrame(
        {
            "articles": seen.groupby(shop)["item_id"].nunique(),
            "units_30d": seen.groupby(shop)["units_30d"].sum(),
        }
    )
    found["share_of_units"] = found["units_30d"] / found["units_30d"].sum()
    sums = visits.groupby(shop).sum()
    found[routes] = weighed.div(sums.where(sums > 0), axis=0)
    prices = seen.groupby(shop)["price"].quantile([0.25, 0.5, 0.75]).unstack()
    found[["price_low", "price_median", "price_high"]] = prices.to_numpy()
    said = review_topics(reviews, by="shop", lexicon=lexicon)
    for polarity in ("praise", "complaint"):
        found[polarity] = _stand_out(said[said["polarity"] == polarity], topics)
    found["n_reviews"] = said.groupby("by")["n"].first().reindex(found.index, fill_value=0)
    found = found.sort_values("units_30d", ascending=False)
    return found.rename_axis("shop").reset_index()


def _monday(seen, date):
    """The rows of one Monday, the last if none is given."""
    day = seen["date"].max() if date is None else check_moment(seen["date"], date)
    rows = seen[seen["date"] == day]
    if rows.empty:
        last = seen.loc[seen["date"] <= day, "date"].max()
        near = f" The last one before is {last:%Y-%m-%d}." if pd.notna(last) else ""
        raise InputError(f"Nobody looked at rivals on {day:%Y-%m-%d}.{near}")
    return rows


def _stand_out(said, topics):
    """By shop, the topics whose whole lift is above 1, largest first, as words."""
    clear = said[said["lift_low"] > 1].sort_values("lift", ascending=False)
    if clear.empty:
        return pd.Series(dtype="str")
    clear = clear.groupby("by", observed=True).head(topics)
    words = clear["topic"] + " ×" + clear["lift"].map("{:.1f}".format)
    return words.groupby(clear["by"].astype(str)).agg(", ".join)


def openings(topics, own, least=20):
    """Where do rivals' buyers complain more often than ours (差异化切口)?

    A lead to look at, not a proof: those who write aren't all buyers, and what is complained of
    need not be what keeps people from buying.

    Parameters
    ----------
    topics : DataFrame
        `reviews.review_topics` by shop, one of which is one's own.
    own : str
        One's own shop, as ``by`` names it.
    least : int
        Complaints of a rival below which a topic isn't listed.

    Returns
    -------
    DataFrame, one row per rival and topic, the widest gap first
        shop, topic, theirs, ours (shares of reviews with words that complain of it), estimate
        (theirs less ours), low, high, n, counts.

    Raises
    ------
    ColumnError, InputError
        One's own shop isn't there, or is alone.

    Examples
    --------
    >>> from ecomlab.research.reviews import review_topics
    >>> texts = ["太重"] * 30 + ["质量很好"] * 70 + ["太重"] * 5 + ["质量很好"] * 95
    >>> shops = ["they"] * 100 + ["own"] * 100
    >>> said = review_topics(pd.DataFrame({"shop": shops, "text": texts}), "shop")
    >>> openings(said, "own")[["shop", "topic", "theirs", "ours", "estimate"]]
       shop        topic  theirs  ours  estimate
    0  they  portability     0.3  0.05      0.25

    References
    ----------
    Course map R04 (seed 000: "find a differentiated opening"). Newcombe (1998).
    """
    said = check_table(topics, "topics", "by", "topic", "polarity", "count", "n")
    check_choice("own", own, said["by"].unique().tolist())
    said = said[said["polarity"] == "complaint"]
    ours = said[said["by"] == own].set_index("topic")
    theirs = said[(said["by"] != own) & (said["count"] >= check_whole("least", least))]
    rows = [
        (row.by, row.topic, row.count_, ours.loc[row.topic, "count"] / ours.loc[row.topic, "n"],
         *difference_of_shares(row.said, row.n, *ours.loc[row.topic, ["count", "n"]],
                               counts="reviews with words"))
        for row in theirs.assign(said=theirs["count"], count_=theirs["count"] / theirs["n"])
        .itertuples()
    ]  # fmt: skip
    columns = ["shop", "topic", "theirs", "ours", "estimate", "low", "high", "n", "counts"]
    found = pd.DataFrame(rows, columns=columns).sort_values("estimate", ascending=False)
    return found.reset_index(drop=True)


# --- Hot items, and their flops -------------------------------------------------------------------


def hot_list(items, month, top=50, size="sales_index"):
    """The articles that sell most in a month, and how long they have been there (热销榜).

    Parameters
    ----------
    items : DataFrame, one row per month and article
        month (as 2024-01), item_id, ``size``.
    month : str
    top : int
        Places of the list.
    size : str
        What the list is ordered by.

    Returns
    -------
    DataFrame, one row per place
        place, item_id, ``size``, months_on_list (of all months up to this one), new (not on the
        list of the month before; missing in the first month), and the other columns of ``items``.

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> items = pd.DataFrame({"month": ["2024-01"] * 3 + ["2024-02"] * 3,
    ...                       "item_id": list("abcabc"), "sales_index": [9, 5, 1, 9, 2, 7]})
    >>> hot_list(items, "2024-02", top=2)[["place", "item_id", "months_on_list", "new"]]
       place item_id  months_on_list    new
    0      1       a               2  False
    1      2       c               1   True

    References
    ----------
    Course map R18.
    """
    lists = _lists(items, top, size)
    check_choice("month", month, sorted(lists["month"].unique()))
    lists = lists[lists["month"] <= month]
    now = lists[lists["month"] == month].drop(columns="month")
    before = lists.loc[lists["month"] < month]
    months = lists["item_id"].astype(str).value_counts()
    last = before.loc[before["month"] == before["month"].max(), "item_id"].astype(str)
    name = now["item_id"].astype(str)
    new = (~name.isin(last)).astype("boolean") if len(before) else pd.NA
    now = now.assign(months_on_list=name.map(months), new=new)
    first = ["place", "item_id", size, "months_on_list", "new"]
    return now[[*first, *[c for c in now if c not in first]]].reset_index(drop=True)


def list_turnover(items, top=50, size="sales_index", months=1):
    """Of the articles on the list, what share is still on it some months later?

    Parameters
    ----------
    items, top, size
        As in `hot_list`.
    months : int
        How much later: the month in which your own goods would arrive.

    Returns
    -------
    DataFrame, one row per month that has a later one
        month, stayed, estimate (share that stayed), low, high, n, counts.

    Raises
    ------
    ColumnError, InputError
        The table has too few months.

    Examples
    --------
    >>> items = pd.DataFrame({"month": ["2024-01"] * 3 + ["2024-02"] * 3,
    ...                       "item_id": list("abcabc"), "sales_index": [9, 5, 1, 9, 2, 7]})
    >>> list_turnover(items, top=2)[["month", "stayed", "estimate", "n"]]
         month  stayed  estimate  n
    0  2024-01       1       0.5  2

    References
    ----------
    Course map R18.
    """
    lists = _lists(items, top, size)
    names = lists.groupby("month")["item_id"].agg(lambda ids: set(ids.astype(str)))
    check_whole("months", months, low=1)
    known = [(month, str(pd.Period(month, "M") + months)) for month in names.index]
    pairs = [(month, later) for month, later in known if later in names.index]
    if not pairs:
        raise InputError(f"The table has no two months that are {months} apart.")
    rows = []
    for month, later in pairs:
        stayed = len(names[month] & names[later])
        rows.append((month, stayed, *share(stayed, len(names[month]), "articles")))
    return pd.DataFrame(rows, columns=["month", "stayed", "estimate", "low", "high", "n", "counts"])


def _lists(items, top, size):
    """Each month's list: its articles with their place."""
    items = check_table(items, "items", "month", "item_id", size)
    check_whole("top", top, low=1)
    if items.duplicated(["month", "item_id"]).any():
        raise InputError("items has an article twice in one month. Give one row per month and it.")
    items = items.assign(month=items["month"].astype(str))
    place = items.groupby("month")[size].rank(method="first", ascending=False).astype(int)
    items = items.assign(place=place)[place <= top]
    return items.sort_values(["month", "place"])


def hot_and_flops(items, features, score="units", top=0.25, within=None, confidence=0.95):
    """How much more often have hot items a feature than flops?

    Without ``within`` the best-selling quarter of all articles is laid beside the worst: that also
    compares chairs with straps. With ``within`` articles are ranked among those of their own kind,
    and only kinds with both a hot item and a flop are compared (Mantel-Haenszel); kinds are then
    what the interval counts.

    Parameters
    ----------
    items : DataFrame, one row per article, those that are gone included
        ``score``, and ``features``: flags.
    features : sequence of str
    score : str
        By what an article is hot: pieces in a time that is the same for all.
    top : float
        Which share counts as hot, and at the other end as flop; at most a half, and at least
        one article. The middle one of an odd kind is neither.
    within : str, optional
        The kind of article.

    Returns
    -------
    DataFrame, one row per feature
        feature, hot, flops (shares with the feature), estimate (hot less flops), low, high (NaN
        where no kind has a difference: nothing can be said), n, counts, left_out (articles of
        kinds that have no pair).

    Raises
    ------
    ColumnError, InputError
        A feature that isn't a flag; no kind has a pair.

    Examples
    --------
    All chairs are of aluminium and sell; all straps are of nylon and don't.

    >>> items = pd.DataFrame({"kind": ["chair"] * 4 + ["strap"] * 4,
    ...                       "units": [9, 8, 7, 6, 4, 3, 2, 1],
    ...                       "aluminium": [True] * 4 + [False] * 4})
    >>> hot_and_flops(items, ["aluminium"])[["hot", "flops", "estimate"]].values.tolist()
    [[1.0, 0.0, 1.0]]
    >>> hot_and_flops(items, ["aluminium"], top=0.5, within="kind")["estimate"].tolist()
    [0.0]

    References
    ----------
    Course map R18. Mantel and Haenszel (1959).
    """
    features = [features] if isinstance(features, str) else list(features)
    kind = [within] if within else []
    items = check_table(items, "items", score, *features, *kind)
    if check_share("top", top) > 0.5:
        raise InputError(f"top is {top:g}: hot items and flops would overlap. Choose at most 0.5.")
    for name in features:
        if not items[name].isin([True, False]).all():
            raise InputError(f"{name} holds {items[name].iloc[0]}. A feature is True or False.")
    stratum = items[within].astype(str) if within else pd.Series("all", items.index)
    rank = items.groupby(stratum)[score].rank(method="first")
    size = items.groupby(stratum)[score].transform("size")
    half = (size * top).round().clip(upper=size // 2).clip(lower=1)
    hot, flop = (rank > size - half) & (size > 1), (rank <= half) & (size > 1)
    both = hot.groupby(stratum).transform("any") & flop.groupby(stratum).transform("any")
    if not both.any():
        raise InputError("No kind has two articles: nothing can be compared. Take coarser kinds.")
    rows = [
        (name, *_shares(flag, hot & both, flop & both, stratum, within, confidence))
        for name, flag in items[features].astype(bool).items()
    ]
    columns = ["feature", "hot", "flops", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(rows, columns=columns).assign(left_out=int((~both).sum()))


def _shares(flag, hot, flop, stratum, within, confidence):
    counts = [part.groupby(stratum).sum() for part in (hot & flag, hot, flop & flag, flop)]
    if within is None:
        found = difference_of_shares(*(c.iloc[0] for c in counts), "articles", confidence)
    else:
        counts = [c[counts[1] > 0] for c in counts]
        arrays = [c.to_numpy() for c in counts]
        found = standardised_difference(
            *arrays, cluster=counts[0].index, counts="kinds", confidence=confidence
        )
    return flag[hot].mean(), flag[flop].mean(), *found


def category_cuts(items, by, who="shop", size="units", time=None, since=None):
    """A category cut by a feature: how large is each part, does it grow, who holds it (类目细分)?

    Parameters
    ----------
    items : DataFrame
        ``by``, ``who``, ``size``; ``time`` where growth is asked for.
    by : str
        What it is cut by: material, function, whom it is for.
    who : str
        Whose shares count for concentration: shops, brands or articles.
    size : str
        Pieces or yuan.
    time : str, optional
        A column of dates, or of months as text.
    since : date or str, optional
        With ``time``: the later time begins here. Give equally long times before and after.

    Returns
    -------
    DataFrame, one row per part, the largest first
        by, size, share, sellers, largest (share of the largest seller), top3 (of the three
        largest), hhi (sum of squared shares: 1 is a monopoly, 1 ÷ sellers an even market); with
        ``since`` also growth (a share; NaN for a part without sales before).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> items = pd.DataFrame({"material": ["steel", "steel", "wood"], "shop": list("aba"),
    ...                       "units": [60, 20, 20]})
    >>> category_cuts(items, "material")
          by  size  share  sellers  largest  top3    hhi
    0  steel    80    0.8        2     0.75   1.0  0.625
    1   wood    20    0.2        1     1.00   1.0  1.000

    References
    ----------
    Course map R39; Herfindahl and Hirschman's index.
    """
    times = [time] if time else []
    items = check_table(items, "items", by, who, size, *times)
    if (items[size] < 0).any() or not items[size].sum() > 0:
        raise InputError(f"{size} must be numbers from 0 on, some above 0.")
    part = items[by].astype(str).rename("by")
    sold = items[size].groupby([part, items[who].astype(str)]).sum()
    sums = sold.groupby("by").sum()
    shares = (sold / sums.where(sums > 0)).dropna().sort_values(ascending=False)
    found = pd.DataFrame({"size": sums, "share": sums / sums.sum()})
    found["sellers"] = (sold > 0).groupby("by").sum()
    found["largest"] = shares.groupby("by").max()
    found["top3"] = shares.groupby("by").head(3).groupby("by").sum()
    found["hhi"] = (shares**2).groupby("by").sum()
    if since is not None:
        found["growth"] = _growth(items, part, size, time, since)
    return found.sort_values("size", ascending=False).reset_index()


def _growth(items, part, size, time, since):
    if time is None:
        raise InputError("since needs time: the column that says when.")
    values = items[time]
    written = pd.api.types.is_string_dtype(values)
    late = values >= (str(since) if written else check_moment(values, since))
    if late.all() or not late.any():
        raise InputError(f"since is {since}: one side has no rows. Choose a time in between.")
    then, now = (items.loc[side, size].groupby(part[side]).sum() for side in (~late, late))
    then = then.reindex(part.unique())
    return now.reindex(then.index, fill_value=0) / then.where(then > 0) - 1


def pick_benchmarks(shops, marks):
    """Which shops bear enough marks to measure oneself by (标杆店铺)?

    Marks are of those that are still there. Who had them and closed is not in the table: what the
    survivors share need not be what kept them alive.

    Parameters
    ----------
    shops : DataFrame, one row per shop
        shop, and the column of each mark.
    marks : mapping of str to float
        The least value of each column: {"rating": 4.6, "units_30d": 1000}.

    Returns
    -------
    DataFrame, one row per shop, most marks first
        shop, one flag per mark, marks (how many).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> shops = pd.DataFrame({"shop": ["a", "b"], "rating": [4.9, 4.2], "units": [50, 900]})
    >>> pick_benchmarks(shops, {"rating": 4.6, "units": 40})["marks"].tolist()
    [2, 1]

    References
    ----------
    Course map R35, list L15: seven marks of a recognised shop, most of them gone by now.
    """
    if not isinstance(marks, Mapping):
        raise InputError(
            f'marks is a {type(marks).__name__}. Give the least of each: {{"rating": 4.6}}.'
        )
    if not marks:
        raise InputError('No mark is given. Name some: {"rating": 4.6}.')
    for name, least in marks.items():
        check_number(f"The mark of {name}", least)
    shops = check_table(shops, "shops", "shop", *marks)
    for name in marks:
        if not pd.api.types.is_numeric_dtype(shops[name]):
            raise InputError(f"{name} of shops holds no numbers. A mark is a number.")
    flags = pd.DataFrame({name: shops[name] >= least for name, least in marks.items()})
    found = shops[["shop"]].join(flags).assign(marks=flags.sum(axis=1))
    return found.sort_values("marks", ascending=False, kind="stable").reset_index(drop=True)


def forecast_competitor_sales(competitors, weeks=4, by="shop", season=True, confidence=0.8):
    """How many pieces will each rival sell in the next weeks (竞争对手销售预测)?

    The last weeks, times what the same weeks did a year ago (all rivals together). The interval
    is what the same rule missed at earlier Mondays: it holds if the future is no stranger than
    the past.

    Parameters
    ----------
    competitors : DataFrame
        date (Mondays), units_7d (pieces of the seven days before), ``by``.
    weeks : int
        How far ahead.
    by : str
    season : bool
        Without a year of history and two times ``weeks`` set it to False: then the next weeks are
        taken to be like the last.
    confidence : float
        Share of the earlier misses that the interval spans.

    Returns
    -------
    DataFrame, one row per rival that still sells
        by, last (pieces of the last weeks), estimate, low, high, share (of all forecasts), n,
        counts (earlier forecasts that the interval is made from; they overlap, so they are worth
        fewer).

    Raises
    ------
    ColumnError, InputError
        Too short a history.

    Examples
    --------
    >>> days = pd.date_range("2024-01-01", periods=20, freq="7D")
    >>> seen = pd.DataFrame({"date": days, "shop": "a", "units_7d": 10})
    >>> forecast_competitor_sales(seen, season=False)[["by", "last", "estimate", "low", "high"]]
      by  last  estimate   low  high
    0  a  40.0      40.0  40.0  40.0

    References
    ----------
    Course map R31; the seasonal naive forecast of Hyndman and Athanasopoulos (2021), 5.2.
    """
    seen = check_table(competitors, "competitors", "date", "units_7d", by)
    if "item_id" in seen:
        _check_once(seen, "competitors")
    check_whole("weeks", weeks, low=1)
    check_share("confidence", confidence)
    sold = seen.pivot_table(
        index="date", columns=by, values="units_7d", aggfunc="sum", observed=True
    )
    sold = sold.asfreq("7D") if sold.index.is_unique else sold
    sums = sold.rolling(weeks, min_periods=weeks).sum()
    market = sold.sum(axis=1).rolling(weeks).sum()
    times = market.shift(YEAR - weeks) / market.shift(YEAR) if season else market * 0 + 1
    forecast = sums.mul(times, axis=0)
    misses = np.log(sums.shift(-weeks) / forecast).replace([np.inf, -np.inf], np.nan)
    needs = weeks + FEWEST + weeks + (YEAR if season else 0)
    if len(sold) < needs:
        raise InputError(
            f"There are {len(sold)} Mondays; this needs {needs}. "
            + ("Set season=False." if season else "Choose fewer weeks.")
        )
    found = pd.DataFrame({"last": sums.iloc[-1], "estimate": forecast.iloc[-1]})
    tail = (1 - confidence) / 2
    for name, at in (("low", tail), ("high", 1 - tail)):
        found[name] = found["estimate"] * np.exp(misses.quantile(at))
    found["share"] = found["estimate"] / found["estimate"].sum()
    found["n"], found["counts"] = misses.notna().sum(), "earlier forecasts"
    found = found[found["estimate"] > 0].dropna(subset=["low"])
    return found.rename_axis("by").reset_index().astype({"by": str})
