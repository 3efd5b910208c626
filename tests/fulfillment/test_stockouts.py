"""Demand behind empty shelves: by hand, like the engine, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import censored_rate, ratio_of_totals
from ecomlab.fulfillment.stockouts import sales_rate, uncensored_demand
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
