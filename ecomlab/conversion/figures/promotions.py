"""Figures of lesson 3.8: what a threshold does to orders."""

import numpy as np

from ecomlab import plots
from ecomlab.checks import check_name, check_numbers, check_table
from ecomlab.errors import InputError, check_positive
from ecomlab.numerals import numeral


def order_values(counts, treated, threshold, control="none", state="state", ax=None):
    """Orders by their value, with a threshold and without: where do they stand, and where not?

    Parameters
    ----------
    counts : DataFrame, one row per state and bin
        ``state``, value (the bin's lower end, yuan), orders.
    treated, control : str
        States: with the threshold, without.
    threshold : float
        Yuan; drawn as a line.
    ax : Axes, optional

    Returns
    -------
    Axes
        The title says how many more orders reach the threshold.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        The two states have other bins.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"state": ["none"] * 3 + ["299 − 20"] * 3, "value": [0, 100, 200] * 2,
    ...                        "orders": [50, 30, 20, 48, 26, 30]})
    >>> order_values(counts, "299 − 20", 200).get_title("left")
    '299 − 20: 10 orders more from 200 yuan on, 6 fewer below'
    """
    table = check_table(counts, "counts", state, "value", "orders")
    check_numbers(table, "counts", "value", "orders")
    threshold = check_positive("threshold", threshold)
    sides = []
    for name, what in ((control, "control"), (treated, "treated")):
        check_name(table, state, name, what)
        sides.append(table[table[state] == name].set_index("value")["orders"].sort_index())
    without, with_it = sides
    if without.index.tolist() != with_it.index.tolist():
        raise InputError(
            f"{treated!r} and {control!r} have other bins. Give the same bins of both."
        )
    ax = plots._axes(ax)
    for orders, name, colour in ((without, control, "grey"), (with_it, treated, "blue")):
        ax.step(orders.index, orders, where="post", color=plots.COLOURS[colour], lw=1.8, label=name)
    ax.axvline(threshold, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    above = without.index >= threshold
    more, fewer = ((with_it - without)[side].sum() for side in (above, ~above))
    said = ", ".join((_told(more, f"from {numeral(threshold)} yuan on"), _told(fewer, "below")))
    ax.legend(frameon=False)
    ax.set_ylim(bottom=0)
    plots.label(
        ax, f"{treated}: {said}", x="value of the order, yuan",
        y="orders", n=int(with_it.sum() + without.sum()), counts="orders",
    )  # fmt: skip
    return ax


def _told(more, where):
    word = "more" if more >= 0 else "fewer"
    noun = " orders" if where != "below" else ""
    return f"{numeral(abs(more))}{noun} {word} {where}"


def bunching_fit(bins, threshold, ax=None):
    """A polynomial through the orders' values, and what it leaves out around a threshold.

    Parameters
    ----------
    bins : DataFrame
        The table of ``thresholds.bunching_curve``: value, orders, curve, part.
    threshold : float
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from ecomlab.conversion.thresholds import bunching_curve
    >>> counts = pd.DataFrame({"value": range(0, 800, 10), "orders": 100})
    >>> bunching_fit(bunching_curve(counts, 300), 300).get_title("left")
    'From 300 yuan on: 1,000 orders, the curve says 1,000'
    """
    table = check_table(bins, "bins", "value", "orders", "curve", "part")
    width = float(np.diff(table["value"]).min())
    ax = plots._axes(ax)
    inside = table["part"] == "above"
    for mine, colour, name in ((~inside, "grey", "orders"), (inside, "blue", "orders just above")):
        ax.bar(table["value"][mine] + width / 2, table["orders"][mine], width=0.9 * width,
               color=plots.COLOURS[colour], label=name)  # fmt: skip
    ax.plot(table["value"] + width / 2, table["curve"], color=plots.COLOURS["vermilion"],
            label="polynomial")  # fmt: skip
    ax.legend(frameon=False)
    seen, curve = table.loc[inside, "orders"].sum(), table.loc[inside, "curve"].sum()
    plots.label(
        ax,
        f"From {numeral(threshold)} yuan on: {numeral(seen)} orders, "
        f"the curve says {numeral(curve)}",
        x="value of the order, yuan", y="orders", n=int(table["orders"].sum()), counts="orders",
    )  # fmt: skip
    return ax
