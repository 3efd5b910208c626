"""The day loop: one shop, day by day, vectorised within the day.

Only what feeds back into tomorrow is worked out here. Text, event times, pages and frames are
made afterwards from the log, over all days at once (``emit``).
"""

from types import SimpleNamespace

import numpy as np

from ecomlab.shop import customers, delivery, funnel
from ecomlab.shop.ads import word_types
from ecomlab.shop.decisions import Plan, plan_on
from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.demand import demand
from ecomlab.shop.offers import Offers, members_days, members_share
from ecomlab.shop.stock import Stock, allocate
from ecomlab.shop.streams_in_use import PAGE
from ecomlab.shop.traffic import KEYS_A_DAY, Traffic
from ecomlab.shop.world import BRAND, BRAND_AD, ENTRANCE_OF_PLAN, ENTRANCES, SEARCH_AD
from ecomlab.streams import hash_uniforms

USUAL_ORDERS = 20.0  # a day at scale 1: what the first forecast and the posts are sized for
CHATTING = 0.08  # visitors who ask something
CHATS_A_DAY = 45.0  # that an agent answers in good time


class Log(dict):
    """Columns by name, as lists of the days' arrays; ``column`` joins them."""

    def add(self, **columns):
        for name, values in columns.items():
            self.setdefault(name, []).append(values)

    def columns(self):
        return SimpleNamespace(**{name: np.concatenate(parts) for name, parts in self.items()})


class Engine:
    """One run: the world, the luck, the decisions, and the state that days hand on."""

    def __init__(self, world, seed, schedule, days):
        self.world, self.seed, self.days = world, seed, days
        self.plans = [(day, Plan(decisions)) for day, decisions in schedule]
        self.plan = self.plans[0][1]
        self.demand = demand(world, seed, days)
        self.traffic = Traffic(world, self.demand)
        self.stock = Stock(world, self.plan, USUAL_ORDERS * world.scale, days)
        self.couriers = delivery.Couriers(world)
        self.people = customers.People()
        count = len(world.sku.name)
        self.rating = np.full(count, 4.7)
        self.pleased = np.zeros((days + 1, count))  # satisfaction, by day of delivery
        self.judges = np.zeros((days + 1, count))
        self.refunds = np.zeros((3, 0), np.int64)  # to come: day, person, cents
        self.visits = 700.0 * world.scale  # yesterday's, for the service desk
        self.popular = np.cumsum(world.sku.draw**0.7)
        self.clock = _clock(world.facts["hours"])
        self.number = SimpleNamespace(session=0, order=0)
        self.clear()

    def clear(self):
        """Start a new log; the state stays."""
        self.sessions, self.orders, self.touches = Log(), Log(), Log()
        self.daily, self.shelf = Log(), Log()
        self.first_session = self.number.session

    def run(self, first, last):
        """The days from ``first`` up to, not including, ``last``."""
        for day in range(first, last):
            self._day(day)
        return self

    def plan_on(self, day):
        """What is decided on a day; before the first day, the first plan."""
        return plan_on(self.plans, day)

    def _day(self, day):
        self.plan = self.plan_on(day)
        plan, world = self.plan, self.world
        self.stock.morning(day)
        self._hear(day)
        touch = customers.contact(world, self.seed, self.people, plan, day)
        if touch is not None:
            self.touches.add(**touch)
        spend = self.traffic.spend(day, plan)
        reach, ad_share = self.traffic.reach(spend, plan.terms)
        price = plan.prices(self.demand.event[day])
        promised, response = self.couriers.promised(plan), self._response(plan)
        steps = funnel.Funnel(world, price, self.rating, promised, response)
        offers = Offers(world, plan, self.demand.event[day])
        visits = self._visits(day, plan, reach, ad_share)
        carts = self._carts(plan, steps, visits, price, offers)
        demanded, sold = self._sell(day, plan, visits, carts, price, offers)
        self.traffic.rules.evening(self._scaled(spend), self._reported())
        self._come_back(day, visits, carts)
        self.stock.evening(self.seed, day, plan, sold, demanded)
        self._write(day, visits, carts, spend, price, demanded, sold, promised, response)

    def _hear(self, day):
        """Yesterday's deliveries are rated, its refunds taken off what members have spent."""
        due = self.refunds[0] <= day
        np.subtract.at(self.people.spent, self.refunds[1, due], self.refunds[2, due])
        self.refunds = self.refunds[:, ~due]
        judges = self.judges[day]
        mean = 2.6 + 2.3 * self.pleased[day] / np.maximum(judges, 1)
        weight = judges / (judges + 60)
        self.rating += weight * (mean - self.rating)

    def _response(self, plan):
        """Seconds to the first answer: grows with chats per agent (bot and queue in one curve)."""
        agents = max(plan["service.agents"] * self.world.scale, 1e-3)
        busy = self.visits * CHATTING / (agents * CHATS_A_DAY)
        return min(20 * (1 + 3 * busy**2), 7200)

    def _visits(self, day, plan, reach, ad_share):
        """New visitors and people coming back, in order of arrival."""
        world, people = self.world, self.people
        count = len(world.sku.name)
        cell, u = self.traffic.potential(self.seed, day)
        chance = np.repeat(reach, count)
        chance[:count] *= self.stock.visible  # natural rank
        chance = chance[cell]
        if (plan.terms.bid != 1).any():
            self._outbid(day, plan, chance, cell // count, u[3])
        came = np.flatnonzero(u[0] < chance)
        cell = cell[came]
        origin = (cell // count).astype(np.int8)
        time = (came + u[1][came]) / max(len(u[1]), 1)
        back, v = customers.returning(world, self.seed, people, day)
        prospect = people.orders[back] == 0
        way = customers.entrances(people, back, day, v[3])
        any_sku = np.searchsorted(self.popular, v[1] * self.popular[-1], side="right")
        bonus = np.where(prospect, world.funnel.back_intent, world.funnel.customer_intent)
        entrance = np.concatenate([origin, way])
        link = np.concatenate([u[4][came], v[4]])
        entrance[(entrance == BRAND) & (link < ad_share)] = BRAND_AD
        intent = plan.terms.intent[np.where(entrance == BRAND_AD, BRAND, entrance)]
        intent[len(came) :] = bonus
        order = np.argsort(np.concatenate([time, v[0]]), kind="stable")

        def merge(new, known):
            return np.concatenate([new, known])[order]

        visits = SimpleNamespace(
            key=merge(day * KEYS_A_DAY + came, people.key[back]),
            nth=merge(np.zeros(len(came), np.int32), people.visits[back]),
            person=merge(np.full(len(came), -1), back),
            time=merge(time, v[0]),
            sku=merge(cell % count, np.where(prospect, people.sku[back], any_sku)),
            origin=merge(origin, np.full(len(back), -1, np.int8)),
            entrance=entrance[order],
            intent=intent[order],
            sensitivity=merge(0.6 + 0.8 * u[2][came], people.sensitivity[back]),
            u=merge(u[3][came], v[2]),
        )
        visits.page_b = self._page(plan, visits.key)
        visits.word = np.full(len(visits.key), -1, dtype=np.int8)
        at = np.flatnonzero(visits.entrance == SEARCH_AD)
        visits.word[at] = word_types(world, self.seed, visits.key[at], visits.u[at])
        spent = np.where(visits.person >= 0, people.spent[visits.person], 0)
        visits.tier = customers.tier(spent, plan.tier_from)
        return visits

    def _outbid(self, day, plan, chance, origin, wish):
        """Who searches sees the ad the more often, the higher it bids for the word."""
        at = np.flatnonzero(origin == SEARCH_AD)
        word = word_types(self.world, self.seed, day * KEYS_A_DAY + at, wish[at])
        chance[at] *= plan.terms.seen[word]

    def _page(self, plan, key):
        """Who sees page B? None if nobody does."""
        version = plan["page.version"]
        if version == "A":
            return None
        if version == "B":
            return np.ones(len(key), dtype=bool)
        return hash_uniforms(self.seed, PAGE, key)[0] < 0.5

    def _carts(self, plan, steps, visits, price, offers):
        """Those with a wish: where in the day's visits, how far they got, what they want."""
        at = steps.wants(
            visits.sku, visits.sensitivity, visits.intent, visits.page_b,
            members_share(plan, visits.tier), members_days(self.couriers, plan, visits.tier),
            visits.u,
        )  # fmt: skip
        people = SimpleNamespace(
            key=visits.key[at], nth=visits.nth[at], sku=visits.sku[at],
            sensitivity=visits.sensitivity[at], intent=visits.intent[at],
            entrance=visits.entrance[at], saved=members_share(plan, visits.tier[at]),
        )  # fmt: skip
        depth, pieces, other, gift, u_back = steps.depth(self.seed, plan, people, price, offers)
        return SimpleNamespace(
            at=at, depth=depth, pieces=pieces, other=other, gift=gift, u_back=u_back
        )

    def _sell(self, day, plan, visits, carts, price, offers):
        """Hand out the stock, close the orders, and follow each to its end."""
        count = len(self.world.sku.name)
        ordered = np.flatnonzero(carts.depth >= funnel.ORDERED)
        at = carts.at[ordered]
        sku, pieces, other = visits.sku[at], carts.pieces[ordered], carts.other[ordered]
        paid = carts.depth[ordered] == funnel.PAID
        two = paid & (other >= 0)
        demanded = np.bincount(sku[paid], pieces[paid], count)
        demanded += np.bincount(other[two], minlength=count)
        left = self.stock.on_hand.copy()
        given = pieces.copy()
        given[paid] = allocate(sku[paid], pieces[paid], left)
        left -= np.bincount(sku[paid], given[paid], count).astype(np.int64)
        two &= given > 0
        others = (other >= 0).astype(np.int64)
        others[paid] = 0
        others[two] = allocate(other[two], np.ones(two.sum(), np.int64), left)
        left -= np.bincount(other[two], others[two], count).astype(np.int64)
        sold = self.stock.on_hand - left
        lost = given == 0
        carts.depth[ordered[lost]] = funnel.VIEW  # sold out before their turn
        kept = ~lost
        self._close(
            day, plan, visits, at[kept], paid[kept], price, offers, carts.gift[ordered[kept]],
            (sku[kept], given[kept], np.where(others[kept] > 0, other[kept], -1), others[kept]),
        )  # fmt: skip
        return demanded.astype(np.int64), sold

    def _close(self, day, plan, visits, at, paid, price, offers, gift, lines):
        """Amounts, parcels, returns and the next visit of the day's orders."""
        world, people = self.world, self.people
        sku, pieces, other, others = lines
        key, nth, person = visits.key[at], visits.nth[at], visits.person[at]
        first_amount, second_amount = price[sku] * pieces, price[other] * others
        amount = first_amount + second_amount
        listed = np.maximum(world.sku.list_price, price)
        listed = listed[sku] * pieces + listed[other] * others
        known = person >= 0
        coupon = known & (people.coupon_until[person] >= day) & (amount >= plan.coupon_from)
        off = np.where(amount >= plan.threshold, plan.off, 0) + coupon * plan.coupon
        off += amount * plan.member_off[visits.tier[at]] // 1000
        off += offers.advanced(amount) * offers.bonus
        gift &= amount >= plan.gift_from
        off = np.minimum(off, amount - 1)
        first_off = off * first_amount // amount
        second = self._clock_seconds(visits.time[at]) + 240
        ordered_at = day * DAY + second
        u = delivery.fates(self.seed, key, nth)
        paid_at = ordered_at + 20 + np.round(240 * u[0]).astype(np.int64)
        traits = customers.Traits(world, self.seed, key)
        ship = delivery.dispatch(
            world, self.couriers, plan, u[:4], traits, paid, paid_at, second / HOUR, lines,
            visits.tier[at] >= plan.express_from,
        )  # fmt: skip
        page_b = np.zeros(len(at), bool) if visits.page_b is None else visits.page_b[at]
        rate = self.stock.defect_rate
        line_paid = (first_amount - first_off, second_amount - (off - first_off))
        returns = [
            delivery.send_back(
                world, plan, u[4 + 6 * i : 10 + 6 * i], article, n, line_paid[i], ship.late,
                ship.delivered, page_b, rate[article],
            )
            for i, (article, n) in enumerate(((sku, pieces), (other, others)))
        ]  # fmt: skip
        for back, n in zip(returns, (pieces, others), strict=True):
            back.returned &= paid & (n > 0)
        happy = 1 - 0.5 * returns[0].defect - np.minimum(0.012 * ship.late, 0.5)
        happy = np.round(happy - 0.1 * (returns[0].reason == 2) * returns[0].returned, 6)
        self._shelve(returns, (sku, other), (pieces, others))
        buyer = self._buyers(day, visits, at, paid, off, second)
        rows, bought = buyer[paid], paid
        np.add.at(people.spent, rows, (amount - off)[paid])
        self._refund(returns, buyer)
        arrives = (ship.delivered // DAY)[bought]
        rated = np.minimum(arrives + 1, self.days)
        np.add.at(self.pleased, (rated, sku[bought]), happy[bought])
        np.add.at(self.judges, (rated, sku[bought]), 1)
        mine = SimpleNamespace(rate=traits.rate[bought], drop=traits.drop[bought])
        customers.plan_return(world, self.seed, people, rows, mine, day, arrives, happy[bought])
        people.coupon_until[rows[coupon[bought]]] = -1
        people.contact[rows] = day + int(plan["crm.days"])
        self.orders.add(
            session=self.number.session + at, order=self.number.order + np.arange(len(at)),
            key=key, day=np.full(len(at), day, np.int32), ordered_at=ordered_at, paid_at=paid_at,
            paid=paid, entrance=visits.entrance[at], sku=sku, pieces=pieces, other=other,
            others=others, price=price[sku], other_price=price[other], listed=listed,
            amount=amount, off=off, first_off=first_off, coupon=coupon, gift=plan.gift * gift,
            person=buyer, happy=happy, **{k: v for k, v in vars(ship).items() if k != "late"},
            **{f"{k}{i}": v for i, back in enumerate(returns) for k, v in vars(back).items()},
        )  # fmt: skip
        self.number.order += len(at)

    def _reported(self):
        """What was paid today by last click on each plan, in cents: what ad tools say."""
        entrance, paid, amount, off = (
            self.orders[name][-1] for name in ("entrance", "paid", "amount", "off")
        )
        by = np.bincount(entrance[paid], (amount - off)[paid], len(ENTRANCES))
        return by[ENTRANCE_OF_PLAN].astype(np.int64)

    def _scaled(self, spend):
        """Cents at the world's scale."""
        return np.round(spend * self.world.scale).astype(np.int64)

    def _refund(self, returns, buyer):
        """Refunds of the day's orders, booked on the morning after their inspection."""
        parts = [
            np.stack([back.inspected // DAY + 1, buyer, back.refund])[:, back.returned]
            for back in returns
        ]
        self.refunds = np.concatenate([self.refunds, *parts], axis=1)

    def _shelve(self, returns, skus, pieces):
        """Goods put back are on the shelf on the morning after their inspection, flaws and all."""
        for back, sku, n in zip(returns, skus, pieces, strict=True):
            good = back.returned & (back.disposal == 0)
            day = np.minimum(back.inspected[good] // DAY + 1, self.days)
            np.add.at(self.stock.back, (day, sku[good]), n[good])
            np.add.at(
                self.stock.bad_pieces, (day, sku[good]), n[good] * delivery.FLAW[back.grade[good]]
            )

    def _buyers(self, day, visits, at, paid, off, second):
        """The row of each payer among the people known; newcomers get one."""
        people, person = self.people, visits.person[at].copy()
        new = np.flatnonzero(paid & (person < 0))
        person[new] = people.add(
            len(new), key=visits.key[at[new]], sku=visits.sku[at[new]],
            entrance=visits.entrance[at[new]], sensitivity=visits.sensitivity[at[new]],
        )  # fmt: skip
        rows = person[paid]
        first = people.orders[rows] == 0
        people.orders[rows] += 1
        starts = rows[first]
        people.first_order[starts] = day
        people.first_time[starts] = second[paid][first]
        people.acquired[starts] = visits.entrance[at][paid][first]
        people.offer[starts] = off[paid][first] > 0
        return person

    def _come_back(self, day, visits, carts):
        """Filled carts that were left may be thought of again; customers will be, in time."""
        people = self.people
        left = (carts.depth >= funnel.IN_CART) & (carts.depth < funnel.PAID)
        again = np.flatnonzero(left & (carts.u_back < self.world.funnel.back))
        at = carts.at[again]
        new = visits.person[at] < 0
        rows = people.add(
            new.sum(), key=visits.key[at[new]], sku=visits.sku[at[new]],
            entrance=visits.entrance[at[new]], sensitivity=visits.sensitivity[at[new]],
        )  # fmt: skip
        share = carts.u_back[again][new] / self.world.funnel.back
        people.next_visit[rows] = day + 1 + np.floor(9 * share**2).astype(np.int64)
        known = visits.person[visits.person >= 0]
        idle = known[(people.orders[known] > 0) & (people.last_order[known] < day)]
        if len(idle):
            customers.try_again(self.world, self.seed, people, idle, day)

    def _clock_seconds(self, share):
        """The time of day, in seconds, by which a share of the day's visitors has come."""
        return np.round(np.interp(share, *self.clock)).astype(np.int64)

    def _write(self, day, visits, carts, spend, price, demanded, sold, promised, response):
        """Put the day into the log."""
        count = len(visits.key)
        depth = np.zeros(count, dtype=np.int8)
        depth[carts.at] = carts.depth
        page_b = np.zeros(count, dtype=bool) if visits.page_b is None else visits.page_b
        self.sessions.add(
            visitor=visits.key, nth=visits.nth, day=np.full(count, day, np.int32),
            second=self._clock_seconds(visits.time), sku=visits.sku, entrance=visits.entrance,
            origin=visits.origin, page_b=page_b, depth=depth, sensitivity=visits.sensitivity,
            word=visits.word,
        )  # fmt: skip
        stock = self.stock
        self.shelf.add(
            on_hand=stock.on_hand, opening=stock.opening, on_order=stock.on_order.copy(),
            sales=sold, demand=demanded, safety=stock.safety, warning=stock.warning, price=price,
            received=stock.good[day].copy(), put_back=stock.back[day].copy(),
        )  # fmt: skip
        stock.on_hand = stock.on_hand.copy()
        agents = np.round(self.plan["service.agents"] * self.world.money.agent)
        self.daily.add(
            day=np.array([day]),
            spend=self._scaled(spend)[None],
            budget=self._scaled(100 * self.plan.budget * self.traffic.rules.share)[None],
            labour=np.array([(agents + self.world.money.team) * self.world.scale], dtype=float),
            warehouse=np.array([self.plan.front * self.world.money.front_warehouse]),
            promised=np.array([promised]), response=np.array([response]),
        )  # fmt: skip
        self.number.session += count
        self.visits = count


def _clock(hours):
    """Share of visitors by time of day; the last one leaves 20 minutes before midnight."""
    share = np.concatenate([[0], np.cumsum(hours) / np.sum(hours)])
    return share, np.linspace(0, DAY - 1500, len(share))
