"""Run the shops with and without freight insurance, and list who sends back on principle.

python datasets/returns/make.py            into this folder
python datasets/returns/make.py FOLDER     into another

Ten minutes. The same tables on every machine; the same bytes under the course's pins.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import pandas as pd

from ecomlab.datasets import write_and_say
from ecomlab.shop import Shop, World
from ecomlab.shop.emit import STRETCH, WHOLE, Record, emit
from ecomlab.shop.outcome import daily_outcome
from ecomlab.shop.published import RUNS
from ecomlab.shop.shop import RunTables

HERE = Path(__file__).parent
SCENARIOS = {"camping": "light_gear", "fashion": "fashion_live"}
LUCKS = range(1, 9)
DAYS, COUNTED = 371, 341  # of a run; whose orders are old enough at its end
MONTH = ("2024-04-01", "2024-04-29")  # of the fashion shop's own orders: four weeks
LEAST = 3  # lines of a buyer whose habit is told
CARD = {
    "name": "returns",
    "title": "Freight insurance with and without, four weeks of a fashion shop, and who sends back",
    "description": "insurance_twin: of each shop (camping, fashion) and luck the same 341 days "
    "without freight insurance and with it: visits; of the orders paid in them paid, "
    "before (taken back before shipping), kept (of which something is left), sent_lines, "
    "back_lines, revenue, refunds, premium and left (all lines of their ledger, yuan; ads and "
    "wages are not in it); and profit, "
    "the whole shop's in these days, with ads, wages and the stock that had to be cleared; of "
    "it fixed (ads, wages, warehouse) and cleared (what was lost on goods sold off below cost "
    "after their last day on sale). "
    "fashion_orders, "
    "fashion_returns: four weeks of the fashion shop, with insurance. "
    "habits: of buyers with three lines or more whom the shop sent, those who differ from others: "
    "serial (sends back on principle), wears (and wears it first), between_sizes (no size fits).",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "datasets/returns/make.py of this course; ecomlab.shop"}],
    "known_defects": [
        "Simulated: nobody bought anything, and nobody is accused.",
        "Twins and habits can't be known in a real shop.",
        "The fashion shop's orders begin 13 weeks after it opened; its wages, tools and taxes are "
        "the makers' own choice, as all costs are.",
    ],
}


def main(folder=HERE):
    tables = {"insurance_twin": twins(), **fashion(), "habits": habits()}
    write_and_say(folder, tables, CARD)


def twins():
    """Each shop and luck, without insurance and with it."""
    rows = []
    for name, scenario in SCENARIOS.items():
        for luck in LUCKS:
            for payer in ("none", "shop"):
                shop = Shop(World(scenario), noise=luck)
                sums = _sums(shop, shop.engine({"returns.insurance": payer}, DAYS).run(0, DAYS))
                rows.append({"shop": name, "luck": luck, "insured": payer == "shop"} | sums)
        print(name, "is run", flush=True)
    return pd.DataFrame(rows)


def _sums(shop, engine):
    run = RunTables(shop, emit(STRETCH | WHOLE, Record(engine)), DAYS, engine.plans)
    orders = run.orders[run.orders["ts_pay"].notna()]
    start = orders["ts_pay"].min().normalize()
    end = start + pd.Timedelta(days=COUNTED)
    orders = orders[orders["ts_pay"] < end]
    sent = orders[orders["ts_cancel"].isna()]
    mine = {name: run[name][run[name]["order_id"].isin(orders["order_id"])]
            for name in ("order_items", "returns", "pnl_lines")}  # fmt: skip
    lines = mine["pnl_lines"].groupby("line", observed=True)["amount"].sum()
    gone = engine.stock.cleared.columns()
    return {
        "visits": int(run.traffic_daily.loc[run.traffic_daily["date"] < end, "uv"].sum()),
        "paid": len(orders),
        "before": int(orders["ts_cancel"].notna().sum()),
        "kept": int((orders["refund_amount"] < orders["paid_amount"] - 0.005).sum()),
        "sent_lines": int(mine["order_items"]["order_id"].isin(sent["order_id"]).sum()),
        "back_lines": len(mine["returns"]),
        "revenue": round(float(lines["revenue"]), 2),
        "refunds": round(-float(lines["refund"]), 2),
        "premium": round(-float(lines.get("insurance", 0.0)), 2) + 0.0,
        "left": round(float(lines.sum()), 2),
        "profit": round(float(daily_outcome(engine, DAYS)["profit"].iloc[:COUNTED].sum()), 2),
        "fixed": _fixed(engine.daily.columns()),
        "cleared": round(float(gone.loss[gone.day < COUNTED].sum()) / 100, 2),
    }


def _fixed(daily):
    """Ads, wages and warehouse of these days, yuan."""
    cents = daily.spend.sum(axis=1) + daily.labour.round() + daily.warehouse
    return round(float(cents[:COUNTED].sum()) / 100, 2)


def fashion():
    """Four weeks of the fashion shop's orders, with all that came back."""
    run, _ = Shop(World("fashion_live"), noise=21).run({}, 170)
    orders = run.orders[run.orders["ts_pay"].notna()]
    days = orders["ts_pay"].dt.tz_localize(None)
    orders = orders[(days >= MONTH[0]) & (days < MONTH[1])]
    back = run.returns[run.returns["order_id"].isin(orders["order_id"])]
    back = back.assign(sku=back["sku"].astype(str).str[:2])
    columns = ["order_id", "ts_order", "ts_pay", "ts_cancel", "channel", "paid_amount",
               "refund_amount"]  # fmt: skip
    return {
        "fashion_orders": orders[columns].reset_index(drop=True),
        "fashion_returns": back[["order_id", "sku", "reason", "requested_at", "inspected_at",
                                 "grade", "recovered_value", "refund", "handling_cost"]]
        .reset_index(drop=True),
    }  # fmt: skip


def habits():
    """Who of the buyers differs from others, in both published shops."""
    found = []
    for name, run in RUNS.items():
        tables, report = run.shop().run(run.decisions(), run.days)
        orders = tables.orders.set_index("order_id")["customer_id"]
        sent = tables.order_items[tables.order_items["order_id"].isin(tables.shipments["order_id"])]
        lines = orders.loc[sent["order_id"]].value_counts()
        people = report.truth["customers"][["customer_id", "habit"]]
        differ = people["habit"].astype(str) != "none"
        many = people["customer_id"].map(lines).fillna(0) >= LEAST
        found.append(people[differ & many].assign(shop=name))
        print(name, "is run", flush=True)
    table = pd.concat(found, ignore_index=True)[["shop", "customer_id", "habit"]]
    return table.astype({"habit": str})


if __name__ == "__main__":
    main(*sys.argv[1:])
