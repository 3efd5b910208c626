"""The power curve: textbook sizes in, where it crosses the level out."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from ecomlab.alttext import describe
from ecomlab.conversion import figures
from ecomlab.conversion.figures import power_curve
from ecomlab.errors import ChoiceError, InputError


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_the_curve_crosses_80_per_cent_at_the_rise_that_the_size_is_for():
    # J. Cohen 1988: 31,218 in each arm find 5.0 against 5.5% with a power of .8
    rise, found = power_curve(31_218, share=0.05, most=0.3).lines[0].get_data()
    assert np.interp(0.1, rise, found) == pytest.approx(0.8, abs=0.002)


def test_no_rise_is_found_as_often_as_a_false_alarm():
    found = power_curve(1000, share=0.02).lines[0].get_ydata()
    assert found[0] == pytest.approx(0.05)
    assert np.all(np.diff(found) > 0)


def test_four_times_the_visitors_find_about_half_the_rise():
    few, many = (power_curve(n, share=0.02, most=1.0).lines[0].get_data() for n in (5000, 20_000))
    rises = [np.interp(0.8, found, rise) for rise, found in (few, many)]
    assert rises[1] / rises[0] == pytest.approx(0.5, abs=0.04)


def test_it_can_be_heard():
    text = describe(power_curve(31_218, share=0.05).figure)
    assert "A level red line stands at 80%" in text
    assert "n = 62,436 visitors in two arms" in text


@pytest.mark.parametrize(("visitors", "share"), [(0, 0.05), (1000, 0), (1000, 1.2), (2, 0.9)])
def test_what_cannot_be_is_refused(visitors, share):
    with pytest.raises(InputError):
        power_curve(visitors, share)


# --- 3.2 experiments ------------------------------------------------------------------------------


def test_a_test_day_by_day_says_on_which_evening_each_interval_leaves_nothing_out():
    one = pd.DataFrame({"morning": [1, 2, 3], "estimate": [0.01] * 3, "low": [-0.01, 0.001, 0.002],
                        "high": [0.03, 0.02, 0.018], "n": [10, 20, 30]})  # fmt: skip
    every = pd.DataFrame({"day": [1, 2, 3], "low": [np.nan, -0.01, 0.0005], "high": [np.nan, 1, 1]})
    ax = figures.looking(one, every)
    assert ax.get_title("left") == "For one look beyond 0 on evening 2; for all looks on evening 3"
    (line,) = (line for line in ax.lines if line.get_label() == "difference")
    assert list(line.get_ydata()) == pytest.approx([1.0, 1.0, 1.0])
    assert figures.looking(one, every, unit=1).get_ylabel() == "difference"


def test_the_panels_show_each_verdict_where_it_is():
    panel = pd.DataFrame({"check": ["split", "looks", "past"], "verdict": ["fine", "look", "stop"]})
    ax = figures.health({"one": panel, "two": panel.assign(verdict="not checked")})
    dots = {line.get_label(): np.transpose(line.get_data()).tolist() for line in ax.lines}
    assert dots["stop"] == [[2, 0]]
    assert dots["not checked"] == [[0, 1], [1, 1], [2, 1]]
    assert ax.get_title("left") == "1 of 2 tests must not be read as they are"
    with pytest.raises(InputError, match="no panel"):
        figures.health({})


def test_winners_stand_by_what_was_found_and_carry_the_truth():
    table = pd.DataFrame({"test": ["a", "b", "c"], "estimate": [0.01, 0.03, -0.02],
                          "shrunk": [0.005, 0.02, -0.01], "low": [0, 0.01, -0.02],
                          "high": [0.01, 0.03, 0.0]})  # fmt: skip
    ax = figures.winners(table, {"a": 0.001, "b": 0.002, "c": 0.003})
    assert [text.get_text() for text in ax.get_yticklabels()] == ["b", "a", "c"]
    (truth,) = (line for line in ax.lines if line.get_label() == "truth")
    assert list(truth.get_xdata()) == pytest.approx([0.2, 0.1, 0.3])
    assert "truth" not in [line.get_label() for line in figures.winners(table).lines]


def test_the_ways_of_deciding_are_told_for_the_chosen_visitors():
    table = pd.DataFrame({"visitors": [100, 100, 1000, 1000], "way": ["x", "y"] * 2,
                          "n_each": 5, "share": [0.1, 0.2, 0.5, 0.6]})  # fmt: skip
    title = figures.deciding(table, 1000).get_title("left")
    assert title == "1,000 visitors earn: x 50%, y 60%"
    assert figures.deciding(table).get_title("left").startswith("100 visitors earn: x 10%")
    with pytest.raises(ChoiceError, match="100, 1000"):
        figures.deciding(table, 50)


# --- 3.4 service ----------------------------------------------------------------------------------


def test_three_rates_show_a_rate_that_never_varied_as_a_line():
    table = pd.DataFrame({
        "week": pd.to_datetime(["2025-06-02", "2025-06-09"] * 2),
        "definition": ["first answer"] * 2 + ["first human answer"] * 2,
        "estimate": [1.0, 1.0, 0.7, 0.8], "low": [np.nan, np.nan, 0.6, 0.7],
        "high": [np.nan, np.nan, 0.8, 0.9],
    })  # fmt: skip
    ax = figures.three_rates(table, since={"2025-06-09": "a bot"})
    assert [list(line.get_ydata()) for line in ax.lines[:2]] == [[1, 1], [0.7, 0.8]]
    assert "first human answer: first 70% (60% to 80%)" in describe(ax.figure)


def test_the_cost_of_agents_says_what_the_last_one_saves():
    worth = pd.DataFrame({"agents": [1, 2], "wages": [210.0, 420], "lost": [300.0, 50],
                          "lost_low": [250.0, 40], "lost_high": [350.0, 60],
                          "saves": [np.nan, 250.0]})  # fmt: skip
    titles = [figures.cost_of_agents(worth, agents).get_title("left") for agents in (1, 2)]
    assert titles == [
        "1 agent: wages 210, lost 300 yuan an evening",
        "2 agents: wages 420, lost 50 yuan an evening; the last one saves 250 for 210",
    ]
    with pytest.raises(ChoiceError, match="agents"):
        figures.cost_of_agents(worth, 3)


def test_agents_stand_in_the_order_of_the_months_dealt_in_turn_in_points():
    one = pd.DataFrame({"agent": ["bao", "an"], "estimate": [-0.1, 0.1], "low": [-0.2, 0.0],
                        "high": [0.0, 0.2], "n": 90, "counts": "days"})  # fmt: skip
    ax = figures.agents_twice(one, one.assign(estimate=[0.05, -0.05]))
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["bao", "an"]
    assert list(ax.lines[0].get_xdata()) == [-10, 10]
    assert list(ax.lines[1].get_xdata()) == [5, -5]


def test_the_line_of_disputes_is_where_both_choices_cost_the_same():
    triage = pd.DataFrame({"signal": ["none", "photo"], "amount": [100.0, 300], "n": [200, 50],
                           "chance": [0.02, 0.9], "low": [0.01, 0.8], "high": [0.04, 0.96],
                           "do": ["pay", "contest"]})  # fmt: skip
    ax = figures.contest_line(triage, lost=190, handling=15, win=0.8)
    amount, chance = ax.lines[0].get_data()
    assert np.allclose(chance * 0.8 * amount, 15 + (1 - chance) * 190)
    assert "n = 250 settled cases" in describe(ax.figure)
