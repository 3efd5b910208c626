"""Where an effect begins to earn its price."""

import math

import numpy as np
import pytest

from ecomlab.alttext import describe
from ecomlab.errors import InputError
from ecomlab.estimates import Estimate
from ecomlab.worth import turning_point, worth_line

WORDS = ("better bags", "yuan", "loss, yuan", "yuan a parcel")


def gain(estimate, low, high):
    return Estimate(estimate, low, high, 60, "days")


def test_it_turns_where_the_gain_earns_the_price():
    # 5 of 100 buyers more are satisfied: 40 fen a parcel are earned where each costs 8 yuan.
    assert turning_point(gain(0.05, 0.02, 0.08), 0.4) == pytest.approx((8, 5, 20))


def test_what_gains_nothing_turns_nowhere():
    assert turning_point(gain(0.01, -0.01, 0.04), 0.4) == pytest.approx((40, 10, math.inf))
    assert turning_point(gain(-0.01, -0.03, 0.0), 0.4) == (math.inf, math.inf, math.inf)
    with pytest.raises(InputError, match="price"):
        turning_point(gain(0.01, -0.01, 0.04), 0)


def test_the_red_dot_stands_where_the_line_crosses_zero():
    ax = worth_line(gain(0.05, 0.02, 0.08), 0.4, 25, {"here": 20}, *WORDS)
    assert ax.get_title("left") == "At a price of 0.4 yuan better bags pay from 8 yuan on (5 to 20)"
    line, dot = ax.lines[0], ax.lines[-1]
    assert np.interp(8, *line.get_data()) == pytest.approx(0, abs=1e-9)
    assert line.get_data()[1][0] == -0.4  # nothing to act on: the price is lost
    assert dot.get_xydata().tolist() == [[8, 0]]
    low, high = line.band
    assert (low[-1], high[-1]) == pytest.approx((0.02 * 25 - 0.4, 0.08 * 25 - 0.4))
    assert "20" in describe(ax.figure)


def test_where_it_doesn_t_turn_the_title_says_so():
    ax = worth_line(gain(-0.01, -0.03, 0.02), 0.4, 25, {}, *WORDS)
    assert ax.get_title("left").endswith("better bags don't pay anywhere, by the estimate")
    assert all(line.get_label() != "turns here" for line in ax.lines)
    ax = worth_line(gain(0.02, -0.03, 0.04), 0.4, 25, {}, *WORDS)
    assert ax.get_title("left").endswith("pay from 20 yuan on (10 to never)")
    with pytest.raises(InputError, match="no interval"):
        worth_line(gain(0.02, math.nan, math.nan), 0.4, 25, {}, *WORDS)
