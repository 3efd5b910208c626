"""Other right answers to the lesson's exercises, in plain pandas."""

import numpy as np


def longer(earlier, pnl_lines):
    """Half the step: twice the error per yuan, four times the weeks."""
    return (1 / 0.5) ** 2, 2, 8


def second_step(weeks, earlier):
    """Region by region and week by week, as in the table by hand."""
    usual = earlier.groupby("region")["orders"].sum()
    more_orders = more_cost = 0.0
    for _, week in weeks[weeks["factor"] >= 1].groupby("week"):
        share = (usual[week["region"]] / usual[week["region"]].sum()).to_numpy()
        dealt = week["factor"].to_numpy()
        more_orders += dealt @ (week["orders"] - share * week["orders"].sum()).to_numpy()
        more_cost += dealt @ (week["cost"] - share * week["cost"].sum()).to_numpy()
    return 1000 * more_orders / more_cost


def songling(other_days):
    days = other_days.assign(week=np.arange(len(other_days)) // 7)
    weeks = days.groupby("week").agg({"on": "first", "orders": "sum", "cost": "sum"})
    means = weeks.groupby("on")[["orders", "cost"]].mean()
    more = means.loc[True] - means.loc[False]
    return f"{1000 * more['orders'] / more['cost']:.1f}"


def monday(weeks, earlier, pnl_lines):
    return "c"


def two_regions():
    return (86 - 0.75 * 110) / (1600 - 0.75 * 1600) * 1000


def remembered():
    return 86


def next_yuan():
    return 100 * (1 - 4000 / 6000)


def wider():
    return 14.7 * (8 / 32) ** 0.5


def whole_tool():
    return "c"


def share_falls():
    return "b"


def card_says():
    return "b"


def better_than_last():
    return "b"
