"""What reviews do: bought praise lifts the rating, an answer in time mends and reassures."""

import numpy as np

from ecomlab.shop.delivery import DAY
from ecomlab.shop.parts.base import Part
from ecomlab.shop.voices import BAD, in_time, written
from ecomlab.shop.world import cents

FRESH = 0.98  # what readers see of yesterday's reviews: the latest fifty days or so
PRIOR = 5.0  # reviews that an article without any is taken to have
USUAL = 0.07  # share of an article's reviews that are bad and not answered in time


class Reviews(Part):
    """Buyers who are answered in time come back more often, and readers of a bad review buy less.

    Both count for the answer within a day (``service.reply_hours``). Those who write for a gift
    (``service.review_gifts``) add five stars to the rating that the page shows.
    """

    def __init__(self, engine):
        super().__init__(engine)
        shape = (engine.days + 1, len(self.world.sku.name))
        self.new, self.new_open = np.zeros((2, *shape))  # reviews, and open bad ones, by day
        self.seen, self.open = np.zeros((2, shape[1]))

    def arrive(self, day, visits):
        """Readers see the share of bad reviews that nobody answered in time."""
        self.seen = FRESH * self.seen + self.new[day]
        self.open = FRESH * self.open + self.new_open[day]
        share = (self.open + PRIOR * USUAL) / (self.seen + PRIOR)
        cost = self.world.facts["voices"]["unanswered"] * (share - USUAL)
        visits.intent = visits.intent - cost[visits.sku]

    def closed(self, day, orders, lines):
        """The reviews to come of the day's orders, and what they do to their writers."""
        plan, count = self.engine.plan, len(orders.key)
        gifts, hours = (
            np.full(count, plan[f"service.{name}"]) for name in ("review_gifts", "reply_hours")
        )
        found = written(self.world, self.seed, orders, lines, gifts, hours)
        of, sku, facts = lines.of[found.at], lines.sku[found.at], self.world.facts["voices"]
        orders.mood[of[in_time(found)]] += facts["mended"]
        orders.shown[of[found.gift]] = 1.0
        np.add.at(orders.gift, of[found.gift], cents(facts["gift_costs"]))
        shown = np.minimum(found.second // DAY + 1, self.engine.days)
        np.add.at(self.new, (shown, sku), 1)
        np.add.at(self.new_open, (shown, sku), (found.stars <= BAD) & ~in_time(found))
