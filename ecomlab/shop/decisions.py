"""What the shop decides: dotted keys, defaults that are the status quo, and a file of them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ecomlab.errors import ChoiceError, InputError, check_choice
from ecomlab.frames import day_number
from ecomlab.shop.ads import FIXED, RULE, Terms
from ecomlab.shop.world import PLANS, ROLES, cents

COURIERS = ("cheapest", "economy", "standard", "express")


@dataclass(frozen=True)
class Key:
    """One decision: its default, what it may be, and what it means."""

    default: object
    meaning: str
    choices: tuple = ()
    minimum: float = 0.0
    maximum: float = float("inf")

    def check(self, name, value):
        """Refuse a value that can't be; return it."""
        if self.choices:
            return check_choice(name, value, self.choices)
        if isinstance(self.default, bool):
            return check_choice(name, value, (True, False))
        number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
        if not number or not self.minimum <= value <= self.maximum:
            top = "" if np.isinf(self.maximum) else f" to {self.maximum:g}"
            raise InputError(f"{name} is {value!r}. Choose a number from {self.minimum:g}{top}.")
        return value


def keys(world):
    """Every decision key of a world, with its status quo.

    Returns
    -------
    dict of str to Key

    Examples
    --------
    >>> from ecomlab.shop.world import World
    >>> keys(World())["ads.paid_feed.budget"]
    Key(default=123.0, meaning='yuan a day, at scale 1', choices=(), minimum=0.0, maximum=...)
    """
    events = [event["name"] for event in world.facts["event"]]
    discounts = {event["name"]: event["discount"] for event in world.facts["event"]}
    found = {
        f"price.{name}": Key(float(price) / 100, "yuan a piece", minimum=0.01, maximum=1e6)
        for name, price in zip(world.sku.name, world.sku.price, strict=True)
    }
    found |= {
        f"promo.{name}.discount": Key(discounts[name], "share off every price", maximum=0.95)
        for name in events
    }
    found |= {
        "promo.threshold.amount": Key(299.0, "yuan an order needs for the reduction (满减)"),
        "promo.threshold.off": Key(20.0, "yuan off above the threshold; 0: none"),
    }
    for plan, budget in zip(PLANS, world.ads.budget, strict=True):
        found[f"ads.{plan}.budget"] = Key(float(budget), "yuan a day, at scale 1", maximum=1e7)
        found[f"ads.{plan}.rule"] = Key(FIXED, "how the budget is steered", (FIXED, RULE))
    found |= {
        f"ads.bid.{word}": Key(1.0, "times the usual bid; 0: not bought", maximum=10)
        for word in (*world.words.name, "own_name")
    }
    return found | OTHERS


OTHERS = {
    "ads.rule.days": Key(4.0, "days after which a plan is judged", minimum=1, maximum=365),
    "ads.rule.test": Key(0.3, "share of the budget while it is tested", maximum=1),
    "ads.rule.scale_above": Key(2.5, "last-click ROAS from which it is scaled"),
    "ads.rule.scale_by": Key(1.5, "times as much money then", minimum=1, maximum=10),
    "ads.rule.most": Key(3.0, "times the budget at most", maximum=100),
    "ads.rule.stop_below": Key(1.5, "last-click ROAS below which it is stopped"),
    "ads.follow_demand": Key(0.8, "by how many % budgets rise when demand rises 1 %", maximum=3),
    "ads.whim": Key(0.15, "how much budgets vary by mood (log)", maximum=1),
    "creators.tier": Key("mixed", "who is asked to post", ("mixed", "koc", "mid", "head")),
    "live.slot": Key("evening", "when the show is", ("morning", "afternoon", "evening")),
    "live.minutes": Key(120.0, "length of the show", minimum=30, maximum=240),
    "live.host": Key("team", "who presents; guest: a known face", ("team", "guest")),
    "page.version": Key("A", "detail page; test: half and half", ("A", "B", "test")),
    "page.size_help": Key(False, "a size adviser on sized articles"),
    "service.agents": Key(2.0, "service agents on duty, at scale 1", maximum=1000),
    "stock.policy": Key("order_up_to", "how much is ordered", ("order_up_to", "fixed_lot")),
    "stock.forecast": Key("sales", "what the forecast learns from", ("sales", "demand")),
    "stock.cover_days": Key(14.0, "days of sales that an order brings", maximum=365),
    **{
        f"stock.safety_days.{role}": Key(days, "days of sales kept as safety stock", maximum=365)
        for role, days in zip(ROLES, (3.0, 7.0, 7.0, 3.0, 7.0), strict=True)
    },
    "supply.second_share": Key(0.2, "share of lots from the second supplier", maximum=1),
    "shipping.courier": Key("cheapest", "who carries the parcels", COURIERS),
    "shipping.warehouse": Key("cloud", "front: faster in the east", ("cloud", "front")),
    "returns.grading": Key(True, "returns are graded; if not, all are scrapped"),
    "crm.contact": Key("winback", "whom the shop writes to", ("none", "winback")),
    "crm.days": Key(30.0, "days after the last order at which it writes", minimum=1, maximum=365),
    "crm.coupon": Key(15.0, "yuan off", maximum=1e4),
    "crm.threshold": Key(60.0, "yuan an order needs for the coupon", maximum=1e6),
    "crm.holdout": Key(0.1, "share left out at random", maximum=1),
}


class Decisions(Mapping):
    """All decisions of a shop; unchangeable: ``change`` gives another set.

    Parameters
    ----------
    world : World
    changes : mapping of dotted keys or nested tables, optional

    Raises
    ------
    ChoiceError, InputError
        A key that doesn't exist, or a value that can't be; the message names the valid ones.

    Examples
    --------
    >>> from ecomlab.shop.world import World
    >>> status_quo = Decisions(World())
    >>> bold = status_quo.change({"ads.paid_feed.budget": 300, "page": {"version": "B"}})
    >>> bold.changes
    {'ads.paid_feed.budget': 300, 'page.version': 'B'}
    >>> status_quo.change({"ads.feed.budget": 300})
    Traceback (most recent call last):
        ...
    ecomlab.errors.ChoiceError: decision is 'ads.feed.budget'; did you mean 'ads.paid_feed.budget'?
    Choose one of: ...
    """

    def __init__(self, world, changes=()):
        self.world, self.keys_ = world, keys(world)
        self._values = {name: key.default for name, key in self.keys_.items()}
        for name, value in _flat(dict(changes)).items():
            if name not in self.keys_:
                raise ChoiceError("decision", name, _near(name, self.keys_))
            self._values[name] = self.keys_[name].check(name, value)

    def __getitem__(self, name):
        return self._values[name]

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __repr__(self):
        return f"Decisions: the status quo, but {self.changes}" if self.changes else "Status quo"

    @property
    def changes(self):
        """What differs from the status quo."""
        return {k: v for k, v in self._values.items() if v != self.keys_[k].default}

    def change(self, changes):
        """The same decisions, but for the changes."""
        return Decisions(self.world, self.changes | _flat(dict(changes)))

    def to_toml(self):
        """All decisions as the text of a decision file, with what each means.

        >>> from ecomlab.shop.world import World
        >>> print(Decisions(World()).to_toml()[:72])
        # Decisions of light_gear; a key left out keeps its status quo.
        <BLANKLINE>
        [price]
        """
        lines = [f"# Decisions of {self.world.scenario}; a key left out keeps its status quo."]
        section = None
        for name, value in self.items():
            table, _, key = name.rpartition(".")
            if table != section:
                lines += ["", f"[{table}]"]
                section = table
            lines.append(f"{key} = {_toml(value)}  # {self.keys_[name].meaning}")
        return "\n".join(lines) + "\n"

    @classmethod
    def read(cls, world, path):
        """Read a decision file (TOML)."""
        try:
            changes = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as problem:
            raise InputError(f"{path} can't be read as a decision file: {problem}.") from None
        return cls(world, changes)


def schedule(world, decisions):
    """What is decided from which day on: a list of (day, Decisions), the first from day 0.

    ``decisions`` may be None (the status quo), a ``Decisions``, a mapping of changes, or a
    mapping of dates to any of these; what one date changes stays until it is changed again.

    >>> from ecomlab.shop.world import World
    >>> schedule(World(), {"2024-03-01": {"page.version": "B"}})
    [(0, Status quo), (60, Decisions: the status quo, but {'page.version': 'B'})]
    """
    base = Decisions(world)
    if decisions is None:
        return [(0, base)]
    if isinstance(decisions, Decisions):
        return [(0, decisions)]
    if not all(re.fullmatch(r"\d{4}-\d\d-\d\d", str(name)) for name in decisions):
        return [(0, base.change(decisions))]
    steps = {0: base}
    for date in sorted(decisions, key=str):
        day = max(day_number(str(date)) - world.start, 0)
        last = steps[max(steps)]
        change = decisions[date]
        steps[day] = change if isinstance(change, Decisions) else last.change(change)
    return list(steps.items())


def _flat(changes, before=""):
    """Nested tables as dotted keys."""
    found = {}
    for name, value in changes.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{before}{name}.")
        else:
            found[f"{before}{name}"] = value
    return found


def _near(name, valid):
    """The keys of the same section if there is one, else all."""
    same = [key for key in valid if key.split(".")[0] == str(name).split(".")[0]]
    return same or list(valid)


def _toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else repr(value)


class Plan:
    """Decisions as the numbers that the day loop uses; made once per set of decisions."""

    def __init__(self, decisions):
        world, self.decisions = decisions.world, decisions
        self.price = cents([decisions[f"price.{name}"] for name in world.sku.name])
        self.discount = {
            event["name"]: round(decisions[f"promo.{event['name']}.discount"] * 1000)
            for event in world.facts["event"]
        }
        self.threshold = int(cents(decisions["promo.threshold.amount"]))
        self.off = int(cents(decisions["promo.threshold.off"]))
        self.budget = np.array([decisions[f"ads.{plan}.budget"] for plan in PLANS])
        self.ruled = np.array([decisions[f"ads.{plan}.rule"] == RULE for plan in PLANS])
        self.terms = Terms(world, decisions)
        safety = np.array([decisions[f"stock.safety_days.{role}"] for role in ROLES])
        self.safety_days = safety[world.sku.role]
        self.courier = COURIERS.index(decisions["shipping.courier"]) - 1
        self.front = decisions["shipping.warehouse"] == "front"
        self.coupon = int(cents(decisions["crm.coupon"]))
        self.coupon_from = int(cents(decisions["crm.threshold"]))

    def __getitem__(self, name):
        return self.decisions[name]

    def prices(self, event):
        """Prices of a day, in cents, at least one cent."""
        off = self.discount.get(event, 0)
        return np.maximum((self.price * (1000 - off) + 500) // 1000, 1)
