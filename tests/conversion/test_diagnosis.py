"""Which step broke, for whom, since when; what else a low conversion may be."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from ecomlab.conversion.diagnosis import (
    benchmark_gap,
    break_began,
    diagnose_low_conversion,
    find_break,
    friction_inventory,
    funnel_rules,
    mix_and_rate,
    speed_effect,
)
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import (
    change_of_share,
    difference_of_shares,
    difference_within,
    standardised_difference,
)

CELLS = [("ios", "1"), ("ios", "2"), ("android", "1"), ("android", "2"), ("pc", "-")]
USUAL = {"cart": 0.12, "checkout": 0.5, "pay": 0.9}


def days_of(rng, days=20, visits=900, broken=None, season=None):
    """Funnels by day and cell; broken: day, cell, step, factor; season: day, step, factor."""
    rows = []
    for day in range(days):
        for cell in CELLS:
            before = rng.poisson(visits * (0.3 if cell[0] == "pc" else 1))
            rows.append((day, *cell, "view", before, np.nan))
            for step, rate in USUAL.items():
                rate = rate * (0.9 if cell[0] == "android" else 1)
                if season and day >= season[0] and step == season[1]:
                    rate *= season[2]
                if broken and day >= broken[0] and cell == broken[1] and step == broken[2]:
                    rate *= broken[3]
                reached = rng.binomial(before, rate)
                rows.append((day, *cell, step, reached, before))
                before = reached
    table = pd.DataFrame(rows, columns=["day", "device", "version", "step", "reached", "before"])
    return table.assign(day=pd.Timestamp("2025-11-01") + pd.to_timedelta(table["day"], "D"))


BY = ["device", "version"]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("step", ["checkout", "pay"])
def test_a_break_is_found_within_two_days(seed, step):
    rng = np.random.default_rng(seed)
    cell = CELLS[int(rng.integers(0, 4))]
    table = days_of(rng, broken=(17, cell, step, 0.25))
    found = find_break(table, BY)
    mine = found[
        (found["device"] == cell[0]) & (found["version"] == cell[1]) & (found["step"] == step)
    ]
    assert mine["day"].min() <= pd.Timestamp("2025-11-19")  # the break is on 18 November
    assert mine["day"].min() >= pd.Timestamp("2025-11-18")
    assert (mine["high"] < 0).all()
    assert (mine["low"] <= mine["estimate"]).all()


def test_false_alarms_come_no_more_often_than_stated(seeds):
    """Nothing breaks; a season takes half of all checkouts away."""
    days, alarmed, many = 0, {0.01: 0, 0.2: 0}, 22
    for seed in range(seeds // 2):
        table = days_of(
            np.random.default_rng(seed), days=many, visits=500, season=(12, "checkout", 0.5)
        )
        days += many
        for rate in alarmed:
            alarmed[rate] += find_break(table, BY, false_alarms=rate)["day"].nunique()
    assert alarmed[0.01] <= binom.ppf(0.999, days, 0.01)
    assert alarmed[0.2] <= binom.ppf(0.999, days, 0.2)
    assert alarmed[0.2] >= 0.03 * days  # not so shy that the promise is empty


def test_after_the_repair_nobody_else_is_blamed():
    rng = np.random.default_rng(5)
    table = days_of(rng, days=24, broken=(14, ("android", "2"), "checkout", 0.15))
    mended = days_of(np.random.default_rng(6), days=24)
    table = pd.concat([table[table["day"] < "2025-11-19"], mended[mended["day"] >= "2025-11-19"]])
    found = find_break(table, BY)
    assert set(zip(found["device"], found["version"], strict=True)) == {("android", "2")}
    assert found["day"].max() < pd.Timestamp("2025-11-19")


def test_constant_gaps_are_no_break():
    """Cells that always differ, also one with a past of its own only from the tenth day on."""
    rng, alarmed, days = np.random.default_rng(8), 0, 0
    for _ in range(12):
        rates = {"a": 0.5, "b": 0.5, "c": 0.25}
        cells = [(day, *cell) for day in range(30) for cell in rates.items()
                 if cell[0] != "c" or day > 9]  # fmt: skip
        rows = [(day, app, "pay", rng.binomial(200, rate), 200) for day, app, rate in cells]
        table = pd.DataFrame(rows, columns=["day", "app", "step", "reached", "before"])
        alarmed += find_break(table, "app", false_alarms=0.1)["day"].nunique()
        days += 29
    assert alarmed <= binom.ppf(0.999, days, 0.1)


def test_many_small_strata_have_a_fair_interval():
    """Sato's interval holds the truth in 93 to 97 of 100, also with five visitors a stratum."""
    rng, held = np.random.default_rng(12), 0
    for _ in range(2000):
        rate = rng.uniform(0.05, 0.3, 300)
        n, m = rng.integers(0, 4, 300), rng.integers(1, 10, 300)
        x, y = rng.binomial(n, rate - 0.03), rng.binomial(m, rate)
        found = difference_within(x, n, y, m)
        held += found.low <= -0.03 <= found.high
    assert 0.93 < held / 2000 < 0.97


def test_within_strata_the_value_is_mantel_haenszels():
    rng = np.random.default_rng(13)
    n, m = rng.integers(5, 90, 8), rng.integers(5, 90, 8)
    x, y = rng.binomial(n, 0.3), rng.binomial(m, 0.4)
    same = standardised_difference(x, n, y, m)
    found = difference_within(x, n, y, m)
    assert found.value == pytest.approx(same.value)
    assert [found.low, found.high] == pytest.approx([same.low, same.high], abs=0.02)
    turned = difference_within(y, m, x, n)
    assert turned[:3] == pytest.approx([-found.value, -found.high, -found.low])
    with pytest.raises(InputError, match="both groups"):
        difference_within([1], [2], [0], [0])


def test_an_alarm_says_what_it_saw():
    table = days_of(np.random.default_rng(1), broken=(19, ("pc", "-"), "cart", 0.1))
    row = find_break(table, BY).iloc[-1]
    last = table[table["day"] == "2025-11-20"]
    cell = (last["device"] == "pc") & (last["step"] == "cart")
    rest = (last["device"] != "pc") & (last["step"] == "cart")
    assert row["rate"] == pytest.approx(
        last.loc[cell, "reached"].sum() / last.loc[cell, "before"].sum()
    )
    assert row["others"] == pytest.approx(
        last.loc[rest, "reached"].sum() / last.loc[rest, "before"].sum()
    )
    past = table[table["day"].between("2025-11-06", "2025-11-19") & (table["step"] == "cart")]
    rates = [part["reached"].sum() / part["before"].sum()
             for part in (past[past["device"] == "pc"], past[past["device"] != "pc"])]  # fmt: skip
    assert row["usual_gap"] == pytest.approx(rates[0] - rates[1])
    assert row["estimate"] == pytest.approx(row["rate"] - row["others"] - row["usual_gap"])
    assert row["tests"] == (last["before"] >= 20).sum()


def test_names_are_free_and_the_table_stays():
    table = days_of(np.random.default_rng(1), broken=(18, ("ios", "2"), "pay", 0.1))
    other = table.rename(columns={"day": "当天", "device": "终端"}).sample(frac=1, random_state=1)
    kept = other.copy()
    found = find_break(other, ["终端", "version"], time="当天")
    assert found["终端"].iloc[0] == "ios"
    pd.testing.assert_frame_equal(other, kept)
    one = find_break(table[table["device"] == "ios"], "version")
    assert one["version"].iloc[0] == "2"


def test_refused_by_find_break():
    table = days_of(np.random.default_rng(1), days=3)
    with pytest.raises(ColumnError, match="channel"):
        find_break(table, "channel")
    with pytest.raises(InputError, match="one cell"):
        find_break(table[table["version"] == "-"], BY)
    with pytest.raises(InputError, match="two rows"):
        find_break(table, "device")
    with pytest.raises(InputError, match="false_alarms"):
        find_break(table, BY, false_alarms=0)
    with pytest.raises(InputError, match="look_back"):
        find_break(table, BY, look_back=0)


# --- Since when --------------------------------------------------------------------------------


def test_the_hours_of_a_change_hold_the_truth():
    """2,000 draws with rates, sizes and places of their own."""
    rng, held, width = np.random.default_rng(11), 0, []
    for _ in range(2000):
        hours = int(rng.integers(20, 60))
        place = int(rng.integers(5, hours - 5))
        before, after = rng.uniform(0.4, 0.6), rng.uniform(0.05, 0.2)
        n = rng.integers(1, 15, hours)
        count = rng.binomial(n, np.where(np.arange(hours) < place, before, after))
        found = change_of_share(count, n)
        held += found.low <= place <= found.high
        width.append(found.high - found.low)
    assert 0.93 < held / 2000 < 0.995
    assert np.median(width) < 6


def test_the_place_is_the_likeliest():
    """Against the likelihood written out."""
    rng = np.random.default_rng(2)
    n = rng.integers(5, 20, 12)
    count = rng.binomial(n, np.where(np.arange(12) < 7, 0.5, 0.1))

    def fit(place):
        parts = (count[:place], n[:place]), (count[place:], n[place:])
        return sum(binom.logpmf(c, m, c.sum() / m.sum()).sum() for c, m in parts)

    values = {place: fit(place) for place in range(1, 12)}
    found = change_of_share(count, n)
    assert found.value == max(values, key=values.get)
    kept = [place for place, value in values.items() if max(values.values()) - value <= 1.9207]
    assert (found.low, found.high) == (min(kept), max(kept))


def test_the_hour_of_a_break():
    hours = pd.DataFrame({"hour": pd.date_range("2025-11-16", periods=48, freq="h"), "before": 10})
    hours["reached"] = np.where(hours["hour"] < "2025-11-17 09:00", 5, 1)
    found = break_began(hours.sample(frac=1, random_state=3)).iloc[0]
    assert found["began"] == pd.Timestamp("2025-11-17 09:00")
    assert (found["rate_before"], found["rate_after"]) == (0.5, 0.1)
    assert found["earliest"] <= found["began"] <= found["latest"]
    with pytest.raises(InputError, match="two times"):
        break_began(hours.assign(before=0).assign(reached=0))
    with pytest.raises(InputError, match="above 0"):
        change_of_share([1, 0], [2, 0])


# --- Rules, mix, mean, speed, causes, value ------------------------------------------------------


def test_rules_read_each_step():
    steps = ["view", "cart", "checkout", "pay"]
    now = pd.DataFrame(
        {
            "step": steps,
            "reached": [10_000, 1_600, 500, 460],
            "before": [np.nan, 10_000, 1_600, 500],
        }
    )
    usual = pd.DataFrame(
        {
            "step": steps,
            "reached": [20_000, 2_000, 1_100, 1_000],
            "before": [np.nan, 20_000, 2_000, 1_100],
        }
    )
    found = funnel_rules(now, usual, 0.02, {"checkout": ("a wish list", "wait")}).set_index("step")
    assert found["reading"].to_dict() == {
        "cart": "higher",
        "checkout": "lower",
        "pay": "can't tell",
    }
    assert found.loc["checkout", "suspicion"] == "a wish list"
    assert found.loc["pay", "check"] == ""
    same = difference_of_shares(500, 1600, 1100, 2000)
    assert found.loc["checkout", ["estimate", "low", "high"]].tolist() == pytest.approx(same[:3])
    calm = funnel_rules(usual, usual, 0.05)
    assert set(calm["reading"]) == {"as usual"}
    with pytest.raises(InputError, match="same steps"):
        funnel_rules(now, usual.iloc[:3])
    with pytest.raises(InputError, match="Nobody"):
        funnel_rules(now.assign(before=[np.nan, 10_000, 0, 500]), usual)


def test_mix_and_rate_add_up():
    rng = np.random.default_rng(4)
    for _ in range(15):
        uv = rng.integers(50, 5000, (2, 4))
        payers = rng.binomial(uv, rng.uniform(0.01, 0.2, (2, 4)))
        before, after = (pd.DataFrame({"source": list("abcd"), "uv": u, "payers": p})
                         for u, p in zip(uv, payers, strict=True))  # fmt: skip
        parts = mix_and_rate(before, after, "source").set_index("part")["estimate"]
        assert parts["all"] == pytest.approx(parts["same mix"] + parts["mix"])
        assert parts["all"] == pytest.approx(
            payers[1].sum() / uv[1].sum() - payers[0].sum() / uv[0].sum()
        )
        turned = mix_and_rate(after, before, "source").set_index("part")["estimate"]
        assert turned.to_dict() == pytest.approx((-parts).to_dict())
    with pytest.raises(InputError, match="Only in one"):
        mix_and_rate(before, after.iloc[:3], "source")


def test_same_rates_in_another_mix_are_no_change():
    before = pd.DataFrame({"s": ["a", "b"], "uv": [900, 100], "payers": [90, 1]})
    after = pd.DataFrame({"s": ["b", "a"], "uv": [900, 100], "payers": [9, 10]})
    parts = mix_and_rate(before, after, "s").set_index("part")["estimate"]
    assert parts["same mix"] == pytest.approx(0)


def test_the_mean_of_the_trade():
    own = pd.DataFrame({"d": ["a", "b", "b"], "uv": [1000, 500, 500], "payers": [50, 10, 10]})
    trade = pd.DataFrame({"d": ["b", "a"], "share": [0.25, 0.75], "rate": [0.02, 0.05]})
    found = benchmark_gap(own, trade, "d").set_index("reading")
    assert found.loc["as published", "estimate"] == pytest.approx(0.035 - 0.0425)
    assert found.loc["at their mix", "estimate"] == pytest.approx(0)
    assert found.loc["at their mix", "low"] < 0 < found.loc["at their mix", "high"]
    with pytest.raises(InputError, match="sum to"):
        benchmark_gap(own, trade.assign(share=0.4), "d")
    with pytest.raises(InputError, match="no visit"):
        benchmark_gap(own[own["d"] == "a"], trade, "d")


def test_slow_pages_within_strata():
    """Slow pages come at an hour that buys more anyway: only like with like finds the harm."""
    rng = np.random.default_rng(9)
    hour = rng.integers(0, 2, 60_000)
    slow = rng.random(60_000) < np.where(hour == 1, 0.6, 0.1)
    paid = rng.random(60_000) < 0.04 + 0.06 * hour - 0.02 * slow
    visits = pd.DataFrame({"hour": hour, "load_ms": np.where(slow, 4000, 1000), "paid": paid})
    raw, like = speed_effect(visits, within="hour").to_dict("records")
    assert raw["low"] > 0  # the wrong sign
    assert like["low"] <= -0.02 <= like["high"]
    sums = visits.groupby(["hour", "load_ms"])["paid"].agg(["sum", "size"]).unstack()
    same = difference_within(
        sums["sum", 4000], sums["size", 4000], sums["sum", 1000], sums["size", 1000]
    )
    assert like["estimate"] == pytest.approx(same.value)
    on_the_line = visits.assign(load_ms=np.where(slow, 3000, 1500))  # neither fast nor slow
    both = speed_effect(pd.concat([visits, on_the_line]), fast=1500, slow=3000, within="hour")
    pd.testing.assert_frame_equal(both, speed_effect(visits, fast=1500, slow=3000, within="hour"))
    with pytest.raises(InputError, match="one side"):
        speed_effect(visits, fast=100, slow=200)
    with pytest.raises(InputError, match="less time"):
        speed_effect(visits, fast=300, slow=200)


def test_causes_are_read_in_their_direction():
    rng = np.random.default_rng(1)
    days = pd.DataFrame({"date": pd.date_range("2025-11-01", periods=20)})
    later = np.arange(20) >= 10
    for name, step in (("price", -5), ("bad", 5), ("search", 0), ("help", 5)):
        days[name] = 50 + rng.normal(size=20) + step * later
    harm = {"price": "down", "bad": "up", "search": "down", "help": "down"}
    found = diagnose_low_conversion(days, "2025-11-11", harm, {"price": "rivals"}).set_index(
        "measure"
    )
    assert found["reading"].to_dict() == {
        "price": "against us", "bad": "against us", "search": "can't tell", "help": "for us",
    }  # fmt: skip
    assert list(found.index[-2:]) == ["search", "help"]
    assert found.loc["price", "kind"] == "rivals"
    zoned = days.assign(date=days["date"].dt.tz_localize("Asia/Shanghai"))
    assert (
        diagnose_low_conversion(zoned, "2025-11-11", harm)["reading"] == found["reading"].tolist()
    ).all()
    four = days[days["date"].between("2025-11-09", "2025-11-12")]
    assert len(diagnose_low_conversion(four, "2025-11-11", harm)) == len(found)
    with pytest.raises(InputError, match="two days"):
        diagnose_low_conversion(days, "2025-11-20", harm)
    with pytest.raises(ChoiceError, match="harmful"):
        diagnose_low_conversion(days, "2025-11-11", {"price": "lower"})


def test_a_point_more_is_worth_what_it_brings():
    """Beside the funnel with the rate truly raised by a point."""
    rates = {"cart": 0.1, "checkout": 0.5, "pay": 0.9}
    reached = [10_000.0, *(10_000 * np.cumprod(list(rates.values())))]
    table = pd.DataFrame({"step": ["view", *rates], "reached": reached,
                          "before": [np.nan, *reached[:-1]],
                          "rate": [np.nan, *rates.values()]})  # fmt: skip
    found = friction_inventory(table, 30, {"pay": "ways to pay"}).set_index("step")
    for step in rates:
        more = 10_000 * np.prod([rate + 0.01 * (name == step) for name, rate in rates.items()])
        assert found.loc[step, "orders_per_point"] == pytest.approx(more - reached[-1])
    assert found.loc["pay", "lever"] == "ways to pay"
    assert found.loc["cart", "yuan_per_point"] == pytest.approx(
        30 * found.loc["cart", "orders_per_point"]
    )
