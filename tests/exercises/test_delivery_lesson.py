"""What lesson 4.4 tells: with the shop's own tables no sentence lacks a number."""

import pytest

from ecomlab.classroom import exercises
from ecomlab.exercises.fulfillment import delivery
from ecomlab.texts import files

pytestmark = pytest.mark.verify


@pytest.fixture(scope="module")
def quiz():
    return exercises("4_4", **delivery.data())


@pytest.mark.parametrize("name", files.read("en", "4_4")["texts"])
def test_no_sentence_says_unknown(quiz, name):
    assert "unknown" not in str(quiz.tell(name, strictly=True))
