"""The day loop: one shop, day by day, vectorised within the day.

Only what feeds back into tomorrow is worked out here. Text, event times, pages and frames are
made afterwards from the log, over all days at once (``emit``).
"""

import copy
from functools import cached_property

import numpy as np

from ecomlab.shop import customers, delivery, funnel, log
from ecomlab.shop.ads import word_types
from ecomlab.shop.decisions import Plan, plan_on, schedule
from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.demand import demand
from ecomlab.shop.log import Columns, Log
from ecomlab.shop.market import Market
from ecomlab.shop.offers import Offers, members_days, tested
from ecomlab.shop.parts import PARTS, Incidents, Journeys, Trials
from ecomlab.shop.stock import UNSERVED, Stock, allocate
from ecomlab.shop.streams_in_use import PAGE
from ecomlab.shop.traffic import KEYS_A_DAY, Traffic
from ecomlab.shop.types import Types
from ecomlab.shop.world import BRAND, BRAND_AD, ORIGINS, SEARCH_AD
from ecomlab.streams import hash_uniforms


class Engine:
    """One run: the world, the luck, the decisions, and the state that days hand on."""

    def __init__(self, world, seed, decisions, days):
        self.world, self.seed, self.days = world, seed, days
        self.plans = self._plans(decisions)
        self.plan = self.plans[0][1]
        self.demand = demand(world, seed, days)
        self.traffic = Traffic(world, seed, self.demand)
        usual = world.facts["usual"]  # what the first forecast and the pages are sized for
        self.stock = Stock(world, self.plan, usual["orders"] * world.scale, days)
        self.couriers = delivery.Couriers(world)
        self.people = customers.People(self.demand.season**world.customers.season)
        count = len(world.sku.name)
        self.rating = np.full(count, 4.7)
        self.pleased = np.zeros((days + 1, count))  # satisfaction, by day of delivery
        self.judges = np.zeros((days + 1, count))
        self.refunds = np.zeros((3, 0), np.int64)  # to come: day, person, cents
        self.deposits, self.balances = Log(log.DEPOSITS), {}  # of all stretches; seconds, by row
        self.returning = np.zeros((2, days + 1), np.int64)  # parcels sent, and parcels coming back
        self.types, self.homes = Types(world), np.cumsum(world.regions.share[:-1])
        self.wrong, self.misfit = np.zeros(count), np.ones(count)  # what pages do to returns
        self.visits = usual["visits"] * world.scale  # yesterday's: pages load slower in a crowd
        self.journeys = Journeys(self)
        self.trials = Trials(self)
        mine = [part for part in PARTS if part.room not in world.without]
        self.parts = [self.journeys, *(part(self) for part in mine), self.trials]
        self.clock = _clock(world.facts["hours"])
        self.response = self.audience = 0.0  # today's: seconds to an answer, views that posts had
        self.next_session = self.next_order = 0
        self.clear()

    def clear(self):
        """Start a new log; the state stays."""
        self.sessions, self.orders = Log(log.SESSIONS), Log(log.ORDERS)
        self.touches, self.daily, self.shelf = Log(log.TOUCHES), Log(log.DAILY), Log(log.SHELF)
        self.lines, self.first_order = Log(log.LINES), self.next_order
        self.chats = Log(log.CHATS)
        self.claims = Log(log.CLAIMS)
        self.first_session = self.next_session

    def run(self, first, last):
        """The days from ``first`` up to, not including, ``last``."""
        for day in range(first, last):
            self._day(day)
        return self

    def branch(self, decisions):
        """A copy of the run so far that goes on under other decisions: same people, same luck."""
        other = copy.deepcopy(self)
        other.plans = self._plans(decisions)
        return other

    def _plans(self, decisions):
        """The first day of each plan, and the plan."""
        dated = schedule(self.world, decisions, self.days)
        return [(day, Plan(decided)) for day, decided in dated]

    @cached_property
    def market(self):
        """The market around the shop; nothing in the day loop hangs on it."""
        return Market(self.world, self.seed, self.demand)

    def part(self, kind):
        """The part of this class."""
        return next(part for part in self.parts if isinstance(part, kind))

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
        price, offers = self._prices(day, event), Offers(world, plan)
        promised = self.couriers.promised(plan)
        self.interest = world.interest(day)
        steps = funnel.Funnel(world, plan, offers, price, self.rating, promised, self.interest > 0)
        visits = self._visits(day)
        carts = self._carts(day, steps, visits)
        orders, lines, demanded, sold = self._sell(carts)
        orders = self._close(day, orders, lines, price, offers)
        outlay = self._scaled(spend)
        self.traffic.rules.evening(outlay.sum(axis=1), _on_the_spot(orders, len(outlay)))
        self.stock.evening(self.seed, day, plan, sold, demanded)
        for part in self.parts:
            part.evening(day, visits, carts, orders)
        self._write_visits(day, visits, carts)
        self._write_day(day, outlay, price, demanded, sold, promised)

    def _prices(self, day, event):
        """The day's prices by article, in cents; parts may ask for them (``price``)."""
        test = self.plan["price.test"] == "weeks"
        moved = tested(self.world, self.seed, day) if test else 0
        self.price = self.plan.prices(event, moved, day)
        return self.price

    def _hear(self, day):
        """Yesterday's deliveries are rated, its refunds taken off what members have spent.

        The rating that a page shows (店铺体验分) follows how pleased *all* buyers were, the silent
        ones included; reviews are the few of them who write.
        """
        due = self.refunds[0] <= day
        np.subtract.at(self.people.spent, self.refunds[1, due], self.refunds[2, due])
        self.refunds = self.refunds[:, ~due]
        judges = self.judges[day]
        mean = 2.6 + 2.3 * self.pleased[day] / np.maximum(judges, 1)
        weight = judges / (judges + 60)
        self.rating += weight * (mean - self.rating)

    def _visits(self, day):
        """New visitors and people coming back, in order of arrival."""
        visits = self._newcomers(day).above(self._returning(day))
        for more in filter(None, [part.join(day) for part in self.parts]):
            visits = visits.above(more)
        for part in self.parts:
            part.gather(day, visits)
        visits = visits.take(np.argsort(visits.time, kind="stable"))
        visits.second = self._clock_seconds(visits.time)
        clicks_ad = visits.link < self.traffic.ad_share[visits.region]
        visits.entrance[(visits.entrance == BRAND) & clicks_ad] = BRAND_AD
        visits.plan = self.traffic.plans_of(visits.entrance, visits.sku, visits.key)
        visits.intent += np.append(self.world.plans.intent, 0)[visits.plan]  # the last: no plan's
        visits.page_b = self._page(visits.key)
        visits.regret = self.world.funnel.page_b_returns * visits.page_b
        visits.word = np.full(len(visits.key), -1, dtype=np.int8)
        at = np.flatnonzero(visits.entrance == SEARCH_AD)
        visits.word[at] = word_types(self.world, self.seed, visits.key[at], visits.wish[at])
        known = visits.person >= 0
        spent = np.where(known, self.people.spent[visits.person], 0)
        visits.tier = customers.tier(spent, self.plan.tier_from)
        visits.holds = known & (self.people.coupon_until[visits.person] >= day)
        visits.ready, visits.firm = np.zeros((2, len(visits.key)))
        visits.fits = np.ones(len(visits.key))  # times the share that is sent back for its size
        visits.advanced = np.zeros(len(visits.key), dtype=bool)  # a deposit was paid
        visits.bonus = np.zeros(len(visits.key), np.int64)  # cents that it pays beside itself
        visits.subscribed = np.zeros(len(visits.key), dtype=bool)
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
        drawn = np.ones((len(ORIGINS), count))
        for part in self.parts:
            part.attract(day, drawn)
        chance = self.traffic.chances(source, sku, key, region) * drawn[source, sku]
        if (self.plan.terms.bid != 1).any():
            self.outbid(chance, np.flatnonzero(source == SEARCH_AD), key, u[3])
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
            place=u[0][came] / chance[came],  # below 1: a smaller chance would have been enough
        )  # fmt: skip

    def _returning(self, day):
        """The people known who come back today, by themselves or met again."""
        people, facts = self.people, self.world.funnel
        back, u = customers.returning(self.world, self.seed, people, day)
        met = self.journeys.meet(day, back, u)
        back, u = back[met.came], u[:, met.came]
        prospect = people.orders[back] == 0
        season = self.demand.index[day, self.world.sku.category] ** self.world.customers.season
        season = season if (season > 0).any() else 1.0  # nobody else wants anything today
        popular = np.cumsum(self.world.sku.draw**0.7 * season * (self.interest > 0))
        loyal = self.world.customers.same
        other = np.maximum(u[1] - loyal, 0) / (1 - loyal)
        any_sku = np.searchsorted(popular, other * popular[-1], side="right")
        wanted = people.wanted[back]
        same = prospect | met.again | (people.waits[back] >= 0) | (u[1] < loyal)
        same &= self.interest[wanted] > 0
        return Columns(
            key=people.key[back], nth=people.visits[back], person=back, time=u[0],
            sku=np.where(same, wanted, any_sku), origin=met.origin, entrance=met.entrance,
            intent=np.where(prospect, facts.back_intent, facts.customer_intent),
            sensitivity=people.sensitivity[back], kind=people.kind[back],
            region=people.region[back], wish=u[2], link=u[4], place=np.zeros(len(back)),
        )  # fmt: skip

    def outbid(self, chance, at, key, wish):
        """Who searches (at some places) sees the ad the more often, the higher it bids.

        Changes the chances in place.
        """
        word = word_types(self.world, self.seed, key[at], wish[at])
        chance[at] *= self.plan.terms.seen[word]

    def _page(self, key):
        """Who sees page B?"""
        version = self.plan["page.version"]
        if version == "test":
            return hash_uniforms(self.seed, PAGE, key)[0] < 0.5
        return np.full(len(key), version == "B")

    def _carts(self, day, steps, visits):
        """Those with a wish: where in the day's visits, how far they got, what they want."""
        at = steps.wants(visits, members_days(self.couriers, self.plan, visits.tier))
        carts = visits.take(at)
        carts.at, carts.waits = at, np.zeros(len(at), dtype=bool)
        for part in self.parts:
            part.consider(day, carts)
        carts = carts.join(steps.depth(self.seed, carts))
        for part in self.parts:
            part.decide(day, carts)
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
        pieces = lines.pieces * (orders.paid[lines.of] & ~lines.gone)
        return np.bincount(lines.sku, pieces, len(self.world.sku.name)).astype(np.int64)

    def _hand_out(self, orders, lines):
        """Who is too late for the last pieces gets fewer, or none; further articles come last.

        Changes the lines' pieces; returns which orders still have their first article.
        """
        left, kept = self.stock.on_hand.copy(), np.ones(len(orders.key), dtype=bool)
        for place in range(delivery.MOST_LINES):
            mine = (lines.place == place) & orders.paid[lines.of] & kept[lines.of]
            at = np.flatnonzero(mine)
            sku, wanted = lines.sku[at], lines.pieces[at]
            if place == 0:
                second = orders.second[lines.of[at]]
                lines.pieces[at], there = self.stock.hand_out(sku, wanted, second)
                lines.gone[at] = ~there
            else:
                lines.pieces[at] = allocate(sku, wanted, left)
            taken = lines.pieces[at] * ~lines.gone[at]
            left -= np.bincount(sku, taken, len(left)).astype(np.int64)
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
        second = orders.second + 240 + orders.waited  # for the desk's answer
        back, after = delivery.cancel(world, self.seed, orders)
        gone = np.bincount(lines.of, lines.gone, len(back)) > 0
        orders.oversold = orders.paid & gone
        orders.sent = orders.paid & ~back & ~gone
        orders.ordered_at = day * DAY + second
        orders.paid_at = orders.ordered_at + 20 + np.round(240 * u[0]).astype(np.int64)
        express = orders.tier >= plan.express_from
        slow = self.demand.slow[day] * self.part(Incidents).slow(day)[orders.region]
        lot = delivery.lots_of_parcels(self.seed, orders.key, orders.nth)
        parcel = delivery.dispatch(
            world, self.couriers, plan, day, u, lot, orders, lines, express, slow
        )
        orders = orders.join(parcel)
        wait = np.round(after * (orders.shipped - orders.paid_at)).astype(np.int64)
        seen = np.round(DAY * (0.5 + 1.5 * after)).astype(np.int64)  # by who packs the parcel
        orders.cancelled = orders.paid_at + np.where(orders.oversold, seen, wait)
        orders.premium = self._premium(day, len(orders.key))
        orders.habit = delivery.habits(world, self.seed, orders.key, traits.rate)
        luck = luck[:, lines.place, lines.of]
        slipped = delivery.slipped(world, day, np.arange(len(world.sku.name)))
        rate = np.minimum(self.stock.defect_rate + slipped, 1)
        lines.wrong = self.wrong[lines.sku]
        lines.misfit = self.misfit[lines.sku] * orders.fits[lines.of]
        lines.vat = delivery.vat(plan, asked, world.sku.cost[lines.sku] * lines.pieces)
        fee = delivery.fee(world, orders.amount - orders.off)
        lines.fee = _shared_out(fee, lines.price * lines.pieces, lines)
        lines = lines.join(delivery.send_back(world, plan, luck, orders, lines, asked, rate))
        orders.happy = delivery.satisfaction(orders.late, lines)
        orders.happy[orders.oversold] = UNSERVED
        orders.mood, orders.shown = orders.happy.copy(), orders.happy.copy()
        orders.perks = np.zeros(len(orders.key), np.int64)
        for part in self.parts:
            part.closed(day, orders, lines)
        self._shelve(orders, lines)
        self._meet_buyers(day, orders)
        self._refund(orders, lines)
        self._insure(day, orders, lines)
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
        plan, count = self.plan, len(orders.key)
        lines.price = price[lines.sku]
        asked, listed = lines.price * lines.pieces, np.maximum(self.world.sku.list_price, price)
        amount = np.bincount(lines.of, asked, count).astype(np.int64)
        orders.listed = np.bincount(lines.of, listed[lines.sku] * lines.pieces, count)
        orders.listed = orders.listed.astype(np.int64)
        off, orders.coupon = offers.reduction(amount, orders.tier, orders.holds, orders.bonus)
        orders.gift = plan.gift * (orders.gift & (amount >= plan.gift_from))
        orders.amount, orders.off = amount, off
        lines.off = _shared_out(off, asked, lines)
        return asked - lines.off

    def _shelve(self, orders, lines):
        """Goods put back are on the shelf on the morning after their inspection, flaws and all.

        What was taken back before it was sent never left the warehouse.
        """
        stayed = lines.take((orders.paid & ~orders.sent)[lines.of] & ~lines.gone)
        day = np.minimum(orders.cancelled[stayed.of] // DAY + 1, self.days)
        np.add.at(self.stock.back, (day, stayed.sku), stayed.pieces)
        rate = self.stock.defect_rate[stayed.sku]
        np.add.at(self.stock.bad_pieces, (day, stayed.sku), stayed.pieces * rate)
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
        people.touch[rows], people.warmth[rows] = 0, 0

    def _refund(self, orders, lines):
        """Refunds of the day's orders, booked on the morning after they are made."""
        stayed = (orders.paid & ~orders.sent)[lines.of]
        day = np.where(stayed, orders.cancelled[lines.of], lines.inspected) // DAY + 1
        booked = np.stack([day, orders.person[lines.of], lines.refund])
        booked = booked[:, lines.returned | stayed]
        self.refunds = np.concatenate([self.refunds, booked], axis=1)

    def _premium(self, day, count):
        """The insurer's price of each parcel today, by the returns of the last 30 days."""
        if not self.plan.insured:
            return np.zeros(count, np.int64)
        money, first = self.world.money, max(day - delivery.TIER_DAYS, 0)
        sent, back = self.returning[:, first:day].sum(axis=1)
        expected = self.world.facts["insurer"]
        usual = expected["parcels"] * self.world.scale
        share = (back + usual * expected["returns"]) / (sent + usual)
        return np.full(count, round(money.premium + money.premium_return * share))

    def _insure(self, day, orders, lines):
        """Count the parcels sent today, and those that will be sent back by the day."""
        self.returning[0, day] += orders.sent.sum()
        back = lines.returned & (lines.reason != delivery.NOT_RECEIVED)
        back = np.minimum(lines.requested[back] // DAY, self.days)
        np.add.at(self.returning[1], back, 1)

    def _judge(self, orders):
        """Who got it rates the article on the day after the parcel has come."""
        paid = orders.sent
        rated = np.minimum(orders.delivered[paid] // DAY + 1, self.days)
        np.add.at(self.pleased, (rated, orders.sku[paid]), orders.shown[paid])
        np.add.at(self.judges, (rated, orders.sku[paid]), 1)

    def _plan_return(self, day, orders, traits):
        """When buyers will think of the shop again, and when it will write to them."""
        people, paid = self.people, orders.paid
        rows, arrives = orders.person[paid], orders.delivered[paid] // DAY
        customers.plan_return(
            self.world, self.seed, people, rows, traits.rate[paid], traits.drop[paid], day,
            arrives, orders.mood[paid],
        )  # fmt: skip
        people.coupon_until[orders.person[orders.coupon & paid]] = -1
        customers.plan_message(people, rows, self.plan, day, arrives)

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
        visits.depth = np.full(count, funnel.VIEW, np.int8)
        visits.depth[carts.at] = carts.depth
        self.sessions.add(visits)
        self.next_session += count
        self.visits = count

    def _write_day(self, day, outlay, price, demanded, sold, promised):
        """Put the day's money and the evening's shelf into the log."""
        stock, plan, money, traffic = self.stock, self.plan, self.world.money, self.traffic
        self.shelf.add(Columns(
            on_hand=stock.on_hand.copy(), opening=stock.opening, on_order=stock.on_order.copy(),
            sales=sold, demand=demanded, safety=stock.safety, warning=stock.warning, price=price,
            received=stock.good[day].copy(), put_back=stock.back[day].copy(),
            listed=stock.listed, oversold=stock.oversold,
        ))  # fmt: skip
        shifts = 1 + self.world.facts["desk"]["day"] + plan["service.night"]
        agents = np.round(plan["service.agents"] * shifts * money.agent)
        self.daily.add(Columns(
            day=np.array([day]),
            spend=np.add.reduceat(outlay.sum(axis=1), self.world.plans.first)[None],
            outlay=outlay[None], lot=traffic.factor[None],
            score=traffic.auction.score[None], click_price=traffic.auction.paid[None],
            filled=traffic.filled[None],
            labour=np.array([(agents + money.team) * self.world.scale], dtype=float),
            warehouse=np.array([plan.front * money.front_warehouse]),
            promised=np.array([promised]), response=np.array([self.response]),
            audience=np.array([self.audience]),
        ))  # fmt: skip


def _wanted(orders):
    """The lines that the orders want, in the order of the orders; ``of`` is the order's place."""
    articles = np.column_stack([orders.sku, orders.others])
    pulled = np.column_stack([np.zeros(len(orders.sku), dtype=bool), orders.pulled])
    of, place = np.nonzero(articles >= 0)
    return Columns(
        of=of, place=place.astype(np.int8), sku=articles[of, place],
        pieces=np.where(place == 0, orders.pieces[of], 1), pulled=pulled[of, place],
        gone=np.zeros(len(of), dtype=bool),
    )  # fmt: skip


def _shared_out(off, asked, lines):
    """An order's cents (a reduction, a fee) over its lines, in proportion to what each asks."""
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
    """Share of visitors by time of day; the last ones come 20 minutes before midnight."""
    share = np.concatenate([[0], np.cumsum(hours) / np.sum(hours)])
    knots = HOUR * np.arange(len(share), dtype=float)
    knots[-1] = DAY - 1500
    return share, knots
