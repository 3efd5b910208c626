"""Live shows (直播): who presents, what is shown at which minute, and how people come in."""

import numpy as np

from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.demand import weekday_of
from ecomlab.shop.posts import BEST_KNOWN
from ecomlab.shop.streams_in_use import LIVE, SHOW
from ecomlab.shop.styles import presented
from ecomlab.streams import hash_uniforms, normal

MOST_MINUTES = 240
LAST = DAY - 1560  # the second by which every show is over: shops close, sessions end
RUNNING_ORDER = np.array([1, 2, 4, 0, 3])  # by role: welfare goods first, as hosts do
FRIDAY = 4
LOTTERY = 30  # minutes between draws of lots, which fill the room
ASSIGNED = ("lot", "chosen", "decided")


class Shows:
    """The shows of all days of a run: a row per day, a column per minute.

    Attributes
    ----------
    minutes, start, host, assigned, good : arrays, one value per day
        Length; the second of the day at which it begins; numbers of ``names`` and ``ASSIGNED``;
        whether it is a good evening.
    sku, segment : arrays, shape (days, MOST_MINUTES)
        What is shown, and the part of the script; -1 after the end.
    edges : array of the same shape
        Shares of those who come in up to the end of each minute.

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> shows = Shows(Shop().engine(days=14))
    >>> shows.sku.shape, int((shows.sku[0] >= 0).sum())
    ((14, 240), 120)
    """

    def __init__(self, engine):
        world, facts = engine.world, engine.world.facts
        self.world, self.facts = world, facts["live"]
        self.names = list(facts["hosts"])
        rows = list(facts["hosts"].values())
        self.pull, self.intent, self.hold = (
            np.array([row[key] for row in rows], dtype=float) for key in ("pull", "intent", "hold")
        )
        self.segments = list(facts["script"])
        script = list(facts["script"].values())
        self.script_intent = np.array([row["intent"] for row in script], dtype=float)
        weight = np.array([row["weight"] for row in script], dtype=float)
        day = np.arange(engine.days)
        plans = [engine.plan_on(d) for d in day]
        self.minutes = np.array([int(plan["live.minutes"]) for plan in plans])
        hours = [facts["live_slot"][plan["live.slot"]]["hour"] for plan in plans]
        latest = (LAST - 60 * self.minutes) // 600 * 600
        self.start = np.minimum(np.array(hours) * HOUR, latest)
        weekday = weekday_of(world.date(day))
        event = np.array([name is not None for name in engine.demand.event])
        self.good = (weekday >= FRIDAY) | event
        self._hosts([plan["live.host"] for plan in plans], engine.seed, day)
        self._rundown(engine.seed, day)
        self._room(engine.seed, day, weight)

    def _hosts(self, decided, seed, day):
        """The lot decides; on good evenings mostly the shop, which sends its best."""
        team = [i for i, name in enumerate(self.names) if name != "guest"]
        u = hash_uniforms(seed, SHOW, day, count=2)
        by_lot = np.array(team)[(u[0] * len(team)).astype(np.int64)]
        chosen = self.good & (u[1] >= self.facts["by_lot"])
        fixed = np.array([name != "team" for name in decided])
        named = np.array([self.names.index(name) if name != "team" else 0 for name in decided])
        host = np.where(chosen, self.names.index(self.facts["best"]), by_lot)
        self.host = np.where(fixed, named, host)
        self.assigned = np.where(fixed, 2, chosen.astype(np.int64))

    def _rundown(self, seed, day):
        """What is shown: popular articles more often, welfare goods first (排品)."""
        sku = self.world.sku
        known = presented(self.world, BEST_KNOWN)
        there = (day[:, None] >= sku.launch[known]) & (day[:, None] <= sku.end[known])
        key = day[:, None] * max(BEST_KNOWN, len(known)) + np.arange(len(known))
        u = hash_uniforms(seed, SHOW, key.ravel(), nth=1)[0].reshape(key.shape)
        race = np.where(there, np.round(-np.log(u) / sku.draw[known] ** 0.7, 9), np.inf)
        count = np.clip(there.sum(axis=1), 1, self.facts["shown"])
        place = np.argsort(race, axis=1, kind="stable")[:, : self.facts["shown"]]
        late = np.arange(place.shape[1]) >= count[:, None]
        role = np.where(late, 9, RUNNING_ORDER[sku.role[known[place]]])
        order = np.take_along_axis(place, np.argsort(role, axis=1, kind="stable"), axis=1)
        minute, length = np.arange(MOST_MINUTES), self.minutes[:, None]
        part = minute * count[:, None] * len(self.segments) // length
        over = minute >= length
        article = np.minimum(part // len(self.segments), count[:, None] - 1)
        self.sku = np.where(over, -1, known[np.take_along_axis(order, article, axis=1)])
        self.segment = np.where(over, -1, part % len(self.segments))

    def _room(self, seed, day, weight):
        """How those who click are spread over the minutes: the script, draws of lots, bursts."""
        minute = np.arange(MOST_MINUTES)
        key = (day[:, None] * MOST_MINUTES + minute).ravel()
        u = hash_uniforms(seed, SHOW, key, nth=2)[0].reshape(len(day), -1)
        burst = np.exp(0.4 * normal(u)) * np.where(minute < 10, 1.5, 1.0)
        burst = burst * np.where((minute % LOTTERY < 2) & (minute >= LOTTERY), 2.0, 1.0)
        flow = np.where(self.segment >= 0, burst * weight[self.segment], 0)
        edges = np.cumsum(flow, axis=1)
        self.edges = np.round(edges / edges[:, -1:], 12)

    def minute_of(self, seed, day, key, nth):
        """The minute at which each visitor of a day clicks, and two uniforms more of each."""
        u = hash_uniforms(seed, LIVE, key, nth, count=3)
        minute = np.searchsorted(self.edges[day], u[0], side="right")
        return np.minimum(minute, self.minutes[day] - 1), u[1:]

    def lift(self, day, minute):
        """What the minute adds to the logit of the cart: host, script, evening."""
        weekend = self.facts["weekend"] * self.good[day]
        host = self.intent[self.host[day]]
        return np.round(host + weekend + self.script_intent[self.segment[day, minute]], 9)
