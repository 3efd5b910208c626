"""The exercises of lesson 3.4, *What is an answer in thirty seconds worth?*, and its pool."""

import math

import pandas as pd

from ecomlab import tables
from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Decision, Number, Ordering, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.conversion.bots import bot_report, bot_share, wrong_answer_effect
from ecomlab.conversion.dealing import (
    agent_comparison,
    dealt_in_turn,
    response_effect,
    when_full,
)
from ecomlab.conversion.disputes import (
    accused,
    chance_to_see,
    contest_from,
    dispute_triage,
    quality_share,
)
from ecomlab.conversion.service import (
    bought_within,
    replies,
    response_rates,
    response_times,
    satisfaction,
    script_test,
    service_scorecard,
    silent_vs_inquiry,
)
from ecomlab.conversion.staffing import (
    draw_chats,
    erlang_c,
    route_chats,
    staffing,
    worth_by_hour,
    worth_of_agents,
)
from ecomlab.datasets import load
from ecomlab.estimates import Estimate, paired_difference
from ecomlab.tables import calendar_days
from ecomlab.texts import fact

HARD = ("product", "return", "defect")  # settled before anybody is dealt to anybody
STANDARD = ("size", "stock", "delivery", "discount")
DAYS = 7  # in which an order counts after a question
BUSY_DAY = "2025-11-11"
BOT = {"2024-07-01": "no bot", "2024-07-29": "a bot greets", "2024-10-08": "it answers"}
ROUTED = ("2025-04-01", "2025-09-01")  # hard questions had their agent: from, up to
AUTUMN = ("2025-09-01", "2026-01-01")
MID_YEAR = ("2025-06-01", "2025-06-19")
YEAR = ("2025-01-01", "2026-01-01")
EVENING, MORNING, SHIFT = 16, 8, 8  # first hours of two shifts; hours of one
AGENTS, NOW = (1, 2, 3, 4, 5), 3
SLOTS = 2
GROWTH = 1.2  # of next year's 618
LOST, HANDLING, WIN = 190, 15, 0.8  # of a dispute
OTHER_LOST, OTHER_HANDLING, OTHER_WIN = 260, 20, 0.75
WAYS = ("Erlang's formula", "one place each, next free agent", "two places each, next free place",
        "two places each, dealt in turn")  # fmt: skip
NOT_ORDERS = ("ads", "kol", "labour")  # lines that don't grow with an order
OWN = ("scripts", "disputes_settled", "disputes_open", "desk_twin", "other_scripts", "agent_skills")


def orders_with_yuan(shop):
    """All paid orders, those sent back too, with what each left: after goods, fees, parcels, tax
    and the cost of returns; before ads.
    """
    lines = shop["pnl_lines"]
    mine = lines[lines["order_id"].notna() & ~lines["line"].isin(NOT_ORDERS)]
    left = mine.groupby("order_id")["amount"].sum().rename("yuan")
    orders = shop["orders"]
    return orders[orders["ts_pay"].notna()].join(left, on="order_id").fillna({"yuan": 0.0})


def read_chats(shop):
    """The chats, with what came of them within seven days: bought (and kept), yuan; and hard."""
    chats, kept = shop["chats"], tables.purchases(shop["orders"])
    return chats.assign(
        bought=bought_within(chats, kept, DAYS),
        yuan=bought_within(chats, orders_with_yuan(shop), DAYS, value="yuan"),
        hard=chats["intent_true"].isin(HARD),
    )


def before_orders(dealt):
    """Questions before an order between 8 and 24, of which the seven days are over."""
    return dealt[dealt["is_presale"] & (dealt["hour"] >= MORNING) & dealt["bought"].notna()]


def outside(rows, first, end):
    """Rows before the one day, or from the other on."""
    return rows[~_between(rows, first, end)]


def _between(rows, first, end):
    date = rows["ts"].dt.tz_localize(None)
    return (date >= first) & (date < end)


def evenings(dealt, first, end):
    """People's chats of the evening shift, from the one day up to the other."""
    return dealt[_between(dealt, first, end) & (dealt["hour"] >= EVENING)]


def data():
    """The tables of the lesson: the running shop's chats, another shop's, and small ones."""
    shop, second, own = load("shop"), load("second_shop"), load("desk")
    chats, other_chats = read_chats(shop), read_chats(second)
    dealt, other_dealt = dealt_in_turn(chats), dealt_in_turn(other_chats)
    return {name: own[name] for name in OWN} | {
        "chats": chats, "dealt": dealt, "turn": outside(before_orders(dealt), *ROUTED),
        "team": shop["team"], "sessions": shop["sessions"], "orders": tables.purchases(shop["orders"]),
        "reviews": shop["reviews"], "other_chats": other_chats, "other_dealt": other_dealt,
    }  # fmt: skip


NAMES = {name: f"own.{name}" for name in OWN} | {
    name: name for name in ("chats", "dealt", "turn", "orders", "other_chats", "other_dealt")
} | {name: f"shop.{name}" for name in ("team", "sessions", "reviews")}  # fmt: skip
lesson = Lesson("3_4", data=data, names=NAMES)


def wage_of(team, role="agent", shift="16-24"):
    """Yuan for an hour of one agent."""
    row = team[(team["role"] == role) & (team["shift"] == shift)].iloc[0]
    return float(row["cost"] / row["headcount"] / SHIFT)


def yuan_per_doubling(turn):
    """Yuan that one doubling of the wait changes, for one who asks before an order."""
    return _estimate(response_effect(turn, "yuan").iloc[-1])


def _estimate(row):
    return Estimate(*(row[name] for name in ("estimate", "low", "high", "n", "counts")))


def cost(rows, turn, team, agents=AGENTS, deal="in turn", wage=None):
    """What each number of agents costs an evening."""
    played = staffing(rows, agents, SLOTS, deal=deal)
    wage = wage_of(team) if wage is None else wage
    return worth_of_agents(played, yuan_per_doubling(turn), wage, SHIFT)


def hours(rows, turn, team, few=2, many=3):
    """In which hours the larger number of agents pays."""
    return worth_by_hour(rows, few, many, yuan_per_doubling(turn), wage_of(team), SLOTS)


def _paying(table):
    """The hours in which it pays, as text; a dash where there is none."""
    return ", ".join(str(hour) for hour in table.loc[table["pays"], "hour"]) or "–"


def by_week(chats, first="2024-05-06", end="2025-01-06"):
    """The three rates of each week, around the days on which the bot changed."""
    rows = chats[_between(chats, first, end)]
    day = calendar_days(rows["ts"])
    week = day - pd.to_timedelta(day.dt.weekday, unit="D")
    return response_rates(rows.assign(week=week), by="week")


def twin_change(desk_twin, state, value="before wages"):
    """By luck, a year: in this state less as it was."""
    table = desk_twin.assign(**{"before wages": desk_twin["profit"] + desk_twin["wages"]})
    sums = table.groupby(["state", "luck"])[value].sum()
    return paired_difference(sums[state], sums["as it was"], "lucks")


def true_doubling(desk_twin, value="paid"):
    """What a doubling of the wait does, from runs in which nobody minds waiting (of the luck)."""
    sums = desk_twin.groupby(["state", "luck"])[
        ["asked", "paid", "doublings", "profit", "wages"]
    ].sum()
    was, free = sums.loc["as it was"], sums.loc["nobody minds waiting"]
    if value == "paid":
        gap = was["paid"] / was["asked"] - free["paid"] / free["asked"]
        return float((gap / (was["doublings"] / was["asked"])).mean())
    return float(((was["profit"] - free["profit"]) / was["doublings"]).mean())


def spared(dealt, first, last, agents=(2, 3)):
    """Doublings that the larger number of agents spares by the game, in the evenings of these months."""
    month = dealt["ts"].dt.strftime("%Y-%m")
    rows = dealt[(month >= first) & (month <= last) & (dealt["hour"] >= EVENING)]
    played = staffing(rows, agents, SLOTS)["doublings"]
    return float((played.iloc[0] - played.iloc[-1]) * rows["date"].nunique())


def truly_spared(desk_twin, first, last):
    """The same by the runs, as the mean of the lucks."""
    mine = desk_twin[desk_twin["month"].between(first, last)]
    sums = mine.groupby(["state", "luck"])["doublings"].sum()
    return float((sums["one agent fewer"] - sums["as it was"]).mean())


def year_lost(dealt, turn):
    """Yuan a year that two agents lose more than three, in the evenings of 2025, by the game."""
    many, found = spared(dealt, "2025-01", "2025-12"), yuan_per_doubling(turn)
    return found._replace(estimate=found.value * many, low=found.low * many, high=found.high * many)


def true_skills(skills):
    """The agents, the most skilled first; no shop sees it."""
    return skills.sort_values("skill", ascending=False)["agent"].tolist()


# --- What the texts tell -----------------------------------------------------------------------


def _rates(rows, per="day"):
    return response_rates(rows, per=per).set_index("definition")


@lesson.facts("day-reading", "rates-title", "rates-reading")
def _three(chats):
    day = _rates(chats[_between(chats, BUSY_DAY, "2025-11-12")], "hour")
    changes = [*BOT, "2025-01-06"]
    parts = {name: _rates(chats[_between(chats, first, end)])
             for name, first, end in zip(("none", "greets", "answers"), changes, changes[1:], strict=False)}  # fmt: skip
    facts = {}
    for name, part in parts.items():
        for short, definition in (("first", "first answer"), ("human", "first human answer"),
                                  ("turns", "turns in 30 s")):  # fmt: skip
            facts |= fact.ends(f"{name}_{short}", part.loc[definition], fact.share, digits=1)
    human = day.loc["first human answer"]
    return facts | {
        "first": fact.share(day.loc["first answer", "estimate"]),
        "human": fact.share(human["estimate"]), "human_n": fact.count(human["all"]),
        "all_n": fact.count(day.loc["first answer", "all"]),
        "turns": fact.share(day.loc["turns in 30 s", "estimate"]),
        "human_low": fact.share(human["low"]), "human_high": fact.share(human["high"]),
        "hours": fact.count(human["n"]),
        "bot": fact.share(1 - human["all"] / day.loc["first answer", "all"]),
    }  # fmt: skip


@lesson.facts("times-reading")
def _times(chats):
    found = response_times(chats).set_index("share")
    return {
        "median": fact.number(found.loc[0.5, "estimate"]),
        "tenth": fact.number(found.loc[0.9, "estimate"]),
        "without": fact.count(chats["left"].sum()),
    }


@lesson.facts("quiet-reading", "dealt-reading", "effect-title", "effect-reading", "worth-reading")
def _effect(turn, desk_twin):
    paid = response_effect(turn).set_index("reading")
    met = when_full(turn, ["waited_s", "left", "paid", "bought", "yuan", "hard"]).set_index("value")
    by_hour = turn.groupby("hour").agg(wait=("waited_s", "mean"), paid=("paid", "mean"))
    slow, quick = by_hour["wait"].idxmax(), by_hour["wait"].idxmin()
    yuan = yuan_per_doubling(turn)
    full = turn["full"].mean()
    found = turn[~turn["full"]].groupby("hour")["paid"].mean()
    rows = turn.assign(month=turn["date"].dt.month + 12 * turn["date"].dt.year)
    held = response_effect(rows, cell=("agent", "month", "hour")).iloc[-1]
    facts = {
        "slow": fact.count(slow), "quick": fact.count(quick),
        "ready": fact.count(found.idxmax()), "ready_paid": fact.share(found.max()),
        "cool": fact.count(found.idxmin()), "cool_paid": fact.share(found.min()),
        "held": fact.points(held["estimate"], 1, signed=True),
        "slow_wait": fact.number(by_hour.loc[slow, "wait"]),
        "quick_wait": fact.number(by_hour.loc[quick, "wait"]),
        "slow_paid": fact.share(by_hour.loc[slow, "paid"]),
        "quick_paid": fact.share(by_hour.loc[quick, "paid"]),
        "full": fact.share(full), "n": fact.count(len(turn)),
        "days": fact.count(met.loc["paid", "n"]),
        "wait_free": fact.number(met.loc["waited_s", "free"]),
        "wait_more": fact.number(met.loc["waited_s", "estimate"]),
        "left": fact.share(met.loc["left", "estimate"]),
        "paid_free": fact.share(met.loc["paid", "free"]),
        "hundred": fact.count(-100 * met.loc["bought", "estimate"]),
        "in_visit": fact.count(-100 * met.loc["paid", "estimate"]),
        "truth": fact.points(true_doubling(desk_twin), 1, signed=True),
        "true_yuan": fact.number(-true_doubling(desk_twin, "yuan"), 1),
        "met_yuan": fact.number(-met.loc["yuan", "estimate"]),
        "met_low": fact.number(-met.loc["yuan", "high"]),
        "met_high": fact.number(-met.loc["yuan", "low"]),
        "lucks": fact.count(desk_twin["luck"].nunique()),
        "holds": "yes" if paid.loc["dealt in turn", "low"] <= true_doubling(desk_twin)
        <= paid.loc["dealt in turn", "high"] else "no",
    }  # fmt: skip
    for short, name in (("hours", "hours of the day"), ("days", "days"), ("chats", "chat by chat"),
                        ("turn", "dealt in turn")):  # fmt: skip
        facts |= fact.ends(f"by_{short}", paid.loc[name], fact.points, digits=1, signed=True)
    for name in ("paid", "bought", "hard"):
        facts |= fact.ends(f"met_{name}", met.loc[name], fact.points, digits=1, signed=True)
    minus = {"estimate": -yuan.value, "low": -yuan.high, "high": -yuan.low}
    return facts | fact.ends("yuan", minus, fact.number, digits=2)


@lesson.facts("played-reading", "deal-reading", "erlang-reading")
def _played(dealt, turn):
    rows = evenings(dealt, *AUTUMN)
    really = ((rows["waited_s"] <= 30) & ~rows["left"]).mean()
    sums = rows.loc[rows["is_presale"], "doublings"].sum() / rows["date"].nunique()
    turns, free = (staffing(rows, AGENTS, SLOTS, deal=deal).set_index("agents")
                   for deal in ("in turn", "to a free place"))  # fmt: skip
    erlang = beside_erlang(dealt).set_index("way")["estimate"]
    per_hour, minutes = busiest(dealt)
    return {
        "really": fact.share(really, 1), "played": fact.share(turns.loc[NOW, "estimate"], 1),
        "low": fact.share(turns.loc[NOW, "low"], 1), "high": fact.share(turns.loc[NOW, "high"], 1),
        "really_sum": fact.number(sums, 1), "played_sum": fact.number(turns.loc[NOW, "doublings"], 1),
        "days": fact.count(turns.loc[NOW, "n"]), "chats": fact.number(turns.loc[NOW, "chats"]),
        "free": fact.share(free.loc[NOW, "estimate"], 1), "free_sum": fact.number(free.loc[NOW, "doublings"], 1),
        "free_yuan": fact.number(-(turns.loc[NOW, "doublings"] - free.loc[NOW, "doublings"])
                                 * yuan_per_doubling(turn).value),
        "per_hour": fact.number(per_hour), "minutes": fact.number(minutes),
        "load": fact.number(per_hour * minutes / 60, 1), "formula": fact.share(erlang[WAYS[0]]),
        "one": fact.share(erlang[WAYS[1]]), "two": fact.share(erlang[WAYS[2]]),
        "turns": fact.share(erlang[WAYS[3]]),
    }  # fmt: skip


def beside_erlang(dealt):
    """Answered within 30 s: Erlang's formula, and simulations with the same number of places."""
    per_hour, minutes = busiest(dealt)
    load = per_hour * minutes / 60
    agents = math.ceil((load + 1) / SLOTS)
    drawn = draw_chats(dict.fromkeys(range(8, 24), per_hour), minutes, days=120)
    how = {"pickup": 0, "patience": math.inf}
    ways = (
        staffing(drawn, agents * SLOTS, 1, deal="to a free place", **how),
        staffing(drawn, agents, SLOTS, deal="to a free place", **how),
        staffing(drawn, agents, SLOTS, deal="in turn", **how),
    )
    rows = pd.concat(ways, ignore_index=True)[["agents", "estimate", "low", "high", "n", "counts"]]
    formula = pd.DataFrame({"agents": [agents * SLOTS],
                            "estimate": [erlang_c(per_hour, minutes, agents * SLOTS)["in_time"]]})  # fmt: skip
    table = pd.concat([formula, rows], ignore_index=True)
    table.insert(0, "way", WAYS)
    return table


def busiest(dealt, first=MID_YEAR[0], end=MID_YEAR[1]):
    """Chats an hour in the busiest hour of these evenings, and the mean minutes of a chat."""
    rows = evenings(dealt, first, end)
    hour = rows.groupby("hour").size() / rows["date"].nunique()
    return float(hour.max()), float(rows.loc[~rows["left"], "handle_s"].mean() / 60)


@lesson.facts("cost-reading", "event-reading", "verdict")
def _cost(chats, dealt, turn, team, desk_twin):
    autumn = cost(evenings(dealt, *AUTUMN), turn, team).set_index("agents")
    event = cost(evenings(dealt, *MID_YEAR), turn, team).set_index("agents")
    met = _estimate(when_full(turn, "yuan").iloc[0])
    wage = wage_of(team)
    three, four = autumn.loc[NOW], event.loc[NOW + 1]
    rates = _rates(chats[_between(chats, *AUTUMN)])
    plan = cost(plan_chats(dealt), turn, team, (2, 3, 4, 5, 6)).set_index("agents")
    facts = {
        "wage": fact.number(wage, 2), "even": fact.number(three["breaks_even"], 1),
        "even_low": fact.number(three["even_low"], 1), "even_high": fact.number(three["even_high"], 1),
        "event_even": fact.number(event.loc[NOW, "breaks_even"], 1),
        "event_low": fact.number(event.loc[NOW, "even_low"], 1),
        "event_high": fact.number(event.loc[NOW, "even_high"], 1),
        "fourth": fact.number(four["breaks_even"], 1),
        "spared": fact.number(wage / -met.value, 1),
        "spared_low": fact.number(wage / -met.low, 1),
        "spared_high": fact.number(wage / -met.high, 1),
        "cheapest": fact.count(autumn["cost"].idxmin()),
        "event_cheapest": fact.count(event["cost"].idxmin()),
        "plan_cheapest": fact.count(plan["cost"].idxmin()),
        "first": fact.share(rates.loc["first answer", "estimate"]),
        "human": fact.share(rates.loc["first human answer", "estimate"]),
        "met": fact.number(-met.value), "met_low": fact.number(-met.high),
        "met_high": fact.number(-met.low),
    }  # fmt: skip
    june, really = (
        spared(dealt, "2025-06", "2025-06"),
        truly_spared(desk_twin, "2025-06", "2025-06"),
    )
    facts |= {"june": fact.count(june), "june_true": fact.count(really)}
    for short, stretch in (("autumn", AUTUMN), ("event", MID_YEAR)):
        table = hours(evenings(dealt, *stretch), turn, team).set_index("hour")
        best = table.loc[table["estimate"].idxmax()]
        facts |= {
            f"{short}_hours": fact.name(_paying(table.reset_index())),
            f"{short}_top": fact.count(table["estimate"].idxmax()),
            f"{short}_yuan": fact.number(best["estimate"], 1), f"{short}_people": fact.number(best["spared"], 1),
            f"{short}_least": fact.number(table["estimate"].min(), 1),
        }  # fmt: skip
    shares = _bot_shares(chats)
    return facts | {name: fact.share(shares.loc[of, "estimate"]) for name, of in (
        ("bot_standard", "standard questions"), ("bot_chats", "chats"), ("bot_minutes", "minutes"))}  # fmt: skip


def expected(dealt, growth=GROWTH):
    """People in each hour of an evening of the next 618: this year's, grown."""
    june = evenings(dealt, *MID_YEAR)
    return (growth * june.groupby("hour").size() / june["date"].nunique()).round(1).to_dict()


def plan_chats(dealt):
    """Drawn evenings of the next 618."""
    return draw_chats(expected(dealt), busiest(dealt)[1], days=200)


@lesson.facts("year-reading")
def _year(dealt, turn, team, desk_twin):
    read = year_lost(dealt, turn)
    found = twin_change(desk_twin, "one agent fewer")
    return {
        "read": fact.money(read.value, -2, signed=True), "low": fact.money(read.low, -2, signed=True),
        "high": fact.money(read.high, -2, signed=True),
        **fact.ends("true", found, fact.money, digits=-2, signed=True),
        "wages": fact.money(wage_of(team) * SHIFT * 365),
        "autumn": fact.count(spared(dealt, "2025-09", "2025-12")),
        "autumn_true": fact.count(truly_spared(desk_twin, "2025-09", "2025-12")),
        "summer": fact.count(spared(dealt, "2025-04", "2025-08")),
        "summer_true": fact.count(truly_spared(desk_twin, "2025-04", "2025-08")),
        "each": fact.number(-yuan_per_doubling(turn).value, 2),
        "true_each": fact.number(-found.value / truly_spared(desk_twin, "2025-01", "2025-12"), 2),
        "lucks": fact.count(found.n),
    }  # fmt: skip


def _bot_shares(chats):
    return bot_share(chats[_between(chats, *YEAR)], STANDARD).set_index("of")


def bot_by_question(chats, team):
    """`bot_report` of 2025's questions before an order: the hour's wage, the yuan of a mistake."""
    rows = chats[_between(chats, *YEAR) & chats["is_presale"] & chats["yuan"].notna()]
    return bot_report(
        rows, wage_of(team) / SLOTS, max(-wrong_answer_effect(rows, "yuan").value, 0.0)
    )


def _lost_by_mistake(chats):
    rows = chats[_between(chats, *YEAR) & chats["yuan"].notna()]
    return wrong_answer_effect(rows, "yuan")._asdict()


@lesson.facts("bot-title", "bot-reading", "keep-reading")
def _bot(chats, team, desk_twin):
    shares, effect = _bot_shares(chats), wrong_answer_effect(chats[_between(chats, *YEAR)])
    report = bot_by_question(chats, team).set_index("reads")
    whole, parts = report.loc["all"], report.drop("all")
    worst = parts["right"].idxmin()
    twin = twin_change(desk_twin, "no bot", "profit")
    facts = {
        "right": fact.share(whole["right"]), "saved": fact.money(whole["saved"], -2),
        "mistakes": fact.money(whole["mistakes"], -2), "worth": fact.money(whole["worth"], -2),
        "worst": fact.name(worst), "worst_right": fact.share(parts.loc[worst, "right"]),
        "least": fact.share(parts.loc[worst, "least"]),
        **fact.ends("each", _lost_by_mistake(chats), fact.number, digits=1, signed=True),
        "twin": fact.money(-twin.value, -2), "twin_low": fact.money(-twin.high, -2),
        "twin_high": fact.money(-twin.low, -2), "lucks": fact.count(twin.n),
        **fact.ends("effect", effect._asdict(), fact.points, digits=1, signed=True),
    }  # fmt: skip
    for short, of in (
        ("standard", "standard questions"),
        ("chats", "chats"),
        ("minutes", "minutes"),
    ):
        facts |= fact.ends(short, shares.loc[of], fact.share, digits=1)
    return facts


def routed_and_dealt(dealt, value="paid"):
    """`agent_comparison` of daytime questions: while hard ones had their agent, and otherwise."""
    rows = before_orders(dealt)
    return (agent_comparison(rows[_between(rows, *ROUTED)], value),
            agent_comparison(outside(rows, *ROUTED), value))  # fmt: skip


@lesson.facts("agents-title", "agents-reading")
def _agents(dealt, agent_skills):
    routed, turn = routed_and_dealt(dealt)
    last = routed.sort_values("estimate")["agent"].iloc[0]
    mine, then = (table.set_index("agent").loc[last] for table in (turn, routed))
    skills = true_skills(agent_skills)
    best = turn["agent"].iloc[0]
    quick = turn.sort_values("per_hour")["agent"].iloc[-1]
    return {
        "last": fact.name(last.capitalize()), "best": fact.name(best.capitalize()),
        "mine_n": fact.count(mine["n"]), "then_n": fact.count(then["n"]),
        "place": fact.count(turn["agent"].tolist().index(last) + 1),
        "true_place": fact.count(skills.index(last) + 1),
        "true_best": fact.name(skills[0].capitalize()),
        "quick": fact.name(quick.capitalize()), "minutes": fact.number(mine["minutes"], 1),
        "quick_minutes": fact.number(turn.set_index("agent").loc[quick, "minutes"], 1),
        **fact.ends("then", then, fact.points, digits=1, signed=True),
        **fact.ends("mine", mine, fact.points, digits=1, signed=True),
        "shrunk": fact.points(mine["shrunk"], 1, signed=True),
    }  # fmt: skip


@lesson.facts("silent-reading")
def _silent(sessions, chats, orders):
    found = silent_vs_inquiry(sessions, chats, orders).set_index("who")
    return {
        "asked": fact.share(found.loc["asked", "estimate"]),
        "silent": fact.share(found.loc["silent", "estimate"], 1),
        "asked_n": fact.count(found.loc["asked", "n"]), "silent_n": fact.count(found.loc["silent", "n"]),
        "of_buyers": fact.share(found.loc["silent", "of_buyers"]),
        "first": fact.day(found.attrs["first"]), "last": fact.day(found.attrs["last"]),
        "people": fact.share(found.loc["asked", "n"] / found.loc["all", "n"], 1),
    }  # fmt: skip


def _scripts(rows):
    return script_test(rows).set_index(["script", "measure"])


@lesson.facts("script-reading")
def _script(scripts):
    found = _scripts(scripts)
    facts = {"held": fact.share(scripts.loc[scripts["script"] == "nothing", "paid"].mean())}
    for short, script in (
        ("word", "reminder"),
        ("off", "20 off if paid now"),
        ("push", "closing push"),
    ):
        facts |= fact.ends(
            f"{short}_paid", found.loc[(script, "paid")], fact.points, digits=1, signed=True
        )
        facts |= fact.ends(
            f"{short}_yuan", found.loc[(script, "yuan each")], fact.number, digits=1, signed=True
        )
        facts[f"{short}_back"] = fact.share(found.loc[(script, "sent back of paid"), "mean"])
        facts[f"{short}_anyway"] = fact.share(found.loc[(script, "paid"), "anyway"])
    return facts


@lesson.facts("quality-reading")
def _quality(chats):
    read = chats[chats["quality"].notna()]
    month = quality_share(read[_between(read, "2025-11-01", "2025-12-01")]).iloc[0]
    whole = quality_share(read).iloc[0]
    people = chats[(chats["handled_by"] != "bot") & _between(chats, "2025-11-01", "2025-12-01")]
    return {
        "read": fact.count(month["n"]), "of": fact.count(len(people)), "bad": fact.count(month["bad"]),
        "low": fact.share(month["low"], 1), "high": fact.share(month["high"], 1),
        "all_read": fact.count(whole["n"]), "all_share": fact.share(whole["estimate"], 1),
        "all_low": fact.share(whole["low"], 1), "all_high": fact.share(whole["high"], 1),
        "see": fact.share(chance_to_see(60, 3000, 30)),
    }  # fmt: skip


@lesson.facts("dispute-reading")
def _dispute(disputes_settled, disputes_open):
    found = dispute_triage(disputes_open, disputes_settled, LOST, HANDLING, WIN)
    mine = found[found["do"] == "contest"]
    wrong = (1 - mine["chance"]).sum()
    all_but = found[found["signal"] != "none"]
    return {
        "open": fact.count(len(found)), "contest": fact.count(len(mine)),
        "gain": fact.money(mine["gain"].sum()), "wrong": fact.number(wrong, 1),
        "suspicious": fact.count(len(all_but)), "all_gain": fact.money(all_but["gain"].sum(), signed=True),
        "all_wrong": fact.number((1 - all_but["chance"]).sum(), 1),
        "amount": fact.number(mine["amount"].mean()),
    }  # fmt: skip


@lesson.facts("reply-reading")
def _reply(reviews, chats):
    found = replies(reviews[reviews["rating"] <= 3]).set_index("what")
    card = service_scorecard(chats[_between(chats, *YEAR)]).set_index(["phase", "measure"])
    sat = satisfaction(chats[_between(chats, *YEAR)], "is_presale").set_index("is_presale")
    return {
        "soon": fact.share(found.loc["reply in time", "estimate"]),
        "settled": fact.share(found.loc["settled", "estimate"]),
        "open": fact.share(found.loc["in time, not settled", "estimate"]),
        "low": fact.share(found.loc["in time, not settled", "low"]),
        "high": fact.share(found.loc["in time, not settled", "high"]),
        "n": fact.count(found.loc["reply in time", "n"]),
        "before": fact.share(card.loc[("before the order", "satisfied"), "estimate"]),
        "after": fact.share(card.loc[("after the order", "satisfied"), "estimate"]),
        "rated": fact.share(sat.loc[True, "rated"]),
    }  # fmt: skip


@lesson.facts("route-reading")
def _route(dealt):
    june = evenings(dealt, *MID_YEAR)
    june = june.assign(after_order=~june["is_presale"])
    found = route_chats(june, ["after_order", "is_presale"], NOW).set_index(["rule", "group"])
    after, before = ("after_order", "not after_order"), ("not is_presale", "is_presale")
    facts = {"few_n": fact.count((~june["is_presale"]).sum())}
    for short, rule, (late, early) in (
        ("even", "nobody first", after), ("few", "after_order first", after),
        ("many", "is_presale first", before),
    ):  # fmt: skip
        facts[f"{short}_after"] = fact.share(found.loc[(rule, late), "in_time"])
        facts[f"{short}_before"] = fact.share(found.loc[(rule, early), "in_time"])
        facts[f"{short}_wait"] = fact.number(found.loc[(rule, late), "wait"])
        facts[f"{short}_wait_before"] = fact.number(found.loc[(rule, early), "wait"])
    return facts


# --- What the lesson asks ----------------------------------------------------------------------


@lesson.exercise("One agent fewer, for a year", Prediction("yuan"))
def agent_fewer(desk_twin):
    """In this simulated shop the year 2025 can run again with **two agents in the evening instead of three**, and all else as
    it was. How many yuan **less** do the year's orders leave, before wages? The mean of several runs counts, each beside
    the shop as it was on the same luck. Answer `(value, low, high)` in yuan, for example `(100_000, 50_000, 150_000)`; below 0 means more.

    Hint: The slider's table says what two and three agents lose on an autumn evening. 618 and 11.11 have busier ones.

    Hint: 365 evenings. Which part of them is busy?

    Right: It came out at {truth} yuan less, the mean of {lucks} runs. The evening agent's wages of a year are {wages} yuan.
    """
    return -twin_change(desk_twin, "one agent fewer").value


@agent_fewer.facts
def _fewer_facts(desk_twin, team):
    found = twin_change(desk_twin, "one agent fewer")
    return {"truth": fact.money(-found.value, -2), "lucks": fact.count(found.n),
            "wages": fact.money(wage_of(team) * SHIFT * 365)}  # fmt: skip


def _other_event(other_dealt, other_turn=None, agents=(2, 3), value="yuan", **how):
    turn = outside(before_orders(other_dealt), *ROUTED)
    per = _estimate(response_effect(turn, value).iloc[-1])
    played = staffing(evenings(other_dealt, *MID_YEAR), agents, SLOTS, **how)
    return worth_of_agents(played, per, wage=25, hours=SHIFT).iloc[-1]


@lesson.exercise("The third agent, in another shop", Number(tolerance=2.0, unit="yuan"))
def third_agent(other_dealt):
    """Songling Outdoor has three agents in the evening too, each with two places, and deals in turn. On the evenings of **618** (1 to
    18 June 2025): up to which **wage an hour** does the third agent pay, by what orders left within seven days?

    Hint: `dealing.response_effect(…, "yuan")`, the row "dealt in turn", of questions before an order between 8 and 24, without April to
    August 2025; made an `Estimate` as in the lesson.

    Hint: `staffing.staffing(asked.evenings(other_dealt, "2025-06-01", "2025-06-19"), [2, 3])`, then
    `staffing.worth_of_agents(…)`: the column `breaks_even`.

    Right: {even} yuan ({low} to {high}). A wage below that is earned back on these evenings, by orders alone.
    """
    return float(_other_event(other_dealt)["breaks_even"])


@third_agent.facts
def _third_facts(other_dealt):
    row = _other_event(other_dealt)
    return {"even": fact.number(row["breaks_even"], 1), "low": fact.number(row["even_low"], 1),
            "high": fact.number(row["even_high"], 1)}  # fmt: skip


@third_agent.applies
def _has_june(other_dealt):
    """This shop has no evenings of June 2025."""
    return can_answer(third_agent, other_dealt)


@third_agent.wrong("an evening")
def _an_evening(other_dealt):
    """That is what the third agent spares in a whole **evening**. Asked is the wage of an hour: there are eight."""
    return float(_other_event(other_dealt)["saves"])


@third_agent.wrong("all that is lost")
def _all_lost(other_dealt):
    """That is what two agents lose, by the hour. A third one doesn't spare all of it: take the difference of the two rows."""
    row = _other_event(other_dealt, agents=(2,))
    return float(row["lost"] / SHIFT)


@third_agent.wrong("still lost")
def _still_lost(other_dealt):
    """That is what is still lost *with* three, by the hour. Asked is what the third one spares."""
    return float(_other_event(other_dealt)["lost"] / SHIFT)


@third_agent.wrong("usual evenings")
def _usual(other_dealt):
    """Those are the autumn's evenings. Asked are those of 618."""
    turn = outside(before_orders(other_dealt), *ROUTED)
    played = staffing(evenings(other_dealt, *AUTUMN), (2, 3), SLOTS)
    return float(worth_of_agents(played, yuan_per_doubling(turn), 25).iloc[-1]["breaks_even"])


@third_agent.wrong("one chat at a time")
def _one_slot(other_dealt):
    """You gave each agent one place. Here each holds two chats at a time: `slots=2`."""
    turn = outside(before_orders(other_dealt), *ROUTED)
    played = staffing(evenings(other_dealt, *MID_YEAR), (2, 3), slots=1)
    return float(worth_of_agents(played, yuan_per_doubling(turn), 25).iloc[-1]["breaks_even"])


LIST = Decision(
    {
        "A": "Train the last of the list, and give nobody the hard questions any more.",
        "B": "Judge nobody by this list. Read the months in which all was dealt in turn, and pay for hard questions another way.",
        "C": "Rank them by the stars that buyers give after the chat.",
        "D": "Give all chats to the first of the list.",
    },
    {
        "1": "the last one sold least of all",
        "2": "from April to August hard questions had their agent: who gets them sells less and has people waiting, whoever it is",
        "3": "stars say who is kind",
        "4": "the first one sold most",
        "5": "ten agents are too few to compare",
    },
)


@lesson.exercise("The last of the list", LIST)
def last_of_list(dealt):
    """It is 31 August 2025. The list of the last five months stands above, without the months before. {last} is last, by {gap} points. The
    manager wants to pay by the list. What do you do, and why? An answer looks like `("A", 1)`.

    Hint: Who got which questions in these months? Does "on duty in the same hour" make that alike?

    Hint: In which months did nobody choose?

    Right: While all was dealt in turn {last} was number {place} of {many}: {mine} points ({low} to {high}).
    """
    return ("B", 2)


@last_of_list.facts
def _list_facts(dealt):
    routed, turn = routed_and_dealt(dealt)
    row = routed.sort_values("estimate").iloc[0]
    mine = turn.set_index("agent").loc[row["agent"]]
    return {
        "last": fact.name(row["agent"].capitalize()), "gap": fact.points(-row["estimate"], 1),
        "place": fact.count(turn["agent"].tolist().index(row["agent"]) + 1),
        "many": fact.count(len(turn)), "mine": fact.points(mine["estimate"], 1, signed=True),
        "low": fact.points(mine["low"], 1, signed=True), "high": fact.points(mine["high"], 1, signed=True),
    }  # fmt: skip


@last_of_list.applies
def _someone_routed(dealt):
    """In this shop nobody had the hard questions, or the list's last one is really behind."""
    try:
        routed, turn = routed_and_dealt(dealt)
    except (ValueError, LookupError):
        return False
    row = routed.sort_values("estimate").iloc[0]
    return bool(row["high"] < 0 < turn.set_index("agent").loc[row["agent"], "estimate"])


@last_of_list.wrong("sold least")
def _sold_least(dealt):
    """In these months, yes. Look at which questions the last one had, and how long people waited for it."""
    return ("A", 1)


@last_of_list.wrong("stars")
def _stars(dealt):
    """Who asks a hard question, or waits, gives fewer stars too. And only three of ten give any."""
    return ("C", 3)


@last_of_list.wrong("to the first")
def _to_the_first(dealt):
    """Then the first one is always full. And the first of ten is partly lucky: look at the shrunk column."""
    return ("D", 4)


@last_of_list.wrong("too few")
def _too_few(dealt):
    """The right thing to do. But ten agents with thousands of chats can be compared, where nobody chose who got what."""
    return ("B", 5)


@last_of_list.wrong("dealing alone")
def _dealing_alone(dealt):
    """The reason holds. But then the last one has nothing to be trained for, and somebody must answer the hard questions."""
    return ("A", 2)


KPI = Decision(
    {
        "A": "A bonus on the rate of first answers within 30 seconds, a bot's greeting counted.",
        "B": "No bonus on a rate. Deal to free places, watch people's first answer, and put agents where an hour spares enough people the wait.",
        "C": "One more agent on every evening, until the rate is 99%.",
        "D": "Drop the rate: waiting costs nothing.",
    },
    {
        "1": "the rate on the screen is what counts",
        "2": "a bot moves that rate without anybody being served; an agent's hour is worth what it spares",
        "3": "each second counts",
        "4": "by day and hour, waiting shows no effect",
    },
)


@lesson.exercise("A target for the desk", KPI)
def target(dealt, turn, team):
    """The manager wants a target for the desk, with a bonus (原文 000:033: 设置“30秒响应率”考核指标). What do you propose, and why?

    Hint: What moves the first of the three rates most cheaply?

    Hint: What did the third agent's hour spare on an autumn evening, what did it cost?

    Right: On autumn evenings the third agent's hour spares {even} yuan ({low} to {high}) and costs {wage}. Dealing to free places costs nothing. A
    platform's own limit may carry a fine, or places in the search: then its price belongs into the sum too.
    """
    return ("B", 2)


@target.facts
def _target_facts(dealt, turn, team):
    row = cost(evenings(dealt, *AUTUMN), turn, team).set_index("agents").loc[NOW]
    return {"even": fact.number(row["breaks_even"], 1), "low": fact.number(row["even_low"], 1),
            "high": fact.number(row["even_high"], 1), "wage": fact.number(wage_of(team), 2)}  # fmt: skip


@target.applies
def _third_is_dear(dealt, turn, team):
    """In this shop the evening's last agent is earned back by orders, or the effect of waiting can't be read."""
    try:
        row = cost(evenings(dealt, *AUTUMN), turn, team).set_index("agents").loc[NOW]
    except (ValueError, LookupError):
        return False
    return bool(row["breaks_even"] < wage_of(team))


@target.wrong("the platform's rate")
def _platforms_rate(dealt, turn, team):
    """A rate in which a bot's greeting counts goes to nearly 100%, and nobody is served sooner. You would pay for the greeting."""
    return ("A", 1)


@target.wrong("each second")
def _each_second(dealt, turn, team):
    """Seconds up to thirty cost nothing here. And an agent more must spare as much as the hour costs."""
    return ("C", 3)


@target.wrong("waiting is free")
def _free(dealt, turn, team):
    """Busy hours are also hours of people who want to buy: that hides it. Where chats were dealt in turn it shows."""
    return ("D", 4)


@target.wrong("free dealing, for the rate")
def _for_the_rate(dealt, turn, team):
    """The right thing to do. But that rate is no reason: a bot moves it alone."""
    return ("B", 1)


# --- The workshop's pool -----------------------------------------------------------------------


@lesson.exercise("The bot's minutes", Number(tolerance=0.015, unit="share"), pool=True)
def bot_minutes(other_chats):
    """Another shop's bot takes the easy questions (`other_chats`, one year). Of all **minutes** that people would have needed for
    all chats, which share did the bot take? A share between 0 and 1. Standard are size, stock, delivery and discount.

    Hint: `bots.bot_share(other_chats, ["size", "stock", "delivery", "discount"])`

    Right: It takes {chats} of the chats, but {minutes} of the minutes: the easy questions are the short ones.
    """
    return float(bot_share(other_chats, STANDARD).set_index("of").loc["minutes", "estimate"])


@bot_minutes.facts
def _minutes_facts(other_chats):
    found = bot_share(other_chats, STANDARD).set_index("of")["estimate"]
    return {"chats": fact.share(found["chats"]), "minutes": fact.share(found["minutes"])}


@bot_minutes.applies
def _has_a_bot(other_chats):
    """This shop has no bot, or its chats don't say what was asked."""
    return can_answer(bot_minutes, other_chats)


@bot_minutes.wrong("of the chats")
def _of_chats(other_chats):
    """That is the share of the *chats*. The bot's are short ones: weigh each by the minutes a person needs."""
    return float(bot_share(other_chats, STANDARD).set_index("of").loc["chats", "estimate"])


@bot_minutes.wrong("of the standard questions")
def _of_standard(other_chats):
    """That is the share of the *standard questions*, the vendor's number."""
    return float(
        bot_share(other_chats, STANDARD).set_index("of").loc["standard questions", "estimate"]
    )


@bot_minutes.wrong("the bot's own time")
def _own_time(other_chats):
    """You added up how long the chats *lasted*. The bot's lasted a minute; a person would have needed longer."""
    takes = other_chats["handle_s"]
    return float(takes[other_chats["handled_by"] == "bot"].sum() / takes.sum())


@lesson.exercise("Seen or not seen", Number(tolerance=0.006, unit="share"), pool=True)
def seen():
    """2,500 chats in a month; 50 of them are bad. Somebody reads 40, drawn by lot. How likely is it that **at least one** bad chat is among
    them? A share between 0 and 1.

    Hint: How likely is it that all 40 are good?

    Hint: `disputes.chance_to_see(bad=50, chats=2500, read=40)`, or 1 − 0.98 to the power of 40.

    Right: In the other months nobody sees one, and the desk looks spotless.
    """
    return chance_to_see(50, 2500, 40)


@seen.wrong("expected number")
def _expected():
    """That is how many bad ones one *expects*: 40 × 2%. Some months have two, many have none."""
    return 0.8


@seen.wrong("none")
def _none():
    """That is the chance to see **none**. Take it from 1."""
    return 1 - chance_to_see(50, 2500, 40)


@seen.wrong("share of bad")
def _share_bad():
    """That is the share of bad chats. Forty are read."""
    return 0.02


@lesson.exercise("Honest, and accused", Number(tolerance=0.012, unit="share"), pool=True)
def honest():
    """Of 1,000 disputes 40 are abuse. A rule points at 85 of 100 abusers, and spares 94 of 100 honest buyers. Of those whom
    it **accuses**, which share is honest? A share between 0 and 1.

    Hint: How many abusers does it point at, how many honest ones?

    Hint: `disputes.accused(1000, base=0.04, caught=0.85, spared=0.94)`

    Right: 34 abusers and about 58 honest buyers. A rule that "is right 94 times in 100" accuses more honest people than others, where abuse is rare.
    """
    return accused(1000, 0.04, 0.85, 0.94)["share"]


@honest.wrong("of the honest")
def _of_honest():
    """That is the share of the *honest* who are accused. Asked is the share of the *accused* who are honest."""
    return 0.06


@honest.wrong("caught")
def _caught():
    """That is the other side: the share of the accused who are abusers."""
    return 1 - accused(1000, 0.04, 0.85, 0.94)["share"]


@honest.wrong("missed")
def _missed():
    """That is the share of the abusers whom the rule misses."""
    return 0.15


SAY = Decision(
    {
        "A": "Say nothing.",
        "B": "Send the reminder without money.",
        "C": "Send the reminder with 20 yuan off.",
        "D": "Use the closing push.",
    },
    {
        "1": "it lets most people pay",
        "2": "it leaves most yuan for each order that was open, what went to those who would have paid anyway counted",
        "3": "money off always goes to people who would have paid anyway",
        "4": "it is the kindest",
    },
)


@lesson.exercise("What to say to an open order", SAY, pool=True)
def say(other_scripts):
    """Another shop dealt four scripts by lot to its open orders (`other_scripts`: `script`, `paid`, `returned`, `yuan`; `yuan` is what an
    order left, 0 if not paid). Which one do you use from now on, and why?

    Hint: `service.script_test(other_scripts)`, the rows "yuan each".

    Right: Against nothing, "{script}" leaves {yuan} yuan more for each open order ({low} to {high}). Its orders leave much, so that 20 yuan are soon earned
    back. In the lesson's shop the same 20 yuan lost money.
    """
    yuan = _scripts(other_scripts).xs("yuan each", level="measure")["estimate"]
    letters = {"reminder": "B", "20 off if paid now": "C", "closing push": "D"}
    return (letters[yuan.idxmax()] if yuan.max() > 0 else "A", 2)


@say.facts
def _say_facts(other_scripts):
    found = _scripts(other_scripts).xs("yuan each", level="measure")
    row = found.loc[found["estimate"].idxmax()]
    return {"script": fact.name(found["estimate"].idxmax()),
            **fact.ends("yuan", row, fact.number, digits=1, signed=True),
            "low": fact.number(row["low"], 1, signed=True), "high": fact.number(row["high"], 1, signed=True)}  # fmt: skip


@say.wrong("most people pay")
def _most_pay(other_scripts):
    """The right script here, but not for this reason: how many pay says nothing about what is left."""
    return ("C", 1)


@say.wrong("say nothing")
def _say_nothing(other_scripts):
    """Some of the money goes to people who would have paid anyway. Look at what is left after that, beside silence."""
    return ("A", 3)


@say.wrong("the push")
def _push(other_scripts):
    """Look at what came back: of the orders that were pushed, many."""
    return ("D", 1)


@say.wrong("never money")
def _never_money(other_scripts):
    """Some of it always goes to them. Count what is left after that: an order of this shop leaves a lot."""
    return ("B", 3)


@say.wrong("kind")
def _kind(other_scripts):
    """Kindness counts. But the reminder with money isn't unkind, and leaves more."""
    return ("B", 4)


RATES = {"A": "first answer", "B": "first human answer", "C": "turns in 30 s"}


@lesson.exercise("Three rates in order", Ordering(RATES), pool=True)
def three_in_order(other_chats):
    """Another shop's desk (`other_chats`, one year, 30 seconds). Put the three rates in order, the **highest first**.

    Hint: `service.response_rates(other_chats)`

    Right: {first}, {second} and {third}, of one desk in one year. Ask which one a report means.
    """
    rate = response_rates(other_chats).set_index("definition")["estimate"]
    return sorted(RATES, key=lambda letter: -rate[RATES[letter]])


@three_in_order.facts
def _order_facts(other_chats):
    rate = response_rates(other_chats)["estimate"].sort_values(ascending=False)
    return {name: fact.share(value, 1) for name, value in
            zip(("first", "second", "third"), rate, strict=True)}  # fmt: skip


@three_in_order.applies
def _rates_differ(other_chats):
    """This shop's chats don't hold all three."""
    return can_answer(three_in_order, other_chats)


@three_in_order.wrong("lowest first")
def _lowest(other_chats):
    """The lowest stands first. Turn it round."""
    return three_in_order(other_chats)[::-1]


@three_in_order.wrong("people before turns")
def _people_first(other_chats):
    """Once somebody is there, most turns come quickly. To get to somebody is the long wait."""
    return ["A", "B", "C"]


@lesson.exercise("Where contesting begins", Number(tolerance=0.008, unit="share"), pool=True)
def contest():
    """A dispute about 250 yuan. Contesting costs 20 yuan of work. If the buyer is honest, the shop loses 260 yuan by the accusation. If it is abuse, the platform decides
    for the shop in 75 of 100 cases. From which **chance of abuse** on does contesting pay? A share between 0 and 1.

    Hint: It is even where chance × 0.75 × 250 = 20 + (1 − chance) × 260.

    Hint: `disputes.contest_from(250, lost=260, handling=20, win=0.75)`

    Right: "More likely than not" isn't enough: a false accusation costs more than the money.
    """
    return contest_from(250, OTHER_LOST, OTHER_HANDLING, OTHER_WIN)


@contest.wrong("even chances")
def _even():
    """That would hold if both mistakes cost the same, and nothing else."""
    return 0.5


@contest.wrong("always won")
def _always_won():
    """You let the shop win every case. It wins 75 of 100."""
    return contest_from(250, OTHER_LOST, OTHER_HANDLING, 1.0)


@contest.wrong("no false accusation")
def _no_accusation():
    """You left out what an honest buyer's anger costs."""
    return contest_from(250, 0, OTHER_HANDLING, OTHER_WIN)


@contest.wrong("no work")
def _no_work():
    """You left out the 20 yuan of work."""
    return contest_from(250, OTHER_LOST, 0, OTHER_WIN)
