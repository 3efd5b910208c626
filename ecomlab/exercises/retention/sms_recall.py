"""The exercises of the case *The message that called them back*."""

from ecomlab.cases.sms_recall import DAYS, buyers, by_group, profit_of_a_message, rate_of
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson

lesson = case_lesson("sms_recall")


def _rate(touches, arm, segment):
    chosen = touches[(touches["arm"] == arm) & (touches["segment"] == segment)]
    return chosen["ordered"].mean()


@lesson.exercise("A message that was never sent", Number(tolerance=0.001))
def never_sent(touches):
    """You may choose whom you write to. Take the customers with an **open cart**, and of them
    those who were **held back**. What share of them ordered? (0.2 for 20 %.)

    Hint: Keep the rows of `touches` with `arm` holdout and `segment` open cart.

    Hint: `ordered` is true or false: its mean is the share.

    Right: That is a recall rate too: of a message that nobody sent. Choose the list, and you
    have chosen the rate.
    """
    return _rate(touches, "holdout", "open cart")


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

    Hint: `method.by_group(customers, orders)` has shares and rates of both months.

    Hint: May's shares × October's rates, summed; less October's shares × October's rates.

    Right: So much came from counting other people. It needed no free shipping, and no one
    bought a litre of milk more for it.
    """
    groups = by_group(customers, orders)
    return rate_of(groups, "May", "October") - rate_of(groups, "October", "October")


@mix_only.wrong("level instead of rise")
def _level(customers, orders):
    """That is the rate which would have come out. The question asks how much higher that is than
    October's.
    """
    return rate_of(by_group(customers, orders), "May", "October")


@mix_only.wrong("the whole rise")
def _whole_rise(customers, orders):
    """That is all of the rise. Leave each group's rate at October's, and change the shares alone."""
    groups = by_group(customers, orders)
    return rate_of(groups, "May", "May") - rate_of(groups, "October", "October")


@mix_only.wrong("May's rates held")
def _at_may_s_rates(customers, orders):
    """You held May's rates still. That is an honest number too, and another one: the same shift
    weighs more once rates are higher. Here October's are asked.
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

    Right: The longer you look, the longer the cycle. A cycle without its window isn't a number
    yet.
    """
    found = buyers(customers, orders)
    return found.loc[found["month"] == "October", "days"].mean()


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
            "4": "the recall rate is high, and a message costs 5 fen",
            "5": "zero lies inside the interval of a message's profit",
        },
    ),
)
def monday(touches):
    """The boss wants the message with free shipping every week. Choose an action and the reason
    that carries it: `("A", 1)`.

    Hint: `method.profit_of_a_message(touches)`: where is zero?

    Hint: That people come back because of a message doesn't say that it pays.

    Right: You decide on what the message adds in yuan, not on who happened to order after it.
    """
    # The whole interval above zero: send. All below: end it. Else: find out.
    earned = profit_of_a_message(touches)
    if earned.low > 0:
        return "A", 1
    return ("C", 3) if earned.high < 0 else ("B", 5)


@monday.wrong("cheap and popular")
def _cheap_and_high(touches):
    """5 fen are the small part. Free shipping goes to all who order, also to those who would have
    ordered and paid for it. Look at the profit with the message less the profit without.
    """
    return "A", 4 if monday(touches)[0] == "A" else None


@monday.wrong("a test for no reason")
def _test_anyway(touches):
    """Another round is for the case that zero lies inside the interval: then the message may pay
    or not. Where does zero lie here, and for which action?
    """
    return "B", 2 if monday(touches)[0] == "B" else None


@monday.wrong("not shown taken for not there")
def _end_it(touches):
    """To end it, zero *inside* the interval is too little: the *whole* interval must lie below. And
    the recall rate is in none of the good reasons.
    """
    return "C", 4 if monday(touches)[0] == "C" else None
