"""A figure for those who hear it: its alternative text, and its data as a table.

Both are read from the Axes themselves, so that they say what is drawn, whoever drew it: each
series with its smallest and largest value, lines of reference, words in the figure, and how many
points there are (or what ``n`` counts, where the figure knows it). In a notebook every figure is
shown as HTML that reaches a screen reader, with the picture beside it for viewers without HTML.
"""

import base64
import colorsys
import html
import io
import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from matplotlib import dates as mdates
from matplotlib.axis import Axis
from matplotlib.category import StrCategoryLocator
from matplotlib.collections import LineCollection, PathCollection, QuadMesh
from matplotlib.colors import to_rgb
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from ecomlab.numerals import DateTicks, NumberTicks, date_text, numeral

ROWS = 30  # of a table
TOLD = 8  # series, or named points of one, that a text tells one by one
PALETTE = 256  # colours of a picture: a third of its size, and no eye sees the difference
HUES = {40: "red", 65: "orange", 165: "green", 260: "blue", 345: "purple", 361: "red"}
DATES = (DateTicks, mdates.DateFormatter, mdates.AutoDateFormatter, mdates.ConciseDateFormatter)
WORD = re.compile(r"[^\W\d_]{3}|[\u4e00-\u9fff]")
NUMBER = re.compile(r"[+−¥]*[\d.,]+( \S+)?")
SHADE = "_shade"  # the label of what is drawn behind the data, and not told
HEAT, LINE, DOTS, BARS = "Heat map", "Line chart", "Dots", "Bars"


@dataclass
class Series:
    """Values at places, with the interval around each where there is one."""

    kind: str
    name: str
    places: np.ndarray
    values: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None


@dataclass
class Panel:
    """What one Axes shows: values on one axis, the places they belong to on the other."""

    title: str
    place: Axis
    value: Axis
    series: list
    marks: list = field(default_factory=list)
    counts: str = ""
    unit: str | None = None  # of the values, where these are colours and on no axis
    columns: list | None = None  # of a heat map

    @property
    def kind(self):
        kinds = list(dict.fromkeys(one.kind for one in self.series)) or ["No data"]
        text = " and ".join([kinds[0], *map(str.lower, kinds[1:])])
        ranges = any(one.low is not None for one in self.series)
        return f"{text} with intervals" if ranges else text

    def at(self, place):
        if self.columns is not None:
            return str(self.columns[int(place)])
        return written(self.place, place)

    def shown(self, value):
        if self.unit is None or not np.isfinite(value):
            return written(self.value, value)
        return numeral(value, self.unit, significant=3)

    def rows(self):
        """One row for each point: series, place, value, low, high."""
        nothing = [pd.DataFrame(columns=["series", "place", "value", "low", "high"])]
        return pd.concat(nothing[bool(self.series):] + [
            pd.DataFrame({"series": one.name, "place": one.places, "value": one.values,
                          "low": np.nan if one.low is None else one.low,
                          "high": np.nan if one.high is None else one.high})
            for one in self.series
        ], ignore_index=True)  # fmt: skip


# --- What the Axes hold --------------------------------------------------------------------


def panels(figure):
    """What each Axes of a figure shows, but for colour bars: a list of `Panel`."""
    return [_panel(ax) for ax in figure.axes if ax.get_label() != "<colorbar>"]


def _panel(ax):
    for mesh in ax.collections:
        if isinstance(mesh, QuadMesh):
            return _heat_map(ax, mesh)
    bars = [one for one in ax.containers if isinstance(one, BarContainer) and _is_data(one)]
    lying = bars[0].orientation == "horizontal" if bars else _names(ax.yaxis) is not None
    place, value = (ax.yaxis, ax.xaxis) if lying else (ax.xaxis, ax.yaxis)
    marks, lines = [], []
    for line in ax.lines:
        (lines if _in_data(ax, line) == (True, True) else marks).append(line)
    drawn = [_bars(one, lying) for one in bars]
    drawn += [_line(ax, one, lying) for one in lines if _is_data(one)]
    drawn += [_scatter(one, lying) for one in ax.collections if isinstance(one, PathCollection)]
    told = [_mark(ax, line) for line in marks]
    names = {one.name for one in drawn}
    texts = [" ".join(text.get_text().split()) for text in ax.texts]
    told += [f"It says: {text}" for text in texts if _is_told(text) and text not in names]
    return Panel(_title(ax), place, value, drawn, told, ax.get_label())


def _heat_map(ax, mesh):
    grid = np.ma.filled(np.ma.masked_invalid(mesh.get_array()).astype(float), np.nan)
    places = np.arange(grid.shape[1]) + 0.5
    rows = [Series(HEAT, written(ax.yaxis, k + 0.5), places, row) for k, row in enumerate(grid)]
    unit = getattr(mesh, "unit", "")
    columns = getattr(mesh, "columns", None) or [k + 1 for k in range(grid.shape[1])]
    return Panel(_title(ax), ax.xaxis, ax.yaxis, rows, [], ax.get_label(), unit, columns)


def _bars(container, lying):
    boxes = container.patches
    middle = [b.get_y() + b.get_height() / 2 if lying else b.get_x() + b.get_width() / 2
              for b in boxes]  # fmt: skip
    values = [box.get_width() if lying else box.get_height() for box in boxes]
    name = _name(container, "bars", lambda: boxes[0].get_facecolor())
    return Series(BARS, name, np.array(middle, float), np.array(values, float))


def _line(ax, line, lying):
    x, y = (np.asarray(part, dtype=float) for part in line.get_data(orig=False))
    kind = DOTS if line.get_linestyle() in ("None", "none", " ", "") else LINE
    places, values = (y, x) if lying else (x, y)
    low, high = getattr(line, "band", None) or _intervals(ax, places, values, lying)
    return Series(
        kind,
        _name(line, "dots" if kind == DOTS else "line", line.get_color),
        places,
        values,
        low,
        high,
    )


def _scatter(dots, lying):
    x, y = np.ma.filled(dots.get_offsets(), np.nan).astype(float).T
    places, values = (y, x) if lying else (x, y)
    name = _name(dots, "dots", lambda: dots.get_facecolor()[0])
    return Series(DOTS, name, places, values)


def _intervals(ax, places, values, lying):
    """The ends of the intervals that hlines or vlines drew around these values."""
    ends = {}
    for lines in ax.collections:
        segments = lines.get_segments() if isinstance(lines, LineCollection) else []
        for segment in filter(len, segments):  # one without an interval is empty
            across, along = segment.T[::-1] if lying else segment.T
            ends[round(float(across[0]), 6)] = (along.min(), along.max())
    found = np.array([ends.get(round(float(place), 6), (np.nan, np.nan)) for place in places])
    found[~((found[:, 0] <= values) & (values <= found[:, 1]))] = np.nan  # of other dots there
    return found.T if np.isfinite(found).any() else (None, None)


def _is_told(text):
    """Words, not the number of a dot.

    >>> _is_told("all alike"), _is_told("+4.0 points"), _is_told("a"), _is_told("今天")
    (True, False, False, True)
    """
    return bool(WORD.search(text)) and not NUMBER.fullmatch(text)


def _is_data(artist):
    return artist.get_label() != SHADE


def _in_data(ax, line):
    """Does a line lie in the data's x, and in its y? One from axvline lies in x alone."""
    return line.get_transform().contains_branch_seperately(ax.transData)


def _mark(ax, line):
    upright = _in_data(ax, line)[0]
    axis, ends = (ax.xaxis, line.get_xdata) if upright else (ax.yaxis, line.get_ydata)
    way = "An upright" if upright else "A level"
    at = written(axis, float(np.ravel(ends(orig=False))[0]))
    return f"{way} {_colour(line.get_color())} line stands at {at}"


def _name(artist, kind, colour):
    name = str(artist.get_label())
    return f"{_colour(colour())} {kind}" if name.startswith("_") else name


def _colour(colour):
    """
    >>> _colour("#D55E00"), _colour("#0072B2"), _colour("#8A8F98"), _colour("#2B2F36")
    ('red', 'blue', 'grey', 'dark')
    """
    hue, light, full = colorsys.rgb_to_hls(*to_rgb(colour))
    if full < 0.2:
        return "dark" if light < 0.3 else "grey"
    return next(word for limit, word in HUES.items() if 360 * hue < limit)


def _title(ax):
    titles = (ax.get_title(loc) for loc in ("left", "center", "right"))
    return " ".join(" ".join(titles).replace("→", "").split())


def _names(axis):
    """The words at an axis's ticks, by place; None if it shows numbers or dates."""
    if not isinstance(axis.get_major_locator(), FixedLocator | StrCategoryLocator):
        return None
    places = axis.get_majorticklocs()
    texts = [str(text) for text in axis.get_major_formatter().format_ticks(places)]
    if not any(map(WORD.search, texts)):
        return None
    return {round(float(p), 6): _one_line(text) for p, text in zip(places, texts, strict=True)}


def _one_line(text):
    """A tick's name, and its n in brackets.

    >>> _one_line("page A\\nn = 100 visitors")
    'page A (n = 100 visitors)'
    """
    name, n, count = (" ".join(part.split()) for part in text.partition("\nn ="))
    return f"{name} (n = {count})" if n else name


def written(axis, value):
    """A place or value as its axis writes it: a name, a date, or a number with its unit.

    Numbers have at least three significant digits.
    """
    if not np.isfinite(value):
        return ""
    names, formatter = _names(axis) or {}, axis.get_major_formatter()
    nearest = min(names, key=lambda place: abs(place - value), default=np.inf)
    if abs(nearest - value) < 0.5:
        return names[nearest]
    if _is_dates(axis):
        clock = getattr(formatter, "tz", None)
        return date_text(pd.Timestamp(mdates.num2date(value, clock)).tz_localize(None).round("min"))
    unit = formatter.unit if isinstance(formatter, NumberTicks) else ""
    return numeral(value, unit, significant=3)


# --- In words ------------------------------------------------------------------------------


def describe(figure):
    """The alternative text of a figure: its title, what it shows, smallest, largest, and n.

    Parameters
    ----------
    figure : matplotlib Figure

    Returns
    -------
    str

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> figure, ax = plt.subplots()
    >>> _ = ax.plot([1, 2, 3], [0.5, -2, 8], label="kettle")
    >>> _ = ax.set(title="Up", xlabel="day", ylabel="yuan")
    >>> print(describe(figure))
    Up. Line chart: yuan by day; first 0.5 at 1, last 8 at 3, smallest −2 at 2, largest 8 at 3.
    n = 3 points.
    >>> plt.close(figure)
    """
    parts = [figure.get_suptitle()]
    for panel in panels(figure):
        parts += [panel.title, *_said(panel), *panel.marks, _how_many(panel)]
    return " ".join(
        part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part
    )


def _what(panel):
    axes = [_label(panel.value), _label(panel.place)]
    if panel.unit is not None:
        return f"{panel.kind}: {len(panel.series)} rows, {axes[0]}; columns, {axes[1]}"
    axes = " by ".join(filter(None, axes))
    return f"{panel.kind}: {axes}" if axes else panel.kind


def _how_many(panel):
    if panel.counts:
        return panel.counts
    named = _names(panel.place) or {}
    if any("(n = " in name for name in named.values()):
        return ""  # each name says its own
    return f"n = {panel.rows()['value'].notna().sum():,} points"


def _said(panel):
    what, rows = _what(panel), panel.rows().dropna(subset="value")
    if rows.empty:
        return [what]
    if len(panel.series) > TOLD or panel.unit is not None:
        return [f"{what}; {_ends(panel, rows, in_all=True)}"]
    if len(panel.series) == 1:
        return [f"{what}; {_of_one(panel, rows)}"]
    told = [f"{name}: {_of_one(panel, part)}" for name, part in rows.groupby("series", sort=False)]
    single = rows["series"].is_unique
    return [what, *told, *[_ends(panel, rows, in_all=True)] * single]


def _of_one(panel, rows):
    """What a series says: its few named points, or its ends."""
    kind = next(one.kind for one in panel.series if one.name == rows["series"].iloc[0])
    if len(rows) == 1:
        return _point(panel, rows.iloc[0])
    if len(rows) <= TOLD and _names(panel.place):
        told = "; ".join(_point(panel, row) for _, row in rows.iterrows())
        return f"{told}; {_ends(panel, rows, names_only=True)}"
    if kind != LINE:
        return _ends(panel, rows)
    ends = {"first": 0, "last": -1}
    told = ", ".join(f"{word} {_point(panel, rows.iloc[k])}" for word, k in ends.items())
    return f"{told}, {_ends(panel, rows)}"


def _ends(panel, rows, in_all=False, names_only=False):
    words = ("earliest", "latest") if _is_dates(panel.value) else ("smallest", "largest")
    told = []
    for word, k in zip(words, (rows["value"].argmin(), rows["value"].argmax()), strict=True):
        row = rows.iloc[k]
        text = panel.at(row["place"]).split(" (n =")[0] if names_only else _point(panel, row)
        told.append(f"{word} {text}" + (f" of {row['series']}" if in_all else ""))
    return ", ".join(told)


def _point(panel, row):
    """A value at its place; where places have names, the name comes first."""
    text, place = panel.shown(row["value"]), panel.at(row["place"])
    if np.isfinite(row["low"]) and np.isfinite(row["high"]):
        text += f" ({panel.shown(row['low'])} to {panel.shown(row['high'])})"
    return f"{place} {text}" if _names(panel.place) else f"{text} at {place}"


def _label(axis):
    return " ".join(axis.get_label_text().split()) or ("date" if _is_dates(axis) else "")


def _is_dates(axis):
    return isinstance(axis.get_major_formatter(), DATES)


# --- As a table ----------------------------------------------------------------------------


def tables(figure):
    """The data of each panel, in words as the figure writes them, at most 30 rows of each.

    Parameters
    ----------
    figure : matplotlib Figure

    Returns
    -------
    list of DataFrame
        Longer data are thinned evenly; first, last, smallest and largest stay.
        ``attrs["caption"]`` says of how many rows.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> figure, ax = plt.subplots()
    >>> _ = ax.bar(["kettle", "pan"], [1200, 0.5])
    >>> tables(figure)[0]
         name  value
    0  kettle  1,200
    1     pan    0.5
    >>> plt.close(figure)
    """
    return [_table(panel) for panel in panels(figure) if panel.series]


def _table(panel):
    rows = panel.rows()
    place, value = _label(panel.place) or "name", _label(panel.value) or "value"
    value += " " * (value == place)  # two columns, two names
    wide = len(panel.series) > 1 and rows["low"].isna().all()
    wide = wide and not rows.duplicated(["series", "place"]).any()
    if wide:
        way = ["series", "place"] if panel.unit is not None else ["place", "series"]
        grid = rows.pivot(index=way[0], columns=way[1], values="value")
        grid = grid.reindex(rows[way[0]].unique())[rows[way[1]].unique()]
        whole, chosen = len(grid), grid.iloc[_chosen(grid.to_numpy())]
        names = {key: panel.at(key) if way[1] == "place" else key for key in grid.columns}
        table = chosen.map(panel.shown).rename(columns=names).reset_index()
        table.columns = [place if way[0] == "place" else value, *table.columns[1:]]
        if way[0] == "place":
            table[place] = table[place].map(panel.at)
    else:
        whole, chosen = len(rows), rows.iloc[_chosen(rows[["value"]].to_numpy())]
        table = chosen.assign(place=chosen["place"].map(panel.at))
        for column in ("value", "low", "high"):
            table[column] = table[column].map(panel.shown)
        few = ["series"] * (len(panel.series) < 2) + ["low", "high"] * bool(
            rows["low"].isna().all()
        )
        table = table.drop(columns=few).rename(columns={"place": place, "value": value})
    table = table.reset_index(drop=True).rename_axis(columns=None)
    few = f" ({len(table)} of {whole:,} rows)" if len(table) < whole else ""
    table.attrs["caption"] = f"{panel.title or panel.kind}{few}"
    return table


def _chosen(values):
    """Which rows stay: all if there are few; else evenly, with the smallest and the largest."""
    if len(values) <= ROWS:
        return np.arange(len(values))
    ends = [] if np.isnan(values).all() else [np.nanargmin(values), np.nanargmax(values)]
    ends = [end // values.shape[1] for end in ends]
    evenly = np.linspace(0, len(values) - 1, ROWS - len(ends)).round().astype(int)
    return np.unique([*evenly, *ends])


# --- In a notebook -------------------------------------------------------------------------


def show_as_html():
    """Let this notebook show every Matplotlib figure with its text and its table.

    Outside a notebook nothing happens.
    """
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        return
    formatter = shell.display_formatter
    formatter.mimebundle_formatter.for_type(Figure, bundle)
    for kind in ("image/png", "text/plain"):  # of which the inline backend has its own
        formatter.formatters[kind].pop(Figure, None)


def bundle(figure):
    """A figure as a notebook keeps it: as HTML, as a picture, and as text.

    Parameters
    ----------
    figure : matplotlib Figure

    Returns
    -------
    (dict, dict)
        Content by its type, and metadata.
    """
    scale = _scale()
    picture, (width, height) = png(figure, scale)
    coded, text = base64.b64encode(picture).decode(), describe(figure)
    size = {"width": width // scale, "height": height // scale}
    data = {
        "image/png": coded,
        "text/html": _html(coded, size, text, tables(figure)),
        "text/plain": text,
    }
    return data, {"image/png": size} if scale > 1 else {}


def png(figure, scale=1):
    """A figure as PNG, the same bytes whenever it is drawn again, and its size in pixels."""
    from PIL import Image

    drawn, small = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", bbox_inches="tight", dpi=figure.dpi * scale)
    picture = Image.open(drawn).convert("RGB")
    few = picture.quantize(PALETTE, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(small, "png", optimize=True)
    return small.getvalue(), picture.size


def _scale():
    """Two for a projector, whose kernel was told to draw "retina" figures; else one."""
    from matplotlib_inline.config import InlineBackend

    told = InlineBackend.initialized() and "retina" in InlineBackend.instance().figure_formats
    return 2 if told else 1


def _html(coded, size, text, found):
    tables = "".join(_table_html(table) for table in found)
    return (
        '<figure style="margin:0">\n'
        f'<img alt="{html.escape(text)}" width="{size["width"]}" height="{size["height"]}" '
        f'style="max-width:100%;height:auto" src="data:image/png;base64,{coded}">\n'
        f"<details><summary>This figure in words and numbers</summary>\n"
        f"<p>{html.escape(text)}</p>\n{tables}</details>\n</figure>"
    )


def _table_html(table):
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in table.columns)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in table.itertuples(index=False)
    )
    return (
        f"<table><caption>{html.escape(table.attrs['caption'])}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>\n"
    )
