"""Figures of lesson 3.9: what a cut needs, what events left, what the offers of March left."""

import numpy as np

from ecomlab import plots
from ecomlab.checks import check_numbers, check_table
from ecomlab.errors import InputError, check_choice
from ecomlab.numerals import PERCENT, NumberTicks, numeral

PARTS = {"event": "its days alone", "whole": "with the days around it"}
MARKS = "osD^vP"


def rise_needed(rises, at, ax=None):
    """How many more pieces a cut needs, and how many a price test lets one expect.

    Parameters
    ----------
    rises : DataFrame
        cut, needed, estimate, low, high (shares): the rise of pieces that leaves as much as today,
        and the rise that is expected, with its interval; n and counts of the test. Two rows or
        more.
    at : float
        One of the cuts: the one that is marked.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> rises = pd.DataFrame({"cut": [0.1, 0.2], "needed": [0.3, 0.9], "estimate": [0.2, 0.5],
    ...                       "low": [0.1, 0.3], "high": [0.35, 0.8], "n": 9, "counts": "weeks"})
    >>> rise_needed(rises, 0.2).get_title("left")
    '20% off needs 90% more pieces; the price test expects 30% to 80%'
    """
    names = ["cut", "needed", "estimate", "low", "high"]
    rises = check_table(rises, "rises", *names, "n", "counts").sort_values("cut")
    check_numbers(rises, "rises", "cut", "needed")
    _numbers(rises, "rises", "estimate", "low", "high")
    check_choice("at", at, list(rises["cut"]))
    here = rises[rises["cut"] == at].iloc[0]
    ax = plots._axes(ax)
    ax.plot(rises["cut"], rises["needed"], color=plots.COLOURS["vermilion"], label="needed")
    ax.plot(rises["cut"], rises["estimate"], color=plots.COLOURS["blue"], ls="--",
            label="expected by the price test, with 95% interval")  # fmt: skip
    ax.fill_between(rises["cut"], rises["low"], rises["high"], color=plots.COLOURS["blue"],
                    alpha=0.15, lw=0)  # fmt: skip
    ax.plot([at], [here["needed"]], "o", color=plots.COLOURS["vermilion"], ms=9)
    ax.vlines(at, here["low"], here["high"], color=plots.COLOURS["blue"], lw=3)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.yaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.legend()
    cut, must, low, high = (
        numeral(here[name], PERCENT, 0) for name in ("cut", "needed", "low", "high")
    )
    plots.label(
        ax,
        f"{cut} off needs {must} more pieces; the price test expects {low} to {high}",
        x="taken off every price",
        y="more pieces than without the cut",
        n=int(here["n"]),
        counts=str(here["counts"]),
    )
    return ax


def event_sums(table, ax=None):
    """What events left more than ordinary days: on their days alone, and with the days around.

    Parameters
    ----------
    table : DataFrame
        event, cut (share), part ("event" or "whole"), estimate, low, high (yuan); both parts of
        each event.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError
        Neither part of an event, or one alone.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"event": ["spring_38"] * 2, "cut": 0.08, "part": ["event", "whole"],
    ...                       "estimate": [2.0, -4.0], "low": [-5.0, -9.0], "high": [9.0, 2.0]})
    >>> [tick.get_text() for tick in event_sums(table).get_yticklabels()]
    ['spring 38, 8% off']
    """
    table = check_table(table, "table", "event", "cut", "part", "estimate", "low", "high")
    check_numbers(table, "table", "cut")
    _numbers(table, "table", "estimate", "low", "high")
    names = list(dict.fromkeys(table["event"]))
    parts = {part: table[table["part"] == part].set_index("event") for part in PARTS}
    if not all(len(part) == len(names) and part.index.is_unique for part in parts.values()):
        raise InputError('Each event of table needs one row "event" and one row "whole".')
    ax = plots._axes(ax)
    cuts = parts["event"].loc[names, "cut"]
    words = [f"{str(name).replace('_', ' ')}, {numeral(cut, PERCENT, 0)} off"
             for name, cut in zip(names, cuts, strict=True)]  # fmt: skip
    at = plots.named_rows(ax, words)
    for part, shift, colour, mark in (("event", -0.14, "grey", "o"), ("whole", 0.14, "blue", "s")):
        rows, colour = parts[part].loc[names], plots.COLOURS[colour]
        ax.hlines(at + shift, rows["low"], rows["high"], color=colour, lw=2)
        ax.plot(rows["estimate"], at + shift, mark, color=colour, ms=7, label=PARTS[part])
    ax.axvline(0, color=plots.COLOURS["vermilion"], lw=1.2, zorder=0.5)
    ax.xaxis.set_major_formatter(NumberTicks(""))
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return ax


def offers(curves, own="299 − 20", ax=None):
    """What each offer changed in profit, by cut and threshold, and what its days alone showed.

    Parameters
    ----------
    curves : DataFrame
        threshold, cut (per cent), part ("five": the event's days; "whole": with the days after),
        estimate, low, high (yuan beside no event).
    own : str
        The threshold whose days alone are drawn too.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> ran = pd.DataFrame({"threshold": "none", "cut": [4, 8] * 2, "low": -6.0, "high": 4.0,
    ...                     "part": ["five"] * 2 + ["whole"] * 2, "estimate": [2, 3, 1, -5.0]})
    >>> [line.get_label() for line in offers(ran, own="none").lines[:2]]
    ['none', "none: the event's days alone"]
    """
    curves = check_table(
        curves, "curves", "threshold", "cut", "part", "estimate", "low", "high"
    ).sort_values("cut")
    check_numbers(curves, "curves", "cut")
    _numbers(curves, "curves", "estimate", "low", "high")
    names = list(dict.fromkeys(curves["threshold"]))
    check_choice("own", own, names)
    if not {"five", "whole"} <= set(curves["part"]):
        raise InputError('part of curves needs rows "five" and rows "whole".')
    names = [own, *(name for name in names if name != own)]
    ax = plots._axes(ax)
    for name, colour, mark in zip(names, plots._colours(len(names)), MARKS, strict=False):
        rows = curves[(curves["threshold"] == name) & (curves["part"] == "whole")]
        ax.plot(rows["cut"], rows["estimate"], color=colour, marker=mark, label=name)
        ax.fill_between(rows["cut"], rows["low"], rows["high"], color=colour, alpha=0.12, lw=0)
        if name == own:
            alone = curves[(curves["threshold"] == name) & (curves["part"] == "five")]
            ax.plot(alone["cut"], alone["estimate"], color=plots.COLOURS["ink"], ls=":",
                    marker="x", label=f"{name}: the event's days alone")  # fmt: skip
            ax.fill_between(alone["cut"], alone["low"], alone["high"],
                            color=plots.COLOURS["grey"], alpha=0.2, lw=0)  # fmt: skip
    ax.axhline(0, color=plots.COLOURS["grey"], ls="--", lw=1)
    ax.xaxis.set_major_formatter(NumberTicks(""))
    ax.yaxis.set_major_formatter(NumberTicks(""))
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return ax


def _numbers(table, name, *columns):
    """Refuse columns that hold anything but finite numbers; they may be below 0."""
    for column in columns:
        values = table[column]
        if values.dtype.kind not in "iuf" or not np.isfinite(values).all():
            raise InputError(f"{column} of {name} must hold finite numbers only.")
