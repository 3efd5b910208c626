"""Figures of lesson 2.7: what the big day added."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import InputError
from ecomlab.numerals import numeral


def added_so_far(cumulative, truth=None, after=None, unit="yuan", ax=None):
    """What an event has added, day by day of its window: first less, then much, then less again.

    Parameters
    ----------
    cumulative : DataFrame
        The table of ``campaigns.cumulative_effect``.
    truth : DataFrame, optional
        date, added: what is known otherwise, drawn dashed (of a simulated shop: its twin).
    after : int, optional
        Count to so many days after the event: a line there, and the title says what has come by
        then.
    unit : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError
        ``after`` is beyond the window.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "date": pd.date_range("2025-11-01", periods=4), "n": 56, "counts": "days",
    ...     "part": ["waiting", "event", "dip", "dip"], "estimate": [-20.0, 80, 60, 50],
    ...     "low": [-30.0, 60, 30, 10], "high": [-10.0, 100, 90, 90]})
    >>> added_so_far(table, after=1).get_title("left")
    'Counted to 1 day after the event: 60 yuan more'
    """
    names = ("date", "part", "estimate", "low", "high")
    table = check_table(cumulative, "cumulative", *names)
    ax = plots.lines(table.drop(columns="part"), x="date", y="estimate", ax=ax, unit=unit)
    ax.set_ylim(auto=True)
    ax.relim()
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    half = pd.Timedelta(hours=12)
    for part, colour in (("waiting", "grey"), ("dip", "orange")):
        mine = table.loc[table["part"] == part, "date"]
        if len(mine):
            ax.axvspan(mine.min() - half, mine.max() + half, color=plots.COLOURS[colour],
                       alpha=0.15, lw=0, zorder=0.5, label=part)  # fmt: skip
    if truth is not None:
        check_table(truth, "truth", "date", "added")
        ax.plot(truth["date"], truth["added"], color=plots.COLOURS["vermilion"], ls="--",
                label="truth (twin)")  # fmt: skip
    ax.legend(loc="upper left")
    plots.label(ax, "What the event has added so far", y=f"{unit} more than expected, added up")
    if after is None:
        return ax
    later = table[table["part"] == "dip"]
    if not 0 <= after <= len(later):
        raise InputError(f"after is {after}; the window has {len(later)} days after the event.")
    row = later.iloc[after - 1] if after else table[table["part"] == "event"].iloc[-1]
    ax.axvline(row["date"], color=plots.COLOURS["ink"], lw=1.5)
    ax.plot(row["date"], row["estimate"], "o", color=plots.COLOURS["blue"])
    word = "less" if row["estimate"] < 0 else "more"
    days = f"{after} day{'' if after == 1 else 's'} after the event"
    plots.label(ax, f"Counted to {days}: {numeral(abs(round(row['estimate'])))} {unit} {word}")
    return ax


def campaigns_in_turn(card, unit="orders", ax=None):
    """What each campaign seems to have added, in order of time, and what each may be believed.

    Parameters
    ----------
    card : DataFrame
        The table of ``campaigns.campaign_scorecard``.
    unit : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> card = pd.DataFrame({"campaign": ["a", "b"], "estimate": [3.0, 9], "record": [True, True],
    ...                      "shrunk": [5.0, 7], "low": [1.0, 3], "high": [9.0, 11]})
    >>> [len(line.get_xdata()) for line in campaigns_in_turn(card).lines]
    [2, 2, 2, 2]
    """
    card = check_table(
        card, "card", "campaign", "estimate", "record", "shrunk", "low", "high"
    ).reset_index(drop=True)
    ax = plots._axes(ax)
    at = np.arange(1, len(card) + 1)
    ax.fill_between(at, card["low"], card["high"], color=plots.COLOURS["blue"], alpha=0.15, lw=0)
    ax.plot(at, card["shrunk"], color=plots.COLOURS["blue"], label="after shrinking, with interval")
    ax.plot(at, card["estimate"], "o", color=plots.COLOURS["grey"], label="as read")
    best = card["record"].to_numpy()
    ax.plot(at[best], card.loc[best, "estimate"], "o", color=plots.COLOURS["vermilion"],
            label="a record")  # fmt: skip
    ax.plot([1, len(card)], [0, 0], color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.legend(loc="upper right", ncols=3)
    low, high = card[["estimate", "low"]].min().min(), card[["estimate", "high"]].max().max()
    ax.set_ylim(low - 0.05 * (high - low), high + 0.2 * (high - low))
    plots.label(ax, "Records come by luck", x="campaign, in order of time", y=f"{unit} added",
                n=len(card), counts="campaigns")  # fmt: skip
    return ax
