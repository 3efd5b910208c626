"""The runs of the course's simulated shop behind lesson 2.7's tables (a quarter of an hour).

python datasets/campaigns/make.py calls them; nothing else does.
"""

import numpy as np
import pandas as pd

from ecomlab.shop.outcome import daily_outcome
from ecomlab.shop.published import the_shop
from ecomlab.shop.shop import Shop
from ecomlab.shop.world import World

DAYS, DAY = 731, 86_400
STATES = ("as it was", "stays out", "no event", "cut of 8%")
SHOWN = {  # first and last day that are kept, how many lucks
    "double_11": ("2025-10-08", "2025-12-24", 4),
    "mid_year_618": ("2025-05-08", "2025-07-20", 1),
}
FIRST = {"double_11": "11-01", "mid_year_618": "06-01"}
LAST = {"double_11": "11-11", "mid_year_618": "06-18"}
DECIDED = {"double_11": "2025-09-01", "mid_year_618": "2025-05-20"}  # both days are in the history
PRESALE, RUNS, BEFORE = 10, 12, 30  # days; shops drawn; days before the presale that tell growth
TERMS = {"promo.deposit.amount": 30, "promo.deposit.value": 50}


def event_twin(progress=print):
    """Days around an event of the shop as it was, staying out, with no event, with a smaller cut.

    Staying out still gets a part of the festival's visitors; "no event" gets none of them. Rivals
    cut their prices all the same.
    """
    published, parts = the_shop(), []
    facts = {"waiting.absent": 0.0}
    quiet = World("light_gear", seed=published.world.seed, facts=facts)
    for event, (first, last, lucks) in SHOWN.items():
        for luck in range(lucks):
            for state in STATES:
                world = quiet if state == "no event" else published.world
                shop = Shop(world, published.noise + luck)
                days = (pd.Timestamp(last) - pd.Timestamp("2024-01-01")).days + 1
                history = published.history(days)
                change = {f"promo.{event}.take_part": False}
                if state == "cut of 8%":
                    change = {f"promo.{event}.discount": 0.08}
                if state != "as it was":
                    history[DECIDED[event]] = history.get(DECIDED[event], {}) | change
                engine = shop.engine(history, days).run(0, days)
                daily = daily_outcome(engine, days)
                daily.insert(0, "date", pd.date_range("2024-01-01", periods=days))
                daily = daily[daily["date"] >= first].drop(columns="units")
                parts.append(daily.assign(event=event, luck=luck + 1, state=state))
                progress(event, luck, state)
    table = pd.concat(parts, ignore_index=True).round({"revenue": 2, "profit": 2})
    return table[["event", "luck", "state", "date", "orders", "revenue", "profit"]]


def presales(progress=print):
    """Deposits by day, and what came, of the four presales of each of twelve drawn shops."""
    days, results = [], []
    for run in range(1, RUNS + 1):
        shop = Shop(noise=100 + run)
        history = shop.history(DAYS)
        history = {
            date: {name: value for name, value in changes.items() if "deposit" not in name}
            for date, changes in history.items()
        }
        start = min(history)
        history[start] = history[start] | TERMS
        engine = shop.engine(history, DAYS).run(0, DAYS)
        found = _presales_of(engine)
        for table, into in zip(found, (days, results), strict=True):
            into.append(table.assign(run=run))
        progress("presales", run)
    tables = [pd.concat(parts, ignore_index=True) for parts in (days, results)]
    return [table[["run", *table.columns.drop("run")]] for table in tables]


def _presales_of(engine):
    """Of one run: the deposits of each presale day, and what each event brought."""
    o, d = engine.orders.columns(), engine.deposits.columns()
    day_of = np.asarray(d.paid_at) // DAY
    back = np.array([engine.balances.get(row, (-1, -1))[0] for row in range(len(day_of))])
    paid = pd.DataFrame({"day": o.day[o.paid], "amount": (o.amount - o.off)[o.paid] / 100})
    by_day = paid.groupby("day")["amount"].agg(["size", "sum"]).reindex(range(DAYS), fill_value=0)
    rows, results = [], []
    for year in (2024, 2025):
        for event in ("mid_year_618", "double_11"):
            first, last = (
                (pd.Timestamp(f"{year}-{day[event]}") - pd.Timestamp("2024-01-01")).days
                for day in (FIRST, LAST)
            )
            mine = (day_of >= first - PRESALE) & (day_of < first)
            name = f"{event}_{year}"
            count = np.bincount(day_of[mine] - (first - PRESALE), minlength=PRESALE)
            rows.append(pd.DataFrame({"presale": name, "day": np.arange(1, PRESALE + 1),
                                      "deposits": count}))  # fmt: skip
            before = slice(first - PRESALE - BEFORE, first - PRESALE - 1)
            results.append({
                "presale": name, "event": event, "year": year, "deposits": int(count.sum()),
                "balances": int((back[mine] >= 0).sum()),
                "opening_orders": int(by_day["size"].loc[first:first + 2].sum()),
                "opening_paid": round(float(by_day["sum"].loc[first:first + 2].sum()), 2),
                "event_orders": int(by_day["size"].loc[first:last].sum()),
                "event_paid": round(float(by_day["sum"].loc[first:last].sum()), 2),
                "orders_before": int(by_day["size"].loc[before].sum()),
            })  # fmt: skip
    return pd.concat(rows, ignore_index=True), pd.DataFrame(results)
