"""What to show next? Recommendations from what was bought, tried on orders that came later."""

import numpy as np
import pandas as pd

from ecomlab.checks import check_once, check_purchases, check_same_kind, check_table
from ecomlab.conversion.baskets import _articles_of, _end_of
from ecomlab.errors import InputError, check_choice, check_days, check_number, check_whole
from ecomlab.estimates import paired_difference, rate_interval, share

METHODS = ("together", "popular", "similar")
NONE = "none"  # the category of no further order


def recommend(order_items, baskets, k=3, method="together", weight=20, categories=None):
    """Which k articles go with what is in the basket (关联推荐)?

    ``together``: how often each article was bought with those in the basket, the rate of a rare one
    drawn towards its share of all orders. ``popular``: the best sellers, whatever is in the basket.
    ``similar``: the best sellers of the same category, as pages with "you may also like" show them.
    What is in the basket already isn't shown.

    Parameters
    ----------
    order_items : DataFrame
        order_id, sku: what was bought before. Give items of purchases.
    baskets : DataFrame
        order_id, sku: what lies in each basket now. Articles that nobody bought before say nothing.
    k : int
    method : {"together", "popular", "similar"}
    weight : float
        Of ``together``: so many of an article's own orders weigh as much as all orders' share.
    categories : DataFrame, for ``similar``
        sku, category.

    Returns
    -------
    DataFrame, k rows per basket (fewer if there are fewer articles)
        order_id, place (1 is best), sku, score (of ``together``, ``popular``: a share of orders).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> items = pd.DataFrame({"order_id": [1, 1, 2, 2, 3, 4, 5],
    ...                       "sku": ["tent", "lamp", "tent", "lamp", "cup", "cup", "cup"]})
    >>> basket = pd.DataFrame({"order_id": [9], "sku": ["tent"]})
    >>> recommend(items, basket, k=1, weight=1)
       order_id  place   sku  score
    0         9      1  lamp    0.8
    >>> recommend(items, basket, k=1, method="popular")["sku"].item()
    'cup'

    References
    ----------
    Linden, Smith and York (2003), IEEE Internet Computing 7(1), 76-80. Row U29.
    """
    check_whole("k", k, low=1)
    check_choice("method", method, METHODS)
    check_number("weight", weight, low=0)
    held, names = _articles_of(order_items)
    rows = check_table(baskets, "baskets", "order_id", "sku")
    basket, labels = pd.factorize(rows["order_id"])
    article = pd.Index(names).get_indexer(rows["sku"].astype(object))
    inside = np.zeros((len(labels), len(names)), dtype=bool)
    inside[basket[article >= 0], article[article >= 0]] = True
    scores = _scores(held, names, inside, method, weight, categories)
    scores = np.where(inside, -np.inf, scores)
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    found = pd.DataFrame(
        {
            "order_id": np.repeat(np.asarray(labels), order.shape[1]),
            "place": np.tile(np.arange(1, order.shape[1] + 1), len(labels)),
            "sku": names[order].ravel(),
            "score": np.take_along_axis(scores, order, axis=1).ravel(),
        }
    )
    return found[np.isfinite(found["score"])].reset_index(drop=True)


def _scores(held, names, inside, method, weight, categories):
    """How well does each article go with each basket? Rows are baskets, columns articles."""
    orders = held.shape[0]
    both = np.asarray((held.T @ held).todense(), dtype=float)
    count = both.diagonal().copy()
    popular = count / orders
    if method == "popular":
        return np.broadcast_to(popular, inside.shape)
    if method == "similar":
        if categories is None:
            raise InputError('method="similar" needs categories: a table of sku and category.')
        kinds = check_table(categories, "categories", "sku", "category")
        kinds = check_once(kinds, "categories", "sku").astype(object).set_index("sku")["category"]
        kind = kinds.reindex(names).to_numpy()
        return inside.astype(float) @ (kind[:, None] == kind) * (1 + popular) + popular
    rate = (both + weight * popular) / np.maximum(count + weight, 1e-12)[:, None]
    inside = inside.astype(float)
    size = inside.sum(axis=1, keepdims=True)
    return np.where(size > 0, inside @ rate / np.maximum(size, 1), popular)


def hit_rate(recommended, bought):
    """Of the baskets, in how many was what came next among the k that were shown (hit@k)?

    Parameters
    ----------
    recommended : DataFrame
        order_id, sku: from `recommend`.
    bought : DataFrame, one row per basket
        order_id, sku: what was really bought.

    Returns
    -------
    Estimate
        A share of the rows of bought; n counts baskets.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> shown = pd.DataFrame({"order_id": [1, 1, 2, 2], "sku": ["cup", "pan", "cup", "pan"]})
    >>> hit_rate(shown, pd.DataFrame({"order_id": [1, 2], "sku": ["pan", "tent"]}))
    0.5 (0.0945 to 0.905), n = 2 baskets
    """
    hits = hits_of(recommended, bought)
    return share(int(hits.sum()), len(hits), "baskets")


def hits_of(recommended, bought):
    """For each basket: was what was bought among what was shown? A Series of flags.

    >>> shown = pd.DataFrame({"order_id": [1, 2], "sku": ["cup", "cup"]})
    >>> hits_of(shown, pd.DataFrame({"order_id": [1, 2], "sku": ["cup", "pan"]})).tolist()
    [True, False]
    """
    shown = check_table(recommended, "recommended", "order_id", "sku")
    bought = check_once(check_table(bought, "bought", "order_id", "sku"), "bought", "order_id")
    pairs = pd.MultiIndex.from_frame(shown[["order_id", "sku"]].astype(object))
    asked = pd.MultiIndex.from_frame(bought[["order_id", "sku"]].astype(object))
    return pd.Series(asked.isin(pairs), index=bought["order_id"].to_numpy())


def _last_article(order_items):
    """Hide the last article of each order of two or more: what lay in the basket, and what came.

    Parameters
    ----------
    order_items : DataFrame
        order_id, sku, in the order in which they were put into the basket.

    Returns
    -------
    (DataFrame, DataFrame)
        baskets (order_id, sku), hidden (order_id, sku).

    Raises
    ------
    ColumnError
    InputError
        No order has two articles.

    Examples
    --------
    >>> items = pd.DataFrame({"order_id": [1, 1, 2], "sku": ["tent", "lamp", "cup"]})
    >>> [part["sku"].tolist() for part in _last_article(items)]
    [['tent'], ['lamp']]
    """
    items = check_table(order_items, "order_items", "order_id", "sku")[["order_id", "sku"]]
    items = items.drop_duplicates()
    several = items[items.groupby("order_id")["sku"].transform("size") >= 2]
    if several.empty:
        raise InputError("No order has two articles: nothing can be hidden.")
    last = ~several.duplicated("order_id", keep="last")
    return several[~last].reset_index(drop=True), several[last].reset_index(drop=True)


def recommendation_test(before, after, k=3, weight=20, categories=None, methods=METHODS):
    """Which way of recommending finds more of what was added *later* (时间外检验)?

    Learns from the items before, hides the last article of each later order of two or more, and
    looks whether it is among the k that are shown. A hit says what was bought anyway: whether the
    slot sells more, only a test by lot can say.

    Parameters
    ----------
    before, after : DataFrame
        order_id, sku: items of purchases of two times. No order may be in both.
    k, weight, categories
        As in `recommend`.
    methods : sequence of str

    Returns
    -------
    DataFrame, one row per method, and one for the first less each other
        method, estimate (hit@k), low, high, n, counts (baskets), shown (different articles that
        were shown at all: coverage).

    Raises
    ------
    ColumnError, ChoiceError
    InputError
        An order is in both tables.

    Examples
    --------
    >>> before = pd.DataFrame({"order_id": [1, 1, 2, 3, 4],
    ...                        "sku": ["tent", "lamp", "cup", "cup", "cup"]})
    >>> after = pd.DataFrame({"order_id": [5, 5, 6, 6], "sku": ["tent", "lamp", "tent", "cup"]})
    >>> found = recommendation_test(before, after, 1, weight=1, methods=("together", "popular"))
    >>> found[["method", "estimate", "n"]]
                       method  estimate  n
    0                together       0.5  2
    1                 popular       0.5  2
    2  together less popular       0.0  2
    """
    before = check_table(before, "before", "order_id", "sku")
    after = check_table(after, "after", "order_id", "sku")
    if double := len(set(before["order_id"]) & set(after["order_id"])):
        raise InputError(f"{double:,} orders are in both tables. Cut them at one moment.")
    baskets, hidden = _last_article(after)
    found, hits = [], {}
    for method in methods:
        shown = recommend(before, baskets, k, method, weight, categories)
        hits[method] = hits_of(shown, hidden).to_numpy().astype(float)
        low, high = rate_interval(int(hits[method].sum()), len(hidden))
        found.append((method, hits[method].mean(), low, high, len(hidden), "baskets",
                      shown["sku"].nunique()))  # fmt: skip
    first, *others = methods
    for other in others:
        gap = paired_difference(hits[first], hits[other], "baskets")
        found.append((f"{first} less {other}", *gap, np.nan))
    columns = ["method", "estimate", "low", "high", "n", "counts", "shown"]
    return pd.DataFrame(found, columns=columns)


def next_category(orders, order_items, categories, window=180, as_of=None, confidence=0.95):
    """After a first order of this category, what is the next one (购买路径)?

    An order's category is that of what cost most in it. Everybody has had the same time to come
    again: only first orders that lie ``window`` days back count, and only what came within them.

    Parameters
    ----------
    orders : DataFrame
        order_id, customer_id, ts_pay. Give purchases, of customers whose first order is in them.
    order_items : DataFrame
        order_id, sku, qty, price.
    categories : DataFrame
        sku, category.
    window : int
        Days.
    as_of : date, optional
        The first moment that isn't known yet; by default the day after the last payment.
    confidence : float

    Returns
    -------
    DataFrame, one row per category of the first order and of the next ("none": no order came)
        category, next, customers, n (customers of the first category), estimate, low, high (a share
        of n), usual (the same share for customers of all other first categories).

    Raises
    ------
    ColumnError
    InputError
        Nobody's first order is old enough, or an article has no category.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": [1, 2, 3], "customer_id": ["Ann", "Ann", "Bo"],
    ...     "ts_pay": pd.to_datetime(["2025-01-01", "2025-02-01", "2025-01-03"])})
    >>> items = pd.DataFrame({"order_id": [1, 2, 3], "sku": ["tent", "lamp", "tent"], "qty": 1,
    ...                       "price": [400, 60, 400]})
    >>> kinds = pd.DataFrame({"sku": ["tent", "lamp"], "category": ["shelter", "light"]})
    >>> found = next_category(orders, items, kinds, as_of="2025-12-31")
    >>> found[["category", "next", "customers", "n"]]
      category   next  customers  n
    0  shelter  light          1  2
    1  shelter   none          1  2

    References
    ----------
    Row U32: 购买路径的分析.
    """
    check_days("window", window)
    orders = check_purchases(orders, "order_id", "ts_pay")
    items = check_table(order_items, "order_items", "order_id", "sku", "qty", "price")
    kinds = check_once(
        check_table(categories, "categories", "sku", "category"), "categories", "sku"
    )
    check_same_kind("order_id", order_items=items, orders=orders)
    paths = _paths(orders, _main_category(items, kinds))
    end = _end_of(orders["ts_pay"], as_of)
    paths = paths[paths["ts_pay"] <= end - pd.Timedelta(days=window)]
    if paths.empty:
        raise InputError(f"No first order lies {window} days before {end.date()}.")
    late = ~(paths["next_at"] - paths["ts_pay"] <= pd.Timedelta(days=window))
    counts = pd.crosstab(paths["category"], paths["next"].mask(late, NONE).fillna(NONE))
    n, everybody = counts.sum(axis=1), counts.to_numpy().sum()
    found = counts.stack().rename("customers").reset_index()
    found.columns = ["category", "next", "customers"]
    found["n"] = found["category"].map(n)
    found["estimate"] = found["customers"] / found["n"]
    found["low"], found["high"] = rate_interval(found["customers"], found["n"], confidence)
    rest = everybody - found["n"]
    others = found["next"].map(counts.sum()) - found["customers"]
    found["usual"] = np.where(rest > 0, others / np.maximum(rest, 1), np.nan)
    return found


def _main_category(items, kinds):
    """Each order's category: of the article that cost most in it."""
    kind = kinds.astype(object).set_index("sku")["category"]
    items = items.assign(
        amount=items["qty"] * items["price"], category=items["sku"].astype(object).map(kind)
    )
    if len(odd := items.loc[items["category"].isna(), "sku"]):
        raise InputError(f"{odd.nunique()} articles have no category, such as {odd.iloc[0]}.")
    sums = items.groupby(["order_id", "category"], as_index=False)["amount"].sum()
    dearest = sums.sort_values(["amount", "category"], ascending=[False, True], kind="stable")
    return dearest.drop_duplicates("order_id").set_index("order_id")["category"]


def _paths(orders, category):
    """Each customer's first order with its category, and the next one's."""
    rows = orders[["order_id", "customer_id", "ts_pay"]].join(category, on="order_id")
    if gone := int(rows["category"].isna().sum()):
        raise InputError(
            f"{gone:,} of {len(rows):,} orders have no item. Give both of the same time."
        )
    rows = rows.sort_values(["customer_id", "ts_pay", "order_id"], kind="stable")
    by = rows.groupby("customer_id", observed=True)
    rows = rows.assign(next=by["category"].shift(-1), next_at=by["ts_pay"].shift(-1))
    return rows[~rows["customer_id"].duplicated()]
