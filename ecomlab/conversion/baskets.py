"""What goes with it? The articles of an order, and which are bought together (连带)."""

import numpy as np

from ecomlab import tables
from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_whole
from ecomlab.estimates import rate_interval

MOST = 4  # articles told apart; more are told together


def basket_size(order_items, orders=None, confidence=0.95):
    """How many different articles does an order have (连带率)?

    Parameters
    ----------
    order_items : DataFrame
        order_id, sku, qty.
    orders : DataFrame, optional
        order_id and what decides on a purchase: then only purchases count.
    confidence : float

    Returns
    -------
    DataFrame, one row per number of articles
        articles (4: four or more), orders, share, low, high (Wilson interval), pieces (a mean).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> items = pd.DataFrame({"order_id": [1, 1, 2], "sku": ["tent", "lamp", "tent"],
    ...                       "qty": [1, 2, 1]})
    >>> basket_size(items).round(2)
       articles  orders  share   low  high  pieces
    0         1       1    0.5  0.09  0.91     1.0
    1         2       1    0.5  0.09  0.91     3.0
    """
    items = _of_purchases(order_items, orders, "qty")
    each = items.groupby("order_id").agg(articles=("sku", "nunique"), pieces=("qty", "sum"))
    each["articles"] = each["articles"].clip(upper=MOST)
    found = each.groupby("articles")["pieces"].agg(orders="size", pieces="mean").reset_index()
    found["share"] = found["orders"] / len(each)
    found["low"], found["high"] = rate_interval(found["orders"], len(each), confidence)
    return found[["articles", "orders", "share", "low", "high", "pieces"]]


def attach_rate(order_items, orders=None, least=20, confidence=0.95):
    """Of the orders with one article, which share has another as well (连带购买率)?

    A popular article goes with everything. So the share among orders *without* the first article
    stands beside it.

    Parameters
    ----------
    order_items : DataFrame
        order_id, sku.
    orders : DataFrame, optional
        As in `basket_size`.
    least : int
        Orders that the first article must have.
    confidence : float

    Returns
    -------
    DataFrame, one row per pair that was bought together, the largest rate first
        sku, with_sku, orders (with sku), both, rate, low, high (Wilson interval), otherwise
        (share with with_sku among the other orders).

    Raises
    ------
    ColumnError
    InputError
        No article has so many orders.

    Examples
    --------
    >>> import pandas as pd
    >>> items = pd.DataFrame({"order_id": [1, 1, 2, 3, 3, 4],
    ...                       "sku": ["tent", "lamp", "tent", "tent", "lamp", "lamp"]})
    >>> found = attach_rate(items, least=3)
    >>> found.loc[:0, ["sku", "with_sku", "both", "otherwise"]]
        sku with_sku  both  otherwise
    0  lamp     tent     2        1.0

    References
    ----------
    Course map M41.
    """
    check_whole("least", least, low=1)
    items = _of_purchases(order_items, orders)[["order_id", "sku"]].drop_duplicates()
    counts, all_orders = items["sku"].value_counts(), items["order_id"].nunique()
    if counts.iloc[0] < least:
        raise InputError(
            f"No article has {least} orders: the most is {counts.iloc[0]}. Choose a smaller least."
        )
    pairs = items.merge(items, on="order_id", suffixes=("", "_with"))
    pairs = pairs[(pairs["sku"] != pairs["sku_with"]) & (pairs["sku"].map(counts) >= least)]
    found = pairs.groupby(["sku", "sku_with"]).size().rename("both").reset_index()
    n = found["sku"].map(counts).astype("int64")  # of no pair too
    found = found.rename(columns={"sku_with": "with_sku"}).assign(orders=n, rate=found["both"] / n)
    found["low"], found["high"] = rate_interval(found["both"], n, confidence)
    rest = (all_orders - n).to_numpy()
    others = found["with_sku"].map(counts).astype("int64").to_numpy() - found["both"].to_numpy()
    found["otherwise"] = np.where(rest > 0, others / np.maximum(rest, 1), np.nan)
    found = found.sort_values(["rate", "sku", "with_sku"], ascending=[False, True, True])
    columns = ["sku", "with_sku", "orders", "both", "rate", "low", "high", "otherwise"]
    return found[columns].reset_index(drop=True)


def _of_purchases(order_items, orders, *columns):
    """The items of orders that are purchases; all where no orders are given."""
    items = check_table(order_items, "order_items", "order_id", "sku", *columns)
    if orders is None:
        return items
    orders = check_table(orders, "orders", "order_id")
    kept = items[items["order_id"].isin(tables.purchases(orders)["order_id"])]
    if kept.empty:
        raise InputError(
            "No item belongs to a purchase of orders. Are both tables of the same files?"
        )
    return kept
