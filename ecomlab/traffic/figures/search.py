"""Figures of lesson 2.2: titles and places."""

import itertools

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_name, check_table
from ecomlab.errors import InputError, check_positive
from ecomlab.numerals import PERCENT, numeral
from ecomlab.traffic.search import track_ranks
from ecomlab.traffic.titles import build_title, found_by


def found_by_limit(
    keywords, words, limit, slots=None, value="payers", longest=60, step=10, ax=None
):
    """Which share of the searches the best title finds, at every limit, and at the chosen one.

    Parameters
    ----------
    keywords, words, slots, value
        As in ``titles.build_title``.
    limit : int
        The chosen length, in the units of ``titles.title_length``.
    longest, step : int
        Where the axis ends; how far apart its limits stand.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError
        No title of these slots fits into ``limit``.

    Examples
    --------
    >>> keywords = pd.DataFrame({"keyword": ["露营 椅", "便携 椅"], "payers": [30, 70]})
    >>> words = pd.DataFrame({"word": ["露营", "便携", "椅"],
    ...                       "slot": ["scene", "attribute", "core"]})
    >>> found_by_limit(keywords, words, 6, longest=12).get_title("left")
    'In 6 units the best title is found by 70% of the payers\\n便携椅'
    """
    check_positive("limit", limit)
    total = keywords[value].sum()

    def best(size):
        title = "".join(build_title(keywords, words, int(size), slots, value)["word"])
        there = found_by(keywords, title)["found"]
        return title, keywords[value][there].sum() / total

    chosen, share = best(limit)
    rows = []
    for size in sorted({*range(step, longest + 1, step), int(limit)}):
        try:
            rows.append((size, best(size)[1]))
        except InputError:  # too short for what the slots ask for
            continue
    curve = pd.DataFrame(rows, columns=["limit", "share"])
    ax = plots.lines(curve, x="limit", y="share", ax=ax, percent=True)
    ax.plot([limit], [share], "o", ms=9, color=plots.COLOURS["vermilion"])
    ax.set_ylim(0, 1)
    plots.label(
        ax,
        f"In {numeral(limit)} units the best title is found by {numeral(share, PERCENT, 0)} of the "
        f"{value}\n{chosen}",
        x="length of the title (a 汉字 counts 2)",
        y=f"share of the {value} of all these searches",
        n=len(keywords),
        counts="search words",
    )
    return ax


def places_seen(looks, by="account", own="own", stranger="stranger", ax=None):
    """Which share of the looks sees our article at this place or a better one.

    Parameters
    ----------
    looks : DataFrame
        natural_rank (empty: not found) and ``by``: one row per look at one word.
    by : str
        Column that names who looks.
    own, stranger : str
        The shop's own account, and those who don't know it: the title compares these two.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> looks = pd.DataFrame({"account": ["own"] * 3 + ["stranger"] * 3,
    ...                       "natural_rank": [3, 4, 6, 8, 11, 25]})
    >>> places_seen(looks).get_title("left")
    'own: half of the looks see place 4 or better; stranger: half see 11 or worse'
    """
    table = track_ranks(looks, by)
    check_name(looks, by, own, "own")
    check_name(looks, by, stranger, "stranger")
    deepest = int(looks["natural_rank"].max())
    places = np.arange(1, deepest + 1)
    parts = []
    for name in table.sort_values("median")[by].astype("str"):
        mine = looks.loc[looks[by].astype("str") == name, "natural_rank"].astype("float64")
        shares = [(mine <= place).mean() for place in places]
        who = f"{name} (n = {len(mine)} looks)"
        parts.append(pd.DataFrame({"place": places, "share": shares, by: who}))
    ax = plots.lines(pd.concat(parts), x="place", y="share", by=by, ax=ax, percent=True)
    ax.set_ylim(0, 1.02)
    for text in list(ax.texts):  # all lines end at one height: a legend tells them apart
        text.remove()
    for line, style in zip(ax.lines, itertools.cycle(["-", "--", ":", "-."])):
        line.set_linestyle(style)
    ax.legend(loc="lower right")
    mine, rest = (table.loc[table[by] == name, "median"].iloc[0] for name in (own, stranger))
    plots.label(
        ax,
        f"{own}: half of the looks see place {numeral(mine)} or better; "
        f"{stranger}: half see {numeral(rest)} or worse",
        x="place in the results",
        y="share of the looks that see this place or a better one",
        n=len(looks),
        counts="looks",
    )
    return ax


def place_after_stockout(path, ax=None):
    """The place around an empty shelf, times the place before it, with its interval.

    Parameters
    ----------
    path : DataFrame
        From ``search.rank_path``.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError
        No day with goods again.

    Examples
    --------
    >>> path = pd.DataFrame({"day": [-2, -1, 1, 2, 30], "estimate": [1, 1, 2.8, 2.5, 1.1],
    ...                      "low": 0.9, "high": 3.0, "n": 12, "counts": "stock-outs"})
    >>> place_after_stockout(path).get_title("left")
    'The day the goods are back, the place number is 2.8 times as large; after 30 days 1.1 times'
    """
    path = check_table(path, "path", "day", "estimate", "low", "high", "n")
    back = path[path["day"] > 0]
    if not len(back):
        raise InputError("path has no day with goods again. Give it more days after the shelf.")
    when = np.where(path["day"] < 0, "before the shelf was empty", "with goods again")
    ax = plots.lines(path.assign(when=when), x="day", y="estimate", by="when", ax=ax, unit="times")
    ax.axhline(1, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    ax.axvspan(-0.9, 0.9, color=plots.COLOURS["grey"], alpha=0.25, lw=0)
    first, last = back.iloc[0], back.iloc[-1]
    few, most = int(path["n"].min()), int(path["n"].max())
    plots.label(
        ax,
        f"The day the goods are back, the place number is {first['estimate']:.1f} times as large; "
        f"after {int(last['day'])} days {last['estimate']:.1f} times",
        x=f"days from the empty shelf (grey: empty; n = {few} to {most} stock-outs a day)",
        y="place number, times that before, beside other articles",
    )
    return ax
