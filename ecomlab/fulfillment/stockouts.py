"""What an empty shelf hides: how many were wanted, and what it cost (缺货, 还原需求).

Table: ``inventory_daily``, one row per article and day, with visits beside it where they are known.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import (
    check_flags,
    check_moment,
    check_name,
    check_numbers,
    check_once,
    check_table,
)
from ecomlab.errors import InputError, check_choice, check_positive, check_whole
from ecomlab.estimates import (
    beyond_count,
    censored_rate,
    normal_quantile,
    ratio_of_totals,
    tobit_rate,
)

ROUNDS = 200  # of an expectation after the other
MODELS = {"counts": censored_rate, "normal": tobit_rate}


def sales_rate(inventory_daily, sku=None, sales="sales", exposure=None):
    """How many pieces are sold a day, or per visit?

    The obvious reading of demand: days with an empty shelf are in it as if nobody had wanted more.

    Parameters
    ----------
    inventory_daily : DataFrame
        One row per day: ``sales`` (pieces); ``exposure``, and sku where an article is chosen.
    sku : str, optional
        The article.
    exposure : str, optional
        Column that the rate is per, such as visits; days by default.

    Returns
    -------
    Estimate
        n counts days.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> sales_rate(pd.DataFrame({"sales": [4, 6, 0, 5], "uv": [100, 120, 110, 90]}), exposure="uv")
    0.0357 (-0.00532 to 0.0767), n = 4 days

    References
    ----------
    Row F03.
    """
    days, per = _days(inventory_daily, sku, sales, exposure)
    return ratio_of_totals(days[sales], per, "days")


def uncensored_demand(
    inventory_daily, sku=None, sales="sales", exposure=None, empty="stockout_flag", more=0,
    model="counts",
):  # fmt: skip
    """How many pieces are wanted a day, or per visit, sold or not (还原缺货期需求)?

    On a day that ended with an empty shelf at least as many were wanted as were sold. Such days
    belong into the count, as lower bounds: who takes "days with stock only" leaves out the best.

    Parameters
    ----------
    inventory_daily, sku, sales, exposure
        As in `sales_rate`.
    empty : str
        A flag: the shelf was empty at some time of the day.
    more : int
        How many more, at least, were wanted on such a day: 0 where the flag only says that the
        shelf was empty in the evening, 1 where it says that somebody still ordered.
    model : "counts" or "normal"
        "normal" takes the pieces for normal values (Tobit): to be seen beside the right one.

    Returns
    -------
    Estimate
        n counts days.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        The shelf was empty on all days.

    Examples
    --------
    >>> import pandas as pd
    >>> week = pd.DataFrame({"sales": [4, 6, 3, 5, 7, 3, 5],
    ...                      "stockout_flag": [False, False, True, False, True, False, False]})
    >>> uncensored_demand(week)
    5.26 (3.05 to 10.8), n = 7 days

    References
    ----------
    Cameron and Trivedi (2013), Regression Analysis of Count Data, section 4.6. Rows F03 and F21.
    """
    days, per = _days(inventory_daily, sku, sales, exposure, empty)
    cut_off = check_flags(days, "inventory_daily", empty)[empty].to_numpy(bool)
    least = days[sales].to_numpy() + check_whole("more", more) * cut_off
    rate = MODELS[check_choice("model", model, list(MODELS))]
    return rate(least, per, cut_off, "days")


def uncensor(
    inventory_daily, sales="sales", exposure=None, empty="stockout_flag", more=0, window=28
):
    """How many were wanted on each day, where the shelf was empty (还原缺货期需求)?

    A day with stock keeps its sales. Of a day with an empty shelf it is known that at least so
    many were wanted: its demand is the mean of a count of which that is known, at the rate of the
    days around it. The rate is that of all days of the window, empty ones with what was wanted on
    them, so both are worked out in turn until they agree.

    Parameters
    ----------
    inventory_daily : DataFrame, one row per article and day
        date, sku, ``sales`` (pieces), ``empty`` (a flag), ``exposure``.
    exposure : str, optional
        Column that the rate is per: a number that tells good days from bad ones, such as the
        shop's visits. Above 0.
    more : int
        As in `uncensored_demand`.
    window : int
        Days (rows of the article) on each side that tell the rate.

    Returns
    -------
    DataFrame
        inventory_daily with demand (pieces), lost (demand − sales), lost_low and lost_high (where
        the day's lost pieces lie 95 times of 100: the luck of the day, and of the rate).

    Raises
    ------
    ColumnError, InputError
        Two rows of an article's day; a window without a day with stock.

    Examples
    --------
    >>> days = pd.DataFrame({
    ...     "date": pd.date_range("2025-11-03", periods=7), "sku": "HL01",
    ...     "sales": [6, 8, 7, 9, 3, 0, 0], "stockout_flag": [False] * 4 + [True] * 3})
    >>> uncensor(days, more=1)[["sales", "demand", "lost"]].round(1).tail(3)
       sales  demand  lost
    4      3     7.9   4.9
    5      0     7.6   7.6
    6      0     7.6   7.6

    References
    ----------
    Expectation and maximisation: Dempster, Laird and Rubin (1977), Journal of the Royal Statistical
    Society B 39; of sales cut off: Vulcano, van Ryzin and Ratliff (2012), Operations Research 60.
    """
    chosen = [] if exposure is None else [exposure]
    days = check_table(inventory_daily, "inventory_daily", "date", "sku", sales, empty, *chosen)
    check_numbers(days, "inventory_daily", sales, *chosen)
    check_moment(days["date"], "2000-01-01")  # refuses what holds no times
    check_once(days, "inventory_daily", "sku", "date")
    days = check_flags(days, "inventory_daily", empty)
    if exposure is not None and not (days[exposure] > 0).all():
        raise InputError(f"{exposure} is 0 on some days. Each day needs an exposure above 0.")
    window, more = check_whole("window", window, low=1), check_whole("more", more)
    parts = []
    for name, mine in days.sort_values("date").groupby("sku", sort=False, observed=True):
        cut = mine[empty].to_numpy(bool)
        per = np.ones(len(mine)) if exposure is None else mine[exposure].to_numpy(float)
        count = mine[sales].to_numpy(float)
        if (_around((~cut).astype(float), window)[cut] == 0).any():
            raise InputError(
                f"{name} has an empty day with no day with stock within {window} days. Choose a "
                "larger window."
            )
        demand, reach = _wanted(count, per, cut, count + more * cut, window)
        parts.append(pd.DataFrame({"demand": demand, "reach": reach}, index=mine.index))
    found = pd.concat(parts).reindex(days.index)
    lost = found["demand"] - days[sales]
    low = (lost - found["reach"]).clip(lower=more * days[empty].astype(int))
    return inventory_daily.assign(
        demand=found["demand"].to_numpy(), lost=lost.to_numpy(), lost_low=low.to_numpy(),
        lost_high=(lost + found["reach"]).to_numpy(),
    )  # fmt: skip


def _wanted(count, per, cut, least, window):
    """Pieces wanted on each day, and how far off they may be."""
    wanted, spread = count.copy(), 0.0
    for _ in range(ROUNDS if cut.any() else 0):
        mean = _around(wanted, window) / _around(per, window) * per
        safe = np.maximum(mean, 1e-9)
        scatter = ((count - mean) ** 2 / safe)[~cut & (mean > 0)]
        spread = max(float(scatter.mean()) - 1, 0.0) if len(scatter) else 0.0
        now = count.copy()
        now[cut], variance = beyond_count(safe[cut], spread, least[cut].astype(int))
        done, wanted = np.allclose(now, wanted, atol=1e-4), now
        if done:
            break
    reach = np.zeros(len(count))
    if cut.any():
        seen = np.maximum(_around(np.where(cut, 0, count), window), 1)[cut]
        of_rate = (wanted[cut] * np.sqrt((1 + spread) / seen)) ** 2
        reach[cut] = normal_quantile() * np.sqrt(variance + of_rate)
    return wanted, reach


def _around(values, window):
    """Sums over the days from ``window`` before to ``window`` after each day."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    return sums[np.minimum(at + window + 1, len(values))] - sums[np.maximum(at - window, 0)]


def lost_sales(uncensored, sku=None, margin=None, sales="sales", empty="stockout_flag"):
    """What did empty shelves cost, article by article, in pieces and in yuan?

    Parameters
    ----------
    uncensored : DataFrame
        From `uncensor`: one row per article and day.
    sku : DataFrame, optional
        sku, price, unit_cost: a lost piece costs price − unit_cost, before fees and ads.
    margin : float, optional
        Yuan that a lost piece costs, instead of ``sku``.

    Returns
    -------
    DataFrame, one row per article that was empty on some day, the dearest first
        sku, days (empty), wanted (pieces in the whole table), estimate (lost pieces), low, high
        (of the sum: the days of one stock-out, empty days in a row, share an event and a rate, so
        their ends add up; stock-outs are independent, so theirs add up by their squares), n
        (days), share (lost ÷ wanted), yuan (missing without prices).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.to_datetime(["2025-11-03", "2025-11-05", "2025-11-06"]),
    ...     "sku": "HL01", "sales": [3, 9, 0], "stockout_flag": [True, False, True],
    ...     "demand": [8.0, 9, 7], "lost": [5.0, 0, 7], "lost_low": [2.0, 0, 3],
    ...     "lost_high": [8.0, 0, 11]})
    >>> lost_sales(days, margin=30)[["sku", "days", "estimate", "low", "high", "yuan"]]
        sku  days  estimate  low  high   yuan
    0  HL01     2      12.0  7.0  17.0  360.0

    References
    ----------
    Row F21.
    """
    days = check_table(uncensored, "uncensored", "date", "sku", sales, empty, "demand", "lost",
                       "lost_low", "lost_high")  # fmt: skip
    check_once(days, "uncensored", "sku", "date")
    flag = check_flags(days, "uncensored", empty)[empty].astype(bool)
    days = days.assign(sku=days["sku"].astype(str), **{empty: flag}).sort_values(["sku", "date"])
    table = days.groupby("sku").agg(days=(empty, "sum"), wanted=("demand", "sum"),
                                    estimate=("lost", "sum"), n=(empty, "size"))  # fmt: skip
    below, above = days["lost"] - days["lost_low"], days["lost_high"] - days["lost"]
    table.insert(3, "low", table["estimate"] - _reach(days, below, empty))
    table.insert(4, "high", table["estimate"] + _reach(days, above, empty))
    table = table[table["days"] > 0].assign(share=lambda t: t["estimate"] / t["wanted"])
    if sku is not None and margin is not None:
        raise InputError("Give sku or margin, not both: each of them is the price of a lost piece.")
    each = np.nan
    if sku is not None:
        about = check_table(sku, "sku", "sku", "price", "unit_cost")
        check_once(about, "sku", "sku")
        prices = (about["price"] - about["unit_cost"]).set_axis(about["sku"].astype(str))
        if len(unknown := sorted(set(table.index) - set(prices.index))):
            raise InputError(f"sku has no row of {unknown[0]}.")
        each = prices.reindex(table.index)
    elif margin is not None:
        each = check_positive("margin", margin)
    table = table.assign(yuan=table["estimate"] * each)
    order = "estimate" if table["yuan"].isna().all() else "yuan"
    return table.sort_values(order, ascending=False).rename_axis("sku").reset_index()


def _reach(days, ends, empty="stockout_flag"):
    """How far off an article's sum may be: ends added in a stock-out, by squares beyond it.

    >>> days = pd.DataFrame({"sku": "HL01", "stockout_flag": [True, True, False, True]})
    >>> _reach(days, pd.Series([1.0, 2, 0, 4])).tolist()
    [5.0]
    """
    begins = (days[empty] != days.groupby("sku")[empty].shift()).cumsum()
    return (ends.groupby([days["sku"], begins]).sum() ** 2).groupby(level=0).sum() ** 0.5


def _days(inventory_daily, sku, sales, exposure, *more):
    """The days of one article, and what each is counted per."""
    chosen = [*([] if sku is None else ["sku"]), *([] if exposure is None else [exposure])]
    days = check_table(inventory_daily, "inventory_daily", sales, *chosen, *more)
    if sku is not None:
        check_name(days, "sku", sku)
        days = days[days["sku"] == sku]
    elif "sku" in days and days["sku"].nunique() > 1:
        raise InputError(f"There are {days['sku'].nunique()} articles. Choose one: sku=...")
    return days, np.ones(len(days)) if exposure is None else days[exposure]
