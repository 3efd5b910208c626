"""How many will be wanted? Demand, and what an empty shelf hides of it (需求预测).

Tables: ``inventory_daily``, one row per article and day, with visits beside it where they are
known.
"""

import numpy as np

from ecomlab.checks import check_name, check_table
from ecomlab.errors import InputError
from ecomlab.estimates import censored_rate, ratio_of_totals


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
    inventory_daily, sku=None, sales="sales", exposure=None, empty="stockout_flag"
):
    """How many pieces are wanted a day, or per visit, sold or not (还原缺货期需求)?

    On a day that ended with an empty shelf at least as many were wanted as were sold. Such days
    belong into the count, as lower bounds: who takes "days with stock only" leaves out the best.

    Parameters
    ----------
    inventory_daily, sku, sales, exposure
        As in `sales_rate`.
    empty : str
        A flag: the shelf was empty at some time of the day.

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
    return censored_rate(days[sales], per, days[empty], "days")


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
