"""Other right answers to the lesson's exercises, in plain pandas."""

import pandas as pd


def lamp_back():
    return 145.3  # a platform that gives the last line the rest


def without_threshold(threshold_twin):
    sums = threshold_twin.groupby(["state", "luck"])[["kept", "orders"]].sum()
    each = sums["kept"] / sums["orders"]
    gap = (each["299 − 20"] - each["none"]).mean()
    return gap, gap - 5, gap + 5


def other_kept(other_days):
    sums = other_days.groupby("arm")[["kept", "orders"]].sum()
    each = sums["kept"] / sums["orders"]
    return round(each["on"] - each["off"], 2)


def more_off(threshold_days):
    return "b", "2"


def mock_order():
    return 320


def best_price():
    return "249.50"


def across_share():
    return 33.33


def thirty_percent():
    return -3.5


def gift_uplift():
    return 2.53


def first_hundred(other_arrivals):
    first = other_arrivals.sort_values("ts").head(100)
    return first["anyway"].sum() / 100


def deposit_extra():
    return 50 / 159


def other_due(other_articles, other_sold):
    """Article by article, in a loop."""
    total, start = 0.0, pd.Timestamp("2025-11-01")
    for row in other_articles.itertuples():
        now = round(row.price * 0.82 + 1e-9, 2)
        now -= 20 if now >= 299 else 0
        mine = other_sold[other_sold["sku"] == row.sku]
        mine = mine[(start - mine["date"]).dt.days <= 15]
        total += ((mine["paid"] - now * mine["qty"]).clip(lower=0)).sum()
    return round(total, 2)
