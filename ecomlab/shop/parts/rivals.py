"""What other shops' prices do to ours: who looks for an article sees the cheapest beside it."""

from ecomlab.shop.parts.base import Part
from ecomlab.shop.rivals import Rivals
from ecomlab.shop.world import ORIGINS, codes

COMPARING = codes(("natural_search", "paid_search"), ORIGINS)


class RivalPrices(Part):
    """Dearer rivals send visitors and make them buy; cheaper ones, or new ones, take them.

    Attributes
    ----------
    rivals : Rivals
    """

    room = "rivals"

    def __init__(self, engine):
        super().__init__(engine)
        self.facts = self.world.facts["compared"]
        self.rivals = Rivals(self.world, self.seed, engine.days, engine.demand.event)

    def attract(self, day, chance):
        """Searchers see all prices on one page."""
        factor = 1 + self.facts["visits"] * self.rivals.gap[day]
        chance[COMPARING] *= factor

    def arrive(self, day, visits):
        """Who minds the price compares before filling the cart."""
        gap = self.rivals.gap[day][visits.sku]
        visits.intent += self.facts["cart"] * gap * visits.sensitivity
