"""The exercises of the case *The message that called them back*."""

from ecomlab.cases.sms_recall import (
    DAYS,
    buyers,
    by_group,
    profit_of_a_message,
    rate_of,
    recall_rate,
    step,
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
            "weekly": "send it every week to all who agreed, and go on holding some back by lot",
            "test": "one more round with lots: free shipping, the words alone, and no message",
            "end": "end free shipping by message; if you write at all, test the words alone",
        },
        reasons={
            "above": "the whole interval of a message's profit lies above zero",
            "upper": "zero lies inside the interval of a message's profit, its estimate above zero",
            "lower": "zero lies inside the interval of a message's profit, its estimate below zero",
            "below": "the whole interval of a message's profit lies below zero",
            "more": "more customers order with the message than without it",
            "report": "the recall rate says it, and a message costs next to nothing",
        },
        cautious=["test"],
    ),
)
def monday(touches):
    """A shop has sent a message with free shipping to customers who had stayed away, and has held
    some back by lot. A message adds {earned} yuan of profit (95% interval {low} to {high}), its
    own cost taken off. The boss wants it every week. Choose an action and the reason that carries
    it.

    Hint: Where is zero: below the interval, inside it, or above?

    Hint: Whether people come because of a message is one question. Whether it pays is another.

    Right: You decide on what the message adds in yuan, and the recall rate is in no part of it.
    """
    # The whole interval above zero: send. All below: end it. Else: find out.
    earned = profit_of_a_message(touches)
    if not earned.holds(0):
        return ("weekly", "above") if earned.low > 0 else ("end", "below")
    return "test", "upper" if earned.value > 0 else "lower"


@monday.facts
def _earned(touches):
    earned = profit_of_a_message(touches)
    return {
        "earned": fact.number(earned.value, 2),
        "low": fact.number(earned.low, 2),
        "high": fact.number(earned.high, 2),
    }


@monday.also("sent while it is counted")
def _sent_while_counted(touches):
    """That can be defended: more likely than not it pays, it can be stopped in any week, and those
    held back go on telling. Another round with lots has this beside it: it also finds out whether
    the words alone would do, before customers learn to wait for free shipping.
    """
    return ("weekly", "upper") if monday(touches) == ("test", "upper") else None


@monday.also("ended while it may pay")
def _ended_while_it_may_pay(touches):
    """That can be defended: more likely than not it loses, and there is other work to do. Another
    round with lots has this beside it: it may still pay, and the words alone cost nearly nothing to
    try.
    """
    return ("end", "lower") if monday(touches) == ("test", "lower") else None


NEIGHBOUR = {"above": "upper", "upper": "lower", "lower": "upper", "below": "lower"}


@monday.wrong("by the report")
def _by_the_report(touches):
    """The action holds, the reason doesn't: the recall rate compares with nobody, and the message's
    own cost is the small part. Free shipping goes to all who order. Look at the profit with the
    message minus the profit without.
    """
    return monday(touches)[0], "report"


@monday.wrong("by the customers")
def _by_the_customers(touches):
    """The action holds, the reason doesn't: customers don't pay for what is given to all who come.
    Hold the yuan against zero: {earned}, from {low} to {high}.
    """
    return monday(touches)[0], "more"


@monday.wrong("zero misplaced")
def _zero_misplaced(touches):
    """The action holds, but zero lies elsewhere: a message adds {earned} yuan, from {low} to
    {high}.
    """
    action, reason = monday(touches)
    return action, NEIGHBOUR[reason]


def _unless_right(action, touches):
    """An action whatever its reason; None where it is the right one."""
    return None if monday(touches)[0] == action else (action, None)


@monday.wrong("sent on a hope")
def _sends(touches):
    """To send it every week because it *has* paid, the whole interval must lie above zero. To send
    it because it *may* pay, at least the estimate must. Here it is {earned} yuan ({low} to {high}).
    """
    return _unless_right("weekly", touches)


@monday.wrong("a test for no reason")
def _tests(touches):
    """Another round is for the case that zero lies inside the interval: then it may change what you
    do. Here the interval goes from {low} to {high} yuan. Waiting has a price, too.
    """
    return _unless_right("test", touches)


@monday.wrong("not shown taken for not there")
def _ends(touches):
    """To end it, the whole interval must lie below zero, or at least the estimate. Here a message
    adds {earned} yuan ({low} to {high}). A poor report of links is no reason either.
    """
    return _unless_right("end", touches)


NEXT = {
    "weekly": "We should send it every week, and go on holding back a fifth by lot",
    "test": "We should test one more round with lots, a third of the list each: free shipping, the "
    "words alone, and no message",
    "end": "We should stop sending free shipping by message, and test the words alone, with half of a "
    "small list held back by lot",
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
    """Write to the boss, in a few sentences: how many of 100 the message brought, with the
    interval and the people that it rests on; what it adds in yuan; and what happens on Monday.

    Hint: Begin with the number, not with the method.

    Hint: The recall rate counts links. Which number counts what the message brought?

    Right: Whoever reads only your first and your last sentence should know the number and the
    decision. Do they?
    """
    found, earned = uplift(touches), profit_of_a_message(touches)
    brought, low, high = (fact.points(value) for value in found[:3])
    adds, least, most = (fact.number(value, 2) for value in earned[:3])
    return (
        f"Of 100 customers who got the message, it brought {brought} ({low} to "
        f"{high}), counted beside those whom we held back by lot ({found.n:,} people in "
        f"all, 14 days). The report of links says {recall_rate(touches).times(100).value:.1f}, but "
        "it has those who would have come anyway, and lacks those who came without the link. With "
        f"free shipping paid, a message adds {adds} yuan ({least} to "
        f"{most}). This holds for July and for this list; it counts nothing that they buy "
        f"later. {NEXT[step(touches)]}. We write only to those who agreed, in true words, and say how to "
        "refuse. Whom we hold back, we count on day 14 and after a quarter."
    )


@memo.wrong("the recall rate, praised")
def _the_recall_rate(touches):
    """The rate is copied correctly. But it is compared with nobody: it doesn't say who would have
    come anyway, or who came without the link. Only the price of the message is set against it, not
    the free shipping. And a telephone number is no consent.
    """
    rate = recall_rate(touches).value
    return (
        f"The message called back {rate:.0%} of our lost customers, and it costs next to nothing. "
        "So it is our best instrument. We should send it every week, to everybody we have a "
        "telephone number of."
    )


@memo.wrong("the recall rate, dismissed")
def _dismissed(touches):
    """It sounds critical, and it has looked at no table. Those held back by lot say how many came
    because of the message; that can be fewer than the report says, as many, or more. And it has no
    interval and no yuan.
    """
    rate = recall_rate(touches).value
    return (
        f"Everybody knows that recall rates are exaggerated. The {rate:.0%} are people who would have "
        "come anyway, so the message brings us next to nobody. We should stop writing to customers "
        "who have left."
    )
