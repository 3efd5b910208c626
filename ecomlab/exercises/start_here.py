"""The exercises of the start notebook: how answering works."""

from ecomlab.classroom.kinds import Number
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load

lesson = Lesson("00", data=lambda: {"orders": load("cdnow").orders})


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
