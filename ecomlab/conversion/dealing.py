"""What is an answer worth, and which agent sells? Read where chats are dealt in turn (轮流分配).

Course map C26 C29 C46. Busy hours are also the hours of people who are ready to buy, so days and
hours tell little about waiting. But where chats are dealt to agents in turn, nobody chooses who
comes to an agent with a free place: within an hour that is luck.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_flags, check_numbers, check_table, check_times
from ecomlab.errors import InputError, check_positive, check_whole
from ecomlab.estimates import effects_within, ratio_of_totals, shrunken
from ecomlab.estimates import table as table_of
from ecomlab.tables import calendar_days

READINGS = ("hours of the day", "days", "chat by chat", "dealt in turn")


def dealt_in_turn(chats, slots=2, limit=30):
    """What awaited each person: how many chats their agent had open, and how long they waited.

    Parameters
    ----------
    chats : DataFrame
        ts, agent (empty: nobody was there), handled_by, waited_s (to the answer, or until the
        person left), left, handle_s (from the agent's first words to the last).
    slots : int
        Chats that an agent has at a time; with so many open the agent is full.
    limit : float
        Seconds up to which nobody minds.

    Returns
    -------
    DataFrame, one row per chat that went to an agent, in order of time
        chats' columns and open_then (the agent's chats that were open or waiting), full (flag),
        doublings (how often the wait doubled the limit: 0 up to it, 1 at twice), date, hour. In
        ``attrs``: left_out, the chats of the bot and those for which nobody was there.

    Raises
    ------
    ColumnError, InputError
        No chat went to an agent.

    Examples
    --------
    Three people in four minutes, one agent with two places: the third finds her full.

    >>> chats = pd.DataFrame({
    ...     "ts": pd.to_datetime(["2025-06-01 20:00", "2025-06-01 20:02", "2025-06-01 20:04"]),
    ...     "agent": "an", "handled_by": "human", "waited_s": [10, 10, 240], "left": False,
    ...     "handle_s": [500, 600, 300]})
    >>> dealt_in_turn(chats)[["open_then", "full", "doublings"]]
       open_then   full  doublings
    0          0  False        0.0
    1          1  False        0.0
    2          2   True        3.0
    """
    slots, limit = check_whole("slots", slots, low=1), check_positive("limit", limit)
    chats = check_table(
        chats, "chats", "ts", "handled_by", "waited_s", "left", "handle_s", gaps=["agent"]
    )
    chats = check_flags(check_numbers(chats, "chats", "waited_s", "handle_s"), "chats", "left")
    check_times(chats, "chats", "ts")
    bot, nobody = chats["handled_by"] == "bot", chats["agent"].isna()
    rows = chats[~bot & ~nobody].sort_values("ts", kind="stable", ignore_index=True)
    if not len(rows):
        raise InputError("No chat went to an agent. Look at handled_by and agent.")
    start = rows["ts"].dt.tz_localize(None) - pd.Timestamp("2000-01-01")
    start = start.dt.total_seconds().to_numpy()
    end = start + rows["waited_s"].to_numpy(float) + rows["handle_s"].to_numpy(float)
    served = ~rows["left"].to_numpy(bool)
    open_then = np.zeros(len(rows), dtype=np.int64)
    for at in rows.groupby("agent", observed=True).indices.values():
        dealt = np.cumsum(served[at]) - served[at]
        over = np.searchsorted(np.sort(end[at][served[at]]), start[at], side="right")
        open_then[at] = np.maximum(dealt - over, 0)
    waited = rows["waited_s"].clip(lower=limit) / limit
    rows = rows.assign(
        open_then=open_then, full=open_then >= slots, doublings=np.log2(waited.astype(float)),
        date=calendar_days(rows["ts"]), hour=rows["ts"].dt.hour,
    )  # fmt: skip
    rows.attrs["left_out"] = {"bot": int(bot.sum()), "nobody there": int((nobody & ~bot).sum())}
    return rows


def _values(dealt, *names):
    """Numbers or flags of a table that `dealt_in_turn` made."""
    dealt = check_table(dealt, "dealt", "full", "doublings", "date", "hour", *names)
    for name in dict.fromkeys(("full", "doublings", *names)):
        if not pd.api.types.is_numeric_dtype(dealt[name]):  # flags are numeric too
            raise InputError(f"{name} of dealt holds no numbers or flags.")
    return dealt


def _slope(y, x, z, cell, date, confidence):
    """Of z, what varies within a cell: what y does with it, for each unit that x does. By days."""
    if cell is None:
        x, y, z = x - x.mean(), y - y.mean(), z - z.mean()
    else:
        z = z - z.groupby(cell).transform("mean")
    sums = pd.DataFrame({"above": z * y, "below": z * x}).groupby(np.asarray(date)).sum()
    if not sums["below"].sum() > 0:
        raise InputError(
            "Nobody was dealt to a full agent in an hour in which others weren't: waiting can't be "
            "told from the hour. Take more days, or the right number of slots."
        )
    return ratio_of_totals(sums["above"], sums["below"], "days", confidence)


def _cell(dealt, cell=("date", "hour")):
    return dealt.groupby(list(cell), sort=False, observed=True).ngroup()


def when_full(dealt, values=("doublings", "left", "paid"), confidence=0.95):
    """Those dealt to a full agent beside those dealt to a free one, within the same hour.

    Parameters
    ----------
    dealt : DataFrame
        The table of `dealt_in_turn`, and the columns ``values``.
    values : sequence of str
        Numbers or flags: what waiting may change; and, to try the lot, what was settled before
        (a hard question, a known buyer): there the difference should be 0.

    Returns
    -------
    DataFrame, a row per value
        value, free (mean of those dealt to a free agent), estimate, low, high (full less free),
        n, counts (days).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> dealt = pd.DataFrame({
    ...     "full": [False, True] * 4, "doublings": [0, 3.0] * 4, "hour": 20,
    ...     "date": pd.to_datetime(["2025-06-01"] * 4 + ["2025-06-02"] * 4),
    ...     "paid": [True, False, True, False, False, False, True, True]})
    >>> when_full(dealt, ["doublings", "paid"])[["value", "free", "estimate", "n"]]
           value  free  estimate  n
    0  doublings  0.00       3.0  2
    1       paid  0.75      -0.5  2
    """
    values = [values] if isinstance(values, str) else list(values)
    dealt = _values(dealt, *values)
    full, cell = dealt["full"].astype(float), _cell(dealt)
    free = dealt.loc[~dealt["full"].astype(bool), values].astype(float).mean()
    found = {
        name: _slope(dealt[name].astype(float), full, full, cell, dealt["date"], confidence)
        for name in values
    }
    table = table_of(found, "value")
    table.insert(1, "free", free.to_numpy())
    return table


def response_effect(dealt, value="paid", cell=("date", "hour"), confidence=0.95):
    """What does each doubling of the wait do to buying: four readings of one log.

    "hours of the day" and "days" compare busy ones with quiet ones; "chat by chat" takes everybody;
    "dealt in turn" compares, within an hour, those dealt to a full agent with those dealt to a
    free one (an instrument, 工具变量). It believes that in an hour nothing but the wait differs
    between them: `when_full` tries that on what was settled before.

    Parameters
    ----------
    dealt : DataFrame
        The table of `dealt_in_turn`, and ``value``.
    value : str
        A flag or number: paid, bought, csat.
    cell : sequence of str
        Columns within which "dealt in turn" compares. Slow agents are full more often, and agents
        sell differently: with "agent" among the columns that is held still.

    Returns
    -------
    DataFrame, a row per reading
        reading, estimate, low, high (change of the mean per doubling), n, counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> dealt = pd.DataFrame({
    ...     "full": [False, True] * 4, "doublings": [0, 2.0] * 2 + [0, 4.0] * 2,
    ...     "hour": [9, 9, 20, 20] * 2,
    ...     "date": pd.to_datetime(["2025-06-01"] * 4 + ["2025-06-02"] * 4),
    ...     "paid": [True, False, True, False, True, False, True, True]})
    >>> response_effect(dealt).set_index("reading")["estimate"].round(2).to_dict()
    {'hours of the day': nan, 'days': 0.25, 'chat by chat': -0.16, 'dealt in turn': -0.25}

    References
    ----------
    Angrist and Pischke (2009), Mostly Harmless Econometrics, chapter 4: the Wald estimate.
    """
    dealt = _values(dealt, value)
    y, x = dealt[value].astype(float), dealt["doublings"]
    found = {
        READINGS[0]: _of_means(dealt.assign(y=y), "hour", "hours", confidence),
        READINGS[1]: _of_means(dealt.assign(y=y), "date", "days", confidence),
        READINGS[2]: _slope(y, x, x, None, dealt["date"], confidence),
        READINGS[3]: _slope(
            y, x, dealt["full"].astype(float), _cell(dealt, cell), dealt["date"], confidence
        ),
    }
    return table_of(found, "reading")


def _of_means(dealt, by, counts, confidence):
    """The line through the means of hours or days, each with the weight of its chats."""
    means = dealt.groupby(by).agg(x=("doublings", "mean"), y=("y", "mean"), n=("y", "size"))
    x = means["x"] - np.average(means["x"], weights=means["n"])
    y = means["y"] - np.average(means["y"], weights=means["n"])
    below = means["n"] * x**2
    if not below.sum() > 1e-9:
        return ratio_of_totals([0.0], [1.0], counts)._replace(estimate=np.nan, n=len(means))
    return ratio_of_totals(means["n"] * x * y, below, counts, confidence)


def agent_comparison(dealt, value="paid", cell=("date", "hour"), confidence=0.95):
    """Which agent sells more than those on duty in the same hour: raw, compared, shrunk.

    "compared" is against the mean of all agents, by hours that they shared. Shrunk is what one may
    believe: the best of ten is partly lucky. Where some get the hard questions, no hour makes them
    alike: read stretches in which everything was dealt in turn.

    Parameters
    ----------
    dealt : DataFrame
        The table of `dealt_in_turn`: agent, handle_s, ``cell`` and ``value``.
    cell : sequence of str
        Columns that say who was on duty together. Each cell lies in one ``date``.

    Returns
    -------
    DataFrame, a row per agent, the best by shrunk first
        agent, chats, raw (mean of the value), minutes (a chat), per_hour (value per hour of chat,
        places not counted), estimate, low, high (compared), shrunk, shrunk_low, shrunk_high, n,
        counts (days). In ``attrs``: spread, the standard deviation of true differences.

    Raises
    ------
    ColumnError, InputError
        Fewer than four agents, or groups of agents that never share an hour.

    Examples
    --------
    >>> rng = np.random.default_rng(4)
    >>> dealt = pd.DataFrame({"agent": list("abcd") * 300, "hour": 20, "handle_s": 600,
    ...     "date": np.repeat(pd.date_range("2025-01-01", periods=300), 4), "full": False,
    ...     "doublings": 0.0})
    >>> dealt["paid"] = rng.random(1200) < 0.3 + 0.2 * (dealt["agent"] == "a")
    >>> agent_comparison(dealt)[["agent", "chats", "n"]].head(1)
      agent  chats    n
    0     a    300  300

    References
    ----------
    Goldstein and Spiegelhalter (1996), League tables and their limitations, JRSS A 159.
    """
    dealt = _values(check_table(dealt, "dealt", "agent", *cell), value)
    check_numbers(check_table(dealt, "dealt", "handle_s"), "dealt", "handle_s")
    if dealt["agent"].nunique() < 4:
        raise InputError(f"{dealt['agent'].nunique()} agents. Comparing needs at least four.")
    y = dealt[value].astype(float)
    place = dealt.groupby(list(cell), sort=False).ngroup()
    names = np.asarray(dealt["agent"], dtype=object)
    found, error = effects_within(y, names, place, dealt["date"], "days", confidence)
    names = list(found)
    drawn, _, spread = shrunken([found[a].value for a in names], [error[a] for a in names],
                                towards=0.0, confidence=confidence)  # fmt: skip
    own = pd.DataFrame({"agent": dealt["agent"], "y": y, "handle_s": dealt["handle_s"]})
    own = own.groupby("agent", observed=True)
    sums = own.agg(chats=("y", "size"), raw=("y", "mean"), seconds=("handle_s", "mean"))
    table = table_of(found, "agent")
    table.insert(1, "chats", sums.loc[names, "chats"].to_numpy())
    table.insert(2, "raw", sums.loc[names, "raw"].to_numpy())
    table.insert(3, "minutes", sums.loc[names, "seconds"].to_numpy() / 60)
    table.insert(4, "per_hour", table["raw"] / table["minutes"].where(table["minutes"] > 0) * 60)
    for name, at in (("shrunk", 0), ("shrunk_low", 1), ("shrunk_high", 2)):
        table.insert(len(table.columns) - 2, name, [one[at] for one in drawn])
    table = table.sort_values("shrunk", ascending=False, ignore_index=True)
    table.attrs["spread"] = spread
    return table
