"""A survey of the market."""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from ecomlab.shop.emit.record import words
from ecomlab.shop.streams_in_use import SURVEY
from ecomlab.streams import hash_uniforms

RESPONDENTS = 600
AGES = ("18-24", "25-29", "30-39", "40-59")
ASKED = np.array([0.40, 0.30, 0.20, 0.10])  # the panel is young; the market is not
BUYERS = np.array([0.18, 0.27, 0.35, 0.20])
NEEDS = ("light", "sturdy", "cheap", "beautiful", "fast_delivery", "easy_return")
MATTERS = np.array([4.4, 4.5, 3.6, 3.2, 3.0, 3.4])
PLEASES = np.array([4.3, 3.1, 3.7, 3.9, 3.4, 3.0])


def survey(r):
    """A survey before the start: needs, and what people say they would pay (消费者调研).

    The panel is younger than the market, ``weight`` mends that; and more say that they would
    pay the second article's price than would (``wtp`` is what they would).
    """
    key = np.arange(RESPONDENTS)
    u = hash_uniforms(r.world.seed, SURVEY, key, count=12)
    age = np.searchsorted(np.cumsum(ASKED[:-1]), u[0], side="right")
    need = (u[1] * len(NEEDS)).astype(np.int64)
    price = r.world.sku.price[min(1, len(r.articles) - 1)] / 100
    wtp = np.round(price * np.exp(-0.15 + 0.06 * age + 0.30 * ndtri(u[2])))
    return pd.DataFrame(
        {
            "respondent_id": key + 1,
            "weight": np.round(BUYERS / ASKED, 3)[age],
            "age": words(age, AGES),
            "gender": words((u[3] < 0.54).astype(np.int8), ("m", "f")),
            "region": words((u[4] * len(r.world.regions.name)).astype(int), r.world.regions.name),
            "lifestyle": words((u[5] * 3).astype(int), ("camper", "hiker", "city_picnic")),
            "aesthetic": words((u[6] * 3).astype(int), ("plain", "retro", "bright")),
            "seeding_channel": words(
                np.searchsorted([0.4, 0.7, 0.85], u[7] + 0.1 * (1 - age)),
                ("xiaohongshu", "douyin", "friends", "search"),
            ),
            "decision_days": 1 + np.floor(-6 * np.log(u[8])).astype(np.int64),
            "need": words(need, NEEDS),
            "importance": _stars(MATTERS[need], u[9]),
            "satisfaction": _stars(PLEASES[need], u[10]),
            "wtp": np.maximum(wtp, 1.0),
            "says_would_pay": wtp * (1.05 + 0.35 * u[11]) >= price,
        }
    )


def _stars(mean, u):
    return np.clip(np.round(mean + 0.9 * ndtri(u)), 1, 5).astype(np.int64)
