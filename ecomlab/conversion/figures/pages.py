"""Figures of lesson 3.5: which page has what, what it does, what a bold claim leaves."""

import numpy as np
import seaborn as sns

from ecomlab import plots
from ecomlab.checks import check_numbers, check_table
from ecomlab.conversion.blocks import asked_border, triple_damages
from ecomlab.errors import check_share
from ecomlab.numerals import PERCENT, NumberTicks, numeral


def pages_map(table, ax=None):
    """Article × block: which part of its days each block stood, the most visited articles on top.

    Parameters
    ----------
    table : DataFrame
        Of ``blocks.wanted``.
    ax : Axes, optional

    Returns
    -------
    Axes
        The title compares the upper half with the lower one.

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"sku": ["CH01", "CH02"], "uv": [90.0, 20.0], "blocks": [2.0, 0.5],
    ...                       "video": [1.0, 0.5], "warranty": [1.0, 0.0]})
    >>> pages_map(table).get_title("left")
    'The most visited half has 2 blocks a page, the other half 0.5'
    """
    table = check_table(table, "table", "sku", "uv", "blocks")
    names = [name for name in table.columns if name not in ("sku", "uv", "blocks")]
    check_numbers(table, "table", "uv", "blocks", *names)
    table = table.sort_values("uv", ascending=False, kind="stable")
    ax = plots._axes(ax, height=1.5 + 0.16 * len(table))
    rows = [f"{row.sku} ({numeral(round(row.uv))})" for row in table.itertuples()]
    grid = table[names].set_axis(rows)
    sns.heatmap(grid, ax=ax, yticklabels=True, cmap=plots.BLUES, vmin=0, vmax=1, cbar=False,
                linewidths=0.5, linecolor="white")  # fmt: skip
    ax.collections[0].unit = PERCENT
    ax.collections[0].columns = [name.replace("_", " ") for name in names]
    ax.set_label(f"n = {len(table)} articles")
    half = (len(table) + 1) // 2
    upper, lower = (part[["blocks", *names]].mean() for part in (table[:half], table[half:]))
    told = [f"{name}\n{_percent(upper[key])} / {_percent(lower[key])}"
            for key, name in zip(names, ax.collections[0].columns, strict=True)]  # fmt: skip
    ax.set_xticklabels(told, rotation=0)
    ax.axhline(half, color=plots.COLOURS["ink"], lw=1.5)
    ax.set_yticklabels(rows, rotation=0, fontsize=7)
    ax.tick_params(length=0)
    ax.grid(False)
    plots.label(
        ax,
        f"The most visited half has {upper['blocks']:.2g} blocks a page, the other half "
        f"{lower['blocks']:.2g}",
        x="block (share of days: upper / lower half); dark: it stood on all days on sale",
        y="article (visits a day)",
    )
    return ax


def block_readings(naive, own, truth=None, what="carts a visit", ax=None):
    """What each block seems to do: beside other pages, and by its own dated changes.

    Parameters
    ----------
    naive, own : DataFrame
        Two tables of ``blocks.block_effects``: of other pages, and of the same page.
    truth : mapping of block to float, optional
        0.1: a tenth more; of the same measure.
    what : str
        What is compared.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> import pandas as pd
    >>> own = pd.DataFrame({"block": ["video"], "estimate": [0.1], "low": [0.05], "high": [0.15],
    ...                     "n": 40})
    >>> ax = block_readings(own.assign(estimate=0.5, low=-0.1, high=1.1), own, {"video": 0.12})
    >>> [line.get_label() for line in ax.lines][:3]
    ['pages with it beside pages without', 'the same page, before and after', 'truth']
    """
    gaps = ["estimate", "low", "high"]  # where a block never moved
    own = check_table(own, "own", "block", "n", gaps=gaps)
    naive = check_table(naive, "naive", "block", gaps=gaps).set_index("block")
    naive = naive.reindex(own["block"])
    ax = plots._axes(ax, height=1.8 + 0.45 * len(own))
    plots.named_rows(ax, [name.replace("_", " ") for name in own["block"]], top=1.6)
    for part, colour, mark, name in (
        (naive, "orange", "D", "pages with it beside pages without"),
        (own, "blue", "o", "the same page, before and after"),
    ):
        plots.row_dots(ax, part["estimate"], part["low"], part["high"], colour=colour, mark=mark,
                       name=name)  # fmt: skip
    if truth is not None:
        true = [round(truth[name], 6) for name in own["block"]]
        plots.row_dots(ax, true, colour="vermilion", mark="|", size=16, name="truth")
    ax.axvline(0, color=plots.COLOURS["ink"], lw=1, zorder=0.8)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.legend(loc="upper left", ncols=2)
    plots.label(ax, f"What each block does to {what}", x=f"more {what}, with 95% interval",
                n=int(own["n"].max()), counts="articles")  # fmt: skip
    return ax


def asked_line(read, low, high, price, asks, times=3, least=500, ax=None):
    """What a bold claim leaves, as more of the deceived buyers ask for what the law gives them.

    Parameters
    ----------
    read, low, high : dict
        ``worth`` and ``more_back`` of ``blocks.claim_worth``: as read, and with the readings at
        their worse and at their better ends.
    price : float, or one of each line
        Yuan paid, as in ``blocks.triple_damages``.
    asks : float
        The chosen share of these buyers.
    times, least
        As in ``blocks.asked_border``.

    Returns
    -------
    Axes
        The title says what is left at the chosen share, and where nothing is.

    Raises
    ------
    InputError

    Examples
    --------
    >>> read = {"worth": 2680, "more_back": 22}
    >>> low, high = {"worth": 900, "more_back": 30}, {"worth": 4000, "more_back": 14}
    >>> asked_line(read, low, high, price=150, asks=0.5).get_title("left")
    'If 50% ask: −2,820 yuan; nothing is left from 24% on'
    """
    check_share("asks", asks, ends=True)
    border = asked_border(read["worth"], read["more_back"], price, times, least)
    share, each = np.linspace(0, 1, 101), triple_damages(price, times, least)
    line, bottom, top = (one["worth"] - share * one["more_back"] * each
                         for one in (read, low, high))  # fmt: skip
    ax = plots._axes(ax)
    ax.fill_between(share, bottom, top, color=plots.COLOURS["blue"], alpha=0.2, lw=0,
                    label="both readings at their ends")  # fmt: skip
    ax.plot(share, line, color=plots.COLOURS["blue"], label="what the claims leave")
    left = read["worth"] - asks * read["more_back"] * each
    ax.plot([asks], [left], "v", ms=10, color=plots.COLOURS["vermilion"], label="chosen")
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.yaxis.set_major_formatter(NumberTicks(""))
    ax.legend(loc="upper right")
    from_here = f"nothing is left from {100 * border:.0f}% on"
    told = from_here if border <= 1 else "something is left even if all ask"
    plots.label(
        ax,
        f"If {100 * asks:.0f}% ask: {numeral(round(left))} yuan; {told}",
        x="share of the buyers who send it back because of the claim, and ask",
        y="yuan a year",
    )
    return ax


def _percent(share):
    """A share as a tick tells it; a dash where there is none."""
    return f"{100 * share:.0f}%" if np.isfinite(share) else "–"
