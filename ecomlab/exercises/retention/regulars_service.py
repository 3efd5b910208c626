"""The exercises of the case *The dish that members would pay for*."""

from ecomlab.cases import regulars_service as method
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
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.estimates import mean, normal_quantile, standard_error, t_quantile
from ecomlab.retention.membership import poststratified_share
from ecomlab.texts import fact

lesson = case_lesson("regulars_service")


@lesson.exercise("The list without the service", Number(tolerance=0.005, unit="share"))
def without_service(customers, orders):
    """Make the list as it would have been made at the end of **March**: members with 3 visits or
    more from January to March. Nobody had a service then. By what share did their repurchase
    rate (2 visits or more in the month) rise from December to March? Give the relative rise
    (0.25 for 25%).

    Hint: `visits` has a column for each month. Keep the members whose `Jan`, `Feb` and `Mar` add up
    to 3 or more.

    Hint: Of these, take the share with 2 visits or more in `Mar`, and the same for `Dec`. Divide
    March by December and subtract 1.

    Right: A rise of that size needs no service at all. It comes from choosing people by the
    quarter in which you then measure them.
    """
    visits = method.monthly(customers, orders)
    visits.columns = visits.columns.strftime("%b")
    listed = visits[visits["Jan"] + visits["Feb"] + visits["Mar"] >= 3]
    twice = (listed >= 2).mean()
    return twice["Mar"] / twice["Dec"] - 1


@without_service.wrong("the list with the service")
def _with_service(customers, orders):
    """That is the claim: the list of April to June. Make the list of January to March, when
    nothing was done for anybody.
    """
    share = repurchase(monthly(customers, orders), SPRING)
    return share[JUNE] / share[MARCH] - 1


@without_service.wrong("points for a relative rise")
def _points(customers, orders):
    """You subtracted the rates. The claim is a relative rise: divide, then subtract 1."""
    share = repurchase(monthly(customers, orders), WINTER)
    return share[MARCH] - share[DECEMBER]


@without_service.wrong("all members")
def _everybody(customers, orders):
    """You took all members. Among all there is no list, and little happens. It is the list that
    makes the rise: keep those with 3 visits or more in the quarter.
    """
    share = (monthly(customers, orders) >= 2).mean()
    return share[MARCH] / share[DECEMBER] - 1


@without_service.wrong("a quarter too late")
def _a_quarter_later(customers, orders):
    """You looked at what this list did afterwards, from March to June. That is worth a look too:
    it goes the other way. The question is December to March.
    """
    share = repurchase(monthly(customers, orders), WINTER)
    return share[JUNE] / share[MARCH] - 1


@lesson.exercise("If all who come had answered", Number(tolerance=0.001, unit="share"))
def all_members(customers, orders, survey):
    """Split the members by their visits from April to June: none, 1 or 2, 3 or more. Suppose that
    in each group those who didn't answer would have said yes as often as those who did. The
    kitchen cooks for **those who come**, so let each group count by its visits. What share of the
    visits is by members who say yes?

    Hint: `groups` has one row for each group: its answers, the share of yes, and its visits.

    Hint: Average `yes`, weighted by `visits`.

    Right: Weighting (加权) repairs who answered, as far as visits tell. It can't repair what an
    answer is worth.
    """
    groups = method.answers(customers, orders, survey)
    return (groups["yes"] * groups["visits"]).sum() / groups["visits"].sum()


@all_members.wrong("the answers as they came")
def _as_answered(survey):
    """That is the share among those who answered. There, each group counts by its answers. Let it
    count by its visits.
    """
    return what_they_say(survey).value


@all_members.wrong("by members")
def _by_members(customers, orders, survey):
    """You weighted by members. Then those who never come count as well, and nobody cooks for them.
    The question is about those who come: weigh by visits.
    """
    return poststratified_share(answers(customers, orders, survey)).value


@all_members.wrong("three groups alike")
def _classes_alike(customers, orders, survey):
    """You gave the three groups the same weight. They aren't equally large."""
    return answers(customers, orders, survey)["yes"].mean()


@all_members.wrong("silent means no")
def _silent_say_no(customers, survey):
    """You divided by everybody who was asked, as if silence were a no. Perhaps, but the question
    says: as those of their group who answered.
    """
    return survey["says_would_pay"].sum() / customers["marketing_consent"].sum()


@lesson.exercise("Twelve restaurants", Number(tolerance=0.0005))
def reach(experiments):
    """In arm B there are twelve restaurants, each with its share of members who ordered. The mean of
    the twelve shares is the estimate. How far does its 95% interval reach **to either side**, if
    restaurants are what you count? (Use the t quantile with 11 degrees of freedom. Write 0.05 for
    five points.)

    Hint: `shares = method.by_restaurant(experiments)`; the standard error of a mean of 12 is
    `shares.std() / 12**0.5`.

    Hint: Multiply it by the t quantile: `from ecomlab.estimates import t_quantile`, then
    `t_quantile(11)`, which is about 2.2.

    Right: What was drawn is what you count. More guests per restaurant help little; more
    restaurants help.
    """
    dear = experiments[experiments["arm"] == "B"]
    shares = dear.groupby("unit_id")["converted"].mean()
    error = shares.std() / len(shares) ** 0.5  # of a mean of twelve
    return t_quantile(len(shares) - 1) * error


@reach.wrong("guests counted")
def _guests(experiments):
    """You counted guests, as if each had been drawn. The lot drew restaurants, and the guests of
    one have its waiters in common: they say less than so many strangers would.
    """
    found = mean(experiments.loc[experiments["arm"] == "B", "converted"], "guests")
    return (found.high - found.low) / 2


@reach.wrong("one restaurant")
def _one_restaurant(experiments):
    """That is how far *one* restaurant lies from the mean. The mean of twelve is steadier: divide
    by the root of 12.
    """
    return reach(experiments) * len(by_restaurant(experiments)) ** 0.5


@reach.wrong("a spread without the 1")
def _numpy_s_spread(experiments):
    """You divided by 12 for the standard deviation, as `np.std` does. A mean taken from the same
    twelve costs one: divide by 11, as `shares.std()` of pandas does (`ddof=1`).
    """
    count = len(by_restaurant(experiments))
    return reach(experiments) * ((count - 1) / count) ** 0.5


@reach.wrong("1.96 for twelve")
def _normal_quantile(experiments):
    """You took 1.96, which is right for hundreds. The spread is known from twelve shares only, so
    take the t quantile with 11 degrees of freedom.
    """
    return normal_quantile() * standard_error(by_restaurant(experiments))


@reach.wrong("one standard error")
def _one_error(experiments):
    """That is the standard error. An interval that holds the truth 95 times in 100 reaches
    further: times the t quantile.
    """
    return standard_error(by_restaurant(experiments))


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "a new dish each week at the premium, for a quarter, each dish counted",
            "B": "three more weeks of the test, with other dishes, then decide",
            "C": "no weekly dish",
        },
        reasons={
            "1": "what pays for the dish lies inside the interval of what they order",
            "2": "most members say that they would pay",
            "3": "far fewer order the dish than said that they would",
            "4": "the whole interval lies above what pays for the dish",
            "5": "the whole interval lies below what pays for the dish",
        },
    ),
)
def monday(experiments):
    """For a week twelve restaurants, drawn by lot, sold a members-only dish at a premium: {order} of the
    members who came ordered it ({low} to {high}). In a survey {say} had said that they would pay. To
    pay for a new dish each week, {needed} must order it. Choose an action and the reason that
    carries it: `("A", 1)`.

    Hint: Put three numbers side by side: both ends of the test's interval, and what pays for the dish.

    Hint: The survey's share is in none of the good reasons.

    Right: You plan by what guests do. That they said something else is the survey's trouble,
    not theirs.
    """
    # The whole interval above what pays for the dish: go. All below: stop. Else: find out.
    found, needed = what_they_order(experiments), break_even(experiments)
    if found.low > needed:
        return "A", 4
    return ("C", 5) if found.high < needed else ("B", 1)


@monday.facts
def _said_and_ordered(experiments, survey):
    found = what_they_order(experiments)
    ends = {"order": found.value, "low": found.low, "high": found.high}
    ends["needed"] = break_even(experiments)
    told = {name: fact.share(value, 1) for name, value in ends.items()}
    return told | {"say": fact.share(what_they_say(survey).value)}


@monday.wrong("they said so")
def _they_said_so(experiments):
    """What they said pays for nothing. The dish is carried by what is ordered: it needs the
    *whole* interval above break-even.
    """
    return "A", 2 if monday(experiments)[0] == "A" else None


@monday.wrong("testing for testing's sake")
def _test_for_ever(experiments):
    """More weeks are for the case that break-even lies inside the interval: only then could they
    change what you do.
    """
    return "B", 3 if monday(experiments)[0] == "B" else None


@monday.wrong("offended")
def _lied_to(experiments):
    """That fewer order than said so is no reason to stop. To stop, the *whole* interval must lie
    below break-even.
    """
    return "C", 3 if monday(experiments)[0] == "C" else None


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            Criterion("on how many restaurants it rests", matching("restaurant|house|餐厅|门店")),
            Criterion("what pays for the dish", matching("cost|earn|break|pays|成本|保本|盈亏")),
            A_DECISION,
            Criterion("one dish in one week isn't a year of dishes"),
        ]
    ),
)
def memo(experiments):
    """Write to the kitchen, in three or four sentences: what share of the members who come will order
    the dish, with its interval, and where you know it from; what share pays for the dish; and what
    you would do, and count.

    Hint: Begin with the share that you plan with. The survey is not in your first sentence.

    Hint: Say the three numbers of your decision: both ends of the interval, and what pays for the
    dish.

    Right: Could the kitchen plan its portions by your memo, and would it know when to stop?
    """
    found = what_they_order(experiments)
    share, low, high = (fact.share(x, 1) for x in found[:3])
    what_next = {
        "A": "We should start a new dish each week, for a quarter, and count the orders of each; if "
        "the average falls below that share, we stop",
        "B": "We should test three more weeks with other dishes, and then decide",
        "C": "We should not start: even the high end doesn't pay for it",
    }
    return (
        f"Of the members who come, {share} order the dish at the premium ({low} to {high}, from "
        f"{found.n} restaurants drawn by lot). That was one dish in one week in July; other dishes may "
        "do better or worse. A new dish each week pays its cost if "
        f"{fact.share(break_even(experiments), 1)} order it. {what_next[monday(experiments)[0]]}."
    )


@memo.wrong("the survey, repeated")
def _the_survey_repeated(survey):
    """The number is what members say, in a survey that few answered. Nothing was ordered in it. And
    the memo has no interval and no cost.
    """
    say = what_they_say(survey).value
    return (
        f"Our members love the idea: {say:.0%} would be happy with the higher price. We should start "
        f"with a new members-only dish each week, and prepare {100 * say:.0f} portions for each "
        "hundred members."
    )


@memo.wrong("guests counted, cost forgotten")
def _guests_counted(experiments):
    """The share is right. But the interval counts guests, as if each had been drawn; and whether the
    dish earns its cost isn't asked.
    """
    found = mean(experiments.loc[experiments["arm"] == "B", "converted"], "members")
    share, low, high = (fact.share(x, 1) for x in found[:3])
    return (
        f"Of {found.n:,} members {share} ordered the dish ({low} to {high}). Far more had said yes in "
        "the survey, so members don't mean what they say. We should stop asking them."
    )
