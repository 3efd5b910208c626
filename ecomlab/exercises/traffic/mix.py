"""The exercises of lesson 2.1, *Who comes, and from where?*, and its part of the workshop's pool."""

import pandas as pd

from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Choice, Decision, Number, Ordering, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.estimates import paired_difference
from ecomlab.tables import purchases
from ecomlab.texts import fact
from ecomlab.traffic.mix import traffic_mix
from ecomlab.traffic.sources import (
    RULE,
    channel_cohorts,
    check_mix,
    classify_sources,
    concentration,
    cost_trend,
    entrance_inventory,
    field_split,
    hit_dependence,
    possible_shares,
    unit_cost,
    value_at_risk,
    without_source,
)
from ecomlab.traffic.visits import distinct_visitors, sessions, tracking_plan

CHANCE = 1 / 24  # of such a rule in 30 days: one in the shop's two years
REPLACED = 0.5  # of the loss, by a second leg: a guess
MARGIN = 0.29  # of a yuan of sales, before ads: the shop's ledger of that summer
QUARTER = 92  # days
DECISION = "2025-10-20"  # the Monday on which the lesson's question is put
STOPPED = ("2025-06-30", "2025-07-14")  # the week before the stop, and the first one without feed
# The rule's five sources, as two people would sort the shop's channels
STRICT = [("natural", "channel", "natural_search"), ("member", "channel", "private"),
          ("paid", "paid_flag", True)]  # fmt: skip
WIDE = [("paid", "channel", ["paid_search", "paid_feed", "affiliates"]),
        ("member", "channel", "private"),
        ("natural", "channel", ["natural_search", "other", "content", "live"])]  # fmt: skip
FIELDS = {"natural_search": "shelf", "paid_search": "shelf", "paid_feed": "content",
          "content": "content", "live": "content", "affiliates": "coupon sites",
          "private": "own people", "other": "own people"}  # fmt: skip
LAW = {"natural": (0.5, 1.0), "paid": (0.15, 0.3), "content": (0.12, 0.2), "member": (0.07, 0.1)}
SHOP = ("traffic_daily", "customers", "orders", "post_daily")
OWN = ("feed_twin", "raw_events", "entrances", "mixes")


def data():
    """The tables of the lesson: the running shop's, its own small ones, another shop's visits."""
    shop, own = load("shop"), load("mix")
    return (
        {name: shop[name] for name in SHOP}
        | {name: own[name] for name in OWN}
        | {"visits": load("second_shop").sessions, "lines": lines(shop), "landed": shop.sessions}
    )


def lines(shop):
    """The order lines of the visits in the log, each with its visit."""
    ordered = shop["touch_paths"].dropna(subset="order_id")[["order_id", "session_id"]]
    ordered = ordered[ordered["session_id"] >= shop["sessions"]["session_id"].min()]
    items = shop["order_items"].merge(ordered.astype("int64"), on="order_id")
    return items.assign(amount=items["price"] * items["qty"] - items["discount"])


NAMES = (
    {name: f"shop.{name}" for name in SHOP}
    | {name: f"own.{name}" for name in OWN}
    | {"visits": "second.sessions", "lines": "lines", "landed": "shop.sessions"}
)
lesson = Lesson("2_1", data=data, names=NAMES)


def last_quarter(traffic_daily):
    """The table's last 92 days."""
    day = traffic_daily["date"]
    return traffic_daily[day > day.max() - pd.Timedelta(days=QUARTER)]


# --- What the texts tell -----------------------------------------------------------------------


def by_week(feed_twin):
    """Natural visits and their share, of every state and week."""
    wide = feed_twin.pivot_table(index=["state", "week"], columns="channel", values="uv")
    total = wide.sum(axis=1)
    table = pd.DataFrame({"natural visits": wide["natural_search"], "all": total})
    table = table.assign(share=table["natural visits"] / total).reset_index()
    return table.assign(week=pd.to_datetime(table["week"]))


def weeks_off(feed_twin):
    """The weeks in which the shop as it was had no money in the feed."""
    was = feed_twin[(feed_twin["state"] == "as it was") & (feed_twin["channel"] == "paid_feed")]
    return pd.to_datetime(was.loc[was["cost"] == 0, "week"]).tolist()


def stretches(weekly, off):
    """Of each stretch without the feed: the week before it and its last week, share and count."""
    weekly = weekly.sort_values("week").reset_index(drop=True)
    without = weekly["week"].isin(off)
    rows = []
    for _, mine in weekly[without].groupby((~without).cumsum()):
        before, last = weekly.loc[mine.index[0] - 1], mine.iloc[-1]
        rows.append({"week": mine["week"].iloc[0], "share": last["share"] - before["share"],
                     "count": last["natural visits"] - before["natural visits"]})  # fmt: skip
    return pd.DataFrame(rows)


def _totals(feed_twin):
    """Sums of the fifteen weeks, by state."""
    sums = feed_twin.groupby("state")[["uv", "payers", "revenue", "cost"]].sum()
    feed = feed_twin[feed_twin["channel"] == "paid_feed"]
    return sums.assign(feed=feed.groupby("state")["revenue"].sum())


def lost_natural(feed_twin):
    """By what share the natural visits change if the feed is off in all weeks."""
    sums = by_week(feed_twin).groupby("state")["natural visits"].sum()
    return float(sums["always off"] / sums["always on"] - 1)


def _left(feed_twin):
    """What the feed left after its cost in all weeks: the weeks with and without it are pairs."""
    left = feed_twin.assign(left=MARGIN * feed_twin["revenue"] - feed_twin["cost"])
    wide = left.pivot_table(index="week", columns="state", values="left", aggfunc="sum")
    found = paired_difference(wide["always on"], wide["always off"], "weeks").times(len(wide))
    ends = {"left": found.value, "left_low": found.low, "left_high": found.high}
    return {name: fact.money(value, -3) for name, value in ends.items()}


@lesson.facts("slide-title", "slide-reading", "twin-title", "twin-reading")
def _twin(traffic_daily, feed_twin):
    day = traffic_daily["date"].dt.tz_localize(None)
    week = day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    by = traffic_daily.groupby([week, traffic_daily["channel"].astype("str")])["uv"].sum()
    before, after = (by.loc[pd.Timestamp(start)] for start in STOPPED)
    shares = [part["natural_search"] / part.sum() for part in (before, after)]
    wide = by.unstack()
    weekly = pd.DataFrame({"week": wide.index, "natural visits": wide["natural_search"].to_numpy(),
                           "share": (wide["natural_search"] / wide.sum(axis=1)).to_numpy()})  # fmt: skip
    moved = stretches(weekly, weeks_off(feed_twin))
    feed = traffic_daily[traffic_daily["channel"] == "paid_feed"].groupby("date")["cost"].sum()
    again = feed[(feed > 0) & (feed.index.tz_localize(None) >= pd.Timestamp(DECISION))].index[0]
    table = by_week(feed_twin).groupby("state")[["natural visits", "all"]].sum()
    part = table["natural visits"] / table["all"]
    totals = _totals(feed_twin)
    added = totals.loc["always on", "revenue"] - totals.loc["always off", "revenue"]
    saved = totals.loc["always on", "cost"] - totals.loc["always off", "cost"]
    clicks = totals.loc["always on", "feed"] - totals.loc["always off", "feed"]
    mix = traffic_mix(last_quarter(traffic_daily)).set_index("channel")["share"]
    return {
        "natural_now": fact.share(mix["natural_search"]),
        "stretches": fact.count(len(moved)),
        "share_up": fact.count(int((moved["share"] > 0).sum())),
        "count_up": fact.count(int((moved["count"] > 0).sum())),
        "late": fact.count(wide.loc[pd.Timestamp(STOPPED[1]) - pd.Timedelta(days=7), "paid_feed"]),
        "again": fact.day(again),
        "before": fact.share(shares[0], 1),
        "after": fact.share(shares[1], 1),
        "rise": fact.points(shares[1] - shares[0]),
        "count_before": fact.count(before["natural_search"]),
        "count_after": fact.count(after["natural_search"]),
        "fewer": fact.count(before["natural_search"] - after["natural_search"]),
        "weeks": fact.count(feed_twin["week"].nunique()),
        "with_feed": fact.share(part["always on"], 1),
        "without_feed": fact.share(part["always off"], 1),
        "lost": fact.share(-lost_natural(feed_twin), 1),
        "lost_visits": fact.count(
            table.loc["always on", "natural visits"] - table.loc["always off", "natural visits"], -2
        ),
        "added": fact.money(added, -3),
        "saved": fact.money(saved, -3),
        "margin": fact.money(MARGIN * added, -3),
        **_left(feed_twin),
        "clicks": fact.money(clicks, -3),
        "clicks_margin": fact.money(MARGIN * clicks, -3),
    }


def sorted_mix(traffic_daily, rules):
    """Visits of the last quarter by the rule's sources."""
    sources = classify(last_quarter(traffic_daily), rules)
    return sources.groupby("source", as_index=False)["uv"].sum()


def classify(traffic_daily, rules):
    """The days with a source: what no rule takes is "other"."""
    found = classify_sources(traffic_daily, rules)
    return found.assign(source=found["source"].replace("unknown", "other"))


@lesson.facts("rule-title", "rule-reading")
def _rule(traffic_daily, mixes):
    shares = [
        check_mix(sorted_mix(traffic_daily, rules)).set_index("source") for rules in (STRICT, WIDE)
    ]
    natural = possible_shares(RULE).set_index("source").loc["natural"]
    kept = mixes.groupby("shop").apply(lambda mix: bool(check_mix(mix)["fits"].all()))
    return {
        "strict": fact.share(shares[0].loc["natural", "share"]),
        "wide": fact.share(shares[1].loc["natural", "share"]),
        "paid_strict": fact.share(shares[0].loc["paid", "share"]),
        "paid_wide": fact.share(shares[1].loc["paid", "share"]),
        "least": fact.share(natural["least"]),
        "most": fact.share(natural["most"]),
        "kept": fact.count(int(kept.sum())),
        "shops": fact.count(len(kept)),
    }


@lesson.facts("verdict")
def _verdict(traffic_daily, feed_twin, mixes):
    return _twin(traffic_daily, feed_twin) | _rule(traffic_daily, mixes)


def clean(raw_events):
    """The events that may be counted: of a visitor who said yes, each once."""
    agreed = raw_events[raw_events["consent"]]
    return agreed.dropna(subset="visitor_id").drop_duplicates("event_id")


@lesson.facts("visits-reading", "gap-title", "log-reading")
def _visits(raw_events):
    events = clean(raw_events)
    number = {
        "three": sessions(events),
        "plain": sessions(events, midnight=False, campaign=False),
        "short": sessions(events, gap=5),
        "long": sessions(events, gap=60),
    }
    buyers = (events["event"] == "pay").sum()
    plan = tracking_plan(raw_events, consent="consent").set_index("test")["wrong"]
    return {
        "people": fact.count(events["visitor_id"].nunique()),
        **{name: fact.count(len(found)) for name, found in number.items()},
        "rate_three": fact.share(buyers / len(number["three"]), 1),
        "rate_plain": fact.share(buyers / len(number["plain"]), 1),
        "doubled": fact.count(plan["doubled"]),
        "unknown": fact.count(plan["unknown"]),
        "out": fact.count(plan["out of step"]),
        "followed": fact.count(plan["no consent"]),
        "nobody": fact.count(int(raw_events["visitor_id"].isna().sum())),
    }


@lesson.facts("uv-reading")
def _people(landed):
    all_ = int(distinct_visitors(landed)["visitors"].iloc[0])
    days, channels = (distinct_visitors(landed, by)["visitors"].sum() for by in ("day", "channel"))
    twice = len(landed) - int(days)
    return {
        "twice": fact.count(twice),
        "people": fact.count(all_),
        "days": fact.count(days),
        "channels": fact.count(channels),
        "more": fact.share(days / all_ - 1),
        "more_channels": fact.share(channels / all_ - 1),
    }


@lesson.facts("cost-title", "cost-reading", "cohort-reading")
def _costs(traffic_daily, customers, orders):
    quarter = last_quarter(traffic_daily)
    visit = unit_cost(quarter, "visit").set_index("channel")["estimate"]
    won = unit_cost(quarter, "new customer", customers=customers).set_index("channel")["estimate"]
    paid = won.drop("all")
    cohorts = channel_cohorts(customers, purchases(orders), cohort=None).set_index("acq_channel")
    rates = cohorts.loc[[name for name in cohorts.index if cohorts.loc[name, "n"] > 500]]
    trend = cost_trend(traffic_daily, quarter["date"].min()).set_index("channel")
    return {
        "content_visit": fact.money(visit["content"], 2),
        "live_visit": fact.money(visit["live"], 2),
        "content_new": fact.money(won["content"]),
        "live_new": fact.money(won["live"]),
        "dearest": fact.name(paid.idxmax().replace("_", " ")),
        "dearest_new": fact.money(paid.max()),
        "blended": fact.money(won["all"]),
        "cheapest_new": fact.money(paid.min()),
        "rise": fact.share(trend.loc["paid_feed", "estimate"] - 1),
        "rise_low": fact.share(trend.loc["paid_feed", "low"] - 1),
        "rise_high": fact.share(trend.loc["paid_feed", "high"] - 1),
        "least": fact.share(rates["estimate"].min(), 1),
        "most": fact.share(rates["estimate"].max(), 1),
        "later_least": fact.money(rates["later"].min()),
        "later_most": fact.money(rates["later"].max()),
    }


@lesson.facts("risk-reading", "hit-reading", "field-reading")
def _risks(traffic_daily, landed, lines, orders):
    quarter = last_quarter(traffic_daily)
    risk = value_at_risk(quarter, 0.25, MARGIN).set_index("channel")
    hits = hit_dependence(landed, lines, 3)
    split = field_split(orders, FIELDS).set_index("field")
    first = hits.iloc[0]
    return {
        "equal": fact.number(concentration(traffic_mix(quarter)), 1),
        "live": fact.money(risk.loc["live", "at_risk"], -2),
        "worth": fact.money(CHANCE * REPLACED * risk.loc["live", "at_risk"], -1),
        "months": fact.count(1 / CHANCE),
        "search": fact.money(risk.loc["natural_search", "at_risk"], -2),
        "hit": fact.name(first["sku"]),
        "hit_visits": fact.share(first["visits"]),
        "hit_sales": fact.share(first["sales"]),
        "hit_halo": fact.money(first["halo"], 2),
        "hit_gone": fact.share(first["if_gone"]),
        "content_share": fact.share(split.loc["content", "share"]),
        "content_back": fact.share(split.loc["content", "estimate"], 1),
        "shelf_back": fact.share(split.loc["shelf", "estimate"], 1),
    }


@lesson.facts("entrances-reading")
def _entrances(entrances, traffic_daily, feed_twin):
    table = entrance_inventory(entrances[entrances["entrance"] != "feed ads"])
    per_visit = table.set_index("entrance")["left_per_visit"]
    sums = (
        last_quarter(traffic_daily)
        .groupby("channel", observed=True)[["uv", "revenue", "cost"]]
        .sum()
    )
    above = (MARGIN * sums["revenue"] - sums["cost"]) / sums["uv"]
    natural_first = table[table["free"]].iloc[0]
    return {
        "first": fact.name(table.loc[0, "entrance"]),
        "first_hour": fact.money(table.loc[0, "gain_per_hour"]),
        "free": fact.name(natural_first["entrance"]),
        "free_hour": fact.money(natural_first["gain_per_hour"]),
        **_left(feed_twin),
        "weeks": fact.count(feed_twin["week"].nunique()),
        "live_here": fact.money(per_visit["own live room"], 2),
        "live_above": fact.money(above["live"], 2),
        "negative": fact.count(int((table["left_per_visit"] < 0).sum())),
        "entrances": fact.count(len(table)),
    }


# --- What the lesson asks ----------------------------------------------------------------------


@lesson.exercise("What happens to the natural visits?", Prediction("percent"))
def natural_change(feed_twin):
    """Fifteen weeks of the shop, run twice with the same people and the same luck: once with the feed
    always on, once with the feed always off. By how many **per cent** are the *natural visits* (free
    search, counted, not their share) higher **with the feed** than without it? Answer
    `(value, low, high)`; below 0 means: without the feed there are more.

    Hint: The share must be lower with the feed, by arithmetic. Who sees an ad in the feed, does that
    person ever search?

    Right: It came out at {change}. Some who meet the shop in the feed search for it later.
    """
    return 100 * (1 / (1 + lost_natural(feed_twin)) - 1)


@natural_change.facts
def _change(feed_twin):
    return {"change": fact.share(1 / (1 + lost_natural(feed_twin)) - 1, 1, signed=True)}


FEED = Decision(
    {
        "A": "Leave the feed off.",
        "B": "Switch the feed on again, at its old budget.",
        "C": "Wait until natural traffic has 70%.",
    },
    {
        "1": "the natural share rose: the shop stands on its own feet",
        "2": "the sales that the report books on the feed, times the margin, are less than its cost",
        "3": "all that the shop sells more with the feed, times the margin, is more than its cost",
        "4": "all that the shop sells more with the feed, times the margin, is less than its cost",
        "5": "paid traffic must lie between 5 and 10%",
    },
)


@lesson.exercise("The feed in November", FEED)
def feed_again(feed_twin):
    """It is 20 October, and the fifteen weeks are over. Of a yuan of sales {margin} yuan are left before ads. `own.feed_twin` has
    sales (`revenue`) and `cost` of all channels with the feed always on and always off. In the weeks with
    the feed the report books {clicks} yuan more on `paid_feed` itself. What do you do, and why? An answer looks like `("A", 1)`.

    Hint: `own.feed_twin.groupby("state")[["revenue", "cost"]].sum()`

    Hint: Compare all sales with all sales, then multiply by the margin.

    Right: With the feed the shop sells {added} yuan more for {saved} yuan of ads: {margin_yuan} yuan of margin. That
    is {left} yuan more than it cost, in one simulated shop.
    """
    totals = _totals(feed_twin)
    more = totals.loc["always on"] - totals.loc["always off"]
    return ("B", 3) if MARGIN * more["revenue"] > more["cost"] else ("A", 4)


@feed_again.facts
def _feed_facts(feed_twin):
    totals = _totals(feed_twin)
    more = totals.loc["always on"] - totals.loc["always off"]
    return {
        "margin": fact.number(MARGIN, 2),
        "clicks": fact.count(more["feed"], -3),
        "added": fact.count(more["revenue"], -3),
        "saved": fact.count(more["cost"], -3),
        "margin_yuan": fact.count(MARGIN * more["revenue"], -3),
        "left": fact.count(MARGIN * more["revenue"] - more["cost"], -3),
    }


@feed_again.wrong("the share rose")
def _share_rose(feed_twin):
    """A share rises when something else goes. The shop had fewer natural visits without the feed, not
    more.
    """
    return ("A", 1)


@feed_again.wrong("by the last click")
def _last_click(feed_twin):
    """That counts the orders whose last click was in the feed. Who saw the ad and came back by search
    stands in another row: compare *all* sales.
    """
    return ("A", 2)


@feed_again.wrong("the rule")
def _by_rule(feed_twin):
    """No rule of shares says what a yuan brings. It was written for another shop, in another year."""
    return ("C", 5)


@feed_again.wrong("on, because of the rule")
def _on_by_rule(feed_twin):
    """The right thing, for a reason that would be wrong next time: a share between 5 and 10% can lose
    money, and one of 30% can earn it.
    """
    return ("B", 5)


@lesson.exercise("The visitors of another shop", Number(tolerance=0.004, unit="times"))
def visitors_apart(visits):
    """A second shop reports for its last 90 days the **sum of its daily visitors**. **How many times** as
    large is that sum as the number of different people who came in these 90 days? The visits are
    `second.sessions`. Give three decimals.

    Hint: `visits.distinct_visitors(second.sessions, by="day")` has one row per day.

    Hint: Without `by` it counts every person once.

    Right: That is no fault of the log. It is what the word "visitor" means: one a day. Write the
    period beside it.
    """
    day = visits["ts"].dt.normalize()
    pairs = visits.assign(day=day).drop_duplicates(["visitor_id", "day"])
    return len(pairs) / visits["visitor_id"].nunique()


@visitors_apart.wrong("by channel")
def _by_channel(visits):
    """You summed the visitors of the *channels*. Asked is the sum of the days."""
    pairs = visits.drop_duplicates(["visitor_id", "channel"])
    return len(pairs) / visits["visitor_id"].nunique()


@visitors_apart.wrong("the other way round")
def _other_way(visits):
    """You divided the people by the sum. Asked is the sum by the people."""
    return 1 / visitors_apart(visits)


@visitors_apart.wrong("how much higher")
def _higher(visits):
    """That is by which share the sum is *higher*. Asked is how many times as large it is: one more."""
    return visitors_apart(visits) - 1


@visitors_apart.wrong("by month")
def _by_month(visits):
    """You summed the visitors of the *months*. Who comes twice in a month is counted once there."""
    month = visits["ts"].dt.strftime("%Y-%m")
    pairs = visits.assign(month=month).drop_duplicates(["visitor_id", "month"])
    return len(pairs) / visits["visitor_id"].nunique()


# --- The workshop's pool -----------------------------------------------------------------------


@lesson.exercise("The share after the cut", Number(tolerance=0.004, unit="share"), pool=True)
def after_the_cut(traffic_daily):
    """Take the last {days} days of `traffic_daily`. The ads in the feed (`paid_feed`) are stopped, and
    **nothing else changes**: every other visit comes as before. Which share of the visits then comes by
    free search (`natural_search`)? Give a share between 0 and 1.

    Hint: The free visits stay the same; the sum of all visits gets smaller.

    Hint: `sources.without_source(mix.traffic_mix(…), "paid_feed")`

    Right: The share rises and nobody more has come. Write the count below every share.
    """
    table = without_source(traffic_mix(last_quarter(traffic_daily)), "paid_feed")
    return float(table.set_index("channel").loc["natural_search", "share_after"])


@after_the_cut.applies
def _feed_and_search(traffic_daily):
    """There is no feed or no free search in these days."""
    return can_answer(after_the_cut, traffic_daily)


@after_the_cut.facts
def _quarter_days():
    return {"days": fact.count(QUARTER)}


def _shares(traffic_daily):
    return traffic_mix(last_quarter(traffic_daily)).set_index("channel")["share"]


@after_the_cut.wrong("as it is")
def _as_it_is(traffic_daily):
    """That is the share today, with the feed."""
    return _shares(traffic_daily)["natural_search"]


@after_the_cut.wrong("all of it to search")
def _all_to_search(traffic_daily):
    """You gave the feed's share to free search. Its visits are gone, not moved: every other source's
    share rises in proportion.
    """
    shares = _shares(traffic_daily)
    return shares["natural_search"] + shares["paid_feed"]


@lesson.exercise("How high can it be?", Number(tolerance=0.004, unit="share"), pool=True)
def highest_share():
    """A consultant's rule: **natural 50% or more, paid 15 to 30%, content 12 to 20%, members 7 to 10%**.
    There is nothing else. What is the **highest** natural share with which a shop can keep the whole
    rule? Give a share between 0 and 1.

    Hint: Natural is largest when all others are as small as they may be.

    Right: "50% or more" sounds like room up to the top. The other lines of the rule take it away.
    """
    return float(possible_shares(LAW).set_index("source").loc["natural", "most"])


@highest_share.wrong("no upper bound")
def _no_bound():
    """Natural has no upper bound of its own. But the others must have their lowest shares, and all
    shares together are 1.
    """
    return 1.0


@highest_share.wrong("the others at their highest")
def _others_high():
    """You took the *highest* shares of the others. That leaves the least for natural."""
    return 1 - sum(high for name, (_, high) in LAW.items() if name != "natural")


@highest_share.wrong("one left out")
def _one_left_out():
    """You left the members out. They need their lowest share too."""
    return 1 - LAW["paid"][0] - LAW["content"][0]


@lesson.exercise("What a new customer costs", Number(tolerance=1.5, unit="yuan"), pool=True)
def new_by_live(traffic_daily, customers):
    """What did one **new customer** of the live shows (`live`) cost in the last {days} days of
    `traffic_daily`, in yuan? Count who ordered for the first time in these days and was won by the
    live shows (`customers.acq_channel`).

    Hint: `sources.unit_cost(…, per="new customer", customers=…)`

    Right: Write "new" with its definition: the first order here, by last click.
    """
    table = unit_cost(last_quarter(traffic_daily), "new customer", customers=customers)
    return float(table.set_index("channel").loc["live", "estimate"])


@new_by_live.applies
def _live_wins(traffic_daily, customers):
    """The live shows cost nothing or won nobody in these days."""
    return can_answer(new_by_live, traffic_daily, customers)


@new_by_live.facts
def _live_days():
    return {"days": fact.count(QUARTER)}


@new_by_live.wrong("an order")
def _an_order(traffic_daily, customers):
    """That is what an *order* cost. Some who order in a show have bought here before."""
    table = unit_cost(last_quarter(traffic_daily), "order").set_index("channel")
    return float(table.loc["live", "estimate"])


@new_by_live.wrong("a visit")
def _a_visit(traffic_daily, customers):
    """That is what a *visit* cost."""
    table = unit_cost(last_quarter(traffic_daily), "visit").set_index("channel")
    return float(table.loc["live", "estimate"])


@new_by_live.wrong("blended")
def _blended(traffic_daily, customers):
    """That is the blended cost: all money over all new customers, of whom most came by free ways."""
    table = unit_cost(last_quarter(traffic_daily), "new customer", customers=customers)
    return float(table.set_index("channel").loc["all", "estimate"])


FOUR = {"A": "paid_search", "B": "paid_feed", "C": "live", "D": "affiliates"}


@lesson.exercise("By what a new customer costs", Ordering(FOUR), pool=True)
def cheapest_new(traffic_daily, customers):
    """Put the four channels in order of what a **new customer** cost in the last {days} days: the
    cheapest first.

    Hint: `sources.unit_cost(…, per="new customer", customers=…)`

    Right: The order by the cost of a *visit* can be another one. A cheap visit that never buys is dear.
    """
    cost = _new_costs(traffic_daily, customers)
    return sorted(FOUR, key=lambda letter: cost[FOUR[letter]])


@cheapest_new.facts
def _new_days():
    return {"days": fact.count(QUARTER)}


def _new_costs(traffic_daily, customers):
    table = unit_cost(last_quarter(traffic_daily), "new customer", customers=customers)
    return table.set_index("channel")["estimate"]


@cheapest_new.applies
def _four_apart(traffic_daily, customers):
    """Two of the four channels are missing, or a new customer costs about the same by them."""
    cost = _new_costs(traffic_daily, customers).reindex(list(FOUR.values())).sort_values()
    return bool(cost.notna().all() and (cost / cost.shift(1)).min() > 1.005)


@cheapest_new.wrong("dearest first")
def _dearest_first(traffic_daily, customers):
    """You put the dearest first."""
    return cheapest_new(traffic_daily, customers)[::-1]


@cheapest_new.wrong("by the visit")
def _by_visit(traffic_daily, customers):
    """That is the order by the cost of a *visit*."""
    table = unit_cost(last_quarter(traffic_daily), "visit").set_index("channel")["estimate"]
    return sorted(FOUR, key=lambda letter: table[FOUR[letter]])


@lesson.exercise(
    "A rule takes a quarter of the live room", Number(tolerance=60, unit="yuan"), pool=True
)
def quarter_less(traffic_daily):
    """A platform's new rule takes a quarter of the people away who come by the live room (`live`). Take
    the last {days} days of `traffic_daily`, and {margin} yuan of margin in a yuan of sales. All else stays as it is.
    How many yuan of margin are missing **in 30 days**?

    Hint: `sources.value_at_risk(…, drop=0.25, margin=…)`: column `at_risk`.

    Right: That is what one such blow costs. A second leg is worth less than that a month: the chance of the
    blow in that month × this loss × the part that the second leg replaces.
    """
    table = value_at_risk(last_quarter(traffic_daily), 0.25, MARGIN).set_index("channel")
    return float(table.loc["live", "at_risk"])


@quarter_less.applies
def _live_there(traffic_daily):
    """Nobody came by the live room in these days."""
    return can_answer(quarter_less, traffic_daily)


@quarter_less.facts
def _risk_facts():
    return {"days": fact.count(QUARTER), "margin": fact.number(MARGIN, 2)}


@quarter_less.wrong("sales, not margin")
def _sales_missing(traffic_daily):
    """Those are the *sales* that are missing. Of a yuan of sales only a part is yours."""
    table = value_at_risk(last_quarter(traffic_daily), 0.25).set_index("channel")
    return float(table.loc["live", "at_risk"])


@quarter_less.wrong("all of it")
def _all_missing(traffic_daily):
    """You took the whole live room away. The rule takes a quarter."""
    return 4 * quarter_less(traffic_daily)


@quarter_less.wrong("the whole quarter")
def _whole_quarter(traffic_daily):
    """That is what is missing in all the days of the table's last quarter. Asked are 30 days."""
    return quarter_less(traffic_daily) * QUARTER / 30


@lesson.exercise("From the post to the shop", Number(tolerance=0.001, unit="share"), pool=True)
def jump_rate(post_daily):
    """Creators' posts stand outside the shop. Which share of those who **clicked** on a post jumped
    straight into the shop (站外至站内跳转率)? Use all of `post_daily`: `jumps_to_store`, `clicks`, `views`.
    Give a share between 0 and 1.

    Hint: Sum first, then divide.

    Right: The same jumps over *views* give a rate a hundred times smaller. Both are called "jump rate":
    write the base beside it.
    """
    sums = post_daily[["jumps_to_store", "clicks"]].sum()
    return float(sums["jumps_to_store"] / sums["clicks"])


@jump_rate.wrong("of the views")
def _of_views(post_daily):
    """That is the share of the *views*. Asked is the share of those who clicked."""
    return float(post_daily["jumps_to_store"].sum() / post_daily["views"].sum())


@jump_rate.wrong("clicks of the views")
def _clicks_of_views(post_daily):
    """That is the click rate of the posts: clicks over views."""
    return float(post_daily["clicks"].sum() / post_daily["views"].sum())


EVENING = {"gap": 20, "midnight": False}  # the rule of the pool's question


@lesson.exercise("Visits of an evening", Number(tolerance=0.5, unit="visits"), pool=True)
def evening_visits(raw_events):
    """An app sent `raw_events` (in the workshop `quiz.data_of("2_1")["raw_events"]`). Leave out the rows
    without a visitor, those of people who said no (`consent`), and every event that was sent a second time. Into **how many visits** do the rest
    fall if a visit ends after {gap} minutes without an event, and with another campaign, but **not** at
    midnight?

    Hint: `.loc[lambda log: log["consent"]].dropna(subset="visitor_id").drop_duplicates("event_id")`, then
    `visits.sessions(…)`.

    Right: Another rule gives another number, and another conversion, of the same evening.
    """
    return len(sessions(clean(raw_events), **EVENING))


@evening_visits.facts
def _evening_rule():
    return {"gap": fact.count(EVENING["gap"])}


@evening_visits.wrong("the gap alone")
def _gap_alone(raw_events):
    """You counted by the gap alone. Another campaign begins a visit too, by this rule."""
    return len(sessions(clean(raw_events), **EVENING, campaign=False))


@evening_visits.wrong("with those who said no")
def _refused_too(raw_events):
    """You counted people who had said no. They must go before you count."""
    named = raw_events.dropna(subset="visitor_id").drop_duplicates("event_id")
    return len(sessions(named, **EVENING))


@evening_visits.wrong("at midnight too")
def _midnight_too(raw_events):
    """You began new visits at midnight. By this rule a visit goes on."""
    return len(sessions(clean(raw_events), gap=EVENING["gap"]))


@evening_visits.wrong("thirty minutes")
def _thirty(raw_events):
    """You used the usual gap of 30 minutes. Here it is shorter, so that there are more visits."""
    return len(sessions(clean(raw_events), midnight=False))


@evening_visits.wrong("people")
def _people_only(raw_events):
    """Those are the *visitors*. Who comes twice in an evening makes two visits."""
    return clean(raw_events)["visitor_id"].nunique()


@evening_visits.wrong("the app's own")
def _own_sessions(raw_events):
    """You counted the app's own `session_id`. It follows a rule that nobody has told you."""
    return clean(raw_events)["session_id"].nunique()


SMALL_TEST = {"clicks": 300, "cost": 0.9, "conversion": 0.02, "left": 38, "wait": 20}
BUY_NOW = Choice(
    {
        "A": "No: natural traffic first, ads only when pictures, price and reviews are right.",
        "B": "Yes, up to the money that the answer may cost: it is less than what waiting costs.",
        "C": "Yes, and with the whole month's budget: the faster the learning the better.",
        "D": "No: at this conversion every click loses money.",
    }
)


@lesson.exercise("Buy traffic before the page is ready?", BUY_NOW, pool=True)
def small_test():
    """A new article has no reviews yet. One document says: natural traffic first, then ads. Another one:
    buy a little traffic early, to test titles and pictures. You know: a click costs {cost} yuan, an order
    leaves {left} yuan, and {conversion} of the clicks buy with today's picture. Two pictures are to be compared with {clicks} clicks in all. Waiting for
    that many free visits takes three weeks, in which the worse picture costs you about {wait} yuan a day. Buy? One letter.

    Hint: What do {clicks} clicks cost, less what their orders leave?

    Hint: What do three weeks with the worse picture cost?

    Right: {clicks} clicks cost {spent} yuan and bring back about {back}: the answer costs {net} yuan. Waiting costs about {waiting}. Beyond that money the
    same clicks only lose.
    """
    costs = SMALL_TEST["clicks"] * (
        SMALL_TEST["cost"] - SMALL_TEST["conversion"] * SMALL_TEST["left"]
    )
    return "B" if costs < 21 * SMALL_TEST["wait"] else "A"


@small_test.facts
def _test_facts():
    spent = SMALL_TEST["clicks"] * SMALL_TEST["cost"]
    back = SMALL_TEST["clicks"] * SMALL_TEST["conversion"] * SMALL_TEST["left"]
    return {
        "cost": fact.number(SMALL_TEST["cost"], 1),
        "left": fact.count(SMALL_TEST["left"]),
        "conversion": fact.share(SMALL_TEST["conversion"]),
        "clicks": fact.count(SMALL_TEST["clicks"]),
        "wait": fact.count(SMALL_TEST["wait"]),
        "spent": fact.count(spent),
        "back": fact.count(back),
        "net": fact.count(spent - back),
        "waiting": fact.count(21 * SMALL_TEST["wait"]),
    }


@small_test.wrong("natural first")
def _natural_first():
    """The order of work is sound where a click teaches nothing. Here the answer has a price, and waiting
    has one too: compare them.
    """
    return "A"


@small_test.wrong("the whole budget")
def _whole_budget():
    """The clicks after the answer only lose: at this conversion each costs more than it brings."""
    return "C"


@small_test.wrong("each click loses")
def _each_loses():
    """Each click loses, that is true. What you buy is the answer, three weeks earlier."""
    return "D"
