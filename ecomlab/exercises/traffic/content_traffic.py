"""The exercises of the case *The traffic that converts at twelve per cent*."""

from ecomlab.cases.content_traffic import (
    TRIAL,
    TWICE,
    buyer_cost,
    by_channel,
    by_entrance,
    claimed_days,
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


@cheapest.wrong("the average of the double weeks")
def _average_of_double_weeks(traffic_daily, calendar):
    """You seem to have taken *all* cost and *all* buyers of the double weeks. Most of these buyers
    come in usual weeks too: subtract the usual day's cost and buyers first.
    """
    average = buyer_cost(traffic_daily, calendar).set_index("buyer")["cost"]
    sums = _double_weeks(traffic_daily, calendar).sum()
    yuan = {
        "A": average["videos, on average"],
        "B": sums["cost"] / sums["payers"],
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
            "A": "move the money at once and for good",
            "B": "move a part, in steps, and count the added buyers of each step",
            "C": "leave the money where it is, and learn by lot what a buyer by the weakest ads costs",
        },
        reasons={
            "1": "an extra buyer by videos costs less than one by ads, even at the interval's high end",
            "2": "the conversion of the two channels says so",
            "3": "it isn't shown that an extra buyer by videos costs less than one by ads",
            "4": "the average cost of a buyer in each channel says so",
        },
    ),
)
def monday(traffic_daily, calendar):
    """A shop's short videos convert better than its ads, and marketing wants to double the videos
    for good, with money from the ads. In eight weeks, drawn by lot, you have seen what twice the
    videos add. Choose an action and the reason for it: `("A", 1)`.

    Hint: Money moves at the margin: what does an *extra* buyer cost by videos?

    Hint: Compare the high end of that interval with what a buyer costs by ads.

    Right: You decided at the margin and allowed for luck. For the ads you know the average alone.
    The ads that you would cut may cost more for each buyer; only a lot can tell.
    """
    # Is an extra buyer by videos cheaper than one by ads, even at the interval's high end?
    cost = buyer_cost(traffic_daily, calendar).set_index("buyer")
    cheaper = cost.loc["videos, extra buyer", "high"] < cost.loc["ads, on average", "cost"]
    return ("B", 1) if cheaper else ("C", 3)


@monday.wrong("the headline")
def _headline():
    """The claim compares followers with new people. And even where more videos pay, take a step at
    a time: the next visits may be weaker again.
    """
    return "A", None


@monday.wrong("decided by averages")
def _average_cost(traffic_daily, calendar):
    """The action is right, its reason isn't: an average tells what the buyers cost that you have.
    Money moves where the *next* buyer is cheaper.
    """
    return monday(traffic_daily, calendar)[0], 4


@monday.wrong("decided by conversion")
def _by_conversion(traffic_daily, calendar):
    """The action is right, its reason isn't: conversion says who comes, and nothing of what a
    visit costs.
    """
    return monday(traffic_daily, calendar)[0], 2


@monday.wrong("the wrong side of the line")
def _other_way(traffic_daily, calendar):
    """Compare once more: the high end of the extra buyer's cost, and what a buyer costs by ads. Is
    the extra one surely cheaper?
    """
    return ("C", 3) if monday(traffic_daily, calendar)[0] == "B" else ("B", 1)


COMPARED = {
    "B": "Even the high end of that is below what a buyer by ads costs",
    "C": "So it isn't shown that an extra buyer by videos is cheaper",
}
NEXT = {
    "B": "We should move a part of the money, in steps, and count the added buyers of each step",
    "C": "We should leave the money where it is, and learn by lot what a buyer by these ads costs",
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
    """Write to the head of marketing, in four or five sentences: what the gap between the channels
    is made of; what an extra buyer costs by videos, with its interval and on how many weeks it
    rests; what a buyer costs by ads; and what you would do.

    Hint: Two numbers with their intervals: like with like, and the extra buyer.

    Hint: Say which of your numbers is an average of what you have, and which is about more.

    Right: Does your memo keep the two questions apart: who comes, and what more of it brings?
    """
    same, cost = stratified_difference(traffic_daily), buyer_cost(traffic_daily, calendar)
    cost = cost.set_index("buyer")
    extra_buyer, ads = cost.loc["videos, extra buyer"], cost.loc["ads, on average", "cost"]
    action = monday(traffic_daily, calendar)[0]
    return (
        f"For the same kind of people, the videos' conversion differs from the ads' by "
        f"{same.value:+.2f} points ({same.low:+.2f} to {same.high:+.2f}, from {same.n} days); the "
        f"rest of the gap is that our followers come by videos. An extra buyer by twice the videos costs "
        f"{extra_buyer['cost']:.0f} yuan ({extra_buyer['low']:.0f} to {extra_buyer['high']:.0f}, "
        f"from 8 weeks drawn by lot), a buyer by ads {ads:.0f} on average. {COMPARED[action]}. The "
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
