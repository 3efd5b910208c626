"""Other right answers to the lesson's exercises, in plain pandas."""

import math
from itertools import product

import numpy as np
import pandas as pd

ZONE = "Asia/Shanghai"


def by_hand():
    return 1.645 * math.sqrt(9 * 36 + 400 * 9)


def turnover_goal(years):
    left = years["profit"] * 365 / years["days"] - 0.28 * years["stock"]
    sums = left.groupby(years["rule"]).sum()
    return 100 * sums["lean"] / sums["3 and 7"]


def hit_days(inventory_daily, inbound, sku):
    days = inventory_daily[inventory_daily["sku"].astype(str) == "TE03"]
    first, last = (pd.Timestamp(day, tz=ZONE) for day in ("2025-08-18", "2025-10-12"))
    days = days[days["date"].between(first, last) & ~days["stockout_flag"]]["sales"]
    supplier = sku.set_index(sku["sku"].astype(str)).loc["TE03", "supplier"]
    lots = inbound[inbound["first_po"].isna() & (inbound["supplier"] == supplier)]
    lots = lots[(lots["ordered_at"] < pd.Timestamp("2025-08-25", tz=ZONE))]
    lots = lots[lots["received_at"].notna()]
    took = (lots["received_at"].dt.normalize() - lots["ordered_at"].dt.normalize()).dt.days
    cv = days.std() / days.mean()
    return 1.645 * math.sqrt(took.mean() * cv**2 + took.var())


def monday(years):
    left = years["profit"] * 365 / years["days"] - 0.28 * years["stock"]
    means = left.groupby(years["rule"]).mean()
    assert means["lean"] < means["3 and 7"]
    assert means["28"] < means["14"]
    return ("C", 3)


def half_waits():
    return 1 - 60 / math.sqrt(2 * math.pi) / 400


def twice_the_lot():
    return (0.5 + 2) / 2 - 1


def season():
    chances = {100: 0.2, 150: 0.3, 200: 0.3, 250: 0.2}

    def profit(order):
        return sum(c * (40 * min(d, order) - 10 * max(order - d, 0)) for d, c in chances.items())

    best = max(map(profit, chances))
    order = min(order for order in chances if profit(order) > best - 1e-9)
    return sum(c * max(order - d, 0) for d, c in chances.items())


def days_from_turnover():
    return 1 - 1 / 1.4


def fair():
    demand, cheapest = [90, 120, 80, 70], (np.inf, None)
    for orders in product([True, False], repeat=3):
        cost, first, start = 500, demand[0], 0
        for month, ordered in enumerate(orders, start=1):
            if ordered:
                cost, start = cost + 500, month
            else:
                cost += 2 * (month - start) * demand[month]
                first += demand[month] * (start == 0)
        cheapest = min(cheapest, (cost, first))
    return cheapest[1]


def seldom():
    """Value iteration over the stock at a review, cut off at 40 pieces short."""
    pieces = np.arange(60)
    chance = np.exp(-6 + pieces * np.log(6) - np.array([math.lgamma(k + 1) for k in pieces]))
    levels = np.arange(-40, 26)
    span = np.array([
        sum(c * (max(y - d, 0) + 4 * max(d - y, 0)) for d, c in zip(pieces, chance, strict=True))
        for y in levels
    ])  # fmt: skip
    value = np.zeros(len(levels))
    for _ in range(400):
        after = np.array([
            span[i] + chance @ value[np.clip(i - pieces, 0, None)] for i in range(len(levels))
        ])  # fmt: skip
        order = np.array([5 + after[i:].min() for i in range(len(levels))])
        value = np.minimum(after, order)
        value -= value.min()
    return int(levels[after > order].max())


def lorry():
    ratio = [120 / 160, 840 / 20, 300 / 50]
    return round(math.sqrt(ratio[1] * 160 / (600 + 120)))


def last_order():
    wanted = np.arange(60)
    chance = np.exp(-9 + wanted * np.log(9) - np.array([math.lgamma(k + 1) for k in wanted]))

    def cost(level):
        return sum(
            c * (21 * max(level - d, 0) + 8 * max(d - level, 0))
            for d, c in zip(wanted, chance, strict=True)
        )

    return min(range(20), key=cost)


def false_alarms():
    return "B"


def presale():
    return (850 / 140) / 5 - 1
