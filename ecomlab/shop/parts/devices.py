"""On what people look, how long a page takes to load, at what hour and weekday, and what breaks.

The person's key decides on device and version; the hour's crowd and the version on the load time.
"""

from types import SimpleNamespace

import numpy as np

from ecomlab.shop.delivery import HOUR
from ecomlab.shop.demand import weekday_of
from ecomlab.shop.parts.base import Part
from ecomlab.shop.streams_in_use import DEVICE, LOADING
from ecomlab.shop.world import USUAL_VISITS, day_of
from ecomlab.streams import hash_uniforms

DEVICES = ("ios", "android", "pc")
PC = DEVICES.index("pc")
STEPS = {"cart": "intent", "checkout": "ready", "order": "firm"}
PATIENT, LONGEST = 2000, 60_000  # ms that nobody minds; after which a page is given up


class Devices(Part):
    """Device, version, load time, hour and weekday; incidents of the scenario."""

    def __init__(self, engine):
        super().__init__(engine)
        facts, hours = self.world.facts["devices"], np.array(self.world.facts["hours"], float)
        rows = [facts[name] for name in DEVICES]
        self.edges = np.cumsum([row["share"] for row in rows])
        self.buys = np.array([row["buys"] for row in rows])
        self.base = np.array([row["load"] for row in rows], dtype=float)
        self.versions = np.array([day_of(self.world, date) for _, date in versions(self.world)])
        self.lag = facts["lag"]
        self.crowd = facts["crowd"] * hours / hours.mean() / (USUAL_VISITS * self.world.scale)
        self.hour, self.weekday = np.array(facts["hour"]), np.array(facts["weekday"])
        self.incidents = incidents(self.world)

    def arrive(self, day, visits):
        """Set device, version and load time; add what they and the hour do to readiness."""
        u = hash_uniforms(self.seed, DEVICE, visits.key, count=2)
        visits.device = np.searchsorted(self.edges[:-1], u[0], side="right").astype(np.int8)
        visits.version = self._version(day, visits.device, u[1])
        hour = visits.second // HOUR
        visits.load = self._load(visits, hour)
        visits.intent += (self.buys[visits.device] + self.hour[hour]) + felt(self.world, visits.load)
        visits.ready += self.weekday[weekday_of(self.world.date(day))]
        for one in self.incidents:
            if one.first <= day <= one.last:
                hit = (visits.device == one.device) & (visits.version == one.version)
                getattr(visits, STEPS[one.step])[hit] += one.effect

    def _version(self, day, device, u):
        """The newest one that had come when the person last updated; -1 on a PC."""
        days = day - np.floor(self.lag * u**2).astype(np.int64)
        newest = np.searchsorted(self.versions, days, side="right") - 1
        return np.where(device == PC, -1, np.maximum(newest, 0)).astype(np.int8)

    def _load(self, visits, hour):
        """Milliseconds: the device's, times a queue that is longest at the peaks, times luck."""
        busy = np.minimum(self.crowd * self.engine.visits, 0.85)
        queue = 1 - 0.35 + 0.35 / (1 - busy)
        u = hash_uniforms(self.seed, LOADING, visits.key, visits.nth)[0]
        luck = (u / (1 - u)) ** 0.22
        load = np.minimum(self.base[visits.device] * queue[hour] * luck, LONGEST)
        return np.round(load).astype(np.int32)


def felt(world, load):
    """What load times do to the cart's logit.

    >>> from ecomlab.shop.world import World
    >>> felt(World(), np.array([1500, 3500])).round(3)
    array([-0.  , -0.15])
    """
    return world.facts["devices"]["slow"] * np.maximum(load - PATIENT, 0) / 1000


def versions(world):
    """The app's versions and their dates, in order."""
    return [(row["name"], row["date"]) for row in world.facts["version"]]


def incidents(world):
    """What breaks on which days: ``first`` and ``last`` day, device, version, step and effect."""
    names = [name for name, _ in versions(world)]
    return [
        SimpleNamespace(
            name=row["name"], first=day_of(world, row["from"]), last=day_of(world, row["to"]),
            device=DEVICES.index(row["device"]), version=names.index(row["version"]),
            step=row["step"], effect=row["effect"],
        )
        for row in world.facts["incident"]
    ]  # fmt: skip
