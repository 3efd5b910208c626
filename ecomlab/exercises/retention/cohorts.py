"""The exercises of lesson 5.1, *Who comes back?*"""

from itertools import pairwise

import pandas as pd

from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Decision, Frame, Number
from ecomlab.classroom.lesson import Lesson
from ecomlab.classroom.misconceptions import day_after, end_of_log, lessons_day, until
from ecomlab.datasets import load
from ecomlab.retention.cohorts import (
    churn_rate,
    cohort_retention,
    interpurchase_times,
    repurchase_rate,
    returning_share,
)
from ecomlab.retention.lifetime import retention_profit_sensitivity
from ecomlab.texts import fact

TEXT_DAY = "1997-04-30"  # on which the lesson's text looks
lesson = Lesson("5_1", data=lambda: {"orders": load("cdnow").orders, "as_of": "1997-04-22"})


@lesson.facts("three-bases-reading")
def _three_bases(orders):
    rates = repurchase_rate(orders, window=90, base="all_ever", as_of=TEXT_DAY)
    return {
        "customers": fact.count(rates["customers"].iloc[0]),
        "immature": fact.count(rates["immature"].iloc[0]),
    }


LOOK_BACK = "Did you look back to before the first purchase?"


@lesson.exercise(
    "The number for the board",
    Number(tolerance=0.0005, unit="share", when_missing=LOOK_BACK),
)
def sixty_days(orders, as_of):
    """It is now {as_of} (`as_of="{as_of}"`). What is the **60-day** repurchase rate of the
    customers who have had their 60 days? Give a share between 0 and 1.

    Hint: Three things fix a repurchase rate: the window, the denominator, and the day on which
    you look.

    Hint: `cohorts.repurchase_rate` takes `window`, `base` and `as_of`. Which base leaves out
    the unfinished customers?

    Hint: Use `base="cohort"` and read the column `rate`.

    Right: On the slide it reads: *60-day repurchase rate of mature customers*, with n and the
    interval beside it.
    """
    rates = repurchase_rate(orders, window=60, base="cohort", as_of=as_of)
    return rates["rate"].iloc[0]


@sixty_days.applies
def _sixty_days_over(orders, as_of):
    """In this log nobody has been a customer for 60 days on {as_of}."""
    return can_answer(sixty_days, orders, as_of)


@sixty_days.wrong("everyone ever")
def _everyone_ever(orders, as_of):
    """This is the rate over all customers ever, including those whose 60 days are not over. They
    have not stayed away; they have not had the time yet.
    """
    return repurchase_rate(orders, window=60, base="all_ever", as_of=as_of)["rate"].iloc[0]


@sixty_days.wrong("buyers of the period")
def _buyers_of_the_period(orders, as_of):
    """This is the platforms' rate: of everyone who bought in the last 60 days, who bought twice in
    them? Whoever joined last week is in the denominator already.
    """
    return repurchase_rate(orders, window=60, base="period", as_of=as_of)["rate"].iloc[0]


@sixty_days.wrong("ninety days")
def _ninety_days(orders, as_of):
    """This is the 90-day rate. In a longer window more people come back, so two rates with
    different windows can't be compared.
    """
    return repurchase_rate(orders, window=90, base="cohort", as_of=as_of)["rate"].iloc[0]


end_of_log(sixty_days)


lessons_day(sixty_days, TEXT_DAY)


def _days_since_first(orders, as_of):
    """Each purchase up to `as_of` with its customer's first day and days since then."""
    seen = until(orders, as_of)
    first = seen.groupby("customer_id")["ts_order"].transform("min")
    return seen.assign(first=first, age=(seen["ts_order"] - first).dt.total_seconds() / 86400)


@sixty_days.wrong("day 60 left out")
def _day_sixty_left_out(orders, as_of):
    """You left day 60 out. *Within 60 days* means up to and including day 60."""
    log = _days_since_first(orders, as_of)
    mature = log[log["first"] < day_after(orders, as_of) - pd.Timedelta(days=60)]
    in_time = mature[mature["age"].between(0.5, 59.5)]["customer_id"].nunique()
    return in_time / mature["customer_id"].nunique()


@sixty_days.wrong("at any time")
def _came_back_at_any_time(orders, as_of):
    """You counted everyone who came back at *any* time. The older customers have had longer to do
    so; the window makes it fair: 60 days for each.
    """
    log = _days_since_first(orders, as_of)
    mature = log[log["first"] < day_after(orders, as_of) - pd.Timedelta(days=60)]
    return (mature.groupby("customer_id")["age"].max() > 0.5).mean()


@sixty_days.wrong("same day counts")
def _same_day_counts(orders, as_of):
    """You counted a second row on the *same* day as a return. It may be one order in two parcels.
    A repurchase is a purchase on a later day.
    """
    log = _days_since_first(orders, as_of)
    mature = log[log["first"] < day_after(orders, as_of) - pd.Timedelta(days=60)]
    return (mature[mature["age"] < 60.5]["customer_id"].value_counts() > 1).mean()


@lesson.exercise("Are newer customers worse?", Frame(key=["cohort"], tolerance=0.0005))
def first_month(orders, as_of):
    """Make a table with one row per **weekly cohort** and the columns `cohort`, `customers`,
    `rate`: the share that bought again in its first 28 days, as known on {as_of}. Only finished
    cells.

    Hint: Start from `cohorts.cohort_retention(orders, cohort="week", period=28, as_of=...)`.

    Hint: Age 1 is the first 28 days. Keep those rows: `table[table["age"] == 1]`.

    Hint: Then choose the columns: `[["cohort", "customers", "rate"]]`.

    Right: Read down: the rates lie between {lowest} and {highest}. With that many customers a
    week, chance alone moves a rate by about {chance} points either way.
    """
    table = cohort_retention(orders, cohort="week", period=28, as_of=as_of)
    return table.loc[table["age"] == 1, ["cohort", "customers", "rate"]]


@first_month.applies
def _first_month_over(orders, as_of):
    """In this log no weekly cohort has had its first 28 days by {as_of}."""
    return can_answer(first_month, orders, as_of)


@first_month.facts
def _spread(orders, as_of):
    table = first_month(orders, as_of)
    usual = (table["rate"] * table["customers"]).sum() / table["customers"].sum()
    chance = 2 * (usual * (1 - usual) / table["customers"].median()) ** 0.5
    rates = {"lowest": table["rate"].min(), "highest": table["rate"].max()}
    return {name: _percent(rate, 1) for name, rate in rates.items()} | {
        "chance": f"{100 * chance:.1f}"
    }


def _percent(share, decimals=0):
    return f"{100 * share:.{decimals}f} %"


@first_month.wrong("all ages")
def _all_ages(orders, as_of):
    """Your table has several rows for a cohort: one for each 28-day period. The question is about
    the first period only.
    """
    table = cohort_retention(orders, cohort="week", period=28, as_of=as_of)
    return table[["cohort", "customers", "rate"]]


@first_month.wrong("second month")
def _second_month(orders, as_of):
    """This is the second period, days 29 to 56. Ages count from 1."""
    table = cohort_retention(orders, cohort="week", period=28, as_of=as_of)
    return table.loc[table["age"] == 2, ["cohort", "customers", "rate"]]


@first_month.wrong("seven days")
def _weeks_of_seven_days(orders, as_of):
    """Cohorts are formed by week, but you also followed them for only a week. `cohort` says who
    belongs together, `period` how long you follow them.
    """
    table = cohort_retention(orders, cohort="week", period=7, as_of=as_of)
    return table.loc[table["age"] == 1, ["cohort", "customers", "rate"]]


@first_month.wrong("seen from the end")
def _seen_from_the_end(orders, as_of):
    """You looked from a later day (the lesson's table, or the end of the log). On the question's
    day you could not know what the later cohorts would do: pass `as_of`.
    """
    table = cohort_retention(orders, cohort="week", period=28)
    return table.loc[table["age"] == 1, ["cohort", "customers", "rate"]]


@lesson.exercise("How long can you wait with a coupon?", Number(tolerance=0.5, unit="days"))
def quarter_back(orders, as_of):
    """You don't want to spend a coupon on people who come back by themselves, so you wait until
    **a quarter has returned**. By which day after the first purchase have 25 % of all customers
    bought again, as known on {as_of}? Give a whole number of days.

    Hint: Which curve counts those who have not come back yet?

    Hint: `survival` is the share who have *not* bought again. A quarter has returned when it is
    0.75 or less for the first time.

    Hint: `gaps.loc[gaps["survival"] <= 0.75, "days"].iloc[0]`

    Right: On any earlier day you would have paid more people who were coming anyway. What a
    later coupon *adds*, only a holdout shows.
    """
    gaps = interpurchase_times(orders, which="first", as_of=as_of)
    return gaps.loc[gaps["survival"] <= 0.75, "days"].iloc[0]


@quarter_back.applies
def _a_quarter_is_back(orders, as_of):
    """In this log a quarter of the customers has not come back by {as_of}: nobody knows yet on
    which day it will have.
    """
    return can_answer(quarter_back, orders, as_of)


@quarter_back.wrong("a quarter of the returned")
def _quarter_of_the_returned(orders, as_of):
    """That is a quarter of those who *did* return. The question is about all customers, also those
    who have not.
    """
    gaps = interpurchase_times(orders, which="first", as_of=as_of)
    return gaps.loc[gaps["naive"] <= 0.75, "days"].iloc[0]


@quarter_back.wrong("median of the returned")
def _median_of_the_returned(orders, as_of):
    """That is the median gap of those who did return: half of the returners, nothing about the
    others.
    """
    gaps = interpurchase_times(orders, which="first", as_of=as_of)
    return gaps.loc[gaps["naive"] <= 0.5, "days"].iloc[0]


@quarter_back.wrong("three quarters of the returned")
def _three_quarters_of_the_returned(orders, as_of):
    """By that day three quarters of the *returned* had returned. Of all customers, fewer."""
    gaps = interpurchase_times(orders, which="first", as_of=as_of)
    return gaps.loc[gaps["naive"] <= 0.25, "days"].iloc[0]


end_of_log(quarter_back)


@quarter_back.wrong("all gaps")
def _all_gaps(orders, as_of):
    """You used every gap (`which="all"`). Frequent buyers have many short gaps and crowd out the
    rest. For *new* customers take the gap after the first purchase.
    """
    gaps = interpurchase_times(orders, which="all", as_of=as_of)
    return gaps.loc[gaps["survival"] <= 0.75, "days"].iloc[0]


@lesson.exercise(
    "How often is the alarm wrong?",
    Number(tolerance=0.0005, unit="share", when_missing=LOOK_BACK),
)
def false_alarm(orders, as_of):
    """A document calls everyone "sleeping" who has not bought for 30 days. Apply that rule **60
    days before** {as_of}. Which share of the customers it flagged has bought since? Give a
    share between 0 and 1.

    Hint: Two numbers of days: how long somebody must be silent, and how far you go back to
    check.

    Hint: `cohorts.churn_rate` goes back by `follow_up` days, applies the cut-off there, and
    counts who has bought since.

    Hint: Use `inactivity=[30]`, `follow_up=60` and read `false_alarm`.

    Right: Whoever came back was not lost: the alarm came too early. A win-back coupon for
    everybody it flagged would have been a present to them.
    """
    churn = churn_rate(orders, inactivity=[30], follow_up=60, as_of=as_of)
    return churn["false_alarm"].iloc[0]


@false_alarm.applies
def _somebody_flagged(orders, as_of):
    """In this log the rule could flag nobody 60 days before {as_of}."""
    return can_answer(false_alarm, orders, as_of)


@false_alarm.wrong("inactive share")
def _inactive_share(orders, as_of):
    """This is the share that the rule calls lost *today*. It says how loud the alarm is, not how
    often it is wrong.
    """
    return churn_rate(orders, inactivity=[30], follow_up=60, as_of=as_of)["rate"].iloc[0]


@false_alarm.wrong("right alarms")
def _right_alarms(orders, as_of):
    """This is the share of alarms that have been right so far. You were asked for the wrong ones."""
    return 1 - false_alarm(orders, as_of)


@false_alarm.wrong("swapped")
def _swapped(orders, as_of):
    """You swapped the two: the silence is 30 days (`inactivity`), the look back 60 days
    (`follow_up`).
    """
    return churn_rate(orders, inactivity=[60], follow_up=30, as_of=as_of)["false_alarm"].iloc[0]


end_of_log(false_alarm)


lessons_day(false_alarm, "1997-12-31")


@false_alarm.wrong("of all customers")
def _of_all_customers(orders, as_of):
    """Your denominator is all customers. Only those the rule had flagged can be false alarms."""
    churn = churn_rate(orders, inactivity=[30], follow_up=60, as_of=as_of)
    return (churn["returned"] / churn["customers"]).iloc[0]


@lesson.exercise("What are five points worth here?", Number(tolerance=0.0005, unit="share"))
def five_points(orders, as_of):
    """Take the mature **90-day** rate of {as_of} as the rate at which customers go on, a margin of
    8 dollars an order and no fixed cost. By which share does the value of a customer rise if
    the rate rises by five **points**? (0.10 means +10 %.)

    Hint: Whose rate is it, and are the five points or per cent?

    Hint: First the rate (`base="cohort"`), then `retention_profit_sensitivity(rate, margin=8,
    delta=0.05)`.

    Hint: Read the column `change`.

    Right: {rise} here, and 25–95 % on the slide. Now ask what five points would cost.
    """
    rate = repurchase_rate(orders, window=90, base="cohort", as_of=as_of)["rate"].iloc[0]
    return retention_profit_sensitivity(rate, margin=8, delta=0.05)["change"].iloc[0]


@five_points.applies
def _a_rate_to_raise(orders, as_of):
    """In this log no mature 90-day rate is known on {as_of}, or it is 95 % or more: there is
    nothing to raise by five points.
    """
    return can_answer(five_points, orders, as_of)


@five_points.facts
def _rise(orders, as_of):
    return {"rise": f"+{_percent(five_points(orders, as_of), 1)}"}


@five_points.wrong("per cent of the rate")
def _five_per_cent_of_the_rate(orders, as_of):
    """You raised the rate by five *per cent of itself*. Five points is a larger step at this
    level; always say which of the two you mean.
    """
    rate = repurchase_rate(orders, window=90, base="cohort", as_of=as_of)["rate"].iloc[0]
    effect = retention_profit_sensitivity(rate, margin=8, delta=0.05, mode="relative")
    return effect["change"].iloc[0]


@five_points.wrong("rise of the rate")
def _rise_of_the_rate(orders, as_of):
    """That is by how much the *rate* rises. Asked is the rise of a customer's value, and in it the
    first purchase happens anyway.
    """
    return 0.05 / repurchase_rate(orders, 90, base="cohort", as_of=as_of)["rate"].iloc[0]


@five_points.wrong("new over old")
def _new_over_old(orders, as_of):
    """That is new value ÷ old value. The rise is that minus 1."""
    return 1 + five_points(orders, as_of)


@five_points.wrong("dollars")
def _dollars(orders, as_of):
    """That is the rise in dollars per customer. The question asks for a share of the old value."""
    rate = repurchase_rate(orders, 90, base="cohort", as_of=as_of)["rate"].iloc[0]
    effect = retention_profit_sensitivity(rate, margin=8, delta=0.05)
    return (effect["new_value"] - effect["value"]).iloc[0]


@five_points.wrong("from the all-ever rate")
def _from_the_all_ever_rate(orders, as_of):
    """You started from the all-ever rate, with the unfinished customers in it."""
    rate = repurchase_rate(orders, 90, base="all_ever", as_of=as_of)["rate"].iloc[0]
    return retention_profit_sensitivity(rate, margin=8, delta=0.05)["change"].iloc[0]


end_of_log(five_points)


@five_points.wrong("the slide")
def _the_slide(orders, as_of):
    """That is the figure on the slide. It holds for businesses where three in four customers stay
    already, not for this shop.
    """
    return 0.25


@lesson.exercise(
    "The perfect month",
    Decision(
        actions={
            "A": "Show it: a record is a record.",
            "B": "Stop advertising for good, since the shop lives on its regulars.",
            "C": "Leave it out; show the number of buyers and the mature cohort rate.",
        },
        reasons={
            "1": "Loyalty really rose, because the share did.",
            "2": "The share jumped because newcomers dropped out of the count; that says "
            "nothing about loyalty.",
            "3": "One month is too few buyers for a reliable share.",
        },
    ),
)
def dashboard(orders, as_of):
    """Suppose this log were your whole shop. In {month} the dashboard shows that returning
    customers made up 100 % of the buyers, up from {share} in {before}. The head of CRM wants the
    slide to say "loyalty at a record". What do you do, and why? Answer with a letter and a
    number, for example `("A", 1)`.

    Hint: What happened to the *number* of buyers from {before} to {month}?

    Hint: When did the last newcomer join?

    Right: A share is only as good as its denominator.
    """
    return "C", 2


@dashboard.applies
def _a_month_without_newcomers(orders):
    """In this log no month lost its newcomers, so the share of returning customers never jumped for
    want of them.
    """
    return _dry_month(orders) is not None


@dashboard.facts
def _the_month(orders):
    before, month = _dry_month(orders)
    return {
        "before": f"{before.period:%B %Y}",
        "month": f"{month.period:%B %Y}",
        "share": _percent(before.share),
        "fall": _percent(1 - month.buyers / before.buyers),
        "buyers": f"{month.buyers:,}",
    }


def _dry_month(orders):
    """The first full month without a newcomer and the one before, if buyers fell and 100 stayed."""
    months = list(returning_share(orders).itertuples())[:-1]
    for before, month in pairwise(months):
        stopped = before.new_buyers > 0 and month.new_buyers == 0
        if stopped and 100 <= month.buyers < 0.8 * before.buyers:
            return before, month
    return None


@dashboard.wrong("a record")
def _a_record(orders):
    """The share is true and the sentence is false. The number of buyers fell by {fall}; the share
    rose because the newcomers vanished from it.
    """
    return "A", None


@dashboard.wrong("stop advertising")
def _stop_advertising(orders):
    """That newcomers stayed away *is* what produced the 100 %. Buyers fell by {fall} in the same
    month.
    """
    return "B", None


@dashboard.wrong("right action, wrong reason: chance")
def _right_action_wrong_reason_chance(orders):
    """Right decision, wrong reason. There are {buyers} buyers in that month; chance isn't
    the trouble. Look at who is missing.
    """
    return "C", 3


@dashboard.wrong("right action, wrong reason: loyalty")
def _right_action_wrong_reason_loyalty(orders):
    """If loyalty had really risen you would show it. Follow each month's newcomers for 28 days
    (`cohort_retention(orders, cohort="month", period=28)`): loyalty would show there.
    """
    return "C", 1
