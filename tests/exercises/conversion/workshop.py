"""Other right answers to the workshop's exercises, in plain pandas."""

import numpy as np
import pandas as pd

from ecomlab.exercises.conversion import pricing, workshop


def _hundred(pnl_lines, promos, evening):
    """Of 100 paid yuan: what moves with the price, what doesn't; order by order."""
    paid = pnl_lines[pnl_lines["line"] == "revenue"]
    last = (pd.Timestamp(evening) - pd.Timedelta(days=15)).strftime("%Y-%m-%d")
    day = paid["date"].dt.strftime("%Y-%m-%d")
    cut = promos[promos["type"] == "event_discount"]
    days = {f"{x:%Y-%m-%d}" for a, b in zip(cut["start"], cut["end"], strict=True)
            for x in pd.date_range(a, b)}  # fmt: skip
    done = set(paid.loc[(day <= last) & ~day.isin(days), "order_id"])
    mine = pnl_lines[pnl_lines["order_id"].isin(done)]
    wide = mine.pivot_table(index="order_id", columns="line", values="amount", aggfunc="sum")
    wide = wide.fillna(0.0).drop(columns=["ads", "kol", "labour"], errors="ignore")
    kept = wide["revenue"] + wide["refund"]
    moves = (kept + wide["platform_fee"] - kept / 1.13 * 0.13).sum()
    fixed = wide.sum().sum() - moves
    return 100 * moves / wide["revenue"].sum(), 100 * fixed / wide["revenue"].sum()


def must_rise(pnl_lines, promos, evening):
    moves, fixed = _hundred(pnl_lines, promos, evening)
    return (100 * ((moves + fixed) / (0.85 * moves + fixed) - 1), 1, 300)


def after_cut(pnl_lines, inventory_daily, sku, promos, evening):
    """By powers of the price; the lot's elasticity itself is lesson 3.3's."""
    slope = pricing.by_lot(inventory_daily, sku, promos).estimate
    moves, fixed = _hundred(pnl_lines, promos, evening)
    return f"{100 * 0.85**slope * (0.85 * moves + fixed) / (moves + fixed):.1f}"


def ship(experiments, tests):
    return "a1"


def judged(traffic_daily, orders, order_items, pnl_lines, promos, experiments, tests, chats,
           other_days, evening):  # fmt: skip
    found = workshop.claims(traffic_daily, orders, order_items, pnl_lines, promos, experiments,
                            tests, chats, other_days, evening)  # fmt: skip
    return {n: verdict.lower() for n, verdict in found["verdict"].items()}


def audit(pnl_lines, inventory_daily, sku, promos, traffic_daily, sessions, events, shop, evening,
          label):  # fmt: skip
    marks = workshop.assistant(pnl_lines, inventory_daily, sku, promos, traffic_daily, sessions,
                               events, shop, evening, label).marks  # fmt: skip
    return [dict(mark._asdict()) for mark in marks]


def run():
    return ("c", np.int64(12))
