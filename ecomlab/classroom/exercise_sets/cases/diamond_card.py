"""The exercises of the case *The card whose holders come back*."""

import numpy as np

from ecomlab.cases import diamond_card as case
from ecomlab.cases.diamond_card import (
    CUT,
    HOLDERS,
    MARGIN,
    REACH,
    SERVICE,
    break_even,
    jump_at_cutoff,
    jump_within,
    table,
)
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.retention import membership
from ecomlab.retention.membership import group_difference, regression_discontinuity

# --- 1: those who bought equally often -----------------------------------------------------


def equally_often(customers, orders):
    buyers = table(customers, orders)
    twice = buyers[buyers["tags"] == "bought twice"]
    return group_difference(twice, {"tier": "diamond"}, outcome="again").value


def _everybody(customers, orders):
    return case.holders_less_others(customers, orders).value


def _level(customers, orders):
    buyers = table(customers, orders)
    return buyers.loc[
        (buyers["tags"] == "bought twice") & (buyers["tier"] == "diamond"), "again"
    ].mean()


def _relative(customers, orders):
    buyers = table(customers, orders)
    twice = buyers[buyers["tags"] == "bought twice"]
    rate = twice.groupby(twice["tier"] == "diamond")["again"].mean()
    return rate[True] / rate[False] - 1


# --- 2: the jump at the cut-off ------------------------------------------------------------


def jump(customers, orders):
    buyers = table(customers, orders)
    return regression_discontinuity(buyers, threshold=5000, bandwidth=2000).value


def _near(customers, orders):
    buyers = table(customers, orders)
    return buyers[buyers["growth_value"].between(CUT - REACH, CUT + REACH)]


def _means(customers, orders):
    return group_difference(_near(customers, orders), HOLDERS, outcome="again").value


def _all_buyers(customers, orders):
    return jump_within(customers, orders, reach=customers["growth_value"].max()).value


def _at_zero(customers, orders):
    """Intercepts at 0 yuan, where the lines were never meant to go."""
    near, height = _near(customers, orders), {}
    for card, side in near.groupby(near["growth_value"] >= CUT):
        slope, height[card] = np.polyfit(side["growth_value"], side["again"].astype(float), 1)
    return height[True] - height[False]


# --- 3: what the adviser has to bring ------------------------------------------------------


def _of_revenue(customers, orders):
    return break_even(customers, orders) * MARGIN


def _per_holder(customers, orders):
    return break_even(customers, orders) / case.measure(customers, orders)["diamond"]


def _per_order(customers, orders):
    holders = customers.loc[customers["tier"] == "diamond", "customer_id"]
    one_order = orders[orders["customer_id"].isin(holders)]["paid_amount"].mean()
    return membership.break_even(SERVICE, one_order, MARGIN)


# --- 4: Monday -----------------------------------------------------------------------------


def monday(customers, orders):
    """The whole interval above what it takes: go on. All below: stop. Else: find out."""
    found, needed = jump_at_cutoff(customers, orders), break_even(customers, orders)
    if found.low > needed:
        return "A", 2
    return ("C", 4) if found.high < needed else ("B", 3)


def _holders_come_back(customers, orders):
    return "A", 1 if monday(customers, orders)[0] == "A" else None


def _claimed(customers, orders):
    return "B", 1 if monday(customers, orders)[0] == "B" else None


def _not_shown(customers, orders):
    return "C", 3 if monday(customers, orders)[0] == "C" else None


LESSON = case_lesson(
    "diamond_card",
    [
        Exercise(
            name="equally_often",
            title="Those who bought equally often",
            prompt="Take the buyers with the label `bought twice`. By how much does the repurchase "
            "rate of those **with** a diamond card differ from that of those **without** one? Give "
            "the difference of the two rates (0.05 for five points).",
            kind=Number(tolerance=0.0005),
            solution=equally_often,
            hints=(
                "`method.table(customers, orders)` adds a column `again` to the customers.",
                "Keep the label `bought twice`, then take the mean of `again` with and without "
                "the tier diamond, and subtract.",
            ),
            misconceptions=(
                Misconception(
                    "all buyers",
                    _everybody,
                    "That is the obvious gap, over all buyers. Keep those who bought twice in "
                    "2024, with a card and without.",
                ),
                Misconception(
                    "level instead of difference",
                    _level,
                    "That is the holders' rate. A rate alone says nothing about the card: subtract "
                    "the rate of those who bought as often and have none.",
                ),
                Misconception(
                    "relative difference",
                    _relative,
                    "You divided. The question asks for the difference of two rates, in points: "
                    "that is how many of a hundred holders it concerns.",
                ),
            ),
            praise="Compare it with the obvious gap. What went was never the card's: it was how "
            "often these people buy. But do we know all that makes people alike?",
        ),
        Exercise(
            name="jump",
            title="The jump at the cut-off",
            prompt="Fit one straight line to `again` on each side of the cut-off of 5,000 yuan, "
            "through the buyers who spent from 3,000 to 7,000. How much higher is the right line "
            "than the left one **at 5,000**? (0.05 for five points.)",
            kind=Number(tolerance=0.001),
            solution=jump,
            hints=(
                "`np.polyfit(x, y, 1)` gives slope and height at x = 0. Let x be `growth_value` "
                "less 5,000.",
                "Two fits: 3,000 to 4,990 and 5,000 to 7,000. Subtract the heights at x = 0.",
            ),
            misconceptions=(
                Misconception(
                    "two means",
                    _means,
                    "You compared the mean of one side with that of the other. Those means lie "
                    "some 2,000 yuan apart, and the rate climbs with spending anyway. The lines "
                    "take the climb out.",
                ),
                Misconception(
                    "lines through everybody",
                    _all_buyers,
                    "Your lines run through all buyers. Far from 5,000 the rate bends, and a "
                    "straight line that has to follow it is wrong just where you read it. Keep "
                    "to 3,000 to 7,000.",
                ),
                Misconception(
                    "heights at 0 yuan",
                    _at_zero,
                    "You read both lines at 0 yuan. Nobody in the window spent that: subtract "
                    "5,000 from the spending before you fit.",
                ),
            ),
            praise="That is a regression discontinuity (断点回归): the rate may climb as it likes; "
            "only a step at 5,000 can be the card's.",
        ),
        Exercise(
            name="break_even",
            title="What the adviser has to bring",
            prompt="An adviser costs 50 yuan a year and card; of what is sold, 40 % stay as "
            "margin. A holder who buys in 2025 spends so much on average (add up each holder's "
            "orders first). By how much must the card raise the **repurchase rate** to earn its "
            "cost? (0.05 for five points.)",
            kind=Number(tolerance=0.0005),
            solution=break_even,
            hints=(
                "Of 100 cards, x points bring x more buyers. Each of them leaves 40 % of what a "
                "returning holder spends; the 100 cards cost 100 × 50 yuan.",
                "50 ÷ (0.4 × mean spending of those holders who bought in 2025).",
            ),
            misconceptions=(
                Misconception(
                    "revenue for margin",
                    _of_revenue,
                    "You paid the adviser out of revenue. The goldsmith is paid out of it first: "
                    "40 % are left.",
                ),
                Misconception(
                    "holders who didn't buy counted",
                    _per_holder,
                    "You took the spending of all holders, those who stayed away included. One "
                    "more *buyer* spends what a buyer spends.",
                ),
                Misconception(
                    "one order",
                    _per_order,
                    "That is one order's value. Who comes back may order several times in the "
                    "year: add up each holder's orders first.",
                ),
            ),
            praise="Now the jump has a yardstick: not zero, but what the card costs.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt="Customer care wants advisers for gold-card holders as well. Choose an action "
            'and the reason that carries it: `("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "give gold-card holders an adviser too",
                    "B": "give no more advisers for now; next year draw by lot who gets one",
                    "C": "end the advisers",
                },
                reasons={
                    "1": "holders come back more often than others do",
                    "2": "the whole interval of the jump lies above what the card must bring",
                    "3": "what the card must bring lies inside the interval of the jump",
                    "4": "the whole interval of the jump lies below what the card must bring",
                },
            ),
            solution=monday,
            hints=(
                "Put three numbers side by side: the low and the high end of the jump, and "
                "break-even.",
                "Where does break-even lie: below the interval, inside it, or above it?",
            ),
            misconceptions=(
                Misconception(
                    "paid for a choice",
                    _holders_come_back,
                    "Holders come back more often because one becomes a holder by buying often. "
                    "What the card adds is the jump, and the money is well spent only if the "
                    "*whole* interval lies above break-even.",
                ),
                Misconception(
                    "a lottery for no reason",
                    _claimed,
                    "A lottery is for the case that break-even lies inside the interval: then "
                    "both answers still fit the data. That holders come back more often is no "
                    "reason for anything.",
                ),
                Misconception(
                    "not shown taken for not there",
                    _not_shown,
                    'To end a service, "it isn\'t shown" is too little: the *whole* interval must '
                    "lie below break-even.",
                ),
            ),
            praise="You compare what the card adds with what it costs, and you say what you "
            "don't know yet.",
        ),
    ],
)
