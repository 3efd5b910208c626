"""Run the shop under other rules of safety stock, and with lead times that spread more or less.

python datasets/stock/make.py            into this folder
python datasets/stock/make.py FOLDER     into another

Fourteen minutes. The same tables on every machine; the same bytes under the course's pins.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd
from scipy import stats

from ecomlab.datasets import write_and_say
from ecomlab.shop import Shop, World
from ecomlab.shop.outcome import daily_outcome
from ecomlab.shop.world import ROLES

HERE = Path(__file__).parent
YEAR, SETTLED = 366, 35  # days of a run, and days after which a rule has settled
LUCKS = range(1, 7)
HITS = ("traffic", "welfare")  # whose safety stock the shop keeps as the rule does that of hits
RULE = "3 and 7"
COVER = 21  # days of sales that an order brings, as the shop does
RULES = {  # safety days of hits, of others; days of sales of an order; times the usual spread
    "lean": (0, 0, 10, 1),
    "none": (0, 0, COVER, 1),
    "3 and 7": (3, 7, COVER, 1),
    "14": (14, 14, COVER, 1),
    "28": (28, 28, COVER, 1),
    "3 and 7, no spread": (3, 7, COVER, 0),
    "3 and 7, twice the spread": (3, 7, COVER, 2),
    "formula": (3, 7, COVER, 1),  # begins with the rule's days; then each article has its own
    "formula, the rule's money": (3, 7, COVER, 1),
}
MEASURED = 7  # the luck in which a day's spread is measured for the formula
SPAN = 56  # days, one after the other, in which it is measured
SERVICE = 0.95
CARD = {
    "name": "stock",
    "title": "What safety stock truly does: the running shop under other rules, and other spreads",
    "description": "The running shop's first year, again and again: the same people and the same "
    "luck, under other rules of safety stock, and with lead times that spread more or less.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "simulated for lesson 4.2; written by datasets/stock/make.py"}],
    "known_defects": [
        "Simulated: a world that somebody built. It says what a rule does there, and proves "
        "nothing of your shelves.",
        f"The formula's days of an article: for {SERVICE:.0%} of the waits, from its usual lead "
        "time, its supplier's usual spread, and the spread of its day in spans of "
        f"{SPAN} days in another luck. Under the rule's money all are changed by the same share, "
        "so that safety stocks cost what those of the rule do.",
        f"{len(LUCKS)} lucks. What a rule does is counted from the {SETTLED + 1}th day on.",
        "No supplier fails for weeks, no lot comes in two parts, no large lots are taken. "
        "In the published shop all three happen.",
    ],
}
TITLES = {
    "years": "One row per luck and rule: hit_days and regular_days of safety stock (under the "
    "formula means of the articles), cover_days "
    "that an order brings, spread (times the usual standard deviation of each supplier's lead "
    "times), days counted; pieces wanted and lost; stock (yuan at cost, mean of the evenings), "
    "goods (yuan at cost, sold), profit (yuan, before what it costs to hold stock)",
    "waits": "One row per luck, rule, supplier and kind of article (hit, regular): orders waited "
    "for, how many of them saw an empty shelf before the lot came; pieces wanted and lost in "
    "these days; mean and sd of the lead times, in days",
}


def main(folder=HERE):
    formula = formula_days()
    found = [year(luck, rule, formula.get(rule)) for luck in LUCKS for rule in RULES]
    tables = {
        "years": pd.DataFrame([years for years, _ in found]),
        "waits": pd.concat([waits for _, waits in found], ignore_index=True),
    }
    write_and_say(folder, tables, CARD, TITLES)


def run(luck, rule, own_days=None):
    """The shop and its year under a rule; with own_days, each article's days of safety stock."""
    hits, others, cover, times = RULES[rule]
    usual = World().suppliers
    names = [str(name) for name in usual.name]
    facts = {f"suppliers.{name}.lead_sd": float(times * sd)
             for name, sd in zip(names, usual.lead_sd, strict=True)}  # fmt: skip
    facts |= {f"suppliers.{name}.parts": 0.0 for name in names} | {"disruption": []}
    shop = Shop(World(facts=facts), noise=luck)
    days = {f"stock.safety_days.{role}": hits if role in HITS else others for role in ROLES}
    always = days | {"stock.cover_days": cover, "stock.bulk": False}
    engine = shop.engine(_history(shop, always), YEAR)
    for _, plan in engine.plans:
        plan.safety_days = plan.safety_days if own_days is None else own_days
    return shop, engine.run(0, YEAR)


def formula_days():
    """Days of safety stock of each article, by the formula, and with the rule's money."""
    shop, engine = run(MEASURED, RULE)
    shelf, sku, suppliers = _shelf(engine), shop.world.sku, shop.world.suppliers
    sold = np.where(shelf["demand"] == shelf["sales"], shelf["sales"], np.nan)[SETTLED:]
    spans = [pd.DataFrame(sold[first : first + SPAN]) for first in range(0, len(sold), SPAN)]
    cv = pd.concat([span.std() / span.mean().replace(0, np.nan) for span in spans], axis=1)
    cv = cv.mean(axis=1).to_numpy()
    cv = np.where(np.isfinite(cv), cv, np.nanmedian(cv))
    spread = np.array(suppliers.lead_sd)[sku.supplier[:, 0]]
    days = stats.norm.ppf(SERVICE) * np.sqrt(sku.lead * cv**2 + spread**2)
    money = shelf["demand"][SETTLED:].mean(axis=0) * sku.cost
    rule = engine.plans[0][1].safety_days
    share = (money * rule).sum() / (money * days).sum()
    return {"formula": days, "formula, the rule's money": days * share}


def year(luck, rule, own_days=None):
    """One year: its totals, and what became of each wait for a lot."""
    shop, engine = run(luck, rule, own_days)
    hits, others, cover, times = RULES[rule]
    names = [str(name) for name in shop.world.suppliers.name]
    is_hit = np.isin(np.array(ROLES)[shop.world.sku.role], HITS)
    if own_days is not None:
        hits, others = own_days[is_hit].mean().round(2), own_days[~is_hit].mean().round(2)
    print(f"luck {luck}, {rule}", flush=True)
    shelf = _shelf(engine)
    cost = shop.world.sku.cost / 100
    profit = daily_outcome(engine, YEAR)["profit"].iloc[SETTLED:].sum()
    keys = {"luck": luck, "rule": rule}
    totals = keys | {
        "hit_days": hits, "regular_days": others, "cover_days": cover, "spread": times,
        "days": YEAR - SETTLED, "wanted": int(shelf["demand"][SETTLED:].sum()),
        "lost": int((shelf["demand"] - shelf["sales"])[SETTLED:].sum()),
        "stock": round(float((shelf["on_hand"][SETTLED:] * cost).sum(axis=1).mean()), 2),
        "goods": round(float((shelf["sales"][SETTLED:] * cost).sum()), 2),
        "profit": round(float(profit), 2),
    }  # fmt: skip
    waits = _waits(engine, shelf)
    waits = waits.assign(
        supplier=np.array(names)[waits["supplier"]],
        kind=np.where(is_hit[waits["sku"]], "hit", "regular"),
    )
    found = waits.groupby(["supplier", "kind"]).agg(
        waits=("empty", "size"), empty=("empty", "sum"), wanted=("wanted", "sum"),
        lost=("lost", "sum"), lead=("days", "mean"), sd=("days", "std"),
    ).reset_index()  # fmt: skip
    return totals, found.assign(**keys)[[*keys, *found]].round({"lead": 3, "sd": 3})


def _history(shop, always):
    """What the shop decided, but for its stock."""
    history = {
        date: {key: value for key, value in entry.items() if not key.startswith("stock.")}
        for date, entry in shop.history(YEAR).items()
    }
    start = "2024-01-01"
    history[start] = history.get(start, {}) | always
    return dict(sorted(history.items()))


def _shelf(engine):
    shelf = engine.shelf.columns()
    return {name: getattr(shelf, name).reshape(YEAR, -1) for name in ("demand", "sales", "on_hand")}


def _waits(engine, shelf):
    """Each order of an accepted lot: was the shelf empty before it came?

    A wait begins on the day after the order and ends on the day before the lot comes.
    """
    lots = engine.stock.lots.columns()
    mine = lots.passed & (lots.day >= SETTLED) & (lots.due < YEAR)
    day, due, sku = lots.day[mine], lots.due[mine], lots.sku[mine]
    lost, wanted = (
        np.vstack([np.zeros((1, pieces.shape[1]), int), pieces.cumsum(axis=0)])
        for pieces in (shelf["demand"] - shelf["sales"], shelf["demand"])
    )
    missed = lost[due, sku] - lost[day + 1, sku]
    return pd.DataFrame({
        "sku": sku, "supplier": lots.supplier[mine], "days": due - day, "lost": missed,
        "wanted": wanted[due, sku] - wanted[day + 1, sku], "empty": missed > 0,
    })  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
