"""Other right answers to the case's exercises, in plain pandas."""

import numpy as np
from scipy.stats import norm


def rates(table):
    frame = table.assign(after=(table["date"] >= "2025-03-31").astype(int))
    sums = frame.pivot_table(
        index="landing_page", columns="after", values=["payers", "uv"], aggfunc="sum"
    )
    return sums["payers"] / sums["uv"]


def same_source(traffic_daily):
    found = rates(traffic_daily.query("channel == 'natural search'")).loc["rice cooker"]
    return found[1] / found[0]


def against_control(traffic_daily):
    logs = np.log(rates(traffic_daily))
    change = logs[1] - logs[0]
    return np.exp(change["rice cooker"] - change["kettle"])


def visits_per_arm(traffic_daily):
    old = rates(traffic_daily).loc["rice cooker", 0]
    effect = 2 * (np.arcsin((1.1 * old) ** 0.5) - np.arcsin(old**0.5))
    return np.ceil(2 * ((norm.ppf(0.975) + norm.ppf(0.8)) / effect) ** 2)


def needed(traffic_daily):
    """What a page's orders leave in a year with the old page, and 18,000 yuan more."""
    earned = 365 * 500 * rates(traffic_daily).loc["rice cooker", 0] * 40
    return (earned + 18_000) / earned


def monday(traffic_daily):
    """By the ends of the interval, in yuan: what half of the rise leaves on one page in a year."""
    frame = traffic_daily.groupby(["date", "landing_page"])[["payers", "uv"]].sum()
    logs = np.log(frame["payers"] / frame["uv"]).unstack()
    gap = (logs["rice cooker"] - logs["kettle"]).to_numpy()
    before, after = gap[:30], gap[30:]
    reach = 2.0017 * np.hypot(before.std(ddof=1), after.std(ddof=1)) / 30**0.5
    step = after.mean() - before.mean()
    rises = np.exp([step - reach, step + reach]) - 1
    old = rates(traffic_daily).loc["rice cooker", 0]
    yuan = {visits: 365 * visits * old * 40 * rises / 2 - 18_000 for visits in (500, 1500)}
    if yuan[1500][0] > 0:
        return "all" if yuan[500][0] > 0 else "large", "low"
    return ("stop", "high") if yuan[1500][1] < 0 else ("test", "inside")
