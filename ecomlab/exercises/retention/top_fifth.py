"""The exercises of the case *The top fifth, a year later*."""

from ecomlab.cases.top_fifth import EARLIER, GIFT, LATER, gift_value, profits, stars
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson
from ecomlab.retention.concentration import chance_top_share, later_share, top_share

lesson = case_lesson("top_fifth")


@lesson.exercise("What luck alone can do", Number(tolerance=0.003, unit="share"))
def by_chance(orders, customers):
    """Suppose all customers on file were alike: every one has the same chance of every order. With
    as many orders per customer as in **2025**, which share of the orders would the top 20 % of
    the customers hold? Count the customers who ordered nothing, too.

    Hint: `chance_top_share(mean_orders)` of `ecomlab.retention.concentration`.

    Hint: The mean is the number of orders in 2025 divided by the rows of `customers`.

    Right: Nobody in that shop is better than anybody else, and it has stars all the same.
    """
    count = (orders["ts_order"].dt.year == LATER).sum()
    return chance_top_share(count / len(customers), top=0.2)


@by_chance.wrong("orders per buyer")
def _per_buyer(orders):
    """You divided by those who bought in 2025. The others were on file as well, and the top fifth
    is a fifth of all.
    """
    year = orders[orders["ts_order"].dt.year == LATER]
    return chance_top_share(len(year) / year["customer_id"].nunique(), top=0.2)


@by_chance.wrong("both years' orders")
def _two_years(orders, customers):
    """You took the orders of both years. The claim is about one year; over a longer time luck
    evens out and the top holds less.
    """
    return chance_top_share(len(orders) / len(customers), top=0.2)


@by_chance.wrong("a fifth")
def _a_fifth():
    """A fifth of the customers holds a fifth of the orders if you choose it *before* looking. Here
    it is chosen by the orders themselves.
    """
    return 0.2


@lesson.exercise("Last year's stars", Number(tolerance=0.001, unit="share"))
def next_year(orders, customers):
    """Rank the customers by their profit of **2024** and take the first fifth. Which share of the
    profit of **2025** do these same people hold?

    Hint: `profits(orders, customers)` has a column for each year; `stars(profit, 2024)` says
    who is on top.

    Hint: Their sum of 2025, divided by everybody's sum of 2025.

    Right: The people were chosen before the profit was made. That is the only share you can
    plan with.
    """
    profit = profits(orders, customers)
    return later_share(profit[EARLIER], profit[LATER], top=0.2).value


@next_year.wrong("the year's own top")
def _own_top(orders, customers):
    """You ranked on 2025 and summed over 2025: that is the claim. Rank on 2024."""
    return top_share(profits(orders, customers)[LATER])["estimate"].iloc[0]


@next_year.wrong("the year of the ranking")
def _year_of_ranking(orders, customers):
    """You ranked on 2024 and summed over 2024. Keep the people, and sum their 2025."""
    return top_share(profits(orders, customers)[EARLIER])["estimate"].iloc[0]


@next_year.wrong("stars of both years only")
def _both_years(orders, customers):
    """You kept those who were on top in both years. At the end of 2024 nobody could know who would
    be.
    """
    profit = profits(orders, customers)
    top = stars(profit, EARLIER) & stars(profit, LATER)
    return profit.loc[top, LATER].sum() / profit[LATER].sum()


@next_year.wrong("ranked on both years")
def _top_of_the_sum(orders, customers):
    """You ranked on both years together. Then 2025 helps to choose the people whose 2025 you sum."""
    profit = profits(orders, customers)
    return later_share(profit.sum(axis=1), profit[LATER], top=0.2).value


@lesson.exercise("Who is a star again", Number(tolerance=0.002, unit="share"))
def stars_again(orders, customers):
    """Of the first fifth of 2024, which share is in the first fifth of 2025 as well?

    Hint: `stars(profit, year)` gives true or false per customer; you need it for both years.

    Hint: The mean of the second, among those where the first is true.

    Right: A list of names is out of date on the day it is drawn up. Say so when somebody wants
    to print it.
    """
    profit = profits(orders, customers)
    return stars(profit, LATER)[stars(profit, EARLIER)].mean()


@stars_again.wrong("of all customers")
def _of_all(orders, customers):
    """You divided by all customers on file. The question is about those who were stars in 2024."""
    profit = profits(orders, customers)
    return (stars(profit, LATER) & stars(profit, EARLIER)).mean()


@stars_again.wrong("bought again")
def _bought_again(orders, customers):
    """That is how many of them bought anything in 2025. To be a star again takes more."""
    profit = profits(orders, customers)
    return (profit.loc[stars(profit, EARLIER), LATER] > 0).mean()


@stars_again.wrong("of the stars of either year")
def _of_either(orders, customers):
    """You divided by the stars of either year. The question asks for those of 2024."""
    profit = profits(orders, customers)
    one, other = stars(profit, EARLIER), stars(profit, LATER)
    return (one & other).sum() / (one | other).sum()


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "give it to the whole top fifth",
            "B": "don't give it",
            "C": "give it to half of them, drawn by lot, and decide in a year",
        },
        reasons={
            "1": "the best customers buy anyway",
            "2": "a tenth of what a top fifth brings in the year *after* is below the "
            "price, with its whole interval",
            "3": "the interval of a tenth of what it brings in the year *after* holds the price",
            "4": "a tenth of what the top fifth brought in the year of its ranking is "
            "above the price",
            "5": "a tenth of what a top fifth brings in the year *after* is above the "
            "price, with its whole interval",
            "6": "the list changes every year, so nobody knows whom to give it to",
        },
    ),
)
def monday(orders, customers):
    """The gift costs 35 yuan a head. A proper test has shown that it adds a tenth to what a
    customer brings in the next year. Choose an action for this year's top fifth and the reason
    that carries it: `("A", 1)`.

    Hint: `method.gift_value(orders, customers)`: where does the price lie?

    Hint: The gift works next year. What the stars brought this year is spent.

    Right: You have priced next year with next year's profit, and with people who were chosen
    before it.
    """
    # The gift pays where even the low end is above its price, and doesn't where the high isn't.
    worth = gift_value(orders, customers)
    if worth.low > GIFT:
        return "A", 5
    return ("B", 2) if worth.high < GIFT else ("C", 3)


@monday.wrong("this year's profit, spent again")
def _claimed():
    """They are the top fifth *because* this year was good to them. The gift adds a tenth to next
    year's profit, and next year is not chosen.
    """
    return "A", 4


@monday.wrong("loyal anyway")
def _loyal_anyway():
    """The test has shown that the gift adds something. And not all of them buy anyway: count those
    who bought nothing in the year after.
    """
    return "B", 1


@monday.wrong("half a decision")
def _half(orders, customers):
    """A lot is right where the interval holds the price. Look where the price lies; that the list
    changes is no reason for a lot.
    """
    return "C", 6 if monday(orders, customers)[0] == "C" else None
