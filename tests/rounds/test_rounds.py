"""Rounds: the same for everybody, and no strategy without reading gets far."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from ecomlab import rounds
from ecomlab.errors import InputError
from ecomlab.rounds.declaration import CHAPTERS
from ecomlab.streams import table_hash
from tests.rounds import oracles

ROUNDS = 1000
GOLDEN = {
    0: "ca19ced1a0bc04ae",
    1: "cb7e54beb617f7b5",
    2: "6234e3de481569d9",
    3: "467cfe96750069e9",
    4: "525a44651eac01a3",
}  # of rounds 0 to 4: tables, words and answers


@pytest.fixture(scope="module")
def answers():
    """Verdict, look and name of each claim of a thousand rounds."""
    rows = [
        (number, place, asked.short.name, asked.short.chapter, *mixed.answer(place))
        for number in range(ROUNDS)
        for mixed in [rounds.draw(number)]
        for place, asked in enumerate(mixed.claims, start=1)
    ]
    columns = ["round", "place", "name", "chapter", "verdict", "look"]
    return pd.DataFrame(rows, columns=columns)


def fingerprint(number):
    mixed = rounds.draw(number)
    words = [
        "".join(
            [asked.says(), asked.asks(), *asked.looks(), asked.debrief(), table_hash(asked.table)]
        )
        + str(mixed.answer(place))
        for place, asked in enumerate(mixed.claims, start=1)
    ]
    return hashlib.sha256("".join(words).encode()).hexdigest()[:16]


@pytest.mark.parametrize("number", range(5))
def test_a_round_is_the_same_on_every_machine(number):
    assert fingerprint(number) == GOLDEN[number]


def test_no_letter_and_no_number_gets_far(answers):
    """A letter or number that is always given, in any place, is right in under 45 of 100."""
    for what, few, many in (("verdict", 0.293, 0.373), ("look", 0.21, 0.29)):
        shares = answers[what].value_counts(normalize=True)
        assert shares.between(few, many).all(), shares
        by_place = answers.groupby("place")[what].value_counts(normalize=True)
        assert by_place.max() < 0.45
        by_chapter = answers.groupby("chapter")[what].value_counts(normalize=True)
        assert by_chapter.max() < 0.45


def test_a_round_is_rarely_balanced_so_that_counting_doesnt_help(answers):
    counts = answers.groupby("round")["verdict"].value_counts().unstack(fill_value=0)
    assert counts.min(axis=1).eq(0).mean() > 0.08  # some rounds lack an end
    last = answers[answers["place"] == 8].set_index("round")["verdict"]
    before = answers[answers["place"] < 8]
    seldom = before.groupby("round")["verdict"].agg(
        lambda seen: min("ABC", key=lambda x: (seen == x).sum())
    )
    assert (seldom == last).mean() < 0.45


def test_knowing_a_claims_name_isnt_knowing_its_end(answers):
    usual = answers.groupby("name")["verdict"].agg(lambda x: x.mode()[0])
    guessed = answers["name"].map(usual) == answers["verdict"]
    assert guessed.mean() < 0.45


def test_a_larger_figure_or_a_longer_look_tells_nothing():
    """Nor does the sign of the figure, or how round it is."""
    rows = []
    for number in range(300):
        mixed = rounds.draw(number)
        for place, asked in enumerate(mixed.claims, start=1):
            verdict, look = mixed.answer(place)
            lengths = [len(text) for text in asked.looks()]
            rows.append((1 + int(np.argmax(lengths)) == look, 1 + int(np.argmin(lengths)) == look))
    longest, shortest = np.mean(rows, axis=0)
    assert longest < 0.45
    assert shortest < 0.45


def test_a_round_has_each_chapter_and_no_claim_twice(answers):
    for _, one in answers.groupby("round"):
        assert len(one) == 8
        assert set(one["chapter"]) == set(CHAPTERS)
        assert one["name"].is_unique
    assert answers["name"].nunique() == len(oracles.SETTLES)  # every claim is asked


def test_the_key_is_what_the_oracles_find():
    for number in range(20):
        mixed, key = rounds.draw(number), rounds.key(number)
        assert key["claim"].tolist() == list(range(1, 9))
        for place, row in enumerate(key.itertuples(), start=1):
            assert (row.verdict, row.look, 100) == oracles.judged(mixed[place])


@pytest.mark.parametrize("number", [-1, 1.5, "7B", True, None, 10**6])
def test_what_is_no_round_is_refused(number):
    with pytest.raises(InputError, match="whole number from 0 to 999,999"):
        rounds.draw(number)


def test_a_round_shows_its_titles_and_no_answers():
    mixed = rounds.draw(np.int64(3))
    assert repr(mixed).splitlines()[0] == "Round 3"
    assert len(repr(mixed).splitlines()) == 9
    with pytest.raises(IndexError, match="1 to 8"):
        mixed[0]


def test_rounds_differ():
    assert len({fingerprint(number) for number in range(30)}) == 30
