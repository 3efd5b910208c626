"""Other right answers to the case's exercises, in plain pandas."""

import numpy as np
from scipy import stats


def autumn(sku, suppliers, inventory_daily):
    days = inventory_daily.merge(sku, on="sku").merge(suppliers, on="supplier")
    return days.assign(
        new=days["date"].dt.year == 2025, weekly=days["supplier"].str.contains("wee")
    )


def filled(sku, suppliers, inventory_daily):
    days = autumn(sku, suppliers, inventory_daily).query("new and weekly")
    calm = days[~days["stockout_flag"]]
    usual = calm.groupby("sku")["sales"].mean()
    short = days[days["stockout_flag"]]
    missing = (short["sku"].map(usual) - short["sales"]).clip(lower=0).sum()
    return days["sales"].sum() / (days["sales"].sum() + missing)


def dearer(sku, suppliers, inventory_daily):
    days = autumn(sku, suppliers, inventory_daily).query("new and weekly")
    extra = days["sales"] * days["unit_cost"] * (days["unit_price"] - 1)
    return extra.sum() / days["sku"].nunique() / 56 * 30


def service(sku, suppliers):
    about = sku.merge(suppliers, on="supplier").query("unit_price > 1")
    few = 0.78 * about["price"].mean() - (about["unit_cost"] * about["unit_price"]).mean()
    return 1 / (1 + 0.28 / 365 * 7 * about["unit_cost"].mean() / few)


def monday(sku, suppliers, inventory_daily):
    days = autumn(sku, suppliers, inventory_daily)
    charged = days["unit_cost"] * np.where(days["new"], days["unit_price"], 1)
    earned = (0.78 * days["price"] - charged) * days["sales"]
    profit = (earned - 0.28 / 365 * days["unit_cost"] * days["on_hand"]) * 30 / 56
    sums = profit.groupby([days["title"], days["weekly"], days["sku"], days["new"]]).sum()
    change = sums.unstack().pipe(lambda t: t[True] - t[False])
    mean = change.groupby(["title", "weekly"]).mean().unstack()
    gap = (mean[True] - mean[False]).to_numpy()
    if stats.ttest_1samp(gap, 0).confidence_interval()[0] > 0:
        return "b", "4"
    return ("c", "2") if refilled(days).mean() > 0 else ("a", "1")


def refilled(days):
    """Article by article and week by week: the sisters' customers before fuller weekly shelves."""
    premium = days["unit_price"].max() - 1
    sisters = days[~days["weekly"]]
    calm = sisters.groupby(["sku", "new"]).filter(lambda rows: not rows["stockout_flag"].any())
    week = calm["date"].dt.tz_localize(None).dt.to_period("W")
    weeks = calm.groupby(["sku", "new", week])["sales"].sum().unstack().stack().rename("sold")
    share = (weeks / weeks.groupby(["sku", "new"]).transform("mean")).quantile(
        1 / (1 + 0.28 / 365 * 7 / (0.78 * 1.8 - 1 - premium))
    )
    gains = []
    for _, rows in calm[calm["new"]].groupby("sku"):
        full = round(7 * share * rows["sales"].mean())
        stock, sold = [], 0
        for day, wanted in enumerate(rows.sort_values("date")["sales"]):
            there = stock[-1] if day % 7 else full
            sold += min(wanted, there)
            stock.append(there - min(wanted, there))
        cost, earned = rows["unit_cost"].iloc[0], 0.78 * rows["price"].iloc[0]
        keep = 0.28 / 365 * cost * (rows["on_hand"].sum() - sum(stock))
        gain = (earned - cost * (1 + premium)) * sold - (earned - cost) * rows["sales"].sum()
        gains.append((gain + keep) * 30 / 56)
    return np.array(gains)


def lines(sku, suppliers, inventory_daily):
    days = autumn(sku, suppliers, inventory_daily)
    value = days["unit_cost"]
    of = {
        "A": -0.28 / 365 * value * days["on_hand"],
        "B": -value * (days["unit_price"] - 1) * days["sales"] * days["new"],
        "C": (0.78 * days["price"] - value) * days["sales"],
    }
    means = {}
    for letter, part in of.items():
        cell = part.groupby([days["weekly"], days["new"]]).sum()
        weekly, sisters = (cell[side, True] - cell[side, False] for side in (True, False))
        means[letter] = weekly - sisters / 2  # two sisters for each weekly colour
    return " > ".join(sorted(means, key=means.get))
