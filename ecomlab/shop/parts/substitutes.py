"""Articles of a family take buyers from each other: who compares goes over to the cheaper one."""

import numpy as np

from ecomlab.shop.parts.base import Part
from ecomlab.shop.streams_in_use import COMPARE
from ecomlab.streams import hash_uniforms


class Substitutes(Part):
    """Before the page is opened, some compare the article with another one of its family.

    They go over the likelier, the cheaper the other is beside its usual price, and the closer the
    two are in usual price: a reduction on one chair takes from the other chairs (蚕食). It is not
    quite what they wanted, so they buy it less readily. With all at their usual prices nobody goes
    over.
    """

    def __init__(self, engine):
        super().__init__(engine)
        family = self.world.sku.family
        self.order = np.argsort(family, kind="stable")
        self.ends = np.cumsum(np.bincount(family))

    def arrive(self, day, visits):
        """Some open the page of another article."""
        facts, engine, sku = self.world.funnel, self.engine, visits.sku
        relative = np.log(engine.price / self.world.sku.price)
        if facts.compare == 0 or np.ptp(relative) < 1e-9:
            return
        u = hash_uniforms(self.seed, COMPARE, visits.key, visits.nth, count=2)
        other = self._another(sku, u[0])
        usual = self.world.sku.price
        near = np.minimum(usual[sku], usual[other]) / np.maximum(usual[sku], usual[other])
        cheaper = (relative[sku] - relative[other]) * visits.sensitivity
        share = facts.compare * near * np.clip(facts.compare_price * cheaper, 0, 1)
        waits = (visits.person >= 0) & (engine.people.waits[visits.person] >= 0)
        goes = (u[1] < share) & ~waits & (engine.interest[other] > 0)
        visits.sku = np.where(goes, other, sku)
        visits.intent = visits.intent - facts.compare_loss * goes

    def _another(self, sku, u):
        """An article of the same family, by interest; it may be the same one."""
        draw = (self.world.sku.draw * (self.engine.interest > 0))[self.order]
        edges = np.concatenate([[0], np.cumsum(draw)])
        family = self.world.sku.family[sku]
        last = edges[self.ends[family]]
        first = edges[self.ends[family - 1] * (family > 0)]
        place = np.searchsorted(edges, first + u * (last - first), side="right") - 1
        return self.order[np.clip(place, 0, len(draw) - 1)]
