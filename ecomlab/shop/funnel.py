"""From the page to the payment: logistic steps, each against the visitor's own draw."""

from functools import cached_property

import numpy as np

from ecomlab.shop.log import Columns
from ecomlab.shop.offers import left
from ecomlab.shop.streams_in_use import ADDED, CART
from ecomlab.streams import hash_uniforms

COMPANION = np.array([0.60, 0.87])  # chances of the first and second companion, cumulated
CHEAP = 0.7  # of the log of the price: more than this is hardly felt
VIEW, SIZE, IN_CART, CHECKOUT, ORDERED, PAID = range(6)  # how far a session got


def logistic(x):
    """The probability of a logit.

    >>> float(logistic(0.0))
    0.5
    """
    return 1 / (1 + np.exp(-x))


class Funnel:
    """The steps' probabilities on one day, given prices, promise, rating and service."""

    def __init__(self, world, plan, offers, price, rating, promised_days, on_sale):
        facts = world.funnel
        self.facts, self.world, self.plan = facts, world, plan
        self.offers, self.price, self.on_sale = offers, price, on_sale
        self.relative = np.log(price / world.sku.price)
        self.popular = np.cumsum(world.sku.draw * on_sale)
        self.common = (
            facts.cart
            + facts.promise * (promised_days - 3)
            + facts.rating * (rating - 4.7)
            + facts.insured * plan.insured
        )

    def felt(self, sku, saved):
        """The log of the price beside the market's, as it is felt, by article and what is saved.

        Half the price is hardly felt to be less than 60% of it (too cheap to be good), and above
        the market's price patience ends ever faster: there are others who sell the like.
        """
        log = self.relative[sku] + saved
        low = CHEAP * np.tanh(log / CHEAP)
        return (
            np.where(log < 0, low, log + self.facts.limit * log**2)
            * self.world.sku.sensitivity[sku]
        )

    @cached_property
    def alone(self):
        """What is felt of an article's price when it is the whole order.

        Shape (2, tiers, articles): without and with a coupon in hand.
        """
        shape = (2, len(self.plan.member_off), len(self.price))
        holds, tier, sku = (each.ravel() for each in np.indices(shape))
        off, _ = self.offers.reduction(self.price[sku], tier, holds > 0, 0)
        return self.felt(sku, left(off, self.price[sku])).reshape(shape)

    def wants(self, visits, sooner):
        """Who would put the article into the cart? Places among the visits.

        ``sooner``: days that members' parcels are faster, or None.
        """
        sku = visits.sku
        logit = self.common[sku] + visits.intent
        price = self.alone[visits.holds.astype(np.int8), visits.tier, sku]
        logit += self.facts.price_cart * price * visits.sensitivity
        if visits.page_b.any():
            logit += self.facts.page_b * visits.page_b
        if sooner is not None:
            logit -= self.facts.promise * sooner
        return np.flatnonzero(visits.wish < logistic(logit))

    def depth(self, seed, people):
        """How far those with a wish get, and what they order.

        Parameters
        ----------
        people : Columns
            key, nth, sku, sensitivity, intent, ready, firm, entrance, tier, holds (a coupon),
            advanced (has paid a deposit), bonus (cents that it pays beside itself).

        Returns
        -------
        Columns
            depth, pieces : of int
            others : of int, shape (n, 2), articles added; -1: none
            pulled : of bool, of the same shape: added for the threshold's sake
            gift : of bool, who was promised one
            spare : of float, a uniform for who comes back
        """
        offers, price, sku = self.offers, self.price, people.sku
        u = hash_uniforms(seed, CART, people.key, people.nth, count=10)
        extra = hash_uniforms(seed, ADDED, people.key, people.nth, count=4)
        pieces = 1 + (u[4] < self._second_piece(people))
        amount = price[sku] * pieces
        first, pulled = self._added(people, u[5:7], extra[:2], self.facts.attach, amount)
        amount = amount + price[first] * (first >= 0)
        again = self._added(people, u[8:10], extra[2:], self.facts.attach_again, amount, first)
        others = np.column_stack([first, np.where(first >= 0, again[0], -1)])
        pulled = np.column_stack([pulled, again[1]]) & (others >= 0)
        amount = amount + price[others[:, 1]] * (others[:, 1] >= 0)
        gift = offers.gifts(amount, people.entrance)
        off, _ = offers.reduction(amount, people.tier, people.holds, people.bonus)
        depth = self._steps(people, u, left(off, amount))
        if gift.any():
            tempted = self._steps(people, u, left(off + offers.worth * gift, amount))
            gift = offers.in_time(gift & (tempted >= ORDERED))
            depth = np.where(gift, tempted, depth)
        return Columns(
            depth=depth, pieces=pieces.astype(np.int64), others=others, pulled=pulled, gift=gift,
            spare=u[7],
        )  # fmt: skip

    def _second_piece(self, people):
        """The chance of a second piece of the article: the cheaper, the likelier."""
        usual = np.where(self.world.sku.price < 10000, *self.facts.second_piece)[people.sku]
        return logistic(usual + self.facts.price_attach * self._price(people, people.sku))

    def _price(self, people, sku, saved=0.0):
        return self.felt(sku, saved) * people.sensitivity

    def _added(self, people, u, extra, logit, amount, taken=None):
        """The article that people add, or -1, and who adds it for the threshold's sake.

        The first companion is likelier than the last, the cheaper the likelier; some add what is
        popular, but hardly ever a second article that does the same. What reaches the threshold
        (满减) feels cheaper by the reduction. Who came for a bargain adds less.
        """
        facts, price = self.facts, self.price
        companions, sku = self.world.sku.companions, people.sku
        place = np.searchsorted(COMPANION, u[1], side="right")
        other = companions[sku, place]
        if taken is not None:
            other = np.where(other == taken, companions[sku, (place + 1) % 3], other)
        other = self._or_popular(sku, other, extra)
        there = (other >= 0) & self.on_sale[other] & (other != sku)
        if taken is not None:
            there &= other != taken
        reaches = (amount < self.plan.threshold) & (amount + price[other] >= self.plan.threshold)
        saved = facts.threshold_pull * reaches * left(self.plan.off, price[other])
        logit = logit + facts.bargain * np.minimum(self.relative[sku], 0)
        plain, pulled = (
            u[0] < logistic(logit + facts.price_attach * self._price(people, other, off))
            for off in (0.0, saved)
        )
        return np.where(there & pulled, other, -1), pulled & ~plain

    def _or_popular(self, sku, other, extra):
        """Some don't add a companion: what is popular, or nothing if it does the same."""
        stray = extra[0] < self.facts.stray
        share = (extra[0] / max(self.facts.stray, 1e-9))[stray]
        found = np.searchsorted(self.popular, share * self.popular[-1], side="right")
        category = self.world.sku.category
        same = category[found] == category[sku[stray]]
        other = other.copy()
        other[stray] = np.where(same & (extra[1][stray] >= self.facts.substitute), -1, found)
        return other

    def _steps(self, people, u, saved):
        """How far people get whose order is lower by ``saved``, a log."""
        facts, sku, plan = self.facts, people.sku, self.plan
        price = self._price(people, sku, saved)
        size_found = logistic(facts.size + facts.size_help * plan["page.size_help"])
        ready = facts.checkout + 0.5 * people.intent + facts.price_checkout * price + people.ready
        firm = facts.order + facts.price_order * price + people.firm
        steps = np.array(
            [
                ~self.world.sku.sized[sku] | (u[0] < size_found),
                u[1] < logistic(ready),
                u[2] < logistic(firm),
                u[3] < logistic(facts.pay + facts.deposit_pay * people.advanced),
            ]
        )
        return SIZE + np.logical_and.accumulate(steps).sum(axis=0)
