"""Sampling plans: the standard's tables, published curves, both risks by counting every lot."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ecomlab.errors import ChoiceError, InputError
from ecomlab.fulfillment.sampling import (
    AQLS,
    acceptance_plan,
    both_risks,
    oc_curve,
    smallest_plan,
)
from ecomlab.shop import inspection

# GB/T 2828.1 and ISO 2859-1, table 2-A (as MIL-STD-105E, table II-A): code letter's sample, and
# Ac at AQL 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10. "v" and "^": the arrows of the table.
TABLE = {
    "C": (5, "v v v 0 ^ v 1"),
    "D": (8, "v v 0 ^ v 1 2"),
    "E": (13, "v 0 ^ v 1 2 3"),
    "F": (20, "0 ^ v 1 2 3 5"),
    "G": (32, "^ v 1 2 3 5 7"),
    "H": (50, "v 1 2 3 5 7 10"),
    "J": (80, "1 2 3 5 7 10 14"),
    "K": (125, "2 3 5 7 10 14 21"),
    "L": (200, "3 5 7 10 14 21 ^"),
    "M": (315, "5 7 10 14 21 ^ ^"),
}
LOT_OF = {
    "C": 20,
    "D": 40,
    "E": 70,
    "F": 120,
    "G": 200,
    "H": 400,
    "J": 900,
    "K": 2000,
    "L": 5000,
    "M": 20_000,
}  # fmt: skip (level II)
SEVEN = (0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10.0)


@pytest.mark.parametrize("letter", TABLE)
def test_each_entry_of_the_standards_table(letter):
    sample, entries = TABLE[letter]
    for aql, entry in zip(SEVEN, entries.split(), strict=True):
        row = acceptance_plan(LOT_OF[letter], aql).iloc[0]
        if entry in "v^":
            assert row["letter"] != letter
            continue
        assert (row["letter"], row["sample"], row["accept"]) == (letter, sample, int(entry))
        assert row["reject"] == row["accept"] + 1


def test_arrows_lead_to_the_next_plan_up_or_down():
    """G at 0.65 leads up to F, Ac 0; G at 1.0 down to H, Ac 1; M at 6.5 up to L, Ac 21."""
    for lot, aql, wanted in ((200, 0.65, ("F", 20, 0)), (200, 1.0, ("H", 50, 1)),
                             (20_000, 6.5, ("L", 200, 21)), (40, 2.5, ("C", 5, 0))):  # fmt: skip
        row = acceptance_plan(lot, aql).iloc[0]
        assert (row["letter"], row["sample"], row["accept"]) == wanted


@pytest.mark.parametrize("aql", SEVEN)
def test_the_shop_tests_by_the_same_table(aql):
    lots = np.unique(np.geomspace(2, 35_000, 300).astype(int))
    sample, accept = inspection.plan(lots, aql)
    table = acceptance_plan(lots, aql)
    assert (table["sample"] == sample).all()
    assert (table["accept"] == accept).all()


def test_levels_are_a_letter_apart():
    """Lots of 281 to 500: F, H and J at levels I, II and III."""
    found = [acceptance_plan(400, 2.5, level)["sample"].iloc[0] for level in ("I", "II", "III")]
    assert found == [20, 50, 80]
    assert acceptance_plan([600_000], 0.065)[["letter", "sample"]].iloc[0].tolist() == ["Q", 1250]


@given(
    lot=st.integers(2, 600_000),
    aql=st.sampled_from(AQLS),
    level=st.sampled_from(["I", "II", "III"]),
)
@settings(max_examples=60, deadline=None)
def test_lots_at_the_limit_pass_nearly_always(lot, aql, level):
    """The standard is made so that a lot of AQL quality passes with 87 % and more."""
    row = acceptance_plan(lot, aql, level).iloc[0]
    assert 1 <= row["sample"] <= lot
    if row["sample"] < lot and row["letter"] > "B":
        assert stats.binom.cdf(row["accept"], row["sample"], aql / 100) > 0.85


def test_the_published_double_plan():
    """Montgomery, section 15.3: 50 with 1, then 100, 3 of both; at 5 % it passes with .289, of
    which .279 at once; in the mean n1 + n2 (1 − P1) = 98 pieces.
    """
    found = oc_curve((50, 1, 4, 100, 3), 0.05).iloc[0]
    assert oc_curve((50, 1), 0.05)["passes"].iloc[0] == pytest.approx(0.279, abs=5e-4)
    assert found["passes"] == pytest.approx(0.289, abs=2e-3)
    by_hand = 50 + 100 * sum(math.comb(50, k) * 0.05**k * 0.95 ** (50 - k) for k in (2, 3))
    assert found["tested"] == pytest.approx(by_hand)


def test_small_lots_by_counting_every_sample():
    """Seven pieces, two bad: every order of drawing them, in one step and in two."""
    bad = {0, 1}
    one = np.mean([len(bad & set(drawn)) <= 1 for drawn in itertools.combinations(range(7), 3)])
    assert oc_curve((3, 1), 2 / 7, lot=7)["passes"].iloc[0] == pytest.approx(one)
    passes, tested = [], []
    for drawn in itertools.permutations(range(7), 4):
        first, both = len(bad & set(drawn[:2])), len(bad & set(drawn))
        passes.append(first == 0 or (first == 1 and both <= 1))
        tested.append(2 + 2 * (first == 1))
    found = oc_curve((2, 0, 2, 2, 1), 2 / 7, lot=7).iloc[0]
    assert found["passes"] == pytest.approx(np.mean(passes))
    assert found["tested"] == pytest.approx(np.mean(tested))


@given(
    n=st.integers(2, 60), more=st.integers(1, 60), accept=st.integers(0, 3), gap=st.integers(2, 4),
    rate=st.floats(0, 1), step=st.floats(0, 0.3),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_worse_lots_pass_less_often(n, more, accept, gap, rate, step):
    if accept >= n:
        return
    plan = (n, accept, accept + gap, more, accept + gap - 1)
    curve = oc_curve(plan, [rate, min(rate + step, 1)])
    assert curve["passes"].is_monotonic_decreasing or np.ptp(curve["passes"]) < 1e-12
    assert curve["tested"].between(n, n + more).all()
    once = oc_curve((n, accept), [rate])["passes"].iloc[0]
    assert curve["passes"].iloc[0] >= once - 1e-12  # who may try again passes more often


def test_the_smallest_plan_is_the_smallest():
    """Kiermeier (2008), AcceptanceSampling: PRP (.05, .95), CRP (.15, .075) needs 80 with 7."""
    assert smallest_plan(0.05, 0.15, 0.05, 0.075)[:2] == (80, 7)
    plan = smallest_plan(0.02, 0.12)
    risks = both_risks(plan, 0.02, 0.12).iloc[0]
    assert risks["producer"] <= 0.05
    assert risks["consumer"] <= 0.10
    n = plan.sample - 1
    for accept in range(n):
        risks = both_risks((n, accept), 0.02, 0.12).iloc[0]
        assert risks["producer"] > 0.05 or risks["consumer"] > 0.10


def test_a_lots_smallest_plan_is_smaller():
    of_lot = smallest_plan(0.02, 0.12, lot=100)
    assert of_lot.sample < smallest_plan(0.02, 0.12).sample
    law = [stats.hypergeom(100, bad, of_lot.sample) for bad in (2, 12)]
    assert law[0].sf(of_lot.accept) <= 0.05
    assert law[1].cdf(of_lot.accept) <= 0.10


def test_what_is_no_plan_is_refused():
    for wrong in (3, (3,), (3, 3), "32", (50, 1, 2, 100, 3), (50, 1, 9, 100, 3)):
        with pytest.raises(InputError):
            oc_curve(wrong, 0.1)
    assert oc_curve(smallest_plan(0.05, 0.15), 0.05)["passes"].iloc[0] >= 0.95
    with pytest.raises(InputError, match="in percent; choose one of"):
        acceptance_plan(200, aql=0.025)
    with pytest.raises(ChoiceError, match="'I', 'II', 'III'"):
        acceptance_plan(200, level="2")
    with pytest.raises(InputError, match="lot"):
        acceptance_plan([200, 1.5])
    with pytest.raises(InputError, match="no lot"):
        acceptance_plan([])
    with pytest.raises(InputError, match="fewer defects than a bad"):
        both_risks((32, 2), 0.05, 0.05)
    with pytest.raises(InputError, match="tests 40 of 30"):
        oc_curve((40, 2), 0.1, lot=30)
    with pytest.raises(InputError, match=r"p_chart"):
        smallest_plan(0.01, 0.0101)
    with pytest.raises(InputError, match="farther apart"):
        smallest_plan(0.016, 0.02, lot=50)


# GB/T 2828.1 and ISO 2859-1, table 1: the largest lot of each row
ROWS = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000)


@pytest.mark.parametrize("largest", ROWS)
def test_a_row_of_the_standard_ends_with_its_largest_lot(largest):
    lots = [largest - 1, largest, largest + 1]
    plans = [
        acceptance_plan(lots, aql, level)["letter"].tolist()
        for aql, level in itertools.product(AQLS, ("II", "III"))
    ]
    assert all(one[0] == one[1] for one in plans)
    assert any(one[1] != one[2] for one in plans)


def test_the_smallest_plans_are_plans():
    assert oc_curve((1, 0), 0.1)["passes"].iloc[0] == pytest.approx(0.9)
    both = oc_curve((20, 0, 2, 20, 1), 0.05).iloc[0]
    none, one = stats.binom.pmf([0, 1], 20, 0.05)
    assert both["passes"] == pytest.approx(none + one * none)  # one bad: the next 20 have none
    assert both["tested"] == pytest.approx(20 + 20 * one)
