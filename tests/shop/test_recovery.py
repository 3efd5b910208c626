"""Where the obvious reading is wrong, and the taught estimator finds the truth.

Each story plays the same luck several times: as the shop that reads naively, as the shop that
randomises, and as the twin runs whose difference is the truth. The truth is the mean over all
lucks; a reading's interval either holds it or misses it. The quick test takes few lucks; the
verified one 2,000 where a luck is cheap, else 200, and notes its verdict, of which ``verify`` makes
``docs/recovery.md``. Stories run at the size of the published shop; the two that need more say so.
"""

import json
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ecomlab.conversion.experiments import ab_test
from ecomlab.estimates import difference, mean, ratio_of_differences, t_quantile
from ecomlab.fulfillment.stockouts import sales_rate, uncensored_demand
from ecomlab.retention.membership import group_difference, regression_discontinuity
from ecomlab.retention.messages import holdout_effect
from ecomlab.shop import Shop, World
from ecomlab.shop.funnel import PAID
from ecomlab.shop.traffic import KEYS_A_DAY
from ecomlab.shop.truth import contact_outcomes
from ecomlab.shop.world import BRAND, BRAND_AD, ENTRANCE_OF_PLAN, PLANS
from ecomlab.traffic.increment import increment_by_lot
from ecomlab.traffic.paid import roas
from ecomlab.trials import judge

RESULTS = Path(__file__).parents[2] / "docs" / "results" / "recovery.json"
CHEAP, DEAR = 2000, 200  # draws


def run(shop, decisions, days):
    """Sessions and orders of a run, and what each plan spent a day, in yuan."""
    engine = shop.engine(decisions, days).run(0, days)
    return SimpleNamespace(
        engine=engine, sessions=engine.sessions.columns(), orders=engine.orders.columns(),
        spend=engine.daily.columns().spend / 100,
    )  # fmt: skip


def by_day(**columns):
    """A table with one row per day."""
    days = len(next(iter(columns.values())))
    return pd.DataFrame({"date": pd.date_range("2025-01-01", periods=days), **columns})


# A new page goes live on the day on which prices are cut: before and after it, or A/B?

CUT, END = 4, 8  # first day of the new prices, and the day after the last


def page_draw(noise):
    """Naive and taught interval of what page B adds to a session's conversion; and the truth."""
    shop = Shop(World(), noise)
    usual = {name: value for name, value in shop.decisions().items() if name != "price.test"}
    cheaper = {name: 0.85 * usual[name] for name in usual if name.startswith("price.")}
    old, new, test = (
        run(shop, {str(shop.world.date(CUT)): cheaper | {"page.version": page}}, END).sessions
        for page in ("A", "B", "test")
    )
    now = {name: s.day >= CUT for name, s in (("old", old), ("new", new), ("test", test))}
    after = paid(new)[now["new"]]
    naive = difference(after, paid(new)[~now["new"]], "visits")
    visits = pd.DataFrame({"arm": np.where(test.page_b, "B", "A"), "converted": paid(test)})
    taught = ab_test(visits[now["test"]], treated="B", control="A")
    return naive, taught, after.mean() - paid(old)[now["old"]].mean()


def paid(sessions):
    return sessions.depth == PAID


# What does a yuan on the shop's own name bring: last click, or the line through days of more
# and less spending, or days on and off by lot?

DAYS = 60


@cache
def brand_days(noise):
    """What the shop sees on each day as it is and with a lot's days on and off; and the truth."""
    shop, key = Shop(World(), noise), "ads.paid_brand.budget"
    always, never = run(shop, None, DAYS), run(shop, {key: 0}, DAYS)
    on = np.random.default_rng(noise).permutation(np.arange(DAYS) % 2 == 0)
    budget = shop.decisions()[key]
    lot = {str(shop.world.date(day)): {key: budget * on[day]} for day in range(DAYS)}
    switched, spend = run(shop, lot, DAYS), always.spend[:, 1]
    brand, cost = revenue(switched, [BRAND, BRAND_AD]), switched.spend[:, 1]
    return SimpleNamespace(
        spend=spend, clicked=revenue(always, [BRAND_AD]), revenue=revenue(always),
        taught=increment_by_lot(by_day(on=on, revenue=brand, cost=cost), "on"),
        truth=(revenue(always) - revenue(never)).sum() / spend.sum(),
    )  # fmt: skip


def last_click_draw(noise):
    """Naive: revenue of orders by the ad's click, per yuan."""
    seen = brand_days(noise)
    return roas(by_day(revenue=seen.clicked, cost=seen.spend)), seen.taught, seen.truth


def regression_draw(noise):
    """Naive: slope of a day's revenue on its spend. The budget follows demand."""
    seen = brand_days(noise)
    line = stats.linregress(seen.spend, seen.revenue)
    reach = t_quantile(DAYS - 2) * line.stderr
    return (line.slope - reach, line.slope + reach), seen.taught, seen.truth


def revenue(found, entrances=None, days=DAYS):
    """Paid amounts by day, in yuan, of orders by these entrances."""
    o = found.orders
    mine = o.paid if entrances is None else o.paid & np.isin(o.entrance, entrances)
    return np.bincount(o.day[mine], (o.amount - o.off)[mine] / 100, days)


# What does a message add: every order that follows it, or treated against left out by lot?

WINDOW = 14


def message_draw(noise, days=100):
    """Naive and taught interval of what a first message adds to orders; and the truth."""
    shop = Shop(World(), noise)
    found = run(shop, {"crm.holdout": 0.5}, days)
    treated, ordered = first_messages(found, days - WINDOW)
    twins = contact_outcomes(shop, days, WINDOW)
    truth = (twins["orders_1"] - twins["orders_0"]).mean()
    arm = np.where(treated, "treated", "holdout")
    taught = holdout_effect(pd.DataFrame({"arm": arm, "ordered": ordered}))
    return mean(ordered[treated]), taught, truth


def first_messages(found, before):
    """Of everyone's first contact: treated, paid orders in the days after it."""
    touch, o = found.engine.touches.columns(), found.orders
    people, first = np.unique(touch.person, return_index=True)
    people, first = people[touch.day[first] < before], first[touch.day[first] < before]
    day = np.full(found.engine.people.count, 2**30)
    day[people] = touch.day[first]
    mine = o.paid & (o.day > day[o.person]) & (o.day <= day[o.person] + WINDOW)
    ordered = np.bincount(o.person[mine], minlength=found.engine.people.count)[people]
    return touch.treated[first], ordered


# What does the next yuan bring: what the average one brings, or days of more and of less by lot?

AFFILIATES = PLANS.index("affiliates")
BLOCK, BLOCKS = 4, 16  # days; the first of each is left out: yesterday's money still works


def marginal_draw(noise):
    """Naive and taught interval of the revenue per further yuan of affiliates; and the truth.

    The smallest plan's next yuan can't be read at the shop's size: this takes four such shops.
    """
    shop, days = Shop(World(scale=4), noise), BLOCK * BLOCKS
    key = "ads.affiliates.budget"
    more, less = ({key: factor * shop.decisions()[key]} for factor in (1.5, 0.5))
    high = np.random.default_rng(noise).permutation(np.arange(BLOCKS) % 2 == 0)
    lot = {
        str(shop.world.date(BLOCK * block)): more if high[block] else less
        for block in range(BLOCKS)
    }
    usual, up, down, switched = (run(shop, each, days) for each in (None, more, less, lot))
    spent, brought = (
        of_day.reshape(BLOCKS, BLOCK)[:, 1:].sum(axis=1)
        for of_day in (switched.spend[:, AFFILIATES], brought_by_affiliates(switched, days))
    )
    naive = roas(
        by_day(revenue=brought_by_affiliates(usual, days), cost=usual.spend[:, AFFILIATES])
    )
    truth = (revenue(up, days=days) - revenue(down, days=days)).sum()
    truth /= (up.spend - down.spend).sum()
    lots = (brought[high], spent[high], brought[~high], spent[~high])
    return naive, ratio_of_differences(*lots, "lots"), truth


def brought_by_affiliates(found, days):
    """What those who first came by an affiliate's link pay in the run, by day of that visit.

    Not by day of order: baskets left on a day of more are paid for on days of less.
    """
    o, people = found.orders, found.engine.people
    theirs = o.paid & (people.entrance[o.person] == ENTRANCE_OF_PLAN[AFFILIATES])
    first = o.key[theirs] // KEYS_A_DAY
    return np.bincount(first, (o.amount - o.off)[theirs] / 100, days)


# How much is wanted of an article that sells out: what is sold, or a likelihood that knows that
# on days which end with an empty shelf at least as much was wanted?

SELLS_OUT = {"price.CH01": 89, "stock.safety_days.traffic": 0, "stock.cover_days": 0}
CHAIR = 0  # CH01's place among the articles
WARM, UNTIL = 7, 42  # days; in the first week those who come back have yet to come


def demand_draw(noise):
    """Naive and taught interval of units wanted per 100 visits to the chair; and the truth."""
    found = run(Shop(World(), noise), SELLS_OUT, UNTIL)
    shelf, visited = found.engine.shelf.columns(), found.sessions.day[found.sessions.sku == CHAIR]
    wanted, sold, left = (
        column.reshape(UNTIL, -1)[WARM:, CHAIR]
        for column in (shelf.demand, shelf.sales, shelf.on_hand)
    )
    hundreds = np.bincount(visited, minlength=UNTIL)[WARM:] / 100
    days = by_day(sales=sold, hundreds=hundreds, stockout_flag=left == 0)
    naive, taught = (read(days, exposure="hundreds") for read in (sales_rate, uncensored_demand))
    return naive, taught, wanted.sum() / hundreds.sum()


# Do members buy again because they are members? Members against the rest, or just above
# against just below the spending that makes a member?

SEEN, LATER = 180, 60  # days
NEAR = 400  # yuan to both sides of the threshold


def tier_draw(noise):
    """Naive and taught interval of what silver adds to the share who buy again; and the truth.

    In the status quo nothing follows from being silver, so the truth is 0. At the threshold
    only customers with two orders or more are compared: just below it there are many who bought
    one tent, just above hardly any. This takes two shops of the published size.
    """
    shop = Shop(World(scale=2), noise)
    engine, silver_from = shop.engine(days=SEEN + LATER), shop.decisions()["membership.from.silver"]
    engine.run(0, SEEN)
    known = np.flatnonzero(engine.people.orders[: engine.people.count])
    spent, bought = engine.people.spent[known] / 100, engine.people.orders[known]
    engine.run(SEEN, SEEN + LATER)
    again, silver = engine.people.orders[known] > bought, spent >= silver_from
    people = pd.DataFrame({"growth_value": spent, "again": again, "silver": silver})
    naive = group_difference(people, {"silver": True}, outcome="again")
    twice = people[bought > 1]
    return naive, regression_discontinuity(twice, silver_from, NEAR, kernel="triangular"), 0.0


class Story(NamedTuple):
    """A reading that misleads, the one that is taught, and what both want to know."""

    draw: object
    draws: int
    naive: str
    taught: str
    estimand: str


STORIES = {
    "page": Story(
        page_draw, CHEAP, "before and after, prices cut on the same day", "A/B test",
        "page B's effect on a session's conversion, shares",
    ),
    "sales": Story(
        demand_draw, CHEAP, "sales of an article that sells out",
        "likelihood of counts that were cut off",
        "units wanted per 100 visits to the article",
    ),
    "last click": Story(
        last_click_draw, DEAR, "last-click ROAS", "days on and off by lot",
        "revenue per yuan on the shop's own name",
    ),
    "regression": Story(
        regression_draw, DEAR, "line through daily spend and revenue", "days on and off by lot",
        "revenue per yuan on the shop's own name",
    ),
    "marginal": Story(
        marginal_draw, DEAR, "average ROAS", "half more and half less by lot, four days each",
        "revenue per further yuan of affiliates, at ±50%",
    ),
    "message": Story(
        message_draw, DEAR, "all orders that follow", "treated against left out by lot",
        "orders that a first message adds in 14 days, per customer",
    ),
    "tier": Story(
        tier_draw, DEAR, "silver members against the rest", "regression discontinuity",
        "silver's effect on the share who buy again in 60 days",
    ),
}  # fmt: skip


def verdicts(story, draws):
    """Truth, and the verdicts on both readings over the first lucks, none left out."""
    naive, taught, truth = zip(*(STORIES[story].draw(noise) for noise in range(draws)), strict=True)
    truth = float(np.mean(truth))
    return truth, judge(naive, truth), judge(taught, truth)


@pytest.mark.parametrize("story", STORIES)
def test_the_obvious_reading_misleads_and_the_taught_one_does_not(story, seeds):
    _, naive, taught = verdicts(story, min(seeds, 6))
    assert naive.misses(), naive
    assert taught.covers(), taught


@pytest.mark.verify
@pytest.mark.parametrize("story", STORIES)
def test_the_taught_intervals_cover_the_truth(story, record_property):
    told = STORIES[story]
    truth, naive, taught = verdicts(story, told.draws)
    found = {"story": story, "naive": told.naive, "taught": told.taught, "estimand": told.estimand}
    found |= {"truth": truth, "draws": told.draws}
    found |= {"missed": naive.draws - naive.held, "covered": taught.held}
    record_property("verdict", json.dumps(found, default=int))
    assert naive.misses(), naive
    assert taught.covers(), taught


def test_the_results_tell_every_story():
    told = json.loads(RESULTS.read_text(encoding="utf-8"))
    draws = {name: story.draws for name, story in STORIES.items()}
    assert {found["story"]: found["draws"] for found in told} == draws
