"""The market around the shop: searches, ranks, the category, other shops, a survey."""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.demand import MONDAY, WEEKDAYS, YEAR, weekday_of
from ecomlab.shop.emit.ads import words_bid_for
from ecomlab.shop.emit.record import money, vocabulary, words
from ecomlab.shop.streams_in_use import INDUSTRY, KEYWORD, LISTING, RANK, RIVAL, SURVEY
from ecomlab.streams import hash_uniforms, poisson

PROMO, CORE, LONG_TAIL = 4, 0, 5
PAGE_LENGTH = 44  # listings on a page of search results
WATCHED = 50  # articles that are followed
RIVALS = ("mountain_hut", "river_camp", "wild_flag", "city_outdoor")
LEVEL = np.array([1.12, 0.94, 1.00, 0.86])  # their prices, ours are 1
SIZE = np.array([2.2, 1.5, 1.1, 0.7])  # their sales at equal prices, ours are 1
SOURCES = np.array([[0.55, 0.30], [0.40, 0.40], [0.50, 0.20], [0.30, 0.60]])  # natural, paid
RESPONDENTS = 600
AGES = ("18-24", "25-29", "30-39", "40-59")
ASKED = np.array([0.40, 0.30, 0.20, 0.10])  # the panel is young; the market is not
BUYERS = np.array([0.18, 0.27, 0.35, 0.20])
NEEDS = ("light", "sturdy", "cheap", "beautiful", "fast_delivery", "easy_return")
MATTERS = np.array([4.4, 4.5, 3.6, 3.2, 3.0, 3.4])
PLEASES = np.array([4.3, 3.1, 3.7, 3.9, 3.4, 3.0])


def keywords(r):
    """What the platform's search tool says, by day and word (生意参谋 搜索词).

    Many searches and many listings go together; what counts is searches per listing.
    """
    facts, categories = r.world.words, len(r.world.categories)
    kinds = len(facts.name)
    day, word = _grid(r, categories * kinds)
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


def keyword_ranks(r):
    """Where the shop's most wanted articles stand on a core and a long-tail word (搜索排名).

    An empty shelf costs places. The ad on a word shows the category's most wanted article; what
    it bids is what ``ads_daily`` says of the word.
    """
    mine = _watched(r.world)
    day, place = _grid(r, 2 * len(mine))
    sku, tail = mine[place // 2], place % 2 == 1
    kinds = len(r.world.words.name)
    word = r.world.sku.category[sku] * kinds + np.where(tail, LONG_TAIL, CORE)
    u = hash_uniforms(r.seed, RANK, (r.first_day + day) * 1000 + place)[0]
    empty = r.shelf.on_hand.reshape(r.days, -1)[day, sku] == 0
    strength = (len(mine) * r.world.sku.draw[sku]) ** -0.8 * np.where(tail, 4, 30)
    natural = np.ceil(strength * np.where(empty, 2.5, 1) * np.exp(0.25 * ndtri(u)))
    auction = words_bid_for(r)
    bid, rank = auction.bid[day, word], auction.rank[day, word]
    shown = _leads(r.world, mine)[place // 2] & (bid > 0)
    return pd.DataFrame(
        {
            "date": r.dates(r.first_day + day),
            "sku": words(sku, r.articles),
            "keyword": words(word, vocabulary(r.world)),
            "natural_rank": natural.astype(np.int64),
            "page": 1 + (natural.astype(np.int64) - 1) // PAGE_LENGTH,
            "ad_rank": pd.arrays.IntegerArray(np.where(shown, rank, 0), ~shown),
            "bid": money(np.where(shown, bid, 0)),
            "quality_score": np.where(shown, auction.quality[day, word], np.nan),
        }
    )


def _grid(r, width):
    """Days of the stretch and places within the day."""
    return np.repeat(np.arange(r.days), width), np.tile(np.arange(width), r.days)


def _watched(world):
    """The most wanted articles, in the shop's order."""
    return np.sort(np.argsort(-world.sku.draw, kind="stable")[:WATCHED])


def _leads(world, mine):
    """Which of the watched articles are the most wanted of their category: ads show them."""
    order = np.lexsort((-world.sku.draw[mine], world.sku.category[mine]))
    category = world.sku.category[mine[order]]
    leads = np.zeros(len(mine), dtype=bool)
    leads[order[np.flatnonzero(np.diff(category, prepend=-1))]] = True
    return leads


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


def competitors(r):
    """Other shops' like articles, looked at every Monday (竞品监控).

    Their sales follow their price beside ours; rank is by sales among the rivals.
    """
    mine, rivals = _watched(r.world), len(RIVALS)
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


def survey(r):
    """A survey before the start: needs, and what people say they would pay (消费者调研).

    The panel is younger than the market, ``weight`` mends that; and more say that they would
    pay the second article's price than would (``wtp`` is what they would).
    """
    key = np.arange(RESPONDENTS)
    u = hash_uniforms(r.world.seed, SURVEY, key, count=12)
    age = np.searchsorted(np.cumsum(ASKED[:-1]), u[0], side="right")
    need = (u[1] * len(NEEDS)).astype(np.int64)
    price = r.world.sku.price[min(1, len(r.articles) - 1)] / 100
    wtp = np.round(price * np.exp(-0.15 + 0.06 * age + 0.30 * ndtri(u[2])))
    return pd.DataFrame(
        {
            "respondent_id": key + 1,
            "weight": np.round(BUYERS / ASKED, 3)[age],
            "age": words(age, AGES),
            "gender": words((u[3] < 0.54).astype(np.int8), ("m", "f")),
            "region": words((u[4] * len(r.world.regions.name)).astype(int), r.world.regions.name),
            "lifestyle": words((u[5] * 3).astype(int), ("camper", "hiker", "city_picnic")),
            "aesthetic": words((u[6] * 3).astype(int), ("plain", "retro", "bright")),
            "seeding_channel": words(
                np.searchsorted([0.4, 0.7, 0.85], u[7] + 0.1 * (1 - age)),
                ("xiaohongshu", "douyin", "friends", "search"),
            ),
            "decision_days": 1 + np.floor(-6 * np.log(u[8])).astype(np.int64),
            "need": words(need, NEEDS),
            "importance": _stars(MATTERS[need], u[9]),
            "satisfaction": _stars(PLEASES[need], u[10]),
            "wtp": np.maximum(wtp, 1.0),
            "says_would_pay": wtp * (1.05 + 0.35 * u[11]) >= price,
        }
    )


def _stars(mean, u):
    return np.clip(np.round(mean + 0.9 * ndtri(u)), 1, 5).astype(np.int64)


def listings(r):
    """What each article's page shows and when it was put up (商品详情页)."""
    world, count = r.world, len(r.articles)
    u = hash_uniforms(world.seed, LISTING, np.arange(count), count=7)
    hour = np.array([9, 14, 20, 22])[np.searchsorted([0.15, 0.5, 0.7], u[0])]
    required = 12 + world.sku.category % 3 * 2
    day = -120 + np.floor(20 * u[1]).astype(np.int64)
    return pd.DataFrame(
        {
            "sku": words(np.arange(count), r.articles),
            "title": world.sku.title,
            "main_image": words((u[2] * 3).astype(int), ("white", "scene", "person")),
            "attributes_filled": np.floor(required * (0.6 + 0.4 * u[3]) + 0.5).astype(np.int64),
            "attributes_required": required,
            "has_text": u[4] < 0.9,
            "has_photos": np.ones(count, bool),
            "has_detail_photos": u[5] < 0.7,
            "qc_report_shown": u[6] < 0.3,
            "listed_at": r.times(day * DAY + hour * HOUR),
            "list_weekday": words(weekday_of(world.date(day)), WEEKDAYS),
            "list_hour": hour,
        }
    )
