"""From the page to the payment: logistic steps, each against the visitor's own draw."""

import numpy as np

from ecomlab.shop.streams_in_use import CART
from ecomlab.streams import hash_uniforms

VIEW, SIZE, IN_CART, CHECKOUT, ORDERED, PAID = range(6)  # how far a session got


def logistic(x):
    """The probability of a logit.

    >>> float(logistic(0.0))
    0.5
    """
    return 1 / (1 + np.exp(-x))


class Funnel:
    """The steps' probabilities on one day, given prices, promise, rating and service."""

    def __init__(self, world, price, rating, promised_days, response):
        facts = world.funnel
        self.facts, self.world = facts, world
        relative = np.log(price / world.sku.price) * world.sku.sensitivity
        self.slope = facts.price_cart * relative
        self.slope_checkout = facts.price_checkout * relative
        self.slope_order = facts.price_order * relative
        self.common = (
            facts.cart
            + facts.promise * (promised_days - 3)
            + facts.response * np.log2(max(response, 1) / 30)
            + facts.rating * (rating - 4.7)
        )

    def wants(self, sku, sensitivity, intent, page_b, u):
        """Who would put the article into the cart? Places in the arrays."""
        logit = self.common[sku] + intent
        logit += self.slope[sku] * sensitivity
        if page_b is not None:
            logit += self.facts.page_b * page_b
        return np.flatnonzero(u < logistic(logit))

    def depth(self, seed, plan, key, nth, sku, sensitivity, intent, price):
        """How far those with a wish get, and what they order.

        Returns
        -------
        depth, pieces, companion (article or -1) : arrays of int
        spare : array of float, shape (1, people), a uniform for who comes back
        """
        facts = self.facts
        u = hash_uniforms(seed, CART, key, nth, count=8)
        size_found = logistic(facts.size + facts.size_help * plan["page.size_help"])
        ready = facts.checkout + 0.5 * intent + self.slope_checkout[sku] * sensitivity
        firm = facts.order + self.slope_order[sku] * sensitivity
        steps = np.array(
            [
                ~self.world.sku.sized[sku] | (u[0] < size_found),
                u[1] < logistic(ready),
                u[2] < logistic(firm),
                u[3] < logistic(facts.pay),
            ]
        )
        depth = SIZE + np.logical_and.accumulate(steps).sum(axis=0)
        pieces = 1 + (u[4] < np.where(price[sku] < 10000, 0.16, 0.05))
        amount = price[sku] * pieces
        near = (amount < plan.threshold) & (amount * 2 >= plan.threshold) & (plan.off > 0)
        adds = u[5] < logistic(facts.attach + facts.threshold_pull * near)
        other = self.world.sku.companions[sku, (u[6] * 3).astype(np.int64)]
        return depth, pieces.astype(np.int64), np.where(adds, other, -1), u[7]
