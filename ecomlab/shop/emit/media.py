"""Live rooms, posts and their creators: the inside of the channels content and live."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY
from ecomlab.shop.emit.record import money, whole, words
from ecomlab.shop.parts.media import SETTLED
from ecomlab.shop.posts import CLICK_RATE, KINDS, MEDIA, STAGES, STYLES
from ecomlab.shop.shows import ASSIGNED, MOST_MINUTES
from ecomlab.shop.streams_in_use import CREATOR, POST, ROOM
from ecomlab.shop.world import PLANS, ROLES
from ecomlab.streams import hash_uniforms

CONTENT = PLANS.index("content")
JUMP = np.array([0.35, 0.75, 0.5])  # of the clicks, straight into the shop's app, by platform
ENTRY = 0.16  # of those to whom the room is shown, who come in (曝光–进入率)
CARD = np.array([0.07, 0.12, 0.08, 0.11, 0.07])  # of those who see the card, who click, by segment


def live_minutes(r):
    """The show of each day by minute (直播逐分钟): 曝光, 进入, 商品曝光, 点击, 成交.

    A click is a visit of the shop in that minute; each step counts what happens in the minute.
    """
    shows, days = r.shows, r.first_day + np.arange(r.days)
    show, minute = np.nonzero(np.arange(MOST_MINUTES) < shows.minutes[days, None])
    day = days[show]
    place = np.full((r.days, MOST_MINUTES), -1)
    place[show, minute] = np.arange(len(show))
    at = np.flatnonzero(r.s.minute >= 0)
    cell = place[r.s.day[at] - r.first_day, r.s.minute[at]]

    def total(weight=None):
        return np.bincount(cell, weight, len(show)).astype(np.int64)

    clicks, segment, host = total(), shows.segment[day, minute], shows.host[day]
    u = hash_uniforms(r.seed, ROOM, day * MOST_MINUTES + minute, count=4)
    cards = np.round((clicks + 1.5 * u[0]) / (CARD[segment] * (0.85 + 0.3 * u[1])))
    base = np.diff(shows.edges[days], axis=1, prepend=0)[show, minute]
    visits = np.bincount(show, clicks, r.days)[show]
    entrants = np.round(visits * base * 7 * (0.8 + 0.4 * u[2]) + clicks).astype(np.int64)
    viewers = _in_the_room(entrants, minute, shows.hold[host])
    cards = np.minimum(cards.astype(np.int64), np.maximum(viewers, clicks))
    shown = np.round(entrants / (ENTRY * (0.8 + 0.4 * u[3]))).astype(np.int64)
    sku = shows.sku[day, minute]
    return pd.DataFrame(
        {
            "session_id": day + 1,
            "date": r.dates(day),
            "minute": minute,
            "ts": r.times(day * DAY + shows.start[day] + minute * 60),
            "host": words(host, shows.names),
            "host_by": words(shows.assigned[day], ASSIGNED),
            "script_segment": words(segment, shows.segments),
            "sku": words(sku, r.articles),
            "sku_role": words(r.world.sku.role[sku], ROLES),
            "impressions": shown,
            "viewers": viewers,
            "entrants": entrants,
            "product_impressions": np.maximum(cards, clicks),
            "product_clicks": clicks,
            "orders": total(r.bought[at] > 0),
            "revenue": money(total(r.bought[at])),
        }
    )


def _in_the_room(entrants, minute, hold):
    """How many watch at each minute: who came in and hasn't left; good hosts hold them longer."""
    stays, count = 1 - 1 / hold, len(entrants)
    viewers, number = np.zeros(count), entrants.astype(float)
    for past in range(25):
        back = np.arange(past, count)
        same = minute[back] >= past
        viewers[back] += np.where(same, number[back - past] * stays[back] ** past, 0)
    return np.maximum(np.floor(np.round(viewers, 6)).astype(np.int64), entrants)


def minute_truth(r):
    """What a minute adds to the readiness to buy: host, script and evening (logit of the cart)."""
    shows, days = r.shows, r.first_day + np.arange(r.days)
    show, minute = np.nonzero(np.arange(MOST_MINUTES) < shows.minutes[days, None])
    day = days[show]
    return pd.DataFrame(
        {
            "session_id": day + 1,
            "minute": minute,
            "host_intent": shows.intent[shows.host[day]],
            "segment_intent": shows.script_intent[shows.segment[day, minute]],
            "evening_intent": shows.facts["weekend"] * shows.good[day],
        }
    )


def live_shows(tables, _seed):
    """Each show as a whole, and what is left of its money on day 15 (直播场次)."""
    minutes, orders, back = tables["live_minutes"], tables["orders"], tables["returns"]
    by = minutes.groupby("session_id", sort=True)
    sums = by[["impressions", "entrants", "product_impressions", "product_clicks", "orders"]].sum()
    first = by[["date", "host", "host_by"]].first()
    cents = np.round(minutes["revenue"] * 100).groupby(minutes["session_id"]).sum()
    start = tables["calendar"]["date"].iloc[0]
    mine = orders[(orders["channel"] == "live") & orders["ts_pay"].notna()]
    show = (mine["ts_order"].dt.normalize() - start).dt.days.to_numpy() + 1
    shown = pd.Series(show, index=mine["order_id"].to_numpy())
    back = _refunds(mine, back)
    show = shown.loc[back["order_id"]].to_numpy()
    late = (back["at"].dt.normalize() - start).dt.days.to_numpy() + 1 - show
    soon = late <= SETTLED
    refund = np.round(back["refund"].to_numpy("float64") * 100)[soon]
    refund = pd.Series(refund).groupby(show[soon]).sum().reindex(sums.index, fill_value=0)
    last = len(tables["calendar"])
    net = (cents - refund).where(sums.index + SETTLED <= last)
    return pd.DataFrame(
        {
            "session_id": sums.index.to_numpy(),
            "date": first["date"].array,
            "host": first["host"].array,
            "host_by": first["host_by"].array,
            "minutes": by.size().to_numpy(),
            **{name: sums[name].to_numpy() for name in sums},
            "revenue": cents.to_numpy() / 100,
            "net_15": net.to_numpy() / 100,
        }
    )


def _refunds(orders, returns):
    """What is refunded of these orders, and when: sent back, or taken back before it was sent."""
    back = returns[returns["inspected_at"].notna() & returns["order_id"].isin(orders["order_id"])]
    back = back.rename(columns={"inspected_at": "at"})
    taken = orders[orders["ts_cancel"].notna()]
    taken = taken.rename(columns={"ts_cancel": "at", "paid_amount": "refund"})
    columns = ["order_id", "at", "refund"]
    return pd.concat([back[columns], taken[columns]], ignore_index=True)


def post_daily(r):
    """Each post on each day on which it is shown (内容日报); its cost on the day of publishing."""
    posts = r.posts
    rows = [_post_day(r, posts, day) for day in range(r.first_day, r.first_day + r.days)]
    day, post, cost, weight, brand = (np.concatenate(column) for column in zip(*rows, strict=True))
    count = len(day)
    key = post.astype(np.int64) * 10_000 + day
    order = np.argsort(key, kind="stable")
    at = np.flatnonzero(r.s.post >= 0)
    cell = order[np.searchsorted(key[order], r.s.post[at].astype(np.int64) * 10_000 + r.s.day[at])]

    def total(weight=None):
        return np.bincount(cell, weight, count).astype(np.int64)

    u = hash_uniforms(r.seed, POST, day, nth=2**30 + post, count=2)
    clicks = total()
    views = weight * posts.audience[post] / CLICK_RATE * (0.9 + 0.2 * u[0])
    views = np.maximum(np.round(views), 2 * clicks).astype(np.int64)
    shown = np.round(views * posts.inflated[post]).astype(np.int64)
    watched = np.floor(views * posts.hook[post] * (0.95 + 0.1 * u[1])).astype(np.int64)
    finished = np.floor(watched * posts.watched[post]).astype(np.int64)
    still = posts.kind[post] == KINDS.index("image_text")
    place = posts.creators.media[posts.creator[post]]
    jumps = np.floor(clicks * JUMP[place])
    return pd.DataFrame(
        {
            "date": r.dates(day),
            "post_id": posts.id[post],
            "views": shown,
            "view_3s": pd.arrays.IntegerArray(watched, still),
            "completions": pd.arrays.IntegerArray(finished, still),
            "clicks": clicks,
            "brand_searches_after": np.floor(brand + u[1]).astype(np.int64),
            "jumps_to_store": jumps.astype(np.int64),
            "orders": total(r.bought[at] > 0),
            "revenue": money(total(r.bought[at])),
            "cost": money(cost),
        }
    )


def _post_day(r, posts, day):
    """Day, post, cents, usual clicks and ascribed searches of the posts of one day."""
    some, weight = posts.shown(day)
    new, cost = posts.costs(day, r.daily.spend[day - r.first_day, CONTENT])
    share = weight / np.cumsum(weight)[-1]
    searches = r.brand_visits[day - r.first_day] * 0.2
    old, fresh = some.stop - some.start, new.stop - new.start
    none = np.zeros(fresh)
    return (
        np.full(old + fresh, day), np.r_[some, new],
        np.concatenate([np.zeros(old, np.int64), cost]),
        np.round(np.concatenate([share * r.daily.audience[day - r.first_day], none]), 6),
        np.round(np.concatenate([share * searches, none]), 6),
    )  # fmt: skip


def content_posts(r):
    """The posts (种草笔记), those still shown on the first day too; results are added later."""
    posts = r.posts
    of = posts.creator
    return pd.DataFrame(
        {
            "post_id": posts.id,
            "creator_id": of + 1,
            "platform": words(posts.creators.media[of], MEDIA),
            "type": words(posts.kind, KINDS),
            "stage": words(posts.stage, STAGES),
            "ts": r.times(posts.second),
            "sku": words(posts.sku, r.articles),
            "second_sku": words(posts.other, r.articles),
        }
    )


def post_truth(r):
    """What no shop sees of a post: how far its fans fit, and what it does to clicks and buying."""
    posts = r.posts
    return pd.DataFrame(
        {
            "post_id": posts.id,
            "hook": posts.hook,
            "fit": np.round(posts.fit, 4),
            "skill": np.round(posts.creators.skill[posts.creator], 4),
            "clicks_per_view": np.round(CLICK_RATE * posts.draw, 6),
            "intent": np.round(posts.intent, 4),
            "bought_views": posts.inflated > 1,
            "seeded": posts.seeded,
        }
    )


RESULTS = (
    "views", "view_3s", "completions", "clicks", "brand_searches_after", "jumps_to_store", "orders",
    "revenue", "cost",
)  # fmt: skip
VIDEO = ("view_3s", "completions")  # what there is of videos only


def with_results(posts, daily):
    """The posts, with what each has brought so far."""
    place = np.searchsorted(posts["post_id"], daily["post_id"])
    sums = {name: _sums(place, daily[name], len(posts)) for name in RESULTS}
    still = (posts["type"] == "image_text").to_numpy()
    video = {name: pd.arrays.IntegerArray(sums[name], still) for name in VIDEO}
    return posts.assign(**sums | video)


def creator_orders(r):
    """Paid orders whose last click was a post (达人推广订单); settled 15 days after the payment."""
    o, lines, posts = r.o, r.lines, r.posts
    at = np.flatnonzero(o.paid & (o.post >= 0))
    due = o.paid_at + SETTLED * DAY
    taken = (o.paid & ~o.sent)[lines.of]  # back before it was sent
    back = taken | (lines.returned & (lines.inspected <= due[lines.of]))
    refund = np.bincount(lines.of, lines.refund * back, len(o.order)).astype(np.int64)
    units = np.bincount(lines.of, lines.pieces, len(o.order)).astype(np.int64)
    kept = units - np.bincount(lines.of, lines.pieces * back, len(o.order)).astype(np.int64)
    creator = posts.creator[o.post[at]]
    return pd.DataFrame(
        {
            "order_id": o.order[at] + 1,
            "post_id": posts.id[o.post[at]],
            "creator_id": creator + 1,
            "ts_pay": r.times(o.paid_at[at]),
            "units": units[at],
            "amount": money((o.amount - o.off)[at]),
            "commission_rate": posts.creators.commission[creator],
            "settled_at": r.times(due[at]),
            "kept_units": whole(kept[at]),
            "refunded": money(refund[at]),
            "commission": money(o.commission[at]),
        }
    )


def creators(r):
    """The people asked to post (达人), as they offer themselves; results are added later."""
    c, types = r.posts.creators, r.world.types
    number = np.arange(len(c.tier))
    u = hash_uniforms(r.world.seed, CREATOR, number, nth=1, count=3)
    created = c.accepted & (u[0] < 0.3)
    return pd.DataFrame(
        {
            "creator_id": number + 1,
            "platform": words(c.media, MEDIA),
            "tier": words(c.tier, c.tiers),
            "followers": c.followers,
            "fan_young_share": np.round(c.share(types.age[:, 0] + types.age[:, 1] / 2), 3),
            "fan_female_share": np.round(c.share(types.female), 3),
            "fan_tier1_share": np.round(c.share(types.tier1), 3),
            "style_tags": words(c.fans.argmax(axis=1), STYLES),
            "commission_rate": c.commission,
            "sample_sent": c.accepted | (u[1] < 0.5),
            "accepted": c.accepted,
            "co_created": created,
            "live_done": created & (u[2] < 0.5),
        }
    )


def creator_truth(r):
    """What no shop sees of a creator: the fans' types of buyer, and what the creator does."""
    c = r.posts.creators
    fans = {f"fans_{name}": np.round(c.fans[:, i], 4) for i, name in enumerate(r.world.types.name)}
    return pd.DataFrame(
        {
            "creator_id": np.arange(len(c.tier)) + 1,
            **fans,
            "skill": np.round(c.skill, 4),
            "sway": np.round(c.sway, 4),
            "asks": np.round(c.ask, 4),
            "buys_views": c.buys_views,
        }
    )


def with_posts(creators, posts, orders, refunds):
    """The creators, with what their posts have brought so far.

    ``orders``: ``creator_orders``; ``refunds``: yuan refunded so far of each of them.
    """
    count = len(creators)
    of, buyer = posts["creator_id"].to_numpy() - 1, orders["creator_id"].to_numpy() - 1
    return creators.assign(
        posts=np.bincount(of, minlength=count),
        fee=_sums(of, posts["cost"], count),
        clicks=_sums(of, posts["clicks"], count),
        orders=_sums(of, posts["orders"], count),
        revenue=_sums(of, posts["revenue"], count),
        refunds=_sums(buyer, refunds, count),
        commission=_sums(buyer, orders["commission"].fillna(0.0), count),
    )


def creator_deals(r):
    """The contract of each post (达人合作合同): fee, commission, guaranteed pieces (保量)."""
    posts = r.posts
    ours = np.flatnonzero(posts.day >= 0)
    creator = posts.creator[ours]
    return pd.DataFrame(
        {
            "deal_id": posts.id[ours],
            "creator_id": creator + 1,
            "post_id": posts.id[ours],
            "date": r.dates(posts.day[ours]),
            "settled_on": r.dates(posts.day[ours] + posts.life + SETTLED + 1),
            "commission_rate": posts.creators.commission[creator],
            "guaranteed_units": whole(np.where(posts.guaranteed[ours], posts.guaranteed[ours], -1)),
        }
    ).assign(guaranteed_units=lambda f: f["guaranteed_units"].mask(f["guaranteed_units"] < 0))


def with_units(deals, posts, orders, today):
    """The contracts, with their fees and, once all is settled, what the posts sold."""
    fee = posts.set_index("post_id")["cost"]
    settled = (deals["settled_on"] <= today).to_numpy()
    sums = orders[["units", "kept_units"]].fillna(0).groupby(orders["post_id"]).sum()
    sums = sums.reindex(deals["post_id"], fill_value=0)

    def units(name):
        return pd.arrays.IntegerArray(sums[name].to_numpy("int64"), ~settled)

    return deals.assign(
        slot_fee=fee.reindex(deals["post_id"]).to_numpy(),
        units=units("units"),
        kept_units=units("kept_units"),
    )


def add_results(tables):
    """Posts, creators and contracts as they stand, from the tables known on an evening."""
    posts = with_results(tables["content_posts"], tables["post_daily"])
    orders, bought = tables["orders"], tables["creator_orders"]
    at = np.searchsorted(orders["order_id"], bought["order_id"])
    refunds = orders["refund_amount"].iloc[at].reset_index(drop=True)
    today = tables["calendar"]["date"].iloc[-1]
    return {
        "content_posts": posts,
        "creators": with_posts(tables["creators"], posts, bought, refunds),
        "creator_deals": with_units(tables["creator_deals"], posts, bought, today),
    }


def _sums(place, values, count):
    """Sums by place: money to the cent, counts as whole numbers."""
    if values.dtype.kind == "f":
        cents = np.round(values.to_numpy("float64") * 100)
        return np.bincount(place, cents, count).astype(np.int64) / 100
    return np.bincount(place, values.to_numpy("int64", na_value=0), count).astype(np.int64)
