"""Live rooms, posts and their creators: the inside of the channels content and live."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.streams_in_use import CREATOR, LIVE, POST
from ecomlab.shop.world import BRAND, ENTRANCES, PLANS, ROLES
from ecomlab.streams import hash_uniforms

SHOWN = 24  # articles of a show
SEGMENTS = ("warm_up", "welfare", "explain", "urge", "close")  # of an article's minutes
HOSTS = ("lin", "zhou", "guest")  # the first two take turns
RUNNING_ORDER = np.array([1, 2, 4, 0, 3])  # by role: welfare goods first, as hosts do
SHORT = 120  # minutes of a show that have a key of their own
POSTS = 3  # a day
POST_SHARE = np.array([0.5, 0.8])  # of visitors, cumulated: the best post brings half
COST_SHARE = np.array([40, 35])  # per cent of the day's money; the last post gets the rest
CREATORS, ACCEPTED = 20, 12
TIERS = ("koc", "mid", "head")
TIER_OF = np.array([0, 0, 1, 0, 1, 2])[np.arange(CREATORS) % 6]
FANS = np.array([2_000, 10_000, 100_000, 1_500_000])  # from which a tier begins
MEDIA = ("xiaohongshu", "douyin", "bilibili")
KINDS = ("review", "how_to", "short_video", "image_text", "drama", "testimonial")
STAGES = ("aware", "interest", "purchase")


def live_minutes(r):
    """The show of each day by minute (直播逐分钟); a visit counts where its article is shown.

    Those who watch the recording later count at the minute that they watch.
    """
    order = np.argsort(RUNNING_ORDER[r.world.sku.role], kind="stable")[:SHOWN]
    block = np.full(len(r.articles), len(order) - 1)
    block[order] = np.arange(len(order))
    length, hour, guest = _shows(r)
    first = np.cumsum(length) - length
    cell, paid, revenue = _visits_of(r, "live_room")
    u = hash_uniforms(r.seed, LIVE, r.s.visitor[cell], r.s.nth[cell])[0]
    show = r.s.day[cell] - r.first_day
    minute = (block[r.s.sku[cell]] + u) * (length[show] / len(order))
    place = first[show] + np.minimum(minute.astype(np.int64), length[show] - 1)

    def total(weight=None):
        return np.bincount(place, weight, length.sum()).astype(np.int64)

    show = np.repeat(np.arange(r.days), length)
    minute = np.arange(len(show)) - first[show]
    part, day = minute * len(order), r.first_day + show  # in minutes of an article's own clock
    sku, clicks = order[part // length[show]], total()
    segment = part % length[show] * len(SEGMENTS) // length[show]
    key = day * SHORT + minute % SHORT
    u = hash_uniforms(r.seed, LIVE, key, nth=1 + minute // SHORT)[0]
    entrants = clicks * 6 + np.floor(8 * r.world.scale * u).astype(np.int64)
    return pd.DataFrame(
        {
            "session_id": day + 1,
            "date": r.dates(day),
            "minute": minute,
            "ts": r.times(day * DAY + hour[show] * HOUR + minute * 60),
            "host": words(np.where(guest[show], HOSTS.index("guest"), day % 2), HOSTS),
            "script_segment": words(segment, SEGMENTS),
            "sku": words(sku, r.articles),
            "sku_role": words(r.world.sku.role[sku], ROLES),
            "viewers": entrants * 3 + np.roll(entrants, 1) * (minute > 0),
            "entrants": entrants,
            "product_clicks": clicks,
            "orders": total(paid),
            "revenue": money(total(revenue)),
        }
    )


def _shows(r):
    """Minutes, first hour and whether a guest presents, of each day's show."""
    slots = r.world.facts["live_slot"]
    plans = [r.engine.plan_on(r.first_day + i) for i in range(r.days)]
    shows = [
        (int(plan["live.minutes"]), slots[plan["live.slot"]]["hour"], plan["live.host"] == "guest")
        for plan in plans
    ]
    return np.array(shows, dtype=np.int64).T


def _visits_of(r, entrance):
    """Visits by an entrance: their places, whether they paid, and how many cents."""
    at = np.flatnonzero(r.s.entrance == ENTRANCES.index(entrance))
    return at, r.bought[at] > 0, r.bought[at]


def content_posts(r):
    """The posts of each day (种草笔记/短视频); visits, orders and money are the channel's."""
    at, paid, revenue = _visits_of(r, "post")
    place = (r.s.day[at] - r.first_day) * POSTS + _post_of(r.seed, r.s.visitor[at])

    def total(weight=None):
        return np.bincount(place, weight, r.days * POSTS).astype(np.int64)

    day, post = np.repeat(r.first_day + np.arange(r.days), POSTS), np.arange(r.days * POSTS)
    u = hash_uniforms(r.seed, POST, day * POSTS + post % POSTS, nth=2**30, count=6)
    clicks, creator = total(), _creators_of(r, u[0])
    views = np.round(clicks / (0.02 + 0.02 * u[1])).astype(np.int64)
    brand = np.bincount(r.s.day[r.s.origin == BRAND] - r.first_day, minlength=r.days)[post // POSTS]
    return pd.DataFrame(
        {
            "post_id": day * POSTS + post % POSTS + 1,
            "creator_id": creator + 1,
            "platform": words(creator % len(MEDIA), MEDIA),
            "type": words((u[2] * len(KINDS)).astype(int), KINDS),
            "stage": words(np.searchsorted([0.45, 0.8], u[3]), STAGES),
            "ts": r.times(day * DAY + 9 * 3600 + np.floor(11 * 3600 * u[4]).astype(np.int64)),
            "views": views,
            "view_3s": np.floor(views * (0.35 + 0.3 * u[5])).astype(np.int64),
            "completions": np.floor(views * (0.05 + 0.15 * u[5])).astype(np.int64),
            "clicks": clicks,
            "brand_searches_after": np.floor(brand * 0.2 * u[1]).astype(np.int64),
            "jumps_to_store": np.floor(clicks * 0.6).astype(np.int64),
            "orders": total(paid),
            "revenue": money(total(revenue)),
            "cost": money(_post_costs(r)),
        }
    )


def _post_of(seed, visitor):
    """Which of the day's posts a newcomer came from (who comes again comes another way)."""
    return np.searchsorted(POST_SHARE, hash_uniforms(seed, POST, visitor)[0])


def _creators_of(r, u):
    """Who made each post: one of those who accepted, of the tier that the shop asks that day."""
    tiers = [r.engine.plan_on(r.first_day + i)["creators.tier"] for i in range(r.days)]
    creator = (u * ACCEPTED).astype(np.int64)
    for number, tier in enumerate(TIERS):
        mine = np.repeat([name == tier for name in tiers], POSTS)
        asked = np.flatnonzero(TIER_OF[:ACCEPTED] == number)
        creator[mine] = asked[(u[mine] * len(asked)).astype(np.int64)]
    return creator


def _post_costs(r):
    """The channel's money of each day, over its posts, to the cent."""
    spend = r.daily.spend[:, PLANS.index("content")]
    parts = spend[:, None] * COST_SHARE // 100
    return np.column_stack([parts, spend - parts.sum(axis=1)]).ravel()


def creators(tables, seed):
    """The people asked to post, and what their posts have brought so far (达人).

    refunds are of the orders that count as theirs: bought in the visit that began at a post.
    """
    number = np.arange(CREATORS)
    u = hash_uniforms(seed, CREATOR, number, count=9)
    low, high = FANS[TIER_OF], FANS[TIER_OF + 1]
    followers = np.floor(low * (high / low) ** u[0]).astype(np.int64)
    posts = tables["content_posts"]
    of = posts["creator_id"].to_numpy() - 1

    def total(name):
        cents = np.round(posts[name].to_numpy(dtype=float) * 100)
        return np.bincount(of, cents, CREATORS).astype(np.int64)

    accepted = number < ACCEPTED
    created = accepted & (u[7] < 0.3)
    return pd.DataFrame(
        {
            "creator_id": number + 1,
            "platform": words(number % len(MEDIA), MEDIA),
            "tier": words(TIER_OF, TIERS),
            "followers": followers,
            "fan_young_share": np.round(0.25 + 0.5 * u[1], 3),
            "fan_female_share": np.round(0.30 + 0.5 * u[2], 3),
            "fan_tier1_share": np.round(0.15 + 0.4 * u[3], 3),
            "style_tags": words((u[4] * 3).astype(int), ("outdoor", "home", "travel")),
            "commission_rate": np.round(0.05 + 0.15 * u[5], 2),
            "sample_sent": accepted | (u[6] < 0.5),
            "accepted": accepted,
            "co_created": created,
            "live_done": created & (u[8] < 0.5),
            "posts": np.bincount(of, minlength=CREATORS),
            "fee": money(total("cost")),
            "clicks": total("clicks") // 100,
            "orders": total("orders") // 100,
            "revenue": money(total("revenue")),
            "refunds": money(np.bincount(*_refunds(tables, seed, of), CREATORS).astype(np.int64)),
        }
    )


def _refunds(tables, seed, creator_of_post):
    """Creator and cents refunded of each order that began at a post."""
    orders, posts = tables["orders"], tables["content_posts"]
    mine = orders[(orders["channel"] == "content").to_numpy()]
    first = posts["ts"].dt.normalize().iloc[0]  # there are posts from the first day on
    day = (mine["ts_order"].dt.normalize() - first).dt.days.to_numpy()
    post = day * POSTS + _post_of(seed, mine["customer_id"].to_numpy())
    return creator_of_post[post], np.round(mine["refund_amount"].to_numpy() * 100)
