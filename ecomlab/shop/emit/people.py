"""Customers and the messages to them."""

import numpy as np
import pandas as pd

from ecomlab.shop.customers import NEVER, OCCASIONS, TYPES, WAYS, WELCOME, Traits, lifetime
from ecomlab.shop.delivery import DAY, HABITS, habits
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.log import Columns
from ecomlab.shop.parts.friends import Friends, marks
from ecomlab.shop.streams_in_use import PROFILE
from ecomlab.shop.world import CHANNEL_OF_ENTRANCE, CHANNELS
from ecomlab.streams import hash_uniforms
from ecomlab.tables import day_date

SEGMENTS = ("new", "one_time", "regular", "loyal")  # just bought; 1, 2 or 3, more orders
GENDERS = ("m", "f")
AGES = ("18-24", "25-29", "30-39", "40-59")
FIRST_YEAR, LAST_YEAR = np.array([18, 25, 30, 40]), 60  # of each age group, and after the last
CITY_TIERS = ("tier_1", "new_tier_1", "other")
OTHER_CITY = 2


def customers(r):
    """Those who have bought, in the order of their first purchase."""
    people, world = r.engine.people, r.world
    rows, key = customer_rows(r)
    traits, like = Traits(world, r.seed, key), profile(r, rows, key)
    mark = marks(r.engine, key)
    first = people.first_order[rows].astype(np.int64) * DAY + people.first_time[rows]
    return pd.DataFrame(
        {
            "customer_id": key,
            "first_order_at": r.times(first),
            "acq_channel": words(CHANNEL_OF_ENTRANCE[people.acquired[rows]], CHANNELS),
            "acq_offer": words(people.offer[rows] - 1, ("discount",)),
            "gender": words(like.female, GENDERS),
            "birthday": _days_of_birth(like.born, world.zone),
            "device_id": mark.device,
            "address_id": mark.address,
            "card_id": mark.card,
            "city": words(like.city, world.regions.cities.ravel()),
            "city_tier": words(like.tier, CITY_TIERS),
            "category_pref": words(world.sku.category[people.sku[rows]], world.categories),
            "invited_to_groups": traits.invited,
            "in_private_domain": traits.private,
            "marketing_consent": traits.consent,
        }
    )


def profile(r, rows, key):
    """What customers are like, by their latent type: female, age (place), born, city, tier."""
    people, world = r.engine.people, r.world
    u = hash_uniforms(r.seed, PROFILE, key, count=4)
    kind, region = people.kind[rows], people.region[rows].astype(np.int64)
    edges = np.cumsum(world.types.age[:, :-1], axis=1)
    age = (u[1][:, None] >= edges[kind]).sum(axis=1)
    first, years = FIRST_YEAR[age], np.diff([*FIRST_YEAR, LAST_YEAR])[age]
    born = world.start - np.floor(365.25 * (first + years * u[2])).astype(np.int64) - 1
    place = (u[3][:, None] >= city_edges(world)[kind, region]).sum(axis=1)
    city = region * world.regions.cities.shape[1] + place
    return Columns(
        female=(u[0] < world.types.female[kind]).astype(np.int8), age=age, born=born, city=city,
        tier=tier_of_city(world)[city],
    )  # fmt: skip


def age_on(world, born, day):
    """Age (a place in ``AGES``) of people born on these days, on these days of the run."""
    birth, then = (pd.DatetimeIndex(day_date(each)) for each in (born, world.start + day))
    birthday_past = (then.month * 31 + then.day) >= (birth.month * 31 + birth.day)
    years = np.asarray(then.year - birth.year) - ~np.asarray(birthday_past)
    return np.searchsorted(FIRST_YEAR[1:], years, side="right")


def tier_of_city(world):
    """The place in ``CITY_TIERS`` of every city."""
    tiers = world.facts["city_tier"]
    return np.array(
        [
            next((i for i, tier in enumerate(CITY_TIERS) if city in tiers.get(tier, ())), 2)
            for city in world.regions.cities.ravel()
        ],
        dtype=np.int8,
    )


def city_edges(world):
    """Where in a region people of each type live: cumulated, (types, regions, cities - 1).

    As many as the cities have people; of types that like large cities more than others do, more
    live in those of their province.
    """
    large = (tier_of_city(world) < OTHER_CITY).reshape(world.regions.cities.shape)
    types = world.types
    likes, usual = types.tier1[:, None, None], np.cumsum(types.share * types.tier1)[-1]
    taste = np.where(large, likes / usual, (1 - likes) / (1 - usual))
    edges = np.cumsum(taste * world.regions.people, axis=2)
    return np.round(edges[:, :, :-1] / edges[:, :, -1:], 12)


def _days_of_birth(day, zone):
    """Midnights on the clock: China had summer time from 1986 to 1991."""
    return pd.DatetimeIndex(day_date(day)).as_unit("us").tz_localize(zone)


def customer_rows(r):
    """Those who have bought, in the order of their first purchase."""
    people = r.engine.people
    rows = np.flatnonzero(people.orders[: people.count] > 0)
    time = people.first_order[rows].astype(np.int64) * DAY + people.first_time[rows]
    rows = rows[np.lexsort((people.key[rows], time))]
    return rows, people.key[rows]


def customer_truth(r):
    """What no shop sees: rate, drop-out and lifetime of customers, what a message does to them."""
    rows, key = customer_rows(r)
    traits = Traits(r.world, r.seed, key)
    frame = pd.DataFrame(
        {
            "customer_id": key,
            "rate_a_day": np.round(traits.rate, 6),
            "drop_out": np.round(traits.drop, 6),
            "lifetime": _whole_days(lifetime(r.world, r.seed, key)),
            "response_type": words(traits.kind(r.engine.people.kind[rows]), TYPES),
            "type": words(r.engine.people.kind[rows], r.world.types.name),
            "habit": words(habits(r.world, r.seed, key, traits.rate), HABITS),
        }
    )
    frame = frame.assign(ring=np.isin(key, r.engine.part(Friends).ring.key))
    if r.world.customers.interval:  # wishes come by it, not by a rate
        frame = frame.drop(columns="rate_a_day").assign(subscribes=traits.subscribes)
    return frame


def _whole_days(days):
    """Days as whole numbers, empty where they never end."""
    return pd.arrays.IntegerArray(days, days >= NEVER)


def touches(r):
    """Messages sent and, in the holdout arm, held back; what they bring is added on the evening."""
    touch = r.touches
    segment = np.searchsorted([1, 3], touch.orders) + 1
    segment[touch.occasion == WELCOME] = 0
    return pd.DataFrame(
        {
            "touch_id": 1 + np.arange(len(touch.day)),
            "customer_id": r.engine.people.key[touch.person],
            "ts": r.times(touch.day.astype(np.int64) * DAY + 36000),
            "channel": words(touch.way, WAYS),
            "trigger": words(touch.occasion, OCCASIONS),
            "segment": words(segment, SEGMENTS),
            "offer_cost": money(touch.coupon),
            "arm": words(touch.treated.astype(np.int8), ("holdout", "treated")),
            "delivered": touch.delivered,
            "opened": pd.arrays.BooleanArray(touch.opened.copy(), touch.way == WAYS.index("sms")),
            "clicked": touch.clicked,
        }
    )


def touch_truth(r):
    """What no shop sees: what a message does to the customer who got it."""
    touch = r.touches
    return pd.DataFrame(
        {"touch_id": 1 + np.arange(len(touch.day)), "response_type": words(touch.kind, TYPES)}
    )
