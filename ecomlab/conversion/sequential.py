"""Looking at a test before its end without fooling oneself (序贯检验)."""

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import check_table
from ecomlab.conversion.logs import sums
from ecomlab.errors import InputError, check_choice, check_positive, check_share, check_whole
from ecomlab.estimates import (
    SHAPES,
    always_valid,
    mixture_scale,
    normal_quantile,
    stopped,
    stopping_lines,
)

LEAST = 10  # of each arm and of each answer, before an interval is given


def daily_looks(
    experiments, treated, control, metric="converted", arm="arm", time="ts", cluster=None
):
    """What a test has seen by each evening: difference, its variance and n, of all days so far.

    Parameters
    ----------
    experiments : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        One row per unit: ``arm``, ``metric`` (a flag or an amount), ``time``. A day is that of
        the column's own zone; DuckDB reads TIMESTAMPTZ in the session's (``SET timezone = '…'``).
    cluster : str, optional
        Column of what chance dealt (visitor, day), where a row is less than that.

    Returns
    -------
    DataFrame, one row per day
        day (1 is the first), date, difference, variance, n (of both arms: rows, or clusters so
        far), least (of the smaller arm; of flags the fewest yes or no in an arm: few of them say
        little).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> test = cases.load("dark_background").tables.experiments
    >>> looks = daily_looks(test, "light, bright", "light, plain")
    >>> looks[["day", "difference", "n", "least"]].tail(1).round(4)
        day  difference      n  least
    27   28      0.0045  27942    398
    """
    rows = sums.read(experiments, *(x for x in (arm, metric, time, cluster) if x is not None))
    sums.arms_of(rows, arm, treated=treated, control=control)
    if treated == control:
        raise InputError(f"treated and control are both {treated!r}. Give two arms.")
    if not isinstance(rows.collect_schema()[time], nw.Datetime | nw.Date):
        raise InputError(f"{time} holds no times. ecomlab.tables.validate reads them.")
    flags = sums.are_flags(rows, metric)
    rows = sums.numbers(rows, [metric]).filter(nw.col(arm).is_in([treated, control]))
    day, x = sums.day(rows, time), nw.col(metric)
    if cluster is not None:
        return _cluster_looks(rows, day, x, (treated, control), arm, cluster)
    rows = rows.select(
        nw.col(arm).alias("arm"), day.alias("date"), x.alias("x"), (x * x).alias("xx")
    )
    found = sums.collect(
        rows.group_by("date", "arm").agg(nw.len().alias("n"), nw.col("x").sum(), nw.col("xx").sum())
    )
    found["date"] = pd.to_datetime(found["date"])
    wide = found.pivot(index="date", columns="arm", values=["n", "x", "xx"]).fillna(0).sort_index()
    one, other = (wide.xs(name, axis=1, level="arm").cumsum() for name in (treated, control))
    return _looks(one, other, flags)


def _cluster_looks(rows, day, x, arms, arm, cluster):
    """Looks at what chance dealt: rates by the delta method, of all rows of a cluster so far."""
    rows = rows.select(
        nw.col(arm).alias("arm"), nw.col(cluster).alias("cluster"), day.alias("date"), x.alias("x")
    )
    parts = rows.group_by("arm", "cluster", "date").agg(nw.col("x").sum(), nw.len().alias("m"))
    found = sums.collect(parts).sort_values("date", kind="stable", ignore_index=True)
    found["date"] = pd.to_datetime(found["date"])
    sums.refuse_crossovers(nw.from_native(found[["arm", "cluster"]].drop_duplicates()).lazy(),
                           cluster)  # fmt: skip
    so_far = found.groupby("cluster")[["x", "m"]].cumsum()
    x, m = (so_far[name] for name in ("x", "m"))
    x_0, m_0 = x - found["x"], m - found["m"]  # before this day
    found = found.assign(
        n=(m_0 == 0).astype(int), xx=x**2 - x_0**2, xm=x * m - x_0 * m_0, mm=m**2 - m_0**2
    )
    wide = found.pivot_table(index="date", columns="arm", aggfunc="sum", fill_value=0,
                             values=["n", "x", "m", "xx", "xm", "mm"])  # fmt: skip
    one, other = (wide.xs(name, axis=1, level="arm").cumsum() for name in arms)
    rates = [_rate(side) for side in (one, other)]
    return pd.DataFrame(
        {
            "day": np.arange(1, len(one) + 1),
            "date": one.index,
            "difference": (rates[0][0] - rates[1][0]).to_numpy(),
            "variance": (rates[0][1] + rates[1][1]).to_numpy(),
            "n": (one["n"] + other["n"]).astype(int).to_numpy(),
            "least": np.minimum(one["n"], other["n"]).astype(int).to_numpy(),
        }
    )


def _rate(side):
    """A rate over clusters, and its variance."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = side["x"] / side["m"]
        rest = side["xx"] - 2 * rate * side["xm"] + rate**2 * side["mm"]
        return rate, rest * side["n"] / (side["n"] - 1) / side["m"] ** 2


def _looks(one, other, flags):
    with np.errstate(divide="ignore", invalid="ignore"):
        (mean, variance), (mean_0, variance_0) = (
            (side["x"] / side["n"],
             (side["xx"] - side["x"] ** 2 / side["n"]) / (side["n"] - 1) / side["n"])
            for side in (one, other)
        )  # fmt: skip
    least = np.minimum(one["n"], other["n"])
    if flags:
        for side in (one, other):
            least = np.minimum(least, np.minimum(side["x"], side["n"] - side["x"]))
    return pd.DataFrame(
        {
            "day": np.arange(1, len(one) + 1),
            "date": one.index,
            "difference": (mean - mean_0).to_numpy(),
            "variance": (variance + variance_0).to_numpy(),
            "n": (one["n"] + other["n"]).astype(int).to_numpy(),
            "least": least.astype(int).to_numpy(),
        }
    )


def sequential_test(
    experiments, treated, control, metric="converted", arm="arm", time="ts", planned=None,
    scale=None, confidence=0.95, cluster=None,
):  # fmt: skip
    """What may be said on each evening, by somebody who looks on all of them (随时有效的区间)?

    The intervals hold the truth on *all* evenings together in at least ``confidence`` of tests, so
    that the test may be ended on any. The price is their width: about half as wide again.

    Parameters
    ----------
    experiments : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        One row per unit: ``arm``, ``metric`` (a flag or an amount), ``time``; or several with
        ``cluster``.
    planned : int, optional
        Units in both arms at which the intervals shall be narrowest, named *before* the test;
        10,000 by default. A planned length that isn't reached does no harm.
    scale : float, optional
        In place of ``planned``: the standard deviation of effects to be expected.
    cluster : str, optional
        Column of what chance dealt (visitor, day), where a row is less than that. ``planned``
        and n then count these.

    Returns
    -------
    DataFrame, one row per day
        day, date, estimate, low, high, n, decided: from the first evening on on which the interval
        leaves 0 out. No interval while an arm has fewer than 10 units, or 10 yes or no.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    On the last of 28 mornings an interval for one look is 0.0005 to 0.0086. For all looks:

    >>> from ecomlab import cases
    >>> test = cases.load("dark_background").tables.experiments
    >>> found = sequential_test(test, "light, bright", "light, plain", planned=28_000)
    >>> found[["day", "estimate", "low", "high", "decided"]].round(4).tail(1)
        day  estimate     low    high  decided
    27   28    0.0045 -0.0017  0.0108    False

    References
    ----------
    Robbins (1970); Johari, Koomen, Pekelis and Walsh (2022), Operations Research 70. Row C07.
    """
    looks = daily_looks(experiments, treated, control, metric, arm, time, cluster)
    return valid_looks(looks, planned, scale, confidence)


def valid_looks(looks, planned=None, scale=None, confidence=0.95):
    """`sequential_test` on looks that are reduced already: a tool's daily report.

    Parameters
    ----------
    looks : DataFrame
        difference, variance (of the difference), n, least, as `daily_looks` gives them; day and
        date are handed on.

    Returns
    -------
    DataFrame
        As `sequential_test`.
    """
    ready = (looks["least"] >= LEAST) & (looks["variance"] > 0)
    if scale is None:
        planned = check_whole("planned", 10_000 if planned is None else planned, low=2)
        scale = _scale(looks[ready], planned, confidence)
    else:
        check_positive("scale", scale)
    variance = looks["variance"].where(ready)
    low, high = always_valid(looks["difference"], variance, scale or 1.0, confidence)
    decided = ((low > 0) | (high < 0)).cumsum() > 0
    kept = [name for name in ("day", "date") if name in looks]
    return looks[kept].assign(
        estimate=looks["difference"], low=low, high=high, n=looks["n"], decided=decided
    )


def _scale(ready, planned, confidence):
    """The best scale for the planned length, from the first look's variance of a unit.

    The first one only: a scale that moved with the looks would break the promise.
    """
    if not len(ready):
        return None
    first = ready.iloc[0]
    return mixture_scale(first["variance"] * first["n"] / planned, confidence)


def planned_looks(looks, plan, planned):
    """What may be said of a test at the looks of its plan, and may it end there (成组序贯)?

    A look is taken on the first evening that has its share of the planned units. Its interval
    reaches the plan's line on each side; the promise is for these looks together, and no others.

    Parameters
    ----------
    looks : DataFrame
        As `daily_looks` gives it: day, date, difference, variance, n, least. With its ``cluster``
        the looks, and ``planned``, count what chance dealt (visitors, days).
    plan : DataFrame
        As `group_sequential` gives it: look, share, line.
    planned : int
        Units of both arms at the plan's end.

    Returns
    -------
    DataFrame, one row per look that the test has reached
        look, day, date, n, line, estimate, low, high, decided (so far). No interval while an arm
        has fewer than 10 units, or 10 yes or no.

    Raises
    ------
    ColumnError, InputError
        The first look isn't reached, or two looks fall on one evening.

    Examples
    --------
    Four looks in four weeks; with 1.96 the last one would announce a winner.

    >>> from ecomlab import cases
    >>> test = cases.load("dark_background").tables.experiments
    >>> looks = daily_looks(test, "light, bright", "light, plain")
    >>> found = planned_looks(looks, group_sequential(4), planned=27_900)
    >>> found[["look", "day", "estimate", "low", "high", "decided"]].round(4)
       look  day  estimate     low    high  decided
    0     1    7    0.0070 -0.0102  0.0242    False
    1     2   14    0.0037 -0.0045  0.0119    False
    2     3   21    0.0044 -0.0011  0.0098    False
    3     4   28    0.0045  0.0003  0.0087     True

    References
    ----------
    Jennison and Turnbull (2000), Group Sequential Methods, chapter 9 (repeated intervals). Row C07.
    """
    columns = ["day", "date", "difference", "n", "least"]
    looks = check_table(looks, "looks", *columns, gaps=["variance"]).sort_values("day")
    plan = check_table(plan, "plan", "look", "share", "line")
    check_whole("planned", planned, low=2)
    needed = np.ceil(plan["share"] * planned - 1e-9)
    at = np.searchsorted(looks["n"].to_numpy(), needed.to_numpy())
    at = at[at < len(looks)]
    if not len(at):
        raise InputError(
            f"The first look comes at {needed.iloc[0]:,.0f} units; so far there are "
            f"{looks['n'].iloc[-1]:,}. Wait, or check planned: it counts both arms."
        )
    if len(set(at)) < len(at):
        raise InputError("Two looks fall on one evening. Plan fewer looks.")
    found, line = looks.iloc[at].reset_index(drop=True), plan["line"].iloc[: len(at)]
    reach = line.to_numpy() * found["variance"].where(found["least"] >= LEAST) ** 0.5
    low, high = found["difference"] - reach, found["difference"] + reach
    return pd.DataFrame(
        {
            "look": plan["look"].iloc[: len(at)].to_numpy(),
            **{name: found[name] for name in ("day", "date", "n")},
            "line": line.to_numpy(),
            "estimate": found["difference"],
            "low": low,
            "high": high,
            "decided": ((low > 0) | (high < 0)).cummax(),
        }
    )


def group_sequential(looks, shape="obrien_fleming", spending=False, power=0.8, confidence=0.95):
    """A plan with a few looks: how far from nothing must a test be, to end early (成组序贯)?

    Parameters
    ----------
    looks : int or sequence of float
        How many, at equal steps; or the shares of the planned units at which somebody looks.
    shape : str
        "obrien_fleming": early only on something large, at the end hardly dearer than one look.
        "pocock": the same line at each look.
    spending : bool
        By Lan and DeMets' functions: looks may then come at other times than planned.
    power : float
        For ``more_units`` and ``ended``: how often the planned effect shall be found.

    Returns
    -------
    DataFrame, one row per look
        look, share (of the units), line (in standard errors), p_value (of one look, at the line),
        false_alarms (so far, if nothing is there), ended (so far, if the planned effect is there);
        in ``attrs``: more_units, by what factor the longest such test is longer than one with one
        look, and mean_units, its mean length if the effect is there.

    Raises
    ------
    ChoiceError, InputError

    Examples
    --------
    >>> plan = group_sequential(4)
    >>> plan[["look", "share", "line", "false_alarms"]].round(3)
       look  share   line  false_alarms
    0     1   0.25  4.049         0.000
    1     2   0.50  2.863         0.004
    2     3   0.75  2.337         0.021
    3     4   1.00  2.024         0.050
    >>> round(plan.attrs["more_units"], 3)
    1.024

    References
    ----------
    Jennison and Turnbull (2000), Group Sequential Methods, tables 2.1 to 2.4.
    """
    from scipy.optimize import brentq
    from scipy.special import ndtr, ndtri

    check_choice("shape", shape, SHAPES)
    check_share("power", power)
    if np.ndim(looks) == 0:
        looks = check_whole("looks", looks, low=1)
        looks = np.arange(1, looks + 1) / looks
    times = np.asarray(looks, dtype=float)
    lines = stopping_lines(times, shape, spending, confidence)
    drift = brentq(lambda d: stopped(times, lines, d)[-1] - power, 0, 12)
    ended = stopped(times, lines, drift)
    plan = pd.DataFrame(
        {
            "look": np.arange(1, len(times) + 1),
            "share": times,
            "line": lines,
            "p_value": 2 * ndtr(-lines),
            "false_alarms": stopped(times, lines),
            "ended": ended,
        }
    )
    more = (drift / (normal_quantile(confidence) + ndtri(power))) ** 2
    stops = np.diff(ended, prepend=0)
    mean = more * ((stops * times).sum() + (1 - ended[-1]))
    plan.attrs = {"more_units": float(more), "mean_units": float(mean)}
    return plan
