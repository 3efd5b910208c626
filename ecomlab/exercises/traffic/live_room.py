"""The exercises of the case *The live room that beat the industry*."""

from ecomlab.cases.live_room import TOLD, told
from ecomlab.cases.live_room import month as month_times
from ecomlab.classroom.kinds import Decision, Frame, Number
from ecomlab.classroom.lesson import case_lesson

lesson = case_lesson("live_room")


@lesson.exercise("Per viewer", Number(tolerance=0.0002, unit="share"))
def per_viewer(live_minutes):
    """Of the people who came into the room on 21 May, what share bought? Give paid orders ÷ people
    who came in, as a share between 0 and 1.

    Hint: Who came in during a minute is in `entrants`.

    Hint: Sum `orders` and `entrants` over the minutes of that show, then divide.

    Right: Now it has the same denominator as the industry's figure, and may stand beside it.
    """
    show = told(live_minutes)
    return show["orders"] / show["viewers"]


@per_viewer.wrong("per click")
def _per_click(live_minutes):
    """That is orders ÷ product clicks, the team's figure. It leaves out those who came in and
    didn't click.
    """
    show = told(live_minutes)
    return show["orders"] / show["product_clicks"]


@per_viewer.wrong("the industry's figure")
def _industry(goals):
    """That is the industry's figure, from the brief. The question asks for this room, this evening:
    count its orders and its people.
    """
    return goals["baseline"].iloc[0]


@per_viewer.wrong("summed over minutes")
def _viewer_minutes(live_minutes):
    """You added up `viewers`. Who stays for five minutes is in it five times: that sum counts
    minutes, not people.
    """
    show = live_minutes[live_minutes["date"] == TOLD]
    return show["orders"].sum() / show["viewers"].sum()


@per_viewer.wrong("fullest minute")
def _fullest_minute(live_minutes):
    """You divided by the room at its fullest minute. People come and go: the room was filled many
    times over.
    """
    show = live_minutes[live_minutes["date"] == TOLD]
    return show["orders"].sum() / show["viewers"].max()


@per_viewer.wrong("clicks per viewer")
def _clicks_per_viewer(live_minutes):
    """That is the share who click a product. One factor further: how many buy?"""
    show = told(live_minutes)
    return show["product_clicks"] / show["viewers"]


@lesson.exercise("Show by show", Frame(key=["session_id"], tolerance=1e-6))
def by_show(live_minutes):
    """A table with a row for each show: `session_id` and `conversion` (paid orders of the show ÷
    people who came into it).

    Hint: `groupby` with `session_id`, then sum before you divide.

    Hint: Keep two columns: `session_id` and `conversion`.

    Right: Whoever reports may pick from such a list. You have all of it.
    """
    sums = live_minutes.groupby("session_id")[["entrants", "orders"]].sum()
    sums["conversion"] = sums["orders"] / sums["entrants"]
    return sums.reset_index()[["session_id", "conversion"]]


@by_show.wrong("per click again")
def _by_click(live_minutes):
    """These are orders ÷ product clicks. The sheet of goals divides by viewers."""
    sums = live_minutes.groupby("session_id")[["product_clicks", "orders"]].sum()
    sums["conversion"] = sums["orders"] / sums["product_clicks"]
    return sums.reset_index()[["session_id", "conversion"]]


@by_show.wrong("mean of the minutes' rates")
def _mean_of_minutes(live_minutes):
    """You averaged the minutes' rates, over those who are in the room. That counts an empty minute
    as much as a full one, and a patient viewer often. Sum first, then divide.
    """
    rate = live_minutes["orders"] / live_minutes["viewers"]
    by_minute = live_minutes.assign(conversion=rate)
    return by_minute.groupby("session_id", as_index=False)["conversion"].mean()


@lesson.exercise("The month's one figure", Number(tolerance=0.00001, unit="share"))
def month(live_minutes):
    """What share of all who came in during the month bought? One number for all shows together, as
    a share with at least five decimals.

    Hint: All orders of the month, divided by all people who came in.

    Hint: Don't average the shows' rates: a large show counts for more people.

    Right: This is the figure of the contract: all shows, added up, per viewer.
    """
    sums = live_minutes[["orders", "entrants"]].sum()
    return sums["orders"] / sums["entrants"]


@month.wrong("mean of the shows' rates")
def _mean_of_shows(live_minutes):
    """You averaged the shows' rates. A show with fewer people then counts as much as one with
    many. Add up orders and people first.
    """
    return by_show(live_minutes)["conversion"].mean()


@month.wrong("the reported evening")
def _per_viewer_for_month(live_minutes):
    """That is the evening that the team reports. The contract is about the month."""
    return per_viewer(live_minutes)


@month.wrong("the month, per click")
def _month_per_click(live_minutes):
    """All shows, but clickers again. The sheet divides by viewers."""
    sums = live_minutes[["orders", "product_clicks"]].sum()
    return sums["orders"] / sums["product_clicks"]


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "pay the bonus, and put the denominator into the next contract",
            "B": "don't pay it this month, and put the denominator into the next contract",
            "C": "end the contract with the live team",
        },
        reasons={
            "1": "the reported evening's orders ÷ viewers stand against the industry's average",
            "2": "all shows' orders ÷ viewers aren't above it",
            "3": "the reported conversion stands against it",
            "4": "all shows' orders ÷ viewers are above it",
        },
    ),
)
def monday(live_minutes, goals):
    """The contract: a bonus for a month in which the room's conversion is above the industry's
    average, as the sheet of goals counts it. Choose an action and the reason that carries it:
    `("A", 1)`.

    Hint: The contract says *month*, the sheet says *paid orders ÷ viewers*.

    Hint: Compare your figure of the month with `baseline`.

    Right: You pay by the contract's own terms, and the next one says them aloud.
    """
    # The contract speaks of the month, and the sheet of viewers.
    return ("A", 4) if month_times(live_minutes, goals) > 1 else ("B", 2)


@monday.wrong("as reported")
def _as_reported():
    """Clickers on one side, viewers on the other: the contract compares viewers with viewers."""
    return "A", 3


@monday.wrong("one evening")
def _one_evening(live_minutes, goals):
    """The action is right, its reason isn't: that is one evening, chosen by those whom it pays.
    The contract is about the month.
    """
    return monday(live_minutes, goals)[0], 1


@monday.wrong("end of the contract")
def _end_it():
    """A wrong denominator on a sheet that never named one is a reason to write it down, not to
    part.
    """
    return "C", None


@monday.wrong("the wrong side of the line")
def _other_way(live_minutes, goals):
    """Compare once more: the month's orders ÷ viewers against the sheet's `baseline`. Above it the
    bonus is due, otherwise it isn't.
    """
    return ("B", 2) if monday(live_minutes, goals)[0] == "A" else ("A", 4)
