"""Friends brought along (老带新), and the accounts of a ring that bring each other (刷奖励).

A reward makes customers share links. By these links come some who would not have come, and some
who would have come anyway and only take the link: the shop pays for both. A ring of accounts that
are few people's takes rewards and nothing else.
"""

from types import SimpleNamespace

import numpy as np

from ecomlab.shop.log import Columns
from ecomlab.shop.parts.base import Part
from ecomlab.shop.streams_in_use import MARK, REFERRAL, RING
from ecomlab.shop.traffic import KEYS_A_DAY
from ecomlab.shop.world import DIRECT, ORIGINS
from ecomlab.streams import hash_uniforms

OTHER = ORIGINS.index("other")  # who has a link comes directly
NOBODY, ANYWAY, BROUGHT, OF_RING = range(-1, 3)  # by whose link, and would they have come?
SURE = 6.0  # logit of a ring's accounts, who come to order
NUMBERS = 2**44  # of marks


class Friends(Part):
    """Who comes by a friend's link, and whose it is.

    Attributes
    ----------
    friends : dict of int to int
        Of the key of each customer who was brought, the key of who brought them.
    ring : SimpleNamespace of arrays
        day, key and number of each account of the ring.
    """

    def __init__(self, engine):
        super().__init__(engine)
        self.facts = SimpleNamespace(**self.world.facts["referrals"])
        self.friends, self.buyers, self.ring_buyers = {}, [], []
        self.ring = _ring(self.world, self.seed, engine.days)

    def attract(self, day, chance):
        """More come directly, as much as the reward moves customers to share."""
        chance[OTHER] *= self._factor()

    def _factor(self):
        return 1 + self.facts.lift * min(self.engine.plan.reward / (100 * self.facts.reward), 2)

    def join(self, day):
        """The visits of a ring's accounts on this day, or None."""
        at = np.flatnonzero(self.ring.day == day)
        if not len(at) or not self.engine.plan.reward:
            return None
        facts, count = self.world.facts["ring"], len(at)
        u = hash_uniforms(self.seed, RING, self.ring.key[at], 1, count=4)
        region, sku = (names.index(facts[key]) for names, key in (
            (self.world.regions.name, "region"), (self.world.sku.name, "sku")))  # fmt: skip
        return Columns(
            key=self.ring.key[at], nth=np.zeros(count, np.int32), person=np.full(count, -1),
            time=u[0], sku=np.full(count, sku), origin=np.full(count, OTHER, np.int8),
            entrance=np.full(count, DIRECT, np.int8), intent=np.full(count, SURE),
            sensitivity=np.ones(count), kind=np.zeros(count, np.int64),
            region=np.full(count, region, np.int8), wish=u[2], link=u[3],
            place=np.zeros(count),
        )  # fmt: skip

    def arrive(self, day, visits):
        """Who of the newcomers has a link; who was known keeps what they had."""
        people = self.engine.people
        known = visits.person >= 0
        visits.brought = np.where(known, people.brought[visits.person], NOBODY).astype(np.int8)
        new = np.flatnonzero(~known)
        if self.engine.plan.reward:
            u = hash_uniforms(self.seed, REFERRAL, visits.key[new])[0]
            only = (visits.origin[new] == OTHER) & (visits.place[new] >= 1 / self._factor())
            found = np.where(only, BROUGHT, np.where(u < self.facts.anyway, ANYWAY, NOBODY))
            visits.brought[new] = found
        today = self.ring.key[self.ring.day == day]
        ring = np.flatnonzero(np.isin(visits.key, today)) if len(today) else today
        visits.brought[ring] = OF_RING
        for step in (visits.ready, visits.firm):
            step[ring] += SURE

    def closed(self, day, orders, lines):
        """A first order by a link has its reward, a cost of the order once it is sent."""
        people, plan = self.engine.people, self.engine.plan
        known = orders.person >= 0
        first = orders.paid & np.where(known, people.orders[orders.person] == 0, True)
        orders.referrer = np.full(len(orders.key), -1)
        orders.reward = np.zeros(len(orders.key), np.int64)
        for at in np.flatnonzero(first & (orders.brought >= 0)):
            ring = orders.brought[at] == OF_RING
            among = self.ring_buyers if ring else self.buyers
            key = int(orders.key[at])
            if among:
                u = hash_uniforms(self.seed, REFERRAL, np.array([key]), 1)[0, 0]
                self.friends[key] = among[int(u * len(among))]
                orders.referrer[at], orders.reward[at] = self.friends[key], plan.reward
            if ring:
                self.ring_buyers.append(key)
        orders.perks = orders.perks + orders.reward
        self.buyers += orders.key[first & (orders.brought < OF_RING)].tolist()

    def evening(self, day, visits, carts, orders):
        """A ring's accounts have what they came for."""
        self.engine.people.gone[orders.person[orders.paid & (orders.brought == OF_RING)]] = True


def marks(engine, key):
    """By what accounts may be told to be one person's: device, address and card, as numbers.

    Friends may share a home or, rarely, a device; some people order to their office; a ring has
    few of each.
    """
    part, seed, facts = engine.part(Friends), engine.seed, engine.world.facts["referrals"]
    u = hash_uniforms(seed, MARK, key, count=4)
    friend = np.array([part.friends.get(each, each) for each in key.tolist()], dtype=np.int64)
    device = np.where(u[0] < facts["same_device"], friend, key)
    address = np.where(u[1] < facts["same_home"], friend, key)
    office = (u[2] * facts["in_office"][1]).astype(np.int64)
    address = np.where(u[3] < facts["in_office"][0], -1 - office, address)
    card = key.copy()
    number = dict(zip(part.ring.key.tolist(), part.ring.number.tolist(), strict=True))
    for at in np.flatnonzero(np.isin(key, part.ring.key)):
        n, ring = number[int(key[at])], engine.world.facts["ring"]
        device[at], address[at], card[at] = (
            -1000 - n % ring["devices"], -2000 - n % ring["homes"], -3000 - n % ring["cards"],
        )  # fmt: skip

    def number_of(base, nth):
        return (hash_uniforms(seed, MARK, base, nth)[0] * NUMBERS).astype(np.int64)

    return Columns(device=number_of(device, 1), address=number_of(address, 2),
                   card=number_of(card, 3))  # fmt: skip


def _ring(world, seed, days):
    """Day, key and number of each account, by day."""
    facts = world.facts["ring"]
    count = round(facts["accounts"] * min(world.scale, 1)) if facts["accounts"] else 0
    if count and facts["sku"] not in world.sku.name:
        count = 0  # a smaller assortment has nothing for it
    number = np.arange(count)
    first, last = (world.day(facts[end]) for end in ("from", "to"))
    u = hash_uniforms(seed, RING, number)[0] if count else np.zeros(0)
    day = np.sort(first + np.floor(u * (last - first + 1)).astype(np.int64))
    key = day * KEYS_A_DAY + KEYS_A_DAY - 1 - number
    here = (day >= 0) & (day < days)
    return SimpleNamespace(day=day[here], key=key[here], number=number[here])
