"""How often and for how much a customer buys: the BG/NBD and gamma-gamma models.

Both take one row per customer, as ``lifetime.customer_summary`` makes it; time is in days (or any
other unit, which α and t are then in).
"""

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import betaln, digamma, expit, gammaln, hyp2f1

from ecomlab.errors import InputError, check_positive
from ecomlab.estimates import normal_interval

STEP = 1e-5  # of numerical derivatives, in log-parameters
MOST = 1_000_000  # purchases of one customer
FLAT = np.log(1e4)  # a log-parameter up here has gone to infinity: all customers are alike


# ---- How often: BG/NBD ------------------------------------------------------------------------


@dataclass(frozen=True)
class BGNBD:
    """How often will each customer buy, and who has gone for good? The BG/NBD model.

    While active, a customer buys at random (Poisson) at an own rate λ ~ gamma(r, α) per day, and
    leaves for good after each repeat purchase with an own probability p ~ beta(a, b). Nobody leaves
    before a first repeat: P(alive) of a one-time buyer is 1, however long ago the purchase was.
    On logs of whole days purchases of one day merge, and α comes out some 7% too high.

    Parameters
    ----------
    r, alpha : float
        Shape and rate of the buying rates; the mean rate is r/α per unit of time (days here).
    a, b : float
        Shape of the leaving probabilities; the mean is a/(a + b).

    Raises
    ------
    InputError
        A parameter that is not positive.

    Examples
    --------
    The parameters of the paper, in weeks:

    >>> model = BGNBD(r=.243, alpha=4.414, a=.793, b=2.426)
    >>> round(model.conditional_expected_purchases(52, frequency=26, recency=30.86, T=31), 2)
    25.76
    >>> round(model.probability_alive(frequency=26, recency=30.86, T=31), 3)
    0.969

    References
    ----------
    Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2).
    """

    r: float
    alpha: float
    a: float
    b: float
    covariance: np.ndarray | None = field(default=None, repr=False, compare=False)
    n: int | None = field(default=None, repr=False, compare=False)

    def __post_init__(self):
        _check_parameters(r=self.r, alpha=self.alpha, a=self.a, b=self.b)

    def log_likelihood(self, frequency, recency, T):
        """How likely is each customer's history? (log; sum it over customers)

        Bought x times; stayed after each; and was then either still active until T, or left with
        the last repeat: `left` holds the log odds of the second against the first.

        >>> model = BGNBD(.243, 4.414, .793, 2.426)
        >>> model.log_likelihood([2, 0], [30.43, 0], [38.86, 38.86]).round(3)
        array([-9.459, -0.555])
        """
        x, t_x, T = _history(frequency, recency, T)
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        bought = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + T)
        stayed = betaln(a, b + x) - betaln(a, b)
        left = self._log_odds_left(x, t_x, T)
        return bought + stayed + np.logaddexp(0, left)

    def _log_odds_left(self, x, t_x, T):
        silence = (self.r + x) * np.log1p((T - t_x) / (self.alpha + t_x))
        odds = silence + np.log(self.a / (self.b + np.maximum(x, 1) - 1))
        return np.where(x > 0, odds, -np.inf)

    @classmethod
    def fit(cls, frequency, recency, T, weights=None):
        """Which parameters make the customers' histories most likely?

        Parameters
        ----------
        frequency, recency, T : array-like, one entry per customer
            As from `customer_summary`; days or any other unit of time (α and t are then in it).
        weights : array-like, optional
            Number of customers with each history.

        Returns
        -------
        BGNBD
            With `.table()` of intervals.

        Raises
        ------
        InputError
            Impossible histories, or data that cannot identify the model: nobody repeated, everybody
            did (one-time buyers were dropped), or too few customers.

        Examples
        --------
        The 2,357 customers of the paper, whose α is 4.414 weeks:

        >>> from ecomlab.datasets import load
        >>> from ecomlab.retention.lifetime import customer_summary
        >>> orders, customers = load("cdnow").orders, load("cdnow").customers
        >>> sample = customers.customer_id[customers.tags == "sample"]
        >>> sample = orders[orders.customer_id.isin(sample)]
        >>> table = customer_summary(sample, "1997-09-30", free="count")
        >>> model = BGNBD.fit(table.frequency, table.recency, table["T"])
        >>> model.table().round(2)
          parameter  estimate    low   high     n
        0         r      0.24   0.22   0.27  2357
        1     alpha     30.90  26.12  36.55  2357
        2         a      0.79   0.50   1.25  2357
        3         b      2.43   1.37   4.29  2357
        """
        x, t_x, T = (np.atleast_1d(array) for array in _history(frequency, recency, T))
        w = _arrays(weights=1.0 if weights is None else weights, T=T)[0]
        repeated = w @ (x > 0) / w.sum() if w.sum() > 0 else 0
        if not 0 < repeated < 1:
            raise InputError(
                f"{'Everybody' if repeated else 'Nobody'} bought again, so the BG/NBD model cannot "
                "be fitted: give all customers, one-time buyers and repeaters, over a longer time."
            )
        unit = w @ T / w.sum()
        x, t_x, T, w = _compress(x, t_x / unit, T / unit, w)
        theta = np.log([1.0, w @ T / (w @ x), 1.0, 1.0])
        if len(x) > 20_000:  # a start from a part of the customers saves half the time
            part = slice(None, None, len(x) // 5_000)
            theta = _search(_bgnbd_objective(x[part], t_x[part], T[part], w[part]), theta).x
        theta, covariance = _maximise(_bgnbd_objective(x, t_x, T, w), theta, w.sum(), "BG/NBD")
        r, alpha, a, b = map(float, np.exp(theta))
        return cls(r, alpha * float(unit), a, b, covariance, int(round(w.sum())))

    def table(self, confidence=0.95):
        """Estimates with intervals: columns parameter, estimate, low, high, n (customers).

        The intervals come from the observed information of the log-parameters.
        """
        return _parameter_table(self, ["r", "alpha", "a", "b"], confidence)

    def probability_alive(self, frequency, recency, T):
        """How probable is it that the customer has not left for good by T? (1 if frequency is 0)"""
        return _plain(expit(-self._log_odds_left(*_history(frequency, recency, T))))

    def expected_purchases(self, t):
        """How many repeat purchases does a new customer make in the first `t` days?"""
        return self.conditional_expected_purchases(t, 0, 0, 0)

    def conditional_expected_purchases(self, t, frequency, recency, T):
        """How many purchases will a customer with this history make in the next `t` days?

        Equation (10) of the paper. Its hypergeometric function loses all digits for large x, so it
        is written by Euler's transformation, (1−z)^(r+x) F(r+x, b+x; c; z) =
        (1−z)^(a−1) F(a+b−1−r, a−1; c; z) with c = a+b+x−1, which stays exact.
        """
        x, t_x, T = _history(frequency, recency, T)
        t, x, t_x, T = np.broadcast_arrays(_arrays(t=t, T=T)[0], x, t_x, T)
        a = _off(self.a, 1)  # the formula is 0/0 at a = 1 …
        c = _off(a + self.b + x - 1, 0)  # … and at a + b = 1,
        r = a + _off(self.r - a, np.round(self.r - a))  # and scipy fails where r − a is whole
        z = t / (self.alpha + T + t)
        log_rest = -np.log1p(t / (self.alpha + T))  # of 1 − z, exact for z near 1 too
        still = np.exp((a - 1) * log_rest) * hyp2f1(c - x - r, a - 1, c, z)
        if_alive = c / (a - 1) * (1 - still)
        return _plain(if_alive * expit(-self._log_odds_left(x, t_x, T)))


def _off(value, pole, distance=1e-7):
    """Move a value just off a pole; the answer changes in the seventh digit."""
    return np.where(abs(value - pole) < distance, pole + distance, value)


def _compress(*history):
    """Count equal histories once: (x, t_x, T, weight) of each distinct one."""
    if len(pd.unique(history[2])) > len(history[2]) / 2:
        return history
    table = pd.DataFrame(dict(zip(["x", "t_x", "T", "w"], history, strict=True)))
    table = table.groupby(["x", "t_x", "T"], sort=False, as_index=False)["w"].sum()
    return tuple(table[name].to_numpy() for name in table)


def _bgnbd_objective(x, t_x, T, w):
    """Minus the mean log-likelihood of `BGNBD.log_likelihood` and its gradient, for the fit.

    The same terms, summed cleverly: those of x alone once per count, `left` for repeaters only.
    """
    n = np.arange(x.max() + 1)
    customers, total, bought = np.bincount(x, w), w.sum(), w @ x
    x1, t1, T1, w1 = (array[x > 0] for array in (x, t_x, T, w))

    def objective(theta):
        r, alpha, a, b = np.exp(theta)
        time, silence = np.log1p(T / alpha), np.log1p((T1 - t1) / (alpha + t1))
        left = (r + x1) * silence + np.log(a / (b + x1 - 1))
        gone = w1 * expit(left)
        counts = gammaln(r + n) - gammaln(r) + betaln(a, b + n) - betaln(a, b)
        value = customers @ counts - (w * (r + x)) @ time - bought * np.log(alpha)
        value += w1 @ np.logaddexp(0, left)
        ab = digamma(a + b) - digamma(a + b + n)
        d_r = customers @ (digamma(r + n) - digamma(r)) - w @ time + gone @ silence
        d_alpha = total * r / alpha - (w * (r + x)) @ (1 / (alpha + T))
        d_alpha -= (gone * (r + x1)) @ ((T1 - t1) / (alpha + t1) / (alpha + T1))
        d_a = customers @ ab + gone.sum() / a
        d_b = customers @ (ab + digamma(b + n) - digamma(b)) - gone @ (1 / (b + x1 - 1))
        return -value / total, -np.array([d_r, d_alpha, d_a, d_b]) * np.exp(theta) / total

    return objective


# ---- How much: gamma-gamma --------------------------------------------------------------------


@dataclass(frozen=True)
class GammaGamma:
    """How much will each customer spend per purchase (客单价)? The gamma-gamma model.

    A customer's purchases vary around an own mean: gamma(p, ν), with ν ~ gamma(q, γ) across
    customers. Few purchases tell little, so the estimate is pulled to the mean of all customers,
    pγ/(q − 1). How often somebody buys and for how much must be unrelated: check it.

    Parameters
    ----------
    p, q : float
        Shapes within and across customers.
    gamma : float
        Scale across customers, in yuan.

    Raises
    ------
    InputError
        A parameter that is not positive.

    Examples
    --------
    The parameters of the paper: a stranger, and a customer with 2 repeat purchases of 22.35 each.

    >>> model = GammaGamma(p=6.25, q=3.74, gamma=15.44)
    >>> model.expected_spend(frequency=[0, 2], monetary_value=[float("nan"), 22.35]).round(2)
    array([35.22, 24.66])

    References
    ----------
    Fader and Hardie (2013), The gamma-gamma model of monetary value.
    """

    p: float
    q: float
    gamma: float
    covariance: np.ndarray | None = field(default=None, repr=False, compare=False)
    n: int | None = field(default=None, repr=False, compare=False)

    def __post_init__(self):
        _check_parameters(p=self.p, q=self.q, gamma=self.gamma)

    def log_likelihood(self, frequency, monetary_value):
        """How likely is each repeater's mean spend? (log; sum it over customers)"""
        x, z = _spend(frequency, monetary_value)
        p, q, gamma = self.p, self.q, self.gamma
        return (
            gammaln(p * x + q)
            - gammaln(p * x)
            - gammaln(q)
            + q * np.log(gamma / (gamma + x * z))
            + p * x * np.log(x * z / (gamma + x * z))
            - np.log(z)
        )

    @classmethod
    def fit(cls, frequency, monetary_value):
        """Which parameters make the repeaters' mean spends most likely?

        Parameters
        ----------
        frequency, monetary_value : array-like, one entry per repeater
            Purchases behind each mean, and the mean (yuan), as from `customer_summary`. Leave
            one-time buyers out: ``summary[summary.frequency > 0]``.

        Returns
        -------
        GammaGamma
            With `.table()` of intervals.

        Raises
        ------
        InputError
            Customers without a repeat, values that are not positive (the message counts them), or
            data that cannot identify the model.

        Examples
        --------
        >>> rng = np.random.default_rng(1)
        >>> own_mean = 6 * 15 / rng.gamma(4, size=2000)
        >>> times = rng.integers(1, 9, size=2000)
        >>> model = GammaGamma.fit(times, rng.gamma(6 * times) / (6 * times) * own_mean)
        >>> model.table()[["parameter", "low", "high"]].round(1)
          parameter  low  high
        0         p  4.0   8.1
        1         q  3.5   4.3
        2     gamma  9.9  23.8
        """
        x, z = _spend(np.atleast_1d(frequency), monetary_value)
        unit = float(z.mean())
        objective = _gamma_gamma_objective(x, z / unit)
        theta, covariance = _maximise(objective, np.log([2.0, 3.0, 1.0]), len(x), "gamma-gamma")
        p, q, gamma = map(float, np.exp(theta))
        return cls(p, q, gamma * unit, covariance, len(x))

    def table(self, confidence=0.95):
        """Estimates with intervals: columns parameter, estimate, low, high, n (repeaters)."""
        return _parameter_table(self, ["p", "q", "gamma"], confidence)

    def expected_spend(self, frequency, monetary_value):
        """What will a customer spend per purchase, given the mean of `frequency` repeats so far?

        Without a repeat (frequency 0, monetary_value NaN) it is the mean of all customers.
        """
        (x,) = _arrays(frequency=frequency)
        z = _broadcast(frequency=x, monetary_value=_floats(monetary_value=monetary_value)[0])[1]
        x, z = _arrays(frequency=x, monetary_value=np.where(x == 0, 0.0, z))
        if self.q <= 1:
            raise InputError(
                f"q is {self.q:.2f}: with q up to 1 the mean spend of the model is infinite. "
                "A few huge orders may be the cause; look at them first."
            )
        return _plain(self.p * (self.gamma + x * z) / (self.p * x + self.q - 1))


def _spend(frequency, monetary_value):
    """Return x and mean spend, or say how many customers do not fit."""
    x, z = _arrays(frequency=frequency, monetary_value=monetary_value)
    for bad, what in (
        (x == 0, "no repeat purchase: give repeaters only, summary[summary.frequency > 0]"),
        (
            z == 0,
            "a mean spend of 0, which the gamma-gamma model has no room for: find out why "
            "(gifts? exchanges?), then leave them out knowingly",
        ),
    ):
        if np.any(bad):
            raise InputError(f"{int(np.sum(bad))} customers have {what}.")
    return x, z


def _gamma_gamma_objective(x, z):
    """Minus the mean of `GammaGamma.log_likelihood` and its gradient, for the fit."""

    def objective(theta):
        p, q, gamma = np.exp(theta)
        value = GammaGamma(p, q, gamma).log_likelihood(x, z).mean()
        shape, total = p * x + q, gamma + x * z
        d_p = np.mean(x * (digamma(shape) - digamma(p * x) + np.log(x * z / total)))
        d_q = np.mean(digamma(shape) - digamma(q) + np.log(gamma / total))
        d_gamma = np.mean(q / gamma - shape / total)
        return -value, -np.array([d_p, d_q, d_gamma]) * np.exp(theta)

    return objective


# ---- Maximum likelihood for both models -------------------------------------------------------


def _maximise(objective, start, n, what):
    """Fit log-parameters: `objective` gives minus the mean log-likelihood and its gradient.

    Returns the estimate and its covariance, the inverse of the observed information. The data
    identify the model if the parameters are finite (where one runs off to infinity, what looks like
    information is rounding), the information is positive, and the search ended within .01 standard
    errors of the top; a last Newton step goes the rest.
    """
    with np.errstate(all="ignore"):
        theta = _search(objective, start).x
        gradient = n * objective(theta)[1]
        moved = [n * objective(theta + step)[1] for step in STEP * np.eye(len(theta))]
    information = (np.array(moved) - gradient) / STEP
    information = (information + information.T) / 2
    found = np.isfinite(information).all() and theta.max() < FLAT
    if found and np.linalg.eigvalsh(information)[0] > 0.01:
        step = np.linalg.solve(information, gradient)
        if gradient @ step < 1e-4:
            return theta - step, np.linalg.inv(information)
    raise InputError(
        f"These data cannot identify the {what} model: its likelihood has no clear top. Take more "
        "customers or a longer log, or a simpler method (ltv_cohort)."
    )


def _search(objective, start):
    return minimize(objective, start, jac=True, method="BFGS", options={"gtol": 1e-6})


def _parameter_table(model, names, confidence):
    if model.covariance is None:
        raise InputError(
            "Parameters given by hand have no intervals. Build the model with .fit(…)."
        )
    log_estimate = np.log([getattr(model, name) for name in names])
    errors = np.sqrt(np.diag(model.covariance))
    rows = [
        np.exp(normal_interval(*pair, confidence))
        for pair in zip(log_estimate, errors, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["estimate", "low", "high"]).assign(n=model.n)
    return table.assign(parameter=names)[["parameter", "estimate", "low", "high", "n"]]


def _arrays(**given):
    """Broadcast the named inputs to arrays of one length; refuse what is missing or negative."""
    arrays = dict(zip(given, _floats(**given), strict=True))
    for name, array in arrays.items():
        bad = int(np.sum(~np.isfinite(array) | (array < 0)))
        if bad:
            raise InputError(f"{name} has {bad} values that are negative, missing or infinite.")
    return _broadcast(**arrays)


def _floats(**given):
    """Each input as an array of floats."""
    try:
        return [np.asarray(value, dtype=float) for value in given.values()]
    except (TypeError, ValueError):
        raise InputError(f"{', '.join(given)} must be numbers.") from None


def _broadcast(**arrays):
    try:
        return np.broadcast_arrays(*arrays.values())
    except ValueError:
        sizes = ", ".join(f"{name} {array.size}" for name, array in arrays.items())
        raise InputError(f"The inputs differ in length ({sizes}): give one per customer.") from None


def _history(frequency, recency, T):
    """Return x, t_x, T as arrays, or say which customers cannot exist."""
    x, t_x, T = _arrays(frequency=frequency, recency=recency, T=T)
    for bad, what in (
        (x != np.floor(x), "a frequency that is not a whole number"),
        (x > MOST, f"a frequency above {MOST:,}: it counts purchase days"),
        (t_x > T, "recency longer than T: both count days from the first purchase"),
        ((x == 0) & (t_x > 0), "frequency 0 but recency above 0: without a repeat it is 0"),
        ((x > 0) & (t_x == 0), "repeats but recency 0: a repeat falls on a later day"),
    ):
        if np.any(bad):
            raise InputError(f"{int(np.sum(bad))} customers have {what}. See customer_summary.")
    return x.astype(np.int64), t_x, T


def _plain(array):
    return array if np.ndim(array) else float(array)


def _check_parameters(**parameters):
    for name, value in parameters.items():
        check_positive(name, value, largest=math.inf)  # a fit may end far out, and says so
