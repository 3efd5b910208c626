"""How often and for how much a customer buys: BG/NBD, MBG/NBD, Pareto/NBD; gamma-gamma.

They take one row per customer, as ``lifetime.customer_summary`` makes it; time is in days (or any
other unit, which α, β and t are then in). Where the likeliest model of a log is at a limit, it is
fitted, and `.limit` and `.cannot_tell` say so.
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.special import betaln, digamma, expit, gammaln, logsumexp

from ecomlab import likelihood, mixing
from ecomlab.errors import InputError, check_positive
from ecomlab.estimates import normal_interval
from ecomlab.likelihood import Fitted, Part, arrays, broadcast, compress, floats, plain

MOST = 1_000_000  # purchases of one customer
MANY = 20_000  # histories: a part of them gives a start, and the shape of the top
CLEAR = 1e-6  # curvature of a top that can guide a search
NO_REPEAT = 0.01  # chance of a log without a one-time buyer, below which they have been dropped

RATES = Part(
    make=mixing.Gamma,
    attribute="rates",
    names=("r", "alpha"),
    mean="rate",
    limits={"same": "one rate for all"},
    cannot_tell={
        "same": "how far customers differ in how often they buy: one rate for all explains this "
        "log as well. Who bought more often so far isn't expected to do so again."
    },
)
LEFT = "whether anybody leaves: nobody did as far as this log shows. P(alive) is 1 for all, and "
LEFT += "the forecast never falls; a longer log may show otherwise."
AT_ONCE = "what lies between: the log looks as if some left at once and the others never will. "
AT_ONCE += "Where the interval of their share begins near 0, it may be that nobody leaves."
LEAVING = Part(
    make=mixing.Beta,
    attribute="leaving",
    names=("a", "b"),
    mean="leave",
    limits={
        "same": "one chance to leave for all",
        "split": "some leave at once, the others never",
        "none": "nobody leaves",
        "all": "all leave at once",
    },
    cannot_tell={
        "same": "how far customers differ in how soon they leave: one chance for all explains "
        "this log as well.",
        "split": AT_ONCE,
        "none": LEFT,
        "all": "how many would stay: nobody bought a second time again.",
    },
)
LIFETIMES = Part(
    make=mixing.Gamma,
    attribute="lifetimes",
    names=("s", "beta"),
    mean="leave",
    limits={
        "same": "one leaving rate for all",
        "split": "some leave at once, the others never",
        "none": "nobody leaves",
    },
    cannot_tell={
        "same": "how far customers differ in how soon they leave: one leaving rate for all "
        "explains this log as well.",
        "split": AT_ONCE,
        "none": LEFT,
    },
)


# ---- How often --------------------------------------------------------------------------------


class _Buyers(Fitted):
    """What the three models of buying share: they differ in when a customer may leave."""

    @classmethod
    def fit(cls, frequency, recency, T, weights=None):
        """Which parameters make the customers' histories most likely?

        Parameters
        ----------
        frequency, recency, T : array-like, one entry per customer
            As from `customer_summary`; days or any other unit of time (α, β and t are then in it).
        weights : array-like, optional
            Number of customers with each history.

        Returns
        -------
        The model, with `.table()` of intervals
            Where the likelihood is highest at a border, e.g. where nobody seems to leave, the limit
            is fitted: `.limit` names it, `.cannot_tell` says what the log leaves open.

        Raises
        ------
        InputError
            Impossible histories; nobody bought again; everybody did, though the model expects
            one-time buyers (they were dropped); or too few customers.
        """
        x, t_x, T = (np.atleast_1d(array) for array in _history(frequency, recency, T))
        w = arrays(weights=1.0 if weights is None else weights, T=T)[0]
        if not w @ (x > 0) > 0:
            raise InputError(
                f"Nobody bought again, so the {cls.NAME} model cannot be fitted: how often "
                "customers buy can't be told. Give all customers over a longer time."
            )
        n, unit = int(round(w.sum())), w @ T / w.sum()
        given = compress(x, t_x / unit, T / unit, w)
        model = cls._fit(*given)
        model = model._in_unit(unit, n)
        if not w @ (x == 0) > 0:
            model._check_one_time_buyers(T, w)
        return model

    @classmethod
    def _fit(cls, x, t_x, T, w):
        start = [float(w @ x / (w @ T)), 0.3]
        full = cls.of([cls.PARTS[0].make(1.0, 1 / start[0]), cls.PARTS[1].make(1.0, 1.0)])
        hessian, objective = None, cls._objective(x, t_x, T, w)
        if len(x) > MANY:  # a start from a part of the customers saves most of the time
            part = slice(None, None, len(x) // (MANY // 4))
            of_part = cls._objective(x[part], t_x[part], T[part], w[part])
            with np.errstate(all="ignore"):
                theta = likelihood.search(of_part, full.theta).x
                hessian = likelihood.curvature(of_part, theta)
            clear = np.isfinite(hessian).all() and abs(theta).max() < likelihood.FLAT
            if clear and np.linalg.eigvalsh(hessian)[0] > CLEAR:
                full = full.moved(theta)
            else:
                hessian = None

        limits, history = likelihood.limits(full, start), (x, t_x, T, w)
        return likelihood.fit(full, limits, cls.NAME, w.sum(), history, objective, hessian)

    @classmethod
    def _objective(cls, x, t_x, T, w):
        """Minus the mean log-likelihood of the full model and its gradient."""
        full = cls.of([part.make(1.0, 1.0) for part in cls.PARTS])
        return likelihood.objective_of(full, x, t_x, T, w)

    def _in_unit(self, unit, n):
        """The model fitted in another unit of time, back in the one that was given."""
        parts = [
            part.slower(unit) if isinstance(part, mixing.Gamma) else part for part in self.parts
        ]
        return self.of(parts, self.covariance, n)

    def _check_one_time_buyers(self, T, w):
        """Refuse a log of repeaters only, unless the model would expect no one else."""
        none = np.zeros(len(T), dtype=int)
        once = np.exp(self.log_likelihood(none, none, T))
        if w @ np.log1p(-np.minimum(once, 1 - 1e-15)) < np.log(NO_REPEAT):
            raise InputError(
                f"Everybody bought again, but the {self.NAME} model fitted to them expects "
                f"{w @ once:,.0f} one-time buyers. Give all customers, one-time buyers too."
            )

    def log_likelihood(self, frequency, recency, T):
        """How likely is each customer's history? (log; sum it over customers)"""
        return np.logaddexp(*self.two_ways(*_history(frequency, recency, T)))

    def probability_alive(self, frequency, recency, T):
        """How probable is it that the customer has not left for good by T?"""
        x, t_x, T = _history(frequency, recency, T)
        stayed, left = self.two_ways(x, t_x, T)
        return plain(expit(stayed - left))

    def expected_purchases(self, t):
        """How many repeat purchases does a new customer make in the first `t` days?"""
        return self.conditional_expected_purchases(t, 0, 0, 0)

    def conditional_expected_purchases(self, t, frequency, recency, T):
        """How many purchases will a customer with this history make in the next `t` days?"""
        x, t_x, T = _history(frequency, recency, T)
        t, x, t_x, T = np.broadcast_arrays(arrays(t=t, T=T)[0], x, t_x, T)
        stayed, left = self.two_ways(x, t_x, T)
        return plain(self._bought_if_alive(t, x, T) * expit(stayed - left))


class _Coins(_Buyers):
    """After purchases customers toss a coin: stay or leave for good. FIRST coins fall at once."""

    PARTS = (RATES, LEAVING)

    def two_ways(self, x, t_x, T):
        """How likely are x purchases, if the customer is still there at T, or left at t_x? (log)

        Still there: every coin fell on "stay". Left: all but the last did.
        """
        coins = x + self.FIRST
        stayed = self.rates.log_mean(x, T) + self.leaving.log_mean(0, coins)
        left = self.rates.log_mean(x, t_x) + self.leaving.log_mean(1, np.maximum(coins - 1, 0))
        return stayed, np.where(coins > 0, left, -np.inf)

    def paths(self, x, t_x, T):
        """`two_ways` in columns, and the slopes of each by `theta`: for the fit."""
        coins = x + self.FIRST
        before = np.maximum(coins - 1, 0)
        stayed = [*self.rates.score(x, T), *self.leaving.score(0, coins)]
        left = [*self.rates.score(x, t_x), *self.leaving.score(1, before)]
        slopes = [np.stack(pair, axis=-1) for pair in zip(stayed, left, strict=True)]
        return np.stack(self.two_ways(x, t_x, T), axis=-1), slopes

    def _bought_if_alive(self, t, x, T):
        coins = x + self.FIRST
        return mixing.bought_while_coins_fall(self.rates, self.leaving, t, x, coins, T)

    @classmethod
    def _objective(cls, x, t_x, T, w):
        """Minus the mean of the log-likelihood and its gradient, for the fit.

        The same terms, summed cleverly: those of x alone once per count, of `left` only where a
        coin has fallen, and no logarithm is taken twice.
        """
        n = np.arange(x.max() + 1)
        k = n + cls.FIRST
        customers, total, bought = np.bincount(x, w), w.sum(), w @ x
        chosen = x + cls.FIRST > 0
        x1, t1, T1, w1 = (array[chosen] for array in (x, t_x, T, w))
        k1, wx = x1 + cls.FIRST, w * x

        def objective(theta):
            r, alpha, a, b = np.exp(np.clip(theta, -300, 300))
            time, silence = np.log1p(T / alpha), np.log1p((T1 - t1) / (alpha + t1))
            left = (r + x1) * silence + np.log(a / (b + k1 - 1))
            gone = w1 * expit(left)
            counts = gammaln(r + n) - gammaln(r) + betaln(a, b + k) - betaln(a, b)
            value = customers @ counts - r * (w @ time) - wx @ time - bought * np.log(alpha)
            value += w1 @ np.logaddexp(0, left)
            ab = digamma(a + b) - digamma(a + b + k)
            d_r = customers @ (digamma(r + n) - digamma(r)) - w @ time + gone @ silence
            d_alpha = total * r / alpha - (r * w + wx) @ (1 / (alpha + T))
            d_alpha -= (gone * (r + x1)) @ ((T1 - t1) / (alpha + t1) / (alpha + T1))
            d_a = customers @ ab + gone.sum() / a
            d_b = customers @ (ab + digamma(b + k) - digamma(b)) - gone @ (1 / (b + k1 - 1))
            return -value / total, -np.array([d_r, d_alpha, d_a, d_b]) * np.exp(theta) / total

        return objective


@dataclass(frozen=True)
class BGNBD(_Coins):
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
    rate, leave : float, optional
        The means, at a limit only: of r = α = ∞ (one rate for all); of a = b = ∞ (one chance to
        leave for all) and of a = b = 0 (some leave at once, the others never). With a = 0, b = ∞
        nobody leaves: the NBD model.

    Raises
    ------
    InputError
        A parameter that is not positive, or a limit without its mean.

    Examples
    --------
    The parameters of the paper, in weeks:

    >>> model = BGNBD(r=.243, alpha=4.414, a=.793, b=2.426)
    >>> round(model.conditional_expected_purchases(52, frequency=26, recency=30.86, T=31), 2)
    25.76
    >>> round(model.probability_alive(frequency=26, recency=30.86, T=31), 3)
    0.969
    >>> model.log_likelihood([2, 0], [30.43, 0], [38.86, 38.86]).round(3)
    array([-9.459, -0.555])

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

    A log in which nobody leaves has its likeliest model at the limit:

    >>> rng = np.random.default_rng(2)
    >>> x = rng.poisson(rng.gamma(2, 1, 500))
    >>> last = np.where(x > 0, 100 * rng.random(500) ** (1 / np.maximum(x, 1)), 0)
    >>> model = BGNBD.fit(x, last, 100)
    >>> model.limit, model.probability_alive(1, 5, 100)
    ('nobody leaves', 1.0)

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
    rate: float | None = field(default=None, repr=False)
    leave: float | None = field(default=None, repr=False)

    NAME, FIRST = "BG/NBD", 0


@dataclass(frozen=True)
class MBGNBD(_Coins):
    """The BG/NBD model with one more coin: a customer may leave after the first purchase too.

    The story is that of `BGNBD`, but the coin is tossed after the first purchase as well. So a
    one-time buyer may have left, and P(alive) of one falls with the silence.

    Parameters
    ----------
    r, alpha, a, b, rate, leave
        As in `BGNBD`.

    Raises
    ------
    InputError
        A parameter that is not positive, or a limit without its mean.

    Examples
    --------
    >>> model = MBGNBD(r=.525, alpha=6.183, a=.891, b=1.614)
    >>> model.probability_alive(frequency=0, recency=0, T=[0, 10, 39]).round(2)
    array([0.64, 0.52, 0.39])
    >>> round(model.expected_purchases(52), 2)
    1.42

    References
    ----------
    Batislam, Denizel and Filiztekin (2007), Empirical validation and comparison of models for
    customer base analysis, International Journal of Research in Marketing 24(3).
    """

    r: float
    alpha: float
    a: float
    b: float
    covariance: np.ndarray | None = field(default=None, repr=False, compare=False)
    n: int | None = field(default=None, repr=False, compare=False)
    rate: float | None = field(default=None, repr=False)
    leave: float | None = field(default=None, repr=False)

    NAME, FIRST = "MBG/NBD", 1


@dataclass(frozen=True)
class ParetoNBD(_Buyers):
    """Customers leave at any moment, not after a purchase: the Pareto/NBD model.

    While active, a customer buys at random at an own rate λ ~ gamma(r, α), and leaves for good at
    an own rate μ ~ gamma(s, β). It is the oldest of these models; its likelihood is a sum over the
    days on which a silent customer may have left.

    Parameters
    ----------
    r, alpha : float
        Shape and rate of the buying rates.
    s, beta : float
        Shape and rate of the leaving rates.
    rate, leave : float, optional
        The means, at a limit only; see `BGNBD`.

    Raises
    ------
    InputError
        A parameter that is not positive, or a limit without its mean.

    Examples
    --------
    The parameters of Fader, Hardie and Lee (2005), in weeks:

    >>> model = ParetoNBD(r=.553, alpha=10.578, s=.606, beta=11.669)
    >>> round(model.probability_alive(frequency=26, recency=30.86, T=31), 3)
    0.998
    >>> round(model.expected_purchases(52), 2)
    1.47

    References
    ----------
    Schmittlein, Morrison and Colombo (1987), Counting your customers, Management Science 33(1).
    """

    r: float
    alpha: float
    s: float
    beta: float
    covariance: np.ndarray | None = field(default=None, repr=False, compare=False)
    n: int | None = field(default=None, repr=False, compare=False)
    rate: float | None = field(default=None, repr=False)
    leave: float | None = field(default=None, repr=False)

    NAME, PARTS = "Pareto/NBD", (RATES, LIFETIMES)

    def two_ways(self, x, t_x, T):
        """How likely are x purchases, if the customer is still there at T, or left before? (log)

        Left before: at y, summed over all y from t_x to T.
        """
        log, _ = self.paths(*np.broadcast_arrays(x, t_x, T), slopes=False)
        return log[..., 0], logsumexp(log[..., 1:], axis=-1)

    def paths(self, x, t_x, T, slopes=True):
        """What may have happened, in columns, and the slopes of each by `theta`: for the fit.

        The customer stayed; left at once; or left at each of the moments y (none at two limits).
        """
        x, t_x, T = x[..., None], t_x[..., None], T[..., None]
        rates, lifetimes = self.rates, self.lifetimes
        at_once = rates.log_mean(x, 0.0) + np.where(x == 0, lifetimes.log_ended_at_once(), -np.inf)
        log = [rates.log_mean(x, T) + lifetimes.log_mean(0, T), at_once]
        which = [(0, T), (0, 0.0 * T)]
        if lifetimes.kind in ("spread", "same"):
            y = t_x + (T - t_x) * np.exp(mixing.LOG_U_FEW)
            with np.errstate(divide="ignore"):
                weight = np.log(T - t_x) + mixing.LOG_WEIGHTS_FEW
            log.append(rates.log_mean(x, y) + lifetimes.log_mean(1, y) + weight)
            which.append((1, y))
        log = np.concatenate(log, axis=-1)
        if not slopes:
            return log, []
        each = [[*rates.score(x, until), *lifetimes.score(left, until)] for left, until in which]
        if lifetimes.kind == "split":  # the slope of the log of a share by its log odds
            each[1][-1] = np.full(np.shape(x), 1 - lifetimes.mean)
        return log, [np.concatenate(columns, axis=-1) for columns in zip(*each, strict=True)]

    def _bought_if_alive(self, t, x, T):
        return self.rates.mean_after(x, T) * self.lifetimes.time_left(T, t)


# ---- How much: gamma-gamma --------------------------------------------------------------------

ONE_MEAN, NO_SPREAD = "one mean spend for all", "a customer's purchases all cost the same"
ONE_PRICE, ONE_PERCENT = "every purchase costs the same", 0.01
UNKNOWN_SPEND = {
    "none": "",
    ONE_MEAN: "how far customers differ in what they spend: one mean for all explains this log as "
    "well. Who spent more so far isn't expected to do so again.",
    NO_SPREAD: "how far the purchases of one customer differ: those of each cost the same, as far "
    "as this log shows. After one repeat the model takes its amount for the customer's own.",
    ONE_PRICE: "whether customers differ in what they spend: the repeats of all cost the same so "
    "far, give or take a percent.",
}


@dataclass(frozen=True)
class GammaGamma(Fitted):
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
    mean : float, optional
        At the limit q = γ = ∞ (one mean spend for all): that mean. With p = ∞ too every purchase
        costs the same.
    scale : float, optional
        At the limit p = ∞ (a customer's purchases all cost the same), with gamma = 0: pγ.

    Raises
    ------
    InputError
        A parameter that is not positive, or a limit without its mean or scale.

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
    mean: float | None = field(default=None, repr=False)
    scale: float | None = field(default=None, repr=False)

    def __post_init__(self):
        for name in self._estimated or ["mean"]:
            value = getattr(self, name)
            if value is None:
                raise InputError(f"At the limit ({self.limit}) {name} is needed.")
            check_positive(name, value, largest=math.inf)

    @property
    def limit(self):
        """ "none", "one mean spend for all", "a customer's purchases all cost the same" …"""
        if math.isinf(self.q) and math.isinf(self.gamma):
            return ONE_PRICE if math.isinf(self.p) else ONE_MEAN
        return NO_SPREAD if math.isinf(self.p) and self.gamma == 0 else "none"

    @property
    def cannot_tell(self):
        """What the log can't tell, because the model is at a limit; "" if it isn't."""
        return self._of_so_many(UNKNOWN_SPEND[self.limit])

    @property
    def _estimated(self):
        names = {ONE_MEAN: ["p", "mean"], NO_SPREAD: ["q", "scale"], ONE_PRICE: []}
        return names.get(self.limit, ["p", "q", "gamma"])

    @property
    def theta(self):
        """The logs of the parameters that were estimated."""
        return np.log([getattr(self, name) for name in self._estimated])

    def moved(self, theta):
        """The same model with other parameters, given as in `theta`."""
        values = map(float, np.exp(np.clip(theta, -300, 300)))
        return replace(self, **dict(zip(self._estimated, values, strict=True)))

    def _rows(self, errors, confidence):
        for name, theta in zip(self._estimated, self.theta, strict=True):
            yield name, *np.exp(normal_interval(theta, next(errors), confidence)), ""
        known = ("p", "q", "gamma", "mean") if self.limit == ONE_PRICE else ("p", "q", "gamma")
        for name in known:
            if name not in self._estimated:
                yield name, getattr(self, name), np.nan, np.nan, self.limit

    def log_likelihood(self, frequency, monetary_value):
        """How likely is each repeater's mean spend? (log; sum it over customers)"""
        return self._log_likelihood(*_spend(frequency, monetary_value))

    def mean_log_likelihood(self, x, z):
        """The mean over the repeaters: for the fit."""
        with np.errstate(all="ignore"):
            return self._log_likelihood(x, z).mean()

    def _log_likelihood(self, x, z):
        p, q, gamma = self.p, self.q, self.gamma
        if self.limit == ONE_PRICE:
            near = abs(z - self.mean) <= 10 * ONE_PERCENT * self.mean
            return np.where(near, np.inf, -np.inf)  # a density with all its weight at one amount
        if self.limit == NO_SPREAD:  # 1/z ~ gamma(q, scale)
            return q * np.log(self.scale) - gammaln(q) - (q + 1) * np.log(z) - self.scale / z
        if self.limit == ONE_MEAN:
            total = p * x * z / self.mean
            return p * x * np.log(p * x / self.mean * z) - gammaln(p * x) - total - np.log(z)
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
            With `.table()` of intervals; at a limit where the log's likelihood is highest there.

        Raises
        ------
        InputError
            Customers without a repeat, values that are not positive (the message counts them),
            or too few repeaters.

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
        if np.size(frequency) != np.size(monetary_value):
            raise InputError(
                f"The inputs differ in length (frequency {np.size(frequency)}, monetary_value "
                f"{np.size(monetary_value)}): give one per repeater."
            )
        x, z = _spend(np.atleast_1d(frequency), np.atleast_1d(monetary_value))
        if len(z) < 2:
            raise InputError(
                f"{len(z)} repeaters have a spend above 0; how customers differ in what they spend "
                "can be told from two at least. Look at the amounts, or give a longer log."
            )
        unit = float(z.mean())
        if np.std(z) <= ONE_PERCENT * unit:  # more alike than the search can tell
            unit = float(x @ z / x.sum())
            return cls(*[math.inf] * 3, np.zeros((0, 0)), len(z), mean=unit)
        inside = z / unit
        limits = [cls(2.0, math.inf, math.inf, mean=1.0), cls(math.inf, 3.0, 0.0, scale=2.0)]

        full, objective = cls(2.0, 3.0, 1.0), _gamma_gamma_objective(x, inside)
        model = likelihood.fit(full, limits, "gamma-gamma", len(x), (x, inside), objective)
        names = {"gamma", "mean", "scale"} & set(model._estimated)
        return replace(model, **{name: getattr(model, name) * unit for name in names})

    def expected_spend(self, frequency, monetary_value):
        """What will a customer spend per purchase, given the mean of `frequency` repeats so far?

        Without a repeat (frequency 0, monetary_value NaN) it is the mean of all customers.
        """
        (x,) = arrays(frequency=frequency)
        z = broadcast(frequency=x, monetary_value=floats(monetary_value=monetary_value)[0])[1]
        x, z = arrays(frequency=x, monetary_value=np.where(x == 0, 0.0, z))
        if self.q <= 1:
            raise InputError(
                f"q is {self.q:.2f}: with q up to 1 the mean spend of the model is infinite. "
                "A few huge orders may be the cause; look at them first."
            )
        if self.limit in (ONE_MEAN, ONE_PRICE):
            return plain(np.full(np.shape(x), float(self.mean)))
        if self.limit == NO_SPREAD:
            return plain(np.where(x > 0, z, self.scale / (self.q - 1)))
        return plain(self.p * (self.gamma + x * z) / (self.p * x + self.q - 1))


def _spend(frequency, monetary_value):
    """Return x and mean spend, or say how many customers do not fit."""
    x, z = arrays(frequency=frequency, monetary_value=monetary_value)
    likelihood.refuse(
        (x == 0, "no repeat purchase: give repeaters only, summary[summary.frequency > 0]"),
        (
            z == 0,
            "a mean spend of 0, which the gamma-gamma model has no room for: find out why "
            "(gifts? exchanges?), then leave them out knowingly",
        ),
    )
    return x, z


def _gamma_gamma_objective(x, z):
    """Minus the mean of `GammaGamma.log_likelihood` and its gradient, for the fit."""

    def objective(theta):
        p, q, gamma = np.exp(np.clip(theta, -300, 300))
        value = GammaGamma(p, q, gamma)._log_likelihood(x, z).mean()
        shape, total = p * x + q, gamma + x * z
        d_p = np.mean(x * (digamma(shape) - digamma(p * x) + np.log(x * z / total)))
        d_q = np.mean(digamma(shape) - digamma(q) + np.log(gamma / total))
        d_gamma = np.mean(q / gamma - shape / total)
        return -value, -np.array([d_p, d_q, d_gamma]) * np.exp(theta)

    return objective


def _history(frequency, recency, T):
    """Return x, t_x, T as arrays, or say which customers cannot exist."""
    x, t_x, T = arrays(frequency=frequency, recency=recency, T=T)
    likelihood.refuse(
        (x != np.floor(x), "a frequency that is not a whole number"),
        (x > MOST, f"a frequency above {MOST:,}: it counts purchase days"),
        (t_x > T, "recency longer than T: both count days from the first purchase"),
        ((x == 0) & (t_x > 0), "frequency 0 but recency above 0: without a repeat it is 0"),
        ((x > 0) & (t_x == 0), "repeats but recency 0: a repeat falls on a later day"),
        see=" See customer_summary.",
    )
    return x.astype(np.int64), t_x, T
