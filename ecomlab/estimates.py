"""Inference, once: what was found, between what the truth may lie, and how many of what say so.

Every function takes arrays and counts and gives an `Estimate`. Tables, columns, names and dates
belong to the toolboxes, which call these. The rule for choosing: *what did luck deal?* Visitors,
days, pairs of regions, cities: that is what ``n`` counts, and that is what the arrays hold one
value of.

=========================  =========================================================
one share                  `share`
one mean                   `mean`
answers with weights       `weighted_share`, `weighted_mean`, `design_effect`
revenue per yuan, …        `ratio_of_totals`
two shares                 `difference_of_shares`, `ratio_of_shares`
two counts                 `ratio_of_counts`
two ratios of totals       `ratio_of_ratios`
two means                  `difference_of_means`
flags or amounts           `difference`: whichever of the two fits
several groups             `contrast`, `contrast_of_shares`
pairs, clusters            `paired_difference`, `difference_between_clusters`
like with like             `standardised_difference`; in many small strata `difference_within`
groups that share cells    `effects_within`
before and after           `step`, `step_factor`, `placebo_steps`; since when: `change_of_share`
beside those left alone    `changes`
gain per yuan, by lot      `ratio_of_differences`
drawn by lot, few units    `randomisation`
gain per yuan, few units   `randomisation_ratio`: doses by lot, within weeks
where a rule cuts          `regression_discontinuity`
two estimates              `difference_of`
counts, some cut off       `censored_rate`, `beyond_count`; as if normal: `tobit_rate`
waits, some not over       `survival`
rates of many groups       `gamma_of_rates`, `shrunken_rates`, `chance_of_rate`
a rate that fades          `trend_within`
any other, few and skewed  `bootstrap_t`
any other, years or shops  `jackknife`
how many are needed        `sample_size`, `sample_size_of_means`, `power_of`, `detectable`
one share and a line       `sample_size_of_share`, `power_of_share`, `refuses`
what a wrong choice costs  `expected_loss`
reduced to sums, CUPED     `difference_from_moments`
a median, a slowest tenth  `quantile`
looked at again and again  `always_valid`, `stopping_lines`
many effects of one kind   `shrunken`
=========================  =========================================================

What can't be estimated is NaN: one value has no interval, and neither have values that are all
the same, for they don't say how much they might have differed.
"""

import math
from functools import cache
from itertools import combinations
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import (
    betainc,
    betaincinv,
    betaln,
    chdtri,
    expit,
    gammaincc,
    gammaincinv,
    gammaln,
    ndtr,
    stdtr,
    stdtrit,
)

from ecomlab.errors import (
    InputError,
    NoAnswerError,
    check_choice,
    check_number,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.streams import uniforms

WEIGHTS = ("mantel-haenszel", "first", "second")
KERNELS = ("triangular", "uniform")
DRAWS = 2000  # allocations that stand for all of them
ALLOTTED, RESAMPLED = 1, 2  # streams: of a randomisation's draws, of a bootstrap's
LOG_SPREADS = (math.log(1e-4), math.log(1e3))  # between which the scatter of counts is sought
SAMPLES = 999  # that a bootstrap draws
LARGEST_ASKED = 100_000  # of one share: more is no survey
SHAPES = ("obrien_fleming", "pocock")
MOST_LOOKS, NODES = 60, 160  # of a planned test; points of an integral
ROUNDING = 1e-12  # a scatter below so much of the value is the computer's, not the shop's


class Estimate(NamedTuple):
    """A value with its 95% interval (or another), and how many of what it rests on.

    >>> Estimate(1.55171, 1.4165, 1.69976, 60, "days")
    1.55 (1.42 to 1.7), n = 60 days
    >>> Estimate(1_850_000.0, math.nan, math.nan, 1, "shops")
    1,850,000 (no interval), n = 1 shops
    """

    estimate: float  # the name that tables of estimates have for it, made from a list of these
    low: float
    high: float
    n: int
    counts: str = "observations"

    @property
    def value(self):
        """The estimate, where the word stands for the whole of it."""
        return self.estimate

    def through(self, function):
        """The estimate on another scale: a rising ``function`` of value and ends.

        >>> Estimate(0.0, -0.1, 0.1, 30, "days").through(math.exp)
        1 (0.905 to 1.11), n = 30 days
        """
        return self._replace(**{x: function(getattr(self, x)) for x in self._fields[:3]})

    def times(self, factor):
        """The estimate in another unit: 100 for percentage points. ``factor`` above 0.

        >>> Estimate(0.0125, -0.0006, 0.0256, 4800, "visitors").times(100)
        1.25 (-0.06 to 2.56), n = 4,800 visitors
        """
        return self.through(lambda x: factor * x)

    def holds(self, truth):
        """Does the interval hold this value? False where there is no interval.

        >>> Estimate(0.5, 0.4, 0.6, 96, "visitors").holds(0.45)
        True
        """
        return bool(self.low <= truth <= self.high)

    def __repr__(self):
        alone = math.isnan(self.low) and math.isnan(self.high)
        largest = abs(self.value) if alone else max(abs(self.low), abs(self.high))
        form = "{:,.0f}" if largest >= 1000 else "{:.3g}"  # no decimals, no 1.5e+03
        value, low, high = map(form.format, self[:3])
        interval = "no interval" if alone else f"{low} to {high}"
        return f"{value} ({interval}), n = {self.n:,} {self.counts}"


def table(found, label="reading"):
    """Estimates as a tidy table, one row each.

    Parameters
    ----------
    found : mapping of str to Estimate
    label : str
        Name of the column that names the rows.

    Returns
    -------
    DataFrame
        label, estimate, low, high, n, counts.

    Examples
    --------
    >>> table({"page A": share(30, 100), "page B": share(36, 100)}, "page").round(2)
         page  estimate   low  high    n    counts
    0  page A      0.30  0.22  0.40  100  visitors
    1  page B      0.36  0.27  0.46  100  visitors
    """
    columns = [label, "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame([(name, *estimate) for name, estimate in found.items()], columns=columns)


# --- Quantiles: the one place where they are ------------------------------------------------


def normal_quantile(confidence=0.95):
    """How many standard errors reach to either side of an estimate.

    >>> round(normal_quantile(0.95), 2)
    1.96
    """
    return NormalDist().inv_cdf((1 + check_share("confidence", confidence)) / 2)


def t_quantile(df, confidence=0.95):
    """The same by Student's t, whose standard error is itself estimated from few values.

    Parameters
    ----------
    df : float or array
        Degrees of freedom; below 1 there is no quantile: NaN.

    Examples
    --------
    >>> round(float(t_quantile(1)), 2), round(float(t_quantile(57)), 2)
    (12.71, 2.0)
    """
    df = _numbers("df", df)
    return stdtrit(np.where(df >= 1, df, np.nan), (1 + check_share("confidence", confidence)) / 2)[
        ()
    ]


# --- One group ------------------------------------------------------------------------------


def rate_interval(count, n, confidence=0.95):
    """Between which shares may the true rate lie, if ``count`` of ``n`` said yes? (Wilson 1927)

    Parameters
    ----------
    count, n : int, or arrays of them
    confidence : float

    Returns
    -------
    low, high : floats or arrays
        NaN where n is 0.

    Examples
    --------
    >>> low, high = rate_interval(30, 100)
    >>> round(float(low), 3), round(float(high), 3)
    (0.219, 0.396)
    """
    from statsmodels.stats.proportion import proportion_confint

    alpha = 1 - check_share("confidence", confidence)
    count, n = _counts(count, n)
    n = np.where(n > 0, n, np.nan)
    low, high = proportion_confint(count, n, alpha, method="wilson")
    # Exactly 0 and 1 where nobody or everybody said yes: rounding would leave the rate outside.
    return np.where((count == 0) & (n > 0), 0.0, low)[()], np.where(count == n, 1.0, high)[()]


def share(count, n, counts="visitors", confidence=0.95):
    """Which share of the n said yes? (Wilson 1927)

    >>> share(30, 100)
    0.3 (0.219 to 0.396), n = 100 visitors
    """
    low, high = rate_interval(_one("count", count), _one("n", n), confidence)
    value = count / n if n else math.nan
    return Estimate(float(value), float(low), float(high), int(n), counts)


def mean(values, counts="customers", confidence=0.95):
    """The mean of the values, with Student's interval.

    Parameters
    ----------
    values : array of numbers, one for each unit that luck dealt
    counts : str
        What the units are.

    Examples
    --------
    >>> mean([1, 2, 3, 4], "days")
    2.5 (0.446 to 4.55), n = 4 days
    >>> mean([3], "days")
    3 (no interval), n = 1 days
    """
    return contrast([values], [1], counts, confidence)


def standard_deviation(values, counts="orders", confidence=0.95):
    """How much do the values spread? With Bonett's interval, which needs no bell curve.

    Parameters
    ----------
    values : array of numbers, one for each unit that luck dealt
    counts : str
        What the units are.

    Returns
    -------
    Estimate
        The standard deviation (n − 1); no interval below six values, or if all are the same.

    Examples
    --------
    >>> standard_deviation([6, 8, 7, 9, 5, 7, 7, 8, 6, 7])
    1.15 (0.747 to 2.22), n = 10 orders

    References
    ----------
    Bonett (2006), Computational Statistics and Data Analysis 50, 775–782.
    """
    from scipy.stats import trim_mean

    values = np.asarray(values, dtype=float)
    n = len(values)
    sd = float(values.std(ddof=1)) if n > 1 else math.nan
    if n < 6 or not sd > 0:
        return Estimate(sd, math.nan, math.nan, n, counts)
    centre = trim_mean(values, 1 / (2 * math.sqrt(n - 4)))
    peaked = n * ((values - centre) ** 4).sum() / ((values - values.mean()) ** 2).sum() ** 2
    z = normal_quantile(confidence)
    c = n / (n - z)
    reach = z * c * math.sqrt((peaked - (n - 3) / n) / (n - 1))
    low, high = (math.exp((math.log(c * sd**2) + side * reach) / 2) for side in (-1, 1))
    return Estimate(sd, low, high, n, counts)


def ratio_of_totals(above, below, counts="days", confidence=0.95, log=False):
    """Total over total: revenue per yuan of ads, orders per visit, defects per piece.

    Linearised: the units' scatter about the common ratio. A unit of leverage h pulls the ratio
    towards itself; dividing its squared residual by 1 − h puts that right where the scatter grows
    with size (Royall and Cumberland 1981). Student's t with n − 1 degrees.

    Parameters
    ----------
    above, below : arrays, one value for each unit (day, pair, city)
    log : bool
        The interval on the scale of logs: right where the ratio is skewed, as costs per head are.

    Raises
    ------
    InputError
        Different lengths, or a total below that is not above 0.

    Examples
    --------
    >>> ratio_of_totals([20, 60, 31], [10, 30, 14])
    2.06 (1.77 to 2.35), n = 3 days
    """
    ratio, variance, n = _linearised(above, below)
    if not log:
        return _student(ratio, variance, n - 1, n, counts, confidence)
    if ratio <= 0:
        return Estimate(float(ratio), math.nan, math.nan, n, counts)
    found = _student(math.log(ratio), variance / ratio**2, n - 1, n, counts, confidence)
    return found.through(math.exp)


def _linearised(above, below):
    """Total over total, its variance by the units' scatter about it, and how many units."""
    above, below = _same_length("above", above, "below", below)
    n, total = len(below), below.sum()
    if n == 0 or not total > 0:
        raise InputError("The total below is not above 0: a ratio needs something to divide by.")
    ratio, leverage = above.sum() / total, below / total
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = (above - ratio * below) ** 2 / (1 - leverage)
    variance = rest.sum() / total**2 if n > 1 and (leverage < 1).all() else math.nan
    return ratio, variance, n


# --- One group with weights -------------------------------------------------------------------


def design_effect(weights):
    """By how much do unequal weights blow up the variance of a mean? (Kish 1965)

    n·Σw² / (Σw)²: 1 where all are equal. The n that is left is n ÷ the design effect. It holds
    where the weights have nothing to do with what is asked.

    Parameters
    ----------
    weights : array of numbers, above 0

    Raises
    ------
    InputError
        No weight, or one that is not above 0.

    Examples
    --------
    One answer that counts three times as much as each of three others:

    >>> round(design_effect([1, 1, 1, 3]), 2)
    1.33
    """
    weights = _weights(weights)
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)


def weighted_mean(values, weights, margins=None, counts="respondents", confidence=0.95):
    """The mean of answers of which some stand for more people than others.

    Linearised: the scatter of w·e, where e is an answer's distance from the mean, or, if
    ``margins`` are given, from what its groups would lead one to expect: to these the weights were
    raked, so that they can't err any more (Deville and Särndal 1992). Student's t with n − 1.

    Parameters
    ----------
    values, weights : arrays, one entry for each respondent; weights above 0
    margins : sequence of arrays of labels, optional
        The groups to which the weights were raked, one label for each respondent.

    Returns
    -------
    Estimate
        Without an interval for one respondent, or where nothing varies.

    Raises
    ------
    InputError
        Lengths differ, or a weight is not above 0.

    Examples
    --------
    >>> weighted_mean([4, 2, 3, 3, 5], [1, 1, 2, 2, 1])
    3.29 (2.22 to 4.35), n = 5 respondents

    References
    ----------
    Deville and Särndal (1992), JASA 87, 376-382: calibration estimators.
    """
    values, weights = _same_length("values", values, "weights", weights)
    value, variance, n = _weighted(values, weights, margins)
    return _student(value, variance, n - 1, n, counts, confidence)


def weighted_share(flags, weights, margins=None, counts="respondents", confidence=0.95):
    """The share of yes among answers of which some stand for more people than others.

    Wilson's interval with the n that is left: p(1 − p) ÷ the linearised variance of
    `weighted_mean` (Dean and Pagano 2015). With equal weights that is `share`.

    Parameters
    ----------
    flags, weights, margins
        As of `weighted_mean`; flags of 0 and 1.

    Returns
    -------
    Estimate
        n counts respondents, not the n that is left.

    Examples
    --------
    >>> weighted_share([1, 0, 0, 1, 0, 0, 0, 1], [1, 1, 2, 2, 1, 1, 1, 1])
    0.4 (0.141 to 0.73), n = 8 respondents
    """
    flags, weights = _same_length("flags", flags, "weights", weights)
    if not np.isin(flags, (0, 1)).all():
        raise InputError("flags must be yes or no (1 or 0). weighted_mean takes numbers.")
    value, variance, n = _weighted(flags, weights, margins)
    left = n / design_effect(weights)
    if 0 < value < 1 and math.isfinite(variance) and variance > 0:
        spread = value * (1 - value)
        left = spread / (variance * (n - 1) / n)
    value = min(max(value, 0.0), 1.0)
    low, high = rate_interval(value * left, left, confidence)
    return Estimate(float(value), float(low), float(high), n, counts)


def _weighted(values, weights, margins):
    """Weighted mean, its linearised variance, and n."""
    weights = _weights(weights)
    n, total = len(values), weights.sum()
    value = float((weights * values).sum() / total)
    rest = values - value
    if margins is not None:
        rest = _beyond_groups(rest, weights, margins)
    if n < 2:
        return value, math.nan, n
    return value, float(((weights * rest) ** 2).sum() / total**2 * n / (n - 1)), n


def _beyond_groups(rest, weights, margins):
    """What the groups, by a weighted regression on all of them, leave unexplained."""
    columns = [np.ones(len(rest))]
    for labels in margins:
        codes, found = pd.factorize(np.asarray(labels, dtype=object))
        if len(codes) != len(rest):
            raise InputError(f"A margin has {len(codes)} labels for {len(rest)} respondents.")
        columns += [codes == each for each in range(1, len(found))]
    groups, root = np.column_stack(columns).astype(float), weights**0.5
    slopes = np.linalg.lstsq(groups * root[:, None], rest * root, rcond=None)[0]
    return rest - groups @ slopes


def _weights(weights):
    weights = _values("weights", weights)
    if not len(weights) or not (weights > 0).all():
        raise InputError("Each respondent needs a weight above 0: 0 would drop one silently.")
    return weights


# --- Two groups and more --------------------------------------------------------------------


def difference_of_shares(count, n, count_0, n_0, counts="visitors", confidence=0.95):
    """First share less second, of two independent groups. (Newcombe 1998, method 10)

    Examples
    --------
    >>> difference_of_shares(150, 2400, 120, 2400)
    0.0125 (-0.00056 to 0.0256), n = 4,800 visitors

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17.
    """
    return contrast_of_shares([count, count_0], [n, n_0], [1, -1], counts, confidence)


def ratio_of_shares(count, n, count_0, n_0, counts="visitors", confidence=0.95):
    """First share ÷ second, of two independent groups, the interval in logs. (Katz 1978)

    NaN at both ends where one of the counts is 0.

    Examples
    --------
    >>> ratio_of_shares(150, 2400, 120, 2400)
    1.25 (0.99 to 1.58), n = 4,800 visitors
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    (count, count_0), (n, n_0) = _counts([count, count_0], [n, n_0])
    value, low, high = math.nan, math.nan, math.nan
    if n and n_0 and count_0:
        value = (count / n) / (count_0 / n_0)
    if min(count, count_0, n, n_0) > 0:
        alpha = 1 - check_share("confidence", confidence)
        low, high = confint_proportions_2indep(
            count, n, count_0, n_0, compare="ratio", method="log", alpha=alpha
        )
    return Estimate(float(value), float(low), float(high), int(n + n_0), counts)


def ratio_of_counts(count, count_0, counts="clicks", confidence=0.95):
    """How many times as many, if counting is all that luck did? Poisson counts of equal times.

    Of both together the later ones are a share; Wilson's interval of it, as odds. What else moves
    a market from one time to the other (weather, rivals) isn't in it.

    Parameters
    ----------
    count, count_0 : int
        Later and before.
    counts : str

    Examples
    --------
    >>> ratio_of_counts(30, 20, "searches")
    1.5 (0.858 to 2.62), n = 50 searches

    References
    ----------
    Przyborowski and Wilenski (1940), Biometrika 31, 313-323: given the sum, a share.
    """
    count, count_0 = _one("count", count), _one("count_0", count_0)
    low, high = count_ratio_interval(count, count_0, confidence)
    value = count / count_0 if count_0 else math.inf if count else math.nan
    return Estimate(float(value), float(low), float(high), int(count + count_0), counts)


def count_interval(count, expected=1.0, confidence=0.95):
    """How many times as many as expected, if counting is all that luck did? (Garwood 1936)

    The exact interval of a Poisson count, over an expected number that is known.

    Parameters
    ----------
    count, expected : int and float, or arrays of them
    confidence : float

    Returns
    -------
    low, high : floats or arrays
        0 and infinity where nothing was expected.

    Raises
    ------
    InputError
        A count or an expected number below 0.

    Examples
    --------
    >>> low, high = count_interval(12, expected=6)
    >>> round(float(low), 2), round(float(high), 2)
    (1.03, 3.49)

    References
    ----------
    Garwood (1936), Biometrika 28, 437-442.
    """
    count, expected = np.asarray(count, dtype=float), np.asarray(expected, dtype=float)
    if not ((count >= 0).all() and (expected >= 0).all()):
        raise InputError("count and expected must be numbers from 0 on.")
    tail = (1 - check_share("confidence", confidence)) / 2
    seen, place = np.unique(count, return_inverse=True)
    least = np.where(seen > 0, gammaincinv(np.maximum(seen, 1e-9), tail), 0.0)[place]
    most = gammaincinv(seen + 1, 1 - tail)[place]
    known = np.where(expected > 0, expected, np.nan)
    low, high = least.reshape(count.shape) / known, most.reshape(count.shape) / known
    return np.where(expected > 0, low, 0.0)[()], np.where(expected > 0, high, np.inf)[()]


def each_of(questions, confidence=0.95):
    """How sure must each of many intervals be, so that all hold together? (Bonferroni)

    >>> round(each_of(100), 4)
    0.9995
    """
    return 1 - (1 - check_share("confidence", confidence)) / check_number("questions", questions, 1)


def count_ratio_interval(count, count_0, confidence=0.95):
    """The ends of `ratio_of_counts`, for many pairs of counts at once; NaN where both are 0.

    >>> low, high = count_ratio_interval([30, 5], [20, 0])
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.86, 1.3], [2.62, inf])
    """
    count, count_0 = np.asarray(count, dtype=float), np.asarray(count_0, dtype=float)
    ends = rate_interval(count, count + count_0, confidence)
    with np.errstate(divide="ignore"):
        return tuple(np.asarray(end) / (1 - np.asarray(end)) for end in ends)


def ratio_of_ratios(above, below, above_0, below_0, counts="days", confidence=0.95):
    """One ratio of totals ÷ another, of independent units: turnover since ÷ turnover before.

    Each by `ratio_of_totals`; the interval in logs, by Student's t with the degrees of freedom of
    Satterthwaite (1946).

    Parameters
    ----------
    above, below : arrays, one value for each unit (day, week, pair) of the first
    above_0, below_0 : arrays, for the second

    Returns
    -------
    Estimate
        Without an interval where one of the two totals above is 0.

    Raises
    ------
    InputError
        Different lengths, or a total below that is not above 0.

    Examples
    --------
    >>> ratio_of_ratios([20, 24, 19], [10, 10, 10], [10, 11, 12], [10, 10, 10], "weeks")
    1.91 (1.47 to 2.47), n = 6 weeks
    """
    (ratio, variance, n), (ratio_0, variance_0, n_0) = (
        _linearised(*pair) for pair in ((above, below), (above_0, below_0))
    )
    if not (ratio > 0 and ratio_0 > 0):
        value = ratio / ratio_0 if ratio_0 > 0 else math.nan
        return Estimate(float(value), math.nan, math.nan, n + n_0, counts)
    parts = np.array([variance / ratio**2, variance_0 / ratio_0**2])
    df = _satterthwaite(parts, np.array([n, n_0]))
    found = _student(math.log(ratio / ratio_0), parts.sum(), df, n + n_0, counts, confidence)
    return found.through(math.exp)


def difference_of_ratios(
    above, below, above_0, below_0, paired=False, counts="days", confidence=0.95
):
    """One ratio of totals less another: yuan per order with a threshold, less without.

    Each by `ratio_of_totals`. Where the units are pairs (the same luck, or two days between which
    chance chose), what a pair shares cancels, and n counts pairs.

    Parameters
    ----------
    above, below : arrays, one value for each unit (day, run) of the first
    above_0, below_0 : arrays, for the second; in the order of the first, if ``paired``
    paired : bool

    Raises
    ------
    InputError
        Different lengths, or a total below that is not above 0.

    Examples
    --------
    >>> difference_of_ratios([20, 24, 19], [10, 10, 10], [10, 11, 12], [10, 10, 10], counts="weeks")
    1 (0.426 to 1.57), n = 6 weeks
    >>> difference_of_ratios([20, 24, 19], [10, 10, 10], [10, 13, 10], [10, 10, 10], paired=True)
    1 (0.752 to 1.25), n = 3 days
    """
    sides = [_same_length("above", a, "below", b) for a, b in ((above, below), (above_0, below_0))]
    if not paired:
        (ratio, variance, n), (ratio_0, variance_0, n_0) = (_linearised(*side) for side in sides)
        df = _satterthwaite(np.array([variance, variance_0]), np.array([n, n_0]))
        return _student(ratio - ratio_0, variance + variance_0, df, n + n_0, counts, confidence)
    (a, b), (a_0, b_0) = sides
    a, a_0 = _same_length("above", a, "above_0", a_0)
    if not (b.sum() > 0 and b_0.sum() > 0):
        raise InputError("A total below is not above 0: a ratio needs something to divide by.")
    rests = []
    for top, bottom in ((a, b), (a_0, b_0)):
        leverage = bottom / bottom.sum()
        with np.errstate(divide="ignore", invalid="ignore"):
            rest = (top - top.sum() / bottom.sum() * bottom) / np.sqrt(1 - leverage)
        rests.append(rest / bottom.sum())
    variance = ((rests[0] - rests[1]) ** 2).sum() if len(a) > 1 else math.nan
    value = a.sum() / b.sum() - a_0.sum() / b_0.sum()
    return _student(value, variance, len(a) - 1, len(a), counts, confidence)


def difference_of_means(values, values_0, counts="customers", confidence=0.95):
    """First mean less second, of two independent groups. (Welch 1947)

    >>> difference_of_means([3, 4, 5, 4], [1, 2, 2, 3])
    2 (0.587 to 3.41), n = 8 customers
    """
    return contrast([values, values_0], [1, -1], counts, confidence)


def difference(values, values_0, counts="customers", confidence=0.95):
    """First mean less second, of two independent groups: shares if the values are yes and no.

    Parameters
    ----------
    values, values_0 : arrays of bool (Newcombe's interval), or of numbers (Welch's)

    Examples
    --------
    >>> difference([True, True, False, True], [False, True, False, False])
    0.5 (-0.135 to 0.789), n = 8 customers
    >>> difference([3, 4, 5, 4], [1, 2, 2, 3])
    2 (0.587 to 3.41), n = 8 customers
    """
    if all(pd.api.types.is_bool_dtype(pd.Series(side).dtype) for side in (values, values_0)):
        sums = np.sum(values), len(values), np.sum(values_0), len(values_0)
        return difference_of_shares(*sums, counts, confidence)
    return difference_of_means(values, values_0, counts, confidence)


def contrast(groups, weights, counts="customers", confidence=0.95):
    """A weighted sum of the means of independent groups, such as one effect of a factorial test.

    Parameters
    ----------
    groups : sequence of arrays, one value for each unit
    weights : sequence of numbers, one for each group

    Returns
    -------
    Estimate
        Student's t with the degrees of freedom of Satterthwaite (1946). Without an interval where
        a group has one value, or where no group's values differ.

    Examples
    --------
    >>> contrast([[1, 2, 3], [2, 4, 6], [1, 1, 4]], [1, -0.5, -0.5], "shops")
    -1 (-3.35 to 1.35), n = 9 shops
    """
    groups = [_values(f"group {i + 1}", group) for i, group in enumerate(groups)]
    weights = _values("weights", weights)
    if len(groups) != len(weights):
        raise InputError(f"{len(groups)} groups, but {len(weights)} weights. Give one for each.")
    sizes = np.array([len(group) for group in groups])
    value = sum(w * _mean(group) for w, group in zip(weights, groups, strict=True))
    spread = np.array([np.var(g, ddof=1) if len(g) > 1 else np.nan for g in groups])
    parts = weights**2 * spread / np.maximum(sizes, 1)
    df = _satterthwaite(parts, sizes)
    return _student(value, parts.sum(), df, int(sizes.sum()), counts, confidence)


def contrast_of_shares(count, n, weights, counts="visitors", confidence=0.95):
    """A weighted sum of the shares of independent groups.

    Each group's Wilson interval, put together by squares (MOVER); for two groups and weights 1
    and −1 that is Newcombe's interval.

    Parameters
    ----------
    count, n : arrays, one entry for each group
    weights : array

    Examples
    --------
    >>> contrast_of_shares([30, 20, 45, 25], [100] * 4, [0.5, -0.5, 0.5, -0.5])
    0.15 (0.0607 to 0.235), n = 400 visitors

    References
    ----------
    Zou and Donner (2008), Statistics in Medicine 27.
    """
    count, n = (np.atleast_1d(x) for x in _counts(count, n))
    weights = _values("weights", weights)
    if not len(count) == len(n) == len(weights):
        raise InputError("count, n and weights need an entry for each group.")
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = count / n
    low, high = rate_interval(count, n, confidence)
    return Estimate(*_mover(weights, rate, low, high), int(n.sum()), counts)


def difference_of(one, other):
    """One estimate less another, independent one, from their intervals (of the same confidence).

    Parameters
    ----------
    one, other : Estimate

    Returns
    -------
    Estimate
        n is the sum; ``counts`` of the first.

    Examples
    --------
    >>> one = Estimate(3.0, 2.0, 4.5, 40, "days")
    >>> difference_of(one, Estimate(1.0, 0.5, 1.5, 40, "days"))
    2 (0.882 to 3.58), n = 80 days

    References
    ----------
    Zou and Donner (2008), Statistics in Medicine 27: MOVER.
    """
    value, low, high = (
        np.array([getattr(e, x) for e in (one, other)]) for x in Estimate._fields[:3]
    )
    found = _mover(np.array([1.0, -1.0]), value, low, high)
    return Estimate(*found, one.n + other.n, one.counts)


def paired_difference(values, values_0, counts="pairs", confidence=0.95):
    """Mean of first less second within each pair: what the pair shares cancels.

    >>> paired_difference([12, 33, 21, 48], [10, 30, 20, 44])
    2.5 (0.446 to 4.55), n = 4 pairs
    """
    values, values_0 = _same_length("values", values, "values_0", values_0)
    return mean(values - values_0, counts, confidence)


def one_against(value, others, counts="units", confidence=0.95):
    """How far is one unit from others of its kind? (Crawford and Howell 1998)

    One shop, word or region was treated, the others were not: their scatter says how far such a
    unit strays by itself. It is taken to scatter as they do, about the same mean.

    Parameters
    ----------
    value : float
        Of the one.
    others : array
        Of the others, at least two.
    counts : str
        What the others are.

    Returns
    -------
    Estimate
        value less the mean of the others; n counts the others.

    Raises
    ------
    InputError

    Examples
    --------
    >>> one_against(9, [1, 3, 2, 4], "control words")
    6.5 (1.91 to 11.1), n = 4 control words

    References
    ----------
    Crawford and Howell (1998), The Clinical Neuropsychologist 12: comparing an individual with a
    small control sample.
    """
    value, others = _one("value", value), _values("others", others)
    if not math.isfinite(value):
        raise InputError("value is missing. Give the number of the unit that was treated.")
    if (n := len(others)) < 2:
        raise InputError(f"others has {n} of them. One unit is compared with two or more.")
    variance = others.var(ddof=1) * (1 + 1 / n)
    return _student(value - others.mean(), variance, n - 1, n, counts, confidence)


def difference_between_clusters(values, treated, cluster, counts="clusters", confidence=0.95):
    """Mean per unit in treated clusters less that in the others, where luck dealt clusters.

    A cluster's units (the guests of a restaurant, the visits of a day) share its fortune, so that
    clusters are what the interval counts: each side is a ratio of totals over its clusters.

    Parameters
    ----------
    values : array of numbers, one for each unit
    treated : array of bool, one for each unit; the same within a cluster
    cluster : array of labels, one for each unit

    Raises
    ------
    InputError
        A cluster is on both sides, or one side is empty.

    Examples
    --------
    >>> difference_between_clusters(
    ...     [1, 0, 1, 1, 0, 0, 1, 0], [True] * 4 + [False] * 4, [1, 1, 2, 2, 3, 3, 4, 4]
    ... )
    0.5 (-1.02 to 2.02), n = 4 clusters
    """
    values = _values("values", values)
    treated, cluster = np.asarray(treated, dtype=bool), np.asarray(cluster)
    if not len(values) == len(treated) == len(cluster):
        raise InputError("values, treated and cluster need an entry for each unit.")
    _, place = np.unique(cluster, return_inverse=True)
    size, sums, on = (np.bincount(place, w) for w in (None, values, treated))
    if ((on > 0) & (on < size)).any():
        raise InputError("A cluster has treated and untreated units. Compare within clusters.")
    if not 0 < (on > 0).sum() < len(on):
        raise InputError("All clusters are on one side. Both sides are needed.")
    (rate, spread, n), (rate_0, spread_0, n_0) = (
        _linearised(sums[side], size[side]) for side in (on > 0, on == 0)
    )
    df = _satterthwaite(np.array([spread, spread_0]), np.array([n, n_0]))
    return _student(rate - rate_0, spread + spread_0, df, n + n_0, counts, confidence)


def standardised_difference(
    count, n, count_0, n_0, weights="mantel-haenszel", cluster=None, counts=None, confidence=0.95
):
    """First share less second like with like: stratum by stratum, then weighted.

    Parameters
    ----------
    count, n, count_0, n_0 : arrays, one entry for each stratum (or each cluster and stratum)
        How many said yes, and how many there were, in the first and the second group.
    weights : str or array
        "mantel-haenszel" (n·n₀ / (n + n₀): large where both groups have many), "first" (the first
        group's mix of strata: what it gained), "second", or numbers, one for each entry.
    cluster : array of labels, optional
        Where luck dealt days or shops, not visitors: one label for each entry. The interval then
        counts clusters, by their influence on the weighted mean.
    counts : str, optional
        By default "visitors", or "clusters".

    Raises
    ------
    InputError
        Lengths differ; no stratum has both groups; an unknown word.

    Examples
    --------
    >>> standardised_difference([50, 10], [100, 100], [400, 4], [1000, 50], weights="first")
    0.06 (-0.0174 to 0.127), n = 1,250 visitors

    References
    ----------
    Mantel and Haenszel (1959); Kitagawa (1955).
    """
    (count, n), (count_0, n_0) = _counts(count, n), _counts(count_0, n_0)
    count, n, count_0, n_0 = map(np.atleast_1d, (count, n, count_0, n_0))
    if not count.shape == n.shape == count_0.shape == n_0.shape or count.ndim != 1:
        raise InputError("count, n, count_0 and n_0 need an entry for each stratum.")
    weight = _strata_weights(weights, n, n_0)
    kept = weight > 0
    weight, total = weight[kept], int((n + n_0).sum())
    count, n, count_0, n_0 = count[kept], n[kept], count_0[kept], n_0[kept]
    if cluster is None:
        weight = weight / weight.sum()
        found = contrast_of_shares(
            np.append(count, count_0), np.append(n, n_0), np.append(weight, -weight),
            counts or "visitors", confidence,
        )  # fmt: skip
        return found._replace(n=total)
    label = np.asarray(cluster)
    if label.shape != kept.shape:
        raise InputError("cluster needs a label for each entry of n.")
    gap = count / n - count_0 / n_0
    value = (weight * gap).sum() / weight.sum()
    _, place = np.unique(label[kept], return_inverse=True)
    influence = np.bincount(place, weight * (gap - value)) / weight.sum()
    many = len(influence)
    variance = (influence**2).sum() * many / (many - 1) if many > 1 else math.nan
    return _student(value, variance, many - 1, many, counts or "clusters", confidence)


def difference_within(count, n, count_0, n_0, counts="visitors", confidence=0.95):
    """First share less second within strata, where these are many and may be small. (Sato 1989)

    Weighted as Mantel and Haenszel did. `standardised_difference` puts together an interval of each
    stratum, which is lopsided where strata have a few visitors each; here the variance is of all.

    Parameters
    ----------
    count, n, count_0, n_0 : arrays, one entry for each stratum

    Returns
    -------
    Estimate
        n counts those in strata that have both groups.

    Raises
    ------
    InputError
        Lengths differ; no stratum has both groups.

    Examples
    --------
    >>> difference_within([50, 10], [100, 100], [400, 4], [1000, 50])
    0.0785 (-0.000359 to 0.157), n = 1,250 visitors

    References
    ----------
    Sato (1989), Biometrics 45, 1323-1324, on Greenland and Robins (1985), Biometrics 41.
    """
    (count, n), (count_0, n_0) = _counts(count, n), _counts(count_0, n_0)
    x, n, y, m = (np.atleast_1d(part).astype(float) for part in (count, n, count_0, n_0))
    if not x.shape == n.shape == y.shape == m.shape or x.ndim != 1:
        raise InputError("count, n, count_0 and n_0 need an entry for each stratum.")
    both = (n > 0) & (m > 0)
    if not both.any():
        raise InputError("No stratum has both groups: nothing can be compared.")
    x, n, y, m = (part[both] for part in (x, n, y, m))
    all_ = n + m
    weight = (n * m / all_).sum()
    value = ((x * m - y * n) / all_).sum() / weight
    lean = (n**2 * y - m**2 * x + n * m * (m - n) / 2) / all_**2
    apart = (x * (m - y) + y * (n - x)) / (2 * all_)
    error = math.sqrt(max(value * lean.sum() + apart.sum(), 0.0)) / weight
    return Estimate(*normal_interval(value, error, confidence), int(all_.sum()), counts)


def _strata_weights(weights, n, n_0):
    """A weight for each stratum; 0 where it can't be compared and needn't be."""
    both = (n > 0) & (n_0 > 0)
    if isinstance(weights, str):
        check_choice("weights", weights, WEIGHTS)
        if weights == "mantel-haenszel":
            weight = np.where(both, n * n_0 / np.maximum(n + n_0, 1), 0)
        else:
            weight = (n if weights == "first" else n_0).astype(float)
    else:
        weight = _values("weights", weights)
        if weight.shape != n.shape or (weight < 0).any():
            raise InputError("weights must be numbers from 0 on, one for each stratum.")
    lost = (weight > 0) & ~both
    if lost.any():
        raise InputError(
            f"{lost.sum()} of {len(n)} strata have only one of the two groups, so that they can't "
            "be compared. Make the strata coarser, leave those out and say so, or take "
            '"mantel-haenszel", which gives them no weight.'
        )
    if not weight.sum() > 0:
        raise InputError("No stratum has both groups: nothing can be compared.")
    return weight


# --- Time -----------------------------------------------------------------------------------


def step(values, after, counts="days", confidence=0.95):
    """By how much does a series step up on a day: mean after it less mean before it. (Welch)

    One value for each day, because what a day brings (weather, a coupon, a late lorry) is shared
    by all its visits. The interval believes that days are independent once the step is taken out;
    `placebo_steps` tries that on the days before.

    Parameters
    ----------
    values : array of numbers, one for each day
    after : array of bool, one for each day
        From the day of the change on.

    Raises
    ------
    InputError
        Different lengths, or all days on one side.

    Examples
    --------
    >>> step([10, 12, 11, 15, 14, 16], [False] * 3 + [True] * 3)
    4 (1.73 to 6.27), n = 6 days
    """
    values, after = _values("values", values), np.asarray(after, dtype=bool)
    if len(values) != len(after):
        raise InputError(f"{len(values)} values, but {len(after)} entries of after.")
    if after.all() or not after.any():
        side = "after" if after.all() else "before"
        raise InputError(
            f"All {len(values)} {counts} lie {side} the change. Both sides are needed."
        )
    return difference_of_means(values[after], values[~after], counts, confidence)


def step_factor(values, after, counts="days", confidence=0.95):
    """By what factor does a series step up: `step` of its logs. Values above 0.

    >>> step_factor([10, 12, 11, 22, 20, 24], [False] * 3 + [True] * 3)
    2 (1.63 to 2.46), n = 6 days
    """
    values = _values("values", values)
    if (values <= 0).any():
        raise InputError("A factor needs values above 0. For values with zeros take `step`.")
    return step(np.log(values), after, counts, confidence).through(math.exp)


def change_of_share(count, n, confidence=0.95):
    """From which entry on is a share another one? The likeliest, and those that can't be refused.

    Each place is tried as the change: one share before it, one from it on. The set holds the places
    whose likelihood isn't much smaller than the best one's. It supposes that there is one change.

    Parameters
    ----------
    count, n : arrays, one entry for each time
        How many said yes, of how many; n above 0.
    confidence : float

    Returns
    -------
    Estimate
        value, low and high are places: the first entry after the change (1 to the last). n counts
        all who were asked.

    Raises
    ------
    InputError
        Lengths differ, fewer than two entries, a count above n.

    Examples
    --------
    >>> change_of_share([9, 11, 10, 3, 2, 1], [20] * 6)
    3 (3 to 3), n = 120 visitors

    References
    ----------
    Siegmund (1988), International Statistical Review 56, 31-48: likelihood-ratio sets.
    """
    from scipy.special import xlogy
    from scipy.stats import chi2

    count, n = (np.atleast_1d(x) for x in _counts(count, n))
    if count.shape != n.shape or len(n) < 2 or not (n > 0).all():
        raise InputError("count and n need an entry for each of two or more times, n above 0.")
    yes, all_ = count.cumsum(), n.cumsum()

    def likelihood(yes, all_):
        return xlogy(yes, yes / all_) + xlogy(all_ - yes, 1 - yes / all_)

    before = likelihood(yes[:-1], all_[:-1])
    after = likelihood(yes[-1] - yes[:-1], all_[-1] - all_[:-1])
    fit = before + after
    limit = chi2.ppf(check_share("confidence", confidence), 1) / 2
    kept = np.flatnonzero(fit.max() - fit <= limit) + 1
    return Estimate(int(fit.argmax()) + 1, int(kept[0]), int(kept[-1]), int(n.sum()), "visitors")


def placebo_steps(values, least=7, counts="days", confidence=0.95):
    """Steps at moments at which nothing happened: one estimate for each possible moment.

    Give the days *before* the change. If far more than one interval in twenty leaves 0 out, the
    days aren't independent (a trend, a festival, a week's rhythm), and the interval of the real
    step is too narrow.

    Parameters
    ----------
    values : array of numbers, one for each day, in order
    least : int
        Fewest days to each side.

    Returns
    -------
    list of (int, Estimate)
        The place of the first day "after", and the step there.

    Examples
    --------
    >>> [(place, round(found.value, 1)) for place, found in placebo_steps([1, 2, 1, 2, 1, 2], 2)]
    [(2, 0.0), (3, 0.3), (4, 0.0)]
    """
    values = _values("values", values)
    if least < 2 or 2 * least > len(values):
        raise InputError(
            f"least is {least} of {len(values)} {counts}. Choose from 2 to {len(values) // 2}."
        )
    places = range(least, len(values) - least + 1)
    day = np.arange(len(values))
    return [(place, step(values, day >= place, counts, confidence)) for place in places]


def changes(before, after, chosen, counts="shops", confidence=0.95):
    """How did the chosen change, how did the others, and by how much more did the chosen?

    Only the last row compares: what happened to everybody (a season, a holiday) is in the first
    two. It is an effect where a lot chose. Where the chosen were picked for a low value before,
    they come back towards the mean by themselves (regression to the mean, 回归均值).

    Parameters
    ----------
    before, after : arrays of numbers, one value for each unit (shop, region, person)
    chosen : array of bool, one entry for each unit
    counts : str
        What the units are.

    Returns
    -------
    DataFrame
        Rows "chosen", "others", "difference"; group, before, after (means), better (how many of the
        n rose), estimate, low, high, n, counts. The difference has neither means nor a count of
        those who rose: they are empty.

    Raises
    ------
    InputError
        Different lengths, a missing value, or nobody on one side.

    Examples
    --------
    The two lowest of five throws, and what came when all five were thrown again:

    >>> found = changes([3, 8, 4, 11, 9], [7, 6, 8, 7, 10], [True, False, True, False, False])
    >>> found[["group", "before", "after", "better", "n"]].round(2)
            group  before  after  better  n
    0      chosen    3.50   7.50       2  2
    1      others    9.33   7.67       1  3
    2  difference     NaN    NaN    <NA>  5

    References
    ----------
    Galton (1886), Regression towards mediocrity in hereditary stature; Card and Krueger (1994) for
    the difference of two differences.
    """
    before, after = _same_length("before", before, "after", after)
    chosen = _flags("chosen", chosen, len(before))
    change = after - before
    rows = [
        (name, _mean(before[at]), _mean(after[at]), int((change[at] > 0).sum()),
         *mean(change[at], counts, confidence))
        for name, at in (("chosen", chosen), ("others", ~chosen))
    ]  # fmt: skip
    beside = difference_of_means(change[chosen], change[~chosen], counts, confidence)
    rows.append(("difference", math.nan, math.nan, pd.NA, *beside))
    columns = ["group", "before", "after", "better", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(rows, columns=columns).astype({"better": "Int64"})


def _flags(name, values, n):
    """Yes or no for each unit, with both among them."""
    flags = np.asarray(values, dtype=object)
    if flags.shape != (n,) or not all(isinstance(flag, bool | np.bool_) for flag in flags):
        raise InputError(f"{name} must be True or False for each of the {n} units.")
    flags = flags.astype(bool)
    if flags.all() or not flags.any():
        raise InputError("All units are on one side. Both sides are needed.")
    return flags


# --- By lot ---------------------------------------------------------------------------------


def trend_within(count, exposure, time, group, counts="groups", confidence=0.95):
    """How fast does a rate change with time, each group compared with itself?

    The conditional Poisson regression: groups may have any rates of their own. The interval comes
    from the groups' scatter (Student's t with one fewer than groups), so counts may scatter more
    than luck.

    Parameters
    ----------
    count, exposure, time, group : arrays, one entry per cell
        Clicks, views, age, picture, say; exposure above 0.

    Returns
    -------
    Estimate
        Change of the log of the rate for one unit of time; n counts groups seen at two times.

    Raises
    ------
    InputError

    Examples
    --------
    Two groups of very different rates, both halved after one unit of time.

    >>> trend_within([80, 40, 10, 5], [1000] * 4, [0, 1, 0, 1], ["a", "a", "b", "b"]).value
    -0.693...

    References
    ----------
    Hausman, Hall and Griliches (1984), Econometrica 52(4), 909-938.
    """
    from scipy.optimize import brentq

    count, exposure = _same_length("count", count, "exposure", exposure)
    time, labels = _values("time", time), pd.factorize(np.asarray(group, dtype=object))[0]
    if len(time) != len(count) or len(labels) != len(count) or not (exposure > 0).all():
        raise InputError("Give count, exposure above 0, time and group of each cell.")
    time = time - time.mean()
    many = pd.Series(time).groupby(labels).transform("nunique").to_numpy() > 1
    some = many & (pd.Series(count).groupby(labels).transform("sum").to_numpy() > 0)
    if not some.any():
        raise InputError("No group with counts is seen at two times: nothing changes within one.")
    count, exposure, time = count[some], exposure[some], time[some]
    labels = pd.factorize(labels[some])[0]
    n = labels.max() + 1

    def by_group(values):
        return np.bincount(labels, values, minlength=n)

    def scores(slope):
        weight = exposure * np.exp(slope * time - (slope * time).max())
        return by_group(count * time) - by_group(count) * by_group(weight * time) / by_group(weight)

    reach = 30 / max(np.ptp(time), 1e-12)
    if scores(-reach).sum() * scores(reach).sum() >= 0:
        raise InputError("All counts lie at one end of time: no trend can be told.")
    slope = brentq(lambda at: scores(at).sum(), -reach, reach)
    step = 1e-5 / max(np.ptp(time), 1e-12)
    steep = (scores(slope - step) - scores(slope + step)).sum() / (2 * step)
    spread = (scores(slope) ** 2).sum() * n / (n - 1) / steep**2 if n > 1 else math.nan
    return _student(float(slope), spread, n - 1, int(n), counts, confidence)


def effects_within(values, group, cell, cluster=None, counts="clusters", confidence=0.95):
    """What does each group add, among those it shared a cell with: agents of one shift, say?

    Values less their cell's mean are told by who is in the cell (a fixed effect for each cell).
    Effects are counted from the mean of all groups. Groups that never share a cell are compared
    by way of third ones.

    Parameters
    ----------
    values : array of numbers
    group, cell : arrays of labels, one for each value
    cluster : array of labels, optional
        What luck dealt: days. Each cell lies in one cluster; by default a cell is one.
    counts : str
        What the clusters are.

    Returns
    -------
    (dict of label to Estimate, dict of label to float)
        The effects and their standard errors.

    Raises
    ------
    InputError
        Lengths differ, fewer than two groups, or groups that no chain of cells links.

    Examples
    --------
    >>> found, _ = effects_within([3, 1, 5, 2, 4, 1], list("ababab"), [1, 1, 2, 2, 3, 3])
    >>> found["a"]
    1.33 (0.616 to 2.05), n = 3 clusters

    References
    ----------
    Cameron and Miller (2015), A practitioner's guide to cluster-robust inference, Journal of Human
    Resources 50.
    """
    values = _values("values", values)
    group, names = pd.factorize(np.asarray(group), sort=True)
    cell = pd.factorize(np.asarray(cell))[0]
    cluster = cell if cluster is None else pd.factorize(np.asarray(cluster))[0]
    if not len(values) == len(group) == len(cell) == len(cluster):
        raise InputError("values, group, cell and cluster need an entry for each value.")
    if len(names) < 2:
        raise InputError("There is one group only. Give two that share cells.")
    own = np.eye(len(names))[group]
    within = [_within(column, cell) for column in (*own.T, values)]
    own, rest = np.array(within[:-1]).T, within[-1]
    cross = own.T @ own
    if np.linalg.matrix_rank(cross, hermitian=True) < len(names) - 1:
        raise InputError("Some groups never share a cell with the others. Take larger cells.")
    back = np.linalg.pinv(cross, hermitian=True)
    effect = back @ own.T @ rest
    rest = rest - own @ effect
    many = int(cluster.max()) + 1
    score = np.array([np.bincount(cluster, column * rest, many) for column in own.T])
    variance = np.diag(back @ score @ score.T @ back) * many / max(many - 1, 1)
    found = {
        name: _student(float(value), float(spread), many - 1, many, counts, confidence)
        for name, value, spread in zip(names.tolist(), effect, variance, strict=True)
    }
    return found, dict(zip(names.tolist(), np.sqrt(variance).tolist(), strict=True))


def log_slope(
    count, exposure, x, effects=(), cluster=None, controls=(), counts="cells", confidence=0.95
):
    """By how much does the log of a rate change for one unit of ``x``, all effects held still?

    Poisson regression by quasi-likelihood: right for any counts whose mean has this form, zeros
    among them. Cells of an effect without any count say nothing and are left out. The interval
    stands on clusters (Bell and McCaffrey 2002, for one slope): each cluster's part is blown up by
    its share h of the information, and Student's t has 1 ÷ Σh² − 1 degrees of freedom, so that two
    clusters which tell nearly all are counted as two.

    Parameters
    ----------
    count, exposure, x : arrays, one entry per cell
        Counts from 0 on, exposure above 0.
    effects : sequence of arrays of labels
        Such as the article of each cell, and its week.
    cluster : array of labels, optional
        What hangs together or was dealt together; each cell alone if not given.
    controls : sequence of arrays
        Other numbers that are held still.
    counts : str
        What the clusters are.
    confidence : float

    Returns
    -------
    Estimate
        n counts clusters that are left. No interval where they tell less than two that tell
        equally much.

    Raises
    ------
    InputError
        Lengths that differ, nothing counted, or an ``x`` that the effects fix.

    Examples
    --------
    Two articles, one of which sells ten times as much; both halve as x goes from 0 to 1.

    >>> log_slope([80, 40, 8, 4], [1] * 4, [0, 1, 0, 1], [["a", "a", "b", "b"]]).value
    -0.693...

    References
    ----------
    Gourieroux, Monfort and Trognon (1984), Econometrica 52; Santos Silva and Tenreyro (2006),
    Review of Economics and Statistics 88; Bell and McCaffrey (2002), Survey Methodology 28.
    """
    rows = _slope_rows(count, exposure, x, effects, cluster, controls)
    slope, rest, residual, weight, columns = _one_thread(_slope_fit, rows)
    information = np.bincount(rows.cluster, weight * rest**2)
    scores = np.bincount(rows.cluster, residual * rest)
    share = information / information.sum()
    free = len(rows.count) / max(len(rows.count) - columns, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(share > 0, scores**2 / (1 - share), 0.0)
    many = 1 / (share**2).sum()
    if not many > 2 - ROUNDING:
        return Estimate(slope, math.nan, math.nan, len(share), counts)
    variance = free * parts.sum() / information.sum() ** 2
    return _student(slope, variance, many - 1, len(share), counts, confidence)


def slope_information(count, exposure, x, effects=(), cluster=None, controls=()):
    """Which share of what `log_slope` knows does each cluster tell?

    Returns
    -------
    Series
        Share of the information, by cluster; they sum to 1.

    Examples
    --------
    Only the first article's x moves.

    >>> slope_information([80, 40, 8, 9], [1] * 4, [0, 1, 0, 0], [["a", "a", "b", "b"]],
    ...                   ["a", "a", "b", "b"]).round(2).to_dict()
    {'a': 1.0, 'b': 0.0}
    """
    rows = _slope_rows(count, exposure, x, effects, cluster, controls)
    _, rest, _, weight, _ = _one_thread(_slope_fit, rows)
    told = np.bincount(rows.cluster, weight * rest**2)
    return pd.Series(told / told.sum(), index=pd.Index(rows.names))


class _SlopeRows(NamedTuple):
    """The cells of `log_slope` that say something; ``rest``: dummies and controls."""

    count: np.ndarray
    exposure: np.ndarray
    x: np.ndarray
    rest: object  # sparse
    cluster: np.ndarray
    names: list
    nested: int  # levels of effects that lie within clusters: each has its own cluster


def _slope_rows(count, exposure, x, effects, cluster, controls):
    from scipy import sparse

    count, exposure = _same_length("count", count, "exposure", exposure)
    x = _same_length("count", count, "x", x)[1]
    controls = [_same_length("count", count, "controls", each)[1] for each in controls]
    labels = [np.asarray(each, dtype=object) for each in effects]
    alone = np.arange(len(count)) if cluster is None else np.asarray(cluster, dtype=object)
    if any(len(each) != len(count) for each in (*labels, alone)):
        raise InputError("effects and cluster need one label for each cell.")
    if (count < 0).any() or not (exposure > 0).all() or not count.sum() > 0:
        raise InputError("Give counts from 0 on, some above 0, and exposures above 0.")
    keep = np.ones(len(count), bool)
    for each in labels:  # dropping a level of one effect may empty one of another
        total = pd.Series(count * keep).groupby(pd.factorize(each)[0]).transform("sum")
        keep &= total.to_numpy() > 0
    codes, names = pd.factorize(alone[keep])
    rows, nested = np.arange(keep.sum()), 0
    parts = [sparse.csr_array(np.ones((keep.sum(), 1)))]
    for each in labels:
        level, levels = pd.factorize(each[keep])
        dummies = sparse.csr_array((np.ones(len(level)), (rows, level)))
        parts.append(dummies[:, 1:] if len(levels) > 1 else dummies[:, :0])
        within = pd.Series(codes).groupby(level).nunique().max() == 1
        nested += (len(levels) - 1) if within and cluster is not None else 0
    parts += [sparse.csr_array((each[keep] - each[keep].mean())[:, None]) for each in controls]
    return _SlopeRows(
        count[keep], exposure[keep], x[keep] - x[keep].mean(), sparse.hstack(parts).tocsr(), codes,
        list(names), nested,
    )  # fmt: skip


def _slope_fit(rows):
    """Slope, x beyond the effects, residuals, weights, columns that are estimated."""
    from scipy import sparse

    design = sparse.hstack([sparse.csr_array(rows.x[:, None]), rows.rest]).tocsr()
    mean = np.maximum(rows.count, rows.count.mean() / 10)
    last = math.inf
    for _ in range(100):
        working = np.log(mean / rows.exposure) + (rows.count - mean) / mean
        found = _weighted_fit(design, mean, working)
        mean = rows.exposure * np.exp(np.clip(design @ found, -700, 700))
        logs = rows.count * np.log(np.where(rows.count > 0, rows.count, 1) / mean)
        off = 2 * (np.where(rows.count > 0, logs, 0) - rows.count + mean).sum()
        if abs(last - off) < 1e-10 * (abs(off) + 1):
            break
        last = off
    beyond_rest = rows.x - rows.rest @ _weighted_fit(rows.rest, mean, rows.x)
    if not (mean * beyond_rest**2).sum() > 1e-12 * max((mean * rows.x**2).sum(), 1e-300):
        raise NoAnswerError("x doesn't move beyond what the effects and controls say: no slope.")
    rank = np.linalg.matrix_rank((rows.rest.T @ rows.rest).toarray())
    return float(found[0]), beyond_rest, rows.count - mean, mean, rank + 1 - rows.nested


def _one_thread(solve, *given):
    """Small matrices: several threads wait for each other, and on a busy computer for minutes."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return solve(*given)


def _weighted_fit(design, weight, values):
    """Weighted least squares by the normal equations: hundreds of dummies, thousands of cells."""
    left = design.T.multiply(weight).tocsr()
    return np.linalg.lstsq((left @ design).toarray(), left @ values, rcond=1e-12)[0]


def ratio_of_differences(gain, cost, gain_0, cost_0, counts="days", confidence=0.95):
    """More gained per more spent, where lots say which days (weeks, regions) had more. (Wald 1940)

    Parameters
    ----------
    gain, cost : arrays, one value for each unit that had more
    gain_0, cost_0 : arrays, for the others

    Returns
    -------
    Estimate
        Welch's interval of gain − ratio · cost, per further yuan.

    Raises
    ------
    InputError
        One side is empty, or the two sides spent the same.

    Examples
    --------
    >>> ratio_of_differences([90, 120, 105], [30, 40, 35], [60, 80, 70], [15, 20, 17])
    1.98 (1.33 to 2.63), n = 6 days
    """
    gain, cost = _same_length("gain", gain, "cost", cost)
    gain_0, cost_0 = _same_length("gain_0", gain_0, "cost_0", cost_0)
    if not len(cost) or not len(cost_0):
        raise InputError("All units are on one side. Both sides are needed.")
    more = _mean(cost) - _mean(cost_0)
    if not abs(more) > 0:
        raise InputError("Both sides spent the same on average: no more was spent to divide by.")
    ratio = (_mean(gain) - _mean(gain_0)) / more
    rest = difference_of_means(gain - ratio * cost, gain_0 - ratio * cost_0, counts, confidence)
    ends = sorted((ratio + rest.low / more, ratio + rest.high / more))
    return Estimate(float(ratio), float(ends[0]), float(ends[1]), rest.n, counts)


def randomisation(values, treated, blocks=None, counts="units", confidence=0.95, seed=0):
    """Mean of the treated less mean of the others, judged by the lots that might have been drawn.

    Believes in the lot alone, not in a distribution: right for a dozen regions or weeks. The
    interval holds those effects which, taken away from the treated, leave a difference that lots
    bring about often enough. All possible lots are tried where they are at most ``DRAWS``, else
    so many drawn ones.

    Parameters
    ----------
    values : array of numbers, one for each unit
    treated : array of bool
    blocks : array of labels, optional
        Within which the lot was drawn, such as pairs.
    seed : int
        Of the drawn lots.

    Examples
    --------
    >>> randomisation([5, 7, 9, 6, 8, 4, 3, 5, 2, 4], [True] * 5 + [False] * 5, counts="regions")
    3.4 (1 to 5.5), n = 10 regions

    References
    ----------
    Fisher (1935), The Design of Experiments; Imbens and Rubin (2015), chapter 5.
    """
    values, treated, lots = _lots(values, treated, blocks, seed)
    effect = _gaps(values, treated[None])[0]
    gaps, moves = _gaps(values, lots), _gaps(treated.astype(float), lots)

    def p_value(supposed):
        return np.mean(np.abs(gaps - supposed * moves) >= abs(effect - supposed) - 1e-12)

    alpha = 1 - check_share("confidence", confidence)
    widest = 2 * np.ptp(values)
    low, high = (_turning_point(p_value, effect, effect + way * widest, alpha) for way in (-1, 1))
    return Estimate(float(effect), low, high, len(values), counts)


def randomisation_p(values, treated, blocks=None, seed=0):
    """In what share of the possible lots is the difference of means at least as large? (p-value)

    >>> randomisation_p([5, 7, 9, 6, 8, 4, 3, 5, 2, 4], [True] * 5 + [False] * 5).round(3)
    np.float64(0.016)
    """
    values, treated, lots = _lots(values, treated, blocks, seed)
    effect = _gaps(values, treated[None])[0]
    return np.mean(np.abs(_gaps(values, lots)) >= abs(effect) - 1e-12)


def randomisation_ratio(gain, cost, dose, blocks=None, counts="units", confidence=0.95, seed=0):
    """More gained per more spent, where a lot dealt out doses, judged by the lots.

    Like `ratio_of_differences`, but it believes in the lot alone, and a dose may have more than two
    sizes. The interval holds those ratios under which gain − ratio · cost goes with the dose no
    more than with lots that might have been drawn.

    Parameters
    ----------
    gain, cost, dose : arrays of numbers, one for each unit
        The dose is what the lot dealt (times the usual budget); cost is what was then spent.
    blocks : array of labels, optional
        Within which the lot was drawn, such as weeks.
    seed : int
        Of the drawn lots.

    Returns
    -------
    Estimate
        An end is infinite where the lots can't bound it, for hardly more was spent.

    Raises
    ------
    InputError
        Lengths differ, all units of each block have one dose, or a larger dose didn't cost more.

    Examples
    --------
    >>> gain, cost = [60, 92, 104, 71, 118, 88], [0, 20, 30, 0, 30, 20]
    >>> randomisation_ratio(gain, cost, dose=[0, 1, 1.5, 0, 1.5, 1], counts="regions")
    1.48 (0.875 to 2.34), n = 6 regions

    References
    ----------
    Imbens and Rosenbaum (2005), Journal of the Royal Statistical Society A 168: an instrument that
    a lot dealt out, by permutation.
    """
    gain, cost = _same_length("gain", gain, "cost", cost)
    gain, dose = _same_length("gain", gain, "dose", dose)
    alpha = 1 - check_share("confidence", confidence)
    lots = _doses(dose, blocks, seed)
    if not np.ptp(lots, axis=0).any():
        raise InputError("In each block all units have one dose: no lot can change that.")
    labels = np.zeros(len(dose)) if blocks is None else np.asarray(blocks)
    gains, costs = (lots @ _within(values, labels) for values in (gain, cost))
    if not costs[0] > 0:
        raise InputError("A larger dose didn't cost more. Is cost what was spent on it?")
    ratio = gains[0] / costs[0]

    def p_value(supposed):
        away = np.abs(gains - supposed * costs)
        return np.mean(away >= away[0] - ROUNDING * np.abs(gains).max())

    reach = 100 * np.std(gains - ratio * costs) / costs[0]
    ends = (_turning_point(p_value, ratio, ratio + way * reach, alpha) for way in (-1, 1))
    low, high = (
        way * math.inf if math.isnan(end) else end for way, end in zip((-1, 1), ends, strict=True)
    )
    return Estimate(float(ratio), float(low), float(high), len(gain), counts)


def _doses(dose, blocks, seed):
    """Rows of doses as lots might have dealt them within blocks; the first row is what they did."""
    blocks = np.zeros(len(dose)) if blocks is None else np.asarray(blocks)
    if blocks.shape != dose.shape:
        raise InputError(f"blocks must be a list with one block for each of the {len(dose)} units.")
    seed = check_whole("seed", seed)
    _, code = np.unique(blocks, return_inverse=True)
    u = uniforms(seed, ALLOTTED, (DRAWS, len(dose)), part=1)
    place = np.argsort(code, kind="stable")
    lots = np.empty((DRAWS, len(dose)))
    lots[:, place] = dose[np.lexsort((u, np.broadcast_to(code, u.shape)))]
    lots[0] = dose
    return lots


def _within(values, blocks):
    """Values less the mean of their block."""
    _, code = np.unique(blocks, return_inverse=True)
    return values - (np.bincount(code, values) / np.bincount(code))[code]


def _lots(values, treated, blocks, seed):
    """Values, who was treated, and rows of who might have been."""
    values, treated = _values("values", values), np.asarray(treated, dtype=bool)
    blocks = np.zeros(len(values)) if blocks is None else np.asarray(blocks)
    if not len(values) == len(treated) == len(blocks):
        raise InputError("values, treated and blocks need an entry for each unit.")
    if treated.all() or not treated.any():
        raise InputError("All units are on one side. Both sides are needed.")
    members = [np.flatnonzero(blocks == label) for label in np.unique(blocks)]
    ways = math.prod(math.comb(len(m), int(treated[m].sum())) for m in members)
    lots = np.zeros((min(ways, DRAWS), len(values)), dtype=bool)
    if ways <= DRAWS:
        rows = [()]
        for m in members:
            chosen = list(combinations(m, int(treated[m].sum())))
            rows = [row + more for row in rows for more in chosen]
        np.put_along_axis(lots, np.array(rows, dtype=int), True, axis=1)
    else:
        u = uniforms(seed, ALLOTTED, lots.shape)
        for m in members:
            lots[:, m] = u[:, m].argsort(axis=1).argsort(axis=1) < treated[m].sum()
        lots[0] = treated  # the lot that was drawn is one of those that might have been
    return values, treated, lots


def _gaps(values, lots):
    """Mean of the chosen less mean of the others, for each row of lots."""
    many = lots.sum(axis=1)
    return lots @ values / many - (~lots) @ values / (lots.shape[1] - many)


def _turning_point(p_value, inside, outside, alpha):
    """Where the p-value falls to alpha between a point inside and one outside; NaN if nowhere."""
    if p_value(outside) > alpha:
        return math.nan
    for _ in range(60):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if p_value(middle) > alpha else (inside, middle)
    return float(inside)


# --- Where a rule cuts ----------------------------------------------------------------------


def regression_discontinuity(
    running, outcome, cutoff, bandwidth, kernel="triangular", counts="customers", confidence=0.95
):
    """How far does the outcome jump where a rule begins to hold?

    Two straight lines, one to each side of the cut-off, through those within ``bandwidth`` of it.
    People there are alike but for the rule, unless they know it and jump over it on purpose.

    Parameters
    ----------
    running : array
        What the rule looks at, such as yuan spent.
    outcome : array
        0 or 1, or numbers.
    cutoff, bandwidth : float
        In units of ``running``; the rule holds from the cut-off on.
    kernel : str
        "triangular" (those near the cut-off weigh more) or "uniform".

    Returns
    -------
    Estimate
        n counts those within the bandwidth. The variance holds for any scatter (HC3).

    Raises
    ------
    InputError
        Lengths differ, an unknown kernel, or fewer than 3 different values on one side.

    Examples
    --------
    >>> spent = np.arange(1000, 3000, 20)
    >>> again = 0.2 + spent / 1e4 + 0.1 * (spent >= 2000) + 0.01 * (spent % 3)
    >>> regression_discontinuity(spent, again, cutoff=2000, bandwidth=600)
    0.103 (0.0923 to 0.113), n = 59 customers

    References
    ----------
    Imbens and Lemieux (2008), Journal of Econometrics 142; MacKinnon and White (1985).
    """
    from statsmodels.regression.linear_model import WLS

    check_choice("kernel", kernel, KERNELS)
    check_number("bandwidth", bandwidth, low=0)
    running, outcome = _same_length("running", running, "outcome", outcome)
    x = (running - _one("cutoff", cutoff)) / bandwidth
    weight = 1 - np.abs(x)
    # The edge itself has no weight in a triangle, and belongs to the uniform kernel.
    near = weight > 0 if kernel == "triangular" else weight >= 0
    x, y, weight = x[near], outcome[near], weight[near]
    above = x >= 0
    if min(len(np.unique(x[side])) for side in (above, ~above)) < 3:
        raise InputError(
            f"Fewer than 3 different values on one side of {cutoff:g} within {bandwidth:g}: a line "
            "needs more. Take a wider bandwidth."
        )
    lines = np.column_stack([np.ones(len(x)), above, x, above * x])
    fit = WLS(y, lines, weight if kernel == "triangular" else 1).fit(cov_type="HC3", use_t=True)
    low, high = fit.conf_int(1 - check_share("confidence", confidence))[1]
    return Estimate(float(fit.params[1]), float(low), float(high), len(x), counts)


# --- Counts that were cut off -----------------------------------------------------------------


def censored_rate(count, exposure, cut_off, counts="days", confidence=0.95):
    """How many come per unit of exposure, if some of the counts only say "at least so many"?

    Demand behind an empty shelf: that day's sales are a lower bound. Leaving such days out would
    leave out those on which most was wanted. Counts are negative binomial with a variance in
    proportion to their mean (Poisson, where they don't scatter more).

    Parameters
    ----------
    count, exposure : arrays, one entry for each day
        Pieces, and what they are counted per (visits, or 1 for each day), above 0.
    cut_off : array of bool
        Where more than ``count`` may have been wanted.

    Returns
    -------
    Estimate
        Profile likelihood; Student's t, as the days that weren't cut off tell how much they
        scatter. NaN at both ends where only one wasn't.

    Raises
    ------
    InputError
        Lengths differ, something is below 0, or all days were cut off.

    Examples
    --------
    >>> censored_rate([4, 6, 5, 5, 7, 3, 8, 4], [1] * 8, [False] * 6 + [True] * 2)
    5.69 (3.67 to 9.62), n = 8 days

    References
    ----------
    Tobin (1958), Econometrica 26, of normal values; Cameron and Trivedi (2013), Regression Analysis
    of Count Data, section 3.3.1 (NB1) and 4.6 (censored counts).
    """
    from scipy.optimize import brentq, minimize_scalar

    count, exposure, cut_off = _cut_counts(count, exposure, cut_off, counts)
    seen = int((~cut_off).sum())

    def loss(log_rate):
        """Minus the log-likelihood, at the scatter that suits this rate best."""
        mean = np.exp(log_rate) * exposure
        return minimize_scalar(
            lambda log_spread: _count_loss(count, mean, np.exp(log_spread), cut_off),
            bounds=LOG_SPREADS, method="bounded", options={"xatol": 0.01},
        ).fun  # fmt: skip

    middle = math.log(count.sum() / exposure.sum())
    best = minimize_scalar(loss, bounds=(middle - 1, middle + 4), method="bounded")
    limit = best.fun + float(t_quantile(seen - 1, confidence)) ** 2 / 2
    ends = [math.nan, math.nan]
    if seen > 1:
        far = (best.x - 9, best.x + 9)
        ends = [brentq(lambda x: loss(x) - limit, *sorted((best.x, end)), xtol=1e-6) for end in far]
    return Estimate(math.exp(best.x), *map(math.exp, ends), len(count), counts)


def _cut_counts(count, exposure, cut_off, counts):
    """Counts of which some are lower bounds, checked."""
    count, exposure = _same_length("count", count, "exposure", exposure)
    cut_off = np.asarray(cut_off, dtype=bool)
    if len(cut_off) != len(count):
        raise InputError(f"{len(count)} counts, but {len(cut_off)} entries of cut_off.")
    if not len(count) or (count < 0).any() or not (exposure > 0).all():
        raise InputError("Counts are from 0 on, and each needs an exposure above 0.")
    seen = int((~cut_off).sum())
    if not seen or not count.any():
        raise InputError(
            f"All {len(count)} {counts} were cut off: they don't say how much was wanted."
            if not seen
            else f"Nothing was counted on {len(count)} {counts}: no rate can be told."
        )
    return count, exposure, cut_off


def tobit_rate(count, exposure, cut_off, counts="days", confidence=0.95):
    """The same question as `censored_rate`, as if counts were normal: Tobin's model.

    It is here to be seen beside the right one. A normal value may lie below 0, so "at least 0"
    would say something to it that it doesn't say of counts: of slow goods it finds too much.

    Parameters
    ----------
    count, exposure, cut_off, counts, confidence
        As in `censored_rate`.

    Returns
    -------
    Estimate
        Normal interval from the curvature of the likelihood.

    Raises
    ------
    InputError

    Examples
    --------
    >>> tobit_rate([4, 6, 5, 5, 7, 3, 8, 4], [1] * 8, [False] * 6 + [True] * 2)
    5.63 (4.32 to 6.94), n = 8 days

    References
    ----------
    Tobin (1958), Econometrica 26.
    """
    from scipy.optimize import minimize
    from scipy.special import log_ndtr

    count, exposure, cut_off = _cut_counts(count, exposure, cut_off, counts)
    root = np.sqrt(exposure)

    def loss(at):
        rate, log_sd = at
        z = (count - rate * exposure) / (np.exp(log_sd) * root)
        seen = -(z**2) / 2 - log_sd - np.log(root)
        return -np.where(cut_off, log_ndtr(-z), seen).sum()

    start = count.sum() / exposure.sum()
    scatter = max(float(np.std((count - start * exposure) / root)), 1e-3 * max(start, 1e-9))
    found = minimize(loss, [start, math.log(scatter)], method="Nelder-Mead",
                     options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4000}).x  # fmt: skip
    step = np.array([1e-4 * max(abs(found[0]), 1e-6), 1e-4])
    error = math.sqrt(max(_curvature_inverse(loss, found, step)[0, 0], 0))
    value, low, high = normal_interval(float(found[0]), error, confidence)
    return Estimate(value, float(low), float(high), len(count), counts)


def _curvature_inverse(loss, at, step):
    """The inverse of the second derivatives of a function of two values."""
    one, two = np.diag(step)
    straight = [(loss(at + d) - 2 * loss(at) + loss(at - d)) for d in (one, two)]
    mixed = (loss(at + one + two) - loss(at + one - two) - loss(at - one + two)
             + loss(at - one - two)) / 4  # fmt: skip
    return np.linalg.inv(np.array([[straight[0], mixed], [mixed, straight[1]]])
                         / np.outer(step, step))  # fmt: skip


def beyond_count(mean, spread, least):
    """If at least so many came, how many came? Mean and variance of a count of known mean.

    Parameters
    ----------
    mean, spread : arrays
        Of the counts: their variance is (1 + spread) · mean (NB1; 0: Poisson).
    least : array of int
        They are known to be at least so many.

    Returns
    -------
    (array, array)
        Mean and variance.

    Examples
    --------
    >>> found, variance = beyond_count(2.0, 0.0, [0, 1, 5])
    >>> found.round(2).tolist()
    [2.0, 2.31, 5.43]

    References
    ----------
    Sums of a truncated negative binomial: Johnson, Kemp and Kotz (2005), Univariate Discrete
    Distributions, chapter 5.
    """
    mean, spread, least = np.broadcast_arrays(
        np.asarray(mean, float), np.maximum(spread, math.exp(LOG_SPREADS[0])), least
    )
    size, above = mean / spread, spread / (1 + spread)

    def at_least(k, more):
        return np.where(k > 0, betainc(np.maximum(k, 1), size + more, above), 1.0)

    chance = at_least(least, 0)
    safe = np.where(chance > 1e-250, chance, 1.0)
    first = mean * at_least(least - 1, 1) / safe
    second = mean * (mean + spread) * at_least(least - 2, 2) / safe + first
    rare = chance <= 1e-250
    value = np.where(rare, least, np.maximum(first, least))
    return value, np.where(rare, mean, np.maximum(second - first**2, 0.0))


def _count_loss(count, mean, spread, cut_off):
    """Minus the log-likelihood of counts of variance (1 + spread) · mean; some are lower bounds."""
    size, above = mean / spread, spread / (1 + spread)
    seen = gammaln(size + count) - gammaln(size) - gammaln(count + 1)
    seen += count * np.log(above) - size * np.log1p(spread)
    at_least = np.log(np.where(count > 0, betainc(np.maximum(count, 1), size, above), 1))
    return -np.where(cut_off, at_least, seen).sum()


# --- Waits that are not over -----------------------------------------------------------------


def survival(observed, censored, confidence=0.95):
    """Which share waits longer than each time, if some waits are not over yet? (Kaplan–Meier)

    Parameters
    ----------
    observed, censored : arrays of counts, one entry for each time 0, 1, 2, …
        Waits that ended then, and waits that were still open when last seen at that length.

    Returns
    -------
    DataFrame, one row per time
        observed, censored, at_risk (waits at least so long), survival (share that is longer), low,
        high (log-log interval).

    Raises
    ------
    InputError
        Lengths differ, or there is no wait.

    Examples
    --------
    >>> survival([0, 0, 1, 0], [0, 1, 0, 1]).round(2)
       observed  censored  at_risk  survival   low  high
    0         0         0        3       1.0  1.00  1.00
    1         0         1        3       1.0  0.01  1.00
    2         1         0        2       0.5  0.01  0.91
    3         0         1        1       0.5  0.01  0.91

    References
    ----------
    Kaplan and Meier (1958), JASA 53, 457-481. Log-log interval: Kalbfleisch and Prentice, The
    Statistical Analysis of Failure Time Data, section 1.4.
    """
    observed, censored = _same_length("observed", observed, "censored", censored)
    if not len(observed) or not (observed + censored).sum() > 0:
        raise InputError("There is no wait: a curve needs at least one.")
    observed, censored = (counts.astype("int64") for counts in (observed, censored))
    at_risk = (observed + censored)[::-1].cumsum()[::-1]
    last = int(np.flatnonzero(at_risk)[-1]) + 1
    observed, censored, at_risk = (x[:last] for x in (observed, censored, at_risk))
    curve = (1 - observed / at_risk).cumprod()
    low, high = _log_log_interval(observed, at_risk, curve, confidence)
    return pd.DataFrame(
        {"observed": observed, "censored": censored, "at_risk": at_risk, "survival": curve,
         "low": low, "high": high}
    )  # fmt: skip


def _log_log_interval(observed, at_risk, curve, confidence):
    """Greenwood's variance, taken on the scale log(-log(curve)) so that 0 < low, high < 1.

    Where the curve is still 1 the formula has no answer: as it can only fall, the first ``low``
    further on holds there too, as does the last ``high`` where it has come down to 0.
    """
    z = normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (observed / (at_risk * (at_risk - observed))).cumsum()
        spread = np.exp(z * np.sqrt(variance) / -np.log(curve))
    between = (curve > 0) & (curve < 1)
    low = pd.Series(curve**spread).where(between)
    high = pd.Series(curve ** (1 / spread)).where(between)
    if curve[0] == 1:
        low[0] = high[0] = 1.0  # no wait has ended yet
    return low.bfill().fillna(0), high.ffill()


# --- From sums: what a log of millions of rows is reduced to -----------------------------------


class Moments(NamedTuple):
    """What a group's rows are reduced to: how many, the means of some columns, their covariances.

    >>> Moments(3, np.array([2.0]), np.array([[1.0]])).n
    3
    """

    n: int
    mean: np.ndarray  # one for each column
    cov: np.ndarray  # of the columns with each other, by n − 1


def moments(*columns):
    """Moments of columns of the same length, one entry for each unit.

    Examples
    --------
    >>> found = moments([3, 4, 5, 4], [1, 0, 1, 1])
    >>> found.n, found.mean.tolist(), found.cov.round(2).tolist()
    (4, [4.0, 0.75], [[0.67, 0.0], [0.0, 0.25]])
    """
    rows = np.array([_values("column", column) for column in columns])
    rest = rows - rows.mean(axis=1, keepdims=True)
    n = rows.shape[1]
    return Moments(n, rows.mean(axis=1), rest @ rest.T / (n - 1 if n > 1 else math.nan))


def pooled_moments(one, other):
    """Moments of two groups together.

    >>> both = pooled_moments(moments([1, 2, 3]), moments([4, 6]))
    >>> both.n, both.mean.tolist(), both.cov.round(1).tolist()
    (5, [3.2], [[3.7]])
    """
    n, gap = one.n + other.n, np.subtract(one.mean, other.mean)
    squares = (one.n - 1) * one.cov + (other.n - 1) * other.cov
    squares = squares + one.n * other.n / n * np.outer(gap, gap)
    return Moments(n, (one.n * one.mean + other.n * other.mean) / n, squares / (n - 1))


def difference_from_moments(
    treated, control, ratio=False, covariate=False, relative=False, counts="visitors",
    confidence=0.95,
):  # fmt: skip
    """First mean (or ratio of two means) less second, from moments. (Welch 1947; delta method)

    Parameters
    ----------
    treated, control : Moments
        Of the columns in this order: the value; with ``ratio`` what it is divided by; with
        ``covariate`` what was known of each unit before.
    ratio : bool
        Mean of the first column ÷ mean of the second, for sums whose number of parts is luck
        too (yuan per order where chance dealt visitors).
    covariate : bool
        Take away what the covariate explains, with the same slope in both groups (CUPED): its
        means differ by luck alone.
    relative : bool
        First ÷ second − 1, by logs, in place of the difference.

    Returns
    -------
    Estimate
        Without an interval where nothing varies; relative also where a side isn't above 0.

    Examples
    --------
    >>> difference_from_moments(moments([3, 4, 5, 4]), moments([1, 2, 2, 3]))
    2 (0.587 to 3.41), n = 8 visitors

    References
    ----------
    Deng, Xu, Kohavi and Walker (2013), WSDM (CUPED); Deng, Knoblich and Lu (2018), KDD (delta).
    """
    total = pooled_moments(treated, control)
    slope = 0.0
    if covariate:
        lean, spread = _leaning(total, ratio), total.cov[-1, -1]
        slope = float(lean @ total.cov[:, -1] / spread) if spread > 0 else 0.0
    sides = [_of_side(side, total, ratio, covariate, slope) for side in (treated, control)]
    (value, variance), (value_0, variance_0) = sides
    sizes, n = np.array([treated.n, control.n]), treated.n + control.n
    parts = np.array([variance, variance_0]) / sizes
    if not relative:
        df = _satterthwaite(parts, sizes)
        return _student(value - value_0, parts.sum(), df, n, counts, confidence)
    if not (value > 0 and value_0 > 0):
        change = value / value_0 - 1 if value_0 else math.nan
        return Estimate(float(change), math.nan, math.nan, int(n), counts)
    parts = parts / np.array([value, value_0]) ** 2
    df = _satterthwaite(parts, sizes)
    found = _student(math.log(value / value_0), parts.sum(), df, n, counts, confidence)
    return found.through(math.expm1)


def _leaning(side, ratio):
    """How far the value moves with each column's mean (its gradient), without a covariate."""
    lean = np.zeros(len(side.mean))
    if not ratio:
        lean[0] = 1
        return lean
    if not side.mean[1] > 0:
        raise InputError("The mean below is not above 0: a ratio needs something to divide by.")
    lean[:2] = 1 / side.mean[1], -side.mean[0] / side.mean[1] ** 2
    return lean


def _of_side(side, total, ratio, covariate, slope):
    """A group's value and the variance of one unit of it."""
    lean = _leaning(side, ratio)
    value = side.mean[0] / side.mean[1] if ratio else side.mean[0]
    if covariate:
        lean[-1] = -slope
        value = value - slope * (side.mean[-1] - total.mean[-1])
    return value, lean @ side.cov @ lean


def quantile(values, share=0.5, cluster=None, counts="visitors", confidence=0.95):
    """Below which value lies this share of them? (Woodruff 1952)

    The interval is that of the share of values below, looked up in the sorted values: no shape
    of the distribution is supposed.

    Parameters
    ----------
    values : array of numbers, one for each row
    share : float
        0.5 for the median, 0.95 for the slowest twentieth.
    cluster : array of labels, optional
        Where luck dealt visitors and a row is a page view: the interval then counts visitors.

    Returns
    -------
    Estimate
        Without an interval where the values are too few to hold one.

    Examples
    --------
    >>> quantile(range(1, 101), 0.5)
    50.5 (40.8 to 60.2), n = 100 visitors
    """
    values, share = _values("values", values), check_share("share", share)
    cut, n = np.quantile(values, share), len(values)
    below = (values <= cut).astype(float)
    if cluster is None:
        variance, reach = share * (1 - share) / n, normal_quantile(confidence)
    else:
        _, place = np.unique(np.asarray(cluster), return_inverse=True)
        if len(place) != len(values):
            raise InputError(f"{len(values)} values, but {len(place)} clusters. Give pairs.")
        _, variance, n = _linearised(np.bincount(place, below), np.bincount(place).astype(float))
        reach = float(t_quantile(n - 1, confidence))
    ends = share + np.array([-1, 1]) * reach * variance**0.5
    if not (np.isfinite(ends).all() and ends[0] >= 0 and ends[1] <= 1):
        return Estimate(float(cut), math.nan, math.nan, n, counts)
    low, high = np.quantile(values, ends)
    return Estimate(float(cut), float(low), float(high), n, counts)


# --- Looked at more than once ------------------------------------------------------------------


def always_valid(value, variance, scale, confidence=0.95):
    """An interval that holds the truth at *all* looks together, however many (mSPRT).

    Robbins' mixture of normals: in at least ``confidence`` of tests no interval ever misses, so
    that a test may be looked at daily and be ended when one likes. As variances are estimated, it
    is right for samples that aren't tiny.

    Parameters
    ----------
    value, variance : number or array
        The estimate so far and the square of its standard error.
    scale : float
        The effects for which it shall be narrow, as a standard deviation, in the value's unit:
        `mixture_scale` finds the best for a planned length. Any is valid.

    Returns
    -------
    low, high : floats or arrays
        NaN where the variance isn't above 0.

    Examples
    --------
    An estimate of 0.01 with a standard error of 0.004: an interval for one look would leave 0 out.

    >>> low, high = always_valid(0.01, 0.004**2, scale=0.01)
    >>> round(float(low), 4), round(float(high), 4)
    (-0.0022, 0.0222)

    References
    ----------
    Robbins (1970), Annals of Mathematical Statistics 41; Johari, Koomen, Pekelis and Walsh (2022),
    Operations Research 70.
    """
    value, variance = _numbers("value", value), _numbers("variance", variance)
    check_positive("scale", scale)
    variance = np.where(variance > 0, variance, np.nan)
    more = 1 + scale**2 / variance
    alpha = 1 - check_share("confidence", confidence)
    reach = np.sqrt(variance * more / (more - 1) * (np.log(more) - 2 * math.log(alpha)))
    return (value - reach)[()], (value + reach)[()]


def mixture_scale(variance, confidence=0.95):
    """The scale that makes `always_valid` narrowest when the estimate's variance is this.

    Examples
    --------
    About three standard errors at the planned end.

    >>> round(mixture_scale(0.004**2) / 0.004, 2)
    2.87

    References
    ----------
    Howard, Ramdas, McAuliffe and Sekhon (2021), Annals of Statistics 49, proposition 3.
    """
    from scipy.special import lambertw

    check_positive("variance", variance)
    alpha = 1 - check_share("confidence", confidence)
    return float(np.sqrt(variance * (-lambertw(-(alpha**2) / math.e, -1).real - 1)))


def stopping_lines(times, shape="obrien_fleming", spending=False, confidence=0.95):
    """How many standard errors must an estimate be from nothing, to stop at each planned look?

    Parameters
    ----------
    times : sequence of float
        Shares of the planned units at which somebody looks, rising, the last one 1.
    shape : str
        "obrien_fleming" (hardly ever early), "pocock" (the same line at each look).
    spending : bool
        By a function that spends the error (Lan and DeMets 1983), so that looks may come at other
        times than planned; else the classical lines, whose shape holds at the looks as they are.

    Returns
    -------
    array
        One for each look; two-sided.

    Raises
    ------
    InputError
        Times that don't rise to 1, or more than 60 of them.

    Examples
    --------
    >>> stopping_lines([.25, .5, .75, 1]).round(3).tolist()
    [4.049, 2.863, 2.337, 2.024]
    >>> stopping_lines([.25, .5, .75, 1], "pocock").round(3).tolist()
    [2.361, 2.361, 2.361, 2.361]

    References
    ----------
    O'Brien and Fleming (1979); Pocock (1977); Armitage, McPherson and Rowe (1969); Jennison and
    Turnbull (2000), Group Sequential Methods, chapters 2, 7 and 19.
    """
    from scipy.optimize import brentq

    times = _values("times", times)
    steps = np.diff(times, prepend=0)
    if not (0 < len(times) <= MOST_LOOKS and (steps > 0).all() and abs(times[-1] - 1) < 1e-9):
        raise InputError(
            f"times is {times.tolist()}. Give at most {MOST_LOOKS} shares that rise to 1, as "
            "[0.25, 0.5, 0.75, 1]."
        )
    check_choice("shape", shape, SHAPES)
    alpha = 1 - check_share("confidence", confidence)
    if spending:
        return _spent_lines(times, alpha, shape)
    form = times**-0.5 if shape == "obrien_fleming" else np.ones(len(times))
    found = brentq(lambda c: stopped(times, c * form)[-1] - alpha, 0.5, 12, xtol=1e-10)
    return found * form


def stopped(times, lines, drift=0.0):
    """In what share of tests has the estimate crossed a line by each look?

    Parameters
    ----------
    times, lines : arrays, as in `stopping_lines`
    drift : float
        How many standard errors the truth is from nothing at the planned end: 0 for the false
        alarms, `normal_quantile` + 0.84 for what a test of power .8 is made for.

    Returns
    -------
    array
        Cumulative, one for each look.

    Examples
    --------
    Five looks at 1.96: .142 (Armitage, McPherson and Rowe 1969).

    >>> round(float(stopped(np.arange(1, 6) / 5, [normal_quantile()] * 5)[-1]), 3)
    0.142
    """
    times, lines = _same_length("times", times, "lines", lines)
    going, gone = (np.zeros(1), np.ones(1)), []
    for step, reach in zip(np.diff(times, prepend=0), lines * times**0.5, strict=True):
        going, out = _next_look(*going, step, drift, reach)
        gone.append(out)
    return np.cumsum(gone)


@cache
def _points():
    return np.polynomial.legendre.leggauss(NODES)


def _next_look(places, mass, step, drift, reach):
    """Where are the tests that go on, and which share of all has crossed the line just now?

    ``places`` of the sum so far, as points of an integral, with their ``mass``; Gauss and Legendre.
    """
    spread, middle = step**0.5, places + drift * step
    out = (mass * (ndtr((middle - reach) / spread) + ndtr((-reach - middle) / spread))).sum()
    nodes, weights = _points()
    low, high = max(-reach, middle.min() - 9 * spread), min(reach, middle.max() + 9 * spread)
    new = (low + high) / 2 + (high - low) / 2 * nodes
    away = (new[:, None] - middle) / spread
    height = np.exp(-(away**2) / 2) @ mass / (spread * math.sqrt(2 * math.pi))
    return (new, height * weights * (high - low) / 2), out


def _spent_lines(times, alpha, shape):
    """Lines at which the error spent by each look is what the function says (Lan and DeMets)."""
    from scipy.optimize import brentq

    if shape == "obrien_fleming":
        spent = 4 * ndtr(-NormalDist().inv_cdf(1 - alpha / 4) / times**0.5)
    else:
        spent = alpha * np.log1p((math.e - 1) * times)
    going, lines = (np.zeros(1), np.ones(1)), []
    now = np.diff(spent, prepend=0)
    for step, time, goal in zip(np.diff(times, prepend=0), times, now, strict=True):

        def too_often(line, going=going, step=step, time=time, goal=goal):
            return _next_look(*going, step, 0.0, line * time**0.5)[1] - goal

        lines.append(brentq(too_often, 0.5, 38, xtol=1e-9))
        going = _next_look(*going, step, 0.0, lines[-1] * time**0.5)[0]
    return np.array(lines)


# --- Many estimates of one kind ----------------------------------------------------------------


def shrunken(estimate, error, towards=None, counts="tests", n=None, confidence=0.95):
    """Many effects of one kind, each pulled towards the rest by how little it knows itself.

    Effects are taken to be normal about a common mean with a common spread, which the estimates
    themselves tell (Paule and Mandel 1982). The largest of many is large partly by luck: this is
    what it may be expected to do the next time.

    Parameters
    ----------
    estimate, error : arrays, one for each test
        The effect found and its standard error.
    towards : float, optional
        The common mean, if it is known; 0 where most changes do nothing. Else estimated.
    counts : str
    n : array of int, optional
        What each rests on; the number of tests by default.

    Returns
    -------
    list of Estimate, float, float
        The shrunken effects, the common mean, and the spread of the true effects. Intervals know
        that both are estimated (Morris 1983).

    Raises
    ------
    InputError
        Fewer than four tests (three, if ``towards`` is given), or an error that isn't above 0.

    Examples
    --------
    >>> found, middle, spread = shrunken([4, 1, 0, -1, 2, -2], [1, 1, 1, 1, 1, 1], towards=0)
    >>> found[0], round(spread, 2)
    (3.38 (1.39 to 5.38), n = 6 tests, 1.83)

    References
    ----------
    Morris (1983), Journal of the American Statistical Association 78: Parametric empirical Bayes
    inference.
    """
    estimate, error = _same_length("estimate", estimate, "error", error)
    fewest = 4 if towards is None else 3
    if len(estimate) < fewest:
        raise InputError(f"{len(estimate)} estimates. Shrinking needs at least {fewest} of a kind.")
    if not (error > 0).all():
        raise InputError("error must be above 0 everywhere: a standard error of each estimate.")
    free = int(towards is None)
    spread = _spread_between(estimate, error, towards)
    weight = 1 / (error**2 + spread)
    middle = (weight * estimate).sum() / weight.sum() if towards is None else float(towards)
    k, average = len(estimate), (weight * error**2).sum() / weight.sum()
    sure = k - free - 2
    pull = sure / (k - free) * error**2 / (error**2 + spread)
    value = middle + (1 - pull) * (estimate - middle)
    luck = 2 / sure * pull**2 * (average + spread) / (error**2 + spread)
    known = 1 - pull * (1 - free * weight / weight.sum())
    error = np.sqrt(error**2 * known + luck * (estimate - middle) ** 2)
    reach = normal_quantile(confidence) * error
    n = np.full(k, k) if n is None else np.asarray(n)
    found = [
        Estimate(float(v), float(v - r), float(v + r), int(m), counts)
        for v, r, m in zip(value, reach, n, strict=True)
    ]
    return found, float(middle), float(spread**0.5)


def _spread_between(estimate, error, towards):
    """The variance of the true effects at which their weighted scatter is what it should be."""
    from scipy.optimize import brentq

    free = len(estimate) - (towards is None)

    def too_wide(spread):
        weight = 1 / (error**2 + spread)
        middle = (weight * estimate).sum() / weight.sum() if towards is None else towards
        return (weight * (estimate - middle) ** 2).sum() - free

    if too_wide(0.0) <= 0:
        return 0.0
    centre = estimate.mean() if towards is None else towards
    return brentq(too_wide, 0.0, ((estimate - centre) ** 2).sum() + 1e-300)


# --- A stretch of days against its neighbours -------------------------------------------------

SPELLS = (0.5, 0.8, 0.9, 0.95)  # how much of a good or bad spell is left on the next day
SPELL_SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)  # of a day's scatter, what a spell makes


def beyond(values, design, reference, windows, counts="days", confidence=0.95):
    """How much more does a series bring in a window than its ordinary days lead one to expect?

    The ordinary (reference) days tell what is usual (a regression on ``design``). What scatters
    about it comes in spells: good days follow good days. How long spells last, a few weeks can't
    tell. So the interval is an average over many lengths, each weighted by how well it fits (no
    spells at all is one of them): a window of many days is known less well than as many free
    draws would be.

    Parameters
    ----------
    values : array of numbers, one for each day, in order
        Missing outside of the reference days and windows, if at all.
    design : array, days × columns
        What is known of a day beforehand: 1, a trend, the day of the week.
    reference : array of bool
        The ordinary days.
    windows : list of arrays of bool (or weights)
        Days whose sum is asked for, none of them a reference day.
    counts : str
        What n counts: the reference days.

    Returns
    -------
    list of Estimate
        One for each window: the sum of its values, less what was to be expected.

    Raises
    ------
    InputError
        Fewer than two more reference days than columns, values that are missing where they are
        needed, a window that isn't apart from the reference days.

    Examples
    --------
    >>> days = np.arange(30)
    >>> sales = np.where(days % 2, 101.0, 99.0) + 50 * (days == 20)
    >>> beyond(sales, np.ones((30, 1)), days != 20, [days == 20])[0]
    48.9 (46.8 to 51.1), n = 29 days

    References
    ----------
    Regression with correlated errors and its best linear predictor: Goldberger (1962), Journal
    of the American Statistical Association 57; averaged over models as in Brodersen et al. (2015),
    Annals of Applied Statistics 9, who read a campaign off the days around it.
    """
    values, reference = np.asarray(values, dtype=float), np.asarray(reference, dtype=bool)
    design, windows = np.asarray(design, dtype=float), np.atleast_2d(windows).astype(float)
    if not len(values) == len(design) == len(reference) == windows.shape[1]:
        raise InputError("values, design, reference and windows must tell of the same days.")
    if (windows[:, reference] != 0).any():
        raise InputError("A window has reference days in it. Choose other reference days.")
    fewest = np.linalg.matrix_rank(design[reference]) + 2
    if reference.sum() < max(fewest, design.shape[1] + 2):
        raise InputError(
            f"{reference.sum()} reference {counts} for {design.shape[1]} columns of the design. "
            f"Take at least {design.shape[1] + 2}."
        )
    asked = reference | (windows != 0).any(axis=0)
    if not np.isfinite(values[asked]).all():
        missing = int((~np.isfinite(values[asked])).sum())
        raise InputError(f"{missing} values are missing on days of a window or reference days.")
    found = _fits_of_spells(values, design, reference, windows, np.flatnonzero(asked))
    chance, middle, error, df = found
    n, tail = int(reference.sum()), (1 - confidence) / 2
    return [
        Estimate(
            float(chance @ mid), _mixed_quantile(tail, chance, mid, err, df),
            _mixed_quantile(1 - tail, chance, mid, err, df), n, counts,
        )
        for mid, err in zip(middle.T, error.T, strict=True)
    ]  # fmt: skip


def _fits_of_spells(values, design, reference, windows, asked):
    """Of each model of the spells: its chance; each window's sum beyond it, and its error."""
    at = np.flatnonzero(reference)
    y, x = values[at], design[at]
    weight, wanted = windows[:, asked], windows @ design
    df = len(at) - x.shape[1]
    places, inside = np.searchsorted(asked, at), windows[:, asked] @ np.nan_to_num(values[asked])
    models = [(0.0, 0.0, len(SPELLS))] + [
        (memory, share, 1) for memory in SPELLS for share in SPELL_SHARES
    ]
    apart = np.abs(asked[:, None] - asked[None])
    logs, middle, error = [], [], []
    for memory, share, times in models:
        alike = share * memory**apart + (1 - share) * (apart == 0)
        own = np.linalg.inv(alike[np.ix_(places, places)])
        inner = np.linalg.inv(x.T @ own @ x)
        beyond_fit = own - own @ x @ inner @ x.T @ own
        scatter = y @ beyond_fit @ y / df
        if not scatter > (1e-9 * np.abs(y).max()) ** 2:
            raise InputError(
                "The reference days have no scatter: no day tells how far another may be off."
            )
        pull = weight @ alike[:, places] @ beyond_fit + wanted @ inner @ x.T @ own
        whole = weight.copy()
        whole[:, places] -= pull
        sizes = np.linalg.slogdet(own)[1] + np.linalg.slogdet(inner)[1]
        logs.append(np.log(times) + 0.5 * (sizes - df * np.log(scatter)))
        middle.append(inside - pull @ y)
        error.append(np.sqrt(scatter * np.einsum("ij,jk,ik->i", whole, alike, whole)))
    chance = np.exp(np.array(logs) - max(logs))
    return chance / chance.sum(), np.array(middle), np.array(error), df


def _mixed_quantile(share, chance, middle, error, df):
    """Where the mixture of t distributions has this share below it."""
    from scipy.optimize import brentq

    def below(x):
        return chance @ stdtr(df, (x - middle) / error) - share

    reach = 1e3 * error.max()
    return float(brentq(below, middle.min() - reach, middle.max() + reach, xtol=1e-9 * reach))


def beyond_curve(counts_of, design, reference, window, counts="orders", confidence=0.95):
    """How many more are in some bins than a curve through the others has, by counting luck only?

    The curve is least squares on ``design``; each bin's count is taken for Poisson, independent of
    the others. That the curve itself is wrong (a market with a few prices has no smooth one) is
    **not** in this interval: `beyond` lets the bins' scatter about the curve count.

    Parameters
    ----------
    counts_of : array of numbers, one for each bin
    design : array, bins × columns
    reference, window : arrays of bool
        Bins through which the curve is laid; bins that are asked for, none of them the same.

    Returns
    -------
    Estimate
        n is all that was counted in both.

    Raises
    ------
    InputError
        A bin is in both, or there are fewer reference bins than columns.

    Examples
    --------
    >>> beyond_curve([10, 10, 40, 10, 10], np.ones((5, 1)), np.arange(5) != 2, np.arange(5) == 2)
    30 (17.2 to 42.8), n = 80 orders
    """
    values = _values("counts_of", counts_of)
    design, reference = np.asarray(design, dtype=float), np.asarray(reference, dtype=bool)
    window = np.asarray(window, dtype=bool)
    if not len(values) == len(design) == len(reference) == len(window):
        raise InputError("counts_of, design, reference and window must tell of the same bins.")
    if (reference & window).any() or reference.sum() < design.shape[1]:
        raise InputError("A bin is in reference and window, or there are too few reference bins.")
    weights = design[window].sum(axis=0) @ np.linalg.pinv(design[reference])
    value = values[window].sum() - weights @ values[reference]
    error = (values[window].sum() + weights**2 @ values[reference]) ** 0.5
    n = int(round(values[window | reference].sum()))
    return Estimate(*map(float, normal_interval(value, error, confidence)), n, counts)


def next_value(values, counts="values", confidence=0.95):
    """Where will one more value of the same kind lie? A prediction interval (预测区间).

    It is wider than the interval of the mean: the next one has luck of its own.

    Parameters
    ----------
    values : array of at least two numbers
        Normal, about: take logs where factors scatter.
    counts : str

    Raises
    ------
    InputError
        Fewer than two values.

    Examples
    --------
    >>> next_value([3.0, 4.0, 5.0], "presales")
    4 (-0.968 to 8.97), n = 3 presales

    References
    ----------
    Hahn and Meeker (1991), Statistical Intervals, section 4.2.
    """
    values = _values("values", values)
    if len(values) < 2:
        raise InputError(f"{len(values)} {counts}. The next one needs at least two before it.")
    n = len(values)
    return _student(values.mean(), values.var(ddof=1) * (1 + 1 / n), n - 1, n, counts, confidence)


# --- How many are needed --------------------------------------------------------------------


def beta_of_shares(count, n):
    """How do the true shares of several groups spread, when each group's luck is taken out?

    The beta distribution under which the counts are likeliest (a beta-binomial fit).

    Parameters
    ----------
    count, n : sequences of int
        One for each group.

    Returns
    -------
    (float, float)
        The mean share, and its weight: so many observations of a group's own weigh as much as the
        other groups do. A million where the groups don't differ more than by luck.

    Raises
    ------
    InputError

    Examples
    --------
    >>> rate, weight = beta_of_shares([6, 9, 12, 14, 19, 24], [200] * 6)
    >>> round(rate, 3), round(weight)
    (0.07, 108)

    References
    ----------
    Skellam (1948), JRSS B 10, 257-261.
    """
    from scipy.optimize import minimize

    count, n = map(np.asarray, _same_length("count", count, "n", n))
    if not 0 < count.sum() < n.sum() or (count > n).any() or (count < 0).any():
        raise InputError("The counts must lie between 0 and n, and not all be 0 or n.")

    def unlikely(at):
        a, b = np.exp(at[1]) * expit(at[0]), np.exp(at[1]) * expit(-at[0])
        return -(betaln(a + count, b + n - count) - betaln(a, b)).sum()

    share = count.sum() / n.sum()
    start, bounds = [math.log(share / (1 - share)), math.log(100)], [(-14, 14), (0, math.log(1e6))]
    found = minimize(unlikely, start, bounds=bounds).x
    return float(expit(found[0])), float(np.exp(found[1]))


def shrunken_shares(count, n, rate, weight, confidence=0.95):
    """Shares drawn towards what is known of their kind: posterior means and intervals.

    Parameters
    ----------
    count, n : int or sequences of int
    rate, weight : float
        Of the kind, as from `beta_of_shares`.
    confidence : float

    Returns
    -------
    (array, array, array)
        Share, low, high of each.

    Raises
    ------
    InputError

    Examples
    --------
    >>> [x.round(3).tolist() for x in shrunken_shares([26, 3], [200, 200], 0.07, 90)]
    [[0.111, 0.032], [0.078, 0.015], [0.15, 0.055]]

    References
    ----------
    Gelman and others (2013), Bayesian Data Analysis, section 2.4.
    """
    a, b = _beta(count, n, rate, weight)
    tail = (1 - check_share("confidence", confidence)) / 2
    return a / (a + b), betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)


def chance_of_share(count, n, rate, weight, least):
    """How likely is a true share of at least ``least``, given these counts and their kind?

    >>> chance_of_share([26, 14, 3], 200, 0.07, 90, least=0.08).round(3).tolist()
    [0.965, 0.24, 0.0]
    """
    a, b = _beta(count, n, rate, weight)
    return 1 - betainc(a, b, check_share("least", least))


def beta_binomial(n, rate, weight):
    """How likely is each count, from 0 to ``n``, of a group of which only its kind is known?

    >>> beta_binomial(2, rate=0.5, weight=2).round(3).tolist()
    [0.333, 0.333, 0.333]
    """
    a, b = _beta(0, 0, rate, weight)
    count = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(count + 1) - gammaln(n - count + 1)
    return np.exp(ways + betaln(a + count, b + n - count) - betaln(a, b))


def _beta(count, n, rate, weight):
    """The two parameters of each posterior."""
    rate, weight = check_share("rate", rate), check_positive("weight", weight)
    count, n = np.asarray(count, float), np.asarray(n, float)
    if not ((count >= 0) & (count <= n)).all():
        raise InputError("Each count must lie between 0 and its n.")
    return rate * weight + count, (1 - rate) * weight + n - count


def gamma_of_rates(count, exposure):
    """How do the true rates of several groups spread, when each group's luck is taken out?

    The gamma distribution under which the counts are likeliest (a gamma-Poisson fit).

    Parameters
    ----------
    count : sequence of numbers from 0 on
        One for each group: orders, say. Need not be whole: see `shrunken_rates`.
    exposure : sequence of numbers above 0
        What they were counted on: clicks, days, yuan.

    Returns
    -------
    (float, float)
        The mean rate, and its weight: so much exposure of a group's own weighs as much as the
        other groups do. A million groups' worth where they don't differ more than by luck.

    Raises
    ------
    InputError

    Examples
    --------
    >>> rate, weight = gamma_of_rates([4, 9, 10, 15, 22, 30], [100] * 6)
    >>> round(rate, 3), round(weight)
    (0.15, 23)

    References
    ----------
    Greenwood and Yule (1920), JRSS 83, 255-279.
    """
    from scipy.optimize import minimize

    count, exposure = _same_length("count", count, "exposure", exposure)
    if not (exposure > 0).all() or (count < 0).any() or not count.sum() > 0:
        raise InputError("Each exposure must be above 0, no count below 0, and not all of them 0.")
    unit = exposure.mean()
    seen = exposure / unit

    def unlikely(at):
        weight = np.exp(at[1])
        shape = np.exp(at[0]) * weight
        odds = gammaln(shape + count) - gammaln(shape) + shape * at[1]
        return -(odds - (shape + count) * np.log(weight + seen)).sum()

    start, bounds = [math.log(count.sum() / seen.sum()), 0.0], [(-20, 20), (-9, math.log(1e6))]
    found = minimize(unlikely, start, bounds=bounds).x
    return float(np.exp(found[0]) / unit), float(np.exp(found[1]) * unit)


def shrunken_rates(count, exposure, rate, weight, confidence=0.95):
    """Rates drawn towards what is known of their kind: posterior means and intervals.

    Where single events count more than one, or days scatter more than luck, divide count and
    exposure by that scatter first.

    Parameters
    ----------
    count, exposure : numbers or sequences of them
    rate, weight : float
        Of the kind, as from `gamma_of_rates`.
    confidence : float

    Returns
    -------
    (array, array, array)
        Rate, low, high of each.

    Raises
    ------
    InputError

    Examples
    --------
    >>> [x.round(3).tolist() for x in shrunken_rates([30, 0], [100, 20], 0.15, 30)]
    [[0.265, 0.09], [0.184, 0.027], [0.361, 0.19]]

    References
    ----------
    Gelman and others (2013), Bayesian Data Analysis, section 2.6.
    """
    shape, total = _gamma(count, exposure, rate, weight)
    tail = (1 - check_share("confidence", confidence)) / 2
    low, high = (gammaincinv(shape, share) / total for share in (tail, 1 - tail))
    return shape / total, low, high


def chance_of_rate(count, exposure, rate, weight, least):
    """How likely is a true rate of at least ``least``, given these counts and their kind?

    >>> chance_of_rate([30, 0], [100, 20], 0.15, 30, least=0.2).round(3).tolist()
    [0.937, 0.018]
    """
    shape, total = _gamma(count, exposure, rate, weight)
    return gammaincc(shape, check_number("least", least, low=0) * total)


def excess_of_rate(count, exposure, rate, weight, least):
    """By how much does the true rate lie above ``least``, on average, below counting as 0?

    What is lost where a group is given up whose rate was good enough. The other side, what is lost
    where a bad one is kept, is this less (the posterior mean − ``least``).

    >>> excess_of_rate([30, 0], [100, 20], 0.15, 30, least=0.2).round(4).tolist()
    [0.0664, 0.0005]
    """
    shape, total = _gamma(count, exposure, rate, weight)
    line = check_number("least", least, low=0) * total
    above = shape * gammaincc(shape + 1, line) - line * gammaincc(shape, line)
    return np.maximum(above, 0) / total


def gamma_poisson(exposure, rate, weight, most):
    """How likely is each count, 0 to ``most``, of a group of which only its kind is known?

    The negative binomial distribution.

    >>> gamma_poisson(10, rate=0.1, weight=10, most=2).round(3).tolist()
    [0.5, 0.25, 0.125]
    """
    shape, total = _gamma(0, exposure, rate, weight)
    count = np.arange(check_whole("most", most) + 1)
    ways = gammaln(shape + count) - gammaln(shape) - gammaln(count + 1)
    return np.exp(ways + shape * np.log(weight / total) + count * np.log(exposure / total))


def _gamma(count, exposure, rate, weight):
    """Shape and rate of each posterior."""
    check_positive("rate", rate), check_positive("weight", weight)
    count, exposure = _numbers("count", count), _numbers("exposure", exposure)
    if not ((count >= 0) & (exposure >= 0)).all():
        raise InputError("Counts and exposures must not be below 0 or missing.")
    return rate * weight + count, weight + exposure


def dispersion(z, counts="units", confidence=0.95):
    """The mean square of values that luck alone gives mean 0 and variance 1 (过度离散).

    1 where it is luck alone; above it something else moves them too. Chi-squared interval: holds
    where the values are normal.

    Examples
    --------
    >>> dispersion([1, -2, 1.5, 0.5, -1, 2], "styles")
    2.08 (0.865 to 10.1), n = 6 styles
    """
    values = _values("z", z)
    n, value = len(values), float((values**2).mean())
    tail = (1 - check_share("confidence", confidence)) / 2
    low, high = (n * value / float(chdtri(n, share)) for share in (tail, 1 - tail))
    return Estimate(value, low, high, n, counts)


def correlation(one, other, counts="pairs", confidence=0.95):
    """Pearson's correlation of pairs, with Fisher's interval.

    Examples
    --------
    >>> correlation([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 7, 5], "weeks")
    0.792 (-0.0553 to 0.976), n = 6 weeks

    References
    ----------
    Fisher (1921), Metron 1, 3-32.
    """
    one, other = _values("one", one), _values("other", other)
    if len(one) != len(other) or len(one) < 4:
        raise InputError("Give pairs, at least four of them.")
    if not (np.ptp(one) > 0 and np.ptp(other) > 0):
        raise InputError("One of the two doesn't vary: there is no correlation.")
    found = float(np.corrcoef(one, other)[0, 1])
    at = math.atanh(max(-1 + 1e-12, min(1 - 1e-12, found)))
    wide = normal_quantile(confidence) / math.sqrt(len(one) - 3)
    return Estimate(found, math.tanh(at - wide), math.tanh(at + wide), len(one), counts)


def sample_size(share, changed, power=0.8, confidence=0.95):
    """How many visitors in each of two arms, to find a share that changes from one to the other?

    Two-sided, by the arcsine of the shares (Cohen 1988).

    Parameters
    ----------
    share, changed : float
        From 0 to 1: today's, and the one that shall not be missed.
    power : float
        How often it shall be found if it is so.

    Raises
    ------
    InputError
        A share outside 0 to 1, or twice the same.

    Examples
    --------
    >>> sample_size(0.05, 0.055)
    31218
    """
    effect = _arcsine_effect(share, changed)
    if effect == 0:
        raise InputError(f"share and changed are both {share:g}. No test finds no difference.")
    from statsmodels.stats.power import NormalIndPower

    check_share("power", power)
    alpha = 1 - check_share("confidence", confidence)
    return math.ceil(NormalIndPower().solve_power(abs(effect), power=power, alpha=alpha))


def sample_size_of_means(difference, sd, power=0.8, confidence=0.95):
    """How many units in each of two arms, to find a difference of means?

    Two-sided, by Student's t.

    Parameters
    ----------
    difference, sd : float
        What shall not be missed, and the standard deviation of a unit; the same unit of money.

    Examples
    --------
    >>> sample_size_of_means(5, 40)
    1006
    """
    from statsmodels.stats.power import TTestIndPower

    check_number("difference", difference)
    check_number("sd", sd, low=0)
    if difference == 0:
        raise InputError("difference is 0. No test finds no difference.")
    check_share("power", power)
    alpha = 1 - check_share("confidence", confidence)
    return math.ceil(TTestIndPower().solve_power(abs(difference / sd), power=power, alpha=alpha))


def power_of(n, share, changed, confidence=0.95):
    """How often do n visitors in each arm show that a share has changed, if it has?

    >>> round(power_of(31_217, 0.05, 0.055), 3), round(power_of(2000, 0.05, 0.055), 2)
    (0.8, 0.11)
    """
    from statsmodels.stats.power import NormalIndPower

    check_number("n", n, low=0)
    alpha = 1 - check_share("confidence", confidence)
    effect = abs(_arcsine_effect(share, changed))
    return float(NormalIndPower().power(effect, nobs1=n, alpha=alpha)) if effect else alpha


def detectable(n, share, power=0.8, confidence=0.95):
    """The smallest higher share that n visitors in each arm find with this power.

    >>> round(detectable(31_217, 0.05), 4)
    0.055
    """
    from statsmodels.stats.power import NormalIndPower

    check_number("n", n, low=0)
    check_share("power", power)
    alpha = 1 - check_share("confidence", confidence)
    effect = NormalIndPower().solve_power(nobs1=n, power=power, alpha=alpha)
    angle = math.asin(math.sqrt(check_share("share", share))) + effect / 2
    return math.sin(angle) ** 2 if angle < math.pi / 2 else math.nan


def expected_loss(found, break_even=0.0, units=1, confidence=0.95):
    """What does it cost to be wrong: if you do it, and if you leave it?

    The truth is taken to lie about the estimate as the interval's width says (normal, nothing
    known before). Doing it is wrong where the truth lies below the break-even, leaving it where it
    lies above; the loss is the distance. The better choice has the smaller expected loss, and that
    loss is the most that a further test may cost (value of perfect information).

    Parameters
    ----------
    found : Estimate
        The gain per unit, in yuan (or another unit of value), with its interval.
    break_even : float
        What a unit must gain, in the same unit.
    units : number
        How many units the choice is for: customers of the next message.
    confidence : float
        Of the interval.

    Returns
    -------
    DataFrame
        Rows "do it" and "leave it"; choice, gain (expected, over all units; 0 if it is left),
        chance_wrong, loss_if_wrong (on average), expected_loss.

    Raises
    ------
    InputError
        ``found`` has no interval, or units aren't above 0.

    Examples
    --------
    >>> expected_loss(Estimate(0.87, -0.49, 2.23, 10_073, "customers"), 0.05, 10_000).round(2)
         choice    gain  chance_wrong  loss_if_wrong  expected_loss
    0     do it  8200.0          0.12        3405.65         404.09
    1  leave it     0.0          0.88        9762.44        8604.09

    References
    ----------
    Raiffa and Schlaifer (1961), Applied Statistical Decision Theory: the normal linear loss.
    """
    if not isinstance(found, Estimate):
        raise InputError(f"found is a {type(found).__name__}. Give an Estimate, as `mean` does.")
    if not (math.isfinite(found.low) and found.high > found.low):
        raise InputError("found has no interval: nobody can say how wrong it may be.")
    check_number("break_even", break_even)
    check_positive("units", units)
    spread = (found.high - found.low) / (2 * normal_quantile(confidence))
    normal, away = NormalDist(), (found.value - break_even) / spread
    losses = {"do it": max(spread * (normal.pdf(away) - away * normal.cdf(-away)), 0.0)}
    losses["leave it"] = max(losses["do it"] + away * spread, 0.0)
    wrong = {"do it": normal.cdf(-away), "leave it": normal.cdf(away)}
    rows = [
        (choice, units * away * spread * (choice == "do it"), wrong[choice],
         units * loss / wrong[choice] if wrong[choice] else math.nan, units * loss)
        for choice, loss in losses.items()
    ]  # fmt: skip
    return pd.DataFrame(
        rows, columns=["choice", "gain", "chance_wrong", "loss_if_wrong", "expected_loss"]
    )


def sample_size_of_share(share, line, power=0.8, confidence=0.95):
    """How many must be asked, so that a share of ``share`` is told from a fixed ``line``?

    One group; the line isn't estimated. Two-sided, by the exact binomial test: the smallest n from
    which on the power stays at least so high (it saws up and down with n).

    Parameters
    ----------
    share, line : float
        What shall not be missed, and what it is told from; both between 0 and 1.
    power : float
        How often it shall be told, if it is so.

    Raises
    ------
    InputError
        A share outside 0 to 1, twice the same, or so near that more than 100,000 are needed.

    Examples
    --------
    >>> sample_size_of_share(0.7, 0.6)
    195
    """
    check_share("power", power)
    check_share("share", share)
    check_share("line", line)
    if share == line:
        raise InputError(f"share and line are both {share:g}. No sample tells them apart.")
    z = normal_quantile(confidence), NormalDist().inv_cdf(power)
    roots = [(p * (1 - p)) ** 0.5 for p in (line, share)]
    about = ((z[0] * roots[0] + z[1] * roots[1]) / (share - line)) ** 2
    if about > LARGEST_ASKED:
        raise InputError(
            f"To tell {share:g} from {line:g}, about {about:,.0f} must be asked. Choose two shares "
            f"that need at most {LARGEST_ASKED:,}."
        )
    ns = np.arange(1, math.ceil(1.3 * about) + 60)
    short = ns[power_of_share(ns, share, line, confidence) < power]
    return int(short[-1]) + 1 if len(short) else 1


def power_of_share(n, share, line, confidence=0.95):
    """How often do n answers tell a share from a fixed line, by the exact binomial test?

    Each tail of the line gets half of 1 − confidence.

    Parameters
    ----------
    n : int or array of int

    Examples
    --------
    >>> power_of_share([30, 300], 0.7, 0.6).round(2).tolist()
    [0.16, 0.94]
    """
    from scipy.stats import binom

    share = check_share("share", share)
    low, high = _kept_counts(n, line, confidence)
    return binom.sf(high, n, share) + binom.cdf(low - 1, n, share)


def refuses(count, n, line, confidence=0.95):
    """Does the exact binomial test refuse this line, if ``count`` of n say yes?

    Examples
    --------
    Of 20 asked, 14 say yes: 60% may still be the truth. Of 300, 210 do: no longer.

    >>> refuses([14, 210], [20, 300], 0.6).tolist()
    [False, True]
    """
    count, n = _counts(count, n)
    low, high = _kept_counts(n, line, confidence)
    return (count < low) | (count > high)


def _kept_counts(n, line, confidence):
    """The lowest and the highest count that each leave half of 1 − confidence beyond them."""
    from scipy.stats import binom

    line, n = check_share("line", line), _numbers("n", n)
    if not n.size or not ((n >= 1) & (n == np.floor(n))).all():
        raise InputError("n must be a whole number from 1 on.")
    tail = (1 - check_share("confidence", confidence)) / 2
    return binom.ppf(tail, n, line), binom.ppf(1 - tail, n, line)


def _arcsine_effect(share, changed):
    from statsmodels.stats.proportion import proportion_effectsize

    return proportion_effectsize(check_share("changed", changed), check_share("share", share))


# --- Estimates by influence (the models of the retention toolbox) -----------------------------


def mean_interval(values, confidence=0.95):
    """The mean of the values with Student's interval; NaN for fewer than two values.

    >>> [round(number, 2) for number in mean_interval([1, 2, 3, 4])]
    [2.5, 0.45, 4.55]
    """
    found = mean(values, confidence=confidence)
    return found[:3] if found.n > 1 else (math.nan, math.nan, math.nan)


def bootstrap_t(values, statistic, counts="customers", confidence=0.95, seed=0):
    """Any statistic of one sample, with an interval that leans as the statistic does.

    Draws samples out of the sample, and looks how far in standard errors their statistic lies from
    the whole one's. For skewed values, of which a normal interval holds the truth too seldom.

    Parameters
    ----------
    values : array of numbers, one for each unit
    statistic : callable (array whose last axis are units) -> (value, standard error)
    seed : int
        Of the samples.

    Returns
    -------
    Estimate
        Without an interval where nothing varies, or where hardly a sample has a statistic.

    Examples
    --------
    >>> def mean_and_error(rows):
    ...     return rows.mean(axis=-1), rows.std(axis=-1, ddof=1) / rows.shape[-1] ** 0.5
    >>> bootstrap_t([1, 1, 2, 2, 2, 3, 3, 4, 6, 9, 19, 31], mean_and_error)
    6.92 (2.8 to 24.7), n = 12 customers

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, section 12.5.
    """
    values = np.sort(_values("values", values))  # so that their order doesn't matter
    alpha, n = 1 - check_share("confidence", confidence), len(values)
    samples = values[(n * uniforms(seed, RESAMPLED, (SAMPLES, n))).astype(np.int64)]
    with np.errstate(divide="ignore", invalid="ignore"):
        (value, error), (again, errors) = statistic(values), statistic(samples)
        away = (again - value) / np.where(errors > ROUNDING * np.abs(again), errors, np.nan)
    away = away[np.isfinite(away)]
    if not error > ROUNDING * abs(value) or len(away) < SAMPLES / 2:
        return Estimate(float(value), math.nan, math.nan, n, counts)
    low, high = value - error * np.quantile(away, [1 - alpha / 2, alpha / 2])
    return Estimate(float(value), float(low), float(high), n, counts)


def jackknife(value, without, counts="years", confidence=0.95):
    """Any estimate, with an interval from what it is without each unit in turn. (Tukey 1958)

    For a regression of which whole years (shops, regions) were dealt by luck, not its rows.
    Student's t with one degree less than there are units.

    Parameters
    ----------
    value : float
        From all units.
    without : sequence of float
        The same, one unit left out, for each unit.
    counts : str

    Returns
    -------
    Estimate
        Without an interval from fewer than three units.

    Examples
    --------
    The mean of 1, 2, 3 and 4: the interval is that of `mean`.

    >>> jackknife(2.5, [3, 8 / 3, 7 / 3, 2], "days")
    2.5 (0.446 to 4.55), n = 4 days

    References
    ----------
    Efron and Tibshirani (1993), chapter 11.
    """
    value, without = _one("value", value), np.atleast_1d(_numbers("without", without))
    n = len(without)
    if n < 3:
        return Estimate(float(value), math.nan, math.nan, n, counts)
    spread = (n - 1) / n * ((without - without.mean()) ** 2).sum()
    return _student(value, spread, n - 1, n, counts, confidence)


def standard_error(influence):
    """Standard error of an estimate, from the influence of each customer on it.

    >>> round(float(standard_error([1, 2, 3, 4])), 3)
    0.645
    """
    influence = np.atleast_1d(_numbers("influence", influence))
    if len(influence) < 2:
        return np.nan
    return np.std(influence, ddof=1) / len(influence) ** 0.5


def normal_interval(estimate, error, confidence=0.95):
    """Estimate, low and high by the normal approximation.

    >>> [round(number, 2) for number in normal_interval(10, 1)]
    [10.0, 8.04, 11.96]
    """
    estimate, error = _one("estimate", estimate), _one("error", error)
    if error < 0:
        raise InputError(f"error is {error:g}. A standard error is not below 0.")
    reach = normal_quantile(confidence) * error
    return estimate, estimate - reach, estimate + reach


# --- Shared ---------------------------------------------------------------------------------


def _student(value, variance, df, n, counts, confidence):
    """An estimate with Student's interval; without one where nothing varied."""
    known = np.isfinite(variance) and variance > (ROUNDING * abs(value)) ** 2
    reach = float(t_quantile(df, confidence)) * variance**0.5 if known else math.nan
    return Estimate(float(value), float(value - reach), float(value + reach), int(n), counts)


def _satterthwaite(variances, sizes):
    """Degrees of freedom of a sum of variances, each estimated from so many units."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return variances.sum() ** 2 / (variances**2 / (sizes - 1)).sum()


def _mover(weights, value, low, high):
    """Value and ends of a weighted sum of independent estimates (Zou and Donner 2008)."""
    middle = (weights * value).sum()
    down = np.where(weights > 0, value - low, high - value)
    up = np.where(weights > 0, high - value, value - low)
    ends = (((weights * reach) ** 2).sum() ** 0.5 for reach in (down, up))
    below, above = ends
    return float(middle), float(middle - below), float(middle + above)


def _mean(values):
    return np.mean(values) if len(values) else math.nan


def _counts(count, n):
    count, n = _numbers("count", count), _numbers("n", n)
    if np.any((count < 0) | (count > n)):
        raise InputError("count must be from 0 to n: it says how many of the n said yes.")
    return count, n


def _same_length(name, values, other, others):
    values, others = _values(name, values), _values(other, others)
    if len(values) != len(others):
        raise InputError(f"{len(values)} {name}, but {len(others)} {other}. Give pairs of them.")
    return values, others


def _values(name, values):
    """A list of finite numbers."""
    values = np.atleast_1d(_numbers(name, values))
    if values.ndim != 1:
        raise InputError(f"{name} has the shape {values.shape}. Give a list of numbers.")
    if not np.isfinite(values).all():
        raise InputError(
            f"{name} has {(~np.isfinite(values)).sum()} missing or infinite entries. Find out why "
            "before you leave them out."
        )
    return values


def _one(name, value):
    number = _numbers(name, value)
    if number.ndim:
        raise InputError(f"{name} has the shape {number.shape}. Give one number.")
    return float(number)


def _numbers(name, values):
    """An array of real numbers; a missing one stays NaN."""
    try:
        if isinstance(values, str | bytes) or np.iscomplexobj(values):
            raise TypeError
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{name} is {values!r}. Give a number, or a list of numbers.") from None
