"""Budgets by hour, pictures that fade, why a channel fell: by hand, as sums, on drawn worlds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from ecomlab.errors import ColumnError, InputError
from ecomlab.traffic.pacing import (
    budget_pacing,
    creative_fatigue,
    diagnose_drop,
    replacement_age,
)

HOURS = pd.DataFrame(
    {"date": pd.to_datetime(["2031-05-01"] * 3 + ["2031-05-02"] * 3), "hour": [8, 12, 20] * 2,
     "cost": [100.0, 100.0, 200.0] * 2, "orders": [2, 2, 6] * 2}
)  # fmt: skip


@given(st.floats(1, 1000))
def test_a_budget_is_spent_and_no_more(budget):
    table = budget_pacing(HOURS, budget)
    for way in ("fast", "even"):
        assert table[way].sum() == pytest.approx(min(budget, 400))
        assert (table[way] <= table["wanted"] + 1e-9).all()
    assert len(table) == 24


def test_with_the_whole_budget_nothing_is_lost():
    table = budget_pacing(HOURS, 400)
    assert table["orders_fast"].sum() == table["orders_even"].sum() == 10


def pictures(change, n=40, seed=1, views=20_000):
    """Pictures of unequal appeal; good ones live longer."""
    rng = np.random.default_rng(seed)
    parts = []
    for number in range(n):
        appeal = np.exp(rng.normal(-4, 0.4))
        age = np.arange(4 + int(10 * (appeal > np.exp(-4))))
        clicks = rng.poisson(views * appeal * (1 + change) ** age)
        parts.append(pd.DataFrame({"picture": number, "age": age, "impressions": views,
                                   "clicks": clicks}))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def test_fatigue_is_found_where_good_pictures_live_longer():
    """A mean by age would hide it: the old ones are the good ones."""
    table = pictures(-0.03)
    found = creative_fatigue(table, by="picture", age="age")
    assert found.holds(-0.03)
    assert found.n == 40
    by_age = table.groupby("age")[["clicks", "impressions"]].sum()
    rates = by_age["clicks"] / by_age["impressions"]
    assert rates.iloc[6] > rates.iloc[2]


def test_fatigue_s_interval_holds_it():
    held = []
    for seed in range(120):
        change = np.random.default_rng(seed).uniform(-0.08, 0.02)
        held.append(creative_fatigue(pictures(change, 25, seed), "picture", "age").holds(change))
    assert np.mean(held) > 0.88


def test_rows_without_a_picture_are_not_pictures():
    table = pictures(-0.05)
    more = pd.concat([table, table.assign(picture=np.nan, clicks=0)])
    assert creative_fatigue(more, "picture", "age") == creative_fatigue(table, "picture", "age")


@given(st.floats(-0.2, -0.005), st.floats(10, 500), st.floats(5, 400))
def test_the_best_age_makes_what_a_day_leaves_largest(change, value, cost):
    rate = -np.log1p(change)
    best = replacement_age(change, value, cost)
    if np.isinf(best):
        assert cost >= value / rate - 1e-9
        return

    def less(age):
        return -(value * -np.expm1(-rate * age) / rate - cost) / age

    found = minimize_scalar(less, bounds=(0.01, 5000), method="bounded", options={"xatol": 1e-6})
    assert less(best) <= found.fun + 1e-6 * abs(found.fun)


ONE_AGE = pictures(-0.03).assign(age=1)


def days(**changes):
    """Six days; from the fourth on some numbers are others."""
    table = pd.DataFrame({"date": pd.date_range("2031-05-01", periods=6), "cost": 1000.0,
                          "impressions": 50_000.0, "clicks": 1000.0, "orders": 30.0})  # fmt: skip
    for name, value in changes.items():
        table.loc[3:, name] = value
    return table


@given(st.floats(100, 5000), st.floats(1e4, 2e5), st.floats(100, 5000), st.floats(3, 90))
def test_the_factors_add_up(cost, views, clicks, orders):
    table = diagnose_drop(
        days(cost=cost, impressions=views, clicks=clicks, orders=orders), "2031-05-04"
    ).set_index("factor")["orders"]
    assert table.drop("all").sum() == pytest.approx(table["all"], abs=1e-6)
    assert table["all"] == pytest.approx(orders - 30)


@pytest.mark.parametrize(
    ("changes", "factor"),
    [
        ({"cost": 500.0, "impressions": 25_000.0, "clicks": 500.0, "orders": 15.0}, "spend"),
        ({"impressions": 25_000.0, "clicks": 500.0, "orders": 15.0}, "price of views"),
        ({"clicks": 500.0, "orders": 15.0}, "clicks of a view"),
        ({"orders": 15.0}, "orders of a click"),
    ],
)
def test_one_cause_is_found_alone(changes, factor):
    table = diagnose_drop(days(**changes), "2031-05-04").set_index("factor")["orders"]
    assert table[factor] == pytest.approx(-15)
    assert table.drop([factor, "all"]).abs().max() < 1e-9


def test_worn_pictures_are_told_from_other_clicks():
    """Clicks fall by just what ten days of age take."""
    table = days(clicks=1000 * 0.97**10, orders=30 * 0.97**10)
    table["creative_age_days"] = [0.0] * 3 + [10.0] * 3
    found = diagnose_drop(table, "2031-05-04", fatigue=-0.03).set_index("factor")["orders"]
    assert found["age of pictures"] == pytest.approx(found["all"])
    assert found["clicks of a view"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: budget_pacing(HOURS, 0), InputError, "budget"),
        (lambda: budget_pacing(HOURS.assign(hour=24), 9), InputError, "0 to 23"),
        (lambda: budget_pacing(HOURS.drop(columns="hour"), 9), ColumnError, "hour"),
        (lambda: creative_fatigue(pictures(-0.03), "creative"), ColumnError, "creative"),
        (lambda: creative_fatigue(ONE_AGE, "picture", "age"), InputError, "two times"),
        (lambda: replacement_age(0.02, 60, 150), InputError, "doesn't fade"),
        (lambda: replacement_age(-0.03, 0, 150), InputError, "value"),
        (lambda: diagnose_drop(days(), "2031-07-01"), InputError, "one side"),
        (lambda: diagnose_drop(days(orders=0.0), "2031-05-04"), InputError, "choose days"),
        (lambda: diagnose_drop(days(), "2031-05-04", since="2040-01-01"), InputError, "between"),
        (lambda: diagnose_drop(days(), "2031-05-04", fatigue=-0.03), ColumnError, "creative_age"),
    ],
)  # fmt: skip
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
