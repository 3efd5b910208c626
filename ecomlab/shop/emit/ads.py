"""What the ad tools report: spend and last-click results by plan, word and picture."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from ecomlab.shop.ads import OWN_NAME, SEARCH
from ecomlab.shop.emit.record import money, vocabulary, words
from ecomlab.shop.emit.visits import impressions
from ecomlab.shop.streams_in_use import AUCTION, CREATIVE
from ecomlab.shop.world import ENTRANCE_OF_PLAN, ENTRANCES, PLANS, SEARCH_AD, codes
from ecomlab.streams import hash_uniforms

PLATFORMS = ("search", "feed", "creators", "live", "affiliates")
PLATFORM_OF_PLAN = codes(("search", "search", "feed", "creators", "live", "affiliates"), PLATFORMS)
AUDIENCES = ("own name", "lookalike", "posts", "rooms", "links")  # of all plans but the first
MATCHES = ("broad", "exact")
PICTURED = codes(("paid_feed", "content", "live"), PLANS)
RUN = np.array([14, 11])  # days that each of a plan's two pictures runs until a new one comes
PICTURES = len(RUN)
FADE = 0.06  # of the log of the click rate, a day
ABOVE = 1.25  # bid over price of a click
PLACES = 4000  # cents times quality score that take the first place
OWN_WORD = 10  # times as little does so on the shop's own name


def ads_daily(r):
    """One row per day and word, picture or plan: what the ad tools report.

    Pictures tire: their click rate falls from day to day until new ones come (创意疲劳). That
    is between the two pictures of a plan; how many people its money reaches doesn't hang on it.
    """
    cells = _cells(r.world)
    days, width = r.days, len(cells.plan)
    day, row = np.repeat(np.arange(days), width), np.tile(np.arange(width), days)
    plan, at, place = cells.plan[row], *_visits(r, cells)

    def total(weight=None):
        return np.bincount(place, weight, days * width).astype(np.int64)

    clicks, auction, (picture, age) = total(), words_bid_for(r), _pictures(r, cells)
    bid, rank, quality = _offers(r, cells, clicks, auction)
    none = ~np.isin(plan, PICTURED)
    return pd.DataFrame(
        {
            "date": r.dates(r.first_day + day),
            "platform": words(PLATFORM_OF_PLAN[plan], PLATFORMS),
            "plan_id": words(plan, PLANS),
            "keyword_or_audience": words(cells.aim[row], (*AUDIENCES, *vocabulary(r.world))),
            "creative_id": _whole(plan * 100_000 + picture.ravel(), none),
            "creative_age_days": _whole(age.ravel(), none),
            "match_type": words(cells.match[row], MATCHES),
            "impressions": _shown(r, cells, clicks, auction).ravel(),
            "clicks": clicks,
            "cost": money(_costs(r, cells, clicks, auction).ravel()),
            "orders": total(r.bought[at] > 0),
            "revenue": money(total(r.bought[at])),
            "bid": money(bid.ravel()),
            "rank": _whole(rank.ravel(), rank.ravel() == 0),
            "quality_score": quality.ravel(),
            "daily_budget": money(r.daily.budget[:, cells.plan].ravel()),
        }
    )


def words_bid_for(r):
    """The search plan's auctions by day and word of the vocabulary (出价/质量分/排名).

    Returns
    -------
    SimpleNamespace of arrays, shape (days, words)
        factor: bids as times the usual; bid: cents, 0 where there is none; quality: the
        platform's score of word and page; rank: place of the ad, 0 without a bid. A click costs
        less than the bid, in proportion to it.
    """
    kinds, count = len(r.world.words.name), len(vocabulary(r.world))
    factor = np.array([r.engine.plan_on(r.first_day + i).terms.bid for i in range(r.days)])
    factor = np.tile(factor, count // kinds)
    at = np.flatnonzero(r.s.entrance == SEARCH_AD)
    weight = factor[r.s.day[at] - r.first_day, _words_of(r, at)]
    bought = np.bincount(r.s.day[at] - r.first_day, weight, r.days)
    price = r.daily.spend[:, SEARCH] / np.where(bought > 0, bought, 1)
    bid = np.round(ABOVE * price[:, None] * factor).astype(np.int64)
    day, word = r.first_day + np.arange(r.days)[:, None], np.arange(count)
    own = hash_uniforms(r.seed, AUCTION, word, nth=1)[0]
    u = hash_uniforms(r.seed, AUCTION, (day * 1000 + word).ravel())[0].reshape(r.days, -1)
    quality = np.round(5 + 3 * own + 2 * u, 1)
    return SimpleNamespace(factor=factor, bid=bid, quality=quality, rank=_places(bid, quality))


def _offers(r, cells, clicks, auction):
    """Bid in cents, place and quality score of every row; a plan without words bids by itself."""
    clicks_of_plan = _by_plan(cells, clicks)
    bid = np.round(r.daily.spend / np.maximum(clicks_of_plan, 1)).astype(np.int64)[:, cells.plan]
    rank, quality = np.zeros(bid.shape, np.int64), np.full(bid.shape, np.nan)
    search, own = cells.plan == SEARCH, cells.plan == OWN_NAME
    bid[:, search], rank[:, search] = auction.bid, auction.rank
    quality[:, search], quality[:, own] = auction.quality, 10
    rank[:, own] = _places(bid[:, own] * OWN_WORD, 10)
    return bid, rank, quality


def _places(bid, quality):
    """Place of an ad; 0 without a bid."""
    place = np.ceil(np.round(PLACES / np.maximum(bid * quality, 1), 6)).astype(np.int64)
    return np.where(bid > 0, place, 0)


def _cells(world):
    """The rows of a day: its plan and picture (-1: none), what it aims at, how it matches."""
    names = vocabulary(world)
    parts = []
    for plan in range(len(PLANS)):
        count = len(names) if plan == SEARCH else PICTURES if plan in PICTURED else 1
        parts += [(plan, i) for i in range(count)]
    plan, i = np.array(parts).T
    search, kinds = plan == SEARCH, len(world.words.name)
    match = codes(world.words.match, MATCHES)[i % kinds]
    return SimpleNamespace(
        plan=plan,
        picture=np.where(np.isin(plan, PICTURED), i, -1),
        aim=np.where(search, len(AUDIENCES) + i, plan - 1),
        match=np.where(search, match, np.where(plan == OWN_NAME, MATCHES.index("exact"), -1)),
        first=np.searchsorted(plan, np.arange(len(PLANS))),
    )


def _visits(r, cells):
    """Visits by ads: their places in the log, and in the days' rows."""
    plan_of = np.full(len(ENTRANCES), -1)
    plan_of[ENTRANCE_OF_PLAN] = np.arange(len(PLANS))
    plan = plan_of[r.s.entrance]
    at = np.flatnonzero(plan >= 0)
    plan, day = plan[at], (r.s.day[at] - r.first_day).astype(np.int64)
    row = cells.first[plan]
    search, pictured = plan == SEARCH, np.flatnonzero(np.isin(plan, PICTURED))
    row[search] += _words_of(r, at[search])
    ctr = np.exp(-FADE * _pictures(r, cells)[1])
    first = ctr[day[pictured], row[pictured]]
    both = first + ctr[day[pictured], row[pictured] + 1]
    u = hash_uniforms(r.seed, CREATIVE, r.s.visitor[at[pictured]])[0]
    row[pictured] += u * both >= first
    return at, day * len(cells.plan) + row


def _words_of(r, at):
    """The words that searchers typed: of the article's category, and of their type."""
    kinds = len(r.world.words.name)
    return r.world.sku.category[r.s.sku[at]] * kinds + r.s.word[at].astype(np.int64)


def _pictures(r, cells):
    """Number and age in days of each row's picture, shape (days, rows); plans take turns."""
    run = RUN[cells.picture]
    day = r.first_day + np.arange(r.days)[:, None] + 3 * cells.plan
    return day // run * PICTURES + cells.picture, day % run


def _by_plan(cells, values):
    """Sums over each plan's rows, shape (days, plans)."""
    return np.add.reduceat(values.reshape(-1, len(cells.plan)), cells.first, axis=1)


def _costs(r, cells, clicks, auction):
    """Each plan's money over its rows, by clicks and what they cost; without clicks by interest."""
    clicks = clicks.reshape(r.days, -1).astype(float)
    price, interest = np.ones((2, *clicks.shape))
    price[:, cells.plan == SEARCH] = auction.factor
    interest[:, cells.plan == SEARCH] = _interest(r.world)
    idle = _by_plan(cells, clicks)[:, cells.plan] == 0
    return _shares(cells, r.daily.spend, np.where(idle, interest, clicks) * price)


def _shown(r, cells, clicks, auction):
    """Impressions: the better the score, the fewer to a click; unclicked words have some too."""
    grid = clicks.reshape(r.days, -1)
    sums = _by_plan(cells, grid)
    day, entrance = np.repeat(np.arange(r.days), len(PLANS)), np.tile(ENTRANCE_OF_PLAN, r.days)
    shown = impressions(r, sums.ravel(), entrance, day).reshape(sums.shape)
    weight, mine = np.ones(grid.shape), cells.plan == SEARCH
    interest = grid[:, mine] + 10 * _interest(r.world)
    weight[:, mine] = (auction.bid > 0) * interest / auction.quality
    return grid + _shares(cells, shown - sums, weight)


def _interest(world):
    """What share of searches each word of the vocabulary has."""
    share = np.bincount(world.sku.category, world.sku.draw, len(world.categories))
    return np.outer(share, world.words.searches).ravel()


def _shares(cells, total, weight):
    """Whole numbers by plan, shared out over the plan's rows in proportion to the weights."""
    parts = []
    for plan, mine in enumerate(np.split(weight, cells.first[1:], axis=1)):
        sums = np.cumsum(mine, axis=1)
        edges = total[:, [plan]] * sums / np.where(sums[:, -1:] > 0, sums[:, -1:], 1)
        parts.append(np.diff(np.round(np.round(edges, 6)), axis=1, prepend=0))
    return np.concatenate(parts, axis=1).astype(np.int64)


def _whole(values, missing):
    return pd.arrays.IntegerArray(np.where(missing, 0, values).astype(np.int64), missing)
