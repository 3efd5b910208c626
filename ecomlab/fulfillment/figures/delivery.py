"""Figures of lesson 4.4: where the hours go, and where a faster courier pays."""

import numpy as np

from ecomlab import plots
from ecomlab.checks import check_numbers, check_table
from ecomlab.errors import InputError, check_number, check_positive, check_whole
from ecomlab.numerals import numeral


def hours_by_part(parts, cut_off=None, ax=None):
    """Where the hours go: mean hours until the courier's scan and on the way, by hour of payment.

    Parameters
    ----------
    parts : DataFrame
        hour (of the payment, 0 to 23), waiting (hours from payment to scan), way (from scan to
        receipt); optional parcels (how many).
    cut_off : int, optional
        From this hour on a parcel leaves the next day: the title compares both sides.
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
    >>> parts = pd.DataFrame({"hour": [9, 15, 16, 20], "waiting": [9.0, 3, 26, 22], "way": 42.0})
    >>> hours_by_part(parts, 16).get_title("left")
    'Paid from 16:00 on: 24 hours until the scan; before: 6'
    """
    parts = check_table(parts, "parts", "hour", "waiting", "way")
    parts = check_numbers(parts, "parts", "hour", "waiting", "way")
    ax = plots._axes(ax)
    names = {"waiting": ("from payment to the courier's scan", "vermilion"),
             "way": ("on the way", "blue")}  # fmt: skip
    base = np.zeros(len(parts))
    for name, (text, colour) in names.items():
        ax.bar(parts["hour"], parts[name], bottom=base, width=0.85, label=text,
               color=plots.COLOURS[colour])  # fmt: skip
        base = base + parts[name].to_numpy()
    ax.set_xticks(range(0, 24, 3), [f"{hour}:00" for hour in range(0, 24, 3)])
    ax.set_ylim(0, 1.22 * base.max())
    ax.legend(loc="upper left", ncols=2)
    finding = "Where the hours go"
    if cut_off is not None:
        late = parts["hour"] >= check_whole("cut_off", cut_off)
        if late.all() or not late.any():
            raise InputError(f"cut_off is {cut_off}: one side has no hour. Choose one in between.")
        before, after = parts.loc[~late, "waiting"].mean(), parts.loc[late, "waiting"].mean()
        finding = (f"Paid from {cut_off}:00 on: {numeral(round(after))} hours until the scan; "
                   f"before: {numeral(round(before))}")  # fmt: skip
        ax.axvline(cut_off - 0.5, color=plots.COLOURS["ink"], lw=1.5, ls="--")
    many = int(parts["parcels"].sum()) if "parcels" in parts else None
    plots.label(ax, finding, x="hour of the payment", y="hours, mean of the parcels", n=many,
                counts="parcels")  # fmt: skip
    return ax


def routes(table, name="region", most=8, ax=None):
    """How much more often the worst routes are late than the same courier's others.

    Parameters
    ----------
    table : DataFrame
        The table of ``delivery.worst_routes``: route, estimate, low, high, n.
    name : str
        The column beside courier that names a route.
    most : int
        Routes shown.

    Returns
    -------
    Axes

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"courier": "A", "region": ["x", "y"], "estimate": [0.5, 0.01],
    ...                       "low": [0.4, -0.02], "high": [0.6, 0.04], "n": 103})
    >>> routes(table).get_title("left")
    'A to X: 50 points more late than its other routes'
    """
    table = check_table(table, "table", "courier", name, "estimate", "low", "high", "n")
    shown = table.head(check_whole("most", most, low=1))
    shown = shown.assign(route=shown["courier"] + " to " + shown[name].str.capitalize())
    ax = plots.estimates(shown, "route", ax=ax, percent=True)
    first = shown.iloc[0]
    points = numeral(round(100 * first["estimate"]))
    plots.label(ax, f"{first['route']}: {points} points more late than its other routes",
                x="share late less that of its other routes, with 95% interval")  # fmt: skip
    return ax


def pays_by_zone(table, value, names=None, most=45.0, ax=None):
    """What one more parcel in time costs, zone by zone, beside what it is worth.

    Parameters
    ----------
    table : DataFrame
        The table of ``delivery.worth_in_time``: zone, each, each_low, each_high (yuan).
    value : float
        Yuan that a parcel in time is worth to the shop.
    names : mapping, optional
        Of the zones, in words.
    most : float
        Yuan up to which the figure goes; what lies beyond is told in words.
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
    >>> table = pd.DataFrame({"zone": [1, 2], "each": [6.0, 12.0], "each_low": [5.0, 11.0],
    ...                       "each_high": [7.0, 13.0], "n": 103})
    >>> pays_by_zone(table, 8).get_title("left")
    'At 8 yuan for a parcel in time the faster courier pays in 1 of 2 zones'
    """
    table = check_table(table, "table", "zone", "each", "each_low", "each_high")
    check_number("value", value, low=0)
    top = check_positive("most", most)
    ax = plots._axes(ax)
    words = [str((names or {}).get(zone, zone)) for zone in table["zone"]]
    for at, row in enumerate(table.itertuples()):
        pays = row.each <= value
        colour = plots.COLOURS["green" if pays else "vermilion"]
        low, high = np.nanmin([row.each_low, top]), np.nanmin([row.each_high, top])
        if low < top:
            ax.plot([low, high], [at, at], color=colour, lw=3, alpha=0.5)
        if row.each <= top:
            ax.plot(row.each, at, "o", ms=8, color=colour)
        else:
            price = f"{numeral(round(row.each))} yuan →" if np.isfinite(row.each) else "none gained"
            ax.annotate(price, (top, at), (-4, 6), textcoords="offset points",
                        ha="right", color=colour)  # fmt: skip
    ax.axvline(value, color=plots.COLOURS["ink"], lw=1.5)
    ax.set_yticks(range(len(words)), words)
    ax.set_ylim(len(words) - 0.5, -0.6)
    ax.set_xlim(0, top)
    many = int((table["each"] <= value).sum())
    plots.label(
        ax,
        f"At {numeral(value)} yuan for a parcel in time the faster courier pays in {many} of "
        f"{len(table)} zones",
        x="yuan for one more parcel in time, with 95% interval (upright line: what it is worth)",
        n=int(table["n"].iloc[0]) if "n" in table else None, counts="weeks",
    )  # fmt: skip
    return ax
