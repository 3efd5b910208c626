"""Figures of the lesson on returns: what stays, what an ad must bring, who is suspected."""

import numpy as np

from ecomlab import plots
from ecomlab.checks import check_flags, check_table
from ecomlab.errors import InputError
from ecomlab.numerals import PERCENT, NumberTicks, numeral


def of_100_orders(flow, ax=None):
    """Of 100 orders, what stays: each step with its interval, and beside it the yuan.

    Parameters
    ----------
    flow : DataFrame
        Of `returns.returns_waterfall`, one group of it: step, of_100, low, high, stay, left_yuan,
        n.

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> flow = pd.DataFrame({"step": ["paid", "refunded in full"], "of_100": [100.0, 15.0],
    ...     "low": [100.0, 13.0], "high": [100.0, 17.0], "stay": [100.0, 85.0],
    ...     "left_yuan": [100.0, 82.0], "n": 1200})
    >>> of_100_orders(flow).get_title("left")
    'Of 100 orders 85.0 stay, and 82.0 of 100 yuan'
    """
    flow = check_table(flow, "flow", "step", "of_100", "low", "high", "stay", "left_yuan", "n")
    if flow["step"].duplicated().any():
        raise InputError("A step is there twice. Give one group: flow[flow[by] == name].")
    names = [*flow["step"], "stay"]
    ax = plots._axes(ax, height=1.2 + 0.42 * len(names))
    places = plots.named_rows(ax, names)
    rest, end = flow.iloc[1:], flow.iloc[-1]
    ax.barh(0, 100, color=plots.COLOURS["sky"], label="paid")
    part = rest["step"].str.contains("part")  # such an order stays, with less money
    start = np.where(part, rest["stay"] - rest["of_100"], rest["stay"])
    colours = np.where(part, plots.COLOURS["purple"], plots.COLOURS["orange"])
    ax.barh(places[1:-1], rest["of_100"], left=start, color=colours, label="gone")
    ax.hlines(places[1:-1], start + rest["of_100"] - rest["high"],
              start + rest["of_100"] - rest["low"], color=plots.COLOURS["ink"], lw=2)  # fmt: skip
    ax.barh(places[-1], end["stay"], color=plots.COLOURS["green"], label="stay")
    for place, (_, row) in zip(places[1:-1], rest.iterrows(), strict=True):
        ax.annotate(
            f"{row['of_100']:.1f} ({row['low']:.1f} to {row['high']:.1f})",
            (max(row["stay"] - row["of_100"] * ("part" in row["step"]), 0), place),
            (-6, 0), textcoords="offset points", ha="right", va="center",
            bbox=plots.BACKING,
        )  # fmt: skip
    ax.set_xlim(0, 104)
    plots.label(
        ax,
        f"Of 100 orders {end['stay']:.1f} stay, and {end['left_yuan']:.1f} of 100 yuan",
        x="of 100 orders paid (black: 95% interval; purple: stays, with less money)",
        y="",
        n=int(end["n"]),
        counts="orders paid",
    )
    return ax


def needed_roi(curve, returns, screen, ax=None):
    """What an ad must bring at each share of returns, beside what the screen shows.

    Parameters
    ----------
    curve : DataFrame, rising in returns
        returns (share of what is sent), before_ads (yuan of 100 left before ads), after_ads.
    returns : float
        The share to look at: one of the curve's.
    screen : Series
        The ROI on the screen (sales before refunds ÷ ads), by plan or channel.

    Returns
    -------
    Axes
        Break-even is 100 ÷ what is left before ads, as the screen counts sales before refunds.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> curve = pd.DataFrame({"returns": [0.2, 0.4], "before_ads": [40.0, 25.0],
    ...                       "after_ads": [20.0, 5.0]})
    >>> needed_roi(curve, 0.4, pd.Series({"search": 6.0, "feed": 3.0})).get_title("left")
    'At 40% returns 25.0 of 100 yuan are left before ads: an ad must bring 4.0. 1 of 2 do'
    """
    curve = check_table(curve, "curve", "returns", "before_ads", "after_ads")
    here = curve[np.isclose(curve["returns"], returns)]
    if len(here) != 1:
        raise InputError(
            f"returns is {returns!r}, which the curve hasn't: {list(curve['returns'])}."
        )
    left, after = here["before_ads"].iloc[0], here["after_ads"].iloc[0]
    need = 100 / left if left > 0 else np.inf
    pays = curve[curve["before_ads"] > 0]
    ax = plots._axes(ax)
    ax.plot(pays["returns"], 100 / pays["before_ads"], color=plots.COLOURS["blue"], lw=2.5,
            label="needed: break-even ROI")  # fmt: skip
    for name, value in screen.items():
        ax.axhline(value, color=plots.COLOURS["grey"], lw=1, zorder=1)
        ax.annotate(f"{name} {value:.1f}", (1.0, value), (3, 0), va="center", size=8.5,
                    xycoords=("axes fraction", "data"), textcoords="offset points")  # fmt: skip
    shown = [screen.max(), 100 / pays["before_ads"].iloc[0], need if left > 0 else 0]
    ax.set_ylim(0, 1.1 * max(shown))  # the chosen point is always in sight
    ax.axvline(returns, color=plots.COLOURS["vermilion"], lw=1.5, zorder=1.5)
    if left > 0:
        ax.plot([returns], [need], "o", ms=9, color=plots.COLOURS["vermilion"], label="here")
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    share = numeral(returns, PERCENT)
    told = f"At {share} returns {left:.1f} of 100 yuan are left before ads"
    enough = int((screen >= need).sum())
    plots.label(
        ax,
        f"{told}: an ad must bring {need:.1f}. {enough} of {len(screen)} do"
        if left > 0
        else f"{told}: no ad can pay",
        x=f"share of what was sent that comes back (after ads as now: {after:.1f} of 100 yuan)",
        y="ROI: sales before refunds ÷ ads (grey: on the screen)",
    )
    return ax


def raw_and_drawn(reasons, by="sku", top=12, ax=None):
    """The shares that look worst, beside the same shares drawn towards their like.

    Parameters
    ----------
    reasons : DataFrame
        Of `returns.return_reasons`: ``by``, n, raw, estimate, low, high, usual; rows of one reason.
    by : str
    top : int
        So many rows, the highest raw share first.

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> reasons = pd.DataFrame({"sku": ["bad", "one"], "n": [100, 1], "raw": [0.2, 1.0],
    ...     "estimate": [0.15, 0.08], "low": [0.10, 0.01], "high": [0.22, 0.2], "usual": 0.06})
    >>> raw_and_drawn(reasons).get_title("left")
    'Highest raw share: one, 100%; drawn towards its like: bad, 15%'
    """
    reasons = check_table(reasons, "reasons", by, "n", "raw", "estimate", "low", "high", "usual")
    if reasons[by].duplicated().any():
        raise InputError("A name is there twice. Give one reason: reasons[reasons.reason == name].")
    rows = reasons.sort_values("raw", ascending=False).head(top)
    ax = plots._axes(ax, height=1.2 + 0.34 * len(rows))
    plots.named_rows(ax, [f"{name} ({n:,})" for name, n in zip(rows[by], rows["n"], strict=True)])
    plots.row_dots(ax, rows["estimate"], rows["low"], rows["high"], name="drawn to its like")
    plots.row_dots(ax, rows["raw"], name="raw", mark="x", colour="vermilion")
    if rows["usual"].nunique() > 1:
        raise InputError("These rows have several usual shares. Give one kind of articles.")
    ax.axvline(rows["usual"].iloc[0], color=plots.COLOURS["grey"], lw=1.5, zorder=1)
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.legend()
    raw, drawn = rows.iloc[0], reasons.loc[reasons["estimate"].idxmax()]
    plots.label(
        ax,
        f"Highest raw share: {raw[by]}, {numeral(raw['raw'], PERCENT, significant=2)}; "
        f"drawn towards its like: {drawn[by]}, "
        f"{numeral(drawn['estimate'], PERCENT, significant=2)}",
        x="share of the lines that arrived (grey: usual; lines in brackets)",
        y="",
        n=int(reasons["n"].sum()),
        counts="lines",
    )
    return ax


def suspects(people, ax=None):
    """Of the buyers at whom a rule points, how many have the habit, and who are the others?

    Parameters
    ----------
    people : DataFrame, one row per rule
        rule, guilty, no_size (no size fits them), others; counts of buyers.

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"rule": ["half of it back", "score"], "guilty": [10, 6],
    ...                        "no_size": [5, 0], "others": [85, 4]})
    >>> suspects(people).get_title("left")
    'Innocent of those accused: 90% by "half of it back", 40% by "score"'
    """
    people = check_table(people, "people", "rule", "guilty", "no_size", "others")
    parts = {"guilty": ("sends back on principle", "vermilion"),
             "no_size": ("no size fits", "purple"),
             "others": ("ordinary, bad luck", "sky")}  # fmt: skip
    total = people[list(parts)].sum(axis=1)
    ax = plots._axes(ax, height=1.6 + 0.5 * len(people))
    places = plots.named_rows(ax, people["rule"])
    start = np.zeros(len(people))
    for name, (words, colour) in parts.items():
        ax.barh(places, people[name], left=start, color=plots.COLOURS[colour], label=words)
        start = start + people[name].to_numpy()
    for place, many in zip(places, total, strict=True):
        ax.annotate(f"{many:,}", (many, place), (4, 0), textcoords="offset points", va="center")
    ax.legend(loc="lower right")
    wrong = 1 - people["guilty"] / total
    told = ", ".join(
        f'{numeral(share, PERCENT, significant=2)} by "{rule}"'
        for rule, share in zip(people["rule"], wrong, strict=True)
    )
    plots.label(ax, f"Innocent of those accused: {told}", x="buyers accused", y="",
                n=int(total.sum()), counts="accusations")  # fmt: skip
    return ax


def needed_rise(curve, ax=None):
    """By how much must orders rise, for each point of returns that free ways back add?

    Parameters
    ----------
    curve : DataFrame
        trade, more_returns (points), needed (share), stated (flag: the trade's stated point).

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> curve = pd.DataFrame({"trade": ["lamps", "lamps"], "more_returns": [0.0, 2.0],
    ...                       "needed": [0.05, 0.09], "stated": [False, True]})
    >>> needed_rise(curve).get_title("left")
    'Freight insurance pays from more orders of: lamps 9%'
    """
    curve = check_table(curve, "curve", "trade", "more_returns", "needed", "stated")
    curve = check_flags(curve, "curve", "stated")
    ax = plots.lines(curve, x="more_returns", y="needed", by="trade", ax=ax, percent=True)
    dots = curve[curve["stated"].astype(bool)]
    ax.plot(dots["more_returns"], dots["needed"], "o", ms=9, color=plots.COLOURS["ink"],
            label="stated")  # fmt: skip
    told = ", ".join(
        f"{row['trade']} {numeral(row['needed'], PERCENT, significant=2)}"
        for _, row in dots.iterrows()
    )
    plots.label(
        ax,
        f"Freight insurance pays from more orders of: {told}",
        x="points of returns that a free way back adds",
        y="more paid orders needed",
    )
    return ax
