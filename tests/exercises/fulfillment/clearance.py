"""Other right answers to the lesson's exercises, in plain pandas."""

import math

import numpy as np


def _dead(shelf, sku):
    shelf = shelf.assign(sku=shelf["sku"].astype(str))
    days = shelf["date"].drop_duplicates().nlargest(30)
    last = shelf[shelf["date"] == days.iloc[0]].set_index("sku")["on_hand"]
    sold = shelf[shelf["date"].isin(days)].groupby("sku")["sales"].sum()
    value = last * sku.set_index(sku["sku"].astype(str))["unit_cost"]
    return value, sold, last


def other_dead(other_shelf, other_sku):
    value, sold, _ = _dead(other_shelf, other_sku)
    return value[sold == 0].sum()


def rush(shelf, sku, promos):
    mine = shelf[shelf["sku"].astype(str) == "DP01"]
    week = 7 * mine[~mine["stockout_flag"].astype(bool)]["sales"].tail(60).mean()
    times = mine["on_hand"].iloc[-1] / week
    return 75 / math.sqrt(times)  # elasticity about -2


def half(pack):
    total = pack.groupby("plan")["wanted"].sum()
    return total["50% off"] / total["0% off"]


def keep_fleece(shelf, sku, pnl_lines):
    about = sku[sku["sku"].astype(str) == "FL01"].iloc[0]
    mine = pnl_lines[pnl_lines["sku"].astype(str) == "FL01"]
    sums = mine.groupby(mine["line"].astype(str))["amount"].sum()
    kept = 1 + sums["refund"] / sums["revenue"]
    half_price = about["price"] / 2 * kept * (1 - 0.05 - 0.13 / 1.13) - 6
    assert half_price < about["unit_cost"] * 0.97 - 26 * 0.12
    return ("B", 1)


def dealer_price():
    return (9 + 5) / 0.7


def cakes():
    pieces = np.array([1, 0.5625, 0.5625**2])  # spread by what each week counts
    worth = np.array([1, 0.75, 0.75**2])
    share = pieces / pieces.sum()
    spread = (worth * np.sqrt(share)).sum()
    return 1 - 1 / spread


def one_price():
    def money(pieces):
        return sum(math.sqrt(each) for each in pieces)

    assert money([4, 4, 4]) > max(money([2, 4, 6]), money([10, 1, 1]), money([1, 1, 10]))
    return "B"


def turned_faster():
    return "C"


def fresh_slow(other_shelf, other_sku):
    value, sold, last = _dead(other_shelf, other_sku)
    slow = (sold > 0) & (last / (sold.clip(lower=1e-9) / 30) > 90)
    shelf = other_shelf.assign(sku=other_shelf["sku"].astype(str))
    days = shelf["date"].drop_duplicates().nlargest(91)
    came = (
        shelf[shelf["date"].isin(days)].groupby("sku")[["received", "put_back"]].sum().sum(axis=1)
    )
    fresh = np.minimum(last, came) / last.clip(lower=1)
    return (value * fresh)[slow].sum()
