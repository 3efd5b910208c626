"""The instructor's key of an issue: its world, both readings, the truth, and every answer."""

import json
import math
import textwrap

import pandas as pd

from ecomlab.classroom.exercise import Question, accepted
from ecomlab.classroom.exercise import answers as answers_of
from ecomlab.classroom.registry import lesson
from ecomlab.classroom.teaching_notes import ENDED, asked_on


def answered(issue) -> dict:
    """For each exercise, by its name: the right answer, and the one of each misconception."""
    exercises = lesson(issue.case.name).exercises
    return {exercise.name: answers_of(exercise, asked_on(issue)) for exercise in exercises}


def key(issue, found=None) -> dict:
    """What an issue's key holds, as plain values that JSON can keep.

    Parameters
    ----------
    issue : cases.Issue
        With its parameters.
    found : dict, optional
        As from ``answered``, where that was computed already.

    Returns
    -------
    dict
        case, issue, figures, parameters, naive, right, truth, end, exercises: of each the answer
        and what its misconceptions give.
    """
    found = found or answered(issue)
    return {
        "case": issue.case.name,
        "issue": issue.label,
        "figures": issue.figures.set_index("figure")["value"].to_dict(),
        "parameters": vars(issue.parameters),
        "naive": _numbers(issue.naive),
        "right": _numbers(issue.right),
        "truth": float(issue.truth),
        "end": issue.end,
        "exercises": {
            name: {
                "answer": _plain(right),
                "misconceptions": {which: _plain(value) for which, value in wrong.items()},
            }
            for name, (right, wrong) in found.items()
        },
    }


def answers(issue, found=None) -> dict[str, str]:
    """For each exercise, in Markdown: the right answer, and what each wrong one shows."""
    found = found or answered(issue)
    exercises = lesson(issue.case.name).exercises
    questions = [Question(exercise, asked_on(issue)) for exercise in exercises]
    return {one.exercise.name: _answer(one, *found[one.exercise.name]) for one in questions}


def markdown(issue, found=None) -> str:
    """The key as a page to read beside the class."""
    case, words = issue.case, issue.words()
    readings = [
        f"| {title} | {words[name]} | {_interval(issue, name)} | {words[f'{name}_n']} |"
        for title, name in (("obvious reading", "naive"), ("right method", "right"))
    ]
    world = [
        f"| `{name}` | {value:g} | {case.parameters[name].meaning} |"
        for name, value in vars(issue.parameters).items()
    ]
    exercises = [
        f"## {number}. {exercise.title} (`{exercise.name}`)\n\n{text}"
        for number, (exercise, text) in enumerate(
            zip(lesson(case.name).exercises, answers(issue, found).values(), strict=True), start=1
        )
    ]
    parts = [
        f"# Key to {case.number} {case.title}: {issue.label}",
        "For the instructor. Whoever reads this page knows the answers.",
        f"The claim:\n\n{issue.claimed}",
        f"What is estimated: {case.estimand}.",
        f"The claim ends **{ENDED[issue.end]}**.",
        "\n".join(["| | estimate | 95% interval | n |", "|---|---:|---|---:|", *readings,
                   f"| **truth** | **{words['truth']}** | | |"]),
        "\n".join(["| the world's | value | what it is |", "|---|---:|---|", *world]),
        f"The memo: {case.brief('memo')}",
        *exercises,
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _interval(issue, name):
    """'1.41 to 1.72', as the case prints it; what was counted has none."""
    if math.isnan(getattr(issue, name).low):
        return "none"
    words = issue.words()
    return f"{words[f'{name}_low']} to {words[f'{name}_high']}"


def _numbers(estimate):
    """An estimate as JSON keeps it: without an interval its ends are null."""
    missing = {x for x in ("low", "high") if math.isnan(getattr(estimate, x))}
    return estimate._asdict() | dict.fromkeys(missing)


def _answer(question, right, wrong):
    exercise, show = question.exercise, question.exercise.kind.show
    sentences = {item.name: question.told(item.sentence) for item in exercise.misconceptions}
    lines = [f"- *{name}*: {_code(show(value))} {sentences[name]}" for name, value in wrong.items()]
    also = [_code(show(value)) for value in accepted(exercise, question.data)]
    answer = f"**Answer:** {_code(show(right))}" + (f"; also {', '.join(also)}" if also else "")
    return "\n".join([answer, "", "Typical wrong ones:", "", *lines])


def _code(text):
    """Text as it stands; a table as a block of its own, which may lie in a list."""
    block = f"\n\n```text\n{text}\n```\n\n"
    return textwrap.indent(block, "  ") if "\n" in text else f"`{text}`"


def _plain(value):
    """An answer as JSON keeps it: a table as a list of rows."""
    if isinstance(value, pd.DataFrame):
        flat = value.reset_index() if value.index.names != [None] else value
        return json.loads(flat.to_json(orient="records", date_format="iso", force_ascii=False))
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value.item() if hasattr(value, "item") else value
