"""How customers differ: a buying rate each (gamma), or a chance each (beta), and their limits.

Models of customers (`retention.purchase_models`, `retention.contracts`) never see an own rate λ or
chance p. They need two averages over all customers, E[λ^x e^(−λt)] and E[p^up (1−p)^down], which
have closed forms; so do their limits, where the best spread of a log lies at its border:

- "spread": the two parameters are finite;
- "same": both infinite, everybody has the same rate or chance, `mean`;
- "split": both 0, a share `mean` of the customers is at the upper end, the others at 0;
- "none": everybody is at 0; "all": everybody is at the upper end.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, digamma, expit, gammaln, hyp2f1, log_expit, logit, xlog1py, xlogy

from ecomlab.errors import InputError

KINDS = {  # of two parameters that are infinite or 0; any others are a spread
    (math.inf, math.inf): "same",
    (0.0, 0.0): "split",
    (0.0, math.inf): "none",
    (math.inf, 0.0): "all",
}
AT_LIMIT = {kind: pair for pair, kind in KINDS.items()}
ALIKE = 100.0  # a parameter from which customers hardly differ
SURE = 30.0  # log odds of a chance of practically 1

# Sums over u from 0 to 1 that are exact where a function has its weight at an end (tanh-sinh)
_TAU = np.arange(-5.6, 5.61, 0.08)
LOG_U, LOG_REST = log_expit(np.pi * np.sinh(_TAU)), log_expit(-np.pi * np.sinh(_TAU))
LOG_WEIGHTS = np.log(0.08 * np.pi * np.cosh(_TAU)) + LOG_U + LOG_REST
FEW = slice(28, -28)  # of them, for functions that are finite at both ends
LOG_U_FEW, LOG_WEIGHTS_FEW = LOG_U[FEW], LOG_WEIGHTS[FEW]
OWN_MEAN = {"none": 0.0, "all": 1.0}  # of the kinds that leave nothing to estimate


@dataclass(frozen=True)
class Mixed:
    """Two parameters, or at a limit the mean that is left of them."""

    first: float
    second: float
    mean: float | None = None

    def __post_init__(self):
        for value in (self.first, self.second):
            if not value >= 0:
                raise InputError(f"A parameter is {value}. Choose a number above 0.")
        mean = OWN_MEAN.get(self.kind, self.mean)
        if self.kind in ("same", "split") and mean is None:
            raise InputError("Both parameters are at their end: the mean that is left is needed.")
        object.__setattr__(self, "mean", None if self.kind == "spread" else mean)

    @property
    def kind(self):
        return KINDS.get((self.first, self.second), "spread")

    @classmethod
    def at(cls, kind, mean=None):
        """The limit of this name.

        >>> Beta.at("none")
        Beta(first=0.0, second=inf, mean=0.0)
        """
        return cls(*AT_LIMIT[kind], mean)

    @property
    def theta(self):
        """What there is to estimate, each free to be any number."""
        if self.kind == "spread":
            return np.log([self.first, self.second])
        return np.array([self.freed(self.mean)] if self.kind in ("same", "split") else [])

    def moved(self, theta):
        """The same kind with other values."""
        theta = np.clip(theta, -300, 300)
        if self.kind == "spread":
            return type(self)(*map(float, np.exp(theta)))
        mean = float(self.bound(theta[0])) if len(theta) else None
        return type(self)(self.first, self.second, mean)


class Gamma(Mixed):
    """Rates λ ~ gamma(shape, rate); the upper end of "split" is an infinite rate."""

    def freed(self, mean):
        return np.log(mean) if self.kind == "same" else logit(mean)

    def bound(self, theta):
        return np.exp(theta) if self.kind == "same" else expit(np.clip(theta, -SURE, SURE))

    def log_mean(self, x, t):
        """log E[λ^x e^(−λt)]

        >>> Gamma(2, 10).log_mean(1, 0).round(3)  # log of the mean rate, .2
        np.float64(-1.609)
        """
        if self.kind == "spread":
            r, alpha = self.first, self.second
            # Γ(r + x)/Γ(r) · α^r/(α + t)^(r + x)
            return gammaln(r + x) - gammaln(r) - r * np.log1p(t / alpha) - x * np.log(alpha + t)
        if self.kind == "split":
            still = np.where(np.asarray(t) > 0, np.log1p(-self.mean), 0.0)
            return np.where(np.asarray(x) > 0, -np.inf, still)
        return xlogy(x, self.mean) - self.mean * t

    def score(self, x, t):
        """The slopes of `log_mean` by `theta`."""
        if self.kind == "spread":
            r, alpha = self.first, self.second
            by_shape = digamma(r + x) - digamma(r) - np.log1p(t / alpha)
            return [r * by_shape, r - (r + x) * (alpha / (alpha + t))]
        if self.kind == "split":
            return [np.where(np.asarray(t) > 0, -self.mean, 0.0)]
        return [x - self.mean * t] if self.kind == "same" else []

    def slower(self, unit):
        """The same rates per a unit of time that is so many times shorter."""
        mean = float(self.mean / unit) if self.kind == "same" else self.mean
        return Gamma(self.first, self.second * float(unit), mean)

    def log_ended_at_once(self):
        """log of the share whose rate is infinite"""
        return np.log(self.mean) if self.kind == "split" and self.mean > 0 else -np.inf

    def mean_after(self, x, t):
        """E[λ] of a customer with x events in t."""
        if self.kind == "spread":
            return (self.first + x) / (self.second + t)
        return (0.0 if self.kind == "split" else self.mean) + 0.0 * np.asarray(x)

    def time_left(self, t, ahead):
        """E[∫ e^(−λy) dy, y from 0 to ahead] of customers for whom nothing has happened in t."""
        if self.kind == "spread":
            s, beta = self.first - 1, self.second + t
            s = off(s, 0)
            return -beta / s * np.expm1(-s * np.log1p(ahead / beta))
        if self.kind == "same" and self.mean > 0:
            return -np.expm1(-self.mean * ahead) / self.mean
        return ahead + 0.0 * np.asarray(t)


class Beta(Mixed):
    """Chances p ~ beta(a, b); "all" and the upper end of "split" are a chance of 1."""

    def freed(self, mean):
        return logit(mean)

    def bound(self, theta):
        return expit(np.clip(theta, -SURE, SURE))

    def log_mean(self, up, down):
        """log E[p^up (1−p)^down]

        >>> Beta(1, 3).log_mean(1, 0).round(3)  # log of the mean chance, .25
        np.float64(-1.386)
        """
        if self.kind == "spread":
            a, b = self.first, self.second
            return betaln(a + up, b + down) - betaln(a, b)
        up, down = np.asarray(up), np.asarray(down)
        if self.kind == "split":
            end = self.mean * (down == 0) + (1 - self.mean) * (up == 0)
            return np.log(end, out=np.full(np.shape(end), -np.inf), where=end > 0)
        return xlogy(up, self.mean) + xlog1py(down, -self.mean)

    def score(self, up, down):
        """The slopes of `log_mean` by `theta`."""
        if self.kind == "spread":
            a, b = self.first, self.second
            both = digamma(a + b) - digamma(a + b + up + down)
            return [
                a * (digamma(a + up) - digamma(a) + both),
                b * (digamma(b + down) - digamma(b) + both),
            ]
        if self.kind == "same":
            return [up - (up + down) * self.mean]
        if self.kind == "split":
            up, down = np.asarray(up), np.asarray(down)
            return [1.0 * (down == 0) - (up + down == 0) - self.mean * (up + down > 0)]
        return []

    def mean_after(self, up, down):
        """E[p] after so many of one and of the other."""
        return np.exp(self.log_mean(up + 1, down) - self.log_mean(up, down))


def bought_while_coins_fall(rates, leaving, t, x, coins, T):
    """How many purchases make customers in t who are active, and leave by a coin after each?

    E[(1 − e^(−λpt))/p] over λ, given x purchases in T, and p, given so many coins that said "stay".
    """
    if leaving.kind == "spread":
        return _bought_spread(rates, leaving, t, x, coins, T)
    if leaving.kind == "split":
        gone = np.where(coins == 0, leaving.mean, 0.0)
        return gone * _bought_at(1.0, rates, t, x, T) + (1 - gone) * _bought_at(0, rates, t, x, T)
    return _bought_at(leaving.mean, rates, t, x, T)


def _bought_at(p, rates, t, x, T):
    """One chance p for all: (1 − E[e^(−λpt)])/p, or E[λ]·t where nobody leaves."""
    if np.all(p == 0):
        return rates.mean_after(x, T) * t
    if rates.kind == "spread":
        r, alpha = rates.first + x, rates.second + T
        return -np.expm1(-r * np.log1p(p * t / alpha)) / p
    return -np.expm1(-rates.mean * p * t) / p


def _bought_spread(rates, leaving, t, x, coins, T):
    """Equation (10) of Fader, Hardie and Lee (2005).

    Its hypergeometric function loses all digits for large x, so it is written by Euler's
    transformation, (1−z)^(r+x) F(r+x, b'; c; z) = (1−z)^(a−1) F(c−r−x, a−1; c; z) with
    b' = b + coins and c = a + b' − 1, which stays exact.
    """
    if leaving.first > ALIKE:  # scipy's hypergeometric function fails out there
        return _bought_nearly_alike(rates, leaving.first, leaving.second + coins, t, x, T)
    if rates.kind == "same" or rates.first > 10 * ALIKE:
        return _bought_at_nearly_one_rate(rates, leaving.first, leaving.second + coins, t, x, T)
    a = off(leaving.first, 1)  # the formula is 0/0 at a = 1 …
    c = off(a + leaving.second + coins - 1, 0)  # … and at a + b = 1,
    r = a + off(rates.first - a, np.round(rates.first - a))  # and scipy fails where r − a is whole
    z = t / (rates.second + T + t)
    log_rest = -np.log1p(t / (rates.second + T))  # of 1 − z, exact for z near 1 too
    still = np.exp((a - 1) * log_rest) * hyp2f1(c - x - r, a - 1, c, z)
    return c / (a - 1) * (1 - still)


def _bought_nearly_alike(rates, a, b, t, x, T):
    """The mean of `_bought_at` over p ~ beta(a, b), a large: summed over the log odds of p."""
    a, b, t, x, T = (np.asarray(one, dtype=float)[..., None] for one in (a, b, t, x, T))
    spread = np.sqrt(1 / a + 1 / b)
    v = np.linspace(
        -np.arcsinh(12), np.arcsinh(np.maximum(12, 40 / b / spread))[..., 0], 201, axis=-1
    )
    odds = np.log(a / b) + spread * np.sinh(v)
    log = a * log_expit(odds) + b * log_expit(-odds) + np.log(np.cosh(v))
    weight = np.exp(log - log.max(axis=-1, keepdims=True))
    return (weight * _bought_at(expit(odds), rates, t, x, T)).sum(axis=-1) / weight.sum(axis=-1)


def _bought_at_nearly_one_rate(rates, a, b, t, x, T):
    """The mean of `_bought_at` over p ~ beta(a, b): summed over p."""
    b, t, x, T = (
        np.asarray(one, dtype=float)[..., None] for one in np.broadcast_arrays(b, t, x, T)
    )
    weight = np.exp(LOG_WEIGHTS + (a - 1) * LOG_U + (b - 1) * LOG_REST - betaln(a, b))
    each = _bought_at(np.exp(LOG_U), rates, t, x, T)
    if a < 0.5:  # most of it is at p near 0, where customers go on buying
        staying = _bought_at(0, rates, t, x, T)
        return staying[..., 0] + ((each - staying) * weight).sum(axis=-1)
    return (each * weight).sum(axis=-1)


def off(value, pole, distance=1e-7):
    """Move a value just off a pole; the answer changes in the seventh digit."""
    return np.where(abs(value - pole) < distance, pole + distance, value)
