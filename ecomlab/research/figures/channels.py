"""Figures of channels: readings side by side, weightings, positions."""

import textwrap

import numpy as np
from matplotlib.patches import Patch, Rectangle

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import InputError
from ecomlab.numerals import NumberTicks, numeral
from ecomlab.research.channels import core_channels


def two_readings(table, label, one, other, unit="yuan", digits=0, ax=None):
    """Two numbers for each row, one above the other as dots on a line: where do they part?

    Parameters
    ----------
    table : DataFrame
        One row per name in ``label``; ``one`` and ``other`` numbers, whose columns name the dots.
    label, one, other : str
    unit : str
    digits : int
        Decimals that are written beside the dots.
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
    >>> table = pd.DataFrame({"channel": ["live", "content"], "the ledger": [27_386, -21_613],
    ...                       "the twin": [74_001, 13_453]})
    >>> ax = two_readings(table, "channel", "the ledger", "the twin")
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['live', 'content']
    """
    table = check_table(table, "table", label, one, other)
    ax = plots._axes(ax, height=1.3 + 0.62 * len(table))
    places = np.arange(len(table))
    ax.axvline(0, color=plots.COLOURS["ink"], lw=1, zorder=1)
    for at, ends in zip(places, table[[one, other]].to_numpy(), strict=True):
        ax.plot(ends, [at, at], color=plots.COLOURS["grey"], lw=1.5, zorder=1.5, label="_shade")
    for name, colour, up, size in ((one, "grey", 11, 11), (other, "vermilion", -21, 6)):
        ax.plot(table[name], places, "o", ms=size, color=plots.COLOURS[colour], label=name)
        for at, value in zip(places, table[name], strict=True):
            ax.annotate(
                numeral(value, digits=digits),
                (value, at),
                (0, up),
                textcoords="offset points",
                ha="center",
                color=plots.COLOURS["ink"],
                bbox=plots.BACKING,
            )
    ax.set_yticks(places, [str(name) for name in table[label]])
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    ax.margins(x=0.15)
    ax.legend(loc="best")
    ax.xaxis.set_major_formatter(NumberTicks())
    ax.set_xlabel(unit)
    return ax


def wins_by_channel(fits, most=6, ax=None):
    """Under which share of the weightings does each channel win, for several articles?

    Parameters
    ----------
    fits : mapping of str to DataFrame
        By article: the table of ``fit.channel_fit``.
    most : int
        So many channels of each, the most frequent winners of any article first.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> fit = pd.DataFrame({"channel": ["JD", "Tmall"], "wins": [0.7, 0.3], "n": 4000})
    >>> ax = wins_by_channel({"a cable": fit, "a dress": fit.assign(wins=[0.1, 0.9])})
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['Tmall', 'JD']
    """
    if not fits:
        raise InputError("fits names no article. Give the table of channel_fit by article.")
    for name, table in fits.items():
        check_table(table, f"fit of {name}", "channel", "wins", "n")
    wins = {name: table.set_index("channel")["wins"] for name, table in fits.items()}
    best = np.maximum.reduce([w.reindex(next(iter(wins.values())).index) for w in wins.values()])
    index = next(iter(wins.values())).index
    names = [index[at] for at in np.argsort(-best, kind="stable")[:most]]
    ax = plots._axes(ax)
    places, height = np.arange(len(names)), 0.8 / len(wins)
    for at, (name, share) in enumerate(wins.items()):
        shift = (at - (len(wins) - 1) / 2) * height
        bars = ax.barh(places + shift, share.reindex(names), height * 0.9,
                       color=plots.SERIES[at], label=name)  # fmt: skip
        ax.bar_label(bars, [f"{value:.0%}" for value in share.reindex(names)], padding=3)
    ax.set_yticks(places, names)
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    ax.set_xticks([])
    ax.legend(loc="lower right")
    ax.set_xlabel("share of the weightings under which the channel wins")
    n = int(next(iter(fits.values()))["n"].iloc[0])
    ax.set_label(f"n = {n:,} weightings an article")
    return ax


def number_of_channels(contribution, fixed_cost, overlap=0.0, ax=None):
    """What is left a month with one channel, two, three …, if each costs so much to run?

    Parameters
    ----------
    contribution, fixed_cost, overlap
        As of ``channels.core_channels``.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = number_of_channels({"shelf": 90_000, "live": 25_000, "content": 4_000}, 10_000)
    >>> ax.get_title("left")
    'At 10,000 yuan a month for each, 2 channels leave most'
    """
    table = core_channels(contribution, fixed_cost, overlap)
    ax = plots._axes(ax)
    ax.plot(table["rank"], table["total"], "-o", ms=8, color=plots.COLOURS["blue"],
            label="left of all so far")  # fmt: skip
    ax.yaxis.set_major_formatter(NumberTicks())
    names = [textwrap.fill(str(name).replace("_", " "), 12) for name in table["channel"]]
    ax.set_xticks(table["rank"], [f"{at}\n{name}" for at, name in enumerate(names, start=1)])
    ax.margins(x=0.08)
    best = int(table["pays"].sum())
    cost = f"{fixed_cost:,.0f} yuan a month for each"
    if best:
        at = table[table["rank"] == best].iloc[0]
        ax.plot([best], [at["total"]], "o", ms=14, mfc="none", color=plots.COLOURS["vermilion"])
        finding = f"At {cost}, {best} {'channel leaves' if best == 1 else 'channels leave'} most"
    else:
        finding = f"At {cost}, no channel pays"
    plots.label(ax, finding, x="number of channels, the best first (circle: the best number)",
                y="left of all channels, yuan a month")  # fmt: skip
    return ax


def _free_place(cell, crosses, far):
    """The place in a cell, near its middle, that keeps clear of the crosses."""
    steps = (0.5, 0.3, 0.7, 0.15, 0.85)
    places = [(cell.x_low + (cell.x_high - cell.x_low) / 2,
               cell.y_low + (cell.y_high - cell.y_low) * v) for v in steps]  # fmt: skip
    if not len(crosses):
        return places[0]
    gaps = [np.min(np.hypot(*((np.array(at) / far - crosses) * [0.6, 1]).T)) for at in places]
    return next((at for at, gap in zip(places, gaps, strict=True) if gap > 0.05),
                places[int(np.argmax(gaps))])  # fmt: skip


COLOURS_OF = {"served": "#E7EAEE", "nobody asks": "#FFFFFF", "can't be made": "#F6D5C3",
              "open": "#BFE3D4"}  # fmt: skip


def positions(table, offers, x, y, ax=None):
    """The map of offers and buyers: cells by their reading, rivals as crosses, and in each cell
    the share of buyers whom no offer serves, of those who look there.

    Parameters
    ----------
    table : DataFrame
        ``positioning.positioning_map``.
    offers : DataFrame
        Its offers, with the columns ``x`` and ``y``.
    x, y : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from ecomlab.research.positioning import positioning_map
    >>> offers = pd.DataFrame({"price": [120, 130], "kg": [2.1, 2.4]})
    >>> buyers = pd.DataFrame({"price": [110, 150, 250], "kg": [2.2, 1.2, 1.3]})
    >>> cells = positioning_map(offers, buyers, "price", "kg", [100, 200, 300], [1, 2, 3])
    >>> positions(cells, offers, "price", "kg").get_xlabel()
    'price'
    """
    cells = check_table(table, "table", "x_low", "x_high", "y_low", "y_high", "asking", "unserved",
                        "n", "reading")  # fmt: skip
    offers = check_table(offers, "offers", x, y)
    x_edges = np.unique([*cells["x_low"], *cells["x_high"]])
    y_edges = np.unique([*cells["y_low"], *cells["y_high"]])
    ax = plots._axes(ax, height=5)
    for cell in cells.itertuples():
        size = cell.x_high - cell.x_low, cell.y_high - cell.y_low
        ax.add_patch(Rectangle((cell.x_low, cell.y_low), *size, ec="#C9CED6", lw=0.8,
                               fc=COLOURS_OF[cell.reading]))  # fmt: skip
    far = np.array([np.ptp(x_edges), np.ptp(y_edges)])
    crosses = offers[[x, y]].to_numpy(float) / far
    for cell in cells[cells["asking"] >= 0.005 * cells["n"]].itertuples():
        told = f"{cell.unserved / cell.n:.0%} of {cell.asking / cell.n:.0%}"
        at = _free_place(cell, crosses, far)
        ax.annotate(told, at, ha="center", va="center", fontsize=8.5)
    ax.plot(offers[x], offers[y], "x", ms=8, mew=2, color=plots.COLOURS["blue"],
            label="rivals' articles")  # fmt: skip
    handles = [Patch(fc=colour, ec="#C9CED6", label=kind) for kind, colour in COLOURS_OF.items()]
    ax.legend(handles=[*ax.lines, *handles], loc="upper left", bbox_to_anchor=(1, 1))
    ax.grid(False)
    ax.set(xlim=(x_edges[0], x_edges[-1]), ylim=(y_edges[-1], y_edges[0]), xlabel=x, ylabel=y)
    ax.set_label(f"n = {int(cells['n'].iloc[0]):,} buyers asked")
    return ax
