"""The exercises of the case *The friends who came in thousands*."""

from ecomlab.cases import group_fission as method
from ecomlab.cases.group_fission import (
    cities,
    cost_per_added_buyer,
    cost_per_sign_up,
    pairs,
    profit,
    profit_on_first_order,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number, Ordering
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.retention.community import paid_on_first_order, viral_coefficient
from ecomlab.texts import fact

lesson = case_lesson("group_fission")


@lesson.exercise("Does it grow by itself?", Number(tolerance=0.002, unit="newcomers"))
def brought_by_a_newcomer(referrals):
    """Who signs up in one week invites friends in the next. Take the newcomers of the first
    **eleven** weeks, up to 18 May 2025: how many further newcomers did each of them bring, on
    average?

    Hint: A row of `referrals` was brought by a newcomer if its `referrer_id` is among the
    `referee_id`.

    Hint: Divide their number by the rows whose `ts` lies before 19 May 2025.

    Right: This is the k-factor (裂变系数). Below 1 each round is smaller than the last, and the
    programme lives on the old customers who start it.
    """
    brought = referrals["referrer_id"].isin(referrals["referee_id"]).sum()
    first_eleven_weeks = (referrals["ts"] < "2025-05-19").sum()
    return brought / first_eleven_weeks


@brought_by_a_newcomer.wrong("the last week counted in")
def _all_newcomers(referrals):
    """You divided by all newcomers. Those of the twelfth week had no week after it to invite
    anybody: divide by the others.
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

    Hint: Who has ordered has a `first_order_at`. Leave out the customers whose id is a `referee_id`
    with `same_device_flag`.

    Hint: Count the others in cities whose name ends in `on`, and in cities whose name ends in
    `off`; subtract.

    Right: These, and only these, did the programme add, whichever door they came by.
    """
    second = referrals.loc[referrals["same_device_flag"], "referee_id"]
    bought = customers["first_order_at"].notna() & ~customers["customer_id"].isin(second)
    programme = customers.loc[bought, "city"].str.endswith("on")
    return programme.sum() - (~programme).sum()


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
    take off as many. And who heard of the shop from a friend, and came without a link, isn't in it.
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
    ordered = referrals["referee_first_order_amount"] > 0
    earned = referrals[ordered & ~referrals["same_device_flag"]]
    paid = earned["reward_cost"].sum() + earned["referee_discount"].sum()
    return paid / method.pairs(customers, referrals)["buyers"].sum()


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
    "Four prices of a customer",
    Ordering(
        {
            "A": "a sign-up, as it was paid",
            "B": "an invited person who ordered on a device of their own, as it was paid",
            "C": "an added buyer, as it was paid",
            "D": "an added buyer, had only first orders been paid for",
        }
    ),
)
def four_prices(customers, referrals):
    """Each of these is "what a new customer costs". Put them in order, the **lowest** price first.

    Hint: A, C and D stand above. B has the same money as A and C, divided by others: by the third
    line of the funnel.

    Hint: A, B and C share their money, so the more people it is divided by, the lower the price. Where
    D belongs you find with a division.

    Right: The same twelve weeks, four prices. Whoever hears "a customer costs us so much" has to ask:
    which customer, and paid for what?
    """
    cost = referrals["reward_cost"].sum() + referrals["referee_discount"].sum()
    ordered = referrals["referee_first_order_amount"] > 0
    own = ~referrals["same_device_flag"]
    earned = referrals[ordered & own]
    added = method.pairs(customers, referrals)["buyers"].sum()
    prices = {
        "A": cost / len(referrals),
        "B": cost / len(earned),
        "C": cost / added,
        "D": (earned["reward_cost"].sum() + earned["referee_discount"].sum()) / added,
    }
    return sorted(prices, key=prices.get)


@four_prices.wrong("the order of the list")
def _as_listed():
    """D isn't above C: by the other rule less is paid, for the same added buyers. So D comes before
    C. Where it lies against B you find with a division.
    """
    return ["A", "B", "C", "D"]


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "all": "all sixty cities but a few by lot, as it is",
            "rule": "pay for first orders on a device of their own; draw the cities anew",
            "end": "end the rewards; nobody is paid for invitations",
        },
        reasons={
            "clear": "the whole interval of the profit that decides lies on one side of 0",
            "open": "the interval of the profit that decides holds 0",
            "best": "the best estimate of the profit decides, whatever its interval",
            "user": "what a new user costs is compared with what a buyer is worth",
            "alone": "what an added buyer costs is compared with what a buyer who comes alone leaves",
        },
        cautious=["rule"],
    ),
)
def monday(customers, referrals):
    """A shop pays for invitations in thirty cities; thirty twin cities, chosen by a coin, wait. What
    the **added** buyers leave in a year, minus what was paid to everybody, is {as_is} yuan ({as_is_low} to
    {as_is_high}). Had only first orders been paid for, it would be {if_first} yuan ({if_first_low} to
    {if_first_high}). Marketing wants all sixty cities. Choose an action and the reason that carries
    it: `("letter", number)`.

    Hint: Look at both ends of both intervals. The profit as it is decides about all sixty cities; if
    that isn't above 0 for sure, the profit by the other rule decides.

    Hint: All cities only if the low end as it is lies above 0. An end only if even by the other rule
    the high end lies below 0.

    Right: You count what the added buyers leave and what everybody was paid, and you draw lots again
    only where the answer could change.
    """
    # As it is if that earns for sure; nothing if no rule can; else by the other rule, with lots.
    if profit(customers, referrals).low > 0:
        return "all", "clear"
    other = profit_on_first_order(customers, referrals)
    if other.high < 0:
        return "end", "clear"
    return "rule", "clear" if other.low > 0 else "open"


@monday.facts
def _both_profits(customers, referrals):
    found = {"as_is": profit(customers, referrals)}
    found["if_first"] = profit_on_first_order(customers, referrals)
    return {
        f"{rule}{end}": fact.money(value)
        for rule, earned in found.items()
        for end, value in zip(("", "_low", "_high"), earned[:3], strict=True)
    }


@monday.also("by the best estimate")
def _by_the_best_estimate(customers, referrals):
    """That can be said, too: the interval holds 0, so nobody knows for sure, and the best estimate is
    the best bet. Another rule with new lots has this beside: it costs less while you find out, and it
    can't be misread afterwards.
    """
    if monday(customers, referrals)[0] != "rule":
        return None
    if profit(customers, referrals).value > 0:
        return "all", "best"
    return ("end", "best") if profit_on_first_order(customers, referrals).value < 0 else None


@monday.also("another rule that earns as well")
def _another_rule_that_earns(customers, referrals):
    """That can be defended: by the other rule, too, the whole interval of the profit lies above 0, and
    second accounts get nothing. All cities as it is has this beside it: that profit was seen, the other
    is computed, as if as many friends were invited.
    """
    return ("rule", "clear") if monday(customers, referrals)[0] == "all" else None


@monday.wrong("cheap users")
def _cheap_sign_ups(customers, referrals):
    """A user pays no wages. What counts is what the added buyers leave, minus what all were paid:
    does the *whole* interval lie above 0 as the programme is run now?
    """
    return "all", "user" if monday(customers, referrals)[0] == "all" else None


@monday.wrong("worth what others are worth")
def _another_rule(customers, referrals):
    """Who comes alone may order again more often than who is brought by a coupon. An average of
    other people is no yardstick for the added ones: take the profit, first as it is, then by the
    other rule.
    """
    return ("rule", "alone") if monday(customers, referrals)[0] == "rule" else None


@monday.wrong("another rule where none is needed, or none helps")
def _rule_for_no_reason(customers, referrals):
    """Another rule, with new lots, is for the case that it may earn. Read the interval of its profit
    once more: where does it lie, and does your reason say so?
    """
    return ("rule", None) if monday(customers, referrals)[0] != "rule" else None


@monday.wrong("ended too early, or for no reason")
def _stop(customers, referrals):
    """To end it, "most would have come anyway" is too little: the other rule must fail too. Does its
    whole interval lie below 0, or not?
    """
    return "end", "user" if monday(customers, referrals)[0] == "end" else None


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion("what an added buyer leaves", matching("leave|worth|margin|毛利|利润")),
            Criterion("what is paid for from now on", matching("pay|paid|reward|奖励|支付")),
            A_DECISION,
            Criterion("what it rests on: the coin, and no links from city to city"),
        ]
    ),
)
def memo(customers, referrals):
    """Write to Marketing, in a few sentences: what an added buyer costs, with the interval, and
    what that rests on; what an added buyer leaves; and what is paid for from Monday on, and where.

    Hint: Begin with the cost of an *added* buyer. Sign-ups are not in your first sentence.

    Hint: `added` gives the added buyers and the added repeaters: 100 yuan for each of the first, 600
    for each of the second.

    Right: Marketing will quote what a user costs. Does your memo say what a user is?
    """
    found = cost_per_added_buyer(customers, referrals)
    price, low, high = (fact.money(x) for x in found[:3])
    more = pairs(customers, referrals)[["buyers", "repeaters"]].sum()
    leaves = fact.money(100 + 600 * more["repeaters"] / more["buyers"])
    as_is, if_first = (
        "{} yuan ({} to {})".format(*(fact.money(x) for x in earned[:3]))
        for earned in (profit(customers, referrals), profit_on_first_order(customers, referrals))
    )
    flagged = fact.share(referrals["same_device_flag"].mean())
    what_next = {
        "all": "We should pay as before in all cities but a few, drawn by lot, and look again after "
        "twelve weeks",
        "rule": "We should pay for first orders on a device of their own only, draw the cities anew, and "
        "look again after twelve weeks",
        "end": "We should stop paying for invitations: no rule that we know earns its cost",
    }
    return (
        f"An added buyer costs {price} yuan ({low} to {high}, from {found.n} pairs of cities). The coin "
        "made the cities alike; it would be wrong if links went from city to city. In the first year an "
        f"added buyer leaves {leaves} yuan: a first order, and what the few leave who order again. "
        f"So the programme's profit is {as_is}; paid for first orders only, it would be {if_first}. Of the "
        f"sign-ups {flagged} came from the inviter's own device: most are second accounts, some share a "
        f"phone. We pay for one level only. {what_next[monday(customers, referrals)[0]]}."
    )


@memo.wrong("a count of rows, or a doubt about it")
def _rows_or_a_doubt(case):
    """Its numbers are right, and a row is no added buyer. Who believes the count and who waves it away do
    the same: neither compares the cities with the programme with those without. So it has no added
    buyer, no interval, no pairs, and not what such a buyer leaves.
    """
    referrals = case.tables.referrals
    price = fact.money(cost_per_sign_up(case.tables.customers, referrals).estimate)
    told = f"In three months {len(referrals):,} new users signed up, for {price} yuan each. "
    if case.found[0] == "rosy":
        return told + "No advertisement is so cheap. We should start in all sixty cities at once."
    return told + (
        "Such counts are always exaggerated: most of these people would have come anyway, and the rest want "
        "the coupon. We should end the programme."
    )


@memo.wrong("worth what others are worth")
def _average_value(customers, referrals):
    """The price is that of an added buyer, with its interval. But what such a buyer leaves was taken from
    people who came alone. Added buyers may order again less often. It doesn't say on how many pairs it
    rests.
    """
    found = cost_per_added_buyer(customers, paid_on_first_order(referrals))
    price, low, high = (fact.money(x) for x in found[:3])
    others = customers.loc[customers["acq_channel"] == "other", "tags"]
    value = fact.money(100 + 600 * others.notna().mean())
    return (
        f"If we pay on the first order, an added buyer costs {price} yuan ({low} to {high}). A buyer leaves "
        f"{value} yuan in the first year. So we should pay on the first order in all sixty cities."
    )
