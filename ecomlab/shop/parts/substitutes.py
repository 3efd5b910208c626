"""Articles of a category take buyers from each other: who compares goes over to the cheaper one."""

import numpy as np

from ecomlab.shop.parts.base import Part
from ecomlab.shop.streams_in_use import COMPARE
from ecomlab.streams import hash_uniforms


class Substitutes(Part):
    """Before the page is opened, some compare the article with another one of its category.

    They go over the likelier, the cheaper the other is beside its usual price, and the closer the
    two are in usual price: a reduction on one article takes from its neighbours (蚕食). With all at
    their usual prices nobody goes over.
    """

    def __init__(self, engine):
        super().__init__(engine)
        category = self.world.sku.category
        self.order = np.argsort(category, kind="stable")
        self.ends = np.cumsum(np.bincount(category, minlength=len(self.world.categories)))

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
        gain = facts.compare_price * near * cheaper
        waits = (visits.person >= 0) & (engine.people.waits[visits.person] >= 0)
        goes = (u[1] < facts.compare * np.clip(gain, 0, 1)) & ~waits & (engine.interest[other] > 0)
        visits.sku = np.where(goes, other, sku)

    def _another(self, sku, u):
        """An article of the same category, by interest; it may be the same one."""
        draw = (self.world.sku.draw * (self.engine.interest > 0))[self.order]
        edges = np.concatenate([[0], np.cumsum(draw)])
        category = self.world.sku.category[sku]
        last = edges[self.ends[category]]
        first = edges[self.ends[category - 1] * (category > 0)]
        place = np.searchsorted(edges, first + u * (last - first), side="right") - 1
        return self.order[np.clip(place, 0, len(draw) - 1)]
