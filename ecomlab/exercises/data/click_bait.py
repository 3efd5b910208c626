"""The exercises of the case *Twice the clicks*."""

from ecomlab.cases.click_bait import (
    LIMIT,
    MARGIN,
    OLD,
    PRICE,
    RETURN,
    SWING,
    contribution,
    early,
    guardrails,
    more_clicks,
    pictures,
    totals,
    unproven,
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
    """That is what the old pictures brought, in the first four weeks."""
    return totals(ads_daily).loc["before", "orders_1000"]


@lesson.exercise("How good would these clicks have to be?", Number(tolerance=0.0001, unit="share"))
def break_even(ads_daily):
    """Take the click rate of the last four weeks as it is. What share of the clicks would have to
    **order**, so that 1,000 impressions bring as many orders as in the first four weeks?
    (Between 0 and 1, at least four decimals.)

    Hint: Orders per impression = clicks per impression × orders per click.

    Hint: `sums` has the rates of both spans. Divide the first weeks' orders per impression by the
    last weeks' clicks per impression.

    Right: Put it beside the share of the clicks that do order. If that is smaller, 1,000 impressions
    bring fewer orders than before, otherwise more.
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
    """You counted every pan as kept. Look at `refund_rate`: some are sent back, and leave nothing."""
    sums = totals(ads_daily).loc["after"]
    return sums["orders_1000"] * PRICE * MARGIN - 1000 * sums["cost"] / sums["impressions"]


@left.wrong("ads for nothing")
def _ads_are_free(ads_daily, dsr_daily):
    """The advertising is missing. It is paid per impression, before anybody orders."""
    sums = totals(ads_daily).loc["after"]
    return contribution(ads_daily, dsr_daily)["after"] + 1000 * sums["cost"] / sums["impressions"]


@left.wrong("the first weeks")
def _left_before(ads_daily, dsr_daily):
    """That is what was left in the first four weeks."""
    return contribution(ads_daily, dsr_daily)["before"]


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "down": "take the new pictures down today, let the old ones run, and set a goal in "
            "yuan with guardrails",
            "keep": "let the new pictures run, and set a goal in yuan with guardrails from today on",
            "side": "let old and new pictures run side by side for two weeks, shown equally often, "
            "and decide then by the yuan that they leave",
        },
        reasons={
            "clicks": "the change of the click rate",
            "file": "for what some of them promise the file has nothing, and the law forbids that "
            "whatever it earns",
            "yuan": "what is left of 1,000 impressions, in the last four weeks beside the first "
            "four, and how far such weeks differ anyway",
            "orders": "the change of paid orders of 1,000 impressions",
            "complaints": "complaints of the last four weeks beside the limit",
        },
        cautious=["side"],
    ),
)
def monday(ads_daily, dsr_daily):
    """The ads of a pan have {new} new pictures; for {without} of them the file has nothing that shows
    that it is so. Their click rate is {clicks} times that of the old ones. 1,000 impressions bring
    {after} paid orders, with the old pictures {before}, and leave {left_after} yuan, with the old ones
    {left_before}. Without any new picture four weeks of a summer may differ by {swing}. Complaints
    are at {complaints} of the orders; the limit is {limit}. Choose an action and the reason that
    carries it: `("A", 1)`.

    Hint: Whether an untrue ad may run doesn't depend on what it earns. What does the file say?

    Hint: If all may run, the yuan decide: is the change larger than what such weeks differ anyway?

    Right: First the law, then the yuan. And the next goal can't be reached by promising more.
    """
    # What may not run comes down; of what may, the yuan decide beyond what summers differ anyway.
    if len(unproven(ads_daily)):
        return "down", "file"
    left = contribution(ads_daily, dsr_daily)
    change = left["after"] - left["before"]
    if abs(change) <= SWING * abs(left["before"]):
        return "side", "yuan"
    return "keep" if change > 0 else "down", "yuan"


@monday.facts
def _both_counts(ads_daily, dsr_daily):
    orders, left = totals(ads_daily)["orders_1000"], contribution(ads_daily, dsr_daily)
    return {
        "new": len(pictures(ads_daily)) - len(OLD),
        "without": len(unproven(ads_daily)),
        "clicks": fact.number(more_clicks(ads_daily).estimate, 2),
        "before": fact.number(orders["before"], 2),
        "after": fact.number(orders["after"], 2),
        "left_before": fact.number(left["before"], 1),
        "left_after": fact.number(left["after"], 1),
        "swing": fact.share(SWING),
        "complaints": _rate(ads_daily, dsr_daily, "complaint_rate")["after"],
        "limit": fact.share(LIMIT),
    }


def _rate(ads_daily, dsr_daily, name):
    """A share of the orders before and after, as texts tell it."""
    return guardrails(ads_daily, dsr_daily)[name].map(lambda rate: fact.share(rate, 1))


@monday.also("over the limit")
def _over_the_limit(ads_daily, dsr_daily):
    """Defensible: {complaints} is over the limit of {limit}, and a goal with guardrails stops there. The
    file has one thing beside it: it is there before the picture runs, and complaints come a month
    later.
    """
    over = guardrails(ads_daily, dsr_daily).loc["after", "complaint_rate"] > LIMIT
    return ("down", "complaints") if over and len(unproven(ads_daily)) else None


@monday.also("side by side before it is kept")
def _try_it_first(ads_daily, dsr_daily):
    """Defensible: {left_after} against {left_before} yuan is not far beyond the {swing} that such weeks
    differ. To decide at once has one thing beside it: two weeks of the better pictures.
    """
    action, reason = monday(ads_daily, dsr_daily)
    left = contribution(ads_daily, dsr_daily)
    near = abs(left["after"] / left["before"] - 1) < 2 * SWING
    return ("side", "yuan") if reason == "yuan" and action != "side" and near else None


@monday.wrong("for the clicks")
def _right_for_clicks(ads_daily, dsr_daily):
    """The action is right. But a higher click rate is a reason to look further, not a reason to take a
    picture down or to keep it.
    """
    return monday(ads_daily, dsr_daily)[0], "clicks"


@monday.wrong("for the orders")
def _right_for_orders(ads_daily, dsr_daily):
    """The action is right. But an order isn't a pan that is kept, and it doesn't say whether a picture
    may run. Which of the two settles it here?
    """
    return monday(ads_daily, dsr_daily)[0], "orders"


def _unless_right(action, ads_daily, dsr_daily):
    """An action whatever its reason; None where it is the right one."""
    return None if monday(ads_daily, dsr_daily)[0] == action else (action, None)


@monday.wrong("untrue and kept")
def _untrue_and_kept(ads_daily, dsr_daily):
    """First the file: {without} of {new} have nothing on it. Where that isn't none, they can't run,
    whatever they earn. Where it is, look at the yuan: {left_after} against {left_before}, and
    {swing} is what such weeks differ anyway.
    """
    return _unless_right("keep", ads_daily, dsr_daily)


@monday.wrong("tried although it is settled")
def _tried(ads_daily, dsr_daily):
    """What would two weeks change? An untrue picture mustn't run for two weeks either; {without} of
    {new} have nothing on file. And {left_after} against {left_before} yuan: is that more than the
    {swing} that such weeks differ anyway?
    """
    return _unless_right("side", ads_daily, dsr_daily)


@monday.wrong("true and taken down")
def _taken_down(ads_daily, dsr_daily):
    """A louder picture isn't an untrue one: {without} of {new} have nothing on file. Where all have
    their line, the yuan decide: {left_after} against {left_before}.
    """
    return _unless_right("down", ads_daily, dsr_daily)


NEXT = {
    "file": "The new pictures stop today, because for what some of them promise we have nothing on "
    "file, and the law forbids it, whatever they earn",
    "down": "The new pictures stop today: they are true, but they leave less",
    "keep": "The new pictures go on: each has its line on file, nothing untrue is said, and they "
    "leave more",
    "side": "Old and new pictures run side by side for two weeks: all are true, and what they leave "
    "differs no more than weeks of a summer do",
}
EARLY = {
    "still": "the file, read before a picture runs (orders per click didn't fall, and warned nobody)"
}


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
                "what may run, and why",
                matching("untrue|true|false|law|forbid|file|isn't so|虚假|违法|真实"),
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

    Hint: What could be seen before a picture ran or in the first week, and what only a month later?

    Right: Read it as if you were on the team. Do you know what you are paid for from today on?
    """
    orders, left = totals(ads_daily)["orders_1000"], contribution(ads_daily, dsr_daily)
    yuan = {span: fact.number(value, 1) for span, value in left.items()}
    complaints = _rate(ads_daily, dsr_daily, "complaint_rate")
    action, reason = monday(ads_daily, dsr_daily)
    guard = EARLY.get(
        early(ads_daily, dsr_daily), "orders per click, which can be seen on the first day"
    )
    return (
        f"{NEXT[reason if reason == 'file' else action]}. 1,000 impressions brought "
        f"{orders['after']:.2f} orders instead of {orders['before']:.2f}, and left "
        f"{yuan['after']} yuan instead of {yuan['before']}; complaints went from "
        f"{complaints['before']} to {complaints['after']} of the orders. You reached the goal that "
        "we gave you, so we change the goal: yuan left of 1,000 impressions after refunds. Two "
        f"guardrails stand beside it: complaints below {LIMIT:.0%}, and {guard}. The ad team owns "
        "all three."
    )


@memo.wrong("clicks alone")
def _clicks_alone(ads_daily):
    """The figure is right, and it is the only one. Nobody hears what a click brought, what is on file,
    or what must not get worse.
    """
    return (
        f"Congratulations: our pictures now draw {more_clicks(ads_daily).estimate:.1f} times as many "
        "clicks, and each click is cheaper than ever. The bonus will be paid this month. We should "
        "go on in this way and find even stronger words for the autumn."
    )


@memo.wrong("all clicks are bait")
def _all_bait(ads_daily):
    """A team that is paid by clicks has a reason to praise them. That is a reason to look at orders,
    refunds and the file. The memo has looked at none of them.
    """
    return (
        f"A click rate {more_clicks(ads_daily).estimate:.1f} times as high is bait, as always: such "
        "clicks bring nothing, and louder pictures are lies. We should forbid all of them and pay "
        "no bonus on figures any more."
    )
