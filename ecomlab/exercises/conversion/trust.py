"""The exercises of lesson 3.6, *What do the stars tell?*, and its part of the pool."""

import math

import pandas as pd

from ecomlab import estimates
from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.classroom.remembered import remembered
from ecomlab.conversion.participation import gamification_effect
from ecomlab.conversion.promises import aftersale_cycle, needed_lift, policy_effect
from ecomlab.conversion.trust import (
    GOOD,
    came_back,
    review_ops,
    review_rate,
    shrunk_rating,
    written_good_rate,
)
from ecomlab.datasets import load
from ecomlab.estimates import paired_difference
from ecomlab.texts import fact

YEAR = 2025
MONTH = "2025-06"  # of the list: from 1 June to 30 June
MONTHS = tuple(f"2025-{month:02}" for month in range(1, 10))  # lists that are tried
LATER = 90  # days after the month in which the list is tried
TOP = 5  # of the list
LEAST = 5  # reviews that an article needs afterwards, to be looked at
STARS = 1.0  # stars and yuan have no other unit
SINCE = "2025-07-01"  # who took part before it
RETURNED, BACK, MARGIN = 0.02, 20.0, 60.0  # of the pool's promise: more returns; yuan; yuan
LEFT = ("revenue", "refund", "cogs", "platform_fee", "shipping", "packaging", "returns", "vat",
        "insurance")  # fmt: skip
SHOP = ("orders", "reviews", "returns", "shares_checkins")
OTHER = ("orders", "reviews", "returns", "shares_checkins")
TRUST = ("everybody", "who_writes", "twins", "promise")


def data():
    """The running shop's tables, another shop's, the lesson's own; the badge test with its money."""
    shop, other, own = load("shop"), load("second_shop"), load("trust")
    return (
        {name: shop[name] for name in SHOP}
        | {f"other_{name}": other[name] for name in OTHER}
        | {name: own[name] for name in TRUST}
        | {"badges": badges(shop)}
    )


NAMES = (
    {name: f"shop.{name}" for name in SHOP}
    | {f"other_{name}": f"other.{name}" for name in OTHER}
    | {name: f"own.{name}" for name in TRUST}
    | {"badges": "badges"}
)
lesson = Lesson("3_6", data=data, names=NAMES)


def badges(shop):
    """The visits of the test `trust_badges`, what became of their orders, and what these left.

    `left`: revenue less refunds, goods, fee, parcel, returns, tax; before wages and ads.
    `returned`: the order, or a part of it, was taken back before it was sent, or sent back.
    """
    rows = shop.experiments[shop.experiments["experiment"] == "trust_badges"]
    paid = shop.orders.dropna(subset="ts_pay").sort_values("ts_pay")
    visits = rows[rows["converted"]].sort_values("ts")[["session_id", "unit_id", "ts"]]
    both = pd.merge_asof(
        visits, paid[["customer_id", "ts_pay", "order_id"]], left_on="ts", right_on="ts_pay",
        left_by="unit_id", right_by="customer_id", direction="forward",
        tolerance=pd.Timedelta(hours=2),
    )  # fmt: skip
    order = rows["session_id"].map(both.set_index("session_id")["order_id"])
    lines = shop.pnl_lines[shop.pnl_lines["order_id"].isin(order.dropna())]
    money = lines[lines["line"].isin(LEFT)].groupby("order_id")["amount"].sum()
    gone = [*shop.returns["order_id"], *paid.loc[paid["ts_cancel"].notna(), "order_id"]]
    returned = rows["converted"] & order.isin(gone)
    left = order.map(money).fillna(0.0).astype(float)
    return rows.assign(returned=returned, left=left)[
        ["unit_id", "arm", "converted", "returned", "left"]
    ].reset_index(drop=True)


def of_year(orders, reviews, year=YEAR):
    """The orders paid in a year, and their reviews."""
    kept = orders[orders["ts_pay"].dt.year == year]
    return kept, reviews[reviews["order_id"].isin(kept["order_id"])]


def own_words(reviews):
    """Written, and not for a gift."""
    return reviews[~reviews["is_default"] & ~reviews["incentivised"]]


def in_month(reviews, month):
    """Written in a month: "2025-06"."""
    start = pd.Timestamp(month, tz=reviews["ts"].dt.tz)
    return reviews[(reviews["ts"] >= start) & (reviews["ts"] < start + pd.offsets.MonthBegin())]


def tried(reviews, month=MONTH, days=LATER):
    """The list of a month, and each article's stars in the days after it, above the mean of all.

    Stars above the mean of the articles: so a month in which all were crosser doesn't count.
    """
    own = own_words(reviews)
    table = shrunk_rating(in_month(own, month))
    end = (pd.Timestamp(month) + pd.offsets.MonthBegin()).tz_localize(own["ts"].dt.tz)
    after = own[(own["ts"] >= end) & (own["ts"] < end + pd.Timedelta(days=days))]
    later = after.groupby("sku", observed=True)["rating"].agg(["size", "mean"])
    table["later_n"] = table["sku"].map(later["size"]).astype(float).fillna(0)
    table["later"] = table["sku"].map(later["mean"]).astype(float)
    table = table[table["later_n"] >= LEAST]
    for name, column in (("seen", "mean"), ("shrunk", "estimate"), ("came", "later")):
        table[name] = table[column] - table[column].mean()
    return table.reset_index(drop=True)


def top_of(table, place="place_by_mean", top=TOP):
    """The best by one of the two lists: means above the mean of all."""
    return table.nsmallest(top, place)[["seen", "shrunk", "came"]].mean()


@remembered
def months_tried(reviews):
    """Each month's five best by the mean: seen, what shrinking said, and what came; errors of all.

    Also what came of the five best by shrunk stars: missing where the weight is infinite, for then
    there is no such list.
    """
    rows = []
    for month in MONTHS:
        table = tried(reviews, month)
        missed = {
            f"missed_{name}": ((table[name] - table["came"]) ** 2).mean() ** 0.5
            for name in ("seen", "shrunk")
        }
        weight = table["weight"].iloc[0]
        other = top_of(table, "place")["came"] if weight < math.inf else math.nan
        more = {"other_came": other, "weight": weight}
        rows.append({"month": month, **top_of(table), **missed, **more})
    return pd.DataFrame(rows)


def mean_of_months(found):
    """Over the months: the five best as seen, as shrunk, as they came; and those of the shrunk list."""
    names = {
        "best by the mean, as seen": found["seen"],
        "the same, shrunk": found["shrunk"],
        "the same, 90 days after": found["came"],
        "best of the shrunk list, 90 days after": found["other_came"].dropna(),
    }
    return estimates.table(
        {name: estimates.mean(values, "months") for name, values in names.items()}, "stars"
    )


def voices_by_stars(who_writes, year=str(YEAR)):
    """Of those who would give so many stars: which share wrote without a gift?"""
    rows = who_writes[who_writes["year"].astype(str) == year]
    asked = rows["lines"] - rows["gift"]
    return estimates.table(
        {
            f"{row.stars} star{'s' * (row.stars > 1)}": estimates.share(
                row.wrote, many, "articles received"
            )
            for row, many in zip(rows.itertuples(), asked, strict=True)
        },
        "would give",
    )


def all_would_say(everybody, year=str(YEAR)):
    """The share of good ones, if everybody wrote (only a simulation knows it)."""
    rows = everybody[everybody["month"].astype(str).str.startswith(year)]
    return rows["good"].sum() / rows["lines"].sum()


def gaps(twins, shop, state, base="as it was"):
    """What a state changes: pairs of years on the same luck."""
    rows = twins[twins["shop"] == shop].groupby(["state", "luck"]).sum(numeric_only=True)
    one, zero = rows.loc[state], rows.loc[base]
    readings = {
        "good, of the written (points)": lambda x: 100 * x["good"] / x["written"],
        "orders (%)": lambda x: 100 * x["orders"] / zero["orders"],
        "sent back, of pieces sent (points)": lambda x: 100 * x["returned"] / x["lines"],
        "'not as described' (points)": lambda x: 100 * x["not_as_described"] / x["lines"],
        "kept revenue (thousand yuan)": lambda x: x["revenue"] / 1000,
        "profit (thousand yuan)": lambda x: x["profit"] / 1000,
    }
    made = {
        name: paired_difference(value(one).to_numpy(), value(zero).to_numpy())
        for name, value in readings.items()
    }
    return estimates.table(made, "measure")


@remembered
def badges_effect(badges):
    """The test of the badge."""
    return policy_effect(badges, "B", "A", cluster="unit_id", counts="visitors")


@remembered
def again(reviews, orders):
    """Who came back, after a bad review."""
    return came_back(reviews, orders)


def of_trade(promise, trade):
    """The test of the promise in one trade."""
    return _with_and_without(promise[promise["trade"] == trade])


@remembered
def _with_and_without(promise):
    return policy_effect(promise, "with", "without", row="visitor")


def to_pick_up(returns):
    """Without parcels that never arrived: there is nothing to pick up."""
    return returns[returns["reason"] != "not_received"]


def by_quarter(reviews):
    """Good of the written and written for a gift, quarter by quarter."""
    written = reviews[~reviews["is_default"]]
    quarter = written["ts"].dt.tz_localize(None).dt.to_period("Q").astype(str)
    rows = {}
    for name, part in written.groupby(quarter):
        rows[name] = estimates.share(int((part["rating"] >= GOOD).sum()), len(part), "reviews")
    table = estimates.table(rows, "quarter")
    table["for a gift"] = written["incentivised"].groupby(quarter).mean().to_numpy()
    return table


# --- What the texts tell ------------------------------------------------------------------------


@lesson.facts("silence-reading", "guess-reading", "who-title", "who-reading")
def _silence(orders, reviews, who_writes, everybody):
    found = review_rate(*of_year(orders, reviews)).set_index("measure")
    stars = voices_by_stars(who_writes).set_index("would give")
    return {
        **fact.ends("silence", found.loc["silence, of the good"], fact.share, digits=1),
        **fact.ends("shown", found.loc["good, as shown"], fact.share, digits=1),
        **fact.ends("written", found.loc["good, of the written"], fact.share, digits=1),
        **fact.ends("own", found.loc["good, of those without a gift"], fact.share, digits=1),
        "gift": fact.share(found.loc["given for a gift", "estimate"]),
        "extreme": fact.share(found.loc["one or five stars, without a gift", "estimate"]),
        "photo": fact.share(found.loc["with a photo, without a gift", "estimate"]),
        "writes": fact.share(found.loc["written, of all reviews shown", "estimate"], 1),
        "n": fact.count(found.loc["good, as shown", "n"]),
        "own_n": fact.count(found.loc["good, of those without a gift", "n"]),
        "everybody": fact.share(all_would_say(everybody), 1),
        **fact.ends("angry", stars.iloc[0], fact.share, digits=0),
        **fact.ends("glad", stars.iloc[-1], fact.share, digits=1),
        "times": fact.number(stars.iloc[0]["estimate"] / stars.iloc[-1]["estimate"], 0),
    }


@lesson.facts("list-reading", "shrink-title", "shrink-reading", "lever-reading")
def _list(reviews):
    table = shrunk_rating(in_month(own_words(reviews), MONTH))
    first = table.sort_values("place_by_mean").iloc[0]
    best, few = table.iloc[0], table[table["n"] <= 10]
    five = table.nsmallest(TOP, "place_by_mean")
    return {
        "first": fact.name(first["sku"]),
        "first_n": fact.count(first["n"]),
        "first_mean": fact.number(first["mean"], 2),
        "first_shrunk": fact.number(first["estimate"], 2),
        "first_place": fact.count(first["place"]),
        "best": fact.name(best["sku"]),
        "best_n": fact.count(best["n"]),
        "best_mean": fact.number(best["mean"], 2),
        **fact.ends("best_shrunk", best, fact.number, digits=2),
        "weight": fact.number(table["weight"].iloc[0], 0),
        "prior": fact.number(table["prior"].iloc[0], 2),
        "articles": fact.count(len(table)),
        "n": fact.count(table["n"].sum()),
        "few": fact.count(len(few)),
        "five_mean": fact.number(five["mean"].mean(), 2),
        "apart": fact.count(
            ((table["low"] > table["prior"]) | (table["high"] < table["prior"])).sum()
        ),
        "moved": fact.count((table["place"] != table["place_by_mean"]).sum()),
    }


@lesson.facts("tried-title", "tried-reading", "verdict")
def _tried(reviews):
    found = months_tried(reviews)
    mean = mean_of_months(found).set_index("stars")
    better = paired_difference(
        found["missed_seen"].to_numpy(), found["missed_shrunk"].to_numpy(), "months"
    )
    lost = paired_difference(found["seen"].to_numpy(), found["came"].to_numpy(), "months")
    listed = found.dropna(subset="other_came")
    other = paired_difference(listed["other_came"].to_numpy(), listed["came"].to_numpy(), "months")
    return {
        **fact.ends("other", mean.iloc[3], fact.number, digits=2, signed=True),
        **fact.ends("gap", other, fact.number, digits=2, signed=True),
        "same": fact.number(listed["came"].mean(), 2, signed=True),
        "lists": fact.count(len(listed)),
        "least": fact.number(listed["weight"].min(), 0),
        "most": fact.number(listed["weight"].max(), 0),
        "without": fact.count(len(found) - len(listed)),
        **fact.ends("seen", mean.iloc[0], fact.number, digits=2, signed=True),
        **fact.ends("said", mean.iloc[1], fact.number, digits=2, signed=True),
        **fact.ends("came", mean.iloc[2], fact.number, digits=2, signed=True),
        "months": fact.count(len(found)),
        "missed_seen": fact.number(found["missed_seen"].mean(), 2),
        "missed_shrunk": fact.number(found["missed_shrunk"].mean(), 2),
        **fact.ends("better", better, fact.number, digits=2),
        **fact.ends("lost", lost, fact.number, digits=2),
        "part": fact.share(1 - mean.iloc[2]["estimate"] / mean.iloc[0]["estimate"]),
    }


@lesson.facts("ops-reading", "answers-reading")
def _answers(reviews, orders, twins):
    found = review_ops(reviews).set_index("measure")
    back = again(reviews, orders).set_index("answered")
    late = gaps(twins, "gear", "answered after days").set_index("measure")
    fast = gaps(twins, "gear", "answered in 8 hours at most").set_index("measure")
    return {
        **fact.ends("answered", found.loc["answered"], fact.share, digits=0),
        **fact.ends("in_time", found.loc["answered within 24 h"], fact.share, digits=0),
        "hours": fact.number(found.loc["median hours", "estimate"], 0),
        "bad": fact.count(found.loc["answered", "n"]),
        **fact.ends("soon", back.loc["in time"], fact.share, digits=0),
        **fact.ends("later", back.loc["later"], fact.share, digits=0),
        **fact.ends("never", back.loc["never"], fact.share, digits=0),
        **fact.ends("gap", back.loc["in time less the rest"], fact.points, digits=1, signed=True),
        "n": fact.count(back.loc["in time less the rest", "n"]),
        **fact.ends("late", late.loc["profit (thousand yuan)"], fact.number, digits=0, signed=True),
        **fact.ends("late_orders", late.loc["orders (%)"], fact.number, digits=1, signed=True),
        **fact.ends("fast", fast.loc["profit (thousand yuan)"], fact.number, digits=0, signed=True),
        **fact.ends("fast_orders", fast.loc["orders (%)"], fact.number, digits=1, signed=True),
        "pairs": fact.count(late["n"].iloc[0]),
    }


@lesson.facts("quarters-reading", "praise-title", "praise-reading")
def _praise(reviews, twins):
    table = by_quarter(reviews).set_index("quarter")
    found = gaps(twins, "gear", "five stars bought").set_index("measure")
    summer, before = table.loc["2024Q3"], table.loc["2024Q2"]
    return {
        "summer": fact.share(summer["estimate"], 1),
        "summer_gift": fact.share(summer["for a gift"]),
        "before": fact.share(before["estimate"], 1),
        "before_gift": fact.share(before["for a gift"]),
        **fact.ends("good", found.loc["good, of the written (points)"], fact.number, digits=1, signed=True),
        **fact.ends("orders", found.loc["orders (%)"], fact.number, digits=1, signed=True),
        **fact.ends("back", found.loc["sent back, of pieces sent (points)"], fact.number, digits=2, signed=True),
        **fact.ends("not_as", found.loc["'not as described' (points)"], fact.number, digits=2, signed=True),
        **fact.ends("revenue", found.loc["kept revenue (thousand yuan)"], fact.number, digits=0, signed=True),
        **fact.ends("profit", found.loc["profit (thousand yuan)"], fact.number, digits=0, signed=True),
        "pairs": fact.count(found["n"].iloc[0]),
    }  # fmt: skip


@lesson.facts("badges-reading", "kitchen-reading", "free-reading")
def _promise(badges, promise, twins):
    own = badges_effect(badges).set_index("measure")
    kitchen = of_trade(promise, "camp kitchen").set_index("measure")
    dresses = of_trade(promise, "dresses").set_index("measure")
    told = {}
    for short, table in (("own", own), ("kitchen", kitchen), ("dresses", dresses)):
        orders, left = (table.filter(like=word, axis=0).iloc[0] for word in ("orders per", "left"))
        told |= {
            **fact.ends(f"{short}_orders", orders, fact.points, digits=2, signed=True),
            **fact.ends(f"{short}_kept", table.loc["kept of these"], fact.points, digits=1, signed=True),
            **fact.ends(f"{short}_left", left, fact.money, digits=2, signed=True),
            f"{short}_back": fact.share(1 - table.loc["kept of these", "control"], 0),
            f"{short}_back_with": fact.share(1 - table.loc["kept of these", "treated"], 0),
            f"{short}_n": fact.count(orders["n"]),
            f"{short}_lift": fact.share(orders["treated"] / orders["control"] - 1),
        }  # fmt: skip
    for short in ("gear", "fashion"):
        table = gaps(twins, short, "way back free").set_index("measure")
        told |= {
            **fact.ends(f"{short}_more", table.loc["orders (%)"], fact.number, digits=1, signed=True),
            **fact.ends(f"{short}_sent", table.loc["sent back, of pieces sent (points)"], fact.number, digits=1, signed=True),
            **fact.ends(f"{short}_profit", table.loc["profit (thousand yuan)"], fact.number, digits=0, signed=True),
            f"{short}_pairs": fact.count(table["n"].iloc[0]),
            **fact.ends(f"{short}_each", _per_order(twins, short), fact.number, digits=2, signed=True),
        }  # fmt: skip
    bare = twins[(twins["shop"] == "fashion") & (twins["state"] == "as it was")]
    years = bare.groupby("luck")["profit"].sum() / 1000
    return told | {"fashion_base": fact.number(years.mean() / 1000, 1, signed=True)}


def _per_order(twins, shop):
    """Profit with the way back free less without it, in yuan for each order of the plain year."""
    orders = twins[(twins["shop"] == shop) & (twins["state"] == "as it was")]
    many = orders.groupby("luck")["orders"].sum().mean()
    found = gaps(twins, shop, "way back free").set_index("measure")
    return 1000 * found.loc["profit (thousand yuan)", ["estimate", "low", "high"]] / many


@lesson.facts("cycle-reading", "games-reading")
def _rest(returns, shares_checkins, orders):
    steps = aftersale_cycle(to_pick_up(returns), {"asked to picked up": 24}).set_index("step")
    found = gamification_effect(shares_checkins, orders, SINCE).set_index("reading")
    return {
        "median": fact.number(steps.loc["asked to looked at", "estimate"], 0),
        "slowest": fact.number(steps.loc["asked to looked at", "slowest"], 0),
        "within": fact.share(steps.loc["asked to picked up", "within"]),
        "open": fact.count(steps.loc["asked to picked up", "open"]),
        **fact.ends("took", found.loc["took part"], fact.share, digits=1),
        **fact.ends("rest", found.loc["did not"], fact.share, digits=1),
        **fact.ends("gap", found.loc["difference"], fact.points, digits=1, signed=True),
        **fact.ends("like", found.loc["like with like"], fact.points, digits=1, signed=True),
        "n": fact.count(found.loc["like with like", "n"]),
    }


# --- Asked in the lesson ------------------------------------------------------------------------


@lesson.exercise("The page of the other shop", Number(tolerance=0.004, unit="share"))
def written_elsewhere(other_orders, other_reviews):
    """Songling Outdoor, another shop, shows **{shown}** good reviews. Somebody wrote {writes} of the reviews shown; the rest is silence, and counts
    as five stars. What **share of the written** ones is good? Give a share between 0 and 1, with three decimals.

    Hint: Take 1,000 reviews shown. How many are bad? Nobody is bad in silence.

    Hint: `trust.written_good_rate(shown, writes)`.

    Right: {written}. The same page, read without its silence. {gift} of these were written for a gift: leave them out too, and {own} are good.
    """
    found = review_rate(*of_year(other_orders, other_reviews)).set_index("measure")["estimate"]
    return float(written_good_rate(found["good, as shown"], found["written, of all reviews shown"]))


@written_elsewhere.facts
def _elsewhere_facts(other_orders, other_reviews):
    found = review_rate(*of_year(other_orders, other_reviews)).set_index("measure")["estimate"]
    return {
        "shown": fact.share(found["good, as shown"], 2),
        "writes": fact.share(found["written, of all reviews shown"], 2),
        "written": fact.share(found["good, of the written"], 1),
        "gift": fact.share(found["given for a gift"]),
        "own": fact.share(found["good, of those without a gift"], 1),
    }


@written_elsewhere.wrong("shown")
def _as_shown(other_orders, other_reviews):
    """That is what the page shows, silence included."""
    found = review_rate(*of_year(other_orders, other_reviews)).set_index("measure")["estimate"]
    return float(found["good, as shown"])


@written_elsewhere.wrong("bad")
def _share_bad(other_orders, other_reviews):
    """That is the share of *bad* ones among the written. Asked are the good ones: 1 less that."""
    return 1 - written_elsewhere(other_orders, other_reviews)


@written_elsewhere.wrong("without gifts")
def _without_gifts(other_orders, other_reviews):
    """You left out those written for a gift as well. That is a better reading, but asked are all that were written."""
    found = review_rate(*of_year(other_orders, other_reviews)).set_index("measure")["estimate"]
    return float(found["good, of those without a gift"])


@written_elsewhere.wrong("multiplied")
def _multiplied(other_orders, other_reviews):
    """You multiplied the two shares. All *bad* ones are among the written: set the bad share over the written share."""
    found = review_rate(*of_year(other_orders, other_reviews)).set_index("measure")["estimate"]
    return float(found["good, as shown"] * found["written, of all reviews shown"])


@lesson.exercise("Five best", Prediction("stars"))
def next_quarter(reviews):
    """The five articles with the highest mean in June have {seen} stars **above** the mean of all articles. How far above it are the *same* five in
    the {days} days after June? In stars; answer `(value, low, high)`.

    Hint: Why were just these five on top: because they are good, or because of whom June sent?

    Right: {came} stars. They came out on top by what is true of them *and* by the luck of June. The luck didn't stay.
    """
    return float(top_of(tried(reviews))["came"])


@next_quarter.facts
def _next_facts(reviews):
    found = top_of(tried(reviews))
    return {
        "seen": fact.number(found["seen"], 2),
        "came": fact.number(found["came"], 2),
        "days": fact.count(LATER),
    }


@next_quarter.applies
def _has_june(reviews):
    """This shop has no such months."""
    return can_answer(next_quarter, reviews)


PROMISE = Decision(
    {
        "A": "Show it to everybody: orders rise.",
        "B": "Don't show it as it is: what is left per visitor falls.",
        "C": "Show it to everybody: as many orders are kept as before, or more.",
    },
    {
        "1": "conversion rises, and its interval leaves 0 out",
        "2": "returns rise, and a return costs money: the promise is wrong in every trade",
        "3": "more returns, and the way of every return, eat what new orders bring, at these returns",
        "4": "buyers are more content with it",
    },
)


@lesson.exercise("The same promise for dresses", PROMISE)
def dresses(promise):
    """The same promise, in the shop for dresses: *send it back within 15 days, we pay the way*. Orders rise by {lift}. Take
    `asked.of_trade(own.promise, "dresses")`. What do you do, and why? An answer looks like `("A", 1)`.

    Hint: Which of the four lines holds all that the others tell?

    Right: Left per visitor: {left} yuan ({low} to {high}). Orders rise; {back_with} instead of {back} come back, and now you pay the way of every one. Try next, again by lot: fifteen days without the paid way, or a free way only where a size is exchanged.
    """
    return ("B", 3)


@dresses.facts
def _dresses_facts(promise):
    found = of_trade(promise, "dresses").set_index("measure")
    orders_, left = found.loc["orders per visitor"], found.loc["left per visitor"]
    return {
        "lift": fact.share(orders_["treated"] / orders_["control"] - 1),
        "left": fact.money(left["estimate"], 2, signed=True),
        "low": fact.money(left["low"], 2, signed=True),
        "high": fact.money(left["high"], 2, signed=True),
        "back": fact.share(1 - found.loc["kept of these", "control"]),
        "back_with": fact.share(1 - found.loc["kept of these", "treated"]),
    }


@dresses.applies
def _dresses_lose(promise):
    """Here the promise doesn't cost money."""
    found = of_trade(promise, "dresses").set_index("measure")
    return found.loc["left per visitor", "estimate"] < 0


@dresses.wrong("conversion")
def _by_conversion():
    """More orders, yes. But more than half of them come back, and you pay the way. Look at the last line."""
    return ("A", 1)


@dresses.wrong("kept orders")
def _by_kept():
    """Kept orders don't say how many came back in between, and each of these costs money. Look at the last line."""
    return ("C", 1)


@dresses.wrong("in every trade")
def _in_every_trade():
    """In the shop for camp kitchens it paid. What turns it is the share that comes back."""
    return ("B", 2)


# --- The pool -------------------------------------------------------------------------------------


def _other_list(other_reviews):
    return shrunk_rating(own_words(other_reviews))


def _few(other_reviews):
    table = _other_list(other_reviews)
    return table.nsmallest(8, "n").nlargest(1, "mean").iloc[0]


@lesson.exercise("A few happy ones", Number(tolerance=0.03, unit="stars"), pool=True)
def few_happy(other_reviews):
    """At Songling Outdoor article {sku} has {n} reviews and a mean of {mean} stars. The articles' common mean is {prior} stars, and it weighs as much
    as **{weight}** reviews. What are the article's shrunk stars? Two decimals.

    Hint: As if it had {weight} more reviews, each of {prior} stars.

    Right: {value}: ({n} × {mean} + {weight} × {prior}) ÷ ({n} + {weight}). With four times as many reviews of the same mean it would be {more}.
    """
    row = _few(other_reviews)
    weight = round(row["weight"])
    return float((row["n"] * row["mean"] + weight * row["prior"]) / (row["n"] + weight))


@few_happy.facts
def _few_facts(other_reviews):
    row = _few(other_reviews)
    weight, n = round(row["weight"]), row["n"]
    more = (4 * n * row["mean"] + weight * row["prior"]) / (4 * n + weight)
    return {
        "sku": fact.name(row["sku"]),
        "n": fact.count(n),
        "mean": fact.number(row["mean"], 2),
        "prior": fact.number(row["prior"], 2),
        "weight": fact.count(weight),
        "value": fact.number(few_happy(other_reviews), 2),
        "more": fact.number(more, 2),
    }


@few_happy.applies
def _few_there(other_reviews):
    """Articles differ no more than by luck, or the mean of this one is the common one."""
    if not can_answer(few_happy, other_reviews):
        return False
    row = _few(other_reviews)
    return row["weight"] < 1000 and abs(row["mean"] - row["estimate"]) > 0.15


@few_happy.wrong("mean")
def _plain_mean(other_reviews):
    """That is the mean of its own reviews. The common mean weighs as well."""
    return float(_few(other_reviews)["mean"])


@few_happy.wrong("half way")
def _half_way(other_reviews):
    """You went half way. How far it goes is a question of the number of reviews."""
    row = _few(other_reviews)
    return float((row["mean"] + row["prior"]) / 2)


@few_happy.wrong("turned")
def _turned(other_reviews):
    """You swapped the weights: the article's own mean has the weight of its own reviews."""
    row = _few(other_reviews)
    weight = round(row["weight"])
    return float((weight * row["mean"] + row["n"] * row["prior"]) / (row["n"] + weight))


@lesson.exercise("Handled in time", Number(tolerance=0.006, unit="share"), pool=True)
def handled_in_time(other_reviews):
    """*"We handle bad reviews within a day"*, says Songling Outdoor. What share of its bad reviews (1 to 3 stars, written) was answered **within 24
    hours**? Leave out bad reviews of the table's last 24 hours. A share, three decimals.

    Hint: Of all bad reviews, not of those with an answer.

    Hint: `trust.review_ops(other.reviews)`.

    Right: {in_time}; answered at all: {answered}. The claim needs a base and an hour.
    """
    found = review_ops(other_reviews).set_index("measure")["estimate"]
    return float(found["answered within 24 h"])


@handled_in_time.facts
def _handled_facts(other_reviews):
    found = review_ops(other_reviews).set_index("measure")["estimate"]
    return {
        "in_time": fact.share(found["answered within 24 h"], 1),
        "answered": fact.share(found["answered"], 1),
    }


@handled_in_time.wrong("answered")
def _answered_at_all(other_reviews):
    """That is the share with any answer, however late."""
    return float(review_ops(other_reviews).set_index("measure")["estimate"]["answered"])


@handled_in_time.wrong("of the answered")
def _of_answered(other_reviews):
    """You took those that were answered as the base. Those without an answer waited longest of all."""
    found = review_ops(other_reviews).set_index("measure")["estimate"]
    return float(found["answered within 24 h"] / found["answered"])


@lesson.exercise("Two points more come back", Number(tolerance=0.002, unit="share"), pool=True)
def two_points(other_orders, other_returns):
    """At Songling Outdoor {back} of the paid orders have a return. A kept order leaves {margin} yuan, a returned one costs {cost}. A promise would
    bring **{extra} points** more returns; a return costs as much as before. By which share must orders rise, so that it pays? A share, three decimals.

    Hint: What does an average order leave before, what with the promise?

    Hint: `promises.needed_lift(margin, returned, extra, back)`.

    Right: {needed}. With half of the orders coming back it would be {half}.
    """
    return needed_lift(MARGIN, _returned(other_orders, other_returns), RETURNED, BACK)


def _returned(other_orders, other_returns):
    paid = other_orders[other_orders["ts_pay"].notna()]
    return round(float(paid["order_id"].isin(set(other_returns["order_id"])).mean()), 3)


@two_points.facts
def _two_facts(other_orders, other_returns):
    return {
        "back": fact.share(_returned(other_orders, other_returns), 1),
        "margin": fact.money(MARGIN),
        "cost": fact.money(BACK),
        "extra": fact.points(RETURNED, 0),
        "needed": fact.share(two_points(other_orders, other_returns), 1),
        "half": fact.share(needed_lift(MARGIN, 0.5, RETURNED, BACK), 1),
    }


@two_points.wrong("the returns themselves")
def _same_points(other_orders, other_returns):
    """That is the rise of the returns. A return loses the margin *and* costs; and an average order leaves less than a kept one."""
    return RETURNED


@two_points.wrong("without the cost")
def _without_cost(other_orders, other_returns):
    """You left out what a return costs."""
    return needed_lift(MARGIN, _returned(other_orders, other_returns), RETURNED, 0)


CARDS = Decision(
    {
        "A": "Go on: more good reviews, more orders.",
        "B": "Go on, but ask for stars after the return time.",
        "C": "Stop it: it is forbidden, and the stars no longer tell anything.",
        "D": "Go on for new articles only: these need stars.",
    },
    {
        "1": "the good rate rose, and so buyers are more content",
        "2": "gifts for five stars move who writes and what, not how content buyers are",
        "3": "other shops do it too",
        "4": "orders rose",
    },
)


@lesson.exercise("A card in every parcel", CARDS, pool=True)
def cards(reviews):
    """A shop puts a card into parcels: *five stars, and three yuan come back*. Of the written reviews {gift} came for the card; of all written {good}
    are good, and of those without a card {own}. What do you do, and why? An answer looks like `("A", 1)`.

    Hint: What would the stars be if all buyers were as content as the year before?

    Right: Nobody can read these stars any more, buyers included. And the promise of money for good stars is forbidden (网络反不正当竞争暂行规定 第九条).
    """
    return ("C", 2)


@cards.facts
def _cards_facts(reviews):
    summer = reviews[reviews["ts"].dt.strftime("%Y-%m").isin(["2024-08", "2024-09"])]
    written = summer[~summer["is_default"]]
    own = own_words(summer)
    return {
        "gift": fact.share(written["incentivised"].mean()),
        "good": fact.share((written["rating"] >= GOOD).mean()),
        "own": fact.share((own["rating"] >= GOOD).mean()),
    }


@cards.applies
def _summer_there(reviews):
    """There was no such summer."""
    summer = reviews[reviews["ts"].dt.strftime("%Y-%m").isin(["2024-08", "2024-09"])]
    return len(own_words(summer)) > 0 and summer["incentivised"].any()


@cards.wrong("good rate")
def _more_good():
    """The rate rose because those with a card write, and write five stars. Look at those without one."""
    return ("A", 1)


@cards.wrong("new articles")
def _new_only():
    """New articles need reviews. But paid stars tell nothing of them, and the rule knows no exception for new ones. Ask *all* buyers, with no condition on stars."""
    return ("D", 3)


@cards.wrong("later")
def _later():
    """Later is right for asking, and no cure: money for *five* stars stays money for five stars."""
    return ("B", 2)


@cards.wrong("others")
def _others():
    """Stop it, yes. But what others do is no reason either way."""
    return ("C", 3)


@cards.wrong("orders rose")
def _orders_rose():
    """What the page promises falsely comes back as returns. And it is forbidden, whatever it brings."""
    return ("A", 4)


GAMES = Decision(
    {
        "A": "Push check-ins: they raise repurchase by the difference.",
        "B": "Let a lot show the game to half of the members, and compare all of both halves.",
        "C": "Drop it: games don't sell.",
    },
    {
        "1": "like with like still shows a difference, so it is the game",
        "2": "who checks in is a regular already, in ways that the table doesn't hold",
        "3": "check-ins cost nothing",
        "4": "no difference is left",
    },
)


@lesson.exercise("They check in, so they buy", GAMES, pool=True)
def check_ins(other_shares_checkins, other_orders):
    """Songling Outdoor: of customers who checked in, played or shared in the 90 days before 1 July {took} ordered in the 90 days after it; of the
    others {rest}. Like with like (orders so far, days since the last) {like} points are left ({low} to {high}). What do you do, and why? An
    answer looks like `("B", 1)`.

    Hint: What would these customers have bought if there were no check-ins?

    Right: Like with like takes away what the table holds, and not more. In this simulated shop check-ins do nothing at all: who is in the shop's groups gets its messages too.
    """
    return ("B", 2)


@check_ins.facts
def _check_in_facts(other_shares_checkins, other_orders):
    found = gamification_effect(other_shares_checkins, other_orders, SINCE).set_index("reading")
    like = found.loc["like with like"]
    return {
        "took": fact.share(found.loc["took part", "estimate"], 1),
        "rest": fact.share(found.loc["did not", "estimate"], 1),
        "like": fact.points(like["estimate"], 1),
        "low": fact.points(like["low"], 1),
        "high": fact.points(like["high"], 1),
    }


@check_ins.applies
def _took_part(other_shares_checkins, other_orders):
    """Nobody took part in these months, or they don't differ."""
    if not can_answer(check_ins, other_shares_checkins, other_orders):
        return False
    found = gamification_effect(other_shares_checkins, other_orders, SINCE).set_index("reading")
    return found.loc["like with like", "low"] > 0


@check_ins.wrong("like with like is enough")
def _like_is_enough():
    """Like with like by two columns isn't like with like in all. The groups' members also get messages and coupons."""
    return ("A", 1)


@check_ins.wrong("it is the game")
def _is_the_game():
    """A lot, yes. But if you knew already that it is the game, you would need none."""
    return ("B", 1)


@check_ins.wrong("drop it")
def _drop_games():
    """The table doesn't say that either. It compares people who chose to take part; only a lot can say what the game does."""
    return ("C", 2)
