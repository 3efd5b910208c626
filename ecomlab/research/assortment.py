"""What a shop's articles are together (产品矩阵): roles, the curve of sales, breadth, novelty."""

import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_name, check_numbers, check_table
from ecomlab.errors import InputError, check_choice, check_days, check_positive

BASES = ("articles", "units", "sales", "profit")
MIX = {"traffic": 0.20, "profit": 0.50, "long_tail": 0.30}  # 002:030
TIERS = {  # 003:360: articles, pieces a month, share of the per cent of which no base is given
    "flash sale": (1, 2, 10_000, np.inf, 0.02),
    "promotion": (4, 12, 3_000, 10_000, 0.08),
    "event": (8, 16, 1_000, 3_000, 0.10),
}


def article_sales(order_items, sku):
    """What each article sold: pieces, sales, and gross profit after goods.

    Parameters
    ----------
    order_items : DataFrame
        sku, qty, price, discount, cost: the lines of *paid* orders of the days that count.
    sku : DataFrame
        sku, and its other columns.

    Returns
    -------
    DataFrame, one row per article of ``sku``
        Its columns; units, sales, profit (0 where nothing was sold).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> items = pd.DataFrame({"sku": ["a", "a"], "qty": [1, 2], "price": [50.0, 50.0],
    ...                       "discount": [0.0, 10.0], "cost": [30.0, 30.0]})
    >>> article_sales(items, pd.DataFrame({"sku": ["a", "b"], "role": ["profit", "long_tail"]}))
      sku       role  units  sales  profit
    0   a     profit      3  140.0    50.0
    1   b  long_tail      0    0.0     0.0
    """
    items = check_table(order_items, "order_items", "sku", "qty", "price", "discount", "cost")
    sku = check_table(sku, "sku", "sku")
    strange = ~items["sku"].astype(object).isin(sku["sku"].astype(object))
    if strange.any():
        raise InputError(
            f"{strange.sum():,} lines are of articles that sku doesn't list (first "
            f"{items.loc[strange, 'sku'].iloc[0]!r}). Add them."
        )
    sales = items["qty"] * items["price"] - items["discount"]
    lines = pd.DataFrame(
        {"units": items["qty"], "sales": sales, "profit": sales - items["qty"] * items["cost"]}
    )
    sums = lines.groupby(items["sku"].astype(object)).sum()
    return sku.join(sums, on="sku").fillna({"units": 0, "sales": 0.0, "profit": 0.0}).astype(
        {"units": "int64"}
    )  # fmt: skip


def product_mix(articles, roles="role", plan=None):
    """Which share has each role (产品矩阵占比)? It depends on what the 100 per cent are.

    Parameters
    ----------
    articles : DataFrame, one row per article
        The column ``roles``; units, sales, profit (as of `article_sales`).
    roles : str
    plan : mapping of str to float, optional
        The share that each role should have, for example `MIX`.

    Returns
    -------
    DataFrame, one row per role
        ``roles``; articles, units, sales, profit (its share of each); plan where one was given
        (0 for a role that the plan doesn't name).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> articles = pd.DataFrame({"role": ["traffic", "profit"], "units": [80, 20],
    ...                          "sales": [400.0, 600.0], "profit": [50.0, 200.0]})
    >>> product_mix(articles, plan={"traffic": 0.2, "profit": 0.8})
          role  articles  units  sales  profit  plan
    0  traffic       0.5    0.8    0.4     0.2   0.2
    1   profit       0.5    0.2    0.6     0.8   0.8

    References
    ----------
    Course map R27, doubt E24: 爆款引流(20%)+利润款支撑(50%)+长尾款补充(30%), without its base.
    """
    table = check_table(articles, "articles", roles, *BASES[1:])
    table = table.assign(articles=1)
    sums = table.groupby(table[roles].astype(object), sort=False)[list(BASES)].sum()
    for base in BASES:
        if not sums[base].sum() > 0:
            raise InputError(f"{base} add up to {sums[base].sum():g}: there is no share of that.")
    shares = sums / sums.sum()
    if plan is not None:
        for role in plan:
            check_name(table, roles, role, "a role of the plan")
        shares["plan"] = [float(plan.get(role, 0.0)) for role in shares.index]
    return shares.rename_axis(roles).reset_index()


def distance_to(mix, plan="plan"):
    """How many points would have to move, on each base, to meet the plan?

    Parameters
    ----------
    mix : DataFrame
        Of `product_mix` with a plan.
    plan : str

    Returns
    -------
    Series
        Share to be moved, by base.

    Examples
    --------
    >>> mix = pd.DataFrame({"articles": [0.5, 0.5], "units": [0.8, 0.2], "sales": [0.4, 0.6],
    ...                     "profit": [0.2, 0.8], "plan": [0.2, 0.8]})
    >>> distance_to(mix).round(2).to_dict()
    {'articles': 0.3, 'units': 0.6, 'sales': 0.2, 'profit': 0.0}
    """
    mix = check_numbers(check_table(mix, "mix", *BASES, plan), "mix", *BASES, plan)
    return mix[list(BASES)].sub(mix[plan], axis=0).abs().sum() / 2


def sales_curve(articles, months, name="sku"):
    """Pieces a month from the best article to the last (销量梯队), and where the curve breaks.

    Parameters
    ----------
    articles : DataFrame, one row per article
        ``name``, units.
    months : float
        In how many months they were sold.
    name : str

    Returns
    -------
    DataFrame, one row per article, the best first
        rank, ``name``, a_month (pieces), share (of all pieces), drop (times the next one's pieces;
        NaN for the last, and before one that sold nothing), tier (by pieces a month, as in 003:360;
        "rest" below).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> articles = pd.DataFrame({"sku": ["a", "b", "c"], "units": [2500, 20_000, 500]})
    >>> sales_curve(articles, months=2)
       rank sku  a_month     share  drop        tier
    0     1   b  10000.0  0.869565   8.0  flash sale
    1     2   a   1250.0  0.108696   5.0       event
    2     3   c    250.0  0.021739   NaN        rest

    References
    ----------
    Course map R28.
    """
    check_positive("months", months)
    table = check_table(articles, "articles", name, "units")
    if table[name].duplicated().any():
        raise InputError(f"A {name} is there twice. Add its rows up first.")
    best = table.sort_values("units", ascending=False, kind="stable", ignore_index=True)
    pieces = best["units"] / months
    if not pieces.sum() > 0:
        raise InputError("Nothing was sold: there is no curve.")
    following = pieces.shift(-1)
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(best) + 1),
            name: best[name],
            "a_month": pieces,
            "share": pieces / pieces.sum(),
            "drop": pieces / following.where(following > 0),
            "tier": _tiers(pieces),
        }
    )


def _tiers(pieces):
    tiers = pd.Series("rest", pieces.index)
    for tier, (_, _, low, high, _) in TIERS.items():
        tiers[(pieces >= low) & (pieces < high)] = tier
    return tiers


def tier_bounds(share_of, articles=None):
    """Can the document's tiers hold together, if its per cent are shares of this?

    Parameters
    ----------
    share_of : {"units", "articles"}
    articles : int, optional
        Of the shop, for "articles".

    Returns
    -------
    DataFrame, one row per tier
        tier, share; least, most (of "units": pieces a month in the whole shop, so that the tier
        has its share; of "articles": articles in the whole shop).

    Examples
    --------
    >>> tier_bounds("units")
             tier  share     least      most
    0  flash sale   0.02  500000.0       inf
    1   promotion   0.08  150000.0 1500000.0
    2       event   0.10   80000.0  480000.0

    References
    ----------
    Course map R28, doubt E24.
    """
    check_choice("share_of", share_of, ("units", "articles"))
    rows = []
    for tier, (fewest, most, low, high, share) in TIERS.items():
        ends = (fewest * low, most * high) if share_of == "units" else (fewest, most)
        rows.append((tier, share, ends[0] / share, ends[1] / share))
    return pd.DataFrame(rows, columns=["tier", "share", "least", "most"])


def assortment_breadth(articles, within="category", value="sales"):
    """How many articles and categories does a shop really live on (有效品类数)?

    The effective number: exp of the entropy of the shares. Ten with equal shares count as ten;
    ten of which one has nearly all count as little more than one.

    Parameters
    ----------
    articles : DataFrame, one row per article
        ``within`` and ``value`` (not below 0).
    within, value : str

    Returns
    -------
    DataFrame, two rows
        of ("articles", ``within``); number (with any ``value``); effective; largest (share of the
        largest).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> articles = pd.DataFrame({"category": ["chairs", "chairs", "lamps"],
    ...                          "sales": [25.0, 25.0, 50.0]})
    >>> assortment_breadth(articles).round(2)
             of  number  effective  largest
    0  articles       3       2.83      0.5
    1  category       2       2.00      0.5

    References
    ----------
    Hill (1973), Ecology 54, 427-432. Course map R34.
    """
    table = check_table(articles, "articles", within, value)
    if (table[value] < 0).any() or not table[value].sum() > 0:
        raise InputError(f"{value} must be 0 or above, and not all 0: shares are made of it.")
    groups = table.groupby(table[within].astype(object))[value].sum()
    rows = [(name, *_effective(x)) for name, x in (("articles", table[value]), (within, groups))]
    return pd.DataFrame(rows, columns=["of", "number", "effective", "largest"])


def _effective(values):
    shares = values[values > 0] / values.sum()
    return len(shares), float(np.exp(-(shares * np.log(shares)).sum())), float(shares.max())


def assortment_gap(articles, market, within="category", value="sales"):
    """Where is the shop strong, and what does it lack, beside the market (优势与缺失品类)?

    Parameters
    ----------
    articles : DataFrame, one row per article
        ``within``, ``value``.
    market : DataFrame
        ``within``, ``value``: of the market, one row or more per group, in any unit.
    within, value : str

    Returns
    -------
    DataFrame, one row per group of either, the strongest first
        ``within``; own, market (shares); times (own ÷ market: 1 is as strong as the market; 0 is
        missing; infinite where the market list hasn't got it).

    Examples
    --------
    >>> own = pd.DataFrame({"category": ["chairs", "lamps"], "sales": [60.0, 40.0]})
    >>> market = pd.DataFrame({"category": ["chairs", "lamps", "tents"], "sales": [30, 40, 30]})
    >>> assortment_gap(own, market)
      category  own  market  times
    0   chairs  0.6     0.3    2.0
    1    lamps  0.4     0.4    1.0
    2    tents  0.0     0.3    0.0

    References
    ----------
    Course map R19.
    """
    shares = {}
    for name, frame in (("own", articles), ("market", market)):
        table = check_table(frame, name, within, value)
        sums = table.groupby(table[within].astype(object))[value].sum()
        if (sums < 0).any() or not sums.sum() > 0:
            raise InputError(f"{value} of {name} must be 0 or above, and not all 0.")
        shares[name] = sums / sums.sum()
    both = pd.DataFrame(shares).fillna(0.0)
    both["times"] = np.divide(
        both["own"], both["market"], out=np.full(len(both), np.inf), where=both["market"] > 0
    )
    both = both.sort_values("times", ascending=False, kind="stable")
    return both.rename_axis(within).reset_index()


def newness(articles, start, end, young=90, value="sales"):
    """How fast does the shop bring in new articles, and what do they sell (上新速度)?

    Parameters
    ----------
    articles : DataFrame, one row per article
        launch_date, ``value`` (sold from ``start`` to ``end``).
    start, end : date
        The days that count: from the first, before the second.
    young : int
        Days: an article is new if it was launched within so many before ``end`` or later.
    value : str

    Returns
    -------
    dict of str to float
        launched (articles in these days), a_month (of 30.4 days), new_share (of ``value``, by
        articles launched within ``young`` days before ``end``).

    Examples
    --------
    >>> articles = pd.DataFrame({"launch_date": pd.to_datetime(["2023-01-01", "2025-03-01"]),
    ...                          "sales": [90.0, 10.0]})
    >>> found = newness(articles, "2025-01-01", "2025-04-01")
    >>> {name: round(x, 2) for name, x in found.items()}
    {'launched': 1, 'a_month': 0.34, 'new_share': 0.1}

    References
    ----------
    Course map R33, metric M96 (not defined in the documents: 新品引进速度比同行快).
    """
    check_days("young", young)
    table = check_table(articles, "articles", "launch_date", value)
    launched = table["launch_date"]
    first, last = (
        check_moment(launched, day, name) for day, name in ((start, "start"), (end, "end"))
    )
    if not first < last:
        raise InputError(
            f"start is {first:%Y-%m-%d} and end {last:%Y-%m-%d}: start must be earlier."
        )
    total = table[value].sum()
    if not total > 0:
        raise InputError(f"{value} add up to {total:g}: there is no share of that.")
    count = int(((launched >= first) & (launched < last)).sum())
    days = (last - first) / pd.Timedelta(days=1)
    new = launched >= last - pd.Timedelta(days=young)
    return {
        "launched": count,
        "a_month": float(count / days * 30.4),
        "new_share": float(table.loc[new, value].sum() / total),
    }
