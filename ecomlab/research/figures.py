"""Figures of the chapter on research: draw what its toolbox computes."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_name, check_table
from ecomlab.errors import InputError, check_choice, check_positive, check_whole
from ecomlab.estimates import power_of_share, refuses
from ecomlab.numerals import PERCENT, NumberTicks, numeral
from ecomlab.research.reviews import audit_labels, draw_for_audit

MOST_ASKED = 5000  # answers that a figure draws

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


def tell_apart(n, share=0.7, line=0.6, confidence=0.95, ax=None):
    """What n answers can look like if the true share is ``share``, and if it is ``line``.

    Parameters
    ----------
    n : int
        How many are asked, from 1 to 5,000.
    share, line : float
        The share that is claimed, and the one from which it shall be told.
    confidence : float
        Of the test: shaded are the results that refuse the line.

    Returns
    -------
    Axes

    Raises
    ------
    InputError
        n or a share is out of range, or both shares are the same.

    Examples
    --------
    >>> tell_apart(20).get_title("left")
    '20 answers tell 70% from 60% in 11 of 100 surveys'
    """
    from scipy.stats import binom

    if check_whole("n", n, low=1) > MOST_ASKED:
        raise InputError(f"n is {n}. Choose at most {MOST_ASKED:,}.")
    power = float(power_of_share(n, share, line, confidence))
    if share == line:
        raise InputError(f"share and line are both {share:g}. Choose two shares.")
    count = np.arange(n + 1)
    refused = refuses(count, n, line, confidence)
    colours = {line: plots.COLOURS["blue"], share: plots.COLOURS["vermilion"]}
    for truth, colour in colours.items():
        chance = binom.pmf(count, n, truth)
        near = chance > chance.max() / 1000
        curve = pd.DataFrame({"seen": count[near] / n, "chance": chance[near]})
        ax = plots.lines(curve, x="seen", y="chance", ax=ax, percent=True)
        ax.lines[-1].set(color=colour, label=f"truth {truth:.0%}")
        where = {"textcoords": "offset points", "ha": "center", "color": colour}
        ax.annotate(f"truth {truth:.0%}", (truth, chance.max()), (0, 6), **where)
    ax.margins(x=0, y=0.12)
    left, right = ax.get_xlim()
    kept = count[~refused] / n
    for side in ((left, kept.min()), (kept.max(), right)):
        ax.axvspan(*side, color=plots.COLOURS["grey"], alpha=0.15, lw=0, zorder=0)
    ax.set_xlim(left, right)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    often = numeral(100 * power, digits=0)
    plots.label(
        ax,
        f"{numeral(n)} answers tell {share:.0%} from {line:.0%} in {often} of 100 surveys",
        x=f"share who say so in the survey (shaded: {line:.0%} is refused)",
        y="chance of this share",
        n=n,
        counts="answers",
    )
    return ax


def stated_and_paid(curves, price, ax=None):
    """What share names at least each price, by what they say and by what they would pay.

    Parameters
    ----------
    curves : DataFrame
        ``surveys.wtp_curve`` of each kind, with its name in ``answer``: price, share, low, high.
    price : float
        The price that is asked today: a line marks it.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> curves = pd.DataFrame({"answer": ["named"] * 2 + ["paid"] * 2, "price": [100, 200] * 2,
    ...                        "share": [0.9, 0.5, 0.8, 0.3], "low": [0.8, 0.4, 0.7, 0.2],
    ...                        "high": [1, 0.6, 0.9, 0.4], "n": 99, "counts": "respondents"})
    >>> stated_and_paid(curves, price=150).get_xlabel()
    'price, in yuan (line: 150, asked today)'
    """
    curves = check_table(curves, "curves", "answer", "price", "share", "low", "high")
    check_positive("price", price)
    ax = plots.lines(curves, x="price", y="share", by="answer", ax=ax, percent=True)
    ax.axvline(price, color=plots.COLOURS["grey"], lw=1.5, zorder=1.8)
    plots.label(
        ax,
        "What people name is not what they pay",
        x=f"price, in yuan (line: {numeral(price)}, asked today)",
        y="share who would buy at this price",
    )
    return ax


# --- 1.5 channels -----------------------------------------------------------------------------
