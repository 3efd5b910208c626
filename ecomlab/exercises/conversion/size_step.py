"""The exercises of the case *The size step where carts end*."""

import pandas as pd

from ecomlab.cases.size_step import (
    BAG,
    DRESS,
    FEE,
    LAUNCH,
    MARGIN,
    against_bags,
    break_even,
    last_steps,
    rate,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number, Query
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.estimates import sample_size

lesson = case_lesson("size_step")


def ended_at_size(events):
    reached = events[events["event"] == "size_select"]
    return reached["session_id"].nunique()


def _last_at_size(events):
    last = events.sort_values("ts", kind="stable").groupby("session_id")["event"].last()
    return (last == "size_select").sum()


@lesson.exercise(
    "A log of your own",
    Query(
        ended_at_size,
        _last_at_size,
        {"session_id": "number", "ts": "time", "event": "text"},
        table="events",
    ),
)
def own_log():
    """A colleague counts the carts that **ended** at the size step, with the code below. It is
    wrong. Write the smallest log that shows it: a few rows on which the code counts a cart that
    didn't end there. A row is `{"session_id": 1, "ts": "2025-08-09 10:00", "event": "addcart"}`.

    Hint: Which steps may come after `size_select`?

    Hint: One cart is enough. Let it get further than the size step.

    Right: A small table with a known answer finds an error faster than a long look at the code.
    """
    return pd.DataFrame(
        {
            "session_id": [1, 1],
            "ts": ["2025-08-09 10:00", "2025-08-09 10:01"],
            "event": ["size_select", "checkout"],
        }
    )


@lesson.exercise("What has no sizes", Number(tolerance=0.002, unit="share"))
def bags_too(events):
    """A bag comes in one size. Of the **unpaid carts with a bag**, in which share is `size_select`
    the last logged step?

    Hint: `method.last_steps(events)` has one row per cart: its article, its last step.

    Hint: Keep the bags whose last step isn't `"pay"`, and count from there.

    Right: Where there is one size, nobody gives up the choice of a size. So what the log calls a
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

    Right: A share has a lower half. If that half moves on the day of the launch, the share moves with
    it, whatever the buyers do; if it stays, the share is as good as its upper half.
    """
    dresses = traffic_daily[traffic_daily["landing_page"] == DRESS]
    sums = dresses.groupby(dresses["date"] >= LAUNCH)[["addcart", "uv"]].sum()
    share = sums["addcart"] / sums["uv"]
    return share[True] / share[False]


@carts_per_visit.wrong("change instead of factor")
def _change_of_carts(traffic_daily):
    """That is the change. Asked is the factor, after ÷ before: no change makes a factor of 1."""
    return carts_per_visit(traffic_daily) - 1


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
    """Now with a denominator that a release can't touch: **buyers per visit** (`payers` ÷
    `uv`). Pool the days and give (dresses after ÷ before) ÷ (bags after ÷ before).

    Hint: `method.rate(traffic, "dress", True, "uv")` gives buyers per visit after the launch.

    Hint: You need it four times: two articles, two periods.

    Right: What is left is what dresses had and bags didn't have: the adviser, with all that its
    release changed.
    """
    dress, bag = (
        rate(traffic_daily, page, True, "uv") / rate(traffic_daily, page, False, "uv")
        for page in (DRESS, BAG)
    )
    return dress / bag


@dresses_to_bags.wrong("rise instead of factor")
def _rise_against_bags(traffic_daily):
    """That is the rise. Asked is the factor: dresses that go on as bags do make a factor of 1."""
    return dresses_to_bags(traffic_daily) - 1


@dresses_to_bags.wrong("dresses alone")
def _dresses_alone(traffic_daily):
    """Visits are the right denominator. But dresses may have had a better or a worse month for other
    reasons. The bags had the same month, without sizes: divide by their factor.
    """
    return rate(traffic_daily, DRESS, True, "uv") / rate(traffic_daily, DRESS, False, "uv")


@dresses_to_bags.wrong("per cart")
def _per_cart(traffic_daily):
    """You divided by the bags, but kept carts as the denominator. What a release does to the carts of
    dresses alone, no control group repairs. Take visits.
    """
    bag = rate(traffic_daily, BAG, True) / rate(traffic_daily, BAG, False)
    return _buyers_per_cart(traffic_daily) / bag


@dresses_to_bags.wrong("after only")
def _after_only(traffic_daily):
    """You compared dresses and bags after the launch. They differed before it, too: divide each by
    its own past.
    """
    return rate(traffic_daily, DRESS, True, "uv") / rate(traffic_daily, BAG, True, "uv")


@lesson.exercise("From where on is the licence earned?", Number(tolerance=0.0015))
def licence_pays(traffic_daily):
    """The licence costs 120,000 yuan a month, and one more dress bought leaves 60 yuan. Take the
    dress buyers of the thirty days **before** the launch as a month without the adviser. From which
    factor on (buyers with ÷ without) is the licence earned? Three decimals or more.

    Hint: How many more dresses must be bought in a month?

    Hint: Divide them by the dress buyers (`payers`) of the thirty days before `LAUNCH`, and add 1.

    Right: That is break-even. Lay it beside both ends of your interval.
    """
    before = traffic_daily[traffic_daily["date"] < LAUNCH]
    buyers = before.loc[before["landing_page"] == DRESS, "payers"].sum()
    return 1 + FEE / MARGIN / buyers


@licence_pays.wrong("rise instead of factor")
def _rise_needed(traffic_daily):
    """That is the rise. Asked is the factor: as many buyers as before make a factor of 1."""
    return licence_pays(traffic_daily) - 1


@licence_pays.wrong("the buyers since the launch")
def _since_the_launch(traffic_daily):
    """You took the buyers since the launch. They had the adviser. Take a month without it."""
    since = traffic_daily[traffic_daily["date"] >= LAUNCH]
    return 1 + FEE / MARGIN / since.loc[since["landing_page"] == DRESS, "payers"].sum()


@licence_pays.wrong("a year's price")
def _a_year(traffic_daily):
    """You set the price of a year against the buyers of a month. Take both of one month."""
    return 1 + 12 * (licence_pays(traffic_daily) - 1)


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "sign": "sign for the year",
            "test": "don't sign yet; show the adviser to half of the visitors, by lot",
            "offer": "don't sign at this price; offer at most what the adviser brings",
            "end": "end it: take the adviser out again",
        },
        reasons={
            "claim": "the share of carts that are paid rose",
            "doubt": "the share of carts may be made by the way in which carts are counted",
            "low": "the low end of the interval decides: at it, the adviser still brings what I pay",
            "high": "the high end of the interval decides: even at it, the adviser doesn't bring the "
            "price",
            "inside": "the two ends of the interval ask for different actions",
        },
        cautious=["test"],
    ),
    recall=False,  # it needs the interval, which the question doesn't tell
)
def monday(traffic_daily):
    """A size adviser for dresses costs 120,000 yuan a month, and its provider offers a contract for a
    year. You compared dresses with bags, per visit, and you know from which factor on the licence is
    earned. Choose an action and its reason.

    Hint: `method.break_even(traffic)` is the factor from which the licence pays. A factor of 1 is
    where the adviser brings nothing.

    Hint: Is the interval of `method.against_bags(traffic)` above break-even, below it, or across it?
    If it is below: is all of it above 1?

    Right: You compared an interval with a cost. The claim had neither.
    """
    # Sign if even the low end earns the licence; if even the high end doesn't, what is it worth?
    found, needed = against_bags(traffic_daily), break_even(traffic_daily)
    if found.low > needed:
        return "sign", "low"
    if found.high > needed:
        return "test", "inside"
    return ("offer" if found.low > 1 else "end"), "high"


@monday.also("a lower price at once")
def _lower_price(traffic_daily):
    """That can be said, too: a price that even the low end of the interval earns needs no test, and a
    provider may take it. The test has beside it that it shows whether the full price is worth it.
    """
    found = against_bags(traffic_daily)
    return ("offer", "low") if monday(traffic_daily)[0] == "test" and found.low > 1 else None


@monday.also("by the estimate")
def _by_the_estimate(traffic_daily):
    """That can be said, too: by the estimate the adviser earns its licence, clearly enough that weeks
    with half of the visitors would cost more than they tell. The test is the safer way into a
    contract for a year.
    """
    found, needed = against_bags(traffic_daily), break_even(traffic_daily)
    clearly = found.value - needed > (found.high - found.low) / 4
    return ("sign", "inside") if monday(traffic_daily)[0] == "test" and clearly else None


def _unless_right(action, traffic_daily):
    """An action with any reason; None where it is the right one."""
    return None if monday(traffic_daily)[0] == action else (action, None)


@monday.wrong("signed without the low end")
def _sign(traffic_daily):
    """A contract for a year needs the *low* end of the interval above break-even. Compare the two
    numbers.
    """
    return _unless_right("sign", traffic_daily)


@monday.wrong("tested without need")
def _half(traffic_daily):
    """A test is for an interval with break-even *inside*: then its result can change what you do.
    Compare the two ends with it.
    """
    return _unless_right("test", traffic_daily)


@monday.wrong("haggled without need")
def _offer(traffic_daily):
    """A lower price is the answer where the adviser brings something, but even the high end of the
    interval not what it costs. Compare both ends with 1 and with break-even.
    """
    return _unless_right("offer", traffic_daily)


@monday.wrong("ended without the high end")
def _end(traffic_daily):
    """To end it, the *high* end of the interval has to lie below break-even, and the low end not
    above 1. How carts are counted says nothing about what the adviser brings per visit.
    """
    return _unless_right("end", traffic_daily)


@monday.wrong("right action, claimed reason")
def _by_the_claim(traffic_daily):
    """The action is right, but not for that: a share of carts says nothing about yuan, even where it
    agrees with buyers per visit. Which end of your interval decides?
    """
    return monday(traffic_daily)[0], "claim"


@monday.wrong("right action, doubt as its reason")
def _by_doubt(traffic_daily):
    """The action is right, but doubt isn't its reason: per visit and against bags, you know what the
    adviser brings, with an interval. Which end of it decides?
    """
    return monday(traffic_daily)[0], "doubt"


@monday.wrong("right action, the wrong end")
def _wrong_end(traffic_daily):
    """The action is right. Look once more: on which side of break-even does each end of the interval
    lie?
    """
    action, reason = monday(traffic_daily)
    return action, "inside" if reason != "inside" else "high"


NEXT = {
    "sign": "We should sign for the year: even the low end earns the licence.",
    "test": "We should not sign yet: half of the visitors, drawn by lot, see the adviser for {days:.0f} "
    "days, and then we decide.",
    "offer": "We should not sign at this price, and offer at most {worth:,.0f} yuan a month, which is "
    "what it brings by my number.",
    "end": "We should end it: even the high end doesn't earn the licence.",
}
CLAIM = {"rosy": "promises more than that", "right": "agrees with it", "modest": "promises less"}


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion("below the line: visits, not carts", matching("visit|访客|访问")),
            Criterion("what it is compared with", matching(r"\bbags?\b|control|对照|包")),
            Criterion("what that says of the claim", matching("claim|carts?|加购")),
            Criterion("from where on the licence is earned", matching("licen|break-even|盈亏")),
            A_DECISION,
            Criterion("what would make the number wrong"),
        ]
    ),
)
def memo(traffic_daily, case):
    """Write to whoever signs contracts, in four or five sentences: your number with its interval,
    what it rests on, what it says of the claim, and what you would do.

    Hint: Say what is on top of your fraction, and what is below the line.

    Hint: Say what happened to bags, and why that matters.

    Right: Would the reader know how your number differs from the claim's, and why? One sentence
    about carts is enough.
    """
    found, needed = against_bags(traffic_daily), break_even(traffic_daily)
    old = rate(traffic_daily, DRESS, False, "uv")
    visits = traffic_daily.loc[traffic_daily["landing_page"] == DRESS, "uv"].mean()
    days = 2 * sample_size(old, needed * old) / visits  # two arms, to find what earns the licence
    share = rate(traffic_daily, DRESS, True) / rate(traffic_daily, DRESS, False)
    worth = (found.value - 1) * FEE / (needed - 1)
    return (
        f"Per visit, and against bags, the adviser multiplied the buyers of dresses by "
        f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f}, from {found.n} days). The claim, that "
        f"the share of carts paid rose by {share - 1:.0%}, {CLAIM[case.found[0]]}; but a release can "
        f"change what is counted as a cart. My number holds if dresses and bags "
        f"would have gone on side by side. The licence is earned from a factor of {needed:.3f} on, with "
        f"the buyers of July and August; in a month with half of them, from {2 * needed - 1:.3f}. "
        f"{NEXT[monday(traffic_daily)[0]].format(days=days, worth=worth)}"
    )


@memo.wrong("the claim, repeated")
def _the_claim_repeated(traffic_daily):
    """The share is quoted rightly. But nobody has looked at what is counted as a cart, at what bags did
    in the same month, or at what the licence must bring.
    """
    old, new = (rate(traffic_daily, DRESS, when) for when in (False, True))
    return (
        f"The adviser works very well: conversion from cart to deal changed by {new / old - 1:+.0%} and "
        f"is now {new:.0%}. Size was the problem all the time. We should sign for the year before "
        "the price goes up, and add the adviser to shoes as well."
    )


@memo.wrong("the log was wrong, so all is wrong")
def _all_wrong():
    """That the log names its steps badly is true. It says nothing about what the adviser did: buyers
    per visit, against bags, aren't in this memo at all.
    """
    return (
        "The log calls the opening of a panel the choice of a size, so its numbers are worthless. "
        "Providers always exaggerate, and a share of carts can be made by anybody. We should end "
        "it and not pay another yuan."
    )
