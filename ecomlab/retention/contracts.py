"""Customers with a contract, or with a fixed occasion to buy: the sBG and BG/BB models.

Time comes in whole periods: a renewal of a membership card (会员续费), a yearly donation. With a
contract you see who leaves; without one, a customer who skipped an occasion may have left or not.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import hyp2f1, logsumexp

from ecomlab import likelihood, mixing
from ecomlab.errors import InputError, check_positive
from ecomlab.likelihood import Fitted, Part, arrays, compress, plain

MOST = 1_000  # periods

LEAVE_LIMITS = {
    "same": "one chance to leave for all",
    "split": "some leave at once, the others never",
    "none": "nobody leaves",
    "all": "all leave at once",
}
LEAVE_UNKNOWN = {
    "same": "how far customers differ in how soon they leave: one chance for all explains these "
    "data as well. Then retention doesn't rise with the age of a cohort.",
    "split": "what lies between: it looks as if some left at once and the others never will.",
    "none": "whether anybody leaves: nobody did as far as these data show, and the forecast never "
    "falls; a longer time may show otherwise.",
    "all": "how many would stay: nobody is left after the first period.",
}


# ---- A contract: who left is seen -------------------------------------------------------------


@dataclass(frozen=True)
class SBG(Fitted):
    """How many customers of a contract are left after each renewal? The shifted-beta-geometric.

    At each renewal a customer leaves with an own chance θ ~ beta(α, β). Those who leave early are
    mostly those with a high θ, so the retention rate rises with the age of a cohort, though nobody
    becomes more loyal.

    Parameters
    ----------
    alpha, beta : float
        Shape of the chances; the mean is α/(α + β).
    leave : float, optional
        That mean, at a limit only: α = β = ∞ (one chance for all), α = β = 0 (some leave at once,
        the others never).

    Raises
    ------
    InputError
        A parameter that is not positive, or a limit without its mean.

    Examples
    --------
    The "high end" cohort of the paper, of 1,000 customers, over seven years:

    >>> active = [1000, 869, 743, 653, 593, 551, 517, 491]
    >>> model = SBG.fit_curve(active)
    >>> model.table().round(2)[["parameter", "estimate", "low", "high", "n"]]
      parameter  estimate   low  high     n
    0     alpha      0.67  0.49  0.91  1000
    1      beta      3.81  2.54  5.70  1000
    >>> model.survival([1, 7, 12]).round(3)
    array([0.851, 0.489, 0.378])
    >>> model.retention([1, 7, 12]).round(3)
    array([0.851, 0.936, 0.957])

    References
    ----------
    Fader and Hardie (2007), How to project customer retention, Journal of Interactive Marketing
    21(1).
    """

    alpha: float
    beta: float
    covariance: np.ndarray | None = field(default=None, repr=False, compare=False)
    n: int | None = field(default=None, repr=False, compare=False)
    leave: float | None = field(default=None, repr=False)

    NAME = "sBG"
    PARTS = (Part(mixing.Beta, "leaving", ("alpha", "beta"), "leave", LEAVE_LIMITS, LEAVE_UNKNOWN),)

    @classmethod
    def fit(cls, periods, lost, weights=None):
        """Which chances to leave make these contracts most likely?

        Parameters
        ----------
        periods : array-like, one entry per customer
            The renewal at which the customer left (1 is the first one), or how many renewals one
            who is still there has made.
        lost : array-like of bool
            Has the customer left? Cohorts of any age may be put together.
        weights : array-like, optional
            Number of customers with each pair.

        Returns
        -------
        SBG
            With `.table()` of intervals; at a limit where the likelihood is highest there.

        Raises
        ------
        InputError
            Periods that aren't whole numbers, a loss at renewal 0, or nobody who met a renewal.
        """
        periods, lost, w = arrays(
            periods=np.atleast_1d(periods),
            lost=lost,
            weights=1.0 if weights is None else weights,
        )
        likelihood.refuse(
            (periods != np.floor(periods), "a number of periods that isn't whole"),
            (periods > MOST, f"more than {MOST:,} periods"),
            (~np.isin(lost, [0, 1]), "a `lost` that is neither true nor false"),
            ((lost == 1) & (periods == 0), "left at renewal 0: the first one is 1"),
        )
        if not w @ (periods > 0) > 0:
            raise InputError("Nobody has met a renewal yet, so there is no retention to fit.")
        history = compress(periods.astype(np.int64), lost, w)
        full, n = cls(1.0, 1.0), int(round(w.sum()))
        return likelihood.fit(
            full, likelihood.limits(full, [0.3]), cls.NAME, n, history, thorough=True
        )

    @classmethod
    def fit_curve(cls, active):
        """Fit one cohort: how many customers were there at the start and after each renewal?

        >>> SBG.fit_curve([100, 80, 64]).limit  # 80% renew each time
        'one chance to leave for all'
        """
        (active,) = arrays(active=np.atleast_1d(active))
        gone = -np.diff(active)
        if len(active) < 2 or np.any(gone < 0) or np.any(active != np.floor(active)):
            raise InputError(
                "active must be whole numbers of customers, at least two of them, that never rise: "
                "one cohort at its start and after each renewal."
            )
        periods = np.append(np.arange(1, len(active)), len(active) - 1)
        return cls.fit(periods, np.append(gone > 0, False), np.append(gone, active[-1]))

    def log_likelihood(self, periods, lost):
        """How likely is each customer's contract? (log; sum it over customers)"""
        return self.paths(np.asarray(periods), np.asarray(lost))[0][..., 0]

    def paths(self, periods, lost):
        """The same in a column, and the slopes by `theta`: for the fit."""
        lost = np.asarray(lost, dtype=np.int64)
        slopes = self.leaving.score(lost, periods - lost)
        log = self.leaving.log_mean(lost, periods - lost)
        return np.asarray(log)[..., None], [np.asarray(slope)[..., None] for slope in slopes]

    def survival(self, t):
        """What share of a cohort is left after `t` renewals?"""
        return plain(np.exp(self.leaving.log_mean(0, _whole(t=t))))

    def retention(self, t):
        """What share of those who met renewal `t` made it? (t = 1 is the first one)"""
        t = _whole(t=t)
        if np.any(t < 1):
            raise InputError("The first renewal is t = 1.")
        return plain(1 - self._leave_after(t - 1))

    def _leave_after(self, k):
        """The chance to leave of customers who have made k renewals (NaN where nobody has)."""
        with np.errstate(invalid="ignore"):
            return self.leaving.mean_after(0, k)

    def residual_lifetime(self, renewals, discount):
        """How many payments are to come from a customer who has made so many renewals?

        Discounted (DERL), the next renewal not discounted; `discount` is the rate per period. NaN
        where nobody gets so far.

        >>> round(SBG(.668, 3.806).residual_lifetime(renewals=7, discount=.1), 2)
        7.53

        References
        ----------
        Fader and Hardie (2010), Customer-base valuation in a contractual setting, Marketing Science
        29(1).
        """
        check_positive("discount", discount)
        k, v = _whole(renewals=renewals), 1 / (1 + discount)
        next_one = 1 - self._leave_after(k)
        if self.leaving.kind == "spread":
            a = self.alpha + mixing.off(0.0, np.round(self.alpha) - self.alpha)
            b = self.beta + k + 1
            return plain(next_one * hyp2f1(1, b, a + b, v))
        after = 1 - self.leave if self.leaving.kind == "same" else 1.0
        return plain(next_one / (1 - after * v))


# ---- Fixed occasions, no contract: who left isn't seen ----------------------------------------


@dataclass(frozen=True)
class BGBB(Fitted):
    """How often will each customer use the next occasions, and who has left? The BG/BB model.

    At each occasion (a year's appeal for donations, a weekly market) a customer who is there buys
    with an own chance p ~ beta(α, β), and before each one leaves for good with an own chance
    θ ~ beta(γ, δ).

    Parameters
    ----------
    alpha, beta : float
        Shape of the chances to buy.
    gamma, delta : float
        Shape of the chances to leave.
    buy, leave : float, optional
        Their means, at a limit only, as in `SBG`.

    Raises
    ------
    InputError
        A parameter that is not positive, or a limit without its mean.

    Examples
    --------
    The parameters of the paper: a donor who gave in all six years, and one who gave in none.

    >>> model = BGBB(alpha=1.204, beta=.750, gamma=.657, delta=2.783)
    >>> model.conditional_expected_purchases(5, [6, 0], recency=[6, 0], opportunities=6).round(2)
    array([3.75, 0.07])
    >>> model.probability_alive([6, 0], recency=[6, 0], opportunities=6).round(2)
    array([1.  , 0.12])

    References
    ----------
    Fader, Hardie and Shang (2010), Customer-base analysis in a discrete-time noncontractual
    setting, Marketing Science 29(6).
    """

    alpha: float
    beta: float
    gamma: float
    delta: float
    covariance: np.ndarray | None = field(default=None, repr=False, compare=False)
    n: int | None = field(default=None, repr=False, compare=False)
    buy: float | None = field(default=None, repr=False)
    leave: float | None = field(default=None, repr=False)

    NAME = "BG/BB"
    PARTS = (
        Part(
            make=mixing.Beta,
            attribute="chances",
            names=("alpha", "beta"),
            mean="buy",
            limits={
                "same": "one chance to buy for all",
                "split": "some always buy, the others never",
                "all": "everybody always buys",
            },
            cannot_tell={
                "same": "how far customers differ in how often they buy: one chance for all "
                "explains these data as well.",
                "split": "what lies between: it looks as if a customer bought always or never.",
                "all": "how often a customer skips: nobody did before leaving.",
            },
        ),
        Part(mixing.Beta, "leaving", ("gamma", "delta"), "leave", LEAVE_LIMITS, LEAVE_UNKNOWN),
    )

    @classmethod
    def fit(cls, frequency, recency, opportunities, weights=None):
        """Which chances make the customers' histories most likely?

        Parameters
        ----------
        frequency, recency, opportunities : array-like, one entry per customer
            How many occasions were used, which was the last one used (1 is the first; 0 if none
            was), how many there were. The one on which you won the customer isn't counted.
        weights : array-like, optional
            Number of customers with each history.

        Returns
        -------
        BGBB
            With `.table()` of intervals; at a limit where the likelihood is highest there.

        Raises
        ------
        InputError
            Impossible histories, or nobody who used an occasion.
        """
        history = [np.atleast_1d(array) for array in _occasions(frequency, recency, opportunities)]
        w = arrays(weights=1.0 if weights is None else weights, n=history[2])[0]
        x, _, n = history
        if not w @ (x > 0) > 0:
            raise InputError("Nobody used an occasion, so how often customers buy can't be told.")
        full, start = cls(1.0, 1.0, 1.0, 3.0), [w @ x / (w @ n), 0.2]
        limits, total = likelihood.limits(full, start), int(round(w.sum()))
        return likelihood.fit(full, limits, cls.NAME, total, compress(*history, w), thorough=True)

    def log_likelihood(self, frequency, recency, opportunities):
        """How likely is each customer's history? (log; sum it over customers)"""
        log, _ = self.paths(*_occasions(frequency, recency, opportunities))
        return logsumexp(log, axis=-1)

    def paths(self, x, t_x, n):
        """What may have happened, in columns, and the slopes of each by `theta`: for the fit.

        The customer is still there after occasion n, or was there until occasion m, of t_x to n−1,
        and left before the next one.
        """
        x, t_x, n = x[..., None], t_x[..., None], n[..., None]
        last = t_x + np.arange(np.max(n - t_x, initial=0) + 1)
        there = np.minimum(last, n)
        left = (last < n).astype(np.int64)
        log = self.chances.log_mean(x, there - x) + self.leaving.log_mean(left, there)
        slopes = [*self.chances.score(x, there - x), *self.leaving.score(left, there)]
        shape = np.shape(last)
        return (
            np.where(last <= n, log, -np.inf),
            [np.broadcast_to(slope, shape) for slope in slopes],
        )

    def probability_alive(self, frequency, recency, opportunities, ahead=0):
        """How probable is it that the customer is still there, `ahead` occasions from now?"""
        x, t_x, n = _occasions(frequency, recency, opportunities)
        alive, ahead = self._alive(x, t_x, n), _whole(ahead=ahead)
        return plain(np.where(alive == 0, 0.0, alive * self._stays(n, ahead)))

    def _stays(self, n, ahead):
        """The chance to be there so many occasions ahead (NaN where nobody is there now)."""
        with np.errstate(invalid="ignore"):
            return np.exp(self.leaving.log_mean(0, n + ahead) - self.leaving.log_mean(0, n))

    def _alive(self, x, t_x, n):
        stayed = self.chances.log_mean(x, n - x) + self.leaving.log_mean(0, n)
        return np.exp(stayed - logsumexp(self.paths(x, t_x, n)[0], axis=-1))

    def expected_purchases(self, t):
        """How many of the first `t` occasions does a new customer use?"""
        return self.conditional_expected_purchases(t, 0, 0, 0)

    def conditional_expected_purchases(self, t, frequency, recency, opportunities):
        """How many of the next `t` occasions will a customer with this history use?"""
        x, t_x, n = _occasions(frequency, recency, opportunities)
        t, x, t_x, n = np.broadcast_arrays(_whole(t=t), x, t_x, n)
        step = np.arange(1, np.max(t, initial=0) + 1)
        there = self._stays(n[..., None], step)
        expected = np.where(step <= t[..., None], there, 0.0).sum(axis=-1)
        with np.errstate(invalid="ignore"):  # some histories are possible only of those who left
            expected = expected * self.chances.mean_after(x, n - x)
        alive = self._alive(x, t_x, n)
        return plain(np.where(alive == 0, 0.0, alive * expected))


def _occasions(frequency, recency, opportunities):
    """Return x, t_x, n as whole numbers, or say which customers cannot exist."""
    x, t_x, n = arrays(frequency=frequency, recency=recency, opportunities=opportunities)
    likelihood.refuse(
        ((x % 1 > 0) | (t_x % 1 > 0) | (n % 1 > 0), "numbers that aren't whole"),
        (n > MOST, f"more than {MOST:,} opportunities"),
        (t_x > n, "a recency beyond the last opportunity"),
        (x > t_x, "more purchases than opportunities up to the last one used"),
        ((x == 0) & (t_x > 0), "frequency 0 but recency above 0"),
    )
    return x.astype(np.int64), t_x.astype(np.int64), n.astype(np.int64)


def _whole(**given):
    (values,) = arrays(**given)
    if np.any(values % 1 > 0) or np.any(values > 1e6):
        raise InputError(f"{', '.join(given)} must be whole numbers up to a million.")
    return values.astype(np.int64)
