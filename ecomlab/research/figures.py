"""Figures of the chapter on research: draw what its toolbox computes."""

import numpy as np
import pandas as pd
from matplotlib.patches import Patch, Rectangle

from ecomlab import plots
from ecomlab.checks import check_name, check_table
from ecomlab.errors import InputError, check_choice
from ecomlab.numerals import PERCENT, NumberTicks, numeral
from ecomlab.research.channels import core_channels
from ecomlab.research.reviews import audit_labels, draw_for_audit

# --- 1.1 demand -------------------------------------------------------------------------------

# --- 1.2 selection ----------------------------------------------------------------------------

# --- 1.3 competitors --------------------------------------------------------------------------


def topic_polarity(topics, by, ax=None):
    """What is praised (to the right) and complained of (to the left), with intervals.

    Parameters
    ----------
    topics : DataFrame
        `reviews.review_topics`: by, topic, polarity, share, low, high, n.
    by : str
        Whose reviews: one of the column ``by``.
    ax : Axes, optional

    Returns
    -------
    Axes
        Blue dots: this group; grey rings: the mean share of the other groups.

    Raises
    ------
    ChoiceError
        There is no such group.

    Examples
    --------
    >>> from ecomlab.research.reviews import review_topics
    >>> reviews = pd.DataFrame({"shop": ["a", "b"], "text": ["太重", "质量很好"]})
    >>> said = review_topics(reviews, "shop")
    >>> ax = topic_polarity(said, "a")
    >>> ax.get_title("left")
    'a: portability is complained of most (100%)'
    """
    topics = check_table(topics, "topics", "by", "topic", "polarity", "share", "low", "high", "n")
    check_name(topics, "by", by)
    one = topics[topics["by"] == by]
    others = topics[topics["by"] != by].groupby(["topic", "polarity"])["share"].mean()
    blamed = one[one["polarity"] == "complaint"].set_index("topic")["share"]
    order = list(blamed.sort_values(ascending=False).index)
    ax = plots._axes(ax, height=0.9 + 0.42 * len(order))
    sides = {"complaint": (-1, plots.COLOURS["vermilion"]), "praise": (1, plots.COLOURS["blue"])}
    for polarity, (sign, colour) in sides.items():
        rows = one[one["polarity"] == polarity].set_index("topic").loc[order]
        at = np.arange(len(order))
        ax.hlines(at, sign * rows["low"], sign * rows["high"], color=colour, lw=6, alpha=0.35)
        ax.plot(sign * rows["share"], at, "o", color=colour, ms=7, label=polarity)
        if len(others):
            rest = [sign * others[topic, polarity] for topic in order]
            ring = {"mfc": "white", "color": plots.COLOURS["grey"], "ms": 7}
            ax.plot(rest, at, "o", **ring, label=f"{polarity}, other shops")
    ax.axvline(0, color=plots.COLOURS["grey"], lw=1)
    ax.set_yticks(np.arange(len(order)), order)
    ax.set_ylim(len(order) - 0.4, -0.6)
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    ax.xaxis.set_major_formatter(lambda x, _: numeral(abs(round(x, 6)), PERCENT))
    plots.label(
        ax,
        f"{by}: {order[0]} is complained of most ({numeral(blamed.max(), PERCENT, significant=2)})",
        x="share of reviews with words: complaint to the left, praise to the right "
        "(rings: other shops)",
        y="",
        n=int(one["n"].iloc[0]),
        counts="reviews with words",
    )
    return ax


def audit_by_size(labels, n, sizes, label="label", hand="hand", seed=0, ax=None):
    """What a hand sample of each size says of a topic's share, beside the labels alone.

    Parameters
    ----------
    labels : DataFrame
        ``label`` of every row, and ``hand``, what a person says of every row: so that one can see
        what a sample of them would have found.
    n : int
        The size that is chosen: one of ``sizes``.
    sizes : sequence of int
    label, hand : str
    seed : int
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ChoiceError
        ``n`` is none of ``sizes``.

    Examples
    --------
    >>> labels = pd.DataFrame({"label": [True] * 300 + [False] * 700,
    ...                        "hand": [True] * 100 + [False] * 900})
    >>> audit_by_size(labels, 100, [50, 100]).get_title("left")
    '100 read by hand: 7.8% to 18%; the labels alone say 30%'
    """
    check_choice("n", n, list(sizes))
    rows = []
    for size in sizes:
        drawn = draw_for_audit(labels, size, label, seed)
        read = labels[hand].astype("boolean").where(labels.index.isin(drawn.index))
        found = audit_labels(labels.assign(**{hand: read}), label, hand)
        found = found.set_index("reading").loc["corrected"]
        rows.append((size, *found[["estimate", "low", "high"]]))
    found = pd.DataFrame(rows, columns=["read", "share", "low", "high"])
    ax = plots.lines(found, x="read", y="share", ax=ax)
    alone, truth = labels[label].mean(), labels[hand].mean()
    for value, words in ((alone, "labels alone"), (truth, "all read by hand")):
        ax.axhline(value, color=plots.COLOURS["grey"], lw=1.5, ls="--", zorder=1.5)
        ax.annotate(words, (sizes[-1], value), (-4, 4), textcoords="offset points", ha="right")
    chosen = found[found["read"] == n].iloc[0]
    ax.errorbar(
        [n], [chosen["share"]],
        [[max(chosen["share"] - chosen["low"], 0)], [max(chosen["high"] - chosen["share"], 0)]],
        fmt="o", ms=9, capsize=4, color=plots.COLOURS["vermilion"],
    )  # fmt: skip
    ends = (chosen["low"], chosen["high"], alone)
    low, high, says = (numeral(x, PERCENT, significant=2) for x in ends)
    plots.label(
        ax,
        f"{n:,} read by hand: {low} to {high}; the labels alone say {says}",
        x="reviews read by hand (half labelled yes, half labelled no)",
        y="share that speak of the topic",
        n=int(n),
        counts="reviews read",
    )
    return ax


def band_shares(bands, ax=None):
    """Which price bands hold the articles, and which the sales?

    Parameters
    ----------
    bands : DataFrame
        `prices.price_bands`: band, items, item_share, unit_share.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> bands = pd.DataFrame({"band": ["below 99", "from 99 on"], "items": [3, 1],
    ...                       "item_share": [0.75, 0.25], "unit_share": [0.4, 0.6]})
    >>> band_shares(bands).get_title("left")
    '"from 99 on" holds 25% of the articles and 60% of the sales'
    """
    bands = check_table(bands, "bands", "band", "items", "item_share", "unit_share")
    ax = plots._axes(ax)
    at, width = np.arange(len(bands)), 0.38
    sides = (("item_share", -0.5, "articles", "sky"), ("unit_share", 0.5, "pieces sold", "blue"))
    for column, side, name, colour in sides:
        ax.bar(at + side * width, bands[column], width, label=name, color=plots.COLOURS[colour])
    ax.set_xticks(at, bands["band"])
    ax.yaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.legend()
    top = bands.loc[bands["unit_share"].idxmax()]
    items, units = (numeral(top[x], PERCENT, significant=2) for x in ("item_share", "unit_share"))
    plots.label(
        ax,
        f'"{top["band"]}" holds {items} of the articles and {units} of the sales',
        x="price, yuan",
        y="share",
        n=int(bands["items"].sum()),
        counts="articles",
    )
    return ax


# --- 1.4 audience -----------------------------------------------------------------------------

# --- 1.5 channels -----------------------------------------------------------------------------


def two_readings(table, label, one, other, unit="yuan", ax=None):
    """Two numbers for each row, one above the other as dots on a line: where do they part?

    Parameters
    ----------
    table : DataFrame
        One row per name in ``label``; ``one`` and ``other`` numbers, whose columns name the dots.
    label, one, other : str
    unit : str
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
    ax = plots._axes(ax)
    places = np.arange(len(table))
    ax.axvline(0, color=plots.COLOURS["ink"], lw=1, zorder=1)
    for at, ends in zip(places, table[[one, other]].to_numpy(), strict=True):
        ax.plot(ends, [at, at], color=plots.COLOURS["grey"], lw=1.5, zorder=1.5, label="_shade")
    for name, colour, up in ((one, "grey", 9), (other, "vermilion", -17)):
        ax.plot(table[name], places, "o", ms=9, color=plots.COLOURS[colour], label=name)
        for at, value in zip(places, table[name], strict=True):
            ax.annotate(
                numeral(value), (value, at), (0, up), textcoords="offset points", ha="center",
                color=plots.COLOURS["ink"], bbox=plots.BACKING,
            )  # fmt: skip
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
    'At 10,000 yuan a month for each, 2 channels leave most: shelf, live'
    """
    table = core_channels(contribution, fixed_cost, overlap)
    ax = plots.points(table, x="rank", y="total", name="channel", ax=ax)
    ax.plot(table["rank"], table["total"], color=plots.COLOURS["sky"], zorder=1)
    ax.set_xticks(table["rank"])
    best = int(table["pays"].sum())
    cost = f"{fixed_cost:,.0f} yuan a month for each"
    if best:
        at = table[table["rank"] == best].iloc[0]
        ax.plot([best], [at["total"]], "o", ms=14, mfc="none", color=plots.COLOURS["vermilion"])
        chosen = ", ".join(table.loc[table["pays"], "channel"])
        leave = "channel leaves" if best == 1 else "channels leave"
        finding = f"At {cost}, {best} {leave} most: {chosen}"
    else:
        finding = f"At {cost}, no channel pays"
    plots.label(ax, finding, x="number of channels, the best first (circle: the best number)",
                y="left of all channels, yuan a month")  # fmt: skip
    return ax


COLOURS_OF = {"served": "#E7EAEE", "nobody asks": "#FFFFFF", "can't be made": "#F6D5C3",
              "open": "#BFE3D4"}  # fmt: skip


def positions(table, offers, x, y, ax=None):
    """The map of offers and buyers: cells by their reading, rivals as crosses, buyers as shares.

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
    cells = check_table(table, "table", "x_low", "x_high", "y_low", "y_high", "asking", "share",
                        "n", "reading")  # fmt: skip
    offers = check_table(offers, "offers", x, y)
    x_edges = np.unique([*cells["x_low"], *cells["x_high"]])
    y_edges = np.unique([*cells["y_low"], *cells["y_high"]])
    ax = plots._axes(ax, height=5)
    for cell in cells.itertuples():
        size = cell.x_high - cell.x_low, cell.y_high - cell.y_low
        ax.add_patch(Rectangle((cell.x_low, cell.y_low), *size, ec="#C9CED6", lw=0.8,
                               fc=COLOURS_OF[cell.reading]))  # fmt: skip
    for cell in cells[cells["asking"] > 0].itertuples():
        middle = ((cell.x_low + cell.x_high) / 2, (cell.y_low + cell.y_high) / 2)
        size = 11 if cell.share >= 0.05 else 8
        ax.annotate(f"{cell.share:.0%}", middle, ha="center", va="center", fontsize=size)
    ax.plot(offers[x], offers[y], "x", ms=8, mew=2, color=plots.COLOURS["blue"],
            label="rivals' articles")  # fmt: skip
    handles = [Patch(fc=colour, ec="#C9CED6", label=kind) for kind, colour in COLOURS_OF.items()]
    ax.legend(handles=[*ax.lines, *handles], loc="upper left", bbox_to_anchor=(1, 1))
    ax.grid(False)
    ax.set(xlim=(x_edges[0], x_edges[-1]), ylim=(y_edges[-1], y_edges[0]), xlabel=x, ylabel=y)
    ax.set_label(f"n = {int(cells['n'].iloc[0]):,} buyers asked")
    return ax
