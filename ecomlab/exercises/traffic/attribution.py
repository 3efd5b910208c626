"""The exercises of lesson 2.6, *Who deserves the credit?*, and its part of the workshop's pool."""

from functools import cache

import pandas as pd

from ecomlab import estimates
from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.errors import InputError
from ecomlab.shop.published import the_shop
from ecomlab.tables import purchases
from ecomlab.texts import fact
from ecomlab.traffic.attribution import (
    attribution,
    beside_truth,
    partner_roi,
    paths,
    removal_effects,
    synergy,
    wom_rate,
)

DAYS, SINCE = 182, "2024-01-01"
OFF, NAME = "post", "brand_ad"  # the ad that is switched off on screen; the one on the own name
ADS = {"search_ad": "paid_search", "brand_ad": "paid_brand", "feed_ad": "paid_feed",
       "post": "content", "live_room": "live", "affiliate_link": "affiliates"}  # fmt: skip
BOTH = "post + feed_ad"
NOT_LEFT = ("ads", "kol", "labour", "other")  # lines of the ledger that no single order causes
PARTNERS = {"camping club": 2400, "courier lockers": 1500, "yoga school": 900}
PARTNER_MARGIN, POOL_MARGIN, PARTNER_SINCE = 0.3, 0.2, "2025-01-01"
OWN = ("switched_off", "songling", "songling_costs", "regions", "partners", "benchmark")
SHOP = ("orders", "survey", "referrals")


@cache
def half_year():
    """The running shop's first half-year, as the notebook runs it."""
    return the_shop().run(days=DAYS)[0]


def spent(ads_daily):
    """Yuan spent on each ad."""
    cost = ads_daily.groupby(ads_daily["plan_kind"].astype(str))["cost"].sum()
    return pd.DataFrame({"channel": list(ADS), "cost": cost[list(ADS.values())].to_numpy()})


def pool_data(tables, as_of=None):
    """What the pool is asked on: a shop's tables (its journeys up to a day), and the lesson's own."""
    own = load("attribution")
    return {
        "journeys": paths(tables["touch_paths"], by="entrance", as_of=as_of),
        **{name: tables[name] for name in SHOP},
        **{name: own[name] for name in OWN},
    }


def data():
    """The tables of the lesson: the running shop's half-year, and its own small ones."""
    tables, own = half_year(), load("attribution")
    return {
        "journeys": paths(tables.touch_paths, by="entrance"),
        "costs": spent(tables.ads_daily),
        "ledger": tables.pnl_lines,
        "ranking": ...,
        **{name: tables[name] for name in SHOP},
        **{name: own[name] for name in OWN},
    }


NAMES = {name: f"tables.{name}" for name in SHOP} | {name: f"own.{name}" for name in OWN}
lesson = Lesson("2_6", data=data, names=NAMES | {"ledger": "tables.pnl_lines"})


# --- What the lesson reads -----------------------------------------------------------------------


def twins(switched_off, shop="Qingye"):
    """Orders lost without each ad: mean and interval over lots of luck."""
    rows = switched_off[switched_off["shop"] == shop]
    found = {
        off: estimates.paired_difference(one["orders"], one["orders_without"], "half-years")
        for off, one in rows.groupby("off", sort=False)
    }
    return estimates.table(found, "channel").set_index("channel")


def lost(switched_off, shop="Qingye"):
    """The same for the six ads one by one, the largest first."""
    table = twins(switched_off, shop)
    return table.loc[[name for name in ADS if name in table.index]].sort_values(
        "estimate", ascending=False
    )


def by_model(journeys, models=None):
    table = attribution(journeys, models)
    return table.pivot_table(index="channel", columns="model", values="orders", sort=False)


def left_of_an_order(ledger, orders):
    """What an order leaves before ads, creators and wages, on average."""
    amounts = ledger.loc[~ledger["line"].isin(NOT_LEFT), "amount"]
    return amounts.sum() / orders["ts_pay"].notna().sum()


def as_credit(ranking):
    """A ranking as credit: the first of six has six points."""
    names = list(ranking) if isinstance(ranking, list | tuple) else []
    if sorted(map(str, names)) != sorted(ADS):
        raise InputError(
            f"ranking is {ranking!r}. Name the six ads, each once, the most important first: "
            f"{list(ADS)}."
        )
    points = range(len(names), 0, -1)
    return pd.DataFrame({"model": "yours", "channel": names, "orders": points})


# --- What the texts tell -------------------------------------------------------------------------


@lesson.facts("paths-reading", "models-reading", "models-title", "name-reading")
def _models(journeys):
    table, one = by_model(journeys), journeys["touches"] == 1
    totals = journeys[["journeys", "orders"]].sum()
    post, name, feed = (table.loc[ad] for ad in ("post", NAME, "feed_ad"))
    return {
        "all": fact.count(totals["journeys"]),
        "orders": fact.count(totals["orders"]),
        "different": fact.count(len(journeys)),
        "most": fact.count(journeys["touches"].max()),
        "one": fact.share(journeys.loc[one, "journeys"].sum() / totals["journeys"]),
        "one_orders": fact.share(journeys.loc[one, "orders"].sum() / totals["orders"]),
        "post_last": fact.count(post["last"]),
        "post_first": fact.count(post["first"]),
        "post_times": fact.number(post["first"] / post["last"], 1),
        "name_least": fact.count(name.min()),
        "name_most": fact.count(name.max()),
        "feed_least": fact.count(feed.min()),
        "feed_most": fact.count(feed.max()),
        "name_credit": fact.count(name["markov"]),
        "name_chain": fact.count(
            removal_effects(journeys).set_index("channel").loc[NAME, "removal"] * totals["orders"]
        ),
        "channels": fact.count(len(table)),
        "inside": fact.count(
            table["markov"]
            .between(table[["first", "last"]].min(axis=1), table[["first", "last"]].max(axis=1))
            .sum()
        ),
        "far": fact.count((table["shapley"] - table["linear"]).abs().max()),
    }


@lesson.facts("truth-title", "truth-reading", "post-reading")
def _truth(journeys, switched_off):
    table, truth = by_model(journeys), lost(switched_off)
    credit = attribution(journeys)
    scores = beside_truth(credit, truth["estimate"]).set_index("model")
    first_luck = switched_off[(switched_off["luck"] == 1) & (switched_off["off"] == OFF)]
    first_luck = first_luck[first_luck["shop"] == "Qingye"].iloc[0]
    chains = [attribution(journeys, "markov", order=k).assign(model=f"order {k}") for k in (2, 3)]
    longer = beside_truth(pd.concat(chains), truth["estimate"]).set_index("model")
    rest = truth.index.drop(NAME)
    below = table.loc[rest].lt(truth.loc[rest, "estimate"], axis=0)
    equal = pd.DataFrame({"model": "equal", "channel": list(ADS), "orders": 1.0})
    inside = [
        (table.loc[ad].between(truth.loc[ad, "low"], truth.loc[ad, "high"])).sum() for ad in truth.index
    ]  # fmt: skip
    best, worst = scores["misplaced"].idxmin(), scores["misplaced"].idxmax()
    return {
        "best": fact.name(best),
        "worst": fact.name(worst),
        "misplaced": fact.number(100 * scores.loc[best, "misplaced"]),
        "misplaced_most": fact.number(100 * scores.loc[worst, "misplaced"]),
        "chain": fact.number(100 * scores.loc["markov", "misplaced"]),
        "shapley": fact.number(100 * scores.loc["shapley", "misplaced"]),
        "below": fact.count(below.sum().sum()),
        "others": fact.count(below.size),
        "sum_least": fact.count(table.loc[truth.index].sum().min()),
        "sum_most": fact.count(table.loc[truth.index].sum().max()),
        "sum_true": fact.count(truth["estimate"].sum()),
        "chain_two": fact.number(100 * longer.loc["order 2", "misplaced"]),
        "chain_three": fact.number(100 * longer.loc["order 3", "misplaced"]),
        "chain_first": fact.name(longer.loc["order 3", "first"]),
        "equal": fact.number(100 * beside_truth(equal, truth["estimate"]).loc[0, "misplaced"]),
        "name": fact.count(truth.loc[NAME, "estimate"]),
        "name_low": fact.count(truth.loc[NAME, "low"]),
        "name_high": fact.count(truth.loc[NAME, "high"]),
        "name_least": fact.count(table.loc[NAME].min()),
        "top": fact.name(truth.index[0]),
        "top_lost": fact.count(truth["estimate"].iloc[0]),
        "hits": fact.count(sum(inside)),
        "cells": fact.count(len(truth) * table.shape[1]),
        "lucks": fact.count(truth["n"].iloc[0]),
        "off": fact.count(first_luck["orders"] - first_luck["orders_without"]),
        "post_last": fact.count(table.loc[OFF, "last"]),
        "post_first": fact.count(table.loc[OFF, "first"]),
        "post": fact.count(truth.loc[OFF, "estimate"]),
        "post_low": fact.count(truth.loc[OFF, "low"]),
        "post_high": fact.count(truth.loc[OFF, "high"]),
        "times": fact.number(truth.loc[OFF, "estimate"] / table.loc[OFF, "last"], 1),
    }


@lesson.facts("ranking-reading")
def _ranking(journeys, switched_off, ranking):
    table, truth = by_model(journeys), lost(switched_off)["estimate"]
    typed = ranking is not ... and ranking is not None
    mine = as_credit(ranking if typed else _ranked_by(table["last"]))
    mine = beside_truth(mine, truth).loc[0, "pairs"]
    scores = beside_truth(attribution(journeys), truth)["pairs"]
    many = len(truth) * (len(truth) - 1) // 2
    return {
        "whose": "yours" if typed else "last",
        "pairs": fact.count(round(mine * many)),
        "many": fact.count(many),
        "best_pairs": fact.count(round(scores.max() * many)),
        "worst_pairs": fact.count(round(scores.min() * many)),
    }


def _ranked_by(credit):
    return credit[list(ADS)].sort_values(ascending=False, kind="stable").index.tolist()


def costs_beside(journeys, costs, switched_off):
    """Yuan for an order that each ad is credited with by last click, and for one that it adds."""
    cost = costs.set_index("channel")["cost"]
    truth = lost(switched_off)["estimate"]
    last = by_model(journeys, "last")["last"]
    table = pd.DataFrame({"credited": cost / last[cost.index], "added": cost / truth[cost.index]})
    return table.sort_values("added")


@lesson.facts("cost-title", "cost-reading")
def _costs(journeys, costs, switched_off, ledger, orders):
    table, left = costs_beside(journeys, costs, switched_off), left_of_an_order(ledger, orders)
    dear = [ad for ad in ADS if table.loc[ad, "credited"] > left]
    mine = switched_off[switched_off["shop"] == "Qingye"]
    gain = {
        off: estimates.paired_difference(rows["profit_without"], rows["profit"], "half-years")
        for off, rows in mine.groupby("off", sort=False)
    }
    whole = gain[" + ".join(dear)]
    adds = lost(switched_off)["estimate"]
    own_left = {ad: (costs.set_index("channel").loc[ad, "cost"] - gain[ad].value) / adds[ad]
                for ad in ("affiliate_link", "live_room")}  # fmt: skip
    return {
        "left": fact.money(left),
        "dear": fact.count(len(dear)),
        "dear_names": fact.name(", ".join(dear)),
        "right": fact.count(sum(table.loc[ad, "added"] <= left for ad in dear)),
        "name_credited": fact.money(table.loc[NAME, "credited"]),
        "name_added": fact.money(table.loc[NAME, "added"], -1),
        "feed_credited": fact.money(table.loc["feed_ad", "credited"]),
        "feed_added": fact.money(table.loc["feed_ad", "added"]),
        "aff_left": fact.money(own_left["affiliate_link"]),
        "live_left": fact.money(own_left["live_room"]),
        "aff": fact.money(gain["affiliate_link"].value, -2),
        "aff_low": fact.money(gain["affiliate_link"].low, -2),
        "aff_high": fact.money(gain["affiliate_link"].high, -2),
        "search": fact.money(-gain["search_ad"].value, -2),
        "search_low": fact.money(-gain["search_ad"].high, -2),
        "search_high": fact.money(-gain["search_ad"].low, -2),
        "whole": fact.money(-whole.value, -3),
        "whole_low": fact.money(-whole.high, -3),
        "whole_high": fact.money(-whole.low, -3),
        "saved": fact.money(gain[NAME].value, -3),
        "saved_low": fact.money(gain[NAME].low, -3),
        "saved_high": fact.money(gain[NAME].high, -3),
        "lucks": fact.count(whole.n),
    }


def scored(benchmark, measure):
    rows = benchmark[benchmark["measure"] == measure]
    return rows.sort_values("estimate", ignore_index=True)


@lesson.facts("benchmark-title", "benchmark-reading")
def _benchmark(benchmark):
    cost, wrong = (scored(benchmark, m).set_index("method") for m in ("lost", "misplaced"))
    name = scored(benchmark, "name").set_index("method")["estimate"]
    held, spend = "holdout of 5 %", "all orders by spend"
    others = [held, spend, "shapley-attribution", "everything on", "everything off"]
    models = cost.index.difference(others)
    return {
        "worlds": fact.count(cost["n"].iloc[0]),
        "held": fact.number(cost.loc[held, "estimate"]),
        "held_low": fact.number(cost.loc[held, "low"]),
        "held_high": fact.number(cost.loc[held, "high"]),
        "few": fact.number(scored(benchmark, "lost, fewest people").loc[0, "estimate"]),
        "many": fact.number(scored(benchmark, "lost, most people").loc[0, "estimate"]),
        "held_wrong": fact.number(wrong.loc[held, "estimate"]),
        "best_model": fact.name(cost.loc[models, "estimate"].idxmin()),
        "worst_model": fact.name(cost.loc[models, "estimate"].idxmax()),
        "chain": fact.number(cost.loc["Markov chain, exact", "estimate"]),
        "least": fact.number(cost.loc[models, "estimate"].min()),
        "most": fact.number(cost.loc[models, "estimate"].max()),
        "least_wrong": fact.number(wrong.loc[models, "estimate"].min()),
        "most_wrong": fact.number(wrong.loc[models, "estimate"].max()),
        "spend": fact.number(cost.loc[spend, "estimate"]),
        "spend_wrong": fact.number(wrong.loc[spend, "estimate"]),
        "name_least": fact.number(name[models].min()),
        "name_most": fact.number(name[models].max()),
        "name_held": fact.number(name[held], 1),
        "name_true": fact.number(name["(the truth)"], 1),
        "models": fact.count(len(models)),
        "on": fact.number(cost.loc["everything on", "estimate"]),
        "on_low": fact.number(cost.loc["everything on", "low"]),
        "on_high": fact.number(cost.loc["everything on", "high"]),
    }


def together(regions):
    return synergy(regions, "post", "feed").set_index("reading")


@lesson.facts("synergy-reading")
def _synergy(regions, switched_off):
    table, truth = together(regions), twins(switched_off)["estimate"]
    mine = switched_off[switched_off["shop"] == "Qingye"]
    wide = mine.assign(lost=mine["orders"] - mine["orders_without"]).pivot(
        index="luck", columns="off", values="lost"
    )
    inter = estimates.mean(wide[OFF] + wide["feed_ad"] - wide[BOTH], "half-years")
    return {
        **fact.ends("post", table.loc["post"], fact.number, digits=1),
        **fact.ends("feed", table.loc["feed"], fact.number, digits=1),
        **fact.ends("together", table.loc["together"], fact.number, digits=1),
        **fact.ends("synergy", table.loc["synergy"], fact.number, digits=1),
        "regions": fact.count(len(regions)),
        "alone": fact.count(truth[OFF] + truth["feed_ad"]),
        "both": fact.count(truth[BOTH]),
        "inter": fact.count(inter.value, signed=True),
        "inter_low": fact.count(inter.low),
        "inter_high": fact.count(inter.high),
    }


@lesson.facts("partners-reading")
def _partners(partners, orders, survey, referrals):
    table = partner_roi(partners, PARTNERS, PARTNER_MARGIN, PARTNER_SINCE).set_index("partner")
    word = wom_rate(survey, purchases(orders), referrals).set_index("reading")
    dear = table["left"].idxmax()
    return {
        "most": fact.name(dear),
        "most_left": fact.money(table.loc[dear, "left"], -1),
        "most_overlap": fact.share(table.loc[dear, "overlap"]),
        "most_new": fact.money(table.loc[dear, "left_new"], -1),
        "best": fact.name(table["left_new"].idxmax()),
        "best_new": fact.money(table["left_new"].max(), -1),
        "say": fact.share(word.loc["say friends", "estimate"]),
        "say_low": fact.share(word.loc["say friends", "low"]),
        "say_high": fact.share(word.loc["say friends", "high"]),
        "asked": fact.count(word.loc["say friends", "n"]),
        "traced": fact.share(word.loc["traced", "estimate"], 1),
        "traced_low": fact.share(word.loc["traced", "low"], 1),
        "traced_high": fact.share(word.loc["traced", "high"], 1),
        "new": fact.count(word.loc["traced", "n"]),
    }


# --- Asked in the notebook -----------------------------------------------------------------------


@lesson.exercise("The posts are switched off", Prediction("orders"))
def posts_off(switched_off):
    """The models credit posts with {least} (last click) to {most} orders (first click) of {all}. Now the
    shop runs the same half-year again, with the same people and the same luck, but **without a yuan for
    posts**. How many orders fewer will it have? Write (value, low, high).

    Hint: Whoever met a post and came back by search is booked under search. And whoever met a post
    and would have come anyway is booked under posts.

    Right: Every prediction is right that was made before looking.
    """
    rows = switched_off[(switched_off["shop"] == "Qingye") & (switched_off["luck"] == 1)]
    row = rows[rows["off"] == OFF].iloc[0]
    return int(row["orders"] - row["orders_without"])


@posts_off.facts
def _credited(journeys):
    table = by_model(journeys)
    return {
        "least": fact.count(table.loc[OFF].min()),
        "most": fact.count(table.loc[OFF].max()),
        "all": fact.count(journeys["orders"].sum()),
    }


def _songling(switched_off, off):
    rows = switched_off[(switched_off["shop"] == "Songling") & (switched_off["off"] == off)]
    return rows["orders"] - rows["orders_without"]


@lesson.exercise("An order that posts add, elsewhere", Number(tolerance=0.2, unit="yuan"))
def cost_of_added(switched_off, songling_costs):
    """Songling Outdoor in Chengdu sells similar things in another world. What did it pay there for **one
    order that posts add**, in yuan? `own.songling_costs` has what was spent in the half-year,
    `own.switched_off` the orders as it was and without (rows with shop "Songling" and off "post"; take the
    mean over the lots of luck).

    Hint: Cost ÷ (orders − orders_without).

    Hint: Each row of luck is one half-year; the cost is that of one half-year.

    Right: It can be compared with what an order leaves. The price of a *credited* order can't: it
    changes with the model, while shop and posts stay the same.
    """
    cost = songling_costs.set_index("channel").loc[OFF, "cost"]
    return cost / _songling(switched_off, OFF).mean()


@cost_of_added.wrong("by last click")
def _by_last(songling, songling_costs):
    """You divided by the orders that *last click* credits to posts. Asked are the orders that would be
    missing without them.
    """
    cost = songling_costs.set_index("channel").loc[OFF, "cost"]
    return cost / by_model(songling, "last").loc[OFF, "last"]


@cost_of_added.wrong("by first click")
def _by_first(songling, songling_costs):
    """You divided by the orders that *first click* credits to posts. Asked are the orders that would be
    missing without them.
    """
    cost = songling_costs.set_index("channel").loc[OFF, "cost"]
    return cost / by_model(songling, "first").loc[OFF, "first"]


@cost_of_added.wrong("by the linear model")
def _by_linear(songling, songling_costs):
    """You divided by the orders that the *linear* model credits to posts. Asked are the orders that would
    be missing without them.
    """
    cost = songling_costs.set_index("channel").loc[OFF, "cost"]
    return cost / by_model(songling, "linear").loc[OFF, "linear"]


@cost_of_added.wrong("by the chain")
def _by_chain(songling, songling_costs):
    """You divided by the orders that the *chain* credits to posts. Asked are the orders that would be
    missing without them.
    """
    cost = songling_costs.set_index("channel").loc[OFF, "cost"]
    return cost / by_model(songling, "markov").loc[OFF, "markov"]


@cost_of_added.wrong("by position")
def _by_position(songling, songling_costs):
    """You divided by the orders that the *position* model credits to posts. Asked are the orders that
    would be missing without them.
    """
    cost = songling_costs.set_index("channel").loc[OFF, "cost"]
    return cost / by_model(songling, "position").loc[OFF, "position"]


@cost_of_added.wrong("by Shapley")
def _by_shapley(songling, songling_costs):
    """You divided by the orders that the *Shapley* value credits to posts. Asked are the orders that would
    be missing without them.
    """
    cost = songling_costs.set_index("channel").loc[OFF, "cost"]
    return cost / by_model(songling, "shapley").loc[OFF, "shapley"]


@cost_of_added.wrong("the orders")
def _orders_only(switched_off):
    """Those are the orders that posts add. Asked is what one of them cost: divide the cost by them."""
    return _songling(switched_off, OFF).mean()


@cost_of_added.wrong("all lucks, one cost")
def _all_lucks(switched_off, songling_costs):
    """You added the lost orders of all lots of luck, but the cost is that of one half-year. Take their
    mean.
    """
    cost = songling_costs.set_index("channel").loc[OFF, "cost"]
    return cost / _songling(switched_off, OFF).sum()


@cost_of_added.wrong("the first shop")
def _first_shop(switched_off, songling_costs):
    """You took the lost orders of the first shop, Qingye, with the cost of Songling."""
    cost = songling_costs.set_index("channel").loc[OFF, "cost"]
    return cost / lost(switched_off).loc[OFF, "estimate"]


@cost_of_added.wrong("another ad")
def _another_ad(switched_off, songling_costs):
    """That is the ad in the feed. Asked are the posts."""
    cost = songling_costs.set_index("channel").loc["feed_ad", "cost"]
    return cost / _songling(switched_off, "feed_ad").mean()


TOGETHER = Choice(
    {
        "A": "Yes: where both ran, orders rose by more than where only one ran.",
        "B": "Yes: together they bring more than the sum of both alone, and the interval is above 0.",
        "C": "This trial can't tell: the interval of the synergy reaches from below 0 to above 0.",
        "D": "No: the interval of the synergy holds 0, so there is none.",
        "E": "No: together they bring less than the sum of both alone, and the interval is below 0.",
    }
)


@lesson.exercise("Is 1 + 1 more than 2?", TOGETHER)
def one_and_one(regions):
    """A lot let posts and the feed's ad run in some of {regions} regions: neither, one of them, or both. Orders
    against regions with neither, of 100 usual ones: posts alone {post}, the feed alone {feed}, both
    {together}. Synergy, both − posts − feed: {synergy} ({synergy_low} to {synergy_high}). What may one
    say about "1 + 1 > 2"? One letter.

    Hint: If both work and nothing else happens, what does 1 + 1 give?

    Right: "Both together did best" is 1 + 1 = 2. Synergy is only what goes beyond the sum. It needs
    several times as many regions as each effect alone, for four means are in it, each with its luck.
    """
    low, high = together(regions).loc["synergy", ["low", "high"]]
    return "B" if low > 0 else "E" if high < 0 else "C"


@one_and_one.facts
def _trial(regions):
    table = together(regions)
    told = {name: fact.number(table.loc[name, "estimate"], 1, signed=True)
            for name in ("post", "feed", "together", "synergy")}  # fmt: skip
    ends = {f"synergy_{end}": fact.number(table.loc["synergy", end], 1) for end in ("low", "high")}
    return told | ends | {"regions": fact.count(len(regions))}


@one_and_one.wrong("more than one alone")
def _more_than_one(regions):
    """Two ads that don't know of each other also bring more together than one does: 1 + 1 = 2. Compare
    with the sum.
    """
    return "A"


@one_and_one.wrong("zero is inside, so there is none")
def _none(regions):
    """The interval also holds effects that would be worth much. "We saw none" is not "there is none"."""
    return "D"


@one_and_one.wrong("the other side")
def _other_side(regions):
    """Look at the interval of the synergy once more: on which sides of 0 does it reach?"""
    return "C" if one_and_one(regions) != "C" else "B"


@one_and_one.wrong("the estimate alone")
def _estimate_alone(regions):
    """Look at the interval of the synergy, not at the estimate alone."""
    return "E" if one_and_one(regions) != "E" else "C"


ACTIONS = {
    "buy": "Buy it, and share out next quarter's budget by its credit.",
    "first": "Don't buy it. Share out the budget by first click, which was nearest in this shop.",
    "test": "Don't buy it. Hold the ad on the own name and the largest ad back in some regions by lot, and "
    "decide by that.",
    "stay": "Don't buy it. Stay with last click, as all models say nearly the same.",
}
REASONS = {
    "all": "It uses the whole journey, also of people who didn't buy; that is what last click lacks.",
    "shares": "Every model shares out the same booked orders. Which of them would have come without "
    "the ad isn't in the journeys, at any price.",
    "exact": "It is solved exactly, without simulation, so its credit is what each ad brings.",
    "near": "What came nearest to the truth in one shop will come nearest in the next one.",
}


@lesson.exercise("A model for 30,000 yuan", Decision(ACTIONS, REASONS, cautious=["test"]))
def the_model():
    """A software house offers "data-driven attribution": a Markov chain of order 3, solved exactly, for
    30,000 yuan a year. It will say how much credit each ad gets. Your budget for ads is some 1.3 million a
    year. What do you do, and why? A letter and a number, such as ("A", 1).

    Hint: Which question does a budget ask? Which one does the chain answer?

    Right: A test costs something too: orders in the regions where the ad is off. Lesson 2.4 plans it
    so that this is small beside what a wrong budget costs.
    """
    return "test", "shares"


@the_model.wrong("whole journeys")
def _whole_journeys():
    """It does use more of the journey. You have seen its credit: the ad on the own name is high up there
    too. Longer paths don't say who would have come anyway.
    """
    return "buy", "all"


@the_model.wrong("exact")
def _exact():
    """Exactly solved is the *chain*. Its assumption, that people whose step is removed vanish, stays what
    it was.
    """
    return "buy", "exact"


@the_model.wrong("first click won here")
def _won_here():
    """It won in one world, where somebody looked at the truth afterwards. In a shop where retargeting is
    large it gives that ad nothing. You can't know beforehand which model wins.
    """
    return "first", "near"


@the_model.wrong("they agree")
def _they_agree():
    """They agree on the ad on the own name, and all are wrong about it. Agreement of methods that share
    one blind spot is no evidence.
    """
    return "stay", "near"


@the_model.wrong("a test for another reason")
def _another_reason():
    """The right thing to do. But the reason is another one: why can't more of the journey help?"""
    return "test", "near"


@the_model.wrong("a test, for the chain uses more")
def _test_all():
    """The right thing to do. But it isn't because the chain uses more of the journey: it does, and is wrong
    all the same. What do journeys lack?
    """
    return "test", "all"


@the_model.wrong("a test, for the chain is exact")
def _test_exact():
    """The right thing to do. But that the sum is exact speaks for the chain. What do journeys lack?"""
    return "test", "exact"


@the_model.wrong("staying for the right reason")
def _staying():
    """True: no model can know it. But last click is such a model too. What can know it?"""
    return "stay", "shares"


@the_model.wrong("first click for the right reason")
def _first_all_the_same():
    """True: no model can know it. But first click is such a model too. What can know it?"""
    return "first", "shares"


@the_model.wrong("buying for the right reason")
def _buying():
    """If the journeys don't hold who would have come anyway, what do 30,000 yuan buy?"""
    return "buy", "shares"


@the_model.wrong("buying what came near")
def _buying_near():
    """What came near in one shop needn't come near in yours. And here the chain didn't come nearest."""
    return "buy", "near"


@the_model.wrong("first click for whole journeys")
def _first_all():
    """First click looks at one touch of each order, so this reason speaks against it. And whole journeys
    don't say who would have come anyway.
    """
    return "first", "all"


@the_model.wrong("first click for exactness")
def _first_exact():
    """First click is no chain, so this reason isn't one for it. And an exact sum of credit is still credit."""
    return "first", "exact"


@the_model.wrong("last click for whole journeys")
def _stay_all():
    """This reason speaks against last click, which looks at one touch. And whole journeys don't say who
    would have come anyway.
    """
    return "stay", "all"


@the_model.wrong("last click for exactness")
def _stay_exact():
    """This reason praises the chain, and you stay with last click. Neither of the two knows what an ad brings."""
    return "stay", "exact"


# --- The workshop's pool -------------------------------------------------------------------------


@lesson.exercise("Linear credit of the feed", Number(tolerance=0.6, unit="orders"), pool=True)
def linear_feed(journeys):
    """In `journeys` (path, journeys, orders), how many orders does the **linear** model credit to the
    feed's ad, `feed_ad`?

    Hint: `attribution.attribution(journeys, "linear")`.

    Right: An order with three touches gives a third to each, twice to an ad that was met twice.
    """
    return by_model(journeys, "linear").loc["feed_ad", "linear"]


@linear_feed.applies
def _has_feed(journeys):
    """These journeys don't know the feed's ad."""
    return can_answer(linear_feed, journeys)


@linear_feed.wrong("last")
def _feed_last(journeys):
    """That is last click: all of an order to its last touch."""
    return by_model(journeys, "last").loc["feed_ad", "last"]


@linear_feed.wrong("first")
def _feed_first(journeys):
    """That is first click: all of an order to its first touch."""
    return by_model(journeys, "first").loc["feed_ad", "first"]


@linear_feed.wrong("position")
def _feed_position(journeys):
    """That is the position model, which gives more to both ends."""
    return by_model(journeys, "position").loc["feed_ad", "position"]


@linear_feed.wrong("each ad once")
def _feed_once(journeys):
    """You counted an ad once per journey, however often it was met: that is the Shapley value of the
    orders. The linear model counts each *touch*.
    """
    return by_model(journeys, "shapley").loc["feed_ad", "shapley"]


@linear_feed.wrong("all touches of buyers")
def _feed_touched(journeys):
    """You counted every order in whose journey the feed's ad was met, in full. Others were met too."""
    met = journeys["path"].str.split(" > ").map(lambda touches: "feed_ad" in touches)
    return journeys.loc[met, "orders"].sum()


@lesson.exercise("What a chain loses", Number(tolerance=0.0015, unit="share"), pool=True)
def chain_loss(journeys):
    """In the chain of order 1 made from `journeys`, which **share of its orders** is lost if every step to
    a post leads to nothing? Give a share between 0 and 1.

    Hint: `attribution.removal_effects(journeys)`.

    Right: Only in the chain do these people vanish. In the shop many come another way.
    """
    return removal_effects(journeys).set_index("channel").loc[OFF, "removal"]


@chain_loss.applies
def _has_posts(journeys):
    """These journeys don't know posts."""
    return can_answer(chain_loss, journeys)


@chain_loss.wrong("share of the credit")
def _credit_share(journeys):
    """That is the share of the *credit*: the losses of all channels were scaled down to add up to 1."""
    found = removal_effects(journeys).set_index("channel")["orders"]
    return found[OFF] / found.sum()


@chain_loss.wrong("order 2")
def _order_two(journeys):
    """That chain looks at two touches (order 2)."""
    return removal_effects(journeys, order=2).set_index("channel").loc[OFF, "removal"]


@chain_loss.wrong("last click's share")
def _last_share(journeys):
    """That is the share of orders whose *last* touch was a post."""
    return by_model(journeys, "last").loc[OFF, "last"] / journeys["orders"].sum()


@lesson.exercise("Of 100 credited orders", Number(tolerance=0.2, unit="orders"), pool=True)
def of_a_hundred(switched_off, songling):
    """At Songling, last click credits the ad on the own name with many orders. How many **of 100 such
    orders** would be missing without the ad? In the workshop: `switched_off = quiz.data_of("2_6")[
    "switched_off"]` (shop "Songling", off "brand_ad"; mean over the lots of luck), `songling` has the
    journeys.

    Hint: Lost orders ÷ credited orders × 100.

    Right: The others would have clicked the free result just below.
    """
    credited = by_model(songling, "last").loc[NAME, "last"]
    return 100 * _songling(switched_off, NAME).mean() / credited


@of_a_hundred.wrong("by first click")
def _first_credited(switched_off, songling):
    """You divided by the orders that *first* click credits."""
    credited = by_model(songling, "first").loc[NAME, "first"]
    return 100 * _songling(switched_off, NAME).mean() / credited


@of_a_hundred.wrong("who would have come anyway")
def _anyway(switched_off, songling):
    """Those are the orders that come anyway. Asked are those that would be missing."""
    return 100 - of_a_hundred(switched_off, songling)


@of_a_hundred.wrong("posts")
def _of_posts(switched_off, songling):
    """That is the number for posts. Asked is the ad on the own name."""
    credited = by_model(songling, "last").loc[OFF, "last"]
    return 100 * _songling(switched_off, OFF).mean() / credited


@lesson.exercise("A partner's new customers", Number(tolerance=3, unit="yuan"), pool=True)
def partner_left(partners):
    """A camping club, a yoga school and the lockers of a courier recommended the shop in early 2025. The
    lockers cost 1,500 yuan. Margin before that: 20% of what is paid. Since 1 January 2025, what is **left
    of the lockers' orders by customers who had never bought before**, after the 1,500? Below 0 is possible.

    Hint: `attribution.partner_roi(partners, {{"courier lockers": 1500}}, 0.2, since="2025-01-01")`.

    Right: Customers whom you had already might have come by themselves. Count them apart, not as nothing.
    """
    one = {"courier lockers": PARTNERS["courier lockers"]}
    return partner_roi(partners, one, POOL_MARGIN, PARTNER_SINCE).loc[0, "left_new"]


@partner_left.applies
def _has_lockers(partners):
    """No partner of that name is in these orders."""
    return can_answer(partner_left, partners)


@partner_left.wrong("old ones too")
def _old_too(partners):
    """You counted the customers too who had bought before."""
    one = {"courier lockers": PARTNERS["courier lockers"]}
    return partner_roi(partners, one, POOL_MARGIN, PARTNER_SINCE).loc[0, "left"]


@partner_left.wrong("before the cost")
def _before_cost(partners):
    """The 1,500 yuan for the lockers come off."""
    return partner_left(partners) + PARTNERS["courier lockers"]


@partner_left.wrong("sales")
def _sales(partners):
    """You counted what was paid. Of it 20% stay; and the cost comes off."""
    return (partner_left(partners) + PARTNERS["courier lockers"]) / POOL_MARGIN


@lesson.exercise("Traced word of mouth", Number(tolerance=0.0008, unit="share"), pool=True)
def traced(orders, referrals):
    """Which **share of the buyers** stands in `referrals` as `referee_id`: brought by a customer, with a trace? A buyer is
    who made a purchase in `orders` at any time (`ecomlab.tables.purchases(orders)`). Give a share between 0 and 1.

    Hint: Count people, not orders: `purchases(orders)["customer_id"].unique()`.

    Right: It is a lower end: who tells a friend without a link leaves no trace. And it is no effect:
    some of them would have come without the reward.
    """
    return _among_buyers(purchases(orders), referrals["referee_id"])


def _among_buyers(orders, people):
    """Which share of those who ordered is among these people?"""
    return pd.Series(orders["customer_id"].unique()).isin(people).mean()


@traced.wrong("every order")
def _every_order(orders, referrals):
    """You counted everybody who ordered. Who didn't pay, or got all of it back, is no buyer."""
    return _among_buyers(orders, referrals["referee_id"])


@traced.wrong("who recommends")
def _who_recommends(orders, referrals):
    """That is the share of buyers who *brought* somebody (`referrer_id`)."""
    return _among_buyers(purchases(orders), referrals["referrer_id"])


@traced.wrong("those who were not")
def _not_traced(orders, referrals):
    """Those are the buyers *without* a trace."""
    return 1 - traced(orders, referrals)


@lesson.exercise(
    "A dashboard of one platform",
    Choice(
        {
            "A": "Half of the orders would be missing without the platform's ads.",
            "B": "Half of the orders came from people who had a touch there that the platform can see; "
            "others may claim the same orders.",
            "C": "The platform's ads bring more than all other ads together.",
            "D": "The number is invented, for a platform has an interest in it.",
        }
    ),
    pool=True,
)
def one_dashboard():
    """A short-video platform's dashboard says: "our ads took part in 50% of your orders". Your shop sells on
    another platform, and has ads there too. What does that number say? One letter.

    Hint: Add up what all your dashboards say.

    Right: Each dashboard sees its own touches only. Together they may claim more orders than you had.
    """
    return "B"


@one_dashboard.wrong("missing without")
def _missing():
    """To take part isn't to cause. The ad on the own name takes part in many orders that come anyway."""
    return "A"


@one_dashboard.wrong("more than the others")
def _more_than_others():
    """The others may have taken part in even more: an order can have touches on several platforms."""
    return "C"


@one_dashboard.wrong("invented")
def _invented():
    """It may be counted rightly. It answers another question than yours."""
    return "D"
