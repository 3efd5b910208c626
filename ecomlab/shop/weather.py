"""The weather of every day: it follows the season, and comes in spells."""

from types import SimpleNamespace

import numpy as np

from ecomlab.shop.streams_in_use import SPELL, WEATHER
from ecomlab.streams import hash_uniforms, normal

YEAR = 365.25
SEASONS = ("winter", "spring", "summer", "autumn")
WEATHERS = ("clear", "cloudy", "rain", "storm")
RAIN = WEATHERS.index("rain")
MEMORY = 40  # days that a spell can be felt
EPOCH = 100_000  # keeps the keys of days before the world's first above 0


def weather(world, seed, day):
    """What the sky does on days of the world, also on those before its first.

    Returns
    -------
    SimpleNamespace of arrays, one value per day
        kind: number in ``WEATHERS``; warmth: mean of the day, degrees Celsius; above: how much
        of it is above what is usual on the day.
    """
    facts, date = world.facts["weather"], world.date(day)
    chances = np.array([facts[name] for name in WEATHERS[1:]])[:, season_of(date)]
    edges = 1 - np.cumsum(chances[::-1], axis=0)  # storm, rain, cloudy
    kind = (hash_uniforms(seed, WEATHER, EPOCH + day)[0] >= edges).sum(axis=0)
    high, low = facts["warmth"]
    of_year = day_of_year(date) - facts["warmest"]
    usual = (high + low) / 2 + (high - low) / 2 * np.cos(2 * np.pi * of_year / YEAR)
    above = facts["spell"] * carried(seed, SPELL, EPOCH + day, facts["spell_carry"])
    return SimpleNamespace(kind=kind, warmth=np.round(usual + above, 1), above=above)


def carried(seed, stream, key, carry, nth=0):
    """Standard normal values of which each key keeps the share ``carry`` for the next one.

    Each depends on the ``MEMORY`` keys up to its own alone: no need to begin at the beginning.

    >>> some = carried(1, 2, np.arange(5, 9), 0.8)
    >>> bool((some == carried(1, 2, np.arange(9), 0.8)[5:]).all())
    True
    """
    total, weight = np.zeros(len(key)), (1 - carry**2) ** 0.5
    for back in range(MEMORY if carry else 1):
        total += weight * carry**back * normal(hash_uniforms(seed, stream, key - back, nth)[0])
    return total


def day_of_year(date):
    """0 on 1 January."""
    return (date - date.astype("datetime64[Y]")).astype("int64")


def season_of(date):
    """The number of the meteorological season in ``SEASONS``.

    >>> SEASONS[season_of(np.datetime64("2024-03-01"))]
    'spring'
    """
    month = date.astype("datetime64[M]").astype("int64") % 12 + 1
    return month % 12 // 3
