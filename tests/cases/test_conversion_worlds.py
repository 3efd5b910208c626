"""What the tables of the conversion cases say, recomputed by other means than the cases' code."""

import numpy as np
import pytest

from ecomlab import cases
from ecomlab.exercises.conversion import dark_background

# --- K02 dark background -------------------------------------------------------------------


def test_points_and_per_cent_by_the_printed_figures():
    """25 points off the 60 % that the report prints would leave 35 %, not 34 %."""
    table = cases.load("dark_background").tables.experiments
    old = table.loc[table["arm"] == "light, plain", "bounced"].mean()
    assert f"{old:.0%}" == "60%"
    assert cases.load("dark_background").words()["if_points"] == "35%"


def payments(table):
    """Payments with the bright button less those with the plain one, and its standard error."""
    sides = [table["arm"].str.endswith(button) for button in (", bright", ", plain")]
    rates = [table.loc[side, "converted"].mean() for side in sides]
    error = sum(r * (1 - r) / side.sum() for r, side in zip(rates, sides, strict=True)) ** 0.5
    return rates[0] - rates[1], error


def test_what_costs_nothing_is_decided_by_its_estimate():
    """No answer asks for a test that goes on until it is clear: that is peeking."""
    actions = dark_background.lesson.exercises[-1].kind.actions
    assert not any("until" in text for text in actions.values())
    seen = set()
    for number in range(12):
        issue = cases.reissue("dark_background", f"button {number}")
        gap, error = payments(issue.tables.experiments)
        key = ("C", 4) if gap < 0 else ("A", 1) if gap > 1.96 * error else ("A", 3)
        assert dark_background.monday(issue.tables.experiments) == key
        seen.add(key)
    assert len(seen) >= 2


def test_the_published_button_pays_by_the_estimate():
    gap, error = payments(cases.load("dark_background").tables.experiments)
    assert 100 * gap == pytest.approx(0.13, abs=0.005)
    assert np.round(100 * (gap + 1.96 * np.array([-1, 1]) * error), 2).tolist() == [-0.16, 0.41]
