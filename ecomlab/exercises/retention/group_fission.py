"""The exercises of the case *The friends who came in thousands*."""

import pandas as pd

from ecomlab.cases.group_fission import (
    START,
    WEEKS,
    cities,
    paid_on_first_order,
    pairs,
    profit,
    profit_on_first_order,
)
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson
from ecomlab.retention.community import viral_coefficient

lesson = case_lesson("group_fission")


@lesson.exercise("Does it grow by itself?", Number(tolerance=0.002, unit="newcomers"))
def brought_by_a_newcomer(referrals):
    """Who signs up in one week invites friends in the next. Take the newcomers of the first
    **eleven** weeks: how many further newcomers did each of them bring, on average?

    Hint: A row of `referrals` was brought by a newcomer if its `referrer_id` is among the
    `referee_id`.

    Hint: Divide their number by the rows whose `ts` lies before 19 May 2025.

    Right: This is the k-factor (裂变系数). Below 1 each round is smaller than the last, and the
    programme lives on the old customers who start it.
    """
    return viral_coefficient(referrals, before=START + pd.Timedelta(weeks=WEEKS - 1))


@brought_by_a_newcomer.wrong("the last week counted in")
def _all_newcomers(referrals):
    """You divided by all newcomers. Those of the twelfth week had no week after it to invite
    anybody: leave them out below the line.
    """
    return viral_coefficient(referrals)


@brought_by_a_newcomer.wrong("those who invited")
def _of_those_who_invited(referrals):
    """That is the mean of those newcomers who brought somebody. Who brought nobody counts too, as
    0: else every programme in the world grows.
    """
    mine = referrals.loc[referrals["referrer_id"].isin(referrals["referee_id"]), "referrer_id"]
    return len(mine) / mine.nunique()


@brought_by_a_newcomer.wrong("old customers too")
def _of_all_inviters(referrals):
    """You counted old customers among the inviters. Growth by itself means: newcomers bring
    newcomers.
    """
    return len(referrals) / referrals["referrer_id"].nunique()


@lesson.exercise("Buyers beyond those who come anyway", Number(tolerance=0.5, unit="buyers"))
def added_buyers(customers, referrals):
    """How many more people placed a **first order** in the thirty cities with the programme than
    in the thirty without? A second account on the inviter's own device isn't another person.

    Hint: `method.pairs(customers, referrals)` has one row per pair: the city with the programme
    less the one without.

    Hint: Sum its column `buyers`: it leaves second accounts out.

    Right: These, and only these, did the programme add. The other invited buyers came by
    another door than they would have.
    """
    return pairs(customers, referrals)["buyers"].sum()


@added_buyers.wrong("second accounts as people")
def _second_accounts_too(customers, referrals):
    """You counted second accounts: old customers who took the newcomers' reduction. In a city
    without the programme they don't exist, so the difference takes them for growth.
    """
    bought = customers.loc[customers["first_order_at"].notna(), "city"]
    arm = bought.str.split(" ").str[1].value_counts()
    return arm["on"] - arm["off"]


@added_buyers.wrong("everybody invited")
def _all_invited(customers, referrals):
    """That is every invited person who ordered. In the other cities people order too, uninvited:
    take off as many.
    """
    own = referrals[~referrals["same_device_flag"]]
    return (own["referee_first_order_amount"] > 0).sum()


@added_buyers.wrong("sign-ups")
def _sign_ups(customers, referrals):
    """Those are sign-ups. A sign-up costs you money; an order brings some."""
    return cities(customers, referrals)["sign_ups"].sum()


@lesson.exercise("Pay for the first order", Number(tolerance=0.5, unit="yuan"))
def on_first_order(customers, referrals):
    """Suppose coupon and reduction had been given only for a first order on a device of its own,
    and everybody had done what they did. What would one **added** buyer have cost? (A coupon
    costs something only if it is used: `reward_cost` is 0 where it lapsed.)

    Hint: Keep the rows of `referrals` with an order and without `same_device_flag`. Sum their
    `reward_cost` and `referee_discount`.

    Hint: Divide that by the added buyers of the exercise before.

    Right: The same friends, the same orders, another rule. (Whether the honest would invite as
    keenly, no table says: that's what the next lots are for.)
    """
    return paid_on_first_order(customers, referrals).estimate


def _cost(rows):
    return rows["reward_cost"].sum() + rows["referee_discount"].sum()


def _first_orders(referrals):
    ordered = referrals["referee_first_order_amount"] > 0
    return referrals[ordered & ~referrals["same_device_flag"]]


@on_first_order.wrong("per invited buyer")
def _per_invited_buyer(customers, referrals):
    """You divided by all *invited* buyers. Some of them would have come anyway, and they are paid
    for all the same: divide by the added ones.
    """
    rows = _first_orders(referrals)
    return _cost(rows) / len(rows)


@on_first_order.wrong("coupons at face value")
def _face_value(customers, referrals):
    """You counted each coupon at its face value. Many are never used, and those cost nothing: sum
    `reward_cost` as it stands.
    """
    rows = _first_orders(referrals)
    face = referrals["reward_cost"].max() + referrals["referee_discount"].max()
    return face * len(rows) / added_buyers(customers, referrals)


@on_first_order.wrong("second accounts paid")
def _second_accounts_paid(customers, referrals):
    """You still pay for second accounts that order. On the inviter's own device nothing is given."""
    rows = referrals[referrals["referee_first_order_amount"] > 0]
    return _cost(rows) / added_buyers(customers, referrals)


@on_first_order.wrong("still paid on sign-up")
def _paid_on_sign_up(customers, referrals):
    """You dropped the second accounts, but the coupon is still given for a sign-up. Give it for
    the first order.
    """
    own = referrals[~referrals["same_device_flag"]]
    return _cost(own) / added_buyers(customers, referrals)


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "all sixty cities, as it is",
            "B": "pay for first orders on a device of their own; draw the cities anew",
            "C": "end the rewards; nobody is paid for invitations",
        },
        reasons={
            "1": "an added buyer costs less than a buyer who comes alone leaves in a year",
            "2": "not even paid on the first order would it earn: all of that interval is below 0",
            "3": "the whole interval of its profit as it is lies above 0",
            "4": "a new user costs far less than a buyer is worth",
            "5": "the interval as it is isn't all above 0; paid on the first order, it may earn",
        },
    ),
)
def monday(customers, referrals):
    """A first order leaves 100 yuan of margin before the reduction; who orders again leaves 600
    more in the first year. `method.profit` counts both of the added buyers, less what was paid.
    Marketing wants all sixty cities. Choose an action and the reason that carries it: `("A", 1)`.

    Hint: `method.profit` as it is, `method.profit_on_first_order` by the other rule: look at both
    ends.

    Hint: All cities only if the low end is above 0 as it is. An end only if even by the other rule
    the high end is below 0.

    Right: You pay for what was added and count what those people leave, and you let the lot decide
    where, so that you can see it again next time.
    """
    # As it is if that earns for sure; nothing if no rule can; else by the other rule, with lots.
    if profit(customers, referrals).low > 0:
        return "A", 3
    return ("C", 2) if profit_on_first_order(customers, referrals).high < 0 else ("B", 5)


@monday.wrong("cheap users")
def _cheap_sign_ups(customers, referrals):
    """Users don't pay rent. What counts is what the added buyers leave, less what all were paid:
    does the *whole* interval lie above 0 as the programme is run now?
    """
    return "A", 4 if monday(customers, referrals)[0] == "A" else None


@monday.wrong("worth what others are worth")
def _another_rule(customers, referrals):
    """Who comes alone orders again far more often than who is brought by a coupon. An average of
    other people is no yardstick for the added ones: take the profit, first as it is, then by the
    other rule.
    """
    return "B", 1 if monday(customers, referrals)[0] == "B" else None


@monday.wrong("an end too early, or for no reason")
def _stop(customers, referrals):
    """To end it, the other rule must fail too: does its whole interval lie below 0, or not?"""
    return "C", 1 if monday(customers, referrals)[0] == "C" else None
