"""The service desk (客服): who asks, who answers after how long, and what waiting does."""

from bisect import bisect_right, insort

import numpy as np

from ecomlab.shop import funnel
from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.log import Columns
from ecomlab.shop.parts.base import Part
from ecomlab.shop.streams_in_use import AFTER_SALES, CART, CHAT, DESK
from ecomlab.shop.world import codes
from ecomlab.streams import hash_uniforms

INTENTS = ("size", "stock", "delivery", "discount", "product", "return", "defect")
BOT_KNOWS = np.isin(INTENTS, ("size", "stock", "delivery", "discount"))
HARD = np.isin(INTENTS, ("product", "return", "defect"))
LENGTH = np.array([0.8, 0.7, 0.8, 0.9, 1.4, 1.5, 1.7])  # times a usual chat
BEFORE = np.array([0.20, 0.32, 0.52, 0.70])  # size, stock, delivery, discount, and product
ASKS_DELIVERY, ASKS_RETURN, ASKS_DEFECT = codes(("delivery", "return", "defect"), INTENTS)
SHIFT = 8 * HOUR  # night, day, evening
NOBODY = -1
USUAL_WAIT = 30.0  # seconds that nobody minds


class Desk(Part):
    """One queue by the clock: bots greet, agents have several chats at a time, some people leave.

    Chats are dealt in turn to the agents on duty, hard ones in some months to one of them. Nobody
    decides who asks: that is settled before the purchase, as is when.
    """

    def __init__(self, engine):
        super().__init__(engine)
        self.facts = self.world.facts["desk"]
        agents = self.world.facts["agents"]
        self.names = list(agents)
        self.skill = np.array([row["skill"] for row in agents.values()], dtype=float)
        self.pace = np.array([row["pace"] for row in agents.values()], dtype=float)
        self.later = None  # questions to come, after purchases

    def arrive(self, day, visits):
        """Answer the day's questions; what waiting and answers do to paying."""
        at = self._asking(visits)
        second = visits.second[at]
        chats = self._before(day, visits, at, second)
        if self.later is not None:
            due = self.later.due == day
            chats = chats.above(self.later.take(np.flatnonzero(due)))
            self.later = self.later.take(np.flatnonzero(~due))
        chats = chats.take(np.argsort(chats.second, kind="stable"))
        self._answer(day, chats)
        self.chats = chats
        waited = chats.wait >= 0
        mean = float(np.round(chats.wait[waited].mean(), 3)) if waited.any() else 0.0
        self.engine.response = mean
        before = chats.visit >= 0
        mine, moved = chats.visit[before], self.moved(chats)[before]
        visits.ready[mine] += moved
        visits.waited = np.zeros(len(visits.key), np.int64)
        visits.waited[mine] = np.maximum(chats.wait[before], 0)

    def evening(self, day, visits, carts, orders):
        """Write down the chats, with what came of them."""
        chats, first = self.chats, self.engine.next_session
        depth = np.zeros(len(visits.key), np.int8)
        depth[carts.at] = carts.depth
        paid = np.zeros(len(visits.key), np.int64)
        paid[orders.at] = (orders.amount - orders.off) * orders.paid
        asked = chats.visit >= 0
        chats.session = np.where(asked, first + chats.visit, -1)
        chats.ordered = asked & (depth[chats.visit] >= funnel.ORDERED)
        chats.paid = asked & (depth[chats.visit] == funnel.PAID)
        chats.amount = np.where(asked, paid[chats.visit], 0)
        chats.day = np.full(len(asked), day, np.int32)
        self.engine.chats.add(chats)

    def closed(self, day, orders, lines):
        """Buyers who will ask where the parcel is, or how to send the goods back."""
        u = hash_uniforms(self.seed, AFTER_SALES, orders.key, orders.ordered_at, count=4)
        first = lines.take(lines.place == 0)
        place = np.flatnonzero(lines.place == 0)
        back = np.zeros(len(orders.key), bool)
        back[lines.of[place]] = first.returned
        back &= orders.sent & ~orders.lost
        asks = orders.sent & (u[0] < 0.03 + 0.45 * (orders.late > 0) + 0.4 * back)
        at, of = np.flatnonzero(asks), np.zeros(len(orders.key), np.int64)
        of[lines.of[place]] = place
        promised = orders.paid_at + np.round(HOUR * orders.promised_h).astype(np.int64)
        when = np.where(back, lines.requested[of] + 60, promised)[at]
        back, defect = back[at], lines.defect[of][at]
        intent = np.where(back, np.where(defect, ASKS_DEFECT, ASKS_RETURN), ASKS_DELIVERY)
        due = np.maximum(when // DAY, day + 1)
        asked = Columns(
            key=orders.key[at], second=np.maximum(when - due * DAY, 0), due=due, intent=intent,
            order=orders.order[at], visit=np.full(len(at), -1),
        )  # fmt: skip
        self.later = asked if self.later is None else self.later.above(asked)

    def _asking(self, visits):
        """Visits in which something is asked: more of those that are close to buying.

        These want the article and have few doubts at the checkout and the order: the draws of the
        funnel say so, whatever its chances will be.
        """
        facts = self.facts
        u = hash_uniforms(self.seed, CHAT, visits.key, visits.nth)[0]
        close = np.flatnonzero(visits.wish < facts["ready"])
        _, checkout, order = hash_uniforms(
            self.seed, CART, visits.key[close], visits.nth[close], count=3
        )
        close = close[(checkout < facts["doubts"][0]) & (order < facts["doubts"][1])]
        share = np.full(len(u), facts["asks"], dtype=float)
        share[close] = facts["asks_ready"]
        return np.flatnonzero(u < share)

    def _before(self, day, visits, at, second):
        u = hash_uniforms(self.seed, CHAT, visits.key[at], visits.nth[at], count=3)
        second = second + 40 + np.floor(50 * u[1]).astype(np.int64)
        return Columns(
            key=visits.key[at], second=second, due=np.full(len(at), day),
            intent=np.searchsorted(BEFORE, u[2]), order=np.full(len(at), -1), visit=at,
        )  # fmt: skip

    def _answer(self, day, chats):
        """By whom, after how long, for how long: adds the columns of the queue."""
        facts, plan, count = self.facts, self.engine.plan, len(chats.key)
        u = hash_uniforms(self.seed, DESK, chats.key, day * DAY + chats.second, count=6)
        reads = u[0] < facts["bot_right"]
        chats.pred = np.where(reads, chats.intent, (u[1] * len(INTENTS)).astype(np.int64))
        answers = plan["service.bot"] == "answers"
        chats.bot = answers & BOT_KNOWS[chats.pred] & (u[2] < facts["bot_answers"])
        length = LENGTH[chats.intent] * facts["handle"] * -np.log(u[3])
        length = np.round(np.clip(length, 45, 5400)).astype(np.int64)
        shift = np.minimum(chats.second // SHIFT, 2)
        low, high = np.array([facts["night_pickup"], facts["pickup"], facts["pickup"]]).T
        pickup = np.round(low[shift] + (high - low)[shift] * u[4] ** 2).astype(np.int64)
        agent, wait, busy, talk = (np.full(count, value) for value in (NOBODY, -1, 0, 0))
        at = np.flatnonzero(~chats.bot)
        senior = self._senior(day) if at.size else NOBODY
        found = self._queue(
            chats.second[at].tolist(), length[at].tolist(), pickup[at].tolist(),
            HARD[chats.intent[at]].tolist(), self._duty(day, plan), senior,
        )  # fmt: skip
        agent[at], wait[at], busy[at], talk[at] = np.array(found, np.int64).reshape(-1, 4).T
        chats.left = ~chats.bot & (talk == 0)
        chats.agent, chats.wait, chats.busy = agent.astype(np.int16), wait, busy
        chats.talk = np.where(chats.bot, np.round(30 + 90 * u[5]).astype(np.int64), talk)

    def _queue(self, seconds, lengths, pickups, hard, duty, senior):
        """Agent, wait, chats open beside it and seconds of talk of each chat, in order.

        An agent takes the next chat when one of their places is free; whoever would wait longer
        than their patience leaves after it.
        """
        places, patience, pace = self.facts["slots"], self.facts["patience"], self.pace.tolist()
        free, turn, found = {}, 0, []
        for now, length, pickup, is_hard in zip(seconds, lengths, pickups, hard, strict=True):
            team = duty[min(now // SHIFT, 2)]
            if not team:
                found.append((NOBODY, patience, 0, 0))
                continue
            if is_hard and senior in team:
                agent = senior
            else:
                agent = team[turn % len(team)]
                turn += 1
            ends = free.setdefault(agent, [0] * places)  # of the chats open, the first first
            wait = max(ends[0] - now, 0) + pickup
            if wait > patience:
                found.append((agent, patience, places, 0))
                continue
            talk, start = int(length * pace[agent % len(pace)]), now + wait
            found.append((agent, wait, places - bisect_right(ends, start), talk))
            del ends[0]
            insort(ends, start + talk)
        return found

    def on_duty(self, plan):
        """How many agents there are at night, by day and in the evening."""
        peak = plan["service.agents"] * self.world.scale
        shares = (plan["service.night"], self.facts["day"], 1.0)
        return [round_up(peak * share) for share in shares]

    def _duty(self, day, plan):
        """Who is on duty at night, by day and in the evening: the names take turns over days."""
        counts = self.on_duty(plan)
        roster = max(sum(counts), len(self.names))
        turn, teams = day % roster, []
        for count in counts:
            teams.append([(turn + i) % roster for i in range(count)])
            turn += count
        return teams

    def _senior(self, day):
        """The agent who gets the hard questions today, if any."""
        date = str(self.world.date(day))
        for fact in self.world.facts["routing"]:
            if fact["from"] <= date <= fact["to"]:
                return self.names.index(fact["agent"])
        return NOBODY

    def of_waiting(self, chats):
        """What the wait adds to the logit of paying."""
        waited = np.log2(np.maximum(chats.wait, USUAL_WAIT) / USUAL_WAIT)
        return np.round(self.facts["wait"] * waited, 9)

    def moved(self, chats):
        """What each chat adds to the logit of paying: wait, question, answer, agent."""
        facts = self.facts
        moved = self.of_waiting(chats) + facts["hard"] * HARD[chats.intent]
        moved += facts["wrong"] * (chats.bot & (chats.pred != chats.intent))
        answered = ~chats.left & ~chats.bot
        moved += np.where(answered, self.skill[chats.agent % len(self.names)], 0)
        return np.round(moved, 9)


def round_up(number):
    """Whole agents: the nearest number, but one where there is any part of one.

    >>> round_up(3.4), round_up(0.2), round_up(0)
    (3, 1, 0)
    """
    return max(round(number), 1) if number > 0 else 0
