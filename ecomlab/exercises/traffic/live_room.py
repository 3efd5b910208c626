"""The exercises of the case *The live room that beat the industry*."""

import pandas as pd

from ecomlab.cases.live_room import ROUNDED, TOLD, sheet_base, step, team_base, told
from ecomlab.cases.live_room import month as month_times
from ecomlab.classroom.kinds import Criterion, Decision, Frame, Memo, Number, Query
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, THE_N, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.texts import fact

lesson = case_lesson("live_room")
COLUMNS = {"viewers": "entrants", "clicks": "product_clicks"}  # where each of them is counted
PEOPLE = {"viewers": "came in", "clicks": "clicked a product"}


def _counted(goals):
    """The column of live_minutes that the sheet's denominator sums."""
    return COLUMNS[sheet_base(goals)]


def _other(goals):
    """The column that the sheet doesn't divide by."""
    return COLUMNS["clicks" if sheet_base(goals) == "viewers" else "viewers"]


@lesson.exercise("As the sheet counts", Number(tolerance=0.0002, unit="share"))
def per_viewer(live_minutes, goals):
    """Read `unit` on the sheet of goals. Count the show of 21 May in the same way: paid orders ÷ the
    people whom the sheet divides by, as a share between 0 and 1.

    Hint: Who came in during a minute is in `entrants`, who clicked a product in `product_clicks`.

    Hint: Sum `orders` and the right one of the two over the minutes of that show, then divide.

    Right: Now it has the same denominator as the industry's figure, and may stand beside it.
    """
    show = live_minutes[live_minutes["date"] == TOLD]
    people = {"paid orders ÷ viewers": "entrants", "paid orders ÷ clickers": "product_clicks"}
    return show["orders"].sum() / show[people[goals["unit"].iloc[0]]].sum()


@per_viewer.wrong("the other denominator")
def _other_denominator(live_minutes, goals):
    """You divided by the other kind of people. `unit` on the sheet says whom the industry's figure
    counts: all who came in (viewers), or those who clicked a product (clickers).
    """
    show = live_minutes[live_minutes["date"] == TOLD]
    return show["orders"].sum() / show[_other(goals)].sum()


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
    """That is the share of those who came in who click a product. How many buy?"""
    show = told(live_minutes)
    return show["product_clicks"] / show["viewers"]


@lesson.exercise("Show by show", Frame(key=["session_id"], tolerance=1e-6))
def by_show(live_minutes, goals):
    """A table with a row for each show: `session_id` and `conversion` (paid orders of the show ÷ its
    people, counted as the sheet counts them).

    Hint: `groupby` with `session_id`, then sum before you divide.

    Hint: Keep two columns: `session_id` and `conversion`.

    Right: Whoever reports one evening has chosen it from such a list. You have all of them.
    """
    people = {"paid orders ÷ viewers": "entrants", "paid orders ÷ clickers": "product_clicks"}
    counted = people[goals["unit"].iloc[0]]
    sums = live_minutes.groupby("session_id")[[counted, "orders"]].sum()
    sums["conversion"] = sums["orders"] / sums[counted]
    return sums.reset_index()[["session_id", "conversion"]]


@by_show.wrong("the other denominator again")
def _by_the_other(live_minutes, goals):
    """You divided by the people whom the sheet doesn't count. Read `unit` once more."""
    other = _other(goals)
    sums = live_minutes.groupby("session_id")[[other, "orders"]].sum()
    sums["conversion"] = sums["orders"] / sums[other]
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
def month(live_minutes, goals):
    """What share of the month's people, counted as the sheet counts them, bought? One number for all
    shows together, as a share with at least five decimals.

    Hint: All orders of the month, divided by all those people.

    Hint: Don't average the shows' rates: a large show counts for more people.

    Right: This is the figure of the contract: all shows, added up, counted as the sheet counts.
    """
    people = {"paid orders ÷ viewers": "entrants", "paid orders ÷ clickers": "product_clicks"}
    return live_minutes["orders"].sum() / live_minutes[people[goals["unit"].iloc[0]]].sum()


@month.wrong("mean of the shows' rates")
def _mean_of_shows(live_minutes, goals):
    """You averaged the shows' rates. A show with fewer people then counts as much as one with
    many. Add up orders and people first.
    """
    return by_show(live_minutes, goals)["conversion"].mean()


@month.wrong("the reported evening")
def _evening_for_month(live_minutes, goals):
    """That is the evening that the team reports. The contract is about the month."""
    return per_viewer(live_minutes, goals)


@month.wrong("the month, by the other denominator")
def _month_by_the_other(live_minutes, goals):
    """All shows, but divided by the people whom the sheet doesn't count. Read `unit` once more."""
    return live_minutes["orders"].sum() / live_minutes[_other(goals)].sum()


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
            "pay": "pay the bonus, and put numerator, denominator and period into the next contract",
            "refuse": "don't pay it this month, and put numerator, denominator and period into the "
            "next contract",
            "ask": "decide nothing yet: ask the industry's source for its figure with one more "
            "decimal, then pay or not",
        },
        reasons={
            "report": "the reported figure as it stands, beside the industry's average",
            "evening": "the reported evening, counted as the sheet counts, beside the industry's "
            "average",
            "most": "how many of the shows reach the industry's average",
            "month": "all shows of the month, added up and counted as the sheet counts, beside the "
            "lowest and the highest figure that the sheet's rounded one can stand for",
        },
        cautious=["ask"],
    ),
)
def monday(live_minutes, goals):
    """The live team's contract pays a bonus for a month in which the room's conversion is above the
    industry's average. The sheet of goals says how it is counted, and gives the average in whole
    per cent: {rounded} can stand for anything from {lowest} to {highest}. All shows of the month
    together, counted as the sheet counts: {month}. Choose an action and the reason for it:
    `("A", 1)`.

    Hint: The contract says *month*. The sheet says what is divided by what.

    Hint: Is the month's figure above all that the rounded average can stand for, below all of it,
    or between?

    Right: You pay by the contract's own terms, and where they can't decide it, you ask for what
    does. The next contract says them aloud.
    """
    # The contract speaks of the month; a rounded average decides only what lies beyond its rounding.
    counted = {"paid orders ÷ viewers": "entrants", "paid orders ÷ clickers": "product_clicks"}
    people = live_minutes[counted[goals["unit"].iloc[0]]].sum()
    above = live_minutes["orders"].sum() / people - goals["baseline"].iloc[0]
    action = "ask" if abs(above) <= ROUNDED else "pay" if above > 0 else "refuse"
    return action, "month"


@monday.facts
def _rounding(live_minutes, goals):
    industry = goals["baseline"].iloc[0]
    return {
        "rounded": fact.share(industry),
        "lowest": fact.share(industry - ROUNDED, 1),
        "highest": fact.share(industry + ROUNDED, 1),
        "month": fact.share(month(live_minutes, goals), 2),
    }


@monday.also("the sheet as it is written")
def _to_the_letter(live_minutes, goals):
    """Defensible: a contract is read as it is written, and the sheet says {rounded}; the month has
    {month}. To ask has one thing beside it: the bonus isn't decided by a digit that
    somebody cut off.
    """
    if step(live_minutes, goals) != "ask":
        return None
    return "pay" if month_times(live_minutes, goals) > 1 else "refuse", "month"


@monday.wrong("as reported")
def _as_reported(live_minutes, goals):
    """The action is right, its reason isn't: the reported figure is one evening's, chosen by those
    whom it pays. Does the contract speak of an evening?
    """
    return monday(live_minutes, goals)[0], "report"


@monday.wrong("one evening")
def _one_evening(live_minutes, goals):
    """The action is right, its reason isn't: that is one evening, chosen by those whom it pays.
    The contract is about the month.
    """
    return monday(live_minutes, goals)[0], "evening"


@monday.wrong("shows counted, not people")
def _most_shows(live_minutes, goals):
    """The action is right, its reason isn't: a show with few people counts as much there as one
    with many. The contract asks for the month's rate.
    """
    return monday(live_minutes, goals)[0], "most"


def _unless_right(action, live_minutes, goals):
    """An action whatever its reason; None where it is the right one."""
    return None if step(live_minutes, goals) == action else (action, None)


@monday.wrong("paid although it isn't above")
def _paid(live_minutes, goals):
    """The bonus is due if the month is above the average. The month has {month}; the sheet's average
    can be anything from {lowest} to {highest}. Is {month} above all of that?
    """
    return _unless_right("pay", live_minutes, goals)


@monday.wrong("refused although it isn't below")
def _refused(live_minutes, goals):
    """Whatever was wrong with the report, the contract decides. The month has {month}; the sheet's
    average can be anything from {lowest} to {highest}. Is {month} below all of that?
    """
    return _unless_right("refuse", live_minutes, goals)


@monday.wrong("asked although it is decided")
def _asked(live_minutes, goals):
    """Another decimal can't change it: {month} lies outside {lowest} to {highest}. Whoever asks for
    what can't turn the decision only puts it off.
    """
    return _unless_right("ask", live_minutes, goals)


NEXT = {
    "pay": "We should pay the bonus",
    "refuse": "We should not pay the bonus this month",
    "ask": "Before we pay or refuse, we should ask the source for one more decimal: the sheet's "
    "rounded figure can stand for less and for more than the month",
}


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            THE_N,
            Criterion(
                "what it is divided by", matching("viewer|came in|click|÷|divided|观看|点击")
            ),
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

    Hint: The figure is the month's, beside the industry's, both on one base.

    Hint: The clause names what is divided by what, over which shows.

    Right: Could the team compute next month's bonus from your clause, without asking you?
    """
    orders, people = live_minutes["orders"].sum(), live_minutes[_counted(goals)].sum()
    shows, industry = live_minutes["session_id"].nunique(), goals["baseline"].iloc[0]
    sheet, team = sheet_base(goals), team_base(live_minutes, goals)
    reported = "counts the same people" if team == sheet else f"divides by those who {PEOPLE[team]}"
    return (
        f"In May, {orders / people:.2%} of those who {PEOPLE[sheet]} bought ({orders:,} orders from "
        f"{people:,} people, all {shows} shows), against the industry's {industry:.0%} on the same "
        f"base. The reported figure {reported}, and it is one show. "
        f"{NEXT[monday(live_minutes, goals)[0]]}. The next contract should say: paid orders minus "
        f"returns, divided by all who {PEOPLE[sheet]}, all shows of the month together; and where "
        "the industry's figure comes from."
    )


@memo.wrong("the report, copied")
def _the_report_copied(goals):
    """Both numbers are counted. But the memo doesn't say what either is divided by, the figure is one
    evening's, and the next report can do the same again.
    """
    return (
        f"The room converts at {goals['actual'].iloc[0]:.1%}, against an average of "
        f"{goals['baseline'].iloc[0]:.0%} in the industry. The team has earned its bonus, and we "
        "should pay it now."
    )


@memo.wrong("no figure of theirs")
def _cynic(goals):
    """That a team is paid by a figure is a reason to recount it. The memo hasn't: it names no
    denominator, no month, and no figure of its own.
    """
    return (
        f"The {goals['actual'].iloc[0]:.1%} come from the team that is paid by them, and industry "
        "averages are made up anyway. Such figures are always exaggerated. We should pay no bonus, "
        "and end the contract."
    )
