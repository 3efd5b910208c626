"""Which articles need a buyer's eye, and which a rule? Classes by value and steadiness."""

import numpy as np
import pandas as pd

from ecomlab import estimates
from ecomlab.checks import check_numbers, check_once, check_table, check_times
from ecomlab.errors import InputError, check_days, check_number, check_share


def abc_xyz(inventory_daily, worth, every=7, a=0.8, b=0.95, x=0.5, y=1.0):
    """The class of each article: A, B, C by its share of value, X, Y, Z by how steady it sells.

    A: the largest articles that together bring the share ``a``; B: up to ``b``; C: the rest. X: its
    sales of a week vary by no more than ``x`` of their mean; Y: no more than ``y``; Z: more.

    Parameters
    ----------
    inventory_daily : DataFrame
        date, sku, sales; each day of each article.
    worth : mapping or Series
        Yuan that a piece counts for, by article: its margin, its price or its cost. Say which.
    every : int
        Days of a span in which sales are added up before they are compared.
    a, b : float
        Shares of value; a below b.
    x, y : float
        Coefficients of variation; x below y.

    Returns
    -------
    DataFrame, one row per article that was sold, the largest first
        sku, value (yuan), share, cv (of whole spans), abc, xyz, kind ("AX", …).

    Raises
    ------
    ColumnError, InputError
        Fewer than two whole spans; an article without a worth.

    Examples
    --------
    >>> days = pd.date_range("2025-09-01", periods=14)
    >>> sold = {"tent": [4] * 14, "lamp": [1] * 7 + [0] * 7}
    >>> shelf = pd.DataFrame(sold, index=days).rename_axis("date").reset_index()
    >>> shelf = shelf.melt("date", var_name="sku", value_name="sales")
    >>> abc_xyz(shelf, {"tent": 100, "lamp": 20})[["sku", "share", "cv", "kind"]].round(2)
        sku  share    cv kind
    0  tent   0.98  0.00   AX
    1  lamp   0.02  1.41   CZ

    References
    ----------
    Silver, Pyke and Thomas (2017), chapter 2 (ABC). Seed 000:041: hits, regulars, long tail (row
    F07).
    """
    table = check_table(inventory_daily, "inventory_daily", "date", "sku", "sales")
    check_numbers(table, "inventory_daily", "sales")
    check_times(table, "inventory_daily", "date")
    check_once(table, "inventory_daily", "sku", "date")
    check_share("a", a)
    check_share("b", b, low=a)
    check_number("x", x, low=0)
    check_number("y", y, low=x)
    try:
        worth = pd.Series(worth, dtype=float)
    except (TypeError, ValueError) as wrong:
        raise InputError(
            'worth is no table of numbers by article, such as {"tent": 90.0}.'
        ) from wrong
    worth.index = worth.index.astype(str)
    spans = _spans(table, check_days("every", every))
    sold = spans.sum(axis=1)
    spans, sold = spans[sold > 0], sold[sold > 0]
    if unknown := sorted(set(spans.index) - set(worth.dropna().index)):
        raise InputError(f"worth has no number for {unknown[0]!r} ({len(unknown)} such articles).")
    value = (sold * worth[spans.index]).sort_values(ascending=False, kind="stable")
    if not (value > 0).all():
        raise InputError("worth holds something that is not above 0. Give yuan of a piece.")
    share = value / value.sum()
    above = share.cumsum() - share  # what larger articles bring
    cv = (spans.std(axis=1, ddof=1) / spans.mean(axis=1))[value.index]
    found = pd.DataFrame({
        "sku": value.index, "value": value.to_numpy(), "share": share.to_numpy(),
        "cv": cv.to_numpy(),
        "abc": np.select([above < a - 1e-12, above < b - 1e-12], ["A", "B"], "C"),
        "xyz": np.select([cv <= x, cv <= y], ["X", "Y"], "Z"),
    })  # fmt: skip
    return found.assign(kind=found["abc"] + found["xyz"])


def _spans(table, every):
    """Pieces of each article in each whole span, counted back from the last day."""
    age = (table["date"].max() - table["date"]).dt.days // every
    whole = (table["date"].max() - table["date"].min()).days + 1
    kept = table[age < whole // every]
    if whole // every < 2:
        raise InputError(f"{whole} days hold fewer than two spans of {every}. Give more days.")
    by = [
        kept["sku"].astype(str),
        age[kept.index] if kept.index.is_unique else age[age < whole // every],
    ]
    return kept["sales"].groupby(by).sum().unstack(fill_value=0)


def class_changes(earlier, later, label="abc"):
    """Which articles changed their class, and which share kept it?

    Parameters
    ----------
    earlier, later : DataFrame
        As of `abc_xyz`, of two times that don't overlap: sku and the column ``label``.
    label : str
        "abc", "xyz" or "kind".

    Returns
    -------
    DataFrame, a row per class before, a column per class after
        Counts of articles that have both. In ``attrs``: kept (an Estimate; n counts articles), new
        and gone (articles that only one of the tables has).

    Raises
    ------
    ColumnError, InputError
        No article is in both.

    Examples
    --------
    >>> spring = pd.DataFrame({"sku": ["a", "b", "c"], "abc": ["A", "B", "C"]})
    >>> autumn = pd.DataFrame({"sku": ["a", "b", "d"], "abc": ["A", "C", "C"]})
    >>> changes = class_changes(spring, autumn)
    >>> changes.attrs["kept"].value, changes.attrs["gone"]
    (0.5, ['c'])

    References
    ----------
    Row F07: stability of classes over time.
    """
    tables = [
        check_once(check_table(table, name, "sku", label), name, "sku")
        for table, name in ((earlier, "earlier"), (later, "later"))
    ]
    then, now = (table.set_index(table["sku"].astype(str))[label] for table in tables)
    both = then.index.intersection(now.index)
    if not len(both):
        raise InputError("No article is in both tables.")
    then_, now_ = then[both].rename("before"), now[both].rename("after")
    counts = pd.crosstab(then_, now_)
    names = sorted(set(counts.index) | set(counts.columns))
    counts = counts.reindex(index=names, columns=names, fill_value=0)
    counts.index.name, counts.columns.name = "before", "after"
    kept = estimates.share(int((then_ == now_).sum()), len(both), "articles")
    counts.attrs |= {"kept": kept, "new": sorted(set(now.index) - set(both)),
                     "gone": sorted(set(then.index) - set(both))}  # fmt: skip
    return counts
