"""The exercises of the start notebook: how answering works."""

import pandas as pd

from ecomlab.classroom.kinds import Choice, Number, Ordering, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.shop.pictures import glance
from ecomlab.texts import fact

FIRST = pd.Timedelta(weeks=12)

lesson = Lesson("00", data=lambda: {"orders": load("cdnow").orders})


@lesson.exercise(
    "Your first question",
    Choice(
        {
            "A": "How many customers are behind the two rates?",
            "B": "What would the rate have been without the card?",
            "C": "How did other shops in the trade do?",
            "D": "What did the cards cost?",
        }
    ),
)
def first_question():
    """A shop gave its customers a card. In the year before, 8% of them bought again; in the year
    after, 15%. "The card did it", says the report. Which question must be answered before you may
    believe that?

    Hint: Suppose that the same shop had given no card that year. Who would have bought again?

    Hint: Three of the questions can be answered in full, and you still don't know what the card did.

    Right: This question comes back in every lesson. Often nobody can answer it from the report, and
    then the honest sentence is "we don't know yet".
    """
    return "B"


@first_question.wrong("how many")
def _how_many_customers():
    """Worth asking: it tells whether the rise is more than chance. But a rise that is no chance may
    still have come without the card.
    """
    return "A"


@first_question.wrong("the others")
def _the_others():
    """Near: others show what kind of year it was. But they are other shops with other customers.
    Which question do they help to answer?
    """
    return "C"


@first_question.wrong("the cost")
def _the_cost():
    """That comes second. First you must know what the money bought."""
    return "D"


@lesson.exercise("What is a purchase worth?", Number(tolerance=0.005, unit="US dollars"))
def order_value(orders):
    """What did a **purchase** bring on average, in US dollars? Each row of `orders` is one
    purchase.

    Hint: You need two numbers: all the money, and how many purchases there were.

    Hint: The money is `orders["paid_amount"].sum()`; the number of rows is `len(orders)`.

    Right: Remember to say *per purchase* whenever you quote it.
    """
    return orders["paid_amount"].sum() / len(orders)


@order_value.wrong("per buyer")
def _per_buyer(orders):
    """That is revenue per *buyer*: you divided by customers, and many of them bought more than
    once. Taobao's 客单价 is computed this way. The question was about a purchase.
    """
    return orders["paid_amount"].sum() / orders["customer_id"].nunique()


@order_value.wrong("per unit")
def _per_unit(orders):
    """That is revenue per *CD*. A purchase often holds more than one."""
    return orders["paid_amount"].sum() / orders["units"].sum()


@order_value.wrong("average of averages")
def _average_of_averages(orders):
    """You averaged the customers' averages: somebody with one purchase weighs as much as somebody
    with fifty.
    """
    return orders.groupby("customer_id")["paid_amount"].mean().mean()


@order_value.wrong("median")
def _median(orders):
    """That is the median: half of the purchases are below it. The question was about the average,
    which a few large orders pull up.
    """
    return orders["paid_amount"].median()


@lesson.exercise(
    "The smallest first",
    Ordering(
        {
            "A": "revenue per unit (件单价)",
            "B": "revenue per buyer (客单价)",
            "C": "revenue per purchase (笔单价)",
        }
    ),
)
def smallest_first():
    """In any shop where some buyers purchase twice, and some purchases hold two units: put the three
    into order, the smallest first.

    Hint: All three have the same numerator, the revenue. Which denominator is the largest?

    Hint: There are more units than purchases, and more purchases than buyers.

    Right: The more you divide by, the less is left. Who wants a large number divides by buyers.
    """
    return "A > C > B"


@smallest_first.wrong("the largest first")
def _largest_first():
    """That is the largest first: dividing by more gives less."""
    return "B > C > A"


@smallest_first.wrong("buyers in the middle")
def _buyers_in_the_middle():
    """Compare purchases and buyers once more: can there be more buyers than purchases?"""
    return "A > B > C"


@lesson.exercise("Once, and never again?", Number(tolerance=0.0005, unit="share"))
def one_time_buyers(orders):
    """Which share of the customers bought on **one day only**, in the whole log? Give a share
    between 0 and 1.

    Hint: First count, for each customer, on how many different days they bought.

    Hint: `orders.groupby("customer_id")["ts_order"].nunique()` counts different days; then ask
    which share of the customers has exactly 1.

    Hint: `(days == 1).mean()`: the mean of yes and no is the share of yes.

    Right: Look at it again in lesson 5.1, when you know how long each of them had.
    """
    purchase_days = orders.groupby("customer_id")["ts_order"].nunique()
    return (purchase_days == 1).mean()


@one_time_buyers.wrong("rows, not days")
def _rows_not_days(orders):
    """You counted rows. Some customers have two rows on the same day: that is one visit to your
    shop, not a return to it. Count days.
    """
    return (orders["customer_id"].value_counts() == 1).mean()


@one_time_buyers.wrong("how many")
def _how_many(orders):
    """That is how many customers. Divide by all customers."""
    return (orders.groupby("customer_id")["ts_order"].nunique() == 1).sum()


@one_time_buyers.wrong("the others")
def _returned(orders):
    """That is the share who bought on *more* than one day: the other side."""
    return 1 - one_time_buyers(orders)


@one_time_buyers.wrong("share of purchases")
def _of_purchases(orders):
    """Your denominator is purchases. The question asks for a share of customers."""
    purchase_days = orders.groupby("customer_id")["ts_order"].nunique()
    return (purchase_days == 1).sum() / len(orders)


@lesson.exercise("The first twelve weeks", Prediction("share"))
def first_weeks(orders):
    """`orders` follows everybody who bought for the first time in the first twelve weeks of 1997, for
    eighteen months. Which share of all their dollars was paid in those **first twelve weeks**? Give
    a share between 0 and 1, as (value, low, high).

    Hint: Twelve weeks are about a sixth of eighteen months. Would you expect more than a sixth?

    Right: Whether the interval held matters little here. Look how wide it was.
    """
    early = orders["ts_order"] < orders["ts_order"].min() + FIRST
    return orders.loc[early, "paid_amount"].sum() / orders["paid_amount"].sum()


@lesson.facts("company-title")
def _company():
    figures = glance(load("shop")).set_index("item")["value"]
    return {
        "paid": fact.number(100 * figures["payers"] / figures["uv"]),
        "left": fact.number(100 * figures["profit 利润"] / figures["sales 销售额"]),
    }


@lesson.facts("two-values")
def _two_values(orders):
    return {
        "apart": fact.money(
            orders["paid_amount"].sum() / orders["customer_id"].nunique()
            - orders["paid_amount"].mean(),
            currency="USD",
        )
    }


@lesson.facts("figure-title", "figure-reading")
def _figure(orders):
    day = orders["ts_order"]
    weekly = orders.set_index("ts_order")["paid_amount"].resample("7D").sum() / 1000
    last = orders.loc[day.groupby(orders["customer_id"]).idxmin(), "ts_order"].max()
    return {
        "last": fact.Fact(last, "date"),
        "before": fact.number(weekly[weekly.index <= last].iloc[-2]),
        "after": fact.number(weekly[weekly.index > last].iloc[0]),
    }
