"""Platform events (大促) move buying in time: it is waited for them, and afterwards bought less.

In the days before an event with a presale (预售) some of who would buy put the article into the
cart and wait; some of them pay a deposit (定金). On the event's first days they come back. After
any event its buyers have what they need. All this grows with the shop's own discount: who doesn't
take part isn't waited for, and gets only a part of the event's visitors.
"""

from types import SimpleNamespace

import numpy as np

from ecomlab.shop.delivery import DAY
from ecomlab.shop.funnel import IN_CART, ORDERED
from ecomlab.shop.log import Columns
from ecomlab.shop.parts.base import Part
from ecomlab.shop.streams_in_use import WAITING
from ecomlab.streams import hash_uniforms

USUAL = 0.15  # a discount beside which the wish list is sized
SURE = 6.0  # logit of those who come back for what they waited for
LEAST_PRICE = 5  # times the deposit: what costs less is sold without one
FULL_DEPOSIT = 0.05  # share of the amount from which a deposit binds fully
FIRST_DAYS = 3  # of the event, on which who waited comes back


class Waiting(Part):
    """Who waits for an event, who pays a deposit, and what is missing afterwards."""

    def __init__(self, engine):
        super().__init__(engine)
        self.facts = SimpleNamespace(**self.world.facts["waiting"])
        self.events = _events(self.world, engine.days + self.facts.days)
        self.deposits = 0

    def reach(self, day, potential, chance):
        """A shop that stays out of an event gets a part of its visitors."""
        event = self._on(day)
        if event is not None and event.name not in self.engine.plan.discount:
            lift = self.engine.demand.lift[day]
            chance *= (1 + self.facts.absent * (lift - 1)) / lift

    def arrive(self, day, visits):
        """The cart is a wish list before the event; after it wishes are fewer."""
        facts = self.facts
        coming, passed = self._coming(day), self._passed(day)
        if coming is not None:
            wish = facts.wish_list * self._discount(day, coming) / USUAL
            visits.intent = visits.intent + wish
            visits.ready = visits.ready - 1.5 * wish
        if passed is not None:
            left = 1 - (day - passed.last - 1) / facts.after_days
            lost = facts.after * self._discount(passed.last, passed) * left
            visits.intent = visits.intent - lost
        self._welcome(visits)

    def _welcome(self, visits):
        """Who waited buys now, with the deposit if one was paid."""
        people = self.engine.people
        at = np.flatnonzero((visits.person >= 0) & (people.waits[visits.person] >= 0))
        if not len(at):
            return
        rows = visits.person[at]
        for step in (visits.intent, visits.ready, visits.firm):
            step[at] += SURE
        paid = people.deposit[rows] >= 0
        visits.advanced[at] = paid
        deposits = self.engine.deposits.columns()
        worth = (deposits.value - deposits.deposit)[people.deposit[rows[paid]]]
        visits.bonus[at[paid]] = worth
        people.waits[rows] = -1

    def decide(self, day, carts):
        """Some of who would order leave it in the cart until the event."""
        event = self._coming(day)
        carts.u = np.zeros((len(carts.key), 4))
        carts.deposits = np.zeros(len(carts.key), dtype=bool)
        if event is None or self._discount(day, event) == 0:
            return
        facts, plan = self.facts, self.engine.plan
        carts.u = hash_uniforms(self.seed, WAITING, carts.key, carts.nth, count=4).T
        price = self.engine.price[carts.sku]
        amount = price * carts.pieces
        offered = (plan.deposit > 0) & (price >= LEAST_PRICE * plan.deposit)
        offered &= amount >= plan.deposit_value
        bonus = offered * (plan.deposit_value - plan.deposit) / amount
        near = 1 - 0.6 * (event.first - day - 1) / facts.days
        chance = facts.share * (self._discount(day, event) + bonus) * carts.sensitivity * near
        would = (carts.depth >= ORDERED) & ~carts.advanced
        carts.waits = would & (carts.u[:, 0] < np.minimum(chance, 0.9))
        carts.deposits = carts.waits & offered & (carts.u[:, 1] < facts.deposit)
        carts.depth = np.where(carts.waits, IN_CART, carts.depth)

    def evening(self, day, visits, carts, orders):
        """Who waits is known from now on; balances (尾款) paid today are noted."""
        people, engine = self.engine.people, self.engine
        done = np.flatnonzero(orders.advanced & orders.paid)
        rows = people.deposit[orders.person[done]]
        for row, second, order in zip(rows, orders.paid_at[done], orders.order[done], strict=True):
            engine.balances[int(row)] = (int(second), int(order))
        people.deposit[orders.person[done]] = -1
        event = self._coming(day)
        if event is None or not carts.waits.any():
            return
        at = np.flatnonzero(carts.waits)
        rows = carts.person[at]
        rows[rows < 0] = people.add(carts, at[rows < 0])
        people.wanted[rows] = carts.sku[at]
        people.deposit[rows] = -1
        self._take_deposits(day, event, carts, at, rows)
        self._plan_return(event, carts, at, rows)

    def _take_deposits(self, day, event, carts, at, rows):
        """Write the deposits down, each a row of its own."""
        plan, paid = self.engine.plan, carts.deposits[at]
        at, rows = at[paid], rows[paid]
        count = len(at)
        second = carts.second[at] + 270
        self.engine.people.deposit[rows] = self.deposits + np.arange(count)
        self.deposits += count
        self.engine.deposits.add(Columns(
            key=carts.key[at], paid_at=day * DAY + second, sku=carts.sku[at],
            deposit=np.full(count, plan.deposit), value=np.full(count, plan.deposit_value),
            event=np.full(count, event.place),
        ))  # fmt: skip

    def _plan_return(self, event, carts, at, rows):
        """Most come back on the event's first days; a deposit binds, the larger the more."""
        facts, people, plan = self.facts, self.engine.people, self.engine.plan
        amount = self.engine.price[carts.sku[at]] * carts.pieces[at]
        binds = np.minimum(plan.deposit / amount / FULL_DEPOSIT, 1) * carts.deposits[at]
        sure = facts.comes_back + (facts.deposit_back - facts.comes_back) * binds
        back = carts.u[at, 2] < sure
        rows, share = rows[back], carts.u[at, 3][back]
        people.waits[rows] = event.first
        first = event.first + np.floor(FIRST_DAYS * share**2).astype(np.int64)
        people.plan("next_visit", rows, first)
        people.again[rows] = False

    def _discount(self, day, event):
        """The share off that the shop has announced by the day; 0 if it stays out."""
        return self.engine.plan_on(day).discount.get(event.name, 0) / 1000

    def _on(self, day):
        return next((e for e in self.events if e.first <= day <= e.last), None)

    def _coming(self, day):
        near = (e for e in self.events if e.presale and 0 < e.first - day <= self.facts.days)
        return next(near, None)

    def _passed(self, day):
        near = (e for e in self.events if 0 < day - e.last <= self.facts.after_days)
        return next(near, None)


def _events(world, days):
    """The events of the run and the days after it, in the order of their first days."""
    first, last = world.date(0), world.date(days)
    found = []
    for year in range(int(str(first)[:4]) - 1, int(str(last)[:4]) + 1):
        for place, event in enumerate(world.facts["event"]):
            start, end = (
                int((np.datetime64(f"{year}-{event[name]}") - first).astype(int))
                for name in ("from", "to")
            )
            found.append(SimpleNamespace(
                name=event["name"], place=place, first=start, last=end,
                presale=event.get("presale", False),
            ))  # fmt: skip
    return sorted(found, key=lambda event: event.first)
