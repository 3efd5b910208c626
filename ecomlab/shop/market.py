"""The market around the shop: who searches for what, who sells it, and what sells.

It begins two years before the shop and has more categories. In the shop's own ones it is the
shop's demand; what else happens here changes nothing in the shop. There words share their
category's searches: what one gains, the others lose. Elsewhere a fashion is a gain of the category.
"""

from functools import cached_property
from types import SimpleNamespace

import numpy as np

from ecomlab.shop.demand import curve, events, expected, feels, slide, trend, weekday_factor
from ecomlab.shop.streams_in_use import ITEM_LUCK, KEYWORD, MARKET, MARKET_ITEM, WORD_FACTS
from ecomlab.shop.weather import EPOCH, YEAR, carried, day_of_year
from ecomlab.shop.world import cents
from ecomlab.streams import hash_uniforms, normal, poisson

NAMES = ("core", "attribute", "scene")  # types of word that goods are sold as
ZIPF = 1.75  # of words of one type
LIVES = ("lasting", "fad", "decline", "steady")
LAPSE = 0.04  # of the log, a month: what declines
FORGOTTEN = 4  # months after which a fad's article is off sale
FEW = 5  # buyers a day, or pieces a month that keep an article on sale


class Market:
    """The market of a run, with its luck, from its first day to the run's last.

    Attributes
    ----------
    categories : dict of str to facts, the shop's own first
    words : SimpleNamespace of arrays, one value per word
        text, english, kind, need, category, own (the shop bids for it), since and until (days),
        size (share of the category), growth, swing, peak, click_rate, pay_rate.
    day : array of int
        Days of the world; the market's first is below 0.

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> market = Shop().engine(days=31).market
    >>> market.searches.shape == (len(market.day), len(market.words.text))
    True
    >>> market.words.text[0], market.words.english[0], len(market.categories)
    ('露营椅', 'camping chair', 12)
    """

    def __init__(self, world, seed, demand):
        self.world, self.seed, self.demand = world, seed, demand
        self.facts = world.facts["market"]
        self.categories = world.facts["categories"] | self.facts["categories"]
        self.day = np.arange(world.day(self.facts["first"]), len(demand.index))
        self.words = _words(world, self.categories)

    def stats(self, name):
        """One of the true numbers of every category."""
        return np.array([self.facts["stats"][category][name] for category in self.categories])

    @cached_property
    def index(self):
        """Searches by day and category, 1 is usual: once the shop is there, with its own shocks.

        People search before they buy: a day's searches are for wants of the days ahead too.
        """
        luck, day, count = self.facts["luck"], self.day, len(self.categories)
        common, *own = (
            carried(self.seed, MARKET, EPOCH + day, luck["ar1"], nth) for nth in range(1 + count)
        )
        shocks = luck["shock"] * (np.stack(own, axis=1) + common[:, None]) / 2**0.5
        surprise = np.exp(shocks + feels(self.world, self.seed, self.categories, day))
        today, mine = expected(self.world, self.categories, day), self.demand.index.shape[1]
        surprise[day >= 0, :mine] = self.demand.index / today[day >= 0, :mine]
        return self._wanted_soon(luck["lead"]) * surprise

    def _wanted_soon(self, lead):
        """Mean of what is expected of a day and so many ahead, but for the day of the week."""
        day, world = np.arange(self.day[0], self.day[-1] + 1 + lead), self.world
        steady = expected(world, self.categories, day) / weekday_factor(world, day)[:, None]
        count = len(self.day)
        ahead = sum(steady[k : k + count] for k in range(lead + 1)) / (lead + 1)
        return ahead * weekday_factor(world, self.day)[:, None]

    @cached_property
    def share(self):
        """Each word's share of its category's usual searches, shape (days, words)."""
        words, day, count = self.words, self.day[:, None], len(self.words.text)
        of_year = day_of_year(self.world.date(self.day))[:, None]
        level = np.log(words.size) + words.growth * day / YEAR
        level = level + words.swing * np.cos(2 * np.pi * (of_year - words.peak) / YEAR)
        for name, topic in self.facts["topic"].items():
            if topic.get("change"):
                done = slide(self.day, self.world.day(topic["change"]), topic["days"])
                level[:, words.need == name] += np.log(topic["factor"]) * done[:, None]
        extra = np.zeros(level.shape)
        for i, name in enumerate(words.text):
            extra[:, i] = curve(self.world, name, self.day)
        inside = words.category < len(self.world.categories)
        steady = np.exp(level) * self.alive
        wanted = steady * np.exp(extra)
        total = np.zeros((len(self.day), len(self.categories)))
        for i in range(count):  # one after the other: the same sums on every machine
            total[:, words.category[i]] += (wanted if inside[i] else steady)[:, i]
        return wanted / total[:, words.category]

    @cached_property
    def alive(self):
        """How well known each word is, shape (days, words): new ones take two months."""
        words, day = self.words, self.day[:, None]
        known = np.where(words.young, slide(day, words.since + 30, 45), 1)
        known *= np.where(words.mortal, slide(-day, 30 - words.until, 45), 1)
        return known * self.typed

    @property
    def typed(self):
        """Is the word there at all?"""
        day = self.day[:, None]
        return (day >= self.words.since) & (day <= self.words.until)

    @cached_property
    def searches(self):
        """True counts of searches, shape (days, words)."""
        words, luck = self.words, self.facts["luck"]
        event = np.array([name is not None for name in self.event])
        promo = 1 + luck["promo_event"] * event[:, None] * (words.kind == "promo")
        mean = self.stats("searches")[words.category] * self.index[:, words.category]
        mean = mean * self.share * promo
        spread = np.sqrt(mean + (self.facts["tool"]["noise"] * mean) ** 2)
        count = np.round(np.maximum(mean + spread * normal(self.luck(1)[0]), 0))
        return np.where(self.typed, count, 0).astype(np.int64)

    @cached_property
    def clicks(self):
        """Clicks after the searches, by day and word."""
        rate = self.words.click_rate * (0.94 + 0.12 * self.luck(3)[1])
        return np.round(self.searches * rate).astype(np.int64)

    @cached_property
    def payers(self):
        """Who pays after them, in whichever shop, by day and word."""
        mean, u = self.clicks * self.words.pay_rate, self.luck(3)[2]
        z = normal(u)
        count = np.round(np.maximum(mean + np.sqrt(mean) * z + (z**2 - 1) / 6, 0)).astype(np.int64)
        few = mean < FEW  # where Cornish and Fisher's expansion won't do
        count[few] = poisson(np.maximum(mean[few], 1e-9), u[few])
        return np.minimum(count, self.clicks)

    def luck(self, count):
        """Uniforms of every day and word, shape (count, days, words)."""
        day, word = self.day[:, None], np.arange(len(self.words.text))
        key = ((EPOCH + day) * 1000 + word).ravel()
        return hash_uniforms(self.seed, KEYWORD, key, count=count).reshape(count, len(self.day), -1)

    @property
    def event(self):
        """Platform events by day, or None."""
        return events(self.world, self.world.date(self.day))[0]

    def trend(self, day):
        """Log of each category's growth since the shop's first day, without its words' fashions."""
        return trend(self.world, self.categories, day)

    def sellers(self, day):
        """Shops that sell, by day and category: they follow the searches, late."""
        luck, years = self.facts["luck"], day[:, None] / YEAR
        late = [curve(self.world, name, day - luck["chase_days"]) for name in self.categories]
        grown = np.log1p(self.stats("supply")) * years + luck["chase"] * np.stack(late, axis=1)
        return self.stats("sellers") * np.exp(grown)

    @cached_property
    def listings(self):
        """Articles found by each word, by day: supply grows, and follows what is searched for."""
        words, luck = self.words, self.facts["luck"]
        crowd = self.sellers(self.day) / self.stats("sellers").mean()
        count = words.listings * crowd[:, words.category]
        for i, name in enumerate(words.text):
            if name in self.facts["curve"]:
                late = curve(self.world, name, self.day - luck["chase_days"])
                count[:, i] *= np.exp(luck["chase"] * late)
        return np.round(count).astype(np.int64)

    def tool(self, count):
        """The tool's index of counts (指数): not in proportion to them."""
        tool = self.facts["tool"]
        return np.round(tool["factor"] * np.asarray(count) ** tool["power"]).astype(np.int64)

    @cached_property
    def months(self):
        """Whole months so far: number since 1970, and the places of their first and next days."""
        dates = self.world.date(np.append(self.day, self.day[-1] + 1)).astype("datetime64[M]")
        first = np.flatnonzero(np.diff(dates.astype(int), prepend=-1))
        number = dates[first].astype(int)
        return SimpleNamespace(number=number[:-1], first=first[:-1], next=first[1:])

    def by_month(self, values):
        """Sums of the whole months over the days, shape (months, …)."""
        sums = np.cumsum(np.concatenate([np.zeros((1, *values.shape[1:])), values]), axis=0)
        return sums[self.months.next] - sums[self.months.first]

    @cached_property
    def items(self):
        """The articles of the leader board and their months, as ``_items`` says."""
        return _items(self)


def _words(world, categories):
    """What the market's words are like; the world's seed draws what the scenario leaves open."""
    facts, luck = world.facts["market"], world.facts["market"]["luck"]
    rows = [
        (name, row[0], row[1], row[2] if len(row) > 2 else "", i)
        for i, category in enumerate(categories)
        for name, row in facts["words"][category].items()
    ]
    text, english, kind, need, category = (list(column) for column in zip(*rows, strict=True))
    kinds = world.facts["words"] | facts["kinds"]
    rare = np.array([facts["rare"].get(name, 1.0) for name in text])
    place = [sum(kind[j] == kind[i] and category[j] == category[i] for j in range(i + 1))
             for i in range(len(rows))]  # fmt: skip
    place, category = np.array(place), np.array(category)
    own = (place == 1) & (category < len(world.categories)) & np.isin(kind, world.words.name)
    u = hash_uniforms(world.seed, WORD_FACTS, np.arange(len(rows)), count=6)
    z = normal(u)
    share, payers, listings = (
        np.array([kinds[name][key] for name in kind]) for key in ("searches", "payers", "listings")
    )
    size = share * rare * place**-ZIPF * np.where(own, 1, np.exp(luck["own_size"] * z[0]))
    growth = luck["own_growth"] * z[1]
    first, never = world.day(facts["first"]), np.iinfo(np.int32).max
    since = np.array([world.day(facts["appears"].get(name, facts["first"])) for name in text])
    until = [world.day(facts["vanishes"][n]) if n in facts["vanishes"] else never for n in text]
    return SimpleNamespace(
        text=text, english=english, kind=np.array(kind), need=np.array(need), category=category,
        own=own, since=since, until=np.array(until), young=since > first,
        mortal=np.array(until) < never,
        size=size, growth=growth - _mean_of(category, size, growth),
        swing=np.abs(luck["own_season"] * z[2]),
        peak=YEAR * u[3], click_rate=0.40 + 0.36 * u[4], pay_rate=payers * np.exp(0.25 * z[5]),
        listings=listings / place**0.7,
    )  # fmt: skip


def _mean_of(category, size, values):
    """The mean of each one's category, by size."""
    total = np.bincount(category, size)
    return (np.bincount(category, size * values) / total)[category]


def _items(market):
    """The leader board's articles (热销榜), and what sold of them in every whole month.

    Returns
    -------
    SimpleNamespace of arrays
        By article: category, life (number in ``LIVES``), launch, spark (months since 1970),
        price (cents), seller, word (whose name it carries). By month and article: on_sale,
        expected (pieces without luck), units, reviews.
    """
    facts, months = market.facts["items"], market.months.number
    number = np.arange(facts["count"])
    u = hash_uniforms(market.world.seed, MARKET_ITEM, number, count=10)
    weight = np.cumsum(market.stats("searches") ** 0.5)
    category = np.searchsorted(weight, u[0] * weight[-1], side="right")
    before = (category[:, None] == category) & (number[:, None] > number)
    place = 1 + before.sum(axis=1)
    first = _month(facts["first_launch"])
    launch = first + np.floor((_month(market.world.date(731)) - first) * u[1]).astype(int)
    life = np.searchsorted(np.cumsum([facts["lives"][name] for name in LIVES])[:-1], u[2], "right")
    spark = launch + 2 + np.floor(30 * u[3]).astype(int)
    size = facts["top"] * market.stats("searches")[category] / 10_000
    size = size * place ** -facts["zipf"] * np.exp(0.3 * normal(u[4]))
    age, since = months[:, None] - launch, months[:, None] - spark
    days = (market.months.next - market.months.first)[:, None]
    level = (market.by_month(market.index) / days)[:, category]
    ramp = 1 - np.exp(-(np.maximum(age, 0) + 1) / 2)
    mean = size * level * ramp * np.exp(_life(facts, life, age, since))
    gone = (life == LIVES.index("fad")) & (since > facts["burst_months"] + FORGOTTEN)
    on_sale = (age >= 0) & ~gone & (mean >= FEW)
    units = np.round(mean * np.exp(facts["shock"] * _item_luck(market, number, months)))
    units = np.where(on_sale, units, 0).astype(np.int64)
    writes = 0.03 + 0.05 * u[7]
    past = size * np.maximum(months[0] - launch, 0) * 0.5
    price = market.stats("price")[category] * np.exp(0.45 * normal(u[5]))
    sellers = np.cumsum(list(facts["seller_types"].values()))
    return SimpleNamespace(
        category=category, life=life, launch=launch, spark=spark, on_sale=on_sale,
        price=cents(np.floor(price / 10) * 10 + _ending(u[9])),
        seller=np.searchsorted(sellers[:-1], u[6]),
        word=_name_of(market.words, category, u[8]), expected=mean, units=units,
        reviews=np.floor(writes * (past + np.cumsum(units, axis=0))).astype(np.int64),
    )  # fmt: skip


def _ending(u):
    """The last yuan of a price: nine in ten end in 9, 8 or 5 (尾数定价)."""
    return np.array([9, 8, 5, 0, 6])[np.searchsorted([0.55, 0.82, 0.91, 0.96], u, side="right")]


def _life(facts, life, age, since):
    """Log of what an article's life makes of its sales, by month and article."""
    rise, burst, length = np.log(facts["rise"]), np.log(facts["burst"]), facts["burst_months"]
    risen = slide(since, facts["months"] / 2, facts["months"] / 2)
    blown = slide(since, 1, 2) - slide(since, length + 1, 2)
    return np.choose(life, [rise * (risen - 1), burst * (blown - 1), -LAPSE * age, 0.0 * age])


def _item_luck(market, number, months):
    """A month's luck of every article, of which some stays: standard normal."""
    carry = market.facts["items"]["ar1"]
    key = (number * 10_000 + months[:, None]).ravel()
    return carried(market.seed, ITEM_LUCK, key, carry).reshape(len(months), -1)


def _name_of(words, category, u):
    """A word of the article's category that names goods: the article is sold as that."""
    named = np.flatnonzero(np.isin(words.kind, NAMES))
    first = np.searchsorted(words.category[named], category)
    count = np.bincount(words.category[named])[category]
    return named[first + np.floor(u * count).astype(int)]


def _month(date):
    return int(np.datetime64(date).astype("datetime64[M]").astype(int))
