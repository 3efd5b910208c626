"""It sells well: stock more? Which rises last, and what a jumpy rule does to orders (牛鞭效应)."""

import numpy as np
import pandas as pd

from ecomlab.checks import check_numbers, check_table
from ecomlab.errors import InputError, check_positive, check_share, check_whole
from ecomlab.estimates import Estimate, ratio_of_totals
from ecomlab.fulfillment.history import _check_history


def past_rises(history, times=1.3, weeks=3, before=6, wait=2, least=30):
    """Each time an article suddenly sold more: was it still so when goods ordered then had come?

    Parameters
    ----------
    history : DataFrame
        From `ecomlab.fulfillment.history.weekly_demand`. Each article is read **beside all
        others together**, so that a season that all share is no rise.
    times : float
        A rise: the mean of the last ``weeks`` is at least so many times the mean of the
        ``before`` weeks before them.
    weeks, before : int
    wait : int
        Weeks until ordered goods are here. After them ``weeks`` weeks tell what is left.
    least : float
        Pieces in the ``before`` weeks that an article needs: of fewer, every second week is a
        rise.

    Returns
    -------
    DataFrame, one row per rise
        sku, week (the last one seen), rise (times as much as usual), later (times as much as usual,
        when the goods are here). Usual are the ``before`` weeks that end where those begin by which
        the rise was found: these are low by luck now and then, and beside a low base luck looks as
        if it stayed. After a rise an article is looked at again when its goods have been sold.

    Raises
    ------
    InputError

    Examples
    --------
    >>> week = pd.date_range("2025-01-06", periods=20, freq="7D")
    >>> history = pd.DataFrame({"HL01": [10.0] * 12 + [20] * 8, "rest": 100.0}, index=week)
    >>> past_rises(history, weeks=2)[["sku", "rise", "later"]]
        sku  rise  later
    0  HL01   2.0    2.0

    References
    ----------
    Row F27.
    """
    history = _check_history(history)
    times = check_positive("times", times)
    if times <= 1:
        raise InputError(f"times is {times}. A rise is more than 1.")
    weeks, before = (check_whole(n, v, low=1) for n, v in (("weeks", weeks), ("before", before)))
    wait, values, rows = check_whole("wait", wait), history.to_numpy(), []
    always = np.isfinite(values).all(axis=0)
    if always.sum() < 2:
        raise InputError("A rise is read beside other articles: two must be there all the time.")
    total = np.where(always, values, 0).sum(axis=1)
    for at, sku in enumerate(history.columns):
        own = values[:, at]
        rest = total - own if always[at] else total
        x, r = (np.concatenate([[0.0], np.cumsum(np.nan_to_num(v))]) for v in (own, rest))

        def beside(first, last, x=x, r=r):
            return (x[last] - x[first]) / (r[last] - r[first])

        end = int(np.isnan(own).sum()) + 2 * before + weeks
        while end + wait + weeks <= len(own):
            now = beside(end - weeks, end)
            start = end - weeks - before
            found = x[end - weeks] - x[start] >= least and now >= times * beside(start, end - weeks)
            usual = beside(start - before, start)
            if not found or not usual > 0:
                end += 1
                continue
            later = beside(end + wait, end + wait + weeks)
            rows.append((sku, history.index[end - 1], now / usual, later / usual))
            end += wait + weeks
    return pd.DataFrame(rows, columns=["sku", "week", "rise", "later"])


def rises_kept(rises, confidence=0.95):
    """Of the rises, how much is left when the goods are here? 0: nothing, 1: all of it.

    Returns
    -------
    Estimate
        What is left of all rises together ÷ what they were. n counts articles: the rises of one
        share its fate.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> rises_kept(pd.DataFrame({"sku": ["a", "a", "b"], "rise": [1.4, 1.6, 1.5],
    ...                          "later": [1.2, 1.2, 1.1]}))
    0.333 (-0.865 to 1.53), n = 2 articles
    """
    table = check_table(rises, "rises", "sku", "rise", "later")
    check_numbers(table, "rises", "rise", "later")
    more = (table[["rise", "later"]] - 1).groupby(table["sku"]).sum()
    if not more["rise"].sum() > 0:
        raise InputError("All rises together are none: nothing can be left of them.")
    return ratio_of_totals(more["later"], more["rise"], "articles", confidence)


def rises_that_last(rises, still=1.15, confidence=0.95):
    """How many of the rises were there still when the goods came, by ``still`` or more?

    Parameters
    ----------
    rises : DataFrame
        From `past_rises`.
    still : float
        Times as much as usual: 1.15 is half of a rise of 1.3, and 1.3 the whole of it.

    Returns
    -------
    Estimate
        A share of the rises; n counts articles: the rises of one share its fate.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> rises_that_last(pd.DataFrame({"sku": list("aabcc"), "later": [1.0, 1.1, 1.2, 1.5, 1.0]}))
    0.4 (-0.683 to 1.48), n = 3 articles
    """
    table = check_table(rises, "rises", "sku", "later")
    check_numbers(table, "rises", "later")
    lasting = table["later"] >= check_positive("still", still)
    by = lasting.groupby(table["sku"].astype(str))
    return ratio_of_totals(by.sum(), by.size(), "articles", confidence)


def chance_needed(over, under):
    """From which chance that a rise lasts does it pay to order for it?

    One more piece for the rise earns ``under`` if the rise lasts, and costs ``over`` if not. It
    pays if chance · under > (1 − chance) · over: the border is over ÷ (over + under).

    >>> round(chance_needed(over=2.0, under=38.0), 3), chance_needed(over=30.0, under=30.0)
    (0.05, 0.5)

    It is one less the critical ratio (`ecomlab.fulfillment.inventory.critical_ratio`).
    """
    over, under = check_positive("over", over), check_positive("under", under)
    return over / (over + under)


def bullwhip(sales, smooth, lead):
    """How much more do orders jump than sales, if each week's sales move the level (牛鞭效应)?

    The rule: keep so much ordered and on the shelf as the forecast of ``lead`` weeks says. The
    forecast is smoothed with the share ``smooth``; each week one orders what was sold, and what
    the forecast has moved.

    Parameters
    ----------
    sales : array of numbers
        Pieces by week.
    smooth : float
    lead : int
        Weeks that an order must last: until goods are here, and to the next order.

    Returns
    -------
    Estimate
        Variance of orders ÷ variance of sales; no interval; n counts weeks.

    Raises
    ------
    InputError

    Examples
    --------
    >>> round(bullwhip([10, 12, 8, 10, 14, 9, 10, 11], 0.5, 2).value, 2)
    5.22
    >>> bullwhip_expected(0.5, 2)
    4.333333333333333

    References
    ----------
    Lee, Padmanabhan and Whang (1997), Management Science 43; the rule: Chen, Ryan and Simchi-Levi
    (2000), Naval Research Logistics 47.
    """
    sales = np.asarray(sales, dtype=float)
    if sales.ndim != 1 or len(sales) < 4 or not np.isfinite(sales).all() or (sales < 0).any():
        raise InputError("sales needs four weeks or more, numbers from 0 on.")
    orders = _orders_by_rule(sales, smooth, lead)
    if not sales[1:].std() > 0:
        raise InputError("All weeks are alike: there is nothing to jump more than.")
    ratio = orders.var(ddof=1) / sales[1:].var(ddof=1)
    return Estimate(float(ratio), np.nan, np.nan, len(orders), "weeks")


def _orders_by_rule(sales, smooth, lead):
    """What the rule of `bullwhip` orders in each week but the first; below 0 is sent back.

    >>> _orders_by_rule([10, 12, 10], 0.5, 2).tolist()
    [14.0, 9.0]
    """
    smooth, lead = check_share("smooth", smooth, ends=True), check_whole("lead", lead, low=1)
    level, orders = float(sales[0]), []
    for sold in sales[1:]:
        moved = smooth * (sold - level)
        level += moved
        orders.append(sold + lead * moved)
    return np.array(orders)


def bullwhip_expected(smooth, lead):
    """The same for sales that are only noise around a level: 1 + 2Lα + 2L²α² ÷ (2 − α).

    >>> bullwhip_expected(0.1, 4) < bullwhip_expected(0.9, 4)
    True

    Chen, Ryan and Simchi-Levi (2000), Naval Research Logistics 47: The impact of exponential
    smoothing forecasts on the bullwhip effect.
    """
    smooth, lead = check_share("smooth", smooth, ends=True), check_whole("lead", lead, low=1)
    return 1 + 2 * lead * smooth + 2 * lead**2 * smooth**2 / (2 - smooth)
