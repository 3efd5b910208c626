"""Run the shop again with one article cleared at many prices: what a clearance truly brings.

python datasets/clearance/make.py            into this folder
python datasets/clearance/make.py FOLDER     into another

Seven minutes. The same tables on every machine; the same bytes under the course's pins.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from ecomlab.datasets import write_and_say
from ecomlab.shop import Shop, World, published
from ecomlab.shop.log import SESSIONS, Log
from ecomlab.shop.outcome import daily_outcome

HERE = Path(__file__).parent
FIRST, LAST = "2025-05-04", "2025-05-31"  # the day after the spring event; the day pack's last day
LATER = "2025-12-31"  # until then the fleece is followed
OFF = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # all four weeks long
PACK, FLEECE = "DP01", "FL01"
STAIRS = {  # share off from each week's first day on
    "70% off for 7 days": (0.7, 0.0, 0.0, 0.0),
    "stairs": (0.3, 0.4, 0.5, 0.6),
}
SHELF = ("demand", "sales", "received", "on_hand")
LUCKS = range(1, 7)
CARD = {
    "name": "clearance",
    "title": "What a clearance truly brings: the running shop with one article's price cut",
    "description": "The running shop from 2025-05-04 on, the day after its spring event, again and "
    "again: the same people and the same luck, and one article for less.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "simulated for lesson 4.6; written by datasets/clearance/make.py"}],
    "known_defects": [
        "Simulated: a world that somebody built. It says what a cut does there, and proves nothing "
        "of your articles.",
        "It can't be known in a real shop: it needs the same weeks as often as there are prices.",
        f"{len(LUCKS)} lucks. Refunds that come after the last day counted are missing for the "
        "day pack; the fleece is followed until the end of the year.",
    ],
}
TITLES = {
    "pack": "The foldable day pack (DP01), four weeks until its last day on sale. One row per "
    "luck, plan (the share off, or its name) and week: off, wanted (pieces that payers wanted), "
    "sold (pieces), paid (yuan paid for it, less refunds), shop (yuan: profit of the whole shop "
    "before what this article cost), left (pieces on the shelf at the week's end)",
    "fleece": "The fleece jacket (FL01), the same four weeks at 0 or 50% off, followed until the "
    "end of the year. One row per luck, off and month: sold (pieces), bought (pieces that came "
    "from suppliers), paid (yuan, less refunds), shop (yuan: profit of the whole shop before what "
    "this article cost), left (pieces on the shelf at the month's end)",
    "stay": "The day pack in a shop that doesn't take it off sale on 2025-05-31, at the usual "
    "price. One row per luck and month, as in fleece",
}


def main(folder=HERE):
    pack, fleece, stay = [], [], []
    for luck in LUCKS:
        before, dated, world = until_the_event(luck, published.RUNS["shop"].shop().world)
        print(f"luck {luck}: the days before are run", flush=True)
        for off in OFF:
            found = weeks(before, dated, world, f"{off:.0%} off", (off,) * 4)
            pack.append(found.assign(luck=luck))
        for name, steps in STAIRS.items():
            pack.append(weeks(before, dated, world, name, steps).assign(luck=luck))
        for off in (0.0, 0.5):
            fleece.append(months(before, dated, world, FLEECE, off).assign(luck=luck))
        before, dated, world = until_the_event(luck, World(facts={f"sku.{PACK}.end": LATER}))
        stay.append(months(before, dated, world, PACK, 0.0).assign(luck=luck))
    first = {"pack": ["luck", "plan", "week"], "fleece": ["luck", "off", "month"],
             "stay": ["luck", "month"]}  # fmt: skip
    tables = {}
    for name, parts in (("pack", pack), ("fleece", fleece), ("stay", stay)):
        table = pd.concat(parts, ignore_index=True)
        tables[name] = table[first[name] + [c for c in table if c not in first[name]]]
    write_and_say(folder, tables, CARD, TITLES)


def until_the_event(luck, world):
    """The published shop with another luck, until the evening of the event's last day."""
    run = published.RUNS["shop"]
    first, end = world.day(FIRST), world.day(LATER) + 1
    dated = {date: dict(changes) for date, changes in run.decisions().items()}
    before = Shop(world, noise=luck).engine(dated, end).run(0, first)
    before.sessions = Log(SESSIONS)  # nobody asks for them
    return before, dated, world


def cut(dated, world, sku, steps):
    """The shop's decisions with an article's price cut in each of four weeks, and back after."""
    plan = {date: dict(changes) for date, changes in dated.items()}
    first = world.day(FIRST)
    for week, off in enumerate((*steps, 0.0)):
        date = str(world.date(first + 7 * week))[:10]
        plan[date] = plan.get(date, {}) | {f"promo.sku.{sku}": off}
    return dict(sorted(plan.items()))


def run(before, dated, world, sku, steps, last):
    """A row per day from the event on: what the article and the shop leave."""
    first, end = world.day(FIRST), world.day(last) + 1
    engine = before.branch(cut(dated, world, sku, steps)).run(first, end)
    at = [str(code) for code in world.sku.name].index(sku)
    shelf, o, lines = engine.shelf.columns(), engine.orders.columns(), engine.lines.columns()
    grid = {name: getattr(shelf, name).reshape(end, -1)[first:, at] for name in SHELF}
    of = lines.order - o.order[0]
    mine = (lines.sku == at) & o.sent[of] & (o.day[of] >= first)
    paid = lines.pieces * lines.price - lines.off - lines.refund * lines.returned
    day, cost = o.day[of][mine] - first, world.sku.cost[at] / 100
    profit = daily_outcome(engine, end)["profit"].to_numpy()[first:]
    gone = np.bincount(day, lines.pieces[mine] * ~lines.returned[mine], end - first)
    return pd.DataFrame({
        "date": pd.date_range(FIRST, periods=end - first),
        "wanted": grid["demand"], "sold": grid["sales"], "bought": grid["received"],
        "paid": np.bincount(day, paid[mine], end - first) / 100,
        "shop": profit + cost * gone, "left": grid["on_hand"],
    })  # fmt: skip


def totals(table, by):
    """Sums of each week or month, and what is left at its end."""
    sums = table.groupby(by).agg(
        wanted=("wanted", "sum"), sold=("sold", "sum"), bought=("bought", "sum"),
        paid=("paid", "sum"), shop=("shop", "sum"), left=("left", "last"),
    )  # fmt: skip
    return sums.round(2).reset_index()


def weeks(before, dated, world, name, steps):
    table = run(before, dated, world, PACK, steps, LAST)
    table["week"] = np.arange(len(table)) // 7 + 1
    found = totals(table, "week").drop(columns="bought")
    found.insert(1, "off", list(steps))
    return found.assign(plan=name)


def months(before, dated, world, sku, off):
    table = run(before, dated, world, sku, (off,) * 4, LATER)
    table["month"] = table["date"].dt.strftime("%Y-%m")
    return totals(table, "month").assign(off=off)


if __name__ == "__main__":
    main(*sys.argv[1:])
