"""What lesson 3.3 tells: with the shop's own tables no sentence lacks a number."""

import pytest

from ecomlab.classroom import exercises
from ecomlab.exercises.conversion import pricing
from ecomlab.texts import files


@pytest.fixture(scope="module")
def quiz():
    return exercises("3_3", **pricing.data())


@pytest.mark.parametrize("name", files.read("en", "3_3")["texts"])
def test_no_sentence_says_unknown(quiz, name):
    assert "unknown" not in str(quiz.tell(name, strictly=True))
