"""Sessions, what is done in them, and the counts that platforms make of them."""

import numpy as np
import pandas as pd

from ecomlab.shop.emit.ads import shown
from ecomlab.shop.emit.record import MOST_PAGES, impressions, money, words
from ecomlab.shop.funnel import CHECKOUT, IN_CART, ORDERED, PAID, VIEW
from ecomlab.shop.parts.devices import DEVICES, versions
from ecomlab.shop.streams_in_use import LOOK
from ecomlab.shop.world import (
    CHANNEL_OF_ENTRANCE,
    CHANNELS,
    ENTRANCE_OF_PLAN,
    ENTRANCES,
    ORIGINS,
    codes,
)
from ecomlab.streams import hash_uniforms

EVENTS = ("view", "size_select", "fav", "addcart", "checkout", "order", "pay")
SIZE_SELECT, FAV, ORDER, PAY = codes(("size_select", "fav", "order", "pay"), EVENTS)
EVENT_OF_STEP = dict(
    zip((IN_CART, CHECKOUT, ORDERED, PAID),
        codes(("addcart", "checkout", "order", "pay"), EVENTS), strict=True)
)  # fmt: skip
SECOND_OF_EVENT = np.array([0, 120, 100, 150, 200, 240, 0])  # of the session; pay has its own
PAGES = ("A", "B")


def sessions(r):
    """Every visit: where it came from, what page it saw, how long it stayed."""
    s, looks = r.s, r.looks
    frame = pd.DataFrame(
        {
            "session_id": r.session_ids,
            "visitor_id": s.visitor,
            "ts": r.times(r.session_seconds),
            "channel": words(CHANNEL_OF_ENTRANCE[s.entrance], CHANNELS),
            "entrance": words(s.entrance, ENTRANCES),
            "device": words(s.device, DEVICES),
            "app_version": words(s.version, [name for name, _ in versions(r.world)]),
            "region": words(s.region, r.world.regions.name),
            "landing_page": words(s.sku, r.articles),
            "page_version": words(s.page_b.astype(np.int8), PAGES),
            "load_ms": s.load.astype(np.int64),
            "dwell_s": looks.dwell,
            "pages": looks.pages,
            "bounced": looks.bounced,
        },
        copy=False,
    )
    return r.recorded(frame)


def touch_paths(r):
    """One row per touch of a journey (触点路径): all visits, up to an order or to the last.

    A journey has the number of its first visit. It ends in the order paid in one of its visits.
    """
    s, paid = r.s, r.o.paid
    order, at = np.zeros(len(s.day), np.int64), r.o.session[paid] - r.engine.first_session
    pays = np.zeros(len(s.day), np.int64)
    order[at], pays[at] = r.o.order[paid] + 1, r.o.paid_at[paid]
    frame = pd.DataFrame(
        {
            "session_id": r.session_ids,
            "visitor_id": s.visitor,
            "journey_id": s.journey + 1,
            "touch": s.touch.astype(np.int64),
            "ts": r.times(r.session_seconds),
            "channel": words(CHANNEL_OF_ENTRANCE[s.entrance], CHANNELS),
            "entrance": words(s.entrance, ENTRANCES),
            "plan": words(s.plan, r.world.plans.name),
            "order_id": pd.arrays.IntegerArray(order, order == 0),
            "ts_pay": r.times(pays, order > 0),
        },
        copy=False,
    )
    return r.recorded(frame)


def touch_path_truth(r):
    """What no shop sees: readiness brought by the journey's earlier touches, and by this one.

    Logits of the cart. What a touch adds counts in the journey's later visits, if there are any.
    """
    warms = r.engine.journeys
    added = warms.warms[r.s.entrance] + warms.filled * (r.s.depth >= IN_CART)
    frame = pd.DataFrame(
        {
            "session_id": r.session_ids,
            "before": np.round(r.s.warmth, 4),
            "added": np.round(added, 4),
        }
    )
    return r.recorded(frame)


def events(r):
    """One row per thing done: the views, then what followed, in order."""
    s, looks = r.s, r.looks
    sized = r.world.sku.sized[s.sku]
    tails, lengths = _tails()
    way = s.depth * 4 + sized * 2 + looks.fav
    counts = looks.pages + lengths[way]
    session = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(len(session)) - np.repeat(np.cumsum(counts) - counts, counts)
    after = place - looks.pages[session]
    event = np.zeros(len(session), dtype=np.int8)
    tail = np.flatnonzero(after >= 0)
    event[tail] = tails[way[session[tail]], after[tail]]
    sku = s.sku[session].astype(np.int32)
    other = np.flatnonzero((place > 0) & (after < 0))
    sku[other] = _others_looked_at(r, session[other], place[other])
    second = r.session_seconds[session] + SECOND_OF_EVENT[event]
    second[other] += 15 * place[other]
    second[np.flatnonzero(event == ORDER)] = r.o.ordered_at
    second[np.flatnonzero(event == PAY)] = r.o.paid_at[r.o.paid]
    frame = pd.DataFrame(
        {
            "session_id": r.session_ids[session],
            "visitor_id": s.visitor[session],
            "ts": r.times(second),
            "event": words(event, EVENTS),
            "sku": words(sku, r.articles),
        },
        copy=False,
    )
    return r.recorded(frame, session)


def _others_looked_at(r, session, place):
    """After the landing page people look at what is popular."""
    nth = r.s.nth[session] * MOST_PAGES + place
    u = hash_uniforms(r.seed, LOOK, r.s.visitor[session], nth)[0]
    edges = np.cumsum(r.world.sku.draw**0.7)
    return np.searchsorted(edges, u * edges[-1], side="right")


def session_truth(r):
    """What no shop sees: the true cause of each visit and its price sensitivity."""
    frame = pd.DataFrame(
        {
            "session_id": r.session_ids,
            "origin": words(r.s.origin, ORIGINS),  # empty: came back by themselves
            "price_sensitivity": np.round(r.s.sensitivity, 4),
            "type": words(r.s.kind, r.world.types.name),
        }
    )
    return r.recorded(frame)


def traffic_daily(r):
    """Sessions by day, entrance and device, as a platform's back office counts them."""
    s, looks, kinds = r.s, r.looks, len(ENTRANCES) * len(DEVICES)
    days = len(r.daily.promised)
    cell = (s.day - r.first_day) * kinds + s.entrance * len(DEVICES) + s.device
    cell = cell.astype(np.int64)

    def total(weight=None):
        return np.bincount(cell, weight, days * kinds).astype(np.int64)

    def counted(what):
        return total(what * r.counted)

    uv, paid = total(), r.o.paid
    at = r.o.session[paid] - r.engine.first_session
    revenue = np.bincount(cell[at], (r.o.amount - r.o.off)[paid], days * kinds)
    entrance = np.tile(np.repeat(np.arange(len(ENTRANCES)), len(DEVICES)), days)
    day = np.repeat(np.arange(days), kinds)
    cost = np.zeros((days, len(ENTRANCES)), dtype=np.int64)
    cost[:, ENTRANCE_OF_PLAN] = r.daily.spend
    cost = _by_device(cost.ravel(), uv.reshape(-1, len(DEVICES)))
    views = impressions(r, uv, entrance, day).reshape(days, len(ENTRANCES), len(DEVICES))
    for paid_entrance, of_plan in zip(ENTRANCE_OF_PLAN, r.once(shown).T, strict=True):
        views[:, paid_entrance] = _by_device(of_plan, uv.reshape(views.shape)[:, paid_entrance])
    return pd.DataFrame(
        {
            "date": r.dates(r.first_day + day),
            "channel": words(CHANNEL_OF_ENTRANCE[entrance], CHANNELS),
            "entrance": words(entrance, ENTRANCES),
            "device": words(np.tile(np.arange(len(DEVICES)), days * len(ENTRANCES)), DEVICES),
            "paid_flag": np.isin(entrance, ENTRANCE_OF_PLAN),
            "impressions": _countable(views.ravel(), entrance),
            "clicks": uv,
            "uv": total(r.counted),
            "pv": counted(looks.pages),
            "bounces": counted(looks.bounced),
            "dwell_s": counted(looks.dwell),
            "fav": counted(looks.fav),
            "addcart": counted(s.depth >= IN_CART),
            "orders": total(s.depth >= ORDERED),
            "payers": total(s.depth == PAID),
            "revenue": money(revenue.astype(np.int64)),
            "cost": money(cost.ravel()),
        }
    )


def _by_device(total, uv):
    """An entrance's cents or impressions over its devices, in proportion to visits.

    Without any visits they are the first device's.
    """
    upto, all_ = np.cumsum(uv, axis=1), uv.sum(axis=1, keepdims=True)
    edges = np.where(all_ > 0, total[:, None] * upto // np.maximum(all_, 1), total[:, None])
    return np.diff(edges, axis=1, prepend=0)


def traffic_regions(r):
    """Visits, paid orders and revenue by day and region, without the sessions."""
    s, kinds = r.s, len(r.world.regions.name)
    cell = (s.day - r.first_day).astype(np.int64) * kinds + s.region
    day, region = np.divmod(np.arange(r.days * kinds), kinds)

    def total(weight=None):
        return np.bincount(cell, weight, len(day)).astype(np.int64)

    return pd.DataFrame(
        {
            "date": r.dates(r.first_day + day),
            "region": words(region, r.world.regions.name),
            "uv": total(r.counted),
            "orders": total(r.bought > 0),
            "revenue": money(total(r.bought)),
        }
    )


def _countable(shown, entrance):
    """Who comes directly was shown nothing."""
    return pd.arrays.IntegerArray(shown, entrance == ENTRANCES.index("direct"))


def _tails():
    """What follows the views, by depth * 4 + sized * 2 + favourite."""
    tails = np.zeros((4 * (PAID + 1), 6), dtype=np.int8)
    lengths = np.zeros(len(tails), dtype=np.int64)
    for place in range(len(tails)):
        depth, sized, fav = place // 4, place // 2 % 2, place % 2
        after = [FAV] * fav + [SIZE_SELECT] * (sized and depth > VIEW)
        after += [event for step, event in EVENT_OF_STEP.items() if step <= depth]
        tails[place, : len(after)], lengths[place] = after, len(after)
    return tails, lengths
