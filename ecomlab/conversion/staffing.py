"""How many agents, at which hours? Waiting by typing minutes and places (客服排班).

Course map P11 C28. A person is served when an agent has a free place; an agent holds several chats
at a time, as far as the typing goes. Erlang's formulas are for calls: one at a time, and the next
free agent takes the next caller. Where that is so, what is simulated here agrees with them.
"""

import heapq
import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from ecomlab.checks import check_flags, check_numbers, check_table, check_times
from ecomlab.errors import (
    InputError,
    check_choice,
    check_number,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import Estimate, ratio_of_totals
from ecomlab.streams import poisson, uniforms

DEALS = ("in turn", "to a free place")
PICKUP, PATIENCE = 10.0, 900.0  # seconds: to the first words of a free agent; until people leave
COUNT, TIME, LENGTH, PHASE = 1, 2, 3, 4  # streams of a drawn day
GAP_DAYS = 1000  # between two days that are played: a day's queue ends with it


def places(minutes, typing, reserve=0.2):
    """How many chats can an agent hold at a time (同时接待数)?

    An agent who keeps ``reserve`` of the time free types for the rest of it. In a chat of
    ``minutes`` they type for ``typing`` of them; the person reads and thinks meanwhile.

    Parameters
    ----------
    minutes, typing : float
        From the first words to the last, and of them the agent's own typing and looking up.
    reserve : float
        Share of the time that stays free.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    InputError

    Examples
    --------
    >>> places(14, 5), places(14, 9)
    (2, 1)
    """
    minutes, typing = check_positive("minutes", minutes), check_positive("typing", typing)
    if typing > minutes:
        raise InputError(f"typing is {typing:g} of {minutes:g} minutes. Choose at most all.")
    free = 1 - check_share("reserve", reserve, ends=True)
    return max(int(free * minutes / typing + 1e-9), 1)


def erlang_c(per_hour, minutes, agents, limit=30):
    """Erlang's formula: how many wait, how long, how many are answered in time?

    For agents with **one** chat at a time, arrivals by chance at a steady rate, the next free
    agent taking the next one, nobody leaving.

    Parameters
    ----------
    per_hour, minutes : float
        Chats that arrive; minutes that one takes in the mean.
    agents : int
    limit : float
        Seconds.

    Returns
    -------
    dict of str to float
        load (in agents: chats × minutes ÷ 60), waits (share), mean_wait (s), in_time (share).

    Raises
    ------
    InputError
        The agents can't keep up: without people who leave the queue grows for ever.

    Examples
    --------
    >>> {name: round(x, 3) for name, x in erlang_c(30, 6, 4, limit=60).items()}
    {'load': 3.0, 'waits': 0.509, 'mean_wait': 183.396, 'in_time': 0.569}

    References
    ----------
    Erlang (1917); Gans, Koole and Mandelbaum (2003), Telephone call centers, M&SOM 5.
    """
    agents = check_whole("agents", agents, low=1)
    load = check_positive("per_hour", per_hour) * check_positive("minutes", minutes) / 60
    check_number("limit", limit, low=0)
    if load >= agents:
        raise InputError(
            f"{per_hour:g} chats of {minutes:g} minutes are work for {load:.3g} agents. Choose "
            f"more than that; {agents} never catch up."
        )
    blocked = 1.0  # Erlang B, by its recursion
    for many in range(1, agents + 1):
        blocked = load * blocked / (many + load * blocked)
    waits = blocked / (1 - load / agents * (1 - blocked))
    rest = (agents - load) / (60 * minutes)  # chats a second beyond what comes
    return {"load": load, "waits": waits, "mean_wait": waits / rest,
            "in_time": 1 - waits * math.exp(-rest * limit)}  # fmt: skip


def _answer_times(
    arrive, length, agents, slots=1, deal="to a free place", pickup=0.0, patience=math.inf,
    first=None,
):  # fmt: skip
    """Simulate a desk: how long does each person wait, and who leaves?

    Parameters
    ----------
    arrive, length : arrays of seconds
        When each one asks, in order, and how long the chat takes.
    agents, slots : int
        How many agents, and how many chats each holds at a time.
    deal : {"to a free place", "in turn"}
        The next free place takes who waits longest; or each chat goes to the agent whose turn it
        is, full or not.
    pickup : float
        Seconds to the first words at a free place.
    patience : float
        Who would wait longer leaves, and takes no place.
    first : array of bool, optional
        Who is served before the others; only with "to a free place".

    Returns
    -------
    (array of float, array of bool)
        Seconds waited (``patience`` of those who leave), and who left.

    Raises
    ------
    InputError, ChoiceError

    Examples
    --------
    One agent, one place: the second waits until the first is served.

    >>> _answer_times([0, 60], [300, 100], agents=1)[0].tolist()
    [0.0, 240.0]
    """
    agents, slots = check_whole("agents", agents, low=1), check_whole("slots", slots, low=1)
    check_choice("deal", deal, DEALS)
    arrive, length = np.asarray(arrive, float), np.asarray(length, float)
    if arrive.shape != length.shape or arrive.ndim != 1:
        raise InputError("arrive and length need an entry for each chat.")
    if not (np.isfinite(arrive).all() and np.isfinite(length).all() and (length >= 0).all()):
        raise InputError("arrive and length must be finite numbers of seconds, length from 0 on.")
    if (np.diff(arrive) < 0).any():
        raise InputError("arrive isn't in order. Sort the chats by time.")
    check_number("pickup", pickup, low=0)
    if not patience > 0:
        raise InputError(f"patience is {patience!r}. Choose seconds above 0, or math.inf.")
    if deal == "in turn":
        if first is not None:
            raise InputError('first needs deal="to a free place": in turn nobody is chosen.')
        desks = [[0.0] * slots for _ in range(agents)]
        start = _in_turn(arrive, length, desks, pickup, patience)
    else:
        early = np.zeros(len(arrive), bool) if first is None else np.asarray(first, bool)
        if early.shape != arrive.shape:
            raise InputError("first needs an entry for each chat.")
        start = _to_free(arrive, length, [-math.inf] * (agents * slots), pickup, patience, early)
    wait = start - arrive
    left = wait > patience
    return np.where(left, patience, wait), left


def _in_turn(arrive, length, desks, pickup, patience):
    """When each one hears the first words; the queue is that of one agent."""
    start = []
    for place, (now, long) in enumerate(zip(arrive.tolist(), length.tolist(), strict=True)):
        ends = desks[place % len(desks)]
        begin = max(ends[0], now) + pickup
        if begin - now <= patience:
            heapq.heapreplace(ends, begin + long)
        start.append(begin)
    return np.array(start)


def _to_free(arrive, length, ends, pickup, patience, early):
    """The same with one queue for all places; those who are early first, then by time."""
    start, waiting = np.zeros(len(arrive)), []
    rank = (~early).tolist()
    arrive, length = arrive.tolist(), length.tolist()

    def serve(until):
        while waiting and ends[0] <= until:
            _, i = heapq.heappop(waiting)
            start[i] = max(ends[0], arrive[i]) + pickup
            if start[i] - arrive[i] <= patience:
                heapq.heapreplace(ends, start[i] + length[i])

    for i, now in enumerate(arrive):
        serve(now)
        heapq.heappush(waiting, (rank[i], i))
        serve(now)
    serve(math.inf)
    return start


def draw_chats(per_hour, minutes, days=100, presale=0.9, seed=0):
    """Draw days of chats, to plan a day that hasn't been: arrivals by chance, lengths exponential.

    Parameters
    ----------
    per_hour : mapping of int to float
        Chats expected in each hour of the day.
    minutes : float
        Mean length.
    days : int
    presale : float
        Share of the chats that come before an order.
    seed : int

    Returns
    -------
    DataFrame
        ts, handle_s, left (never), is_presale: as `staffing` needs it.

    Raises
    ------
    InputError

    Examples
    --------
    >>> drawn = draw_chats({20: 30, 21: 40}, minutes=14, days=50)
    >>> len(drawn) / 50, drawn["ts"].dt.hour.unique().tolist()
    (70.82, [20, 21])
    """
    if not isinstance(per_hour, Mapping) or not per_hour:
        raise InputError("per_hour must say of each hour how many chats come: {20: 30, 21: 40}.")
    days, minutes = check_whole("days", days, low=1), check_positive("minutes", minutes)
    check_share("presale", presale, ends=True)
    seed = check_whole("seed", seed)
    parts = []
    for hour, expected in sorted(per_hour.items()):
        if check_whole("hour", hour) > 23:
            raise InputError(f"hour is {hour}. Choose 0 to 23.")
        expected = check_number("per_hour", expected, low=0)
        count = poisson(expected, uniforms(seed, COUNT, days, hour))
        second = 3600 * (hour + uniforms(seed, TIME, count.sum(), hour))
        day = np.repeat(np.arange(days), count)
        parts.append(pd.DataFrame({"day": day, "second": second}))
    table = pd.concat(parts).sort_values(["day", "second"], ignore_index=True)
    if not len(table):
        raise InputError("No chat was drawn. Expect more of them, or draw more days.")
    seconds = pd.to_timedelta(86_400 * table["day"] + np.floor(table["second"]), unit="s")
    return pd.DataFrame(
        {
            "ts": pd.Timestamp("2001-01-01") + seconds,
            "handle_s": -60 * minutes * np.log(1 - uniforms(seed, LENGTH, len(table))),
            "left": False,
            "is_presale": uniforms(seed, PHASE, len(table)) < presale,
        }
    )


def staffing(
    chats, agents, slots=2, limit=30, deal="in turn", pickup=PICKUP, patience=PATIENCE,
    confidence=0.95,
):  # fmt: skip
    """Play the same chats again with another number of agents: how long would people have waited?

    Each day stands for itself. Believes that the same people would have asked, and that a chat
    takes as long whoever serves it. Chats without a length (those who left) take the mean one.

    Parameters
    ----------
    chats : DataFrame
        ts, handle_s, left, is_presale: those that need a person, of the hours that are planned.
    agents : sequence of int
    slots, deal, pickup, patience
        As in `_answer_times`.
    limit : float
        Seconds up to which nobody minds.

    Returns
    -------
    DataFrame, a row per number of agents
        agents, estimate, low, high (share answered within the limit; days are what luck dealt),
        n, counts, left (share), chats (a day), doublings (a day: the sum of them over the chats
        before an order; what `worth_of_agents` needs), busy (share of the places that is taken, if
        the hours are those in which chats came).

    Raises
    ------
    ColumnError, InputError
        No chat was answered, so that no length is known; a number of agents below 1.

    Examples
    --------
    >>> drawn = draw_chats({20: 30, 21: 30}, minutes=14, days=100)
    >>> staffing(drawn, [2, 3, 5])[["agents", "estimate", "left"]].round(2)
       agents  estimate  left
    0       2      0.14  0.37
    1       3      0.35  0.18
    2       5      0.74  0.04

    References
    ----------
    Course map P11. Luo and Zhang (2013), Staffing and control of instant messaging contact
    centers, Operations Research 61.
    """
    rows, second, length, day = _to_play(chats)
    agents = [check_whole("agents", many, low=1) for many in np.atleast_1d(agents).tolist()]
    limit = check_positive("limit", limit)
    asks = rows["is_presale"].to_numpy(bool)
    hours = len(rows.groupby([day, rows["ts"].dt.hour]))
    found = []
    for many in agents:
        wait, left = _answer_times(second, length, many, slots, deal, pickup, patience)
        doublings = np.where(asks, np.log2(np.maximum(wait, limit) / limit), 0.0)
        by_day = [np.bincount(day, values) for values in ((wait <= limit) & ~left, None, doublings)]
        rate = ratio_of_totals(by_day[0], by_day[1].astype(float), "days", confidence)
        taken = length[~left].sum() / (many * slots * 3600 * hours)
        found.append((many, *rate, left.mean(), by_day[1].mean(), by_day[2].mean(), taken))
    columns = ["agents", "estimate", "low", "high", "n", "counts", "left", "chats", "doublings",
               "busy"]  # fmt: skip
    table = pd.DataFrame(found, columns=columns)
    return table.assign(low=table["low"].clip(lower=0), high=table["high"].clip(upper=1))


def worth_of_agents(table, per_doubling, wage, hours=8):
    """What does each number of agents cost a day: wages, and what waiting loses?

    Parameters
    ----------
    table : DataFrame
        Of `staffing`: agents, doublings.
    per_doubling : Estimate
        Yuan that each doubling of the wait changes for one who asks (at most 0): `response_effect`
        of the yuan that orders left.
    wage : float
        Yuan for an agent's hour.
    hours : float
        That an agent is there a day.

    Returns
    -------
    DataFrame, a row per number of agents
        agents, wages, lost, lost_low, lost_high (yuan a day), cost (both), saves (what is lost
        less than with the row before; empty in the first), breaks_even, even_low, even_high (the
        wage an hour at which the agents added would just pay), pays (is the wage below it).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"agents": [2, 3], "doublings": [90.0, 30.0]})
    >>> found = worth_of_agents(table, Estimate(-4.0, -5.0, -3.0, 300, "days"), wage=25)
    >>> found[["agents", "wages", "lost", "cost", "saves", "breaks_even", "even_low", "pays"]]
       agents  wages   lost   cost  saves  breaks_even  even_low  pays
    0       2  400.0  360.0  760.0    NaN          NaN       NaN  <NA>
    1       3  600.0  120.0  720.0  240.0         30.0      22.5  True
    """
    table = check_numbers(check_table(table, "table", "agents", "doublings"), "table", "doublings")
    if not isinstance(per_doubling, Estimate) or not per_doubling.value <= 0:
        raise InputError("per_doubling must be an Estimate of at most 0: what waiting takes away.")
    wage, hours = check_positive("wage", wage), check_positive("hours", hours)
    table = table.sort_values("agents", ignore_index=True)
    each, spared = table["doublings"], -table["doublings"].diff()
    found = pd.DataFrame({
        "agents": table["agents"], "wages": table["agents"] * float(wage) * hours,
        "lost": -per_doubling.value * each, "lost_low": -per_doubling.high * each,
        "lost_high": -per_doubling.low * each,
    })  # fmt: skip
    found["cost"] = found["wages"] + found["lost"]
    found["saves"] = -per_doubling.value * spared
    time = table["agents"].diff() * hours
    for name, yuan in (("breaks_even", per_doubling.value), ("even_low", per_doubling.high),
                       ("even_high", per_doubling.low)):  # fmt: skip
        found[name] = -yuan * spared / time
    found["pays"] = (found["breaks_even"] > wage).astype("boolean").mask(time.isna())
    return found


def worth_by_hour(
    chats, few, many, per_doubling, wage, slots=2, limit=30, deal="in turn", pickup=PICKUP,
    patience=PATIENCE,
):  # fmt: skip
    """In which hours do more agents pay? What they spare, hour by hour, beside their wage.

    Parameters
    ----------
    chats : DataFrame
        ts, handle_s, left, is_presale: as in `staffing`.
    few, many : int
        Two numbers of agents.
    per_doubling : Estimate
        As in `worth_of_agents`.
    wage : float
        Yuan for an agent's hour.

    Returns
    -------
    DataFrame, a row per hour of the day
        hour, chats (an hour), spared (people an hour who wait beyond the limit with few and not
        with many, on balance), doublings (spared an hour), estimate, low, high (yuan spared for
        each agent's hour added; the interval is that of ``per_doubling``), n, counts, pays.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> drawn = draw_chats({16: 5, 21: 30}, minutes=14, days=100)
    >>> each = Estimate(-4.0, -5.0, -3.0, 300, "days")
    >>> worth_by_hour(drawn, 2, 3, each, wage=25)[["hour", "pays"]].values.tolist()
    [[16, False], [21, True]]
    """
    few, many = check_whole("few", few, low=1), check_whole("many", many, low=1)
    if many <= few:
        raise InputError(f"many is {many}, few is {few}. Compare a larger number with a smaller.")
    if not isinstance(per_doubling, Estimate) or not per_doubling.value <= 0:
        raise InputError("per_doubling must be an Estimate of at most 0: what waiting takes away.")
    wage, limit = check_positive("wage", wage), check_positive("limit", limit)
    rows, second, length, day = _to_play(chats)
    table = pd.DataFrame({"hour": rows["ts"].dt.hour.to_numpy()})
    asks = rows["is_presale"].to_numpy(bool)
    late, doublings = [], []
    for agents in (few, many):
        wait, left = _answer_times(second, length, agents, slots, deal, pickup, patience)
        late.append(((wait > limit) | left).astype(float))
        doublings.append(np.where(asks, np.log2(np.maximum(wait, limit) / limit), 0.0))
    table = table.assign(chats=1.0, spared=late[0] - late[1], doublings=doublings[0] - doublings[1])
    days = int(day.max()) + 1
    table = (table.groupby("hour").sum() / days).reset_index()
    each = table["doublings"] / (many - few)
    for name, yuan in (("estimate", per_doubling.value), ("low", per_doubling.high),
                       ("high", per_doubling.low)):  # fmt: skip
        table[name] = -yuan * each
    return table.assign(n=days, counts="days", pays=table["estimate"] > wage)


def _to_play(chats):
    """The chats in order, their seconds (a day's queue ends with it), lengths and days."""
    chats = check_table(chats, "chats", "ts", "handle_s", "left", "is_presale")
    check_times(chats, "chats", "ts")
    chats = check_flags(check_numbers(chats, "chats", "handle_s"), "chats", "left", "is_presale")
    rows = chats.sort_values("ts", kind="stable")
    served = ~rows["left"].to_numpy(bool)
    length = rows["handle_s"].to_numpy(float)
    if not served.any():
        raise InputError("Everybody left: nobody knows how long a chat takes.")
    length = np.where(served, length, length[served].mean())
    clock = rows["ts"].dt.tz_localize(None)
    day, _ = pd.factorize(clock.dt.normalize())
    second = (clock - clock.iloc[0].normalize()).dt.total_seconds().to_numpy()
    return rows, second + day * 86_400.0 * GAP_DAYS, length, day


def route_chats(chats, first, agents, slots=2, limit=30, pickup=PICKUP, patience=PATIENCE):
    """Serve some people first: who waits less, and who waits longer for it (优先接待)?

    All chats go to the next free place; those marked ``first`` pass the others in the queue.

    Parameters
    ----------
    chats : DataFrame
        ts, handle_s, left, and the columns named in ``first``.
    first : str or sequence of str
        Flags: each is tried as the rule.

    Returns
    -------
    DataFrame, a row per rule ("nobody first", and each flag) and group (those with the flag, the
    others; for "nobody first" of the first flag)
        rule, group, chats, in_time (share within the limit), wait (mean seconds), left (share).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> drawn = draw_chats({20: 30, 21: 30}, minutes=14, days=200)
    >>> route_chats(drawn, "is_presale", agents=3)[["rule", "group", "in_time", "left"]].round(2)
                   rule           group  in_time  left
    0      nobody first      is_presale     0.29  0.12
    1      nobody first  not is_presale     0.32  0.12
    2  is_presale first      is_presale     0.31  0.09
    3  is_presale first  not is_presale     0.32  0.47

    References
    ----------
    Course map C28.
    """
    flags = [first] if isinstance(first, str) else list(first)
    if not flags:
        raise InputError("first is empty. Name at least one column of flags.")
    chats = check_table(chats, "chats", "ts", "handle_s", "left", *flags)
    check_times(chats, "chats", "ts")
    chats = check_flags(check_numbers(chats, "chats", "handle_s"), "chats", "left", *flags)
    rows = chats.sort_values("ts", kind="stable")
    served = ~rows["left"].to_numpy(bool)
    if not served.any():
        raise InputError("Everybody left: nobody knows how long a chat takes.")
    length = np.where(served, rows["handle_s"], rows["handle_s"].to_numpy(float)[served].mean())
    clock = rows["ts"].dt.tz_localize(None)
    day, _ = pd.factorize(clock.dt.normalize())
    second = (clock - clock.iloc[0].normalize()).dt.total_seconds().to_numpy()
    second = second + day * 86_400.0 * GAP_DAYS
    found = []
    for rule in [None, *flags]:
        early = None if rule is None else rows[rule].to_numpy(bool)
        wait, left = _answer_times(
            second, length, agents, slots, "to a free place", pickup, patience, early
        )
        has = rows[rule or flags[0]].to_numpy(bool)
        for name, mine in ((rule or flags[0], has), (f"not {rule or flags[0]}", ~has)):
            if mine.any():
                found.append((f"{rule or 'nobody'} first", name, int(mine.sum()),
                              ((wait <= limit) & ~left)[mine].mean(), wait[mine].mean(),
                              left[mine].mean()))  # fmt: skip
    return pd.DataFrame(found, columns=["rule", "group", "chats", "in_time", "wait", "left"])
