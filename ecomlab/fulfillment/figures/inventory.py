"""Figures of the lesson on inventory and its case: how much, and when."""

import numpy as np

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_number
from ecomlab.fulfillment.lot_sizes import eoq, lot_costs
from ecomlab.fulfillment.reorder import cycle_service, largest_spread
from ecomlab.numerals import PERCENT, NumberTicks, numeral

CLOSE = 1.0  # days of spread between dots whose names would meet
COLOURS = ("blue", "green", "orange", "sky")  # of lines, in turn


def gain_by_surcharge(curve, surcharge, needed, ax=None):
    """What small lots bring at every surcharge a piece, and up to which surcharge they pay.

    Parameters
    ----------
    curve : DataFrame
        surcharge (share of the cost of a piece, rising), profit, low, high (yuan, falling).
    surcharge : float
        What the supplier charges.
    needed : float
        Yuan from which it pays.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    400 yuan without a surcharge, 200 less for each per cent; the work costs 100.

    >>> import pandas as pd
    >>> curve = pd.DataFrame({"surcharge": [0.0, 0.04], "profit": [400, -400], "low": [300, -500],
    ...                       "high": [500, -300]})
    >>> gain_by_surcharge(curve, 0.01, 100).get_title("left")
    'It pays up to a surcharge of 1.5% (1.0% to 2.0%); here it is 1.0%'
    """
    curve = check_table(curve, "curve", "surcharge", "profit", "low", "high")
    ax = plots.lines(curve, x="surcharge", y="profit", ax=ax)
    turns = {name: _falls_to(curve, name, needed) for name in ("profit", "low", "high")}
    ax.axhline(needed, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.axvline(surcharge, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    if turns["profit"] is not None:
        ax.plot([turns["profit"]], [needed], "o", ms=9, color=plots.COLOURS["vermilion"])
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    here = numeral(surcharge, PERCENT, digits=1)
    plots.label(
        ax,
        f"{_finding(turns, curve, needed)}; here it is {here}",
        x="surcharge on a piece (upright line: this supplier's)",
        y="yuan an article and month (level line: what it must bring)",
    )
    return ax


def _finding(turns, curve, needed):
    if turns["profit"] is None and curve["profit"].max() < needed:
        return "It doesn't pay even without a surcharge"
    if turns["profit"] is None:
        return f"It pays up to {numeral(curve['surcharge'].max(), PERCENT, digits=1)} and beyond"
    ends = {"low": curve["surcharge"].min(), "high": curve["surcharge"].max()}
    low, value, high = (
        numeral(ends[name] if turns[name] is None else turns[name], PERCENT, digits=1)
        for name in ("low", "profit", "high")
    )
    return f"It pays up to a surcharge of {value} ({low} to {high})"


def _falls_to(curve, name, needed):
    """Where a falling line reaches a value; None where it doesn't."""
    values = curve[name].to_numpy(dtype=float)
    if not values.min() <= needed <= values.max():
        return None
    return float(np.interp(needed, values[::-1], curve["surcharge"].to_numpy()[::-1]))


def service_by_spread(days, demand_cv, lead_mean, spread=None, service=0.95, seen=None, ax=None):
    """In which share of waits a rule of days lasts, against the spread of the lead time.

    Parameters
    ----------
    days : sequence of float
        Days of sales kept as safety stock, a line each.
    demand_cv : float
        Standard deviation of a day's demand ÷ its mean.
    lead_mean : float
        Days until a lot comes.
    spread : float, optional
        A standard deviation of the lead time, in days: an upright line, and the finding of the
        title.
    service : float
        The level line.
    seen : DataFrame, optional
        What was counted: name, days (of safety stock, one of ``days``), sd, estimate, low, high; a
        dot each, in the colour of its line.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError
        A spread outside the axis.

    Examples
    --------
    >>> ax = service_by_spread([3, 7], 0.3, 7, spread=3)
    >>> ax.get_title("left")
    'Lead times that spread by 3.0 days: 3 days of sales last in 83% of the waits, 7 days in 99%'
    """
    days = [check_number("days", each, low=0) for each in days]
    if seen is not None:
        seen = check_table(seen, "seen", "name", "days", "sd", "estimate", gaps=("low", "high"))
        if odd := sorted(set(seen["days"]) - set(days)):
            raise InputError(f"seen has {odd[0]:g} days, and no line has. Add it to days.")
    widest = max([6.0, *([] if seen is None else seen["sd"] * 1.12)])
    if spread is not None and not 0 <= spread <= widest:
        raise InputError(f"spread is {spread:g}. Choose 0 to {widest:g}, as drawn.")
    ax = plots._axes(ax)
    x = np.linspace(0, widest, 121)
    for each, colour in zip(days, COLOURS, strict=False):
        ax.plot(x, cycle_service(each, 1, demand_cv, lead_mean, x), color=plots.COLOURS[colour],
                label=f"{each:g} days of sales")  # fmt: skip
        border = largest_spread(each, 1, demand_cv, lead_mean, service)
        if border <= widest:
            ax.plot([border], [service], "o", color=plots.COLOURS[colour], ms=7)
    ax.axhline(service, color=plots.COLOURS["ink"], lw=1, zorder=1.5)
    if seen is not None:
        _counted(ax, seen.sort_values("sd"), dict(zip(days, COLOURS, strict=False)))
    ax.yaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.set(xlim=(0, widest), ylim=(0, 1.03))
    ax.legend(loc="lower left")
    title = "The more lead times spread, the less a rule of days reaches"
    if spread is not None:
        ax.axvline(spread, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
        shares = [
            numeral(float(cycle_service(each, 1, demand_cv, lead_mean, spread)), PERCENT, 0)
            for each in days
        ]
        first = f"{days[0]:g} days of sales last in {shares[0]} of the waits"
        rest = [f"{d:g} days in {share}" for d, share in zip(days[1:], shares[1:], strict=True)]
        title = f"Lead times that spread by {spread:.1f} days: {', '.join([first, *rest])}"
    plots.label(ax, title, x="standard deviation of the lead time, days",
                y="share of waits in which the shelf lasts")  # fmt: skip
    return ax


def _counted(ax, seen, colours):
    """A dot with its interval for each count, named below; names of neighbours under each other."""
    last, step = -np.inf, 0
    for row in seen.itertuples():
        step = step + 1 if row.sd - last < CLOSE else 0
        last = row.sd
        reach = np.nan_to_num([[row.estimate - row.low], [row.high - row.estimate]])
        colour = plots.COLOURS[colours[row.days]]
        ax.errorbar(row.sd, row.estimate, reach, fmt="D", ms=5, lw=1.2, color=colour)
        ax.annotate(row.name, (row.sd, row.estimate), (6, -16 - 15 * step),
                    textcoords="offset points", color=colour)  # fmt: skip


def costs_by_lot(demand, order_cost, holding, now=None, ax=None):
    """What a year of orders and stock costs, against the lot.

    Parameters
    ----------
    demand, order_cost, holding : float
        As in `lot_sizes.eoq`.
    now : float, optional
        The lot that is ordered today: an upright line, and the finding of the title.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError

    Examples
    --------
    >>> ax = costs_by_lot(1300, 8, 0.225, now=600)
    >>> ax.get_title("left")
    'The cheapest lot is 304; 600 pieces cost 24% more'
    """
    best = eoq(demand, order_cost, holding)
    widest = max(3 * best["lot"], 1.2 * (now or 0))
    table = lot_costs(np.linspace(best["lot"] / 5, widest, 120), demand, order_cost, holding)
    ax = plots._axes(ax)
    for part, colour in zip(("cost", "ordering", "holding"), COLOURS, strict=False):
        ax.plot(table["lot"], table[part], color=plots.COLOURS[colour], label=part)
    ax.legend(loc="upper right")
    ax.yaxis.set_major_formatter(NumberTicks())
    ax.plot([best["lot"]], [best["cost"]], "o", ms=8, color=plots.COLOURS["vermilion"])
    ax.set_ylim(0, 4 * best["cost"])
    title = f"The cheapest lot is {numeral(best['lot'], digits=0)}"
    if now is not None:
        more = lot_costs([now], demand, order_cost, holding)["times"].iloc[0] - 1
        title += f"; {numeral(now, digits=0)} pieces cost {numeral(more, PERCENT, 0)} more"
        ax.axvline(now, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    plots.label(ax, title, x="pieces of an order", y="yuan a year")
    return ax
