"""Forecasts: by hand, no look ahead, coverage, a thousand articles, backends, refusals."""

import time

import numpy as np
import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.exercises.fulfillment import forecast as asked
from ecomlab.fulfillment.forecast import METHODS, PLAIN, backtest, forecast_demand, order_for
from ecomlab.scores import forecast_errors, quantile_name
from tests.fulfillment.test_history import shop

# --- Forecasts ---------------------------------------------------------------------------------


def test_the_naive_ones_by_hand():
    history = shop(2, n=80)
    last = forecast_demand(history, 3, "naive").set_index(["sku", "ahead"])
    assert last.loc[("S03", 3), "forecast"] == 3 * history["S03"].iloc[-1]
    year = forecast_demand(history, 3, "last year").set_index(["sku", "ahead"])
    assert year.loc[("S03", 3), "forecast"] == history["S03"].iloc[28:31].sum()
    grown = forecast_demand(history, 3, "last year × growth").set_index(["sku", "ahead"])
    times = history["S03"].iloc[72:].sum() / history["S03"].iloc[20:28].sum()
    assert grown.loc[("S03", 3), "forecast"] == pytest.approx(
        times * history["S03"].iloc[28:31].sum()
    )


def test_no_forecast_knows_what_came_later():
    history = shop(3)
    changed = history.copy()
    changed.iloc[90:] *= 7
    early = history.index[90]
    for methods, groups in ((tuple(METHODS), None), (("smoothing",), dict.fromkeys(history, "a"))):
        one, other = (backtest(h, 4, "2025-08-04", methods, groups) for h in (history, changed))
        one, other = (t[t["origin"] <= early].drop(columns="came") for t in (one, other))
        pd.testing.assert_frame_equal(one, other)


def test_a_forecast_is_that_of_the_backtest():
    history = shop(4)
    tried = backtest(history, 4, "2025-10-06", ["smoothing"], groups=dict.fromkeys(history, "a"))
    origin = tried["origin"].max()
    then = history[history.index < origin]
    now = forecast_demand(then, 4, groups=dict.fromkeys(history, "a")).query("ahead == 4")
    mine = tried[tried["origin"] == origin]
    for name in ("forecast", "q10", "q90", "n"):
        assert now[name].to_numpy() == pytest.approx(mine[name].to_numpy())
    assert mine["came"].to_numpy() == pytest.approx(history.loc[origin:].iloc[:4].sum().to_numpy())


def test_intervals_hold_what_they_should():
    """Shops whose weeks are noise around a level: 80% intervals hold 80%, on average."""
    held = []
    for seed in range(60):
        tried = backtest(shop(seed, wave=False, n=70), 4, "2025-03-03", ["smoothing"], every=4)
        held.append(((tried["low"] <= tried["came"]) & (tried["came"] <= tried["high"])).mean())
    assert np.mean(held) == pytest.approx(0.8, abs=0.03)


def test_season_and_level_beat_the_naive_ones():
    history = shop(5, articles=40, growth=0.4)
    tried = backtest(history, 5, "2025-05-05", ["naive", "last year", "smoothing", "Theta"],
                     groups=dict.fromkeys(history, "a"))  # fmt: skip
    wape = forecast_errors(tried, "evenings", by="origin").set_index("method")
    assert wape["estimate"].idxmin() in ("smoothing", "Theta")
    assert wape.loc["last year", "bias"] < -0.2
    assert wape.loc["smoothing", "pinball"] < 0.7 * wape.loc["last year", "pinball"]
    assert wape.loc["smoothing", "n"] == tried["origin"].nunique()


def test_a_calendar_of_ones_own():
    history = shop(6, n=60)
    weeks = pd.date_range("2024-01-01", periods=64, freq="7D")
    flat = pd.DataFrame(1.0, weeks, history.columns)
    event = flat.copy()
    event.iloc[61] = 3.0
    plain, same = forecast_demand(history, 4), forecast_demand(history, 4, season=flat)
    assert same["forecast"].to_numpy() == pytest.approx(plain["forecast"].to_numpy())
    big = forecast_demand(history, 4, season=event).query("ahead == 4")["forecast"].to_numpy()
    small = plain.query("ahead == 4")["forecast"].to_numpy()
    assert big == pytest.approx(small * 6 / 4)


def test_a_thousand_articles_in_seconds():
    history = shop(7, articles=1000)
    start = time.process_time()
    for method in ("smoothing", "Theta", "TSB"):
        found = forecast_demand(history, 5, method, groups=dict.fromkeys(history, "a"))
    assert time.process_time() - start < 12
    assert len(found) == 5000


def test_orders():
    fan = forecast_demand(shop(8), 3, quantiles=(0.5, 0.9)).query("sku == 'S02'")
    need = fan["q90"].iloc[-1]
    assert order_for(fan, 3, 0.9) == np.ceil(need)
    assert order_for(fan, 3, 0.9, on_hand=10**6) == 0
    assert order_for(fan, 3, 0.9, on_hand=5, on_order=6, pack=12) % 12 == 0
    assert order_for(fan, 3, 0.9, pack=12) >= need > order_for(fan, 3, 0.9, pack=12) - 12
    assert quantile_name(0.9) == "q90"


def test_the_break_of_the_lights_is_seen_by_the_level_only():
    """The shop wants half as many lights more since August: the truth of the world."""
    own = load("demand")
    tables = load("shop")
    shelf, sku = asked.shelf(tables), asked.articles(tables)
    history = asked.past_history(shelf, sku)
    lights = sku.loc[sku["category"] == "light", "sku"].tolist()
    true = pd.concat([asked.came(shelf, own.wanted, light) for light in lights], axis=1)
    came = true.iloc[-1].sum()
    off = {}
    for method in ("last year", "smoothing"):
        groups = None if method in PLAIN else asked.groups_of(sku)
        made = forecast_demand(history, 5, method, groups=groups).query("ahead == 5")
        off[method] = made.loc[made["sku"].isin(lights), "forecast"].sum() / came - 1
    assert off["last year"] < -0.2
    assert abs(off["smoothing"]) < 0.15


# --- What is refused ---------------------------------------------------------------------------


def test_quantiles_need_errors_that_can_tell_them():
    short = shop(0)[["S00"]].tail(14)  # ten errors of one week ahead, or fewer
    made = forecast_demand(short, 2, quantiles=(0.1, 0.5, 0.9, 0.99)).set_index("ahead")
    assert (made["n"] < 12).all()
    for name, need in (("q10", 10), ("q50", 2), ("q90", 10), ("q99", 100)):
        assert (made[name].notna() == (made["n"] >= need)).all()
    assert forecast_demand(short.tail(4), 1)[["q10", "q90"]].isna().all(axis=None)


def test_articles_that_a_method_cannot_forecast_are_named():
    table = shop(0)
    young = table.assign(S01=table["S01"].where(table.index >= table.index[-20]))
    assert forecast_demand(young, 2, "last year").attrs["left_out"] == ["S01"]
    assert forecast_demand(young, 2).attrs["left_out"] == []


def test_one_method_may_be_given_by_its_name_and_twice_is_once():
    one = backtest(shop(0), 3, "2025-10-06", "naive")
    twice = backtest(shop(0), 3, "2025-10-06", ["naive", "naive"])
    pd.testing.assert_frame_equal(one, twice)


def test_the_first_evening_with_errors_is_the_third():
    """One week ahead, before the sixth: the forecasts of the fourth and the fifth, 20 each."""
    history = shop(0).iloc[:8]
    made = backtest(history, 1, history.index[5], ["naive"], quantiles=(0.5,))
    assert made.loc[made["origin"] == history.index[5], "n"].tolist() == [40] * 20


def ones(history):
    weeks = pd.date_range(history.index[0], periods=len(history) + 3, freq="7D")
    return pd.DataFrame(1.0, weeks, history.columns)


def holed(history):
    return history.drop(history.index[5])


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda h: forecast_demand(h, 0), InputError, "ahead"),
        (lambda h: forecast_demand(h.iloc[:1], 1), InputError, "has 1 weeks"),
        (
            lambda h: order_for(pd.concat([forecast_demand(h[["S00"]], 3)] * 2), 3, 0.9),
            InputError,
            "two rows of 1",
        ),
        (lambda h: forecast_demand(h, 3, "magic"), ChoiceError, "magic"),
        (lambda h: forecast_demand(h, 3, quantiles=(2,)), InputError, "quantiles"),
        (lambda h: forecast_demand(holed(h), 3), InputError, "lacks a week"),
        (lambda h: forecast_demand(h.reset_index(drop=True), 3), InputError, "a row per week"),
        (lambda h: forecast_demand(-h, 3), InputError, "from 0 on"),
        (
            lambda h: forecast_demand(h.assign(S00=h["S00"].where(h.index < "2025-10-01")), 3),
            InputError,
            "last week",
        ),
        (lambda h: forecast_demand(h, 3, "last year", groups={}), InputError, "takes no season"),
        (lambda h: forecast_demand(h, 3, season=h, groups={}), InputError, "not both"),
        (lambda h: forecast_demand(h, 3, season=h + 1), InputError, "no row of the week"),
        (lambda h: forecast_demand(h, 3, season=3), InputError, "table of factors"),
        (lambda h: forecast_demand(h, 3, season=ones(h) * 0), InputError, "not above 0"),
        (lambda h: forecast_demand(h.iloc[:20], 3, "last year"), InputError, "gives no forecast"),
        (lambda h: backtest(h, 3, "2030-01-07"), InputError, "Choose a Monday"),
        (lambda h: backtest(h, 3, "soon"), InputError, "Choose a Monday"),
        (lambda h: backtest(h, 3, "2025-10-06", []), InputError, "one method"),
        (lambda h: order_for(forecast_demand(h, 3), 3, 0.9), InputError, "20 articles"),
        (lambda h: order_for(forecast_demand(h[["S00"]], 3), 9, 0.9), ChoiceError, "ahead"),
        (lambda h: order_for(forecast_demand(h[["S00"]], 3), 3, 0.8), ColumnError, "q80"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong(shop(0))


def test_a_method_without_any_forecast_is_named_and_the_advice_works():
    weeks = pd.date_range("2025-01-06", periods=40, freq="7D")
    history = pd.DataFrame({"HL01": [40.0, 50.0] * 20}, weeks)
    with pytest.raises(InputError, match="last year has no forecast .* Leave it out of methods"):
        backtest(history, 2, "2025-08-04", ["naive", "last year"])
    assert len(backtest(history, 2, "2025-08-04", ["naive"])) == 9
