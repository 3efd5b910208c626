"""What a run leaves, from the engine's log alone: no table is made for it."""

import numpy as np
import pandas as pd


def daily_outcome(engine, days):
    """Orders, units, revenue and profit of every day, from an engine's log.

    An order's costs and returns count on the day of the order, messages on the day they are
    sent, and what a lot costs above the usual on the day it is ordered.

    Parameters
    ----------
    engine : Engine
        After its run.
    days : int

    Returns
    -------
    DataFrame, one row per day
        orders (paid), units (pieces), revenue (yuan paid, less refunds), profit (yuan)

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> table = daily_outcome(Shop().engine(days=3).run(0, 3), 3)
    >>> table.shape, bool((table["units"] >= table["orders"]).all())
    ((3, 4), True)
    """
    o, daily = engine.orders.columns(), engine.daily.columns()
    profit = order_profit(engine.world, o)
    revenue = np.where(o.paid, o.amount - o.off, 0)
    net = revenue - o.refund0 * o.returned0 - o.refund1 * o.returned1

    def total(values):
        return np.bincount(o.day, values, days)

    fixed = daily.spend.sum(axis=1) + np.round(daily.labour) + daily.warehouse
    return pd.DataFrame(
        {
            "orders": total(o.paid),
            "units": total((o.pieces + o.others) * o.paid),
            "revenue": total(net) / 100,
            "profit": (total(profit) - fixed - _messages_and_lots(engine, days)) / 100,
        }
    )


def order_profit(world, o):
    """What each order leaves after goods, fee, parcel and returns, in cents; 0 if unpaid.

    Parameters
    ----------
    world : World
    o : Columns
        ``log.ORDERS``.

    Returns
    -------
    array of int

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> shop = Shop()
    >>> o = shop.engine(days=3).run(0, 3).orders.columns()
    >>> profit = order_profit(shop.world, o)
    >>> bool((profit[~o.paid] == 0).all()), bool((profit < o.amount).all())
    (True, True)
    """
    cost, money = world.sku.cost, world.money
    revenue = np.where(o.paid, o.amount - o.off, 0)
    goods = cost[o.sku] * o.pieces + cost[o.other] * o.others
    fee = np.round(revenue * money.fee).astype(np.int64)
    profit = (revenue - goods - fee - o.cost - money.packaging - o.gift) * o.paid
    for i in "01":
        back = {name: getattr(o, f"{name}{i}") for name in ("recovered", "refund", "handling")}
        loss = back["recovered"] - back["refund"] - back["handling"]
        profit += loss * getattr(o, f"returned{i}")
    return profit


def _messages_and_lots(engine, days):
    """Messages sent, and what accepted lots cost above the usual, by day of message and order."""
    touches, lots = engine.touches.columns(), engine.stock.lots.columns()
    sent = np.bincount(touches.day, touches.treated, days) * engine.world.money.message
    return sent + np.bincount(lots.day, lots.more, days)
