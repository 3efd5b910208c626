"""Other right answers to the workshop's exercises, in plain pandas."""

import numpy as np
import pandas as pd

from ecomlab.estimates import normal_quantile
from ecomlab.exercises.traffic import workshop


def _books(pnl_lines, evening):
    """Yuan that are left of one paid yuan, line by line: what is kept less what a return costs."""
    paid = pnl_lines[pnl_lines["line"] == "revenue"]
    last = (pd.Timestamp(evening) - pd.Timedelta(days=15)).strftime("%Y-%m-%d")
    done = paid.loc[paid["date"].dt.strftime("%Y-%m-%d") <= last, "order_id"]
    orders = pnl_lines[pnl_lines["order_id"].isin(done)]
    lines = orders[~orders["line"].isin(["ads", "kol", "labour"])]
    paid = lines.loc[lines["line"] == "revenue", "amount"].sum()
    return lines["amount"].sum() / paid


def must_show(pnl_lines, evening):
    return (1 / _books(pnl_lines, evening), 1, 9)


def _tool(ads_daily, evening, *kinds, without=()):
    day = ads_daily["date"].dt.strftime("%Y-%m-%d")
    last = (pd.Timestamp(evening) - pd.Timedelta(days=15)).strftime("%Y-%m-%d")
    kind = ads_daily["plan_kind"].astype(str)
    chosen = (day >= "2025-10-01") & (day <= last) & ~kind.isin(without)
    if kinds:
        chosen &= kind.isin(kinds)
    some = ads_daily[chosen]
    return some["revenue"].sum() / some["cost"].sum()


def without_name(ads_daily, evening):
    return _tool(ads_daily, evening, without=["paid_brand"])


def weeks_needed(ads_regions, traffic_daily):
    """The interval by hand: a Wald ratio whose scatter is that of sales less ratio times cost."""
    weeks = workshop.feed_weeks(ads_regions, traffic_daily)
    sums = weeks.groupby(np.arange(len(weeks)) // 7).agg(
        on=("on", "first"), cost=("cost", "sum"), revenue=("revenue", "sum")
    )
    on, off = sums[sums["on"]], sums[~sums["on"]]
    gain = on["cost"].mean() - off["cost"].mean()
    ratio = (on["revenue"].mean() - off["revenue"].mean()) / gain
    spread = sum((part["revenue"] - ratio * part["cost"]).var() / len(part) for part in (on, off))
    return len(sums) * (normal_quantile() * spread**0.5 / gain / 2) ** 2


def next_keeps(ads_daily, pnl_lines, evening):
    return f"{100 / _books(pnl_lines, evening) / _tool(ads_daily, evening, 'live'):.1f}%"


def first_test():
    return "a2"


def judged(ads_daily, ads_regions, pnl_lines, traffic_daily, live_minutes, sessions, evening):
    found = workshop.claims(
        ads_daily, ads_regions, pnl_lines, traffic_daily, live_minutes, sessions, evening
    )
    return {n: verdict.lower() for n, verdict in found["verdict"].items()}


def audit(
    ads_daily, ads_regions, ad_conversions, pnl_lines, traffic_daily, live_shows, evening, label
):
    marks = workshop.assistant(
        ads_daily, ads_regions, ad_conversions, pnl_lines, traffic_daily, live_shows, evening, label
    ).marks
    return [dict(mark._asdict()) for mark in marks]


def run():
    return ("c", 20000)
