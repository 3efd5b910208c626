"""Make the small tables of lesson 4.1: what was wanted behind empty shelves, slow goods, calls.

python datasets/demand/make.py            into this folder
python datasets/demand/make.py FOLDER     into another

`wanted` and `other_wanted` are the truth of the two published shops, which are run for it (a few
minutes); the rest is invented.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ecomlab.datasets import write_and_say
from ecomlab.streams import poisson, uniforms

HERE = Path(__file__).parent
SEED = 4101
SLOW, CALLS = 1, 2  # streams
CARD = {
    "name": "demand",
    "title": "Lesson 4.1's own tables: demand behind empty shelves, slow goods, people's calls",
    "description": "wanted: date, sku, demand (pieces wanted by payers) of the running shop, on "
    "the days on which more was wanted than sold; on all other days demand is the sales. "
    "other_wanted: the same of the second shop. slow: date, sku, sales, stockout_flag, demand of "
    "40 slow articles for 84 days: each Monday morning the shelf is filled up to about four days' "
    "need; the flag says that it was empty in the evening. calls: month, sku, baseline (what the "
    "method said), judged (what the buyer ordered by), reason (a note), came (pieces). "
    "other_calls: another buyer's.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/demand/make.py of this course; wanted: ecomlab.shop"}],
    "known_defects": [
        "Simulated or invented: nobody wanted or sold anything.",
        "wanted can't be known in a real shop.",
        "All slow articles have one rate per article and no season; real ones have both.",
        "calls: how people go wrong was written into them (up by too much, down by about enough).",
    ],
}
ARTICLES, DAYS = 40, 84
BUYERS = {  # calls; share of calls up; what an up call adds, of which comes; down; noise of method
    "calls": (48, 0.65, 0.45, 0.35, -0.30, 0.18),
    "other_calls": (40, 0.50, 0.25, 0.90, -0.20, 0.16),
}
UP = ("feels hot", "a creator may post", "the boss likes it", "sold well last week")
DOWN = ("a rival is cheaper now", "the season ends", "ads will be off", "an article like it starts")


def wanted(name):
    """What payers of a published shop wanted, where it is more than was sold."""
    from ecomlab.shop.published import RUNS

    run = RUNS[name]
    tables, report = run.shop().run(run.decisions(), run.days)
    return beyond_sales(tables.inventory_daily, report.truth.inventory_daily)


def beyond_sales(inventory_daily, truth):
    both = inventory_daily[["date", "sku", "sales"]].merge(
        truth[["date", "sku", "demand"]], on=["date", "sku"]
    )
    both = both[both["demand"] > both["sales"]]
    date = both["date"].dt.tz_localize(None).dt.strftime("%Y-%m-%d")
    return both.assign(date=date, sku=both["sku"].astype(str))[["date", "sku", "demand"]]


def slow():
    """Forty slow articles, their shelves filled up every Monday to about half a week's need."""
    date, parts = pd.date_range("2025-03-03", periods=DAYS), []
    for at in range(ARTICLES):
        rate = 0.4 + 1.2 * at / (ARTICLES - 1)
        demand = poisson(np.full(DAYS, rate), uniforms(SEED, SLOW, DAYS, part=at))
        full, left, sales = max(round(4 * rate), 2), 0, []
        for day, want in enumerate(demand):
            left = full if day % 7 == 0 else left
            sales.append(min(int(want), left))
            left -= sales[-1]
            parts.append((date[day], f"S{at + 1:02d}", sales[-1], left == 0, int(want)))
    return pd.DataFrame(parts, columns=["date", "sku", "sales", "stockout_flag", "demand"])


def calls(name="calls"):
    """A buyer's calls: up by feeling, of which a part comes; down for a reason."""
    n, up, adds, comes, takes, noise = BUYERS[name]
    u = uniforms(SEED, CALLS, (n, 6), part=list(BUYERS).index(name))
    rows = []
    for at in range(n):
        baseline = round(60 + 340 * u[at, 0] ** 2)
        is_up = u[at, 1] < up
        size = (adds if is_up else takes) * (0.5 + u[at, 2])
        true = 1 + size * (comes if is_up else 1.0)
        luck = 1 + noise * (u[at, 3] - 0.5) * 3.46
        reason = (UP if is_up else DOWN)[int(4 * u[at, 4])]
        month = f"2025-{1 + at * 9 // n:02d}"
        sku, judged = f"A{1 + int(20 * u[at, 5]):02d}", round(baseline * (1 + size))
        rows.append((month, sku, baseline, judged, reason, round(baseline * true * luck)))
    names = ["month", "sku", "baseline", "judged", "reason", "came"]
    return pd.DataFrame(rows, columns=names)


def main(folder=HERE, truths=None):
    truths = truths or {"wanted": wanted("shop"), "other_wanted": wanted("second_shop")}
    tables = {**truths, "slow": slow(), **{name: calls(name) for name in BUYERS}}
    write_and_say(folder, tables, CARD)


if __name__ == "__main__":
    main(*sys.argv[1:])
