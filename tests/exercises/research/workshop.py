"""Other right answers to the workshop's exercises, in plain pandas."""

import numpy as np

from ecomlab.exercises.research import workshop

VAT = 0.13 / 1.13


def yuan_of(one, rates):
    """What a piece leaves, worked out from the customer's money, step by step."""
    of = rates.loc[one["category"]]
    sent = 1 - of["cancelled"]
    kept = sent * (1 - of["returns"])
    money = one["price"] * kept * (1 - of["fee"] - VAT)
    worth = max(1 - of["lost"], 0)
    goods = one["cost"] * sent * (1 - of["returns"] * (1 - of["lost"]))
    claimed = one["cost"] * sent * (1 - of["returns"] * worth) * VAT
    return money - goods + claimed - sent * (one["parcel"] + 1.2)


def stove_leaves(sheet, rates):
    return yuan_of(sheet.loc["D"], rates)


def comes_true(past):
    return float(np.mean([row.came / row.forecast for row in past.itertuples()]))


def order(sheet, past, rates, budget):
    leaves = {
        letter: min(one["forecast"] * past["came"].sum() / past["forecast"].sum(),
                    int(budget / one["cost"])) * (yuan_of(one, rates) - one["neighbours"])
        for letter, one in sheet.iterrows()
    }  # fmt: skip
    return " > ".join(sorted(leaves, key=leaves.get, reverse=True))


def lights():
    return "b", "1"


def stove_lot(sheet, past, rates, clearance):
    """The smallest of the ten springs whose share below it reaches the critical ratio."""
    under = stove_leaves(sheet, rates) - sheet.loc["D", "neighbours"]
    over = sheet.loc["D", "cost"] * (1 - clearance)
    springs = sorted(480 / 1 * past["came"] / past["forecast"])
    if sheet.loc["D", "forecast"] != 480:
        springs = sorted(sheet.loc["D", "forecast"] * past["came"] / past["forecast"])
    return next(s for i, s in enumerate(springs, 1) if i / len(springs) >= under / (under + over))


def audit(sheet, past, rates, budget, clearance, label):
    marks = workshop.assistant(sheet, past, rates, budget, clearance, label).marks
    return [dict(mark._asdict()) for mark in marks]


def boss():
    return ("c", 1)
