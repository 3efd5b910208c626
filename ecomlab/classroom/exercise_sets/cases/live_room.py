"""The exercises of the case *The live room that beat the industry*."""

from ecomlab.cases.live_room import TOLD, told
from ecomlab.cases.live_room import month as month_times
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Frame, Number

# --- 1: per viewer -------------------------------------------------------------------------


def per_viewer(live_minutes):
    show = told(live_minutes)
    return show["orders"] / show["viewers"]


def _per_click(live_minutes):
    show = told(live_minutes)
    return show["orders"] / show["product_clicks"]


def _viewer_minutes(live_minutes):
    show = live_minutes[live_minutes["date"] == TOLD]
    return show["orders"].sum() / show["viewers"].sum()


def _fullest_minute(live_minutes):
    show = live_minutes[live_minutes["date"] == TOLD]
    return show["orders"].sum() / show["viewers"].max()


def _clicks_per_viewer(live_minutes):
    show = told(live_minutes)
    return show["product_clicks"] / show["viewers"]


# --- 2: show by show -----------------------------------------------------------------------


def by_show(live_minutes):
    sums = live_minutes.groupby("session_id")[["entrants", "orders"]].sum()
    sums["conversion"] = sums["orders"] / sums["entrants"]
    return sums.reset_index()[["session_id", "conversion"]]


def _by_click(live_minutes):
    sums = live_minutes.groupby("session_id")[["product_clicks", "orders"]].sum()
    sums["conversion"] = sums["orders"] / sums["product_clicks"]
    return sums.reset_index()[["session_id", "conversion"]]


def _mean_of_minutes(live_minutes):
    rate = live_minutes["orders"] / live_minutes["viewers"]
    by_minute = live_minutes.assign(conversion=rate)
    return by_minute.groupby("session_id", as_index=False)["conversion"].mean()


# --- 3: the month --------------------------------------------------------------------------


def month(live_minutes):
    sums = live_minutes[["orders", "entrants"]].sum()
    return sums["orders"] / sums["entrants"]


def _mean_of_shows(live_minutes):
    return by_show(live_minutes)["conversion"].mean()


def _month_per_click(live_minutes):
    sums = live_minutes[["orders", "product_clicks"]].sum()
    return sums["orders"] / sums["product_clicks"]


# --- 4: Monday -----------------------------------------------------------------------------


def monday(live_minutes, goals):
    """The contract speaks of the month, and the sheet of viewers."""
    return ("A", 3) if month_times(live_minutes, goals) > 1 else ("B", 4)


def _as_reported():
    return "A", 1


def _one_evening(live_minutes, goals):
    return monday(live_minutes, goals)[0], 2


def _end_it():
    return "C", None


def _other_way(live_minutes, goals):
    return ("B", 4) if monday(live_minutes, goals)[0] == "A" else ("A", 3)


LESSON = case_lesson(
    "live_room",
    [
        Exercise(
            name="per_viewer",
            title="Per viewer",
            prompt="Of the people who came into the room on 21 May, what share bought? Give paid "
            "orders ÷ people who came in, as a share between 0 and 1.",
            kind=Number(tolerance=0.0002, unit="share"),
            solution=per_viewer,
            hints=(
                "Who came in during a minute is in `entrants`.",
                "Sum `orders` and `entrants` over the minutes of that show, then divide.",
            ),
            misconceptions=(
                Misconception(
                    "per click",
                    _per_click,
                    "That is orders ÷ product clicks, the team's figure. It leaves "
                    "out those who came in and didn't click.",
                ),
                Misconception(
                    "summed over minutes",
                    _viewer_minutes,
                    "You added up `viewers`. Who stays for five minutes is in it five times: "
                    "that sum counts minutes, not people.",
                ),
                Misconception(
                    "fullest minute",
                    _fullest_minute,
                    "You divided by the room at its fullest minute. People come and go: the room "
                    "was filled many times over.",
                ),
                Misconception(
                    "clicks per viewer",
                    _clicks_per_viewer,
                    "That is the share who click a product. One factor further: how many buy?",
                ),
            ),
            praise="Now it has the same denominator as the industry's figure, and may stand "
            "beside it.",
        ),
        Exercise(
            name="by_show",
            title="Show by show",
            prompt="A table with a row for each show: `session_id` and `conversion` (paid orders "
            "of the show ÷ people who came into it).",
            kind=Frame(key=["session_id"], tolerance=1e-6),
            solution=by_show,
            hints=(
                "`groupby` with `session_id`, then sum before you divide.",
                "Keep two columns: `session_id` and `conversion`.",
            ),
            misconceptions=(
                Misconception(
                    "per click again",
                    _by_click,
                    "These are orders ÷ product clicks. The sheet of goals divides by viewers.",
                ),
                Misconception(
                    "mean of the minutes' rates",
                    _mean_of_minutes,
                    "You averaged the minutes' rates, over those who are in the room. That "
                    "counts an empty minute as much as a full one, and a patient viewer often. "
                    "Sum first, then divide.",
                ),
            ),
            praise="Whoever reports may pick from such a list. You have all of it.",
        ),
        Exercise(
            name="month",
            title="The month's one figure",
            prompt="What share of all who came in during the month bought? One number for all "
            "shows together, as a share with at least five decimals.",
            kind=Number(tolerance=0.00001, unit="share"),
            solution=month,
            hints=(
                "All orders of the month, divided by all people who came in.",
                "Don't average the shows' rates: a large show counts for more people.",
            ),
            misconceptions=(
                Misconception(
                    "mean of the shows' rates",
                    _mean_of_shows,
                    "You averaged the shows' rates. A show with fewer people then counts as much "
                    "as one with many. Add up orders and people first.",
                ),
                Misconception(
                    "the reported evening",
                    per_viewer,
                    "That is the evening that the team reports. The contract is about the month.",
                ),
                Misconception(
                    "the month, per click",
                    _month_per_click,
                    "All shows, but clickers again. The sheet divides by viewers.",
                ),
            ),
            praise="This is the figure of the contract: all shows, added up, per viewer.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt="The contract: a bonus for a month in which the room's conversion is above the "
            "industry's average, as the sheet of goals counts it. Choose an action and the reason "
            'that carries it: `("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "pay the bonus, and put the denominator into the next contract",
                    "B": "don't pay it this month, and put the denominator into the next contract",
                    "C": "end the contract with the live team",
                },
                reasons={
                    "1": "the reported conversion stands against the industry's average",
                    "2": "the reported evening's orders ÷ viewers stand against it",
                    "3": "all shows' orders ÷ viewers are above it",
                    "4": "all shows' orders ÷ viewers aren't above it",
                },
            ),
            solution=monday,
            hints=(
                "The contract says *month*, the sheet says *paid orders ÷ viewers*.",
                "Compare your figure of the month with `baseline`.",
            ),
            misconceptions=(
                Misconception(
                    "as reported",
                    _as_reported,
                    "Clickers on one side, viewers on the other: the contract compares viewers "
                    "with viewers.",
                ),
                Misconception(
                    "one evening",
                    _one_evening,
                    "The action is right, its reason isn't: that is one evening, chosen by those "
                    "whom it pays. The contract is about the month.",
                ),
                Misconception(
                    "end of the contract",
                    _end_it,
                    "A wrong denominator on a sheet that never named one is a reason to write "
                    "it down, not to part.",
                ),
                Misconception(
                    "the wrong side of the line",
                    _other_way,
                    "Compare once more: the month's orders ÷ viewers against the sheet's "
                    "`baseline`. Above it the bonus is due, otherwise it isn't.",
                ),
            ),
            praise="You pay by the contract's own terms, and the next one says them aloud.",
        ),
    ],
)
