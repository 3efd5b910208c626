"""The auction against published examples, words and bids by hand, and what they refuse."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import ColumnError, InputError
from ecomlab.traffic.auction import auction, bid_multipliers, losing_keywords, price_by_quality
from ecomlab.traffic.plans import Kind


def test_the_example_of_edelman_ostrovsky_and_schwarz():
    """Values of 10, 4 and 2 dollars, two places of 200 and 100 clicks: prices of 4 and 2."""
    found = auction({"first": 10, "second": 4, "third": 2}, slots=2).set_index("bidder")
    assert found.loc[["first", "second"], "price"].tolist() == [4, 2]
    assert np.isnan(found.loc["third", "price"])
    assert (found["price"] * [200, 100, 0]).sum() == 1000


bids = st.dictionaries(st.sampled_from("abcdefg"), st.floats(0.1, 50), min_size=2)


@given(bids, st.data())
def test_nobody_pays_more_than_the_bid_or_would_lose_the_place_for_less(bids, data):
    quality = {name: data.draw(st.floats(1, 10)) for name in bids}
    found = auction(bids, quality)
    assert (found["price"] <= found["bid"] + 1e-9).all()
    assert found["score"].is_monotonic_decreasing
    held = found["price"].iloc[:-1] * found["quality"].iloc[:-1]
    assert held.to_numpy() == pytest.approx(found["score"].iloc[1:].to_numpy())


@given(bids, st.floats(0.5, 20))
def test_a_better_score_never_makes_the_same_place_dearer(bids, more):
    quality = dict.fromkeys(bids, 5.0)
    who = next(iter(bids))
    found = price_by_quality(bids, quality, who, [5, 5 + more])
    assert found["rank"].iloc[1] <= found["rank"].iloc[0]
    if found["rank"].nunique() == 1:
        assert found["price"].iloc[1] <= found["price"].iloc[0] + 1e-9


def test_without_quality_a_score_is_the_bid():
    table = auction({"a": 2.0, "b": 1.5})
    assert table["quality"].tolist() == [1.0, 1.0]
    assert table["score"].tolist() == table["bid"].tolist() == [2.0, 1.5]


def test_who_bids_less_than_the_reserve_is_not_shown():
    found = auction({"a": 1.0, "b": 0.2}, {"a": 5, "b": 10}, reserve=0.5, step=0.01)
    assert found["bidder"].tolist() == ["a", "b"]
    assert found["price"].iloc[0] == 0.5
    assert np.isnan(found["price"].iloc[1])


KIND = Kind(3.0, 400.0, 150.0)


def words(**parts):
    """Ten days; per word: yuan a day, orders a day, match."""
    days = pd.date_range("2031-05-01", periods=10)
    return pd.concat(
        pd.DataFrame({"date": days, "plan_id": "s", "keyword_or_audience": word, "cost": cost,
                      "orders": orders, "revenue": 150.0 * orders, "match_type": match})
        for word, (cost, orders, match) in parts.items()
    )  # fmt: skip


def test_words_are_paused_bought_cheaper_matched_or_kept():
    table = words(
        hopeless=(100.0, 0, "broad"), dear=(100.0, 1, "broad"), unsure=(8.0, 0, "broad"),
        exact=(8.0, 0, "exact"), good=(100.0, 4, "broad"),
    )  # fmt: skip
    found = losing_keywords(table, border=3.4, kind=KIND).set_index("keyword_or_audience")
    assert found["advice"].to_dict() == {
        "hopeless": "pause", "dear": "lower the bid", "unsure": "match exactly",
        "exact": "keep", "good": "keep",
    }  # fmt: skip
    assert found.loc["hopeless", "wasted"] == 1000
    assert found.loc["good", "wasted"] == pytest.approx(1000 - 6000 / 3.4)
    assert found["wasted"].is_monotonic_decreasing
    careful = losing_keywords(table, border=3.4, kind=KIND, cheapest=0.01)
    assert "pause" not in careful["advice"].tolist()


def test_words_without_a_match_type():
    table = words(good=(100.0, 4, "broad")).drop(columns=["match_type", "plan_id"])
    found = losing_keywords(table, border=3, by="keyword_or_audience", kind=KIND)
    assert found["advice"].tolist() == ["keep"]
    assert "match_type" not in found


def test_a_multiplier_is_a_conversion_beside_the_mean_and_stays_within_its_ends():
    table = pd.DataFrame({"people": ["new", "old", "rare"], "clicks": [50_000, 50_000, 3],
                          "orders": [500, 1500, 0]})  # fmt: skip
    found = bid_multipliers(table, by="people").set_index("people")
    assert found.loc["old", "multiplier"] == pytest.approx(1.5, abs=0.01)
    assert found.loc["new", "multiplier"] == pytest.approx(0.5, abs=0.01)
    assert found.loc["rare", "multiplier"] == pytest.approx(1, abs=0.1)
    narrow = bid_multipliers(table, by="people", least=0.8, most=1.2)
    assert narrow["multiplier"].between(0.8, 1.2).all()


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: auction({"a": 1.0}, {"b": 5}), InputError, "Give each bidder both"),
        (lambda: auction({}), InputError, "both"),
        (lambda: auction({"a": -1.0}), InputError, "the bid of a"),
        (lambda: auction({"a": 1.0}, {"a": 0}), InputError, "the quality of a"),
        (lambda: auction({"a": 1.0}, slots=0), InputError, "slots"),
        (lambda: price_by_quality({"a": 1.0}, {"a": 5}, "b", [5]), InputError, "Choose one of: a"),
        (lambda: losing_keywords(words(a=(1.0, 1, "broad")), 0, kind=KIND), InputError, "border"),
        (lambda: losing_keywords(words(a=(1.0, 1, "x")), 3, sure=0.1), InputError, "sure"),
        (lambda: bid_multipliers(pd.DataFrame({"hour": [1]})), ColumnError, "clicks"),
        (lambda: bid_multipliers(pd.DataFrame({"hour": [1], "clicks": [9], "orders": [0]})),
         InputError, "No order"),
    ],
)  # fmt: skip
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
