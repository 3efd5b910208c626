"""On what people look, how long a page takes to load, at what hour and weekday, and what breaks.

The person's key decides on device and version; the hour's crowd and the version on the load time.
"""

from types import SimpleNamespace

import numpy as np

from ecomlab.shop.delivery import HOUR
from ecomlab.shop.demand import weekday_of
from ecomlab.shop.parts.base import Part
from ecomlab.shop.streams_in_use import DEVICE, LOADING
from ecomlab.streams import hash_uniforms

DEVICES = ("ios", "android", "pc")
PC = DEVICES.index("pc")
STEPS = {"cart": "intent", "checkout": "ready", "order": "firm"}
HOURS = 24
LUCK = (np.arange(4096) + 0.5) / 4096
LUCK = np.round((LUCK / (1 - LUCK)) ** 0.22, 9)  # log-logistic: some wait very long
PATIENT, LONGEST = 2000, 60_000  # ms that nobody minds; after which a page is given up


class Devices(Part):
    """Device, version, load time, hour and weekday; incidents of the scenario."""

    def __init__(self, engine):
        super().__init__(engine)
        facts, hours = self.world.facts["devices"], np.array(self.world.facts["hours"], float)
        rows = [facts[name] for name in DEVICES]
        self.share = np.array([row["share"] for row in rows])
        self.edges = np.cumsum(self.share) - self.share
        self.base = np.array([[row["load"]] for row in rows], dtype=float)
        self.buys = np.add.outer([row["buys"] for row in rows], facts["hour"]).ravel()
        self.versions = np.array([self.world.day(date) for _, date in versions(self.world)])
        self.lag, self.weekday = facts["lag"], facts["weekday"]
        usual = self.world.facts["usual"]["visits"] * self.world.scale
        self.crowd = facts["crowd"] * hours / hours.mean() / usual
        self.incidents = incidents(self.world)

    def arrive(self, day, visits):
        """Set device, version and load time; add what they and the hour do to readiness."""
        u = hash_uniforms(self.seed, DEVICE, visits.key)[0]
        device = (u >= self.edges[1]).astype(np.int8) + (u >= self.edges[2])
        visits.device = device
        visits.version = self._version(day, device, (u - self.edges[device]) / self.share[device])
        cell = device * HOURS + visits.second // HOUR
        visits.load = self._load(visits, cell)
        visits.intent += self.buys[cell] + felt(self.world, visits.load)
        visits.ready += self.weekday[int(weekday_of(self.world.date(day)))]
        for one in self.incidents:
            if one.first <= day <= one.last:
                hit = (visits.device == one.device) & (visits.version == one.version)
                getattr(visits, STEPS[one.step])[hit] += one.effect

    def _version(self, day, device, u):
        """The newest one that had come when the person last updated; -1 on a PC."""
        ago = np.searchsorted(self.versions, day - np.arange(self.lag), side="right") - 1
        newest = np.maximum(ago, 0).astype(np.int8)[(self.lag * u**2).astype(np.int64)]
        newest[device == PC] = -1
        return newest

    def _load(self, visits, cell):
        """Milliseconds: the device's, times a queue that is longest at the peaks, times luck."""
        busy = np.minimum(self.crowd * self.engine.visits, 0.85)
        usual = (self.base * (1 - 0.35 + 0.35 / (1 - busy))).ravel()
        u = hash_uniforms(self.seed, LOADING, visits.key, visits.nth)[0]
        luck = LUCK[(u * len(LUCK)).astype(np.int64)]
        return np.minimum(usual[cell] * luck + 0.5, LONGEST).astype(np.int32)


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
            name=row["name"], first=world.day(row["from"]), last=world.day(row["to"]),
            device=DEVICES.index(row["device"]), version=names.index(row["version"]),
            step=row["step"], effect=row["effect"],
        )
        for row in world.facts["incident"]
    ]  # fmt: skip
