"""Returns: by hand, and what can't be compared."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import ratio_of_totals
from ecomlab.fulfillment.returns import (
    daily_loss,
    followed,
    loss_by_grade,
    loss_drop,
    loss_drops,
    loss_rate,
    loss_rate_drop,
    return_factor,
    split_by_grade,
)

FIRST = pd.Timestamp("2025-07-01", tz="Asia/Shanghai")


def on(day):
    return FIRST + pd.Timedelta(days=day)


def test_returns_per_buyer_of_two_periods():
    """Periods of two days; returns count three days later: days 3-4 and 13-14."""
    traffic = pd.DataFrame(
        {
            "date": [on(d) for d in (0, 1, 2, 10, 11, 12, 10)],
            "landing_page": ["dress"] * 6 + ["bag"],
            "payers": [10, 30, 500, 20, 30, 500, 700],
        }
    )
    days = [2, 3, 4, 4, 4, 5, 12, 13, 14, 14, 15, 13]
    returns = pd.DataFrame(
        {"requested_at": [on(d) for d in days], "reason": ["size"] * 11 + ["late"]}
    )
    found = return_factor(traffic, returns, on(0), on(10), "dress", "size", days=2, lag=3)
    assert found.value == pytest.approx((3 / 50) / (4 / 40))
    assert (found.n, found.counts) == (90, "buyers")
    with pytest.raises(ChoiceError, match="reason"):
        return_factor(traffic, returns, on(0), on(10), "dress", "colour")
    with pytest.raises(InputError, match="Nobody bought 'bag'"):
        return_factor(traffic, returns, on(0), on(10), "bag", "size", days=2)


# --- What is lost of it ---------------------------------------------------------------------

# Two days before the sheet and two since; three grades.
SHOES = pd.DataFrame(
    [
        # order, day, grade, refund, booked, handling
        (1, 0, "new", 100, 90, 2), (2, 0, "minor", 100, 60, 2), (3, 0, "severe", 200, 0, 4),
        (4, 1, "new", 300, 280, 3), (5, 1, "minor", 100, 50, 3),
        (6, 2, "new", 200, 190, 8), (7, 2, "minor", 200, 150, 8),
        (8, 3, "new", 100, 100, 4), (9, 3, "severe", 100, 0, 4), (10, 3, "minor", 200, 170, 4),
    ],
    columns=["order_id", "day", "grade", "refund", "recovered_value", "handling_cost"],
)  # fmt: skip
SHOES["inspected_at"] = [on(day) for day in SHOES["day"]]
SHEET = on(2)
MONEY = pd.DataFrame(
    {
        "order_id": [1, 1, 2, 4, 7, 8, 10, 10],
        "amount": [90.0, -20, 60, 250, 90, 100, 175, -15],
    }
)


def test_loss_rate_by_hand():
    """Booked 480 of 800 before, 610 of 800 since."""
    assert loss_rate(SHOES) == pytest.approx(1 - 1090 / 1600)
    found = loss_rate_drop(SHOES, SHEET)
    assert found.value == pytest.approx((1 - 480 / 800) - (1 - 610 / 800))
    assert (found.n, found.counts) == (10, "pieces")
    sides = [SHOES[SHOES["day"] < 2], SHOES[SHOES["day"] >= 2]]
    before, since = (
        ratio_of_totals(side["refund"] - side["recovered_value"], side["refund"]) for side in sides
    )
    reach = ((before.high - before.value) ** 2 + (since.high - since.value) ** 2) ** 0.5
    assert found.high - found.value == pytest.approx(reach)


def test_by_grade_by_hand():
    found = loss_by_grade(SHOES, SHEET)
    assert found["share"]["before"].to_dict() == {"minor": 0.25, "new": 0.5, "severe": 0.25}
    assert found["share"]["since"].to_dict() == {"minor": 0.5, "new": 0.375, "severe": 0.125}
    assert found["loss rate"]["before"].to_dict() == pytest.approx(
        {"minor": 0.45, "new": 0.075, "severe": 1}
    )
    assert found["loss rate"]["since"].to_dict() == pytest.approx(
        {"minor": 0.2, "new": 10 / 300, "severe": 1}
    )


def test_kitagawa_by_hand():
    """Moves: minor −.25, new +.125, severe +.125; mean losses .325, .0542, 1. Falls: .25, .0417,
    0; mean shares .375, .4375, .1875."""
    found = split_by_grade(SHOES, SHEET)
    assert found["other grades"] == pytest.approx(-0.25 * 0.325 + 0.125 * (0.13 / 2.4 + 1))
    assert found["other losses in a grade"] == pytest.approx(0.375 * 0.25 + 0.4375 / 24)


@given(st.lists(st.integers(0, 100), min_size=10, max_size=10))
def test_the_two_parts_sum_to_the_fall(booked):
    shoes = SHOES.assign(recovered_value=booked)
    assert split_by_grade(shoes, SHEET).sum() == pytest.approx(loss_rate_drop(shoes, SHEET).value)


def test_renaming_alone_is_all_other_grades():
    """If each grade loses what it lost, the fall is all moves; if nobody moves, all losses."""
    moved = SHOES.assign(recovered_value=SHOES["refund"] * SHOES["grade"].map(
        {"new": 0.9, "minor": 0.5, "severe": 0.0}))  # fmt: skip
    assert split_by_grade(moved, SHEET)["other losses in a grade"] == pytest.approx(0)
    still = SHOES[SHOES["day"].isin([0, 2])].assign(grade=["a", "b", "b", "a", "b"])
    still["refund"] = [100, 100, 200, 50, 150]
    assert split_by_grade(still, SHEET)["other grades"] == pytest.approx(0)


# --- By the money that came in --------------------------------------------------------------


def test_followed_pieces():
    found = followed(SHOES, MONEY).set_index("order_id")["money"]
    assert found.to_dict() == {1: 70, 2: 60, 4: 250, 7: 90, 8: 100, 10: 160}


def test_a_day_s_loss_by_hand():
    days = daily_loss(SHOES, MONEY)
    assert days["books"].tolist() == pytest.approx([250 / 400, 70 / 400, 60 / 400, 130 / 400])
    assert days["flattered"].tolist() == pytest.approx([20 / 200, 30 / 300, 60 / 200, 10 / 300])
    assert days["handling"].tolist() == pytest.approx([0.02, 0.015, 0.04, 0.03])


@pytest.mark.parametrize(
    ("loss", "before", "since"),
    [
        ("by the books", [0.625, 0.175], [0.15, 0.325]),
        ("by the money", [0.725, 0.275], [0.45, 0.325 + 1 / 30]),
        ("by the money, with handling", [0.745, 0.29], [0.49, 0.355 + 1 / 30]),
    ],
)
def test_what_each_correction_leaves(loss, before, since):
    found = loss_drop(SHOES, MONEY, SHEET, loss)
    assert found.value == pytest.approx(sum(before) / 2 - sum(since) / 2)
    assert (found.n, found.counts) == (4, "days")
    oracle = stats.ttest_ind(before, since, equal_var=False).confidence_interval()
    assert found[1:3] == pytest.approx(oracle)
    row = loss_drops(SHOES, MONEY, SHEET).set_index("drop").loc[loss]
    assert row["estimate"] == pytest.approx(found.value)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: loss_rate(SHOES.assign(refund=0)), InputError, "sum to 0"),
        (lambda: loss_rate(SHOES.drop(columns="refund")), ColumnError, "refund"),
        (lambda: loss_rate_drop(SHOES, "2026-01-01"), InputError, "one side is empty"),
        (lambda: split_by_grade(SHOES.iloc[:-2], SHEET), InputError, "'severe'"),
        (lambda: followed(SHOES, MONEY.assign(order_id=0)), InputError, "no piece"),
        (lambda: daily_loss(SHOES, MONEY.iloc[:-4]), InputError, r"2 of 4 days .*2025-07-03"),
        (lambda: loss_drop(SHOES, MONEY, SHEET, "by the book"), ChoiceError, "'by the books'"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
