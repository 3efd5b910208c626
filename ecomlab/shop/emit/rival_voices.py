"""What buyers of the rivals' like articles write, and what a rival has bought."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.emit.record import words
from ecomlab.shop.emit.texts import DRAWS, USED, compose, occasions, spoken_of
from ecomlab.shop.emit.voices import (
    COMPLAINED,
    POLARITIES,
    PRAISED,
    choose_topics,
    polarity,
    text,
)
from ecomlab.shop.log import Columns
from ecomlab.shop.streams_in_use import RIVAL_REVIEW
from ecomlab.shop.voices import TOPICS, piled
from ecomlab.streams import hash_uniforms, poisson

RIVAL_ARTICLES = 12  # whose rivals are followed
BURST = 0.12  # share of weeks in which a rival buys reviews
BOUGHT_ARTICLES = 3
TEMPLATES = 5  # that bought reviews are made from


def rival_reviews(r):
    """What buyers of the rivals' like articles write (竞品评价)."""
    said = r.once(_speak)
    return pd.DataFrame(
        {
            "review_id": said.number,
            "shop": words(said.shop, list(r.world.facts["rival_voices"])),
            "item": words(said.sku, r.articles),
            "ts": r.times(said.second),
            "rating": said.stars,
            "text": text(said.texts),
            "text_en": text(said.gloss),
        }
    )


def rival_review_truth(r):
    """What no shop sees: which of the rivals' reviews were bought, and what they mean."""
    said = r.once(_speak)
    return pd.DataFrame(
        {
            "review_id": said.number,
            "bought": said.bought,
            "topic": words(said.topic, TOPICS),
            "second_topic": words(said.second_topic, TOPICS),
            "polarity": words(polarity(said.stars), POLARITIES),
        }
    )


def _speak(r):
    """Reviews day by day, by article and rival; a rival's bursts are bought."""
    world, facts = r.world, list(r.world.facts["rival_voices"].values())
    most = np.argsort(-world.sku.draw, kind="stable")[:RIVAL_ARTICLES]
    cells = len(most) * len(facts)
    day, place = np.repeat(np.arange(r.days), cells), np.tile(np.arange(cells), r.days)
    day = day + r.first_day
    sku, shop = most[place // len(facts)], place % len(facts)
    u = hash_uniforms(r.seed, RIVAL_REVIEW, day * 1000 + place, count=2)
    wanted = world.sku.draw[sku] / world.sku.draw[most[0]]
    index = r.engine.demand.index[day, world.sku.category[sku]]
    size, rate = (np.array([fact[key] for fact in facts]) for key in ("size", "bought"))
    honest = poisson(np.maximum(size[shop] * wanted * index, 1e-9), u[0])
    week = hash_uniforms(r.seed, RIVAL_REVIEW, 10**9 + place, nth=day // 7)[0]
    burst = (week < BURST) & (place // len(facts) < BOUGHT_ARTICLES) & (rate[shop] > 0)
    extra = poisson(np.maximum(rate[shop], 1e-9), u[1]) * burst
    cell = np.repeat(np.arange(len(day)), honest + extra)
    before = np.cumsum(honest + extra) - honest - extra
    nth = np.arange(len(cell)) - before[cell]
    said = Columns(
        number=(day[cell] * 1000 + place[cell]) * 1000 + nth, day=day[cell], shop=shop[cell],
        sku=sku[cell], place=place[cell], bought=nth >= honest[cell],
    )  # fmt: skip
    return _with_texts(r, said, nth)


def _with_texts(r, said, nth):
    """Stars and texts; those that are bought praise, from a handful of templates."""
    world, facts = r.world, list(r.world.facts["rival_voices"].values())
    u = hash_uniforms(r.seed, RIVAL_REVIEW, said.day * 1000 + said.place, nth + 1,
                      count=DRAWS + 9)  # fmt: skip
    u, more = u[:DRAWS], u[DRAWS:]
    happy = more[0] < np.array([fact["happy"] for fact in facts])[said.shop]
    grumble = world.facts["voices"]["grumble"] * np.log(more[1])
    stars = np.clip(np.floor(5.6 - 2.6 * ~happy + grumble), 1, 5)
    stars = piled(world.facts["voices"], stars, more[8])
    said.stars = np.where(said.bought, 5, stars).astype(np.int64)
    there = spoken_of(r.articles)[:, said.sku]
    praised = np.array([_times(fact["praise"]) for fact in facts])[said.shop] * PRAISED * there[0]
    usual = np.maximum(COMPLAINED, 1.0)
    complained = np.array([_times(fact["complaint"]) for fact in facts])[said.shop]
    complained = complained * usual * there[1]
    template = np.floor(TEMPLATES * more[2]).astype(np.int64)
    fixed = hash_uniforms(world.seed, RIVAL_REVIEW, 10**6 + template, nth=said.sku, count=DRAWS + 3)
    u = np.where(said.bought, fixed[:DRAWS], u)
    of_topic = np.where(said.bought, fixed[DRAWS:], more[3:6])
    none = np.full(len(stars), -1)
    said.topic, said.second_topic = choose_topics(said.stars, none, praised, complained, of_topic)
    kind = np.searchsorted(np.cumsum(world.types.share[:-1]), more[6], side="right")
    kind = np.where(said.bought, 0, kind)
    month = r.world.date(said.day).astype("datetime64[M]").astype(int) % 12 + 1
    bought = said.bought  # written at home, for any month
    occasion = occasions(np.where(bought, 0, month), days=np.where(bought, 0, USED))
    made = compose(r.articles, said.sku, world.types.name, kind, said.stars, said.topic,
                   said.second_topic, u, occasion)  # fmt: skip
    said.texts, said.gloss = made.text, made.gloss
    said.second = said.day * DAY + np.floor((8 + 15.5 * more[7]) * HOUR).astype(np.int64)
    return said


def _times(more):
    return [more.get(topic, 1.0) for topic in TOPICS]
