"""The exercises of lesson 4.2, *How much, and when?*, and its part of the workshop's pool."""

import numpy as np
import pandas as pd
from scipy import stats

from ecomlab import estimates
from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction
from ecomlab.classroom.kinds.number import Between
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import Tables, load
from ecomlab.fulfillment import abc_xyz, inventory, lot_sizes, policies, reorder, stock_alerts
from ecomlab.texts import fact

ZONE = "Asia/Shanghai"
EVENING = "2025-10-12"  # a Sunday: what is later is not looked at
FIRST = "2025-08-18"  # of the eight weeks in which a day's demand is measured
SENT = "2025-08-24"  # all orders sent by then have come by the evening
EVENTS = (("2024-06-12", "2024-07-04"), ("2025-01-22", "2025-01-29"))  # orders that came weeks late
LONG = 25  # days: a lot that took as long or longer is looked at
LEAN = ("2025-04-07", "2025-05-11")  # weeks in which the shop kept another rule
HITS = (
    "traffic",
    "welfare",
)  # purposes (引流款, 福利款) that the shop's system keeps at three days
SERVICE = 0.95
Z = float(stats.norm.ppf(SERVICE))
CARRYING = 0.28  # of the stock's value, a year: as in the case on stock that comes just in time
FEE, PARCEL = 0.25, 8.0  # example: of the price, for platform, ads and returns; yuan a piece
ORDER_COST = 120.0  # yuan of an order: an hour of a buyer, the count of a lot, its booking
TABLES = ("inventory_daily", "inbound", "sku")
GOAL, RULE, FORMULA, SAME_MONEY = "lean", "3 and 7", "formula", "formula, the rule's money"
TRIED = (GOAL, "none", RULE, FORMULA, SAME_MONEY, "14", "28")
WORDS = {
    "lean": "none, 10 days a lot", "none": "none", "3 and 7": "hits 3, regulars 7",
    FORMULA: "formula, 95%", SAME_MONEY: "formula, rule's money",
    "14": "14 days for all", "28": "28 days for all",
}  # fmt: skip
ARTICLE = "CH02"  # whose shelf is drawn
PATH = "BP01"  # whose days the policies are tried on
OTHER = "TE03"  # whose safety stock is asked for in the second shop
BUDGET = 60_000.0
WITHIN = 30  # days in which an alarm has to come true: longer than usual lots take
SEASON = {"too_few": 60.0, "too_many": 40.0, "mean": 500.0, "sd": 200.0}
PLAIN = pd.DataFrame({
    "sku": ["lamp"], "demand_mean": [10.0], "demand_sd": [3.0], "lead_mean": [7.0],
    "lead_sd": [1.0], "unit_cost": [31.0],
})  # fmt: skip


def evening(shop, day=EVENING):
    """A shop's tables of stock as they stood on an evening; lots that come later are still open."""
    end = pd.Timestamp(day, tz=ZONE) + pd.Timedelta(days=1)
    shelf, orders, sku = (shop[name] for name in TABLES)
    orders = orders[orders["ordered_at"] < end].reset_index(drop=True)
    came = orders["received_at"] < end
    later = ["received_at", "sample_n", "sample_defects", "accepted"]
    orders[later] = orders[later].where(came)
    shelf = shelf[shelf["date"] < end].reset_index(drop=True)
    sku = sku[sku["launch_date"] < end].reset_index(drop=True)
    tables = {"inventory_daily": shelf, "inbound": orders, "sku": sku}
    return Tables("the shop's stock", tables)


def data():
    """The tables of the lesson: the running shop's on its evening, and its twins."""
    twins = load("stock")
    return dict(evening(load("shop"))) | {"years": twins.years, "waits": twins.waits}


lesson = Lesson(
    "4_2", data=data, guess="waits of 100",
    names={name: f"shop.{name}" for name in TABLES}
    | {"years": "twins.years", "waits": "twins.waits"},
)  # fmt: skip


# --- What the lesson reads ------------------------------------------------------------------------


def on_sale(inventory_daily, sku, day=EVENING):
    """The rows of articles that are still sold after this day."""
    ends = sku.set_index(sku["sku"].astype(str))["end_date"]
    over = ends.index[ends <= _day(day)]
    return inventory_daily[~inventory_daily["sku"].astype(str).isin(over)].reset_index(drop=True)


def sent(inbound, without=()):
    """Orders sent by ``SENT``: all of them have come by the evening."""
    end = pd.Timestamp(SENT, tz=ZONE) + pd.Timedelta(days=1)
    return reorder.waits(inbound[inbound["ordered_at"] < end], without=without)


def late_blocks(inbound):
    """Lots that took ``LONG`` days or more: by supplier, those sent within a month of each other."""
    late = sent(inbound).query("days >= @LONG").sort_values(["supplier", "ordered"])
    new = late.groupby("supplier")["ordered"].diff() > pd.Timedelta(days=30)
    blocks = late.groupby(["supplier", new.groupby(late["supplier"]).cumsum()]).agg(
        first=("ordered", "min"), last=("ordered", "max"), lots=("days", "size"),
        fastest=("days", "min"), slowest=("days", "max"),
    )  # fmt: skip
    found = blocks.reset_index(level=0).reset_index(drop=True)
    days = {name: found[name].dt.strftime("%Y-%m-%d") for name in ("first", "last")}
    return found.assign(**days)


def seen_waits(inventory_daily, inbound, sku, without=()):
    """Each wait for an accepted lot of an order sent by ``SENT``, under the rule: did it last?"""
    found = reorder.lasted(sent(inbound, [LEAN, *without]), inventory_daily)
    home = sku.set_index(sku["sku"].astype(str))["supplier"].astype(str)
    return found.assign(
        kind=found["sku"].map(kinds(sku)), home=found["supplier"] == found["sku"].map(home)
    )


def kinds(sku):
    """What the shop's system calls an article: a hit (by its purpose) or a regular one."""
    role = sku.set_index(sku["sku"].astype(str))["role"].astype(str)
    return pd.Series(np.where(role.isin(HITS), "hit", "regular"), role.index)


def supplier_leads(inbound, without=EVENTS):
    """Lead times by supplier, of orders sent by ``SENT``; not of those sent in the events."""
    return reorder.lead_times(sent(inbound, without))


def leads_twice(inbound):
    """Mean and spread of each supplier's lead times, with the events and without them."""
    found = [supplier_leads(inbound, spans) for spans in ((), EVENTS)]
    both = found[0].merge(found[1], on="supplier", suffixes=("", " without"))
    return both[["supplier", "mean", "sd", "n", "mean without", "sd without", "sd_low without",
                 "sd_high without", "n without", "refused"]]  # fmt: skip


def articles(inventory_daily, inbound, sku, without=EVENTS):
    """Articles on sale: demand of eight weeks, lead time of their supplier, cost, lot, stock."""
    demand = reorder.daily_demand(inventory_daily, FIRST, EVENING)
    demand = demand.assign(sku=demand["sku"].astype(str))
    demand = demand[(demand["mean"] > 0) & (demand["n"] >= 14)]
    about = sku.assign(sku=sku["sku"].astype(str), supplier=sku["supplier"].astype(str))
    about = about[["sku", "supplier", "price", "unit_cost", "moq"]]
    leads = supplier_leads(inbound, without).rename(columns={"mean": "lead_mean", "sd": "lead_sd"})
    table = demand.rename(columns={"mean": "demand_mean", "sd": "demand_sd"}).merge(about, on="sku")
    table = table.merge(leads[["supplier", "lead_mean", "lead_sd"]], on="supplier")
    now = inventory_daily[inventory_daily["date"] == pd.Timestamp(EVENING, tz=ZONE)]
    now = now.assign(sku=now["sku"].astype(str), stock=now["on_hand"] + now["on_order"])
    table = table.merge(now[["sku", "on_hand", "stock"]], on="sku").rename(columns={"moq": "lot"})
    margin = (1 - FEE) * table["price"] - PARCEL - table["unit_cost"]
    return table.assign(kind=table["sku"].map(kinds(sku)), margin=margin).sort_values(
        "demand_mean", ascending=False, ignore_index=True
    )[["sku", "kind", "supplier", "demand_mean", "demand_sd", "cv", "lead_mean", "lead_sd",
       "unit_cost", "margin", "lot", "on_hand", "stock"]]  # fmt: skip


def rule_days(table):
    """The days of sales that the rule asks for, article by article."""
    return table["kind"].map(reorder.RULE)


def rules_on(table):
    """The rule of days beside the formula, on each article."""
    needs = [table[name] for name in ("demand_mean", "demand_sd", "lead_mean", "lead_sd")]
    days = reorder.rule_of_days(table["demand_mean"], rule_days(table))
    return reorder.compare_rules(
        table, {"hits 3, regulars 7": days, "formula, 95%": reorder.safety_stock(*needs, SERVICE)}
    ).merge(table[["sku", "kind", "supplier"]], on="sku")


def best_sellers(table):
    """As many articles as the system calls hits, but those that sell most; as hits."""
    return table.head(int((table["kind"] == "hit").sum())).assign(kind="hit")


def rule_twice(inventory_daily, inbound, sku):
    """Rule and formula, by kind: without the events, with them, and for the best sellers."""
    parts = []
    for lots, spans in (("without events", EVENTS), ("all", ())):
        table = articles(inventory_daily, inbound, sku, spans)
        best = by_kind(rules_on(best_sellers(table))).assign(kind="best sellers, as hits")
        parts.append(pd.concat([by_kind(rules_on(table)), best]).assign(lots=lots))
    found = pd.concat(parts).sort_values(["lots", "rule"], ascending=[False, False], kind="stable")
    return found[["lots", "rule", "kind", "days", "service", "lowest", "money", "articles"]]


def by_kind(compared):
    """What each rule reaches, by kind: the mean of the articles, and the money in safety stock."""
    found = compared.groupby(["rule", "kind"]).agg(
        days=("days", "mean"), service=("service", "mean"), lowest=("service", "min"),
        money=("money", "sum"), articles=("sku", "size"),
    )  # fmt: skip
    return found.reset_index()


def seen_by_rule(waits, least=20):
    """Counted waits by supplier and kind, beside the days that the rule gives; not the few."""
    found = reorder.cycle_service_seen(waits, ["supplier", "kind"])
    found = found[(found["waits"] >= least) & (found["n"] > 2)].reset_index(drop=True)
    return found.assign(
        days=found["kind"].map(reorder.RULE).astype(float),
        name=found["supplier"] + ", " + found["kind"],
    )


def hit_readings(inventory_daily, inbound, sku, twin_waits):
    """Of 100 waits of hits under the rule, how many lasted: formula, counted, and in the twins."""
    found = {}
    for lots, spans in (("all lots", ()), ("without events", EVENTS)):
        ruled = by_kind(rules_on(articles(inventory_daily, inbound, sku, spans)))
        row = ruled.set_index(["rule", "kind"]).loc[("hits 3, regulars 7", "hit")]
        found[f"by the formula, {lots}"] = estimates.Estimate(
            row["service"], np.nan, np.nan, int(row["articles"]), "articles"
        )
        seen = seen_waits(inventory_daily, inbound, sku, spans)
        counted = reorder.cycle_service_seen(seen, ["kind"]).set_index("kind").loc["hit"]
        found[f"counted, {lots}"] = estimates.Estimate(
            *counted[["estimate", "low", "high"]], int(counted["n"]), counted["counts"]
        )
    found["twins: no events in them"] = twin_service(twin_waits, RULE, "hit")
    return estimates.table({name: each.times(100) for name, each in found.items()})


def twin_service(twin_waits, rule, kind):
    """Share of waits that lasted in the twins under a rule."""
    mine = twin_waits[(twin_waits["rule"] == rule) & (twin_waits["kind"] == kind)]
    by_luck = mine.groupby("luck")[["waits", "empty"]].sum()
    return estimates.mean(1 - by_luck["empty"] / by_luck["waits"], "lucks")


def windows_of(inventory_daily, inbound, table, sku_name):
    """Three answers for one article under the rule: formula, windows of real days, counted waits."""
    row = table.set_index("sku").loc[sku_name]
    days = inventory_daily[inventory_daily["sku"].astype(str) == sku_name]
    days = days[days["date"].between(_day(FIRST), _day(EVENING))].sort_values("date")
    lots = sent(inbound, EVENTS)
    leads = lots.loc[lots["supplier"] == row["supplier"], "days"]
    safety = reorder.rule_of_days(row["demand_mean"], reorder.RULE[row["kind"]])
    level = row["demand_mean"] * row["lead_mean"] + safety
    needs = (row["demand_mean"], row["demand_sd"], row["lead_mean"], row["lead_sd"])
    return pd.DataFrame({
        "reading": ["formula", "windows of days that were"],
        "share of waits": [
            float(reorder.cycle_service(safety, *needs)),
            reorder.service_of_windows(days["sales"], leads, level),
        ],
    })  # fmt: skip


def _day(date):
    return pd.Timestamp(date, tz=ZONE)


def borders(leads=(5, 7, 10, 15), cvs=(0.3, 0.5)):
    """The spread of the lead time up to which three and seven days reach 95% of waits."""
    rows = [
        (lead, cv, *(float(reorder.largest_spread(d, 1, cv, lead, SERVICE)) for d in (3, 7)))
        for cv in cvs
        for lead in leads
    ]
    return pd.DataFrame(rows, columns=["lead time", "a day varies by", "3 days", "7 days"])


def two_services(lots=(60, 150, 300), safeties=(0, 30), days=6_000):
    """Share of waits and shares of pieces, for the lamp of the example by hand."""
    needs, rng = (10, 3, 7, 3), np.random.default_rng(42)
    demand = pd.Series(rng.normal(10, 3, days).round().clip(0))
    leads = rng.normal(7, 3, 997).round().clip(1).astype(int)
    rows = []
    for safety in safeties:
        for lot in lots:
            shelf = policies.simulate_stock(demand, leads, reorder=70 + safety, lot=lot)
            rows.append((lot, safety, float(reorder.cycle_service(safety, *needs)),
                         float(reorder.fill_rate_planned(safety, lot, *needs)),
                         shelf["sales"].sum() / shelf["demand"].sum()))  # fmt: skip
    return pd.DataFrame(rows, columns=["lot", "safety stock", "waits that last",
                                       "pieces, if buyers wait", "pieces, if they leave"])  # fmt: skip


def left(years, carrying=CARRYING):
    """Yuan a year that each rule leaves, after what stock costs; a row per luck, a column per rule."""
    cost = inventory.holding_cost(years["stock"], carrying, 365)
    a_year = years["profit"] * 365 / years["days"] - cost
    return years.assign(left=a_year).pivot(index="luck", columns="rule", values="left")


def goals(years, rules=TRIED):
    """Each rule's turnover, pieces lost, and yuan a year beside the rule of the documents."""
    rows = []
    for rule in rules:
        mine = years[years["rule"] == rule]
        turns = [inventory.turnover(*each) for each in
                 mine[["goods", "stock", "days"]].itertuples(index=False)]  # fmt: skip
        table = left(years)
        gain = estimates.paired_difference(table[rule], table[RULE], "lucks")
        rows.append((rule, np.mean(turns), 365 / np.mean(turns),
                     mine["lost"].sum() / mine["wanted"].sum(), *gain))  # fmt: skip
    names = ["rule", "turnover", "days", "lost", "estimate", "low", "high", "n", "counts"]
    found = pd.DataFrame(rows, columns=names)
    base = found["rule"] == RULE
    found.loc[base, ["low", "high"]] = 0.0
    return found


def whole(table, *columns):
    """The table with these columns (all, if none is named) in whole numbers, as money is shown."""
    columns = columns or tuple(table.columns)
    rounded = table[list(columns)].round().astype("int64")
    return rounded if len(columns) == len(table.columns) else table.assign(**rounded)


RATES = (0.1, CARRYING, 0.6)


def at_rates(years, rates=RATES, rules=TRIED):
    """Each rule beside that of the documents at other costs of a year's stock, with intervals."""
    rows = []
    for rate in rates:
        table = left(years, rate)
        for rule in rules:
            if rule != RULE:
                gain = estimates.paired_difference(table[rule], table[RULE], "lucks")
                rows.append((rate, rule, *gain))
    names = ["a year's stock costs", "rule", "estimate", "low", "high", "n", "counts"]
    return pd.DataFrame(rows, columns=names)


def rates_table(years):
    """The same as text, in thousand yuan: a row per rule, a column per rate."""
    found = at_rates(years)
    text = found.apply(
        lambda row: "{:+,.0f} ({:+,.0f} to {:+,.0f})".format(
            *(row[["estimate", "low", "high"]].astype(float) / 1000)
        ),
        axis=1,
    )
    wide = found.assign(text=text).pivot(
        index="rule", columns="a year's stock costs", values="text"
    )
    return wide.loc[[rule for rule in TRIED if rule != RULE]].rename(WORDS)


def spread_truth(years):
    """Pieces lost under the rule, with lead times that spread 0, 1 and 2 times as much as they do."""
    mine = years[years["rule"].str.startswith(RULE)]
    lost = mine.assign(lost=mine["lost"] / mine["wanted"]).pivot(
        index="luck", columns="spread", values="lost"
    )
    found = {
        "lots on their day": estimates.mean(lost[0], "lucks"),
        "as it is": estimates.mean(lost[1], "lucks"),
        "twice the spread": estimates.mean(lost[2], "lucks"),
        "as it is, more than on their day": estimates.paired_difference(lost[1], lost[0], "lucks"),
        "twice, more than on their day": estimates.paired_difference(lost[2], lost[0], "lucks"),
    }
    table = estimates.table(found, "per cent of pieces lost")
    numbers = ["estimate", "low", "high"]
    return table.assign(**{name: 100 * table[name] for name in numbers})


def lean_weeks(sku, inventory_daily):
    """The spring in which the owner wanted cash: turnover and empty shelves, before and in it."""
    spans = {"before": ("2025-02-24", "2025-04-06"), "lean": ("2025-04-24", "2025-05-11")}
    rows = []
    for name, (first, last) in spans.items():
        part = inventory_daily[inventory_daily["date"].between(_day(first), _day(last))]
        turns = inventory.stock_turnover(sku, inventory_daily, first, last)
        out = part["stockout_flag"]
        rows.append((name, first, last, turns, 100 * out.mean()))
    names = ["weeks", "first", "last", "turnover", "% of shelf days sold out"]
    return pd.DataFrame(rows, columns=names)


def open_orders(inbound, name=ARTICLE):
    """The article's orders that haven't come: when sent, and for when promised."""
    mine = inbound[(inbound["sku"].astype(str) == name) & inbound["received_at"].isna()]
    return mine[["po_id", "ordered_at", "promised_on"]].sort_values("promised_on")


def path_of(inventory_daily, name=ARTICLE, weeks=12):
    """One article's shelf and its two levels, day by day."""
    last = inventory_daily["date"].max()
    mine = inventory_daily[inventory_daily["sku"].astype(str) == name]
    mine = mine[mine["date"] > last - pd.Timedelta(days=7 * weeks)]
    names = {"on_hand": "on the shelf", "warning": "warning", "safety": "safety"}
    return mine.rename(columns=names).melt(
        "date", list(names.values()), var_name="line", value_name="pieces"
    )


def drawn_days(row, days=1460, seed=42):
    """Whole pieces a day with an article's mean and standard deviation, each day by itself."""
    rng = np.random.default_rng(seed)
    mean, variance = row["demand_mean"], row["demand_sd"] ** 2
    if variance <= mean:
        return pd.Series(rng.poisson(mean, days))
    spread = mean**2 / (variance - mean)
    return pd.Series(rng.negative_binomial(spread, spread / (spread + mean), days))


def buying_ways(inbound, table, name=PATH):
    """Ways of buying one article, before the same customers and with the same lead times."""
    row = table.set_index("sku").loc[name]
    needs = (row["demand_mean"], row["demand_sd"])
    lead = (row["lead_mean"], row["lead_sd"])
    holding = CARRYING * row["unit_cost"]
    point = float(reorder.reorder_point(*needs, *lead, SERVICE))
    lot = lot_sizes.eoq(365 * needs[0], ORDER_COST, holding)["lot"]
    rules = {
        "one lot, 8 weeks": {"reorder": point, "lot": 56 * needs[0]},
        "economic lot": {"reorder": point, "lot": lot},
        "filled up each week": {
            "up_to": float(lot_sizes.order_up_to(*needs, 7, *lead, SERVICE)), "review": 7,
        },
        "filled up each week, orders cost nothing": {
            "up_to": float(lot_sizes.order_up_to(*needs, 7, *lead, SERVICE)), "review": 7,
            "order_cost": 0,
        },
        "filled up each evening": {
            "up_to": float(lot_sizes.order_up_to(*needs, 1, *lead, SERVICE)), "review": 1,
        },
    }  # fmt: skip
    lots = sent(inbound, EVENTS)
    leads = lots.loc[lots["supplier"] == row["supplier"], "days"].clip(lower=1).to_numpy(int)
    return policies.policies(
        drawn_days(row), leads, rules, row["unit_cost"], row["margin"], ORDER_COST, CARRYING,
        warm_up=90,
    )  # fmt: skip


def buying_plan(table, budget=BUDGET):
    """Which lots to order with so much money, for the demand of lead time and three weeks."""
    table = table[table["margin"] > 0]  # a piece that loses money is not bought for its margin
    span = table["lead_mean"] + 21
    mean, sd = reorder.demand_in_wait(
        table["demand_mean"], table["demand_sd"], span, table["lead_sd"]
    )
    needs = table[["sku", "unit_cost", "margin", "stock", "lot"]].assign(
        demand_mean=mean, demand_sd=sd
    )
    choices = lot_sizes.order_choices(needs, too_many_share=CARRYING * 60 / 365, most=5)
    return lot_sizes.budget_plan(choices, budget), choices


def greedy_plan(choices, budget=BUDGET):
    """The same money spent article by article, the best gain a yuan first."""
    rows = choices[(choices["lots"] > 0) & (choices["gain"] > 0)]
    rows = rows.assign(rate=rows["gain"] / rows["yuan"]).sort_values("rate", ascending=False)
    taken, spent, gain = set(), 0.0, 0.0
    for row in rows.itertuples():
        if row.sku not in taken and spent + row.yuan <= budget:
            taken.add(row.sku)
            spent, gain = spent + row.yuan, gain + row.gain
    return gain


def two_classes(inventory_daily, sku):
    """ABC–XYZ of the thirteen weeks before the evening, and of thirteen in spring."""
    worth = (1 - FEE) * sku["price"] - PARCEL - sku["unit_cost"]
    worth = worth.set_axis(sku["sku"].astype(str))
    worth = worth[worth > 0]
    spans = (("2025-02-24", "2025-05-25"), ("2025-07-14", EVENING))
    return [
        abc_xyz.abc_xyz(
            inventory_daily[
                inventory_daily["date"].between(_day(first), _day(last))
                & inventory_daily["sku"].astype(str).isin(worth.index)
            ],
            worth,
        )
        for first, last in spans
    ]


# --- What the texts tell --------------------------------------------------------------------------


@lesson.facts("morning-reading")
def _morning(inventory_daily, inbound, sku):
    shelf = on_sale(inventory_daily, sku)
    alerts = stock_alerts.stock_alert(shelf, EVENING)
    counts = stock_alerts.alert_counts(alerts).set_index("alert")["articles"]
    found = stock_alerts.daily_stock_check(shelf, inbound, EVENING)
    todo = found["action"]
    late = inbound[inbound["sku"].astype(str).isin(found.loc[todo == "chase", "sku"])]
    late = late[late["received_at"].isna() & (late["promised_on"] < _day(EVENING))]
    whose = late["supplier"].astype(str).value_counts()
    came = inbound.loc[inbound["supplier"].astype(str) == whose.index[0], "received_at"].max()
    return {
        "whose": fact.name(whose.index[0]), "since": fact.day(came),
        "expect": fact.count((todo == "expect").sum()),
        "green": fact.count(counts["green"]), "yellow": fact.count(counts["yellow"]),
        "red": fact.count(counts["red"]), "out": fact.count(counts["out"]),
        "chase": fact.count((todo == "chase").sum()),
        "order": fact.count((todo == "order").sum()),
        "fix": fact.count((todo == "fix listed stock").sum()),
    }  # fmt: skip


@lesson.facts("path-title")
def _path(inventory_daily, inbound):
    mine = inventory_daily[inventory_daily["sku"].astype(str) == ARTICLE]
    first = open_orders(inbound)["promised_on"].min()
    return {
        "article": fact.name(ARTICLE), "late": fact.count((_day(EVENING) - first).days),
        "left": fact.count(mine.sort_values("date")["on_hand"].iloc[-1]),
    }  # fmt: skip


@lesson.facts("counted-reading", "guess-reading", "seen-title")
def _counted(inventory_daily, inbound, sku):
    seen = seen_waits(inventory_daily, inbound, sku)
    by_kind_ = reorder.cycle_service_seen(seen, ["kind"]).set_index("kind")
    ends = 1 - seen.groupby("kind")["last_empty"].mean()
    all_lots = supplier_leads(inbound, ()).set_index("supplier")
    leads = supplier_leads(inbound).set_index("supplier")
    steady, wild = all_lots["sd"].idxmin(), all_lots["sd"].idxmax()
    told = {"steady": fact.name(steady), "wild": fact.name(wild)}
    for name, key in ((steady, "steady"), (wild, "wild")):
        row = leads.loc[name]
        told |= {f"{key}_sd": fact.number(all_lots.loc[name, "sd"], 1),
                 f"{key}_mean": fact.number(all_lots.loc[name, "mean"], 1),
                 f"{key}_less": fact.number(row["sd"], 1), f"{key}_low": fact.number(row["sd_low"], 1),
                 f"{key}_high": fact.number(row["sd_high"], 1)}  # fmt: skip
    points = seen_by_rule(seen_waits(inventory_daily, inbound, sku, EVENTS))
    held = points["low"].le(SERVICE) & points["high"].ge(SERVICE)
    blocks = late_blocks(inbound)
    told |= {f"{name}_end": fact.share(share) for name, share in ends.items()}
    told |= {
        "points": fact.count(len(points)),
        "held": fact.count(held.sum()),
        "aim": fact.share(SERVICE),
        "late": fact.count(blocks["lots"].sum()),
        "all": fact.count(all_lots["n"].sum()),
        "out": fact.count(all_lots["n"].sum() - leads["n"].sum()),
        "long": fact.count(LONG),
        "blocks": fact.count(len(blocks)),
    }
    for kind in ("hit", "regular"):
        row = by_kind_.loc[kind]
        told |= {
            kind: fact.share(row["estimate"]), f"{kind}_low": fact.share(row["low"]),
            f"{kind}_high": fact.share(row["high"]), f"{kind}_waits": fact.count(row["waits"]),
            f"{kind}_n": fact.count(row["n"]),
        }  # fmt: skip
    lots = sent(inbound)
    days = lots.loc[lots["supplier"] == wild, "days"]
    told |= {"middle": fact.number(days.median()), "longest": fact.number(days.max())}
    refused = leads["refused"].idxmax()
    return told | {
        "refuser": fact.name(refused), "refused": fact.share(leads.loc[refused, "refused"]),
    }  # fmt: skip


@lesson.facts("rule-reading", "windows-reading", "rule-verdict", "hits-title")
def _ruled(inventory_daily, inbound, sku):
    told, z = {}, {}
    for lots, spans in (("", EVENTS), ("_all", ())):
        table = articles(inventory_daily, inbound, sku, spans)
        compared = rules_on(table)
        found = by_kind(compared).set_index(["rule", "kind"])
        seen = reorder.cycle_service_seen(
            seen_waits(inventory_daily, inbound, sku, spans), ["kind"]
        ).set_index("kind")
        best = by_kind(rules_on(best_sellers(table))).set_index("rule")
        for kind in ("hit", "regular"):
            rule = found.loc[("hits 3, regulars 7", kind)]
            formula, row = found.loc[("formula, 95%", kind)], seen.loc[kind]
            told |= {
                f"{kind}_rule{lots}": fact.share(rule["service"]),
                f"{kind}_days{lots}": fact.number(formula["days"], 1),
                f"{kind}_seen{lots}": fact.share(row["estimate"]),
                f"{kind}_seen_low{lots}": fact.share(row["low"]),
                f"{kind}_seen_high{lots}": fact.share(row["high"]),
                f"{kind}_says{lots}": "above" if rule["service"] > row["high"] else
                "below" if rule["service"] < row["low"] else "inside",
            }  # fmt: skip
        money = found.reset_index().groupby("rule")["money"].sum()
        services = compared.groupby("rule")["service"].mean()
        z = Z * money["hits 3, regulars 7"] / money["formula, 95%"]
        told |= {
            f"rule_money{lots}": fact.money(money["hits 3, regulars 7"], -2),
            f"formula_money{lots}": fact.money(money["formula, 95%"], -2),
            f"money_says{lots}": "more"
            if money["formula, 95%"] > money["hits 3, regulars 7"]
            else "less",
            f"same{lots}": fact.share(float(stats.norm.cdf(z))),
            f"mean{lots}": fact.share(services["hits 3, regulars 7"]),
            f"best_rule{lots}": fact.share(best.loc["hits 3, regulars 7", "service"]),
            f"best_days{lots}": fact.number(best.loc["formula, 95%", "days"], 1),
        }
    table = articles(inventory_daily, inbound, sku)
    both = windows_of(inventory_daily, inbound, table, ARTICLE)["share of waits"]
    waits = seen_waits(inventory_daily, inbound, sku)
    hits = set(table.loc[table["kind"] == "hit", "sku"])
    return told | {
        "article": fact.name(ARTICLE),
        "formula": fact.share(both.iloc[0]), "windows": fact.share(both.iloc[1]),
        "hits": fact.count(len(hits)),
        "both": fact.count(len(hits & set(best_sellers(table)["sku"]))),
        "other": fact.share(1 - waits["home"].mean()),
    }  # fmt: skip


@lesson.facts("border-reading", "border-verdict")
def _border(inventory_daily, inbound, sku):
    leads = supplier_leads(inbound)
    sd = float(reorder.largest_spread(3, 10, 3, 7, SERVICE))
    seven = float(reorder.largest_spread(7, 10, 3, 7, SERVICE))
    at = {d: float(reorder.cycle_service(10 * d, 10, 3, 15, 3)) for d in (3, 7)}
    short = float(reorder.cycle_service(30, 10, 3, 7, 1))
    table = articles(inventory_daily, inbound, sku)
    told, most = {}, {"hit": [], "regular": []}
    for lots, spans in (("", EVENTS), ("_all", ())):
        each = articles(inventory_daily, inbound, sku, spans)
        border = reorder.largest_spread(
            rule_days(each).to_numpy(), each["demand_mean"], each["demand_sd"], each["lead_mean"]
        )
        inside = pd.Series(each["lead_sd"].to_numpy() <= border)
        for kind in ("hit", "regular"):
            mine = (each["kind"] == kind).to_numpy()
            most[kind].append(inside[mine].mean() > 0.5)
            told |= {f"{kind}_in{lots}": fact.count(inside[mine].sum()),
                     f"{kind}_of": fact.count(mine.sum())}  # fmt: skip
    for kind, found in most.items():
        told[f"{kind}_verdict"] = "good" if all(found) else "hangs" if any(found) else "few"
    return told | {
        "three": fact.number(sd, 1), "seven": fact.number(seven, 1),
        "short": fact.share(short), "late_three": fact.share(at[3]),
        "late_seven": fact.share(at[7]), "steadiest": fact.name(
            leads.loc[leads["sd"].idxmin(), "supplier"]),
        "least": fact.number(leads["sd"].min(), 1), "cv": fact.share(table["cv"].median()),
    }  # fmt: skip


@lesson.facts("services-reading")
def _services():
    table = two_services().set_index(["lot", "safety stock"])
    small, large = table.loc[(60, 0)], table.loc[(300, 0)]
    waiting, leaving = "pieces, if buyers wait", "pieces, if they leave"
    return {
        "waits": fact.share(large["waits that last"]), "large": fact.share(large[waiting]),
        "small": fact.share(small[waiting]), "small_lost": fact.share(small[leaving]),
        "large_lost": fact.share(large[leaving]),
    }  # fmt: skip


@lesson.facts("alerts-reading")
def _alerts(inventory_daily, sku):
    shelf = on_sale(inventory_daily, sku)
    found = stock_alerts.backtest_alerts(shelf, within=WITHIN).set_index("level")
    told = {"within": fact.count(WITHIN)}
    for level in ("yellow", "red"):
        row = found.loc[level]
        told |= {
            f"{level}": fact.count(row["alarms"]), f"{level}_false": fact.share(row["false"]),
            f"{level}_low": fact.share(row["low"]), f"{level}_high": fact.share(row["high"]),
            f"{level}_missed": fact.share(row["missed"]),
            f"{level}_missed_low": fact.share(row["missed_low"]),
            f"{level}_missed_high": fact.share(row["missed_high"]),
        }  # fmt: skip
    return told | {"spells": fact.count(found["empty"].iloc[0])}


@lesson.facts("lot-reading")
def _lot(inventory_daily, inbound, sku):
    row = articles(inventory_daily, inbound, sku).set_index("sku").loc[PATH]
    demand, holding = 365 * row["demand_mean"], CARRYING * row["unit_cost"]
    best = lot_sizes.eoq(demand, ORDER_COST, holding)
    half = lot_sizes.lot_costs([best["lot"] / 2], demand, ORDER_COST, holding)["times"].iloc[0]
    now = lot_sizes.lot_costs([row["lot"]], demand, ORDER_COST, holding)["times"].iloc[0]
    return {
        "article": fact.name(PATH), "lot": fact.number(best["lot"]),
        "orders": fact.number(best["orders"], 1), "half": fact.share(half - 1),
        "least": fact.count(row["lot"]), "more": fact.share(now - 1),
        "days": fact.number(best["lot"] / row["demand_mean"]),
    }  # fmt: skip


@lesson.facts("season-reading")
def _season():
    one = lot_sizes.newsvendor(**SEASON)
    ways = lot_sizes.flexible_supply_value(**SEASON, known=0.75, dearer=6.0)
    return {
        "order": fact.number(one["order"]), "service": fact.share(one["service"]),
        "cost": fact.money(one["cost"], -1), "first": fact.number(ways["first"].iloc[1]),
        "second": fact.number(ways["second"].iloc[1]), "gain": fact.money(ways["gain"].iloc[1], -1),
    }  # fmt: skip


@lesson.facts("budget-reading")
def _budget(inventory_daily, inbound, sku):
    plan, choices = buying_plan(articles(inventory_daily, inbound, sku))
    greedy = greedy_plan(choices)
    return {
        "articles": fact.count(len(plan)), "yuan": fact.money(plan.attrs["yuan"]),
        "gain": fact.money(plan.attrs["gain"]), "greedy": fact.money(greedy),
        "says": "more" if plan.attrs["gain"] > greedy + 1 else "same",
    }  # fmt: skip


@lesson.facts("ways-reading")
def _ways(inventory_daily, inbound, sku):
    table = articles(inventory_daily, inbound, sku)
    found = buying_ways(inbound, table).set_index("rule")
    week, lot = found.loc["filled up each week"], found.loc["economic lot"]
    paid = found.drop(index="filled up each week, orders cost nothing")
    big, best = found.loc["one lot, 8 weeks"], paid["left"].idxmax()
    return {
        "article": fact.name(PATH), "week_turns": fact.number(week["turnover"], 1),
        "big_turns": fact.number(big["turnover"], 1), "best": fact.name(best),
        "week_fill": fact.share(week["fill"], 1), "big_fill": fact.share(big["fill"], 1),
        "lot_fill": fact.share(lot["fill"], 1),
        "gap": fact.money(paid["left"].max() - week["left"]),
        "free": fact.money(found.loc["filled up each week, orders cost nothing", "left"] - week["left"]),
        "daily": fact.money(week["left"] - found.loc["filled up each evening", "left"]),
        "fee": fact.money(
            ORDER_COST * (found.loc["filled up each evening", "orders"] - week["orders"])
        ),
    }  # fmt: skip


@lesson.facts("lean-reading")
def _lean(sku, inventory_daily):
    found = lean_weeks(sku, inventory_daily).set_index("weeks")
    return {
        "before": fact.number(found.loc["before", "turnover"], 1),
        "lean": fact.number(found.loc["lean", "turnover"], 1),
        "rise": fact.share(found.loc["lean", "turnover"] / found.loc["before", "turnover"] - 1),
        "out_before": fact.share(found.loc["before", "% of shelf days sold out"] / 100, 1),
        "out_lean": fact.share(found.loc["lean", "% of shelf days sold out"] / 100, 1),
    }  # fmt: skip


@lesson.facts("goal-reading", "goal-title", "goal-verdict", "spread-reading", "rates-reading")
def _goal(years):
    found = goals(years).set_index("rule")
    lean, more, most = (found.loc[rule] for rule in (GOAL, "14", "28"))
    own, same = found.loc[FORMULA], found.loc[SAME_MONEY]
    spread = spread_truth(years).set_index("per cent of pieces lost")
    told = {"turn_lean": fact.number(lean["turnover"], 1),
            "turn_rule": fact.number(found.loc[RULE, "turnover"], 1),
            "turn_more": fact.number(more["turnover"], 1),
            "rise": fact.share(lean["turnover"] / found.loc[RULE, "turnover"] - 1),
            "lost_lean": fact.share(lean["lost"], 1), "lost_rule": fact.share(found.loc[RULE, "lost"], 1),
            "lost_more": fact.share(more["lost"], 1), "n": fact.count(lean["n"])}  # fmt: skip
    lots = estimates.paired_difference(left(years)["none"], left(years)[GOAL], "lucks")
    told |= {
        name: fact.money(value, -3, signed=True)
        for name, value in zip(("lots", "lots_low", "lots_high"), lots, strict=False)
    }
    told["lost_own"] = fact.share(own["lost"], 1)
    pairs = (("lean", lean), ("more", more), ("most", most), ("own", own), ("same", same))
    for key, row in pairs:
        told |= {
            key: fact.money(row["estimate"], -3, signed=True),
            f"{key}_low": fact.money(row["low"], -3, signed=True),
            f"{key}_high": fact.money(row["high"], -3, signed=True),
            f"{key}_says": "flat" if row["low"] <= 0 <= row["high"] else
            "more" if row["low"] > 0 else "less",
        }  # fmt: skip
    kept = estimates.ratio_of_totals(left(years)[GOAL], left(years)[RULE], "lucks").times(100)
    for name, key in zip(spread.index, ("none", "usual", "twice"), strict=False):
        told[f"{key}_lost"] = fact.share(spread.loc[name, "estimate"] / 100, 1)
    for name, key in zip(spread.index[3:], ("gap", "wide"), strict=True):
        row = spread.loc[name]
        told |= {
            key: fact.points(row["estimate"] / 100, 2, signed=True),
            f"{key}_low": fact.points(row["low"] / 100, 2, signed=True),
            f"{key}_high": fact.points(row["high"] / 100, 2, signed=True),
            f"{key}_says": "flat" if row["low"] <= 0 <= row["high"] else "more",
        }  # fmt: skip
    rates = at_rates(years).set_index(["rule", "a year's stock costs"])
    worse = bool((rates.loc[GOAL, "high"] < 0).all())
    for key, rate in (("cheap", RATES[0]), ("dear", RATES[-1])):
        for name, rule in (("more", "14"), ("most", "28"), ("own", FORMULA)):
            row = rates.loc[(rule, rate)]
            told[f"{name}_{key}"] = (
                "flat" if row["low"] <= 0 <= row["high"] else "more" if row["low"] > 0 else "less"
            )
    return told | {
        "kept": fact.number(kept.value), "rates_says": "all" if worse else "some",
        "low_rate": fact.share(RATES[0]), "high_rate": fact.share(RATES[-1]),
        "rate": fact.share(CARRYING),
    }  # fmt: skip


@lesson.facts("formula-reading")
def _formula_tried(waits):
    told = {}
    for kind in ("hit", "regular"):
        row = twin_service(waits, FORMULA, kind).times(100)
        told |= {
            kind: fact.share(row.value / 100), f"{kind}_low": fact.share(row.low / 100),
            f"{kind}_high": fact.share(row.high / 100), "n": fact.count(row.n),
            f"{kind}_reach": "short" if row.high < 100 * SERVICE else "reached",
        }  # fmt: skip
    return told | {"aim": fact.share(SERVICE)}


@lesson.facts("classes-reading")
def _classes(inventory_daily, sku):
    spring, autumn = two_classes(inventory_daily, sku)
    kept = abc_xyz.class_changes(spring, autumn, "kind").attrs["kept"]
    a = abc_xyz.class_changes(spring, autumn, "abc").attrs["kept"]
    return {
        "a": fact.count((autumn["abc"] == "A").sum()), "articles": fact.count(len(autumn)),
        "kept": fact.share(kept.value), "kept_low": fact.share(kept.low),
        "kept_high": fact.share(kept.high), "n": fact.count(kept.n), "abc": fact.share(a.value),
        "steady": fact.count((autumn["xyz"] == "X").sum()),
        "out": fact.count(((1 - FEE) * sku["price"] - PARCEL - sku["unit_cost"] <= 0).sum()),
    }  # fmt: skip


# --- In the lesson --------------------------------------------------------------------------------


@lesson.exercise("Which part makes the stock?", Number(tolerance=1.01, unit="pieces"))
def by_hand():
    """A cup sells 20 a day, with a standard deviation of 6. Its lots take 9 days on average, with a standard
    deviation of 3. **How many pieces of safety stock let the shelf last in 95 of 100 waits?** (z = 1.645)

    Hint: First the variance of the pieces wanted in a wait: lead time × variance of a day, and a day's mean² × variance of the lead time.

    Hint: 9 · 6² = 324, and 20² · 3² = 3,600.

    Right: √3,924 is 62.6, times 1.645: 103 pieces, five days of sales. Of the variance 92% is the lead time's.
    """
    return float(reorder.safety_stock(20, 6, 9, 3, 0.95))


@by_hand.wrong("the demand alone")
def _demand_alone():
    """You let each lot come on its day. Lots that are late cost more pieces than good days do."""
    return float(reorder.safety_stock(20, 6, 9, 0, 0.95))


@by_hand.wrong("the lead time alone")
def _lead_alone():
    """You let each day sell 20. Add the variance of the days: lead time × 6²."""
    return float(reorder.safety_stock(20, 0, 9, 3, 0.95))


@by_hand.wrong("deviations added")
def _sds_added():
    """You added standard deviations. Variances add up; take the root of the sum."""
    return Z * (6 * 3 + 20 * 3)


@by_hand.wrong("without z")
def _without_z():
    """That is one standard deviation. It lasts in 84 of 100 waits; for 95 take 1.645 of them."""
    return float(np.sqrt(3924))


@by_hand.wrong("both sides")
def _both_sides():
    """You took 1.96. That leaves 2.5% on *each* side; a wait with pieces left over is no trouble, so all 5% lie on one side."""
    return estimates.normal_quantile() * float(np.sqrt(3924))


@by_hand.wrong("the reorder point")
def _the_point():
    """That is the level at which to order: the demand of the wait is in it. Safety stock is what comes on top."""
    return float(reorder.reorder_point(20, 6, 9, 3, 0.95))


@by_hand.wrong("three days")
def _three_days():
    """That is three days of sales, by the rule. Asked is what this supplier's lots need."""
    return 60.0


@lesson.exercise("Turnover as a goal", Prediction("yuan of 100"))
def turnover_goal(years):
    """The owner makes turnover the buyer's goal: no safety stock, and only ten days of sales in an order instead of 21. All
    else stays. Of 100 yuan a year that the shop leaves under the rule (after goods, fees, ads and 28% a year for its stock), **how many are left
    under that goal?** Answer `(value, low, high)`; above 100 if it leaves more.

    Hint: The stock is cut by almost half, and costs 28% of its value a year. What is a lost piece worth?

    Right: {kept} of 100 in the twin. Turnover rose by {rise}; {lost} of the pieces were lost instead of {before}.
    """
    table = left(years)
    return float(100 * table[GOAL].sum() / table[RULE].sum())


@turnover_goal.facts
def _goal_facts(years):
    told = _goal(years)
    return {"kept": told["kept"], "rise": told["rise"], "lost": told["lost_lean"],
            "before": told["lost_rule"]}  # fmt: skip


def _other_needs(inventory_daily, inbound, sku):
    table = articles(inventory_daily, inbound, sku, without=()).set_index("sku")
    return table.loc[OTHER]


def _defensible(inventory_daily, inbound, sku):
    """All days beside days with goods; accepted lots alone; waits of the article itself, if many."""
    row = _other_needs(inventory_daily, inbound, sku)
    lots = sent(inbound)
    mine = lots[lots["supplier"] == row["supplier"]]
    days = inventory_daily[inventory_daily["sku"].astype(str) == OTHER]
    days = days[days["date"].between(_day(FIRST), _day(EVENING))]["sales"]
    found = []
    for d, s in ((row["demand_mean"], row["demand_sd"]), (days.mean(), days.std())):
        for leads in (mine["days"], mine.loc[mine["accepted"], "days"]):
            found.append(float(reorder.safety_stock(d, s, leads.mean(), leads.std())) / d)
    return [Between(min(found) - 0.1, max(found) + 0.1)]


@lesson.exercise("A hit in another shop", Number(tolerance=0.11, unit="days", accept=_defensible))
def hit_days(inventory_daily, inbound, sku):
    """Article `TE03` of this shop, {title}, is a hit for its system (引流款), and comes from {supplier}. Take the demand of the eight weeks to 12 October
    2025 and the supplier's lead times of orders sent by 24 August (all of them have come). **How many days of sales must its safety stock be, to last in 95 of
    100 waits?**

    Hint: `asked.articles(second.inventory_daily, second.inbound, second.sku, without=())` has mean and standard deviation of the day and of the lead time, article by article.

    Hint: `reorder.safety_stock(...)` gives pieces. Divide by the pieces of a day.

    Right: {days} days, {pieces} pieces. A day of it varies by {cv} of its mean, its lots by {spread} days. Three days last in {three} of the waits.
    """
    row = _other_needs(inventory_daily, inbound, sku)
    needs = [row[name] for name in ("demand_mean", "demand_sd", "lead_mean", "lead_sd")]
    return float(reorder.safety_stock(*needs, SERVICE)) / row["demand_mean"]


@hit_days.applies
def _other_applies(inventory_daily, inbound, sku):
    """In this shop the article is not on sale, or too seldom on the shelf."""
    found = articles(inventory_daily, inbound, sku)
    return bool((found["sku"] == OTHER).any())


@hit_days.facts
def _other_facts(inventory_daily, inbound, sku):
    row = _other_needs(inventory_daily, inbound, sku)
    needs = [row[name] for name in ("demand_mean", "demand_sd", "lead_mean", "lead_sd")]
    pieces = float(reorder.safety_stock(*needs, SERVICE))
    three = float(reorder.cycle_service(3 * row["demand_mean"], *needs))
    return {
        "title": fact.name(str(sku.set_index(sku["sku"].astype(str)).loc[OTHER, "title"])),
        "supplier": fact.name(row["supplier"]), "pieces": fact.number(pieces),
        "days": fact.number(pieces / row["demand_mean"], 1), "cv": fact.share(row["cv"]),
        "spread": fact.number(row["lead_sd"], 1), "three": fact.share(three),
    }  # fmt: skip


def _other_days(inventory_daily, inbound, sku, demand_sd=1.0, lead_sd=1.0, z=None):
    row = _other_needs(inventory_daily, inbound, sku)
    sd = reorder.demand_in_wait(
        row["demand_mean"], demand_sd * row["demand_sd"], row["lead_mean"], lead_sd * row["lead_sd"]
    )[1]
    return (Z if z is None else z) * float(sd) / row["demand_mean"]


@hit_days.wrong("the demand alone")
def _other_demand(inventory_daily, inbound, sku):
    """You let each lot come on its day. The spread of the lead time is missing."""
    return _other_days(inventory_daily, inbound, sku, lead_sd=0)


@hit_days.wrong("the lead time alone")
def _other_lead(inventory_daily, inbound, sku):
    """You let each day sell the same. The spread of the demand is missing."""
    return _other_days(inventory_daily, inbound, sku, demand_sd=0)


@hit_days.wrong("both sides")
def _other_both(inventory_daily, inbound, sku):
    """You took 1.96, for two sides. Only a wait that is too long hurts: 1.645."""
    return _other_days(inventory_daily, inbound, sku, z=estimates.normal_quantile())


@hit_days.wrong("one deviation")
def _other_one(inventory_daily, inbound, sku):
    """That is one standard deviation of the wait: it lasts in 84 of 100. Times 1.645."""
    return _other_days(inventory_daily, inbound, sku, z=1)


@hit_days.wrong("pieces")
def _other_pieces(inventory_daily, inbound, sku):
    """That is pieces. Divide by the pieces of a day."""
    row = _other_needs(inventory_daily, inbound, sku)
    return row["demand_mean"] * hit_days(inventory_daily, inbound, sku)


@hit_days.wrong("the rule")
def _other_rule():
    """Three days is the rule that is on trial."""
    return 3.0


@hit_days.wrong("the regulars' rule")
def _other_seven():
    """Seven days is the rule for regular articles. Asked is what these lots and these days need."""
    return 7.0


MONDAY = Decision(
    {
        "A": "Turnover becomes the buyer's goal: no safety stock, small orders.",
        "B": "28 days of safety stock for all, so that no shelf is empty.",
        "C": "Safety stocks stay about as large as they are, and turnover is only reported. Which article gets how much follows its own days and its supplier's lots.",
    },
    {
        "1": "in the twin turnover rose, and turnover is what stock is judged by",
        "2": "in the twin hardly a piece was lost",
        "3": "at 28% a year, less than the rule lost far more than the stock saved, and 28 days cost more than they saved; the formula and the rule can't be told apart in yuan",
        "4": "the formula reaches 95% of the waits, so it brings more than the rule",
    },
    cautious=["C"],
)


@lesson.exercise("What you tell the owner", MONDAY)
def monday(years):
    """Rule, twin and bill are on the table. What do you tell the owner, and why?

    Hint: Which column of the table is money?

    Hint: Look at both ends of each interval, and at the rate that stock costs.

    Right: Beside the rule, the goal of turnover changes the year by {lean} ({lean_low} to {lean_high}), 28 days by {most} ({most_low} to {most_high}), 14 days by {more} ({more_low} to {more_high}; n = {n} lucks), the formula by {own} ({own_low} to {own_high}), and with the rule's money by {same} ({same_low} to {same_high}). So a formula is no miracle: it costs nothing that can be told, and it asks for the numbers of each supplier. What counts is not to fall far below. At another rate than 28% look once more.
    """
    found = goals(years).set_index("rule")
    lean, most = found.loc[GOAL], found.loc["28"]
    if lean["low"] > 0:
        return ("A", "1")
    return ("B", "2") if most["low"] > 0 else ("C", "3")


@monday.facts
def _monday_facts(years):
    told = _goal(years)
    names = ("lean", "lean_low", "lean_high", "more", "more_low", "more_high", "most", "most_low",
             "most_high", "own", "own_low", "own_high", "same", "same_low", "same_high",
             "n")  # fmt: skip
    return {name: told[name] for name in names}


@monday.wrong("turnover")
def _for_turnover():
    """Turnover is sold ÷ stock. It rises where stock falls faster than sales; that says nothing of the money."""
    return ("A", "1")


@monday.wrong("no empty shelf")
def _no_empty():
    """Hardly one was, and at 28% a year that is too dear: the last pieces cost more in stock than they bring."""
    return ("B", "2")


@monday.wrong("the formula as proof")
def _formula_sure():
    """The action is right, the reason isn't. In the twins with the formula's stock fewer waits lasted than it aims at, and its yuan can't be told from the rule's."""
    return ("C", "4")


@monday.wrong("more stock for the money's sake")
def _most_flat():
    """The reason speaks against it: at 28% a year, 28 days cost more than they saved."""
    return ("B", "3")


# --- For the workshop, and another day ------------------------------------------------------------


@lesson.exercise("Half of the waits", Number(tolerance=0.006, unit="share"), pool=True)
def half_waits():
    """An article has no safety stock at all. The pieces wanted in a wait have a standard deviation of 60. A lot is 400 pieces. **Which share of all
    pieces is there when it is wanted?** (From a normal demand with standard deviation 1, 0.399 are missing on average above the mean.)

    Hint: How many pieces are short in a wait, on average? How many pieces go through the shelf in a wait's cycle?

    Right: 60 · 0.399 = 24 pieces short of 400: 94% are there, though every other wait ends empty. Two numbers, two names: cycle service 50%, fill rate 94%.
    """
    return 1 - float(reorder.normal_loss(0, 60)) / 400


@half_waits.wrong("cycle service")
def _half():
    """That is the share of *waits* that last. Asked is the share of pieces."""
    return 0.5


@half_waits.wrong("one deviation short")
def _sixty_short():
    """60 is the standard deviation. On average 0.399 of it is short."""
    return 1 - 60 / 400


@half_waits.wrong("the missing share")
def _missing():
    """That is the share that is *not* there."""
    return float(reorder.normal_loss(0, 60)) / 400


@lesson.exercise("Twice the lot", Number(tolerance=0.006, unit="share"), pool=True)
def twice_the_lot():
    """A supplier sells nothing below twice the economic lot. **By what share do the yearly costs of ordering and holding rise?**

    Hint: Orders cost half as much, stock twice as much. At the economic lot the two are equal.

    Right: (½ + 2) ÷ 2 = 1.25: a quarter. The curve is flat; a rebate of a few per cent of the *price* may be worth more than that.
    """
    table = lot_sizes.lot_costs(
        [2 * lot_sizes.eoq(1000, 50, 2)["lot"]], demand=1000, order_cost=50, holding=2
    )
    return float(table["times"].iloc[0] - 1)


@twice_the_lot.wrong("double")
def _double():
    """Only the holding doubles; the ordering halves."""
    return 1.0


@twice_the_lot.wrong("nothing")
def _nothing():
    """They would cancel if half of one were as much as the double of the other adds. It isn't."""
    return 0.0


@twice_the_lot.wrong("the ratio")
def _ratio():
    """That is how many times as much. Asked is by what share they rise."""
    return 1.25


@twice_the_lot.wrong("half")
def _half_of_it():
    """Holding rises by its whole, ordering falls by its half: of the sum of both that is a quarter."""
    return 0.5


HATS = {100: 0.2, 150: 0.3, 200: 0.3, 250: 0.2}


@lesson.exercise("A season that is bought once", Number(tolerance=0.4, unit="pieces"), pool=True)
def season():
    """A sun hat is bought once, for 30 yuan, and sold for 70; what is left goes for 20. Of the demand one believes: 100 pieces with 20%, 150 with 30%,
    200 with 30%, 250 with 20%. Order the best number of pieces (if two are as good, the smaller one). **How many pieces are left over, on average?**

    Hint: A piece too few costs 40, a piece too many 10: so which share of what may come should be covered?

    Hint: 40 ÷ 50 = 80%. Then take each demand's pieces left, times its chance.

    Right: The best order covers 80%; on average 35 pieces are left over. Pieces left are no mistake: a margin that is large beside the loss asks for more than the mean.
    """
    return float(lot_sizes.newsvendor(40, 10, chances=HATS)["left"])


@season.wrong("of the mean")
def _season_mean():
    """You ordered the mean of the demand. That is best only if a piece too few costs as much as a piece too many."""
    return float(lot_sizes.newsvendor(40, 10, chances=HATS, order=175)["left"])


@season.wrong("of the most")
def _season_most():
    """You ordered the most that may come. Its last pieces are wanted with 20% only: they bring no more than they lose."""
    return float(lot_sizes.newsvendor(40, 10, chances=HATS, order=250)["left"])


@season.wrong("short")
def _season_short():
    """That is how many pieces are *short*, on average. Asked is how many are left over."""
    return float(lot_sizes.newsvendor(40, 10, chances=HATS)["short"])


@season.wrong("less the mean")
def _season_less():
    """That is the order less the mean demand. Where more is wanted than there is, nothing is left, and not less than nothing."""
    return 200.0 - sum(pieces * chance for pieces, chance in HATS.items())


@season.wrong("a cost")
def _season_cost():
    """40 is what a piece too few costs, in yuan. Asked is how many pieces are left over, on average."""
    return 40.0


@season.wrong("the order")
def _season_order():
    """That is the best order. How many of these pieces are left over, on average?"""
    return 200.0


@season.wrong("turned round")
def _season_round():
    """You covered 20%: too many ÷ both. It is too few ÷ both."""
    return 0.0


@lesson.exercise("Days from turnover", Number(tolerance=0.006, unit="share"), pool=True)
def days_from_turnover():
    """A shop says: turnover of stock is up by 40% (库存周转率提升40%). **By what share have the days of stock fallen (周转天数)?**

    Hint: Days are 365 ÷ turnover.

    Right: 1 − 1 ÷ 1.4 = 28.6%. And the same 40% may come from less stock, from more sales, or from an evening chosen for the count.
    """
    return 1 - inventory.turnover(100, 140) / inventory.turnover(100, 100)


@days_from_turnover.wrong("forty")
def _forty():
    """Days are the other way round: 1 ÷ 1.4 of what they were."""
    return 0.4


@days_from_turnover.wrong("with a minus")
def _with_minus():
    """The size is right. Asked is by what share they have *fallen*, so without a minus."""
    return 1 / 1.4 - 1


@days_from_turnover.wrong("what is left")
def _what_is_left():
    """That is the share that is *left* of the days. They fell by the rest."""
    return 1 / 1.4


@lesson.exercise("Four months of a fair", Number(tolerance=0.5, unit="pieces"), pool=True)
def fair():
    """Pieces wanted in four months: 90, 120, 80, 70, and they are known. An order costs 500 yuan, a piece kept to the next month 2. **How many pieces does the
    first order of the cheapest plan have?**

    Hint: The second month's 120 pieces cost 240 to keep. That is less than an order.

    Hint: Would you keep the third month's 80 pieces for two months?

    Right: 210, then 150 in the third month: 1,380 yuan. Three months at once, and then one: 1,560. All at once: 1,480. An order each month: 2,000.
    """
    return float(lot_sizes.wagner_whitin([90, 120, 80, 70], 500, 2)["order"].iloc[0])


@fair.wrong("one month")
def _one_month():
    """An order each month costs 500 for the second one. Keeping its 120 pieces costs 240."""
    return 90.0


@fair.wrong("three months")
def _three_months():
    """The third month's 80 pieces would lie two months: 320. Then the fourth month needs an order of its own anyway."""
    return 290.0


@fair.wrong("all at once")
def _all_at_once():
    """All at once keeps 70 pieces for three months and 80 for two: dearer than a second order."""
    return 360.0


@fair.wrong("the second order")
def _second_order():
    """That is the second order, for the third and the fourth month. How many pieces has the first one?"""
    return 150.0


@lesson.exercise("A part that is seldom wanted", Number(tolerance=0.3, unit="pieces"), pool=True)
def seldom():
    """A spare part: 6 are wanted a week, by luck (Poisson). It is looked at once a week and comes at once. A piece kept for a week costs 1 yuan, a piece
    that somebody waits for 4, an order 5. **With how many left, or fewer, do you order?** (`lot_sizes.s_s` finds s and S.)

    Hint: `lot_sizes.s_s(holding, shortage, order_cost, mean=...)`.

    Right: With 4 left or fewer, fill up to 10. Filling up each week to the newsvendor's 8 would cost an order a week.
    """
    return float(lot_sizes.s_s(1, 4, 5, mean=6)["s"])


@seldom.wrong("the level")
def _the_level():
    """10 is S, to which it is filled. Asked is s, at which it is ordered."""
    return 10.0


@seldom.wrong("the newsvendor")
def _seldom_newsvendor():
    """8 is best if orders are free. They cost 5: so not each week."""
    return 8.0


@seldom.wrong("below")
def _seldom_below():
    """With 5 left an order costs more than it saves. With *fewer* than 5 you order: so with how many left, or fewer?"""
    return 5.0


@seldom.wrong("the mean")
def _seldom_mean():
    """6 is a week's mean. With 5 or 6 left, an order costs more than waiting a week is worth."""
    return 6.0


LORRY = pd.DataFrame({
    "sku": ["first", "second", "third"], "demand": [1.0, 1, 1], "holding": [160.0, 20, 50],
    "line_cost": [120.0, 840, 300],
})  # fmt: skip


@lesson.exercise("One supplier, one lorry", Number(tolerance=0.3, unit="lorries"), pool=True)
def lorry():
    """Three articles of one supplier: 1 piece a day of each. A lorry costs 600 yuan; an article adds 120, 840 or 300 to it. Keeping a piece for a day
    costs 160, 20, 50. **How many lorries come from one order of the second article (840; 20) to the next?** (`lot_sizes.joint_order`.)

    Hint: A table with sku, demand, holding, line_cost, and the cost of a lorry.

    Right: Every third one; the other two are in each. What is dear to add and cheap to keep comes seldom.
    """
    return float(lot_sizes.joint_order(LORRY, 600)["every"].iloc[1])


@lorry.wrong("each time")
def _each_time():
    """Each time costs 840. A piece of it costs only 20 a day to keep: order more of it, less often."""
    return 1.0


@lorry.wrong("without the lorry")
def _without_lorry():
    """You compared 840 with the first article's own 120. Whoever opens a lorry pays its 600 too: √(42 · 160 ÷ 720)."""
    return 7.0


ENDING = {"holding": 1, "shortage": 4, "mean": 9, "end_holding": 20, "end_shortage": 4}


@lesson.exercise("The last order", Number(tolerance=0.3, unit="pieces"), pool=True)
def last_order():
    """A model leaves the shop in ten weeks. 9 pieces are wanted a week, by luck (Poisson); a lot comes at once, and orders are free. A piece kept for a week costs
    1 yuan, a piece that somebody waits for 4. What is left after the tenth week loses 20 more, who still waits then costs 4 more. **To how many
    pieces do you fill up in the tenth week?** (`lot_sizes.order_levels`.)

    Hint: `lot_sizes.order_levels(10, holding, shortage, mean=..., end_holding=..., end_shortage=...)`, the last row.

    Right: To {last}; in the first weeks to {first}. A piece too many costs 21 in the last week, a piece too few 8. The end is where stock grows old: lower the level *before* it.
    """
    return float(lot_sizes.order_levels(10, **ENDING)["up_to"].iloc[-1])


@last_order.facts
def _last_facts():
    levels = lot_sizes.order_levels(10, **ENDING)["up_to"]
    return {"last": fact.number(levels.iloc[-1]), "first": fact.number(levels.iloc[0])}


@last_order.wrong("the first weeks")
def _first_weeks():
    """That is the level of the first weeks. In the last one a piece too many costs 21."""
    return float(lot_sizes.order_levels(10, **ENDING)["up_to"].iloc[0])


@last_order.wrong("the mean")
def _last_mean():
    """9 is what is wanted on average. Too many costs far more here than too few."""
    return 9.0


ALARMS = {
    "A": "The alarm is useless: two of three were false.",
    "B": "Red is right to be sensitive where a look costs little; judge it by the cost of a look and of an empty shelf.",
    "C": "Raise the level until no alarm is false.",
    "D": "Lower the safety stock, so that there are fewer alarms.",
}


@lesson.exercise("Two of three were false", Choice(ALARMS), pool=True)
def false_alarms():
    """In a shop two of three red alarms were false: a lot came before anybody was sent away. One in twenty empty shelves came without one. What follows?

    Hint: What does a look at a shelf cost, and what an empty shelf?

    Right: A false alarm costs a look; a missed one costs the sales of days. At one minute a look even nine false ones of ten may be cheap. Only the two costs can say so.
    """
    return "B"


@false_alarms.wrong("useless")
def _useless():
    """Each true one may have saved days of sales. Compare with what a look costs."""
    return "A"


@false_alarms.wrong("no false one")
def _no_false():
    """Then it comes when the shelf is empty: all of them true, and too late."""
    return "C"


@false_alarms.wrong("less stock")
def _less_stock():
    """Fewer alarms, more empty shelves. The level of the alarm and the stock are two things."""
    return "D"


@lesson.exercise("Made after the order", Number(tolerance=0.006, unit="share"), pool=True)
def presale():
    """A shop sells first and orders then (预售): goods of 1,000,000 yuan a year were paid, stock fell from 200,000 to 140,000. But 15% of what is paid is
    cancelled while people wait; before, nobody cancelled. Sales paid are the same. **By what share did turnover rise, on what was *kept*?**

    Hint: 5 times before. What is sold and stays sold, ÷ 140,000?

    Right: 850,000 ÷ 140,000 = 6.07 beside 5: a rise of 21%, not of 43%. And the margin of the cancelled 15% is gone.
    """
    paid = pd.DataFrame({"paid_after": [1e6], "net_after": [850_000.0]})
    kept = 1 - inventory.cancelled_share(paid)
    return inventory.turnover(1e6 * kept, 140_000) / inventory.turnover(1e6, 200_000) - 1


@presale.wrong("on what was paid")
def _paid_presale():
    """That is the rise on what was *paid*. Cancelled goods were never sold."""
    return 1e6 / 140_000 / 5 - 1


@presale.wrong("the stock alone")
def _stock_alone():
    """That is by what share the stock fell."""
    return 0.3


@presale.wrong("a loss")
def _a_loss():
    """You put the cancelled share on today's stock before: turnover of 850,000 on 200,000. The stock is 140,000 now."""
    return -0.15
