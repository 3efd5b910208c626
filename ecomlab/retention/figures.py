"""Figures of the chapter on retention: draw what its toolbox computes."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_choice, check_positive, check_share
from ecomlab.numerals import PERCENT, NumberTicks, numeral, typeset
from ecomlab.retention.lifetime import profit_change, value_change
from ecomlab.retention.membership import break_even


def churn_cut_off(churn, days, ax=None):
    """The share of customers that a cut-off calls lost, and how many of them came back anyway.

    Parameters
    ----------
    churn : DataFrame
        ``cohorts.churn_rate`` for several cut-offs: cutoff, customers, rate, false_alarm.
    days : int
        The cut-off that is chosen: one of the table.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ChoiceError
        The table has no such cut-off.

    Examples
    --------
    >>> churn = pd.DataFrame({"cutoff": [30, 60], "customers": [1000, 900], "rate": [0.9, 0.8],
    ...                       "false_alarm": [0.14, 0.125]})
    >>> churn_cut_off(churn, days=60).get_title("left")
    'After 60 days 80% are "lost"; of those, 12.5% came back'
    """
    churn = check_table(churn, "churn", "cutoff", "customers", "rate", "false_alarm")
    check_choice("days", days, list(churn["cutoff"]))
    names = {"rate": "called lost", "false_alarm": "came back, of those called lost"}
    curves = churn.rename(columns=names).melt("cutoff", list(names.values()), "what", "share")
    ax = plots.lines(curves, x="cutoff", y="share", by="what", ax=ax)
    ax.axvline(days, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    chosen = churn[churn["cutoff"] == days].iloc[0]
    for name in names:
        ax.plot([days], [chosen[name]], "o", ms=8, color=plots.COLOURS["vermilion"])
    lost, back = (numeral(chosen[name], PERCENT, significant=3) for name in names)
    plots.label(
        ax,
        f'After {days} days {lost} are "lost"; of those, {back} came back',
        x="days of silence after which a customer is called lost",
        y="share",
        n=int(chosen["customers"]),
        counts="customers",
    )
    return ax


def profit_by_margin(margin, rate, revenue, fixed, cost=None, step=0.05, ax=None):
    """By how much does a rise of the repurchase rate raise the profit, at every margin?

    Parameters
    ----------
    margin : float
        The contribution margin that is chosen: the share of revenue that goods, fees and parcels
        leave.
    rate, step : float
        As in `lifetime.value_change`.
    revenue, fixed : float
        Yuan a year; what doesn't grow with the orders.
    cost : float, optional
        Of the programme that brings the rise, in yuan: where it breaks even is drawn.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        No profit is left at this margin.

    Examples
    --------
    A contribution of 42,000 and a profit of 21,000: the same yuan are twice the share.

    >>> ax = profit_by_margin(0.42, rate=0.08, revenue=100_000, fixed=21_000)
    >>> ax.get_title("left")
    'A margin of 42%: five points more raise the profit by 11.5%'
    >>> profit_by_margin(0.2, rate=0.08, revenue=100_000, fixed=21_000)
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: profit is -1000.0. Choose a number above 0.
    """
    check_share("margin", margin)
    check_positive("revenue", revenue)

    def rise(m):
        return profit_change(rate, m * revenue, m * revenue - fixed, step)

    chosen = rise(margin)
    least = fixed / revenue
    margins = np.linspace(least + 0.05 * (1 - least), 0.95, 60)
    margins = np.unique([*margins, margin])
    curve = pd.DataFrame({"margin": margins, "rise": [rise(m) for m in margins]})
    ax = plots.lines(curve, x="margin", y="rise", ax=ax, percent=True)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.plot([margin], [chosen], "o", ms=9, color=plots.COLOURS["vermilion"])
    words = "five points" if step == 0.05 else f"{numeral(100 * step)} points"
    finding = f"A margin of {margin:.0%}: {words} more raise the profit by {chosen:.1%}"
    if cost is not None:
        needed = cost / (value_change(rate, step) * revenue)
        ax.axvline(needed, color=plots.COLOURS["grey"], lw=1.5, zorder=1.8)
        finding += f"; it pays from {needed:.0%} on"
    plots.label(
        ax,
        typeset(finding),
        x="contribution margin (red: chosen; grey: the programme breaks even)"
        if cost is not None
        else "contribution margin (red: chosen)",
        y="rise of the year's profit",
    )
    return ax


def gain_at(chosen, gain, values, what, of="yuan", unit="yuan", ax=None):
    """What is gained at each value of one number, with its interval, and from where on it pays.

    Two lines say where: at the best estimate, and at both ends of the interval.

    Parameters
    ----------
    chosen : float
        The value that is chosen.
    gain : callable (value) -> Estimate
        Rises with the value.
    values : sequence of float
        Between the least and the largest of these the curve is drawn.
    what : str
        What is changed: "what an order leaves".
    of, unit : str
        In what that is told, and the gain: "yuan", "yuan a message".
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    Each customer who is won costs 2 yuan and brings a share of an order, 0.1 (0.05 to 0.15).

    >>> from ecomlab.estimates import Estimate
    >>> won = Estimate(0.1, 0.05, 0.15, 900, "customers")
    >>> ax = gain_at(30, lambda worth: won.through(lambda x: x * worth - 2), [10, 50], "worth")
    >>> print(ax.get_title("left"))
    At 30 yuan: +1.00 yuan (−0.50 to +2.50).
    Pays at both ends: from 40 yuan on. At the best estimate: from 20 yuan on
    """
    grid = np.unique([*np.linspace(min(values), max(values), 41), chosen])
    found = pd.DataFrame([gain(value)[:3] for value in grid], columns=["gain", "low", "high"])
    ax = plots.lines(found.assign(value=grid), x="value", y="gain", ax=ax)
    ax.axhline(0, color=plots.COLOURS["grey"], lw=1)
    at = gain(chosen)
    ax.plot([chosen], [at.value], "o", ms=9, color=plots.COLOURS["vermilion"])
    form = "+,.0f" if max(map(abs, at[:3])) >= 100 else "+.2f"
    told, low, high = (format(value, form) for value in at[:3])
    surely, likely = (_pays(grid, found[end].to_numpy(), of) for end in ("low", "gain"))
    for turn, _ in (likely, surely):
        if turn is not None:
            ax.axvline(turn, color=plots.COLOURS["grey"], lw=1.5, zorder=1.8)
    finding = f"At {numeral(chosen, of)}: {told} {unit} ({low} to {high}).\n"
    finding += f"Pays at both ends: {surely[1]}. At the best estimate: {likely[1]}"
    x = f"{what}, {of} (red: chosen; upright lines: pays at the best estimate, at both ends)"
    y = f"gain, {unit}, with 95% interval"
    plots.label(ax, typeset(finding), x=x, y=y, n=at.n, counts=at.counts)
    return ax


def _pays(values, gains, of):
    """Where rising gains pass zero, between two neighbours on a straight line, and in words."""
    if gains[0] > 0:
        return None, "all along"
    if gains[-1] <= 0:
        return None, "nowhere on this slider"
    after = int(np.argmax(gains > 0))
    near = slice(after - 1, after + 1)
    turn = float(np.interp(0, gains[near], values[near]))
    return turn, f"from {numeral(turn, of, significant=3)} on"


def lines_at_cut_off(
    customers, threshold, bandwidth, running="growth_value", outcome="again", width=400, ax=None
):
    """A straight line on each side of a tier's cut-off; the step between them is its effect.

    The left line is drawn on to the right: there the rate was heading without the tier.

    Parameters
    ----------
    customers : DataFrame
        One row per customer: ``running``, and the flag ``outcome``.
    threshold, bandwidth : float
        As in ``membership.regression_discontinuity``.
    width : float
        Of the bins whose rates are drawn as dots, in units of ``running``.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError
        A side without customers.

    Examples
    --------
    >>> customers = pd.DataFrame({"growth_value": [60, 80, 80, 100, 120, 120],
    ...                           "again": [False, False, True, True, True, True]})
    >>> ax = lines_at_cut_off(customers, threshold=100, bandwidth=40, width=20)
    >>> ax.get_title("left")
    'At 100 yuan the lines stand at 100% and 100%'
    """
    customers = check_table(customers, "customers", running, outcome)
    check_positive("bandwidth", bandwidth)
    check_positive("width", width)
    near = customers[(customers[running] - threshold).abs() <= bandwidth]
    above = near[running] >= threshold
    if above.all() or not above.any():
        raise InputError(f"All customers within {bandwidth:g} lie on one side of {threshold:g}.")
    distance, rate = near[running] - threshold, near[outcome].astype(float)
    left, right = (np.polyfit(distance[at], rate[at], 1) for at in (~above, above))
    inside = distance < bandwidth  # a last bin would hold its edge alone
    dots = _dots(distance[inside], rate[inside], width, threshold)
    ax = plots.lines(dots, x="x", y="rate", ax=ax)
    ax.lines[0].set(linestyle="", marker="o", color=plots.COLOURS["grey"], label="rate of a bin")
    for name, line, start, colour in (
        ("below the cut-off, drawn on", left, -bandwidth, "blue"),
        ("from the cut-off on", right, 0, "vermilion"),
    ):
        ends = np.array([start, bandwidth])
        colour = plots.COLOURS[colour]
        ax.plot(threshold + ends, np.polyval(line, ends), color=colour, label=name)
    ax.axvline(threshold, color=plots.COLOURS["ink"], lw=1)
    lowest = min(low for line in ax.lines[:3] for low in line.get_ydata())
    ax.set_ylim(bottom=max(lowest - 0.1, 0))
    ax.legend(loc="lower right")
    plots.label(
        ax,
        f"At {threshold:,} yuan the lines stand at {left[1]:.0%} and {right[1]:.0%}",
        x="spent in the year before, yuan",
        y="bought again",
        n=len(near),
        counts="customers",
    )
    return ax


def _dots(distance, rate, width, threshold):
    """The rate of each bin beside the cut-off, at the bin's middle."""
    rates = rate.groupby(distance // width).mean()
    middle = threshold + rates.index * width + width / 2
    return pd.DataFrame({"x": middle.to_numpy(), "rate": rates.to_numpy()})


def effect_against_cost(cost, effect, spent, margin, costs, ax=None):
    """What a programme must bring at every cost a head, beside the interval of what it brings.

    Below the interval it pays for sure, above it for sure not: there the decision turns.

    Parameters
    ----------
    cost : float
        The cost that is chosen, yuan a head.
    effect : Estimate
        How many more stay or buy again, as a share.
    spent, margin : float
        As ``value`` and ``margin`` in ``membership.break_even``.
    costs : sequence of float
        Between the first and the last of them the line is drawn.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError

    Examples
    --------
    Of 1,000 yuan 400 are left, so 40 yuan need ten points, and 20 yuan need five.

    >>> from ecomlab.estimates import Estimate
    >>> found = Estimate(0.12, 0.05, 0.2, 5000, "customers")
    >>> ax = effect_against_cost(40, found, spent=1000, margin=0.4, costs=[10, 100])
    >>> ax.get_title("left")
    'At 40 yuan it must bring 10.0 points: inside +5.0 to +20.0. It turns at 20 and 80 yuan'
    """
    needed = break_even(cost, spent, margin)
    line = pd.DataFrame({"cost": [costs[0], costs[-1]]})
    line["needed"] = [100 * break_even(c, spent, margin) for c in line["cost"]]
    ax = plots.lines(line, x="cost", y="needed", ax=ax)
    low, high = 100 * effect.low, 100 * effect.high
    ax.axhspan(low, high, color=plots.COLOURS["blue"], alpha=0.2, lw=0)
    ax.plot([cost], [100 * needed], "o", ms=9, color=plots.COLOURS["vermilion"])
    turns = [end * margin * spent for end in (effect.low, effect.high) if end > 0]
    for turn in turns:
        ax.axvline(turn, color=plots.COLOURS["grey"], lw=1.5, zorder=1.8)
    where = "below" if needed < effect.low else "above" if needed > effect.high else "inside"
    finding = f"At {cost:,.0f} yuan it must bring {100 * needed:.1f} points: {where} "
    finding += f"{low:+.1f} to {high:+.1f}."
    at = " and ".join(f"{turn:,.0f}" for turn in turns)
    finding += f" It turns at {at} yuan" if turns else " It never pays"
    plots.label(
        ax,
        typeset(finding),
        x="cost, yuan a head and year (red: chosen; grey: the decision turns)",
        y="points (line: must bring; band: brings, 95%)",
    )
    return ax


def profit_by_reward(reward, profits, ax=None):
    """What a programme leaves with every reward, with its interval; where it turns is drawn.

    Parameters
    ----------
    reward : float
        The reward that is chosen, yuan: one of the table.
    profits : DataFrame
        ``community.profit_by_reward``: reward, estimate, low, high.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> profits = pd.DataFrame({"reward": [0, 20], "low": [5000, 0],
    ...                         "estimate": [8000, 2000], "high": [11_000, 4000]})
    >>> profit_by_reward(20, profits).get_title("left")
    'With 20 yuan: 2,000 yuan (0 to 4,000)'
    """
    check_table(profits, "profits", "reward", "estimate", "low", "high")
    check_choice("reward", reward, list(profits["reward"]))
    ax = plots.lines(profits, x="reward", y="estimate", ax=ax)
    blue = plots.COLOURS["blue"]
    ax.fill_between(profits["reward"], profits["low"], profits["high"], color=blue, alpha=0.2, lw=0)
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1)
    for end in ("low", "high"):
        turn = np.interp(0, -profits[end], profits["reward"], left=np.nan, right=np.nan)
        ax.axvline(turn, color=plots.COLOURS["grey"], lw=1.5, zorder=1.8)
    chosen = profits[profits["reward"] == reward].iloc[0]
    ax.plot([reward], [chosen["estimate"]], "o", ms=9, color=plots.COLOURS["vermilion"])
    told = [f"{chosen[name]:,.0f}" for name in ("estimate", "low", "high")]
    plots.label(
        ax,
        typeset(f"With {reward:,.0f} yuan: {told[0]} yuan ({told[1]} to {told[2]})"),
        x="reward, yuan (red: chosen; grey: the decision turns)",
        y="profit, yuan in all, with 95% interval",
    )
    return ax


def gain_by_lift(lift, brings, price, lifts, ax=None):
    """What a gift adds at every lift, with its interval, beside its price.

    Parameters
    ----------
    lift : float
        The lift that is chosen, as a share.
    brings : Estimate
        What one of them brings in the time in which the gift works, yuan.
    price : float
        Of the gift, yuan a head.
    lifts : sequence of float
        Between the first and the last of them the lines are drawn.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    InputError

    Examples
    --------
    Of 400 yuan a tenth is 40; a gift of 30 is earned from 6% at the best to 10% at the worst.

    >>> from ecomlab.estimates import Estimate
    >>> ax = gain_by_lift(0.1, Estimate(400, 300, 500, 1000, "customers"), 30, [0.02, 0.2])
    >>> ax.get_title("left")
    'With 10% the gift adds 40.0 yuan (30.0 to 50.0). It turns at 6.0% and 10.0%'
    """
    check_share("lift", lift)
    check_positive("price", price)
    ends = pd.DataFrame({"lift": [lifts[0], lifts[-1]]})
    ends["adds"] = ends["lift"] * brings.estimate
    ax = plots.lines(ends, x="lift", y="adds", ax=ax)
    low, high = ends["lift"] * brings.low, ends["lift"] * brings.high
    ax.fill_between(ends["lift"], low, high, color=plots.COLOURS["blue"], alpha=0.2, lw=0)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.axhline(price, color=plots.COLOURS["ink"], lw=1)
    turns = [price / brings.high, price / brings.low]
    for turn in turns:
        ax.axvline(turn, color=plots.COLOURS["grey"], lw=1.5, zorder=1.8)
    ax.plot([lift], [lift * brings.estimate], "o", ms=9, color=plots.COLOURS["vermilion"])
    adds, low, high = (f"{lift * value:,.1f}" for value in brings[:3])
    finding = f"With {lift:.0%} the gift adds {adds} yuan ({low} to {high})."
    plots.label(
        ax,
        typeset(f"{finding} It turns at {turns[0]:.1%} and {turns[1]:.1%}"),
        x="what the gift adds to a year's profit (red: chosen; grey: the decision turns)",
        y="yuan a head (black: its price)",
    )
    return ax
