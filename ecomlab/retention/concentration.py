"""Who holds the value: the Lorenz curve, the top 20%, what luck alone gives, and do they stay.

Values are one number per customer, revenue or profit in yuan.
"""

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab import tables
from ecomlab.errors import LARGEST, InputError, check_positive, check_share
from ecomlab.estimates import Estimate, bootstrap_t, normal_interval, standard_error
from ecomlab.tables import collect, day_number, needs

MOST = 1_000_000  # mean orders per customer
FEW = 1000  # customers, below whom the interval of a top share is a bootstrap's
NEAR = 0.05  # of the customers, to either side of the border of the top


def lorenz(values):
    """What share of the value do the poorest 10%, 20% … of the customers hold (洛伦兹曲线)?

    Parameters
    ----------
    values : array-like, one number per customer
        Revenue or profit, yuan. Negative ones (loss-making customers) are allowed: the curve then
        dips below 0 first, and the top's share is the larger for it.

    Returns
    -------
    DataFrame, one row per customer and one for 0, poorest first
        share_of_customers, share_of_value (both cumulative, 0 to 1).

    Raises
    ------
    InputError
        Missing values, or a sum that is not above 0.

    Examples
    --------
    >>> lorenz([10, 0, 30, 40])
       share_of_customers  share_of_value
    0                0.00           0.000
    1                0.25           0.000
    2                0.50           0.125
    3                0.75           0.500
    4                1.00           1.000

    References
    ----------
    Course map U37.
    """
    y = np.sort(_values(values))
    customers = np.arange(len(y) + 1) / len(y)
    held = np.append(0.0, np.cumsum(y)) / y.sum()
    return pd.DataFrame({"share_of_customers": customers, "share_of_value": held})


def gini(values):
    """How unequal are the customers (基尼系数): 0 all alike, near 1 one holds everything?

    Twice the area between the Lorenz curve and the diagonal; with negative values it can pass 1.

    Raises
    ------
    InputError
        As in `lorenz`.

    Examples
    --------
    >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 1])
    (0.0, 0.75)

    References
    ----------
    Gini (1912), Variabilità e mutabilità. Course map U37.
    """
    y = np.sort(_values(values))
    n = len(y)
    return float((2 * np.arange(1, n + 1) - n - 1) @ y / (n * y.sum()))


def top_share(values, top=0.2, confidence=0.95):
    """What share of the value do the top 20% of the customers hold (二八定律)?

    Some concentration is automatic, because one value both ranks and is summed: compare
    `chance_top_share` and `persistence`.

    Parameters
    ----------
    values : array-like, one number per customer
        Revenue or profit. Negative ones are allowed and push the share up, even above 1.
    top : float
        Share of customers, 0 to 1.

    Returns
    -------
    DataFrame, one row
        top, estimate, low, high, n (customers); low and high are NaN where all are alike. Below
        1,000 customers the interval is a bootstrap's, else normal, both from each customer's
        influence on the share. With heavy tails (a few customers hold much of the value) the
        estimate is too low and the interval too narrow: see the table.

    Notes
    -----
    In what share of 2,000 draws the interval held the truth, by law and number of customers. With a
    tail as heavy as the last ones it doesn't: there a few more customers change the share.

    =====================  ====  ====  =====  =====
    values                  100   300  1,000  5,000
    =====================  ====  ====  =====  =====
    gamma-Poisson orders   .938  .938   .945   .958
    exponential            .942  .944   .938   .946
    lognormal, sd 1        .922  .933   .934   .954
    lognormal, sd 1.5      .899  .928   .920   .942
    Pareto, exponent 2.5   .908  .916   .916   .934
    Pareto, exponent 1.5   .829  .838   .742   .778
    =====================  ====  ====  =====  =====

    Raises
    ------
    InputError
        As in `lorenz`; fewer than 2 customers.

    Examples
    --------
    >>> top_share([9, 1, 1, 1, 1, 1, 1, 1, 1, 3])[["top", "estimate", "n"]]
       top  estimate   n
    0  0.2       0.6  10

    References
    ----------
    Beach and Davidson (1983), Review of Economic Studies 50(4); Efron and Tibshirani (1993), An
    Introduction to the Bootstrap, section 12.5. Course map U37, metric M70.
    """
    y = _values(values, at_least=2)
    check_share("top", top)
    if len(y) < FEW:
        found = bootstrap_t(y, lambda rows: _held_by_top(rows, top), confidence=confidence)
    else:
        share, error = _held_by_top(y, top)
        found = Estimate(*normal_interval(share, error, confidence), len(y), "customers")
    return pd.DataFrame([(top, *found[:4])], columns=["top", "estimate", "low", "high", "n"])


def _held_by_top(rows, top):
    """The top's share of each row's sum, and its standard error by each customer's influence."""
    n = rows.shape[-1]
    places = top * n
    richest = np.sort(rows, axis=-1)[..., ::-1]
    mean = rows.mean(axis=-1, keepdims=True)
    share = richest @ np.clip(places - np.arange(n), 0, 1) / (n * mean[..., 0])
    border = richest[..., [int(np.ceil(round(places, 9))) - 1]]
    influence = (np.maximum(richest - border, 0) - share[..., None] * richest) / mean
    return share, influence.std(axis=-1, ddof=1) / n**0.5


def chance_top_share(mean_orders, top=0.2):
    """What share of the orders would the top 20% hold if all customers were equal?

    All have the same Poisson rate and spend, so being on top is luck alone. Customers tied on the
    border count in part, so that the top is exactly `top` of the customers.

    Parameters
    ----------
    mean_orders : float
        Mean orders per customer in the period; customers without an order count.
    top : float
        Share of customers, 0 to 1.

    Returns
    -------
    float

    Raises
    ------
    InputError
        `mean_orders` not above 0, or `top` not between 0 and 1.

    Examples
    --------
    >>> round(chance_top_share(1), 2), round(chance_top_share(2), 2)
    (0.5, 0.41)

    References
    ----------
    Case K18, doubt E47.
    """
    mean_orders = float(check_positive("mean_orders", mean_orders))
    if mean_orders > MOST:
        raise InputError(f"mean_orders is {mean_orders:g}. Choose at most {MOST:,} per customer.")
    check_share("top", top)
    from scipy.stats import poisson  # slow to import; nothing else here needs it

    border = poisson.isf(top, mean_orders)  # the top have more orders; some of them exactly so many
    share_above = poisson.sf(border, mean_orders)
    orders_above = mean_orders * poisson.sf(border - 1, mean_orders)
    return float((orders_above + border * (top - share_above)) / mean_orders)


@needs("orders", "customer_id", "ts_order", "paid_amount")
def persistence(orders, split, top=0.2, confidence=0.95, free="leave_out", value="net"):
    """The top 20% of customers up to `split`: how much do the same people hold afterwards?

    Parameters
    ----------
    orders : frame
        {orders}
    split : date
        Last day of the period "before". Only customers who bought in it are followed.
    top : float
        Share of customers, 0 to 1; customers tied on the border count in part.
    free : {"leave_out", "count"}
        Is an order of 0 a purchase?
    value : {"net", "gross", "refunded"}
        What was left after refunds, what was paid, or what was refunded. A buyer whose every order
        was refunded stays, at 0 net.

    Returns
    -------
    DataFrame, three rows
        period ("before", or "after" up to the end of the log), ranked_on (the period whose paid
        amounts make the ranking), share (of what these customers paid in the period), low, high, n
        (customers). Row after/before: the same people later; after/after: the later period's own
        top, NaN where fewer than ``top`` of the customers bought later at all.

    Raises
    ------
    InputError
        Nothing was paid in one of the periods, or `split` is before the first order.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> persistence(load("cdnow").orders, split="1997-09-30", free="count").round(3)
       period ranked_on  share    low   high      n
    0  before    before  0.629  0.621  0.637  23570
    1   after    before  0.661  0.644  0.679  23570
    2   after     after  0.939  0.934  0.944  23570

    References
    ----------
    Course map U37, case K18.
    """
    before, after = _paid_before_and_after(orders, split, free, value)
    rows = [
        ("before", "before", *top_share(before, top, confidence).iloc[0, 1:]),
        ("after", "before", *later_share(before, after, top, confidence)[:4]),
        ("after", "after", *_own_top(after, top, confidence)),
    ]
    columns = ["period", "ranked_on", "share", "low", "high", "n"]
    return pd.DataFrame(rows, columns=columns).astype({"n": int})


def _paid_before_and_after(orders, split, free, value):
    """What each customer won up to the end of the day `split` paid until then, and after it."""
    columns = ("customer_id", "ts_order", "paid_amount")
    log = tables.purchase_log(orders, columns, None, free, value=value, with_refunded=True).rows
    early = nw.col("day") <= day_number(split)
    paid = nw.col("amount")
    customers = collect(
        log.with_columns(
            before=nw.when(early).then(paid).otherwise(0.0),
            after=nw.when(early).then(0.0).otherwise(paid),
        )
        .group_by("customer_id")
        .agg(nw.col("day").min(), nw.col("before").sum(), nw.col("after").sum())
    )
    customers = customers[customers["day"] <= day_number(split)]
    if customers.empty:
        raise InputError(f"The first order is after {split}. Choose a later day.")
    return customers["before"].to_numpy(), customers["after"].to_numpy()


def _own_top(after, top, confidence):
    """Share, low, high and n of the later period's own top; NaN where not enough bought at all."""
    if (after > 0).sum() < round(top * len(after), 9):
        return np.nan, np.nan, np.nan, len(after)
    return tuple(top_share(after, top, confidence).iloc[0, 1:])


def later_share(before, after, top=0.2, confidence=0.95):
    """Ranked on one period, summed over the next: what share do the top 20% hold of it?

    Parameters
    ----------
    before, after : array-like, one number per customer, in the same order
        Revenue or profit of the two periods.
    top : float
        Share of customers, 0 to 1; customers tied on the border count in part.

    Returns
    -------
    Estimate
        A share; n counts customers. The interval is normal, from each customer's influence: one
        more at the top pushes another one over the border, so what those within 5% of it bring
        counts against it.

    Raises
    ------
    InputError
        As in `lorenz`, for either period; different lengths.

    Examples
    --------
    >>> later_share([9, 8, 1, 1, 1, 1, 1, 1, 1, 1], [3, 0, 2, 1, 1, 1, 1, 0, 0, 1]).value
    0.3

    References
    ----------
    Course map U37, case K18.
    """
    weights, later, border = _followed(before, after, top)
    share = weights @ later / later.sum()
    influence = ((weights - share) * later - border * (weights - top)) / later.mean()
    ends = normal_interval(share, standard_error(influence), confidence)
    return Estimate(*ends, len(later), "customers")


def later_value(before, after, top=0.2, confidence=0.95):
    """What does one of the top 20% of one period bring in the next?

    Parameters
    ----------
    before, after, top
        As in `later_share`.

    Returns
    -------
    Estimate
        A mean, in the unit of ``after``; n counts the top customers. The border is estimated too,
        so that the interval is wider than that of a mean.

    Raises
    ------
    InputError
        As in `later_share`.

    Examples
    --------
    >>> later_value([9, 8, 1, 1, 1, 1, 1, 1, 1, 1], [3, 0, 2, 1, 1, 1, 1, 0, 0, 1]).value
    1.5

    References
    ----------
    Course map U37, case K18.
    """
    weights, later, border = _followed(before, after, top)
    influence = (weights * later - border * (weights - top)) / top
    ends = normal_interval(influence.mean(), standard_error(influence), confidence)
    return Estimate(*ends, round(top * len(later)), "customers")


def _followed(before, after, top):
    """Who is at the top before (1, 0 or a part), what all bring later, and those at the border."""
    before, after = _values(before, at_least=2), _values(after, at_least=2)
    if len(before) != len(after):
        raise InputError(f"{len(before)} customers before, but {len(after)} after. Give the same.")
    weights, _ = _top_weights(before, top)
    ranked, n = np.sort(before)[::-1], len(before)
    first, last = np.floor((top - NEAR) * n), np.ceil((top + NEAR) * n) - 1
    above, below = ranked[np.clip([first, last], 0, n - 1).astype(int)]
    return weights, after, after[(below <= before) & (before <= above)].mean()


def _top_weights(values, top):
    """1 for the richest `top` of the customers, 0 for the others, a part for ties on the border."""
    places = check_share("top", top) * len(values)
    border = np.sort(values)[::-1][int(np.ceil(round(places, 9))) - 1]
    above, tied = values > border, values == border
    return above + tied * (places - above.sum()) / tied.sum(), border


def _values(values, at_least=1):
    """One finite number per customer, with a sum above 0."""
    try:
        if np.asarray(values).dtype.kind in "mM":
            raise TypeError("dates are no amounts")
        y = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise InputError("values must be numbers, one per customer.") from None
    if y.ndim != 1 or len(y) < at_least:
        raise InputError(
            f"values has the shape {y.shape}. Give a list of numbers, one per customer, for at "
            f"least {at_least}."
        )
    if not np.isfinite(y).all():
        raise InputError(
            f"values has {np.sum(~np.isfinite(y))} missing or infinite entries. Find out why "
            "before you leave them out."
        )
    if np.abs(y).max() > LARGEST:
        raise InputError(
            f"A value is {y[np.abs(y).argmax()]:g}: too large to add up (above {LARGEST:g}). Give "
            "them in a larger unit."
        )
    total = y.sum()
    if total <= 0:
        raise InputError(f"The values add up to {total:g}. Shares of a total need a total above 0.")
    return y
