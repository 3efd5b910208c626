"""Spring Festival: the published dates, the moon, and the distance to them."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import InputError
from ecomlab.festivals import SPRING_FESTIVAL, days_from_spring_festival, spring_festival

# Hong Kong Observatory, Gregorian-Lunar Calendar Conversion Table
PUBLISHED = {
    2015: "02-19", 2016: "02-08", 2017: "01-28", 2018: "02-16", 2019: "02-05", 2020: "01-25",
    2021: "02-12", 2022: "02-01", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17",
    2027: "02-06", 2028: "01-26", 2029: "02-13", 2030: "02-03",
}  # fmt: skip


def new_moon(number):
    """When a new moon is, by China's clock; 0 is 6 January 2000 (Meeus 1998, chapter 49)."""
    t = number / 1236.85
    julian = 2451550.09766 + 29.530588861 * number + 0.00015437 * t**2
    sun, moon, along = np.radians(
        [
            2.5534 + 29.10535670 * number,
            201.5643 + 385.81693528 * number + 0.0107582 * t**2,
            160.7108 + 390.67050284 * number - 0.0016118 * t**2,
        ]
    )
    julian += (
        -0.40720 * np.sin(moon) + 0.17241 * np.sin(sun) + 0.01608 * np.sin(2 * moon)
        + 0.01039 * np.sin(2 * along) + 0.00739 * np.sin(moon - sun)
        - 0.00514 * np.sin(moon + sun) + 0.00208 * np.sin(2 * sun)
    )  # fmt: skip
    dynamical = pd.Timestamp("2000-01-01 12:00") + pd.Timedelta(days=julian - 2451545.0)
    return dynamical - pd.Timedelta(seconds=70) + pd.Timedelta(hours=8)


def test_the_published_dates():
    assert {year: f"{spring_festival(year):%m-%d}" for year in PUBLISHED} == PUBLISHED


@pytest.mark.parametrize("year", SPRING_FESTIVAL)
def test_it_is_the_first_new_moon_between_21_january_and_20_february(year):
    first = round((year - 2000) * 12.3685) - 1
    moons = [new_moon(number).date() for number in range(first, first + 5)]
    inside = [day for day in moons if dt.date(year, 1, 21) <= day <= dt.date(year, 2, 20)]
    assert inside[0] == spring_festival(year)


@given(st.dates(dt.date(2010, 8, 1), dt.date(2035, 6, 30)))
def test_the_distance_is_to_the_nearest(day):
    away = int(days_from_spring_festival([day])[0])
    assert day - dt.timedelta(days=away) in SPRING_FESTIVAL.values()
    assert abs(away) == min(abs((day - first).days) for first in SPRING_FESTIVAL.values())


def test_times_with_a_zone_count_as_their_own_day():
    days = pd.date_range("2025-01-29", periods=2, tz="Asia/Shanghai")
    assert days_from_spring_festival(days).tolist() == [0, 1]


@pytest.mark.parametrize("year", [1999, 2036, 2025.0, True, "2025"])
def test_a_year_that_is_not_known_is_refused(year):
    with pytest.raises(InputError, match="2035|whole number"):
        spring_festival(year)
