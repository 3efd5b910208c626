"""Figures of selection: the waterfall, margins, styles."""

import numpy as np
import pandas as pd

from ecomlab import plots
from ecomlab.checks import check_table
from ecomlab.errors import InputError
from ecomlab.numerals import PERCENT, NumberTicks, numeral, typeset
from ecomlab.research.bookings.shares import MAIN, STEPS
from ecomlab.research.margins import planned_left
from ecomlab.research.selection import presale_gain

WORDS = {step: words.split(" (")[0] for step, words in STEPS.items()}


def waterfall(left, per=100, unit="yuan", ax=None):
    """The waterfall of 100 yuan: from what was paid, step by step, to what is left.

    Parameters
    ----------
    left : DataFrame, one row per step
        step, part, left: of `waterfall.what_is_left`, one group of it, or `margins.planned_left`.
        A step that was left out is named without a bar.
    per : float
        As it was given there.
    unit : str
        The currency in words; "" where it isn't known.
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
    'Of 100 yuan paid 1.0 are left, and wages and other fixed costs are still to pay'
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
    unit = f" {unit}" if unit else ""
    told = f"Of {per:g}{unit} paid {_one_decimal(end)} are left"
    lacking = [WORDS[step] for step in table.loc[absent, "step"] if step in MAIN]
    plots.label(
        ax,
        f"No result yet: missing are {', '.join(lacking)}"
        if lacking
        else f"{told}, and wages and other fixed costs are still to pay",
        x=f"left of {per:g}{unit} paid",
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
    'A room of 30% is enough up to 53% of returns at ads of 0%, 28% at 10%, never at 30%'
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
    """Up to which returns the rule is enough, at each share of ads: where the line crosses it."""
    told, never = [], []
    for ads, rows in border.sort_values("returns").groupby("ads"):
        if (rows["least"] <= rule).any():
            end = min(float(np.interp(rule, rows["least"], rows["returns"])), rows["returns"].max())
            of = "up to {} of returns at ads of {}" if not told else "{} at {}"
            told.append(of.format(numeral(round(end, 2), PERCENT), numeral(ads, PERCENT)))
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


def gain_by_surcharge(surcharge, articles, presale, stock, margin, holding, ax=None):
    """What presale earns at every surcharge of its maker, and where it earns nothing.

    Parameters
    ----------
    surcharge : float
        The chosen one, yuan for a yuan of goods at cost.
    articles, presale, stock, margin, holding
        As in `selection.presale_gain`.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab.cases.presale import articles
    >>> from ecomlab import cases
    >>> ax = gain_by_surcharge(0.03, articles(**cases.load("presale").tables), "own workshop",
    ...                        "factory", margin=0.3, holding=0.5)
    >>> ax.get_xlabel()
    'surcharge, fen for a yuan of goods (grey: presale earns nothing)'
    """

    def earned(yuan):
        return presale_gain(articles, presale, stock, margin, yuan, holding)

    none, chosen = earned(0).value, earned(surcharge)
    each = (none - earned(0.1).value) / 0.1  # a yuan of surcharge costs so much: a straight line
    turns = none / each
    yuan = np.linspace(0, max(0.1, 1.2 * turns, surcharge), 25)
    curve = pd.DataFrame([earned(y) for y in yuan], columns=["gain", "low", "high", "n", "counts"])
    curve[["gain", "low", "high"]] *= 100
    ax = plots.lines(curve.assign(surcharge=100 * yuan), x="surcharge", y="gain", ax=ax)
    ax.axhline(0, color=plots.COLOURS["ink"], lw=1, zorder=1.8)
    if turns >= 0:
        ax.axvline(100 * turns, color=plots.COLOURS["grey"], lw=1.5, zorder=1.8)
    border = f"it turns at {100 * turns:.1f}" if turns >= 0 else "it earns at none, not even at 0"
    ax.plot([100 * surcharge], [100 * chosen.value], "o", ms=9, color=plots.COLOURS["vermilion"])
    ends = " to ".join(f"{100 * end:+.1f}" for end in (chosen.low, chosen.high))
    plots.label(
        ax,
        typeset(
            f"At {100 * surcharge:.0f} fen presale earns {100 * chosen.value:+.1f} fen ({ends}); "
            f"{border}"
        ),
        x="surcharge, fen for a yuan of goods (grey: presale earns nothing)",
        y="fen for a yuan of goods sold before, with 95% interval",
        n=chosen,
    )
    return ax
