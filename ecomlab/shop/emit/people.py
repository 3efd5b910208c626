"""Customers and the messages to them."""

import numpy as np
import pandas as pd

from ecomlab.shop.customers import OCCASIONS, TYPES, WAYS, WELCOME, Traits
from ecomlab.shop.delivery import DAY
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.streams_in_use import PROFILE
from ecomlab.shop.world import CHANNEL_OF_ENTRANCE, CHANNELS
from ecomlab.streams import hash_uniforms
from ecomlab.tables import day_date

SEGMENTS = ("new", "one_time", "regular", "loyal")  # just bought; 1, 2 or 3, more orders


def customers(r):
    """Those who have bought, in the order of their first purchase."""
    people, world = r.engine.people, r.world
    rows, key = _customer_rows(r)
    traits = Traits(world, r.seed, key)
    u = hash_uniforms(r.seed, PROFILE, key, count=3)
    age = 18 + np.floor(42 * u[1] ** 1.3).astype(np.int64)
    born = world.start - age * 365 - np.floor(365 * u[2]).astype(np.int64)
    city = people.region[rows].astype(np.int64) * 3 + np.floor(u[2] * 3).astype(np.int64)
    first = people.first_order[rows].astype(np.int64) * DAY + people.first_time[rows]
    return pd.DataFrame(
        {
            "customer_id": key,
            "first_order_at": r.times(first),
            "acq_channel": words(CHANNEL_OF_ENTRANCE[people.acquired[rows]], CHANNELS),
            "acq_offer": words(people.offer[rows] - 1, ("discount",)),
            "gender": words((u[0] < 0.54).astype(int), ("m", "f")),
            "birthday": _days_of_birth(born, world.zone),
            "city": words(city, world.regions.cities.ravel()),
            "category_pref": words(world.sku.category[people.sku[rows]], world.categories),
            "in_private_domain": traits.private,
            "marketing_consent": traits.consent,
        }
    )


def _days_of_birth(day, zone):
    """Midnights on the clock: China had summer time from 1986 to 1991."""
    return pd.DatetimeIndex(day_date(day)).as_unit("us").tz_localize(zone)


def _customer_rows(r):
    """Those who have bought, in the order of their first purchase."""
    people = r.engine.people
    rows = np.flatnonzero(people.orders[: people.count] > 0)
    time = people.first_order[rows].astype(np.int64) * DAY + people.first_time[rows]
    rows = rows[np.lexsort((people.key[rows], time))]
    return rows, people.key[rows]


def customer_truth(r):
    """What no shop sees: rate and drop-out of each customer, and what a message does to them."""
    rows, key = _customer_rows(r)
    traits = Traits(r.world, r.seed, key)
    return pd.DataFrame(
        {
            "customer_id": key,
            "rate_a_day": np.round(traits.rate, 6),
            "drop_out": np.round(traits.drop, 6),
            "response_type": words(traits.kind(r.engine.people.kind[rows]), TYPES),
        }
    )


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
            "opened": touch.opened,
            "clicked": touch.clicked,
        }
    )


def touch_truth(r):
    """What no shop sees: what a message does to the customer who got it."""
    touch = r.touches
    return pd.DataFrame(
        {"touch_id": 1 + np.arange(len(touch.day)), "response_type": words(touch.kind, TYPES)}
    )
