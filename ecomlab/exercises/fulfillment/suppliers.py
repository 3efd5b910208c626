"""The exercises of lesson 4.3, *Whom do we buy from?*, and its part of the workshop's pool."""

import numpy as np
import pandas as pd

from ecomlab.classroom.days import date
from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.estimates import count_interval, paired_difference, ratio_of_totals
from ecomlab.fulfillment.control import alarm_chance, lots_tested, p_chart, shift_date
from ecomlab.fulfillment.sampling import acceptance_plan, both_risks, oc_curve, smallest_plan
from ecomlab.fulfillment.scorecards import otif, rank_stability, scorecard
from ecomlab.fulfillment.sourcing import (
    cash_conversion_cycle,
    cost_to_serve,
    disruption,
    one_to_three,
    second_source,
    supply_cost,
    supply_stress,
)
from ecomlab.fulfillment.suppliers import chance_to_pass
from ecomlab.tables import calendar_days
from ecomlab.texts import fact

TODAY = "2025-06-30"  # the evening of the question
OTHER_TODAY = "2025-12-31"  # of the other shop
BASE = "2025-01-01"  # what is usual: the lots that came before
SHIFT = "2025-03-03"  # the truth
TRUE_BEFORE, TRUE_SINCE = 0.016, 0.045
CLAIMANT = "quanzhou"  # whose offer is on trial
RIVAL = "ningbo"
HIT, SECOND = "foshan", "ningbo"  # the second source: of whom, from whom
DISCOUNT = 0.02  # that the claimant offers for a year's contract
PLAN = (32, 2)  # of a lot of 200
DOUBLE = (20, 0, 3, 20, 3)
LOT = 200
STANDARD = {20: 1, 32: 2, 50: 3, 80: 5, 125: 7, 200: 10}  # AQL 2.5: pieces and Ac
GRACE = 3  # days
DEFECT_COST, DAY_COST, MONEY = 3.0, 0.3, 0.06  # of supply_cost, typed: the trainee's own stand here
WEIGHTS = {"defects": 40, "on time in full": 30, "price": 20, "days to pay": 10}
OUTAGE = {"length": 30, "second": 0.2, "switch": 10, "raised": 0.6}  # typed
LONG = 10  # days late: more than that is an outage
YEARS = 1.5  # that the shop has seen by TODAY
DELAY = 14
POOL_N, POOL_P = 125, 0.02
TEST_COST, ESCAPE_COST, POOL_RATE = 1.5, 60.0, 0.035
MIDDLE = 0.08  # share of bad pieces for which a double plan needs its second step often
POOL_OUTAGE = {"length": 25, "cover": 6, "margin_a_day": 3000.0, "goods_a_year": 1_500_000.0,
               "surcharge": 0.04, "second": 0.3, "switch": 5, "raised": 0.6}  # fmt: skip
POOL_CASH = {"stock": 240_000.0, "receivables": 300_000.0, "payables": 150_000.0,
             "cost_a_day": 8000.0, "sales_a_day": 20_000.0}  # fmt: skip
LETTERS = {
    "A": "dongyang",
    "B": "jinhua",
    "C": "taizhou",
    "D": "wuhu",
    "E": "xiamen",
}  # of a third shop


# --- The tables, as the evening knew them --------------------------------------------------------


def evening(inbound, today):
    """The lots ordered by an evening; what came later hasn't come yet."""
    end = pd.Timestamp(today, tz=inbound["ordered_at"].dt.tz) + pd.Timedelta(days=1)
    known = inbound[inbound["ordered_at"] < end].reset_index(drop=True)
    later = ~(known["received_at"] < end)
    blank = ["received_at", "sample_n", "sample_defects", "accepted"]
    known[blank] = known[blank].mask(later)
    return known.astype({"supplier": "str", "sku": "str"})


def card(suppliers):
    """The suppliers' terms as they stand on their card; on_time_rate is of all two years: left out."""
    return suppliers.drop(columns="on_time_rate").astype({"supplier": "str"})


def until(table, today):
    """The rows of a table with the column date, until an evening."""
    end = pd.Timestamp(today, tz=table["date"].dt.tz) + pd.Timedelta(days=1)
    return table[table["date"] < end].reset_index(drop=True)


def article_books(pnl_lines, today=TODAY, days=365):
    """What each article took and left in the year before an evening, without ads and wages.

    What is booked on whole orders (parcel, fee, commission …) is shared by what its articles took.
    """
    lines = until(pnl_lines, today)
    start = lines["date"].max() - pd.Timedelta(days=days - 1)
    of_orders = lines[lines["order_id"].notna()]
    took = of_orders[(of_orders["line"] == "revenue") & of_orders["sku"].notna()]
    took = took.groupby(["order_id", "sku"], observed=True)["amount"].sum().rename("took")
    part = (took / took.groupby("order_id", observed=True).transform("sum")).rename("part")
    year = of_orders[of_orders["date"] >= start]
    own = year[year["sku"].notna()].groupby("sku", observed=True)["amount"].sum()
    shared = year[year["sku"].isna()].groupby("order_id", observed=True)["amount"].sum()
    shared = part.reset_index().assign(amount=lambda t: t["part"] * t["order_id"].map(shared))
    left = own.add(shared.groupby("sku", observed=True)["amount"].sum(), fill_value=0.0)
    return left.rename("left").round(2).rename_axis("sku").reset_index().astype({"sku": "str"})


def month_of(pnl_lines, month="2025-06"):
    """The books of one month."""
    first = pd.Timestamp(month, tz=pnl_lines["date"].dt.tz)
    inside = (pnl_lines["date"] >= first) & (pnl_lines["date"] < first + pd.DateOffset(months=1))
    return pnl_lines[inside].reset_index(drop=True)


def data():
    """The tables of the lesson: the running shop's until its evening, another shop's, and its own."""
    shop, second, own = load("shop"), load("second_shop"), load("suppliers")
    return {
        "inbound": evening(shop["inbound"], TODAY),
        "terms": card(shop["suppliers"]),
        "shelf": until(shop["inventory_daily"], TODAY).astype({"sku": "str"}),
        "ledger": until(shop["cash_ledger"], TODAY),
        "books": article_books(shop["pnl_lines"]),
        "june": month_of(shop["pnl_lines"]),
        "articles": shop["sku"].astype({"sku": "str", "supplier": "str"}),
        "second_source": own["second_source"],
        "lot_truth": own["lot_truth"],
        "other_inbound": evening(second["inbound"], OTHER_TODAY),
        "third_lots": own["third_lots"],
        "third_cards": own["third_cards"],
    }


OWN = ("second_source", "lot_truth", "third_lots", "third_cards")
NAMES = {name: f"own.{name}" for name in OWN} | {
    name: name
    for name in ("inbound", "terms", "shelf", "ledger", "books", "june", "articles",
                 "other_inbound")
}  # fmt: skip
lesson = Lesson("4_3", data=data, names=NAMES)


# --- Steps of the lesson -------------------------------------------------------------------------


def beside_card(inbound, terms, supplier=CLAIMANT):
    """Each supplier's defects by its card and by all tests; of one, by the tests after its alarm."""
    rows = []
    for name in terms["supplier"]:
        tests = lots_tested(inbound, name)
        if name == supplier:
            tests = _since(inbound, supplier)
        rows.append({"supplier": name, **_rate(tests)._asdict()})
    table = pd.DataFrame(rows)
    table.insert(1, "card", terms["defect_rate"].to_numpy())
    return table


def _rate(tests):
    """Defects ÷ pieces tested; lots are what the interval counts: those of one differ in quality."""
    return ratio_of_totals(tests["defects"], tests["tested"], "lots")


def _since(inbound, supplier):
    """The tests of the days after the first alarm: they had no part in choosing the day."""
    chart = charts(inbound, supplier)
    alarm = chart.loc[chart["worse"] & (chart["received_at"] >= BASE), "received_at"]
    return chart[chart["received_at"] > alarm.iloc[0]] if len(alarm) else chart


def lateness(inbound, most=np.inf):
    """Days late of each supplier's lots that came, in the mean; early ones count as 0."""
    here = inbound[inbound["received_at"].notna()]
    late = (here["received_at"].dt.normalize() - here["promised_on"]).dt.days.clip(lower=0)
    late = late[late <= most]
    return late.groupby(here["supplier"]).mean()


def surcharges(inbound, terms, first=HIT, second=SECOND):
    """By which share the second supplier's goods are dearer: by price, and by all that they cost.

    Orders that came more than ten days late are left out of the days late: they are the outages.
    """
    now = terms_now(inbound, terms).set_index("supplier")
    now["late_days"] = lateness(inbound, most=LONG)
    cost = supply_cost(now.reset_index(), DEFECT_COST, DAY_COST, MONEY).set_index("supplier")
    usual = 100 * now.loc[first, "unit_price"]
    by_price = 100 * now.loc[second, "unit_price"] / usual - 1
    return {
        "by price": float(by_price),
        "by all costs": float((cost.loc[second, "estimate"] - cost.loc[first, "estimate"]) / usual),
        "at worst": float((cost.loc[second, "high"] - cost.loc[first, "low"]) / usual),
    }


def terms_now(inbound, terms):
    """The card with what tests and dates say: what `supply_cost` and the scorecard need."""
    tests = beside_card(inbound, terms).set_index("supplier")
    table = terms.set_index("supplier").assign(
        defect_rate=tests["estimate"], defect_low=tests["low"], defect_high=tests["high"],
        late_days=lateness(inbound),
    )  # fmt: skip
    offered = table.index == CLAIMANT
    table["unit_price"] = table["unit_price"].where(~offered, table["unit_price"] * (1 - DISCOUNT))
    return table.reset_index()


def measures(inbound, terms, tested=True):
    """Suppliers × criteria for the scorecard: of the card, or as tested."""
    now = terms_now(inbound, terms).set_index("supplier")
    on_time = otif(inbound, TODAY, late=GRACE).set_index("supplier").loc[now.index]
    empty = pd.Series(np.nan, now.index)
    defects = (
        (now["defect_rate"], now["defect_low"], now["defect_high"])
        if tested
        else (terms.set_index("supplier")["defect_rate"], empty, empty)
    )
    columns = {
        "defects": (*defects, "less"),
        "on time in full": (on_time["estimate"], on_time["low"], on_time["high"], "more"),
        "price": (now["unit_price"], empty, empty, "less"),
        "days to pay": (now["payment_days"], empty, empty, "more"),
    }
    return pd.concat(
        [
            pd.DataFrame({"supplier": now.index, "criterion": name, "estimate": value.to_numpy(),
                          "low": low.to_numpy(), "high": high.to_numpy(), "better": better})
            for name, (value, low, high, better) in columns.items()
        ],
        ignore_index=True,
    )  # fmt: skip


def outage_facts(inbound, articles, shelf, books, supplier=HIT):
    """What an outage of a supplier would hit: goods a year, margin a day, days of stock."""
    mine = articles.loc[articles["supplier"] == supplier, "sku"]
    year = inbound[
        (inbound["received_at"] > inbound["received_at"].max() - pd.Timedelta(days=365))
        & inbound["sku"].isin(mine)
        & (inbound["accepted"] == True)  # noqa: E712 (an empty cell is neither)
    ]
    cover = covered(shelf[shelf["sku"].isin(mine)])
    return {
        "goods_a_year": round(float((year["lot_size"] * year["unit_cost"]).sum()), 2),
        "margin_a_day": round(float(books.loc[books["sku"].isin(mine), "left"].sum() / 365), 2),
        "cover": cover,
    }


def long_delays(inbound, days=10):
    """Orders that came more than so many days late, by supplier and month of the promised day."""
    first = inbound[inbound["first_po"].isna() & inbound["received_at"].notna()]
    late = (first["received_at"].dt.normalize() - first["promised_on"]).dt.days
    month = first["promised_on"].dt.strftime("%Y-%m").rename("month")
    groups = late.groupby([first["supplier"], month])
    table = groups.agg(orders="size", late=lambda x: (x > days).sum(), longest="max").reset_index()
    return table[table["late"] > 0].reset_index(drop=True)


def covered(shelf, days=28, parts=20):
    """Days that the shelf lasts, of articles at the ends of 12 months: twenty values, by sales."""
    wide = shelf.pivot_table(index="date", columns="sku", values=["on_hand", "sales"])
    a_day = wide["sales"].rolling(days).mean()
    ends = wide.index[wide.index.is_month_end][-12:]
    each = pd.DataFrame(
        {"stock": wide["on_hand"].loc[ends].stack(), "a_day": a_day.loc[ends].stack()}
    )
    each = each[each["a_day"] > 0]
    each = each.assign(lasts=each["stock"] / each["a_day"]).sort_values("lasts")
    so_far = each["a_day"].cumsum() / each["a_day"].sum()
    places = np.searchsorted(so_far.to_numpy(), (np.arange(parts) + 0.5) / parts)
    return each["lasts"].iloc[places].round(1).tolist()


def border_table(known, dearer):
    """The second source at each frequency of outages: with an agreement to deliver more, without."""
    rows = []
    for by, raised, surcharge in (
        ("Agreement, its price", OUTAGE["raised"], dearer["by price"]),
        ("Agreement, all costs", OUTAGE["raised"], dearer["by all costs"]),
        ("No agreement, its price", None, dearer["by price"]),
    ):
        for outages in np.arange(0, 4.01, 0.1):
            net = _net(known, outages, surcharge, raised)["net"]
            rows.append({"outages": outages, "by": by, "net": net})
    return pd.DataFrame(rows)


def seen_outages():
    """Outages of foshan a year, with an interval: one in a year and a half."""
    low, high = count_interval(1, YEARS)
    return 1 / YEARS, float(low), float(high)


def books_of_cash(ledger, days=365):
    """The means of a year's balances, and what was sold a day: `cash_conversion_cycle`'s numbers."""
    by_day = ledger.assign(account=ledger["account"].astype("str")).pivot_table(
        index="date", columns="account", values="amount", aggfunc="sum", fill_value=0.0
    )
    year = by_day.cumsum().iloc[-days:]
    mean_of = year.mean()
    mine = ledger[ledger["date"] >= year.index[0]]
    line = mine.groupby("line", observed=True)["amount"].sum()
    restocked = mine.loc[(mine["line"] == "returns") & (mine["account"] == "stock"), "amount"].sum()
    ways = ["platform_open", "platform_balance", "in_transit"]
    return {
        "stock": float(mean_of["stock"]),
        "receivables": float(mean_of[ways].sum()),
        "payables": float(-mean_of["suppliers"]),
        "cost_a_day": float(-(line["cogs"] + restocked) / len(year)),
        "sales_a_day": float((line["revenue"] + line["refund"]) / len(year)),
    }


def bad_pieces(inbound, lot_truth, supplier=CLAIMANT, since=SHIFT):
    """Of a supplier's lots since a day: bad pieces, those in lots sent back, those found in others."""
    here = inbound[(inbound["supplier"] == supplier) & inbound["received_at"].notna()]
    here = here[here["received_at"].dt.strftime("%Y-%m-%d") >= since]
    lots = here.merge(lot_truth, on="po_id")
    passed = lots["accepted"].astype(bool)
    return {
        "lots": len(lots),
        "back": int((~passed).sum()),
        "pieces": int(lots["lot_size"].sum()),
        "bad": int(lots["defects"].sum()),
        "sent_back": int(lots.loc[~passed, "defects"].sum()),
        "exchanged": int(lots.loc[passed, "sample_defects"].sum()),
    }


def due_back(inbound, supplier=CLAIMANT, since=SHIFT, rate=TRUE_SINCE):
    """How many of a supplier's lots since a day the standard's plans would send back at a rate."""
    here = inbound[(inbound["supplier"] == supplier) & inbound["received_at"].notna()]
    here = here[here["received_at"].dt.strftime("%Y-%m-%d") >= since]
    plans = acceptance_plan(here["lot_size"].astype(int))
    kept = [
        chance_to_pass(rate, n, ac) for n, ac in zip(plans["sample"], plans["accept"], strict=True)
    ]
    return len(kept) - float(sum(kept))


def truly_bad(inbound, lot_truth, supplier=CLAIMANT):
    """The truth of the lots that came after the alarm: bad pieces ÷ pieces."""
    chart = charts(inbound, supplier)
    alarm = chart.loc[chart["worse"] & (chart["received_at"] >= BASE), "received_at"].iloc[0]
    mine = inbound[(inbound["supplier"] == supplier) & inbound["received_at"].notna()]
    later = mine[calendar_days(mine["received_at"]) > alarm]
    return later.merge(lot_truth, on="po_id")["defects"].sum() / later["lot_size"].sum()


def flood_costs(second_source_runs, share_=0.0):
    """Profit of a year without the flood less that of a year with it, on the same luck."""
    mine = second_source_runs[second_source_runs["articles"] == "hit"]
    profit = mine.pivot(index="luck", columns=["flood", "share"], values="profit")
    return paired_difference(profit[(False, share_)], profit[(True, share_)], "pairs of runs")


def flood_adds(second_source_runs, share_=0.2):
    """By how much the second supplier brings more in a year with the flood than in one without."""
    mine = second_source_runs[second_source_runs["articles"] == "hit"]
    profit = mine.pivot(index="luck", columns=["flood", "share"], values="profit")
    gain = {flood: profit[(flood, share_)] - profit[(flood, 0.0)] for flood in (True, False)}
    return paired_difference(gain[True], gain[False], "lucks")


# --- What the texts tell -------------------------------------------------------------------------


@lesson.facts("plan-reading", "oc-reading")
def _plans():
    single, double = (both_risks(plan, TRUE_BEFORE, TRUE_SINCE) for plan in (PLAN, DOUBLE))
    at_limit = oc_curve(PLAN, 0.025)["passes"].iloc[0]
    least = smallest_plan(TRUE_BEFORE, TRUE_SINCE, lot=LOT)
    return {
        "back": fact.number(100 * (1 - single["consumer"].iloc[0])),
        "passes": fact.share(single["consumer"].iloc[0]),
        "producer": fact.share(single["producer"].iloc[0], 1),
        "at_limit": fact.share(at_limit),
        "needed": fact.count(least.sample),
        "allowed": fact.count(least.accept),
        "double_passes": fact.share(double["consumer"].iloc[0]),
        "double_producer": fact.share(double["producer"].iloc[0], 1),
        "double_good": fact.number(double["tested_good"].iloc[0], 1),
        "double_bad": fact.number(double["tested_bad"].iloc[0], 1),
    }


def charts(inbound, supplier=CLAIMANT, every="lot"):
    """The p chart of a supplier's tests; usual is what came before the base's end."""
    return p_chart(lots_tested(inbound, supplier, every), base=BASE)


@lesson.facts("lots-title", "lots-reading", "months-title", "since-reading")
def _charts(inbound, lot_truth):
    lots, months = charts(inbound), charts(inbound, every="month")
    worse = lots[lots["worse"] & (lots["received_at"] >= BASE)]
    bad_months = months[months["worse"] & (months["received_at"] >= BASE)]
    found = shift_date(lots_tested(inbound, CLAIMANT))
    since = found.iloc[1]
    after = lots[lots["received_at"] >= SHIFT]
    fresh, lots_truth = _rate(_since(inbound, CLAIMANT)), truly_bad(inbound, lot_truth)
    seen = alarm_chance(after, TRUE_SINCE)
    return {
        "alarms": fact.count(len(worse)),
        "first": fact.name(date(worse["received_at"].iloc[0])),
        "lots": fact.count(len(lots)),
        "base": fact.count((lots["received_at"] < BASE).sum()),
        "centre": fact.share(lots["centre"].iloc[0], 1),
        "least": fact.share(lots["false_alarm"].min(), 2),
        "most": fact.share(lots["false_alarm"].max(), 1),
        "textbook": fact.share(0.00135, 2),
        "expected": fact.number(lots["false_alarm"].sum(), 1),
        "fewest_tested": fact.count(lots["tested"].min()),
        "with_20": fact.share(lots.loc[lots["tested"] == 20, "false_alarm"].iloc[0], 1),
        "with_32": fact.share(lots.loc[lots["tested"] == 32, "false_alarm"].iloc[0], 1),
        "power": fact.share(seen["chance"].mean()),
        "since_lots": fact.count(len(after)),
        "seen_alarms": fact.count(after["worse"].sum()),
        "due_alarms": fact.number(seen["chance"].sum()),
        "month": fact.name(bad_months["received_at"].iloc[0].strftime("%B %Y")),
        "bad_months": fact.count(len(bad_months)),
        "run": fact.count(months["above"].iloc[-1]),
        "month_false": fact.share(months["false_alarm"].mean(), 1),
        "since": fact.name(date(since["first"])),
        "since_low": fact.name(date(since["first_low"])),
        "since_high": fact.name(date(since["first_high"])),
        "before_rate": fact.share(found["estimate"].iloc[0], 1),
        "rate": fact.share(since["estimate"], 1),
        "rate_low": fact.share(since["low"], 1),
        "rate_high": fact.share(since["high"], 1),
        "n": fact.count(since["n"]),
        "fresh": fact.share(fresh.value, 1),
        "fresh_low": fact.share(fresh.low, 1),
        "fresh_high": fact.share(fresh.high, 1),
        "fresh_n": fact.count(fresh.n),
        "lots_truth": fact.share(lots_truth, 1),
        "fresh_holds": "yes" if fresh.holds(lots_truth) else "no",
        "true_since": fact.name(date(pd.Timestamp(SHIFT))),
        "truth": fact.share(TRUE_SINCE, 1),
        "truth_before": fact.share(TRUE_BEFORE, 1),
        "whole": fact.share(lots["defects"].sum() / lots["tested"].sum(), 1),
    }


@lesson.facts("kept-reading")
def _kept(inbound, lot_truth):
    found = bad_pieces(inbound, lot_truth)
    shelf = found["bad"] - found["sent_back"] - found["exchanged"]
    return {
        "due_back": fact.number(due_back(inbound)),
        "true_rate": fact.share(TRUE_SINCE, 1),
        "pieces_bad": fact.share(found["bad"] / found["pieces"], 1),
        "lots": fact.count(found["lots"]),
        "back": fact.count(found["back"]),
        "bad": fact.count(found["bad"]),
        "sent_back": fact.count(found["sent_back"]),
        "exchanged": fact.count(found["exchanged"]),
        "shelf": fact.count(shelf),
        "share": fact.share(shelf / found["bad"]),
    }


@lesson.facts("otif-reading")
def _otif(inbound):
    plain, grace = (otif(inbound, TODAY, late).set_index("supplier") for late in (0, GRACE))
    rows = inbound[inbound["received_at"].notna() & (inbound["supplier"] == HIT)]
    on_day = (rows["received_at"].dt.normalize() <= rows["promised_on"]).mean()
    mine, rival = plain.loc[HIT], grace.loc[RIVAL]
    return {
        "rows": fact.share(on_day),
        "on_time": fact.share(mine["on_time"]),
        "in_full": fact.share(mine["in_full"]),
        "both": fact.share(mine["estimate"]),
        "both_low": fact.share(mine["low"]),
        "both_high": fact.share(mine["high"]),
        "n": fact.count(mine["n"]),
        "grace": fact.share(grace.loc[HIT, "estimate"]),
        "rival": fact.share(rival["estimate"]),
        "rival_plain": fact.share(plain.loc[RIVAL, "estimate"]),
        "rival_low": fact.share(rival["low"]),
        "rival_high": fact.share(rival["high"]),
        "rival_n": fact.count(rival["n"]),
    }


@lesson.facts("score-title", "score-reading", "cost-reading")
def _scores(inbound, terms):
    by_card = scorecard(measures(inbound, terms, tested=False), WEIGHTS)
    now = measures(inbound, terms)
    by_test = scorecard(now, WEIGHTS)
    stable = rank_stability(now, WEIGHTS).set_index("supplier")
    cost = supply_cost(terms_now(inbound, terms), DEFECT_COST, DAY_COST, MONEY)
    row = cost.set_index("supplier")
    place = {name: fact.count(table.set_index("supplier").loc[CLAIMANT, "place"])
             for name, table in (("card_place", by_card), ("test_place", by_test))}  # fmt: skip
    best = by_test["supplier"].iloc[0]
    return place | {
        "card_first": fact.name(by_card["supplier"].iloc[0]),
        "test_first": fact.name(best),
        "wins": fact.share(stable.loc[best, "wins"]),
        "stands": "yes" if stable.loc[best, "wins"] >= 0.8 else "no",
        "by_luck": fact.share(stable.loc[best, "by_luck"]),
        "by_weights": fact.share(stable.loc[best, "by_weights"]),
        "claimant_wins": fact.share(stable.loc[CLAIMANT, "wins"]),
        "cheapest": fact.name(cost["supplier"].iloc[0]),
        "cheapest_cost": fact.number(cost["estimate"].iloc[0], 1),
        "cheapest_low": fact.number(cost["low"].iloc[0], 1),
        "cheapest_high": fact.number(cost["high"].iloc[0], 1),
        "claimant": fact.number(row.loc[CLAIMANT, "estimate"], 1),
        "claimant_low": fact.number(row.loc[CLAIMANT, "low"], 1),
        "claimant_high": fact.number(row.loc[CLAIMANT, "high"], 1),
        "claimant_card": fact.number(_cost_by_card(inbound, terms), 1),
        "rival": fact.number(row.loc[RIVAL, "estimate"], 1),
        "rival_low": fact.number(row.loc[RIVAL, "low"], 1),
        "rival_high": fact.number(row.loc[RIVAL, "high"], 1),
        "turning": fact.number(turning_defect_cost(inbound, terms), 1),
    }


def _cost_by_card(inbound, terms):
    now = terms_now(inbound, terms).set_index("supplier")
    now["defect_rate"] = terms.set_index("supplier")["defect_rate"]
    now = now.drop(columns=["defect_low", "defect_high"]).reset_index()
    cost = supply_cost(now, DEFECT_COST, DAY_COST, MONEY).set_index("supplier")
    return cost.loc[CLAIMANT, "estimate"]


def turning_defect_cost(inbound, terms):
    """What a defect must cost for the rival to be as cheap as the claimant."""
    now = terms_now(inbound, terms)
    rest = supply_cost(now, 0, DAY_COST, MONEY).set_index("supplier")["estimate"]
    rate = now.set_index("supplier")["defect_rate"]
    return (rest[RIVAL] - rest[CLAIMANT]) / (100 * (rate[CLAIMANT] - rate[RIVAL]))


@lesson.facts("border-title", "border-reading", "twin-reading", "verdict")
def _border(inbound, terms, articles, shelf, books, second_source):
    known = outage_facts(inbound, articles, shelf, books)
    extra = surcharges(inbound, terms)
    value, low, high = seen_outages()
    agreed = _net(known, value, extra["by price"])
    in_all = _net(known, value, extra["by all costs"])
    plain = _net(known, value, extra["by price"], raised=None)
    alike = {
        by: compared(known, surcharge=extra[by])["cost"] for by in ("by price", "by all costs")
    }
    flood, half = (flood_costs(second_source, of) for of in (0.0, 0.5))
    adds, half_adds = (flood_adds(second_source, of) for of in (0.2, 0.5))
    lost_share = 1 - plain["lost"] / plain["lost_alone"]
    return (
        {
            "cover": fact.number(np.minimum(known["cover"], OUTAGE["length"]).mean()),
            "lost_alone": fact.number(agreed["lost_alone"], 1),
            "lost": fact.number(agreed["lost"], 1),
            "lost_plain": fact.number(plain["lost"], 1),
            "margin": fact.money(known["margin_a_day"], -2),
            "by_price": fact.share(extra["by price"]),
            "by_costs": fact.share(extra["by all costs"], 1),
            "at_worst": fact.share(extra["at worst"], 1),
            "premium": fact.money(agreed["premium"], -3),
            "premium_costs": fact.money(in_all["premium"], -3),
            "border": fact.number(agreed["border"], 2),
            "border_costs": fact.number(in_all["border"], 2),
            "border_plain": fact.number(plain["border"], 2),
            "border_surcharge": fact.share(agreed["border_surcharge"], 1),
            "net": fact.money(agreed["net"], -3, signed=True),
            "net_costs": fact.money(in_all["net"], -3, signed=True),
            "fits": "yes" if _fits(flood, adds, half_adds) else "no",
            "formula_in": "yes" if adds.holds(lost_share * flood.value) else "no",
            "right": "yes" if in_all["net"] > 0 else "no",
            "side": "pays" if agreed["net"] > 0 else "costs",
            "side_costs": "pays" if in_all["net"] > 0 else "costs",
            "worst_holds": "yes" if extra["at worst"] < agreed["border_surcharge"] else "no",
            "side_words": _beside(agreed["border"], low, high),
            "side_words_costs": _beside(in_all["border"], low, high),
            "seen": fact.number(value, 2),
            "seen_low": fact.number(low, 2),
            "seen_high": fact.number(high, 1),
            "pairs": fact.count(flood.n),
            "by_formula": fact.money(agreed["lost_alone"] * known["margin_a_day"], -3),
            "plain_share": fact.share(lost_share),
            "plain_saves": fact.money(lost_share * flood.value, -3),
            "a_fifth": fact.money(OUTAGE["second"] * flood.value, -3),
            "a_half": fact.money(0.5 * flood.value, -3),
            "flood": fact.money(flood.value, -3),
            "flood_low": fact.money(flood.low, -3),
            "flood_high": fact.money(flood.high, -3),
            "fewest": fact.count(1 + int(np.argmin(alike["by price"]))),
            "fewest_costs": fact.count(1 + int(np.argmin(alike["by all costs"]))),
        }
        | _interval("adds", adds)
        | _interval("half", half_adds)
    )


def _fits(flood, adds, half_adds):
    return adds.holds(OUTAGE["second"] * flood.value) and half_adds.holds(0.5 * flood.value)


def _interval(name, estimate):
    ends = {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
    return {key: fact.money(end, -3, signed=True) for key, end in ends.items()}


def compared(known, together=0.2, surcharge=0.05):
    """`sourcing.one_to_three` at the outages that the shop has seen."""
    return one_to_three(1 / YEARS, OUTAGE["length"], surcharge=surcharge, second=OUTAGE["second"],
                        switch=OUTAGE["switch"], raised=OUTAGE["raised"], together=together,
                        **known)  # fmt: skip


def _beside(border, low, high):
    return "below" if border < low else "above" if border > high else "inside"


def insured(known, outages, surcharge, raised=OUTAGE["raised"]):
    """`sourcing.second_source` of the lesson's arrangement."""
    return second_source(outages, OUTAGE["length"], surcharge=surcharge, second=OUTAGE["second"],
                         switch=OUTAGE["switch"], raised=raised, **known)  # fmt: skip


def _net(known, outages, surcharge, raised=OUTAGE["raised"]):
    return insured(known, outages, surcharge, raised).iloc[0]


@lesson.facts("stress-reading")
def _stress(shelf, inbound):
    table = supply_stress(shelf, inbound, TODAY, DELAY)
    out = table[table["gap"] > 0]
    return {
        "open": fact.count(len(table)),
        "out": fact.count(len(out)),
        "worst": fact.name(out["sku"].iloc[0] if len(out) else "none"),
        "days": fact.number(out["gap"].iloc[0] if len(out) else 0),
        "now": fact.count((out["on_hand"] == 0).sum()),
    }


@lesson.facts("cash-reading")
def _cash(ledger, terms):
    numbers = books_of_cash(ledger)
    table = cash_conversion_cycle(**numbers).set_index("part")
    without = cash_conversion_cycle(**(numbers | {"payables": 0.0})).set_index("part")
    return {
        "stock": fact.number(table.loc["stock", "days"]),
        "receivables": fact.number(table.loc["receivables", "days"]),
        "payables": fact.number(-table.loc["payables", "days"]),
        "cycle": fact.number(table.loc["cycle", "days"]),
        "tied": fact.money(table.loc["cycle", "yuan"], -4),
        "without": fact.money(without.loc["cycle", "yuan"], -4),
        "deposits": fact.money(terms["quality_deposit"].sum()),
        "thirty": fact.number(100 * MONEY * 30 / 365, 2),
    }


@lesson.facts("serve-reading")
def _serve(june):
    table = cost_to_serve(june)
    first, last = table.iloc[0], table.iloc[-1]
    return {
        "dear": fact.name(first["channel"].replace("_", " ")),
        "dear_total": fact.money(first["total"]),
        "cheap": fact.name(last["channel"].replace("_", " ")),
        "cheap_total": fact.money(last["total"]),
        "parcel_low": fact.money(table["parcel"].min(), 1),
        "parcel_high": fact.money(table["parcel"].max(), 1),
    }


# --- What the lesson asks ------------------------------------------------------------------------


@lesson.exercise("What the test kept out", Prediction("share"))
def kept_out(inbound, lot_truth):
    """From {day} on quanzhou's pieces were truly worse, until the evening of {today}. A lot that fails goes
    back whole. In a lot that passes only the bad pieces *found* are exchanged. Of **all bad pieces** in these
    lots, which share did the test keep off the shelf? Answer `(value, low, high)`, shares from 0 to 1.

    Hint: A lot of {lot} is tested by {n} pieces. What happens to a bad piece that isn't drawn, in a lot that
    passes?

    Right: It came out at {kept}.
    """
    found = bad_pieces(inbound, lot_truth)
    return (found["sent_back"] + found["exchanged"]) / found["bad"]


@kept_out.facts
def _kept_facts(inbound, lot_truth):
    found = bad_pieces(inbound, lot_truth)
    return {
        "day": date(pd.Timestamp(SHIFT)),
        "today": date(pd.Timestamp(TODAY)),
        "lot": fact.count(LOT),
        "n": fact.count(PLAN[0]),
        "kept": fact.share((found["sent_back"] + found["exchanged"]) / found["bad"]),
    }


def _excess(lots, cards):
    """How many standard deviations of a sample lie between each supplier's tests and its card."""
    card_rate = cards.set_index("supplier")["defect_rate"]
    z = {}
    for name, usual in card_rate.items():
        tests = lots_tested(lots, name)[["tested", "defects"]].sum()
        expected = tests["tested"] * usual
        z[name] = (tests["defects"] - expected) / np.sqrt(expected * (1 - usual))
    return pd.Series(z)


def _letter(name):
    return next((letter for letter, supplier in LETTERS.items() if supplier == name), "A")


@lesson.exercise("A third shop's supplier", Choice(LETTERS))
def other_changed(third_lots, third_cards):
    """A third shop buys from five others. `third_cards` has what their cards say, `third_lots` their lots of 2025 with the
    tests. **One** of the five no longer delivers what its card says. Which? Answer with a letter.

    Hint: `control.lots_tested(third_lots, supplier)` and `control.p_chart(…, centre=…)`: what is the centre
    of a supplier whose card says a rate?

    Hint: Not who has most defects: whose defects lie beyond what its *own* card and luck allow, lot after lot.

    Right: {name}'s card says {card}, and {found} of the pieces tested were bad. Luck alone would hardly bring that. Beside
    the others it doesn't stand out: {worst} has {most}, and its card says so.
    """
    return _letter(_excess(third_lots, third_cards).idxmax())


def _found(lots):
    tests = lots.groupby("supplier")[["sample_defects", "sample_n"]].sum()
    return tests["sample_defects"] / tests["sample_n"]


@other_changed.facts
def _changed_facts(third_lots, third_cards):
    name, found = _excess(third_lots, third_cards).idxmax(), _found(third_lots)
    cards = third_cards.set_index("supplier")["defect_rate"]
    return {
        "name": fact.name(name.capitalize()), "card": fact.share(cards[name], 1),
        "found": fact.share(found[name], 1), "worst": fact.name(found.idxmax().capitalize()),
        "most": fact.share(found.max(), 1),
    }  # fmt: skip


@other_changed.applies
def _one_stands_out(third_lots, third_cards):
    """In this shop not exactly one supplier is off its card, or it has the most defects of all."""
    z = _excess(third_lots, third_cards).sort_values()
    if set(z.index) != set(LETTERS.values()):
        return False
    return bool(z.iloc[-1] > 4 and z.iloc[-2] < 2.5 and _found(third_lots).idxmax() != z.index[-1])


@other_changed.wrong("highest rate on the card")
def _worst_card(third_lots, third_cards):
    """Its card says the highest rate, and its tests find just that. Bad, but no news."""
    return _letter(third_cards.set_index("supplier")["defect_rate"].idxmax())


@other_changed.wrong("most defects found")
def _most_found(third_lots, third_cards):
    """There most defects were found, because there most pieces were tested. Divide by the pieces, then look at
    the card.
    """
    return _letter(third_lots.groupby("supplier")["sample_defects"].sum().idxmax())


@other_changed.wrong("lowest rate on the card")
def _best_card(third_lots, third_cards):
    """Its card says the lowest rate of all, and its tests find about that. Good, and no news."""
    return _letter(third_cards.set_index("supplier")["defect_rate"].idxmin())


@other_changed.wrong("the dearest")
def _dearest(third_lots, third_cards):
    """It is the dearest. Its tests lie where luck around its card puts them."""
    return _letter(third_cards.set_index("supplier")["unit_price"].idxmax())


@lesson.exercise("On time and in full, elsewhere", Number(tolerance=0.001, unit="share"))
def other_otif(other_inbound):
    """Songling Outdoor, in the evening of {today}. Which share of **foshan's orders** that were due came on
    time and in full, with {grace} days' grace? Give a share with three decimals.

    Hint: `scorecards.otif(other_inbound, as_of="{iso}", late={grace})`.

    Hint: An order in two parts is one order. It is complete when the second part has passed its test.

    Right: Say the grace and what counts as an order whenever you say this number.
    """
    return float(_other(other_inbound, GRACE)["estimate"])


@other_otif.facts
def _other_day():
    return {
        "today": date(pd.Timestamp(OTHER_TODAY)),
        "iso": fact.name(OTHER_TODAY),
        "grace": fact.count(GRACE),
    }


def _other(other_inbound, late):
    return otif(other_inbound, OTHER_TODAY, late).set_index("supplier").loc[HIT]


@other_otif.applies
def _foshan_delivers(other_inbound):
    """Nothing was ordered from foshan here."""
    return bool((other_inbound["supplier"] == HIT).any())


@other_otif.wrong("no grace")
def _no_grace(other_inbound):
    """That is without grace. The question allows {grace} days: give `late={grace}`."""
    return float(_other(other_inbound, 0)["estimate"])


@other_otif.wrong("every row an order")
def _rows(other_inbound):
    """You counted rows. An order in two parts has two rows, and is one order: it isn't complete before its
    second part.
    """
    alone = other_inbound.drop(columns="first_po", errors="ignore")
    return float(otif(alone, OTHER_TODAY, GRACE).set_index("supplier").loc[HIT, "estimate"])


@other_otif.wrong("on time only")
def _on_time_only(other_inbound):
    """That is on time: some part came by then. Asked is on time *and* in full."""
    return float(_other(other_inbound, GRACE)["on_time"])


@other_otif.wrong("in full only")
def _in_full_only(other_inbound):
    """That is in full, whenever it came. Asked is on time *and* in full."""
    return float(_other(other_inbound, GRACE)["in_full"])


@other_otif.wrong("rows on time")
def _rows_on_time(other_inbound):
    """You counted the rows that came by then. A lot that failed its test came, but it isn't delivered; and parts
    are no orders.
    """
    here = other_inbound[(other_inbound["supplier"] == HIT) & other_inbound["received_at"].notna()]
    late = (here["received_at"].dt.normalize() - here["promised_on"]).dt.days
    return float((late <= GRACE).mean())


SIGN = Decision(
    {
        "A": "Sign: all of these articles from quanzhou for a year.",
        "B": "Don't sign. Order these articles from ningbo until quanzhou's tests are good again.",
        "C": "Don't decide: ask for fifty more tested lots first.",
    },
    {
        "1": "its price, with the discount, is the lowest of the two",
        "2": "its defects, as tested since the change, cost more than its price and terms save",
        "3": "it has more defects than ningbo, whatever that costs",
        "4": "its defects, as tested since the change, cost less than its price and terms save",
        "5": "the tests since the change are few: with more of them one would be surer",
    },
)


@lesson.exercise("Sign?", SIGN)
def sign(inbound, terms):
    """A defect that reaches a buyer costs {defect} times the usual price of a piece, a day's delay {day} yuan
    for 100 yuan of goods, money {money} a year. `asked.terms_now(inbound, terms)` holds prices (with the discount
    of {discount} for quanzhou), defects as tested, days late, days to pay. **Quanzhou or ningbo?** What do you do,
    and why? An answer looks like `("A", 1)`.

    Hint: `sourcing.supply_cost(asked.terms_now(inbound, terms), …)` gives yuan per 100 yuan of goods.

    Hint: A choice must be made tonight. The lower best guess decides; the interval says how wrong it may be.

    Right: Quanzhou {claimant}, ningbo {rival} yuan for 100 yuan of goods. It turns where a defect costs {turning}
    times the price of a piece: put your own number there.
    """
    cost = supply_cost(terms_now(inbound, terms), DEFECT_COST, DAY_COST, MONEY)
    cost = cost.set_index("supplier")["estimate"]
    return ("B", 2) if cost[RIVAL] < cost[CLAIMANT] else ("A", 4)


@sign.facts
def _sign_facts(inbound, terms):
    cost = supply_cost(terms_now(inbound, terms), DEFECT_COST, DAY_COST, MONEY)
    cost = cost.set_index("supplier")["estimate"]
    return {
        "defect": fact.number(DEFECT_COST, 1),
        "day": fact.number(DAY_COST, 1),
        "money": fact.share(MONEY),
        "discount": fact.share(DISCOUNT),
        "claimant": fact.number(cost[CLAIMANT], 1),
        "rival": fact.number(cost[RIVAL], 1),
        "turning": fact.number(turning_defect_cost(inbound, terms), 1),
    }


@sign.wrong("the lowest price")
def _lowest_price(inbound, terms):
    """The price is lower, that is true. A defect is paid later, by a refund, a parcel and a bad review: add it up."""
    return ("A", 1)


@sign.wrong("right for a wrong reason")
def _whatever(inbound, terms):
    """The right thing, for a reason that would be wrong next time. With a defect that costs little the dearer,
    better goods aren't worth their price. Yuan decide.
    """
    return ("B", 3)


@sign.wrong("the sum the other way")
def _other_way(inbound, terms):
    """Add it up once more: what do its defects cost at the typed price, and what do its price, its days and its
    credit save?
    """
    return ("A", 4)


@sign.wrong("right, and a reason for the other")
def _for_the_other(inbound, terms):
    """The right thing, but this reason speaks for quanzhou. What do its defects cost?"""
    return ("B", 1)


@sign.wrong("right, and unsure")
def _unsure(inbound, terms):
    """The right thing. That the tests are few is a reason to go on testing, not to buy elsewhere. What speaks
    against quanzhou, in yuan?
    """
    return ("B", 5)


@sign.wrong("wait")
def _wait(inbound, terms):
    """Surer, yes. But you order next week, from one or the other, and fifty lots take many months. The lower best
    guess decides tonight; the tests go on all the same.
    """
    return ("C", 5)


@lesson.exercise("From how many outages?", Number(tolerance=0.02, unit="outages a year"))
def border_elsewhere():
    """Another shop. Its only supplier sells it {goods} yuan of goods a year; a day of sales leaves {margin} yuan.
    An outage lasts {length} days, and the shelf covers {cover}. A second supplier is {surcharge} dearer, would
    always deliver {second} of the goods, and after {switch} days of an outage {raised}. **From how many outages a
    year** does it pay? Two decimals.

    Hint: First by hand: how many days of sales are lost without it, and with it?

    Hint: `sourcing.second_source(...)` has the column `border`.

    Right: One outage in {years} years is enough. Put that beside what you have seen.
    """
    return float(second_source(1, **POOL_OUTAGE)["border"].iloc[0])


@border_elsewhere.facts
def _elsewhere():
    return {
        "goods": fact.count(POOL_OUTAGE["goods_a_year"]),
        "margin": fact.count(POOL_OUTAGE["margin_a_day"]),
        "length": fact.count(POOL_OUTAGE["length"]),
        "cover": fact.count(POOL_OUTAGE["cover"]),
        "surcharge": fact.share(POOL_OUTAGE["surcharge"]),
        "second": fact.share(POOL_OUTAGE["second"]),
        "switch": fact.count(POOL_OUTAGE["switch"]),
        "raised": fact.share(POOL_OUTAGE["raised"]),
        "years": fact.number(1 / border_elsewhere(), 1),
    }


def _premium(second=POOL_OUTAGE["second"]):
    return POOL_OUTAGE["goods_a_year"] * POOL_OUTAGE["surcharge"] * second


@border_elsewhere.wrong("the surcharge on all goods")
def _on_all():
    """You paid the surcharge on *all* goods. Only the second supplier's share is dearer."""
    o = POOL_OUTAGE
    alone = disruption(o["length"], o["cover"])
    with_it = disruption(o["length"], o["cover"], o["second"], o["switch"], o["raised"])
    return _premium(1.0) / ((alone - with_it) * o["margin_a_day"])


@border_elsewhere.wrong("the agreement forgotten")
def _no_agreement():
    """You left the second supplier at its usual share for the whole outage. By agreement it delivers more."""
    o = POOL_OUTAGE
    alone = disruption(o["length"], o["cover"])
    with_it = disruption(o["length"], o["cover"], o["second"])
    return _premium() / ((alone - with_it) * o["margin_a_day"])


@border_elsewhere.wrong("all days saved")
def _all_saved():
    """You counted as if the second supplier saved every lost day. It delivers a part."""
    o = POOL_OUTAGE
    return _premium() / (disruption(o["length"], o["cover"]) * o["margin_a_day"])


@border_elsewhere.wrong("a share of the days alone")
def _share_of_days():
    """You took the second supplier's usual share of the days that are lost without it. It delivers from the first
    day on, while the shelf still covers, and after the switch more: what is missing first, then what the shelf
    covers of it.
    """
    o = POOL_OUTAGE
    return _premium() / (o["second"] * disruption(o["length"], o["cover"]) * o["margin_a_day"])


@border_elsewhere.wrong("years for outages")
def _years():
    """That is the number of years for one outage. Asked are outages a year: one divided by it."""
    return 1 / float(second_source(1, **POOL_OUTAGE)["border"].iloc[0])


# --- The workshop's pool -------------------------------------------------------------------------


KINDS = {
    "A": "p chart: share of pieces with a defect",
    "B": "np chart: number of pieces with a defect",
    "C": "c chart: number of faults",
    "D": "u chart: faults a unit",
}


@lesson.exercise("Which chart?", Choice(KINDS), pool=True)
def which_chart():
    """The warehouse opens all the parcels of a morning, between 40 and 90. A parcel may have several mistakes
    (article, number, leaflet, tape). Each **mistake** is written down. Which chart fits?

    Hint: May one parcel count twice? Are there as many parcels each morning?

    Right: Mistakes, of which a parcel may have several, of a number of parcels that differs: mistakes a parcel.
    """
    return "D"


@which_chart.wrong("p")
def _kind_p():
    """A p chart counts parcels with *any* mistake: each parcel once. Here a parcel may count three times."""
    return "A"


@which_chart.wrong("np")
def _kind_np():
    """An np chart needs the same number of parcels every morning, and counts each once."""
    return "B"


@which_chart.wrong("c")
def _kind_c():
    """A c chart needs as many parcels every morning: a morning with 90 has more mistakes than one with 40."""
    return "C"


@lesson.exercise("A limit by hand", Number(tolerance=0.0006, unit="share"), pool=True)
def limit_by_hand():
    """A supplier usually has {p} defects. Of a lot {n} pieces are tested. Where is the **upper limit** of a p
    chart, three standard deviations from the centre? A share with four decimals.

    Hint: The standard deviation of a share is √(p (1 − p) ÷ n).

    Right: The root of {share} × {rest} ÷ {n} is {sd}; three of them and the centre are {limit}. And how often a good lot goes
    beyond it is not 0.13%: count it (`false_alarm`).
    """
    return POOL_P + 3 * np.sqrt(POOL_P * (1 - POOL_P) / POOL_N)


@limit_by_hand.facts
def _limit_facts():
    sd = np.sqrt(POOL_P * (1 - POOL_P) / POOL_N)
    return {
        "p": fact.share(POOL_P), "n": fact.count(POOL_N), "share": fact.number(POOL_P, 2),
        "rest": fact.number(1 - POOL_P, 2), "sd": fact.number(sd, 4),
        "limit": fact.number(POOL_P + 3 * sd, 4),
    }  # fmt: skip


@limit_by_hand.wrong("two deviations")
def _two_deviations():
    """That lies two standard deviations away. The custom of control charts is three."""
    return POOL_P + 2 * np.sqrt(POOL_P * (1 - POOL_P) / POOL_N)


@limit_by_hand.wrong("n left out of the root")
def _n_outside():
    """You divided by n outside the root. The standard deviation falls with the *root* of n."""
    return POOL_P + 3 * np.sqrt(POOL_P * (1 - POOL_P)) / POOL_N


@limit_by_hand.wrong("without the centre")
def _no_centre():
    """That is the way from the centre to the limit. Add the centre."""
    return 3 * np.sqrt(POOL_P * (1 - POOL_P) / POOL_N)


ALL_OR_NONE = Decision(
    {"A": "Test every piece.", "B": "Test none.", "C": "Test 32 of each lot, at most two bad."},
    {
        "1": "a bad piece costs, times how many are bad, more than a test of a piece",
        "2": "a bad piece costs, times how many are bad, less than a test of a piece",
        "3": "the standard says so",
        "4": "bad pieces must never reach a buyer",
    },
)


@lesson.exercise("All or none", ALL_OR_NONE, pool=True)
def all_or_none():
    """A supplier's pieces are bad at random, {rate} of them, always. To test a piece costs {test} yuan and finds
    what is bad. A bad piece that reaches a buyer costs {escape} yuan. What do you do, and why? An answer looks
    like `("A", 1)`.

    Hint: What does an untested piece cost, in the mean? What a tested one?

    Right: {rate} × {escape} = {cost} yuan against {test}. Where the rate never changes a sample tells nothing
    about the pieces that weren't drawn: test all or none. A sample pays where lots *differ*, and where a supplier
    changes.
    """
    return ("A", 1) if POOL_RATE * ESCAPE_COST > TEST_COST else ("B", 2)


@all_or_none.facts
def _all_facts():
    return {
        "rate": fact.share(POOL_RATE, 1),
        "test": fact.number(TEST_COST, 1),
        "escape": fact.number(ESCAPE_COST),
        "cost": fact.number(POOL_RATE * ESCAPE_COST, 1),
    }


@all_or_none.wrong("the sample")
def _a_sample():
    """If every piece is bad with the same chance, the pieces drawn say nothing about the others. A sample helps
    where lots differ.
    """
    return ("C", 3)


@all_or_none.wrong("never")
def _never():
    """The right thing here. But with a test of 5 yuan it would cost more than it saves, and "never" says the same
    for both.
    """
    return ("A", 4)


@all_or_none.wrong("none")
def _none():
    """Multiply: the share of bad pieces times what one costs, against a test."""
    return ("B", 2)


@lesson.exercise("In two steps", Number(tolerance=0.25, unit="pieces"), pool=True)
def two_steps():
    """A double plan: of {n1} pieces none bad passes, {r1} or more fail, else {n2} more, and at most {c2} of all
    may be bad. How many pieces are tested **in the mean** for lots with {rate} defects? One decimal. (A large lot;
    whoever begins a sample ends it.)

    Hint: With which chance do you need the second step? That is: one or two bad ones among the first.

    Right: One or two of the first {n1} are bad with a chance of {again}: {n1} + {again} × {n2} = {mean} pieces. The risks of one
    step with {single} pieces, at fewer pieces for good lots. For bad lots of a middle kind it needs the second
    step often.
    """
    return float(oc_curve(DOUBLE, MIDDLE)["tested"].iloc[0])


@two_steps.facts
def _two_facts():
    mean = float(oc_curve(DOUBLE, MIDDLE)["tested"].iloc[0])
    return {
        "again": fact.share((mean - DOUBLE[0]) / DOUBLE[3]), "mean": fact.number(mean, 1),
        "n1": fact.count(DOUBLE[0]), "r1": fact.count(DOUBLE[2]), "n2": fact.count(DOUBLE[3]),
        "c2": fact.count(DOUBLE[4]), "rate": fact.share(MIDDLE), "single": fact.count(PLAN[0]),
    }  # fmt: skip


@two_steps.wrong("both always")
def _both_steps():
    """That is both steps always. Many lots are decided by the first."""
    return float(DOUBLE[0] + DOUBLE[3])


@two_steps.wrong("second step unless it passed")
def _not_passed():
    """You took the second step for every lot that didn't pass at once. With three bad ones it has failed."""
    passes = oc_curve((DOUBLE[0], DOUBLE[1]), MIDDLE)["passes"].iloc[0]
    return float(DOUBLE[0] + DOUBLE[3] * (1 - passes))


@two_steps.wrong("where it passed")
def _where_passed():
    """You took the second step where the first had passed. There it isn't needed."""
    passes = oc_curve((DOUBLE[0], DOUBLE[1]), MIDDLE)["passes"].iloc[0]
    return float(DOUBLE[0] + DOUBLE[3] * passes)


@lesson.exercise("Days that a yuan is away", Number(tolerance=0.25, unit="days"), pool=True)
def yuan_away():
    """In the mean of a year a shop has {stock} yuan of goods, {receivables} yuan at the platform, and owes its
    suppliers {payables}. It sells {cost} yuan of goods a day (at cost), for {sales} yuan (after refunds). For how
    many **days** is a yuan away (cash conversion cycle)? One decimal.

    Hint: Days of stock and days of credit are counted in goods at *cost*, days at the platform in *sales*.

    Right: Goods lie {days} days, the platform keeps {open} days' sales, suppliers wait {credit} days: {days} + {open} − {credit} = {away}. Each day
    less frees a day's goods. A longer term of payment does it without a better shop.
    """
    return float(cash_conversion_cycle(**POOL_CASH)["days"].iloc[3])


@yuan_away.facts
def _away_facts():
    parts = cash_conversion_cycle(**POOL_CASH)["days"].abs()
    return {
        **dict(zip(("days", "open", "credit", "away"), map(fact.number, parts), strict=True)),
        "stock": fact.count(POOL_CASH["stock"]),
        "receivables": fact.count(POOL_CASH["receivables"]),
        "payables": fact.count(POOL_CASH["payables"]),
        "cost": fact.count(POOL_CASH["cost_a_day"]),
        "sales": fact.count(POOL_CASH["sales_a_day"]),
    }


@yuan_away.wrong("all in sales")
def _all_in_sales():
    """You divided all three by sales. Goods and debts stand in the books at cost."""
    c = POOL_CASH
    return (c["stock"] + c["receivables"] - c["payables"]) / c["sales_a_day"]


@yuan_away.wrong("all at cost")
def _all_at_cost():
    """You divided all three by the cost of goods. What lies at the platform is sales: divide it by sales."""
    c = POOL_CASH
    return (c["stock"] + c["receivables"] - c["payables"]) / c["cost_a_day"]


@yuan_away.wrong("debts forgotten")
def _debts_forgotten():
    """You left out that suppliers wait: take their days off."""
    return float(cash_conversion_cycle(**(POOL_CASH | {"payables": 0.0}))["days"].iloc[3])


@yuan_away.wrong("debts added")
def _debts_added():
    """You added what you owe. While the supplier waits it is the supplier's yuan that is away, not yours."""
    c = POOL_CASH
    goods = (c["stock"] + c["payables"]) / c["cost_a_day"]
    return goods + c["receivables"] / c["sales_a_day"]


TURN = {"prices": (100.0, 104.5), "defects": (0.045, 0.02), "days": (2.0, 0.5), "credit": (60, 0)}


def _gap(late=True, credit=True):
    """By how much the better goods are dearer, before defects, in yuan for 100 yuan of goods."""
    worse, better = TURN["prices"]
    gap = better - worse
    if late:
        gap -= DAY_COST * (TURN["days"][0] - TURN["days"][1])
    if credit:
        gap += MONEY * (worse * TURN["credit"][0] - better * TURN["credit"][1]) / 365
    return gap


@lesson.exercise("Where it turns", Number(tolerance=0.02, unit="times a piece's price"), pool=True)
def where_it_turns():
    """Supplier X: {price_x} yuan for 100 yuan of goods, {bad_x} bad, {late_x} days late in the mean, {credit_x} days
    to pay. Supplier Y: {price_y} yuan, {bad_y} bad, {late_y} days late, paid at once. A day late costs {day} yuan for
    100 yuan of goods, money {money} a year. **What must a bad piece cost**, as a multiple of the usual price of a
    piece, for both to cost the same? Two decimals.

    Hint: What is Y dearer by, when all but the defects is counted? Each multiple of a piece's price saves Y the
    difference of the defect rates.

    Hint: {bad_x} and {bad_y} of 100 yuan of goods: the difference is so many yuan for each multiple.

    Right: Y is dearer by {dearer} yuan: {prices} by price, less {late} for the days late, and {credit} for the days to pay. Each multiple
    saves Y {saves} yuan: {dearer} ÷ {saves} = {turn}. Above this the better goods are the cheaper ones. One number, and you can judge whether yours lies above.
    """
    return _gap() / (100 * (TURN["defects"][0] - TURN["defects"][1]))


@where_it_turns.facts
def _turn_facts():
    names = {"price": "prices", "late": "days", "credit": "credit"}
    numbers = {f"{name}_{side}": fact.number(TURN[key][at], 0 if name == "credit" else 1)
               for name, key in names.items() for at, side in enumerate("xy")}  # fmt: skip
    bad = {f"bad_{side}": fact.share(TURN["defects"][at], 1) for at, side in enumerate("xy")}
    saves = 100 * (TURN["defects"][0] - TURN["defects"][1])
    prices = _gap(late=False, credit=False)
    sums = {
        "dearer": _gap(), "prices": prices, "late": prices - _gap(credit=False),
        "credit": _gap(late=False) - prices, "saves": saves, "turn": _gap() / saves,
    }  # fmt: skip
    numbers |= {name: fact.number(value, 2) for name, value in sums.items()}
    return numbers | bad | {"day": fact.number(DAY_COST, 1), "money": fact.share(MONEY)}


@where_it_turns.wrong("prices only")
def _prices_only():
    """You compared the prices alone. Days late and days to pay are part of the gap too."""
    return _gap(late=False, credit=False) / (100 * (TURN["defects"][0] - TURN["defects"][1]))


@where_it_turns.wrong("credit forgotten")
def _no_credit():
    """You left out the days to pay: X lends you the money for two months."""
    return _gap(credit=False) / (100 * (TURN["defects"][0] - TURN["defects"][1]))


@where_it_turns.wrong("divided by one rate")
def _one_rate():
    """You divided by X's rate. Y has defects too: divide by the difference."""
    return _gap() / (100 * TURN["defects"][0])
