"""Other right answers to the case's exercises, in plain pandas."""

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf


def newcomers(customers, orders):
    rows = orders.merge(customers[["customer_id", "first_order_at"]])
    day = (rows["ts_order"] - rows["first_order_at"]).dt.days
    early = rows[day.between(8, 90)]["customer_id"].value_counts()
    late = set(rows[day.between(91, 180)]["customer_id"])
    found = customers.set_index("customer_id")
    return found.assign(
        early=early.reindex(found.index).fillna(0),
        gone=[float(i not in late) for i in found.index],
    )


def lots(customers, orders, touches):
    arm = touches[touches["trigger"].str.startswith("day 7")].set_index("customer_id")["arm"]
    return newcomers(customers, orders).join(arm, how="inner")


def same_channels(customers, orders):
    table = newcomers(customers, orders)
    spring = table[table["first_order_at"].dt.month < 7]
    took = spring["acq_offer"] != "nothing"
    others = spring[~took].groupby("acq_channel")["gone"].mean()
    return (spring["gone"] - spring["acq_channel"].map(others))[took].mean()


def look_alikes(customers, orders, touches):
    table = lots(customers, orders, touches)
    return table.query("arm == 'holdout' and early > 1")["gone"].mean()


def by_lot(customers, orders, touches):
    table = lots(customers, orders, touches)
    return np.polyfit(table["arm"] == "holdout", table["gone"], 1)[0]


def monday(customers, orders, touches):
    table = lots(customers, orders, touches)
    on = (table["arm"] == "treated").astype(float)
    fit = smf.ols("kept ~ on", pd.DataFrame({"kept": 1 - table["gone"], "on": on}))
    low, high = fit.fit(cov_type="HC2").conf_int().loc["on"]
    rows = orders.merge(table["first_order_at"], left_on="customer_id", right_index=True)
    late = rows[rows["ts_order"] >= rows["first_order_at"] + pd.Timedelta("91D")]
    a_kept_one = 0.6 * late["paid_amount"].sum() / (1 - table["gone"]).sum()
    needed = touches["offer_cost"].sum() / on.sum() / a_kept_one
    if low <= needed <= high:
        return "lots", "lower" if needed < (low + high) / 2 else "upper"
    return ("ladder", "below") if needed < low else ("end", "above")
