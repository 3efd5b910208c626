"""The runs of the course's simulated shops behind lesson 3.8's tables (some ten minutes).

python datasets/promotions/make.py calls them; nothing else does.
"""

import numpy as np
import pandas as pd

from ecomlab.conversion.lots import deal_days
from ecomlab.shop.outcome import order_profit
from ecomlab.shop.published import the_shop
from ecomlab.shop.shop import Shop
from ecomlab.shop.world import World
from ecomlab.streams import generator

DAYS, LUCKS = 366, 4
STATES = {
    "none": (299, 0),
    **{f"{amount} − 20": (amount, 20) for amount in (199, 249, 299, 349, 399, 499)},
    "299 − 40": (299, 40),
}
LOT = {  # published shop; first day of the lot; seed of the lot; the threshold that was dealt
    "threshold_days": ("shop", "2024-01-01", 38, (299, 20)),
    "other_days": ("second_shop", "2025-01-01", 39, (199, 15)),
}
FORTNIGHTS = 26
PLAIN_SHOPS, PLAIN_DAYS, FIRST_SHOP = 60, 91, 100
PRICES = 9  # stream
FIRST_BIN, BIN, BINS = 9, 10, 79  # yuan: 9, 19, … 789: a bin begins at each threshold
SAMPLE = ("2024-09-02", 14)  # first day and days of the orders that are shown one by one


def _set(off, amount):
    return {"promo.threshold.off": off, "promo.threshold.amount": amount}


def _run(shop, history, days=DAYS):
    """Of one run: its paid orders, one row each, in cents."""
    engine = shop.engine(history, days).run(0, days)
    o, lines = engine.orders.columns(), engine.lines.columns()
    of = lines.order - o.order[0]
    back = np.bincount(of, lines.refund * lines.returned, len(o.order)).astype(np.int64)
    kept = np.where(o.sent, o.amount - o.off - back, 0)
    table = pd.DataFrame(
        {
            "day": o.day,
            "value": o.amount,
            "off": o.off,
            "kept": kept,
            "left": order_profit(engine.world, o, lines),
            "added": np.bincount(of, lines.pulled, len(o.order)).astype(np.int64),
        }
    )
    return table[o.paid].reset_index(drop=True)


def _in_bins(cents):
    """Orders by value, in bins of one width."""
    place = (cents - 100 * FIRST_BIN) // (100 * BIN)
    return np.bincount(place[(place >= 0) & (place < BINS)], minlength=BINS)


def _sums(orders, by):
    """Orders and yuan by group."""
    orders = orders.assign(paid=orders["value"] - orders["off"])
    found = orders.groupby(by).agg(
        orders=("value", "size"),
        value=("value", "sum"),
        paid=("paid", "sum"),
        kept=("kept", "sum"),
        left=("left", "sum"),
        above=("above", "sum"),
        reached=("reached", "sum"),
    )
    money = ["value", "paid", "kept", "left"]
    found[money] = (found[money] / 100).round(2)
    return found.reset_index()


def thresholds(progress=print):
    """A year of the published shop under several thresholds; values of orders; orders without."""
    published, sums, values, shown = the_shop(), [], [], {}
    for luck in range(LUCKS):
        for state, (amount, off) in STATES.items():
            history = published.history(DAYS)
            history[min(history)] = history[min(history)] | _set(off, amount)
            orders = _run(Shop(published.world, published.noise + luck), history)
            orders["above"] = orders["value"] >= 100 * amount
            orders["reached"] = orders["above"] & (off > 0)
            orders["quarter"] = orders["day"] // 92 + 1
            sums.append(_sums(orders, "quarter").assign(luck=luck + 1, state=state))
            if not luck:
                values.append(pd.Series(_in_bins(orders["value"]), name=state))
            if not luck and state in ("none", "299 − 20"):
                shown[state] = orders
            progress("thresholds", luck, state)
    table = pd.concat(sums, ignore_index=True)
    counts = pd.concat(values, axis=1).rename_axis(index="bin", columns="state")
    counts = counts.stack().rename("orders").reset_index()
    counts.insert(0, "value", FIRST_BIN + BIN * counts.pop("bin"))
    names = ["luck", "state", "quarter", "orders", "reached", "value", "paid", "kept", "left"]
    return table[names], counts, _sample(shown["none"], published)


def _sample(orders, shop):
    """Orders of a few weeks, one by one: their value, and what they left."""
    first = (pd.Timestamp(SAMPLE[0]) - pd.Timestamp(shop.world.date(0))).days
    mine = orders[orders["day"].between(first, first + SAMPLE[1] - 1)]
    return (mine[["value", "left"]] / 100).round(2).reset_index(drop=True)


def by_lot(name, progress=print):
    """A year in which chance dealt the threshold to one day of each pair, a week apart."""
    shop_name, first, seed, (amount, off) = LOT[name]
    shop = the_shop(shop_name)
    plan = deal_days(first, FORTNIGHTS, seed, arms=("off", "on"))
    days = len(plan)
    history = shop.history(days)
    for date, arm in zip(plan["date"].dt.strftime("%Y-%m-%d"), plan["arm"], strict=True):
        history[date] = history.get(date, {}) | _set(off if arm == "on" else 0, amount)
    orders = _run(shop, history, days)
    orders["above"] = orders["value"] >= 100 * amount
    orders["reached"] = orders["above"] & orders["day"].map(plan["arm"] == "on")
    sums = _sums(orders, "day").set_index("day").reindex(range(days), fill_value=0)
    progress(name)
    return pd.concat([plan, sums.reset_index(drop=True)], axis=1)


def own_prices(seed):
    """A price list of the shop's own: each article up to a third dearer or cheaper, ending in 9."""
    sku = World().sku
    factor = np.exp(0.6 * (generator(seed, PRICES).random(len(sku.name)) - 0.5))
    price = np.maximum(np.round(sku.price / 100 * factor / 10) * 10 - 1, 19)
    lists = np.maximum(sku.list_price / 100 * factor, price)
    both = zip(sku.name, price, lists, strict=True)
    return {
        key: value
        for name, price, lists in both
        for key, value in (
            (f"sku.{name}.price", float(price)),
            (f"sku.{name}.list_price", float(np.round(lists))),
        )
    }


def plain_shops(progress=print):
    """Values of orders of drawn shops that have no promotion of any kind, in bins of ten yuan."""
    parts = []
    for seed in range(FIRST_SHOP, FIRST_SHOP + PLAIN_SHOPS):
        shop = Shop(World.drawn(seed, facts=own_prices(seed)), noise=seed)
        none = {key: False for key in shop.decisions() if key.endswith(".take_part")}
        none |= {"promo.threshold.off": 0, "crm.coupon": 0, "price.test": "none"}
        orders = _run(shop, {str(shop.world.date(0))[:10]: none}, PLAIN_DAYS)
        count = _in_bins(orders["value"])
        number = seed - FIRST_SHOP + 1
        parts.append(
            pd.DataFrame(
                {"shop": number, "value": FIRST_BIN + BIN * np.arange(BINS), "orders": count}
            )
        )
        progress("plain", seed)
    return pd.concat(parts, ignore_index=True)
