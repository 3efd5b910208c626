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
