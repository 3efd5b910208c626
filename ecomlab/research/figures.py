"""Figures of the chapter on research: draw what its toolbox computes."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_name, check_table
from ecomlab.errors import InputError, check_choice, check_share, check_whole
from ecomlab.estimates import count_ratio_interval
from ecomlab.numerals import PERCENT, NumberTicks, numeral
from ecomlab.research.reviews import audit_labels, draw_for_audit

# --- 1.1 demand -------------------------------------------------------------------------------


def growth_against_level(growth, threshold=0.10, named=4, confidence=0.95, ax=None):
    """Growth above the category, against clicks; between the lines chance in counting is enough.

    Parameters
    ----------
    growth : DataFrame
        As from `demand.yoy_growth`: keyword, above, n (clicks of both times).
    threshold : float
        The growth that would count as a rise.
    named : int
        How many of the fastest words are named.
    confidence : float
        Of the lines: what a word that grew like its category shows by chance in counting clicks.
    ax : Axes, optional

    Returns
    -------
    Axes
        The title says below how many clicks chance alone reaches the threshold.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> growth = pd.DataFrame({"keyword": ["a", "b"], "above": [0.02, 2.0], "n": [40, 40_000]})
    >>> growth_against_level(growth).get_title("left")
    'Below about 1,700 clicks, 10% above the category can be chance alone'
    """
    growth = check_table(growth, "growth", "keyword", "n", gaps=["above"])
    named, threshold = check_whole("named", named), check_share("threshold", threshold)
    known = growth[(growth["above"] > -1) & (growth["n"] > 1)]
    if known.empty:
        raise InputError("No word of the table has a growth and clicks: nothing can be drawn.")
    times = 1 + known["above"]
    ax = plots._axes(ax)
    ax.plot(known["n"], times, "o", ms=5, alpha=0.6, color=plots.COLOURS["blue"], label="words")
    grid = np.geomspace(min(known["n"].min(), 100), max(known["n"].max(), 1e5), 400)
    low, high = _by_chance(grid, confidence)
    for line in (low, high):
        ax.plot(grid, line, color=plots.COLOURS["vermilion"], lw=1.2, label="chance alone")
    ax.axhline(1 + threshold, color=plots.COLOURS["grey"], lw=1, ls="--")
    ax.set(xscale="log", yscale="log")
    ax.margins(y=0.15)
    ax.yaxis.set_major_formatter(NumberTicks())
    far = known.loc[times.nlargest(named).index]
    spots = zip(far["n"], 1 + far["above"], far["keyword"].astype(str), strict=True)
    plots._name_dots(ax, list(spots))
    least = grid[np.argmax(high < 1 + threshold)]
    plots.label(
        ax,
        f"Below about {round(least, -2):,.0f} clicks, {threshold:.0%} above the "
        "category can be chance alone",
        x="clicks of both times (log scale)",
        y="times its category's growth (log scale)",
        n=len(known),
        counts="words",
    )
    return ax


def _by_chance(n, confidence):
    """Between what a ratio of two equal counts lies by chance, of so many in both together."""
    n = np.asarray(n, dtype=float)
    return count_ratio_interval(n / 2, n / 2, confidence)


def risers_believed(curve, count, ax=None):
    """What so many risers a month bring, by rule, and the number that is chosen.

    Parameters
    ----------
    curve : DataFrame
        count, rule, profit (yuan of all months).
    count : int
        The chosen one: in the table.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError

    Examples
    --------
    >>> curve = pd.DataFrame({"count": [5, 20] * 2, "rule": ["fastest"] * 2 + ["in season"] * 2,
    ...                       "profit": [10_000.0, 30_000, 25_000, 80_000]})
    >>> risers_believed(curve, 20).get_title("left")
    '20 a month: in season 80,000 yuan, fastest 30,000'
    """
    curve = check_table(curve, "curve", "count", "rule", "profit")
    check_choice("count", count, sorted(set(curve["count"])))
    ax = plots.lines(curve, x="count", y="profit", by="rule", ax=ax)
    ax.axvline(count, color=plots.COLOURS["grey"], lw=1.5, zorder=1.8)
    chosen = curve[curve["count"] == count].sort_values("profit", ascending=False)
    told = [f"{row.rule} {round(row.profit, -3):,.0f}" for row in chosen.itertuples()]
    told[0] += " yuan"
    plots.label(
        ax,
        f"{count} a month: {', '.join(told)}",
        x="items bought each month (grey: chosen)",
        y="profit of all months, yuan",
    )
    return ax


def share_with_change(shares, change, name, ax=None):
    """A share month by month, and from when on it is another: the band holds the possible months.

    Parameters
    ----------
    shares : Series
        By month, as 2024-01.
    change : Series
        As from `demand.change_point`.
    name : str
        Of what the share is.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> months = [str(month) for month in pd.period_range("2024-01", periods=4, freq="M")]
    >>> change = pd.Series({"month": "2024-03", "first": "2024-02", "last": "2024-03",
    ...                     "estimate": 0.5, "low": 0.4, "high": 0.6})
    >>> ax = share_with_change(pd.Series([0.4, 0.4, 0.2, 0.2], months), change, "light")
    >>> ax.get_title("left")
    'From 2024-03 on "light" has 0.5 times the share it had (0.4 to 0.6)'
    """
    change = check_table(change.to_frame().T, "change", "month", "first", "last", "estimate").iloc[
        0
    ]
    table = pd.DataFrame({"month": pd.to_datetime(shares.index), "share": shares.to_numpy()})
    ax = plots.lines(table, x="month", y="share", ax=ax)
    first, last = pd.to_datetime([change["first"], change["last"]])
    half = pd.Timedelta(days=15)
    ax.axvspan(first - half, last + half, color=plots.COLOURS["vermilion"], alpha=0.2, lw=0)
    told = [numeral(float(change[key]), significant=2) for key in ("estimate", "low", "high")]
    plots.label(
        ax,
        f'From {change["month"]} on "{name}" has {told[0]} times the share it had '
        f"({told[1]} to {told[2]})",
        y=f'share of "{name}" in what names a need',
        n=len(table),
        counts="months",
    )
    return ax


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
