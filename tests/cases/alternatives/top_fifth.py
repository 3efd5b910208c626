"""Other right answers to the case's exercises, in plain pandas and numpy."""

import numpy as np
from scipy.stats import poisson


def by_year(orders, customers):
    table = orders.assign(year=orders["ts_order"].dt.strftime("%Y")).pivot_table(
        index="customer_id", columns="year", values="paid_amount", aggfunc="sum", fill_value=0
    )
    return 0.4 * table.reindex(customers["customer_id"], fill_value=0)


def first_fifth(values):
    return np.argsort(-values.to_numpy(), kind="stable")[: len(values) // 5]


def by_chance(orders, customers):
    mean = len(orders[orders["ts_order"] >= "2025-01-01"]) / len(customers)
    shares = np.linspace(0.8, 1, 200_001)[:-1] + 0.2 / 400_000
    return 0.2 * poisson.ppf(shares, mean).mean() / mean


def next_year(orders, customers):
    table = by_year(orders, customers)
    return table["2025"].iloc[first_fifth(table["2024"])].sum() / table["2025"].sum()


def stars_again(orders, customers):
    table = by_year(orders, customers)
    both = np.intersect1d(first_fifth(table["2024"]), first_fifth(table["2025"]))
    return len(both) / (len(table) // 5)


def monday(orders, customers):
    table = by_year(orders, customers)
    worth = 0.1 * table["2025"].to_numpy()[first_fifth(table["2024"])]
    reach = 1.96 * worth.std(ddof=1) / len(worth) ** 0.5
    if abs(worth.mean() - 35) <= reach:
        return "half", "inside"
    return "all" if worth.mean() > 35 else "none", "outside"
