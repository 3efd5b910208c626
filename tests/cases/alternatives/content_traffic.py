"""Other right answers to the case's exercises, in plain pandas and numpy."""

import numpy as np


def doors(traffic_daily):
    before = traffic_daily[traffic_daily["date"] < "2025-06-23"]
    table = before.pivot_table(
        index=["channel", "entrance"], values=["uv", "payers"], aggfunc="sum"
    )
    table["share"] = table["uv"] / table.groupby(level=0)["uv"].transform("sum")
    table["conversion"] = table["payers"] / table["uv"]
    return table.droplevel(0)[["share", "conversion"]]


def same_mix(traffic_daily):
    table = doors(traffic_daily)
    weights = table["share"][["ads, followers", "ads, new people"]]
    rates = table["conversion"][["videos, followers", "videos, new people"]]
    return np.average(rates, weights=weights)


def trial(traffic_daily, calendar):
    """Content by day in the trial, and whether the videos were doubled."""
    days = traffic_daily.merge(calendar, on="date")
    days = days[(days["date"] >= "2025-06-23") & (days["channel"] == "content")]
    days = days.assign(twice=days["own_event"].notna())
    return days.groupby(["twice", "date"])[["uv", "payers", "cost"]].sum()


def extra(traffic_daily, calendar):
    means = trial(traffic_daily, calendar).groupby("twice").mean()
    return np.diff(means["payers"])[0] / np.diff(means["uv"])[0]


def cheapest(traffic_daily, calendar):
    days = trial(traffic_daily, calendar).groupby("twice").sum().diff().iloc[-1]
    before = traffic_daily[traffic_daily["date"] < "2025-06-23"]
    paid, own = (before[before["paid_flag"] == is_ad].sum(numeric_only=True) for is_ad in (1, 0))
    costs = [(own["cost"] / own["payers"], "a"), (days["cost"] / days["payers"], "b")]
    return " > ".join(name for _, name in sorted([*costs, (paid["cost"] / paid["payers"], "c")]))


def monday(traffic_daily, calendar):
    days, rate = trial(traffic_daily, calendar), extra(traffic_daily, calendar)
    rest = (days["payers"] - rate * days["uv"]).groupby("twice")
    more = days.groupby("twice").mean().diff().iloc[-1]
    reach = 2.447 * np.sqrt((rest.var() / rest.count()).sum())  # t with 6 degrees of freedom
    low, high = (more["cost"] / (rate * more["uv"] + sign * reach) for sign in (1, -1))
    before = traffic_daily[traffic_daily["date"] < "2025-06-23"]
    paid = before[before["paid_flag"]][["cost", "payers"]].sum()
    ads = paid["cost"] / paid["payers"]
    why = "cheaper" if high < ads else "dearer" if low > ads else "unsure"
    if low > 35 and ads > 35:
        return "less", "both"
    if why == "dearer":
        return "leave", why
    return ("move" if why == "cheaper" and high < 35 else "part"), why
