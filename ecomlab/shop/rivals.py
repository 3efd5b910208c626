"""Other shops: what they sell, at which prices, and when their shelves are empty."""

from functools import cached_property
from types import SimpleNamespace

import numpy as np
from scipy.special import ndtri

from ecomlab.shop.demand import MONDAY, weekday_of
from ecomlab.shop.streams_in_use import RIVAL_ARTICLE, RIVAL_PRICE, RIVAL_SHELF
from ecomlab.streams import hash_uniforms

WATCHED = 50  # of our articles, the most wanted, that rivals' are compared with
GRADES = 3  # of material, from the plain to the finest
WARRANTIES = np.array([0, 6, 12, 24])  # months
COMES, GOES = 0.15, 0.20  # share of rivals' articles that come later; that go before the end
YEARS = 730  # days over which they come and go
KEPT_PRICE = 0.9  # how much of a price's distance from the usual is left a week later
MOVES, STEP = 0.25, 0.06  # share of weeks in which a price moves; by how much (log)
OWN_DAY_CUT = 0.08  # on a shop's own day of the month, and the day after
EMPTY, WEEKS_EMPTY = 0.012, 3  # chance that a shelf gets empty in a week; for how long
CLEARANCE, SELLING_OFF = 0.25, 28  # a shop that closes: share off, and for how many days before
USUALLY_OFF = 0.06  # what the cheapest of them has off as a rule
ALONE = 0.25  # log: without any rival it is as if the cheapest were so much dearer
FROM_100 = np.array([-1, -1, -1, -1, 8, 8, 8, 8, 8, 9])  # the ending nearest to a last yuan
FROM_60 = np.array([-1, -1, 5, 5, 5, 5, 5, 8, 8, 9])
FELT = 0.4  # log: a rival that is farther from usual isn't felt more


class Rivals:
    """The rivals' articles, and by day their prices and what is on the shelf.

    Parameters
    ----------
    world : World
    seed : tuple of int
        The luck: how prices move and shelves get empty.
    days : int
    event : list of str or None, the platform's event by day

    Attributes
    ----------
    item : SimpleNamespace of arrays, one value per rival article
        shop, sku (ours that it is like), first, last (days), usual (cents), weight (kg), material
        (grade), capacity, warranty (months), stars (what it deserves), premium (log of price by
        its features), reviews (when first looked at).
    price : array (days, items), cents
    off : array (days, items), share off the week's price
    there : array of bool (days, items), on sale and on the shelf

    Examples
    --------
    >>> from ecomlab.shop import World
    >>> rivals = Rivals(World(), (2026, 1), 30, [None] * 30)
    >>> len(rivals.item.sku), rivals.price.shape[0], bool((rivals.price > 0).all())
    (145, 30, True)
    """

    def __init__(self, world, seed, days, event):
        self.world, self.seed, self.days = world, seed, days
        self.event = np.array([name is not None for name in event])
        self.shops = _shops(world)
        self.item = _items(world, self.shops)
        self.off = self._reductions()
        self.price = self._prices()
        self.there = self._there()

    @cached_property
    def gap(self):
        """How much dearer than usual each of our articles' cheapest rival is, on the log.

        Shape (days, articles); 0 for an article without rivals.
        """
        count, item = len(self.world.sku.name), self.item
        usual = np.full(count, np.inf)
        old = item.first < 0
        np.minimum.at(usual, item.sku[old], item.usual[old] * (1 - USUALLY_OFF))
        cheapest = np.full((self.days, count), np.inf)
        price = np.where(self.there, self.price, np.inf)
        for i, sku in enumerate(item.sku):
            np.minimum(cheapest[:, sku], price[:, i], out=cheapest[:, sku])
        known = np.isfinite(usual)
        alone = ~np.isfinite(cheapest)
        ratio = np.where(alone | ~known, 1, cheapest) / np.where(known, usual, 1)
        gap = np.where(alone, ALONE, np.log(np.where(known, ratio, 1)))
        return np.round(np.clip(np.where(known, gap, 0), -FELT, FELT), 9)

    @cached_property
    def week(self):
        """The number of each day's week; weeks begin on Mondays."""
        lead = (int(weekday_of(self.world.date(0))) - MONDAY) % 7
        return (np.arange(self.days) + lead) // 7

    def _reductions(self):
        """Share off by day and article: events, the shop's own day, price wars, selling off."""
        world, item, shops = self.world, self.item, self.shops
        day = np.arange(self.days)
        date = world.date(day)
        of_month = (date - date.astype("datetime64[M]")).astype("int64") + 1
        own = (of_month[:, None] == shops.own_day) | (of_month[:, None] == shops.own_day + 1)
        off = np.maximum(self.event[:, None] * shops.event, own * OWN_DAY_CUT)[:, item.shop]
        for war in world.facts.get("price_war", []):
            first, last = (world.day(war[key]) for key in ("from", "to"))
            for lag, name in enumerate(war["shops"]):  # the first begins, the others follow
                mine = item.shop == shops.name.index(name)
                mine &= world.sku.category[item.sku] == world.categories.index(war["category"])
                on = (day >= first + 7 * lag) & (day <= last)
                off = np.where(on[:, None] & mine, np.maximum(off, war["cut"]), off)
        closing = shops.last[item.shop]
        leaving = (day[:, None] > closing - SELLING_OFF) & (day[:, None] <= closing)
        return np.round(np.where(leaving, np.maximum(off, CLEARANCE), off), 3)

    def _prices(self):
        """The usual price, moved in some weeks, less what is off, with the usual endings."""
        item, weeks = self.item, int(self.week[-1]) + 1
        count = len(item.sku)
        key = np.repeat(np.arange(weeks), count) * 100_000 + np.tile(np.arange(count), weeks)
        u = hash_uniforms(self.seed, RIVAL_PRICE, key, count=2).reshape(2, weeks, count)
        moved = (u[0] < MOVES) * STEP * ndtri(u[1])
        for i in range(1, weeks):
            moved[i] += np.where(moved[i] == 0, 1.0, KEPT_PRICE) * moved[i - 1]
        week = item.usual * np.exp(np.round(moved, 9))
        price = week[self.week] * (1 - self.off) / 100
        return charming(100 * price)

    def _there(self):
        """On sale, and the shelf isn't empty."""
        item, weeks = self.item, int(self.week[-1]) + 1
        count = len(item.sku)
        before = np.arange(-WEEKS_EMPTY, weeks) + WEEKS_EMPTY
        key = np.repeat(before, count) * 100_000 + np.tile(np.arange(count), len(before))
        starts = hash_uniforms(self.seed, RIVAL_SHELF, key)[0].reshape(-1, count) < EMPTY
        empty = np.zeros((weeks, count), dtype=bool)
        for lag in range(WEEKS_EMPTY):
            empty |= starts[WEEKS_EMPTY - lag : WEEKS_EMPTY - lag + weeks]
        return self.listed & ~empty[self.week]

    @cached_property
    def listed(self):
        """Which articles can be found in their shops, by day."""
        day = np.arange(self.days)[:, None]
        return (self.item.first <= day) & (day <= self.item.last)

    @cached_property
    def bought(self):
        """Orders that a shop places with itself (刷单), by day and article, per real order."""
        world, item, day = self.world, self.item, np.arange(self.days)
        factor = np.zeros((self.days, len(item.sku)))
        for cheat in world.facts.get("bought_orders", []):
            first, last = (world.day(cheat[key]) for key in ("from", "to"))
            mine = item.shop == self.shops.name.index(cheat["shop"])
            mine &= world.sku.category[item.sku] == world.categories.index(cheat["category"])
            on = (day >= first) & (day <= last)
            factor = np.where(on[:, None] & mine, cheat["factor"], factor)
        return factor


def charming(price):
    """Cents near a price, as shops write them: mostly an 8 or a 9 at the end (尾数定价).

    From 100 yuan on the last yuan is 8 or 9, from 60 on also 5; below all prices end in .9.

    >>> charming([12_400, 12_300, 7_100, 3_247])
    array([12800, 11900,  6900,  3290])
    """
    price = np.round(price, 4)
    yuan = np.round(price / 100).astype(np.int64)
    ending = np.where(yuan >= 100, FROM_100[yuan % 10], FROM_60[yuan % 10])
    cheap = 100 * np.maximum(np.round(price / 100 - 0.9), 0).astype(np.int64) + 90
    return np.where(yuan >= 60, 100 * (yuan - yuan % 10 + ending), cheap)


def capacities(world):
    """The usual capacity of each article (承重、容积、面积…), and the units."""
    facts = world.facts["capacity"]
    usual, unit = zip(*(facts[name.partition("-")[0]] for name in world.sku.name), strict=True)
    return np.array(usual, dtype=float), np.array(unit)


def _covered(world, covers, sku):
    """Chance that a shop has the like of an article: the most wanted is sold by most shops."""
    wanted = world.sku.draw[sku] / world.sku.draw.mean()
    return np.round(covers ** np.minimum(wanted**-0.7, 1.0), 9)


def _two_digits(x):
    """Rounded to two digits that count, as on a page."""
    unit = 10.0 ** (np.floor(np.round(np.log10(x), 9)) - 1)
    return np.round(np.round(x / unit) * unit, 2)


def _shops(world):
    """The rival shops as arrays; first and last day, where they have one."""
    rows = world.facts["rivals"]

    def days(key, default):
        dates = [row.get(key) for row in rows.values()]
        return np.array([world.day(d) if d else default for d in dates])

    plain = ("level", "size", "covers", "natural", "paid", "event", "own_day", "stars")
    return SimpleNamespace(
        name=list(rows),
        first=days("from", -(10**6)),
        last=days("to", 10**6),
        **{key: np.array([row[key] for row in rows.values()]) for key in plain},
    )


def _items(world, shops):
    """The rivals' articles, each like one of ours: made of the world, not of its luck."""
    ours = np.sort(np.argsort(-world.sku.draw, kind="stable")[:WATCHED])
    place = np.arange(len(shops.name) * len(ours))
    shop, sku = place // len(ours), ours[place % len(ours)]
    u = hash_uniforms(world.seed, RIVAL_ARTICLE, shop * 100_000 + sku, count=12)
    kept = np.flatnonzero(u[0] < _covered(world, shops.covers[shop], sku))
    shop, sku, u = shop[kept], sku[kept], u[:, kept]
    facts, base = world.facts["hedonic"], capacities(world)[0][sku]
    lighter, larger = 0.6 * (u[1] - 0.5), 0.8 * (u[2] - 0.5)
    material = np.searchsorted([0.5, 0.85], u[3], side="right")
    warranty = WARRANTIES[(u[4] * len(WARRANTIES)).astype(int)]
    premium = (
        facts["weight"] * lighter
        + facts["capacity"] * larger
        + np.array(facts["material"])[material]
        + facts["warranty"] * warranty
    )
    own = shops.level[shop] + facts["noise"] * ndtri(u[5])
    usual = charming(world.sku.price[sku] * np.exp(np.round(own + premium, 9)))
    old = -200 - np.floor(700 * u[6]).astype(np.int64)
    late = u[7] < COMES
    first = np.where(late, 30 + np.floor((YEARS - 60) * u[8]).astype(np.int64), old)
    first = np.maximum(first, shops.first[shop])
    ends = u[9] < GOES
    last = np.where(ends, first.clip(0) + 60 + np.floor(YEARS * u[10]).astype(np.int64), 10**6)
    return SimpleNamespace(
        shop=shop,
        sku=sku,
        first=first,
        last=np.minimum(last, shops.last[shop]),
        usual=usual,
        weight=np.round(np.maximum(world.sku.weight[sku] * np.exp(lighter), 0.01), 2),
        capacity=_two_digits(base * np.exp(larger)),
        material=material,
        warranty=warranty,
        premium=np.round(premium, 6),
        stars=np.round(np.clip(shops.stars[shop] + 0.5 * (u[11] - 0.5), 3.5, 4.95), 3),
        reviews=np.where(late, 0, np.round(3 * np.exp(7 * u[6] * u[10]))).astype(np.int64),
    )
