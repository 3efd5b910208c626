"""Other right answers to the case's exercises, in plain pandas."""

import numpy as np


def heads(customers, orders):
    count = orders["customer_id"].value_counts().rename("orders").rename_axis("customer_id")
    found = customers.merge(count.reset_index(), on="customer_id")
    return found.assign(y=(found["orders"] >= 2).astype(float))


def repeater_cost(customers, orders, ads_daily):
    back = heads(customers, orders).groupby("acq_offer")["y"].sum()
    return ads_daily.query("plan_id == 'family box'")["cost"].sum() / back["family box"]


def high_only(customers, orders):
    high = heads(customers, orders).query("tags == 'high'")
    new = high["acq_offer"] == "family box"
    return high["y"][new].mean() - high["y"][~new].mean()


def old_with_new_people(customers, orders):
    found = heads(customers, orders)
    old = found[found["acq_offer"] == "trial pack"].groupby("tags")["y"].mean()
    return found.loc[found["acq_offer"] == "family box", "tags"].map(old).mean()


def monday(customers, orders, ads_daily):
    since = orders["customer_id"].map(customers.set_index("customer_id")["first_order_at"])
    later = orders[orders["ts_order"] > since]
    value = customers["customer_id"].map(later.groupby("customer_id")["paid_amount"].sum())
    value = 0.4 * value.fillna(0).to_numpy()
    spent = ads_daily.groupby("plan_id")["cost"].sum()
    found = {}
    for name in ("trial pack", "family box"):
        mine = value[(customers["acq_offer"] == name).to_numpy()]
        found[name] = mine.sum() / spent[name], mine.var(ddof=1) * len(mine) / spent[name] ** 2
    if all(brings + 1.96 * variance**0.5 < 1 for brings, variance in found.values()):
        return "less", "below"
    gap = found["family box"][0] - found["trial pack"][0]
    z = gap / np.sqrt(found["family box"][1] + found["trial pack"][1])
    return ("both", "luck") if abs(z) < 1.96 else ("box" if z > 0 else "pack", "clear")
