"""First hundred, gift, deposit: sums by hand, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.conversion.giveaways import gift_margin, presale_model, quota_promo
from ecomlab.errors import ColumnError, InputError

BUYERS = pd.DataFrame(
    {
        "ts": pd.to_datetime(
            ["2025-11-01 20:30", "2025-11-01 20:00", "2025-11-01 21:00", "2025-11-01 22:00"]
        ),
        "anyway": [False, True, True, False],
    }
)


def test_the_first_ones_by_the_clock_get_it():
    row = quota_promo(BUYERS, quota=2, off=30, margin=79).iloc[0]
    assert (row["used"], row["cost"], row["extra"]) == (2, 60.0, 1)
    assert (row["full_price"], row["gone"]) == (1, 1)
    assert row["hours"] == 0.5
    assert row["estimate"] == 0.5
    assert row["left"] == 79 - 60
    assert row["per_extra"] == 60


def test_a_quota_that_is_not_used_up():
    row = quota_promo(BUYERS, quota=9, off=30).iloc[0]
    assert row["used"] == 4
    assert np.isnan(row["hours"])
    assert quota_promo(BUYERS.assign(anyway=True), 2).iloc[0]["per_extra"] == np.inf


def test_k27_at_costs_of_120_and_150():
    """The map's example: 299, 199, the first hundred at 169, buy one get one."""
    found = gift_margin([299, 199, 169], 120)
    assert found["left"].tolist() == [179, 79, 49]
    one_more = gift_margin(199, [120, 150], [120, 150])
    assert one_more["left"].tolist() == [-41, -101]
    assert one_more["uplift"].isna().all()


def test_the_uplift_wins_the_money_back():
    found = gift_margin(100, 40, 15, fee=0.05, other=3).iloc[0]
    assert found["left"] * (1 + found["uplift"]) == pytest.approx(found["without"])


SETS = pd.DataFrame(
    {
        "offer": ["x"],
        "deposits": [100],
        "balances": [80],
        "price": [400.0],
        "deposit": [50.0],
        "worth": [80.0],
        "off": [10.0],
        "coupon": [5.0],
    }
)


def test_a_presale_set_by_hand():
    row = presale_model(SETS, cost=250, fee=0.05, extra=0.2).iloc[0]
    assert row["in_hand"] == 400 - 30 - 10 - 5
    full, now = 400 * 0.95 - 250, 355 * 0.95 - 250
    assert row["left"] == pytest.approx(80 * now - 64 * full)
    assert row["forfeited"] == 1000
    even = presale_model(SETS, 250, 0.05, row["break_even"]).iloc[0]
    assert even["left"] == pytest.approx(0, abs=1e-6)


def test_a_deposit_may_be_worth_just_what_it_is_and_all_of_the_price():
    plain = presale_model(SETS.assign(worth=50.0), cost=250).iloc[0]
    assert plain["in_hand"] == 400 - 10 - 5
    whole = SETS.assign(deposit=300.0, worth=400.0)
    assert presale_model(whole, cost=250).iloc[0]["in_hand"] == 300 - 10 - 5


def test_times_may_be_texts_of_a_file():
    assert quota_promo(BUYERS.astype({"ts": str}), 2).iloc[0]["hours"] == 0.5
    with pytest.raises(InputError, match="no time"):
        quota_promo(BUYERS.assign(ts="tonight"), 2)


def test_what_is_refused():
    with pytest.raises(ColumnError, match="anyway"):
        quota_promo(BUYERS.drop(columns="anyway"))
    with pytest.raises(InputError, match="neither True nor False"):
        quota_promo(BUYERS.assign(anyway="no"))
    with pytest.raises(InputError, match="quota"):
        quota_promo(BUYERS, quota=0)
    with pytest.raises(InputError, match="even without the gift"):
        gift_margin(100, 120, 5)
    with pytest.raises(InputError, match="one length"):
        gift_margin([1, 2, 3], [1, 2])
    with pytest.raises(InputError, match="balances of"):
        presale_model(SETS.assign(balances=101), 250)
    with pytest.raises(InputError, match="rise in this order"):
        presale_model(SETS.assign(worth=40.0), 250)
    with pytest.raises(InputError, match="in hand"):
        presale_model(SETS.assign(off=390.0), 250)
