"""Messages by lot: the factorial of each group, and all arms against the holdout."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.conversion.experiments import factorial
from ecomlab.conversion.sms import sms_factorial
from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import contrast
from ecomlab.exercises.traffic.campaigns import ARMS


@pytest.fixture(scope="module")
def messages():
    return load("campaigns").messages


@pytest.mark.parametrize("metric", ["ordered", "profit"])
def test_each_group_is_read_by_lesson_3_2s_factorial(messages, metric):
    found = sms_factorial(messages, ARMS, "group", metric)
    for group, mine in messages.groupby("group"):
        other = factorial(mine, ARMS, metric, "arm", counts="people")
        part = found[(found["group"] == group) & (found["effect"] != "any message")]
        pd.testing.assert_frame_equal(part.drop(columns="group").reset_index(drop=True), other)


def test_any_message_is_the_arms_mean_less_the_holdout(messages):
    found = sms_factorial(messages, ARMS, metric="profit").iloc[0]
    mean = messages.groupby("arm")["profit"].mean()
    assert found["estimate"] == pytest.approx(mean[list(ARMS)].mean() - mean["holdout"])
    values = [messages.loc[messages["arm"] == arm, "profit"] for arm in ("holdout", *ARMS)]
    whole = contrast(values, [-1, 0.25, 0.25, 0.25, 0.25], "people")
    assert found[["low", "high"]].tolist() == pytest.approx(whole[1:3])
    shares = sms_factorial(messages, ARMS).iloc[0]
    rate = messages.groupby("arm")["ordered"].mean()
    assert shares["estimate"] == pytest.approx(rate[list(ARMS)].mean() - rate["holdout"])


def test_the_intervals_hold_what_was_planted():
    """By datasets/campaigns/make.py: in new customers the coupon adds 1.6 points, the story .2."""
    found = sms_factorial(load("campaigns").messages, ARMS, "group").set_index(["group", "effect"])
    planted = {
        ("new", "coupon"): 0.016, ("new", "story"): 0.002, ("regular", "coupon"): 0.003,
        ("regular", "story"): 0.012, ("new", "story × coupon"): 0.0,
    }  # fmt: skip
    for key, truth in planted.items():
        assert found.loc[key, "low"] < truth < found.loc[key, "high"], key


def test_other_names(messages):
    renamed = messages.rename(columns={"arm": "text", "ordered": "bought", "group": "crowd"})
    renamed["text"] = renamed["text"].replace("holdout", "none")
    found = sms_factorial(renamed, ARMS, "crowd", "bought", "text", "none")
    plain = sms_factorial(messages, ARMS, "group")
    assert found["estimate"].to_numpy() == pytest.approx(plain["estimate"].to_numpy())


def test_what_is_no_such_test_is_refused(messages):
    with pytest.raises(ChoiceError, match="control is 'nobody'"):
        sms_factorial(messages, ARMS, control="nobody")
    with pytest.raises(InputError, match="isn't in the design"):
        sms_factorial(messages, ARMS | {"holdout": {"story": False, "coupon": False}})
    with pytest.raises(ColumnError, match="revenue"):
        sms_factorial(messages, ARMS, metric="revenue")
    with pytest.raises(ChoiceError, match="arm is 'both'"):
        sms_factorial(messages[messages["arm"] != "both"], ARMS)
    assert np.isfinite(sms_factorial(messages, ARMS)["estimate"]).all()
