"""What buyers say of the shop's articles: reviews and silence, with their topics and texts."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.emit.record import words
from ecomlab.shop.emit.texts import COMPLAINT, DRAWS, PRAISE, compose, occasions, phrases, spoken_of
from ecomlab.shop.log import Columns
from ecomlab.shop.streams_in_use import REVIEW_TEXT
from ecomlab.shop.voices import SILENT_DAYS, TOPICS, changes, concerned, in_time, written
from ecomlab.shop.world import ENTRANCES, codes
from ecomlab.streams import hash_uniforms

POLARITIES = (PRAISE, "mixed", COMPLAINT)
# How often a topic is spoken of, in the order of TOPICS, when nothing in particular happened
PRAISED = np.array([3.0, 1.6, 1.2, 1.2, 0.8, 0.8, 1.5, 1.5, 1.2, 1.6, 1.5])
COMPLAINED = np.array([0.0, 0.0, 0.4, 1.0, 0.8, 1.2, 1.5, 1.0, 1.2, 0.7, 1.3])
QUALITY, DELIVERY, DESCRIPTION, SIZE = codes(("quality", "delivery", "description", "size"), TOPICS)
OF_REASON = codes(("quality", "delivery", "description", "size"), TOPICS)  # of REASONS, the first
AGAINST = {"quality": ("sturdiness",), "sturdiness": ("quality",), "price": ("value",),
           "value": ("price",)}  # what isn't praised beside a complaint  # fmt: skip
NOTICED = 3.0  # hours late that people speak of
ANSWERED_WELL = np.array([0.35, 0.65])  # share settled by a late answer, and by one in time


def reviews(r):
    """Reviews of delivered order lines (评价), and silence, which counts as five stars.

    A line that is kept and not reviewed gets the platform's five stars after 15 days
    (系统默认好评). ``review_truth`` says what the texts mean.
    """
    said = r.once(_speak)
    o, lines = r.o, r.lines
    silent = _silent(r, said.at)
    at = np.concatenate([said.at, silent])
    order = np.argsort(at, kind="stable")
    count, quiet = len(said.at), len(silent)
    at, of = at[order], lines.of[at][order]

    def both(values, empty):
        return np.concatenate([values, np.full(quiet, empty)])[order]

    second = np.concatenate([said.second, o.confirmed[lines.of[silent]] + SILENT_DAYS * DAY])
    answered = both(said.answered, -1)
    texts = said.texts + [None] * quiet
    gloss = said.gloss + [None] * quiet
    return pd.DataFrame(
        {
            "review_id": (o.order[of] + 1) * 10 + lines.place[at],
            "order_id": o.order[of] + 1,
            "sku": words(lines.sku[at], r.articles),
            "shop": words(np.zeros(count + quiet, np.int8), ("own",)),
            "ts": r.times(second[order]),
            "rating": both(said.stars, 5),
            "text": text(texts[i] for i in order),
            "text_en": text(gloss[i] for i in order),
            "has_photo": both(said.photo, False),
            "topic": words(both(said.topic, -1), TOPICS),
            "replied_at": r.times(answered, answered >= 0),
            "resolved": pd.arrays.BooleanArray(both(said.resolved, False), answered < 0),
            "incentivised": both(said.gift, False),
            "is_default": both(np.zeros(count, bool), True),
        }
    )


def review_truth(r):
    """What each review means: topics and polarity, and how pleased the buyer really was."""
    said = r.once(_speak)
    of = r.lines.of[said.at]
    return pd.DataFrame(
        {
            "review_id": (r.o.order[of] + 1) * 10 + r.lines.place[said.at],
            "topic": words(said.topic, TOPICS),
            "second_topic": words(said.second_topic, TOPICS),
            "polarity": words(np.where(said.topic >= 0, polarity(said.stars), -1), POLARITIES),
            "satisfaction": np.round(r.o.happy[of], 4),
            "type": words(r.kinds[of], r.world.types.name),
            "answered_in_time": in_time(said),
        }
    )


def text(values):
    """A column of free text; None is empty."""
    return pd.Series(list(values), dtype="str")


def polarity(stars):
    """Five stars praise, one and two complain, three and four do both: a place in POLARITIES."""
    return np.where(stars == 5, 0, np.where(stars >= 3, 1, 2))


def _silent(r, wrote):
    """Lines paid for, kept and not reviewed."""
    lines = r.lines
    quiet = r.o.sent[lines.of] & ~lines.returned
    quiet[wrote] = False
    return np.flatnonzero(quiet)


def _speak(r):
    """The reviews written, with their topics and texts."""
    plans = [r.engine.plan_on(r.first_day + day) for day in range(r.days)]
    gifts, hours = (
        np.array([plan[f"service.{name}"] for plan in plans])[r.o.day - r.first_day]
        for name in ("review_gifts", "reply_hours")
    )
    orders = r.o.join(Columns(kind=r.kinds))
    said = written(r.world, r.seed, orders, r.lines, gifts, hours)
    line = r.lines.take(said.at)
    nth = r.o.ordered_at[line.of] * 4 + line.place
    u = hash_uniforms(r.seed, REVIEW_TEXT, r.o.key[line.of], nth, count=DRAWS + 6)
    facts, more = r.world.facts["voices"], u[DRAWS:]
    said.topic, said.second_topic = _topics(r, said, line, more[:3])
    said.topic[more[3] >= facts["words"]] = -1
    made = compose(r.articles, line.sku, r.world.types.name, r.kinds[line.of], said.stars,
                   said.topic, said.second_topic, u[:DRAWS], _occasions(r, said, line))  # fmt: skip
    none = phrases()["no_words"]["text"]
    said.texts, said.gloss = [none if t is None else t for t in made.text], made.gloss
    said.photo = more[4] < np.where(said.gift, 0.6, 0.2)
    said.resolved = more[5] < ANSWERED_WELL[in_time(said).astype(int)]
    return said


def _occasions(r, said, line):
    """What each review can speak of: the season, a show, some days of use."""
    day = said.second // DAY
    month = r.world.date(day).astype("datetime64[M]").astype(int) % 12 + 1
    live = r.o.entrance[line.of] == ENTRANCES.index("live_room")
    return occasions(month, live, (said.second - r.o.delivered[line.of]) / DAY)


def _topics(r, said, line, u):
    """The main topic of each review, and the other; -1: none.

    What went wrong is what people complain of, and nobody praises it.
    """
    cause = causes(r, line)
    pointed = np.array([TOPICS.index(change["topic"]) for change in changes(r.world)] + [-1])
    cause = np.where(said.pointed >= 0, pointed[said.pointed], cause)
    praised, complained = weights(r.world, line.sku, said.second // DAY)
    at = np.flatnonzero(cause >= 0)
    praised[at, cause[at]] = 0
    return choose_topics(said.stars, cause, praised, complained, u)


def choose_topics(stars, cause, praised, complained, u):
    """Main and other topic: five stars praise once or twice, three and four once each."""
    bad = stars < 5
    main = np.where(bad, pick(complained, u[0]), pick(praised, u[0]))
    main = np.where(bad & (cause >= 0), cause, main)
    rows = np.arange(len(main))
    praised, complained = praised.copy(), complained.copy()
    praised[rows, main] = complained[rows, main] = 0
    for topic, others in AGAINST.items():
        praised[np.ix_(bad & (main == TOPICS.index(topic)), codes(others, TOPICS))] = 0
    mixed = bad & (stars >= 3)
    second = np.where(stars < 3, pick(complained, u[1]), pick(praised, u[1]))
    second = np.where(mixed | (u[2] < 0.4), second, -1)
    return main, second


def causes(r, line):
    """What went wrong with each line: a topic, or -1."""
    late = (r.o.delivered - r.o.paid_at)[line.of] / HOUR - r.o.promised_h[line.of]
    cause = np.where(late > NOTICED, DELIVERY, -1)
    told = line.returned & (line.reason < len(OF_REASON))
    cause = np.where(told, OF_REASON[np.minimum(line.reason, len(OF_REASON) - 1)], cause)
    return np.where(line.defect, QUALITY, cause)


def weights(world, sku, day):
    """How often each topic is praised, and complained of, shape (n, topics) each."""
    there = spoken_of(world.sku.name)
    praised, complained = PRAISED * there[0][sku], COMPLAINED * there[1][sku]
    for change in changes(world):
        mine, topic = concerned(world, change, sku, day), TOPICS.index(change["topic"])
        praised[mine, topic] *= change.get("times", 1.0)
        complained[mine, topic] *= change.get("times", 1.0)
    return praised, complained


def pick(weights, u):
    """A column for each row, by its weights.

    >>> pick(np.array([[1.0, 3.0], [0.0, 1.0]]), np.array([0.2, 0.1]))
    array([0, 1])
    """
    edges = np.cumsum(weights, axis=1)
    return (u[:, None] * edges[:, -1:] >= edges).sum(axis=1)
