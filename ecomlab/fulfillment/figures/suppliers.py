"""Figures of lesson 4.3: what a test lets through, what a chart sees, when a second one pays."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import check_share
from ecomlab.fulfillment.sampling import oc_curve
from ecomlab.numerals import PERCENT, NumberTicks, numeral


def oc_figure(plans, good, bad, most=0.15, ax=None):
    """How likely a lot passes, by its defect rate, under each plan (OC曲线).

    Parameters
    ----------
    plans : mapping of str to plan
        Name and plan, as `sampling.oc_curve` takes them. The title speaks of the first.
    good, bad : float
        Defect rates: of a lot that should pass, and of one that shouldn't.
    most : float
        The largest rate drawn.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError

    Examples
    --------
    >>> oc_figure({"32 pieces, 2 pass": (32, 2)}, 0.016, 0.045).get_title("left")
    'Of lots with 4.5% defects 83% pass; of lots with 1.6% 1.4% go back'
    """
    for name, rate in (("good", good), ("bad", bad), ("most", most)):
        check_share(name, rate)
    rates = np.linspace(0, most, 76)
    curves = [oc_curve(plan, rates).assign(plan=name) for name, plan in plans.items()]
    table = pd.concat(curves, ignore_index=True)[["rate", "passes", "plan"]]
    by = "plan" if len(plans) > 1 else None
    table = table if by else table.drop(columns="plan")
    ax = plots.lines(table, x="rate", y="passes", by=by, percent=True, ax=ax)
    name, plan = next(iter(plans.items()))
    passes = oc_curve(plan, [good, bad])["passes"]
    for rate, share, colour in ((good, passes[0], "green"), (bad, passes[1], "vermilion")):
        ax.axvline(rate, color=plots.COLOURS[colour], lw=1.2, ls="--")
        ax.plot([rate], [share], "o", color=plots.COLOURS[colour])
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.set_ylim(0, 1.03)
    on = "share of the lot's pieces that have a defect"
    plots.label(
        ax,
        f"Of lots with {_percent(bad)} defects {_percent(passes[1], 0)} pass; "
        f"of lots with {_percent(good)} {_percent(1 - passes[0])} go back",
        x=on if by else f"{on} ({name})",
        y="chance that the lot passes",
    )
    return ax


def _percent(share, digits=1):
    return numeral(share, PERCENT, digits=digits)


def control_figure(chart, finding, y="defects ÷ pieces tested", ax=None):
    """A control chart: each entry, the centre, the limits, and the alarms.

    Parameters
    ----------
    chart : DataFrame
        Of `control.p_chart` with received_at: value, centre, low, high, alarm.
    finding : str
        The title.
    y : str
        The axis' name.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> from ecomlab.fulfillment.control import p_chart
    >>> months = pd.DataFrame({"received_at": pd.date_range("2025-01-01", periods=4, freq="MS"),
    ...                        "tested": 200, "defects": [3, 4, 3, 14]})
    >>> ax = control_figure(p_chart(months, base=3), "April is worse")
    >>> [line.get_label() for line in ax.lines][-1]
    'beyond the limit'
    """
    names = ("received_at", "value", "centre", "low", "high", "alarm")
    chart = check_table(chart, "chart", *names)
    ax = plots._axes(ax)
    days = chart["received_at"]
    ax.step(days, chart["high"], where="mid", color=plots.COLOURS["grey"], lw=1.2, label="limits")
    ax.step(days, chart["low"], where="mid", color=plots.COLOURS["grey"], lw=1.2)
    ax.plot(days, chart["centre"], color=plots.COLOURS["ink"], lw=1, label="centre")
    ax.plot(days, chart["value"], "o", ms=5, color=plots.COLOURS["blue"], label="tested")
    beyond = chart["alarm"].to_numpy(bool)
    ax.plot(days[beyond], chart["value"][beyond], "o", ms=7, color=plots.COLOURS["vermilion"],
            label="beyond the limit")  # fmt: skip
    ax.legend(loc="upper left", ncols=4)
    ax.set_ylim(0, 1.2 * max(chart["value"].max(), chart["high"].max()))
    ax.yaxis.set_major_formatter(NumberTicks(PERCENT))
    plots.date_axis(ax.xaxis)
    plots.label(ax, finding, y=y, n=len(chart), counts="entries")
    return ax


def border_figure(table, here=None, finding=None, ax=None):
    """What a second supplier brings at every frequency of outages, and from when it pays.

    Parameters
    ----------
    table : DataFrame
        outages (a year, rising), net (yuan a year, of `sourcing.second_source`); optional by (which
        arrangement).
    here : (float, float, float), optional
        Outages a year as this shop has seen them, with the ends of their interval.
    finding : str, optional
        The title. Default: from how many outages the first arrangement pays.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> table = pd.DataFrame({"outages": [0.0, 1, 2], "net": [-20_000.0, 0, 20_000]})
    >>> border_figure(table).get_title("left")
    'It pays from 1.00 outages a year on'
    """
    table = check_table(table, "table", "outages", "net")
    by = "by" if "by" in table else None
    ax = plots.lines(table, x="outages", y="net", by=by, ax=ax, unit="yuan")
    ax.set_ylim(auto=True)
    ax.relim()
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1)
    if here is not None:
        value, low, high = here
        right = min(high, table["outages"].max())
        ax.axvspan(low, right, color=plots.COLOURS["orange"], alpha=0.15, lw=0)
        ax.axvline(value, color=plots.COLOURS["vermilion"], lw=1.5, ls="--")
    lines = table if by is None else table[table["by"] == table["by"].iloc[0]]
    net, outages = lines["net"].to_numpy(float), lines["outages"].to_numpy(float)
    crosses = np.flatnonzero((net[:-1] < 0) & (net[1:] >= 0))
    if len(crosses):
        at = crosses[0]
        border = outages[at] - net[at] * (outages[at + 1] - outages[at]) / (net[at + 1] - net[at])
        what = "It" if by is None else f"{lines[by].iloc[0]}: it"
        first = f"{what} pays from {numeral(border, digits=2)} outages a year on"
    else:
        first = "It pays at every frequency drawn" if net[0] >= 0 else "It pays at none of these"
    on = "outages of the first supplier a year"
    if here is not None:
        on += " (dashed: as seen; shaded: its 95% interval)"
    plots.label(ax, finding or first, x=on, y="yuan a year, after the premium")
    return ax
