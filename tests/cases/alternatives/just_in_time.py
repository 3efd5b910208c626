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
    counts = days.groupby("sku")["stockout_flag"].sum()
    usual = calm.groupby("sku")["sales"].mean().reindex(counts.index)
    return days["sales"].sum() / (calm["sales"].sum() + (usual * counts).sum())


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
    low, high = stats.ttest_1samp(gap, 0).confidence_interval()
    return ("a", "2") if low > 0 else ("c", "4") if high < 0 else ("b", "3")
