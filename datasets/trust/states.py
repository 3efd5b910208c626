"""The runs of the course's simulated shops behind lesson 3.6's tables (some minutes).

python datasets/trust/make.py calls them; nothing else does.
"""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import REASONS
from ecomlab.shop.emit import Record
from ecomlab.shop.log import Columns
from ecomlab.shop.outcome import daily_outcome
from ecomlab.shop.published import the_shop
from ecomlab.shop.shop import Shop
from ecomlab.shop.voices import BAD, in_time, written
from ecomlab.shop.world import World

DAYS, LUCKS = 366, 6  # of 2024
GIFTS = {"2024-08-01": {"service.review_gifts": 0.60}, "2024-10-15": {"service.review_gifts": 0.05}}
QUIET = {"service.review_gifts": 0.05, "returns.insurance": "none"}  # no summer of bought praise
STATES = {  # shop: state: decisions from the first day on, or from a date on
    "gear": {
        "as it was": {},
        "five stars bought": GIFTS,
        "answered in 8 hours at most": {"2024-01-01": {"service.reply_hours": 4.0}},
        "answered after days": {"2024-01-01": {"service.reply_hours": 96.0}},
        "way back free": {"2024-01-01": {"returns.insurance": "shop"}},
    },
    "fashion": {
        "as it was": {},
        "way back free": {"2024-01-01": {"returns.insurance": "shop"}},
    },
}
TYPES = ("family_camper", "hiker", "city_picnic", "collector")
ALL_WRITE = {"voices.writes": 1.0, "voices.unhappy_writes": 0.0} | {
    f"voices.by_type.{name}": 1.0 for name in TYPES
}


def twins(progress=print, states=STATES, lucks=LUCKS):
    """A year by month, in each state, on the same lucks."""
    parts = []
    for luck in range(lucks):
        for shop, there in states.items():
            for state in there:
                found = _run(shop, state, luck)
                parts.append(found.assign(luck=luck + 1, shop=shop, state=state))
                progress(shop, state, luck)
    table = pd.concat(parts, ignore_index=True)
    names = ["luck", "shop", "state"]
    return table[[*names, *table.columns.drop(names)]]


def _history(shop, state):
    """Decisions by date: the published ones without the summer of gifts, and the state's own."""
    published = the_shop().history(DAYS) if shop == "gear" else {}
    history = {}
    for day, decided in published.items():
        kept = {k: v for k, v in decided.items() if k not in QUIET}
        if kept:
            history[day] = kept
    first = {"2024-01-01": QUIET if shop == "gear" else {"returns.insurance": "none"}}
    for day, decided in first.items():
        history[day] = history.get(day, {}) | decided
    for day, decided in STATES[shop][state].items():
        history[day] = history.get(day, {}) | decided
    return dict(sorted(history.items()))


def _run(shop, state, luck):
    published = the_shop()
    if shop == "gear":
        world = World("light_gear", seed=published.world.seed)
    else:
        world = World("fashion_live", seed=published.world.seed, facts={"start": "2024-01-01"})
    run = Shop(world, published.noise + luck)
    engine = run.engine(_history(shop, state), DAYS).run(0, DAYS)
    record = Record(engine)
    said, lines, o = _written(record, world), record.lines, record.o
    day = o.day[lines.of]
    sent = (o.sent & ~o.lost)[lines.of]
    month = pd.Series(pd.date_range("2024-01-01", periods=DAYS).strftime("%Y-%m"))
    told = lines.returned & sent
    stars, when = said.stars, o.day[lines.of[said.at]]
    daily = daily_outcome(engine, DAYS)
    for name, rows in {
        "lines": sent, "returned": told,
        "not_as_described": told & (lines.reason == REASONS.index("not_as_described")),
    }.items():  # fmt: skip
        daily[name] = np.bincount(day, rows, DAYS).astype(int)
    bad = stars <= BAD
    for name, rows in {
        "written": np.ones(len(stars)), "stars": stars, "good": ~bad, "bad": bad,
        "in_time": bad & in_time(said),
    }.items():  # fmt: skip
        daily[name] = np.bincount(when, rows, DAYS).astype(int)
    sums = daily.groupby(month).sum()
    return sums.round({"revenue": 2, "profit": 2}).rename_axis("month").reset_index()


def _written(record, world, gifts=None):
    """The reviews of a run; with another ``world`` or other gifts, those there would be."""
    engine = record.engine
    plans = [engine.plan_on(record.first_day + day) for day in range(record.days)]
    asked, hours = (
        np.array([plan[f"service.{name}"] for plan in plans])[record.o.day - record.first_day]
        for name in ("review_gifts", "reply_hours")
    )
    asked = asked if gifts is None else np.full(len(asked), float(gifts))
    orders = record.o.join(Columns(kind=record.kinds))
    return written(world, record.seed, orders, record.lines, asked, hours)


def everybody(days=731):
    """What all buyers of the published shop would have written: by article and month, and by stars.

    Returns
    -------
    (DataFrame, DataFrame)
    """
    published = the_shop()
    engine = published.engine(published.history(days), days).run(0, days)
    record, facts = Record(engine), dict(ALL_WRITE)
    honest = World("light_gear", seed=published.world.seed, facts=facts)
    would, wrote = _written(record, honest, gifts=0), _written(record, published.world)
    lines, o = record.lines, record.o
    month = pd.Series(pd.date_range("2024-01-01", periods=days).strftime("%Y-%m"))
    table = pd.DataFrame({
        "at": would.at, "sku": np.array(published.world.sku.name)[lines.sku[would.at]],
        "month": month.to_numpy()[o.day[lines.of[would.at]]], "stars": would.stars,
    })  # fmt: skip
    own = set(wrote.at[~wrote.gift].tolist())
    table["wrote"] = table["at"].isin(own)
    table["gift"] = table["at"].isin(set(wrote.at[wrote.gift].tolist()))
    table["good"] = table["stars"] > BAD
    by_article = table.groupby(["sku", "month"], as_index=False).agg(
        lines=("stars", "size"), stars=("stars", "sum"), good=("good", "sum")
    )
    table["year"] = table["month"].str[:4]
    by_stars = table.groupby(["year", "stars"], as_index=False).agg(
        lines=("stars", "size"), wrote=("wrote", "sum"), gift=("gift", "sum")
    )
    return by_article, by_stars
