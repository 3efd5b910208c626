"""The exercises of the case *The top fifth, a year later*."""

import numpy as np

from ecomlab.cases.top_fifth import (
    EARLIER,
    GIFT,
    LATER,
    gift_value,
    profits,
    same_year,
    stars,
)
from ecomlab.cases.top_fifth import next_year as share_of_next_year
from ecomlab.classroom.kinds import Between, Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.retention.concentration import chance_top_share, later_share, top_share
from ecomlab.texts import fact

lesson = case_lesson("top_fifth")


def _any_deal(orders, customers):
    """By formula, or dealt out by another lot: these differ by a hundredth at most."""
    count = (orders["ts_order"].dt.year == LATER).sum()
    exact = chance_top_share(count / len(customers), top=0.2)
    return [Between(exact - 0.012, exact + 0.012)]


@lesson.exercise("What luck alone can do", Number(tolerance=0.001, unit="share", accept=_any_deal))
def by_chance(orders, customers):
    """Suppose all customers on file were alike: every one has the same chance of every order. Deal
    the orders of **2025** out to them by lot. Which share of the **orders** would the top 20% of
    the customers on file hold? (0.2 for 20%. Another lot gives about the same; answers that
    differ by a hundredth are right.)

    Hint: After `import numpy as np`, `np.random.default_rng(1).integers(len(customers), size=count)`
    draws, for each of `count` orders, the customer who gets it.

    Hint: `np.bincount(who, minlength=len(customers))` counts each customer's orders, also the 0s.
    Sort these counts, and add up the largest fifth.

    Right: Nobody in that shop is better than anybody else, and it has stars all the same.
    """
    count = (orders["ts_order"].dt.year == LATER).sum()
    who = np.random.default_rng(1).integers(len(customers), size=count)
    counts = np.sort(np.bincount(who, minlength=len(customers)))
    fifth = len(customers) // 5
    return counts[-fifth:].sum() / count


@by_chance.wrong("orders per buyer")
def _per_buyer(orders):
    """You dealt the orders out to those who bought in 2025. The others were on file as well, and
    the top fifth is a fifth of all.
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

    Hint: `profits(orders, customers)` has a column for each year; `method.stars(profit, 2024)`
    says who is on top.

    Hint: Their sum of 2025, divided by everybody's sum of 2025.

    Right: The people were chosen before the profit was made. That is the only share you can
    plan with.
    """
    profit = profits(orders, customers)
    top = stars(profit, EARLIER)
    return profit.loc[top, LATER].sum() / profit[LATER].sum()


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

    Hint: `method.stars(profit, year)` gives true or false per customer; you need it for both years.

    Hint: The mean of the second, among those where the first is true.

    Right: So a list of the best is partly out of date on the day it is drawn up. Say so when
    somebody wants to print it.
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
            "all": "give it to the whole top fifth",
            "none": "don't give it",
            "half": "give it to half of them, drawn by lot, and decide in a year",
        },
        reasons={
            "outside": "the price lies outside the whole interval of what the gift adds in the year "
            "*after*",
            "inside": "the price lies inside the interval of what the gift adds in the year *after*",
            "best": "the best estimate of what it adds in the year *after* is compared with the "
            "price, and a year of waiting costs as well",
            "own": "a tenth of what they brought in the year of the ranking is compared with the "
            "price",
            "anyway": "the best customers buy anyway",
            "list": "the list changes every year, so nobody knows whom to give it to",
        },
        cautious=["half"],
    ),
)
def monday(orders, customers):
    """A gift for the customers who rank first this year costs {price} yuan a head. A proper test has
    shown that it adds a tenth to what a customer brings in the next year. A tenth of what last
    year's top fifth brought in the year *after* was {worth} yuan a head (95% interval {low} to
    {high}). Choose an action and the reason that carries it: `("letter", number)`.

    Hint: Where does the price lie: below the interval, inside it, or above?

    Hint: The gift works next year. What the stars brought this year is spent.

    Right: You have priced next year with next year's profit, and with people who were chosen
    before it.
    """
    # The gift pays where even the low end is above its price, and doesn't where the high isn't.
    worth = gift_value(orders, customers)
    if worth.low > GIFT:
        return "all", "outside"
    return ("none", "outside") if worth.high < GIFT else ("half", "inside")


@monday.facts
def _worth(orders, customers):
    worth = gift_value(orders, customers)
    return {
        "price": GIFT,
        "worth": fact.number(worth.value, 1),
        "low": fact.number(worth.low, 1),
        "high": fact.number(worth.high, 1),
    }


@monday.also("by the best estimate")
def _by_the_best_estimate(orders, customers):
    """That can be said, too: the price lies inside the interval, so either may be right, and the best
    estimate is the best bet. Half by lot has this beside: it costs half of the gifts, and in a year
    you know.
    """
    worth = gift_value(orders, customers)
    if not worth.holds(GIFT):
        return None
    return "all" if worth.value > GIFT else "none", "best"


@monday.wrong("this year's profit, spent again")
def _claimed():
    """They are the top fifth by *this* year's profit, which has chosen them. The gift adds a tenth to
    next year's profit. How much that is, show people who were chosen a year before.
    """
    return "all", "own"


@monday.wrong("loyal anyway")
def _loyal_anyway():
    """The test has shown that the gift adds something. And not all of them buy anyway, nor as much:
    compare what it adds with its price.
    """
    return "none", "anyway"


@monday.wrong("half a decision")
def _half(orders, customers):
    """A lot is right where the price lies inside the interval. Look where it lies. That the list
    changes is no reason for a lot.
    """
    return "half", "list" if monday(orders, customers)[0] == "half" else None


NEXT = {
    "all": "We should give the gift to the whole top fifth, and count again in a year",
    "none": "We should leave the gift: at this price it costs more than it brings",
    "half": "We should give it to half of the list, drawn by lot, and decide in a year",
}


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion(
                "which year was ranked, and which was summed", matching("2024|year after|上一年")
            ),
            Criterion("what the gift adds beside its price", matching("yuan|元")),
            A_DECISION,
            Criterion("what happens to the other four fifths", matching("other|rest|其他|其余")),
            Criterion("what must stay as it is for this to hold"),
        ]
    ),
)
def memo(orders, customers):
    """Write to the owner, in a few sentences: the share of next year's profit that you plan with and
    its interval; what the gift adds beside its price; what you do; and what happens to the other
    four fifths.

    Hint: Begin with the share of the year *after*, not with that of the list's own year.

    Hint: The other four fifths bring one minus that share.

    Right: Would the owner still stop writing to the others after your memo? If so, is their
    share in it?
    """
    held, worth = share_of_next_year(orders, customers), gift_value(orders, customers)
    return (
        f"We should plan with {held.value:.0%} of next year's profit ({held.low:.0%} to "
        f"{held.high:.0%}, from {held.n:,} customers): so much did the top fifth of 2024 bring in "
        f"2025, the year after its list. For them the gift adds {worth.value:.1f} yuan a head "
        f"({worth.low:.1f} to {worth.high:.1f}) and costs {GIFT}. {NEXT[monday(orders, customers)[0]]}"
        f". We go on writing to the other four fifths, who bring {1 - held.value:.0%}. All this "
        "holds for the customers on this file, if the years are alike and the gift adds the same tenth to "
        "everybody. On 1 January 2027 we draw up the list anew."
    )


@memo.wrong("one year, believed or doubted")
def _one_year(case):
    """It looks at one year only, and one year can't say what the list is worth in the next. Who takes its
    share for a forecast and who calls it luck make the same mistake: nobody looked at the year after. So it has
    no interval, and the gift isn't priced with the profit on which it works.
    """
    orders, customers = case.tables.orders, case.tables.customers
    share = same_year(orders, customers).value
    if case.found[0] == "right":
        return (
            f"That the top fifth brings {share:.0%} is a figure of one lucky year, as always with 80/20. Next "
            "year other people will be on top. So we should give no gift, and treat all customers alike."
        )
    profit = profits(orders, customers)
    head = 0.1 * profit.loc[stars(profit, LATER), LATER].mean()
    return (
        f"Our best customers bring {share:.0%} of the profit, so we should take care of them alone. "
        f"A gift of {GIFT} yuan brings {head:.0f}. We decide by that. Everybody else costs us letters and "
        "brings next to nothing."
    )
