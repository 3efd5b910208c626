"""What ad tools claim: orders within days of a click, whoever else was clicked since."""

import numpy as np

from ecomlab.shop.delivery import DAY
from ecomlab.shop.log import Columns
from ecomlab.shop.parts.base import Part
from ecomlab.shop.world import TOOL_OF_PLAN, TOOLS


class Claims(Part):
    """Each tool books an order on the buyer's last click on its own ads (转化归因).

    A tool doesn't see what other tools' ads or the natural results have done, so the claims of
    all tools may be more than the orders. It changes nothing in the shop's course.
    """

    def __init__(self, engine):
        super().__init__(engine)
        self.recent = []  # by day: key, second, plan and word of clicks, in the order of keys
        self.window = self.world.facts["auction"]["window"]  # days; 0: the click's visit only

    def evening(self, day, visits, carts, orders):
        """Keep today's clicks, and book today's orders."""
        second = day * DAY + visits.second
        at = np.flatnonzero(visits.plan >= 0)
        at = at[np.argsort(visits.key[at], kind="stable")]
        clicks = np.column_stack([visits.key[at], second[at], visits.plan[at], visits.word[at]])
        self.recent = [*self.recent, clicks][-self.window - 1 :]
        at = np.flatnonzero(orders.paid)
        paid = orders.take(at[np.argsort(orders.key[at], kind="stable")])  # so they are found fast
        self.engine.claims.add(self._claims(paid, second[paid.at]))

    def _claims(self, paid, second):
        """Rows of the log: of each order and tool, the last click at or before the visit."""
        order, clicks = self._pairs(paid.key)
        age = second[order] - clicks.clicked_at
        keep = np.flatnonzero((age >= 0) & (age <= self.window * DAY))
        order, clicks = order[keep], clicks.take(keep)
        tool = TOOL_OF_PLAN[self.world.plans.kind[clicks.plan]]
        rank = np.lexsort((clicks.clicked_at, tool, order))
        pair = (order * len(TOOLS) + tool)[rank]
        last = rank[np.flatnonzero(np.diff(pair, append=-1))]
        order, clicks = order[last], clicks.take(last)
        return clicks.join(Columns(
            order=paid.order[order], cents=(paid.amount - paid.off)[order],
            paid_at=paid.paid_at[order], visit=second[order] == clicks.clicked_at,
        ))  # fmt: skip

    def _pairs(self, buyers):
        """Every order with every recent click of its buyer: the orders' places, the clicks."""
        ends = np.stack([buyers, buyers + 1])
        size = [len(clicks) for clicks in self.recent]
        before = np.cumsum(size) - size
        found = [start + np.searchsorted(clicks[:, 0], ends)
                 for start, clicks in zip(before, self.recent, strict=True)]  # fmt: skip
        of, row = _between(*np.concatenate(found, axis=1))
        days = np.split(row, np.searchsorted(row, before[1:]))
        key, clicked_at, plan, word = np.concatenate(
            [
                clicks[mine - start]
                for clicks, start, mine in zip(self.recent, before, days, strict=True)
            ]
        ).T
        return of % max(len(buyers), 1), Columns(
            key=key, clicked_at=clicked_at, plan=plan.astype(np.int8), word=word.astype(np.int8)
        )


def _between(first, last):
    """All numbers from ``first`` up to, not including, ``last``: whose they are, and they.

    >>> _between(np.array([4, 7, 9]), np.array([6, 7, 10]))
    (array([0, 0, 2]), array([4, 5, 9]))
    """
    count = last - first
    of = np.repeat(np.arange(len(count)), count)
    return of, first[of] + np.arange(len(of)) - (np.cumsum(count) - count)[of]
