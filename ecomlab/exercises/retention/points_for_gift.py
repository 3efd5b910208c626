"""The exercises of the case *The ladder that keeps its members*."""

import numpy as np

from ecomlab.cases import points_for_gift as method
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
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.retention.membership import group_difference
from ecomlab.texts import fact

lesson = case_lesson("points_for_gift")


@lesson.exercise("What do the others do?", Number(tolerance=0.0005))
def same_channels(customers, orders):
    """Take the newcomers of spring. In each channel: what share of those who took the gift is gone
    (not `kept`), minus the share of those who didn't take it? Average the three differences,
    **weighted by the number of takers** in the channel (0.05 for five points).

    Hint: The table above has the churn of takers and others in each channel, and how many newcomers
    each row has.

    Hint: Three differences. Multiply each by the channel's number of takers, add up, and divide
    by all takers.

    Right: That is what is left for the gift to answer for. The rest would have left without any
    gift.
    """
    newcomers = method.people(customers, orders)
    spring = newcomers[newcomers["first_order_at"] < LOTS]
    took = spring["acq_offer"] == "points gift"
    others = spring[~took].groupby("acq_channel")["kept"].mean()
    takers = spring[took].groupby("acq_channel")["kept"].agg(["mean", "size"])
    more_gone = others - takers["mean"]  # gone is who wasn't kept
    return (more_gone * takers["size"]).sum() / takers["size"].sum()


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
    """In autumn, look at those who were drawn for **no** ladder (arm `holdout`) and who ordered like
    a VIP: at least 2 orders in days 8 to 90. What share of them is gone (no order in days 91 to
    180)?

    Hint: `lots` has `arm`, `early` and `kept`.

    Hint: Two conditions, then 1 minus the mean of `kept`.

    Right: Nobody sent these people anything, and see how many of them stayed. Who has ordered
    twice is somebody who orders.
    """
    newcomers = method.drawn(customers, orders, touches)
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
    """What share of **all** who were put on the ladder was kept, VIP or not? And what share of all who
    were drawn for no ladder? Give the first minus the second (0.05 for five points).

    Hint: Group `lots` by `arm` alone.

    Hint: The mean of `kept` by arm; treated minus holdout. Forget `tier`.

    Right: This is the comparison by intention to treat (意向性分析): whoever was drawn for the
    ladder counts for the ladder, wherever they left it.
    """
    lots = method.drawn(customers, orders, touches)
    kept = lots.groupby("arm")["kept"].mean()
    return kept["treated"] - kept["holdout"]


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
    """A beauty brand drew lots among newcomers: half got a ladder of presents. Of all on the
    ladder, {kept} points more were kept than of the others ({low} to {high}). To earn its cost, the
    ladder must keep {needed} points. Marketing wants it for every newcomer. Choose an action and the
    reason that carries it: `("A", 1)`.

    Hint: Put three numbers side by side: the low end, the high end, and what the ladder must keep.

    Hint: Does the third number lie below the interval, inside it, or above it?

    Right: You count everybody who was put on the ladder, and you hold the result against what
    the ladder costs.
    """
    # The whole interval above what the ladder costs: go. All below: stop. Else: find out.
    found = all_who_were_drawn(customers, orders, touches)
    needed = break_even(customers, orders, touches)
    if found.low > needed:
        return "A", 4
    return ("C", 1) if found.high < needed else ("B", 2)


@monday.facts
def _kept_and_cost(customers, orders, touches):
    found = all_who_were_drawn(customers, orders, touches)
    ends = {"kept": found.value, "low": found.low, "high": found.high}
    told = {name: fact.points(value, signed=True) for name, value in ends.items()}
    return told | {"needed": fact.points(break_even(customers, orders, touches))}


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


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion('what "kept" means', matching("day|order again|180|天|下单")),
            Criterion("what the ladder must keep", matching("cost|earn|break|pays|成本|保本|盈亏")),
            A_DECISION,
            Criterion("everybody who was drawn, not the VIPs alone"),
        ]
    ),
)
def memo(customers, orders, touches):
    """Write to Marketing, in three or four sentences: how many more newcomers the ladder keeps, with
    the interval; what "kept" means, and of how many newcomers you speak; how many it must keep; and
    what you would do.

    Hint: Begin with the number of all who were drawn. The VIPs are not in your first sentence.

    Hint: Say the three numbers of your decision: both ends of the interval, and what the ladder must
    keep.

    Right: Marketing will ask about the VIPs. Does your memo say why they are no proof?
    """
    found = all_who_were_drawn(customers, orders, touches)
    kept, low, high = (fact.points(x, signed=True) for x in found[:3])
    needed = fact.points(break_even(customers, orders, touches))
    what_next = {
        "A": "We should give the ladder to every newcomer but a tenth, drawn by lot, and look again "
        "after the next season",
        "B": "We should draw lots for one more season, and decide at its end",
        "C": "We should stop the ladder: even the high end doesn't earn its cost",
    }
    return (
        f"Of 100 newcomers on the ladder, {kept} more were kept than of 100 without it ({low} to {high}, "
        f"from {found.n:,} people drawn by lot). Kept means an order in days 91 to 180, after the last "
        "present. VIPs stay more often, but so do people who order twice without a ladder. The ladder "
        f"earns its cost from {needed} of 100 on. {what_next[monday(customers, orders, touches)[0]]}."
    )


@memo.wrong("the slide, repeated")
def _the_slide_repeated(customers, orders, touches):
    """All its numbers are right. But it compares people who climbed with people who came for a
    present, leaves out all who began and didn't climb, and has no interval and no cost.
    """
    newcomers = people(customers, orders)
    vip = 1 - newcomers.loc[newcomers["tier"] == "VIP", "kept"].mean()
    return (
        f"Of those who collected points for the gift {measure(customers, orders)['churn']:.0%} were "
        f"gone, of the VIPs of our ladder only {vip:.0%}. The ladder makes customers stay. We should "
        "give it to every newcomer at once."
    )


@memo.wrong("decided by zero")
def _decided_by_zero(customers, orders, touches):
    """The right number, with its interval. But it is compared with zero, and the ladder isn't free:
    ask where the number lies that it has to keep.
    """
    found = all_who_were_drawn(customers, orders, touches)
    kept, low, high = (fact.points(x, signed=True) for x in found[:3])
    so = "significant, so the ladder works and we should give it to everybody"
    if found.low <= 0:
        so = "not significant, so we should wait until it is"
    return (
        f"With the ladder {kept} points more newcomers were kept ({low} to {high}, n = {found.n:,} "
        f"people). The difference is {so}."
    )
