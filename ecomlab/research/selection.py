"""What shall we sell, and from stock or made to order? (选品)

Tables: one row per article, with what it sold and held before a day and from it on, as
`ecomlab.fulfillment.inventory.stock_and_sales` gives it.
"""

import numpy as np

from ecomlab.checks import check_name, check_table
from ecomlab.errors import InputError, check_choice, check_number
from ecomlab.estimates import contrast

PARTS = {"turnover": ("net", "stock"), "sales": ("net",), "stock": ("stock",)}


def article_factors(articles, part="turnover"):
    """By what factor did each article's turnover (or sales, or stock) change: after ÷ before?

    Parameters
    ----------
    articles : DataFrame, one row per article
        net_before, net_after (shipped, at cost) and stock_before, stock_after (yuan).
    part : str
        "turnover" (net ÷ stock), "sales" (net) or "stock".

    Returns
    -------
    Series
        By the rows of ``articles``.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        An article that sold nothing or held nothing: a factor needs amounts above 0.

    Examples
    --------
    >>> import pandas as pd
    >>> two = pd.DataFrame({"net_before": [60, 40], "net_after": [60, 30],
    ...                     "stock_before": [10, 10], "stock_after": [5, 10]})
    >>> article_factors(two).tolist(), article_factors(two, "stock").tolist()
    ([2.0, 0.75], [0.5, 1.0])

    References
    ----------
    Case K11.
    """
    check_choice("part", part, PARTS)
    amounts = PARTS[part]
    columns = [f"{amount}_{when}" for amount in amounts for when in ("before", "after")]
    table = check_table(articles, "articles", *columns)
    nothing = (table[columns] <= 0).any(axis=1)
    if nothing.any():
        raise InputError(
            f"{nothing.sum()} of {len(table)} articles sold or held nothing before or after (first "
            f"{table.index[nothing][0]!r}), and 0 has no factor. Leave them out, and say so."
        )
    above, *below = (table[f"{x}_after"] / table[f"{x}_before"] for x in amounts)
    return above / below[0] if below else above


def presale_or_stock(
    articles, presale, stock, part="turnover", maker="supplier", within="category"
):
    """How many times as fast did articles on presale turn, beside those sold from stock (预售)?

    Every article against its own past, in logs; then, in each category, the mean of those on
    presale less the mean of the others; then the mean of the categories. So neither season nor
    assortment moves it. It is as good as the others are a witness: try it on a time when nothing
    had begun. Articles are what the interval counts.

    Parameters
    ----------
    articles, part
        As in `article_factors`; with the columns ``maker`` and ``within``.
    presale, stock : str
        Values of ``maker``: whose articles went on presale, and whose stayed as they were.
    maker, within : str
        Columns: what says who went on presale, and what is alike.

    Returns
    -------
    Estimate
        A factor; n counts articles.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A category without articles of both.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"category": ["coats"] * 4, "supplier": ["own", "own", "far", "far"],
    ...                       "net_before": 10, "net_after": [18, 22, 9, 11],
    ...                       "stock_before": 5, "stock_after": 5})
    >>> presale_or_stock(table, presale="own", stock="far")
    2 (1.09 to 3.68), n = 4 articles

    References
    ----------
    Angrist and Pischke (2009), Mostly Harmless Econometrics, chapter 5. Case K11.
    """
    table = _of_both(articles, presale, stock, maker, within)
    logs = np.log(article_factors(table, part))
    return _by_category(table, logs, presale, stock, maker, within).through(np.exp)


def presale_gain(
    articles, presale, stock, margin, surcharge, holding, maker="supplier", within="category"
):
    """What does presale earn, for each yuan of goods that an article sold before (预售的收益)?

    Turnover isn't profit: what is sold less costs its margin, what lies less saves its holding
    cost, and small lots cost a surcharge. Compared as in `presale_or_stock`.

    Parameters
    ----------
    articles, presale, stock, maker, within
        As in `presale_or_stock`.
    margin : float
        What a shipped yuan of goods (at cost) leaves, after all that grows with it, yuan.
    surcharge : float
        What a yuan of goods on presale costs more, yuan.
    holding : float
        What a yuan of stock costs a year: room, interest, what is written off; yuan.

    Returns
    -------
    Estimate
        Yuan for each yuan of goods sold before; n counts articles.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    On presale a tenth less is sold, and half as much lies on the shelf.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"category": ["coats"] * 4, "supplier": ["own", "own", "far", "far"],
    ...                       "net_before": 10, "net_after": [8.8, 9.2, 9.9, 10.1],
    ...                       "stock_before": 5, "stock_after": [2.5, 2.5, 5, 5]})
    >>> presale_gain(table, "own", "far", margin=0.3, surcharge=0.03, holding=0.35)
    0.0305 (-0.00462 to 0.0656), n = 4 articles

    References
    ----------
    Case K11.
    """
    for name, value in (("margin", margin), ("surcharge", surcharge), ("holding", holding)):
        check_number(name, value, low=0)
    columns = ["net_before", "net_after", "stock_after"]
    table = check_table(_of_both(articles, presale, stock, maker, within), "articles", *columns)
    kept = margin - surcharge * (table[maker] == presale)
    earned = (kept * table["net_after"] - holding * table["stock_after"]) / table["net_before"]
    return _by_category(table, earned, presale, stock, maker, within)


def _of_both(articles, presale, stock, maker, within):
    """The articles of both makers."""
    table = check_table(articles, "articles", maker, within)
    check_name(table, maker, presale, "presale")
    check_name(table, maker, stock, "stock")
    return table[table[maker].isin([presale, stock])]


def _by_category(table, values, presale, stock, maker, within):
    """Mean of those on presale less mean of the others, category by category; then their mean."""
    names = list(dict.fromkeys(table[within]))
    groups, weights = [], []
    for name in names:
        for source, sign in ((presale, 1), (stock, -1)):
            mine = values[(table[within] == name) & (table[maker] == source)]
            if not len(mine):
                raise InputError(
                    f"{within} {name!r} has no article of {source!r}, so that it has nothing to "
                    "compare. Leave it out, and say so."
                )
            groups.append(mine)
            weights.append(sign / len(names))
    return contrast(groups, weights, "articles")
