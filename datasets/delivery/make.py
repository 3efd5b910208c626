"""Make the small tables of lesson 4.4: a bill's wrong lines, twins with one courier, boxes.

python datasets/delivery/make.py            into this folder
python datasets/delivery/make.py FOLDER     into another

`bill_truth` and `courier_twins` are run on the course's simulated shop (two minutes); the rest is
invented.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ecomlab.datasets import write_and_say
from ecomlab.shop.published import the_shop
from ecomlab.streams import poisson, uniforms

HERE = Path(__file__).parent
SEED = 4404
ORDERED, AGAIN = 1, 2  # streams
LIMIT = 48  # hours
HOUR = pd.Timedelta(hours=1)
LAST = pd.Timestamp("2025-12-17")  # the last day whose parcels have arrived or are lost
STATES = {"as it was": {}, "all economy": {"shipping.courier": "economy"},
          "all standard": {"shipping.courier": "standard"}}  # fmt: skip
ARMS = {  # parcels a week; damaged; bought again in 90 days: shares; yuan a box
    "bag": (160, 0.021, 0.118, 0.6), "box": (160, 0.009, 0.118, 1.5),
    "box and card": (160, 0.009, 0.121, 1.9),
}  # fmt: skip
WEEKS = 20
CARD = {
    "name": "delivery",
    "title": "Lesson 4.4's own tables: wrong lines of a bill, twins with one courier, boxes by lot",
    "description": "bill_truth: order_id, fault (twice, weight, zone, tier, missing), too_much "
    "(yuan) of the running shop's courier_bill: which parcels are billed wrongly, and by how much. "
    "courier_twins: state (as it was, all economy, all standard), region, courier, parcels (ordered"
    " up to 17 December 2025), arrived, hours (sum over the arrived, from the payment to the "
    "door), late (later than promised), in_48 (in the buyer's hands 48 hours after the payment), "
    "cost (yuan): the running shop run again on the same luck, with all parcels but the members' "
    "express ones sent by one courier. boxes: arm, week, parcels, damaged, again (bought again in "
    "90 days), cost (yuan a parcel): an invented test by lot of three ways to pack.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/delivery/make.py of this course; twins: ecomlab.shop"}],
    "known_defects": [
        "Invented or simulated: no parcel was ever sent.",
        "bill_truth and courier_twins can't be known in a real shop: they need the simulation.",
        "In the twins buyers who got their parcel sooner or later may come again or not, so the "
        "parcels of the three states are nearly, not exactly, the same.",
    ],
}


def twins_and_truth(progress=print):
    """The shop with each choice of couriers, by region and courier; and its bill's wrong lines."""
    shop, parts, truth = the_shop(), [], None
    for state, change in STATES.items():
        history = {date: dict(found) for date, found in shop.history().items()}
        history[min(history)] |= change
        tables, report = shop.run(history)
        if truth is None:
            truth = report.truth.courier_bill
        parts.append(_by_region(tables).assign(state=state))
        progress(state)
    table = pd.concat(parts, ignore_index=True)
    return table[["state", *table.columns.drop("state")]], truth.round(2)


def _by_region(tables):
    times = tables.orders[["order_id", "ts_pay", "ts_deliver"]]
    parcels = tables.shipments.merge(times, on="order_id")
    parcels = parcels[(parcels["ts_pay"].dt.tz_localize(None) < LAST + pd.Timedelta(days=1))]
    arrived = parcels["actual_h"].notna()
    waited = (parcels["ts_deliver"] - parcels["ts_pay"]) / HOUR
    found = parcels.assign(
        parcels=1, arrived=arrived, hours=parcels["actual_h"].fillna(0.0),
        late=arrived & (parcels["actual_h"] > parcels["promised_h"]), in_48=waited <= LIMIT,
        region=parcels["region"].astype(str), courier=parcels["courier"].astype(str),
    )  # fmt: skip
    sums = ["parcels", "arrived", "hours", "late", "in_48", "cost"]
    found = found.groupby(["region", "courier"])[sums].sum().round({"hours": 1, "cost": 2})
    return found.reset_index()


def boxes():
    """Twenty weeks in which each parcel's way to be packed was drawn by lot."""
    rows = []
    for part, (arm, (many, damaged, again, cost)) in enumerate(ARMS.items()):
        parcels = poisson(np.full(WEEKS, float(many)), uniforms(SEED, ORDERED, WEEKS, part=part))
        u = uniforms(SEED, AGAIN, (2, WEEKS), part=part)
        broken = poisson(parcels * damaged, u[0])
        back = np.minimum(poisson(parcels * again, u[1]), parcels)
        rows.append(pd.DataFrame({"arm": arm, "week": np.arange(1, WEEKS + 1), "parcels": parcels,
                                  "damaged": broken, "again": back, "cost": cost}))  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def main(folder=HERE):
    twins, truth = twins_and_truth()
    tables = {"bill_truth": truth, "courier_twins": twins, "boxes": boxes()}
    write_and_say(folder, tables, CARD)


if __name__ == "__main__":
    main(*sys.argv[1:])
