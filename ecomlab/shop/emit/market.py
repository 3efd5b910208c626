"""The market around the shop: searches and the category."""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from ecomlab.shop.demand import YEAR
from ecomlab.shop.emit.record import grid, money, vocabulary, words
from ecomlab.shop.streams_in_use import INDUSTRY, KEYWORD
from ecomlab.streams import hash_uniforms, poisson

PROMO = 4


def keywords(r):
    """What the platform's search tool says, by day and word (生意参谋 搜索词).

    Many searches and many listings go together; what counts is searches per listing.
    """
    facts, categories = r.world.words, len(r.world.categories)
    kinds = len(facts.name)
    day, word = grid(r, categories * kinds)
    category, kind = word // kinds, word % kinds
    u = hash_uniforms(r.seed, KEYWORD, (r.first_day + day) * 1000 + word, count=3)
    event = np.array([name is not None for name in r.engine.demand.event])[r.first_day + day]
    index = r.engine.demand.index[r.first_day + day, category]
    searches = 20_000 * index * facts.searches[kind] * (1 + 1.2 * event * (kind == PROMO))
    searches = np.round(searches * np.exp(0.08 * ndtri(u[0]))).astype(np.int64)
    clicks = np.round(searches * (0.55 + 0.2 * u[1])).astype(np.int64)
    listings = facts.listings[kind] * (1 + category % 3) * (1 + 0.0004 * (r.first_day + day))
    payers = poisson(np.maximum(clicks * facts.payers[kind], 1e-9), u[2])
    return pd.DataFrame(
        {
            "date": r.dates(r.first_day + day),
            "category": words(category, r.world.categories),
            "keyword": words(word, vocabulary(r.world)),
            "word_type": words(kind, facts.name),
            "search_index": searches,
            "clicks": clicks,
            "payers": np.minimum(payers, clicks),
            "n_listings": np.round(listings).astype(np.int64),
        }
    )


def category_stats(r):
    """The category's months, from a year before the start on (行业大盘).

    A month's row is ``published`` on the first day of the next.
    """
    start = r.world.date(0).astype("datetime64[M]").astype(int)
    last = r.world.date(r.engine.days).astype("datetime64[M]").astype(int)
    categories = len(r.world.categories)
    month = np.repeat(np.arange(start - 12, last), categories)
    category = np.tile(np.arange(categories), last - start + 12)
    u = hash_uniforms(r.seed, INDUSTRY, (month * 100 + category), count=8)
    price = _of_category(r.world, r.world.sku.price)[category]
    back = _of_category(r.world, r.world.sku.returns)[category]
    sellers = 800 * (1 + category % 3) * (1 + 0.012 * (month - start)) * (0.97 + 0.06 * u[1])
    return pd.DataFrame(
        {
            "month": month.astype("datetime64[M]").astype(str),
            "category": words(category, r.world.categories),
            "published": r.dates((month + 1).astype("datetime64[M]").astype("M8[D]").astype(int)
                                 - r.world.start),
            "search_index": _searches(r.world, month, category, u[0]),
            "n_sellers": sellers.astype(np.int64),
            "n_listings": (sellers * (18 + 6 * u[2])).astype(np.int64),
            "top10_share": np.round(0.22 + 0.06 * (category % 4) + 0.03 * u[3], 4),
            "median_price": money(np.round(price * (0.85 + 0.1 * u[4]))),
            "unit_cost_rate": np.round(0.42 + 0.08 * u[5], 4),
            "platform_fee_rate": np.full(len(month), float(r.world.money.fee)),
            "return_rate": np.round(back * (1.1 + 0.3 * u[6]), 4),
            "repurchase_rate": np.round(0.08 + 0.05 * u[7], 4),
        }
    )  # fmt: skip


def _searches(world, month, category, u):
    """Searches of a month: trend and season at its middle, without the shop's daily shocks."""
    middle = month.astype("datetime64[M]").astype("M8[D]") + 15
    facts = list(world.facts["categories"].values())
    peak, swing = (np.array([fact[key] for fact in facts])[category] for key in ("peak", "swing"))
    of_year = (middle - middle.astype("datetime64[Y]")).astype(int)
    season = swing * np.cos(2 * np.pi * (of_year - peak) / YEAR)
    trend = np.log1p(world.facts["trend"]) * (middle.astype(int) - world.start) / YEAR
    return np.round(600_000 * np.exp(season + trend + 0.05 * (2 * u - 1))).astype(np.int64)


def _of_category(world, values):
    """Plain mean of the articles by category."""
    category, count = world.sku.category, len(world.categories)
    total = np.bincount(category, values, count)
    return np.round(total / np.maximum(np.bincount(category, minlength=count), 1), 6)
