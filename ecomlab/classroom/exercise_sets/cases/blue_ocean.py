"""The exercises of the case *The blue ocean*."""

from ecomlab.cases.blue_ocean import (
    GEAR,
    STAND,
    another_such_year,
    factors,
    growth,
    margin,
    months,
    outside_the_ten,
    years,
)
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number

# --- 1: searches per seller ----------------------------------------------------------------


def searches_per_seller(keywords, category_stats):
    change = factors(keywords, category_stats)
    return change["searches a day"] * change["sellers"]


def _searches_only(keywords):
    return growth(keywords)


def _sellers_per_search(keywords, category_stats):
    return 1 / searches_per_seller(keywords, category_stats)


def _growth_over_growth(keywords, category_stats):
    sellers = 1 / factors(keywords, category_stats)["sellers"]
    return (growth(keywords) - 1) / (sellers - 1)


# --- 2: what a seller earns ----------------------------------------------------------------


def each(keywords, category_stats):
    table = years(keywords, category_stats).loc[2024]
    return table["gross_profit"] / table["seller_months"]


def _revenue_each(keywords, category_stats):
    table = months(keywords, category_stats).query("year == 2024")
    gear = category_stats[category_stats["category"] == GEAR].set_index("month")
    return (table["payers"] * gear["median_price"]).sum() / table["sellers"].sum()


def _a_year(keywords, category_stats):
    return 12 * each(keywords, category_stats)


def _mean_times_mean(keywords, category_stats):
    gear = category_stats[category_stats["category"] == GEAR]
    late = gear[gear["month"] >= "2024-01"]
    buyers = years(keywords, category_stats).loc[2024, "payers"]
    profit = buyers * late["median_price"].mean() * margin(late).mean()
    return profit / late["n_sellers"].sum()


# --- 3: outside the ten --------------------------------------------------------------------


def rest(keywords, category_stats):
    return outside_the_ten(keywords, category_stats)[2024]


def _mean_seller(keywords, category_stats):
    return each(keywords, category_stats)


def _still_all_sellers(keywords, category_stats):
    table = years(keywords, category_stats).loc[2024]
    sellers = table["seller_months"]
    return rest(keywords, category_stats) * (sellers - 12 * 10) / sellers


def _one_of_the_ten(keywords, category_stats):
    table = years(keywords, category_stats).loc[2024]
    others = rest(keywords, category_stats) * (table["seller_months"] - 12 * 10)
    return (table["gross_profit"] - others) / (12 * 10)


# --- 4: Monday -----------------------------------------------------------------------------


def monday(keywords, category_stats):
    """A new stand is none of the ten largest, and earns next year's money."""
    return ("A", 3) if another_such_year(keywords, category_stats) > STAND else ("B", 2)


def _as_the_report_says():
    return "A", 1


def _by_the_rule(keywords, category_stats):
    return monday(keywords, category_stats)[0], 4


def _other_side(keywords, category_stats):
    return ("B", 2) if monday(keywords, category_stats)[0] == "A" else ("A", 3)


def _forget_it():
    return "C", None


LESSON = case_lesson(
    "blue_ocean",
    [
        Exercise(
            name="searches_per_seller",
            title="Searches for each seller",
            prompt="How many times as many searches a day were there **for each seller** in 2024, "
            "compared with 2023? (1 means: as many as before. Three decimals or more.)",
            kind=Number(tolerance=0.002, unit="times"),
            solution=searches_per_seller,
            hints=(
                "`years(keywords, category_stats)` has both years' searches a day and months of "
                "sellers.",
                "Divide searches by sellers in each year; then the second year by the first.",
            ),
            misconceptions=(
                Misconception(
                    "nobody came along",
                    _searches_only,
                    "That is the growth of searches, as if the sellers had stayed the same.",
                ),
                Misconception(
                    "upside down",
                    _sellers_per_search,
                    "That is sellers per search. Asked is what one seller has of the searches.",
                ),
                Misconception(
                    "growth over growth",
                    _growth_over_growth,
                    'You divided one "plus so many per cent" by the other. Divide the multiples: '
                    "plus 200 % is three times.",
                ),
            ),
            praise="A tide that lifts the searches lifts the boats only if there aren't more boats.",
        ),
        Exercise(
            name="each",
            title="What a seller earned",
            prompt="How many yuan of **gross profit a month** did the average seller of the "
            "category make in 2024? Gross profit: buyers × price × margin, month by month, margin "
            "being what goods and platform fee leave of the price.",
            kind=Number(tolerance=1, unit="yuan"),
            solution=each,
            hints=(
                "`years(keywords, category_stats)` has `gross_profit` and `seller_months`.",
                "`seller_months` adds up the sellers of all twelve months: dividing by it gives a "
                "seller's month.",
            ),
            misconceptions=(
                Misconception(
                    "revenue",
                    _revenue_each,
                    "That is what buyers pay. Goods and the platform's fee go off first.",
                ),
                Misconception(
                    "a year",
                    _a_year,
                    "That is a seller's year. The stand is paid by the month.",
                ),
                Misconception(
                    "mean times mean",
                    _mean_times_mean,
                    "You multiplied the year's mean price by its mean margin. Buyers don't come "
                    "evenly over the months: multiply month by month, then add up.",
                ),
            ),
            praise="Buyers and margins are in it, and everybody who shares them.",
        ),
        Exercise(
            name="rest",
            title="And if you aren't one of the ten?",
            prompt="`top10_share` is the part of the category's sales that the ten largest sellers "
            "have. How many yuan of gross profit a month did a seller **outside the ten** make in "
            "2024, on average?",
            kind=Number(tolerance=1, unit="yuan"),
            solution=rest,
            hints=(
                "`months(keywords, category_stats)` has `rest_profit` and `sellers` of each month; "
                "ten sellers aren't among the rest.",
                "Add up both over the twelve months, then divide.",
            ),
            misconceptions=(
                Misconception(
                    "the average seller",
                    _mean_seller,
                    "That is the mean over all, and the ten largest pull it up. You start outside.",
                ),
                Misconception(
                    "the ten counted in",
                    _still_all_sellers,
                    "You took away what the ten sell, but left the ten among those who share the "
                    "rest.",
                ),
                Misconception(
                    "one of the ten",
                    _one_of_the_ten,
                    "That is what one of the ten largest makes. Nobody starts there.",
                ),
            ),
            praise="This is the seller that you would be in the first year, not the one in the "
            "report's success story.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt=f"The stand costs {STAND:,} yuan a month besides goods and fee. Take the sellers "
            "outside the ten as your guide, and let 2025 change their yuan from 2024 by as many "
            "times as 2024 did from 2023. Choose an action and the reason that carries it: "
            '`("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "open the stand with a small first order, and a date to stop",
                    "B": "don't open it now; look at four figures every month",
                    "C": "strike the category off the list for good",
                },
                reasons={
                    "1": "searches have grown as the report says",
                    "2": "outside the ten, another such year leaves less than the stand costs",
                    "3": "outside the ten, another such year leaves more than the stand costs",
                    "4": "the margin is on this side of 30 %",
                },
            ),
            solution=monday,
            hints=(
                "The last question's yuan for 2024, times what became of those of 2023.",
                "Growth alone has no yuan in it.",
            ),
            misconceptions=(
                Misconception(
                    "the report's reason",
                    _as_the_report_says,
                    "Searches are what buyers do. How many sellers wait for them, and what is "
                    "left of a sale, isn't in that reason.",
                ),
                Misconception(
                    "a rule of thumb",
                    _by_the_rule,
                    "The action holds. But a margin says what is left of one sale, not how many "
                    "sales there are for you; 30 % of too few doesn't pay a stand.",
                ),
                Misconception(
                    "the other side",
                    _other_side,
                    "Compare once more: the yuan of 2024 outside the ten, times their change from "
                    "2023 to 2024, and the cost of the stand.",
                ),
                Misconception(
                    "for good",
                    _forget_it,
                    "Sellers leave again, and prices recover. What costs nothing is to go on "
                    "counting.",
                ),
            ),
            praise="Demand, supply, margin, your own place among the sellers: now the growth means "
            "something.",
        ),
    ],
)
