"""People known to the shop: when they come back, what they are like, what a message does to them.

Purchases follow the MBG/NBD story (Batislam, Denizel and Filiztekin 2007): a person has a rate of
wishing to buy again and may drop out after each purchase, the first included. Satisfaction moves
both; messages move some. And time passes: who has been a customer for long has mostly stopped
thinking of the shop (``lasts``), whatever was bought. Where a scenario has an ``interval``, wishes
come after a log-normal number of days instead, and some subscribe.
"""

from functools import cached_property

import numpy as np
from scipy.special import ndtri

from ecomlab.shop.log import Columns
from ecomlab.shop.streams_in_use import (
    CONTACT,
    INVITATION,
    LIFETIME,
    PERSON,
    RETURNING,
    SUBSCRIBER,
)
from ecomlab.shop.world import CHANNEL_OF_ENTRANCE, PRIVATE
from ecomlab.streams import at, beta_table, gamma_table, hash_uniforms

NEVER = 2**30
COUPON_DAYS = 14
AHEAD = 12  # days that a calendar has at hand
PERSUADABLE, SURE_THING, LOST_CAUSE, SLEEPING_DOG = range(4)
TIERS = ("none", "silver", "gold", "diamond")
TYPES = ("persuadable", "sure_thing", "lost_cause", "sleeping_dog")
OCCASIONS = ("after_first_order", "days_since_order", "before_event")
WELCOME, WINBACK, EVENT = range(3)
WAYS = ("sms", "wecom", "push")
ARRIVES = np.array([0.96, 0.98, 0.82])  # share of the messages that arrive, by way
WELCOME_DAYS = 5  # after the parcel
APART = 14  # days that two messages are apart at least
AHEAD = 3  # days before an event
QUIET = 30  # days without an order, of those who are told of an event
SOON = 4  # days within which a wish that led to nothing returns, where wishes have an interval
FIELDS = {
    "key": np.int64,  # of the first visit: the visitor's id and the customer's
    "sku": np.int32,  # the article of the first visit
    "entrance": np.int8,  # of the first visit
    "sensitivity": np.float64,
    "region": np.int8,
    "kind": np.int8,  # latent type of buyer
    "brought": np.int8,  # by a friend's link (``parts.friends``)
    "touch": np.int16,  # visits since the last order: the present journey's
    "journey": np.int64,  # number of the visit with which it began
    "warmth": np.float64,  # what its touches added to the readiness (logit)
    "wanted": np.int32,  # its article
    "again": np.bool_,  # the next visit is one more touch of it, if the channel reaches so far
    "orders": np.int32,
    "visits": np.int32,  # how often the person might have come back: the number of the next draw
    "first_order": np.int32,  # day
    "first_time": np.int32,  # second of that day
    "acquired": np.int8,  # entrance of the first order
    "offer": np.int8,  # 1: the first order had a reduction
    "last_order": np.int32,
    "next_visit": np.int32,
    "contact": np.int32,  # day of the next message
    "occasion": np.int8,  # of the next message, a place in OCCASIONS
    "written": np.int32,  # messages so far, sent or held back
    "last_written": np.int32,  # day of the last one
    "coupon_until": np.int32,
    "waits": np.int32,  # first day of the event that is waited for
    "deposit": np.int64,  # row of its deposit
    "wooed_until": np.int32,  # persuaded by a message up to this day
    "spent": np.int64,  # cents, less refunds made
    "gone": np.bool_,
}


class People:
    """All visitors who may come back, as growing columns; a person is a row number.

    ``busy``: of each day of the run, times the usual, how often customers think of the shop.
    """

    def __init__(self, busy):
        self.passed = np.concatenate([[0.0], np.cumsum(np.round(busy, 9))])
        self.count, self.columns = 0, {k: np.zeros(1024, dtype=t) for k, t in FIELDS.items()}
        self.calendars = {"next_visit": Calendar(), "contact": Calendar()}

    def __getattr__(self, name):
        if name == "columns" or name.startswith("__"):  # so that copies can be made
            raise AttributeError(name)
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
        for name in ("coupon_until", "wooed_until", "last_written", "waits", "deposit"):
            self.columns[name][rows] = -1
        for name in ("key", "sku", "entrance", "sensitivity", "region", "kind", "brought"):
            self.columns[name][rows] = getattr(visits, name)[at]
        self.columns["wanted"][rows] = visits.sku[at]
        self.count = end
        return rows

    def plan(self, name, rows, day):
        """The next visit, or message, of these people is on these days, instead of before."""
        self.columns[name][rows] = day
        self.calendars[name].add(rows, day)

    def wish(self, first, u, rate):
        """The day of the next wish, from ``first`` on: sooner in the season, never after the run.

        >>> People(np.array([1.0, 1.0, 3.0, 3.0])).wish(1, np.exp([-0.5, -3.9, -4.0]), 1.0).tolist()
        [1, 2, 3]
        """
        days = np.round(-np.log(u) / np.maximum(rate, 1e-9), 9)
        start = self.passed[np.minimum(first, len(self.passed) - 1)]
        day = np.searchsorted(self.passed, np.round(start + days, 6), side="right") - 1
        return np.where(day < len(self.passed) - 1, np.maximum(day, first), NEVER)

    def due(self, name, day):
        """Whose next visit, or message, is on this day? Asked once a day."""
        rows = self.calendars[name].due(day)
        return rows[(self.columns[name][rows] == day) & ~self.gone[rows]]


class Calendar:
    """Who was to come when, without a look at everybody on every day.

    The days just ahead are at hand, the others wait. What is planned anew for somebody stands
    beside the older plan: who asks compares.

    >>> calendar = Calendar()
    >>> calendar.add(np.array([4, 2, 3]), np.array([6, 6, 400]))
    >>> [calendar.due(day).tolist() for day in (5, 6, 400)]
    [[], [2, 4], [3]]
    """

    def __init__(self):
        self.new, self.end = [], -1
        self.near = self.far = np.zeros((2, 0), np.int64)  # row, day

    def add(self, rows, day):
        """These people on this day, or each on a day of their own."""
        self.new.append(np.stack([rows, np.broadcast_to(day, len(rows))]))

    def due(self, day):
        """Who was to come on this day, each once, in order; the days before are forgotten."""
        planned, self.new = np.concatenate([self.near, *self.new], axis=1), []
        if day >= self.end:
            planned, self.end = np.concatenate([planned, self.far], axis=1), day + AHEAD
            self.far = planned[:, (planned[1] >= self.end) & (planned[1] < NEVER)]
            planned = planned[:, planned[1] < self.end]
        self.near = planned[:, planned[1] > day]
        return np.unique(planned[0, planned[1] == day])


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
    (0.72, 0.0043)
    """

    def __init__(self, world, seed, key):
        self.world, self.facts, self.seed, self.key = world, world.customers, seed, key
        self.u = hash_uniforms(seed, PERSON, key, count=6)

    @cached_property
    def rate(self):
        """Wishes to buy a day, once a customer; more of them in the shop's groups."""
        usual = self.facts.visits_mean * at(gamma_table(self.facts.visits_shape), self.u[0])
        return usual * np.where(self.private, self.facts.groups["buys"], 1.0)

    @cached_property
    def drop(self):
        """Chance to drop out after a purchase."""
        return at(beta_table(self.facts.drop_a, self.facts.drop_b), self.u[1])

    @cached_property
    def consent(self):
        """Agrees to messages."""
        return self.u[3] < self.facts.consent

    @cached_property
    def subscribes(self):
        """Orders at fixed intervals (周期购), from the first order on."""
        return subscribed(self.world, self.seed, self.key) > 0

    @cached_property
    def private(self):
        """Joins the shop's own groups: who buys often anyway, and who is invited, more likely."""
        facts = self.facts.groups
        often = 1 + facts["often"] * (2 * self.u[0] - 1)
        invited = 1 + facts["invited"] * (2 * self.invited - 1)
        return self.u[4] < self.facts.in_private * often * invited

    @cached_property
    def invited(self):
        """Finds a card in the first parcel that invites to the groups: every second one, by lot."""
        if not self.facts.groups["invited"]:
            return np.zeros(len(self.key), dtype=bool)
        return hash_uniforms(self.seed, INVITATION, self.key)[0] < 0.5

    def kind(self, latent):
        """What a message does to them: a place in ``TYPES``.

        ``latent``: their types of buyer; some answer messages more than others. Sure things are
        those who come back most; sleeping dogs come next: they would have come.
        """
        facts, u, rate = self.facts, self.u[5], self.u[0]
        sure = rate > 1 - facts.sure_thing
        band = (rate > 1 - facts.sure_thing - 2 * facts.sleeping_dog) & ~sure
        dog = band & (u < 0.5)
        u = np.where(band, 2 * u - 1, u)
        share = facts.persuadable * self.world.types.messages[latent]
        moved = u < share / (1 - facts.sure_thing - facts.sleeping_dog)
        kind = np.where(moved, PERSUADABLE, LOST_CAUSE)
        return np.where(dog, SLEEPING_DOG, np.where(sure, SURE_THING, kind)).astype(np.int8)


def plan_return(world, seed, people, rows, rate, drop, day, from_day, satisfaction):
    """After an order: does the customer drop out, and if not, when is the next wish to buy?

    ``rate`` and ``drop`` are the buyers' traits; the wish comes after the parcel, ``from_day``.
    """
    facts = world.customers
    u = hash_uniforms(seed, PERSON, people.key[rows], people.visits[rows] + 1, count=2)
    pleased = satisfaction - 0.85
    drop = drop * np.exp(facts.satisfaction_drop * pleased)
    rate = rate * np.exp(facts.satisfaction_visits * pleased)
    rate = rate * facts.back_by[CHANNEL_OF_ENTRANCE[people.acquired[rows]]]
    if facts.interval:
        days = facts.interval * np.exp(facts.spread * ndtri(u[1]))
        regular = subscribed(world, seed, people.key[rows])
        days = np.where(regular > 0, regular, np.round(np.round(days, 6)))
        drop = np.where(regular > 0, facts.subscription["ends"], drop)
        wish = np.maximum(day + days.astype(np.int64), from_day + 1)
    else:
        wish = people.wish(from_day + 1, u[1], rate)
    wish = np.where(u[0] >= drop, wish, NEVER)
    people.plan("next_visit", rows, _while_it_lasts(world, seed, people, rows, wish))
    people.again[rows] = False
    people.last_order[rows] = day


def lifetime(world, seed, key):
    """Days after the first order in which people think of the shop, from their keys alone.

    Half of them for no longer than the scenario's ``lasts``; a quarter for three times as long.

    >>> from ecomlab.shop import World
    >>> days = lifetime(World(facts={"customers.lasts": 200}), (2026, 1), np.arange(100_000))
    >>> [round(float((days > after).mean()), 2) for after in (100, 200, 600)]
    [0.67, 0.5, 0.25]
    """
    lasts = world.customers.lasts
    if not lasts:  # nobody stops
        return np.full(len(key), NEVER)
    u = hash_uniforms(seed, LIFETIME, key)[0]
    return np.minimum(np.round(lasts * (1 / u - 1)), NEVER).astype(np.int64)


def _while_it_lasts(world, seed, people, rows, wish):
    """The days of the wishes, but never after people have stopped thinking of the shop."""
    end = people.first_order[rows] + lifetime(world, seed, people.key[rows])
    return np.where(wish <= end, wish, NEVER)


def subscribed(world, seed, key):
    """At what interval do people subscribe, in days, from their keys alone; 0: they don't.

    >>> from ecomlab.shop import World
    >>> days = subscribed(World("cat_food"), (2026, 1), np.arange(100_000))
    >>> (np.bincount(days)[[0, 28, 35, 42]] / 100_000).round(2).tolist()
    [0.88, 0.04, 0.04, 0.04]
    """
    share, days = world.customers.subscribe, np.array(world.customers.subscription["days"])
    if not share:
        return np.zeros(len(key), dtype=np.int64)
    place = np.floor(hash_uniforms(seed, SUBSCRIBER, key)[0] / share * len(days)).astype(np.int64)
    return np.append(days, 0)[np.minimum(place, len(days))]


def try_again(world, seed, people, rows, day):
    """Customers who came back and bought nothing will think of it again."""
    traits = Traits(world, seed, people.key[rows])
    u = hash_uniforms(seed, PERSON, people.key[rows], people.visits[rows] + 1, count=2)
    soon = day + 1 + np.floor(SOON * u[1]).astype(np.int64)
    wish = soon if world.customers.interval else people.wish(day + 1, u[1], traits.rate)
    people.plan("next_visit", rows, _while_it_lasts(world, seed, people, rows, wish))
    people.again[rows] = False


def returning(world, seed, people, day):
    """The people who may come back today: rows, and uniforms of shape (6, people).

    Rows of the uniforms: time, article, cart, entrance, brand link, reach.
    """
    rows = people.due("next_visit", day)
    if len(rows):
        people.next_visit[rows] = NEVER
        people.visits[rows] += 1
    return rows, hash_uniforms(seed, RETURNING, people.key[rows], people.visits[rows], count=6)


def entrances(world, people, rows, day, u):
    """By which page do they come: a message if it wooed them, else one of the ways back."""
    ways = world.customers.ways_back
    own = ways[(u * len(ways)).astype(int)]
    return np.where(people.wooed_until[rows] >= day, np.int8(PRIVATE), own)


def plan_message(people, rows, plan, day, arrives):
    """When the shop will write to those who have ordered: soon after the first order, else later.

    ``arrives``: the day on which each parcel comes.
    """
    later = day + int(plan["crm.days"])
    first = (people.orders[rows] == 1) & (plan["crm.contact"] == "all")
    people.plan("contact", rows, np.where(first, arrives + WELCOME_DAYS, later))
    people.occasion[rows] = np.where(first, WELCOME, WINBACK)


def contact(world, seed, people, plan, day):
    """Write to those whose turn it is; what it does hangs on the person.

    Returns
    -------
    Columns of ``log.TOUCHES``, or None
    """
    if plan["crm.contact"] == "none":
        return None
    rows, occasion = _whose_turn(world, seed, people, plan, day)
    if not len(rows):
        return None
    traits = Traits(world, seed, people.key[rows])
    kind, facts = traits.kind(people.kind[rows]), world.customers
    u = hash_uniforms(seed, CONTACT, people.key[rows], people.written[rows], count=7)
    people.written[rows] += 1
    people.last_written[rows] = day
    way = np.where(traits.private & ((occasion == EVENT) | (u[6] < 0.4)), 1, 2 * (u[6] > 0.8))
    treated = u[0] >= plan["crm.holdout"]
    delivered = treated & (u[1] < ARRIVES[way])
    opened = delivered & (u[2] < np.where(kind == PERSUADABLE, 0.35, 0.18))
    clicked = opened & (u[3] < 0.25)
    people.coupon_until[rows[delivered]] = day + COUPON_DAYS
    wooed = delivered & (kind == PERSUADABLE) & (u[4] < facts.persuaded)
    clicked |= wooed
    opened |= wooed
    when = day + 1 + np.floor(7 * u[5]).astype(np.int64)
    sooner = wooed & (when < people.next_visit[rows])
    people.plan("next_visit", rows[sooner], when[sooner])
    people.again[rows[sooner]] = False
    people.wooed_until[rows[wooed]] = day + COUPON_DAYS
    people.gone[rows[delivered & (kind == SLEEPING_DOG) & (u[4] < facts.chased_away)]] = True
    return Columns(
        person=rows, day=np.full(len(rows), day), treated=treated, delivered=delivered,
        opened=opened, clicked=clicked, kind=kind, coupon=plan.coupon * treated,
        occasion=occasion, way=way, orders=people.orders[rows].copy(),
    )  # fmt: skip


def _whose_turn(world, seed, people, plan, day):
    """Rows of those who are written to today, and the occasion of each."""
    rows = people.due("contact", day)
    occasion = people.occasion[rows].copy()
    people.contact[rows] = NEVER
    welcomed = rows[occasion == WELCOME]  # and if they don't order, later again
    later = people.last_order[welcomed] + int(plan["crm.days"])
    people.plan("contact", welcomed, np.maximum(later, day + APART))
    people.occasion[welcomed] = WINBACK
    traits = Traits(world, seed, people.key[rows])
    rows, occasion = rows[traits.consent], occasion[traits.consent]
    if plan["crm.contact"] == "all" and _event_ahead(world, day):
        told = _told_of_event(world, seed, people, day)
        told = told[~np.isin(told, rows)]
        rows = np.concatenate([rows, told])
        occasion = np.concatenate([occasion, np.full(len(told), EVENT, np.int8)])
    return rows, occasion


def _event_ahead(world, day):
    """Does an event of which the shop writes begin in a few days?"""
    soon = str(world.date(day + AHEAD))[5:]
    named = world.facts["event_messages"]
    return any(e["from"] == soon and e["name"] in named for e in world.facts["event"])


def _told_of_event(world, seed, people, day):
    """Members of the shop's groups who haven't ordered or been written to lately."""
    n = slice(0, people.count)
    quiet = (people.orders[n] > 0) & (people.last_order[n] <= day - QUIET) & ~people.gone[n]
    quiet &= (people.last_written[n] <= day - APART) & (people.contact[n] > day + APART)
    rows = np.flatnonzero(quiet)
    traits = Traits(world, seed, people.key[rows])
    return rows[traits.private & traits.consent]
