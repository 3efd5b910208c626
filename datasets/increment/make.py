"""Make the tables of lesson 2.4: what budgets of the running shop truly bring.

python datasets/increment/make.py            into this folder
python datasets/increment/make.py FOLDER     into another

The course's simulated shop is run again with other budgets in the weeks of its two tests: about
forty minutes.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ecomlab.datasets import write_and_say
from ecomlab.shop import Shop
from ecomlab.shop.outcome import daily_outcome
from ecomlab.shop.world import PLANS
from ecomlab.traffic.steps import step_test

HERE = Path(__file__).parent
NOISES, AFTER = 6, 28  # lucks, and days after the weeks that still count
LUCKS, SEARCH = 50, "paid_search"  # of the test by lot, run again
ASKED = {"all": None, "first": (0, 1), "second": (1, 1.5)}  # steps of its lot
STEPS = ("2024-09-09", "2024-11-04", (0, 0.5, 1, 1.5, 2))  # the search test's eight weeks
WEEKS = ("2025-07-07", "2025-10-27", (0, 1))  # the feed's sixteen
CARD = {
    "name": "increment",
    "title": "Lesson 2.4's own table: the running shop with other budgets in its tests' weeks",
    "description": "The running shop, again from its first day, with the same people and the same "
    "luck; in the weeks of a test one kind of plans has another budget, the same in all regions.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "simulated for lesson 2.4; written by datasets/increment/make.py"}],
    "known_defects": [
        "Simulated: a world that somebody built. It says how near a test comes to the truth; it "
        "proves nothing of your ads.",
        f"{NOISES} lucks. Amounts are totals of the test's weeks and the {AFTER} days after them, "
        "in which ads are still remembered.",
        "orders are paid orders, revenue is less refunds, profit is after everything but rent.",
    ],
}
TITLES = {
    "lots": "One row per luck and step of the search test, as its lot dealt it: what step_test "
    "says, in orders per 1,000 yuan, with its 95% interval; n counts weeks of a region",
    "budgets": "One row per test, kind of plans, budget (factor: times the usual) and luck: paid "
    "orders in the test's weeks; then orders, revenue after refunds, profit and spend (of all "
    "plans) in these weeks and four more, in yuan",
}


def runs(noise, first, last, changes):
    """The outcome of each change of budgets from the first day to the last, one row each.

    The days before are the same in all of them, and run once.
    """
    shop = Shop(noise=noise)
    start, end = shop.world.day(first), shop.world.day(last)
    days = end + AFTER
    whole = shop.engine(_history(shop, days, first, last, {}), days).run(0, start)
    for change in changes:
        engine = whole.branch(_history(shop, days, first, last, change)).run(start, days)
        table = daily_outcome(engine, days)
        table["spend"] = engine.daily.columns().spend.sum(axis=1) / 100
        yield table, start, end


def _history(shop, days, first, last, changes):
    """What the shop decided, without its budgets by lot, and with these budgets in between."""
    history = {
        date: {key: value for key, value in entry.items() if not key.endswith(".regional")}
        for date, entry in shop.history(days).items()
    }
    usual = {key: shop.decisions()[key] for key in changes}
    history[first] = history.get(first, {}) | {key: usual[key] * changes[key] for key in changes}
    history[last] = history.get(last, {}) | usual
    return dict(sorted(history.items()))


def budgets(noise):
    """Rows of one luck."""
    rows = []
    for test, (first, last, factors), kinds in (
        ("steps", STEPS, PLANS),
        ("weeks", WEEKS, ("paid_feed",)),
    ):
        which = [(kind, factor) for kind in kinds for factor in factors if factor != 1]
        changes = [{}, *({f"ads.{kind}.budget": factor} for kind, factor in which)]
        found = list(_sums(noise, first, last, changes))
        for kind in kinds:
            table = dict(zip(which, found[1:], strict=True)) | {(kind, 1): found[0]}
            rows += [
                {"test": test, "plan_kind": kind, "factor": float(factor), "luck": noise,
                 **table[kind, factor]} for factor in factors
            ]  # fmt: skip
    return pd.DataFrame(rows)


def _sums(noise, first, last, changes):
    for table, start, end in runs(noise, first, last, changes):
        inside = table.iloc[start:end]
        found = table.loc[start:, ["orders", "revenue", "profit", "spend"]].sum().round(2)
        yield {
            "orders_in_weeks": int(inside["orders"].sum()),
            **found,
            "orders": int(found.iloc[0]),
        }


def lots(noise):
    """What the search test's lot says in the shop of another luck, in orders per 1,000 yuan."""
    shop = Shop(noise=noise)
    start, end = (shop.world.day(day) for day in STEPS[:2])
    engine = shop.engine(shop.history(end), end).run(0, end)
    orders, sessions, daily = (log.columns() for log in (engine.orders, engine.sessions,
                                                         engine.daily))  # fmt: skip
    regions, paid = len(shop.world.regions.name), orders.paid
    sold = np.zeros((end, regions))
    np.add.at(sold, (orders.day[paid], sessions.region[orders.session[paid]]), 1)
    kinds = np.add.reduceat(daily.outlay, shop.world.plans.first, axis=1)
    cost, factor = kinds[:, PLANS.index(SEARCH)] / 100, daily.lot[:, PLANS.index(SEARCH)]
    weeks, earlier = (_weeks(sold, cost, factor, *days) for days in ((start, end), (0, start)))
    found = {name: step_test(weeks, earlier, factors=factors, per=1000)
             for name, factors in ASKED.items()}  # fmt: skip
    rows = [{"luck": noise, "step": name, **one._asdict()} for name, one in found.items()]
    return pd.DataFrame(rows).round(2).drop(columns="counts")


def _weeks(sold, cost, factor, first, last):
    """Weeks of regions from days × regions, back from the last day."""
    count = (last - first) // 7
    first = last - 7 * count

    def by_week(values):
        return values[first:last].reshape(count, 7, -1).sum(axis=1).ravel()

    regions = sold.shape[1]
    return pd.DataFrame(
        {
            "week": np.repeat(np.arange(count), regions),
            "region": np.tile(np.arange(regions), count),
            "orders": by_week(sold),
            "cost": by_week(cost),
            "factor": factor[first:last:7].ravel(),
        }
    )


def make(found=None):
    if found is not None:
        return found
    parts = (budgets, NOISES), (lots, LUCKS)
    return {
        make_one.__name__: pd.concat(map(make_one, range(1, many + 1)), ignore_index=True)
        for make_one, many in parts
    }


def main(folder=HERE, tables=None):
    write_and_say(folder, tables or make(), CARD, TITLES)


if __name__ == "__main__":
    main(*sys.argv[1:])
