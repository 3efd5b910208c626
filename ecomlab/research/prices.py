"""Where do prices stand, what sells at which price, and what is a feature worth (价格带、比价)?

Tables: one row per article of the market, at one time: its price (yuan) and what it sold (pieces).
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_positive
from ecomlab.estimates import t_quantile

FEWEST = 3  # articles beyond the columns of a regression
ROUNDING = 1e-9


def price_bands(items, edges, price="price", units="units"):
    """Which price bands hold the articles, and which the sales (价格带)?

    Parameters
    ----------
    items : DataFrame, one row per article
        ``price`` (yuan), ``units`` (pieces sold).
    edges : float or sequence of float
        Where bands meet, in rising order; a price at an edge belongs to the band above it. Below
        the first and from the last on are bands too, so that no article is lost.
    price, units : str

    Returns
    -------
    DataFrame, one row per band
        band, items, units, item_share, unit_share, units_per_item, largest (share of the band's
        pieces that its best article sold: near 1, the band is one article).

    Raises
    ------
    ColumnError, InputError
        Edges that don't rise, or are not above 0; nothing was sold.

    Examples
    --------
    >>> items = pd.DataFrame({"price": [49, 99, 120, 300], "units": [10, 50, 30, 10]})
    >>> price_bands(items, [99, 199])[["band", "items", "item_share", "unit_share", "largest"]]
             band  items  item_share  unit_share  largest
    0    below 99      1        0.25         0.1    1.000
    1   99 to 199      2        0.50         0.8    0.625
    2  from 199 on      1        0.25         0.1    1.000

    References
    ----------
    Metric M86, which no document of the course defines: here the field's usual share of sales.
    """
    items = _sold(items, price, units)
    edges = [float(check_positive("edges", edge)) for edge in np.atleast_1d(edges).tolist()]
    if not edges or sorted(set(edges)) != edges:
        raise InputError(f"edges is {edges}. Give at least one price, each above the one before.")
    band = np.searchsorted(edges, items[price], side="right")
    sold = items.groupby(band)[units].agg(["size", "sum", "max"])
    sold = sold.reindex(range(len(edges) + 1), fill_value=0)
    between = [f"{low:g} to {high:g}" for low, high in zip(edges, edges[1:], strict=False)]
    names = [f"below {edges[0]:g}", *between, f"from {edges[-1]:g} on"]
    return pd.DataFrame(
        {
            "band": names,
            "items": sold["size"].to_numpy(),
            "units": sold["sum"].to_numpy(),
            "item_share": (sold["size"] / len(items)).to_numpy(),
            "unit_share": (sold["sum"] / items[units].sum()).to_numpy(),
            "units_per_item": (sold["sum"] / sold["size"].where(sold["size"] > 0)).to_numpy(),
            "largest": (sold["max"] / sold["sum"].where(sold["sum"] > 0)).to_numpy(),
        }
    )


def price_position(items, at, price="price", units="units"):
    """Where does a price stand among what is offered, and among what is bought (比价)?

    Parameters
    ----------
    items : DataFrame, one row per article
        As in `price_bands`; without one's own article.
    at : float or sequence of float
        The price, or several that are thought of, in yuan.
    price, units : str

    Returns
    -------
    DataFrame, one row per price
        at; cheaper_items (share of articles that cost less; those at the same price count half, so
        it needn't be a whole number of articles), cheaper_units (share of pieces sold for less,
        the same way), of_median_sold (``at`` ÷ the price at which
        half of the pieces are sold), n (articles).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> items = pd.DataFrame({"price": [80, 100, 150, 400], "units": [60, 30, 5, 5]})
    >>> price_position(items, [100, 200])
          at  cheaper_items  cheaper_units  of_median_sold  n
    0  100.0          0.375           0.75            1.25  4
    1  200.0          0.750           0.95            2.50  4

    References
    ----------
    Course map R21.
    """
    items = _sold(items, price, units)
    prices = np.array([check_positive("at", one) for one in np.atleast_1d(at).tolist()], float)
    if not len(prices):
        raise InputError("at is empty. Give a price in yuan, or several.")
    below = (items[price].to_numpy() < prices[:, None]).astype(float)
    below += 0.5 * (items[price].to_numpy() == prices[:, None])
    weight = items[units].to_numpy() / items[units].sum()
    ordered = items.sort_values(price)
    half = ordered[units].cumsum() >= ordered[units].sum() / 2
    return pd.DataFrame(
        {
            "at": prices,
            "cheaper_items": below.mean(axis=1),
            "cheaper_units": below @ weight,
            "of_median_sold": prices / ordered[price][half].iloc[0],
            "n": len(items),
        }
    )


def hedonic_price(items, logs=(), plain=(), kinds=(), within=None, price="usual_price",
                  confidence=0.95):  # fmt: skip
    """What is each feature worth: by how much is an article with it dearer, all else equal?

    The log of the price on the features, by least squares with robust errors (HC3). ``within``
    compares only articles of one kind (fixed effects): without it a feature carries the price of
    the kind of article that has it. What sellers *ask*, not what buyers would pay, and no promise
    that the feature made the price: a feature that isn't in the table may come with it.

    Parameters
    ----------
    items : DataFrame, one row per article
        ``price`` (yuan) and the features.
    logs : str or sequence of str
        Features above 0 that are taken in logs: the estimate is an elasticity (per cent of price
        for one per cent of the feature).
    plain : str or sequence of str
        Features in their own unit (or flags): the log of price for one unit more.
    kinds : str or sequence of str
        Words, such as the material: each beside the most common one.
    within : str or sequence of str, optional
        Columns whose every value has a level of its own.
    price : str
    confidence : float

    Returns
    -------
    DataFrame, one row per feature
        feature, estimate (log of price), low, high, times (e to the estimate), n (articles that
        are compared), counts. Its ``attrs`` have ``r2``, ``df`` (articles less columns) and
        ``alone``: articles without a like, which fit by themselves and say nothing.

    Raises
    ------
    ColumnError, InputError
        No feature; too few articles; a feature that the others or ``within`` fix already.

    Examples
    --------
    >>> items = pd.DataFrame({"usual_price": [100, 112, 125, 139, 158, 170],
    ...                       "warranty": [0, 6, 12, 18, 24, 30]})
    >>> found = hedonic_price(items, plain=["warranty"])
    >>> found[["feature", "estimate", "n"]].round(4)
        feature  estimate  n
    0  warranty    0.0181  6

    References
    ----------
    Rosen (1974), Journal of Political Economy 82; MacKinnon and White (1985) for HC3.
    Course map R38.
    """
    import statsmodels.api as sm

    logs, plain, kinds, within = (
        [names] if isinstance(names, str) else list(names or ())
        for names in (logs, plain, kinds, within)
    )
    if not logs + plain + kinds:
        raise InputError("No feature is given. Name some in logs, plain or kinds.")
    items = check_table(items, "items", price, *logs, *plain, *kinds, *within)
    for name in [price, *logs]:
        if not (pd.to_numeric(items[name], errors="coerce") > 0).all():
            raise InputError(f"{name} has values that are not above 0: a log needs them above 0.")
    columns = {name: np.log(items[name].astype(float)) for name in logs}
    columns |= {name: items[name].astype(float) for name in plain}
    for name in kinds:
        columns |= _beside_the_commonest(items[name].astype(str), name)
    features = pd.DataFrame(columns)
    levels = [
        pd.get_dummies(items[name].astype(str), prefix=f"within {name}", dtype=float).iloc[:, 1:]
        for name in within
    ]
    design = sm.add_constant(pd.concat([features, *levels], axis=1), has_constant="add")
    _check_design(design, features, len(items))
    told = _leverage(design) < 1 - ROUNDING
    log_price = np.log(items[price].astype(float)).to_numpy()[told]
    design = design[told]
    levels = design.columns[1 + features.shape[1] :]
    design = design.drop(columns=[c for c in levels if not design[c].any()])  # of those left out
    full = np.linalg.matrix_rank(design) == design.shape[1]
    for name in () if full else features:
        if _repeats(design, name):
            raise InputError(
                f"{name}: the only articles that tell of it have no like, so nothing is compared. "
                "Leave it out, make fewer words of it, or choose a coarser within."
            )
    model = sm.OLS(log_price, design.to_numpy()).fit(cov_type="HC3")
    at = 1 + np.arange(features.shape[1])
    value, error = (np.asarray(x)[at] for x in (model.params, model.bse))
    reach = t_quantile(model.df_resid, confidence) * error
    found = pd.DataFrame(
        {"feature": features.columns, "estimate": value, "low": value - reach,
         "high": value + reach, "times": np.exp(value), "n": int(told.sum()), "counts": "articles"}
    )  # fmt: skip
    found.attrs = {
        "r2": float(model.rsquared), "df": int(model.df_resid), "alone": int((~told).sum()),
    }  # fmt: skip
    return found


def _beside_the_commonest(words, name):
    usual = words.value_counts().index[0]
    others = [word for word in sorted(words.unique()) if word != usual]
    if not others:
        raise InputError(f"All articles have the same {name}: nothing can be compared.")
    return {f"{name}: {word}, not {usual}": (words == word).astype(float) for word in others}


def _leverage(design):
    """How far each article fixes its own fitted value: 1 where it is alone."""
    basis, _ = np.linalg.qr(design.to_numpy())
    return (basis**2).sum(axis=1)


def _repeats(design, name):
    """Do the other columns say already what this one says?"""
    others = design.drop(columns=name)
    return np.linalg.matrix_rank(others) == np.linalg.matrix_rank(design)


def _check_design(design, features, n):
    if n < design.shape[1] + FEWEST:
        raise InputError(
            f"{n} articles for {design.shape[1]} columns. Take fewer features or a coarser within."
        )
    if np.linalg.matrix_rank(design.to_numpy()) == design.shape[1]:
        return
    for name in features:
        drop = "Leave it out, or choose another within."
        if ":" in name:  # a word of kinds
            drop = (
                "Take the articles of one category, whose kinds come with several of these words."
            )
        if _repeats(design, name):
            raise InputError(
                f"{name} says nothing that the other columns don't say: all articles of a kind "
                f"share it, or two features are one. {drop}"
            )
    raise InputError("The columns of within say the same thing twice. Leave one of them out.")


def _sold(items, price, units):
    items = check_table(items, "items", price, units)
    if not (items[price] > 0).all():
        raise InputError(f"{price} has values that are not above 0. A price is above 0.")
    if (items[units] < 0).any() or not items[units].sum() > 0:
        raise InputError(f"{units} must be pieces from 0 on, some above 0.")
    return items
