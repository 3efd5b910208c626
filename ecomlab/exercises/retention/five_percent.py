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
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson
from ecomlab.retention.lifetime import profit_change

lesson = case_lesson("five_percent")


@lesson.exercise("Five points at our rate", Number(tolerance=0.0005, unit="share"))
def value(orders):
    """Today `came_back(orders)` of the shop's orders are followed by another one. By what share
    does the number of orders a customer makes in all, 1 ÷ (1 − r), rise if r rises by **five
    points**? (0.1 for a tenth more.)

    Hint: Compute 1 ÷ (1 − r) twice: for r, and for r + 0.05.

    Hint: Divide the second by the first and take 1 off.

    Right: That is what five points do to the *orders*. The rate you start from does nearly all of
    the work: where more stay, the same five points do more.
    """
    return value_change(came_back(orders))


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
    """Not the same: who comes back may come back again, so the orders form a series: 1
    + r + r² + …
    """
    return STEP


@value.wrong("orders, not a share")
def _added_orders(orders):
    """That is how many orders more a customer makes. Divide by what a customer makes today."""
    rate = came_back(orders)
    return 1 / (1 - rate - STEP) - 1 / (1 - rate)


@lesson.exercise("And of our profit", Number(tolerance=0.0005, unit="share"))
def profit(orders, pnl_lines):
    """The contribution (what the orders leave after goods, fee and shipping) grows by that share;
    advertising, labour and other costs stay. By what share does the **profit** rise? Use
    `contribution(pnl_lines)`.

    Hint: More profit = (the share of the first question) × contribution.

    Hint: The profit is the sum of all lines; divide by it.

    Right: Only the fixed costs lift this figure above that of the first question: the same
    yuan, over a smaller base. So the per cent say as much about your margin as about your
    customers: write the yuan beside them.
    """
    whole = pnl_lines["amount"].sum()
    return profit_change(came_back(orders), contribution(pnl_lines), whole, step=0.05)


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
    """At our rate, what share of the contribution would fixed costs have to eat for five points to
    raise profit by the slide's **lower end**?

    Hint: Profit = contribution × (1 − share of fixed costs).

    Hint: You need (value change) ÷ (1 − share) = the lower end. Solve for the share.

    Right: So the slide can be true, too modest or too rosy, by your margin alone: compare with what
    fixed costs eat today. A large percentage of a small profit is a small sum.
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


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "buy the programme, and measure with a holdout",
            "B": "don't buy at this price: offer less than the five points bring",
            "C": "don't care about repurchase at all",
        },
        reasons={
            "1": "at our rate and costs, five points bring less than it costs",
            "2": "the slide says at least as much as the programme costs",
            "3": "a quarter more profit is exaggerated for a shop like ours",
            "4": "at our rate and costs, five points bring more than it costs",
        },
    ),
)
def monday(orders, pnl_lines):
    """The programme promises five points and costs 20% of the year's profit. Suppose it keeps its
    promise. Choose an action and its reason: `("A", 1)`.

    Hint: Compare the share of the second question with the price.

    Hint: The slide's trades are not in this comparison.

    Right: You buy a change at your own rate with your own margin. Any price below that is a
    good one, if a holdout shows that the points come.
    """
    # Worth it only if five points bring more than the programme costs.
    return ("A", 4) if from_our_books(orders, pnl_lines).estimate > OFFER else ("B", 1)


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
