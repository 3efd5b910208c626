"""Inside the advertising plans: what bids buy, who posts and presents, and who is stopped."""

import numpy as np

from ecomlab.shop.streams_in_use import WORD
from ecomlab.shop.world import ORIGINS, PLANS
from ecomlab.streams import hash_uniforms

SEARCH, OWN_NAME = PLANS.index("paid_search"), PLANS.index("paid_brand")
FIXED, RULE = "fixed", "test_scale_stop"


class Terms:
    """Decisions about words, creators and live shows, as the numbers that traffic uses.

    In the status quo every factor is 1.

    Attributes
    ----------
    top, half, price, on : arrays, one value per plan
        Times what money can reach at most, times the money that half of it takes, times the
        usual price of a click; 0 where nothing is bid for.
    intent : array, one value per origin
        Readiness to buy (logit).
    bid, seen : arrays, one value per type of word
        Times the usual bid, and times as many searchers who see the ad.
    own_name_seen : float
        The same for the shop's own name.

    Examples
    --------
    >>> from ecomlab.shop import Decisions, World
    >>> terms = Terms(World(), Decisions(World(), {"ads.bid.core": 2, "live.slot": "morning"}))
    >>> dict(zip(World().words.name, terms.seen.round(2).tolist()))["core"]
    1.32
    >>> dict(zip(PLANS, terms.top.tolist()))["live"]
    0.65
    """

    def __init__(self, world, decisions):
        self.top, self.half, self.price, self.on = np.ones((4, len(PLANS)))
        self.intent = world.origin.intent.copy()
        facts = world.facts
        self._choose("content", facts["creators"][decisions["creators.tier"]])
        self._choose("live", facts["live_slot"][decisions["live.slot"]])
        self._choose("live", facts["live_host"][decisions["live.host"]])
        self._lengthen(decisions["live.minutes"], facts["live_minutes"])
        self._bid(world, decisions)

    def _choose(self, plan, fact):
        place = PLANS.index(plan)
        self.top[place] *= fact["top"]
        self.half[place] *= fact["half"]
        self.intent[ORIGINS.index(plan)] += fact["intent"]

    def _lengthen(self, minutes, fact):
        """A longer show can reach more, and takes more money."""
        place, length = PLANS.index("live"), minutes / fact["usual"]
        self.top[place] *= length ** fact["top"]
        self.half[place] *= length ** fact["half"]

    def _bid(self, world, decisions):
        """A click costs in proportion to the bid; who sees the ad grows more slowly."""
        exponent, share = world.facts["auction"]["seen"], world.words.searches
        self.bid = np.array([decisions[f"ads.bid.{name}"] for name in world.words.name])
        self.seen = self.bid**exponent
        own = decisions["ads.bid.own_name"]
        self.own_name_seen = own**exponent
        clicks = np.cumsum(share * self.seen)[-1]
        cost = np.cumsum(share * self.seen * self.bid)[-1]
        for plan, bought, price in ((SEARCH, clicks, cost), (OWN_NAME, 1.0, own)):
            self.on[plan] = price > 0
            self.price[plan] = price / bought if price > 0 else 1


class Rules:
    """Test with little money, then scale or stop (小预算测试→放大→关停; course map T16).

    Every plan under the rule starts at a share of its budget. After every ``ads.rule.days`` days
    it is judged by what the ad tool reports of them, revenue by last click over spend: scaled,
    held, or stopped for as long as the rule holds. The rule can't know what the ad caused.

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> engine = Shop().engine({"ads.paid_feed.rule": "test_scale_stop"}).run(0, 2)
    >>> dict(zip(PLANS, engine.traffic.rules.share.tolist()))["paid_feed"]
    0.3
    """

    def __init__(self):
        self.share = np.ones(len(PLANS))  # of the budget
        self.ruled = np.zeros(len(PLANS), dtype=bool)
        self.since = np.zeros(len(PLANS), dtype=np.int64)
        self.spent, self.revenue = np.zeros((2, len(PLANS)), dtype=np.int64)  # since then

    def morning(self, day, plan):
        """The share of its budget that each plan gets today."""
        starts = plan.ruled & ~self.ruled
        due = plan.ruled & self.ruled & (day - self.since >= plan["ads.rule.days"])
        roas = self.revenue / np.maximum(self.spent, 1)
        stop = due & (self.spent > 0) & (roas < plan["ads.rule.stop_below"])
        scale = due & (self.spent > 0) & (roas >= plan["ads.rule.scale_above"]) & ~stop
        larger = np.minimum(self.share * plan["ads.rule.scale_by"], plan["ads.rule.most"])
        self.share = np.where(scale, np.maximum(larger, self.share), self.share)
        self.share[stop] = 0
        self.share[starts] = plan["ads.rule.test"]
        self.share[~plan.ruled] = 1
        self.since[starts | due] = day
        self.spent[starts | due] = self.revenue[starts | due] = 0
        self.ruled = plan.ruled
        return self.share

    def evening(self, spent, revenue):
        """What the ad tool reports of the day, in cents by plan."""
        self.spent += spent
        self.revenue += revenue


def word_types(world, seed, key, wish):
    """The type of word that each searcher typed.

    Who is readier to buy types more: by the share that pays, types differ as in ``words``.

    Parameters
    ----------
    key : array of int
        Visitors.
    wish : array of float
        Their uniforms for the cart: the lower, the readier.

    Returns
    -------
    array of int8, numbers into ``world.words.name``

    Examples
    --------
    >>> from ecomlab.shop import World
    >>> people = np.arange(100_000)
    >>> typed = word_types(World(), 1, people, (people + 0.5) / len(people))
    >>> (np.bincount(typed) / len(people)).round(2).tolist()  # the market's shares of searches
    [0.4, 0.2, 0.18, 0.05, 0.12, 0.05]
    """
    share, payers = world.words.searches, world.words.payers
    part = world.facts["auction"]["ready"]
    ready = share * payers / np.cumsum(share * payers)[-1]
    edges = np.cumsum([(share - part * ready) / (1 - part), ready], axis=1)[:, :-1]
    u = hash_uniforms(seed, WORD, key)[0]
    return (u[:, None] > edges[(wish < part).astype(np.int8)]).sum(axis=1).astype(np.int8)
