"""Response curves: by hand, against least squares, over worlds drawn from what is believed."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import Estimate
from ecomlab.traffic import response

SHARES = st.floats(0.05, 0.9)


# --- Adstock and saturation


def test_adstock_by_hand():
    assert response.adstock([80, 0, 0, 0], 0.5).tolist() == [40, 20, 10, 5]
    assert response.adstock([3, 5], 0).tolist() == [3, 5]


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=30), SHARES)
def test_adstock_is_its_recursion(spend, carry):
    stock = 0.0
    for amount, found in zip(spend, response.adstock(spend, carry), strict=True):
        stock = (1 - carry) * amount + carry * stock
        assert found == pytest.approx(stock, abs=1e-6)


@given(st.floats(1, 1e5), SHARES)
def test_a_steady_budget_becomes_its_own_adstock(spend, carry):
    assert response.adstock([spend] * 400, carry)[-1] == pytest.approx(spend, rel=1e-6)


@given(st.floats(0.1, 1e5), st.floats(1, 1e5), st.floats(0.4, 2.5))
def test_half_is_half_and_the_slope_is_the_derivative(spend, half, hill):
    assert response.saturation(half, half, hill) == pytest.approx(0.5)
    step = 1e-5 * spend
    ends = response.saturation([spend - step, spend + step], half, hill)
    assert response.slope(spend, half, hill) == pytest.approx(
        np.diff(ends)[0] / (2 * step), rel=1e-3
    )


def test_the_table_by_hand_of_the_lesson():
    spent = [500, 1000, 2000]
    assert (100 * response.saturation(spent, 500)).round().tolist() == [50, 67, 80]
    assert (1e5 * response.slope(spent, 500)).round().tolist() == [50, 22, 8]


def test_the_slope_at_nothing():
    assert response.slope(0, 500) == pytest.approx(1 / 500)
    assert response.slope(0, 500, hill=1.3) == 0
    assert response.slope(0, 500, hill=0.8) == np.inf


# --- A curve through known points


@given(st.floats(10, 1e4), st.floats(0.2, 5), st.floats(0.6, 2))
@settings(max_examples=30, deadline=None)
def test_a_curve_is_found_again(top, half, hill):
    spend = np.array([0.25, 0.5, 1, 1.5, 2, 4]) * 1000
    gain = top * response.saturation(spend, 1000 * half, hill)
    found = response.curve_through(spend, gain)
    again = found["top"] * response.saturation(spend, found["half"], found["hill"])
    assert again == pytest.approx(gain, rel=1e-3)


@pytest.mark.parametrize(("spend", "gain", "words"), [
    ([1, 2], [1, 2], "three different"), ([0, 1, 1], [1, 2, 2], "three different"),
    ([1, 2, 3], [0, 0, 0], "above 0"), ([1, 2, 3], [1, 2], "3 spends"),
    ([-1, 2, 3], [1, 2, 3], "below 0"), ([1, 2, np.nan], [1, 2, 3], "finite")])  # fmt: skip
def test_points_that_make_no_curve_are_refused(spend, gain, words):
    with pytest.raises(InputError, match=words):
        response.curve_through(spend, gain)


# --- The fit


def two_levels(seed=0, n=60, effect=0.05, base=300.0, sd=10.0):
    """Weeks with nothing and weeks with 1,000 yuan: no curve can bend between two points."""
    luck = np.random.default_rng(seed)
    spend = np.where(luck.permutation(n) % 2 == 0, 1000.0, 0.0)
    return pd.DataFrame({"spend": spend, "gain": base + effect * spend + sd * luck.normal(size=n)})


def test_with_two_levels_it_is_least_squares():
    table = two_levels()
    found = response.fit_response(table, at=1000).channels.iloc[0]
    fit = sm.OLS(table["gain"], sm.add_constant(table["spend"])).fit()
    low, high = fit.params["spend"] + np.array([-1.96, 1.96]) * fit.bse["spend"]
    assert found["estimate"] == pytest.approx(fit.params["spend"], rel=0.02)
    assert [found["low"], found["high"]] == pytest.approx([low, high], rel=0.06)


def test_weights_are_those_of_weighted_least_squares():
    table = two_levels(1).assign(weight=np.random.default_rng(2).uniform(0.2, 3, 60))
    found = response.fit_response(table, at=1000, weight="weight").channels.iloc[0]
    fit = sm.WLS(table["gain"], sm.add_constant(table["spend"]), weights=table["weight"]).fit()
    assert found["estimate"] == pytest.approx(fit.params["spend"], rel=0.02)
    assert found["high"] - found["low"] == pytest.approx(3.92 * fit.bse["spend"], rel=0.06)


def test_a_level_of_each_week_is_taken_off():
    table = two_levels(3).assign(week=lambda t: np.arange(len(t)) // 6)
    moved = table.assign(gain=table["gain"] + 500.0 * table["week"])
    kept, other = (response.fit_response(t, at=1000, within="week").channels.iloc[0]["estimate"]
                   for t in (table, moved))  # fmt: skip
    assert kept == pytest.approx(other, abs=1e-6)


def test_belief_and_test_are_weighed_by_their_precision():
    """Normal with normal: means by precision, in closed form."""
    table = two_levels(4)
    alone = response.fit_response(table, at=1000).channels.iloc[0]
    sd = (alone["high"] - alone["low"]) / 3.92
    test = Estimate(0.0, -1.96 * sd, 1.96 * sd, 24, "regions")
    told = response.fit_response(table, at=1000, test=test).channels.iloc[0]
    assert told["estimate"] == pytest.approx(alone["estimate"] / 2, rel=0.05)
    believed = response.fit_response(table, at=1000, believed=test).channels.iloc[0]
    assert believed["estimate"] == pytest.approx(told["estimate"], rel=0.02)
    assert believed["before"] == 0
    assert told["before_high"] > 10 * believed["before_high"]


def drawn(seed, n=80, carry=(0.0, 0.0), sd=6.0):
    """A world as the fit believes it: shape from its prior, spend at all levels."""
    luck = np.random.default_rng(seed)
    half = 1000 * np.exp(response.SPREAD_HALF * luck.normal())
    hill = np.clip(np.exp(response.SPREAD_HILL * luck.normal()), *response.HILLS)
    per_yuan, left = luck.uniform(-0.02, 0.1), luck.uniform(*carry)
    spend = 1000 * luck.choice([0, 0.5, 1, 1.5, 2.5], n)
    stock, gain = 1000.0, []
    for amount in spend:
        stock = (1 - left) * amount + left * stock
        gain.append(per_yuan * 1000 * response.saturation(stock, half, hill)
                    / response.saturation(1000.0, half, hill))  # fmt: skip
    table = pd.DataFrame({"spend": spend, "gain": 200 + np.array(gain) + sd * luck.normal(size=n)})
    slope = per_yuan * 1000 * response.slope(1000.0, half, hill)
    return table, per_yuan, slope / response.saturation(1000.0, half, hill)


def held(seeds, carry, draws):
    rows = []
    for seed in seeds:
        table, average, slope = drawn(seed, carry=carry)
        found = response.fit_response(table, at=1000, carry=carry, draws=draws, seed=seed)
        row, next_one = found.channels.iloc[0], response.marginal_roas(found).iloc[0]
        rows.append((row["low"] <= average <= row["high"],
                     next_one["low"] <= slope <= next_one["high"]))  # fmt: skip
    return np.mean(rows, axis=0)


@pytest.mark.verify
@pytest.mark.parametrize("carry", [(0.0, 0.0), (0.0, 0.8)])
def test_it_holds_the_truth_in_95_of_100_worlds(carry):
    average, slope = held(range(2000), carry, 2000)
    assert 0.93 < average < 0.97
    assert 0.93 < slope < 0.97


def test_it_holds_the_truth_in_most_worlds():
    average, slope = held(range(50), (0.0, 0.5), 800)
    assert average > 0.84
    assert slope > 0.84


def test_the_curve_meets_its_own_numbers():
    table, *_ = drawn(3)
    found = response.fit_response(table, at=1000)
    curve = response.response_curve(found, [0.0, 1000.0])
    row = found.channels.iloc[0]
    assert curve.loc[0, ["estimate", "low", "high"]].tolist() == [0, 0, 0]
    assert curve.loc[1, "estimate"] == pytest.approx(1000 * row["estimate"])
    ends = response.response_curve(found, [999.5, 1000.5])["estimate"].diff().iloc[1]
    assert response.marginal_roas(found)["estimate"].iloc[0] == pytest.approx(ends, rel=0.1)


def test_add_cut_or_cannot_tell():
    table, *_ = drawn(7)
    found = response.fit_response(table, at=1000)
    low, high = response.marginal_roas(found).loc[0, ["low", "high"]]
    says = [response.marginal_roas(found, 1000, border=x)["verdict"].iloc[0]
            for x in (low - 0.01, (low + high) / 2, high + 0.01)]  # fmt: skip
    assert says == ["add", "can't tell", "cut"]
    thousand = response.marginal_roas(found, 1000, border=1000 * (high + 0.01), per=1000).iloc[0]
    assert thousand["verdict"] == "cut"
    assert thousand["high"] == pytest.approx(1000 * high)


# --- All channels, and the card


def demand_led(seed=0, weeks=40, apart=0.03):
    """Two channels whose budgets follow demand; neither adds anything."""
    luck = np.random.default_rng(seed)
    demand = np.exp(0.3 * np.sin(np.arange(weeks) / 6) + 0.05 * luck.normal(size=weeks))
    noise = np.exp(apart * luck.normal(size=(weeks, 2)))
    return pd.DataFrame({"orders": 800 * demand, "search": 7000 * demand * noise[:, 0],
                         "feed": 5000 * demand * noise[:, 1]})  # fmt: skip


def test_budgets_that_follow_demand_are_told_by_the_card():
    mix = response.media_mix(demand_led(), ["search", "feed"])
    card = response.health_card(mix).set_index(["check", "channel"])
    assert card.loc[("moves alone", "search"), "verdict"] == "can't tell"
    assert card.loc[("baseline", "all"), "verdict"] == "look"


@pytest.mark.parametrize("kept", [99, 100, 150])
def test_a_card_judges_by_the_border_that_it_shows(kept):
    """What is fine lies on the good side of the border in the row, wherever the value lies."""
    mix = response.media_mix(demand_led(), ["search", "feed"])
    card = response.health_card(mix._replace(facts=mix.facts | {"kept": kept}))
    high = card["check"].isin(["moves alone", "periods", "draws", "baseline"])
    good = (card["value"] >= card["border"]).where(high, card["value"] <= card["border"])
    assert (good == (card["verdict"] == "fine")).all()


def test_a_test_by_lot_mends_its_own_channel_only():
    test = Estimate(0.0, -0.005, 0.005, 192, "region-weeks")
    alone, told = (response.media_mix(demand_led(), ["search", "feed"], tests=tests)
                   for tests in (None, {"search": test}))  # fmt: skip
    rows = [mix.channels.set_index("channel") for mix in (alone, told)]
    widths = [row["high"] - row["low"] for row in rows]
    assert widths[1]["search"] < 0.4 * widths[0]["search"]
    assert rows[1].loc["search", "low"] < 0 < rows[1].loc["search", "high"]
    assert told.facts["told"] == ["search"]
    card = response.health_card(told).set_index(["check", "channel"])
    assert card.loc[("moves alone", "search"), "verdict"] == "fine"


def test_budgets_by_lot_pass_the_card():
    luck = np.random.default_rng(1)
    spend = 1000 * luck.choice([0, 1, 2], (200, 2))
    gain = 300 + 40 * response.saturation(spend[:, 0] + 0.0, 800) + 3 * luck.normal(size=200)
    table = pd.DataFrame({"orders": gain, "search": spend[:, 0], "feed": spend[:, 1]})
    mix = response.media_mix(table, ["search", "feed"], carry=(0, 0))
    card = response.health_card(mix).set_index(["check", "channel"])["verdict"]
    for check in ("did the data speak", "moves alone"):
        assert card[check, "search"] == card[check, "feed"] == "fine"
    assert card["baseline", "all"] == card["periods", "all"] == "fine"
    row = mix.channels.set_index("channel").loc["feed"]
    assert row["low"] <= 0 <= row["high"]


def test_a_control_takes_demand_away():
    table = demand_led().assign(demand=lambda t: t["orders"] / 800)
    free = response.media_mix(table, ["search"])
    held_still = response.media_mix(table.assign(orders=table["orders"] + np.arange(40) % 3),
                                    ["search"], controls=["demand"])  # fmt: skip
    assert free.channels["estimate"].iloc[0] > 0.05
    assert abs(held_still.channels["estimate"].iloc[0]) < 0.01


def test_weeks_from_two_tables():
    days = pd.date_range("2025-03-01", periods=16, tz="Asia/Shanghai")
    traffic = pd.DataFrame({"date": days.repeat(2), "payers": 5})
    ads = pd.DataFrame({"date": days.repeat(2), "plan_kind": ["feed", "live"] * 16,
                        "cost": [100.0, 40.0] * 16})  # fmt: skip
    found = response.media_weeks(traffic, ads)
    assert found["week"].tolist() == [pd.Timestamp("2025-03-03"), pd.Timestamp("2025-03-10")]
    assert found[["orders", "feed", "live"]].to_numpy().tolist() == [[70, 700, 280]] * 2
    cut = response.media_weeks(traffic, ads, before="2025-03-10")
    assert cut["week"].tolist() == [pd.Timestamp("2025-03-03")]
    with pytest.raises(InputError, match="day is missing"):
        response.media_weeks(traffic[traffic["date"] != days[4]], ads)
    with pytest.raises(InputError, match="no whole lot"):
        response.media_weeks(traffic, ads, before="2025-03-04")
    with pytest.raises(InputError, match="No day is before"):
        response.media_weeks(traffic, ads, before="2024-03-04")


@pytest.mark.parametrize(("change", "words"), [
    ({"channels": []}, "channels"), ({"channels": ["feed", "feed"]}, "different"),
    ({"channels": 5}, "list of columns"), ({"carry": 0.5}, "carry"), ({"carry": (0.5, 1)}, "carry"),
    ({"carry": (0.5, 0.2)}, "carry"), ({"tests": [1]}, "mapping"), ({"draws": 3}, "draws"),
    ({"tests": {"feed": 5}}, "Estimate"), ({"at": {"feed": 0}}, "at of feed"),
    ({"at": 5}, "mapping"),
    ({"tests": {"feed": Estimate(1, np.nan, np.nan, 1)}}, "without an interval"),
    ({"confidence": 95}, "confidence"), ({"seed": -1}, "seed")])  # fmt: skip
def test_what_no_model_can_use_is_refused(change, words):
    table = demand_led()
    with pytest.raises(InputError, match=words):
        response.media_mix(table, **({"channels": ["feed"]} | change))


def test_columns_and_channels_are_named():
    table = demand_led()
    with pytest.raises(ColumnError, match="fed"):
        response.media_mix(table, ["fed"])
    with pytest.raises(ChoiceError, match="live"):
        response.media_mix(table, ["feed"], tests={"live": Estimate(1, 0, 2, 3)})
    with pytest.raises(InputError, match="no spend"):
        response.media_mix(table.assign(live=0.0), ["live"])
    with pytest.raises(InputError, match="3 weeks for 3 columns"):
        response.media_mix(table.head(3), ["feed", "search"])
    mix = response.media_mix(table, ["feed", "search"])
    with pytest.raises(InputError, match="which channel"):
        response.response_curve(mix, [5])
    with pytest.raises(InputError, match="each channel's"):
        response.marginal_roas(mix, 5)
    with pytest.raises(ChoiceError, match="live"):
        response.marginal_roas(mix, {"live": 5})
    with pytest.raises(InputError, match="fit_response"):
        response.health_card(table)
