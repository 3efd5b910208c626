"""Other right answers to the lesson's exercises, in plain pandas and plain Python."""

from statistics import NormalDist

import numpy as np


def channel_left(pnl_lines):
    """Line by line: goods of no channel go where the same article's other goods went."""
    wide = pnl_lines.pivot_table(
        index="channel", columns="line", values="amount", aggfunc="sum", observed=True
    ).fillna(0)
    dear = (wide["ads"] + wide["kol"]).idxmin()
    goods = pnl_lines[pnl_lines["line"] == "cogs"]
    dealt = 0.0
    for _, rows in goods.groupby("sku", observed=True):
        known = rows["channel"].notna()
        of_dear = rows.loc[rows["channel"] == dear, "amount"].sum()
        dealt += rows.loc[~known, "amount"].sum() * of_dear / rows.loc[known, "amount"].sum()
    return 100 * (wide.loc[dear].sum() + dealt) / wide.loc[dear, "revenue"]


def thirty():
    return ["b", "2"]


def least_room():
    # 55 stay of 100: fee, parcel, ads and tax off; of goods 1 − .45 × .70 are gone
    spend = 0.55 - 0.05 * 0.55 - 0.04 - 0.15 - 0.55 * 0.01 / 1.01
    return 1 - spend / (1 - 0.45 * 0.70)


def small_scale():
    return (100 - 50) * 13 / 113 - 100 / 101


def tiers_units():
    return 10_000 * 100 / 2


def mix_base(order_items, sku):
    lines = order_items.assign(
        sku=order_items["sku"].astype(str),
        sales=order_items["qty"] * order_items["price"] - order_items["discount"],
    )
    lines["profit"] = lines["sales"] - lines["qty"] * lines["cost"]
    sums = lines.groupby("sku")[["qty", "sales", "profit"]].sum()
    table = sku.assign(sku=sku["sku"].astype(str), one=1).set_index("sku").join(sums).fillna(
        {"qty": 0, "sales": 0, "profit": 0}
    )  # fmt: skip
    role = table["role"].astype(str).map(
        {"traffic": 0, "welfare": 0, "profit": 1, "long_tail": 2, "image": 2}
    )  # fmt: skip
    shares = np.array(
        [
            np.bincount(role, table[base]) / table[base].sum()
            for base in ("one", "qty", "sales", "profit")
        ]
    )
    return "ABCD"[np.abs(shares - [0.2, 0.5, 0.3]).sum(axis=1).argmin()]


def killed_early(article_daily, sku):
    return sum(early < 0.1 <= late for early, late in _early_and_late(article_daily, sku))


def first_lot():
    return NormalDist(520, 210).inv_cdf(45 / 75)


def drop_article():
    return ["B", "2"]


def _early_and_late(article_daily, sku):
    first = article_daily["date"].min()
    for name in sku.loc[sku["launch_date"] >= first, "sku"]:
        days = article_daily[article_daily["sku"] == name].sort_values("date")
        end = int((days["uv"].cumsum() < 200).sum()) + 1
        sums = [part[["addcart", "uv"]].sum() for part in (days.iloc[:end], days.iloc[end:])]
        yield [float(x["addcart"] / x["uv"]) for x in sums]


def best_seen(article_daily, sku):
    return max(_early_and_late(article_daily, sku))[1]


def fee_rate(pnl_lines):
    """Of the orders of which nothing was refunded."""
    wide = pnl_lines[pnl_lines["order_id"].notna()].pivot_table(
        index="order_id", columns="line", values="amount", aggfunc="sum", observed=True
    )
    whole = wide[wide["refund"].isna()]
    return -whole["platform_fee"].sum() / whole["revenue"].sum()
