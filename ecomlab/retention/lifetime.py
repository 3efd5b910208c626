"""What a customer is worth: simple, by cohorts, by the BG/NBD and gamma-gamma models.

Time is in days. A customer's purchases on one calendar day are one purchase ("purchase day").
Values are gross margin before the cost of winning the customer (CAC, 获客成本).
"""

from dataclasses import dataclass, field, fields, replace

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import betaln, digamma, expit, gammaln, hyp2f1
from scipy.stats import norm

from ecomlab.errors import InputError, check_choice, check_positive, check_share
from ecomlab.frames import collect, day_number, purchases

YEAR = 365  # days over which a yearly discount rate is earned
SMALL = 1e-5  # step of numerical derivatives, in log-parameters


# ---- From orders to one row per customer ------------------------------------------------------


def _purchase_days(orders, as_of=None):
    """Sort the orders into one row per customer and purchase day; `number` counts customers."""
    log = purchases(orders, ("customer_id", "ts_order", "paid_amount"), as_of)
    log = collect(log.select("customer_id", "day", "paid_amount"))
    number, customer_id = pd.factorize(log["customer_id"], sort=True)
    first = log["day"].min()
    span = log["day"].max() - first + 1
    key = number * span + log["day"].to_numpy() - first  # one whole number per customer and day
    order = np.argsort(key, kind="stable")
    start = np.flatnonzero(np.diff(key[order], prepend=-1))
    number, day = np.divmod(key[order][start], span)
    joined = day[np.flatnonzero(np.diff(number, prepend=-1))]
    return pd.DataFrame(
        {
            "customer_id": customer_id.take(number),
            "number": number,
            "day": first + day,
            "age": day - joined[number],
            "paid_amount": np.add.reduceat(log["paid_amount"].to_numpy()[order], start),
        }
    )


def _joined_by(days, date):
    """All purchase days, later ones too, of the customers whose first one is up to `date`."""
    joined = days[days["day"] - days["age"] <= day_number(date)]
    if joined.empty:
        raise InputError(f"The first order is after {date}. Choose a later day.")
    return joined.assign(number=pd.factorize(joined["number"])[0])


def _end(days, as_of):
    return days["day"].max() if as_of is None else day_number(as_of)


def customer_summary(orders, as_of=None):
    """How often, how recently and for how much has each customer bought again?

    Parameters
    ----------
    orders : frame with customer_id, ts_order, paid_amount
        pandas, Polars (eager or lazy) or DuckDB.
    as_of : date, optional
        Look at the log as it stood at the end of this day (default: the day of the last order).

    Returns
    -------
    DataFrame, one row per customer, sorted by customer_id
        customer_id; frequency (repeat purchase days, the first one not counted); recency (days from
        the first to the last purchase); T (days from the first purchase to `as_of`);
        monetary_value (mean yuan per repeat purchase day, 复购客单价; NaN without one).

    Raises
    ------
    ColumnError, InputError
        A column is missing; a needed value is null; no order up to `as_of`.

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "customer_id": ["A", "A", "A", "B"],
    ...     "ts_order": pd.to_datetime(["2025-01-01", "2025-01-11", "2025-01-11", "2025-01-05"]),
    ...     "paid_amount": [50.0, 20.0, 10.0, 80.0]})
    >>> customer_summary(orders, as_of="2025-01-31")
      customer_id  frequency  recency   T  monetary_value
    0           A          1       10  30            30.0
    1           B          0        0  26             NaN

    References
    ----------
    Fader, Hardie and Lee (2005), the (x, t_x, T) of the BG/NBD model. Course map U01.
    """
    return _summary(_purchase_days(orders, as_of), as_of)


def _summary(days, as_of):
    day, paid = days["day"].to_numpy(), days["paid_amount"].to_numpy()
    start = np.flatnonzero(days["age"].to_numpy() == 0)
    last = np.append(start[1:], len(day)) - 1
    frequency = last - start
    repeat_value = np.add.reduceat(np.where(days["age"] > 0, paid, 0.0), start)
    mean_repeat = np.full(len(start), np.nan)
    np.divide(repeat_value, frequency, out=mean_repeat, where=frequency > 0)
    return pd.DataFrame(
        {
            "customer_id": days["customer_id"].to_numpy()[start],
            "frequency": frequency,
            "recency": day[last] - day[start],
            "T": _end(days, as_of) - day[start],
            "monetary_value": mean_repeat,
        }
    )


# ---- Two ways without a model -----------------------------------------------------------------


def ltv_simple(aov, repurchases, margin):
    """What is a customer worth by the rule of thumb 用户终身价值 = 客单价 × 复购次数 × 毛利率?

    It leaves out the first order, names no horizon, does not discount, takes no acquisition cost
    (CAC) off and multiplies averages (doubt E39): use it to see what the others add.

    Parameters
    ----------
    aov : float
        Average order value (客单价), yuan.
    repurchases : float
        Repurchases per customer (复购次数), the first order not counted.
    margin : float
        Gross margin rate (毛利率), 0 to 1.

    Returns
    -------
    float
        Yuan of gross margin per customer.

    Raises
    ------
    InputError
        A negative amount, or a margin outside 0 to 1.

    Examples
    --------
    >>> ltv_simple(aov=200, repurchases=1.5, margin=.5)
    150.0

    References
    ----------
    Course map U01, metric M69.
    """
    check_share("margin", margin, ends=True)
    for name, value in (("aov", aov), ("repurchases", repurchases)):
        if not 0 <= value < np.inf:
            raise InputError(f"{name} is {value}: give a finite number that is not negative.")
    return float(aov * repurchases * margin)


def ltv_cohort(orders, margin, horizon=365, step=30, discount=0.0, as_of=None, confidence=0.95):
    """How much gross margin has a customer brought by day 0, 30, 60 … after the first purchase?

    The first order is included; CAC (获客成本) is not taken off. Only customers observed for the
    whole horizon are counted, so every point of the curve rests on the same people; it tells about
    newer customers only if they are like the older ones.

    Parameters
    ----------
    orders : frame with customer_id, ts_order, paid_amount
    margin : float
        Gross margin rate (毛利率), 0 to 1.
    horizon, step : int
        Days after the first purchase to look at, and days between two points.
    discount : float
        Yearly discount rate (贴现率): a yuan earned at age d counts (1 + discount)^(−d/365).
    as_of : date, optional
        End of the log (default: the day of the last order).

    Returns
    -------
    DataFrame, one row per point
        days (purchases up to that age, 0 = the first day), customers, value, low, high (yuan per
        customer, cumulative; normal interval).

    Raises
    ------
    InputError
        Fewer than two customers have been observed for the whole horizon, or a value out of range.

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "customer_id": ["A", "A", "B"],
    ...     "ts_order": pd.to_datetime(["2025-01-01", "2025-01-11", "2025-01-01"]),
    ...     "paid_amount": [50.0, 30.0, 80.0]})
    >>> table = ltv_cohort(orders, margin=.5, horizon=30, as_of="2025-01-31")
    >>> table[["days", "customers", "value"]]
       days  customers  value
    0     0          2   32.5
    1    30          2   40.0

    References
    ----------
    Course map U01.
    """
    _check_money(margin, horizon, discount)
    check_positive("step", step)
    days = _purchase_days(orders, as_of)
    old_enough = days["day"] - days["age"] + horizon <= _end(days, as_of)
    days = days[old_enough & (days["age"] <= horizon)]
    number, customers = np.unique(days["number"], return_inverse=True)
    if len(number) < 2:
        raise InputError(
            f"{len(number)} customers have been observed for {horizon} days. Take a shorter one."
        )
    points = np.append(np.arange(0, horizon, step), horizon)
    point = np.searchsorted(points, days["age"])
    earned = _earned(days, margin, discount)
    value = np.zeros(len(number))
    rows = []
    for i, day in enumerate(points):
        now = point == i
        value += np.bincount(customers[now], earned[now], len(number))
        rows.append((day, len(number), *_mean_interval(value, confidence)))
    return pd.DataFrame(rows, columns=["days", "customers", "value", "low", "high"])


def _earned(days, margin, discount):
    return (days["paid_amount"] * margin * (1 + discount) ** (-days["age"] / YEAR)).to_numpy()


def _mean_interval(values, confidence):
    if len(values) < 2:
        return np.nan, np.nan, np.nan
    return _interval(np.mean(values), _error(values), confidence)


def _error(influence):
    """Standard error of an estimate, from the influence of each customer on it."""
    return np.std(influence, ddof=1) / len(influence) ** 0.5


def _interval(estimate, error, confidence):
    """Estimate, low, high by the normal approximation."""
    reach = norm.ppf((1 + check_share("confidence", confidence)) / 2) * error
    return float(estimate), float(estimate - reach), float(estimate + reach)


def _check_money(margin, horizon, discount):
    check_share("margin", margin, ends=True)
    check_positive("horizon", horizon)
    if not 0 <= discount < np.inf:
        raise InputError(f"discount is {discount}: give a yearly rate such as 0.08, or 0 for none.")


# ---- Maximum likelihood for both models -------------------------------------------------------


def _maximise(objective, start, n, what):
    """Fit log-parameters: `objective` gives minus the mean log-likelihood and its gradient.

    Returns the estimate and its covariance, the inverse of the observed information. The data
    identify the model if the information is positive and the search ended within .01 standard
    errors of the top; a last Newton step goes the rest.
    """
    with np.errstate(all="ignore"):
        theta = _search(objective, start).x
        gradient = n * objective(theta)[1]
        moved = [n * objective(theta + step)[1] for step in SMALL * np.eye(len(theta))]
    information = (np.array(moved) - gradient) / SMALL
    information = (information + information.T) / 2
    if np.isfinite(information).all() and np.linalg.eigvalsh(information)[0] > 0.01:
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
    rows = [np.exp(_interval(*pair, confidence)) for pair in zip(log_estimate, errors, strict=True)]
    table = pd.DataFrame(rows, columns=["estimate", "low", "high"]).assign(n=model.n)
    return table.assign(parameter=names)[["parameter", "estimate", "low", "high", "n"]]


def _arrays(**given):
    """Broadcast the named inputs to arrays of one length; refuse what is missing or negative."""
    try:
        arrays = {name: np.asarray(value, dtype=float) for name, value in given.items()}
    except (TypeError, ValueError):
        raise InputError(f"{', '.join(given)} must be numbers.") from None
    for name, array in arrays.items():
        bad = int(np.sum(~np.isfinite(array) | (array < 0)))
        if bad:
            raise InputError(f"{name} has {bad} values that are negative, missing or infinite.")
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
        check_positive(name, value)


# ---- How often: BG/NBD ------------------------------------------------------------------------


@dataclass(frozen=True)
class BGNBD:
    """How often will each customer buy, and who has gone for good? The BG/NBD model.

    While active, a customer buys at random (Poisson) at an own rate λ ~ gamma(r, α) per day, and
    leaves for good after each repeat purchase with an own probability p ~ beta(a, b). Nobody leaves
    before a first repeat: P(alive) of a one-time buyer is 1, however long ago the purchase was.

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
        >>> orders, customers = load("cdnow").orders, load("cdnow").customers
        >>> sample = customers.customer_id[customers.tags == "sample"]
        >>> table = customer_summary(orders[orders.customer_id.isin(sample)], "1997-09-30")
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
        still = np.exp((a - 1) * np.log1p(-z)) * hyp2f1(c - x - r, a - 1, c, z)
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
        x = np.asarray(frequency, dtype=float)
        spent = np.where(x == 0, 0.0, np.asarray(monetary_value, dtype=float))
        x, z = _arrays(frequency=x, monetary_value=spent)
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


# ---- What it is worth: both models together ---------------------------------------------------


def ltv_bgnbd_gamma_gamma(
    orders, margin, horizon=365, discount=0.0, as_of=None, zero_value="error"
):
    """How much gross margin will each customer bring in the next `horizon` days?

    Expected purchases (BG/NBD) × expected spend per purchase (gamma-gamma) × margin. It looks
    forward from `as_of`: what a customer has brought already, the first order included, is not in
    it; CAC (获客成本) is not taken off.

    Parameters
    ----------
    orders : frame with customer_id, ts_order, paid_amount
    margin : float
        Gross margin rate (毛利率), 0 to 1.
    horizon : int
        Days to look ahead.
    discount : float
        Yearly discount rate (贴现率), applied from `as_of` on in steps of at most 30 days.
    as_of : date, optional
        The day on which the forecast is made (default: the day of the last order).
    zero_value : {"error", "exclude"}
        Repeaters whose repeat purchases cost 0 do not fit the gamma-gamma model. "exclude" fits
        the spend without them, and `in_spend_fit` says who they are; they still get a forecast.

    Returns
    -------
    DataFrame, one row per customer
        customer_id, frequency, recency, T, alive (probability), expected_purchases, expected_spend
        (yuan per purchase), in_spend_fit (bool), ltv (yuan of gross margin).

    Raises
    ------
    InputError
        Repeaters of zero value (with their number), or data that cannot identify a model.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> table = ltv_bgnbd_gamma_gamma(
    ...     load("cdnow").orders, margin=.3, as_of="1997-09-30", zero_value="exclude")
    >>> table[["customer_id", "frequency", "alive", "ltv"]].head(3).round(2)
       customer_id  frequency  alive   ltv
    0            1          0   1.00  2.79
    1            2          0   1.00  2.88
    2            3          2   0.36  5.41

    References
    ----------
    Fader, Hardie and Lee (2005); Fader and Hardie (2013). Course map U01.
    """
    _check_money(margin, horizon, discount)
    summary = customer_summary(orders, as_of)
    history = [summary[name].to_numpy() for name in ("frequency", "recency", "T")]
    purchase_model, spend_model, in_spend_fit = _fit_both(summary, zero_value)
    spend = spend_model.expected_spend(summary["frequency"], summary["monetary_value"])
    worth = _discounted_purchases(purchase_model, history, horizon, discount) * spend * margin
    return summary.drop(columns="monetary_value").assign(
        alive=purchase_model.probability_alive(*history),
        expected_purchases=purchase_model.conditional_expected_purchases(horizon, *history),
        expected_spend=spend,
        in_spend_fit=in_spend_fit,
        ltv=worth,
    )


def _fit_both(summary, zero_value):
    check_choice("zero_value", zero_value, ["error", "exclude"])
    repeaters = summary["frequency"] > 0
    zero = repeaters & ~(summary["monetary_value"] > 0)
    if zero_value == "error" and zero.any():
        raise InputError(
            f"{zero.sum()} of {repeaters.sum()} repeaters paid nothing for their repeat purchases, "
            "which the gamma-gamma model has no room for. Find out why (gifts? exchanges?); "
            'zero_value="exclude" fits the spend without them.'
        )
    purchase_model = BGNBD.fit(summary["frequency"], summary["recency"], summary["T"])
    chosen = summary[repeaters & ~zero]
    spend_model = GammaGamma.fit(chosen["frequency"], chosen["monetary_value"])
    return purchase_model, spend_model, repeaters & ~zero


def _discounted_purchases(model, history, ahead, discount, age=0.0):
    """Expected purchases in the next `ahead` days, discounted to `age` days ago in 30-day steps."""
    steps = int(np.ceil(np.max(ahead) / 30)) if discount else 1
    total = bought = 0.0
    for step in range(steps):
        until = model.conditional_expected_purchases(ahead * (step + 1) / steps, *history)
        middle = age + ahead * (step + 0.5) / steps
        total = total + (until - bought) * (1 + discount) ** (-middle / YEAR)
        bought = until
    return total


def ltv_compare(
    orders, margin, as_of, horizon, discount=0.0, cac=0.0, zero_value="error", confidence=0.95
):
    """What is a customer worth in the first `horizon` days: three methods, and what came true?

    Each method sees only the log up to `as_of`. All but the simple rule answer one question: mean
    gross margin per customer in the first `horizon` days from the first purchase, first order
    included, for the customers won up to `as_of`.

    - simple: 客单价 × 复购次数 × 毛利率 so far; no first order, no horizon, no discounting.
    - cohort: the older customers, those observed for the whole horizon by `as_of`.
    - bgnbd_gamma_gamma: what every customer brought so far, plus the models' forecast of the rest.
    - actual: the same customers, once the log covers the horizon of every one.

    Parameters
    ----------
    orders : frame with customer_id, ts_order, paid_amount
    margin, horizon, discount, zero_value
        As in `ltv_cohort` and `ltv_bgnbd_gamma_gamma`.
    as_of : date
        Last day of the calibration period.
    cac : float
        Cost of winning a customer (获客成本), yuan: taken off in `net`.

    Returns
    -------
    DataFrame, one row per method
        method, first_order (included?), value, low, high (yuan per customer before CAC), net (value
        − cac), n (customers behind it; 0 and NaN where the log is too short). The intervals say
        how much the mean would vary with other customers of the same kind; that of the models
        takes them for true.

    Raises
    ------
    InputError
        As in the functions above.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> table = ltv_compare(load("cdnow").orders, margin=.3, as_of="1997-09-30", horizon=365,
    ...                     zero_value="exclude")
    >>> table[["method", "first_order", "value", "low", "high", "n"]].round(2)
                  method  first_order  value    low   high      n
    0             simple        False  11.14  10.73  11.55  23570
    1             cohort         True    NaN    NaN    NaN      0
    2  bgnbd_gamma_gamma         True  26.38  25.57  27.18  23570
    3             actual         True  27.26  26.53  27.99  23570

    References
    ----------
    Course map U01, doubt E39.
    """
    _check_money(margin, horizon, discount)
    everything = _purchase_days(orders)
    log = _joined_by(everything, as_of)
    known = log[log["day"] <= day_number(as_of)]
    covered = (log["day"] - log["age"]).max() + horizon <= everything["day"].max()
    summary = _summary(known, as_of)
    so_far, in_the_end = (_worth(days, margin, horizon, discount) for days in (known, log))
    history = [summary[name].to_numpy() for name in ("frequency", "recency", "T")]
    ahead = np.maximum(horizon - history[2], 0)
    *models, _ = _fit_both(summary, zero_value)

    def forecast(purchase_model, spend_model):
        bought = _discounted_purchases(purchase_model, history, ahead, discount, age=history[2])
        spend = spend_model.expected_spend(summary["frequency"], summary["monetary_value"])
        return so_far + bought * spend * margin

    expected = forecast(*models)
    # Customers' chance and parameters' chance go together: at most, their errors add up.
    error = _error(expected) + _delta_error(forecast, models)
    model = _interval(np.mean(expected), error, confidence)
    older = so_far[ahead == 0]
    actual = in_the_end if covered else in_the_end[:0]
    rows = [
        ("simple", False, *_simple_so_far(known, margin, confidence), len(so_far)),
        ("cohort", True, *_mean_interval(older, confidence), len(older)),
        ("bgnbd_gamma_gamma", True, *model, len(so_far)),
        ("actual", True, *_mean_interval(actual, confidence), len(actual)),
    ]
    table = pd.DataFrame(rows, columns=["method", "first_order", "value", "low", "high", "n"])
    return table.assign(net=table["value"] - cac)


def _worth(days, margin, horizon, discount):
    """Gross margin of each customer in the first `horizon` days, discounted to the first day."""
    earned = _earned(days, margin, discount) * (days["age"] <= horizon)
    return np.bincount(days["number"], earned)


def _simple_so_far(days, margin, confidence):
    """`ltv_simple` of a log, with an interval from each customer's influence on the product."""
    bought = np.bincount(days["number"])
    paid = np.bincount(days["number"], days["paid_amount"])
    aov, repurchases = paid.sum() / bought.sum(), bought.mean() - 1
    on_aov = (paid - aov * bought) / bought.mean()
    influence = margin * (on_aov * repurchases + aov * (bought - bought.mean()))
    return _interval(ltv_simple(aov, repurchases, margin), _error(influence), confidence)


def _delta_error(forecast, models):
    """Standard error of the mean ``forecast(*models)`` from its parameters (delta method)."""

    def mean_at(model, name, step):
        moved = replace(model, **{name: getattr(model, name) * np.exp(step)})
        return np.mean(forecast(*(moved if other is model else other for other in models)))

    variance = 0.0
    for model in models:
        names = [item.name for item in fields(model)[:-2]]  # without covariance and n
        slope = [mean_at(model, name, SMALL) - mean_at(model, name, 0) for name in names]
        variance += np.array(slope) @ model.covariance @ np.array(slope) / SMALL**2
    return variance**0.5


# ---- What better retention is worth -----------------------------------------------------------


def retention_profit_sensitivity(rate, margin, fixed_cost=0.0, delta=0.05, mode="pp"):
    """How much more profit does a customer bring if the repurchase rate (复购率) rises a little?

    With a chance r of another order after each one, a customer makes 1/(1 − r) orders. The claim
    "repurchase +5 % → profit +25–95 %" (doubt E02) holds only for high r, or for a fixed cost near
    the value; at the 8 to 15 % of most shops 5 points give about 6 %.

    Parameters
    ----------
    rate : float or sequence of floats
        Chance of another order after each one, 0 ≤ r < 1.
    margin : float
        Gross margin per order, yuan (not a rate).
    fixed_cost : float
        Cost per customer that does not depend on the orders, such as CAC (获客成本), yuan.
    delta : float
        The rise: points in mode "pp" (.05: 60 % → 65 %), a share of the rate in mode "relative"
        (.05: 60 % → 63 %).
    mode : {"pp", "relative"}

    Returns
    -------
    DataFrame, one row per rate
        rate, new_rate, value, new_value, profit, new_profit (yuan per customer; profit = value −
        fixed_cost), change (of profit, as a share; NaN if there is no profit to compare with).

    Raises
    ------
    InputError
        A rate outside 0 to 1 before or after the rise, or a margin that is not positive.

    Examples
    --------
    >>> table = retention_profit_sensitivity([.08, .15, .60, .80, .90], margin=30)
    >>> table[["rate", "new_rate", "change"]].round(3)
       rate  new_rate  change
    0  0.08      0.13   0.057
    1  0.15      0.20   0.062
    2  0.60      0.65   0.143
    3  0.80      0.85   0.333
    4  0.90      0.95   1.000

    References
    ----------
    Reichheld and Sasser (1990), Zero defections, Harvard Business Review 68(5): about 5 points
    fewer defections in contractual services, not repurchase. Course map U02, case K22.
    """
    check_positive("margin", margin)
    check_choice("mode", mode, ["pp", "relative"])
    r = np.atleast_1d(_arrays(rate=rate)[0])
    new = r + delta if mode == "pp" else r * (1 + delta)
    if not ((r < 1) & (new >= 0) & (new < 1)).all():
        raise InputError(
            f"A rate is {max(r.max(), new.max()):.2f} before or after the change of {delta}. Keep "
            "both from 0 to below 1 (8 % is .08)."
        )
    value, new_value = margin / (1 - r), margin / (1 - new)
    profit, new_profit = value - fixed_cost, new_value - fixed_cost
    change = np.where(profit > 0, new_profit / np.where(profit > 0, profit, 1) - 1, np.nan)
    return pd.DataFrame(
        {
            "rate": r,
            "new_rate": new,
            "value": value,
            "new_value": new_value,
            "profit": profit,
            "new_profit": new_profit,
            "change": change,
        }
    )
