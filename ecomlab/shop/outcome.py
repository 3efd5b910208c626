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
    o, lines, daily = (log.columns() for log in (engine.orders, engine.lines, engine.daily))
    profit = order_profit(engine.world, o, lines)
    of = lines.order - o.order[0] if len(o.order) else lines.order
    revenue = np.where(o.sent, o.amount - o.off, 0)
    net = revenue - np.bincount(of, lines.refund * lines.returned, len(revenue))

    def total(values):
        return np.bincount(o.day, values, days)

    fixed = daily.spend.sum(axis=1) + np.round(daily.labour) + daily.warehouse
    return pd.DataFrame(
        {
            "orders": total(o.paid),
            "units": total(np.bincount(of, lines.pieces, len(revenue)) * o.paid),
            "revenue": total(net) / 100,
            "profit": (total(profit) - fixed - _messages_and_lots(engine, days)) / 100,
        }
    )


def order_profit(world, o, lines):
    """What each order leaves after goods, fee, tax, parcel and returns, in cents; 0 if not sent.

    Parameters
    ----------
    world : World
    o : Columns
        ``log.ORDERS``.
    lines : Columns
        ``log.LINES`` of these orders.

    Returns
    -------
    array of int

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> shop = Shop()
    >>> engine = shop.engine(days=3).run(0, 3)
    >>> o = engine.orders.columns()
    >>> profit = order_profit(shop.world, o, engine.lines.columns())
    >>> bool((profit[~o.paid] == 0).all()), bool((profit < o.amount).all())
    (True, True)
    """
    money, count = world.money, len(o.order)
    of = lines.order - o.order[0] if count else lines.order
    revenue = np.where(o.sent, o.amount - o.off, 0)
    goods = np.bincount(of, world.sku.cost[lines.sku] * lines.pieces, count).astype(np.int64)
    fee = np.bincount(of, lines.fee, count)
    parcel = o.cost - o.compensated + money.packaging + o.premium + o.gift + o.perks + o.commission
    profit = (revenue - goods - fee - parcel - np.bincount(of, lines.vat, count)) * o.sent
    loss = lines.recovered - lines.refund - lines.handling + lines.vat_back + lines.fee
    loss = loss * lines.returned
    return profit.astype(np.int64) + np.bincount(of, loss, count).astype(np.int64)


def _messages_and_lots(engine, days):
    """Messages sent, what accepted lots cost above the usual, and what was cleared, by day."""
    touches, lots = engine.touches.columns(), engine.stock.lots.columns()
    sent = np.bincount(touches.day, touches.treated, days) * engine.world.money.message
    gone = engine.stock.cleared.columns()
    more = np.bincount(lots.day, lots.more, days) + np.bincount(gone.day, gone.loss, days)
    return sent + more
