"""Other right answers to the workshop's exercises, in plain pandas."""

import numpy as np
import pandas as pd
from scipy import stats

from ecomlab.exercises.fulfillment import workshop


def must_come(past, stock):
    def sums(table, year, first, last):
        day = table["date"].dt.strftime("%Y-%m-%d")
        rows = table[day.between(f"{year}-{first}", f"{year}-{last}")]
        return rows.groupby(rows["sku"].astype(str)).agg(
            pieces=("sales", "sum"), empty=("stockout_flag", "sum")
        )

    quiet, event = sums(past, 2024, "08-27", "09-23"), sums(past, 2024, "11-01", "11-11")
    both = quiet.join(event, lsuffix="_q", rsuffix="_e")
    both = both[(both["empty_q"] + both["empty_e"] == 0) & (both["pieces_q"] >= 50)]
    both = both[both["pieces_e"] > 0]
    middle = np.exp(np.log(both["pieces_e"] / both["pieces_q"]).mean())
    value = sums(stock, 2025, "08-27", "09-23").loc["BP01", "pieces"] * middle
    return (value, value / 2, value * 2)


def _left(price, cost, known, parcel):
    returned = known["back"]
    keeps = price - price * 13 / 113 - price * 0.012 - cost
    unpacked = 0 if cost == 76 else cost - (76 + 7 - 6)
    return keeps - returned * keeps - parcel - returned * (known["loss"] + unpacked)


def takes(known, terms, lots):
    cost = 76 * 1.05 + 14
    sold = cost + _left(109, cost, known, known["parcel"])
    return (sold - (76 + 7 - 6)) / _left(159, 76, known, known["plain_parcel"])


def pieces(known, terms, lots, believed):
    cost = 76 * 1.05 + 14
    few = _left(159, cost, known, known["parcel"]) - 3 * 76 * lots.loc["ningbo", "defects"]
    level = few / (few + cost - 77)
    spread = np.sqrt(np.log(1 + (believed["sd"] / believed["mean"]) ** 2))
    return believed["mean"] * np.exp(-(spread**2) / 2 + spread * stats.norm.ppf(level))


def turns(lots):
    a, b = lots.loc["quanzhou"], lots.loc["ningbo"]
    return f"{(b['price'] - a['price']) / (a['defects'] - b['defects']):.1f} yuan"


def latest(lots):
    row = lots.loc["quanzhou"]
    return stats.norm.ppf(0.95, 5 + row["days"], row["sd"])


def reserve(orders, order_items):
    ours = set(order_items.loc[order_items["sku"].astype(str) == "BP01", "order_id"])
    rows = orders[orders["order_id"].isin(ours) & orders["ts_pay"].notna()]
    zone = rows["ts_pay"].dt.tz
    rows = rows[(rows["ts_pay"] >= pd.Timestamp("2025-06-10", tz=zone))
                & (rows["ts_pay"] < pd.Timestamp("2025-09-09", tz=zone))]  # fmt: skip
    return 400 * 159 * rows["refund_amount"].sum() / rows["paid_amount"].sum()


def audit(known, terms, lots, believed, orders, order_items, label):
    marks = workshop.letter(known, terms, lots, believed, orders, order_items, label).marks
    return [dict(mark._asdict()) for mark in marks]


def run():
    return ("c", np.int64(400))
