"""Figures of the selection meeting: where one choice overtakes another."""

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import check_choice
from ecomlab.numerals import PERCENT, NumberTicks, numeral


def turning_point(curve, other, at, x="returns", y="leaves", names=("this", "the other"), ax=None):
    """Where does one choice become better than another?

    Parameters
    ----------
    curve : DataFrame
        ``x`` (a share) and ``y`` (yuan): what the choice leaves.
    other : float
        What the other choice leaves, whatever ``x`` is.
    at : float
        The chosen ``x``: one of the curve.
    x, y : str
    names : pair of str
        Of the choice and of the other.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ChoiceError
        ``at`` is no value of ``x``.

    Examples
    --------
    >>> import pandas as pd
    >>> curve = pd.DataFrame({"returns": [0.1, 0.2, 0.3], "leaves": [30.0, 20.0, 10.0]})
    >>> turning_point(curve, 24, at=0.3, names=("jackets", "stoves")).get_title("left")
    'At 30%, jackets leaves 10 yuan: 14 less than stoves'
    """
    curve = check_table(curve, "curve", x, y)
    check_choice("at", at, list(curve[x]))
    mine, theirs = names
    now = float(curve.loc[curve[x] == at, y].iloc[0])
    ax = plots._axes(ax)
    ax.plot(curve[x], curve[y], color=plots.COLOURS["blue"], label=mine)
    ax.axhline(other, color=plots.COLOURS["grey"], ls="--", label=theirs)
    ax.plot([at], [now], "o", color=plots.COLOURS["vermilion"], ms=9)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.yaxis.set_major_formatter(NumberTicks(""))
    ax.legend()
    gap = abs(now - other)
    than = f"{gap:,.0f} {'more' if now > other else 'less'} than"
    plots.label(
        ax,
        f"At {numeral(at, PERCENT, significant=2)}, {mine} leaves {now:,.0f} yuan: {than} {theirs}",
        x=f"{x} (share)",
        y=f"{y} (yuan)",
    )
    return ax
