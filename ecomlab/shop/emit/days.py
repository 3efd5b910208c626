"""The days of a run as numbers, and its profit and loss by day: what tables of sums are made of."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY
from ecomlab.shop.world import cents


def yuan_cents(values):
    """Yuan of a table as whole cents."""
    return cents(values.to_numpy(dtype=float))


def booked(tables):
    """The profit and loss of each day in cents, by line (``by_day(line)``) and in all."""
    lines, days = tables["pnl_lines"], Days(tables)
    line, cent = lines["line"].cat.codes.to_numpy().astype(np.int64), yuan_cents(lines["amount"])
    day, of = days.number(lines["date"]), lines["order_id"].notna().to_numpy()
    names = list(lines["line"].cat.categories)
    count = len(names)
    whole, orders = (
        days.sums(day[mine] * count + line[mine], cent[mine], len(days) * count)
        for mine in (slice(None), of)
    )

    def by_day(name, of_orders=False):
        totals = orders if of_orders else whole
        return totals.reshape(-1, count)[:, names.index(name)]

    return SimpleNamespace(by_day=by_day, profit=whole.reshape(-1, count).sum(axis=1))


class Days:
    """The days of a run, from the first to the evening on which one looks, as numbers from 0 on.

    >>> days = Days({"calendar": {"date": pd.Series(pd.date_range("2024-01-30", periods=3))}})
    >>> days.months.tolist(), days.by_month(np.array([1, 2, 4])).tolist()
    (['2024-01', '2024-02'], [3, 4])
    >>> days.after_month(5).tolist(), days.months_later(0, 1, 5)
    ([6, 35], 6)
    """

    def __init__(self, tables):
        self.date = pd.DatetimeIndex(tables["calendar"]["date"])
        self.first = self.date[0]
        self.start = self.first.tz_localize(None).to_datetime64().astype("M8[D]")
        self.month = (self.start + np.arange(len(self.date))).astype("M8[M]")
        self.months, self.place = np.unique(self.month.astype(str), return_inverse=True)
        self.months = self.months.astype(object)
        self.weekday = int(self.first.weekday())

    def __len__(self):
        return len(self.date)

    def number(self, dates):
        """Days of the run from midnights of a column; China keeps one offset all year."""
        since = (pd.DatetimeIndex(dates) - self.first) // pd.Timedelta(seconds=DAY)
        return np.asarray(since, dtype=np.int64)

    def dates(self, number):
        """Midnights of days of the run, and of those before and after it."""
        gone = pd.to_timedelta(np.asarray(number, dtype=np.int64), unit="D")
        return (self.first + gone).as_unit("us")

    def known(self, number):
        """The same, empty where the day has not come."""
        dates = self.dates(number)
        return dates.where(np.asarray(number) < len(self))

    def sums(self, place, values, count=None):
        """Sums of whole cents by place (a day, if not said otherwise)."""
        total = np.bincount(place, values, len(self) if count is None else count)
        return np.round(total).astype(np.int64)

    def by_month(self, values):
        """Sums of the values of days by month."""
        return np.bincount(self.place, values, len(self.months)).astype(np.asarray(values).dtype)

    def after_month(self, of_month):
        """A day of the month after each month, as days of the run."""
        month = np.unique(self.month) + 1
        return (month.astype("M8[D]") - self.start).astype(np.int64) + of_month - 1

    def months_later(self, day, count, of_month):
        """A day of the month so many months after a day's."""
        month = (self.start + day).astype("M8[M]") + count
        return int((month.astype("M8[D]") - self.start).astype(np.int64)) + of_month - 1
