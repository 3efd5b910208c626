"""Suspects: by hand, by simulated buyers, and what is refused."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import ColumnError, InputError
from ecomlab.fulfillment.returners import abuse_score, accusations, accuse_from


def test_by_hand():
    """Three of four sent back; 5.5 × 5.5 × 5.5 × 0.5, and five of a thousand have the habit."""
    lines = pd.DataFrame({"customer_id": "x", "sku": "tent", "back": [1, 1, 1, 0]})
    found = abuse_score(lines, habit=0.5, share=0.005, usual={"tent": 0.10}).iloc[0]
    times = 5.5**3 * 0.5
    assert found["times"] == pytest.approx(times)
    assert found["chance"] == pytest.approx(times * 0.005 / (times * 0.005 + 0.995))
    assert found["expected"] == pytest.approx(0.4)


def people(rng, share, habit=0.5, buyers=4000):
    usual = pd.Series({"a": 0.05, "b": 0.12, "c": 0.20})
    guilty = rng.random(buyers) < share
    n = rng.integers(3, 12, buyers)
    who = np.repeat(np.arange(buyers), n)
    sku = rng.choice(usual.index, len(who))
    p = usual[sku].to_numpy()
    p = np.where(guilty[who], p + (1 - p) * habit, p)
    return pd.DataFrame({"customer_id": who, "sku": sku, "back": rng.random(len(who)) < p}), guilty


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
def test_chances_are_true_and_the_share_is_found(share):
    rng = np.random.default_rng(round(1000 * share))
    lines, guilty = people(rng, share)
    found = abuse_score(lines, habit=0.5)
    assert found.attrs["share"] == pytest.approx(guilty.mean(), rel=0.35)
    true = guilty[found["customer_id"]]
    for low, high in ((0, 0.1), (0.1, 0.5), (0.5, 0.9), (0.9, 1)):
        band = found["chance"].between(low, high).to_numpy()
        expected, n = found.loc[band, "chance"].sum(), band.sum()
        assert true[band].sum() == pytest.approx(expected, abs=4 * math.sqrt(n / 4) * 0.9 + 3)


def test_an_article_that_often_comes_back_accuses_less():
    lines = pd.DataFrame(
        {"customer_id": [1, 1, 2, 2], "sku": ["hat", "hat", "shoe", "shoe"], "back": True}
    )
    found = abuse_score(lines, 0.5, 0.01, {"hat": 0.05, "shoe": 0.4}).set_index("customer_id")
    assert found.loc[1, "chance"] > found.loc[2, "chance"]


@given(st.floats(0.1, 0.9), st.floats(0.001, 0.3), st.floats(0.01, 0.6), st.integers(1, 9))
def test_each_kept_line_speaks_for_the_buyer(habit, share, usual, n):
    def chance(back):
        lines = pd.DataFrame({"customer_id": 1, "sku": "s", "back": back})
        return abuse_score(lines, habit, share, {"s": usual})["chance"].iloc[0]

    assert chance([True] * n + [False]) <= chance([True] * n) + 1e-12
    assert chance([True] * n) <= chance([True] * (n + 1)) + 1e-12


def test_from_which_chance_on():
    assert accuse_from(50, 150) == 0.75
    assert accuse_from(0, 10) == accuse_from(-5, 10) == math.inf
    assert accuse_from(10, 0) == 0


def test_the_border_is_where_the_next_one_costs():
    chance = np.linspace(0.99, 0.01, 99)
    scores = pd.DataFrame({"customer_id": range(99), "chance": chance})
    grid = np.round(np.arange(0.05, 1, 0.05), 2)
    table = accusations(scores, 30, 90, grid)
    assert table.loc[table["yuan"].idxmax(), "least"] == pytest.approx(accuse_from(30, 90))


def test_the_truth_replaces_the_chance():
    scores = pd.DataFrame({"customer_id": ["a", "b", "c"], "chance": [0.9, 0.8, 0.2]})
    row = accusations(scores, 10, 100, [0.5], guilty=["b", "z"]).iloc[0]
    assert (row["accused"], row["innocent"], row["yuan"]) == (2, 1, -90)
    assert np.isnan(accusations(scores, 10, 100, [1.0]).iloc[0]["share"])


def test_what_is_refused():
    lines = pd.DataFrame({"customer_id": [1], "sku": ["a"], "back": [True]})
    with pytest.raises(InputError, match="no share for the article 'a'"):
        abuse_score(lines, 0.5, 0.01, {"b": 0.1})
    with pytest.raises(InputError, match="between 0 and 1"):
        abuse_score(lines, 0.5, 0.01, {"a": 10})
    with pytest.raises(InputError, match="habit is 50"):
        abuse_score(lines, 50)
    with pytest.raises(ColumnError, match="back"):
        abuse_score(lines.drop(columns="back"), 0.5)
    with pytest.raises(InputError, match="neither True nor False"):
        abuse_score(lines.assign(back="no"), 0.5)
