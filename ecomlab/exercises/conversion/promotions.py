"""The exercises of lesson 3.8: What will this promotion cost?."""

from ecomlab.classroom.kinds import Number
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.texts import fact

lesson = Lesson("3_8", data=lambda: {"orders": load("cdnow").orders})


@lesson.facts("method-reading")
def _method(orders):
    paid = orders["paid_amount"]
    return {"purchases": fact.count(len(paid)), "middle": fact.number(paid.median(), 2)}


@lesson.exercise("One purchase", Number(tolerance=0.01, unit="US dollars"))
def per_purchase(orders):
    """TODO ask what the lesson is about. What was paid for one purchase on average?

    Hint: TODO a nudge. One row is one purchase.

    Right: TODO what the right answer means for the shop.
    """
    return orders["paid_amount"].mean()


@per_purchase.wrong("per customer")
def _per_customer(orders):
    """TODO what a typical wrong answer measures instead. You divided by customers."""
    return orders["paid_amount"].sum() / orders["customer_id"].nunique()
