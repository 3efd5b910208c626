"""What ad tools claim: orders within days of a click, whoever else was clicked since."""

import numpy as np

from ecomlab.shop.delivery import DAY
from ecomlab.shop.log import Columns
from ecomlab.shop.parts.base import Part
from ecomlab.shop.world import TOOL_OF_PLAN

WINDOW = 15  # days after a click in which an order counts as the ad's (归因窗口)


class Claims(Part):
    """Each tool books an order on the buyer's last click on its own ads (转化归因).

    A tool doesn't see what other tools' ads or the natural results have done, so the claims of
    all tools may be more than the orders. It changes nothing in the shop's course.
    """

    def __init__(self, engine):
        super().__init__(engine)
        self.recent = []  # clicks, by day

    def evening(self, day, visits, carts, orders):
        """Keep today's clicks, and book today's orders."""
        second = day * DAY + self.engine._clock_seconds(visits.time)
        at = np.flatnonzero(visits.plan >= 0)
        clicks = Columns(
            key=visits.key[at], clicked_at=second[at], plan=visits.plan[at], sku=visits.sku[at],
            word=visits.word[at],
        )  # fmt: skip
        self.recent = [*self.recent[-WINDOW:], clicks]
        paid = orders.take(np.flatnonzero(orders.paid))
        self.engine.claims.add(self._claims(paid, second[paid.at]))

    def _claims(self, paid, second):
        """Rows of the log: of each order and tool, the last click at or before the visit."""
        rank = np.argsort(paid.key, kind="stable")
        sorted_keys = paid.key[rank]
        mine = [clicks.take(np.isin(clicks.key, sorted_keys)) for clicks in self.recent]
        clicks = mine[0]
        for later in mine[1:]:
            clicks = clicks.above(later)
        first = np.searchsorted(sorted_keys, clicks.key)
        count = np.searchsorted(sorted_keys, clicks.key, side="right") - first
        row = np.repeat(np.arange(len(first)), count)
        place = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        order, clicks = rank[place], clicks.take(row)
        age = second[order] - clicks.clicked_at
        keep = np.flatnonzero((age >= 0) & (age < WINDOW * DAY))
        order, clicks = order[keep], clicks.take(keep)
        tool = TOOL_OF_PLAN[self.world.plans.kind[clicks.plan]]
        rank = np.lexsort((clicks.clicked_at, tool, order))
        pair = (order * 10 + tool)[rank]
        last = rank[np.flatnonzero(np.diff(pair, append=-1))]
        order, clicks = order[last], clicks.take(last)
        return clicks.join(Columns(
            order=paid.order[order], cents=(paid.amount - paid.off)[order],
            paid_at=paid.paid_at[order], visit=second[order] == clicks.clicked_at,
        ))  # fmt: skip
