"""Other right answers to the lesson's exercises, in plain pandas."""

from itertools import combinations

import pandas as pd
from scipy.optimize import fsolve

UNPAID = {"closed", "unpaid", "refunded", "cancelled", "created"}


def bought(items, orders):
    kept = orders[orders["ts_pay"].notna() & ~orders["status"].astype(str).isin(UNPAID)]
    kept = kept[kept["refund_amount"] < kept["paid_amount"] - 0.004]
    return items[items["order_id"].isin(kept["order_id"])].astype({"sku": str}), kept


def strong_pairs(order_items, orders):
    return 5, 3, 8


def below_a_lift_of_one(other_order_items, other_orders):
    """Counted pair by pair; what chance does from equations solved by brute force."""
    items, _ = bought(other_order_items, other_orders)
    carts = items.groupby("order_id")["sku"].agg(lambda held: tuple(sorted(set(held))))
    several = carts[carts.map(len) > 1]
    pairs = pd.Series([pair for cart in several for pair in combinations(cart, 2)]).value_counts()
    alone = pd.Series([sku for cart in carts for sku in cart]).value_counts()
    with_it = pd.Series(0.0, index=alone.index)
    for (one, other), n in pairs.items():
        with_it[one] += n
        with_it[other] += n
    names = with_it.index[with_it > 0]
    n = with_it[names].to_numpy()
    pull = fsolve(lambda u: u * (u.sum() - u) - n, n / n.sum() ** 0.5)
    pull = pd.Series(pull, index=names)
    best, answer = 0, None
    for (one, other), both in pairs.items():
        lift = both * len(carts) / alone[one] / alone[other]
        times = both / (pull[one] * pull[other])
        if lift < 0.95 and both > best and both > 20 and times > 1.5:
            best, answer = both, times
    return answer


def set_needs(order_items, orders, sku, pnl_lines):
    """Counted out for 100,000 buyers, one new taker after the other."""
    from ecomlab.exercises.conversion.baskets import candidates

    first = candidates(order_items, orders, sku, pnl_lines).iloc[0]
    today = round(100_000 * first["confidence"])
    takers, loss = today, today * first["cost"]
    while loss > 0:
        takers, loss = takers + 1, loss - (first["left"] - first["cost"])
    return takers / 100_000


def tea(tea_set):
    return "b", "2"


def stove(other_order_items, other_orders):
    items, _ = bought(other_order_items, other_orders)
    carts = items.groupby("order_id")["sku"].agg(set)
    sets = [cart for cart in carts if "CK01" in cart]
    return sum("SV01" in cart for cart in sets) / len(sets)


def frequency(other_orders):
    _, kept = bought(pd.DataFrame({"order_id": [], "sku": []}), other_orders)
    return kept.groupby("customer_id").size().mean()


def sent_back(other_order_items, other_orders, other_returns):
    """The gap within each article, weighted by the needed ones where both kinds are many."""
    paid = other_orders[other_orders["ts_pay"].notna()]
    end = paid["ts_pay"].max().normalize() + pd.Timedelta(days=1)
    paid = paid[paid["ts_pay"] <= end - pd.Timedelta(days=30)]
    items = other_order_items.merge(paid[["order_id", "ts_pay"]], on="order_id")
    items["amount"], items["sku"] = items["qty"] * items["price"], items["sku"].astype(str)
    items = items[items.groupby("order_id")["sku"].transform("nunique") > 1]
    whole = items.groupby("order_id")["amount"].sum()
    least = items.sort_values(["amount", "sku"]).groupby("order_id").head(1)
    whole = whole.reindex(least["order_id"]).to_numpy()
    least["needed"] = (whole >= 299) & (whole - least["amount"] < 299)
    back = other_returns.astype({"sku": str}).groupby(["order_id", "sku"])["requested_at"].min()
    least = least.join(back, on=["order_id", "sku"])
    least["back"] = least["requested_at"] - least["ts_pay"] <= pd.Timedelta(days=30)
    rates = least.pivot_table(
        index="sku", columns="needed", values="back", aggfunc=["mean", "size"]
    )
    rates = rates.dropna()
    n, n_0 = rates["size"][True], rates["size"][False]
    weight = n * n_0 / (n + n_0)
    gap = rates["mean"][True] - rates["mean"][False]
    return 100 * (weight * gap).sum() / weight.sum()


def by_luck(other_order_items, other_orders):
    items, _ = bought(other_order_items, other_orders)
    return len(list(combinations(set(items["sku"]), 2))) * 0.025


def slot(other_order_items, other_orders, other_sku):
    return "B", "2"
