"""The exercises of the case *Five per cent more loyalty, a quarter more profit*."""

from ecomlab.cases.five_percent import (
    REBATE,
    STEP,
    SURE,
    as_claimed,
    brings,
    came_back,
    contribution,
    enough,
    measure,
    price,
    value_change,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number, Ordering
from ecomlab.classroom.kinds.memo import A_DECISION, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.retention.lifetime import profit_change
from ecomlab.texts import fact

lesson = case_lesson("five_percent")


@lesson.exercise("Five points at our rate", Number(tolerance=0.0005, unit="share"))
def value(orders):
    """Today the share r = `came_back(orders)` of the shop's orders is followed by another one. A
    customer makes 1 ÷ (1 − r) orders in all. By what share does that number rise if r rises by
    **five points**? (0.1 for a tenth more. Four decimals, please.)

    Hint: Compute 1 ÷ (1 − r) twice: for r, and for r + 0.05.

    Hint: Divide the second by the first and subtract 1.

    Right: That is what five points do to the *orders*. It depends on the rate that you start from:
    where more come back already, the same five points do more.
    """
    rate = came_back(orders)
    today, then = 1 / (1 - rate), 1 / (1 - rate - 0.05)
    return then / today - 1


@value.wrong("five per cent of the rate")
def _per_cent_of_the_rate(orders):
    """You raised r by five *per cent of itself*, a small part of five points. The offer says points.
    (The slide doesn't say, and that is its first defect.)
    """
    rate = came_back(orders)
    return value_change(rate, STEP * rate)


@value.wrong("five over the rate")
def _five_over_rate(orders):
    """That is how much more often an order is followed by another. Most of what a customer is
    worth is the first order, and that doesn't change.
    """
    return STEP / came_back(orders)


@value.wrong("five")
def _five(orders):
    """Five points more coming back aren't five per cent more orders. Whoever comes back may come
    back again: the orders are 1 + r + r² + …
    """
    return STEP


@value.wrong("orders, not a share")
def _added_orders(orders):
    """So many more orders does a customer make. Divide by the orders that a customer makes today."""
    rate = came_back(orders)
    return 1 / (1 - rate - STEP) - 1 / (1 - rate)


@lesson.exercise("And of our profit", Number(tolerance=0.0005, unit="share"))
def profit(orders, pnl_lines):
    """The contribution (what the orders leave after goods, fee and shipping) grows by that share;
    advertising, labour and other costs stay. By what share does the year's **profit** (the sum of
    all lines) rise? Use `contribution(lines)`.

    Hint: More profit = (the share of the first question) × contribution.

    Hint: The profit is the sum of all lines; divide by it.

    Right: Only the fixed costs make this figure larger than that of the first question: the same
    yuan are divided by a smaller profit. So the percentage says as much about your margin as about
    your customers. Write the yuan beside it.
    """
    rate = came_back(orders)
    more_orders = (1 - rate) / (1 - rate - 0.05) - 1
    more_profit = more_orders * contribution(pnl_lines)
    return more_profit / pnl_lines["amount"].sum()


@profit.wrong("fixed costs forgotten")
def _without_fixed_costs(orders):
    """By that share the contribution rises. Fixed costs don't rise with it, so the same yuan are a
    larger share of the smaller profit.
    """
    return value_change(came_back(orders))


@profit.wrong("revenue as profit")
def _of_revenue(orders, pnl_lines):
    """You let all revenue turn into profit. Each further order has its goods, fee and parcel."""
    revenue = pnl_lines.loc[pnl_lines["line"] == "revenue", "amount"].sum()
    return profit_change(came_back(orders), revenue, pnl_lines["amount"].sum())


@profit.wrong("the claim")
def _the_claim(category_stats):
    """That is the slide's lower end, in trades whose customers stay anyway."""
    return measure(category_stats)["least"]


@lesson.exercise("When would the slide be right?", Number(tolerance=0.002, unit="share"))
def fixed_share(category_stats, orders):
    """The slide's lower end is `case.naive`: {least} more profit. At our rate, which share of the
    contribution would fixed costs have to eat, so that five points raise the profit by just that?

    Hint: Profit = contribution × (1 − share of fixed costs).

    Hint: You need (value change) ÷ (1 − share) = the lower end. Solve for the share.

    Right: So your margin alone decides whether the slide says too little or too much. Compare with
    what fixed costs eat today.
    """
    return 1 - value_change(came_back(orders)) / measure(category_stats)["least"]


@fixed_share.wrong("what is left")
def _what_is_left(category_stats, orders):
    """That is the share that may be *left* as profit. The question asks for the share that fixed
    costs eat.
    """
    return value_change(came_back(orders)) / measure(category_stats)["least"]


@fixed_share.wrong("our own share")
def _ours(pnl_lines):
    """That is what fixed costs eat in this shop today. The question is what they would have to
    eat.
    """
    return 1 - pnl_lines["amount"].sum() / contribution(pnl_lines)


@fixed_share.facts
def _least(category_stats):
    return {"least": fact.share(measure(category_stats)["least"])}


@lesson.exercise(
    "Where do five points do most?",
    Ordering(
        {
            "A": "of 100 orders 80 are followed by another; no fixed costs",
            "B": "of 100 orders 30 are followed by another; fixed costs eat 80% of the contribution",
            "C": "of 100 orders 60 are followed by another; fixed costs eat half of it",
            "D": "of 100 orders 30 are followed by another; fixed costs eat half of it",
        }
    ),
)
def rises():
    """In four shops the share of orders that are followed by another one rises by five points. Put
    the shops in order: in which does the **profit** rise by the largest share? The largest first.

    Hint: With r the share that comes back, value rises by 0.05 ÷ (0.95 − r).

    Hint: Divide by the share of the contribution that is left as profit.

    Right: Loyal customers or thin profit: each makes the percentage large. A percentage alone doesn't
    tell you which of the two it was.
    """
    shops = {"A": (0.8, 0), "B": (0.3, 0.8), "C": (0.6, 0.5), "D": (0.3, 0.5)}
    rise = {name: 0.05 / (0.95 - rate) / (1 - fixed) for name, (rate, fixed) in shops.items()}
    return sorted(rise, key=rise.get, reverse=True)


@rises.wrong("by loyalty alone")
def _by_loyalty():
    """You went by the share that comes back. That orders the rise of *value*. For the profit, divide
    by what fixed costs leave of the contribution.
    """
    return ["A", "C", "B", "D"]


@rises.wrong("by fixed costs alone")
def _by_fixed_costs():
    """You went by the fixed costs. Compute the rise of value first: it differs too."""
    return ["B", "C", "D", "A"]


@rises.wrong("the smallest first")
def _smallest_first():
    """That is the right order, turned round: the largest is asked first."""
    return list(reversed(rises()))


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "buy": "buy the programme now, for all customers but a small holdout (对照组)",
            "trial": "pay for half of the customers, drawn by lot, and decide after half a year",
            "lower": "refuse this price, and offer at most what five points bring",
            "leave": "end the talks: even at the seller's lowest price it doesn't pay",
        },
        reasons={
            "more": "by our rate and books, five points bring more than the price",
            "less": "by our rate and books, five points bring less than the price",
            "study": "the study was serious, and we took its lower end",
            "percent": "the verdict on the slide settles it: our percentage is another one",
        },
        cautious=["trial"],
    ),
    recall=False,  # what three points bring isn't told
)
def monday(orders, pnl_lines, budget):
    """The programme costs {price} yuan a year and promises five points more repurchase. By the
    shop's own rate and books they would bring {gain} yuan a year. The seller can take off up to
    {rebate} of the price, and half of the customers cost half of it. The owner buys at once only
    what pays even if **three** of the five points come. Choose an action and a reason.

    Hint: What do three points bring in yuan? `profit_change` with `step=0.03`, times the profit.

    Hint: Three sums to lay beside the price: what three points bring, what five bring, and the
    price with {rebate} off.

    Right: You compare yuan with yuan, at your own rate and margin. That holds whether the slide
    promised too much or too little. Whether the points come, only a group without the programme
    will show.
    """
    asked, five = price(budget), brings(orders, pnl_lines)
    if five > asked:
        return ("buy" if brings(orders, pnl_lines, SURE) > asked else "trial"), "more"
    return ("lower" if five > (1 - REBATE) * asked else "leave"), "less"


@monday.facts
def _yuan(orders, pnl_lines, budget):
    return {
        "price": fact.count(price(budget)),
        "rebate": fact.share(REBATE),
        "lowest": fact.count((1 - REBATE) * price(budget)),
        "gain": fact.count(brings(orders, pnl_lines)),
        "three": fact.count(brings(orders, pnl_lines, SURE)),
        "enough": fact.number(100 * enough(orders, pnl_lines, budget), 1),
    }


@monday.also("a lot first, where buying pays by little")
def _trial_first(orders, pnl_lines, budget):
    """That can be defended, too: three points bring {three} yuan, the price is {price}. That is
    little more, and nobody has seen one point come here yet. Who buys at once has half a year more
    of what the points bring.
    """
    pays_by_little = brings(orders, pnl_lines, SURE) < 1.2 * price(budget)
    buys = monday(orders, pnl_lines, budget)[0] == "buy"
    return ("trial", "more") if buys and pays_by_little else None


@monday.wrong("the study as a reason")
def _by_the_study(orders, pnl_lines, budget):
    """The action holds, the reason doesn't: the study is about trades whose customers stay for
    years, and about their costs. Yours stand in your books.
    """
    return monday(orders, pnl_lines, budget)[0], "study"


@monday.wrong("the verdict as a reason")
def _by_the_verdict(orders, pnl_lines, budget):
    """The action holds, the reason doesn't: too rosy, right or too modest, a percentage is no
    price. Five points bring {gain} yuan; that is what the price is compared with.
    """
    return monday(orders, pnl_lines, budget)[0], "percent"


@monday.wrong("on the wrong side of the price")
def _the_other_way(orders, pnl_lines, budget):
    """The action holds, the reason doesn't: put the two sums side by side. Five points bring {gain}
    yuan, and the price is {price}.
    """
    action, reason = monday(orders, pnl_lines, budget)
    return action, {"more": "less", "less": "more"}[reason]


def _unless_right(action, orders, pnl_lines, budget):
    """An action whatever its reason; None where it is the right one."""
    return None if monday(orders, pnl_lines, budget)[0] == action else (action, None)


@monday.wrong("bought at once")
def _buys(orders, pnl_lines, budget):
    """Three points bring {three} yuan, five bring {gain}; the price is {price}. It pays only from
    about {enough} points on.
    """
    return ("buy", None) if monday(orders, pnl_lines, budget)[0] == "trial" else None


@monday.wrong("bought at a loss")
def _buys_at_a_loss(orders, pnl_lines, budget):
    """Three points bring {three} yuan, five bring {gain}; the price is {price}. Not even all five pay
    for it.
    """
    return ("buy", None) if monday(orders, pnl_lines, budget)[1] == "less" else None


@monday.wrong("a trial that can't pay, or need not be")
def _tries(orders, pnl_lines, budget):
    """A trial is for what pays with all five points but not with three. Here five bring {gain}
    yuan, three bring {three}, and the price is {price}.
    """
    return _unless_right("trial", orders, pnl_lines, budget)


@monday.wrong("haggled")
def _haggles(orders, pnl_lines, budget):
    """To ask for less is for what pays at the seller's lowest price, {lowest} yuan, but not at
    {price}. Here five points bring {gain} yuan.
    """
    return _unless_right("lower", orders, pnl_lines, budget)


@monday.wrong("nothing from loyalty")
def _leaves(orders, pnl_lines, budget):
    """Five points bring {gain} yuan a year. The seller's lowest price is {lowest} yuan, so there is
    a price at which the shop gains by it.
    """
    return _unless_right("leave", orders, pnl_lines, budget)


DECIDED = {
    "buy": "We should buy it now: it pays even with three of the five points",
    "trial": "We should try it on half of the customers, drawn by lot: with three points it would "
    "not pay",
    "lower": "We should not buy at this price, but offer less",
    "leave": "We should end the talks: not even the seller's lowest price pays",
}


@lesson.exercise(
    "Your memo",
    Memo(
        [
            Criterion("what five points bring in yuan", matching("yuan|元")),
            Criterion("the word points, or 百分点", matching("points|百分点")),
            Criterion("that it comes from the shop's own books", matching("our own|books|账")),
            Criterion("what makes the percentage large or small", matching("fixed|margin|固定")),
            Criterion("the highest price", matching("at most|no more than|highest|up to|最多")),
            A_DECISION,
            Criterion("how you will see whether the points come", matching("holdout|held|对照")),
        ]
    ),
)
def memo(orders, pnl_lines, budget):
    """Write to the owner, in three or four sentences: what five points are worth in yuan, what that
    rests on, what you do, and the highest price that you would pay.

    Hint: Begin with the yuan. The percentage comes second.

    Hint: The highest price is what five points bring: above it you lose even if the promise is kept.

    Right: Could the seller of the programme answer your memo with "but the study says"? If your
    number comes from your own books, he can't.
    """
    left, gain = contribution(pnl_lines), brings(orders, pnl_lines)
    profit, rate = pnl_lines["amount"].sum(), came_back(orders)
    action, three = monday(orders, pnl_lines, budget)[0], brings(orders, pnl_lines, SURE)
    return (
        f"Five points more repurchase bring {gain:,.0f} yuan a year, {gain / profit:.0%} of our "
        f"profit. This comes from our own books: {rate:.0%} of the orders are followed by another "
        f"one, and fixed costs eat {1 - profit / left:.0%} of the contribution. The price is "
        f"{price(budget):,.0f} yuan. {DECIDED[action]}. At once we pay at most "
        f"{three:,.0f} yuan (what three points bring), for a trial at most {gain:,.0f}, and a holdout shows whether the points come. The study behind the "
        "slide is about other trades, and about the value of a customer, not a year's profit."
    )


@memo.facts
def _gain(orders, pnl_lines):
    return {"gain": fact.count(brings(orders, pnl_lines))}


@memo.wrong("studies show")
def _studies_show(category_stats, orders, pnl_lines):
    """The number of the slide is quoted correctly. But it is about other trades, "5%" may mean points
    or per cent, and its yuan aren't this shop's: by its own books five points bring {gain}. And
    nobody can see what a fair price is.
    """
    least, most = as_claimed(category_stats, orders).value, measure(category_stats)["most"]
    return (
        f"Studies show that 5% more loyalty raises profit by {least:.0%} or more. For us that is "
        f"{least * pnl_lines['amount'].sum():,.0f} yuan in the worst case, and it may be up to "
        f"{most:.0%}. Our rivals have such programmes already. We should buy it now."
    )


@memo.wrong("all exaggerated")
def _all_exaggerated():
    """That the study is about other trades is right. "Exaggerated" was not computed, and it is no
    price: by this shop's own books five points bring {gain} yuan a year. Without that sum nobody
    can see whether to buy, to bargain or to leave it.
    """
    return (
        "Figures on a seller's slide are always exaggerated, and this study is about banks and "
        "insurers. Five points more repurchase bring next to nothing in a shop like ours. We "
        "should leave it alone and not talk to the seller again."
    )
