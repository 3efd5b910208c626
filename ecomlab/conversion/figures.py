"""Figures of the chapter on conversion: draw what its toolbox computes."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_number, check_positive, check_share
from ecomlab.estimates import detectable, power_of
from ecomlab.numerals import PERCENT, NumberTicks, numeral, typeset


def power_curve(visitors, share, most=None, power=0.8, ax=None):
    """How often does a test of so many visitors find a rise, for rises of every size?

    Parameters
    ----------
    visitors : int
        In each of two arms.
    share : float
        The conversion today.
    most : float, optional
        The largest relative rise drawn: 0.5 for half as much again; one that is surely found if
        not given.
    power : float
        How often a rise shall be found that counts as detectable; the level line.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        A share that isn't between 0 and 1, no visitors, or a rise to above all of them.

    Examples
    --------
    At 5% about 31,218 visitors in each arm find a tenth more, to 5.5%, in four of five tests.

    >>> power_curve(31_218, share=0.05, most=0.3).get_title("left")
    '31,218 visitors in each arm find a rise of 10% in 80% of tests'
    """
    check_number("visitors", visitors, low=1)
    check_share("share", share)
    found = detectable(visitors, share, power) / share - 1
    if not found > 0:
        raise InputError(
            f"{visitors:,} visitors find no rise of {share:.1%} at all. Give more of them."
        )
    most = min(2 * found if most is None else most, 1 / share - 1)
    rises = np.linspace(0, most, 61)
    curve = pd.DataFrame({"rise": rises, "found": [power_of(visitors, share, share * (1 + r))
                                                   for r in rises]})  # fmt: skip
    ax = plots.lines(curve, x="rise", y="found", ax=ax, percent=True)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.axhline(power, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    ax.set(ylim=(0, 1.02), xlim=(0, most))
    much = f"find a rise of {numeral(found, PERCENT, 0 if found >= 0.0995 else 1)}"
    plots.label(
        ax,
        f"{visitors:,} visitors in each arm {much} in {numeral(power, PERCENT)} of tests",
        x=f"relative rise of a conversion of {numeral(share, PERCENT)}",
        y="tests that find it",
        n=2 * visitors,
        counts="visitors in two arms",
    )
    return ax


def rollout(share, found, plans, ax=None):
    """What does a change earn elsewhere, if only a share of its effect is carried over?

    Parameters
    ----------
    share : float
        Of the effect, that the others gain: the chosen one.
    found : Estimate
        The factor that the change brought where it was tried.
    plans : DataFrame
        plan; leaves (yuan that its orders leave in the time counted, without the change); cost.
    ax : Axes, optional

    Returns
    -------
    Axes
        A line for each plan, with the interval's band; marked where it begins to pay.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    A factor of 1.5 adds half of 100,000 yuan; 10,000 yuan are earned from a fifth of it on.

    >>> from ecomlab.estimates import Estimate
    >>> plans = pd.DataFrame({"plan": ["ten pages"], "leaves": [100_000], "cost": [10_000]})
    >>> rollout(0.5, Estimate(1.5, 1.4, 1.6, 60, "days"), plans).get_title("left")
    '50% carried over: ten pages +15 thousand yuan'
    """
    check_share("share", share, ends=True)
    plans = check_table(plans, "plans", "plan", "leaves", "cost")
    curve = pd.concat([_carried(found, *plan) for plan in plans.itertuples(index=False)])
    ax = plots.lines(curve, x="share", y="thousand", by="plan", ax=ax)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1)
    ax.axvline(share, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    said = []
    for plan in plans.itertuples(index=False):
        yuan = _earns(plan.leaves, plan.cost, found.value, share)
        said.append(f"{plan.plan} {yuan / 1000:+,.0f}")
        _mark_turn(ax, _pays_from(found.value, plan.leaves, plan.cost))
    plots.label(
        ax,
        typeset(f"{share:.0%} carried over: {', '.join(said)} thousand yuan"),
        x="share of the effect that is carried over (red: chosen; dots: pays from here on)",
        y="thousand yuan, less the cost",
        n=found,
    )
    return ax


def price_paid(price, found, worth, pieces, what="one", ax=None):
    """Up to which price does a change earn what it costs?

    Parameters
    ----------
    price : float
        Yuan for one piece: the chosen one.
    found : Estimate
        By how much it raises the share of visitors who pay.
    worth : float
        Yuan that all visitors would leave, if one more of each paid.
    pieces : int
        How many must be bought.
    what : str
        One of them: "page".
    ax : Axes, optional

    Returns
    -------
    Axes
        What is earned less the cost, at every price, with the interval's band; marked where the
        estimate earns just the cost.

    Raises
    ------
    InputError

    Examples
    --------
    Half a point of 20 million yuan is 100,000; a hundred pages at 600 yuan cost 60,000.

    >>> from ecomlab.estimates import Estimate
    >>> ax = price_paid(600, Estimate(0.005, 0.002, 0.008, 9000, "visitors"), 2e7, 100, "page")
    >>> ax.get_title("left")
    'At 600 yuan a page: +40 thousand yuan; it pays up to 1,000 yuan'
    """
    check_number("price", price, low=0)
    check_positive("pieces", pieces)
    turn = max(found.value * worth / pieces, 0)
    prices = np.linspace(0, max(2 * turn, 2 * price, 1), 41)
    ends = {"thousand": found.value, "low": found.low, "high": found.high}
    curve = pd.DataFrame({"price": prices} | {name: (rise * worth - pieces * prices) / 1000
                                              for name, rise in ends.items()})  # fmt: skip
    ax = plots.lines(curve, x="price", y="thousand", ax=ax)
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1)
    ax.axvline(price, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    earns = (found.value * worth - pieces * price) / 1000
    upto = f"it pays up to {turn:,.0f} yuan" if turn > 0 else "no price is low enough"
    if turn > 0:
        ax.plot([turn], [0], "o", ms=7, color=plots.COLOURS["ink"], zorder=5)
    plots.label(
        ax,
        typeset(f"At {price:,.0f} yuan a {what}: {earns:+,.0f} thousand yuan; {upto}"),
        x=f"yuan a {what} (red: chosen; dot: earns just its cost)",
        y="thousand yuan, less the cost",
        n=found,
    )
    return ax


def _pays_from(factor, leaves, cost):
    """Which share of an effect must be carried over, so that it earns its cost?

    >>> _pays_from(1.5, leaves=100_000, cost=10_000)
    0.2
    """
    return cost / (leaves * (factor - 1)) if factor > 1 else np.nan


def _carried(found, plan, leaves, cost):
    """A plan's line from nothing carried over to all of it, with the interval's ends."""
    shares = np.linspace(0, 1, 21)
    ends = {"thousand": found.value, "low": found.low, "high": found.high}
    earned = {name: _earns(leaves, cost, factor, shares) / 1000 for name, factor in ends.items()}
    return pd.DataFrame({"plan": plan, "share": shares, **earned})


def _earns(leaves, cost, factor, share):
    return leaves * share * (factor - 1) - cost


def _mark_turn(ax, at):
    """Mark and write where a plan begins to pay, if that is in sight."""
    if 0 < at <= 1:
        ax.plot([at], [0], "o", ms=7, color=plots.COLOURS["ink"], zorder=5)
        ax.annotate(
            numeral(at, PERCENT, 0),
            (at, 0),
            (0, -16),
            textcoords="offset points",
            ha="center",
            color=plots.COLOURS["ink"],
            bbox=plots.BACKING,
        )
