"""Exercises of the start notebook: how answering works."""

import pandas as pd

from ecomlab.classroom.exercise import Exercise, Lesson, Misconception
from ecomlab.classroom.kinds import Number


def week():
    """Seven orders of four customers."""
    return {
        "orders": pd.DataFrame(
            {
                "customer_id": [1, 1, 2, 3, 3, 3, 4],
                "paid_amount": [19.9, 35.0, 12.5, 88.0, 20.0, 9.9, 45.0],
            }
        )
    }


def mean_order(orders):
    return orders["paid_amount"].mean()


def mean_customer(orders):
    return orders.groupby("customer_id")["paid_amount"].sum().mean()


LESSON = Lesson(
    id="00",
    title="Start here",
    data=week,
    exercises=[
        Exercise(
            name="first_answer",
            title="What is the average order worth?",
            prompt="The mean `paid_amount` of an order, in yuan.",
            kind=Number(tolerance=0.01, unit="yuan"),
            solution=mean_order,
            misconceptions=[
                Misconception(
                    "per customer",
                    mean_customer,
                    "This is the mean per customer: some of them ordered more than once.",
                ),
            ],
            hints=["One order is one row.", '`orders["paid_amount"].mean()`'],
            praise="This is the AOV (客单价) that a shop's reports start with.",
        ),
    ],
)
