"""Presale forecasts: by hand, against SciPy, against truth, and without a look ahead."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import paired_difference
from ecomlab.exercises.traffic import campaigns as asked
from ecomlab.scores import forecast_errors
from ecomlab.traffic.presales import (
    backtest_presales,
    deposits_so_far,
    final_paid,
    presale_forecast,
)
from ecomlab.trials import could_be, judge


def past(early, late, day=2):
    """Presales with so many deposits up to ``day`` (all but one on day 1), and what came."""
    rows = [
        (f"p{k}", d, n if d == 1 else int(d == day), final)
        for k, (n, final) in enumerate(zip(early, late, strict=True))
        for d in range(1, 4)
    ]
    return pd.DataFrame(rows, columns=["presale", "day", "deposits", "balances"])


def test_the_forecast_is_the_textbooks():
    table = past([19, 29, 39, 24], [60, 75, 130, 66])
    factor = np.log(np.array([60, 75, 130, 66]) / np.array([20, 30, 40, 25]))
    found = presale_forecast(table, 50, 2)
    middle, spread = factor.mean(), factor.std(ddof=1) * np.sqrt(1 + 1 / 4)
    low, high = stats.t.interval(0.95, 3, middle, spread)
    assert found[:3] == pytest.approx(50 * np.exp([middle, low, high]))
    assert (found.n, found.counts) == (4, "presales")


def test_twice_the_deposits_are_twice_the_forecast():
    table = past([19, 29, 39], [60, 75, 130])
    one, two = presale_forecast(table, 10, 2), presale_forecast(table, 20, 2)
    assert two[:3] == pytest.approx(2 * np.array(one[:3]))


@pytest.mark.parametrize(("n", "spread"), [(2, 0.1), (3, 0.3), (6, 0.15)])
def test_the_interval_holds_the_next_presale(n, spread):
    luck = np.random.default_rng(n)
    readings, came = [], []
    for _ in range(300):
        factors = np.exp(np.log(3) + spread * luck.normal(size=n + 1))
        early = luck.uniform(80, 200, n + 1)
        table = pd.DataFrame({"presale": np.arange(n), "day": 1, "deposits": early[:n],
                              "balances": early[:n] * factors[:n]})  # fmt: skip
        readings.append(presale_forecast(table, early[n], 1))
        came.append(early[n] * factors[n])
    found = judge(readings, np.array(came))
    assert could_be(found.held, found.draws, 0.95)


BAD = {
    "ends|end on day": (lambda t: presale_forecast(t, 50, 9)),
    "at least two": (lambda t: presale_forecast(t[t["presale"] == "p0"], 50, 2)),
    "so_far is 0": (lambda t: presale_forecast(t, 0, 2)),
    "day is 0": (lambda t: presale_forecast(t, 50, 0)),
    "one number per presale": (lambda t: presale_forecast(t.assign(balances=range(len(t))), 50, 2)),
    "'p0' has 2 of the days 1 to 3": (
        lambda t: presale_forecast(t[(t["presale"] != "p0") | (t["day"] != 1)], 50, 3)
    ),
    "no balances": (lambda t: presale_forecast(t.assign(balances=0), 50, 2)),
    "no deposits up to day 2": (lambda t: presale_forecast(t.assign(deposits=0), 50, 2)),
}


@pytest.mark.parametrize("words", BAD)
def test_what_gives_no_factor_is_refused(words):
    with pytest.raises(InputError, match=words):
        BAD[words](past([19, 29, 39], [60, 75, 130]))


def test_other_names_of_what_is_forecast():
    table = past([19, 29, 39], [60, 75, 130]).rename(columns={"balances": "gmv"})
    assert presale_forecast(table, 50, 2, "gmv").value > 0
    with pytest.raises(ColumnError, match="balances"):
        presale_forecast(table, 50, 2)


def test_deposits_up_to_a_day():
    table = past([19, 29], [60, 75])
    assert deposits_so_far(table, 1).to_dict() == {"p0": 19, "p1": 29}
    assert deposits_so_far(table.sample(frac=1, random_state=1), 3).to_dict() == {
        "p0": 20,
        "p1": 30,
    }


def test_a_day_that_is_left_out_is_not_a_day_without_deposits():
    table = past([19, 29], [60, 75])
    with pytest.raises(InputError, match="'p1' has 1 of the days 1 to 2. A day without"):
        deposits_so_far(table[(table["presale"] == "p0") | (table["day"] != 1)], 2)
    early = pd.DataFrame({"presale": "p", "day": [0, 1, 2], "deposits": [9, 4, 5]})
    assert deposits_so_far(early, 2).to_dict() == {"p": 9}


# --- The backtest ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own():
    return load("campaigns")


def test_the_backtest_is_the_forecast_presale_by_presale(own):
    tried = backtest_presales(own.presale_days, own.presale_results, 5)
    mine = tried[tried["method"] == "deposits"]
    for row in mine.sample(5, random_state=1).itertuples():
        results = own.presale_results[own.presale_results["run"] == row.run].reset_index(drop=True)
        at = results.index[results["presale"] == row.presale][0]
        days = own.presale_days[own.presale_days["run"] == row.run]
        table = days.merge(results.loc[: at - 1, ["presale", "balances"]], on="presale")
        now = days[(days["presale"] == row.presale) & (days["day"] <= 5)]["deposits"].sum()
        assert row[4:7] == pytest.approx(presale_forecast(table, now, 5)[:3])
        assert (row.n, row.came) == (at, results.loc[at, "balances"])


def test_no_forecast_looks_ahead(own):
    """What comes later may be anything: the forecasts before it stay as they were."""
    results = own.presale_results.copy()
    tried = backtest_presales(own.presale_days, results, 3)
    results.loc[results["presale"] == "double_11_2025", ["balances", "orders_before"]] = 9999
    other = backtest_presales(own.presale_days, results, 3)
    early = tried["presale"] == "mid_year_618_2025"
    names = ["forecast", "low", "high"]
    pd.testing.assert_frame_equal(tried.loc[early, names], other.loc[early, names])


def test_the_naive_rule_is_last_year_times_growth(own):
    tried = backtest_presales(own.presale_days, own.presale_results, 3, least=3)
    row = tried[tried["method"] == "last year × growth"].iloc[0]
    mine = own.presale_results[own.presale_results["run"] == row["run"]].set_index("presale")
    last, now = mine.loc["double_11_2024"], mine.loc["double_11_2025"]
    assert row["presale"] == "double_11_2025"
    assert row["forecast"] == pytest.approx(
        last["balances"] * now["orders_before"] / last["orders_before"]
    )


def test_deposits_beat_last_year_for_balances_and_lose_for_the_event(own):
    """What the lesson says, on the days on which it says it."""
    balances = asked.tried_presales(own.presale_days, own.presale_results)
    off = balances.pivot(index="day", columns="method", values="estimate")
    assert (off["deposits"] < off["last year × growth"]).loc[[5, 7, 10]].all()
    assert off.loc[2, "deposits"] > off.loc[2, "last year × growth"]
    event = asked.tried_presales(own.presale_days, own.presale_results, "event_paid", (5, 10))
    off = event.pivot(index="day", columns="method", values="estimate")
    assert (off["deposits"] > off["last year × growth"]).all()


def test_for_the_opening_deposits_are_never_better_than_the_plain_rule(own):
    for day in (2, 3, 5, 10):
        pair = asked.paired_misses(own.presale_days, own.presale_results, day, "opening_orders")
        found = paired_difference(*pair, "presales")
        assert found.high > 0
        assert (found.low > 0) == (day <= 3)


def test_the_factor_of_the_same_event_by_hand(own):
    days, results = own.presale_days, own.presale_results.set_index(["run", "event", "year"])
    early = days[days["day"] <= 10].groupby(["run", "presale"])["deposits"].sum()
    off = came = 0.0
    for (run, event, year), row in results.iterrows():
        if year == 2025:
            before = results.loc[(run, event, 2024)]
            grown = early[(run, row["presale"])] / early[(run, before["presale"])]
            off += abs(grown * before["event_paid"] - row["event_paid"])
            came += row["event_paid"]
    found = asked.same_event_miss(own.presale_days, own.presale_results, 10, "event_paid")
    assert found == pytest.approx(off / came)


def test_terms_stand_beside_what_was_paid():
    found = asked.terms_paid(load("shop")["presale_deposits"])
    terms = found.set_index(["event", "year"])[["deposit", "deposit_value"]]
    assert terms.loc[("double_11", 2024)].tolist() == [30, 50]
    assert terms.loc[("mid_year_618", 2025)].tolist() == [20, 30]
    assert terms.loc[("double_11", 2025)].tolist() == [50, 70]


def test_a_backtest_without_a_past_or_without_days_is_refused(own):
    with pytest.raises(InputError, match="No presale has 9 others"):
        backtest_presales(own.presale_days, own.presale_results, 3, least=9)
    days = own.presale_days
    rest = days[(days["run"] != 1) | (days["presale"] != "double_11_2024")]
    with pytest.raises(InputError, match="no deposits of '1 double_11_2024'"):
        backtest_presales(rest, own.presale_results, 3)
    with pytest.raises(InputError, match="balances is 0"):
        backtest_presales(own.presale_days, own.presale_results.assign(balances=0), 3)


def test_errors_by_hand():
    none = [np.nan] * 3
    tried = pd.DataFrame({
        "method": ["a"] * 3 + ["b"] * 3, "forecast": [90.0, 110, 130, 50, 50, 50],
        "low": [80.0, 100, 125, *none], "high": [100.0, 120, 140, *none],
        "came": [100, 100, 120] * 2,
    })  # fmt: skip
    found = forecast_errors(tried).set_index("method")
    assert found.loc["a", ["estimate", "bias", "held"]].tolist() == pytest.approx(
        [30 / 320, 10 / 320, 2 / 3]
    )
    assert found.loc["b", "bias"] == pytest.approx(150 / 320 - 1)
    assert np.isnan(found.loc["b", "held"])
    assert found.loc["a", "low"] < 30 / 320 < found.loc["a", "high"]


# --- Deposits and balances ---------------------------------------------------------------------


def test_balances_by_event_and_year():
    deposits = load("shop").presale_deposits
    found = final_paid(deposits)
    assert found["deposits"].sum() == len(deposits)
    assert found["balances"].sum() == deposits["balance_at"].notna().sum()
    one = final_paid(deposits, "double_11")
    assert set(one["event"]) == {"double_11"}
    assert one["year"].tolist() == [2024, 2025]
    with pytest.raises(ChoiceError, match="event is '11.11'"):
        final_paid(deposits, "11.11")


def test_the_backtest_takes_any_unit():
    """In hundreds the forecasts are a hundredth, below 1 too."""
    deposits = pd.DataFrame(
        {"run": 1, "presale": list("abcd"), "day": 1, "deposits": [20, 30, 24, 33]}
    )
    results = pd.DataFrame(
        {"run": 1, "presale": list("abcd"), "event": ["618", "11.11"] * 2,
         "year": [2024, 2024, 2025, 2025], "balances": [41.0, 60.0, 50.0, 65.0],
         "orders_before": [100, 100, 120, 110]}
    )  # fmt: skip
    numbers = ["forecast", "low", "high", "came"]
    usual = backtest_presales(deposits, results, 1)[numbers]
    small = results.assign(balances=results["balances"] / 100)
    found = backtest_presales(deposits, small, 1)[numbers]
    assert (100 * found).to_numpy() == pytest.approx(usual.to_numpy(), nan_ok=True)
