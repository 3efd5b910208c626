"""The exercises of the case *The top fifth, a year later*."""

from ecomlab.cases.top_fifth import EARLIER, GIFT, LATER, gift_value, profits, stars
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.retention.concentration import chance_top_share, later_share, top_share

# --- 1: what luck alone can do -------------------------------------------------------------


def by_chance(orders, customers):
    count = (orders["ts_order"].dt.year == LATER).sum()
    return chance_top_share(count / len(customers), top=0.2)


def _per_buyer(orders):
    year = orders[orders["ts_order"].dt.year == LATER]
    return chance_top_share(len(year) / year["customer_id"].nunique(), top=0.2)


def _two_years(orders, customers):
    return chance_top_share(len(orders) / len(customers), top=0.2)


def _a_fifth():
    return 0.2


# --- 2: last year's stars ------------------------------------------------------------------


def next_year(orders, customers):
    profit = profits(orders, customers)
    return later_share(profit[EARLIER], profit[LATER], top=0.2).value


def _own_top(orders, customers):
    return top_share(profits(orders, customers)[LATER])["estimate"].iloc[0]


def _year_of_ranking(orders, customers):
    return top_share(profits(orders, customers)[EARLIER])["estimate"].iloc[0]


def _both_years(orders, customers):
    profit = profits(orders, customers)
    top = stars(profit, EARLIER) & stars(profit, LATER)
    return profit.loc[top, LATER].sum() / profit[LATER].sum()


def _top_of_the_sum(orders, customers):
    profit = profits(orders, customers)
    return later_share(profit.sum(axis=1), profit[LATER], top=0.2).value


# --- 3: who is a star again ----------------------------------------------------------------


def stars_again(orders, customers):
    profit = profits(orders, customers)
    return stars(profit, LATER)[stars(profit, EARLIER)].mean()


def _of_all(orders, customers):
    profit = profits(orders, customers)
    return (stars(profit, LATER) & stars(profit, EARLIER)).mean()


def _bought_again(orders, customers):
    profit = profits(orders, customers)
    return (profit.loc[stars(profit, EARLIER), LATER] > 0).mean()


def _of_either(orders, customers):
    profit = profits(orders, customers)
    one, other = stars(profit, EARLIER), stars(profit, LATER)
    return (one & other).sum() / (one | other).sum()


# --- 4: Monday -----------------------------------------------------------------------------


def monday(orders, customers):
    """The gift pays where even the low end is above its price, and doesn't where the high isn't."""
    worth = gift_value(orders, customers)
    if worth.low > GIFT:
        return "A", 2
    return ("B", 3) if worth.high < GIFT else ("C", 4)


def _claimed():
    return "A", 1


def _loyal_anyway():
    return "B", 5


def _half():
    return "C", None


LESSON = case_lesson(
    "top_fifth",
    [
        Exercise(
            name="by_chance",
            title="What luck alone can do",
            prompt="Suppose all customers on file were alike: every one has the same chance of "
            "every order. With as many orders per customer as in **2025**, which share of the "
            "orders would the top 20 % of the customers hold? Count the customers who ordered "
            "nothing, too.",
            kind=Number(tolerance=0.003, unit="share"),
            solution=by_chance,
            hints=(
                "`chance_top_share(mean_orders)` of `ecomlab.retention.concentration`.",
                "The mean is the number of orders in 2025 divided by the rows of `customers`.",
            ),
            misconceptions=(
                Misconception(
                    "orders per buyer",
                    _per_buyer,
                    "You divided by those who bought in 2025. The others were on file as well, "
                    "and the top fifth is a fifth of all.",
                ),
                Misconception(
                    "both years' orders",
                    _two_years,
                    "You took the orders of both years. The claim is about one year; over a "
                    "longer time luck evens out and the top holds less.",
                ),
                Misconception(
                    "a fifth",
                    _a_fifth,
                    "A fifth of the customers holds a fifth of the orders if you choose it "
                    "*before* looking. Here it is chosen by the orders themselves.",
                ),
            ),
            praise="Nobody in that shop is better than anybody else, and it has stars all the same.",
        ),
        Exercise(
            name="next_year",
            title="Last year's stars",
            prompt="Rank the customers by their profit of **2024** and take the first fifth. "
            "Which share of the profit of **2025** do these same people hold?",
            kind=Number(tolerance=0.001, unit="share"),
            solution=next_year,
            hints=(
                "`profits(orders, customers)` has a column for each year; `stars(profit, 2024)` "
                "says who is on top.",
                "Their sum of 2025, divided by everybody's sum of 2025.",
            ),
            misconceptions=(
                Misconception(
                    "the year's own top",
                    _own_top,
                    "You ranked on 2025 and summed over 2025: that is the claim. Rank on 2024.",
                ),
                Misconception(
                    "the year of the ranking",
                    _year_of_ranking,
                    "You ranked on 2024 and summed over 2024. Keep the people, and sum their 2025.",
                ),
                Misconception(
                    "stars of both years only",
                    _both_years,
                    "You kept those who were on top in both years. At the end of 2024 nobody "
                    "could know who would be.",
                ),
                Misconception(
                    "ranked on both years",
                    _top_of_the_sum,
                    "You ranked on both years together. Then 2025 helps to choose the people "
                    "whose 2025 you sum.",
                ),
            ),
            praise="The people were chosen before the profit was made. That is the only share you "
            "can plan with.",
        ),
        Exercise(
            name="stars_again",
            title="Who is a star again",
            prompt="Of the first fifth of 2024, which share is in the first fifth of 2025 as well?",
            kind=Number(tolerance=0.002, unit="share"),
            solution=stars_again,
            hints=(
                "`stars(profit, year)` gives true or false per customer; you need it for both "
                "years.",
                "The mean of the second, among those where the first is true.",
            ),
            misconceptions=(
                Misconception(
                    "of all customers",
                    _of_all,
                    "You divided by all customers on file. The question is about those who were "
                    "stars in 2024.",
                ),
                Misconception(
                    "bought again",
                    _bought_again,
                    "That is how many of them bought anything in 2025. To be a star again takes "
                    "more.",
                ),
                Misconception(
                    "of the stars of either year",
                    _of_either,
                    "You divided by the stars of either year. The question asks for those of 2024.",
                ),
            ),
            praise="A list of names is out of date on the day it is drawn up. Say so when somebody "
            "wants to print it.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt=f"The gift costs {GIFT} yuan a head. A proper test has shown that it adds a "
            "tenth to what a customer brings in the next year. Choose an action for this year's "
            'top fifth and the reason that carries it: `("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "give it to the whole top fifth",
                    "B": "don't give it",
                    "C": "give it to half of them, drawn by lot, and decide in a year",
                },
                reasons={
                    "1": "a tenth of what the top fifth brought in the year of its ranking is "
                    "above the price",
                    "2": "a tenth of what a top fifth brings in the year *after* is above the "
                    "price, with its whole interval",
                    "3": "a tenth of what a top fifth brings in the year *after* is below the "
                    "price, with its whole interval",
                    "4": "the interval of a tenth of what it brings in the year *after* holds the "
                    "price",
                    "5": "the best customers buy anyway",
                },
            ),
            solution=monday,
            hints=(
                "`method.gift_value(orders, customers)`: where does the price lie?",
                "The gift works next year. What the stars brought this year is spent.",
            ),
            misconceptions=(
                Misconception(
                    "this year's profit, spent again",
                    _claimed,
                    "They are the top fifth *because* this year was good to them. The gift adds a "
                    "tenth to next year's profit, and next year is not chosen.",
                ),
                Misconception(
                    "loyal anyway",
                    _loyal_anyway,
                    "The test has shown that the gift adds something. And not all of them buy "
                    "anyway: count those who bought nothing in the year after.",
                ),
                Misconception(
                    "half a decision",
                    _half,
                    "A lot is right where the interval holds the price. Look where the price lies.",
                ),
            ),
            praise="You have priced next year with next year's profit, and with people who were "
            "chosen before it.",
        ),
    ],
)
