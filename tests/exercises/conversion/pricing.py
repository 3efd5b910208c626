"""Other right answers to the lesson's exercises, in plain pandas."""

import numpy as np
import pandas as pd

from ecomlab.exercises.conversion.pricing import rates

ZONE = "Asia/Shanghai"


def enough(orders, order_items, returns, shipments, sku):
    left = rates(orders, order_items, returns, shipments, sku).round(2)
    return left["left"] / (90 * left["keep"] - left["cost"]) - 1


def _lowest(orders, order_items, sku):
    paid = orders[orders["ts_pay"].notna()]
    lines = order_items.merge(paid[["order_id", "ts_pay"]], on="order_id")
    first, end = (pd.Timestamp(day, tz=ZONE) for day in ("2025-05-25", "2025-06-01"))
    week = lines[(lines["ts_pay"] >= first) & (lines["ts_pay"] < end)]
    piece = np.floor(100 * (week["price"] - week["discount"] / week["qty"]) + 1e-6) / 100
    return piece.groupby(week["sku"].astype(str)).min()


def struck(orders, order_items, sku):
    lowest = _lowest(orders, order_items, sku)
    usual = sku.set_index(sku["sku"].astype(str))["price"]
    fits = (lowest.reindex(usual.index) >= usual - 1e-9).sum()
    bought = order_items.merge(
        orders[orders["ts_pay"] < pd.Timestamp("2025-06-01", tz=ZONE)], on="order_id"
    )
    quiet = usual.index.difference(lowest.index)
    last = (
        bought[bought["sku"].astype(str).isin(quiet)]
        .sort_values("ts_pay")
        .groupby("sku", observed=True)
    )
    for code, line in last.last().iterrows():
        fits += line["price"] - line["discount_x"] / line["qty"] >= usual[str(code)] - 1e-9
    return int(fits)


def base(orders, order_items, sku):
    return _lowest(orders, order_items, sku)["BP01"]


def monday(inventory_daily, sku, promos, orders, order_items, returns, shipments):
    return ("c", 3)


def second_rise(inventory_daily, sku, promos):
    """Ratio of means, article by article, no model: as somebody does in a spreadsheet."""
    test, event = (
        promos[promos["type"].astype(str) == kind] for kind in ("price_test", "event_discount")
    )
    price = sku[sku["role"].astype(str) == "long_tail"].set_index("sku")["price"]
    days = inventory_daily[inventory_daily["sku"].isin(price.index)]
    on = pd.Series(False, index=days.index)
    for row in test.itertuples():
        on |= days["date"].between(row.start, row.end)
    for row in event.itertuples():
        on &= ~days["date"].between(row.start, row.end)
    days = days[on & ((days["on_hand"] > 0) | (days["sales"] > 0))]
    days = days.assign(times=(days["price"] / days["sku"].astype(str).map(dict(price))).round(2))
    mean = days.groupby(["sku", "times"], observed=True)["sales"].mean().unstack().dropna()
    e = np.log(mean[1.08].sum() / mean[0.92].sum()) / np.log(1.08 / 0.92)
    return 0.9**e - 1


def lamp():
    return min(239, 209)


def eight():
    return 1 - (200 * 0.8 - 10) / 200


def free():
    return 1200 * 0.25 / (1200 * 0.25 - 0.5 * 0.045 * 1200) - 1


def lawful():
    return "c"


def today_only():
    return "b"


def added():
    return (500 * (120 - 70) - 1000 * (90 - 70)) / 500
