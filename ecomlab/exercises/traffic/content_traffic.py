"""The exercises of the case *The traffic that converts at twelve per cent*."""

from ecomlab.cases.content_traffic import (
    CASE,
    LEAVES,
    TRIAL,
    TWICE,
    buyer_cost,
    by_channel,
    by_entrance,
    claimed_days,
    compared,
    difference,
    may_cost,
    stratified_difference,
    trial_days,
)
from ecomlab.classroom.kinds import Criterion, Decision, Frame, Memo, Number, Ordering
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson

lesson = case_lesson("content_traffic")


@lesson.exercise("Who comes through which door?", Frame(key=["entrance"], tolerance=1e-4))
def doors(traffic_daily):
    """For the sixteen weeks of the claim (`traffic`), a table with a row for each `entrance`:
    `share` (its share of its **channel's** visits) and `conversion` (buyers ÷ visits).

    Hint: Sum `uv` and `payers` by channel and entrance first.

    Hint: `share` is the visits of the entrance ÷ all visits of its channel. Divide the two rows
    of content by content's sum, and the two of paid by paid's.

    Right: The two channels have different visitors. Now compare the same people in both.
    """
    table = by_entrance(claimed_days(traffic_daily))  # sums of uv and payers, and two divisions
    return table[["entrance", "share", "conversion"]]


@doors.wrong("share of all visits")
def _of_all_visits(traffic_daily):
    """Your shares are of all visits of the shop. The question is who comes through *each* channel:
    the two shares of a channel sum to 1.
    """
    table = by_entrance(claimed_days(traffic_daily))
    table["share"] = table["uv"] / table["uv"].sum()
    return table[["entrance", "share", "conversion"]]


@doors.wrong("the trial counted in")
def _with_the_trial(traffic_daily):
    """You counted the eight weeks of the trial too, in which the number of videos was changed. The
    claim is from the sixteen weeks before.
    """
    return by_entrance(traffic_daily)[["entrance", "share", "conversion"]]


@doors.wrong("share of the buyers")
def _of_the_buyers(traffic_daily):
    """Those are shares of the *buyers*. Who comes is a question about visits; among buyers, those
    who buy often are counted up already.
    """
    table = by_entrance(claimed_days(traffic_daily))
    table["share"] = table["payers"] / table.groupby("channel")["payers"].transform("sum")
    return table[["entrance", "share", "conversion"]]


@lesson.exercise("The videos with the ads' visitors", Number(tolerance=0.0001, unit="share"))
def same_mix(traffic_daily):
    """What would content convert at, if its visits were mixed as the paid ones are, and each kind
    of people bought as it does by videos? A share, with at least four decimals.

    Hint: The weights come from the ads, the conversions from the videos.

    Hint: share of followers among paid visits × conversion of followers by videos + the same
    for new people.

    Right: This is direct standardisation (标准化): the same people, another door. Put it beside
    the ads' own conversion.
    """
    table = doors(traffic_daily).set_index("entrance")
    return (
        table.loc["ads, followers", "share"] * table.loc["videos, followers", "conversion"]
        + table.loc["ads, new people", "share"] * table.loc["videos, new people", "conversion"]
    )


@same_mix.wrong("the videos' own mix")
def _own_mix(traffic_daily):
    """That is content as it is: the weights are the videos' own. Take the ads' shares of followers
    and new people.
    """
    return by_channel(claimed_days(traffic_daily)).loc["content", "conversion"]


@same_mix.wrong("half and half")
def _half_and_half(traffic_daily):
    """You took the plain mean of followers and new people. Weight them as the paid visits are
    mixed.
    """
    table = doors(traffic_daily).set_index("entrance")["conversion"]
    return (table["videos, followers"] + table["videos, new people"]) / 2


@same_mix.wrong("the ads' own conversion")
def _paid_as_it_is(traffic_daily):
    """That is what the ads convert at. Take their mix, but the *videos'* conversion of each kind
    of people.
    """
    return by_channel(claimed_days(traffic_daily)).loc["paid", "conversion"]


@lesson.exercise("The extra visits", Number(tolerance=0.0002, unit="share"))
def extra(traffic_daily, calendar):
    """In the eight weeks of the trial, which begin on 23 June: of the visits that twice the videos
    **added** to the content channel, what share bought? (Buyers added ÷ visits added; both
    kinds of weeks have the same number of days.)

    Hint: The table above has both kinds of weeks, per day.

    Hint: Subtract the usual weeks' visits and buyers from the double weeks'; then divide buyers
    by visits.

    Right: That is the marginal conversion (边际转化): what more of the same adds.
    """
    twice = set(calendar.loc[calendar["own_event"] == TWICE, "date"])
    content = traffic_daily[traffic_daily["channel"] == "content"]
    content = content[content["date"] >= TRIAL]
    sums = content.groupby(content["date"].isin(twice))[["uv", "payers"]].sum()
    return (sums["payers"][True] - sums["payers"][False]) / (sums["uv"][True] - sums["uv"][False])


def _double_weeks(traffic_daily, calendar):
    days = calendar.loc[calendar["own_event"] == TWICE, "date"]
    chosen = traffic_daily[traffic_daily["date"].isin(days)]
    return (
        chosen[chosen["channel"] == "content"].groupby("entrance")[["uv", "payers", "cost"]].sum()
    )


@extra.wrong("all visits of the double weeks")
def _in_the_double_weeks(traffic_daily, calendar):
    """That is the average of the double weeks, with the visits that would have come anyway.
    Subtract the usual weeks' visits and buyers first.
    """
    sums = _double_weeks(traffic_daily, calendar)
    return sums["payers"].sum() / sums["uv"].sum()


@extra.wrong("all new people of the double weeks")
def _new_people(traffic_daily, calendar):
    """You took the new people of the double weeks. Some of them come in usual weeks too: count
    what was added.
    """
    sums = _double_weeks(traffic_daily, calendar).loc["videos, new people"]
    return sums["payers"] / sums["uv"]


@extra.wrong("change of the average")
def _change_of_the_average(traffic_daily, calendar):
    """You subtracted two averages. Subtract visits from visits and buyers from buyers, then
    divide.
    """
    content = traffic_daily[traffic_daily["channel"] == "content"]
    content = content[content["date"] >= TRIAL]
    twice = content["date"].isin(calendar.loc[calendar["own_event"] == TWICE, "date"])
    sums = content.groupby(twice)[["uv", "payers"]].sum()
    rate = sums["payers"] / sums["uv"]
    return rate[True] - rate[False]


@lesson.exercise(
    "From the cheapest buyer to the most expensive",
    Ordering(
        {
            "A": "a buyer by the usual videos, on average (the sixteen weeks)",
            "B": "an extra buyer by twice the videos (the trial)",
            "C": "a buyer by ads, on average (the sixteen weeks)",
        }
    ),
)
def cheapest(traffic_daily, calendar):
    """Which buyer costs least, which costs most? Put the three in order, the **cheapest first**.
    `traffic` has cost and buyers of the sixteen weeks, `means` those of the trial's days.

    Hint: On average: all cost of a channel ÷ all its buyers (`payers`).

    Hint: Extra: (cost of a day with twice the videos − cost of a usual day) ÷ the same difference
    of buyers.

    Right: The average buyer by videos is one you have. Money decides about the extra one.
    """
    sums = claimed_days(traffic_daily).groupby("channel")[["cost", "payers"]].sum()
    average = sums["cost"] / sums["payers"]
    means = trial_days(traffic_daily, calendar).groupby("twice").mean()
    more = means.loc[True] - means.loc[False]
    yuan = {"A": average["content"], "B": more["cost"] / more["payers"], "C": average["paid"]}
    return sorted(yuan, key=yuan.get)


@cheapest.wrong("added cost over all buyers")
def _added_cost_over_all_buyers(traffic_daily, calendar):
    """You seem to have divided the *added* cost by *all* buyers of a day with twice the videos. Most
    of these buyers come on usual days too: subtract the usual day's buyers as well.
    """
    average = buyer_cost(traffic_daily, calendar).set_index("buyer")["cost"]
    means = trial_days(traffic_daily, calendar).groupby("twice").mean()
    added = means.loc[True, "cost"] - means.loc[False, "cost"]
    yuan = {
        "A": average["videos, on average"],
        "B": added / means.loc[True, "payers"],
        "C": average["ads, on average"],
    }
    return sorted(yuan, key=yuan.get)


@cheapest.wrong("most expensive first")
def _most_expensive_first(traffic_daily, calendar):
    """Your order is right, and the wrong way round: the cheapest comes first."""
    return cheapest(traffic_daily, calendar)[::-1]


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "move": "double the videos now, with money from the ads",
            "part": "move a part, in weeks drawn by lot, and count the added buyers again",
            "leave": "leave videos and ads as they are",
            "less": "add no videos, and cut the ads as well",
        },
        reasons={
            "cheaper": "an extra buyer by videos surely costs less than one by ads",
            "unsure": "it isn't shown which of the two costs more",
            "dearer": "an extra buyer by videos surely costs more than one by ads",
            "both": "both cost more than an order leaves: an extra buyer by videos even at the low "
            "end, and one by ads",
            "conversion": "the conversion of the two channels says so",
            "average": "the average cost of a buyer in each channel says so",
        },
        cautious=["part"],
    ),
)
def monday(traffic_daily, calendar):
    """A shop's short videos convert better than its ads, and marketing wants to double the videos
    for good, with money from the ads. In eight weeks, drawn by lot, you have seen what twice the
    videos add. Before ads and videos, an order leaves {leaves}. Choose an action and the reason for it.

    Hint: Money moves at the margin: what does an *extra* buyer cost by videos? Put both ends of its
    interval beside what a buyer costs by ads.

    Hint: Then put both beside {leaves}. If neither of them leaves anything, that is the reason. If
    one does, the reason is which of the two costs more.

    Right: You decided at the margin, with its interval, and by what an order leaves. For the ads
    you know the average alone: those that you would cut first may cost more.
    """
    # Where does the extra buyer lie: beside one by ads, and beside what an order leaves?
    cost = buyer_cost(traffic_daily, calendar).set_index("buyer")
    extra_buyer, ads = cost.loc["videos, extra buyer"], cost.loc["ads, on average", "cost"]
    reason = compared(traffic_daily, calendar)
    if min(extra_buyer["low"], ads) > LEAVES:
        return "less", "both"
    if reason == "dearer":
        return "leave", reason
    sure = reason == "cheaper" and extra_buyer["high"] < LEAVES
    return ("move" if sure else "part"), reason


@monday.facts
def _leaves():
    return {"leaves": f"{LEAVES} yuan"}


@monday.also("move what is probably cheaper")
def _move_at_once(traffic_daily, calendar):
    """That can be defended: at the estimate an extra buyer by videos is the cheaper one and leaves
    something, and a month of videos can be undone. Weeks by lot have this beside it: if the
    high end is true, the mistake is half as large, and afterwards you know.
    """
    best, most = monday(traffic_daily, calendar), may_cost(traffic_daily, calendar)
    cost = buyer_cost(traffic_daily, calendar).set_index("buyer")["cost"]
    cheap = cost["videos, extra buyer"] < most
    return ("move", best[1]) if best[0] == "part" and cheap else None


@monday.also("leave what is probably dearer")
def _leave_it(traffic_daily, calendar):
    """That can be defended: at the estimate an extra buyer by videos isn't the cheaper one, and
    eight more weeks by lot need somebody who runs them. To count again has this beside it: the
    interval is wide, and the saving would be had every week.
    """
    best = monday(traffic_daily, calendar)
    cost = buyer_cost(traffic_daily, calendar).set_index("buyer")["cost"]
    dear = cost["videos, extra buyer"] > cost["ads, on average"]
    return ("leave", best[1]) if best[0] == "part" and dear else None


@monday.wrong("decided by averages")
def _average_cost(traffic_daily, calendar):
    """The action is right, its reason isn't: an average tells what the buyers cost that you have.
    Money moves where the *next* buyer is cheaper.
    """
    return monday(traffic_daily, calendar)[0], "average"


@monday.wrong("decided by conversion")
def _by_conversion(traffic_daily, calendar):
    """The action is right, its reason isn't: conversion says who comes and what the door does, and
    nothing of what a visit costs.
    """
    return monday(traffic_daily, calendar)[0], "conversion"


@monday.wrong("all at once")
def _headline(traffic_daily, calendar):
    """To double the videos now, the high end of the extra buyer's cost must lie below what one costs
    by ads, and below {leaves}. Look at both.
    """
    return "move", None if monday(traffic_daily, calendar)[0] != "move" else "unsure"


@monday.wrong("a part although it is clear")
def _count_again(traffic_daily, calendar):
    """To count again is worth its weeks only where the interval leaves the choice open. Put both of
    its ends beside a buyer by ads, and beside {leaves}.
    """
    best = monday(traffic_daily, calendar)
    return "part", None if best[0] != "part" else _another(best[1])


@monday.wrong("left although it is clear")
def _no_change(traffic_daily, calendar):
    """To leave all as it is, an extra buyer by videos must surely cost more than one by ads, and
    the ads must leave something of {leaves}. Is it so here?
    """
    return "leave", None if monday(traffic_daily, calendar)[0] != "leave" else "unsure"


@monday.wrong("less although one pays")
def _less(traffic_daily, calendar):
    """To cut the ads without more videos, *both* must cost more than an order leaves: a buyer
    by ads, and an extra one by videos even at the low end. Put both beside {leaves}. If they do,
    that is the reason, whichever of the two costs less.
    """
    best = monday(traffic_daily, calendar)
    return "less", None if best[0] != "less" else compared(traffic_daily, calendar)


def _another(reason):
    """Another reason of the same kind."""
    return "cheaper" if reason != "cheaper" else "dearer"


COMPARED = {
    "cheaper": "Even at the high end an extra buyer by videos costs less than one by ads",
    "unsure": "So it isn't shown which of the two costs more",
    "dearer": "Even at the low end an extra buyer by videos costs more than one by ads",
    "both": "Both cost more than that, an extra buyer by videos even at the low end",
}
NEXT = {
    "move": "We should double the videos now, with money from the ads, and go on counting",
    "part": "We should move a part, in weeks drawn by lot, and count the added buyers again",
    "leave": "We should leave videos and ads as they are",
    "less": "We should add no videos and cut the ads, the weakest plans first, until the rest pays",
}
GAP = {
    "rosy": "what the gap between the channels shows beyond that is who comes",
    "right": "that is about the gap between the channels",
    "modest": "the gap between the channels shows less, because the ads get more of our followers",
}


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion(
                "who comes through which door", matching("follower|new people|visitors|粉丝|新客")
            ),
            Criterion("what an extra buyer costs", matching("extra|next|added|margin|边际|新增")),
            A_DECISION,
            Criterion("that the ads' cost is an average too"),
        ]
    ),
)
def memo(traffic_daily, calendar):
    """Write to the head of marketing, in four or five sentences: what the channel itself does, and
    whether the gap says it; what an extra buyer costs by videos, with its interval and on how many
    weeks it rests; what a buyer costs by ads, and what an order leaves; and what you would do.

    Hint: Two numbers with their intervals: like with like, and the extra buyer.

    Hint: Say which of your numbers is an average of what you have, and which is about more.

    Right: Does your memo keep the two questions apart: what the door does, and what more of it
    brings?
    """
    same, cost = stratified_difference(traffic_daily), buyer_cost(traffic_daily, calendar)
    cost = cost.set_index("buyer")
    extra_buyer, ads = cost.loc["videos, extra buyer"], cost.loc["ads, on average", "cost"]
    action, reason = monday(traffic_daily, calendar)
    value, low, high = (f"{end:+.2f}".replace("-", "−") for end in same[:3])
    errs = CASE.found(difference(traffic_daily), same)[0]
    return (
        f"Among followers and among new people, the videos' conversion differs from the ads' by "
        f"{value} points ({low} to {high}, from {same.n} days); "
        f"{GAP[errs]}. An extra buyer by twice the videos costs {extra_buyer['cost']:.0f} yuan "
        f"({extra_buyer['low']:.0f} to {extra_buyer['high']:.0f}, from 8 weeks drawn by lot), a "
        f"buyer by ads {ads:.0f} on average, and an order leaves {LEAVES}. {COMPARED[reason]}. The "
        f"weakest ads may cost more than their average. {NEXT[action]}."
    )


@memo.wrong("the averages as a reason")
def _averages_as_a_reason(traffic_daily):
    """Its numbers are right. But it doesn't ask who comes through which door, it takes an average for
    what more of the same will bring, and it has no interval.
    """
    rate = by_channel(claimed_days(traffic_daily))["conversion"]
    return (
        f"Content converts at {rate['content']:.0%} and paid traffic at {rate['paid']:.0%}. We "
        "should move the ads' money into twice the videos, because content is simply better."
    )


@memo.wrong("all of it is the mix")
def _all_the_mix(traffic_daily):
    """It names a reason to doubt, and doesn't look how large it is here, or in which direction it
    works. The visits are split in the table; and the lot's weeks aren't used at all.
    """
    rate = by_channel(claimed_days(traffic_daily))["conversion"]
    return (
        f"The {rate['content']:.0%} are exaggerated, as such figures are: they are our own "
        "followers, who would buy anyway. Videos do nothing. We should leave the money in the ads."
    )
