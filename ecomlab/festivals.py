"""Dates of the trade that move: Spring Festival (春节), year by year, and the days to it.

618 and 11.11 stand on fixed days of the calendar; Spring Festival is the new moon between 21
January and 20 February, so a month of last year isn't the same month of this one.
"""

import datetime as dt

import numpy as np
import pandas as pd

from ecomlab.errors import InputError, check_choice

# First day of the year by the moon. Hong Kong Observatory, Gregorian-Lunar Calendar Conversion
# Table; a test finds the same days from the moon's motion.
SPRING_FESTIVAL = {
    dt.date.fromisoformat(day).year: dt.date.fromisoformat(day)
    for day in (
        "2010-02-14", "2011-02-03", "2012-01-23", "2013-02-10", "2014-01-31", "2015-02-19",
        "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12",
        "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06",
        "2028-01-26", "2029-02-13", "2030-02-03", "2031-01-23", "2032-02-11", "2033-01-31",
        "2034-02-19", "2035-02-08",
    )
}  # fmt: skip


def spring_festival(year):
    """The first day of Spring Festival in a year.

    >>> spring_festival(2027)
    datetime.date(2027, 2, 6)
    >>> spring_festival(1999)
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: Spring Festival is known from 2010 to 2035, not of 1999. Add its
    date to SPRING_FESTIVAL in ecomlab/festivals.py.
    """
    known = SPRING_FESTIVAL
    if isinstance(year, bool) or not isinstance(year, int | np.integer):
        raise InputError(f"year is {year!r}. Give a whole number, such as 2027.")
    if year not in known:
        raise InputError(
            f"Spring Festival is known from {min(known)} to {max(known)}, not of {year}. Add its "
            "date to SPRING_FESTIVAL in ecomlab/festivals.py."
        )
    return known[check_choice("year", int(year), known)]


def days_from_spring_festival(dates):
    """How many days after the nearest Spring Festival's first day is each date? Before it: below 0.

    Parameters
    ----------
    dates : sequence of dates

    Returns
    -------
    array of int

    Examples
    --------
    >>> days_from_spring_festival(["2025-01-28", "2025-02-01", "2024-01-29"]).tolist()
    [-1, 3, -12]
    """
    day = pd.DatetimeIndex(dates).tz_localize(None).to_numpy().astype("datetime64[D]")
    near = range(int(str(day.min())[:4]), int(str(day.max() + 150)[:4]) + 1)
    first = np.array([spring_festival(year) for year in near], dtype="datetime64[D]")
    away = (day[:, None] - first).astype(np.int64)
    return away[np.arange(len(day)), np.abs(away).argmin(axis=1)]
