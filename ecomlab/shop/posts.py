"""Creators and their posts (达人, 种草笔记): unequal audiences, hooks that hold, fans that fit."""

from types import SimpleNamespace

import numpy as np

from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.streams_in_use import CREATOR, POST, POST_FACTS
from ecomlab.shop.styles import presented
from ecomlab.streams import hash_uniforms, normal

A_DAY = 32  # numbers of posts that a day has room for
MEDIA = ("xiaohongshu", "douyin", "bilibili")
KINDS = ("review", "how_to", "short_video", "image_text", "drama", "testimonial")
STAGES = ("aware", "interest", "purchase")
STYLES = ("family", "hiking", "city", "gear")  # by the type of buyer that is strongest among fans
MOST_FANS = 300_000
USUAL_HOOK = 0.45
CLICK_RATE = 0.025  # clicks per view of a usual post
BEST_KNOWN = 200  # articles that anybody posts about or shows
NEW = 60  # days after its launch in which an article is posted about more often
NEWNESS = 3.0
OTHER_ARTICLE = 0.3  # share of posts about two, and of their visitors who come for the second


class Creators:
    """Who can be asked to post: the same in every run of a world.

    Attributes
    ----------
    tier, followers, accepted, buys_views, commission, media : arrays, one value per creator
    fans : array, shape (creators, types)
        Shares of the latent types of buyers among their fans.
    fit : array, shape (creators, categories)
        How much likelier their fans want a category than the market's people.
    skill, sway, ask, often : arrays
        Times as many clicks, logit of those who come, times the usual fee, and how often they
        post where tiers are mixed.

    Examples
    --------
    >>> from ecomlab.shop import World
    >>> creators = Creators(World())
    >>> len(creators.tier), creators.fans.sum(axis=1).round(3).tolist()[:2]
    (74, [1.0, 1.0])
    """

    def __init__(self, world):
        facts, types = world.facts["posts"], world.types
        self.tiers = list(world.facts["creator_tiers"])
        rows = list(world.facts["creator_tiers"].values())
        count = sum(row["count"] for row in rows)
        u = hash_uniforms(world.seed, CREATOR, np.arange(count), count=10 + len(types.name))
        tier = np.repeat(np.arange(len(rows)), [row["count"] for row in rows])
        self.tier = tier[np.argsort(u[0], kind="stable")]
        self.often = np.array([row["posts"] for row in rows])[self.tier]
        low = np.array([row["fans"] for row in rows] + [MOST_FANS], dtype=float)
        self.followers = np.floor(low[self.tier] * (low[1:] / low[:-1])[self.tier] ** u[1])
        self.followers = self.followers.astype(np.int64)
        fans = types.share * np.exp(1.1 * normal(u[10:].T))
        self.fans = np.round(fans / np.cumsum(fans, axis=1)[:, -1:], 9)
        mass = np.cumsum(self.fans[:, :, None] * types.likes, axis=1)
        usual = np.cumsum(types.share[:, None] * types.likes, axis=0)[-1]
        self.fit = np.round(mass[:, -1] / usual, 9)
        self.kinds = np.round(mass[:, :-1] / mass[:, -1:], 9)  # edges, by creator and category
        self.skill = np.round(np.exp(facts["skill"] * normal(u[2])), 9)
        self.sway = np.round(facts["sway"] * normal(u[3]), 9)
        self.ask = np.round(np.exp(facts["haggle"] * normal(u[4])), 9)
        self.buys_views = u[5] < facts["bought_views"]
        self.commission = np.round(0.05 + 0.10 * u[6], 2)
        self.media = (u[7] * len(MEDIA)).astype(np.int64)
        rank = np.empty(count, np.int64)
        for number, row in enumerate(rows):
            mine = np.flatnonzero(self.tier == number)
            rank[mine[np.argsort(u[8][mine], kind="stable")]] = np.arange(len(mine))
            least = max(int(np.ceil(facts["accepted"] * row["count"])), 1)
            rank[mine] = np.where(rank[mine] < least, 0, 1)
        self.accepted = rank == 0
        self.luck = u[9]

    def share(self, values):
        """A mean over each creator's fans of what the types of buyers are like."""
        return np.cumsum(self.fans * values, axis=1)[:, -1]


class Posts:
    """All posts of a run, those from before its first day that are still shown too.

    A post is a place in the arrays; its number is ``id``, from 1 on. What it is about and how
    good it is hangs on its number alone; who makes it, on the tier that the shop asks that day.

    Attributes
    ----------
    id, day, second, creator, sku, other, kind, stage : arrays, one value per post
    hook : array
        Share of viewers who watch three seconds.
    luck : array
        Times as many views as a usual post of its tier has, mean 1.
    audience, draw, intent, fee, guaranteed : arrays
        Times the views by tier; times the clicks per view; logit of the cart; weight in the
        day's money; pieces that the creator guarantees.

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> posts = Posts(Shop().engine(days=30))
    >>> bool((np.bincount(posts.day[posts.day >= 0]) >= 4).all())
    True
    """

    def __init__(self, engine):
        world, self.creators = engine.world, Creators(engine.world)
        self.facts, self.world = world.facts["posts"], world
        self.life = self.facts["days"]
        days = np.arange(-self.life, engine.days)
        number = np.arange(len(days) * A_DAY)
        day = np.repeat(days, A_DAY)
        u = hash_uniforms(engine.seed, POST_FACTS, number, count=14)
        burst = _bursts(world, days)
        least, most = self.facts["a_day"]
        high = np.log(engine.demand.expected[np.maximum(days, 0)])
        count = np.clip(np.round((least + most) / 2 + high + 2 * u[0, ::A_DAY] - 1), least, most)
        place = number % A_DAY
        usual, extra = np.repeat(count, A_DAY), np.repeat(burst.posts, A_DAY)
        there = np.flatnonzero(place < np.minimum(usual + extra, A_DAY))
        self.number = number[there]
        self.id, self.day, u = self.number + 1, day[there], u[:, there]
        seeded = place[there] >= usual[there]
        self.first = np.searchsorted(self.day, np.arange(-self.life, engine.days + 1))
        self.second = (self.day * DAY + 17 * HOUR + np.floor(5 * HOUR * u[1])).astype(np.int64)
        self.sku, self.other = self._articles(u[2:4], u[4])
        seeded_sku = np.repeat(burst.sku, A_DAY)[there]
        self.sku = np.where(seeded, seeded_sku, self.sku)
        self.other = np.where(seeded | (self.other == self.sku), -1, self.other)
        self.seeded = seeded
        self.known, self.burst = burst.known, burst
        self._made_by(engine, u[5])
        self.kind = (u[6] * len(KINDS)).astype(np.int64)
        self.stage = np.searchsorted([0.45, 0.8], u[7])
        self.hook = np.round(0.2 + 0.5 * (u[8] + u[9]) / 2, 4)
        spread = self.facts["spread"]
        luck = np.exp(spread * np.clip(normal(u[10]), -3, 3) - spread**2 / 2)
        self.luck = np.round(luck, 9)
        self._worth(u[11:])

    def _articles(self, u, second):
        """What each post is about: what is popular, and three times as often what is new."""
        sku = self.world.sku
        known = presented(self.world, BEST_KNOWN)
        age = self.day[:, None] - sku.launch[known]
        there = (age >= 0) & (self.day[:, None] <= sku.end[known])
        new = there & (sku.launch[known] > -self.life) & (age < NEW)
        weight = sku.draw[known] ** 0.7 * there * np.where(new, NEWNESS, 1)
        edges = np.cumsum(weight, axis=1)
        first, other = (
            known[np.minimum((each[:, None] * edges[:, -1:] >= edges).sum(axis=1), len(known) - 1)]
            for each in u
        )
        return first, np.where(second < OTHER_ARTICLE, other, -1)

    def _made_by(self, engine, u):
        """Who makes each post: one of those who accepted, of the tier that the shop asks."""
        creators = self.creators
        tiers = [engine.plan_on(day)["creators.tier"] for day in range(-self.life, engine.days)]
        asked = np.array([("mixed", *creators.tiers).index(tier) for tier in tiers])
        self.asked = asked[self.day + self.life] - 1  # -1: mixed
        self.creator = np.zeros(len(self.day), np.int64)
        for number in np.unique(self.asked):
            able = creators.accepted & ((creators.tier == number) | (number < 0))
            able, mine = np.flatnonzero(able), self.asked == number
            edges = np.cumsum(creators.often[able])
            place = np.searchsorted(edges, u[mine] * edges[-1], side="right")
            self.creator[mine] = able[np.minimum(place, len(able) - 1)]

    def _worth(self, u):
        """What a post does, from hook, fit and creator; tiers only where they are mixed."""
        facts, creators, of = self.facts, self.creators, self.creator
        rows = list(self.world.facts["creator_tiers"].values())
        audience, fee, intent, guarantee = (
            np.array([row[key] for row in rows], dtype=float)
            for key in ("audience", "fee", "intent", "guarantee")
        )
        mixed, tier = self.asked < 0, creators.tier[of]
        often, tiers = creators.often * creators.accepted, creators.tier
        audience /= np.cumsum(often * audience[tiers])[-1] / np.cumsum(often)[-1]
        self.fit = creators.fit[of, self.world.sku.category[self.sku]]
        self.audience = np.where(mixed, audience[tier], 1.0)
        hook = self.hook / USUAL_HOOK
        self.draw = hook ** facts["hook"] * self.fit ** facts["fit"] * creators.skill[of]
        self.draw = np.round(self.draw, 9)
        self.intent = facts["hook_intent"] * np.log(hook) + facts["fit_intent"] * np.log(self.fit)
        self.intent = np.round(self.intent + creators.sway[of] + intent[tier] * mixed, 9)
        self.fee = np.round(1000 * fee[tier] * creators.ask[of] * (0.7 + 0.6 * u[0])).astype(int)
        self.guaranteed = np.where(u[2] < guarantee[tier], facts["guaranteed"], 0)
        self.watched = np.round(0.08 + 0.25 * u[1], 4)  # of those who watch 3 seconds, to the end
        self.inflated = np.where(creators.buys_views[of], 2 + 4 * u[2], 1.0)

    def shown(self, day):
        """The posts shown on a day: a slice of the arrays, and each one's audience as a weight."""
        first, last = self.first[day], self.first[day + self.life]  # of the days before this one
        some = slice(first, last)
        return some, self.luck[some] * self.facts["fade"] ** (day - 1 - self.day[some])

    def stir(self, weight):
        """How large the audience is beside the usual one, of as many posts.

        The mean of their luck, so that more posts alone bring nobody.
        """
        steady = (1 - self.facts["fade"] ** self.life) / (1 - self.facts["fade"])
        usual = np.mean(self.facts["a_day"]) * steady
        return max(float(np.round(np.cumsum(weight)[-1] / usual, 9)), 1e-6)

    def costs(self, day, spend):
        """What each post published on a day costs, in cents: the day's money, by their fees."""
        some = slice(self.first[day + self.life], self.first[day + self.life + 1])
        edges = np.cumsum(self.fee[some])
        return some, np.diff(int(spend) * edges // max(edges[-1], 1), prepend=0)

    def chosen(self, seed, day, key, nth, more=0):
        """Which post each visitor of a day comes from, and further uniforms of each."""
        some, weight = self.shown(day)
        u = hash_uniforms(seed, POST, key, nth, count=1 + more)
        edges = np.cumsum(weight)
        place = np.searchsorted(edges, u[0] * edges[-1], side="right")
        return some.start + np.minimum(place, len(edges) - 1), u[1:]


def _bursts(world, days):
    """The seeding bursts by day: posts more, their article, and how far it has become known."""
    date = world.date(days).astype(str)
    posts, sku = np.zeros(len(days), np.int64), np.full(len(days), -1)
    known = []
    for fact in world.facts.get("seeding", []):
        if fact["sku"] not in world.sku.name:
            continue
        on = (date >= fact["from"]) & (date <= fact["to"])
        article = world.sku.name.index(fact["sku"])
        posts[on], sku[on] = fact["posts"], article
        level, levels = 0.0, np.zeros(len(days))
        for i in np.flatnonzero(date >= fact["from"]):
            level = (
                level + (1 - level) * (1 - 0.5 ** (1 / fact["known"]))
                if on[i]
                else (level * fact["fade"])
            )
            levels[i] = round(level, 9)
        known.append((article, fact["lift"], fact["brand"], levels))
    return SimpleNamespace(posts=posts, sku=sku, known=known)
