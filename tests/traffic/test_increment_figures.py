"""The figures of lesson 2.4: titles that follow the numbers, and what can't be drawn."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from ecomlab import alttext
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.traffic import allocation, figures

CURVES = pd.DataFrame({"channel": ["paid_search", "live"], "top": [100.0, 80.0],
                       "half": [100.0, 40.0], "hill": 1.0, "spend": [150.0, 50.0]})  # fmt: skip
READINGS = pd.DataFrame({"reading": ["tool", "lot"], "estimate": [17.0, 9.0], "low": [16.0, 2.0],
                         "high": [18.0, 16.0], "n": [56, 128], "counts": "days"})  # fmt: skip


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def title(ax):
    return ax.get_title("left")


@pytest.mark.parametrize(
    ("border", "sides"),
    [(20, (2, 0)), (15.5, (0, 1)), (1, (0, 2))],
)
def test_who_lies_beside_the_border(border, sides):
    below, above = sides
    said = title(figures.readings_beside_border(READINGS, border))
    assert said == (f"By their intervals {below} of 2 readings lie below the border of "
                    f"{border:.1f}, and {above} above")  # fmt: skip


def test_a_reading_without_an_interval_is_a_dot():
    ax = figures.readings_beside_border(READINGS.assign(low=np.nan, high=np.nan), 15)
    assert "17.00" in [text.get_text() for text in ax.texts]


def test_the_line_through_the_days_is_least_squares():
    daily = pd.DataFrame({"cost": [100, 200, 300], "orders": [12, 10, 20]})
    assert title(figures.money_and_demand(daily)).endswith("40 more orders come")
    with pytest.raises(InputError, match="same on all days"):
        figures.money_and_demand(daily.assign(cost=5))


def test_the_band_is_asked_for_each_point():
    curve = pd.DataFrame({"spend": [0.0, 100.0], "estimate": [0.0, 9.0], "low": [0.0, 4.0],
                          "high": [0.0, 14.0], "n": 9, "counts": "weeks"})  # fmt: skip
    points = pd.DataFrame({"spend": [50, 100], "gain": [9, 12]})
    ax = figures.response_with_points(curve, points, at=60)
    assert title(ax) == "Of 2 true points 2 lie above the curve, and 1 in its band"
    assert alttext.describe(ax.figure).endswith("n = 9 weeks.")


def test_average_and_next_yuan_in_the_title():
    ax = figures.response_curves(CURVES)  # 1 − S: 100 ÷ 250, 40 ÷ 90
    assert title(ax) == "The next yuan adds 40% to 44% of what a yuan adds on average"
    assert len(figures.response_curves(CURVES, shown=["live"]).texts) == 1
    with pytest.raises(ChoiceError, match="feed"):
        figures.response_curves(CURVES, shown=["feed"])


def test_the_tangent_touches():
    """The dashed line's slope is the next yuan."""
    ax = figures.response_curves(CURVES, shown=["live"])
    dashed = next(line for line in ax.lines if line.get_linestyle() == "--")
    (x0, x1), (y0, y1) = dashed.get_data()
    found = allocation.channel_value(CURVES).set_index("channel").loc["live", "next_yuan"]
    assert (y1 - y0) / (x1 - x0) == pytest.approx(found)


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_the_best_split_is_that_of_equal_margins(share):
    best = allocation.allocate_budget(CURVES, 200)
    ax = figures.split_of_budget(share, CURVES, "paid_search", "live")
    assert title(ax).startswith(f"{share:.0%} to paid search")
    told = float(title(ax).split(" than at ")[1].rstrip("%")) / 100
    assert told == pytest.approx(best["spend"].iloc[0] / 200, abs=0.01)
    with pytest.raises(InputError, match="share"):
        figures.split_of_budget(40, CURVES, "paid_search", "live")


def test_the_first_days_after_a_switch():
    table = pd.DataFrame({"on": [False, True], "since": 0, "n": 4, "clicks": [400.0, 120.0]})
    assert "400 clicks still come" in title(figures.after_switch(table))
    with pytest.raises(InputError, match="one state"):
        figures.after_switch(table[table["on"]])


def test_steps_need_their_columns():
    with pytest.raises(ColumnError, match="factor"):
        figures.budget_steps(READINGS)


def test_rules_that_are_fine_nowhere():
    table = allocation.fine_up_to(levels=[0.4, 0.6], worlds=50)
    assert title(figures.rules_by_saturation(table)).startswith("Nowhere")
