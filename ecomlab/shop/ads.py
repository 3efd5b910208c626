"""Inside the advertising plans: what bids buy, who posts and presents, and who is stopped."""

import numpy as np

from ecomlab.shop.streams_in_use import LOT, QUALITY, WORD
from ecomlab.shop.world import ORIGINS, PLANS
from ecomlab.streams import hash_uniforms
from ecomlab.tables import day_number

SEARCH, OWN_NAME = PLANS.index("paid_search"), PLANS.index("paid_brand")
FIXED, RULE = "fixed", "test_scale_stop"
NONE, STEPS, WEEKS = LOTS = ("none", "steps", "weeks")  # budgets by lot
STEP = np.array([0.0, 1.0, 1.5])  # times the budget
YEAR = 365.25
USUAL = 7.0  # a score with which a click has its usual price
LEARNING, FORGET = 4.0, 3  # days in which a plan learns; idle days after which it starts anew


class Terms:
    """Decisions about words, creators and live shows, as the numbers that traffic uses.

    In the status quo every factor is 1.

    Attributes
    ----------
    top, half, price, on : arrays, one value per kind of plan
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


class Auction:
    """What clicks cost beside the usual, and what the platform thinks of each plan (质量分).

    Prices rise with demand, for all bid more in the season (大促竞价), with the years, and where a
    rival bids for the same people (``[[bid_war]]``). A
    plan that is new, or was idle for some days, has to learn again (学习期): its clicks are dearer
    at first. In search a good score makes them cheaper: it comes from how often the plan is
    clicked, from the page behind it, and from learning.

    Examples
    --------
    >>> from ecomlab.shop import World
    >>> auction = Auction(World(), (2026, 1), expected=np.ones(366))
    >>> feed = World().plans.name.index("feed_lookalike")
    >>> [float(auction.market(day)[feed].round(2)) for day in (0, 365)]
    [1.0, 1.3]
    """

    def __init__(self, world, seed, expected):
        self.world, self.seed, self.facts = world, seed, world.facts["auction"]
        self.expected = expected
        count = len(world.plans.name)
        rise = [self.facts["rise"].get(plan, 0.0) for plan in PLANS]
        self.rise = np.log1p(np.array(rise))[world.plans.kind]
        self.age, self.idle = np.full(count, 60), np.zeros(count, dtype=np.int64)
        self.paid, self.score = np.ones(count), np.full(count, USUAL)  # today's
        self.search = world.plans.kind == SEARCH
        wars = world.facts.get("bid_war", [])
        self.wars = [
            (*(day_number(war[end]) - world.start for end in ("from", "to")),
             np.isin(world.plans.name, war["plans"]), war["factor"]) for war in wars
        ]  # fmt: skip

    def market(self, day):
        """Times the usual price of a click, by plan: what others bid."""
        price = np.exp(self.rise * day / YEAR) * self.expected[day] ** self.facts["season"]
        for first, last, mine, factor in self.wars:
            if first <= day <= last:
                price = np.where(mine, price * factor, price)
        return price

    def quality(self, day, plan):
        """The platform's score of each search plan's clicks and page, without learning."""
        count = np.arange(len(self.age))
        own = hash_uniforms(self.world.seed, QUALITY, count)[0]
        drift = hash_uniforms(self.seed, QUALITY, day // 7 * 1000 + count, nth=1)[0]
        page = {"A": 0.0, "test": 0.3, "B": 0.6}[plan["page.version"]]
        return USUAL + self.facts["spread"] * (2 * own + drift - 1.5) + page

    def price(self, day, runs, plan):
        """Times the usual price of a click today, by plan; ``runs``: who has money today."""
        self.idle = np.where(runs, 0, self.idle + 1)
        self.age = np.where(self.idle >= FORGET, 0, self.age + runs)
        learns = self.facts["learning"] * np.exp(-self.age / LEARNING)
        self.score = np.clip(self.quality(day, plan) - 4 * learns, 1, 10)
        by_score = np.where(self.search, (self.score / USUAL) ** -self.facts["weight"], 1 + learns)
        self.paid = self.market(day) * by_score
        return self.paid


def by_lot(seed, kind, day, mode, regions):
    """Times the budget of a kind of plans in each region on a day, if it is put to the lot.

    ``steps``: in each week the regions are dealt out evenly over nothing, the usual and half as
    much again. ``weeks``: of each two weeks one, by lot, is without money in the whole country.

    >>> by_lot((2026, 1), 0, 7, "steps", 6)
    array([0. , 0. , 1. , 1.5, 1. , 1.5])
    >>> [float(by_lot((2026, 1), 0, day, "weeks", 1)[0]) for day in (0, 7, 14, 21)]
    [0.0, 1.0, 1.0, 0.0]
    """
    week = day // 7
    if mode == STEPS:
        u = hash_uniforms(seed, LOT, week * 1000 + np.arange(regions), nth=kind)[0]
        place = np.empty(regions, dtype=np.int64)
        place[np.argsort(u, kind="stable")] = np.arange(regions)
        return STEP[place % len(STEP)]
    if mode == WEEKS:
        first = hash_uniforms(seed, LOT, week // 2 * 1000 + 999, nth=kind)[0, 0] < 0.5
        return np.full(regions, float(first == (week % 2 == 0)))
    return np.ones(regions)


class Rules:
    """Test with little money, then scale or stop (小预算测试→放大→关停; course map T16).

    Every plan under the rule starts at a share of its budget. After every ``ads.rule.days`` days
    it is judged by what its own clicks bought on the spot, revenue over spend: scaled, held, or
    stopped for as long as the rule holds. The rule can't know what the ad caused.

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> engine = Shop().engine({"ads.paid_feed.rule": "test_scale_stop"}).run(0, 2)
    >>> feed = engine.world.plans.kind == PLANS.index("paid_feed")
    >>> set(engine.traffic.rules.share[feed].tolist())
    {0.3}
    """

    def __init__(self, count):
        self.share = np.ones(count)  # of the budget
        self.ruled = np.zeros(count, dtype=bool)
        self.since = np.zeros(count, dtype=np.int64)
        self.spent, self.revenue = np.zeros((2, count), dtype=np.int64)  # since then

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
        """What the day's clicks cost and bought on the spot, in cents by plan."""
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
