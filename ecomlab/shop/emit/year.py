"""The calendar and the promotions in it."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY
from ecomlab.shop.demand import SEASONS, season_of
from ecomlab.shop.emit.record import words
from ecomlab.shop.streams_in_use import WEATHER
from ecomlab.streams import hash_uniforms

WEATHERS = ("clear", "cloudy", "rain", "storm")


def calendar(r):
    demand, day = r.engine.demand, np.arange(r.engine.days)
    date = r.world.date(day)
    u = hash_uniforms(r.seed, WEATHER, day)[0]
    weekdays = np.array(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
    return pd.DataFrame(
        {
            "date": r.dates(day),
            "weekday": weekdays[(date.astype("int64") + 3) % 7],
            "holiday": _named(demand.holiday, r.world.facts["holiday"]),
            "platform_event": _named(demand.event, r.world.facts["event"]),
            "weather": words(np.searchsorted([0.55, 0.78, 0.97], u), WEATHERS),
            "season": words(season_of(date), SEASONS),
        }
    )


def promos(r):
    """The events' discounts with first and last day, and the order threshold."""
    rows = []
    years = np.unique(r.world.date(np.arange(r.engine.days)).astype("datetime64[Y]"))
    for event in r.world.facts["event"]:
        for year in years:
            first, last = (np.datetime64(f"{year}-{event[end]}") for end in ("from", "to"))
            day = int((first - r.world.date(0)).astype(int))
            off = r.engine.plan_on(day).discount[event["name"]] / 1000
            length = int((last - first).astype(int))
            rows.append((f"{event['name']}_{year}", "event_discount", day, length, 0.0, off))
    plan = r.engine.plan_on(0)
    rows = sorted(rows, key=lambda row: row[2])
    rows.append(("threshold", "threshold", 0, -1, plan.threshold / 100, plan.off / 100))
    name, kind, day, length, threshold, reduction = map(np.array, zip(*rows, strict=True))
    return pd.DataFrame(
        {
            "promo_id": name,
            "type": kind,
            "start": r.dates(day),
            "end": r.times((day + length) * DAY, length >= 0),
            "threshold": threshold,
            "reduction": reduction,
        }
    )


def _named(names, facts):
    """Names or None, as a text column."""
    listed = [fact["name"] for fact in facts]
    return words([listed.index(name) if name else -1 for name in names], listed)
