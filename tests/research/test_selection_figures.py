"""Figures of lesson 1.2: what they draw is what the tables say, their titles and texts too."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq

from ecomlab import alttext
from ecomlab.errors import ColumnError, InputError
from ecomlab.research.figures import (
    before_and_after,
    left_at_returns,
    margin_lines,
    seen_and_later,
    waterfall,
)
from ecomlab.research.margins import least_margin, margin_border, planned_left

LEFT = planned_left(0.5, returns=0.2, lost=0.3, ads=0.1, freight=0.03)


def test_each_bar_begins_where_the_one_before_ended():
    ax = waterfall(LEFT)
    steps, last = ax.containers
    parts = LEFT[LEFT["part"] != 0]
    starts = [bar.get_x() for bar in steps]
    widths = [bar.get_width() for bar in steps]
    assert widths == pytest.approx(parts["part"].tolist())
    assert starts[1:] == pytest.approx((np.cumsum(widths))[:-1])
    assert last[0].get_width() == pytest.approx(LEFT["left"].iloc[-1])
    assert "paid 100" in alttext.describe(ax.figure)


def test_a_step_without_a_table_is_named_and_has_no_bar():
    table = LEFT.assign(part=LEFT["part"].where(LEFT["step"] != "freight"))
    ax = waterfall(table)
    names = [text.get_text() for text in ax.get_yticklabels()]
    assert "freight and box (no table)" in names
    assert "?" in [text.get_text() for text in ax.texts]


def test_the_lever_s_title_is_the_waterfall_s_end_and_the_break_even():
    rates = {"goods": 0.47, "lost": 0.27, "ads": 0.1, "freight": 0.03}
    for returns in (0.15, 0.6):
        left = planned_left(**rates, returns=returns)["left"].iloc[-1]
        title = left_at_returns(rates, returns).get_title("left").replace("−", "-")
        assert f"At {returns:.0%} returns {left:.1f} of" in title.replace("\u2212", "-")
        assert float(title.split()[-4]) == pytest.approx(100 / (left + 10), rel=0.01)
    assert "no ad can pay" in left_at_returns(rates | {"goods": 0.99}, 0.6).get_title("left")


def test_the_border_s_title_says_up_to_where_the_rule_is_enough():
    returns = [x / 20 for x in range(13)]
    title = margin_lines(margin_border(returns, [0.0, 0.1, 0.3], lost=0.3)).get_title("left")
    enough = [brentq(lambda r, a=a: least_margin(returns=r, ads=a, lost=0.3) - 0.3, 0, 0.9)
              for a in (0.0, 0.1)]  # fmt: skip
    assert f"up to {enough[0]:.0%} of returns at ads of 0%, {enough[1]:.0%} at 10%" in title
    assert title.endswith("never at 30%")


def test_dots_are_the_styles_and_four_are_named():
    styles = pd.DataFrame({"style": list("abcdef"), "clicks": 200, "carts": [8, 12, 20, 22, 30, 34],
                           "later_rate": [0.11, 0.09, 0.1, 0.12, 0.13, 0.12]})  # fmt: skip
    ax = seen_and_later(styles, least=0.1)
    assert len(ax.lines[0].get_xdata()) == 6
    named = {text.get_text() for text in ax.texts}
    assert {"a", "b", "e", "f", "killed, though good", "goes, though poor"} <= named
    assert "n = 6 articles" in alttext.describe(ax.figure)


def test_before_and_after_are_dots_without_intervals():
    table = pd.DataFrame({"channel": ["search", "live"], "contribution": [0.27, 0.26],
                          "after_ads": [0.27, -0.02]})  # fmt: skip
    text = alttext.describe(before_and_after(table, "channel").figure)
    assert "intervals" not in text
    assert "after ads" in text


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: waterfall(LEFT.drop(columns="left")), ColumnError, "left"),
        (lambda: waterfall(pd.concat([LEFT, LEFT])), InputError, "there twice"),
        (lambda: margin_lines(LEFT), ColumnError, "returns"),
        (lambda: seen_and_later(LEFT), ColumnError, "style"),
        (lambda: before_and_after(LEFT, "channel"), ColumnError, "channel"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
