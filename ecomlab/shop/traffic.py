"""Who could come, and who does: pools of potential visitors, and what money reaches."""

import numpy as np

from ecomlab.shop.ads import OWN_NAME, SEARCH, Auction, Rules, by_lot
from ecomlab.shop.streams_in_use import AUDIENCE, VISITORS
from ecomlab.shop.world import BRAND, ENTRANCE_OF_PLAN, ORIGINS, PLANS, ROLES, codes
from ecomlab.streams import generator, hash_uniforms, poisson

BINS = 1024  # a power of two, so that shares fall into bins exactly
KEYS_A_DAY = 10_000_000  # a visitor's key is day * KEYS_A_DAY + place in the day
FEEDING = [plan for plan in PLANS if plan in ORIGINS]  # the origin of their name; not paid_brand
POOL_OF_PLAN, POOL_PLANS = codes(FEEDING, ORIGINS), codes(FEEDING, PLANS)
ORIGIN_OF_PLAN = np.full(len(PLANS), -1)
ORIGIN_OF_PLAN[POOL_PLANS] = POOL_OF_PLAN


class Traffic:
    """Adstock of every plan in every region, and what it reaches of each origin's pool.

    Attributes
    ----------
    reach : array, shape (plans + origins, regions)
        Share of the plan's people that comes today, or of those of an origin without plans.
    ad_share : array, one value per region
        Of those who search for the brand, the share that clicks the ad.
    filled : array, one value per plan
        How much its money reaches of what money can reach.
    """

    def __init__(self, world, seed, demand):
        self.world, self.seed, self.demand = world, seed, demand
        plans, self.homes = world.plans, world.regions.share
        budget = world.ads.budget[plans.kind] * plans.share * demand.expected[0] ** 0.8
        self.adstock = budget[:, None] * self.homes
        self.rules, self.auction = Rules(len(plans.name)), Auction(world, seed, demand.expected)
        self.factor = np.ones((len(PLANS), len(self.homes)))  # today's, of experiments by lot
        self.rule = Diary(world)
        # What money can't move: how closely each origin's pool follows each category's demand.
        self.following = world.origin.season[:, None]
        self.pool = (world.origin.pool * self.rule.largest)[:, None] * tastes(world)

    def spend(self, day, plan):
        """What each plan spends in each region, in cents at scale 1, shape (plans, regions).

        The budget follows last week's demand: money goes where customers come anyway. That is
        the confounding; only experiments by lot break it.
        """
        known = self.demand.overall[max(day - 7, 0) : max(day, 1)]
        level = np.cumsum(known)[-1] / len(known) * self.demand.expected[day]
        level = level / self.demand.expected[max(day - 4, 0)]
        mood = np.exp(plan["ads.whim"] * self.demand.whim[day])
        kind = self.world.plans.kind
        factor = plan.terms.on * mood * level ** plan["ads.follow_demand"]
        return 100 * self.given(day, plan) * factor[kind][:, None]

    def given(self, day, plan):
        """Yuan that each plan may spend in each region today, before demand and mood."""
        self.factor = np.array([by_lot(self.seed, kind, day, mode, len(self.homes))
                                for kind, mode in enumerate(plan.regional)])  # fmt: skip
        budget = plan.budget * self.rules.morning(day, plan)
        return budget[:, None] * self.homes * self.factor[self.world.plans.kind]

    def advertise(self, day, spend, plan):
        """What the day's money reaches in each region: ``reach``, ``filled`` and ``ad_share``.

        Geometric adstock, then a Hill curve. The ad on the shop's own name reaches hardly anybody
        new: it takes clicks that the natural result would have had (Blake, Nosko, Tadelis 2015).
        """
        ads, origin, plans, terms = self.world.ads, self.world.origin, self.world.plans, plan.terms
        kind = plans.kind
        price = terms.price[kind] * self.auction.price(day, spend.sum(axis=1) > 0, plan)
        carry = ads.carry[kind][:, None]
        self.adstock = carry * self.adstock + (1 - carry) * spend / 100 / price[:, None]
        half = (plans.half * terms.half[kind])[:, None] * self.homes
        power = (self.adstock / half) ** ads.hill[kind][:, None]
        filled = power / (1 + power)
        self.filled = np.cumsum(filled * self.homes, axis=1)[:, -1]
        of = ORIGIN_OF_PLAN[kind]
        top = np.where(of >= 0, origin.top[of] * terms.top[kind], 0)
        flat = np.concatenate([np.where(of >= 0, origin.flat[of], 0), origin.flat])
        reach = np.tile(flat[:, None], len(self.homes))
        reach[: len(kind)] += top[:, None] * filled
        weight = ads.awareness[kind] * plans.weight
        aware = np.cumsum(weight[:, None] * filled, axis=0)[-1]
        own = plans.first[OWN_NAME]
        self.ad_share = np.minimum(0.8 * filled[own] * terms.own_name_seen, 1.0)
        reach[len(kind) + BRAND] += origin.top[BRAND] * aware + 0.03 * self.ad_share
        thin = self.rule.thin(day)
        self.reach = reach * np.concatenate([thin[of], thin])[:, None]

    def chances(self, origin, sku, key, region):
        """The chance that each of those who could come by an origin does, by today's money.

        Parameters
        ----------
        origin, sku, key, region : arrays of int
            Numbers into ``ORIGINS``, of the article, the visitor and the region.
        """
        plan = self.plans_of(origin, sku, key)
        return self.reach[np.where(plan >= 0, plan, len(self.world.plans.name) + origin), region]

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

    def plans_of(self, entrance, sku, key):
        """The plan that paid for each visit, from its entrance alone; -1: none did.

        A search plan is of the article's category; of an audience is who it is, for ever.

        Parameters
        ----------
        entrance, sku, key : arrays of int
            Origins count as the entrances that they are; key: the visitor.
        """
        plans = self.world.plans
        found = np.full(len(entrance), -1, np.int8)
        for kind, mine in enumerate(ENTRANCE_OF_PLAN):
            at = np.flatnonzero(entrance == mine)
            found[at] = plans.first[kind]
            if kind == SEARCH:
                found[at] += self.world.sku.category[sku[at]].astype(np.int8)
            elif len(plans.edges[kind]) > 1:
                u = hash_uniforms(self.seed, AUDIENCE, key[at])[0]
                place = np.searchsorted(plans.edges[kind][:-1], u, side="right")
                found[at] += place.astype(np.int8)
        return found


class Diary:
    """What platforms' new rules leave of each origin's pool (``[[rule]]`` of the scenario).

    People are drawn for the largest pool that there will be and thinned, so that a rule changes
    nobody's luck.

    Examples
    --------
    >>> from ecomlab.shop import World
    >>> diary, live = Diary(World()), ORIGINS.index("live")
    >>> [float(diary.thin(day)[live]) for day in (244, 245)]  # 2024-09-01, 2024-09-02
    [1.0, 0.75]
    """

    def __init__(self, world):
        entries = [rule for rule in world.facts["market"]["rule"] if rule.get("what") == "pool"]
        entries = sorted(entries, key=lambda rule: rule["date"])
        self.first = [world.day(rule["date"]) for rule in entries]
        steps = np.ones((len(entries) + 1, len(ORIGINS)))
        for i, rule in enumerate(entries):
            steps[i + 1, ORIGINS.index(rule["origin"])] = rule["factor"]
        self.factor = np.cumprod(steps, axis=0)
        self.largest = self.factor.max(axis=0)

    def thin(self, day):
        """Of those who could come under the mildest rules, the share that can on a day."""
        return self.factor[np.searchsorted(self.first, day, side="right")] / self.largest


def tastes(world):
    """How much each origin's visitors like each article, shape (origins, articles).

    What is liked more by some (``[tastes]``) is shared out within the origin: its pool stays.
    """
    facts, sku = world.facts["tastes"], world.sku
    liked = np.ones((len(ORIGINS), len(sku.name)))
    usual = np.exp(np.cumsum(sku.draw * np.log(sku.price))[-1] / np.cumsum(sku.draw)[-1])
    for origin, taste in facts.items():
        by_category = np.array([taste.get(name, 1.0) for name in world.categories])
        by_role = np.array([taste.get(name, 1.0) for name in ROLES])
        cheap = (sku.price / usual) ** -taste.get("cheap", 0.0)
        liked[ORIGINS.index(origin)] = by_category[sku.category] * by_role[sku.role] * cheap
    before = np.cumsum(sku.draw * sku.standing)[-1]
    after = np.cumsum(liked * sku.draw * sku.standing, axis=1)[:, -1]
    if before > 0:
        liked *= (before / after)[:, None]
    return liked * sku.draw


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
