"""Is it there on time? Where the hours between payment and receipt go (发货时效)."""

import numpy as np
import pandas as pd

from ecomlab import tables
from ecomlab.errors import InputError, check_days
from ecomlab.tables.logs import names_of

STEPS = {
    "ts_pay": "paid", "ts_ship_click": "shipped", "ts_pickup": "with the courier",
    "ts_deliver": "delivered", "ts_confirm": "confirmed",
}  # fmt: skip
HOUR = pd.Timedelta(hours=1)


def lead_time_parts(orders, settled=14, as_of=None):
    """How many hours does each step of an order take, and how many orders wait still (时效拆解)?

    Only orders whose step began at least ``settled`` days before the end count: with younger ones
    the fast would be known, and the slow not yet.

    Parameters
    ----------
    orders : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        ts_order, and two or more of ts_pay, ts_ship_click, ts_pickup, ts_deliver, ts_confirm.
    settled : int, days
    as_of : date, optional
        Default: the day of the last order.

    Returns
    -------
    DataFrame, one row per step for which there are times
        part ("paid to shipped"), orders (whose step began), waiting (of them, not done), median and
        slow (hours within which half and nine of ten of the orders are done; NaN where fewer are).

    Raises
    ------
    InputError
        The table has fewer than two of these times.

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "ts_order": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03", "2024-02-01"]),
    ...     "ts_pay": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03", "2024-02-01"]),
    ...     "ts_ship_click": pd.to_datetime(["2024-01-02", "2024-01-03", None, None])})
    >>> lead_time_parts(orders)
                  part  orders  waiting  median  slow
    0  paid to shipped       3        1    24.0   NaN
    """
    check_days("settled", settled)
    names = names_of(orders, "orders")
    there = [name for name in STEPS if name in names]
    rows, end, _ = tables.purchase_log(orders, ["ts_order", *there], as_of)
    times = tables.collect(rows.select("ts_order", *there))
    there = [name for name in there if times[name].notna().any()]
    if len(there) < 2:
        raise InputError(
            f"The orders have {'no' if not there else 'only one of the'} times after payment "
            f"({', '.join(STEPS)}). Give an export with the times of sending and receipt."
        )
    last = pd.Timestamp(tables.day_date(end)) - pd.Timedelta(days=settled - 1)
    return pd.DataFrame(
        [_part(times, early, late, last) for early, late in zip(there, there[1:], strict=False)]
    )


def _part(times, early, late, last):
    """One step: from one time to the next that is there."""
    begun = times[early].notna() & (times[early].dt.tz_localize(None) < last)
    hours = ((times.loc[begun, late] - times.loc[begun, early]) / HOUR).fillna(np.inf)
    return {
        "part": f"{STEPS[early]} to {STEPS[late]}",
        "orders": int(begun.sum()),
        "waiting": int(np.isinf(hours).sum()),
        "median": _within(hours, 0.5),
        "slow": _within(hours, 0.9),
    }


def _within(hours, share):
    """Hours within which a share of all is done; NaN where fewer are."""
    if hours.empty:
        return np.nan
    found = float(np.quantile(hours, share, method="inverted_cdf"))
    return found if np.isfinite(found) else np.nan
