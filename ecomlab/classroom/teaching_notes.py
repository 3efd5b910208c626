"""The teaching note of a case: what an instructor needs to lead the talk, on this issue's numbers.

It is written in the section ``[note]`` of the case's texts; the two memos are computed.
"""

from functools import partial

from ecomlab.cases.declaration import MODEST, RIGHT, ROSY
from ecomlab.classroom.exercise import Question
from ecomlab.classroom.kinds import Memo
from ecomlab.classroom.registry import lesson
from ecomlab.texts import Text

ENDED = {ROSY: "too rosy", RIGHT: "about right", MODEST: "too modest"}
SECTIONS = {
    "teaches": "What it teaches",
    "fits": "Where it fits",
    "opening": "Opening question",
    "run": "Minutes, for a class of 45 and of 30",
    "board": "On the board",
    "talk": "To talk about: expected answers",
    "sceptic": "The sceptic asks",
    "closing": "Closing question",
    "marks": "Marks for the memo (10 points)",
}


def asked_on(issue) -> dict:
    """What the exercises of a case may name: its tables, and the issue."""
    return {**issue.tables, "case": issue}


def note(issue) -> Text:
    """The teaching note of an issue whose truth is known, in Markdown.

    Raises
    ------
    InputError
        A class's issue doesn't hold its truth.
    """
    case, words, facts = issue.case, issue.words(), issue.facts()
    told = partial(case.texts.say, "note", facts=facts)
    parts = [
        f"# Teaching note: {case.number} {case.title} ({issue.label})",
        f"The claim ends **{ENDED[issue.end]}**: {words['naive']} as claimed, {words['right']} by "
        f"the right method{_interval(issue, words)}, {words['truth']} in truth. What is estimated: "
        f"{case.estimand}.",
    ]
    written = case.texts.names("note")
    parts += [f"## {title}\n\n{told(name)}" for name, title in SECTIONS.items() if name in written]
    return Text("\n\n".join([*parts, *_memos(issue)]))


def _interval(issue, words):
    if issue.case.scale == "identity":
        return " (counted)"
    return f" ({words['right_low']} to {words['right_high']}, n = {words['right_n']})"


def _memos(issue):
    """A good memo and the poor ones on this issue's numbers."""
    exercises = lesson(issue.case.name).exercises
    asked = next((exercise for exercise in exercises if isinstance(exercise.kind, Memo)), None)
    if asked is None:
        return []
    question = Question(asked, asked_on(issue))
    parts = [f"## A good memo\n\n> {question._answer(asked.solution)}"]
    for poor in asked.misconceptions:
        given = question._answer(poor.answer)
        if given is not None:
            parts.append(
                f"## A poor one: {poor.name}\n\n> {given}\n\n{question.told(poor.sentence)}"
            )
    return parts
