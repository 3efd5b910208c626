"""Figures of lesson 3.7: what goes with what, and what a set must bring."""

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedLocator, NullFormatter

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.conversion.baskets import needed_rate, noise_line
from ecomlab.errors import InputError, check_share, check_whole
from ecomlab.numerals import PERCENT, NumberTicks, numeral

SAID = {"more": "more often than luck", "open": "luck may be all", "less": "less often than luck"}
COLOUR = {"more": "blue", "open": "grey", "less": "vermilion"}
MARK = {"more": "o", "open": ".", "less": "v"}
MOST = 0.5  # of all buyers: no set gets there
LEAST = 0.03  # of the axis of times: what was bought less often stands at its foot


def rules_map(rules, title, name=4, least=1, ax=None):
    """Every pair: how many orders had both, how many times as often as by chance; noise lines.

    Parameters
    ----------
    rules : DataFrame
        From `association_rules`.
    title : str
        What was found.
    name : int
        So many pairs found more often are named: those with most orders.
    least : int
        Orders with both that a pair must have to be drawn.
    ax : Axes, optional

    Returns
    -------
    Axes
        Both axes in logs. Beyond the lines luck is ruled out, for all pairs together.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> from ecomlab.conversion.baskets import association_rules
    >>> items = pd.DataFrame({"order_id": [1, 1, 2, 2, 3], "sku": ["cup", "pan"] * 2 + ["tent"]})
    >>> rules_map(association_rules(items), "Too few to tell").get_title("left")
    'Too few to tell'
    """
    needed = ("sku", "with_sku", "both", "times", "found", "n", "pairs")
    rules = check_table(rules, "rules", *needed)
    check_whole("least", least, low=1)
    once = rules[rules["sku"].astype(str) < rules["with_sku"].astype(str)]
    once = once[once["both"] >= least]
    if once.empty:
        raise InputError(f"No pair has {least} orders. Choose a lower least.")
    ax = plots._axes(ax)
    for found in ("open", "less", "more"):
        part = once[once["found"] == found]
        ax.plot(
            part["both"], part["times"].clip(lower=LEAST), MARK[found], ms=5, alpha=0.6,
            color=plots.COLOURS[COLOUR[found]], label=f"{SAID[found]} ({len(part)} pairs)",
        )  # fmt: skip
    line = noise_line(np.geomspace(least, once["both"].max() * 1.3, 200), once["pairs"].iloc[0])
    for side in ("above", "below"):
        ax.plot(line["both"], line[side], color=plots.COLOURS["ink"], lw=1.2,
                label=f"luck ends, {side}")  # fmt: skip
    ax.axhline(1, color=plots.COLOURS["grey"], lw=1, ls="--")
    ax.set(xscale="log", yscale="log", ylim=(LEAST * 0.8, max(once["times"].max() * 1.6, 3)))
    ax.set_xlim(right=once["both"].max() * 12)  # room for the names
    ax.legend(loc="lower right", frameon=False)
    ax.xaxis.set_major_locator(FixedLocator([10**power for power in range(8)]))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(NumberTicks())
        axis.set_minor_formatter(NullFormatter())
    plots.label(
        ax,
        title,
        x="orders with both (log scale)",
        y="times as often as by chance (log scale)",
        n=int(once["n"].iloc[0]),
        counts="orders",
    )
    far = once[once["found"] == "more"].nlargest(name, "both")
    pairs = far["sku"].astype(str) + " + " + far["with_sku"].astype(str)
    plots._name_dots(ax, list(zip(far["both"], far["times"], pairs, strict=True)))
    return ax


def needed_by_discount(discount, candidates, stays=1.0, ax=None):
    """To which share must each set's attach rate rise, by the discount?

    Parameters
    ----------
    discount : float
        Share off, the one that is marked.
    candidates : DataFrame
        sku, with_sku, confidence, left, price: from `bundle_candidates`. The first is in the title.
    stays : float
        Of a yuan of price, as in `bundle_candidates`.
    ax : Axes, optional

    Returns
    -------
    Axes
        A line for each set, from today's rate at no discount; up to half of all buyers.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> sets = pd.DataFrame({"sku": ["tent"], "with_sku": ["lamp"], "confidence": [0.1],
    ...                      "left": [40.0], "price": [200.0]})
    >>> needed_by_discount(0.1, sets).get_title("left")
    '10% off: tent + lamp must rise from 10.0% to 20.0%'
    """
    check_share("discount", discount, ends=True)
    sets = check_table(candidates, "candidates", "sku", "with_sku", "confidence", "left", "price")
    names = sets["sku"].astype(str) + " + " + sets["with_sku"].astype(str)
    numbers = sets.assign(price=check_share("stays", stays, ends=True) * sets["price"])
    numbers = numbers[["confidence", "left", "price"]].to_numpy()
    table = pd.concat([_curve(name, *row) for name, row in zip(names, numbers, strict=True)])
    ax = plots.lines(table, x="off", y="needed", by="set", ax=ax, percent=True)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.axvline(discount, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    ax.set_ylim(0, MOST)
    rate, left, price = numbers[0]
    needed = needed_rate(rate, left, discount * price)
    said = f"must rise from {numeral(rate, PERCENT, 1)} to {numeral(needed, PERCENT, 1)}"
    plots.label(
        ax,
        f"{numeral(discount, PERCENT)} off: {names.iloc[0]} "
        f"{said if needed <= 1 else 'cannot earn it back'}",
        x="share off the set (red: chosen)",
        y="of the first's buyers, who must take it",
    )
    return ax


def _curve(name, rate, left, price):
    """The rate that a set needs, for each discount up to a fifth."""
    off = np.arange(0, 41) / 200
    needed = needed_rate(rate, left, off * price)
    return pd.DataFrame({"set": name, "off": off, "needed": needed})[needed <= MOST]
