"""The exercises of the case *The traffic that converts at twelve per cent*."""

from ecomlab.cases.content_traffic import (
    TRIAL,
    TWICE,
    buyer_cost,
    by_channel,
    by_entrance,
    claimed_days,
)
from ecomlab.classroom.kinds import Decision, Frame, Number
from ecomlab.classroom.lesson import case_lesson

lesson = case_lesson("content_traffic")


@lesson.exercise("Who comes through which door?", Frame(key=["entrance"], tolerance=1e-4))
def doors(traffic_daily):
    """For the sixteen weeks of the claim (`traffic`), a table with a row for each `entrance`:
    `share` (its share of its **channel's** visits) and `conversion` (buyers ÷ visits).

    Hint: Sum `uv` and `payers` by channel and entrance first.

    Hint: `share`: visits of the entrance ÷ visits of its channel,
    `groupby("channel")["uv"].transform("sum")`.

    Right: Two channels, two quite different halls. Now compare the same people in both.
    """
    table = by_entrance(claimed_days(traffic_daily))
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
    return chosen[chosen["channel"] == "content"].groupby("entrance")[["uv", "payers"]].sum()


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
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "move the money at once and for good",
            "B": "move a part, in steps, and count the added buyers of each step",
            "C": "leave the money where it is for now",
        },
        reasons={
            "1": "an extra buyer by videos costs less than one by ads, luck allowed for",
            "2": "of the conversion of the two channels",
            "3": "it isn't shown that an extra buyer by videos costs less than one by ads",
            "4": "of what a buyer costs on average in either channel",
        },
    ),
)
def monday(traffic_daily, calendar):
    """Marketing wants to double the videos for good, with money from the ads. Choose an action and
    the reason that carries it: `("A", 1)`.

    Hint: Money moves at the margin: what does an *extra* buyer cost by videos?

    Hint: Compare the dear end of that interval with what a buyer costs by ads.

    Right: You decided at the margin and allowed for luck. For the ads you know the average alone;
    a visit by an ad costs the same here, the first as the last, so it may stand for the margin.
    """
    # Is an extra buyer by videos cheaper than one by ads, even at the interval's dear end?
    cost = buyer_cost(traffic_daily, calendar).set_index("buyer")
    cheaper = cost.loc["videos, extra buyer", "high"] < cost.loc["ads, on average", "cost"]
    return ("B", 1) if cheaper else ("C", 3)


@monday.wrong("the headline")
def _headline():
    """The headline compares followers with new people. And even a good step is taken as a step:
    the next visits may be weaker again.
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
    """Compare once more: the dear end of the extra buyer's cost, and what a buyer costs by ads. Is
    the extra one surely cheaper?
    """
    return ("C", 3) if monday(traffic_daily, calendar)[0] == "B" else ("B", 1)
