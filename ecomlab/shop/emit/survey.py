"""A survey of the market and of the shop's customers, and the population beside it."""

import numpy as np
import pandas as pd

from ecomlab.shop.customers import Traits
from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.emit.people import (
    AGES,
    CITY_TIERS,
    GENDERS,
    age_on,
    city_edges,
    customer_rows,
    profile,
    tier_of_city,
)
from ecomlab.shop.emit.record import words
from ecomlab.shop.log import Columns
from ecomlab.shop.streams_in_use import INVITED, SURVEY
from ecomlab.streams import hash_uniforms, normal

NEEDS = ("light", "sturdy", "cheap", "beautiful", "fast_delivery", "easy_return")
LIFESTYLES = ("camper", "hiker", "city_picnic")
STYLES = ("plain", "retro", "bright")
SEEDED = ("xiaohongshu", "douyin", "friends", "search")
FRAMES = ("panel", "customers")
MATTERS = np.array([4.4, 4.5, 3.6, 3.2, 3.0, 3.4])
PLEASES = np.array([4.3, 3.1, 3.7, 3.9, 3.4, 3.0])
ANSWERS = 10  # uniforms that a respondent's answers take
PANEL_DAYS = 21  # before the start, in which the panel was asked
FIRST_WAVE, WAVE, SETTLED = 75, 90, 14  # customers are asked each quarter, once, when settled
ANSWER_DAYS = 9
AGREES = 0.8  # of customers who answer, to be known by name


def survey(r):
    """Needs, tastes, and what people say they would pay (消费者调研).

    A panel was asked before the start; it is younger than the market, which ``weight`` mends, and
    some types answer more readily, which it doesn't. Customers are asked each quarter; those who
    buy often answer more, and those who agree are known by their ``customer_id``.
    """
    panel, own = r.once(_panel), r.once(_customers)
    both = panel.above(own)
    price = r.world.sku.price[both.sku] / 100
    frame = np.repeat([0, 1], [len(panel.kind), len(own.kind)])
    return pd.DataFrame(
        {
            "respondent_id": _numbers(panel, own),
            "answered_at": r.times(both.second),
            "frame": words(frame, FRAMES),
            "customer_id": pd.arrays.IntegerArray(both.customer, both.customer < 0),
            "weight": np.where(frame == 0, _weights(r.world)[both.age], np.nan),
            "age": words(both.age, AGES),
            "gender": words(both.female, GENDERS),
            "region": words(both.region, r.world.regions.name),
            "city_tier": words(both.tier, CITY_TIERS),
            "lifestyle": words(both.lifestyle, LIFESTYLES),
            "aesthetic": words(both.aesthetic, STYLES),
            "seeding_channel": words(both.channel, SEEDED),
            "decision_days": both.decision_days,
            "need": words(both.need, NEEDS),
            "importance": both.importance,
            "satisfaction": both.satisfaction,
            "sku": words(both.sku, r.articles),
            "wtp": both.wtp,
            "says_would_pay": both.would_pay * both.flatters >= price,
        }
    )


def survey_truth(r):
    """What no survey sees: the latent type of each respondent, and what they would pay."""
    panel, own = r.once(_panel), r.once(_customers)
    both = panel.above(own)
    return pd.DataFrame(
        {
            "respondent_id": _numbers(panel, own),
            "type": words(both.kind, r.world.types.name),
            "would_pay": both.would_pay,
        }
    )


def population(r):
    """The market's buyers by age, gender and city tier, as a census knows them (人口结构)."""
    types = r.world.types
    gender = np.stack([1 - types.female, types.female], axis=1)
    joint = (
        types.share[:, None, None, None] * types.age[:, :, None, None]
        * gender[:, None, :, None] * _tiers(r.world)[:, None, None, :]
    )  # fmt: skip
    share = np.cumsum(joint, axis=0)[-1]
    age, female, tier = (axis.ravel() for axis in np.indices(share.shape))
    return pd.DataFrame(
        {
            "age": words(age, AGES),
            "gender": words(female, GENDERS),
            "city_tier": words(tier, CITY_TIERS),
            "share": np.round(share.ravel(), 6),
        }
    )


def _tiers(world):
    """Share of each type that lives in cities of each tier, over the provinces."""
    edges = city_edges(world)
    ends = np.zeros((*edges.shape[:2], 1))
    of_city = np.diff(np.concatenate([ends, edges, ends + 1], axis=2), axis=2)
    share = world.regions.share / np.cumsum(world.regions.share)[-1]
    flat = (of_city * share[:, None]).reshape(len(of_city), -1)
    tier = tier_of_city(world)
    return np.array([np.bincount(tier, row, len(CITY_TIERS)) for row in flat])


def _weights(world):
    """Buyers that a panel's answer stands for, by age."""
    market = np.cumsum(world.types.share[:, None] * world.types.age, axis=0)[-1]
    return np.round(market / np.array(world.facts["survey"]["age_asked"]), 3)


def _numbers(panel, own):
    """The panel's from 1 on; customers' from 100,001 on, in the order of their answers."""
    return np.concatenate([1 + np.arange(len(panel.kind)), 100_001 + np.arange(len(own.kind))])


def _panel(r):
    """Respondents by quota of age; within it, types answer as readily as they do."""
    world, facts = r.world, r.world.facts["survey"]
    key = np.arange(facts["panel"])
    u = hash_uniforms(world.seed, SURVEY, key, count=ANSWERS + 6)
    more = u[ANSWERS:]
    age = np.searchsorted(np.cumsum(facts["age_asked"])[:-1], more[0], side="right")
    ready = np.array([row["answers"] for row in _rows(world)])
    weight = np.cumsum((world.types.share * ready)[:, None] * world.types.age, axis=0)[:, age]
    kind = (more[1] * weight[-1] >= weight).sum(axis=0)
    region = np.searchsorted(np.cumsum(world.regions.share[:-1]), more[2], side="right")
    place = (more[3][:, None] >= city_edges(world)[kind, region]).sum(axis=1)
    second = np.floor(-DAY * PANEL_DAYS * more[5]).astype(np.int64)
    asked = np.full(len(key), min(1, len(r.articles) - 1))
    return Columns(
        kind=kind, age=age, female=(more[4] < world.types.female[kind]).astype(np.int8),
        region=region, tier=tier_of_city(world)[region * world.regions.cities.shape[1] + place],
        customer=np.full(len(key), -1), sku=asked, second=np.sort(second),
    ).join(_answers(world, kind, age, asked, u[:ANSWERS]))  # fmt: skip


def _customers(r):
    """Customers who were asked in the quarter in which they had settled, and answered."""
    world, people, facts = r.world, r.engine.people, r.world.facts["survey"]
    rows, key = customer_rows(r)
    u = hash_uniforms(r.seed, INVITED, key, count=ANSWERS + 5)
    more, first = u[ANSWERS:], people.first_order[rows].astype(np.int64)
    ready = np.array([row["answers"] for row in _rows(world)])[people.kind[rows]]
    ready = ready + facts["loyal_answers"] * Traits(world, r.seed, key).u[0]
    at = np.flatnonzero((more[0] < facts["invited"]) & (more[1] < ready))
    wave = np.maximum(-((FIRST_WAVE - SETTLED - first) // WAVE), 0)[at]
    hour = np.floor(DAY * ANSWER_DAYS * more[2][at] ** 2).astype(np.int64)
    second = (FIRST_WAVE + WAVE * wave) * DAY + 9 * HOUR + hour
    at, second = at[np.argsort(second, kind="stable")], np.sort(second)
    like, kind = profile(r, rows[at], key[at]), people.kind[rows[at]]
    age = age_on(world, like.born, second // DAY)
    agrees, sku = more[3][at] < AGREES, people.sku[rows[at]].astype(np.int64)
    return Columns(
        kind=kind, age=age, female=like.female, region=people.region[rows[at]],
        tier=like.tier, customer=np.where(agrees, key[at], -1), sku=sku, second=second,
    ).join(_answers(world, kind, age, sku, u[:ANSWERS, at]))  # fmt: skip


def _rows(world):
    """What each latent type answers, in the order of the types; unknown types as the first."""
    rows = world.facts["survey"]["type"]
    return [rows.get(name, next(iter(rows.values()))) for name in world.types.name]


def _answers(world, kind, age, sku, u):
    """The answers of people of these types; what they would pay hangs on the type as well."""

    def by_type(key):
        table = np.array([row[key] for row in _rows(world)], dtype=float)
        usual = np.cumsum(table, axis=0)[-1] / len(table)
        strength = world.facts["survey"]["by_type"]
        return (usual + strength * (table - usual))[kind]

    def chosen(key, luck):
        edges = np.cumsum(by_type(key), axis=1)
        return (luck[:, None] * edges[:, -1:] >= edges).sum(axis=1)

    need = chosen("need", u[0])
    price = world.sku.price[sku] / 100
    would_pay = price * np.exp(by_type("wtp") + 0.04 * age + 0.25 * normal(u[1]))
    named = would_pay * np.exp(0.12 + 0.12 * normal(u[2]))
    return Columns(
        need=need, importance=_stars(MATTERS[need], u[3]),
        satisfaction=_stars(PLEASES[need], u[4]), lifestyle=chosen("lifestyle", u[5]),
        aesthetic=chosen("aesthetic", u[6]), channel=chosen("channel", u[7]),
        decision_days=1 + np.floor(-by_type("days") * np.log(u[8])).astype(np.int64),
        would_pay=np.round(np.maximum(would_pay, 1.0), 2), wtp=np.maximum(np.round(named), 1.0),
        flatters=1.20 + 0.35 * u[9],
    )  # fmt: skip


def _stars(mean, u):
    return np.clip(np.round(mean + 0.9 * normal(u)), 1, 5).astype(np.int64)
