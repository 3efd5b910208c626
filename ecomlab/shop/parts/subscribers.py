"""Who orders at fixed intervals (周期购): comes when it is due, buys surely, pays a little less."""

import numpy as np

from ecomlab.shop.customers import subscribed
from ecomlab.shop.parts.base import Part

SURE = 6.0  # logit of those whose next delivery is due


class Subscribers(Part):
    """A part without effect where nobody subscribes."""

    def arrive(self, day, visits):
        """All orders of a subscriber have the reduction; those after the first are settled."""
        facts, people = self.world.customers, self.engine.people
        if not facts.subscribe:
            return
        visits.subscribed = subscribed(self.world, self.seed, visits.key) > 0
        off = np.round(facts.subscription["off"] * self.engine.price[visits.sku])
        visits.bonus += off.astype(np.int64) * visits.subscribed
        due = visits.subscribed & (visits.person >= 0) & (people.orders[visits.person] > 0)
        for step in (visits.intent, visits.ready, visits.firm):
            step[due] += SURE
