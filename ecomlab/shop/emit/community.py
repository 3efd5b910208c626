"""What customers do for the shop: shares, check-ins, friends brought along, groups."""

import numpy as np
import pandas as pd

from ecomlab.shop.customers import Traits
from ecomlab.shop.delivery import DAY
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.parts import Teams
from ecomlab.shop.parts.friends import BROUGHT, OF_RING, marks
from ecomlab.shop.streams_in_use import SHARE
from ecomlab.streams import hash_uniforms

ACTIONS = ("checkin", "game", "share", "review")
GROWTH = np.array([1, 2, 5, 10])  # growth value of an action
MOST = 6  # actions of a customer


def shares_checkins(r):
    """Shares, check-ins, games and reviews of customers in the shop's groups (分享/签到)."""
    people = r.engine.people
    rows = np.flatnonzero(people.orders[: people.count] > 0)
    key = people.key[rows]
    mine = np.flatnonzero(Traits(r.world, r.seed, key).private)
    rows, key = np.repeat(rows[mine], MOST), np.repeat(key[mine], MOST)
    nth = np.tile(np.arange(MOST), len(mine))
    u = hash_uniforms(r.seed, SHARE, key, nth, count=3)
    gap = np.round(DAY * -12 * np.log(u[0])).astype(np.int64).reshape(-1, MOST)
    first = people.first_order[rows].astype(np.int64) * DAY + people.first_time[rows]
    second = first + np.cumsum(gap, axis=1).ravel()
    there = np.cumprod((u[1] < 0.7).reshape(-1, MOST), axis=1).ravel() > 0
    there &= second < r.engine.days * DAY
    order = np.flatnonzero(there)
    order = order[np.lexsort((key[order], second[order]))]
    action = np.searchsorted([0.55, 0.75, 0.92], u[2][order])
    return pd.DataFrame(
        {
            "customer_id": key[order],
            "ts": r.times(second[order]),
            "action": words(action, ACTIONS),
            "growth_value": GROWTH[action],
        }
    )


def referrals(r):
    """Newcomers who bought by a customer's link (老带新), and what their friends got for it.

    The reward is given when the order is sent: a cost of it, in ``pnl_lines`` under ``other``.
    """
    o = r.o.take(np.flatnonzero(r.o.referrer >= 0))
    mine, theirs = marks(r.engine, o.key), marks(r.engine, o.referrer)
    return pd.DataFrame(
        {
            "ts": r.times(o.ordered_at),
            "referrer_id": o.referrer,
            "referee_id": o.key,
            "order_id": o.order + 1,
            "rewarded_at": r.times(o.shipped, o.sent),
            "reward_cost": money(o.reward),
            "referee_discount": money(o.off),
            "referee_first_order_amount": money(o.amount - o.off),
            "same_device_flag": mine.device == theirs.device,
            "same_address_flag": mine.address == theirs.address,
        }
    )


def referral_truth(r):
    """What no shop sees: who would not have come without a link, and who is of a ring."""
    o = r.o.take(np.flatnonzero(r.o.referrer >= 0))
    return pd.DataFrame(
        {"referee_id": o.key, "brought": o.brought == BROUGHT, "ring": o.brought == OF_RING}
    )


def groups(r):
    """Group purchases (拼团): who opened one, and how many had joined when it was closed.

    It is closed when it is full, or after a day; then the platform fills it up (自动成团), so all
    members keep the lower price.
    """
    found = r.engine.part(Teams).groups
    columns = ("order", "key", "sku", "size", "off")
    order, key, sku, size, off = (
        np.array([getattr(group, name) for group in found], dtype=np.int64) for name in columns
    )
    opened, last = (np.array([g.joined[i] for g in found], dtype=np.int64) for i in (0, -1))
    joined = np.array([len(group.joined) for group in found], dtype=np.int64)
    full = joined == size
    return pd.DataFrame(
        {
            "group_id": order + 1,
            "opener_id": key,
            "sku": words(sku, r.articles),
            "opened_at": r.times(opened),
            "size_needed": size,
            "closed_at": r.times(np.where(full, last, opened + DAY)),
            "joined": pd.array(joined, dtype="Int64"),
            "success": pd.array(full, dtype="boolean"),
            "discount": money(off),
        }
    )
