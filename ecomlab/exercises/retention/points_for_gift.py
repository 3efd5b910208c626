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
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson
from ecomlab.retention.membership import (
    group_difference,
    intention_to_treat,
    matched_difference,
)

lesson = case_lesson("points_for_gift")


@lesson.exercise("What do the others do?", Number(tolerance=0.0005))
def same_channels(customers, orders):
    """Take the newcomers of spring. In each channel, by how much is the churn of those who took
    the gift above the churn of those who didn't? Average the three differences, **weighted by
    the number of takers** in the channel (0.05 for five points).

    Hint: `method.people(customers, orders)` has a column `kept`; churn is 1 less its mean.
    Spring is `first_order_at` before 1 July (`LOTS`).

    Hint: Group by `acq_channel` and by whether `acq_offer` is `points gift`; subtract; then
    weigh with the takers' counts.

    Right: That is what is left for the gift to answer for. The rest would have left without any
    gift.
    """
    spring = people(customers, orders)[customers["first_order_at"] < LOTS]
    kept = matched_difference(spring, {"acq_offer": "points gift"}, by="acq_channel")
    return -kept.value  # churned is who wasn't kept


@same_channels.wrong("no base")
def _takers_alone(customers, orders):
    """That is the takers' churn alone. It blames the gift for everybody who leaves, as if without
    a gift nobody ever left. Subtract what the others of the same channel do.
    """
    return measure(customers, orders)["churn"]


def _spring(customers, orders):
    return people(customers, orders)[customers["first_order_at"] < LOTS]


@same_channels.wrong("all others")
def _all_others(customers, orders):
    """You compared with all other newcomers. The takers came through other channels than they did,
    and channels differ by themselves. Subtract within each channel first.
    """
    return -group_difference(_spring(customers, orders), TAKERS_OF_GIFT).value


@same_channels.wrong("channels weighted alike")
def _channels_alike(customers, orders):
    """You gave each channel the same weight. The question is about the people who took the gift:
    weigh by where *they* came from.
    """
    by_channel = _spring(customers, orders).groupby("acq_channel")
    return -np.mean([group_difference(some, TAKERS_OF_GIFT).value for _, some in by_channel])


@lesson.exercise("Climbing without a ladder", Number(tolerance=0.0005, unit="share"))
def look_alikes(customers, orders, touches):
    """In autumn, look at those who were drawn for **no** ladder (arm `holdout`) and who would have
    been VIPs: at least 2 orders in days 8 to 90. What share of them churned (no order in days
    91 to 180)?

    Hint: `method.drawn(customers, orders, touches)` has `arm`, `early` and `kept`.

    Hint: Two conditions, then 1 less the mean of `kept`.

    Right: Nobody sent these people anything, and see how many of them stayed. To have ordered
    twice is to be somebody who orders.
    """
    newcomers = drawn(customers, orders, touches)
    like = (newcomers["arm"] == "holdout") & (newcomers["early"] >= ORDERS)
    return 1 - newcomers.loc[like, "kept"].mean()


@look_alikes.wrong("the whole holdout")
def _whole_holdout(customers, orders, touches):
    """That is everybody without a ladder. Keep those with at least 2 orders in days 8 to 90: they
    did what a VIP does.
    """
    newcomers = drawn(customers, orders, touches)
    return 1 - newcomers.loc[newcomers["arm"] == "holdout", "kept"].mean()


@look_alikes.wrong("the VIPs themselves")
def _vips(customers, orders, touches):
    """Those are the VIPs. The question is about people who did the same and had no ladder."""
    newcomers = drawn(customers, orders, touches)
    return 1 - newcomers.loc[newcomers["tier"] == "VIP", "kept"].mean()


@look_alikes.wrong("kept for churned")
def _stayed(customers, orders, touches):
    """That is the share who were kept. Churn is the rest."""
    return 1 - look_alikes(customers, orders, touches)


@lesson.exercise("Everybody who was drawn", Number(tolerance=0.0002))
def by_lot(customers, orders, touches):
    """Of **all** who were put on the ladder, VIP or not, which share was kept? And of all who were
    drawn for no ladder? Give the first less the second (0.05 for five points).

    Hint: Group `method.drawn(customers, orders, touches)` by `arm` alone.

    Hint: Mean of `kept` by arm; treated less holdout. Forget `tier`.

    Right: This is the comparison by intention to treat (意向性分析): whoever was drawn for the
    ladder counts for the ladder, wherever they left it.
    """
    lots = drawn(customers, orders, touches)
    return intention_to_treat(lots, treated="treated", control="holdout", outcome="kept").value


@by_lot.wrong("VIPs against the holdout")
def _vips_less_holdout(customers, orders, touches):
    """You kept the VIPs and dropped those who fell off the ladder. In the other group nobody was
    dropped. Compare all with all.
    """
    return _whole_holdout(customers, orders, touches) - _vips(customers, orders, touches)


@by_lot.wrong("climbers against fallen")
def _vips_less_fallen(customers, orders, touches):
    """Both of your groups were on the ladder. That tells who climbs, not what the ladder does."""
    newcomers = drawn(customers, orders, touches).query("arm == 'treated'")
    return group_difference(newcomers, VIP).value


@by_lot.wrong("VIPs against look-alikes")
def _vips_less_look_alikes(customers, orders, touches):
    """Nearly. But the ladder itself may have made some into VIPs who wouldn't have ordered twice,
    and then the two groups differ. Only the lot made two groups that are alike: all against
    all.
    """
    return look_alikes(customers, orders, touches) - _vips(customers, orders, touches)


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "give the ladder to every newcomer",
            "B": "draw lots for another season, and decide then",
            "C": "end the ladder, and spend its money elsewhere",
        },
        reasons={
            "1": "the whole interval lies below what the ladder must keep to earn its cost",
            "2": "what the ladder must keep lies inside the interval",
            "3": "VIPs stay and the takers of the gift left",
            "4": "the whole interval lies above what the ladder must keep",
            "5": "zero lies inside the interval, or doesn't",
        },
    ),
)
def monday(customers, orders, touches):
    """Marketing wants the ladder for every newcomer. Choose an action and the reason that carries
    it: `("A", 1)`.

    Hint: You need three numbers: the two ends of the interval of all who were drawn, and
    `method.break_even(customers, orders, touches)`.

    Hint: Is break-even below the interval, inside it, or above it?

    Right: You count everybody who was put on the ladder, and you hold the result against what
    the ladder costs.
    """
    # The whole interval above what the ladder costs: go. All below: stop. Else: find out.
    found = all_who_were_drawn(customers, orders, touches)
    needed = break_even(customers, orders, touches)
    if found.low > needed:
        return "A", 4
    return ("C", 1) if found.high < needed else ("B", 2)


@monday.wrong("the climbers again")
def _vips_stay(customers, orders, touches):
    """VIPs stay because people who stay become VIPs. The ladder earns its money only if the
    *whole* interval, over all who were drawn, lies above break-even. Above zero isn't enough.
    """
    return "A", 3 if monday(customers, orders, touches)[0] == "A" else None


@monday.wrong("more data for no reason")
def _lots_again(customers, orders, touches):
    """Another season of lots is for the case that break-even lies inside the interval. Look where
    it lies here; where zero lies, and what VIPs do, is no reason for anything.
    """
    return "B", 5 if monday(customers, orders, touches)[0] == "B" else None


@monday.wrong("ended on a doubt")
def _no_ladder(customers, orders, touches):
    """To end it, the *whole* interval must lie below break-even: then even the best that the data
    allow is too little. That zero lies inside says only that nothing is shown yet.
    """
    return "C", 5 if monday(customers, orders, touches)[0] == "C" else None
