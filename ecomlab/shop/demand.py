"""How much people want: trend, season, weekday, holidays, events and shocks, by category."""

from types import SimpleNamespace

import numpy as np
from scipy.special import ndtri

from ecomlab.shop.streams_in_use import DEMAND, WEATHER
from ecomlab.shop.world import PLANS
from ecomlab.streams import generator, hash_uniforms
from ecomlab.tables import day_number

YEAR = 365.25
SEASONS = ("winter", "spring", "summer", "autumn")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEATHERS = ("clear", "cloudy", "rain", "storm")
MONDAY = WEEKDAYS.index("Mon")


def demand(world, seed, days):
    """The demand of every day and category, and the calendar that it follows.

    The first days are the same whatever ``days`` is.

    Returns
    -------
    SimpleNamespace
        index (days, categories): 1 is a usual day; overall (days,): their mean by interest;
        expected (days,): overall without shocks; whim (days, plans): standard normal;
        event, holiday: their names, or None, by day; weather: number in ``WEATHERS``, by day.
    """
    day = np.arange(days)
    date = world.date(day)
    event, event_factor = _events(world, date)
    holiday, holiday_factor = _holidays(world, day)
    weekday = np.array(world.facts["weekday"])[weekday_of(date)]
    trend = np.exp(np.log1p(world.facts["trend"]) * day / YEAR)
    common = trend * weekday * event_factor * holiday_factor
    season = _season(world, date)
    normal = ndtri(generator(seed, DEMAND).random((days, len(world.categories) + len(PLANS))))
    shocks = _autoregressive(normal[:, : len(world.categories)], world.facts)
    share = np.bincount(world.sku.category, world.sku.draw, len(world.categories))
    index = common[:, None] * np.exp(season + shocks)
    sky = weather(world, seed, day)
    index *= np.exp(_felt(world, sky))
    for first, last, factor in world.shocks:
        index[(day >= first) & (day <= last)] *= factor
    return SimpleNamespace(
        index=index,
        overall=_weighted(index, share),
        expected=_weighted(common[:, None] * np.exp(season), share),
        whim=normal[:, len(world.categories) :],
        event=event,
        holiday=holiday,
        weather=sky,
    )


def weather(world, seed, day):
    """The weather of days (numbers in ``WEATHERS``): more rain at the height of the year.

    >>> from ecomlab.shop.world import World
    >>> np.bincount(weather(World(), (1, 1), np.arange(731))).tolist()
    [365, 196, 158, 12]
    """
    facts, date = world.facts["weather"], world.date(day)
    low, high = facts["rain"]
    turn = np.cos(2 * np.pi * (_day_of_year(date) - facts["peak"]) / YEAR)
    rain = (low + high) / 2 + (high - low) / 2 * turn
    u = hash_uniforms(seed, WEATHER, day)[0]
    edges = [facts["storm"] * rain, rain, rain + (1 - rain) * facts["cloudy"]]
    return 3 - (u >= np.round(edges, 9)).sum(axis=0)


def _felt(world, sky):
    """Log demand by the weather, shape (days, categories): who stays at home looks around."""
    facts = world.facts["weather"]
    effect = np.array([facts["effect"].get(name, 0.0) for name in world.facts["categories"]])
    return (sky >= WEATHERS.index("rain"))[:, None] * (facts["home"] + effect)


def _day_of_year(date):
    return (date - date.astype("datetime64[Y]")).astype("int64")


def _weighted(values, share):
    """Row sums, added in a fixed order on every machine."""
    return np.cumsum(values * share, axis=1)[:, -1]


def _season(world, date):
    """Log demand by the day of the year, shape (days, categories)."""
    facts = world.facts["categories"].values()
    peak = np.array([category["peak"] for category in facts])
    swing = np.array([category["swing"] for category in facts])
    return swing * np.cos(2 * np.pi * (_day_of_year(date)[:, None] - peak) / YEAR)


def _autoregressive(normal, facts):
    """AR(1) shocks on the log, half of them common to all categories."""
    spread = facts["shock"] * (1 - facts["ar1"] ** 2) ** 0.5
    innovations = spread * (normal + normal[:, :1]) / 2**0.5
    for day in range(1, len(innovations)):
        innovations[day] += facts["ar1"] * innovations[day - 1]
    return innovations


def _events(world, date):
    """Which platform event is on, and what it does to demand."""
    names, factor = [None] * len(date), np.ones(len(date))
    month_day = np.char.partition(date.astype(str), "-")[:, 2]
    for event in world.facts["event"]:
        for i in np.flatnonzero((month_day >= event["from"]) & (month_day <= event["to"])):
            names[i], factor[i] = event["name"], event["demand"]
    return names, factor


def _holidays(world, day):
    names, factor = [None] * len(day), np.ones(len(day))
    for holiday in world.facts["holiday"]:
        ends = [day_number(date) - world.start for date in holiday["days"]]
        for first, last in zip(ends[::2], ends[1::2], strict=True):
            for i in np.flatnonzero((day >= first) & (day <= last)):
                names[i], factor[i] = holiday["name"], holiday["demand"]
    return names, factor


def weekday_of(date):
    """The number of the weekday in ``WEEKDAYS``.

    >>> int(weekday_of(np.datetime64("2024-01-01")))
    0
    """
    return (np.asarray(date).astype("int64") + 3) % 7  # day 0, 1970-01-01, was a Thursday


def season_of(date):
    """The number of the meteorological season in ``SEASONS``.

    >>> SEASONS[season_of(np.datetime64("2024-03-01"))]
    'spring'
    """
    month = date.astype("datetime64[M]").astype("int64") % 12 + 1
    return month % 12 // 3
