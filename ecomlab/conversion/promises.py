"""What does a promise bring and cost? After-sales service (售后): policy, time of each step."""

import math
from collections.abc import Mapping

import pandas as pd

from ecomlab import estimates
from ecomlab.checks import check_flags, check_numbers, check_table, check_times
from ecomlab.conversion.experiments import ab_test
from ecomlab.errors import InputError, check_choice, check_number, check_share

HOUR = pd.Timedelta(hours=1)
STAGES = ("requested_at", "pickup_at", "inspected_at")
STEPS = {  # of a return: 申请 → 审核 → 退款
    "asked to picked up": ("requested_at", "pickup_at"),
    "picked up to looked at": ("pickup_at", "inspected_at"),
    "asked to looked at": ("requested_at", "inspected_at"),
}


def policy_effect(experiments, treated, control, arm="arm", cluster=None, counts=None, row="visit"):
    """What did a promise do, dealt by lot: conversion, returns, and what is left?

    A promise (7天无理由, 运费险) wins orders and wins returns. Only the last row adds both up.

    Parameters
    ----------
    experiments : DataFrame
        One row per visitor or visit: ``arm``, converted and returned (flags), left (yuan that the
        order left after goods, fees, parcel and returns; 0 without one).
    treated, control : str
        Arms: with the promise, without it.
    arm : str
    cluster : str, optional
        Column of what the lot dealt, where a row is less than that (visits of a visitor).
    counts : str, optional
        What n counts.
    row : str
        What a row is, for the names of the measures: "visit" or "visitor".

    Returns
    -------
    DataFrame
        measure, treated, control, estimate (treated less control), low, high, n, counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A return without an order, or money without one.

    Examples
    --------
    >>> test = pd.DataFrame({"arm": ["with"] * 4 + ["without"] * 4,
    ...     "converted": [True, True, True, False, True, True, False, False],
    ...     "returned": [True, False, False, False, False, False, False, False],
    ...     "left": [-15.0, 40, 40, 0, 40, 40, 0, 0]})
    >>> policy_effect(test, "with", "without")[["measure", "treated", "control"]].round(2)
                measure  treated  control
    0  orders per visit     0.75      0.5
    1     kept of these     0.67      1.0
    2    kept per visit     0.50      0.5
    3    left per visit    16.25     20.0

    References
    ----------
    Row C30. Janakiraman, Syrdal and Freling (2016), Journal of Retailing 92, 226-235.
    """
    names = [arm, "converted", "returned", "left", *([] if cluster is None else [cluster])]
    rows = check_table(experiments, "experiments", *names)
    rows = check_flags(rows, "experiments", "converted", "returned")
    if rows["left"].dtype.kind not in "iuf":
        raise InputError(
            f"left of experiments holds {rows['left'].iloc[0]!r}. Give yuan as numbers."
        )
    rows = rows.assign(**{x: rows[x].astype(bool) for x in ("converted", "returned")})
    if wrong := int((rows["returned"] & ~rows["converted"]).sum()):
        raise InputError(f"{wrong} rows are returned, but not converted. A return needs an order.")
    if wrong := int((~rows["converted"] & (rows["left"] != 0)).sum()):
        raise InputError(f"{wrong} rows without an order have money left. Give 0 there.")
    rows["kept"] = rows["converted"] & ~rows["returned"]
    asked = {
        f"orders per {row}": ("converted", None), "kept of these": ("kept", "converted"),
        f"kept per {row}": ("kept", None), f"left per {row}": ("left", None),
    }  # fmt: skip
    how = {"arm": arm, "cluster": cluster, "counts": counts or cluster or f"{row}s"}
    made = []
    for name, (metric, below) in asked.items():
        found = ab_test(rows, treated, control, metric, below=below, **how)
        sides = [_level(rows[rows[arm] == side], metric, below) for side in (treated, control)]
        made.append((name, *sides, *found))
    columns = ["measure", "treated", "control", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(made, columns=columns)


def _level(rows, metric, below):
    """The metric of one arm."""
    under = len(rows) if below is None else rows[below].sum()
    return rows[metric].sum() / under if under else math.nan


def left_of_order(margin, returned, back):
    """What an order leaves on average, if this share comes back.

    Parameters
    ----------
    margin : float
        Yuan that a kept order leaves.
    returned : float
        Share sent back.
    back : float
        Yuan that a return costs.

    Returns
    -------
    float
        (1 − returned) × margin − returned × back.

    Raises
    ------
    InputError

    Examples
    --------
    >>> left_of_order(60, 0.10, 20), round(left_of_order(60, 0.55, 20), 2)
    (52.0, 16.0)
    """
    check_number("margin", margin)
    check_number("back", back, low=0)
    check_share("returned", returned, ends=True)
    return float((1 - returned) * margin - returned * back)


def needed_lift(margin, returned, extra, back, cost=0.0, back_with=None):
    """By which share must orders rise, so that a promise which brings more returns pays?

    Parameters
    ----------
    margin, returned, back
        As in `left_of_order`, without the promise.
    extra : float
        How much more of the orders comes back with it, as a share: 0.02 from 10% to 12%.
    cost : float
        Yuan that the promise costs on each order, such as the insurance.
    back_with : float, optional
        Yuan that a return costs with the promise, if that changes: who pays the way back pays it on
        *every* return, not only on the further ones. By default as ``back``.

    Returns
    -------
    float
        0.05: five per cent more orders. Infinite where an order with the promise leaves nothing.

    Raises
    ------
    InputError
        An order leaves nothing without the promise either.

    Examples
    --------
    Two points more come back: in a trade with few returns, and in one with many.

    >>> round(needed_lift(60, 0.10, 0.02, 20), 3), round(needed_lift(60, 0.55, 0.02, 20), 3)
    (0.032, 0.111)

    And the shop now pays the way of every return, 8 yuan:

    >>> round(needed_lift(60, 0.10, 0.02, 12, back_with=20), 3)
    0.048
    >>> round(needed_lift(60, 0.55, 0.02, 12, back_with=20), 3)
    0.417

    References
    ----------
    Rows C30 and E10.
    """
    check_number("extra", extra)
    check_number("cost", cost, low=0)
    before = left_of_order(margin, returned, back)
    if before <= 0:
        raise InputError(
            f"An order leaves {before:g} yuan without the promise. More orders only lose more: "
            "mend returns or price first."
        )
    after = left_of_order(margin, returned + extra, back if back_with is None else back_with) - cost
    return before / after - 1 if after > 0 else math.inf


def aftersale_cycle(returns, promised=None):
    """How long does each step of a return take (售后流程: 申请→审核→退款/换货→完成)?

    Parameters
    ----------
    returns : DataFrame
        requested_at, pickup_at, inspected_at (missing: not yet, or never).
    promised : mapping of str to float, optional
        Hours promised for a step: {"asked to picked up": 24}.

    Returns
    -------
    DataFrame
        step, estimate (median hours), low, high, slowest (nine of ten are faster), within (share
        in the promised hours; a step that isn't done counts as late
        if its hours were over at the last time in the table), n (steps
        done), open (not done), counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A step that ends before it begins.

    Examples
    --------
    >>> asked = pd.Timestamp("2025-06-01")
    >>> returns = pd.DataFrame({"requested_at": [asked] * 3,
    ...     "pickup_at": [asked + 20 * HOUR, asked + 30 * HOUR, pd.NaT],
    ...     "inspected_at": [asked + 60 * HOUR, pd.NaT, pd.NaT]})
    >>> found = aftersale_cycle(returns, {"asked to picked up": 24}).round(2)
    >>> found[["step", "estimate", "within", "open"]]
                         step  estimate  within  open
    0      asked to picked up      25.0    0.33     1
    1  picked up to looked at      40.0     NaN     1
    2      asked to looked at      60.0     NaN     2

    References
    ----------
    Row C30, template L26.
    """
    returns = check_table(returns, "returns", STAGES[0], gaps=STAGES[1:])
    check_times(returns, "returns", *STAGES)
    if promised is not None and not isinstance(promised, Mapping):
        raise InputError(
            f'promised is {promised!r}. Give hours by step: {{"{next(iter(STEPS))}": 24}}.'
        )
    promised = dict(promised or {})
    for step, hours in promised.items():
        check_choice("step", step, list(STEPS))
        check_numbers(pd.DataFrame({"hours": [hours]}), "promised", "hours")
    last = max(returns[name].max() for name in STAGES if returns[name].notna().any())
    made = []
    for step, (start, end) in STEPS.items():
        begun = returns[start].notna()
        hours = ((returns[end] - returns[start]) / HOUR)[begun]
        if (hours < 0).any():
            raise InputError(f"{(hours < 0).sum()} returns have {end} before {start}.")
        done = hours.dropna()
        if not len(done):
            raise InputError(f"No return has {start} and {end}.")
        found = estimates.quantile(done, counts="returns")
        within = math.nan
        if step in promised:
            waits = ((last - returns[start]) / HOUR)[begun][hours.isna()]
            late = (waits > promised[step]).sum()
            within = (done <= promised[step]).sum() / (len(done) + late)
        made.append((step, *found[:3], done.quantile(0.9), within, len(done),
                     int(hours.isna().sum()), "returns"))  # fmt: skip
    names = ["step", "estimate", "low", "high", "slowest", "within", "n", "open", "counts"]
    return pd.DataFrame(made, columns=names)
