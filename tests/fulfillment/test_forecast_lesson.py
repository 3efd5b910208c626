"""What lesson 4.1 makes of a grocer's baskets."""

import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.exercises.fulfillment import forecast as asked


@pytest.fixture(scope="module")
def weeks():
    return asked.basket_weeks(**load("groceries"))


def test_a_week_runs_from_monday_to_sunday_and_is_whole():
    days = pd.DataFrame({"order_id": range(1, 17), "ts_order": [
        f"2017-01-{day:02d}" for day in range(7, 23)]})  # fmt: skip  # a Saturday to a Sunday
    kinds = ["tea", "rice"] * 8
    found = asked.basket_weeks(days[["order_id"]].assign(sku=kinds), days)
    assert found.index.strftime("%Y-%m-%d").tolist() == ["2017-01-09", "2017-01-16"]
    assert found["tea"].tolist() == [4.0, 3.0]  # 9, 11, 13, 15 January; 17, 19, 21
    assert found["rice"].tolist() == [3.0, 4.0]


def test_who_forecasts_nothing_misses_all_and_no_more(weeks):
    table = asked.tried_on_baskets(weeks).set_index(["method", "goods"])
    nothing = table.loc[asked.NOTHING]
    assert nothing["estimate"].tolist() == [1.0] * 3
    assert nothing["bias"].tolist() == [-1.0] * 3


def test_goods_are_slow_by_what_was_known_before_the_first_evening(weeks):
    later = weeks.copy()
    later.loc[later.index >= asked.BASKETS_FROM] *= 10
    kinds = [asked.tried_on_baskets(frame)["kinds"].tolist() for frame in (weeks, later)]
    assert kinds[0] == kinds[1]
    mean = weeks[weeks.index < asked.BASKETS_FROM].mean()
    assert kinds[0][0] == (mean < 1).sum()
