"""The exercises of lesson 2.7, *What did the big day add?*, and its part of the pool."""

import numpy as np
import pandas as pd

from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Decision, Number, Ordering, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.conversion.sms import sms_factorial
from ecomlab.datasets import load
from ecomlab.estimates import Estimate, contrast, difference_of, mean, paired_difference
from ecomlab.scores import forecast_errors
from ecomlab.tables import calendar_days
from ecomlab.texts import fact
from ecomlab.traffic.campaigns import (
    around_events,
    campaign_scorecard,
    cumulative_effect,
    event_effect,
    price_protection,
    refunds_by_age,
    sales_by_day,
    slot_value,
)
from ecomlab.traffic.presales import (
    backtest_presales,
    final_paid,
    presale_forecast,
)
from ecomlab.traffic.promo_plan import coupon_break_even, private_domain_funnel, traffic_plan

TODAY = "2025-12-24"  # the evening of the question
FIRST, LAST = "2025-11-01", "2025-11-11"
EVENT = "double_11_2025"
WAITING, DIP = 10, 14  # days
PRESALES = ("618", "double_11")  # events that are waited for
SHORT = {"event": "the eleven days", "whole": "the window"}  # a part, in words
FEE, CONVERSION, LEFT = 6000.0, 0.024, 28.0  # of the slot: yuan, share, yuan an order leaves
POOL_CONVERSION, POOL_LEFT = 0.02, 35.0  # of the other shop's slot
TARGET = 120_000.0  # yuan to be kept on the plan's day
SOURCES = pd.DataFrame({
    "source": ["members' messages", "free search", "paid search", "feed ads", "creators' posts"],
    "conversion": [0.060, 0.045, 0.042, 0.022, 0.018],
    "order_value": [172.0, 170.0, 165.0, 150.0, 140.0],
    "most": [1500, 6500, 5200, 16_000, 9000],
    "cost": [0.08, 0.0, 1.45, 1.30, 0.90],
})  # fmt: skip
HOURS = {0: 0.16, 8: 0.10, 12: 0.16, 16: 0.12, 20: 0.36, 23: 0.10}
COUPONS = {  # the course's documents: price of the order, yuan off
    "50 off of 168 (invited friends)": (168, 50), "30 off a first order of 168": (168, 30),
    "three together, 20% off 168": (168, 33.6), "100 − 30": (100, 30),
}  # fmt: skip
HAS = {
    "plain": (False, False),
    "story": (True, False),
    "coupon": (False, True),
    "both": (True, True),
}
ARMS = {arm: {"story": story, "coupon": coupon} for arm, (story, coupon) in HAS.items()}
MEMBER = {"waiting": 3, "dip": 4, "reference": 14}
TRUE_MEMBER_DAY = 10  # orders, on balance: as datasets/campaigns/make.py made it
DEPOSIT_DAYS = (2, 3, 5, 7, 10)
OWN = ("event_twin", "presale_days", "presale_results", "member_days", "slot_days", "messages",
       "entrances", "other_slot", "other_messages", "other_entrances")  # fmt: skip


def daily_sales(shop, books=True, as_of=TODAY):
    """Each day's orders and money, as known in the evening of ``as_of``."""
    orders = shop["orders"]
    evening = pd.Timestamp(as_of, tz=orders["ts_order"].dt.tz) + pd.Timedelta(days=1)
    paid = orders[orders["ts_pay"].notna() & (orders["ts_order"] < evening)]
    lines = shop["pnl_lines"] if books else None
    return sales_by_day(
        paid, as_of=as_of, books=lines if lines is None else lines[lines["date"] < evening]
    )


def platform_events(promos):
    """The platform's events in which the shop took part, with their days of waiting."""
    mine = promos[promos["type"] == "event_discount"]
    waits = mine["promo_id"].str.contains("|".join(PRESALES))
    dates = {"first": "start", "last": "end"}
    table = {name: mine[column].dt.tz_localize(None) for name, column in dates.items()}
    table = pd.DataFrame(
        {"event": mine["promo_id"], **table, "waiting": np.where(waits, WAITING, 0)}
    )
    return table.reset_index(drop=True)


def data():
    """The tables of the lesson: the running shop's days, another shop's, and small ones of its own."""
    shop, second, own = load("shop"), load("second_shop"), load("campaigns")
    return {name: own[name] for name in OWN} | {
        "daily": daily_sales(shop), "events": platform_events(shop["promos"]),
        "orders": shop["orders"], "returns": shop["returns"], "deposits": shop["presale_deposits"],
        "lines": lines_near(shop), "shelf": shop["inventory_daily"], "books": shop["pnl_lines"],
        "other_daily": daily_sales(second, books=False),
        "other_events": platform_events(second["promos"]),
    }  # fmt: skip


NAMES = {name: f"own.{name}" for name in OWN} | {
    "orders": "shop.orders", "returns": "shop.returns", "deposits": "shop.presale_deposits",
    "shelf": "shop.inventory_daily", "books": "shop.pnl_lines",
} | {name: name for name in ("daily", "events", "lines", "other_daily", "other_events")}  # fmt: skip
lesson = Lesson("2_7", data=data, names=NAMES)


def lines_near(shop, days=15, first=FIRST, last=LAST):
    """The order lines of the days just before the event and of its own, that weren't refunded."""
    orders = shop["orders"].dropna(subset="ts_pay")
    date = calendar_days(orders["ts_order"])
    near = date.between(pd.Timestamp(first) - pd.Timedelta(days=days), pd.Timestamp(last))
    stays = orders["refund_amount"] < orders["paid_amount"]
    mine = orders.assign(date=date)[near & stays][["order_id", "date"]]
    back = shop["returns"][["order_id", "sku"]].drop_duplicates().assign(back=True)
    lines = shop["order_items"].merge(mine, on="order_id")
    lines = lines.merge(back, on=["order_id", "sku"], how="left")
    return lines[lines.pop("back").isna()].reset_index(drop=True)


def window(daily, events, value, event=EVENT, **changed):
    """`event_effect` of one of the platform's events, by part."""
    row = events.set_index("event").loc[event]
    how = {
        "waiting": int(row["waiting"]),
        "dip": DIP,
        "skip": around_events(events, dip=DIP, but=event),
    }
    found = event_effect(daily, row["first"], row["last"], value, **(how | changed))
    return found.set_index("part")


def so_far(daily, events, value="kept", event=EVENT):
    """`cumulative_effect` of the same."""
    row = events.set_index("event").loc[event]
    skip = around_events(events, dip=DIP, but=event)
    return cumulative_effect(daily, row["first"], row["last"], value, WAITING, DIP, skip=skip)


def twin_added(event_twin, value="revenue", without="no event", event="double_11", luck=1):
    """Day by day of the window: what the shop as it was has had more than without, added up."""
    mine = event_twin[(event_twin["event"] == event) & (event_twin["luck"] == luck)]
    wide = mine.pivot(index="date", columns="state", values=value)
    wide.index = pd.to_datetime(wide.index)
    start = pd.Timestamp(FIRST) - pd.Timedelta(days=WAITING)
    end = pd.Timestamp(LAST) + pd.Timedelta(days=DIP)
    more = (wide["as it was"] - wide[without]).loc[start:end].cumsum()
    return more.rename("added").rename_axis("date").reset_index()


def twin_truth(event_twin, value="revenue", without="no event"):
    """The same at the window's end, as the mean of the lucks."""
    lucks = event_twin.loc[event_twin["event"] == "double_11", "luck"].unique()
    return mean([twin_added(event_twin, value, without, luck=luck)["added"].iloc[-1]
                 for luck in lucks], "lucks")  # fmt: skip


def twin_parts(daily, events, event_twin):
    """Part by part: what the days tell, what the twin of the same luck says, the mean of the lucks."""
    lucks = event_twin.loc[event_twin["event"] == "double_11", "luck"].unique()
    rows = []
    for value, of in (("orders", "orders"), ("kept", "revenue")):
        read = window(daily, events, value)
        added = pd.DataFrame(
            {luck: twin_added(event_twin, of, luck=luck)["added"] for luck in lucks}
        )
        ends = added.iloc[[WAITING - 1, len(added) - DIP - 1, len(added) - 1]]
        parts = ends.diff().fillna(ends.iloc[:1]).set_axis(["waiting", "event", "dip"])
        parts.loc["whole"] = ends.iloc[-1]
        for part in parts.index:
            rows.append((value, part, *read.loc[part, ["estimate", "low", "high"]],
                         parts.loc[part, 1], parts.loc[part].mean()))  # fmt: skip
    return pd.DataFrame(
        rows, columns=["value", "part", "read", "low", "high", "twin", "mean of lucks"]
    )


def terms_paid(deposits):
    """`final_paid` of each presale, with its terms: yuan of the deposit, and what they pay."""
    year = deposits["ts"].dt.year.rename("year")
    terms = deposits.groupby([deposits["event"].astype(str), year])[["deposit", "deposit_value"]]
    paid = final_paid(deposits).merge(terms.first().reset_index(), on=["event", "year"])
    terms = paid[["event", "year", "deposit", "deposit_value"]]
    return pd.concat([terms, paid[["deposits", "balances", "estimate", "low", "high"]]], axis=1)


def same_event_miss(presale_days, presale_results, day, final):
    """Misses ÷ what came, if a presale's factor is the one of the *same* event a year before."""
    early = presale_days[presale_days["day"] <= day].groupby(["run", "presale"])["deposits"].sum()
    table = presale_results.join(early.rename("early"), on=["run", "presale"])
    before = table.assign(year=table["year"] + 1)
    pairs = table.merge(before, on=["run", "event", "year"], suffixes=("", "_before"))
    found = pairs["early"] * pairs[f"{final}_before"] / pairs["early_before"]
    return float((found - pairs[final]).abs().sum() / pairs[final].sum())


def tried_presales(presale_days, presale_results, final="balances", days=DEPOSIT_DAYS):
    """How far off forecasts are, by method and day of the presale."""
    parts = [
        forecast_errors(backtest_presales(presale_days, presale_results, day, final)).assign(
            day=day
        )
        for day in days
    ]
    return pd.concat(parts, ignore_index=True)


def paired_misses(presale_days, presale_results, day, final="balances"):
    """Of each presale the miss by deposits, and by last year × growth: shares of what came."""
    tried = backtest_presales(presale_days, presale_results, day, final)
    tried["miss"] = (tried["forecast"] - tried["came"]).abs() / tried["came"]
    pairs = tried.pivot(index=["run", "presale"], columns="method", values="miss")
    return pairs["deposits"], pairs["last year × growth"]


def past_presales(deposits, day=10):
    """Deposits by day of the shop's own presales, and the balances that came."""
    first = pd.to_datetime(deposits["ts"].dt.year.astype(str) + "-" + deposits["event"].astype(str).map(
        {"double_11": "10-22", "mid_year_618": "05-22"}))  # fmt: skip
    number = (calendar_days(deposits["ts"]) - first).dt.days + 1
    name = deposits["event"].astype(str) + "_" + deposits["ts"].dt.year.astype(str)
    table = pd.DataFrame({"presale": name, "day": number, "paid": deposits["balance_at"].notna()})
    count = table.groupby(["presale", "day"]).size().unstack(fill_value=0)
    count = count.reindex(columns=range(1, day + 1), fill_value=0).stack().rename("deposits")
    balances = table.groupby("presale")["paid"].sum().rename("balances")
    return count.reset_index().merge(balances, on="presale")


def member_events(member_days):
    """The tea shop's member days that have a whole window before them."""
    date = pd.to_datetime(member_days["date"])
    days = date[
        member_days["member_day"].astype(bool) & (date - date.min() >= pd.Timedelta(days=7))
    ]
    return pd.DataFrame(
        {"event": days.dt.strftime("%Y-%m"), "first": days, "last": days}
    ).reset_index(drop=True)


def member_effects(member_days):
    """What each member day added, one row each, in order of time; ``day``: on the day alone."""
    events, rows = member_events(member_days), []
    for row in events.itertuples():
        skip = around_events(events, MEMBER["waiting"], MEMBER["dip"], but=row.event)
        found = event_effect(member_days, row.first, row.last, "orders", skip=skip, **MEMBER)
        found = found.set_index("part")
        whole = found.loc["whole", ["estimate", "low", "high"]].to_dict()
        rows.append({"campaign": row.event, **whole, "day": found.loc["event", "estimate"]})
    return pd.DataFrame(rows)


def slot_visits(slot_days):
    """The shop's visits by day, all of them."""
    return slot_days.assign(
        date=pd.to_datetime(slot_days["date"]), visits=slot_days["slot"] + slot_days["other"]
    )


def slot_extra(slot_days):
    """Visits that the shop had more while it had the slot."""
    days = slot_visits(slot_days)
    on = days.loc[days["slot"] > 0, "date"]
    found = event_effect(days, on.min(), on.max(), "visits", waiting=0, dip=0)
    return _estimate(found.set_index("part").loc["whole"])


def _estimate(row):
    return Estimate(row["estimate"], row["low"], row["high"], int(row["n"]), row["counts"])


# --- What the texts tell -----------------------------------------------------------------------


def _around(name, row, digits=0):
    """Facts of an estimate and its interval, in yuan, with signs."""
    return fact.ends(name, row, fact.money, digits=digits, signed=True)


def _counted(name, row):
    return fact.ends(name, row, fact.count, signed=True)


@lesson.facts("record-title", "record-reading")
def _record(daily):
    years = {
        year: daily[daily["date"].between(f"{year}-11-01", f"{year}-11-11")]
        for year in (2024, 2025)
    }
    paid = {year: mine["paid"].sum() for year, mine in years.items()}
    best = years[2025].loc[years[2025]["orders"].idxmax()]
    return {
        "orders": fact.count(best["orders"]), "yuan": fact.money(best["paid"]),
        "paid": fact.money(paid[2025]), "before": fact.money(paid[2024]),
        "rise": fact.share(paid[2025] / paid[2024] - 1, signed=True),
    }  # fmt: skip


@lesson.facts("two-events")
def _two_events(daily, events):
    facts, found = _record(daily), {}
    for year in (2024, 2025):
        row = window(daily, events, "kept", f"double_11_{year}").loc["whole"]
        found[year] = _estimate(row)
        facts |= _around(f"kept_{year}", row)
    return facts | _around("more", difference_of(found[2025], found[2024]))


@lesson.facts("window-reading")
def _window(daily, events):
    found = window(daily, events, "orders")
    stretches = found.attrs["ordinary"]
    first, last = pd.Timestamp(FIRST), pd.Timestamp(LAST)
    start, end = first - pd.Timedelta(days=WAITING), last + pd.Timedelta(days=DIP)
    far = sum(
        days for a, b, days in stretches
        if (start - b).days >= 28 or (a - end).days >= 28
    )  # fmt: skip
    before, after = ([s for s in stretches if (s[0] < first) == early] for early in (True, False))
    facts = {
        "n": fact.count(found["n"].iloc[0]), "far": fact.count(far),
        "far_first": fact.day(before[0][0]), "far_last": fact.day(before[0][1]),
        "near_first": fact.day(before[-1][0]), "near_last": fact.day(before[-1][1]),
        "after_first": fact.day(after[0][0]), "after_last": fact.day(after[-1][1]),
    }  # fmt: skip
    for part in ("waiting", "event", "dip", "whole"):
        facts |= _counted(part, found.loc[part])
    return facts | {
        "share": fact.share(found.loc["whole", "estimate"] / found.loc["event", "estimate"])
    }


@lesson.facts("money-reading")
def _money(daily, events, event_twin):
    facts = {}
    for value in ("kept", "left"):
        found = window(daily, events, value)
        for part in ("event", "whole"):
            facts |= _around(f"{value}_{part}", found.loc[part])
    anyway = window(daily, events, "paid").loc["event", "expected"]
    truth = twin_truth(event_twin)
    return facts | {
        "anyway": fact.money(anyway), "cut": fact.share(0.18), "given": fact.money(0.18 * anyway),
        "truth": fact.money(truth.value, signed=True), "n": fact.count(found["n"].iloc[0]),
    }  # fmt: skip


@lesson.facts("verdict")
def _verdict(daily, events, event_twin, presale_results, deposits):
    parts = twin_parts(daily, events, event_twin).query("value == 'kept'").set_index("part")
    return _money(daily, events, event_twin) | {
        "stays_read": fact.share(parts.loc["whole", "read"] / parts.loc["event", "read"]),
        "stays": fact.share(parts.loc["whole", "twin"] / parts.loc["event", "twin"]),
    } | _opening_share(daily, presale_results, deposits)  # fmt: skip


@lesson.facts("parts-reading")
def _parts(daily, events, event_twin):
    table = twin_parts(daily, events, event_twin).set_index(["value", "part"])
    facts = {}
    for value, say in (("orders", fact.count), ("kept", fact.money)):
        mine = table.loc[value]
        for column, end in (("read", ""), ("twin", "_twin"), ("mean of lucks", "_mean")):
            facts[f"{value}{end}"] = fact.share(
                mine.loc["whole", column] / mine.loc["event", column]
            )
            moved = mine.loc["waiting", column] + mine.loc["dip", column]
            facts[f"{value}_moved{end}"] = say(moved, signed=True)
    read = window(daily, events, "orders")
    none = event_twin[(event_twin["event"] == "double_11") & (event_twin["state"] == "no event")]
    none = none[none["luck"] == 1].set_index("date")["orders"]
    return facts | {
        "event_expected": fact.count(read.loc["event", "expected"]),
        "event_none": fact.count(none.loc["2025-11-01":"2025-11-11"].sum()),
        "dip_expected": fact.count(read.loc["dip", "expected"]),
        "dip_none": fact.count(none.loc["2025-11-12":"2025-11-25"].sum()),
    }  # fmt: skip


def _spent(books):
    """Yuan for ads and creators on each of the event's days."""
    date = calendar_days(books["date"])
    mine = books[books["line"].isin(["ads", "kol"]) & date.between(FIRST, LAST)]
    return -mine.groupby([date, mine["line"].astype(str)])["amount"].sum().unstack(fill_value=0.0)


@lesson.facts("twin-reading")
def _twin(daily, events, event_twin, books):
    spent = _spent(books)
    last, others = spent.iloc[-1], spent.iloc[:-1].mean()
    facts = {"ads": fact.money(last["ads"]), "creators": fact.money(last["kol"]),
             "times": fact.number(last.sum() / others.sum(), 1)}  # fmt: skip
    facts |= _around("read", window(daily, events, "kept").loc["whole"])
    for name, value, without in (("none", "revenue", "no event"), ("out", "revenue", "stays out"),
                                 ("profit", "profit", "no event"),
                                 ("profit_out", "profit", "stays out")):  # fmt: skip
        found = twin_truth(event_twin, value, without)
        facts |= _around(name, found)
    paid = daily.loc[daily["date"].between(FIRST, LAST), "paid"].sum()
    value = twin_truth(event_twin).value
    return facts | {
        "lucks": fact.count(twin_truth(event_twin).n),
        "hundred": fact.money(100 * value / paid),
    }


@lesson.facts("review-reading")
def _review(daily, events, orders, returns, lines, shelf):
    ages = refunds_by_age(orders, returns, FIRST, LAST).set_index("age")
    added = so_far(daily, events)
    dip = added[added["part"] == "dip"]["estimate"].to_numpy()
    protected = price_protection(lines, shelf)
    date = calendar_days(orders["ts_order"])
    back = returns[returns["order_id"].isin(orders.loc[date.between(FIRST, LAST), "order_id"])]
    inspected = back["inspected_at"].dt.tz_localize(None) < "2025-11-19"
    before = protected["date"] < FIRST
    due, left = protected.loc[before, "due"].sum(), window(daily, events, "left").loc["whole"]
    days = pd.to_datetime(shelf["date"]).dt.tz_localize(None)
    prices = shelf[days.between(protected["date"].min(), "2025-10-31")]
    prices = prices.groupby("sku", observed=True)["price"].nunique()
    return {
        "evening": fact.share(ages.loc[0, "of_all"]), "week": fact.share(ages.loc[7, "of_all"], 1),
        "back": fact.share(ages.loc[15, "of_paid"], 1),
        "inspected": fact.share(back.loc[inspected, "refund"].sum() / back["refund"].sum()),
        "at_end": fact.money(added.loc[added["part"] == "event", "estimate"].iloc[-1], signed=True),
        "at_seven": fact.money(dip[6], signed=True), "at_fourteen": fact.money(dip[13], signed=True),
        "due": fact.money(due), "entitled": fact.count(protected.loc[before, "entitled"].sum()),
        "half": fact.money(0.5 * due), "own": fact.money(protected.loc[~before, "due"].sum()),
        "moved": fact.count((prices > 1).sum()), "articles": fact.count(len(prices)),
        "left": fact.money(left["estimate"], signed=True),
        "left_all": fact.money(left["estimate"] - due, signed=True),
        "left_half": fact.money(left["estimate"] - 0.5 * due, signed=True),
    }  # fmt: skip


@lesson.facts("cut-reading")
def _cut(event_twin):
    facts = {"lucks": fact.count(twin_truth(event_twin).n)}
    for name, without in (("eight", "cut of 8%"), ("out", "stays out")):
        found = twin_truth(event_twin, "profit", without)
        turned = {"estimate": -found.estimate, "low": -found.high, "high": -found.low}
        facts |= _around(name, turned)
        kept = -twin_truth(event_twin, "revenue", without).value
        facts[f"{name}_kept"] = fact.money(kept, signed=True)
    return facts


@lesson.facts("deposit-reading")
def _deposits(deposits):
    paid = final_paid(deposits)
    past = past_presales(deposits)
    now = past["presale"] == EVENT
    early = past[now & (past["day"] <= 5)]["deposits"].sum()
    found = presale_forecast(past[~now], int(early), 5)
    rates = paid["estimate"].head(2)
    terms = terms_paid(deposits).iloc[-1]
    return {
        "lowest": fact.share(rates.min()), "highest": fact.share(rates.max()),
        "early": fact.count(early), "forecast": fact.count(found.value), "low": fact.count(found.low),
        "high": fact.count(found.high), "n": fact.count(found.n),
        "came": fact.count(past.loc[now, "balances"].iloc[0]),
        "now_yuan": fact.count(terms["deposit"]), "now_value": fact.count(terms["deposit_value"]),
    }  # fmt: skip


def _misses(presale_days, presale_results, finals):
    """Facts of the backtest: misses by method and day, for each of what is forecast."""
    facts = {"shops": fact.count(presale_results["run"].nunique())}
    for final, short in finals.items():
        tried = tried_presales(presale_days, presale_results, final, (2, 5, 10))
        for method, name in (("deposits", "deposits"), ("last year × growth", "naive")):
            mine = tried[tried["method"] == method].set_index("day")
            for day in (2, 5, 10):
                facts[f"{short}{name}_{day}"] = fact.share(mine.loc[day, "estimate"])
        held = tried[tried["method"] == "deposits"]["held"]
        facts["held_low"], facts["held_high"] = fact.share(held.min()), fact.share(held.max())
    return facts | {"n": fact.count(tried["n"].iloc[0])}


@lesson.facts("presale-reading")
def _presale(presale_days, presale_results):
    facts = _misses(presale_days, presale_results, {"balances": ""})
    return facts | _gaps(presale_days, presale_results, (2, 3, 5, 7), "balances")


def _gaps(presale_days, presale_results, days, final):
    """Facts of the misses by deposits, less those by the plain rule, presale by presale."""
    facts = {}
    for day in days:
        pair = paired_misses(presale_days, presale_results, day, final)
        found = paired_difference(*pair, "presales")
        facts |= {f"gap_{day}{end}": fact.points(x, 1, signed=True)
                  for end, x in zip(("", "_low", "_high"), found[:3], strict=True)}  # fmt: skip
    return facts


def _opening_share(daily, presale_results, deposits):
    """Facts of how large a part of the opening the balances are, here and in the twelve shops."""
    orders = daily.set_index("date")["orders"]
    drawn = presale_results.groupby(["event", "year"])[
        ["balances", "opening_orders", "event_orders"]
    ]
    drawn = drawn.sum()
    opening, event = (
        drawn["balances"] / drawn[name] for name in ("opening_orders", "event_orders")
    )
    balances = past_presales(deposits).groupby("presale")["balances"].first()
    mine = balances[EVENT]
    return {
        "of_opening": fact.share(mine / orders[FIRST:"2025-11-03"].sum(), 1),
        "of_event": fact.share(mine / orders[FIRST:LAST].sum(), 1),
        "drawn_low": fact.share(opening.min()), "drawn_high": fact.share(opening.max()),
        "event_low": fact.share(event.min()), "event_high": fact.share(event.max()),
    }  # fmt: skip


@lesson.facts("event-reading")
def _whole_event(daily, presale_days, presale_results, deposits):
    finals = {"opening_orders": "opening_", "event_paid": "event_"}
    facts = _misses(presale_days, presale_results, finals)
    facts |= _gaps(presale_days, presale_results, (2, 3, 5, 7, 10), "opening_orders")
    same = same_event_miss(presale_days, presale_results, 10, "event_paid")
    each = presale_results.groupby("event")[["event_paid", "deposits"]].sum()
    each = each["event_paid"] / each["deposits"]
    return facts | _opening_share(daily, presale_results, deposits) | {
        "same": fact.share(same), "mid": fact.money(each["mid_year_618"]),
        "double": fact.money(each["double_11"]),
    }  # fmt: skip


@lesson.facts("member-reading")
def _member(member_days):
    effects = member_effects(member_days)
    card, day = campaign_scorecard(effects), effects["day"].mean()
    records = card[card["record"]]
    after = records["then"].dropna()
    return {
        "n": fact.count(len(card)), "records": fact.count(card["record"].sum()),
        "expected": fact.number(card.attrs["records"], 1),
        "fell": fact.count((after < 0).sum()), "followed": fact.count(len(after)),
        "day": fact.count(day, signed=True), "middle": fact.count(card.attrs["middle"], signed=True),
        "spread": fact.number(card.attrs["spread"], 1), "truth": fact.count(TRUE_MEMBER_DAY),
        "best": fact.count(card["estimate"].max(), signed=True),
        "shrunk": fact.count(card.loc[card["estimate"].idxmax(), "shrunk"], signed=True),
    }  # fmt: skip


@lesson.facts("slot-reading")
def _slot(slot_days):
    through, extra = int(slot_days["slot"].sum()), slot_extra(slot_days)
    read = slot_value(extra, CONVERSION, LEFT, FEE)
    return {
        "through": fact.count(through), "extra": fact.count(extra.value),
        "extra_low": fact.count(extra.low), "extra_high": fact.count(extra.high),
        "share": fact.share(extra.value / through),
        "report": fact.money(slot_value(through, CONVERSION, LEFT, FEE)["left"].value, signed=True),
        **_around("left", read["left"]),
        "even": fact.count(read["break_even"]), "most": fact.money(read["most"]),
    }  # fmt: skip


@lesson.facts("plan-reading")
def _plan():
    plan = traffic_plan(SOURCES, TARGET)
    part = plan[plan["visits"] > 0]
    return {
        "target": fact.money(TARGET), "last": fact.name(plan.attrs["last"]),
        "last_cost": fact.number(plan.attrs["last_cost"], 2), "cost": fact.money(plan["cost"].sum()),
        "mean_cost": fact.number(plan["cost"].sum() / plan["kept"].sum(), 2),
        "visits": fact.count(part["visits"].sum()), "short": fact.money(plan.attrs["short"]),
    }  # fmt: skip


@lesson.facts("message-reading")
def _messages(messages):
    orders = sms_factorial(messages, ARMS, "group").set_index(["group", "effect"])
    yuan = sms_factorial(messages, ARMS, "group", "profit").set_index(["group", "effect"])
    facts = {}
    for group in ("new", "regular"):
        row, money = orders.loc[(group, "coupon")], yuan.loc[(group, "coupon")]
        facts |= fact.ends(group, row, fact.points, signed=True)
        facts |= _around(f"{group}_yuan", money, 2)
    facts |= _around("bare", _bare(messages), 2)
    return facts | {"n": fact.count(money["n"])}


def _bare(messages, group="regular"):
    """Yuan a person that messages *without* a coupon add, against no message."""
    mine = messages[messages["group"] == group].groupby("arm")["profit"].apply(list)
    return contrast([mine["plain"], mine["story"], mine["holdout"]], [0.5, 0.5, -1], "people")


@lesson.facts("entrance-reading")
def _entrances(entrances):
    found = private_domain_funnel(entrances).set_index("entrance")
    bag, best = found.loc["lucky bag"], found.index[0]
    return {
        "joined": fact.number(bag["per_joined"], 2), "stay": fact.share(bag["estimate"]),
        "stayed": fact.number(bag["per_stayed"], 2), "best": fact.name(best),
        "best_stayed": fact.number(found.loc[best, "per_stayed"], 2),
        "best_low": fact.number(found.loc[best, "per_joined"] / found.loc[best, "high"], 2),
        "best_high": fact.number(found.loc[best, "per_joined"] / found.loc[best, "low"], 2),
        "bag_low": fact.number(bag["per_joined"] / bag["high"], 2),
        "bag_high": fact.number(bag["per_joined"] / bag["low"], 2),
        "best_joined": fact.number(found.loc[best, "per_joined"], 2),
        "best_stay": fact.share(found.loc[best, "estimate"]),
    }  # fmt: skip


# --- What the lesson asks ----------------------------------------------------------------------


@lesson.exercise("With and without 11.11", Prediction("yuan"))
def without_event(event_twin):
    """In this simulated shop the same weeks can run again **without 11.11**: the shop takes no part, and none of the
    festival's visitors come to it (rivals still cut their prices). Four times, each time with and without on the *same* luck. How much **more** money
    was kept, from 22 October to 25 November, in the shop as it was, as the mean of the four? Answer `(value, low, high)` in yuan, for example `(100_000, 0, 200_000)`; below 0 means less.

    Hint: The table above has an estimate and an interval. Do you believe both?

    Right: It came out at {truth} yuan, the mean of {lucks} runs with different luck.
    """
    return twin_truth(event_twin).value


@without_event.facts
def _without_facts(event_twin):
    found = twin_truth(event_twin)
    return {"truth": fact.money(found.value, signed=True), "lucks": fact.count(found.n)}


def _other(other_daily, other_events, **changed):
    return window(other_daily, other_events, "orders", **changed)


@lesson.exercise("11.11 in another shop", Number(tolerance=25, unit="orders"))
def other_window(other_daily, other_events):
    """Songling Outdoor took part too. How many **orders** did its 11.11 add, in a window with ten days of waiting
    and fourteen days of dip? (`other_daily`, column `orders`; `other_events` has the days to skip.)

    Hint: `campaigns.event_effect(other_daily, "2025-11-01", "2025-11-11", "orders", skip=…)`

    Hint: `skip=campaigns.around_events(other_events, but="double_11_2025")`; the row is "whole".

    Right: On the event's days it looks like {event}. The window leaves {whole} ({low} to {high}, n = {n}
    ordinary days).
    """
    return float(_other(other_daily, other_events).loc["whole", "estimate"])


@other_window.facts
def _other_facts(other_daily, other_events):
    found = _other(other_daily, other_events)
    whole = found.loc["whole"]
    return {
        "event": fact.count(found.loc["event", "estimate"], signed=True), "n": fact.count(whole["n"]),
        **_counted("whole", whole), "low": fact.count(whole["low"], signed=True),
        "high": fact.count(whole["high"], signed=True),
    }  # fmt: skip


@other_window.applies
def _other_took_part(other_daily, other_events):
    """This shop took no part in 11.11 2025, or its table is too short."""
    return can_answer(other_window, other_daily, other_events)


@other_window.wrong("the event's days")
def _event_only(other_daily, other_events):
    """That is the row of the event's own days. The window has waiting and dip in it too."""
    return float(_other(other_daily, other_events).loc["event", "estimate"])


@other_window.wrong("no waiting")
def _no_waiting(other_daily, other_events):
    """You left the waiting out: those orders moved to the event. It is the row "whole"."""
    found = _other(other_daily, other_events)["estimate"]
    return float(found["event"] + found["dip"])


@other_window.wrong("no dip")
def _no_dip(other_daily, other_events):
    """You left the dip out: who bought on the event doesn't buy in the weeks after it."""
    found = _other(other_daily, other_events)["estimate"]
    return float(found["event"] + found["waiting"])


@other_window.wrong("nothing skipped")
def _nothing_skipped(other_daily, other_events):
    """You took other events' days for ordinary ones. Give `skip=campaigns.around_events(…)`."""
    return float(_other(other_daily, other_events, skip=()).loc["whole", "estimate"])


@other_window.wrong("all that came")
def _all_seen(other_daily, other_events):
    """That is all orders of the window. What would have come anyway must be taken off: `estimate`."""
    return float(_other(other_daily, other_events).loc["whole", "seen"])


AGAIN = Decision(
    {
        "A": "Take part again with the same cut on everything, and with twice the ad money.",
        "B": "Take part again with a smaller cut, and try both cuts on kinds of articles drawn by lot.",
        "C": "Never take part in 11.11 again.",
    },
    {
        "1": "the eleven days kept far more money than usual",
        "2": "in the window nobody can tell whether the orders left more or less than without: the large "
        "cut has shown no gain, and a smaller one may leave more",
        "3": "the interval has 0 in it, so 11.11 does nothing",
        "4": "waiting and dip always eat up what an event brings",
    },
)


@lesson.exercise("Next year's 11.11", AGAIN)
def again(daily, events):
    """Next year's 11.11 must be decided now, by what the orders **left** in the window (the last line of the table under
    *Orders are not money*). What do you do, and why? An answer looks like `("A", 1)`.

    Hint: Which number is in yuan that stay with the shop, and has the whole window in it?

    Hint: An interval from far below 0 to far above 0 is neither a yes nor a no. What would tell more?

    Right: {left} yuan ({low} to {high}): no ground for twice the money, and none for "never". What can be changed is the
    cut. A cut gives money to all who would have come anyway. Try a smaller one by lot: then the next event tells more
    than this one could. Draw whole kinds (all tents, all bottles), not single articles: a deep cut takes buyers from the
    articles beside it, and side by side they make it look better than it is (lesson 3.3).
    """
    found = window(daily, events, "left").loc["whole"]
    return ("A", 1) if found["low"] > 0 else ("B", 2)


@again.facts
def _again_facts(daily, events):
    row = window(daily, events, "left").loc["whole"]
    return {"left": fact.money(row["estimate"], signed=True), "low": fact.money(row["low"], signed=True),
            "high": fact.money(row["high"], signed=True)}  # fmt: skip


@again.wrong("the eleven days")
def _eleven_days(daily, events):
    """True of the eleven days, and of money before goods and fees. Part of it came out of the weeks around them."""
    return ("A", 1)


@again.wrong("nothing at all")
def _nothing(daily, events):
    """An interval with 0 in it doesn't say that nothing happened. It says that this reading can't tell."""
    return ("C", 3)


@again.wrong("always eaten up")
def _always(daily, events):
    """Not always: by orders the window is above 0 here. How much is moved is a number of each shop and event."""
    return ("C", 4)


@again.wrong("smaller, as it did nothing")
def _smaller_for_nothing(daily, events):
    """The right thing to do. But the interval doesn't say "nothing": it is wide. The ground is the money that a cut
    gives to those who come anyway.
    """
    return ("B", 3)


FEWER = Decision(
    {
        "A": "Prepare for less than half of last year's 11.11.",
        "B": "Prepare for 11.11 by last year and growth, and take the deposits for the balances only.",
        "C": "Ignore deposits: they never tell anything.",
    },
    {
        "1": "there are less than half as many deposits",
        "2": "the deposit was raised, so that fewer articles allow one: the factor of last year doesn't "
        "hold for the event, while most deposits are still followed by their balance",
        "3": "deposits come late, so the number isn't final",
        "4": "a forecast by last year is always better",
    },
)


@lesson.exercise("Fewer deposits", FEWER)
def fewer_deposits(deposits):
    """31 October 2025, evening: {now} deposits, a year ago {before}. This year the deposit is {now_yuan} yuan, last year it was
    {before_yuan}; an article must cost at least five times the deposit. The warehouse asks what to prepare. What do you do, and why?

    Hint: Which part of the orders can have a deposit at all, this year and last year?

    Hint: What does a deposit promise: its own balance, or the event?

    Right: Of the deposits {share} were followed by their balance, a year ago {share_before}. But the event's first three days had {opening}
    orders, last year {opening_before}. Another deposit, another factor: a presale forecast holds while its terms do.
    """
    return ("B", 2)


@fewer_deposits.facts
def _fewer_facts(deposits, daily):
    paid = final_paid(deposits, "double_11").set_index("year")
    yuan = (
        deposits[deposits["event"].astype(str) == "double_11"]
        .groupby(deposits["ts"].dt.year)["deposit"]
        .first()
    )
    opening = {year: daily.loc[daily["date"].between(f"{year}-11-01", f"{year}-11-03"), "orders"].sum()
               for year in (2024, 2025)}  # fmt: skip
    return {
        "now": fact.count(paid.loc[2025, "deposits"]), "before": fact.count(paid.loc[2024, "deposits"]),
        "now_yuan": fact.count(yuan[2025]), "before_yuan": fact.count(yuan[2024]),
        "share": fact.share(paid.loc[2025, "estimate"]),
        "share_before": fact.share(paid.loc[2024, "estimate"]), "opening": fact.count(opening[2025]),
        "opening_before": fact.count(opening[2024]),
    }  # fmt: skip


@fewer_deposits.applies
def _two_presales(deposits):
    """This shop has no two presales before 11.11, or the deposit stayed as it was."""
    mine = deposits[deposits["event"].astype(str) == "double_11"]
    each = mine.groupby(mine["ts"].dt.year)["deposit"].first()
    return {2024, 2025} <= set(each.index) and each[2025] > each[2024]


@fewer_deposits.wrong("less than half")
def _less_than_half(deposits):
    """The deposit went up, so that cheap articles can't have one any more. Their buyers come all the same, without a
    deposit.
    """
    return ("A", 1)


@fewer_deposits.wrong("never")
def _never(deposits):
    """They tell something: most are followed by their balance. Use them for that."""
    return ("C", 4)


@fewer_deposits.wrong("not final")
def _not_final(deposits):
    """It is the last evening of the presale: the number is final."""
    return ("A", 3)


@fewer_deposits.wrong("last year is always better")
def _last_year(deposits):
    """The right thing to do. But it isn't the *forecast* that is always better: of their own balances deposits tell more,
    late in the presale and while the terms stay. Say what changed.
    """
    return ("B", 4)


# --- The workshop's pool -----------------------------------------------------------------------


@lesson.exercise("A coupon at a margin", Number(tolerance=0.006, unit="share"), pool=True)
def coupon_extra():
    """A coupon of 30 yuan off an order of 150 yuan. Such an order leaves 40% of its price, after refunds and costs, before
    the coupon. Which **share of those who use it** must be buyers who wouldn't have come without it, for the
    coupon to cost nothing? A share between 0 and 1.

    Hint: All who use it cost 30. Only the extra ones bring 40% of 150.

    Right: If fewer are new, it costs money. Who watches only "coupons used" doesn't see it.
    """
    return coupon_break_even(150, 30, 0.4)


@coupon_extra.wrong("off over price")
def _off_over_price():
    """That is the cut as a share of the price. Compare it with what the order leaves."""
    return 30 / 150


@coupon_extra.wrong("margin after the coupon")
def _after_coupon():
    """You divided by what is left *after* the coupon. An extra buyer brings the margin, and costs the coupon like all
    others.
    """
    return 30 / (0.4 * 150 - 30)


@coupon_extra.wrong("margin of the reduced price")
def _of_reduced():
    """The goods don't get cheaper with the coupon: the margin is of the full price, then 30 yuan come off."""
    return 30 / (0.4 * 120)


@lesson.exercise("The slot's fee", Number(tolerance=60, unit="yuan"), pool=True)
def slot_fee(other_slot):
    """A shop had an event slot (`other_slot`: visits through the `slot`, and all `other` visits). Of 1,000 extra visits
    20 order, and such an order leaves 35 yuan. Up to which **fee** would the slot have paid, by the visits that the
    **whole shop** had more?

    Hint: `campaigns.event_effect` on the sum of both, on the days with slot visits, `waiting=0, dip=0`.

    Hint: Extra visits × 0.02 × 35.

    Right: By the entrance's own visits it would look far better: many of those came anyway.
    """
    return slot_value(slot_extra(other_slot), POOL_CONVERSION, POOL_LEFT, FEE)["most"]


@slot_fee.wrong("the entrance's visits")
def _through_slot(other_slot):
    """You counted all visits *through the slot*. Some of them would have come another way: look at the whole shop."""
    return float(other_slot["slot"].sum()) * POOL_CONVERSION * POOL_LEFT


@slot_fee.wrong("after a fee")
def _less_fee(other_slot):
    """That is what would be left after a fee of 6,000 yuan. Asked is the fee at which nothing is left."""
    return slot_value(slot_extra(other_slot), POOL_CONVERSION, POOL_LEFT, FEE)["left"].value


@slot_fee.wrong("orders")
def _slot_orders(other_slot):
    """Those are the extra orders. Each leaves 35 yuan."""
    return slot_extra(other_slot).value * POOL_CONVERSION


def _ages(orders, returns):
    return refunds_by_age(orders, returns, "2025-06-01", "2025-06-18").set_index("age")


@lesson.exercise("The review's first evening", Number(tolerance=0.004, unit="share"), pool=True)
def refunds_seen(orders, returns):
    """Of all money that 618's orders (1 to 18 June 2025) sent back at last, which share had been asked for by the
    **evening of 18 June**? A share between 0 and 1. (`orders`, `returns`.)

    Hint: `campaigns.refunds_by_age(orders, returns, "2025-06-01", "2025-06-18")`, the row of age 0.

    Right: A review on that evening misses the rest. Write the age of the refunds beside every net number.
    """
    return float(_ages(orders, returns).loc[0, "of_all"])


@refunds_seen.applies
def _some_came_back(orders, returns):
    """Nothing of this shop's 618 came back, or it had none."""
    return can_answer(refunds_seen, orders, returns)


@refunds_seen.wrong("of the paid")
def _of_paid(orders, returns):
    """That is the share of what was *paid*. Asked is of what went back at last: `of_all`."""
    return float(_ages(orders, returns).loc[0, "of_paid"])


@refunds_seen.wrong("missed")
def _missed(orders, returns):
    """That is the share that was still to come."""
    return 1 - float(_ages(orders, returns).loc[0, "of_all"])


@refunds_seen.wrong("after a week")
def _after_week(orders, returns):
    """That is a week later. Asked is the evening of the event's last day: age 0."""
    return float(_ages(orders, returns).loc[7, "of_all"])


@lesson.exercise("Records without progress", Number(tolerance=0.06, unit="records"), pool=True)
def records():
    """Twelve campaigns are all of the same worth; only luck differs. The first one is a record by definition. How many
    **records** (better than all before it) may be expected among the twelve?

    Hint: The second is better than the first with chance 1/2, the third is the best of three with chance 1/3.

    Hint: Add them up: 1 + 1/2 + 1/3 + …

    Right: So a few records prove no progress. Ask how many more there are than that.
    """
    return float(sum(1 / k for k in range(1, 13)))


@records.wrong("one in two")
def _every_second():
    """Half of them are better than *the one before*. A record is better than *all* before."""
    return 6.5


@records.wrong("without the first")
def _without_first():
    """You left out the first campaign: it is the best so far too."""
    return float(sum(1 / k for k in range(2, 13)))


@records.wrong("the last one's chance")
def _last_chance():
    """That is the chance that the *twelfth* is a record. Add up over all twelve."""
    return 1 / 12


def _balances(deposits):
    """The presale of 618 in 2025: its deposits, and the days on which balances were paid."""
    mine = deposits[
        (deposits["event"].astype(str) == "mid_year_618") & (deposits["ts"].dt.year == 2025)
    ]
    return mine, mine["balance_at"].dropna().dt.strftime("%m-%d")


@lesson.exercise("Balances on the first day", Number(tolerance=0.004, unit="share"), pool=True)
def first_day_share(deposits):
    """Before **618 in 2025** (`mid_year_618`) deposits were paid. Of the **balances** (尾款) that followed, which share was
    paid on the event's first day, 1 June? A share between 0 and 1.

    Hint: `balance_at` is empty where no balance was paid: leave those out, above and below.

    Right: That evening needs the desk and the packers. Plan both by this share of the forecast.
    """
    days = _balances(deposits)[1]
    return float((days == "06-01").mean())


@first_day_share.applies
def _had_presale(deposits):
    """This shop had no presale before 618 in 2025."""
    return len(_balances(deposits)[1]) > 0


@first_day_share.wrong("of the deposits")
def _of_deposits(deposits):
    """You divided by all *deposits*. Some were never followed by a balance: asked is of the balances."""
    mine, days = _balances(deposits)
    return float((days == "06-01").sum() / len(mine))


@first_day_share.wrong("followed at all")
def _followed(deposits):
    """That is the share of the deposits that were followed by a balance at all."""
    return float(_balances(deposits)[0]["balance_at"].notna().mean())


@first_day_share.wrong("later days")
def _later_days(deposits):
    """That is what came *after* the first day."""
    return 1 - first_day_share(deposits)


COUPON = Decision(
    {
        "A": "Send the coupon to both groups.",
        "B": "Send the coupon to new customers only, if at all; regulars get no coupon.",
        "C": "Send no messages.",
    },
    {
        "1": "with the coupon more people order in both groups",
        "2": "regulars who would have ordered anyway take the coupon: it costs more than it brings there",
        "3": "messages never pay",
        "4": "regulars deserve a coupon more than others",
    },
)


@lesson.exercise("Whom does the coupon go to?", COUPON, pool=True)
def coupon_group(other_messages):
    """Another shop's two groups got four messages by lot, a fifth of each got none (`other_messages`: `group`, `arm`, `ordered`, `profit` in yuan).
    An order leaves 60 yuan, a coupon takes 15 of them. Whom does the coupon go to, and why?

    Hint: `sms.sms_factorial(other_messages, …, by="group", metric="profit")`, the row "coupon".

    Right: For each regular who gets it the coupon changes profit by {regular} yuan ({low} to {high}).
    """
    yuan = sms_factorial(other_messages, ARMS, "group", "profit").set_index(["group", "effect"])
    return ("B", 2) if yuan.loc[("regular", "coupon"), "high"] < 0 else ("A", 1)


@coupon_group.facts
def _coupon_facts(other_messages):
    yuan = sms_factorial(other_messages, ARMS, "group", "profit").set_index(["group", "effect"])
    row = yuan.loc[("regular", "coupon")]
    return {"regular": fact.number(row["estimate"], 2, signed=True),
            "low": fact.number(row["low"], 2, signed=True),
            "high": fact.number(row["high"], 2, signed=True)}  # fmt: skip


@coupon_group.wrong("more orders")
def _more_orders(other_messages):
    """More orders, yes. But every regular who would have come anyway takes 15 yuan too. Look at `profit`."""
    return ("A", 1)


@coupon_group.wrong("to the new, for more orders")
def _new_for_orders(other_messages):
    """The right thing to do. But more orders is no reason: by that, regulars would get the coupon too. Yuan decide."""
    return ("B", 1)


@coupon_group.wrong("no messages")
def _no_messages(other_messages):
    """The message without a coupon costs next to nothing. What costs is the coupon."""
    return ("C", 3)


@coupon_group.wrong("they deserve it")
def _deserve(other_messages):
    """Kind, and perhaps right in the long run. This test says what it costs; then it is a gift, not a campaign."""
    return ("A", 4)


ENTRANCES = {"A": "official account", "B": "lucky bag", "C": "parcel card", "D": "service script"}


def _by(other_entrances, column):
    """The letters of the entrances, the cheapest first."""
    cost = private_domain_funnel(other_entrances).set_index("entrance")[column]
    return sorted(ENTRANCES, key=lambda letter: cost[ENTRANCES[letter]])


@lesson.exercise("Into the own group", Ordering(ENTRANCES), pool=True)
def cheapest_stayer(other_entrances):
    """Another shop has four entrances into its own group (`other_entrances`). Put them in order of what one person
    costs **who is still there after 30 days**, the cheapest first.

    Hint: `promo_plan.private_domain_funnel(other_entrances)`, the column `per_stayed`.

    Right: By cost for one who *joins* the order is another one: the lucky bag brings many who leave again.
    """
    return _by(other_entrances, "per_stayed")


@cheapest_stayer.wrong("by joined")
def _by_joined(other_entrances):
    """You put them by cost for one who *joined*. Many of the lucky bag's people leave within the month."""
    return _by(other_entrances, "per_joined")


@cheapest_stayer.wrong("dearest first")
def _dearest(other_entrances):
    """The dearest stands first. Turn it round."""
    return _by(other_entrances, "per_stayed")[::-1]
