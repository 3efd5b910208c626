"""The chapter's figures show what its functions compute."""

import numpy as np
import pytest

from ecomlab.errors import InputError
from ecomlab.estimates import Estimate
from ecomlab.traffic.figures import left_by_margin
from ecomlab.traffic.paid import break_even_roas

FOUND = Estimate(2.5, 2.0, 3.0, 15, "pairs")


def test_nothing_is_left_where_the_return_is_just_break_even():
    ax = left_by_margin(FOUND, margin=0.4)
    margin, left = ax.lines[0].get_data()
    assert np.interp(0, left, margin) == pytest.approx(0.4)
    assert break_even_roas(0.4) == pytest.approx(FOUND.value)
    assert "leaves +0.00 yuan (−0.20 to +0.20)" in ax.get_title("left")


@pytest.mark.parametrize("margin", [-0.1, 1.5, float("nan")])
def test_a_margin_that_is_none_is_refused(margin):
    with pytest.raises(InputError):
        left_by_margin(FOUND, margin)
