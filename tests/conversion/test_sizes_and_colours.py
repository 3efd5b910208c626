"""Advice on sizes; distances of colours against published values."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.conversion.colours import _lab, colour_delta, style_check
from ecomlab.conversion.sizes import recommend_size, runs, size_advice
from ecomlab.errors import ChoiceError, ColumnError, InputError

CHART = pd.DataFrame(
    [("S", "chest", 80, 90), ("S", "hip", 85, 95), ("M", "chest", 88, 98), ("M", "hip", 93, 103),
     ("L", "chest", 96, 106), ("L", "hip", 101, 111)], columns=["size", "measure", "low", "high"],
)  # fmt: skip


@given(st.floats(60, 130), st.floats(60, 130))
@settings(deadline=None)
def test_no_other_size_is_nearer(chest, hip):
    """By the definition, size after size."""
    found = recommend_size(pd.DataFrame({"chest": [chest], "hip": [hip]}), CHART).iloc[0]
    off = {}
    for size, ranges in CHART.groupby("size", sort=False):
        body = {"chest": chest, "hip": hip}
        off[size] = sum(max(row.low - body[row.measure], body[row.measure] - row.high, 0)
                        for row in ranges.itertuples())  # fmt: skip
    assert off[found["size"]] == pytest.approx(min(off.values()))
    assert found["off"] == pytest.approx(min(off.values()))
    assert found["sure"] == ([value == 0 for value in off.values()].count(True) == 1)


def test_between_two_the_larger_and_a_shift_stops_at_the_ends():
    body = pd.DataFrame({"chest": [89, 104], "hip": [94, 109]})
    assert recommend_size(body, CHART)["size"].tolist() == ["M", "L"]
    assert recommend_size(body, CHART, shift=1)["size"].tolist() == ["L", "L"]
    assert recommend_size(body, CHART, shift=-1)["size"].tolist() == ["S", "M"]


def test_bad_charts():
    body = pd.DataFrame({"chest": [89], "hip": [94]})
    with pytest.raises(InputError, match="all measures"):
        recommend_size(body, CHART.iloc[1:])
    with pytest.raises(InputError, match="before it begins"):
        recommend_size(body, CHART.assign(high=1))
    with pytest.raises(ColumnError, match="hip"):
        recommend_size(body[["chest"]], CHART)
    with pytest.raises(InputError):
        recommend_size(body.assign(chest=["x"]), CHART)


def trial(seed, pay=(0.5, 0.55), wrong=(0.2, 0.1), each=600):
    rng = np.random.default_rng(seed)
    shown = np.repeat([False, True], each)
    paid = rng.random(2 * each) < np.array(pay)[shown.astype(int)]
    bad = rng.random(2 * each) < np.array(wrong)[shown.astype(int)]
    result = np.where(paid, np.where(bad, "too small", "fits"), None)
    return pd.DataFrame({"shown": shown, "paid": paid, "result": result})


def test_advice_is_found_by_each_measure():
    truth = {"sent back": -0.1, "paid": 0.05, "kept": 0.55 * 0.9 - 0.5 * 0.8}
    for measure, value in truth.items():
        found = [size_advice(trial(seed), measure) for seed in range(60)]
        assert np.mean([one.value for one in found]) == pytest.approx(value, abs=0.011)
        assert np.mean([one.holds(value) for one in found]) > 0.85


def test_advice_refused():
    with pytest.raises(ChoiceError, match="kept"):
        size_advice(trial(1), "clicked")
    with pytest.raises(InputError, match="same for all"):
        size_advice(trial(1).query("shown"))
    with pytest.raises(InputError, match="Rename your reasons"):
        runs(pd.DataFrame({"result": ["small", "big"]}))


@pytest.mark.parametrize("word", ["small", "Too Small", None])
def test_nobody_counts_as_kept_whose_result_is_unknown(word):
    """Paid, and no result or another word for it: kept? Nobody knows."""
    rows = trial(1)
    rows.loc[rows.index[rows["paid"]][0], "result"] = word
    for measure in ("sent back", "kept"):
        with pytest.raises(InputError, match="1 people paid"):
            size_advice(rows, measure)


# Values of the CIE for the corners of sRGB under D65, as colour calculators print them
CORNERS = {
    "#ffffff": (100, 0, 0), "#000000": (0, 0, 0), "#ff0000": (53.24, 80.09, 67.20),
    "#00ff00": (87.73, -86.18, 83.18), "#0000ff": (32.30, 79.19, -107.86),
    "#808080": (53.59, 0, 0), "#ffff00": (97.14, -21.55, 94.48), "#00ffff": (91.11, -48.09, -14.13),
}  # fmt: skip


@pytest.mark.parametrize("colour", CORNERS)
def test_lab_as_published(colour):
    assert _lab([colour])[0] == pytest.approx(CORNERS[colour], abs=0.02)


HEX = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(HEX, HEX)
@settings(deadline=None)
def test_a_distance_is_a_distance(one, other):
    table = pd.DataFrame({"sku": [1, 2], "photo": [one, one], "item": [other, one]})
    delta = colour_delta(table).set_index("sku")["delta"]
    back = colour_delta(pd.DataFrame({"sku": [1], "photo": [other], "item": [one]}))["delta"][0]
    assert delta[2] == 0
    assert delta[1] == pytest.approx(back)
    assert (delta[1] > 0) == (one != other)


def test_style_and_refusals():
    pages = pd.DataFrame({"page": ["a", "a", "b"], "colour": ["#000000", "#101010", "#ff0000"]})
    table = style_check(pages, {"black": "#000000", "white": "#ffffff"})
    assert table["nearest"].tolist()[:2] == ["black", "black"]
    assert table["fits"].tolist() == [True, True, False]
    with pytest.raises(InputError, match="no colour"):
        _lab(["red"])
    with pytest.raises(InputError, match="palette is empty"):
        style_check(pages, {})
    with pytest.raises(InputError):
        colour_delta(pd.DataFrame({"sku": [1], "photo": ["#000000"], "item": ["#000000"]}), limit=0)
