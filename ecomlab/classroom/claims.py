"""The question that every case asks before its truth: is the claim right, too rosy, too modest?"""

import math

from ecomlab.cases.declaration import MODEST, RIGHT, ROSY
from ecomlab.classroom.docstrings import sentence, texts
from ecomlab.classroom.exercise import Defensible, Exercise, Misconception
from ecomlab.classroom.kinds import Choice
from ecomlab.texts import fact

NAME, TITLE = "claim", "Your verdict on the claim"
LETTERS = {ROSY: "A", RIGHT: "B", MODEST: "C"}
KIND = Choice(
    {
        "A": "too rosy: it promises more than the right method finds",
        "B": "about right",
        "C": "too modest: the right method finds more than it promises",
    }
)


def claim() -> Exercise:
    """The question, with one sentence for each wrong letter."""
    prompt, hints, praise = texts(NAME, verdict)
    made = Exercise(
        NAME, TITLE, prompt, KIND, verdict, [], hints, praise, {"case": "case"}, known=facts
    )
    made.recall = False
    made.misconceptions += [
        Misconception(name, function, sentence(name, function))
        for name, function in (
            ("called too rosy", _too_rosy),
            ("called right", _about_right),
            ("called too modest", _too_modest),
        )
    ]
    made.defensible.append(Defensible("near a border", near_a_border, near_a_border.__doc__))
    return made


def verdict(case):
    """By the right method, is the claim too rosy, about right, or too modest? A claim counts as
    about right if the obvious reading lies within {near} of the right method's estimate. A
    letter.

    Hint: `case.naive` is the obvious reading, `case.right` the right method's, with its interval.

    Hint: Which of the two promises more? Is their distance more than {near}?

    Right: The obvious reading says {claimed}, the right method {right}. What is true comes next.
    """
    return LETTERS[case.found[0]]


def _too_rosy(case):
    """Too rosy says that the claim promises **more** than the right method finds, by more than
    {near}. Compare `case.naive` with `case.right`: a claim may also hold, or promise too little.
    """
    return _unless_found(case, ROSY)


def _about_right(case):
    """The two readings lie more than {near} apart. Which of them promises more?"""
    return _unless_found(case, RIGHT)


def _too_modest(case):
    """Too modest says that the right method finds **more** than the claim promises, by more than
    {near}. Compare `case.naive` with `case.right`: which of them promises more, and by how much?
    """
    return _unless_found(case, MODEST)


def _unless_found(case, end):
    """The letter of a verdict that these tables don't allow; None if they do."""
    return None if end in case.found else LETTERS[end]


def near_a_border(case):
    """That can be said, too: {why_either}. The obvious reading says {claimed}, the right method
    {right}. What is true comes next.
    """
    return LETTERS[case.found[1]] if len(case.found) > 1 else None


def facts(case):
    """Words for the texts: how near is near, and both readings."""
    item, right = case.case, case.right
    if item.scale == "ratio":
        near = f"a factor of {math.sqrt(item.margin):.2f}"
    else:
        unit = {"share": "points"}.get(item.show.unit, item.show.unit)
        half = fact.Fact(item.margin / 2, unit, _digits(item))
        near = half.say(unit=half.unit)
    words = case.words()
    interval = "" if math.isnan(right.low) else f" ({words['right_low']} to {words['right_high']})"
    is_near = case.found[0] == RIGHT
    return {
        "near": near,
        "claimed": words["naive"],
        "right": words["right"] + interval,
        "why_either": "the interval is narrow and doesn't hold the claim, but the distance matters "
        "little"
        if is_near
        else "the distance is large, but the interval is wide and holds the claim",
    }


def _digits(item):
    """Enough decimals to tell half the margin."""
    return None if item.show.digits is None else item.show.digits + 1
