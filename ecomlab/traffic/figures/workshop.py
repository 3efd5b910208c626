"""Figures of lesson 2.9: what the next yuan must keep, and what the quarter's yuan left."""

from ecomlab import plots
from ecomlab.checks import check_numbers, check_table
from ecomlab.errors import InputError, check_choice, check_positive
from ecomlab.numerals import PERCENT, NumberTicks, numeral


def next_yuan(curve, at, more, ax=None):
    """What more money leaves, by the share of the average that the next yuan keeps.

    Parameters
    ----------
    curve : DataFrame
        keeps (share of the average's return), leaves (yuan); two rows or more.
    at : float
        One of the shares: the point that is marked.
    more : float
        The money in question, yuan: for the title.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError, InputError
        No such column; ``at`` is no share of the curve; ``more`` isn't above 0.

    Examples
    --------
    >>> import pandas as pd
    >>> curve = pd.DataFrame({"keeps": [0.2, 0.4, 0.6], "leaves": [-400.0, 200.0, 800.0]})
    >>> next_yuan(curve, 0.4, 1000).get_title("left")
    'If the next 1,000 yuan keep 40% of the average, they leave +200'
    """
    curve = check_table(curve, "curve", "keeps", "leaves").sort_values("keeps")
    check_numbers(curve, "curve", "keeps")
    check_choice("at", at, list(curve["keeps"]))
    check_positive("more", more)
    here = float(curve.loc[curve["keeps"] == at, "leaves"].iloc[0])
    ax = plots._axes(ax)
    ax.plot(curve["keeps"], curve["leaves"], color=plots.COLOURS["blue"], label="leaves")
    ax.axhline(0, color=plots.COLOURS["grey"], ls="--", label="nothing more")
    ax.plot([at], [here], "o", color=plots.COLOURS["vermilion"], ms=9)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.yaxis.set_major_formatter(NumberTicks(""))
    ax.legend()
    kept = numeral(at, PERCENT, significant=2)
    plots.label(
        ax,
        f"If the next {more:,.0f} yuan keep {kept} of the average, they leave {here:+,.0f}",
        x="share of the tool's average that the next yuan keeps",
        y="leaves (yuan), if all that the tool claims is added",
    )
    return ax


NAMES = {
    "paid_search": "search ads", "paid_brand": "own name", "paid_feed": "feed",
    "content": "creators' posts", "live": "live room", "affiliates": "coupon sites, blogs",
}  # fmt: skip
MARKS = "osD^vP"


def quarter_curves(curves, ax=None):
    """What a yuan of each sum changed in a quarter's profit, by source and amount.

    Parameters
    ----------
    curves : DataFrame
        source, more (yuan), gain, low, high (yuan of profit). Rows of no more money are left out.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError
        No such column, or no amount above 0.

    Examples
    --------
    >>> import pandas as pd
    >>> ran = pd.DataFrame({"source": ["live"] * 2, "more": [100, 200], "gain": [20.0, -50.0],
    ...                     "low": [5.0, -70.0], "high": [35.0, -30.0]})
    >>> quarter_curves(ran).lines[0].get_ydata().tolist()
    [0.2, -0.25]
    """
    curves = check_table(curves, "curves", "source", "more", "gain", "low", "high")
    check_numbers(curves, "curves", "more")
    some = curves[curves["more"] > 0]
    if some.empty:
        raise InputError("curves has no amount of more money above 0.")
    per = some[["gain", "low", "high"]].div(some["more"], axis=0)
    some = some.assign(**per).sort_values("more")
    order = some.groupby("source", observed=True)["gain"].max().sort_values(ascending=False).index
    ax = plots._axes(ax)
    for i, (source, colour) in enumerate(zip(order, plots._colours(len(order)), strict=True)):
        part = some[some["source"] == source]
        ax.plot(part["more"], part["gain"], color=colour, marker=MARKS[i % len(MARKS)],
                label=NAMES.get(str(source), str(source)))  # fmt: skip
        ax.fill_between(part["more"], part["low"], part["high"], color=colour, alpha=0.15, lw=0)
    ax.axhline(0, color=plots.COLOURS["grey"], ls="--", label="nothing more")
    ax.xaxis.set_major_formatter(NumberTicks(""))
    ax.yaxis.set_major_formatter(NumberTicks(""))
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return ax
