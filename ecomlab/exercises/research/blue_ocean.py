"""The exercises of the case *The blue ocean*."""

from ecomlab.cases.blue_ocean import (
    GEAR,
    STAND,
    another_such_year,
    growth,
    margin,
    months,
    outside_the_ten,
    years,
)
from ecomlab.classroom.audits import Sentence, audited
from ecomlab.classroom.kinds import Audit, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, Criterion, matching
from ecomlab.classroom.lesson import case_lesson

lesson = case_lesson("blue_ocean")
CLEARLY = 1.5  # times the stand: for a season's range


@lesson.exercise("Searches for each seller", Number(tolerance=0.002, unit="times"))
def searches_per_seller(keywords, category_stats):
    """How many times as many searches a day were there **for each seller** in 2024, compared with
    2023? (1 means: as many as before. Three decimals or more.)

    Hint: `method.years(keywords, stats)` has both years' searches a day and months of
    sellers.

    Hint: Divide searches by sellers in each year; then the second year by the first.

    Right: More searches help a seller only as far as there aren't more sellers to share them.
    """
    table = years(keywords, category_stats)
    each_has = table["searches"] / table["seller_months"]
    return each_has[2024] / each_has[2023]


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
    """You divided one "plus so many per cent" by the other. Divide the multiples: plus 200% is
    three times.
    """
    sellers = years(keywords, category_stats)["seller_months"]
    return (growth(keywords) - 1) / (sellers[2024] / sellers[2023] - 1)


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

    Hint: The table `months` has `rest_profit` and `sellers` of each month; ten sellers aren't among
    the rest.

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


FLAWS = {
    "A": "not everybody among whom it is shared is counted",
    "B": "it is turned upside down",
    "C": "costs that come off first are left in",
    "D": "it is not a month's",
    "E": "months with few sellers count as much as months with many",
    "F": "it is another seller's figure",
}
HARMS = {
    "A": "the owner, who would open: the chance looks better than it is",
    "B": "the owner, who would stay away: the chance looks worse than it is",
}


def sentences(grew):
    """The memo's sentences; whoever leaves out the sellers errs upwards where these have grown."""
    return [
        Sentence("I have looked at outdoor light gear in 2023 and 2024."),
        Sentence(
            "For each seller there are now {value} the searches.",
            searches_per_seller,
            {"nobody came along": ("A", "A" if grew else "B")},
        ),
        Sentence(
            "In 2024 the average seller made {value} of gross profit a month.",
            each,
            {"revenue": ("C", "A"), "a year": ("D", "A"), "mean of the months": ("E", "A")},
        ),
        Sentence(
            "Outside the ten a seller made {value} a month.",
            rest,
            {"the average seller": ("F", "A"), "the ten counted in": ("A", "B")},
        ),
        Sentence("I counted what the tables hold and estimated nothing."),
    ]


def colleague(keywords, category_stats):
    """The memo to audit, and its marks: the tables choose which answers of others stand in it."""
    data = {"keywords": keywords, "category_stats": category_stats}
    sellers = years(keywords, category_stats)["seller_months"]
    told = sentences(sellers[2024] > sellers[2023])
    return audited(told, data, seed=int(category_stats["search_index"].sum()))


@lesson.exercise("Is your colleague's memo right?", Audit(FLAWS, HARMS))
def audit(keywords, category_stats):
    """Your colleague has answered the same questions and wrote to the owner:

    {memo}

    Which sentences are wrong? For each give its number, what is wrong, the right number, and whom it
    harms: `[(2, "A", 0.5, "A")]`. If nothing is wrong: `[]`.

    Hint: Lay your own three answers beside the sentences.

    Hint: A wrong number is that of another question. Which sum gives it?

    Right: Whoever reads a figure with the sum behind it in mind finds such things in a minute.
    """
    from ecomlab.exercises.research import blue_ocean  # so that it runs in the notebook too

    return blue_ocean.colleague(keywords, category_stats).marks


@audit.facts
def _memo_to_audit(keywords, category_stats):
    return {"memo": colleague(keywords, category_stats).text}


@audit.wrong("nothing wrong")
def _nothing_wrong():
    """Read it against your own answers: at least one number is that of another question."""
    return []


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "open": "open the stand for the season, with the range that it needs",
            "small": "open it with a small first order, and a date to stop",
            "leave": "don't open it; put the money into what the shop sells, and look at four figures "
            "every month",
        },
        reasons={
            "both more": "outside the ten, 2024 and another such year both leave clearly more than the "
            "stand costs (half as much again, or better)",
            "both less": "outside the ten, 2024 and another such year both leave less than the stand costs",
            "turns": "outside the ten, one of the two leaves less than the stand costs, or hardly more",
            "searches": "searches have grown as the report says",
            "margin": "the margin alone decides: 30% or more is enough, less isn't",
        },
        cautious=["small"],
    ),
)
def monday(keywords, category_stats):
    """The stand costs {stand} yuan a month besides goods and fee. Take the sellers outside the ten
    as your guide, and let 2025 change their yuan from 2024 by as many times as 2024 did from
    2023. Ads, parcels and returns aren't taken off these yuan yet. Half of what the stand costs is the
    allowance for them, so *clearly more* means half as much again. Choose an action and the reason that carries it:
    `("A", 1)`.

    Hint: The last question's yuan for 2024, times what became of those of 2023.

    Hint: Growth alone has no yuan in it. Lay both years beside {stand}.

    Right: Demand, supply, margin, your own place among the sellers: now the growth means
    something.
    """
    yuan = outside_the_ten(keywords, category_stats)  # a new stand is none of the ten
    next_year = yuan[2024] * yuan[2024] / yuan[2023]  # and earns next year's money
    low, high = sorted([yuan[2024], next_year])
    if low >= CLEARLY * STAND:
        return "open", "both more"
    return ("leave", "both less") if high < STAND else ("small", "turns")


@monday.facts
def _stand():
    return {"stand": f"{STAND:,}"}


@monday.also("a small order all the same")
def _small_first(keywords, category_stats):
    """That can be defended: a small order buys a look at your own sales. It costs a part of the
    season, so the whole range is better where two years lie clearly above the stand.
    """
    yuan = outside_the_ten(keywords, category_stats)
    low = min(yuan[2024], yuan[2024] ** 2 / yuan[2023])
    return ("small", "both more") if CLEARLY * STAND <= low < 2 * CLEARLY * STAND else None


@monday.also("left alone all the same")
def _left_alone(keywords, category_stats):
    """That can be defended where the yuan go down: next year's are what a new stand earns. A small
    order with a date to stop tells more, and costs little.
    """
    yuan = outside_the_ten(keywords, category_stats)
    falls = yuan[2024] ** 2 / yuan[2023] < STAND <= yuan[2024]
    return ("leave", "turns") if falls else None


@monday.wrong("the report's reason")
def _as_the_report_says(keywords, category_stats):
    """Searches are what buyers do. How many sellers wait for them, and what is left of a sale,
    isn't in that reason.
    """
    return monday(keywords, category_stats)[0], "searches"


@monday.wrong("a rule of thumb")
def _by_the_rule(keywords, category_stats):
    """A margin says what is left of one sale, not how many sales there are for you; 30% of too few
    doesn't pay a stand, and 25% of many may.
    """
    return monday(keywords, category_stats)[0], "margin"


@monday.wrong("opened all the same")
def _opened(keywords, category_stats):
    """Lay both yuan beside the stand: this year's outside the ten, and another such year's. A whole
    season's range needs both clearly above it.
    """
    return ("open", None) if monday(keywords, category_stats)[0] != "open" else None


@monday.wrong("left though it pays")
def _left(keywords, category_stats):
    """Lay both yuan beside the stand. A claim may be too rosy, and the stand pay all the same."""
    best = monday(keywords, category_stats)[0]
    return ("leave", "both less") if best != "leave" else None


@monday.wrong("a small order against the sums")
def _small_anyway(keywords, category_stats):
    """A small order is for the case in which one of the two sums lies below the stand or hardly
    above it. Do they here?
    """
    return ("small", "searches") if monday(keywords, category_stats)[0] != "small" else None


DO = {
    "open": "Open the stand for the season",
    "small": "Open the stand with a small first order, and stop on 30 June if the yuan don't come",
    "leave": "Don't open the stand",
}


@lesson.exercise(
    "The memo",
    Memo(
        [
            A_DECISION,
            A_NUMBER,
            Criterion(
                "yuan a month of a seller outside the ten", matching(r"outside the ten|十名之外")
            ),
            Criterion("what the stand costs", matching(rf"{STAND:,}|{STAND}")),
            Criterion(
                "what moved the yuan: sellers, buyers or margin", matching("sellers|margin|毛利")
            ),
            Criterion("what you would have to see to decide otherwise, with a date"),
        ]
    ),
)
def memo(keywords, category_stats):
    """Open the stand, begin small, or leave it? Write three sentences to the owner: what to do;
    what a seller outside the ten makes, in 2024 and after another such year, beside what the stand
    costs, and what moved it; what you would have to see to decide otherwise.

    Hint: The owner reads the first sentence only. Does it say what to do?

    Hint: `method.years(keywords, stats)` and your answers above have the figures.

    Right: Would the owner know what to do if the report is right about the searches again next year?
    """
    yuan, table = outside_the_ten(keywords, category_stats), years(keywords, category_stats)
    gear = category_stats[category_stats["category"] == GEAR]
    rate = margin(gear).groupby(gear["month"].str[:4]).mean()
    sellers = table.loc[2024, "seller_months"] / table.loc[2023, "seller_months"]
    next_year = another_such_year(keywords, category_stats)
    rises, pays = next_year > yuan[2024], next_year > STAND
    leaves = "more" if rises else f"{next_year:,.0f}"  # it is a yardstick, no forecast
    do = DO[monday(keywords, category_stats)[0]]
    return (
        f"{do}. A seller outside the ten made {yuan[2023]:,.0f} yuan of gross profit a month in 2023 and "
        f"{yuan[2024]:,.0f} in 2024; another such year leaves {leaves}, and the stand costs "
        f"{STAND:,}. Searches grew; there are {sellers:.1f} times the sellers, and the margin went "
        f"from {rate['2023']:.0%} to {rate['2024']:.0%}. I look at the same four figures on the first of each "
        f"month, and you should decide anew if in three months running a seller outside the ten makes "
        f"{'less' if pays else 'more'} than in the same months a year before, and over twelve months "
        f"{'less' if pays else 'more'} than {STAND:,} yuan on average."
    )


@memo.wrong("the report once more")
def _the_report(keywords):
    """Every figure in it is the searchers'. Nobody learns what one seller makes, or what the stand
    costs. "Quickly" isn't a date.
    """
    return (
        f"Searches for outdoor light gear became {growth(keywords):.1f} times what they were, a blue ocean by any "
        "standard. We should start quickly, before the others notice, with the best people and a large "
        "first order."
    )


@memo.wrong("without yuan")
def _without_yuan(keywords, category_stats):
    """It counts the sellers, and decides by a feeling: how many yuan are left for one, and what does the
    stand cost? Sellers who came or left are no yuan.
    """
    table = years(keywords, category_stats)
    sellers = table.loc[2024, "seller_months"] / table.loc[2023, "seller_months"]
    why = (
        f"There are now {sellers:.1f} times the sellers, so the category is a red ocean and much too crowded"
        if sellers > 1
        else f"There are only {sellers:.1f} times the sellers of a year ago, and those who left will know why"
    )
    return f"{why}. I would forget it and never look at it again, whatever the next report says about it."
