"""Season, festival and forecasts: against known truths, on every backend, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.festivals import SPRING_FESTIVAL, days_from_spring_festival
from ecomlab.research.trends import (
    KNOTS,
    around_festival,
    backtest_demand,
    demand_trend,
    festival_in_month,
    forecast_demand,
    forecast_errors,
    search_lead,
)
from tests.backends import BACKENDS

DIP = np.array([0, -0.05, -0.2, -0.6, -0.7, -0.5, -0.15, -0.05, 0])  # logs at KNOTS
SEASON = 0.4 * np.cos(2 * np.pi * (np.arange(12) - 4) / 12)  # logs by month
SEASON -= SEASON.mean()


def market(
    words=12, first="2017-01-01", years=3, seed=1, growth=0.1, shock=0.06, noise=0.05, dip=DIP,
    wander=0.0, groups=1,
):  # fmt: skip
    """Daily searches: season, festival, 618, weekend, AR(1) shocks of the group, own noise."""
    random = np.random.default_rng(seed)
    day = pd.date_range(first, periods=round(365.25 * years) - 1)
    logs = SEASON[day.month - 1] + np.interp(days_from_spring_festival(day), KNOTS, dip)
    logs = logs + growth * np.arange(len(day)) / 365
    logs = logs + 0.3 * ((day.month == 6) & (day.day <= 18)) + 0.1 * (day.day_of_week >= 5)
    parts = []
    for number in range(words):
        group = number % groups
        common = np.random.default_rng([seed, group]).normal(
            0, shock * (1 - 0.85**2) ** 0.5, len(day)
        )
        for place in range(1, len(day)):
            common[place] += 0.85 * common[place - 1]
        walk = np.repeat(random.normal(0, wander, len(day) // 30 + 1).cumsum(), 30)[: len(day)]
        level = random.normal(7, 0.5) + walk + random.normal(0, noise, len(day))
        count = np.round(np.exp(level + logs + common))
        word = {"date": day, "category": f"group {group}", "keyword": f"word {number:02}"}
        parts.append(pd.DataFrame(word).assign(search_index=count.astype("int64")))
    return pd.concat(parts, ignore_index=True)


QUIET = market(shock=0, noise=0.001)
NOISY = market(words=8, years=3, groups=2)


def by_effect(found, kind):
    return found[found["kind"] == kind].set_index("effect")


def test_what_was_put_in_is_found_without_noise():
    found = demand_trend(QUIET)
    assert np.allclose(by_effect(found, "month")["estimate"], np.exp(SEASON), rtol=0.02)
    assert np.allclose(by_effect(found, "festival")["estimate"], np.exp(DIP[1:-1]), rtol=0.02)
    assert by_effect(found, "event")["estimate"].to_dict() == pytest.approx(
        {"618": np.exp(0.3), "11.11": 1}, rel=0.01
    )
    week = by_effect(found, "weekday")["estimate"]
    assert week["Sat"] / week["Mon"] == pytest.approx(np.exp(0.1), rel=0.01)
    assert by_effect(found, "growth").loc["year", "estimate"] == pytest.approx(
        np.exp(0.1), rel=0.02
    )
    assert set(found["words"]) == {12}


def test_a_season_by_months_alone_smears_what_the_distance_finds():
    """The lesson's trap: two Januaries differ by the festival, with no change at all."""
    level = QUIET.assign(month=QUIET["date"].dt.strftime("%Y-%m"))
    months = level.groupby("month")["search_index"].mean() / np.exp(0.1 / 12) ** np.arange(36)
    festival = {month: festival_in_month(demand_trend(QUIET), "group 0", month) for month in
                ("2017-01", "2018-01", "2019-01")}  # fmt: skip
    seen = months["2018-01"] / months["2017-01"]  # 28 January 2017, 16 February 2018
    assert seen > 1.15
    assert seen == pytest.approx(festival["2018-01"] / festival["2017-01"], rel=0.03)


def test_an_index_of_a_power_has_the_same_season():
    shown = QUIET.assign(search_index=(1000 * QUIET["search_index"] ** 0.6).round().astype("int64"))
    one, other = demand_trend(QUIET), demand_trend(shown, power=0.6)
    assert np.allclose(one["estimate"], other["estimate"], rtol=0.01)


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_backend_gives_the_same(backend):
    frame = BACKENDS[backend](NOISY)
    pd.testing.assert_frame_equal(demand_trend(frame), demand_trend(NOISY))
    one, other = (forecast_demand(each, "2019-04-30", 2) for each in (frame, NOISY))
    pd.testing.assert_frame_equal(one, other)


def test_a_day_knows_nothing_of_later_ones():
    known = NOISY[NOISY["date"] <= "2019-09-30"]
    pd.testing.assert_frame_equal(demand_trend(NOISY, "2019-09-30"), demand_trend(known))
    tried = backtest_demand(NOISY, "2019-09", months=2)
    first = tried[tried["origin"] == "2019-09"].drop(columns="came").reset_index(drop=True)
    alone = forecast_demand(known, months=2).drop(columns="came").reset_index(drop=True)
    pd.testing.assert_frame_equal(first, alone)


def test_who_shares_a_season():
    words = demand_trend(NOISY, by="keyword")
    assert words["group"].nunique() == 8
    assert demand_trend(NOISY, by="all")["words"].unique().tolist() == [8]


def test_pooling_finds_the_festival_better_than_a_word_alone():
    table = market(words=40, shock=0.02, noise=0.6)
    error = {}
    for by in ("category", "keyword"):
        found = demand_trend(table, by=by)
        found = found[found["kind"] == "festival"]
        truth = found["effect"].astype(float).map(dict(zip(map(float, KNOTS), DIP, strict=True)))
        error[by] = ((np.log(found["estimate"]) - truth) ** 2).mean() ** 0.5
    assert error["category"] < 0.4 * error["keyword"]


def holds(seed, years=4, **facts):
    """Of each kind of effect: the share of intervals that hold what was put in."""
    words = market(words=24, years=years, seed=seed, groups=24, **facts)
    found = demand_trend(words)
    truth = {("month", m): SEASON[m - 1] for m in range(1, 13)}
    truth |= {("festival", k): DIP[i] for i, k in enumerate(KNOTS)}
    truth |= {("event", "618"): 0.3, ("event", "11.11"): 0.0}
    put = [truth.get(key, np.nan) for key in zip(found["kind"], found["effect"], strict=True)]
    found = found.assign(put=np.exp(np.array(put, dtype=float))).dropna(subset="put")
    found["held"] = found["put"].between(found["low"], found["high"])
    return found.groupby("kind")["held"].mean()


def test_intervals_of_effects_hold():
    """24 groups of a word each, so 24 draws; each interval rests on four years."""
    held = holds(3)
    assert held["month"] > 0.88
    assert held["festival"] > 0.88


@pytest.mark.verify
@pytest.mark.parametrize("years", [3, 4, 6])
def test_intervals_of_effects_hold_in_many_draws(years):
    held = pd.DataFrame([holds(seed, years) for seed in range(85)]).mean()  # 2,040 draws
    assert held["festival"] == pytest.approx(0.95, abs=0.03)
    assert held["month"] == pytest.approx(0.95, abs=0.03)
    assert held["event"] == pytest.approx(0.95, abs=0.03)


def test_the_forecast_by_hand():
    """No noise, no growth: the season alone; and no interval is needed to see it."""
    still = market(growth=0, shock=0, noise=0.0005)
    found = forecast_demand(still, months=3)
    mine = found[found["keyword"] == "word 03"].set_index("month")
    level = still[still["keyword"] == "word 03"].set_index("date")["search_index"]
    december = level["2019-12"].mean()
    assert mine.loc["2020-03", "forecast"] == pytest.approx(
        december * np.exp(SEASON[2] - SEASON[11]), rel=0.02
    )
    # 25 January 2020: the festival is in that month, and in 2019 it was on 5 February
    assert mine.loc["2020-01", "forecast"] < 0.9 * mine.loc["2020-01", "naive"]


def test_growth_fades_as_asked():
    grows = market(growth=0.24, shock=0, noise=0.0005, dip=0 * DIP)
    flat, full = (forecast_demand(grows, months=6, smooth=1, damping=d) for d in (0.0, 1.0))
    ratio = (full["forecast"] / flat["forecast"]).groupby(full["ahead"]).mean()
    assert ratio[1] == pytest.approx(np.exp(0.24 / 12), rel=0.005)
    assert ratio[6] == pytest.approx(np.exp(0.24 / 2), rel=0.01)


def test_it_beats_the_seasonal_naive_and_its_intervals_hold():
    table = market(words=40, years=5, wander=0.05, groups=4)
    found = forecast_errors(backtest_demand(table, "2020-06", months=3))
    assert (found["error"] < 0.6 * found["naive_error"]).all()
    assert found["estimate"].between(0.90, 0.985).all()


@pytest.mark.verify
@pytest.mark.parametrize("facts", [{}, {"wander": 0.1}, {"shock": 0.12}, {"growth": 0.4}])
def test_intervals_of_forecasts_hold_in_many_markets(facts):
    facts = {"wander": 0.05} | facts
    tried = [
        forecast_errors(
            backtest_demand(
                market(words=30, years=6, seed=seed, groups=6, **facts), "2021-01", months=3
            )
        )
        for seed in range(12)
    ]
    held = pd.concat(tried).groupby("ahead")["estimate"].mean()
    assert held.between(0.93, 0.97).all()
    assert (pd.concat(tried)["error"] < pd.concat(tried)["naive_error"]).all()


def test_in_the_shop_it_beats_the_same_month_of_last_year():
    tried = backtest_demand(load("shop").keywords, "2024-12", "2025-11-30", 6, power=0.6)
    found = forecast_errors(tried).set_index("ahead")
    assert (found.loc[:3, "error"] < 0.6 * found.loc[:3, "naive_error"]).all()
    assert (found["error"] < found["naive_error"]).all()
    assert (found["low"] > 0.93).all()  # too wide, if anything: the need's step is among the errors


def test_a_break_that_nobody_knew_of_is_outside():
    """Of the words that name the need that moved, most of September 2024 was outside."""
    shop = load("shop")
    tried = backtest_demand(shop.keywords, "2024-07", "2024-12-31", 3, power=0.6)
    need = shop.search_words.set_index("keyword")["need"].reindex(tried["keyword"]).array
    outside = ~tried["came"].between(tried["low"], tried["high"])
    late = (tried["month"] >= "2024-10") & (tried["origin"] < "2024-09")
    moved = pd.Series(need).isin(["light", "roomy"]).to_numpy()
    assert outside[late & moved].mean() > 0.5 > 3 * outside[late & ~moved].mean()


def test_errors_by_hand():
    tried = pd.DataFrame(
        {
            "origin": list("aabb"), "ahead": [1, 1, 1, 2], "forecast": [100.0, 200, 50, 10],
            "low": [90, 150, 60, 5], "high": [110, 190, 70, 20], "naive": [50, np.nan, 50, 20],
            "came": [100.0, 210, 65, 10],
        }
    )  # fmt: skip
    found = forecast_errors(tried).set_index("ahead")
    assert found["forecasts"].tolist() == [2, 1]
    assert found.loc[1, "error"] == pytest.approx(np.log(65 / 50) / 2)
    assert found.loc[1, "naive_error"] == pytest.approx((np.log(2) + np.log(65 / 50)) / 2)
    assert found.loc[1, "estimate"] == 1


def test_around_the_festival_it_is_the_dip():
    near = around_festival(QUIET)
    mean = near.groupby("distance")["level"].mean()
    assert mean[-1] == pytest.approx(np.exp(DIP[4]), rel=0.12)
    assert near.groupby("year").size().eq(61).all()
    first = near[near["distance"] == 0].set_index("year")["date"].dt.date
    assert all(first[year] == SPRING_FESTIVAL[year] for year in first.index)


@given(st.lists(st.floats(0.3, 1.2), min_size=7, max_size=7), st.integers(2012, 2034))
@settings(max_examples=30, deadline=None)
def test_the_festival_of_a_month_is_a_mean_of_its_days(factors, year):
    effects = pd.DataFrame(
        {"group": "a", "kind": "festival", "effect": KNOTS[1:-1], "estimate": factors}
    )
    for month in (1, 2, 7):
        found = festival_in_month(effects, "a", f"{year}-{month:02}")
        assert min(1, *factors) - 1e-9 <= found <= max(1, *factors) + 1e-9
        assert month < 7 or found == pytest.approx(1)


def test_searches_lead_by_hand():
    """Searches double in the five days before; orders rise by half then."""
    day = pd.date_range("2030-01-01", periods=100)
    starts = pd.to_datetime(["2030-02-01", "2030-03-15"])
    soon = np.isin(day, [s - pd.Timedelta(days=k) for s in starts for k in range(1, 6)])
    keywords = pd.DataFrame({"date": day, "search_index": np.where(soon, 200, 100)})
    orders = pd.DataFrame({"ts_pay": day.repeat(np.where(soon, 6, 4))})
    found = search_lead(keywords, orders, starts)
    assert (found.value, found.n) == (pytest.approx(4 / 3), 2)
    late = search_lead(keywords, orders, [*starts, "2029-06-01", "2031-01-01"])
    assert late.n == 2


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda t: demand_trend(t, by="word"), ChoiceError, "by is 'word'"),
        (lambda t: demand_trend(t, power=-1), InputError, "power is -1"),
        (
            lambda t: demand_trend(t, events={"618": ("06-18", "06-01")}),
            InputError,
            "first and last",
        ),
        (lambda t: demand_trend(t, events={"x": ("02-31", "03-01")}), InputError, "first and last"),
        (lambda t: demand_trend(t, events=["618"]), InputError, "events must be"),
        (lambda t: demand_trend(t[t["date"] < "2018-06-01"]), InputError, "730"),
        (lambda t: demand_trend(t.drop(columns="category")), ColumnError, "category"),
        (lambda t: demand_trend(pd.concat([t, t.iloc[:1]])), InputError, "two rows of one day"),
        (lambda t: demand_trend(t.iloc[::2], by="keyword"), InputError, "Pool more words"),
        (lambda t: demand_trend(t, confidence=95), InputError, "95% is 0.95"),
        (lambda t: forecast_demand(t, months=0), InputError, "months is 0"),
        (lambda t: forecast_demand(t, smooth=0), InputError, "smooth is 0"),
        (lambda t: forecast_demand(t, damping=1.5), InputError, "damping is 1.5"),
        (lambda t: forecast_demand(t, "2018-12-31"), InputError, "24 whole months"),
        (lambda t: backtest_demand(t, "2018-01"), InputError, "later first"),
        (lambda t: backtest_demand(t, "2017"), ChoiceError, "first is '2017'"),
        (lambda t: forecast_errors(t), ColumnError, "origin"),
        (lambda t: around_festival(t, days=200), InputError, "No Spring Festival has 200 days"),
        (lambda t: festival_in_month(demand_trend(t), "group 0", "May"), InputError, "Write it as"),
        (
            lambda t: festival_in_month(demand_trend(t), "group 7", "2020-01"),
            ChoiceError,
            "group 0",
        ),
        (lambda t: demand_trend(t.assign(search_index="12")), InputError, "search_index"),
        (lambda t: demand_trend(t.assign(search_index=-1)), InputError, "negative"),
        (lambda t: demand_trend(t.assign(search_index=np.nan)), InputError, "missing or infinite"),
        (lambda t: demand_trend(t.iloc[:0]), InputError, "is empty"),
        (lambda t: search_lead(t, ORDERS, ["2030-01-01"]), InputError, "0 events"),
        (
            lambda t: search_lead(t.assign(search_index="1"), ORDERS, ["2018-01-01"]),
            InputError,
            "holds text",
        ),
        (lambda t: search_lead(t.assign(date="1"), ORDERS, ["2018-01-01"]), InputError, "no times"),
        (lambda t: search_lead(t, ORDERS, ["2018-01-01"], days=9), InputError, "days is 9"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong(QUIET)


ORDERS = pd.DataFrame({"ts_pay": pd.date_range("2017-01-01", periods=900)})
