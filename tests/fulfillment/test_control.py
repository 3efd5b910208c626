"""Control charts: published limits, false alarms counted, the shift found, what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ecomlab import estimates
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.fulfillment.control import (
    alarm_chance,
    c_chart,
    lots_tested,
    np_chart,
    p_chart,
    shift_date,
    u_chart,
)

# Montgomery (2013), example 7.1: cans of orange juice, 30 samples of 50
JUICE = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9,
         12, 7, 13, 9, 6]  # fmt: skip
# Example 7.3: faults of 26 samples of 100 boards
BOARDS = [21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16,
          19, 17, 15]  # fmt: skip


def frame(defects, tested=50):
    return pd.DataFrame({"defects": defects, "tested": tested})


def test_the_published_p_chart():
    """Centre .2313, limits .0524 and .4102; samples 15 and 23 are out."""
    chart = p_chart(frame(JUICE))
    assert sum(JUICE) == 347
    assert chart["centre"].iloc[0] == pytest.approx(0.2313, abs=5e-5)
    assert chart["low"].iloc[0] == pytest.approx(0.0524, abs=1e-4)
    assert chart["high"].iloc[0] == pytest.approx(0.4102, abs=1e-4)
    assert (np.flatnonzero(chart["alarm"]) + 1).tolist() == [15, 23]


def test_the_published_c_chart_and_u_chart():
    """19.85, limits 6.48 and 33.22 (33.21 unrounded); samples 6 and 20 are out; ū .0740, .1894."""
    chart = c_chart(pd.DataFrame({"faults": BOARDS}))
    assert sum(BOARDS) == 516
    assert chart["centre"].iloc[0] == pytest.approx(19.85, abs=0.005)
    assert chart["low"].iloc[0] == pytest.approx(6.48, abs=0.005)
    assert chart["high"].iloc[0] == pytest.approx(33.22, abs=0.015)
    assert (np.flatnonzero(chart["alarm"]) + 1).tolist() == [6, 20]
    weeks = u_chart(pd.DataFrame({"faults": [74 / 20] * 20, "units": 50}))
    assert weeks["centre"].iloc[0] == pytest.approx(0.074)
    assert weeks["high"].iloc[0] == pytest.approx(0.1894, abs=5e-5)
    assert (weeks["low"] == 0).all()


def test_np_and_p_say_the_same():
    pieces, shares = np_chart(frame(JUICE)), p_chart(frame(JUICE))
    for name in ("value", "centre", "low", "high"):
        assert pieces[name].to_numpy() / 50 == pytest.approx(shares[name].to_numpy())
    assert (pieces["alarm"] == shares["alarm"]).all()
    assert pieces["false_alarm"].to_numpy() == pytest.approx(shares["false_alarm"].to_numpy())
    for chart in (pieces, shares):
        assert alarm_chance(chart, 0.3)["chance"].iloc[0] == pytest.approx(
            alarm_chance(shares, 0.3)["chance"].iloc[0]
        )


def test_a_rare_fault_in_pieces_keeps_its_limits():
    """Limits below one piece are pieces too."""
    pieces, shares = (chart(frame([0, 0]), centre=0.0001) for chart in (np_chart, p_chart))
    assert pieces["high"].max() < 1
    found = [alarm_chance(chart, 0.01)["chance"].tolist() for chart in (pieces, shares)]
    assert found[0] == pytest.approx(found[1])


def test_u_with_one_unit_is_c():
    faults = pd.DataFrame({"faults": BOARDS, "units": 1})
    one, other = u_chart(faults), c_chart(faults[["faults"]])
    for name in ("value", "low", "high", "false_alarm"):
        assert one[name].to_numpy() == pytest.approx(other[name].to_numpy())


@pytest.mark.parametrize(("n", "rate"), [(20, 0.016), (50, 0.2313), (200, 0.03), (32, 0.5)])
def test_false_alarms_are_as_often_as_counted(n, rate):
    drawn = np.random.default_rng(n).binomial(n, rate, 200_000)
    chart = p_chart(frame(drawn, n), centre=rate)
    chance = chart["false_alarm"].iloc[0]
    assert chart["alarm"].mean() == pytest.approx(chance, abs=4.5 * np.sqrt(chance / 200_000))


def test_lots_that_differ_alarm_more_and_the_weight_knows():
    rng, rate, weight, n = np.random.default_rng(3), 0.05, 60.0, 80
    own = rng.beta(rate * weight, (1 - rate) * weight, 100_000)
    drawn = rng.binomial(n, own)
    alike = p_chart(frame(drawn, n), centre=rate)
    assert alike["alarm"].mean() > 3 * alike["false_alarm"].iloc[0]
    wide = p_chart(frame(drawn, n), centre=rate, weight=weight)
    chance = wide["false_alarm"].iloc[0]
    assert wide["alarm"].mean() == pytest.approx(chance, abs=4.5 * np.sqrt(chance / 100_000))
    truly = alarm_chance(alike, rate, weight=weight)["chance"].iloc[0]
    assert alike["alarm"].mean() == pytest.approx(truly, abs=4.5 * np.sqrt(truly / 100_000))


def test_by_then_is_the_wait_for_the_first_alarm():
    chart = p_chart(frame(0, [20, 32, 50, 20]), centre=0.02)
    found = alarm_chance(chart, 0.08)
    rng = np.random.default_rng(8)
    drawn = rng.binomial(np.array([20, 32, 50, 20]), 0.08, (50_000, 4)) / [20, 32, 50, 20]
    seen = np.maximum.accumulate(drawn > chart["high"].to_numpy(), axis=1).mean(axis=0)
    assert found["by_then"].to_numpy() == pytest.approx(seen, abs=0.01)
    assert alarm_chance(chart, 0.02)["chance"].tolist() == chart["false_alarm"].tolist()


@given(
    st.lists(st.tuples(st.integers(1, 300), st.floats(0, 1)), min_size=1, max_size=12),
    st.floats(0.01, 0.6), st.floats(1, 4),
)  # fmt: skip
@settings(max_examples=50, deadline=None)
def test_limits_hold_the_centre_and_widen(rows, centre, width):
    tested = [n for n, _ in rows]
    chart = p_chart(frame([int(n * x) for n, x in rows], tested), centre=centre, width=width)
    assert (chart["low"] <= centre).all()
    assert (chart["high"] >= centre).all()
    assert chart["high"].max() <= 1
    assert chart["false_alarm"].between(0, 1).all()
    wider = p_chart(frame(0, tested), centre=centre, width=width + 0.5)
    assert (wider["high"] >= chart["high"]).all()
    assert (wider["false_alarm"] <= chart["false_alarm"] + 1e-12).all()


def test_a_run_above_the_centre_is_counted():
    chart = p_chart(frame([5, 15, 16, 3, 15, 15, 15]), centre=0.2)
    assert chart["above"].tolist() == [0, 1, 2, 0, 1, 2, 3]


def test_the_base_says_what_is_usual():
    days = pd.date_range("2025-01-01", periods=4, freq="MS", tz="Asia/Shanghai")
    table = frame([2, 4, 9, 9], 100).assign(received_at=days)
    assert p_chart(table, base=2)["centre"].iloc[0] == pytest.approx(0.03)
    assert p_chart(table, base="2025-03-01")["centre"].iloc[0] == pytest.approx(0.03)
    assert p_chart(table)["centre"].iloc[0] == pytest.approx(0.06)
    assert p_chart(table, centre=0.05)["centre"].iloc[0] == 0.05
    assert p_chart(table, base=2)["worse"].tolist() == [False, False, True, True]


LOTS = pd.DataFrame({
    "supplier": ["a", "b", "a", "a", "a"],
    "received_at": pd.to_datetime(
        ["2025-02-03", "2025-02-03", "2025-01-05", None, "2025-02-27"]
    ),
    "sample_n": [20, 50, 32, None, 20],
    "sample_defects": [1, 2, 0, None, 3],
})  # fmt: skip


def test_tests_in_order_of_time_and_by_month():
    lots = lots_tested(LOTS, "a")
    assert lots["tested"].tolist() == [32, 20, 20]
    months = lots_tested(LOTS, "a", every="month")
    assert months[["lots", "tested", "defects"]].values.tolist() == [[1, 32, 0], [2, 40, 4]]
    assert months["received_at"].dt.day.tolist() == [1, 1]
    here = LOTS.assign(received_at=LOTS["received_at"].dt.tz_localize("Asia/Shanghai"))
    pd.testing.assert_frame_equal(lots_tested(here, "a", "month"), months)


def test_a_shift_is_found_where_it_is():
    """Of 120 suppliers whose rate triples the set of days holds the day in nearly all; the rates
    before it and after it too.
    """
    rng, held, before, near = np.random.default_rng(5), [], [], []
    for _ in range(120):
        n, at = rng.choice([20, 32, 50, 80], 60), int(rng.integers(15, 45))
        drawn = rng.binomial(n, np.where(np.arange(60) < at, 0.02, 0.08))
        days = pd.date_range("2025-01-01", periods=60, freq="5D")
        found = shift_date(frame(drawn, n).assign(received_at=days))
        since = found.iloc[1]
        held.append(since["first_low"] <= days[at] <= since["first_high"])
        before.append(found["low"][0] <= 0.02 <= found["high"][0])
        near.append(abs((since["first"] - days[at]).days) <= 30)
    assert np.mean(held) > 0.86
    assert np.mean(before) > 0.86
    assert np.mean(near) > 0.85


def test_after_the_alarm_the_rate_is_fair():
    """Counted after the first alarm, with lots as n: 2,000 suppliers, lots half to 1.5 times their
    rate. Counted from the likeliest day on it is too high.
    """
    rng, inside, chosen, fresh = np.random.default_rng(2), 0, [], []
    for run in range(2000):
        n = rng.choice([20, 32, 50, 80], 70)
        rate = np.where(np.arange(70) < 25, 0.016, 0.045) * rng.uniform(0.5, 1.5, 70)
        drawn = rng.binomial(n, rate)
        high = 0.016 + 3 * np.sqrt(0.016 * 0.984 / n)
        alarms = np.flatnonzero((drawn / n > high)[25:]) + 25
        if not len(alarms) or alarms[0] > 50:
            continue
        found = estimates.ratio_of_totals(drawn[alarms[0] + 1 :], n[alarms[0] + 1 :], "lots")
        inside += found.holds(0.045)
        fresh.append(found.value)
        if run < 300:
            at = estimates.change_of_share(drawn, n).value
            chosen.append(drawn[at:].sum() / n[at:].sum())
    assert 0.93 < inside / len(fresh) < 0.97
    assert np.mean(fresh) == pytest.approx(0.045, abs=0.0006)
    assert np.mean(chosen) > 0.046


def test_what_makes_no_chart_is_refused():
    with pytest.raises(ColumnError, match="defects"):
        p_chart(pd.DataFrame({"bad": [1], "tested": [10]}))
    with pytest.raises(InputError, match="between 0 and its tested"):
        p_chart(frame([11], 10))
    with pytest.raises(InputError, match="above 0"):
        p_chart(frame([0], 0))
    with pytest.raises(InputError, match="centre="):
        p_chart(frame([0, 0, 4], 20), base=2)
    with pytest.raises(InputError, match="base"):
        p_chart(
            frame([1, 2], 20).assign(received_at=pd.to_datetime("2025-03-01")), base="2025-01-01"
        )
    with pytest.raises(ColumnError, match="received_at"):
        p_chart(frame([1, 2], 20), base="2025-01-01")
    with pytest.raises(InputError, match="Take p_chart"):
        np_chart(frame([1, 2], [20, 32]))
    with pytest.raises(InputError, match="centre"):
        p_chart(frame([1, 2]), centre=1.5)
    with pytest.raises(InputError, match="comes from no chart"):
        alarm_chance(frame([1, 2]), 0.1)
    with pytest.raises(ChoiceError, match="'a', 'b'"):
        lots_tested(LOTS, "c")
    with pytest.raises(ChoiceError, match="'quarter'"):
        lots_tested(LOTS, "a", every="year")
    with pytest.raises(InputError, match="has no test"):
        lots_tested(LOTS.assign(sample_n=np.nan), "a")
    with pytest.raises(InputError, match="order of time"):
        shift_date(frame([1, 5]).assign(received_at=pd.to_datetime(["2025-03-02", "2025-03-01"])))
    with pytest.raises(InputError, match="DataFrame"):
        c_chart([1, 2, 3])
    with pytest.raises(InputError, match="two or more"):
        shift_date(frame([1]).assign(received_at=pd.to_datetime("2025-03-01")))


def test_the_shops_dated_shift_is_found_and_nobody_elses():
    """Quanzhou changed on 2025-03-03, with lots that came by 30 June; nobody else did."""
    from ecomlab.datasets import load

    inbound = load("shop").inbound.astype({"supplier": "str"})
    inbound = inbound[inbound["received_at"] < pd.Timestamp("2025-07-01", tz="Asia/Shanghai")]
    found = shift_date(lots_tested(inbound, "quanzhou")).iloc[1]
    assert found["first_low"] <= pd.Timestamp("2025-03-03") <= found["first_high"]
    for name, worse in (("quanzhou", 4), ("foshan", 0), ("ningbo", 0), ("yiwu", 0)):
        months = lots_tested(inbound, name, every="month")
        chart = p_chart(months, base="2025-01-01")
        late = chart[chart["received_at"] >= "2025-03-01"]
        assert late["worse"].sum() == worse, name


def test_one_suppliers_tests_are_not_anothers():
    chart = p_chart(lots_tested(LOTS, "b"), centre=0.04)
    assert chart[["tested", "defects"]].to_numpy().tolist() == [[50, 2]]


def test_limits_of_lots_that_differ_are_three_deviations_of_scipys_count():
    found = p_chart(frame([3, 4, 2], 80), centre=0.05, weight=60.0)
    count = stats.betabinom(80, 0.05 * 60, 0.95 * 60)
    assert found["high"].to_numpy() == pytest.approx(np.full(3, 0.05 + 3 * count.std() / 80))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: p_chart(frame([1, 2], 20), centre=0.02, base=1), "not both"),
        (lambda: p_chart(frame([1, 2], 20), base=3), "2 rows"),
        (lambda: p_chart(frame([0.5, 2], 20), centre=0.02), "whole numbers"),
        (lambda: p_chart(frame([1, 2], 20.5), centre=0.02), "whole numbers"),
        (lambda: lots_tested(one_supplier(sample_defects=[3, 21]), "x"), "more sample_defects"),
    ],
)
def test_a_chart_that_would_say_nothing_is_refused(wrong, says):
    with pytest.raises(InputError, match=says):
        wrong()


def one_supplier(**columns):
    day = pd.to_datetime(["2025-01-02", "2025-01-03"]).tz_localize("Asia/Shanghai")
    return pd.DataFrame({"supplier": "x", "received_at": day, "sample_n": 20} | columns)


def test_units_may_be_parts_where_faults_are_counted():
    table = pd.DataFrame({"faults": [1, 3], "units": [1.5, 2.0]})
    assert u_chart(table, centre=1.0)["value"].tolist() == pytest.approx([1 / 1.5, 1.5])


def test_faults_are_too_few_as_well_as_too_many():
    found = c_chart(pd.DataFrame({"faults": [20, 6, 7]}), centre=20.0)
    assert found["alarm"].tolist() == [False, True, False]  # the limits: 6.58 and 33.42
    right = stats.poisson.cdf(6, 20) + stats.poisson.sf(33, 20)
    assert found["false_alarm"].to_numpy() == pytest.approx(np.full(3, right))
