"""Figures of lesson 2.5: creators and their posts."""

import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import InputError
from ecomlab.numerals import PERCENT, numeral


def ruin_by_budget(table, budget, ax=None):
    """How often the money is gone, by the budget: a star's posts, and the middle tier's.

    Parameters
    ----------
    table : DataFrame
        tier, budget (in fees of a star), ruin, low, high; each tier at the same budgets.
    budget : float
        The budget that is marked, one of the table's.
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
    >>> table = pd.DataFrame({"tier": ["star", "star", "middle", "middle"], "budget": [1, 10] * 2,
    ...                       "ruin": [0.9, 0.5, 0.7, 0.1]})
    >>> ruin_by_budget(table, 10).get_title("left")
    'With 10 fees of a star: gone in 10% (middle), 50% (star)'
    """
    table = check_table(table, "table", "tier", "budget", "ruin")
    if budget not in set(table["budget"]):
        stops = ", ".join(f"{each:g}" for each in sorted(set(table["budget"])))
        raise InputError(f"budget is {budget:g}. The table has the budgets {stops}.")
    ax = plots.lines(table, x="budget", y="ruin", by="tier", ax=ax, percent=True)
    ax.axvline(budget, color=plots.COLOURS["grey"], lw=1, ls="--")
    ax.set_ylim(0, 1)
    at = table[table["budget"] == budget].sort_values("ruin")
    words = ", ".join(f"{numeral(ruin, PERCENT, 0)} ({tier})"
                      for tier, ruin in zip(at["tier"], at["ruin"], strict=True))  # fmt: skip
    plots.label(
        ax,
        f"With {numeral(budget)} fees of a star: gone in {words}",
        x="budget, in fees of a star's post",
        y="runs in which the money is gone",
    )
    return ax


def study_by_week(study, title, last=None, ax=None):
    """An event study: the seeded word beside its control words, step by step.

    Parameters
    ----------
    study : DataFrame
        The table of ``seeding.event_study``.
    title : str
        What was found.
    last : date, optional
        Day of the last post, marked too.
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
    >>> days = pd.to_datetime(["2025-01-01", "2025-01-08"])
    >>> study = pd.DataFrame({"step": [-1, 0], "start": days, "estimate": [1.0, 1.4],
    ...     "low": [0.8, 1.1], "high": [1.2, 1.8], "n": 9, "counts": "control words"})
    >>> study_by_week(study, "More searches after the posts").get_title("left")
    'More searches after the posts'
    """
    names = ["step", "start", "estimate", "low", "high", "n", "counts"]
    study = check_table(study, "study", *names)
    ax = plots.lines(study, x="step", y="estimate", ax=ax)
    ax.axhline(1, color=plots.COLOURS["grey"], lw=1)
    ax.axvline(-0.5, color=plots.COLOURS["vermilion"], lw=1, ls="--", label="first post")
    if last is not None:
        zero = study["start"].iloc[0] - study["step"].iloc[0] * pd.Timedelta(days=7)
        end = pd.Timestamp(last).tz_localize(None) - zero.tz_localize(None).normalize()
        ax.axvline((end.days + 1) / 7 - 0.5, color=plots.COLOURS["vermilion"], lw=1, ls=":",
                   label="last post")  # fmt: skip
    ax.legend(loc="upper left")
    plots.label(ax, title, x="weeks from the first post (0: its week)",
                y="searches, times those of the control words", n=int(study["n"].iloc[0]),
                counts="control words")  # fmt: skip
    return ax
