"""The exercises of the case *The shop in which nobody complains*."""

from ecomlab.cases.good_reviews import (
    ASKED,
    CHANGED,
    GOOD,
    LOST,
    LOST_SISTERS,
    PAYS_AT,
    PAYS_AT_SISTERS,
    QUESTION,
    REPAIR,
    good_rate_rise,
    is_changed,
    satisfied_rise,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number, Ordering
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.texts import fact

WEATHER = 1 / 3  # of the rise: a part that a cooler month may believably have
POINTS = Number(tolerance=0.05, unit="percentage points")


lesson = case_lesson("good_reviews")


@lesson.exercise(
    "The highest first",
    Ordering(
        {
            "A": "of the reviews without a card, each with the stars that were first given",
            "B": "of all reviews",
            "C": "of the reviews without a card, as their stars stand now",
        }
    ),
    recall=False,
)
def highest_first(reviews):
    """Think before you compute. Which share of good reviews (four stars or more) since September is
    the highest, which the lowest? Write the letters, the highest first.

    Hint: Each review with a card has five stars. What happens to the share if you leave them out?

    Hint: A changed review was bad at first and is good now. Which of the three counts it as bad?

    Right: Each step takes away something that was paid for, and each step lowers the share.
    """
    now = reviews[reviews["ts"] >= CHANGED]
    own = now[~now["incentivised"]]
    good = own["rating"] >= GOOD
    shares = {
        "A": (good & own["replied_at"].isna()).mean(),
        "B": (now["rating"] >= GOOD).mean(),
        "C": good.mean(),
    }
    return "".join(sorted(shares, key=shares.get, reverse=True))


@highest_first.wrong("the lowest first")
def _the_lowest_first(reviews):
    """That is the right order, but it begins with the lowest. Begin with the highest."""
    return highest_first(reviews)[::-1]


@highest_first.wrong("cards lower the share")
def _cards_lower():
    """A review with a card always has five stars. If you leave such reviews out, the share falls."""
    return "CBA"


@highest_first.wrong("changed reviews raise the first stars")
def _changed_raise():
    """A changed review was bad when it was first given. If you count it as bad, the share falls."""
    return "BAC"


@lesson.exercise("Stars without a card", POINTS)
def unpaid(reviews):
    """Leave out every review that came with a card (`incentivised`). By how many percentage points
    is the good-review rate (four stars or more) of the others higher since 1 September than
    before?

    Hint: `reviews[~reviews['incentivised']]`, then the mean of `rating >= 4` before and since
    `CHANGED`.

    Hint: Points: 100 × (share after − share before).

    Right: That takes the cards out. But are the stars that are left those that the buyers first
    gave?
    """
    own = reviews[~reviews["incentivised"]]
    good = (own["rating"] >= GOOD).groupby(own["ts"] >= CHANGED).mean()
    return 100 * (good[True] - good[False])


@unpaid.wrong("all reviews")
def _all_reviews(reviews):
    """That is the rise of all reviews, cards included: the team's own figure. Leave the cards out
    first.
    """
    return 100 * good_rate_rise(reviews).estimate


@unpaid.wrong("per cent instead of points")
def _per_cent(reviews):
    """You divided the rates: that is a rise in per cent. Percentage points are their difference."""
    own = reviews[~reviews["incentivised"]]
    good = (own["rating"] >= GOOD).groupby(own["ts"] >= CHANGED).mean()
    return 100 * (good[True] / good[False] - 1)


@lesson.exercise("Stars as they were first given", POINTS)
def first_written(reviews):
    """The shop answers bad reviews only. So a review without a card that has an answer
    (`replied_at`) was a bad one when it was written, whatever its stars are now. Count it as
    bad, leave the cards out as before, and give the rise of the good-review rate in percentage
    points.

    Hint: Good is what has four stars or more *and* no answer.

    Hint: Changed reviews stay in the table: they count as bad, they aren't dropped.

    Right: Now the stars are those that were first given. But those who give them needn't be the
    same kind of people as before. Who took a card is left out, and who sees that complaints are
    answered may write more often.
    """
    own = reviews[~reviews["incentivised"]]
    good = ((own["rating"] >= GOOD) & own["replied_at"].isna()).groupby(own["ts"] >= CHANGED)
    return 100 * (good.mean()[True] - good.mean()[False])


@first_written.wrong("changed reviews as they stand, or dropped")
def _unpaid_for_first_written(reviews):
    """The changed reviews still count as good, or you dropped them. Look at who has both many stars
    and an answer: each of them was a buyer with a complaint.
    """
    return unpaid(reviews)


@first_written.wrong("cards left in")
def _cards_too(reviews):
    """The reviews with a card are in it again. Leave them out, then count the changed ones as bad."""
    good = (reviews["rating"] >= GOOD) & ~is_changed(reviews)
    shares = good.groupby(reviews["ts"] >= CHANGED).mean()
    return 100 * (shares[True] - shares[False])


@lesson.exercise("Buyers who have nothing to gain", POINTS)
def by_lot(chats):
    """On the evening of the delivery the service desk asks buyers drawn by lot (`script_id` "how
    was it"); all of them answered. By how many percentage points is the share with four stars
    or more (`csat`) higher since 1 September than before?

    Hint: Keep the chats whose `script_id` is "how was it".

    Hint: The share with `csat >= 4`, before and since `CHANGED`, times 100.

    Right: The lot decides who is asked, and nobody is paid for an answer. What is left is luck, and
    the interval says how much.
    """
    asked = chats[chats["script_id"] == QUESTION]
    satisfied = (asked["csat"] >= GOOD).groupby(asked["ts"] >= CHANGED).mean()
    return 100 * (satisfied[True] - satisfied[False])


@by_lot.wrong("every chat counted")
def _all_chats(chats):
    """The pleas to change the stars are in your denominator. They ask nobody how it was."""
    satisfied = (chats["csat"] >= GOOD).fillna(False).groupby(chats["ts"] >= CHANGED).mean()
    return 100 * (satisfied[True] - satisfied[False])


@by_lot.wrong("mean stars")
def _mean_stars(chats):
    """You compared mean stars. The question is about a share of buyers: four stars or more."""
    asked = chats[chats["script_id"] == QUESTION]
    stars = asked["csat"].groupby(asked["ts"] >= CHANGED).mean()
    return stars[True] - stars[False]


@by_lot.wrong("five stars only")
def _enthusiasts(chats):
    """You counted five stars only. Satisfied means four stars or more, as in the reviews."""
    asked = chats[chats["script_id"] == QUESTION]
    satisfied = (asked["csat"] == 5).groupby(asked["ts"] >= CHANGED).mean()
    return 100 * (satisfied[True] - satisfied[False])


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "all": "order a year's better bags for this shop and the sister shops",
            "here": "order a year's better bags for this shop alone",
            "ask": "for one month send half of this shop's parcels, drawn by lot, in the old bags, "
            "ask buyers of both halves by lot, and decide then",
            "stop": "stop the better bags, and look for what else spoils the parcels",
        },
        reasons={
            "between": "the whole interval of the rise among the buyers asked by lot lies above this "
            "shop's break-even and below the sister shops'",
            "apart": "the whole interval of the rise among the buyers asked by lot lies on the same "
            "side of both break-evens",
            "inside": "a break-even lies inside the interval of the rise among the buyers asked by "
            "lot",
            "estimate": "the rise among the buyers asked by lot, taken as it stands, is more than a "
            "break-even, and a bag too few costs no less than one too many",
            "season": "cooler weather may have a part in the rise among the buyers asked by lot, and "
            "with a third of it taken off, the interval would reach a break-even",
            "stars": "the good-review rate changed as the team says",
            "shown": "it is what one does, judging by whether the rise among the buyers asked by "
            "lot differs from zero",
            "bought": "stars were paid for, so nothing that this programme did can have helped",
        },
        cautious=["ask"],
    ),
)
def monday(reviews, chats):
    """A snack shop gave money for five stars, pleaded for changed ones, and sent better bags, for
    {repair} yuan more a parcel. Cards and pleas end today: the law forbids them. What about the
    bags? The good-review rate changed by {stars} points. Among buyers drawn by lot the share of
    satisfied ones changed by {rise} points. An unsatisfied buyer costs this shop {lost} yuan; the
    sister shops, with cheaper parcels, {lost_sisters} yuan. Choose an action and the reason that
    carries it: `("A", 1)`.

    Hint: Break-even is the cost of a bag ÷ the cost of an unsatisfied buyer. There are two: one for
    this shop, one for the sister shops.

    Hint: Where do the two lie from the interval among the buyers asked by lot: below it, inside, or
    above?

    Right: Whether the claim holds is one question, what the bags earn is another. The second is
    answered by buyers who gained nothing by their answer, and by what a bag costs.
    """
    # The whole interval against the two break-evens: first that of the sister shops.
    found = satisfied_rise(chats)
    if found.low > PAYS_AT_SISTERS:
        return "all", "apart"
    if found.low > PAYS_AT:
        return "here", "inside" if found.holds(PAYS_AT_SISTERS) else "between"
    return ("stop", "apart") if found.high < PAYS_AT else ("ask", "inside")


@monday.facts
def _in_points(reviews, chats):
    found = [fact.number(100 * x, 1, signed=True) for x in satisfied_rise(chats)[:3]]
    return {
        "rise": "{} ({} to {})".format(*found),
        "stars": fact.number(100 * good_rate_rise(reviews).estimate, 1, signed=True),
        "repair": fact.number(REPAIR, 2),
        "lost": fact.number(LOST),
        "lost_sisters": fact.number(LOST_SISTERS),
    }


@monday.also("by the estimate")
def _by_the_estimate(reviews, chats):
    """That can be defended: at best the bags earn more than they cost there, and nobody is harmed by
    a bag too many. The other choice pays only for what is shown: by the interval, the shops that
    you added may lose money with every parcel of the year.
    """
    best, found = monday(reviews, chats)[0], satisfied_rise(chats)
    if best == "ask" and found.estimate > PAYS_AT:
        return "here", "estimate"
    return ("all", "estimate") if best == "here" and found.estimate > PAYS_AT_SISTERS else None


def _if_a_third_is_weather(reviews, chats):
    """Would the interval, less a third of the rise, reach the break-even that the action rests on?"""
    best, found = monday(reviews, chats)[0], satisfied_rise(chats)
    border = PAYS_AT_SISTERS if best == "all" else PAYS_AT
    return best != "stop" and found.low - WEATHER * found.estimate <= border


@monday.also("a lot against the weather")
def _against_the_weather(reviews, chats):
    """That can be defended: the rise holds cooler weather too, and only a lot between old bags and
    better ones tells the two apart. The best answer takes the rise as it stands: it gives up no
    month of what better bags bring, but it trusts the weather with a year's order.
    """
    best = monday(reviews, chats)[0]
    reaches = best != "ask" and _if_a_third_is_weather(reviews, chats)
    return ("ask", "season") if reaches else None


@monday.wrong("the weather where luck is enough")
def _weather_too(reviews, chats):
    """The action holds, and weather is in doubt. But another reason carries it without a guess about
    weather: where does this shop's break-even lie from the interval as it stands?
    """
    return ("ask", "season") if monday(reviews, chats)[0] == "ask" else None


@monday.wrong("the weather as a reason for a year")
def _weather_for_a_year(reviews, chats):
    """The action holds, the reason doesn't. Weather in the rise speaks for a test. It carries no
    order for a year, and no end.
    """
    best = monday(reviews, chats)[0]
    return None if best == "ask" else (best, "season")


@monday.wrong("the estimate as a reason")
def _estimate_alone(reviews, chats):
    """The action holds, the reason says too little. That the estimate is higher than a break-even
    would be true as well if the interval reached below it. Say where the whole interval lies.
    """
    best = monday(reviews, chats)[0]
    return (best, "estimate") if best in ("here", "all") else None


@monday.wrong("the stars as a reason")
def _stars_rose(reviews, chats):
    """The action holds, the reason doesn't. Whatever the stars say, they were given by those who
    wrote, and some of them were paid for. The buyers asked by lot weren't.
    """
    return monday(reviews, chats)[0], "stars"


@monday.wrong("doubt as a reason")
def _all_bought(reviews, chats):
    """The action holds, the reason doesn't. That stars were bought says nothing about the bags,
    neither for them nor against. Who wasn't paid can tell.
    """
    return monday(reviews, chats)[0], "bought"


@monday.wrong("zero as the border")
def _shown(reviews, chats):
    """The action holds, the reason doesn't. Zero is no border here: a bag must bring what it costs,
    and that is more than nothing.
    """
    return monday(reviews, chats)[0], "shown"


@monday.wrong("on another side of the two")
def _another_side(reviews, chats):
    """The action holds, the reason doesn't. There are two break-evens. Lay each beside the interval:
    is the whole interval above it, is it below, or does it hold it?
    """
    best, why = monday(reviews, chats)
    return best, "between" if why == "apart" else "apart"


@monday.wrong("the sister shops too soon")
def _all_shops(reviews, chats):
    """An unsatisfied buyer costs the sister shops less, so a bag must mend more there. Lay their
    break-even beside the interval among the buyers asked by lot.
    """
    return "all", None if monday(reviews, chats)[0] != "all" else "inside"


@monday.wrong("this shop alone")
def _this_shop(reviews, chats):
    """A year's bags for this shop alone are right where the whole interval lies above this shop's
    break-even, and not all of it above that of the sister shops.
    """
    best, why = monday(reviews, chats)
    other = {"inside": "between", "between": "inside"}.get(why)
    return "here", None if best != "here" else other


@monday.wrong("waiting although it is known")
def _wait(reviews, chats):
    """A month's test is worth its cost while this shop's break-even lies inside the interval, or
    would if some of the rise were weather. Does it, and is that the reason that you gave?
    """
    return "ask", None if monday(reviews, chats)[0] != "ask" else "apart"


@monday.wrong("nothing mended")
def _nothing_mended(reviews, chats):
    """That cards and pleas end is the law's doing. To stop the bags too, the *whole* interval of the
    rise must lie below this shop's break-even.
    """
    return "stop", None if monday(reviews, chats)[0] != "stop" else "inside"


BAGS = {
    "all": "so all three shops should order better bags for a year",
    "here": "so this shop should order better bags for a year, and the sister shops should not yet",
    "ask": "so for a month half of the parcels here, drawn by lot, should go in the old bags; then "
    "we decide",
    "stop": "so we should stop them, and look for what else spoils the parcels",
}


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion(
                "who was asked, and how they were chosen", matching(r"\blot\b|random|draw|抽")
            ),
            Criterion("what is forbidden", matching("forbid|forbidden|unlawful|law|禁止|违法")),
            Criterion(
                "from where on the better bags pay", matching("pay from|break-even|earn|盈亏")
            ),
            A_DECISION,
            Criterion("a bonus that doesn't depend on stars"),
        ]
    ),
)
def memo(reviews, chats):
    """Write to the owner of the three shops, in four or five sentences: the number that you rely
    on, with its interval; what the stars add to it, or why they can't; and what happens on Monday,
    to the cards, to the bags and to the bonus.

    Hint: Two numbers stand side by side. Say which one you rely on, and why nobody could buy it.

    Hint: What is forbidden ends today, whatever the data say. The bags are another question.

    Right: Would the team still answer every complaint after your memo? If the bonus is gone, say
    what takes its place.
    """
    stars, rise = good_rate_rise(reviews), satisfied_rise(chats)
    carded = reviews.loc[reviews["ts"] >= CHANGED, "incentivised"].mean()
    value, low, high = (f"{100 * x:+.1f}".replace("-", "−") for x in rise[:3])
    return (
        f"Among buyers drawn by lot, the share of satisfied ones changed by {value} points "
        f"({low} to {high}, from {rise.n} days with {ASKED} buyers each); cooler weather may have "
        f"a part in it. Good stars rose by {100 * stars.value:.1f} points, but they come from those "
        f"who write, and {carded:.0%} of these had a card, so I don't rely on them. Cards and pleas "
        f"are forbidden and end today. Better bags pay from {100 * PAYS_AT:.1f} points on here, and "
        f"from {100 * PAYS_AT_SISTERS:.1f} in the sister shops, {BAGS[monday(reviews, chats)[0]]}. "
        "The bonus should depend on how fast complaints are answered and on the buyers drawn by lot."
    )


@memo.wrong("the stars, repeated")
def _the_stars_repeated(reviews):
    """Its numbers can be found in the table. But stars were paid for, it asks for a bonus on them, and
    what it would carry to two more shops is against the law. If the stars happen to be right, this
    memo can't know it.
    """
    now = reviews[reviews["ts"] >= CHANGED]
    return (
        f"The programme works: every bad review is handled, and {(now['rating'] >= GOOD).mean():.0%}"
        f" of {len(now):,} reviews are good now. The team should get its bonus, and the sister shops "
        "should start with the same cards on the first of next month."
    )


@memo.wrong("everything bought")
def _everything_bought(reviews):
    """Cards and pleas must end, that is right. The rest is a suspicion: it asks no buyer, gives no
    rise and no interval, and doesn't hold the bags against their cost. To distrust a number isn't
    to know a better one.
    """
    now = reviews[reviews["ts"] >= CHANGED]
    return (
        f"These stars are worth nothing: {now['incentivised'].mean():.0%} of {len(now):,} reviews "
        "came with a card, and the desk begged for the rest. Such figures are always exaggerated. "
        "We should end the whole programme today, with everything that belongs to it."
    )
