"""The exercises of the case *The live room that beat the industry*."""

import pandas as pd

from ecomlab.cases.live_room import TOLD, told
from ecomlab.cases.live_room import month as month_times
from ecomlab.classroom.kinds import Criterion, Decision, Frame, Memo, Number, Query
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, THE_N, matching
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
    show = live_minutes[live_minutes["date"] == TOLD]
    return show["orders"].sum() / show["entrants"].sum()


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

    Right: Whoever reports one evening has chosen it from such a list. You have all of them.
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
    """All shows, but again those who clicked. The sheet divides by viewers."""
    sums = live_minutes[["orders", "product_clicks"]].sum()
    return sums["orders"] / sums["product_clicks"]


def mean_of_shows(shows):
    return (shows["paid"] / shows["viewers"]).mean()


def all_shows_together(shows):
    return shows["paid"].sum() / shows["viewers"].sum()


@lesson.exercise(
    "A mean of rates",
    Query(
        wrong=mean_of_shows,
        right=all_shows_together,
        columns={"viewers": "number", "paid": "number"},
        most=4,
    ),
)
def small_table():
    """The team's next report uses the function below. Each row is a show: `viewers` came in, and
    `paid` orders were paid. Make a table of at most four shows on which the function does **not**
    give all paid orders ÷ all viewers.

    Hint: `pd.DataFrame({"viewers": [..., ...], "paid": [..., ...]})` makes a table of two shows.

    Hint: A small show counts as much as a large one. Let a small one sell to many.

    Right: A mean of rates forgets how large the shows are. Add up first, then divide.
    """
    return pd.DataFrame({"viewers": [100, 1000], "paid": [10, 20]})


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "pay the bonus, and put the denominator into the next contract",
            "B": "don't pay it this month, and put the denominator into the next contract",
            "C": "end the contract with the live team",
        },
        reasons={
            "1": "the reported evening's orders ÷ viewers say so, beside the industry's average",
            "2": "all shows' orders ÷ all viewers aren't above the industry's average",
            "3": "the reported conversion says so, beside the industry's average",
            "4": "all shows' orders ÷ all viewers are above the industry's average",
        },
    ),
)
def monday(live_minutes, goals):
    """The live team's contract pays a bonus for a month in which the room's conversion is above the
    industry's average. The sheet of goals counts paid orders ÷ viewers, and the team reports one
    evening's orders ÷ clicks. Choose an action and the reason for it: `("A", 1)`.

    Hint: The contract says *month*, the sheet says *paid orders ÷ viewers*.

    Hint: Compare your figure of the month with `baseline`.

    Right: You pay by the contract's own terms, and the next one says them aloud.
    """
    # The contract speaks of the month, and the sheet of viewers.
    return ("A", 4) if month_times(live_minutes, goals) > 1 else ("B", 2)


@monday.wrong("as reported")
def _as_reported():
    """That figure counts people who clicked. The contract compares viewers with viewers."""
    return "A", 3


@monday.wrong("one evening")
def _one_evening(live_minutes, goals):
    """The action is right, its reason isn't: that is one evening, chosen by those whom it pays.
    The contract is about the month.
    """
    return monday(live_minutes, goals)[0], 1


@monday.wrong("end of the contract")
def _end_it():
    """The team's figure has another denominator than the sheet. That is a reason to write the
    denominator into the contract, and no reason to end it.
    """
    return "C", None


@monday.wrong("the wrong side of the line")
def _other_way(live_minutes, goals):
    """Compare once more: the month's orders ÷ viewers against the sheet's `baseline`. Above it the
    bonus is due, otherwise it isn't.
    """
    return ("B", 2) if monday(live_minutes, goals)[0] == "A" else ("A", 4)


NEXT = {
    "A": "We should pay the bonus",
    "B": "We should not pay the bonus this month",
}


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            THE_N,
            Criterion("what it is divided by", matching("viewer|came in|÷|divided|观看")),
            Criterion(
                "that all shows of the month count", matching("all|month|every|each|全部|月")
            ),
            A_DECISION,
            Criterion("a clause for the next contract", matching("clause|contract|合同|条款")),
            Criterion("no reproach to the team"),
        ]
    ),
)
def memo(live_minutes, goals):
    """Write to the owner, in three to five sentences: the figure that you pay by, what it is divided
    by and on how many orders it rests; whether the bonus is earned; and the clause that you want
    from next month on.

    Hint: The figure is the month's, beside the industry's, both per viewer.

    Hint: The clause names what is divided by what, over which shows.

    Right: Could the team compute next month's bonus from your clause, without asking you?
    """
    sums, industry = live_minutes[["orders", "entrants"]].sum(), goals["baseline"].iloc[0]
    shows, rate = live_minutes["session_id"].nunique(), sums["orders"] / sums["entrants"]
    return (
        f"In May, {rate:.2%} of those who came into the room bought ({sums['orders']:,} orders from "
        f"{sums['entrants']:,} people, all {shows} shows), against the industry's {industry:.0%} on "
        "the same base. The reported evening divides by those who clicked, and it is one show. "
        f"{NEXT[monday(live_minutes, goals)[0]]}. The next contract should say: paid orders minus "
        "returns, divided by all who came in, all shows of the month together; and where the "
        "industry's figure comes from."
    )


@memo.wrong("the report, copied")
def _the_report_copied(live_minutes, goals):
    """Both numbers are counted. But one counts people who clicked and the other people who came in, it
    is one evening, and the next report can do the same again.
    """
    show = told(live_minutes)
    return (
        f"The room converts at {show['orders'] / show['product_clicks']:.0%}, far above the average "
        f"of {goals['baseline'].iloc[0]:.0%} in the industry. The team has earned its bonus, and we "
        "should pay it now."
    )
