"""Figures in the house style: colour-blind safe, calm, Chinese labels included.

Every function takes a tidy table and returns the Axes; the caller sets the title, which
states the finding: ``label(ax, "…")``. Units: ``percent`` for shares; ``unit`` is any word, such as
"points", that is written behind the numbers.
"""

import math
import textwrap
from collections.abc import Hashable

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import dates as mdates
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ecomlab import alttext, tables
from ecomlab.errors import (
    LARGEST,
    ColumnError,
    InputError,
    check_choice,
    check_days,
    check_number,
    check_share,
)
from ecomlab.numerals import PERCENT, DateTicks, NumberTicks, date_text, numeral, typeset
from ecomlab.tables import collect, day_date, day_number

# M. Okabe and K. Ito 2008, Color universal design: told apart with any colour vision.
COLOURS = {
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "orange": "#E69F00",
    "grey": "#8A8F98",
    "ink": "#2B2F36",
}
SERIES = [COLOURS[name] for name in ("blue", "vermilion", "green", "purple", "sky", "orange")]
SIZE = (8, 4.5)  # inches
BLUES = LinearSegmentedColormap.from_list("ecomlab", ["#F4F8FB", "#5B9FCC"])
SHARES = {"rate", "share", "survival", "revenue_share", "change", "new_rate", "false_alarm"}
BACKING = {"boxstyle": "square,pad=0.15", "fc": "white", "ec": "none"}  # keeps lines off numbers
NEAR = 9  # points from a dot to its name
SIDES = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)]
AROUND = [(*side, far) for far in (NEAR, 18, 30, 44) for side in SIDES]  # tried in this order
STYLE = {
    "figure.figsize": SIZE,
    "figure.dpi": 100,
    "savefig.dpi": 100,
    "figure.constrained_layout.use": True,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.titlepad": 12,
    "axes.labelsize": 10,
    "axes.labelcolor": COLOURS["ink"],
    "axes.titlecolor": COLOURS["ink"],
    "text.color": COLOURS["ink"],
    "xtick.color": COLOURS["ink"],
    "ytick.color": COLOURS["ink"],
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "axes.edgecolor": "#C9CED6",
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#E7EAEE",
    "grid.linewidth": 0.8,
    "lines.linewidth": 2,
    "legend.frameon": False,
    "svg.hashsalt": "ecomlab",
}


def use_house_style(scale=1):
    """Set fonts, colours and size of all figures to come; Chinese labels render.

    In a notebook every figure is shown with its alternative text and its data from now on.

    Parameters
    ----------
    scale : float
        How much larger letters are than on a page: 1.25 for a projector.

    Examples
    --------
    >>> use_house_style()
    >>> plt.rcParams["figure.figsize"]
    [8.0, 4.5]
    """
    from zhplot import matplotlib_chineseize

    check_share("scale", scale, low=0.1, high=10, ends=True)
    sizes = {key: scale * STYLE[key] for key in STYLE if key.endswith(("titlesize", "labelsize"))}
    sns.set_theme(style="white", palette=SERIES, font_scale=scale, rc=STYLE | sizes)
    matplotlib_chineseize()  # after set_theme, which resets the font
    plt.switch_backend(plt.get_backend())  # loads it, before its way to show figures is replaced
    alttext.show_as_html()


def lines(table, x, y, by=None, ax=None, percent=None, unit=None):
    """One line, or one per value of ``by``, named at its end; a band where intervals are given.

    Parameters
    ----------
    table : DataFrame
        ``x`` numbers or dates, ``y`` numbers, optionally ``by`` and ``low``, ``high`` around y;
        ``n`` (with what it ``counts``) or ``customers`` is told in the alternative text.
    percent : bool, optional
        Show y as percentages; by default if the column is a share by its name.
    unit : str, optional

    Examples
    --------
    >>> table = pd.DataFrame({"day": [0, 30, 60], "share": [1, 0.8, 0.7]})
    >>> ax = lines(table, x="day", y="share")
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('day', 'share')
    """
    _need(table, [x, y] + ([] if by is None else [by]), numbers=[x, y], or_times=[x])
    ax = _axes(ax)
    groups = [(None, table)] if by is None else _groups(table, by)
    ends = []
    for colour, (name, part) in zip(_colours(len(groups)), groups, strict=True):
        part = part.sort_values(x)
        name = None if name is None else _words(name)
        (line,) = ax.plot(part[x], part[y], color=colour, label=name)
        if _has_band(table, y):
            ax.fill_between(part[x], part["low"], part["high"], color=colour, alpha=0.15, lw=0)
            line.band = part["low"].to_numpy(), part["high"].to_numpy()
        if name is not None:
            ends.append((part[x].iloc[-1], part[y].iloc[-1], name, colour))
    _format(ax.yaxis, table[y], _unit(percent, unit, y in SHARES))
    _format(ax.xaxis, table[x], _unit(None, None, x in SHARES))
    _tell_n(ax, table)
    if table[y].min() >= 0:
        ax.set_ylim(bottom=0)
    _name_ends(ax, ends)
    ax.set(xlabel=_words(x) if not _is_time(table[x]) else "", ylabel=_words(y))
    return ax


def estimates(table, label, ax=None, percent=None, unit=None, counts=None, digits=None):
    """Estimates as dots on their intervals, one row each, in the table's order.

    Parameters
    ----------
    table : DataFrame
        ``estimate`` (or ``rate`` or ``share``), ``low``, ``high``; ``n`` (with what it ``counts``)
        or ``customers`` is written beside the name if there is one.
    label : str
        The column that names the rows.
    percent : bool, optional
        Show percentages; by default if all numbers are between 0 and 1.
    unit, counts : str, optional
        Of the numbers, such as "points"; what n counts, if no column says it.
    digits : int, optional
        Decimals of the written numbers; by default as many as the narrowest interval bears.

    Examples
    --------
    >>> table = pd.DataFrame({"base": ["a", "b"], "rate": [0.3, 0.2], "low": [0.28, 0.19],
    ...                       "high": [0.32, 0.21], "customers": [1000, 2000]})
    >>> [tick.get_text() for tick in estimates(table, label="base").get_yticklabels()]
    ['a\\nn = 1,000 customers', 'b\\nn = 2,000 customers']
    """
    _need(table, [])
    column = next((name for name in ("estimate", "rate", "share") if name in table), "estimate")
    _need(table, [label, column, "low", "high"], numbers=[column, "low", "high", *_n(table)])
    numbers = table[[column, "low", "high"]]
    unit = _unit(percent, unit, bool(numbers.stack().between(0, 1).all()))
    if digits is None:
        digits = _digits(numbers * (100 if unit == PERCENT else 1))
    texts = [numeral(value, unit, digits) for value in table[column]]
    return _dots(table, label, column, texts, unit, counts, _axes(ax))


def named_rows(ax, names, top=0.6):
    """Give each row of a figure its name at the left, the first on top; say where the rows lie.

    Parameters
    ----------
    ax : Axes
    names : sequence
    top : float
        Room above the first row, in rows.

    Returns
    -------
    array

    Examples
    --------
    >>> _, ax = plt.subplots()
    >>> named_rows(ax, ["tent", "mug"]).tolist(), ax.get_ylim()
    ([0, 1], (np.float64(1.6), np.float64(-0.6)))
    """
    places = np.arange(len(names))
    ax.set_yticks(places, [str(name) for name in names])
    ax.set_ylim(len(places) - 0.4, -top)
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    return places


def row_dots(ax, values, low=None, high=None, name="", mark="o", colour="blue", size=7,
             width=1.2, alpha=1.0):  # fmt: skip
    """One dot for each row, on its interval if there is one: a series of a figure of named rows.

    Parameters
    ----------
    ax : Axes
    values, low, high : sequence of float
        In the rows' order.
    name : str
        Of the series, for the legend and the alt text.
    mark, colour, size : str, str, float
        Of the dots; a colour of ``COLOURS``.
    width, alpha : float
        Of the intervals.

    Examples
    --------
    >>> _, ax = plt.subplots()
    >>> row_dots(ax, [1, 2], low=[0, 1], high=[2, 3], name="found")
    >>> [line.get_label() for line in ax.lines], len(ax.collections)
    (['found'], 1)
    """
    places = np.arange(len(values))
    if low is not None:
        ax.hlines(places, low, high, color=COLOURS[colour], lw=width, alpha=alpha)
    ax.plot(values, places, mark, ms=size, color=COLOURS[colour], label=name)


def _dots(table, label, column, texts, unit, counts, ax):
    """Rows of dots with their intervals, names and n at the left, numbers above the dots."""
    places = np.arange(len(table))
    ax.hlines(places, table["low"], table["high"], color=COLOURS["sky"], lw=7, alpha=0.55)
    dots = {"color": COLOURS["blue"], "ms": 8, "label": _words(column)}
    ax.plot(table[column], places, "o", **dots)
    for place, value, text in zip(places, table[column], texts, strict=True):
        ax.annotate(
            text,
            (value, place),
            (0, 9),
            textcoords="offset points",
            ha="center",
            color=COLOURS["blue"],
            bbox=BACKING,
        )
    names = zip(map(_wrapped, table[label]), _counted(table, counts), strict=True)
    named_rows(ax, [f"{name}{n}" for name, n in names], top=0.7)
    _format(ax.xaxis, table[column], unit)
    ax.margins(x=0.12)
    ax.set_xlabel(
        ", ".join([_words(column), *[unit] * (unit not in ("", PERCENT)), "with interval"])
    )
    ax.set_ylabel("")
    return ax


def verdict(table, ax=None, percent=None, guess=None):
    """Readings of a case as estimates with intervals, and the truth as a line through them.

    Parameters
    ----------
    table : DataFrame
        ``cases.Issue.verdict``: reading, estimate, low, high, n, counts; the row "truth" is the
        line. Its ``attrs["show"]`` is the format in which the case's text tells the numbers.
    guess : float or (value, low, high), optional
        What was guessed before, in the table's unit: the first row.

    Examples
    --------
    >>> table = pd.DataFrame({"reading": ["obvious reading", "truth"], "estimate": [3, 1.5],
    ...                       "low": [2.8, np.nan], "high": [3.2, np.nan], "n": [900, 0],
    ...                       "counts": "days"})
    >>> ax = verdict(table, guess=(2, 1, 4))
    >>> [tick.get_text() for tick in ax.get_yticklabels()], ax.texts[-1].get_text()
    (['your guess', 'obvious reading\\nn = 900 days'], 'truth 1.5')
    """
    _need(table, ["reading", "estimate", "low", "high"], numbers=["estimate", "low", "high"])
    show = table.attrs.get("show", "")
    points = "points" if table.attrs.get("points") else None
    table = _with_guess(table, guess)
    shares = "%" in show if show else bool(table["estimate"].between(-1, 1).all())
    unit = _unit(False if points else percent, points, shares)
    if show:
        texts = [typeset(show.format(value)) for value in table["estimate"]]
    else:
        digits = _digits(table[["estimate", "low", "high"]] * (100 if unit == PERCENT else 1))
        texts = [numeral(value, unit, digits) for value in table["estimate"]]
    table = table.assign(text=texts)
    is_truth = np.array([isinstance(name, str) and name == "truth" for name in table["reading"]])
    rows = table[~is_truth]
    height = 1.1 + 0.75 * max(len(rows), 2)
    ax = _dots(rows, "reading", "estimate", rows["text"], unit, None, _axes(ax, height=height))
    for row in table[is_truth].itertuples():
        _mark(ax, row.estimate, f"truth {row.text}")
    return ax


def _with_guess(table, guess):
    """The table with the guess before it."""
    if guess is None:
        return table
    parts = [guess, np.nan, np.nan] if np.ndim(guess) == 0 else list(guess)
    if len(parts) != 3:
        raise InputError(f"guess has {len(parts)} parts. Give a number, or (value, low, high).")
    check_number("guess", parts[0])
    row = pd.DataFrame([parts], columns=["estimate", "low", "high"], dtype=float)
    return pd.concat([row.assign(reading="your guess"), table], ignore_index=True)


def _mark(ax, value, text):
    """An upright line behind everything, named at its foot on the side where there is room."""
    left, right = ax.get_xlim()
    late = value > left + 0.7 * (right - left)
    colour = COLOURS["vermilion"]
    ax.axvline(value, color=colour, lw=1.5, zorder=1.8)
    ax.annotate(
        text, (value, 0), (-5 if late else 5, 4), xycoords=("data", "axes fraction"),
        textcoords="offset points", ha="right" if late else "left", color=colour, bbox=BACKING,
    )  # fmt: skip


def points(table, x, y, name, ax=None, percent=None, unit=None):
    """Named dots: each name beside its dot, where it covers neither a dot nor another name.

    Parameters
    ----------
    table : DataFrame
        ``x`` and ``y`` numbers, ``name`` what is written beside each dot.
    percent, unit
        As in `lines`, of y.

    Examples
    --------
    >>> table = pd.DataFrame({"clicks": [1, 1.01, 3], "orders": [2, 2, 5], "pan": ["a", "b", "c"]})
    >>> [text.get_text() for text in points(table, "clicks", "orders", name="pan").texts]
    ['a', 'b', 'c']
    """
    _need(table, [x, y, name], numbers=[x, y])
    fresh = ax is None
    ax = _axes(ax)
    named = list(zip(table[x], table[y], map(_words, table[name]), strict=True))
    for across, up, word in named:
        ax.plot([across], [up], "o", ms=8, color=COLOURS["blue"], label=word)
    if fresh:
        _format(ax.xaxis, table[x], _unit(None, None, x in SHARES))
        _format(ax.yaxis, table[y], _unit(percent, unit, y in SHARES))
        ax.margins(0.1)
        ax.set(xlabel=_words(x), ylabel=_words(y))
    _name_dots(ax, named)
    return ax


def _name_dots(ax, named):
    """Write each name at the first of some places around its dot where nothing is yet."""
    ax.figure.draw_without_rendering()  # for the places on the page
    spots = ax.transData.transform([(x, y) for x, y, _ in named])
    taken = [Bbox.from_bounds(x - 7, y - 7, 14, 14) for x, y in spots]
    for x, y, name in named:
        for side, up, far in AROUND:
            text = _beside(ax, name, (x, y), (far * side, far * up))
            text.get_window_extent()  # puts it in its place
            box = Text.get_window_extent(text)  # of the words, without the leader
            if (side, up, far) == AROUND[-1] or not any(map(box.overlaps, taken)):
                break
            text.remove()
        taken.append(box)


def _beside(ax, name, at, shift):
    """A name at some distance from its dot, with a fine line to it where it isn't next to it."""
    (side, up), leader = np.sign(shift), {"arrowstyle": "-", "color": COLOURS["grey"], "lw": 0.6}
    return ax.annotate(
        name,
        at,
        shift,
        textcoords="offset points",
        ha=("center", "left", "right")[side],
        va=("center", "bottom", "top")[up],
        arrowprops=leader if max(map(abs, shift)) > NEAR else None,
    )


def caterpillar(table, label, by=None, ax=None, percent=None, unit=None):
    """Many estimates as dots, sorted, the largest on top; thin intervals where they are given.

    Parameters
    ----------
    table : DataFrame
        ``estimate``, one row each; optionally ``low`` and ``high``; ``n`` and what it ``counts``.
    label : str
        The column that names the rows.
    by : str, optional
        A column of groups, told apart by colour and shape.
    percent, unit
        As in `lines`, of the estimate.

    Examples
    --------
    >>> table = pd.DataFrame({"shop": ["a", "b", "c"], "estimate": [0.1, 0.3, -0.2]})
    >>> [tick.get_text() for tick in caterpillar(table, "shop", percent=True).get_yticklabels()]
    ['b', 'a', 'c']
    """
    _need(table, [label] + ([] if by is None else [by]))
    _need(table, ["estimate"], numbers=["estimate"])
    rows = table.sort_values("estimate", ascending=False, ignore_index=True)
    ax = _axes(ax, height=1.2 + 0.22 * len(rows))
    groups = [("estimate", rows)] if by is None else _groups(rows, by)
    if _has_band(rows, "estimate"):
        ax.hlines(rows.index, rows["low"], rows["high"], color=COLOURS["grey"], lw=1.5, alpha=0.6)
    looks = zip(_colours(len(groups)), "oDs^vP", groups, strict=False)
    for colour, marker, (name, part) in looks:
        dots = {"color": colour, "ms": 7, "label": _words(name)}
        ax.plot(part["estimate"], part.index, marker, **dots)
    ax.axvline(0, color=COLOURS["ink"], lw=1, zorder=1.8)
    named_rows(ax, [_words(name) for name in rows[label]])
    _format(ax.xaxis, rows["estimate"], _unit(percent, unit, False))
    if by is not None:
        ax.legend(loc="upper left")
    _tell_n(ax, table)
    ax.set(xlabel="estimate", ylabel="")
    return ax


def narrowing(table, n, ax=None, percent=None, unit=None):
    """How an estimate's interval narrows as n grows; one n is marked.

    Parameters
    ----------
    table : DataFrame
        ``n``, ``estimate``, ``low``, ``high``: one row for each n.
    n : int
        The n that is chosen: one of the table.
    percent, unit
        As in `lines`, of the estimate.

    Examples
    --------
    >>> table = pd.DataFrame({"n": [100, 400], "estimate": [2.0, 2.5], "low": [0, 1.5],
    ...                       "high": [4, 3.5]})
    >>> narrowing(table, 400, unit="points").get_title("left")
    'With 400: 2.5 points, between 1.5 and 3.5'
    """
    _need(table, columns := ["n", "estimate", "low", "high"], numbers=columns)
    check_choice("n", n, list(table["n"]))
    rows = table.sort_values("n", ignore_index=True)
    ax = lines(rows.drop(columns="n").assign(size=rows["n"]), "size", "estimate", ax=ax)
    unit = _unit(percent, unit, False)
    digits = _digits(rows[columns[1:]] * (100 if unit == PERCENT else 1))
    row = rows[rows["n"] == n].iloc[0]
    value, low, high = (numeral(row[name], unit, digits) for name in columns[1:])
    low, high = (text.removesuffix(f" {unit}") for text in (low, high))
    ax.vlines([n], [row["low"]], [row["high"]], color=COLOURS["vermilion"], lw=3)
    ax.plot([n], [row["estimate"]], "o", ms=9, color=COLOURS["vermilion"], label="chosen")
    ax.axhline(0, color=COLOURS["ink"], lw=1, zorder=1.8)
    ax.set_ylim(min(rows["low"].min(), 0) - 0.02 * np.ptp(rows["high"]), rows["high"].max() * 1.05)
    _format(ax.yaxis, rows["estimate"], unit)
    counts = next(iter(table["counts"]), "") if "counts" in table else ""
    finding = f"With {n:,}{' ' * bool(counts)}{counts}: {value}, between {low} and {high}"
    y = "estimate" if unit in ("", PERCENT) else f"estimate, {unit}"
    label(ax, finding, x=counts or "n", y=y, n=int(n), counts=counts)
    return ax


def bars(table, x, y, ax=None, percent=None, unit=None):
    """One upright bar for each row: counts or shares of classes.

    Parameters
    ----------
    table : DataFrame
        ``x`` numbers or names, ``y`` numbers.

    Examples
    --------
    >>> table = pd.DataFrame({"days": [1, 2, 3], "share": [0.1, 0.25, 0.2]})
    >>> [float(bar.get_height()) for bar in bars(table, x="days", y="share").patches]
    [0.1, 0.25, 0.2]
    """
    _need(table, [x, y], numbers=[y])
    ax = _axes(ax)
    ax.bar(table[x], table[y], color=COLOURS["sky"], width=0.8 * _step(table[x]))
    _format(ax.yaxis, table[y], _unit(percent, unit, y in SHARES))
    ax.grid(False, axis="x")
    ax.set(xlabel=_words(x), ylabel=_words(y))
    _tell_n(ax, table)
    return ax


def _step(values):
    """The least distance between numbers; 1 for names."""
    if not pd.api.types.is_any_real_numeric_dtype(values) or values.nunique() < 2:
        return 1
    return np.diff(np.unique(values)).min()


def cohort_heatmap(table, ax=None):
    """A cohort table: rows cohorts, columns periods since the first purchase, cells shares.

    Cells that are not over yet are left white.

    Parameters
    ----------
    table : DataFrame
        ``cohort`` (dates), ``age``, ``customers``, ``rate``, as from ``cohort_retention``.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "cohort": pd.to_datetime(["1997-01-06", "1997-01-06", "1997-01-13"]),
    ...     "age": [1, 2, 1], "customers": [100, 100, 90], "rate": [0.2, 0.1, 0.3]})
    >>> [tick.get_text() for tick in cohort_heatmap(table).get_yticklabels()]
    ['6 Jan 1997  (100)', '13 Jan 1997  (90)']
    """
    _need(table, names := ["cohort", "age", "customers", "rate"], numbers=names[1:])
    if not _is_time(table["cohort"]):
        raise InputError(
            f"cohort holds {table['cohort'].dtype} values, but cohorts begin on dates."
        )
    if not table["rate"].min() >= 0:
        raise InputError(f"The lowest rate is {table['rate'].min()}. Shares are 0 or above.")
    if twice := int(table.duplicated(["cohort", "age"]).sum()):
        raise InputError(f"{twice} rows have the cohort and age of another. Give one row each.")
    grid = table.pivot(index="cohort", columns="age", values="rate")
    sizes = table.groupby("cohort")["customers"].max()
    ax = _axes(ax, height=max(SIZE[1], 1.2 + 0.3 * len(grid)))
    wide = grid.shape[1] > 16
    sns.heatmap(
        grid,
        ax=ax,
        cmap=BLUES,
        vmin=0,
        annot=False if wide else grid.map(_cell(digits=int(table["rate"].max() < 0.1))),
        fmt="",
        annot_kws={"size": 8, "color": COLOURS["ink"]},
        linewidths=1,
        linecolor="white",
        cbar=wide,
        cbar_kws={"format": NumberTicks(PERCENT), "label": "share who bought"} if wide else None,
    )
    ax.collections[0].unit, ax.collections[0].columns = PERCENT, list(grid.columns)
    ax.set_label(f"n = {sizes.sum():,} customers")
    starts = pd.to_datetime(grid.index)
    ax.set_yticklabels(
        [f"{day.day} {day:%b %Y}  ({sizes[day]:,})" for day in starts], rotation=0, size=8.5
    )
    ax.tick_params(axis="x", rotation=0)
    ax.tick_params(length=0)
    ax.grid(False)
    ax.set(xlabel="period since the first purchase", ylabel="cohort from  (customers)")
    return ax


def survival_curve(table, ax=None, naive=True):
    """The share of gaps between purchases that last longer than so many days.

    Parameters
    ----------
    table : DataFrame
        ``days``, ``survival``, ``low``, ``high`` and ``naive``, as from ``interpurchase_times``.
    naive : bool
        Also draw what the finished gaps alone would say.

    Examples
    --------
    >>> table = pd.DataFrame({"days": [1, 2], "survival": [0.9, 0.8], "low": [0.85, 0.7],
    ...                       "high": [0.95, 0.9], "naive": [0.5, 0.0]})
    >>> survival_curve(table).get_xlabel()
    'days'
    """
    names = ["days", "survival", "low", "high"] + ["naive"] * bool(naive)
    _need(table, names, numbers=names)
    if gaps := int(table["days"].isna().sum()):
        raise InputError(f"days is missing in {gaps} of {len(table)} rows. Leave those out.")
    ax = _axes(ax)
    table = table.sort_values("days")
    days, blue, grey = table["days"], COLOURS["blue"], COLOURS["grey"]
    ax.fill_between(days, table["low"], table["high"], step="post", color=blue, alpha=0.18, lw=0)
    (line,) = ax.step(days, table["survival"], where="post", color=blue, label="all gaps")
    line.band = table["low"].to_numpy(), table["high"].to_numpy()
    ends = [(days.iloc[-1], table["survival"].iloc[-1], "all gaps\n(Kaplan–Meier)", blue)]
    if naive:
        dashes = {"ls": (0, (4, 2)), "label": "finished gaps only"}
        ax.step(days, table["naive"], where="post", color=grey, **dashes)
        ends.append((days.iloc[-1], table["naive"].iloc[-1], "finished gaps only", grey))
    ax.set_ylim(0, 1)
    ax.set_xlim(0, days.iloc[-1])
    _format(ax.yaxis, table["survival"], PERCENT)
    if "at_risk" in table:
        ax.set_label(f"n = {table['at_risk'].max():,} gaps")
    _name_ends(ax, ends)
    ax.set(xlabel="days", ylabel="share of gaps longer than this")
    return ax


def places_in_intervals(table, label, ax=None):
    """Where in its interval each value came: 0 is the low end, 1 the high end.

    Parameters
    ----------
    table : DataFrame
        ``low``, ``high`` and ``came``: one row for each interval, low below high.
    label : str
        The column that names the rows.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> table = pd.DataFrame({"name": ["a", "b"], "low": [0, 10], "high": [4, 20],
    ...                       "came": [1, 25]})
    >>> places_in_intervals(table, "name").lines[0].get_xdata().tolist()
    [0.25, 1.5]
    """
    _need(table, [label, "low", "high", "came"], numbers=["low", "high", "came"])
    places = (table["came"] - table["low"]) / (table["high"] - table["low"])
    rows = pd.DataFrame({label: table[label].astype(str), "place": places.clip(-1, 2)})
    texts = ["below" if x < 0 else "above" if x > 1 else "inside" for x in places]
    ax = _axes(ax, height=1 + 0.6 * len(table))
    ax.axvspan(0, 1, color=COLOURS["sky"], alpha=0.25, lw=0)
    _dots(rows.assign(low=np.nan, high=np.nan), label, "place", texts, "", None, ax)
    ax.set_xticks([-1, 0, 1, 2])
    ax.set(xlim=(-1.15, 2.15), ylabel="")
    ax.set_xlabel("where it came: 0 is the low end of your interval, 1 its high end")
    return ax


def reliability(table, sure, right, ax=None):
    """Was one as often right as one was sure? One dot for each group of answers, with its interval.

    Parameters
    ----------
    table : DataFrame
        The columns ``sure`` and ``right`` as shares of 1, and ``low``, ``high``, ``n``: one row for
        each group.
    sure, right : str
        Their columns.
    ax : Axes, optional

    Returns
    -------
    Axes
        On the line both agree; below it one was too sure.

    Examples
    --------
    >>> table = pd.DataFrame({"sure": [0.4, 0.9], "right": [0.5, 0.6], "low": [0.2, 0.3],
    ...                       "high": [0.8, 0.8], "n": [8, 10]})
    >>> reliability(table, "sure", "right").lines[1].get_ydata().tolist()
    [0.5, 0.6]
    """
    numbers = [sure, right, "low", "high", "n"]
    _need(table, numbers, numbers=numbers)
    ax = _axes(ax, width=5, height=4)
    ax.plot([0, 1], [0, 1], color=COLOURS["grey"], lw=1, ls="--")
    ax.plot(table[sure], table[right], "o", color=COLOURS["blue"])
    ax.vlines(table[sure], table["low"], table["high"], color=COLOURS["blue"], lw=1.5)
    for row in table.itertuples():
        place = (getattr(row, sure), getattr(row, right))
        ax.annotate(f"n = {row.n}", place, (6, -3), textcoords="offset points", va="top")
    ax.set(
        xlim=(0.3, 1.08), ylim=(-0.03, 1.03), xlabel="how sure", ylabel="share of verdicts right"
    )
    for axis in (ax.xaxis, ax.yaxis):
        _format(axis, table[sure], PERCENT)
    ax.set_label(f"n = {table['n'].sum():,} verdicts")
    return ax


def lorenz_curve(table, ax=None, top=0.2):
    """How concentrated is the value? The share of value that the poorest x % of customers hold.

    Parameters
    ----------
    table : DataFrame
        ``share_of_customers`` (poorest first) and ``share_of_value``, as from ``lorenz``.
    top : float
        The share of customers, from the richest, that the dot marks.

    Examples
    --------
    >>> table = pd.DataFrame({"share_of_customers": [0, 0.5, 1], "share_of_value": [0, 0.2, 1]})
    >>> lorenz_curve(table, top=0.5).texts[0].get_text()
    'the lower 50% hold 20%,\\nthe top 50% hold 80%'
    """
    _need(table, names := ["share_of_customers", "share_of_value"], numbers=names)
    check_share("top", top)
    ax = _axes(ax, width=6, height=5)
    table = table.sort_values("share_of_customers")
    x, y = table["share_of_customers"], table["share_of_value"]
    ax.fill_between(x, y, x, color=COLOURS["sky"], alpha=0.18, lw=0)
    alike = {"lw": 1, "ls": (0, (4, 2)), "label": alttext.SHADE}
    ax.plot([0, 1], [0, 1], color=COLOURS["grey"], **alike)
    ax.plot(x, y, color=COLOURS["blue"], clip_on=False, label="customers")
    held = np.interp(1 - top, x, y)
    ax.plot(1 - top, held, "o", color=COLOURS["vermilion"], ms=7, label=alttext.SHADE)
    ax.annotate(
        typeset(f"the lower {1 - top:.0%} hold {held:.0%},\nthe top {top:.0%} hold {1 - held:.0%}"),
        (1 - top, held),
        (-10, 4),
        textcoords="offset points",
        ha="right",
        va="bottom",
        color=COLOURS["vermilion"],
    )
    ax.text(0.05, 0.08, "all alike", rotation=45, rotation_mode="anchor", color=COLOURS["grey"])
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    _format(ax.xaxis, x, PERCENT)
    _format(ax.yaxis, y, PERCENT)
    ax.set(xlabel="share of customers, lowest value first", ylabel="share of value")
    ax.set_label(f"n = {len(table) - 1:,} customers")
    return ax


def timelines(orders, window=90, as_of=None, ax=None):
    """A few customers: each one's purchases, and a shaded span of days that matters.

    Purchases after ``as_of`` are hollow: nobody knows of them yet.

    Parameters
    ----------
    orders : DataFrame
        ``customer_id``, ``ts_order``; at most 30 customers.
    window : int or None
        Shade so many days from the first purchase on; None: the silence since the last one.
    as_of : date, optional
        Today; the day of the last purchase if not given.

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "customer_id": ["Ann", "Ann", "Bob"],
    ...     "ts_order": pd.to_datetime(["1997-01-05", "1997-02-20", "1997-01-12"])})
    >>> ax = timelines(orders, window=30, as_of="1997-02-01")
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['Ann', 'Bob']
    """
    if window is not None:
        check_days("window", window)
    log = collect(tables.purchase_log(orders, ("customer_id", "ts_order")).rows)
    names = list(dict.fromkeys(log["customer_id"]))
    if len(names) > 30:
        raise InputError(f"orders has {len(names):,} customers. Choose at most 30 to draw.")
    ax = _axes(ax, height=1.5 + 0.6 * len(names))
    today = log["day"].max() if as_of is None else day_number(as_of)
    log["place"] = log["customer_id"].map({name: i for i, name in enumerate(names)})
    if window is None:
        start = log[log["day"] <= today].groupby("place")["day"].max()
        length, shaded = today - start, "the silence since the last purchase"
    else:
        start = log.groupby("place")["day"].min()
        length, shaded = window, f"the {window} days from the first purchase on"
    shade = {"color": COLOURS["sky"], "alpha": 0.25, "lw": 0, "label": alttext.SHADE}
    ax.barh(start.index, length, left=start, height=0.5, **shade)
    for known, part in log.groupby(log["day"] <= today):
        face, name = (COLOURS["blue"], "purchases") if known else ("white", "not known yet")
        dots = {"ms": 9, "mfc": face, "mec": COLOURS["blue"], "mew": 1.5, "label": name}
        ax.plot(part["day"], part["place"], "o", **dots)
    ax.axvline(today, color=COLOURS["vermilion"], lw=1.5)
    ax.annotate(
        f"today, {date_text(day_date(today))}",
        (today, 1),
        (4, -2),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        va="top",
        color=COLOURS["vermilion"],
    )
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.9)
    ax.use_sticky_edges = False
    ax.margins(x=0.03)
    ax.xaxis_date()
    _format(ax.xaxis, pd.Series(day_date(log["day"])))
    ax.set_label(f"n = {len(names)} customers with {len(log)} purchases")
    ax.grid(False, axis="y")
    ax.set(xlabel=f"shaded: {shaded}", ylabel="")
    return ax


def label(ax, finding, x=None, y=None, n=None, counts=""):
    """Give a figure its finding as the title and, where given, the names of its axes.

    Returns nothing, so that a cell which ends with it shows the figure alone.

    Parameters
    ----------
    ax : Axes
    finding, x, y : str
    n, counts : int and str, or an Estimate as n; optional
        On how many of what the figure rests, for its alternative text.

    Examples
    --------
    >>> ax = lines(pd.DataFrame({"day": [0, 30], "share": [1, 0.8]}), x="day", y="share")
    >>> label(ax, "-20% within a month", x="days", y="still there", n=900, counts="customers")
    >>> ax.get_title("left"), ax.get_xlabel(), ax.get_ylabel()
    ('−20% within a month', 'days', 'still there')
    >>> alttext.describe(ax.figure).split(". ")[-1]
    'n = 900 customers.'
    """
    ax = _axes(ax)
    ax.set_title(typeset(finding), loc="left")
    if x is not None:
        ax.set_xlabel(typeset(x))
    if y is not None:
        ax.set_ylabel(typeset(y))
    if n is not None:
        n, counts = getattr(n, "n", n), getattr(n, "counts", counts)
        ax.set_label(f"n = {n:,} {counts}".rstrip())


def date_axis(axis, clock=None):
    """Let an axis of dates say its days or months, with the year below the first of each.

    ``clock`` is the time zone of the dates, if they have one.
    """
    axis.set_major_locator(mdates.AutoDateLocator(clock, minticks=4, maxticks=9))
    axis.set_major_formatter(DateTicks(clock))


def _axes(ax, width=SIZE[0], height=SIZE[1]):
    if not isinstance(ax, Axes | None):
        raise InputError(f"ax is a {type(ax).__name__}. Give Axes, as from plt.subplots()[1].")
    return plt.subplots(figsize=(width, height))[1] if ax is None else ax


def _need(table, names, numbers=(), or_times=()):
    """Refuse what can't be drawn: no table, no such columns, no rows, no numbers (or times)."""
    if not isinstance(table, pd.DataFrame):
        raise InputError(f"The table is a {type(table).__name__}. Give a pandas DataFrame.")
    missing = [name for name in names if not (isinstance(name, Hashable) and name in table)]
    if missing:
        raise ColumnError(list(map(str, missing)), table.columns, "to plot")
    if table.empty:
        raise InputError("The table to plot is empty. Give it at least one row.")
    for name in numbers:
        _need_numbers(table, name, name in or_times)


def _groups(table, by):
    try:
        return list(table.groupby(by, sort=False))
    except (TypeError, ValueError) as error:
        raise InputError(
            f"The values of {by} can't be told apart ({error}). Give words or numbers."
        ) from error


def _has_band(table, y):
    """Are there limits, and around the line?"""
    if not {"low", "high"} <= set(table):
        return False
    if not all(pd.api.types.is_any_real_numeric_dtype(table[name]) for name in ("low", "high")):
        return False
    return bool(table[y].between(table["low"], table["high"]).all())


def _need_numbers(table, name, or_times):
    values = table[name]
    if isinstance(values, pd.DataFrame):
        raise InputError(f"The table to plot has two columns {name}. Drop or rename one.")
    if or_times and _is_time(values):
        return
    if not pd.api.types.is_any_real_numeric_dtype(values):
        wished = "numbers or dates" if or_times else "numbers"
        raise InputError(
            f"{name} holds {values.dtype} values, but {wished} are drawn. Numbers kept as text "
            f'or objects: table["{name}"].astype(float).'
        )
    if large := int((values.abs() > LARGEST).sum()):
        raise InputError(f"{name} is infinite or above {LARGEST:g} in {large} rows. Mend those.")


def _colours(count):
    if count > len(SERIES):
        raise InputError(
            f"{count} lines can't be told apart. Choose at most {len(SERIES)}, or draw several "
            "figures."
        )
    return SERIES[:count]


def _is_time(values):
    return pd.api.types.is_datetime64_any_dtype(values)


def _format(axis, values, unit=""):
    """Tick labels: dates, percentages, or numbers with thousands commas."""
    if _is_time(values):
        date_axis(axis, getattr(values.dtype, "tz", None))
    else:
        axis.set_major_formatter(NumberTicks(unit))


def _unit(percent, unit, is_share):
    """The unit that was asked for: a word, per cent, or what the numbers look like."""
    if unit is not None:
        return unit
    return PERCENT if (is_share if percent is None else percent) else ""


def _digits(numbers):
    """Decimals for all numbers of a figure, by the narrowest interval.

    >>> _digits(pd.DataFrame({"estimate": [1.55, 3], "low": [1.41, 2], "high": [1.69, 4]}))
    2
    >>> _digits(pd.DataFrame({"estimate": [-43.5], "low": [-50.0], "high": [-37.0]}))
    0
    """
    half = (numbers["high"] - numbers["low"]) / 2
    half = half[half > 0]
    if half.empty or not np.isfinite(half.min()):
        return 0 if numbers.abs().max().max() >= 100 else 2
    return min(max(math.ceil(-math.log10(half.min() / 2)), 0), 4)


def _n(table):
    """The column that says how many, if there is one."""
    return [name for name in ("n", "customers") if name in table][:1]


def _counted(table, counts):
    """Behind the name of each row: its n, and what n counts."""
    if not (column := _n(table)):
        return [""] * len(table)
    words = counts if counts is not None else "customers" if column == ["customers"] else ""
    words = table["counts"] if "counts" in table else [words] * len(table)
    rows = zip(table[column[0]], words, strict=True)
    return ["" if pd.isna(n) else f"\nn = {n:,.0f} {_of(n, word)}".rstrip() for n, word in rows]


def _of(n, word):
    """What n counts: "1 shop", "2 shops"."""
    return word.removesuffix("s") if n == 1 else word


def _tell_n(ax, table):
    """Tell the alternative text on how many of what each point rests."""
    column = _n(table)
    if not column or not pd.api.types.is_any_real_numeric_dtype(table[column[0]]):
        return
    words = column if column == ["customers"] else set(table.get("counts", []))
    if len(words) == 1:
        least, most = table[column[0]].min(), table[column[0]].max()
        span = f"{least:,.0f}" if least == most else f"{least:,.0f} to {most:,.0f}"
        ax.set_label(f"n = {span} {next(iter(words))} for each point")


def _wrapped(name):
    """A long name on several lines."""
    return textwrap.fill(str(name), 26, break_long_words=False)


def _cell(digits):
    return lambda rate: "" if pd.isna(rate) else f"{100 * rate:.{digits}f}%"


def _name_ends(ax, ends):
    """Write each line's name at its right end, moved apart where they would overlap."""
    bottom, top = ax.get_ylim()
    step = 0.06 * (top - bottom)
    height = -np.inf
    edge = max((x for x, *_ in ends), default=None)  # where no line runs below the names
    for _, y, name, colour in sorted(ends, key=lambda end: end[1]):
        height = max(y, height)
        ax.annotate(
            name,
            (edge, height),
            (6, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            annotation_clip=False,
            bbox=BACKING,
        )
        height += step * (1 + name.count("\n"))


def _words(name):
    return str(name).replace("_", " ")
