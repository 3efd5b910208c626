"""Figures in the house style: colour-blind safe, calm, Chinese labels included.

Every function takes a tidy table and returns the Axes; the caller sets the title, which
states the finding: ``ax.set_title("…")``.
"""

from collections.abc import Hashable

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import dates as mdates
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import FuncFormatter

from ecomlab import tables
from ecomlab.errors import LARGEST, ColumnError, InputError, check_days, check_share
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


def lines(table, x, y, by=None, ax=None, percent=None):
    """One line, or one per value of ``by``, named at its end; a band where intervals are given.

    Parameters
    ----------
    table : DataFrame
        ``x`` numbers or dates, ``y`` numbers, optionally ``by`` and ``low``, ``high`` around y.
    percent : bool, optional
        Show y as percentages; by default if the column is a share by its name.

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
        ax.plot(part[x], part[y], color=colour)
        if _has_band(table, y):
            ax.fill_between(part[x], part["low"], part["high"], color=colour, alpha=0.15, lw=0)
        if name is not None:
            ends.append((part[x].iloc[-1], part[y].iloc[-1], _words(name), colour))
    _format(ax.yaxis, table[y], y in SHARES if percent is None else percent)
    _format(ax.xaxis, table[x], x in SHARES)
    if table[y].min() >= 0:
        ax.set_ylim(bottom=0)
    _name_ends(ax, ends)
    ax.set(xlabel=_words(x) if not _is_time(table[x]) else "", ylabel=_words(y))
    return ax


def estimates(table, label, ax=None, percent=None):
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

    Examples
    --------
    >>> table = pd.DataFrame({"base": ["a", "b"], "rate": [0.3, 0.2], "low": [0.28, 0.19],
    ...                       "high": [0.32, 0.21], "customers": [1000, 2000]})
    >>> [tick.get_text() for tick in estimates(table, label="base").get_yticklabels()]
    ['a\\nn = 1,000', 'b\\nn = 2,000']
    """
    _need(table, [])
    column = next((name for name in ("estimate", "rate", "share") if name in table), "estimate")
    counts = [name for name in ("n", "customers") if name in table][:1]
    _need(table, [label, column, "low", "high"], numbers=[column, "low", "high", *counts])
    ax = _axes(ax)
    places = np.arange(len(table))
    numbers = table[[column, "low", "high"]]
    percent = bool(numbers.stack().between(0, 1).all()) if percent is None else percent
    ax.hlines(places, table["low"], table["high"], color=COLOURS["sky"], lw=7, alpha=0.55)
    ax.plot(table[column], places, "o", color=COLOURS["blue"], ms=8)
    for place, value in zip(places, table[column], strict=True):
        ax.annotate(
            _number(value, percent),
            (value, place),
            (0, 9),
            textcoords="offset points",
            ha="center",
            color=COLOURS["blue"],
        )
    count = next((table[name] for name in ("n", "customers") if name in table), None)
    names = [str(name) for name in table[label]]
    if count is not None:
        units = table["counts"] if "counts" in table else [""] * len(table)
        rows = zip(names, count, units, strict=True)
        names = [
            name if pd.isna(n) else f"{name}\nn = {n:,.0f} {unit}".rstrip()
            for name, n, unit in rows
        ]
    ax.set_yticks(places, names)
    ax.set_ylim(len(table) - 0.4, -0.7)
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    _format(ax.xaxis, table[column], percent)
    ax.margins(x=0.12)
    ax.set(xlabel=f"{_words(column)}, with interval", ylabel="")
    return ax


def verdict(table, ax=None, percent=None, guess=None):
    """Readings of a case as estimates with intervals, and the truth as a line through them.

    Parameters
    ----------
    table : DataFrame
        ``cases.Issue.verdict``: reading, estimate, low, high, n, counts; the row "truth" is the
        line.
    guess : number, or value, low and high, optional
        What the reader expected, in the table's unit: the first row.

    Examples
    --------
    >>> table = pd.DataFrame({"reading": ["obvious reading", "truth"], "estimate": [3, 1.5],
    ...                       "low": [2.8, np.nan], "high": [3.2, np.nan], "n": [900, 0]})
    >>> verdict(table).texts[-1].get_text()
    'truth 1.50'
    """
    _need(table, ["reading", "estimate", "low", "high"], numbers=["estimate", "low", "high"])
    if guess is not None:
        value, low, high = guess if np.iterable(guess) else (guess, np.nan, np.nan)
        first = {"reading": "your guess", "estimate": value, "low": low, "high": high, "counts": ""}
        own = pd.DataFrame([first]).reindex(columns=table.columns).astype(table.dtypes)
        own.attrs = table.attrs
        table = pd.concat([own, table], ignore_index=True)
    is_truth = np.array([isinstance(name, str) and name == "truth" for name in table["reading"]])
    percent = False if table.attrs.get("points") else percent
    percent = bool(table["estimate"].between(-1, 1).all()) if percent is None else percent
    ax = estimates(table[~is_truth], "reading", ax=_axes(ax, height=2.6), percent=percent)
    for value in table.loc[is_truth, "estimate"]:
        text = f"truth {_number(value, percent)}"
        colour = COLOURS["vermilion"]
        ax.axvline(value, color=colour, lw=1.5, zorder=0)
        ax.annotate(
            text, (value, 0), (5, 4), xycoords=("data", "axes fraction"),
            textcoords="offset points", color=colour,
        )  # fmt: skip
    return ax


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
        cbar_kws={"format": _percent(), "label": "share who bought"} if wide else None,
    )
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
    ax.step(days, table["survival"], where="post", color=blue)
    ends = [(days.iloc[-1], table["survival"].iloc[-1], "all gaps\n(Kaplan–Meier)", blue)]
    if naive:
        ax.step(days, table["naive"], where="post", color=grey, ls=(0, (4, 2)))
        ends.append((days.iloc[-1], table["naive"].iloc[-1], "finished gaps only", grey))
    ax.set_ylim(0, 1)
    ax.set_xlim(0, days.iloc[-1])
    _format(ax.yaxis, table["survival"], True)
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
    rows = np.arange(len(table))
    places = (table["came"] - table["low"]) / (table["high"] - table["low"])
    ax = _axes(ax, height=1 + 0.4 * len(table))
    ax.axvspan(0, 1, color=COLOURS["sky"], alpha=0.25, lw=0)
    ax.plot(places.clip(-1, 2), rows, "o", color=COLOURS["blue"], ms=8)
    ax.set_yticks(rows, table[label].astype(str))
    ax.set_xticks([-1, 0, 1, 2], ["further below", "low end", "high end", "further above"])
    ax.set(xlim=(-1.15, 2.15), ylim=(len(table) - 0.4, -0.6), ylabel="")
    ax.set_xlabel("where it came, in your interval")
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
    'the top 50 %\\nhold 80 %'
    """
    _need(table, names := ["share_of_customers", "share_of_value"], numbers=names)
    check_share("top", top)
    ax = _axes(ax, width=6, height=5)
    table = table.sort_values("share_of_customers")
    x, y = table["share_of_customers"], table["share_of_value"]
    ax.fill_between(x, y, x, color=COLOURS["sky"], alpha=0.18, lw=0)
    ax.plot([0, 1], [0, 1], color=COLOURS["grey"], lw=1, ls=(0, (4, 2)))
    ax.plot(x, y, color=COLOURS["blue"], clip_on=False)
    held = np.interp(1 - top, x, y)
    ax.plot(1 - top, held, "o", color=COLOURS["vermilion"], ms=7)
    ax.annotate(
        f"the top {top:.0%}\nhold {1 - held:.0%}".replace("%", " %"),
        (1 - top, held),
        (-10, 4),
        textcoords="offset points",
        ha="right",
        va="bottom",
        color=COLOURS["vermilion"],
    )
    ax.text(0.3, 0.33, "all alike", rotation=45, rotation_mode="anchor", color=COLOURS["grey"])
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    _format(ax.xaxis, x, True)
    _format(ax.yaxis, y, True)
    ax.set(xlabel="share of customers, lowest value first", ylabel="share of value")
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
    log = collect(tables.log(orders, "orders", ("customer_id", "ts_order")))
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
    ax.barh(start.index, length, left=start, height=0.5, color=COLOURS["sky"], alpha=0.25, lw=0)
    for known, part in log.groupby(log["day"] <= today):
        face = COLOURS["blue"] if known else "white"
        ax.plot(part["day"], part["place"], "o", ms=9, mfc=face, mec=COLOURS["blue"], mew=1.5)
    ax.axvline(today, color=COLOURS["vermilion"], lw=1.5)
    ax.annotate(
        f"today, {_day_text(today)}",
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
    _format(ax.xaxis, pd.Series(day_date(log["day"])), False)
    ax.grid(False, axis="y")
    ax.set(xlabel=f"shaded: {shaded}", ylabel="")
    return ax


def label(ax, finding, x=None, y=None):
    """Give a figure its finding as the title and, where given, the names of its axes.

    Returns nothing, so that a cell which ends with it shows the figure alone.

    >>> ax = lines(pd.DataFrame({"day": [0, 30], "share": [1, 0.8]}), x="day", y="share")
    >>> label(ax, "One in five has gone within a month", x="days", y="still there")
    >>> ax.get_title("left"), ax.get_xlabel(), ax.get_ylabel()
    ('One in five has gone within a month', 'days', 'still there')
    """
    ax = _axes(ax)
    ax.set_title(finding, loc="left")
    if x is not None:
        ax.set_xlabel(x)
    if y is not None:
        ax.set_ylabel(y)


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


def _format(axis, values, percent):
    """Tick labels: dates, percentages, or numbers with thousands commas."""
    if _is_time(values):
        locator = mdates.AutoDateLocator(minticks=4, maxticks=9)
        axis.set_major_locator(locator)
        axis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    elif percent:
        axis.set_major_formatter(_percent())
    else:
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))


def _number(value, percent):
    """A number beside its dot: per cent, or two decimals below 100."""
    if percent:
        return f"{value:.1%}".replace("%", " %")
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"


def _percent():
    return FuncFormatter(lambda value, _: f"{100 * value:.4g} %")


def _cell(digits):
    return lambda rate: "" if pd.isna(rate) else f"{100 * rate:.{digits}f} %"


def _name_ends(ax, ends):
    """Write each line's name at its right end, moved apart where they would overlap."""
    bottom, top = ax.get_ylim()
    step = 0.06 * (top - bottom)
    height = -np.inf
    for x, y, name, colour in sorted(ends, key=lambda end: end[1]):
        height = max(y, height)
        ax.annotate(
            name,
            (x, height),
            (6, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            annotation_clip=False,
        )
        height += step * (1 + name.count("\n"))


def _day_text(day):
    date = pd.Timestamp(day_date(day))
    return f"{date.day} {date:%b %Y}"


def _words(name):
    return str(name).replace("_", " ")
