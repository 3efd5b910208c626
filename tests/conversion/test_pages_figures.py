"""Figures of lesson 3.5: what the titles and alternative texts say."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from ecomlab.conversion.figures import asked_line, block_readings, pages_map
from ecomlab.errors import ColumnError, InputError

OWN = pd.DataFrame({"block": ["film", "chart"], "estimate": [0.1, 0.02], "low": [0.05, -0.03],
                    "high": [0.15, 0.07], "n": 40})  # fmt: skip


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_rows_stay_together_whatever_the_order_of_the_other_table():
    naive = OWN.assign(estimate=[0.9, 0.4])[::-1]
    dots = {line.get_label(): list(line.get_xdata()) for line in block_readings(naive, OWN).lines}
    assert dots["pages with it beside pages without"] == [0.9, 0.4]
    assert dots["the same page, before and after"] == [0.1, 0.02]
    assert "truth" not in dots


def test_a_block_that_nobody_can_read_is_drawn_without_a_dot():
    none = OWN.assign(estimate=[np.nan, 0.1], low=np.nan, high=np.nan)
    assert block_readings(none, OWN).get_title("left")


def test_the_line_and_its_border():
    one = {"worth": 1000.0, "more_back": 4}
    ax = asked_line(one, one, one, price=100, asks=0.25)
    assert ax.get_title("left") == "If 25% ask: 500 yuan; nothing is left from 50% on"
    ax = asked_line(one, one, one, price=[100, 500], asks=0.25)  # 500 and 1,500: 1,000 each
    assert ax.get_title("left") == "If 25% ask: 0 yuan; nothing is left from 25% on"
    ax = asked_line(one | {"worth": 9000.0}, one, one, price=100, asks=0)
    assert ax.get_title("left").endswith("something is left even if all ask")
    with pytest.raises(InputError):
        asked_line(one, one, one, price=100, asks=1.5)


def test_the_map_s_halves():
    table = pd.DataFrame({"sku": list("abc"), "uv": [10.0, 30, 20], "blocks": [0.0, 2, 1],
                          "film": [0.0, 1, 0.5]})  # fmt: skip
    ax = pages_map(table)
    assert ax.get_title("left") == "The most visited half has 1.5 blocks a page, the other half 0"
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["b (30)", "c (20)", "a (10)"]
    assert ax.get_xticklabels()[0].get_text() == "film\n75% / 0%"
    with pytest.raises(ColumnError, match="uv"):
        pages_map(table.drop(columns="uv"))
