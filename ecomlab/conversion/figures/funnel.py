"""Figures of funnels: rates by day, waits, carts within a window, one cell beside the others."""

import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import InputError
from ecomlab.numerals import PERCENT, numeral


def rates_by_day(table, title, spans=(), x="day", by="what", y="", ax=None):
    """Rates as lines over days or hours, with spans of time shaded and named.

    Parameters
    ----------
    table : DataFrame
        ``x`` (times), ``by`` (names of the lines), rate, low, high.
    title : str
        The finding.
    spans : sequence of (from, to, word)
    x, by : str
    y : str
        Name of the upright axis.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"day": pd.date_range("2025-11-01", periods=3), "what": "pay",
    ...                       "rate": [0.9, 0.8, 0.9], "low": 0.7, "high": 0.95})
    >>> ax = rates_by_day(table, "Payment holds", [("2025-11-02", "2025-11-03", "sale")])
    >>> ax.texts[-1].get_text()
    'sale'
    """
    table = check_table(table, "table", x, by, "rate", "low", "high")
    ax = plots.lines(table, x=x, y="rate", by=by, ax=ax, percent=True)
    top = ax.get_ylim()[1]
    for place, (since, until, word) in enumerate(spans):
        since, until = pd.Timestamp(since), pd.Timestamp(until)
        ax.axvspan(since, until, color=plots.COLOURS["grey"], alpha=(0.22, 0.1)[place % 2], lw=0)
        ax.text(since + (until - since) / 2, top, word, ha="center", va="bottom", fontsize="small")
    ax.set_ylim(0, top)
    plots.label(ax, f"{title}\n" if spans else title, y=y or "share")
    return ax


def waiting(curves, title, x="days since the cart", y="have paid", ax=None):
    """Shares that have taken the step after so many days, a line for each group.

    Parameters
    ----------
    curves : dict of str to DataFrame
        By name, from `step_times`: time, share, low, high.
    title : str
    x, y : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> curve = pd.DataFrame({"time": [1, 2], "share": [0.2, 0.3], "low": [0.1, 0.2],
    ...                       "high": [0.3, 0.4], "at_risk": [100, 80]})
    >>> waiting({"October": curve}, "A third pays").get_ylabel()
    'have paid'
    """
    if not curves:
        raise InputError("curves is empty. Give at least one, by name.")
    parts = [check_table(curve, name, "time", "share", "low", "high", "at_risk").assign(who=name)
             for name, curve in curves.items()]  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    ax = plots.lines(table, x="time", y="share", by="who", ax=ax, percent=True)
    n = sum(int(part["at_risk"].iloc[0]) for part in parts)
    plots.label(ax, title, x=x, y=y, n=n, counts="visitors")
    return ax


def within_window(days, window, since, until, ax=None):
    """Which share of a day's carts is paid within a window, with one stretch of days marked.

    Parameters
    ----------
    days : DataFrame
        From `converted_within`: day, started, done, rate, low, high.
    window : float, days
    since, until : date
        The marked days: from ``since`` on, before ``until``.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError
        No day, or every day, is marked.

    Examples
    --------
    >>> days = pd.DataFrame({"day": pd.date_range("2025-11-01", periods=3), "started": 10,
    ...                      "done": [4, 1, 4], "rate": [0.4, 0.1, 0.4], "low": 0.05, "high": 0.6})
    >>> within_window(days, 7, "2025-11-02", "2025-11-03").get_title("left").strip()
    'Within 7 days 10% of the marked carts are paid, 40% of the others'
    """
    days = check_table(days, "days", "day", "started", "done", "rate", "low", "high")
    since, until = pd.Timestamp(since), pd.Timestamp(until)
    chosen = (days["day"] >= since) & (days["day"] < until)
    if chosen.all() or not chosen.any():
        raise InputError("Mark some of the days, not all of them and not none.")
    parts = days[chosen], days[~chosen]
    rates = [numeral(part["done"].sum() / part["started"].sum(), PERCENT, 0) for part in parts]
    word = "day" if window == 1 else "days"
    finding = (f"Within {window:g} {word} {rates[0]} of the marked carts are paid, "
               f"{rates[1]} of the others")  # fmt: skip
    ax = plots.lines(days, x="day", y="rate", ax=ax, percent=True)
    ax.axvspan(since, until, color=plots.COLOURS["grey"], alpha=0.2, lw=0)
    ax.set_ylim(0, max(0.6, float(days["high"].max())))
    plots.label(ax, finding, y="paid, of those who filled a cart that day",
                n=int(days["started"].sum()), counts="visitors' days with a cart")  # fmt: skip
    return ax
