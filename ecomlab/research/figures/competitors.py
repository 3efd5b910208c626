"""Figures of competitors: topics of reviews, audits of labels, price bands."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_name, check_table
from ecomlab.errors import check_choice
from ecomlab.numerals import PERCENT, NumberTicks, numeral
from ecomlab.research.reviews import audit_labels, draw_for_audit


def topic_polarity(topics, by, ax=None):
    """What is praised (to the right) and complained of (to the left), with intervals.

    Parameters
    ----------
    topics : DataFrame
        `reviews.review_topics`: by, topic, polarity, count, share, low, high, n.
    by : str
        Whose reviews: one of the column ``by``.
    ax : Axes, optional

    Returns
    -------
    Axes
        Dots: this group; grey rings: the other groups together, as the lift has them.

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
    needed = ["by", "topic", "polarity", "count", "share", "low", "high", "n"]
    topics = check_table(topics, "topics", *needed)
    check_name(topics, "by", by)
    one = topics[topics["by"] == by]
    others = topics[topics["by"] != by].groupby(["topic", "polarity"])[["count", "n"]].sum()
    others = others["count"] / others["n"]
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
        "(rings: other shops together)",
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
        The title names the band whose two shares lie farthest apart.

    Examples
    --------
    >>> bands = pd.DataFrame({"band": ["below 99", "from 99 on"], "items": [3, 1],
    ...                       "item_share": [0.75, 0.25], "unit_share": [0.4, 0.6]})
    >>> band_shares(bands).get_title("left")
    '"below 99" holds 75% of the articles and 40% of the pieces sold'
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
    top = bands.loc[(bands["unit_share"] - bands["item_share"]).abs().idxmax()]
    items, units = (numeral(top[x], PERCENT, significant=2) for x in ("item_share", "unit_share"))
    plots.label(
        ax,
        f'"{top["band"]}" holds {items} of the articles and {units} of the pieces sold',
        x="price, yuan",
        y="share",
        n=int(bands["items"].sum()),
        counts="articles",
    )
    return ax
