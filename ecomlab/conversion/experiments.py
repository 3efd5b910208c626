"""Did it work? Before and after, against what was left alone, and tests by lot (实验).

Tables: ``traffic_daily``, one row per day and page (or source, device, …).
"""

import numpy as np

from ecomlab.checks import check_name, check_since, check_table
from ecomlab.errors import InputError
from ecomlab.estimates import ratio_of_shares, step


def before_after(traffic_daily, changed, page=None, yes="payers", of="uv", by="landing_page"):
    """By what factor was a rate higher after a change than before it (前后对比)?

    The obvious reading: everything else that changed with it is in the factor. Its interval knows
    the luck of visitors only, not that of days.

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``of`` and ``yes`` (counts); ``by`` where a page is chosen.
    changed : date
        The first day after.
    page : str, optional
        A value of ``by``; all rows where none is given.
    yes, of : str
        Columns: the rate is the sum of ``yes`` ÷ the sum of ``of``.

    Returns
    -------
    Estimate
        A factor; n counts what ``of`` counts, here called visits.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> traffic = cases.load("page_redesign").tables.traffic_daily
    >>> before_after(traffic, "2025-03-31", page="rice cooker")
    3 (2.81 to 3.19), n = 120,578 visits

    References
    ----------
    Case K01.
    """
    chosen = [by] if page is not None else []
    table = check_table(traffic_daily, "traffic_daily", "date", yes, of, *chosen)
    if page is not None:
        check_name(table, by, page, "page")
        table = table[table[by] == page]
    after = check_since(table["date"], changed)
    sums = table.groupby(after)[[yes, of]].sum()
    counts = {"uv": "visits", "addcart": "carts"}.get(of, of)
    return ratio_of_shares(*sums.loc[True], *sums.loc[False], counts=counts)


def daily_gap(traffic_daily, treated, control, yes="payers", of="uv", by="landing_page"):
    """Log of treated ÷ control in a rate: a value for each day, in which what both share cancels.

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``by``, ``yes``, ``of``.
    treated, control : str
        Values of ``by``.

    Returns
    -------
    Series
        By date.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A day without a row of both, or on which nobody said yes: a ratio has no log then.

    Examples
    --------
    >>> from ecomlab import cases
    >>> traffic = cases.load("page_redesign").tables.traffic_daily
    >>> daily_gap(traffic, "rice cooker", "kettle").head(2).round(3).tolist()
    [0.199, -0.095]
    """
    table = check_table(traffic_daily, "traffic_daily", "date", by, yes, of)
    check_name(table, by, treated, "treated")
    check_name(table, by, control, "control")
    sums = table[table[by].isin([treated, control])].groupby(["date", by])[[yes, of]].sum()
    rates = (sums[yes] / sums[of]).unstack()[[treated, control]]
    empty = ~(rates > 0).all(axis=1)
    if empty.any():
        raise InputError(
            f"On {empty.sum()} of {len(rates)} days {treated!r} or {control!r} has no {of} or no "
            f"{yes} (first {rates.index[empty][0]:%Y-%m-%d}), and 0 has no ratio. Sum weeks, or "
            "leave those days out and say so."
        )
    return np.log(rates[treated]) - np.log(rates[control])


def difference_in_differences(
    traffic_daily, changed, treated, control, yes="payers", of="uv", by="landing_page"
):
    """How much more did a rate rise where something was changed than where nothing was (双重差分)?

    Day by day, so that what moves both on a day (a promotion, a holiday, another mix of visits)
    is divided out, and days are what the interval counts. It is as good as the control is like
    the treated: `ecomlab.estimates.placebo_steps` on the days before tries that.

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``by``, ``yes``, ``of``; a row of both on each day, or several.
    changed : date
        The first day of the change.
    treated, control : str
        Values of ``by``: what was changed, and what was left alone.
    yes, of : str
        Columns: the rate is the sum of ``yes`` ÷ the sum of ``of``.

    Returns
    -------
    Estimate
        A factor; n counts days.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> traffic = cases.load("page_redesign").tables.traffic_daily
    >>> difference_in_differences(traffic, "2025-03-31", treated="rice cooker", control="kettle")
    1.56 (1.41 to 1.72), n = 60 days

    References
    ----------
    Angrist and Pischke (2009), Mostly Harmless Econometrics, chapter 5. Cases K01 and K03.
    """
    gap = daily_gap(traffic_daily, treated, control, yes, of, by)
    return step(gap, check_since(gap.index.to_series(), changed)).through(np.exp)
