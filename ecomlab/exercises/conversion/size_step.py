"""The exercises of the case *The size step where carts end*."""

from ecomlab.cases.size_step import (
    BAG,
    DRESS,
    LAUNCH,
    against_bags,
    break_even,
    last_steps,
    rate,
)
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson

lesson = case_lesson("size_step")


@lesson.exercise("What has no sizes", Number(tolerance=0.002, unit="share"))
def bags_too(events):
    """A bag comes in one size. Of the **unpaid carts with a bag**, in which share is `size_select`
    the last logged step?

    Hint: `method.last_steps(events)` has one row per cart: its article, its last step.

    Hint: Keep the bags whose last step isn't `"pay"`, and count from there.

    Right: Nobody can give up the choice of a size where there is one size. What the log calls a
    choice is something else.
    """
    last = last_steps(events)
    unpaid = last[(last["sku"] == BAG) & (last["event"] != "pay")]
    return (unpaid["event"] == "size_select").mean()


@bags_too.wrong("of all bag carts")
def _of_all_bag_carts(events):
    """You divided by all carts with a bag. The claim counts the *unpaid* ones alone: take the paid
    ones out of the denominator.
    """
    last = last_steps(events)
    return (last.loc[last["sku"] == BAG, "event"] == "size_select").mean()


@bags_too.wrong("ever at the step")
def _ever_at_the_step(events):
    """You counted carts that passed the step at any time, also those that got as far as the
    checkout. Take the last step.
    """
    bags = events[events["sku"] == BAG]
    steps = bags.groupby("session_id")["event"].agg(set)
    unpaid = steps[["pay" not in step for step in steps]]
    return sum("size_select" in step for step in unpaid) / len(unpaid)


def _carts(traffic_daily, page, of):
    mine = traffic_daily[traffic_daily["landing_page"] == page]
    sums = mine.groupby(mine["date"] >= LAUNCH)[["addcart", "uv"]].sum()
    share = sums["addcart"] / sums[of] if of else sums["addcart"]
    return share[True] / share[False]


@lesson.exercise("What stands under the line", Number(tolerance=0.003))
def carts_per_visit(traffic_daily):
    """By what factor did **carts per visit** (`addcart` ÷ `uv`) of the **dresses** change: after
    the launch ÷ before? Pool the days of each period.

    Hint: Sum `addcart` and `uv` of the dresses, for `date` before `LAUNCH` and from then on.

    Hint: Divide carts by visits in each period, then after by before.

    Right: The denominator moved on the very day of the launch. A share can rise because its
    lower half shrinks.
    """
    dresses = traffic_daily[traffic_daily["landing_page"] == DRESS]
    sums = dresses.groupby(dresses["date"] >= LAUNCH)[["addcart", "uv"]].sum()
    share = sums["addcart"] / sums["uv"]
    return share[True] / share[False]


@carts_per_visit.wrong("carts alone")
def _carts_alone(traffic_daily):
    """You compared numbers of carts. There were also more visits after the launch: divide by them
    first.
    """
    return _carts(traffic_daily, DRESS, None)


@carts_per_visit.wrong("the bags")
def _bag_carts(traffic_daily):
    """Those are the bags. The question is about dresses."""
    return _carts(traffic_daily, BAG, "uv")


@carts_per_visit.wrong("buyers per cart")
def _buyers_per_cart(traffic_daily):
    """That is the claim: buyers ÷ carts. Look at what it is divided by: carts ÷ visits."""
    return rate(traffic_daily, DRESS, True) / rate(traffic_daily, DRESS, False)


@lesson.exercise("Dresses against bags", Number(tolerance=0.003))
def dresses_to_bags(traffic_daily):
    """Now with a denominator that the release didn't touch: **buyers per visit** (`payers` ÷
    `uv`). Pool the days and give (dresses after ÷ before) ÷ (bags after ÷ before).

    Hint: `method.rate(traffic, "dress", True, "uv")` gives buyers per visit after the launch.

    Hint: You need it four times: two articles, two periods.

    Right: What is left is what dresses had and bags hadn't: the adviser, with all that its
    release changed.
    """
    dress, bag = (
        rate(traffic_daily, page, True, "uv") / rate(traffic_daily, page, False, "uv")
        for page in (DRESS, BAG)
    )
    return dress / bag


@dresses_to_bags.wrong("dresses alone")
def _dresses_alone(traffic_daily):
    """Visits are the right denominator, but the bags have had a better month as well, without
    sizes. Divide by their factor.
    """
    return rate(traffic_daily, DRESS, True, "uv") / rate(traffic_daily, DRESS, False, "uv")


@dresses_to_bags.wrong("per cart")
def _per_cart(traffic_daily):
    """You divided by the bags, but kept carts as the denominator, and only the dresses' carts
    changed their meaning. No control group repairs that.
    """
    bag = rate(traffic_daily, BAG, True) / rate(traffic_daily, BAG, False)
    return _buyers_per_cart(traffic_daily) / bag


@dresses_to_bags.wrong("after only")
def _after_only(traffic_daily):
    """You compared dresses and bags after the launch. They differed before it, too: divide each by
    its own past.
    """
    return rate(traffic_daily, DRESS, True, "uv") / rate(traffic_daily, BAG, True, "uv")


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "sign for the year",
            "B": "don't sign yet; show the adviser to half of the visitors, by lot",
            "C": "end it",
        },
        reasons={
            "1": "even the low end of the interval earns the licence",
            "2": "the interval holds a gain and a loss, after the licence",
            "3": "even the high end of the interval doesn't earn the licence",
            "4": "the share of carts that are paid rose",
        },
    ),
)
def monday(traffic_daily):
    """The contract lies on your desk: 40,000 yuan a month. One more dress bought leaves 60 yuan,
    those that come back already taken off. Choose an action and its reason: `("A", 1)`.

    Hint: `method.break_even(traffic)` is the factor from which the licence pays: 1 + 40,000 ÷
    (60 × the buyers of a month without the adviser).

    Hint: Is the interval of `method.against_bags(traffic)` above it, below it, or across it?

    Right: You compared an interval with a cost. That is all a decision needs, and more than the
    headline had.
    """
    # Sign if even the low end earns the licence, end it if even the high end doesn't.
    found, needed = against_bags(traffic_daily), break_even(traffic_daily)
    if found.low > needed:
        return "A", 1
    return ("C", 3) if found.high < needed else ("B", 2)


def _for_another_reason(action, right):
    """The action for any reason; where it is the right one, because of the claim."""
    return action, 4 if right[0] == action else None


@monday.wrong("signed without the low end")
def _sign(traffic_daily):
    """A contract needs the *low* end of the interval above break-even; the share of carts that are
    paid is no reason, as the carts are counted anew. Compare the two numbers.
    """
    return _for_another_reason("A", monday(traffic_daily))


@monday.wrong("tested without need")
def _half(traffic_daily):
    """A test is for an interval with break-even *inside*. Compare the two ends with it; the share
    of carts that are paid says nothing about that.
    """
    return _for_another_reason("B", monday(traffic_daily))


@monday.wrong("ended without the high end")
def _end(traffic_daily):
    """To end it, the *high* end of the interval has to lie below break-even. A claim that is too
    large doesn't make the effect nothing.
    """
    return _for_another_reason("C", monday(traffic_daily))
