"""Figures of the lesson on suppliers: their titles say what is drawn."""

import pandas as pd
import pytest

from ecomlab.errors import ColumnError, InputError
from ecomlab.fulfillment.control import p_chart
from ecomlab.fulfillment.figures import border_figure, control_figure, oc_figure


def test_the_titles_numbers_are_the_first_plans():
    """125 with 7: of lots with 5 % bad 0.71 pass, by the binomial."""
    ax = oc_figure({"one": (125, 7), "other": (32, 2)}, good=0.01, bad=0.05)
    assert (
        ax.get_title("left") == "Of lots with 5.0% defects 71% pass; of lots with 1.0% 0.0% go back"
    )
    with pytest.raises(InputError):
        oc_figure({"one": (125, 7)}, good=1.5, bad=0.05)


def test_where_it_pays_is_where_the_line_crosses():
    table = pd.DataFrame({"outages": [0.0, 1, 2], "net": [-30.0, -10, 30]})
    assert (
        border_figure(table, (0.7, 0.1, 3)).get_title("left")
        == "It pays from 1.25 outages a year on"
    )
    assert "none" in border_figure(table.assign(net=-1.0)).get_title("left")
    assert "every" in border_figure(table.assign(net=1.0)).get_title("left")
    with pytest.raises(ColumnError, match="net"):
        border_figure(table[["outages"]])


def test_alarms_are_drawn_and_nothing_else_as_one():
    months = pd.DataFrame({"received_at": pd.date_range("2025-01-01", periods=4, freq="MS"),
                           "tested": 200, "defects": [3, 4, 3, 14]})  # fmt: skip
    ax = control_figure(p_chart(months, base=3), "April")
    marked = [line for line in ax.lines if line.get_label() == "beyond the limit"][0]
    assert marked.get_ydata().tolist() == [0.07]
    with pytest.raises(ColumnError, match="received_at"):
        control_figure(p_chart(months.drop(columns="received_at"), base=3), "April")
