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
    place,
    repurchase,
    step,
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
            "weekly": "a new dish each week at the premium, for a quarter, each dish counted",
            "fortnight": "a new dish every two weeks, so that its cost is shared by two weeks' guests",
            "test": "three more weeks of the test, with other dishes, then decide",
            "none": "no members-only dishes at all",
        },
        reasons={
            "below": "what pays for a dish lies below the whole interval of what they order",
            "inside": "what pays for a dish lies inside the interval of what they order",
            "half": "what pays for a dish lies above the interval, half of it below the estimate",
            "far": "what pays for a dish lies above the interval, and half of it above the estimate",
            "say": "the survey says how many members would pay",
            "differ": "what members say and what they order can differ",
        },
        cautious=["test"],
    ),
)
def monday(experiments, budget):
    """For a week twelve restaurants, drawn by lot, sold a members-only dish at a premium: {order} of
    the members who came ordered it ({low} to {high}). In a survey {say} had said that they would pay.
    To pay for a new dish each week, {needed} must order it; for one every two weeks half of that,
    {half}, if it is ordered as much in its second week. Choose an action and the reason that carries
    it.

    Hint: Put three numbers side by side: both ends of the test's interval, and what pays for a dish.

    Hint: If even the high end is too low for a dish each week, compare the estimate with half of what
    pays.

    Right: You plan by what guests do, and by what a dish costs. That holds whether they do more or
    less than they said.
    """
    where = place(experiments, budget)
    return step(experiments, budget), where


@monday.facts
def _said_and_ordered(experiments, survey, budget):
    found, needed = what_they_order(experiments), break_even(experiments, budget)
    ends = {"order": found.value, "low": found.low, "high": found.high}
    ends |= {"needed": needed, "half": needed / 2}
    told = {name: fact.share(value, 1) for name, value in ends.items()}
    return told | {"say": fact.share(what_they_say(survey).value)}


@monday.also("begun and counted")
def _begun_and_counted(experiments, budget):
    """That can be defended: the estimate, {order}, lies above the {needed} that pay, each dish is
    counted, and you can stop in any week. More weeks of the test have this beside it: the arm at the
    usual price goes on, so that you also learn what the premium costs you in orders.
    """
    likely = what_they_order(experiments).value > break_even(experiments, budget)
    return ("weekly", "inside") if likely and place(experiments, budget) == "inside" else None


@monday.also("two weeks to be safe")
def _two_weeks(experiments, budget):
    """That can be defended: half of what pays, {half}, lies below the whole interval, so a dish that
    stays two weeks pays if its second week is as good. More weeks of the test have this beside it:
    nobody has seen a second week yet.
    """
    safe = what_they_order(experiments).low > break_even(experiments, budget) / 2
    return ("fortnight", "inside") if safe and place(experiments, budget) == "inside" else None


@monday.wrong("they said so")
def _they_said_so(experiments, budget):
    """The action holds, the reason doesn't: a survey pays for nothing, whether it promises much or
    little. Hold what is ordered, {low} to {high}, against what pays, {needed}.
    """
    return step(experiments, budget), "say"


@monday.wrong("a general doubt")
def _they_differ(experiments, budget):
    """The action holds, the reason doesn't: that words and orders *can* differ decides nothing. What
    is ordered, {low} to {high}, against what pays, {needed}, does.
    """
    return step(experiments, budget), "differ"


@monday.wrong("what pays, misplaced")
def _misplaced(experiments, budget):
    """The action holds, but what pays lies elsewhere: {needed} for a dish each week, {half} for one
    every two weeks, beside {order} ({low} to {high}).
    """
    other = {"below": "half", "inside": "far", "half": "far", "far": "half"}
    return step(experiments, budget), other[place(experiments, budget)]


def _unless_right(action, experiments, budget):
    """An action whatever its reason; None where it is the right one."""
    return None if step(experiments, budget) == action else (action, None)


@monday.wrong("begun at a loss")
def _begins(experiments, budget):
    """A dish each week needs {needed}, and {order} order it ({low} to {high}). To begin, the interval
    must lie above what pays, or at least the estimate must, with each dish counted.
    """
    return _unless_right("weekly", experiments, budget)


@monday.wrong("two weeks without need")
def _two_weeks_anyway(experiments, budget):
    """Two weeks for each dish are for the case that {needed} is too much for the interval, {low} to
    {high}, and half of it isn't. Half of the dishes is also half of what they bring.
    """
    return _unless_right("fortnight", experiments, budget)


@monday.wrong("testing for testing's sake")
def _tests(experiments, budget):
    """More weeks are for the case that what pays lies inside the interval: only then could they
    change what you do. Here it is {needed}, beside {low} to {high}.
    """
    return _unless_right("test", experiments, budget)


@monday.wrong("no dish though one can pay")
def _no_dish(experiments, budget):
    """To give up all dishes, even half of what pays must be too much. Half is {half}, and {order} order
    the dish ({low} to {high}).
    """
    return _unless_right("none", experiments, budget)


NEXT = {
    "weekly": "We should start a new dish each week, until 31 October, and count the orders of each; if "
    "the average falls below that share, we stop",
    "fortnight": "We should start with a new dish every two weeks, where half of that share pays, count "
    "its second week for itself, and decide anew on 31 October",
    "test": "We should test three more weeks with other dishes, count each, and decide on 1 September",
    "none": "We should not start, and end the test on 31 July: even half of that share is more than we "
    "can count on",
}


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
def memo(experiments, survey, budget):
    """Write to the kitchen, in a few sentences: what share of the members who come will order
    the dish, with its interval, and where you know it from; what share pays for the dish; and what
    you would do, and count.

    Hint: Begin with the share that you plan with. The survey is not in your first sentence.

    Hint: Say the three numbers of your decision: both ends of the interval, and what pays for the
    dish.

    Right: Could the kitchen plan its portions by your memo, and would it know when to stop?
    """
    found = what_they_order(experiments)
    share, low, high = (fact.share(x, 1) for x in found[:3])
    return (
        f"Of the members who come, {share} order the dish at the premium ({low} to {high}, from "
        f"{found.n} restaurants drawn by lot); in the survey {fact.share(what_they_say(survey).value)} "
        "said yes. That was one dish in one week in July; other dishes may "
        "do better or worse. A new dish each week pays its cost if "
        f"{fact.share(break_even(experiments, budget), 1)} order it. "
        f"{NEXT[step(experiments, budget)]}."
    )


@memo.wrong("the survey, repeated")
def _the_survey_repeated(survey):
    """The number is what members say, in a survey that few answered. Nothing was ordered in it. And
    the memo has no interval and no cost.
    """
    say = what_they_say(survey).value
    return (
        f"Our members have spoken: {say:.0%} would pay the higher price. We should plan with that, and "
        f"prepare {100 * say:.0f} portions of the new dish for each hundred members who come."
    )


@memo.wrong("the survey, dismissed")
def _the_survey_dismissed(survey):
    """It may sound wise, and it has looked at no order. What members say can promise too much, too
    little, or the truth; the twelve restaurants tell which. And it has no interval and no cost.
    """
    say = what_they_say(survey).value
    return (
        f"In a survey {say:.0%} would pay, but everybody knows that surveys promise too much. When the "
        "bill comes, hardly anybody will order the dish. We should stop this idea before it costs us "
        "more."
    )


@memo.wrong("guests counted, cost forgotten")
def _guests_counted(experiments):
    """The share is right. But the interval counts guests, as if each had been drawn; and whether the
    dish earns its cost isn't asked.
    """
    found = mean(experiments.loc[experiments["arm"] == "B", "converted"], "members")
    share, low, high = (fact.share(x, 1) for x in found[:3])
    return (
        f"Of {found.n:,} members {share} ordered the dish ({low} to {high}). That is exact enough to "
        "plan with. We should start next week."
    )
