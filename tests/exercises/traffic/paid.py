"""Other right answers to the lesson's exercises, in plain pandas."""

import numpy as np
import pandas as pd

WAR = ("2025-07-14", "2025-08-25", "2025-10-06")


def loses():
    return 1 - 1.65 * 0.95 * 0.3


def left_of_a_yuan(pnl_lines):
    """What an order leaves before promotion and wages, of a paid yuan."""
    mine = pnl_lines.dropna(subset=["order_id"]).astype({"line": "str"})
    mine = mine[~mine["line"].isin(["ads", "kol", "labour"])]
    with_revenue = mine.loc[mine["line"] == "revenue", "order_id"].unique()
    mine = mine[mine["order_id"].isin(with_revenue)]
    return mine["amount"].sum() / mine.loc[mine["line"] == "revenue", "amount"].sum()


def other_border(other_books):
    return 1 / left_of_a_yuan(other_books)


def stopped_wrongly(ads_daily, ad_conversions, evening, pnl_lines):
    """From the log of claims, without the tool's table."""
    border, zone = 1 / left_of_a_yuan(pnl_lines), ads_daily["date"].dt.tz
    days = pd.date_range(end=pd.Timestamp(evening, tz=zone), periods=4)
    cost = ads_daily[ads_daily["date"].isin(days)].astype({"plan_id": "str"})
    cost = cost.groupby("plan_id")["cost"].sum()
    cost = cost.drop(["paid_brand", "content", "live"], errors="ignore")
    claims = ad_conversions.astype({"plan_id": "str"})
    claims = claims[claims["ts_click"].dt.normalize().isin(days)]
    seen = claims[claims["ts_pay"] < days[-1] + pd.Timedelta(days=1)]
    seen, final = (
        table.groupby("plan_id")["revenue"].sum().reindex(cost.index, fill_value=0) / cost
        for table in (seen, claims)
    )
    return int(((seen < border) & (final >= border)).sum())


def best_days():
    """By simulation of a hundred thousand plans, on days around the top."""
    rng = np.random.default_rng(1)
    truth = rng.gamma(0.35**-2, 0.35**2, 400_000)
    profit = {}
    for day in range(4, 11):
        known = (0.35**-2 + rng.poisson(5 * day * truth)) / (0.35**-2 + 5 * day)
        profit[day] = (day * (truth - 1) + (known >= 1) * (90 - day) * 3 * (truth - 1)).mean()
    return float(max(profit, key=profit.get))


def tonight():
    return "b"


def click_worth(pnl_lines):
    return 0.026 * 168 * left_of_a_yuan(pnl_lines)


def seen_after_two(ad_conversions, evening):
    click = ad_conversions["ts_click"].dt.tz_localize(None).dt.normalize()
    pay = ad_conversions["ts_pay"].dt.tz_localize(None).dt.normalize()
    last = pd.Timestamp(evening) - pd.Timedelta(days=15)
    age = (pay - click).dt.days[(click <= last) & (click > last - pd.Timedelta(days=90))]
    return (age[age <= 15] <= 2).mean()


def second_price(ads_daily, evening):
    day = ads_daily[ads_daily["date"].dt.strftime("%Y-%m-%d") == evening]
    mine = day[day["plan_kind"] == "paid_search"].nlargest(1, "cost").iloc[0]
    bid, score = round(mine["bid"], 2), round(mine["quality_score"], 1)
    scores = sorted([bid * score, round(1.15 * bid, 2) * 5.0, round(0.55 * bid, 2) * 8.0])
    return scores[scores.index(bid * score) - 1] / score + 0.01


def coupon_site(pnl_lines):
    mine = pnl_lines[pnl_lines["order_id"].notna()].astype({"line": "str"})
    sums = mine.groupby("line")["amount"].sum()
    return 0.75 * left_of_a_yuan(pnl_lines) / (1 + sums["refund"] / sums["revenue"])


def why_fewer(ads_daily):
    since, changed, before = (pd.Timestamp(day, tz=ads_daily["date"].dt.tz) for day in WAR)
    mine = ads_daily[ads_daily["plan_id"].astype(str) == "feed_category"]
    first = mine[(mine["date"] >= since) & (mine["date"] < changed)]
    later = mine[(mine["date"] >= changed) & (mine["date"] < before)]
    rates = []
    for part in (first, later):
        cost, views, clicks, orders = (
            part[name].sum() / part["date"].nunique()
            for name in ("cost", "impressions", "clicks", "orders")
        )
        rates.append(np.log([cost, views / cost, clicks / views, orders / clicks]))
    return "ABCD"[int(np.argmin(rates[1] - rates[0]))]


def new_picture(ads_daily):
    """A regression of the log rate on age and picture, then the best age by trying."""
    feed = ads_daily[ads_daily["plan_kind"] == "paid_feed"]
    cells = feed.groupby(["creative_id", "creative_age_days"])[["impressions", "clicks"]].sum()
    cells = cells[cells["clicks"] > 0].reset_index().astype({"creative_age_days": "float64"})
    y = np.log(cells["clicks"] / cells["impressions"])
    weight, picture = cells["clicks"], cells["creative_id"]

    def within(values):
        means = (values * weight).groupby(picture).transform("sum")
        return values - means / weight.groupby(picture).transform("sum")

    x, y = within(cells["creative_age_days"]), within(y)
    slope = -(weight * x * y).sum() / (weight * x * x).sum()
    ages = np.arange(1, 60, 0.1)
    mean = (60 * (1 - np.exp(-slope * ages)) / slope - 240) / ages
    return float(ages[mean.argmax()])


def highest_roi():
    return "b"
