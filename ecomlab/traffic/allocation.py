"""Where does the next yuan go? Equal margins, and the rule "add where ROI is high" (预算分配).

A curve says what a channel's budget brings: ``top · S(spend)``, `ecomlab.traffic.response`. Money
is in the currency of the tables; gains are in any unit (orders, yuan left before ads).
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_name, check_numbers, check_once, check_table
from ecomlab.errors import (
    InputError,
    check_choice,
    check_number,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import mean, ratio_of_totals
from ecomlab.streams import normal, uniforms
from ecomlab.traffic.response import curve_through, saturation, slope

DRAWN = 1  # stream: of worlds
CHANNELS, UNLIKE, SPREAD = 4, 0.12, 0.35  # of a drawn world
RULES = ("average", "next yuan")
MOST_WORLDS, MOST_ROUNDS = 100_000, 1000
CELLS = 400  # steps into which a budget is cut


def twin_return(budgets, channel, more=1.0, less=0.0, gain="orders", by="plan_kind", per=1):
    """What a yuan truly adds between two budgets, in runs that differ in nothing else.

    Parameters
    ----------
    budgets : DataFrame
        ``by``, factor (times the usual budget), luck, ``gain`` and spend (yuan), of everything in
        a run.
    channel : str
        A value of ``by``.
    more, less : float
        The two factors.
    gain, by : str
    per : number
        Gains are told per so many yuan: 1000.

    Returns
    -------
    Estimate
        n counts lucks, that is pairs of runs.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> runs = pd.DataFrame({"plan_kind": "feed", "factor": [0, 1, 0, 1], "luck": [1, 1, 2, 2],
    ...                      "orders": [500, 550, 480, 534], "spend": [90, 1090, 90, 1090]})
    >>> twin_return(runs, "feed", per=1000)
    52 (26.6 to 77.4), n = 2 pairs of runs
    """
    difference = _twins(budgets, channel, more, less, gain, by)
    found = ratio_of_totals(difference[gain], difference["spend"], "pairs of runs")
    return found.times(check_positive("per", per))


def _twins(budgets, channel, more, less, gain, by):
    """Gain and spend of one budget less those of another, one row per luck."""
    table = check_table(budgets, "budgets", by, "factor", "luck", gain, "spend")
    check_once(table, "budgets", *(["test"] if "test" in table else []), by, "factor", "luck")
    check_name(table, by, channel)
    mine = table[table[by] == channel]
    for factor in (more, less):
        check_choice("factor", factor, sorted(mine["factor"].unique().tolist()))
    runs = mine.set_index("luck")
    one, other = (runs.loc[runs["factor"] == x, [gain, "spend"]] for x in (more, less))
    return one.sub(other)


def twin_points(budgets, channel, gain="orders", by="plan_kind", periods=1):
    """What each budget truly adds to none, in a period: the points of a curve.

    Parameters
    ----------
    budgets, channel, gain, by
        As in `twin_return`.
    periods : number
        By which sums are divided: 8 for runs of eight weeks.

    Returns
    -------
    DataFrame, one row per factor above 0
        factor, spend, gain (means over lucks).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> runs = pd.DataFrame({"plan_kind": "feed", "factor": [0, 1, 2], "luck": 1,
    ...                      "orders": [500, 550, 580], "spend": [90, 1090, 2090]})
    >>> twin_points(runs, "feed")
       factor   spend  gain
    0       1  1000.0  50.0
    1       2  2000.0  80.0
    """
    check_positive("periods", periods)
    table = check_table(budgets, "budgets", by, "factor", "luck", gain, "spend")
    check_name(table, by, channel)
    factors = sorted(table.loc[table[by] == channel, "factor"].unique().tolist())
    rows = []
    for factor in factors:
        if factor != 0:
            found = _twins(table, channel, factor, 0, gain, by).mean() / periods
            rows.append((factor, found["spend"], found[gain]))
    return pd.DataFrame(rows, columns=["factor", "spend", "gain"])


def curves_of(budgets, by="plan_kind", gain="orders"):
    """The curve of each channel, from runs with other budgets that differ in nothing else.

    Parameters
    ----------
    budgets : DataFrame
        As in `twin_return`; factors of 0, 1 and two more for each channel.
    by, gain : str

    Returns
    -------
    DataFrame, one row per channel
        channel, top, half, hill, spend (at the usual budget).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> runs = pd.DataFrame({"plan_kind": "feed", "factor": [0, 0.5, 1, 2], "luck": 1,
    ...                      "orders": [500, 533, 550, 567], "spend": [90, 590, 1090, 2090]})
    >>> curves_of(runs).round(1)
      channel    top    half  hill   spend
    0    feed  100.0  1000.0   1.0  1000.0
    """
    check_table(budgets, "budgets", by)
    rows = []
    for name in budgets[by].unique():
        points = twin_points(budgets, name, gain, by)
        usual = points.loc[points["factor"] == 1, "spend"]
        if usual.empty:
            raise InputError(f"{name} has no run with a factor of 1: nobody knows what is usual.")
        found = curve_through(points["spend"].tolist(), points["gain"].tolist())
        rows.append({"channel": name} | found | {"spend": float(usual.iloc[0])})
    return pd.DataFrame(rows)


def channel_value(curves, budgets=None, border=None, per=1):
    """What each channel's yuan adds on average, and what its next one adds (边际).

    Parameters
    ----------
    curves : DataFrame
        channel, top, half, hill, and spend (today's budget) if ``budgets`` isn't given.
    budgets : mapping of channel to yuan, optional
    border : float, optional
        What a yuan must add to pay: adds ``says_average`` and ``says_next`` ("add" where it is
        more, else "cut").
    per : number
        Average, next yuan and border are per so many yuan: 1000.

    Returns
    -------
    DataFrame, one row per channel, the best average first
        channel, spend, gain, saturation, average (gain per yuan spent; missing
        without spend), next_yuan (the tangent).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> curves = pd.DataFrame({"channel": ["search", "live"], "top": [300.0, 80.0],
    ...                        "half": [50.0, 200.0], "hill": 1.0, "spend": [100.0, 40.0]})
    >>> channel_value(curves)[["channel", "average", "next_yuan"]].round(2)
      channel  average  next_yuan
    0  search     2.00       0.67
    1    live     0.33       0.28
    """
    curves = _curves(curves)
    spend = _budgets(curves, budgets)
    table = pd.DataFrame({"channel": curves["channel"], "spend": spend})
    table["saturation"] = _reached(curves, spend)
    table["gain"] = curves["top"] * table["saturation"]
    per, some = check_positive("per", per), table["spend"].where(table["spend"] > 0)
    table["average"] = per * table["gain"] / some
    table["next_yuan"] = per * _tangents(curves, spend)
    table = table[["channel", "spend", "gain", "saturation", "average", "next_yuan"]]
    if border is not None:
        check_number("border", border, low=0)
        for name, column in (("says_average", "average"), ("says_next", "next_yuan")):
            table[name] = np.where(table[column] > border, "add", "cut")
    return table.sort_values("average", ascending=False, kind="stable", ignore_index=True)


def allocate_budget(curves, total, least=0.0, most=None, per=1):
    """The budgets that bring most: where every next yuan adds the same (边际相等).

    Exact on a grid of 400 steps of the total (dynamic programming, so that an S-shaped curve can't
    trap it), then refined.

    Parameters
    ----------
    curves : DataFrame
        channel, top, half, hill; spend (today's), if the gain of today shall be beside.
    total : float
        Yuan in a period.
    least, most : float or mapping of channel to yuan, optional
        Bounds of a channel's budget.
    per : number
        Average and next yuan are told per so many yuan: 1000.

    Returns
    -------
    DataFrame, one row per channel
        channel, spend, gain, average, next_yuan

    Raises
    ------
    ColumnError, InputError
        The bounds don't leave room for the total.

    Examples
    --------
    >>> curves = pd.DataFrame({"channel": ["a", "b"], "top": [100.0, 100.0],
    ...                        "half": [100.0, 400.0], "hill": 1.0})
    >>> allocate_budget(curves, 400).round(2)
      channel  spend   gain  average  next_yuan
    0       a  200.0  66.67     0.33       0.11
    1       b  200.0  33.33     0.17       0.11

    References
    ----------
    Dorfman and Steiner (1954), American Economic Review 44.
    """
    curves = _curves(curves)
    total = check_positive("total", total)
    low = _bounds(curves, "least", least, 0.0)
    high = np.minimum(_bounds(curves, "most", most, total), total)
    if low.sum() > total * (1 + 1e-9) or (low > high).any() or high.sum() < total * (1 - 1e-9):
        raise InputError(
            f"The bounds leave from {low.sum():g} to {high.sum():g} yuan, total is {total:g}. "
            "Choose bounds with room for it."
        )
    spend = _refined(curves, _on_a_grid(curves, total, low, high), total, low, high)
    table = channel_value(curves, dict(zip(curves["channel"], spend, strict=True)), per=per)
    order = table.set_index("channel").loc[curves["channel"]].reset_index()
    return order[["channel", "spend", "gain", "average", "next_yuan"]]


def follow(curves, rule="average", rounds=6, move=0.1, total=None):
    """Month by month, some of the budget goes from the worst channel to the best.

    Parameters
    ----------
    curves : DataFrame
        channel, top, half, hill, spend (today's).
    rule : str
        By which the best is told: "average" (gain ÷ spend, as a report shows it) or "next yuan"
        (the tangent, as a test of a step would).
    rounds : int
    move : float
        Share of the whole budget that is moved in each round, at most what the worst has.

    Returns
    -------
    DataFrame, one row per round and channel
        round (0: today), channel, spend, gain

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> curves = pd.DataFrame({"channel": ["search", "live"], "top": [300.0, 80.0],
    ...                        "half": [50.0, 200.0], "hill": 1.0, "spend": [100.0, 40.0]})
    >>> follow(curves, rounds=2).groupby("round")["gain"].sum().round(1).tolist()
    [213.3, 217.7, 220.3]
    """
    curves = _curves(curves, "spend")
    check_choice("rule", rule, RULES)
    rounds, move = check_whole("rounds", rounds), check_share("move", move)
    _at_most("rounds", rounds, MOST_ROUNDS)
    arrays = [curves[name].to_numpy(dtype=float)[None] for name in ("top", "half", "hill", "spend")]
    steps = _followed(*arrays, rule, rounds, move)
    rows = [
        pd.DataFrame(
            {"round": i, "channel": curves["channel"], "spend": spend[0],
             "gain": curves["top"] * _reached(curves, spend[0])}
        )
        for i, spend in enumerate(steps)
    ]  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def rules_over_worlds(
    reached=0.5, noise=0.0, worlds=2000, rounds=6, move=0.1, hill=1.0, spread=SPREAD, seed=0
):
    """ "Add where ROI is high" against equal margins, over drawn worlds, for 100 yuan of budget.

    Four channels with unlike budgets, returns and bends. Both rules move the same share each
    month. The rule of averages reads a report that is right; the rule of the next yuan reads tests
    that may be wrong by ``noise``.

    Parameters
    ----------
    reached : float
        Saturation of the channels at today's budgets, on average, 0 to 1: left of the bend or right
        of it.
    noise : float
        How far a test's tangent strays (standard deviation of its log).
    worlds : int
    rounds, move
        As in `follow`.
    hill : float
        Of every curve.
    spread : float
        How unlike the channels' average returns are (standard deviation of the log).
    seed : int

    Returns
    -------
    DataFrame, one row per rule, and one for "difference" (next yuan less average)
        rule, estimate (yuan of gain per 100 yuan of budget, more than today's split), low, high,
        n, counts, worse (share of worlds in which the rule brings less than today's split; of the
        difference: in which the next yuan brings less), kept (share of what the best split adds).

    Raises
    ------
    InputError

    Examples
    --------
    >>> rules_over_worlds(0.6, worlds=500)[["rule", "estimate", "n"]].round(1)
             rule  estimate    n
    0     average      -0.9  500
    1   next yuan       3.7  500
    2  difference       4.6  500
    """
    world = _checked_world(reached, noise, worlds, rounds, move, hill, spread, seed)
    gains = _by_rule(world, noise, rounds, move, seed)
    best = _best(world) - _gains(*world).sum(axis=1)
    gains["difference"] = gains["next yuan"] - gains["average"]
    rows = [
        {"rule": rule, **mean(found, "worlds")._asdict(), "worse": (found < 0).mean(),
         "kept": found.sum() / best.sum()} for rule, found in gains.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _by_rule(world, noise, rounds, move, seed):
    """What each rule adds to today's split, world by world."""
    luck = normal(uniforms(seed, DRAWN, (rounds, *world[3].shape), part=1))
    start, gains = _gains(*world).sum(axis=1), {}
    for rule in RULES:
        errors = np.exp(noise * luck) if rule == "next yuan" else None
        spend = _followed(*world, rule, rounds, move, errors)[-1]
        gains[rule] = _gains(*world[:3], spend).sum(axis=1) - start
    return gains


def fine_up_to(
    least=0.9, levels=None, noise=0.0, worlds=2000, rounds=6, move=0.1, hill=1.0, spread=SPREAD,
    seed=0,
):  # fmt: skip
    """Up to which saturation does "add where ROI is high" keep most of what equal margins add?

    Parameters
    ----------
    least : float
        Share of what the rule of the next yuan adds.
    levels : sequence of float, optional
        Saturations to try; default: 0.05 to 0.9.
    noise, worlds, rounds, move, hill, spread, seed
        As in `rules_over_worlds`.

    Returns
    -------
    DataFrame, one row per level
        reached, average, next_yuan (yuan gained per 100 yuan of budget), more (the difference),
        low, high, n (worlds), kept (average ÷ next_yuan), fine (kept from ``least`` on)

    Raises
    ------
    InputError
    """
    check_share("least", least)
    levels = np.arange(0.05, 0.91, 0.05).round(2) if levels is None else levels
    if not isinstance(levels, list | tuple | np.ndarray) or not len(levels):
        raise InputError(f"levels is {levels!r}. Give saturations, such as [0.1, 0.5].")
    rows = []
    for level in levels:
        world = _checked_world(level, noise, worlds, rounds, move, hill, spread, seed)
        gains = _by_rule(world, noise, rounds, move, seed)
        gap = mean(gains["next yuan"] - gains["average"], "worlds")
        rows.append((level, *(gains[rule].mean() for rule in RULES), *gap[:4]))
    names = ["reached", "average", "next_yuan", "more", "low", "high", "n"]
    table = pd.DataFrame(rows, columns=names)
    table["kept"] = table["average"] / table["next_yuan"]
    table["fine"] = table["kept"] >= least
    return table


# --- Inside ---------------------------------------------------------------------------------------


def _curves(curves, *more):
    curves = check_table(curves, "curves", "channel", "top", "half", "hill", *more)
    check_numbers(curves, "curves", "top", "half", "hill", *more)
    check_once(curves, "curves", "channel")
    for name in ("half", "hill"):
        if not (curves[name] > 0).all():
            raise InputError(f"{name} of curves holds 0. A curve needs one above 0.")
    return curves.reset_index(drop=True)


def _budgets(curves, budgets):
    if budgets is None:
        check_numbers(check_table(curves, "curves", "spend"), "curves", "spend")
        return curves["spend"].to_numpy(dtype=float)
    return _bounds(curves, "budgets", budgets, None)


def _bounds(curves, what, given, usual):
    """One number per channel, from a number or a mapping."""
    names = curves["channel"].tolist()
    if not isinstance(given, dict | pd.Series):
        value = usual if given is None else check_number(what, given, low=0)
        if value is None:
            raise InputError(f"{what} is {given!r}. Give a mapping of channel to yuan.")
        return np.full(len(names), float(value))
    for name in given:
        check_choice("channel", name, names)
    missing = [name for name in names if name not in given]
    if usual is None and missing:
        raise InputError(f"{what} has no yuan for {missing[0]!r}. Give each channel's.")
    return np.array([check_number(f"{what} of {n}", given.get(n, usual), low=0) for n in names])


def _reached(curves, spend):
    return np.array(
        [saturation(float(s), h, k) for s, h, k in zip(spend, curves["half"], curves["hill"],
                                                      strict=True)]
    )  # fmt: skip


def _tangents(curves, spend):
    found = [slope(float(s), h, k) for s, h, k in zip(spend, curves["half"], curves["hill"],
                                                     strict=True)]  # fmt: skip
    return curves["top"].to_numpy() * found


def _on_a_grid(curves, total, low, high):
    """The best budgets in steps of total ÷ 400, channel by channel."""
    grid = np.linspace(0, total, CELLS + 1)
    best = np.full(CELLS + 1, -np.inf)
    best[0], chosen = 0.0, []
    back = np.arange(CELLS + 1)
    for i, row in enumerate(curves.itertuples()):
        worth = row.top * saturation(grid, row.half, row.hill)
        slack = total / CELLS * 0.5
        worth = np.where((grid >= low[i] - slack) & (grid <= high[i] + slack), worth, -np.inf)
        left = back[:, None] - back[None, :]
        sums = np.where(left >= 0, best[np.maximum(left, 0)] + worth[None, :], -np.inf)
        chosen.append(sums.argmax(axis=1))
        best = sums.max(axis=1)
    at, spend = CELLS, np.zeros(len(curves))
    for i in range(len(curves) - 1, -1, -1):
        spend[i] = grid[chosen[i][at]]
        at -= chosen[i][at]
    return spend


def _refined(curves, spend, total, low, high):
    """The same, off the grid: a short climb from the grid's best."""
    from scipy.optimize import minimize

    top, half, hill = (curves[name].to_numpy(dtype=float) for name in ("top", "half", "hill"))
    scale = top.max() or 1.0

    def lost(x):
        return -_gains(top, half, hill, x * total).sum() / scale

    bounds = list(zip(low / total, high / total, strict=True))
    found = minimize(
        lost, spend / total, method="SLSQP", bounds=bounds,
        constraints={"type": "eq", "fun": lambda x: x.sum() - 1}, options={"ftol": 1e-12},
    )  # fmt: skip
    better = np.clip(found.x * total, low, high)
    kept = found.success and lost(better / total) <= lost(spend / total)
    spend = better * (total / better.sum()) if kept and better.sum() > 0 else spend
    return np.where(spend < 1e-6 * total, 0.0, spend)


def _gains(top, half, hill, spend):
    with np.errstate(divide="ignore", over="ignore"):
        return top / (1 + (half / np.maximum(spend, 1e-300)) ** hill)


def _followed(top, half, hill, spend, rule, rounds, move, errors=None):
    """Budgets after each round, worlds × channels, from today's on."""
    spend, steps = spend.copy(), [spend.copy()]
    rows = np.arange(len(spend))
    for i in range(rounds):
        gain, some = _gains(top, half, hill, spend), np.maximum(spend, 1e-9)
        score = gain / some
        if rule == "next yuan":
            with np.errstate(divide="ignore", invalid="ignore"):
                score = score * hill * (1 - np.where(top > 0, gain / top, 0.0))
            score = score if errors is None else score * errors[i]
        has = spend > 1e-9
        worst = np.where(has, score, np.inf).argmin(axis=1)
        best = np.where(has, score, -np.inf).argmax(axis=1)  # who has nothing shows nothing
        amount = np.minimum(move * spend.sum(axis=1), spend[rows, worst])
        amount = np.where(worst == best, 0.0, amount)
        spend[rows, worst] -= amount
        spend[rows, best] += amount
        steps.append(spend.copy())
    return steps


def _at_most(name, value, most):
    if value > most:
        raise InputError(f"{name} is {value}. Choose at most {most:,}.")


def _checked_world(reached, noise, worlds, rounds, move, hill, spread, seed):
    check_share("reached", reached)
    check_number("noise", noise, low=0)
    _at_most("worlds", check_whole("worlds", worlds, low=2), MOST_WORLDS)
    _at_most("rounds", check_whole("rounds", rounds, low=1), MOST_ROUNDS)
    check_share("move", move)
    check_positive("hill", hill)
    check_number("spread", spread, low=0)
    return _worlds(reached, worlds, hill, spread, check_whole("seed", seed))


def _worlds(reached, worlds, hill, spread, seed):
    """Top, half, hill and today's budgets of every world; 100 yuan in all."""
    u = uniforms(seed, DRAWN, (3, worlds, CHANNELS))
    spend = np.exp(0.5 * normal(u[0]))
    spend *= 100 / spend.sum(axis=1, keepdims=True)
    odds = np.log(reached / (1 - reached)) + normal(u[1]) * 0.8
    share = 1 / (1 + np.exp(-odds))
    average = 1.2 * np.exp(spread * normal(u[2]))
    hills = np.full_like(spend, hill)
    return average * spend / share, spend * (1 / share - 1) ** (1 / hill), hills, spend


def _best(world, steps=400):
    """About the most that 100 yuan can bring: small moves to the best next yuan, many times."""
    top, half, hill, spend = world
    now = np.zeros_like(spend) + 100 / spend.shape[1]
    for size in (0.05, 0.02, 0.01, 0.005):
        now = _followed(top, half, hill, now, "next yuan", steps // 8, size)[-1]
    return _gains(top, half, hill, now).sum(axis=1)
