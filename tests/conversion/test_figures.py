"""The power curve: textbook sizes in, where it crosses the level out."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from ecomlab.alttext import describe
from ecomlab.conversion.figures import power_curve
from ecomlab.errors import InputError


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
