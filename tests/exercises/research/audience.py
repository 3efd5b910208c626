"""Other right answers to the exercises of lesson 1.4, by plain pandas and NumPy."""

import numpy as np
import pandas as pd
from scipy.stats import binom

KNOWN = ["age", "gender", "city_tier"]


def ask_how_many():
    """The exact test, by trying every n."""
    for n in range(150, 260):
        reject = [k for k in range(n + 1) if binom.sf(k - 1, n, 0.6) < 0.025]
        if binom.sf(reject[0] - 1, n, 0.7) >= 0.8:
            return n
    return None


def stand_for(survey, population):
    panel = survey[survey["frame"] == "panel"]
    seen = panel["age"].astype(str).value_counts(normalize=True)
    market = population.assign(age=population["age"].astype(str)).groupby("age")["share"].sum()
    return float(market["40-59"] / seen["40-59"])


def colours():
    return ["c", "3"]


def which_is_real():
    return "B"


def bonus():
    return "B1"


def raked(survey, population):
    """Weights by a loop over dictionaries."""
    panel = survey[survey["frame"] == "panel"]
    weight = np.ones(len(panel))
    labels = {name: panel[name].astype(str).to_numpy() for name in KNOWN}
    for _ in range(60):
        for name in KNOWN:
            market = population.groupby(population[name].astype(str))["share"].sum()
            for group, share in market.items():
                here = labels[name] == group
                weight[here] *= share / (weight[here].sum() / weight.sum())
    return panel, weight / weight.mean()


def raked_share(survey, population):
    panel, weight = raked(survey, population)
    return np.average(panel["aesthetic"].astype(str) == "bright", weights=weight)


def named_profit(survey, population, sku):
    panel, weight = raked(survey, population)
    chair = sku[sku["sku"].astype(str) == str(panel["sku"].iloc[0])].iloc[0]
    buys = np.average(panel["wtp"] >= chair["price"], weights=weight)
    without_tax = (chair["price"] - chair["unit_cost"]) / 1.13
    return 100 * buys * (without_tax - 0.05 * chair["price"] - 12)


def effective_n(survey, population):
    _, weight = raked(survey, population)
    return weight.sum() ** 2 / (weight**2).sum()


def known_for_all(survey, customers, orders):
    day = orders["ts_order"].max() - pd.Timedelta(days=92)
    old = customers[customers["first_order_at"] < day]["customer_id"]
    count = orders.dropna(subset="ts_pay")["customer_id"].value_counts()
    twice = set(count[count >= 2].index)
    answered = set(survey["customer_id"].dropna().astype(int))
    heard = [one in twice for one in old if one in answered]
    return np.mean(heard) - np.mean([one in twice for one in old])


def worst_nps(nps):
    score = nps["score"].fillna(0).astype(int)
    return 100 * ((score >= 9).mean() - (score <= 6).mean())


def top_need(survey, population):
    panel, weight = raked(survey, population)
    rows = panel.assign(need=panel["need"].astype(str), w=weight)
    means = pd.DataFrame({
        need: {name: np.average(part[name], weights=part["w"])
               for name in ("importance", "satisfaction")}
        for need, part in rows.groupby("need")
    }).T  # fmt: skip
    unmet = (means["importance"] - means["satisfaction"]).clip(lower=0)
    first = (means["importance"] + unmet).idxmax()
    return {"light": "A", "sturdy": "B", "cheap": "C", "beautiful": "D", "fast_delivery": "E",
            "easy_return": "F"}[first]  # fmt: skip


def members_dish():
    return ("b", "2")


def agency_memo(survey, population, sku):
    panel, weight = raked(survey, population)
    price = float(sku.loc[sku["sku"].astype(str) == str(panel["sku"].iloc[0]), "price"].iloc[0])
    return [
        (1, "b", raked_share(survey, population), "a"),
        (3, "d", effective_n(survey, population), "d"),
        (4, "a", np.average(panel["wtp"] >= price, weights=weight), "b"),
    ]
