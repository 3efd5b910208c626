"""The exercises of the case *The dish that members would pay for*."""

from ecomlab.cases.regulars_service import (
    DECEMBER,
    JUNE,
    MARCH,
    SPRING,
    WINTER,
    answers,
    break_even,
    by_restaurant,
    monthly,
    repurchase,
    what_they_order,
    what_they_say,
)
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.estimates import mean, standard_error
from ecomlab.retention.membership import cluster_share, poststratified_share

# --- 1: the list without the service -------------------------------------------------------


def without_service(customers, orders):
    share = repurchase(monthly(customers, orders), WINTER)
    return share[MARCH] / share[DECEMBER] - 1


def _with_service(customers, orders):
    share = repurchase(monthly(customers, orders), SPRING)
    return share[JUNE] / share[MARCH] - 1


def _points(customers, orders):
    share = repurchase(monthly(customers, orders), WINTER)
    return share[MARCH] - share[DECEMBER]


def _everybody(customers, orders):
    share = (monthly(customers, orders) >= 2).mean()
    return share[MARCH] / share[DECEMBER] - 1


def _a_quarter_later(customers, orders):
    share = repurchase(monthly(customers, orders), WINTER)
    return share[JUNE] / share[MARCH] - 1


# --- 2: if all had answered ----------------------------------------------------------------


def all_members(customers, orders, survey):
    groups = answers(customers, orders, survey)
    return poststratified_share(groups).value


def _as_answered(survey):
    return what_they_say(survey).value


def _classes_alike(customers, orders, survey):
    return answers(customers, orders, survey)["yes"].mean()


def _silent_say_no(customers, survey):
    return survey["says_would_pay"].sum() / customers["marketing_consent"].sum()


# --- 3: twelve restaurants -----------------------------------------------------------------


def reach(experiments):
    found = cluster_share(experiments, treated="B", counts="restaurants")
    return (found.high - found.low) / 2


def _guests(experiments):
    found = mean(experiments.loc[experiments["arm"] == "B", "converted"], "guests")
    return (found.high - found.low) / 2


def _one_restaurant(experiments):
    return reach(experiments) * len(by_restaurant(experiments)) ** 0.5


def _one_error(experiments):
    return standard_error(by_restaurant(experiments))


# --- 4: Monday -----------------------------------------------------------------------------


def monday(experiments):
    """The whole interval above what pays for the dish: go. All below: stop. Else: find out."""
    found, needed = what_they_order(experiments), break_even(experiments)
    if found.low > needed:
        return "A", 2
    return ("C", 4) if found.high < needed else ("B", 3)


def _they_said_so(experiments):
    return "A", 1 if monday(experiments)[0] == "A" else None


def _test_for_ever(experiments):
    return "B", 1 if monday(experiments)[0] == "B" else None


def _lied_to(experiments):
    return "C", 3 if monday(experiments)[0] == "C" else None


LESSON = case_lesson(
    "regulars_service",
    [
        Exercise(
            name="without_service",
            title="The list without the service",
            prompt="Make the list as it would have been made at the end of **March**: members with "
            "3 visits or more from January to March. Nobody had a service then. By what share did "
            "their repurchase rate (2 visits or more in the month) rise from December to March? "
            "Give the relative rise (0.25 for 25 %).",
            kind=Number(tolerance=0.001),
            solution=without_service,
            hints=(
                "`visits = method.monthly(customers, orders)` has a column for each month; "
                "`method.repurchase(visits, WINTER)` gives the list's rate in every month.",
                "Divide March by December and subtract 1.",
            ),
            misconceptions=(
                Misconception(
                    "the list with the service",
                    _with_service,
                    "That is the claim: the list of April to June. Make the list of January to "
                    "March, when nothing was done for anybody.",
                ),
                Misconception(
                    "points for a relative rise",
                    _points,
                    "You subtracted the rates. The claim is a relative rise: divide, then "
                    "subtract 1.",
                ),
                Misconception(
                    "all members",
                    _everybody,
                    "You took all members. Among all there is no list, and little happens. It is "
                    "the list that makes the rise: keep those with 3 visits or more in the quarter.",
                ),
                Misconception(
                    "a quarter too late",
                    _a_quarter_later,
                    "You looked at what this list did afterwards, from March to June. That is "
                    "worth a look too: it goes the other way. The question is December to March.",
                ),
            ),
            praise="A rise of that size needs no service at all. It comes from choosing people "
            "by the quarter in which you then measure them.",
        ),
        Exercise(
            name="all_members",
            title="If all had answered",
            prompt="Split the members by their visits from April to June: none, 1 or 2, 3 or more. "
            "If in each group those who were silent would have said yes as often as those who "
            "answered: what share of **all** members says yes?",
            kind=Number(tolerance=0.001, unit="share"),
            solution=all_members,
            hints=(
                "`method.answers(customers, orders, survey)` has one row per group: members, "
                "answers, and the share of yes.",
                "Average `yes`, weighted by `members`.",
            ),
            misconceptions=(
                Misconception(
                    "the answers as they came",
                    _as_answered,
                    "That is the share among those who answered. There, each group counts by its "
                    "answers. Let it count by its members.",
                ),
                Misconception(
                    "three groups alike",
                    _classes_alike,
                    "You gave the three groups the same weight. They aren't equally large.",
                ),
                Misconception(
                    "silent means no",
                    _silent_say_no,
                    "You divided by everybody who was asked, as if silence were a no. Perhaps, "
                    "but the question says: as those of their group who answered.",
                ),
            ),
            praise="Weighting (加权) repairs who answered, as far as visits tell. It can't repair "
            "what an answer is worth.",
        ),
        Exercise(
            name="reach",
            title="Twelve restaurants",
            prompt="Arm B: twelve restaurants, a share for each. Their mean is the estimate. How far "
            "does its 95 % interval reach **to either side**, if restaurants are what you count? "
            "(t quantile with 11 degrees of freedom; 0.05 for five points.)",
            kind=Number(tolerance=0.0005),
            solution=reach,
            hints=(
                "`shares = method.by_restaurant(experiments)`; the standard error of a mean of 12 "
                "is `shares.std() / 12**0.5`.",
                "`from scipy import stats`; `stats.t.ppf(0.975, 11)` is about 2.2.",
            ),
            misconceptions=(
                Misconception(
                    "guests counted",
                    _guests,
                    "You counted guests, as if each had been drawn. The lot drew restaurants, and "
                    "the guests of one have its waiters in common: they say less than so many "
                    "strangers would.",
                ),
                Misconception(
                    "one restaurant",
                    _one_restaurant,
                    "That is how far *one* restaurant lies from the mean. The mean of twelve is "
                    "steadier: divide by the root of 12.",
                ),
                Misconception(
                    "one standard error",
                    _one_error,
                    "That is the standard error. An interval that holds the truth 95 times in 100 "
                    "reaches further: times the t quantile.",
                ),
            ),
            praise="What was drawn is what you count. More guests per restaurant help little; more "
            "restaurants help.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt="The kitchen waits. Choose an action and the reason that carries it: "
            '`("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "a new dish each week at the premium, for a quarter, each dish counted",
                    "B": "three more weeks of the test, with other dishes, then decide",
                    "C": "no weekly dish",
                },
                reasons={
                    "1": "most members say that they would pay",
                    "2": "the whole interval of what they order lies above what pays for the dish",
                    "3": "what pays for the dish lies inside the interval",
                    "4": "the whole interval lies below what pays for the dish",
                },
            ),
            solution=monday,
            hints=(
                "Compare the two ends of `method.what_they_order(experiments)` with "
                "`method.break_even(experiments)`.",
                "The survey's share is in none of the good reasons.",
            ),
            misconceptions=(
                Misconception(
                    "they said so",
                    _they_said_so,
                    "What they said pays for nothing. The dish is carried by what is ordered: it "
                    "needs the *whole* interval above break-even.",
                ),
                Misconception(
                    "testing for testing's sake",
                    _test_for_ever,
                    "More weeks are for the case that break-even lies inside the interval: only "
                    "then could they change what you do.",
                ),
                Misconception(
                    "offended",
                    _lied_to,
                    "That fewer order than said so is no reason to stop. To stop, the *whole* "
                    "interval must lie below break-even.",
                ),
            ),
            praise="You plan by what guests do. That they said something else is the survey's "
            "trouble, not theirs.",
        ),
    ],
)
