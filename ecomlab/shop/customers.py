"""People known to the shop: when they come back, what they are like, what a message does to them.

Purchases follow the MBG/NBD story (Batislam, Denizel and Filiztekin 2007): a person has a rate of
wishing to buy again and may drop out after each purchase, the first included. Satisfaction moves
both; messages move some.
"""

from functools import cached_property

import numpy as np

from ecomlab.shop.log import Columns
from ecomlab.shop.streams_in_use import CONTACT, PERSON, RETURNING
from ecomlab.shop.world import BRAND, DIRECT, PRIVATE
from ecomlab.streams import at, beta_table, gamma_table, hash_uniforms

NEVER = 2**30
COUPON_DAYS = 14
PERSUADABLE, SURE_THING, LOST_CAUSE, SLEEPING_DOG = range(4)
TIERS = ("none", "silver", "gold", "diamond")
TYPES = ("persuadable", "sure_thing", "lost_cause", "sleeping_dog")
WAYS_BACK = np.array(
    [DIRECT, DIRECT, DIRECT, BRAND, BRAND, BRAND, PRIVATE, BRAND], dtype=np.int8
)  # entrances of people known, equally likely
FIELDS = {
    "key": np.int64,  # of the first visit: the visitor's id and the customer's
    "sku": np.int32,  # the article of the last visit
    "entrance": np.int8,  # of the first visit
    "sensitivity": np.float64,
    "region": np.int8,
    "kind": np.int8,  # latent type of buyer
    "orders": np.int32,
    "visits": np.int32,  # how often the person has come back: the number of the next draw
    "first_order": np.int32,  # day
    "first_time": np.int32,  # second of that day
    "acquired": np.int8,  # entrance of the first order
    "offer": np.int8,  # 1: the first order had a reduction
    "last_order": np.int32,
    "next_visit": np.int32,
    "contact": np.int32,  # day of the next message
    "coupon_until": np.int32,
    "waits": np.int32,  # first day of the event that is waited for
    "deposit": np.int64,  # row of its deposit
    "wooed_until": np.int32,  # persuaded by a message up to this day
    "spent": np.int64,  # cents, less refunds made
    "gone": np.bool_,
}


class People:
    """All visitors who may come back, as growing columns; a person is a row number."""

    def __init__(self):
        self.count, self.columns = 0, {k: np.zeros(1024, dtype=t) for k, t in FIELDS.items()}

    def __getattr__(self, name):
        try:
            return self.columns[name]
        except KeyError:
            raise AttributeError(name) from None

    def add(self, visits, at):
        """New rows for some of the visits; returns their numbers."""
        end = self.count + len(at)
        while end > len(self.columns["key"]):
            self.columns = {
                name: np.concatenate([values, np.zeros_like(values)])
                for name, values in self.columns.items()
            }
        rows = np.arange(self.count, end)
        for name in ("next_visit", "contact", "first_order", "last_order"):
            self.columns[name][rows] = NEVER
        for name in ("coupon_until", "wooed_until", "waits", "deposit"):
            self.columns[name][rows] = -1
        for name in ("key", "sku", "entrance", "sensitivity", "region", "kind"):
            self.columns[name][rows] = getattr(visits, name)[at]
        self.count = end
        return rows

    def due(self, name, day):
        """Whose next visit, or message, is on this day?"""
        rows = np.flatnonzero(self.columns[name][: self.count] == day)
        return rows[~self.gone[rows]] if len(rows) else rows


def tier(spent, tier_from):
    """The number of the membership tier (会员等级) of those who have spent so many cents.

    >>> tier(np.array([99_999, 100_000, 900_000]), tier_from=[100_000, 300_000, 800_000])
    array([0, 1, 3])
    """
    return np.searchsorted(tier_from, spent, side="right")


class Traits:
    """What people are like, from their keys alone: the same in every run of a world's luck.

    >>> from ecomlab.shop import World
    >>> traits = Traits(World(), (2026, 1), np.arange(100_000))
    >>> float(traits.consent.mean().round(2)), float(traits.rate.mean().round(4))
    (0.72, 0.012)
    """

    def __init__(self, world, seed, key):
        self.world, self.facts = world, world.customers
        self.u = hash_uniforms(seed, PERSON, key, count=6)

    @cached_property
    def rate(self):
        """Wishes to buy a day, once a customer."""
        return self.facts.visits_mean * at(gamma_table(self.facts.visits_shape), self.u[0])

    @cached_property
    def drop(self):
        """Chance to drop out after a purchase."""
        return at(beta_table(self.facts.drop_a, self.facts.drop_b), self.u[1])

    @cached_property
    def consent(self):
        """Agrees to messages."""
        return self.u[3] < self.facts.consent

    @cached_property
    def private(self):
        """Joins the shop's own groups."""
        return self.u[4] < self.facts.in_private

    @cached_property
    def kind(self):
        """What a message does to them: a place in ``TYPES``."""
        facts = self.facts
        edges = np.cumsum([facts.persuadable, facts.sleeping_dog]) / (1 - facts.sure_thing)
        kinds = np.array([PERSUADABLE, SLEEPING_DOG, LOST_CAUSE], dtype=np.int8)
        others = kinds[np.searchsorted(edges, self.u[5])]
        return np.where(self.u[0] > 1 - facts.sure_thing, SURE_THING, others)


def plan_return(world, seed, people, rows, rate, drop, day, from_day, satisfaction):
    """After an order: does the customer drop out, and if not, when is the next wish to buy?

    ``rate`` and ``drop`` are the buyers' traits; the wish comes after the parcel, ``from_day``.
    """
    facts = world.customers
    u = hash_uniforms(seed, PERSON, people.key[rows], people.visits[rows] + 1, count=2)
    pleased = satisfaction - 0.85
    stays = u[0] >= drop * np.exp(facts.satisfaction_drop * pleased)
    rate = rate * np.exp(facts.satisfaction_visits * pleased)
    people.next_visit[rows] = np.where(stays, from_day + 1 + _gap(u[1], rate), NEVER)
    people.last_order[rows] = day


def try_again(world, seed, people, rows, day):
    """Customers who came back and bought nothing will think of it again."""
    traits = Traits(world, seed, people.key[rows])
    u = hash_uniforms(seed, PERSON, people.key[rows], people.visits[rows] + 1, count=2)
    people.next_visit[rows] = day + 1 + _gap(u[1], traits.rate)


def _gap(u, rate):
    """Whole days to the next wish, exponential."""
    days = -np.log(u) / np.maximum(rate, 1e-9)
    return np.minimum(np.floor(np.round(days, 9)), NEVER // 2).astype(np.int64)


def returning(world, seed, people, day):
    """The people who come back today: rows, and uniforms of shape (5, people).

    Rows of the uniforms: time, article, cart, entrance, brand link.
    """
    rows = people.due("next_visit", day)
    if len(rows):
        people.next_visit[rows] = NEVER
        people.visits[rows] += 1
    return rows, hash_uniforms(seed, RETURNING, people.key[rows], people.visits[rows], count=5)


def entrances(people, rows, day, u):
    """By which page do they come: a message if it wooed them, else their own way."""
    own = WAYS_BACK[(u * len(WAYS_BACK)).astype(int)]
    return np.where(people.wooed_until[rows] >= day, np.int8(PRIVATE), own)


def contact(world, seed, people, plan, day):
    """Write to those whose last order is ``crm.days`` back; what it does hangs on the person.

    Returns
    -------
    Columns of ``log.TOUCHES``, or None
    """
    rows = people.due("contact", day)
    if not len(rows) or plan["crm.contact"] == "none":
        return None
    people.contact[rows] = NEVER
    traits = Traits(world, seed, people.key[rows])
    rows, kind = rows[traits.consent], traits.kind[traits.consent]
    facts = world.customers
    u = hash_uniforms(seed, CONTACT, people.key[rows], people.orders[rows], count=6)
    treated = u[0] >= plan["crm.holdout"]
    delivered = treated & (u[1] < 0.96)
    opened = delivered & (u[2] < np.where(kind == PERSUADABLE, 0.35, 0.18))
    clicked = opened & (u[3] < 0.25)
    people.coupon_until[rows[delivered]] = day + COUPON_DAYS
    wooed = delivered & (kind == PERSUADABLE) & (u[4] < facts.persuaded)
    clicked |= wooed
    opened |= wooed
    when = day + 1 + np.floor(7 * u[5]).astype(np.int64)
    people.next_visit[rows[wooed]] = np.minimum(people.next_visit[rows[wooed]], when[wooed])
    people.wooed_until[rows[wooed]] = day + COUPON_DAYS
    people.gone[rows[delivered & (kind == SLEEPING_DOG) & (u[4] < facts.chased_away)]] = True
    return Columns(
        person=rows, day=np.full(len(rows), day), treated=treated, delivered=delivered,
        opened=opened, clicked=clicked, kind=kind, coupon=plan.coupon * treated,
    )  # fmt: skip
