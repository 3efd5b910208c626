"""Who takes part and who buys: regulars do both, and games do nothing or something."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.conversion.participation import gamification_effect
from ecomlab.errors import ChoiceError, InputError

START = pd.Timestamp("2025-07-01", tz="Asia/Shanghai")
DAYS = pd.Timedelta(days=1)


def world(n, effect, seed):
    """One or five orders so far; regulars take part and come again more often."""
    random = np.random.default_rng(seed)
    regular = random.random(n) < 0.3
    took = random.random(n) < np.where(regular, 0.6, 0.1)
    again = random.random(n) < np.where(regular, 0.4, 0.1) + effect * took
    who = np.arange(n)
    past = np.repeat(who, np.where(regular, 5, 1))
    orders = pd.DataFrame({"customer_id": past, "ts_pay": START - 20 * DAYS})
    later = pd.DataFrame({"customer_id": who[again], "ts_pay": START + 5 * DAYS})
    end = pd.DataFrame({"customer_id": [n + 1], "ts_pay": START + 90 * DAYS})
    acts = pd.DataFrame({"customer_id": who[took], "ts": START - 3 * DAYS, "action": "game"})
    return acts, pd.concat([orders, later, end])


@pytest.mark.parametrize(
    ("effect", "draws", "least"),
    [(0.0, 40, 0.85), (0.1, 40, 0.85),
     pytest.param(0.1, 500, 0.93, marks=pytest.mark.verify)],
)  # fmt: skip
def test_like_with_like_finds_what_a_game_does(effect, draws, least):
    held, naive = [], []
    for seed in range(draws):
        found = gamification_effect(*world(1500, effect, seed), START).set_index("reading")
        like = found.loc["like with like"]
        held.append(like["low"] <= effect <= like["high"])
        naive.append(found.loc["difference", "estimate"])
    assert least < np.mean(held)
    assert np.mean(held) < 0.98 or draws < 100
    assert np.mean(naive) > effect + 0.08  # the naive reading counts regulars as the game's


def test_by_hand():
    acts = pd.DataFrame({"customer_id": [1, 2, 9], "ts": START - 5 * DAYS, "action": "checkin"})
    orders = pd.DataFrame(
        {"customer_id": [1, 2, 3, 4, 1, 3, 4],
         "ts_pay": START + pd.to_timedelta([-9, -9, -9, -9, 0, 89, 90], unit="D")}
    )  # fmt: skip
    found = gamification_effect(acts, orders, START).set_index("reading")
    assert found.loc["took part", ["estimate", "n"]].tolist() == [0.5, 2]
    assert found.loc["did not", ["estimate", "n"]].tolist() == [0.5, 2]
    assert found.loc["like with like", "estimate"] == 0


def test_refuses():
    acts, orders = world(50, 0, 1)
    with pytest.raises(ChoiceError, match="game"):
        gamification_effect(acts, orders, START, actions=["walk"])
    with pytest.raises(ChoiceError, match="'walk'"):
        gamification_effect(acts, orders, START, actions="walk")
    with pytest.raises(InputError, match="aren't over"):
        gamification_effect(acts, orders, START, after=200)
    with pytest.raises(InputError, match="Both groups"):
        gamification_effect(acts.assign(ts=START - 300 * DAYS), orders, START)
