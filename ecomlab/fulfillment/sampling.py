"""Which test does a lot have to pass, and what does the test let through (抽样检验, 接收质量限)?

A plan is (pieces tested, most defects that pass), or of two steps (pieces, most that pass at once,
fewest that fail at once, more pieces, most of both that pass).
"""

from numbers import Real
from typing import NamedTuple

import numpy as np
import pandas as pd

from ecomlab.errors import (
    InputError,
    check_choice,
    check_days,
    check_share,
    check_whole,
)
from ecomlab.fulfillment.suppliers import chance_to_pass

# GB/T 2828.1 and ISO 2859-1: tables 1 (code letters) and 2-A (single plans, normal inspection)
LETTERS = "ABCDEFGHJKLMNPQR"
SAMPLES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000)
LARGEST = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000)
LEVELS = {"I": "AABCCDEFGHJKLMN", "II": "ABCDEFGHJKLMNPQ", "III": "BCDEFGHJKLMNPQR"}
AQLS = (0.065, 0.1, 0.15, 0.25, 0.4, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10.0)  # percent
ZEROS = dict(zip(AQLS, range(10, -2, -1), strict=True))  # place of the letter with Ac 0
ACCEPTS = (0, None, None, 1, 2, 3, 5, 7, 10, 14, 21)  # from that letter on; None: an arrow
LARGEST_SAMPLE = 5000  # of a plan that is looked for


class Plan(NamedTuple):
    """What is tested and what passes; the last three are of plans in two steps."""

    sample: int
    accept: int
    reject: int
    more: int = 0
    accept_both: int = 0


def acceptance_plan(lot, aql=2.5, level="II"):
    """How many pieces of a lot does the standard test, and with how many defects does it pass?

    Single sampling, normal inspection. Tightened and reduced inspection and the rules for changing
    between them are not in it.

    Parameters
    ----------
    lot : int, or array or Series of them
        Pieces in the lot, 2 or more.
    aql : float
        Acceptance quality limit (接收质量限) in percent: 0.065, 0.1, 0.15, 0.25, 0.4, 0.65, 1, 1.5,
        2.5, 4, 6.5 or 10.
    level : str
        General inspection level (检验水平) I, II or III.

    Returns
    -------
    DataFrame, one row per lot
        lot, letter (the plan's, where the table's arrows lead), sample (pieces to test), accept
        (Ac: most defects that pass), reject (Re). A lot not larger than its sample is tested whole.

    Raises
    ------
    InputError, ChoiceError

    Examples
    --------
    >>> acceptance_plan([40, 120, 200, 400, 900], aql=2.5)
       lot letter  sample  accept  reject
    0   40      C       5       0       1
    1  120      F      20       1       2
    2  200      G      32       2       3
    3  400      H      50       3       4
    4  900      J      80       5       6

    References
    ----------
    GB/T 2828.1, ISO 2859-1 (there tables 1 and 2-A). Course map F13.
    """
    check_choice("level", level, list(LEVELS))
    zero = _zero(aql)
    lots = np.atleast_1d(lot).tolist()
    lots = [check_whole("lot", pieces, low=2) for pieces in lots]
    if not lots:
        raise InputError("There is no lot. Give the pieces of one or more.")
    places = [LETTERS.index(LEVELS[level][np.searchsorted(LARGEST, pieces)]) for pieces in lots]
    found = [_follow(place - zero, zero) for place in places]
    return pd.DataFrame(
        {
            "lot": lots,
            "letter": [LETTERS[zero + step] for step in found],
            "sample": [min(SAMPLES[zero + step], n) for step, n in zip(found, lots, strict=True)],
            "accept": [ACCEPTS[step] for step in found],
            "reject": [ACCEPTS[step] + 1 for step in found],
        }
    )


def _zero(aql):
    for limit in AQLS:
        if isinstance(aql, Real) and abs(aql - limit) < 1e-9:
            return ZEROS[limit]
    known = ", ".join(f"{limit:g}" for limit in AQLS)
    raise InputError(f"aql is {aql!r}. It is in percent; choose one of: {known}.")


def _follow(step, zero):
    """Where the arrows of the table lead: to Ac 0, to Ac 1, or to its last column."""
    step = min(max(step, 0), len(ACCEPTS) - 1)
    if ACCEPTS[step] is None:
        step = 0 if step == 1 else 3
    return step if zero + step >= 0 and (step or zero >= 0) else 3


def _as_plan(plan):
    """A plan from two or five numbers, checked.

    >>> _as_plan((32, 2))
    Plan(sample=32, accept=2, reject=3, more=0, accept_both=0)
    """
    try:
        numbers = [check_whole("a number of the plan", x) for x in plan]
    except TypeError:
        numbers = []
    if len(numbers) == 2:
        plan = Plan(*numbers, numbers[1] + 1)
    elif len(numbers) == 5:
        plan = Plan(*numbers)
    else:
        raise InputError(
            f"The plan is {plan!r}. Give (pieces, most defects that pass), or of two steps "
            "(pieces, pass at once, fail at once, more pieces, most of both that pass)."
        )
    if plan.sample < 1 or plan.accept >= plan.sample:
        raise InputError(f"The plan {tuple(plan)} passes any lot. Test more, or accept fewer.")
    if plan.more and not plan.accept < plan.reject - 1 < plan.accept_both + 1:
        raise InputError(
            f"The plan {tuple(plan)} has no second step, or fails at once what may pass in the end."
        )
    return plan


def oc_curve(plan, rates, lot=None):
    """How likely does a lot pass at each defect rate, and how many pieces are tested (OC曲线)?

    Parameters
    ----------
    plan : sequence of int
        (n, Ac), or of two steps (n1, Ac1, Re1, n2, Ac2).
    rates : float or sequence of float
        Share of the lot's pieces that have a defect.
    lot : int, optional
        Pieces in the lot: then nothing is tested twice (hypergeometric), and a rate is rounded to
        whole pieces. Without it the lot is large (binomial).

    Returns
    -------
    DataFrame, one row per rate
        rate, passes (a chance), tested (pieces, in the mean; whoever begins a sample ends it).

    Raises
    ------
    InputError
        With a lot: a plan that tests more than there is.

    Examples
    --------
    >>> oc_curve((32, 2), [0.016, 0.045]).round(3)
        rate  passes  tested
    0  0.016   0.986    32.0
    1  0.045   0.827    32.0

    In two steps: of 20 pieces none or one passes, four fail, else 20 more.

    >>> oc_curve((20, 0, 3, 20, 3), [0.016, 0.045]).round(3)
        rate  passes  tested
    0  0.016   0.994  25.438
    1  0.045   0.881  30.864

    References
    ----------
    Montgomery (2013), Introduction to Statistical Quality Control, sections 15.2 and 15.3.
    """
    plan = _as_plan(plan)
    rates = [check_share("rate", rate, ends=True) for rate in np.atleast_1d(rates).tolist()]
    if lot is not None:
        lot = check_days("lot", lot)
        if plan.sample + plan.more > lot:
            raise InputError(f"The plan tests {plan.sample + plan.more} of {lot} pieces.")
    found = [_of_rate(plan, rate, lot) for rate in rates]
    return pd.DataFrame(found, columns=["passes", "tested"]).assign(rate=rates)[
        ["rate", "passes", "tested"]
    ]


def _of_rate(plan, rate, lot):
    """Chance to pass, and pieces tested in the mean."""
    from scipy.stats import binom, hypergeom  # slow to import

    if lot is None and not plan.more:
        return float(chance_to_pass(rate, plan.sample, plan.accept)), float(plan.sample)
    bad = None if lot is None else round(rate * lot)

    def law(drawn, found_before=0, drawn_before=0):
        if lot is None:
            return binom(drawn, rate)
        return hypergeom(lot - drawn_before, bad - found_before, drawn)

    first = law(plan.sample)
    passes = first.cdf(plan.accept)
    if not plan.more:
        return float(passes), float(plan.sample)
    open_ = 0.0
    for found in range(plan.accept + 1, plan.reject):
        if bad is not None and found > bad:
            break
        chance = first.pmf(found)
        second = law(plan.more, found, plan.sample)
        passes += chance * second.cdf(plan.accept_both - found)
        open_ += chance
    return float(passes), float(plan.sample + open_ * plan.more)


def both_risks(plan, good, bad, lot=None):
    """How often does a plan send back a good lot, and let a bad one pass (两类风险)?

    Parameters
    ----------
    plan, lot
        As in `oc_curve`.
    good, bad : float
        Defect rates: of a lot that should pass, and of one that shouldn't.

    Returns
    -------
    DataFrame, one row
        producer (the good lot goes back; 生产方风险), consumer (the bad one passes; 使用方风险),
        tested_good, tested_bad (pieces, in the mean).

    Raises
    ------
    InputError
        The good rate isn't below the bad one.

    Examples
    --------
    >>> both_risks((50, 3), good=0.01, bad=0.10).round(3)
       producer  consumer  tested_good  tested_bad
    0     0.002      0.25         50.0        50.0

    References
    ----------
    Montgomery (2013), section 15.2. Course map F13.
    """
    _check_rates(good, bad)
    passes, tested = oc_curve(plan, [good, bad], lot)[["passes", "tested"]].to_numpy().T
    return pd.DataFrame(
        {"producer": [1 - passes[0]], "consumer": passes[1:], "tested_good": tested[:1],
         "tested_bad": tested[1:]}
    )  # fmt: skip


def _check_rates(good, bad):
    for name, rate in (("good", good), ("bad", bad)):
        check_share(name, rate)
    if good >= bad:
        raise InputError(f"good is {good}, bad is {bad}. A good lot has fewer defects than a bad.")


def smallest_plan(good, bad, producer=0.05, consumer=0.10, lot=None):
    """Which is the smallest test that keeps both risks?

    Parameters
    ----------
    good, bad : float
        Defect rates of a lot that should pass, and of one that shouldn't.
    producer, consumer : float
        The largest chance that the good one fails, and that the bad one passes.
    lot : int, optional
        Pieces in the lot (hypergeometric). Without it the lot is large (binomial).

    Returns
    -------
    Plan
        In one step.

    Raises
    ------
    InputError
        It would need more than 5,000 pieces, or a lot in which the two rates are the same number of
        pieces.

    Examples
    --------
    >>> smallest_plan(good=0.016, bad=0.045)
    Plan(sample=287, accept=8, reject=9, more=0, accept_both=0)
    >>> smallest_plan(good=0.016, bad=0.045, lot=200)
    Plan(sample=119, accept=3, reject=4, more=0, accept_both=0)

    References
    ----------
    Guenther (1969), Journal of Quality Technology 1.
    """
    _check_rates(good, bad)
    producer, consumer = check_share("producer", producer), check_share("consumer", consumer)
    most = LARGEST_SAMPLE if lot is None else check_days("lot", lot)
    accept = 0
    for n in range(1, most + 1):
        while accept < n and 1 - _passes(good, n, accept, lot) > producer:
            accept += 1
        if accept < n and _passes(bad, n, accept, lot) <= consumer:
            return Plan(n, accept, accept + 1)
    if lot is not None:
        raise InputError(
            f"In a lot of {lot} no sample keeps both risks: {good:.1%} and {bad:.1%} of it are "
            f"{round(good * lot)} and {round(bad * lot)} pieces. Take rates farther apart."
        )
    raise InputError(
        f"Telling {bad:.1%} from {good:.1%} needs more than {LARGEST_SAMPLE:,} pieces a lot. Test "
        "many lots together instead (p_chart), or allow larger risks."
    )


def _passes(rate, n, accept, lot):
    from scipy.stats import hypergeom  # slow to import

    if lot is None:
        return chance_to_pass(rate, n, accept)
    return hypergeom.cdf(accept, lot, round(rate * lot), n)
