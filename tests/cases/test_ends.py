"""How claims end: each way is drawn, none can be known before reading, and so with decisions."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from ecomlab import cases
from ecomlab.cases.declaration import ENDS, MODEST, RIGHT, ROSY, Branch
from ecomlab.cases.trial import branch, shortcomings
from ecomlab.classroom.exercise import Question
from ecomlab.classroom.kinds import Decision
from ecomlab.classroom.registry import lesson
from ecomlab.errors import ChoiceError, InputError
from tests.cases import golden

NAMES = golden.finished()
EVERY_END = [(name, end) for name in NAMES for end in cases.case(name).branches]
every = pytest.mark.parametrize("name", NAMES)
every_end = pytest.mark.parametrize(("name", "end"), EVERY_END)
TOO_OFTEN = 0.45  # of a rule that reads nothing
NEVER_MODEST = {"fifty_million", "top_fifth"}  # a mean is below its best, a fifth falls back


@cache
def published(name):
    return cases.load(name)


def ends(count):
    """How the claims of so many reissues of every case end."""
    return Counter(
        cases.case(name).end(cases._draw(cases.case(name), cases._number(name, f"end {n}", b"")))
        for name in NAMES
        for n in range(count)
    )


# --- Verdicts ------------------------------------------------------------------------------


@every
def test_a_case_can_end_in_more_than_one_way(name):
    found = set(cases.case(name).branches)
    assert {ROSY} < found <= set(ENDS)
    assert MODEST not in found or name not in NEVER_MODEST


@every_end
def test_what_is_drawn_from_a_branch_ends_so(name, end):
    item = cases.case(name)
    for n in range(10):
        p = cases._draw(item, cases._number(name, f"{end} {n}", b""), end)
        assert item.end(p) == end
        for key, (low, high) in item.branches[end].ranges.items():
            assert low <= getattr(p, key) <= high


@every_end
def test_few_draws_of_each_end(name, end, seeds):
    assert shortcomings(branch(name, end, min(seeds, 8))) == []


def test_published_claims_end_in_every_way():
    found = Counter(published(name).end for name in NAMES)
    assert found[RIGHT] + found[MODEST] >= 7
    assert min(found[end] for end in ENDS) >= 3
    assert found[ROSY] / len(NAMES) < 0.7


def test_each_verdict_has_about_a_third():
    """Of 1,000 reissues of all cases together."""
    found = ends(46)
    for end in ENDS:
        assert abs(found[end] / found.total() - 1 / 3) < 0.04 + 0.03  # of 1,012: two errors more


@pytest.mark.verify
def test_each_verdict_has_a_third_of_very_many():
    found = ends(1000)
    for end in ENDS:
        assert abs(found[end] / found.total() - 1 / 3) < 0.04


def test_too_rosy_is_no_answer_to_everything():
    """By the data, as a trainee must find it, on few reissues of each case; by truth on many."""
    told = [published(name).found[0] for name in NAMES]
    told += [cases.reissue(name, f"found {n}").found[0] for name in NAMES for n in range(2)]
    shares = Counter(told)
    assert shares[ROSY] / shares.total() < TOO_OFTEN + 0.15
    by_truth = ends(46)
    assert by_truth[ROSY] / by_truth.total() < TOO_OFTEN


# --- Decisions -----------------------------------------------------------------------------


def decisions(issue):
    """The decisions that a case asks, on an issue."""
    data = {**issue.tables, "case": issue}
    asked = lesson(issue.case.name).exercises
    return [Question(item, data) for item in asked if isinstance(item.kind, Decision)]


def answered(issues):
    """Of each decision: the letter under which the right action stands, and is it cautious?"""
    found = []
    for issue in issues:
        for asked in decisions(issue):
            action, _ = asked._answer(asked.exercise.solution)
            kind = asked.exercise.kind
            found.append((kind._place(action), action in kind.cautious))
    return found


@every
def test_a_decision_has_a_cautious_action_and_a_bold_one(name):
    (asked,) = decisions(published(name))
    kind = asked.exercise.kind
    assert kind.is_drawn
    assert set(kind.cautious) < set(kind.actions)
    assert kind.cautious
    assert len(kind.reasons) >= 4
    assert len(kind.actions) >= 3


@every
def test_neither_letter_nor_number_is_named_in_a_decision_s_texts(name):
    (asked,) = decisions(published(name))
    item = asked.exercise
    texts = [item.prompt, item.praise, *item.hints, *(one.sentence for one in item.misconceptions)]
    texts += [one.sentence for one in item.defensible]
    named = re.compile(r"\b(?:[Aa]ction|[Aa]nswer|[Oo]ption|[Rr]eason) (?:[A-E]|\d)\b")
    assert not [text for text in texts if named.search(text)]


def strategies(found):
    """How often each rule that reads nothing is right."""
    letters = Counter(letter for letter, _ in found)
    shares = {f"always {letter}": count / len(found) for letter, count in letters.items()}
    return shares | {"always cautious": np.mean([cautious for _, cautious in found])}


def test_no_rule_answers_the_published_decisions():
    found = strategies(answered(map(published, NAMES)))
    assert max(found.values()) < TOO_OFTEN, found


@pytest.mark.verify
def test_no_rule_answers_the_decisions_of_a_thousand_reissues():
    issues = (cases.reissue(name, f"decided {n}") for name in NAMES for n in range(46))
    found = strategies(answered(issues))
    assert max(found.values()) < TOO_OFTEN, found


@pytest.mark.verify
def test_always_too_rosy_fails_on_a_thousand_reissues():
    issues = (cases.reissue(name, f"judged {n}") for name in NAMES for n in range(46))
    found = Counter(issue.found[0] for issue in issues)
    assert found[ROSY] / found.total() < TOO_OFTEN, found


def test_the_order_of_actions_is_drawn_from_the_data():
    """Two issues of a case differ in it; one issue read twice doesn't."""
    places = {
        tuple(
            decisions(cases.reissue("page_redesign", f"order {n}"))[0].exercise.kind.shown.items()
        )
        for n in range(12)
    }
    assert len(places) > 3
    again = [decisions(cases.load("page_redesign"))[0].exercise.kind.shown for _ in range(2)]
    assert again[0] == again[1]


# --- By hand -------------------------------------------------------------------------------


def test_a_branch_stays_within_the_parameters():
    item = cases.case("page_redesign")
    name, parameter = next(iter(item.parameters.items()))
    with pytest.raises(InputError, match="Stay within its range"):
        replace(item, branches={ROSY: Branch({name: (parameter.low - 1, parameter.high)})})
    with pytest.raises(ChoiceError, match="did you mean 'rosy'"):
        replace(item, branches={"rosey": Branch()})
