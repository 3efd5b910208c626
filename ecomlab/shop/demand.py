"""How much people want: growth, season, weekday, festivals, events, weather and shocks.

By category; of the shop's own ones and, before the shop began too, of the market's others.
"""

from types import SimpleNamespace

import numpy as np
from scipy.special import ndtri

from ecomlab.shop.streams_in_use import DEMAND
from ecomlab.shop.weather import RAIN, YEAR, day_of_year, weather
from ecomlab.shop.world import PLANS
from ecomlab.streams import generator

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONDAY = WEEKDAYS.index("Mon")


def demand(world, seed, days):
    """The demand of every day and category, and the calendar that it follows.

    The first days are the same whatever ``days`` is.

    Returns
    -------
    SimpleNamespace
        index (days, categories): 1 is a usual day; overall (days,): their mean by interest;
        expected (days,): overall without weather and shocks; whim (days, plans): standard
        normal; event, holiday: their names, or None, by day; lift: the events' factor; season:
        expected without growth; slow: times the usual, how long couriers take.
    """
    day, categories = np.arange(days), world.facts["categories"]
    usual = expected(world, categories, day)
    normal = ndtri(generator(seed, DEMAND).random((days, len(categories) + len(PLANS))))
    shocks = _autoregressive(normal[:, : len(categories)], world.facts)
    wanted = world.sku.draw * (world.sku.standing if world.facts["styles"] else 1)
    share = np.bincount(world.sku.category, wanted, len(categories))
    event, lift = events(world, world.date(day))
    lost = 1 - np.exp(festival_dip(world, day))
    index = usual * np.exp(shocks + feels(world, seed, categories, day))
    for first, last, factor in world.shocks:
        index[(day >= first) & (day <= last)] *= factor
    for category, first, factor in world.demand_breaks:
        index[day >= first, category] *= factor
    return SimpleNamespace(
        index=index,
        overall=_weighted(index, share),
        expected=_weighted(usual, share),
        whim=normal[:, len(categories) :],
        season=_weighted(seasonal(world, categories, day), share),
        event=event,
        lift=lift,
        holiday=_holidays(world, day)[0],
        slow=np.round(1 + world.facts["spring_festival"]["couriers"] * lost, 9),
    )


def expected(world, categories, day):
    """Demand of days without weather and shocks, shape (days, categories).

    Parameters
    ----------
    categories : mapping of names to facts
        peak, swing, growth, festival.
    day : array of int
        Days of the world; those before its first are below 0.
    """
    return seasonal(world, categories, day) * np.exp(trend(world, categories, day))


def seasonal(world, categories, day):
    """The same without growth and what comes and goes: season, weekday, holidays, events."""
    date = world.date(day)
    common = weekday_factor(world, day) * events(world, date)[1] * _holidays(world, day)[1]
    festival, peak, swing = (
        np.array([fact[key] for fact in categories.values()])
        for key in ("festival", "peak", "swing")
    )
    level = swing * np.cos(2 * np.pi * (day_of_year(date)[:, None] - peak) / YEAR)
    level += festival * festival_dip(world, day)[:, None]
    return common[:, None] * np.exp(level)


def weekday_factor(world, day):
    """What the day of the week does to demand."""
    return np.array(world.facts["weekday"])[weekday_of(world.date(day))]


def trend(world, categories, day):
    """Log of what has grown since the world's first day, shape (days, categories)."""
    growth = np.array([fact["growth"] for fact in categories.values()])
    curves = np.stack([curve(world, name, day) for name in categories], axis=1)
    return np.log1p(growth) * day[:, None] / YEAR + curves


def feels(world, seed, categories, day):
    """What the weather adds to the log of demand, shape (days, categories)."""
    sky = weather(world, seed, day)
    heat, rain = (np.array([fact[key] for fact in categories.values()]) for key in ("heat", "rain"))
    return heat * sky.above[:, None] + rain * (sky.kind >= RAIN)[:, None]


def festival_dip(world, day):
    """Log of Spring Festival's factor, by the distance to the nearest first day of the year."""
    facts = world.facts["spring_festival"]
    first = np.array([world.day(date) for date in facts["dates"]])
    near = first[np.abs(day[:, None] - first).argmin(axis=1)] if len(first) else day - 1000
    return np.log(np.interp(day - near, facts["distance"], facts["demand"]))


def curve(world, name, day):
    """Log of what a category or word gains or loses beside steady growth; 0 if nothing.

    An S-curve (logistic), half way at ``mid``; with ``until`` it goes back.
    """
    fact = world.facts["market"]["curve"].get(name)
    if fact is None:
        return np.zeros(len(day))
    done = slide(day, world.day(fact["mid"]), fact["days"])
    if "until" in fact:
        done = done - slide(day, world.day(fact["until"]), fact["days"])
    return np.log(fact["factor"]) * done


def slide(day, middle, days):
    """From 0 to 1 along a logistic curve: .5 in the middle, .02 and .98 so many days off it.

    >>> slide(np.array([-30, 0, 30]), 0, 30).round(2)
    array([0.02, 0.5 , 0.98])
    """
    return 1 / (1 + np.exp(-4 * (day - middle) / days))


def _weighted(values, share):
    """Row sums, added in a fixed order on every machine."""
    return np.cumsum(values * share, axis=1)[:, -1]


def _autoregressive(normal, facts):
    """AR(1) shocks on the log, half of them common to all categories."""
    spread = facts["shock"] * (1 - facts["ar1"] ** 2) ** 0.5
    innovations = spread * (normal + normal[:, :1]) / 2**0.5
    for day in range(1, len(innovations)):
        innovations[day] += facts["ar1"] * innovations[day - 1]
    return innovations


def events(world, date):
    """Which platform event is on, and what it does to demand."""
    names, factor = [None] * len(date), np.ones(len(date))
    month_day = np.char.partition(date.astype(str), "-")[:, 2]
    for event in world.facts["event"]:
        for i in np.flatnonzero((month_day >= event["from"]) & (month_day <= event["to"])):
            names[i], factor[i] = event["name"], event["demand"]
            if month_day[i] == event["to"]:
                factor[i] = event.get("last", event["demand"])
    return names, factor


def _holidays(world, day):
    names, factor = [None] * len(day), np.ones(len(day))
    for holiday in world.facts["holiday"]:
        ends = [world.day(date) for date in holiday["days"]]
        for first, last in zip(ends[::2], ends[1::2], strict=True):
            for i in np.flatnonzero((day >= first) & (day <= last)):
                names[i], factor[i] = holiday["name"], holiday.get("demand", 1.0)
    return names, factor


def weekday_of(date):
    """The number of the weekday in ``WEEKDAYS``.

    >>> int(weekday_of(np.datetime64("2024-01-01")))
    0
    """
    return (np.asarray(date).astype("int64") + 3) % 7  # day 0, 1970-01-01, was a Thursday
