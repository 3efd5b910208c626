"""Other right answers to the case's exercises, in plain pandas."""

import numpy as np
from scipy.stats import t


def beyond_the_category(traffic_daily, keywords):
    visits = traffic_daily.query("channel == 'natural search'").groupby("date")["uv"].sum()
    searches = keywords.groupby("date")["search_index"].sum()
    half = len(visits) // 2
    growth = [days.iloc[half:].sum() / days.iloc[:half].sum() for days in (visits, searches)]
    return growth[0] / growth[1]


def break_even(pnl_lines):
    lines = pnl_lines[~pnl_lines["line"].isin(["ads", "labour"])]
    revenue = lines.loc[lines["line"] == "revenue", "amount"].sum()
    return revenue / lines["amount"].sum()


def changes(orders, ads_daily):
    """Per region: pair, off or on, change of revenue and of cost from the claim to the test."""
    start = ads_daily["date"].min() + (ads_daily["date"].max() - ads_daily["date"].min()) / 2
    signs = np.where(ads_daily["date"] > start, 1, -1)
    table = (
        ads_daily.assign(change=signs * ads_daily["cost"], later=ads_daily["cost"] * (signs > 0))
        .groupby("keyword_or_audience")
        .agg(pair=("plan_id", "first"), saved=("change", "sum"), later=("later", "sum"))
    )
    signed = np.where(orders["ts_order"] > start, 1, -1) * orders["paid_amount"]
    table["lost"] = signed.groupby(orders["region"]).sum()
    table["sign"] = np.where(table["later"] > 0, 1, -1)
    both = table[["lost", "saved"]].mul(table["sign"], axis=0)
    return both.groupby(table["pair"]).sum()


def lost_per_yuan(orders, ads_daily):
    total = changes(orders, ads_daily).sum()
    return total["lost"] / total["saved"]


def monday(orders, ads_daily, pnl_lines):
    table = changes(orders, ads_daily)
    ratio = table["lost"].sum() / table["saved"].sum()
    rest = table["lost"] - ratio * table["saved"]
    lever = table["saved"] / table["saved"].sum()
    reach = t.ppf(0.975, len(table) - 1) * np.sqrt((rest**2 / (1 - lever)).sum())
    reach /= table["saved"].sum()
    needed = break_even(pnl_lines)
    if ratio + reach < needed:
        return "cut", "below"
    if ratio - reach <= needed:
        return "keep", "inside"
    low, high = (3 * end / 4 for end in (ratio - reach, ratio + reach))
    if low > needed:
        return "double", "next_above"
    return ("raise", "next_inside") if high >= needed else ("keep", "next_below")
