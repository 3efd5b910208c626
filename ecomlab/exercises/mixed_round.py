"""The exercises of a mixed round: eight short claims, each with a verdict, a look, how sure."""

from ecomlab import rounds
from ecomlab.cases.declaration import MODEST, RIGHT, ROSY
from ecomlab.classroom.docstrings import sentence, texts
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.kinds import Judgement
from ecomlab.classroom.lesson import Lesson
from ecomlab.rounds.declaration import METHODS
from ecomlab.rounds.drawing import LETTERS

VERDICTS = {
    LETTERS[ROSY]: "too rosy: it makes things look better than the right look finds",
    LETTERS[RIGHT]: "about right",
    LETTERS[MODEST]: "too modest: it makes things look worse than the right look finds",
}
LOOKS = {str(number): f"{{look_{number}}}" for number in range(1, METHODS + 1)}
KIND = Judgement(VERDICTS, LOOKS)
SURE = 34  # per cent: a wrong answer of the course's own, which guesses

lesson = Lesson("9", data=lambda: {"mixed": rounds.draw(0)})


def judged():
    """{says}

    {exhibit}

    {asks} Give the verdict on the claim, the look that settles it, and how sure you are of the
    verdict, in per cent. Your first answer counts.

    Hint: First find the figure of the claim in the exhibit: from which cells was it made?

    Hint: What would you have to know to say that the claim is right? Which of the four looks shows
    that, and nothing else?

    Right: {debrief}
    """


def too_rosy(verdict, look):
    """Too rosy it isn't. {debrief}"""
    return _unless(verdict, LETTERS[ROSY], look)


def about_right(verdict, look):
    """About right it isn't. {debrief}"""
    return _unless(verdict, LETTERS[RIGHT], look)


def too_modest(verdict, look):
    """Too modest it isn't. {debrief}"""
    return _unless(verdict, LETTERS[MODEST], look)


def another_look(verdict, look):
    """The verdict holds. But another look than yours settles it, even where both give about the same
    figure: only that one would also have shown the claim to be wrong. {debrief}"""
    return verdict, 1 + look % METHODS, SURE


def _unless(right, letter, look):
    """A wrong verdict as an answer; None where it is right."""
    return None if letter == right else (letter, look, SURE)


def first(mixed):
    return *mixed.answer(1), 100


def second(mixed):
    return *mixed.answer(2), 100


def third(mixed):
    return *mixed.answer(3), 100


def fourth(mixed):
    return *mixed.answer(4), 100


def fifth(mixed):
    return *mixed.answer(5), 100


def sixth(mixed):
    return *mixed.answer(6), 100


def seventh(mixed):
    return *mixed.answer(7), 100


def eighth(mixed):
    return *mixed.answer(8), 100


def words(place):
    """What a claim's texts tell, as a function of the round."""

    def told(mixed):
        asked = mixed[place]
        looks = {f"look_{number}": text for number, text in enumerate(asked.looks(), start=1)}
        return looks | {
            "says": asked.says(),
            "exhibit": asked.exhibit(),
            "asks": asked.asks(),
            "debrief": asked.debrief(),
        }

    return told


def wrong(place, answer):
    """A wrong answer to a claim, as a function of the round."""
    return lambda mixed: answer(*mixed.answer(place))


WRONG = {
    "called too rosy": too_rosy,
    "called about right": about_right,
    "called too modest": too_modest,
    "another look": another_look,
}
SOLUTIONS = (first, second, third, fourth, fifth, sixth, seventh, eighth)
for place, solution in enumerate(SOLUTIONS, start=1):
    prompt, hints, praise = texts(solution.__name__, judged)
    asked = Exercise(
        solution.__name__, f"Claim {place} of {len(SOLUTIONS)}", prompt, KIND, solution, [], hints, praise,
        known=words(place), recall=False,
    )  # fmt: skip
    asked.misconceptions += [
        Misconception(name, wrong(place, answer), sentence(name, answer))
        for name, answer in WRONG.items()
    ]
    lesson.exercises.append(asked)
