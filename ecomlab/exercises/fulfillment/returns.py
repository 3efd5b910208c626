"""The exercises of lesson 4.5, *What is left when it comes back?*, and its part of the pool."""

import numpy as np
import pandas as pd

from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.estimates import sample_size
from ecomlab.fulfillment.aftersales import after_sales, handled_within, resend_or_refund
from ecomlab.fulfillment.insurance import insurance_breakeven, insurance_effect, insurance_table
from ecomlab.fulfillment.returners import abuse_score, accusations, accuse_from
from ecomlab.fulfillment.returns import (
    STEPS,
    grade_returns,
    net_by_age,
    return_reasons,
    returns_waterfall,
    sent_lines,
    still_to_leave,
)
from ecomlab.research.margins import planned_left
from ecomlab.texts import fact

SINCE, UNTIL = "2025-01-01", "2025-12-01"  # orders that are old enough on the last evening
LATER = "2024-06-10"  # of the fashion shop: six weeks after its last order here
AUTUMN = "2025-09-01"
HABIT = 0.5  # of what others keep, what somebody with the habit sends back: stated
TWIN_DAYS = 341  # of the twins with and without insurance: datasets/returns
LEAST = 3  # lines of a buyer whose habit the simulation tells
STOPS = [round(0.15 + 0.05 * step, 2) for step in range(10)]  # the slider: 15 to 60%
TRADES = pd.DataFrame(
    {
        "trade": ["camping", "fashion, product card", "fashion, live show"],
        "order_value": [200.0, 150.0, 150.0],
        "margin": [0.36, 0.55, 0.55],
        "returns": [0.17, 0.38, 0.45],
        "returns_insured": [0.19, 0.455, 0.512],
        "return_cost": [12.0, 10.0, 10.0],
        "premium": [1.5, 2.9, 3.2],
    }
)
TEA = {"order_value": 120.0, "margin": 0.40, "returns": 0.08, "returns_insured": 0.11,
       "return_cost": 30.0, "premium": 0.9}  # fmt: skip
LAMP = {"paid": 159.0, "unit_cost": 62.0, "freight": 6.0, "way_back": 6.0, "recovered": 0.0}


def tables_of(shop):
    """What a lesson's shop has for its returns: orders, returns, lines that arrived, chats."""
    orders, returns, sku = shop["orders"], shop["returns"], shop["sku"]
    lines = sent_lines(shop["order_items"], orders, returns, until="2025-12-10")
    sized = lines["sku"].isin(sku.loc[~sku["is_standard"], "sku"].astype(str))
    lines["kind"] = np.where(sized, "with sizes", "without sizes")
    return {"orders": orders, "returns": returns, "lines": lines}


def data():
    """The tables of the lesson."""
    shop, second, own = load("shop"), load("second_shop"), load("returns")
    mine, other = tables_of(shop), tables_of(second)
    return (
        mine
        | {f"other_{name}": table for name, table in other.items()}
        | {"chats": shop["chats"], "pnl_lines": shop["pnl_lines"]}
        | {name: own[name] for name in OWN}
    )


OWN = ("insurance_twin", "fashion_orders", "fashion_returns", "habits")
NAMES = (
    {name: name for name in ("lines", "other_lines")}
    | {name: f"shop.{name}" for name in ("orders", "returns", "chats", "pnl_lines")}
    | {f"other_{name}": f"second.{name}" for name in ("orders", "returns")}
    | {name: f"own.{name}" for name in OWN}
)
lesson = Lesson("4_5", data=data, names=NAMES)


# --- Small tables that the notebook shows ---------------------------------------------------


def flow_of(orders, returns, **choice):
    """`returns_waterfall` of the year's old enough orders."""
    return returns_waterfall(orders, returns, SINCE, UNTIL, **choice)


def fashion_flow(fashion_orders, fashion_returns, by=None):
    """The same of the fashion shop's four weeks."""
    return returns_waterfall(fashion_orders, fashion_returns, by=by, as_of=LATER)


def three_rates(flow):
    """One shop, three return rates: what is above the line, and what below it."""
    orders = flow.set_index("step")["orders"]
    yuan = flow.set_index("step")["of_100_yuan"]
    paid, before = orders["paid"], orders[STEPS["before"]]
    back = orders[STEPS["whole"]] + orders[STEPS["part"]]
    refunded = flow["yuan"].sum()
    rows = [
        ("sent back ÷ orders sent", back, paid - before, back / (paid - before)),
        ("refunded ÷ orders paid", orders.sum() - paid, paid, (orders.sum() - paid) / paid),
        ("yuan refunded ÷ yuan paid", refunded, 100 * refunded / yuan.sum(), yuan.sum() / 100),
    ]
    table = pd.DataFrame(rows, columns=["rate", "count", "of", "share"])
    return table.round({"count": 0, "of": 0}).astype({"count": int, "of": int})


def by_returns(rates):
    """What 100 yuan leave before ads and after them, at each stop of the slider."""
    rows = []
    for share in STOPS:
        left = planned_left(**rates | {"returns": share}).set_index("step")
        end = left["left"].iloc[-1]
        rows.append((share, end - left.loc["ads", "part"], end))
    return pd.DataFrame(rows, columns=["returns", "before_ads", "after_ads"])


def screen_roi(pnl_lines, since=SINCE, until=UNTIL):
    """What an ad tool's screen shows: sales before refunds ÷ what was paid for a channel's ads."""
    when = pnl_lines["date"].dt.tz_localize(None)
    mine = pnl_lines[(when >= since) & (when < until)]
    sums = mine.groupby(["channel", "line"], observed=True)["amount"].sum().unstack(fill_value=0.0)
    paid = -(sums.get("ads", 0.0) + sums.get("kol", 0.0))
    return (sums["revenue"] / paid)[paid > 0].sort_values(ascending=False)


def rise_curve(trades=TRADES, most=10):
    """How much more must be ordered, for each point of returns that a free way back adds."""
    rows = []
    for _, row in trades.iterrows():
        stated = 100 * (row["returns_insured"] - row["returns"])
        for points in sorted({*range(most + 1), round(stated, 1)}):
            terms = {name: row[name] for name in TEA} | {
                "returns_insured": row["returns"] + points / 100
            }
            rows.append((row["trade"], points, insurance_breakeven(**terms),
                         bool(np.isclose(points, stated))))  # fmt: skip
    return pd.DataFrame(rows, columns=["trade", "more_returns", "needed", "stated"])


def effect_of(insurance_twin, shop):
    """`insurance_effect` of one simulated shop, luck by luck."""
    mine = insurance_twin[insurance_twin["shop"] == shop]
    return insurance_effect(mine, pair="luck")


def both_effects(insurance_twin):
    """`insurance_effect` of both shops, shares in per cent."""
    parts = []
    for shop in ("camping", "fashion"):
        table = effect_of(insurance_twin, shop)
        times = np.where(table["unit"] == "share", 100, 1)
        for name in ("estimate", "low", "high"):
            table[name] *= times
        parts.append(table.assign(unit=table["unit"].replace("share", "%")).assign(shop=shop))
    return pd.concat(parts, ignore_index=True).set_index("shop").drop(columns="counts")


def visitors_needed(conversion, trades=TRADES):
    """Visitors in each arm of a test that finds the needed rise four times out of five."""
    table = insurance_table(trades)
    each = [sample_size(conversion, conversion * (1 + rise)) for rise in table["needed"]]
    return table[["trade", "needed"]].assign(visitors=[round(n, -2) for n in each])


def whims(lines):
    """The lines, with ``back`` only where the buyer chose so: changed the mind."""
    return lines.assign(back=(lines["reason"] == "change_of_mind").to_numpy())


def scored(lines, habits, shop="shop"):
    """Each buyer with three lines and more: the score, all lines sent back, and the truth."""
    scores = abuse_score(whims(lines), habit=HABIT)
    share = scores.attrs["share"]
    back = lines.groupby("customer_id")["back"].sum().rename("sent_back")
    truth = habits[habits["shop"] == shop].set_index("customer_id")["habit"]
    scores = scores[scores["lines"] >= LEAST].join(back, on="customer_id")
    scores["habit"] = scores["customer_id"].map(truth).fillna("none")
    scores.attrs["share"] = share
    return scores.reset_index(drop=True)


GUILTY = ("serial", "wears")


def rules(scores):
    """At whom each of three rules points, and who they are."""
    chosen = {
        "half or more, of 4 lines": (scores["lines"] >= 4)
        & (scores["sent_back"] >= scores["lines"] / 2),
        "score of 50%": scores["chance"] >= 0.5,
        "score of 90%": scores["chance"] >= 0.9,
    }
    rows = []
    for name, mine in chosen.items():
        habit = scores.loc[mine, "habit"]
        guilty, size = habit.isin(GUILTY).sum(), (habit == "between_sizes").sum()
        rows.append((name, guilty, size, len(habit) - guilty - size))
    return pd.DataFrame(rows, columns=["rule", "guilty", "no_size", "others"])


def worth(scores, orders, pnl_lines):
    """What a buyer of each kind left in all, before ads and wages: yuan, and how many they are."""
    booked = pnl_lines[pnl_lines["order_id"].notna()]
    left = booked.groupby("order_id")["amount"].sum()
    buyer = orders.set_index("order_id")["customer_id"]
    per_buyer = left.groupby(buyer.reindex(left.index).to_numpy()).sum()
    table = scores.assign(left=scores["customer_id"].map(per_buyer).fillna(0.0))
    sums = table.groupby("habit").agg(
        buyers=("left", "size"), lines=("lines", "mean"), left=("left", "mean")
    )
    return sums.reindex(["none", "between_sizes", "serial", "wears"]).dropna()


def stakes(scores, orders, pnl_lines):
    """What acting saves against one with the habit, and costs against one without."""
    table = worth(scores, orders, pnl_lines)
    guilty = table.loc[[name for name in GUILTY if name in table.index]]
    gain = -(guilty["left"] * guilty["buyers"]).sum() / guilty["buyers"].sum()
    return float(gain), float(table.loc["none", "left"])


def rule_yuan(scores, gain, loss):
    """`accusations` by the score, with the truth, and the rule of the half beside it."""
    guilty = set(scores.loc[scores["habit"].isin(GUILTY), "customer_id"])
    table = accusations(scores, gain, loss, guilty=guilty)
    half = rules(scores).iloc[0]
    many = half[["guilty", "no_size", "others"]].sum()
    wrong = many - half["guilty"]
    first = pd.DataFrame({"rule": [half["rule"]], "accused": [many], "innocent": [float(wrong)],
                          "share": [wrong / many], "yuan": [gain * half["guilty"] - loss * wrong]})  # fmt: skip
    table.insert(0, "rule", [f"score of {100 * x:.0f}%" for x in table["least"]])
    both = pd.concat([first, table.drop(columns="least")], ignore_index=True)
    return both.astype({"accused": int, "innocent": int})


def backtest(net, first="2024-07"):
    """Each month's final net, forecast on its last evening from the months before it."""
    rows = []
    for month in sorted(set(net["month"])):
        mine = net[net["month"] == month].set_index("age")["net"]
        if month >= first and 30 in mine.index:
            found = still_to_leave(net, month)
            rows.append((month, mine[0], *found[:3], found.n, mine[30]))
    return pd.DataFrame(rows, columns=["month", "reported", "estimate", "low", "high", "n", "came"])


# --- What the texts tell --------------------------------------------------------------------


def _of(flow, step, column="of_100"):
    return float(flow.set_index("step").loc[STEPS.get(step, step), column])


def _stays(flow):
    return float(flow["stay"].iloc[-1]), float(flow["left_yuan"].iloc[-1])


@lesson.facts("flow-reading", "rates-reading", "fashion-title", "guess-reading")
def _flows(orders, returns, fashion_orders, fashion_returns):
    ours, theirs = flow_of(orders, returns), fashion_flow(fashion_orders, fashion_returns)
    rates = three_rates(theirs)["share"]
    by = fashion_flow(fashion_orders, fashion_returns, by="channel")
    ends = by.groupby("channel", observed=True).agg(stay=("stay", "last"), n=("n", "last"))
    ends = ends[ends["n"] >= 400].sort_values("stay")
    first = three_rates(ours)["share"]
    back = _of(theirs, "whole") + _of(theirs, "part")
    return {
        "n": fact.count(_of(ours, "paid", "orders")),
        "before": fact.number(_of(ours, "before"), 1),
        "whole": fact.number(_of(ours, "whole"), 1),
        "whole_low": fact.number(_of(ours, "whole", "low"), 1),
        "whole_high": fact.number(_of(ours, "whole", "high"), 1),
        "part": fact.number(_of(ours, "part"), 1),
        "stay": fact.number(_stays(ours)[0], 1),
        "yuan": fact.number(_stays(ours)[1], 1),
        "fashion_n": fact.count(_of(theirs, "paid", "orders")),
        "fashion_before": fact.number(_of(theirs, "before"), 1),
        "fashion_part": fact.share(_of(theirs, "before") / (_of(theirs, "before") + back)),
        "fashion_stay": fact.number(_stays(theirs)[0], 1),
        "fashion_yuan": fact.number(_stays(theirs)[1], 1),
        "sent_rate": fact.share(rates[0]),
        "order_rate": fact.share(rates[1]),
        "yuan_rate": fact.share(rates[2]),
        "ours_sent": fact.share(first[0]),
        "ours_order": fact.share(first[1]),
        "least": fact.name(ends.index[0]),
        "least_stay": fact.number(ends["stay"].iloc[0], 1),
        "most": fact.name(ends.index[-1]),
        "most_stay": fact.number(ends["stay"].iloc[-1], 1),
    }


@lesson.facts("export-reading")
def _export(orders, pnl_lines):
    mine = pnl_lines[pnl_lines["line"] == "insurance"]
    when = mine["date"].dt.tz_localize(None)
    paid = orders[orders["ts_pay"].between(SINCE, UNTIL, inclusive="left")]["paid_amount"].sum()
    yuan = -mine.loc[(when >= SINCE) & (when < UNTIL), "amount"].sum()
    return {"since": fact.name(f"{when.min():%Y-%m}"), "yuan": fact.money(yuan, -3),
            "share": fact.share(yuan / paid, 2)}  # fmt: skip


@lesson.facts("insurance-reading", "border-reading")
def _border():
    table = insurance_table(TRADES).set_index("trade")
    names = {"camping": "camping", "card": "fashion, product card", "live": "fashion, live show"}
    facts = {}
    for short, name in names.items():
        row = table.loc[name]
        facts |= {
            short: fact.share(row["needed"]),
            f"{short}_kept": fact.share(row["kept_needed"]),
            f"{short}_point": fact.points(row["a_point"], 1),
            f"{short}_without": fact.money(row["left_without"], 1),
            f"{short}_with": fact.money(row["left_with"], 1),
        }
    none = rise_curve().query("more_returns == 0").set_index("trade")["needed"]
    return facts | {"camping_0": fact.share(none["camping"], 1),
                    "live_0": fact.share(none["fashion, live show"], 1)}  # fmt: skip


def _around(name, row, say, digits):
    return fact.ends(name, row, say, digits=digits, signed=True)


def _twin_facts(insurance_twin, shop, short):
    found = effect_of(insurance_twin, shop).set_index("reading")
    facts = {f"{short}_n": fact.count(found["n"].iloc[0])}
    for name, reading, say, digits in (
        ("paid", "more orders paid", fact.share, 1),
        ("kept", "more orders kept", fact.share, 1),
        ("back", "more sent back", fact.number, 1),
        ("needed", "orders needed", fact.share, 1),
        ("left", "more left", fact.money, 1),
        ("whole", "more left in the whole shop", fact.money, 1),
    ):
        facts |= _around(f"{short}_{name}", found.loc[reading], say, digits)
    facts |= fact.ends(
        f"{short}_cleared", found.loc["more lost on cleared stock"], fact.money, digits=1
    )
    for name, reading in (("told", "more left"), ("whole_told", "more left in the whole shop")):
        row = found.loc[reading]
        where = "below" if row["high"] < 0 else "above" if row["low"] > 0 else "inside"
        facts[f"{short}_{name}"] = where
    ends = found.loc[["more left", "more left in the whole shop"], "estimate"]
    return facts | {f"{short}_gap": fact.money(ends.iloc[0] - ends.iloc[1], 1)}


@lesson.facts("twin-reading", "verdict")
def _twins(insurance_twin):
    table = insurance_table(TRADES).set_index("trade")["needed"]
    facts = _twin_facts(insurance_twin, "camping", "camp")
    return (
        facts
        | _twin_facts(insurance_twin, "fashion", "fash")
        | {
            "stated_camp": fact.share(table["camping"]),
            "stated_low": fact.share(table.iloc[1:].min()),
            "stated_high": fact.share(table.iloc[1:].max()),
        }
    )


@lesson.facts("visitors-reading")
def _visitors():
    table = visitors_needed(0.025).set_index("trade")["visitors"]
    return {
        "camping": fact.count(round(table["camping"], -2)),
        "live": fact.count(round(table["fashion, live show"], -2)),
    }


@lesson.facts("grades-reading")
def _grades(lines):
    back = lines[lines["back"] & (lines["ts_deliver"] >= SINCE)]
    by_refund, by_cost = (grade_returns(back, value).set_index("grade")
                          for value in ("refund", "cost"))  # fmt: skip
    facts = {"n": fact.count(by_cost.loc["all", "pieces"]),
             "new": fact.share(by_cost.loc["as_new", "share"])}  # fmt: skip
    for name, table in (("refund", by_refund), ("cost", by_cost)):
        facts |= fact.ends(name, table.loc["all"], fact.share, digits=1)
        facts[f"{name}_new"] = fact.share(table.loc["as_new", "estimate"])
    return facts


def autumn_reasons(lines):
    """`return_reasons` of what arrived since September, each article among its like."""
    return return_reasons(lines[lines["ts_deliver"] >= AUTUMN], like="kind")


@lesson.facts("reasons-reading")
def _reasons(lines):
    table = autumn_reasons(lines)
    size = table[table["reason"] == "size"]
    bad = size[size["clear"]]
    faulty = table[table["reason"] == "quality"].sort_values("raw", ascending=False)
    clear = faulty[faulty["clear"]]
    rest = faulty[~faulty["clear"]].iloc[0]
    top = faulty.iloc[0]
    mind = table.loc[table["reason"] == "change_of_mind", "back"].sum()
    when = lines["ts_deliver"].dt.tz_localize(None)
    month = return_reasons(lines[(when >= "2025-11-01") & (when < "2025-12-01")])
    month = month[month["reason"] == "quality"]
    worst, drawn = month.loc[month["raw"].idxmax()], month.loc[month["estimate"].idxmax()]
    return {
        "first": fact.name(table["sku"].iloc[0]),
        "sized": fact.count(len(size)),
        "size_usual": fact.share(size["usual"].iloc[0], 1),
        "sizes": fact.count(len(bad)),
        "size_first": fact.name(size["sku"].iloc[0]),
        "size_raw": fact.share(size["raw"].iloc[0], 1),
        "size_drawn": fact.share(size["estimate"].iloc[0], 1),
        "size_low": fact.share(size["low"].iloc[0], 1),
        "size_high": fact.share(size["high"].iloc[0], 1),
        "size_told": "some" if len(bad) else "none",
        "clear": fact.count(len(clear)),
        "faulty": fact.name(top["sku"]),
        "raw": fact.share(top["raw"], 1),
        "drawn": fact.share(top["estimate"], 1),
        "low": fact.share(top["low"], 1),
        "high": fact.share(top["high"], 1),
        "lines": fact.count(top["n"]),
        "usual": fact.share(top["usual"], 1),
        "next": fact.name(rest["sku"]),
        "next_raw": fact.share(rest["raw"], 1),
        "next_low": fact.share(rest["low"], 1),
        "next_high": fact.share(rest["high"], 1),
        "mind": fact.share(mind / table["back"].sum()),
        "worst": fact.name(worst["sku"]),
        "worst_back": fact.count(worst["back"]),
        "worst_n": fact.count(worst["n"]),
        "worst_raw": fact.share(worst["raw"], 1),
        "worst_drawn": fact.share(worst["estimate"], 1),
        "month_first": fact.name(drawn["sku"]),
        "month_told": "none" if not month["clear"].any() else "some",
    }


@lesson.facts("net-title", "net-reading", "forecast-reading")
def _net(orders, returns):
    net = net_by_age(orders, returns)
    tried = backtest(net)
    year = net[(net["age"] == 30) & (net["month"] >= "2025")]
    shares = 1 - year.set_index("month")["of_first"]
    next_ = net[net["age"] == 0].iloc[-1]
    found = still_to_leave(net, next_["month"])
    gone = 1 - net[net["age"] == 15].set_index("month")["of_first"].reindex(shares.index)
    moved = year.set_index("month")["net"] - net[net["age"] == 15].set_index("month")["net"]
    moved = moved.abs().max()
    held = ((tried["low"] <= tried["came"]) & (tried["came"] <= tried["high"])).sum()
    return {
        "least": fact.share(shares.min(), 1),
        "most": fact.share(shares.max(), 1),
        "most_month": fact.name(shares.idxmax()),
        "months": fact.count(len(shares)),
        "moved_told": "some" if moved >= 1 else "none",
        "gone_15": fact.share((gone / shares).min()),
        "month": fact.name(next_["month"]),
        "reported": fact.money(next_["net"], -3),
        "estimate": fact.money(found.estimate, -3),
        "low": fact.money(found.low, -3),
        "high": fact.money(found.high, -3),
        "n": fact.count(found.n),
        "leaves": fact.money(round(next_["net"], -3) - round(found.estimate, -3)),
        "held": fact.count(held),
        "tried": fact.count(len(tried)),
    }  # fmt: skip


@lesson.facts("score-reading", "suspects-reading", "worth-reading", "accuse-reading")
def _suspects(lines, habits, orders, pnl_lines):
    scores = scored(lines, habits)
    table = rules(scores).set_index("rule")
    many = table.sum(axis=1)
    half, half_n = table.iloc[0], many.iloc[0]
    left = worth(scores, orders, pnl_lines)["left"]
    gain, loss = stakes(scores, orders, pnl_lines)
    yuan = rule_yuan(scores, gain, loss)
    border = accuse_from(gain, loss)
    last = yuan.iloc[-1]
    top = scores.iloc[0]
    return {
        "share": fact.share(scores.attrs["share"], 1),
        "top_lines": fact.count(top["lines"]),
        "top_back": fact.count(top["back"]),
        "top_chance": fact.share(min(top["chance"], 0.999), 1),
        "top_told": "more" if top["chance"] > 0.999 else "just",
        "half_n": fact.count(half_n),
        "half_guilty": fact.count(half["guilty"]),
        "half_wrong": fact.share(1 - half["guilty"] / half_n),
        "half_size": fact.count(half["no_size"]),
        "fifty_n": fact.count(many.iloc[1]),
        "fifty_wrong": fact.count(many.iloc[1] - table["guilty"].iloc[1]),
        "ninety_n": fact.count(many.iloc[2]),
        "ninety_wrong": fact.count(many.iloc[2] - table["guilty"].iloc[2]),
        "guilty": fact.count(scores["habit"].isin(GUILTY).sum()),
        "buyers": fact.count(len(scores)),
        "none_left": fact.money(left["none"]),
        "serial_left": fact.money(left.get("serial", np.nan)),
        "wears_left": fact.money(left.get("wears", np.nan)),
        "gain": fact.money(gain),
        "border": fact.share(border),
        "half_yuan": fact.money(yuan["yuan"].iloc[0], -3),
        "last_yuan": fact.money(last["yuan"], -1),
        "last_n": fact.count(last["accused"]),
    }


@lesson.facts("handled-reading", "sales-reading")
def _after(orders, returns, chats):
    asked = returns[returns["reason"].astype(str) != "not_received"]
    pickup = handled_within(asked, "requested_at", "pickup_at", 24).iloc[0]
    done = handled_within(asked, "requested_at", "inspected_at", 48, by="reason")
    complaint = done.set_index(done["reason"].astype(str)).loc["quality"]
    table = after_sales(orders, returns, chats, "2025-11-01", UNTIL).set_index("metric")
    facts = {"cases": fact.count(pickup["n"]), "faulty": fact.count(complaint["n"])}
    for name, row in (("pickup", pickup), ("complaint", complaint)):
        facts |= fact.ends(name, row, fact.share, digits=1)
    for name, metric in (("refunds", "refund rate"), ("frequency", "after-sales frequency"),
                         ("complaints", "complaints"), ("disputes", "disputes")):  # fmt: skip
        row = table.loc[metric]
        facts |= fact.ends(name, row, fact.number, digits=1 if row["estimate"] > 2 else 2)
    return facts | {"orders": fact.count(table["n"].iloc[0])}


@lesson.facts("resend-reading")
def _resend():
    few, many = resend_or_refund(**LAMP, fails=0.03), resend_or_refund(**LAMP, fails=0.11)
    yuan = {"few": few.set_index("way")["yuan"], "many": many.set_index("way")["yuan"]}
    return {
        "few_piece": fact.money(-yuan["few"]["another piece"], 1),
        "many_piece": fact.money(-yuan["many"]["another piece"], 1),
        "refund": fact.money(-yuan["few"]["refund"], 1),
        "part": fact.money(-yuan["few"]["part refund"], 1),
        "from": fact.share(few["fails_from"].iloc[0]),
    }


# --- What the lesson asks -------------------------------------------------------------------


@lesson.exercise("Another shop's hundred orders", Number(tolerance=0.25, unit="orders"))
def other_stays(other_orders, other_returns):
    """Songling Outdoor, orders paid from January to November 2025. Of 100 paid orders, how many **stay**, whole or in part?
    One decimal.

    Hint: `returns.returns_waterfall(second.orders, second.returns, "2025-01-01", "2025-12-01")`

    Hint: The column `stay`, after the last step. An order of which a part came back stays.

    Right: {before} are taken back before they are sent, {whole} come back whole. {part} of those that stay are smaller than they were:
    of 100 yuan {yuan} are left.
    """
    return _stays(flow_of(other_orders, other_returns))[0]


@other_stays.facts
def _other_facts(other_orders, other_returns):
    flow = flow_of(other_orders, other_returns)
    return {
        "before": fact.number(_of(flow, "before"), 1),
        "whole": fact.number(_of(flow, "whole"), 1),
        "part": fact.number(_of(flow, "part"), 1),
        "yuan": fact.number(_stays(flow)[1], 1),
    }


@other_stays.wrong("yuan")
def _in_yuan(other_orders, other_returns):
    """That is of 100 *yuan*. Asked are orders: one of which a part came back still stays."""
    return _stays(flow_of(other_orders, other_returns))[1]


@other_stays.wrong("untouched")
def _untouched(other_orders, other_returns):
    """You took off the orders of which a part came back. They stay, with less money."""
    flow = flow_of(other_orders, other_returns)
    return _stays(flow)[0] - _of(flow, "part")


@other_stays.wrong("before shipping forgotten")
def _of_sent(other_orders, other_returns):
    """You counted what was sent back only. Some orders were taken back before they were sent."""
    flow = flow_of(other_orders, other_returns)
    return _stays(flow)[0] + _of(flow, "before")


@other_stays.wrong("all that came back")
def _all_back(other_orders, other_returns):
    """You took every order of the returns table off. Some of them sent back a part only."""
    paid = other_orders[other_orders["ts_pay"].notna()]
    days = paid["ts_pay"].dt.tz_localize(None)
    paid = paid[(days >= SINCE) & (days < UNTIL)]
    return 100 * (1 - paid["order_id"].isin(other_returns["order_id"]).mean())


@lesson.exercise("With insurance and without", Prediction("yuan"))
def insured_left(insurance_twin):
    """The fashion shop runs the same {days} days twice in the simulation, without freight insurance and with it; that with {n}
    kinds of luck. Per 1,000 visits, how many **yuan more are left with it** of the orders (before ads and wages; the premium is paid)? Without it
    about {base} are left. Below 0: it costs more than it brings. Answer `(value, low, high)`, for example `(20, -30, 70)`.

    Hint: How many more orders? How many more come back? Your table above has the border for stated costs.

    Right: It came out at {left} yuan ({left_low} to {left_high}, n = {n} pairs of runs). That is of the orders. The whole shop: {whole}
    ({whole_low} to {whole_high}). Why they differ stands below.
    """
    return float(
        effect_of(insurance_twin, "fashion").set_index("reading").loc["more left", "estimate"]
    )


@insured_left.facts
def _insured_facts(insurance_twin):
    facts = _twin_facts(insurance_twin, "fashion", "f")
    return {
        "left": facts["f_left"],
        "whole": facts["f_whole"],
        "whole_low": facts["f_whole_low"],
        "whole_high": facts["f_whole_high"],
        "left_low": facts["f_left_low"],
        "left_high": facts["f_left_high"],
        "n": facts["f_n"],
        "days": fact.count(TWIN_DAYS),
        "base": fact.money(_without(insurance_twin), -1),
    }


def _without(insurance_twin):
    """What 1,000 visits of the fashion shop leave without insurance."""
    mine = insurance_twin[(insurance_twin["shop"] == "fashion") & ~insurance_twin["insured"]]
    return 1000 * mine["left"].sum() / mine["visits"].sum()


ACT = Decision(
    {
        "A": "Close the accounts of all who sent back half or more of four lines.",
        "B": "Close the accounts with a score of 50% or more.",
        "C": "Close nobody's account. Look at each piece when it comes back, and refund worn goods only as the law allows.",
    },
    {
        "1": "most of them do it on principle",
        "2": "an innocent buyer is worth many times what a guilty one costs, and the score errs too often for that",
        "3": "a score above one half means that guilt is likelier than innocence, so acting pays",
        "4": "nobody in this shop sends back on principle",
    },
)


@lesson.exercise("Close their accounts?", ACT)
def act(lines, habits, orders, pnl_lines):
    """Your colleague has a list of {half} buyers who sent back half or more of four lines and more. "Close their accounts!" What do you
    do, and why? An answer looks like `("A", 1)`.

    Hint: What does acting against a guilty buyer save, and what does it cost against an innocent one? The table of worth has both.

    Hint: `returners.accuse_from(gain, loss)` is the chance from which on it pays.

    Right: Acting pays from a chance of {border} on. By the rule of the half {wrong} of the accused are innocent. Whoever sees worn
    goods at the desk needs no list.
    """
    return ("C", 2)


@act.facts
def _act_facts(lines, habits, orders, pnl_lines):
    scores = scored(lines, habits)
    half = rules(scores).iloc[0]
    many = half[["guilty", "no_size", "others"]].sum()
    return {
        "half": fact.count(many),
        "border": fact.share(accuse_from(*stakes(scores, orders, pnl_lines))),
        "wrong": fact.share(1 - half["guilty"] / many),
    }


@act.applies
def _guilty_are_cheap(lines, habits, orders, pnl_lines):
    """In this shop acting pays at a score of one half."""
    gain, loss = stakes(scored(lines, habits), orders, pnl_lines)
    return accuse_from(gain, loss) > 0.5


@act.wrong("the half")
def _the_half(lines, habits, orders, pnl_lines):
    """Look at who they are, in the figure above. Most had bad luck, and some find no size that fits."""
    return ("A", 1)


@act.wrong("most of them")
def _most_of_them(lines, habits, orders, pnl_lines):
    """Right not to act. But if most of them did it on principle, acting would be worth a look: the figure above shows who they are."""
    return ("C", 1)


@act.wrong("the half, by the score's reason")
def _half_by_score(lines, habits, orders, pnl_lines):
    """The rule of the half is no score: it doesn't say how likely guilt is. And likelier than not isn't enough, if both mistakes cost so different sums."""
    return ("A", 3)


@act.wrong("likelier than not")
def _likelier(lines, habits, orders, pnl_lines):
    """That would be right if both mistakes cost the same. They don't: compare what both kinds of buyers left."""
    return ("B", 3)


@act.wrong("nobody")
def _nobody(lines, habits, orders, pnl_lines):
    """Right not to act. But some do send back on principle: the score finds a few of them with certainty enough."""
    return ("C", 4)


# --- The workshop's pool --------------------------------------------------------------------


@lesson.exercise("Insurance for tea", Number(tolerance=0.002, unit="share"), pool=True)
def tea_needed():
    """A tea shop: an order of 120 yuan, a contribution margin of 40% of what is kept, 8% come back, each costs 30 yuan. With
    freight insurance 11% would come back, and a parcel costs 0.90 yuan more. By which share must paid **orders rise** so that it pays? (0.05 for
    5%.)

    Hint: What does an order leave without insurance, and with it? Divide, and take 1 off.

    Hint: Without: 120 × 0.40 × 0.92 − 0.08 × 30.

    Right: 41.76 yuan without, 38.52 with: 8.4% more orders. Ads don't cost more, as the visits are the same.
    """
    return insurance_breakeven(**TEA)


@tea_needed.wrong("premium only")
def _premium_only():
    """You took the premium alone. With a free way back more comes back."""
    return insurance_breakeven(**TEA | {"returns_insured": TEA["returns"]})


@tea_needed.wrong("no premium")
def _no_premium():
    """You forgot the premium: 0.90 yuan for every parcel, also for those that are kept."""
    return insurance_breakeven(**TEA | {"premium": 0.0})


@tea_needed.wrong("premium per return")
def _premium_per_return():
    """The premium is paid for every parcel that is sent, not only for those that come back."""
    return insurance_breakeven(**TEA | {"premium": TEA["premium"] * TEA["returns_insured"]})


@tea_needed.wrong("kept orders")
def _kept_only():
    """That keeps the number of *kept* orders. The premium and the returns cost money beside that."""
    return (1 - TEA["returns"]) / (1 - TEA["returns_insured"]) - 1


@tea_needed.wrong("times")
def _as_times():
    """That is how many *times* as many. Asked is by which share they must rise: 1 less."""
    return 1 + insurance_breakeven(**TEA)


@lesson.exercise("Conversion up, kept orders …", Number(tolerance=0.004, unit="share"), pool=True)
def kept_change():
    """A dress shop switches a free way back on. Conversion rises by 10%. Of what is sent, 46% come back instead of 40%. By which share do **kept orders**
    change? (−0.05 for 5% fewer. Nothing is cancelled before shipping.)

    Hint: Kept is orders × (1 − returns), before and after.

    Right: 1.10 × 0.54 = 0.594 instead of 0.60: 1% fewer. The screen shows 10% more sales.
    """
    return 1.10 * 0.54 / 0.60 - 1


@kept_change.wrong("conversion")
def _conversion():
    """That is the rise of paid orders. More of them come back."""
    return 0.10


@kept_change.wrong("minus points")
def _minus_points():
    """You took the 6 points off the 10%. They are points of what is sent: multiply."""
    return 0.04


@kept_change.wrong("the sign")
def _sign():
    """The size is right, the sign isn't: 0.594 is less than 0.60, so fewer orders are kept."""
    return 1 - 1.10 * 0.54 / 0.60


@kept_change.wrong("the share alone")
def _share_alone():
    """You forgot that there are 10% more orders."""
    return 0.54 / 0.60 - 1


@lesson.exercise("Loss rate: of what?", Number(tolerance=0.003, unit="share"), pool=True)
def other_loss(other_lines):
    """Songling's desk has graded what came back (`other_lines`, rows with `back`). Which share of what these pieces **cost** is lost? Three decimals.

    Hint: `returns.grade_returns(other_lines[other_lines["back"]], "cost")`, the row "all".

    Right: As a share of the refunds it would be {refund}: a piece as new then counts as a loss, as its margin isn't earned. Say which base you mean.
    """
    return _loss(other_lines, "cost")


def _loss(lines, value):
    table = grade_returns(lines[lines["back"]], value).set_index("grade")
    return float(table.loc["all", "estimate"])


@other_loss.facts
def _loss_facts(other_lines):
    return {"refund": fact.share(_loss(other_lines, "refund"))}


@other_loss.wrong("of the refunds")
def _of_refunds(other_lines):
    """That is of the refunds. The goods went back on the shelf at their cost; asked is the share of the cost."""
    return _loss(other_lines, "refund")


@other_loss.wrong("what is left")
def _what_is_left(other_lines):
    """That is the share of the cost that is *not* lost."""
    return 1 - _loss(other_lines, "cost")


@other_loss.wrong("pieces")
def _pieces(other_lines):
    """That is the share of *pieces* that aren't as new. A piece with a flaw isn't lost whole."""
    back = other_lines[other_lines["back"] & other_lines["grade"].notna()]
    return float((back["grade"].astype(str) != "as_new").mean())


@other_loss.wrong("mean of the grades")
def _mean_of_grades(other_lines):
    """You took the plain mean of the grades' rates. Most pieces are as new: weigh by what they cost."""
    table = grade_returns(other_lines[other_lines["back"]], "cost").set_index("grade")
    return float(table.drop(["all", "(not graded)"], errors="ignore")["estimate"].mean())


FIRST = Choice(
    {
        "A": "The article with the highest raw share of its reason, however few lines it has.",
        "B": "The row with the most lines above the usual, if its whole interval lies above it.",
        "C": "The article with the most returns in all.",
        "D": "The reason that is named most often in the shop.",
    }
)


@lesson.exercise("What do you mend first?", FIRST, pool=True)
def mend_first():
    """A table of return reasons by article lies before you. By which row do you decide what is mended first?

    Hint: Where is there something to mend, and how much of it?

    Right: Shrunk shares keep bad luck off the list, lines above the usual keep small things off its top. The best seller has most returns since it has most sales.
    """
    return "B"


@mend_first.wrong("raw")
def _raw():
    """Two of eight lines is 25%, and mostly luck."""
    return "A"


@mend_first.wrong("most returns")
def _most():
    """The best seller has the most returns, even if it is better than all others."""
    return "C"


@mend_first.wrong("most named")
def _named():
    """ "Changed my mind" leads in most shops. Of which article more than usual?"""
    return "D"


@lesson.exercise("Songling's December", Number(tolerance=6000, unit="yuan"), pool=True)
def other_december(other_orders, other_returns):
    """Today is 31 December 2025, evening. On Songling's report December shows a net of {net} yuan (paid, less what is refunded so far). What
    will be left of it thirty days later, if it goes as the months before? In yuan.

    Hint: `returns.net_by_age(second.orders, second.returns)`, then `returns.still_to_leave(net, "2025-12")`.

    Right: {estimate} yuan ({low} to {high}, n = {n} months). The difference is money that leaves in January and stands in no report of December.
    """
    net = net_by_age(other_orders, other_returns)
    return float(still_to_leave(net, "2025-12").estimate)


@other_december.facts
def _december_facts(other_orders, other_returns):
    net = net_by_age(other_orders, other_returns)
    found = still_to_leave(net, "2025-12")
    return {
        "net": fact.money(_december(net)["net"]),
        "estimate": fact.money(found.estimate, -2),
        "low": fact.money(found.low, -2),
        "high": fact.money(found.high, -2),
        "n": fact.count(found.n),
    }


def _december(net):
    return net[(net["month"] == "2025-12") & (net["age"] == 0)].iloc[0]


@other_december.wrong("the report")
def _the_report(other_orders, other_returns):
    """That is the report of the last evening. Parcels are under way, and some will come back."""
    return float(_december(net_by_age(other_orders, other_returns))["net"])


@other_december.wrong("paid")
def _paid_only(other_orders, other_returns):
    """That is what was paid. A part of it went back within the month already."""
    return float(_december(net_by_age(other_orders, other_returns))["paid"])


@other_december.wrong("twice")
def _twice(other_orders, other_returns):
    """You took the whole year's share of refunds off the net. A part of December's refunds is off already."""
    net = net_by_age(other_orders, other_returns)
    old = net[net["age"] == 30]
    return float(_december(net)["net"] * old["net"].sum() / old["paid"].sum())


@lesson.exercise("Picked up in time?", Number(tolerance=0.002, unit="share"), pool=True)
def other_pickup(other_returns):
    """Songling promises that a return is picked up within 24 hours (`requested_at` to `pickup_at`; leave "not_received" out: there is nothing to pick
    up). Which share of the cases kept it? A case that is still open after 24 hours is late. Three decimals.

    Hint: `aftersales.handled_within(cases, "requested_at", "pickup_at", 24)`

    Right: {share} ({low} to {high}, n = {n} cases). The mean of the hours is {hours}: a mean doesn't say how many are late.
    """
    return float(_pickup(other_returns)["estimate"])


def _pickup(other_returns, hours=24):
    asked = other_returns[other_returns["reason"].astype(str) != "not_received"]
    return handled_within(asked, "requested_at", "pickup_at", hours).iloc[0]


@other_pickup.facts
def _pickup_facts(other_returns):
    row = _pickup(other_returns)
    asked = other_returns[other_returns["reason"].astype(str) != "not_received"]
    hours = (asked["pickup_at"] - asked["requested_at"]) / pd.Timedelta(hours=1)
    return {
        "hours": fact.number(hours.mean(), 1),
        "share": fact.share(row["estimate"], 1),
        "low": fact.share(row["low"], 1),
        "high": fact.share(row["high"], 1),
        "n": fact.count(row["n"]),
    }


@other_pickup.wrong("never arrived counted")
def _with_never_arrived(other_returns):
    """You counted what never arrived. There is nothing to pick up: leave "not_received" out."""
    return float(handled_within(other_returns, "requested_at", "pickup_at", 24)["estimate"].iloc[0])


@other_pickup.wrong("until the desk")
def _until_desk(other_returns):
    """You counted to `inspected_at`, when the piece was looked at. The promise is about the pickup."""
    asked = other_returns[other_returns["reason"].astype(str) != "not_received"]
    return float(handled_within(asked, "requested_at", "inspected_at", 24)["estimate"].iloc[0])


@other_pickup.wrong("48 hours")
def _two_days(other_returns):
    """That is within 48 hours. The promise says 24."""
    return float(_pickup(other_returns, 48)["estimate"])


@other_pickup.wrong("late ones")
def _late_ones(other_returns):
    """That is the share that was late."""
    return 1 - float(_pickup(other_returns)["estimate"])


RESEND = Decision(
    {
        "A": "Send another lamp from the same lot.",
        "B": "Pay the price back, and take the lot off the shelf until it is tested.",
        "C": "Offer nothing until the buyer sends a video.",
    },
    {
        "1": "goods and parcel cost less than the price, so another piece is always cheaper",
        "2": "so many of this lot fail that another piece costs more than the refund",
        "3": "a complaint that isn't answered goes away",
        "4": "a refund is always fairest",
    },
)


@lesson.exercise("Another lamp?", RESEND, pool=True)
def bad_lot():
    """A lamp was paid with 159 yuan; another one costs 62 and its parcel 6. The faulty one isn't worth its way back. The lot was tested meanwhile: **65 of 100**
    lamps fail; if the next one fails too, you pay the price back. What do you do, and why?

    Hint: `aftersales.resend_or_refund(159, 62, 6, fails=0.65)`

    Right: Another piece costs 68 yuan and, in 65 of 100 cases, the price besides: 171 on average. The border is at 57 of 100. With a usual lot (3 of 100) another piece is far
    cheaper, and the sale stays.
    """
    return ("B", 2)


@bad_lot.wrong("always another piece")
def _always_piece():
    """True for a good lot. Here two of three replacements come back as well: then you pay both."""
    return ("A", 1)


@bad_lot.wrong("always refund")
def _always_refund():
    """The right thing, for a reason that is wrong next time: with a good lot another piece costs less than half of the refund, and the buyer has a lamp."""
    return ("B", 4)


@bad_lot.wrong("wait")
def _wait():
    """A fault that is admitted has to be dealt with; platforms count the hours, and the buyer writes the review."""
    return ("C", 3)
