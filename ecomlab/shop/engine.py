"""The day loop: one shop, day by day, vectorised within the day.

Only what feeds back into tomorrow is worked out here. Text, event times, pages and frames are
made afterwards from the log, over all days at once (``emit``).
"""

import numpy as np

from ecomlab.shop import customers, delivery, funnel, log
from ecomlab.shop.ads import word_types
from ecomlab.shop.decisions import Plan, plan_on
from ecomlab.shop.delivery import DAY
from ecomlab.shop.demand import demand
from ecomlab.shop.log import Columns, Log
from ecomlab.shop.offers import Offers, members_days, members_share
from ecomlab.shop.parts import PARTS
from ecomlab.shop.stock import Stock, allocate
from ecomlab.shop.streams_in_use import PAGE
from ecomlab.shop.traffic import KEYS_A_DAY, Traffic
from ecomlab.shop.types import Types
from ecomlab.shop.world import BRAND, BRAND_AD, NATURAL, SEARCH_AD
from ecomlab.streams import hash_uniforms

USUAL_ORDERS = 130.0  # a day at scale 1: what the first forecast and the posts are sized for
USUAL_VISITS = 4000.0
CHATTING = 0.08  # visitors who ask something
CHATS_A_DAY = 45.0  # that an agent answers in good time


class Engine:
    """One run: the world, the luck, the decisions, and the state that days hand on."""

    def __init__(self, world, seed, schedule, days):
        self.world, self.seed, self.days = world, seed, days
        self.plans = [(day, Plan(decisions)) for day, decisions in schedule]
        self.plan = self.plans[0][1]
        self.demand = demand(world, seed, days)
        self.traffic = Traffic(world, seed, self.demand)
        self.stock = Stock(world, self.plan, USUAL_ORDERS * world.scale, days)
        self.couriers = delivery.Couriers(world)
        self.people = customers.People()
        count = len(world.sku.name)
        self.rating = np.full(count, 4.7)
        self.pleased = np.zeros((days + 1, count))  # satisfaction, by day of delivery
        self.judges = np.zeros((days + 1, count))
        self.refunds = np.zeros((3, 0), np.int64)  # to come: day, person, cents
        self.visits = USUAL_VISITS * world.scale  # yesterday's, for the service desk
        self.types, self.homes = Types(world), np.cumsum(world.regions.share[:-1])
        self.parts = [part(self) for part in PARTS]
        self.clock = _clock(world.facts["hours"])
        self.next_session = self.next_order = 0
        self.clear()

    def clear(self):
        """Start a new log; the state stays."""
        self.sessions, self.orders = Log(log.SESSIONS), Log(log.ORDERS)
        self.touches, self.daily, self.shelf = Log(log.TOUCHES), Log(log.DAILY), Log(log.SHELF)
        self.lines, self.first_order = Log(log.LINES), self.next_order
        self.claims = Log(log.CLAIMS)
        self.first_session = self.next_session

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
            self.touches.add(touch)
        spend = self.traffic.spend(day, plan)
        self.traffic.advertise(day, spend, plan)
        event = self.demand.event[day]
        price, offers = plan.prices(event), Offers(world, plan, event)
        promised, response = self.couriers.promised(plan), self._response(plan)
        self.interest = world.interest(day)
        steps = funnel.Funnel(world, price, self.rating, promised, response, self.interest > 0)
        visits = self._visits(day)
        carts = self._carts(day, steps, visits, price, offers)
        orders, lines, demanded, sold = self._sell(carts)
        orders = self._close(day, orders, lines, price, offers)
        outlay = self._scaled(spend)
        self.traffic.rules.evening(outlay.sum(axis=1), _on_the_spot(orders, len(outlay)))
        self._come_back(day, visits, carts)
        self.stock.evening(self.seed, day, plan, sold, demanded)
        for part in self.parts:
            part.evening(day, visits, carts, orders)
        self._write_visits(day, visits, carts)
        self._write_day(day, outlay, price, demanded, sold, promised, response)

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

    def _visits(self, day):
        """New visitors and people coming back, in order of arrival."""
        visits = self._newcomers(day).above(self._returning(day))
        visits = visits.take(np.argsort(visits.time, kind="stable"))
        clicks_ad = visits.link < self.traffic.ad_share[visits.region]
        visits.entrance[(visits.entrance == BRAND) & clicks_ad] = BRAND_AD
        visits.plan = self.traffic.plans_of(visits.entrance, visits.sku, visits.key)
        visits.intent += np.append(self.world.plans.intent, 0)[visits.plan]  # the last: no plan's
        visits.page_b = self._page(visits.key)
        visits.word = np.full(len(visits.key), -1, dtype=np.int8)
        at = np.flatnonzero(visits.entrance == SEARCH_AD)
        visits.word[at] = word_types(self.world, self.seed, visits.key[at], visits.wish[at])
        spent = np.where(visits.person >= 0, self.people.spent[visits.person], 0)
        visits.tier = customers.tier(spent, self.plan.tier_from)
        visits.ready, visits.firm = np.zeros((2, len(visits.key)))
        for part in self.parts:
            part.arrive(day, visits)
        return visits

    def _newcomers(self, day):
        """Of those who could come for the first time, those who do."""
        count, intent = len(self.world.sku.name), self.plan.terms.intent
        cell, u = self.traffic.potential(self.seed, day)
        sku, source = cell % count, cell // count
        region = np.searchsorted(self.homes, u[5], side="right")
        key = day * KEYS_A_DAY + np.arange(len(cell))
        chance = self.traffic.chances(source, sku, key, region)
        natural = np.flatnonzero(source == NATURAL)
        chance[natural] *= self.stock.visible[sku[natural]]  # natural rank
        if (self.plan.terms.bid != 1).any():
            self._outbid(day, chance, source, u[3])
        for part in self.parts:
            part.reach(day, Columns(origin=source, sku=sku, region=region), chance)
        came = np.flatnonzero(u[0] < chance)
        cell = cell[came]
        origin = (cell // count).astype(np.int8)
        kind = self.types.of(origin, cell % count, u[6][came])
        return Columns(
            key=day * KEYS_A_DAY + came, nth=np.zeros(len(came), np.int32),
            person=np.full(len(came), -1), time=(came + u[1][came]) / max(len(u[1]), 1),
            sku=cell % count, origin=origin, entrance=origin, intent=intent[origin],
            sensitivity=(0.6 + 0.8 * u[2][came]) * self.types.sensitivity[kind], kind=kind,
            region=region[came].astype(np.int8), wish=u[3][came], link=u[4][came],
        )  # fmt: skip

    def _returning(self, day):
        """The people known who come back today."""
        people, facts = self.people, self.world.funnel
        back, u = customers.returning(self.world, self.seed, people, day)
        prospect = people.orders[back] == 0
        popular = np.cumsum(self.world.sku.draw**0.7 * (self.interest > 0))
        any_sku = np.searchsorted(popular, u[1] * popular[-1], side="right")
        on_sale = self.interest[people.sku[back]] > 0
        return Columns(
            key=people.key[back], nth=people.visits[back], person=back, time=u[0],
            sku=np.where(prospect & on_sale, people.sku[back], any_sku),
            origin=np.full(len(back), -1, np.int8),
            entrance=customers.entrances(people, back, day, u[3]),
            intent=np.where(prospect, facts.back_intent, facts.customer_intent),
            sensitivity=people.sensitivity[back], kind=people.kind[back],
            region=people.region[back], wish=u[2], link=u[4],
        )  # fmt: skip

    def _outbid(self, day, chance, origin, wish):
        """Who searches sees the ad the more often, the higher it bids for the word."""
        at = np.flatnonzero(origin == SEARCH_AD)
        word = word_types(self.world, self.seed, day * KEYS_A_DAY + at, wish[at])
        chance[at] *= self.plan.terms.seen[word]

    def _page(self, key):
        """Who sees page B?"""
        version = self.plan["page.version"]
        if version == "test":
            return hash_uniforms(self.seed, PAGE, key)[0] < 0.5
        return np.full(len(key), version == "B")

    def _carts(self, day, steps, visits, price, offers):
        """Those with a wish: where in the day's visits, how far they got, what they want."""
        plan, tier = self.plan, visits.tier
        sooner = members_days(self.couriers, plan, tier)
        at = steps.wants(visits, members_share(plan, tier), sooner)
        carts = visits.take(at)
        carts.at, saved = at, members_share(plan, carts.tier)
        for part in self.parts:
            part.consider(day, carts)
        carts.depth, carts.pieces, carts.others, carts.gift, carts.spare = steps.depth(
            self.seed, plan, carts, saved, price, offers
        )
        return carts

    def _sell(self, carts):
        """Hand out the stock; the orders that get any, and pieces wanted and sold by article."""
        at = np.flatnonzero(carts.depth >= funnel.ORDERED)
        orders = carts.take(at)
        orders.paid = orders.depth == funnel.PAID
        lines = _wanted(orders)
        demanded = self._pieces_paid(orders, lines)
        kept = self._hand_out(orders, lines)
        carts.depth[at[~kept]] = funnel.VIEW  # sold out before their turn
        lines = lines.take(kept[lines.of] & (lines.pieces > 0))
        lines.of = (np.cumsum(kept) - 1)[lines.of]
        orders = orders.take(kept)
        return orders, lines, demanded, self._pieces_paid(orders, lines)

    def _pieces_paid(self, orders, lines):
        """Pieces in the paid orders, by article."""
        pieces = lines.pieces * orders.paid[lines.of]
        return np.bincount(lines.sku, pieces, len(self.world.sku.name)).astype(np.int64)

    def _hand_out(self, orders, lines):
        """Who is too late for the last pieces gets fewer, or none; further articles come last.

        Changes the lines' pieces; returns which orders still have their first article.
        """
        left, kept = self.stock.on_hand.copy(), np.ones(len(orders.key), dtype=bool)
        for place in range(delivery.MOST_LINES):
            mine = (lines.place == place) & orders.paid[lines.of] & kept[lines.of]
            at = np.flatnonzero(mine)
            lines.pieces[at] = allocate(lines.sku[at], lines.pieces[at], left)
            left -= np.bincount(lines.sku[at], lines.pieces[at], len(left)).astype(np.int64)
            if place == 0:
                kept[lines.of[at[lines.pieces[at] == 0]]] = False
        return kept

    def _close(self, day, orders, lines, price, offers):
        """Follow the day's orders to their end: amounts, parcels, returns, the next visit."""
        world, plan = self.world, self.plan
        traits = customers.Traits(world, self.seed, orders.key)
        u, luck = delivery.fates(self.seed, orders.key, orders.nth)
        self._count(day, orders)
        asked = self._charge(day, orders, lines, price, offers)
        second = self._clock_seconds(orders.time) + 240
        orders.ordered_at = day * DAY + second
        orders.paid_at = orders.ordered_at + 20 + np.round(240 * u[0]).astype(np.int64)
        express = orders.tier >= plan.express_from
        parcel = delivery.dispatch(world, self.couriers, plan, u, orders, lines, express)
        orders = orders.join(parcel)
        luck, rate = luck[:, lines.place, lines.of], self.stock.defect_rate
        lines = lines.join(delivery.send_back(world, plan, luck, orders, lines, asked, rate))
        orders.happy = delivery.satisfaction(orders.late, lines)
        self._shelve(lines)
        self._meet_buyers(day, orders)
        self._refund(lines, orders.person[lines.of])
        self._judge(orders)
        self._plan_return(day, orders, traits)
        lines.order = orders.order[lines.of]
        self.orders.add(orders)
        self.lines.add(lines)
        return orders

    def _count(self, day, orders):
        """Number the orders over the whole run."""
        count = len(orders.at)
        orders.day = np.full(count, day, np.int32)
        orders.session = self.next_session + orders.at
        orders.order = self.next_order + np.arange(count)
        self.next_order += count

    def _charge(self, day, orders, lines, price, offers):
        """What is asked of each order, in cents: the day's prices, less its reductions.

        Returns what is asked for each line.
        """
        plan, people, count = self.plan, self.people, len(orders.key)
        lines.price = price[lines.sku]
        asked, listed = lines.price * lines.pieces, np.maximum(self.world.sku.list_price, price)
        amount = np.bincount(lines.of, asked, count).astype(np.int64)
        orders.listed = np.bincount(lines.of, listed[lines.sku] * lines.pieces, count)
        orders.listed = orders.listed.astype(np.int64)
        written = (orders.person >= 0) & (people.coupon_until[orders.person] >= day)
        orders.coupon = written & (amount >= plan.coupon_from)
        off = np.where(amount >= plan.threshold, plan.off, 0) + orders.coupon * plan.coupon
        off += amount * plan.member_off[orders.tier] // 1000
        off += offers.advanced(amount) * offers.bonus
        off = np.minimum(off, amount - 1)
        orders.gift = plan.gift * (orders.gift & (amount >= plan.gift_from))
        orders.amount, orders.off = amount, off
        lines.off = _shared_out(off, asked, lines)
        return asked - lines.off

    def _shelve(self, lines):
        """Goods put back are on the shelf on the morning after their inspection, flaws and all."""
        good = lines.take(lines.returned & (lines.disposal == delivery.RESTOCK))
        day = np.minimum(good.inspected // DAY + 1, self.days)
        np.add.at(self.stock.back, (day, good.sku), good.pieces)
        flawed = good.pieces * delivery.FLAW[good.grade]
        np.add.at(self.stock.bad_pieces, (day, good.sku), flawed)

    def _meet_buyers(self, day, orders):
        """Payers are people known, newcomers from now on; what they spend counts."""
        people, paid = self.people, orders.paid
        new = np.flatnonzero(paid & (orders.person < 0))
        orders.person[new] = people.add(orders, new)
        rows = orders.person[paid]
        first = people.orders[rows] == 0
        people.orders[rows] += 1
        starts, at = rows[first], np.flatnonzero(paid)[first]
        people.first_order[starts] = day
        people.first_time[starts] = orders.ordered_at[at] - day * DAY
        people.acquired[starts] = orders.entrance[at]
        people.offer[starts] = orders.off[at] > 0
        np.add.at(people.spent, rows, (orders.amount - orders.off)[paid])

    def _refund(self, lines, buyer):
        """Refunds of the day's orders, booked on the morning after their inspection."""
        booked = np.stack([lines.inspected // DAY + 1, buyer, lines.refund])[:, lines.returned]
        self.refunds = np.concatenate([self.refunds, booked], axis=1)

    def _judge(self, orders):
        """Who paid rates the article on the day after the parcel has come."""
        paid = orders.paid
        rated = np.minimum(orders.delivered[paid] // DAY + 1, self.days)
        np.add.at(self.pleased, (rated, orders.sku[paid]), orders.happy[paid])
        np.add.at(self.judges, (rated, orders.sku[paid]), 1)

    def _plan_return(self, day, orders, traits):
        """When buyers will think of the shop again, and when it will write to them."""
        people, paid = self.people, orders.paid
        rows, arrives = orders.person[paid], orders.delivered[paid] // DAY
        customers.plan_return(
            self.world, self.seed, people, rows, traits.rate[paid], traits.drop[paid], day,
            arrives, orders.happy[paid],
        )  # fmt: skip
        people.coupon_until[orders.person[orders.coupon & paid]] = -1
        people.contact[rows] = day + int(self.plan["crm.days"])

    def _come_back(self, day, visits, carts):
        """Filled carts that were left may be thought of again; customers will be, in time."""
        people, chance = self.people, self.world.funnel.back
        left = (carts.depth >= funnel.IN_CART) & (carts.depth < funnel.PAID)
        new = np.flatnonzero(left & (carts.spare < chance) & (carts.person < 0))
        rows, share = people.add(carts, new), carts.spare[new] / chance
        people.next_visit[rows] = day + 1 + np.floor(9 * share**2).astype(np.int64)
        known = visits.person[visits.person >= 0]
        idle = known[(people.orders[known] > 0) & (people.last_order[known] < day)]
        if len(idle):
            customers.try_again(self.world, self.seed, people, idle, day)

    def _clock_seconds(self, share):
        """The time of day, in seconds, by which a share of the day's visitors has come."""
        return np.round(np.interp(share, *self.clock)).astype(np.int64)

    def _scaled(self, values):
        """Whole cents at the world's scale; their sum is the rounded sum."""
        upto = np.round(np.cumsum(values.ravel()) * self.world.scale, 6)
        return np.diff(np.round(upto), prepend=0).astype(np.int64).reshape(values.shape)

    def _write_visits(self, day, visits, carts):
        """Put the day's visits into the log."""
        count = len(visits.key)
        visits.visitor, visits.day = visits.key, np.full(count, day, np.int32)
        visits.second = self._clock_seconds(visits.time)
        visits.depth = np.full(count, funnel.VIEW, np.int8)
        visits.depth[carts.at] = carts.depth
        self.sessions.add(visits)
        self.next_session += count
        self.visits = count

    def _write_day(self, day, outlay, price, demanded, sold, promised, response):
        """Put the day's money and the evening's shelf into the log."""
        stock, plan, money, traffic = self.stock, self.plan, self.world.money, self.traffic
        given = self._scaled(100 * traffic.today)
        self.shelf.add(Columns(
            on_hand=stock.on_hand.copy(), opening=stock.opening, on_order=stock.on_order.copy(),
            sales=sold, demand=demanded, safety=stock.safety, warning=stock.warning, price=price,
            received=stock.good[day].copy(), put_back=stock.back[day].copy(),
        ))  # fmt: skip
        agents = np.round(plan["service.agents"] * money.agent)
        self.daily.add(Columns(
            day=np.array([day]),
            spend=np.add.reduceat(outlay.sum(axis=1), self.world.plans.first)[None],
            outlay=outlay[None], budget=given.sum(axis=1)[None], lot=traffic.factor[None],
            score=traffic.auction.score[None], click_price=traffic.auction.paid[None],
            filled=traffic.filled[None],
            labour=np.array([(agents + money.team) * self.world.scale], dtype=float),
            warehouse=np.array([plan.front * money.front_warehouse]),
            promised=np.array([promised]), response=np.array([response]),
        ))  # fmt: skip


def _wanted(orders):
    """The lines that the orders want, in the order of the orders; ``of`` is the order's place."""
    articles = np.column_stack([orders.sku, orders.others])
    of, place = np.nonzero(articles >= 0)
    return Columns(
        of=of, place=place.astype(np.int8), sku=articles[of, place],
        pieces=np.where(place == 0, orders.pieces[of], 1),
    )  # fmt: skip


def _shared_out(off, asked, lines):
    """Cents of each order's reduction over its lines, in proportion to what is asked for them."""
    total = np.cumsum(asked)
    first = lines.place == 0
    before = (total - asked)[first]
    whole = np.bincount(lines.of, asked, len(off)).astype(np.int64)
    upto = off[lines.of] * (total - before[lines.of]) // whole[lines.of]
    return np.where(first, upto, np.diff(upto, prepend=0))


def _on_the_spot(orders, plans):
    """What was paid today in visits by each plan's clicks, in cents."""
    mine = np.flatnonzero(orders.paid & (orders.plan >= 0))
    cents = (orders.amount - orders.off)[mine]
    return np.bincount(orders.plan[mine], cents, plans).astype(np.int64)


def _clock(hours):
    """Share of visitors by time of day; the last one leaves 20 minutes before midnight."""
    share = np.concatenate([[0], np.cumsum(hours) / np.sum(hours)])
    return share, np.linspace(0, DAY - 1500, len(share))
