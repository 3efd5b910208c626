"""What is true of the shop: effects of decisions as twin runs, on the same people, same luck.

A twin run differs from the other in one decision only: every person, supplier and parcel draws
the same luck in both. Their difference is the effect itself; over several lucks (noise seeds)
it has an interval. No shop can do this. Lessons use it to judge what shops do instead.
"""

import sys
from collections.abc import Iterable
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from ecomlab.errors import InputError, check_choice, check_positive, check_whole
from ecomlab.estimates import standard_error, t_quantile
from ecomlab.shop.customers import TYPES
from ecomlab.shop.decisions import Decisions
from ecomlab.shop.emit.record import words
from ecomlab.shop.outcome import daily_outcome, order_profit
from ecomlab.shop.world import PLANS

OUTCOMES = ("orders", "revenue", "profit", "spend")
MOST_PLANS = 5  # 32 runs a noise seed
MOST_NOISES = 10_000


def truth(
    shop, lever, value=None, *, days=90, noises=20, decisions=None, window=None, step=0.01,
    progress=True,
):  # fmt: skip
    """What does a decision really do?

    Parameters
    ----------
    shop : Shop
        Its world; the noise seeds are its own and the following ones.
    lever : str
        A dotted decision key.
    value : optional
        What the lever is moved to. Without it, a number is compared with 0 and moved by
        ``step`` to both sides.
    days, noises : int
        Length of each run, and number of noise seeds.
    decisions : Decisions or mapping of changes, optional
        What else is decided, in all runs.
    window : (int, int), optional
        First day and the day after the last on which the lever is moved (to ``value``, else to
        0); adds what happens during and after.
    step : float
        Of the marginal effect, as a share of the lever's number: half of it to each side. A
        lever at its highest or lowest number takes the whole step to the one side there is.
        Levers that work in whole days or in tenths of a percent need a step that moves them.
    progress : bool
        Say on the error stream how far it is.

    Returns
    -------
    DataFrame, one row per effect and outcome: effect, outcome, estimate, low, high, n

        ``average``: the lever as it is against the lever at 0. ``marginal``: what ``step``
        more of it brings. ``change``: ``value`` against the lever as it is. ``during`` and
        ``after`` the window: ``value`` against as it is, or as it is against 0.
        Totals over the run (of the window: over its days, and over those after it); money in
        yuan; spend is what the six plans cost; ``roas``, where the lever moves spend, is
        revenue per yuan. The 95% interval is over the noise seeds, n of them.

    Raises
    ------
    ChoiceError
        The lever isn't a decision key, or the value isn't one of its choices.
    InputError
        The lever isn't a number and no value is given; step, days or window don't fit.

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> found = truth(Shop(), "ads.paid_feed.budget", days=10, noises=2, progress=False)
    >>> list(found.effect.unique()), list(found.outcome.unique())
    (['average', 'marginal'], ['orders', 'revenue', 'profit', 'spend', 'roas'])
    >>> truth(Shop(), "page.version", days=10)
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: page.version can't be compared with 0. Give value=, one of: 'B',
    'test'.
    """
    base = _decided(shop, decisions)
    pairs = _pairs(base, lever, value, step) | _window_pair(base, lever, value, window, days)
    draws = {name: [] for name in pairs}
    for twin in _each(_lucks(shop, noises), f"truth of {lever}, noise seeds", progress):
        runs = {}
        for name, (more, less) in pairs.items():
            draws[name].append(_run(twin, more, days, runs) - _run(twin, less, days, runs))
    return pd.DataFrame(
        row for name, found in draws.items() for row in _effects(name, found, window)
    )


def contact_outcomes(shop, days=120, window=14, decisions=None):
    """What would each customer do with, and without, the first message to them?

    Two runs on the same luck, one that writes to all and one that leaves all out. Up to its
    first contact a customer's life is the same in both (but for the shelf they share with
    others); later contacts are another question and are not counted.

    Parameters
    ----------
    shop : Shop
    days : int
        Length of the runs; contacts less than ``window`` days before the end don't count.
    window : int
        Days after the contact in which orders count.
    decisions : Decisions or mapping of changes, optional

    Returns
    -------
    DataFrame, one row per contacted customer, by day of contact
        customer_id, day, orders_0, orders_1 (paid orders without and with the message),
        revenue_0, revenue_1, profit_0, profit_1 (yuan, the message's cost included),
        response_type

    Raises
    ------
    InputError
        Nobody is contacted.

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> twins = contact_outcomes(Shop(), days=60)
    >>> never = twins[twins.response_type == "lost_cause"]
    >>> bool((never.orders_1 >= never.orders_0).all())
    True
    """
    base = _decided(shop, decisions)
    if base["crm.contact"] == "none":
        raise InputError("Nobody is contacted. Decide crm.contact: 'winback'.")
    check_positive("window", window)
    runs = [shop.engine(base.change({"crm.holdout": out}), days).run(0, days) for out in (1, 0)]
    firsts = [_first_contacts(engine, days - window) for engine in runs]
    twins = firsts[0].join(firsts[1][[]], how="inner")
    if twins.empty:
        raise InputError(f"Nobody is contacted early enough in {days} days. Choose more days.")
    for arm, engine in enumerate(runs):
        twins = twins.join(_orders_after(engine, twins["day"], window).add_suffix(f"_{arm}"))
    twins["profit_1"] -= shop.world.money.message / 100
    kinds = words(twins.pop("kind"), TYPES)
    return twins.assign(response_type=kinds).reset_index()


def shapley(shop, plans, *, days=90, noises=5, decisions=None, progress=True):
    """What does each of several paid channels bring, if none may claim the others' help?

    The mean of what a channel adds over all orders in which channels could have been added
    (Shapley 1953): every set of them runs, the others' budgets at 0.

    Parameters
    ----------
    shop : Shop
    plans : list of str
        At most five paid plans, like "paid_feed".
    days, noises : int
    decisions : Decisions or mapping of changes, optional
    progress : bool

    Returns
    -------
    DataFrame, one row per plan and outcome: plan, outcome, estimate, low, high, n
        The estimates of one outcome add up to what all plans bring together.

    Raises
    ------
    ChoiceError, InputError
        A plan that doesn't exist, none, one twice, or more than five.

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> found = shapley(Shop(), ["content", "live"], days=5, noises=2, progress=False)
    >>> len(found), int(found.n[0])
    (8, 2)
    """
    plans = _checked_plans(plans)
    base = _decided(shop, decisions)
    sets = [frozenset(some) for k in range(len(plans) + 1) for some in combinations(plans, k)]
    worth = {some: [] for some in sets}
    for twin in _each(_lucks(shop, noises), f"{len(sets)} sets of plans, noise seeds", progress):
        for some in sets:
            off = {f"ads.{plan}.budget": 0.0 for plan in plans if plan not in some}
            worth[some].append(_run(twin, base.change(off), days).sum(axis=0))
    values = shapley_values({some: np.array(found) for some, found in worth.items()})
    return pd.DataFrame(
        {"plan": plan, **_row(outcome, values[plan][:, i])}
        for plan in plans
        for i, outcome in enumerate(OUTCOMES)
    )


def shapley_values(worth):
    """The Shapley value of each player, from the worth of every set of players.

    Parameters
    ----------
    worth : dict of frozenset to number or array
        All sets, the empty one too.

    Returns
    -------
    dict of player to number or array

    Examples
    --------
    Two left gloves and a right one: a pair is worth 1.

    >>> players = ["left", "other left", "right"]
    >>> sets = [frozenset(some) for k in range(4) for some in combinations(players, k)]
    >>> worth = {some: float("right" in some and len(some) > 1) for some in sets}
    >>> {player: round(value, 3) for player, value in shapley_values(worth).items()}
    {'left': 0.167, 'other left': 0.167, 'right': 0.667}
    """
    everyone = max(worth, key=len)
    count = len(everyone)
    values = {}
    for player in sorted(everyone):
        without = [some for some in worth if player not in some]
        values[player] = sum(
            factorial(len(some)) * factorial(count - len(some) - 1) / factorial(count)
            * (worth[some | {player}] - worth[some])
            for some in without
        )  # fmt: skip
    return values


def _decided(shop, decisions):
    return decisions if isinstance(decisions, Decisions) else shop.decisions(decisions)


def _lucks(shop, noises):
    """The shop under this many noise seeds, its own first."""
    noises = check_whole("noises", noises, low=1)
    if noises > MOST_NOISES:
        raise InputError(f"noises is {noises}. Choose at most {MOST_NOISES:,}.")
    return [type(shop)(shop.world, shop.noise + i) for i in range(noises)]


def _pairs(base, lever, value, step):
    """Name of each effect: the decisions with more and with less of the lever."""
    if not isinstance(lever, str):
        raise InputError(f'lever is {lever!r}. Give the name of a decision: "page.version".')
    if value is not None:
        return {"change": (base.change({lever: value}), base)}
    base.change({lever: base[lever]} if lever in base else {lever: 0})  # refuses unknown levers
    _check_number(base, lever)
    check_positive("step", step)
    pairs = {}
    if base.keys_[lever].minimum == 0:
        pairs["average"] = (base, base.change({lever: 0.0}))
    up, down = (base.change({lever: number}) for number in _sides(base, lever, step))
    return pairs | {"marginal": (up, down)}


def _sides(base, lever, step):
    """A step's upper and lower end around the lever's number, moved inside its limits."""
    key, wide = base.keys_[lever], base[lever] * step
    if wide > key.maximum - key.minimum:
        raise InputError(f"step is {step:g}: more than {lever} can move. Choose a smaller one.")
    up = np.clip(base[lever] + wide / 2, key.minimum + wide, key.maximum)
    return float(up), float(max(up - wide, key.minimum))


def _check_number(base, lever):
    """Refuse a lever without a number above 0: only a given value makes sense of it."""
    key, now = base.keys_[lever], base[lever]
    if key.choices or isinstance(key.default, bool):
        others = [choice for choice in key.choices or (True, False) if choice != now]
        listed = ", ".join(map(repr, others))
        raise InputError(f"{lever} can't be compared with 0. Give value=, one of: {listed}.")
    if now == 0:
        raise InputError(f"{lever} is 0 as it is. Give value=, a number above 0.")


def _window_pair(base, lever, value, window, days):
    """The lever moved on some days only, against the lever as it is."""
    if window is None:
        return {}
    pair = window if isinstance(window, tuple | list) and len(window) == 2 else (0, 0)
    whole = all(isinstance(day, int | np.integer) for day in pair)
    first, last = pair
    if not whole or not 0 < first < last < days:
        raise InputError(
            f"window is {window!r}. Choose a first day from 1 and a later one below {days}."
        )
    moved = base.change({lever: 0.0 if value is None else value})
    date = base.world.date
    dated = {str(date(0)): base, str(date(first)): moved, str(date(last)): base}
    return {"window": (base, dated) if value is None else (dated, base)}


def _run(twin, decisions, days, seen=None):
    """Daily outcomes of one run, days × ``OUTCOMES``; a run seen before isn't run again."""
    seen = {} if seen is None else seen
    key = id(decisions)
    if key not in seen:
        engine = twin.engine(decisions, days).run(0, days)
        table = daily_outcome(engine, days)
        table["spend"] = engine.daily.columns().spend.sum(axis=1) / 100
        seen[key] = table[list(OUTCOMES)].to_numpy()
    return seen[key]


def _effects(name, found, window):
    """Rows of one effect; those of a window are split into during and after."""
    draws = np.array(found)
    if name != "window":
        return _rows(name, draws.sum(axis=1))
    first, last = window
    during, after = draws[:, first:last].sum(axis=1), draws[:, last:].sum(axis=1)
    return _rows("during", during) + _rows("after", after)


def _rows(effect, totals):
    """An effect on every outcome, from one row of totals per noise seed."""
    rows = [_row(outcome, totals[:, i]) for i, outcome in enumerate(OUTCOMES)]
    if abs(totals[:, 3].sum()) > 1:
        rows.append(_ratio_row("roas", totals[:, 1], totals[:, 3]))
    return [{"effect": effect, **row} for row in rows]


def _row(outcome, values):
    return _estimate(outcome, np.mean(values), values)


def _ratio_row(outcome, above, below):
    """The ratio of two means, with the delta method's interval."""
    ratio = above.mean() / below.mean()
    return _estimate(outcome, ratio, (above - ratio * below) / below.mean())


def _estimate(outcome, estimate, influence):
    """An estimate with Student's 95% interval; none from a single noise seed."""
    n, reach = len(influence), np.nan
    if n > 1:
        reach = t_quantile(n - 1) * standard_error(influence)
    low, high = float(estimate - reach), float(estimate + reach)
    return {"outcome": outcome, "estimate": float(estimate), "low": low, "high": high, "n": n}


def _first_contacts(engine, before):
    """Day and type of each customer's first contact, by customer; those too late left out."""
    touch = engine.touches.columns()
    found = pd.DataFrame(
        {"customer_id": engine.people.key[touch.person], "day": touch.day, "kind": touch.kind}
    )
    found = found.drop_duplicates("customer_id").set_index("customer_id")
    return found[found["day"] < before]


def _orders_after(engine, contacts, window):
    """Paid orders, revenue and profit of each customer in the days after a contact."""
    o = engine.orders.columns()
    first = pd.Series(o.key).map(contacts).to_numpy()
    counts = o.paid & (o.day > first) & (o.day <= first + window)
    profit = order_profit(engine.world, o, engine.lines.columns())
    table = pd.DataFrame(
        {
            "customer_id": o.key[counts],
            "orders": 1,
            "revenue": (o.amount - o.off)[counts] / 100,
            "profit": profit[counts] / 100,
        }
    )
    return table.groupby("customer_id").sum().reindex(contacts.index, fill_value=0)


def _checked_plans(plans):
    if not isinstance(plans, str | Iterable):
        raise InputError(f"plans is {plans!r}. Give a list of plans: {PLANS[:2]!r}.")
    plans = [plans] if isinstance(plans, str) else list(plans)
    for plan in plans:
        check_choice("plan", plan, PLANS)
    if not 0 < len(plans) <= MOST_PLANS or len(set(plans)) < len(plans):
        raise InputError(f"plans is {plans!r}. Choose one to {MOST_PLANS} different plans.")
    return plans


def _each(things, label, progress):
    """Go through the things; if asked, say on the error stream how far it is."""
    for i, thing in enumerate(things):
        if progress:
            print(f"\r{label}: {i} of {len(things)}", end="", file=sys.stderr, flush=True)
        yield thing
    if progress:
        print(f"\r{label}: {len(things)} of {len(things)}", file=sys.stderr)
