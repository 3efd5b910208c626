"""Every exercise of the course: right answers pass, each typical wrong one gets its sentence."""

import ast
import inspect
import itertools
import re
import runpy
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from ecomlab import cases
from ecomlab.classroom import headers
from ecomlab.classroom.exercise import CORRECT, KEPT, NOT_ATTEMPTED, NOT_YET, answers
from ecomlab.classroom.kinds import (
    Audit,
    Choice,
    Decision,
    Frame,
    Memo,
    Number,
    Ordering,
    Prediction,
    Query,
)
from ecomlab.classroom.registry import exercises, lessons, modules
from ecomlab.classroom.syllabus import belonging
from ecomlab.classroom.translations import written_cells
from ecomlab.exercises import the_shop
from tests.classroom.outcomes import outcomes, recorded

HERE = Path(__file__).parent
ALTERNATIVES = runpy.run_path(str(HERE / "alternatives.py"))["ALTERNATIVES"]


def verdict(case):
    """A case's claim, judged once more from what its verdict table says."""
    table = case.verdict().set_index("reading")
    table[["estimate", "low", "high"]] /= 100 if table.attrs["points"] else 1
    claimed, right = table.loc["obvious reading", "estimate"], table.loc["right method"]
    if case.case.scale == "ratio":
        away = max(claimed / right["estimate"], right["estimate"] / claimed)
        near = away <= case.case.margin**0.5
    else:
        near = abs(claimed - right["estimate"]) <= case.case.margin / 2
    promises_more = (claimed > right["estimate"]) == (case.case.favours == "high")
    return "B" if near else "A" if promises_more else "C"


ALL = [(each.id, exercise) for each in lessons() for exercise in each.exercises]
EVERY = [(lesson_id, exercise) for lesson_id, exercise in ALL if not exercise.home]
BORROWED = [(lesson_id, exercise) for lesson_id, exercise in ALL if exercise.home]
ALTERNATIVES |= {f"{name}.claim": verdict for name in cases.names()}
for lesson_id, header in headers.read().items():  # of a case and of a lesson made by `new`
    path = belonging(header.path)["alternatives"]
    found = runpy.run_path(str(path)) if path.exists() else {}
    ALTERNATIVES |= {
        f"{lesson_id}.{exercise.name}": found[exercise.name]
        for each, exercise in EVERY
        if each == lesson_id and exercise.name in found
    }


def every_exercise(*kinds, judged=True):
    """Run a test on each exercise of these kinds; on those whose answers are only kept if asked."""
    chosen = [(lesson, item) for lesson, item in EVERY if isinstance(item.kind, kinds or object)]
    chosen = [(lesson, item) for lesson, item in chosen if item.kind.judged in (True, judged)]
    names = [f"{lesson}.{item.name}" for lesson, item in chosen]
    return pytest.mark.parametrize(("lesson_id", "exercise"), chosen, ids=names)


@pytest.fixture(scope="module", autouse=True)
def recorded_outcomes():
    """Lesson 0's twin runs, read from a file; a test below says that they are these."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(the_shop, "outcomes", recorded)
        the_shop.half_year.cache_clear()
        yield


@cache
def quiz(lesson_id):
    """The exercises on the lesson's own data, which are loaded once."""
    return exercises(lesson_id)


@cache
def other_quiz(lesson_id):
    """The exercises on other data of the kind: a reissue, or the log of another shop."""
    if lesson_id in cases.names():
        return exercises(lesson_id, **cases.reissue(lesson_id, "another class").tables)
    return exercises(lesson_id, **other_shop(next(iter(quiz(lesson_id))).data))


def question(lesson_id, exercise):
    return getattr(quiz(lesson_id), exercise.name)


def fresh_answer(function, data):
    return function(**{name: data[name] for name in inspect.signature(function).parameters})


def answer(asked, function):
    """What a function gives on the question's data: computed once, for all tests."""
    return asked._answer(function)


def misconceptions(asked):
    """Those that these data have: a verdict that holds isn't among the wrong ones."""
    return [x for x in asked.exercise.misconceptions if answer(asked, x.answer) is not None]


def wrong_answer(asked, misconception):
    """The misconception's answer; where it holds for any reason, with the first one."""
    given, kind = answer(asked, misconception.answer), asked.exercise.kind
    if isinstance(kind, Decision) and given[1] is None:
        return given[0], next(iter(kind.reasons))
    return given


def other_shop(data):
    """The same log without every third customer: another shop, as far as answers go."""
    return {
        name: value[_two_of_three(value["customer_id"])].reset_index(drop=True)
        if isinstance(value, pd.DataFrame) and "customer_id" in value
        else value
        for name, value in data.items()
    }


def _two_of_three(customers):
    return pd.Series(pd.factorize(customers)[0] % 3 != 1, index=customers.index)


def wrong_answers(kind, right, rng):
    """Answers that nobody gives for a reason: they should get the general sentence."""
    if isinstance(kind, Number):
        scale = max(abs(float(right)), 1000 * kind.tolerance)
        return [float(right) + scale * value for value in rng.uniform(0.21, 0.93, size=5)]
    if isinstance(kind, Frame):
        numeric = [c for c in right.select_dtypes("number") if c not in kind.key]
        return [
            right.assign(**{c: right[c] * rng.uniform(1.3, 1.9) + 7 for c in numeric}),
            right.iloc[1:],
            right.assign(surplus=1),
        ]
    if isinstance(kind, Choice):
        return ["Z"]
    if isinstance(kind, Audit):
        return ["Z", 1, ["Z", "Z"]]
    if isinstance(kind, Ordering):
        return ["Z", next(iter(kind.items))]
    if not isinstance(kind, Decision):
        return [7, "Z"]
    return [("Z", 1), (next(iter(kind.actions)), "99"), next(iter(kind.actions))]


@every_exercise()
def test_reference_solution_is_right(lesson_id, exercise):
    asked = question(lesson_id, exercise)
    outcome = asked.check(fresh_answer(exercise.solution, asked.data))
    assert outcome.status == CORRECT
    assert outcome.message.startswith(asked.told(exercise.praise))
    assert exercise.praise


@every_exercise()
def test_an_alternative_way_is_right(lesson_id, exercise):
    asked = question(lesson_id, exercise)
    alternative = ALTERNATIVES[f"{lesson_id}.{exercise.name}"]
    assert asked.check(answer(asked, alternative)).status == CORRECT


@every_exercise()
def test_a_defensible_answer_is_right_and_told_why(lesson_id, exercise):
    asked = question(lesson_id, exercise)
    best = answer(asked, exercise.solution)
    for item in exercise.defensible:
        given = answer(asked, item.answer)
        if given is not None:
            outcome = asked.check(given)
            assert not exercise.kind.same(given, best)
            assert (outcome.status, outcome.message) == (CORRECT, asked.told(item.sentence))


@every_exercise()
def test_right_answers_follow_the_data(lesson_id, exercise):
    asked = getattr(other_quiz(lesson_id), exercise.name)
    alternative = ALTERNATIVES[f"{lesson_id}.{exercise.name}"]
    assert asked.check(fresh_answer(exercise.solution, asked.data)).status == CORRECT
    assert asked.check(fresh_answer(alternative, asked.data)).status == CORRECT


@every_exercise(judged=False)
@pytest.mark.parametrize("blank", [..., None])
def test_blank_is_not_attempted(lesson_id, exercise, blank):
    assert question(lesson_id, exercise).check(blank).status == NOT_ATTEMPTED


@every_exercise()
def test_each_misconception_gets_its_own_sentence(lesson_id, exercise):
    asked = question(lesson_id, exercise)
    for misconception in misconceptions(asked):
        outcome = asked.check(wrong_answer(asked, misconception))
        assert outcome.status == NOT_YET
        assert (outcome.misconception, outcome.message) == (
            misconception.name,
            asked.told(misconception.sentence),
        )
    for what in ("name", "sentence"):
        words = [getattr(misconception, what) for misconception in exercise.misconceptions]
        assert len(set(words)) == len(words)


@every_exercise()
def test_no_two_answers_are_the_same(lesson_id, exercise):
    asked, same = question(lesson_id, exercise), exercise.kind.same
    answers = {"the right answer": answer(asked, exercise.solution)}
    answers |= {item.name: answer(asked, item.answer) for item in misconceptions(asked)}
    if isinstance(exercise.kind, Query):  # of these tables none is the right one
        answers.pop("the right answer")
    for (one, left), (other, right) in itertools.combinations(answers.items(), 2):
        assert not same(left, right), f"{one} and {other} can't be told apart"
        assert not same(right, left), f"{other} and {one} can't be told apart"


@every_exercise()
def test_other_wrong_answers_get_a_general_sentence(lesson_id, exercise):
    asked = question(lesson_id, exercise)
    right = answer(asked, exercise.solution)
    for wrong in wrong_answers(exercise.kind, right, np.random.default_rng(1)):
        outcome = asked.check(wrong)
        assert outcome.status == NOT_YET
        assert outcome.misconception is None
        assert outcome.message


@every_exercise(Number)
def test_a_slip_of_unit_is_named(lesson_id, exercise):
    asked = question(lesson_id, exercise)
    right = float(answer(asked, exercise.solution))
    wrong = [float(answer(asked, item.answer)) for item in exercise.misconceptions]
    for factor, words in [(100, "100 times too large"), (0.01, "100 times too small")]:
        if not any(abs(right * factor - other) <= exercise.kind.tolerance for other in wrong):
            assert words in asked.check(right * factor).message


@every_exercise(Choice, Decision)
def test_choices_explain_every_wrong_letter(lesson_id, exercise):
    asked = question(lesson_id, exercise)
    right = answer(asked, exercise.solution)
    wrong = [answer(asked, item.answer) for item in misconceptions(asked)]
    if isinstance(exercise.kind, Choice):
        assert {right, *wrong, *asked._rights()} == set(exercise.kind.choices)
    else:
        assert {pair[0] for pair in [right, *wrong]} == set(exercise.kind.actions)
        assert any(pair[0] == right[0] for pair in wrong), "the right action, another reason"


@every_exercise(Memo, judged=False)
def test_a_good_memo_has_all_that_is_asked_and_a_poor_one_lacks_something(lesson_id, exercise):
    for asked in (question(lesson_id, exercise), getattr(other_quiz(lesson_id), exercise.name)):
        good = answer(asked, exercise.solution)
        assert exercise.kind.refusal(good) is None
        assert "(not found)" not in exercise.kind.checklist(good)
        assert exercise.misconceptions
        poor = [answer(asked, item.answer) for item in exercise.misconceptions]
        assert any("(not found)" in exercise.kind.checklist(text) for text in poor)
        assert good not in poor
        outcome = asked.check(good)
        assert outcome.status == KEPT
        assert good.splitlines()[0] in outcome.message


@every_exercise(judged=False)
def test_it_shows_itself_its_hints_and_its_solution(lesson_id, exercise):
    asked = replace(question(lesson_id, exercise), _hints_given=0)
    prompt = asked.told(exercise.prompt.strip())
    assert prompt in asked._repr_markdown_()
    hints = [asked.hint().text for _ in exercise.hints]
    assert hints
    told = map(asked.told, exercise.hints)
    assert all(hint in shown for hint, shown in zip(told, hints, strict=True))
    assert "no more hints" in asked.hint().text
    assert "\nanswer = " in asked.solution().text


@every_exercise(Number)
def test_nothing_shown_gives_the_number_away(lesson_id, exercise):
    asked = question(lesson_id, exercise)
    shown = exercise.kind.show(answer(asked, exercise.solution)).split()[0]
    messages = [item.sentence for item in exercise.misconceptions] + [exercise.prompt]
    messages += [asked.check(wrong).message for wrong in (-1e9, "?", True)]
    assert not any(shown in message.split() for message in messages)


@pytest.mark.parametrize("lucks", [[5], pytest.param(the_shop.LUCKS, marks=pytest.mark.verify)])
def test_the_recorded_outcomes_are_the_shops(lucks):
    expected = recorded()
    expected = expected[expected["luck"].isin(lucks)].reset_index(drop=True)
    pd.testing.assert_frame_equal(outcomes(lucks), expected, check_exact=True)


def test_every_module_belongs_to_a_lesson():
    folder = Path(the_shop.__file__).parent
    found = {
        ".".join(path.relative_to(folder).with_suffix("").parts) for path in folder.rglob("*.py")
    }
    assert {name for name in found if not name.endswith("__init__")} == set(modules().values())
    ids = [each.id for each in lessons()]
    assert set(ids) == set(modules())
    assert set(ids) >= set(cases.names())
    assert [name for name in ids if name in ("5_2", "0", "5_1", "00")] == ["00", "0", "5_1", "5_2"]


def notebook_names(lesson_id, names, data):
    """What the lesson's notebook calls the data of an exercise."""
    if lesson_id in cases.names():
        return {"case": data["case"]}
    found = {name: value for name, value in data.items() if name not in names}
    for name, there in names.items():
        outer, _, inner = there.partition(".")
        if inner:
            setattr(found.setdefault(outer, SimpleNamespace()), inner, data[name])
        else:
            found[outer] = data[name]
    return found


@every_exercise(judged=False)
def test_solution_runs_where_it_is_shown(lesson_id, exercise):
    asked = question(lesson_id, exercise)
    state = notebook_names(lesson_id, exercise.names, asked.data)
    exec(asked.solution().text.split("```python\n")[1].split("```")[0], state)
    given = state["answer"]
    if isinstance(exercise.kind, Prediction):  # what came; a prediction has an interval too
        given = (given, 0.9 * given, 1.1 * given)
    assert asked.check(given).status in (CORRECT, KEPT)


def bound(code):
    """The names that code gives values to, which stay; those inside a comprehension don't."""
    nodes = list(ast.walk(ast.parse(code)))
    inside = [one.target for one in nodes if isinstance(one, ast.comprehension)]
    passing = {id(name) for target in inside for name in ast.walk(target)}
    names = [one for one in nodes if isinstance(one, ast.Name) and id(one) not in passing]
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


@pytest.mark.parametrize("lesson_id", ["0_2", "0_3"])
def test_a_pasted_solution_leaves_the_notebooks_own_names_alone(lesson_id):
    """Its cells can be run again afterwards, in any order."""
    cells = [cell for cell in written_cells(lesson_id) if cell.cell_type == "code"]
    plain = [c.source for c in cells if not c.source.startswith("%")]
    own = set().union(*map(bound, plain)) - {"answer"}
    for asked in quiz(lesson_id):
        code = asked.solution().text.split("```python\n")[1].split("```")[0]
        assert not bound(code) & own, asked.exercise.name


def test_every_alternative_has_its_exercise():
    asked = {f"{each}.{exercise.name}" for each, exercise in EVERY if exercise.kind.judged}
    assert asked <= set(ALTERNATIVES)  # a prediction may have one too


@pytest.mark.parametrize(
    ("lesson_id", "exercise"), BORROWED, ids=[f"{lesson}.{item.name}" for lesson, item in BORROWED]
)
def test_what_a_workshop_borrows_can_be_asked_on_its_own_data(lesson_id, exercise):
    """Or is left out there, and says why; a mistake that gives another number there is met."""
    asked, kind = question(lesson_id, exercise), exercise.kind
    for function in exercise.functions():
        assert set(inspect.signature(function).parameters) <= set(asked.data)
    shown = asked._repr_markdown_()
    if why := asked.left_out():
        assert "have no answer to this question (" not in why, "it raises instead of saying why"
        assert why in shown
        return
    assert not re.search(r"\{\w+\}|\bnan\b", shown), shown
    right, wrong = answers(exercise, asked.data)
    assert asked.check(...).status == NOT_ATTEMPTED
    if isinstance(kind, Prediction):
        came = float(right)
        assert asked.check((came, came - 1 - abs(came), came + 1 + abs(came))).status in (
            KEPT,
            NOT_ATTEMPTED,  # a share has its ends
        )
        return
    if not kind.judged:
        assert asked.check(right).status == KEPT
        return
    assert asked.check(right).status == CORRECT
    if alternative := ALTERNATIVES.get(f"{exercise.home}.{exercise.name}"):
        assert asked.check(fresh_answer(alternative, asked.data)).status == CORRECT
    for item in exercise.misconceptions:
        if item.name in wrong:
            given = wrong_answer(asked, item)
            assert asked.check(given).status == NOT_YET, item.name


@pytest.mark.parametrize(
    ("lesson_id", "exercise"), BORROWED, ids=[f"{lesson}.{item.name}" for lesson, item in BORROWED]
)
def test_a_borrowed_solution_runs_in_the_workshop(lesson_id, exercise):
    asked = question(lesson_id, exercise)
    if not asked.left_out():
        state = {"quiz": quiz(lesson_id)}
        exec(asked.solution().text.split("```python\n")[1].split("```")[0], state)
        assert asked.exercise.kind.show(state["answer"]) == asked.exercise.kind.show(
            answer(asked, exercise.solution)
        )


@every_exercise(Prediction, judged=False)
def test_a_prediction_is_kept_with_what_came(lesson_id, exercise):
    for asked in (question(lesson_id, exercise), getattr(other_quiz(lesson_id), exercise.name)):
        came = fresh_answer(exercise.solution, asked.data)
        outcome = asked.check((came, came - abs(came) / 2, came + abs(came) / 2))
        assert outcome.status == KEPT
        assert outcome.entry["came"] == pytest.approx(float(came))
        assert "holds it" in outcome.message
        assert asked.told(exercise.praise) in outcome.message
        assert asked.check(...).status == NOT_ATTEMPTED
