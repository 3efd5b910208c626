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
    needed = level_needed(days)
    if stats.ttest_1samp(gap, 0).confidence_interval()[0] > 150:
        more = refilled(days, needed).mean() - refilled(days, level_of_now(days)).mean()
        return ("fuller", "above") if more >= 100 else ("all", "above")
    return ("wait", "open") if refilled(days, needed).mean() > 150 else ("back", "below")


def wanted(rows):
    """Sales day by day, with a usual day in the place of each day sold out; whole pieces."""
    rows = rows.sort_values("date")
    out = rows["stockout_flag"].to_numpy()
    usual = rows["sales"].to_numpy()[~out].mean()
    guess = np.where(out, np.maximum(rows["sales"], usual), rows["sales"])
    return np.diff(np.floor(guess.cumsum() + 1e-9), prepend=0).astype(int)


def level_needed(days):
    """By the sisters' whole weeks, of those who were never sold out in a season."""
    premium = days["unit_price"].max() - 1
    calm = days[~days["weekly"]].groupby(["sku", "new"])
    calm = calm.filter(lambda rows: not rows["stockout_flag"].any())
    week = calm["date"].dt.tz_localize(None).dt.to_period("W")
    weeks = calm.groupby(["sku", "new", week])["sales"].sum().unstack().stack().rename("sold")
    share = weeks / weeks.groupby(["sku", "new"]).transform("mean")
    return 7 * share.quantile(1 / (1 + 0.28 / 365 * 7 / (0.78 * 1.8 - 1 - premium)))


def level_of_now(days):
    """A Monday morning's stock in days of what the sisters say was wanted."""
    pieces = {
        key: sum(wanted(rows).sum() for _, rows in part.groupby("sku"))
        for key, part in days.groupby(["weekly", "new"])
    }
    shelf = days[days["weekly"] & days["new"]]
    mondays = shelf[shelf["date"].dt.day_name() == "Monday"]
    full = (mondays["on_hand"] + mondays["sales"]).sum() / 8
    share = shelf["sales"].sum() / pieces[True, False]
    served = min(share / (pieces[False, True] / pieces[False, False]), 1)
    return full / (shelf["sales"].sum() / 56) * served


def refilled(days, level):
    """Article by article, day by day: the sisters' customers before shelves filled so."""
    premium = days["unit_price"].max() - 1
    gains = {}
    for (title, _), rows in days[~days["weekly"] & days["new"]].groupby(["title", "sku"]):
        pieces = wanted(rows)
        full = round(level * pieces.mean())
        stock, sold = [], 0
        for day, piece in enumerate(pieces):
            there = stock[-1] if day % 7 else full
            sold += min(piece, there)
            stock.append(there - min(piece, there))
        cost, earned = rows["unit_cost"].iloc[0], 0.78 * rows["price"].iloc[0]
        keep = 0.28 / 365 * cost * (rows["on_hand"].sum() - sum(stock))
        gain = (earned - cost * (1 + premium)) * sold - (earned - cost) * rows["sales"].sum()
        gains.setdefault(title, []).append((gain + keep) * 30 / 56)
    return np.array([np.mean(cut) for cut in gains.values()])


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
