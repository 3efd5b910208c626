"""The exercises of lesson 5.1, *Who comes back?*"""

from itertools import pairwise

import pandas as pd

from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.days import date, day_after, later, until
from ecomlab.classroom.kinds import Audit, Criterion, Decision, Frame, Memo, Number, Prediction
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import Lesson
from ecomlab.classroom.misconceptions import end_of_log, lessons_day
from ecomlab.datasets import load
from ecomlab.errors import InputError
from ecomlab.retention.cohorts import (
    churn_rate,
    cohort_retention,
    interpurchase_times,
    repurchase_rate,
    returning_share,
)
from ecomlab.retention.lifetime import (
    customer_summary,
    retention_profit_sensitivity,
    value_change,
)
from ecomlab.texts import fact

TEXT_DAY = "1997-04-30"  # on which the lesson's text looks
# The lesson's text looks so many days later than its questions do
TODAY, ALL_MATURE, AUTUMN, YEAR_END = 8, 85, 161, 253
SLIDE = (0.25, 0.95)  # what five points are said to bring
lesson = Lesson("5_1", data=lambda: {"orders": load("cdnow").orders, "as_of": "1997-04-22"})
LOOK_BACK = "Did you look back to before the first purchase?"


# --- What the texts tell -----------------------------------------------------------------------


@lesson.facts("three-bases-reading", "three-bases-title", "agreement", "same-day")
def _three_bases(orders, as_of):
    day = later(orders, as_of, TODAY)
    rates = repurchase_rate(orders, window=90, as_of=day, free="count").set_index("base")
    rate = rates["rate"]
    alike = abs(rate["all_ever"] - rate["period"]) < 0.01 < rate["cohort"] - rate["all_ever"]
    immature = rates.loc["all_ever", "immature"]
    by_rows = _rate_by_rows(orders, day, window=90)
    return {name: fact.share(value, 1) for name, value in rate.items()} | {
        "day": date(day),
        "customers": fact.count(rates.loc["all_ever", "customers"]),
        "immature": fact.count(immature),
        "gap": fact.points(rate["all_ever"] - rate["cohort"], signed=True),
        "agree": "finished" if immature == 0 else "alike" if alike else "apart",
        "by_rows": fact.share(by_rows, 1),
        "moved": fact.points(by_rows - rate["cohort"], signed=True),
    }


@lesson.facts("trap-title", "trap-reading")
def _by_itself(orders, as_of):
    history = _weekly_rates(orders, as_of)
    finance, crm = (history[history["base"] == base] for base in ("all_ever", "cohort"))
    first, last = finance["rate"].iloc[0], finance["rate"].iloc[-1]
    start = finance["as_of"].iloc[0]
    joined = orders.groupby("customer_id")["ts_order"].min().dt.tz_localize(None)
    newcomers = (joined >= start + pd.Timedelta(days=1)).any()
    finished = finance["immature"].iloc[0] == 0
    return {
        "start": date(start),
        "weeks": fact.Fact(len(finance) - 1, "weeks"),
        "first": fact.share(first, 1),
        "last": fact.share(last, 1),
        "rise": fact.points(last - first, signed=True),
        "few": fact.count(crm["customers"].iloc[0]),
        "crm_second": fact.share(crm["rate"].iloc[1], 1),
        "crm_last": fact.share(crm["rate"].iloc[-1], 1),
        "intake": "open" if newcomers else "finished" if finished else "closed",
    }


def _weekly_rates(orders, as_of):
    """The 90-day rates of CRM and Finance, from four weeks before the text's day on."""
    today = pd.Timestamp(as_of) + pd.Timedelta(days=TODAY)
    end = pd.Timestamp(later(orders, as_of, ALL_MATURE))
    days = pd.date_range(today - pd.Timedelta(days=28), end, freq="7D")
    if len(days) < 2:
        raise InputError(f"The log ends on {end:%Y-%m-%d}: no two weekly reports lie before that.")
    bases = ["cohort", "all_ever"]
    return pd.concat(
        repurchase_rate(orders, 90, bases, day, free="count").assign(as_of=day) for day in days
    )


@lesson.facts("end-of-log-reading")
def _at_the_end(orders):
    rates = repurchase_rate(orders, window=90, free="count").set_index("base")
    immature = rates.loc["all_ever", "immature"]
    return {name: fact.share(rate, 1) for name, rate in rates["rate"].items()} | {
        "end": date(orders["ts_order"].max()),
        "buyers": fact.count(rates.loc["period", "customers"]),
        "immature": fact.count(immature),
        "finished": "all" if immature == 0 else "not_all",
    }


@lesson.facts("cohort-title", "cohort-reading")
def _cohorts(orders, as_of):
    day = later(orders, as_of, AUTUMN)
    table = cohort_retention(orders, cohort="week", period=28, as_of=day, free="count")
    sums = table.groupby("age")[["active", "customers"]].sum()
    sums = sums[sums["customers"] >= sums["customers"].iloc[0] / 2]  # steps that most have had
    rates = sums["active"] / sums["customers"]
    early = table[table["age"] <= 3]
    usual = early["age"].map(rates)
    outside = ((early["low"] > usual) | (early["high"] < usual)).sum()
    by_chance = 0.05 * len(early) + 2 * (0.05 * 0.95 * len(early)) ** 0.5
    week, times = _busiest_week(orders, day)
    return {
        "first": fact.share(rates.iloc[0]),
        "second": fact.share(rates.iloc[min(1, len(rates) - 1)]),
        "last": fact.share(rates.iloc[-1]),
        "age": fact.count(rates.index[-1]),
        "cells": fact.count(len(early)),
        "outside": fact.count(outside),
        "newer": "alike" if outside <= by_chance else "differ",
        "week": date(week),
        "times": fact.number(times, 1),
    }


def _busiest_week(orders, day):
    """The week in which most customers of four weeks or more bought, beside the weeks around it."""
    log = _days_since_first(orders, day)
    old = log[log["age"] >= 28]
    weeks = old["ts_order"].dt.tz_localize(None).dt.to_period("W-SUN")
    buyers = old.groupby(weeks)["customer_id"].nunique()
    around = (buyers.rolling(5, center=True).sum() - buyers) / 4
    busy = (buyers / around).dropna()
    if busy.empty:
        raise InputError("The log has no five weeks in which older customers bought.")
    return busy.idxmax().start_time, busy.max()


@lesson.facts("interval-title", "interval-reading")
def _gaps(orders, as_of):
    gaps = interpurchase_times(
        orders, which="first", as_of=later(orders, as_of, TODAY), free="count"
    )
    gaps = gaps.set_index("days")
    if not gaps["observed"].any():
        raise InputError("Nobody has come back yet, so no gap has ended.")
    ended = gaps["observed"] / gaps["observed"].sum()
    return {
        "finished": fact.share(1 - gaps.loc[30, "naive"]),
        "returned": fact.share(1 - gaps.loc[30, "survival"]),
        "three_to_seven": fact.share(ended.loc[3:7].sum()),
        "one_to_five": fact.share(ended.loc[1:5].sum()),
        "commonest": fact.Fact(ended.idxmax(), "days"),
        "not_by_seven": fact.share(gaps.loc[7, "survival"]),
        "longest": fact.Fact(gaps.index[-1], "days"),
        "left": fact.share(gaps["survival"].iloc[-1]),
    }


@lesson.facts("churn-reading")
def _cut_offs(orders, as_of):
    day = later(orders, as_of, YEAR_END)
    churn = churn_rate(
        orders, inactivity=(30, 180), follow_up=90, as_of=day, free="count"
    ).set_index("cutoff")
    if churn["false_alarm"].isna().any():
        raise InputError("A cut-off of 180 days could flag nobody 90 days before.")
    return {"day": date(day)} | {
        f"{name}_{days}": fact.share(churn.loc[days, column])
        for days in (30, 180)
        for name, column in (("lost", "rate"), ("back", "false_alarm"))
    }


@lesson.facts("returning-title", "returning-reading")
def _record_month(orders):
    months = returning_share(orders, period="month", free="count").iloc[:-1]
    if len(months) < 2:
        raise InputError("The log has no two whole months.")
    record = months["share"].idxmax()
    month, before = months.loc[record], months.loc[max(record - 1, 0)]
    return {
        "month": fact.Fact(month["period"], "month"),
        "before": fact.Fact(before["period"], "month"),
        "share": fact.share(month["share"]),
        "share_before": fact.share(before["share"]),
        "newcomers": "none" if month["new_buyers"] == 0 else "some",
    } | {
        f"{name}{when}": fact.count(row[name])
        for name in ("buyers", "returning", "new_buyers")
        for when, row in (("", month), ("_before", before))
    }


@lesson.facts("trial-title", "verdict", "recap-results")
def _five_points(orders, as_of):
    day = later(orders, as_of, TODAY)
    known = repurchase_rate(orders, 90, base="cohort", as_of=day, free="count")
    rate = known["rate"].iloc[0]
    change = value_change(rate)
    bought = (customer_summary(orders, free="count")["frequency"] + 1).mean()
    return {
        "day": date(day),
        "mature": fact.count(known["customers"].iloc[0]),
        "cohort": fact.share(rate, 1),
        "rate": fact.share(rate),
        "shop": "below" if rate < _rate_for(SLIDE[0]) else "within",
        "value": fact.share(change, signed=True),
        "fresh": fact.share(value_change(0.08), signed=True),
        "with_fixed": fact.share(change / (1 - 0.8), signed=True),
        "by_formula": fact.number(1 / (1 - rate), 2),
        "bought": fact.number(bought, 2),
        "end": date(orders["ts_order"].max()),
        "least": fact.share(_rate_for(SLIDE[0])),
        "most": fact.share(_rate_for(SLIDE[1])),
        "slide_low": fact.share(SLIDE[0]),
        "slide_high": fact.share(SLIDE[1]),
    }


def _rate_for(change, step=0.05):
    """At which rate does a step of so many points change a customer's value by this share?"""
    return 1 - step - step / change


# --- What is asked -----------------------------------------------------------------------------


@lesson.exercise("What will Finance report next?", Prediction("share"))
def finance_later(orders, as_of):
    """Finance goes on in its own way: of all customers ever, how many bought again within 90 days?
    On {today} that was {now}. What will the same sum give on **{later}**? Answer with what you
    expect and an interval, `(value, low, high)`, as shares between 0 and 1.

    Hint: Who will have had 90 days by then who hasn't had them today?

    Hint: Nobody needs to change a habit for this number to change.

    Right: Finance's rate went from {now} to {then}. In the same time CRM's rate went from {crm_now}
    to {crm_then}.
    """
    day = later(orders, as_of, days=85)
    return repurchase_rate(orders, 90, base="all_ever", as_of=day, free="count")["rate"].iloc[0]


@finance_later.applies
def _a_later_report(orders, as_of):
    """This log ends too soon after {as_of}: Finance makes no later report in it."""
    now, then = (later(orders, as_of, days) for days in (TODAY, ALL_MATURE))
    repurchase_rate(orders, 90, as_of=now, free="count")
    return pd.Timestamp(then) >= pd.Timestamp(now) + pd.Timedelta(days=7)


@finance_later.facts
def _reports(orders, as_of):
    now, then = (later(orders, as_of, days) for days in (TODAY, ALL_MATURE))
    rates = {
        (base, day): fact.share(
            repurchase_rate(orders, 90, base, day, free="count")["rate"].iloc[0], 1
        )
        for base in ("all_ever", "cohort")
        for day in (now, then)
    }
    return {
        "today": date(now),
        "later": date(then),
        "now": rates["all_ever", now],
        "then": rates["all_ever", then],
        "crm_now": rates["cohort", now],
        "crm_then": rates["cohort", then],
    }


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
    rates = repurchase_rate(orders, window=60, base="cohort", as_of=as_of, free="count")
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
    return repurchase_rate(orders, window=60, base="all_ever", as_of=as_of, free="count")[
        "rate"
    ].iloc[0]


@sixty_days.wrong("buyers of the period")
def _buyers_of_the_period(orders, as_of):
    """This is the platforms' rate: of everyone who bought in the last 60 days, who bought twice in
    them? Whoever joined last week is in the denominator already.
    """
    return repurchase_rate(orders, window=60, base="period", as_of=as_of, free="count")[
        "rate"
    ].iloc[0]


@sixty_days.wrong("ninety days")
def _ninety_days(orders, as_of):
    """This is the 90-day rate. In a longer window more people come back, so two rates with
    different windows can't be compared.
    """
    return repurchase_rate(orders, window=90, base="cohort", as_of=as_of, free="count")[
        "rate"
    ].iloc[0]


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
    return _rate_by_rows(orders, as_of, window=60)


def _rate_by_rows(orders, as_of, window):
    """The mature rate if every second row counted as a return, that of the same day too."""
    log = _days_since_first(orders, as_of)
    mature = log[log["first"] < day_after(orders, as_of) - pd.Timedelta(days=window)]
    return (mature[mature["age"] < window + 0.5]["customer_id"].value_counts() > 1).mean()


@lesson.exercise("Are newer customers worse?", Frame(key=["cohort"], tolerance=0.0005))
def first_month(orders, as_of):
    """Make a table with one row per **weekly cohort** and the columns `cohort`, `customers`,
    `rate`: the share that bought again in its first 28 days, as known on {as_of}. Only finished
    cells.

    Hint: Start from `cohorts.cohort_retention(orders, cohort="week", period=28, as_of=..., free="count")`.

    Hint: Age 1 is the first 28 days. Keep those rows: `table[table["age"] == 1]`.

    Hint: Then choose the columns: `[["cohort", "customers", "rate"]]`.

    Right: Read down: the rates lie between {lowest} and {highest}. With that many customers a
    week, chance alone moves a rate by about {chance} points either way.
    """
    table = cohort_retention(orders, cohort="week", period=28, as_of=as_of, free="count")
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
    return f"{100 * share:.{decimals}f}%"


@first_month.wrong("all ages")
def _all_ages(orders, as_of):
    """Your table has several rows for a cohort: one for each 28-day period. The question is about
    the first period only.
    """
    table = cohort_retention(orders, cohort="week", period=28, as_of=as_of, free="count")
    return table[["cohort", "customers", "rate"]]


@first_month.wrong("second month")
def _second_month(orders, as_of):
    """This is the second period, days 29 to 56. Ages count from 1."""
    table = cohort_retention(orders, cohort="week", period=28, as_of=as_of, free="count")
    return table.loc[table["age"] == 2, ["cohort", "customers", "rate"]]


@first_month.wrong("seven days")
def _weeks_of_seven_days(orders, as_of):
    """Cohorts are formed by week, but you also followed them for only a week. `cohort` says who
    belongs together, `period` how long you follow them.
    """
    table = cohort_retention(orders, cohort="week", period=7, as_of=as_of, free="count")
    return table.loc[table["age"] == 1, ["cohort", "customers", "rate"]]


@first_month.wrong("seen from the end")
def _seen_from_the_end(orders, as_of):
    """You looked from a later day (the lesson's table, or the end of the log). On the question's
    day you could not know what the later cohorts would do: pass `as_of`.
    """
    table = cohort_retention(orders, cohort="week", period=28, free="count")
    return table.loc[table["age"] == 1, ["cohort", "customers", "rate"]]


@lesson.exercise("How long can you wait with a coupon?", Number(tolerance=0.5, unit="days"))
def quarter_back(orders, as_of):
    """You don't want to spend a coupon on people who come back by themselves, so you wait until
    **a quarter has returned**. By which day after the first purchase have 25% of all customers
    bought again, as known on {as_of}? Give a whole number of days.

    Hint: Which curve counts those who have not come back yet?

    Hint: `survival` is the share who have *not* bought again. A quarter has returned when it is
    0.75 or less for the first time.

    Hint: `gaps.loc[gaps["survival"] <= 0.75, "days"].iloc[0]`

    Right: On any earlier day you would have paid more people who were coming anyway. What a
    later coupon *adds*, only a holdout shows.
    """
    gaps = interpurchase_times(orders, which="first", as_of=as_of, free="count")
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
    gaps = interpurchase_times(orders, which="first", as_of=as_of, free="count")
    return gaps.loc[gaps["naive"] <= 0.75, "days"].iloc[0]


@quarter_back.wrong("median of the returned")
def _median_of_the_returned(orders, as_of):
    """That is the median gap of those who did return: half of the returners, nothing about the
    others.
    """
    gaps = interpurchase_times(orders, which="first", as_of=as_of, free="count")
    return gaps.loc[gaps["naive"] <= 0.5, "days"].iloc[0]


@quarter_back.wrong("three quarters of the returned")
def _three_quarters_of_the_returned(orders, as_of):
    """By that day three quarters of the *returned* had returned. Of all customers, fewer."""
    gaps = interpurchase_times(orders, which="first", as_of=as_of, free="count")
    return gaps.loc[gaps["naive"] <= 0.25, "days"].iloc[0]


end_of_log(quarter_back)


@quarter_back.wrong("all gaps")
def _all_gaps(orders, as_of):
    """You used every gap (`which="all"`). Frequent buyers have many short gaps and crowd out the
    rest. For *new* customers take the gap after the first purchase.
    """
    gaps = interpurchase_times(orders, which="all", as_of=as_of, free="count")
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
    churn = churn_rate(orders, inactivity=[30], follow_up=60, as_of=as_of, free="count")
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
    return churn_rate(orders, inactivity=[30], follow_up=60, as_of=as_of, free="count")[
        "rate"
    ].iloc[0]


@false_alarm.wrong("right alarms")
def _right_alarms(orders, as_of):
    """This is the share of alarms that have been right so far. You were asked for the wrong ones."""
    return 1 - false_alarm(orders, as_of)


@false_alarm.wrong("swapped")
def _swapped(orders, as_of):
    """You swapped the two: the silence is 30 days (`inactivity`), the look back 60 days
    (`follow_up`).
    """
    return churn_rate(orders, inactivity=[60], follow_up=30, as_of=as_of, free="count")[
        "false_alarm"
    ].iloc[0]


end_of_log(false_alarm)


lessons_day(false_alarm, "1997-12-31")


@false_alarm.wrong("of all customers")
def _of_all_customers(orders, as_of):
    """Your denominator is all customers. Only those the rule had flagged can be false alarms."""
    churn = churn_rate(orders, inactivity=[30], follow_up=60, as_of=as_of, free="count")
    return (churn["returned"] / churn["customers"]).iloc[0]


@lesson.exercise("What are five points worth here?", Number(tolerance=0.0005, unit="share"))
def five_points(orders, as_of):
    """Take the mature **90-day** rate of {as_of} as the rate at which customers go on, a margin of
    8 dollars an order and no fixed cost. By which share does the value of a customer rise if
    the rate rises by five **points**? (0.10 means +10%.)

    Hint: Whose rate is it, and are the five points or per cent?

    Hint: First the rate (`base="cohort"`), then `retention_profit_sensitivity(rate, margin=8,
    delta=0.05)`.

    Hint: Read the column `change`.

    Right: {rise} here, and 25–95% on the slide. Now ask what five points would cost.
    """
    rate = repurchase_rate(orders, window=90, base="cohort", as_of=as_of, free="count")[
        "rate"
    ].iloc[0]
    return retention_profit_sensitivity(rate, margin=8, delta=0.05)["change"].iloc[0]


@five_points.applies
def _a_rate_to_raise(orders, as_of):
    """In this log no mature 90-day rate is known on {as_of}, or it is 95% or more: there is
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
    rate = repurchase_rate(orders, window=90, base="cohort", as_of=as_of, free="count")[
        "rate"
    ].iloc[0]
    effect = retention_profit_sensitivity(rate, margin=8, delta=0.05, mode="relative")
    return effect["change"].iloc[0]


@five_points.wrong("rise of the rate")
def _rise_of_the_rate(orders, as_of):
    """That is by how much the *rate* rises. Asked is the rise of a customer's value, and in it the
    first purchase happens anyway.
    """
    return (
        0.05 / repurchase_rate(orders, 90, base="cohort", as_of=as_of, free="count")["rate"].iloc[0]
    )


@five_points.wrong("new over old")
def _new_over_old(orders, as_of):
    """That is new value ÷ old value. The rise is that minus 1."""
    return 1 + five_points(orders, as_of)


@five_points.wrong("dollars")
def _dollars(orders, as_of):
    """That is the rise in dollars per customer. The question asks for a share of the old value."""
    rate = repurchase_rate(orders, 90, base="cohort", as_of=as_of, free="count")["rate"].iloc[0]
    effect = retention_profit_sensitivity(rate, margin=8, delta=0.05)
    return (effect["new_value"] - effect["value"]).iloc[0]


@five_points.wrong("from the all-ever rate")
def _from_the_all_ever_rate(orders, as_of):
    """You started from the all-ever rate, with the unfinished customers in it."""
    rate = repurchase_rate(orders, 90, base="all_ever", as_of=as_of, free="count")["rate"].iloc[0]
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
    customers made up 100% of the buyers, up from {share} in {before}. The head of CRM wants the
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
    months = list(returning_share(orders, free="count").itertuples())[:-1]
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
    """That newcomers stayed away *is* what produced the 100%. Buyers fell by {fall} in the same
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
    (`cohort_retention(orders, cohort="month", period=28, free="count")`): loyalty would show there.
    """
    return "C", 1


@lesson.exercise(
    "Read before you sign",
    Audit(
        flaws={
            "A": "other people are counted than the sentence says",
            "B": "another window or cut-off is used than the sentence says",
            "C": "it uses what nobody could know on that day",
            "D": "per cent are taken where the sentence says points",
        },
        harms={
            "A": "customer care, which is judged by this number",
            "B": "the coupon plan, which starts on the wrong day",
            "C": "whoever decides what a loyalty programme may cost",
            "D": "customers who are written off",
        },
    ),
)
def audit(orders, as_of):
    """A colleague has written four sentences for your boss, as of {as_of}. They must bear your
    name too. (Sentence 4 starts from the mature 90-day rate, with a margin of 8 an order and no fixed
    cost.)

    {memo}

    For each sentence that is wrong, give its number, the flaw, the right number and whom the wrong
    number harms: `[(1, "A", 0.5, "A")]`. If all are right, give `[]`.

    Hint: You have computed all four numbers already. Which of them stand here as you found them?

    Hint: Which people does a *quarter* mean: all customers, or those who came back?

    Hint: Which step do *five points* make from a rate of 30%: to 35%, or to 31.5%?

    Right: Every sentence reads equally well. Only the sums differ.
    """
    gaps = interpurchase_times(orders, which="first", as_of=as_of, free="count")
    quarter = gaps.loc[gaps["survival"] <= 0.75, "days"].iloc[0]
    rate = repurchase_rate(orders, 90, base="cohort", as_of=as_of, free="count")["rate"].iloc[0]
    rise = retention_profit_sensitivity(rate, margin=8, delta=0.05)["change"].iloc[0]
    return [(2, "A", float(quarter), "B"), (4, "D", float(rise), "C")]


@audit.applies
def _four_sentences(orders, as_of):
    """This log can't fill the four sentences as of {as_of}: one of their numbers isn't known."""
    asked = (sixty_days, quarter_back, false_alarm, five_points)
    return all(can_answer(one, orders, as_of) for one in asked) and (
        quarter_back(orders, as_of) != _quarter_of_the_returned(orders, as_of)
    )


@audit.facts
def _sentences(orders, as_of):
    sixty = fact.share(sixty_days(orders, as_of), 1)
    back = fact.share(false_alarm(orders, as_of), 1)
    quarter = fact.Fact(_quarter_of_the_returned(orders, as_of), "days").say(unit="days")
    rise = fact.share(_five_per_cent_of_the_rate(orders, as_of), 1)
    return {
        "memo": f"1. Of the customers who have had their 60 days, {sixty} bought again in them.\n"
        f"2. A quarter of all customers has bought again within {quarter}.\n"
        f'3. Of the customers that the 30-day rule called "sleeping" 60 days ago, {back} have '
        "bought since.\n"
        f"4. Five points more repurchase would make a customer worth {rise} more."
    }


@audit.wrong("nothing found")
def _nothing_found(orders):
    """Each of the four sentences can be checked with an exercise of this lesson. Put your answers
    beside them.
    """
    return []


@lesson.exercise(
    "One paragraph for your boss",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion("the window, in days", matching(r"\d+[ -]?days?\b|天")),
            Criterion("whom it leaves out, and why"),
            A_DECISION,
        ],
        least=25,
    ),
)
def memo(orders, as_of):
    """It is {today}. Your boss asked: **how many of our customers buy again within 90 days?** Write
    the paragraph, with the number you stand for and what to do with the other one. Then read it
    as if you had never heard of cohorts.

    Hint: `cohorts.repurchase_rate(orders, window=90, as_of=today, free="count")` has all that you need.

    Hint: Who is not in your number? Say it before somebody asks.

    Right: Would your boss know whom to ask next month, and for which number?
    """
    day = later(orders, as_of, days=8)
    crm = repurchase_rate(orders, window=90, base="cohort", as_of=day, free="count")
    finance = repurchase_rate(orders, window=90, base="all_ever", as_of=day, free="count")
    rate, low, high = (fact.share(crm[name].iloc[0], 1) for name in ("rate", "low", "high"))
    mature, newer = (fact.count(crm[name].iloc[0]) for name in ("customers", "immature"))
    other, today = fact.share(finance["rate"].iloc[0], 1), date(day)
    return (
        f"Of our customers who have had 90 days, {rate} bought again in them ({low} to {high}, "
        f"n = {mature} customers). {newer} newer customers are not in it: on {today} their 90 "
        f"days are not over. Finance says {other} because it counts them like people who stayed away. "
        "We should report the first number each month, with its window and its denominator."
    )


@memo.applies
def _ninety_days_over(orders, as_of):
    """In this log nobody's 90 days are over by {as_of}."""
    return can_answer(memo, orders, as_of)


@memo.facts
def _memo_day(orders, as_of):
    return {"today": date(later(orders, as_of, TODAY))}


@memo.wrong("a number alone")
def _number_alone(orders, as_of):
    """A number without window, people and interval. The reason for it comes from nowhere. Next month
    somebody computes it in another way, and nobody notices.
    """
    rates = repurchase_rate(
        orders, 90, base="all_ever", as_of=later(orders, as_of, TODAY), free="count"
    )
    return (
        f"Our repurchase rate is {fact.share(rates['rate'].iloc[0], 1)}. Customers are loyal to us "
        "because our service is good and our parcels arrive on time. The team has worked hard for "
        "it, and everybody can be proud."
    )


@memo.wrong("precise and wrong")
def _precise_and_wrong(orders, as_of):
    """Number, interval, n: a plain search is content. But customers whose 90 days are not over are
    counted as if they had stayed away, and no interval says so.
    """
    rates = repurchase_rate(
        orders, 90, base="all_ever", as_of=later(orders, as_of, TODAY), free="count"
    ).iloc[0]
    rate, low, high = (fact.share(rates[name], 1) for name in ("rate", "low", "high"))
    return (
        f"Within 90 days {rate} of our customers bought again ({low} to {high}, "
        f"n = {rates['customers']:,} customers). With so many customers the number is very exact. "
        "We should use it as the target for customer care."
    )
