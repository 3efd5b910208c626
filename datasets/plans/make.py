"""Make the table of lesson 2.3: what every advertising plan of the running shop truly adds.

python datasets/plans/make.py            into this folder
python datasets/plans/make.py FOLDER     into another

The course's simulated shop is run in pairs, with and without (or with twice) one plan's money:
about a quarter of an hour.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import pandas as pd

from ecomlab.datasets import load, write_and_say
from ecomlab.shop import Shop, World

HERE = Path(__file__).parent
DAYS, PAIRS = 182, 6
CARD = {
    "name": "plans",
    "title": "Lesson 2.3's own table: what each advertising plan of the running shop adds",
    "description": "Twins of the running shop's first half-year: the same people, the same luck, "
    "and one plan's money as it is, off, or doubled.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "simulated for lesson 2.3; written by datasets/plans/make.py"}],
    "known_defects": [
        "Simulated: a world that somebody built. It shows that a tool's return and the truth can "
        "differ, and how far; it proves nothing of your plans.",
        f"{PAIRS} pairs a row, {DAYS} days; low and high: 95% interval of profit over pairs.",
        "claimed is the ad tool's return in the same half-year of the published shop.",
    ],
}
TITLES = {
    "twins": "One row per plan and part of its budget (first: as it is against off; second: as "
    "much again): spend, revenue after refunds and profit that this part adds, in yuan",
}


def runs():
    """What truth says of each plan off and doubled, one row per outcome."""
    world = World()
    parts = []
    for name, share in zip(world.plans.name, world.plans.share, strict=True):
        for change, value in (("off", 0.0), ("double", 2 * float(share))):
            found = Shop().truth(
                f"ads.plan.{name}.share", value, days=DAYS, noises=PAIRS, progress=False
            )
            parts.append(found.assign(plan_id=name, change=change))
    return pd.concat(parts, ignore_index=True)


def twins(found):
    """What each part of a plan's budget adds; "off" is turned round: as it is, less without."""
    ads = load("shop")["ads_daily"]
    half = ads[ads["date"] < ads["date"].min() + pd.Timedelta(days=DAYS)]
    sums = half.groupby("plan_id", observed=True)[["revenue", "cost"]].sum()
    claimed = (sums["revenue"] / sums["cost"]).round(4)
    rows = []
    for (plan, change), table in found.groupby(["plan_id", "change"], sort=False):
        by = table.set_index("outcome")
        ends = sorted((-1 if change == "off" else 1) * by.loc["profit", ["low", "high"]])
        gain = (-1 if change == "off" else 1) * by["estimate"]
        part = "first" if change == "off" else "second"
        rows.append((plan, part, gain["spend"], gain["revenue"], gain["profit"], *ends,
                     int(by.loc["profit", "n"]), claimed[plan]))  # fmt: skip
    columns = ["plan_id", "part", "spend", "revenue", "profit", "low", "high", "n", "claimed"]
    return pd.DataFrame(rows, columns=columns).round(2)


def make(found=None):
    return {"twins": twins(runs() if found is None else found)}


def main(folder=HERE, tables=None):
    write_and_say(folder, tables or make(), CARD, TITLES)


if __name__ == "__main__":
    main(*sys.argv[1:])
