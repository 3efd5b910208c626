"""Which message works for whom: copy × offer, by lot, beside people who got none (短信测试).

Course map T21. The reading is that of every test of several changes: `experiments.factorial`.
"""

import pandas as pd

from ecomlab.checks import check_name, check_table
from ecomlab.conversion.experiments import factorial, factorial_effect
from ecomlab.errors import InputError
from ecomlab.estimates import contrast


def sms_factorial(touches, design, by=None, metric="ordered", arm="arm", control="holdout"):
    """What does writing add, and what do its copy (文案) and its offer (利益点), group by group?

    Parameters
    ----------
    touches : DataFrame, one row per person
        ``arm``, dealt by lot within each group, and ``metric``.
    design : mapping of arm to mapping of factor to bool
        As in `experiments.factorial`: one arm for each combination; the control isn't in it.
    by : str, optional
        Column of the group (新客, 老客 …). Each is read alone.
    metric : str
        A flag (ordered) or an amount (profit, yuan a person).
    arm, control : str

    Returns
    -------
    DataFrame, one row per group and effect
        group ("all" without ``by``), effect ("any message": the arms' mean less the control; the
        factors; their interactions), estimate (share, or yuan), low, high, n, counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> has = {"plain": (False, False), "story": (True, False), "coupon": (False, True),
    ...        "both": (True, True)}
    >>> arms = {arm: {"story": story, "coupon": coupon} for arm, (story, coupon) in has.items()}
    >>> yes = {"holdout": 20, "plain": 24, "story": 26, "coupon": 40, "both": 42}
    >>> touches = pd.DataFrame([(arm, at < n) for arm, n in yes.items() for at in range(1000)],
    ...                        columns=["arm", "ordered"])
    >>> sms_factorial(touches, arms)[["effect", "estimate", "low", "high"]].round(3)
               effect  estimate    low   high
    0     any message     0.013  0.001  0.023
    1           story     0.002 -0.009  0.013
    2          coupon     0.016  0.005  0.027
    3  story × coupon     0.000 -0.023  0.023

    References
    ----------
    Box, Hunter and Hunter (2005), Statistics for Experimenters, chapter 5.
    """
    touches = check_table(touches, "touches", arm, metric, *([by] if by else []))
    check_name(touches, arm, control, "control")
    if control in design:
        raise InputError(
            f"{control!r} is the control: it has no message, so it isn't in the design."
        )
    parts = []
    for group, mine in touches.groupby(by, observed=True) if by else [("all", touches)]:
        weights = {control: -1.0} | {name: 1 / len(design) for name in design}
        whole = _of_any(mine, weights, metric, arm)
        effects = factorial(mine, design, metric, arm, counts="people")
        first = pd.DataFrame([("any message", *whole)], columns=effects.columns)
        parts.append(pd.concat([first, effects], ignore_index=True).assign(group=group))
    table = pd.concat(parts, ignore_index=True)
    return table[["group", *table.columns.drop("group")]]


def _of_any(touches, weights, metric, arm):
    """The mean of the arms less the control: of shares, or of amounts."""
    values = touches[metric]
    if pd.api.types.is_bool_dtype(values):
        return factorial_effect(touches, weights, metric, arm)._replace(counts="people")
    groups = [values[touches[arm] == name].to_numpy(float) for name in weights]
    return contrast(groups, list(weights.values()), "people")
