"""Is a test worth reading at all (实验体检)? And what did it harm, of all that was looked at?"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_table
from ecomlab.conversion.experiments import ab_test, sample_ratio
from ecomlab.errors import InputError, check_number, check_share
from ecomlab.estimates import normal_quantile

STOP = 0.001  # a split, a past, an exposure rarer than this isn't luck
CROSSED = 0.01  # share of the units in two arms from which on the arms are mixed
CHECKS = ("split", "split in every part", "crossovers", "exposure", "duration", "looks", "past")


def health_panel(
    experiments, arm="arm", unit="unit_id", time="ts", exposed=None, past=None, parts=(),
    shares=None, planned_days=None, planned_n=None, stop_rule=None,
):  # fmt: skip
    """Seven questions before a result is read; a "stop" is an answer about the test, not the page.

    Parameters
    ----------
    experiments : DataFrame
        One test's rows: ``arm``, ``unit`` (what chance dealt), ``time``; a unit may have several.
    exposed : str, optional
        A flag: got as far as where the arms differ.
    past : str, optional
        Something known of each unit from before the test. Nothing that came later can move it.
    parts : sequence of str
        Columns (device, entrance) in each value of which the split shall hold.
    shares : mapping of arm to number, optional
        What each arm should get; equal by default.
    planned_days, planned_n, stop_rule : number, number, str, optional
        Of the register: days and rows that were planned, and when it was to be ended.

    Returns
    -------
    DataFrame, one row per check
        check, found, line, verdict ("fine", "look", "stop" or "not checked"), why.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> test = cases.load("dark_background").tables.experiments
    >>> health_panel(test)[["check", "verdict"]].set_index("check")["verdict"].to_dict()
    {'split': 'fine', 'split in every part': 'not checked', 'crossovers': 'fine',
     'exposure': 'not checked', 'duration': 'fine', 'looks': 'not checked', 'past': 'not checked'}

    References
    ----------
    Fabijan and others (2019), KDD; Kohavi, Tang and Xu (2020), chapters 3, 19 and 21. Row C07.
    """
    wanted = [name for name in (exposed, past, *parts) if name is not None]
    rows = check_table(experiments, "experiments", arm, unit, time, *wanted)
    if rows[arm].nunique() < 2:
        raise InputError(f"The rows have one arm only: {rows[arm].iloc[0]!r}. Give all of a test.")
    first = rows.drop_duplicates([unit, arm])
    found = [
        _split(first, shares, arm),
        _split_in_parts(first, shares, arm, parts),
        _crossovers(first, unit),
        _exposure(rows, arm, exposed),
        _duration(rows, time, planned_days),
        _looks(rows, time, planned_days, planned_n, stop_rule),
        _past(first, arm, past),
    ]
    columns = ["check", "found", "line", "verdict", "why"]
    return pd.DataFrame(
        [(check, *row) for check, row in zip(CHECKS, found, strict=True)], columns=columns
    )


def _not_checked(why):
    return "", "", "not checked", why


def _split(first, shares, arm):
    p = sample_ratio(first, shares, arm)
    sizes = first[arm].value_counts()
    sizes = " : ".join(f"{sizes[name]:,}" for name in sorted(sizes[sizes > 0].index))
    verdict = "fine" if p >= STOP else "stop"
    return sizes, f"p ≥ {STOP}", verdict, f"a split so uneven comes by luck with p = {p:.2g}"


def _split_in_parts(first, shares, arm, parts):
    if not parts:
        return _not_checked("no parts named, such as device")
    each = {
        f"{column} {value}": sample_ratio(rows, shares, arm)
        for column in parts
        for value, rows in first.groupby(column, observed=True)
    }
    worst = min(each, key=each.get)
    line = STOP / len(each)  # of so many one is bound to be odd
    verdict = "fine" if each[worst] >= line else "stop"
    return (
        worst,
        f"p ≥ {line:.1g}",
        verdict,
        f"the most uneven of {len(each)}: p = {each[worst]:.2g}",
    )


def _crossovers(first, unit):
    both = int((first[unit].value_counts() > 1).sum())
    share = both / first[unit].nunique()
    verdict = "fine" if both == 0 else "look" if share < CROSSED else "stop"
    return f"{share:.1%}", f"< {CROSSED:.0%}", verdict, f"{both:,} units were in two arms"


def _exposure(rows, arm, exposed):
    if exposed is None:
        return _not_checked("no column says who got as far as where the arms differ")
    by = rows.groupby(arm, observed=True)[exposed].agg(["sum", "size"])
    rate = rows[exposed].mean()
    p = _uneven(by["sum"], by["size"])
    if p < STOP:
        why = f"the arms were exposed unequally (p = {p:.2g}): don't compare the exposed only"
        return f"{rate:.0%}", f"p ≥ {STOP}", "stop", why
    if rate < 0.5:
        why = "most never saw a difference and only add noise: compare the exposed"
        return f"{rate:.0%}", "half", "look", why
    return f"{rate:.0%}", "half", "fine", "as many saw it in each arm"


def _uneven(yes, n):
    """How often would shares of the arms differ so much by luck?"""
    from scipy.stats import chi2_contingency

    table = np.array([yes, np.subtract(n, yes)], dtype=float)
    return 1.0 if (table.sum(axis=1) == 0).any() else float(chi2_contingency(table, False).pvalue)


def _duration(rows, time, planned_days):
    day = rows[time].dt.normalize()
    days = (day.max() - day.min()).days + 1
    if planned_days is not None and days < check_number("planned_days", planned_days, low=1):
        return f"{days} days", f"{planned_days} planned", "stop", "ended before it was planned to"
    if days < 7:
        return f"{days} days", "7", "stop", "less than a week: weekends buy differently"
    if days % 7:
        return f"{days} days", "whole weeks", "look", "some weekdays count once more than others"
    return f"{days} days", "whole weeks", "fine", "whole weeks"


def _looks(rows, time, planned_days, planned_n, stop_rule):
    if stop_rule is None and planned_n is None:
        return _not_checked("nobody wrote down when it was to be ended")
    if stop_rule is not None and "look" in str(stop_rule):
        return str(stop_rule), "planned days", "stop", "an interval for one look doesn't hold"
    if planned_n is not None and len(rows) < 0.8 * check_number("planned_n", planned_n, low=1):
        return f"{len(rows):,} rows", f"{planned_n:,}", "look", "fewer than planned: it finds less"
    return str(stop_rule or f"{len(rows):,} rows"), "as planned", "fine", "ended as planned"


def _past(first, arm, past):
    if past is None:
        return _not_checked("no column tells of the time before")
    from scipy.stats import f_oneway

    groups = [rows[past].astype(float) for _, rows in first.groupby(arm, observed=True)]
    p = float(f_oneway(*groups).pvalue) if np.ptp(first[past].to_numpy(dtype=float)) > 0 else 1.0
    means = " : ".join(f"{group.mean():.3g}" for group in groups)
    if p < STOP:
        why = f"the arms differed before anything was changed: p = {p:.2g}"
        return means, f"p ≥ {STOP}", "stop", why
    return means, f"p ≥ {STOP}", "fine", f"the arms were alike before: p = {p:.2g}"


def guardrails(experiments, treated, control, limits, arm="arm", confidence=0.95, **how):
    """Did it harm what it must not harm (护栏指标)?

    Parameters
    ----------
    experiments : DataFrame
        As in `ab_test`.
    treated, control : str
        Arms.
    limits : mapping of metric to number
        The change from which on it is harm: ``{"bounced": 0.01}`` no rise by .01 or more,
        ``{"margin": -0.5}`` no fall by .5 or more.
    **how
        More of `ab_test`: cluster, covariate, counts.

    Returns
    -------
    DataFrame
        metric, estimate, low, high, n, counts, limit, verdict: "safe" (the whole interval is on
        the good side of the limit), "harmed" (on the bad one), "can't tell".

    Raises
    ------
    ColumnError, ChoiceError, InputError
        No limit, or one that is 0: from a limit of 0 on nothing is ever safe.

    Examples
    --------
    >>> from ecomlab import cases
    >>> test = cases.load("dark_background").tables.experiments
    >>> found = guardrails(test, "dark, plain", "light, plain", {"bounced": 0.01})
    >>> found[["metric", "estimate", "limit", "verdict"]].round(3)
        metric  estimate  limit verdict
    0  bounced    -0.148   0.01    safe

    References
    ----------
    Kohavi, Tang and Xu (2020), chapter 7 and 19: non-inferiority of guardrails. Rows C04 and D16.
    """
    if not isinstance(limits, dict) or not limits:
        raise InputError('limits says from which change on it is harm: {"bounced": 0.01}.')
    rows = []
    for metric, limit in limits.items():
        if not check_number(f"limit of {metric}", limit):
            raise InputError(f"The limit of {metric} is 0. Say how much of a change is too much.")
        found = ab_test(experiments, treated, control, metric, arm, confidence=confidence, **how)
        good, bad = sorted(
            ((found.low - limit) * np.sign(limit), (found.high - limit) * np.sign(limit))
        )
        verdict = "safe" if bad < 0 else "harmed" if good > 0 else "can't tell"
        rows.append((metric, *found, limit, verdict))
    names = ["metric", "estimate", "low", "high", "n", "counts", "limit", "verdict"]
    return pd.DataFrame(rows, columns=names)


def false_discoveries(found, rate=0.05, label="metric"):
    """Of many metrics, segments or tests, which may be called found (多重检验)?

    Benjamini and Hochberg: of all that is called found, about ``rate`` is nothing.

    Parameters
    ----------
    found : DataFrame
        ``label``, and ``p_value``; or estimate, low and high (95%), from which it is worked out.
    rate : float
        The share of false discoveries that one puts up with.

    Returns
    -------
    DataFrame
        The rows with p_value, alone (p < rate: how it looks by itself), q_value and found, the
        smallest p-value first.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> twenty = pd.DataFrame({"metric": range(1, 6), "p_value": [.001, .02, .03, .045, .6]})
    >>> false_discoveries(twenty)[["metric", "p_value", "alone", "q_value", "found"]].round(3)
       metric  p_value  alone  q_value  found
    0       1    0.001   True    0.005   True
    1       2    0.020   True    0.050   True
    2       3    0.030   True    0.050   True
    3       4    0.045   True    0.056  False
    4       5    0.600  False    0.600  False

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57.
    """
    from scipy.special import ndtr
    from scipy.stats import false_discovery_control

    check_share("rate", rate)
    if "p_value" in getattr(found, "columns", ()):
        rows = check_table(found, "found", label, "p_value")
        p = rows["p_value"].to_numpy(dtype=float)
    else:
        rows = check_table(found, "found", label, "estimate", "low", "high")
        error = (rows["high"] - rows["low"]) / (2 * normal_quantile())
        if not (error > 0).all():
            raise InputError("Some rows have no interval. Leave them out, and say so.")
        p = 2 * ndtr(-np.abs(rows["estimate"] / error)).to_numpy(dtype=float)
    if not ((p >= 0) & (p <= 1)).all():
        raise InputError("p_value must lie between 0 and 1.")
    q = false_discovery_control(p)
    rows = rows.assign(p_value=p, alone=p < rate, q_value=q, found=q <= rate)
    return rows.sort_values("p_value", kind="stable").reset_index(drop=True)
