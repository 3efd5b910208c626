"""The exercises of the case *The message that called them back*."""

from ecomlab.cases.sms_recall import (
    DAYS,
    buyers,
    by_group,
    profit_of_a_message,
    rate_of,
    recall_rate,
    uplift,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.texts import fact

lesson = case_lesson("sms_recall")


def _rate(touches, arm, segment):
    chosen = touches[(touches["arm"] == arm) & (touches["segment"] == segment)]
    return chosen["ordered"].mean()


@lesson.exercise("A message that was never sent", Number(tolerance=0.001))
def never_sent(touches):
    """You may choose whom you write to. Take the customers with an **open cart**, and of them
    those who were **held back**. What share of them ordered? (0.2 for 20%.)

    Hint: Keep the rows of `touches` with `arm` holdout and `segment` open cart.

    Hint: `ordered` is true or false: its mean is the share.

    Right: That is a recall rate too: of a message that nobody sent. Who chooses the list chooses
    the rate.
    """
    held_back = touches[(touches["arm"] == "holdout") & (touches["segment"] == "open cart")]
    return held_back["ordered"].sum() / len(held_back)


@never_sent.wrong("those who got it")
def _sent(touches):
    """These got the message. The question is about those who were held back: how many order when
    nobody writes to them?
    """
    return _rate(touches, "treated", "open cart")


@never_sent.wrong("everybody held back")
def _whole_holdout(touches):
    """That is everybody who was held back, with and without a cart. Keep the open carts."""
    return touches.loc[touches["arm"] == "holdout", "ordered"].mean()


@never_sent.wrong("share of the orders")
def _of_those_who_ordered(touches):
    """You divided by those who ordered: so many of *them* had an open cart. Divide by the people
    with an open cart.
    """
    ordered = touches[(touches["arm"] == "holdout") & touches["ordered"]]
    return (ordered["segment"] == "open cart").mean()


@lesson.exercise("Other buyers, same habits", Number(tolerance=0.0005))
def mix_only(customers, orders):
    """Suppose new and old buyers had each ordered again as often as in **October**, and only their
    shares had become those of **May**. By how much would the 30-day repurchase rate have risen?
    (0.01 for one point.)

    Hint: The rate of a month is share of new × rate of new + share of old × rate of old.

    Hint: Compute it with May's shares and October's rates, and subtract October's own rate. Both
    shares and both rates are in `groups`: `groups.loc["May", ("share", "new")]`.

    Right: So much of the rise comes from counting other people. No customer bought anything more
    for it.
    """
    groups = by_group(customers, orders)
    october, may = groups.loc["October"], groups.loc["May"]
    with_october_s_mix = (october["share"] * october["rate"]).sum()
    with_may_s_mix = (may["share"] * october["rate"]).sum()
    return with_may_s_mix - with_october_s_mix


@mix_only.wrong("level instead of rise")
def _level(customers, orders):
    """That is the rate which would have come out. The question asks how much higher that is than
    October's.
    """
    return rate_of(by_group(customers, orders), "May", "October")


@mix_only.wrong("the whole rise")
def _whole_rise(customers, orders):
    """That is the whole rise. Keep each group's rate as it was in October, and change the shares
    only.
    """
    groups = by_group(customers, orders)
    return rate_of(groups, "May", "May") - rate_of(groups, "October", "October")


@mix_only.wrong("May's rates held")
def _at_may_s_rates(customers, orders):
    """You used May's rates for both months. That is an honest number too, but another one: the same
    shift weighs more where rates are higher. Take October's rates.
    """
    groups = by_group(customers, orders)
    return rate_of(groups, "May", "May") - rate_of(groups, "October", "May")


@lesson.exercise("How long until the next order?", Number(tolerance=0.05, unit="days"))
def next_order(customers, orders):
    """Take **October's** buyers, who were followed for 180 days. Of those who came back in that
    time: after how many days was the next order, on average (mean)?

    Hint: `method.buyers(customers, orders)` has one row per buyer and month; `days` is empty
    for those who weren't seen again.

    Hint: Keep `month` October; `.mean()` leaves the empty ones out.

    Right: The longer you look, the longer the cycle seems. So never give a cycle without its
    window.
    """
    found = buyers(customers, orders)
    days = found.loc[found["month"] == "October", "days"].dropna()
    return days.sum() / len(days)


@next_order.wrong("cut at 30 days")
def _within_the_window(customers, orders):
    """You stopped looking after 30 days, as the report does. A window of 30 days can't show a
    cycle of 40. Use all 180.
    """
    found = buyers(customers, orders)
    days = found.loc[found["month"] == "October", "days"]
    return days[days <= DAYS].mean()


@next_order.wrong("both months")
def _both_months(customers, orders):
    """May's buyers are in it. They were followed for 30 days only, so their slow ones are missing.
    Keep October.
    """
    return buyers(customers, orders)["days"].mean()


@next_order.wrong("the median")
def _median(customers, orders):
    """That is the median, a good number too: half came back sooner. The mean is asked, because it
    shows what the slow ones do.
    """
    found = buyers(customers, orders)
    return found.loc[found["month"] == "October", "days"].median()


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "send it to all who agreed, and go on holding some back by lot",
            "B": "one more round with lots: free shipping, the words alone, and no message",
            "C": "end free shipping by message; if you write at all, test the words alone",
        },
        reasons={
            "1": "the whole interval of a message's profit lies above zero",
            "2": "more customers order with the message than without it",
            "3": "the whole interval of a message's profit lies below zero",
            "4": "the recall rate is high, and a message costs 0.05 yuan",
            "5": "zero lies inside the interval of a message's profit",
        },
    ),
)
def monday(touches):
    """A shop has sent a message with free shipping to customers who had stayed away, and has held
    some back by lot. A message adds {earned} yuan of profit (95% interval {low} to {high}), its
    own cost taken off. The boss wants it every week. Choose an action and the reason that carries
    it: `("A", 1)`.

    Hint: Where is zero: below the interval, inside it, or above?

    Hint: That people come back because of a message doesn't say that it pays.

    Right: You decide on what the message adds in yuan, not on who happened to order after it.
    """
    # The whole interval above zero: send. All below: end it. Else: find out.
    earned = profit_of_a_message(touches)
    if earned.low > 0:
        return "A", 1
    return ("C", 3) if earned.high < 0 else ("B", 5)


@monday.facts
def _earned(touches):
    earned = profit_of_a_message(touches)
    return {
        "earned": fact.number(earned.value, 2),
        "low": fact.number(earned.low, 2),
        "high": fact.number(earned.high, 2),
    }


@monday.wrong("cheap and popular")
def _cheap_and_high(touches):
    """The message's own cost is the small part. Free shipping goes to all who order, also to those
    who would have ordered and paid for it. Look at the profit with the message minus the profit
    without.
    """
    return "A", 4 if monday(touches)[0] == "A" else None


@monday.wrong("a test for no reason")
def _test_anyway(touches):
    """Another round is right if zero lies inside the interval: then the message may pay or not. That
    more customers order doesn't say it. Where does zero lie here?
    """
    return "B", 2 if monday(touches)[0] == "B" else None


@monday.wrong("not shown taken for not there")
def _end_it(touches):
    """To end it, zero *inside* the interval is too little: the *whole* interval must lie below. And
    the recall rate is in none of the good reasons.
    """
    return "C", 4 if monday(touches)[0] == "C" else None


NEXT = {
    "A": "We should send it every week to those who agreed, and go on holding back a fifth by lot",
    "B": "We should test one more round with lots: free shipping, the words alone, and no message",
    "C": "We should stop sending free shipping by message, and test the words alone on a small list",
}


@lesson.exercise(
    "Your memo",
    Memo(
        [
            Criterion(
                "how many of 100 the message brought", matching(r"points|of (every )?100|百分点")
            ),
            AN_INTERVAL,
            THE_N,
            Criterion("beside whom this is counted", matching("held back|holdout|control|对照")),
            Criterion("what a message adds in yuan", matching("yuan|元")),
            A_DECISION,
            Criterion("whom the shop holds back from now on"),
        ]
    ),
)
def memo(touches):
    """Write to the boss, in three or four sentences: how many of 100 the message brought, with the
    interval and the people that it rests on; what it adds in yuan; and what happens on Monday.

    Hint: Begin with the number, not with the method.

    Hint: The recall rate isn't what the message brought. Which number is?

    Right: Whoever reads only your first and your last sentence should know the number and the
    decision. Do they?
    """
    found, earned = uplift(touches).times(100), profit_of_a_message(touches)
    return (
        f"Of 100 customers who got the message, it brought {found.value:.1f} ({found.low:.1f} to "
        f"{found.high:.1f}), counted beside those whom we held back by lot ({found.n:,} people in "
        f"all, 14 days). With free shipping paid, a message adds {earned.value:.2f} yuan "
        f"({earned.low:.2f} to {earned.high:.2f}). This holds for July and for a list of people "
        "who had just opened the app; it counts nothing that they buy later. "
        f"{NEXT[monday(touches)[0]]}. Whom we hold back, we count on day 14 and after a quarter."
    )


@memo.wrong("the recall rate, praised")
def _the_recall_rate(touches):
    """The rate is counted correctly. But it is compared with nobody, many of these people would have
    come anyway, and only the cost of the message is set against them, not the free shipping.
    """
    rate = recall_rate(touches).value
    return (
        f"The message called back {rate:.0%} of our lost customers, and it costs next to nothing. "
        "So it is our best instrument. We should send it every week, to everybody we have a "
        "telephone number of."
    )
