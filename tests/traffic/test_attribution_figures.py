"""Figures of lesson 2.6: what they show is what they are given."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.traffic.attribution import attribution
from ecomlab.traffic.figures import credit_dial, models_beside_truth

PATHS = pd.DataFrame(
    {"path": ["post > name", "search", "post > search > name"], "journeys": [9, 8, 7],
     "orders": [6, 4, 5]}
)  # fmt: skip
CREDIT = attribution(PATHS)
TRUTH = pd.DataFrame(
    {"channel": ["post", "name"], "estimate": [9.0, 1.0], "low": [8.0, 0.0], "high": [10.0, 2.0]}
)


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def test_models_beside_truth_draws_the_numbers_in_the_truth_s_order():
    ax = models_beside_truth(CREDIT, TRUTH)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["post", "name"]
    lines = {line.get_label(): list(line.get_xdata()) for line in ax.get_lines()}
    assert lines["lost without it"] == [9, 1]
    assert lines["first"] == [11, 0]
    assert lines["last"] == [0, 11]


def test_without_the_truth_all_channels_are_drawn():
    ax = models_beside_truth(CREDIT)
    assert {tick.get_text() for tick in ax.get_yticklabels()} == {"post", "name", "search"}
    assert "lost without it" not in [line.get_label() for line in ax.get_lines()]


@pytest.mark.parametrize(("late", "bars"), [(0, [11, 0]), (1, [0, 11]), (0.25, [8.25, 2.75])])
def test_the_dial_mixes_first_and_last(late, bars):
    ax = credit_dial(CREDIT, {"name": 1, "post": 9}, late)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx(bars)


def test_the_dial_says_what_is_misplaced():
    """All to the first: post 11 of 11, in truth 9 of 10."""
    title = credit_dial(CREDIT, {"name": 1, "post": 9}, 0).get_title("left")
    assert title.startswith("Nothing to the last touch")
    assert "10 stand at the wrong one" in title


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ColumnError, match="orders"):
        models_beside_truth(CREDIT.drop(columns="orders"))
    with pytest.raises(ChoiceError, match="a channel of truth"):
        models_beside_truth(CREDIT, TRUTH.assign(channel=["post", "radio"]))
    with pytest.raises(ChoiceError, match="model"):
        models_beside_truth(CREDIT.assign(model="mine"))
    with pytest.raises(InputError, match="late"):
        credit_dial(CREDIT, {"name": 1, "post": 9}, 1.1)
    with pytest.raises(ChoiceError, match="first"):
        credit_dial(CREDIT[CREDIT["model"] != "first"], {"name": 1, "post": 9}, 0.5)
