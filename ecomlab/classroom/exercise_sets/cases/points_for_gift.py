"""The exercises of the case *The ladder that keeps its climbers*."""

import numpy as np

from ecomlab.cases.points_for_gift import (
    LOTS,
    ORDERS,
    TAKERS_OF_GIFT,
    VIP,
    all_who_were_drawn,
    break_even,
    drawn,
    measure,
    people,
)
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.retention.membership import (
    group_difference,
    intention_to_treat,
    matched_difference,
)

# --- 1: what do the others do? -------------------------------------------------------------


def same_channels(customers, orders):
    spring = people(customers, orders)[customers["first_order_at"] < LOTS]
    kept = matched_difference(spring, {"acq_offer": "points gift"}, by="acq_channel")
    return -kept.value  # churned is who wasn't kept


def _spring(customers, orders):
    return people(customers, orders)[customers["first_order_at"] < LOTS]


def _takers_alone(customers, orders):
    return measure(customers, orders)["churn"]


def _all_others(customers, orders):
    return -group_difference(_spring(customers, orders), TAKERS_OF_GIFT).value


def _channels_alike(customers, orders):
    by_channel = _spring(customers, orders).groupby("acq_channel")
    return -np.mean([group_difference(some, TAKERS_OF_GIFT).value for _, some in by_channel])


# --- 2: climbing without a ladder ----------------------------------------------------------


def look_alikes(customers, orders, touches):
    newcomers = drawn(customers, orders, touches)
    like = (newcomers["arm"] == "holdout") & (newcomers["early"] >= ORDERS)
    return 1 - newcomers.loc[like, "kept"].mean()


def _whole_holdout(customers, orders, touches):
    newcomers = drawn(customers, orders, touches)
    return 1 - newcomers.loc[newcomers["arm"] == "holdout", "kept"].mean()


def _vips(customers, orders, touches):
    newcomers = drawn(customers, orders, touches)
    return 1 - newcomers.loc[newcomers["tier"] == "VIP", "kept"].mean()


def _stayed(customers, orders, touches):
    return 1 - look_alikes(customers, orders, touches)


# --- 3: everybody who was drawn ------------------------------------------------------------


def by_lot(customers, orders, touches):
    lots = drawn(customers, orders, touches)
    return intention_to_treat(lots, treated="treated", control="holdout", outcome="kept").value


def _vips_less_holdout(customers, orders, touches):
    return _whole_holdout(customers, orders, touches) - _vips(customers, orders, touches)


def _vips_less_fallen(customers, orders, touches):
    newcomers = drawn(customers, orders, touches).query("arm == 'treated'")
    return group_difference(newcomers, VIP).value


def _vips_less_look_alikes(customers, orders, touches):
    return look_alikes(customers, orders, touches) - _vips(customers, orders, touches)


# --- 4: Monday -----------------------------------------------------------------------------


def monday(customers, orders, touches):
    """The whole interval above what the ladder costs: go. All below: stop. Else: find out."""
    found = all_who_were_drawn(customers, orders, touches)
    needed = break_even(customers, orders, touches)
    if found.low > needed:
        return "A", 2
    return ("C", 4) if found.high < needed else ("B", 3)


def _vips_stay(customers, orders, touches):
    return "A", 1 if monday(customers, orders, touches)[0] == "A" else None


def _lots_again(customers, orders, touches):
    return "B", 1 if monday(customers, orders, touches)[0] == "B" else None


def _no_ladder(customers, orders, touches):
    return "C", 3 if monday(customers, orders, touches)[0] == "C" else None


LESSON = case_lesson(
    "points_for_gift",
    [
        Exercise(
            name="same_channels",
            title="What do the others do?",
            prompt="Take the newcomers of spring. In each channel, by how much is the churn of "
            "those who took the gift above the churn of those who didn't? Average the three "
            "differences, **weighted by the number of takers** in the channel (0.05 for five "
            "points).",
            kind=Number(tolerance=0.0005),
            solution=same_channels,
            hints=(
                "`method.people(customers, orders)` has a column `kept`; churn is 1 less its "
                "mean. Spring is `first_order_at` before 1 July (`LOTS`).",
                "Group by `acq_channel` and by whether `acq_offer` is `points gift`; subtract; "
                "then weigh with the takers' counts.",
            ),
            misconceptions=(
                Misconception(
                    "no base",
                    _takers_alone,
                    "That is the takers' churn alone. It blames the gift for everybody who "
                    "leaves, as if without a gift nobody ever left. Subtract what the others of "
                    "the same channel do.",
                ),
                Misconception(
                    "all others",
                    _all_others,
                    "You compared with all other newcomers. The takers came through other "
                    "channels than they did, and channels differ by themselves. Subtract within "
                    "each channel first.",
                ),
                Misconception(
                    "channels weighted alike",
                    _channels_alike,
                    "You gave each channel the same weight. The question is about the people who "
                    "took the gift: weigh by where *they* came from.",
                ),
            ),
            praise="That is what is left for the gift to answer for. The rest would have left "
            "without any gift.",
        ),
        Exercise(
            name="look_alikes",
            title="Climbing without a ladder",
            prompt="In autumn, look at those who were drawn for **no** ladder (arm `holdout`) and "
            "who would have been VIPs: at least 2 orders in days 8 to 90. What share of them "
            "churned (no order in days 91 to 180)?",
            kind=Number(tolerance=0.0005, unit="share"),
            solution=look_alikes,
            hints=(
                "`method.drawn(customers, orders, touches)` has `arm`, `early` and `kept`.",
                "Two conditions, then 1 less the mean of `kept`.",
            ),
            misconceptions=(
                Misconception(
                    "the whole holdout",
                    _whole_holdout,
                    "That is everybody without a ladder. Keep those with at least 2 orders in "
                    "days 8 to 90: they did what a VIP does.",
                ),
                Misconception(
                    "the VIPs themselves",
                    _vips,
                    "Those are the VIPs. The question is about people who did the same and had "
                    "no ladder.",
                ),
                Misconception(
                    "kept for churned",
                    _stayed,
                    "That is the share who were kept. Churn is the rest.",
                ),
            ),
            praise="Nobody sent these people anything, and see how many of them stayed. To "
            "have ordered twice is to be somebody who orders.",
        ),
        Exercise(
            name="by_lot",
            title="Everybody who was drawn",
            prompt="Of **all** who were put on the ladder, VIP or not, which share was kept? And "
            "of all who were drawn for no ladder? Give the first less the second (0.05 for five "
            "points).",
            kind=Number(tolerance=0.0002),
            solution=by_lot,
            hints=(
                "Group `method.drawn(customers, orders, touches)` by `arm` alone.",
                "Mean of `kept` by arm; treated less holdout. Forget `tier`.",
            ),
            misconceptions=(
                Misconception(
                    "VIPs against the holdout",
                    _vips_less_holdout,
                    "You kept the VIPs and dropped those who fell off the ladder. In the other "
                    "group nobody was dropped. Compare all with all.",
                ),
                Misconception(
                    "climbers against fallen",
                    _vips_less_fallen,
                    "Both of your groups were on the ladder. That tells who climbs, not what "
                    "the ladder does.",
                ),
                Misconception(
                    "VIPs against look-alikes",
                    _vips_less_look_alikes,
                    "Nearly. But the ladder itself may have made some into VIPs who wouldn't have "
                    "ordered twice, and then the two groups differ. Only the lot made two groups "
                    "that are alike: all against all.",
                ),
            ),
            praise="This is the comparison by intention to treat (意向性分析): whoever was drawn "
            "for the ladder counts for the ladder, wherever they left it.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt="Marketing wants the ladder for every newcomer. Choose an action and the reason "
            'that carries it: `("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "give the ladder to every newcomer",
                    "B": "draw lots for another season, and decide then",
                    "C": "end the ladder, and spend its money elsewhere",
                },
                reasons={
                    "1": "VIPs stay and the takers of the gift left",
                    "2": "the whole interval lies above what the ladder must keep to earn its cost",
                    "3": "what the ladder must keep lies inside the interval",
                    "4": "the whole interval lies below what the ladder must keep",
                },
            ),
            solution=monday,
            hints=(
                "You need three numbers: the two ends of the interval of all who were drawn, "
                "and `method.break_even(customers, orders, touches)`.",
                "Is break-even below the interval, inside it, or above it?",
            ),
            misconceptions=(
                Misconception(
                    "the climbers again",
                    _vips_stay,
                    "VIPs stay because people who stay become VIPs. The ladder earns its money "
                    "only if the *whole* interval, over all who were drawn, lies above break-even.",
                ),
                Misconception(
                    "more data for no reason",
                    _lots_again,
                    "Another season of lots is for the case that break-even lies inside the "
                    "interval. Look where it lies here; VIPs are no reason for anything.",
                ),
                Misconception(
                    "ended on a doubt",
                    _no_ladder,
                    "To end it, the *whole* interval must lie below break-even: then even the best "
                    "that the data allow is too little.",
                ),
            ),
            praise="You count everybody who was put on the ladder, and you hold the result "
            "against what the ladder costs.",
        ),
    ],
)
