"""Figures of lesson 2.1: where visits come from."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_name, check_table
from ecomlab.numerals import PERCENT, NumberTicks, numeral
from ecomlab.traffic.sources import without_source


def shares_and_counts(table, x, share, count, by=None, shade=(), ax=None):
    """A source's share above, its count below: do both rise?

    Parameters
    ----------
    table : DataFrame
        ``x`` (a date or number), ``share``, ``count`` and, for several lines, ``by``.
    x, share, count, by : str
    shade : sequence of values of ``x``
        Where something was off: shaded from each to the next value of ``x``.
    ax : pair of Axes, optional

    Returns
    -------
    Axes
        The upper one, which has the title; the lower one is its figure's second.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"week": [1, 2], "share": [0.4, 0.5], "visits": [400, 390]})
    >>> ax = shares_and_counts(table, "week", "share", "visits", shade=[2])
    >>> [round(float(line.get_ydata()[1]), 1) for a in ax.figure.axes for line in a.lines]
    [0.5, 390.0]
    """
    table = check_table(table, "table", x, share, count, *([by] if by else []))
    if ax is None:
        ax = plt.subplots(2, 1, sharex=True, figsize=(7.2, 5.6))[1]
    upper, lower = ax
    plots.lines(table, x=x, y=share, by=by, ax=upper, percent=True)
    plots.lines(table, x=x, y=count, by=by, ax=lower)
    places = np.sort(table[x].unique())
    for start in shade:
        at = np.searchsorted(places, np.asarray(start, dtype=places.dtype))
        end = places[at + 1] if at + 1 < len(places) else places[at] + (places[at] - places[at - 1])
        for one in ax:
            one.axvspan(places[at], end, color=plots.COLOURS["grey"], alpha=0.18, lw=0, zorder=0.5)
    for one, name in ((upper, share), (lower, count)):
        low, high = table[name].min(), table[name].max()
        one.set_ylim(low - 0.25 * (high - low), high + 0.15 * (high - low))
    upper.set_xlabel("")
    return upper


def mix_bounds(checked, by="source", ax=None):
    """What a rule allows each source, what is left of that, and where a shop stands.

    Parameters
    ----------
    checked : DataFrame
        The table of ``sources.check_mix``.
    by : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab.traffic.sources import check_mix
    >>> mix = pd.DataFrame({"source": ["natural", "paid", "event", "member", "other"],
    ...                     "uv": [46, 48, 0, 3, 3]})
    >>> ax = mix_bounds(check_mix(mix))
    >>> [text.get_text() for text in ax.get_yticklabels()][:2]
    ['natural', 'paid']
    """
    names = ("share", "low", "high", "least", "most")
    table = check_table(checked, "checked", by, *names)
    ax = plots._axes(ax, height=1.4 + 0.5 * len(table))
    places = plots.named_rows(ax, table[by], top=0.7)
    bands = {"low": ("high", "sky", 10, "as the rule says"),
             "least": ("most", "ink", 3.5, "once all others keep theirs")}  # fmt: skip
    for low, (high, colour, width, name) in bands.items():
        ax.hlines(
            places, table[low], table[high], color=plots.COLOURS[colour], lw=width, label=name
        )
    plots.row_dots(ax, table["share"], name="this shop", colour="vermilion", size=9)
    for at, value in zip(places, table["share"], strict=True):
        ax.annotate(numeral(value, PERCENT, 0), (value, at), (0, 9), textcoords="offset points",
                    ha="center", color=plots.COLOURS["ink"], bbox=plots.BACKING)  # fmt: skip
    ax.set_xlim(-0.03, 1.03)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.set_xlabel("share of the visits")
    ax.legend(loc="lower right")
    return ax


def share_when_cut(mix, source, other, kept, by="channel", ax=None):
    """A source's share, with its count unchanged, while another source is cut.

    Parameters
    ----------
    mix : DataFrame
        ``by`` and uv, one row per source.
    source : str
        The source that is cut.
    other : str
        The source whose share is looked at.
    kept : float
        The share of ``source`` that stays: 0 to 1.
    by : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> mix = pd.DataFrame({"channel": ["search", "feed", "rest"], "uv": [400, 200, 400]})
    >>> share_when_cut(mix, "feed", "search", kept=0).get_title("left")
    'With 0% of the feed left, search has 50.0% of the visits: the same 400'
    """
    parts = np.linspace(0, 1, 41)

    def share_at(part):
        table = without_source(mix, source, float(part), by).set_index(by)
        return float(table.loc[other, "share_after"])

    check_name(mix, by, other, "other")
    curve = pd.DataFrame({"kept": parts, "share": [share_at(part) for part in parts]})
    ax = plots.lines(curve, x="kept", y="share", ax=ax, percent=True)
    ax.plot([kept], [share_at(kept)], "o", ms=9, color=plots.COLOURS["vermilion"])
    low, high = curve["share"].min(), curve["share"].max()
    ax.set_ylim(max(low - 0.1, 0), min(high + 0.1, 1))
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    number = mix.loc[mix[by] == other, "uv"].iloc[0]
    words = {"source": str(source).replace("paid_", ""), "other": str(other).replace("_", " ")}
    plots.label(
        ax,
        f"With {numeral(kept, PERCENT)} of the {words['source']} left, {words['other']} has "
        f"{numeral(share_at(kept), PERCENT, 1)} of the visits: the same {numeral(number)}",
        x=f"how much of the {words['source']} is left",
        y=f"share of {words['other']}",
        n=int(mix["uv"].sum()),
        counts="visits",
    )
    return ax
