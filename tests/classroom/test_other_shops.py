"""Lessons 5.1 and 5.2 on other shops' logs: asked with facts of theirs, or left out and why."""

import re

import numpy as np
import pandas as pd
import pytest

from ecomlab.classroom import exercises
from ecomlab.classroom.exercise import CORRECT, KEPT, LEFT_OUT, NOT_ATTEMPTED, NOT_YET
from ecomlab.errors import ChoiceError, InputError
from ecomlab.texts.files import read
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
    "finance_later", "sixty_days", "first_month", "quarter_back", "false_alarm", "five_points",
    "dashboard", "audit", "memo",
    "two_hundred_days", "left_out", "who_returns", "call_order", "what_came", "next_half_year",
    "top_tenth", "offer", "final memo",
}  # fmt: skip
ASKED = {  # what can be asked, from what the log is
    "one order": {"first_month", "left_out"},
    "one customer": {"finance_later", "sixty_days", "first_month", "quarter_back", "false_alarm",
                     "memo", "left_out"},
    "three days": {"left_out"},
    "no returns": {"finance_later", "sixty_days", "first_month", "false_alarm", "five_points",
                   "memo", "two_hundred_days", "left_out", "offer", "final memo"},
    "all in one day": {"left_out"},
    "closed": ALL,
    "day before the log": set(),
    "last day": ALL - {"finance_later", "dashboard", "what_came", "top_tenth"},
    "no rows": set(),
}  # fmt: skip


@pytest.fixture(scope="module", params=LOGS)
def shop(request):
    orders, as_of = LOGS[request.param]
    quizzes = [exercises(lesson, orders=orders, as_of=as_of) for lesson in ("5_1", "5_2")]
    return request.param, [question for quiz in quizzes for question in quiz]


def test_a_question_is_asked_where_the_log_has_an_answer(shop):
    name, questions = shop
    memos = [question for question in questions if question.exercise.name == "memo"]
    asked = {
        "final memo" if question is memos[-1] else question.exercise.name
        for question in questions
        if not question.left_out()
    }
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
            right, kind = question._answer(question.exercise.solution), question.exercise.kind
            assert question.check(...).status == NOT_ATTEMPTED
            statuses = {question.check(answer).status for answer in WEIRD.values()}
            if kind.judged:
                assert question.check(right).status == CORRECT
                assert statuses <= {CORRECT, NOT_YET}
            else:
                assert statuses <= {KEPT, NOT_ATTEMPTED}


def test_every_sentence_is_about_this_shop(shop):
    """No April 1997, no CDNOW, no dollars, no 2,800 buyers; and nothing is left unfilled."""
    for question in shop[1]:
        exercise = question.exercise
        texts = [repr(question)]
        if not question.left_out():
            texts += map(question.told, (*exercise.hints, exercise.praise))
            texts += [question.told(item.sentence) for item in exercise.misconceptions]
        for text in texts:
            assert not re.search(r"1997|CDNOW|(April|March)(?! 20)|2,8\d\d|\{\w+\}", text), text


TELLING = [(lesson, name) for lesson in ("5_1", "5_2") for name in read("en", lesson)["texts"]]


@pytest.mark.parametrize("name", LOGS)
def test_a_text_is_about_this_shop_or_is_left_out_and_says_why(name):
    orders, as_of = LOGS[name]
    for lesson in dict(TELLING):
        quiz = exercises(lesson, orders=orders, as_of=as_of)
        for text in [quiz.tell(text) for of, text in TELLING if of == lesson]:
            if text.startswith("– **Left out.**"):
                assert text.partition("can't tell this. ")[2].endswith((".", ")."))
            assert not re.search(r"1997|1998|CDNOW|\{\w+\}|\bnan\b|unknown|NaT", text), text


def test_a_shop_that_goes_on_is_told_everything():
    """What is spent in the shop in Shanghai can't tell a model's numbers; the rest is told."""
    for name, lesson in (("Shanghai", "5_1"), ("closed", "5_1"), ("closed", "5_2")):
        orders, as_of = LOGS[name]
        quiz = exercises(lesson, orders=orders, as_of=as_of)
        told = [quiz.tell(text) for of, text in TELLING if of == lesson]
        assert not [text for text in told if "Left out" in text]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("three-bases-reading", "15,991 of Finance's 23,570 customers"),
        ("same-day", "moves the rate by +0.7 points"),
        ("agreement", "Finance says 26.5%, the dashboard 26.6% and CRM 29.8%. Two agree"),
        ("trap-reading", "from 21.1% to 29.2%"),
        ("trap-reading", "first point rests on 450 customers"),
        ("trap-reading", "Nobody joins in these weeks"),
        ("end-of-log-reading", "Finance and CRM agree: 29.2%. The dashboard says 35.7%, of 3,301"),
        ("cohort-title", "about 17% buy in step 1, and about 7% in step 8"),
        ("cohort-reading", "week from 23 June 1997, 1.6 times"),
        ("interval-reading", "65% took 30 days or fewer. Of all *customers*, 17%"),
        ("churn-reading", '92% of the customers are "lost". With 180 days it is 73%'),
        ("churn-reading", "14% have bought since"),
        ("returning-reading", "2,822 buyers, after 9,524: 2,822 returning ones (before: 2,276)"),
        ("verdict", "In this log they made 2.87"),
        ("trial-title", "only where 75% to 90% stay"),
    ],
)
def test_the_published_log_has_its_own_texts(name, words):
    assert words in " ".join(exercises("5_1").tell(name).split())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("simple-reading", "the formula gives 11.14, and the network asks 18. **Refuse**"),
        ("curve-title", "The first order brings 9.99, and 180 days bring 20.08"),
        ("fit-reading", "Mia is still a customer is 5%. Noah's is 62%"),
        ("test-reading", "19,684 purchases came and 16,874 were expected: 1.17 times"),
        ("test-reading", "one or two repeats it is 1.43 times, for those with seven or more 1.02"),
        ("test-months", "| March 1998 | 1,814 | 2,686 | +872 |"),
        ("test-months", "November 1997 and March 1998 together make 50% of what"),
        ("worth-reading", "by 29% of the way after one repeat, by 4% after ten"),
        ("worth-reading", "1 of 9,451 repeaters"),
        ("compare-reading", "says 26.38. It became 27.26"),
        ("compare-reading", "21.93 of that had come in already"),
        ("compare-reading", "forecast is 4.44, and 5.32 came. **The truth lies above"),
        ("first-days", "with 300 customers it is ±2.36, with 1,000 customers ±1.29"),
        ("trial-chance-reading", "the top 20% 41% of the purchases. The real top 20% make 50%"),
        ("luck-revenue", "hold 47% of the revenue. If all are dealt"),
        ("luck-revenue", "it is 51%"),
        ("verdict", "bring 66% of what comes afterwards"),
        ("verdict", "holds 94% of those months"),
    ],
)
def test_the_published_log_has_its_own_texts_on_worth(name, words):
    assert words in " ".join(exercises("5_2").tell(name).split())


def test_what_keeps_a_text_from_being_told_is_raised_where_texts_are_checked():
    orders, as_of = LOGS["one order"]
    quiz = exercises("5_1", orders=orders, as_of=as_of)
    with pytest.raises(InputError, match="No customer's window of 90 days is over"):
        quiz.tell("agreement", strictly=True)
    with pytest.raises(ChoiceError, match="agrement"):
        quiz.tell("agrement")


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
    assert f"fell by {100 * (1 - buyers[8] / buyers[7]):.0f}%" in said


def test_the_published_log_has_its_own_facts():
    """CDNOW: 9,524 buyers in March 1997, 2,822 in April, none of them new; the formula says 10."""
    dashboard = exercises("5_1").dashboard
    assert "In April 1997" in repr(dashboard)
    assert "up from 24% in March 1997" in repr(dashboard)
    assert "2,822 buyers" in dashboard.check(("C", 3)).message
    assert "fell by 70%" in dashboard.check(("B", 2)).message
    offer = exercises("5_2").offer
    assert "at **15** each" in repr(offer)
    assert "gets about 10." in repr(offer)
    assert "15 is more than a customer is worth" in repr(offer)
    assert "by about 2.4 either way" in offer.check(("C", 3)).message


def test_what_to_look_at_when_nothing_could_be_counted_is_said_for_cohorts_only():
    assert "before the first purchase" in exercises("5_1").sixty_days.check(float("nan")).message
    assert "before the first purchase" not in exercises("5_2").left_out.check(float("nan")).message
