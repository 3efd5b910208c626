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
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.retention.lifetime import profit_change

# --- 1: what a customer is worth -----------------------------------------------------------


def value(orders):
    return value_change(came_back(orders))


def _per_cent_of_the_rate(orders):
    rate = came_back(orders)
    return value_change(rate, STEP * rate)


def _five_over_rate(orders):
    return STEP / came_back(orders)


def _five(orders):
    return STEP


def _added_orders(orders):
    rate = came_back(orders)
    return 1 / (1 - rate - STEP) - 1 / (1 - rate)


# --- 2: from value to profit ---------------------------------------------------------------


def profit(orders, pnl_lines):
    whole = pnl_lines["amount"].sum()
    return profit_change(came_back(orders), contribution(pnl_lines), whole, step=0.05)


def _without_fixed_costs(orders):
    return value_change(came_back(orders))


def _of_revenue(orders, pnl_lines):
    revenue = pnl_lines.loc[pnl_lines["line"] == "revenue", "amount"].sum()
    return profit_change(came_back(orders), revenue, pnl_lines["amount"].sum())


def _the_claim(category_stats):
    return measure(category_stats)["least"]


# --- 3: when would the claim hold? ---------------------------------------------------------


def fixed_share(category_stats, orders):
    return 1 - value_change(came_back(orders)) / measure(category_stats)["least"]


def _what_is_left(category_stats, orders):
    return value_change(came_back(orders)) / measure(category_stats)["least"]


def _ours(pnl_lines):
    return 1 - pnl_lines["amount"].sum() / contribution(pnl_lines)


# --- 4: Monday -----------------------------------------------------------------------------


def monday(orders, pnl_lines):
    """Worth it only if five points bring more than the programme costs."""
    return ("A", 3) if from_our_books(orders, pnl_lines).estimate > OFFER else ("B", 2)


def _by_the_study(orders, pnl_lines):
    return monday(orders, pnl_lines)[0], 1


def _the_other_way(orders, pnl_lines):
    return {"A": "B", "B": "A"}[monday(orders, pnl_lines)[0]], None


def _worthless():
    return "C", None


LESSON = case_lesson(
    "five_percent",
    [
        Exercise(
            name="value",
            title="Five points at our rate",
            prompt="Today `came_back(orders)` of the shop's orders are followed by another one. "
            "By what share does the number of orders a customer makes in all, 1 ÷ (1 − r), rise "
            "if r rises by **five points**? (0.1 for a tenth more.)",
            kind=Number(tolerance=0.0005, unit="share"),
            solution=value,
            hints=(
                "Compute 1 ÷ (1 − r) twice: for r, and for r + 0.05.",
                "Divide the second by the first and take 1 off.",
            ),
            misconceptions=(
                Misconception(
                    "five per cent of the rate",
                    _per_cent_of_the_rate,
                    "You raised r by five *per cent of itself*, less than a point here. The "
                    "offer says points. (The slide doesn't say, and that is its first defect.)",
                ),
                Misconception(
                    "five over the rate",
                    _five_over_rate,
                    "That is how much more often an order is followed by another. Most of what "
                    "a customer is worth is the first order, and that doesn't change.",
                ),
                Misconception(
                    "five",
                    _five,
                    "Close, but not the same: who comes back may come back again, so the orders "
                    "form a series: 1 + r + r² + …",
                ),
                Misconception(
                    "orders, not a share",
                    _added_orders,
                    "That is how many orders more a customer makes. Divide by what a customer "
                    "makes today.",
                ),
            ),
            praise="Six or seven per cent at the rates of most shops, not a quarter. The rate "
            "you start from does nearly all of the work.",
        ),
        Exercise(
            name="profit",
            title="And of our profit",
            prompt="The contribution (what the orders leave after goods, fee and shipping) grows "
            "by that share; advertising, labour and other costs stay. By what share does the "
            "**profit** rise? Use `contribution(pnl_lines)`.",
            kind=Number(tolerance=0.0005, unit="share"),
            solution=profit,
            hints=(
                "More profit = (the share of the first question) × contribution.",
                "The profit is the sum of all lines; divide by it.",
            ),
            misconceptions=(
                Misconception(
                    "fixed costs forgotten",
                    _without_fixed_costs,
                    "By that share the contribution rises. Fixed costs don't rise with it, so the "
                    "same yuan are a larger share of the smaller profit.",
                ),
                Misconception(
                    "revenue as profit",
                    _of_revenue,
                    "You let all revenue turn into profit. Each further order has its goods, fee "
                    "and parcel.",
                ),
                Misconception(
                    "the claim",
                    _the_claim,
                    "That is the study's lower end, in trades whose customers stay anyway.",
                ),
            ),
            praise="Only the fixed costs lift this figure above that of the first question: the same "
            "yuan, over a smaller base.",
        ),
        Exercise(
            name="fixed_share",
            title="When would the slide be right?",
            prompt="At our rate, what share of the contribution would fixed costs have to eat for "
            "five points to raise profit by the study's **lower end**?",
            kind=Number(tolerance=0.002, unit="share"),
            solution=fixed_share,
            hints=(
                "Profit = contribution × (1 − share of fixed costs).",
                "You need (value change) ÷ (1 − share) = the lower end. Solve for the share.",
            ),
            misconceptions=(
                Misconception(
                    "what is left",
                    _what_is_left,
                    "That is the share that may be *left* as profit. The question asks for the "
                    "share that fixed costs eat.",
                ),
                Misconception(
                    "our own share",
                    _ours,
                    "That is what fixed costs eat in this shop today. The question is what they "
                    "would have to eat.",
                ),
            ),
            praise="So the slide can be true: of a shop that earns next to nothing. A large "
            "percentage of a small profit is a small sum.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt=f"The programme promises five points and costs {OFFER:.0%} of the year's profit. "
            'Suppose it keeps its promise. Choose an action and its reason: `("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "buy the programme, and measure with a holdout",
                    "B": "don't buy at this price: offer less than the five points bring",
                    "C": "don't care about repurchase at all",
                },
                reasons={
                    "1": "the study says at least as much as the programme costs",
                    "2": "at our rate and costs, five points bring less than it costs",
                    "3": "at our rate and costs, five points bring more than it costs",
                },
            ),
            solution=monday,
            hints=(
                "Compare the share of the second question with the price.",
                "The study's trades are not in this comparison.",
            ),
            misconceptions=(
                Misconception(
                    "the study's reason",
                    _by_the_study,
                    "The action holds, the reason doesn't: the study is about trades whose customers "
                    "stay for years, and about their costs. Yours stand in your books.",
                ),
                Misconception(
                    "on the wrong side of the price",
                    _the_other_way,
                    "Put the two numbers side by side: what five points bring as a share of the "
                    "profit (the second question), and what the programme costs.",
                ),
                Misconception(
                    "nothing from loyalty",
                    _worthless,
                    "Five points are worth something here, and you know how much: that is the "
                    "most you should pay.",
                ),
            ),
            praise="You buy a change at your own rate with your own margin. Any price below that "
            "is a good one, if a holdout shows that the points come.",
        ),
    ],
)
