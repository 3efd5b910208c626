"""The exercises of workshop 2.9: the traffic budget of a quarter, and the pool of lessons 2.1 to 2.8."""

import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_numbers, check_table
from ecomlab.classroom.audits import VERDICTS, Sentence, audited, numbered, verdict_of
from ecomlab.classroom.kinds import Audit, Decision, Number, Prediction, Simulated, Verdicts
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.errors import InputError
from ecomlab.estimates import difference_of_means, mean, normal_quantile, t_quantile
from ecomlab.exercises.traffic import (
    attribution,
    campaigns,
    creators,
    increment,
    live,
    mix,
    paid,
    search,
)
from ecomlab.texts import Text, fact
from ecomlab.traffic.campaigns import event_effect
from ecomlab.traffic.increment import increment_by_lot
from ecomlab.traffic.live import part_effect
from ecomlab.traffic.paid import break_even_roas, order_economics, settled_lines

EVENING = "2025-12-31"  # the last of the table
QUARTER = "2025-10-01"  # first day of the agency's numbers
OPEN = 15  # days until the claims of a day of ads are all in
OFFERED, STEP = 100_000, 12_500  # yuan: what the boss has; what a test may cost
PRECISE = 2.0  # yuan to each side, asked of a test
TEST = ("2025-07-09", 15)  # first day and number of whole weeks of the feed's test
HOSTS = ("mei", "zhou")
EVENT = ("2025-11-01", "2025-11-11")
WAITING, DIP = 12, 15  # days before and after it that it may change
OWN_NAME, FEED, ROOM, POSTS = "paid_brand", "paid_feed", "live", "content"
SOURCES = {
    "A": "paid_search", "B": "paid_brand", "C": "paid_feed", "D": "content", "E": "live",
    "F": "affiliates",
}  # fmt: skip
KEEP = "G"
CHOICES = {
    "A": "search ads (paid_search)",
    "B": "the ad on our own name (paid_brand)",
    "C": "the feed (paid_feed)",
    "D": "creators' posts (content)",
    "E": "the live room (live)",
    "F": "coupon sites and blogs (affiliates)",
    "G": "none of them: it stays in the bank",
}
AGENCY = {"B": 25_000, "C": 75_000}  # what its memo asks for, in yuan
TABLES = (
    "ads_daily", "ads_regions", "ad_conversions", "pnl_lines", "traffic_daily", "live_minutes",
    "live_shows", "sessions",
)  # fmt: skip


def tables():
    """What the exercises are asked on: the second shop, the runs of its quarter, an evening."""
    shop = load("second_shop")
    return {
        **{name: shop[name] for name in TABLES},
        "runs": load("quarter").runs,
        "switched_off": load("attribution").switched_off,
        "songling": load("attribution").songling,
        "shop": shop,
        "evening": EVENING,
        "label": "published",
    }


lesson = Lesson("2_9", data=tables, names={name: f"shop.{name}" for name in TABLES})


def of_shop(*names, **others):
    """A function that gives these tables of a shop, and others under another name."""
    wanted = {name: name for name in names} | others
    return lambda shop, evening: (
        {name: shop[table] for name, table in wanted.items()} | {"evening": evening}
    )


# --- What several questions need ---------------------------------------------------------------


def _day(table, day):
    return check_moment(table["date"], day)


def quarter(ads_daily, evening, settled=True):
    """The agency's quarter; only days whose claims are all in, unless asked otherwise."""
    first = _day(ads_daily, QUARTER)
    last = _day(ads_daily, evening) - pd.Timedelta(days=OPEN if settled else 0)
    return ads_daily[(ads_daily["date"] >= first) & (ads_daily["date"] <= last)]


def roi(ads):
    """What the tools claim for a yuan."""
    return float(ads["revenue"].sum() / ads["cost"].sum())


def roi_by_source(ads):
    """The same for each kind of plan, the highest first."""
    sums = ads.groupby("plan_kind", observed=True)[["revenue", "cost"]].sum()
    sums.index = sums.index.astype(str)
    return (sums["revenue"] / sums["cost"]).sort_values(ascending=False)


def own_roi(ads, name="ads.csv"):
    """`roi_by_source` of an own export, complete days only.

    A date may be written 2025-01-31, 20250131 or 2025/1/31. Where nothing was spent there is no
    return to show.
    """
    ads = check_table(ads, name, "date", "plan_kind", "revenue", "cost")
    check_numbers(ads, name, "revenue", "cost")
    day = ads["date"]
    if not pd.api.types.is_datetime64_any_dtype(day):
        day = pd.to_datetime(day.astype(str).str.strip(), format="mixed", errors="coerce")
    if day.isna().any():
        raise InputError(f"{name} has a date that can't be read. Write it like 2025-01-31.")
    complete = ads[day <= day.max() - pd.Timedelta(days=OPEN)]
    if complete.empty:
        raise InputError(
            f"{name} has no day that is complete: the last {OPEN} days are left out. Export more days."
        )
    return roi_by_source(complete).replace(np.inf, np.nan)


def of_kind(ads, *kinds):
    return ads[ads["plan_kind"].astype(str).isin(kinds)]


def settled(pnl_lines, evening):
    """The lines of orders whose returns are all in: paid 15 days before the evening or earlier."""
    return settled_lines(pnl_lines, evening, OPEN)


def books(pnl_lines, evening):
    """Margin, returns, what a return costs, of settled orders: as `break_even_roas` takes them."""
    found = order_economics(settled(pnl_lines, evening))
    return {name: found[name] for name in ("margin", "returns", "return_cost")}


def border(pnl_lines, evening):
    """What a tool must show for a yuan, so that nothing is lost."""
    return break_even_roas(**books(pnl_lines, evening))


def feed_weeks(ads_regions, traffic_daily):
    """The feed's test of 2025: one row per day of its whole weeks, with cost and the shop's sales."""
    first = _day(ads_regions, TEST[0])
    days = pd.date_range(first, periods=7 * TEST[1], tz=ads_regions["date"].dt.tz)
    feed = of_kind(ads_regions, FEED).groupby("date")
    sales = traffic_daily.groupby("date")["revenue"].sum()
    table = pd.DataFrame({"date": days})
    return table.assign(
        on=(feed["factor"].max() > 0).reindex(days).to_numpy(),
        cost=feed["cost"].sum().reindex(days).to_numpy(),
        revenue=sales.reindex(days).to_numpy(),
    )


def feed_test(ads_regions, traffic_daily):
    """Yuan of sales for a yuan of the feed, by the lot of weeks."""
    return increment_by_lot(feed_weeks(ads_regions, traffic_daily), "on", days=7)


def by_lot(live_minutes):
    return live_minutes[live_minutes["host_by"].astype(str) == "lot"]


def host_effect(live_minutes):
    """Orders for a click: of one host by the other's, on evenings that a lot dealt."""
    return part_effect(by_lot(live_minutes), *HOSTS, by="host")


def last_four(ads_daily, evening):
    """Each plan's last four days: orders, and what the tool shows tonight for a yuan."""
    young = ads_daily[ads_daily["date"] > _day(ads_daily, evening) - pd.Timedelta(days=4)]
    sums = young.groupby(young["plan_id"].astype(str))[["orders", "revenue", "cost"]].sum()
    sums = sums[sums["cost"] > 0]
    return sums.assign(roi=sums["revenue"] / sums["cost"]).sort_values("roi")


def post_visits(traffic_daily, evening):
    """Last click's sales of the posts for a yuan, in the agency's quarter."""
    rows = quarter(traffic_daily, evening, settled=False)
    rows = rows[rows["channel"].astype(str) == POSTS]
    return float(rows["revenue"].sum() / rows["cost"].sum())


def visits_and_visitors(sessions):
    return len(sessions), int(sessions["visitor_id"].nunique())


def free_search(sessions):
    """Visits by free search, and all visits, in the table of visits."""
    return int((sessions["channel"].astype(str) == "natural_search").sum()), len(sessions)


def agency_event(traffic_daily):
    """The agency's number: sales of the event's days above the median day of the quarter."""
    days = traffic_daily.groupby("date")["revenue"].sum()
    usual = days[days.index >= _day(traffic_daily, QUARTER)].median()
    return float(
        (days[_day(traffic_daily, EVENT[0]) : _day(traffic_daily, EVENT[1])] - usual).sum()
    )


def event_parts(traffic_daily):
    """Sales of the event, of the days around it and of all of them, beside ordinary days (2.7)."""
    days = traffic_daily.groupby("date", as_index=False)["revenue"].sum()
    found = event_effect(days, *EVENT, value="revenue", waiting=WAITING, dip=DIP)
    return found.set_index("part")


# --- The quarter, run --------------------------------------------------------------------------


def gains(runs):
    """Profit beside the quarter as it was, yuan, of each source, change and lot of luck."""
    was = runs[runs["kind"] == "none"].set_index("luck")["profit"]
    table = runs[runs["kind"] != "none"]
    return table.assign(gain=table["profit"] - table["luck"].map(was))


def gain(runs, source, more):
    """What so many yuan more of a source change in profit, one number per lot of luck.

    Between the amounts that were run it lies on a straight line.
    """
    if source == KEEP:
        return pd.Series(0.0, index=sorted(runs["luck"].unique()))
    table = gains(runs)
    table = table[(table["kind"] == SOURCES[source]) & (table["change"] == "more")]
    wide = table.pivot(index="luck", columns="more", values="gain")
    at = [0, *wide.columns]
    return pd.Series(
        [np.interp(more, at, [0, *row]) for row in wide.to_numpy()], index=wide.index
    )  # fmt: skip


def stopped(runs, source):
    """The same for a source that is switched off."""
    table = gains(runs)
    table = table[(table["kind"] == SOURCES[source]) & (table["change"] == "off")]
    return table.set_index("luck")["gain"]


def left_per_yuan(runs, source):
    """What a yuan of a source leaves on average, before its own cost, one number per lot of luck.

    Found by switching the source off: the profit that is missing then, with what is saved.
    """
    was = runs[runs["kind"] == "none"].set_index("luck")
    off = runs[(runs["kind"] == SOURCES[source]) & (runs["change"] == "off")].set_index("luck")
    saved = was["spend"] - off["spend"]
    return (was["profit"] - off["profit"] + saved) / saved


def curves(runs):
    """For the figure: mean change of profit with its interval, by source and yuan more."""
    rows = []
    for letter, source in SOURCES.items():
        rows.append({"source": source, "more": 0, "gain": 0.0, "low": 0.0, "high": 0.0})
        for more in sorted(runs.loc[runs["more"] > 0, "more"].unique()):
            found = mean(gain(runs, letter, more), "lots of luck")
            rows.append({"source": source, "more": int(more), "gain": found.value,
                         "low": found.low, "high": found.high})  # fmt: skip
    return pd.DataFrame(rows)


def without(runs):
    """What switching a source off changes in profit, yuan, with its interval over the lots of luck."""
    rows = []
    for letter, source in SOURCES.items():
        found = mean(stopped(runs, letter), "lots of luck")
        rows.append({"source": source, "switched off": found.value, "low": found.low,
                     "high": found.high, "n": found.n})  # fmt: skip
    return pd.DataFrame(rows)


def run_quarter(source, more, evidence, step):
    """The quarter of a choice, beside the evidence's, its test, a bet, and the agency's.

    The agency's three demands were run one by one; their changes are added.
    """
    runs = load("quarter").runs
    asked = sum(gain(runs, letter, yuan) for letter, yuan in AGENCY.items())
    own_off = stopped(runs, "B")
    rows = {
        "yours": (CHOICES[source], 0 if source == KEEP else more, gain(runs, source, more)),
        "evidence": (CHOICES[evidence], 0 if evidence == KEEP else step,
                     gain(runs, evidence, step)),
        "its test, all quarter": ("own name off in half of the regions", 0, own_off / 2),
        "a bet with a limit": (CHOICES["E"], STEP, gain(runs, "E", STEP)),
        "agency": ("own name and feed; no creators", sum(AGENCY.values()),
                   asked + stopped(runs, "D")),
        "own name off": ("the ad on our own name", 0, own_off),
    }  # fmt: skip
    return pd.DataFrame(
        {"who": who, "source": name, "yuan more": yuan, "worst luck": luck.min(),
         "best luck": luck.max(), "result": luck.mean()}
        for who, (name, yuan, luck) in rows.items()
    )  # fmt: skip


def next_yuan(ads_daily, pnl_lines, evening, keeps, more=OFFERED, source=ROOM):
    """What so many yuan more would leave, if they keep these shares of the tool's return."""
    shown = roi_by_source(quarter(ads_daily, evening))[source]
    left = 1 / border(pnl_lines, evening)
    leaves = [more * (keep * shown * left - 1) for keep in keeps]
    return pd.DataFrame({"keeps": list(keeps), "leaves": leaves})


# --- What the texts tell -----------------------------------------------------------------------


@lesson.facts("sources-reading")
def _sources(ads_daily, pnl_lines, evening):
    ads = quarter(ads_daily, evening)
    by = roi_by_source(ads)
    own = ads[ads["plan_kind"].astype(str) == OWN_NAME]
    return {
        "all": fact.number(roi(ads), 1),
        "own": fact.number(by[OWN_NAME], 0),
        "own_cost": fact.share(own["cost"].sum() / ads["cost"].sum()),
        "own_sales": fact.share(own["revenue"].sum() / ads["revenue"].sum()),
        "above": fact.count((by > border(pnl_lines, evening)).sum()),
        "sources": fact.count(len(by)),
        "border": fact.number(border(pnl_lines, evening), 2),
    }


@lesson.facts("books-reading")
def _books(pnl_lines, evening):
    known = books(pnl_lines, evening)
    return {
        "margin": fact.share(known["margin"], 1),
        "returns": fact.share(known["returns"], 1),
        "cost": fact.number(100 * known["return_cost"], 1),
        "left": fact.number(100 / border(pnl_lines, evening), 1),
        "border": fact.number(border(pnl_lines, evening), 2),
        "by_margin": fact.number(1 / known["margin"], 2),
    }


@lesson.facts("posts-reading")
def _posts(switched_off, songling):
    lost = attribution.twins(switched_off, "Songling").loc["post"]
    last = attribution.by_model(songling, "last")["last"]
    return {
        "credited": fact.count(last["post"]),
        "lost": fact.count(lost["estimate"]),
        "low": fact.count(lost["low"]),
        "high": fact.count(lost["high"]),
        "n": fact.count(lost["n"]),
        "times": fact.number(lost["estimate"] / last["post"], 1),
    }


@lesson.facts("event-title", "event-reading")
def _event(traffic_daily):
    found = event_parts(traffic_daily)
    words = {"n": fact.count(found["n"].iloc[0])}
    for part, row in found.iterrows():
        words[part] = fact.money(row["estimate"], -3, signed=part != "event")
        words[f"{part}_low"] = fact.money(row["low"], -3, signed=True)
        words[f"{part}_high"] = fact.money(row["high"], -3, signed=True)
    return words


@lesson.facts("feed-reading")
def _feed(ads_regions, traffic_daily, pnl_lines, evening):
    found = feed_test(ads_regions, traffic_daily)
    weeks = feed_weeks(ads_regions, traffic_daily)["revenue"]
    sales = weeks.groupby(np.arange(len(weeks)) // 7).sum()
    return {
        "value": fact.number(found.value, 2),
        "low": fact.number(found.low, 1),
        "high": fact.number(found.high, 1),
        "n": fact.count(found.n),
        "border": fact.number(border(pnl_lines, evening), 2),
        "first": fact.money(sales.iloc[:3].mean(), -3),
        "last": fact.money(sales.iloc[-3:].mean(), -3),
    }


@lesson.facts("lever-reading")
def _lever(ads_daily, pnl_lines, evening):
    shown = roi_by_source(quarter(ads_daily, evening))[ROOM]
    return {
        "shown": fact.number(shown, 1),
        "offered": fact.money(OFFERED),
        "half": fact.money(
            next_yuan(ads_daily, pnl_lines, evening, [0.5])["leaves"].iloc[0], -2, signed=True
        ),
        "fifth": fact.money(
            next_yuan(ads_daily, pnl_lines, evening, [0.2])["leaves"].iloc[0], -2, signed=True
        ),
    }


@lesson.facts("curves-title", "curves-reading")
def _curves(runs, ads_daily, pnl_lines, evening):
    room = {more: mean(gain(runs, "E", more), "lots of luck") for more in (STEP, OFFERED)}
    all_ = {letter: gain(runs, letter, OFFERED).mean() for letter in SOURCES}
    promised = roi_by_source(quarter(ads_daily, evening))[ROOM] / border(pnl_lines, evening)
    average = left_per_yuan(runs, "E").mean()
    links_left = mean(left_per_yuan(runs, "F"), "lots of luck")
    steps = {letter: mean(gain(runs, letter, STEP), "lots of luck") for letter in SOURCES}
    lost = [stopped(runs, letter).mean() for letter in "ACDE"]
    name = mean(stopped(runs, "B"), "lots of luck")
    return {
        "step": fact.money(STEP),
        "offered": fact.money(OFFERED),
        "room": fact.money(room[STEP].value, -2, signed=True),
        "room_low": fact.money(room[STEP].low, -2, signed=True),
        "room_high": fact.money(room[STEP].high, -2, signed=True),
        "room_all": fact.money(room[OFFERED].value, -3, signed=True),
        "least": fact.money(max(all_.values()), -3, signed=True),
        "most": fact.money(min(all_.values()), -3, signed=True),
        "lucks": fact.count(room[STEP].n),
        "search": fact.money(steps["A"].value, -2, signed=True),
        "search_low": fact.money(steps["A"].low, -2, signed=True),
        "search_high": fact.money(steps["A"].high, -2, signed=True),
        "promised": fact.number(promised, 2),
        "true": fact.number(average, 2),
        "step_left": fact.number(1 + room[STEP].value / STEP, 2),
        "all_left": fact.number(1 + room[OFFERED].value / OFFERED, 2),
        "links_left": fact.number(links_left.value, 2),
        "links_left_low": fact.number(links_left.low, 2),
        "links_left_high": fact.number(links_left.high, 2),
        "step_keeps": fact.share((1 + room[STEP].value / STEP) / average),
        "all_keeps": fact.share((1 + room[OFFERED].value / OFFERED) / average),
        "name": fact.money(name.value, -2, signed=True),
        "name_low": fact.money(name.low, -2, signed=True),
        "name_high": fact.money(name.high, -2, signed=True),
        "missed_least": fact.money(-max(lost), -3),
        "missed_most": fact.money(-min(lost), -3),
    }


# --- What the workshop asks --------------------------------------------------------------------


@lesson.exercise("What must a yuan bring back?", Prediction("yuan"))
def must_show(pnl_lines, evening):
    """An ad tool credits sales to a yuan of ads. **How many yuan of sales must it credit at Songling, so
    that nothing is lost?** Goods, the platform's fee, parcels, tax and returns have to be paid out of them.
    Write `(value, low, high)` before anybody computes.

    Hint: Of a yuan of sales that nobody sends back about 40 fen stay. One yuan in five comes back, and that costs
    too.

    Right: Now the room has a border of its own, and everybody wrote one down before.
    """
    return border(pnl_lines, evening)


@lesson.exercise("Without our own name", Number(tolerance=0.03, unit="yuan"))
def without_name(ads_daily, evening):
    """The agency adds up all plans since 1 October. **What do the tools credit to a yuan without the ad on
    our own name (`plan_kind` "paid_brand"), and without the days whose claims aren't all in yet (the last
    {open} before the evening of `evening`)?** Two decimals.

    Hint: Days up to 16 December 2025 are complete.

    Hint: Sum revenue and cost first, then divide.

    Right: Still above the border, and far from what the agency wrote. It is an average, of what is
    credited.
    """
    day, end = ads_daily["date"], pd.Timestamp(evening).tz_localize(ads_daily["date"].dt.tz)
    complete = day.between("2025-10-01", end - pd.Timedelta(days=15))
    ads = ads_daily[complete & (ads_daily["plan_kind"].astype(str) != "paid_brand")]
    return float(ads["revenue"].sum() / ads["cost"].sum())


@without_name.facts
def _open_days():
    return {"open": fact.count(OPEN)}


def _others(ads):
    return ads[ads["plan_kind"].astype(str) != OWN_NAME]


@without_name.wrong("with the own name")
def _with_own_name(ads_daily, evening):
    """The ad on your own name is still in it. It costs little and is credited with whoever types the
    shop's name.
    """
    return roi(quarter(ads_daily, evening))


@without_name.wrong("with open days")
def _open_days_too(ads_daily, evening):
    """Your days go up to tonight. The claims of the last ones aren't in yet, so they look poorer."""
    return roi(_others(quarter(ads_daily, evening, settled=False)))


@without_name.wrong("the agency's")
def _the_agencys(ads_daily, evening):
    """That is the agency's own number: all plans, all days."""
    return roi(quarter(ads_daily, evening, settled=False))


@without_name.wrong("mean of the sources")
def _mean_of_sources(ads_daily, evening):
    """You took the mean of the sources' returns. A source that costs twice as much counts twice: sum first."""
    return float(roi_by_source(_others(quarter(ads_daily, evening))).mean())


@without_name.wrong("the whole year")
def _whole_year(ads_daily, evening):
    """You took the whole table. The agency speaks of the days since 1 October."""
    settled = ads_daily["date"] <= _day(ads_daily, evening) - pd.Timedelta(days=OPEN)
    return roi(_others(ads_daily[settled]))


def _other_intervals(ads_regions, traffic_daily):
    """With the normal's quantile for the many weeks; or weeks on less weeks off, by the mean cost."""
    weeks = feed_weeks(ads_regions, traffic_daily)
    sums = weeks.groupby(np.arange(len(weeks)) // 7).agg(
        on=("on", "first"), cost=("cost", "sum"), revenue=("revenue", "sum")
    )
    parts = [sums.loc[sums["on"] == on, "revenue"] for on in (True, False)]
    plain = difference_of_means(*parts, "weeks")
    reach = (plain.high - plain.low) / 2 / sums.loc[sums["on"], "cost"].mean()
    return [*_with_normal(ads_regions, traffic_daily), TEST[1] * (reach / PRECISE) ** 2]


def _with_normal(ads_regions, traffic_daily):
    """With the normal's quantile for the many weeks, in place of the t of fifteen."""
    found = feed_test(ads_regions, traffic_daily)
    half = (found.high - found.low) / 2
    return [
        TEST[1] * (half * normal_quantile() / t_quantile(df) / PRECISE) ** 2
        for df in (TEST[1] - 2, TEST[1] - 1)
    ]


@lesson.exercise(
    "How long would that test have to be?",
    Number(tolerance=12, unit="weeks", accept=_other_intervals),
)
def weeks_needed(ads_regions, traffic_daily):
    """From 9 July to 21 October 2025 a lot said each week whether the feed ran ({weeks} weeks). The interval
    is too wide to decide anything. **How many weeks would such a test need, so that it reached {precise}
    yuan to each side?** (The width shrinks with the root of the number of weeks.)

    Hint: Half of (high − low) is what it reaches to each side now.

    Hint: weeks × (reaches now ÷ {precise})².

    Right: Years. So not by weeks of the whole shop: by regions, many at the same time, in pairs (lesson 2.4).
    """
    found = feed_test(ads_regions, traffic_daily)
    half = (found.high - found.low) / 2
    return found.n * (half / 2) ** 2


@weeks_needed.facts
def _test_words():
    return {"weeks": fact.count(TEST[1]), "precise": fact.number(PRECISE, 0)}


@weeks_needed.wrong("without the square")
def _no_square(ads_regions, traffic_daily):
    """You left the square out. Four times as many weeks make the interval half as wide, not a quarter."""
    found = feed_test(ads_regions, traffic_daily)
    return found.n * (found.high - found.low) / 2 / PRECISE


@weeks_needed.wrong("the whole width")
def _whole_width(ads_regions, traffic_daily):
    """You took the whole width, from low to high. Asked is the reach to each side: half of it."""
    found = feed_test(ads_regions, traffic_daily)
    return found.n * ((found.high - found.low) / PRECISE) ** 2


@weeks_needed.wrong("days")
def _as_days(ads_regions, traffic_daily):
    """Those are days. A lot of a week is one draw, so weeks are counted."""
    return 7 * weeks_needed(ads_regions, traffic_daily)


@lesson.exercise("What the next yuan must keep", Number(tolerance=0.006, unit="share"))
def next_keeps(ads_daily, pnl_lines, evening):
    """Suppose that all that the live room's tool claims was truly brought by its ads. The **average** yuan of
    the complete days since 1 October then brought what `roi_by_source` says for `live`. The **next** yuan meets
    people who are a little less ready. **Which share of that average must it still bring, so that it loses
    nothing?** A share between 0 and 1, two decimals.

    Hint: The next yuan must bring the border.

    Hint: `paid.break_even_roas` with margin, returns and return_cost from `paid.order_economics` of
    `workshop.settled(pnl_lines, evening)`.

    Right: That is the border of this meeting. Whether the next yuan keeps so much, no average can say.
    """
    from ecomlab.exercises.traffic import workshop  # so that it runs in the notebook too

    found = order_economics(workshop.settled(pnl_lines, evening))
    must = break_even_roas(found["margin"], found["returns"], found["return_cost"])
    return must / roi_by_source(quarter(ads_daily, evening))["live"]


@next_keeps.wrong("the margin's border")
def _by_margin(ads_daily, pnl_lines, evening):
    """Your border is 1 ÷ margin. What comes back, and what that costs, isn't in it."""
    shown = roi_by_source(quarter(ads_daily, evening))[ROOM]
    return 1 / books(pnl_lines, evening)["margin"] / shown


@next_keeps.wrong("upside down")
def _upside_down(ads_daily, pnl_lines, evening):
    """You divided the average by the border. That says how far the average lies above it."""
    return 1 / next_keeps(ads_daily, pnl_lines, evening)


@next_keeps.wrong("all sources")
def _all_sources(ads_daily, pnl_lines, evening):
    """You took the return of all sources together, our own name among them."""
    return border(pnl_lines, evening) / roi(quarter(ads_daily, evening))


@next_keeps.wrong("what it may lose")
def _may_lose(ads_daily, pnl_lines, evening):
    """That is the share that it may lose. Asked is the share that it must keep."""
    return 1 - next_keeps(ads_daily, pnl_lines, evening)


FIRST_TEST = Decision(
    {
        "A": "The ad on our own name: off in half of the regions, drawn by lot, for four weeks.",
        "B": "The feed: twice the money in half of the regions, drawn by lot, for four weeks.",
        "C": "The creators: no posts for four weeks, beside the four weeks before.",
        "D": "The coupon sites: gone from tomorrow on, everywhere.",
    },
    {
        "1": "the tool's return is the highest of all, so this test has most to win",
        "2": "no data of this shop say what it adds; if it adds little, the test itself saves money, and the regions "
        "without the lot say so",
        "3": "a month is long enough for any test, and January has time for it",
        "4": "the others are above the border, so none of them needs a test",
    },
)


@lesson.exercise("Which test first?", FIRST_TEST)
def first_test():
    """Leave the twin aside: no real shop has one. There is time for one test in January. Which, and why? A letter and a number, `("A", 1)`.

    Hint: Two weeks in February are Spring Festival. What does a comparison with the month before hold?

    Hint: Which of these tests may even earn something while it runs?

    Right: Where a rival may buy your name, the regions with the ad off will show it, and only there.
    """
    return "A", 2


@first_test.wrong("double the feed")
def _double_feed():
    """A lot makes it a test. But it spends more before anybody knows whether that pays. Another test by lot saves
    money while it runs.
    """
    return "B", None


@first_test.wrong("no posts for a month")
def _no_posts():
    """The month before is another month, and posts work on for weeks after they went out."""
    return "C", None


@first_test.wrong("coupon sites off everywhere")
def _links_off():
    """You may be right about them, and never know: with all of them gone nothing is left to compare."""
    return "D", None


@first_test.wrong("right action: the highest return")
def _right_highest():
    """The right test. But a high return isn't why: it is the reason for which the agency wants more of
    it.
    """
    return "A", 1


@first_test.wrong("right action: a month is enough")
def _right_month():
    """The right test. How long a test must be hangs on how much the regions differ: see the feed's weeks."""
    return "A", 3


@first_test.wrong("right action: the others need none")
def _right_above():
    """The right test. But an average above the border says nothing about the next yuan of the others."""
    return "A", 4


# --- The agency's memo -------------------------------------------------------------------------

LOOK = {
    1: "the sum itself, nothing more",
    2: "lesson 2.3, what a return costs",
    3: "lesson 2.3, young days",
    4: "lesson 2.6, credited and added",
    5: "lesson 2.4, and your own question on its weeks",
    6: "lesson 2.1, visits and visitors",
    7: "lesson 2.8, evenings dealt by lot",
    8: "lesson 2.1, a share with its count",
    9: "lesson 2.6, content beyond last click",
    10: "lesson 2.7, what was waited for and what was bought ahead",
}


def claims(ads_daily, ads_regions, pnl_lines, traffic_daily, live_minutes, sessions, evening):  # fmt: skip
    """The agency's ten sentences, each with the verdict that the data give it."""
    must, worst = border(pnl_lines, evening), last_four(ads_daily, evening).iloc[0]
    weeks, hosts = feed_test(ads_regions, traffic_daily), host_effect(live_minutes)
    visits, visitors = visits_and_visitors(sessions)
    by = roi_by_source(quarter(ads_daily, evening, settled=False))
    all_ = roi(quarter(ads_daily, evening, settled=False))
    margin = books(pnl_lines, evening)["margin"]
    around = event_parts(traffic_daily).loc[["waiting", "dip"]]
    began = sessions["ts"].min()
    free, all_visits = free_search(sessions)
    rows = [
        (f"From October to December the ad tools credited {all_:.1f} yuan of sales to a yuan.", "R"),
        (f"Our margin is {margin:.1%}, so a yuan of ads loses nothing from {1 / margin:.2f} yuan on.",
         "R" if abs(1 / margin - must) < 0.02 * must else "W"),
        (f"Plan `{worst.name}` brought {worst['roi']:.2f} in the last four days. It loses money: stop it "
         "tonight.", "N" if worst["orders"] < 20 else "R"),
        (f"The ad on our own name brings {by[OWN_NAME]:.0f}, so its next yuan earns most: 25,000 more for "
         "it.", "W"),
        (f"By our test in weeks a yuan of the feed brought {weeks.value:.2f}, more than the border: the "
         "feed pays.", verdict_of(weeks.low, weeks.high, must)),
        (f"Since {began.day} {began:%B} {visits:,} visitors came to the shop.", "R" if visits == visitors else "W"),
        (f"On evenings dealt by lot {HOSTS[0]} sells {hosts.value:.1f} times as many orders for a click as "
         f"{HOSTS[1]}.", "R" if hosts.low > 1 or hosts.high < 1 else "N"),
        (f"In the same days free search brought {free:,} of {all_visits:,} visits, {free / all_visits:.1%}.",
         "R"),
        (f"By last click the posts bring {post_visits(traffic_daily, evening):.2f}. More they don't bring: "
         "the creators can go.", "W"),
        (f"From 1 to 11 November we sold {agency_event(traffic_daily):,.0f} yuan more than on usual days. So "
         "much the event added.", "W" if (around["high"] < 0).any() else "N"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["sentence", "verdict"], index=range(1, len(rows) + 1))


def memo(shop, evening):
    """The ten sentences as they came, numbered."""
    names = ("ads_daily", "ads_regions", "pnl_lines", "traffic_daily", "live_minutes", "sessions")
    found = claims(**{name: shop[name] for name in names}, evening=evening)
    return Text(numbered(found["sentence"]))


@lesson.exercise("Ten sentences", Verdicts(VERDICTS, len(LOOK), LOOK))
def judged(ads_daily, ads_regions, pnl_lines, traffic_daily, live_minutes, sessions, evening):  # fmt: skip
    """The agency's memo once more, sentence by sentence:

    {memo}

    Judge each. Ten letters in order, such as `"NNR…"`.

    Hint: A right number with a wrong conclusion is wrong as a sentence.

    Hint: Ask of each: does another explanation give the same number? If yes, and the data can't choose, it is N.

    Right: Some of it is right, and you said so. Who only finds faults isn't read twice.
    """
    from ecomlab.exercises.traffic import workshop  # so that it runs in the notebook too

    found = workshop.claims(ads_daily, ads_regions, pnl_lines, traffic_daily, live_minutes,
                            sessions, evening)  # fmt: skip
    return "".join(found["verdict"])


@judged.facts
def _memo(ads_daily, ads_regions, pnl_lines, traffic_daily, live_minutes, sessions, evening):  # fmt: skip
    found = claims(ads_daily, ads_regions, pnl_lines, traffic_daily, live_minutes, sessions,
                   evening)  # fmt: skip
    return {"memo": numbered(found["sentence"])}


@judged.wrong("all wrong")
def _all_wrong():
    """You call all of it wrong. Some of these numbers you have worked out yourself: they are right."""
    return "W" * len(LOOK)


@judged.wrong("all right")
def _all_right():
    """You sign all of it. At least one sentence speaks of a number that you computed otherwise."""
    return "R" * len(LOOK)


@judged.wrong("nothing can be told")
def _all_untold():
    """You say that nothing can be told. Arithmetic can: begin with the sentences that only add up."""
    return "N" * len(LOOK)


# --- The assistant's summary -------------------------------------------------------------------

FLAWS = {
    "A": "the ad on our own name is in it (2.6)",
    "B": "days are in it whose claims or returns aren't all in (2.3, 2.8)",
    "C": "a visit that is gone is given to another source (2.1)",
    "D": "it is turned upside down, or the other part of the whole",
    "E": "what comes back isn't in it (2.3)",
    "F": "the width of an interval doesn't shrink like that (2.4)",
    "G": "it counts the evening of the day itself, or another age (2.3)",
    "H": "it is another quantity than the sentence names (2.1)",
}
HARMS = {
    "A": "finance, which would pay for what doesn't come",
    "B": "a plan or a room, which looks poorer than it is",
    "C": "whoever plans a test, which would be too short or too long",
    "D": "whoever reads a share, and sees people come or go who don't",
}
SENTENCES = [
    Sentence("Six sources cost us money, and 100,000 yuan more are offered for January to March."),
    Sentence(
        "Without our own name, and with complete days only, the tools credit {value} to a yuan.",
        without_name,
        {"with the own name": ("A", "A"), "with open days": ("B", "B")},
    ),
    Sentence(
        "Two evenings later, a day of ads shows {value} of its orders.",
        paid.seen_after_two,
        {"on its own evening": ("G", "A"), "what comes later": ("D", "A")},
    ),
    Sentence(
        "If the feed stopped and nothing else changed, free search would be {value} of all visits.",
        mix.after_the_cut,
        {"all of it to search": ("C", "D"), "as it is": ("H", "D")},
    ),
    Sentence(
        "Of a yuan that the live room shows at midnight, {value} is left on day 15.",
        live.kept_share,
        {"all revenue below": ("B", "B"), "what went back": ("D", "B")},
    ),
    Sentence(
        "The next yuan in the live room must keep {value} of the tool's average.",
        next_keeps,
        {"the margin's border": ("E", "A"), "what it may lose": ("D", "B")},
    ),
    Sentence(
        "A test of the feed by weeks, exact to 2 yuan, would take {value}.",
        weeks_needed,
        {"without the square": ("F", "C")},
    ),
    Sentence("None of these numbers says what the next yuan brings."),
]  # fmt: skip
KINDS = {
    str(place): one.exercise.kind for place, one in enumerate(SENTENCES, start=1) if one.exercise
}


def assistant(ads_daily, ads_regions, ad_conversions, pnl_lines, traffic_daily, live_shows, evening,
              label):  # fmt: skip
    """The summary that an assistant wrote for the group of this label, and the marks it should get."""
    data = {
        "ads_daily": ads_daily, "ads_regions": ads_regions, "ad_conversions": ad_conversions,
        "pnl_lines": pnl_lines, "traffic_daily": traffic_daily, "live_shows": live_shows,
        "evening": evening,
    }  # fmt: skip
    return audited(SENTENCES, data, seed=f"the traffic budget, {label}")


@lesson.exercise("The assistant's summary", Audit(FLAWS, HARMS, kinds=KINDS))
def audit(ads_daily, ads_regions, ad_conversions, pnl_lines, traffic_daily, live_shows, evening,
          label):  # fmt: skip
    """An assistant has summed up your morning. It is fluent, and you sign it.

    {memo}

    For each wrong sentence give its number, the flaw, the right number, and whom it harms: `[(9,
    "E", 12, "D")]`. If all is right: `[]`. Nobody tells you how many are wrong; it may be none.

    Hint: Each of the numbers was a question of this workshop.

    Hint: Don't ask whether a number is likely. Ask which sum gives it.

    Right: Your signature is worth something now.
    """
    from ecomlab.exercises.traffic import workshop  # so that it runs in the notebook too

    return workshop.assistant(ads_daily, ads_regions, ad_conversions, pnl_lines, traffic_daily,
                              live_shows, evening, label).marks  # fmt: skip


@audit.facts
def _summary(ads_daily, ads_regions, ad_conversions, pnl_lines, traffic_daily, live_shows, evening,
             label):  # fmt: skip
    found = assistant(ads_daily, ads_regions, ad_conversions, pnl_lines, traffic_daily, live_shows,
                      evening, label)  # fmt: skip
    return {"memo": found.text}


@audit.wrong("nothing wrong")
def _nothing_wrong():
    """Lay your own numbers beside the sentences: they don't all agree, and what differs differs by more
    than rounding.
    """
    return []


@lesson.exercise(
    "Run the quarter",
    Simulated(CHOICES, dict.fromkeys(CHOICES, OFFERED), run_quarter, amount="yuan"),
)
def run():
    """Type what you have decided: the source that gets more, and how many yuan more in the quarter. The shop
    was run from January to March with it, {lucks} times with another luck, and beside it with other choices.
    (`("G", 1)` puts nothing anywhere. Between the amounts that were run, {amounts}, the result lies on
    a straight line.)

    Hint: Take what stands in your decision file, not what you would like to have written.

    Right: "Result" is the mean change of the quarter's profit; the two columns before it are the worst and the
    best luck. No measurement says of any source that its next yuan pays. So the evidence puts no money
    anywhere, and tests: the own name off in half of the regions, drawn by lot (here: half of what "off" everywhere
    changes). A step in the live room is a bet, and its limit is what the boss may lose. The agency's three
    demands were run one by one and added up.
    """
    return "G", 1


@run.facts
def _run_words(runs):
    amounts = sorted(runs.loc[runs["more"] > 0, "more"].unique())
    return {
        "lucks": fact.count(runs["luck"].nunique()),
        "amounts": ", ".join(f"{more:,}" for more in (0, *amounts)),
    }


# --- The pool of the chapter's lessons ---------------------------------------------------------


def _mix(shop, evening):
    names = ("traffic_daily", "customers", "post_daily")
    return {name: shop[name] for name in names} | {"raw_events": load("mix").raw_events}


def _search(shop):
    """The second shop's shelves and places; looks, questions and guides are the lesson's own."""
    own, needed = load("search"), lesson.needed(search.lesson.id)
    return {name: shop[name] for name in search.SHOP if name in needed} | {
        name: own[name] for name in search.OWN if name in needed
    }


def _attribution(shop):
    """As its `pool_data` of the first half-year; its journeys are kept in a table."""
    own = load("attribution")
    tables = {name: own[name] for name in attribution.OWN} | {"journeys": own.songling}
    return tables | {name: shop[name] for name in attribution.SHOP}


def _campaigns(shop):
    own, needed = load("campaigns"), lesson.needed(campaigns.lesson.id)
    tables = {"orders": "orders", "returns": "returns", "deposits": "presale_deposits"}
    return {name: shop[table] for name, table in tables.items()} | {
        name: own[name] for name in campaigns.OWN if name in needed
    }


lesson.borrow(mix.lesson, _mix)
lesson.borrow(search.lesson, _search)
lesson.borrow(paid.lesson, of_shop("ads_daily", "ad_conversions", "pnl_lines"))
lesson.borrow(increment.lesson, lambda: {})  # its questions hold their numbers
lesson.borrow(
    creators.lesson, of_shop("content_posts", "creators", "creator_deals", "creator_orders")
)
lesson.borrow(attribution.lesson, _attribution)
lesson.borrow(campaigns.lesson, _campaigns)
lesson.borrow(live.lesson, of_shop("live_minutes", "live_shows"))
