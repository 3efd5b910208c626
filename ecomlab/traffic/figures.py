"""Figures of the chapter on traffic: draw what its toolbox computes."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import check_share
from ecomlab.numerals import PERCENT, NumberTicks, numeral


def left_by_margin(found, margin, what="a yuan of ads", ax=None):
    """What a yuan of ads leaves at every contribution margin, and at the chosen one.

    Of the revenue that a yuan of ads adds, the margin stays; the yuan itself is spent. A dot marks
    the margin from which on something is left.

    Parameters
    ----------
    found : Estimate
        Revenue that a yuan of ads adds (iROAS), with its interval.
    margin : float
        The contribution margin that is chosen, share of revenue.
    what : str
        Which yuan it is, in the title.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        A margin that isn't between 0 and 1.

    Examples
    --------
    >>> from ecomlab.estimates import Estimate
    >>> left_by_margin(Estimate(2.5, 2.0, 3.0, 15, "pairs"), margin=0.3).get_title("left")
    'At a margin of 30% a yuan of ads leaves −0.25 yuan (−0.40 to −0.10)'
    """
    check_share("margin", margin)
    margins = np.linspace(0, 1, 101)
    left = {
        name: value * margins - 1
        for name, value in (("left", found.value), ("low", found.low), ("high", found.high))
    }
    ax = plots.lines(pd.DataFrame({"margin": margins} | left), x="margin", y="left", ax=ax)
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.axvline(margin, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    if found.value > 1:
        turns = 1 / found.value
        ax.plot(turns, 0, "o", color=plots.COLOURS["vermilion"], ms=6)
        text = f"from {numeral(turns, PERCENT, 0)} on"
        ax.annotate(text, (turns, 0), (-4, 8), textcoords="offset points", ha="right")
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    chosen = found.times(margin)
    value, low, high = (f"{end - 1:+.2f}" for end in chosen[:3])
    plots.label(
        ax,
        f"At a margin of {numeral(margin, PERCENT)} {what} leaves {value} yuan ({low} to {high})",
        x="contribution margin",
        y="yuan left of a yuan of ads, with 95% interval",
        n=found,
    )
    return ax


def rate_of_best(shows, industry, ax=None):
    """The rate of the best one, two, three … shows together, beside an average to be reached.

    Parameters
    ----------
    shows : DataFrame
        A row per show: orders, people (whom the rate divides by).
    industry : float
        The average.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    Three shows of 5, 3 and 1 in a hundred: two of them together have 4 in a hundred.

    >>> shows = pd.DataFrame({"orders": [1, 5, 3], "people": [100, 100, 100]})
    >>> rate_of_best(shows, 0.035).get_title("left")
    'The best 2 of 3 shows together reach 3.5%; all of them have 3.0%'
    """
    shows = check_table(shows, "shows", "orders", "people")
    order = (shows["orders"] / shows["people"]).sort_values(ascending=False).index
    sums = shows.loc[order, ["orders", "people"]].cumsum()
    rates = (sums["orders"] / sums["people"]).to_numpy()
    curve = pd.DataFrame({"best": np.arange(1, len(rates) + 1), "rate": rates})
    ax = plots.lines(curve, x="best", y="rate", ax=ax, percent=True)
    ax.axhline(industry, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    reach = int((rates >= industry).sum())
    if reach:
        ax.plot([reach], [rates[reach - 1]], "o", ms=9, color=plots.COLOURS["vermilion"])
    ax.set_ylim(0, 1.1 * max(rates[0], industry))
    average, month = (numeral(rate, PERCENT, digits=1) for rate in (industry, rates[-1]))
    plots.label(ax, _reached(reach, len(rates), average, month),
                x="so many of the best shows, added up", y="orders ÷ people (line: the average)",
                n=int(sums["people"].iloc[-1]), counts="people")  # fmt: skip
    return ax


def _reached(reach, count, average, month):
    """How many of the best shows reach an average, in words."""
    if reach == 0:
        return f"Not even the best show reaches {average}; all of them have {month}"
    if reach == count:
        return f"All {count} shows together reach {average}: they have {month}"
    best = "The best show reaches" if reach == 1 else (
        f"The best {reach} of {count} shows together reach")  # fmt: skip
    return f"{best} {average}; all of them have {month}"
