"""Whom do the answers stand for (人群调研)? Weights, shares, prices that people name, NPS.

A survey is a frame with one row per respondent. Who answers is not who buys: `rake` makes the
respondents count as the market does in what is known of it, `margin_gaps` shows what was wrong,
and `audience_share` tells what is left of the number of respondents after that.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ecomlab import estimates
from ecomlab.checks import check_purchases, check_same_kind, check_table
from ecomlab.errors import InputError, check_number, check_positive, check_whole
from ecomlab.tables import day_number, days_of

SUMS_TO = 1e-3  # how far rounded target shares may miss 1
PROMOTER, DETRACTOR, HIGHEST = 9, 6, 10
SCORES = ("detractor", "passive", "promoter")


# --- Weights --------------------------------------------------------------------------------


def margins_of(population, *columns, share="share"):
    """What share of the market is in each group, one column at a time: the targets of `rake`.

    Parameters
    ----------
    population : DataFrame
        One row per combination of groups, with its ``share`` (or a count) of the whole.
    columns : str

    Returns
    -------
    dict of str to Series
        By column: the share of each of its groups; they sum to 1.

    Raises
    ------
    ColumnError, InputError
        No such column; a share below 0.

    Examples
    --------
    >>> market = pd.DataFrame({"age": ["young", "young", "older", "older"],
    ...                        "gender": ["f", "m", "f", "m"], "share": [0.2, 0.1, 0.3, 0.4]})
    >>> margins_of(market, "age")["age"].round(2).to_dict()
    {'older': 0.7, 'young': 0.3}
    """
    population = check_table(population, "population", *columns, share)
    sizes = population[share].astype(float)
    if not columns or (sizes < 0).any() or not sizes.sum() > 0:
        raise InputError(f"Name one column or more; {share} must be 0 or above, and not all 0.")
    return {
        name: sizes.groupby(population[name].astype(str)).sum() / sizes.sum() for name in columns
    }


def rake(survey, targets, start=None, trim=None, tolerance=1e-6, rounds=500, into="raked"):
    """Weights with which the respondents have the market's shares in each column (迭代加权).

    Iterative proportional fitting: the weights of each group are multiplied so that its share is
    right, one column after the other, again and again until all are right at once. Only the margins
    are used, not how they go together. What the columns don't explain, the weights don't mend.

    Parameters
    ----------
    survey : DataFrame
        One row per respondent, with the columns of ``targets``.
    targets : mapping of str to mapping of str to float
        By column: the share of each group in the market, summing to 1, as from `margins_of`.
    start : str, optional
        Column of weights above 0 to begin with, such as one over the chance of being asked.
    trim : float, optional
        No weight above so many times the mean one (at least 1). The margins hold all the same; if
        both can't be had, an error says so.
    tolerance : float
        How far a share may miss its target when the rounds end.
    rounds : int
        At most so many.
    into : str
        Name of the new column.

    Returns
    -------
    DataFrame
        The survey with a column of weights whose mean is 1. It has converged: else there is an
        error.

    Raises
    ------
    ColumnError
        A column is not there.
    InputError
        A target doesn't sum to 1, a group has nobody or is unknown, or the margins contradict each
        other or the limit.

    Examples
    --------
    Of four, three are young; of the market three in ten are.

    >>> asked = pd.DataFrame({"age": ["young", "young", "young", "older"],
    ...                       "gender": ["f", "m", "f", "m"]})
    >>> rake(asked, {"age": {"young": 0.3, "older": 0.7}})["raked"].round(2).tolist()
    [0.4, 0.4, 0.4, 2.8]

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444. Course map R06.
    """
    if not isinstance(targets, Mapping) or not targets:
        raise InputError('targets is empty or no mapping. Give {"gender": {"f": 0.54, "m": 0.46}}.')
    survey = check_table(survey, "survey", *targets, *[start] * (start is not None))
    check_positive("tolerance", tolerance)
    check_whole("rounds", rounds, low=1)
    if trim is not None:
        check_number("trim", trim, low=1, example="5 for five times the mean weight")
    groups = {name: _target(survey, name, target) for name, target in targets.items()}
    codes = [_codes(survey[name], group) for name, group in groups.items()]
    begin = _start(survey, start)
    cell, first = _cells([*codes, *[pd.factorize(begin)[0]] * (start is not None)])
    size = np.bincount(cell).astype(float)
    margins = [(code[first], group.to_numpy()) for code, group in zip(codes, groups.values())]  # noqa: B905
    weight = _fit(begin[first], size, margins, list(groups), trim, tolerance, rounds)
    return survey.assign(**{into: weight[cell]})


def _target(survey, name, target):
    """The shares of a column's groups by name; refuses what the answers can't be fitted to."""
    if not isinstance(target, Mapping | pd.Series) or not len(target):
        raise InputError(f"The target of {name} is {target!r}. Give a share for each group.")
    target = pd.Series(dict(target))
    target.index = target.index.astype(str)
    try:
        target = target.astype(float)
    except (TypeError, ValueError):
        raise InputError(f"The target of {name} has shares that are no numbers.") from None
    if not np.isfinite(target).all() or not (target > 0).all():
        low = target[~(target > 0) | ~np.isfinite(target)].index[0]
        raise InputError(
            f"The target of {name} for {low!r} is {target[low]:g}. A share is above 0; to leave a "
            "group out, take its respondents out and say so."
        )
    if abs(target.sum() - 1) > SUMS_TO:
        raise InputError(
            f"The targets of {name} sum to {target.sum():.4g}, not to 1. "
            + ("Give shares: 30% is 0.3." if target.sum() > 2 else "Is a group missing or twice?")
        )
    found = set(survey[name].astype(str).unique())
    if nobody := sorted(set(target.index) - found):
        raise InputError(
            f"Nobody in the survey has {name} {nobody[0]!r}, but {target[nobody[0]]:.1%} of the "
            "market. No weight can stand for nobody: put it together with a group that is like it."
        )
    if unknown := sorted(found - set(target.index)):
        raise InputError(
            f"The survey has {name} {unknown[0]!r}, for which there is no target. The targets are "
            f"for: {', '.join(target.index)}."
        )
    return target / target.sum()


def _codes(values, target):
    """The number of each respondent's group in the target."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        places = target.index.get_indexer(values.cat.categories.astype(str))
        return places[values.cat.codes.to_numpy()]
    found, names = pd.factorize(values)
    return target.index.get_indexer(pd.Index(names).astype(str))[found]


def _start(survey, start):
    """The weights to begin with, of mean 1."""
    if start is None:
        return np.ones(len(survey))
    weights = survey[start].to_numpy(dtype=float)
    if not (np.isfinite(weights).all() and (weights > 0).all()):
        raise InputError(
            f"{start} has weights that are not above 0. Who doesn't count isn't asked."
        )
    return weights / weights.mean()


def _cells(codes):
    """Respondents who are alike in all columns are one cell: its number, its first respondent."""
    number = np.zeros(len(codes[0]), dtype=np.int64)
    for code in codes:
        number = pd.factorize(number * (int(code.max()) + 1) + code)[0]
    first = np.empty(int(number.max()) + 1, dtype=np.int64)
    first[number[::-1]] = np.arange(len(number) - 1, -1, -1)
    return number, first


def _fit(weight, size, margins, names, trim, tolerance, rounds):
    """The cells' weights when each column's shares are right."""
    n = size.sum()
    for _ in range(rounds):
        for code, target in margins:
            share = np.bincount(code, size * weight) / n
            weight = weight * (target / share)[code]
        if trim is not None:
            weight = np.minimum(weight, trim)
        gaps = [np.abs(np.bincount(code, size * weight) / n - t).max() for code, t in margins]
        if max(gaps) <= tolerance:
            return weight
    worst = names[int(np.argmax(gaps))]
    raise InputError(
        f"After {rounds} rounds a share of {worst} is still {max(gaps):.2g} from its target. "
        + ("No weights below the limit have these margins: take a larger trim, or fewer groups."
           if trim is not None
           else "Some groups never go together, so that the margins contradict each other: put "
           "small groups together, or leave a column out.")
    )  # fmt: skip


def margin_gaps(survey, targets, weights=None):
    """Where do the respondents differ from the market, in each group that is known of it?

    Parameters
    ----------
    survey, targets
        As of `rake`.
    weights : str, optional
        Column of weights; without, each respondent counts once.

    Returns
    -------
    DataFrame, one row per column and group
        column, group, n (respondents), share (of the respondents, weighted), target, gap (share
        less target).

    Examples
    --------
    >>> asked = pd.DataFrame({"age": ["young", "young", "young", "older"]})
    >>> margin_gaps(asked, {"age": {"young": 0.3, "older": 0.7}}).round(2)
      column  group  n  share  target   gap
    0    age  young  3   0.75     0.3  0.45
    1    age  older  1   0.25     0.7 -0.45
    """
    survey = check_table(survey, "survey", *targets, *[weights] * (weights is not None))
    weight = _start(survey, weights)
    rows = []
    for name, given in targets.items():
        target = _target(survey, name, given)
        code = _codes(survey[name], target)
        share = np.bincount(code, weight) / len(survey)
        n = np.bincount(code)
        rows.append(pd.DataFrame({"column": name, "group": target.index, "n": n, "share": share,
                                  "target": target.to_numpy()}))  # fmt: skip
    table = pd.concat(rows, ignore_index=True)
    return table.assign(gap=table["share"] - table["target"])


def audience_share(survey, column, weights=None, margins=(), by=None, confidence=0.95):
    """What share of the audience gives each answer, and how many respondents are left of n?

    Parameters
    ----------
    survey : DataFrame
        One row per respondent; ``column`` holds the answers (text, or yes and no).
    weights : str, optional
        Column of weights, as from `rake`.
    margins : sequence of str
        The columns to which the weights were raked: what these explain can't err any more, so that
        the interval is narrower.
    by : str, optional
        Column of groups that are told apart (visitors, buyers, heavy buyers).
    confidence : float

    Returns
    -------
    DataFrame, one row per answer (and group)
        by's column if given, answer, share, low, high, n (respondents), design_effect (Kish's),
        n_effective (n ÷ design effect), counts.

    Examples
    --------
    >>> asked = pd.DataFrame({"colour": ["bright", "plain", "plain", "bright"],
    ...                       "weight": [0.4, 0.4, 2.8, 0.4]})
    >>> shares = audience_share(asked, "colour", weights="weight")
    >>> shares[["answer", "share", "n", "design_effect", "n_effective"]].round(2)
       answer  share  n  design_effect  n_effective
    0  bright    0.2  4           2.08         1.92
    1   plain    0.8  4           2.08         1.92

    References
    ----------
    Kish (1965), Survey Sampling, section 8.2; `estimates.weighted_share`. Course map R22.
    """
    given = [*[weights] * (weights is not None), *margins, *[by] * (by is not None)]
    survey = check_table(survey, "survey", column, *given)
    answers = sorted(survey[column].unique().tolist(), key=str)
    parts = [(None, survey)] if by is None else survey.groupby(by, observed=True, sort=True)
    rows = []
    for group, part in parts:
        weight = _start(part, weights)
        effect = estimates.design_effect(weight)
        labels = [part[name].astype(str) for name in margins] or None
        for answer in answers:
            found = estimates.weighted_share(
                part[column] == answer, weight, labels, confidence=confidence
            )
            rows.append(
                {**({} if by is None else {by: group}), "answer": answer, "share": found.value,
                 "low": found.low, "high": found.high, "n": found.n, "design_effect": effect,
                 "n_effective": found.n / effect, "counts": found.counts}
            )  # fmt: skip
    return pd.DataFrame(rows)


# --- What people say they would pay -----------------------------------------------------------


def wtp_curve(
    survey, prices=None, weights=None, wtp="wtp", cost=None, keep=1.0, discount=1.0,
    confidence=0.95,
):  # fmt: skip
    """What share names a price at least so high (支付意愿曲线)?

    What is named isn't paid: `discount` says how many yuan are paid for a yuan that is named.

    Parameters
    ----------
    survey : DataFrame
        One row per respondent; ``wtp`` the price that each names, in yuan, all for one article.
    prices : sequence of float, optional
        By default 15 from the 5% that name least to the 5% that name most.
    weights : str, optional
    wtp : str
        The column of prices named.
    cost : float, optional
        Yuan that one piece costs, its parcel too: adds the profit of 100 people asked.
    keep : float
        Above 0, up to 1: the share of the price that the shop keeps of it, without the tax in the
        price and the platform's fee; 1 / 1.13 - 0.05 for 13% and 5%. Is the cost without tax too?
    discount : float
        Above 0, up to 1: 0.8 if of 100 yuan named 80 would be paid.

    Returns
    -------
    DataFrame, one row per price
        price, share (names so much, after the discount), low, high, n, counts; with ``cost`` also
        profit, profit_low, profit_high (yuan of 100 people: keep × price less cost, of each piece).

    Raises
    ------
    InputError
        A price that is none, also among those that are named.

    Examples
    --------
    >>> named = pd.DataFrame({"wtp": [100.0, 150.0, 200.0, 250.0]})
    >>> curve = wtp_curve(named, prices=[120, 200], cost=80)
    >>> curve[["price", "share", "profit"]]
       price  share  profit
    0  120.0   0.75  3000.0
    1  200.0   0.50  6000.0

    References
    ----------
    Murphy, Allen, Stevens and Weatherhead (2005), Environmental and Resource Economics 30,
    313-325: in 28 studies the median of stated ÷ paid is 1.35. Course map U34; metric M93.
    """
    survey = check_table(survey, "survey", wtp, *[weights] * (weights is not None))
    for name, value in (("discount", discount), ("keep", keep)):
        if not 0 < check_positive(name, value) <= 1:
            raise InputError(f"{name} is {value}. Choose a share above 0 and up to 1.")
    paid = survey[wtp].to_numpy(dtype=float) * discount
    if not (np.isfinite(paid) & (paid >= 0)).all():
        raise InputError(f"{wtp} has prices below 0 or infinite ones. Mend them first.")
    if prices is None:
        prices = np.unique(np.linspace(*np.quantile(paid, [0.05, 0.95]), 15).round())
    prices = [float(check_positive("prices", price)) for price in _several(prices)]
    weight = _start(survey, weights)
    # 250 × 0.8 may be 200.00000000000003: half a hundredth of a cent is no price
    found = [
        estimates.weighted_share(paid >= price - 5e-5, weight, confidence=confidence)
        for price in prices
    ]
    table = estimates.table(dict(zip(prices, found, strict=True)), "price")
    table = table.rename(columns={"estimate": "share"})
    if cost is not None:
        margin = 100 * (keep * table["price"] - check_number("cost", cost, low=0))
        ends = {"profit": "share", "profit_low": "low", "profit_high": "high"}
        table = table.assign(**{new: margin * table[old] for new, old in ends.items()})
        swap = margin < 0
        low = table["profit_low"].where(~swap, table["profit_high"])
        table["profit_high"] = table["profit_high"].where(~swap, table["profit_low"])
        table["profit_low"] = low
    return table


def _several(prices):
    """The prices, if they are a list and not empty."""
    if isinstance(prices, str) or not np.iterable(prices) or not len(prices := list(prices)):
        raise InputError(f"prices is {prices!r}. Give a list: [249, 269].")
    return prices


# --- The 0 to 10 question ---------------------------------------------------------------------


def nps(answers, weights=None, by=None, score="score", confidence=0.95):
    """Net promoter score (净推荐值): % of 9 and 10 less % of 0 to 6, and what silence could hide.

    Parameters
    ----------
    answers : DataFrame
        One row per person asked; ``score`` 0 to 10, missing where nobody answered.
    weights : str, optional
        Column of weights of those who answered, as from `rake`.
    by : str, optional
        Column of groups.
    score : str
    confidence : float

    Returns
    -------
    DataFrame, one row (or one per group)
        by's column if given, asked, n (answers), response (n ÷ asked), promoter, passive, detractor
        (shares), nps, low, high (points, -100 to 100), worst, best (points, if all who are silent
        were detractors, or promoters; each asked counts once).

    Raises
    ------
    InputError
        A score outside 0 to 10, or no answer.

    Examples
    --------
    Ten answered of 25:

    >>> scores = [10, 9, 9, 10, 9, 8, 7, 8, 6, 3] + [None] * 15
    >>> found = nps(pd.DataFrame({"score": scores}))
    >>> found[["asked", "n", "response", "nps", "low", "high", "worst", "best"]].round(1)
       asked   n  response   nps   low  high  worst  best
    0     25  10       0.4  30.0 -28.9  88.9  -48.0  72.0

    References
    ----------
    Reichheld (2003), Harvard Business Review 81(12), 46-54. The interval is that of a mean of
    +100, 0 and -100. Bounds: Manski (1989), Journal of Human Resources 24. Metric M76; row U39.
    """
    given = [*[weights] * (weights is not None), *[by] * (by is not None)]
    answers = check_table(answers, "answers", *[by] * (by is not None), gaps=[score, *given])
    parts = [(None, answers)] if by is None else answers.groupby(by, observed=True)
    rows = [
        {**({} if by is None else {by: group}), **_nps(part, score, weights, confidence)}
        for group, part in parts
    ]
    return pd.DataFrame(rows)


def _nps(part, score, weights, confidence):
    there = part[part[score].notna()]
    points = _points(there, score)
    if weights is None:
        found, weight = estimates.mean(points, "answers", confidence), np.ones(len(points))
    else:
        check_table(there, "answers", weights)
        weight = _start(there, weights)
        found = estimates.weighted_mean(points, weight, None, "answers", confidence)
    shares = {name: weight[points == 100 * (i - 1)].sum() / weight.sum()
              for i, name in reversed(list(enumerate(SCORES)))}  # fmt: skip
    silent, asked = len(part) - len(there), len(part)
    return {
        "asked": asked, "n": len(there), "response": len(there) / asked, **shares,
        "nps": found.value, "low": max(found.low, -100.0), "high": min(found.high, 100.0),
        "worst": (points.sum() - 100 * silent) / asked,
        "best": (points.sum() + 100 * silent) / asked,
    }  # fmt: skip


def _points(there, score):
    """+100 for a promoter, -100 for a detractor."""
    if not len(there):
        raise InputError("Nobody answered: there is no score.")
    values = there[score].to_numpy(dtype=float)
    wrong = values[(values < 0) | (values > HIGHEST) | (values != np.floor(values))]
    if len(wrong):
        raise InputError(f"{score} has {wrong[0]:g}. The question goes from 0 to {HIGHEST}.")
    return 100.0 * ((values >= PROMOTER).astype(int) - (values <= DETRACTOR))


def _score_group(scores):
    """Promoter, passive or detractor, for each score; missing stays missing."""
    there = pd.DataFrame({"score": scores.dropna()})
    named = pd.Series(pd.NA, index=scores.index, dtype="object")
    if len(there):
        named[there.index] = np.array(SCORES)[(_points(there, "score") / 100 + 1).astype(int)]
    return named


def returns_by_score(answers, orders, window=90, as_of=None, confidence=0.95):
    """What share of promoters, passives and detractors buys again after the answer?

    Only answers that are at least ``window`` days old count; any paid order from the day after the
    answer on, up to ``window`` days, is one. It compares people, it doesn't say that the score
    causes anything. Goods that come back (退货) are not meant.

    Parameters
    ----------
    answers : DataFrame
        customer_id, answered_at, score (missing: didn't answer). The first answer of each customer
        counts.
    orders : DataFrame
        customer_id, ts_pay (missing: not paid).
    window : int, days
    as_of : date, optional
        Default: the day of the last payment.
    confidence : float

    Returns
    -------
    DataFrame, one row per group
        group, n (customers), bought_again, share, low, high (Wilson), too_young (customers of the
        group who answered less than ``window`` days ago: not in n).

    Raises
    ------
    InputError
        No answer is ``window`` days old, or one with a score has no time.

    Examples
    --------
    >>> answers = pd.DataFrame({"customer_id": [1, 2], "score": [10, 4],
    ...                         "answered_at": pd.to_datetime(["2025-01-01", "2025-01-02"])})
    >>> orders = pd.DataFrame({"customer_id": [1, 3],
    ...                        "ts_pay": pd.to_datetime(["2025-02-01", "2025-06-01"])})
    >>> returns_by_score(answers, orders)[["group", "n", "bought_again", "share"]]
           group  n  bought_again  share
    0   promoter  1             1    1.0
    1  detractor  1             0    0.0

    References
    ----------
    Course map U39. Keiningham and others (2007), Journal of Marketing 71(3): a link between NPS and
    growth wasn't found again in other data.
    """
    check_whole("window", window, low=1)
    answers = check_table(answers, "answers", "customer_id", gaps=["answered_at", "score"])
    orders = check_purchases(orders, gaps=["ts_pay"])
    given = answers[answers["score"].notna()].sort_values("answered_at", kind="stable")
    given = given.drop_duplicates("customer_id")
    if given["answered_at"].isna().any():
        raise InputError(
            f"{given['answered_at'].isna().sum():,} answers have a score and no answered_at. "
            "Leave them out, or give the day."
        )
    paid = orders[orders["ts_pay"].notna()]
    days = {"answer": _days(given["answered_at"]), "pay": _days(paid["ts_pay"])}
    end = days["pay"].max() if as_of is None else day_number(as_of)
    given = given.assign(answered=days["answer"], group=_score_group(given["score"]))
    young = given["answered"] + window > end
    old = given[~young]
    if not len(old):
        raise InputError(f"No answer is {window} days old by then. Choose a shorter window.")
    check_same_kind("customer_id", answers=old, orders=paid)
    later = paid[["customer_id"]].assign(paid=days["pay"]).merge(
        old[["customer_id", "answered"]], on="customer_id"
    )  # fmt: skip
    gap = later["paid"] - later["answered"]
    back = later.loc[(gap > 0) & (gap <= window), "customer_id"].unique()
    again = old["customer_id"].isin(back).groupby(old["group"])
    sums = again.agg(n="size", bought_again="sum").reindex(SCORES[::-1]).dropna().astype(int)
    low, high = estimates.rate_interval(sums["bought_again"], sums["n"], confidence)
    sums = sums.assign(share=sums["bought_again"] / sums["n"], low=low, high=high)
    too_young = given.loc[young, "group"].value_counts()
    sums["too_young"] = too_young.reindex(sums.index, fill_value=0).astype(int)
    return sums.rename_axis("group").reset_index()


def _days(times):
    """The shop's own calendar day of each time, as a number; refuses what holds no times."""
    if times.dtype.kind != "M" and not isinstance(times.dtype, pd.DatetimeTZDtype):
        raise InputError(f"{times.name} holds {times.dtype} values, no times.")
    return days_of(times)


__all__ = [
    "audience_share", "margin_gaps", "margins_of", "nps", "rake", "returns_by_score",
    "wtp_curve",
]  # fmt: skip
