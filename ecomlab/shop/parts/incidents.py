"""What goes wrong on some days, for one cause each (``[[trouble]]`` of the scenario), and the list.

Each is seen in a daily table and said in none: which days, where and why stands in the truth alone.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from ecomlab.shop.parts.base import Part
from ecomlab.shop.world import ORIGINS

CAUSES = ("channel", "page", "courier", "tracking")  # what a trouble may be; others have their own


def troubles(world, cause):
    """The troubles of a cause: ``name``, ``first`` and ``last`` day, ``where``, ``size``.

    >>> from ecomlab.shop import World
    >>> [(one.where, one.size) for one in troubles(World(), "courier")]
    [('south', 2.0)]
    """
    return [
        SimpleNamespace(
            name=row["name"], first=world.day(row["from"]), last=world.day(row["to"]),
            where=row["where"], size=row["size"],
        )
        for row in world.facts["trouble"] if row["cause"] == cause
    ]  # fmt: skip


class Incidents(Part):
    """A channel that is limited, a page that is wrong, an area to which parcels crawl."""

    def __init__(self, engine):
        super().__init__(engine)
        world = self.world
        self.channels, self.pages, self.routes = (troubles(world, cause) for cause in CAUSES[:3])
        self.origin = {one.name: ORIGINS.index(one.where) for one in self.channels}
        sku = world.sku.name
        self.pages = [one for one in self.pages if one.where in sku]  # of smaller assortments
        self.sku = {one.name: sku.index(one.where) for one in self.pages}
        self.area = np.array([row["area"] for row in world.facts["regions"].values()])

    def attract(self, day, chance):
        """Of those whom the channel would show the shop, a part sees it."""
        for one in _on(self.channels, day):
            chance[self.origin[one.name]] *= one.size

    def arrive(self, day, visits):
        """Who comes for the article doesn't find what was promised."""
        for one in _on(self.pages, day):
            visits.intent += one.size * (visits.sku == self.sku[one.name])

    def slow(self, day):
        """Times the usual, how long couriers take to each region on a day."""
        slow = np.ones(len(self.area))
        for one in _on(self.routes, day):
            slow[self.area == one.where] *= one.size
        return slow


def _on(listed, day):
    return [one for one in listed if one.first <= day <= one.last]


def listed(world, days):
    """All dated incidents of the first days, whatever their cause.

    Returns
    -------
    DataFrame, one row per incident, by its first day
        incident, cause, start, end (days of the run), where, size, what (the size's meaning).

    Examples
    --------
    >>> from ecomlab.shop import World
    >>> sorted(set(listed(World(), 731)["cause"]))
    ['channel', 'checkout', 'courier', 'page', 'rival', 'supplier', 'tracking']
    """
    facts = world.facts
    rows = [
        *(_row(row, row["cause"], row["where"], row["size"], SIZES[row["cause"]])
          for row in facts["trouble"]),
        *(_row(row, "checkout", f"{row['device']} {row['version']}", row["effect"],
               f"logit of the step: {row['step']}") for row in facts["incident"]),
        *(_row(row, "supplier", row["supplier"], 0.0, "times the lots that come")
          for row in facts["disruption"]),
        *(_row(row, "rival", row["category"], -row["cut"], "share on rivals' prices")
          for row in facts["price_war"] if "rivals" not in world.without),
        *(_row(row, "rival", ", ".join(row["plans"]), row["factor"], "times the price of a click")
          for row in facts["bid_war"]),
    ]  # fmt: skip
    columns = ["incident", "cause", "from", "to", "where", "size", "what"]
    frame = pd.DataFrame(rows, columns=columns)
    first, last = (frame[name].map(world.day).astype("int64") for name in ("from", "to"))
    frame = frame.drop(columns=["from", "to"])
    frame.insert(2, "start", first)
    frame.insert(3, "end", last)
    frame = frame[(frame["start"] < days) & (frame["end"] >= 0)]
    return frame.sort_values(["start", "incident"], kind="stable", ignore_index=True)


SIZES = {
    "channel": "times the newcomers", "page": "logit of the cart",
    "courier": "times the hours on the way", "tracking": "share of visits not recorded",
}  # fmt: skip


def _row(row, cause, where, size, what):
    """A row of the list; what has no name is called by its cause, place and first day."""
    name = row.get("name", f"{cause}_{where.split(',')[0]}_{row['from']}")
    return (name, cause, row["from"], row["to"], where, float(size), what)
