"""Group purchases (拼团): the article for a little less, for who buys it with others.

Some who would not have bought do, and some who would have bought pay less.
"""

from types import SimpleNamespace

import numpy as np

from ecomlab.shop.delivery import DAY
from ecomlab.shop.parts.base import Part
from ecomlab.shop.streams_in_use import GROUP
from ecomlab.shop.world import ROLES, codes
from ecomlab.streams import hash_uniforms

SIZES = np.array([2, 3, 5])
SIZE_EDGES = np.array([0.5, 0.85])


class Teams(Part):
    """Who opens or joins a group, and which order belongs to which.

    Attributes
    ----------
    groups : list of SimpleNamespace
        All groups of the run, in the order in which they were opened: order, key, sku, second,
        size, off (cents), joined (seconds of its members' orders).
    """

    def __init__(self, engine):
        super().__init__(engine)
        self.facts = SimpleNamespace(**self.world.facts["teams"])
        self.there = np.isin(self.world.sku.role, codes(self.facts.roles, ROLES))  # by article
        self.groups, self.open = [], {}

    def arrive(self, day, visits):
        """A share of who looks at such an article is ready to buy with others, for less."""
        plan = self.engine.plan
        visits.team = np.zeros(len(visits.key), dtype=bool)
        if not plan.group_off or not self.facts.share:
            return
        at = np.flatnonzero(self.there[visits.sku])
        u = hash_uniforms(self.seed, GROUP, visits.key[at], visits.nth[at])[0]
        at = at[u < self.facts.share]
        visits.team[at] = True
        visits.bonus[at] += self.engine.price[visits.sku[at]] * plan.group_off // 1000
        visits.intent[at] += self.facts.lift

    def closed(self, day, orders, lines):
        """Each order joins the group for its article that is open, or opens one."""
        orders.group = np.full(len(orders.key), -1)
        for at in np.flatnonzero(orders.team & orders.paid):
            sku, second = int(orders.sku[at]), int(orders.ordered_at[at])
            group = self.open.get(sku)
            if group is None or len(group.joined) == group.size or group.joined[0] + DAY <= second:
                group = self.open[sku] = self._opened(orders, at)
            group.joined.append(second)
            orders.group[at] = group.order

    def _opened(self, orders, at):
        u = hash_uniforms(self.seed, GROUP, orders.key[[at]], orders.nth[[at]], count=2)[1, 0]
        sku = int(orders.sku[at])
        group = SimpleNamespace(
            order=int(orders.order[at]), key=int(orders.key[at]), sku=sku,
            size=int(SIZES[np.searchsorted(SIZE_EDGES, u)]), joined=[],
            off=int(self.engine.price[sku] * self.engine.plan.group_off // 1000),
        )  # fmt: skip
        self.groups.append(group)
        return group
