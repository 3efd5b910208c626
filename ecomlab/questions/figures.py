"""The figures of lesson 0.3: two answers side by side, and a day that begins at another hour."""

import matplotlib.pyplot as plt
import pandas as pd

from ecomlab import plots
from ecomlab.alttext import SHADE
from ecomlab.checks import check_moment, check_table
from ecomlab.errors import InputError, check_share, check_whole
from ecomlab.numerals import PERCENT, NumberTicks

AROUND = 3  # days shown before and after


def two_answers(table, name, one, other, border, ax=None):
    """Two tools' shares of the same things, and the border at which somebody decides.

    Parameters
    ----------
    table : DataFrame
        ``name`` texts; ``one`` and ``other`` shares.
    name, one, other : str
    border : float
        A share; what lies above it is decided on.
    ax : Axes, optional

    Returns
    -------
    Axes
        One line a row, the largest of ``one`` on top.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> table = pd.DataFrame({"sku": ["mug", "tent"], "joined": [0.5, 0.2], "true": [0.1, 0.2]})
    >>> ax = two_answers(table, "sku", "joined", "true", border=0.3)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['tent', 'mug']
    """
    table = check_table(table, "table", name, one, other).sort_values(one, kind="stable")
    check_share("border", border)
    if ax is None:
        height = max(3, 0.25 * len(table))
        _, ax = plt.subplots(figsize=(plots.SIZE[0], height), layout="constrained")
    places = range(len(table))
    for place, ends in zip(places, table[[one, other]].to_numpy(), strict=True):
        ax.plot(ends, [place] * 2, color=plots.COLOURS["grey"], lw=1, zorder=1, label=SHADE)
    for column, mark, colour in ((one, "X", "vermilion"), (other, "o", "blue")):
        ax.plot(table[column], places, mark, ms=7, color=plots.COLOURS[colour], label=column)
    ax.axvline(border, color=plots.COLOURS["ink"], lw=1)
    ax.set_yticks(places, table[name].astype(str))
    ax.xaxis.set_major_formatter(NumberTicks(PERCENT))
    ax.grid(False, axis="y")
    ax.legend(loc="lower right", handles=ax.lines[-3:-1])
    return ax


def days_that_begin_at(orders, day, hour, ax=None):
    """What was paid on a day and those around it, if a day begins at this hour of the shop's clock.

    Parameters
    ----------
    orders : DataFrame
        ts_pay (with or without a zone), paid_amount.
    day : str or date
    hour : int
        0 to 23. In China 8 is the midnight of UTC (世界协调时).
    ax : Axes, optional

    Returns
    -------
    Axes
        Its height is the same for every hour, so that figures can be compared.

    Raises
    ------
    ColumnError, InputError
        Nothing was paid around that day, or ts_pay holds text.

    Examples
    --------
    >>> orders = pd.DataFrame({"ts_pay": pd.to_datetime(["2025-11-11 00:30", "2025-11-11 20:00"]),
    ...                        "paid_amount": [300.0, 100.0]})
    >>> days_that_begin_at(orders, "2025-11-11", hour=8).get_title("left")
    'If a day begins at 8:00, 11 November has 100 yuan'
    """
    orders = check_table(orders, "orders", gaps=["ts_pay", "paid_amount"])
    if check_whole("hour", hour) > 23:
        raise InputError(f"hour is {hour}. Choose one from 0 to 23.")
    day = check_moment(_local(orders["ts_pay"]), day, "day").normalize()
    days = paid_by_day(orders, hour).set_index("day")["revenue"]
    shown = days[abs(days.index - day) <= pd.Timedelta(days=AROUND)]
    if shown.empty:
        raise InputError(f"Nothing was paid around {day:%Y-%m-%d}. Choose another day.")
    table = pd.DataFrame(
        {"day": [f"{d.day} {d:%b}" for d in shown.index], "yuan": shown.to_numpy()}
    )
    ax = plots.bars(table, "day", "yuan", ax=ax)
    for bar, at in zip(ax.patches, shown.index, strict=True):
        bar.set_color(plots.COLOURS["vermilion" if at == day else "sky"])
    ax.set_ylim(0, 1.08 * _most_at_any_hour(orders, shown.index))
    paid = shown.get(day, 0.0)
    title = f"If a day begins at {hour}:00, {day.day} {day:%B} has {paid:,.0f} yuan"
    plots.label(ax, title, x="day of the payment", y="yuan paid")
    return ax


def paid_by_day(orders, hour=0):
    """What was paid on each day, if a day begins at this hour of the shop's clock.

    >>> orders = pd.DataFrame({"ts_pay": pd.to_datetime(["2025-11-11 00:30", None]),
    ...                        "paid_amount": [300.0, 100.0]})
    >>> paid_by_day(orders, hour=8)["day"].dt.date.tolist()
    [datetime.date(2025, 11, 10)]
    """
    paid = orders.dropna(subset="ts_pay")
    days = (_local(paid["ts_pay"]) - pd.Timedelta(hours=hour)).dt.normalize()
    return paid.groupby(days.rename("day"))["paid_amount"].sum().rename("revenue").reset_index()


def _local(times):
    """Times on their own clock, without its zone; refused where they are text."""
    check_moment(times, "2000-01-01")
    return times.dt.tz_localize(None)


def _most_at_any_hour(orders, days):
    """The most that 24 hours of these days hold, at whichever hour a day begins; at least 1."""
    paid = orders.dropna(subset="ts_pay")
    by_hour = paid.groupby(_local(paid["ts_pay"]).dt.floor("h"))["paid_amount"].sum()
    hours = pd.date_range(days.min(), days.max() + pd.Timedelta(hours=47), freq="h")
    return max(by_hour.reindex(hours, fill_value=0).rolling(24).sum().max(), 1)
