"""What the ad tools report: spend and results by plan, word and picture, hour and region."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from ecomlab.shop.ads import OWN_NAME, SEARCH
from ecomlab.shop.delivery import DAY
from ecomlab.shop.emit.media import live_minutes, post_daily
from ecomlab.shop.emit.record import impressions, money, vocabulary, words
from ecomlab.shop.streams_in_use import AUCTION, CREATIVE, QUALITY
from ecomlab.shop.world import ENTRANCE_OF_PLAN, PLANS, TOOL_OF_PLAN, TOOLS, codes
from ecomlab.streams import hash_uniforms

MATCHES = ("broad", "exact")
PICTURED = codes(("paid_feed", "content", "live"), PLANS)
RUN = np.array([14, 11])  # days that each of a plan's two pictures runs until a new one comes
PICTURES = len(RUN)
FADE = 0.06  # of the log of the click rate, a day
ABOVE = 1.25  # bid over price of a click
PLACES = 5600  # cents times quality score that take the first place at usual prices
OWN_WORD = 40  # times as little does so on the shop's own name
HOURS = 24
LIMIT_STEP = 1000  # cents in which a limit is set
CONTENT, LIVE = codes(("content", "live"), PLANS)
MEDIA_SHOWN = (  # kinds of plan of which another table knows how often they were shown
    (CONTENT, post_daily, "views"),
    (LIVE, live_minutes, "impressions"),
)


def ads_daily(r):
    """One row per day and word, picture or plan: what the ad tools report.

    Pictures tire: their click rate falls from day to day until new ones come (创意疲劳). That
    is between the two pictures of a plan; how many people its money reaches doesn't hang on it.
    What the tools claim, orders some days after a click, is added when it is known.
    """
    counted = r.once(_counted)
    cells, clicks, auction, at = counted.cells, counted.clicks, counted.auction, counted.at
    days, width = r.days, len(cells.plan)
    day, row = np.repeat(np.arange(days), width), np.tile(np.arange(width), days)
    plan, age = cells.plan[row], _ages(cells, r.first_day + day, row)

    def total(weight):
        return np.bincount(counted.place, weight, days * width).astype(np.int64)

    bid, rank, quality = _offers(r, cells, clicks, auction)
    return pd.DataFrame(
        {
            "date": r.dates(r.first_day + day),
            "platform": words(TOOL_OF_PLAN[r.world.plans.kind[plan]], TOOLS),
            "plan_kind": words(r.world.plans.kind[plan], PLANS),
            **_about(r, cells, row, _numbers(cells, r.first_day + day, row)),
            "creative_age_days": _whole(age, cells.picture[row] < 0),
            "match_type": words(cells.match[row], MATCHES),
            "impressions": counted.shown.ravel(),
            "clicks": clicks,
            "cost": money(_costs(r, cells, clicks, auction).ravel()),
            "same_visit_orders": total(r.bought[at] > 0),
            "same_visit_revenue": money(total(r.bought[at])),
            "bid": money(bid.ravel()),
            "rank": _whole(rank.ravel(), rank.ravel() == 0),
            "quality_score": quality.ravel(),
            "daily_budget": money(_limits(r)[:, cells.plan].ravel()),
        }
    )


def _limits(r):
    """The day's limit of each plan, in cents, as it is set in the tool: in whole steps, above."""
    return -(-r.daily.outlay.sum(axis=2) // LIMIT_STEP) * LIMIT_STEP


def shown(r):
    """Impressions by day and kind of plan, shape (days, PLANS), as ``ads_daily`` has them."""
    first = r.world.plans.first
    counted = r.once(_counted)
    return np.add.reduceat(_by_plan(counted.cells, counted.shown), first, axis=1)


def plan_truth(r):
    """What no shop sees of its plans: what a click costs beside the usual, who is still reached."""
    count = len(r.world.plans.name)
    return pd.DataFrame(
        {
            "date": r.dates(r.first_day + np.repeat(np.arange(r.days), count)),
            "plan_id": words(np.tile(np.arange(count), r.days), r.world.plans.name),
            "click_price": np.round(r.daily.click_price.ravel(), 4),
            "reached": np.round(r.daily.filled.ravel(), 4),
        }
    )


def ad_conversions(r):
    """One row per order paid and ad tool that claims it: the buyer's last click on its ads."""
    cells, claims = _cells(r.world), r.claims
    day = claims.clicked_at // DAY
    row = _rows(r, cells, claims, day, claims.key)
    kind = r.world.plans.kind[claims.plan]
    return pd.DataFrame(
        {
            "order_id": 1 + claims.order,
            "platform": words(TOOL_OF_PLAN[kind], TOOLS),
            "ts_pay": r.times(claims.paid_at),
            "ts_click": r.times(claims.clicked_at),
            "plan_kind": words(kind, PLANS),
            **_about(r, cells, row, _numbers(cells, day, row)),
            "same_visit": claims.visit,
            "revenue": money(claims.cents),
        }
    )


def ads_hourly(r):
    """One row per day, hour and kind of plan: clicks cost more in the hours that all bid for."""
    at = _clicks(r)
    kind, day = r.world.plans.kind[r.s.plan[at]], r.s.day[at] - r.first_day
    shape = (r.days, len(PLANS), HOURS)
    place = np.ravel_multi_index((day, kind, r.s.second[at] // 3600), shape)

    def total(weight=None):
        return np.bincount(place, weight, np.prod(shape)).astype(np.int64)

    clicks, price = total(), np.array(r.world.facts["auction"]["hours"])
    there = clicks.reshape(shape)
    weight = np.where(there.sum(axis=2, keepdims=True) > 0, there, 1) * price
    days, kinds, hours = (place.ravel() for place in np.indices(shape))
    return pd.DataFrame(
        {
            "date": r.dates(r.first_day + days),
            "hour": hours,
            "plan_kind": words(kinds, PLANS),
            "clicks": clicks,
            "cost": money(_parts(r.daily.spend[:, :, None], weight).ravel()),
            "orders": total(r.bought[at] > 0),
            "revenue": money(total(r.bought[at])),
        }
    ).sort_values(["date", "hour", "plan_kind"], kind="stable", ignore_index=True)


def ads_regions(r):
    """One row per day, kind of plan and region: what was planned for it, spent and clicked."""
    at, shape = _clicks(r), r.daily.lot.shape
    kind, day = r.world.plans.kind[r.s.plan[at]], r.s.day[at] - r.first_day
    place = np.ravel_multi_index((day, kind, r.s.region[at]), shape)
    days, kinds, regions = (place.ravel() for place in np.indices(shape))
    cost = np.add.reduceat(r.daily.outlay, r.world.plans.first, axis=1)
    return pd.DataFrame(
        {
            "date": r.dates(r.first_day + days),
            "plan_kind": words(kinds, PLANS),
            "region": words(regions, r.world.regions.name),
            "factor": r.daily.lot.ravel(),
            "cost": money(cost.ravel()),
            "clicks": np.bincount(place, minlength=np.prod(shape)),
        }
    )


def words_bid_for(r):
    """The search plans' auctions by day and word of the vocabulary (出价/质量分/排名).

    Returns
    -------
    SimpleNamespace of arrays, shape (days, words)
        factor: bids as times the usual; bid: cents, 0 where there is none; quality: the
        platform's score of word and page; price: of a click, beside the plan's other words;
        rank: place of the ad, 0 without a bid. A click costs less than the bid, in proportion to
        it, and the less, the better the score.
    """
    kinds, count = len(r.world.words.name), len(vocabulary(r.world))
    plan = r.world.plans.first[SEARCH] + np.arange(count) // kinds
    factor = np.array([r.engine.plan_on(r.first_day + i).terms.bid for i in range(r.days)])
    factor = np.tile(factor, count // kinds)
    quality, price = _scores(r, plan)
    s, wide = r.s.take(np.flatnonzero(r.s.word >= 0)), len(r.world.plans.name)
    day, word = s.day - r.first_day, r.world.sku.category[s.sku] * kinds + s.word
    weight = (factor * price)[day, word]
    bought = np.bincount(day * wide + s.plan, weight, r.days * wide).reshape(-1, wide)
    usual = r.daily.outlay.sum(axis=2) / np.where(bought > 0, bought, 1)
    bid = np.round(ABOVE * usual[:, plan] * factor).astype(np.int64)
    rivals = r.daily.click_price[:, plan]
    return SimpleNamespace(
        factor=factor, bid=bid, quality=quality, price=price, rank=_places(bid, quality, rivals)
    )


def _scores(r, plan):
    """Quality scores by day and word around their plan's, and what they do to a click's price."""
    day, word = r.first_day + np.arange(r.days)[:, None], np.arange(len(plan))
    own = hash_uniforms(r.seed, AUCTION, word, nth=1)[0]
    u = hash_uniforms(r.seed, AUCTION, (day * 1000 + word).ravel())[0].reshape(r.days, -1)
    of_plan = r.daily.score[:, plan]
    quality = np.round(np.clip(of_plan + own + 0.6 * u - 0.8, 1, 10), 1)
    return quality, np.minimum((quality / of_plan) ** -r.world.facts["auction"]["weight"], 1.2)


def _offers(r, cells, clicks, auction):
    """Bid in cents, place and quality score of every row; a plan without words bids by itself."""
    clicks_of_plan = _by_plan(cells, clicks)
    cost = r.daily.outlay.sum(axis=2)
    bid = np.round(cost / np.maximum(clicks_of_plan, 1)).astype(np.int64)[:, cells.plan]
    rank, quality = np.zeros(bid.shape, np.int64), np.full(bid.shape, np.nan)
    search, own = cells.kind == SEARCH, cells.kind == OWN_NAME
    bid[:, search], rank[:, search] = auction.bid, auction.rank
    quality[:, search], quality[:, own] = auction.quality, 10
    rank[:, own] = _places(bid[:, own] * OWN_WORD, 10, 1)
    return bid, rank, quality


def _places(bid, quality, rivals):
    """Place of an ad; 0 without a bid. Where clicks are dearer, rivals bid more."""
    place = np.ceil(np.round(PLACES * rivals / np.maximum(bid * quality, 1), 6)).astype(np.int64)
    return np.where(bid > 0, place, 0)


def _cells(world):
    """The rows of a day: its plan and picture (-1: none), what it aims at, how it matches."""
    names, plans, kinds = vocabulary(world), world.plans, len(world.words.name)
    pictured = np.isin(plans.kind, PICTURED)
    count = np.where(plans.kind == SEARCH, kinds, np.where(pictured, PICTURES, 1))
    plan = np.repeat(np.arange(len(count)), count)
    first = np.cumsum(count) - count
    i, kind = np.arange(len(plan)) - first[plan], plans.kind[plan]
    search = kind == SEARCH
    aims = [*plans.aim, *names]
    match = codes(world.words.match, MATCHES)[i % kinds]
    word = len(plans.aim) + (plan - plans.first[SEARCH]) * kinds + i
    return SimpleNamespace(
        plan=plan, kind=kind, first=first, aims=list(dict.fromkeys(aims)),
        picture=np.where(pictured[plan], i, -1),
        aim=codes(np.array(aims)[np.where(search, word, plan)], list(dict.fromkeys(aims))),
        match=np.where(search, match, np.where(kind == OWN_NAME, MATCHES.index("exact"), -1)),
    )  # fmt: skip


def _about(r, cells, row, number):
    """The columns that say which row of the ad tool it is: plan, word or audience, picture."""
    return {
        "plan_id": words(cells.plan[row], r.world.plans.name),
        "keyword_or_audience": words(cells.aim[row], cells.aims),
        "creative_id": _whole(number, cells.picture[row] < 0),
    }


def _clicks(r):
    """The visits that a plan paid for: places in the log."""
    return np.flatnonzero(r.s.plan >= 0)


def _counted(r):
    """The day's rows (cells), the visits paid for and their rows, clicks, bids, impressions."""
    cells, at = _cells(r.world), _clicks(r)
    width, s = len(cells.plan), r.s.take(at)
    place = (s.day - r.first_day) * width + _rows(r, cells, s, s.day, s.visitor)
    clicks, auction = np.bincount(place, minlength=r.days * width), words_bid_for(r)
    return SimpleNamespace(
        cells=cells, at=at, place=place, clicks=clicks, auction=auction,
        shown=_shown(r, cells, clicks, auction),
    )  # fmt: skip


def _rows(r, cells, clicks, day, visitor):
    """The day's row that each click is counted in: of its word, or of the picture clicked."""
    row, kind = cells.first[clicks.plan], r.world.plans.kind[clicks.plan]
    row[kind == SEARCH] += clicks.word[kind == SEARCH]
    at = np.flatnonzero(np.isin(kind, PICTURED))
    one, other = (np.exp(-FADE * _ages(cells, day[at], row[at] + i)) for i in range(PICTURES))
    u = hash_uniforms(r.seed, CREATIVE, visitor[at])[0]
    row[at] += u * (one + other) >= one
    return row


def _ages(cells, day, row):
    """How many days a row's picture has run; plans take turns. No picture: some number."""
    return (day + 3 * cells.plan[row]) % RUN[cells.picture[row]]


def _numbers(cells, day, row):
    """The numbers of the pictures, plan by plan."""
    nth = (day + 3 * cells.plan[row]) // RUN[cells.picture[row]]
    return cells.plan[row] * 100_000 + nth * PICTURES + cells.picture[row]


def _by_plan(cells, values):
    """Sums over each plan's rows, shape (days, plans)."""
    return np.add.reduceat(values.reshape(-1, len(cells.plan)), cells.first, axis=1)


def _costs(r, cells, clicks, auction):
    """Each plan's money over its rows, by clicks and what they cost; without clicks by interest."""
    clicks = clicks.reshape(r.days, -1).astype(float)
    price, interest = np.ones((2, *clicks.shape))
    price[:, cells.kind == SEARCH] = auction.factor * auction.price
    interest[:, cells.kind == SEARCH] = _interest(r.world)
    idle = _by_plan(cells, clicks)[:, cells.plan] == 0
    return _shares(cells, r.daily.outlay.sum(axis=2), np.where(idle, interest, clicks) * price)


def _shown(r, cells, clicks, auction):
    """Impressions: the better the score, the fewer to a click; unclicked words have some too."""
    grid, plans = clicks.reshape(r.days, -1), r.world.plans
    sums = _by_plan(cells, grid)
    day, entrance = np.indices(sums.shape)
    entrance = ENTRANCE_OF_PLAN[plans.kind[entrance]]
    shown = impressions(r, sums.ravel(), entrance.ravel(), day.ravel()).reshape(sums.shape)
    attracts = np.exp(hash_uniforms(r.world.seed, QUALITY, np.arange(len(plans.name)), nth=2)[0])
    shown = np.maximum(np.round(shown * attracts / np.exp(0.5)), sums).astype(np.int64)
    for kind, table, column in MEDIA_SHOWN:
        shown[:, plans.kind == kind] = _day_sums(r, r.once(table), column)[:, None]
    weight, mine = np.ones(grid.shape), cells.kind == SEARCH
    interest = grid[:, mine] + 10 * _interest(r.world)
    weight[:, mine] = (auction.bid > 0) * interest / auction.quality
    return grid + _shares(cells, shown - sums, weight)


def _day_sums(r, table, column):
    day = (table["date"] - r.dates([r.first_day])[0]).dt.days
    return np.bincount(day, table[column], r.days).astype(np.int64)


def _interest(world):
    """What share of searches each word of the vocabulary has."""
    share = np.bincount(world.sku.category, world.sku.draw, len(world.categories))
    return np.outer(share, world.words.searches).ravel()


def _shares(cells, total, weight):
    """Whole numbers by plan, shared out over the plan's rows in proportion to the weights."""
    parts = np.split(weight, cells.first[1:], axis=1)
    parts = [_parts(total[:, [plan]], mine) for plan, mine in enumerate(parts)]
    return np.concatenate(parts, axis=1)


def _parts(total, weight):
    """A whole number shared out over the last axis, in proportion to the weights."""
    sums = np.cumsum(weight, axis=-1)
    edges = total * sums / np.where(sums[..., -1:] > 0, sums[..., -1:], 1)
    return np.diff(np.round(np.round(edges, 6)), axis=-1, prepend=0).astype(np.int64)


def _whole(values, missing):
    return pd.arrays.IntegerArray(np.where(missing, 0, values).astype(np.int64), missing)
