"""Who could come, and who does: pools of potential visitors, and what money reaches."""

import numpy as np

from ecomlab.shop.ads import OWN_NAME, Rules
from ecomlab.shop.streams_in_use import VISITORS
from ecomlab.shop.world import BRAND, ORIGINS, PLANS, cents, codes
from ecomlab.streams import generator, poisson

BINS = 1024  # a power of two, so that shares fall into bins exactly
KEYS_A_DAY = 10_000_000  # a visitor's key is day * KEYS_A_DAY + place in the day
FEEDING = [plan for plan in PLANS if plan in ORIGINS]  # the origin of their name; not paid_brand
POOL_OF_PLAN, POOL_PLANS = codes(FEEDING, ORIGINS), codes(FEEDING, PLANS)


class Traffic:
    """Adstock of every plan, and what it reaches of each origin's pool."""

    def __init__(self, world, demand):
        self.world, self.demand = world, demand
        self.adstock = world.ads.budget * demand.expected[0] ** 0.8
        self.rules = Rules()
        # What money can't move: how closely each origin's pool follows each category's demand.
        self.following = world.origin.season[:, None]
        self.pool = world.origin.pool[:, None] * world.sku.draw[None, :]

    def spend(self, day, plan):
        """What each plan spends, in cents at scale 1: the budget follows last week's demand.

        This is the confounding: money goes where customers come anyway.
        """
        known = self.demand.overall[max(day - 7, 0) : max(day, 1)]
        level = np.cumsum(known)[-1] / len(known) * self.demand.expected[day]
        level = level / self.demand.expected[max(day - 4, 0)]
        mood = np.exp(plan["ads.whim"] * self.demand.whim[day])
        budget = plan.budget * self.rules.morning(day, plan) * plan.terms.on
        return cents(budget * level ** plan["ads.follow_demand"] * mood)

    def reach(self, spend, terms):
        """Share of each origin's pool that comes, and of brand searchers that click the ad.

        Geometric adstock, then a Hill curve. The ad on the shop's own name reaches hardly anybody
        new: it takes clicks that the natural result would have had (Blake, Nosko, Tadelis 2015).
        """
        ads, origin = self.world.ads, self.world.origin
        self.adstock = ads.carry * self.adstock + (1 - ads.carry) * spend / 100 / terms.price
        power = (self.adstock / (ads.half * terms.half)) ** ads.hill
        filled = power / (1 + power)
        reach = origin.flat.copy()
        top = origin.top[POOL_OF_PLAN] * terms.top[POOL_PLANS]
        reach[POOL_OF_PLAN] += top * filled[POOL_PLANS]
        ad_share = min(0.8 * filled[OWN_NAME] * terms.own_name_seen, 1.0)
        aware = np.cumsum(ads.awareness * filled)[-1]
        reach[BRAND] += origin.top[BRAND] * aware + 0.03 * ad_share
        return reach, ad_share

    def potential(self, seed, day):
        """The people who could come on a day, whatever the shop does: cells and uniforms.

        Returns
        -------
        cell : array of int
            origin * articles + article, in order of arrival.
        u : array of float, shape (7, people)
            reach, time in the day, price sensitivity, cart, kind of link, region, type.
        """
        rng = generator(seed, VISITORS, day)
        wish = self.demand.index[day][None, :] ** self.following
        pool = self.pool * self.world.interest(day)
        edges = np.cumsum((pool * wish[:, self.world.sku.category]).ravel())
        count = min(int(poisson(edges[-1], rng.random())), KEYS_A_DAY - 1)
        u = rng.random((8, count))
        return np.minimum(places(edges, u[0]), len(edges) - 1), u[1:]


def places(edges, u):
    """Between which edges the shares ``u`` of the last edge lie, from 0 up to but not including 1.

    What ``np.searchsorted(edges, u * edges[-1], side="right")`` gives, faster where many come:
    in a bin without an edge all shares have the same place, and only the others are searched.

    >>> places(np.array([1.0, 3.0, 4.0]), np.array([0.2, 0.25, 0.9]))
    array([0, 1, 2])
    """
    place_of_bin = np.searchsorted(edges, np.arange(BINS + 1) / BINS * edges[-1], side="right")
    bins = (u * BINS).astype(np.int64)
    place = place_of_bin[bins]
    near = np.flatnonzero(place != place_of_bin[bins + 1])
    place[near] = np.searchsorted(edges, u[near] * edges[-1], side="right")
    return place
