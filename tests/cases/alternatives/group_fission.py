"""Other right answers to the case's exercises, in plain pandas."""

import numpy as np
from scipy import stats


def brought_by_a_newcomer(referrals):
    first = referrals["referee_id"].min()
    early = referrals[referrals["ts"] < "2025-05-19"]
    return (referrals["referrer_id"] >= first).sum() / len(early)


def people(customers, referrals):
    both = customers.merge(referrals, "left", left_on="customer_id", right_on="referee_id")
    both["paid"] = both["reward_cost"].fillna(0) + both["referee_discount"].fillna(0)
    both["new"] = both["first_order_at"].notna() & (both["same_device_flag"] != True)  # noqa: E712
    both["pair"], both["arm"] = both["city"].str[:2], both["city"].str[3:]
    both["earned"] = both["new"] & both["reward_cost"].notna()
    return both


def table(customers, referrals):
    sums = people(customers, referrals).pivot_table(
        index="pair", columns="arm", values=["new", "paid", "earned"], aggfunc="sum"
    )
    return (
        (sums["new"]["on"] - sums["new"]["off"]).astype(float),
        sums["paid"]["on"].astype(float),
        sums["earned"]["on"].astype(float)
        * (referrals["reward_cost"].max() + referrals["referee_discount"].max()),
    )


def added_buyers(customers, referrals):
    return table(customers, referrals)[0].sum()


def on_first_order(customers, referrals):
    more, _, cost = table(customers, referrals)
    return cost.sum() / more.sum()


def high(cost, more):
    residual = cost / cost.mean() - more / more.mean()
    reach = stats.t.ppf(0.975, 29) * residual.std(ddof=1) / 30**0.5
    return cost.sum() / more.sum() * np.exp(reach)


def monday(customers, referrals):
    more, paid, other = table(customers, referrals)
    if high(paid, more) < 200:
        return "a", 2
    return ("b", 3) if high(other, more) < 200 else ("c", 4)
