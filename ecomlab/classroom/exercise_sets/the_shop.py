"""The exercises of lesson 0, *The shop*."""

from functools import cache

import pandas as pd

from ecomlab.classroom.exercise import Exercise, Lesson, Misconception
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.datasets import load
from ecomlab.shop import Shop, World, as_of

# --- 1: visits that end in a payment -------------------------------------------------------


def conversion(sessions, orders):
    return orders["ts_pay"].notna().sum() / len(sessions)


def _unpaid_too(sessions, orders):
    return len(orders) / len(sessions)


def _per_person(sessions, orders):
    return orders["ts_pay"].notna().sum() / sessions["visitor_id"].nunique()


def _kept_only(sessions, orders):
    kept = orders["ts_pay"].notna() & (orders["refund_amount"] == 0)
    return kept.sum() / len(sessions)


def _of_those_who_stayed(sessions, orders):
    return orders["ts_pay"].notna().sum() / (~sessions["bounced"]).sum()


# --- 2: what is left of an order -----------------------------------------------------------


def half_returned(ledger, order_id):
    return ledger.loc[ledger["order_id"] == order_id, "amount"].sum()


def _lines(ledger, order_id, *names):
    mine = ledger[ledger["order_id"] == order_id]
    return mine.loc[mine["line"].isin(names), "amount"].sum()


def _sales(ledger, order_id):
    return _lines(ledger, order_id, "revenue")


def _sales_less_refund(ledger, order_id):
    return _lines(ledger, order_id, "revenue", "refund")


def _on_the_first_day(ledger, order_id):
    mine = ledger[ledger["order_id"] == order_id]
    return mine.loc[mine["date"] == mine["date"].min(), "amount"].sum()


def _lines_with_an_article(ledger, order_id):
    mine = ledger[ledger["order_id"] == order_id]
    return mine.loc[mine["sku"].notna(), "amount"].sum()


def _goods_gone(ledger, order_id):
    return half_returned(ledger, order_id) - _lines(ledger, order_id, "returns")


# --- 3: is the feed worth its money? -------------------------------------------------------


def feed_profit(outcomes):
    profit = outcomes.pivot(index="luck", columns="decision", values="profit")
    return (profit["no ad in the feed"] - profit["as it is"]).mean()


def _the_other_way_round(outcomes):
    return -feed_profit(outcomes)


def _revenue(outcomes):
    revenue = outcomes.pivot(index="luck", columns="decision", values="revenue")
    return (revenue["no ad in the feed"] - revenue["as it is"]).mean()


def _one_luck(outcomes):
    return feed_profit(outcomes[outcomes["luck"] == outcomes["luck"].min()])


def _sum_of_lucks(outcomes):
    return feed_profit(outcomes) * outcomes["luck"].nunique()


def _the_name(outcomes):
    profit = outcomes.pivot(index="luck", columns="decision", values="profit")
    return (profit["no ad on the name"] - profit["as it is"]).mean()


# --- 4: in another shop --------------------------------------------------------------------


def own_name():
    return "C", 2


# --- The data ------------------------------------------------------------------------------


CHOICES = {
    "as it is": {},
    "no ad on the name": {"ads.paid_brand.budget": 0},
    "no ad in the feed": {"ads.paid_feed.budget": 0},
}


def outcomes(lucks=range(1, 9)):
    """Orders, revenue and profit of the lesson's half-year, by luck and decision."""
    world = World("light_gear", seed=2026)
    return pd.DataFrame(
        {"luck": luck, "decision": name, **Shop(world, luck).outcome(changes, 182).sum()}
        for luck in lucks
        for name, changes in CHOICES.items()
    )


@cache
def half_year():
    """The half-year of the lesson, and its eight lucks under three decisions."""
    tables = as_of(load("shop"), "2024-06-30")
    return {
        "sessions": tables.sessions,
        "orders": tables.orders,
        "ledger": tables.pnl_lines,
        "order_id": 13,
        "outcomes": outcomes(),
    }


LESSON = Lesson(
    id="0",
    title="The shop",
    data=lambda: dict(half_year()),
    exercises=[
        Exercise(
            name="conversion",
            title="How many visits pay?",
            prompt=(
                "Compute the **conversion rate** from `tables.sessions` and `tables.orders`: "
                "paid orders per visit. Give a share between 0 and 1, with four decimals or more."
            ),
            kind=Number(tolerance=0.0001, unit="share"),
            solution=conversion,
            hints=(
                "One row of `sessions` is one visit. One row of `orders` is an order, paid or not.",
                "Only a paid order has a time in `ts_pay`: `.notna().sum()` counts them.",
            ),
            misconceptions=(
                Misconception(
                    "unpaid too",
                    _unpaid_too,
                    "You counted every order. Some wait for a payment that never comes: they have no "
                    "`ts_pay`.",
                ),
                Misconception(
                    "per person",
                    _per_person,
                    "You divided by people. Many came several times; the question asks per *visit*. "
                    "Platforms that divide buyers by visitors get another rate: say which one is yours.",
                ),
                Misconception(
                    "kept only",
                    _kept_only,
                    "You left out orders with a refund. They were paid: conversion counts the "
                    "payment. What came back is another rate.",
                ),
                Misconception(
                    "of those who stayed",
                    _of_those_who_stayed,
                    "Your denominator leaves out the visits that bounced (跳失). They are visits too, "
                    "and you paid for many of them.",
                ),
            ),
            praise="Half of all quarrels on a conversion rate are about its denominator.",
        ),
        Exercise(
            name="half_returned",
            title="One of two came back",
            prompt=(
                "Order {order_id} had two articles. The customer kept one and sent the other back. What was left of the "
                "order, in yuan, when everything was booked? Use `ledger`."
            ),
            kind=Number(tolerance=0.05, unit="yuan"),
            solution=half_returned,
            hints=(
                'Look at all of its lines first: `ledger[ledger["order_id"] == order_id]`.',
                "Costs are negative already. Nothing needs to be left out.",
            ),
            misconceptions=(
                Misconception(
                    "sales",
                    _sales,
                    "That is what was paid at first. Goods, fee, parcel, box and the return come off.",
                ),
                Misconception(
                    "sales less refund",
                    _sales_less_refund,
                    "That is what the customer has paid in the end. What did serving them cost?",
                ),
                Misconception(
                    "the first day",
                    _on_the_first_day,
                    "You took the lines of the first day only. The return was booked days later.",
                ),
                Misconception(
                    "lines with an article",
                    _lines_with_an_article,
                    "You left out the lines without an article: the platform's fee, the parcel "
                    "and the box belong to the order as a whole.",
                ),
                Misconception(
                    "goods gone",
                    _goods_gone,
                    "You forgot what the returned article is still worth, less its handling: the "
                    "line `returns`.",
                ),
            ),
            praise="The kept article could not carry the cost of two journeys.",
        ),
        Exercise(
            name="feed_profit",
            title="Does the feed pay?",
            prompt=(
                "The feed ad adds far more revenue than last click admits. Does it *pay*? By how much "
                "does the **profit** of the half-year change when the feed ad is switched off, on average over "
                "the lucks in `outcomes`? In yuan; positive if the shop gets richer."
            ),
            kind=Number(tolerance=1, unit="yuan"),
            solution=feed_profit,
            hints=(
                "Pair the runs: for each luck, profit without the feed minus profit as it is.",
                '`outcomes.pivot(index="luck", columns="decision", values="profit")` has one row per '
                "luck.",
            ),
            misconceptions=(
                Misconception(
                    "the other way round",
                    _the_other_way_round,
                    "The size is right, the sign is turned: subtract *as it is* from the run "
                    "without the feed.",
                ),
                Misconception(
                    "revenue",
                    _revenue,
                    "That is revenue. Part of it is goods, fees and parcels, and the ad itself costs.",
                ),
                Misconception(
                    "one luck",
                    _one_luck,
                    "That is a single luck. The others differ from it by thousands of yuan.",
                ),
                Misconception(
                    "sum of lucks",
                    _sum_of_lucks,
                    "You added the lucks up. Each is the same half-year once more: take the mean.",
                ),
                Misconception(
                    "the name",
                    _the_name,
                    "That is the ad on the name. The question is about the feed.",
                ),
            ),
            praise=(
                "More revenue and less profit: an ad can work and still be too dear at its present "
                "budget. Whether a smaller budget would pay is the *marginal* question."
            ),
        ),
        Exercise(
            name="own_name",
            title="Your own shop, your own name",
            prompt=(
                "You run another shop, a real one. The ad on its own name shows a last-click ROAS of "
                "8, four times that of any other ad. What do you do, and why? Answer with a "
                'letter and a number, for example `("A", 1)`.'
            ),
            kind=Decision(
                actions={
                    "A": "Treble its budget.",
                    "B": "Switch it off for good.",
                    "C": "Switch it off on days that a coin chooses, and compare all orders of the days.",
                },
                reasons={
                    "1": "A ROAS of 8 pays for itself many times over.",
                    "2": "Those who search the name may come anyway; only time without the ad "
                    "shows how many of them do.",
                    "3": "The lesson has shown that such ads add nothing.",
                    "4": "An attribution model that shares the credit would need the data.",
                },
            ),
            solution=own_name,
            hints=(
                "What do you know of *this* shop: what happened, or what would have happened?",
                "The lesson's caution says what carries over, and what doesn't.",
            ),
            misconceptions=(
                Misconception(
                    "treble",
                    lambda: ("A", None),
                    "The 8 counts people who had typed your name already. There are no three times as "
                    "many of them to buy.",
                ),
                Misconception(
                    "off for good",
                    lambda: ("B", None),
                    "Perhaps right, but you don't know it: in a real shop a competitor may stand "
                    "where your ad stood. Find out first.",
                ),
                Misconception(
                    "right action, wrong reason: ROAS",
                    lambda: ("C", 1),
                    "If you believed the 8 there would be nothing to test. What is it that the 8 doesn't "
                    "tell you?",
                ),
                Misconception(
                    "right action, wrong reason: the lesson",
                    lambda: ("C", 3),
                    "The lesson showed it for one simulated shop, in which it was built in. If it "
                    "held everywhere you need not test.",
                ),
                Misconception(
                    "right action, wrong reason: attribution",
                    lambda: ("C", 4),
                    "Sharing the credit out differently still shares out orders that came. None of "
                    "these models knows what would have come without the ad.",
                ),
            ),
            praise="A coin and some patience: the cheapest honest answer there is.",
        ),
    ],
)
