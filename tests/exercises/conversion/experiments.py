"""Other right answers to the lesson's exercises, in plain pandas."""

import numpy as np
import pandas as pd
from scipy.stats import norm


def rows_of(experiments, test):
    return experiments[experiments["experiment"] == test]


def quick_gain(experiments, tests):
    """Gauss and Hermite in place of the formula, over every possible length."""
    from ecomlab.exercises.conversion.experiments import versions_sd, visitors_sd

    sd, prior, visitors = visitors_sd(experiments, tests), versions_sd(experiments, tests), 20_000
    x, weight = np.polynomial.hermite_e.hermegauss(60)
    effect, weight = 2**0.5 * prior * x, weight / weight.sum()
    gains = [
        (weight * (n * effect + (visitors - 2 * n) * effect
                   * norm.cdf(effect / (2 * sd**2 / n) ** 0.5))).sum()
        for n in range(500, 9000, 25)
    ]  # fmt: skip
    return 100 * max(gains) / (weight * np.maximum(effect, 0) * visitors).sum()


def missing(experiments):
    rows = rows_of(experiments, "new_landing")
    visitors = rows.groupby("arm", observed=True)["unit_id"].nunique()
    buyers = rows[rows["converted"]].groupby("arm", observed=True)["unit_id"].nunique()
    return 100 * (buyers["B"] - buyers["A"]) / visitors["A"]


def may_read(experiments, tests):
    return "c"


def by_days(experiments):
    rows = rows_of(experiments, "shop_notice")
    day = rows.groupby(["unit_id", "arm"], observed=True)["converted"].mean().unstack()
    error = sum(day[arm].var() / day[arm].count() for arm in "AB") ** 0.5
    return 100 * 2 * 2.06 * error


def bold_words(experiments, touch_paths, returns):
    rows = rows_of(experiments, "bold_claims")
    paid = touch_paths[touch_paths["order_id"].notna()]
    rows = rows.merge(paid[["session_id", "order_id"]], on="session_id", how="left")
    rows["back"] = rows["order_id"].isin(returns["order_id"]) & rows["converted"]
    rate = rows.groupby("arm", observed=True)[["converted", "back"]].mean()
    left = 30 * (rate["converted"] - rate["back"]) - 45 * rate["back"]
    return ("b", "3") if left["B"] < left["A"] else ("a", "1")


def seven_looks():
    rng = np.random.default_rng(0)
    paths = rng.normal(size=(200_000, 7)).cumsum(axis=1) / np.arange(1, 8) ** 0.5
    return (np.abs(paths) > 1.96).any(axis=1).mean()


def those_who_saw(experiments):
    rows = rows_of(experiments, "delivery_date")
    rate = rows[rows["exposed"]].groupby("arm", observed=True)["converted"].mean()
    return 100 * (rate["B"] - rate["A"])


def button_alone(experiments):
    rate = (
        rows_of(experiments, "background_button").groupby("arm", observed=True)["converted"].mean()
    )
    return 100 * (rate["C"] + rate["D"] - rate["A"] - rate["B"]) / 2


def too_many(experiments, tests):
    p = []
    for row in tests[tests["unit"] != "day"].itertuples():
        rows, new = rows_of(experiments, row.test), row.arms.split(";")[-1]
        for metric in ("converted", "bounced", "revenue"):
            b, a = (rows.loc[rows["arm"] == arm, metric].astype(float) for arm in (new, "A"))
            z = (b.mean() - a.mean()) / (b.var() / len(b) + a.var() / len(a)) ** 0.5
            p.append(2 * norm.sf(abs(z)))
    p = pd.Series(p).sort_values(ignore_index=True)
    kept = p.index[p <= 0.05 * (p.index + 1) / len(p)]
    return int((p < 0.05).sum() - (kept.max() + 1 if len(kept) else 0))


def how_long():
    noise = 0.04 * 0.96 / 0.003**2
    return round((60_000 / 4 * noise + (0.75 * noise) ** 2) ** 0.5 - 0.75 * noise)
