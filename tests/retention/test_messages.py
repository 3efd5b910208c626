"""What a message adds: by hand, against the engine, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import difference_of_means, difference_of_shares, share
from ecomlab.retention.messages import (
    holdout_effect,
    message_profit,
    next_orders,
    recall_rate,
    repurchase_by_group,
    standardised_rate,
)

TOUCHES = pd.DataFrame(
    {
        "arm": ["treated"] * 8 + ["holdout"] * 4 + ["other"] * 3,
        "ordered": [True] * 6 + [False] * 2 + [True] + [False] * 3 + [True] * 3,
        "profit": [10.0, 12, 8, 9, 11, 10, 0, 0] + [8.0, 0, 0, 0] + [99.0] * 3,
    }
)


def test_recall_and_holdout_by_hand():
    assert recall_rate(TOUCHES) == share(6, 8, "customers")
    assert recall_rate(TOUCHES, treated="holdout").value == 0.25
    found = holdout_effect(TOUCHES)
    assert found == difference_of_shares(6, 8, 1, 4, "customers")
    assert found.value == 0.5
    assert found.n == 12
    back = holdout_effect(TOUCHES, treated="holdout", control="treated")
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))


def test_flags_as_0_and_1_are_flags():
    numbers = TOUCHES.assign(ordered=TOUCHES["ordered"].astype(int))
    assert holdout_effect(numbers) == holdout_effect(TOUCHES)
    assert holdout_effect(TOUCHES.astype({"ordered": object})) == holdout_effect(TOUCHES)
    assert recall_rate(numbers) == recall_rate(TOUCHES)


def test_n_counts_messages_where_a_customer_got_several():
    people = TOUCHES.assign(customer_id=range(15), touch_id=range(15))
    assert holdout_effect(people).counts == "customers"
    twice = people.assign(customer_id=[0] + list(range(14)))
    assert holdout_effect(twice).counts == recall_rate(twice).counts == "messages"
    assert holdout_effect(twice)[:4] == holdout_effect(people)[:4]
    assert holdout_effect(twice.drop(columns="touch_id").assign(ts=range(15))).n == 12
    # one outside the two arms doesn't count
    other = people.assign(customer_id=[*range(13), 12, 12])
    assert holdout_effect(other).counts == "customers"


def test_profit_of_a_message_by_hand():
    """Treated: 60 yuan of 8 people; held back: 8 of 4. 7.50 less 2 less 5 fen."""
    found = message_profit(TOUCHES, cost=0.05)
    assert found.value == pytest.approx(7.5 - 2 - 0.05)
    without = difference_of_means([10, 12, 8, 9, 11, 10, 0, 0], [8, 0, 0, 0])
    assert (found.low, found.high) == pytest.approx((without.low - 0.05, without.high - 0.05))
    assert message_profit(TOUCHES, cost=0).value == pytest.approx(5.5)
    assert message_profit(TOUCHES, cost=0, profit="ordered").value == 0.5


def day(*texts):
    return pd.to_datetime(list(texts), format="ISO8601").tz_localize("Asia/Shanghai")


PERIODS = {"October": "2024-10-01", "May": "2025-05-01"}
CUSTOMERS = pd.DataFrame(
    {
        "customer_id": [1, 2, 3, 4],
        "first_order_at": day("2023-01-05", "2024-10-02", "2025-05-01", "2025-05-03"),
    }
)
ORDERS = pd.DataFrame(
    {
        "customer_id": [1, 1, 1, 1, 2, 2, 3, 3, 3, 4],
        "ts_order": day(
            "2023-01-05", "2024-10-03 10:00", "2024-11-02 09:00", "2025-05-31",
            "2024-10-02", "2025-05-02",
            "2025-05-01", "2025-05-31", "2025-06-09",
            "2025-05-03",
        ),
    }
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_next_orders_by_hand(seed):
    found = next_orders(CUSTOMERS, ORDERS.sample(frac=1, random_state=seed), PERIODS)
    # 1: old in October, back after 29 whole days; old in May. 2: new in October, not back in it,
    # old in May. 3: new on the very first of May, back after 30 days. 4: new, not back.
    assert found["month"].tolist() == ["October", "May", "October", "May", "May", "May"]
    assert found["customer_id"].tolist() == [1, 1, 2, 2, 3, 4]
    assert found["new"].tolist() == [False, False, True, False, True, True]
    assert found["days"].fillna(-1).tolist() == [29, -1, -1, -1, 30, -1]


def test_repurchase_by_group_by_hand():
    found = repurchase_by_group(CUSTOMERS, ORDERS, PERIODS, window=30)
    assert found.index.tolist() == ["October", "May"]
    assert found["share"].loc["October"].to_dict() == {"old": 0.5, "new": 0.5}
    assert found["share"].loc["May"].to_dict() == {"old": 0.5, "new": 0.5}
    assert found["rate"].loc["October"].to_dict() == {"old": 1, "new": 0}
    assert found["rate"].loc["May"].to_dict() == {"old": 0, "new": 0.5}  # day 30 is within
    shorter = repurchase_by_group(CUSTOMERS, ORDERS, PERIODS, window=29)
    assert shorter["rate"].loc["May", "new"] == 0


RATES = st.floats(0, 1)


@given(RATES, RATES, RATES, RATES, RATES, RATES)
def test_mix_and_rates_sum_to_the_whole_rise(mix, mix_0, old, old_0, new, new_0):
    columns = pd.MultiIndex.from_product([["share", "rate"], ["old", "new"]])
    rows = [[1 - mix_0, mix_0, old_0, new_0], [1 - mix, mix, old, new]]
    groups = pd.DataFrame(rows, ["before", "after"], columns)
    whole = standardised_rate(groups, "after", "after")
    whole -= standardised_rate(groups, "before", "before")
    by_mix = (mix - mix_0) * (new_0 - old_0)  # other people, with the old habits
    found = standardised_rate(groups, "after", "before")
    found -= standardised_rate(groups, "before", "before")
    assert found == pytest.approx(by_mix, abs=1e-12)
    by_rates = (1 - mix) * (old - old_0) + mix * (new - new_0)
    assert whole == pytest.approx(by_mix + by_rates, abs=1e-12)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: recall_rate(TOUCHES, treated="treted"), ChoiceError, "mean 'treated'"),
        (lambda: holdout_effect(TOUCHES, control="held"), ChoiceError, "control is 'held'"),
        (lambda: holdout_effect(TOUCHES, outcome="bought"), ColumnError, "bought"),
        (lambda: holdout_effect(TOUCHES.astype({"ordered": str})), InputError, "such as 'True'"),
        (
            lambda: holdout_effect(pd.concat([TOUCHES.assign(touch_id=range(15))] * 2)),
            InputError,
            "12 rows whose touch_id",
        ),
        (
            lambda: message_profit(TOUCHES.assign(customer_id=1, ts="2025-05-29"), 0.05),
            InputError,
            "11 rows whose customer_id and ts",
        ),
        (lambda: holdout_effect(TOUCHES.assign(customer_id=7)), InputError, "neither touch_id nor"),
        (lambda: message_profit(TOUCHES, cost=-1), InputError, "cost is -1"),
        (lambda: message_profit(TOUCHES.assign(profit=np.nan), 0.05), InputError, "15 missing"),
        (
            lambda: next_orders(CUSTOMERS, ORDERS, {"May": "2025-05-01", "April": "2025-04-01"}),
            InputError,
            "earliest first",
        ),
        (lambda: next_orders(CUSTOMERS, ORDERS, {}), InputError, "earliest first"),
        (
            lambda: next_orders(CUSTOMERS, ORDERS, PERIODS | {"2026": "2026-01-01"}),
            InputError,
            "period '2026'",
        ),
        (lambda: next_orders(CUSTOMERS[:2], ORDERS, PERIODS), InputError, "4 orders are of nobody"),
        (lambda: repurchase_by_group(CUSTOMERS, ORDERS, PERIODS, 0), InputError, "window is 0"),
        (
            lambda: standardised_rate(
                repurchase_by_group(CUSTOMERS, ORDERS, PERIODS), "June", "May"
            ),
            ChoiceError,
            "mix is 'June'",
        ),
        (lambda: standardised_rate(TOUCHES, "June", "May"), InputError, "repurchase_by_group"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
