"""How much to order: economic lots, the newsvendor's order, levels, plans of orders (订货批量).

Costs are yuan; demand, holding cost and shortage cost are of the same span (a day, a year): a
holding cost of a year goes with the demand of a year.
"""

import math
from functools import cache

import numpy as np
import pandas as pd
from scipy import optimize, stats
from scipy.sparse import csr_matrix

from ecomlab.checks import check_numbers, check_once, check_table
from ecomlab.errors import (
    InputError,
    check_choice,
    check_days,
    check_number,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.fulfillment.inventory import critical_ratio
from ecomlab.fulfillment.reorder import demand_in_wait, normal_loss

KINDS = ("normal", "lognormal", "poisson")
MOST = 100_000  # pieces or steps that are looked through
FIRSTS = 301  # numbers of pieces that are tried as a first order


# --- Lots of an even demand -----------------------------------------------------------------


def eoq(demand, order_cost, holding, shortage=None, production=None):
    """The lot at which ordering and holding together cost least (经济订货批量).

    Parameters
    ----------
    demand : float
        Pieces in a span, even over it.
    order_cost : float
        Yuan of an order, whatever its size.
    holding : float
        Yuan of a piece that lies there for the span.
    shortage : float, optional
        Yuan of a piece that is waited for, for the span: then buyers wait. By default nobody does.
    production : float, optional
        Pieces that come in the span while a lot is made; by default a lot comes at once.

    Returns
    -------
    Series
        lot (pieces), orders (in the span), cost (yuan in the span), waiting (share of demand that
        waits).

    Raises
    ------
    InputError
        Not above 0; production not above demand; production and shortage together.

    Examples
    --------
    Snyder and Shen, example 3.1: 1,300 candy bars a year, 8 dollars an order.

    >>> eoq(1300, 8, 0.225).round(2).to_dict()
    {'lot': 304.05, 'orders': 4.28, 'cost': 68.41, 'waiting': 0.0}

    References
    ----------
    Harris (1913); Snyder and Shen (2019), sections 3.2, 3.4 and 3.5.
    """
    demand, order_cost, holding = (
        float(check_positive(name, value))
        for name, value in (("demand", demand), ("order_cost", order_cost), ("holding", holding))
    )
    if shortage is not None and production is not None:
        raise InputError("Give shortage or production, not both.")
    waiting = 0.0
    if production is not None:
        if check_positive("production", production) <= demand:
            raise InputError(
                f"production is {production:g}, demand {demand:g}: it never catches up."
            )
        holding *= 1 - demand / production
    lot = math.sqrt(2 * order_cost * demand / holding)
    if shortage is not None:
        both = holding + check_positive("shortage", shortage)
        lot, waiting = lot * math.sqrt(both / shortage), holding / both
        holding *= shortage / both
    cost = order_cost * demand / lot + holding * lot / 2
    return pd.Series({"lot": lot, "orders": demand / lot, "cost": cost, "waiting": waiting})


def lot_costs(lots, demand, order_cost, holding):
    """What any lot costs in a span, beside the economic one.

    Parameters
    ----------
    lots : array of float
        Pieces, above 0.
    demand, order_cost, holding : float
        As in `eoq`.

    Returns
    -------
    DataFrame, one row per lot
        lot, ordering, holding, cost (yuan), times (cost ÷ the least possible).

    Raises
    ------
    InputError

    Examples
    --------
    Half the lot, or double: a quarter more, no worse.

    >>> best = eoq(1300, 8, 0.225)["lot"]
    >>> lot_costs([best / 2, best, 2 * best], 1300, 8, 0.225)["times"].round(2).tolist()
    [1.25, 1.0, 1.25]

    References
    ----------
    Snyder and Shen (2019), section 3.2.4: sensitivity of the EOQ.
    """
    lots = np.asarray(lots, dtype=float)
    if lots.ndim != 1 or not len(lots) or not (np.isfinite(lots) & (lots > 0)).all():
        raise InputError("lots aren't all above 0. Give pieces of an order, such as [100, 200].")
    best = eoq(demand, order_cost, holding)
    found = pd.DataFrame(
        {"lot": lots, "ordering": order_cost * demand / lots, "holding": holding * lots / 2}
    )
    found["cost"] = found["ordering"] + found["holding"]
    return found.assign(times=found["cost"] / best["cost"])


def joint_order(articles, order_cost):
    """Articles of one supplier in one order: how often, and which of them each time?

    An article joins every order, every second, every third … (Silver 1976).

    Parameters
    ----------
    articles : DataFrame
        sku, demand (pieces in a span), holding (yuan of a piece for the span), line_cost (yuan that
        the article adds to an order).
    order_cost : float
        Yuan of an order, whatever is in it; 0 or above.

    Returns
    -------
    DataFrame
        sku, every (each how many orders), lot (pieces), orders (of the article, in the span). In
        ``attrs``: cost (yuan in the span), between (spans from one order to the next).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> two = pd.DataFrame({"sku": ["cup", "pot"], "demand": [900, 100], "holding": [1.0, 1.0],
    ...                     "line_cost": [5.0, 5.0]})
    >>> joint_order(two, 50)["every"].tolist()
    [1, 1]

    References
    ----------
    Silver (1976), Management Science 22; Silver, Pyke and Peterson (1998), page 428.
    """
    names = ["demand", "holding", "line_cost"]
    table = check_numbers(check_table(articles, "articles", "sku", *names), "articles", *names)
    order_cost = check_number("order_cost", order_cost, low=0)
    weight, line = (table["demand"] * table["holding"]).to_numpy(float), table["line_cost"]
    if not (weight > 0).all() or not order_cost + line.min() > 0:
        raise InputError("demand, holding and the cost of an order are to be above 0.")
    ratio = line.to_numpy(float) / weight
    first = int(np.argmin(ratio))
    every = np.sqrt(ratio * weight[first] / (order_cost + line.iloc[first]))
    every = np.maximum(1, np.round(every)).astype(int)
    every[first] = 1
    fixed, held = order_cost + (line / every).sum(), (weight * every).sum()
    between = math.sqrt(2 * fixed / held)
    lot = between * every * table["demand"]
    found = pd.DataFrame({"sku": table["sku"], "every": every, "lot": lot})
    found["orders"] = 1 / (between * every)
    found.attrs |= {"cost": math.sqrt(2 * fixed * held), "between": between}
    return found


# --- One order for an uncertain demand ------------------------------------------------------


def newsvendor(too_few, too_many, kind="normal", mean=None, sd=None, chances=None, order=None):
    """How much for a season that is ordered once (报童模型)?

    Up to the quantile too_few ÷ (too_few + too_many) of what may be wanted.

    Parameters
    ----------
    too_few, too_many : float
        Yuan that a piece too few and a piece too many cost, as in `inventory.critical_ratio`.
    kind : str
        How the demand scatters: "normal", "lognormal" or "poisson".
    mean, sd : float
        Of the demand itself, in pieces; Poisson has no sd of its own.
    chances : mapping or Series, optional
        Chance of each number of pieces, instead of kind, mean and sd. They add up to 1.
    order : float, optional
        Reckon this order instead of the best one.

    Returns
    -------
    Series
        order (pieces; 0 where a normal curve would ask for less than nothing: then take a lognormal
        one), service (chance that it suffices), short and left (pieces, on average), cost
        (yuan, on average: of what is short and what is left).

    Raises
    ------
    ChoiceError, InputError

    Examples
    --------
    Snyder and Shen, example 4.3: newspapers at 30 cents, sold at a dollar, given back for 12 cents.

    >>> newsvendor(0.70, 0.18, mean=50, sd=8).round(4).to_dict()
    {'order': 56.604, 'service': 0.7955, 'short': 0.9192, 'left': 7.5232, 'cost': 1.9976}

    >>> float(newsvendor(4, 1, "poisson", mean=6)["order"])
    8.0

    References
    ----------
    Arrow, Harris and Marschak (1951), Econometrica 19; Snyder and Shen (2019), section 4.3.
    """
    ratio = critical_ratio(too_few, too_many)
    if chances is not None and not (mean is None and sd is None):
        raise InputError("Give chances, or mean and sd, not both: each of them is the demand.")
    demand = _scatter(kind, mean, sd) if chances is None else _chances(chances)
    order = max(float(demand.ppf(ratio)), 0.0) if order is None else check_number("order", order)
    short = _loss(demand, order)
    left = order - demand.mean() + short
    return pd.Series(
        {"order": order, "service": float(demand.cdf(order + 1e-9)), "short": short, "left": left,
         "cost": too_few * short + too_many * left}
    )  # fmt: skip


def _scatter(kind, mean, sd):
    check_choice("kind", kind, KINDS)
    mean = check_positive("mean", mean)
    if kind == "poisson":
        if sd is not None:
            raise InputError("A Poisson demand has no sd of its own: its variance is its mean.")
        return stats.poisson(mean)
    sd = check_positive("sd", sd)
    if kind == "normal":
        return stats.norm(mean, sd)
    sigma = math.sqrt(math.log1p((sd / mean) ** 2))
    return stats.lognorm(sigma, scale=mean * math.exp(-(sigma**2) / 2))


def _chances(chances):
    """A discrete distribution on the numbers that are given."""
    try:
        table = pd.Series(dict(chances), dtype=float).sort_index()
        pieces = np.asarray(table.index, dtype=float)
    except (TypeError, ValueError) as wrong:
        raise InputError("chances is no table of numbers, such as {1: 0.25, 2: 0.75}.") from wrong
    if not len(table) or (table < 0).any() or not math.isclose(table.sum(), 1, abs_tol=1e-6):
        raise InputError(f"chances add up to {table.sum():g}. Give shares that add up to 1.")
    if not (np.isfinite(pieces) & (pieces >= 0)).all():
        raise InputError("chances holds a number of pieces that is below 0, or no number.")
    return _Discrete(pieces, table.to_numpy() / table.sum())


class _Discrete:
    """As much of a frozen distribution as is asked here."""

    def __init__(self, pieces, chance):
        self.pieces, self.chance, self.up_to = pieces, chance, chance.cumsum()

    def ppf(self, share):
        return self.pieces[min(np.searchsorted(self.up_to, share - 1e-12), len(self.pieces) - 1)]

    def cdf(self, level):
        return self.chance[self.pieces <= level].sum()

    def mean(self):
        return float(self.pieces @ self.chance)

    def loss(self, level):
        return float(np.maximum(self.pieces - level, 0) @ self.chance)


def _loss(demand, level):
    """Pieces wanted beyond a level, on average."""
    if isinstance(demand, _Discrete):
        return demand.loss(level)
    kind = demand.dist.name
    if kind == "norm":
        return float(normal_loss(level - demand.mean(), demand.std()))
    if kind == "poisson":
        mean = demand.mean()
        at = math.floor(level)
        return (
            float((mean - level) * demand.sf(at) + mean * demand.pmf(at))
            if at >= 0
            else mean - level
        )
    mean = demand.mean()
    if level <= 0:
        return float(mean - level)
    sigma = demand.args[0]
    z = (math.log(mean) + sigma**2 / 2 - math.log(level)) / sigma
    return float(mean * stats.norm.cdf(z) - level * stats.norm.cdf(z - sigma))


def flexible_supply_value(
    too_few, too_many, mean, sd, known=0.5, before=0.3, dearer=0.0, least=0.0
):  # fmt: skip
    """One large order before the season, or a small one and a second when it has begun (柔性生产)?

    After the first weeks a share of what was unknown is known; the second order fills up to what
    is best then. Its pieces may cost more, and the factory may ask for a least lot.

    Parameters
    ----------
    too_few, too_many : float
        Yuan of a piece too few and too many, as in `newsvendor`; of a piece of the first order.
    mean, sd : float
        Of the whole season's demand, before it: normal.
    known : float
        Share of the variance that is known at the second order, between 0 and 1.
    before : float
        Share of the season that is sold before the second order is there: the first order has at
        least that share of the one large order.
    dearer : float
        Yuan that a piece of the second order costs more; below too_few.
    least : float
        Pieces that the second order must have.

    Returns
    -------
    DataFrame, a row per way: "one order", "two orders"
        first, second (pieces, the second on average), cost (yuan: what is short and left, and what
        the second order's pieces cost more), gain (yuan beside one order).

    Raises
    ------
    InputError

    Examples
    --------
    >>> flexible_supply_value(60, 40, 500, 200, known=0.75).round(0)
              way  first  second    cost    gain
    0   one order  551.0     0.0  7727.0     0.0
    1  two orders  165.0   361.0  3883.0  3844.0

    References
    ----------
    Fisher and Raman (1996), Operations Research 44: quick response. Row F10 (柔性生产协议).
    """
    one = newsvendor(too_few, too_many, mean=mean, sd=sd)
    check_share("known", known)
    check_share("before", before, ends=True)
    dearer, least = (check_number(n, v, low=0) for n, v in (("dearer", dearer), ("least", least)))
    if dearer >= too_few:
        raise InputError(f"dearer is {dearer:g}, a piece too few costs {too_few:g}: nobody orders.")
    early, late = sd * math.sqrt(known), sd * math.sqrt(1 - known)
    point, weight = np.polynomial.hermite_e.hermegauss(64)
    middle, weight = mean + early * point, weight / weight.sum()
    both = too_few + too_many
    target = middle + stats.norm.ppf((too_few - dearer) / both) * late

    def cost(stock):
        short = normal_loss(stock - middle, late)
        return too_few * short + too_many * (stock - middle + short)

    def outcome(first):
        more = np.where(target - first >= least, np.maximum(target - first, 0), 0)
        extra = np.where(more == 0, least, 0)  # the least lot, where that is better than none
        with_least = cost(first + extra) + dearer * extra
        take = (more == 0) & (least > 0) & (with_least < cost(first))
        more = np.where(take, least, more)
        return weight @ (cost(first + more) + dearer * more), weight @ more

    firsts = np.linspace(before * max(one["order"], 0), mean + 3 * sd, FIRSTS)
    found = [outcome(first) for first in firsts]
    best = int(np.argmin([value for value, _ in found]))
    rows = [("one order", one["order"], 0.0, one["cost"]),
            ("two orders", firsts[best], found[best][1], found[best][0])]  # fmt: skip
    table = pd.DataFrame(rows, columns=["way", "first", "second", "cost"])
    return table.assign(gain=one["cost"] - table["cost"])


# --- Levels ---------------------------------------------------------------------------------


def order_up_to(demand_mean, demand_sd, review, lead_mean, lead_sd=0.0, service=0.95):
    """Fill up to this at every review: the next lot comes one review later (补货水位).

    Parameters
    ----------
    demand_mean, demand_sd : float or array
        Pieces a day.
    review : float
        Days from one review to the next.
    lead_mean, lead_sd : float or array
        Days until a lot is there.
    service : float
        Share of reviews after which the shelf lasts.

    Returns
    -------
    float or array, pieces with all that is on its way

    Raises
    ------
    InputError

    Examples
    --------
    Snyder and Shen, example 4.4: review each period, lots after four.

    >>> round(float(order_up_to(50, 8, 1, 4, service=0.70 / 0.88)), 2)
    264.77

    References
    ----------
    Silver, Pyke and Thomas (2017), chapter 6: (R, S); Snyder and Shen (2019), section 4.3.4.
    """
    span = check_positive("review", review) + np.asarray(lead_mean, dtype=float)
    mean, sd = demand_in_wait(demand_mean, demand_sd, span, lead_sd)
    return mean + stats.norm.ppf(check_share("service", service)) * sd


def r_q(demand_mean, lead_mean, holding, shortage, order_cost, demand_sd=None, lead_sd=0.0):
    """Order so many when the position falls to so many: both chosen together ((r, Q)).

    Parameters
    ----------
    demand_mean, demand_sd : float
        Pieces in a span. Without sd demand is Poisson and the levels are whole pieces.
    lead_mean, lead_sd : float
        Spans until a lot is there; the spread only with a demand_sd.
    holding, shortage : float
        Yuan of a piece for a span: lying there; waited for.
    order_cost : float
        Yuan of an order.

    Returns
    -------
    Series
        reorder, lot (pieces), cost (yuan in a span)

    Raises
    ------
    InputError

    Examples
    --------
    Snyder and Shen, example 5.8.

    >>> r_q(1.5, 2, holding=20, shortage=150, order_cost=100).round(2).to_dict()
    {'reorder': 3.0, 'lot': 5.0, 'cost': 107.92}

    References
    ----------
    Zheng (1992), Management Science 38; Federgruen and Zheng (1992); Snyder and Shen (2019),
    chapter 5.
    """
    names = ("demand_mean", "lead_mean", "holding", "shortage", "order_cost")
    values = (demand_mean, lead_mean, holding, shortage, order_cost)
    rate, lead, h, p, fixed = (
        float(check_positive(*pair)) for pair in zip(names, values, strict=True)
    )
    if demand_sd is None:
        if lead_sd:
            raise InputError("A lead time that spreads needs demand_sd: the normal demand.")
        return _whole_r_q(rate, rate * lead, h, p, fixed)
    mean, sd = demand_in_wait(rate, check_positive("demand_sd", demand_sd), lead, lead_sd)

    def cost(lot):
        return _rq_cost(_reorder(lot, mean, sd, h, p), lot, rate, mean, sd, h, p, fixed)

    guess = math.sqrt(2 * fixed * rate * (h + p) / (h * p))
    found = optimize.minimize_scalar(
        cost,
        bounds=(guess / 10, 10 * guess + 10 * sd),
        method="bounded",
        options={"xatol": 1e-9 * guess},
    )
    lot = float(found.x)
    return pd.Series(
        {"reorder": _reorder(lot, mean, sd, h, p), "lot": lot, "cost": float(found.fun)}
    )


def _rq_cost(reorder, lot, rate, mean, sd, holding, shortage, order_cost):
    """Yuan in a span of any (r, Q), for a normal demand of the wait (mean, sd).

    >>> round(_rq_cost(126.8, 328.5, 1300, 1300 / 12, 150 / 12**0.5, 0.225, 7.5, 8), 4)
    78.0712

    References
    ----------
    Snyder and Shen (2019), equation 5.7.
    """
    both = holding + shortage
    low, high = reorder - mean, reorder + lot - mean
    area = holding * (high**2 - low**2) / 2 + both * (
        _second_loss(low, sd) - _second_loss(high, sd)
    )
    return float((order_cost * rate + area) / lot)


def _second_loss(level, sd):
    """The integral of the normal loss from a level on."""
    z = level / sd
    return sd**2 * ((z**2 + 1) * stats.norm.sf(z) - z * stats.norm.pdf(z)) / 2


def _reorder(lot, mean, sd, holding, shortage):
    """Where the cost rate before a lot equals that after it."""

    def gap(level):
        ends = np.array([level, level + lot]) - mean
        cost = holding * ends + (holding + shortage) * normal_loss(ends, sd)
        return cost[0] - cost[1]

    least = mean + stats.norm.ppf(shortage / (holding + shortage)) * sd
    return float(optimize.brentq(gap, least - lot, least, xtol=1e-10))


def _poisson_costs(mean, holding, shortage):
    """Yuan of a span that begins at any level of whole pieces."""

    def cost(level):
        short = _loss(stats.poisson(mean), level)
        return holding * (level - mean + short) + shortage * short

    return cost


def _whole_r_q(rate, mean, holding, shortage, order_cost):
    """Add levels from the cheapest outward while that lowers the mean (Federgruen, Zheng)."""
    cost = _poisson_costs(mean, holding, shortage)
    best = int(stats.poisson.ppf(shortage / (holding + shortage), mean))
    low, high, total = best - 1, best + 1, order_cost * rate + cost(best)
    for lot in range(1, MOST):
        add = min(cost(low), cost(high))
        if add >= total / lot:
            return pd.Series({"reorder": float(low), "lot": float(lot), "cost": total / lot})
        total += add
        low, high = (low - 1, high) if cost(low) <= cost(high) else (low, high + 1)
    raise InputError("The lot would be above 100,000 pieces. Count in a larger unit.")


def s_s(holding, shortage, order_cost, mean=None, chances=None, sd=None, power=False):
    """At each review: fill up to S, but only where no more than s is left ((s, S)).

    A lot comes at once; for a later one give the demand of lead time and review together. Exact
    (Zheng and Federgruen 1991).

    Parameters
    ----------
    holding, shortage : float
        Yuan of a piece at the end of a review's span: there, or waited for.
    order_cost : float
        Yuan of an order.
    mean : float, optional
        Pieces of a span: Poisson, or with an ``sd`` normal (rounded to whole pieces).
    chances : mapping, optional
        Instead: the chance of each whole number of pieces from 0 on.
    sd : float, optional
    power : bool
        The power approximation for a normal demand instead: fast and rough (Ehrhardt and Mosier).

    Returns
    -------
    Series
        s, S (pieces), cost (yuan a span; empty of the approximation)

    Raises
    ------
    InputError

    Examples
    --------
    Snyder and Shen, example 4.7.

    >>> s_s(1, 4, 5, mean=6).round(3).to_dict()
    {'s': 4.0, 'S': 10.0, 'cost': 8.034}

    References
    ----------
    Zheng and Federgruen (1991), Operations Research 39; Ehrhardt and Mosier (1984), Management
    Science 30; Snyder and Shen (2019), section 4.4.
    """
    h, p = check_positive("holding", holding), check_positive("shortage", shortage)
    fixed = check_positive("order_cost", order_cost)
    if (mean is None) == (chances is None):
        raise InputError("Give mean (Poisson, or normal with an sd) or chances, one of the two.")
    if power:
        return _power(h, p, fixed, check_positive("mean", mean), check_positive("sd", sd))
    if sd is not None:
        chances = _whole_normal(check_positive("mean", mean), check_positive("sd", sd))
    demand = _scatter("poisson", mean, None) if chances is None else _chances(chances)
    if chances is not None and ((demand.pieces % 1 != 0).any() or (demand.pieces < 0).any()):
        raise InputError("chances are of whole numbers of pieces from 0 on.")

    @cache
    def span_cost(level):
        short = _loss(demand, level)
        return h * (level - demand.mean() + short) + p * short

    @cache
    def chance(pieces):
        if chances is None:
            return float(demand.pmf(pieces))
        return float(demand.chance[demand.pieces == pieces].sum())

    if chance(0) >= 1:
        raise InputError("Nothing is ever wanted: there is nothing to order.")
    visits = [1 / (1 - chance(0))]  # mean number of spans that begin so many pieces below S

    def total(low, high):
        for j in range(len(visits), high - low):
            visits.append(visits[0] * sum(chance(i) * visits[j - i] for i in range(1, j + 1)))
        at = range(high - low)
        return (fixed + sum(visits[j] * span_cost(high - j) for j in at)) / sum(
            visits[: high - low]
        )

    best = int(demand.ppf(p / (h + p)))
    low = best - 1
    while total(low, best) > span_cost(low):
        low -= 1
    high, least, top = best, total(low, best), best + 1
    while span_cost(top) <= least:
        if total(low, top) < least:
            high = top
            while total(low, high) <= span_cost(low + 1):
                low += 1
            least = total(low, high)
        top += 1
    return pd.Series({"s": float(low), "S": float(high), "cost": float(least)})


def _power(holding, shortage, order_cost, mean, sd):
    """Formulas fitted to many exact (s, S), for a normal demand."""
    lot = 1.30 * mean**0.494 * (order_cost / holding) ** 0.506 * (1 + (sd / mean) ** 2) ** 0.116
    z = math.sqrt(lot / sd * holding / shortage)
    low = 0.973 * mean + sd * (0.183 / z + 1.063 - 2.192 * z)
    return pd.Series({"s": low, "S": low + lot, "cost": math.nan})


def _whole_normal(mean, sd):
    """The chance of each whole number of pieces from 0 on, of a normal demand that is rounded."""
    most = math.ceil(mean + 8 * sd)
    if most > MOST:
        raise InputError("The demand is above 100,000 pieces. Count in a larger unit.")
    pieces = np.arange(most + 1)
    up_to = stats.norm.cdf(pieces + 0.5, mean, sd)
    chance = np.diff(up_to, prepend=0.0)  # what lies below 0 counts as nothing wanted
    return dict(zip(pieces.tolist(), chance / chance.sum(), strict=True))


# --- Plans ----------------------------------------------------------------------------------


def wagner_whitin(demand, order_cost, holding, unit_cost=0.0):
    """When to order for a demand that is known and changes, at the least cost (Wagner–Whitin).

    Parameters
    ----------
    demand : array
        Pieces of each period.
    order_cost, holding, unit_cost : float or array
        Yuan: of an order, of a piece kept to the next period, of a piece bought; one for all
        periods, or one for each.

    Returns
    -------
    DataFrame, one row per period
        period (from 1), demand, order (pieces). In ``attrs``: cost (yuan of all periods).

    Raises
    ------
    InputError

    Examples
    --------
    Snyder and Shen, example 3.9.

    >>> plan = wagner_whitin([90, 120, 80, 70], 500, 2)
    >>> plan["order"].tolist(), plan.attrs["cost"]
    ([210.0, 0.0, 150.0, 0.0], 1380.0)

    References
    ----------
    Wagner and Whitin (1958), Management Science 5; Snyder and Shen (2019), section 3.7.
    """
    demand = _amounts("demand", demand)
    if demand.ndim != 1 or not len(demand):
        raise InputError("demand is no row of pieces, such as [90, 120, 80].")
    periods = len(demand)
    given = (("order_cost", order_cost), ("holding", holding), ("unit_cost", unit_cost))
    fixed, keep, unit = (
        np.broadcast_to(_amounts(name, value), periods) if np.size(value) in (1, periods) else
        _unlike(name, np.size(value), periods)
        for name, value in given
    )  # fmt: skip
    kept = np.concatenate([[0.0], keep.cumsum()])  # a piece kept from the first to a period
    best, until = np.zeros(periods + 1), np.full(periods, periods)
    for first in range(periods - 1, -1, -1):
        pieces = demand[first:].cumsum()
        carried = (demand[first:] * (kept[first:periods] - kept[first])).cumsum()
        cost = fixed[first] * (pieces > 0) + unit[first] * pieces + carried + best[first + 1 :]
        choice = int(np.argmin(cost))
        best[first], until[first] = cost[choice], first + choice + 1
    order, at = np.zeros(periods), 0
    while at < periods:
        order[at] = demand[at : until[at]].sum()
        at = until[at]
    plan = pd.DataFrame({"period": np.arange(1, periods + 1), "demand": demand, "order": order})
    plan.attrs["cost"] = float(best[0])
    return plan


def _amounts(name, values):
    try:
        found = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        found = np.array(np.nan)
    if not np.isfinite(found).all() or (found < 0).any():
        raise InputError(f"{name} holds something that is no finite number from 0 on.")
    return found


def _unlike(name, size, periods):
    raise InputError(f"{name} has {size} numbers, demand {periods}. Give one, or one per period.")


def order_levels(
    periods, holding, shortage, mean=None, sd=None, chances=None, order_cost=0.0, unit_cost=0.0,
    end_holding=None, end_shortage=None, discount=1.0, start=0,
):  # fmt: skip
    """Levels of each period before an end, when the demand of a period is uncertain.

    Works back from the end. What is short is waited for; a lot comes at once.

    Parameters
    ----------
    periods : int
    holding, shortage : float
        Yuan of a piece at the end of a period: there, or waited for.
    mean, sd : float, optional
        Pieces of a period: normal, rounded to whole ones; Poisson without sd.
    chances : mapping, optional
        Instead: the chance of each whole number of pieces from 0 on.
    order_cost, unit_cost : float
        Yuan of an order, and of a piece.
    end_holding, end_shortage : float, optional
        Yuan of a piece after the last period: there, or still waited for; by default 0 and the unit
        cost.
    discount : float
        What a yuan of the next period is worth in this one.
    start : int
        Pieces before the first period.

    Returns
    -------
    DataFrame, one row per period
        period (from 1), reorder (order when no more is there), up_to. In ``attrs``: cost (yuan of
        all periods, from ``start``).

    Raises
    ------
    InputError

    Examples
    --------
    Snyder and Shen, problem 4.29, the first and the last period.

    >>> table = order_levels(10, 1, 25, 18, 3, unit_cost=1, end_holding=1, end_shortage=25,
    ...                      discount=0.98)
    >>> table["up_to"].iloc[[0, -1]].tolist()
    [23.0, 23.0]

    References
    ----------
    Scarf (1960); Snyder and Shen (2019), section 4.3.3.
    """
    periods = check_days("periods", periods)
    h, p = check_positive("holding", holding), check_positive("shortage", shortage)
    fixed, unit = (
        check_number(name, value, low=0)
        for name, value in (("order_cost", order_cost), ("unit_cost", unit_cost))
    )
    end_h = 0.0 if end_holding is None else check_number("end_holding", end_holding)
    end_p = unit if end_shortage is None else check_number("end_shortage", end_shortage, low=0)
    check_share("discount", discount, ends=True)
    if (mean is None) == (chances is None):
        raise InputError("Give mean (with sd: normal; without: Poisson) or chances.")
    if chances is None:
        chances = (
            _whole_poisson(mean) if sd is None else _whole_normal(mean, check_positive("sd", sd))
        )
    demand = _chances(chances)
    if (demand.pieces % 1 != 0).any() or (demand.pieces < 0).any():
        raise InputError("chances are of whole numbers of pieces from 0 on.")
    wanted = demand.pieces.astype(int)
    reach = int(demand.mean() * min(periods, 8) + 8 * wanted.std() + wanted.max()) + 1
    levels = np.arange(min(-reach, int(start)), max(reach, int(start)) + 1)
    after = levels[:, None] - wanted[None, :]
    span = (h * np.maximum(after, 0) + p * np.maximum(-after, 0)) @ demand.chance
    place = np.clip(after - levels[0], 0, len(levels) - 1)
    value = end_h * np.maximum(levels, 0) + end_p * np.maximum(-levels, 0)
    rows = []
    for period in range(periods, 0, -1):
        stay = span + unit * levels + discount * value[place] @ demand.chance  # at this level
        best = np.minimum.accumulate(stay[::-1])[::-1]  # or at any above it
        orders = stay > fixed + best + 1e-9
        top = int(np.argmin(stay))
        low = levels[orders].max() if orders.any() else levels[0]
        rows.append((period, float(low if fixed else levels[top]), float(levels[top])))
        value = np.where(orders, fixed + best, stay) - unit * levels
    table = pd.DataFrame(rows[::-1], columns=["period", "reorder", "up_to"])
    table.attrs["cost"] = float(value[int(start) - levels[0]])
    return table


def _whole_poisson(mean):
    """The chance of each number of pieces, of a Poisson demand."""
    pieces = np.arange(int(stats.poisson.ppf(1 - 1e-12, check_positive("mean", mean))) + 1)
    chance = stats.poisson.pmf(pieces, mean)
    return dict(zip(pieces.tolist(), chance / chance.sum(), strict=True))


def order_choices(articles, too_many_share=1.0, most=6):
    """For a budget: what each article's next orders cost and bring, from no lot to so many.

    Parameters
    ----------
    articles : DataFrame
        sku, unit_cost (yuan), margin (yuan of a piece sold), demand_mean, demand_sd (pieces until
        the next order), stock (pieces there and on their way), lot (pieces that the supplier
        sells at least; more come by the lot).
    too_many_share : float
        Share of unit_cost that a piece left over costs.
    most : int
        Lots of an article at most.

    Returns
    -------
    DataFrame, one row per article and number of lots
        sku, lots, pieces, yuan, gain (yuan beside ordering nothing, on average).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> lamp = pd.DataFrame({"sku": ["lamp"], "unit_cost": [10.0], "margin": [5.0], "stock": [0],
    ...                      "demand_mean": [100.0], "demand_sd": [20.0], "lot": [50]})
    >>> order_choices(lamp, 0.1, most=3).round(0)["gain"].tolist()
    [0.0, 250.0, 452.0, 450.0]

    References
    ----------
    Marginal gains of the newsvendor: Silver, Pyke and Thomas (2017), chapter 10.
    """
    names = ["unit_cost", "margin", "demand_mean", "demand_sd", "stock", "lot"]
    table = check_numbers(check_table(articles, "articles", "sku", *names), "articles", *names)
    check_once(table, "articles", "sku")
    check_share("too_many_share", too_many_share, ends=True)
    if not (table["lot"] > 0).all():
        raise InputError("lot holds a number that is not above 0. Give the supplier's least lot.")
    most = check_whole("most", most, low=1)
    many = np.tile(np.arange(most + 1), len(table))
    rows = table.loc[table.index.repeat(most + 1)].reset_index(drop=True)
    pieces = many * rows["lot"]

    def kept(stock):
        sold = stock - _left_over(stock, rows)
        return rows["margin"] * sold - too_many_share * rows["unit_cost"] * (stock - sold)

    return pd.DataFrame({
        "sku": rows["sku"], "lots": many, "pieces": pieces, "yuan": pieces * rows["unit_cost"],
        "gain": kept(rows["stock"] + pieces) - kept(rows["stock"]),
    })  # fmt: skip


def _left_over(stock, rows):
    """Pieces left over of a stock, on average."""
    away = (stock - rows["demand_mean"]).to_numpy(float)
    return away + normal_loss(away, rows["demand_sd"].to_numpy(float))


def budget_plan(choices, budget):
    """Which lots to order with so much money: the most gain that it buys (integer programme).

    Parameters
    ----------
    choices : DataFrame
        As of `order_choices`: sku, lots, yuan, gain; one choice of each article is taken, so each
        needs one without cost.
    budget : float
        Yuan.

    Returns
    -------
    DataFrame, one row per article that is ordered
        The chosen rows. In ``attrs``: yuan, gain (of all), budget.

    Raises
    ------
    ColumnError, InputError
        No choice fits the budget.

    Examples
    --------
    Eight yuan: the two small ones bring more than the large one alone.

    >>> choices = pd.DataFrame({"sku": list("aabbcc"), "lots": [0, 1] * 3,
    ...                         "yuan": [0, 8, 0, 4, 0, 4], "gain": [0, 10, 0, 6, 0, 5]})
    >>> plan = budget_plan(choices, 8)
    >>> plan["sku"].tolist(), plan.attrs["gain"]
    (['b', 'c'], 11.0)

    References
    ----------
    Multiple-choice knapsack: Kellerer, Pferschy and Pisinger (2004), chapter 11; scipy's HiGHS.
    """
    table = check_table(choices, "choices", "sku", "lots", "yuan", "gain").reset_index(drop=True)
    check_numbers(table, "choices", "lots", "yuan")
    check_positive("budget", budget)
    place, names = pd.factorize(table["sku"])
    rows = np.arange(len(table))
    one = csr_matrix((np.ones(len(rows)), (place, rows)), shape=(len(names), len(rows)))
    found = optimize.milp(
        -table["gain"].to_numpy(float),
        integrality=np.ones(len(rows)),
        bounds=optimize.Bounds(0, 1),
        constraints=[
            optimize.LinearConstraint(one, 1, 1),
            optimize.LinearConstraint(table["yuan"].to_numpy(float)[None, :], -np.inf, budget),
        ],
    )  # fmt: skip
    if found.x is None:
        raise InputError(
            f"No choice fits {budget:g} yuan. Give each article a choice of no lot that costs 0."
        )
    plan = table[found.x > 0.5]
    totals = {"yuan": float(plan["yuan"].sum()), "gain": float(plan["gain"].sum())}
    plan = plan[plan["lots"] > 0].reset_index(drop=True)
    plan.attrs |= totals | {"budget": float(budget)}
    return plan
