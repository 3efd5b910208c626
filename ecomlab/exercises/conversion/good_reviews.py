"""The exercises of the case *The shop in which nobody complains*."""

from ecomlab.cases.good_reviews import (
    ASKED,
    CHANGED,
    GOOD,
    LOST,
    QUESTION,
    REPAIR,
    good_rate_rise,
    is_changed,
    satisfied_rise,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number, Ordering
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson

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

    Right: Now the stars are those that were first given. But those who give them are not the same
    people as before: many satisfied buyers took the card, and you left them out.
    """
    own = reviews[~reviews["incentivised"]]
    good = ((own["rating"] >= GOOD) & own["replied_at"].isna()).groupby(own["ts"] >= CHANGED)
    return 100 * (good.mean()[True] - good.mean()[False])


@first_written.wrong("changed reviews as they stand")
def _unpaid_for_first_written(reviews):
    """The changed reviews still count as good. Look at who has both many stars and an answer."""
    return unpaid(reviews)


@first_written.wrong("changed reviews dropped")
def _left_out(reviews):
    """You dropped the changed reviews. Each of them was a buyer with a complaint: without them the
    complaints of September are too few.
    """
    return unpaid(reviews[~is_changed(reviews)])


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
    return 100 * (stars[True] - stars[False]) / 5


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
            "A": "pay the bonus and take cards and pleas to the sister shops",
            "B": "end cards and pleas today; keep the better bags in this shop, and go on asking "
            "buyers by lot",
            "C": "end cards and pleas today; take the better bags to the sister shops, and go on "
            "asking buyers by lot",
            "D": "end cards, pleas and the better bags today; find what spoils the parcels",
        },
        reasons={
            "1": "among buyers asked by lot, break-even lies inside the interval of the rise",
            "2": "the good-review rate rose as the team says",
            "3": "among buyers asked by lot, the whole interval of the rise lies above break-even",
            "4": "among buyers asked by lot, the whole interval of the rise lies below break-even",
        },
    ),
)
def monday(chats):
    """A snack shop pays for five-star reviews with cards in its parcels, pleads for changed stars,
    and sends better bags, for 0.10 yuan more a parcel. An unsatisfied buyer costs it 20 yuan. Every
    evening it also asks buyers drawn by lot. Choose an action and its reason: `("A", 1)`.

    Hint: One of the four is against the law whatever the data say.

    Hint: 0.10 yuan a parcel ÷ 20 yuan an unsatisfied buyer is half a point: break-even. Where
    does it lie from the interval among the buyers asked by lot?

    Right: Stars tell you something again when nobody is paid for them. And the buyers drawn by lot
    tell you whether the better bags are worth what they cost.
    """
    # Cards and pleas end in any case; do the better bags earn what they cost?
    found, needed = satisfied_rise(chats), REPAIR / LOST
    if found.low > needed:
        return "C", 3
    return ("D", 4) if found.high < needed else ("B", 1)


@monday.wrong("stars bought")
def _everywhere():
    """Rewards for good reviews are forbidden, in three shops as in one. And the figure that would
    earn the bonus is the one that was bought.
    """
    return "A", None


@monday.wrong("right action, bought reason")
def _stars_rose(chats):
    """Ending them is right. But the good-review rate is no reason for anything any more: it says
    what the cards cost, not what the buyers think.
    """
    return monday(chats)[0], 2


@monday.wrong("bags for all shops")
def _all_shops(chats):
    """Cards and pleas must end. Better bags for all shops need the *whole* interval of the rise
    above break-even.
    """
    return "C", None if monday(chats)[0] != "C" else 1


@monday.wrong("nothing repaired")
def _nothing_repaired(chats):
    """Cards and pleas must end. To end the better bags too, the *whole* interval of the rise must
    lie below break-even.
    """
    return "D", None if monday(chats)[0] != "D" else 1


@monday.wrong("waiting for no reason")
def _wait(chats):
    """To keep the bags here and go on asking is right while break-even lies inside the interval.
    Does it?
    """
    return "B", None if monday(chats)[0] != "B" else 3


BAGS = {
    "B": "By the buyers asked, the better bags may earn their cost or not: we should keep them here, "
    "and go on asking.",
    "C": "By the buyers asked, the better bags earn their cost: we should use them in the sister "
    "shops as well, and go on asking.",
    "D": "By the buyers asked, the better bags don't earn their cost: we should stop them, and find "
    "out what spoils the parcels.",
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
            Criterion("from where on the better bags pay", matching("bag|break-even|包装|盈亏")),
            A_DECISION,
            Criterion("a bonus that doesn't depend on stars"),
        ]
    ),
)
def memo(reviews, chats):
    """Write to the owner of the three shops, in four or five sentences: the number that you rely
    on, with its interval; why the stars can't be it; and what happens on Monday, to the cards, to
    the bags and to the bonus.

    Hint: Two numbers compete. Say which one you rely on, and why nobody could buy it.

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
        f"a part in it. Good stars rose by "
        f"{100 * stars.value:.1f} points, but {carded:.0%} of the reviews came with a card, so they "
        f"show what we paid for. Cards and pleas are forbidden and end today. Better bags pay from "
        f"{100 * REPAIR / LOST:.1f} points on. {BAGS[monday(chats)[0]]} The bonus should depend on "
        f"how fast complaints are answered and on the buyers drawn by lot."
    )


@memo.wrong("the stars, repeated")
def _the_stars_repeated(reviews):
    """Its numbers can be found in the table. But somebody paid for these stars, it asks for a
    bonus on them, and what it would carry to two more shops is against the law.
    """
    now = reviews[reviews["ts"] >= CHANGED]
    return (
        f"The programme works: every bad review is handled, and {(now['rating'] >= GOOD).mean():.0%}"
        f" of {len(now):,} reviews are good now. The team should get its bonus, and the sister shops "
        "should start with the same cards on the first of next month."
    )
