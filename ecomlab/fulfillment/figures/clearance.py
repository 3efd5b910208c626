"""Figures of the lesson on clearance: a week's worth, a deadline's cost, a believed demand."""

from collections.abc import Mapping

import numpy as np

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_number, check_positive, check_share
from ecomlab.fulfillment.clearance import rush_border, rush_cost
from ecomlab.numerals import PERCENT, NumberTicks, numeral


def worth_of_weeks(table, cost, ax=None):
    """What each further week is worth, with its range, beside what waiting costs a week.

    Parameters
    ----------
    table : DataFrame
        weeks, gain, low, high (yuan): as of `clearance.value_of_waiting`, with a range.
    cost : float
        Yuan that a week's waiting costs the whole pile.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"weeks": [1, 2, 3], "gain": [900.0, 700.0, 500.0],
    ...                       "low": [800.0, 600.0, 400.0], "high": [950.0, 750.0, 550.0]})
    >>> worth_of_weeks(table, 24).get_title("left")
    'A 3rd week is worth 500 yuan (400 to 550); waiting costs 24'
    """
    table = check_table(table, "table", "weeks", "gain", "low", "high")
    plots._need(table, [], numbers=["weeks", "gain", "low", "high"])
    cost = check_number("cost", cost)
    ax = plots._axes(ax)
    ax.bar(table["weeks"], table["gain"], color=plots.COLOURS["sky"], label="worth of the week")
    ax.vlines(table["weeks"], table["low"], table["high"], color=plots.COLOURS["ink"], lw=1.5)
    ax.axhline(cost, color=plots.COLOURS["vermilion"], lw=2, label="cost of a week's waiting")
    ax.yaxis.set_major_formatter(NumberTicks())
    ax.set_xticks(table["weeks"])
    ax.legend(loc="upper right")
    last = table.iloc[-1]
    ends = " to ".join(numeral(float(last[end]), digits=0) for end in ("low", "high"))
    plots.label(
        ax,
        f"A {_nth(int(last['weeks']))} week is worth {numeral(float(last['gain']), digits=0)} yuan "
        f"({ends}); waiting costs {numeral(float(cost), digits=0)}",
        x="week that is added to the plan (line: over the elasticity's interval)",
        y="yuan",
    )
    return ax


def _nth(n):
    last = {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{'th' if 10 <= n % 100 <= 20 else last}"


def deadline_cost(elasticity, loss, weeks=8, most=0.05, marks=None, losses=(0.0, 0.3), ax=None):
    """What "sold out within seven days" costs, against how many weeks the stock would last.

    Parameters
    ----------
    elasticity : float or Estimate
        Below −1.
    loss : float
        Share of its price that a piece loses a week: the bold curve.
    weeks : int
        Of the slower plan.
    most : float
        The cost that would be borne: a line.
    marks : mapping of str to float, optional
        Articles, and how many weeks their stock lasts.
    losses : sequence of float
        More curves, thin.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError

    Examples
    --------
    >>> deadline_cost(-2, 0.1, marks={"mugs": 3}).get_title("left")
    'At 10% lost a week the deadline costs up to 52%; up to 1.1 weeks of stock at most 5%'
    """
    loss, most = check_share("loss", loss, ends=True), check_share("most", most)
    if not isinstance(marks, Mapping | None):
        raise InputError(f"marks is {marks!r}. Give names and weeks, such as {{'mugs': 3}}.")
    marks = {f"{name}": check_positive("a mark", cover) for name, cover in (marks or {}).items()}
    widest = max([30.0, *(1.2 * cover for cover in marks.values())])
    covers = np.geomspace(0.5, widest, 200)
    ax = plots._axes(ax)
    for each, style in zip(sorted({*losses} - {loss}), ("--", ":", "-.") * 9, strict=False):
        thin = [rush_cost(cover, weeks, each, elasticity) for cover in covers]
        name = f"{numeral(each, PERCENT, 0)} lost a week"
        ax.plot(covers, thin, style, lw=1.3, color=plots.COLOURS["grey"], label=name)
    costs = [rush_cost(c, weeks, loss, elasticity) for c in covers]
    ax.plot(covers, costs, lw=3, color=plots.COLOURS["blue"],
            label=f"{numeral(loss, PERCENT, 0)} lost a week")  # fmt: skip
    for at, (name, cover) in enumerate(marks.items()):
        here = rush_cost(cover, weeks, loss, elasticity)
        ax.plot([cover], [here], "o", ms=8, color=plots.COLOURS["orange"])
        away, side = (-8, "right") if cover > 2 else (10, "left")
        up, high = (9, "bottom") if at % 2 else (-9, "top")
        if side == "left" and here > most:
            up, high = 0, "center"  # above the line of what may be borne
        ax.annotate(name, (cover, here), (away, up), ha=side, va=high,
                    textcoords="offset points")  # fmt: skip
    told = numeral(most, PERCENT, 0)
    ax.axhline(most, color=plots.COLOURS["vermilion"], lw=1.5, label=f"{told}: may be borne")
    ax.set_xscale("log")
    ticks = [tick for tick in (0.5, 1, 2, 4, 8, 16, 32, 64) if tick <= widest]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()
    ax.yaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.set_ylim(-0.08, 1)
    ax.legend(loc="upper left")
    border = rush_border(elasticity, most)
    if max(costs) <= most:
        title = (
            f"At {numeral(loss, PERCENT, 0)} lost a week the deadline never costs more than {told}"
        )
    else:
        title = (f"At {numeral(loss, PERCENT, 0)} lost a week the deadline costs up to "
                 f"{numeral(max(costs), PERCENT, 0)}; up to {border.cover:.1f} weeks of stock at "
                 f"most {told}")  # fmt: skip
    plots.label(ax, title, x="weeks that the stock lasts at the usual price",
                y=f"cost of 7 days, of the money in {weeks} weeks")  # fmt: skip
    return ax


def believed_and_true(believed, true, ax=None):
    """How many times as many are wanted at each cut: as believed from small cuts, and in truth.

    Parameters
    ----------
    believed, true : DataFrame
        off (share), estimate, low, high (times the pieces at the usual price).
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError
        No cut that both tables have.

    Examples
    --------
    >>> import pandas as pd
    >>> believed = pd.DataFrame({"off": [0.1, 0.5], "estimate": [1.2, 4.0], "low": [1.1, 3.0],
    ...                          "high": [1.3, 6.0]})
    >>> true = pd.DataFrame({"off": [0.1, 0.5], "estimate": [1.2, 3.0], "low": [1.1, 2.8],
    ...                      "high": [1.3, 3.2]})
    >>> believed_and_true(believed, true).get_title("left")
    'At 50% off 3.0 times as many are wanted, not 4.0 times'
    """
    columns = ("off", "estimate", "low", "high")
    believed = check_table(believed, "believed", *columns).sort_values("off")
    true = check_table(true, "true", *columns).sort_values("off")
    both = believed.merge(true, on="off", suffixes=("", "_true"))
    if not len(both):
        raise InputError("believed and true have no cut in common.")
    ax = plots._axes(ax)
    ax.fill_between(believed["off"], believed["low"], believed["high"], alpha=0.25,
                    color=plots.COLOURS["sky"], lw=0)  # fmt: skip
    ax.plot(believed["off"], believed["estimate"], lw=2.5, color=plots.COLOURS["blue"],
            label="believed, from small cuts (band: interval)")  # fmt: skip
    reach = [true["estimate"] - true["low"], true["high"] - true["estimate"]]
    ax.errorbar(true["off"], true["estimate"], reach, fmt="o", ms=7, lw=1.5,
                color=plots.COLOURS["vermilion"], label="in truth")  # fmt: skip
    ax.set_yscale("log")
    top = float(max(believed["high"].max(), true["high"].max()))
    ticks = [tick for tick in (1, 2, 4, 8, 16, 32, 64, 128) if tick <= top]
    ax.set_yticks(ticks, [str(tick) for tick in ticks])
    ax.minorticks_off()
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.legend(loc="upper left")
    row = both.iloc[-1]  # the deepest cut
    plots.label(
        ax,
        f"At {numeral(row['off'], PERCENT, 0)} off {numeral(row['estimate_true'], digits=1)} times "
        f"as many are wanted, not {numeral(row['estimate'], digits=1)} times",
        x="share off the usual price",
        y="times the pieces at the usual price",
    )
    return ax
