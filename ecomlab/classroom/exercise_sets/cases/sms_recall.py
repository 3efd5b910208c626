"""The exercises of the case *The message that called them back*."""

from ecomlab.cases.sms_recall import DAYS, buyers, by_group, profit_of_a_message, rate_of
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number

# --- 1: a message that was never sent ------------------------------------------------------


def never_sent(touches):
    return _rate(touches, "holdout", "open cart")


def _rate(touches, arm, segment):
    chosen = touches[(touches["arm"] == arm) & (touches["segment"] == segment)]
    return chosen["ordered"].mean()


def _sent(touches):
    return _rate(touches, "treated", "open cart")


def _whole_holdout(touches):
    return touches.loc[touches["arm"] == "holdout", "ordered"].mean()


def _of_those_who_ordered(touches):
    ordered = touches[(touches["arm"] == "holdout") & touches["ordered"]]
    return (ordered["segment"] == "open cart").mean()


# --- 2: other buyers -----------------------------------------------------------------------


def mix_only(customers, orders):
    groups = by_group(customers, orders)
    return rate_of(groups, "May", "October") - rate_of(groups, "October", "October")


def _level(customers, orders):
    return rate_of(by_group(customers, orders), "May", "October")


def _whole_rise(customers, orders):
    groups = by_group(customers, orders)
    return rate_of(groups, "May", "May") - rate_of(groups, "October", "October")


def _at_may_s_rates(customers, orders):
    groups = by_group(customers, orders)
    return rate_of(groups, "May", "May") - rate_of(groups, "October", "May")


# --- 3: how long until the next order ------------------------------------------------------


def next_order(customers, orders):
    found = buyers(customers, orders)
    return found.loc[found["month"] == "October", "days"].mean()


def _within_the_window(customers, orders):
    found = buyers(customers, orders)
    days = found.loc[found["month"] == "October", "days"]
    return days[days <= DAYS].mean()


def _both_months(customers, orders):
    return buyers(customers, orders)["days"].mean()


def _median(customers, orders):
    found = buyers(customers, orders)
    return found.loc[found["month"] == "October", "days"].median()


# --- 4: Monday -----------------------------------------------------------------------------


def monday(touches):
    """The whole interval above zero: send. All below: end it. Else: find out."""
    earned = profit_of_a_message(touches)
    if earned.low > 0:
        return "A", 2
    return ("C", 4) if earned.high < 0 else ("B", 3)


def _cheap_and_high(touches):
    return "A", 1 if monday(touches)[0] == "A" else None


def _test_anyway(touches):
    return "B", 1 if monday(touches)[0] == "B" else None


def _end_it(touches):
    return "C", 3 if monday(touches)[0] == "C" else None


LESSON = case_lesson(
    "sms_recall",
    [
        Exercise(
            name="never_sent",
            title="A message that was never sent",
            prompt="You may choose whom you write to. Take the customers with an **open cart**, and "
            "of them those who were **held back**. What share of them ordered? (0.2 for 20 %.)",
            kind=Number(tolerance=0.001),
            solution=never_sent,
            hints=(
                "Keep the rows of `touches` with `arm` holdout and `segment` open cart.",
                "`ordered` is true or false: its mean is the share.",
            ),
            misconceptions=(
                Misconception(
                    "those who got it",
                    _sent,
                    "These got the message. The question is about those who were held back: how "
                    "many order when nobody writes to them?",
                ),
                Misconception(
                    "everybody held back",
                    _whole_holdout,
                    "That is everybody who was held back, with and without a cart. Keep the open "
                    "carts.",
                ),
                Misconception(
                    "share of the orders",
                    _of_those_who_ordered,
                    "You divided by those who ordered: so many of *them* had an open cart. Divide "
                    "by the people with an open cart.",
                ),
            ),
            praise="That is a recall rate too: of a message that nobody sent. Choose the list, "
            "and you have chosen the rate.",
        ),
        Exercise(
            name="mix_only",
            title="Other buyers, same habits",
            prompt="Suppose new and old buyers had each ordered again as often as in **October**, "
            "and only their shares had become those of **May**. By how much would the 30-day "
            "repurchase rate have risen? (0.01 for one point.)",
            kind=Number(tolerance=0.0005),
            solution=mix_only,
            hints=(
                "`method.by_group(customers, orders)` has shares and rates of both months.",
                "May's shares × October's rates, summed; less October's shares × October's rates.",
            ),
            misconceptions=(
                Misconception(
                    "level instead of rise",
                    _level,
                    "That is the rate which would have come out. The question asks how much "
                    "higher that is than October's.",
                ),
                Misconception(
                    "the whole rise",
                    _whole_rise,
                    "That is all of the rise. Leave each group's rate at October's, and change "
                    "the shares alone.",
                ),
                Misconception(
                    "May's rates held",
                    _at_may_s_rates,
                    "You held May's rates still. That is an honest number too, and another one: "
                    "the same shift weighs more once rates are higher. Here October's are asked.",
                ),
            ),
            praise="So much came from counting other people. It needed no free shipping, and no "
            "one bought a litre of milk more for it.",
        ),
        Exercise(
            name="next_order",
            title="How long until the next order?",
            prompt="Take **October's** buyers, who were followed for 180 days. Of those who came "
            "back in that time: after how many days was the next order, on average (mean)?",
            kind=Number(tolerance=0.05, unit="days"),
            solution=next_order,
            hints=(
                "`method.buyers(customers, orders)` has one row per buyer and month; `days` is "
                "empty for those who weren't seen again.",
                "Keep `month` October; `.mean()` leaves the empty ones out.",
            ),
            misconceptions=(
                Misconception(
                    "cut at 30 days",
                    _within_the_window,
                    "You stopped looking after 30 days, as the report does. A window of 30 days "
                    "can't show a cycle of 40. Use all 180.",
                ),
                Misconception(
                    "both months",
                    _both_months,
                    "May's buyers are in it. They were followed for 30 days only, so their slow "
                    "ones are missing. Keep October.",
                ),
                Misconception(
                    "the median",
                    _median,
                    "That is the median, a good number too: half came back sooner. The mean is "
                    "asked, because it shows what the slow ones do.",
                ),
            ),
            praise="The longer you look, the longer the cycle. A cycle without its window isn't "
            "a number yet.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt="The boss wants the message with free shipping every week. Choose an action and "
            'the reason that carries it: `("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "send it to all who agreed, and go on holding some back by lot",
                    "B": "one more round with lots: free shipping, the words alone, and no message",
                    "C": "end free shipping by message; if you write at all, test the words alone",
                },
                reasons={
                    "1": "the recall rate is high, and a message costs 5 fen",
                    "2": "the whole interval of a message's profit lies above zero",
                    "3": "zero lies inside the interval of a message's profit",
                    "4": "the whole interval of a message's profit lies below zero",
                },
            ),
            solution=monday,
            hints=(
                "`method.profit_of_a_message(touches)`: where is zero?",
                "That people come back because of a message doesn't say that it pays.",
            ),
            misconceptions=(
                Misconception(
                    "cheap and popular",
                    _cheap_and_high,
                    "5 fen are the small part. Free shipping goes to all who order, also to those "
                    "who would have ordered and paid for it. Look at the profit with the message "
                    "less the profit without.",
                ),
                Misconception(
                    "a test for no reason",
                    _test_anyway,
                    "Another round is for the case that zero lies inside the interval: then the "
                    "message may pay or not. Where does zero lie here, and for which action?",
                ),
                Misconception(
                    "not shown taken for not there",
                    _end_it,
                    "To end it, zero *inside* the interval is too little: the *whole* interval "
                    "must lie below.",
                ),
            ),
            praise="You decide on what the message adds in yuan, not on who happened to order "
            "after it.",
        ),
    ],
)
