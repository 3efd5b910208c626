"""The exercises of the case *The blue ocean*."""

from ecomlab.cases.blue_ocean import (
    GEAR,
    STAND,
    another_such_year,
    factors,
    growth,
    margin,
    months,
    years,
)
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson

lesson = case_lesson("blue_ocean")


@lesson.exercise("Searches for each seller", Number(tolerance=0.002, unit="times"))
def searches_per_seller(keywords, category_stats):
    """How many times as many searches a day were there **for each seller** in 2024, compared with
    2023? (1 means: as many as before. Three decimals or more.)

    Hint: `method.years(keywords, stats)` has both years' searches a day and months of
    sellers.

    Hint: Divide searches by sellers in each year; then the second year by the first.

    Right: A tide that lifts the searches lifts the boats only if there aren't more boats.
    """
    change = factors(keywords, category_stats)
    return change["searches a day"] * change["sellers"]


@searches_per_seller.wrong("nobody came along")
def _searches_only(keywords):
    """That is the growth of searches, as if the sellers had stayed the same."""
    return growth(keywords)


@searches_per_seller.wrong("upside down")
def _sellers_per_search(keywords, category_stats):
    """That is sellers per search. Asked is what one seller has of the searches."""
    return 1 / searches_per_seller(keywords, category_stats)


@searches_per_seller.wrong("growth over growth")
def _growth_over_growth(keywords, category_stats):
    """You divided one "plus so many per cent" by the other. Divide the multiples: plus 200 % is
    three times.
    """
    sellers = 1 / factors(keywords, category_stats)["sellers"]
    return (growth(keywords) - 1) / (sellers - 1)


@lesson.exercise("What a seller earned", Number(tolerance=1, unit="yuan"))
def each(keywords, category_stats):
    """How many yuan of **gross profit a month** did the average seller of the category make in
    2024? Gross profit: buyers × price × margin, month by month, margin being what goods and
    platform fee leave of the price. Add up the gross profit of the twelve months, and divide it
    by the sum of the twelve months' sellers: each month of each seller counts alike.

    Hint: `method.years(keywords, stats)` has `gross_profit` and `seller_months`.

    Hint: `seller_months` adds up the sellers of all twelve months: dividing by it gives a
    seller's month.

    Right: Buyers and margins are in it, and everybody who shares them.
    """
    table = years(keywords, category_stats).loc[2024]
    return table["gross_profit"] / table["seller_months"]


def _months_of_2024(keywords, category_stats):
    """Sellers, gross profit, and the part of it that isn't the ten's, month by month."""
    table = months(keywords, category_stats).query("year == 2024")
    gear = category_stats[category_stats["category"] == GEAR].set_index("month")
    profit = table["payers"] * gear["median_price"] * margin(gear)
    return table.assign(profit=profit)


@each.wrong("revenue")
def _revenue_each(keywords, category_stats):
    """That is what buyers pay. Goods and the platform's fee go off first."""
    table = months(keywords, category_stats).query("year == 2024")
    gear = category_stats[category_stats["category"] == GEAR].set_index("month")
    return (table["payers"] * gear["median_price"]).sum() / table["sellers"].sum()


@each.wrong("a year")
def _a_year(keywords, category_stats):
    """That is a seller's year. The stand is paid by the month."""
    return 12 * each(keywords, category_stats)


@each.wrong("mean of the months")
def _mean_of_months(keywords, category_stats):
    """You took the mean of twelve monthly averages: a month with few sellers counts as much as one
    with many. Add up first, then divide.
    """
    table = _months_of_2024(keywords, category_stats)
    return (table["profit"] / table["sellers"]).mean()


@each.wrong("mean times mean")
def _mean_times_mean(keywords, category_stats):
    """You multiplied the year's mean price by its mean margin. Buyers don't come evenly over the
    months: multiply month by month, then add up.
    """
    gear = category_stats[category_stats["category"] == GEAR]
    late = gear[gear["month"] >= "2024-01"]
    buyers = years(keywords, category_stats).loc[2024, "payers"]
    profit = buyers * late["median_price"].mean() * margin(late).mean()
    return profit / late["n_sellers"].sum()


@lesson.exercise("And if you aren't one of the ten?", Number(tolerance=1, unit="yuan"))
def rest(keywords, category_stats):
    """`top10_share` is the part of the category's sales that the ten largest sellers have. How
    many yuan of gross profit a month did a seller **outside the ten** make in 2024, on average?
    Weigh as above: the sum of the months' profit ÷ the sum of the months' sellers.

    Hint: `method.months(keywords, stats)` has `rest_profit` and `sellers` of each month; ten
    sellers aren't among the rest.

    Hint: Add up both over the twelve months, then divide.

    Right: This is the seller that you would be in the first year, not the one in the report's
    success story.
    """
    table = months(keywords, category_stats).query("year == 2024")
    return table["rest_profit"].sum() / (table["sellers"] - 10).sum()


@rest.wrong("mean of the months")
def _rest_by_month(keywords, category_stats):
    """You took the mean of twelve monthly averages: a month with few sellers counts as much as one
    with many. Add up first, then divide.
    """
    table = months(keywords, category_stats).query("year == 2024")
    return (table["rest_profit"] / (table["sellers"] - 10)).mean()


@rest.wrong("the average seller")
def _mean_seller(keywords, category_stats):
    """That is the mean over all, and the ten largest pull it up. You start outside."""
    return each(keywords, category_stats)


@rest.wrong("the ten counted in")
def _still_all_sellers(keywords, category_stats):
    """You took away what the ten sell, but left the ten among those who share the rest."""
    table = years(keywords, category_stats).loc[2024]
    sellers = table["seller_months"]
    return rest(keywords, category_stats) * (sellers - 12 * 10) / sellers


@rest.wrong("one of the ten")
def _one_of_the_ten(keywords, category_stats):
    """That is what one of the ten largest makes. Nobody starts there."""
    table = years(keywords, category_stats).loc[2024]
    others = rest(keywords, category_stats) * (table["seller_months"] - 12 * 10)
    return (table["gross_profit"] - others) / (12 * 10)


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "don't open it now; look at four figures every month",
            "B": "open the stand with a small first order, and a date to stop",
            "C": "strike the category off the list for good",
        },
        reasons={
            "1": "searches have grown as the report says",
            "2": "outside the ten, another such year leaves less than the stand costs",
            "3": "outside the ten, another such year leaves more than the stand costs",
            "4": "the margin is on this side of 30 %",
        },
    ),
)
def monday(keywords, category_stats):
    """The stand costs 3,000 yuan a month besides goods and fee. Take the sellers outside the ten
    as your guide, and let 2025 change their yuan from 2024 by as many times as 2024 did from
    2023. Choose an action and the reason that carries it: `("A", 1)`.

    Hint: The last question's yuan for 2024, times what became of those of 2023.

    Hint: Growth alone has no yuan in it.

    Right: Demand, supply, margin, your own place among the sellers: now the growth means
    something.
    """
    # A new stand is none of the ten largest, and earns next year's money.
    return ("B", 3) if another_such_year(keywords, category_stats) > STAND else ("A", 2)


@monday.wrong("the report's reason")
def _as_the_report_says():
    """Searches are what buyers do. How many sellers wait for them, and what is left of a sale,
    isn't in that reason.
    """
    return "B", 1


@monday.wrong("a rule of thumb")
def _by_the_rule(keywords, category_stats):
    """The action holds. But a margin says what is left of one sale, not how many sales there are
    for you; 30 % of too few doesn't pay a stand.
    """
    return monday(keywords, category_stats)[0], 4


@monday.wrong("the other side")
def _other_side(keywords, category_stats):
    """Compare once more: the yuan of 2024 outside the ten, times their change from 2023 to 2024,
    and the cost of the stand.
    """
    return ("A", 2) if monday(keywords, category_stats)[0] == "B" else ("B", 3)


@monday.wrong("for good")
def _forget_it():
    """Sellers leave again, and prices recover. What costs nothing is to go on counting."""
    return "C", None
