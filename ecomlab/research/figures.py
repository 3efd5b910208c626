"""Figures of the chapter on research: draw what its toolbox computes."""

import numpy as np
import pandas as pd
from matplotlib.patches import Patch, Rectangle

from ecomlab import plots
from ecomlab.checks import check_name, check_table
from ecomlab.errors import InputError, check_choice, check_positive, check_share, check_whole
from ecomlab.estimates import count_ratio_interval, power_of_share, refuses
from ecomlab.numerals import PERCENT, NumberTicks, numeral
from ecomlab.research.bookings.shares import STEPS
from ecomlab.research.channels import core_channels
from ecomlab.research.margins import planned_left
from ecomlab.research.reviews import audit_labels, draw_for_audit

MOST_ASKED = 5000  # answers that a figure draws

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

WORDS = {step: words.split(" (")[0] for step, words in STEPS.items()}


def waterfall(left, per=100, ax=None):
    """The waterfall of 100 yuan: from what was paid, step by step, to what is left.

    Parameters
    ----------
    left : DataFrame, one row per step
        step, part, left: of `waterfall.what_is_left`, one group of it, or `margins.planned_left`.
        A step that was left out is named without a bar.
    per : float
        As it was given there.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> ax = waterfall(planned_left(0.70, returns=0.2, lost=0.3, ads=0.095, freight=0.03))
    >>> ax.get_title("left")
    'Of 100 yuan paid 1.0 are left, and wages and rent are still to pay'
    """
    table = check_table(left, "left", "step", "left", gaps=["part"])
    if table["step"].duplicated().any():
        raise InputError("A step is there twice. Give one group: left[left[by] == name].")
    table = table[table["part"].fillna(1) != 0]
    part = table["part"].fillna(0.0).to_numpy()
    names = [WORDS.get(step, step) for step in table["step"]]
    absent = table["part"].isna().to_numpy()
    names = [f"{name} (no table)" if no else name for name, no in zip(names, absent, strict=True)]
    end = float(table["left"].iloc[-1])
    ax = plots._axes(ax, height=1.2 + 0.34 * (len(names) + 1))
    rises = part > 0
    colours = np.where(rises, plots.COLOURS["sky"], plots.COLOURS["orange"])
    ax.barh(names, part, left=table["left"] - part, color=colours, label="step")
    ax.barh(["left"], [end], color=plots.COLOURS["green" if end >= 0 else "vermilion"],
            label="left")  # fmt: skip
    sizes, ends = [*part, end], [*table["left"], end]
    for place, (size, at, no) in enumerate(zip(sizes, ends, [*absent, False], strict=True)):
        beside = max(at, at - size) if place < len(part) else max(at, 0)
        ax.annotate("?" if no else _one_decimal(size), (beside, place), (4, 0), va="center",
                    textcoords="offset points", size=8.5)  # fmt: skip
    ax.invert_yaxis()
    ax.axvline(0, color=plots.COLOURS["grey"], lw=0.8, zorder=1)
    ax.margins(x=0.08)
    ax.grid(False, axis="y")
    told = _one_decimal(end)
    plots.label(
        ax,
        f"Of {per:g} yuan paid {told} are left, and wages and rent are still to pay",
        x=f"yuan of {per:g} paid",
        y="",
    )
    return ax


def before_and_after(margins, by, ax=None):
    """What each channel or article leaves of 100 yuan before ads and after them.

    Parameters
    ----------
    margins : DataFrame
        ``by``, contribution, after_ads: of `margins.unit_margins`.
    by : str
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"channel": ["search", "live"], "contribution": [0.27, 0.26],
    ...                       "after_ads": [0.27, 0.02]})
    >>> before_and_after(table, "channel").get_title("left")
    'Before ads 26.0 to 27.0 of 100 yuan are left, after them 2.0 to 27.0'
    """
    table = check_table(margins, "margins", by, "contribution", "after_ads")
    names = table[by].astype(str)
    before, after = 100 * table["contribution"], 100 * table["after_ads"]
    ax = plots._axes(ax, height=1.2 + 0.34 * len(table))
    for name, ends in zip(names, zip(after, before, strict=True), strict=True):
        ax.plot(ends, [name, name], color=plots.COLOURS["grey"], lw=1.5, zorder=1, label="_shade")
    ax.plot(before, names, "o", ms=8, color=plots.COLOURS["blue"], label="before ads")
    ax.plot(after, names, "o", ms=8, color=plots.COLOURS["vermilion"], label="after ads")
    ax.axvline(0, color=plots.COLOURS["grey"], lw=0.8, zorder=1)
    ax.invert_yaxis()
    ax.legend()
    ends = [_one_decimal(x) for each in (before, after) for x in (each.min(), each.max())]
    plots.label(
        ax,
        f"Before ads {ends[0]} to {ends[1]} of 100 yuan are left, after them "
        f"{ends[2]} to {ends[3]}",
        x="yuan left of 100 paid",
        y="",
    )
    return ax


def _one_decimal(value):
    return f"{value + 0.0:.1f}".replace("-0.0", "0.0").replace("-", "−")


def left_at_returns(rates, returns, ax=None):
    """The waterfall of an article at another share of returns, and the ROI that it needs then.

    Parameters
    ----------
    rates : mapping of str to float
        Of `margins.rates_of`, or of your own for `margins.planned_left`.
    returns : float
        Share of what is sent that comes back.
    ax : Axes, optional

    Returns
    -------
    Axes
        Its title tells what is left, and how many yuan an ad must bring for each one spent so
        that nothing is lost (保本 ROI): 1 ÷ what is left before ads.

    Examples
    --------
    >>> ax = left_at_returns({"goods": 0.47, "fee": 0.05, "ads": 0.1, "lost": 0.27}, returns=0.6)
    >>> ax.get_title("left")
    'At 60% returns 0.0 of 100 yuan are left; an ad must bring 9.98 yuan for one'
    """
    left = planned_left(**{**rates, "returns": returns})
    ax = waterfall(left, ax=ax)
    before = left["part"].sum() + -left.set_index("step")["part"]["ads"]
    needs = (
        f"an ad must bring {numeral(100 / before, significant=3)} yuan for one"
        if before > 0
        else "no ad can pay"
    )
    share = numeral(returns, PERCENT)
    told = _one_decimal(left["left"].iloc[-1])
    plots.label(ax, f"At {share} returns {told} of 100 yuan are left; {needs}")
    return ax


def margin_lines(border, rule=0.30, ax=None):
    """The least margin room by share of returns, a line for each share of ads, and a rule.

    Parameters
    ----------
    border : DataFrame
        Of `margins.margin_border`: returns, ads, least.
    rule : float
        The margin room that somebody asks for.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> from ecomlab.research.margins import margin_border
    >>> ax = margin_lines(margin_border([0, 0.2, 0.4, 0.6], [0.0, 0.1, 0.3], lost=0.3))
    >>> ax.get_title("left")
    'A room of 30% is enough up to 40% of returns at ads of 0%, 20% at 10%, never at 30%'
    """
    border = check_table(border, "border", "returns", "ads", "least")
    named = border.assign(ads=[f"ads {numeral(x, PERCENT)} of sales" for x in border["ads"]])
    ax = plots.lines(named, x="returns", y="least", by="ads", ax=ax, percent=True)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.axhline(rule, color=plots.COLOURS["ink"], lw=1.5, ls="--", zorder=1.8)
    ax.annotate(f"the rule: {numeral(rule, PERCENT)}", (border["returns"].max(), rule), (-2, -12),
                textcoords="offset points", ha="right")  # fmt: skip
    plots.label(
        ax,
        f"A room of {numeral(rule, PERCENT)} is enough {_up_to(border, rule)}",
        x="share of what was sent that comes back",
        y="least margin room (1 − goods ÷ price)",
    )
    return ax


def _up_to(border, rule):
    """Up to which returns the rule is enough, at each share of ads."""
    told, never = [], []
    for ads, rows in border.groupby("ads"):
        enough = rows.loc[rows["least"] <= rule, "returns"]
        if len(enough):
            of = "up to {} of returns at ads of {}" if not told else "{} at {}"
            told.append(of.format(numeral(enough.max(), PERCENT), numeral(ads, PERCENT)))
        elif not never:
            never.append(f"never at {numeral(ads, PERCENT)}")
    return ", ".join([*told, *never])


def seen_and_later(styles, least=None, ax=None):
    """What each style showed in its first clicks, and what it was later.

    Parameters
    ----------
    styles : DataFrame, one row per style
        style, clicks, carts, later_rate: of `styles.first_clicks`.
    least : float, optional
        A rule on what is seen, drawn as a line.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> styles = pd.DataFrame({"style": ["a", "b", "c"], "clicks": 200, "carts": [9, 20, 36],
    ...                        "later_rate": [0.11, 0.12, 0.125]})
    >>> seen_and_later(styles).get_title("left")
    'First clicks showed 4.5% to 18%; later the same styles had 11% to 12.5%'
    """
    table = check_table(styles, "styles", "style", "clicks", "carts", "later_rate")
    table = table.assign(seen=table["carts"] / table["clicks"])
    extremes = {
        table[name].agg(end) for name in ("seen", "later_rate") for end in ("idxmin", "idxmax")
    }
    named = table.loc[sorted(extremes)]
    ax = plots._axes(ax)
    ax.plot(table["seen"], table["later_rate"], "o", ms=8, color=plots.COLOURS["blue"],
            label="articles")  # fmt: skip
    if least is not None:
        for line in (ax.axvline, ax.axhline):
            line(least, color=plots.COLOURS["ink"], lw=1.5, ls="--", zorder=1.8)
        ax.annotate("killed, though good", (0.02, 0.96), xycoords="axes fraction", va="top")
        ax.annotate("goes, though poor", (0.98, 0.04), xycoords="axes fraction", ha="right")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(NumberTicks(PERCENT))
    ax.margins(0.12)
    plots.points(named, x="seen", y="later_rate", name="style", ax=ax)
    ends = [
        numeral(end, PERCENT, significant=3)
        for name in ("seen", "later_rate")
        for end in (table[name].min(), table[name].max())
    ]
    plots.label(
        ax,
        f"First clicks showed {ends[0]} to {ends[1]}; later the same styles had {ends[2]} to "
        f"{ends[3]}",
        x=f"carts of the first {int(table['clicks'].median())} visits or so",
        y="carts of all visits later",
        n=len(table),
        counts="articles",
    )
    return ax


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
    ax.margins(x=0)
    ax.set_ylim(0, 1.15 * max(drawn.get_ydata().max() for drawn in ax.lines))
    left, right = ax.get_xlim()
    kept = count[~refused]
    for side in ((left, (kept.min() - 0.5) / n), ((kept.max() + 0.5) / n, right)):
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
    for name, colour, up in ((one, "grey", 9), (other, "vermilion", -21)):
        ax.plot(table[name], places, "o", ms=9, color=plots.COLOURS[colour], label=name)
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
    ax = plots.points(table, x="rank", y="total", name="channel", ax=ax)
    ax.plot(table["rank"], table["total"], color=plots.COLOURS["sky"], zorder=1)
    ax.set_xticks(table["rank"])
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


# --- 1.9 workshop -----------------------------------------------------------------------------


def turning_point(curve, other, at, x="returns", y="leaves", names=("this", "the other"), ax=None):
    """Where does one choice become better than another?

    Parameters
    ----------
    curve : DataFrame
        ``x`` (a share) and ``y`` (yuan): what the choice leaves.
    other : float
        What the other choice leaves, whatever ``x`` is.
    at : float
        The chosen ``x``: one of the curve.
    x, y : str
    names : pair of str
        Of the choice and of the other.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ChoiceError
        ``at`` is no value of ``x``.

    Examples
    --------
    >>> curve = pd.DataFrame({"returns": [0.1, 0.2, 0.3], "leaves": [30.0, 20.0, 10.0]})
    >>> turning_point(curve, 24, at=0.3, names=("jackets", "stoves")).get_title("left")
    'At 30%, jackets leaves 10 yuan: 14 less than stoves'
    """
    curve = check_table(curve, "curve", x, y)
    check_choice("at", at, list(curve[x]))
    mine, theirs = names
    now = float(curve.loc[curve[x] == at, y].iloc[0])
    ax = plots._axes(ax)
    ax.plot(curve[x], curve[y], color=plots.COLOURS["blue"], label=mine)
    ax.axhline(other, color=plots.COLOURS["grey"], ls="--", label=theirs)
    ax.plot([at], [now], "o", color=plots.COLOURS["vermilion"], ms=9)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.yaxis.set_major_formatter(NumberTicks(""))
    ax.legend()
    gap = abs(now - other)
    than = f"{gap:,.0f} {'more' if now > other else 'less'} than"
    plots.label(
        ax,
        f"At {numeral(at, PERCENT, significant=2)}, {mine} leaves {now:,.0f} yuan: {than} {theirs}",
        x=f"{x} (share)",
        y=f"{y} (yuan)",
    )
    return ax
