"""Demand behind empty shelves: by hand, like the engine, and what is refused."""

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import beyond_count, censored_rate, ratio_of_totals, tobit_rate
from ecomlab.exercises.fulfillment import forecast as asked
from ecomlab.fulfillment.stockouts import lost_sales, sales_rate, uncensor, uncensored_demand
from ecomlab.trials import judge

STOCK = pd.DataFrame(
    {
        "sku": ["CH01"] * 6 + ["MT02"] * 2,
        "sales": [4, 6, 5, 5, 7, 3, 90, 80],
        "uv": [40, 50, 60, 50, 50, 50, 100, 100],
        "stockout_flag": [False, True, False, True, False, False, True, False],
    }
)


def test_rates_by_hand():
    found = sales_rate(STOCK, "CH01")
    assert found.value == 5
    assert found == ratio_of_totals([4, 6, 5, 5, 7, 3], [1] * 6, "days")
    assert sales_rate(STOCK, "CH01", exposure="uv").value == pytest.approx(30 / 300)
    assert sales_rate(STOCK[:6]) == found
    wanted = uncensored_demand(STOCK, "CH01", exposure="uv")
    cut_off = [False, True, False, True, False, False]
    by_engine = censored_rate([4, 6, 5, 5, 7, 3], [40, 50, 60, 50, 50, 50], cut_off, "days")
    assert wanted == by_engine
    assert wanted.value > 0.1
    full = STOCK[:6].assign(stockout_flag=False)
    assert uncensored_demand(full).value == pytest.approx(5, rel=1e-4)


def test_it_finds_what_was_wanted_where_sales_and_days_with_stock_do_not(seeds):
    """Twenty a day are wanted, 12 to 30 lie there: the two obvious readings are 2 and 1 too low."""
    readings = {"all": [], "in stock": [], "uncensored": []}
    for seed in range(3 * seeds):
        rng = np.random.default_rng(seed)
        wanted, shelf = rng.poisson(20, 60), rng.integers(12, 31, 60)
        days = pd.DataFrame({"sales": np.minimum(wanted, shelf), "stockout_flag": wanted >= shelf})
        readings["all"].append(sales_rate(days))
        readings["in stock"].append(sales_rate(days[~days["stockout_flag"]]))
        readings["uncensored"].append(uncensored_demand(days))
    assert judge(readings["uncensored"], 20).covers()
    assert judge(readings["all"], 20).misses()
    assert np.mean([found.value for found in readings["in stock"]]) < 19
    assert np.mean([found.value for found in readings["uncensored"]]) == pytest.approx(20, abs=0.2)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: sales_rate(STOCK), InputError, "There are 2 articles"),
        (lambda: sales_rate(STOCK, "CH1"), ChoiceError, "mean 'CH01'"),
        (lambda: sales_rate(STOCK, "CH01", exposure="visits"), ColumnError, "visits"),
        (lambda: uncensored_demand(STOCK.drop(columns="stockout_flag")), ColumnError, "stockout"),
        (
            lambda: uncensored_demand(STOCK.assign(stockout_flag=True), "CH01"),
            InputError,
            "All 6 days were cut off",
        ),
        (
            lambda: uncensored_demand(STOCK.assign(sales=0), "CH01"),
            InputError,
            "Nothing was counted",
        ),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()


# --- Counts of which it is known that they are at least so many -----------------------------------


@given(st.floats(0.1, 60), st.floats(0, 4), st.integers(0, 60))
def test_a_count_beyond_is_that_of_scipy(mean, spread, least):
    spread = max(spread, 1e-4)
    x = np.arange(least, 3000)
    chance = stats.nbinom.pmf(x, mean / spread, 1 / (1 + spread))
    found, variance = beyond_count(mean, spread, least)
    if chance.sum() > 1e-200:
        right = (x * chance).sum() / chance.sum()
        assert found == pytest.approx(right, rel=1e-6, abs=1e-6)
        spreads = (x**2 * chance).sum() / chance.sum() - right**2
        assert variance == pytest.approx(spreads, rel=1e-3, abs=1e-4 * max(right, 1) ** 2)
    assert found >= least


def test_tobit_is_right_for_normal_values(seeds):
    rng, readings = np.random.default_rng(11), []
    for _ in range(2 * seeds):
        wanted = np.maximum(rng.normal(60, 8, 80), 0)
        shelf = rng.uniform(50, 80, 80)
        cut = wanted >= shelf
        readings.append(tobit_rate(np.minimum(wanted, shelf), np.ones(80), cut))
    assert judge(readings, 60).covers()
    full = tobit_rate([3.0, 5, 7], [1, 1, 1], [False] * 3)
    assert full.value == pytest.approx(5, abs=1e-4)


def slow_article(rng, rate, weeks=12):
    """A shelf filled up on Mondays only, as in datasets/demand."""
    rows, left = [], 0
    full = max(round(4 * rate), 2)
    for day in range(7 * weeks):
        left = full if day % 7 == 0 else left
        want = rng.poisson(rate)
        sold = min(want, left)
        left -= sold
        rows.append((sold, left == 0, want))
    return pd.DataFrame(rows, columns=["sales", "stockout_flag", "demand"])


def test_of_slow_goods_counts_come_nearest_and_the_normal_model_finds_too_much():
    rng = np.random.default_rng(5)
    off = {"sales": [], "stock": [], "tobit": [], "counts": []}
    for _ in range(60):
        rate = rng.uniform(0.4, 1.6)
        days = slow_article(rng, rate)
        off["sales"].append(sales_rate(days).value / rate)
        off["stock"].append(sales_rate(days[~days["stockout_flag"]]).value / rate)
        off["tobit"].append(uncensored_demand(days, model="normal").value / rate)
        off["counts"].append(uncensored_demand(days).value / rate)
    means = {name: np.mean(values) for name, values in off.items()}
    assert means["sales"] < 0.65
    assert means["stock"] < 0.85
    assert means["tobit"] > 1.12
    assert 0.97 < means["counts"] < 1.12
    long = [uncensored_demand(slow_article(rng, 1.0, 200)).value for _ in range(10)]
    assert np.mean(long) == pytest.approx(1, abs=0.03)  # the rest is the small number of pieces


# --- Day by day ----------------------------------------------------------------------------------


def shelf_of(rng, n=200, mean=12.0, spread=0.6, out=0.15, rows=1):
    """Days of an article: visits, demand, some days (``rows`` in a row) with an empty shelf."""
    visits = rng.uniform(800, 1200, n)
    mu = mean * visits / 1000
    wanted = rng.negative_binomial(mu / spread, 1 / (1 + spread))
    few = np.repeat(rng.random(-(-n // rows)) < out, rows)[:n]
    there = np.where(few, rng.integers(0, int(mean), n), 10**6)
    return pd.DataFrame({
        "date": pd.date_range("2025-01-01", periods=n), "sku": "A", "visits": visits,
        "sales": np.minimum(wanted, there), "stockout_flag": wanted > there, "demand": wanted,
    })  # fmt: skip


def test_it_finds_what_was_wanted_day_by_day(seeds):
    inside, total, true = [], 0.0, 0.0
    for seed in range(40 * seeds // 40):
        days = shelf_of(np.random.default_rng(seed))
        found = uncensor(days.drop(columns="demand"), exposure="visits", more=1)
        cut, lost = days["stockout_flag"], days["demand"] - days["sales"]
        total, true = total + found["lost"].sum(), true + lost.sum()
        inside += list(lost[cut].between(found["lost_low"][cut], found["lost_high"][cut]))
        assert (found["lost"][~cut] == 0).all()
        assert (found["demand"] >= found["sales"] + cut).all()
    assert np.mean(inside) > 0.91
    assert total / true == pytest.approx(1, abs=0.04)


def test_a_longer_name_another_order_and_more_articles():
    rng = np.random.default_rng(1)
    one, two = shelf_of(rng), shelf_of(rng, mean=3).assign(sku="B")
    both = pd.concat([one, two]).sample(frac=1, random_state=0)
    found = uncensor(both, exposure="visits").sort_values(["sku", "date"])
    alone = [uncensor(days, exposure="visits") for days in (one, two)]
    assert found["demand"].to_numpy() == pytest.approx(pd.concat(alone)["demand"].to_numpy())
    renamed = one.rename(columns={"sales": "sold", "stockout_flag": "out"})
    again = uncensor(renamed, "sold", "visits", "out")
    assert again["demand"].to_numpy() == pytest.approx(alone[0]["demand"].to_numpy())


LOST = pd.DataFrame({
    "date": pd.to_datetime(["2025-11-03", "2025-11-04", "2025-11-05", "2025-11-06", "2025-11-03"]),
    "sku": ["A"] * 4 + ["B"], "sales": [3, 0, 6, 2, 5],
    "stockout_flag": [True, True, False, True, False], "demand": [8.0, 7, 6, 4, 5],
    "lost": [5.0, 7, 0, 2, 0], "lost_low": [4.0, 5, 0, -2, 0], "lost_high": [7.0, 11, 0, 10, 0],
})  # fmt: skip


def test_lost_sales_by_hand():
    about = pd.DataFrame({"sku": ["A", "B"], "price": [100.0, 50], "unit_cost": [60.0, 30]})
    found = lost_sales(LOST, about)
    assert found["sku"].tolist() == ["A"]
    row = found.iloc[0]
    assert (row["estimate"], row["days"], row["n"], row["yuan"]) == (14, 3, 4, 560)
    assert row["low"] == pytest.approx(14 - 5)  # (1 + 2)² + 4²
    assert row["high"] == pytest.approx(14 + 10)  # (2 + 4)² + 8²
    assert row["share"] == pytest.approx(14 / 25)
    with pytest.raises(InputError, match="no row of A"):
        lost_sales(LOST, about.iloc[1:])


def test_a_flag_says_at_least_what_was_sold_unless_more_is_given():
    days = shelf_of(np.random.default_rng(3), n=60).drop(columns="demand")
    plain, none, one = (uncensor(days, **more) for more in ({}, {"more": 0}, {"more": 1}))
    pd.testing.assert_frame_equal(plain, none)
    assert (one["demand"] >= none["demand"]).all()
    assert one["demand"].sum() > none["demand"].sum()
    days = days.drop(columns="sku")
    assert uncensored_demand(days) == uncensored_demand(days, more=0)
    assert uncensored_demand(days, more=1).value > uncensored_demand(days).value


def test_lost_sales_of_any_order_and_of_articles_that_end_and_begin_empty():
    two = pd.concat([LOST[:4].iloc[::-1], LOST[:4].assign(sku="B", stockout_flag=True)])
    found = lost_sales(two.sample(frac=1, random_state=2)).set_index("sku")
    assert found.loc["A", "low"] == pytest.approx(9)
    assert found.loc["B", "low"] == pytest.approx(14 - 7)  # one stock-out: 1 + 2 + 0 + 4


def holds(draws, **kind):
    """In which share of the draws does the interval of the sum hold what was lost?"""
    inside = []
    for seed in range(draws):
        days = shelf_of(np.random.default_rng(seed), **kind)
        found = lost_sales(uncensor(days.drop(columns="demand"), exposure="visits", more=1))
        true = (days["demand"] - days["sales"]).sum()
        inside.append(found["low"].iloc[0] <= true <= found["high"].iloc[0])
    return np.mean(inside)


def test_the_interval_of_a_sum_holds_what_was_lost(seeds):
    """Of single empty days as often as it says (0.95 of 800 draws); of days in a row not less."""
    assert 0.88 < holds(4 * seeds, n=120) < 0.995
    assert holds(seeds, n=200, rows=3) >= 0.9


def test_the_shops_demand_is_found():
    """The running shop: most of what its empty shelves hid, article by article in the interval."""
    tables, own = load("shop"), load("demand")
    table = asked.hidden(asked.shelf(tables), own.wanted)
    assert 0.85 < table["estimate"].sum() / table["true"].sum() < 1.05
    assert table["true"].between(table["low"], table["high"]).mean() > 0.85
    other = asked.hidden(asked.shelf(load("second_shop")), own.other_wanted)
    assert 0.75 < other["estimate"].sum() / other["true"].sum() < 1.2


def test_small_tables_are_as_they_were_made():
    folder = Path(__file__).parents[2] / "datasets" / "demand"
    make = runpy.run_path(str(folder / "make.py"))
    own = load("demand")
    for name, made in (("slow", make["slow"]()), ("calls", make["calls"]()),
                       ("other_calls", make["calls"]("other_calls"))):  # fmt: skip
        shipped = own[name].assign(**{c: made[c] for c in made if c == "date"})
        pd.testing.assert_frame_equal(shipped, made, check_dtype=False)


DAYS = shelf_of(np.random.default_rng(0), n=30)
ABOUT = pd.DataFrame({"sku": DAYS["sku"].unique(), "price": 9.0, "unit_cost": 4.0})


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: uncensor(pd.concat([DAYS, DAYS])), InputError, "two rows"),
        (lambda: uncensor(DAYS.drop(columns="sales")), ColumnError, "sales"),
        (lambda: uncensor(DAYS, exposure="uv"), ColumnError, "uv"),
        (lambda: uncensor(DAYS.assign(visits=0), exposure="visits"), InputError, "above 0"),
        (lambda: uncensor(DAYS.assign(stockout_flag="no")), InputError, "neither True nor False"),
        (lambda: uncensor(DAYS.assign(stockout_flag=True)), InputError, "no day with stock"),
        (lambda: uncensor(DAYS, window=0), InputError, "window"),
        (lambda: uncensored_demand(DAYS, model="magic"), ChoiceError, "magic"),
        (lambda: uncensored_demand(DAYS, more=-1), InputError, "more"),
        (lambda: lost_sales(DAYS), ColumnError, "lost"),
        (lambda: lost_sales(pd.concat([LOST, LOST])), InputError, "two rows"),
        (lambda: uncensor(DAYS.assign(date=DAYS["date"].astype(str))), InputError, "no times"),
        (lambda: lost_sales(uncensor(DAYS), ABOUT, margin=3), InputError, "not both"),
        (lambda: lost_sales(uncensor(DAYS), pd.concat([ABOUT, ABOUT])), InputError, "two rows"),
    ],
)
def test_what_a_day_by_day_reading_refuses(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
