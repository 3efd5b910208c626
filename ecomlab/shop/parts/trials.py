"""The shipped experiments: who is in which arm on which days, and what the arms truly do.

An arm is a pure function of unit, date and decision, so the day loop and the tables
(``emit.trials``) ask the same one. The only thing remembered is on which evening somebody who
looks every day ended a test.
"""

from types import SimpleNamespace

import numpy as np

from ecomlab.estimates import normal_quantile
from ecomlab.shop import funnel
from ecomlab.shop.parts.base import Part
from ecomlab.shop.parts.devices import DEVICES, felt
from ecomlab.shop.streams_in_use import TRIAL
from ecomlab.shop.world import ENTRANCES
from ecomlab.streams import hash_uniforms

TEST = "test"
UNITS = ("visitor", "session", "day")
OUT = -1  # in no arm
LOOKS_FROM = 3  # days before somebody looks
KEYS = 2**52  # an experiment's number is put above the units' keys
FOUND = ("cart", "checkout", "order", "returns", "size", "load", "bounce")  # what arms can do


class Trials(Part):
    """Moves the visits by the arm they are in."""

    def __init__(self, engine):
        super().__init__(engine)
        self.trials = trials(self.world)
        self.ended = {}  # by name: the last day of tests that somebody ended
        self.counts = {trial.name: np.zeros((2, 2)) for trial in self.trials if trial.peeked}

    def on(self, trial, day):
        """Is it tested on this day? Days as an int or an array."""
        last = self.ended.get(trial.name, trial.last)
        return (day >= trial.first) & (day <= last)

    def arms(self, trial, day, value, visits):
        """The arm of each visit by number, and who was lost on the way to it.

        ``value``: what is decided, "test" or an arm for all.
        """
        into = within(self.world, trial, visits)
        if value != TEST:
            return np.where(into, trial.arms.index(value), OUT), np.zeros(len(into), bool)
        unit, nth = visits.key, 0
        if trial.unit == "day":
            unit = np.broadcast_to(day, len(into))
        if trial.unit == "session":
            nth = visits.nth
        u = hash_uniforms(self.seed, TRIAL, unit + trial.number * KEYS, nth)[0]
        arm = np.searchsorted(trial.edges, u, side="right")
        lost = np.zeros(len(into), bool)
        if trial.lost:
            later = hash_uniforms(self.seed, TRIAL, visits.key + trial.number * KEYS, 1)[0]
            lost = into & (arm > 0) & (later < trial.lost)
        return np.where(into, arm, OUT), lost

    def arrive(self, day, visits):
        """Add what each visit's arms do."""
        plan, self.today = self.engine.plan, {}
        for trial in self.trials:
            value = plan[f"experiment.{trial.name}"]
            if value == trial.arms[0] or value == TEST and not self.on(trial, day):
                continue
            arm, lost = self.arms(trial, day, value, visits)
            self._move(visits, {what: effect[arm] for what, effect in trial.effects.items()})
            visits.intent[lost] = -50.0
            if trial.peeked and value == TEST:
                self.today[trial.name] = arm

    def _move(self, visits, by):
        visits.intent += by["cart"]
        visits.ready += by["checkout"]
        visits.firm += by["order"]
        visits.regret += by["returns"]
        visits.fits *= 1 + by["size"]
        if by["load"].any():
            slower = visits.load + by["load"].astype(np.int32)
            visits.intent += felt(self.world, slower) - felt(self.world, visits.load)
            visits.load = slower

    def evening(self, day, visits, carts, orders):
        """Who looks every evening ends a test as soon as an interval excludes nothing."""
        for trial in self.trials:
            if trial.name not in self.today:
                continue
            arm, bought = self.today[trial.name], np.zeros(len(visits.key), bool)
            bought[carts.at[carts.depth == funnel.PAID]] = True
            counts = self.counts[trial.name]
            for i in (0, 1):
                counts[i] += (arm == i).sum(), bought[arm == i].sum()
            looked = day - trial.first + 1 >= LOOKS_FROM and day < trial.last
            if looked and abs(_z(counts)) > normal_quantile():
                self.ended[trial.name] = day


def _z(counts):
    """Of a difference of two shares; 0 before there is anything."""
    n, yes = counts.T
    pooled = yes.sum() / max(n.sum(), 1)
    spread = pooled * (1 - pooled) * (1 / np.maximum(n, 1)).sum()
    rate = yes / np.maximum(n, 1)
    return round(float((rate[1] - rate[0]) / spread**0.5), 6) if spread > 0 else 0.0


def trials(world):
    """The scenario's experiments, as the parts and tables need them."""
    return [_trial(world, number, row) for number, row in enumerate(world.facts["experiment"])]


def _trial(world, number, row):
    arms, first = ("A", *row["arms"]), world.day(row["from"])
    effects = {
        what: np.array([0.0, *(arm.get(what, 0.0) for arm in row["arms"].values()), 0.0])
        for what in FOUND
    }  # the last place is that of those who are out
    shares = row.get("shares", [1 / len(arms)] * len(arms))
    return SimpleNamespace(
        name=row["name"], number=number, hypothesis=row["hypothesis"], unit=row["unit"],
        first=first, last=first + row["days"] - 1, days=row["days"], arms=arms, effects=effects,
        edges=np.cumsum(shares)[:-1], where=row.get("where", {}), lost=row.get("lost", 0.0),
        peeked=row.get("peeked", False), metric=row.get("metric", "converted"),
        guardrails=";".join(row.get("guardrails", ())), step=row.get("step", "page"),
    )  # fmt: skip


def within(world, trial, visits):
    """Whom a test is for: by device, category of the article and entrance."""
    into = np.ones(len(visits.key), bool)
    for what, names in trial.where.items():
        if what == "device":
            into &= np.isin(visits.device, [DEVICES.index(name) for name in names])
        elif what == "category":
            wanted = [world.categories.index(name) for name in names]
            into &= np.isin(world.sku.category[visits.sku], wanted)
        elif what == "entrance":
            into &= np.isin(visits.entrance, [ENTRANCES.index(name) for name in names])
    return into
