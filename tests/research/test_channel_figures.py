"""What the figures of lesson 1.5 say, to those who see them and to those who hear them."""

import pandas as pd
import pytest

from ecomlab.alttext import describe
from ecomlab.errors import ColumnError, InputError
from ecomlab.research import figures
from ecomlab.research.positioning import positioning_map


def test_two_readings_tell_both_numbers_of_each_row():
    table = pd.DataFrame(
        {"who": ["search", "live"], "report": [3.4, -1200.0], "twin": [-5.0, 800.0]}
    )
    ax = figures.two_readings(table, "who", "report", "twin", unit="yuan", digits=1)
    told = describe(ax.figure)
    assert "report: search 3.4; live −1,200" in told
    assert "twin: search −5; live 800" in told
    assert "line stands at 0" in told
    assert [text.get_text() for text in ax.texts] == ["3.4", "−1,200.0", "−5.0", "800.0"]
    with pytest.raises(ColumnError, match="twin"):
        figures.two_readings(table, "who", "report", "twins")


def test_winners_of_any_article_come_first():
    names = ["Tmall", "Taobao", "Douyin"]
    one = pd.DataFrame({"channel": names, "wins": [0.6, 0.3, 0.1], "n": 500})
    other = pd.DataFrame({"channel": names[::-1], "wins": [0.8, 0.0, 0.2], "n": 500})
    ax = figures.wins_by_channel({"cable": one, "dress": other}, most=2)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Douyin", "Tmall"]
    told = describe(ax.figure)
    assert "cable: Douyin 0.1; Tmall 0.6" in told
    assert "dress: Douyin 0.8; Tmall 0.2" in told
    assert "n = 500 weightings" in told
    with pytest.raises(InputError, match="names no article"):
        figures.wins_by_channel({})


def test_the_best_number_is_in_the_title():
    adds = {"a": 50.0, "b": 20.0, "c": 8.0}
    titles = [figures.number_of_channels(adds, cost).get_title("left") for cost in (5, 10, 30, 60)]
    assert [title.split(", ")[1] for title in titles] == [
        "3 channels leave most", "2 channels leave most", "1 channel leaves most", "no channel pays"
    ]  # fmt: skip


def test_the_map_has_a_cell_for_each_row_and_a_cross_for_each_offer():
    offers = pd.DataFrame({"price": [12, 14, 31], "kg": [1.0, 2.0, 2.5]})
    buyers = pd.DataFrame({"price": [5, 15, 25, 35], "kg": [0.5, 1.5, 2.5, 2.5]})
    cells = positioning_map(offers, buyers, "price", "kg", [0, 10, 20, 40], [0, 1.2, 3])
    ax = figures.positions(cells, offers, "price", "kg")
    assert len(ax.patches) == len(cells)
    assert len(ax.lines[0].get_xdata()) == len(offers)
    assert sorted(text.get_text() for text in ax.texts) == [
        "0% of 25%", "0% of 50%", "25% of 25%"
    ]  # fmt: skip
    assert "n = 4 buyers asked" in describe(ax.figure)
