"""The chapter's figures show what its functions compute."""

import pandas as pd
import pytest

from ecomlab.errors import InputError
from ecomlab.plan.figures import profit_by_fixed_costs

LISTS = pd.DataFrame(
    {
        "date": [1, 1, 1, 2, 2],
        "shop": ["a", "b", "c", "a", "b"],
        "price": 10.0,
        "units_30d": [40_000, 20_000, 4_000, 60_000, 20_000],
    }
)


def test_the_borders_are_where_the_mean_is_nothing_and_half_of_the_shops_lose():
    """A fifth stays: 200,000, 80,000 and 8,000 yuan in 2, 2 and 1 months. Mean 0 at 288 ÷ 5 = 57.6
    thousand a month; a month brings 100, 40 and 8 thousand, so from 40 on two of three lose."""
    ax = profit_by_fixed_costs(57_600, LISTS, kept=0.2)
    assert "+0.00 million on average, and 67% of the shops lose" in ax.get_title("left")
    borders = [line.get_xdata()[0] for line in ax.lines if len(set(line.get_xdata())) == 1]
    assert borders[:2] == pytest.approx([0.0576, 0.04])


def test_a_cost_below_nothing_is_refused():
    with pytest.raises(InputError):
        profit_by_fixed_costs(-1, LISTS, kept=0.2)
