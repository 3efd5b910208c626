"""The exercises of the case *Twice the clicks*."""

from ecomlab.cases.click_bait import MARGIN, PRICE, contribution, more_orders, totals
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson

lesson = case_lesson("click_bait")


@lesson.exercise("To the end of the funnel", Number(tolerance=0.005, unit="orders"))
def per_1000(ads_daily):
    """How many paid orders did **1,000 impressions** bring in the last four weeks (from 26 August
    on)? Give two decimals or more.

    Hint: Sum `orders` and `impressions` over those weeks, then divide, then × 1,000.

    Hint: `totals(ads_daily)` has both sums, before and after.

    Right: This figure can't be raised by people who click and leave.
    """
    return totals(ads_daily).loc["after", "orders_1000"]


@per_1000.wrong("per 1,000 clicks")
def _per_1000_clicks(ads_daily):
    """You divided by the clicks. The shop pays for being shown, and who sees a picture and doesn't
    click was shown it all the same.
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

    Hint: Divide the first weeks' orders per impression by the last weeks' clicks per
    impression.

    Right: Put it beside the share who do order: one look tells whether the clicks were worth
    having.
    """
    sums = totals(ads_daily)
    return sums.loc["before", "orders_1000"] / 1000 / sums.loc["after", "ctr"]


@break_even.wrong("as it was")
def _as_it_was(ads_daily):
    """With the old share you would have as many times the orders as the clicks. Asked is how far
    it may fall before the shop loses.
    """
    return totals(ads_daily).loc["before", "cvr"]


@break_even.wrong("as it is")
def _as_it_is(ads_daily):
    """That is the share who do order. Asked is the share who would have to."""
    return totals(ads_daily).loc["after", "cvr"]


@break_even.wrong("up with the clicks")
def _up_with_the_clicks(ads_daily):
    """You multiplied where the identity divides: with more clicks, each may be worth less for the
    same orders.
    """
    sums = totals(ads_daily)
    return sums.loc["before", "cvr"] * sums.loc["after", "ctr"] / sums.loc["before", "ctr"]


@lesson.exercise("What is left of 1,000 impressions", Number(tolerance=0.02, unit="yuan"))
def left(ads_daily, dsr_daily):
    """A pan costs 129 yuan. Of one that is kept, 40% is left after goods, fee and parcel; one that
    is refunded leaves nothing and costs 15 yuan for its way back. How many **yuan** are left of
    1,000 impressions in the last four weeks, after the cost of the ads?

    Hint: `guardrails(ads_daily, dsr_daily)` has the share refunded of all orders.

    Hint: Orders per 1,000 × (kept × margin in yuan − refunded × way back) − ads per 1,000.

    Right: Click rate, conversion, refunds, advertising: all in one number, and it is in yuan.
    Fines and lost names aren't in it yet.
    """
    return contribution(ads_daily, dsr_daily)["after"]


@left.wrong("nobody sends back")
def _nobody_sends_back(ads_daily):
    """You let every pan be kept. Look at `refund_rate`: who was promised something else sends it
    back.
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
    """The new pictures run. Choose an action and the reason that carries it: `("A", 1)`.

    Hint: Whether a false ad may run doesn't depend on what it earns.

    Hint: For the second half of the reason, compare orders per 1,000 impressions.

    Right: First the law, then the count. And the next goal can't be reached by promising more.
    """
    # The promises come down in any case; whether they also cost orders is counted.
    return ("D", 2) if more_orders(ads_daily).estimate < 1 else ("D", 3)


@monday.wrong("as the bonus says")
def _as_the_bonus_says():
    """You would run pictures that promise what the pan isn't. That is false advertising, whatever
    the click rate says. And look at the complaints beside the limit on your own sheet.
    """
    return "A", None


@monday.wrong("for the clicks")
def _right_for_clicks():
    """The action holds; but a risen click rate is a reason to look further, not to take a picture
    down.
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
    """The figure wasn't at fault; that it stood alone was. Give it company: orders, refunds,
    complaints.
    """
    return "B", None
