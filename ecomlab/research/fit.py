"""Which channel fits an article, if nobody knows scores and weights exactly (R14-R16)?"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_table
from ecomlab.datasets import load
from ecomlab.errors import InputError, check_number, check_positive, check_share, check_whole
from ecomlab.estimates import rate_interval
from ecomlab.streams import dirichlet, uniforms

WEIGHTS, SCORES = 1, 2  # streams of the draws
STANDARD, OTHER, ABROAD = ["JD", "Tmall"], ["Taobao", "Douyin"], ["Amazon", "Shopee"]


def choose_platform(is_standard, cross_border=False):
    """Which platforms does the documents' rule name for an article (平台选择)?

    The rule looks at one trait of the article and at nothing of the shop: a first list, to be
    compared with :func:`channel_fit` and with what the channels leave.

    Parameters
    ----------
    is_standard : bool
        Whether the article is the same everywhere (标品).
    cross_border : bool
        Whether it is sold abroad: then the rule asks for nothing else.

    Returns
    -------
    list of str

    Examples
    --------
    >>> choose_platform(is_standard=True), choose_platform(False), choose_platform(True, True)
    (['JD', 'Tmall'], ['Taobao', 'Douyin'], ['Amazon', 'Shopee'])

    References
    ----------
    Course map R14 (seed 000:012; the documents give no test of it).
    """
    for name, value in (("is_standard", is_standard), ("cross_border", cross_border)):
        if not isinstance(value, bool | np.bool_):
            raise InputError(f"{name} is {value!r}. Choose True or False.")
    return list(ABROAD if cross_border else STANDARD if is_standard else OTHER)


def channel_traits():
    """What is each kind of channel good at, from 0 to 10, from a low to a high score (渠道特性)?

    The documents' words as numbers, with rows of our own where they are silent. A start, to be
    replaced by what your own ledger says.

    Returns
    -------
    DataFrame, one row per channel and criterion
        channel, channel_zh, kind (general, social, content, own, cross_border, offline), criterion
        (search, showing, reach, cheap, freedom, few_returns, repeat, little_work), low, high,
        source (sentence of the documents, or "outside: check before print").

    Examples
    --------
    >>> traits = channel_traits()
    >>> traits.loc[traits["channel"] == "JD", "kind"].unique().tolist()
    ['general']

    References
    ----------
    Course map R16, L18, N10, N24 (seed 004:013-017).
    """
    return load("channels").traits


def channel_fit(traits, weights=None, sureness=20, draws=4000, seed=0, confidence=0.95):
    """Under how many weightings does each channel win, if scores and weights are uncertain?

    Each draw takes every score between its low and its high, and weights around those given
    (Dirichlet). What wins under nearly all of them is a choice; what wins under half is a taste.

    Parameters
    ----------
    traits : DataFrame, one row per channel and criterion
        channel, criterion, low, high (scores; more is better).
    weights : mapping of str to float, optional
        How much each criterion matters, in any unit; 0 leaves one out. None: every weighting is
        as likely as every other.
    sureness : float
        How sure the weights are: of two that are 50 : 50, two thirds of the draws lie within 11
        points for 20, within 5 for 100. Not used without weights.
    draws, seed : int
    confidence : float

    Returns
    -------
    DataFrame, one row per channel, the most frequent winner first
        channel, score (mean of the draws), low, high (between which the middle ``confidence`` of
        the draws lie), wins (share of draws in which it is first), wins_low, wins_high (what other
        draws might give), first_two (share in which it is first or second), n, counts.

    Raises
    ------
    InputError
        A channel lacks a criterion, a low is above its high, a weight is unknown or below 0.

    Examples
    --------
    By hand: a wins where 10 w > 5 (1 − w), that is, for w above a third.

    >>> traits = pd.DataFrame({"channel": ["a", "a", "b", "b"], "criterion": ["x", "y"] * 2,
    ...                        "low": [10, 0, 0, 5], "high": [10, 0, 0, 5]})
    >>> channel_fit(traits)[["channel", "wins"]].round(1)
      channel  wins
    0       a   0.7
    1       b   0.3

    References
    ----------
    Course map R15. SMAA, stochastic multicriteria acceptability analysis: Lahdelma, Hokkanen and
    Salminen (1998), European Journal of Operational Research 106, 137-143.
    """
    low, high = _scores(traits)
    draws = check_whole("draws", draws, low=100)
    confidence = check_share("confidence", confidence)
    share = _weights(weights, low.columns)
    sureness = check_positive("sureness", sureness)
    sure = share * (len(share) if weights is None else sureness)
    drawn = dirichlet(sure, uniforms(seed, WEIGHTS, (draws, len(share))))
    luck = uniforms(seed, SCORES, (draws, *low.shape))
    scores = luck * (high - low).to_numpy() + low.to_numpy()
    total = np.einsum("dck,dk->dc", scores, drawn)
    place = (-total).argsort(axis=1).argsort(axis=1)
    ends = np.quantile(total, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    wins = (place == 0).sum(axis=0)
    wins_low, wins_high = rate_interval(wins, draws, confidence)
    table = pd.DataFrame(
        {"channel": low.index, "score": total.mean(axis=0), "low": ends[0], "high": ends[1],
         "wins": wins / draws, "wins_low": wins_low, "wins_high": wins_high,
         "first_two": (place < 2).mean(axis=0), "n": draws, "counts": "weightings"}
    )  # fmt: skip
    return table.sort_values(["wins", "score"], ascending=False, ignore_index=True)


def turning_weight(traits, weights, criterion, channel, other):
    """At which weight of a criterion does the lead of one channel over another turn?

    The other weights keep their proportions; scores are taken at the middle.

    Parameters
    ----------
    traits, weights
        As of :func:`channel_fit`; weights are needed here.
    criterion, channel, other : str

    Returns
    -------
    float
        A share of all weight from 0 to 1; NaN if the lead doesn't turn in between.

    Examples
    --------
    >>> traits = pd.DataFrame({"channel": ["a", "a", "b", "b"], "criterion": ["x", "y"] * 2,
    ...                        "low": [10, 0, 0, 5], "high": [10, 0, 0, 5]})
    >>> round(turning_weight(traits, {"x": 1, "y": 1}, "x", "a", "b"), 3)
    0.333
    """
    low, high = _scores(traits)
    for name, known in (("criterion", low.columns), ("channel", low.index), ("other", low.index)):
        given = {"criterion": criterion, "channel": channel, "other": other}[name]
        if given not in known:
            raise InputError(f"{name} is {given!r}. Choose one of: {', '.join(known)}.")
    if weights is None:
        raise InputError("weights is None. Give the weights whose border you look for.")
    middle = (low + high) / 2
    ahead = middle.loc[channel] - middle.loc[other]
    share = pd.Series(_weights(weights, low.columns), low.columns)
    rest = share.drop(criterion)
    if not rest.sum() > 0:
        raise InputError(f"All weight is on {criterion!r}. Give another criterion weight too.")
    at_one, at_zero = ahead[criterion], (ahead.drop(criterion) * rest).sum() / rest.sum()
    if at_zero == at_one or not 0 <= at_zero / (at_zero - at_one) <= 1:
        return float("nan")
    return float(at_zero / (at_zero - at_one))


def _scores(traits):
    """Low and high scores: rows channels, columns criteria."""
    traits = check_table(traits, "traits", "channel", "criterion", "low", "high")
    double = traits.duplicated(["channel", "criterion"])
    if double.any():
        row = traits[double].iloc[0]
        raise InputError(f"{row['channel']!r} has two rows for {row['criterion']!r}. Keep one.")
    low, high = (
        traits.pivot(index="channel", columns="criterion", values=x) for x in ("low", "high")
    )
    gaps = low.isna()
    if gaps.to_numpy().any():
        channel, criterion = gaps.stack()[lambda gap: gap].index[0]
        raise InputError(f"{channel!r} has no score for {criterion!r}. Score every channel on it.")
    if (low > high).to_numpy().any():
        raise InputError("A low score lies above its high one. Turn them round.")
    if len(low) < 2:
        raise InputError("There is one channel only. Give two or more to choose from.")
    order = traits["channel"].drop_duplicates(), traits["criterion"].drop_duplicates()
    return low.loc[order[0], order[1]], high.loc[order[0], order[1]]


def _weights(weights, criteria):
    """Each criterion's share of the weight."""
    if weights is None:
        return np.full(len(criteria), 1 / len(criteria))
    given = dict(weights)
    unknown = [name for name in given if name not in criteria]
    if unknown:
        raise InputError(f"There is no criterion {unknown[0]!r}; there are: {', '.join(criteria)}.")
    share = np.array([check_number(f"weight of {c}", given.get(c, 0), low=0) for c in criteria])
    if not share.sum() > 0:
        raise InputError("All weights are 0. Give at least one above 0.")
    return share / share.sum()
