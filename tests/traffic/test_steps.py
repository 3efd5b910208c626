"""Budgets by lot over regions and weeks: by hand, against plain regressions, over many worlds."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.traffic import steps
from tests.backends import BACKENDS

HAND = pd.DataFrame({"week": 1, "region": ["A", "B"], "factor": [0, 1], "orders": [20, 90],
                     "cost": [0, 2000]})  # fmt: skip
PAST = pd.DataFrame({"week": 0, "region": ["A", "B"], "factor": 1, "orders": [25, 75], "cost": 9})


def world(seed, regions=24, weeks=8, effect=0.012, factors=(0, 1, 1.5), noise=0.03, past=30):
    """Weeks of regions before a test and in it, orders that are due to nobody and to ads."""
    luck = np.random.default_rng(seed)
    size = luck.lognormal(4, 0.6, regions)
    names = [f"region {i:02}" for i in range(regions)]
    rows = []
    for week in range(past + weeks):
        dealt = np.ones(regions)
        if week >= past:
            dealt = luck.permutation(np.resize(factors, regions)).astype(float)
        cost = np.round(dealt * size * 4 * luck.uniform(0.9, 1.1, regions), 2)
        common = np.exp(0.2 * luck.normal())
        orders = luck.poisson(size * common * np.exp(noise * luck.normal(size=regions)))
        orders = orders + luck.poisson(effect * cost)
        rows.append(pd.DataFrame({"week": week, "region": names, "factor": dealt, "orders": orders,
                                  "cost": cost}))  # fmt: skip
    table = pd.concat(rows, ignore_index=True)
    return table[table["week"] >= past].reset_index(drop=True), table[table["week"] < past]


def logs(days=28, regions=("east", "west", "north", "south"), factors=(0.0, 1.0, 1.5, 1.0)):
    """Two tables by day and region; the budget changes on day 14."""
    dates = pd.date_range("2025-03-03", periods=days, tz="Asia/Shanghai").as_unit("us")
    grid = pd.MultiIndex.from_product([dates, regions], names=["date", "region"]).to_frame(False)
    place = grid["region"].map(dict(zip(regions, range(len(regions)), strict=True)))
    test = grid["date"] >= dates[14]
    factor = np.where(test, np.array(factors)[place], 1.0)
    ads = grid.assign(plan_kind="search", factor=factor, clicks=(5 * factor).astype(int),
                      cost=10.0 * factor)  # fmt: skip
    other = ads.assign(plan_kind="feed", factor=1.0, cost=3.0)
    traffic = grid.assign(uv=30 + place, orders=2 + place, revenue=100.0 * (2 + place))
    return traffic, pd.concat([ads, other], ignore_index=True)


def test_the_table_by_hand_of_the_lesson():
    found = steps.beside_usual(HAND, PAST)
    assert found["more"].tolist() == [-7.5, 7.5]
    assert found["more_cost"].tolist() == [-500, 500]
    both = HAND["factor"] @ found["more"] / (HAND["factor"] @ found["more_cost"])
    assert both == pytest.approx(0.015)


def test_the_estimate_is_the_sum_over_weeks():
    weeks, earlier = world(3)
    usual = earlier.groupby("region")["orders"].sum()
    above = below = 0.0
    for _, week in weeks.groupby("week"):
        share = (usual[week["region"]] / usual[week["region"]].sum()).to_numpy()
        above += week["factor"].to_numpy() @ (week["orders"] - share * week["orders"].sum())
        below += week["factor"].to_numpy() @ (week["cost"] - share * week["cost"].sum())
    assert steps.step_test(weeks, earlier).value == pytest.approx(above / below)


def test_it_agrees_with_two_stage_least_squares():
    """Dose as instrument for cost, weeks as levels: the same ratio when shares are equal."""
    weeks, earlier = world(5, noise=0.0)
    earlier = earlier.assign(orders=1)  # equal shares: nothing but the levels of weeks is taken off
    levels = pd.get_dummies(weeks["week"]).to_numpy(float)
    dose = sm.OLS(weeks["factor"], levels).fit().resid
    ratio = (dose @ weeks["orders"]) / (dose @ weeks["cost"])
    assert steps.step_test(weeks, earlier).value == pytest.approx(ratio)


@pytest.mark.verify
@pytest.mark.parametrize("factors", [None, (0, 1), (1, 1.5)])
def test_it_holds_the_truth_in_95_of_100_worlds(factors):
    held = []
    for seed in range(2000):
        effect = np.random.default_rng(seed).uniform(0, 0.05)
        weeks, earlier = world(seed, regions=12, weeks=4, effect=effect, past=8)
        held.append(steps.step_test(weeks, earlier, factors=factors, seed=seed).holds(effect))
    assert 0.93 < np.mean(held) < 0.97


def test_it_holds_the_truth_in_most_worlds():
    held = [steps.step_test(*world(seed, effect=0.02)).holds(0.02) for seed in range(40)]
    assert np.mean(held) > 0.85


def test_a_world_without_effect_is_read_as_such():
    found = [steps.step_test(*world(seed, effect=0.0)) for seed in range(40)]
    assert np.mean([one.holds(0) for one in found]) > 0.85
    assert abs(np.mean([one.value for one in found])) < 0.003


def test_per_and_confidence():
    weeks, earlier = world(1)
    one, thousand = (steps.step_test(weeks, earlier, per=per) for per in (1, 1000))
    assert thousand[:3] == pytest.approx([1000 * x for x in one[:3]])
    wide = steps.step_test(weeks, earlier, confidence=0.99)
    assert wide.low < one.low < one.high < wide.high
    assert (one.n, one.counts) == (192, "region-weeks")


@given(st.floats(0.5, 20), st.integers(0, 5))
@settings(max_examples=10, deadline=None)
def test_another_currency_and_other_names(rate, seed):
    """Yuan or cents, regions by any name, rows in any order: the same test."""
    weeks, earlier = world(seed, regions=6, weeks=3, past=4)
    usual = steps.step_test(weeks, earlier)
    other = [table.assign(cost=table["cost"] * rate, region="R" + table["region"]).sample(
        frac=1, random_state=seed) for table in (weeks, earlier)]  # fmt: skip
    assert steps.step_test(*other).value == pytest.approx(usual.value / rate)


def test_by_step_by_hand():
    found = steps.by_step(HAND, PAST).set_index("factor")
    assert found["estimate"].tolist() == pytest.approx([20 / 27.5, 90 / 82.5])
    assert found["cost"].tolist() == [0, 2000]


def test_whole_shop_is_each_region_as_if_it_were_all():
    weeks, earlier = world(2)
    table = steps.whole_shop(weeks, earlier)
    assert (table["gain"] * table["share"]).to_numpy() == pytest.approx(weeks["orders"])
    assert (table["spend"] * table["share"]).to_numpy() == pytest.approx(weeks["cost"])
    assert table.groupby("week")["share"].sum().to_numpy() == pytest.approx(1)


# --- From the log to weeks


@pytest.mark.parametrize("backend", BACKENDS)
def test_weeks_from_any_frame(backend):
    traffic, ads = logs()
    if backend in ("duckdb", "spark"):  # they keep no zone: the shop's clock is given
        traffic, ads = (t.assign(date=t["date"].dt.tz_localize(None)) for t in (traffic, ads))
    frames = [BACKENDS[backend](table) for table in (traffic, ads)]
    found = steps.region_weeks(*frames, "search", since="2025-03-17", before="2025-03-31")
    assert len(found) == 8
    east = found[found["region"] == "east"].iloc[0]
    assert (east["factor"], east["orders"], east["uv"], east["cost"]) == (0.0, 14, 210, 0.0)
    south = found[found["region"] == "south"].iloc[1]
    assert (south["week"], south["cost"], south["clicks"]) == (pd.Timestamp("2025-03-24"), 70, 35)
    assert (found["other_visits"] == found["uv"] - found["clicks"]).all()


@pytest.mark.parametrize("backend", [name for name in ("duckdb", "spark") if name in BACKENDS])
def test_a_database_s_own_clock_is_refused(backend):
    traffic, ads = (BACKENDS[backend](table) for table in logs())
    with pytest.raises(InputError, match="zone"):
        steps.region_weeks(traffic, ads, "search")


def test_all_days_by_default_and_other_kinds_of_plans():
    traffic, ads = logs(28)
    traffic, ads = (t[t["date"] < "2025-03-17"] for t in (traffic, ads))
    found = steps.region_weeks(traffic, ads, "feed")
    assert found["cost"].tolist() == [21.0] * 8
    assert found["week"].unique().tolist() == [
        pd.Timestamp("2025-03-03"),
        pd.Timestamp("2025-03-10"),
    ]


def broken(change):
    """What region_weeks is given, with one thing wrong."""
    traffic, ads = logs()
    options = {"since": "2025-03-17", "before": "2025-03-31"}
    if change == "days":
        options["before"] = "2025-03-30"
    elif change == "region":
        traffic = traffic[traffic["region"] != "east"]
    elif change == "day":
        ads = ads.drop(ads.index[-1 - len(ads) // 2])
    elif change == "changes":
        options = {"since": "2025-03-14", "before": "2025-03-28"}
    elif change == "empty":
        options = {"since": "2026-03-02", "before": "2026-03-09"}
    return steps.region_weeks(traffic, ads, "search", **options)


@pytest.mark.parametrize(
    ("change", "words"),
    [("days", "13 days are no whole number"), ("region", "east"), ("day", "7 days in both"),
     ("changes", "changes within a lot"), ("empty", "no day between")],
)  # fmt: skip
def test_a_table_that_hides_something_is_refused(change, words):
    with pytest.raises(InputError, match=words):
        broken(change)


def test_an_unknown_plan_is_named():
    with pytest.raises(ChoiceError, match="'feed', 'search'"):
        steps.region_weeks(*logs(), "serch")


def test_what_is_no_test_is_refused():
    weeks, earlier = world(1)
    with pytest.raises(ChoiceError, match="0"):
        steps.step_test(weeks, earlier, factors=(0, 2))
    with pytest.raises(InputError, match="one factor"):
        steps.step_test(weeks, earlier, factors=(1,))
    with pytest.raises(InputError, match="region 00"):
        steps.step_test(weeks, earlier[earlier["region"] != "region 00"])
    with pytest.raises(ColumnError, match="cost"):
        steps.step_test(weeks.drop(columns="cost"), earlier)
    with pytest.raises(ChoiceError, match="gain"):
        steps.step_test(weeks, earlier, gain="profit")
    with pytest.raises(InputError, match="two rows"):
        steps.step_test(pd.concat([weeks, weeks]), earlier)
    with pytest.raises(InputError, match="larger dose"):
        steps.step_test(weeks.assign(cost=0.0), earlier)


def test_the_whole_country_needs_one_budget():
    weeks, _ = world(1)
    weeks = weeks.assign(uv=1, revenue=1.0, clicks=1)
    with pytest.raises(InputError, match="step_test"):
        steps.all_regions(weeks)
    same = steps.all_regions(weeks.assign(factor=1.0))
    assert same["on"].all()
    assert same["orders"].sum() == weeks["orders"].sum()


# --- Power


@pytest.mark.parametrize("factors", [(0, 1), (0, 1, 1.5)])
def test_power_is_what_such_tests_have(factors):
    """The promised reach against the scatter of 300 tests of that length."""
    _, earlier = world(0, past=40, noise=0.05)
    recent, before = earlier[earlier["week"] >= 28], earlier[earlier["week"] < 28]
    told = steps.step_power(recent, before, factors, weeks=[4], effect=0.05).iloc[0]
    found = [steps.step_test(*world(seed, weeks=4, effect=0.05, factors=factors, noise=0.05,
                                    past=12)).value for seed in range(100)]  # fmt: skip
    assert told["reach"] == pytest.approx(1.96 * np.std(found), rel=0.3)


def test_half_the_step_takes_four_times_the_weeks():
    _, earlier = world(0, past=30)
    parts = earlier[earlier["week"] >= 15], earlier[earlier["week"] < 15]
    large = steps.step_power(*parts, (0, 1), weeks=[8])["reach"].iloc[0]
    small = steps.step_power(*parts, (0.5, 1), weeks=[8, 32])["reach"]
    assert small.tolist() == pytest.approx([2 * large, large], rel=0.15)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=4))
@settings(max_examples=10, deadline=None)
def test_longer_tests_see_more(lengths):
    _, earlier = world(0, past=10, regions=8)
    parts = earlier[earlier["week"] >= 5], earlier[earlier["week"] < 5]
    found = steps.step_power(*parts, (0, 1), weeks=lengths, effect=0.01, lots=50)
    found = found.sort_values("weeks")
    assert found["reach"].is_monotonic_decreasing
    assert found["power"].is_monotonic_increasing
    assert (found["n"] == 8 * found["weeks"]).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [({"factors": (1,)}, "two or more"), ({"factors": (-1, 1)}, "from 0"),
     ({"weeks": [0]}, "weeks"), ({"weeks": []}, "empty"), ({"lots": 5}, "lots"),
     ({"effect": -1}, "effect"), ({"per": 0}, "per"), ({"factors": "x"}, "factors")],
)  # fmt: skip
def test_a_plan_that_makes_no_sense_is_refused(change, words):
    _, earlier = world(0, past=10, regions=8)
    parts = earlier[earlier["week"] >= 5], earlier[earlier["week"] < 5]
    with pytest.raises(InputError, match=words):
        steps.step_power(*parts, **change)


# --- Other visits


def test_a_share_falls_and_the_number_stays():
    weeks, earlier = world(4, effect=0.0)
    tables = [t.assign(uv=10 * t["orders"] + 50 * t["factor"], clicks=50 * t["factor"],
                       other_visits=10 * t["orders"]) for t in (weeks, earlier)]  # fmt: skip
    found = steps.paid_organic_spillover(*tables)
    assert found["other_share"].is_monotonic_decreasing
    assert found["estimate"].between(0.9, 1.1).all()
    assert steps.step_test(*tables, gain="other_visits").holds(0)
    assert found["paid"].tolist() == [0, 64 * 50, 64 * 75]
