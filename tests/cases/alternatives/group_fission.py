"""Other right answers to the case's exercises, in plain pandas."""

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


def pairs(customers, referrals):
    rows = people(customers, referrals)
    rows["back"] = rows["new"] & rows["tags"].notna()
    rows["if_first"] = rows["paid"].where(
        rows["earned"] & (rows["referee_first_order_amount"] > 0), 0.0
    )
    columns = ["new", "back", "paid", "if_first"]
    return rows.pivot_table(index="pair", columns="arm", values=columns, aggfunc="sum").astype(
        float
    )


def added_buyers(customers, referrals):
    new = pairs(customers, referrals)["new"]
    return new["on"].sum() - new["off"].sum()


def on_first_order(customers, referrals):
    return pairs(customers, referrals)["if_first"].to_numpy().sum() / added_buyers(
        customers, referrals
    )


def four_prices(customers, referrals):
    sums = pairs(customers, referrals)
    rows = people(customers, referrals)
    invited = rows["reward_cost"].notna()
    paid, real = sums["paid"].to_numpy().sum(), (invited & rows["new"]).sum()
    price = {
        "a": paid / invited.sum(),
        "b": paid / real,
        "c": paid / added_buyers(customers, referrals),
        "d": on_first_order(customers, referrals),
    }
    return " > ".join(name for _, name in sorted((value, name) for name, value in price.items()))


def ends(sums, paid):
    """Low and high end of the profit in all: a regression through the origin, weights 1 ÷ size."""
    more = sums.xs("on", axis=1, level="arm") - sums.xs("off", axis=1, level="arm")
    size = sums["new"].sum(axis=1)
    profit = 100 * more["new"] + 600 * more["back"] - more[paid]
    rest = profit - profit.sum() / size.sum() * size
    reach = (rest**2 / (1 - size / size.sum())).sum() ** 0.5 * stats.t.ppf(0.975, 29)
    return profit.sum() - reach, profit.sum() + reach


def monday(customers, referrals):
    sums = pairs(customers, referrals)
    low, high = ends(sums, "if_first")
    if ends(sums, "paid")[0] > 0:
        return "all", "clear"
    if high < 0:
        return "end", "clear"
    return "rule", "clear" if low > 0 else "open"
