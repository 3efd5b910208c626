"""From the page to the payment: logistic steps, each against the visitor's own draw."""

import numpy as np

from ecomlab.shop.streams_in_use import CART
from ecomlab.streams import hash_uniforms

COMPANION = np.array([0.60, 0.87])  # chances of the first and second companion, cumulated
VIEW, SIZE, IN_CART, CHECKOUT, ORDERED, PAID = range(6)  # how far a session got


def logistic(x):
    """The probability of a logit.

    >>> float(logistic(0.0))
    0.5
    """
    return 1 / (1 + np.exp(-x))


class Funnel:
    """The steps' probabilities on one day, given prices, promise, rating and service."""

    def __init__(self, world, price, rating, promised_days, on_sale):
        facts = world.funnel
        self.facts, self.world, self.on_sale = facts, world, on_sale
        relative = np.log(price / world.sku.price) * world.sku.sensitivity
        self.relative = relative
        self.slope = facts.price_cart * relative
        self.slope_checkout = facts.price_checkout * relative
        self.slope_order = facts.price_order * relative
        self.common = (
            facts.cart + facts.promise * (promised_days - 3) + facts.rating * (rating - 4.7)
        )

    def wants(self, visits, saved, sooner):
        """Who would put the article into the cart? Places among the visits.

        ``saved``: log of the members' price; ``sooner``: days that their parcels are faster.
        """
        sku, sensitivity = visits.sku, visits.sensitivity
        logit = self.common[sku] + visits.intent
        logit += self.slope[sku] * sensitivity
        if visits.page_b.any():
            logit += self.facts.page_b * visits.page_b
        if np.ndim(saved):
            logit += self.facts.price_cart * saved * self.world.sku.sensitivity[sku] * sensitivity
        if sooner is not None:
            logit -= self.facts.promise * sooner
        return np.flatnonzero(visits.wish < logistic(logit))

    def depth(self, seed, plan, people, member, price, offers):
        """How far those with a wish get, and what they order.

        Parameters
        ----------
        people : Columns
            key, nth, sku, sensitivity, intent, ready, firm, entrance.
        member : array of float, or 0
            Log of the members' price.
        price : array of int, by article
        offers : Offers

        Returns
        -------
        depth, pieces : arrays of int
        others : array of int, shape (n, 2), articles added; -1: none
        gift : array of bool, who was promised one
        spare : array of float, a uniform for who comes back
        """
        facts = self.facts
        sku = people.sku
        u = hash_uniforms(seed, CART, people.key, people.nth, count=10)
        pieces = 1 + (u[4] < np.where(price[sku] < 10000, 0.16, 0.05))
        amount = price[sku] * pieces
        near = (amount < plan.threshold) & (amount * 2 >= plan.threshold) & (plan.off > 0)
        others = self._added(people, u[5:7], facts.attach + facts.threshold_pull * near, price)
        amount = amount + price[others[:, 0]] * (others[:, 0] >= 0)
        second = self._added(people, u[8:10], facts.attach_again, price, others[:, 0])
        others[:, 1] = np.where(others[:, 0] >= 0, second[:, 0], -1)
        amount = amount + price[others[:, 1]] * (others[:, 1] >= 0)
        gift, advanced = offers.gifts(amount, people.entrance), offers.advanced(amount)
        saved = member + offers.saved(offers.bonus * advanced, amount)
        depth = self._steps(plan, people, u, saved, advanced)
        if gift.any():
            more = saved + offers.saved(offers.worth * gift, amount)
            tempted = self._steps(plan, people, u, more, advanced)
            gift = offers.in_time(gift & (tempted >= ORDERED))
            depth = np.where(gift, tempted, depth)
        return depth, pieces.astype(np.int64), others, gift, u[7]

    def _added(self, people, u, logit, price, taken=None):
        """What people add: the first companion likelier than the last, the cheaper the likelier."""
        companions, sku = self.world.sku.companions, people.sku
        place = np.searchsorted(COMPANION, u[1], side="right")
        other = companions[sku, place]
        if taken is not None:
            other = np.where(other == taken, companions[sku, (place + 1) % 3], other)
        relative = self.relative[other] * people.sensitivity
        there = (other >= 0) & self.on_sale[other]
        adds = there & (u[0] < logistic(logit + self.facts.price_attach * relative))
        return np.column_stack([np.where(adds, other, -1), np.full(len(sku), -1)])

    def _steps(self, plan, people, u, saved, advanced):
        """How far people get whose price is lower by ``saved``, a log; with a deposit or not."""
        facts, sku, sensitivity = self.facts, people.sku, people.sensitivity
        felt = saved * self.world.sku.sensitivity[sku] * sensitivity
        size_found = logistic(facts.size + facts.size_help * plan["page.size_help"])
        ready = facts.checkout + 0.5 * people.intent + self.slope_checkout[sku] * sensitivity
        ready += people.ready
        firm = facts.order + self.slope_order[sku] * sensitivity + facts.deposit_order * advanced
        firm += people.firm
        steps = np.array(
            [
                ~self.world.sku.sized[sku] | (u[0] < size_found),
                u[1] < logistic(ready + facts.price_checkout * felt),
                u[2] < logistic(firm + facts.price_order * felt),
                u[3] < logistic(facts.pay + facts.deposit_pay * advanced),
            ]
        )
        return SIZE + np.logical_and.accumulate(steps).sum(axis=0)
