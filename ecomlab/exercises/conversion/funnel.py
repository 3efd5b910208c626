"""The exercises of lesson 3.1, *Where do they get lost?*, and its part of the pool."""

from functools import wraps
from io import StringIO

import numpy as np
import pandas as pd

from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Decision, Number, Prediction
from ecomlab.classroom.kinds.number import Between
from ecomlab.classroom.lesson import Lesson
from ecomlab.conversion.diagnosis import (
    benchmark_gap,
    break_began,
    diagnose_low_conversion,
    find_break,
    friction_inventory,
    funnel_rules,
    mix_and_rate,
    speed_effect,
)
from ecomlab.conversion.funnel import (
    converted_within,
    dropoff_path,
    funnel,
    payment_funnel,
    reach,
    step_times,
    waits,
)
from ecomlab.conversion.rates import conversion_rates, did_and_done, engagement
from ecomlab.datasets import load
from ecomlab.estimates import Estimate, difference_of
from ecomlab.shop import World
from ecomlab.texts import fact

STEPS = ["view", "addcart", "checkout", "order", "pay"]
TOTALS = ["uv", "addcart", "orders", "payers"]
CELL = ["device", "app_version"]
EVENING = "2025-11-01"  # its first moment: everything until the evening of 31 October is known
USUAL = ("2025-10-07", "2025-10-22")  # from, before: ordinary days after the National Day week
WISHES = ("2025-10-22", "2025-11-01")
SALE = ("2025-11-01", "2025-11-12")
SECOND = "2025-11-19"  # the evening of 18 November
CALM = ("2025-11-12", "2025-11-17")
DIP = ("2025-11-17", "2025-11-19")
LATER = "2025-11-27"
DECEMBER = "2025-12-11"  # by then each visitor of the bad days has had his fourteen days
SETTLED = "2025-11-15"  # by then each visitor of October has had his fourteen days
DAYS = 14  # within which a cart or a visit is followed here
WINDOWS = (1, 2, 3, 5, 7, 10, 14, 21, 30)
FALSE_ALARMS = 0.01  # of the days
SHOP = ("events", "sessions", "traffic_daily", "chats", "reviews", "competitors", "pnl_lines",
        "orders")  # fmt: skip
OTHER = ("events", "sessions", "traffic_daily")

HAND = """visitor_id,session_id,ts,event
Anna,1,2025-10-28 20:00,view
Anna,1,2025-10-28 20:03,addcart
Anna,2,2025-11-01 09:00,view
Anna,2,2025-11-01 09:02,checkout
Anna,2,2025-11-01 09:04,pay
Bo,3,2025-10-28 21:00,view
Bo,3,2025-10-28 21:02,addcart
Bo,3,2025-10-28 21:03,checkout
Bo,3,2025-10-28 21:06,pay
Cy,4,2025-10-29 08:00,view
Cy,4,2025-10-29 08:05,addcart
Cy,5,2025-10-30 08:00,view
Cy,5,2025-10-30 08:01,addcart
Cy,5,2025-10-30 08:02,checkout
Cy,6,2025-10-30 22:00,view
Cy,6,2025-10-30 22:04,pay
Di,7,2025-10-30 12:00,view
Eli,8,2025-10-31 10:00,checkout
Eli,8,2025-10-31 10:02,pay
"""

TRIES = """order_id,ts,method,result,amount
1,2025-11-01 00:01,card,refused,499
1,2025-11-01 00:02,wallet,paid,499
2,2025-11-01 00:03,wallet,paid,89
3,2025-11-01 00:04,instalments,refused,899
3,2025-11-01 00:05,instalments,refused,899
4,2025-11-01 00:05,wallet,paid,129
5,2025-11-01 00:06,card,refused,259
5,2025-11-01 00:08,card,paid,259
6,2025-11-01 00:09,wallet,closed,59
7,2025-11-01 00:10,card,refused,329
7,2025-11-01 00:11,wallet,paid,329
8,2025-11-01 00:12,wallet,paid,39
9,2025-11-01 00:14,instalments,paid,799
10,2025-11-01 00:15,card,refused,199
11,2025-11-01 00:17,wallet,paid,159
12,2025-11-01 00:18,card,paid,459
13,2025-11-01 00:20,wallet,paid,69
14,2025-11-01 00:21,instalments,refused,659
14,2025-11-01 00:23,card,refused,659
14,2025-11-01 00:25,wallet,paid,659
"""

MEAN = pd.DataFrame(  # invented: what a report calls the mean of the trade
    {"device": ["ios", "android", "pc"], "share": [0.55, 0.40, 0.05], "rate": [0.042, 0.036, 0.030]}
)
LEVERS = {  # (the documents, 000:027): resistance, trust, experience
    "addcart": "trust and price: page, reviews, stock",
    "checkout": "resistance: freight and coupons told early; a checkout that works",
    "order": "experience: address, delivery day, fewer fields",
    "pay": "experience: ways to pay",
}
HARMFUL = {
    "visits from search": "down",
    "rivals' price ÷ list price": "down",
    "reviews of 3 stars or less": "up",
    "inquiries that order": "down",
    "load time, median ms": "up",
}
KINDS = dict(zip(HARMFUL, ["own", "rivals", "own", "own", "own"], strict=True))


def data():
    """The tables of the lesson: the running shop's and another shop's, from the logs' first day."""
    shop, other = load("shop"), load("second_shop")
    return {name: shop[name] for name in SHOP} | {f"other_{name}": other[name] for name in OTHER}


NAMES = {name: f"shop.{name}" for name in SHOP} | {
    f"other_{name}": f"other.{name}" for name in OTHER
}
lesson = Lesson("3_1", data=data, names=NAMES)


# --- What the lesson reads -----------------------------------------------------------------------


def remembered(function):
    """Keep what was found for the same tables: texts ask for it as often as cells do."""
    kept = []

    @wraps(function)
    def found(*tables, **how):
        for known, known_how, result in kept:
            same = len(known) == len(tables) and known_how == how
            if same and all(map(_is_same, known, tables)):
                return result
        result = function(*tables, **how)
        kept.append((tables, how, result))
        del kept[:-8]
        return result

    return found


def _is_same(one, other):
    return one is other or (isinstance(one, str | tuple) and one == other)


def by_hand():
    """Five people's rows, small enough to count with a finger."""
    log = pd.read_csv(StringIO(HAND), parse_dates=["ts"])
    return log[["visitor_id", "session_id", "ts", "event"]]


def attempts():
    """Tries to pay fourteen orders, invented."""
    return pd.read_csv(StringIO(TRIES), parse_dates=["ts"])


def clock(times):
    """Times on the shop's clock, without their zone."""
    return times.dt.tz_localize(None) if times.dt.tz is not None else times


def between(table, since=None, until=None, time="ts"):
    """The rows from a moment on, before another, on the shop's clock."""
    when = clock(table[time])
    return table[(when >= (since or when.min())) & (when < (until or pd.Timestamp.max))]


@remembered
def visits_of(sessions, events):
    """The visits with what was done in them, their day, hour and cell."""
    table = sessions[["session_id", "visitor_id", "load_ms", "dwell_s", "pages", "bounced"]].copy()
    when = clock(sessions["ts"])
    table["day"], table["hour"] = when.dt.normalize(), when.dt.floor("h")
    table["hour_of_day"] = when.dt.hour
    table["device"] = sessions["device"].astype(str)
    version = sessions["app_version"].astype(object)
    table["app_version"] = version.where(version.notna(), "-").astype(str)
    for name, event in (("added", "addcart"), ("fav", "fav"), ("size", "size_select"),
                        ("ordered", "order"), ("paid", "pay")):  # fmt: skip
        done = events.loc[events["event"] == event, "session_id"]
        table[name] = table["session_id"].isin(done)
    return table


@remembered
def known(events, until):
    """What the log held at a moment."""
    return between(events, until=until)


@remembered
def funnels_by_cell(sessions, events):
    """The funnel of visits for each day, device and version, until 26 November."""
    visits = visits_of(sessions, events)
    return funnel(known(events, LATER), STEPS, by=["day", *CELL], units=visits)


@remembered
def _alarms(sessions, events, false_alarms):
    return find_break(funnels_by_cell(sessions, events), CELL, false_alarms=false_alarms)


def alarms(sessions, events, until=LATER, false_alarms=FALSE_ALARMS):
    """Each day's cells whose gap to the others isn't as usual; a day is judged by those before it."""
    found = _alarms(sessions, events, false_alarms=false_alarms)
    return found[found["day"] < until].reset_index(drop=True)


@remembered
def daily_rates(sessions, events, until=None):
    """The steps' rates by day, as lines of a figure."""
    visits = visits_of(sessions, events)
    table = funnel(known(events, until), STEPS, by="day", units=visits)
    words = {"addcart": "visit to cart", "checkout": "cart to checkout", "pay": "order to payment"}
    table = table[table["step"].isin(words)]
    return table.assign(what=table["step"].map(words))


@remembered
def rules(events, now, usual):
    """Each step of some days beside the usual days', by visit."""
    return funnel_rules(funnel(between(events, *now), STEPS), funnel(between(events, *usual), STEPS),
                        least=0.02)  # fmt: skip


def curves(events, first, until):
    """Share that has paid so many days after a step: the weeks before the festival and usual ones."""
    names = {"7 to 21 October": USUAL, "22 to 31 October": WISHES}
    return {name: curve(known(events, until), first, days) for name, days in names.items()}


@remembered
def curve(events, first, days=USUAL):
    """Share that has paid so many days after a step, of those who took it in some days."""
    return step_times(events, first, "pay", since=days[0], until=days[1]).head(DAYS)


def paid_by(events, first, days, within=DAYS):
    """The share that has paid within so many days of a step, with its interval."""
    found = curve(events, first, days=days)
    return found.iloc[min(within - 1, len(found) - 1)]


def cell_by_day(table, alarm, since=None, until=SECOND):
    """The broken step's rate by day in the cell that alarms, and in all others."""
    step = alarm["step"]
    table = table[(table["step"] == step) & table["before"].gt(0)]
    mine = (table["device"] == alarm["device"]) & (table["app_version"] == alarm["app_version"])
    name = f"{alarm['device']} {alarm['app_version']}"
    who = np.where(mine, name, "all others")
    sums = (
        table.assign(what=who).groupby(["day", "what"])[["reached", "before"]].sum().reset_index()
    )
    sums = between(sums, since, until, time="day")
    sums = sums.sort_values("what", key=lambda names: names != name, kind="stable")
    low, high = _wilson(sums["reached"], sums["before"])
    return sums.assign(rate=sums["reached"] / sums["before"], low=low, high=high)


def _wilson(count, n):
    from ecomlab.estimates import rate_interval

    return rate_interval(count, n)


@remembered
def broken_hours(sessions, events, days=3, until=SECOND):
    """The broken cell's step hour by hour, from some days before the alarm on."""
    alarm = alarms(sessions, events, until=until).iloc[0]
    visits = visits_of(sessions, events)
    first = alarm["day"] - pd.Timedelta(days=days)
    cell = visits[(visits["device"] == alarm["device"])
                  & (visits["app_version"] == alarm["app_version"])
                  & visits["day"].between(first, pd.Timestamp(until), inclusive="left")]  # fmt: skip
    mine = known(events, until)
    mine = mine[mine["session_id"].isin(cell["session_id"])]
    table = funnel(mine, STEPS, by="hour", units=cell)
    return table[table["step"] == alarm["step"]]


@remembered
def later_of_broken(sessions, events, since=DIP[0], until=LATER):
    """Who filled a cart in the broken cell, and elsewhere: the share that paid within two weeks."""
    alarm = alarms(sessions, events, until=until).iloc[0]
    visits = visits_of(sessions, events)
    mine = (visits["device"] == alarm["device"]) & (visits["app_version"] == alarm["app_version"])
    stretch = visits["day"].between(pd.Timestamp(since), pd.Timestamp(until), inclusive="left")
    found = {}
    carts, seen = visits[stretch & visits["added"]], known(events, DECEMBER)
    broken = set(carts.loc[mine[carts.index], "visitor_id"])
    groups = {
        f"{alarm['device']} {alarm['app_version']}": broken,
        "all others": set(carts["visitor_id"]) - broken,
    }
    for name, people in groups.items():
        log = seen[seen["visitor_id"].isin(people)]
        found[name] = step_times(log, "addcart", "pay", since=since, until=until).head(DAYS)
    return found


@remembered
def daily_measures(sessions, events, traffic_daily, chats, reviews, competitors, since="2025-11-12",
                   until=LATER):  # fmt: skip
    """One row per day: what the list of causes of a low conversion asks for."""
    day = pd.Index(pd.date_range(since, until, inclusive="left"), name="date")
    traffic = traffic_daily.assign(date=clock(traffic_daily["date"]))
    search = traffic[traffic["channel"] == "natural_search"].groupby("date")["uv"].sum()
    uv = traffic.groupby("date")["uv"].sum()
    rival = competitors.assign(date=clock(competitors["date"]),
                               ratio=competitors["price"] / competitors["list_price"])  # fmt: skip
    written = reviews[(reviews["shop"] == "own") & ~reviews["is_default"]]
    bad = (written["rating"] <= 3).groupby(clock(written["ts"]).dt.normalize()).mean()
    asked = chats[chats["is_presale"]]
    order = asked["ordered"].groupby(clock(asked["ts"]).dt.normalize()).mean()
    visits = visits_of(sessions, events)
    load_ms = visits.groupby("day")["load_ms"].median()
    columns = [search / uv, rival.groupby("date")["ratio"].mean(), bad, order, load_ms]
    table = pd.DataFrame(dict(zip(HARMFUL, columns, strict=True)))
    table["rivals' price ÷ list price"] = table["rivals' price ÷ list price"].ffill()  # by week
    return table.reindex(day).reset_index()


def cause_list(daily):
    """The causes, each with what it did from 17 November on."""
    return diagnose_low_conversion(
        daily, DIP[0], HARMFUL, KINDS, confidence=1 - 0.05 / len(HARMFUL)
    )


@remembered
def mix_of_dip(traffic_daily):
    """Other visitors, or the same ones buying less? The dip beside the days before it."""
    traffic = traffic_daily.assign(date=clock(traffic_daily["date"]))
    return mix_and_rate(
        *(between(traffic, *days, time="date") for days in (CALM, DIP)), by="channel"
    )


@remembered
def people_of(sessions, events, chats):
    """One row per visitor of the usual days: did they fill a cart, order, pay, ask?"""
    visits = visits_of(sessions, events)
    visits = visits[visits["day"].between(*USUAL, inclusive="left")]
    people = visits.groupby("visitor_id")[["added", "ordered", "paid"]].any()
    wrote = between(chats, *USUAL).loc[lambda rows: rows["is_presale"], "customer_id"]
    return people.assign(asked=people.index.isin(wrote))


def by_stay(visits):
    """Share that paid, by how long the visit lasted."""
    bands = pd.cut(visits["dwell_s"], [-1, 10, 60, 180, 300, np.inf],
                   labels=["to 10 s", "to 1 min", "to 3 min", "to 5 min", "longer"])  # fmt: skip
    table = (
        visits.groupby(bands, observed=True)["paid"].agg(visits="size", paid="sum").reset_index()
    )
    table["rate"] = table["paid"] / table["visits"]
    table["low"], table["high"] = _wilson(table["paid"], table["visits"])
    return table


def order_value(pnl_lines, orders):
    """What is left of a paid order before ads, creators and wages: orders of September 2025."""
    paid = between(orders[orders["ts_pay"].notna()], "2025-09-01", "2025-10-01", time="ts_pay")
    lines = pnl_lines[pnl_lines["order_id"].isin(paid["order_id"])]
    lines = lines[~lines["line"].isin(["ads", "kol", "labour"])]
    return float(lines["amount"].sum() / len(paid))


@remembered
def screen_of(events):
    """What a screen shows of each day: different people at each step, each step by itself."""
    table = events.assign(
        date=clock(events["ts"]).dt.normalize(), event=events["event"].astype(str)
    )
    table = table.groupby(["date", "event"])["visitor_id"].nunique().unstack(fill_value=0)
    table = table.rename(columns={"view": "uv", "order": "orders", "pay": "payers"})
    return table[TOTALS].reset_index().rename_axis(columns=None)


@remembered
def orders_of_hearts(events):
    """Visitors who pressed the heart and filled a cart: in this order, and in any order."""
    rows = []
    for how, ordered in (("in order", True), ("any order", False)):
        found = funnel(events, ["fav", "addcart"], unit="visitor_id", ordered=ordered)
        rows.append((how, *found["reached"], found["did"].iloc[1]))
    return pd.DataFrame(rows, columns=["how", "fav", "addcart", "did"])


def usual_totals(traffic_daily):
    """The daily totals of the usual days."""
    return between(traffic_daily.assign(date=clock(traffic_daily["date"])), *USUAL, time="date")


def truth():
    """The incident of this world."""
    return World("light_gear").facts["incident"][0]


# --- What the texts tell --------------------------------------------------------------------------


def _rate(name, row, digits=0, kind=fact.share):
    """A rate with its ends, as three facts."""
    value = row["rate"] if "rate" in row else row["share"] if "share" in row else row["estimate"]
    return {name: kind(value, digits), f"{name}_low": kind(row["low"], digits),
            f"{name}_high": kind(row["high"], digits)}  # fmt: skip


def _as_estimate(row):
    """A row of a curve as an estimate of its share."""
    return Estimate(row["share"], row["low"], row["high"], int(row["at_risk"]), "visitors")


def _step(table, step):
    return table.set_index("step").loc[step]


@lesson.facts("bases-reading", "order-reading")
def _bases(events):
    days = between(events, *USUAL)
    visit, person = funnel(days, STEPS), funnel(days, STEPS, unit="visitor_id")
    screen = screen_of(days)
    sums = screen[TOTALS].sum()
    facts = {
        "visits": fact.count(_step(visit, "view")["reached"]),
        "visitors": fact.count(_step(person, "view")["reached"]),
        "carts": fact.count(_step(visit, "addcart")["reached"]),
        "people": fact.count(_step(person, "addcart")["reached"]),
        "added_up": fact.count(sums["uv"]),
        "twice": fact.count(sums["uv"] - _step(person, "view")["reached"]),
        "days": fact.count(len(screen)),
        "screen": fact.share(sums["payers"] / sums["addcart"], 1),
    }
    for name, table in (("visit", visit), ("person", person)):
        paid, added = _step(table, "pay")["reached"], _step(table, "addcart")["reached"]
        low, high = _wilson(paid, added)
        facts |= _rate(name, {"rate": paid / added, "low": low, "high": high}, 1)
    both = orders_of_hearts(days).set_index("how")
    return facts | {
        "hearts": fact.count(both.loc["in order", "fav"]),
        "in_order": fact.count(both.loc["in order", "addcart"]),
        "any_order": fact.count(both.loc["any order", "addcart"]),
        "other_way": fact.count(both.loc["any order", "addcart"] - both.loc["in order", "addcart"]),
        "carts_of": fact.count(both.loc["any order", "did"]),
    }


@lesson.facts("rules-reading")
def _rules(events):
    found = rules(known(events, EVENING), WISHES, USUAL).set_index("step")
    low = found.index[found["reading"] == "lower"]
    facts = {"lower": fact.name(" and ".join(low)), "n_lower": fact.count(len(low)),
             "pays": found.loc["pay", "reading"].replace("'", "").replace(" ", "_")}  # fmt: skip
    for step in ("addcart", "checkout", "order", "pay"):
        row = found.loc[step]
        facts |= {f"{step}_now": fact.share(row["now"]), f"{step}_usual": fact.share(row["usual"])}
        facts |= _rate(step, row, 1, lambda value, digits: fact.points(value, digits, signed=True))
    return facts


@lesson.facts("early-reading", "guess-reading", "wait-reading", "visitor-reading", "verdict",
              "early-title", "wait-title", "visitor-title")  # fmt: skip
def _waits(events):
    early, late = known(events, EVENING), known(events, SETTLED)
    facts = {}
    for when, log in (("early", early), ("late", late)):
        for first in ("addcart", "view"):
            for name, days in (("wish", WISHES), ("usual", USUAL)):
                facts |= _rate(f"{when}_{first}_{name}", paid_by(log, first, days), 1)
                word = "same" if first == "addcart" else "same_view"
                digits = 0 if first == "addcart" else 1
                facts |= _rate(f"{when}_{word}_{name}", paid_by(log, first, days, 1), digits)
    carts = waits(early, "addcart", "pay", since=WISHES[0], until=WISHES[1])
    gaps = {day: difference_of(*(_as_estimate(paid_by(late, "addcart", days, day))
                                 for days in (USUAL, WISHES))) for day in (1, DAYS)}  # fmt: skip
    for name, days in (("wish", WISHES), ("usual", USUAL)):
        one, last = (paid_by(late, "addcart", days, day)["share"] for day in (1, DAYS))
        facts[f"{name}_of_rest"] = fact.share((last - one) / (1 - one))
        facts[f"{name}_never"] = fact.share(1 - last)
    for day, gap in gaps.items():
        facts |= _rate(f"gap_{day}", gap._asdict() | {"estimate": gap.value}, 1, fact.points)
    full = paid_by(late, "addcart", WISHES)
    return facts | {
        "n": fact.count(len(carts)),
        "n_usual": fact.count(len(waits(early, "addcart", "pay", since=USUAL[0], until=USUAL[1]))),
        "waiting": fact.count(int((~carts["done"]).sum())),
        "guess": fact.count(100 * full["share"]),
        "days": fact.count(DAYS),
        "last": fact.count(len(curve(early, "addcart", days=WISHES))),
    }


@lesson.facts("window-reading")
def _window(events):
    facts = {}
    for window in (1, DAYS):
        days = converted_within(events, "addcart", "pay", window)
        for name, stretch in (("wish", WISHES), ("usual", USUAL)):
            part = days[(days["day"] >= stretch[0]) & (days["day"] < stretch[1])]
            done, started = part["done"].sum(), part["started"].sum()
            low, high = _wilson(done, started)
            facts |= _rate(f"{name}_{window}", {"rate": done / started, "low": low, "high": high})
    return facts


@lesson.facts("dip-reading")
def _dip(events, traffic_daily):
    found = rules(known(events, SECOND), DIP, CALM).set_index("step")
    mix = mix_of_dip(traffic_daily).set_index("part")
    facts = {}
    for step in ("addcart", "checkout", "pay"):
        row = found.loc[step]
        facts |= {f"{step}_now": fact.share(row["now"]), f"{step}_usual": fact.share(row["usual"])}
        facts |= _rate(step, row, 1, lambda value, digits: fact.points(value, digits, signed=True))
    same = mix.loc["same mix"]
    return facts | {
        "pays": found.loc["pay", "reading"].replace("'", "").replace(" ", "_"),
        "mix": fact.points(mix.loc["mix", "estimate"], 2, signed=True),
        "all": fact.points(mix.loc["all", "estimate"], 2, signed=True),
        "same": fact.points(same["estimate"], 2, signed=True),
        "same_low": fact.points(same["low"], 2, signed=True),
        "same_high": fact.points(same["high"], 2, signed=True),
    }


@lesson.facts("alarm-reading", "began-reading", "cell-title", "truth-reading", "false-reading")
def _alarm(sessions, events):
    found = alarms(sessions, events, until=SECOND)
    first = found.iloc[0]
    hours = break_began(broken_hours(sessions, events), "hour").iloc[0]
    true = truth()
    days = funnels_by_cell(sessions, events)["day"].nunique()
    all_ = alarms(sessions, events)
    mine = (all_["device"] == true["device"]) & (all_["app_version"] == true["version"])
    mine &= (all_["step"] == true["step"]) & all_["day"].between(true["from"], true["to"])
    loose = alarms(sessions, events, false_alarms=0.2)
    right = (loose["device"] == true["device"]) & (loose["app_version"] == true["version"])
    right &= (loose["step"] == true["step"]) & loose["day"].between(true["from"], true["to"])
    late = (pd.Timestamp(first["day"]) - pd.Timestamp(true["from"])).days
    return {
        "cell": fact.name(f"{first['device']} {first['app_version']}"),
        "step": fact.name(str(first["step"])),
        "day": fact.day(first["day"]),
        "rate": fact.share(first["rate"]),
        "others": fact.share(first["others"]),
        "n": fact.count(first["n"]),
        "gap": fact.points(first["estimate"], 0, signed=True),
        "gap_low": fact.points(first["low"], 0, signed=True),
        "gap_high": fact.points(first["high"], 0, signed=True),
        "tests": fact.count(first["tests"]),
        "alarms": fact.count(len(found)),
        "false_rate": fact.count(100 * FALSE_ALARMS),
        "days": fact.count(days),
        "wrong": fact.count(int((~mine).sum())),
        "caught": fact.count(int(mine.sum())),
        "loose_wrong": fact.count(int((~right).sum())),
        "loose_days": fact.count(loose.loc[~right, "day"].nunique()),
        "began": fact.name(f"{hours['began']:%H:%M on %-d November}"),
        "earliest": fact.name(f"{hours['earliest']:%H:%M on %-d November}"),
        "latest": fact.name(f"{hours['latest']:%H:%M on %-d November}"),
        "hours_n": fact.count(hours["n"]),
        "true_step": fact.name(true["step"]),
        "true_device": fact.name(true["device"]),
        "true_version": fact.name(true["version"]),
        "true_from": fact.day(true["from"]),
        "true_to": fact.day(true["to"]),
        "late": fact.count(late),
    }


@lesson.facts("later-reading", "later-title")
def _later(sessions, events):
    broken, others = later_of_broken(sessions, events).values()
    facts = {"n": fact.count(int(broken["at_risk"].iloc[0]))}
    for name, curve in (("broken", broken), ("others", others)):
        facts |= _rate(name, curve.iloc[DAYS - 1])
    return facts


@lesson.facts("list-reading")
def _list(sessions, events, traffic_daily, chats, reviews, competitors):
    tables = (sessions, events, traffic_daily, chats, reviews, competitors)
    full = daily_measures(*tables)
    both = {"late": cause_list(full), "early": cause_list(full[full["date"] < SECOND])}
    facts = {"measures": fact.count(len(HARMFUL))}
    for name, table in both.items():
        against = table[table["reading"] == "against us"]
        facts |= {
            f"{name}_against": fact.count(len(against)),
            f"{name}_names": fact.name("; ".join(against["measure"]) or "none"),
            f"{name}_unknown": fact.count(int((table["reading"] == "can't tell").sum())),
            f"{name}_n": fact.count(table["n"].iloc[0]),
        }
    return facts


@lesson.facts("paths-reading", "did-reading")
def _paths(events, sessions):
    paths = dropoff_path(between(events, *USUAL), among="addcart", last=2)
    first = paths.iloc[0]
    visits = visits_of(sessions, events)
    visits = visits[visits["day"].between(*USUAL, inclusive="left")]
    all_, could = did_and_done(visits, "fav", "paid", among="added").to_dict("records")
    stay = by_stay(visits)
    return {
        "path": fact.name(first["path"]),
        "of_lost": fact.share(first["of_lost"]),
        "of_all": fact.share(first["of_all"]),
        "low": fact.share(first["low"]),
        "high": fact.share(first["high"]),
        "times": fact.number(all_["times"], 1),
        "times_cart": fact.number(could["times"], 2),
        "gap": fact.points(could["estimate"], 1, signed=True),
        "gap_low": fact.points(could["low"], 1, signed=True),
        "gap_high": fact.points(could["high"], 1, signed=True),
        "n": fact.count(could["n"]),
        "long": fact.share(stay["rate"].iloc[-1]),
        "short": fact.share(stay["rate"].iloc[0]),
    }


@remembered
def speed(sessions, events):
    """Slow and fast pages, as they are and within the same day, device and hour."""
    visits = visits_of(sessions, events)
    return speed_effect(visits, within=["day", "device", "hour_of_day"])


@lesson.facts("speed-reading")
def _speed(sessions, events):
    raw, like = speed(sessions, events).to_dict("records")
    slow, cart = (
        World("light_gear").facts["devices"]["slow"],
        visits_of(sessions, events)["added"].mean(),
    )
    facts = {"n": fact.count(like["n"]), "left_out": fact.count(like["left_out"]),
             "truth": fact.points(slow * cart * (1 - cart), 1, signed=True),
             "reach": "below" if like["high"] < -0.00005 else "holds"}  # fmt: skip
    for name, row in (("raw", raw), ("like", like)):
        facts |= _rate(name, row, 2, lambda value, digits: fact.points(value, digits, signed=True))
    return facts


@lesson.facts("payment-reading")
def _payments():
    table = payment_funnel(attempts()).set_index("method")
    card, bill = table.loc["card"], table.loc["instalments"]
    return {
        "orders": fact.count(int(table["orders"].sum())),
        "card_worked": fact.share(card["worked"]),
        "card_orders": fact.count(card["orders"]),
        "card_paid": fact.count(card["first_try"] + card["later"]),
        "card_low": fact.share(card["low"]),
        "card_high": fact.share(card["high"]),
        "bill_orders": fact.count(bill["orders"]),
        "bill_paid": fact.count(bill["first_try"] + bill["later"]),
        "lost": fact.count(int(table["lost"].sum())),
    }


@lesson.facts("names-reading")
def _names(sessions, events, chats):
    table = conversion_rates(people_of(sessions, events, chats)).set_index("rate")["estimate"]
    return {
        "low": fact.share(table.min(), 1),
        "high": fact.share(table.max(), 1),
        "deal": fact.share(table["cart to deal 加购-成交转化率"], 1),
        "paid": fact.share(table["payment rate 支付率"], 1),
        "asked": fact.share(table["inquiry conversion 询单转化率"], 1),
        "silent": fact.share(table["silent conversion 静默转化率"], 1),
    }


@lesson.facts("stay-reading")
def _stay(sessions):
    logged, zero, left = (engagement(sessions, single=single).iloc[0]
                          for single in ("as_logged", "zero", "left_out"))  # fmt: skip
    return {
        "bounce": fact.share(logged["bounce"], 1),
        "low": fact.share(logged["low"], 1),
        "high": fact.share(logged["high"], 1),
        "visits": fact.count(logged["visits"]),
        "logged": fact.count(logged["mean_s"]),
        "median": fact.count(logged["median_s"]),
        "zero": fact.count(zero["mean_s"]),
        "left": fact.count(left["mean_s"]),
        "short": fact.share(logged["short"]),
        "zero_short": fact.share(zero["short"]),
    }


@lesson.facts("worth-reading", "gap-reading")
def _worth(events, traffic_daily, pnl_lines, orders):
    value = order_value(pnl_lines, orders)
    table = friction_inventory(funnel(between(events, *USUAL), STEPS), value, LEVERS)
    best, last = table.iloc[0], table.iloc[-1]
    gap = benchmark_gap(usual_totals(traffic_daily), MEAN, "device").set_index("reading")
    facts = {
        "value": fact.money(value, 1),
        "best": fact.name(best["step"]),
        "best_orders": fact.count(best["orders_per_point"]),
        "best_yuan": fact.money(best["yuan_per_point"]),
        "last": fact.name(last["step"]),
        "tenth": fact.count(best["orders_per_tenth"]),
        "last_yuan": fact.money(last["yuan_per_point"]),
        "mean": fact.share(gap["benchmark"].iloc[0], 2),
        "own": fact.share(gap["own"].iloc[0], 2),
    }
    for name, reading in (("raw", "as published"), ("same", "at their mix")):
        facts |= _rate(f"gap_{name}", gap.loc[reading], 2,
                       lambda value, digits: fact.points(value, digits, signed=True))  # fmt: skip
    return facts


# --- What the lesson asks -------------------------------------------------------------------------


@lesson.exercise("With a finger", Number(tolerance=0.4, unit="visitors"))
def two_days():
    """Look at the small log `mine.by_hand()`. How many **visitors** go view → addcart → checkout → pay, in this order, with all four steps within
    **two days** of a view? Count with your finger; then check yourself with `funnel.funnel`.

    Hint: A window may begin with any view, not only with the first.

    Hint: For whom is the first step missing? Whose steps lie more than two days apart?

    Right: Bo in one visit, and Cy in three. Anna needs more than three days. Eli has no view.
    """
    found = reach(by_hand(), ["view", "addcart", "checkout", "pay"], "visitor_id", window=2)
    return int((found["reached"] == 4).sum())


@two_days.wrong("by visit")
def _hand_visits():
    """That is how many *visits* hold all four steps. Cy came three times: his steps lie in three visits, and they are one person's."""
    found = reach(by_hand(), ["view", "addcart", "checkout", "pay"], "session_id")
    return int((found["reached"] == 4).sum())


@two_days.wrong("without the window")
def _hand_no_window():
    """You left out the window: Anna pays, but more than three days after her cart."""
    found = reach(by_hand(), ["view", "addcart", "checkout", "pay"], "visitor_id")
    return int((found["reached"] == 4).sum())


@two_days.wrong("all who paid")
def _hand_paid():
    """You counted everybody who paid. Asked are those with all four steps, in order, within two days."""
    log = by_hand()
    return int(log.loc[log["event"] == "pay", "visitor_id"].nunique())


@lesson.exercise("What do the people of these weeks do?", Prediction("of 100 visitors"))
def wishers(events):
    """Take all **visitors** who came from 22 to 31 October, with a cart or without. Of 100 of them, how many have paid within {days} days of
    their first visit in that time? For comparison: of the visitors of 7 to 21 October it was {usual}. Answer `(value, low, high)`.

    Hint: On 31 October many of them haven't paid *yet*. What happens on 1 November?

    Right: {came} of 100, and {usual} of those of the weeks before.
    """
    return round(float(100 * paid_by(known(events, SETTLED), "view", WISHES)["share"]), 1)


@wishers.facts
def _wishers_facts(events):
    return {
        "days": fact.count(DAYS),
        "usual": fact.number(100 * paid_by(known(events, EVENING), "view", USUAL)["share"], 1),
        "came": fact.number(100 * paid_by(known(events, SETTLED), "view", WISHES)["share"], 1),
    }


def _other_alarms(other_sessions, other_events):
    return alarms(other_sessions, other_events)


def _means(other_sessions, other_events):
    """The mean of the days' rates, and the total: both are fine."""
    found = _other_alarms(other_sessions, other_events)
    total = float((found["rate"] * found["n"]).sum() / found["n"].sum())
    ends = sorted([float(found["rate"].mean()), total])
    return [Between(ends[0] - 0.003, ends[1] + 0.003)]


@lesson.exercise(
    "The other shop's broken step", Number(tolerance=0.004, unit="share", accept=_means)
)
def broken_cell(other_sessions, other_events):
    """Another shop, Songling Outdoor, has logs of the same weeks: `other.sessions`, `other.events`. One step breaks there for one device and version.
    Find the cell with `mine.alarms(other.sessions, other.events)`. Over all days with an alarm: which **share of those who were at the
    step before** got through the broken step, in that cell? Give a share between 0 and 1.

    Hint: `rate` is the cell's share on a day, `n` those who were at the step before.

    Hint: Days differ in size: the sum of `rate × n`, divided by the sum of `n`.

    Right: {rate} got through, and {others} elsewhere, on {days} days, for {cell}, at the step {step}.
    """
    found = _other_alarms(other_sessions, other_events)
    return float((found["rate"] * found["n"]).sum() / found["n"].sum())


@broken_cell.facts
def _broken_facts(other_sessions, other_events):
    found = _other_alarms(other_sessions, other_events)
    first = found.iloc[0]
    return {
        "rate": fact.share((found["rate"] * found["n"]).sum() / found["n"].sum()),
        "others": fact.share(found["others"].mean()),
        "days": fact.count(found["day"].nunique()),
        "cell": fact.name(f"{first['device']} {first['app_version']}"),
        "step": fact.name(str(first["step"])),
    }


@broken_cell.applies
def _one_breaks(other_sessions, other_events):
    """No cell, or more than one, has an alarm there."""
    if not can_answer(broken_cell, other_sessions, other_events):
        return False
    return len(_other_alarms(other_sessions, other_events)[["step", *CELL]].drop_duplicates()) == 1


@broken_cell.wrong("the others")
def _the_others(other_sessions, other_events):
    """That is the rate of all *other* cells on these days: what the broken one should have had."""
    return float(_other_alarms(other_sessions, other_events)["others"].mean())


def _cell_of(other_sessions, other_events, **same):
    """The step's totals of the alarm's days, in cells like the alarm's."""
    found = _other_alarms(other_sessions, other_events)
    table = funnels_by_cell(other_sessions, other_events)
    first = found.iloc[0]
    table = table[(table["step"] == first["step"]) & table["day"].isin(found["day"])]
    for name in same:
        table = table[table[name] == first[name]]
    return table


@broken_cell.wrong("the whole device")
def _whole_device(other_sessions, other_events):
    """You took the device with all its versions. The others of them work, and hide the break: look at the version too."""
    table = _cell_of(other_sessions, other_events, device=True)
    return float(table["reached"].sum() / table["before"].sum())


@broken_cell.wrong("the whole shop")
def _whole_shop(other_sessions, other_events):
    """That is the step's rate in the whole shop. One cell of it is broken; the other visitors hide it."""
    table = _cell_of(other_sessions, other_events)
    return float(table["reached"].sum() / table["before"].sum())


@broken_cell.wrong("the gap")
def _gap(other_sessions, other_events):
    """That is the gap to the others, less the usual one: how much was *lost*. Asked is the share that got through."""
    return float(_other_alarms(other_sessions, other_events)["estimate"].mean())


@broken_cell.wrong("the share that was lost")
def _share_lost(other_sessions, other_events):
    """That is the share that did *not* get through. Asked are those who did."""
    return 1 - broken_cell(other_sessions, other_events)


@broken_cell.wrong("the gap, without its sign")
def _gap_unsigned(other_sessions, other_events):
    """That is how many fewer got through than elsewhere: a gap. Asked is the share that got through."""
    return -_gap(other_sessions, other_events)


@broken_cell.wrong("of all visits")
def _of_all_visits(other_sessions, other_events):
    """You divided by all visits of the cell. Only those who were at the step *before* can take it: divide by `n`."""
    found = _other_alarms(other_sessions, other_events)
    table = funnels_by_cell(other_sessions, other_events)
    first = found.iloc[0]
    table = table[table["day"].isin(found["day"]) & (table["device"] == first["device"])
                  & (table["app_version"] == first["app_version"])]  # fmt: skip
    sums = table.groupby("step")["reached"].sum()
    return float(sums[first["step"]] / sums["view"])


TWO = Decision(
    {
        "A": "As on 31 October: wait, the carts will pay when the next event comes.",
        "B": "Rebuild the whole payment: few of the carts end in a payment.",
        "C": "Take the broken version back or mend its checkout today; leave the payment alone; look again tomorrow.",
        "D": "Give a coupon to everybody with an open cart.",
    },
    {
        "1": "the share of carts that end in a payment is low, and so was it before the festival",
        "2": "one cell fails at one step, all others are as usual, and carts aren't up",
        "3": "few payments in a visit always mean that the payment is at fault",
        "4": "the whole drop is far smaller than that before the festival",
    },
)


@lesson.exercise("The same dip twice?", TWO)
def two_dips(sessions, events):
    """It is the evening of 18 November. Of the carts, clearly fewer reach the checkout than last week. Three weeks ago it was the same, and
    you did nothing, rightly. What do you do tonight, and why? An answer looks like `("A", 1)`.

    Hint: Which steps moved then, and which now? Did carts rise?

    Hint: For whom did it fall then, and for whom now?

    Right: {cell}: {rate} of its carts reach the step {step}, {others} elsewhere. Before the festival all cells fell together, and carts rose.
    """
    found = alarms(sessions, events, until=SECOND)
    return ("C", 2) if len(found) else ("A", 1)


@two_dips.facts
def _dips_facts(sessions, events):
    found = alarms(sessions, events, until=SECOND)
    if not len(found):
        return dict.fromkeys(("cell", "rate", "step", "others"), fact.name("none"))
    first = found.iloc[0]
    return {
        "cell": fact.name(f"{first['device']} {first['app_version']}"),
        "rate": fact.share(first["rate"]),
        "step": fact.name(str(first["step"])),
        "others": fact.share(first["others"]),
    }


@two_dips.applies
def _there_is_one(sessions, events):
    """No cell has an alarm by that evening."""
    return two_dips(sessions, events) == ("C", 2)


@two_dips.wrong("wait again")
def _wait_again():
    """A wish list fills *more* carts, on all devices. Now carts are as usual, and one cell alone falls. Waiting costs orders each day."""
    return ("A", 1)


@two_dips.wrong("the payment")
def _the_payment():
    """The carts stop before the order. Whoever doesn't come to the payment can't fail there: look at payments ÷ orders."""
    return ("B", 3)


@two_dips.wrong("the payment, for the carts")
def _the_payment_again():
    """Payments ÷ carts holds every step between them. Which of them fell? Not the last one."""
    return ("B", 1)


@two_dips.wrong("right, as before the festival")
def _right_as_before():
    """The right thing, but this reason says the opposite: before the festival the share was low and nothing was broken."""
    return ("C", 1)


@two_dips.wrong("right, for the payment")
def _right_for_payment():
    """The right thing, and a reason that would send you to the payment: the carts stop before it."""
    return ("C", 3)


@two_dips.wrong("seen, and wait")
def _seen_and_wait():
    """You saw that one version alone fails. That is no wish list, so waiting costs its orders each day."""
    return ("A", 2)


@two_dips.wrong("a coupon")
def _a_coupon():
    """A coupon costs money for every cart, and a checkout that fails stays broken with it."""
    return ("D", 1)


@two_dips.wrong("it is small")
def _it_is_small():
    """The whole shop's drop is small because one cell of several is broken. In that cell nearly nobody gets through."""
    return ("A", 4)


@two_dips.wrong("right, for the size")
def _right_for_size():
    """The right thing for a reason that fails next time: a small drop may be anything. What convicts the version is that it alone fails."""
    return ("C", 4)


# --- The workshop's pool --------------------------------------------------------------------------


@lesson.exercise("Orders that the break cost", Number(tolerance=15, unit="orders"), pool=True)
def orders_lost(other_sessions, other_events):
    """In the other shop's broken cell, over the days with an alarm: about how many **paid orders** did the break cost? Suppose that without it the cell's
    rate at the broken step had been that of the others (`others`) plus the usual gap (`usual_gap`), and that those won there go on to pay as the others
    of these days do: 0.{later} of those who reach the step.

    Hint: Each day: `n × (others + usual_gap − rate)`. Add up, then times the share that goes on to pay.

    Right: About {lost} orders in {days} days. Some of these people may have paid later, or on another device: so it is an upper end.
    """
    found = _other_alarms(other_sessions, other_events)
    missing = (found["n"] * (found["others"] + found["usual_gap"] - found["rate"])).sum()
    return float(missing * _goes_on(other_sessions, other_events))


def _goes_on(other_sessions, other_events):
    """Of those who reach the broken step elsewhere on these days, the share that pays, to two digits."""
    found = _other_alarms(other_sessions, other_events)
    table = funnels_by_cell(other_sessions, other_events)
    first = found.iloc[0]
    table = table[table["day"].isin(found["day"])]
    other = (table["device"] != first["device"]) | (table["app_version"] != first["app_version"])
    sums = table[other].groupby("step")["reached"].sum()
    return round(float(sums["pay"] / sums[first["step"]]), 2)


@orders_lost.facts
def _lost_facts(other_sessions, other_events):
    return {
        "later": fact.count(100 * _goes_on(other_sessions, other_events)),
        "lost": fact.count(orders_lost(other_sessions, other_events)),
        "days": fact.count(_other_alarms(other_sessions, other_events)["day"].nunique()),
    }


@orders_lost.applies
def _lost_there(other_sessions, other_events):
    """No cell has an alarm there."""
    return can_answer(orders_lost, other_sessions, other_events)


@orders_lost.wrong("carts, not orders")
def _carts_not_orders(other_sessions, other_events):
    """Those are people who didn't get through the step. Not all of them would have paid: go on to the payment."""
    return orders_lost(other_sessions, other_events) / _goes_on(other_sessions, other_events)


@orders_lost.wrong("all carts of the cell")
def _all_carts(other_sessions, other_events):
    """You counted everybody who was stopped there. Elsewhere many stop at this step too: take off what is usual."""
    found = _other_alarms(other_sessions, other_events)
    return float((found["n"] * (1 - found["rate"])).sum() * _goes_on(other_sessions, other_events))


@orders_lost.wrong("one day")
def _one_day(other_sessions, other_events):
    """That is one day's loss. Asked are all days with an alarm."""
    days = _other_alarms(other_sessions, other_events)["day"].nunique()
    return orders_lost(other_sessions, other_events) / days


@lesson.exercise("As the screen shows it", Number(tolerance=0.004, unit="share"), pool=True)
def seen_by_totals(traffic_daily):
    """A merchant's screen knows no versions. From `traffic_daily`, 17 and 18 November together, device android: **payers ÷ addcart**. Give a share
    between 0 and 1.

    Hint: Sum both columns first, then divide.

    Right: {other} on the other devices: the screen of totals shows that something is wrong on android, and not what.
    """
    return _totals_share(traffic_daily, lambda rows: rows["device"] == "android")


def _totals_share(traffic_daily, which, above="payers", below="addcart", days=DIP):
    rows = between(traffic_daily.assign(date=clock(traffic_daily["date"])), *days, time="date")
    rows = rows[which(rows)]
    return float(rows[above].sum() / rows[below].sum())


@seen_by_totals.facts
def _totals_facts(traffic_daily):
    return {
        "other": fact.share(_totals_share(traffic_daily, lambda rows: rows["device"] != "android"))
    }


@seen_by_totals.applies
def _has_android(traffic_daily):
    """There are no such days."""
    return can_answer(seen_by_totals, traffic_daily)


@seen_by_totals.wrong("of the visits")
def _of_visits(traffic_daily):
    """You divided by visits: that is the conversion. Asked is payers ÷ addcart."""
    return _totals_share(traffic_daily, lambda rows: rows["device"] == "android", below="uv")


@seen_by_totals.wrong("payers of orders")
def _of_orders(traffic_daily):
    """That is payers ÷ orders. The loss lies between cart and order, so this rate doesn't show it."""
    return _totals_share(traffic_daily, lambda rows: rows["device"] == "android", below="orders")


@seen_by_totals.wrong("all devices")
def _all_devices(traffic_daily):
    """You took all devices together. The others work, and hide a part of it."""
    return _totals_share(traffic_daily, lambda rows: rows["uv"] >= 0)


@lesson.exercise("By person, not by visit", Number(tolerance=0.004, unit="share"), pool=True)
def by_person(other_events):
    """In the other shop, 1 to 10 December 2025: of the **visitors** who filled a cart in these days, which share paid in these days, after the cart?
    Give a share between 0 and 1.

    Hint: `mine.between(other.events, "2025-12-01", "2025-12-11")`, then `funnel.funnel(…, ["addcart", "pay"], unit="visitor_id")`.

    Right: By visit it would be {visit}. People come back, and a visit doesn't know that.
    """
    return _cart_to_pay(other_events, "visitor_id")


def _cart_to_pay(events, unit, steps=("addcart", "pay")):
    log = between(events, "2025-12-01", "2025-12-11")
    found = funnel(log, list(steps), unit=unit)
    return float(found["reached"].iloc[-1] / found["reached"].iloc[0])


@by_person.facts
def _person_facts(other_events):
    return {"visit": fact.share(_cart_to_pay(other_events, "session_id"))}


@by_person.applies
def _in_december(other_events):
    """The log has none of these days."""
    return can_answer(by_person, other_events)


@by_person.wrong("by visit")
def _by_visit(other_events):
    """You counted visits. Who fills a cart on Monday and pays on Thursday is lost there, and isn't lost."""
    return _cart_to_pay(other_events, "session_id")


@by_person.wrong("of all visitors")
def _of_all_visitors(other_events):
    """You divided by all who came. Asked are those who filled a cart."""
    return _cart_to_pay(other_events, "visitor_id", ("view", "pay"))


@by_person.wrong("from the checkout")
def _from_checkout(other_events):
    """You began at the checkout. Asked are all who filled a cart."""
    return _cart_to_pay(other_events, "visitor_id", ("checkout", "pay"))


@lesson.exercise("Where carts end", Number(tolerance=0.004, unit="share"), pool=True)
def ends_at_cart(other_events):
    """In the other shop, 1 to 10 December 2025: of the **visits** that filled a cart and didn't pay, which share did nothing more after the cart (their last
    step is `addcart`)? Give a share between 0 and 1.

    Hint: `funnel.dropoff_path(…, last=1, among="addcart")`: the column `of_lost`.

    Right: It is {of_all} of all visits with a cart. Both are true, and differ: say of whom. Why they left, the log doesn't know.
    """
    return _ends(other_events, "of_lost")


def _ends(events, column, among="addcart"):
    paths = dropoff_path(between(events, "2025-12-01", "2025-12-11"), last=1, among=among)
    return float(paths.set_index("path").loc["addcart", column])


@ends_at_cart.facts
def _ends_facts(other_events):
    return {"of_all": fact.share(_ends(other_events, "of_all"))}


@ends_at_cart.applies
def _carts_there(other_events):
    """The log has none of these days."""
    return can_answer(ends_at_cart, other_events)


@ends_at_cart.wrong("of all carts")
def _of_all_carts(other_events):
    """You divided by all visits with a cart. Asked are those that didn't pay: `of_lost`."""
    return _ends(other_events, "of_all")


@ends_at_cart.wrong("of all unpaid visits")
def _of_unpaid_visits(other_events):
    """You divided by all visits without a payment, with a cart or without. Give `among="addcart"`."""
    return _ends(other_events, "of_lost", None)


@lesson.exercise(
    "Another mix, or the same people?", Number(tolerance=0.03, unit="points"), pool=True
)
def same_mix(other_traffic_daily):
    """In the other shop, conversion (payers ÷ uv) of 11 November 2025 less that of 7 to 21 October, with the **mix of entrances held still**
    (the mean of both mixes). How many points is it?

    Hint: `diagnosis.mix_and_rate(before, after, by="entrance")`, the row "same mix", times 100. `mine.between(table, since, until, time="date")` cuts days.

    Right: {whole} points in all. On that day more visitors come by entrances that sell less, and that hides a part of what the same entrances gained.
    """
    return 100 * _mix_parts(other_traffic_daily)["same mix"]


def _mix_parts(traffic_daily, turned=False):
    rows = traffic_daily.assign(date=clock(traffic_daily["date"]))
    parts = [between(rows, *days, time="date") for days in (USUAL, ("2025-11-11", SALE[1]))]
    table = mix_and_rate(*(parts[::-1] if turned else parts), by="entrance")
    return table.set_index("part")["estimate"]


@same_mix.facts
def _mix_facts(other_traffic_daily):
    return {"whole": fact.number(100 * _mix_parts(other_traffic_daily)["all"], 2, signed=True)}


@same_mix.applies
def _mix_there(other_traffic_daily):
    """The table has none of these days, or an entrance in one of them only."""
    return can_answer(same_mix, other_traffic_daily)


@same_mix.wrong("all of it")
def _whole_change(other_traffic_daily):
    """That is the whole change. Another mix of entrances is in it: hold the mix still."""
    return 100 * _mix_parts(other_traffic_daily)["all"]


@same_mix.wrong("the mix's part")
def _mix_part(other_traffic_daily):
    """That is what the *mix* did. Asked is the rest: the same entrances, selling more or less."""
    return 100 * _mix_parts(other_traffic_daily)["mix"]


@same_mix.wrong("turned round")
def _turned(other_traffic_daily):
    """You took before less after. A fall has a minus."""
    return 100 * _mix_parts(other_traffic_daily, turned=True)["same mix"]


@lesson.exercise("A refused card", Number(tolerance=0.4, unit="orders"), pool=True)
def first_card():
    """In the invented tries `mine.attempts()`: of the orders whose **first** try was by card, how many were **paid in the end**, by whatever way?

    Hint: `funnel.payment_funnel(mine.attempts())`: `first_try` + `later`.

    Right: A refused try isn't a lost order. So count orders, by the way that they tried first.
    """
    row = payment_funnel(attempts()).set_index("method").loc["card"]
    return int(row["first_try"] + row["later"])


@first_card.wrong("by card in the end")
def _by_card():
    """You counted tries by card that worked. Some who were refused paid another way: follow the order."""
    tries = attempts()
    return int(((tries["method"] == "card") & (tries["result"] == "paid")).sum())


@first_card.wrong("all that tried")
def _all_that_tried():
    """Those are all orders that tried a card first. Asked are the paid ones."""
    return int(payment_funnel(attempts()).set_index("method").loc["card", "orders"])
