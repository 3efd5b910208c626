"""Wrong answers that recur from lesson to lesson: looking from another day than the question's."""

import pandas as pd

from ecomlab.classroom.exercise import Misconception


def end_of_log(solution) -> Misconception:
    """The answer of somebody who leaves ``as_of`` out."""
    return Misconception(
        "end of the log",
        lambda orders: solution(orders, None),
        "You looked from the end of the log. On the day in the question nobody could know what "
        "came later: pass that day as `as_of`.",
    )


def lessons_day(solution, day) -> Misconception:
    """The answer of somebody who takes the day of the lesson's text."""
    return Misconception(
        "the lesson's day",
        lambda orders: solution(orders, day),
        "You looked from the lesson's day. Compute again as of the day in the question.",
    )


def day_after(orders, day):
    """Midnight at the end of a day, in the log's time zone."""
    return pd.Timestamp(day, tz=orders["ts_order"].dt.tz) + pd.Timedelta(days=1)


def until(orders, day):
    """The orders up to the end of a day."""
    return orders[orders["ts_order"] < day_after(orders, day)]
