"""The 0 to 10 question (净推荐值), asked of a sample of buyers."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.emit.record import words
from ecomlab.shop.emit.texts import COMPLAINT, PRAISE, phrase
from ecomlab.shop.emit.voices import causes, pick, text, weights
from ecomlab.shop.log import Columns
from ecomlab.shop.streams_in_use import NPS
from ecomlab.shop.voices import TOPICS
from ecomlab.streams import hash_uniforms, normal

FURIOUS, SOBER = frozenset({"severe", "used"}), frozenset({"used"})  # what their words may be
ASKED_AFTER = 3  # days from the door to the question


def nps(r):
    """A sample of buyers is asked how likely they are to recommend the shop (净推荐值 NPS).

    Who is pleased answers more often, so that the answers flatter.
    """
    asked = r.once(_asked)
    there = asked.answered >= 0
    why = [
        phrase(r.articles[sku], TOPICS[topic], tone, u, FURIOUS if score <= 3 else SOBER)[0]
        if given
        else None
        for sku, topic, tone, u, score, given in zip(
            asked.sku, asked.topic, asked.tone, asked.u, asked.score, there & asked.why, strict=True
        )
    ]
    return pd.DataFrame(
        {
            "order_id": r.o.order[asked.of] + 1,
            "customer_id": r.o.key[asked.of],
            "asked_at": r.times(asked.at),
            "answered_at": r.times(asked.answered, there),
            "score": pd.arrays.IntegerArray(asked.score, ~there),
            "why": text(why),
        }
    )


def nps_truth(r):
    """What no shop sees: what each of those asked would have answered."""
    asked = r.once(_asked)
    return pd.DataFrame(
        {
            "order_id": r.o.order[asked.of] + 1,
            "would_say": asked.score,
            "satisfaction": np.round(r.o.happy[asked.of], 4),
            "type": words(r.kinds[asked.of], r.world.types.name),
        }
    )


def _asked(r):
    """Who is asked, what they would say, whether and when they do."""
    facts, o = r.world.facts["nps"], r.o
    u = hash_uniforms(r.seed, NPS, o.key, o.ordered_at, count=8)
    of = np.flatnonzero(o.sent & ~o.lost & (u[0] < facts["asked"]))
    u, happy = u[:, of], o.happy[of]
    score = 9.0 + 1.5 * normal(u[1]) - facts["satisfaction"] * (1 - happy)
    score = np.clip(np.floor(score), 0, 10).astype(np.int64)
    answers = facts["answers"] + facts["lean"] * (score - 5) / 5
    asked = o.delivered[of] + ASKED_AFTER * DAY
    wait = np.round(HOUR * (0.2 + 70 * u[3] ** 2)).astype(np.int64)
    lines = r.lines.take(r.lines.place == 0)
    line = lines.take(np.searchsorted(lines.of, of))
    cause = causes(r, line)
    bad = (score <= 6) | (score <= 8) & (cause >= 0)
    praised, complained = weights(r.world, line.sku, o.day[of])
    at = np.flatnonzero(cause >= 0)
    praised[at, cause[at]] = 0
    topic = np.where(bad, np.where(cause >= 0, cause, pick(complained, u[4])), pick(praised, u[4]))
    return Columns(
        of=of, at=asked, score=score, answered=np.where(u[2] < np.maximum(answers, 0.04),
                                                       asked + wait, -1),
        sku=line.sku, topic=topic, tone=np.where(bad, COMPLAINT, PRAISE), u=u[5], why=u[6] < 0.6,
    )  # fmt: skip
