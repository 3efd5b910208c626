"""The exercises of the case *The shop in which nobody complains*."""

from ecomlab.cases.good_reviews import (
    CHANGED,
    GOOD,
    QUESTION,
    good_rate_rise,
    is_changed,
    satisfied_rise,
)
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number

POINTS = Number(tolerance=0.05, unit="percentage points")

# --- 1: stars that nobody paid for ---------------------------------------------------------


def unpaid(reviews):
    own = reviews[~reviews["incentivised"]]
    good = (own["rating"] >= GOOD).groupby(own["ts"] >= CHANGED).mean()
    return 100 * (good[True] - good[False])


def _all_reviews(reviews):
    return 100 * good_rate_rise(reviews).estimate


def _per_cent(reviews):
    own = reviews[~reviews["incentivised"]]
    good = (own["rating"] >= GOOD).groupby(own["ts"] >= CHANGED).mean()
    return 100 * (good[True] / good[False] - 1)


# --- 2: as they were first written ---------------------------------------------------------


def first_written(reviews):
    own = reviews[~reviews["incentivised"]]
    good = ((own["rating"] >= GOOD) & own["replied_at"].isna()).groupby(own["ts"] >= CHANGED)
    return 100 * (good.mean()[True] - good.mean()[False])


def _left_out(reviews):
    return unpaid(reviews[~is_changed(reviews)])


def _cards_too(reviews):
    good = (reviews["rating"] >= GOOD) & ~is_changed(reviews)
    shares = good.groupby(reviews["ts"] >= CHANGED).mean()
    return 100 * (shares[True] - shares[False])


# --- 3: buyers who have nothing to gain ----------------------------------------------------


def by_lot(chats):
    asked = chats[chats["script_id"] == QUESTION]
    satisfied = (asked["csat"] >= GOOD).groupby(asked["ts"] >= CHANGED).mean()
    return 100 * (satisfied[True] - satisfied[False])


def _all_chats(chats):
    satisfied = (chats["csat"] >= GOOD).fillna(False).groupby(chats["ts"] >= CHANGED).mean()
    return 100 * (satisfied[True] - satisfied[False])


def _mean_stars(chats):
    asked = chats[chats["script_id"] == QUESTION]
    stars = asked["csat"].groupby(asked["ts"] >= CHANGED).mean()
    return 100 * (stars[True] - stars[False]) / 5


def _enthusiasts(chats):
    asked = chats[chats["script_id"] == QUESTION]
    satisfied = (asked["csat"] == 5).groupby(asked["ts"] >= CHANGED).mean()
    return 100 * (satisfied[True] - satisfied[False])


# --- 4: Monday -----------------------------------------------------------------------------


def monday(chats):
    """Cards and pleas end in any case; was something repaired, too?"""
    return ("B", 2) if satisfied_rise(chats).low > 0 else ("C", 3)


def _everywhere():
    return "A", None


def _nothing_repaired():
    return "C", None


def _stars_rose():
    return "B", 1


LESSON = case_lesson(
    "good_reviews",
    [
        Exercise(
            name="unpaid",
            title="Stars without a card",
            prompt="Leave out every review that came with a card (`incentivised`). By how many "
            "percentage points is the good-review rate (four stars or more) of the others higher "
            "since 1 September than before?",
            kind=POINTS,
            solution=unpaid,
            hints=(
                "`reviews[~reviews['incentivised']]`, then the mean of `rating >= 4` before and "
                "since `CHANGED`.",
                "Points: 100 × (share after − share before).",
            ),
            misconceptions=(
                Misconception(
                    "all reviews",
                    _all_reviews,
                    "That is the rise of all reviews, cards included: the team's own figure. "
                    "Leave the cards out first.",
                ),
                Misconception(
                    "per cent instead of points",
                    _per_cent,
                    "You divided the rates: that is a rise in per cent. Percentage points are "
                    "their difference.",
                ),
            ),
            praise="So much for the cards. But are the stars that are left those which the "
            "buyers first gave?",
        ),
        Exercise(
            name="first_written",
            title="Stars as they were first given",
            prompt="The shop answers bad reviews only. So a review without a card that has an "
            "answer (`replied_at`) was a bad one when it was written, whatever its stars are now. "
            "Count it as bad, leave the cards out as before, and give the rise of the good-review "
            "rate in percentage points.",
            kind=POINTS,
            solution=first_written,
            hints=(
                "Good is what has four stars or more *and* no answer.",
                "Changed reviews stay in the table: they count as bad, they aren't dropped.",
            ),
            misconceptions=(
                Misconception(
                    "changed reviews as they stand",
                    unpaid,
                    "The changed reviews still count as good. Look at who has both many stars and "
                    "an answer.",
                ),
                Misconception(
                    "changed reviews dropped",
                    _left_out,
                    "You dropped the changed reviews. Each of them was a buyer with a complaint: "
                    "without them the complaints of September are too few.",
                ),
                Misconception(
                    "cards left in",
                    _cards_too,
                    "The reviews with a card are in it again. Leave them out, then count the "
                    "changed ones as bad.",
                ),
            ),
            praise="Now the stars are those that were first given. Who gives them isn't the same "
            "people any more: the card has drawn satisfied buyers into the other pile.",
        ),
        Exercise(
            name="by_lot",
            title="Buyers who have nothing to gain",
            prompt="On the evening of the delivery the service desk asks buyers drawn by lot "
            '(`script_id` "how was it"); all of them answered. By how many percentage points is '
            "the share with four stars or more (`csat`) higher since 1 September than before?",
            kind=POINTS,
            solution=by_lot,
            hints=(
                'Keep the chats whose `script_id` is "how was it".',
                "The share with `csat >= 4`, before and since `CHANGED`, times 100.",
            ),
            misconceptions=(
                Misconception(
                    "every chat counted",
                    _all_chats,
                    "The pleas to change the stars are in your denominator. They ask nobody how "
                    "it was.",
                ),
                Misconception(
                    "mean stars",
                    _mean_stars,
                    "You compared mean stars. The question is about a share of buyers: four stars "
                    "or more.",
                ),
                Misconception(
                    "five stars only",
                    _enthusiasts,
                    "You counted five stars only. Satisfied means four stars or more, as in the "
                    "reviews.",
                ),
            ),
            praise="The lot decides who is asked and the answer pays nothing: there is nothing to "
            "bend. What is left is luck, and the interval says how much.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt='Choose an action and the reason that carries it: `("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "pay the bonus and take cards and pleas to the sister shops",
                    "B": "end cards and pleas today; take the repairs to the sister shops, and "
                    "go on asking buyers by lot",
                    "C": "end cards and pleas today; go on asking buyers by lot, and find what "
                    "still spoils the parcels",
                },
                reasons={
                    "1": "the good-review rate rose as the team says",
                    "2": "among buyers asked by lot a rise is shown",
                    "3": "among buyers asked by lot a rise isn't shown",
                },
            ),
            solution=monday,
            hints=(
                "One of the three is against the law whatever the data say.",
                "Then look at the interval among the buyers asked by lot: does it contain 0?",
            ),
            misconceptions=(
                Misconception(
                    "stars bought",
                    _everywhere,
                    "Rewards for good reviews are forbidden, in three shops as in one. And the "
                    "figure that would earn the bonus is the one that was bought.",
                ),
                Misconception(
                    "right action, bought reason",
                    _stars_rose,
                    "Ending them is right. But the good-review rate is no reason for anything any "
                    "more: it says what the cards cost, not what the buyers think.",
                ),
                Misconception(
                    "nothing repaired",
                    _nothing_repaired,
                    "Cards and pleas must end. That doesn't make the repairs worthless: look at "
                    "the interval among the buyers asked by lot.",
                ),
            ),
            praise="The stars are worth something again when they cost nothing. And the lot tells "
            "you whether the repairs work.",
        ),
    ],
)
