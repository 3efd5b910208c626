"""What comes with the order that lifts a buyer into a higher tier (升级礼包), and who returns.

It hangs on the spending alone, so buyers just above and just below a tier's border differ in
nothing else. That is what a reading at the border (断点回归) finds.
"""

import numpy as np

from ecomlab.shop import customers
from ecomlab.shop.delivery import DAY
from ecomlab.shop.parts.base import Part
from ecomlab.shop.streams_in_use import UPGRADE
from ecomlab.streams import hash_uniforms

WITHIN = 28  # days after the parcel


class Upgrades(Part):
    """The pack is a cost of its order; some of those who get it come back soon."""

    def closed(self, day, orders, lines):
        """Who rises with this order, if it is sent; the pack lies in its parcel."""
        plan, people = self.engine.plan, self.engine.people
        orders.upgraded = np.zeros(len(orders.key), dtype=bool)
        if plan.pack_from == len(customers.TIERS):
            return
        known = orders.person >= 0
        before = np.where(known, people.spent[orders.person], 0)
        after = customers.tier(before + orders.amount - orders.off, plan.tier_from)
        rises = (after > customers.tier(before, plan.tier_from)) & (after >= plan.pack_from)
        orders.upgraded = rises & orders.sent
        orders.perks = orders.perks + plan.pack * orders.upgraded

    def evening(self, day, visits, carts, orders):
        """A share of them comes back within weeks, if nothing else brings them sooner."""
        at = np.flatnonzero(orders.upgraded)
        if not len(at):
            return
        people, rows = self.engine.people, orders.person[at]
        u = hash_uniforms(self.seed, UPGRADE, orders.key[at], orders.nth[at], count=2)
        when = orders.delivered[at] // DAY + 1 + np.floor(WITHIN * u[1]).astype(np.int64)
        comes = (u[0] < self.world.customers.pack) & (when < people.next_visit[rows])
        people.plan("next_visit", rows[comes], when[comes])
        people.again[rows[comes]] = False
