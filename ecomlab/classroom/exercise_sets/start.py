"""The exercises of the start notebook: how answering works."""

from ecomlab.classroom.exercise import Exercise, Lesson, Misconception
from ecomlab.classroom.kinds import Number
from ecomlab.datasets import load


def order_value(orders):
    return orders["paid_amount"].sum() / len(orders)


def _per_buyer(orders):
    return orders["paid_amount"].sum() / orders["customer_id"].nunique()


def _per_unit(orders):
    return orders["paid_amount"].sum() / orders["units"].sum()


def _average_of_averages(orders):
    return orders.groupby("customer_id")["paid_amount"].mean().mean()


def _median(orders):
    return orders["paid_amount"].median()


def one_time_buyers(orders):
    purchase_days = orders.groupby("customer_id")["ts_order"].nunique()
    return (purchase_days == 1).mean()


def _rows_not_days(orders):
    return (orders["customer_id"].value_counts() == 1).mean()


def _how_many(orders):
    return (orders.groupby("customer_id")["ts_order"].nunique() == 1).sum()


def _returned(orders):
    return 1 - one_time_buyers(orders)


def _of_purchases(orders):
    purchase_days = orders.groupby("customer_id")["ts_order"].nunique()
    return (purchase_days == 1).sum() / len(orders)


LESSON = Lesson(
    id="00",
    title="Start here",
    data=lambda: {"orders": load("cdnow").orders},
    exercises=[
        Exercise(
            name="order_value",
            title="What is a purchase worth?",
            prompt=(
                "What did a **purchase** bring on average, in US dollars? "
                "Each row of `orders` is one purchase."
            ),
            kind=Number(tolerance=0.005, unit="US dollars"),
            solution=order_value,
            hints=(
                "You need two numbers: all the money, and how many purchases there were.",
                'The money is `orders["paid_amount"].sum()`; the number of rows is `len(orders)`.',
            ),
            misconceptions=(
                Misconception(
                    "per buyer",
                    _per_buyer,
                    "That is revenue per *buyer*: you divided by customers, and many of them "
                    "bought more than once. Taobao's 客单价 is computed this way. The question was "
                    "about a purchase.",
                ),
                Misconception(
                    "per unit",
                    _per_unit,
                    "That is revenue per *CD*. A purchase often holds more than one.",
                ),
                Misconception(
                    "average of averages",
                    _average_of_averages,
                    "You averaged the customers' averages: somebody with one purchase weighs as much "
                    "as somebody with fifty.",
                ),
                Misconception(
                    "median",
                    _median,
                    "That is the median: half of the purchases are below it. The question was "
                    "about the average, which a few large orders pull up.",
                ),
            ),
            praise="Remember to say *per purchase* whenever you quote it.",
        ),
        Exercise(
            name="one_time_buyers",
            title="Once, and never again?",
            prompt=(
                "Which share of the customers bought on **one day only**, in the whole log? "
                "Give a share between 0 and 1."
            ),
            kind=Number(tolerance=0.0005, unit="share"),
            solution=one_time_buyers,
            hints=(
                "First count, for each customer, on how many different days they bought.",
                '`orders.groupby("customer_id")["ts_order"].nunique()` counts different days; '
                "then ask which share of the customers has exactly 1.",
                "`(days == 1).mean()`: the mean of yes and no is the share of yes.",
            ),
            misconceptions=(
                Misconception(
                    "rows, not days",
                    _rows_not_days,
                    "You counted rows. Some customers have two rows on the same day: that is one "
                    "visit to your shop, not a return to it. Count days.",
                ),
                Misconception(
                    "how many",
                    _how_many,
                    "That is how many customers. Divide by all customers.",
                ),
                Misconception(
                    "the others",
                    _returned,
                    "That is the share who bought on *more* than one day: the other side.",
                ),
                Misconception(
                    "share of purchases",
                    _of_purchases,
                    "Your denominator is purchases. The question asks for a share of customers.",
                ),
            ),
            praise="Look at it again in lesson 5.1, when you know how long each of them had.",
        ),
    ],
)
