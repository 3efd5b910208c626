"""What customers do for the shop: shares, check-ins, friends brought along."""

import numpy as np
import pandas as pd

from ecomlab.shop.customers import Traits
from ecomlab.shop.delivery import DAY
from ecomlab.shop.emit.record import words
from ecomlab.shop.streams_in_use import GROUP, REFERRAL, SHARE
from ecomlab.streams import hash_uniforms

ACTIONS = ("checkin", "game", "share", "review")
GROWTH = np.array([1, 2, 5, 10])  # growth value of an action
MOST = 6  # actions of a customer
REFERRED = 0.05  # of newcomers
REWARD = 10.0  # yuan, as points
GROUPED = ("traffic", "welfare")  # roles of the articles that groups are for
OPENED = 0.4  # of their orders
JOINS = 0.2  # of the others who buy the article meanwhile
SIZES = np.array([2, 3, 5])
GROUP_SHARE = 0.05  # of the price, as points for each member of a full group


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


def referrals(tables, seed):
    """Newcomers whom an earlier customer is said to have brought (老带新).

    Some are the same person twice: the same device shows it. The newcomer would have come
    anyway: the shop pays for what it had (the reward is points, not in ``pnl_lines``).
    """
    customers, orders = tables["customers"], tables["orders"]
    key = customers["customer_id"].to_numpy()
    u = hash_uniforms(seed, REFERRAL, key, count=3)
    at = np.flatnonzero((u[0] < REFERRED) & (np.arange(len(key)) > 0))
    first = orders.merge(customers.iloc[at][["customer_id", "first_order_at"]])
    first = first[first["ts_order"] == first["first_order_at"]].set_index("customer_id")
    first = first.reindex(key[at])
    asked = first["list_amount"] - first["discount"]
    lines = tables["order_items"]
    lines = lines[lines["order_id"].isin(first["order_id"])]
    off = lines.groupby("order_id")["discount"].sum().round(2).reindex(first["order_id"])
    return pd.DataFrame(
        {
            "ts": customers["first_order_at"].iloc[at].array,
            "referrer_id": key[np.floor(u[1][at] * at).astype(np.int64)],
            "referee_id": key[at],
            "reward_cost": np.full(len(at), REWARD),
            "referee_discount": off.array,
            "referee_first_order_amount": asked.round(2).array,
            "same_device_flag": u[2][at] < 0.08,
        }
    )


def groups(tables, seed):
    """Group purchases (拼团): of those who paid for the article within a day, some joined.

    A full group gets points, not in ``pnl_lines``; nobody buys because of it.
    """
    lines = _lines_paid(tables)
    second = lines["ts_order"].astype("int64").to_numpy() // 1_000_000
    moment = lines["sku"].cat.codes.to_numpy(dtype=np.int64) * (1 << 36) + second
    u = hash_uniforms(seed, GROUP, lines["order_id"].to_numpy(), count=3)
    sorted_moments = np.sort(moment[u[2] < JOINS])
    at = np.flatnonzero(lines["role"].isin(GROUPED).to_numpy() & (u[0] < OPENED))
    ends = [np.searchsorted(sorted_moments, moment[at] + more, side="right") for more in (0, DAY)]
    size = SIZES[np.searchsorted([0.5, 0.85], u[1][at])]
    joined = np.minimum(1 + ends[1] - ends[0], size)
    opener = lines.iloc[at]
    return pd.DataFrame(
        {
            "group_id": opener["order_id"].array,
            "opener_id": opener["customer_id"].array,
            "sku": opener["sku"].array,
            "opened_at": opener["ts_order"].array,
            "size_needed": size,
            "joined": joined,
            "success": joined == size,
            "discount": np.round(opener["price"].to_numpy() * GROUP_SHARE, 2),
        }
    )


def _lines_paid(tables):
    """First lines of paid orders, with the buyer, the time and the article's role."""
    orders = tables["orders"]
    paid = orders.loc[orders["ts_pay"].notna(), ["order_id", "customer_id", "ts_order"]]
    items = tables["order_items"].drop_duplicates("order_id")
    lines = items[["order_id", "sku", "price"]].merge(paid, on="order_id")
    return lines.assign(role=tables["sku"]["role"].iloc[lines["sku"].cat.codes].to_numpy())
