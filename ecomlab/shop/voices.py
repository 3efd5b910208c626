"""Who reviews what, with how many stars, and when the shop answers: from keys alone.

The day loop needs it (an answer in time brings buyers back), and so do the tables made from it.
"""

import numpy as np

from ecomlab.shop.delivery import DAY, HOUR, awake
from ecomlab.shop.log import Columns
from ecomlab.shop.streams_in_use import LIKED, REVIEW
from ecomlab.streams import hash_uniforms, normal
from ecomlab.tables import day_number

TOPICS = (
    "quality", "delivery", "description", "size", "service", "price", "portability", "sturdiness",
    "assembly", "looks", "value",
)  # fmt: skip
BAD = 3  # stars, and fewer: what the shop answers (中差评)
IN_TIME = 24 * HOUR
SILENT_DAYS = 15  # after the receipt, silence counts as five stars (系统默认好评)
MOST_DAYS = 6  # in which people write


def liking(world):
    """How many stars more, or fewer, each article deserves for what it is.

    >>> from ecomlab.shop import World
    >>> float(liking(World()).std().round(1))
    0.1
    """
    u = hash_uniforms(world.seed, LIKED, np.arange(len(world.sku.name)))[0]
    return world.facts["voices"]["article"] * normal(u)


def written(world, seed, orders, lines, gifts, reply_hours):
    """The reviews that people write about the lines of orders sent (评价).

    The unhappy write more often, some types do, and so do the paid, who give five stars whatever
    they think. A bad review is answered after up to twice ``reply_hours``, or never.

    Parameters
    ----------
    orders : Columns
        key, ordered_at, sent, lost, happy, confirmed, kind.
    lines : Columns
        of (the order's row), place, sku.
    gifts, reply_hours : array of float, by order
        As decided on the order's day.

    Returns
    -------
    Columns of the reviews: at (the line's row), stars, second, gift (asked for with one), pointed
    (place in ``facts["voice"]`` of what they complain of; -1), answered (second; -1: never),
    mood (a uniform).
    """
    facts = world.facts["voices"]
    at = np.flatnonzero((orders.sent & ~orders.lost)[lines.of])
    nth = orders.ordered_at[lines.of[at]] * 4 + lines.place[at]  # people order more than once
    u = hash_uniforms(seed, REVIEW, orders.key[lines.of[at]], nth, count=10)
    of = lines.of[at]
    gift = u[0] < gifts[of]
    usual = facts["writes"] * _by_type(world)[orders.kind[of]]
    usual = usual + facts["unhappy_writes"] * (1 - orders.happy[of])
    writes = np.flatnonzero(u[1] < np.where(gift, facts["gift_writes"], usual))
    at, of, u, gift = at[writes], of[writes], u[:, writes], gift[writes]
    second = awake(np.floor(orders.confirmed[of] + DAY * MOST_DAYS * u[5] ** 2).astype(np.int64))
    second = np.maximum(second, orders.confirmed[of] + 60)
    stars = 5.6 + liking(world)[lines.sku[at]] - 5 * (1 - orders.happy[of])
    stars = np.clip(np.floor(stars + facts["grumble"] * np.log(u[2])), 1, 5)
    pointed = np.where(gift, -1, _pointed(world, lines.sku[at], second // DAY, u[8]))
    stars = np.where(pointed >= 0, np.minimum(stars, 2 + (u[3] < 0.7) + (u[3] < 0.3)), stars)
    stars = piled(facts, np.where(gift, 5, stars), u[9]).astype(np.int64)
    answered = second + np.round(HOUR * (0.1 + 2 * reply_hours[of] * u[6])).astype(np.int64)
    never = (stars > BAD) | (u[7] < facts["no_answer"])
    return Columns(
        at=at, stars=stars, second=second, gift=gift, pointed=pointed,
        answered=np.where(never, -1, answered), mood=u[4],
    )  # fmt: skip


def piled(facts, stars, u):
    """The angry give one star rather than two.

    >>> piled({"one_star": 0.8}, np.array([1, 2, 2, 3]), np.array([0.5, 0.5, 0.9, 0.5]))
    array([1, 1, 2, 3])
    """
    return np.where((stars == 2) & (u < facts["one_star"]), 1, stars)


def in_time(reviews):
    """Which bad reviews were answered within a day."""
    return (reviews.answered >= 0) & (reviews.answered - reviews.second <= IN_TIME)


def _by_type(world):
    more = world.facts["voices"]["by_type"]
    return np.array([more.get(name, 1.0) for name in world.types.name])


def _pointed(world, sku, day, u):
    """Who complains of something that has changed: a place in ``facts["voice"]``."""
    found = np.full(len(sku), -1)
    for place, change in enumerate(changes(world)):
        mine = concerned(world, change, sku, day) & (found < 0)
        found[mine & (u < change.get("complains", 0))] = place
    return found


def changes(world):
    """What people speak of more from a date on: the scenario's ``[[voice]]``."""
    return world.facts.get("voice", [])


def concerned(world, change, sku, day):
    """Which articles, on which days, a change is about."""
    since = day >= day_number(change["date"]) - world.start
    if "sku" in change:
        return since & (np.array(world.sku.name)[sku] == change["sku"])
    if "category" in change:
        return since & (np.array(world.categories)[world.sku.category[sku]] == change["category"])
    return since
