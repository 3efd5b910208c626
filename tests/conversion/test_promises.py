"""A promise: by hand, against a known truth, and what can't be."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.conversion import promises
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import difference_of_means, difference_of_shares

HOUR = pd.Timedelta(hours=1)


def by_lot(n, orders, back, margin, cost, seed):
    """Visitors dealt to two arms, with the true rates of each."""
    random = np.random.default_rng(seed)
    seen = random.integers(0, 2, n)
    converted = random.random(n) < np.take(orders, seen)
    returned = converted & (random.random(n) < np.take(back, seen))
    left = np.where(returned, -cost, margin * random.uniform(0.5, 1.5, n)) * converted
    return pd.DataFrame({"arm": np.take(["old", "new"], seen), "converted": converted,
                         "returned": returned, "left": left})  # fmt: skip


def test_each_line_is_the_known_difference():
    rows = by_lot(4000, (0.2, 0.25), (0.1, 0.3), 40, 12, seed=3)
    found = promises.policy_effect(rows, "new", "old").set_index("measure")
    new, old = (rows[rows["arm"] == arm] for arm in ("new", "old"))
    kept = [(part["converted"] & ~part["returned"]).sum() for part in (new, old)]
    share = difference_of_shares(kept[0], len(new), kept[1], len(old))
    money = difference_of_means(new["left"], old["left"])
    row = found.loc["kept per visit"]
    assert row[["estimate", "low", "high"]].tolist() == pytest.approx(share[:3])
    assert found.loc["left per visit", ["estimate", "low", "high"]].tolist() == pytest.approx(
        money[:3]
    )
    assert found.loc["kept of these", "treated"] == kept[0] / new["converted"].sum()
    assert (found["n"] == 4000).all()
    assert (found["counts"] == "visits").all()


@pytest.mark.parametrize(
    ("draws", "least"), [(30, 0.85), pytest.param(500, 0.93, marks=pytest.mark.verify)]
)
def test_the_truth_lies_inside(draws, least):
    truth = {
        "orders per visit": 0.05, "kept of these": -0.2,
        "left per visit": 0.25 * (0.7 * 40 - 0.3 * 12) - 0.2 * (0.9 * 40 - 0.1 * 12),
    }  # fmt: skip
    held = []
    for seed in range(draws):
        rows = by_lot(1500, (0.2, 0.25), (0.1, 0.3), 40, 12, seed)
        found = promises.policy_effect(rows, "new", "old").set_index("measure").loc[list(truth)]
        true = pd.Series(truth)
        held.append((found["low"] <= true) & (true <= found["high"]))
    assert least < np.mean(held) < 0.995


def test_a_visitor_with_two_visits_is_one():
    rows = by_lot(500, (0.2, 0.25), (0.1, 0.3), 40, 12, seed=1)
    twice = pd.concat([rows.assign(who=rows.index)] * 2)
    found = promises.policy_effect(twice, "new", "old", cluster="who", counts="people")
    once = promises.policy_effect(rows, "new", "old")
    assert found["n"].iloc[3] == 500
    assert found["counts"].iloc[0] == "people"
    assert found["high"].iloc[3] == pytest.approx(once["high"].iloc[3], rel=0.05)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"converted": False, "left": 0.0, "returned": True}, InputError, "A return needs"),
        ({"converted": False, "returned": False, "left": 5.0}, InputError, "Give 0 there"),
        ({"converted": "yes"}, InputError, "neither True nor False"),
        ({"left": "3"}, InputError, "yuan as numbers"),
        ({"arm": "other"}, ChoiceError, "new"),
    ],
)
def test_policy_effect_refuses(change, error, words):
    rows = by_lot(50, (0.5, 0.5), (0.5, 0.5), 40, 12, seed=1).assign(**change)
    with pytest.raises(error, match=words):
        promises.policy_effect(rows, "new", "old")
    with pytest.raises(ColumnError, match="left"):
        promises.policy_effect(rows.drop(columns="left"), "new", "old")


def test_a_row_has_its_name():
    rows = by_lot(500, (0.2, 0.25), (0.1, 0.3), 40, 12, seed=1)
    found = promises.policy_effect(rows, "new", "old", row="visitor")
    assert found["measure"].iloc[3] == "left per visitor"
    assert found["counts"].tolist() == ["visitors"] * 4


@given(
    margin=st.floats(5, 500), returned=st.floats(0, 0.7), extra=st.floats(0, 0.2),
    back=st.floats(0, 50), cost=st.floats(0, 5), way=st.none() | st.floats(0, 20),
)  # fmt: skip
def test_at_the_needed_lift_nothing_is_won_or_lost(margin, returned, extra, back, cost, way):
    before = promises.left_of_order(margin, returned, back)
    if before <= 0:
        with pytest.raises(InputError, match="without the promise"):
            promises.needed_lift(margin, returned, extra, back, cost)
        return
    back_with = None if way is None else back + way
    lift = promises.needed_lift(margin, returned, extra, back, cost, back_with)
    after = promises.left_of_order(margin, returned + extra, back + (way or 0)) - cost
    if np.isinf(lift):
        assert after <= 0
    else:
        assert (1 + lift) * after == pytest.approx(before)
        assert lift >= -1e-9


def test_needed_lift_by_hand():
    assert promises.needed_lift(60, 0.10, 0.02, 20) == pytest.approx(52 / 50.4 - 1)
    assert promises.needed_lift(60, 0.55, 0.02, 20) == pytest.approx(16 / 14.4 - 1)
    with pytest.raises(InputError, match="returned"):
        promises.left_of_order(60, 1.5, 20)
    with pytest.raises(InputError, match="back"):
        promises.needed_lift(60, 0.10, 0.02, 12, back_with=-8)


def test_the_way_of_every_return_is_paid():
    """1,000 orders, of which 550 come back; with the promise 570, and each costs 8 yuan more."""
    before = (450 * 60 - 550 * 12) / 1000
    after = (430 * 60 - 570 * 20) / 1000
    lift = promises.needed_lift(60, 0.55, 0.02, 12, back_with=20)
    assert lift == pytest.approx(before / after - 1)
    assert lift > 3 * promises.needed_lift(60, 0.55, 0.02, 12)


def returns():
    asked = pd.Timestamp("2025-06-01", tz="Asia/Shanghai")
    return pd.DataFrame({
        "requested_at": [asked] * 4,
        "pickup_at": [asked + h * HOUR for h in (10, 20, 30)] + [pd.NaT],
        "inspected_at": [asked + 60 * HOUR, asked + 50 * HOUR, pd.NaT, asked + 200 * HOUR],
    })  # fmt: skip


def test_steps_by_hand():
    found = promises.aftersale_cycle(returns(), {"asked to picked up": 24}).set_index("step")
    assert found["estimate"].tolist() == [20, 40, 60]
    assert found["n"].tolist() == [3, 2, 3]
    assert found["open"].tolist() == [1, 1, 1]
    assert found.loc["asked to picked up", "within"] == pytest.approx(2 / 4)
    assert found.loc["asked to picked up", "slowest"] == pytest.approx(28)


def test_whose_hours_still_run_is_not_late():
    """Asked ten hours before the table ends, and not picked up: neither in time nor late."""
    young = returns().iloc[[3]]
    young = young.assign(inspected_at=young["pickup_at"])  # neither
    young["requested_at"] += 190 * HOUR
    found = promises.aftersale_cycle(pd.concat([returns(), young]), {"asked to picked up": 24})
    assert found["within"].iloc[0] == pytest.approx(2 / 4)
    assert found["open"].iloc[0] == 2


def test_steps_refuse():
    with pytest.raises(ChoiceError, match="asked to picked up"):
        promises.aftersale_cycle(returns(), {"pickup": 24})
    with pytest.raises(InputError, match="hours by step"):
        promises.aftersale_cycle(returns(), 24)
    early = returns().assign(pickup_at=pd.Timestamp("2025-05-01", tz="Asia/Shanghai"))
    with pytest.raises(InputError, match="before requested_at"):
        promises.aftersale_cycle(early)
