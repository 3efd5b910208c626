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
    ladder_less_takers,
    measure,
    people,
    place,
    step,
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

    Right: The base rate is out of it now. Above 0, more takers are gone than others of their
    channels; below 0, fewer.
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
            "ladder": "give the ladder to every newcomer but a tenth, drawn by lot",
            "lots": "draw lots for half of the newcomers for another season, and decide then",
            "end": "end the ladder, and spend its money elsewhere",
        },
        reasons={
            "below": "what the ladder must keep lies below the whole interval",
            "lower": "what the ladder must keep lies inside the interval, below the estimate",
            "upper": "what the ladder must keep lies inside the interval, above the estimate",
            "above": "what the ladder must keep lies above the whole interval",
            "vips": "VIPs stay more often than others on the ladder",
            "zero": "zero lies outside the interval, or inside it",
        },
        cautious=["lots"],
    ),
)
def monday(customers, orders, touches):
    """A beauty brand drew lots among newcomers: half got a ladder of presents. Of all on the
    ladder, {kept} points more were kept than of the others ({low} to {high}). To earn its cost
    within days 91 to 180, the ladder must keep {needed} points. Marketing wants it for every newcomer. Choose an action and the
    reason that carries it.

    Hint: Put three numbers side by side: the low end, the high end, and what the ladder must keep.

    Hint: Does the third number lie below the interval, inside it, or above it?

    Right: You count everybody who was put on the ladder, and you hold the result against what
    the ladder costs.
    """
    return step(customers, orders, touches), place(customers, orders, touches)


@monday.facts
def _kept_and_cost(customers, orders, touches):
    found = all_who_were_drawn(customers, orders, touches)
    ends = {"kept": found.value, "low": found.low, "high": found.high}
    told = {name: fact.points(value) for name, value in ends.items()}
    return told | {"needed": fact.points(break_even(customers, orders, touches))}


@monday.also("given while it is counted")
def _given_while_counted(customers, orders, touches):
    """That can be defended: more likely than not it earns its cost, and a tenth without it goes on
    telling. Lots for half of them have this beside it: they tell sooner, and a ladder that was
    promised to everybody is hard to take back.
    """
    return ("ladder", "lower") if place(customers, orders, touches) == "lower" else None


@monday.also("ended while it may pay")
def _ended_while_it_may_pay(customers, orders, touches):
    """That can be defended: more likely than not it doesn't earn its cost. Another season of lots has
    this beside it: only one quarter's margin is counted here, and who is kept may stay for more.
    """
    return ("end", "upper") if place(customers, orders, touches) == "upper" else None


@monday.wrong("the climbers again")
def _vips_stay(customers, orders, touches):
    """The action holds, the reason doesn't: VIPs stay because people who stay become VIPs. Hold all
    who were drawn, {low} to {high}, against what the ladder must keep, {needed}.
    """
    return step(customers, orders, touches), "vips"


@monday.wrong("decided by zero")
def _zero(customers, orders, touches):
    """The action holds, the reason doesn't: the ladder isn't free, so zero is no border. It must keep
    {needed} points; the interval goes from {low} to {high}.
    """
    return step(customers, orders, touches), "zero"


@monday.wrong("what it must keep, misplaced")
def _misplaced(customers, orders, touches):
    """The action holds, but what the ladder must keep lies elsewhere: {needed} points, beside {kept}
    ({low} to {high}).
    """
    other = {"below": "upper", "lower": "above", "upper": "below", "above": "lower"}
    return step(customers, orders, touches), other[place(customers, orders, touches)]


def _unless_right(action, customers, orders, touches):
    """An action whatever its reason; None where it is the right one."""
    return None if step(customers, orders, touches) == action else (action, None)


@monday.wrong("given on a hope")
def _gives(customers, orders, touches):
    """The ladder must keep {needed} points. To give it to everybody the interval must lie above that,
    or at least the estimate must. Here it is {kept} ({low} to {high}).
    """
    return _unless_right("ladder", customers, orders, touches)


@monday.wrong("more data for no reason")
def _lots_again(customers, orders, touches):
    """Another season of lots is for the case that what the ladder must keep, {needed}, lies inside
    the interval. Here the interval goes from {low} to {high}. Waiting has a price, too.
    """
    return _unless_right("lots", customers, orders, touches)


@monday.wrong("ended on a doubt")
def _no_ladder(customers, orders, touches):
    """To end it, what it must keep, {needed}, must lie above the interval, or at least above the
    estimate. Here it kept {kept} ({low} to {high}). A poor slide is no reason to end a ladder.
    """
    return _unless_right("end", customers, orders, touches)


NEXT = {
    "ladder": "We should give the ladder to every newcomer but a tenth, drawn by lot, and count "
    "its days 91 to 180 again on 31 December 2025",
    "lots": "We should draw lots for one more season, and decide on 31 December 2025, when the last "
    "of them has passed day 180",
    "end": "We should stop the ladder today: even the high end doesn't earn its cost",
}


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
    """Write to Marketing, in a few sentences: how many more newcomers the ladder keeps, with
    the interval; what "kept" means, and of how many newcomers you speak; how many it must keep; and
    what you would do.

    Hint: Begin with the number of all who were drawn. The VIPs are not in your first sentence.

    Hint: Say the three numbers of your decision: both ends of the interval, and what the ladder must
    keep.

    Right: Marketing will ask about the gift's people and the VIPs. Does your memo say why neither is
    the comparison?
    """
    found = all_who_were_drawn(customers, orders, touches)
    kept, low, high = (fact.points(x) for x in found[:3])
    needed = fact.points(break_even(customers, orders, touches))
    slide = fact.points(ladder_less_takers(customers, orders, touches).value)
    return (
        f"Of 100 newcomers on the ladder, {kept} more were kept than of 100 without it ({low} to {high}, "
        f"from {found.n:,} people drawn by lot). Kept means an order in days 91 to 180, after the last "
        f"present. The slide's gap is {slide} points, but the gift's people came in another season and by other "
        "channels, and VIPs are picked by what they ordered: neither is the comparison. To earn its cost "
        f"within days 91 to 180, the ladder must keep {needed} of 100. {NEXT[step(customers, orders, touches)]}."
    )


@memo.wrong("the slides, repeated")
def _the_slides_repeated(customers, orders, touches):
    """All its numbers are right. But it compares with people of another season, who chose a present,
    and shows those who climbed without those who didn't. It has no interval and no cost.
    """
    newcomers = people(customers, orders)
    vip = 1 - newcomers.loc[newcomers["tier"] == "VIP", "kept"].mean()
    return (
        f"Of those who collected points for the gift {measure(customers, orders)['churn']:.0%} were "
        f"gone, of the VIPs of our ladder only {vip:.0%}. The ladder makes customers stay. We should "
        "give it to every newcomer at once."
    )


@memo.wrong("all slides dismissed")
def _dismissed(customers, orders, touches):
    """It names real faults of the slides, and stops there. A slide with faults can be too high, too
    low, or near the truth; the lots tell which. It has no number of all who were drawn, no interval
    and no cost.
    """
    return (
        "Marketing compares summer with winter, and people who wanted a present with people who "
        "didn't. Such slides are always too rosy, so the ladder does nothing. We should stop it and "
        "save the money."
    )


@memo.wrong("decided by zero")
def _decided_by_zero(customers, orders, touches):
    """The right number, with its interval. But it is compared with zero, and the ladder isn't free:
    ask where the number lies that it has to keep.
    """
    found = all_who_were_drawn(customers, orders, touches)
    kept, low, high = (fact.points(x) for x in found[:3])
    so = "significant, so the ladder works and we should give it to everybody"
    if found.low <= 0:
        so = "not significant, so we should wait until it is"
    return (
        f"With the ladder {kept} points more newcomers were kept ({low} to {high}, n = {found.n:,} "
        f"people). The difference is {so}."
    )
