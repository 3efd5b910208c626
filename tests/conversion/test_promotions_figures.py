"""What the figures of lesson 3.8 say in their titles is what they draw."""

import pandas as pd
import pytest

from ecomlab.conversion.figures import bunching_fit, order_values
from ecomlab.conversion.thresholds import bunching_curve
from ecomlab.errors import ChoiceError, InputError

COUNTS = pd.DataFrame({
    "state": ["none"] * 4 + ["it"] * 4, "value": [99, 199, 299, 399] * 2,
    "orders": [40, 30, 20, 10, 38, 24, 31, 10],
})  # fmt: skip


def test_the_title_counts_on_both_sides_of_the_threshold():
    ax = order_values(COUNTS, "it", 299)
    assert ax.get_title("left") == "it: 11 orders more from 299 yuan on, 8 fewer below"
    assert {line.get_label() for line in ax.lines} >= {"none", "it"}


def test_fewer_is_said_where_there_are_fewer():
    turned = COUNTS.assign(state=COUNTS["state"].map({"none": "it", "it": "none"}))
    assert "11 orders fewer from 299 yuan on, 8 more below" in order_values(
        turned, "it", 299
    ).get_title("left")


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ChoiceError, match="treated"):
        order_values(COUNTS, "that", 299)
    with pytest.raises(InputError, match="other bins"):
        order_values(COUNTS.iloc[:-1], "it", 299)


def test_the_curve_of_a_level_shop_is_level():
    ax = bunching_fit(
        bunching_curve(pd.DataFrame({"value": range(9, 799, 10), "orders": 50}), 299), 299
    )
    assert ax.get_title("left") == "From 299 yuan on: 500 orders, the curve says 500"
