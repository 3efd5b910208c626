"""Suppliers: by hand, the published curve of a sampling plan, and what is refused."""

import math
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import ratio_of_ratios
from ecomlab.fulfillment.suppliers import (
    chance_to_pass,
    defect_rate_change,
    defect_rates,
    difference_in_differences,
    lot_rates,
    lots_sent_back,
    rates_by_weeks,
    relative_change,
)

CHANGED = pd.Timestamp("2025-01-06", tz="Asia/Shanghai")
WEEKS = [CHANGED + pd.Timedelta(weeks=week) for week in (-2, -1, 0, 1)]
# Of each lot: pieces tested, defects found, sent back for quality, and for no reason.
LOTS = {
    "tied": [(100, 5, 40, 9), (100, 7, 20, 9), (20, 0, 14, 9), (20, 1, 28, 9)],
    "free": [(100, 8, 30, 5), (100, 2, 30, 5), (100, 5, 24, 5), (100, 3, 36, 5)],
}
ROWS = [
    (number, supplier, WEEKS[week], *lot)
    for number, (supplier, week, lot) in enumerate(
        (supplier, week, lot) for supplier, lots in LOTS.items() for week, lot in enumerate(lots)
    )
]
INBOUND = pd.DataFrame(
    [(n, supplier, day, 1100, tested, found) for n, supplier, day, tested, found, *_ in ROWS],
    columns=["sku", "supplier", "received_at", "lot_size", "sample_n", "sample_defects"],
)
RETURNS = pd.DataFrame(
    [
        (n, reason)
        for n, *_, bad, whims in ROWS
        for reason, many in (("quality", bad), ("whim", whims))
        for _ in range(many)
    ],
    columns=["sku", "reason"],
)


def test_tests_by_hand():
    found = defect_rates(INBOUND, CHANGED)
    assert found["tested"].tolist() == [200, 200, 200, 40]
    assert found["defects"].tolist() == [10, 8, 12, 1]
    assert found["rate"].tolist() == pytest.approx([0.05, 0.04, 0.06, 0.025])
    assert found.index.tolist()[:2] == [("free", "before"), ("free", "since")]
    fell = defect_rate_change(INBOUND, "2025-01-06", "tied")
    assert fell.value == pytest.approx(0.025 / 0.06)
    assert (fell.n, fell.counts) == (240, "pieces")
    half = math.log(fell.high / fell.low) / 2
    assert half == pytest.approx(1.959964 * (1 / 1 - 1 / 40 + 1 / 12 - 1 / 200) ** 0.5)


def test_the_published_curve():
    """Montgomery (2013), figure 15.2: n = 89, c = 2."""
    published = {0.005: 0.9897, 0.01: 0.9397, 0.02: 0.7366, 0.03: 0.4985, 0.05: 0.1721}
    found = chance_to_pass(list(published), tested=89, accept=2)
    assert found == pytest.approx(list(published.values()), abs=6e-5)
    assert chance_to_pass(0.1, tested=2) == pytest.approx(0.81)
    assert chance_to_pass(0.1, tested=2, accept=1) == pytest.approx(0.99)
    assert chance_to_pass(0, 50) == 1


def test_pieces_sent_back_by_hand():
    lots = lots_sent_back(INBOUND, RETURNS)
    assert list(lots) == ["supplier", "received_at", "sku", "sold", "back", "rate"]
    assert lots["sold"].tolist() == [1000, 1000, 1080, 1080] + [1000] * 4
    assert lots["back"].tolist() == [40, 20, 14, 28, 30, 30, 24, 36]
    assert lots["rate"].iloc[3] == pytest.approx(28 / 1080)
    assert lots_sent_back(INBOUND, RETURNS, "whim")["back"].tolist() == [9] * 4 + [5] * 4
    none = lots_sent_back(INBOUND, RETURNS[RETURNS["sku"] != 2])
    assert none.loc[2, ["back", "rate"]].tolist() == [0, 0]


def test_one_supplier_against_the_other_by_hand():
    found = difference_in_differences(INBOUND, RETURNS, "2025-01-06", "tied", "free")
    since, before = (14 + 28) / 1080 / (60 / 1000), 60 / 60
    assert found.value == pytest.approx(since / before)
    assert (found.n, found.counts) == (4, "weeks")
    tied, free = ([lot[2] for lot in LOTS[name]] for name in ("tied", "free"))
    tied = np.array(tied) / [1000, 1000, 1080, 1080]
    oracle = ratio_of_ratios(tied[2:], free[2:], tied[:2], free[:2])
    assert found.high / found.low == pytest.approx(oracle.high / oracle.low)
    whims = difference_in_differences(INBOUND, RETURNS, CHANGED, "tied", "free", "whim")
    assert whims.value == pytest.approx(1000 / 1080)


def test_relative_change_is_welch_s_where_the_control_stays():
    tied = np.array([4, 5, 3, 2, 1.5, 2.5])
    found = relative_change(pd.DataFrame({"tied": tied, "free": 7.0}), np.arange(6) >= 3)
    assert found.value == pytest.approx(0.5)
    welch = stats.ttest_ind(tied[3:] / 2, tied[:3] / 4, equal_var=False).confidence_interval()
    assert math.log(found.high / found.value) == pytest.approx(welch.high)


@given(st.floats(0.2, 5), st.integers(0, 3))
def test_what_both_learn_in_a_half_cancels(factor, week):
    """If both suppliers' rates of a half are so much higher, the ratio stays."""
    rates = lot_rates(INBOUND, RETURNS)[["tied", "free"]]
    since = rates.index >= CHANGED
    half = since == since[week]
    moved = rates.mul(np.where(half, factor, 1), axis=0)
    assert relative_change(moved, since)[:3] == pytest.approx(relative_change(rates, since)[:3])


def test_two_lots_on_a_day_are_their_mean():
    twin = INBOUND.iloc[[0]].assign(sku=99)
    rates = lot_rates(pd.concat([INBOUND, twin]), RETURNS)
    assert rates["tied"].tolist() == pytest.approx([0.02, 0.02, 14 / 1080, 28 / 1080])


def test_groups_of_weeks_begin_with_the_change():
    found = rates_by_weeks(INBOUND, RETURNS, CHANGED, weeks=2)
    week = pd.Timedelta(weeks=1)
    assert found["day"].tolist() == [CHANGED - week] * 2 + [CHANGED + week] * 2
    assert found["supplier"].tolist() == ["free", "tied"] * 2
    assert found["tested"].tolist() == pytest.approx([0.05, 0.06, 0.04, 0.025])
    assert found["customers"].tolist() == pytest.approx([0.03, 0.03, 0.03, 42 / 2160])
    single = rates_by_weeks(INBOUND, RETURNS, CHANGED, weeks=1)
    assert single["day"].iloc[0] == CHANGED - 1.5 * week
    assert len(single) == 8
    four = rates_by_weeks(INBOUND, RETURNS, CHANGED)  # by default, as a month
    assert four["day"].tolist() == [CHANGED - 2 * week] * 2 + [CHANGED + 2 * week] * 2


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: defect_rates(INBOUND, "2026-01-01"), InputError, "one side is empty"),
        (lambda: defect_rates(INBOUND.drop(columns="sample_n"), CHANGED), ColumnError, "sample_n"),
        (lambda: defect_rate_change(INBOUND, CHANGED, "tide"), ChoiceError, "'tied'"),
        (lambda: chance_to_pass(3, 50), InputError, "0.03"),
        (lambda: chance_to_pass(0.03, 0), InputError, "tested"),
        (lambda: chance_to_pass(0.03, 50, -1), InputError, "accept"),
        (lambda: lots_sent_back(INBOUND, RETURNS, "size"), ChoiceError, "'quality'"),
        (lambda: lots_sent_back(INBOUND.assign(sku=1), RETURNS), InputError, "7 lots share"),
        (
            lambda: lots_sent_back(INBOUND.assign(lot_size=100), RETURNS),
            InputError,
            "Of 6 lots nothing was sold",
        ),
        (
            lambda: difference_in_differences(INBOUND, RETURNS, CHANGED, "tied", "Cixi"),
            ChoiceError,
            "control is 'Cixi'",
        ),
        (
            lambda: difference_in_differences(INBOUND.iloc[1:], RETURNS, CHANGED, "tied", "free"),
            InputError,
            r"1 of 4 days .*2024-12-23",
        ),
        (lambda: rates_by_weeks(INBOUND, RETURNS, CHANGED, weeks=0), InputError, "weeks"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()


def test_the_third_shops_lots_are_as_they_were_made():
    folder = Path(__file__).parents[2] / "datasets" / "suppliers"
    made, own = runpy.run_path(str(folder / "make.py"))["third"](), load("suppliers")
    for name, table in made.items():
        shipped = own[name].assign(**{c: table[c] for c in table if c == "received_at"})
        pd.testing.assert_frame_equal(shipped, table, check_dtype=False)
    cards = own.third_cards.set_index("supplier")["defect_rate"]
    since = own.third_lots["received_at"] >= pd.Timestamp("2025-05-12", tz="Asia/Shanghai")
    lots = own.third_lots.assign(since=since)
    found = lots.groupby(["supplier", "since"])[["sample_defects", "sample_n"]].sum()
    rate = (found["sample_defects"] / found["sample_n"]).unstack()
    assert rate[True]["taizhou"] > 2 * cards["taizhou"]
    assert (rate.drop("taizhou").sub(cards.drop("taizhou"), axis=0).abs() < 0.012).all(axis=None)
