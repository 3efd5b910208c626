"""Live rooms, posts and their creators: the inside of the channels content and live."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.streams_in_use import CREATOR, LIVE, POST
from ecomlab.shop.world import ENTRANCES, PLANS, ROLES
from ecomlab.streams import hash_uniforms

SHOWN, BLOCK = 24, 5  # articles of a show, minutes of each
SEGMENTS = ("warm_up", "welfare", "explain", "urge", "close")  # the minutes of a block
RUNNING_ORDER = np.array([1, 2, 4, 0, 3])  # by role: welfare goods first, as hosts do
POSTS = 3  # a day
POST_SHARE = np.array([0.5, 0.8])  # of visitors, cumulated: the best post brings half
COST_SHARE = np.array([40, 35])  # per cent of the day's money; the last post gets the rest
CREATORS, ACCEPTED = 20, 12
MEDIA = ("xiaohongshu", "douyin", "bilibili")
KINDS = ("review", "how_to", "short_video", "image_text", "drama", "testimonial")
STAGES = ("aware", "interest", "purchase")


def live_minutes(r):
    """The show of each day by minute (直播逐分钟); a visit counts where its article is shown.

    Those who watch the recording later count at the minute that they watch.
    """
    order = np.argsort(RUNNING_ORDER[r.world.sku.role], kind="stable")[:SHOWN]
    length = len(order) * BLOCK
    block = np.full(len(r.articles), len(order) - 1)
    block[order] = np.arange(len(order))
    cell, paid, revenue = _visits_of(r, "live_room")
    u = hash_uniforms(r.seed, LIVE, r.s.visitor[cell], r.s.nth[cell])[0]
    minute = block[r.s.sku[cell]] * BLOCK + np.floor(BLOCK * u).astype(np.int64)
    place = (r.s.day[cell] - r.first_day) * length + minute

    def total(weight=None):
        return np.bincount(place, weight, r.days * length).astype(np.int64)

    day, minute = (
        np.repeat(np.arange(r.days), length),
        np.tile(np.arange(length), r.days),
    )
    sku, clicks = order[minute // BLOCK], total()
    u = hash_uniforms(r.seed, LIVE, (r.first_day + day) * length + minute, nth=1)[0]
    entrants = clicks * 6 + np.floor(8 * r.world.scale * u).astype(np.int64)
    return pd.DataFrame(
        {
            "session_id": r.first_day + day + 1,
            "date": r.dates(r.first_day + day),
            "minute": minute,
            "host": words((r.first_day + day) % 2, ("lin", "zhou")),
            "script_segment": words(minute % BLOCK, SEGMENTS),
            "sku": words(sku, r.articles),
            "sku_role": words(r.world.sku.role[sku], ROLES),
            "viewers": entrants * 3 + np.roll(entrants, 1) * (minute > 0),
            "entrants": entrants,
            "product_clicks": clicks,
            "orders": total(paid),
            "revenue": money(total(revenue)),
        }
    )


def _visits_of(r, entrance):
    """Visits by an entrance: their places, whether they paid, and how many cents."""
    at = np.flatnonzero(r.s.entrance == ENTRANCES.index(entrance))
    o, cents = r.o, np.zeros(len(r.s.day), np.int64)
    cents[o.session[o.paid] - r.engine.first_session] = (o.amount - o.off)[o.paid]
    return at, cents[at] > 0, cents[at]


def content_posts(r):
    """The posts of each day (种草笔记/短视频); visits, orders and money are the channel's."""
    at, paid, revenue = _visits_of(r, "post")
    u = hash_uniforms(r.seed, POST, r.s.visitor[at], r.s.nth[at])[0]
    place = (r.s.day[at] - r.first_day) * POSTS + np.searchsorted(POST_SHARE, u)

    def total(weight=None):
        return np.bincount(place, weight, r.days * POSTS).astype(np.int64)

    day, post = np.repeat(r.first_day + np.arange(r.days), POSTS), np.arange(r.days * POSTS)
    u = hash_uniforms(r.seed, POST, day * POSTS + post % POSTS, nth=2**30, count=6)
    clicks, creator = total(), (u[0] * ACCEPTED).astype(np.int64)
    views = np.round(clicks / (0.02 + 0.02 * u[1])).astype(np.int64)
    brand = np.bincount(r.s.day[r.s.origin == 1] - r.first_day, minlength=r.days)[post // POSTS]
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


def _post_costs(r):
    """The channel's money of each day, over its posts, to the cent."""
    spend = r.daily.spend[:, PLANS.index("content")]
    parts = spend[:, None] * COST_SHARE // 100
    return np.column_stack([parts, spend - parts.sum(axis=1)]).ravel()


def creators(tables):
    """The people asked to post, and what their posts have brought so far (达人).

    They are the same in every world; small ones' fans are closer to the shop.
    """
    number = np.arange(CREATORS)
    u = hash_uniforms(0, CREATOR, number, count=8)
    followers = np.floor(3000 * np.exp(6 * u[0])).astype(np.int64)
    posts = tables["content_posts"]
    of = posts["creator_id"].to_numpy() - 1

    def total(name):
        cents = np.round(posts[name].to_numpy(dtype=float) * 100)
        return np.bincount(of, cents, CREATORS).astype(np.int64)

    accepted = number < ACCEPTED
    return pd.DataFrame(
        {
            "creator_id": number + 1,
            "platform": words(number % len(MEDIA), MEDIA),
            "tier": words(np.searchsorted([10_000, 100_000], followers), ("koc", "mid", "head")),
            "followers": followers,
            "fan_young_share": np.round(0.25 + 0.5 * u[1], 3),
            "fan_female_share": np.round(0.30 + 0.5 * u[2], 3),
            "fan_tier1_share": np.round(0.15 + 0.4 * u[3], 3),
            "style_tags": words((u[4] * 3).astype(int), ("outdoor", "home", "travel")),
            "commission_rate": np.round(0.05 + 0.15 * u[5], 2),
            "sample_sent": accepted | (u[6] < 0.5),
            "accepted": accepted,
            "co_created": accepted & (u[7] < 0.3),
            "posts": np.bincount(of, minlength=CREATORS),
            "fee": money(total("cost")),
            "clicks": total("clicks") // 100,
            "orders": total("orders") // 100,
            "revenue": money(total("revenue")),
        }
    )
