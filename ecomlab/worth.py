"""What is an effect worth, and where does the decision turn? Gain per piece × pieces − price."""

import math

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.errors import InputError, check_positive
from ecomlab.numerals import numeral, typeset


def turning_point(gain, price):
    """At how many pieces does what they bring earn the price: gain × pieces = price?

    Parameters
    ----------
    gain : Estimate
        What each piece brings.
    price : float
        What is paid whatever the pieces are.

    Returns
    -------
    tuple of float
        By the estimate, by the high end of its interval, by the low end; infinite where nothing
        is gained.

    Examples
    --------
    >>> from ecomlab.estimates import Estimate
    >>> turning_point(Estimate(0.05, 0.04, 0.1, 60, "days"), price=0.4)
    (8.0, 4.0, 10.0)
    """
    check_positive("price", price)
    return tuple(price / x if x > 0 else math.inf for x in (gain.estimate, gain.high, gain.low))


def worth_line(gain, price, most, stands, what, unit, x, y, ax=None):
    """What a measure leaves, for every number of pieces that it can act on; red: where it turns.

    Parameters
    ----------
    gain : Estimate
        What each piece brings.
    price : float
        What is paid whatever the pieces are.
    most : float
        The right end of the axis.
    stands : mapping of str to float
        Where shops stand on it, by name: a grey line each.
    what, unit : str
        For the title: "better bags", "yuan". The unit of the axis.
    x, y : str
        The names of the axes.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        The gain has no interval, or the axis has no length.

    Examples
    --------
    >>> from ecomlab.estimates import Estimate
    >>> rise = Estimate(0.05, 0.04, 0.1, 60, "days")
    >>> ax = worth_line(rise, 0.4, 25, {"this shop": 20}, "better bags", "yuan", "yuan", "left")
    >>> ax.get_title("left")
    'At a price of 0.4 yuan better bags pay from 8 yuan on (4 to 10)'
    """
    check_positive("most", most)
    if not (math.isfinite(gain.low) and math.isfinite(gain.high)):
        raise InputError("The gain has no interval. Give an estimate that has one.")
    pieces = np.linspace(0, most, 60)
    ends = {"left": gain.estimate, "low": gain.low, "high": gain.high}
    line = pd.DataFrame({name: pieces * each - price for name, each in ends.items()})
    ax = plots.lines(line.assign(pieces=pieces), x="pieces", y="left", ax=ax)
    ax.axhline(0, color=plots.COLOURS["grey"], lw=1, zorder=0)
    for name, place in stands.items():
        ax.axvline(place, color=plots.COLOURS["grey"], lw=1.5, ls=":", zorder=0.5)
        ax.annotate(name, (place, 1), (-4, -4), xycoords=("data", "axes fraction"),
                    textcoords="offset points", ha="right", va="top", rotation=90,
                    color=plots.COLOURS["grey"], bbox=plots.BACKING)  # fmt: skip
    turns, first, last = turning_point(gain, price)
    if turns <= most:
        ax.plot([turns], [0], "o", ms=9, color=plots.COLOURS["vermilion"], label="turns here")
    start = f"At a price of {numeral(price)} yuan {what} "
    if math.isinf(turns):
        finding = "don't pay anywhere, by the estimate"
    else:
        low, high = (_end(place, most) for place in (first, last))
        finding = f"pay from {numeral(turns, significant=2)} {unit} on ({low} to {high})"
    plots.label(ax, typeset(start + finding), x=x, y=y, n=gain)
    return ax


def _end(place, most):
    """An end of where it turns, in words where it lies far outside."""
    return "never" if math.isinf(place) else numeral(place, significant=2)
