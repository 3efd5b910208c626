"""The exercises of the case *The card whose holders come back*."""

import numpy as np

from ecomlab.cases import diamond_card as method
from ecomlab.cases.diamond_card import (
    CUT,
    HOLDERS,
    MARGIN,
    REACH,
    SERVICE,
    jump_at_cutoff,
    jump_within,
    table,
)
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson
from ecomlab.retention import membership
from ecomlab.retention.membership import group_difference, regression_discontinuity

lesson = case_lesson("diamond_card")


@lesson.exercise("Those who bought equally often", Number(tolerance=0.0002))
def equally_often(customers, orders):
    """Take the buyers with the label `bought twice`. By how much does the repurchase rate of those
    **with** a diamond card differ from that of those **without** one? Give the difference of
    the two rates (0.05 for five points).

    Hint: `method.table(customers, orders)` adds a column `again` to the customers.

    Hint: Keep the label `bought twice`, then take the mean of `again` with and without the tier
    diamond, and subtract.

    Right: Compare it with the obvious gap. What went was never the card's: it was how often
    these people buy. But do we know all that makes people alike?
    """
    buyers = table(customers, orders)
    twice = buyers[buyers["tags"] == "bought twice"]
    return group_difference(twice, {"tier": "diamond"}, outcome="again").value


@equally_often.wrong("all buyers")
def _everybody(customers, orders):
    """That is the obvious gap, over all buyers. Keep those who bought twice in 2024, with a card
    and without.
    """
    return method.holders_less_others(customers, orders).value


@equally_often.wrong("level instead of difference")
def _level(customers, orders):
    """That is the holders' rate. A rate alone says nothing about the card: subtract the rate of
    those who bought as often and have none.
    """
    buyers = table(customers, orders)
    return buyers.loc[
        (buyers["tags"] == "bought twice") & (buyers["tier"] == "diamond"), "again"
    ].mean()


@equally_often.wrong("relative difference")
def _relative(customers, orders):
    """You divided. The question asks for the difference of two rates, in points: that is how many
    of a hundred holders it concerns.
    """
    buyers = table(customers, orders)
    twice = buyers[buyers["tags"] == "bought twice"]
    rate = twice.groupby(twice["tier"] == "diamond")["again"].mean()
    return rate[True] / rate[False] - 1


@lesson.exercise("The jump at the cut-off", Number(tolerance=0.001))
def jump(customers, orders):
    """Fit one straight line to `again` on each side of the cut-off of 5,000 yuan, through the
    buyers who spent from 3,000 to 7,000. How much higher is the right line than the left one
    **at 5,000**? (0.05 for five points.)

    Hint: `np.polyfit(x, y, 1)` gives slope and height at x = 0. Let x be `growth_value` less
    5,000.

    Hint: Two fits: 3,000 to 4,990 and 5,000 to 7,000. Subtract the heights at x = 0.

    Right: That is a regression discontinuity (断点回归): the rate may climb as it likes; only a
    step at 5,000 can be the card's.
    """
    buyers = table(customers, orders)
    return regression_discontinuity(buyers, threshold=5000, bandwidth=2000).value


def _near(customers, orders):
    buyers = table(customers, orders)
    return buyers[buyers["growth_value"].between(CUT - REACH, CUT + REACH)]


@jump.wrong("two means")
def _means(customers, orders):
    """You compared the mean of one side with that of the other. Those means lie some 2,000 yuan
    apart, and the rate climbs with spending anyway. The lines take the climb out.
    """
    return group_difference(_near(customers, orders), HOLDERS, outcome="again").value


@jump.wrong("lines through everybody")
def _all_buyers(customers, orders):
    """Your lines run through all buyers. Far from 5,000 the rate bends, and a straight line that
    has to follow it is wrong just where you read it. Keep to 3,000 to 7,000.
    """
    return jump_within(customers, orders, reach=customers["growth_value"].max()).value


@jump.wrong("heights at 0 yuan")
def _at_zero(customers, orders):
    """You read both lines at 0 yuan. Nobody in the window spent that: subtract 5,000 from the
    spending before you fit.
    """
    # Intercepts at 0 yuan, where the lines were never meant to go.
    near, height = _near(customers, orders), {}
    for card, side in near.groupby(near["growth_value"] >= CUT):
        slope, height[card] = np.polyfit(side["growth_value"], side["again"].astype(float), 1)
    return height[True] - height[False]


@lesson.exercise("What the adviser has to bring", Number(tolerance=0.0005))
def break_even(customers, orders):
    """An adviser costs 50 yuan a year and card; of what is sold, 40 % stay as margin. The budget is
    asked for **gold** cards. A gold-card holder who buys in 2025 spends so much on average (add up
    each holder's orders first), and whom an adviser wins back should order like them. By how much
    must the adviser raise the **repurchase rate** to earn its cost? (0.05 for five points.)

    Hint: Of 100 cards, x points bring x more buyers. Each of them leaves 40 % of what a
    returning holder spends; the 100 cards cost 100 × 50 yuan.

    Hint: 50 ÷ (0.4 × mean spending of those gold-card holders who bought in 2025).

    Right: Now the jump has a yardstick: not zero, but what the adviser costs.
    """
    return method.break_even(customers, orders, tier="gold")


@break_even.wrong("revenue for margin")
def _of_revenue(customers, orders):
    """You paid the adviser out of revenue. The goldsmith is paid out of it first: 40 % are left."""
    return break_even(customers, orders) * MARGIN


@break_even.wrong("the other tier's spending")
def _of_diamonds(customers, orders):
    """That is the spending of diamond-card holders. The budget is for gold cards, and their holders
    spend less: take the tier gold.
    """
    return method.break_even(customers, orders, tier="diamond")


def _gold(customers, orders):
    buyers = table(customers, orders)
    return buyers[buyers["tier"] == "gold"]


@break_even.wrong("holders who didn't buy counted")
def _per_holder(customers, orders):
    """You took the spending of all holders, those who stayed away included. One more *buyer*
    spends what a buyer spends.
    """
    return break_even(customers, orders) / _gold(customers, orders)["again"].mean()


@break_even.wrong("one order")
def _per_order(customers, orders):
    """That is one order's value. Who comes back may order several times in the year: add up each
    holder's orders first.
    """
    holders = _gold(customers, orders)["customer_id"]
    one_order = orders[orders["customer_id"].isin(holders)]["paid_amount"].mean()
    return membership.break_even(SERVICE, one_order, MARGIN)


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "give every gold-card holder an adviser",
            "B": "for a year, draw by lot which gold-card holders get an adviser",
            "C": "give gold-card holders no advisers",
        },
        reasons={
            "1": "the whole interval of the jump lies above what the adviser must bring",
            "2": "what the adviser must bring lies inside the interval of the jump",
            "3": "zero lies inside the interval of the jump, or doesn't",
            "4": "holders come back more often than others do",
            "5": "the whole interval of the jump lies below what the adviser must bring",
        },
    ),
)
def monday(customers, orders):
    """Customer care wants advisers for gold-card holders as well. They spend just less than the
    cut-off, so the jump there is the best that you know about them. Choose an action and the
    reason that carries it: `("A", 1)`.

    Hint: Put three numbers side by side: the low and the high end of the jump, and break-even.

    Hint: Where does break-even lie: below the interval, inside it, or above it?

    Right: You compare what an adviser adds with what it costs, and you say what you don't know
    yet.
    """
    # The whole interval above what it takes: go. All below: leave it. Else: find out.
    found, needed = jump_at_cutoff(customers, orders), break_even(customers, orders)
    if found.low > needed:
        return "A", 1
    return ("C", 5) if found.high < needed else ("B", 2)


@monday.wrong("paid for a choice")
def _holders_come_back(customers, orders):
    """Holders come back more often because one becomes a holder by buying often. What the card
    adds is the jump. An adviser for everybody is money well spent only if the *whole* interval
    lies above break-even; above zero isn't enough.
    """
    return "A", 4 if monday(customers, orders)[0] == "A" else None


@monday.wrong("a lottery for no reason")
def _claimed(customers, orders):
    """A lottery is for the case that **break-even** lies inside the interval: then both answers
    still fit the data. Where zero lies decides nothing: an adviser costs more than zero.
    """
    return "B", 3 if monday(customers, orders)[0] == "B" else None


@monday.wrong("not shown taken for not there")
def _not_shown(customers, orders):
    """To refuse the advisers, "it isn't shown" is too little: the interval may hold zero and
    break-even as well. The *whole* interval must lie below break-even.
    """
    return "C", 3 if monday(customers, orders)[0] == "C" else None
