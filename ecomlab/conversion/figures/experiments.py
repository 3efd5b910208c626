"""Figures of experiments: what a test can see, where it stands, what it pays."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_choice, check_number, check_positive, check_share
from ecomlab.estimates import detectable, power_of
from ecomlab.numerals import PERCENT, NumberTicks, numeral, typeset


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


def rollout(share, found, plans, ax=None):
    """What does a change earn elsewhere, if only a share of its effect is carried over?

    Parameters
    ----------
    share : float
        Of the effect, that the others gain: the chosen one.
    found : Estimate
        The factor that the change brought where it was tried.
    plans : DataFrame
        plan; leaves (yuan that its orders leave in the time counted, without the change); cost.
    ax : Axes, optional

    Returns
    -------
    Axes
        A line for each plan, with the interval's band; marked where it begins to pay.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    A factor of 1.5 adds half of 100,000 yuan; 10,000 yuan are earned from a fifth of it on.

    >>> from ecomlab.estimates import Estimate
    >>> plans = pd.DataFrame({"plan": ["ten pages"], "leaves": [100_000], "cost": [10_000]})
    >>> rollout(0.5, Estimate(1.5, 1.4, 1.6, 60, "days"), plans).get_title("left")
    '50% carried over: ten pages +15 thousand yuan'
    """
    check_share("share", share, ends=True)
    plans = check_table(plans, "plans", "plan", "leaves", "cost")
    curve = pd.concat([_carried(found, *plan) for plan in plans.itertuples(index=False)])
    ax = plots.lines(curve, x="share", y="thousand", by="plan", ax=ax)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1)
    ax.axvline(share, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    said = []
    for plan in plans.itertuples(index=False):
        yuan = _earns(plan.leaves, plan.cost, found.value, share)
        said.append(f"{plan.plan} {yuan / 1000:+,.0f}")
        _mark_turn(ax, _pays_from(found.value, plan.leaves, plan.cost))
    plots.label(
        ax,
        typeset(f"{share:.0%} carried over: {', '.join(said)} thousand yuan"),
        x="share of the effect that is carried over (red: chosen; dots: pays from here on)",
        y="thousand yuan, less the cost",
        n=found,
    )
    return ax


def price_paid(price, found, worth, pieces, what="one", ax=None):
    """Up to which price does a change earn what it costs?

    Parameters
    ----------
    price : float
        Yuan for one piece: the chosen one.
    found : Estimate
        By how much it raises the share of visitors who pay.
    worth : float
        Yuan that all visitors would leave, if one more of each paid.
    pieces : int
        How many must be bought.
    what : str
        One of them: "page".
    ax : Axes, optional

    Returns
    -------
    Axes
        What is earned less the cost, at every price, with the interval's band; marked where the
        estimate earns just the cost.

    Raises
    ------
    InputError

    Examples
    --------
    Half a point of 20 million yuan is 100,000; a hundred pages at 600 yuan cost 60,000.

    >>> from ecomlab.estimates import Estimate
    >>> ax = price_paid(600, Estimate(0.005, 0.002, 0.008, 9000, "visitors"), 2e7, 100, "page")
    >>> ax.get_title("left")
    'At 600 yuan a page: +40 thousand yuan; it pays up to 1,000 yuan'
    """
    check_number("price", price, low=0)
    check_positive("pieces", pieces)
    turn = max(found.value * worth / pieces, 0)
    prices = np.linspace(0, max(2 * turn, 2 * price, 1), 41)
    ends = {"thousand": found.value, "low": found.low, "high": found.high}
    curve = pd.DataFrame({"price": prices} | {name: (rise * worth - pieces * prices) / 1000
                                              for name, rise in ends.items()})  # fmt: skip
    ax = plots.lines(curve, x="price", y="thousand", ax=ax)
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1)
    ax.axvline(price, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    earns = (found.value * worth - pieces * price) / 1000
    upto = f"it pays up to {turn:,.0f} yuan" if turn > 0 else "no price is low enough"
    if turn > 0:
        ax.plot([turn], [0], "o", ms=7, color=plots.COLOURS["ink"], zorder=5)
    plots.label(
        ax,
        typeset(f"At {price:,.0f} yuan a {what}: {earns:+,.0f} thousand yuan; {upto}"),
        x=f"yuan a {what} (red: chosen; dot: earns just its cost)",
        y="thousand yuan, less the cost",
        n=found,
    )
    return ax


def _pays_from(factor, leaves, cost):
    """Which share of an effect must be carried over, so that it earns its cost?

    >>> _pays_from(1.5, leaves=100_000, cost=10_000)
    0.2
    """
    return cost / (leaves * (factor - 1)) if factor > 1 else np.nan


def _carried(found, plan, leaves, cost):
    """A plan's line from nothing carried over to all of it, with the interval's ends."""
    shares = np.linspace(0, 1, 21)
    ends = {"thousand": found.value, "low": found.low, "high": found.high}
    earned = {name: _earns(leaves, cost, factor, shares) / 1000 for name, factor in ends.items()}
    return pd.DataFrame({"plan": plan, "share": shares, **earned})


def _earns(leaves, cost, factor, share):
    return leaves * share * (factor - 1) - cost


def _mark_turn(ax, at):
    """Mark and write where a plan begins to pay, if that is in sight."""
    if 0 < at <= 1:
        ax.plot([at], [0], "o", ms=7, color=plots.COLOURS["ink"], zorder=5)
        ax.annotate(
            numeral(at, PERCENT, 0),
            (at, 0),
            (0, -16),
            textcoords="offset points",
            ha="center",
            color=plots.COLOURS["ink"],
            bbox=plots.BACKING,
        )


# --- 3.2 experiments -----------------------------------------------------------------------------

VERDICT_COLOURS = {"fine": "green", "look": "orange", "stop": "vermilion", "not checked": "grey"}
VERDICT_MARKS = {"fine": "o", "look": "^", "stop": "X", "not checked": "_"}


def looking(one_look, every_look, unit=100, ax=None):
    """A test day by day, with the interval for one look and the one for all looks.

    Parameters
    ----------
    one_look : DataFrame
        As `experiments.peeks` gives it: morning, estimate, low, high, n.
    every_look : DataFrame
        As `sequential.sequential_test` gives it: day, low, high.
    unit : float
        Of the axis: 100 for points.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> one = pd.DataFrame({"morning": [1, 2], "estimate": [0.02, 0.01], "low": [-0.01, 0.001],
    ...                     "high": [0.05, 0.019], "n": [500, 1000]})
    >>> every = pd.DataFrame({"day": [1, 2], "low": [-0.03, -0.01], "high": [0.07, 0.03]})
    >>> looking(one, every).get_title("left")
    'For one look beyond 0 on evening 2; for all looks never'
    """
    one = check_table(one_look, "one_look", "morning", "estimate", "low", "high", "n")
    every = check_table(every_look, "every_look", "day", gaps=("low", "high"))
    ax = plots._axes(ax)
    colours = plots.COLOURS
    bands = ((every["day"], every, "grey", 0.25, "for all looks"),
             (one["morning"], one, "blue", 0.3, "for one look"))  # fmt: skip
    for day, rows, colour, alpha, name in bands:
        ax.fill_between(day, unit * rows["low"], unit * rows["high"], color=colours[colour],
                        alpha=alpha, lw=0, label=f"interval {name}")  # fmt: skip
    ax.plot(one["morning"], unit * one["estimate"], "o-", color=colours["blue"], label="difference")
    ax.axhline(0, color=colours["ink"], lw=1)
    known = every[["low", "high"]].dropna().abs().median().max()
    ax.set_ylim(-2.2 * unit * known, 2.2 * unit * known)
    ax.legend(loc="upper right")
    said = [_first_beyond(rows, day) for rows, day in ((one, "morning"), (every, "day"))]
    plots.label(
        ax,
        f"For one look beyond 0 {said[0]}; for all looks {said[1]}",
        x="evening of the test",
        y="difference, points" if unit == 100 else "difference",
        n=int(one["n"].iloc[-1]),
        counts=one["counts"].iloc[-1] if "counts" in one else "visits",
    )
    return ax


def _first_beyond(rows, day):
    beyond = rows.loc[(rows["low"] > 0) | (rows["high"] < 0), day]
    return f"on evening {beyond.iloc[0]}" if len(beyond) else "never"


def health(panels, ax=None):
    """Which test may be read: a mark for each test and check.

    Parameters
    ----------
    panels : mapping of test to DataFrame
        As `health.health_panel` gives them: check, verdict.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> panel = pd.DataFrame({"check": ["split", "past"], "verdict": ["stop", "fine"]})
    >>> health({"new page": panel, "old page": panel.assign(verdict="fine")}).get_title("left")
    '1 of 2 tests must not be read as they are'
    """
    if not panels:
        raise InputError("There is no panel. Give one for each test.")
    table = pd.DataFrame(
        {name: check_table(panel, "panel", "check", "verdict").set_index("check")["verdict"]
         for name, panel in panels.items()}
    ).T  # fmt: skip
    ax = plots._axes(ax, height=1.6 + 0.3 * len(table))
    for verdict, colour in VERDICT_COLOURS.items():
        row, column = np.nonzero((table == verdict).to_numpy())
        if len(row):
            ax.plot(column, row, VERDICT_MARKS[verdict], ms=9, color=plots.COLOURS[colour],
                    label=verdict, ls="")  # fmt: skip
    ax.set_xticks(range(table.shape[1]), [name.replace(" ", "\n") for name in table.columns])
    ax.set_yticks(range(len(table)), [name.replace("_", " ") for name in table.index])
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.set_xlim(-0.6, table.shape[1] - 0.4)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    stops = int((table == "stop").any(axis=1).sum())
    finding = f"{stops} of {len(table)} tests must not be read as they are"
    plots.label(ax, finding, n=len(table), counts="tests")
    return ax


def winners(shrunk, truth=None, label="test", unit=100, ax=None):
    """What tests found, what is left after shrinking, and (in a simulated shop) the truth.

    Parameters
    ----------
    shrunk : DataFrame
        As `rolling.shrink` gives it: ``label``, estimate, shrunk, low, high.
    truth : Series, optional
        By the same names.
    unit : float
        Of the axis: 100 for points.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"test": ["a", "b"], "estimate": [0.02, -0.01],
    ...                       "shrunk": [0.01, -0.005], "low": [0, -0.02], "high": [0.02, 0.01]})
    >>> ax = winners(table, pd.Series({"a": 0.008, "b": 0.0}))
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['a', 'b']
    """
    rows = check_table(shrunk, "shrunk", label, "estimate", "shrunk", "low", "high")
    rows = rows.sort_values("estimate", ascending=False, ignore_index=True)
    ax = plots._axes(ax, height=1.4 + 0.34 * len(rows))
    colours = plots.COLOURS
    place = plots.named_rows(ax, [str(name).replace("_", " ") for name in rows[label]])
    ax.hlines(
        place, unit * rows["low"], unit * rows["high"], color=colours["grey"], lw=2, alpha=0.6
    )
    ax.plot(unit * rows["estimate"], place, "o", mfc="none", ms=9, color=colours["ink"],
            label="found")  # fmt: skip
    plots.row_dots(ax, unit * rows["shrunk"], name="shrunk", size=8)
    if truth is not None:
        true = unit * rows[label].map(truth)
        plots.row_dots(ax, true, name="truth", mark="D", colour="vermilion", size=6)
    ax.axvline(0, color=colours["ink"], lw=1, zorder=1.8)
    ax.legend(loc="lower right")
    ax.set_xlabel("effect, points" if unit == 100 else "effect")
    return ax


def deciding(table, visitors=None, ax=None):
    """Share of the possible gain that some ways of deciding earn, by how many visitors will come.

    Parameters
    ----------
    table : DataFrame
        As `rolling.ways_of_deciding` gives it: visitors, way, n_each, share.
    visitors : int, optional
        One of the table's, to be marked and told in the title; the smallest by default.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> from ecomlab.conversion.rolling import ways_of_deciding
    >>> table = ways_of_deciding([20_000, 200_000], 0.2, 0.003, effect=0.004)
    >>> deciding(table, 20_000).get_title("left")
    '20,000 visitors earn: textbook 0%, best proof 15%, look daily 37%, test and roll 45%'
    """
    table = check_table(table, "table", "visitors", "way", "n_each", "share")
    known = sorted(table["visitors"].unique().tolist())
    visitors = check_choice("visitors", known[0] if visitors is None else visitors, known)
    ax = plots.lines(table, x="visitors", y="share", by="way", ax=ax, percent=True)
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(NumberTicks(""))
    ax.axvline(visitors, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.8)
    chosen = table[table["visitors"] == visitors]
    said = [f"{row.way} {numeral(row.share, PERCENT, 0)}" for row in chosen.itertuples()]
    plots.label(
        ax,
        f"{visitors:,} visitors earn: {', '.join(said)}",
        x="visitors who will still come (red: chosen)",
        y="share of the possible gain",
        n=visitors,
        counts="visitors",
    )
    return ax
