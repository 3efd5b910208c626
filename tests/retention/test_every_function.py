"""Every function of customers on the running shop, on CDNOW and on the cat-food shop, at six dates.

A young log, a log at the border and a whole one: an answer or a row with its reason, never an end.
"""

import warnings

import numpy as np
import pandas as pd
import pytest

from ecomlab import tables
from ecomlab.datasets import load
from ecomlab.errors import Caution
from ecomlab.retention import cohorts, concentration, lifetime
from ecomlab.retention.purchase_models import BGNBD, MBGNBD
from ecomlab.shop import Shop, World

DATES = {
    "shop": [*("2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31", "2025-06-30", "2025-12-31")],
    "cdnow": [
        *("1997-02-28", "1997-03-31", "1997-06-30", "1997-09-30", "1997-12-31", "1998-06-30")
    ],
    "cat_food": [0.15, 0.3, 0.45, 0.6, 0.8, 1.0],  # parts of its log
}
FUNCTIONS = {
    "repurchase_rate": lambda o, day: cohorts.repurchase_rate(o, 20, as_of=day, known_from=[]),
    "cohort_retention": lambda o, day: cohorts.cohort_retention(o, as_of=day, known_from=[]),
    "interpurchase_times": lambda o, day: cohorts.interpurchase_times(o, as_of=day, known_from=[]),
    "returning_share": lambda o, day: cohorts.returning_share(o, as_of=day, known_from=[]),
    "customer_summary": lambda o, day: lifetime.customer_summary(o, day, known_from=[]),
    "ltv_cohort": lambda o, day: lifetime.ltv_cohort(o, 0.3, 20, as_of=day, known_from=[]),
    "persistence": lambda o, day: concentration.persistence(o, day),
}


@pytest.fixture(scope="module")
def logs():
    cat_food, _ = Shop(World("cat_food"), noise=2).run(days=240)
    return {
        "shop": tables.purchases(load("shop").orders),
        "cdnow": load("cdnow").orders.query("paid_amount > 0"),
        "cat_food": tables.purchases(cat_food.orders),
    }


def days(log, name):
    """The six dates of a log."""
    if name != "cat_food":
        return DATES[name]
    first, last = log["ts_order"].min(), log["ts_order"].max()
    return [f"{first + part * (last - first):%Y-%m-%d}" for part in DATES[name]]


@pytest.mark.verify
@pytest.mark.parametrize("log", list(DATES))
def test_every_function_answers_at_six_dates(logs, log):
    orders = logs[log]
    for day in days(orders, log):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Caution)
            for name, function in FUNCTIONS.items():
                if name == "persistence" and day == days(orders, log)[-1]:
                    continue  # nothing comes after the last day
                assert len(function(orders, day)), (name, day)
            compared = lifetime.ltv_compare(
                orders, 0.3, day, 90, zero_value="exclude", known_from=[]
            )
        assert compared.method.tolist() == ["simple", "cohort", "bgnbd_gamma_gamma", "actual"]
        told = compared.value.notna()
        assert (told == (compared.n > 0)).all()
        assert (compared.reason[~told] != "").all(), compared
        inside = compared[told]
        assert ((inside.low <= inside.value) & (inside.value <= inside.high)).all()


@pytest.mark.verify
@pytest.mark.parametrize("log", list(DATES))
@pytest.mark.parametrize("model", [BGNBD, MBGNBD])
def test_forecasts_beside_what_came(logs, log, model):
    """They are compared, no better than they are: the printed table says how often inside."""
    orders = logs[log]
    table = lifetime.forecast_check(orders, days(orders, log)[:-1], 60, model, known_from=[])
    print(f"\n{log}\n{table.to_string()}")
    asked = table[table.reason == ""]
    assert len(asked)
    assert ((asked.low <= asked.expected) & (asked.expected <= asked.high)).all()
    assert (asked.inside == asked.came.between(asked.low, asked.high)).all()
    assert (asked.expected / asked.came).between(0.3, 3).all(), asked


def test_forecast_check_by_hand():
    """What came is counted for the customers of the date only, in the days after it only."""
    rows = [("a", 0), ("b", 0), ("c", 5), ("a", 10), ("b", 30), ("a", 41), ("b", 45), ("new", 41)]
    rows += [("b", 75), ("z", 120)]
    orders = pd.DataFrame(rows, columns=["customer_id", "day"])
    orders["ts_order"] = pd.Timestamp("2025-01-01") + pd.to_timedelta(orders["day"], unit="D")
    orders["paid_amount"] = 10.0
    table = lifetime.forecast_check(orders, ["2025-02-09", "2025-04-15"], 30, known_from=[])
    assert table.came[0] == 2  # a on day 41 and b on day 45: not the new one, not day 75
    assert table.n[0] == 3
    assert np.isnan(table.came[1])
    assert "The log ends before 30 days" in table.reason[1]
    nobody = lifetime.forecast_check(orders, ["2025-01-06"], 30, known_from=[])
    assert "Nobody bought again" in nobody.reason[0]
    assert np.isnan(nobody.expected[0])
    assert nobody.came[0] == 2


def test_forecast_intervals_hold_what_comes(seeds):
    """Where the model's story is true: about 95 of 100, also where nobody leaves."""
    from tests.retention.simulated import at_least, repeat_times

    for truth in (BGNBD(0.8, 25, 0.8, 2.5), BGNBD(0.8, 25, 1e-9, 1e3)):
        hits = 0
        for seed in range(seeds):
            rng = np.random.default_rng(seed)
            first = rng.integers(0, 60, 500)
            who, when = repeat_times(truth, 500, 240.0 - first, rng)
            day = np.append(first, first[who] + np.ceil(when))
            orders = pd.DataFrame({"customer_id": np.append(np.arange(500), who), "day": day})
            orders["ts_order"] = pd.Timestamp("2025-01-01") + pd.to_timedelta(day, unit="D")
            orders["paid_amount"] = 1.0
            row = lifetime.forecast_check(orders, ["2025-06-01"], 60, known_from=[]).iloc[0]
            hits += row.inside
        assert hits >= at_least(0.9, seeds), hits


def test_compare_gives_a_row_with_its_reason_instead_of_ending():
    """Nobody bought again; all spent the same; a log at the border."""
    day = pd.Timestamp("2025-01-01")
    once = pd.DataFrame({"customer_id": range(30), "ts_order": day, "paid_amount": 10.0})
    once.loc[0, "ts_order"] = day + pd.Timedelta(days=50)
    row = lifetime.ltv_compare(once, 0.3, "2025-02-20", 90, known_from=[]).set_index("method")
    row = row.loc["bgnbd_gamma_gamma"]
    assert "Nobody bought again" in row.reason
    assert row.n == 0
    assert np.isnan(row.value)
    shop = tables.purchases(load("shop").orders)
    young = lifetime.ltv_compare(shop, 0.3, "2024-03-31", 90, zero_value="exclude")
    young = young.set_index("method")
    assert "whether anybody leaves" in young.reason["bgnbd_gamma_gamma"]
    assert young.value["bgnbd_gamma_gamma"] > 0


def test_one_customer_is_a_row_with_its_reason():
    """A log of one customer; and a shop in which one customer only was watched long enough."""
    day = pd.Timestamp("2025-01-01")
    days_on = pd.to_timedelta([0, 20, 60, 61], unit="D")
    one = pd.DataFrame({"customer_id": "a", "ts_order": day + days_on, "paid_amount": 10.0})
    for orders in (one, pd.concat([one, one.assign(customer_id="b").iloc[2:]])):
        table = lifetime.ltv_compare(orders, 0.3, "2025-03-02", 45, known_from=[])
        assert (table.value.notna() == (table.n > 0)).all()
        assert (table.reason[table.value.isna()] != "").all()
        assert "Only one customer" in table.set_index("method").reason["cohort"]


def test_no_forecast_of_fewer_than_no_purchases():
    orders = pd.DataFrame({"customer_id": [*range(20), 0], "paid_amount": 5.0})
    orders["ts_order"] = pd.Timestamp("2025-01-01") + pd.to_timedelta([*[0] * 20, 30], unit="D")
    row = lifetime.forecast_check(orders, ["2025-03-01"], 5, known_from=[]).iloc[0]
    assert row.low == 0 < row.expected < row.high
