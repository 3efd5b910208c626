"""The exercises of the case *Twice the clicks*."""

from ecomlab.cases.click_bait import (
    LIMIT,
    MARGIN,
    PRICE,
    RETURN,
    contribution,
    guardrails,
    more_clicks,
    more_orders,
    totals,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.texts import fact

lesson = case_lesson("click_bait")


@lesson.exercise("To the end of the funnel", Number(tolerance=0.005, unit="orders"))
def per_1000(ads_daily):
    """How many paid orders did **1,000 impressions** bring in the last four weeks (from 26 August
    on)? Give two decimals or more.

    Hint: `ads[ads["date"] >= "2024-08-26"]` has the rows of those weeks.

    Hint: Sum `orders` and `impressions` over those rows, then divide, then × 1,000.

    Right: People who click and leave can't raise this figure.
    """
    weeks = ads_daily[ads_daily["date"] >= "2024-08-26"]
    return 1000 * weeks["orders"].sum() / weeks["impressions"].sum()


@per_1000.wrong("per 1,000 clicks")
def _per_1000_clicks(ads_daily):
    """You divided by the clicks. The shop pays for each time that a picture is shown, also to people
    who don't click.
    """
    return 1000 * totals(ads_daily).loc["after", "cvr"]


@per_1000.wrong("clicks")
def _clicks_per_1000(ads_daily):
    """These are clicks. Nobody has paid for a pan yet."""
    return 1000 * totals(ads_daily).loc["after", "ctr"]


@per_1000.wrong("the first four weeks")
def _the_first_weeks(ads_daily):
    """That is what the honest pictures brought, in the first four weeks."""
    return totals(ads_daily).loc["before", "orders_1000"]


@lesson.exercise("How good would these clicks have to be?", Number(tolerance=0.0001, unit="share"))
def break_even(ads_daily):
    """Take the click rate of the last four weeks as it is. What share of the clicks would have to
    **order**, so that 1,000 impressions bring as many orders as in the first four weeks?
    (Between 0 and 1, at least four decimals.)

    Hint: Orders per impression = clicks per impression × orders per click.

    Hint: `sums` has the rates of both spans. Divide the first weeks' orders per impression by the
    last weeks' clicks per impression.

    Right: Put it beside the share of the clicks that do order. If that is smaller, the new clicks
    bring fewer orders than the old ones did.
    """
    sums = totals(ads_daily)
    return sums.loc["before", "orders_1000"] / 1000 / sums.loc["after", "ctr"]


@break_even.wrong("as it was")
def _as_it_was(ads_daily):
    """With the old share the orders would rise as much as the clicks. Asked is how far the share may
    fall before the orders are fewer than at first.
    """
    return totals(ads_daily).loc["before", "cvr"]


@break_even.wrong("as it is")
def _as_it_is(ads_daily):
    """That is the share who do order. Asked is the share who would have to."""
    return totals(ads_daily).loc["after", "cvr"]


@break_even.wrong("up with the clicks")
def _up_with_the_clicks(ads_daily):
    """You multiplied where you must divide: with more clicks, a smaller share of them is enough for the
    same orders.
    """
    sums = totals(ads_daily)
    return sums.loc["before", "cvr"] * sums.loc["after", "ctr"] / sums.loc["before", "ctr"]


@lesson.exercise("What is left of 1,000 impressions", Number(tolerance=0.02, unit="yuan"))
def left(ads_daily, dsr_daily):
    """A pan costs 129 yuan. If it is kept, 40% of that is left after goods, fee and parcel. If it is
    refunded, nothing is left, and its way back costs 15 yuan. How many **yuan** are left of 1,000
    impressions in the last four weeks, after the cost of the ads?

    Hint: `rails` has the share refunded of all orders, and `sums` the orders and the cost.

    Hint: Orders per 1,000 × (kept × margin in yuan − refunded × way back) − ads per 1,000.

    Right: Click rate, conversion, refunds and advertising are all in this one number, and it is in
    yuan. Fines, and customers who never come again, aren't in it yet.
    """
    sums = totals(ads_daily).loc["after"]
    refunded = guardrails(ads_daily, dsr_daily).loc["after", "refund_rate"]
    an_order = (1 - refunded) * MARGIN * PRICE - refunded * RETURN
    return sums["orders_1000"] * an_order - 1000 * sums["cost"] / sums["impressions"]


@left.wrong("nobody sends back")
def _nobody_sends_back(ads_daily):
    """You counted every pan as kept. Look at `refund_rate`: who was promised something else sends the
    pan back.
    """
    sums = totals(ads_daily).loc["after"]
    return sums["orders_1000"] * PRICE * MARGIN - 1000 * sums["cost"] / sums["impressions"]


@left.wrong("ads for nothing")
def _ads_are_free(ads_daily, dsr_daily):
    """The advertising is missing. It is paid per impression, before anybody orders."""
    sums = totals(ads_daily).loc["after"]
    return contribution(ads_daily, dsr_daily)["after"] + 1000 * sums["cost"] / sums["impressions"]


@left.wrong("the honest weeks")
def _left_before(ads_daily, dsr_daily):
    """That is what was left in the first four weeks."""
    return contribution(ads_daily, dsr_daily)["before"]


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "keep them running and pay the bonus on the click rate",
            "B": "take them down, and never judge an ad by a figure again",
            "C": "keep them running and pay off whoever complains",
            "D": "take them down today, run true ones, and set a goal with guardrails",
        },
        reasons={
            "1": "the click rate has risen",
            "2": "what they promise isn't so, which the law forbids; and the same "
            "impressions bring fewer orders",
            "3": "what they promise isn't so, which the law forbids, though the same "
            "impressions bring more orders",
        },
    ),
)
def monday(ads_daily):
    """The ads of a pan have new pictures, which promise what the pan isn't ("never sticks again").
    Their click rate is {clicks} times that of the old ones. 1,000 impressions bring {after} paid
    orders, with the old pictures {before}. Complaints are at {complaints} of the orders; the limit
    is {limit}. Choose an action and the reason that carries it: `("A", 1)`.

    Hint: Whether a false ad may run doesn't depend on what it earns.

    Hint: For the second half of the reason, compare orders per 1,000 impressions.

    Right: First the law, then the count. And the next goal can't be reached by promising more.
    """
    # The promises come down in any case; whether they also cost orders is counted.
    return ("D", 2) if more_orders(ads_daily).estimate < 1 else ("D", 3)


@monday.facts
def _both_counts(ads_daily, dsr_daily):
    orders = totals(ads_daily)["orders_1000"]
    return {
        "clicks": fact.number(more_clicks(ads_daily).estimate, 2),
        "before": fact.number(orders["before"], 2),
        "after": fact.number(orders["after"], 2),
        "complaints": _rate(ads_daily, dsr_daily, "complaint_rate")["after"],
        "limit": fact.share(LIMIT),
    }


def _rate(ads_daily, dsr_daily, name):
    """A share of the orders before and after, as texts tell it."""
    return guardrails(ads_daily, dsr_daily)[name].map(lambda rate: fact.share(rate, 1))


@monday.wrong("as the bonus says")
def _as_the_bonus_says():
    """You would run pictures that promise what the pan isn't. That is false advertising, whatever
    the click rate says. And look at the complaints beside the limit on your own sheet.
    """
    return "A", None


@monday.wrong("for the clicks")
def _right_for_clicks():
    """The action is right. But a higher click rate is a reason to look further, not a reason to take a
    picture down.
    """
    return "D", 1


@monday.wrong("miscounted")
def _the_other_count(ads_daily):
    """The action and its first half hold. Count again whether 1,000 impressions bring fewer or
    more orders than in the first four weeks.
    """
    return ("D", 3) if monday(ads_daily) == ("D", 2) else ("D", 2)


@monday.wrong("pay them off")
def _pay_them_off():
    """Money for silence leaves the next buyer to be misled. The offence is the picture, not the
    complaint.
    """
    return "C", None


@monday.wrong("no more figures")
def _no_more_figures():
    """A figure isn't wrong because it can mislead alone. Put others beside it: orders, refunds,
    complaints.
    """
    return "B", None


@lesson.exercise(
    "Your memo to the ad team",
    Memo(
        [
            A_NUMBER,
            Criterion("orders or yuan, not clicks alone", matching("orders|yuan|元|订单|成交")),
            Criterion(
                "before and after",
                matching(r"before|instead of|from \d|first four|old pictures|之前"),
            ),
            Criterion(
                "why the pictures come down", matching("untrue|false|law|forbid|isn't so|虚假|违法")
            ),
            Criterion("guardrails", matching("guardrail|limit|refund|complaint|护栏|投诉|退款")),
            A_DECISION,
            Criterion("who owns goal and guardrails"),
            Criterion("no blame for a goal that the team was given"),
        ]
    ),
)
def memo(ads_daily, dsr_daily):
    """Write four or five sentences to the ad team: what happens to the pictures today, and why; what
    the clicks brought, in orders or in yuan, before and after; the next goal with its guardrails;
    and who owns them.

    Hint: Begin with what must happen today.

    Hint: Which figure would have shown it in the first week, and which only a month later?

    Right: Read it as if you were on the team. Do you know what you are paid for from today on?
    """
    orders, left = totals(ads_daily)["orders_1000"], contribution(ads_daily, dsr_daily)
    complaints = _rate(ads_daily, dsr_daily, "complaint_rate")
    return (
        "The new pictures stop today, because what they promise is untrue and the law forbids it, "
        f"whatever they earn. 1,000 impressions brought {orders['after']:.2f} orders instead of "
        f"{orders['before']:.2f}, and left {left['after']:.1f} yuan instead of {left['before']:.1f}; "
        f"complaints went from {complaints['before']} to {complaints['after']} of the orders. You "
        "reached the goal that we gave you, so we change the goal: yuan left of 1,000 impressions "
        f"after refunds. Two guardrails stand beside it: complaints below {LIMIT:.0%}, and orders "
        "per click, which can be seen on the first day. The ad team owns all three."
    )


@memo.wrong("clicks alone")
def _clicks_alone(ads_daily):
    """The figure is right, and it is the only one. Nobody hears what a click brought, that the
    promises are untrue, or what must not get worse.
    """
    return (
        f"Congratulations: our pictures now draw {more_clicks(ads_daily).estimate:.1f} times as many "
        "clicks, and each click is cheaper than ever. The bonus will be paid this month. We should "
        "go on in this way and find even stronger words for the autumn."
    )
