"""Is this lot worse, or is it luck? Control charts of a supplier's tests (控制图).

``p_chart`` and ``np_chart`` count pieces that have a defect; ``c_chart`` and ``u_chart`` count
faults, of which a piece or a lot may have several.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_name, check_numbers, check_table, check_times
from ecomlab.errors import (
    ColumnError,
    InputError,
    check_choice,
    check_number,
    check_positive,
    check_share,
)
from ecomlab.estimates import beta_binomial, change_of_share, share
from ecomlab.tables import calendar_days

PERIODS = {"lot": None, "week": "W", "month": "M", "quarter": "Q"}
CLOSE = 1e-9  # a value on the limit is no alarm


def lots_tested(inbound, supplier, every="lot"):
    """A supplier's tests in order of time: pieces tested, and those with a defect.

    Parameters
    ----------
    inbound : DataFrame
        supplier, received_at, sample_n, sample_defects. Lots that haven't come yet have no test and
        are not in the table.
    supplier : str
    every : str
        A row for each "lot", or for all lots of a "week", "month" or "quarter".

    Returns
    -------
    DataFrame
        received_at (of a period: its first day), lots, tested, defects. A period without a lot has
        no row.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> lots = cases.load("defect_rate").tables.inbound
    >>> lots_tested(lots, "Shunde", every="quarter")[["lots", "tested", "defects"]]
       lots  tested  defects
    0    13    2600      156
    1    13    2600      106
    2    13    1300       14
    3    13    1300       14
    """
    names = ["sample_n", "sample_defects"]
    inbound = check_table(inbound, "inbound", "supplier", gaps=["received_at", *names])
    check_name(inbound, "supplier", supplier)
    check_choice("every", every, list(PERIODS))
    check_times(inbound, "inbound", "received_at")
    check_numbers(inbound, "inbound", *names)
    mine = inbound[(inbound["supplier"] == supplier) & inbound["received_at"].notna()]
    if mine[names].isna().any(axis=None):
        raise InputError(
            "A lot that came has no test. Fill sample_n and sample_defects, or drop it."
        )
    if (mine["sample_defects"] > mine["sample_n"]).any():
        raise InputError("A lot has more sample_defects than sample_n: mend it.")
    mine = mine.sort_values("received_at", kind="stable")
    day = calendar_days(mine["received_at"])
    if every == "lot":
        key = np.arange(len(mine))
    else:
        day = day.dt.to_period(PERIODS[every]).dt.start_time
        key = day.to_numpy()
    table = pd.DataFrame(
        {
            "received_at": day,
            "lots": 1,
            "tested": mine["sample_n"],
            "defects": mine["sample_defects"],
        }
    )
    rules = {"received_at": "first", "lots": "sum", "tested": "sum", "defects": "sum"}
    return (
        table.astype({"tested": "int64", "defects": "int64"})
        .groupby(key)
        .agg(rules)
        .reset_index(drop=True)
    )


def p_chart(table, count="defects", n="tested", base=None, centre=None, width=3, weight=None):
    """Which entries of a share lie beyond what luck does, when n differs (p控制图)?

    Parameters
    ----------
    table : DataFrame, one row per lot or period, in order of time
        The columns ``count`` and ``n``; all others are kept.
    count, n : str
        Columns: pieces with a defect, and pieces tested.
    base : int or date, optional
        The rows that say what is usual: the first so many, or those before a day (column
        received_at). Default: all rows, for a look back.
    centre : float, optional
        The usual share, where it is known or agreed. Then no base is needed.
    width : float
        Limits lie so many standard deviations from the centre. 3 is the custom.
    weight : float, optional
        How alike the lots are, as `estimates.beta_of_shares` gives it: a small weight means that
        good and bad lots come in turn, and makes the limits wider (between-lot variation).

    Returns
    -------
    DataFrame
        The table, and: value (count ÷ n), centre, low, high, alarm (value beyond a limit), worse
        (above the upper one), above (how many in a row lie above the centre), false_alarm (chance
        that such an entry is beyond a limit by luck alone, counted exactly).

    Raises
    ------
    ColumnError, InputError
        No row in the base; a count above its n, or no whole number; a centre of 0.

    Examples
    --------
    Thirty samples of 50 cans, 347 of them with a fault: the centre is 0.2313, limits 0.0524 and
    0.4102.

    >>> chart = p_chart(pd.DataFrame({"defects": [12, 22], "tested": 50}), centre=347 / 1500)
    >>> chart[["value", "low", "high", "alarm", "false_alarm"]].round(4)
       value     low    high  alarm  false_alarm
    0   0.24  0.0524  0.4102  False       0.0026
    1   0.44  0.0524  0.4102   True       0.0026

    References
    ----------
    Montgomery (2013), Introduction to Statistical Quality Control, section 7.2; the weight: Laney
    (2002), Quality Engineering 14. Course map F12.
    """
    return _chart(table, count, n, base, centre, width, weight, of="pieces")


def np_chart(table, count="defects", n="tested", base=None, centre=None, width=3):
    """The same in pieces, where every entry has the same n (np控制图).

    Parameters
    ----------
    table, count, n, base, centre, width
        As in `p_chart`; the centre is a share.

    Returns
    -------
    DataFrame
        As `p_chart`; value, centre, low and high are pieces.

    Raises
    ------
    ColumnError, InputError
        n differs from row to row.

    Examples
    --------
    >>> chart = np_chart(pd.DataFrame({"defects": [12, 22], "tested": 50}), centre=347 / 1500)
    >>> chart[["value", "centre", "high", "alarm"]].round(2)
       value  centre   high  alarm
    0     12   11.57  20.51  False
    1     22   11.57  20.51   True
    """
    chart = _chart(table, count, n, base, centre, width, None, of="pieces")
    if chart[n].nunique() > 1:
        raise InputError(
            f"{n} goes from {chart[n].min()} to {chart[n].max()}: pieces can't be compared. Take "
            "p_chart."
        )
    scaled = {name: chart[name] * chart[n] for name in ("centre", "low", "high")}
    chart = chart.assign(value=chart[count], **scaled)
    chart.attrs["in_pieces"] = True
    return chart


def c_chart(table, count="faults", base=None, centre=None, width=3):
    """Which entries have more faults than luck makes, each of the same amount (c控制图)?

    Parameters
    ----------
    table : DataFrame, one row per lot or period
    count : str
        Column: faults, each counted; a piece may have several.
    base, width
        As in `p_chart`.
    centre : float, optional
        Faults of an entry, in the mean.

    Returns
    -------
    DataFrame
        As `p_chart`; value is the number of faults.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    516 faults in 26 samples of 100 boards: 19.85 a sample, limits 6.48 and 33.22.

    >>> chart = c_chart(pd.DataFrame({"faults": [21, 39]}), centre=516 / 26)
    >>> chart[["low", "high", "alarm"]].round(2)
        low   high  alarm
    0  6.48  33.21  False
    1  6.48  33.21   True

    References
    ----------
    Montgomery (2013), section 7.3.
    """
    one = "_one"
    table = check_table(table, "table", count)
    chart = _chart(table.assign(**{one: 1}), count, one, base, centre, width, None, of="faults")
    return chart.drop(columns=one)


def u_chart(table, count="faults", n="units", base=None, centre=None, width=3):
    """Which entries have more faults a unit than luck makes, when the amount differs (u控制图)?

    Parameters
    ----------
    table : DataFrame, one row per lot or period
    count, n : str
        Columns: faults, and units looked at (pieces, parcels, hundreds of pieces …).
    base, width
        As in `p_chart`.
    centre : float, optional
        Faults a unit, in the mean.

    Returns
    -------
    DataFrame
        As `p_chart`; value is faults ÷ units.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    74 errors in 20 weeks of 50 shipments: 0.074 a shipment, the upper limit is 0.1894.

    >>> chart = u_chart(pd.DataFrame({"faults": [2, 10], "units": 50}), centre=0.074)
    >>> chart["high"].round(4).tolist()
    [0.1894, 0.1894]

    References
    ----------
    Montgomery (2013), section 7.3.
    """
    return _chart(table, count, n, base, centre, width, None, of="faults")


def _chart(table, count, n, base, centre, width, weight, of):
    table = check_table(table, "table", count, n).reset_index(drop=True)
    check_numbers(table, "table", count, n)
    yes, all_ = table[count].to_numpy(float), table[n].to_numpy(float)
    if (all_ <= 0).any() or (yes < 0).any() or (of == "pieces" and (yes > all_).any()):
        raise InputError(f"Each {n} is above 0, each {count} lies between 0 and its {n}.")
    if of == "pieces" and ((yes % 1 != 0) | (all_ % 1 != 0)).any():
        raise InputError(f"{count} and {n} are counts: whole numbers, and no shares.")
    centre = _centre(table, yes, all_, base, centre, of)
    width = check_positive("width", width)
    spread = np.sqrt(_variance(centre, all_, weight, of))
    low, high = np.maximum(centre - width * spread, 0), centre + width * spread
    if of == "pieces":
        high = np.minimum(high, 1)
    value = yes / all_
    side = value > centre
    runs = side.astype(int)
    for place in range(1, len(runs)):
        runs[place] = (runs[place - 1] + 1) * side[place]
    chart = table.assign(value=value, centre=centre, low=low, high=high)
    beyond = (value < low - CLOSE), (value > high + CLOSE)
    chart = chart.assign(alarm=beyond[0] | beyond[1], worse=beyond[1], above=runs)
    chart.attrs |= {"count": count, "n": n, "of": of, "weight": weight}
    return chart.assign(false_alarm=_beyond(chart, all_, centre, weight, of))


def _centre(table, yes, all_, base, centre, of):
    if centre is not None:
        if base is not None:
            raise InputError("Give base or centre, not both: each of them says what is usual.")
        check = check_share if of == "pieces" else check_positive
        return check("centre", centre)
    if base is None:
        rows = np.ones(len(table), bool)
    elif isinstance(base, int | np.integer) and not isinstance(base, bool):
        if base > len(table):
            raise InputError(f"base is {base}, the table has {len(table)} rows. Choose fewer.")
        rows = np.arange(len(table)) < base
    else:
        if "received_at" not in table:
            raise ColumnError("received_at", list(table.columns), "table")
        rows = (table["received_at"] < check_moment(table["received_at"], base, "base")).to_numpy()
    if not rows.any():
        raise InputError(f"No row lies in the base {base!r}. Choose a later day or more rows.")
    usual = yes[rows].sum() / all_[rows].sum()
    if usual <= 0 or (of == "pieces" and usual >= 1):
        raise InputError(
            f"In the base the usual share is {usual:g}: it has no limits. Give centre=, the rate "
            "agreed with the supplier, or a longer base."
        )
    return float(usual)


def _variance(centre, all_, weight, of):
    if of == "faults":
        return centre / all_
    alone = centre * (1 - centre) / all_
    return (
        alone
        if weight is None
        else alone * (1 + (all_ - 1) / (1 + check_positive("weight", weight)))
    )


def _beyond(chart, all_, rate, weight, of):
    """How likely is each entry beyond a limit at this rate? Exactly, by counting."""
    from scipy.stats import binom, poisson  # slow to import

    most = np.floor(chart["high"].to_numpy() * all_ + CLOSE)  # largest count that is no alarm
    least = np.ceil(chart["low"].to_numpy() * all_ - CLOSE)
    if of == "faults":
        return poisson.sf(most, rate * all_) + poisson.cdf(least - 1, rate * all_)
    if weight is None:
        return binom.sf(most, all_, rate) + binom.cdf(least - 1, all_, rate)
    alike = {}
    for n, a, b in set(zip(all_, least, most, strict=True)):
        alike[n, a, b] = beta_binomial(int(n), rate, weight)[int(a) : int(b) + 1].sum()
    inside = [alike[key] for key in zip(all_, least, most, strict=True)]
    return np.clip(1 - np.array(inside), 0, 1)


def alarm_chance(chart, rate, weight=None):
    """If the true rate is another one, how likely does each entry, and any until it, alarm?

    Parameters
    ----------
    chart : DataFrame
        Of `p_chart`, `np_chart`, `c_chart` or `u_chart`: its limits are kept.
    rate : float
        The true share (or faults a unit).
    weight : float, optional
        How alike the lots truly are. Default: as the chart has it.

    Returns
    -------
    DataFrame
        The chart, and: chance (that this entry is beyond a limit), by_then (that at least one is,
        from the first row to this one; lots independent).

    Raises
    ------
    InputError
        The frame comes from none of the four.

    Examples
    --------
    With 20 pieces a lot a defect rate that triples is seen late.

    >>> chart = p_chart(pd.DataFrame({"defects": 0, "tested": [20] * 8}), centre=0.015)
    >>> found = alarm_chance(chart, 0.045).iloc[[0, 7]]
    >>> found[["high", "false_alarm", "chance", "by_then"]].round(3)
        high  false_alarm  chance  by_then
    0  0.097        0.036   0.227    0.227
    7  0.097        0.036   0.227    0.872
    """
    facts = chart.attrs
    if not {"count", "n", "of", "weight"} <= set(facts):
        raise InputError("The chart comes from no chart's function. Make it by p_chart, for one.")
    check_table(chart, "chart", "low", "high")
    if facts["of"] == "pieces":
        check_share("rate", rate, ends=True)
    else:
        check_number("rate", rate, low=0)
    units = chart[facts["n"]] if facts["n"] in chart else pd.Series(1, index=chart.index)
    limits = chart
    if facts.get("in_pieces"):
        limits = chart.assign(high=chart["high"] / units, low=chart["low"] / units)
    weight = facts["weight"] if weight is None else weight
    if facts["of"] == "pieces" and rate in (0, 1):
        weight = None
    chance = _beyond(limits, units.to_numpy(float), rate, weight, facts["of"])
    return chart.assign(chance=chance, by_then=1 - np.cumprod(1 - chance))


def shift_date(tests, confidence=0.95):
    """Since when has the share of defects been another one, and what was it before and after?

    It supposes that there was one change, and that the pieces of a lot don't share its luck. At 95%
    the set of days held the true one in 90% of 1,500 drawn suppliers, in 86% where lots differed by
    half. The rate since is a little too high: the day is chosen because it looks so from there on.

    Parameters
    ----------
    tests : DataFrame
        Of `lots_tested`, two rows or more: received_at, tested, defects.
    confidence : float

    Returns
    -------
    DataFrame, two rows
        half (before or since), first (its first entry's day), first_low, first_high (days that
        can't be refused), estimate, low, high (share of defects), n, counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> tests = pd.DataFrame({"received_at": pd.date_range("2025-02-01", periods=6, freq="7D"),
    ...                       "tested": 100, "defects": [1, 2, 1, 6, 5, 7]})
    >>> shift_date(tests)[["half", "first", "first_low", "first_high", "estimate"]]
         half      first  first_low first_high  estimate
    0  before 2025-02-01        NaT        NaT  0.013333
    1   since 2025-02-22 2025-02-22 2025-02-22  0.060000

    References
    ----------
    Siegmund (1988), International Statistical Review 56. Course map F12.
    """
    tests = check_table(tests, "tests", "received_at", "tested", "defects").reset_index(drop=True)
    check_numbers(tests, "tests", "tested", "defects")
    check_times(tests, "tests", "received_at")
    if not tests["received_at"].is_monotonic_increasing:
        raise InputError("The tests are not in order of time. Sort them by received_at.")
    at = change_of_share(tests["defects"], tests["tested"], confidence)
    day = tests["received_at"]
    halves = {"before": tests.iloc[: at.value], "since": tests.iloc[at.value :]}
    found = [share(half["defects"].sum(), half["tested"].sum(), "pieces", confidence)
             for half in halves.values()]  # fmt: skip
    table = pd.DataFrame(found).rename(columns={"value": "estimate"})
    days = {
        "half": list(halves),
        "first": [day.iloc[0], day.iloc[at.value]],
        "first_low": [pd.NaT, day.iloc[at.low]],
        "first_high": [pd.NaT, day.iloc[at.high]],
    }
    return pd.concat([pd.DataFrame(days), table], axis=1)
