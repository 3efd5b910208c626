"""Who is met again before buying: journeys of one to six touches.

Whoever leaves without an order may be met again, by whatever channel, some days later. What may
come is drawn beforehand, from the person's key alone; a channel that money pays for meets only as
many as its ads reach on that day. So a channel that is switched off takes its touches out of the
journeys, and moves nobody else's luck. Each touch leaves the person readier for the next.
"""

from types import SimpleNamespace

import numpy as np

from ecomlab.shop import customers, funnel
from ecomlab.shop.parts.base import Part
from ecomlab.shop.streams_in_use import JOURNEY
from ecomlab.shop.world import BRAND, DIRECT, ORIGINS, PLANS, SEARCH_AD
from ecomlab.streams import hash_uniforms

MOST_TOUCHES = 6
LONGEST = 9  # days to the next touch, at most
PAID = np.isin(ORIGINS, PLANS)  # origins whose touches hang on money


class Journeys(Part):
    """The prospects: readiness that touches add, the next touch, and who is reached by it."""

    def __init__(self, engine):
        super().__init__(engine)
        facts = self.world.facts["journeys"]
        self.view = np.full(MOST_TOUCHES + 1, facts["more"])  # by number of the touch
        self.view[1], self.view[-1] = facts["view"], 0
        self.cart, self.missed = facts["cart"], facts["missed"]
        self.first, self.filled = facts["first"], facts["filled"]
        warms = [facts["warms"][name] for name in ORIGINS]
        self.warms = np.array([*warms, facts["warms"]["brand_search"]])  # by entrance
        self.ways = [
            np.cumsum([facts[row].get(name, 0) for name in ORIGINS])
            for row in ("second", "later")
        ]  # fmt: skip

    def meet(self, day, rows, u):
        """Of the people who may come back today, those who do, and by which page.

        Parameters
        ----------
        rows : array of int
            Rows of ``People``.
        u : array of float, shape (6, rows)
            As ``customers.returning`` draws them.

        Returns
        -------
        SimpleNamespace of arrays
            came: who of ``rows``; again, entrance, origin: of those who came.
        """
        people = self.engine.people
        again = people.again[rows]
        entrance = customers.entrances(self.world, people, rows, day, u[3])
        second = people.touch[rows] < 2
        for way, some in zip(self.ways, (again & second, again & ~second), strict=True):
            entrance[some] = np.searchsorted(way, u[3, some] * way[-1], side="right")
        there = people.key[rows], people.region[rows]
        chance = self.engine.traffic.chances(entrance, people.wanted[rows], *there)
        if (self.engine.plan.terms.bid != 1).any():
            searches = np.flatnonzero(again & (entrance == SEARCH_AD))
            self.engine.outbid(chance, searches, people.key[rows], u[2])
        reached = ~PAID[entrance] | (u[5] < chance)
        came = ~again | reached
        self._next(day, rows[~came], np.full((~came).sum(), self.missed))
        again, entrance = again[came], entrance[came]
        anew = rows[came][~again]
        people.touch[anew], people.warmth[anew] = 0, 0
        by_itself = ~again | (entrance == BRAND) | (entrance == DIRECT)
        origin = np.where(by_itself, -1, entrance).astype(np.int8)
        return SimpleNamespace(came=came, again=again, entrance=entrance, origin=origin)

    def arrive(self, day, visits):
        """Number the touches; who has been met before comes readier, who hasn't less so."""
        people, count = self.engine.people, len(visits.key)
        visits.touch, visits.warmth = np.ones(count, np.int8), np.zeros(count)
        visits.journey = self.engine.next_session + np.arange(count)
        at = np.flatnonzero(visits.person >= 0)
        rows = visits.person[at]
        people.touch[rows] += 1
        starts = people.touch[rows] == 1
        people.journey[rows[starts]] = visits.journey[at[starts]]
        visits.touch[at] = people.touch[rows]
        visits.journey[at], visits.warmth[at] = people.journey[rows], people.warmth[rows]
        visits.intent += np.where(visits.person < 0, self.first, visits.warmth)
        visits.interest = np.round(visits.intent, 6).astype(np.float32)

    def evening(self, day, visits, carts, orders):
        """Who left without an order may be met again; customers will at least think of it."""
        people = self.engine.people
        chance, in_cart = self.view[visits.touch], carts.depth >= funnel.IN_CART
        filled = carts.at[in_cart & (carts.touch < MOST_TOUCHES)]
        chance[filled] = np.maximum(chance[filled], self.cart)
        chance[carts.at[(carts.depth == funnel.PAID) | carts.waits]] = 0
        u = hash_uniforms(self.seed, JOURNEY, visits.key, visits.nth)[0]
        at = np.flatnonzero(u < chance)
        warmer = self.warms[visits.entrance]
        warmer[carts.at[in_cart]] += self.filled
        new = at[visits.person[at] < 0]
        rows = people.add(visits, new)
        visits.person[new], people.touch[rows] = rows, 1
        people.journey[rows] = visits.journey[new]
        rows = visits.person[at]
        people.wanted[rows] = visits.sku[at]
        people.warmth[rows] = visits.warmth[at] + warmer[at]
        known = visits.person[visits.person >= 0]
        idle = known[(people.orders[known] > 0) & (people.last_order[known] < day)]
        if len(idle):
            customers.try_again(self.world, self.seed, people, idle, day)
        self._next(day, rows, chance[at])

    def _next(self, day, rows, chance):
        """The next touch, or the end of the journey: customers go on as customers."""
        people = self.engine.people
        if not len(rows):
            return
        u = hash_uniforms(self.seed, JOURNEY, people.key[rows], people.visits[rows], count=2)
        goes_on = u[0] < chance
        ends = rows[~goes_on & (people.orders[rows] > 0)]
        if len(ends):
            customers.try_again(self.world, self.seed, people, ends, day)
        rows, gap = rows[goes_on], 1 + np.floor(LONGEST * u[1, goes_on] ** 2).astype(np.int64)
        people.plan("next_visit", rows, day + gap)
        people.again[rows] = True
