"""Maximum likelihood for the models of customers: the search, its limits, the table.

A model is made of parts (`mixing.Gamma`, `mixing.Beta`). Where the likelihood of a log has its top
at the border of a part's parameters, the limit is fitted, and the model says what can't be told.
"""

import itertools
import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import logsumexp

from ecomlab.errors import InputError, check_positive
from ecomlab.estimates import normal_interval
from ecomlab.mixing import AT_LIMIT

STEP = 1e-5  # of numerical derivatives, in log-parameters
FLAT = np.log(1e4)  # a log-parameter up here has gone to infinity: all customers are alike
SAME_TOP = 1e-4  # of a log-likelihood: a simpler model that is as near to the top explains as much
NEAR_TOP = 0.1  # so far below a top that isn't clear, a clear one is good enough
ROWS = 4_000  # histories that are summed at a time


@dataclass(frozen=True)
class Part:
    """Which numbers of a model make up one of its parts, and what its limits mean there."""

    make: type
    attribute: str
    names: tuple
    mean: str
    limits: dict
    cannot_tell: dict


class Fitted:
    """What all models share: limits, tables of intervals, and moving the parameters.

    A model is a frozen dataclass of numbers. `PARTS` says which of them make up each part: the
    names of its two parameters, of the mean that is left at a limit, what each limit is called,
    and what a log at this limit can't tell.
    """

    PARTS = ()
    covariance = None
    n = None

    def __post_init__(self):
        for part in self.PARTS:
            given = [getattr(self, name) for name in part.names]
            mean = getattr(self, part.mean)
            if tuple(given) not in AT_LIMIT.values():
                for name, value in zip(part.names, given, strict=True):
                    check_positive(name, value, largest=math.inf)
            made = part.make(*map(float, given), mean)
            if made.kind not in (*part.limits, "spread"):
                raise InputError(f"{', '.join(part.names)} = {given} is no limit of this model.")
            object.__setattr__(self, part.attribute, made)
            object.__setattr__(self, part.mean, made.mean)

    @property
    def parts(self):
        """The parts that the parameters make."""
        return [getattr(self, part.attribute) for part in self.PARTS]

    @property
    def limit(self):
        """ "none", or the limits at which the model is: "nobody leaves", "one rate for all" …"""
        kinds = [
            (part.limits, made.kind) for part, made in zip(self.PARTS, self.parts, strict=True)
        ]
        names = [limits[kind] for limits, kind in kinds if kind != "spread"]
        return " and ".join(names) or "none"

    @property
    def cannot_tell(self):
        """What the log can't tell, because the model is at a limit; "" if it isn't."""
        pairs = zip(self.PARTS, self.parts, strict=True)
        said = [part.cannot_tell[made.kind] for part, made in pairs if made.kind != "spread"]
        return self._of_so_many(" ".join(said))

    def _of_so_many(self, unknown):
        of = f" from {self.n:,} customers" if self.n else ""
        return f"Can't be told{of}: {unknown}" if unknown else ""

    @property
    def theta(self):
        """The parameters that were estimated, each free to be any number (log, or log odds)."""
        return np.concatenate([part.theta for part in self.parts])

    def moved(self, theta):
        """The same model with other parameters, given as in `theta`."""
        ends = np.cumsum([len(part.theta) for part in self.parts])
        pieces = np.split(np.asarray(theta), ends[:-1])
        parts = [part.moved(piece) for part, piece in zip(self.parts, pieces, strict=True)]
        return self.of(parts)

    @classmethod
    def of(cls, parts, covariance=None, n=None):
        """The model that is made of these parts."""
        given = {"covariance": covariance, "n": n}
        for part, made in zip(cls.PARTS, parts, strict=True):
            given |= dict(zip(part.names, (made.first, made.second), strict=True))
            given[part.mean] = made.mean
        return cls(**given)

    def table(self, confidence=0.95):
        """Estimates with intervals: columns parameter, estimate, low, high, n (customers).

        The intervals come from the observed information of the log-parameters. At a limit there is
        one more column, `reason`: why a parameter has no interval. The mean that is left has one.
        """
        if self.covariance is None:
            raise InputError(
                "Parameters given by hand have no intervals. Build the model with .fit(…)."
            )
        rows = self._rows(iter(np.sqrt(np.diag(self.covariance))), confidence)
        columns = ["parameter", "estimate", "low", "high", "reason"]
        table = pd.DataFrame(rows, columns=columns).assign(n=self.n)
        reason = ["reason"] if self.limit != "none" else []
        return table[["parameter", "estimate", "low", "high", "n", *reason]]

    def _rows(self, errors, confidence):
        for part, made in zip(self.PARTS, self.parts, strict=True):
            yield from _rows(part, made, errors, confidence)


def _rows(part, made, errors, confidence):
    """The rows of one part: its two parameters, or why they have no interval and their mean."""
    if made.kind == "spread":
        for name, log_estimate in zip(part.names, made.theta, strict=True):
            yield name, *np.exp(normal_interval(log_estimate, next(errors), confidence)), ""
        return
    for name, value in zip(part.names, (made.first, made.second), strict=True):
        yield name, value, np.nan, np.nan, part.limits[made.kind]
    if len(made.theta):
        ends = normal_interval(made.theta[0], next(errors), confidence)
        yield part.mean, *(made.bound(end) for end in ends), ""


# ---- The search -------------------------------------------------------------------------------


def fit(full, limits, what, n, history, objective=None, hessian=None, thorough=False):
    """The model at the top of the likelihood: full, or at the simplest limit that is as likely.

    Parameters
    ----------
    full : Fitted
        A model to start from, no part of it at a limit.
    limits : iterable of Fitted
        The limits that are tried where the full model has no clear top.
    what : str
        The name of the model, for the error.
    n : float
        Customers.
    history : tuple of arrays
        The data as `objective_of` takes them.
    objective : callable, optional
        Of `theta` of the full model: minus the mean log-likelihood and its gradient, where there is
        a faster one.
    hessian : array, optional
        Of the objective near its top, where it is known.
    thorough : bool
        Try the limits even if the full model has a clear top: there may be a higher one.
    """
    model, top = _at_its_top(full, objective or objective_of(full, *history), n, hessian)
    if model.covariance is not None and not thorough:
        return model
    found = [_at_its_top(limit, objective_of(limit, *history), n) for limit in limits]
    clear = [(at, top) for at, top in [(model, top), *found] if at.covariance is not None]
    if abs(model.theta).max() > FLAT:
        top = -np.inf  # out there a likelihood is rounding too
    best = max((top for _, top in clear), default=-np.inf)
    if not best > top - NEAR_TOP:
        raise InputError(
            f"These data cannot identify the {what} model: its likelihood has no clear top. Take "
            "more customers or a longer log, or a simpler method."
        )
    as_likely = [pair for pair in clear if pair[1] > best - SAME_TOP]
    return min(as_likely, key=lambda pair: (len(pair[0].theta), -pair[1]))[0]


def limits(full, start):
    """Every combination of limits of the parts, with means to start from; the full one left out."""
    kinds = [("spread", *part.limits) for part in full.PARTS]
    for chosen in itertools.islice(itertools.product(*kinds), 1, None):
        yield full.of(
            [
                made if kind == "spread" else type(made).at(kind, mean)
                for made, kind, mean in zip(full.parts, chosen, start, strict=True)
            ]
        )


def _at_its_top(model, objective, n, hessian=None):
    """The model with the likeliest parameters of its kind, and the log-likelihood there.

    The data identify it if the parameters are finite (where one runs off to infinity, what looks
    like information is rounding), the information is positive, and the search ended within .01
    standard errors of the top; a last Newton step goes the rest. Else it has no covariance.
    """
    with np.errstate(all="ignore"):
        if model.limit != "none":
            value, _ = objective(model.theta)
            if not np.isfinite(value):  # the log can't have come about in this way
                return model, -np.inf
            if not len(model.theta):
                return replace(model, covariance=np.zeros((0, 0)), n=n), -n * value
        theta = search(objective, model.theta, hessian).x
        value, gradient = objective(theta)
        information = curvature(objective, theta, n, gradient)
        finite = np.isfinite(information).all() and -FLAT < theta.min() <= theta.max() < FLAT
        if finite and np.linalg.eigvalsh(information)[0] > 0.01:
            step = np.linalg.solve(information, n * gradient)
            if n * gradient @ step < 1e-4:
                inside = {"covariance": np.linalg.inv(information), "n": n}
                return replace(model.moved(theta - step), **inside), -n * value
        return model.moved(theta), -n * value


def curvature(objective, theta, n=1.0, gradient=None):
    """The second derivatives of n times the objective, whose gradient here may be known."""
    gradient = objective(theta)[1] if gradient is None else gradient
    rows = [objective(theta + step)[1] - gradient for step in STEP * np.eye(len(theta))]
    return n * (np.array(rows) + np.array(rows).T) / (2 * STEP)


def search(objective, start, hessian=None):
    """The least value of an objective that comes with its gradient."""
    options = {"gtol": 1e-6}
    if hessian is not None:
        inverse = np.linalg.inv(hessian)
        options["hess_inv0"] = (inverse + inverse.T) / 2
    return minimize(objective, start, jac=True, method="BFGS", options=options)


def objective_of(model, *history):
    """Minus the mean log-likelihood of a model of this kind, and its gradient, as a function.

    The slope of a likelihood is the mean slope over what may have happened (`model.paths`), each as
    probable as the history makes it. The last array of the history holds weights. A model without
    paths has a `mean_log_likelihood`, whose slopes are taken numerically.
    """
    if not hasattr(model, "paths"):
        return _numerical(lambda theta: model.moved(theta).mean_log_likelihood(*history))
    *history, weight = history
    blocks = [slice(i, i + ROWS) for i in range(0, len(weight), ROWS)]

    def objective(theta):
        at, value, slopes = model.moved(theta), 0.0, np.zeros(len(theta))
        for block in blocks:
            log, scores = at.paths(*(array[block] for array in history))
            total = logsumexp(log, axis=-1)
            chance = np.exp(log - np.where(np.isfinite(total), total, 0)[:, None])
            value += weight[block] @ total
            sums = [np.where(chance > 0, chance * score, 0).sum(axis=-1) for score in scores]
            slopes += [weight[block] @ each for each in sums]
        return -value / weight.sum(), -slopes / weight.sum()

    return objective


def _numerical(mean_log_likelihood):
    """An objective from a log-likelihood alone; the gradient by central differences."""

    def objective(theta):
        sides = [
            (mean_log_likelihood(theta + step), mean_log_likelihood(theta - step))
            for step in STEP * np.eye(len(theta))
        ]
        slopes = [(above - below) / (2 * STEP) for above, below in sides]
        return -mean_log_likelihood(theta), -np.array(slopes)

    return objective


# ---- What models are given --------------------------------------------------------------------


def arrays(**given):
    """Broadcast the named inputs to arrays of one length; refuse what is missing or negative."""
    found = dict(zip(given, floats(**given), strict=True))
    for name, array in found.items():
        bad = int(np.sum(~np.isfinite(array) | (array < 0)))
        if bad:
            raise InputError(f"{name} has {bad} values that are negative, missing or infinite.")
    return broadcast(**found)


def refuse(*checks, see=""):
    """Refuse customers that cannot exist: pairs of which ones, and what is wrong with them.

    >>> refuse((np.array([True, False]), "a frequency below 0"))
    Traceback (most recent call last):
    ...
    ecomlab.errors.InputError: 1 customers have a frequency below 0.
    """
    for bad, what in checks:
        if np.any(bad):
            raise InputError(f"{int(np.sum(bad))} customers have {what}.{see}")


def floats(**given):
    """Each input as an array of floats."""
    try:
        return [np.asarray(value, dtype=float) for value in given.values()]
    except (TypeError, ValueError):
        raise InputError(f"{', '.join(given)} must be numbers.") from None


def broadcast(**given):
    try:
        return np.broadcast_arrays(*given.values())
    except ValueError:
        sizes = ", ".join(f"{name} {array.size}" for name, array in given.items())
        raise InputError(f"The inputs differ in length ({sizes}): give one per customer.") from None


def compress(*history):
    """Count equal histories once; the last array holds how many customers have each."""
    if not np.all(history[-1] > 0):
        history = tuple(array[history[-1] > 0] for array in history)
    if len(pd.unique(history[-2])) > len(history[-2]) / 2:
        return history
    *names, weight = map(str, range(len(history)))
    table = pd.DataFrame(dict(zip([*names, weight], history, strict=True)))
    table = table.groupby(names, sort=False, as_index=False)[weight].sum()
    return tuple(table[name].to_numpy() for name in table)


def plain(array):
    return array if np.ndim(array) else float(array)
