"""What lesson 4.4 tells: with the shop's own tables no sentence lacks a number."""

import numpy as np
import pytest

from ecomlab.classroom import exercises
from ecomlab.exercises.fulfillment import delivery
from ecomlab.fulfillment import couriers
from ecomlab.texts import files

pytestmark = pytest.mark.verify


@pytest.fixture(scope="module")
def data():
    return delivery.data()


@pytest.fixture(scope="module")
def quiz(data):
    return exercises("4_4", **data)


@pytest.mark.parametrize("name", files.read("en", "4_4")["texts"])
def test_no_sentence_says_unknown(quiz, name):
    assert "unknown" not in str(quiz.tell(name, strictly=True))


def test_the_steps_are_as_the_text_orders_them(data):
    """Zone 1: standard, then express; zone 2 and 3: express at once; zone 4: nobody."""
    steps = delivery.steps(data["parcels"]).set_index(["zone", "step"])["each"]
    first, second, step = "economy to standard", "economy to express", "standard to express"
    assert steps[1, first] < steps[1, second] < steps[1, step]
    assert steps[2, second] < steps[2, first]
    assert steps[3, second] < steps[3, first] / 2
    assert np.isinf(steps[4]).all()


def test_twins_give_nearly_the_same_price_of_a_parcel_in_time(data):
    twins = delivery.twin_prices(data["twins"], data["rates"])
    like = delivery.prices_in_time(data["parcels"]).set_index("zone")["each"]
    assert twins[[1, 2, 3]].to_numpy() == pytest.approx(like[[1, 2, 3]].to_numpy(), rel=0.2)
    assert np.isnan(twins[4])


@pytest.mark.parametrize(
    ("answer", "words"),
    [(("C", 2), "The number is right"), (("A", 1), "speaks for zone 1 only"),
     (("A", 3), "isn't the price of"), (("C", 4), "Look at zone 1")],
)  # fmt: skip
def test_eight_yuan_s_wrong_answers_are_met(quiz, answer, words):
    assert words in str(quiz.eight_yuan.check(answer))


def test_songling_s_claim(quiz, data):
    tables = [data[f"other_{name}"] for name in ("bill", "shipments", "rates", "tiers")]
    found = couriers.reconcile_courier_bill(*tables)
    near = couriers.reconcile_courier_bill(*tables, scale_kg=0.05)
    one = found[found["courier"] == "economy"]["too_much"].sum()
    check = quiz.other_claim.check
    assert "Correct" in str(check(round(found["too_much"].sum())))
    assert "Correct" in str(check(near["too_much"].sum()))  # the lesson's own advice
    assert "one courier's part" in str(check(one))
    assert "rightly owed" in str(check(found["due"].sum()))
    assert "whole amounts" in str(check(found["billed"].sum()))
