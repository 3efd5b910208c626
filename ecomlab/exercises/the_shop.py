"""The exercises of lesson 0, *The shop*."""

from functools import cache

import pandas as pd

from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.shop import Shop, World, as_of

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


lesson = Lesson("0", data=lambda: dict(half_year()), names={"sessions": "tables.sessions"})


@lesson.exercise("How many visits pay?", Number(tolerance=0.0001, unit="share"))
def conversion(sessions, orders):
    """Compute the **conversion rate** from `tables.sessions` and `tables.orders`: paid orders per
    visit. Give a share between 0 and 1, with four decimals or more.

    Hint: One row of `sessions` is one visit. One row of `orders` is an order, paid or not.

    Hint: Only a paid order has a time in `ts_pay`: `.notna().sum()` counts them.

    Right: Half of all quarrels on a conversion rate are about its denominator.
    """
    return orders["ts_pay"].notna().sum() / len(sessions)


@conversion.wrong("unpaid too")
def _unpaid_too(sessions, orders):
    """You counted every order. Some wait for a payment that never comes: they have no `ts_pay`."""
    return len(orders) / len(sessions)


@conversion.wrong("per person")
def _per_person(sessions, orders):
    """You divided by people. Many came several times; the question asks per *visit*. Platforms
    that divide buyers by visitors get another rate: say which one is yours.
    """
    return orders["ts_pay"].notna().sum() / sessions["visitor_id"].nunique()


@conversion.wrong("kept only")
def _kept_only(sessions, orders):
    """You left out orders with a refund. They were paid: conversion counts the payment. What came
    back is another rate.
    """
    kept = orders["ts_pay"].notna() & (orders["refund_amount"] == 0)
    return kept.sum() / len(sessions)


@conversion.wrong("of those who stayed")
def _of_those_who_stayed(sessions, orders):
    """Your denominator leaves out the visits that bounced (跳失). They are visits too, and you paid
    for many of them.
    """
    return orders["ts_pay"].notna().sum() / (~sessions["bounced"]).sum()


@lesson.exercise("One of two came back", Number(tolerance=0.05, unit="yuan"))
def half_returned(ledger, order_id):
    """Order {order_id} had two articles. The customer kept one and sent the other back. What was
    left of the order, in yuan, when everything was booked? Use `ledger`.

    Hint: Look at all of its lines first: `ledger[ledger["order_id"] == order_id]`.

    Hint: Costs are negative already. Nothing needs to be left out.

    Right: The kept article could not carry the cost of two journeys.
    """
    return ledger.loc[ledger["order_id"] == order_id, "amount"].sum()


def _lines(ledger, order_id, *names):
    mine = ledger[ledger["order_id"] == order_id]
    return mine.loc[mine["line"].isin(names), "amount"].sum()


@half_returned.wrong("sales")
def _sales(ledger, order_id):
    """That is what was paid at first. Goods, fee, parcel, box and the return come off."""
    return _lines(ledger, order_id, "revenue")


@half_returned.wrong("sales less refund")
def _sales_less_refund(ledger, order_id):
    """That is what the customer has paid in the end. What did serving them cost?"""
    return _lines(ledger, order_id, "revenue", "refund")


@half_returned.wrong("the first day")
def _on_the_first_day(ledger, order_id):
    """You took the lines of the first day only. The return was booked days later."""
    mine = ledger[ledger["order_id"] == order_id]
    return mine.loc[mine["date"] == mine["date"].min(), "amount"].sum()


@half_returned.wrong("lines with an article")
def _lines_with_an_article(ledger, order_id):
    """You left out the lines without an article: the platform's fee, the parcel and the box belong
    to the order as a whole.
    """
    mine = ledger[ledger["order_id"] == order_id]
    return mine.loc[mine["sku"].notna(), "amount"].sum()


@half_returned.wrong("goods gone")
def _goods_gone(ledger, order_id):
    """You forgot what the returned article is still worth, less its handling: the line `returns`."""
    return half_returned(ledger, order_id) - _lines(ledger, order_id, "returns")


@lesson.exercise("Does the feed pay?", Number(tolerance=1, unit="yuan"))
def feed_profit(outcomes):
    """The feed ad adds far more revenue than last click admits. Does it *pay*? By how much does
    the **profit** of the half-year change when the feed ad is switched off, on average over the
    lucks in `outcomes`? In yuan; positive if the shop gets richer.

    Hint: Pair the runs: for each luck, profit without the feed minus profit as it is.

    Hint: `outcomes.pivot(index="luck", columns="decision", values="profit")` has one row per
    luck.

    Right: More revenue and less profit: an ad can work and still be too dear at its present
    budget. Whether a smaller budget would pay is the *marginal* question.
    """
    profit = outcomes.pivot(index="luck", columns="decision", values="profit")
    return (profit["no ad in the feed"] - profit["as it is"]).mean()


@feed_profit.wrong("the other way round")
def _the_other_way_round(outcomes):
    """The size is right, the sign is turned: subtract *as it is* from the run without the feed."""
    return -feed_profit(outcomes)


@feed_profit.wrong("revenue")
def _revenue(outcomes):
    """That is revenue. Part of it is goods, fees and parcels, and the ad itself costs."""
    revenue = outcomes.pivot(index="luck", columns="decision", values="revenue")
    return (revenue["no ad in the feed"] - revenue["as it is"]).mean()


@feed_profit.wrong("one luck")
def _one_luck(outcomes):
    """That is a single luck. The others differ from it by thousands of yuan."""
    return feed_profit(outcomes[outcomes["luck"] == outcomes["luck"].min()])


@feed_profit.wrong("sum of lucks")
def _sum_of_lucks(outcomes):
    """You added the lucks up. Each is the same half-year once more: take the mean."""
    return feed_profit(outcomes) * outcomes["luck"].nunique()


@feed_profit.wrong("the name")
def _the_name(outcomes):
    """That is the ad on the name. The question is about the feed."""
    profit = outcomes.pivot(index="luck", columns="decision", values="profit")
    return (profit["no ad on the name"] - profit["as it is"]).mean()


@lesson.exercise(
    "Your own shop, your own name",
    Decision(
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
)
def own_name():
    """You run another shop, a real one. The ad on its own name shows a last-click ROAS of 8, four
    times that of any other ad. What do you do, and why? Answer with a letter and a number, for
    example `("A", 1)`.

    Hint: What do you know of *this* shop: what happened, or what would have happened?

    Hint: The lesson's caution says what carries over, and what doesn't.

    Right: A coin and some patience: the cheapest honest answer there is.
    """
    return "C", 2


@own_name.wrong("treble")
def _treble():
    """The 8 counts people who had typed your name already. There are no three times as many of
    them to buy.
    """
    return "A", None


@own_name.wrong("off for good")
def _off_for_good():
    """Perhaps right, but you don't know it: in a real shop a competitor may stand where your ad
    stood. Find out first.
    """
    return "B", None


@own_name.wrong("right action, wrong reason: ROAS")
def _right_action_wrong_reason_roas():
    """If you believed the 8 there would be nothing to test. What is it that the 8 doesn't tell
    you?
    """
    return "C", 1


@own_name.wrong("right action, wrong reason: the lesson")
def _right_action_wrong_reason_the_lesson():
    """The lesson showed it for one simulated shop, in which it was built in. If it held everywhere
    you need not test.
    """
    return "C", 3


@own_name.wrong("right action, wrong reason: attribution")
def _right_action_wrong_reason_attribution():
    """Sharing the credit out differently still shares out orders that came. None of these models
    knows what would have come without the ad.
    """
    return "C", 4
