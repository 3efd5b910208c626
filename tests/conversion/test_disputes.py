"""Samples and disputes: exact chances, costs by hand, decisions that are best in the long run."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.conversion import disputes
from ecomlab.errors import ColumnError, InputError


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 300), st.data())
def test_the_chance_to_see_is_exact(chats, data):
    bad = data.draw(st.integers(0, chats))
    read = data.draw(st.integers(0, chats))
    none = math.comb(chats - bad, read) / math.comb(chats, read)
    assert disputes.chance_to_see(bad, chats, read) == pytest.approx(1 - none, abs=1e-9)


def test_more_bad_than_chats_is_refused():
    with pytest.raises(InputError, match="can't be above"):
        disputes.chance_to_see(5, 4, 1)


def test_a_sample_is_a_lot_the_same_for_the_same_date():
    chats = pd.DataFrame({"chat_id": range(400), "agent": ["an"] * 300 + ["bao"] * 100})
    one, again, other = (disputes.quality_sample(chats, 30, seed=s) for s in (1, 1, 2))
    assert one["chat_id"].tolist() == again["chat_id"].tolist()
    assert one["chat_id"].tolist() != other["chat_id"].tolist()
    assert one["chat_id"].is_monotonic_increasing
    each = disputes.quality_sample(chats, 10, by="agent")
    assert each["agent"].value_counts().to_dict() == {"an": 10, "bao": 10}
    drawn = np.zeros(400)
    for seed in range(200):
        drawn[disputes.quality_sample(chats, 40, seed=seed)["chat_id"]] += 1
    assert abs(drawn[:300].mean() - 20) < 1
    assert drawn.std() < 6  # a fair lot: the binomial's is 4.2
    with pytest.raises(InputError, match="of bao, fewer than 101"):
        disputes.quality_sample(chats, 101, by="agent")


def test_quality_by_group():
    read = pd.DataFrame({"mark": [1, 2, 3, 5], "who": list("aabb")})
    found = disputes.quality_share(read, by="who", mark="mark")
    assert found["bad"].tolist() == [2, 0]
    assert found["high"].tolist() == [1, pytest.approx(0.6576, abs=1e-4)]  # Wilson
    with pytest.raises(InputError, match="missing"):
        disputes.quality_share(read.assign(mark=[1, None, 3, 5]), mark="mark")


def test_accused_by_hand():
    found = disputes.accused(1000, 0.1, 0.5, 0.9)
    assert found == pytest.approx({"accused": 140, "honest": 90, "share": 9 / 14, "missed": 50})
    with pytest.raises(InputError, match="base"):
        disputes.accused(1000, 10, 0.5, 0.9)
    assert np.isnan(disputes.accused(10, 0.1, 0, 1)["share"])


@settings(max_examples=60, deadline=None)
@given(st.floats(1, 5000), st.floats(0, 1000), st.floats(0, 100), st.floats(0.05, 1))
def test_at_the_line_both_choices_cost_the_same(amount, lost, handling, win):
    p = disputes.contest_from(amount, lost, handling, win)
    assert p * win * amount - handling - (1 - p) * lost == pytest.approx(
        0, abs=1e-6 * (amount + lost + 1)
    )


def test_the_line_falls_with_the_amount_and_rises_with_what_an_accusation_costs():
    line = disputes.contest_from(np.array([50.0, 100, 400]), 190, 15, 0.8)
    assert (np.diff(line) < 0).all()
    assert disputes.contest_from(100, 300, 15, 0.8) > disputes.contest_from(100, 100, 15, 0.8)
    assert disputes.contest_from(10, 0, 15, 0.8) > 1  # never
    with pytest.raises(InputError, match="amount"):
        disputes.contest_from(0, 1, 1)
    with pytest.raises(InputError, match="changes nothing"):
        disputes.contest_from(10, 0, 1, win=0)


def test_triage_earns_more_than_contesting_none_all_or_the_suspicious():
    """Over many shops, against the truth of each case."""
    rng, earned = np.random.default_rng(4), np.zeros(4)
    rates = {"none": 0.03, "weight": 0.45, "photo": 0.85}
    for _ in range(12):
        signal = rng.choice(list(rates), 600, p=[0.7, 0.2, 0.1])
        abuse = rng.random(600) < pd.Series(signal).map(rates)
        amount = rng.uniform(40, 500, 600)
        old, new = slice(0, 400), slice(400, 600)
        settled = pd.DataFrame({"signal": signal[old], "abuse": abuse[old]})
        still = pd.DataFrame(
            {"dispute_id": range(200), "signal": signal[new], "amount": amount[new]}
        )
        found = disputes.dispute_triage(still, settled, 190, 15, 0.8).sort_values("dispute_id")
        gain = np.where(abuse[new], 0.8 * amount[new], -190) - 15
        ways = (found["do"].to_numpy() == "contest", np.zeros(200, bool), np.ones(200, bool),
                signal[new] != "none")  # fmt: skip
        earned += [gain[way].sum() for way in ways]
    assert earned[0] > max(earned[1:]) + 200


def test_triage_with_other_names_and_bad_input():
    settled = pd.DataFrame({"hint": ["a"] * 10 + ["b"] * 10, "abuse": [True] * 12 + [False] * 8})
    still = pd.DataFrame({"dispute_id": [1, 2], "hint": ["a", "b"], "amount": [100.0, 100]})
    found = disputes.dispute_triage(still, settled, 50, 5, signal="hint").set_index("dispute_id")
    assert found.loc[1, "chance"] > found.loc[2, "chance"]
    assert found["do"].to_dict() == {1: "contest", 2: "pay"}
    with pytest.raises(InputError, match="has the signal c"):
        disputes.dispute_triage(still.assign(hint="c"), settled, 50, 5, signal="hint")
    with pytest.raises(InputError, match="two rows"):
        disputes.dispute_triage(still.assign(dispute_id=1), settled, 50, 5, signal="hint")
    with pytest.raises(ColumnError, match="abuse"):
        disputes.dispute_triage(still, settled.drop(columns="abuse"), 50, 5, signal="hint")
