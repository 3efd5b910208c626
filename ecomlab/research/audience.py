"""Whom is it for (人群画像)? Personas and what they are worth, needs, and how long people decide.

Shares, weights and prices that people name are in `ecomlab.research.surveys`.
"""

from collections.abc import Mapping

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab import estimates, tables
from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_days, check_whole
from ecomlab.streams import uniforms
from ecomlab.tables import as_of_day, collect, needs

SHUFFLED, SPLIT = 141, 142  # streams: of shuffled answers, of halves and folds
STARTS = 10  # of k-means; the best is kept
FAR = 10**6  # a day later than any payment
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


# --- Personas -------------------------------------------------------------------------------


def build_personas(survey, columns, k=4, seed=0):
    """Cut the respondents into k personas who answer alike (用户画像), by k-means on their answers.

    It always finds k of them, in noise as well: see `persona_quality` and `persona_value`.

    Parameters
    ----------
    survey : DataFrame
        One row per respondent.
    columns : sequence of str
        The answers that count: texts or flags (each answer is one coordinate), or numbers
        (standardised).
    k : int
        From 2 to 26.
    seed : int
        Of the starts.

    Returns
    -------
    DataFrame
        The survey with a column ``persona``: "A" is the largest.

    Raises
    ------
    ColumnError, InputError
        No such column, or fewer different respondents than personas.

    Examples
    --------
    >>> asked = pd.DataFrame({"goes": ["camping"] * 3 + ["city"] * 2,
    ...                       "likes": ["plain"] * 3 + ["bright"] * 2})
    >>> build_personas(asked, ["goes", "likes"], k=2)["persona"].tolist()
    ['A', 'A', 'A', 'B', 'B']

    References
    ----------
    Course map R06. Hastie, Tibshirani and Friedman (2009), section 14.3.
    """
    survey = check_table(survey, "survey", *_listed(columns))
    coordinates = _coordinates(survey, columns)
    label = _k_means(coordinates, k, seed).labels_
    by_size = np.argsort(-np.bincount(label, minlength=k), kind="stable")
    name = np.empty(k, dtype=object)
    name[by_size] = list(LETTERS[:k])
    return survey.assign(persona=name[label])


def _listed(columns):
    if isinstance(columns, str) or not len(columns := list(columns)):
        raise InputError(f'columns is {columns!r}. Give a list of columns: ["lifestyle", "age"].')
    return columns


def _coordinates(survey, columns):
    """Answers as numbers: a 0 or 1 for each answer, numbers by their standard deviations."""
    parts = []
    for name in columns:
        values = survey[name]
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            spread = values.std(ddof=0)
            parts.append((values - values.mean()) / 2 / (spread if spread > 0 else 1))
        else:
            parts.append(pd.get_dummies(values.astype(str)).astype(float))
    return np.column_stack([np.asarray(part, dtype=float) for part in parts])


def _k_means(coordinates, k, seed):
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    check_whole("k", k, low=2)
    if k > len(LETTERS):
        raise InputError(f"k is {k}. Choose at most {len(LETTERS)} personas.")
    different = len(np.unique(coordinates, axis=0))
    if different < k:
        raise InputError(
            f"{len(coordinates)} respondents give {different} different answers: they can't be cut "
            f"into {k} personas. Choose a smaller k, or more columns."
        )
    means = KMeans(k, n_init=STARTS, random_state=check_whole("seed", seed))
    with threadpool_limits(1):  # of a few thousand respondents: threads wait for each other
        return means.fit(coordinates)


def describe_personas(survey, columns, weights=None, confidence=0.95):
    """How large is each persona, and what does it say more often than all others do?

    Parameters
    ----------
    survey : DataFrame
        With ``persona``, as from `build_personas`.
    columns : sequence of str
    weights : str, optional
        Column of weights, as from `surveys.rake`: the sizes are then those in the market.

    Returns
    -------
    DataFrame, one row per persona
        persona, share, low, high, n, and for each column the answer that is most typical: the one
        whose share exceeds that of all respondents by most (of numbers the mean).

    Examples
    --------
    >>> asked = pd.DataFrame({"persona": ["A", "A", "A", "B"],
    ...                       "likes": ["plain", "plain", "retro", "bright"]})
    >>> describe_personas(asked, ["likes"])[["persona", "share", "n", "likes"]]
      persona  share  n   likes
    0       A   0.75  3   plain
    1       B   0.25  1  bright
    """
    given = [*_listed(columns), *[weights] * (weights is not None)]
    survey = check_table(survey, "survey", "persona", *given)
    weight = survey[weights].to_numpy(float) if weights else np.ones(len(survey))
    rows = []
    for name in sorted(survey["persona"].unique()):
        inside = (survey["persona"] == name).to_numpy()
        found = estimates.weighted_share(inside, weight, confidence=confidence)
        typical = {column: _typical(survey[column], weight, inside) for column in columns}
        rows.append({"persona": name, "share": found.value, "low": found.low, "high": found.high,
                     "n": int(inside.sum()), **typical})  # fmt: skip
    return pd.DataFrame(rows)


def _typical(values, weight, inside):
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return float(np.average(values[inside], weights=weight[inside]))
    shares = pd.DataFrame({
        "all": pd.Series(weight).groupby(values.astype(str).to_numpy()).sum() / weight.sum(),
        "own": pd.Series(weight[inside]).groupby(values[inside].astype(str).to_numpy()).sum()
        / weight[inside].sum(),
    })  # fmt: skip
    return (shares["own"].fillna(0) - shares["all"]).idxmax()


def _shuffle_answers(survey, columns, seed=0):
    """The same answers, each column dealt anew among the respondents: nothing belongs together.

    Parameters
    ----------
    survey : DataFrame
    columns : sequence of str
        The columns to shuffle, each on its own.
    seed : int

    Returns
    -------
    DataFrame
        Every column has the answers it had, in another order. The rest stays.

    Examples
    --------
    >>> asked = pd.DataFrame({"a": list("xxyy"), "b": list("xxyy")})
    >>> sorted(_shuffle_answers(asked, ["a"], seed=3)["a"])
    ['x', 'x', 'y', 'y']
    """
    survey = check_table(survey, "survey", *_listed(columns))
    orders = uniforms(check_whole("seed", seed), SHUFFLED, (len(columns), len(survey))).argsort(1)
    return survey.assign(
        **{name: survey[name].array[order] for name, order in zip(columns, orders, strict=True)}
    )


def lineup(survey, columns, shown=3, seed=0):
    """Hide the real survey among shuffled ones: who sees them, can they tell which it is?

    Parameters
    ----------
    survey : DataFrame
    columns : sequence of str
        The columns that are shuffled in the others.
    shown : int
        How many samples, from 2 to 26; one is real.
    seed : int
        Of the shuffles, and of the place of the real one.

    Returns
    -------
    DataFrame, str
        The samples below each other, told apart by the column ``sample`` ("A", "B", …), and the
        letter of the real one. Don't look at it before you have decided.

    Examples
    --------
    >>> asked = pd.DataFrame({"goes": ["camping", "city"] * 9, "likes": ["plain", "bright"] * 9})
    >>> samples, real = lineup(asked, ["goes", "likes"], shown=3, seed=1)
    >>> samples["sample"].value_counts().to_dict(), real in "ABC"
    ({'A': 18, 'B': 18, 'C': 18}, True)

    References
    ----------
    Buja and others (2009), Philosophical Transactions of the Royal Society A 367, 4361-4383.
    """
    check_whole("shown", shown, low=2)
    if shown > len(LETTERS):
        raise InputError(f"shown is {shown}. Choose at most {len(LETTERS)}.")
    place = int(shown * uniforms(check_whole("seed", seed), SHUFFLED, 1, part=1)[0])
    samples = [
        (survey if i == place else _shuffle_answers(survey, columns, seed + i)).assign(
            sample=letter
        )
        for i, letter in enumerate(LETTERS[:shown])
    ]
    return pd.concat(samples, ignore_index=True), LETTERS[place]


def persona_quality(survey, columns, ks=(2, 3, 4, 5, 6), seed=0, shuffles=0):
    """How well are the personas apart, and would another half of the respondents give the same?

    Parameters
    ----------
    survey : DataFrame
    columns : sequence of str
    ks : sequence of int
        Numbers of personas to try.
    seed : int
    shuffles : int
        So many times the columns are shuffled, each on its own, and cut again: what does noise get?

    Returns
    -------
    DataFrame, one row per k
        k, silhouette (-1 to 1: how much nearer respondents are to their own persona than to the
        next), agreement (adjusted Rand index of two cuts, each made on one half and applied to
        all: 1 the same, 0 no more than by chance), n; with ``shuffles`` also silhouette_noise, the
        highest of the shuffled ones. A silhouette below that is no sign of personas; one above
        says that some answers go together, not that a decision changes (`persona_value`).

    Examples
    --------
    >>> asked = pd.DataFrame({"goes": ["camping", "city"] * 20, "likes": ["plain", "bright"] * 20})
    >>> persona_quality(asked, ["goes", "likes"], ks=[2])
       k  silhouette  agreement   n
    0  2         1.0        1.0  40

    References
    ----------
    Rousseeuw (1987), Journal of Computational and Applied Mathematics 20; Hubert and Arabie (1985),
    Journal of Classification 2.
    """
    from sklearn.metrics import adjusted_rand_score, silhouette_score

    survey = check_table(survey, "survey", *_listed(columns))
    if isinstance(ks, str) or not np.iterable(ks) or not len(ks := list(ks)):
        raise InputError(f"ks is {ks!r}. Give a list of numbers of personas: [3, 4, 5].")
    check_whole("shuffles", shuffles, low=0)
    coordinates = _coordinates(survey, columns)
    noise = [
        _coordinates(_shuffle_answers(survey, columns, seed + 1 + i), columns)
        for i in range(shuffles)
    ]
    first = _folds(len(survey), 2, seed) == 0
    rows = []
    for k in ks:
        apart, *others = (
            silhouette_score(points, _k_means(points, k, seed).labels_)
            for points in (coordinates, *noise)
        )
        cuts = [
            _k_means(coordinates[half], k, seed).predict(coordinates) for half in (first, ~first)
        ]
        rows.append((k, apart, adjusted_rand_score(*cuts), len(survey), max(others, default=None)))
    table = pd.DataFrame(rows, columns=["k", "silhouette", "agreement", "n", "silhouette_noise"])
    return table if shuffles else table.drop(columns="silhouette_noise")


def persona_value(survey, choice, columns, k=4, folds=5, seed=0, confidence=0.95):
    """How many more people get what they would choose, if each persona is offered its own?

    The test of a persona: does it change a decision, for people who were not used to make it? The
    respondents are dealt into folds. Personas, and the answer that each of them gives most, are
    learned on the other folds; on the fold left out they are compared with one offer for all, the
    answer that is most frequent on the other folds.

    Parameters
    ----------
    survey : DataFrame
    choice : str
        Column of what would be offered (a colour, a message). It must not be among ``columns``.
    columns : sequence of str
        What is known of a person before the offer.
    k : int or None
        Personas; None: no clustering, each combination of answers in ``columns`` is a group.
    folds : int
    seed : int

    Returns
    -------
    Estimate
        Share of people served right by persona, less that with one offer for all. n counts
        respondents. Below 0: the personas do harm.

    Raises
    ------
    InputError
        ``choice`` is among ``columns``, or there are fewer respondents than folds.

    Examples
    --------
    >>> asked = pd.DataFrame({"goes": ["camping"] * 60 + ["city"] * 40,
    ...                       "likes": ["plain"] * 60 + ["bright"] * 40})
    >>> persona_value(asked, "likes", ["goes"], k=2).value
    0.4

    References
    ----------
    Cross-validation: Hastie, Tibshirani and Friedman (2009), section 7.10.
    """
    columns = _listed(columns)
    if choice in columns:
        raise InputError(
            f"{choice} is among columns: a persona made of it knows the answer already."
        )
    survey = check_table(survey, "survey", choice, *columns)
    check_whole("folds", folds, low=2)
    if len(survey) < folds:
        raise InputError(f"{len(survey)} respondents can't be dealt into {folds} folds.")
    wanted, fold = survey[choice].astype(str).to_numpy(), _folds(len(survey), folds, seed)
    coordinates = _coordinates(survey, columns)
    combination = survey[columns].astype(str).agg("|".join, axis=1).to_numpy()
    gain = np.empty(len(survey))
    for out in range(folds):
        here, rest = fold == out, fold != out
        if k is None:
            group = combination
        else:
            group = _k_means(coordinates[rest], k, seed).predict(coordinates)
        one = _most(wanted[rest])
        best = pd.Series(wanted[rest]).groupby(group[rest]).agg(_most)
        own = pd.Series(group[here]).map(best).fillna(one).to_numpy()
        gain[here] = (own == wanted[here]).astype(float) - (one == wanted[here])
    return estimates.mean(gain, "respondents", confidence)


def _most(answers):
    """The most frequent answer; of several the first by name."""
    names, counts = np.unique(np.asarray(answers, dtype=str), return_counts=True)
    return names[counts.argmax()]


def _folds(n, folds, seed):
    """A fold for each of n, all as large as they can be, dealt by lot."""
    order = uniforms(check_whole("seed", seed), SPLIT, n).argsort(kind="stable")
    fold = np.empty(n, dtype=np.int64)
    fold[order] = np.arange(n) % folds
    return fold


# --- Needs ----------------------------------------------------------------------------------


def opportunity_score(survey, weights=None, confidence=0.95):
    """Which need matters and isn't met: importance + max(importance − satisfaction, 0) (机会分)?

    Parameters
    ----------
    survey : DataFrame
        One row per respondent and need: need, importance, satisfaction (both on one scale, such as
        1 to 5). Where each rates one need only, the one that is named, an importance is that of
        those who named it, not of all.
    weights : str, optional
        Column of weights.

    Returns
    -------
    DataFrame, one row per need, the greatest opportunity first
        need, n, importance, satisfaction (means), score, low, high (of the score, given which of
        the two means is the greater).

    Examples
    --------
    >>> asked = pd.DataFrame({"need": ["light"] * 3 + ["sturdy"] * 3,
    ...                       "importance": [4, 5, 4, 5, 4, 5], "satisfaction": [4, 5, 5, 3, 3, 2]})
    >>> opportunity_score(asked)[["need", "importance", "satisfaction", "score"]].round(2)
         need  importance  satisfaction  score
    0  sturdy        4.67          2.67   6.67
    1   light        4.33          4.67   4.33

    References
    ----------
    Ulwick (2002), Harvard Business Review 80(1), 91-97. Course map R25.
    """
    given = [*[weights] * (weights is not None)]
    survey = check_table(survey, "survey", "need", "importance", "satisfaction", *given)
    for name in ("importance", "satisfaction", *given):
        if not pd.api.types.is_numeric_dtype(survey[name]):
            raise InputError(
                f"{name} holds {survey[name].iloc[0]!r}, no number. Code it first, 1 to 5."
            )
    rows = []
    for need, part in survey.groupby("need", observed=True):
        weight = part[weights].to_numpy(float) if weights else np.ones(len(part))
        matters, pleases = (part[name].to_numpy(float) for name in ("importance", "satisfaction"))
        means = [np.average(x, weights=weight) for x in (matters, pleases)]
        values = 2 * matters - pleases if means[0] > means[1] else matters
        found = estimates.weighted_mean(values, weight, confidence=confidence)
        rows.append((need, found.n, *means, *found[:3]))
    columns = ["need", "n", "importance", "satisfaction", "score", "low", "high"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("score", ascending=False, ignore_index=True)


def demand_fit(words, titles, terms, size="search_index"):
    """What is searched for that no article of ours answers, and what do we offer unasked?

    Parameters
    ----------
    words : DataFrame
        keyword and its ``size`` (searches, or the tool's index of them), one row per word (and
        month).
    titles : DataFrame
        sku, title: one row per article that is on sale.
    terms : mapping of str to sequence of str
        By need: the pieces of text that express it, as searchers write them.
    size : str

    Returns
    -------
    DataFrame, one row per need, the most wanted first
        need, searches (sum of ``size``), search_share (of all words), articles (whose title has one
        of the terms), article_share (of all articles), per_article (searches for each of them; none
        where no article has a term). Compare needs by per_article: the two shares have two bases,
        so that one less the other says nothing.

    Raises
    ------
    InputError
        A need without terms, or one that is found nowhere: in no word and no title.

    Examples
    --------
    >>> words = pd.DataFrame({"keyword": ["防晒帽", "折叠椅"], "search_index": [300, 100]})
    >>> titles = pd.DataFrame({"sku": ["A", "B"], "title": ["折叠椅 轻量", "折叠桌"]})
    >>> demand_fit(words, titles, {"sunproof": ["防晒"], "folding": ["折叠"]})
           need  searches  search_share  articles  article_share  per_article
    0  sunproof       300          0.75         0            0.0          NaN
    1   folding       100          0.25         2            1.0         50.0

    References
    ----------
    Course map R24.
    """
    words = check_table(words, "words", "keyword", size)
    titles = check_table(titles, "titles", "sku", "title")
    if not isinstance(terms, Mapping) or not terms:
        raise InputError('terms is empty or no mapping. Give {"light": ["轻量", "超轻"]}.')
    sizes, rows = words[size].to_numpy(float), []
    if not sizes.sum() > 0:
        raise InputError(f"{size} sums to {sizes.sum():g}: nobody searches.")
    for need, pieces in terms.items():
        pieces = [pieces] if isinstance(pieces, str) else list(pieces)
        if not pieces or not all(isinstance(piece, str) and piece for piece in pieces):
            raise InputError(f"The terms of {need!r} are {pieces!r}. Give texts.")
        wanted, offered = (_has_any(t, pieces) for t in (words["keyword"], titles["title"]))
        if not wanted.any() and not offered.any():
            raise InputError(f"The terms of {need!r} are in no word and in no title: {pieces}.")
        articles = titles.loc[offered, "sku"].nunique()
        rows.append((need, words.loc[wanted, size].sum(), sizes[wanted].sum() / sizes.sum(),
                     articles, articles / titles["sku"].nunique()))  # fmt: skip
    columns = ["need", "searches", "search_share", "articles", "article_share"]
    table = pd.DataFrame(rows, columns=columns)
    table["per_article"] = table["searches"] / table["articles"].where(table["articles"] > 0)
    return table.sort_values("searches", ascending=False, ignore_index=True)


def _has_any(texts, pieces):
    found = np.zeros(len(texts), dtype=bool)
    for piece in pieces:
        found |= texts.astype(str).str.contains(piece, regex=False).to_numpy()
    return found


def need_map(**evidence):
    """What do several sources say of the same needs, and do they agree (需求地图)?

    Parameters
    ----------
    **evidence : Series by need, or mapping
        One for each source: a score or share, more meaning more wanted.

    Returns
    -------
    DataFrame, one row per need
        need; each source's number; ``<source>_rank`` (1: the most wanted; among the needs that all
        sources know); sources (how many know it). Needs that not all know stand last, without
        ranks. In ``.attrs["rho"]``: Spearman's rank correlation, of more than two sources the mean
        of all pairs: 1 the same order, 0 no agreement, -1 (of two) the reverse. In
        ``.attrs["agreement"]`` Kendall's W, 0 to 1: of two sources 0.5 is no agreement. In
        ``.attrs["n"]`` the needs that all know.

    Raises
    ------
    InputError
        Fewer than two sources, fewer than three needs that all know, a source of texts, or one that
        ranks none of them above another.

    Examples
    --------
    >>> found = need_map(survey={"light": 4.5, "sturdy": 5.8, "cheap": 3.6},
    ...                  reviews={"light": 0.2, "sturdy": 0.5, "cheap": 0.1, "smell": 0.2})
    >>> found[["need", "survey_rank", "reviews_rank", "sources"]]
         need  survey_rank  reviews_rank  sources
    0  sturdy          1.0           1.0        2
    1   light          2.0           2.0        2
    2   cheap          3.0           3.0        2
    3   smell          NaN           NaN        1
    >>> found.attrs["rho"]
    1.0

    References
    ----------
    Kendall and Babington Smith (1939), Annals of Mathematical Statistics 10. Course map R25, R41.
    """
    if len(evidence) < 2:
        raise InputError(f"There are {len(evidence)} sources. Give two or more, by name.")
    table = pd.DataFrame({name: _by_need(name, found) for name, found in evidence.items()})
    sources = table.notna().sum(axis=1)
    known = table.dropna()
    if len(known) < 3:
        raise InputError(f"Only {len(known)} needs are known to all sources. Three are needed.")
    for name, values in known.items():
        if values.nunique() == 1:
            raise InputError(
                f"{name} has the same number for all {len(known)} needs: it ranks none."
            )
    ranks = known.rank(ascending=False)
    table = table.join(ranks.add_suffix("_rank")).assign(sources=sources)
    table["order"] = ranks.mean(axis=1)
    table = table.sort_values("order", kind="stable").drop(columns="order")
    table = table.rename_axis("need").reset_index()
    spread = ((ranks.sum(axis=1) - ranks.sum(axis=1).mean()) ** 2).sum()
    m, n = len(evidence), len(known)
    ties = sum((c**3 - c) for column in ranks for c in ranks[column].value_counts())
    pairs = ranks.corr().to_numpy()[np.triu_indices(m, 1)]
    table.attrs = {
        "rho": round(float(pairs.mean()), 6),
        "agreement": round(float(12 * spread / (m**2 * (n**3 - n) - m * ties)), 6), "n": n,
    }  # fmt: skip
    return table


def _by_need(name, found):
    """A source's numbers by need, or what is wrong with them."""
    if not isinstance(found, Mapping | pd.Series):
        raise InputError(f'{name} is {found!r}. Give a number for each need: {{"light": 4.5}}.')
    try:
        return pd.Series(dict(found), dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{name} has values that are no numbers.") from None


# --- How long they decide ---------------------------------------------------------------------


@needs("touch_paths", "journey_id", "touch", "channel", "order_id")
def decision_lag(touch_paths, since=None, as_of=None, horizon=30, confidence=0.95):
    """How long from the first contact to the payment, by the channel of the first (决策周期)?

    A journey that has not ended in an order is no missing value: it waits still, and how long it
    could be watched hangs on when it began. Kaplan–Meier counts it as long as it was watched.
    ``naive`` is what the finished ones alone say: it makes young journeys look quick.

    Parameters
    ----------
    touch_paths : frame (pandas, Polars, DuckDB)
        {touch_paths}
    since : date, optional
        Only journeys whose first touch is on this day or later.
    as_of : date, optional
        Default: the day of the last touch.
    horizon : int, days
        Up to which day; longer waits count as still open then.
    confidence : float

    Returns
    -------
    DataFrame, one row per channel and day
        channel (of the first touch; "all" first), days, journeys, buyers (so far, within the
        horizon), at_risk, bought (share that has paid by this day), low, high, naive (share of the
        buyers seen who took so long at most), of_buyers (``bought`` ÷ its last value in the
        channel: of those who buy within the horizon, the share that has by then).

    Raises
    ------
    InputError
        No journey begins in that time.

    Examples
    --------
    Ann searched, and paid 3 days later; Bo came by a post on the last day.

    >>> paths = pd.DataFrame({
    ...     "journey_id": [1, 1, 2], "touch": [1, 2, 1],
    ...     "ts": pd.to_datetime(["2025-01-01", "2025-01-04", "2025-01-09"]),
    ...     "channel": ["search", "search", "content"],
    ...     "order_id": pd.array([None, 77, None], dtype="Int64")})
    >>> found = decision_lag(paths, as_of="2025-01-09", horizon=5)
    >>> found.loc[found["channel"] == "search", ["days", "bought", "naive"]].iloc[2:4]
       days  bought  naive
    7     2     0.0    0.0
    8     3     1.0    1.0

    References
    ----------
    Kaplan and Meier (1958), JASA 53. Course map R07.
    """
    check_days("horizon", horizon)
    columns = ("journey_id", "touch", "channel", "order_id")
    log = tables.log(touch_paths, "touch_paths", columns, as_of)
    end = as_of_day(log, as_of)
    begin = None if since is None else tables.day_number(since)
    waits = _waits(log, end, horizon, begin)
    if waits.empty:
        raise InputError("No journey begins in that time. Choose an earlier since.")
    whole = waits.groupby(["days", "bought"], as_index=False)["journeys"].sum()
    parts = [_lag_curve(whole, horizon, confidence).assign(channel="all")]
    for channel, part in waits.groupby("channel", sort=True):
        parts.append(_lag_curve(part, horizon, confidence).assign(channel=channel))
    found = pd.concat(parts, ignore_index=True)
    return found[["channel", *[name for name in found if name != "channel"]]]


def _waits(log, end, horizon, begin):
    """How many journeys of each first channel waited so many days, and whether they then paid."""
    day, paid = nw.col("day"), ~nw.col("order_id").is_null()
    if begin is not None:  # what began before has no first touch among these
        log = log.filter(day >= begin)
    log = log.with_columns(paid_day=nw.when(paid).then(day).otherwise(FAR))
    journeys = log.group_by("journey_id").agg(start=day.min(), paid_day=nw.col("paid_day").min())
    first = log.filter(nw.col("touch") == 1).select("journey_id", "channel")
    journeys = journeys.join(first, on="journey_id", how="inner")
    wait = nw.min_horizontal(nw.col("paid_day"), nw.lit(end)) - nw.col("start")
    journeys = journeys.with_columns(wait=wait.cast(nw.Int64))
    journeys = journeys.with_columns(
        bought=(nw.col("paid_day") <= end) & (nw.col("wait") <= horizon),
        days=nw.when(nw.col("wait") <= horizon).then(nw.col("wait")).otherwise(horizon),
    )
    counts = journeys.group_by("channel", "days", "bought").agg(journeys=nw.len())
    found = collect(counts, sort=("channel", "days", "bought"))
    return found.astype({"days": "int64", "journeys": "int64", "channel": "str"})


def _lag_curve(waits, horizon, confidence):
    counts = waits.pivot_table(index="days", columns="bought", values="journeys", aggfunc="sum")
    counts = counts.reindex(index=np.arange(horizon + 1), columns=[True, False]).fillna(0)
    observed, censored = counts.to_numpy().T
    curve = estimates.survival(observed, censored, confidence)
    done = observed[: len(curve)].cumsum()
    bought = 1 - curve["survival"]
    return pd.DataFrame(
        {
            "days": np.arange(len(curve)), "journeys": int(counts.to_numpy().sum()),
            "buyers": int(done[-1]), "at_risk": curve["at_risk"], "bought": bought,
            "low": 1 - curve["high"], "high": 1 - curve["low"],
            "naive": done / done[-1] if done[-1] else np.nan,
            "of_buyers": bought / bought.iloc[-1] if bought.iloc[-1] else np.nan,
        }
    )  # fmt: skip


__all__ = [
    "build_personas", "decision_lag", "demand_fit", "describe_personas", "lineup", "need_map",
    "opportunity_score", "persona_quality", "persona_value",
]  # fmt: skip
