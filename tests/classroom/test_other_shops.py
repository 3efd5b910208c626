"""Lessons 5.1 and 5.2 on other shops' logs: asked with facts of theirs, or left out and why."""

import re

import numpy as np
import pandas as pd
import pytest

from ecomlab.classroom import exercises
from ecomlab.classroom.exercise import CORRECT, LEFT_OUT, NOT_ATTEMPTED, NOT_YET
from tests.classroom.test_exercise import WEIRD


def log(customers, days, paid=20.0, start="2023-01-01", zone="UTC"):
    """Orders of these customers so many days after the start, in the morning of the shop."""
    times = pd.Timestamp(start) + pd.to_timedelta(np.floor(days), unit="D") + pd.Timedelta(hours=9)
    orders = pd.DataFrame({"customer_id": customers, "ts_order": times, "paid_amount": paid})
    orders["ts_order"] = orders["ts_order"].dt.tz_localize(zone)
    orders = orders.sort_values("ts_order", ignore_index=True)
    return orders.assign(order_id=np.arange(len(orders)))


def drawn(count, days, returns, joined=None, **shop):
    """Customers who join evenly up to a day, each with a pace and a chance to stop of their own."""
    rng = np.random.default_rng(7)
    pace = rng.gamma(0.6, returns / 60, count) + 1e-9
    waits = rng.exponential(1 / pace, (40, count)).T
    stays = rng.random((count, 40)) > rng.beta(0.8, 2.5, (count, 1))
    again = np.cumprod(stays, axis=1).astype(bool) & (returns > 0)
    first = rng.uniform(0, joined or days, count)
    when = first[:, None] + np.cumsum(np.c_[np.zeros(count), waits], axis=1)
    bought = np.c_[np.ones(count, bool), again] & (when < days)
    customers, _ = np.nonzero(bought)
    return log(customers, when[bought], rng.gamma(2, 20, len(customers)).round(2), **shop)


LOGS = {
    "one order": (log([1], [4.0]), "2023-03-01"),
    "one customer": (log([1] * 5, [4.0, 35, 59, 124, 247]), "2023-06-01"),
    "three days": (drawn(50, 3, 1), "2023-01-03"),
    "ten years": (drawn(800, 3650, 3, start="2014-01-01"), "2021-06-30"),
    "no returns": (drawn(300, 400, 0), "2023-10-01"),
    "all in one day": (drawn(100, 1, 0), "2023-01-01"),
    "New York": (drawn(900, 500, 2, zone="America/New_York"), "2024-01-31"),
    "Shanghai": (drawn(900, 500, 2, zone="Asia/Shanghai"), "2024-01-31"),
    "closed": (drawn(3000, 300, 2, 92, start="2023-05-01", zone="Asia/Shanghai"), "2023-11-30"),
    "day before the log": (drawn(100, 300, 1), "2020-01-01"),
    "last day": (drawn(900, 300, 1), "2023-10-27"),
    "no rows": (drawn(100, 300, 1).head(0), "2023-05-01"),
}
ALL = {
    "sixty_days", "first_month", "quarter_back", "false_alarm", "five_points", "dashboard",
    "two_hundred_days", "left_out", "who_returns", "next_half_year", "top_tenth", "offer",
}  # fmt: skip
ASKED = {  # what can be asked, from what the log is
    "one order": {"first_month", "left_out"},
    "one customer": {"sixty_days", "first_month", "quarter_back", "false_alarm", "left_out"},
    "three days": {"left_out"},
    "no returns": {"sixty_days", "first_month", "false_alarm", "five_points", "two_hundred_days",
                   "left_out", "offer"},
    "all in one day": {"left_out"},
    "closed": ALL,
    "day before the log": set(),
    "last day": ALL - {"dashboard", "top_tenth"},
    "no rows": set(),
}  # fmt: skip


@pytest.fixture(scope="module", params=LOGS)
def shop(request):
    orders, as_of = LOGS[request.param]
    quizzes = [exercises(lesson, orders=orders, as_of=as_of) for lesson in ("5_1", "5_2")]
    return request.param, [question for quiz in quizzes for question in quiz]


def test_a_question_is_asked_where_the_log_has_an_answer(shop):
    name, questions = shop
    asked = {question.exercise.name for question in questions if not question.left_out()}
    assert len(questions) == len(ALL)
    if name in ASKED:
        assert asked == ASKED[name]


def test_a_question_that_is_left_out_shows_why_in_the_lessons_words(shop):
    for question in shop[1]:
        if why := question.left_out():
            assert question.check(0.5).status == question.check(...).status == LEFT_OUT
            assert question.check(0.5).message == why
            assert repr(question) == f"**{question.exercise.title}**\n\n{why}"
            assert question.hint().text == question.solution().text == why
            assert why.startswith(("In this log", "This log"))


def test_a_question_that_is_asked_knows_its_answer_and_never_raises(shop):
    for question in shop[1]:
        if not question.left_out():
            right = question._answer(question.exercise.solution)
            assert question.check(right).status == CORRECT
            assert question.check(...).status == NOT_ATTEMPTED
            assert {question.check(answer).status for answer in WEIRD.values()} <= {
                CORRECT,
                NOT_YET,
            }


def test_every_sentence_is_about_this_shop(shop):
    """No April 1997, no CDNOW, no dollars, no 2,800 buyers; and nothing is left unfilled."""
    for question in shop[1]:
        exercise = question.exercise
        texts = [repr(question)]
        if not question.left_out():
            texts += map(question.told, (*exercise.hints, exercise.praise))
            texts += [question.told(item.sentence) for item in exercise.misconceptions]
        for text in texts:
            assert not re.search(r"1997|CDNOW|April|March|2,8\d\d|\{\w+\}", text), text


def test_the_perfect_month_is_the_shops_own():
    orders, as_of = LOGS["closed"]
    months = orders.assign(month=orders["ts_order"].dt.month)
    buyers = months.groupby("month")["customer_id"].nunique()
    text = repr(exercises("5_1", orders=orders, as_of=as_of).dashboard)
    assert "In August 2023 the dashboard" in text
    assert "in July 2023." in text
    said = exercises("5_1", orders=orders, as_of=as_of).dashboard.check(("C", 3)).message
    assert f"There are {buyers[8]:,} buyers in that month" in said
    said = exercises("5_1", orders=orders, as_of=as_of).dashboard.check(("A", 1)).message
    assert f"fell by {100 * (1 - buyers[8] / buyers[7]):.0f} %" in said


def test_the_published_log_has_its_own_facts():
    """CDNOW: 9,524 buyers in March 1997, 2,822 in April, none of them new; the formula says 10."""
    dashboard = exercises("5_1").dashboard
    assert "In April 1997" in repr(dashboard)
    assert "up from 24 % in March 1997" in repr(dashboard)
    assert "2,822 buyers" in dashboard.check(("C", 3)).message
    assert "fell by 70 %" in dashboard.check(("B", 2)).message
    offer = exercises("5_2").offer
    assert "at **15** each" in repr(offer)
    assert "gets about 10." in repr(offer)
    assert "15 is more than a customer is worth" in repr(offer)
    assert "by about 2.4 either way" in offer.check(("C", 3)).message


def test_what_to_look_at_when_nothing_could_be_counted_is_said_for_cohorts_only():
    assert "before the first purchase" in exercises("5_1").sixty_days.check(float("nan")).message
    assert "before the first purchase" not in exercises("5_2").left_out.check(float("nan")).message
