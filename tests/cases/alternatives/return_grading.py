"""Other right answers to the case's exercises, in plain pandas."""

import numpy as np

from ecomlab.estimates import t_quantile


def net_of_handling(returns):
    late = returns["inspected_at"] >= "2025-04-01"
    lost = returns["refund"] - returns["recovered_value"] + returns["handling_cost"]
    rates = [np.average(lost[side] / returns["refund"][side], weights=returns["refund"][side])
             for side in (~late, late)]  # fmt: skip
    return rates[0] - rates[1]


def between_grades(returns):
    frame = returns.assign(late=(returns["inspected_at"] >= "2025-04-01").astype(int))
    sums = frame.pivot_table(
        index="grade", columns="late", values=["refund", "recovered_value"], aggfunc="sum"
    )
    share = sums["refund"] / sums["refund"].sum()
    loss = 1 - sums["recovered_value"] / sums["refund"]
    old, new = ((share[0] - share[1]) @ loss[when] for when in (0, 1))
    return (old + new) / 2


def _money(returns, pnl_lines):
    money = pnl_lines.pivot_table(index="order_id", values="amount", aggfunc="sum")["amount"]
    return returns["order_id"].map(money)


def minor_brought(returns, pnl_lines):
    frame = returns.assign(money=_money(returns, pnl_lines)).dropna(subset="money")
    kept = frame.query("grade == 'minor'")
    kept = kept[kept["inspected_at"] >= "2025-04-01"]
    return np.average(kept["money"] / kept["refund"], weights=kept["refund"])


def monday(returns, pnl_lines):
    frame = returns.assign(money=_money(returns, pnl_lines))
    losses = []
    for _, rows in frame.groupby("inspected_at"):
        marked = rows[rows["money"].notna()]
        lost = (rows["refund"] - rows["recovered_value"] + rows["handling_cost"]).sum()
        wrong = (marked["recovered_value"] - marked["money"]).sum() / marked["refund"].sum()
        losses.append(lost / rows["refund"].sum() + wrong)
    before, since = np.array(losses[:90]), np.array(losses[90:])
    reach = t_quantile(178) * np.hypot(before.std(ddof=1), since.std(ddof=1)) / 90**0.5
    low, high = (before.mean() - since.mean() + sign * reach for sign in (-1, 1))
    reason = "inside" if low <= 0 <= high or low <= 0.06 <= high else "apart"
    if low > 0.06:
        return "stores", reason
    return ("keep" if low > 0 else "back" if high < 0 else "months"), reason
