"""Other right answers to the case's exercises, in plain pandas."""

import numpy as np
import statsmodels.formula.api as smf


def visits(customers, orders):
    month = orders["ts_order"].dt.month
    table = orders.groupby(["customer_id", month]).size().unstack(fill_value=0)
    return table.reindex(customers["customer_id"]).fillna(0)


def without_service(customers, orders):
    table = visits(customers, orders)
    listed = table[table[1] + table[2] + table[3] > 2]
    return (listed[3] > 1).sum() / (listed[12] > 1).sum() - 1


def all_members(customers, orders, survey):
    table = visits(customers, orders)
    lately = (table[4] + table[5] + table[6]).clip(upper=3).replace(2, 1)
    said = survey.set_index("respondent_id")["says_would_pay"].astype(float)
    by_group = said.groupby(lately.loc[said.index]).mean()
    often = table[4] + table[5] + table[6]
    return (lately.map(by_group) * often).sum() / often.sum()


def one_row_each(experiments):
    dear = experiments.query("arm == 'B'")
    return dear.groupby("unit_id").agg(y=("converted", "mean")).reset_index()


def reach(experiments):
    low, high = smf.ols("y ~ 1", one_row_each(experiments)).fit().conf_int().loc["Intercept"]
    return (high - low) / 2


def monday(experiments, budget):
    fit = smf.ols("y ~ 1", one_row_each(experiments)).fit()
    low, high = fit.conf_int().loc["Intercept"]
    pays = budget["planned"].sum() / (10 * len(experiments))
    where = ["weekly", "test", "two"][int(np.searchsorted([low, high], pays))]
    if where == "two":
        enough = 2 * fit.params["Intercept"] > pays
        return ("fortnight", "half") if enough else ("none", "far")
    return where, {"weekly": "below", "test": "inside"}[where]
