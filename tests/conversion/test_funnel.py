"""The funnel: by hand, in any order of rows, and what it refuses."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.conversion.funnel import dropoff, last_steps
from ecomlab.errors import ChoiceError, ColumnError, InputError

LOG = pd.DataFrame(
    [
        (1, "dress", "addcart", 0), (1, "dress", "size", 1), (1, "dress", "pay", 2),
        (2, "dress", "addcart", 0), (2, "dress", "size", 3),
        (3, "bag", "addcart", 5),
        (4, "bag", "addcart", 5), (4, "bag", "size", 6),
    ],
    columns=["session_id", "sku", "event", "minute"],
)  # fmt: skip
LOG["ts"] = pd.Timestamp("2025-08-09", tz="Asia/Shanghai") + pd.to_timedelta(LOG["minute"], "min")


@pytest.mark.parametrize("seed", range(5))
def test_the_last_step_whatever_the_order_of_rows(seed):
    shuffled = LOG.sample(frac=1, random_state=seed)
    found = last_steps(shuffled)
    assert found["event"].to_dict() == {1: "pay", 2: "size", 3: "addcart", 4: "size"}
    assert found["sku"].to_dict() == {1: "dress", 2: "dress", 3: "bag", 4: "bag"}


def test_of_steps_at_one_time_the_later_row_counts():
    twice = LOG.assign(ts=LOG["ts"].iloc[0])
    assert last_steps(twice)["event"].to_dict() == {1: "pay", 2: "size", 3: "addcart", 4: "size"}


def test_drop_off_by_hand():
    found = dropoff(LOG).set_index("event")
    assert found["ended"].to_dict() == {"size": 2, "pay": 1, "addcart": 1}
    assert found["of_all"].to_dict() == {"size": 0.5, "pay": 0.25, "addcart": 0.25}
    assert found["of_lost"].drop("pay").to_dict() == pytest.approx(
        {"size": 2 / 3, "addcart": 1 / 3}
    )
    assert np.isnan(found.loc["pay", ["of_lost", "low", "high"]].astype(float)).all()
    assert found.loc["size", ["low", "high"]].tolist() == pytest.approx([0.2077, 0.9385], abs=1e-4)
    assert dropoff(LOG)["event"].iloc[0] == "size"


def test_refused():
    with pytest.raises(ColumnError, match="event"):
        last_steps(LOG.drop(columns="event"))
    with pytest.raises(ChoiceError, match="'pay'"):
        dropoff(LOG, done="paid")
    with pytest.raises(InputError, match="nobody got lost"):
        dropoff(LOG[LOG["session_id"] == 1])
