"""Who brings whom, and who wouldn't have come: by hand, over random cities, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import ratio_of_totals
from ecomlab.retention.community import (
    added,
    by_pair,
    cost_per_added_buyer,
    cost_per_sign_up,
    newcomers_by_city,
    paid_on_first_order,
    pair_differences,
    viral_coefficient,
)
from ecomlab.trials import judge

PAIRS = [("Wuxi", "Suzhou"), ("Hefei", "Jinan")]
CUSTOMERS = pd.DataFrame(
    [
        # id, first order, city, tags
        (101, "2025-03-05", "Wuxi", "repeat"),
        (102, None, "Wuxi", None),
        (103, "2025-03-06", "Wuxi", None),  # a second account on the inviter's device
        (104, "2025-03-11", "Hefei", "coupon;repeat"),
        (105, "2025-03-12", "Hefei", "repeater"),  # another label
        (201, "2025-03-05", "Wuxi", None),
        (202, "2025-03-07", "Suzhou", "repeat"),
        (203, "2025-03-08", "Jinan", None),
        (204, "2025-03-09", "Suzhou", "repeat"),
    ],
    columns=["customer_id", "first_order_at", "city", "tags"],
).astype({"first_order_at": "datetime64[us]"})
REFERRALS = pd.DataFrame(
    [
        # day, by whom, who, reward, discount, first order, one device
        ("2025-03-04", 7, 101, 50.0, 30.0, 180.0, False),
        ("2025-03-05", 8, 102, 50.0, 0.0, 0.0, False),
        ("2025-03-06", 8, 103, 50.0, 30.0, 95.0, True),
        ("2025-03-11", 101, 104, 50.0, 30.0, 210.0, False),
        ("2025-03-12", 104, 105, 50.0, 30.0, 150.0, False),
    ],
    columns=["ts", "referrer_id", "referee_id", "reward_cost", "referee_discount",
             "referee_first_order_amount", "same_device_flag"],
).astype({"ts": "datetime64[us]"})  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_cities_and_pairs_by_hand(seed):
    tables = (table.sample(frac=1, random_state=seed) for table in (CUSTOMERS, REFERRALS))
    customers, referrals = tables
    found = newcomers_by_city(customers, referrals)
    assert found.loc["Wuxi"].tolist() == [3, 80 + 50 + 80, 2, 1]
    assert found.loc["Hefei"].tolist() == [2, 160, 2, 1]
    assert found.loc["Suzhou"].tolist() == [0, 0, 2, 2]
    assert found.loc["Jinan"].tolist() == [0, 0, 1, 0]
    wide = by_pair(customers, referrals, PAIRS)
    assert wide["buyers"].to_numpy().tolist() == [[2, 2], [2, 1]]
    assert wide["buyers"].columns.tolist() == ["on", "off"]
    more = pair_differences(customers, referrals, PAIRS)
    assert more["buyers"].tolist() == [0, 1]
    assert more["repeaters"].tolist() == [-1, 1]
    assert more["cost"].tolist() == [210, 160]


def test_costs_by_hand():
    assert cost_per_sign_up(CUSTOMERS, REFERRALS) == ratio_of_totals(
        [160, 210], [2, 3], "cities", log=True
    )
    found = cost_per_added_buyer(CUSTOMERS, REFERRALS, PAIRS)
    assert found.value == pytest.approx(370)
    assert (found.n, found.counts) == (2, "pairs")
    earned = paid_on_first_order(REFERRALS)
    assert earned["reward_cost"].tolist() == [50, 0, 0, 50, 50]
    assert earned["referee_discount"].tolist() == [30, 0, 0, 30, 30]
    assert cost_per_added_buyer(CUSTOMERS, earned, PAIRS).value == pytest.approx(240)
    more = added(CUSTOMERS, REFERRALS, PAIRS)
    assert more.value == pytest.approx(1)
    # Of 4 buyers with it, 2 and 2 in the pairs; of 3 without, 2 and 1. Sizes: 3/7 and 4/7 of these.
    size = [3 / 7 * 2 / 4 + 4 / 7 * 2 / 3, 3 / 7 * 2 / 4 + 4 / 7 * 1 / 3]
    assert more[:3] == pytest.approx(ratio_of_totals([0, 1], size, "pairs")[:3])
    assert (more.n, more.counts) == (2, "pairs")
    again = added(CUSTOMERS, REFERRALS, PAIRS, what="repeaters")
    assert again.value == pytest.approx(0)
    assert again.n == 2


def test_half_a_yuan_is_a_first_order():
    small = REFERRALS.assign(referee_first_order_amount=0.5, same_device_flag=False)
    assert (paid_on_first_order(small)["reward_cost"] == REFERRALS["reward_cost"]).all()


def test_viral_coefficient_by_hand():
    """Customers 7 and 8 bring three, two newcomers one each."""
    assert viral_coefficient(REFERRALS) == 2 / 5
    assert viral_coefficient(REFERRALS, before="2025-03-11") == 2 / 3
    assert viral_coefficient(REFERRALS, before="2025-03-12") == 2 / 4


def made(rng, pairs=12, more=0.2):
    """Newcomers of cities of fixed sizes; the programme adds its share of them."""
    size = np.linspace(20, 160, pairs)
    count = rng.poisson(np.stack([size * (1 + more), size], axis=1)).ravel()
    names = [f"{pair} {arm}" for pair in range(pairs) for arm in ("on", "off")]
    city = np.repeat(names, count)
    customers = pd.DataFrame(
        {
            "customer_id": np.arange(len(city)),
            "first_order_at": pd.Timestamp("2025-03-05"),
            "city": city,
            "tags": None,
        }
    )
    return customers, [tuple(names[2 * pair : 2 * pair + 2]) for pair in range(pairs)], size.sum()


def test_added_covers_the_truth_where_cities_differ_in_size(seeds):
    """The plain mean of the pairs' differences held it in 98% of draws: sizes are no luck."""
    found = []
    for seed in range(5 * seeds):
        customers, pairs, size = made(np.random.default_rng(seed))
        found.append(added(customers, REFERRALS, pairs))
    assert judge(found, 0.2 * size).covers()


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: by_pair(CUSTOMERS, REFERRALS, [("Wuxi", "Suzou")]), ChoiceError, "Suzhou"),
        (lambda: by_pair(CUSTOMERS, REFERRALS, []), InputError, "two cities each"),
        (lambda: by_pair(CUSTOMERS, REFERRALS, [("Wuxi",)]), InputError, "two cities each"),
        (
            lambda: by_pair(CUSTOMERS, REFERRALS, [*PAIRS, ("Wuxi", "Jinan")]),
            InputError,
            "every city once",
        ),
        (
            lambda: newcomers_by_city(CUSTOMERS.drop(columns="tags"), REFERRALS),
            ColumnError,
            "tags",
        ),
        (
            lambda: newcomers_by_city(CUSTOMERS, REFERRALS.assign(reward_cost=None)),
            InputError,
            "reward_cost of referrals has 5 missing",
        ),
        (
            lambda: cost_per_sign_up(CUSTOMERS[5:], REFERRALS),
            InputError,
            "None of the customers",
        ),
        (
            lambda: cost_per_added_buyer(CUSTOMERS, REFERRALS, [("Suzhou", "Wuxi")]),
            InputError,
            "not above 0",
        ),
        (lambda: added(CUSTOMERS, REFERRALS, PAIRS, "sign_ups"), ChoiceError, "repeaters"),
        (lambda: viral_coefficient(REFERRALS, "2025-03-04"), InputError, "No newcomer"),
        (lambda: viral_coefficient(REFERRALS.drop(columns="ts")), ColumnError, "ts"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
