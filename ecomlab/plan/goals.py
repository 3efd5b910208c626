"""What may a plan be expected to bring? Goals, and all who began with the same plan (目标).

Tables: ``competitors``, one row per look at a list and shop; ``pnl_lines``, the books of one shop.
"""

from ecomlab.checks import check_name, check_table
from ecomlab.errors import InputError, check_choice, check_number
from ecomlab.estimates import mean

WHO = ("all", "listed", "best")


def entrants(competitors):
    """Every shop that was ever on a list: months, pieces, revenue; the largest revenue first.

    Parameters
    ----------
    competitors : DataFrame
        date (of a look; looks are a month apart), shop, price (yuan), units_30d (pieces).

    Returns
    -------
    DataFrame
        Index shop; months (looks at which it was there), pieces, revenue (yuan), still_there (on
        the last list).

    Raises
    ------
    ColumnError, InputError
        A shop twice on one list.

    Examples
    --------
    >>> from ecomlab import cases
    >>> entrants(cases.load("fifty_million").tables.competitors).head(2)
              months   pieces     revenue  still_there
    shop
    shop 073      12  1194895  50116285.3         True
    shop 195      12  1190273  49967559.4         True

    References
    ----------
    Case K07.
    """
    table = check_table(competitors, "competitors", "date", "shop", "price", "units_30d")
    if twice := int(table.duplicated(["date", "shop"]).sum()):
        raise InputError(
            f"{twice} rows have a shop that stands on the same list already. Give one row per look "
            "and shop: sum its articles."
        )
    paid = table.assign(revenue=table["units_30d"] * table["price"])
    shops = paid.groupby("shop").agg(
        months=("date", "size"), pieces=("units_30d", "sum"), revenue=("revenue", "sum")
    )
    last = table.loc[table["date"] == table["date"].max(), "shop"]
    shops["still_there"] = shops.index.isin(last)
    return shops.sort_values("revenue", ascending=False)


def cost_structure(pnl_lines, fixed=("labour", "other")):
    """What stays of a yuan of revenue (边际贡献率), and what a month costs whatever is sold?

    Wages and rooms grow a little with the shop. A straight line through the months parts what grows
    with revenue from what a month costs at no sales (成本性态分析).

    Parameters
    ----------
    pnl_lines : DataFrame
        date (one for each month), line, amount (yuan; income above 0, costs below). One line is
        called revenue.
    fixed : sequence of str
        Lines with a part that doesn't depend on what is sold; all others depend on it alone.

    Returns
    -------
    kept, month : floats
        What stays of a further yuan of revenue, as a share; fixed costs of a month, yuan.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> books = pd.DataFrame({"date": ["May"] * 3, "line": ["revenue", "cogs", "labour"],
    ...                       "amount": [1000.0, -750.0, -100.0]})
    >>> cost_structure(books, fixed=["labour"])
    (0.25, 100.0)

    In June twice as much is sold, and wages are 20 yuan higher: 2 in 100 of the revenue, and 80.

    >>> june = books.assign(date="June", amount=[2000.0, -1500.0, -120.0])
    >>> [round(x, 6) for x in cost_structure(pd.concat([books, june]), fixed=["labour"])]
    [0.23, 80.0]

    References
    ----------
    Horngren, Datar and Rajan (2015), Cost Accounting, chapter 10. Case K07.
    """
    table = check_table(pnl_lines, "pnl_lines", "date", "line", "amount")
    for name in ("revenue", *fixed):
        check_name(table, "line", name)
    sums = table.groupby("line")["amount"].sum()
    if not sums["revenue"] > 0:
        raise InputError("The line revenue sums to 0: no share of it can be told.")
    kept = sums.drop(list(fixed)).sum() / sums["revenue"]
    months = table.pivot_table(index="date", columns="line", values="amount", aggfunc="sum")
    grows, month = _line(months["revenue"], -months[list(fixed)].sum(axis=1))
    return float(kept - grows), float(month)


def _line(x, y):
    """Slope and height at 0 of the straight line through the points; level if x stays the same."""
    spread = ((x - x.mean()) ** 2).sum()
    slope = ((x - x.mean()) * y).sum() / spread if spread > 0 else 0.0
    return slope, y.mean() - slope * x.mean()


def entrant_profits(competitors, kept, month):
    """Profit of every shop that began, if its costs behave as in the books that we know.

    Parameters
    ----------
    competitors : DataFrame
        As in `entrants`.
    kept, month : float
        As `cost_structure` gives them.

    Returns
    -------
    DataFrame
        As `entrants`, with profit: kept × revenue − month × months; yuan.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> lists = pd.DataFrame({"date": [1, 1, 2], "shop": ["a", "b", "a"], "price": 10.0,
    ...                       "units_30d": [40, 5, 60]})
    >>> entrant_profits(lists, kept=0.25, month=50)["profit"].to_dict()
    {'a': 150.0, 'b': -37.5}

    References
    ----------
    Case K07.
    """
    check_number("kept", kept)
    check_number("month", month)
    table = entrants(competitors)
    table.insert(3, "profit", kept * table["revenue"] - month * table["months"])
    return table


def expected_profit(competitors, pnl_lines, who="all", fixed=("labour", "other")):
    """What does a shop earn that begins with this plan? The mean of all who began (幸存者偏差).

    Those still on the list are those with whom it went well; the best is one shop, and has no
    interval.

    Parameters
    ----------
    competitors : DataFrame
        As in `entrants`: the lists from the beginning on, those that left included.
    pnl_lines, fixed
        As in `cost_structure`.
    who : str
        "all" who began, those still "listed", or the "best" by revenue.

    Returns
    -------
    Estimate
        Yuan; n counts shops.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("fifty_million").tables
    >>> for who in ("best", "listed", "all"):
    ...     print(expected_profit(t.competitors, t.pnl_lines, who))
    2,548,140 (no interval), n = 1 shops
    1,099,993 (663,552 to 1,536,434), n = 35 shops
    40,339 (-64,026 to 144,705), n = 200 shops

    References
    ----------
    Brown, Goetzmann, Ibbotson and Ross (1992), Survivorship bias in performance studies, Review of
    Financial Studies 5. Case K07.
    """
    check_choice("who", who, WHO)
    table = entrant_profits(competitors, *cost_structure(pnl_lines, fixed))
    chosen = {"all": table, "listed": table[table["still_there"]], "best": table.head(1)}[who]
    return mean(chosen["profit"], "shops")
