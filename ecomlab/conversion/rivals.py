"""What do rivals' prices do to us, and what is left when both cut (价格战)?"""

import pandas as pd

from ecomlab.checks import check_numbers, check_table, check_times
from ecomlab.conversion.pricing import left_of_piece
from ecomlab.errors import InputError, check_number, check_positive, check_share, check_whole
from ecomlab.tables import calendar_days


def price_war(price, cost, own, cross, step=0.1, keep=1.0, most=20):
    """We cut, they follow, we follow …: what is left of both when nobody gains by going on?

    Two shops that are alike. Pieces go with the own price to the power ``own`` and with the
    other's to the power ``cross``; together, own + cross, the market's elasticity. In turn each
    cuts by ``step`` where that leaves it more than standing still, the other's price as it is.

    Parameters
    ----------
    price, cost, keep : float
        As in `needed_pieces`, of both.
    own : float
        Below 0: elasticity to the own price alone.
    cross : float
        From 0 on, below −own: to the other's price.
    step : float
        Of a cut.
    most : int
        Cuts at most.

    Returns
    -------
    DataFrame, one row per move
        move (0: today; then who cuts: "we", "they"), ours, theirs (prices, yuan), our_profit,
        their_profit (÷ today's). The last row is where nobody gains by cutting once more.
        ``attrs["ended"]``: is it?

    Raises
    ------
    InputError

    Examples
    --------
    >>> price_war(100, 60, own=-3.5, cross=2.0).round(2)
       move  ours  theirs  our_profit  their_profit
    0  today  100.0   100.0        1.00          1.00
    ...
    """
    price, cost = check_positive("price", price), check_positive("cost", cost)
    keep, step = check_share("keep", keep, ends=True), check_share("step", step)
    today = left_of_piece(price, cost, keep)
    own, cross = float(own), check_number("cross", cross, low=0)
    if not (own < 0 and own + cross < 0):
        raise InputError(
            f"own is {own:g} and cross {cross:g}. own is below 0, and cross smaller than −own: "
            "where both cut, the market doesn't shrink."
        )
    most = check_whole("most", most, low=1)

    def profit(mine, other):
        return (keep * mine - cost) / today * (mine / price) ** own * (other / price) ** cross

    prices, turn, stood = [price, price], 0, 0
    rows = [("today", price, price, 1.0, 1.0)]
    while stood < 2 and len(rows) <= most:
        mine, other = prices[turn], prices[1 - turn]
        lower = mine * (1 - step)
        if profit(lower, other) > profit(mine, other):
            prices[turn], stood = lower, 0
            ours, theirs = prices
            rows.append(
                (("we", "they")[turn], ours, theirs, profit(ours, theirs), profit(theirs, ours))
            )
        else:
            stood += 1
        turn = 1 - turn
    found = pd.DataFrame(rows, columns=["move", "ours", "theirs", "our_profit", "their_profit"])
    found.attrs = {"ended": stood >= 2}
    return found


def cheapest_rival(cells, competitors, share=True):
    """The cheapest rival's price beside each article's week, from Mondays' looks.

    Parameters
    ----------
    cells : DataFrame
        sku, week (its Monday).
    competitors : DataFrame
        date, sku, price; optional in_stock: rows that can't be bought are left out.
    share : bool
        Beside its own usual price (the median over the given weeks), so that 1 is as usual; else
        in yuan.

    Returns
    -------
    DataFrame
        cells that have a rival that week, with rival_price. ``attrs["without"]``: cells that have
        none and are left out.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> cells = pd.DataFrame({"sku": ["a", "a"], "week": pd.to_datetime(["2025-01-06",
    ...                       "2025-01-13"])})
    >>> seen = pd.DataFrame({"sku": "a", "price": [90, 80.0], "date": cells["week"]})
    >>> cheapest_rival(cells, seen, share=False)["rival_price"].tolist()
    [90.0, 80.0]
    """
    cells = check_times(check_table(cells, "cells", "sku", "week"), "cells", "week")
    seen = check_table(competitors, "competitors", "date", "sku", "price")
    check_numbers(seen, "competitors", "price")
    check_times(seen, "competitors", "date")
    if "in_stock" in seen:
        seen = seen[seen["in_stock"].astype(bool)]
    day = calendar_days(seen["date"])
    week = day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    lowest = seen.assign(week=week, sku=seen["sku"].astype(str)).groupby(["sku", "week"])["price"]
    lowest = lowest.min().rename("rival_price").reset_index()
    if share:
        usual = lowest.groupby("sku")["rival_price"].transform("median")
        lowest["rival_price"] = lowest["rival_price"] / usual
    found = cells.assign(sku=cells["sku"].astype(str)).merge(lowest, on=["sku", "week"], how="left")
    without = int(found["rival_price"].isna().sum())
    found = found[found["rival_price"].notna()].reset_index(drop=True)
    found.attrs = {"without": without}
    return found
