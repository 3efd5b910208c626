"""Make the table of lesson 2.5: posts that were boosted, by lot or because they ran well.

python datasets/boosts/make.py            into this folder
python datasets/boosts/make.py FOLDER     into another
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ecomlab.datasets import write_tables
from ecomlab.streams import normal, uniforms

HERE = Path(__file__).parent
SEED, POSTS, BY_LOT = 2501, 1, 480
CHOSEN = 120
ARMS = ("none", "broad", "interest", "lookalike")
GAIN = {"none": 0.0, "broad": 0.02, "interest": 0.08, "lookalike": 0.25}  # of unpaid views, times
DIRECT = {"none": 0.0, "broad": 0.5, "interest": 1.3, "lookalike": 2.4}  # kept yuan per yuan
CARD = {
    "name": "boosts",
    "title": "Lesson 2.5's own table: boosted posts (DOU+), most of them by lot",
    "description": "boosts: one row per post: post_id, date, chosen_by (lot: a lot dealt the "
    "audience; editor: the post already ran well), audience (none, broad, interest, lookalike: "
    "fans of similar creators), destination (shop or live_room, by lot), views_before (unpaid, "
    "first day), cost (yuan of the boost), views_after (unpaid, seven days), orders, kept (yuan "
    "paid and not refunded on day 15).",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/boosts/make.py of this course"}],
    "known_defects": [
        "Invented: nobody was shown anything. What a boost adds is written in make.py; it proves "
        "nothing of your posts.",
    ],
}


def boosts():
    """The posts: half of what they get is luck that showed on their first day already."""
    count = BY_LOT + CHOSEN
    u = uniforms(SEED, POSTS, (8, count))
    luck = normal(u[0])
    lot = np.arange(count) < BY_LOT
    # The editor boosts what ran well; posts of its list are the best of three
    best = np.maximum(normal(u[1]), normal(u[2]))
    luck = np.where(lot, luck, np.maximum(luck, best))
    before = np.round(np.exp(5.6 + 0.9 * luck)).astype(int)
    arm = np.where(lot, np.arange(count) % 4, 1 + np.arange(count) % 3)
    name = np.array(ARMS)[arm]
    cost = np.where(arm == 0, 0.0, 50.0)
    gain = np.array([GAIN[each] for each in name])
    after = np.exp(7.0 + 0.7 * luck + 0.5 * normal(u[3])) * (1 + gain)
    to_room = u[4] < 0.5
    chance = 0.0016 * np.where(to_room, 1.3, 1.0)
    from_boost = np.array([DIRECT[each] for each in name]) * cost / 95
    wanted = after * chance + from_boost * np.where(to_room, 0.9, 1.05)
    orders = np.floor(wanted + u[5]).astype(int)
    paid = np.round(95 * np.exp(0.35 * normal(u[6])), 2)
    stays = np.where(to_room, 0.70, 0.84)
    kept = np.round(orders * paid * np.clip(stays + 0.12 * normal(u[7]), 0.2, 1.0), 2)
    day = pd.Timestamp("2025-03-03") + pd.to_timedelta(np.arange(count) * 7 // 60, unit="D")
    return pd.DataFrame(
        {
            "post_id": [f"B{n + 1:03d}" for n in range(count)],
            "date": day,
            "chosen_by": np.where(lot, "lot", "editor"),
            "audience": name,
            "destination": np.where(to_room, "live_room", "shop"),
            "views_before": before,
            "cost": cost,
            "views_after": np.round(after).astype(int),
            "orders": orders,
            "kept": kept,
        }
    )


def make():
    return {"boosts": boosts()}


def main(folder=HERE):
    write_tables(folder, make(), CARD)


if __name__ == "__main__":
    main(*sys.argv[1:])
