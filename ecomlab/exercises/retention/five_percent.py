"""The exercises of the case *Five per cent more loyalty, a quarter more profit*."""

from ecomlab.cases.five_percent import (
    OFFER,
    STEP,
    came_back,
    contribution,
    from_our_books,
    measure,
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
            "A": "buy the programme, and measure with a holdout",
            "B": "don't buy at this price: offer less than the five points bring",
            "C": "leave repurchase alone: five points bring nothing here",
        },
        reasons={
            "1": "at our rate and costs, five points bring less than the programme costs",
            "2": "the slide says at least as much as the programme costs",
            "3": "the slide exaggerates for a shop like ours",
            "4": "at our rate and costs, five points bring more than the programme costs",
        },
    ),
)
def monday(orders, pnl_lines):
    """A shop earns {profit} yuan a year. A loyalty programme costs {price} yuan a year and promises
    five points more repurchase. Suppose that it keeps its promise. By the shop's own rate and
    books, five points bring {gain} yuan a year. The programme's slide quotes a study:
    {least} more profit, or even more. Choose an action and its reason: `("A", 1)`.

    Hint: Compare what five points bring with the price, both in yuan.

    Hint: The study's trades are not in this comparison.

    Right: You compare the price with a change at your own rate and your own margin. A holdout will
    show whether the points come.
    """
    # Worth it only if five points bring more than the programme costs.
    return ("A", 4) if from_our_books(orders, pnl_lines).estimate > OFFER else ("B", 1)


@monday.facts
def _yuan(category_stats, orders, pnl_lines):
    profit = pnl_lines["amount"].sum()
    return {
        "profit": fact.count(profit),
        "price": fact.count(OFFER * profit),
        "least": fact.share(measure(category_stats)["least"]),
        "gain": fact.count(from_our_books(orders, pnl_lines).value * profit),
    }


@monday.wrong("the slide's reason")
def _by_the_study(orders, pnl_lines):
    """The action holds, the reason doesn't: the slide is about trades whose customers stay for
    years, and about their costs. Yours stand in your books.
    """
    return monday(orders, pnl_lines)[0], 2


@monday.wrong("doubt as a reason")
def _exaggerated(orders, pnl_lines):
    """The action holds, the reason doesn't: whether the slide exaggerates for a shop like ours can
    only be read from the books, and the price is compared with them alone.
    """
    return monday(orders, pnl_lines)[0], 3


@monday.wrong("on the wrong side of the price")
def _the_other_way(orders, pnl_lines):
    """Put the two numbers side by side: what five points bring as a share of the profit (the
    second question), and what the programme costs.
    """
    return {"A": "B", "B": "A"}[monday(orders, pnl_lines)[0]], None


@monday.wrong("nothing from loyalty")
def _worthless():
    """Five points are worth something here, and you know how much: that is the most you should
    pay.
    """
    return "C", None


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
def memo(orders, pnl_lines):
    """Write to the owner, in three or four sentences: what five points are worth in yuan, what that
    rests on, whether you buy, and the highest price that you would pay.

    Hint: Begin with the yuan. The percentage comes second.

    Hint: The highest price is what five points bring: above it you lose even if the promise is kept.

    Right: Could the seller of the programme answer your memo with "but the study says"? If your
    number comes from your own books, he can't.
    """
    profit, gain = pnl_lines["amount"].sum(), from_our_books(orders, pnl_lines).value
    rate, fixed = came_back(orders), 1 - profit / contribution(pnl_lines)
    buy = monday(orders, pnl_lines)[0] == "A"
    decision = "We should buy it" if buy else "At this price we should not buy it; offer less"
    return (
        f"Five points more repurchase bring {gain * profit:,.0f} yuan a year, {gain:.0%} of our "
        f"profit. This comes from our own books: {rate:.0%} of the orders are followed by another "
        f"one, and fixed costs eat {fixed:.0%} of the contribution. {decision}. The price is "
        f"{OFFER * profit:,.0f} yuan; we pay at most what the points bring. A holdout shows whether "
        "they come. The study behind the slide is about other trades, and about the value of a "
        "customer, not about a year's profit."
    )


@memo.wrong("studies show")
def _studies_show(category_stats):
    """The number of the slide is quoted correctly. But it is about other trades, "5%" may mean points
    or per cent, and there are no yuan of this shop in it: nobody can see what a fair price is.
    """
    least = measure(category_stats)["least"]
    return (
        f"Studies show that 5% more loyalty raises profit by {least:.0%} or more. The programme "
        f"costs {OFFER:.0%} of our profit, so even in the worst case we earn by it. We should buy "
        "it now."
    )
