"""Figures of the chapter on conversion: draw what its toolbox computes."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.errors import InputError, check_number, check_share
from ecomlab.estimates import detectable, power_of
from ecomlab.numerals import PERCENT, NumberTicks, numeral


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
