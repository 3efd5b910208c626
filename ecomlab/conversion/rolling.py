"""How long to test, and what to do then: by what it earns, not by whether it is proved."""

import numpy as np
import pandas as pd
from scipy.special import ndtr

from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_number, check_positive, check_share, check_whole
from ecomlab.estimates import normal_quantile, sample_size_of_means, shrunken
from ecomlab.streams import generator, normal

DRAWS = 4000  # tests that are drawn for who peeks
PEEKED = 1  # stream


def roll_gain(n, visitors, sd, prior_sd, prior_mean=0.0, cost=0.0, sure=0.0):
    """What does a test of n visitors in each arm earn, against never changing anything?

    Test two versions on n visitors each, then show all others what looks better. The effect of
    the new version is unknown: normal with mean ``prior_mean`` and spread √2·``prior_sd``.

    Parameters
    ----------
    n : number or array
        Visitors in each arm; 0 for no test.
    visitors : int
        All that will come, in the test and after it.
    sd : float
        Standard deviation of one visitor: of a share p it is √(p(1−p)).
    prior_sd : float
        Standard deviation of what versions truly earn, as seen in earlier tests; in sd's unit.
    prior_mean : float
        By how much the new version is expected to be better; 0 if nobody knows.
    cost : float
        What changing over costs once, in the unit of all visitors together.
    sure : float
        How many standard errors from 0 the difference must be before one changes: 0 takes the
        better, 1.96 asks for significance.

    Returns
    -------
    float or array
        Expected gain over all visitors.

    Examples
    --------
    >>> round(float(roll_gain(2284, 100_000, 0.68**0.5 * 0.32**0.5, 0.03)))
    1536

    References
    ----------
    Feit and Berman (2019), Marketing Science 38: Test and roll, equations 6 to 9.
    """
    n, spread = np.asarray(n, dtype=float), 2**0.5 * prior_sd
    left = np.maximum(visitors - 2 * n, 0.0)
    known = spread**2 / (spread**2 + 2 * sd**2 / np.maximum(n, 1e-12))  # of a difference, is true
    scatter = spread * known**0.5  # of what will be believed after the test
    line = cost / np.maximum(left, 1e-12)  # from which on changing over pays
    if sure:
        seen = sure * (2 * sd**2 / np.maximum(n, 1e-12)) ** 0.5
        line = np.maximum(line, prior_mean + known * (seen - prior_mean))
    away = (prior_mean - line) / scatter
    rolled = left * (prior_mean * ndtr(away) + scatter * _density(away)) - cost * ndtr(away)
    return (n * prior_mean + rolled)[()]


def _density(x):
    return np.exp(-(x**2) / 2) / (2 * np.pi) ** 0.5


def test_and_roll(visitors, sd, prior_sd, prior_mean=0.0, cost=0.0):  # noqa: PT028
    """How many visitors should be tested, if it is the sum that counts (先测后推)?

    Each visitor in the test may see the worse version; each one less makes the choice for all
    others worse. The best n balances the two. It grows with the root of the visitors, not with
    the proof that one wants.

    Parameters
    ----------
    visitors, sd, prior_sd, prior_mean, cost
        As in `roll_gain`; numbers.

    Returns
    -------
    DataFrame, one row
        n_each (visitors in each arm), gain (expected, over all visitors, against never changing),
        possible (if the better version were known at once), share (gain ÷ possible), wrong (how
        often the worse version is rolled out; NaN where a cost or a prior mean tips the choice).

    Raises
    ------
    InputError

    Examples
    --------
    The website of the paper: 100,000 visitors, conversion .68, versions scatter by .03.

    >>> test_and_roll(100_000, (0.68 * 0.32) ** 0.5, 0.03).round(3)
       n_each      gain  possible  share  wrong
    0    2284  1535.999  1692.569  0.907    0.1

    References
    ----------
    Feit and Berman (2019), Marketing Science 38. Row C07.
    """
    from scipy.optimize import minimize_scalar

    visitors = check_whole("visitors", visitors, low=2)
    check_positive("sd", sd)
    check_positive("prior_sd", prior_sd)
    check_number("prior_mean", prior_mean)
    check_number("cost", cost, low=0)
    rest = (visitors, sd, prior_sd, prior_mean, cost)
    if prior_mean == 0:  # the cost of a test is the same for any length
        noise = (sd / prior_sd) ** 2
        best = (visitors * noise / 4 + (0.75 * noise) ** 2) ** 0.5 - 0.75 * noise
    else:
        tried = np.unique(np.geomspace(1, max(visitors / 2, 1), 200).round())
        near = tried[np.argmax(roll_gain(tried, *rest))]
        best = minimize_scalar(
            lambda n: -roll_gain(n, *rest), bounds=(near / 1.2, min(near * 1.2, visitors / 2)),
            method="bounded",
        ).x  # fmt: skip
    around = np.unique(np.clip([np.floor(best), np.ceil(best)], 0, visitors // 2))
    around = np.union1d(around, [0])  # no test at all may be best
    gains = roll_gain(around, *rest)
    n_each, gain = int(around[np.argmax(gains)]), float(gains.max())
    possible = _possible(visitors, prior_sd, prior_mean, cost)
    easy = prior_mean == 0 and cost == 0
    wrong = 0.5 - np.arctan(prior_sd * n_each**0.5 / sd) / np.pi if easy else np.nan
    return pd.DataFrame(
        {"n_each": [n_each], "gain": gain, "possible": possible,
         "share": gain / possible if possible > 0 else np.nan, "wrong": wrong}
    )  # fmt: skip


test_and_roll.__test__ = False  # pytest takes it for a test


def _possible(visitors, prior_sd, prior_mean, cost):
    """The gain of who knows the better version at once."""
    spread, line = 2**0.5 * prior_sd, cost / visitors
    away = (prior_mean - line) / spread
    return float(visitors * ((prior_mean - line) * ndtr(away) + spread * _density(away)))


def ways_of_deciding(visitors, sd, prior_sd, effect, looks=28, power=0.8, confidence=0.95):
    """What do four ways of deciding earn, of what could be earned?

    Parameters
    ----------
    visitors : int or sequence of int
        All that will come, in the test and after it.
    sd, prior_sd : float
        As in `roll_gain`.
    effect : float
        The difference that the textbook's test shall not miss, in sd's unit.
    looks : int
        Of who looks each day: at equal steps until the textbook's test ends.

    Returns
    -------
    DataFrame, four rows for each number of visitors
        visitors, way ("textbook": `sample_size`, change only if significant; "best proof": change
        only if significant too, but as long as earns most; "look daily": the textbook's, but end
        at the first look beyond luck; "test and roll": `test_and_roll`, take the better), n_each
        (most of them), gain, possible, share. Where the textbook asks for more visitors than
        there are, all are tested, and nothing is left to roll out to. "test and roll" is the best
        of one fixed length; who may end at any look can earn more.

    Raises
    ------
    InputError

    Examples
    --------
    >>> ways_of_deciding(40_000, 0.2, 0.003, effect=0.004)[["way", "n_each", "share"]].round(2)
                 way  n_each  share
    0       textbook   20000   0.00
    1     best proof    7666   0.24
    2     look daily   20000   0.50
    3  test and roll    4120   0.55

    References
    ----------
    Feit and Berman (2019), Marketing Science 38.
    """
    check_positive("sd", sd)
    check_positive("prior_sd", prior_sd)
    check_share("power", power)
    asked = sample_size_of_means(check_positive("effect", effect), sd, power, confidence)
    looks = check_whole("looks", looks, low=1)
    sure, rows = normal_quantile(confidence), []
    for many in np.atleast_1d(visitors):
        many = check_whole("visitors", many.item(), low=2)
        n = min(asked, many // 2)
        possible = _possible(many, prior_sd, 0.0, 0.0)
        rolled = test_and_roll(many, sd, prior_sd).iloc[0]
        gains = {
            "textbook": (n, float(roll_gain(n, many, sd, prior_sd, sure=sure))),
            "best proof": _best_proof(many, sd, prior_sd, sure),
            "look daily": (n, _peeking_gain(n, many, sd, prior_sd, looks, sure)),
            "test and roll": (int(rolled["n_each"]), rolled["gain"]),
        }
        rows += [(many, way, n, gain, possible, gain / possible)
                 for way, (n, gain) in gains.items()]  # fmt: skip
    return pd.DataFrame(rows, columns=["visitors", "way", "n_each", "gain", "possible", "share"])


def _best_proof(visitors, sd, prior_sd, sure):
    """The length, and the gain, of the best test after which only significance changes anything."""
    tried = np.unique(np.geomspace(1, visitors // 2, 600).round())
    gains = roll_gain(tried, visitors, sd, prior_sd, sure=sure)
    return int(tried[np.argmax(gains)]), float(gains.max())


def announced(n, sd, prior_sd, looks=28, confidence=0.95):
    """What becomes of the winners of somebody who ends a test at the first look beyond luck?

    Parameters
    ----------
    n : int
        Visitors in each arm, at the last look.
    sd, prior_sd : float
        As in `roll_gain`.
    looks : int
        At equal steps.

    Returns
    -------
    DataFrame, one row
        announced (share of tests with a winner), times (the announced difference ÷ the true one
        in its direction, on average over the winners), wrong_sign (share of the winners that are
        the worse version). Of 4,000 drawn tests.

    Raises
    ------
    InputError

    Examples
    --------
    >>> announced(40_000, 0.2, 0.003).round(2)
       announced  times  wrong_sign
    0       0.69   2.01        0.05

    References
    ----------
    Gelman and Carlin (2014), Perspectives on Psychological Science 9: errors of size and sign.
    """
    looks, n = check_whole("looks", looks, low=1), check_whole("n", n, low=1)
    check_positive("sd", sd)
    check_positive("prior_sd", prior_sd)
    effect, z, error = _peeked(n, sd, prior_sd, looks, normal_quantile(confidence))
    won = np.abs(z) > normal_quantile(confidence)
    sign = np.sign(z[won])
    return pd.DataFrame(
        {"announced": [won.mean()],
         "times": np.abs(z * error)[won].mean() / (sign * effect[won]).mean(),
         "wrong_sign": (sign * effect[won] < 0).mean()}
    )  # fmt: skip


def _peeking_gain(n, visitors, sd, prior_sd, looks, sure):
    """The mean gain of who ends a test at the first look beyond luck, over drawn tests."""
    effect, z, error = _peeked(n, sd, prior_sd, looks, sure)
    spent = 2 * sd**2 / error**2
    return float((effect * (spent + (z > sure) * (visitors - 2 * spent))).mean())


def _peeked(n, sd, prior_sd, looks, sure):
    """Of drawn tests: the true effect, z at the look at which one ends it, and its error."""
    random = generator(PEEKED, looks)
    effect = 2**0.5 * prior_sd * normal(random.random(DRAWS))
    sizes = n * np.arange(1, looks + 1) / looks
    steps = normal(random.random((DRAWS, looks))) * (2 * sd**2 * n / looks) ** 0.5
    z = (steps.cumsum(axis=1) / sizes + effect[:, None]) / np.sqrt(2 * sd**2 / sizes)
    beyond = np.abs(z) > sure
    at = np.where(beyond.any(axis=1), beyond.argmax(axis=1), looks - 1)
    return effect, np.take_along_axis(z, at[:, None], 1)[:, 0], np.sqrt(2 * sd**2 / sizes[at])


def shrink(effects, towards=None, label="test", confidence=0.95):
    """What may winners be expected to do again, after the luck that made them win (赢家诅咒)?

    Parameters
    ----------
    effects : DataFrame
        One row per test of one kind: ``label``, estimate, low, high (95% intervals, or others of
        ``confidence``), as `ecomlab.estimates.table` gives them; n and counts are handed on.
    towards : float, optional
        What the common mean is, if it is known: 0 where most changes do nothing. Else estimated.

    Returns
    -------
    DataFrame
        label, estimate (as found), shrunk, low, high (of the shrunk one), kept (shrunk ÷ found,
        from the common mean). In ``attrs``: middle and spread of the true effects.

    Raises
    ------
    ColumnError, InputError
        Fewer than four tests, or one without an interval.

    Examples
    --------
    >>> tests = pd.DataFrame({"test": list("abcdef"), "estimate": [4, 1, 0, -1, 2, -2.0]})
    >>> tests = tests.assign(low=tests["estimate"] - 1.96, high=tests["estimate"] + 1.96)
    >>> shrink(tests, towards=0)[["test", "estimate", "shrunk", "kept"]].round(2).head(2)
      test  estimate  shrunk  kept
    0    a       4.0    3.38  0.85
    1    b       1.0    0.85  0.85

    References
    ----------
    Morris (1983), Journal of the American Statistical Association 78.
    """
    table = check_table(effects, "effects", label, "estimate", "low", "high")
    width = table["high"] - table["low"]
    if not (width > 0).all():
        name = table.loc[~(width > 0), label].iloc[0]
        raise InputError(f"{name!r} has no interval. Leave it out, and say so.")
    error = width / (2 * normal_quantile(confidence))
    found, middle, spread = shrunken(table["estimate"], error, towards, confidence=confidence)
    shrunk = np.array([e.value for e in found])
    away = table["estimate"].to_numpy(float) - middle
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.where(away != 0, (shrunk - middle) / away, np.nan)
    result = table[[label, "estimate"]].assign(
        shrunk=shrunk, low=[e.low for e in found], high=[e.high for e in found], kept=kept
    )
    extra = [name for name in ("n", "counts") if name in table]
    result = result.join(table[extra])
    result.attrs = {"middle": middle, "spread": spread}
    return result
