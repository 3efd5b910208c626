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
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number

# --- 1: what has no sizes ------------------------------------------------------------------


def bags_too(events):
    last = last_steps(events)
    unpaid = last[(last["sku"] == BAG) & (last["event"] != "pay")]
    return (unpaid["event"] == "size_select").mean()


def _of_all_bag_carts(events):
    last = last_steps(events)
    return (last.loc[last["sku"] == BAG, "event"] == "size_select").mean()


def _ever_at_the_step(events):
    bags = events[events["sku"] == BAG]
    steps = bags.groupby("session_id")["event"].agg(set)
    unpaid = steps[["pay" not in step for step in steps]]
    return sum("size_select" in step for step in unpaid) / len(unpaid)


# --- 2: what stands under the line ---------------------------------------------------------


def carts_per_visit(traffic_daily):
    return _carts(traffic_daily, DRESS, "uv")


def _carts(traffic_daily, page, of):
    mine = traffic_daily[traffic_daily["landing_page"] == page]
    sums = mine.groupby(mine["date"] >= LAUNCH)[["addcart", "uv"]].sum()
    share = sums["addcart"] / sums[of] if of else sums["addcart"]
    return share[True] / share[False]


def _carts_alone(traffic_daily):
    return _carts(traffic_daily, DRESS, None)


def _bag_carts(traffic_daily):
    return _carts(traffic_daily, BAG, "uv")


def _buyers_per_cart(traffic_daily):
    return rate(traffic_daily, DRESS, True) / rate(traffic_daily, DRESS, False)


# --- 3: dresses against bags ---------------------------------------------------------------


def dresses_to_bags(traffic_daily):
    dress, bag = (
        rate(traffic_daily, page, True, "uv") / rate(traffic_daily, page, False, "uv")
        for page in (DRESS, BAG)
    )
    return dress / bag


def _dresses_alone(traffic_daily):
    return rate(traffic_daily, DRESS, True, "uv") / rate(traffic_daily, DRESS, False, "uv")


def _per_cart(traffic_daily):
    bag = rate(traffic_daily, BAG, True) / rate(traffic_daily, BAG, False)
    return _buyers_per_cart(traffic_daily) / bag


def _after_only(traffic_daily):
    return rate(traffic_daily, DRESS, True, "uv") / rate(traffic_daily, BAG, True, "uv")


# --- 4: Monday -----------------------------------------------------------------------------


def monday(traffic_daily):
    """Sign if even the low end earns the licence, end it if even the high end doesn't."""
    found, needed = against_bags(traffic_daily), break_even(traffic_daily)
    if found.low > needed:
        return "A", 2
    return ("C", 4) if found.high < needed else ("B", 3)


def _for_another_reason(action, right):
    """The action for any reason; where it is the right one, because of the claim."""
    return action, 1 if right[0] == action else None


def _sign(traffic_daily):
    return _for_another_reason("A", monday(traffic_daily))


def _half(traffic_daily):
    return _for_another_reason("B", monday(traffic_daily))


def _end(traffic_daily):
    return _for_another_reason("C", monday(traffic_daily))


LESSON = case_lesson(
    "size_step",
    [
        Exercise(
            name="bags_too",
            title="What has no sizes",
            prompt="A bag comes in one size. Of the **unpaid carts with a bag**, in which share is "
            "`size_select` the last logged step?",
            kind=Number(tolerance=0.002, unit="share"),
            solution=bags_too,
            hints=(
                "`method.last_steps(events)` has one row per cart: its article, its last step.",
                'Keep the bags whose last step isn\'t `"pay"`, and count from there.',
            ),
            misconceptions=(
                Misconception(
                    "of all bag carts",
                    _of_all_bag_carts,
                    "You divided by all carts with a bag. The claim counts the *unpaid* ones "
                    "alone: take the paid ones out of the denominator.",
                ),
                Misconception(
                    "ever at the step",
                    _ever_at_the_step,
                    "You counted carts that passed the step at any time, also those that got as far "
                    "as the checkout. Take the last step.",
                ),
            ),
            praise="Nobody can give up the choice of a size where there is one size. What the log "
            "calls a choice is something else.",
        ),
        Exercise(
            name="carts_per_visit",
            title="What stands under the line",
            prompt="By what factor did **carts per visit** (`addcart` ÷ `uv`) of the **dresses** change: "
            "after the launch ÷ before? Pool the days of each period.",
            kind=Number(tolerance=0.003),
            solution=carts_per_visit,
            hints=(
                "Sum `addcart` and `uv` of the dresses, for `date` before `LAUNCH` and from then on.",
                "Divide carts by visits in each period, then after by before.",
            ),
            misconceptions=(
                Misconception(
                    "carts alone",
                    _carts_alone,
                    "You compared numbers of carts. There were also more visits after the launch: "
                    "divide by them first.",
                ),
                Misconception(
                    "the bags",
                    _bag_carts,
                    "Those are the bags. The question is about dresses.",
                ),
                Misconception(
                    "buyers per cart",
                    _buyers_per_cart,
                    "That is the claim: buyers ÷ carts. Look at what it is divided by: carts ÷ visits.",
                ),
            ),
            praise="The denominator moved on the very day of the launch. A share can rise because "
            "its lower half shrinks.",
        ),
        Exercise(
            name="dresses_to_bags",
            title="Dresses against bags",
            prompt="Now with a denominator that the release didn't touch: **buyers per visit** "
            "(`payers` ÷ `uv`). Pool the days and give (dresses after ÷ before) ÷ (bags after ÷ "
            "before).",
            kind=Number(tolerance=0.003),
            solution=dresses_to_bags,
            hints=(
                '`method.rate(traffic, "dress", True, "uv")` gives buyers per visit after the launch.',
                "You need it four times: two articles, two periods.",
            ),
            misconceptions=(
                Misconception(
                    "dresses alone",
                    _dresses_alone,
                    "Visits are the right denominator, but the bags have had a better month as "
                    "well, without sizes. Divide by their factor.",
                ),
                Misconception(
                    "per cart",
                    _per_cart,
                    "You divided by the bags, but kept carts as the denominator, and only the "
                    "dresses' carts changed their meaning. No control group repairs that.",
                ),
                Misconception(
                    "after only",
                    _after_only,
                    "You compared dresses and bags after the launch. They differed before it, "
                    "too: divide each by its own past.",
                ),
            ),
            praise="What is left is what dresses had and bags hadn't: the adviser, with all that its "
            "release changed.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt='The contract lies on your desk. Choose an action and its reason: `("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "sign for the year",
                    "B": "don't sign yet; show the adviser to half of the visitors, by lot",
                    "C": "end it",
                },
                reasons={
                    "1": "the share of carts that are paid rose",
                    "2": "even the low end of the interval earns the licence",
                    "3": "the interval holds a gain and a loss, after the licence",
                    "4": "even the high end of the interval doesn't earn the licence",
                },
            ),
            solution=monday,
            hints=(
                "`method.break_even(traffic)` is the factor from which the licence pays.",
                "Is the interval of `method.against_bags(traffic)` above it, below it, or across it?",
            ),
            misconceptions=(
                Misconception(
                    "signed without the low end",
                    _sign,
                    "A contract needs the *low* end of the interval above break-even; the share of "
                    "carts that are paid is no reason, as the carts are counted anew. Compare the "
                    "two numbers.",
                ),
                Misconception(
                    "tested without need",
                    _half,
                    "A test is for an interval with break-even *inside*. Compare the two ends with "
                    "it; the share of carts that are paid says nothing about that.",
                ),
                Misconception(
                    "ended without the high end",
                    _end,
                    "To end it, the *high* end of the interval has to lie below break-even. A claim "
                    "that is too large doesn't make the effect nothing.",
                ),
            ),
            praise="You compared an interval with a cost. That is all a decision needs, and more than "
            "the headline had.",
        ),
    ],
)
