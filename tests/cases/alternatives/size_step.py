"""Other right answers to the case's exercises, in plain pandas."""

import numpy as np
from scipy.stats import ttest_ind


def bags_too(events):
    bags = events[events["sku"] == "bag"]
    final = bags.drop_duplicates("session_id", keep="last")["event"].value_counts()
    return final["size_select"] / (final.sum() - final["pay"])


def own_log():
    """Three rows: the cart is paid."""
    steps = ["addcart", "size_select", "pay"]
    return [
        {"session_id": 7, "ts": f"2025-08-09 10:0{minute}", "event": step}
        for minute, step in enumerate(steps)
    ]


def licence_pays(traffic_daily):
    """What the dresses of July left, and 120,000 yuan more."""
    july = traffic_daily[traffic_daily["date"] < "2025-08-11"].query("landing_page == 'dress'")
    left = 60 * july["payers"].sum()
    return (left + 120_000) / left


def per_visit(table, column):
    frame = table.assign(after=(table["date"] >= "2025-08-11").astype(int))
    sums = frame.pivot_table(index="landing_page", columns="after", values=[column, "uv"],
                             aggfunc="sum")  # fmt: skip
    share = sums[column] / sums["uv"]
    return share[1] / share[0]


def carts_per_visit(traffic_daily):
    return per_visit(traffic_daily, "addcart")["dress"]


def dresses_to_bags(traffic_daily):
    change = np.log(per_visit(traffic_daily, "payers"))
    return np.exp(change["dress"] - change["bag"])


def monday(traffic_daily):
    dress, bag = (
        traffic_daily[traffic_daily["landing_page"] == page].sort_values("date")
        for page in ("dress", "bag")
    )
    logs = [np.log(part["payers"] / part["uv"]).to_numpy() for part in (dress, bag)]
    gap = logs[0] - logs[1]
    interval = ttest_ind(gap[30:], gap[:30]).confidence_interval(0.95)
    left = 60 * dress["payers"].iloc[:30].sum()
    low, high = (left * (np.exp(end) - 1) for end in (interval.low, interval.high))  # yuan a month
    if low > 120_000:
        return "sign", "low"
    if high > 120_000:
        return "test", "inside"
    return "offer" if low > 0 else "end", "high"
