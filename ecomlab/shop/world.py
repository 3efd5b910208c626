"""The structure of a simulated shop: what is true of it, whatever it decides."""

import tomllib
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from ecomlab.errors import (
    LARGEST,
    ChoiceError,
    InputError,
    check_choice,
    check_positive,
    check_whole,
)
from ecomlab.shop import styles
from ecomlab.shop.streams_in_use import ARTICLES, MADE_BY, RANGES, STRUCTURE
from ecomlab.streams import generator, hash_uniforms
from ecomlab.tables import day_date, day_number

FOLDER = Path(__file__).parent
SCENARIOS = sorted(path.stem for path in FOLDER.glob("*.toml"))
ROLES = ("traffic", "profit", "long_tail", "welfare", "image")
ORIGINS = (
    "natural_search", "brand_search", "paid_search", "paid_feed", "content", "live", "affiliates",
    "private", "other",
)  # fmt: skip
# Kinds of advertising plans: each has a budget of its own, shared out over the plans of its kind.
PLANS = ("paid_search", "paid_brand", "paid_feed", "content", "live", "affiliates")
# An entrance is the page's last click, as platforms report it; a channel is what it belongs to.
ENTRANCES = (
    "search_result", "brand_result", "search_ad", "feed_ad", "post", "live_room",
    "affiliate_link", "member_message", "direct", "brand_ad",
)  # fmt: skip
CHANNELS = (
    "natural_search", "paid_search", "paid_feed", "content", "live", "affiliates", "private",
    "other",
)  # fmt: skip
# Entrances by number; the first nine are the origins too.
NATURAL, BRAND, SEARCH_AD, PRIVATE, DIRECT, BRAND_AD = 0, 1, 2, 7, 8, 9
TOOLS = ("search", "feed", "creators", "live", "affiliates")  # whose ads (投放平台)
TOOL_OF_PLAN = np.array([0, 0, 1, 2, 3, 4])
MOST_ARTICLES = 10_000
MOST_PEOPLE = 3_000_000  # who could come on a usual day
RISE = 28.0  # days in which a new article becomes known
LAUNCHED, NO_END = 120, 10**6  # days before the start; a day that never comes
JITTER = 0.10  # how far two worlds of one scenario differ, on the log
# What a scenario may say beside the sections that all have, and what holds where it doesn't
UNSAID = {
    "without": [],  # rooms that it has not: market, rivals, pages, voices
    "decisions": {},  # its status quo, where that differs from everybody's
    "usual": {"orders": 130.0, "visits": 4000.0},  # a day at scale 1
    "stock": {"learning": 0.08},  # weight of the last day in the forecast
    "insurer": {"parcels": 300, "returns": 0.12},  # what is expected of a shop not known yet
    "customers": {
        "ways_back": ["direct"] * 3 + ["brand_result"] * 3 + ["member_message", "brand_result"],
        "same": 0.0,  # who comes back for the article of the first visit
        "interval": 0.0,  # days to the next wish, median of a log-normal law; 0: by their rate
        "spread": 0.0,  # standard deviation of its log
        "subscribe": 0.0,  # of newcomers (周期购)
        "subscription": {"days": [28], "ends": 0.0, "off": 0.0},
        "back_by": {},  # by channel of the first order: times the usual rate
        # the shop's own groups: times the rate of who is in; how much more of those join who buy
        # often; and of those who find a card in the first parcel
        "groups": {"buys": 1.0, "often": 0.0, "invited": 0.0},
        "pack": 0.0,  # of those whom an order lifts into a tier with a pack, come back for it
        "lasts": 0.0,  # days after the first order by which half think of it no more; 0: all do
    },
    "returning": {
        "cancelled_by": {},  # by channel: times those who take an order back before it is sent
        "back_by": {},  # and times the share sent back that isn't for a defect
        "plain": [0.10, 0.0, 0.90],  # of that share: not as described, does not fit, changed mind
        "sized": [0.06, 0.66, 0.32],  # the same of what has sizes
        "flawed": [0.20, 0.06],  # of what was no defect: not as new; and of these the damaged
        "desk": [1.0, 2.0],  # days until it is inspected, at least, and more at most
        "freight": 0.0,  # yuan for the way back that the shop pays for its own faults, uninsured
    },
    "parcels": {  # what becomes of them in the warehouse and on the way
        "light": [[0.7, 0.27, 0.03]] * 4,  # of "mixed": shares of the couriers, by zone
        "heavy": [[0.8, 0.19, 0.01]] * 4,  # and of parcels with further kilos
        "heavy_from": 2,  # further kilos, by weight or volume
        "remote": [],  # regions for which couriers ask more (偏远地区)
        "surcharge": [0.0, 0.0, 0.0],  # yuan a parcel, by courier
        "remote_hours": 0.0,  # that the way there takes longer
        "pace": 0.72,  # of the hours named, those usually needed
        "room": 1521.0,  # parcels that can be packed in a day
        "forgotten": 0.0,  # share that lies for days more (漏发)
        "early": 0.0,  # share marked as shipped before it is packed (虚假发货)
        "early_in_peaks": 0.0,  # and more of them when a day's parcels wait
        "lost": [0.0, 0.0, 0.0],  # share that never arrives, by courier
        "compensated": 300.0,  # yuan that a courier pays for the goods at most
    },
    "few_packers": [],  # days on which the warehouse can pack fewer parcels
    "route": [],  # a courier to a region: hours more, lost more
    "slip": [],  # an article: from a day on, more defects
    "serial": {  # who sends back more than others do
        "share": 0.0,  # of people, in proportion to how often they buy
        "most": 0.4,  # of those who buy most
        "wears": 0.0,  # of these, who wear and send back
        "back": 0.0,  # what they send back more
        "between_sizes": 0.0,  # share of people whom no size fits
        "misfit": 1.0,  # times the share of their sized articles that doesn't fit
    },
    "commission": {},  # by channel, of what is kept: whose room it is
    "styles": {},  # what comes new each week, in sizes (``ecomlab.shop.styles``)
    "inspection": {"aql": 2.5},  # quality limit of the tests of lots, % of defects
    "disruption": [],  # a supplier who can't deliver on some days
    "quality_shift": [],  # a supplier: from a day on, another share of defects
    "bulk_offer": [],  # large lots that suppliers offer for less on a day
    "listing_error": [],  # an article: its page shows pieces too many or too few
    "listing_stands": [],  # days on which the link from shelf to page stands still
    "demand_break": [],  # a category: from a day on, so many times as wanted
    "price_war": [],  # rivals who cut a category's prices
    "bid_war": [],  # rivals who bid more for some words
    "routing": [],  # days on which one agent gets the hard questions
    # friends' links: what the reward brings more of who comes directly, and for how much; who has
    # one and would have come; who shares what; the share of buyers in offices, how many these are
    "referrals": {
        "lift": 0.0,
        "reward": 10.0,
        "anyway": 0.0,
        "same_device": 0.03,
        "same_home": 0.12,
        "in_office": [0.0, 1],
    },
    "ring": {"accounts": 0, "from": "2025-01-01", "to": "2025-01-01"},
    "teams": {"roles": [], "share": 0.0, "lift": 0.0},  # who buys in groups, and the cart's logit
    "trouble": [],  # what goes wrong on some days (``ecomlab.shop.parts.incidents``)
    "clearance": {"days": 10**6, "share": 0.0},  # after the last day on sale: of the cost, got back
}


def codes(names, among):
    """The numbers of names in a list.

    >>> codes(["live", "content"], PLANS)
    array([4, 3])
    """
    return np.array([list(among).index(name) for name in names])


def by_channel(section, usual=1.0):
    """A number for each of ``CHANNELS``; the usual one for those that aren't named.

    >>> by_channel({"live": 1.5}).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.5, 1.0, 1.0, 1.0]
    """
    return np.array([float(section.get(name, usual)) for name in CHANNELS])


CHANNEL_OF_ENTRANCE = codes(
    ("natural_search", "natural_search", "paid_search", "paid_feed", "content", "live",
     "affiliates", "private", "other", "paid_search"), CHANNELS,
).astype(np.int8)  # fmt: skip
ENTRANCE_OF_PLAN = codes(
    ("search_ad", "brand_ad", "feed_ad", "post", "live_room", "affiliate_link"), ENTRANCES
)


class World:
    """A shop's structure: its articles, demand, channels, suppliers, couriers and customers.

    Parameters
    ----------
    scenario : str
        A TOML file of this folder; its comments say what each number is.
    seed : int
        Worlds of other seeds differ by about a tenth in what can't be seen: interest in each
        article, price elasticity, the reach of each channel.
    scale : float
        How many times as many people; budgets and capacities grow with them.
    articles : int, optional
        The scenario's own if not given. Fewer: its first ones. More: variants of them, each
        less popular than the last (Zipf), at prices of their own. Demand stays as it is: a
        larger assortment shares it.
    shocks : sequence of (first date, last date, factor)
        What nobody foresees: on these days demand is so many times what it would have been.
    facts : mapping of dotted names to values, optional
        What is different from the scenario's file: ``{"customers.persuaded": 0}``.

    Attributes
    ----------
    sku : SimpleNamespace of arrays, one value per article
        name, category, family (articles that replace each other), role, draw, list_price,
        price, cost (cents), weight, volume, returns, sized, companions (three article numbers
        each, -1: none), launch, end (days), peak (years from the launch to the height of interest;
        0: it stays).
    types : SimpleNamespace of arrays, one value per latent type of buyer
        name, share, sensitivity, messages, female, tier1; likes (types, categories), comes
        (types, origins), age (types, ages).
    plans : SimpleNamespace of arrays, one value per advertising plan, by kind
        name, kind (a place in ``PLANS``), share (of the kind's budget), weight (share of the
        kind's people), half (yuan at which half of the reach is had), intent, aim; by kind:
        first (plan), edges (weights cumulated).
    origin, ads, words, funnel, customers, suppliers, regions, couriers, money : SimpleNamespace
        The scenario's sections, as arrays in the scenario's order.

    Examples
    --------
    >>> World()
    World('light_gear', seed=2026): 40 articles, 9 origins of visitors, 3 couriers
    >>> World(articles=1000).sku.name[-1]
    'FL01-0025'
    >>> viral = World(shocks=[("2024-03-01", "2024-03-03", 100)])
    >>> World().sku.name[0], int(World().sku.price[0])
    ('CH01', 12900)
    >>> World(facts={"customers.persuaded": 0}).customers.persuaded
    0
    """

    def __init__(
        self, scenario="light_gear", seed=2026, scale=1, articles=None, shocks=(), facts=None
    ):
        check_choice("scenario", scenario, SCENARIOS)
        check_positive("scale", scale)
        self.different = dict(facts or {})
        facts = _changed(_scenario(scenario), self.different)
        if facts["styles"]:
            if articles is not None:
                raise InputError(
                    f"The articles of {scenario} are styles in sizes. Choose how many come each "
                    'week instead: facts={"styles.a_week": 20}.'
                )
            facts["sku"] = styles.articles(facts, check_whole("seed", seed))
        if articles is not None:
            facts["sku"] = _assortment(facts["sku"], check_whole("seed", seed), articles)
        self.scenario, self.seed, self.scale = scenario, check_whole("seed", seed), scale
        self.start, self.zone = day_number(facts["start"]), facts["zone"]
        self.facts = facts
        self.funnel = SimpleNamespace(**facts["funnel"])
        self.customers = SimpleNamespace(**facts["customers"])
        self.money = SimpleNamespace(
            **{
                k: v if k in ("fee", "minor", "severe") else cents(v)
                for k, v in facts["money"].items()
            }
        )
        self.origin = _columns(facts["origin"], ORIGINS)
        self.ads = _columns(facts["ads"], PLANS)
        self.words = _columns(facts["words"])
        self.suppliers = _columns(facts["suppliers"])
        for unsaid in ("first", "parts"):  # days more of first lots; share of lots in two parts
            if not hasattr(self.suppliers, unsaid):
                setattr(self.suppliers, unsaid, np.zeros(len(self.suppliers.name)))
        self.regions = _columns(facts["regions"])
        self.types = _types(facts)
        self.plans = _plans(facts, self.ads.half)
        self.couriers = _columns(facts["couriers"])
        self.sku = _articles(facts)
        self.longest = 7 * facts["styles"]["weeks"][1] if facts["styles"] else NO_END
        self.categories = list(facts["categories"])
        self.without = facts["without"]
        self.returning = SimpleNamespace(**facts["returning"])
        self.returning.freight = cents(self.returning.freight)
        self.returning.cancelled_by = by_channel(self.returning.cancelled_by)
        self.returning.back_by = by_channel(self.returning.back_by)
        self.commission = by_channel(facts["commission"], usual=0.0)
        self.customers.back_by = by_channel(self.customers.back_by)
        self.customers.ways_back = codes(self.customers.ways_back, ENTRANCES).astype(np.int8)
        self._source()
        self.disruptions = _disruptions(self.start, facts)
        self.quality_shifts = _quality_shifts(self.start, facts)
        self.listing_errors = _listing_errors(self.start, facts, self.sku.name)
        self.offers_of_lots = _offers_of_lots(self.start, facts, self.sku.name, min(scale, 1))
        self.demand_breaks = [
            (self.categories.index(row["category"]), self.day(row["from"]), row["factor"])
            for row in facts["demand_break"]
        ]
        self.listing_stands = {
            day: 3600 * row["hour"]
            for row in facts["listing_stands"]
            for day in range(self.day(row["from"]), self.day(row["to"]) + 1)
        }
        self._vary()
        self.shocks = _shocks(self.start, shocks)
        people = self.origin.pool.sum() * _strongest(self.shocks)
        if people > MOST_PEOPLE:
            raise InputError(
                f"{people:,.0f} people could come in a day, {MOST_PEOPLE:,} at most. "
                "Choose a smaller scale or a smaller factor of the shocks."
            )

    def __repr__(self):
        return (
            f"World({self.scenario!r}, seed={self.seed}): {len(self.sku.name)} articles, "
            f"{len(ORIGINS)} origins of visitors, {len(self.couriers.name)} couriers"
        )

    @classmethod
    def drawn(cls, seed, scenario="light_gear", **options):
        """A world whose parameters are drawn from the scenario's ``[ranges]``.

        In how many of such worlds does a rule of thumb pay, and where does its verdict turn? What
        was drawn is ``different``; where each range is from, ``ranges(scenario)`` says.

        Parameters
        ----------
        seed : int
            Of the parameters, and of the world.
        scenario : str
        **options
            Of ``World``.

        Examples
        --------
        >>> worlds = [World.drawn(seed) for seed in range(3)]
        >>> [world.different["customers.persuaded"] for world in worlds]
        [0.158381, 0.132209, 0.242676]
        """
        table = ranges(scenario)
        u = generator(check_whole("seed", seed), RANGES).random(len(table))
        low, high = table["low"].to_numpy(), table["high"].to_numpy()
        values = np.round(low + (high - low) * u, 6)
        drawn = dict(zip(table["name"], values.tolist(), strict=True))
        return cls(scenario, seed=seed, facts=drawn | dict(options.pop("facts", {})), **options)

    def interest(self, day):
        """How wanted each article is on a day, beside its usual interest: 0 when not on sale.

        It rises in the weeks after the launch; where the article has a peak, it fades as it rose.
        A new article takes a part of its demand from its category (``cannibal``).

        >>> sofa = World().sku.name.index("SF01")  # on sale from May 2024 to February 2025
        >>> [float(World().interest(day)[sofa].round(2)) for day in (100, 185, 400, 500)]
        [0.0, 0.86, 0.09, 0.0]
        """
        sku, day = self.sku, int(day)
        age = day - sku.launch
        rise = np.minimum((age + 1) / RISE, 1.0)
        fade = np.where(sku.peak > 0, age / (365 * np.where(sku.peak > 0, sku.peak, 1)), 1.0)
        life = np.where(sku.peak > 0, fade * np.exp(1 - fade), rise)
        life = np.where((age >= 0) & (day <= sku.end), np.maximum(life, 0), 0.0)
        usual = np.bincount(sku.category, sku.draw * sku.standing, len(self.categories))
        today = np.bincount(sku.category, sku.draw * life, len(self.categories))
        crowd = np.where(usual > 0, today / np.where(usual > 0, usual, 1), 1.0)
        crowd = np.where(crowd > 0, crowd, 1.0) ** -self.facts["cannibal"]
        return np.round(life * crowd[sku.category], 9)

    def usual_lead(self, sku, supplier):
        """Days that a supplier's lot of an article usually takes: some articles need more time."""
        mean = self.suppliers.lead
        return self.sku.lead[sku] + mean[supplier] - mean[self.sku.supplier[sku, 0]]

    def defect(self, supplier, day):
        """Share of defects in what suppliers deliver on a day.

        >>> who, days = np.array([3, 3]), World().day("2025-03-03") + np.array([-1, 0])
        >>> World().suppliers.name[3], World().defect(who, days).tolist()
        ('quanzhou', [0.016, 0.045])
        """
        rate = self.suppliers.defect[supplier]
        for who, first, share in self.quality_shifts:
            rate = np.where((supplier == who) & (day >= first), share, rate)
        return rate

    def date(self, day):
        """The date of the world's day 0, 1, …, as NumPy dates.

        >>> str(World().date(59))
        '2024-02-29'
        """
        return day_date(self.start + np.asarray(day))

    def day(self, date):
        """The number of the world's day on a date; negative before its first.

        >>> World().day("2024-02-29"), World().day("2023-12-31")
        (59, -1)
        """
        return day_number(date) - self.start

    def _source(self):
        """Who delivers each article, how long that takes and how few pieces they sell.

        Cheap pieces come in larger lots; some articles need more time than others.
        """
        by_category = [self.facts["sourcing"][name] for name in self.categories]
        pairs = np.array([codes(pair, self.suppliers.name) for pair in by_category])
        sku = self.sku
        sku.supplier = pairs[sku.category]
        u = hash_uniforms(self.seed, MADE_BY, np.arange(len(sku.name)))[0]
        sku.lead = self.suppliers.lead[sku.supplier[:, 0]] + np.floor(4 * u)
        lots = np.clip(np.sqrt(6000 / np.maximum(sku.cost, 1)), 0.4, 2)
        moq = self.suppliers.moq[sku.supplier[:, 0]] * lots * min(self.scale, 1)
        sku.moq = np.maximum(np.round(moq, -1), 1).astype(np.int64)

    def _vary(self):
        """What can't be seen differs from world to world; drawn once, by the world's seed."""
        count = len(self.sku.name)
        u = generator(self.seed, STRUCTURE).random(2 * len(ORIGINS) + 2 * count)
        factor = np.exp(JITTER * (2 * u - 1))
        pools, halves, draws, prices = np.split(
            factor, [len(ORIGINS), 2 * len(ORIGINS), 2 * len(ORIGINS) + count]
        )
        self.origin.pool = self.origin.pool * pools * self.scale
        self.ads.half = self.ads.half * halves[: len(PLANS)]
        self.plans.half = self.plans.half * halves[self.plans.kind]
        usual = self.sku.draw[self.sku.standing].sum() or self.sku.draw.sum()
        self.sku.draw = self.sku.draw * draws / usual
        self.sku.sensitivity = prices


def ranges(scenario="light_gear"):
    """The parameters that ``World.drawn`` draws, evenly: name, low, high, where they are from.

    >>> list(ranges().columns)
    ['name', 'low', 'high', 'source']
    """
    check_choice("scenario", scenario, SCENARIOS)
    rows = _scenario(scenario)["ranges"]
    return pd.DataFrame({"name": name} | row for name, row in rows.items())


def _scenario(scenario):
    """The facts of a scenario, those of its market under ``market``.

    One that is ``like`` another says only what differs from it.
    """
    facts = _read(f"{scenario}.toml")
    if "like" in facts:
        return _laid_over(_scenario(facts.pop("like")), facts)
    return _laid_over(UNSAID, facts | {"market": _read(f"markets/{scenario}.toml")})


def _read(name):
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _laid_over(old, new):
    """The old facts with new ones in their places; a section of rows is replaced as a whole.

    >>> old = {"funnel": {"cart": -2.6, "pay": 2.3}, "sku": {"CH01": {"price": 129}}}
    >>> _laid_over(old, {"funnel": {"cart": -4.0}, "sku": {"DF02": {"price": 189}}})
    {'funnel': {'cart': -4.0, 'pay': 2.3}, 'sku': {'DF02': {'price': 189}}}
    """
    made = dict(old)
    for name, value in new.items():
        was = old.get(name)
        plain = isinstance(was, dict) and not all(isinstance(row, dict) for row in was.values())
        made[name] = _laid_over(was, value) if plain and isinstance(value, dict) else value
    return made


def _changed(facts, changes):
    """The scenario's facts with some of them replaced; names have dots between their parts."""
    for name, value in changes.items():
        *way, last = name.split(".")
        section = facts
        for part in way:
            section = section.get(part) if isinstance(section, dict) else None
        if not isinstance(section, dict) or last not in section:
            raise ChoiceError("fact", name, get_close_matches(name, _names(facts), 9, 0))
        old = section[last]
        if isinstance(old, list) != isinstance(value, list | tuple) or isinstance(old, dict):
            raise InputError(f"{name} is {value!r}. Give what the scenario has there: {old!r}.")
        if isinstance(old, int | float) and not isinstance(value, int | float | np.number):
            raise InputError(f"{name} is {value!r}. Give a number, as in the scenario: {old!r}.")
        section[last] = value
    return facts


def _names(facts, before=""):
    """The dotted names of all facts."""
    found = []
    for name, value in facts.items():
        deeper = isinstance(value, dict) and name != "ranges"
        found += _names(value, f"{before}{name}.") if deeper else [before + name]
    return found


def _disruptions(start, facts):
    """Number of the supplier, first and last day of each disruption, counted from the start."""
    names = list(facts["suppliers"])
    return [
        (names.index(d["supplier"]), day_number(d["from"]) - start, day_number(d["to"]) - start)
        for d in facts["disruption"]
    ]


def _quality_shifts(start, facts):
    """Number of the supplier, first day, and share of defects from then on."""
    names = list(facts["suppliers"])
    return [
        (names.index(s["supplier"]), day_number(s["from"]) - start, s["defect"])
        for s in facts["quality_shift"]
    ]


def _listing_errors(start, facts, articles):
    """Number of the article, first day, day on which it is found, and pieces shown too many."""
    return [
        (articles.index(row["sku"]), day_number(row["from"]) - start,
         day_number(row["counted"]) - start, row["pieces"])
        for row in facts["listing_error"] if row["sku"] in articles
    ]  # fmt: skip


def _offers_of_lots(start, facts, articles, scale):
    """By day: number of the article, pieces, and price as a share of the supplier's usual one."""
    offers = {}
    for row in facts["bulk_offer"]:
        if row["sku"] in articles:
            offer = SimpleNamespace(
                sku=articles.index(row["sku"]), price=row["price"],
                pieces=max(round(row["pieces"] * scale), 1),
            )  # fmt: skip
            offers.setdefault(day_number(row["date"]) - start, []).append(offer)
    return offers


def cents(yuan):
    """Yuan as whole cents.

    >>> int(cents(129.0))
    12900
    """
    return np.round(np.asarray(yuan, dtype=float) * 100).astype(np.int64)[()]


def _columns(section, names=None):
    """A section of named rows as arrays of columns, with ``name``."""
    names = list(names or section)
    keys = section[names[0]]
    return SimpleNamespace(
        name=names, **{key: np.array([section[name][key] for name in names]) for key in keys}
    )


def _types(facts):
    """The latent types of buyers as arrays; a category or origin that isn't named counts 1."""
    rows = list(facts["types"].values())

    def table(key, names):
        return np.array([[row[key].get(name, 1.0) for name in names] for row in rows])

    plain = ("share", "sensitivity", "messages", "female", "tier1", "age")
    return SimpleNamespace(
        name=list(facts["types"]),
        likes=table("likes", facts["categories"]),
        comes=table("comes", ORIGINS),
        **{key: np.array([row[key] for row in rows], dtype=float) for key in plain},
    )


def _plans(facts, half):
    """The advertising plans, in the order of their kinds; a search plan is of one category."""
    section = facts["plans"]
    names = sorted(section, key=lambda name: PLANS.index(section[name]["kind"]))
    plans = _columns({name: section[name] for name in names})
    plans.kind = codes(plans.kind, PLANS)
    plans.half = half[plans.kind] * plans.half
    plans.first = np.searchsorted(plans.kind, np.arange(len(PLANS)))
    pools = np.split(plans.pool, plans.first[1:])
    plans.edges = [np.round(np.cumsum(pool) / pool.sum(), 9) for pool in pools]
    plans.weight = np.concatenate([pool / pool.sum() for pool in pools])
    return plans


def _articles(facts):
    rows, names = facts["sku"], list(facts["sku"])
    categories = list(facts["categories"])
    place = {name: i for i, name in enumerate(names)}

    def column(key, default=None):
        return np.array([row.get(key, default) for row in rows.values()])

    def days(key, default):
        start = day_number(facts["start"])
        dates = [row.get(key) for row in rows.values()]
        return np.array([day_number(date) - start if date else default for date in dates])

    launch = days("launch", -LAUNCHED)

    return SimpleNamespace(
        name=names,
        title=[row["name"] for row in rows.values()],
        category=np.array([categories.index(row["category"]) for row in rows.values()]),
        role=np.array([ROLES.index(row["role"]) for row in rows.values()]),
        draw=column("draw").astype(float),
        list_price=cents(column("list_price")),
        price=cents(column("price")),
        cost=cents(column("cost")),
        weight=column("weight").astype(float),
        volume=column("volume").astype(float),
        returns=column("returns"),
        sized=column("sized", False).astype(bool),
        launch=launch,
        end=days("end", NO_END),
        peak=column("peak", 0.0).astype(float),
        standing=launch < 0,  # on sale from the start
        family=np.unique([name[:2] for name in names], return_inverse=True)[1],  # chairs, tents
        companions=np.array(
            [[place.get(name, -1) for name in row["with"]] for row in rows.values()]
        ),
    )


def _assortment(rows, seed, count):
    """The first articles, or all and variants of them until there are ``count``.

    The k-th variant of an article draws 1/k of its interest; it has its own price, at about the
    article's margin, and the companions of the article.
    """
    if check_whole("articles", count) < 1 or count > MOST_ARTICLES:
        raise InputError(f"articles is {count}. Choose 1 to {MOST_ARTICLES:,}.")
    names = list(rows)
    made = {name: rows[name] for name in names[:count]}
    u = generator(seed, ARTICLES).random((MOST_ARTICLES, 2))
    for i in range(len(names), count):
        name, k = names[i % len(names)], i // len(names) + 1
        row = rows[name]
        price = max(round(row["price"] * np.exp(0.8 * u[i, 0] - 0.4)), 1)
        made[f"{name}-{k:04}"] = row | {
            "name": f"{row['name']} {k}",
            "draw": row["draw"] / k,
            "price": price,
            "list_price": max(round(price * row["list_price"] / row["price"]), price),
            "cost": round(price * row["cost"] / row["price"] * (0.9 + 0.2 * u[i, 1]), 2),
        }
    return made


def _strongest(shocks):
    """The largest factor of a day, at least 1: shocks that overlap multiply."""
    days = [[f for first, last, f in shocks if first <= day <= last] for day, *_ in shocks]
    return max([1, *map(np.prod, days)])


def _shocks(start, shocks):
    if not isinstance(shocks, Sequence) or isinstance(shocks, str):
        raise InputError(
            f"shocks is {shocks!r}. Give a list, of first date, last date and factor each: "
            '[("2024-03-01", "2024-03-03", 100)].'
        )
    return [_shock(start, shock) for shock in shocks]


def _shock(start, shock):
    """First and last day of a shock, counted from the start, and its factor."""
    if not isinstance(shock, tuple | list) or len(shock) != 3:
        raise InputError(
            f"A shock is {shock!r}. Give first date, last date and factor: "
            '("2024-03-01", "2024-03-03", 100).'
        )
    first, last, factor = shock
    first, last = (day_number(str(date)) - start for date in (first, last))
    number = isinstance(factor, int | float | np.number) and not isinstance(factor, bool)
    if not number or not 0 <= factor <= LARGEST:
        raise InputError(f"The factor of a shock is {factor!r}. Choose a number from 0 on.")
    if last < first:
        raise InputError("The last date of a shock is before its first. Exchange them.")
    return first, last, factor
