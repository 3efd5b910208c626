"""Figures of the chapter on plans: draw what its toolbox computes."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.errors import check_number
from ecomlab.estimates import mean
from ecomlab.numerals import typeset
from ecomlab.plan.goals import entrants

MILLION = 1_000_000


def profit_by_fixed_costs(month, competitors, kept, ax=None):
    """What do all who began earn on average, at every fixed cost of a month?

    Two borders are drawn: where the mean profit is 0, and where half of the shops lose.

    Parameters
    ----------
    month : float
        The fixed costs that are chosen, yuan a month at no sales.
    competitors, kept
        As in `goals.entrant_profits`.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> lists = pd.DataFrame({"date": [1, 1, 2], "shop": ["a", "b", "a"], "price": 10.0,
    ...                       "units_30d": [40000, 5000, 60000]})
    >>> profit_by_fixed_costs(50_000, lists, kept=0.25).get_title("left")
    'At 0.05 million yuan a month: +0.06 million on average, and 50% of the shops lose'
    """
    check_number("month", month, low=0)
    table = entrants(competitors)
    brought, months = kept * table["revenue"] / MILLION, table["months"]
    turns, half = brought.sum() / months.sum(), (brought / months).median()
    chosen = month / MILLION
    costs = np.unique([*np.linspace(0, 1.3 * max(turns, half, chosen, 0.01), 40), chosen])
    found = [mean(brought - cost * months, "shops") for cost in costs]
    curve = pd.DataFrame(found, columns=["mean profit", "low", "high", "n", "counts"])
    ax = plots.lines(curve.assign(cost=costs), x="cost", y="mean profit", ax=ax)
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.axvline(turns, color=plots.COLOURS["grey"], lw=1.5, zorder=1.8)
    ax.axvline(half, color=plots.COLOURS["grey"], lw=1.5, ls=":", zorder=1.8)
    profit = brought - chosen * months
    ax.plot([chosen], [profit.mean()], "o", ms=9, color=plots.COLOURS["vermilion"])
    finding = (
        f"At {chosen:.2f} million yuan a month: {profit.mean():+.2f} million on average, and "
        f"{(profit < 0).mean():.0%} of the shops lose"
    )
    plots.label(
        ax,
        typeset(finding),
        x="a month's fixed costs, million yuan (grey: the mean is 0; dotted: half of them lose)",
        y="first-year profit, million yuan, with 95% interval",
        n=len(table),
        counts="shops",
    )
    return ax
