"""Why is it lower? A step that broke, another mix, slow pages, a season (转化诊断).

Tables: funnels of `funnel.funnel` by day and cell; daily measures; ``sessions`` with what came of
them.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_flags, check_numbers, check_once, check_table
from ecomlab.errors import InputError, check_choice, check_number, check_share, check_whole
from ecomlab.estimates import (
    change_of_share,
    contrast_of_shares,
    difference_of_means,
    difference_of_shares,
    difference_within,
    standardised_difference,
)

SUSPICIONS = {  # by step: what a low rate there may mean, and what would show it
    "addcart": (
        "page, price, stock, or other visitors",
        "the same step by article and source; price beside rivals",
    ),
    "checkout": (
        "a wish list before an event; freight or coupons seen here; a checkout that fails",
        "do these carts pay when the event comes? the step by device, version and hour",
    ),
    "order": (
        "address, freight, stock, a threshold missed",
        "order the article yourself; the step by region",
    ),
    "pay": (
        "the payment: a way to pay that fails, a limit",
        "attempts by way to pay and error code",
    ),
}
HARMS = ("up", "down")


def funnel_rules(now, usual, least=0.0, suspicions=SUSPICIONS, confidence=0.95):
    """Which step differs from usual, what may that mean, and which check would tell?

    The trade's rule looks at two numbers: many carts, few payments, so the payment flow. Here each
    step is compared with its own usual rate, and a suspicion stands beside the check that would
    confirm it. It is a suspicion until then.

    Parameters
    ----------
    now, usual : DataFrame
        From `funnel`: step, reached, before; the same steps.
    least : float, share
        A smaller change doesn't matter.
    suspicions : dict of str to (str, str)
        For a step: what a low rate may mean, and the check.

    Returns
    -------
    DataFrame, one row per step after the first
        step, now, usual, estimate (now less usual), low, high (Newcombe), reading ("lower",
        "higher", "as usual", "can't tell"), suspicion, check (both only where it is lower).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    Many carts, few payments; the payment is as usual:

    >>> steps = ["view", "addcart", "checkout", "pay"]
    >>> week = pd.DataFrame({"step": steps, "reached": [3000, 480, 165, 110],
    ...                      "before": [None, 3000, 480, 165]})
    >>> usual = pd.DataFrame({"step": steps, "reached": [9000, 1000, 520, 350],
    ...                       "before": [None, 9000, 1000, 520]})
    >>> funnel_rules(week, usual, least=0.02)[["step", "now", "usual", "reading"]].round(2)
           step   now  usual   reading
    0   addcart  0.16   0.11    higher
    1  checkout  0.34   0.52     lower
    2       pay  0.67   0.67  can't tell

    References
    ----------
    Row C11 (seed 000:062).
    """
    check_number("least", least, low=0)
    now, usual = (check_table(one, name, "step", "reached", gaps=("before",))
                  for one, name in ((now, "now"), (usual, "usual")))  # fmt: skip
    if now["step"].tolist() != usual["step"].tolist():
        raise InputError("now and usual have different steps. Make both with the same steps.")
    rows = []
    for one, other in zip(now.iloc[1:].itertuples(), usual.iloc[1:].itertuples(), strict=True):
        if not (one.before > 0 and other.before > 0):
            raise InputError(f"Nobody came to the step before {one.step!r}: nothing to compare.")
        found = difference_of_shares(
            int(one.reached), int(one.before), int(other.reached), int(other.before),
            confidence=confidence,
        )  # fmt: skip
        reading = _reading(found, least)
        why, check = suspicions.get(one.step, ("", "")) if reading == "lower" else ("", "")
        rows.append((one.step, one.reached / one.before, other.reached / other.before,
                     *found[:3], reading, why, check))  # fmt: skip
    columns = ["step", "now", "usual", "estimate", "low", "high", "reading", "suspicion", "check"]
    return pd.DataFrame(rows, columns=columns)


def _reading(found, least):
    """Is a change clearly beyond what matters, clearly within it, or neither?"""
    if found.high < -least:
        return "lower"
    if found.low > least:
        return "higher"
    return "as usual" if -least <= found.low and found.high <= least else "can't tell"


# --- A step that broke -------------------------------------------------------------------------


def find_break(table, by, time="day", look_back=14, false_alarms=0.01, least=20):
    """Which step broke, for whom and since when? Alarms at a stated rate of false ones.

    Each cell's rate is compared with that of all other cells at the same time, and this gap with
    the gap of the times before. So what happens to everybody (an event, a weekend) raises no
    alarm, nor does a device that always buys less. What breaks for *all* cells raises none either:
    compare with usual days for that (`funnel_rules`). Nor does what is broken from its first day:
    a cell is judged only once it has a past.

    Parameters
    ----------
    table : DataFrame
        One row per ``time``, cell and step, as `funnel` makes by these columns: ``time``, ``by``,
        step, reached, before (missing for the first step).
    by : str or sequence of str
        The columns that make a cell, for example device and version.
    time : str
    look_back : int
        How many times before give the usual gap.
    false_alarms : float
        How many times of all have a false alarm, at most about, if nothing broke and times differ
        by chance only: 0.01 is one day in a hundred, over all cells and steps together. Where a
        gap moves from day to day anyway there are more: count the alarms of your own calm weeks.
    least : int
        Cells with fewer at the step before aren't judged at that time, nor those with fewer than
        five times as many in the ``look_back`` before.

    Returns
    -------
    DataFrame, one row per alarm, in time's order, of one time the surest first
        time, step, by, rate, others, usual_gap, n (at the step before), estimate (gap less usual
        gap), low, high (at the confidence that the false alarms ask for), tests (compared at that
        time). No row: no alarm.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.date_range("2025-11-10", periods=9)
    >>> rows = [(day, app, step, reached, before) for i, day in enumerate(days) for app in "ab"
    ...         for step, reached, before in
    ...         [("cart", 100, None), ("pay", 10 if (app, i) == ("b", 8) else 50, 100)]]
    >>> log = pd.DataFrame(rows, columns=["day", "app", "step", "reached", "before"])
    >>> find_break(log, "app")[["day", "step", "app", "rate", "others"]]
             day step app  rate  others
    0 2025-11-18  pay   b   0.1     0.5

    References
    ----------
    Row C10: to find the break (转化断点). Bonferroni's bound for many cells. Zou and Donner (2008),
    Statistics in Medicine 27, for the interval of a gap less a gap.
    """
    by = [by] if isinstance(by, str) else list(by)
    check_whole("look_back", look_back, low=1)
    check_share("false_alarms", false_alarms)
    check_whole("least", least, low=1)
    table = check_table(table, "table", time, "step", "reached", gaps=(*by, "before"))
    table = table[table["before"].notna()]
    check_once(table, "table", time, *by, "step")
    times, cells, steps, count, n = _cube(table, by, time)
    if len(cells) < 2:
        raise InputError(
            f"by makes one cell only ({', '.join(by)}): there is nobody to compare with."
        )
    good = np.ones_like(n, dtype=bool)  # broken ones are no part of what is usual
    rows = []
    for at in range(len(times)):
        before = slice(max(0, at - look_back), at)
        past = (n[before] * good[before]).sum(axis=0)
        judged = (past >= 5 * least) & (past.sum(axis=1, keepdims=True) - past >= 5 * least)
        judged &= (n[at] >= least) & (n[at].sum(axis=1, keepdims=True) - n[at] >= least)
        tests = int(judged.sum())
        found = []
        for step, cell in np.argwhere(judged):
            one = _gap_change(count, n, good, at, before, step, cell, 2 * false_alarms / tests)
            if one["high"] < 0:
                good[at, step, cell] = False
                found.append({time: times[at], "step": steps[step],
                              **dict(zip(by, cells[cell], strict=True)), **one,
                              "tests": tests})  # fmt: skip
        rows += sorted(found, key=lambda row: row["high"])
    columns = [
        time,
        "step",
        *by,
        "rate",
        "others",
        "usual_gap",
        "n",
        "estimate",
        "low",
        "high",
        "tests",
    ]
    return pd.DataFrame(rows, columns=columns)


def _cube(table, by, time):
    """Counts as arrays of time × step × cell; 0 where a cell has no row."""
    steps = table["step"].drop_duplicates().tolist()
    cells = table[by].drop_duplicates().sort_values(by, na_position="last", ignore_index=True)
    number = table[by].merge(cells.assign(_cell=range(len(cells))), on=by, how="left")["_cell"]
    times = np.sort(table[time].unique())
    place = (
        np.searchsorted(times, table[time].to_numpy()),
        table["step"].map({name: k for k, name in enumerate(steps)}).to_numpy(),
        number.to_numpy(),
    )
    count, n = (np.zeros((len(times), len(steps), len(cells))) for _ in range(2))
    np.add.at(count, place, table["reached"].to_numpy(dtype=float))
    np.add.at(n, place, table["before"].to_numpy(dtype=float))
    when = pd.Series(table[time].unique()).sort_values(ignore_index=True)
    return when, list(cells.itertuples(index=False, name=None)), steps, count, n


def _gap_change(count, n, good, at, before, step, cell, alpha):
    """One cell's gap to the others at one time, less its usual gap."""
    rest = np.arange(n.shape[2]) != cell
    use = good[before, step]
    counts = [count[at, step, cell], count[at, step, rest].sum()]
    sizes = [n[at, step, cell], n[at, step, rest].sum()]
    mine = use[:, cell]  # the same days on both sides
    past = (
        (count[before, step, cell] * mine).sum(), (count[before, step] * use)[:, rest][mine].sum(),
        (n[before, step, cell] * mine).sum(), (n[before, step] * use)[:, rest][mine].sum(),
    )  # fmt: skip
    usual = past[0] / past[2] - (past[1] / past[3] if past[3] else np.nan)
    counts, sizes = [*counts, *past[:2]], [*sizes, *past[2:]]
    found = contrast_of_shares(counts, sizes, [1, -1, -1, 1], confidence=1 - alpha)
    return {"rate": counts[0] / sizes[0], "others": counts[1] / sizes[1], "usual_gap": usual,
            "n": int(sizes[0]), "estimate": found.value, "low": found.low,
            "high": found.high}  # fmt: skip


def break_began(table, time="hour", confidence=0.95):
    """Since when is a rate another one? The likeliest time, and the times that can't be refused.

    Parameters
    ----------
    table : DataFrame
        ``time`` (each once), reached, before: the broken cell's step, hour by hour.

    Returns
    -------
    DataFrame, one row
        began, earliest, latest (times), rate_before, rate_after, n (at the step before, in all).

    Raises
    ------
    ColumnError, InputError
        Fewer than two times with somebody.

    Examples
    --------
    >>> hours = pd.DataFrame({"hour": pd.date_range("2025-11-17 20:00", periods=8, freq="h"),
    ...                       "reached": [11, 9, 10, 12, 2, 1, 3, 2], "before": 20})
    >>> found = break_began(hours)
    >>> found[["began", "earliest", "latest"]]
           began   earliest     latest
    0 2025-11-18 2025-11-18 2025-11-18
    >>> found[["rate_before", "rate_after", "n"]]
       rate_before  rate_after    n
    0        0.525         0.1  160

    References
    ----------
    Siegmund (1988), International Statistical Review 56, 31-48.
    """
    table = check_table(table, "table", time, "reached", "before").sort_values(time)
    check_once(table, "table", time)
    table = table[table["before"] > 0]
    if len(table) < 2:
        raise InputError("A change needs two times with somebody at the step before.")
    found = change_of_share(table["reached"], table["before"], confidence)
    when = table[time].reset_index(drop=True)
    parts = table.iloc[: int(found.value)], table.iloc[int(found.value) :]
    rates = [part["reached"].sum() / part["before"].sum() for part in parts]
    row = (when[int(found.value)], when[int(found.low)], when[int(found.high)], *rates, found.n)
    columns = ["began", "earliest", "latest", "rate_before", "rate_after", "n"]
    return pd.DataFrame([row], columns=columns)


# --- Slow pages, another mix, a mean of the trade ------------------------------------------------


def speed_effect(
    sessions, done="paid", load="load_ms", fast=2000, slow=3500, within=(), confidence=0.95
):
    """How much less do visits with a slow first page buy: as they are, and like with like?

    Slow pages come on busy evenings and on cheap phones, and these buy differently anyway. So
    visits are compared within the same device and hour too. What else goes with a slow line (a
    village, an old phone) stays in it: a page slowed by lot is the test (lesson 3.2).

    Parameters
    ----------
    sessions : DataFrame, one row per visit
        ``done`` (flag), ``load`` (milliseconds), and the columns of ``within``.
    done, load : str
    fast, slow : float, milliseconds
        Below and above them; visits between are left out.
    within : str or sequence of str
        Columns that make strata; none: the first row only.

    Returns
    -------
    DataFrame, one row per comparison
        reading ("as they are", "like with like"), slow, fast (visits that count), estimate (share
        of slow ones that did it less that of fast ones), low, high, n (visits), left_out (visits in
        strata that have one side only).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> visits = pd.DataFrame({"load_ms": [900, 950, 4000, 4100] * 50, "hour": [4, 20, 20, 20] * 50,
    ...                        "paid": ([True, False, False, True] + [False] * 4) * 25})
    >>> speed_effect(visits, within="hour")[["reading", "slow", "fast", "estimate", "left_out"]]
              reading  slow  fast  estimate  left_out
    0     as they are   100   100      0.00         0
    1  like with like   100    50      0.25        50

    References
    ----------
    Row C41 (seed 003:236). Mantel and Haenszel (1959); Sato (1989) for the interval, which holds
    in many small strata.
    """
    within = [within] if isinstance(within, str) else list(within)
    sessions = check_table(sessions, "sessions", done, load, *within)
    check_flags(sessions, "sessions", done)
    check_numbers(sessions, "sessions", load)
    if not check_number("fast", fast) <= check_number("slow", slow):
        raise InputError(f"fast is {fast}, slow {slow}: fast pages take less time than slow ones.")
    seen = sessions[(sessions[load] < fast) | (sessions[load] > slow)]
    is_slow = seen[load] > slow
    if is_slow.all() or not is_slow.any():
        raise InputError("All visits are on one side. Choose other values for fast and slow.")
    keys = [seen[name] for name in within] if within else [pd.Series(0, index=seen.index)]
    sums = seen.groupby([*keys, is_slow.rename("slow")], observed=True)[done].agg(["sum", "size"])
    sums = sums.unstack("slow", fill_value=0)
    sides = [(sums["sum", side], sums["size", side]) for side in (True, False)]
    (count, n), (count_0, n_0) = sides
    found = difference_of_shares(
        count.sum(), n.sum(), count_0.sum(), n_0.sum(), "visits", confidence
    )
    rows = [("as they are", int(n.sum()), int(n_0.sum()), *found[:4], 0)]
    if within:
        both = (n > 0) & (n_0 > 0)
        found = difference_within(count, n, count_0, n_0, "visits", confidence)
        left = int((n + n_0)[~both].sum())
        rows.append(("like with like", int(n[both].sum()), int(n_0[both].sum()), *found[:3],
                     int((n + n_0)[both].sum()), left))  # fmt: skip
    columns = ["reading", "slow", "fast", "estimate", "low", "high", "n", "left_out"]
    return pd.DataFrame(rows, columns=columns)


def mix_and_rate(before, after, by, count="payers", n="uv", confidence=0.95):
    """Of a change of conversion, how much is other visitors, how much the same ones buying less?

    Parameters
    ----------
    before, after : DataFrame
        ``by``, ``count``, ``n``; any number of rows of each group.
    by : str or sequence of str
        The groups whose shares may have moved: sources, devices.

    Returns
    -------
    DataFrame, three rows
        part ("all", "same mix", "mix"), estimate (share after less share before), low, high (of
        the first two), n. The parts add up; groups seen in one of the two periods only are
        refused.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> before = pd.DataFrame({"source": ["search", "feed"], "uv": [800, 200], "payers": [64, 4]})
    >>> after = pd.DataFrame({"source": ["search", "feed"], "uv": [500, 500], "payers": [40, 10]})
    >>> mix_and_rate(before, after, "source")[["part", "estimate"]].round(3)
           part  estimate
    0       all    -0.018
    1  same mix     0.000
    2       mix    -0.018

    References
    ----------
    Kitagawa (1955), Journal of the American Statistical Association 50. Row C34.
    """
    by = [by] if isinstance(by, str) else list(by)
    sums = []
    for name, table in (("before", before), ("after", after)):
        table = check_table(table, name, *by, count, n)
        sums.append(table.groupby(by, observed=True)[[count, n]].sum())
    old, new = sums
    old, new = old[old[n] > 0], new[new[n] > 0]
    if set(old.index) != set(new.index):
        odd = sorted(map(str, set(old.index) ^ set(new.index)))
        raise InputError(
            f"Only in one of the two periods: {', '.join(odd)}. Make the groups coarser."
        )
    new = new.reindex(old.index)
    whole = difference_of_shares(
        *(int(side[name].sum()) for side in (new, old) for name in (count, n)), "visits",
        confidence,
    )  # fmt: skip
    weights = (new[n] / new[n].sum() + old[n] / old[n].sum()) / 2
    same = standardised_difference(
        new[count], new[n], old[count], old[n], weights, counts="visits", confidence=confidence
    )
    rows = [("all", *whole[:4]), ("same mix", *same[:4]),
            ("mix", whole.value - same.value, np.nan, np.nan, whole.n)]  # fmt: skip
    return pd.DataFrame(rows, columns=["part", "estimate", "low", "high", "n"])


def benchmark_gap(own, benchmark, by, count="payers", n="uv", confidence=0.95):
    """Are we below the mean of the trade (行业均值), or are our visitors others?

    Parameters
    ----------
    own : DataFrame
        ``by``, ``count``, ``n``.
    benchmark : DataFrame
        ``by`` (each once), share (of the trade's visits; sums to 1), rate (their conversion). Taken
        as known: its own error isn't in the interval.
    by : str

    Returns
    -------
    DataFrame, two rows
        reading ("as published", "at their mix"), own, benchmark, estimate (own less benchmark),
        low, high, n (own visits).

    Raises
    ------
    ColumnError, InputError
        Shares that don't sum to 1, or a group of theirs that we have no visit of.

    Examples
    --------
    We have more visitors of the kind that buys less:

    >>> own = pd.DataFrame({"device": ["app", "pc"], "uv": [2000, 8000], "payers": [100, 160]})
    >>> trade = pd.DataFrame({"device": ["app", "pc"], "share": [0.8, 0.2], "rate": [0.05, 0.02]})
    >>> benchmark_gap(own, trade, "device")[["reading", "own", "benchmark", "estimate"]].round(3)
            reading    own  benchmark  estimate
    0  as published  0.026      0.044    -0.018
    1  at their mix  0.044      0.044     0.000

    References
    ----------
    Row C35 (seed 002:045); doubt E41: who is in the mean, and where is it from?
    """
    own = check_table(own, "own", by, count, n)
    benchmark = check_table(benchmark, "benchmark", by, "share", "rate")
    check_once(benchmark, "benchmark", by)
    if abs(benchmark["share"].sum() - 1) > 0.005:
        raise InputError(
            f"The shares of benchmark sum to {benchmark['share'].sum():.3f}, not to 1."
        )
    if odd := sorted(set(map(str, own[by])) - set(map(str, benchmark[by]))):
        raise InputError(f"The benchmark has no {odd[0]!r}, which we have. Leave it out knowingly.")
    sums = own.groupby(by, observed=True)[[count, n]].sum().reindex(benchmark[by])
    if lost := sums.index[~(sums[n] > 0)].tolist():
        raise InputError(f"We have no visit of {lost[0]!r}, which the benchmark has.")
    theirs = float((benchmark["share"] * benchmark["rate"]).sum())
    every = own[[count, n]].sum()
    raw = contrast_of_shares([int(every[count])], [int(every[n])], [1], confidence=confidence)
    same = contrast_of_shares(
        sums[count], sums[n], benchmark["share"].to_numpy(), confidence=confidence
    )
    rows = [
        (name, one.value, theirs, one.value - theirs, one.low - theirs, one.high - theirs, one.n)
        for name, one in (("as published", raw), ("at their mix", same))
    ]
    columns = ["reading", "own", "benchmark", "estimate", "low", "high", "n"]
    return pd.DataFrame(rows, columns=columns)


def diagnose_low_conversion(daily, changed, harmful, kinds=None, confidence=0.95):
    """The list of causes of a low conversion (转化率低), each with what it did: no verdict.

    Of each measure: its mean on the days since the change, less that before. A cause can only be
    one that moved, and in the direction that hurts. What moved with it needn't be the cause. With
    many measures one moves by luck: ask for a higher ``confidence``.

    Parameters
    ----------
    daily : DataFrame, one row per day
        date, and a column per measure (a share, a price, a count).
    changed : date
        The first day of the low conversion.
    harmful : dict of str to {"up", "down"}
        For each measure, the direction that costs orders.
    kinds : dict of str to str, optional
        For each measure: "season", "rivals", "own" …

    Returns
    -------
    DataFrame, one row per measure: those against us first, the surest first
        kind, measure, before, after, estimate (after less before), low, high (Welch), n (days),
        reading ("against us", "for us", "can't tell").

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Fewer than two days on a side.

    Examples
    --------
    >>> daily = pd.DataFrame({"date": pd.date_range("2025-11-10", periods=8),
    ...                       "rivals_price": [99, 98, 99, 100, 98, 99, 99, 98],
    ...                       "android_checkout": [.52, .55, .5, .53, .2, .22, .19, .21]})
    >>> found = diagnose_low_conversion(
    ...     daily, "2025-11-14", {"rivals_price": "down", "android_checkout": "down"})
    >>> found[["measure", "before", "after", "reading"]].round(2)
                measure  before  after     reading
    0  android_checkout    0.52    0.2  against us
    1      rivals_price   99.00   98.5  can't tell

    References
    ----------
    Row C34 (seed 003:263 to 265), template L11. Welch (1947), Biometrika 34.
    """
    names = list(harmful)
    daily = check_table(daily, "daily", "date", *names)
    check_once(daily, "daily", "date")
    check_numbers(daily, "daily", *names)
    since = pd.Timestamp(changed)
    day = pd.to_datetime(daily["date"]).dt.tz_localize(None)
    after = day >= since
    if min(after.sum(), (~after).sum()) < 2:
        raise InputError(f"{int((~after).sum())} days before {since:%Y-%m-%d}, {int(after.sum())} "
                         "since. Give two days or more of each.")  # fmt: skip
    rows = []
    for name in names:
        check_choice(f"harmful[{name!r}]", harmful[name], HARMS)
        sides = daily.loc[after, name], daily.loc[~after, name]
        found = difference_of_means(*sides, "days", confidence)
        side = 1 if harmful[name] == "up" else -1
        worst = min(side * found.low, side * found.high)
        best = max(side * found.low, side * found.high)
        reading = "against us" if worst > 0 else "for us" if best < 0 else "can't tell"
        size = abs(found.value) / max(found.high - found.low, 1e-12)
        kind = (kinds or {}).get(name, "")
        rows.append((kind, name, sides[1].mean(), sides[0].mean(), *found[:4],
                     reading, size))  # fmt: skip
    columns = [
        "kind",
        "measure",
        "before",
        "after",
        "estimate",
        "low",
        "high",
        "n",
        "reading",
        "size",
    ]
    table = pd.DataFrame(rows, columns=columns)
    order = table["reading"].map({"against us": 0, "can't tell": 1, "for us": 2})
    table = table.assign(order=order).sort_values(["order", "size"], ascending=[True, False])
    return table.drop(columns=["order", "size"]).reset_index(drop=True)


def friction_inventory(funnel, value, levers=None):
    """What would more at a step bring? Friction, by lever (转化阻力清单).

    A point more is worth most where the rate is lowest; a tenth more is worth the same at every
    step. So the table ranks nothing by itself: beside it belongs what a point *costs*. Supposes
    that who is won at a step goes on like those who go on already. Those won last are seldom as
    ready as that: an upper end.

    Parameters
    ----------
    funnel : DataFrame
        From `funnel`: step, reached, before, rate, lost.
    value : float, yuan
        What is left of one *more* paid order. The mean of all orders is that only if the next ones
        are like them.
    levers : dict of str to str, optional
        For each step, what the shop would work on.

    Returns
    -------
    DataFrame, one row per step after the first, the dearest first
        step, lever, before, rate, missing (reached the step before, not this one),
        orders_per_point (paid orders for one point more of the rate), orders_per_tenth (for a tenth
        more of it), yuan_per_point; for the time that the funnel covers.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> steps = pd.DataFrame({"step": ["view", "addcart", "pay"], "reached": [10000, 1000, 400],
    ...                       "before": [None, 10000, 1000], "rate": [None, 0.1, 0.4]})
    >>> friction_inventory(steps, value=20)[["step", "orders_per_point", "orders_per_tenth"]]
          step  orders_per_point  orders_per_tenth
    0  addcart              40.0              40.0
    1      pay              10.0              40.0

    References
    ----------
    Row C44 (seed 000:027).
    """
    check_number("value", value)
    table = check_table(funnel, "funnel", "step", "reached", gaps=("before", "rate"))
    later = table["rate"].iloc[1:][::-1].cumprod()[::-1].shift(-1, fill_value=1.0)
    table = table.iloc[1:].copy()
    table["lever"] = [(levers or {}).get(step, "") for step in table["step"]]
    table["missing"] = (table["before"] - table["reached"]).astype("int64")
    table["orders_per_point"] = 0.01 * table["before"].astype(float) * later
    table["orders_per_tenth"] = table["orders_per_point"] * 10 * table["rate"].astype(float)
    table["yuan_per_point"] = table["orders_per_point"] * value
    columns = ["step", "lever", "before", "rate", "missing", "orders_per_point",
               "orders_per_tenth", "yuan_per_point"]  # fmt: skip
    return table.sort_values("yuan_per_point", ascending=False, ignore_index=True)[columns]
