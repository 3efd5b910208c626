"""Days of a log, as the texts and exercises of a lesson name them."""

import pandas as pd

from ecomlab.texts import fact


def later(orders, as_of, days):
    """The day so many days after another, or the log's last day where that comes first.

    >>> times = pd.to_datetime(["2024-01-01 09:00", "2024-03-01 10:00"])
    >>> orders = pd.DataFrame({"ts_order": times})
    >>> later(orders, "2024-01-31", 8), later(orders, "2024-01-31", 90)
    ('2024-02-08', '2024-03-01')
    """
    last = orders["ts_order"].max().tz_localize(None)
    return f"{min(pd.Timestamp(as_of) + pd.Timedelta(days=days), last):%Y-%m-%d}"


def date(day):
    """A day as a text tells it, with its year.

    >>> str(date("2024-02-08"))
    '8 February 2024'
    """
    return fact.Fact(day, "date")


def day_after(orders, day):
    """Midnight at the end of a day, in the log's time zone."""
    return pd.Timestamp(day, tz=orders["ts_order"].dt.tz) + pd.Timedelta(days=1)


def until(orders, day):
    """The orders up to the end of a day."""
    return orders[orders["ts_order"] < day_after(orders, day)]
