"""Other shops and what they sell."""

import numpy as np
import pandas as pd

from ecomlab.shop.demand import MONDAY, weekday_of
from ecomlab.shop.emit.record import in_bins, money, watched, words
from ecomlab.shop.streams_in_use import RIVAL
from ecomlab.streams import hash_uniforms, poisson

RIVALS = ("mountain_hut", "river_camp", "wild_flag", "city_outdoor")
LEVEL = np.array([1.12, 0.94, 1.00, 0.86])  # their prices, ours are 1
SIZE = np.array([2.2, 1.5, 1.1, 0.7])  # their sales at equal prices, ours are 1
SOURCES = np.array([[0.55, 0.30], [0.40, 0.40], [0.50, 0.20], [0.30, 0.60]])  # natural, paid


def competitors(r):
    """Other shops' like articles, looked at every Monday (竞品监控).

    Their sales follow their price beside ours; rank is by sales among the rivals.
    """
    mine, rivals = watched(r.world), len(RIVALS)
    days = np.flatnonzero(weekday_of(r.world.date(r.first_day + np.arange(r.days))) == MONDAY)
    week = np.repeat(days, len(mine) * rivals)
    place = np.tile(np.arange(len(mine) * rivals), len(days))
    sku, shop, day = mine[place // rivals], place % rivals, r.first_day + week
    u = hash_uniforms(r.seed, RIVAL, day * 1000 + place, count=4)
    own = hash_uniforms(r.seed, RIVAL, place, nth=1, count=2)  # what stays from week to week
    event = np.array([name is not None for name in r.engine.demand.event])[day]
    promo = event & (u[0] < 0.8) | (u[0] < 0.1)
    usual = r.world.sku.price[sku] * LEVEL[shop] * (0.92 + 0.16 * own[0])
    price = np.round(usual * np.where(promo, 0.85, 1) / 100) * 100
    ratio = price / r.shelf.price.reshape(r.days, -1)[week, sku]
    index = r.engine.demand.index[day, r.world.sku.category[sku]]
    sales = 600 * r.world.sku.draw[sku] * SIZE[shop] * index * ratio**-1.5
    sold = poisson(np.maximum(sales, 1e-9), u[1])
    order = np.argsort(-sold.reshape(-1, rivals), axis=1, kind="stable")
    rank = 1 + np.argsort(order, axis=1, kind="stable").ravel()
    natural = np.round(SOURCES[shop, 0] + 0.1 * (u[2] - 0.5), 3)
    paid = np.round(np.minimum(SOURCES[shop, 1], 0.95 - natural), 3)
    return pd.DataFrame(
        {
            "date": r.dates(day),
            "shop": words(shop, RIVALS),
            "sku": words(sku, r.articles),
            "price": money(np.maximum(price, 100).astype(np.int64)),
            "list_price": money((np.ceil(usual * 1.25 / 1000) * 1000).astype(np.int64)),
            "units_30d": sold,
            "units_bin": in_bins(sold),
            "natural_share": natural,
            "paid_share": paid,
            "content_share": np.round(1 - natural - paid, 3),
            "rank": rank,
            "promo_flag": promo,
            "event_flag": event,
            "rating": np.round(4.4 + 0.5 * own[1], 1),
            "review_count": np.floor(100 * r.world.sku.draw[sku] * SIZE[shop] * (60 + day)).astype(
                np.int64
            ),
        }
    )
