"""Other right answers to the case's exercises, in plain pandas."""

import numpy as np
import pandas as pd


def never_sent(touches):
    return touches.query("arm == 'holdout'").groupby("segment")["ordered"].mean()["open cart"]


def months(customers, orders):
    """First and next order of each buyer, October (0) and May (1)."""
    log = orders.merge(customers)
    log["may"] = (log["ts_order"] >= pd.Timestamp("2025-05-01", tz="Asia/Shanghai")) * 1
    found = log.groupby(["may", "customer_id"]).agg(
        a=("ts_order", "min"), b=("ts_order", "max"), joined=("first_order_at", "first")
    )
    found["new"] = (found["joined"] == found["a"]) * 1
    found["gap"] = (found["b"] - found["a"]) / pd.Timedelta("1D")
    return found.reset_index()


def mix_only(customers, orders):
    found = months(customers, orders)
    october, may = (found[found["may"] == at] for at in (0, 1))
    came = october["gap"].between(0.5, 30.5)
    new, old = came[october["new"] == 1].mean(), came[october["new"] == 0].mean()
    return (may["new"].mean() - october["new"].mean()) * (new - old)


def next_order(customers, orders):
    found = months(customers, orders)
    gaps = found.loc[(found["may"] == 0) & (found["gap"] > 0), "gap"]
    return gaps.sum() / len(gaps)


def monday(touches):
    with_it, without = (
        touches.loc[touches["arm"] == arm, "profit"] for arm in ("treated", "holdout")
    )
    reach = 1.96 * np.hypot(
        with_it.std() / len(with_it) ** 0.5, without.std() / len(without) ** 0.5
    )
    gain = with_it.mean() - without.mean() - 0.05
    if abs(gain) < reach:
        return "test", "upper" if gain > 0 else "lower"
    return ("weekly", "above") if gain > 0 else ("end", "below")
