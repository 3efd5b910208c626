"""Uncertain scores and weights: exact shares by hand, what must not matter, what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import ColumnError, InputError
from ecomlab.research.fit import channel_fit, channel_traits, choose_platform, turning_weight

SURE = 1 - 1e-9


def scores(rows, criteria="xyz"):
    """Traits from {channel: (score or (low, high), …)}."""
    made = [
        (channel, criterion, *(score if isinstance(score, tuple) else (score, score)))
        for channel, all_ in rows.items()
        for criterion, score in zip(criteria, all_, strict=False)
    ]
    return pd.DataFrame(made, columns=["channel", "criterion", "low", "high"])


def wins(traits, *args, **more):
    return channel_fit(traits, *args, **more).set_index("channel")["wins"]


@pytest.mark.parametrize(("a", "b", "share"), [(10, 5, 2 / 3), (10, 10, 1 / 2), (3, 9, 1 / 4)])
def test_two_channels_with_one_strength_each(a, b, share):
    """a wins where a · w > b · (1 − w): with every w alike, in a share a / (a + b)."""
    found = channel_fit(scores({"a": (a, 0), "b": (0, b)}), draws=20_000, confidence=SURE)
    row = found.set_index("channel").loc["a"]
    assert row["wins_low"] < share < row["wins_high"]


def test_three_alike_win_a_third_each():
    found = channel_fit(
        scores({"a": (9, 0, 0), "b": (0, 9, 0), "c": (0, 0, 9)}), draws=20_000, confidence=SURE
    )
    assert ((found["wins_low"] < 1 / 3) & (found["wins_high"] > 1 / 3)).all()
    assert found["first_two"].sum() == pytest.approx(2)


def test_weights_scatter_as_a_dirichlet_does():
    """One channel scores the weight itself: its mean and spread are the Dirichlet's."""
    found = channel_fit(scores({"a": (1, 0), "b": (0, 1)}), {"x": 3, "y": 1}, 20, draws=40_000)
    row = found.set_index("channel").loc["a"]
    sd = (0.75 * 0.25 / 21) ** 0.5
    assert row["score"] == pytest.approx(0.75, abs=4 * sd / 200)
    assert row["high"] - row["low"] == pytest.approx(3.8 * sd, rel=0.06)


def test_scores_scatter_evenly_between_their_ends():
    """Of two even scores 0 to 2 and 1 to 2, the second is larger in three of four draws."""
    found = channel_fit(
        scores({"a": ((0, 2),), "b": ((1, 2),)}), draws=20_000, confidence=SURE
    ).set_index("channel")
    assert found.loc["b", "wins_low"] < 0.75 < found.loc["b", "wins_high"]


rows = st.lists(st.lists(st.integers(0, 10), min_size=3, max_size=3), min_size=2, max_size=4)


@given(rows)
def test_who_is_worse_everywhere_never_wins(table):
    traits = {f"c{at}": row for at, row in enumerate(table)}
    traits["worst"] = [min(column) - 1 for column in zip(*table, strict=True)]
    found = wins(scores(traits), draws=200)
    assert found["worst"] == 0
    assert found.sum() == pytest.approx(1)


@given(rows, st.floats(0.1, 50), st.integers(1, 9))
def test_units_of_weights_and_a_shift_of_scores_do_not_matter(table, factor, shift):
    traits = scores({f"c{at}": row for at, row in enumerate(table)})
    weights = {"x": 1, "y": 2, "z": 3}
    found = wins(traits, weights, draws=200)
    bigger = {name: factor * weight for name, weight in weights.items()}
    np.testing.assert_allclose(wins(traits, bigger, draws=200)[found.index], found, atol=0.011)
    moved = traits.assign(low=traits["low"] + shift, high=traits["high"] + shift)
    np.testing.assert_allclose(wins(moved, weights, draws=200)[found.index], found, atol=0.011)


def test_sure_weights_choose_and_a_weight_of_none_leaves_a_criterion_out():
    traits = scores({"a": (5, 0), "b": (4, 10)})
    assert wins(traits, {"x": 1})["a"] == 1
    assert wins(traits, {"x": 0.95, "y": 0.05}, sureness=10**6)["a"] == 1
    assert wins(traits, {"x": 0.85, "y": 0.15}, sureness=10**6)["b"] == 1


@given(rows, st.tuples(*[st.integers(1, 9)] * 3))
def test_at_the_turning_weight_both_score_the_same(table, given_weights):
    traits = scores({f"c{at}": row for at, row in enumerate(table)})
    weights = dict(zip("xyz", given_weights, strict=True))
    turn = turning_weight(traits, weights, "x", "c0", "c1")
    rest = np.array([weights["y"], weights["z"]])
    ahead = np.subtract(table[0], table[1])
    if np.isnan(turn):
        by_x, by_rest = ahead[0], ahead[1:] @ rest / rest.sum()
        assert by_x * by_rest > 0 or by_x == by_rest
    else:
        both = turn * ahead[0] + (1 - turn) * ahead[1:] @ rest / rest.sum()
        assert both == pytest.approx(0, abs=1e-9)
        assert 0 <= turn <= 1


def test_the_rule_of_the_documents():
    assert choose_platform(True) == ["JD", "Tmall"]
    assert choose_platform(False) == ["Taobao", "Douyin"]
    assert choose_platform(False, cross_border=True) == ["Amazon", "Shopee"]
    with pytest.raises(InputError, match="is_standard is 'yes'"):
        choose_platform("yes")


def test_every_channel_of_the_table_has_every_score_and_its_source():
    traits = channel_traits()
    assert set(traits.groupby("channel").size()) == {traits["criterion"].nunique()}
    assert traits["low"].between(0, 10).all()
    assert (traits["high"] > traits["low"]).all()
    assert traits["source"].str.fullmatch(r"00\d:\d{3}|outside: check before print").all()
    new = {"Pinduoduo", "Instant retail", "Video Channel shop"}
    assert new <= set(traits.loc[traits["source"].str.startswith("outside"), "channel"])


def test_what_cannot_be_weighed_is_refused():
    good = scores({"a": (5, 0), "b": (4, 10)})
    for traits, words in (
        (good.iloc[:3], "'b' has no score for 'y'"),
        (pd.concat([good, good]), "two rows for 'x'"),
        (good.assign(low=11), "above its high"),
        (good[good["channel"] == "a"], "one channel only"),
    ):
        with pytest.raises(InputError, match=words):
            channel_fit(traits)
    for weights, words in (
        ({"w": 1}, "no criterion 'w'"),
        ({"x": 0}, "All weights are 0"),
        ({"x": -1}, "weight of x"),
    ):
        with pytest.raises(InputError, match=words):
            channel_fit(good, weights)
    with pytest.raises(ColumnError, match="criterion"):
        channel_fit(good.drop(columns="criterion"))
    with pytest.raises(InputError, match="sureness"):
        channel_fit(good, {"x": 1}, sureness=0)
    with pytest.raises(InputError, match="weights is None"):
        turning_weight(good, None, "x", "a", "b")
    with pytest.raises(InputError, match="channel is 'c'"):
        turning_weight(good, {"x": 1, "y": 1}, "x", "c", "b")
    with pytest.raises(InputError, match="All weight is on 'x'"):
        turning_weight(good, {"x": 1}, "x", "a", "b")
