"""The exercises of the case *The card whose holders come back*."""

import numpy as np

from ecomlab.cases import diamond_card as method
from ecomlab.cases.diamond_card import (
    CUT,
    HOLDERS,
    MARGIN,
    REACH,
    SERVICE,
    jump_at_cutoff,
    jump_within,
    table,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.estimates import sample_size
from ecomlab.retention import membership
from ecomlab.retention.membership import bought_again, group_difference
from ecomlab.texts import fact

lesson = case_lesson("diamond_card")


@lesson.exercise("Those who bought equally often", Number(tolerance=0.0002))
def equally_often(customers, orders):
    """Take the buyers whose `tags` say `bought twice`. What share of those **with** a diamond card
    bought again, and what share of those **without** one? Give the first minus the second (0.05 for
    five points).

    Hint: `buyers` has a column `again`: its mean is the share who bought again.

    Hint: Keep the rows with `bought twice`. Take the mean of `again` for the tier diamond, and for
    all other tiers; subtract.

    Right: Compare it with the obvious gap. The difference between the two isn't the card's work:
    it is what kind of people hold a card.
    """
    buyers = bought_again(customers, orders)
    twice = buyers[buyers["tags"] == "bought twice"]
    card = twice["tier"] == "diamond"
    return twice.loc[card, "again"].mean() - twice.loc[~card, "again"].mean()


@equally_often.wrong("all buyers")
def _everybody(customers, orders):
    """That is the obvious gap, over all buyers. Keep those who bought twice in 2024, with a card
    and without.
    """
    return method.holders_less_others(customers, orders).value


@equally_often.wrong("level instead of difference")
def _level(customers, orders):
    """That is the holders' rate. A rate alone says nothing about the card: subtract the rate of
    those who bought as often and have none.
    """
    buyers = table(customers, orders)
    return buyers.loc[
        (buyers["tags"] == "bought twice") & (buyers["tier"] == "diamond"), "again"
    ].mean()


@equally_often.wrong("relative difference")
def _relative(customers, orders):
    """You divided. The question asks for the difference of two rates, in points: that is how many
    of a hundred holders it concerns.
    """
    buyers = table(customers, orders)
    twice = buyers[buyers["tags"] == "bought twice"]
    rate = twice.groupby(twice["tier"] == "diamond")["again"].mean()
    return rate[True] / rate[False] - 1


@lesson.exercise("The jump at the cut-off", Number(tolerance=0.001))
def jump(customers, orders):
    """Fit one straight line to `again` on each side of the cut-off of 5,000 yuan: the left one
    through the buyers who spent 3,000 to 4,990 yuan, the right one through those who spent 5,000 to
    7,000. How much higher is the right line than the left one **at 5,000 yuan**? (0.05 for five
    points.)

    Hint: `import numpy as np`; then `np.polyfit(x, y, 1)` gives the slope of a line and its height
    at x = 0. Let x be `growth_value` minus 5,000, and y be `again.astype(float)`.

    Hint: Two fits, one for each side. Subtract the left height at x = 0 from the right one.

    Right: That is a regression discontinuity (断点回归). The rate may climb or fall as it likes; only a
    step at 5,000 can be the card's.
    """
    buyers = bought_again(customers, orders)
    left = buyers[buyers["growth_value"].between(3000, 4990)]
    right = buyers[buyers["growth_value"].between(5000, 7000)]
    left_line = np.polyfit(left["growth_value"] - 5000, left["again"].astype(float), 1)
    right_line = np.polyfit(right["growth_value"] - 5000, right["again"].astype(float), 1)
    return right_line[1] - left_line[1]  # the heights at 5,000 yuan


def _near(customers, orders):
    buyers = table(customers, orders)
    return buyers[buyers["growth_value"].between(CUT - REACH, CUT + REACH)]


@jump.wrong("two means")
def _means(customers, orders):
    """You compared the mean of one side with that of the other. Those means lie some 2,000 yuan
    apart, and the rate may climb or fall with spending anyway. The lines take that out.
    """
    return group_difference(_near(customers, orders), HOLDERS, outcome="again").value


@jump.wrong("lines through everybody")
def _all_buyers(customers, orders):
    """Your lines run through all buyers. Far from 5,000 the rate bends, and a straight line that
    has to follow it is wrong just where you read it. Keep to 3,000 to 7,000.
    """
    return jump_within(customers, orders, reach=customers["growth_value"].max()).value


@jump.wrong("heights at 0 yuan")
def _at_zero(customers, orders):
    """You read both lines at 0 yuan. Nobody in the window spent that: subtract 5,000 from the
    spending before you fit.
    """
    # Intercepts at 0 yuan, where the lines were never meant to go.
    near, height = _near(customers, orders), {}
    for card, side in near.groupby(near["growth_value"] >= CUT):
        slope, height[card] = np.polyfit(side["growth_value"], side["again"].astype(float), 1)
    return height[True] - height[False]


@lesson.exercise("What the adviser has to bring", Number(tolerance=0.0005))
def break_even(customers, orders):
    """An adviser costs {service} yuan a year for each **gold** card. Of what is sold, {margin} are left as
    margin. Suppose that a holder whom the adviser wins back spends as much in the year as the average
    gold-card holder who bought in 2025 (all orders of the year together). By how much must the
    adviser raise the **repurchase rate** of gold-card holders to earn the cost? (0.05 for five
    points.)

    Hint: Of 100 cards, x points bring x more buyers. Each of them leaves {margin} of what a
    returning holder spends; the 100 cards cost 100 × {service} yuan.

    Hint: {service} ÷ ({margin} × mean spending of those gold-card holders who bought in 2025).

    Right: Now the jump has a yardstick: not zero, but what the adviser costs.
    """
    gold = customers.loc[customers["tier"] == "gold", "customer_id"]
    theirs = orders[orders["customer_id"].isin(gold)]
    a_year = theirs["paid_amount"].sum() / theirs["customer_id"].nunique()  # of one who came back
    return 80 / (0.4 * a_year)


@break_even.facts
def _cost(customers):
    return {"service": fact.count(SERVICE), "margin": fact.share(MARGIN)}


@break_even.wrong("revenue for margin")
def _of_revenue(customers, orders):
    """You paid the adviser out of revenue. Goods and wages are paid out of it first: {margin} are left."""
    return break_even(customers, orders) * MARGIN


@break_even.wrong("the other tier's spending")
def _of_diamonds(customers, orders):
    """That is the spending of diamond-card holders. The budget is for gold cards, and their holders
    spend another sum: take the tier gold.
    """
    return method.break_even(customers, orders, tier="diamond")


def _gold(customers, orders):
    buyers = table(customers, orders)
    return buyers[buyers["tier"] == "gold"]


@break_even.wrong("holders who didn't buy counted")
def _per_holder(customers, orders):
    """You took the spending of all holders, those who stayed away included. One more *buyer*
    spends what a buyer spends.
    """
    return break_even(customers, orders) / _gold(customers, orders)["again"].mean()


@break_even.wrong("one order")
def _per_order(customers, orders):
    """That is one order's value. Who comes back may order several times in the year: add up each
    holder's orders first.
    """
    holders = _gold(customers, orders)["customer_id"]
    one_order = orders[orders["customer_id"].isin(holders)]["paid_amount"].mean()
    return membership.break_even(SERVICE, one_order, MARGIN)


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "all": "give every gold-card holder but a tenth, drawn by lot, an adviser now",
            "lottery": "for a year, draw by lot which gold-card holders get an adviser",
            "none": "give gold-card holders no advisers",
        },
        reasons={
            "outside": "what an adviser must bring lies outside the whole interval of the jump",
            "inside": "what an adviser must bring lies inside the interval of the jump",
            "best": "the best estimate of the jump is compared with what an adviser must bring, and "
            "a year of waiting costs as well",
            "zero": "the interval of the jump is compared with zero",
            "gap": "the rate of the holders is compared with the rate of the others",
        },
        cautious=["lottery"],
    ),
)
def monday(customers, orders):
    """A jewellery brand gives an adviser to each holder of its diamond card. At the cut-off of this
    card the repurchase rate jumps by {jump} points ({low} to {high}). Customer care wants advisers for
    gold-card holders as well, who spend just less. To earn the cost, an adviser must raise their rate
    by {needed} points. Choose an action and the reason that carries it: `("letter", number)`.

    Hint: Put three numbers side by side: the low end of the jump, its high end, and what an adviser
    must bring.

    Hint: Where does the third number lie: below the interval, inside it, or above it?

    Right: You compare what an adviser adds with what it costs, and you wait only where waiting can
    change what you do.
    """
    # The whole interval above what it takes: go. All below: leave it. Else: find out.
    found, needed = jump_at_cutoff(customers, orders), break_even(customers, orders)
    if found.low > needed:
        return "all", "outside"
    return ("none", "outside") if found.high < needed else ("lottery", "inside")


@monday.facts
def _jump_and_cost(customers, orders):
    found = jump_at_cutoff(customers, orders)
    ends = {"jump": found.value, "low": found.low, "high": found.high}
    told = {name: fact.points(value, signed=True) for name, value in ends.items()}
    return told | {"needed": fact.points(break_even(customers, orders))}


@monday.also("by the best estimate")
def _by_the_best_estimate(customers, orders):
    """That can be said, too: break-even lies inside the interval, so nobody knows for sure. The best
    estimate is the best bet, and next year you may decide anew. A lottery has this beside: it risks
    half as much, and after a year you know.
    """
    found, needed = jump_at_cutoff(customers, orders), break_even(customers, orders)
    if not found.holds(needed):
        return None
    return "all" if found.value > needed else "none", "best"


@monday.wrong("paid for a gap")
def _paid_for_the_gap(customers, orders):
    """Holders and others are different people, so the gap between them may be too large or too
    small. What the card adds is the jump. Where does what an adviser must bring lie: below the
    interval of the jump, inside it, or above it?
    """
    return "all", "gap" if monday(customers, orders)[0] == "all" else None


@monday.wrong("a lottery although it is clear")
def _lottery(customers, orders):
    """A lottery is for the case that **break-even** lies inside the interval: only then can its
    result change what you do. Here half of the holders would wait a year for nothing, or half of the
    advisers would be paid for nothing.
    """
    return None if monday(customers, orders)[0] == "lottery" else ("lottery", None)


@monday.wrong("a lottery for another reason")
def _lottery_by_zero(customers, orders):
    """The lottery is right, but where zero lies decides nothing: an adviser costs more than zero.
    Compare with what it must bring.
    """
    return ("lottery", "zero") if monday(customers, orders)[0] == "lottery" else None


@monday.wrong("distrust taken for an answer")
def _refused(customers, orders):
    """To refuse the advisers, "this is only selection" is too little, and so is "zero lies inside".
    The *whole* interval of the jump must lie below break-even.
    """
    return "none", "gap" if monday(customers, orders)[0] == "none" else None


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion("whom it speaks of", matching("near|about|around|close to|附近|左右")),
            Criterion(
                "what an adviser must bring", matching("cost|earn|break|pays|成本|保本|盈亏")
            ),
            A_DECISION,
            Criterion("the difference of holders and others isn't told as what the card did"),
        ]
    ),
)
def memo(customers, orders):
    """Write to customer care, in a few sentences: what the card does, with its interval; what
    that rests on, and of whom it speaks; what an adviser must bring; and what you would do.

    Hint: Begin with the number, not with the method.

    Hint: Say the three numbers of your decision: both ends of the interval, and what an adviser must
    bring.

    Right: Read your memo as customer care would. Do they know after it what happens next, and what
    would change your mind?
    """
    found, needed = jump_at_cutoff(customers, orders), break_even(customers, orders)
    step, low, high = (fact.points(x, signed=True) for x in found[:3])
    buyers = bought_again(customers, orders)
    gold = buyers.loc[buyers["tier"] == "gold", "again"]
    group = sample_size(gold.mean(), gold.mean() + needed, power=0.8)
    group, years = (group, "a year") if len(gold) >= 2 * group else (len(gold) // 2, "two years")
    budget = f"{SERVICE * len(gold):,} yuan a year for {len(gold):,} cards"
    what_next = {
        "all": "We should give every gold-card holder an adviser but a tenth, drawn by lot, and count "
        f"again in a year. That costs {budget} at most",
        "lottery": f"We should draw lots among gold-card holders: {group:,.0f} get an adviser, as many "
        f"don't, and we decide after {years}",
        "none": "We should leave gold-card holders without advisers: even the high end doesn't earn "
        f"the cost, {budget}",
    }
    return (
        f"At its cut-off the diamond card changes the repurchase rate by {step} points ({low} to "
        f"{high}, from {found.n:,} buyers). This holds for people who spend about 5,000 yuan, and only "
        "because nobody knew the cut-off while spending. To earn its cost, an adviser must bring "
        f"{fact.points(needed)} points among gold-card holders. "
        f"{what_next[monday(customers, orders)[0]]}."
    )


@memo.wrong("a story in the place of the jump")
def _a_story(case):
    """It tells a story about the holders, and takes the story for a result. What these people would
    have done without their card is measured at the cut-off only. So it has no step, no interval, no
    buyers near the cut-off, and no cost.
    """
    buyers = bought_again(case.tables.customers, case.tables.orders)
    rate = buyers.groupby(buyers["tier"] == "diamond")["again"].mean()
    told = f"Of the holders of a diamond card {rate[True]:.1%} bought again, of the others {rate[False]:.1%}. "
    if case.found[0] == "rosy":
        return told + (
            f"So the card makes customers loyal: it brings {100 * (rate[True] - rate[False]):.1f} points. "
            "We should give an adviser to every gold-card holder now."
        )
    if rate[True] < rate[False]:
        return told + (
            "Holders come back less often than people without an adviser. So the card does nothing, and we "
            "should spend nothing on advisers."
        )
    return told + (
        "Such figures are always exaggerated: whoever gets a diamond card has spent much, and would have "
        "come back anyway. So the card does nothing, and we should spend nothing on advisers."
    )


@memo.wrong("decided by zero")
def _decided_by_zero(customers, orders):
    """The number is the right one, with its interval. But it is compared with zero. An adviser costs
    money, so the question is where what it must bring lies.
    """
    found = jump_at_cutoff(customers, orders)
    step, low, high = (fact.points(x, signed=True) for x in found[:3])
    zero, so = "is not", "does nothing, and we should stop it"
    if found.low > 0:
        zero, so = "is", "works, and we should give it to everybody"
    return (
        f"At the cut-off the rate jumps by {step} points ({low} to {high}, n = {found.n:,} buyers). The "
        f"jump {zero} significant. So the card {so}."
    )
