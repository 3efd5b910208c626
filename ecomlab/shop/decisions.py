"""What the shop decides: dotted keys, defaults that are the status quo, and a file of them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import SimpleNamespace

import numpy as np

from ecomlab.errors import LARGEST, ChoiceError, InputError, check_choice, check_path
from ecomlab.shop.ads import FIXED, LOTS, NONE, RULE, Terms
from ecomlab.shop.customers import TIERS
from ecomlab.shop.delivery import DISPOSALS, GRADES, SCRAP
from ecomlab.shop.parts.trials import TEST
from ecomlab.shop.world import CHANNELS, PLANS, ROLES, cents, codes
from ecomlab.tables import day_number

COURIERS = ("cheapest", "economy", "standard", "express", "mixed")
LISTED = 150  # keys that a message can name
TAXPAYERS = ("small_scale", "general")
POLICIES = ("order_up_to", "fixed_lot", "none")


@dataclass(frozen=True)
class Key:
    """One decision: its default, what it may be, and what it means."""

    default: object
    meaning: str
    choices: tuple = ()
    minimum: float = 0.0
    maximum: float = LARGEST

    def check(self, name, value):
        """Refuse a value that can't be; return it."""
        if self.choices:
            return check_choice(name, value, self.choices)
        if isinstance(self.default, bool):
            return check_choice(name, value, (True, False))
        number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
        if not number or not self.minimum <= value <= self.maximum:
            raise InputError(
                f"{name} is {value!r}. Choose a number from {self.minimum:g} to {self.maximum:g}."
            )
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
    Key(default=520.0, meaning='yuan a day, at scale 1', choices=(), minimum=0.0, maximum=...)
    """
    events = [event["name"] for event in world.facts["event"]]
    discounts = {event["name"]: event["discount"] for event in world.facts["event"]}
    found = {
        f"price.{name}": Key(float(price) / 100, "yuan a piece", minimum=0.01, maximum=1e6)
        for name, price in zip(world.sku.name, world.sku.price, strict=True)
    }
    found["price.test"] = Key("none", "lots move long-tail prices by week", ("none", "weeks"))
    for name in events:
        found[f"promo.{name}.discount"] = Key(
            discounts[name], "share off every price", maximum=0.95
        )
        found[f"promo.{name}.take_part"] = Key(True, "the shop takes part (报名大促)")
    found |= {
        f"promo.sku.{name}": Key(0.0, "share off, events come on top", maximum=0.95)
        for name in world.sku.name
    }
    found |= {
        "promo.threshold.amount": Key(299.0, "yuan an order needs for the reduction (满减)"),
        "promo.threshold.off": Key(20.0, "yuan off above the threshold; 0: none"),
        "promo.gift.cost": Key(0.0, "yuan a gift costs the shop (满赠); 0: none", maximum=1e4),
        "promo.gift.threshold": Key(199.0, "yuan an order needs for the gift"),
        "promo.gift.quota": Key(0.0, "gifts a day, at scale 1; 0: no limit"),
        "promo.gift.channel": Key("all", "whose visitors get gifts", ("all", *CHANNELS)),
        "promo.deposit.amount": Key(
            0.0, "yuan in advance, in a presale (定金); 0: none", maximum=1e4
        ),
        "promo.deposit.value": Key(0.0, "yuan that it pays of an order (定金膨胀)", maximum=1e4),
    }
    for plan, budget in zip(PLANS, world.ads.budget, strict=True):
        found[f"ads.{plan}.budget"] = Key(float(budget), "yuan a day, at scale 1", maximum=1e7)
        found[f"ads.{plan}.rule"] = Key(FIXED, "how its plans' budgets are steered", (FIXED, RULE))
        found[f"ads.{plan}.regional"] = Key(NONE, "budgets by lot: region and week, or weeks", LOTS)
    found |= {
        f"ads.plan.{name}.share": Key(float(share), "of its kind's budget", maximum=10)
        for name, share in zip(world.plans.name, world.plans.share, strict=True)
    }
    found |= {
        f"ads.bid.{word}": Key(1.0, "times the usual bid; 0: not bought", maximum=10)
        for word in (*world.words.name, "own_name")
    }
    for trial in world.facts["experiment"]:
        found[f"experiment.{trial['name']}"] = Key(
            TEST, f"{trial['hypothesis']}; test: by lot, on its days", (TEST, "A", *trial["arms"])
        )
    found |= OTHERS
    if world.facts["styles"]:
        found |= STYLES
    for name, value in world.facts["decisions"].items():
        found[name] = replace(found[name], default=value)
    return found


OTHERS = {
    "ads.rule.days": Key(4.0, "days after which a plan is judged", minimum=1, maximum=365),
    "ads.rule.test": Key(0.3, "share of the budget while it is tested", maximum=1),
    "ads.rule.scale_above": Key(2.5, "last-click ROAS from which it is scaled"),
    "ads.rule.scale_by": Key(1.5, "times as much money then", minimum=1, maximum=10),
    "ads.rule.most": Key(3.0, "times the budget at most", maximum=100),
    "ads.rule.stop_below": Key(1.5, "last-click ROAS below which it is stopped"),
    "ads.follow_demand": Key(0.8, "by how many % budgets rise when demand rises 1%", maximum=3),
    "ads.whim": Key(0.15, "how much budgets vary by mood (log)", maximum=1),
    "creators.tier": Key("mixed", "who is asked to post", ("mixed", "koc", "mid", "head")),
    "live.slot": Key("evening", "when the show is", ("morning", "afternoon", "evening")),
    "live.minutes": Key(120.0, "length of the show", minimum=30, maximum=240),
    "live.host": Key(
        "team",
        "who presents; team: its hosts by lot; guest: a known face",
        ("team", "lin", "zhou", "mei", "guest"),
    ),
    "page.version": Key("A", "detail page; test: half and half", ("A", "B", "test")),
    "page.claims": Key(True, "pages say what they say now; if not, without their boldest claims"),
    "page.size_help": Key(False, "a size adviser on sized articles"),
    "service.agents": Key(3.0, "service agents on duty at the peak, at scale 1", maximum=1000),
    "service.night": Key(0.25, "share of them at night", maximum=1),
    "service.bot": Key("answers", "what the bot does (智能客服)", ("none", "greets", "answers")),
    "service.reply_hours": Key(20.0, "usual hours until a bad review is answered", maximum=720),
    "service.review_gifts": Key(0.05, "share asked for praise with a gift (好评返现)", maximum=1),
    "stock.policy": Key("order_up_to", "how much is ordered", POLICIES),
    "stock.forecast": Key("sales", "what the forecast learns from", ("sales", "demand")),
    "stock.bulk": Key(True, "takes the large lots that suppliers offer cheaper"),
    "stock.cover_days": Key(21.0, "days of sales that an order brings", maximum=365),
    **{
        f"stock.safety_days.{role}": Key(days, "days of sales kept as safety stock", maximum=365)
        for role, days in zip(ROLES, (3.0, 7.0, 7.0, 3.0, 7.0), strict=True)
    },
    "supply.second_share": Key(0.2, "share of lots from the second supplier", maximum=1),
    "shipping.courier": Key("cheapest", "who carries the parcels; mixed: by lot", COURIERS),
    "shipping.warehouse": Key("cloud", "front: faster in the east", ("cloud", "front")),
    "returns.grading": Key(True, "returns are graded; if not, all are scrapped"),
    "returns.as_new": Key("restock", "where unused goods go (全新未使用)", DISPOSALS),
    "returns.minor": Key("lucky_bag", "where goods with a flaw go (轻微瑕疵)", DISPOSALS),
    "returns.severe": Key("scrap", "where damaged goods go (严重瑕疵)", DISPOSALS),
    "returns.insurance": Key("none", "who pays freight insurance (运费险)", ("none", "shop")),
    "money.vat": Key("general", "type of taxpayer (纳税人类型)", TAXPAYERS),
    **{
        f"membership.from.{tier}": Key(amount, "yuan spent, less refunds (会员等级)", maximum=1e7)
        for tier, amount in zip(TIERS[1:], (350.0, 700.0, 1100.0), strict=True)
    },
    "membership.express_from": Key("none", "tier from which parcels go express", TIERS),
    "membership.pack_from": Key("none", "tier from which a rise brings a pack (升级礼包)", TIERS),
    "membership.pack_cost": Key(3.0, "yuan that a pack costs", maximum=1e4),
    **{
        f"membership.discount.{tier}": Key(0.0, "share off members' orders (会员价)", maximum=0.95)
        for tier in TIERS[1:]
    },
    "community.reward": Key(10.0, "yuan for who brings a buyer (老带新); 0: none", maximum=1e4),
    "community.group_off": Key(0.05, "share off in a group purchase (拼团)", maximum=0.95),
    "crm.contact": Key(
        "all", "to whom: winback, or new buyers and before events too", ("none", "winback", "all")
    ),
    "crm.days": Key(30.0, "days after the last order at which it writes", minimum=1, maximum=365),
    "crm.coupon": Key(15.0, "yuan off", maximum=1e4),
    "crm.threshold": Key(60.0, "yuan an order needs for the coupon", maximum=1e6),
    "crm.holdout": Key(0.15, "share left out at random", maximum=1),
}

STYLES = {
    "styles.markdown": Key(
        0.0, "share off the price of styles that are no longer new", maximum=0.95
    ),
    "styles.markdown_from": Key(28.0, "days on sale after which they are", maximum=365),
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
        for name, value in _flat(_changes(changes)).items():
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
        """What differs from the status quo.

        >>> from ecomlab.shop.world import World
        >>> Decisions(World(), {"service.agents": 3, "page.version": "B"}).changes
        {'page.version': 'B'}
        """
        return {k: v for k, v in self._values.items() if v != self.keys_[k].default}

    def change(self, changes):
        """The same decisions, but for the changes.

        Parameters
        ----------
        changes : mapping of dotted keys or nested tables

        >>> from ecomlab.shop.world import World
        >>> Decisions(World(), {"page.version": "B"}).change({"service": {"agents": 4}}).changes
        {'page.version': 'B', 'service.agents': 4}
        """
        return Decisions(self.world, self.changes | _flat(_changes(changes)))

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
        """Read a decision file (TOML), as ``to_toml`` writes it.

        Raises
        ------
        InputError, ChoiceError
            The file isn't there or isn't TOML; a key or a value of it can't be.

        Examples
        --------
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from ecomlab.shop.world import World
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "decisions.toml")
        ...     _ = path.write_text('page.version = "B"', encoding="utf-8")
        ...     Decisions.read(World(), path)
        Decisions: the status quo, but {'page.version': 'B'}
        """
        path = check_path("path", path)
        try:
            changes = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:  # no text, or no TOML
            raise InputError(f"{path} can't be read as a decision file: {problem}.") from None
        return cls(world, changes)


def schedule(world, decisions, days):
    """What is decided from which day on: a list of (day, Decisions), the first from day 0.

    ``decisions`` may be None (the status quo), a ``Decisions``, a mapping of changes, or a
    mapping of dates of the run to any of these; what one date changes stays until it is changed
    again.

    >>> from ecomlab.shop.world import World
    >>> schedule(World(), {"2024-03-01": {"page.version": "B"}}, days=90)
    [(0, Status quo), (60, Decisions: the status quo, but {'page.version': 'B'})]
    """
    base = Decisions(world)
    if decisions is None:
        return [(0, base)]
    if isinstance(decisions, Decisions):
        return [(0, decisions)]
    if not all(re.fullmatch(r"\d{4}-\d\d-\d\d", str(name)) for name in _changes(decisions)):
        return [(0, base.change(decisions))]
    steps = {0: base}
    for date in sorted(decisions, key=str):
        day, change = day_number(str(date)) - world.start, decisions[date]
        if not 0 <= day < days:
            raise InputError(
                f"{date} is no day of the run, so what is decided for it would count for nothing "
                f"or from another day. Choose {world.date(0)} to {world.date(days - 1)}."
            )
        last = steps[max(steps)]
        steps[day] = change if isinstance(change, Decisions) else last.change(change)
    return list(steps.items())


def _changes(changes):
    """Refuse what are no changes; give them back as a dictionary."""
    if changes is None or isinstance(changes, tuple) and not changes:
        return {}
    if not isinstance(changes, Mapping):
        raise InputError(
            f'What is decided is {changes!r}. Give changes, {{"page.version": "B"}}, or such by '
            'date, {"2024-03-01": {"page.version": "B"}}.'
        )
    return dict(changes)


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
    """The keys of the same section if there is one, else all; of very many, the closest."""
    same = [key for key in valid if key.split(".")[0] == str(name).split(".")[0]]
    keys = same or list(valid)
    return keys if len(keys) <= LISTED else get_close_matches(str(name), keys, LISTED // 4, 0)


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
            if decisions[f"promo.{event['name']}.take_part"]
        }
        self.threshold = int(cents(decisions["promo.threshold.amount"]))
        self.off = int(cents(decisions["promo.threshold.off"]))
        self.own_off = np.round([1000 * decisions[f"promo.sku.{name}"] for name in world.sku.name])
        self.own_off = self.own_off.astype(np.int64)
        self.marked_down = round(1000 * decisions.get("styles.markdown", 0))
        self.launch = world.sku.launch
        self.gift = int(cents(decisions["promo.gift.cost"]))
        self.gift_from = int(cents(decisions["promo.gift.threshold"]))
        self.gift_quota = int(np.ceil(decisions["promo.gift.quota"] * world.scale))
        self.gift_channel = ("all", *CHANNELS).index(decisions["promo.gift.channel"]) - 1
        self.deposit = int(cents(decisions["promo.deposit.amount"]))
        pays = max(int(cents(decisions["promo.deposit.value"])), self.deposit)
        self.deposit_value = pays if self.deposit else 0
        tier_from = cents([decisions[f"membership.from.{tier}"] for tier in TIERS[1:]])
        self.tier_from = np.maximum.accumulate(tier_from)  # a higher tier needs no less
        self.member_off = np.array(
            [0] + [round(1000 * decisions[f"membership.discount.{tier}"]) for tier in TIERS[1:]]
        )
        self.express_from = TIERS.index(decisions["membership.express_from"]) or len(TIERS)
        self.pack_from = TIERS.index(decisions["membership.pack_from"]) or len(TIERS)
        self.pack = int(cents(decisions["membership.pack_cost"]))
        graded = [decisions[f"returns.{grade}"] for grade in GRADES]
        self.disposal = codes(graded, DISPOSALS).astype(np.int8)
        if not decisions["returns.grading"]:
            self.disposal[:] = SCRAP
        kind, share = world.plans.kind, [decisions[f"ads.plan.{n}.share"] for n in world.plans.name]
        budget = np.array([decisions[f"ads.{plan}.budget"] for plan in PLANS])
        self.budget = budget[kind] * np.array(share)  # yuan a day, by plan
        self.ruled = np.array([decisions[f"ads.{plan}.rule"] == RULE for plan in PLANS])[kind]
        self.regional = [decisions[f"ads.{plan}.regional"] for plan in PLANS]  # by kind
        self.terms = Terms(world, decisions)
        safety = np.array([decisions[f"stock.safety_days.{role}"] for role in ROLES])
        self.safety_days = safety[world.sku.role]
        self.courier = COURIERS.index(decisions["shipping.courier"]) - 1
        self.front = decisions["shipping.warehouse"] == "front"
        self.insured = decisions["returns.insurance"] == "shop"
        self.tax = SimpleNamespace(**world.facts["tax"][decisions["money.vat"]])
        self.reward = int(cents(decisions["community.reward"]))
        self.group_off = round(1000 * decisions["community.group_off"])
        self.coupon = int(cents(decisions["crm.coupon"]))
        self.coupon_from = int(cents(decisions["crm.threshold"]))

    def __getitem__(self, name):
        return self.decisions[name]

    def prices(self, event, tested=0, day=0):
        """Prices of a day, in cents, at least one cent; ``tested``: thousandths that are added."""
        left = (1000 - self.discount.get(event, 0)) * (1000 - self.own_off)
        if self.marked_down:
            old = day - self.launch >= self["styles.markdown_from"]
            left = left * (1000 - self.marked_down * old) // 1000
        price = (self.price * left + 500_000) // 1_000_000
        return np.maximum((price * (1000 + tested) + 500) // 1000, 1)


def plan_on(plans, day):
    """Of plans with their first days, the one that holds on a day; the first before all."""
    return [plan for start, plan in plans if start <= max(day, 0)][-1]
