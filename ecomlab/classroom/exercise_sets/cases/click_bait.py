"""The exercises of the case *Twice the clicks*."""

from ecomlab.cases.click_bait import MARGIN, PRICE, RETURN, contribution, more_orders, totals
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number

# --- 1: orders per 1,000 impressions -------------------------------------------------------


def per_1000(ads_daily):
    return totals(ads_daily).loc["after", "orders_1000"]


def _per_1000_clicks(ads_daily):
    return 1000 * totals(ads_daily).loc["after", "cvr"]


def _clicks_per_1000(ads_daily):
    return 1000 * totals(ads_daily).loc["after", "ctr"]


def _the_first_weeks(ads_daily):
    return totals(ads_daily).loc["before", "orders_1000"]


# --- 2: what the clicks would have to be worth ---------------------------------------------


def break_even(ads_daily):
    sums = totals(ads_daily)
    return sums.loc["before", "orders_1000"] / 1000 / sums.loc["after", "ctr"]


def _as_it_was(ads_daily):
    return totals(ads_daily).loc["before", "cvr"]


def _as_it_is(ads_daily):
    return totals(ads_daily).loc["after", "cvr"]


def _up_with_the_clicks(ads_daily):
    sums = totals(ads_daily)
    return sums.loc["before", "cvr"] * sums.loc["after", "ctr"] / sums.loc["before", "ctr"]


# --- 3: what is left -----------------------------------------------------------------------


def left(ads_daily, dsr_daily):
    return contribution(ads_daily, dsr_daily)["after"]


def _nobody_sends_back(ads_daily):
    sums = totals(ads_daily).loc["after"]
    return sums["orders_1000"] * PRICE * MARGIN - 1000 * sums["cost"] / sums["impressions"]


def _ads_are_free(ads_daily, dsr_daily):
    sums = totals(ads_daily).loc["after"]
    return contribution(ads_daily, dsr_daily)["after"] + 1000 * sums["cost"] / sums["impressions"]


def _left_before(ads_daily, dsr_daily):
    return contribution(ads_daily, dsr_daily)["before"]


# --- 4: Monday -----------------------------------------------------------------------------


def monday(ads_daily):
    """The promises come down in any case; whether they also cost orders is counted."""
    return ("B", 2) if more_orders(ads_daily).estimate < 1 else ("B", 3)


def _as_the_bonus_says():
    return "A", None


def _right_for_clicks():
    return "B", 1


def _the_other_count(ads_daily):
    return ("B", 3) if monday(ads_daily) == ("B", 2) else ("B", 2)


def _pay_them_off():
    return "C", None


def _no_more_figures():
    return "D", None


LESSON = case_lesson(
    "click_bait",
    [
        Exercise(
            name="per_1000",
            title="To the end of the funnel",
            prompt="How many paid orders did **1,000 impressions** bring in the last four weeks "
            "(from 26 August on)? Give two decimals or more.",
            kind=Number(tolerance=0.005, unit="orders"),
            solution=per_1000,
            hints=(
                "Sum `orders` and `impressions` over those weeks, then divide, then × 1,000.",
                "`totals(ads_daily)` has both sums, before and after.",
            ),
            misconceptions=(
                Misconception(
                    "per 1,000 clicks",
                    _per_1000_clicks,
                    "You divided by the clicks. The shop pays for being shown, and who sees a "
                    "picture and doesn't click was shown it all the same.",
                ),
                Misconception(
                    "clicks",
                    _clicks_per_1000,
                    "These are clicks. Nobody has paid for a pan yet.",
                ),
                Misconception(
                    "the first four weeks",
                    _the_first_weeks,
                    "That is what the honest pictures brought, in the first four weeks.",
                ),
            ),
            praise="This figure can't be raised by people who click and leave.",
        ),
        Exercise(
            name="break_even",
            title="How good would these clicks have to be?",
            prompt="Take the click rate of the last four weeks as it is. What share of the clicks "
            "would have to **order**, so that 1,000 impressions bring as many orders as in the "
            "first four weeks? (Between 0 and 1, at least four decimals.)",
            kind=Number(tolerance=0.0001, unit="share"),
            solution=break_even,
            hints=(
                "Orders per impression = clicks per impression × orders per click.",
                "Divide the first weeks' orders per impression by the last weeks' clicks per "
                "impression.",
            ),
            misconceptions=(
                Misconception(
                    "as it was",
                    _as_it_was,
                    "With the old share you would have as many times the orders as the clicks. "
                    "Asked is how far it may fall before the shop loses.",
                ),
                Misconception(
                    "as it is",
                    _as_it_is,
                    "That is the share who do order. Asked is the share who would have to.",
                ),
                Misconception(
                    "up with the clicks",
                    _up_with_the_clicks,
                    "You multiplied where the identity divides: with more clicks, each may be "
                    "worth less for the same orders.",
                ),
            ),
            praise="Put it beside the share who do order: one look tells whether the clicks "
            "were worth having.",
        ),
        Exercise(
            name="left",
            title="What is left of 1,000 impressions",
            prompt=f"A pan costs {PRICE} yuan. Of one that is kept, {MARGIN:.0%} is left after goods, fee "
            f"and parcel; one that is refunded leaves nothing and costs {RETURN} yuan for its way "
            "back. How many **yuan** are left of 1,000 impressions in the last four weeks, after "
            "the cost of the ads?",
            kind=Number(tolerance=0.02, unit="yuan"),
            solution=left,
            hints=(
                "`guardrails(ads_daily, dsr_daily)` has the share refunded of all orders.",
                "Orders per 1,000 × (kept × margin in yuan − refunded × way back) − ads per 1,000.",
            ),
            misconceptions=(
                Misconception(
                    "nobody sends back",
                    _nobody_sends_back,
                    "You let every pan be kept. Look at `refund_rate`: who was promised something "
                    "else sends it back.",
                ),
                Misconception(
                    "ads for nothing",
                    _ads_are_free,
                    "The advertising is missing. It is paid per impression, before anybody orders.",
                ),
                Misconception(
                    "the honest weeks",
                    _left_before,
                    "That is what was left in the first four weeks.",
                ),
            ),
            praise="Click rate, conversion, refunds, advertising: all in one number, and it is in "
            "yuan. Fines and lost names aren't in it yet.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt="The new pictures run. Choose an action and the reason that carries it: "
            '`("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "keep them running and pay the bonus on the click rate",
                    "B": "take them down today, run true ones, and set a goal with guardrails",
                    "C": "keep them running and pay off whoever complains",
                    "D": "take them down, and never judge an ad by a figure again",
                },
                reasons={
                    "1": "the click rate has risen",
                    "2": "what they promise isn't so, which the law forbids; and the same "
                    "impressions bring fewer orders",
                    "3": "what they promise isn't so, which the law forbids, though the same "
                    "impressions bring more orders",
                },
            ),
            solution=monday,
            hints=(
                "Whether a false ad may run doesn't depend on what it earns.",
                "For the second half of the reason, compare orders per 1,000 impressions.",
            ),
            misconceptions=(
                Misconception(
                    "as the bonus says",
                    _as_the_bonus_says,
                    "You would run pictures that promise what the pan isn't. That is false "
                    "advertising, whatever the click rate says. And look at the complaints beside the limit "
                    "on your own sheet.",
                ),
                Misconception(
                    "for the clicks",
                    _right_for_clicks,
                    "The action holds; but a risen click rate is a reason to look further, not "
                    "to take a picture down.",
                ),
                Misconception(
                    "miscounted",
                    _the_other_count,
                    "The action and its first half hold. Count again whether 1,000 impressions "
                    "bring fewer or more orders than in the first four weeks.",
                ),
                Misconception(
                    "pay them off",
                    _pay_them_off,
                    "Money for silence leaves the next buyer to be misled. The offence is the "
                    "picture, not the complaint.",
                ),
                Misconception(
                    "no more figures",
                    _no_more_figures,
                    "The figure wasn't at fault; that it stood alone was. Give it company: orders, "
                    "refunds, complaints.",
                ),
            ),
            praise="First the law, then the count. And the next goal can't be reached by promising "
            "more.",
        ),
    ],
)
