"""Budgets: closed forms, brute force, and what both rules do left and right of the bend."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.traffic import allocation
from ecomlab.traffic.response import saturation

AMOUNTS = st.floats(20, 500)


def curves(tops, halves, hills=1.0, spends=100.0):
    names = [f"channel {i}" for i in range(len(tops))]
    return pd.DataFrame({"channel": names, "top": tops, "half": halves, "hill": hills,
                         "spend": spends})  # fmt: skip


def runs(tops=(300.0, 80.0), halves=(50.0, 200.0), factors=(0, 0.5, 1, 2), lucks=3):
    """Runs of a shop with two channels of 100 yuan; luck moves the rest of the shop only."""
    rows = []
    for i, (top, half) in enumerate(zip(tops, halves, strict=True)):
        for luck in range(lucks):
            for factor in factors:
                gain = top * saturation(100.0 * factor, half)
                rows.append((f"channel {i}", factor, luck, 500 + 10 * luck + gain,
                             90 + 100.0 * factor))  # fmt: skip
    return pd.DataFrame(rows, columns=["plan_kind", "factor", "luck", "orders", "spend"])


def water_filling(table, total):
    """Concave curves: all tangents equal, by one equation."""
    root = np.sqrt((table["top"] * table["half"]).to_numpy())
    half = table["half"].to_numpy()

    def over(price):
        return np.maximum(root / np.sqrt(price) - half, 0).sum() - total

    price = brentq(over, 1e-9, 1e3)
    return np.maximum(root / np.sqrt(price) - half, 0)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=2, max_size=5), st.floats(50, 2000))
@settings(max_examples=30, deadline=None)
def test_concave_curves_have_equal_margins(pairs, total):
    table = curves(*zip(*pairs, strict=True))
    found = allocation.allocate_budget(table, total)
    assert found["spend"].sum() == pytest.approx(total)
    best = water_filling(table, total)
    gain = (table["top"] * best / (table["half"] + best)).sum()
    assert found["gain"].sum() == pytest.approx(gain, rel=1e-4)


def test_the_split_is_finer_than_its_grid():
    """A step of the grid is 2.5 yuan here; equal margins lie between two of them."""
    table = curves([100, 70, 40], [130, 55, 20])
    found = allocation.allocate_budget(table, 1000)
    assert found["spend"].to_numpy() == pytest.approx(water_filling(table, 1000), abs=0.25)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, st.floats(0.6, 2.4)), min_size=2, max_size=3))
@settings(max_examples=20, deadline=None)
def test_an_s_traps_nobody(shapes):
    """Against all splits in hundredths."""
    table = curves(*zip(*shapes, strict=True))
    grid = np.linspace(0, 300, 101)
    worth = [row.top * saturation(grid, row.half, row.hill) for row in table.itertuples()]
    if len(worth) == 2:
        best = (worth[0] + worth[1][::-1]).max()
    else:
        best = max(worth[0][i] + (worth[1][: 101 - i] + worth[2][: 101 - i][::-1]).max()
                   for i in range(101))  # fmt: skip
    assert allocation.allocate_budget(table, 300)["gain"].sum() >= best * (1 - 1e-6)


def test_bounds_are_kept():
    table = curves([100, 100, 5], [50, 60, 300])
    found = allocation.allocate_budget(table, 300, least={"channel 2": 40}, most=200)
    assert found["spend"].sum() == pytest.approx(300)
    assert found["spend"].iloc[2] == pytest.approx(40, abs=1)
    assert found["spend"].max() <= 200 + 1e-6
    with pytest.raises(InputError, match="room"):
        allocation.allocate_budget(table, 300, least=200)
    with pytest.raises(InputError, match="room"):
        allocation.allocate_budget(table, 300, most=50)


def test_average_and_next_yuan_by_hand():
    found = allocation.channel_value(curves([300, 80], [50, 200], spends=[100, 40]), per=10)
    assert found["average"].tolist() == pytest.approx([20, 10 / 3])
    assert found["next_yuan"].tolist() == pytest.approx([20 / 3, 10 / 3 * 200 / 240])
    said = allocation.channel_value(curves([300], [50]), border=10, per=10)
    assert said[["says_average", "says_next"]].iloc[0].tolist() == ["add", "cut"]


@given(AMOUNTS, AMOUNTS, st.floats(0.5, 2.4), AMOUNTS)
def test_next_is_average_times_hill_times_what_is_left(top, half, hill, spend):
    found = allocation.channel_value(curves([top], [half], hill, spend)).iloc[0]
    expected = found["average"] * hill * (1 - found["saturation"])
    assert found["next_yuan"] == pytest.approx(expected)


# --- Twins


def test_twins_by_hand():
    found = allocation.twin_return(runs(), "channel 0", 1, 0, per=1000)
    assert found.value == pytest.approx(2000)
    assert (found.n, found.counts) == (3, "pairs of runs")
    half = allocation.twin_return(runs(), "channel 0", 1, 0.5)
    assert half.value == pytest.approx((200 - 150) / 50)
    points = allocation.twin_points(runs(), "channel 1", periods=2)
    assert points["spend"].tolist() == [25, 50, 100]
    assert points["gain"].iloc[1] == pytest.approx(80 * 100 / 300 / 2)


def test_the_curves_behind_the_twins_are_found():
    found = allocation.curves_of(runs())
    assert found["top"].tolist() == pytest.approx([300, 80], rel=1e-3)
    assert found["half"].tolist() == pytest.approx([50, 200], rel=1e-3)
    assert found["spend"].tolist() == [100, 100]


@pytest.mark.parametrize(("change", "kind", "words"), [
    (lambda t: t.drop(columns="luck"), ColumnError, "luck"),
    (lambda t: pd.concat([t, t]), InputError, "two rows"),
    (lambda t: t[t["factor"] != 0], ChoiceError, "factor"),
    (lambda t: t.assign(plan_kind="x" + t["plan_kind"]), ChoiceError, "channel")])  # fmt: skip
def test_runs_that_are_no_twins_are_refused(change, kind, words):
    with pytest.raises(kind, match=words):
        allocation.twin_return(change(runs()), "channel 0")


# --- Rules


def test_a_round_by_hand():
    """A tenth of 200 yuan goes from the worst average to the best one."""
    table = curves([300, 80], [50, 200])
    found = allocation.follow(table, rounds=1)
    assert found[found["round"] == 1]["spend"].tolist() == [120, 80]
    assert found["gain"].iloc[0] == pytest.approx(200)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=2, max_size=4),
       st.sampled_from(allocation.RULES))  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_no_yuan_is_lost_on_the_way(shapes, rule):
    tops, halves, spends = zip(*shapes, strict=True)
    found = allocation.follow(curves(tops, halves, 1.0, spends), rule)
    sums = found.groupby("round")["spend"].sum()
    assert sums.to_numpy() == pytest.approx(sum(spends))
    assert (found["spend"] >= -1e-9).all()


def test_left_of_the_bend_both_rules_are_alike():
    table = allocation.fine_up_to(levels=[0.02, 0.3, 0.6], worlds=1000)
    assert table["kept"].iloc[0] > 0.97
    assert table["kept"].is_monotonic_decreasing
    assert (table["more"] > 0).all()
    assert table["fine"].tolist() == [True, False, False]


def test_the_border_of_the_lesson():
    table = allocation.fine_up_to().set_index("reached")
    assert table["fine"][0.1]
    assert not table["fine"][0.2]
    assert abs(table["average"][0.5]) < 0.5
    assert table["average"][0.7] < -0.5


def test_the_rows_of_one_level_agree_with_the_table():
    rules = allocation.rules_over_worlds(0.4, worlds=500).set_index("rule")
    table = allocation.fine_up_to(levels=[0.4], worlds=500).iloc[0]
    assert rules.loc["average", "estimate"] == pytest.approx(table["average"])
    assert rules.loc["difference", ["estimate", "low", "high"]].tolist() == pytest.approx(
        table[["more", "low", "high"]].tolist()
    )


def test_tangents_that_err_help_less():
    gains = [allocation.rules_over_worlds(0.5, noise=noise, worlds=1000).set_index("rule")
             for noise in (0, 0.5, 1.5)]  # fmt: skip
    assert gains[0].loc["average", "estimate"] == gains[2].loc["average", "estimate"]
    differences = [one.loc["difference", "estimate"] for one in gains]
    assert differences[0] > differences[1] > 0 > differences[2]


def test_nobody_beats_the_best_split():
    found = allocation.rules_over_worlds(0.3, worlds=300).set_index("rule")
    assert found.loc["next yuan", "kept"] < 1.001
    world = allocation._worlds(0.5, 20, 1.0, 0.35, 0)
    best = allocation._best(world)
    for i in range(20):
        table = pd.DataFrame({"channel": list("abcd"), "top": world[0][i], "half": world[1][i],
                              "hill": 1.0})  # fmt: skip
        exact = allocation.allocate_budget(table, 100)["gain"].sum()
        assert best[i] == pytest.approx(exact, rel=0.01)


@pytest.mark.parametrize(("change", "words"), [
    ({"reached": 1}, "reached"), ({"noise": -1}, "noise"), ({"worlds": 1}, "worlds"),
    ({"rounds": 0}, "rounds"), ({"move": 1}, "move"), ({"hill": 0}, "hill"),
    ({"spread": "x"}, "spread"), ({"seed": -1}, "seed")])  # fmt: skip
def test_worlds_that_make_no_sense_are_refused(change, words):
    with pytest.raises(InputError, match=words):
        allocation.rules_over_worlds(**change)


def test_curves_that_are_none_are_refused():
    with pytest.raises(InputError, match="half"):
        allocation.channel_value(curves([1], [0]))
    with pytest.raises(InputError, match="two rows"):
        allocation.channel_value(pd.concat([curves([1], [2])] * 2))
    with pytest.raises(ChoiceError, match="channel 9"):
        allocation.channel_value(curves([1], [2]), {"channel 9": 5})
    with pytest.raises(InputError, match="channel 1"):
        allocation.channel_value(curves([1, 2], [2, 2]), {"channel 0": 5})
    with pytest.raises(ChoiceError, match="rule"):
        allocation.follow(curves([1], [2]), "ROI")
    with pytest.raises(InputError, match="levels"):
        allocation.fine_up_to(levels=[])
