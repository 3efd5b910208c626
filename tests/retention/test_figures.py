"""The levers of the retention chapter draw the numbers of its toolbox."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from ecomlab.alttext import describe
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import Estimate
from ecomlab.retention.figures import churn_cut_off, gain_at, lines_at_cut_off, profit_by_margin

CHURN = pd.DataFrame(
    {
        "cutoff": [30, 60, 180],
        "customers": [1000, 900, 500],
        "rate": [0.9, 0.8, 0.7],
        "false_alarm": [0.14, 0.125, 0.08],
    }
)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_the_chosen_cut_off_is_marked_on_both_curves():
    ax = churn_cut_off(CHURN, days=180)
    assert ax.get_title("left") == 'After 180 days 70% are "lost"; of those, 8% came back'
    dots = [line.get_xydata().tolist() for line in ax.lines if len(line.get_xdata()) == 1]
    assert dots == [[[180, 0.7]], [[180, 0.08]]]
    text = describe(ax.figure)
    assert "called lost: first 90% at 30, last 70% at 180" in text
    assert "n = 500 customers" in text


def test_a_cut_off_that_is_not_there_is_refused():
    with pytest.raises(ChoiceError, match="days"):
        churn_cut_off(CHURN, days=45)
    with pytest.raises(ColumnError, match="false_alarm"):
        churn_cut_off(CHURN.drop(columns="false_alarm"), days=30)


def test_the_chosen_margin_stands_on_the_curve():
    # At 8% five points bring 0.92 / 0.87 − 1 = 5.75% more orders. Of 42,000 that is 2,414 yuan,
    # 11.5% of a profit of 21,000.
    ax = profit_by_margin(0.42, rate=0.08, revenue=100_000, fixed=21_000)
    margin, rise = ax.lines[1].get_xydata()[0]
    assert (margin, rise) == (0.42, pytest.approx(2413.79 / 21_000, abs=1e-6))
    curve = ax.lines[0]
    assert np.interp(0.42, *curve.get_data()) == pytest.approx(rise)
    assert np.all(np.diff(curve.get_ydata()) < 0)  # the smaller the margin, the larger the share


def _won(worth):
    """A tenth is won (0.04 to 0.16), and it costs 2 yuan: it pays from a worth of 20 on."""
    return Estimate(0.1, 0.04, 0.16, 900, "customers").through(lambda won: won * worth - 2)


def test_a_gain_turns_where_it_pays_what_it_costs():
    ax = gain_at(40, _won, [0, 60], "what a customer is worth", unit="yuan each")
    at, pays = ax.get_title("left").splitlines()
    assert at == "At 40 yuan: +2.00 yuan each (−0.40 to +4.40)."
    assert pays == "Pays at both ends: from 50 yuan on. At the best estimate: from 20 yuan on"
    described = describe(ax.figure)
    assert all(f"An upright grey line stands at {turn}" in described for turn in (20, 50))
    low, high = ax.lines[0].band
    assert (low[-1], high[-1]) == pytest.approx((0.4, 7.6))  # at 60


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        (
            [0, 15],
            "both ends: nowhere on this slider. At the best estimate: nowhere on this slider",
        ),
        ([30, 45], "both ends: nowhere on this slider. At the best estimate: all along"),
        ([55, 60], "both ends: all along. At the best estimate: all along"),
    ],
)
def test_a_gain_that_does_not_turn_says_so(values, finding):
    ax = gain_at(values[1], _won, values, "what a customer is worth")
    assert ax.get_title("left").endswith(finding)
    assert "upright grey" not in describe(ax.figure)


def test_where_the_programme_breaks_even():
    # 5.747% of 100,000 yuan of revenue: 5,747 yuan at a margin of 1; 2,000 yuan need 34.8%
    ax = profit_by_margin(0.42, rate=0.08, revenue=100_000, fixed=21_000, cost=2000)
    assert ax.get_title("left").endswith("it pays from 35% on")
    assert "An upright grey line stands at 34.8%" in describe(ax.figure)


def test_a_margin_that_leaves_no_profit_is_refused():
    with pytest.raises(InputError, match="profit is"):
        profit_by_margin(0.2, rate=0.08, revenue=100_000, fixed=21_000)


def test_the_step_stands_between_the_two_lines():
    # Below 100 yuan the rate is 0.2 + 0.005 × yuan of distance from 60; from 100 on, 0.5 flat.
    spent = np.repeat([60, 80, 100, 120], 10)
    again = np.concatenate([np.arange(10) < 10 * share for share in (0.2, 0.3, 0.5, 0.5)])
    customers = pd.DataFrame({"growth_value": spent, "again": again})
    ax = lines_at_cut_off(customers, threshold=100, bandwidth=40, width=20)
    assert ax.get_title("left") == "At 100 yuan the lines stand at 40% and 50%"
    dots, left, right = (line.get_xydata() for line in ax.lines[:3])
    assert dots.tolist() == [[70, 0.2], [90, 0.3], [110, 0.5], [130, 0.5]]
    assert left.ravel().tolist() == pytest.approx([60, 0.2, 140, 0.6])
    assert right.ravel().tolist() == pytest.approx([100, 0.5, 140, 0.5])
    assert "n = 40 customers" in describe(ax.figure)


def test_a_side_without_customers_is_refused():
    customers = pd.DataFrame({"growth_value": [60, 80], "again": [True, False]})
    with pytest.raises(InputError, match="one side of 100"):
        lines_at_cut_off(customers, threshold=100, bandwidth=50)
