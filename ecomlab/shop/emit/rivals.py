"""Other shops and what they sell."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
from scipy.special import ndtri

from ecomlab.shop.delivery import DAY
from ecomlab.shop.demand import MONDAY, weekday_of
from ecomlab.shop.emit.record import in_bins, money, words
from ecomlab.shop.parts.rivals import RivalPrices
from ecomlab.shop.rivals import capacities
from ecomlab.shop.streams_in_use import RIVAL_SALES
from ecomlab.streams import hash_uniforms, poisson

PIECES = 105.0  # a day, of all the market's articles like ours in a shop of size 1
OWN_PRICE, OUR_PRICE, STARS = -1.5, 0.5, 0.4  # what moves their sales, per log and per star
CONVERSION = 0.03  # pieces a visit; of each article up to a third more or less
REVIEWED, PRAISED = 0.08, 0.5  # reviews per piece sold; per piece that the shop sold to itself
BEFORE = 35  # days of sales needed before the first one looked at
LAST_DAY = 10**5


def competitors(r):
    """Other shops' like articles, looked at every Monday (竞品监控).

    Pieces are of the days before; the price is the day's. A page shows sales in bins. A shop
    that buys from itself (刷单) sells and is praised, but no more people look at its pages.
    """
    seen = _seen(r)
    rivals, item, at, day = seen.rivals, seen.rivals.item, seen.at, seen.day
    shops, off = rivals.shops, rivals.off[day, at]
    month = seen.pieces + seen.bought
    u = hash_uniforms(r.seed, RIVAL_SALES, day * 1000 + at, nth=1, count=3)
    natural = np.round(shops.natural[item.shop[at]] + 0.1 * (u[0] - 0.5), 3)
    paid = np.round(np.minimum(shops.paid[item.shop[at]], 0.95 - natural), 3)
    listed = (np.ceil(item.usual[at] * 1.25 / 1000) * 1000 - 100).astype(np.int64)
    price = rivals.price[day, at]
    return pd.DataFrame(
        {
            "date": r.dates(day),
            "shop": words(item.shop[at], shops.name),
            "sku": words(item.sku[at], r.articles),
            "item_id": 1 + at,
            "price": money(price),
            "list_price": money(np.maximum(listed, price)),
            "units_7d": seen.week,
            "units_30d": month,
            "sales_shown": in_bins(month),
            "visits_30d": _visits(seen, u[1]),
            "natural_share": natural,
            "paid_share": paid,
            "content_share": np.round(1 - natural - paid, 3),
            "rank": _rank(day, item.sku[at], month),
            "in_stock": rivals.there[day, at],
            "promo_flag": off > 0,
            "event_flag": rivals.event[day],
            "rating": seen.rating,
            "review_count": seen.reviews,
        }
    )


def rival_truth(r):
    """What no shop sees: pieces that rivals really sold in 30 days, and bought from themselves."""
    seen = _seen(r)
    return pd.DataFrame(
        {
            "date": r.dates(seen.day),
            "item_id": 1 + seen.at,
            "sold_30d": seen.pieces,
            "bought_30d": seen.bought,
            "stars": seen.rivals.item.stars[seen.at],
        }
    )


def rival_articles(r):
    """What rivals sell that is like our articles: features, from when to when (竞品商品)."""
    rivals = r.engine.part(RivalPrices).rivals
    item, world = rivals.item, r.world
    at = np.flatnonzero(item.last > item.first)
    category, gone = world.sku.category[item.sku[at]], item.last[at] < LAST_DAY
    materials = np.array([world.facts["materials"][name] for name in world.categories])
    return pd.DataFrame(
        {
            "item_id": 1 + at,
            "shop": words(item.shop[at], rivals.shops.name),
            "sku": words(item.sku[at], r.articles),
            "category": words(category, world.categories),
            "usual_price": money(item.usual[at]),
            "material": materials[category, item.material[at]],
            "weight_kg": item.weight[at],
            "capacity": item.capacity[at],
            "capacity_unit": capacities(world)[1][item.sku[at]],
            "warranty_months": item.warranty[at],
            "listed_at": r.dates(item.first[at]),
            "gone_at": r.times(np.where(gone, item.last[at], 0) * DAY, gone),
        }
    )


def article_truth(r):
    """What no shop sees: of a rival article's log price, what its features are worth."""
    item = r.engine.part(RivalPrices).rivals.item
    at = np.flatnonzero(item.last > item.first)
    return pd.DataFrame({"item_id": 1 + at, "premium": item.premium[at], "stars": item.stars[at]})


def _rank(day, sku, month):
    """Place by sales among the rivals of an article, on each day."""
    order = np.lexsort((-month, sku, day))
    group = day[order].astype(np.int64) * 100_000 + sku[order]
    rank = np.empty(len(day), dtype=np.int64)
    rank[order] = np.arange(len(day)) - np.searchsorted(group, group) + 1
    return rank


def _visits(seen, u):
    """Visits in 30 days: of those who really came, whatever the shop bought from itself."""
    own = hash_uniforms(seen.seed, RIVAL_SALES, seen.at, nth=2)[0]
    rate = CONVERSION * (0.67 + 0.66 * own)
    return np.round(seen.mean / rate * np.exp(0.06 * ndtri(u))).astype(np.int64)


def _seen(r):
    """The rivals' Mondays of the record's days: what each article sold, and how it is rated.

    Kept on the record, for two tables are made of it.
    """
    if not hasattr(r, "rivals_seen"):
        r.rivals_seen = _look(r)
    return r.rivals_seen


def _look(r):
    rivals, last = r.engine.part(RivalPrices).rivals, r.first_day + r.days
    item, days = rivals.item, np.arange(-BEFORE, last)
    mean, bought = _expected(r, rivals, days)
    mondays = np.flatnonzero(weekday_of(r.world.date(np.arange(last))) == MONDAY)
    weeks = np.arange(-4, len(mondays))  # five weeks before the first Monday, too
    ends = (mondays[0] if len(mondays) else 0) + 7 * weeks + BEFORE  # days before this one count
    usual, extra = (_between(ends, x) for x in (mean, bought))
    key = np.repeat(weeks + 4, len(item.sku)) * 1000 + np.tile(np.arange(len(item.sku)), len(weeks))
    u = hash_uniforms(r.seed, RIVAL_SALES, key, count=2).reshape(2, len(weeks), -1)
    sold, own = _counts(usual, u[0]), _counts(extra, u[1])
    reviews = item.reviews + np.floor(
        np.round(np.cumsum(REVIEWED * sold + PRAISED * own, axis=0), 6)
    )
    praised = np.cumsum(PRAISED * own, axis=0) / np.maximum(reviews, 1)
    luck = ndtri(hash_uniforms(r.seed, RIVAL_SALES, np.arange(len(item.sku)), nth=3)[0])
    stars = item.stars + 0.9 * luck / np.sqrt(np.maximum(reviews, 1))
    stars = np.clip(stars * (1 - praised) + 5 * praised, 1, 5)
    rows = np.flatnonzero(mondays >= r.first_day)
    week, at = np.nonzero(rivals.listed[mondays[rows]])
    week = rows[week]

    def month(x):
        parts = [x[week + 4 - lag, at] for lag in range(4)]
        return np.round(sum(parts) + np.round(2 / 7 * x[week, at], 6)).astype(np.int64)

    return SimpleNamespace(
        rivals=rivals, seed=r.seed, at=at, day=mondays[week], week=(sold + own)[week + 4, at],
        pieces=month(sold), bought=month(own), mean=month(usual),
        rating=np.where(reviews > 0, np.round(stars, 1), np.nan)[week + 4, at],
        reviews=reviews[week + 4, at].astype(np.int64),
    )  # fmt: skip


def _between(ends, values):
    """Sums over the seven days before each end, by article."""
    sums = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    return np.round(sums[ends] - sums[ends - 7], 6)


def _counts(mean, u):
    """Poisson counts; 0 where nothing is expected."""
    counts = np.zeros(mean.shape, dtype=np.int64)
    counts[mean > 0] = poisson(mean[mean > 0], u[mean > 0])
    return counts


def _expected(r, rivals, days):
    """Pieces that each article would sell on each day, and those that its shop buys itself.

    Before the start all is as on the first day, at usual prices.
    """
    item, world, day = rivals.item, r.world, np.maximum(days, 0)
    usual = world.sku.price
    decided = {id(plan): plan for _, plan in r.engine.plans}
    ours = {
        (key, event): np.log(plan.prices(event) / usual)
        for key, plan in decided.items()
        for event in {*r.engine.demand.event}
    }
    felt = np.array([ours[id(r.engine.plan_on(d)), r.engine.demand.event[d]] for d in day])
    ratio = np.log(rivals.price / item.usual)[day]
    ratio[days < 0], felt[days < 0] = 0, 0
    log = OWN_PRICE * ratio + OUR_PRICE * felt[:, item.sku]
    log += STARS * (item.stars - 4.6)
    index = r.engine.demand.index[day][:, world.sku.category[item.sku]]
    mean = PIECES * world.sku.draw[item.sku] * rivals.shops.size[item.shop] * index
    there = np.where(days[:, None] < 0, item.first < 0, rivals.there[day])
    mean = np.round(mean * np.exp(log) * there, 9)
    return mean, mean * np.where(days[:, None] < 0, 0, rivals.bought[day])
